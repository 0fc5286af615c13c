/**
 * The deepest the stack can get, following every path once; also the depth at the start of each block, which the exception
 * table needs. CPython's counterpart: calculate_stackdepth (flowgraph.c). Cycles are assumed to have no net effect.
 */
import { HAS_TARGET, IS_SCOPE_EXIT, IS_UNCONDITIONAL_JUMP, opFlags, stackEffect } from "../../bytecode/optables.js";
import type { BasicBlock, Cfg } from "./blocks.js";

export function calculateStackdepth(cfg: Cfg): number {
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) b.startdepth = -1;
  const stack: BasicBlock[] = [];
  let max = 0;
  push(cfg.entry, 0, stack);
  while (stack.length > 0) {
    const block = stack.pop()!;
    let depth = block.startdepth;
    let { next } = block;
    const { instrs } = block;
    for (let i = 0; i < instrs.length; i++) {
      const { opcode, oparg, target } = instrs[i]!;
      const flags = opFlags[opcode]!;
      if ((flags & HAS_TARGET) !== 0) {
        const targetDepth = depth + stackEffect(opcode, oparg, true);
        if (targetDepth > max) max = targetDepth;
        push(target!, targetDepth, stack);
      }
      depth += stackEffect(opcode, oparg, false);
      if (depth < 0) throw new Error("Invalid CFG, stack underflow");
      if (depth > max) max = depth;
      if ((flags & (IS_UNCONDITIONAL_JUMP | IS_SCOPE_EXIT)) !== 0) {
        next = null;
        break;
      }
    }
    if (next !== null) push(next, depth, stack);
  }
  return max;
}

function push(block: BasicBlock, depth: number, stack: BasicBlock[]): void {
  if (block.startdepth >= 0 && block.startdepth !== depth) throw new Error("Invalid CFG, inconsistent stackdepth");
  if (block.startdepth >= depth || block.startdepth >= 100) return;
  block.startdepth = depth;
  stack.push(block);
}
