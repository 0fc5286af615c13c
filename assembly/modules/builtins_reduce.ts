/**
 * The builtins that reduce an iterable: sum, min, max, sorted (Python/bltinmodule.c).
 */
import { PyObject, Py_GT, Py_LT, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBool_Type, Py_None } from "../object/statics";
import { PyExc_StopIteration, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { callUnary } from "../object/slots";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_IsTrue, PyObject_RichCompareBool } from "../protocol/compare";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { PyNumber_Add } from "../protocol/number";
import { PySequence_List } from "../protocol/sequence";
import { PyByteArray_Check } from "../types/bytearray";
import { PyBytes_Check } from "../types/bytes";
import { PyFloat_AS_DOUBLE, PyFloat_CheckExact, PyFloat_FromDouble } from "../types/float";
import { listSort } from "../types/list_sort";
import { PyLong_AsLongAndOverflow, PyLong_Check, PyLong_CheckExact, PyLong_FromI64, longOverflow } from "../types/long";
import { PyUnicode_Check } from "../types/unicode";

// --- sum ---

/** The end of an iteration: false if an exception other than StopIteration is pending. */
function endedWell(): bool {
  if (PyErr_Occurred() === null) return true;
  if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return false;
  PyErr_Clear();
  return true;
}

let sumItem: PyObject | null = null;

/** Adds ints while they fit a C long. Stops with the item that does not go on in sumItem (owned; null at the end): `new` sum. */
function sumLongs(iter: PyObject, start: i64): PyObject | null {
  const iternext = iter.ob_type.tp_iternext;
  let total = start;
  while (true) {
    const item = callUnary(iternext, iter);
    sumItem = item;
    if (item === null) return endedWell() ? PyLong_FromI64(total) : null;
    if (!PyLong_CheckExact(item) && item.ob_type != PyBool_Type) return PyLong_FromI64(total);
    const b = PyLong_AsLongAndOverflow(item);
    const next = total + b;
    if (longOverflow != 0 || (total ^ next) & (b ^ next) & i64.MIN_VALUE) return PyLong_FromI64(total);
    total = next;
    Py_DECREF(item);
  }
}

/** Adds floats (and ints between them) with Neumaier's compensation. As sumLongs. */
function sumFloats(iter: PyObject, start: f64): PyObject | null {
  const iternext = iter.ob_type.tp_iternext;
  let hi = start;
  let lo: f64 = 0;
  while (true) {
    const item = callUnary(iternext, iter);
    sumItem = item;
    if (item === null) {
      if (!endedWell()) return null;
      break;
    }
    if (PyFloat_CheckExact(item)) {
      const x = PyFloat_AS_DOUBLE(item);
      const t = hi + x;
      lo += abs(hi) >= abs(x) ? hi - t + x : x - t + hi;
      hi = t;
    } else if (PyLong_Check(item)) {
      const v = PyLong_AsLongAndOverflow(item);
      if (longOverflow != 0) break;
      hi += <f64>v;
    } else {
      break;
    }
    Py_DECREF(item);
  }
  // Avoid losing the sign of -0.0, and inf - inf.
  return PyFloat_FromDouble(lo != 0 && isFinite(lo) ? hi + lo : hi);
}

