/**
 * Programs that need a process around them: pipes, signals, children, sockets, event loops. They run on the release and the debug build as the command line runs
 * them, and must print what CPython 3.13 has printed (node scripts/oracle/record-lang.mjs tests/processes).
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { programsIn, recordingOf } from "../../scripts/oracle/record-lang.mjs";
import { nodeLibc } from "../../src/machine/libc.js";

const folder = dirname(fileURLToPath(import.meta.url));
const krait = fileURLToPath(new URL("../../dist/cli/krait.cjs", import.meta.url));

describe.skipIf(nodeLibc() === null)("programs with a process around them", () => {
  for (const build of ["release", "debug"]) {
    for (const file of programsIn(folder)) {
      test(`${relative(folder, file)}, ${build} build`, { timeout: 60_000 }, () => {
        const done = spawnSync(process.execPath, [krait, "--build", build, file], {
          encoding: "utf8",
          timeout: 50_000,
        });
        const expected = readFileSync(file.replace(/\.py$/, ".out"), "utf8");
        expect(recordingOf(file, done.status, done.stdout, done.stderr)).toBe(expected);
      });
    }
  }
});
