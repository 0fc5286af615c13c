/**
 * Where native code issues warnings (PyErr_WarnEx, PyErr_WarnFormat of Python/_warnings.c). What becomes of one - filters, the
 * registry, the text on stderr - is the business of the `_warnings` module, which sets the hook; before it exists warnings are dropped,
 * as CPython drops those of its own start-up.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyExc_ResourceWarning } from "../object/exception_types";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";

/** Table index of (category: PyObject, message: PyObject, stackLevel: i32, source: PyObject | null): i32, 0 or -1 with an exception; 0 is none. */
let warnHook: u32 = 0;

export function setWarnHook(hook: u32): void {
  warnHook = hook;
}

/** Table index of (category, message, file: PyObject, line: i32, module, registry, source: PyObject | null): i32; 0 is none. */
let warnExplicitHook: u32 = 0;

export function setWarnExplicitHook(hook: u32): void {
  warnExplicitHook = hook;
}

/** PyErr_WarnExplicitObject without module and registry: 0, or -1 with an exception. */
export function PyErr_WarnExplicitObject(category: PyObject, message: PyObject, file: PyObject, line: i32): i32 {
  const none: PyObject | null = null;
  if (warnExplicitHook == 0) return 0;
  return call_indirect<i32>(warnExplicitHook, category, message, file, line, none, none, none);
}

/** 0, or -1 where a filter turned the warning into an exception. */
export function warnObject(category: PyTypeObject, message: PyObject, stackLevel: i32): i32 {
  const none: PyObject | null = null;
  if (warnHook == 0) return 0;
  return call_indirect<i32>(warnHook, changetype<PyObject>(category), message, stackLevel, none);
}

/** PyErr_ResourceWarning: a message about `source`, the object that was not closed. */
export function PyErr_ResourceWarning(source: PyObject, stackLevel: i32, format: string, a: usize = 0): i32 {
  if (warnHook == 0) return 0;
  const text = PyUnicode_FromFormat(format, a);
  if (text === null) return -1;
  const result = call_indirect<i32>(warnHook, changetype<PyObject>(PyExc_ResourceWarning), text, stackLevel, source);
  Py_DECREF(text);
  return result;
}

export function PyErr_WarnEx(category: PyTypeObject, message: string, stackLevel: i32): i32 {
  const text = PyUnicode_FromLiteral(message);
  if (text === null) return -1;
  const result = warnObject(category, text, stackLevel);
  Py_DECREF(text);
  return result;
}

export function PyErr_WarnFormat(
  category: PyTypeObject,
  stackLevel: i32,
  format: string,
  a: usize = 0,
  b: usize = 0,
  c: usize = 0,
): i32 {
  const text = PyUnicode_FromFormat(format, a, b, c);
  if (text === null) return -1;
  const result = warnObject(category, text, stackLevel);
  Py_DECREF(text);
  return result;
}
