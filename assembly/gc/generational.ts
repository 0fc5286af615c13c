/**
 * CPython 3.13's collector: three generations, each with a threshold; the young one counts allocations, the others collections of
 * the generation below; a full collection also waits until a quarter of the old objects is new since the last one (Python/gc.c).
 *
 * Invariant: outside `collect` every tracked object hangs in exactly one of the lists young (object/gc_head.ts), middle, old
 * and permanent (gc.freeze); its COLLECTING bit is clear. Python code (finalizers, callbacks) runs only from `finalizeGarbage`, the
 * weakref hook and `deleteGarbage`; `collecting` keeps it from starting another collection.
 */
import { STRESS } from "../config";
import { Py_DECREF, Py_INCREF } from "../object/refcount";
import { PyGC_Head, _PyGC_FINALIZED, _PyGC_SET_FINALIZED, _Py_FROM_GC, gcYoung } from "../object/gc_head";
import { gcListInit, gcListIsEmpty, gcListMerge, gcListMove, gcListSize, gcNext } from "./gc_list";
import { clearCollecting, deduceUnreachable, moveReachableFrom } from "./unreachable";
import {
  hookCallbacks,
  hookClearFreeLists,
  hookDebugCycle,
  hookGarbage,
  hookStats,
  hookUnraisable,
  hookUntrackDict,
  hookUntrackTuple,
  hookWeakrefs,
} from "./hooks";
import { getYoungThreshold, setYoungCount, youngCount } from "./collector";

export const NUM_GENERATIONS: i32 = 3;

/** gc.set_debug bits. */
export const GC_DEBUG_STATS: u32 = 1;
export const GC_DEBUG_COLLECTABLE: u32 = 2;
export const GC_DEBUG_UNCOLLECTABLE: u32 = 4;
export const GC_DEBUG_SAVEALL: u32 = 32;

const middle = changetype<PyGC_Head>(memory.data(16, 16));
const old = changetype<PyGC_Head>(memory.data(16, 16));
const permanent = changetype<PyGC_Head>(memory.data(16, 16));
/** Sentinels of the lists of a running collection. */
const unreachableList = changetype<PyGC_Head>(memory.data(16, 16));
const finalUnreachable = changetype<PyGC_Head>(memory.data(16, 16));
const seenList = changetype<PyGC_Head>(memory.data(16, 16));
const legacyList = changetype<PyGC_Head>(memory.data(16, 16));

export let collecting: bool = false;
export let debugFlags: u32 = 0;
let middleCount: i32 = 0;
let oldCount: i32 = 0;
let middleThreshold: i32 = 10;
let oldThreshold: i32 = 10;
/** Survivors of the last full collection, and objects that entered the old generation since. */
let longLivedTotal: i32 = 0;
let longLivedPending: i32 = 0;

/** Per generation: collections, collected, uncollectable. */
const stats: usize = memory.data(3 * 12, 4);

export function init(): void {
  gcListInit(gcYoung);
  gcListInit(middle);
  gcListInit(old);
  gcListInit(permanent);
}

export function generationList(generation: i32): PyGC_Head {
  return generation == 0 ? gcYoung : generation == 1 ? middle : old;
}

export function permanentList(): PyGC_Head {
  return permanent;
}

export function setDebugFlags(flags: u32): void {
  debugFlags = flags;
}

export function generationCount(generation: i32): i32 {
  return generation == 0 ? youngCount : generation == 1 ? middleCount : oldCount;
}

export function generationThreshold(generation: i32): i32 {
  return generation == 0 ? getYoungThreshold() : generation == 1 ? middleThreshold : oldThreshold;
}

export function setOlderThresholds(second: i32, third: i32): void {
  middleThreshold = second;
  oldThreshold = third;
}

/** `which`: 0 collections, 1 collected, 2 uncollectable. */
export function generationStat(generation: i32, which: i32): i32 {
  return load<i32>(stats + <usize>(generation * 12 + which * 4));
}

function addStat(generation: i32, which: i32, n: i32): void {
  const at = stats + <usize>(generation * 12 + which * 4);
  store<i32>(at, load<i32>(at) + n);
}

