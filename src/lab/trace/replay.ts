/** Recording a workload, and doing its trace again under a plan: a run like any other of the lab, whose "program" is the events. */

import { planOf } from "../../machine/plans.js";
import { ReplayMachine } from "../../machine/replay_machine.js";
import { cpuTime } from "../clock.js";
import type { LabPlan, RunRecord } from "../document.js";
import { Interrupted, inFixedHeap, LoadedProgram, planText, type RunOptions, Watch } from "../measure.js";
import type { Workload } from "../workloads.js";
import type { Trace } from "./format.js";
import { INTERVAL, TraceRecorder } from "./record.js";

/** Under counts alone and without free lists, whatever is to be compared later: the trace is the program's. Throws WorkloadError if it fails. */
export function recordTrace(workload: Workload, options: RunOptions = {}): Trace {
  const recorder = new TraceRecorder();
  const program = new LoadedProgram(workload, planOf({ gc: "rc", alloc: "pools-nofreelists" }), options);
  const { machine } = program;
  program.tick = () => options.stopped?.() === true;
  machine.recordHeap(recorder, INTERVAL);
  program.run();
  const trace = recorder.finish(workload.name, workload.dials);
  machine.recordHeap(null);
  machine.finish();
  return trace;
}

/** Blocks of events between two looks at the heap. */
const LOOK_EVERY = 4;

export function replay(trace: Trace, plan: LabPlan, repetition: number, options: RunOptions = {}): RunRecord {
  const { header, blocks } = trace;
  const { heapSize = 0 } = options;
  const watch = new Watch();
  const { heap: _, ...parts } = plan;
  const machine = new ReplayMachine(header.numbers, {
    ...(heapSize === 0 ? parts : inFixedHeap(parts, heapSize)),
    onCollection: watch.event,
  });
  machine.takePeak();
  const cpuBefore = cpuTime();
  watch.start(machine.heapBytes());
  for (const [i, block] of blocks.entries()) {
    machine.load(block);
    machine.run(block.length);
    if (i % LOOK_EVERY !== 0) continue;
    watch.look(machine.heapBytes());
    if (options.stopped?.() === true) throw new Interrupted();
  }
  const total = performance.now() - watch.begin;
  const cpu = cpuTime() - cpuBefore;
  watch.look(machine.heapBytes());
  const [end, reserved] = machine.heapBytes();
  const { blocks: left, early } = machine.counts();
  const { collections } = watch;
  return {
    workload: header.program,
    plan: planText(plan),
    repetition,
    total,
    collecting: collections.reduce((sum, { ms }) => sum + ms, 0),
    cpu,
    collections,
    peak: machine.takePeak(),
    end,
    reserved,
    free: machine.freeSpace(),
    blocks: left,
    interned: 0,
    curve: watch.curve.record(),
    heapSize,
    early,
    result: `${header.objects} objects, ${header.memoryBlocks} blocks of memory, ${header.references} references`,
  };
}
