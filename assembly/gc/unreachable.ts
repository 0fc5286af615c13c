/**
 * Which objects of a list are reachable only from each other (deduce_unreachable of Python/gc.c). Each member's count is copied to
 * its head; every reference from inside the list is subtracted; what keeps a positive copy is held from outside and so are all
 * that it reaches. What remains moves to the unreachable list, tentatively at first, and back if a later member reaches it.
 *
 * While it runs, _gc_prev of members holds the copy (gc_refs) and the COLLECTING bit, so `young` is a singly linked list;
 * the walk of `moveUnreachable` restores the links behind itself. On return members of `unreachable` keep COLLECTING, members
 * of `young` do not.
 */
import { DEBUG, INSTRUMENTED } from "../config";
import { TRAVERSED, VISITED, countSingle } from "../memory/counters";
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import {
  GC_HEAD_SIZE,
  NEXT_MASK_UNREACHABLE,
  PyGC_Head,
  _PyGC_PREV_MASK_COLLECTING,
  _PyGC_PREV_MASK_FINALIZED,
  _PyGC_PREV_SHIFT,
  _Py_FROM_GC,
} from "../object/gc_head";
import {
  clearUnreachableMask,
  gcListAppend,
  gcListInit,
  gcListMove,
  gcListSize,
  gcNext,
  gcPrev,
  setGcPrev,
} from "./gc_list";

export function isCollecting(gc: PyGC_Head): bool {
  return (gc._gc_prev & _PyGC_PREV_MASK_COLLECTING) != 0;
}

export function clearCollecting(gc: PyGC_Head): void {
  gc._gc_prev &= ~_PyGC_PREV_MASK_COLLECTING;
}

export function gcRefs(gc: PyGC_Head): u32 {
  return gc._gc_prev >> _PyGC_PREV_SHIFT;
}

export function setGcRefs(gc: PyGC_Head, refs: u32): void {
  gc._gc_prev = (gc._gc_prev & 3) | (refs << _PyGC_PREV_SHIFT);
}

/** The GC head of `op`, or null for an object that takes no part in collection (a static type, a str). */
export function headOf(op: PyObject): PyGC_Head | null {
  if (INSTRUMENTED) countSingle(VISITED);
  const flags = op.ob_type.tp_flags;
  if (!(flags & Py_TPFLAGS_HAVE_GC)) return null;
  // type is the only one with a tp_is_gc: static types take no part in collection
  if (flags & Py_TPFLAGS_TYPE_SUBCLASS && !(changetype<PyTypeObject>(op).tp_flags & Py_TPFLAGS_HEAPTYPE)) return null;
  return changetype<PyGC_Head>(changetype<usize>(op) - GC_HEAD_SIZE);
}

/** Calls `visit` for each reference of `op`: every reclaimer's way to an object's edges. */
export function traverse(op: PyObject, visit: u32, arg: usize): void {
  if (INSTRUMENTED) countSingle(TRAVERSED);
  call_indirect<i32>(op.ob_type.tp_traverse, op, visit, arg);
}

/** Objects that the running collection has looked at. */
export let examined: i32 = 0;

export function setExamined(n: i32): void {
  examined = n;
}

/** Copies counts to heads. An immortal object counts as held from outside. */
export function updateRefs(list: PyGC_Head): void {
  let gc = gcNext(list);
  let n = 0;
  while (gc != list) {
    const next = gcNext(gc);
    const count = _Py_FROM_GC(gc).ob_refcnt;
    const refs: u32 = <i32>count < 0 ? 0x3fffffff : count;
    gc._gc_prev = (gc._gc_prev & _PyGC_PREV_MASK_FINALIZED) | _PyGC_PREV_MASK_COLLECTING | (refs << _PyGC_PREV_SHIFT);
    gc = next;
    n++;
  }
  examined += n;
}

/** visitproc: a reference from inside the list. */
export function visitDecref(op: PyObject, arg: usize): i32 {
  subtractEdge(op);
  return 0;
}

