/** What the lab's log says of each single collection, what of the memory is free, and what freeing costs at the least. */
import { describe, expect, test } from "vitest";
import type { LabDocument, RunRecord } from "../../src/lab/document.js";
import { runMatrix } from "../../src/lab/matrix.js";
import { measure } from "../../src/lab/measure.js";
import { reportHtml } from "../../src/lab/report/report.js";
import { fragmentation } from "../../src/lab/statistics.js";
import { summarise, summaryText } from "../../src/lab/summary.js";
import { traceEvents } from "../../src/lab/trace_events.js";
import { type Workload, workloadOf } from "../../src/lab/workloads.js";
import { type PlanOptions, planOf, RECLAIMERS } from "../../src/machine/plans.js";

const SOURCE = `import gc
class Phoenix:
    def __init__(self): self.me = self
    def __del__(self): kept.append(self)
kept = []
def run():
    gc.collect()
    for i in range(5): Phoenix()
    for i in range(7):
        x = []
        x.append(x)
    del x
    gc.collect()
    young = [[] for i in range(30000)]
    for item in young: item.append(item)
    del item, young
    return len(kept)
`;
const phoenix: Workload = { ...workloadOf("closures"), name: "phoenix", path: "phoenix.py", source: SOURCE, dials: {} };

const FINDING = RECLAIMERS.map(({ name }) => name).filter((name) => name !== "nogc" && name !== "rc");
const sum = (run: RunRecord, column: "candidates" | "found" | "resurrected" | "visited") =>
  run.collections.reduce((n, collection) => n + (collection[column] ?? 0), 0);

describe("each collection's record", () => {
  test.each(FINDING)("%s: what was looked at, found, brought back", (gc) => {
    const run = measure(phoenix, planOf({ gc }), 1);
    expect(run.result).toBe("5");
    expect(run.collections.filter(({ resurrected }) => resurrected > 0).map(({ resurrected }) => resurrected)).toEqual([
      5,
    ]);
    expect(sum(run, "found")).toBeGreaterThanOrEqual(7);
    for (const { candidates, found, resurrected } of run.collections) {
      expect(candidates).toBeGreaterThanOrEqual(found + resurrected);
    }
    expect(run.collections.every(({ visited }) => visited === undefined)).toBe(true);
  });

  test.each(FINDING)("%s: the instrumented build logs the same, and the references followed", (gc) => {
    const release = measure(phoenix, planOf({ gc }), 1);
    const counted = measure(phoenix, planOf({ gc }), 1, { build: "instrumented" });
    const log = ({ collections }: RunRecord) => collections.map(({ at: _, ms: __, visited: ___, ...facts }) => facts);
    expect(log(counted)).toEqual(log(release));
    const { collections } = counted.counters!;
    expect(sum(counted, "visited")).toBe(collections.visited);
    expect(sum(counted, "candidates")).toBe(collections.candidates);
    expect(sum(counted, "resurrected")).toBe(collections.resurrected);
    expect(sum(counted, "found")).toBe(collections.collected + collections.uncollectable);
    for (const { found, visited } of counted.collections) if (found > 0) expect(visited).toBeGreaterThan(0);
  });
});

describe("why a collection runs", () => {
  const source = `import gc
def run():
    for i in range(3000):
        cycle = []
        cycle.append(cycle)
    return gc.collect() >= 0
`;
  const reasons = (options: PlanOptions, text = source) => {
    const { collections } = measure({ ...phoenix, source: text }, planOf(options), 1);
    const counts: Record<string, number> = {};
    for (const { reason } of collections) counts[reason] = (counts[reason] ?? 0) + 1;
    return counts;
  };

  test.each([
    ["counts", { thresholds: [100, 10, 10] }],
    ["bytes", { trigger: "bytes", triggerSize: 64 }],
    ["heap", { trigger: "heap", triggerSize: 64 }],
    ["every", { trigger: "every" }],
  ] as const)("%s, and the program's call", (name, options) => {
    const counts = reasons(options);
    expect(Object.keys(counts).sort()).toEqual([name, "call"].sort());
    expect(counts["call"]).toBe(1);
    expect(counts[name]).toBeGreaterThan(name === "heap" ? 0 : 2);
  });

  test("calls alone under the explicit trigger", () => {
    expect(reasons({ trigger: "explicit" })).toEqual({ call: 1 });
  });

  test("every allocation asks for one, where no free list serves", () => {
    for (const gc of ["rc+generational", "rc+incremental", "rc+markalive", "rc+trialdeletion"] as const) {
      const { every } = reasons({ gc, trigger: "every", alloc: "pools-nofreelists" });
      expect([gc, every! >= 3000]).toEqual([gc, true]);
    }
  });

  test("too many dead objects wait, where only a collection frees", () => {
    const floats = "def run():\n    for i in range(120000): x = float(i)\n    return x\n";
    expect(reasons({ gc: "marksweep" }, floats)).toEqual({ waiting: 4 }); // 120,000 floats and as many ints, 50,000 at a time
  });
});

