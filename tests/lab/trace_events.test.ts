/** The lab's time line for Perfetto: a file of the shape that the format asks for, with every collection and the whole curve in it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LabDocument } from "../../src/lab/document.js";
import { type TraceFile, traceEventsFault } from "../../src/lab/trace_events.js";
import { folder, krait } from "../cli/krait.js";

test("runs, collections and heaps become trace events", () => {
  const dir = folder({
    "mine.py": "import gc\nfor i in range(30000):\n    cycle = []\n    cycle.append(cycle)\ngc.collect()\n",
  });
  const args = ["lab", "run", "mine.py", "--gc", "rc+generational,rc+incremental", "--reps", "1"];
  const { status, stderr } = krait([...args, "--json", "d.json", "--trace-events", "t.json"], { cwd: dir });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const read = <T>(name: string) => JSON.parse(readFileSync(join(dir, name), "utf8")) as T;
  const document = read<LabDocument>("d.json");
  const trace = read<TraceFile>("t.json");
  expect(traceEventsFault(trace)).toBeNull();
  const of = (ph: string, cat?: string) => trace.traceEvents.filter((event) => event.ph === ph && event.cat === cat);
  expect(of("X", "program").map(({ args: { plan } }) => plan)).toEqual(document.runs.map(({ plan }) => plan));
  const collections = document.runs.flatMap((run) => run.collections);
  expect(collections.length).toBeGreaterThan(10);
  expect(of("X", "gc").map(({ args: { found } }) => found)).toEqual(collections.map(({ found }) => found));
  expect(of("C").map(({ args: { live } }) => live)).toEqual(document.runs.flatMap(({ curve }) => curve.live));
  expect(new Set(trace.traceEvents.map(({ pid }) => pid))).toEqual(new Set([1, 2]));
});

test("files of another shape are refused with the reason", () => {
  const event = { name: "a", ph: "X", ts: 1, dur: 1, pid: 1, tid: 1, args: {} };
  const fault = (...events: unknown[]) => traceEventsFault({ traceEvents: events });
  expect(traceEventsFault({})).toBe("it has no list 'traceEvents'");
  expect(fault(event)).toBeNull();
  expect(fault({ ...event, ph: "Q" })).toBe("event 0: no phase that is known: Q");
  expect(fault({ ...event, dur: undefined })).toBe("event 0: no duration");
  expect(fault({ ...event, cat: "gc" })).toBe("event 0: a collection of no run");
  expect(fault({ ...event, cat: "program" }, { ...event, cat: "gc", ts: 9 })).toBe(
    "event 1: a collection outside its run",
  );
  expect(fault({ ...event, ph: "C" })).toBe("event 0: a counter of no numbers");
});
