/**
 * Blocks that only exceptions reach move to the end. CPython's counterparts: mark_warm, mark_cold, push_cold_blocks_to_end
 * (flowgraph.c).
 */
import { OP } from "../../bytecode/opcodes.js";
import { NO_LOCATION } from "../instruction_sequence.js";
import { addJump, BasicBlock, type Cfg, clearVisited, hasFallthrough, isJump, lastInstr, maxLabel } from "./blocks.js";
import { removeRedundantNopsAndJumps } from "./redundant.js";

const { JUMP_NO_INTERRUPT } = OP;

function markWarm(cfg: Cfg): void {
  clearVisited(cfg);
  const stack: BasicBlock[] = [cfg.entry];
  cfg.entry.visited = true;
  while (stack.length > 0) {
    const block = stack.pop()!;
    block.warm = true;
    const { next } = block;
    if (next !== null && !next.visited && hasFallthrough(block)) {
      next.visited = true;
      stack.push(next);
    }
    const last = lastInstr(block);
    if (last !== null && isJump(last) && !last.target!.visited) {
      last.target!.visited = true;
      stack.push(last.target!);
    }
  }
}

function markCold(cfg: Cfg): void {
  markWarm(cfg);
  clearVisited(cfg);
  const stack: BasicBlock[] = [];
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    if (!b.isExceptHandler) continue;
    b.visited = true;
    stack.push(b);
  }
  while (stack.length > 0) {
    const block = stack.pop()!;
    block.cold = true;
    if (block.next !== null && hasFallthrough(block)) enterCold(block.next, stack);
    const last = lastInstr(block);
    if (last !== null && isJump(last)) enterCold(last.target!, stack);
  }
}

function enterCold(block: BasicBlock, stack: BasicBlock[]): void {
  if (block.warm || block.visited) return;
  block.visited = true;
  stack.push(block);
}

export function pushColdBlocksToEnd(cfg: Cfg): void {
  if (cfg.entry.next === null) return;
  markCold(cfg);
  addExplicitJumps(cfg);
  let coldBlocks: BasicBlock | null = null;
  let coldTail: BasicBlock | null = null;
  let block = cfg.entry;
  while (block.next !== null) {
    while (block.next !== null && !block.next.cold) block = block.next;
    if (block.next === null) break;
    const start = block.next;
    let end = start;
    while (end.next?.cold) end = end.next;
    if (coldTail === null) coldBlocks = start;
    else coldTail.next = start;
    coldTail = end;
    block.next = end.next;
    end.next = null;
  }
  block.next = coldBlocks;
  if (coldBlocks !== null) removeRedundantNopsAndJumps(cfg);
}

/** A cold block that falls into a warm one will be somewhere else: it jumps there instead. */
function addExplicitJumps(cfg: Cfg): void {
  let nextLabel = maxLabel(cfg) + 1;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const { next }: BasicBlock = b;
    if (!b.cold || next === null || !next.warm || !hasFallthrough(b)) continue;
    if (next.label < 0) next.label = nextLabel++;
    const jump = new BasicBlock();
    addJump(jump, JUMP_NO_INTERRUPT, next, NO_LOCATION);
    jump.cold = true;
    jump.predecessors = 1;
    jump.next = next;
    b.next = jump;
  }
}
