import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, test } from "vitest";
import { nativePython } from "../../scripts/oracle/native.mjs";
import { langFolder, programsIn, record } from "../../scripts/oracle/record-lang.mjs";

const python = nativePython();

test.skipIf(python === null)(
  "the recordings are what the CPython 3.13 of this machine prints (skipped without one)",
  { timeout: 120_000 },
  async () => {
    const stale: string[] = [];
    const queue = programsIn(langFolder);
    const worker = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const recording = await record(python, file);
        if (recording !== readFileSync(file.replace(/\.py$/, ".out"), "utf8")) stale.push(relative(langFolder, file));
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    expect(stale).toEqual([]);
  },
);
