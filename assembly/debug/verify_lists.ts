/**
 * The part of the heap verifier that looks at the collector's lists, or at their ends: links, what a collection writes into heads, types, counts, and
 * that every reference leads to a live object. Nobody may be referred to by the objects looked at more often than it counts. verify.ts has the codes.
 *
 * It allocates nothing. While references are counted the heads hold copies of the counts, as in a collection; they are as before when it returns. Small
 * functions are written out by hand: the builds that have a verifier are hardly optimised, and it runs after each of a million collections.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HEAPTYPE,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import {
  GC_HEAD_SIZE,
  PyGC_Head,
  _PyGC_PREV_MASK,
  _PyGC_PREV_MASK_COLLECTING,
  _PyGC_PREV_MASK_FINALIZED,
  _PyGC_PREV_SHIFT,
  _Py_FROM_GC,
  trackedObjects,
} from "../object/gc_head";
import { SEGMENT_FREE, SEGMENT_SHIFT, segmentTable } from "../memory/pages";
import { mayWaitDead } from "../object/refcount";
import { gcNext, gcPrev, joined } from "../gc/gc_list";
import { RECLAIMER_INCREMENTAL, collectorStrategy } from "../gc/collector";
import * as generations from "../gc/generations";

/** The generations and the permanent list. */
const LISTS: i32 = 4;
/** What a head holds for the count of an immortal object. */
const MANY: u32 = 0x3fffffff;

/** Where the last look at the heap found fault. */
export let badAddress: usize = 0;
/** The first fault of the look that goes on. */
let badCode: i32 = 0;
/** The head at which copying counts found fault: from there on nothing was copied. */
let stoppedAt: usize = 0;
/** The object whose references are followed. */
let holder: usize = 0;
/** May a tracked object have no reference? */
let deadWait: bool = false;
/** A type that lives; 0: none is known to. */
let lastType: usize = 0;
/** How many objects the look has seen. */
let seen: i32 = 0;

/** For each list the first head to look at, or its sentinel, and the head before that one. */
const firsts: usize = memory.data(4 * 4, 4);
const befores: usize = memory.data(4 * 4, 4);

export function fault(code: i32, address: usize): i32 {
  badAddress = address;
  return code;
}

function note(code: i32, address: usize): void {
  if (badCode != 0) return;
  badCode = code;
  badAddress = address;
}

function listAt(i: i32): PyGC_Head {
  return i < generations.NUM_GENERATIONS ? generations.generationList(i) : generations.permanentList();
}

function setFirst(i: i32, first: PyGC_Head): void {
  const at = (<usize>i) << 2;
  store<u32>(firsts + at, <u32>changetype<usize>(first));
  store<u32>(befores + at, <u32>changetype<usize>(gcPrev(first)));
}

/** Does `address` lie in a segment that somebody uses? What does not may not be read. */
function mapped(address: usize): bool {
  return load<u32>(segmentTable + ((address >> SEGMENT_SHIFT) << 2)) != SEGMENT_FREE;
}

/** All lists whole; and together they hold what is tracked. */
export function verifyAllLists(): i32 {
  for (let i = 0; i < LISTS; i++) setFirst(i, gcNext(listAt(i)));
  const code = look();
  if (code != 0) return code;
  return seen == trackedObjects ? 0 : fault(27, <usize>seen);
}

/** The young objects, and what joined the older lists in the last collection: what survived it. */
export function verifyJoined(): i32 {
  setFirst(0, gcNext(listAt(0)));
  for (let i = 1; i < LISTS; i++) {
    const list = listAt(i);
    let first = list;
    // some may have left again: then older ones are looked at in their stead
    for (let n = i < generations.NUM_GENERATIONS ? joined(list) : 0; n > 0; n--) {
      const prev = gcPrev(first);
      if (prev == list || !mapped(changetype<usize>(prev))) break;
      first = prev;
    }
    setFirst(i, first);
  }
  return look();
}

function look(): i32 {
  badCode = 0;
  stoppedAt = 0;
  seen = 0;
  lastType = 0;
  deadWait = mayWaitDead();
  for (let i = 0; i < LISTS && badCode == 0; i++) copyCounts(i);
  if (badCode == 0) for (let i = 0; i < LISTS; i++) followReferences(i);
  for (let i = 0; i < LISTS; i++) if (!restore(i)) break;
  return badCode;
}

/** Copies counts to the heads, each of which must be sound. */
function copyCounts(i: i32): void {
  const list = listAt(i);
  let gc = changetype<PyGC_Head>(<usize>load<u32>(firsts + ((<usize>i) << 2)));
  let prev = changetype<PyGC_Head>(<usize>load<u32>(befores + ((<usize>i) << 2)));
  if (!mapped(changetype<usize>(prev)) || gcNext(prev) != gc) {
    note(21, changetype<usize>(gc));
    stoppedAt = changetype<usize>(gc);
    return;
  }
  while (gc != list) {
    const code = headFault(gc, i, prev);
    if (code != 0) {
      note(code, changetype<usize>(gc));
      stoppedAt = changetype<usize>(gc);
      return;
    }
    const count = _Py_FROM_GC(gc).ob_refcnt;
    const refs: u32 = <i32>count < 0 ? MANY : count;
    gc._gc_prev = (gc._gc_prev & _PyGC_PREV_MASK_FINALIZED) | _PyGC_PREV_MASK_COLLECTING | (refs << _PyGC_PREV_SHIFT);
    prev = gc;
    gc = changetype<PyGC_Head>(gc._gc_next);
    seen++;
  }
  if (gcPrev(list) != prev) note(21, changetype<usize>(list));
}

