/**
 * One run: a fresh machine under a plan, the workload's definitions, then its run() with clock and collector watched from outside. Nothing of the measuring
 * allocates in the machine's heap, so a run is the same whether it is measured or not.
 */
import { Machine, type MachineOptions } from "../machine/machine.js";
import type { Plan } from "../machine/plans.js";
import type { CollectionRecord, RunRecord } from "./document.js";
import { runnerSource, type Workload } from "./workloads.js";

export function planText({ gc, trigger, triggerSize, alloc, intern }: Plan): string {
  return [gc, triggerSize === 0 ? trigger : `${trigger}:${triggerSize}`, alloc, intern].join(" ");
}

/** Watches collections; times are ms from `begin`. */
class Watch {
  readonly collections: CollectionRecord[] = [];
  begin = 0;
  private open: Omit<CollectionRecord, "ms" | "found" | "after"> | null = null;

  readonly event: NonNullable<MachineOptions["onCollection"]> = (event) => {
    const now = performance.now() - this.begin;
    const { generation, objects, bytes } = event;
    if (event.phase === 0) {
      const reason = event.reason === 0 ? "trigger" : "call";
      this.open = { at: now, reason, generation, candidates: objects, before: bytes };
    } else if (this.open !== null) {
      this.collections.push({ ...this.open, ms: now - this.open.at, found: objects, after: bytes });
      this.open = null;
    }
  };
}

export interface RunOptions {
  /** What the program writes; default: nothing is shown. */
  readonly output?: (data: Uint8Array) => void;
  /** MiB; 0: no ceiling. */
  readonly memoryLimit?: number;
  readonly files?: MachineOptions["files"];
}

/** A run that did not end well: the program's own traceback. */
export class WorkloadError extends Error {}

/** Runs `workload` once under `plan` in a machine of its own. Throws WorkloadError if the program fails. */
export function measure(workload: Workload, plan: Plan, repetition: number, options: RunOptions = {}): RunRecord {
  const watch = new Watch();
  let errors = "";
  let result: string | null = null; // collects what is printed, once the run is over
  const decoder = new TextDecoder();
  const machine = new Machine({
    ...plan,
    stdout: (data) => {
      if (result === null) options.output?.(data);
      else result += new TextDecoder().decode(data);
    },
    stderr: (data) => {
      errors += decoder.decode(data, { stream: true });
    },
    memoryLimit: options.memoryLimit ?? 0,
    argv: [workload.path],
    onCollection: watch.event,
    ...(options.files === undefined ? {} : { files: options.files }),
  });
  const step = (source: string, name: string): void => {
    if (machine.runSource(source, name).ok) return;
    machine.printError();
    throw new WorkloadError(errors.trimEnd());
  };
  // a program without run() is measured as a whole, another from run() on
  const hasRun = /^def run\(/m.test(workload.source);
  machine.setMain("__name__", hasRun ? workload.name : "__main__");
  if (hasRun) step(workload.source, workload.path);
  machine.memoryUse();
  const cpuBefore = process.cpuUsage();
  watch.collections.length = 0;
  watch.begin = performance.now();
  if (!hasRun) step(workload.source, workload.path);
  step(runnerSource(workload), "<lab>");
  const total = performance.now() - watch.begin;
  const { user, system } = process.cpuUsage(cpuBefore);
  const { bytes, peak, blocks, reserved, interned } = machine.memoryUse();
  const collections = [...watch.collections];
  machine.flush();
  result = "";
  step("print(lab_result, end='')\n", "<lab>");
  machine.flush();
  const text: string = result;
  machine.finish();
  return {
    workload: workload.name,
    plan: planText(plan),
    repetition,
    total,
    collecting: collections.reduce((sum, { ms }) => sum + ms, 0),
    cpu: (user + system) / 1000,
    collections,
    peak,
    end: bytes,
    reserved,
    blocks,
    interned,
    result: text.length > 200 ? `${text.slice(0, 200)}...` : text,
  };
}
