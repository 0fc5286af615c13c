/**
 * int: the object, its allocation, the static small ints and conversions from and to machine numbers (first half of
 * Objects/longobject.c). Arithmetic is in long_arith.ts and long_mul_div.ts, text in long_text.ts, byte strings in
 * long_bytes.ts, the Python-visible type in long_type.ts.
 *
 *   0 ob_refcnt | 8 ob_type | 16 lv_tag | 24 ob_digit[0] | 28 ob_digit[1] | ...
 *
 * The value is the sum of ob_digit[i] * 2**(30*i); each digit has 30 bits. lv_tag holds the number of digits above bit 3 and
 * the sign in bits 0-1: 0 positive, 1 zero, 2 negative. An int of at most one digit is "compact".
 *
 * Invariant: the top digit is not 0 (zero has no digits, but ob_digit[0] exists and is 0); ints -5 .. 256 of exact type int
 * that leave a function of this house are the static ones.
 */
import { FIXED_PLAN } from "../config";
import { PyObject, initPtr, Py_TPFLAGS_LONG_SUBCLASS } from "../object/layout";
import {
  staticDataCount,
  staticsCounted,
  _Py_NewReference,
  Py_DECREF,
  Py_INCREF,
  Py_NewRef,
  _Py_SetImmortal,
} from "../object/refcount";
import { PyLong_Type } from "../object/statics";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyObject_Malloc, PyObject_Free } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { _PyNumber_Index } from "../protocol/number";

export const PyLong_SHIFT: i32 = 30;
export const PyLong_BASE: u32 = 1 << 30;
export const PyLong_MASK: u32 = 0x3fffffff;

@unmanaged
export class PyLongObject extends PyObject {
  lv_tag: u32;
  lv_tag_hi: u32;
  ob_digit: u32;
  pad: u32;
}

/** Sign bits of lv_tag. */
export const SIGN_POSITIVE: u32 = 0;
export const SIGN_ZERO: u32 = 1;
export const SIGN_NEGATIVE: u32 = 2;
/** Offset of the first digit. */
export const LONG_DIGITS: usize = 24;

/** The digit count whose object would not fit the address space. */
const MAX_DIGITS: i32 = (1 << 28) - 16;

const SMALL_MIN: i32 = -5;
/** CPython has 262 static ints, from -5 on; a plan may have up to this many, for which there is always room: so their address is a constant. */
const MOST_STATIC: i32 = FIXED_PLAN ? 262 : 8198;
const smallInts = memory.data(MOST_STATIC * 32, 16);
/** How many there are. In memory, not in a variable: V8 compares with it in one instruction there. */
const smallCount = memory.data(4, 4);

/** How many static ints there are, from -5 on; the fixed plan has CPython's range compiled in. */
export function smallIntCount(): u32 {
  return FIXED_PLAN ? 262 : load<u32>(smallCount);
}

export function PyLong_Check(op: PyObject): bool {
  return (op.ob_type.tp_flags & Py_TPFLAGS_LONG_SUBCLASS) != 0;
}

export function PyLong_CheckExact(op: PyObject): bool {
  return op.ob_type == PyLong_Type;
}

export function _PyLong_DigitCount(op: PyObject): i32 {
  return <i32>(changetype<PyLongObject>(op).lv_tag >> 3);
}

export function _PyLong_IsCompact(op: PyObject): bool {
  return changetype<PyLongObject>(op).lv_tag < 16;
}

export function _PyLong_BothAreCompact(a: PyObject, b: PyObject): bool {
  return (changetype<PyLongObject>(a).lv_tag | changetype<PyLongObject>(b).lv_tag) < 16;
}

/** The value of a compact int. */
export function _PyLong_CompactValue(op: PyObject): i32 {
  return (1 - <i32>(changetype<PyLongObject>(op).lv_tag & 3)) * <i32>changetype<PyLongObject>(op).ob_digit;
}

export function _PyLong_IsNonNegativeCompact(op: PyObject): bool {
  const tag = changetype<PyLongObject>(op).lv_tag;
  return tag < 16 && (tag & 3) != SIGN_NEGATIVE;
}

