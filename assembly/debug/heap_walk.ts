/**
 * The heap seen from outside: all objects that a program's roots reach, those that only native code holds, and garbage that waits for a collection, with
 * every reference between them. Run in a copy of a machine's memory (src/heap/reader.ts), so it may write where it likes; the machine that is looked at
 * is not touched. The tables that it fills are described in heap_tables.ts.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { _Py_FROM_GC, _PyObject_GC_IS_TRACKED } from "../object/gc_head";
import { staticTypeAt, staticTypeCount } from "../object/typedef";
import { PyBool_Type, PyCode_Type, PyFloat_Type, PyLong_Type, PyUnicode_Type, _PyNone_Type } from "../object/statics";
import { internedAt, internedPlaces } from "../intern/policy";
import { gcNext } from "../gc/gc_list";
import { headOf } from "../gc/unreachable";
import * as generations from "../gc/generations";
import { PyErr_Clear } from "../protocol/errors";
import { PyObject_Repr } from "../protocol/compare";
import { PyCodeObject } from "../types/code";
import { PyFunctionObject } from "../types/function";
import { PyModule_Type, PyFunction_Type } from "../object/statics";
import {
  PyASCIIObject,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  STATE_INTERNED_MASK,
  unicode_hash,
} from "../types/unicode";
import { sysModules } from "../modules/sys";
import {
  FRAME_OWNED_BY_CSTACK,
  FRAME_OWNED_BY_GENERATOR,
  currentFrame,
  frameAt,
  frameCode,
  F_LOCALSPLUS,
} from "../vm/frame";
import { frameLine } from "../vm/frameobject";
import { frameGenerator } from "../vm/genobject";
import { THREAD_DONE, ThreadState, current, mainThread } from "../vm/thread_state";
import * as tables from "./heap_tables";
import {
  EDGE_BORROWED,
  EDGE_ROOT,
  OBJECT_FRAME,
  OBJECT_INTERNED,
  OBJECT_LEFT,
  OBJECT_ROOT,
  OBJECT_STATIC,
  OBJECT_TRACKED,
  addEdge,
  addRecord,
  blockAt,
  edgeAt,
  objectAt,
  objectOf,
} from "./heap_tables";
import { claimBlocks, findBlocks, objectInBlock, orphanBlock } from "./heap_blocks";
import { addEdgesOf, addFrameEdges } from "./heap_edges";

/** Objects that do not lie in blocks, at most. */
const MOST_STATIC: u32 = 1 << 17;

let rootModules: u32 = 0;
let rootTypes: u32 = 0;
let rootInterned: u32 = 0;
let rootNative: u32 = 0;
let nextObject: u32 = 0;

/** Fills the tables. `sp`: the end of the running frame's stack if known, else 0. 0, or 1 if there was no memory for it. */
export function walkHeap(sp: usize): i32 {
  if (!findBlocks() || !tables.beginObjects(MOST_STATIC)) return 1;
  addRoots(sp);
  drain();
  addTracked();
  drain();
  addOrphans();
  closeRoot(rootInterned, addInterned());
  countReferences();
  closeRoot(rootNative, addNative());
  markObjects();
  return tables.overflowed ? 1 : 0;
}

function root(label: string): u32 {
  return addRecord(changetype<usize>(label), 0, OBJECT_ROOT);
}

/** Begins the edges of record `number`. */
function open(number: u32): void {
  store<u32>(objectAt(number), tables.edgeCount, 12);
}

function close(number: u32): void {
  const at = objectAt(number);
  store<u32>(at, tables.edgeCount - load<u32>(at, 12), 16);
}

function closeRoot(number: u32, first: u32): void {
  store<u32>(objectAt(number), first, 12);
  close(number);
}

function addRoots(sp: usize): void {
  const top = root("(root)");
  rootModules = root("(modules)");
  rootTypes = root("(built-in types)");
  const frames = root("(frames)");
  rootInterned = root("(interned)");
  rootNative = root("(native code)");
  open(top);
  for (let i = rootModules; i <= rootNative; i++) addEdge(i, EDGE_ROOT, 0);
  close(top);
  open(rootModules);
  if (sysModules !== null) addEdge(objectOf(changetype<usize>(sysModules)), EDGE_ROOT, 0);
  close(rootModules);
  open(rootTypes);
  for (let i = 0; i < staticTypeCount(); i++) {
    addEdge(objectOf(changetype<usize>(staticTypeAt(i))), EDGE_ROOT | EDGE_BORROWED, 0);
  }
  close(rootTypes);
  addFrames(frames, sp);
}

