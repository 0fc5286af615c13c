/**
 * The only door to object memory: making objects, tracking them, and asking for a collection (Objects/object.c, Python/gc.c).
 * As in 3.13 an allocation that passes the young threshold does not collect: it sets PY_GC_SCHEDULED_BIT and the eval loop calls
 * `maybeCollect` at a place where no half-made object lies about.
 *
 * A reclaimer is one file with a function `collect(generation)`; `initCollector` is told which when a machine is created. Invariant: `youngCount`
 * counts tracked-type objects made minus freed since the last collection.
 */
import { DEBUG, FIXED_PLAN, INSTRUMENTED, STRESS } from "../config";
import { noteMove, noteRevival } from "../memory/counters";
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_PREHEADER,
  initPtr,
} from "../object/layout";
import { DEATH_LATER, DEATH_NEVER, Py_INCREF, _Py_NewReference, setDeath, tooManyWait } from "../object/refcount";
import {
  GC_HEAD_SIZE,
  _PyGC_FINALIZED,
  _PyGC_SET_FINALIZED,
  _PyObject_GC_IS_TRACKED,
  _PyObject_GC_TRACK,
  _PyObject_GC_UNTRACK,
} from "../object/gc_head";
import { PY_GC_SCHEDULED_BIT, clearEvalBreaker, setEvalBreaker } from "../object/eval_breaker";
import { _PyInlineValuesSize, _PyObject_InitInlineValues } from "../object/inline_values";
import { zeroWords } from "../memory/copy";
import { PyObject_Free, PyObject_Malloc, PyObject_Realloc } from "../memory/blocks";
import { hookNoMemory, hookSafePoint } from "./hooks";
import * as generational from "./generational";
import * as generations from "./generations";
import * as incremental from "./incremental";
import * as markSweep from "./mark_sweep";
import * as noGc from "./no_gc";
import * as rcOnly from "./rc_only";
import { resetPressure } from "../memory/pressure";
import { REASON_WAITING, TRIGGER_COUNTS, TRIGGER_EVERY, trigger, triggersFull } from "./trigger";

export { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK, _PyObject_GC_IS_TRACKED, _PyGC_FINALIZED } from "../object/gc_head";

/** Reclaimers by number: their order in RECLAIMERS of src/machine/plans.ts. */
export const RECLAIMER_GENERATIONAL: i32 = 0;
export const RECLAIMER_RC: i32 = 1;
export const RECLAIMER_NO_GC: i32 = 2;
export const RECLAIMER_INCREMENTAL: i32 = 3;
export const RECLAIMER_MARK_ALIVE: i32 = 4;
export const RECLAIMER_TRIAL_DELETION: i32 = 5;
export const RECLAIMER_MARK_SWEEP: i32 = 6;

/** Pass as generation to let the thresholds decide (GENERATION_AUTO). */
export const GENERATION_AUTO: i32 = -1;

let strategy: i32 = RECLAIMER_GENERATIONAL;
/** Objects of collectable types made minus freed since the last young collection (generations[0].count). */
export let youngCount: i32 = 0;
/** youngCount above this schedules a collection; a huge number if collection is off. */
let youngTrigger: i32 = 0x7fffffff;
let youngThreshold: i32 = 2000;
let enabled: bool = false;

export function initCollector(chosen: i32): void {
  strategy = chosen;
  generations.init();
  if (chosen == RECLAIMER_NO_GC) setDeath(DEATH_NEVER);
  if (chosen == RECLAIMER_MARK_SWEEP) setDeath(DEATH_LATER);
}

/** Does this reclaimer ever look for cycles? */
function findsCycles(): bool {
  return FIXED_PLAN || (strategy != RECLAIMER_RC && strategy != RECLAIMER_NO_GC);
}

export function collectorStrategy(): i32 {
  return strategy;
}

/** What the reclaimer itself wants to wait for, at the least. */
let triggerFloor: i32 = 0;

