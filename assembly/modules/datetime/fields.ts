/** Reading the arguments of _datetime's functions: ints of C's size, strs, exact counts, in the words of PyArg_Parse and Argument Clinic. */
import { PyObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyExc_OverflowError, PyExc_TypeError } from "../../object/exception_types";
import { arg } from "../../protocol/args";
import { strArg } from "../../protocol/arg_values";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { _PyNumber_Index } from "../../protocol/number";
import { PyDict_GET_SIZE } from "../../types/dict";
import { PyLong_AsLongAndOverflow, longOverflow } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";

/** The ints read last. */
export let fieldValue: i32 = 0;

/** A C int into `fieldValue`; false with TypeError or OverflowError. `clinic`: in the words of Argument Clinic's converter. */
export function intField(op: PyObject, clinic: bool): bool {
  const number = _PyNumber_Index(op);
  if (number === null) return false;
  const value = PyLong_AsLongAndOverflow(number);
  Py_DECREF(number);
  if (longOverflow == 0 && value == <i64>(<i32>value)) {
    fieldValue = <i32>value;
    return true;
  }
  if (clinic) PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
  else if (longOverflow != 0) PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C long");
  else if (value > 0) PyErr_SetString(PyExc_OverflowError, "signed integer is greater than maximum");
  else PyErr_SetString(PyExc_OverflowError, "signed integer is less than minimum");
  return false;
}

/** Places for the ints of one call; a call that is made while they are read has places of its own. */
const PLACES: usize = 8;
const ints = memory.data(8 * 8 * 4, 8);
let level: usize = 0;

/** Int `i` of the last `intFields`. */
export function intAt(i: i32): i32 {
  return load<i32>(ints + ((level * PLACES + <usize>i) << 2));
}

/** Sets the value that int `i` has if it is not given. */
export function setInt(i: i32, value: i32): void {
  store<i32>(ints + ((level * PLACES + <usize>i) << 2), value);
}

/** Reads one argument into its place. An __index__ may call into this module again: it works on the next row of places. */
function readInt(op: PyObject, i: i32, clinic: bool): bool {
  if (level == 7) {
    PyErr_SetString(PyExc_OverflowError, "__index__ calls too deep");
    return false;
  }
  level++;
  const ok = intField(op, clinic);
  level--;
  if (ok) setInt(i, fieldValue);
  return ok;
}

/** Reads the arguments 0 .. n-1 of the last parse (at most 7) into their places; one that was not given leaves its place. */
export function intFields(n: i32, clinic: bool): bool {
  const a = arg(0);
  const b: PyObject | null = n > 1 ? arg(1) : null;
  const c: PyObject | null = n > 2 ? arg(2) : null;
  const d: PyObject | null = n > 3 ? arg(3) : null;
  const e: PyObject | null = n > 4 ? arg(4) : null;
  const f: PyObject | null = n > 5 ? arg(5) : null;
  const g: PyObject | null = n > 6 ? arg(6) : null;
  if (a !== null && !readInt(a, 0, clinic)) return false;
  if (b !== null && !readInt(b, 1, clinic)) return false;
  if (c !== null && !readInt(c, 2, clinic)) return false;
  if (d !== null && !readInt(d, 3, clinic)) return false;
  if (e !== null && !readInt(e, 4, clinic)) return false;
  if (f !== null && !readInt(f, 5, clinic)) return false;
  return g === null || readInt(g, 6, clinic);
}

/** PyArg_ParseTuple's count: "f() takes exactly 1 argument (0 given)". */
export function exactArgs(fname: string, nargs: i32, n: i32): bool {
  if (nargs == n) return true;
  PyErr_Format(
    PyExc_TypeError,
    n == 1 ? "%L() takes exactly %d argument (%d given)" : "%L() takes exactly %d arguments (%d given)",
    changetype<usize>(fname),
    n,
    nargs,
  );
  return false;
}

/** A str argument; TypeError names it. */
export function textField(fname: string, what: string, op: PyObject): bool {
  return strArg(fname, what, op);
}

/**
 * PyArg_Parse converts each argument before it looks for the next: with fewer than `required` of them, a wrong one is complained of before the
 * missing one. False with that exception.
 */
export function checkGiven(args: PyObject, kwargs: PyObject | null, required: i32): bool {
  const n = PyTuple_GET_SIZE(args);
  if (n >= required || (kwargs !== null && PyDict_GET_SIZE(kwargs) != 0)) return true;
  for (let i = 0; i < n; i++) if (!intField(PyTuple_GET_ITEM(args, i), false)) return false;
  return true;
}
