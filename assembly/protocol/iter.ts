/**
 * Iteration as an operation (Objects/abstract.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";

/** `new`: iter(op). */
export function PyObject_GetIter(op: PyObject): PyObject | null {
  return unreachable();
}

/** `new`: aiter(op). */
export function PyObject_GetAIter(op: PyObject): PyObject | null {
  return unreachable();
}

export function PyIter_Check(op: PyObject): bool {
  return unreachable();
}

export function PyAIter_Check(op: PyObject): bool {
  return unreachable();
}

/** `new`; null without an exception at the end. */
export function PyIter_Next(iter: PyObject): PyObject | null {
  return unreachable();
}

/** PySendResult: 0 return, -1 error, 1 next; stores a `new` value at `result`. */
export function PyIter_Send(iter: PyObject, arg: PyObject, result: usize): i32 {
  return unreachable();
}

/** tp_iternext of a type that defines no usable __next__. */
export function _PyObject_NextNotImplemented(self: PyObject): PyObject | null {
  return unreachable();
}

