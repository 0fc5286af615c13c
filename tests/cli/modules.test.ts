import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nativePython } from "../../scripts/oracle/native.mjs";
import { callsOf, playSession } from "../../scripts/oracle/programs.mjs";

const session = fileURLToPath(new URL("./modules/modules.session", import.meta.url));
const main = fileURLToPath(new URL("../../dist/cli/krait.cjs", import.meta.url));
const { PYTHONHASHSEED: _, PYTHONPATH: __, FORCE_COLOR: ___, ...env } = process.env;

test("the library's modules that are programs answer as under CPython: unittest, doctest, pdb, timeit ...", {
  timeout: 300_000,
}, async () => {
  const krait = {
    command: process.execPath,
    before: [main],
    env: { ...env, NO_COLOR: "1", PYTHONDONTWRITEBYTECODE: "1" },
  };
  expect(await playSession(session, callsOf(krait))).toBe(readFileSync(session, "utf8"));
});

const python = nativePython();

test.skipIf(python === null)(
  "the session is what the CPython 3.13 of this machine answers (skipped without one)",
  { timeout: 120_000 },
  async () => {
    expect(await playSession(session, callsOf(python!))).toBe(readFileSync(session, "utf8"));
  },
);