/** The oldest generation whose count passed its threshold, or -1. */
function selectGeneration(): i32 {
  for (let i = NUM_GENERATIONS - 1; i >= 0; i--) {
    if (generationCount(i) <= generationThreshold(i)) continue;
    if (i == NUM_GENERATIONS - 1 && longLivedPending < longLivedTotal / 4) continue;
    return i;
  }
  return -1;
}

/** Collects `generation` (-1: as the thresholds say) and all younger; the number of unreachable objects found. */
export function collect(generation: i32): i32 {
  if (collecting) return 0;
  if (generation < 0) {
    generation = selectGeneration();
    if (generation < 0) {
      if (!STRESS) return 0;
      generation = 0;
    }
  }
  collecting = true;
  if (debugFlags & GC_DEBUG_STATS && hookStats != 0) call_indirect<void>(hookStats, generation, 0, 0, 0);
  if (hookCallbacks != 0) call_indirect<void>(hookCallbacks, 0, generation, 0, 0);
  const older = mergeYounger(generation);
  let collected = findUnreachable(generation, older);
  const uncollectable = reclaim(older, collected);
  collected = reclaimed;
  if (generation == NUM_GENERATIONS - 1 && hookClearFreeLists != 0) call_indirect<void>(hookClearFreeLists);
  if (hookUnraisable != 0) call_indirect<void>(hookUnraisable);
  addStat(generation, 0, 1);
  addStat(generation, 1, collected);
  addStat(generation, 2, uncollectable);
  if (debugFlags & GC_DEBUG_STATS && hookStats != 0) {
    call_indirect<void>(hookStats, generation, 1, collected, uncollectable);
  }
  if (hookCallbacks != 0) call_indirect<void>(hookCallbacks, 1, generation, collected, uncollectable);
  collecting = false;
  return collected + uncollectable;
}

/** Resets the counters and gathers the younger generations in the collected one; returns the list survivors go to. */
function mergeYounger(generation: i32): PyGC_Head {
  if (generation == 0) middleCount++;
  else if (generation == 1) oldCount++;
  setYoungCount(0);
  if (generation >= 1) middleCount = 0;
  if (generation >= 2) oldCount = 0;
  const target = generationList(generation);
  for (let i = 0; i < generation; i++) gcListMerge(generationList(i), target);
  return generation < NUM_GENERATIONS - 1 ? generationList(generation + 1) : target;
}

/** Fills unreachableList; survivors move to `older`. Returns the number of weak references cleared. */
function findUnreachable(generation: i32, older: PyGC_Head): i32 {
  const base = generationList(generation);
  deduceUnreachable(base, unreachableList);
  untrackAll(base, hookUntrackTuple);
  if (base != older) {
    if (generation == NUM_GENERATIONS - 2) longLivedPending += gcListSize(base);
    gcListMerge(base, older);
  } else {
    untrackAll(base, hookUntrackDict);
    longLivedPending = 0;
    longLivedTotal = gcListSize(base);
  }
  moveLegacyFinalizers();
  if (debugFlags & GC_DEBUG_COLLECTABLE && hookDebugCycle != 0) {
    for (let gc = gcNext(unreachableList); gc != unreachableList; gc = gcNext(gc)) {
      call_indirect<void>(hookDebugCycle, _Py_FROM_GC(gc), 0);
    }
  }
  if (hookWeakrefs == 0) return 0;
  return call_indirect<i32>(hookWeakrefs, changetype<usize>(unreachableList), changetype<usize>(older));
}

/** Offers every member to a hook that may untrack it: exact tuples, or exact dicts, which hold nothing collectable. */
function untrackAll(list: PyGC_Head, hook: u32): void {
  if (hook == 0) return;
  let gc = gcNext(list);
  while (gc != list) {
    const next = gcNext(gc);
    call_indirect<void>(hook, _Py_FROM_GC(gc));
    gc = next;
  }
}

