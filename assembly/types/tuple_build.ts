/**
 * Tuples from values that may have failed to be made: what Py_BuildValue's "N" items are in C. Every function steals all its arguments,
 * null ones included: if one is null, an exception is pending, the others are released and the result is null.
 */
import { PyObject } from "../object/layout";
import { Py_XDECREF } from "../object/refcount";
import { PyTuple_New, PyTuple_SET_ITEM } from "./tuple";

/** `new` (a,). Steals a. */
export function packSteal1(a: PyObject | null): PyObject | null {
  const t: PyObject | null = a === null ? null : PyTuple_New(1);
  if (t !== null) PyTuple_SET_ITEM(t, 0, a);
  else Py_XDECREF(a);
  return t;
}

/** `new` (a, b). Steals both. */
export function packSteal2(a: PyObject | null, b: PyObject | null): PyObject | null {
  const t: PyObject | null = a === null || b === null ? null : PyTuple_New(2);
  if (t !== null) {
    PyTuple_SET_ITEM(t, 0, a);
    PyTuple_SET_ITEM(t, 1, b);
    return t;
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  return null;
}

/** `new` (a, b, c). Steals all. */
export function packSteal3(a: PyObject | null, b: PyObject | null, c: PyObject | null): PyObject | null {
  const t: PyObject | null = a === null || b === null || c === null ? null : PyTuple_New(3);
  if (t !== null) {
    PyTuple_SET_ITEM(t, 0, a);
    PyTuple_SET_ITEM(t, 1, b);
    PyTuple_SET_ITEM(t, 2, c);
    return t;
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  return null;
}

/** `new` (a, b, c, d). Steals all. */
export function packSteal4(
  a: PyObject | null,
  b: PyObject | null,
  c: PyObject | null,
  d: PyObject | null,
): PyObject | null {
  const t: PyObject | null = a === null || b === null || c === null || d === null ? null : PyTuple_New(4);
  if (t !== null) {
    PyTuple_SET_ITEM(t, 0, a);
    PyTuple_SET_ITEM(t, 1, b);
    PyTuple_SET_ITEM(t, 2, c);
    PyTuple_SET_ITEM(t, 3, d);
    return t;
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  Py_XDECREF(d);
  return null;
}

/** `new` (a, b, c, d, e). Steals all. */
export function packSteal5(
  a: PyObject | null,
  b: PyObject | null,
  c: PyObject | null,
  d: PyObject | null,
  e: PyObject | null,
): PyObject | null {
  const t: PyObject | null = a === null || b === null || c === null || d === null || e === null ? null : PyTuple_New(5);
  if (t !== null) {
    PyTuple_SET_ITEM(t, 0, a);
    PyTuple_SET_ITEM(t, 1, b);
    PyTuple_SET_ITEM(t, 2, c);
    PyTuple_SET_ITEM(t, 3, d);
    PyTuple_SET_ITEM(t, 4, e);
    return t;
  }
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  Py_XDECREF(d);
  Py_XDECREF(e);
  return null;
}
