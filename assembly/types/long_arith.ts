/**
 * int arithmetic in linear time: comparison, addition, subtraction, shifts, bitwise operations (Objects/longobject.c). Products,
 * quotients and powers are in long_mul_div.ts and long_pow.ts.
 *
 * Invariant: operands are ints (subclasses too) and are never changed; results are `new` exact ints, small ones static.
 */
import { PyObject } from "../object/layout";
import { PyExc_OverflowError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import {
  PyLongObject,
  PyLong_MASK,
  SIGN_NEGATIVE,
  TOO_WIDE,
  PyLong_FromLong,
  PyLong_FromI64,
  _PyLong_BothAreCompact,
  _PyLong_CompactValue,
  _PyLong_Copy,
  _PyLong_DigitCount,
  _PyLong_IsCompact,
  _PyLong_IsNegative,
  _PyLong_IsZero,
  _PyLong_New,
  _PyLong_NumBits,
  digitAt,
  digitsOf,
  finishLong,
  flipSign,
  long_long,
  _PyLong_GetOne,
  longAsI64,
  longOverflow,
  setDigit,
  value62,
  newSmallInt,
} from "./long";
import { addRows, subRows } from "./long_rows";

/** Order of the magnitudes given as digit arrays without leading zeros: -1, 0, 1. */
export function compareDigits(a: usize, na: i32, b: usize, nb: i32): i32 {
  if (na != nb) return na < nb ? -1 : 1;
  for (let i = na - 1; i >= 0; i--) {
    const x = digitAt(a, i);
    const y = digitAt(b, i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Order of two ints: -1, 0, 1. */
export function long_compare(a: PyObject, b: PyObject): i32 {
  if (_PyLong_BothAreCompact(a, b)) {
    const x = _PyLong_CompactValue(a);
    const y = _PyLong_CompactValue(b);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  const negative = _PyLong_IsNegative(a);
  if (negative != _PyLong_IsNegative(b)) return negative ? -1 : 1;
  const order = compareDigits(digitsOf(a), _PyLong_DigitCount(a), digitsOf(b), _PyLong_DigitCount(b));
  return negative ? -order : order;
}

/** out[from .. to) = a[from .. to). */
function copyDigits(out: usize, a: usize, from: i32, to: i32): void {
  const at = (<usize>from) << 2;
  if (from < to) memory.copy(out + at, a + at, (<usize>(to - from)) << 2);
}

/** |a| + |b|, positive. `new`, not normalised to a static int. */
export function x_add(a: PyObject, b: PyObject): PyLongObject | null {
  let na = _PyLong_DigitCount(a);
  let nb = _PyLong_DigitCount(b);
  let pa = digitsOf(a);
  let pb = digitsOf(b);
  if (na < nb) {
    const n = na;
    na = nb;
    nb = n;
    const p = pa;
    pa = pb;
    pb = p;
  }
  const z = _PyLong_New(na + 1);
  if (z === null) return null;
  const out = digitsOf(z);
  let carry = addRows(out, pa, pb, nb);
  let i = nb;
  for (; carry != 0 && i < na; i++) {
    carry += digitAt(pa, i);
    setDigit(out, i, carry & PyLong_MASK);
    carry >>= 30;
  }
  copyDigits(out, pa, i, na);
  setDigit(out, na, carry);
  if (carry == 0) z.lv_tag = (<u32>na) << 3;
  return z;
}

/** |a| - |b| with its sign. `new`, small values static. */
export function x_sub(a: PyObject, b: PyObject): PyObject | null {
  let na = _PyLong_DigitCount(a);
  let nb = _PyLong_DigitCount(b);
  let pa = digitsOf(a);
  let pb = digitsOf(b);
  const order = compareDigits(pa, na, pb, nb);
  if (order == 0) return newSmallInt(0);
  if (order < 0) {
    const n = na;
    na = nb;
    nb = n;
    const p = pa;
    pa = pb;
    pb = p;
  }
  const z = _PyLong_New(na);
  if (z === null) return null;
  const out = digitsOf(z);
  let borrow = subRows(out, pa, pb, nb);
  let i = nb;
  for (; borrow != 0 && i < na; i++) {
    borrow += <i32>digitAt(pa, i);
    setDigit(out, i, borrow & PyLong_MASK);
    borrow >>= 30;
  }
  copyDigits(out, pa, i, na);
  if (order < 0) z.lv_tag |= SIGN_NEGATIVE;
  return finishLong(z);
}

/** Negates a fresh result. Steals and returns `new`; null passes through. */
function negated(z: PyLongObject | null): PyObject | null {
  if (z === null) return null;
  flipSign(z);
  return z;
}

/** a + b. `new` */
export function _PyLong_Add(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_BothAreCompact(a, b)) return PyLong_FromLong(_PyLong_CompactValue(a) + _PyLong_CompactValue(b));
  const x = value62(a);
  const y = value62(b);
  if (x != TOO_WIDE && y != TOO_WIDE) return PyLong_FromI64(x + y);
  const negativeA = _PyLong_IsNegative(a);
  if (negativeA == _PyLong_IsNegative(b)) return negativeA ? negated(x_add(a, b)) : x_add(a, b);
  return negativeA ? x_sub(b, a) : x_sub(a, b);
}

/** a - b. `new` */
export function _PyLong_Subtract(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_BothAreCompact(a, b)) return PyLong_FromLong(_PyLong_CompactValue(a) - _PyLong_CompactValue(b));
  const x = value62(a);
  const y = value62(b);
  if (x != TOO_WIDE && y != TOO_WIDE) return PyLong_FromI64(x - y);
  const negativeA = _PyLong_IsNegative(a);
  if (negativeA != _PyLong_IsNegative(b)) return negativeA ? negated(x_add(a, b)) : x_add(a, b);
  return negativeA ? x_sub(b, a) : x_sub(a, b);
}

/** -a. `new` */
export function _PyLong_Negate(a: PyObject): PyObject | null {
  if (_PyLong_IsCompact(a)) return PyLong_FromLong(-_PyLong_CompactValue(a));
  const z = _PyLong_Copy(a);
  if (z !== null) flipSign(changetype<PyLongObject>(z));
  return z;
}

/** |a|: a itself where it is an exact non-negative int. `new` */
export function long_abs(a: PyObject): PyObject | null {
  return _PyLong_IsNegative(a) ? _PyLong_Negate(a) : long_long(a);
}

/** ~a = -(a + 1). `new` */
export function long_invert(a: PyObject): PyObject | null {
  if (_PyLong_IsCompact(a)) return PyLong_FromLong(~_PyLong_CompactValue(a));
  const one = _PyLong_GetOne();
  if (_PyLong_IsNegative(a)) return x_sub(a, one);
  return negated(x_add(a, one));
}

/** a * 2**shift for shift >= 0. `new` */
export function _PyLong_Lshift(a: PyObject, shift: i64): PyObject | null {
  if (_PyLong_IsZero(a)) return newSmallInt(0);
  if (_PyLong_IsCompact(a) && shift <= 31) return PyLong_FromI64((<i64>_PyLong_CompactValue(a)) << shift);
  const words = shift / 30;
  if (words > <i64>(1 << 28)) return PyErr_NoMemory();
  const wordShift = <i32>words;
  const bits = <u32>(shift % 30);
  const n = _PyLong_DigitCount(a);
  const z = _PyLong_New(n + wordShift + 1);
  if (z === null) return null;
  const from = digitsOf(a);
  const out = digitsOf(z);
  memory.fill(out, 0, (<usize>wordShift) << 2);
  let carry: u64 = 0;
  for (let i = 0; i < n; i++) {
    carry |= (<u64>digitAt(from, i)) << bits;
    setDigit(out, wordShift + i, <u32>carry & PyLong_MASK);
    carry >>= 30;
  }
  setDigit(out, wordShift + n, <u32>carry);
  if (_PyLong_IsNegative(a)) z.lv_tag |= SIGN_NEGATIVE;
  return finishLong(z);
}

/** floor(a / 2**shift) for shift >= 0. `new` */
export function _PyLong_Rshift(a: PyObject, shift: i64): PyObject | null {
  if (_PyLong_IsCompact(a)) {
    const value = _PyLong_CompactValue(a);
    return PyLong_FromLong(value >> (shift > 31 ? 31 : <i32>shift));
  }
  const n = _PyLong_DigitCount(a);
  const negative = _PyLong_IsNegative(a);
  const words = shift / 30;
  if (words >= <i64>n) return PyLong_FromLong(negative ? -1 : 0);
  const wordShift = <i32>words;
  const bits = <u32>(shift % 30);
  const from = digitsOf(a);
  // floor for negatives: -((m + 2**shift - 1) >> shift); the addend is 1 where any lost bit is set.
  let lost: u32 = 0;
  if (negative) {
    lost = digitAt(from, wordShift) & ((1 << bits) - 1);
    for (let i = 0; lost == 0 && i < wordShift; i++) lost = digitAt(from, i);
  }
  const size = n - wordShift;
  const z = _PyLong_New(size + 1);
  if (z === null) return null;
  const out = digitsOf(z);
  let carry: u32 = lost != 0 ? 1 : 0;
  for (let i = 0; i < size; i++) {
    let digit = digitAt(from, wordShift + i) >> bits;
    if (i + 1 < size) digit |= (digitAt(from, wordShift + i + 1) << (30 - bits)) & PyLong_MASK;
    carry += digit;
    setDigit(out, i, carry & PyLong_MASK);
    carry >>= 30;
  }
  setDigit(out, size, carry);
  if (negative) z.lv_tag |= SIGN_NEGATIVE;
  return finishLong(z);
}

/** The shift count of `<<` or `>>`: i64.MAX_VALUE where it passes 64 bits; -1 with ValueError for negative counts. */
function shiftCount(b: PyObject): i64 {
  if (_PyLong_IsNegative(b)) {
    PyErr_SetString(PyExc_ValueError, "negative shift count");
    return -1;
  }
  const count = longAsI64(b);
  return longOverflow != 0 ? i64.MAX_VALUE : count;
}

/** a << b. `new` */
export function long_lshift(a: PyObject, b: PyObject): PyObject | null {
  const count = shiftCount(b);
  if (count == i64.MAX_VALUE && _PyLong_NumBits(b) > 66 && !_PyLong_IsZero(a)) {
    return PyErr_SetString(PyExc_OverflowError, "too many digits in integer");
  }
  return count < 0 ? null : _PyLong_Lshift(a, count);
}

/** a >> b. `new` */
export function long_rshift(a: PyObject, b: PyObject): PyObject | null {
  const count = shiftCount(b);
  return count < 0 ? null : _PyLong_Rshift(a, count);
}

const OP_AND: i32 = 0;
const OP_OR: i32 = 1;
const OP_XOR: i32 = 2;

function bitOp(a: u32, b: u32, op: i32): u32 {
  return op == OP_AND ? a & b : op == OP_OR ? a | b : a ^ b;
}

/** Bitwise operation on infinite two's complements, converted digit by digit on the way in and out. `new` */
function long_bitwise(a: PyObject, b: PyObject, op: i32): PyObject | null {
  const na = _PyLong_DigitCount(a);
  const nb = _PyLong_DigitCount(b);
  const pa = digitsOf(a);
  const pb = digitsOf(b);
  const flipA: u32 = _PyLong_IsNegative(a) ? PyLong_MASK : 0;
  const flipB: u32 = _PyLong_IsNegative(b) ? PyLong_MASK : 0;
  const flipZ = bitOp(flipA, flipB, op);
  let n = na > nb ? na : nb;
  if (op == OP_AND) {
    if (flipA == 0) n = na;
    if (flipB == 0 && (flipA != 0 || nb < na)) n = nb;
  }
  if (flipZ != 0) n++;
  const z = _PyLong_New(n);
  if (z === null) return null;
  const out = digitsOf(z);
  let carryA = flipA & 1;
  let carryB = flipB & 1;
  let carryZ = flipZ & 1;
  for (let i = 0; i < n; i++) {
    carryA += (i < na ? digitAt(pa, i) : 0) ^ flipA;
    carryB += (i < nb ? digitAt(pb, i) : 0) ^ flipB;
    carryZ += bitOp(carryA & PyLong_MASK, carryB & PyLong_MASK, op) ^ flipZ;
    setDigit(out, i, carryZ & PyLong_MASK);
    carryA >>= 30;
    carryB >>= 30;
    carryZ >>= 30;
  }
  if (flipZ != 0) z.lv_tag |= SIGN_NEGATIVE;
  return finishLong(z);
}

/** a & b. `new` */
export function _PyLong_And(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_BothAreCompact(a, b)) return PyLong_FromLong(_PyLong_CompactValue(a) & _PyLong_CompactValue(b));
  return long_bitwise(a, b, OP_AND);
}

/** a | b. `new` */
export function _PyLong_Or(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_BothAreCompact(a, b)) return PyLong_FromLong(_PyLong_CompactValue(a) | _PyLong_CompactValue(b));
  return long_bitwise(a, b, OP_OR);
}

/** a ^ b. `new` */
export function _PyLong_Xor(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_BothAreCompact(a, b)) return PyLong_FromLong(_PyLong_CompactValue(a) ^ _PyLong_CompactValue(b));
  return long_bitwise(a, b, OP_XOR);
}
