/**
 * The ledger of references by source line: what the instrumented build's tallies of code units (src/machine/counters.ts) come to for each line of each file.
 * `krait refs` shows it.
 */
import { sumOf } from "../machine/counter_reader.js";
import type { CodeLedger, Counters, Tally, UnitTally } from "../machine/counters.js";

export interface LineTally extends Tally {
  /** null: instructions that belong to no line. */
  readonly line: number | null;
  /** How often it ran: executions of that of its instructions which ran most. */
  readonly runs: number;
}

export interface FileTally extends Tally {
  readonly file: string;
  readonly lines: readonly LineTally[];
  readonly codes: readonly CodeLedger[];
}

export interface Refs {
  readonly counters: Counters;
  /** In the order in which their code first ran. */
  readonly files: readonly FileTally[];
}

function linesOf(codes: readonly CodeLedger[]): LineTally[] {
  const byLine = new Map<number | null, UnitTally[]>();
  for (const unit of codes.flatMap(({ units }) => units)) {
    const there = byLine.get(unit.line);
    if (there === undefined) byLine.set(unit.line, [unit]);
    else there.push(unit);
  }
  return [...byLine]
    .sort(([a], [b]) => (a ?? 0) - (b ?? 0))
    .map(([line, units]) => ({
      line,
      runs: units.reduce((most, { executions }) => Math.max(most, executions), 0),
      ...sumOf(units),
    }));
}

export function refsOf(counters: Counters, ledgers: readonly CodeLedger[]): Refs {
  const byFile = new Map<string, CodeLedger[]>();
  for (const ledger of ledgers) {
    const there = byFile.get(ledger.filename);
    if (there === undefined) byFile.set(ledger.filename, [ledger]);
    else there.push(ledger);
  }
  const files = [...byFile].map(([file, codes]) => ({
    file,
    codes,
    lines: linesOf(codes),
    ...sumOf(codes.flatMap(({ units }) => units)),
  }));
  return { counters, files };
}

/** What lines can be sorted by. */
export const REF_COLUMNS = ["runs", "increfs", "decrefs", "immortal", "allocs", "frees", "bytes", "freed"] as const;
export type RefColumn = (typeof REF_COLUMNS)[number];

/** A row of the table. */
export function columnsOf(tally: Tally & { readonly runs?: number }): Readonly<Record<RefColumn, number>> {
  return {
    runs: tally.runs ?? tally.executions,
    increfs: tally.increfs,
    decrefs: tally.decrefs,
    immortal: tally.immortalIncrefs + tally.immortalDecrefs,
    allocs: tally.allocations,
    frees: tally.frees,
    bytes: tally.allocated,
    freed: tally.freed,
  };
}
