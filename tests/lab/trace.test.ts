/** Allocation traces: the same whenever they are recorded, and done again under every plan with a sound heap. */
import { expect, test } from "vitest";
import type { LabPlan } from "../../src/lab/document.js";
import { eachEvent, LEAF, NODE, readTrace, type Trace, traceBytes } from "../../src/lab/trace/format.js";
import { recordTrace, replay } from "../../src/lab/trace/replay.js";
import { workloadOf } from "../../src/lab/workloads.js";
import { ALLOCATORS, planFault, planOf, RECLAIMERS } from "../../src/machine/plans.js";
import { ReplayMachine } from "../../src/machine/replay_machine.js";

const WORKLOADS = [
  "linked_cycles:rings=800",
  "exceptions:raises=200",
  "lru_cache:requests=1500,capacity=200",
  "json_keys:documents=4",
  "numeric:size=12,rounds=2",
];

/** A replay in the debug build, whose heap is looked at in the end. */
function soundReplay({ header, blocks }: Trace, plan: LabPlan) {
  const machine = new ReplayMachine(header.numbers, { ...plan, build: "debug" });
  for (const block of blocks) {
    machine.load(block);
    machine.run(block.length);
  }
  return { ...machine.counts(), verified: machine.verifyHeap() };
}

test.each(WORKLOADS)(
  "%s: every reclaimer and allocator does the trace again, with a sound heap",
  (name) => {
    const trace = recordTrace(workloadOf(name));
    const { objects, memoryBlocks, left } = trace.header;
    for (const { name: gc } of RECLAIMERS) {
      const { live, early, verified } = soundReplay(trace, planOf({ gc }));
      // what counts alone leave is what was left when it was recorded
      if (gc === "rc") expect([gc, live]).toEqual([gc, left]);
      else if (gc !== "marksweep" && gc !== "nogc") expect(live).toBeLessThanOrEqual(left);
      expect([gc, early, verified]).toEqual([gc, 0, 0]);
      expect(live).toBeLessThanOrEqual(objects + memoryBlocks);
    }
    for (const { name: alloc } of ALLOCATORS.slice(1)) {
      const plan = planOf({ alloc });
      if (planFault(plan) !== null) continue;
      expect([alloc, soundReplay(trace, plan).verified]).toEqual([alloc, 0]);
    }
  },
  60_000,
);

test("a trace is the same each time, and its file reads back", () => {
  const [first, second] = [1, 2].map(() => traceBytes(recordTrace(workloadOf(WORKLOADS[0]!))));
  expect(first).toEqual(second);
  const trace = readTrace(first!);
  let objects = 0;
  const types = new Set<string>();
  eachEvent(trace, (kind, _number, size, type) => {
    if (kind !== LEAF && kind !== NODE) return;
    objects++;
    if (kind === NODE) expect(size).toBeGreaterThanOrEqual(32);
    types.add(trace.header.types[type]!);
  });
  expect(objects).toBe(trace.header.objects);
  expect([...types].sort()).toEqual([...trace.header.types].sort());
  expect(types.has("Link")).toBe(true);
});

test("replays count the same each time", () => {
  const trace = recordTrace(workloadOf(WORKLOADS[1]!));
  for (const { name: gc } of RECLAIMERS) {
    const [a, b] = [1, 2].map((repetition) => replay(trace, planOf({ gc }), repetition));
    const counts = ({ collections, peak, end, blocks, result, early }: typeof a & {}) => [
      collections.map(({ candidates, found, before, after }) => [candidates, found, before, after]),
      [peak, end, blocks, result, early],
    ];
    expect(counts(a!)).toEqual(counts(b!));
  }
});

test("damaged files and other versions are refused in words", () => {
  const bytes = traceBytes(recordTrace(workloadOf("n_queens:size=4")));
  const changed = (at: number, value: number) => Uint8Array.from(bytes, (byte, i) => (i === at ? value : byte));
  expect(() => readTrace(new Uint8Array(4))).toThrow("it is no trace");
  expect(() => readTrace(changed(8, 9))).toThrow(/version 9 of the format, this krait reads 1/);
  expect(() => readTrace(bytes.slice(0, bytes.length - 9))).toThrow("the trace is damaged");
});
