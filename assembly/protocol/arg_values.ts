/**
 * Values of single arguments of native functions: sizes, slice bounds, C ints, texts; with Argument Clinic's messages.
 *
 * A Py_ssize_t is 64 bits in CPython and 32 here: what lies between is clipped, so that `s.split(None, sys.maxsize)` works and
 * `"a" * 2**40` ends in MemoryError, as there. Beyond 64 bits OverflowError is raised as in CPython.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "./errors";
import { PyExc_OverflowError, PyExc_TypeError } from "../object/exception_types";
import { PyIndex_Check, _PyNumber_Index } from "./number";
import { PyLong_AsLongAndOverflow, longOverflow } from "../types/long";
import { PyUnicode_Check } from "../types/unicode";

/** The value of the last argument read. */
export let argValue: i32 = 0;

/** The same in 64 bits, of sizeArg alone. */
export let wideArgValue: i64 = 0;

function clip(v: i64): i32 {
  return v > 0x7fffffff ? 0x7fffffff : v < -0x80000000 ? -0x80000000 : <i32>v;
}

/** A Py_ssize_t argument into `argValue`; false with TypeError or OverflowError. */
export function sizeArg(op: PyObject): bool {
  const index = _PyNumber_Index(op);
  if (index === null) return false;
  const v = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow != 0) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C ssize_t");
    return false;
  }
  argValue = clip(v);
  wideArgValue = v;
  return true;
}

/** A C int argument. */
export function intArg(op: PyObject): bool {
  const index = _PyNumber_Index(op);
  if (index === null) return false;
  const v = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow == 0 && v == <i64>(<i32>v)) {
    argValue = <i32>v;
    return true;
  }
  PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
  return false;
}

/** A slice bound (_PyEval_SliceIndex): None leaves `deflt`; any size of int is clipped. */
export function sliceIndexArg(op: PyObject | null, deflt: i32): bool {
  argValue = deflt;
  if (op === null || op == Py_None) return true;
  if (!PyIndex_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "slice indices must be integers or None or have an __index__ method");
    return false;
  }
  const index = _PyNumber_Index(op);
  if (index === null) return false;
  const v = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  argValue = longOverflow != 0 ? (longOverflow > 0 ? 0x7fffffff : -0x80000000) : clip(v);
  return PyErr_Occurred() === null;
}

/** "f() argument 'what' must be str, not int": always false. `what` is e.g. "argument 1" or "argument". */
export function badArgument(fname: string, what: string, expected: string, op: PyObject): bool {
  PyErr_Format(
    PyExc_TypeError,
    op == Py_None ? "%L() %L must be %L, not None" : "%L() %L must be %L, not %s",
    changetype<usize>(fname),
    changetype<usize>(what),
    changetype<usize>(expected),
    op.ob_type.tp_name,
  );
  return false;
}

/** Is the argument a str? TypeError if not. */
export function strArg(fname: string, what: string, op: PyObject): bool {
  return PyUnicode_Check(op) || badArgument(fname, what, "str", op);
}
