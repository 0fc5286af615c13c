/**
 * list (Objects/listobject.c).
 */
import { PyObject, PyTypeObject, PyVarObject, PyType_FastSubclass, Py_TPFLAGS_LIST_SUBCLASS } from "../object/layout";
import { PyList_Type } from "../object/statics";

/** 40 bytes: ob_item 24, allocated 32. */
@unmanaged
export class PyListObject extends PyVarObject {
  ob_item: usize;
  ob_item_hi: u32;
  allocated: i32;
  allocated_hi: u32;
}

/** list_iterator and list_reverseiterator, 32 bytes: it_index 16, it_seq 24 (null when exhausted). */
@unmanaged
export class _PyListIterObject extends PyObject {
  it_index: i32;
  it_index_hi: i32;
  it_seq: PyListObject | null;
  it_seq_hi: u32;
}

export const PyListIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // list_iterator
export const PyListRevIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // list_reverseiterator

export function PyList_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_LIST_SUBCLASS);
}

export function PyList_CheckExact(op: PyObject): bool {
  return op.ob_type == PyList_Type;
}

export function PyList_GET_SIZE(op: PyObject): i32 {
  return changetype<PyVarObject>(op).ob_size;
}

/** Borrowed. */
export function PyList_GET_ITEM(op: PyObject, i: i32): PyObject {
  return load<PyObject>(changetype<PyListObject>(op).ob_item + ((<usize>i) << 3));
}

/** Fills a slot of a fresh list. Steals `value`. */
export function PyList_SET_ITEM(op: PyObject, i: i32, value: PyObject | null): void {
  store<u64>(changetype<PyListObject>(op).ob_item + ((<usize>i) << 3), <u64>changetype<usize>(value));
}

/** `new`, items null. */
export function PyList_New(size: i32): PyObject | null {
  return unreachable();
}

export function PyList_Size(op: PyObject): i32 {
  return unreachable();
}

/** Borrowed. */
export function PyList_GetItem(op: PyObject, i: i32): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PyList_GetItemRef(op: PyObject, i: i32): PyObject | null {
  return unreachable();
}

/** Steals `value`. */
export function PyList_SetItem(op: PyObject, i: i32, value: PyObject | null): i32 {
  return unreachable();
}

export function PyList_Insert(op: PyObject, i: i32, value: PyObject): i32 {
  return unreachable();
}

export function PyList_Append(op: PyObject, value: PyObject): i32 {
  return unreachable();
}

/** Steals `value`. */
export function _PyList_AppendTakeRef(op: PyObject, value: PyObject): i32 {
  return unreachable();
}

/** `new`. */
export function PyList_GetSlice(op: PyObject, low: i32, high: i32): PyObject | null {
  return unreachable();
}

export function PyList_SetSlice(op: PyObject, low: i32, high: i32, value: PyObject | null): i32 {
  return unreachable();
}

export function PyList_Extend(op: PyObject, iterable: PyObject): i32 {
  return unreachable();
}

/** None (`new`) or null. */
export function _PyList_Extend(op: PyObject, iterable: PyObject): PyObject | null {
  return unreachable();
}

export function PyList_Clear(op: PyObject): i32 {
  return unreachable();
}

export function PyList_Sort(op: PyObject): i32 {
  return unreachable();
}

export function PyList_Reverse(op: PyObject): i32 {
  return unreachable();
}

/** `new`. */
export function PyList_AsTuple(op: PyObject): PyObject | null {
  return unreachable();
}

/** `new`; steals the items. */
export function _PyList_FromArraySteal(src: usize, n: i32): PyObject | null {
  return unreachable();
}

export function initListType(): void {
  unreachable();
}
