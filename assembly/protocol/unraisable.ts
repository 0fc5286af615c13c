/**
 * Exceptions that nobody can receive: raised in a destructor, a weak reference's callback, a collection (PyErr_WriteUnraisable of
 * Python/errors.c). They are handed to `sys.unraisablehook` through a hook that modules/ sets at boot.
 *
 * Invariant: on return no exception is pending.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_XDECREF } from "../object/refcount";
import { PyErr_Clear, PyErr_GetRaisedException } from "./errors";
import { PyUnicode_FromFormat } from "../types/unicode_format";

/** (exc: PyObject, message: PyObject | null, object: PyObject | null): void; borrows all. */
let unraisableHook: u32 = 0;

export function setUnraisableHook(fn: u32): void {
  unraisableHook = fn;
}

function report(message: PyObject | null, object: PyObject | null): void {
  const exc = PyErr_GetRaisedException();
  if (exc === null) return;
  if (unraisableHook != 0) call_indirect<void>(unraisableHook, exc, message, object);
  PyErr_Clear();
  Py_DECREF(exc);
}

/** Reports the pending exception as ignored in `object` (a callable or other place; may be null). */
export function PyErr_WriteUnraisable(object: PyObject | null): void {
  report(null, object);
}

/** Reports it with a message that is already text, or none. */
export function writeUnraisableWith(message: PyObject | null): void {
  report(message, null);
}

/** Reports it with a message of its own ("Exception ignored in garbage collection"). */
export function PyErr_FormatUnraisable(format: string, a: usize = 0, b: usize = 0): void {
  const exc = PyErr_GetRaisedException();
  if (exc === null) return;
  const message = PyUnicode_FromFormat(format, a, b);
  PyErr_Clear();
  if (unraisableHook != 0) call_indirect<void>(unraisableHook, exc, message, null);
  PyErr_Clear();
  Py_XDECREF(message);
  Py_DECREF(exc);
}
