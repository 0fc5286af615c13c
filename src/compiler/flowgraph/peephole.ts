/**
 * Rewriting short runs of instructions inside a block: constants in conditions, tuples of constants, tests of None, jumps to
 * jumps, conversions to bool that are not needed.
 *
 * CPython's counterpart: optimize_basic_block and its helpers (flowgraph.c). What shrinks leaves NOPs, removed later.
 */

import { COMPARE_TO_BOOL } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import { HAS_CONST, opFlags } from "../../bytecode/optables.js";
import { isTrue, type PyConst, PyTuple } from "../../bytecode/values.js";
import type { Instr as CfgInstr } from "../instruction_sequence.js";
import { addJump, type BasicBlock, setNop, setOp } from "./blocks.js";
import type { ConstTable } from "./consts.js";
import { applyStaticSwaps, swaptimize } from "./swaps.js";

const { LOAD_CONST, COPY, POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE } = OP;
const { IS_OP, RETURN_VALUE, RETURN_CONST, TO_BOOL, BUILD_TUPLE, UNPACK_SEQUENCE, SWAP, JUMP } = OP;
const { JUMP_NO_INTERRUPT, LOAD_GLOBAL, PUSH_NULL, COMPARE_OP, CONTAINS_OP, UNARY_NOT, STORE_FAST, POP_TOP } = OP;

export function optimizeBasicBlock(block: BasicBlock, consts: ConstTable): void {
  const { instrs } = block;
  let opcode = 0;
  let oparg = 0;
  let hasSwap = false;
  for (let i = 0; i < instrs.length; i++) {
    const instr = instrs[i]!;
    // A copy of a constant on top is as good as loading it again.
    if (opcode !== LOAD_CONST || instr.opcode !== COPY || instr.oparg !== 1) {
      opcode = instr.opcode;
      oparg = instr.oparg;
    }
    switch (opcode) {
      case LOAD_CONST:
        i += optimizeConst(block, i, consts.list[oparg]!, oparg, consts);
        break;
      case BUILD_TUPLE:
        optimizeBuildTuple(block, i, consts);
        break;
      case POP_JUMP_IF_NOT_NONE:
      case POP_JUMP_IF_NONE:
      case POP_JUMP_IF_FALSE:
      case POP_JUMP_IF_TRUE:
      case JUMP:
      case JUMP_NO_INTERRUPT:
        if (threadJump(block, instr)) i--;
        break;
      case SWAP:
        hasSwap = true;
        if (oparg === 1) setNop(instr);
        break;
      case STORE_FAST:
      case LOAD_GLOBAL:
      case COMPARE_OP:
      case CONTAINS_OP:
      case IS_OP:
      case UNARY_NOT:
        if (i + 1 < instrs.length) optimizePair(instr, instrs[i + 1]!);
        break;
    }
  }
  if (hasSwap) optimizeSwaps(block);
}

/** Returns how many instructions to skip. */
function optimizeConst(block: BasicBlock, at: number, value: PyConst, oparg: number, consts: ConstTable): number {
  const { instrs } = block;
  if (at + 1 >= instrs.length) return 0;
  const instr = instrs[at]!;
  const next = instrs[at + 1]!;
  switch (next.opcode) {
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE:
      setNop(instr);
      if (isTrue(value) === (next.opcode === POP_JUMP_IF_TRUE)) next.opcode = JUMP;
      else setNopKeepingTarget(next);
      return 0;
    case IS_OP:
      if (value === null) optimizeIsNone(block, at);
      return 0;
    case RETURN_VALUE:
      setNop(instr);
      setOp(next, RETURN_CONST, oparg);
      return 1;
    case TO_BOOL:
      setNop(instr);
      setOp(next, LOAD_CONST, consts.add(isTrue(value)));
      return 0;
  }
  return 0;
}

function setNopKeepingTarget(instr: CfgInstr): void {
  setNop(instr);
  instr.target = null;
}

