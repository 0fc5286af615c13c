/**
 * Reference counting with 3.13's immortal objects (Include/refcount.h): the count is the low 32 bits of the 8-byte field;
 * 0xFFFFFFFF is immortal and never changes. An increment that would wrap to 0 is not stored; a decrement of a value whose
 * sign bit is set is not done.
 *
 * Invariant: a count reaches 0 exactly once, in `Py_DECREF`, which hands the object to its type's tp_dealloc. Chains of
 * nested deallocations deeper than TRASHCAN_DEPTH are queued and drained by the outermost one, so a long linked list never
 * overflows the engine's stack (CPython: Py_TRASHCAN_BEGIN, here once for all types that take part in collection).
 */
import { DEBUG, FIXED_PLAN, INSTRUMENTED, TRASHCAN_DEPTH } from "../config";
import {
  DECREFS,
  DECREFS_IMMORTAL,
  INCREFS,
  INCREFS_IMMORTAL,
  count as countEvent,
  noteBirth,
  noteDeath,
} from "../memory/counters";
import { freeSmall, setDeadWait } from "../memory/blocks";
import { PyObject, Py_TPFLAGS_HAVE_GC } from "./layout";
import { _PyObject_GC_UNTRACK } from "./gc_head";
import { PyLong_Type } from "./statics";
import { PY_GC_SCHEDULED_BIT, setEvalBreaker } from "./eval_breaker";

/** The refcount of an immortal object. */
export const IMMORTAL_REFCNT: u32 = 0xffffffff;

/**
 * What None, the bools and the other singletons begin with, and what ints, strs and the rest of the static data do: immortal (PEP 683), or as before
 * 3.12, where they were counted as all objects are: the former from 1, the latter from a number that no program gets down to (3.11's
 * _PyObject_IMMORTAL_REFCNT).
 */
export let singletonCount: u32 = IMMORTAL_REFCNT;
export let staticDataCount: u32 = IMMORTAL_REFCNT;

/** In memory, so that the loop asks in one instruction. */
const counted = memory.data(4, 4);

/** Are static objects counted? As in CPython, ints and what the loop itself pushes are not even asked for their counts where they are immortal. */
export function staticsCounted(): bool {
  return !FIXED_PLAN && load<u32>(counted) != 0;
}

/** Static objects that are made from now on are counted as any other. Before all rooms' initialisation. */
export function countStatics(): void {
  store<u32>(counted, 1);
  singletonCount = 1;
  staticDataCount = 999999999;
}

/** Debug build: the sum of all mortal counts held by live code; a leak check compares it between runs. */
export let totalRefs: i32 = 0;

/** Nested deallocations since the innermost eval loop was entered. */
export let deallocDepth: i32 = 0;

/** An eval loop entered from a destructor starts counting anew, and gives the old depth back at its end. */
export function setDeallocDepth(n: i32): void {
  deallocDepth = n;
}

/** Head of the queue of objects whose deallocation waits; linked through their (dead) refcount fields. */
let trashHead: usize = 0;

export function Py_REFCNT(op: PyObject): u32 {
  return op.ob_refcnt;
}

export function _Py_IsImmortal(op: PyObject): bool {
  return <i32>op.ob_refcnt < 0;
}

export function Py_INCREF(op: PyObject): void {
  const count = op.ob_refcnt + 1;
  if (count != 0) {
    op.ob_refcnt = count;
    if (DEBUG) totalRefs++;
  }
  if (INSTRUMENTED) countEvent(count != 0 ? INCREFS : INCREFS_IMMORTAL);
}

/** Returns `op` with one more reference: `new`. */
export function Py_NewRef(op: PyObject): PyObject {
  Py_INCREF(op);
  return op;
}

export function Py_XINCREF(op: PyObject | null): void {
  if (op !== null) Py_INCREF(op);
}

export function Py_XNewRef(op: PyObject | null): PyObject | null {
  if (op !== null) Py_INCREF(op);
  return op;
}

export function Py_DECREF(op: PyObject): void {
  const count = op.ob_refcnt;
  if (INSTRUMENTED) countEvent(<i32>count < 0 ? DECREFS_IMMORTAL : DECREFS);
  if (<i32>count < 0) return;
  if (DEBUG) {
    assert(count > 0);
    totalRefs--;
  }
  op.ob_refcnt = count - 1;
  if (count == 1) _Py_Dealloc(op);
}

/**
 * The inlinable half of Py_DECREF, for the eval loop: one reference less; true if that was the last, and the caller must call
 * `_Py_Dealloc`. (Binaryen inlines functions without calls only: 466 of 2700 ms went to calls of Py_DECREF on the smoke programs.)
 */
export function drop(p: usize): bool {
  const count = load<u32>(p);
  if (INSTRUMENTED) countEvent(<i32>count < 0 ? DECREFS_IMMORTAL : DECREFS);
  if (<i32>count < 0) return false;
  if (DEBUG) totalRefs--;
  store<u32>(p, count - 1);
  return count == 1;
}

/** Debug build: a count went down elsewhere (the eval loop's own release). */
export function noteDrop(): void {
  totalRefs--;
}

export function Py_XDECREF(op: PyObject | null): void {
  if (op !== null) Py_DECREF(op);
}

