/** The lab: a matrix of small runs, its document, and what is made of it. */
import { expect, test } from "vitest";
import { documentFault, type LabDocument } from "../../src/lab/document.js";
import { mergeDocuments, pairsOf, runMatrix } from "../../src/lab/matrix.js";
import { bootstrap, mutatorUtilisation, percentile, verdict } from "../../src/lab/statistics.js";
import { summarise } from "../../src/lab/summary.js";
import { ownWorkloads, workloadOf } from "../../src/lab/workloads.js";
import { planOf, RECLAIMERS } from "../../src/machine/plans.js";
import { krait } from "../cli/krait.js";

const quiet = { run() {}, stopped: () => false };

const SMALL: Record<string, string> = {
  ast_building: "repeats=1,functions=3",
  binary_trees: "depth=6",
  churn: "rounds=3,live=200,turnover=800",
  closures: "makers=1500",
  exceptions: "raises=300",
  generators: "pipelines=300",
  graph_mutation: "nodes=200,steps=2000",
  json_keys: "documents=5",
  linked_cycles: "rings=1000",
  lru_cache: "capacity=200,requests=2000,keys=500",
  n_queens: "size=5",
  numeric: "size=12,rounds=2",
  symbol_tables: "functions=20",
  word_count: "lines=200",
};

test("every workload returns the same under every reclaimer", async () => {
  const workloads = ownWorkloads().map(({ name }) => workloadOf(`${name}:${SMALL[name]}`));
  const plans = RECLAIMERS.map(({ name: gc }) => planOf({ gc }));
  const { runs, interrupted } = await runMatrix({ workloads, plans, repetitions: 1 }, quiet, []);
  expect(interrupted).toBe(false);
  expect(runs.length).toBe(14 * RECLAIMERS.length);
  for (const { name } of workloads) {
    const results = new Set(runs.filter((run) => run.workload === name).map(({ result }) => result));
    expect([name, results.size]).toEqual([name, 1]);
  }
}, 120_000);

/** What is counted in the runs of a repetition: all but times and what is looked at between slices. */
const countsOf = (runs: LabDocument["runs"], repetition: number) =>
  runs
    .filter((run) => run.repetition === repetition)
    .map(({ workload, plan, result, peak, end, blocks, interned, heapSize, collections }) => ({
      ...{ workload, plan, result, peak, end, blocks, interned, heapSize },
      collections: collections.map(({ reason, generation, candidates, found, resurrected, before, after }) =>
        [reason, generation, candidates, found, resurrected, before, after].join(" "),
      ),
    }));

test("counts of a run are the same in three repetitions", async () => {
  const workloads = [workloadOf("linked_cycles:rings=2000"), workloadOf("exceptions:raises=500")];
  const plans = RECLAIMERS.map(({ name: gc }) => planOf({ gc }));
  const { runs } = await runMatrix({ workloads, plans, repetitions: 3 }, quiet, []);
  expect(countsOf(runs, 2)).toEqual(countsOf(runs, 1));
  expect(countsOf(runs, 3)).toEqual(countsOf(runs, 1));
}, 120_000);

test("every workload counts the same in three repetitions, on the instrumented build as on the release build", async () => {
  const workloads = ownWorkloads().map(({ name }) => workloadOf(`${name}:${SMALL[name]}`));
  const plans = [planOf({ thresholds: [200, 4, 3] }), planOf({ gc: "rc+incremental", thresholds: [200, 4, 3] })];
  const matrix = { workloads, plans, repetitions: 3 };
  const { runs } = await runMatrix(matrix, quiet, []);
  const { runs: instrumented } = await runMatrix({ ...matrix, build: "instrumented" }, quiet, []);
  const first = countsOf(runs, 1);
  expect(first.length).toBe(28);
  expect(first.filter(({ collections }) => collections.length > 0).length).toBeGreaterThan(14);
  for (const repetition of [1, 2, 3]) {
    expect(countsOf(runs, repetition)).toEqual(first);
    expect(countsOf(instrumented, repetition)).toEqual(first);
    const counters = (n: number) => instrumented.filter((run) => run.repetition === n).map((run) => run.counters);
    expect(counters(repetition)).toEqual(counters(1));
  }
}, 120_000);

