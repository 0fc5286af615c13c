/** `krait notebook run`: prints each cell with its output; keeps or checks the outputs. */
import * as fs from "node:fs";
import { dirname, resolve } from "node:path";
import { processStreams } from "../index.js";
import { compareOutputs, differenceText } from "../notebook/compare.js";
import { formatNotebook, type Notebook, NotebookError, parseNotebook } from "../notebook/nbformat.js";
import { runNotebook } from "../notebook/run.js";
import { cellText } from "../notebook/text.js";
import type { MachineFlags } from "./commands.js";
import { CliError, systemReason } from "./fail.js";
import { environmentSeed, hostOptions } from "./run.js";

export interface NotebookFlags extends MachineFlags {
  readonly out?: string;
  readonly check?: boolean;
}

function read(path: string): Notebook {
  let text: string;
  try {
    text = fs.readFileSync(path, "utf8");
  } catch (error) {
    throw new CliError(`krait: can't open file '${path}': ${systemReason(error)}`, 2);
  }
  try {
    return parseNotebook(text);
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    throw new CliError(`krait: '${path}' is no notebook that can be run: ${error.message}`, 1);
  }
}

export function notebookCommand(path: string, flags: NotebookFlags): number {
  const stored = read(path);
  const write = processStreams().stdout!;
  const print = (text: string) => write(new TextEncoder().encode(text));
  const options = { ...hostOptions(flags), ...environmentSeed(), path: [dirname(resolve(path))] };
  const { notebook, failedAt } = runNotebook(stored, options, (cell) => {
    if (!flags.check) print(cellText(cell));
  });
  if (flags.out !== undefined) {
    try {
      fs.writeFileSync(flags.out, formatNotebook(notebook));
    } catch (error) {
      throw new CliError(`krait: can't write '${flags.out}': ${systemReason(error)}`, 2);
    }
  }
  if (failedAt !== null) {
    const failed = notebook.cells[failedAt]!;
    if (flags.check) print(cellText(failed));
    process.stderr.write(
      `krait: the run ended with an error in In [${failed.execution_count}] (cell ${failedAt + 1})\n`,
    );
    return 1;
  }
  if (!flags.check) return 0;
  const differences = compareOutputs(stored, notebook);
  for (const difference of differences) print(differenceText(difference));
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code").length;
  print(
    differences.length === 0
      ? `${cells} cells, all outputs as stored\n`
      : `${differences.length} differences in ${cells} cells\n`,
  );
  return differences.length === 0 ? 0 : 1;
}