export function Py_SET_REFCNT(op: PyObject, count: u32): void {
  if (_Py_IsImmortal(op)) return;
  if (DEBUG) totalRefs += <i32>count - <i32>op.ob_refcnt;
  op.ob_refcnt = count;
}

export function _Py_SetImmortal(op: PyObject): void {
  if (DEBUG && !_Py_IsImmortal(op)) totalRefs -= <i32>op.ob_refcnt;
  op.ob_refcnt = IMMORTAL_REFCNT;
}

/** A fresh object's count becomes 1 (the caller's reference). */
export function _Py_NewReference(op: PyObject): void {
  if (DEBUG) totalRefs++;
  if (INSTRUMENTED) noteBirth(changetype<usize>(op));
  store<u64>(changetype<usize>(op), 1);
}

/** What happens to an object whose count reaches 0: it dies at once, stays as it is (nogc), or waits for a collection (marksweep). */
export const DEATH_AT_ONCE: i32 = 0;
export const DEATH_NEVER: i32 = 1;
export const DEATH_LATER: i32 = 2;
let death: i32 = DEATH_AT_ONCE;

export function setDeath(policy: i32): void {
  death = policy;
  setDeadWait(policy != DEATH_AT_ONCE);
}

/** May a tracked object have no reference? */
export function mayWaitDead(): bool {
  return death != DEATH_AT_ONCE;
}

/** The queue of the dead, linked through the upper half of their counts; bit 0 marks a member, which may live again meanwhile. */
let deadHead: u32 = 0;
export let deadWaiting: i32 = 0;
/** A collection frees now: no queueing. */
let releasing: bool = false;
/** Objects that may wait before a collection is asked for: those outside the collector's lists count nowhere else. */
const DEAD_MOST: i32 = 50000;

/** Is a collection due because so many wait? */
export function tooManyWait(): bool {
  return deadWaiting > DEAD_MOST;
}

/** True if the object does not die now. */
function outlives(op: PyObject): bool {
  if (death == DEATH_NEVER) return true;
  const at = changetype<usize>(op);
  if (load<u32>(at, 4) != 0) return true; // it waits already
  if (releasing) return false;
  store<u32>(at, deadHead | 1, 4);
  deadHead = <u32>at;
  deadWaiting++;
  if (tooManyWait()) setEvalBreaker(PY_GC_SCHEDULED_BIT);
  return true;
}

/** For what frees objects by itself: true if this one, whose count is 0, does not die now. */
export function waits(op: PyObject): bool {
  return !FIXED_PLAN && death != DEATH_AT_ONCE && outlives(op);
}

/** Frees those that wait and have not come back to life; `more`: what dies from here on dies at once, until releaseDead(false). */
export function releaseDead(more: bool): void {
  releasing = true;
  setDeadWait(false);
  while (deadHead != 0) {
    const op = changetype<PyObject>(<usize>deadHead);
    deadHead = load<u32>(changetype<usize>(op), 4) & ~1;
    store<u32>(changetype<usize>(op), 0, 4);
    if (op.ob_refcnt == 0) _Py_Dealloc(op);
  }
  deadWaiting = 0;
  releasing = more;
  setDeadWait(!more);
}

/** Calls tp_dealloc of an object whose count has reached 0. */
export function _Py_Dealloc(op: PyObject): void {
  if (!FIXED_PLAN && death != DEATH_AT_ONCE && outlives(op)) return;
  if (INSTRUMENTED) noteDeath(changetype<usize>(op));
  const type = op.ob_type;
  if (!(type.tp_flags & Py_TPFLAGS_HAVE_GC)) {
    // ints are the commonest of the dead; static ones, whose count a program has written, lie in no pool
    if (type == PyLong_Type && freeSmall(changetype<usize>(op))) return;
    call_indirect<void>(type.tp_dealloc, op);
    return;
  }
  if (deallocDepth >= TRASHCAN_DEPTH) {
    // The count is 0, so the field's upper half can carry the link; the drain clears it before tp_dealloc sees the object. A
    // collection that runs meanwhile must not meet an object without references.
    _PyObject_GC_UNTRACK(op);
    store<u32>(changetype<usize>(op) + 4, <u32>trashHead);
    trashHead = changetype<usize>(op);
    return;
  }
  deallocDepth++;
  call_indirect<void>(type.tp_dealloc, op);
  deallocDepth--;
  if (deallocDepth == 0 && trashHead != 0) drainTrash();
}

function drainTrash(): void {
  while (trashHead != 0) {
    const op = changetype<PyObject>(trashHead);
    trashHead = <usize>load<u32>(changetype<usize>(op) + 4);
    store<u32>(changetype<usize>(op) + 4, 0);
    deallocDepth = 1;
    call_indirect<void>(op.ob_type.tp_dealloc, op);
    deallocDepth = 0;
  }
}

/** `*field = value`, then releases what the field held (Py_XSETREF). Steals `value`. */
export function Py_XSETREF(field: usize, value: PyObject | null): void {
  const old = load<PyObject | null>(field);
  store<u32>(field, <u32>changetype<usize>(value));
  if (old !== null) Py_DECREF(old);
}

/** Empties a pointer field, then releases what it held (Py_CLEAR). */
export function Py_CLEAR(field: usize): void {
  const old = load<PyObject | null>(field);
  if (old !== null) {
    store<u32>(field, 0);
    Py_DECREF(old);
  }
}