function updateTrigger(): void {
  const on = enabled && youngThreshold != 0 && findsCycles();
  if (!on) youngTrigger = 0x7fffffff;
  // where every collection is a full one, at every allocation would be for ever
  else if (STRESS) youngTrigger = triggerFloor >> 6;
  else if (!FIXED_PLAN && trigger == TRIGGER_EVERY) youngTrigger = 0;
  else if (FIXED_PLAN || trigger == TRIGGER_COUNTS) youngTrigger = max(youngThreshold, triggerFloor);
  else youngTrigger = 0x7fffffff; // memory/pressure.ts tells when, or nobody
}

/** A reclaimer whose collections are all full ones waits until the heap has grown by as much as was left. */
export function raiseTrigger(live: i32): void {
  triggerFloor = live;
  updateTrigger();
}

export function setGcEnabled(on: bool): void {
  enabled = on;
  updateTrigger();
}

export function gcEnabled(): bool {
  return enabled;
}

export function setYoungThreshold(n: i32): void {
  youngThreshold = n;
  updateTrigger();
}

export function getYoungThreshold(): i32 {
  return youngThreshold;
}

export function setYoungCount(n: i32): void {
  youngCount = n;
}

/** Sets MemoryError. Returns null. */
function noMemory(): PyObject | null {
  return call_indirect<PyObject | null>(hookNoMemory);
}

/** Asks the eval loop for a collection. */
function schedule(): void {
  if (!generations.collecting) setEvalBreaker(PY_GC_SCHEDULED_BIT);
}

/** Runs the collection that was scheduled; the eval loop calls it when it sees PY_GC_SCHEDULED_BIT (_Py_RunGC). */
export function maybeCollect(): void {
  clearEvalBreaker(PY_GC_SCHEDULED_BIT);
  if (hookSafePoint != 0) call_indirect<void>(hookSafePoint);
  if (!enabled || !findsCycles()) return;
  const before = generations.setReason(tooManyWait() ? REASON_WAITING : trigger);
  collect(!FIXED_PLAN && triggersFull() ? generations.FULL : GENERATION_AUTO);
  generations.setReason(before);
  resetPressure();
}

/** Collects `generation` and the younger ones; returns the number of unreachable objects found. */
export function collect(generation: i32): i32 {
  if (FIXED_PLAN) return generational.collect(generation, generational.BY_SUBTRACTION);
  switch (strategy) {
    case RECLAIMER_RC:
      return rcOnly.collect(generation);
    case RECLAIMER_NO_GC:
      return noGc.collect(generation);
    case RECLAIMER_INCREMENTAL:
      return incremental.collect(generation);
    case RECLAIMER_MARK_ALIVE:
      return generational.collect(generation, generational.BESIDE_ALIVE);
    case RECLAIMER_TRIAL_DELETION:
      return generational.collect(generation, generational.BY_TRIAL);
    case RECLAIMER_MARK_SWEEP:
      return markSweep.collect(generation);
    default:
      return generational.collect(generation, generational.BY_SUBTRACTION);
  }
}

/** Does the type's instance have a GC head? A few types decide per object (tp_is_gc: type itself). */
export function _PyObject_IS_GC(op: PyObject): bool {
  const type = op.ob_type;
  if (!(type.tp_flags & Py_TPFLAGS_HAVE_GC)) return false;
  return type.tp_is_gc == 0 || call_indirect<i32>(type.tp_is_gc, op) != 0;
}

export function PyType_IS_GC(type: PyTypeObject): bool {
  return (type.tp_flags & Py_TPFLAGS_HAVE_GC) != 0;
}

/** Bytes before an instance: GC head, and managed dict and weakref pointers. */
export function _PyType_PreHeaderSize(type: PyTypeObject): usize {
  const flags = type.tp_flags;
  return (flags & Py_TPFLAGS_HAVE_GC ? <usize>16 : 0) + (flags & Py_TPFLAGS_PREHEADER ? <usize>16 : 0);
}

/** Size of an instance with `nitems` items, in whole words; 0xFFFFFFFF if it does not fit in memory. */
export function _PyObject_VAR_SIZE(type: PyTypeObject, nitems: i32): usize {
  const size = <u64>type.tp_basicsize + <u64>nitems * <u64>type.tp_itemsize;
  return size > 0x7fffff00 ? <usize>0xffffffff : (<usize>size + 7) & ~7;
}