describe("what is free", () => {
  const free = (body: string) => {
    const source = `def run():\n${body.replace(/^/gm, "    ")}\n`;
    return measure({ ...phoenix, source }, planOf({}), 1);
  };

  test("a large block that was given back is one free piece", () => {
    const { free: before } = free("return 0");
    const { free: after } = free("x = bytearray(20 << 20)\ndel x\nreturn 0");
    expect(after.largest - before.largest).toBeGreaterThanOrEqual(16 << 20);
    expect(after.large - before.large).toBeGreaterThanOrEqual(20 << 20);
  });

  test("every second object of many is a free place inside its pool", () => {
    const { free: before } = free("return 0");
    const kept = free("global kept\nall = [object() for i in range(100000)]\nkept = all[::2]\nreturn 0");
    // 50,000 blocks of 16 bytes; the pools they lie in stay
    expect(kept.free.inPools - before.inPools).toBeGreaterThanOrEqual(50000 * 16 - 32768);
    expect(kept.free.inPools - before.inPools).toBeLessThan(50000 * 16 + 65536);
  });

  test("nothing is in use and free at once", () => {
    const run = free("x = [[i] for i in range(50000)]\nreturn len(x)");
    const { inPools, pools, large, largest } = run.free;
    expect(largest).toBeLessThanOrEqual(pools + large);
    expect(run.end + pools + large).toBeLessThanOrEqual(run.reserved);
    expect(inPools).toBeLessThan(run.end);
  });

  test("fragmentation is what the largest piece leaves", () => {
    expect(fragmentation({ inPools: 10, pools: 20, large: 50, largest: 40 })).toBe(0.5);
    expect(fragmentation({ inPools: 0, pools: 0, large: 0, largest: 0 })).toBe(0);
  });
});

async function withNothing(): Promise<LabDocument> {
  const workloads = [workloadOf("linked_cycles:rings=2000")];
  const plans = [planOf({}), planOf({ gc: "nogc" })];
  return runMatrix({ workloads, plans, repetitions: 3 }, { run() {}, stopped: () => false }, ["lab", "run"]);
}

test("against a run that frees nothing: the least that freeing costs", async () => {
  const document = await withNothing();
  const times = (run: RunRecord) => ({ ...run, total: run.plan.startsWith("nogc") ? 100 : 150 + run.repetition });
  const summary = summarise({ ...document, runs: document.runs.map(times) });
  const [cell, nothing] = summary.cells;
  expect(nothing!.overNothing).toBeNull();
  expect(cell!.overNothing).toEqual({ median: 1.52, interval: [1.51, 1.53] });
  expect(summary.sentences).toContain(
    "linked_cycles takes 1.520 [1.510, 1.530] times as long under rc+generational pools as when nothing is freed: that much memory management costs at the least.",
  );
  expect(summaryText(summary)).toMatch(/peak MiB {2}\/ nogc {2}ratio\n.* 1\.52 {2}1\n/);
});

test("sentences from counts: how soon objects die, what interning saves", async () => {
  const workloads = [workloadOf("json_keys:documents=20")];
  const plans = [planOf({ intern: "all" }), planOf({ intern: "none" })];
  const build = { build: "instrumented" } as const;
  const document = await runMatrix({ workloads, plans, repetitions: 1 }, { run() {}, stopped: () => false }, [], build);
  const { survival, interning } = document.runs[0]!.counters!;
  const all = survival.reduce((n, { died, alive }) => n + died + alive, 0);
  const soon = survival.reduce((n, { age, died }) => n + (age < 1024 ? died : 0), 0);
  const { sentences } = summarise(document);
  expect(sentences).toContain(
    `Of json_keys's objects ${Math.round((soon / all) * 100)}% die before 1024 more are made.`,
  );
  expect(interning.bytesSaved).toBeGreaterThan(1024);
  const saving = sentences.filter((text) => text.includes("KiB of strs for equal ones under all, 0.0 under none"));
  expect(saving).toHaveLength(1);
});

test("the report and the time line show it", async () => {
  const document = await withNothing();
  const html = reportHtml(document);
  for (const head of ["over nogc", "resurrected", "fragmentation", "largest MiB"]) {
    expect(html).toContain(`<th>${head}</th>`);
  }
  const collection = traceEvents(document).traceEvents.find(({ cat }) => cat === "gc")!;
  expect(collection.args["resurrected"]).toBe(0);
});
