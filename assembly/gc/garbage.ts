/**
 * What happens to objects that a reclaimer found unreachable, in CPython's order (gc_collect_main of Python/gc.c): legacy finalizers are put aside,
 * weak references cleared and their callbacks run, tp_finalize called once each (PEP 442), a second look for what was resurrected, tp_clear of the rest.
 * Every reclaimer fills `unreachableList` in its own way and ends here.
 *
 * Invariant: members of `unreachableList` have their COLLECTING bit set, and plain links. Python code runs from here and nowhere else in the room.
 */
import { INSTRUMENTED } from "../config";
import { Py_DECREF, Py_INCREF } from "../object/refcount";
import { PyGC_Head, _PyGC_FINALIZED, _PyGC_SET_FINALIZED, _Py_FROM_GC } from "../object/gc_head";
import { gcListInit, gcListIsEmpty, gcListMerge, gcListMove, gcListSize, gcNext } from "./gc_list";
import { clearCollecting, deduceUnreachable, moveReachableFrom } from "./unreachable";
import { hookDebugCycle, hookGarbage, hookUnraisable, hookWeakrefs } from "./hooks";
import {
  GC_DEBUG_COLLECTABLE,
  GC_DEBUG_SAVEALL,
  GC_DEBUG_UNCOLLECTABLE,
  debugFlags,
  noteResurrected,
  recordExamined,
  recording,
} from "./generations";

/** Sentinels of the lists of a running collection. */
export const unreachableList = changetype<PyGC_Head>(memory.data(16, 16));
export const finalUnreachable = changetype<PyGC_Head>(memory.data(16, 16));
export const seenList = changetype<PyGC_Head>(memory.data(16, 16));
export const legacyList = changetype<PyGC_Head>(memory.data(16, 16));

/** Objects that the last `reclaim` freed, weak references cleared included as in CPython. */
export let reclaimed: i32 = 0;

/** Reclaims `unreachableList`; what lives on joins `older`. Returns the number of uncollectable objects; `reclaimed` has the others'. */
export function reclaim(older: PyGC_Head): i32 {
  recordExamined();
  moveLegacyFinalizers();
  if (debugFlags & GC_DEBUG_COLLECTABLE && hookDebugCycle != 0) {
    for (let gc = gcNext(unreachableList); gc != unreachableList; gc = gcNext(gc)) {
      call_indirect<void>(hookDebugCycle, _Py_FROM_GC(gc), 0);
    }
  }
  let weakrefs = 0;
  if (hookWeakrefs != 0) {
    weakrefs = call_indirect<i32>(hookWeakrefs, changetype<usize>(unreachableList), changetype<usize>(older));
  }
  finalizeGarbage();
  handleResurrected(older);
  reclaimed = weakrefs + gcListSize(finalUnreachable);
  deleteGarbage(older);
  return keepUncollectable(older);
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

function keepUncollectable(older: PyGC_Head): i32 {
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
  if (INSTRUMENTED || recording) noteResurrected(gcListSize(unreachableList));
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
