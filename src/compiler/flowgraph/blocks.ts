/**
 * The control-flow graph: basic blocks in a singly linked list, instructions with their target block, handler block and
 * location; building it from an instruction sequence and the small questions every pass asks.
 *
 * CPython's counterpart: the first third of Python/flowgraph.c. Invariant: only the last instruction of a block may jump or
 * leave the scope (`SETUP_*` have targets but do not jump). Two blocks never share an instruction object; locations are
 * immutable and shared.
 */
import { OP } from "../../bytecode/opcodes.js";
import { HAS_JUMP, HAS_TARGET, IS_SCOPE_EXIT, IS_UNCONDITIONAL_JUMP, opFlags } from "../../bytecode/optables.js";
import { Instr as CfgInstr, type InstructionSequence, type Location } from "../instruction_sequence.js";

const { NOP } = OP;

export function copyInstr(instr: CfgInstr): CfgInstr {
  const copy = new CfgInstr(instr.opcode, instr.oparg, instr.loc);
  copy.target = instr.target;
  copy.except = instr.except;
  return copy;
}

/** The handlers around an instruction, innermost first. */
export class ExceptStack {
  constructor(
    readonly handler: BasicBlock | null,
    readonly outer: ExceptStack | null,
    readonly depth: number,
  ) {}
}

export class BasicBlock {
  readonly instrs: CfgInstr[] = [];
  label = -1;
  /** Number of its first instruction, once the order is final. */
  index = 0;
  next: BasicBlock | null = null;
  predecessors = 0;
  /** Stack depth on entry, -1 while unknown. */
  startdepth = -1;
  visited = false;
  isExceptHandler = false;
  /** A handler that finds the failing instruction's offset below the exception. */
  preserveLasti = false;
  cold = false;
  warm = false;
  exceptStack: ExceptStack | null = null;
  /** Locals 0-31 and 32-63 that may be unbound on entry. */
  unsafeLow = 0;
  unsafeHigh = 0;
}

export class Cfg {
  entry: BasicBlock = new BasicBlock();
}

// ---- questions ----

export function lastInstr(block: BasicBlock): CfgInstr | null {
  const { instrs } = block;
  return instrs.length === 0 ? null : instrs[instrs.length - 1]!;
}

export function isJump(instr: CfgInstr): boolean {
  return (opFlags[instr.opcode]! & HAS_JUMP) !== 0;
}

export function exitsScope(block: BasicBlock): boolean {
  const last = lastInstr(block);
  return last !== null && (opFlags[last.opcode]! & IS_SCOPE_EXIT) !== 0;
}

export function hasFallthrough(block: BasicBlock): boolean {
  const last = lastInstr(block);
  return last === null || (opFlags[last.opcode]! & (IS_SCOPE_EXIT | IS_UNCONDITIONAL_JUMP)) === 0;
}

export function nextNonemptyBlock(block: BasicBlock | null): BasicBlock | null {
  while (block !== null && block.instrs.length === 0) block = block.next;
  return block;
}

export function hasNoLineno(block: BasicBlock): boolean {
  const { instrs } = block;
  for (let i = 0; i < instrs.length; i++) if (instrs[i]!.loc.lineno >= 0) return false;
  return true;
}

export function maxLabel(cfg: Cfg): number {
  let max = -1;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) if (b.label > max) max = b.label;
  return max;
}

export function clearVisited(cfg: Cfg): void {
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) b.visited = false;
}

// ---- changes ----

export function setNop(instr: CfgInstr): void {
  instr.opcode = NOP;
  instr.oparg = 0;
}

export function setOp(instr: CfgInstr, opcode: number, oparg: number): void {
  instr.opcode = opcode;
  instr.oparg = oparg;
}

export function appendInstructions(to: BasicBlock, from: BasicBlock): void {
  const n = from.instrs.length;
  for (let i = 0; i < n; i++) to.instrs.push(copyInstr(from.instrs[i]!));
}

/** Append a jump to a block that does not jump yet. */
export function addJump(block: BasicBlock, opcode: number, target: BasicBlock, loc: Location): void {
  const instr = new CfgInstr(opcode, target.label, loc);
  instr.target = target;
  block.instrs.push(instr);
}

// ---- construction ----

/** instr_sequence_to_cfg, consuming the sequence: a block starts at every label that is used and after every jump or exit. */
export function cfgFromSequence(seq: InstructionSequence): Cfg {
  const { instrs, labelMap } = seq;
  const n = instrs.length;
  const targets: (BasicBlock | null)[] = new Array(n).fill(null);
  for (let i = 0; i < n; i++) {
    const instr = instrs[i]!;
    if ((opFlags[instr.opcode]! & HAS_TARGET) === 0) continue;
    const at = labelMap[instr.oparg]!;
    if (targets[at] === null) targets[at] = new BasicBlock();
  }
  const cfg = new Cfg();
  let block = cfg.entry;
  let terminated = false;
  for (let i = 0; i < n; i++) {
    const labelled = targets[i]!;
    if (labelled !== null) {
      labelled.label = i;
      if (i === 0) {
        cfg.entry = labelled;
      } else {
        block.next = labelled;
      }
      block = labelled;
    } else if (terminated) {
      block.next = new BasicBlock();
      block = block.next;
    }
    const instr = instrs[i]!;
    const flags = opFlags[instr.opcode]!;
    if ((flags & HAS_TARGET) !== 0) {
      instr.oparg = labelMap[instr.oparg]!;
      instr.target = targets[instr.oparg]!;
    }
    block.instrs.push(instr);
    terminated = (flags & (HAS_JUMP | IS_SCOPE_EXIT)) !== 0;
  }
  return cfg;
}
