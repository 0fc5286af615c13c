/** `krait dis --stats`: how well a program's instructions specialise, as the instrumented build has counted it (docs/counters.md). */
import type { CallCounts, Counters, FamilyCounts } from "../machine/counters.js";

const PAIRS_SHOWN = 20;

const numberText = (n: number): string => n.toLocaleString("en").replaceAll(",", " ");

function share(part: number, whole: number): string {
  return whole === 0 || part === 0 ? "" : `${((part / whole) * 100).toFixed(1)} %`;
}

/** Rows of cells, the first and the last to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const cell = (text: string, i: number) =>
    i === 0 || i === rows[0]!.length - 1 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}

/** "dict items 7, seq iter 1": why attempts failed. */
function reasons({ failures, failureKinds }: FamilyCounts): string {
  if (failures === 0) return "";
  return failureKinds.map(({ text, count }) => `${text} ${numberText(count)}`).join(", ");
}

function familyRows({ families }: Counters): string[] {
  return table([
    ["family", "executed", "hit", "miss", "generic", "specialised", "failed", "why it failed"],
    ...families.map((family) => [
      family.name,
      numberText(family.executions),
      share(family.hits, family.executions),
      share(family.misses, family.executions),
      share(family.generic, family.executions),
      numberText(family.successes),
      numberText(family.failures),
      reasons(family),
    ]),
  ]);
}

function formRows({ opcodes }: Counters): string[] {
  const missing = opcodes.filter(({ misses }) => misses > 0).sort((a, b) => b.misses - a.misses);
  if (missing.length === 0) return [];
  return [
    "",
    ...table([
      ["form that misses", "executed", "misses", "share", "deopts", ""],
      ...missing.map((form) => [
        form.name,
        numberText(form.executions),
        numberText(form.misses),
        share(form.misses, form.executions),
        numberText(form.deopts),
        "",
      ]),
    ]),
  ];
}

function pairRows({ pairs, total }: Counters): string[] {
  return table([
    ["pair of instructions", "executed", "share", ""],
    ...pairs
      .slice(0, PAIRS_SHOWN)
      .map(({ first, second, count }) => [`${first} ${second}`, numberText(count), share(count, total.executions), ""]),
  ]);
}

function callLine(calls: CallCounts): string {
  const { inlined, evals, vectorcalls, generators, frames } = calls;
  return (
    `${numberText(inlined)} calls and generators entered within the loop; ${numberText(evals)} runs of the loop from native code ` +
    `(functions ${numberText(vectorcalls)}, generators ${numberText(generators)}); ${numberText(frames)} frames made`
  );
}

export function statsText(counters: Counters): string {
  const { total, families, opcodes, calls } = counters;
  const sum = (column: "hits" | "misses" | "generic") => families.reduce((n, family) => n + family[column], 0);
  const head =
    `${numberText(total.executions)} instructions of ${opcodes.length} kinds: ${share(sum("hits"), total.executions) || "none"} specialised, ` +
    `${share(sum("misses"), total.executions) || "none"} missed, ${share(sum("generic"), total.executions) || "none"} could be but were not`;
  return `${[head, callLine(calls), "", ...familyRows(counters), ...formRows(counters), "", ...pairRows(counters)].join("\n")}\n`;
}

export function statsJson({ total, families, opcodes, pairs, calls, objects }: Counters): string {
  return `${JSON.stringify({ schema: 1, total, families, opcodes, pairs, calls, objects }, null, 1)}\n`;
}
