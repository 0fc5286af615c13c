/**
 * What a comparison may say: bootstrap intervals of ratios, verdicts, percentiles of pauses, minimum mutator utilisation. Random numbers come from a
 * seeded generator, so that the same measurements give the same report.
 */
import type { FreeSpace } from "../machine/machine.js";

export type Interval = readonly [low: number, high: number];

export type Verdict = "faster" | "slower" | "cannot tell";

/** Middle value; the mean of the middle two for an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which the share `p` (0 to 1) of the values lies, nearest rank. 0 of none. */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))]!;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** mulberry32: numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const RESAMPLES = 2000;

/** The 95 % percentile bootstrap interval of `statistic` over `values` (Efron and Tibshirani, "An Introduction to the Bootstrap", chapter 13). */
export function bootstrap(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number = median,
  seed = 1,
): Interval {
  const next = random(seed);
  const found: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    found.push(statistic(values.map(() => values[Math.floor(next() * values.length)]!)));
  }
  return [percentile(found, 0.025), percentile(found, 0.975)];
}

/** The same for a statistic of two samples that were taken apart from each other: each is resampled by itself. */
export function bootstrapTwo(
  first: readonly number[],
  second: readonly number[],
  statistic: (first: readonly number[], second: readonly number[]) => number,
  seed = 1,
): Interval {
  const next = random(seed);
  const resampled = (values: readonly number[]) => values.map(() => values[Math.floor(next() * values.length)]!);
  const found: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) found.push(statistic(resampled(first), resampled(second)));
  return [percentile(found, 0.025), percentile(found, 0.975)];
}

/** What a ratio's interval lets one say. Of fewer than three values nothing is said. */
export function verdict([low, high]: Interval, count: number): Verdict {
  if (count < 3 || !(low <= high)) return "cannot tell";
  return high < 1 ? "faster" : low > 1 ? "slower" : "cannot tell";
}

/** A stop of the program, in ms from its start. */
export interface Pause {
  readonly at: number;
  readonly ms: number;
}

/**
 * Minimum mutator utilisation (Cheng and Blelloch, PLDI 2001): the least share of any window of `window` ms that was the program's own. The worst window begins
 * or ends with a pause. A window longer than the run is the run. Pauses are in the order of time and do not overlap.
 */
export function mutatorUtilisation(pauses: readonly Pause[], total: number, window: number): number {
  const sums = [0];
  for (const { ms } of pauses) sums.push(sums.at(-1)! + ms);
  if (window >= total) return Math.max(0, 1 - sums.at(-1)! / total);
  /** ms of pauses before `time`. */
  const pausedBefore = (time: number): number => {
    let low = 0;
    let high = pauses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pauses[middle]!.at < time) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const { at, ms } = pauses[low - 1]!;
    return sums[low - 1]! + Math.min(ms, time - at);
  };
  let worst = 0;
  for (const { at, ms } of pauses) {
    for (const from of [at, at + ms - window]) {
      const start = Math.min(Math.max(0, from), total - window);
      worst = Math.max(worst, pausedBefore(start + window) - pausedBefore(start));
    }
  }
  return Math.max(0, 1 - worst / window);
}

/** 1 - largest / total of free pieces: 0 if all that is free is one piece, or nothing is. */
export function fragmentation({ inPools, pools, large, largest }: FreeSpace): number {
  const total = inPools + pools + large;
  return total === 0 ? 0 : 1 - largest / total;
}

/** Windows in ms at which utilisation is reported. */
export const WINDOWS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] as const;