/** What visitDecref does, for traversals that need no call through the table (visit.ts). */
export function subtractEdge(op: PyObject): void {
  const gc = headOf(op);
  if (gc !== null && isCollecting(gc)) {
    if (DEBUG) assert(gcRefs(gc) > 0);
    gc._gc_prev -= 1 << _PyGC_PREV_SHIFT;
  }
}

function subtractRefs(list: PyGC_Head): void {
  for (let gc = gcNext(list); gc != list; gc = gcNext(gc)) {
    const op = _Py_FROM_GC(gc);
    traverse(op, visitDecref.index, changetype<usize>(op));
  }
}

/** visitproc: `op` is reachable; `arg` is the list of reachable objects. */
export function visitReachable(op: PyObject, arg: usize): i32 {
  const gc = headOf(op);
  if (gc === null || !isCollecting(gc)) return 0;
  if (gc._gc_next & NEXT_MASK_UNREACHABLE) {
    // It had been moved away too early. Its list's links carry the mask bit; both neighbours keep it.
    const prev = gcPrev(gc);
    const next = changetype<PyGC_Head>(gc._gc_next & ~NEXT_MASK_UNREACHABLE);
    prev._gc_next = gc._gc_next;
    setGcPrev(next, prev);
    gcListAppend(gc, changetype<PyGC_Head>(arg));
    setGcRefs(gc, 1);
  } else if (gcRefs(gc) == 0) {
    setGcRefs(gc, 1); // it will be met further on in the list
  }
  return 0;
}

/** Moves members that nothing outside holds to `unreachable`; restores `young` as a doubly linked list. */
function moveUnreachable(young: PyGC_Head, unreachable: PyGC_Head): void {
  let prev = young;
  let gc = gcNext(young);
  unreachable._gc_next |= NEXT_MASK_UNREACHABLE; // so that unlinking next to the sentinel keeps the bit
  while (gc != young) {
    if (gcRefs(gc) != 0) {
      traverse(_Py_FROM_GC(gc), visitReachable.index, changetype<usize>(young));
      setGcPrev(gc, prev);
      clearCollecting(gc);
      prev = gc;
    } else {
      prev._gc_next = gc._gc_next;
      const last = gcPrev(unreachable);
      last._gc_next = <u32>changetype<usize>(gc) | NEXT_MASK_UNREACHABLE;
      setGcPrev(gc, last);
      gc._gc_next = <u32>changetype<usize>(unreachable) | NEXT_MASK_UNREACHABLE;
      unreachable._gc_prev = <u32>changetype<usize>(gc);
    }
    gc = gcNext(prev);
  }
  young._gc_prev = <u32>changetype<usize>(prev);
  unreachable._gc_next &= ~NEXT_MASK_UNREACHABLE;
}

/** Splits `base`: what is unreachable moves to `unreachable`, whose members' links are plain again on return. */
export function deduceUnreachable(base: PyGC_Head, unreachable: PyGC_Head): void {
  const before = examined;
  updateRefs(base);
  subtractRefs(base);
  gcListInit(unreachable);
  moveUnreachable(base, unreachable);
  clearUnreachableMask(unreachable);
  // none was lost on the way between the lists
  if (DEBUG) assert(examined - before == gcListSize(base) + gcListSize(unreachable));
}

/** visitproc: moves what a legacy finalizer reaches out of the unreachable list; `arg` is the list it moves to. */
export function visitMove(op: PyObject, arg: usize): i32 {
  const gc = headOf(op);
  if (gc !== null && isCollecting(gc)) {
    gcListMove(gc, changetype<PyGC_Head>(arg));
    clearCollecting(gc);
  }
  return 0;
}

/** Everything reachable from members of `list` moves there too. */
export function moveReachableFrom(list: PyGC_Head): void {
  for (let gc = gcNext(list); gc != list; gc = gcNext(gc)) {
    traverse(_Py_FROM_GC(gc), visitMove.index, changetype<usize>(list));
  }
}
