import * as fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nativePython } from "../../scripts/oracle/native.mjs";
import {
  type Call,
  callsOf,
  commandsOf,
  playSession,
  programsFolder,
  sessions,
} from "../../scripts/oracle/programs.mjs";
import { Machine, realClock } from "../../src/index.js";
import { nodeSystem } from "../../src/machine/node_system.js";

const before = process.cwd();
beforeAll(() => process.chdir(programsFolder));
afterAll(() => process.chdir(before));

/** A command line in a machine of its own, with the host that the command line of krait gives. */
const call: Call = async ([program, ...args], env, input) => {
  const written = { stdout: "", stderr: "" };
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const writer = (name: "stdout" | "stderr") => (data: Uint8Array) => {
    written[name] += decoders[name].decode(data, { stream: true });
  };
  let left = input;
  const file = join(programsFolder, program!);
  const machine = new Machine({
    stdout: writer("stdout"),
    stderr: writer("stderr"),
    stdin() {
      const end = left.indexOf(10) + 1 || left.length;
      const line = left.subarray(0, end);
      left = left.subarray(end);
      return line.length === 0 ? null : line;
    },
    files: fs,
    clock: realClock(),
    system: { ...nodeSystem(), env },
    argv: [program!, ...args],
    path0: dirname(file),
  });
  machine.setMainFile(file);
  machine.runSource(fs.readFileSync(file), file, { isFile: true });
  return { status: machine.finish(), ...written };
};

describe("the programs of examples/programs answer their sessions as CPython does", () => {
  for (const file of sessions()) {
    test(basename(file), async () => {
      expect(await playSession(file, call)).toBe(fs.readFileSync(file, "utf8"));
    });
  }
});

test("each program has a session, which shows its --help", () => {
  const programs = fs.readdirSync(programsFolder).filter((name) => name.endsWith(".py"));
  expect(programs.length).toBeGreaterThanOrEqual(20);
  for (const program of programs) {
    expect(commandsOf(join(programsFolder, program.replace(/\.py$/, ".session")))).toContain(`${program} --help`);
  }
});

const python = nativePython();

test.skipIf(python === null)(
  "the sessions are what the CPython 3.13 of this machine answers (skipped without one)",
  { timeout: 300_000 },
  async () => {
    const answers = sessions().map(async (file) => [file, await playSession(file, callsOf(python!))] as const);
    const stale = (await Promise.all(answers)).filter(([file, answer]) => answer !== fs.readFileSync(file, "utf8"));
    expect(stale.map(([file]) => basename(file))).toEqual([]);
  },
);
