/**
 * The items of an array: what each type code reads, writes and compares (arrayobject.c's table of descriptors).
 *
 * A descriptor is 8 bytes of static data: type code, item size, then the machine format that pickles name it by. Arrays of one type code
 * hold the same descriptor, so two arrays are of one kind if the addresses are equal.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyExc_OverflowError, PyExc_TypeError } from "../../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { _PyNumber_Index } from "../../protocol/number";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../../types/float";
import {
  PyLong_AsLongAndOverflow,
  PyLong_AsU64,
  PyLong_FromI64,
  PyLong_FromU64,
  _PyLong_IsNegative,
  longOverflow,
} from "../../types/long";
import { PyUnicode_Check, PyUnicode_FromOrdinal, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../../types/unicode";

/** b B u w h H i I l L q Q f d */
const table = memory.data<u8>([
  0x62, 1, 1, 0, 0, 0, 0, 0, 0x42, 1, 0, 0, 0, 0, 0, 0, 0x75, 4, 20, 0, 0, 0, 0, 0, 0x77, 4, 20, 0, 0, 0, 0, 0, 0x68, 2,
  4, 0, 0, 0, 0, 0, 0x48, 2, 2, 0, 0, 0, 0, 0, 0x69, 4, 8, 0, 0, 0, 0, 0, 0x49, 4, 6, 0, 0, 0, 0, 0, 0x6c, 8, 12, 0, 0,
  0, 0, 0, 0x4c, 8, 10, 0, 0, 0, 0, 0, 0x71, 8, 12, 0, 0, 0, 0, 0, 0x51, 8, 10, 0, 0, 0, 0, 0, 0x66, 4, 14, 0, 0, 0, 0,
  0, 0x64, 8, 16, 0, 0, 0, 0, 0,
]);
const KINDS: i32 = 14;

/** The descriptor of type code `c`, or 0. */
export function descrOf(c: u32): usize {
  for (let i = 0; i < KINDS; i++) {
    const d = table + ((<usize>i) << 3);
    if (<u32>load<u8>(d) == c) return d;
  }
  return 0;
}

/** The first integer descriptor with this size and sign. */
export function integerDescr(size: i32, isSigned: bool): usize {
  for (let i = 0; i < KINDS; i++) {
    const d = table + ((<usize>i) << 3);
    const c = <u32>load<u8>(d);
    if (c == 0x75 || c == 0x77 || c == 0x66 || c == 0x64) continue;
    if (<i32>load<u8>(d, 1) == size && c >= 0x61 == isSigned) return d;
  }
  return 0;
}

export function typecodeOf(descr: usize): u32 {
  return <u32>load<u8>(descr);
}

export function itemSizeOf(descr: usize): i32 {
  return <i32>load<u8>(descr, 1);
}

export function machineFormatOf(descr: usize): i32 {
  return <i32>load<u8>(descr, 2);
}

export function isUnicodeDescr(descr: usize): bool {
  const c = load<u8>(descr);
  return c == 0x75 || c == 0x77;
}

/** The item at `p`: `new`. */
export function readItem(descr: usize, p: usize): PyObject | null {
  switch (<u32>load<u8>(descr)) {
    case 0x62:
      return PyLong_FromI64(<i64>load<i8>(p));
    case 0x42:
      return PyLong_FromI64(<i64>load<u8>(p));
    case 0x68:
      return PyLong_FromI64(<i64>load<i16>(p));
    case 0x48:
      return PyLong_FromI64(<i64>load<u16>(p));
    case 0x69:
      return PyLong_FromI64(<i64>load<i32>(p));
    case 0x49:
      return PyLong_FromI64(<i64>load<u32>(p));
    case 0x6c:
    case 0x71:
      return PyLong_FromI64(load<i64>(p));
    case 0x4c:
    case 0x51:
      return PyLong_FromU64(load<u64>(p));
    case 0x66:
      return PyFloat_FromDouble(<f64>load<f32>(p));
    case 0x64:
      return PyFloat_FromDouble(load<f64>(p));
    default:
      return PyUnicode_FromOrdinal(load<i32>(p));
  }
}

/** What the last conversion gave. */
let wholeValue: u64 = 0;
let realValue: f64 = 0;

function overflow(message: string): bool {
  PyErr_SetString(PyExc_OverflowError, message);
  return false;
}

/** A C long of `v` into wholeValue. */
function asLong(v: PyObject, tooLarge: string): bool {
  const index = _PyNumber_Index(v);
  if (index === null) return false;
  const value = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow != 0) return overflow(tooLarge);
  wholeValue = <u64>value;
  return true;
}

/** The same between two bounds; the messages of both sides. */
function asRanged(v: PyObject, low: i64, high: i64, tooSmall: string, tooBig: string): bool {
  if (!asLong(v, "Python int too large to convert to C long")) return false;
  if (<i64>wholeValue < low) return overflow(tooSmall);
  return <i64>wholeValue <= high || overflow(tooBig);
}