export function _PyLong_IsZero(op: PyObject): bool {
  return (changetype<PyLongObject>(op).lv_tag & 3) == SIGN_ZERO;
}

export function _PyLong_IsNegative(op: PyObject): bool {
  return (changetype<PyLongObject>(op).lv_tag & 3) == SIGN_NEGATIVE;
}

export function _PyLong_IsPositive(op: PyObject): bool {
  return (changetype<PyLongObject>(op).lv_tag & 3) == SIGN_POSITIVE;
}

/** -1, 0 or 1. */
export function _PyLong_Sign(op: PyObject): i32 {
  return 1 - <i32>(changetype<PyLongObject>(op).lv_tag & 3);
}

/** Address of the first digit. */
export function digitsOf(op: PyObject): usize {
  return changetype<usize>(op) + LONG_DIGITS;
}

/** Digit `i` of the array at `digits`. */
export function digitAt(digits: usize, i: i32): u32 {
  return load<u32>(digits + ((<usize>i) << 2));
}

export function setDigit(digits: usize, i: i32, value: u32): void {
  store<u32>(digits + ((<usize>i) << 2), value);
}

export function _PyLong_SetSignAndDigitCount(op: PyLongObject, sign: u32, ndigits: i32): void {
  op.lv_tag = ndigits == 0 ? SIGN_ZERO : ((<u32>ndigits) << 3) | sign;
}

/** -x in place; only for an object that nobody else has seen. */
export function flipSign(op: PyLongObject): void {
  const sign = op.lv_tag & 3;
  op.lv_tag = (op.lv_tag & ~3) | (2 - sign);
}

/** The static int `value`, which must lie in the range of isSmallInt: at least -5 .. 256. Borrowed. */
export function smallInt(value: i32): PyObject {
  return changetype<PyObject>(smallInts + ((<usize>(value - SMALL_MIN)) << 5));
}

/** The same: `new`. */
export function newSmallInt(value: i32): PyObject {
  const op = smallInt(value);
  if (staticsCounted()) Py_INCREF(op);
  return op;
}

export function _PyLong_GetZero(): PyObject {
  return smallInt(0);
}

export function _PyLong_GetOne(): PyObject {
  return smallInt(1);
}

/** Is `value` one of the static ints? */
export function isSmallInt(value: i32): bool {
  return <u32>(value - SMALL_MIN) < smallIntCount();
}

/** An int with room for `ndigits` digits, positive, digits not set. `new`, or null with an exception. */
export function _PyLong_New(ndigits: i32): PyLongObject | null {
  if (ndigits > MAX_DIGITS) {
    PyErr_NoMemory();
    return null;
  }
  const p = PyObject_Malloc(LONG_DIGITS + ((<usize>(ndigits == 0 ? 1 : ndigits)) << 2));
  if (p == 0) {
    PyErr_NoMemory();
    return null;
  }
  const op = changetype<PyLongObject>(p);
  _Py_NewReference(op);
  initPtr(p + 8, changetype<usize>(PyLong_Type));
  store<u64>(p + 16, ndigits == 0 ? <u64>SIGN_ZERO : (<u64>ndigits) << 3);
  op.ob_digit = 0;
  return op;
}

/** A fresh one-digit int; `value` is not static and |value| < 2**30. `new` */
function fromMedium(value: i32): PyObject | null {
  const p = PyObject_Malloc(32);
  if (p == 0) return PyErr_NoMemory();
  const op = changetype<PyLongObject>(p);
  _Py_NewReference(op);
  initPtr(p + 8, changetype<usize>(PyLong_Type));
  store<u64>(p + 16, value < 0 ? 8 | SIGN_NEGATIVE : 8);
  op.ob_digit = <u32>(value < 0 ? -value : value);
  return op;
}

