/**
 * `npm run bench -- tierup [N]`: when V8 runs the eval loop optimised. A module's functions first run as baseline code; V8 compiles the hot ones again on a
 * thread of its own and a later call of theirs takes the better code, which it then keeps. A program does the same small piece of work for three seconds and
 * writes down the clock after each; the moment is the first at which the pieces take their final time.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { output } from "./processes.js";
import { median } from "./statistics.js";

/** The pieces of work, about half a millisecond each when optimised. */
const PIECES = {
  "int loop": "def piece():\n    i = 0\n    while i < 12_000:\n        i += 1\n",
  "calls (fib)": "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\ndef piece():\n    fib(15)\n",
};

/** Prints the moments in ms after the first, one a line. */
const CLOCKED = `
import time
clock = time.perf_counter_ns
marks = [clock()]
while marks[-1] - marks[0] < 3_000_000_000:
    piece()
    marks.append(clock())
print("\\n".join(str((mark - marks[0]) / 1e6) for mark in marks))
`;

/** So many pieces together are looked at, by their median: one alone may have been interrupted. */
const WINDOW = 15;
/** Within this of the final time a piece is optimised. */
const NEAR = 1.15;

export interface TierUp {
  /** ms from the loop's first instruction */
  readonly after: number;
  /** time of a piece before, divided by its final time */
  readonly before: number;
}

/** From the moments at which pieces ended. */
export function tierUp(marks: readonly number[]): TierUp {
  const pieces = marks.slice(1).map((mark, i) => mark - marks[i]!);
  const final = median(pieces.slice(-Math.ceil(pieces.length / 3)));
  let first = 0;
  while (first + WINDOW < pieces.length && median(pieces.slice(first, first + WINDOW)) > NEAR * final) first++;
  // the first piece of that window which is fast itself
  while (first < pieces.length - 1 && pieces[first]! > NEAR * final) first++;
  return { after: marks[first]!, before: first === 0 ? 1 : median(pieces.slice(0, first)) / final };
}

export function tierup(repetitions: number): void {
  const folder = mkdtempSync(join(tmpdir(), "krait-bench-"));
  console.log(
    `when V8 runs the loop optimised, medians of ${repetitions} processes; ms after the program's first instruction`,
  );
  for (const [name, piece] of Object.entries(PIECES)) {
    const path = join(folder, "pieces.py");
    writeFileSync(path, piece + CLOCKED);
    const all = Array.from({ length: repetitions }, () => {
      const text = output(process.execPath, ["dist/cli/krait.cjs", path]);
      return tierUp(text.trim().split("\n").map(Number));
    });
    const times = all.map((t) => t.after).sort((a, b) => a - b);
    const before = median(all.map((t) => t.before)).toFixed(1);
    console.log(
      `  ${name.padEnd(12)} after ${median(times).toFixed(0).padStart(4)} ms  [${times[0]!.toFixed(0)}, ${times.at(-1)!.toFixed(0)}], until then ${before} times slower`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
}
