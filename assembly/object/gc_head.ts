/**
 * The 16 bytes before every object that takes part in cycle collection (PyGC_Head, Include/internal/pycore_gc.h).
 *
 *   -16  _gc_next  next head of the generation's list; 0: the object is not tracked
 *    -8  _gc_prev  bits 31..2: previous head (while a collection runs: the copy of the count, gc_refs)
 *                  bit 0: the finalizer has been called    bit 1: this object is being collected
 *
 * During a collection bit 0 of _gc_next of heads in the "unreachable" list is set (NEXT_MASK_UNREACHABLE). Heads are 16-aligned,
 * so the low bits are free. Invariant outside a collection: a tracked object is in exactly one generation list, new ones in the
 * youngest, whose sentinel stands here because tracking is on the hot path.
 */
import { DEBUG } from "../config";
import { PyObject } from "./layout";

export const GC_HEAD_SIZE: usize = 16;
export const _PyGC_PREV_MASK_FINALIZED: u32 = 1;
export const _PyGC_PREV_MASK_COLLECTING: u32 = 2;
export const _PyGC_PREV_SHIFT: u32 = 2;
export const _PyGC_PREV_MASK: u32 = ~(<u32>3);
export const NEXT_MASK_UNREACHABLE: u32 = 1;

@unmanaged
export class PyGC_Head {
  _gc_next: u32;
  _gc_next_hi: u32;
  _gc_prev: u32;
  _gc_prev_hi: u32;
}

/** Sentinel of the youngest generation's circular list. */
export const gcYoung = changetype<PyGC_Head>(memory.data(16, 16));

/** Debug build: how many objects are tracked. The lists together must hold so many (debug/verify_lists.ts). */
export let trackedObjects: i32 = 0;

export function _Py_AS_GC(op: PyObject): PyGC_Head {
  return changetype<PyGC_Head>(changetype<usize>(op) - GC_HEAD_SIZE);
}

export function _Py_FROM_GC(gc: PyGC_Head): PyObject {
  return changetype<PyObject>(changetype<usize>(gc) + GC_HEAD_SIZE);
}

export function _PyObject_GC_IS_TRACKED(op: PyObject): bool {
  return _Py_AS_GC(op)._gc_next != 0;
}

/** Appends a fresh, untracked object to the youngest generation. Its fields must already be safe to traverse. */
export function _PyObject_GC_TRACK(op: PyObject): void {
  if (DEBUG) trackedObjects++;
  const gc = _Py_AS_GC(op);
  const last = changetype<PyGC_Head>(gcYoung._gc_prev);
  last._gc_next = <u32>changetype<usize>(gc);
  gc._gc_prev = <u32>changetype<usize>(last) | (gc._gc_prev & ~_PyGC_PREV_MASK);
  gc._gc_next = <u32>changetype<usize>(gcYoung);
  gcYoung._gc_prev = <u32>changetype<usize>(gc);
}

/** Takes an object out of its list; one that is not tracked stays as it is. */
export function _PyObject_GC_UNTRACK(op: PyObject): void {
  const gc = _Py_AS_GC(op);
  const next = gc._gc_next;
  if (next == 0) return;
  if (DEBUG) trackedObjects--;
  const prev = changetype<PyGC_Head>(gc._gc_prev & _PyGC_PREV_MASK);
  const after = changetype<PyGC_Head>(next & _PyGC_PREV_MASK);
  prev._gc_next = <u32>changetype<usize>(after) | (prev._gc_next & NEXT_MASK_UNREACHABLE);
  after._gc_prev = <u32>changetype<usize>(prev) | (after._gc_prev & ~_PyGC_PREV_MASK);
  gc._gc_next = 0;
  gc._gc_prev &= _PyGC_PREV_MASK_FINALIZED;
}

/** Has the object's finalizer (tp_finalize) been called? */
export function _PyGC_FINALIZED(op: PyObject): bool {
  return (_Py_AS_GC(op)._gc_prev & _PyGC_PREV_MASK_FINALIZED) != 0;
}

export function _PyGC_SET_FINALIZED(op: PyObject): void {
  _Py_AS_GC(op)._gc_prev |= _PyGC_PREV_MASK_FINALIZED;
}
