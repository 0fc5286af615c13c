/** Medians, intervals and means of the benchmarks. */

export { geometricMean, median } from "../src/lab/statistics.js";

/**
 * An interval for the median of the population, by order statistics: the narrowest pair of ranks that holds it with at least 95 %, or, of
 * five values or fewer, the smallest and the largest (94 % of five).
 */
export function interval(values: readonly number[]): readonly [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  // P(fewer than k of n values lie below the median), k = 0 ... : binomial with p = 1/2
  let tail = 0;
  let term = 0.5 ** n;
  let k = 0;
  while (k < n / 2 && tail + term <= 0.025) {
    tail += term;
    term = (term * (n - k)) / (k + 1);
    k++;
  }
  const rank = Math.max(0, k - 1);
  return [sorted[rank]!, sorted[n - 1 - rank]!];
}

/** What may be said of a ratio: nothing, if its interval holds 1. */
export function verdict([low, high]: readonly [number, number]): "faster" | "slower" | "no verdict" {
  return high < 1 ? "faster" : low > 1 ? "slower" : "no verdict";
}