/** An unsigned value below 2**64. */
function asUnsigned(v: PyObject, negative: string, tooLarge: string): bool {
  const index = _PyNumber_Index(v);
  if (index === null) return false;
  let ok = true;
  if (_PyLong_IsNegative(index)) ok = overflow(negative);
  else {
    wholeValue = PyLong_AsU64(index);
    if (PyErr_Occurred() !== null) ok = overflow(tooLarge);
  }
  Py_DECREF(index);
  return ok;
}

const SHORT_SMALL = "signed short integer is less than minimum";
const SHORT_BIG = "signed short integer is greater than maximum";
const INT_SMALL = "signed integer is less than minimum";
const INT_BIG = "signed integer is greater than maximum";

/** A one-character str. */
function asCharacter(v: PyObject): bool {
  if (PyUnicode_Check(v) && PyUnicode_GET_LENGTH(v) == 1) {
    wholeValue = <u64>PyUnicode_READ_CHAR(v, 0);
    return true;
  }
  PyErr_SetString(PyExc_TypeError, "array item must be unicode character");
  return false;
}

function convert(c: u32, v: PyObject): bool {
  switch (c) {
    case 0x62: // b: through C's short
      if (!asRanged(v, -32768, 32767, SHORT_SMALL, SHORT_BIG)) return false;
      if (<i64>wholeValue < -128) return overflow("signed char is less than minimum");
      return <i64>wholeValue <= 127 || overflow("signed char is greater than maximum");
    case 0x42:
      return asRanged(
        v,
        0,
        255,
        "unsigned byte integer is less than minimum",
        "unsigned byte integer is greater than maximum",
      );
    case 0x68:
      return asRanged(v, -32768, 32767, SHORT_SMALL, SHORT_BIG);
    case 0x48: // H: through C's int
      if (!asRanged(v, i32.MIN_VALUE, i32.MAX_VALUE, INT_SMALL, INT_BIG)) return false;
      if (<i64>wholeValue < 0) return overflow("unsigned short is less than minimum");
      return <i64>wholeValue <= 65535 || overflow("unsigned short is greater than maximum");
    case 0x69:
      return asRanged(v, i32.MIN_VALUE, i32.MAX_VALUE, INT_SMALL, INT_BIG);
    case 0x6c:
      return asLong(v, "Python int too large to convert to C long");
    case 0x71:
      return asLong(v, "int too big to convert");
    case 0x49:
    case 0x4c:
      if (
        !asUnsigned(
          v,
          "can't convert negative value to unsigned int",
          "Python int too large to convert to C unsigned long",
        )
      )
        return false;
      return c == 0x4c || wholeValue <= u32.MAX_VALUE || overflow("unsigned int is greater than maximum");
    case 0x51:
      return asUnsigned(v, "can't convert negative int to unsigned", "int too big to convert");
    case 0x66:
    case 0x64:
      realValue = PyFloat_AsDouble(v);
      return realValue != -1.0 || PyErr_Occurred() === null;
    default:
      return asCharacter(v);
  }
}

/** Converts `v` for `storeItem`; may run Python code. False with the exception. */
export function convertItem(descr: usize, v: PyObject): bool {
  return convert(<u32>load<u8>(descr), v);
}

/** Stores what `convertItem` converted last at `p`. */
export function storeItem(descr: usize, p: usize): void {
  const c = load<u8>(descr);
  if (c == 0x66) {
    store<f32>(p, <f32>realValue);
    return;
  }
  if (c == 0x64) {
    store<f64>(p, realValue);
    return;
  }
  switch (load<u8>(descr, 1)) {
    case 1:
      store<u8>(p, <u8>wholeValue);
      break;
    case 2:
      store<u16>(p, <u16>wholeValue);
      break;
    case 4:
      store<u32>(p, <u32>wholeValue);
      break;
    default:
      store<u64>(p, wholeValue);
  }
}

/** Is there an order of bytes or values that needs no objects? Floats need them for NaN. */
export function hasCompare(descr: usize): bool {
  const c = load<u8>(descr);
  return c != 0x66 && c != 0x64;
}

/** Sign of the comparison of two items of one integer or character kind. */
export function compareItems(descr: usize, p: usize, q: usize): i32 {
  switch (<u32>load<u8>(descr)) {
    case 0x62:
      return order(<i64>load<i8>(p), <i64>load<i8>(q));
    case 0x42:
      return order(<i64>load<u8>(p), <i64>load<u8>(q));
    case 0x68:
      return order(<i64>load<i16>(p), <i64>load<i16>(q));
    case 0x48:
      return order(<i64>load<u16>(p), <i64>load<u16>(q));
    case 0x69:
      return order(<i64>load<i32>(p), <i64>load<i32>(q));
    case 0x6c:
    case 0x71:
      return order(load<i64>(p), load<i64>(q));
    case 0x4c:
    case 0x51: {
      const a = load<u64>(p);
      const b = load<u64>(q);
      return a == b ? 0 : a < b ? -1 : 1;
    }
    default:
      return order(<i64>load<u32>(p), <i64>load<u32>(q));
  }
}

function order(a: i64, b: i64): i32 {
  return a == b ? 0 : a < b ? -1 : 1;
}
