/** Object sizes and field offsets against the recorded facts of 64-bit CPython 3.13 (tests/oracle/layout.py). */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runProgram } from "../lang/programs.js";

const file = fileURLToPath(new URL("../oracle/layout.py", import.meta.url));
const recorded = readFileSync(file.replace(/\.py$/, ".out"), "utf8");

test("sizes of at least 150 objects are recorded", () => {
  expect(recorded.split("\n").length).toBeGreaterThan(280);
});

test.each(["release", "debug", "stress"] as const)("sizes and offsets are CPython's, %s build", (build) => {
  expect(runProgram(file, { build })).toBe(recorded);
});
