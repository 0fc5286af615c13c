/**
 * What the classes of the module _io share (Modules/_io/_iomodule.h): their type objects, the exception UnsupportedOperation, arguments and
 * errors that all of them word alike.
 *
 * Invariant: the type objects stand here and nowhere else, so that any file of the room can test for any class without importing its file.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyType_Type, Py_None } from "../../object/statics";
import { PyExc_OSError, PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { PyOSErrorObject } from "../../types/exception_layouts";
import { ID } from "../../generated/ids";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../../protocol/errors";
import { PyObject_GetOptionalAttr } from "../../protocol/attr";
import { badArgument } from "../../protocol/arg_values";
import { PyBUF_WRITABLE, PyObject_GetBuffer, Py_buffer, allocBuffer, freeBuffer } from "../../protocol/buffer";
import { callThreeArgs } from "../../protocol/call";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyIndex_Check, _PyNumber_Index } from "../../protocol/number";
import { excField } from "../../types/exceptions";
import { PyDict_New } from "../../types/dict";
import { PyLong_AsLongAndOverflow, PyLong_CheckExact, longOverflow, saturate } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_Pack2 } from "../../types/tuple";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PySys_GetObject } from "../sys";

export const PyIOBase_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyRawIOBase_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyBufferedIOBase_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyTextIOBase_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyFileIO_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyBytesIO_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyBytesIOBuffer_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyBufferedReader_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyBufferedWriter_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyBufferedRandom_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyBufferedRWPair_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyStringIO_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyIncrementalNewlineDecoder_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyTextIOWrapper_Type = changetype<PyTypeObject>(memory.data(416, 16));

export const DEFAULT_BUFFER_SIZE: i32 = 8192;

let unsupported: PyObject | null = null;

/** class UnsupportedOperation(OSError, ValueError), made with the module: borrowed, null with an exception. */
export function makeUnsupportedOperation(): PyObject | null {
  if (unsupported !== null) return unsupported;
  const name = PyUnicode_FromLiteral("UnsupportedOperation");
  const bases = PyTuple_Pack2(PyExc_OSError, PyExc_ValueError);
  const namespace = PyDict_New();
  if (name !== null && bases !== null && namespace !== null) {
    unsupported = callThreeArgs(PyType_Type, name, bases, namespace);
  }
  Py_XDECREF(name);
  Py_XDECREF(bases);
  Py_XDECREF(namespace);
  return unsupported;
}

/** The class itself, for PyErr_Format. */
export function unsupportedOperation(): PyTypeObject {
  return changetype<PyTypeObject>(unsupported!);
}

/** Raises UnsupportedOperation(message): always null. */
export function raiseUnsupported(message: string): PyObject | null {
  return PyErr_SetString(unsupportedOperation(), message);
}

/** Item `i` of sys.flags, as a truth value; false when the program is dying and sys.flags is gone. */
export function sysFlag(i: i32): bool {
  const flags = PySys_GetObject("flags");
  return flags !== null && PyTuple_Check(flags) && PyObject_IsTrue(PyTuple_GET_ITEM(flags, i)) > 0;
}

const cell = memory.data(8, 8);

/** The attribute `name` of `op`, `new`, or null: without an exception if there is none (PyErr_Occurred tells). */
export function optionalAttr(op: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  PyObject_GetOptionalAttr(op, name, cell);
  return load<PyObject | null>(cell);
}

/** What sizeOrNone has read. */
export let sizeValue: i32 = 0;

/** A Py_ssize_t argument that may be None or absent, which mean `deflt`, into `sizeValue`; false with TypeError or OverflowError. */
export function sizeOrNone(op: PyObject | null, deflt: i32): bool {
  sizeValue = deflt;
  if (op === null || op == Py_None) return true;
  if (!PyIndex_Check(op)) {
    PyErr_Format(PyExc_TypeError, "argument should be integer or None, not '%s'", op.ob_type.tp_name);
    return false;
  }
  return sizeOf(op);
}

function sizeOf(op: PyObject): bool {
  const index = _PyNumber_Index(op);
  if (index === null) return false;
  const value = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow != 0) {
    PyErr_Format(PyExc_OverflowError, "cannot fit '%s' into an index-sized integer", op.ob_type.tp_name);
    return false;
  }
  sizeValue = saturate(value);
  return true;
}

/**
 * A writable view of an argument; null with TypeError naming `fname`. Return it with freeBuffer. Whatever the exporter says, it is not a "read-write
 * bytes-like object".
 */
export function writableBuffer(fname: string, op: PyObject): Py_buffer | null {
  const view = allocBuffer();
  if (PyObject_GetBuffer(op, view, PyBUF_WRITABLE) == 0) return view;
  view.obj = null;
  freeBuffer(view);
  PyErr_Clear();
  badArgument(fname, "argument", "read-write bytes-like object", op);
  return null;
}

/** An offset in a file: 64 bits. -1 with TypeError, or with `err` if it is too large. */
export function PyNumber_AsOff_t(item: PyObject, err: PyTypeObject): i64 {
  const value = _PyNumber_Index(item);
  if (value === null) return -1;
  const result = PyLong_AsLongAndOverflow(value);
  Py_DECREF(value);
  if (longOverflow == 0) return result;
  PyErr_Format(err, "cannot fit '%s' into an offset-sized integer", item.ob_type.tp_name);
  return -1;
}

/** Is the pending exception OSError(EINTR)? It is cleared then, and the call is to be made again (_PyIO_trap_eintr). */
export function trapEintr(): bool {
  if (!PyErr_ExceptionMatches(PyExc_OSError)) return false;
  const exc = PyErr_GetRaisedException()!;
  const number = load<PyObject | null>(excField(exc, offsetof<PyOSErrorObject>("myerrno")));
  if (number !== null && PyLong_CheckExact(number) && PyLong_AsLongAndOverflow(number) == 4) {
    Py_DECREF(exc);
    return true;
  }
  PyErr_SetRaisedException(exc);
  return false;
}

/** The name of a stream for its repr: `new`; null without an exception if it has none, or is detached. */
export function nameOf(self: PyObject): PyObject | null {
  return optionalAttr(self, ID.name);
}
