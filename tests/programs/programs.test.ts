import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nativePython } from "../../scripts/oracle/native.mjs";
import { commandsOf, playSession, programsFolder, sessions } from "../../scripts/oracle/programs.mjs";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const { PYTHONHASHSEED: _, PYTHONPATH: __, ...env } = process.env;

describe.concurrent("the programs of examples/programs answer their sessions as CPython does", () => {
  for (const file of sessions()) {
    test(basename(file), async () => {
      expect(await playSession(file, process.execPath, [main], env)).toBe(readFileSync(file, "utf8"));
    });
  }
});

test("each program has a session, which shows its --help", () => {
  const programs = readdirSync(programsFolder).filter((name) => name.endsWith(".py"));
  expect(programs.length).toBeGreaterThanOrEqual(20);
  for (const program of programs) {
    expect(commandsOf(join(programsFolder, program.replace(/\.py$/, ".session")))).toContain(`${program} --help`);
  }
});

const python = nativePython();

test.skipIf(python === null)("the sessions are what the CPython 3.13 of this machine answers (skipped without one)", async () => {
  const stale: string[] = [];
  for (const file of sessions()) {
    const answered = await playSession(file, python!.command, [], python!.env);
    if (answered !== readFileSync(file, "utf8")) stale.push(basename(file));
  }
  expect(stale).toEqual([]);
});
