/**
 * One run: a fresh machine under a plan, the workload's definitions, then its run() with clock and collector watched from outside. Nothing of the measuring
 * allocates in the machine's heap, so a run is the same whether it is measured or not.
 */

import { type Build, Machine, type MachineOptions } from "../machine/machine.js";
import { DEFAULT_THRESHOLDS, type Plan, planFault, REASONS } from "../machine/plans.js";
import { cpuTime } from "./clock.js";
import { Curve } from "./curve.js";
import type { CollectionRecord, LabPlan, RunRecord } from "./document.js";
import { runnerSource, type Workload } from "./workloads.js";

export function planText(plan: LabPlan): string {
  const { gc, trigger, triggerSize, alloc, intern, heap, smallInts, immortals, constants, thresholds } = plan;
  const when = heap !== undefined ? `heap*${heap}` : triggerSize === 0 ? trigger : `${trigger}:${triggerSize}`;
  const rest = [
    ...(smallInts === "256" ? [] : [`small-ints=${smallInts}`]),
    ...(immortals === "pep683" ? [] : [`immortals=${immortals}`]),
    ...(constants === "module" ? [] : [`constants=${constants}`]),
    ...(thresholds.join() === DEFAULT_THRESHOLDS.join() ? [] : [`thresholds=${thresholds.join()}`]),
  ];
  return [gc, when, alloc, intern, ...rest].join(" ");
}

/** The plan with a fixed heap of `kib`: a reclaimer that looks for cycles begins when seven eighths of it are taken. */
export function inFixedHeap(plan: Plan, kib: number): Plan {
  const trigger = { trigger: "heap", triggerSize: Math.floor((kib * 7) / 8) } as const;
  return planFault({ ...plan, ...trigger }) === null
    ? { ...plan, ...trigger }
    : { ...plan, trigger: "counts", triggerSize: 0 };
}

/** Watches collections and the heap; times are ms from `begin`. */
export class Watch {
  readonly collections: CollectionRecord[] = [];
  readonly curve = new Curve();
  begin = 0;
  /** What was taken from the linear memory when last looked at. */
  reserved = 0;
  private open: Omit<CollectionRecord, "ms" | "found" | "after"> | null = null;

  readonly event: NonNullable<MachineOptions["onCollection"]> = (event) => {
    const now = performance.now() - this.begin;
    const { generation, objects, bytes } = event;
    this.curve.add(now, bytes, this.reserved);
    if (event.phase === 0) {
      const reason = REASONS[event.reason]!;
      this.open = { at: now, reason, generation, candidates: 0, resurrected: 0, before: bytes };
    } else if (this.open === null) {
      return; // it began before the run
    } else if (event.phase === 2) {
      this.open = { ...this.open, candidates: objects };
    } else if (event.phase === 3) {
      this.open = { ...this.open, resurrected: objects };
    } else if (event.phase === 4) {
      this.open = { ...this.open, visited: objects };
    } else {
      this.collections.push({ ...this.open, ms: now - this.open.at, found: objects, after: bytes });
      this.open = null;
    }
  };

  /** The run begins now. */
  start(heap: readonly [live: number, reserved: number]): void {
    this.collections.length = 0;
    this.curve.clear();
    this.begin = performance.now();
    this.look(heap);
  }

  look([live, reserved]: readonly [live: number, reserved: number]): void {
    this.reserved = reserved;
    this.curve.add(performance.now() - this.begin, live, reserved);
  }
}

export interface RunOptions {
  /** What the program writes; default: nothing is shown. */
  readonly output?: (data: Uint8Array) => void;
  /** MiB; 0: no ceiling. */
  readonly memoryLimit?: number;
  readonly files?: MachineOptions["files"];
  /** "instrumented": the run counts, and its times say nothing of a program's. Default "release". */
  readonly build?: Build;
  /** KiB of a fixed heap, from the loaded machine on; default none. */
  readonly heapSize?: number;
  /** Asked now and then while the program runs; true ends it with Interrupted. */
  readonly stopped?: () => boolean;
}

/** A run that did not end well: the program's own traceback. */
export class WorkloadError extends Error {
  /** Did it end for want of memory? */
  get memory(): boolean {
    return /^MemoryError\b/m.test(this.message) || this.message === "";
  }
}

