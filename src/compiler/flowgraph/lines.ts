/**
 * Line numbers for instructions that have none: every exit of the scope must know its line (PEP 626), so exits without one
 * are duplicated for each jump to them and take the line of the jump; other instructions inherit from their predecessor.
 *
 * CPython's counterparts: duplicate_exits_without_lineno, propagate_line_numbers (flowgraph.c).
 */
import { HAS_EVAL_BREAK, opFlags } from "../../bytecode/optables.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import {
  appendInstructions,
  BasicBlock,
  type Cfg,
  exitsScope,
  hasFallthrough,
  hasNoLineno,
  isJump,
  lastInstr,
  maxLabel,
  nextNonemptyBlock,
} from "./blocks.js";

function hasEvalBreak(block: BasicBlock): boolean {
  const { instrs } = block;
  for (let i = 0; i < instrs.length; i++) if ((opFlags[instrs[i]!.opcode]! & HAS_EVAL_BREAK) !== 0) return true;
  return false;
}

function isExitOrEvalCheckWithoutLineno(block: BasicBlock): boolean {
  return (exitsScope(block) || hasEvalBreak(block)) && hasNoLineno(block);
}

function duplicateExitsWithoutLineno(cfg: Cfg): void {
  let nextLabel = maxLabel(cfg) + 1;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const last = lastInstr(b);
    if (last === null || !isJump(last)) continue;
    const target = nextNonemptyBlock(last.target)!;
    if (target.predecessors <= 1 || !isExitOrEvalCheckWithoutLineno(target)) continue;
    const copy = new BasicBlock();
    appendInstructions(copy, target);
    copy.instrs[0]!.loc = last.loc;
    last.target = copy;
    copy.predecessors = 1;
    copy.next = target.next;
    copy.label = nextLabel++;
    target.predecessors--;
    target.next = copy;
  }
  // What is left is reached by falling through only, so from one place.
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    if (b.next === null || b.instrs.length === 0 || !hasFallthrough(b)) continue;
    if (isExitOrEvalCheckWithoutLineno(b.next) && b.next.instrs.length > 0) {
      b.next.instrs[0]!.loc = lastInstr(b)!.loc;
    }
  }
}

function inherit(block: BasicBlock, loc: Location): void {
  const first = block.instrs[0];
  if (first !== undefined && first.loc.lineno === -1) first.loc = loc;
}

function propagateLineNumbers(cfg: Cfg): void {
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const last = lastInstr(b);
    if (last === null) continue;
    let previous = NO_LOCATION;
    const { instrs } = b;
    for (let i = 0; i < instrs.length; i++) {
      const instr = instrs[i]!;
      if (instr.loc.lineno === -1) instr.loc = previous;
      else previous = instr.loc;
    }
    if (b.next !== null && b.next.predecessors === 1 && hasFallthrough(b)) inherit(b.next, previous);
    if (isJump(last) && last.target!.predecessors === 1) inherit(last.target!, previous);
  }
}

/** CPython's third step, guarantee_lineno_for_exits, finds nothing to do in 3.13: by then exits are RETURN_CONST. */
export function resolveLineNumbers(cfg: Cfg): void {
  duplicateExitsWithoutLineno(cfg);
  propagateLineNumbers(cfg);
}
