/** What the runs of a document say: one line for each workload and plan, ratios against the first plan with intervals and verdicts, sentences. */
import type { LabDocument, RunRecord } from "./document.js";
import { planText } from "./measure.js";
import { sentencesOf } from "./sentences.js";
import {
  bootstrap,
  fragmentation,
  geometricMean,
  type Interval,
  median,
  mutatorUtilisation,
  percentile,
  type Verdict,
  verdict,
  WINDOWS,
} from "./statistics.js";
import { mib, percent, ratioText } from "./text.js";

export interface Cell {
  readonly workload: string;
  readonly plan: string;
  readonly runs: number;
  /** Medians, ms. */
  readonly total: number;
  /** What of the total was the program's own, and what lay inside collections. */
  readonly mutator: number;
  readonly collecting: number;
  /** 95 % intervals of the three medians. */
  readonly intervals: { readonly total: Interval; readonly mutator: Interval; readonly collecting: Interval };
  readonly collections: number;
  readonly candidates: number;
  readonly found: number;
  readonly resurrected: number;
  /** References followed; NaN unless the instrumented build has counted them. */
  readonly visited: number;
  /** Of all pauses of all runs, ms. */
  readonly pauses: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
  /** Minimum mutator utilisation at each of WINDOWS, median over runs. */
  readonly utilisation: readonly number[];
  /** Bytes, median. */
  readonly peak: number;
  /** 1 - largest free piece / all that is free, at the end; median. */
  readonly fragmentation: number;
  /** Time over that of the plan that frees nothing, in the same repetition: what freeing costs at the least. Null without such a plan. */
  readonly overNothing: { readonly median: number; readonly interval: Interval } | null;
  /** Total time (or CPU time: `Summary.clock`) over that of the first plan in the same repetition. */
  readonly ratio: { readonly median: number; readonly interval: Interval; readonly verdict: Verdict };
}

export interface Summary {
  readonly baseline: string;
  readonly clock: Clock;
  readonly cells: readonly Cell[];
  /** Geometric mean of the ratios over workloads, with the interval of the resampled repetitions. */
  readonly overall: readonly {
    readonly plan: string;
    readonly ratio: number;
    readonly interval: Interval;
    readonly verdict: Verdict;
  }[];
  readonly sentences: readonly string[];
}

/** Which time is compared: the clock's, or the process's on a computer that does other things as well. */
export type Clock = "wall" | "cpu";

export function timeOf(run: RunRecord, clock: Clock): number {
  return clock === "cpu" ? run.cpu : run.total;
}

function ratios(runs: readonly RunRecord[], base: readonly RunRecord[], clock: Clock): number[] {
  const byRepetition = new Map(base.map((run) => [run.repetition, timeOf(run, clock)]));
  return runs.flatMap((run) => {
    const other = byRepetition.get(run.repetition);
    return other === undefined ? [] : [timeOf(run, clock) / other];
  });
}

function cellOf(
  workload: string,
  plan: string,
  runs: readonly RunRecord[],
  base: readonly RunRecord[],
  nothing: readonly RunRecord[],
  clock: Clock,
): Cell {
  const pauses = runs.flatMap(({ collections }) => collections.map(({ ms }) => ms));
  const found = ratios(runs, base, clock);
  const interval = bootstrap(found);
  const overNothing = runs === nothing ? [] : ratios(runs, nothing, clock);
  const of = (value: (run: RunRecord) => number) => median(runs.map(value));
  const within = (value: (run: RunRecord) => number) => bootstrap(runs.map(value));
  const own = (run: RunRecord) => run.total - run.collecting;
  return {
    workload,
    plan,
    runs: runs.length,
    total: of(({ total }) => total),
    mutator: of(own),
    collecting: of(({ collecting }) => collecting),
    intervals: {
      total: within(({ total }) => total),
      mutator: within(own),
      collecting: within(({ collecting }) => collecting),
    },
    collections: of(({ collections }) => collections.length),
    candidates: of(({ collections }) => collections.reduce((sum, c) => sum + c.candidates, 0)),
    found: of(({ collections }) => collections.reduce((sum, c) => sum + c.found, 0)),
    resurrected: of(({ collections }) => collections.reduce((sum, c) => sum + c.resurrected, 0)),
    visited: of(({ collections, counters }) =>
      counters === undefined ? Number.NaN : collections.reduce((sum, c) => sum + (c.visited ?? 0), 0),
    ),
    pauses: {
      p50: percentile(pauses, 0.5),
      p90: percentile(pauses, 0.9),
      p99: percentile(pauses, 0.99),
      max: percentile(pauses, 1),
    },
    utilisation: WINDOWS.map((window) =>
      of(({ collections, total }) => mutatorUtilisation(collections, total, window)),
    ),
    peak: of(({ peak }) => peak),
    fragmentation: of(({ free }) => fragmentation(free)),
    overNothing: overNothing.length === 0 ? null : { median: median(overNothing), interval: bootstrap(overNothing) },
    ratio: { median: median(found), interval, verdict: verdict(interval, found.length) },
  };
}

