/**
 * Runs a notebook's code cells in one machine, in order, as a Jupyter kernel does: each statement of a cell compiled by itself, the value
 * of a last expression shown, what is written kept as stream outputs. The notebook given is not changed.
 */
import { Machine, type MachineOptions } from "../index.js";
import {
  type Cell,
  type ErrorOutput,
  type Notebook,
  type Output,
  type StreamOutput,
  textOf,
  toLines,
} from "./nbformat.js";

export interface RunResult {
  /** The notebook with the outputs of this run. */
  readonly notebook: Notebook;
  /** Index of the cell whose error ended the run, or null. */
  readonly failedAt: number | null;
}

/** Called with each cell, of any kind, as soon as it is done. */
export type CellListener = (cell: Cell, index: number) => void;

/** What a cell's metadata may say to krait. */
export interface KraitMetadata {
  /** "any": `--check` does not compare the outputs. */
  readonly output?: "any";
  /** "cell": addresses keep their relations inside this cell only, since its objects may lie where others were freed. */
  readonly addresses?: "cell";
}

export function kraitMetadata(cell: Cell): KraitMetadata {
  return (cell.metadata["krait"] as KraitMetadata | undefined) ?? {};
}

/** True if an error does not end the run: it is marked as Jupyter marks it, or it is among the stored outputs. */
function mayFail(cell: Cell): boolean {
  const tags = cell.metadata["tags"];
  if (Array.isArray(tags) && tags.includes("raises-exception")) return true;
  return (cell.outputs ?? []).some((output) => output.output_type === "error");
}

/** Joins what is written to one stream without another output in between. */
class OutputList {
  readonly outputs: Output[] = [];
  private readonly decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  write(name: "stdout" | "stderr", data: Uint8Array): void {
    const text = this.decoders[name].decode(data, { stream: true });
    if (text === "") return;
    const last = this.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text = textOf(last.text) + text;
    else this.outputs.push({ output_type: "stream", name, text });
  }

  finished(): Output[] {
    return this.outputs.map((output) =>
      output.output_type === "stream"
        ? ({ ...output, text: toLines(textOf(output.text)) } satisfies StreamOutput)
        : output,
    );
  }
}

function errorOutput(machine: Machine): ErrorOutput {
  const output: ErrorOutput = {
    output_type: "error",
    ename: machine.errorText(0),
    evalue: machine.errorText(1),
    traceback: machine.errorText(2).trimEnd().split("\n"),
  };
  machine.clearError();
  return output;
}

/** Runs one code cell; its outputs go to `list`. */
function runCell(machine: Machine, source: string, count: number, list: OutputList): void {
  const pieces = machine.compileCell(source, `<cell ${count}>`, "cell");
  if (pieces === null) {
    list.outputs.push(errorOutput(machine));
    return;
  }
  // IPython's rule: a last semicolon hides the value
  const quiet = source.trimEnd().endsWith(";");
  for (const { code, display } of pieces) {
    const { ok } = machine.runCode(code);
    machine.flush();
    if (!ok) {
      list.outputs.push(errorOutput(machine));
      return;
    }
    const text = display ? machine.takeDisplayed() : null;
    if (text === null || quiet) continue;
    list.outputs.push({
      output_type: "execute_result",
      data: { "text/plain": toLines(text) },
      metadata: {},
      execution_count: count,
    });
  }
}

export function runNotebook(
  notebook: Notebook,
  options: MachineOptions = {},
  listener: CellListener = () => {},
): RunResult {
  let list = new OutputList();
  const machine = new Machine({
    ...options,
    stdout: (data) => list.write("stdout", data),
    stderr: (data) => list.write("stderr", data),
  });
  machine.captureDisplay(true);
  const cells: Cell[] = [];
  let count = 0;
  let failedAt: number | null = null;
  notebook.cells.forEach((cell, index) => {
    if (cell.cell_type !== "code" || failedAt !== null) {
      cells.push(cell);
      if (failedAt === null) listener(cell, index);
      return;
    }
    const source = textOf(cell.source);
    list = new OutputList();
    // Jupyter does not count empty cells
    const blank = source.trim() === "";
    if (!blank) runCell(machine, source, ++count, list);
    const done: Cell = { ...cell, execution_count: blank ? null : count, outputs: list.finished() };
    cells.push(done);
    listener(done, index);
    if (done.outputs!.some((output) => output.output_type === "error") && !mayFail(cell)) failedAt = index;
  });
  machine.finish();
  return { notebook: { ...notebook, cells }, failedAt };
}