/** LOAD_CONST None, IS_OP, [TO_BOOL], POP_JUMP_IF_TRUE/FALSE -> POP_JUMP_IF_[NOT_]NONE. */
function optimizeIsNone(block: BasicBlock, at: number): void {
  const { instrs } = block;
  if (instrs.length <= at + 2) return;
  const isOp = instrs[at + 1]!;
  let jump = instrs[at + 2]!;
  if (jump.opcode === TO_BOOL) {
    setNop(jump);
    if (instrs.length <= at + 3) return;
    jump = instrs[at + 3]!;
  }
  let isInverted = isOp.oparg !== 0;
  if (jump.opcode === POP_JUMP_IF_FALSE) isInverted = !isInverted;
  else if (jump.opcode !== POP_JUMP_IF_TRUE) return;
  setNop(instrs[at]!);
  setNop(isOp);
  jump.opcode = isInverted ? POP_JUMP_IF_NOT_NONE : POP_JUMP_IF_NONE;
}

/** Building a tuple to unpack it at once is a swap; building one of constants is a constant. */
function optimizeBuildTuple(block: BasicBlock, at: number, consts: ConstTable): void {
  const { instrs } = block;
  const instr = instrs[at]!;
  const { oparg } = instr;
  const next = at + 1 < instrs.length ? instrs[at + 1]! : null;
  if (next !== null && next.opcode === UNPACK_SEQUENCE && next.oparg === oparg && oparg >= 1 && oparg <= 3) {
    setNop(instr);
    if (oparg === 1) setNop(next);
    else next.opcode = SWAP;
    return;
  }
  if (at < oparg) return;
  for (let i = at - oparg; i < at; i++) if ((opFlags[instrs[i]!.opcode]! & HAS_CONST) === 0) return;
  const items: PyConst[] = [];
  for (let i = at - oparg; i < at; i++) {
    items.push(consts.list[instrs[i]!.oparg]!);
    setNop(instrs[i]!);
  }
  setOp(instr, LOAD_CONST, consts.add(new PyTuple(items)));
}

/**
 * A jump whose target is an unconditional jump goes to that one's target. The old jump leaves a NOP, for its line; the new one
 * has the line of the second jump. Returns whether it did.
 */
function threadJump(block: BasicBlock, instr: CfgInstr): boolean {
  const first = instr.target!.instrs[0];
  if (first === undefined) return false;
  let { opcode } = instr;
  const isUnconditional = opcode === JUMP || opcode === JUMP_NO_INTERRUPT;
  if (first.opcode === JUMP) {
    if (isUnconditional) opcode = JUMP;
  } else if (first.opcode !== JUMP_NO_INTERRUPT || !isUnconditional) {
    return false;
  }
  if (instr.target === first.target) return false;
  setNop(instr);
  instr.target = null;
  addJump(block, opcode, first.target!, first.loc);
  return true;
}

function optimizePair(instr: CfgInstr, next: CfgInstr): void {
  const { opcode, oparg } = instr;
  switch (opcode) {
    case STORE_FAST:
      if (next.opcode === STORE_FAST && next.oparg === oparg && instr.loc.lineno === next.loc.lineno) {
        setOp(instr, POP_TOP, 0);
      }
      break;
    case LOAD_GLOBAL:
      if (next.opcode === PUSH_NULL && (oparg & 1) === 0) {
        instr.oparg = oparg | 1;
        setNop(next);
      }
      break;
    case COMPARE_OP:
      if (next.opcode === TO_BOOL) {
        setNop(instr);
        setOp(next, COMPARE_OP, oparg | COMPARE_TO_BOOL);
      }
      break;
    case CONTAINS_OP:
    case IS_OP:
      if (next.opcode === TO_BOOL) {
        setNop(instr);
        setOp(next, opcode, oparg);
      }
      break;
    case UNARY_NOT:
      if (next.opcode === TO_BOOL) {
        setNop(instr);
        setOp(next, UNARY_NOT, 0);
      } else if (next.opcode === UNARY_NOT) {
        setNop(instr);
        setNop(next);
      }
      break;
  }
}

function optimizeSwaps(block: BasicBlock): void {
  const { instrs } = block;
  for (let i = 0; i < instrs.length; i++) {
    if (instrs[i]!.opcode !== SWAP) continue;
    i = swaptimize(block, i);
    applyStaticSwaps(block, i);
  }
}
