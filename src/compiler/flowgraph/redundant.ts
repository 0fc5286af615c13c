/**
 * Removing what does nothing: unreachable blocks, NOPs that no line number needs, jumps to the next block, a push that the
 * next instruction drops; and copying small blocks over the jumps to them.
 *
 * CPython's counterparts: remove_unreachable, basicblock_remove_redundant_nops, remove_redundant_nops_and_pairs,
 * remove_redundant_jumps, inline_small_or_no_lineno_blocks (flowgraph.c). A NOP stays where it is the only instruction of a
 * line, so that a tracer sees that line.
 */
import { OP } from "../../bytecode/opcodes.js";
import { HAS_TARGET, IS_UNCONDITIONAL_JUMP, opFlags } from "../../bytecode/optables.js";
import type { Instr as CfgInstr } from "../instruction_sequence.js";
import {
  appendInstructions,
  type BasicBlock,
  type Cfg,
  exitsScope,
  hasFallthrough,
  hasNoLineno,
  isJump,
  lastInstr,
  nextNonemptyBlock,
  setNop,
} from "./blocks.js";

const { NOP, POP_TOP, LOAD_CONST, COPY, JUMP } = OP;

/** Empties the blocks that nothing reaches, and counts the predecessors of the others. */
export function removeUnreachable(cfg: Cfg): void {
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    b.visited = false;
    b.predecessors = 0;
  }
  const stack: BasicBlock[] = [cfg.entry];
  cfg.entry.predecessors = 1;
  cfg.entry.visited = true;
  while (stack.length > 0) {
    const block = stack.pop()!;
    const { next, instrs } = block;
    if (next !== null && hasFallthrough(block)) reach(next, stack);
    for (let i = 0; i < instrs.length; i++) {
      if ((opFlags[instrs[i]!.opcode]! & HAS_TARGET) !== 0) reach(instrs[i]!.target!, stack);
    }
  }
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    if (b.predecessors === 0) {
      b.instrs.length = 0;
      b.isExceptHandler = false;
    }
  }
}

function reach(block: BasicBlock, stack: BasicBlock[]): void {
  if (!block.visited) {
    block.visited = true;
    stack.push(block);
  }
  block.predecessors++;
}

/** Returns how many were removed. */
function removeRedundantNopsOfBlock(block: BasicBlock): number {
  const { instrs } = block;
  const n = instrs.length;
  let dest = 0;
  let prevLineno = -1;
  for (let src = 0; src < n; src++) {
    const instr = instrs[src]!;
    const { lineno } = instr.loc;
    if (instr.opcode === NOP && isRedundantNop(block, src, lineno, prevLineno)) continue;
    if (dest !== src) instrs[dest] = instr;
    dest++;
    prevLineno = lineno;
  }
  instrs.length = dest;
  return n - dest;
}

/** A NOP goes if it has no line, or shares it with a neighbour; a neighbour without a line takes the NOP's. */
function isRedundantNop(block: BasicBlock, at: number, lineno: number, prevLineno: number): boolean {
  if (lineno === -1 || prevLineno === lineno) return true;
  const { instrs } = block;
  if (at < instrs.length - 1) {
    const following = instrs[at + 1]!;
    if (following.loc.lineno === lineno) return true;
    if (following.loc.lineno !== -1) return false;
    following.loc = instrs[at]!.loc;
    return true;
  }
  const next = nextNonemptyBlock(block.next);
  if (next === null) return false;
  for (let i = 0; i < next.instrs.length; i++) {
    const instr = next.instrs[i]!;
    if (instr.opcode === NOP && instr.loc.lineno < 0) continue;
    return instr.loc.lineno === lineno;
  }
  return false;
}

export function removeRedundantNops(cfg: Cfg): number {
  let changes = 0;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) changes += removeRedundantNopsOfBlock(b);
  return changes;
}

/** LOAD_CONST or COPY 1, then POP_TOP: both go, across block borders that no jump enters. */
export function removeRedundantNopsAndPairs(cfg: Cfg): void {
  let done = false;
  while (!done) {
    done = true;
    let instr: CfgInstr | null = null;
    for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
      removeRedundantNopsOfBlock(b);
      if (b.label >= 0) instr = null;
      const { instrs } = b;
      for (let i = 0; i < instrs.length; i++) {
        const previous: CfgInstr | null = instr;
        instr = instrs[i]!;
        if (instr.opcode !== POP_TOP || previous === null) continue;
        if (previous.opcode === LOAD_CONST || (previous.opcode === COPY && previous.oparg === 1)) {
          setNop(previous);
          setNop(instr);
          done = false;
        }
      }
      if ((instr !== null && isJump(instr)) || !hasFallthrough(b)) instr = null;
    }
  }
}

/** Returns how many became NOPs. */
function removeRedundantJumps(cfg: Cfg): number {
  let changes = 0;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const last = lastInstr(b);
    if (last === null || (opFlags[last.opcode]! & IS_UNCONDITIONAL_JUMP) === 0) continue;
    if (nextNonemptyBlock(last.target) === nextNonemptyBlock(b.next)) {
      changes++;
      setNop(last);
    }
  }
  return changes;
}

export function removeRedundantNopsAndJumps(cfg: Cfg): void {
  let changes: number;
  do {
    changes = removeRedundantNops(cfg);
    changes += removeRedundantJumps(cfg);
  } while (changes > 0);
}

/** A block of at most this many instructions is copied to where it is jumped to, if it leaves the scope. */
const MAX_COPY_SIZE = 4;

function inlineSmallOrNoLinenoBlock(block: BasicBlock): boolean {
  const last = lastInstr(block);
  if (last === null || (opFlags[last.opcode]! & IS_UNCONDITIONAL_JUMP) === 0) return false;
  const target = last.target!;
  const isSmallExit = exitsScope(target) && target.instrs.length <= MAX_COPY_SIZE;
  const hasNeither = hasNoLineno(target) && !hasFallthrough(target);
  if (!isSmallExit && !hasNeither) return false;
  const removedJump = last.opcode;
  setNop(last);
  appendInstructions(block, target);
  if (hasNeither) {
    const newLast = lastInstr(block)!;
    // A copied jump without interrupt check may close a loop that the removed one kept interruptible.
    if ((opFlags[newLast.opcode]! & IS_UNCONDITIONAL_JUMP) !== 0 && removedJump === JUMP) newLast.opcode = JUMP;
  }
  target.predecessors--;
  return true;
}

export function inlineSmallOrNoLinenoBlocks(cfg: Cfg): void {
  let changed: boolean;
  do {
    changed = false;
    for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
      if (inlineSmallOrNoLinenoBlock(b)) changed = true;
    }
  } while (changed);
}
