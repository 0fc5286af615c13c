/**
 * `npm run fail-allocation [-- FILE...]`: runs each program of tests/heap/programs once for every n: its n-th allocation and all later ones fail. Each
 * run must end in MemoryError (or end as if nothing had happened, where the program or Python itself catches it), the heap must be sound, and no
 * reference may stay behind. Ends when n is beyond the program's last allocation.
 */
import { relative } from "node:path";
import { programsIn } from "../oracle/record-lang.mjs";
import { failingFolder, RepeatedProgram } from "./programs.js";

/** So many runs in a row that end as if nothing had happened: n is beyond the last allocation. */
const QUIET_RUNS = 30;
const MOST_FAULTS = 40;
const MOST_RUNS = 20_000;

export interface Failures {
  /** How many allocations the program makes, and so how many runs there were. */
  readonly runs: number;
  readonly faults: readonly string[];
}

/** Tries every `step`-th allocation of a program from `first` on. */
export function failEvery(file: string, step = 1, first = 0): Failures {
  let program = new RepeatedProgram(file);
  for (let i = 0; i < 3; i++) program.once();
  const expected = program.once();
  const text = program.written;
  const faults: string[] = [];
  program.once(0);
  let before = program.references();
  let quiet = 0;
  let n = first;
  for (; ; n += step) {
    let error: string;
    try {
      error = program.once(n);
    } catch (fault) {
      faults.push(`${n}: ${(fault as Error).message}`);
      program = new RepeatedProgram(file);
      for (let i = 0; i < 3; i++) program.once();
      before = program.references();
      continue;
    }
    const done = error === expected && program.written === text;
    if (error !== "MemoryError" && error !== expected) faults.push(`${n}: ended in ${error || "nothing"}`);
    const after = program.references();
    const fault = program.machine.verifyHeap();
    if (fault !== 0) faults.push(`${n}: heap fault ${fault}`);
    if (after > before) faults.push(`${n}: ${after - before} references more`);
    before = after;
    quiet = done ? quiet + 1 : 0;
    if (quiet === QUIET_RUNS || faults.length > MOST_FAULTS || n > MOST_RUNS) break;
  }
  return { runs: n, faults };
}

function main(files: string[]): number {
  let sound = 0;
  for (const file of files) {
    const { runs, faults } = failEvery(file);
    if (faults.length === 0) sound++;
    console.log(
      `${relative(failingFolder, file)}: ${runs} allocations${faults.length === 0 ? "" : `, ${faults.length} faults`}`,
    );
    for (const fault of faults) console.log(`  ${fault}`);
  }
  console.log(`${sound} of ${files.length} programs end soundly wherever memory ends`);
  return sound === files.length ? 0 : 1;
}

if (process.argv[1]?.endsWith("fail-allocation.ts")) {
  const named = process.argv.slice(2);
  process.exitCode = main(named.length > 0 ? named : programsIn(failingFolder));
}
