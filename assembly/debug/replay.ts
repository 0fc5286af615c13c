/**
 * Doing a recorded program's memory again without the interpreter: `krait lab replay`. The host hands in blocks of events (src/lab/trace/format.ts says what they mean);
 * here objects of the same sizes are made by the same doors, refer to each other, and die by the reclaimer that the machine was made with.
 *
 *   object   as CPython's, 24 bytes of it used; the upper half of its type field: its record (a node's), its number (a leaf's)
 *   record   0 number   4 edges   8 count of edges   12 room for edges   16 first memory block   20 object
 *   memory   0 number   4 address   8 record of its object, or 0   12 next   16 previous
 *   edges    addresses of the objects referred to
 *
 * Records, edges and the table from numbers to objects lie in segments of their own, which no allocator sees. Invariant: the table holds 0 for what is dead, so
 * that an event about an object that a reclaimer freed before the recorded program let go of it is passed over, and counted (`early`).
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_TYPE_SUBCLASS, initPtr } from "../object/layout";
import { PyType_Type } from "../object/statics";
import { Py_DECREF, Py_INCREF, _Py_SetImmortal } from "../object/refcount";
import { PY_GC_SCHEDULED_BIT, evalBreaker } from "../object/eval_breaker";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc, PyObject_Free, PyObject_Malloc } from "../memory/blocks";
import { SEGMENT_SIZE, SEGMENT_STATIC, takeSegments } from "../memory/pages";
import {
  PyObject_GC_Del,
  PyObject_Init,
  _PyObject_GC_IS_TRACKED,
  _PyObject_GC_NewVar,
  _PyObject_GC_TRACK,
  _PyObject_GC_UNTRACK,
  maybeCollect,
  setGcEnabled,
} from "../gc/collector";
import { setHookNoMemory } from "../gc/hooks";
import { visitItem } from "../gc/visit";

const MEMORY: i32 = 0;
const LEAF: i32 = 1;
const NODE: i32 = 2;
const ROOT: i32 = 3;
const UNROOT: i32 = 4;
// 5, a reference, needs no name: it is what remains
const FORGET: i32 = 6;
const OWN: i32 = 7;
const GIVE_BACK: i32 = 8;
const RESIZE: i32 = 9;
const SAFE_POINT: i32 = 10;
const TRACK: i32 = 11;
const UNTRACK: i32 = 12;
const DISOWN: i32 = 13;

/** GC head, count, type, ob_size. */
const LEAST_NODE: i32 = 3;
const LEAST_LEAF: usize = 16;
const RECORD: usize = 24;

const leafType = changetype<PyTypeObject>(memory.data(416, 16));
const nodeType = changetype<PyTypeObject>(memory.data(416, 16));

let table: usize = 0;
/** Numbers are below it. */
let numbersEnd: u32 = 0;
let input: usize = 0;
let at: usize = 0;
let segments: u32 = 0;
let early: u32 = 0;
let live: u32 = 0;
let outOfMemory: bool = false;

// ---- memory beside the heap ----

let sideNext: usize = 0;
let sideEnd: usize = 0;
/** Free pieces by the logarithm of their size. */
const sideFree = memory.data(32 * 4, 4);

function takeSide(count: u32): usize {
  const start = takeSegments(count, SEGMENT_STATIC);
  if (start != 0) segments += count;
  return start;
}

/** A piece of 2 to the `log` bytes. */
function sideAlloc(log: u32): usize {
  const head = sideFree + ((<usize>log) << 2);
  const first = <usize>load<u32>(head);
  if (first != 0) {
    store<u32>(head, load<u32>(first));
    return first;
  }
  const size = (<usize>1) << log;
  if (size > SEGMENT_SIZE >> 2) return takeSide(<u32>((size + SEGMENT_SIZE - 1) / SEGMENT_SIZE));
  if (sideEnd - sideNext < size) {
    sideNext = takeSide(1);
    if (sideNext == 0) {
      sideEnd = 0;
      return 0;
    }
    sideEnd = sideNext + SEGMENT_SIZE;
  }
  const piece = sideNext;
  sideNext += size;
  return piece;
}

