/** What krait lab makes of measurements: comparisons, smallest heaps, the report, an interrupted run. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compareDocuments, comparisonText } from "../../src/lab/compare.js";
import { Curve } from "../../src/lab/curve.js";
import { documentFault, type LabDocument } from "../../src/lab/document.js";
import { runMatrix } from "../../src/lab/matrix.js";
import { measure, WorkloadError } from "../../src/lab/measure.js";
import { minimumHeap } from "../../src/lab/minheap.js";
import { reportHtml } from "../../src/lab/report/report.js";
import { mutatorUtilisation, WINDOWS } from "../../src/lab/statistics.js";
import { workloadOf } from "../../src/lab/workloads.js";
import { planOf } from "../../src/machine/plans.js";
import { folder } from "../cli/krait.js";

const quiet = { run() {}, stopped: () => false };
const cycles = workloadOf("linked_cycles:rings=6000");
const plans = [planOf({}), planOf({ gc: "rc" })];

async function small(): Promise<LabDocument> {
  return runMatrix({ workloads: [cycles], plans, repetitions: 3 }, quiet, ["lab", "run", "<&>"]);
}

test("a document compared with itself says nothing, and counts that changed are told exactly", async () => {
  const document = await small();
  const same = compareDocuments(document, document);
  expect(same.pairs.map(({ ratio, verdict, counts, unsteady }) => [ratio, verdict, counts, unsteady])).toEqual([
    [1, "cannot tell", [], []],
    [1, "cannot tell", [], []],
  ]);
  const runs = document.runs.map((run) =>
    run.plan.startsWith("rc ") ? { ...run, total: run.total * 10, blocks: run.blocks + 3 } : run,
  );
  const changed = compareDocuments(document, { ...document, runs });
  expect(changed.pairs.map(({ verdict }) => verdict)).toEqual(["cannot tell", "slower"]);
  const before = document.runs.find(({ plan }) => plan.startsWith("rc "))!.blocks;
  expect(changed.pairs[1]!.counts).toEqual([{ name: "blocks at the end", before, after: before + 3 }]);
  expect(comparisonText(changed)).toContain(`blocks at the end: ${before} -> ${before + 3} (+3)`);
  const elsewhere = { ...document, environment: { ...document.environment, cpu: "another" } };
  expect(() => compareDocuments(document, elsewhere)).toThrow(/different environments \(cpu .* and another\)/);
  const other = { ...document, workloads: [{ name: cycles.name, dials: { ...cycles.dials, size: 7 } }] };
  expect(() => compareDocuments(document, other)).toThrow(/in common/);
});

test("the smallest heap suffices, less does not, and a factor of it is what --heap gives", async () => {
  const plan = planOf({});
  const heap = minimumHeap(cycles, plan);
  expect(heap.kib).toBeGreaterThanOrEqual(heap.base);
  expect(measure(cycles, plan, 1, { heapSize: heap.kib }).peak).toBeLessThanOrEqual(heap.kib * 1024);
  expect(() => measure(cycles, plan, 1, { heapSize: heap.failed })).toThrow(WorkloadError);
  expect(minimumHeap(cycles, plan)).toEqual(heap);
  // cycles stay where nobody looks for them
  expect(minimumHeap(cycles, planOf({ gc: "rc" })).kib).toBeGreaterThan(heap.kib * 1.5);
  const { runs } = await runMatrix({ workloads: [cycles], plans: [{ ...plan, heap: 1.5 }], repetitions: 1 }, quiet, []);
  expect([runs[0]!.heapSize, runs[0]!.plan]).toEqual([
    Math.ceil(heap.kib * 1.5),
    "rc+generational heap*1.5 pools cpython313",
  ]);
}, 60_000);

test("the report needs nothing but itself, and its curves are the document's", async () => {
  const document = await small();
  const html = reportHtml(document);
  expect(html).not.toMatch(/(src|href)="[^#]|@import|url\(/);
  expect(html).toContain("The MIT License");
  expect(html).toContain("&#60;&#38;&#62;");
  const data = JSON.parse(/<script type="application\/json" id="lab-data">(.*)<\/script>/.exec(html)![1]!);
  const [generational] = data.workloads[0].series;
  const runs = document.runs.filter(({ plan }) => plan.startsWith("rc+"));
  const shown = [...runs].sort((a, b) => a.total - b.total)[1]!;
  expect(generational.curve).toEqual(shown.curve);
  expect(generational.pauses.length).toBe(shown.collections.length);
  expect(generational.allPauses.length).toBe(runs.reduce((sum, { collections }) => sum + collections.length, 0));
  expect(shown.curve.live[0]).toBeGreaterThan(1_000_000);
  expect(Math.max(...shown.curve.live)).toBeLessThanOrEqual(shown.peak);
  expect(reportHtml({ ...document, interrupted: true })).toContain("was interrupted");
});

test("a curve keeps its peaks and troughs however many points there are", () => {
  const curve = new Curve(64);
  for (let i = 0; i < 10_000; i++) curve.add(i, i === 7_777 ? 999 : i === 3_333 ? -5 : 10 + (i % 7), 1000);
  const { at, live } = curve.record();
  expect(at.length).toBeLessThanOrEqual(66);
  expect([Math.min(...live), Math.max(...live)]).toEqual([-5, 999]);
  expect([...at].sort((a, b) => a - b)).toEqual(at);
  expect(at.at(-1)).toBe(9_999);
});

test("utilisation agrees with its definition, looked at from every start", () => {
  const pauses = Array.from({ length: 40 }, (_, i) => ({ at: i * 25 + ((i * i) % 11), ms: 1 + (i % 5) }));
  for (const window of WINDOWS.filter((w) => w <= 200)) {
    let worst = 1;
    for (let from = 0; from <= 1100 - window; from += 0.5) {
      const overlap = ({ at, ms }: { at: number; ms: number }) =>
        Math.max(0, Math.min(from + window, at + ms) - Math.max(from, at));
      worst = Math.min(worst, 1 - pauses.reduce((sum, pause) => sum + overlap(pause), 0) / window);
    }
    expect(mutatorUtilisation(pauses, 1100, window)).toBeCloseTo(worst, 9);
  }
});

test("Ctrl-C keeps what was measured: exit 130, a document and a report that say so", async () => {
  const dir = folder();
  const [json, html] = [join(dir, "o.json"), join(dir, "o.html")];
  const main = fileURLToPath(new URL("../../dist/cli/krait.cjs", import.meta.url));
  const args = ["lab", "run", "n_queens:size=4", "--reps", "1000000", "--json", json, "--html", html];
  const child = spawn(process.execPath, [main, ...args], { stdio: "ignore" });
  setTimeout(() => child.kill("SIGINT"), 3000);
  const status = await new Promise((resolve) => child.on("exit", resolve));
  expect(status).toBe(130);
  const document = JSON.parse(readFileSync(json, "utf8"));
  expect([documentFault(document), document.interrupted, document.runs.length > 0]).toEqual([null, true, true]);
  expect(existsSync(html)).toBe(true);
}, 60_000);
