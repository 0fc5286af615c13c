/**
 * Many runs: every workload under every plan, repetition by repetition with the plans interleaved, so that what disturbs the computer for a while
 * disturbs all of them. The first repetition of each pair warms the engine up and is not kept.
 */
import { cpus, platform, release } from "node:os";
import { type Plan, planFault } from "../machine/plans.js";
import { type LabDocument, type RunRecord, SCHEMA_VERSION } from "./document.js";
import { measure, planText, type RunOptions } from "./measure.js";
import type { Workload } from "./workloads.js";

export interface Matrix {
  readonly workloads: readonly Workload[];
  readonly plans: readonly Plan[];
  readonly repetitions: number;
  /** The I-th of N equal parts of the pairs, from 1; for several jobs that share a matrix. */
  readonly shard?: readonly [index: number, count: number];
}

export interface Progress {
  /** Before each run; `warmUp`: it is not kept. */
  run(done: number, all: number, workload: Workload, plan: Plan, warmUp: boolean): void;
  /** Asked before each run: true ends the matrix with what was measured. */
  stopped(): boolean;
}

interface Pair {
  readonly workload: Workload;
  readonly plan: Plan;
}

/** The pairs of a matrix that this job runs. Throws RangeError for a plan that cannot work. */
export function pairsOf({ workloads, plans, shard }: Matrix): Pair[] {
  for (const plan of plans) {
    const fault = planFault(plan);
    if (fault !== null) throw new RangeError(fault);
  }
  const pairs = workloads.flatMap((workload) => plans.map((plan) => ({ workload, plan })));
  return shard === undefined ? pairs : pairs.filter((_, i) => i % shard[1] === shard[0] - 1);
}

export function environment(): Record<string, string | number> {
  const { node, v8 } = process.versions;
  const [cpu] = cpus();
  return { node, v8, platform: `${platform()} ${release()}`, cpu: cpu?.model ?? "unknown", cores: cpus().length };
}

/** Runs a matrix; an interrupted one gives a document whose `complete` is false. */
export function runMatrix(
  matrix: Matrix,
  progress: Progress,
  command: readonly string[],
  options: RunOptions = {},
): LabDocument {
  const pairs = pairsOf(matrix);
  const all = pairs.length * (matrix.repetitions + 1);
  const runs: RunRecord[] = [];
  let done = 0;
  let complete = true;
  for (let repetition = 0; repetition <= matrix.repetitions && complete; repetition++) {
    for (const { workload, plan } of pairs) {
      if (progress.stopped()) {
        complete = false;
        break;
      }
      progress.run(done++, all, workload, plan, repetition === 0);
      const run = measure(workload, plan, repetition, options);
      if (repetition > 0) runs.push(run);
    }
  }
  return {
    schema: SCHEMA_VERSION,
    created: new Date().toISOString(),
    command,
    environment: environment(),
    plans: matrix.plans,
    workloads: matrix.workloads.map(({ name, dials }) => ({ name, dials })),
    repetitions: matrix.repetitions,
    complete,
    runs,
  };
}

/** One document of several shards of a matrix. Throws RangeError if they are not of one. */
export function mergeDocuments(documents: readonly LabDocument[]): LabDocument {
  const [first] = documents;
  if (first === undefined) throw new RangeError("there is nothing to merge");
  const same = (d: LabDocument) => JSON.stringify([d.plans.map(planText), d.workloads, d.repetitions]);
  const other = documents.findIndex((d) => same(d) !== same(first));
  if (other >= 0) throw new RangeError(`document ${other + 1} is of another matrix than the first`);
  return {
    ...first,
    complete: documents.every(({ complete }) => complete),
    runs: documents.flatMap(({ runs }) => runs),
  };
}