function sideRelease(piece: usize, log: u32): void {
  const head = sideFree + ((<usize>log) << 2);
  store<u32>(piece, load<u32>(head));
  store<u32>(head, <u32>piece);
}

const RECORD_LOG: u32 = 5;

// ---- objects ----

function entry(number: u32): usize {
  return table + ((<usize>number) << 2);
}

/** The object or memory record of a number, or 0 if it is dead already. */
function known(number: u32): usize {
  const it: usize = number < numbersEnd ? <usize>load<u32>(entry(number)) : 0;
  if (it == 0) early++;
  return it;
}

/** `what` is dead; its number may mean another one by now. */
function forgetNumber(number: u32, what: usize): void {
  if (<usize>load<u32>(entry(number)) == what) store<u32>(entry(number), 0);
  live--;
}

function recordOf(op: PyObject): usize {
  return <usize>load<u32>(changetype<usize>(op), 12);
}

function isNode(op: PyObject): bool {
  return op.ob_type == nodeType;
}

function makeLeaf(number: u32, size: usize): bool {
  const p = PyObject_Malloc(size < LEAST_LEAF ? LEAST_LEAF : size);
  if (p == 0) return false;
  PyObject_Init(changetype<PyObject>(p), leafType);
  store<u32>(p, number, 12);
  store<u32>(entry(number), <u32>p);
  return true;
}

function makeNode(number: u32, size: usize): bool {
  const record = sideAlloc(RECORD_LOG);
  if (record == 0) return false;
  const words = <i32>((size + 7) >> 3) - 2; // the GC head is not the object's
  const op = _PyObject_GC_NewVar(nodeType, words < LEAST_NODE ? LEAST_NODE : words);
  if (op === null) return false;
  memory.fill(record, 0, RECORD);
  store<u32>(record, number);
  store<u32>(record, <u32>changetype<usize>(op), 20);
  store<u32>(changetype<usize>(op), <u32>record, 12);
  _PyObject_GC_TRACK(op);
  store<u32>(entry(number), <u32>changetype<usize>(op));
  return true;
}

function makeMemory(number: u32, size: usize): bool {
  const block = PyMem_Malloc(size);
  const record = sideAlloc(RECORD_LOG);
  if (block == 0 || record == 0) return false;
  memory.fill(record, 0, RECORD);
  store<u32>(record, number);
  store<u32>(record, <u32>block, 4);
  store<u32>(entry(number), <u32>record);
  return true;
}

function disown(record: usize): void {
  const next = <usize>load<u32>(record, 12);
  const previous = <usize>load<u32>(record, 16);
  const owner = <usize>load<u32>(record, 8);
  if (next != 0) store<u32>(next, <u32>previous, 16);
  if (previous != 0) store<u32>(previous, <u32>next, 12);
  else if (owner != 0) store<u32>(owner, <u32>next, 16);
  store<u64>(record, 0, 8);
  store<u32>(record, 0, 16);
}

function freeMemory(record: usize): void {
  disown(record);
  PyMem_Free(<usize>load<u32>(record, 4));
  forgetNumber(load<u32>(record), record);
  sideRelease(record, RECORD_LOG);
}

function own(record: usize, owner: usize): void {
  if (load<u32>(record, 8) != 0) return;
  const first = <usize>load<u32>(owner, 16);
  store<u32>(record, <u32>owner, 8);
  store<u32>(record, <u32>first, 12);
  if (first != 0) store<u32>(first, <u32>record, 16);
  store<u32>(owner, <u32>record, 16);
}

// ---- edges ----

const LEAST_EDGES_LOG: u32 = 4;

