/**
 * The default plan collects when CPython does: callbacks, counts and statistics over ten allocation-heavy programs, as native CPython 3.13 recorded them (`node
 * scripts/oracle/record-lang.mjs FILE`). Not on the stress build, which collects at every allocation.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { programsIn } from "../../scripts/oracle/record-lang.mjs";
import { runProgram } from "../lang/programs.js";

for (const file of programsIn(fileURLToPath(new URL("schedule", import.meta.url)))) {
  for (const build of ["release", "debug"] as const) {
    test(`${basename(file)}, ${build} build`, () => {
      expect(runProgram(file, { build })).toBe(readFileSync(file.replace(/\.py$/, ".out"), "utf8"));
    }, 60_000);
  }
}
