/**
 * The instruction sequence that code generation emits and the flow graph consumes (Python/instruction_sequence.c).
 * Jump targets are labels until `applyLabelMap` turns them into instruction indices.
 */

import type { BasicBlock } from "./flowgraph/blocks.js";

/** A source range: lines from 1, columns in UTF-8 bytes from 0; -1 means unknown. NO_LOCATION is all -1. */
export interface Location {
  readonly lineno: number;
  readonly endLineno: number;
  readonly col: number;
  readonly endCol: number;
}

export const NO_LOCATION: Location = { lineno: -1, endLineno: -1, col: -1, endCol: -1 };

/** The flow graph copies the location of the next instruction into such an instruction. */
export const NEXT_LOCATION: Location = { lineno: -2, endLineno: -2, col: -2, endCol: -2 };

/** The flow graph takes instructions over as they are; until then `target` and `except` are null. */
export class Instr {
  /** Where it jumps, or the handler a SETUP_* names. */
  target: BasicBlock | null = null;
  /** The handler of an exception raised here. */
  except: BasicBlock | null = null;

  constructor(
    public opcode: number,
    public oparg: number,
    public loc: Location,
  ) {}
}

export class InstructionSequence {
  readonly instrs: Instr[] = [];
  /** labelMap[label] is the index of the instruction that the label stands before, or -1 before `useLabel`. */
  readonly labelMap: number[] = [];
  /** Type-parameter scopes and annotations of 3.14 need nested sequences; 3.13 has none. */

  newLabel(): number {
    this.labelMap.push(-1);
    return this.labelMap.length - 1;
  }

  useLabel(label: number): void {
    this.labelMap[label] = this.instrs.length;
  }

  addOp(opcode: number, oparg: number, loc: Location): void {
    this.instrs.push(new Instr(opcode, oparg, loc));
  }

  copy(): InstructionSequence {
    const made = new InstructionSequence();
    made.labelMap.push(...this.labelMap);
    for (const { opcode, oparg, loc } of this.instrs) made.addOp(opcode, oparg, loc);
    return made;
  }

  insert(at: number, opcode: number, oparg: number, loc: Location): void {
    this.instrs.splice(at, 0, new Instr(opcode, oparg, loc));
    for (let i = 0; i < this.labelMap.length; i++) {
      if (this.labelMap[i]! >= at) this.labelMap[i] = this.labelMap[i]! + 1;
    }
  }
}