function refer(record: usize, target: PyObject): bool {
  const count = load<u32>(record, 8);
  const room = load<u32>(record, 12);
  if (count == room) {
    const log: u32 = room == 0 ? LEAST_EDGES_LOG : 33 - clz<u32>((room << 2) - 1);
    const wider = sideAlloc(log);
    if (wider == 0) return false;
    if (room != 0) {
      memory.copy(wider, <usize>load<u32>(record, 4), (<usize>count) << 2);
      sideRelease(<usize>load<u32>(record, 4), 32 - clz<u32>((room << 2) - 1));
    }
    store<u32>(record, <u32>wider, 4);
    store<u32>(record, ((<u32>1) << log) >> 2, 12);
  }
  Py_INCREF(target);
  store<u32>(<usize>load<u32>(record, 4) + ((<usize>count) << 2), <u32>changetype<usize>(target));
  store<u32>(record, count + 1, 8);
  return true;
}

/** Takes one edge to `target` away, looking from both ends. */
function forget(record: usize, target: PyObject): void {
  const edges = <usize>load<u32>(record, 4);
  const count = load<u32>(record, 8);
  const wanted = <u32>changetype<usize>(target);
  for (let low: u32 = 0; low < count; low++) {
    const high = count - 1 - low;
    let place: u32 = count;
    if (load<u32>(edges + ((<usize>high) << 2)) == wanted) place = high;
    else if (load<u32>(edges + ((<usize>low) << 2)) == wanted) place = low;
    if (place == count) {
      if (high <= low) break;
      continue;
    }
    store<u32>(edges + ((<usize>place) << 2), load<u32>(edges + ((<usize>(count - 1)) << 2)));
    store<u32>(record, count - 1, 8);
    Py_DECREF(target);
    return;
  }
  early++;
}

function dropEdges(record: usize): void {
  while (true) {
    const count = load<u32>(record, 8);
    if (count == 0) return;
    store<u32>(record, count - 1, 8);
    Py_DECREF(changetype<PyObject>(<usize>load<u32>(<usize>load<u32>(record, 4) + ((<usize>(count - 1)) << 2))));
  }
}

function nodeTraverse(op: PyObject, visit: u32, arg: usize): i32 {
  const record = recordOf(op);
  const edges = <usize>load<u32>(record, 4);
  const count = load<u32>(record, 8);
  for (let i: u32 = 0; i < count; i++) {
    const stop = visitItem(changetype<PyObject>(<usize>load<u32>(edges + ((<usize>i) << 2))), visit, arg);
    if (stop != 0) return stop;
  }
  return 0;
}

function nodeClear(op: PyObject): i32 {
  dropEdges(recordOf(op));
  return 0;
}

function nodeDealloc(op: PyObject): void {
  _PyObject_GC_UNTRACK(op);
  const record = recordOf(op);
  dropEdges(record);
  const room = load<u32>(record, 12);
  if (room != 0) sideRelease(<usize>load<u32>(record, 4), 32 - clz<u32>((room << 2) - 1));
  while (load<u32>(record, 16) != 0) freeMemory(<usize>load<u32>(record, 16));
  forgetNumber(load<u32>(record), changetype<usize>(op));
  sideRelease(record, RECORD_LOG);
  store<u32>(changetype<usize>(op), 0, 12);
  PyObject_GC_Del(changetype<usize>(op));
}

function leafDealloc(op: PyObject): void {
  forgetNumber(load<u32>(changetype<usize>(op), 12), changetype<usize>(op));
  store<u32>(changetype<usize>(op), 0, 12);
  PyObject_Free(changetype<usize>(op));
}

function initTypes(): void {
  initPtr(changetype<usize>(PyType_Type) + 8, changetype<usize>(PyType_Type));
  PyType_Type.tp_flags = Py_TPFLAGS_TYPE_SUBCLASS;
  _Py_SetImmortal(PyType_Type);
  for (let i = 0; i < 2; i++) {
    const type = i == 0 ? leafType : nodeType;
    initPtr(changetype<usize>(type) + 8, changetype<usize>(PyType_Type));
    _Py_SetImmortal(type);
    type.tp_basicsize = i == 0 ? 16 : 0;
    type.tp_itemsize = i == 0 ? 0 : 8;
  }
  leafType.tp_dealloc = leafDealloc.index;
  nodeType.tp_dealloc = nodeDealloc.index;
  nodeType.tp_traverse = nodeTraverse.index;
  nodeType.tp_clear = nodeClear.index;
  nodeType.tp_flags = Py_TPFLAGS_HAVE_GC;
}