/** Every frame is a record, held by the root of frames; its edges come when all of them are known. */
function addFrames(frames: u32, sp: usize): void {
  const first = tables.objectCount;
  recordFrames(currentFrame);
  for (let t: ThreadState | null = mainThread; t !== null; t = t.next) {
    if (t != current && t.status != THREAD_DONE) recordFrames(t.frame);
  }
  const last = tables.objectCount;
  open(frames);
  for (let i = first; i < last; i++) addEdge(i, EDGE_ROOT, 0);
  close(frames);
  for (let i = first; i < last; i++) {
    const frame = <usize>load<u32>(objectAt(i));
    open(i);
    if (frameAt(frame).owner == FRAME_OWNED_BY_GENERATOR) {
      addEdge(objectOf(changetype<usize>(frameGenerator(frame))), EDGE_ROOT | EDGE_BORROWED, 0);
    } else addFrameEdges(frame, slotsOf(frame, sp));
    close(i);
  }
}

function slotsOf(frame: usize, sp: usize): i32 {
  if (frame != currentFrame) return frameAt(frame).stacktop;
  // how much of the stack the running frame uses is not written down
  return sp == 0 ? frameCode(frame).co_nlocalsplus : <i32>((sp - frame - F_LOCALSPLUS) >> 3);
}

function recordFrames(from: usize): void {
  for (let frame = from; frame != 0; frame = frameAt(frame).previous) {
    if (frameAt(frame).owner == FRAME_OWNED_BY_CSTACK) continue;
    const number = addRecord(frame, changetype<usize>(frameCode(frame)), OBJECT_FRAME);
    store<u32>(objectAt(number), <u32>frameLine(frame), 32);
  }
}

/** The edges of all objects that have none yet; new ones join the end. */
function drain(): void {
  while (nextObject < tables.objectCount && !tables.overflowed) {
    const at = objectAt(nextObject);
    if (!(load<u32>(at, 8) & (OBJECT_ROOT | OBJECT_FRAME))) {
      open(nextObject);
      addEdgesOf(changetype<PyObject>(<usize>load<u32>(at)));
      close(nextObject);
    }
    nextObject++;
  }
}

/** What the collector knows and no root reaches. */
function addTracked(): void {
  const before = tables.objectCount;
  for (let i = 0; i <= generations.NUM_GENERATIONS; i++) {
    const list = i < generations.NUM_GENERATIONS ? generations.generationList(i) : generations.permanentList();
    for (let gc = gcNext(list); gc != list; gc = gcNext(gc)) objectOf(changetype<usize>(_Py_FROM_GC(gc)));
  }
  leave(before);
}

function leave(from: u32): void {
  for (let i = from; i < tables.objectCount; i++) {
    const at = objectAt(i);
    store<u32>(at, load<u32>(at, 8) | OBJECT_LEFT, 8);
  }
}

/** Gives blocks to objects; what is left and looks like an object is one that only native code holds. */
function addOrphans(): void {
  let claimed: u32 = 0;
  let block: i32 = 0;
  while (true) {
    for (; claimed < tables.objectCount; claimed++) {
      if (!(load<u32>(objectAt(claimed), 8) & (OBJECT_ROOT | OBJECT_FRAME))) claimBlocks(claimed);
    }
    block = orphanBlock(block);
    if (block < 0) return;
    const before = tables.objectCount;
    objectOf(objectInBlock(block));
    drain();
    leave(before);
  }
}

/** The immortal strs of the table hold themselves: edges of the root, the first one's number. */
function addInterned(): u32 {
  const first = tables.edgeCount;
  for (let i: u32 = 0; i < internedPlaces(); i++) {
    const op = internedAt(i);
    if (op === null || <i32>op.ob_refcnt >= 0 || tables.knownObject(changetype<usize>(op)) == 0) continue;
    addEdge(objectOf(changetype<usize>(op)), EDGE_ROOT | EDGE_BORROWED, 0);
  }
  return first;
}

function countReferences(): void {
  for (let i: u32 = 0; i < tables.edgeCount; i++) {
    const edge = edgeAt(i);
    if (load<u32>(edge, 4) & EDGE_BORROWED) continue;
    const at = objectAt(load<u32>(edge));
    if (load<u32>(at, 8) & (OBJECT_ROOT | OBJECT_FRAME)) continue;
    store<u32>(at, load<u32>(at, 32) + 1, 32);
  }
}

