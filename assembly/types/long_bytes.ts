/**
 * ints to and from byte strings (_PyLong_FromByteArray, _PyLong_AsByteArray of Objects/longobject.c): int.to_bytes, struct,
 * ctypes, marshal, random.
 */
import { PyObject } from "../object/layout";
import { PyExc_OverflowError } from "../object/exception_types";
import { PyErr_SetString } from "../protocol/errors";
import {
  PyLong_MASK,
  SIGN_NEGATIVE,
  _PyLong_DigitCount,
  _PyLong_IsNegative,
  _PyLong_New,
  digitAt,
  digitsOf,
  finishLong,
  setDigit,
  newSmallInt,
} from "./long";

/** int of `n` bytes, two's complement if `isSigned`. `new` */
export function _PyLong_FromByteArray(bytes: usize, n: i32, littleEndian: bool, isSigned: bool): PyObject | null {
  if (n == 0) return newSmallInt(0);
  const last = littleEndian ? bytes + n - 1 : bytes;
  const negative = isSigned && load<u8>(last) >= 128;
  const size = <i32>((<i64>n * 8 + 29) / 30);
  const z = _PyLong_New(size);
  if (z === null) return null;
  const out = digitsOf(z);
  let pending: u64 = 0;
  let have: u64 = 0;
  let carry: u32 = 1;
  let k = 0;
  for (let i = 0; i < n; i++) {
    let byte: u32 = load<u8>(littleEndian ? bytes + i : bytes + n - 1 - i);
    if (negative) {
      carry += byte ^ 0xff;
      byte = carry & 0xff;
      carry >>= 8;
    }
    pending |= (<u64>byte) << have;
    have += 8;
    if (have >= 30) {
      setDigit(out, k++, <u32>pending & PyLong_MASK);
      pending >>= 30;
      have -= 30;
    }
  }
  if (k < size) setDigit(out, k, <u32>pending);
  if (negative) z.lv_tag |= SIGN_NEGATIVE;
  return finishLong(z);
}

function overflow(withExceptions: bool): i32 {
  if (withExceptions) PyErr_SetString(PyExc_OverflowError, "int too big to convert");
  return -1;
}

/** Writes `op` into `n` bytes, two's complement if `isSigned`. 0, or -1 (with OverflowError if asked); the bytes are set even then. */
export function _PyLong_AsByteArray(
  op: PyObject,
  bytes: usize,
  n: i32,
  littleEndian: bool,
  isSigned: bool,
  withExceptions: bool,
): i32 {
  const negative = _PyLong_IsNegative(op);
  if (negative && !isSigned) {
    if (withExceptions) PyErr_SetString(PyExc_OverflowError, "can't convert negative int to unsigned");
    return -1;
  }
  const size = _PyLong_DigitCount(op);
  const digits = digitsOf(op);
  const flip: u32 = negative ? PyLong_MASK : 0;
  let carry: u32 = negative ? 1 : 0;
  let pending: u64 = 0;
  let have = 0;
  let k = 0;
  let top: u32 = 0;
  for (let i = 0; i < n; i++) {
    if (have < 8) {
      const digit: u32 = k < size ? digitAt(digits, k) : 0;
      k++;
      carry += digit ^ flip;
      pending |= (<u64>(carry & PyLong_MASK)) << (<u64>have);
      carry >>= 30;
      have += 30;
    }
    top = <u32>pending & 0xff;
    store<u8>(littleEndian ? bytes + i : bytes + n - 1 - i, <u8>top);
    pending >>= 8;
    have -= 8;
  }
  // What is left must be a plain sign extension, and the written sign bit must agree with it.
  const sign: u64 = negative ? ((<u64>1) << (<u64>have)) - 1 : 0;
  if (pending != sign) return overflow(withExceptions);
  for (; k < size; k++) {
    carry += digitAt(digits, k) ^ flip;
    if ((carry & PyLong_MASK) != flip) return overflow(withExceptions);
    carry >>= 30;
  }
  if (isSigned && n != 0 && top >= 128 != negative) return overflow(withExceptions);
  return 0;
}
