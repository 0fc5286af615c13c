/**
 * set and frozenset (Objects/setobject.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { PySet_Type, PyFrozenSet_Type } from "../object/statics";

export const PySetIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // set_iterator

/** 200 bytes: fill 16, used 24, mask 32, table 40, hash 48, finger 56, smalltable 64 (8 entries of key, hash), weakreflist 192. */
@unmanaged
export class PySetObject extends PyObject {
  fill: i32;
  fill_hi: u32;
  used: i32;
  used_hi: u32;
  mask: i32;
  mask_hi: u32;
  table: usize;
  table_hi: u32;
  hash: i64;
  finger: i32;
  finger_hi: u32;
}

export function PySet_GET_SIZE(op: PyObject): i32 {
  return changetype<PySetObject>(op).used;
}

export function PySet_CheckExact(op: PyObject): bool {
  return op.ob_type == PySet_Type;
}

export function PyFrozenSet_CheckExact(op: PyObject): bool {
  return op.ob_type == PyFrozenSet_Type;
}

export function PyAnySet_CheckExact(op: PyObject): bool {
  return op.ob_type == PySet_Type || op.ob_type == PyFrozenSet_Type;
}

export function PySet_Check(op: PyObject): bool {
  return unreachable();
}

export function PyFrozenSet_Check(op: PyObject): bool {
  return unreachable();
}

export function PyAnySet_Check(op: PyObject): bool {
  return unreachable();
}

/** `new`. */
export function PySet_New(iterable: PyObject | null): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PyFrozenSet_New(iterable: PyObject | null): PyObject | null {
  return unreachable();
}

export function PySet_Size(op: PyObject): i32 {
  return unreachable();
}

export function PySet_Contains(op: PyObject, key: PyObject): i32 {
  return unreachable();
}

/** 1 found, 0 not, -1. */
export function PySet_Discard(op: PyObject, key: PyObject): i32 {
  return unreachable();
}

/** Also fills a frozenset whose only reference is the caller's. */
export function PySet_Add(op: PyObject, key: PyObject): i32 {
  return unreachable();
}

export function PySet_Clear(op: PyObject): i32 {
  return unreachable();
}

/** `new`. */
export function PySet_Pop(op: PyObject): PyObject | null {
  return unreachable();
}

export function _PySet_Update(op: PyObject, iterable: PyObject): i32 {
  return unreachable();
}

/** Next position (0 at the end); the entry in setNextKey/Hash; start with 0. */
export function _PySet_NextEntry(op: PyObject, pos: i32): i32 {
  return unreachable();
}

/** Borrowed. */
export function setNextKey(): PyObject {
  return unreachable();
}

export function setNextHash(): i64 {
  return unreachable();
}

export function initSetTypes(): void {
  unreachable();
}