/** Objects with a tp_del, and what they reach, must not be reclaimed (they come from no type of ours but the seam is CPython's). */
function moveLegacyFinalizers(): void {
  gcListInit(legacyList);
  let gc = gcNext(unreachableList);
  while (gc != unreachableList) {
    const next = gcNext(gc);
    if (_Py_FROM_GC(gc).ob_type.tp_del != 0) {
      gcListMove(gc, legacyList);
      clearCollecting(gc);
    }
    gc = next;
  }
  moveReachableFrom(legacyList);
}

/** Objects that the last `reclaim` freed, weak references cleared included as in CPython. */
let reclaimed: i32 = 0;

/** Finalizers, resurrection, deletion. Returns the number of uncollectable objects. */
function reclaim(older: PyGC_Head, weakrefsCleared: i32): i32 {
  finalizeGarbage();
  handleResurrected(older);
  reclaimed = weakrefsCleared + gcListSize(finalUnreachable);
  deleteGarbage(older);
  let uncollectable = 0;
  for (let gc = gcNext(legacyList); gc != legacyList; gc = gcNext(gc)) {
    uncollectable++;
    if (debugFlags & GC_DEBUG_UNCOLLECTABLE && hookDebugCycle != 0) {
      call_indirect<void>(hookDebugCycle, _Py_FROM_GC(gc), 1);
    }
  }
  for (let gc = gcNext(legacyList); gc != legacyList; gc = gcNext(gc)) {
    const op = _Py_FROM_GC(gc);
    if ((debugFlags & GC_DEBUG_SAVEALL || op.ob_type.tp_del != 0) && hookGarbage != 0) {
      call_indirect<i32>(hookGarbage, op);
    }
  }
  gcListMerge(legacyList, older);
  return uncollectable;
}

/** Calls tp_finalize of every unreachable object once (PEP 442). The list may change under the calls. */
function finalizeGarbage(): void {
  gcListInit(seenList);
  while (!gcListIsEmpty(unreachableList)) {
    const gc = gcNext(unreachableList);
    const op = _Py_FROM_GC(gc);
    gcListMove(gc, seenList);
    const finalize = op.ob_type.tp_finalize;
    if (finalize == 0 || _PyGC_FINALIZED(op)) continue;
    _PyGC_SET_FINALIZED(op);
    Py_INCREF(op);
    call_indirect<void>(finalize, op);
    Py_DECREF(op);
  }
  gcListMerge(seenList, unreachableList);
}

/** Looks again after the finalizers: what is still unreachable is garbage, the rest lives on in `older`. */
function handleResurrected(older: PyGC_Head): void {
  for (let gc = gcNext(unreachableList); gc != unreachableList; gc = gcNext(gc)) clearCollecting(gc);
  deduceUnreachable(unreachableList, finalUnreachable);
  gcListMerge(unreachableList, older);
}

/** Breaks the cycles: tp_clear of each member; what survives that goes back to `older`. */
function deleteGarbage(older: PyGC_Head): void {
  while (!gcListIsEmpty(finalUnreachable)) {
    const gc = gcNext(finalUnreachable);
    const op = _Py_FROM_GC(gc);
    if (debugFlags & GC_DEBUG_SAVEALL) {
      if (hookGarbage != 0) call_indirect<i32>(hookGarbage, op);
    } else {
      const clear = op.ob_type.tp_clear;
      if (clear != 0) {
        Py_INCREF(op);
        call_indirect<i32>(clear, op);
        if (hookUnraisable != 0) call_indirect<void>(hookUnraisable);
        Py_DECREF(op);
      }
    }
    if (gcNext(finalUnreachable) == gc) {
      clearCollecting(gc);
      gcListMove(gc, older);
    }
  }
}

/** gc.freeze: everything tracked is kept out of later collections. */
export function freeze(): void {
  for (let i = 0; i < NUM_GENERATIONS; i++) gcListMerge(generationList(i), permanent);
  setYoungCount(0);
  middleCount = 0;
  oldCount = 0;
}

/** gc.unfreeze: the frozen objects join the old generation. */
export function unfreeze(): void {
  gcListMerge(permanent, old);
}
