/**
 * CPython 3.13's collector: three generations, each with a threshold; the young one counts allocations, the others collections of the generation
 * below; a full collection also waits until a quarter of the old objects is new since the last one (Python/gc.c). Three reclaimers share it, which
 * find the unreachable objects of a generation in different ways (`deduce`).
 */
import { Py_TPFLAGS_DICT_SUBCLASS, Py_TPFLAGS_TUPLE_SUBCLASS } from "../object/layout";
import { PyGC_Head, _Py_FROM_GC } from "../object/gc_head";
import { gcListMerge, gcListSize, gcNext } from "./gc_list";
import { deduceUnreachable } from "./unreachable";
import { hookUntrackDict, hookUntrackTuple } from "./hooks";
import { reclaim, reclaimed, unreachableList } from "./garbage";
import {
  FULL,
  begin,
  collecting,
  countLongLived,
  end,
  generationList,
  mergeYounger,
  selectGeneration,
  setLongLived,
} from "./generations";
import { deduceBesideAlive } from "./mark_alive";
import { everywhere } from "./trigger";
import { deduceByTrial } from "./trial_deletion";

export const BY_SUBTRACTION: i32 = 0;
export const BESIDE_ALIVE: i32 = 1;
export const BY_TRIAL: i32 = 2;

/** Collects `generation` (-1: as the thresholds say) and all younger; the number of unreachable objects found. */
export function collect(generation: i32, how: i32): i32 {
  if (collecting) return 0;
  if (generation < 0) {
    generation = selectGeneration();
    if (generation < 0) {
      if (!everywhere()) return 0;
      generation = 0;
    }
  }
  begin(generation);
  const older = mergeYounger(generation);
  const base = generationList(generation);
  if (how == BY_TRIAL) deduceByTrial(base, unreachableList);
  else if (how == BESIDE_ALIVE && generation == FULL) deduceBesideAlive(base, unreachableList);
  else deduceUnreachable(base, unreachableList);
  promote(generation, base, older);
  const uncollectable = reclaim(older);
  return end(generation, reclaimed, uncollectable);
}

/** What was found reachable joins the next generation, without tuples (and dicts, once old) that hold nothing collectable. */
function promote(generation: i32, base: PyGC_Head, older: PyGC_Head): void {
  untrackTuples(base);
  if (base != older) {
    if (generation == FULL - 1) countLongLived(gcListSize(base));
    gcListMerge(base, older);
  } else {
    setLongLived(untrackDicts(base));
  }
}

/** Takes exact tuples that hold nothing collectable out of the list. */
export function untrackTuples(list: PyGC_Head): void {
  untrackAll(list, Py_TPFLAGS_TUPLE_SUBCLASS, hookUntrackTuple);
}

/** Takes exact dicts that hold nothing collectable out of the list; the number of objects that stay. */
export function untrackDicts(list: PyGC_Head): i32 {
  return untrackAll(list, Py_TPFLAGS_DICT_SUBCLASS, hookUntrackDict);
}

/** Offers every member whose type has the flag to the hook: a call for each member would be a tenth of a collection. */
function untrackAll(list: PyGC_Head, flag: u32, hook: u32): i32 {
  if (hook == 0) return gcListSize(list);
  let n = 0;
  let gc = gcNext(list);
  while (gc != list) {
    const next = gcNext(gc);
    const op = _Py_FROM_GC(gc);
    if (!(op.ob_type.tp_flags & flag)) n++;
    else {
      call_indirect<void>(hook, op);
      if (gc._gc_next != 0) n++;
    }
    gc = next;
  }
  return n;
}