test("a document keeps to its schema, and another version is refused", async () => {
  const workloads = [workloadOf("closures:makers=1500")];
  const document = await runMatrix({ workloads, plans: [planOf({})], repetitions: 1 }, quiet, ["lab", "run"]);
  expect(documentFault(JSON.parse(JSON.stringify(document)))).toBeNull();
  expect(documentFault({ ...document, schema: 99 })).toMatch(/version 99/);
  expect(documentFault({ ...document, runs: [{}] })).toBe("runs[0].workload is no string");
});

test("shards cover the matrix once, and merge to it", async () => {
  const workloads = [workloadOf("closures:makers=200"), workloadOf("n_queens:size=4")];
  const plans = [planOf({}), planOf({ gc: "rc" }), planOf({ gc: "marksweep" })];
  const matrix = { workloads, plans, repetitions: 1 };
  const shards = [1, 2].map((i) => ({ ...matrix, shard: [i, 2] as const }));
  const names = (pairs: ReturnType<typeof pairsOf>) => pairs.map(({ workload, plan }) => `${workload.name} ${plan.gc}`);
  expect(shards.flatMap((shard) => names(pairsOf(shard))).sort()).toEqual(names(pairsOf(matrix)).sort());
  const merged = mergeDocuments(await Promise.all(shards.map((shard) => runMatrix(shard, quiet, []))));
  expect(summarise(merged).cells.length).toBe(6);
  expect(() => mergeDocuments([merged, { ...merged, repetitions: 9 }])).toThrow(RangeError);
});

test("an interrupted matrix keeps what was measured", async () => {
  let runs = 0;
  const progress = { run: () => void runs++, stopped: () => runs >= 3 };
  const document: LabDocument = await runMatrix(
    { workloads: [workloadOf("n_queens:size=4")], plans: [planOf({})], repetitions: 5 },
    progress,
    [],
  );
  expect([document.interrupted, document.runs.length]).toEqual([true, 2]);
});

test("statistics", () => {
  expect(percentile([5, 1, 3], 0.5)).toBe(3);
  expect(mutatorUtilisation([{ at: 10, ms: 5 }], 100, 10)).toBe(0.5);
  expect(
    mutatorUtilisation(
      [
        { at: 10, ms: 5 },
        { at: 17, ms: 5 },
      ],
      100,
      10,
    ),
  ).toBeCloseTo(0.2);
  expect(mutatorUtilisation([], 100, 10)).toBe(1);
  const [low, high] = bootstrap([0.9, 0.91, 0.89, 0.92, 0.9]);
  expect(low).toBeGreaterThanOrEqual(0.89);
  expect(high).toBeLessThanOrEqual(0.92);
  expect([verdict([0.8, 0.9], 5), verdict([0.8, 1.1], 5), verdict([1.1, 1.2], 5), verdict([0.8, 0.9], 2)]).toEqual([
    "faster",
    "cannot tell",
    "slower",
    "cannot tell",
  ]);
});

test("bad input of krait lab gets one message", async () => {
  const message = async (...args: string[]) => {
    const { status, stderr } = await krait(["lab", ...args]);
    return [status, stderr.trimEnd().split("\n").length, stderr];
  };
  expect(await message("run", "no_such")).toEqual([2, 1, expect.stringContaining("no workload or file 'no_such'")]);
  expect(await message("run", "churn:x=1")).toEqual([2, 1, expect.stringContaining("no dial 'x'")]);
  expect(await message("run", "churn", "--gc", "magic")).toEqual([
    2,
    1,
    expect.stringContaining("choose rc+generational"),
  ]);
  expect(await message("run", "churn", "--gc", "nogc", "--alloc", "pools")).toEqual([
    2,
    1,
    expect.stringContaining("nogc frees nothing"),
  ]);
  expect(await message("run", "churn", "--shard", "3/2")).toEqual([2, 1, expect.stringContaining("I/N")]);
  expect(await message("compare", "package.json", "package.json")).toEqual([
    2,
    1,
    expect.stringContaining("no document of the lab"),
  ]);
}, 60_000);