/** What is wrong with a head of list `i` whose predecessor is `prev`, and with its object's type and count: a code, or 0. */
function headFault(gc: PyGC_Head, i: i32, prev: PyGC_Head): i32 {
  if (changetype<usize>(gc) & 1) return 22;
  if (changetype<usize>(gc) & 7 || !mapped(changetype<usize>(gc))) return 21;
  const word = gc._gc_prev;
  if ((word & _PyGC_PREV_MASK) != <u32>changetype<usize>(prev)) return 21;
  if (word & _PyGC_PREV_MASK_COLLECTING || gc._gc_prev_hi != 0) return 22;
  if (gc._gc_next_hi != 0 && !isColourOf(gc._gc_next_hi, i)) return 22;
  const op = changetype<usize>(gc) + GC_HEAD_SIZE;
  const type = <usize>load<u32>(op, 8);
  if (type != lastType) {
    if (!isLiveType(type)) return 23;
    lastType = type;
  }
  if (!(changetype<PyTypeObject>(type).tp_flags & Py_TPFLAGS_HAVE_GC)) return 23;
  if (changetype<PyTypeObject>(type).tp_traverse == 0) return 23;
  return load<u32>(op) == 0 && !deadWait ? 24 : 0;
}

/** May an object of list `i` keep this in the upper half of its _gc_next between collections? */
function isColourOf(colour: u32, i: i32): bool {
  if (i == generations.NUM_GENERATIONS) return colour == generations.PERMANENT;
  if (collectorStrategy() != RECLAIMER_INCREMENTAL) return false;
  // the space that it belongs to; one that was not tracked for a while is young again and keeps its old colour
  return i == 0 ? colour <= 2 : colour == <u32>i;
}

function isLiveType(type: usize): bool {
  if (!mapped(type)) return false;
  const metatype = <usize>load<u32>(type, 8);
  return (
    load<u32>(type) != 0 &&
    mapped(metatype) &&
    (changetype<PyTypeObject>(metatype).tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) != 0
  );
}

function followReferences(i: i32): void {
  const list = listAt(i);
  let gc = changetype<PyGC_Head>(<usize>load<u32>(firsts + ((<usize>i) << 2)));
  while (gc != list) {
    const op = _Py_FROM_GC(gc);
    holder = changetype<usize>(op);
    call_indirect<i32>(op.ob_type.tp_traverse, op, visitChecked.index, holder);
    gc = changetype<PyGC_Head>(gc._gc_next);
  }
}

/**
 * visitproc: one reference, which must lead to a live object, from an object looked at. Dead memory of these builds is filled with 0xDD, which is no
 * type's address.
 */
export function visitChecked(op: PyObject, arg: usize): i32 {
  const at = changetype<usize>(op);
  const live = load<u32>(segmentTable + ((at >> SEGMENT_SHIFT) << 2)) != SEGMENT_FREE;
  const type: usize = live ? <usize>load<u32>(at, 8) : 0;
  if (!live || (type != lastType && !isLiveType(type)) || (load<u32>(at) == 0 && !deadWait)) {
    note(26, holder);
    return 0;
  }
  lastType = type;
  const flags = changetype<PyTypeObject>(type).tp_flags;
  if (!(flags & Py_TPFLAGS_HAVE_GC)) return 0;
  const word = load<u32>(at - GC_HEAD_SIZE, 8);
  if (!(word & _PyGC_PREV_MASK_COLLECTING)) return 0;
  // static types take no part in collection
  if (flags & Py_TPFLAGS_TYPE_SUBCLASS && !(changetype<PyTypeObject>(op).tp_flags & Py_TPFLAGS_HEAPTYPE)) return 0;
  if (word >> _PyGC_PREV_SHIFT == 0) note(25, at);
  else store<u32>(at - GC_HEAD_SIZE, word - (1 << _PyGC_PREV_SHIFT), 8);
  return 0;
}

/** Gives the heads their links back, as far as they lost them; false where that ends before all lists do. */
function restore(i: i32): bool {
  const list = listAt(i);
  let gc = changetype<PyGC_Head>(<usize>load<u32>(firsts + ((<usize>i) << 2)));
  let prev = changetype<PyGC_Head>(<usize>load<u32>(befores + ((<usize>i) << 2)));
  while (gc != list) {
    if (changetype<usize>(gc) == stoppedAt) return false;
    gc._gc_prev = <u32>changetype<usize>(prev) | (gc._gc_prev & _PyGC_PREV_MASK_FINALIZED);
    prev = gc;
    gc = changetype<PyGC_Head>(gc._gc_next);
  }
  return changetype<usize>(list) != stoppedAt;
}