/** Fills in type and count of fresh memory; a heap type gets a reference from its instance. */
export function PyObject_Init(op: PyObject, type: PyTypeObject): PyObject {
  initPtr(changetype<usize>(op) + 8, changetype<usize>(type));
  if (type.tp_flags & Py_TPFLAGS_HEAPTYPE) Py_INCREF(type);
  _Py_NewReference(op);
  return op;
}

export function PyObject_InitVar(op: PyObject, type: PyTypeObject, size: i32): PyObject {
  store<i64>(changetype<usize>(op) + 16, <i64>size);
  return PyObject_Init(op, type);
}

/** Fresh instance of a type without GC: `new`, fields not initialised. */
export function _PyObject_New(type: PyTypeObject): PyObject | null {
  const at = PyObject_Malloc(<usize>type.tp_basicsize);
  if (at == 0) return noMemory();
  return PyObject_Init(changetype<PyObject>(at), type);
}

export function _PyObject_NewVar(type: PyTypeObject, nitems: i32): PyObject | null {
  const at = PyObject_Malloc(_PyObject_VAR_SIZE(type, nitems));
  if (at == 0) return noMemory();
  return PyObject_InitVar(changetype<PyObject>(at), type, nitems);
}

/** Counts a collectable object and clears its head (_PyObject_GC_Link). */
function gcLink(op: PyObject): void {
  const gc = changetype<usize>(op) - GC_HEAD_SIZE;
  store<u64>(gc, 0);
  store<u64>(gc, 0, 8);
  if (++youngCount > youngTrigger) schedule();
}

function gcAlloc(type: PyTypeObject, size: usize): PyObject | null {
  const presize = _PyType_PreHeaderSize(type);
  const at = PyObject_Malloc(size > 0x7fffff00 ? size : size + presize);
  if (at == 0) return noMemory();
  if (presize > GC_HEAD_SIZE) {
    store<u64>(at, 0);
    store<u64>(at, 0, 8);
  }
  const op = changetype<PyObject>(at + presize);
  gcLink(op);
  return op;
}

/** The same of a static type with nothing but a GC head before its instances, `size` bytes long. */
export function _PyObject_GC_NewStatic(type: PyTypeObject, size: usize): PyObject | null {
  const at = PyObject_Malloc(size + GC_HEAD_SIZE);
  if (at == 0) return noMemory();
  const op = changetype<PyObject>(at + GC_HEAD_SIZE);
  gcLink(op);
  initPtr(changetype<usize>(op) + 8, changetype<usize>(type));
  _Py_NewReference(op);
  return op;
}

/** Fresh, untracked instance of a type with GC: `new`, fields not initialised. */
export function _PyObject_GC_New(type: PyTypeObject): PyObject | null {
  const op = gcAlloc(type, <usize>type.tp_basicsize);
  return op === null ? null : PyObject_Init(op, type);
}

export function _PyObject_GC_NewVar(type: PyTypeObject, nitems: i32): PyObject | null {
  const op = gcAlloc(type, _PyObject_VAR_SIZE(type, nitems));
  return op === null ? null : PyObject_InitVar(op, type, nitems);
}

/** Resizes an untracked variable-size object; it may move. Null (MemoryError) leaves the old one as it was. Steals `op` on success. */
export function _PyObject_GC_Resize(op: PyVarObject, nitems: i32): PyVarObject | null {
  if (DEBUG) assert(!_PyObject_GC_IS_TRACKED(op));
  const presize = _PyType_PreHeaderSize(op.ob_type);
  const size = _PyObject_VAR_SIZE(op.ob_type, nitems);
  const at: usize = size > 0x7fffff00 ? 0 : PyObject_Realloc(changetype<usize>(op) - presize, size + presize);
  if (at == 0) return changetype<PyVarObject | null>(noMemory());
  if (INSTRUMENTED) noteMove(changetype<usize>(op), at + presize);
  const moved = changetype<PyVarObject>(at + presize);
  moved.ob_size = nitems;
  return moved;
}

