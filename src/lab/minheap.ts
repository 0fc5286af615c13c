/**
 * The smallest heap in which a program runs under a plan: bisection over the size of a fixed heap (`inFixedHeap`), in which an allocation beyond the size fails and
 * the program ends in MemoryError. The heap of a machine that has loaded the program, but not begun, is part of it. Memory is taken in pools of 16 KiB and
 * larger blocks, so that is the grain.
 */
import type { LabPlan } from "./document.js";
import { measure, planText, type RunOptions, WorkloadError } from "./measure.js";
import type { Workload } from "./workloads.js";

export const GRAIN = 16;

export interface MinimumHeap {
  readonly workload: string;
  readonly plan: string;
  /** The least size that sufficed, and the greatest that did not. */
  readonly kib: number;
  readonly failed: number;
  /** KiB in use at most, without a limit. */
  readonly free: number;
  /** KiB in use before run() began. */
  readonly base: number;
  readonly trials: number;
}

/** Does it run in so much? The same result counts, not only an end without an error. */
function runsIn(workload: Workload, plan: LabPlan, kib: number, result: string, options: RunOptions): boolean {
  try {
    return measure(workload, plan, 0, { ...options, heapSize: kib }).result === result;
  } catch (error) {
    if (error instanceof WorkloadError && error.memory) return false;
    throw error;
  }
}

/** Throws WorkloadError if the program fails for another reason than memory. */
export function minimumHeap(
  workload: Workload,
  plan: LabPlan,
  options: RunOptions = {},
  trial: (count: number, kib: number) => void = () => {},
): MinimumHeap {
  const { result, peak, curve } = measure(workload, plan, 0, options);
  const base = Math.ceil(curve.live[0]! / 1024);
  let enough = Math.ceil(peak / 1024 / GRAIN + 1) * GRAIN;
  let trials = 1;
  const runs = (kib: number): boolean => {
    trial(++trials, kib);
    return runsIn(workload, plan, kib, result, options);
  };
  // a fixed heap changes when collections come, so that the peak need not suffice
  while (!runs(enough)) enough *= 2;
  let short = Math.floor(base / GRAIN) * GRAIN;
  while (enough - short > GRAIN) {
    const middle = Math.round((enough + short) / 2 / GRAIN) * GRAIN;
    if (runs(middle)) enough = middle;
    else short = middle;
  }
  return {
    workload: workload.name,
    plan: planText(plan),
    kib: enough,
    failed: short,
    free: Math.ceil(peak / 1024),
    base,
    trials,
  };
}

/** One line for each workload and plan. */
export function minimumHeapText(found: readonly MinimumHeap[]): string {
  const width = Math.max(...found.map(({ plan }) => plan.length), 4);
  const lines: string[] = [];
  for (const workload of new Set(found.map((heap) => heap.workload))) {
    lines.push(workload, `  ${"plan".padEnd(width)}  smallest KiB  at the start  without a limit  trials`);
    for (const heap of found.filter((h) => h.workload === workload)) {
      const numbers = [String(heap.kib).padStart(12), String(heap.base).padStart(12), String(heap.free).padStart(15)];
      lines.push(`  ${heap.plan.padEnd(width)}  ${numbers.join("  ")}  ${String(heap.trials).padStart(6)}`);
    }
    lines.push("");
  }
  return lines.join("\n");
}