/** Drops leading zero digits. */
export function long_normalize(op: PyLongObject): PyLongObject {
  const count = <i32>(op.lv_tag >> 3);
  const digits = digitsOf(op);
  let n = count;
  while (n > 0 && digitAt(digits, n - 1) == 0) n--;
  if (n != count) _PyLong_SetSignAndDigitCount(op, op.lv_tag & 3, n);
  return op;
}

/** Replaces a small value by its static int. Steals and returns `new`. */
export function maybe_small_long(op: PyLongObject): PyObject {
  if (op.lv_tag < 16) {
    const value = _PyLong_CompactValue(op);
    if (isSmallInt(value)) {
      Py_DECREF(op);
      return newSmallInt(value);
    }
  }
  return op;
}

/** Both of the above: what every arithmetic function ends with. Steals and returns `new`. */
export function finishLong(op: PyLongObject): PyObject {
  return maybe_small_long(long_normalize(op));
}

/** `new` */
export function PyLong_FromLong(value: i32): PyObject | null {
  if (isSmallInt(value)) return newSmallInt(value);
  if (<u32>(value + <i32>PyLong_MASK) <= PyLong_MASK << 1) return fromMedium(value);
  return fromMagnitude(value < 0 ? <u64>-(<i64>value) : <u64>value, value < 0);
}

/** `new`; magnitude at least 2**30. */
function fromMagnitude(magnitude: u64, negative: bool): PyObject | null {
  const ndigits = magnitude >> 60 != 0 ? 3 : 2;
  const op = _PyLong_New(ndigits);
  if (op === null) return null;
  const digits = digitsOf(op);
  setDigit(digits, 0, <u32>magnitude & PyLong_MASK);
  setDigit(digits, 1, <u32>(magnitude >> 30) & PyLong_MASK);
  if (ndigits == 3) setDigit(digits, 2, <u32>(magnitude >> 60));
  if (negative) op.lv_tag |= SIGN_NEGATIVE;
  return op;
}

/** `new` */
export function PyLong_FromI64(value: i64): PyObject | null {
  if (value >= -(<i64>PyLong_MASK) && value <= <i64>PyLong_MASK) {
    const v = <i32>value;
    return isSmallInt(v) ? newSmallInt(v) : fromMedium(v);
  }
  return fromMagnitude(value < 0 ? 0 - <u64>value : <u64>value, value < 0);
}

/** `new` */
export function PyLong_FromU64(value: u64): PyObject | null {
  if (value <= <u64>PyLong_MASK) return PyLong_FromLong(<i32>value);
  return fromMagnitude(value, false);
}

/** `new` */
export function PyLong_FromUnsignedLong(value: u32): PyObject | null {
  return PyLong_FromU64(<u64>value);
}

/** `new` */
export function PyLong_FromSsize_t(value: i32): PyObject | null {
  return PyLong_FromLong(value);
}

/** `new` */
export function PyLong_FromSize_t(value: u32): PyObject | null {
  return PyLong_FromU64(<u64>value);
}

/** `new` */
export function PyLong_FromVoidPtr(p: usize): PyObject | null {
  return PyLong_FromU64(<u64>p);
}

/** Truncates towards zero. `new`; OverflowError for infinity, ValueError for NaN. */
export function PyLong_FromDouble(value: f64): PyObject | null {
  if (value > -9.2e18 && value < 9.2e18) return PyLong_FromI64(<i64>value);
  if (value != value) return PyErr_SetString(PyExc_ValueError, "cannot convert float NaN to integer");
  const bits = reinterpret<u64>(value);
  const exponent = <i32>((bits >> 52) & 0x7ff) - 1075;
  if (exponent == 972) return PyErr_SetString(PyExc_OverflowError, "cannot convert float infinity to integer");
  // |value| >= 2**62: mantissa * 2**exponent with exponent > 0.
  const mantissa = (bits & 0xfffffffffffff) | ((<u64>1) << 52);
  const low = exponent % 30;
  const zeros = exponent / 30;
  const op = _PyLong_New(zeros + 3);
  if (op === null) return null;
  const digits = digitsOf(op);
  memory.fill(digits, 0, (<usize>zeros) << 2);
  const head = mantissa << low; // the lowest 60 bits are exact
  setDigit(digits, zeros, <u32>head & PyLong_MASK);
  setDigit(digits, zeros + 1, <u32>(head >> 30) & PyLong_MASK);
  setDigit(digits, zeros + 2, <u32>(mantissa >> (60 - low)));
  if (value < 0) op.lv_tag |= SIGN_NEGATIVE;
  return long_normalize(op);
}