/** Frees the memory of a collectable object (its tp_free). Takes an address so that it fits the freefunc slot. */
export function PyObject_GC_Del(p: usize): void {
  const op = changetype<PyObject>(p);
  const presize = _PyType_PreHeaderSize(op.ob_type);
  _PyObject_GC_UNTRACK(op);
  if (youngCount > 0) youngCount--;
  PyObject_Free(p - presize);
}

/** The same for an untracked instance of a type with nothing but a GC head before its instances. */
export function _PyObject_GC_DelStatic(p: usize): void {
  if (DEBUG) assert(!_PyObject_GC_IS_TRACKED(changetype<PyObject>(p)));
  if (youngCount > 0) youngCount--;
  PyObject_Free(p - GC_HEAD_SIZE);
}

/** Tracks an object if it is not tracked yet. */
export function PyObject_GC_Track(op: PyObject): void {
  if (!_PyObject_GC_IS_TRACKED(op)) _PyObject_GC_TRACK(op);
}

export function PyObject_GC_UnTrack(op: PyObject): void {
  _PyObject_GC_UNTRACK(op);
}

export function PyObject_GC_IsTracked(op: PyObject): bool {
  return _PyObject_IS_GC(op) && _PyObject_GC_IS_TRACKED(op);
}

/** A zeroed instance with room for `nitems` items and one more (the sentinel); not tracked yet. `new`. */
export function _PyType_AllocNoTrack(type: PyTypeObject, nitems: i32): PyObject | null {
  let size = type.tp_itemsize == 0 ? <usize>(type.tp_basicsize + 7) & ~7 : _PyObject_VAR_SIZE(type, nitems + 1);
  const flags = type.tp_flags;
  if (flags & Py_TPFLAGS_INLINE_VALUES) size += <usize>_PyInlineValuesSize(type);
  const presize = _PyType_PreHeaderSize(type);
  const at = PyObject_Malloc(size > 0x7fffff00 ? size : size + presize);
  if (at == 0) return noMemory();
  const op = changetype<PyObject>(at + presize);
  if (presize != 0) {
    store<u64>(at, 0);
    store<u64>(at, 0, 8);
  }
  if (flags & Py_TPFLAGS_HAVE_GC) gcLink(op);
  zeroWords(changetype<usize>(op), <i32>(size >> 3));
  if (type.tp_itemsize == 0) PyObject_Init(op, type);
  else PyObject_InitVar(op, type, nitems);
  if (flags & Py_TPFLAGS_INLINE_VALUES) _PyObject_InitInlineValues(op, type);
  return op;
}

/** The tp_alloc of almost every type. `new`, zeroed, tracked if the type has GC. */
export function PyType_GenericAlloc(type: PyTypeObject, nitems: i32): PyObject | null {
  const op = _PyType_AllocNoTrack(type, nitems);
  if (op !== null && type.tp_flags & Py_TPFLAGS_HAVE_GC) _PyObject_GC_TRACK(op);
  return op;
}

/** Runs tp_finalize unless it has run before (PEP 442). */
export function PyObject_CallFinalizer(self: PyObject): void {
  const type = self.ob_type;
  if (type.tp_finalize == 0) return;
  const collectable = (type.tp_flags & Py_TPFLAGS_HAVE_GC) != 0;
  if (collectable && _PyGC_FINALIZED(self)) return;
  call_indirect<void>(type.tp_finalize, self);
  if (collectable) _PyGC_SET_FINALIZED(self);
}

/** The same from a tp_dealloc; -1 if the finalizer resurrected the object (the dealloc must return at once), else 0. */
export function PyObject_CallFinalizerFromDealloc(self: PyObject): i32 {
  if (DEBUG) assert(self.ob_refcnt == 0);
  self.ob_refcnt = 1;
  PyObject_CallFinalizer(self);
  self.ob_refcnt -= 1;
  if (self.ob_refcnt == 0) return 0;
  if (INSTRUMENTED) noteRevival(changetype<usize>(self));
  return -1;
}
