/**
 * Runs the programs of tests/lang on one build of the machine and compares what they print with the recordings of CPython 3.13
 * (scripts/oracle/record-lang.mjs). Each program gets a machine of its own; a test file per build, so that the builds run side by side.
 */
import * as fs from "node:fs";
import { dirname, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { langFolder, programsIn, recordingOf } from "../../scripts/oracle/record-lang.mjs";
import { Machine, type MachineOptions, realClock } from "../../src/index.js";

/** The first fault that the heap verifier has found in a machine of the debug or stress build: after a collection, or now in the whole heap. Null if none. */
export function heapFault(machine: Machine): string | null {
  const { fault, at } = machine.collectionsVerified();
  if (fault !== 0) return `the heap verifier found fault ${fault} after collection ${at}`;
  const now = machine.verifyHeap();
  return now === 0 ? null : `the heap verifier found fault ${now} at the end`;
}

/**
 * What a program prints, in the form of a recording. In debug and stress builds the heap must be sound afterwards. The stress build looks at what each
 * collection touched; `walks`: at the whole heap after each of the first so many, on the debug build too; `verified` is told of how many it has looked at.
 */
export function runProgram(
  file: string,
  options: MachineOptions,
  walks?: number,
  verified?: (looks: ReturnType<Machine["collectionsVerified"]>) => void,
): string {
  const written = { stdout: "", stderr: "" };
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const writer = (name: "stdout" | "stderr") => (data: Uint8Array) => {
    written[name] += decoders[name].decode(data, { stream: true });
  };
  const machine = new Machine({
    ...options,
    stdout: writer("stdout"),
    stderr: writer("stderr"),
    files: fs,
    clock: realClock(),
    argv: [file],
    path: [dirname(file)],
  });
  if (walks !== undefined) machine.verifyCollections(walks);
  machine.setMain("__file__", file);
  machine.runSource(fs.readFileSync(file), file);
  const status = machine.finish();
  const fault = options.build === "release" ? null : heapFault(machine);
  if (options.build !== "release") verified?.(machine.collectionsVerified());
  if (fault !== null) throw new Error(`${fault} of ${file}`);
  return recordingOf(file, status, written.stdout, written.stderr);
}

export function testPrograms(build: "release" | "debug" | "stress"): void {
  describe(`programs print what CPython prints, ${build} build`, () => {
    for (const file of programsIn(langFolder)) {
      test(relative(langFolder, file), { timeout: 60_000 }, () => {
        expect(runProgram(file, { build })).toBe(fs.readFileSync(file.replace(/\.py$/, ".out"), "utf8"));
      });
    }
  });
}
