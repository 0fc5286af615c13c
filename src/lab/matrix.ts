/**
 * Many runs: every workload under every plan, repetition by repetition with the plans interleaved, so that what disturbs the computer for a while
 * disturbs all of them. The first repetition of each pair warms the engine up and is not kept.
 */
import { cpus, platform, release } from "node:os";
import { planFault } from "../machine/plans.js";
import { type LabDocument, type LabPlan, type RunRecord, SCHEMA_VERSION } from "./document.js";
import { Interrupted, measure, planText, type RunOptions } from "./measure.js";
import { minimumHeap } from "./minheap.js";
import type { Workload } from "./workloads.js";

export interface Matrix {
  readonly workloads: readonly Workload[];
  readonly plans: readonly LabPlan[];
  readonly repetitions: number;
  /** The I-th of N equal parts of the pairs, from 1; for several jobs that share a matrix. */
  readonly shard?: readonly [index: number, count: number];
}

export interface Progress {
  /** Before each run; `warmUp`: it is not kept. */
  run(done: number, all: number, workload: Workload, plan: LabPlan, warmUp: boolean): void;
  /** Asked before each run and while it lasts: true ends the matrix with what was measured. */
  stopped(): boolean;
}

interface Pair {
  readonly workload: Workload;
  readonly plan: LabPlan;
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

export function environment(build = "release"): Record<string, string | number> {
  const { node, v8 } = process.versions;
  const [cpu] = cpus();
  return {
    node,
    v8,
    platform: `${platform()} ${release()}`,
    cpu: cpu?.model ?? "unknown",
    cores: cpus().length,
    build,
  };
}

/** KiB of the heap that a pair's plan fixes, or 0: the plan's factor times the least heap, found before the first run of the pair. */
class HeapSizes {
  private readonly least = new Map<string, number>();

  constructor(
    private readonly progress: Progress,
    private readonly options: RunOptions,
  ) {}

  of({ workload, plan }: Pair): number {
    if (plan.heap === undefined) return 0;
    const key = `${workload.name} ${planText({ ...plan, heap: 1 })}`;
    let least = this.least.get(key);
    if (least === undefined) {
      const stopped = () => this.progress.stopped();
      this.least.set(key, (least = minimumHeap(workload, plan, { ...this.options, stopped }).kib));
    }
    return Math.ceil(least * plan.heap);
  }
}

/** Runs a matrix; one that is stopped gives a document that says so, with all whole runs. */
export async function runMatrix(
  matrix: Matrix,
  progress: Progress,
  command: readonly string[],
  options: RunOptions = {},
  runOne: typeof measure = measure,
): Promise<LabDocument> {
  const pairs = pairsOf(matrix);
  const heaps = new HeapSizes(progress, options);
  const all = pairs.length * (matrix.repetitions + 1);
  const runs: RunRecord[] = [];
  let done = 0;
  let interrupted = false;
  const runPair = (pair: Pair, repetition: number): void => {
    const { workload, plan } = pair;
    progress.run(done++, all, workload, plan, repetition === 0);
    const stopped = () => progress.stopped();
    const run = runOne(workload, plan, repetition, { ...options, heapSize: heaps.of(pair), stopped });
    if (repetition > 0) runs.push(run);
  };
  for (let repetition = 0; repetition <= matrix.repetitions && !interrupted; repetition++) {
    for (const pair of pairs) {
      await new Promise(setImmediate); // a Ctrl-C that Node has caught meanwhile is told now
      interrupted = progress.stopped();
      if (interrupted) break;
      try {
        runPair(pair, repetition);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        interrupted = true;
        break;
      }
    }
  }
  return {
    schema: SCHEMA_VERSION,
    created: new Date().toISOString(),
    command,
    environment: environment(options.build),
    plans: matrix.plans,
    workloads: matrix.workloads.map(({ name, dials }) => ({ name, dials })),
    repetitions: matrix.repetitions,
    interrupted,
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
    interrupted: documents.some(({ interrupted }) => interrupted),
    runs: documents.flatMap(({ runs }) => runs),
  };
}
