/** What the runs of a document say: one line for each workload and plan, ratios against the first plan with intervals and verdicts, sentences. */
import type { LabDocument, RunRecord } from "./document.js";
import { planText } from "./measure.js";
import {
  bootstrap,
  geometricMean,
  type Interval,
  median,
  mutatorUtilisation,
  percentile,
  type Verdict,
  verdict,
  WINDOWS,
} from "./statistics.js";

export interface Cell {
  readonly workload: string;
  readonly plan: string;
  readonly runs: number;
  /** Medians, ms. */
  readonly total: number;
  readonly collecting: number;
  readonly collections: number;
  readonly candidates: number;
  readonly found: number;
  /** Of all pauses of all runs, ms. */
  readonly pauses: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
  /** Minimum mutator utilisation at each of WINDOWS, median over runs. */
  readonly utilisation: readonly number[];
  /** Bytes, median. */
  readonly peak: number;
  /** Total time over that of the first plan in the same repetition. */
  readonly ratio: { readonly median: number; readonly interval: Interval; readonly verdict: Verdict };
}

export interface Summary {
  readonly baseline: string;
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

function ratios(runs: readonly RunRecord[], base: readonly RunRecord[]): number[] {
  const byRepetition = new Map(base.map((run) => [run.repetition, run.total]));
  return runs.flatMap((run) => {
    const other = byRepetition.get(run.repetition);
    return other === undefined ? [] : [run.total / other];
  });
}

function cellOf(workload: string, plan: string, runs: readonly RunRecord[], base: readonly RunRecord[]): Cell {
  const pauses = runs.flatMap(({ collections }) => collections.map(({ ms }) => ms));
  const found = ratios(runs, base);
  const interval = bootstrap(found);
  const of = (value: (run: RunRecord) => number) => median(runs.map(value));
  return {
    workload,
    plan,
    runs: runs.length,
    total: of(({ total }) => total),
    collecting: of(({ collecting }) => collecting),
    collections: of(({ collections }) => collections.length),
    candidates: of(({ collections }) => collections.reduce((sum, c) => sum + c.candidates, 0)),
    found: of(({ collections }) => collections.reduce((sum, c) => sum + c.found, 0)),
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
    ratio: { median: median(found), interval, verdict: verdict(interval, found.length) },
  };
}

/** What a person can use. */
function sentencesOf(cells: readonly Cell[]): string[] {
  const sentences: string[] = [];
  for (const workload of new Set(cells.map((cell) => cell.workload))) {
    const own = cells.filter((cell) => cell.workload === workload);
    const collecting = own.filter(({ collections }) => collections > 0);
    if (collecting.length > 0 && collecting.every(({ found }) => found === 0)) {
      sentences.push(`${workload} never needed the cycle collector: none of its collections found anything.`);
    }
    const fastest = own
      .filter(({ ratio }) => ratio.verdict === "faster")
      .sort((a, b) => a.ratio.median - b.ratio.median)[0];
    if (fastest !== undefined) {
      const percent = Math.round((1 - fastest.ratio.median) * 100);
      sentences.push(`${workload} runs ${percent} % faster under ${fastest.plan}.`);
    }
    const longest = own.reduce((a, b) => (b.pauses.max > a.pauses.max ? b : a));
    const shortest = own.filter(({ collections }) => collections > 0).sort((a, b) => a.pauses.max - b.pauses.max)[0];
    if (shortest !== undefined && longest.pauses.max > 4 * shortest.pauses.max && longest !== shortest) {
      sentences.push(
        `${workload} pauses for ${longest.pauses.max.toFixed(1)} ms at the most under ${longest.plan}, for ${shortest.pauses.max.toFixed(1)} ms under ${shortest.plan}.`,
      );
    }
  }
  return sentences;
}

export function summarise(document: LabDocument): Summary {
  const plans = document.plans.map(planText);
  const baseline = plans[0] ?? "";
  const runsOf = (workload: string, plan: string) =>
    document.runs.filter((run) => run.workload === workload && run.plan === plan);
  const cells = document.workloads.flatMap(({ name }) =>
    plans.flatMap((plan) => {
      const runs = runsOf(name, plan);
      return runs.length === 0 ? [] : [cellOf(name, plan, runs, runsOf(name, baseline))];
    }),
  );
  const overall = plans.map((plan) => {
    const perWorkload = document.workloads.map(({ name }) => ratios(runsOf(name, plan), runsOf(name, baseline)));
    const usable = perWorkload.filter((values) => values.length > 0);
    const repetitions = Math.min(...usable.map((values) => values.length));
    const mean = (sample: readonly number[]) =>
      geometricMean(usable.map((values) => median(sample.map((i) => values[i]!))));
    const indices = Array.from({ length: Number.isFinite(repetitions) ? repetitions : 0 }, (_, i) => i);
    const interval = bootstrap(indices, mean);
    return { plan, ratio: mean(indices), interval, verdict: verdict(interval, indices.length) };
  });
  return { baseline, cells, overall, sentences: sentencesOf(cells) };
}

const percent = (share: number): string => `${(share * 100).toFixed(0)}%`;
const mib = (bytes: number): string => (bytes / 1048576).toFixed(1);

/** The summary as a table of text. */
export function summaryText(summary: Summary): string {
  const { baseline, cells, overall, sentences } = summary;
  const width = Math.max(...cells.map(({ plan }) => plan.length), 4);
  const head = `${"plan".padEnd(width)}   total ms  gc ms     n      found  p50 ms  p99 ms  max ms  MMU10  peak MiB  ratio`;
  const lines: string[] = [];
  for (const workload of new Set(cells.map((cell) => cell.workload))) {
    lines.push("", workload, head);
    for (const cell of cells.filter((c) => c.workload === workload)) {
      const { pauses, ratio } = cell;
      const [low, high] = ratio.interval;
      const compared =
        cell.plan === baseline
          ? "1"
          : `${ratio.median.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] ${ratio.verdict}`;
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
          `  ${compared}`,
        ].join(""),
      );
    }
  }
  lines.push("", `over all workloads, against ${baseline}:`);
  for (const { plan, ratio, interval, verdict: said } of overall) {
    if (plan === baseline) continue;
    lines.push(
      `  ${plan.padEnd(width)} ${ratio.toFixed(3)} [${interval[0].toFixed(3)}, ${interval[1].toFixed(3)}] ${said}`,
    );
  }
  if (sentences.length > 0) lines.push("", ...sentences);
  return `${lines.slice(1).join("\n")}\n`;
}