/** Magnitude of the lowest 64 bits. */
export function low64(op: PyObject): u64 {
  const n = _PyLong_DigitCount(op);
  const digits = digitsOf(op);
  let value: u64 = load<u32>(digits);
  if (n > 1) value |= (<u64>load<u32>(digits, 4)) << 30;
  if (n > 2) value |= (<u64>load<u32>(digits, 8)) << 60;
  return value;
}

/** What value62 says of wider ints. */
export const TOO_WIDE: i64 = i64.MIN_VALUE;

/** The value of an int of at most 62 bits, so that sums of two fit a machine word too; else TOO_WIDE. */
export function value62(op: PyObject): i64 {
  const n = _PyLong_DigitCount(op);
  if (n > 2 && (n > 3 || load<u32>(digitsOf(op), 8) > 3)) return TOO_WIDE;
  const magnitude = <i64>low64(op);
  return _PyLong_IsNegative(op) ? -magnitude : magnitude;
}

/** Is |op| >= 2**64? */
function exceeds64(op: PyObject): bool {
  const n = _PyLong_DigitCount(op);
  return n > 3 || (n == 3 && load<u32>(digitsOf(op), 8) > 15);
}

/** Set by PyLong_AsLongAndOverflow and longAsI64: -1 or 1 where the value does not fit 64 bits, else 0. */
export let longOverflow: i32 = 0;

/** The value of an int (subclass allowed), or -1 with `longOverflow` set. Never raises. */
export function longAsI64(op: PyObject): i64 {
  longOverflow = 0;
  if (_PyLong_IsCompact(op)) return <i64>_PyLong_CompactValue(op);
  const negative = _PyLong_IsNegative(op);
  const magnitude = low64(op);
  if (exceeds64(op) || magnitude > (negative ? (<u64>1) << 63 : ((<u64>1) << 63) - 1)) {
    longOverflow = negative ? -1 : 1;
    return -1;
  }
  return negative ? <i64>(0 - magnitude) : <i64>magnitude;
}

/** As C: overflow is reported in `longOverflow` without an exception; a non-int goes through __index__ and may raise. */
export function PyLong_AsLongAndOverflow(op: PyObject): i64 {
  if (PyLong_Check(op)) return longAsI64(op);
  longOverflow = 0;
  const index = _PyNumber_Index(op);
  if (index === null) return -1;
  const value = longAsI64(index);
  Py_DECREF(index);
  return value;
}

/** A C long; -1 with OverflowError, or TypeError for what has no __index__. */
export function PyLong_AsI64(op: PyObject): i64 {
  const value = PyLong_AsLongAndOverflow(op);
  if (longOverflow != 0) PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C long");
  return value;
}

/** A C int; -1 with OverflowError, or TypeError. */
export function PyLong_AsI32(op: PyObject): i32 {
  const value = PyLong_AsLongAndOverflow(op);
  if (longOverflow != 0 || value != <i64>(<i32>value)) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
    return -1;
  }
  return <i32>value;
}

/** PyLong_AsSsize_t in 64 bits: -1 with TypeError or OverflowError. */
export function ssizeOf(op: PyObject): i64 {
  if (!PyLong_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return -1;
  }
  const value = longAsI64(op);
  if (longOverflow == 0) return value;
  PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C ssize_t");
  return -1;
}

/**
 * A Py_ssize_t of 64-bit CPython, saturated to i32: no sequence of this machine is longer, so a saturated index is out of range
 * and a saturated size does not fit memory, which is what CPython's 64-bit value would end in. -1 with OverflowError.
 */
export function PyLong_AsSsize_t(op: PyObject): i32 {
  return saturate(ssizeOf(op));
}

