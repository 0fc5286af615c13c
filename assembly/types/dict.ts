/**
 * dict (Objects/dictobject.c).
 */
import { PyObject, PyTypeObject, PyType_FastSubclass, Py_TPFLAGS_DICT_SUBCLASS } from "../object/layout";
import { PyDict_Type } from "../object/statics";
import { PyDictKeysObject, PyDictValues } from "./dict_keys";

/** 48 bytes: ma_used 16, ma_version_tag 24, ma_keys 32, ma_values 40. */
@unmanaged
export class PyDictObject extends PyObject {
  ma_used: i32;
  ma_used_hi: u32;
  ma_version_tag: u64;
  ma_keys: PyDictKeysObject;
  ma_keys_hi: u32;
  ma_values: PyDictValues | null;
  ma_values_hi: u32;
}

export function PyDict_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_DICT_SUBCLASS);
}

export function PyDict_CheckExact(op: PyObject): bool {
  return op.ob_type == PyDict_Type;
}

export function PyDict_GET_SIZE(op: PyObject): i32 {
  return changetype<PyDictObject>(op).ma_used;
}

/** `new`. */
export function PyDict_New(): PyObject | null {
  return unreachable();
}

/** `new`, room for n items without growing. */
export function _PyDict_NewPresized(n: i32): PyObject | null {
  return unreachable();
}

/** `new`; strides count pointers (8 bytes). */
export function _PyDict_FromItems(
  keys: usize,
  keysStride: i32,
  values: usize,
  valuesStride: i32,
  n: i32,
): PyObject | null {
  return unreachable();
}

/** `new`: dict.fromkeys. */
export function _PyDict_FromKeys(cls: PyObject, iterable: PyObject, value: PyObject): PyObject | null {
  return unreachable();
}

/** Borrowed; errors are dropped. */
export function PyDict_GetItem(op: PyObject, key: PyObject): PyObject | null {
  return unreachable();
}

/** Borrowed; null without an exception: absent. */
export function PyDict_GetItemWithError(op: PyObject, key: PyObject): PyObject | null {
  return unreachable();
}

/** Borrowed; null without an exception: absent. */
export function _PyDict_GetItem_KnownHash(op: PyObject, key: PyObject, hash: i64): PyObject | null {
  return unreachable();
}

/** `new`; null without an exception: absent. (CPython's out parameter is the result here.) */
export function PyDict_GetItemRef(op: PyObject, key: PyObject): PyObject | null {
  return unreachable();
}

/** Borrows both. */
export function PyDict_SetItem(op: PyObject, key: PyObject, value: PyObject): i32 {
  return unreachable();
}

/** Borrows both. */
export function _PyDict_SetItem_KnownHash(op: PyObject, key: PyObject, value: PyObject, hash: i64): i32 {
  return unreachable();
}

/** Steals both. */
export function _PyDict_SetItem_Take2(op: PyObject, key: PyObject, value: PyObject): i32 {
  return unreachable();
}

/** KeyError if absent. */
export function PyDict_DelItem(op: PyObject, key: PyObject): i32 {
  return unreachable();
}

export function _PyDict_DelItem_KnownHash(op: PyObject, key: PyObject, hash: i64): i32 {
  return unreachable();
}

/** 1, 0, -1. */
export function PyDict_Contains(op: PyObject, key: PyObject): i32 {
  return unreachable();
}

export function _PyDict_Contains_KnownHash(op: PyObject, key: PyObject, hash: i64): i32 {
  return unreachable();
}

export function PyDict_Size(op: PyObject): i32 {
  return unreachable();
}

export function PyDict_Clear(op: PyObject): void {
  unreachable();
}

/** `new`. */
export function PyDict_Copy(op: PyObject): PyObject | null {
  return unreachable();
}

export function PyDict_Update(a: PyObject, b: PyObject): i32 {
  return unreachable();
}

export function PyDict_Merge(a: PyObject, b: PyObject, overwrite: i32): i32 {
  return unreachable();
}

/** override 2: KeyError(key) on a key that both have. */
export function _PyDict_MergeEx(a: PyObject, b: PyObject, overwrite: i32): i32 {
  return unreachable();
}

export function PyDict_MergeFromSeq2(d: PyObject, seq2: PyObject, overwrite: i32): i32 {
  return unreachable();
}

/** `new` list. */
export function PyDict_Keys(op: PyObject): PyObject | null {
  return unreachable();
}

/** `new` list. */
export function PyDict_Values(op: PyObject): PyObject | null {
  return unreachable();
}

/** `new` list of tuples. */
export function PyDict_Items(op: PyObject): PyObject | null {
  return unreachable();
}

/** Borrowed. */
export function PyDict_SetDefault(op: PyObject, key: PyObject, value: PyObject): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PyDict_SetDefaultRef(op: PyObject, key: PyObject, value: PyObject): PyObject | null {
  return unreachable();
}

/** `new`; null without an exception: absent. */
export function PyDict_Pop(op: PyObject, key: PyObject): PyObject | null {
  return unreachable();
}

/** `new`: dict.pop; KeyError if absent without default. */
export function _PyDict_Pop(op: PyObject, key: PyObject, deflt: PyObject | null): PyObject | null {
  return unreachable();
}

/** Next position (0 at the end), entry in dictNextKey/Value/Hash; start with 0. No changes of the key set meanwhile. */
export function PyDict_Next(op: PyObject, pos: i32): i32 {
  return unreachable();
}

/** Borrowed. */
export function dictNextKey(): PyObject {
  return unreachable();
}

/** Borrowed. */
export function dictNextValue(): PyObject {
  return unreachable();
}

export function dictNextHash(): i64 {
  return unreachable();
}

/** Entry index, DKIX_EMPTY or DKIX_ERROR; the value in dictLookupValue(). */
export function _Py_dict_lookup(mp: PyDictObject, key: PyObject, hash: i64): i32 {
  return unreachable();
}

/** Borrowed. */
export function dictLookupValue(): PyObject | null {
  return unreachable();
}

export function _PyDict_LookupIndex(mp: PyDictObject, key: PyObject): i32 {
  return unreachable();
}

/** `new`; null without an exception: absent. */
export function _PyDict_LoadGlobal(globals: PyDictObject, builtins: PyDictObject, key: PyObject): PyObject | null {
  return unreachable();
}

export function _PyDict_HasOnlyStringKeys(op: PyObject): bool {
  return unreachable();
}

export function _PyDict_MaybeUntrack(op: PyObject): void {
  unreachable();
}

export function _PyDict_SizeOf(mp: PyDictObject): i32 {
  return unreachable();
}

/** `new`: getter of __dict__. */
export function PyObject_GenericGetDict(obj: PyObject, closure: usize): PyObject | null {
  return unreachable();
}

export function initDictType(): void {
  unreachable();
}
