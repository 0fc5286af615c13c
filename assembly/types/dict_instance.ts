/**
 * Instance attributes: inline values and managed dicts (the last part of Objects/dictobject.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { PyDictObject } from "./dict";
import { PyDictKeysObject, PyDictValues } from "./dict_keys";

/** Offset of the managed dict pointer before the object (the weak reference list is at -32). */
export const MANAGED_DICT_OFFSET: usize = 24;
export const MANAGED_WEAKREF_OFFSET: usize = 32;

/** The managed dict, or null. Borrowed. */
export function _PyObject_GetManagedDict(obj: PyObject): PyDictObject | null {
  return load<PyDictObject | null>(changetype<usize>(obj) - MANAGED_DICT_OFFSET);
}

/** The values behind the object's basic size (type has Py_TPFLAGS_INLINE_VALUES). */
export function _PyObject_InlineValues(obj: PyObject): PyDictValues {
  return changetype<PyDictValues>(changetype<usize>(obj) + <usize>obj.ob_type.tp_basicsize);
}

/** ht_cached_keys of a heap type. */
export function CACHED_KEYS(type: PyTypeObject): PyDictKeysObject {
  return load<PyDictKeysObject>(changetype<usize>(type), 880);
}

/** Value slot `i`; null if unset. Borrowed. */
export function valuesGet(values: PyDictValues, i: i32): PyObject | null {
  return load<PyObject | null>(changetype<usize>(values) + ((<usize>i) << 3), 8);
}

export function valuesSet(values: PyDictValues, i: i32, value: PyObject | null): void {
  store<u64>(changetype<usize>(values) + ((<usize>i) << 3), <u64>changetype<usize>(value), 8);
}

export function _PyDictValues_AddToInsertionOrder(values: PyDictValues, ix: i32): void {
  const size = values.size;
  store<u8>(changetype<usize>(values) + 8 + ((<usize>values.capacity) << 3) + size, <u8>ix);
  values.size = size + 1;
}

/** Bytes that inline values take behind tp_basicsize. */
export function _PyInlineValuesSize(type: PyTypeObject): i32 {
  return unreachable();
}

export function _PyObject_InitInlineValues(obj: PyObject, type: PyTypeObject): void {
  unreachable();
}

/** Borrowed; made if need be. */
export function _PyObject_MaterializeManagedDict(obj: PyObject): PyDictObject | null {
  return unreachable();
}

/** 0, or -1 with an exception; null deletes. */
export function _PyObject_StoreInstanceAttribute(obj: PyObject, name: PyObject, value: PyObject | null): i32 {
  return unreachable();
}

/** False if the values are not valid (ask the dict); else instanceAttribute() is the value. */
export function _PyObject_TryGetInstanceAttribute(obj: PyObject, name: PyObject): bool {
  return unreachable();
}

/** `new` (taken by the caller, once), or null: no such attribute. */
export function instanceAttribute(): PyObject | null {
  return unreachable();
}

export function _PyObject_IsInstanceDictEmpty(obj: PyObject): bool {
  return unreachable();
}

export function PyObject_VisitManagedDict(obj: PyObject, visit: u32, arg: usize): i32 {
  return unreachable();
}

export function PyObject_ClearManagedDict(obj: PyObject): void {
  unreachable();
}

export function _PyObject_SetManagedDict(obj: PyObject, dict: PyObject | null): i32 {
  return unreachable();
}

export function _PyDict_DetachFromObject(dict: PyDictObject, obj: PyObject): i32 {
  return unreachable();
}

/** Sets or deletes in the dict at `dictptr`, made if need be (with the type's shared keys). */
export function _PyObjectDict_SetItem(
  type: PyTypeObject,
  obj: PyObject,
  dictptr: usize,
  name: PyObject,
  value: PyObject | null,
): i32 {
  return unreachable();
}
