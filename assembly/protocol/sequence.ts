/**
 * Sequences and mappings as operations (Objects/abstract.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";

export function PySequence_Check(op: PyObject): bool {
  return unreachable();
}

export function PyMapping_Check(op: PyObject): bool {
  return unreachable();
}

/** len(); -1 with an exception. */
export function PyObject_Size(op: PyObject): i32 {
  return unreachable();
}

export function PySequence_Size(op: PyObject): i32 {
  return unreachable();
}

export function PyMapping_Size(op: PyObject): i32 {
  return unreachable();
}

export function PyObject_LengthHint(op: PyObject, deflt: i32): i32 {
  return unreachable();
}

/** `new`: op[key]. */
export function PyObject_GetItem(op: PyObject, key: PyObject): PyObject | null {
  return unreachable();
}

export function PyObject_SetItem(op: PyObject, key: PyObject, value: PyObject): i32 {
  return unreachable();
}

export function PyObject_DelItem(op: PyObject, key: PyObject): i32 {
  return unreachable();
}

/** `new`; null without an exception: absent (KeyError swallowed). */
export function PyMapping_GetOptionalItem(op: PyObject, key: PyObject): PyObject | null {
  return unreachable();
}

export function PyMapping_HasKeyWithError(op: PyObject, key: PyObject): i32 {
  return unreachable();
}

/** `new`. */
export function PySequence_Concat(a: PyObject, b: PyObject): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PySequence_Repeat(op: PyObject, count: i32): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PySequence_InPlaceConcat(a: PyObject, b: PyObject): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PySequence_InPlaceRepeat(op: PyObject, count: i32): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PySequence_GetItem(op: PyObject, i: i32): PyObject | null {
  return unreachable();
}

export function PySequence_SetItem(op: PyObject, i: i32, value: PyObject): i32 {
  return unreachable();
}

export function PySequence_DelItem(op: PyObject, i: i32): i32 {
  return unreachable();
}

/** `new`. */
export function PySequence_GetSlice(op: PyObject, low: i32, high: i32): PyObject | null {
  return unreachable();
}

export function PySequence_SetSlice(op: PyObject, low: i32, high: i32, value: PyObject): i32 {
  return unreachable();
}

/** `new`: tuple(op). */
export function PySequence_Tuple(op: PyObject): PyObject | null {
  return unreachable();
}

/** `new`: list(op). */
export function PySequence_List(op: PyObject): PyObject | null {
  return unreachable();
}

/** `new` list or tuple; TypeError(message) if not iterable. */
export function PySequence_Fast(op: PyObject, message: string): PyObject | null {
  return unreachable();
}

export function PySequence_Fast_GET_SIZE(op: PyObject): i32 {
  return unreachable();
}

/** Borrowed. */
export function PySequence_Fast_GET_ITEM(op: PyObject, i: i32): PyObject {
  return unreachable();
}

/** Address of the first item. */
export function PySequence_Fast_ITEMS(op: PyObject): usize {
  return unreachable();
}

/** 1, 0, -1. */
export function PySequence_Contains(op: PyObject, value: PyObject): i32 {
  return unreachable();
}

export function PySequence_Count(op: PyObject, value: PyObject): i32 {
  return unreachable();
}

export function PySequence_Index(op: PyObject, value: PyObject): i32 {
  return unreachable();
}

/** `new` list. */
export function PyMapping_Keys(op: PyObject): PyObject | null {
  return unreachable();
}

/** `new` list. */
export function PyMapping_Values(op: PyObject): PyObject | null {
  return unreachable();
}

/** `new` list. */
export function PyMapping_Items(op: PyObject): PyObject | null {
  return unreachable();
}