/** The default start, and the check against strings: `new`, or null. */
function sumStart(start: PyObject | null): PyObject | null {
  if (start === null) return PyLong_FromI64(0);
  if (PyUnicode_Check(start)) {
    return PyErr_SetString(PyExc_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
  }
  if (PyBytes_Check(start)) {
    return PyErr_SetString(PyExc_TypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
  }
  if (PyByteArray_Check(start)) {
    return PyErr_SetString(PyExc_TypeError, "sum() can't sum bytearray [use b''.join(seq) instead]");
  }
  return Py_NewRef(start);
}

export function builtin_sum(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const alone = nargs == 1 && kwnames === null;
  if (!alone && !parseArgs("sum", "iterable,/,start=", args, nargs, kwnames)) return null;
  const iterable = alone ? ptrAt(args, 0) : argReq(0);
  const startArg: PyObject | null = alone ? null : arg(1);
  const iter = PyObject_GetIter(iterable);
  if (iter === null) return null;
  let result = sumStart(startArg);
  sumItem = null;
  let ended = false;
  if (result !== null && PyLong_CheckExact(result)) {
    const start = PyLong_AsLongAndOverflow(result);
    if (longOverflow == 0) {
      Py_DECREF(result);
      result = addItem(sumLongs(iter, start));
      ended = result === null || lastWasEnd;
    }
  }
  if (!ended && result !== null && PyFloat_CheckExact(result)) {
    const start = PyFloat_AS_DOUBLE(result);
    Py_DECREF(result);
    result = addItem(sumFloats(iter, start));
    ended = result === null || lastWasEnd;
  }
  while (!ended && result !== null) {
    const item = callUnary(iter.ob_type.tp_iternext, iter);
    if (item === null) {
      if (!endedWell()) {
        Py_DECREF(result);
        result = null;
      }
      break;
    }
    const next = PyNumber_Add(result, item);
    Py_DECREF(result);
    Py_DECREF(item);
    result = next;
  }
  Py_DECREF(iter);
  return result;
}

let lastWasEnd: bool = false;

/** Adds the item that stopped a fast loop to its sum (stolen): `new`. lastWasEnd says that there was none. */
function addItem(sum: PyObject | null): PyObject | null {
  const item = sumItem;
  sumItem = null;
  lastWasEnd = item === null;
  if (sum === null || item === null) {
    Py_XDECREF(item);
    return sum;
  }
  const next = PyNumber_Add(sum, item);
  Py_DECREF(sum);
  Py_DECREF(item);
  return next;
}

// --- min and max ---

/** `new`: key(item), or item without a key function. */
function keyOf(key: PyObject | null, item: PyObject): PyObject | null {
  return key === null ? Py_NewRef(item) : PyObject_CallOneArg(key, item);
}

/** The best so far; both owned while a search runs. */
function min_max(args: usize, nargs: i32, kwnames: PyObject | null, op: i32, name: string): PyObject | null {
  if (nargs == 0)
    return PyErr_Format(PyExc_TypeError, "%L expected at least 1 argument, got 0", changetype<usize>(name));
  let key: PyObject | null = null;
  let deflt: PyObject | null = null;
  if (kwnames !== null) {
    if (!parseArgs(name, "*,key=,default=", args + ((<usize>nargs) << 3), 0, kwnames)) return null;
    key = arg(0);
    deflt = arg(1);
    if (key !== null && key == Py_None) key = null;
  }
  if (nargs > 1 && deflt !== null) {
    return PyErr_Format(
      PyExc_TypeError,
      "Cannot specify a default for %L() with multiple positional arguments",
      changetype<usize>(name),
    );
  }
  let it: PyObject | null = null;
  if (nargs == 1) {
    it = PyObject_GetIter(ptrAt(args, 0));
    if (it === null) return null;
  }
  let best: PyObject | null = null;
  let bestKey: PyObject | null = null;
  let failed = false;
  let i = 0;
  while (!failed) {
    let item: PyObject | null = null;
    if (it !== null) item = PyIter_Next(it);
    else if (i < nargs) item = Py_NewRef(ptrAt(args, i++));
    if (item === null) {
      failed = it !== null && PyErr_Occurred() !== null;
      break;
    }
    const value = keyOf(key, item);
    let better = value === null ? -1 : 1;
    if (value !== null && bestKey !== null) better = PyObject_RichCompareBool(value, bestKey, op);
    if (better > 0) {
      Py_XDECREF(best);
      Py_XDECREF(bestKey);
      best = item;
      bestKey = value;
      continue;
    }
    Py_DECREF(item);
    Py_XDECREF(value);
    failed = better < 0;
  }
  Py_XDECREF(it);
  Py_XDECREF(bestKey);
  if (failed) {
    Py_XDECREF(best);
    return null;
  }
  if (best !== null) return best;
  if (deflt !== null) return Py_NewRef(deflt);
  return PyErr_Format(PyExc_ValueError, "%L() iterable argument is empty", changetype<usize>(name));
}

export function builtin_min(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return min_max(args, nargs, kwnames, Py_LT, "min");
}

export function builtin_max(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return min_max(args, nargs, kwnames, Py_GT, "max");
}

// --- sorted ---

export function builtin_sorted(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!PyArg_CheckPositional("sorted", nargs, 1, 1)) return null;
  if (!parseArgs("sort", "*,key=,reverse=", args + 8, 0, kwnames)) return null;
  let key = arg(0);
  const reverseArg = arg(1);
  if (key !== null && key == Py_None) key = null;
  const list = PySequence_List(ptrAt(args, 0));
  if (list === null) return null;
  const reverse = reverseArg === null ? 0 : PyObject_IsTrue(reverseArg);
  if (reverse >= 0 && listSort(list, key, reverse != 0) == 0) return list;
  Py_DECREF(list);
  return null;
}
