/**
 * Compares the outputs of two runs of a notebook. Addresses differ from run to run, so they are compared by their relations: an address of
 * the stored run stands for one address of the new run and the other way round, whether it is written in hexadecimal or in decimal.
 */
import { type Cell, type Notebook, type Output, textOf } from "./nbformat.js";
import { kraitMetadata } from "./run.js";

export interface Difference {
  /** Index among all cells, and the number of the cell as Jupyter counts: In [n]. */
  readonly cell: number;
  readonly count: number | null;
  readonly where: string;
  readonly stored: string;
  readonly found: string;
}

/** Numbers that may be addresses stand apart: "0x" with at least four digits, or decimals from five digits on. */
const NUMBER = /\b0x[0-9a-f]{4,}\b|(?<![\w.])\d{5,}(?![\w.]*\w)/gi;

/** The lowest address that an object can have in either world: 64 KiB, below which nothing is mapped. */
const LOWEST = 0x10000n;

/** Objects lie at multiples of 8; so no odd number is ever taken for an address. */
function isAddress(value: bigint): boolean {
  return value >= LOWEST && value % 8n === 0n;
}

export class AddressMap {
  private readonly toNew = new Map<bigint, bigint>();
  private readonly toStored = new Map<bigint, bigint>();

  /** True if the two texts are equal but for addresses, and these keep their relations to all seen before. */
  equal(stored: string, found: string): boolean {
    const storedNumbers = stored.match(NUMBER) ?? [];
    const foundNumbers = found.match(NUMBER) ?? [];
    if (storedNumbers.length !== foundNumbers.length) return false;
    const blank = (text: string) => text.replace(NUMBER, "\0");
    if (blank(stored) !== blank(found)) return false;
    return storedNumbers.every((number, i) => this.same(number, foundNumbers[i]!));
  }

  private same(stored: string, found: string): boolean {
    const isHex = (text: string) => /^0x/i.test(text);
    if (isHex(stored) !== isHex(found)) return false;
    const [a, b] = [BigInt(stored), BigInt(found)];
    if (!isAddress(a) || !isAddress(b)) return stored === found;
    const knownNew = this.toNew.get(a);
    const knownStored = this.toStored.get(b);
    if (knownNew === undefined && knownStored === undefined) {
      this.toNew.set(a, b);
      this.toStored.set(b, a);
      return true;
    }
    return knownNew === b && knownStored === a;
  }
}

/** An output as lines of text, its kind first. */
function describe(output: Output): { kind: string; lines: string[] } {
  switch (output.output_type) {
    case "stream":
      return { kind: `stream ${output.name}`, lines: textOf(output.text).split("\n") };
    case "error":
      return { kind: "error", lines: [`${output.ename}: ${output.evalue}`] };
    default:
      return { kind: output.output_type, lines: textOf(output.data["text/plain"] ?? "").split("\n") };
  }
}

function compareCell(stored: Cell, found: Cell, index: number, addresses: AddressMap): Difference[] {
  const differences: Difference[] = [];
  const count = found.execution_count ?? null;
  const add = (where: string, a: string, b: string) =>
    differences.push({ cell: index, count, where, stored: a, found: b });
  const before = (stored.outputs ?? []).map(describe);
  const after = (found.outputs ?? []).map(describe);
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const [a, b] = [before[i], after[i]];
    const where = `output ${i + 1}`;
    if (a === undefined || b === undefined || a.kind !== b.kind) {
      const show = (output: typeof a) =>
        output === undefined ? "no output" : `${output.kind}: ${output.lines.join("\n")}`;
      add(where, show(a), show(b));
      continue;
    }
    for (let line = 0; line < Math.max(a.lines.length, b.lines.length); line++) {
      const [x, y] = [a.lines[line], b.lines[line]];
      if (x !== undefined && y !== undefined && addresses.equal(x, y)) continue;
      add(`${where} (${a.kind}), line ${line + 1}`, x ?? "no line", y ?? "no line");
    }
  }
  return differences;
}

/** Differences of the outputs of every code cell that does not say `{"krait": {"output": "any"}}`. */
export function compareOutputs(stored: Notebook, found: Notebook): Difference[] {
  const addresses = new AddressMap();
  return stored.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code" || kraitMetadata(cell).output === "any") return [];
    const map = kraitMetadata(cell).addresses === "cell" ? new AddressMap() : addresses;
    return compareCell(cell, found.cells[index]!, index, map);
  });
}

export function differenceText(difference: Difference): string {
  const indent = (text: string) => text.replace(/\n/g, "\n             ");
  const name =
    difference.count === null
      ? `cell ${difference.cell + 1}`
      : `In [${difference.count}] (cell ${difference.cell + 1})`;
  return `${name}, ${difference.where}:\n    stored:  ${indent(difference.stored)}\n    printed: ${indent(difference.found)}\n`;
}
