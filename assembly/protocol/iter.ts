/**
 * Iteration as an operation: iter(), next(), aiter(), send (the last part of Objects/abstract.c).
 *
 * Invariant: tp_iternext may end with StopIteration or with no exception at all; `PyIter_Next` makes that one case, so its
 * callers ask `PyErr_Occurred()` after a null.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyExc_StopIteration, PyExc_TypeError } from "../object/exception_types";
import { callUnary } from "../object/slots";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "./errors";
import { PyObject_CallMethodOneArg } from "./call";
import { PySequence_Check } from "./sequence";
import { PySeqIter_New } from "../types/iterobject";
import { PyListIter_Type } from "../types/list";
import { listiter_next } from "../types/list_methods";
import { PyTupleIter_Type, tupleiter_next } from "../types/tuple";
import { PyStopIterationObject } from "../types/exceptions";
import { ID } from "../generated/ids";

/** `new`: iter(op). */
export function PyObject_GetIter(op: PyObject): PyObject | null {
  const f = op.ob_type.tp_iter;
  if (f == 0) {
    if (PySequence_Check(op)) return PySeqIter_New(op);
    return PyErr_Format(PyExc_TypeError, "'%s' object is not iterable", op.ob_type.tp_name);
  }
  if (!Py_EnterRecursiveCall("")) return null;
  const res = callUnary(f, op);
  Py_LeaveRecursiveCall();
  if (res !== null && !PyIter_Check(res)) {
    PyErr_Format(PyExc_TypeError, "iter() returned non-iterator of type '%s'", res.ob_type.tp_name);
    Py_DECREF(res);
    return null;
  }
  return res;
}

/** `new`: aiter(op). */
export function PyObject_GetAIter(op: PyObject): PyObject | null {
  const am = op.ob_type.tp_as_async;
  if (am === null || am.am_aiter == 0) {
    return PyErr_Format(PyExc_TypeError, "'%s' object is not an async iterable", op.ob_type.tp_name);
  }
  const it = callUnary(am.am_aiter, op);
  if (it !== null && !PyAIter_Check(it)) {
    PyErr_Format(PyExc_TypeError, "aiter() returned not an async iterator of type '%s'", it.ob_type.tp_name);
    Py_DECREF(it);
    return null;
  }
  return it;
}

export function PyIter_Check(op: PyObject): bool {
  const next = op.ob_type.tp_iternext;
  return next != 0 && next != _PyObject_NextNotImplemented.index;
}

export function PyAIter_Check(op: PyObject): bool {
  const am = op.ob_type.tp_as_async;
  return am !== null && am.am_anext != 0 && am.am_anext != _PyObject_NextNotImplemented.index;
}

/** tp_iternext of `iter`, of lists and tuples without a call through the table. */
export function iterStep(iter: PyObject): PyObject | null {
  const type = iter.ob_type;
  if (type == PyListIter_Type) return listiter_next(iter);
  if (type == PyTupleIter_Type) return tupleiter_next(iter);
  return callUnary(type.tp_iternext, iter);
}

/** Iterators that are being read by other native iterators at this moment. */
let links: i32 = 0;
/** As many of them take at most as much stack as one guarded native call. */
const LINKS_PER_CALL: i32 = 4;

/**
 * `new`: next(iter) for an iterator that reads another one; null at the end, with StopIteration or without, or with an exception. A long
 * chain of iterators (`it = chain(it, more)` in a loop) counts as native recursion and ends in RecursionError.
 * DIFFERS: CPython does not count, and overflows its stack.
 */
export function nextOf(iter: PyObject): PyObject | null {
  if (iter.ob_type == PyListIter_Type) return listiter_next(iter);
  links++;
  const counts = links % LINKS_PER_CALL == 0;
  let result: PyObject | null = null;
  if (!counts || Py_EnterRecursiveCall("")) {
    result = callUnary(iter.ob_type.tp_iternext, iter);
    if (counts) Py_LeaveRecursiveCall();
  }
  links--;
  return result;
}

/** As PyIter_Next, for an iterator that reads another one. */
export function nextOrEnd(iter: PyObject): PyObject | null {
  const result = nextOf(iter);
  if (result === null && PyErr_Occurred() !== null && PyErr_ExceptionMatches(PyExc_StopIteration)) PyErr_Clear();
  return result;
}

/** `new`; null without an exception at the end. */
export function PyIter_Next(iter: PyObject): PyObject | null {
  const result = iterStep(iter);
  if (result === null && PyErr_Occurred() !== null && PyErr_ExceptionMatches(PyExc_StopIteration)) PyErr_Clear();
  return result;
}

/** `new`: the value of the pending StopIteration (cleared), None if there is no exception; null: another exception stays pending. */
export function _PyGen_FetchStopIterationValue(): PyObject | null {
  if (PyErr_Occurred() === null) return Py_NewRef(Py_None);
  if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return null;
  const exc = PyErr_GetRaisedException()!;
  const value = changetype<PyStopIterationObject>(exc).value;
  const result = Py_NewRef(value === null ? Py_None : value);
  Py_DECREF(exc);
  return result;
}

/** PySendResult: 0 return, -1 error, 1 next; stores a `new` value (or null) at `result`. */
export function PyIter_Send(iter: PyObject, arg: PyObject, result: usize): i32 {
  const am = iter.ob_type.tp_as_async;
  if (am !== null && am.am_send != 0) return call_indirect<i32>(am.am_send, iter, arg, result);
  let value: PyObject | null;
  if (arg == Py_None && PyIter_Check(iter)) value = callUnary(iter.ob_type.tp_iternext, iter);
  else value = PyObject_CallMethodOneArg(iter, ID.send, arg);
  store<u64>(result, <u64>changetype<usize>(value));
  if (value !== null) return 1;
  const end = _PyGen_FetchStopIterationValue();
  store<u64>(result, <u64>changetype<usize>(end));
  return end === null ? -1 : 0;
}

/** tp_iternext of a type that defines no usable __next__. */
export function _PyObject_NextNotImplemented(self: PyObject): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "'%s' object is not iterable", self.ob_type.tp_name);
}