/** A run that was ended from outside. */
export class Interrupted extends Error {}

/** A workload in a machine of its own, its definitions loaded. */
export class LoadedProgram {
  readonly machine: Machine;
  /** Asked while the program runs; true ends it with Interrupted. */
  tick: () => boolean = () => false;
  private interrupted = false;
  private errors = "";
  /** Collects what is printed, once the run is over. */
  private printed: string | null = null;
  private readonly hasRun: boolean;

  /** Throws WorkloadError if the definitions fail. */
  constructor(
    private readonly workload: Workload,
    plan: Plan,
    options: RunOptions,
    onCollection?: MachineOptions["onCollection"],
  ) {
    const decoder = new TextDecoder();
    this.machine = new Machine({
      ...plan,
      build: options.build ?? "release",
      stdout: (data) => {
        if (this.printed === null) options.output?.(data);
        else this.printed += new TextDecoder().decode(data);
      },
      stderr: (data) => {
        this.errors += decoder.decode(data, { stream: true });
      },
      memoryLimit: options.memoryLimit ?? 0,
      argv: [workload.path],
      shouldInterrupt: () => {
        this.interrupted ||= this.tick();
        return this.interrupted;
      },
      ...(onCollection === undefined ? {} : { onCollection }),
      ...(options.files === undefined ? {} : { files: options.files }),
    });
    // a program without run() is measured as a whole, another from run() on
    this.hasRun = /^def run\(/m.test(workload.source);
    this.machine.setMain("__name__", this.hasRun ? workload.name : "__main__");
    if (this.hasRun) this.step(workload.source, workload.path);
  }

  private step(source: string, name: string): void {
    if (this.machine.runSource(source, name).ok) return;
    if (this.interrupted) throw new Interrupted();
    this.machine.printError();
    throw new WorkloadError(this.errors.trimEnd());
  }

  /** Throws WorkloadError if the program fails, Interrupted if `tick` said so. */
  run(): void {
    if (!this.hasRun) this.step(this.workload.source, this.workload.path);
    this.step(runnerSource(this.workload), "<lab>");
  }

  /** Ends the machine; what run() returned, as text. */
  result(): string {
    this.tick = () => false;
    this.machine.flush();
    this.printed = "";
    this.step("print(lab_result, end='')\n", "<lab>");
    this.machine.flush();
    const text = this.printed;
    this.machine.finish();
    return text.length > 200 ? `${text.slice(0, 200)}...` : text;
  }
}

/** Runs `workload` once under `plan` in a machine of its own. Throws WorkloadError if the program fails, Interrupted if it was stopped. */
export function measure(workload: Workload, plan: LabPlan, repetition: number, options: RunOptions = {}): RunRecord {
  const watch = new Watch();
  const { heapSize = 0 } = options;
  const { heap: _, ...parts } = plan;
  const inHeap = heapSize === 0 ? parts : inFixedHeap(parts, heapSize);
  const program = new LoadedProgram(workload, inHeap, options, watch.event);
  const { machine } = program;
  machine.limitHeap(heapSize);
  machine.memoryUse();
  const counts = options.build === "instrumented";
  if (counts) machine.clearCounters();
  const cpuBefore = cpuTime();
  watch.start(machine.heapBytes());
  program.tick = () => {
    watch.look(machine.heapBytes());
    return options.stopped?.() === true;
  };
  program.run();
  const total = performance.now() - watch.begin;
  watch.look(machine.heapBytes());
  machine.limitHeap(0);
  const cpu = cpuTime() - cpuBefore;
  const counted = counts ? { counters: machine.counters() } : {};
  const { bytes, peak, blocks, reserved, interned } = machine.memoryUse();
  const free = machine.freeSpace();
  const collections = [...watch.collections];
  return {
    workload: workload.name,
    plan: planText(plan),
    repetition,
    total,
    collecting: collections.reduce((sum, { ms }) => sum + ms, 0),
    cpu,
    collections,
    peak,
    end: bytes,
    reserved,
    free,
    blocks,
    interned,
    curve: watch.curve.record(),
    heapSize,
    ...counted,
    result: program.result(),
  };
}
