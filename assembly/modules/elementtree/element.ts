/**
 * The memory of an Element (Modules/_elementtree.c): a tag, a text, a tail, and, once there are attributes or children, a block with both.
 *
 *   16 tag   24 text   32 tail   40 extra (block, 0: none)   48 weakreflist                                    56 bytes
 *   extra: 0 attrib (dict or null)   8 length   16 allocated   24 children   32 room for 4 children           64 bytes
 *
 * Text and tail are addresses with a flag in their lowest bit: a set flag means a list of pieces that the tree builder has gathered; they are
 * joined when the program first asks for them. Everything that reads or releases one of the two goes through the functions here.
 *
 * Invariant: children[0..length) are Elements, owned; `children` points at the room in the block or at memory of its own.
 */
import { PyObject, initPtr, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef, Py_XSETREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_TypeError } from "../../object/exception_types";
import { callVisit, visitField } from "../../object/slots";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { _PyObject_GC_New } from "../../gc/collector";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { PyErr_Format, PyErr_NoMemory } from "../../protocol/errors";
import { PyDict_CheckExact, PyDict_GET_SIZE, PyDict_New } from "../../types/dict";
import { PyList_CheckExact } from "../../types/list";
import { PyType_IsSubtype } from "../../types/typeobject";
import { unicodeEmpty } from "../../types/unicode_static";
import { PyUnicode_Join } from "../../types/unicode_ops";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { Element_Type } from "./state";

export const TAG: usize = 16;
export const TEXT: usize = 24;
export const TAIL: usize = 32;
const EXTRA: usize = 40;
export const WEAKREFLIST: i32 = 48;
export const ELEMENT_SIZE: i32 = 56;

const STATIC_CHILDREN: i32 = 4;
export const EXTRA_SIZE: i32 = 64;

export function at(self: PyObject, offset: usize): usize {
  return changetype<usize>(self) + offset;
}

/** Borrowed; null only before tp_new has filled it or after tp_clear. */
export function tagOf(self: PyObject): PyObject | null {
  return load<PyObject | null>(at(self, TAG));
}

/** The block of attributes and children, 0 if there is none. */
export function extraOf(self: PyObject): usize {
  return <usize>load<u32>(at(self, EXTRA));
}

function setExtra(self: PyObject, extra: usize): void {
  initPtr(at(self, EXTRA), extra);
}

export function attribOf(extra: usize): PyObject | null {
  return load<PyObject | null>(extra);
}

/** Takes `attrib` in; steals it and does not release what was there. */
export function setAttrib(extra: usize, attrib: PyObject | null): void {
  initPtr(extra, changetype<usize>(attrib));
}

export function lengthOf(extra: usize): i32 {
  return load<i32>(extra, 8);
}

export function setLength(extra: usize, n: i32): void {
  store<i64>(extra, <i64>n, 8);
}

function allocatedOf(extra: usize): i32 {
  return load<i32>(extra, 16);
}

/** Address of the children; it changes when the element grows. */
export function childrenOf(extra: usize): usize {
  return <usize>load<u32>(extra, 24);
}

/** Child `i`, borrowed. */
export function childAt(extra: usize, i: i32): PyObject {
  return ptrAt(childrenOf(extra), i);
}

/** Puts a child in; steals it and does not release what was there. */
export function setChild(extra: usize, i: i32, child: PyObject): void {
  initPtr(childrenOf(extra) + ((<usize>i) << 3), changetype<usize>(child));
}

/** How many children an element has, block or not. */
export function countOf(self: PyObject): i32 {
  const extra = extraOf(self);
  return extra == 0 ? 0 : lengthOf(extra);
}

/** Bytes of memory beside the object itself. */
export function extraBytes(self: PyObject): i32 {
  const extra = extraOf(self);
  if (extra == 0) return 0;
  return EXTRA_SIZE + (childrenOf(extra) != extra + 32 ? allocatedOf(extra) << 3 : 0);
}

export function Element_Check(op: PyObject): bool {
  return op.ob_type == Element_Type || PyType_IsSubtype(op.ob_type, Element_Type);
}

export function Element_CheckExact(op: PyObject): bool {
  return op.ob_type == Element_Type;
}

export function raiseNoElement(op: PyObject): void {
  PyErr_Format(PyExc_TypeError, 'expected an Element, not "%s"', op.ob_type.tp_name);
}

// ---- text and tail ---------------------------------------------------------------------------------------------------

/** The object of a text or tail, whatever its flag. */
export function joinedObject(self: PyObject, field: usize): PyObject | null {
  return changetype<PyObject | null>(<usize>(load<u32>(at(self, field)) & ~1));
}

export function joinFlag(self: PyObject, field: usize): u32 {
  return load<u32>(at(self, field)) & 1;
}

/** Replaces a text or tail; steals `value`. */
export function setJoined(self: PyObject, field: usize, value: PyObject | null, flag: u32): void {
  const old = joinedObject(self, field);
  store<u64>(at(self, field), <u64>(<u32>changetype<usize>(value) | flag));
  Py_XDECREF(old);
}

/** A text or tail as the program sees it, joined if it was pieces: borrowed; null with an exception. */
export function readJoined(self: PyObject, field: usize): PyObject | null {
  const value = joinedObject(self, field);
  if (value === null || joinFlag(self, field) == 0 || !PyList_CheckExact(value)) return value;
  const text = PyUnicode_Join(unicodeEmpty(), value);
  if (text !== null) setJoined(self, field, text, 0);
  return text;
}

