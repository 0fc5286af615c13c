/**
 * Single items of a memory view: native formats, reading (unpack), writing (pack) and comparing. A format is one struct character with an
 * optional "@" before it.
 */
import { PyObject, Py_EQ } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred } from "../protocol/errors";
import {
  PyExc_NotImplementedError,
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { PyObject_IsTrue, PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import { _PyNumber_Index } from "../protocol/number";
import { checkReleased } from "./memoryview";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "./bytes";
import { PyFloat_AsDouble, PyFloat_FromDouble, PyFloat_Pack2, PyFloat_Unpack2 } from "./float";
import {
  PyLong_AsLongAndOverflow,
  PyLong_AsU64,
  PyLong_FromI64,
  PyLong_FromU64,
  longOverflow,
  newSmallInt,
} from "./long";

/** The format's character, or 0 if it is not a native single one. */
export function nativeChar(format: usize): u32 {
  let p = format;
  if (load<u8>(p) == 0x40) p++;
  const c = <u32>load<u8>(p);
  return c != 0 && load<u8>(p, 1) == 0 && nativeSize(c) > 0 ? c : 0;
}

/** Bytes of an item of that character, -1 if it is not native. */
export function nativeSize(c: u32): i32 {
  switch (c) {
    case 0x63: // c
    case 0x62: // b
    case 0x42: // B
    case 0x3f: // ?
      return 1;
    case 0x68: // h
    case 0x48: // H
    case 0x65: // e
      return 2;
    case 0x69: // i
    case 0x49: // I
    case 0x66: // f
      return 4;
    case 0x6c: // l
    case 0x4c: // L
    case 0x71: // q
    case 0x51: // Q
    case 0x6e: // n
    case 0x4e: // N
    case 0x64: // d
    case 0x50: // P
      return 8;
    default:
      return -1;
  }
}

export function isByteFormat(c: u32): bool {
  return c == 0x42 || c == 0x62 || c == 0x63;
}

/** NotImplementedError for a format that is not native. */
export function unsupportedFormat(format: usize): PyObject | null {
  return PyErr_Format(PyExc_NotImplementedError, "memoryview: format %s not supported", format);
}

/** The item at p: `new`. */
export function unpackSingle(p: usize, c: u32): PyObject | null {
  switch (c) {
    case 0x42: // B
      return newSmallInt(<i32>load<u8>(p));
    case 0x62: // b
      return PyLong_FromI64(<i64>load<i8>(p));
    case 0x68: // h
      return PyLong_FromI64(<i64>load<i16>(p));
    case 0x48: // H
      return PyLong_FromI64(<i64>load<u16>(p));
    case 0x69: // i
      return PyLong_FromI64(<i64>load<i32>(p));
    case 0x49: // I
      return PyLong_FromI64(<i64>load<u32>(p));
    case 0x6c: // l
    case 0x71: // q
    case 0x6e: // n
      return PyLong_FromI64(load<i64>(p));
    case 0x4c: // L
    case 0x51: // Q
    case 0x4e: // N
    case 0x50: // P
      return PyLong_FromU64(load<u64>(p));
    case 0x66: // f
      return PyFloat_FromDouble(<f64>load<f32>(p));
    case 0x64: // d
      return PyFloat_FromDouble(load<f64>(p));
    case 0x65: // e
      return PyFloat_FromDouble(PyFloat_Unpack2(p, true));
    case 0x3f: // ?
      return Py_RETURN_BOOL(load<u8>(p) != 0);
    default: // c
      return PyBytes_FromStringAndSize(p, 1);
  }
}

/** The view being written to: converting a value may run Python code that releases it. */
let target: PyObject | null = null;

/** Stores `item` at p of the memory view `self`; false with TypeError or ValueError. */
export function packInto(self: PyObject, p: usize, item: PyObject, c: u32, format: usize): bool {
  const outer = target;
  target = self;
  const ok = packSingle(p, item, c, format);
  target = outer;
  return ok;
}

function isAlive(): bool {
  const self = target;
  return self === null || checkReleased(self);
}

function badValue(format: usize): bool {
  PyErr_Format(PyExc_ValueError, "memoryview: invalid value for format '%s'", format);
  return false;
}

function badType(format: usize): bool {
  PyErr_Format(PyExc_TypeError, "memoryview: invalid type for format '%s'", format);
  return false;
}

/** A conversion failed: TypeError and OverflowError become the view's own words. */
function conversionFailed(format: usize): bool {
  if (PyErr_ExceptionMatches(PyExc_TypeError)) {
    PyErr_Clear();
    return badType(format);
  }
  if (PyErr_ExceptionMatches(PyExc_OverflowError) || PyErr_ExceptionMatches(PyExc_ValueError)) {
    PyErr_Clear();
    return badValue(format);
  }
  return false;
}

/** Stores an int of `size` bytes, checked against its range. */
function packInteger(p: usize, item: PyObject, size: i32, isSigned: bool, format: usize): bool {
  const index = _PyNumber_Index(item);
  if (index === null) return conversionFailed(format);
  const v = PyLong_AsLongAndOverflow(index);
  let bits: u64 = <u64>v;
  let ok = longOverflow == 0;
  if (isSigned) {
    const shift: i64 = 64 - ((<i64>size) << 3);
    ok = ok && (v << shift) >> shift == v;
  } else if (!ok && size == 8 && longOverflow > 0) {
    bits = PyLong_AsU64(index);
    ok = PyErr_Occurred() === null;
    if (!ok) PyErr_Clear();
  } else {
    ok = ok && v >= 0 && (size == 8 || <u64>v >> ((<u64>size) << 3) == 0);
  }
  Py_DECREF(index);
  if (!ok) return badValue(format);
  if (!isAlive()) return false;
  if (size == 1) store<u8>(p, <u8>bits);
  else if (size == 2) store<u16>(p, <u16>bits);
  else if (size == 4) store<u32>(p, <u32>bits);
  else store<u64>(p, bits);
  return true;
}

function packFloat(p: usize, item: PyObject, c: u32, format: usize): bool {
  const x = PyFloat_AsDouble(item);
  if (x == -1.0 && PyErr_Occurred() !== null) return conversionFailed(format);
  if (!isAlive()) return false;
  if (c == 0x66) store<f32>(p, <f32>x);
  else if (c == 0x64) store<f64>(p, x);
  else return PyFloat_Pack2(x, p, true) == 0 || conversionFailed(format);
  return true;
}

function packSingle(p: usize, item: PyObject, c: u32, format: usize): bool {
  switch (c) {
    case 0x62:
    case 0x68:
    case 0x69:
    case 0x6c:
    case 0x71:
    case 0x6e:
      return packInteger(p, item, nativeSize(c), true, format);
    case 0x42:
    case 0x48:
    case 0x49:
    case 0x4c:
    case 0x51:
    case 0x4e:
    case 0x50:
      return packInteger(p, item, nativeSize(c), false, format);
    case 0x66:
    case 0x64:
    case 0x65:
      return packFloat(p, item, c, format);
    case 0x3f: {
      const truth = PyObject_IsTrue(item);
      if (truth < 0 || !isAlive()) return false;
      store<u8>(p, <u8>truth);
      return true;
    }
    default:
      if (!PyBytes_Check(item)) return badType(format);
      if (PyBytes_GET_SIZE(item) != 1) return badValue(format);
      store<u8>(p, load<u8>(PyBytes_AS_STRING(item)));
      return true;
  }
}

/** Are two items equal? 1, 0, or -1 with an exception. */
export function equalItems(p: usize, pc: u32, q: usize, qc: u32): i32 {
  if (pc == qc) {
    if (pc == 0x66) return load<f32>(p) == load<f32>(q) ? 1 : 0;
    if (pc == 0x64) return load<f64>(p) == load<f64>(q) ? 1 : 0;
    if (pc == 0x65) return PyFloat_Unpack2(p, true) == PyFloat_Unpack2(q, true) ? 1 : 0;
    if (pc == 0x3f) return (load<u8>(p) != 0) == (load<u8>(q) != 0) ? 1 : 0;
    return memory.compare(p, q, <usize>nativeSize(pc)) == 0 ? 1 : 0;
  }
  const a = unpackSingle(p, pc);
  if (a === null) return -1;
  const b = unpackSingle(q, qc);
  let result = -1;
  if (b !== null) {
    result = PyObject_RichCompareBool(a, b, Py_EQ);
    Py_DECREF(b);
  }
  Py_DECREF(a);
  return result;
}
