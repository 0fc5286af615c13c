/**
 * What the host reads of the instrumented build's counters (src/machine/counters.ts): addresses of rows beside the heap, laid out as memory/counters.ts,
 * object/census.ts and types/code_ledger.ts say. Asking changes nothing that a program could see.
 */
import {
  LIST_FLOATS,
  SPACE,
  clearRows,
  overflowed,
  reserve,
  setCensusHooks,
  setCounting,
  setFailureHook,
  setLedgerHooks,
  startSpace,
  started,
} from "../memory/counters";
import { memoryTop } from "../memory/pages";
import { birth, clearTypes, countAlive, death, firstType, move, revival, settleNewborn } from "../object/census";
import { clearLedgers, enterInstruction, firstLedger, forgetCode } from "../types/code_ledger";
import { dictFreeList } from "../types/dict";
import { keysFreeList } from "../types/dict_keys";
import { listFreeList } from "../types/list";
import { sliceFreeList } from "../types/slice";
import { tupleFreeListSize } from "../types/tuple";
import { failureKindOf } from "./specialize_fail";

/** Counts from now on: once the machine has started. 0 if the engine has no room for the counters. */
export function startCounters(): i32 {
  setCensusHooks(birth.index, death.index, revival.index, move.index);
  setLedgerHooks(enterInstruction.index, forgetCode.index);
  setFailureHook(failureKindOf.index);
  return startSpace() ? 1 : 0;
}

/** 1: events are counted from now on, 0: not. */
export function countEvents(on: i32): void {
  setCounting(on != 0);
}

/** Forgets what was counted (sys._stats_clear). */
export function clearCounters(): void {
  if (!started) return;
  settleNewborn();
  clearRows();
  clearTypes();
  clearLedgers();
}

/** Address of the fixed rows (SPACE); 0 before `startCounters`, and once there was no memory to count on. */
export function counterRows(): usize {
  return started && !overflowed ? SPACE : 0;
}

/** The type entered last, the ledger made last; each begins with the address of the one before. */
export function typeRows(): usize {
  settleNewborn();
  return firstType;
}

export function ledgerRows(): usize {
  return firstLedger;
}

let alive: usize = 0;

/** Living objects by age: 33 numbers of 8 bytes. */
export function aliveByAge(): usize {
  if (alive == 0) alive = reserve(33 * 8);
  if (alive != 0) countAlive(alive, memoryTop());
  return alive;
}

/** Whose free list lies at `list`: 1 float, 2 list, 3 dict, 4 dict keys, 5 slice, 100 + n tuples of n items; 0 unknown. */
export function freeListKind(list: usize): i32 {
  if (list == LIST_FLOATS) return 1;
  if (list == listFreeList) return 2;
  if (list == dictFreeList) return 3;
  if (list == keysFreeList) return 4;
  if (list == sliceFreeList) return 5;
  const n = tupleFreeListSize(list);
  return n < 0 ? 0 : 100 + n;
}
