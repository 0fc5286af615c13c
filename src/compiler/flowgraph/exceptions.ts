/**
 * Which handler covers which instruction: follows SETUP_* and POP_BLOCK along the control flow.
 * CPython's counterparts: mark_except_handlers, label_exception_targets (flowgraph.c). Afterwards `except` of every
 * instruction but the pseudo ones is set, POP_BLOCK is gone, and `RESUME` carries whether its yield stood in exactly one region.
 */

import { RESUME_AT_FUNC_START, RESUME_OPARG_DEPTH1_MASK } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import { HAS_JUMP, IS_BLOCK_PUSH, opFlags } from "../../bytecode/optables.js";
import { type BasicBlock, type Cfg, clearVisited, ExceptStack, hasFallthrough, setNop } from "./blocks.js";

const { SETUP_WITH, SETUP_CLEANUP, POP_BLOCK, RESUME, YIELD_VALUE, RETURN_GENERATOR } = OP;

export function markExceptHandlers(cfg: Cfg): void {
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const { instrs } = b;
    for (let i = 0; i < instrs.length; i++) {
      if ((opFlags[instrs[i]!.opcode]! & IS_BLOCK_PUSH) !== 0) instrs[i]!.target!.isExceptHandler = true;
    }
  }
}

const noHandlers = new ExceptStack(null, null, 0);

export function labelExceptionTargets(cfg: Cfg): void {
  clearVisited(cfg);
  const todo: BasicBlock[] = [cfg.entry];
  cfg.entry.visited = true;
  cfg.entry.exceptStack = noHandlers;
  while (todo.length > 0) {
    const block = todo.pop()!;
    const stack = labelBlock(block, block.exceptStack!, todo);
    block.exceptStack = null;
    const { next } = block;
    if (next !== null && !next.visited && hasFallthrough(block)) enter(next, stack, todo);
  }
}

function enter(block: BasicBlock, stack: ExceptStack, todo: BasicBlock[]): void {
  block.exceptStack = stack;
  block.visited = true;
  todo.push(block);
}

/** Returns the handlers in force at the end of the block. */
function labelBlock(block: BasicBlock, stack: ExceptStack, todo: BasicBlock[]): ExceptStack {
  let lastYieldExceptDepth = -1;
  const { instrs } = block;
  for (let i = 0; i < instrs.length; i++) {
    const instr = instrs[i]!;
    const { opcode } = instr;
    const flags = opFlags[opcode]!;
    if ((flags & IS_BLOCK_PUSH) !== 0) {
      const target = instr.target!;
      if (!target.visited) enter(target, stack, todo);
      if (opcode === SETUP_WITH || opcode === SETUP_CLEANUP) target.preserveLasti = true;
      stack = new ExceptStack(target, stack, stack.depth + 1);
    } else if (opcode === POP_BLOCK) {
      stack = stack.outer!;
      setNop(instr);
    } else if ((flags & HAS_JUMP) !== 0) {
      instr.except = stack.handler;
      if (!instr.target!.visited) enter(instr.target!, stack, todo);
    } else if (opcode === YIELD_VALUE) {
      instr.except = stack.handler;
      lastYieldExceptDepth = stack.depth;
    } else if (opcode === RESUME) {
      instr.except = stack.handler;
      if (instr.oparg !== RESUME_AT_FUNC_START) {
        if (lastYieldExceptDepth === 1) instr.oparg |= RESUME_OPARG_DEPTH1_MASK;
        lastYieldExceptDepth = -1;
      }
    } else if (opcode === RETURN_GENERATOR) {
      instr.except = null;
    } else {
      instr.except = stack.handler;
    }
  }
  return stack;
}
