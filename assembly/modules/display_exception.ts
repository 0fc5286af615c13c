/**
 * How an exception that nobody caught is shown (_PyErr_Display of Python/pythonrun.c): by the library's `traceback`, and where that fails by
 * print_exception.ts, without markers, as CPython falls back to C.
 *
 * Importing `traceback` costs a program that dies of an ordinary exception more time than all the rest of its start. So while nothing has
 * imported it, print_exception.ts shows what it is known to show alike: no groups, notes, colours, syntax errors with odd places.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { Py_None, PyUnicode_Type } from "../object/statics";
import { PyExc_BaseExceptionGroup, PyExc_SyntaxError } from "../object/exception_types";
import { ID } from "../generated/ids";
import {
  PyErr_Clear,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
  PyExceptionInstance_Check,
} from "../protocol/errors";
import { PyErr_FormatUnraisable } from "../protocol/unraisable";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallMethodNoArgs, PyObject_CallOneArg } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PySequence_Contains } from "../protocol/sequence";
import { PyBaseExceptionObject } from "../types/exceptions";
import { PyLong_AsI32, PyLong_Check } from "../types/long";
import { PyType_IsSubtype } from "../types/typeobject";
import { PyUnicode_GET_LENGTH } from "../types/unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyUnicode_Join } from "../types/unicode_ops";
import { importedModule } from "../vm/import_hook";
import { PyImport_GetModuleByName } from "./import";
import { exceptionText, setPlainText, writeToStderr } from "./print_exception";
import { PySys_GetObject } from "./sys";

const cell = memory.data(8, 8);

/** `new`, or null; errors are dropped. */
function attribute(op: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op, name, cell) < 0) PyErr_Clear();
  return load<PyObject | null>(cell);
}

function hasAttribute(op: PyObject, name: PyObject): bool {
  const value = attribute(op, name);
  if (value === null) return false;
  Py_DECREF(value);
  return true;
}

/** An int attribute; -1 without one. */
function number(op: PyObject, name: PyObject): i32 {
  const value = attribute(op, name);
  if (value === null) return -1;
  const n = PyLong_Check(value) ? PyLong_AsI32(value) : -1;
  PyErr_Clear();
  Py_DECREF(value);
  return n;
}

/** True if the place of a SyntaxError lies within its text, on one line. */
function ordinaryPlace(exc: PyObject): bool {
  const text = attribute(exc, ID.text);
  if (text === null) return true;
  const size = text.ob_type == PyUnicode_Type ? PyUnicode_GET_LENGTH(text) : -1;
  const isNone = text == Py_None;
  Py_DECREF(text);
  if (size < 0) return isNone;
  if (number(exc, ID.lineno) != number(exc, ID.end_lineno)) return false;
  const offset = number(exc, ID.offset);
  const end = number(exc, ID.end_offset);
  return offset >= 1 && offset <= size && end >= offset && end <= size + 1;
}

/** Longest chain of causes and contexts that is shown without the library. */
const SHORT_CHAIN: i32 = 8;

/** True if print_exception.ts shows this exception and what it is chained to as the library does. */
function isOrdinary(exc: PyObject, depth: i32): bool {
  if (depth > SHORT_CHAIN || PyType_IsSubtype(exc.ob_type, PyExc_BaseExceptionGroup)) return false;
  if (PyType_IsSubtype(exc.ob_type, PyExc_SyntaxError) && !ordinaryPlace(exc)) return false;
  if (hasAttribute(exc, ID.__notes__)) return false;
  const module = attribute(exc.ob_type, ID.__module__);
  const named = module !== null && module.ob_type == PyUnicode_Type;
  if (module !== null) Py_DECREF(module);
  if (!named) return false;
  const e = changetype<PyBaseExceptionObject>(exc);
  const next: PyObject | null = e.cause !== null ? e.cause : e.suppress_context ? null : e.context;
  return next === null || isOrdinary(next, depth + 1);
}

/** True if sys.stderr may want colours: the library knows for sure. */
function mayWantColours(): bool {
  const stderr = PySys_GetObject("stderr");
  if (stderr !== null && stderr != Py_None) {
    const answer = PyObject_CallMethodNoArgs(stderr, ID.isatty);
    const isTerminal = answer !== null && PyObject_IsTrue(answer) > 0;
    if (answer !== null) Py_DECREF(answer);
    PyErr_Clear();
    if (isTerminal) return true;
  }
  const os = importedModule(ID.os);
  if (os === null) return false;
  const environ = attribute(os, ID.environ);
  if (environ === null) return false;
  const wanted = PySequence_Contains(environ, ID.FORCE_COLOR) > 0 || PySequence_Contains(environ, ID.PYTHON_COLORS) > 0;
  PyErr_Clear();
  Py_DECREF(environ);
  return wanted;
}

/** traceback.NAME(exc): `new`; null with an exception. */
function callTraceback(name: PyObject, exc: PyObject): PyObject | null {
  const module = PyImport_GetModuleByName(ID.traceback);
  if (module === null) return null;
  const f = PyObject_GetAttr(module, name);
  Py_DECREF(module);
  if (f === null) return null;
  const result = PyObject_CallOneArg(f, exc);
  Py_DECREF(f);
  return result;
}

/** Native code may hand in anything. */
function notAnException(op: PyObject): PyObject | null {
  return PyUnicode_FromFormat(
    "TypeError: print_exception(): Exception expected for value, %s found\n",
    op.ob_type.tp_name,
  );
}

function wantsLibrary(exc: PyObject): bool {
  return (
    importedModule(ID.traceback) !== null || !PyExceptionInstance_Check(exc) || !isOrdinary(exc, 0) || mayWantColours()
  );
}

/** Prints `exc` with its traceback to sys.stderr. Nothing is pending afterwards that was not before. */
export function displayException(exc: PyObject): void {
  const saved = PyErr_GetRaisedException();
  let done = false;
  if (wantsLibrary(exc)) {
    const result = callTraceback(ID._print_exception_bltin, exc);
    done = result !== null;
    if (result !== null) Py_DECREF(result);
    else {
      PyErr_FormatUnraisable("Exception ignored in the internal traceback machinery");
      setPlainText(true);
    }
  }
  if (!done) {
    const text = PyExceptionInstance_Check(exc) ? exceptionText(exc) : notAnException(exc);
    setPlainText(false);
    if (text !== null) {
      writeToStderr(text);
      Py_DECREF(text);
    }
  }
  PyErr_SetRaisedException(saved);
}

/** The same as text: `new`; null with an exception. */
export function displayText(exc: PyObject): PyObject | null {
  if (importedModule(ID.traceback) === null && isOrdinary(exc, 0)) return exceptionText(exc);
  const lines = callTraceback(ID.format_exception, exc);
  const empty: PyObject | null = lines === null ? null : PyUnicode_FromLiteral("");
  const text: PyObject | null = lines === null || empty === null ? null : PyUnicode_Join(empty, lines);
  if (lines !== null) Py_DECREF(lines);
  if (empty !== null) Py_DECREF(empty);
  if (text !== null) return text;
  PyErr_Clear();
  return exceptionText(exc);
}