export function summarise(document: LabDocument, clock: Clock = "wall"): Summary {
  const plans = document.plans.map(planText);
  const baseline = plans[0] ?? "";
  const runsOf = (workload: string, plan: string) =>
    document.runs.filter((run) => run.workload === workload && run.plan === plan);
  const nothing = document.plans.find(({ gc }) => gc === "nogc");
  const cells = document.workloads.flatMap(({ name }) => {
    const freed = nothing === undefined ? [] : runsOf(name, planText(nothing));
    return plans.flatMap((plan) => {
      const runs = nothing !== undefined && plan === planText(nothing) ? freed : runsOf(name, plan);
      return runs.length === 0 ? [] : [cellOf(name, plan, runs, runsOf(name, baseline), freed, clock)];
    });
  });
  const overall = plans.flatMap((plan) => {
    const perWorkload = document.workloads.map(({ name }) => ratios(runsOf(name, plan), runsOf(name, baseline), clock));
    const usable = perWorkload.filter((values) => values.length > 0);
    if (usable.length === 0) return []; // interrupted before it had its turn
    const repetitions = Math.min(...usable.map((values) => values.length));
    const mean = (sample: readonly number[]) =>
      geometricMean(usable.map((values) => median(sample.map((i) => values[i]!))));
    const indices = Array.from({ length: Number.isFinite(repetitions) ? repetitions : 0 }, (_, i) => i);
    const interval = bootstrap(indices, mean);
    return [{ plan, ratio: mean(indices), interval, verdict: verdict(interval, indices.length) }];
  });
  return { baseline, clock, cells, overall, sentences: sentencesOf(document, cells) };
}

/** The summary as a table of text. */
export function summaryText(summary: Summary): string {
  const { baseline, clock, cells, overall, sentences } = summary;
  const width = Math.max(...cells.map(({ plan }) => plan.length), 4);
  const lower = cells.some(({ overNothing }) => overNothing !== null);
  const head = `${"plan".padEnd(width)}   total ms  gc ms     n      found  p50 ms  p99 ms  max ms  MMU10  peak MiB${lower ? "  / nogc" : ""}  ratio`;
  const lines: string[] = [];
  for (const workload of new Set(cells.map((cell) => cell.workload))) {
    lines.push("", workload, head);
    for (const cell of cells.filter((c) => c.workload === workload)) {
      const { pauses, ratio } = cell;
      const compared = cell.plan === baseline ? "1" : `${ratioText(ratio.median, ratio.interval)} ${ratio.verdict}`;
      lines.push(
        [
          cell.plan.padEnd(width),
          cell.total.toFixed(1).padStart(11),
          cell.collecting.toFixed(1).padStart(7),
          String(cell.collections).padStart(6),
          String(cell.found).padStart(11),
          pauses.p50.toFixed(2).padStart(8),
          pauses.p99.toFixed(2).padStart(8),
          pauses.max.toFixed(2).padStart(8),
          percent(cell.utilisation[WINDOWS.indexOf(10)]!).padStart(7),
          mib(cell.peak).padStart(10),
          ...(lower ? [(cell.overNothing?.median.toFixed(2) ?? "").padStart(8)] : []),
          `  ${compared}`,
        ].join(""),
      );
    }
  }
  lines.push("", `over all workloads, against ${baseline}${clock === "cpu" ? ", CPU time" : ""}:`);
  for (const { plan, ratio, interval, verdict: said } of overall) {
    if (plan === baseline) continue;
    lines.push(`  ${plan.padEnd(width)} ${ratioText(ratio, interval)} ${said}`);
  }
  if (sentences.length > 0) lines.push("", ...sentences);
  return `${lines.slice(1).join("\n")}\n`;
}
