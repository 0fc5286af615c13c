/**
 * How many items an iterable expects to give (PyObject_LengthHint of Objects/abstract.c), in 64 bits: an iterator over a range may be that long.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { Py_NotImplemented } from "../object/statics";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "./errors";
import { _PyObject_LookupSpecial } from "./attr";
import { PyObject_CallNoArgs } from "./call";
import { PyObject_Size } from "./sequence";
import { PyLong_AsLongAndOverflow, PyLong_Check, longOverflow } from "../types/long";
import { PyListIter_Type } from "../types/list";
import { listiterLeft } from "../types/list_methods";
import { ID } from "../generated/ids";

/** Has the object a length slot? */
function hasLen(op: PyObject): bool {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_length != 0) return true;
  const map = op.ob_type.tp_as_mapping;
  return map !== null && map.mp_length != 0;
}

/** len(), or __length_hint__(), or `deflt`; -1 with an exception. */
export function lengthHintOf(op: PyObject, deflt: i64): i64 {
  if (op.ob_type == PyListIter_Type) return listiterLeft(op);
  if (hasLen(op)) {
    const res = PyObject_Size(op);
    if (res >= 0) return res;
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
    PyErr_Clear();
  }
  const hint = _PyObject_LookupSpecial(op, ID.__length_hint__);
  if (hint === null) return PyErr_Occurred() !== null ? -1 : deflt;
  const result = PyObject_CallNoArgs(hint);
  Py_DECREF(hint);
  if (result === null) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
    PyErr_Clear();
    return deflt;
  }
  if (result == Py_NotImplemented) {
    Py_DECREF(Py_NotImplemented);
    return deflt;
  }
  if (!PyLong_Check(result)) {
    PyErr_Format(PyExc_TypeError, "__length_hint__ must be an integer, not %s", result.ob_type.tp_name);
    Py_DECREF(result);
    return -1;
  }
  const m = PyLong_AsLongAndOverflow(result);
  Py_DECREF(result);
  if (longOverflow != 0) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C ssize_t");
    return -1;
  }
  if (m >= 0) return m;
  PyErr_SetString(PyExc_ValueError, "__length_hint__() should return >= 0");
  return -1;
}
