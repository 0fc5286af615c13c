/**
 * What the types of itertools share: objects whose body is a row of 8-byte slots behind the head, some of which own references.
 * A mask says which: bit i for the slot at 16 + 8*i. Slots beyond are numbers or addresses of raw memory.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import { PyExc_StopIteration } from "../object/exception_types";
import { callVisit } from "../object/slots";
import { initStaticType } from "../object/typedef";
import { _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Occurred } from "../protocol/errors";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyType_Ready } from "../types/typeobject";

/** Address of slot `i`. */
export function slotAt(self: PyObject, i: i32): usize {
  return changetype<usize>(self) + 16 + ((<usize>i) << 3);
}

/** The reference in slot `i`, null if empty. Borrowed. */
export function ref(self: PyObject, i: i32): PyObject | null {
  return load<PyObject | null>(slotAt(self, i));
}

/** The reference in a slot that is never empty. Borrowed. */
export function refOf(self: PyObject, i: i32): PyObject {
  return load<PyObject>(slotAt(self, i));
}

/** Fills slot `i` without releasing what it held. Steals `value`. */
export function setRef(self: PyObject, i: i32, value: PyObject | null): void {
  store<u64>(slotAt(self, i), <u64>changetype<usize>(value));
}

/** Fills slot `i` and releases what it held. Steals `value`. */
export function replaceRef(self: PyObject, i: i32, value: PyObject | null): void {
  const old = ref(self, i);
  setRef(self, i, value);
  Py_XDECREF(old);
}

export function num(self: PyObject, i: i32): i64 {
  return load<i64>(slotAt(self, i));
}

export function setNum(self: PyObject, i: i32, value: i64): void {
  store<i64>(slotAt(self, i), value);
}

/** An object of `type` from its tp_alloc: `new`, all slots zero. */
export function allocate(type: PyTypeObject): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

/** Has an iteration that gave null ended without an exception? Clears StopIteration. */
export function endedWell(): bool {
  if (PyErr_Occurred() === null) return true;
  if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return false;
  PyErr_Clear();
  return true;
}

/** `new` reference to the object in a slot. */
export function newRefOf(self: PyObject, i: i32): PyObject {
  return Py_NewRef(refOf(self, i));
}

export function deallocMask(self: PyObject, mask: u32): void {
  _PyObject_GC_UNTRACK(self);
  for (let i = 0; mask != 0; i++, mask >>= 1) {
    if (mask & 1) Py_XDECREF(ref(self, i));
  }
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

export function traverseMask(self: PyObject, mask: u32, visit: u32, arg: usize): i32 {
  for (let i = 0; mask != 0; i++, mask >>= 1) {
    if (!(mask & 1)) continue;
    const op = ref(self, i);
    if (op !== null) {
      const r = callVisit(visit, op, arg);
      if (r != 0) return r;
    }
  }
  return 0;
}

// One pair of functions for each mask in use.

export function dealloc1(self: PyObject): void {
  deallocMask(self, 1);
}

export function traverse1(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 1, visit, arg);
}

export function dealloc3(self: PyObject): void {
  deallocMask(self, 3);
}

export function traverse3(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 3, visit, arg);
}

export function dealloc6(self: PyObject): void {
  deallocMask(self, 6);
}

export function traverse6(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 6, visit, arg);
}

export function dealloc7(self: PyObject): void {
  deallocMask(self, 7);
}

export function traverse7(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 7, visit, arg);
}

export function dealloc15(self: PyObject): void {
  deallocMask(self, 15);
}

export function traverse15(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 15, visit, arg);
}

export function dealloc28(self: PyObject): void {
  deallocMask(self, 28);
}

export function traverse28(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 28, visit, arg);
}

export function dealloc31(self: PyObject): void {
  deallocMask(self, 31);
}

export function traverse31(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 31, visit, arg);
}

/** Describes an iterator type of a module; `iterNext` 0: it is no iterator. */
export function defineType(
  t: PyTypeObject,
  name: string,
  size: i32,
  dealloc: u32,
  traverse: u32,
  iterNext: u32,
  make: u32,
  doc: string | null,
): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, size, 0, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE, doc);
  t.tp_dealloc = dealloc;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = traverse;
  if (iterNext != 0) {
    t.tp_iter = PyObject_SelfIter.index;
    t.tp_iternext = iterNext;
  }
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = make;
  t.tp_free = PyObject_GC_Del.index;
}

/** Readies a type made at import; false with an exception. */
export function ready(t: PyTypeObject): bool {
  return PyType_Ready(t) == 0;
}
