/**
 * SWAP instructions: a run of them becomes the shortest one with the same effect, and what remains is applied at compile time
 * where the swapped items go straight into STORE_FAST or POP_TOP.
 *
 * CPython's counterparts: swaptimize, apply_static_swaps (flowgraph.c).
 */
import { OP } from "../../bytecode/opcodes.js";
import type { Instr as CfgInstr } from "../instruction_sequence.js";
import { type BasicBlock, setNop, setOp } from "./blocks.js";

const { SWAP, NOP, STORE_FAST, STORE_FAST_MAYBE_NULL, POP_TOP } = OP;

const VISITED = -1;

/** Returns the index of the last instruction of the run that starts at `at`. */
export function swaptimize(block: BasicBlock, at: number): number {
  const { instrs } = block;
  let depth = instrs[at]!.oparg;
  let end = at;
  let more = false;
  while (++end < instrs.length) {
    const { opcode, oparg } = instrs[end]!;
    if (opcode === SWAP) {
      depth = Math.max(depth, oparg);
      more = true;
    } else if (opcode !== NOP) {
      break;
    }
  }
  if (!more) return at;
  const stack = runSwaps(instrs, at, end, depth);
  // Undoing a permutation costs as many swaps as doing it. Each cycle is walked through item 0, the top, because SWAP always
  // moves the top; writing the swaps from the end reverses them, and leaves the front for NOPs.
  let current = end - 1;
  for (let i = 0; i < depth; i++) {
    if (stack[i] === VISITED || stack[i] === i) continue;
    let j = i;
    for (;;) {
      if (j !== 0) setOp(instrs[current--]!, SWAP, j + 1);
      if (stack[j] === VISITED) break;
      const next = stack[j]!;
      stack[j] = VISITED;
      j = next;
    }
  }
  while (current >= at) setNop(instrs[current--]!);
  return end - 1;
}

/** Where each item of the stack (0 is the top) comes from after instructions at..end-1. */
function runSwaps(instrs: readonly CfgInstr[], at: number, end: number, depth: number): number[] {
  const stack: number[] = [];
  for (let i = 0; i < depth; i++) stack.push(i);
  for (let i = at; i < end; i++) {
    const { opcode, oparg } = instrs[i]!;
    if (opcode !== SWAP) continue;
    const top = stack[0]!;
    stack[0] = stack[oparg - 1]!;
    stack[oparg - 1] = top;
  }
  return stack;
}

/** Only drops or binds the top, and cannot fail or jump: it may trade places with another such instruction. */
function isSwappable(opcode: number): boolean {
  return opcode === STORE_FAST || opcode === STORE_FAST_MAYBE_NULL || opcode === POP_TOP;
}

function storesTo(instr: CfgInstr): number {
  return instr.opcode === STORE_FAST || instr.opcode === STORE_FAST_MAYBE_NULL ? instr.oparg : -1;
}

/** The next swappable instruction after `at`, on line `lineno` if that is not negative; -1 if something else is in the way. */
function nextSwappable(block: BasicBlock, at: number, lineno: number): number {
  const { instrs } = block;
  while (++at < instrs.length) {
    const instr = instrs[at]!;
    if (lineno >= 0 && instr.loc.lineno !== lineno) return -1;
    if (instr.opcode === NOP) continue;
    return isSwappable(instr.opcode) ? at : -1;
  }
  return -1;
}

/** Going left from `at`: replace each SWAP by exchanging the two instructions that consume the swapped items. */
export function applyStaticSwaps(block: BasicBlock, at: number): void {
  const { instrs } = block;
  for (; at >= 0; at--) {
    const swap = instrs[at]!;
    if (swap.opcode !== SWAP) {
      if (swap.opcode === NOP || isSwappable(swap.opcode)) continue;
      return;
    }
    const j = nextSwappable(block, at, -1);
    if (j < 0) return;
    let k = j;
    const { lineno } = instrs[j]!.loc;
    for (let count = swap.oparg - 1; count > 0; count--) {
      k = nextSwappable(block, k, lineno);
      if (k < 0) return;
    }
    if (storesClash(instrs, j, k)) return;
    setNop(swap);
    const first = instrs[j]!;
    instrs[j] = instrs[k]!;
    instrs[k] = first;
  }
}

/** Whether exchanging j and k would change which value a local ends up with. */
function storesClash(instrs: readonly CfgInstr[], j: number, k: number): boolean {
  const storeJ = storesTo(instrs[j]!);
  const storeK = storesTo(instrs[k]!);
  if (storeJ < 0 && storeK < 0) return false;
  if (storeJ === storeK) return true;
  for (let i = j + 1; i < k; i++) {
    const store = storesTo(instrs[i]!);
    if (store >= 0 && (store === storeJ || store === storeK)) return true;
  }
  return false;
}