/** Without an interpreter there is no exception to set. */
function noMemory(): PyObject | null {
  return null;
}

// ---- events ----

/** Makes room for `numbers` objects and for a block of events; returns where that goes (1 MiB), or 0. */
export function replayBegin(numbers: u32): usize {
  initTypes();
  setHookNoMemory(noMemory.index);
  setGcEnabled(true);
  const bytes = (<usize>numbers + 1) << 2;
  table = takeSide(<u32>((bytes + SEGMENT_SIZE - 1) / SEGMENT_SIZE));
  input = takeSide(1);
  numbersEnd = numbers;
  if (table == 0 || input == 0) return 0;
  memory.fill(table, 0, bytes);
  early = 0;
  live = 0;
  outOfMemory = false;
  return input;
}

/** The next number: 7 bits in each byte, the lowest first. */
function next(): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  while (true) {
    const byte = <u32>load<u8>(at++);
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
    shift += 7;
  }
}

function make(kind: i32, number: u32, size: usize): bool {
  if (number >= numbersEnd) {
    early++;
    return true;
  }
  const made =
    kind == MEMORY ? makeMemory(number, size) : kind == LEAF ? makeLeaf(number, size) : makeNode(number, size);
  if (!made) outOfMemory = true;
  else live++;
  return made;
}

function change(kind: i32, number: u32): void {
  const it = known(number);
  const op = changetype<PyObject>(it);
  switch (kind) {
    case ROOT:
      if (it != 0) Py_INCREF(op);
      return;
    case UNROOT:
      if (it != 0) Py_DECREF(op);
      return;
    case TRACK:
      if (it != 0 && !_PyObject_GC_IS_TRACKED(op)) _PyObject_GC_TRACK(op);
      return;
    case UNTRACK:
      if (it != 0) _PyObject_GC_UNTRACK(op);
      return;
    case DISOWN:
      if (it != 0) disown(it);
      return;
    case GIVE_BACK:
      if (it != 0) freeMemory(it);
      return;
    default: {
      // those of two numbers
      const second = next();
      if (kind == RESIZE) {
        if (it == 0) return;
        const moved = PyMem_Realloc(<usize>load<u32>(it, 4), <usize>second);
        if (moved == 0) outOfMemory = true;
        else store<u32>(it, <u32>moved, 4);
        return;
      }
      const other = known(second);
      if (it == 0 || other == 0) return;
      const holder = kind == OWN ? changetype<PyObject>(other) : op;
      if (!isNode(holder)) early++;
      else if (kind == OWN) own(it, recordOf(changetype<PyObject>(other)));
      else if (kind == FORGET) forget(recordOf(op), changetype<PyObject>(other));
      else if (!refer(recordOf(op), changetype<PyObject>(other))) outOfMemory = true;
    }
  }
}

/** Does the `size` bytes of events again that the host has put in place: 0, or 1 where memory ran out. */
export function replayRun(size: usize): i32 {
  at = input;
  const end = input + size;
  while (at < end) {
    const kind = <i32>load<u8>(at++);
    if (kind <= NODE) {
      const number = next();
      const size = <usize>next();
      if (kind != MEMORY) next(); // the type, for readers of the trace
      make(kind, number, size);
    } else if (kind == SAFE_POINT) {
      if (evalBreaker & PY_GC_SCHEDULED_BIT) maybeCollect();
    } else change(kind, next());
    if (outOfMemory) return 1;
  }
  return 0;
}

/** 0: events that came for the dead; 1: objects and blocks that live; 2: bytes beside the heap. */
export function replayFact(which: i32): u32 {
  return which == 0 ? early : which == 1 ? live : segments << 20;
}
