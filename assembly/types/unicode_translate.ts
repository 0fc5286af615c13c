/**
 * str.translate and str.maketrans: any mapping from code points to code points, strs or None.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyExc_LookupError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional } from "../protocol/args";
import { strArg } from "../protocol/arg_values";
import { PyObject_GetItem } from "../protocol/sequence";
import { ptrAt } from "../object/layout";
import { PyDict_CheckExact, PyDict_New, PyDict_Next, PyDict_SetItem, dictNextKey, dictNextValue } from "./dict";
import { PyLong_AsLongAndOverflow, PyLong_Check, PyLong_FromLong, longOverflow } from "./long";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_READ_CHAR,
} from "./unicode";
import { abandoned } from "./unicode_codecs";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteStr,
} from "./unicode_writer";

/** Looks `ch` up in a table: `new` value, or null; without an exception it means "unchanged". */
function mapped(table: PyObject, ch: u32): PyObject | null {
  const key = PyLong_FromLong(<i32>ch);
  if (key === null) return null;
  const value = PyObject_GetItem(table, key);
  Py_DECREF(key);
  if (value === null && PyErr_ExceptionMatches(PyExc_LookupError)) PyErr_Clear();
  return value;
}

/** Writes what `ch` becomes; false on error. */
function writeTranslated(w: UnicodeWriter, table: PyObject, ch: u32): bool {
  const value = mapped(table, ch);
  if (value === null) return PyErr_Occurred() === null && _PyUnicodeWriter_WriteChar(w, ch);
  let ok = true;
  if (PyLong_Check(value)) {
    const code = PyLong_AsLongAndOverflow(value);
    if (longOverflow != 0 || code < 0 || code > 0x10ffff) {
      PyErr_Format(PyExc_ValueError, "character mapping must be in range(0x%x)", 0x110000);
      ok = false;
    } else {
      ok = _PyUnicodeWriter_WriteChar(w, <u32>code);
    }
  } else if (PyUnicode_Check(value)) {
    ok = _PyUnicodeWriter_WriteStr(w, value);
  } else if (value != Py_None) {
    PyErr_SetString(PyExc_TypeError, "character mapping must return integer, None or str");
    ok = false;
  }
  Py_DECREF(value);
  return ok;
}

export function unicode_translate(self: PyObject, table: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(self);
  const kind = PyUnicode_KIND(self);
  const data = PyUnicode_DATA(self);
  const w = _PyUnicodeWriter_Init(n);
  for (let i = 0; i < n; i++) {
    if (!writeTranslated(w, table, PyUnicode_READ(kind, data, i))) return abandoned(w);
  }
  return _PyUnicodeWriter_Finish(w);
}

function setCode(dict: PyObject, code: u32, value: PyObject | null): bool {
  const key = PyLong_FromLong(<i32>code);
  let ok = false;
  if (key !== null && value !== null) ok = PyDict_SetItem(dict, key, value) == 0;
  Py_XDECREF(key);
  return ok;
}

function setPairs(dict: PyObject, x: PyObject, y: PyObject, z: PyObject | null): bool {
  if (!PyUnicode_Check(x)) {
    PyErr_SetString(PyExc_TypeError, "first maketrans argument must be a string if there is a second argument");
    return false;
  }
  const n = PyUnicode_GET_LENGTH(x);
  if (n != PyUnicode_GET_LENGTH(y)) {
    PyErr_SetString(PyExc_ValueError, "the first two maketrans arguments must have equal length");
    return false;
  }
  for (let i = 0; i < n; i++) {
    const value = PyLong_FromLong(<i32>PyUnicode_READ_CHAR(y, i));
    const ok = setCode(dict, PyUnicode_READ_CHAR(x, i), value);
    Py_XDECREF(value);
    if (!ok) return false;
  }
  if (z === null) return true;
  const m = PyUnicode_GET_LENGTH(z);
  for (let i = 0; i < m; i++) if (!setCode(dict, PyUnicode_READ_CHAR(z, i), Py_None)) return false;
  return true;
}

function setFromDict(dict: PyObject, x: PyObject): bool {
  if (!PyDict_CheckExact(x)) {
    PyErr_SetString(PyExc_TypeError, "if you give only one argument to maketrans it must be a dict");
    return false;
  }
  let pos = 0;
  while ((pos = PyDict_Next(x, pos)) != 0) {
    const key = dictNextKey();
    const value = dictNextValue();
    if (PyUnicode_Check(key)) {
      if (PyUnicode_GET_LENGTH(key) != 1) {
        PyErr_SetString(PyExc_ValueError, "string keys in translate table must be of length 1");
        return false;
      }
      if (!setCode(dict, PyUnicode_READ_CHAR(key, 0), value)) return false;
    } else if (PyLong_Check(key)) {
      if (PyDict_SetItem(dict, key, value) < 0) return false;
    } else {
      PyErr_SetString(PyExc_TypeError, "keys in translate table must be strings or integers");
      return false;
    }
  }
  return true;
}

/** str.maketrans(x[, y[, z]]), a static method. */
export function unicode_maketrans(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("maketrans", nargs, 1, 3)) return null;
  const x = ptrAt(args, 0);
  if (nargs > 1 && !strArg("maketrans", "argument 2", ptrAt(args, 1))) return null;
  if (nargs > 2 && !strArg("maketrans", "argument 3", ptrAt(args, 2))) return null;
  const dict = PyDict_New();
  if (dict === null) return null;
  const ok = nargs > 1 ? setPairs(dict, x, ptrAt(args, 1), nargs > 2 ? ptrAt(args, 2) : null) : setFromDict(dict, x);
  if (ok) return dict;
  Py_DECREF(dict);
  return null;
}
