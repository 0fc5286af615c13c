/** StopIteration as generators carry values in it (_PyGen_SetStopIterationValue, _PyGen_FetchStopIterationValue). */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyTuple_Type, Py_None } from "../object/statics";
import { PyExc_StopIteration } from "../object/exception_types";
import {
  PyErr_SetObject,
  PyErr_GetRaisedException,
  PyErr_ExceptionMatches,
  PyErr_Occurred,
  PyExceptionInstance_Check,
} from "../protocol/errors";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyStopIterationObject } from "../types/exceptions";

/** Raises StopIteration(value), so that a tuple or an exception as value is not taken apart. Borrows `value`. */
export function setStopIterationValue(value: PyObject): void {
  if (value.ob_type != PyTuple_Type && !PyExceptionInstance_Check(value)) {
    PyErr_SetObject(PyExc_StopIteration, value);
    return;
  }
  const exc = PyObject_CallOneArg(PyExc_StopIteration, value);
  if (exc === null) return;
  PyErr_SetObject(PyExc_StopIteration, exc);
  Py_DECREF(exc);
}

/**
 * The value of the end of an iteration: with no exception pending None; with StopIteration its value, exception cleared. `new`, or
 * null with any other exception left pending.
 */
export function fetchStopIterationValue(): PyObject | null {
  if (PyErr_Occurred() === null) return Py_NewRef(Py_None);
  if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return null;
  const exc = PyErr_GetRaisedException()!;
  const value = changetype<PyStopIterationObject>(exc).value;
  const result = Py_NewRef(value === null ? Py_None : value);
  Py_DECREF(exc);
  return result;
}
