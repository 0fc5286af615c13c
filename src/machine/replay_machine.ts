/**
 * A machine without an interpreter: the heap alone, no type but two of its own, no module, no frame. It does a recorded program's memory again, event by event
 * (assembly/debug/replay.ts), under any plan, so that what is measured is allocator and reclaimer alone.
 */
import type { MachineExports } from "./exports.js";
import type { CollectionEvent } from "./imports.js";
import { type Build, builtMachine, type FreeSpace, freeSpaceOf } from "./machine.js";
import { type PlanOptions, planFault, planNumbers, planOf } from "./plans.js";

/** Bytes of events that fit at once. */
export const REPLAY_BLOCK = 1 << 20;

export interface ReplayOptions extends PlanOptions {
  readonly build?: Build;
  readonly onCollection?: (event: CollectionEvent) => void;
}

export class ReplayMachine {
  private readonly exports: MachineExports;
  private readonly input: number;

  /** Room for objects numbered below `numbers`. RangeError for a plan that cannot work. */
  constructor(numbers: number, options: ReplayOptions = {}) {
    const plan = planOf(options);
    const fault = planFault(plan);
    if (fault !== null) throw new RangeError(`krait: ${fault}`);
    const { module } = builtMachine(options.build ?? "release");
    const collection = (phase: number, reason: number, generation: number, objects: number, bytes: number) =>
      options.onCollection?.({ phase, reason, generation, objects, bytes: bytes >>> 0 });
    // there is no program that could ask the host for anything
    const imports: WebAssembly.Imports = {};
    for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
      if (kind === "function") (imports[from] ??= {})[name] = name === "collection" ? collection : () => 0;
    }
    this.exports = new WebAssembly.Instance(module, imports).exports as unknown as MachineExports;
    const [gc, trigger, triggerSize, alloc] = planNumbers(plan);
    this.exports.bootHeap(gc, trigger, triggerSize, alloc, 0);
    this.input = this.exports.replayBegin(numbers) >>> 0;
    if (this.input === 0) throw new RangeError("krait: there is no memory for so many objects");
    if (options.onCollection !== undefined) this.exports.recordCollections(1);
  }

  /** Puts a block of events in place for `run`. */
  load(events: Uint8Array): void {
    new Uint8Array(this.exports.memory.buffer).set(events, this.input);
  }

  /** Does `size` bytes of events. RangeError where memory ends. */
  run(size: number): void {
    if (this.exports.replayRun(size) !== 0) throw new RangeError("krait: the trace needs more memory than there is");
  }

  /** Bytes in use, and of the linear memory without what the replay itself keeps beside the heap. */
  heapBytes(): readonly [live: number, reserved: number] {
    const beside = this.exports.replayFact(2) >>> 0;
    return [this.exports.bytesInUse() >>> 0, (this.exports.memoryTop() >>> 0) - beside];
  }

  freeSpace(): FreeSpace {
    return freeSpaceOf(this.exports);
  }

  takePeak(): number {
    return this.exports.takePeak() >>> 0;
  }

  /** Objects and blocks that live; events that came for what a reclaimer had freed before the recorded program let go of it. */
  counts(): { readonly live: number; readonly early: number; readonly blocks: number } {
    const { exports } = this;
    return { live: exports.replayFact(1), early: exports.replayFact(0), blocks: exports.allocatedBlocks() >>> 0 };
  }

  /** 0 if the heap is sound (debug and stress builds). */
  verifyHeap(): number {
    return this.exports.verifyHeap();
  }
}