// ---- life ------------------------------------------------------------------------------------------------------------

/** Gives the element an empty block with that dict of attributes; -1 with MemoryError. Borrows `attrib`. */
export function createExtra(self: PyObject, attrib: PyObject | null): i32 {
  const extra = PyMem_Malloc(EXTRA_SIZE);
  if (extra == 0) {
    PyErr_NoMemory();
    return -1;
  }
  initPtr(extra, changetype<usize>(Py_XNewRef(attrib)));
  store<i64>(extra, 0, 8);
  store<i64>(extra, STATIC_CHILDREN, 16);
  initPtr(extra + 24, extra + 32);
  setExtra(self, extra);
  return 0;
}

/** Releases a block that no element has any more. */
export function deallocExtra(extra: usize): void {
  if (extra == 0) return;
  Py_XDECREF(attribOf(extra));
  const n = lengthOf(extra);
  const children = childrenOf(extra);
  for (let i = 0; i < n; i++) Py_DECREF(ptrAt(children, i));
  if (children != extra + 32) PyMem_Free(children);
  PyMem_Free(extra);
}

/** Takes the block off the element; 0 if there was none. */
export function takeExtra(self: PyObject): usize {
  const extra = extraOf(self);
  setExtra(self, 0);
  return extra;
}

/** Gives a block back that `takeExtra` has taken. */
export function putExtra(self: PyObject, extra: usize): void {
  setExtra(self, extra);
}

/** Takes the block off first: what its release runs may look at the element. */
export function clearExtra(self: PyObject): void {
  deallocExtra(takeExtra(self));
}

/** An empty dict is the same as none. */
export function isEmptyDict(op: PyObject): bool {
  return PyDict_CheckExact(op) && PyDict_GET_SIZE(op) == 0;
}

/** An Element: `new`. Borrows both. */
export function createElement(tag: PyObject, attrib: PyObject | null): PyObject | null {
  const self = _PyObject_GC_New(Element_Type);
  if (self === null) return null;
  initPtr(at(self, TAG), changetype<usize>(Py_NewRef(tag)));
  initPtr(at(self, TEXT), changetype<usize>(Py_NewRef(Py_None)));
  initPtr(at(self, TAIL), changetype<usize>(Py_NewRef(Py_None)));
  setExtra(self, 0);
  initPtr(at(self, WEAKREFLIST), 0);
  _PyObject_GC_TRACK(self);
  if (attrib === null || isEmptyDict(attrib) || createExtra(self, attrib) == 0) return self;
  Py_DECREF(self);
  return null;
}

export function element_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let stop = visitField(at(self, TAG), visit, arg);
  const text = joinedObject(self, TEXT);
  if (stop == 0 && text !== null) stop = callVisit(visit, text, arg);
  const tail = joinedObject(self, TAIL);
  if (stop == 0 && tail !== null) stop = callVisit(visit, tail, arg);
  const extra = extraOf(self);
  if (extra == 0 || stop != 0) return stop;
  stop = visitField(extra, visit, arg);
  const n = lengthOf(extra);
  for (let i = 0; i < n && stop == 0; i++) stop = callVisit(visit, childAt(extra, i), arg);
  return stop;
}

export function element_clear_refs(self: PyObject): i32 {
  Py_XSETREF(at(self, TAG), null);
  setJoined(self, TEXT, null, 0);
  setJoined(self, TAIL, null, 0);
  clearExtra(self);
  return 0;
}

export function element_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  if (load<u32>(at(self, <usize>WEAKREFLIST)) != 0) PyObject_ClearWeakRefs(self);
  element_clear_refs(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- children --------------------------------------------------------------------------------------------------------

/** Makes room for `more` children, in the steps of CPython's; -1 with MemoryError. */
export function growBy(self: PyObject, more: i32): i32 {
  if (extraOf(self) == 0 && createExtra(self, null) < 0) return -1;
  const extra = extraOf(self);
  const length = lengthOf(extra);
  let size = length + more;
  if (size <= allocatedOf(extra)) return 0;
  size += (size >> 3) + (size < 9 ? 3 : 6);
  const own = childrenOf(extra);
  const bytes = (<usize>size) << 3;
  let children: usize;
  if (own == extra + 32) {
    children = PyMem_Malloc(bytes);
    if (children != 0) memory.copy(children, own, (<usize>length) << 3);
  } else children = PyMem_Realloc(own, bytes);
  if (children == 0) {
    PyErr_NoMemory();
    return -1;
  }
  initPtr(extra + 24, children);
  store<i64>(extra, <i64>size, 16);
  return 0;
}

/** Adds a child at the end; -1 with TypeError if it is no Element. Borrows it. */
export function addSubelement(self: PyObject, child: PyObject): i32 {
  if (!Element_Check(child)) {
    raiseNoElement(child);
    return -1;
  }
  if (growBy(self, 1) < 0) return -1;
  const extra = extraOf(self);
  const n = lengthOf(extra);
  setChild(extra, n, Py_NewRef(child));
  setLength(extra, n + 1);
  return 0;
}

/** The dict of attributes, made if there was none: borrowed; null with MemoryError. */
export function needAttrib(self: PyObject): PyObject | null {
  if (extraOf(self) == 0 && createExtra(self, null) < 0) return null;
  const extra = extraOf(self);
  if (attribOf(extra) === null) setAttrib(extra, PyDict_New());
  return attribOf(extra);
}
