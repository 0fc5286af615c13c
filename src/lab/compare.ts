/**
 * Two documents of the lab against each other, pair by pair of workload and plan: what an engine's change, or another version of krait, has cost. The
 * documents' repetitions were not interleaved, so each side is resampled by itself. Times of different computers or engines say nothing about krait, so
 * such documents are refused; counts are exact and are compared as they are.
 */
import type { LabDocument, RunRecord } from "./document.js";
import { planText } from "./measure.js";
import { bootstrapTwo, geometricMean, type Interval, median, type Verdict, verdict } from "./statistics.js";
import { type Clock, timeOf } from "./summary.js";
import { ratioText } from "./text.js";

/** Of a count that differs. */
export interface CountChange {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

export interface PairComparison {
  readonly workload: string;
  readonly plan: string;
  /** Medians of total ms, or of CPU time. */
  readonly before: number;
  readonly after: number;
  /** after / before. */
  readonly ratio: number;
  readonly interval: Interval;
  readonly verdict: Verdict;
  readonly counts: readonly CountChange[];
  /** Counts that are not the same in all repetitions of a document. */
  readonly unsteady: readonly string[];
  readonly sameResult: boolean;
}

export interface Comparison {
  readonly pairs: readonly PairComparison[];
  readonly overall: { readonly ratio: number; readonly interval: Interval; readonly verdict: Verdict };
  /** Pairs that only one document has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/** Every exact count of a run, by name. */
function countsOf(run: RunRecord): Map<string, number> {
  const sum = (value: (c: RunRecord["collections"][number]) => number) =>
    run.collections.reduce((n, c) => n + value(c), 0);
  return new Map([
    ["collections", run.collections.length],
    ["objects looked at", sum(({ candidates }) => candidates)],
    ["objects found", sum(({ found }) => found)],
    ["objects resurrected", sum(({ resurrected }) => resurrected)],
    ["peak bytes", run.peak],
    ["bytes at the end", run.end],
    ["blocks at the end", run.blocks],
    ["interned strs", run.interned],
    ...Object.entries(run.counters?.total ?? {}),
  ]);
}

/** The counts that all runs share, and the names of those that differ between them. */
function steadyCounts(runs: readonly RunRecord[]): readonly [counts: Map<string, number>, unsteady: string[]] {
  const [first, ...others] = runs.map(countsOf);
  const unsteady = [...first!.keys()].filter((name) => others.some((counts) => counts.get(name) !== first!.get(name)));
  return [new Map([...first!].filter(([name]) => !unsteady.includes(name))), unsteady];
}

function compareRuns(
  workload: string,
  plan: string,
  a: readonly RunRecord[],
  b: readonly RunRecord[],
  clock: Clock,
): PairComparison {
  const times = (runs: readonly RunRecord[]) => runs.map((run) => timeOf(run, clock));
  const ratioOf = (x: readonly number[], y: readonly number[]) => median(y) / median(x);
  const interval = bootstrapTwo(times(a), times(b), ratioOf);
  const [before, unsteadyBefore] = steadyCounts(a);
  const [after, unsteadyAfter] = steadyCounts(b);
  return {
    workload,
    plan,
    before: median(times(a)),
    after: median(times(b)),
    ratio: ratioOf(times(a), times(b)),
    interval,
    verdict: verdict(interval, Math.min(a.length, b.length)),
    counts: [...before].flatMap(([name, value]) => {
      const other = after.get(name);
      return other === undefined || other === value ? [] : [{ name, before: value, after: other }];
    }),
    unsteady: [...new Set([...unsteadyBefore, ...unsteadyAfter])],
    sameResult: new Set([...a, ...b].map(({ result }) => result)).size === 1,
  };
}

/** Why times of the two cannot be compared, or null. */
function environmentFault(a: LabDocument, b: LabDocument): string | null {
  const keys = [...new Set([...Object.keys(a.environment), ...Object.keys(b.environment)])];
  const differing = keys.filter((key) => a.environment[key] !== b.environment[key]);
  if (differing.length === 0) return null;
  const words = differing.map((key) => `${key} ${a.environment[key] ?? "none"} and ${b.environment[key] ?? "none"}`);
  return `the documents were measured in different environments (${words.join("; ")}): measure both on one computer with one engine`;
}

/** "workload:dial=value plan" -> its runs. */
function pairsOf(document: LabDocument): Map<string, readonly RunRecord[]> {
  const pairs = new Map<string, readonly RunRecord[]>();
  for (const { name, dials } of document.workloads) {
    const settings = Object.entries(dials).map(([dial, value]) => `${dial}=${value}`);
    const workload = [name, settings.join(",")].filter((part) => part !== "").join(":");
    for (const plan of document.plans.map(planText)) {
      const runs = document.runs.filter((run) => run.workload === name && run.plan === plan);
      if (runs.length > 0) pairs.set(`${workload} ${plan}`, runs);
    }
  }
  return pairs;
}

/** Throws RangeError if the documents cannot be compared. */
export function compareDocuments(a: LabDocument, b: LabDocument, clock: Clock = "wall"): Comparison {
  const fault = environmentFault(a, b);
  if (fault !== null) throw new RangeError(fault);
  const [before, after] = [pairsOf(a), pairsOf(b)];
  const shared = [...before.keys()].filter((key) => after.has(key));
  if (shared.length === 0)
    throw new RangeError("the documents have no workload with the same dials under the same plan in common");
  const pairs = shared.map((key) => {
    const { workload, plan } = before.get(key)![0]!;
    return compareRuns(workload, plan, before.get(key)!, after.get(key)!, clock);
  });
  return {
    pairs,
    overall: overallOf(
      shared.map((key) => [before.get(key)!, after.get(key)!] as const),
      clock,
    ),
    onlyBefore: [...before.keys()].filter((key) => !after.has(key)),
    onlyAfter: [...after.keys()].filter((key) => !before.has(key)),
  };
}

/** The geometric mean over all pairs; an interval of means of ratios, each pair resampled by itself. */
function overallOf(
  pairs: readonly (readonly [readonly RunRecord[], readonly RunRecord[]])[],
  clock: Clock,
): Comparison["overall"] {
  const sides = [0, 1].map((side) => pairs.map((pair) => pair[side]!.map((run) => timeOf(run, clock)))) as [
    number[][],
    number[][],
  ];
  const [x, y] = sides;
  const indices = (side: number[][]) =>
    Array.from({ length: Math.max(...side.map((times) => times.length)) }, (_, i) => i);
  const pick = (times: readonly number[], sample: readonly number[]) =>
    median(sample.slice(0, times.length).map((i) => times[i % times.length]!));
  const mean = (i: readonly number[], j: readonly number[]) =>
    geometricMean(x.map((times, p) => pick(y[p]!, j) / pick(times, i)));
  const interval = bootstrapTwo(indices(x), indices(y), mean);
  const fewest = Math.min(...[...x, ...y].map((times) => times.length));
  return { ratio: mean(indices(x), indices(y)), interval, verdict: verdict(interval, fewest) };
}

const signed = (n: number): string => (n > 0 ? `+${n}` : String(n));

export function comparisonText({ pairs, overall, onlyBefore, onlyAfter }: Comparison): string {
  const width = Math.max(...pairs.map(({ plan }) => plan.length), 4);
  const lines: string[] = [];
  for (const workload of new Set(pairs.map((pair) => pair.workload))) {
    lines.push(workload, `  ${"plan".padEnd(width)}  before ms   after ms  after / before`);
    for (const pair of pairs.filter((p) => p.workload === workload)) {
      const times = `${pair.before.toFixed(1).padStart(9)}  ${pair.after.toFixed(1).padStart(9)}`;
      lines.push(`  ${pair.plan.padEnd(width)}  ${times}  ${ratioText(pair.ratio, pair.interval)} ${pair.verdict}`);
      for (const { name, before, after } of pair.counts)
        lines.push(`      ${name}: ${before} -> ${after} (${signed(after - before)})`);
      if (pair.unsteady.length > 0) lines.push(`      not the same in all repetitions: ${pair.unsteady.join(", ")}`);
      if (!pair.sameResult) lines.push("      the results differ");
    }
    lines.push("");
  }
  for (const [side, keys] of [
    ["before", onlyBefore],
    ["after", onlyAfter],
  ] as const) {
    if (keys.length > 0) lines.push(`only ${side}: ${keys.join("; ")}`, "");
  }
  const changed = pairs.filter(({ counts }) => counts.length > 0).length;
  lines.push(changed === 0 ? "all counts are the same" : `counts differ in ${changed} of ${pairs.length} pairs`);
  lines.push(`over all pairs (geometric mean): ${ratioText(overall.ratio, overall.interval)} ${overall.verdict}`);
  return `${lines.join("\n")}\n`;
}
