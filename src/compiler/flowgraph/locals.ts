/**
 * Fast locals: where a LOAD_FAST might find its variable unbound it becomes LOAD_FAST_CHECK; neighbours become one instruction.
 *
 * CPython's counterparts: add_checks_for_loads_of_uninitialized_variables, insert_superinstructions (flowgraph.c).
 */
import { OP } from "../../bytecode/opcodes.js";
import type { Instr as CfgInstr } from "../instruction_sequence.js";
import { type BasicBlock, type Cfg, clearVisited, hasFallthrough, isJump, lastInstr, setNop, setOp } from "./blocks.js";
import { removeRedundantNops } from "./redundant.js";

const { LOAD_FAST, LOAD_FAST_CHECK, LOAD_FAST_AND_CLEAR, STORE_FAST, STORE_FAST_MAYBE_NULL, DELETE_FAST } = OP;
const { LOAD_FAST_LOAD_FAST, STORE_FAST_LOAD_FAST, STORE_FAST_STORE_FAST } = OP;

/** Locals from this index on are analysed within a block only, so that the analysis stays linear. */
const TRACKED = 64;

export function addChecksForLoadsOfUninitializedVariables(cfg: Cfg, nlocals: number, nparams: number): void {
  if (nlocals === 0) return;
  if (nlocals > TRACKED) {
    fastScanManyLocals(cfg, nlocals);
    nlocals = TRACKED;
  }
  clearVisited(cfg);
  const stack: BasicBlock[] = [];
  let low = 0;
  let high = 0;
  for (let i = nparams; i < nlocals; i++) {
    if (i < 32) low |= 1 << i;
    else high |= 1 << (i - 32);
  }
  maybePush(cfg.entry, low, high, stack);
  // DELETE_FAST anywhere makes a variable unbound too: see every block once.
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) scanBlockForLocals(b, stack);
  while (stack.length > 0) {
    const block = stack.pop()!;
    block.visited = false;
    scanBlockForLocals(block, stack);
  }
}

/** Push a block if the mask says something new about it; `visited` means that it is on the stack. */
function maybePush(block: BasicBlock, low: number, high: number, stack: BasicBlock[]): void {
  const bothLow = block.unsafeLow | low;
  const bothHigh = block.unsafeHigh | high;
  if (bothLow === block.unsafeLow && bothHigh === block.unsafeHigh) return;
  block.unsafeLow = bothLow;
  block.unsafeHigh = bothHigh;
  if (block.visited) return;
  block.visited = true;
  stack.push(block);
}

function scanBlockForLocals(block: BasicBlock, stack: BasicBlock[]): void {
  let low = block.unsafeLow;
  let high = block.unsafeHigh;
  const { instrs } = block;
  for (let i = 0; i < instrs.length; i++) {
    const instr = instrs[i]!;
    const { oparg } = instr;
    if (instr.except !== null) maybePush(instr.except, low, high, stack);
    if (oparg >= TRACKED) continue;
    const lowBit = oparg < 32 ? 1 << oparg : 0;
    const highBit = oparg < 32 ? 0 : 1 << (oparg - 32);
    switch (instr.opcode) {
      case DELETE_FAST:
      case LOAD_FAST_AND_CLEAR:
      case STORE_FAST_MAYBE_NULL:
        low |= lowBit;
        high |= highBit;
        break;
      case LOAD_FAST:
        if (((low & lowBit) | (high & highBit)) !== 0) instr.opcode = LOAD_FAST_CHECK;
        low &= ~lowBit;
        high &= ~highBit;
        break;
      case STORE_FAST:
      case LOAD_FAST_CHECK:
        low &= ~lowBit;
        high &= ~highBit;
        break;
    }
  }
  if (block.next !== null && hasFallthrough(block)) maybePush(block.next, low, high, stack);
  const last = lastInstr(block);
  if (last !== null && isJump(last)) maybePush(last.target!, low, high, stack);
}

function fastScanManyLocals(cfg: Cfg, nlocals: number): void {
  /** The number of the block in which the local is known to be bound now. */
  const boundIn = new Int32Array(nlocals - TRACKED);
  let blocknum = 0;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    blocknum++;
    const instrs: readonly CfgInstr[] = b.instrs;
    for (let i = 0; i < instrs.length; i++) {
      const instr = instrs[i]!;
      const at = instr.oparg - TRACKED;
      if (at < 0) continue;
      switch (instr.opcode) {
        case DELETE_FAST:
        case LOAD_FAST_AND_CLEAR:
        case STORE_FAST_MAYBE_NULL:
          boundIn[at] = blocknum - 1;
          break;
        case STORE_FAST:
          boundIn[at] = blocknum;
          break;
        case LOAD_FAST:
          if (boundIn[at] !== blocknum) instr.opcode = LOAD_FAST_CHECK;
          boundIn[at] = blocknum;
          break;
      }
    }
  }
}

export function insertSuperinstructions(cfg: Cfg): void {
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const { instrs } = b;
    for (let i = 0; i + 1 < instrs.length; i++) {
      const instr = instrs[i]!;
      const next = instrs[i + 1]!;
      if (instr.opcode === LOAD_FAST) {
        if (next.opcode === LOAD_FAST) makeSuperInstruction(instr, next, LOAD_FAST_LOAD_FAST);
      } else if (instr.opcode === STORE_FAST) {
        if (next.opcode === LOAD_FAST) makeSuperInstruction(instr, next, STORE_FAST_LOAD_FAST);
        else if (next.opcode === STORE_FAST) makeSuperInstruction(instr, next, STORE_FAST_STORE_FAST);
      }
    }
  }
  removeRedundantNops(cfg);
}

function makeSuperInstruction(first: CfgInstr, second: CfgInstr, opcode: number): void {
  const line1 = first.loc.lineno;
  const line2 = second.loc.lineno;
  if (line1 >= 0 && line2 >= 0 && line1 !== line2) return;
  if (first.oparg >= 16 || second.oparg >= 16) return;
  setOp(first, opcode, (first.oparg << 4) | second.oparg);
  setNop(second);
}
