/**
 * Runs the programs of tests/lang on one build of the machine and compares what they print with the recordings of CPython 3.13
 * (scripts/oracle/record-lang.mjs). Each program gets a machine of its own; a test file per build, so that the builds run side by side.
 */
import * as fs from "node:fs";
import { dirname, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { langFolder, programsIn, recordingOf } from "../../scripts/oracle/record-lang.mjs";
import { Machine, type MachineOptions, realClock } from "../../src/index.js";

/** How many collections of a run may be followed by a look at the whole heap, one after the other; beyond that, ever fewer of them. */
const ALL_VERIFIED = 200;

/** Looks at the heap after a collection: after each at first, then each time their number has grown by a twentieth. */
export class HeapWatch {
  machine: Machine | null = null;
  collections = 0;
  looks = 0;
  fault = 0;
  private next = 1;

  readonly event: NonNullable<MachineOptions["onCollection"]> = ({ phase }) => {
    if (phase !== 1 || this.machine === null || ++this.collections < this.next || this.fault !== 0) return;
    this.fault = this.machine.verifyHeap();
    this.looks++;
    this.next = this.collections + (this.looks < ALL_VERIFIED ? 1 : Math.ceil(this.collections / 20));
  };
}

/**
 * What a program prints, in the form of a recording. In debug and stress builds the heap must be sound afterwards; with `collections` after each
 * collection too.
 */
export function runProgram(file: string, options: MachineOptions, collections = false): string {
  const watch = collections ? new HeapWatch() : null;
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
    ...(watch === null ? {} : { onCollection: watch.event }),
  });
  if (watch !== null) watch.machine = machine;
  machine.setMain("__file__", file);
  machine.runSource(fs.readFileSync(file), file);
  const status = machine.finish();
  if (watch !== null && watch.fault !== 0) {
    throw new Error(`the heap verifier found fault ${watch.fault} after collection ${watch.collections} of ${file}`);
  }
  const fault = options.build === "release" ? 0 : machine.verifyHeap();
  if (fault !== 0) throw new Error(`the heap verifier found fault ${fault} after ${file}`);
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
