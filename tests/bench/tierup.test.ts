/** The moment at which V8's optimised code takes over, read from made-up clocks. */
import { expect, test } from "vitest";
import { tierUp } from "../../bench/tierup.js";

function marks(pieces: readonly number[]): number[] {
  const all = [0];
  for (const piece of pieces) all.push(all.at(-1)! + piece);
  return all;
}

test("slow pieces, then fast ones", () => {
  const found = tierUp(marks([...Array<number>(40).fill(2), ...Array<number>(400).fill(1)]));
  expect(found).toEqual({ after: 80, before: 2 });
});

test("an interruption later on is not V8's doing, nor is a single quick piece before", () => {
  const slow = Array<number>(40).fill(3);
  slow[10] = 1;
  const fast = Array<number>(400).fill(1);
  for (const i of [50, 51, 52, 53]) fast[i] = 30;
  expect(tierUp(marks([...slow, ...fast]))).toEqual({ after: 118, before: 3 });
});

test("what was fast from the beginning", () => {
  expect(tierUp(marks(Array<number>(300).fill(1)))).toEqual({ after: 0, before: 1 });
});
