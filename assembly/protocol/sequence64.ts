/**
 * Lengths and indices of a whole Py_ssize_t. Objects that keep their items in memory are measured in 32 bits here, and the slots
 * speak i32; a range, and a class whose `__len__` and `__getitem__` compute, may be longer. These functions ask such objects for the
 * 64-bit value and everybody else through the slots.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyRange_Type } from "../object/statics";
import { PyExc_IndexError, PyExc_TypeError } from "../object/exception_types";
import { callInquiry } from "../object/slots";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Occurred, PyErr_SetString } from "./errors";
import { lengthHintOf } from "./length_hint";
import { PyObject_GetItem, PyObject_Size, PySequence_GetItem, PySequence_Size } from "./sequence";
import { PyLong_AsLongAndOverflow, PyLong_FromI64, longOverflow } from "../types/long";
import { rangeobject } from "../types/range";
import { slotLength64, slot_mp_length, slot_sq_item, slot_sq_length } from "../types/slot_functions";

/** Is the length of `op` computed by its class's `__len__`? */
function hasPythonLen(op: PyObject): bool {
  const sq = op.ob_type.tp_as_sequence;
  if (sq !== null && sq.sq_length != 0) return sq.sq_length == slot_sq_length.index;
  const mp = op.ob_type.tp_as_mapping;
  return mp !== null && mp.mp_length == slot_mp_length.index;
}

/** len() of a range, or i64.MIN_VALUE where that does not fit. */
function rangeSize(op: PyObject): i64 {
  const n = PyLong_AsLongAndOverflow(changetype<rangeobject>(op).length);
  return longOverflow != 0 ? i64.MIN_VALUE : n;
}

/** len(); -1 with an exception. */
export function objectSize64(op: PyObject): i64 {
  const sq = op.ob_type.tp_as_sequence;
  if (sq === null || sq.sq_length == 0) return hasPythonLen(op) ? slotLength64(op) : <i64>PyObject_Size(op);
  const slot = sq.sq_length;
  if (slot == slot_sq_length.index) return slotLength64(op);
  if (op.ob_type == PyRange_Type) {
    const n = rangeSize(op);
    if (n != i64.MIN_VALUE) return n;
  }
  return <i64>callInquiry(slot, op);
}

/** PySequence_Size in 64 bits; -1 with an exception. */
export function sequenceSize64(op: PyObject): i64 {
  const sq = op.ob_type.tp_as_sequence;
  return sq !== null && sq.sq_length != 0 ? objectSize64(op) : <i64>PySequence_Size(op);
}

/** len(), or `__length_hint__()`, or `deflt`; -1 with an exception. */
export function lengthHint64(op: PyObject, deflt: i64): i64 {
  if (op.ob_type == PyRange_Type || hasPythonLen(op)) {
    const n = objectSize64(op);
    if (n >= 0) return n;
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
    PyErr_Clear();
  }
  return lengthHintOf(op, deflt);
}

/** `new`: op[i] as PySequence_GetItem gives it, for an index that a computing `__getitem__` may get whole. */
export function sequenceGetItem64(op: PyObject, i: i64): PyObject | null {
  if (i == <i64>(<i32>i)) return PySequence_GetItem(op, <i32>i);
  const sq = op.ob_type.tp_as_sequence;
  if (op.ob_type != PyRange_Type && (sq === null || sq.sq_item != slot_sq_item.index)) {
    return PyErr_SetString(PyExc_IndexError, "index out of range");
  }
  if (i < 0) {
    const n = objectSize64(op);
    if (n < 0 && PyErr_Occurred() !== null) return null;
    i += n;
  }
  const index = PyLong_FromI64(i);
  if (index === null) return null;
  const item = PyObject_GetItem(op, index);
  Py_DECREF(index);
  return item;
}
