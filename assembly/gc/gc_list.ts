/**
 * Circular doubly linked lists of GC heads (gc_list_* of Python/gc.c). A list is known by its sentinel's head. The low two bits of
 * _gc_prev are flags and survive; so does bit 0 of _gc_next where the caller is in the middle of `moveUnreachable`.
 *
 * Debug build: the upper half of a sentinel's _gc_prev counts the heads that joined at the end of its list since `forgetJoined`, so that the verifier
 * finds what a collection put there.
 */
import { DEBUG } from "../config";
import { NEXT_MASK_UNREACHABLE, PyGC_Head, _PyGC_PREV_MASK } from "../object/gc_head";

export function gcNext(gc: PyGC_Head): PyGC_Head {
  return changetype<PyGC_Head>(gc._gc_next);
}

export function gcPrev(gc: PyGC_Head): PyGC_Head {
  return changetype<PyGC_Head>(gc._gc_prev & _PyGC_PREV_MASK);
}

export function setGcPrev(gc: PyGC_Head, prev: PyGC_Head): void {
  gc._gc_prev = (gc._gc_prev & ~_PyGC_PREV_MASK) | <u32>changetype<usize>(prev);
}

export function gcListInit(list: PyGC_Head): void {
  list._gc_next = <u32>changetype<usize>(list);
  list._gc_prev = <u32>changetype<usize>(list);
  list._gc_next_hi = 0;
  list._gc_prev_hi = 0;
}

export function gcListIsEmpty(list: PyGC_Head): bool {
  return list._gc_next == <u32>changetype<usize>(list);
}

/** Debug build: how many heads were appended to `list` since `forgetJoined`; some may have left again. */
export function joined(list: PyGC_Head): u32 {
  return list._gc_prev_hi;
}

export function forgetJoined(list: PyGC_Head): void {
  list._gc_prev_hi = 0;
}

export function gcListAppend(node: PyGC_Head, list: PyGC_Head): void {
  if (DEBUG) list._gc_prev_hi++;
  const last = changetype<PyGC_Head>(list._gc_prev);
  setGcPrev(node, last);
  last._gc_next = <u32>changetype<usize>(node);
  node._gc_next = <u32>changetype<usize>(list);
  list._gc_prev = <u32>changetype<usize>(node);
}

/** Moves `node` from the list it is in to the end of `list`; links in both lists must be plain. */
export function gcListMove(node: PyGC_Head, list: PyGC_Head): void {
  const fromPrev = gcPrev(node);
  const fromNext = gcNext(node);
  fromPrev._gc_next = <u32>changetype<usize>(fromNext);
  setGcPrev(fromNext, fromPrev);
  gcListAppend(node, list);
}

/** Appends all of `from` to `to`; `from` is empty afterwards. */
export function gcListMerge(from: PyGC_Head, to: PyGC_Head): void {
  if (!gcListIsEmpty(from)) {
    if (DEBUG) to._gc_prev_hi += gcListSize(from);
    const toTail = gcPrev(to);
    const fromHead = gcNext(from);
    const fromTail = gcPrev(from);
    toTail._gc_next = <u32>changetype<usize>(fromHead);
    setGcPrev(fromHead, toTail);
    fromTail._gc_next = <u32>changetype<usize>(to);
    setGcPrev(to, fromTail);
  }
  gcListInit(from);
}

export function gcListSize(list: PyGC_Head): i32 {
  let n = 0;
  for (let gc = gcNext(list); gc != list; gc = gcNext(gc)) n++;
  return n;
}

/** Drops the NEXT_MASK_UNREACHABLE bit of every member (clear_unreachable_mask). */
export function clearUnreachableMask(list: PyGC_Head): void {
  list._gc_next &= ~NEXT_MASK_UNREACHABLE;
  let gc = gcNext(list);
  while (gc != list) {
    gc._gc_next &= ~NEXT_MASK_UNREACHABLE;
    gc = gcNext(gc);
  }
}
