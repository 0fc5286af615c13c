/** hex() and fromhex() of bytes, bytearray and memoryview. */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyByteArray_Type, PyBytes_Type } from "../object/statics";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { arg, parseArgs } from "../protocol/args";
import { argValue, intArg, strArg } from "../protocol/arg_values";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_Size } from "../protocol/sequence";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_New,
  PyUnicode_READ,
  PyUnicode_READ_CHAR,
} from "./unicode";
import { unicodeEmpty } from "./unicode_static";
import { PyBytes_AS_STRING, PyBytes_Check, hexDigit } from "./bytes";
import { BytesWriter, dropBytes, finishByteArray, finishBytes, newBytesWriter, putByte } from "./bytes_writer";
import { dataOf, sizeOf } from "./bytes_methods";

/** (sep=<none>, bytes_per_sep=1): false on error; results in hexSep (-1: none) and hexGroup. */
let hexSep: i32 = -1;
let hexGroup: i32 = 1;
export function hexArgs(args: usize, nargs: i32, kwnames: PyObject | null): bool {
  if (!parseArgs("hex", "sep=,bytes_per_sep=", args, nargs, kwnames)) return false;
  const sep = arg(0);
  const group = arg(1);
  hexSep = -1;
  hexGroup = 1;
  if (group !== null) {
    if (!intArg(group)) return false;
    hexGroup = argValue;
  }
  return sep === null || readSeparator(sep);
}

function readSeparator(sep: PyObject): bool {
  const n = PyObject_Size(sep);
  if (n < 0) return false;
  if (n != 1) {
    PyErr_SetString(PyExc_ValueError, "sep must be length 1.");
    return false;
  }
  if (PyUnicode_Check(sep)) hexSep = <i32>PyUnicode_READ_CHAR(sep, 0);
  else if (PyBytes_Check(sep)) hexSep = <i32>load<u8>(PyBytes_AS_STRING(sep));
  else {
    PyErr_SetString(PyExc_TypeError, "sep must be str or bytes.");
    return false;
  }
  if (hexSep > 127) {
    PyErr_SetString(PyExc_ValueError, "sep must be ASCII.");
    return false;
  }
  return true;
}

/** The hex text of n bytes after the last `hexArgs`: `new` str. */
export function hexOf(p: usize, n: i32): PyObject | null {
  if (n == 0) return Py_NewRef(unicodeEmpty());
  const group = hexGroup < 0 ? -hexGroup : hexGroup;
  const seps = hexSep < 0 || group == 0 ? 0 : (n - 1) / group;
  if (n > (0x7ffffe00 - seps) >> 1) return PyErr_NoMemory();
  const result = PyUnicode_New(n * 2 + seps, 0x7f);
  if (result === null) return null;
  let w = PyUnicode_DATA(result);
  for (let i = 0; i < n; i++) {
    // Groups are counted from the right, or from the left if the number is negative.
    if (seps > 0 && i > 0 && (hexGroup < 0 ? i % group == 0 : (n - i) % group == 0)) store<u8>(w++, <u8>hexSep);
    const c = load<u8>(p + <usize>i);
    store<u8>(w++, hexDigit(c >> 4));
    store<u8>(w++, hexDigit(c & 15));
  }
  return result;
}

export function bytes_hex(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return hexArgs(args, nargs, kwnames) ? hexOf(dataOf(self), sizeOf(self)) : null;
}

/** Value of a hex digit or -1. */
function digitValue(c: u32): i32 {
  if (c - 0x30 < 10) return <i32>(c - 0x30);
  const low = c | 0x20;
  return low - 0x61 < 6 ? <i32>(low - 0x61 + 10) : -1;
}

/** Writes the bytes a hex text means; false with ValueError. */
function readHex(w: BytesWriter, text: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(text);
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  let i = 0;
  while (true) {
    while (i < n && isAsciiSpace(PyUnicode_READ(kind, data, i))) i++;
    if (i >= n) return true;
    const high = digitValue(PyUnicode_READ(kind, data, i));
    const low = high >= 0 && i + 1 < n ? digitValue(PyUnicode_READ(kind, data, i + 1)) : -1;
    if (high < 0 || low < 0) {
      PyErr_Format(
        PyExc_ValueError,
        "non-hexadecimal number found in fromhex() arg at position %zd",
        <usize>(high < 0 ? i : i + 1),
      );
      return false;
    }
    if (!putByte(w, <u32>((high << 4) | low))) return false;
    i += 2;
  }
}

function isAsciiSpace(c: u32): bool {
  return c == 0x20 || c - 9 < 5;
}

/** A writer with the bytes of the argument of fromhex, or null. */
function hexWriter(text: PyObject): BytesWriter | null {
  if (!strArg("fromhex", "argument", text)) return null;
  const w = newBytesWriter(PyUnicode_GET_LENGTH(text) >> 1);
  if (w === null) return null;
  if (readHex(w, text)) return w;
  dropBytes(w);
  return null;
}

/** What the class makes of the plain result (stolen): `new`. */
function ofClass(cls: PyObject, base: PyObject, result: PyObject | null): PyObject | null {
  if (result === null || cls == base) return result;
  const made = PyObject_CallOneArg(cls, result);
  Py_DECREF(result);
  return made;
}

export function bytes_fromhex(cls: PyObject, text: PyObject): PyObject | null {
  const w = hexWriter(text);
  return w === null ? null : ofClass(cls, PyBytes_Type, finishBytes(w));
}

export function bytearray_fromhex(cls: PyObject, text: PyObject): PyObject | null {
  const w = hexWriter(text);
  return w === null ? null : ofClass(cls, PyByteArray_Type, finishByteArray(w));
}