/** The i32 nearest to `value`. */
export function saturate(value: i64): i32 {
  if (value > <i64>i32.MAX_VALUE) return i32.MAX_VALUE;
  if (value < <i64>i32.MIN_VALUE) return i32.MIN_VALUE;
  return <i32>value;
}

/** A size_t, saturated to u32; u32.MAX_VALUE with an exception. */
export function PyLong_AsSize_t(op: PyObject): u32 {
  if (!PyLong_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return u32.MAX_VALUE;
  }
  if (_PyLong_IsNegative(op)) {
    PyErr_SetString(PyExc_OverflowError, "can't convert negative value to size_t");
    return u32.MAX_VALUE;
  }
  if (exceeds64(op)) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C size_t");
    return u32.MAX_VALUE;
  }
  const value = low64(op);
  return value > 0xffffffff ? u32.MAX_VALUE : <u32>value;
}

/** An unsigned C long; u64.MAX_VALUE with OverflowError or TypeError. Ints only, as in C. */
export function PyLong_AsU64(op: PyObject): u64 {
  if (!PyLong_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return u64.MAX_VALUE;
  }
  if (_PyLong_IsNegative(op)) {
    PyErr_SetString(PyExc_OverflowError, "can't convert negative value to unsigned int");
    return u64.MAX_VALUE;
  }
  if (exceeds64(op)) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C unsigned long");
    return u64.MAX_VALUE;
  }
  return low64(op);
}

/** The low 64 bits of the two's complement; TypeError for what has no __index__. */
export function PyLong_AsUnsignedLongLongMask(op: PyObject): u64 {
  if (PyLong_Check(op)) return maskOf(op);
  const index = _PyNumber_Index(op);
  if (index === null) return u64.MAX_VALUE;
  const value = maskOf(index);
  Py_DECREF(index);
  return value;
}

function maskOf(op: PyObject): u64 {
  const value = low64(op);
  return _PyLong_IsNegative(op) ? 0 - value : value;
}

/** An address; 0 with OverflowError. */
export function PyLong_AsVoidPtr(op: PyObject): usize {
  if (!PyLong_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return 0;
  }
  if (exceeds64(op)) {
    PyErr_SetString(PyExc_OverflowError, "int too big to convert");
    return 0;
  }
  return <usize>maskOf(op);
}

/** Bits of the magnitude; 0 for 0. */
export function _PyLong_NumBits(op: PyObject): i64 {
  const n = _PyLong_DigitCount(op);
  if (n == 0) return 0;
  return <i64>(n - 1) * 30 + <i64>(32 - clz<u32>(digitAt(digitsOf(op), n - 1)));
}

/** Set by _PyLong_Frexp. */
export let frexpExponent: i64 = 0;

/** op == result * 2**frexpExponent with 0.5 <= |result| < 1 (0 for 0), rounded half to even. */
export function _PyLong_Frexp(op: PyObject): f64 {
  const n = _PyLong_DigitCount(op);
  frexpExponent = 0;
  if (n == 0) return 0;
  const digits = digitsOf(op);
  const nbits = _PyLong_NumBits(op);
  // The top 55 bits (or all), the last one sticky.
  let top: u64 = 0;
  let have: i64 = 0;
  if (nbits <= 55) {
    top = low64(op);
    have = nbits;
  } else {
    const drop = nbits - 55;
    const first = <i32>(drop / 30);
    const shift = drop % 30;
    top = <u64>digitAt(digits, first) >> shift;
    let at = 30 - shift;
    for (let i = first + 1; i < n; i++) {
      top |= (<u64>digitAt(digits, i)) << at;
      at += 30;
    }
    let lost = digitAt(digits, first) & ((1 << (<u32>shift)) - 1);
    for (let i = 0; lost == 0 && i < first; i++) lost = digitAt(digits, i);
    if (lost != 0) top |= 1;
    have = 55;
  }
  if (have > 53) {
    const extra = have - 53;
    const half: u64 = 1 << (extra - 1);
    const rest = top & ((half << 1) - 1);
    top >>= extra;
    if (rest > half || (rest == half && (top & 1) != 0)) top++;
    have = 53;
  }
  let value = <f64>top;
  // Scale exactly: value lies in [2**(have-1), 2**have].
  value *= reinterpret<f64>((<u64>(1023 - have)) << 52);
  frexpExponent = nbits;
  if (value == 1.0) {
    value = 0.5;
    frexpExponent++;
  }
  return _PyLong_IsNegative(op) ? -value : value;
}

