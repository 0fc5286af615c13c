/**
 * The two generic iterators: over a sequence by index, and over a callable until a sentinel (Objects/iterobject.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";

export const PySeqIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // iterator
export const PyCallIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // callable_iterator
export const _PyAnextAwaitable_Type = changetype<PyTypeObject>(memory.data(416, 16)); // anext_awaitable

/** `new`. */
export function PySeqIter_New(seq: PyObject): PyObject | null {
  return unreachable();
}

/** `new`. */
export function PyCallIter_New(callable: PyObject, sentinel: PyObject): PyObject | null {
  return unreachable();
}

export function initIterTypes(): void {
  unreachable();
}