/** Objects with more references than were found: native code has the others. The first edge's number. */
function addNative(): u32 {
  const first = tables.edgeCount;
  for (let i: u32 = 0; i < tables.objectCount; i++) {
    const at = objectAt(i);
    if (load<u32>(at, 8) & (OBJECT_ROOT | OBJECT_FRAME)) continue;
    const count = load<u32>(at, 28);
    const isLeft = (load<u32>(at, 8) & OBJECT_LEFT) != 0;
    if (<i32>count < 0 ? isLeft : count > load<u32>(at, 32)) addEdge(i, EDGE_ROOT | EDGE_BORROWED, 0);
  }
  return first;
}

function markObjects(): void {
  for (let i: u32 = 0; i < tables.objectCount; i++) {
    const at = objectAt(i);
    let flags = load<u32>(at, 8);
    if (flags & (OBJECT_ROOT | OBJECT_FRAME)) continue;
    const op = changetype<PyObject>(<usize>load<u32>(at));
    if (blockAt(changetype<usize>(op)) < 0) flags |= OBJECT_STATIC;
    if (headOf(op) !== null && _PyObject_GC_IS_TRACKED(op)) flags |= OBJECT_TRACKED;
    if (op.ob_type == PyUnicode_Type && changetype<PyASCIIObject>(op).state & STATE_INTERNED_MASK)
      flags |= OBJECT_INTERNED;
    store<u32>(at, flags, 8);
  }
}

/** Where a table is, and how many records it has: 0 blocks, 1 pools, 2 objects, 3 edges. */
export function heapTable(which: i32): usize {
  return which == 0 ? tables.blocks : which == 1 ? tables.pools : which == 2 ? tables.objects : tables.edges;
}

export function heapTableCount(which: i32): u32 {
  if (which == 0) return tables.blockCount;
  if (which == 1) return tables.poolCount;
  return which == 2 ? tables.objectCount : tables.edgeCount;
}

// ---- words for objects ----

const MOST_TEXT: i32 = 1000;
const text = memory.data(4096, 8);
let textSize: i32 = 0;

/** Bytes of the last heapText, UTF-8. */
export function heapTextSize(): i32 {
  return textSize;
}

/** What a person would call the object: a str's text, the repr of a number, the name of a class, function, module; empty for all others. */
export function heapText(at: usize): usize {
  textSize = 0;
  const op = changetype<PyObject>(at);
  const named = nameOf(op);
  if (named !== null && named.ob_type == PyUnicode_Type) writeText(named);
  return text;
}

function nameOf(op: PyObject): PyObject | null {
  const type = op.ob_type;
  if (type == PyUnicode_Type) return op;
  if (type == PyFunction_Type) return changetype<PyFunctionObject>(op).func_qualname;
  if (type == PyCode_Type) return changetype<PyCodeObject>(op).co_qualname;
  if (type == PyModule_Type) return load<PyObject | null>(moduleName(op));
  if (type == PyLong_Type || type == PyFloat_Type || type == PyBool_Type || type == _PyNone_Type) {
    const made = PyObject_Repr(op);
    if (made === null) PyErr_Clear();
    return made;
  }
  return null;
}

/** md_name of a module. */
function moduleName(op: PyObject): usize {
  return changetype<usize>(op) + 48;
}

function writeText(op: PyObject): void {
  const length = PyUnicode_GET_LENGTH(op);
  const n = length < MOST_TEXT ? length : MOST_TEXT;
  let to = text;
  for (let i = 0; i < n; i++) {
    const c = PyUnicode_READ_CHAR(op, i);
    if (c < 0x80) {
      store<u8>(to, <u8>c);
      to += 1;
      continue;
    }
    if (c < 0x800) {
      store<u8>(to, <u8>(0xc0 | (c >> 6)));
      to += 1;
    } else {
      if (c < 0x10000) {
        store<u8>(to, <u8>(0xe0 | (c >> 12)));
        to += 1;
      } else {
        store<u8>(to, <u8>(0xf0 | (c >> 18)));
        store<u8>(to + 1, <u8>(0x80 | ((c >> 12) & 63)));
        to += 2;
      }
      store<u8>(to, <u8>(0x80 | ((c >> 6) & 63)));
      to += 1;
    }
    store<u8>(to, <u8>(0x80 | (c & 63)));
    to += 1;
  }
  textSize = <i32>(to - text);
}

/** The full name of a type, NUL-terminated: tp_name. */
export function heapTypeName(at: usize): usize {
  return changetype<PyTypeObject>(at).tp_name;
}

/** The hash of a str's content, and its length: equal strs have equal ones. */
export function heapStringHash(at: usize): i64 {
  return unicode_hash(changetype<PyObject>(at));
}

export function heapStringLength(at: usize): i32 {
  return PyUnicode_GET_LENGTH(changetype<PyObject>(at));
}
