/** What the measurements say, in sentences that a person can use. Each rests on numbers that are the same in every repetition, or on a verdict with its interval. */

import type { InternCounts } from "../machine/counters.js";
import { RECLAIMERS } from "../machine/plans.js";
import type { LabDocument, LabPlan, RunRecord } from "./document.js";
import { planText } from "./measure.js";
import { WINDOWS } from "./statistics.js";
import type { Cell } from "./summary.js";
import { percent, ratioText } from "./text.js";

const mib = (bytes: number): string => `${(bytes / 1048576).toFixed(1)} MiB`;
const ms = (time: number): string => `${time < 1 ? time.toFixed(2) : time.toFixed(1)} ms`;

/** The parts of plans in which they differ; the whole text where they are alike. */
export function shortNames(plans: readonly string[]): Map<string, string> {
  const parts = plans.map((plan) => plan.split(" "));
  const differs = (i: number) => new Set(parts.map((words) => words[i])).size > 1;
  return new Map(plans.map((plan, p) => [plan, parts[p]!.filter((_, i) => differs(i)).join(" ") || plan]));
}

/** Whether cycles were there to be found, and what they hold where nobody looks for them. */
function aboutCycles(name: string, cells: readonly Cell[], planOf: (cell: Cell) => LabPlan): string[] {
  const looked = cells.filter((cell) => cell.collections > 0 && countsDeaths(planOf(cell)));
  if (looked.length === 0) return [];
  if (looked.every(({ found }) => found === 0))
    return [`${name} never needed the cycle collector: none of its collections found anything.`];
  const without = cells.find((cell) => planOf(cell).gc === "rc");
  const least = looked.reduce((a, b) => (b.peak < a.peak ? b : a));
  if (without === undefined || without.peak < 1.25 * least.peak) return [];
  return [
    `${name} needs a cycle collector: by counts alone its heap grows to ${mib(without.peak)}, with one (${planOf(least).gc}) to ${mib(least.peak)}.`,
  ];
}

/** Does the reclaimer free by counts, so that what its collections find are cycles? */
function countsDeaths(plan: LabPlan): boolean {
  return RECLAIMERS.find(({ name }) => name === plan.gc)?.freesImmediately === true;
}

function aboutTime(name: string, cells: readonly Cell[], short: ReadonlyMap<string, string>): string[] {
  const sentences: string[] = [];
  const by = (verdict: string) => cells.filter(({ ratio }) => ratio.verdict === verdict);
  const change = (cell: Cell) => `${Math.abs(Math.round((cell.ratio.median - 1) * 100))} %`;
  const fastest = by("faster").sort((a, b) => a.ratio.median - b.ratio.median)[0];
  const slowest = by("slower").sort((a, b) => b.ratio.median - a.ratio.median)[0];
  if (fastest !== undefined)
    sentences.push(`${name} takes ${change(fastest)} less time under ${short.get(fastest.plan)}.`);
  if (slowest !== undefined)
    sentences.push(`${name} takes ${change(slowest)} more time under ${short.get(slowest.plan)}.`);
  const busiest = cells.reduce((a, b) => (b.collecting / b.total > a.collecting / a.total ? b : a));
  if (busiest.collecting > 0.1 * busiest.total) {
    const share = percent(busiest.collecting / busiest.total);
    sentences.push(`${name} spends ${share} of its time in collections under ${short.get(busiest.plan)}.`);
  }
  return sentences;
}

/** What freeing costs at the least: the run that frees nothing does the rest of the work too. */
function aboutFreeing(name: string, cells: readonly Cell[], short: ReadonlyMap<string, string>): string[] {
  const dearest = cells
    .filter(({ overNothing, runs }) => overNothing !== null && runs >= 3 && overNothing.interval[0] > 1.05)
    .sort((a, b) => b.overNothing!.median - a.overNothing!.median)[0];
  if (dearest === undefined) return [];
  const { median, interval } = dearest.overNothing!;
  return [
    `${name} takes ${ratioText(median, interval)} times as long under ${short.get(dearest.plan)} as when nothing is freed: that much memory management costs at the least.`,
  ];
}

function aboutPauses(name: string, cells: readonly Cell[], short: ReadonlyMap<string, string>): string[] {
  const collecting = cells.filter(({ collections }) => collections > 0);
  if (collecting.length < 2) return [];
  const byPause = [...collecting].sort((a, b) => a.pauses.max - b.pauses.max);
  const [shortest, longest] = [byPause[0]!, byPause.at(-1)!];
  if (longest.pauses.max <= 4 * shortest.pauses.max) return [];
  const ten = WINDOWS.indexOf(10);
  const left = (cell: Cell) => percent(cell.utilisation[ten]!);
  return [
    `${name} pauses for ${ms(longest.pauses.max)} at the most under ${short.get(longest.plan)}, for ${ms(shortest.pauses.max)} under ${short.get(shortest.plan)}; of the worst 10 ms they leave it ${left(longest)} and ${left(shortest)}.`,
  ];
}

/** An object that outlives so many others is not young any more. */
const SOON = 1024;

/** How young objects die: what generations rest on. Of the first plan whose counts there are. */
function aboutSurvival(name: string, runs: readonly RunRecord[]): string[] {
  const survival = runs.find(({ counters }) => counters !== undefined)?.counters?.survival ?? [];
  const all = survival.reduce((sum, { died, alive }) => sum + died + alive, 0);
  if (all < SOON) return [];
  const soon = survival.filter(({ age }) => age < SOON).reduce((sum, { died }) => sum + died, 0);
  return [`Of ${name}'s objects ${percent(soon / all)} die before ${SOON} more are made.`];
}

/** What interning policies save, where plans differ in them. */
function aboutInterning(name: string, runs: readonly RunRecord[], plans: ReadonlyMap<string, LabPlan>): string[] {
  const counted = new Map(
    runs.flatMap(({ plan, counters }) =>
      counters === undefined ? [] : [[plans.get(plan)!.intern, counters.interning] as const],
    ),
  );
  if (counted.size < 2) return [];
  const saved = [...counted].sort(([, a], [, b]) => b.bytesSaved - a.bytesSaved);
  const [[most, best], [least, worst]] = [saved[0]!, saved.at(-1)!];
  if (best.bytesSaved < worst.bytesSaved + 1024) return [];
  const decided = ({ comparesAvoided, compares }: InternCounts) =>
    percent(comparesAvoided / Math.max(1, comparesAvoided + compares));
  const kib = (bytes: number) => (bytes / 1024).toFixed(1);
  return [
    `${name} gives up ${kib(best.bytesSaved)} KiB of strs for equal ones under ${most}, ${kib(worst.bytesSaved)} under ${least}; identity decides ${decided(best)} and ${decided(worst)} of the comparisons of strs.`,
  ];
}

export function sentencesOf(document: LabDocument, cells: readonly Cell[]): string[] {
  const plans = new Map(document.plans.map((plan) => [planText(plan), plan]));
  const short = shortNames([...plans.keys()]);
  const planOf = (cell: Cell) => plans.get(cell.plan)!;
  return document.workloads.flatMap(({ name }) => {
    const own = cells.filter((cell) => cell.workload === name);
    if (own.length === 0) return [];
    const runs = document.runs.filter(({ workload }) => workload === name);
    return [
      ...aboutCycles(name, own, planOf),
      ...aboutTime(name, own, short),
      ...aboutFreeing(name, own, short),
      ...aboutPauses(name, own, short),
      ...aboutSurvival(name, runs),
      ...aboutInterning(name, runs, plans),
    ];
  });
}