/** The nearest float; -1.0 with OverflowError "int too large to convert to float". Ints only (TypeError otherwise). */
export function PyLong_AsDouble(op: PyObject): f64 {
  if (!PyLong_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return -1.0;
  }
  if (_PyLong_IsCompact(op)) return <f64>_PyLong_CompactValue(op);
  const x = _PyLong_Frexp(op);
  if (frexpExponent > 1024) {
    PyErr_SetString(PyExc_OverflowError, "int too large to convert to float");
    return -1.0;
  }
  // 2**1024 itself is not a float: scale in two steps.
  return x * 2.0 * reinterpret<f64>((<u64>(frexpExponent - 1 + 1023)) << 52);
}

/** An exact int of the same value: small ones static. `new` */
export function _PyLong_Copy(op: PyObject): PyObject | null {
  if (_PyLong_IsCompact(op)) return PyLong_FromLong(_PyLong_CompactValue(op));
  const n = _PyLong_DigitCount(op);
  const copy = _PyLong_New(n);
  if (copy === null) return null;
  copy.lv_tag = changetype<PyLongObject>(op).lv_tag;
  memory.copy(digitsOf(copy), digitsOf(op), (<usize>n) << 2);
  return copy;
}

/** The int itself with a new reference if its type is exactly int, else a copy of type int. `new` */
export function long_long(op: PyObject): PyObject | null {
  return op.ob_type == PyLong_Type ? Py_NewRef(op) : _PyLong_Copy(op);
}

/** Residue modulo 2**61 - 1 with the sign; -1 becomes -2. */
export function long_hash(op: PyObject): i64 {
  if (_PyLong_IsCompact(op)) {
    const value = _PyLong_CompactValue(op);
    return value == -1 ? -2 : <i64>value;
  }
  const modulus: u64 = (1 << 61) - 1;
  const digits = digitsOf(op);
  let x: u64 = 0;
  for (let i = _PyLong_DigitCount(op) - 1; i >= 0; i--) {
    x = ((x << 30) & modulus) | (x >> 31);
    x += digitAt(digits, i);
    if (x >= modulus) x -= modulus;
  }
  const hash = _PyLong_IsNegative(op) ? <i64>(0 - x) : <i64>x;
  return hash == -1 ? -2 : hash;
}

/** Fills the static ints -5 .. `most`. Runs first of all: other rooms use them while they initialise. */
export function initSmallInts(most: i32): void {
  assert(most - SMALL_MIN < MOST_STATIC);
  store<u32>(smallCount, <u32>(most - SMALL_MIN + 1));
  for (let i = SMALL_MIN; i <= most; i++) {
    const op = changetype<PyLongObject>(smallInt(i));
    store<u64>(changetype<usize>(op), <u64>staticDataCount);
    initPtr(changetype<usize>(op) + 8, changetype<usize>(PyLong_Type));
    op.lv_tag = i == 0 ? SIGN_ZERO : i < 0 ? 8 | SIGN_NEGATIVE : 8;
    op.ob_digit = <u32>(i < 0 ? -i : i);
  }
}

/** tp_dealloc of int and what its heap subclasses end in. A static int that lost its count gets it back. */
export function long_dealloc(op: PyObject): void {
  const address = changetype<usize>(op);
  if (address >= smallInts && address < smallInts + ((<usize>smallIntCount()) << 5)) {
    _Py_SetImmortal(op);
    return;
  }
  const type = op.ob_type;
  if (type == PyLong_Type) PyObject_Free(address);
  else call_indirect<void>(type.tp_free, address);
}
