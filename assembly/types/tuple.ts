/**
 * tuple (Objects/tupleobject.c). Items lie in the object itself from offset 24.
 */
import { PyObject, PyTypeObject, PyVarObject, PyType_FastSubclass, Py_TPFLAGS_TUPLE_SUBCLASS } from "../object/layout";
import { PyTuple_Type } from "../object/statics";

/** 24 bytes; pointers with stride 8 follow. */
@unmanaged
export class PyTupleObject extends PyVarObject {}

export const PyTupleIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // tuple_iterator

/** The empty tuple: static and immortal, behind an unused GC header. */
export const tupleEmpty = changetype<PyObject>(memory.data(40, 16) + 16);

export function PyTuple_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_TUPLE_SUBCLASS);
}

export function PyTuple_CheckExact(op: PyObject): bool {
  return op.ob_type == PyTuple_Type;
}

export function PyTuple_GET_SIZE(op: PyObject): i32 {
  return changetype<PyVarObject>(op).ob_size;
}

/** Borrowed. */
export function PyTuple_GET_ITEM(op: PyObject, i: i32): PyObject {
  return load<PyObject>(changetype<usize>(op) + ((<usize>i) << 3), 24);
}

/** Fills a slot of a fresh tuple. Steals `value`. */
export function PyTuple_SET_ITEM(op: PyObject, i: i32, value: PyObject | null): void {
  store<u64>(changetype<usize>(op) + ((<usize>i) << 3), <u64>changetype<usize>(value), 24);
}

/** Address of the first item. */
export function _PyTuple_ITEMS(op: PyObject): usize {
  return changetype<usize>(op) + 24;
}

/** `new`, items null. */
export function PyTuple_New(size: i32): PyObject | null {
  return unreachable();
}

export function PyTuple_Size(op: PyObject): i32 {
  return unreachable();
}

/** Borrowed. */
export function PyTuple_GetItem(op: PyObject, i: i32): PyObject | null {
  return unreachable();
}

/** Steals `value`. */
export function PyTuple_SetItem(op: PyObject, i: i32, value: PyObject | null): i32 {
  return unreachable();
}

/** `new`; borrows the items. */
export function PyTuple_Pack1(a: PyObject): PyObject | null {
  return unreachable();
}

/** `new`; borrows the items. */
export function PyTuple_Pack2(a: PyObject, b: PyObject): PyObject | null {
  return unreachable();
}

/** `new`; borrows the items. */
export function PyTuple_Pack3(a: PyObject, b: PyObject, c: PyObject): PyObject | null {
  return unreachable();
}

/** `new`; borrows the items. */
export function PyTuple_Pack4(a: PyObject, b: PyObject, c: PyObject, d: PyObject): PyObject | null {
  return unreachable();
}

/** `new`; borrows the items. */
export function PyTuple_Pack5(a: PyObject, b: PyObject, c: PyObject, d: PyObject, e: PyObject): PyObject | null {
  return unreachable();
}

/** `new`; borrows the items. */
export function _PyTuple_FromArray(src: usize, n: i32): PyObject | null {
  return unreachable();
}

/** `new`; steals the items (also on failure). */
export function _PyTuple_FromArraySteal(src: usize, n: i32): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PyTuple_GetSlice(op: PyObject, low: i32, high: i32): PyObject | null {
  return unreachable();
}

/** Resizes the tuple in the pointer field; on failure the field is null and -1 returned. */
export function _PyTuple_Resize(field: usize, newsize: i32): i32 {
  return unreachable();
}

export function _PyTuple_MaybeUntrack(op: PyObject): void {
  unreachable();
}

export function initTupleType(): void {
  unreachable();
}
