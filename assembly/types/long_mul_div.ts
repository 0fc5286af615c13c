/**
 * Products and quotients of ints (Objects/longobject.c): schoolbook and Karatsuba multiplication, Knuth's division, floor and
 * true division, remainders, gcd.
 *
 * Invariant: the inner loops work on digit arrays (address, count) and allocate nothing but scratch from PyMem_Malloc; only the
 * functions with CPython names make objects. Results are `new` exact ints, small ones static.
 */
import { divideInts, multiplyInts } from "../host";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_XDECREF } from "../object/refcount";
import { PyExc_OverflowError, PyExc_ZeroDivisionError } from "../object/exception_types";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyFloat_FromDouble } from "./float";
import { PyTuple_Pack2 } from "./tuple";
import {
  PyLongObject,
  PyLong_MASK,
  SIGN_NEGATIVE,
  TOO_WIDE,
  PyLong_FromI64,
  PyLong_FromLong,
  PyLong_FromU64,
  _PyLong_BothAreCompact,
  _PyLong_CompactValue,
  _PyLong_Copy,
  _PyLong_DigitCount,
  _PyLong_GetOne,
  _PyLong_IsNegative,
  _PyLong_IsZero,
  _PyLong_New,
  _PyLong_NumBits,
  _PyLong_Sign,
  digitAt,
  digitsOf,
  finishLong,
  low64,
  setDigit,
  value62,
  newSmallInt,
} from "./long";
import { addRows, mulAddRow, mulRow, mulSubRow, shiftLeftRow, shiftRightRow, subRows } from "./long_rows";
import { _PyLong_Add, _PyLong_Lshift, _PyLong_Subtract, compareDigits, long_abs, long_compare } from "./long_arith";

/** Digits of the smaller operand from which Karatsuba's method wins (KARATSUBA_CUTOFF). */
const KARATSUBA_CUTOFF: i32 = 70;
/**
 * Digits of the smaller operand from which the host multiplies and squares, and of divisor and quotient from which it divides. There both take
 * about the same time (220, 400 and 240 microseconds); with
 * half as many digits the host takes a third longer.
 */
const HOST_MULTIPLIES: i32 = 1200;
const HOST_SQUARES: i32 = 2400;
const HOST_DIVIDES: i32 = 750;
/** A BigInt ends at 2**30 bits. */
const HOST_LIMIT: i32 = 30_000_000;

/** out[0 .. na+nb) = a * b by rows. */
function mulSchool(out: usize, a: usize, na: i32, b: usize, nb: i32): void {
  setDigit(out, nb, mulRow(out, b, nb, digitAt(a, 0)));
  for (let i = 1; i < na; i++) {
    const z = out + ((<usize>i) << 2);
    setDigit(z, nb, mulAddRow(z, b, nb, digitAt(a, i), 0));
  }
}

/** out[0 .. 2n) = a * a: each mixed product once, doubled. */
function squareSchool(out: usize, a: usize, n: i32): void {
  memory.fill(out, 0, (<usize>n) << 3);
  for (let i = 0; i < n; i++) {
    const f = digitAt(a, i);
    const z = out + ((<usize>i) << 3);
    const first = <u64>load<u32>(z) + <u64>f * <u64>f;
    store<u32>(z, <u32>first & PyLong_MASK);
    const count = n - i - 1;
    let carry = mulAddRow(z + 4, a + ((<usize>(i + 1)) << 2), count, f << 1, <u32>(first >> 30));
    const end = z + ((<usize>(count + 1)) << 2);
    if (carry != 0) {
      carry += load<u32>(end);
      store<u32>(end, carry & PyLong_MASK);
      store<u32>(end, load<u32>(end, 4) + (carry >> 30), 4);
    }
  }
}

/** x[0 .. nx) += y[0 .. ny), nx >= ny; returns the carry out. */
function addInto(x: usize, nx: i32, y: usize, ny: i32): u32 {
  let carry = addRows(x, x, y, ny);
  for (let i = ny; carry != 0 && i < nx; i++) {
    carry += digitAt(x, i);
    setDigit(x, i, carry & PyLong_MASK);
    carry >>= 30;
  }
  return carry;
}

/** x[0 .. nx) -= y[0 .. ny), nx >= ny, x >= y. */
function subFrom(x: usize, nx: i32, y: usize, ny: i32): void {
  let borrow = subRows(x, x, y, ny);
  for (let i = ny; borrow != 0 && i < nx; i++) {
    borrow += <i32>digitAt(x, i);
    setDigit(x, i, borrow & PyLong_MASK);
    borrow >>= 30;
  }
}

/** out = low + high, out of nHigh + 1 digits; nHigh >= nLow. */
function sumHalves(out: usize, low: usize, nLow: i32, high: usize, nHigh: i32): void {
  memory.copy(out, high, (<usize>nHigh) << 2);
  setDigit(out, nHigh, 0);
  addInto(out, nHigh + 1, low, nLow);
}

/** out[0 .. na+nb) = a * b. False if scratch memory is missing (no exception set). */
function mulDigits(out: usize, a: usize, na: i32, b: usize, nb: i32): bool {
  if (na < nb) return mulDigits(out, b, nb, a, na);
  const square = a == b && na == nb;
  const cutoff = square ? 2 * KARATSUBA_CUTOFF : KARATSUBA_CUTOFF;
  if (nb < cutoff) {
    if (square) squareSchool(out, a, na);
    else mulSchool(out, b, nb, a, na);
    return true;
  }
  if (nb >= (square ? HOST_SQUARES : HOST_MULTIPLIES) && na + nb < HOST_LIMIT) {
    multiplyInts(a, na, b, nb, out);
    return true;
  }
  return 2 * nb <= na ? mulLopsided(out, a, na, b, nb) : mulKaratsuba(out, a, na, b, nb, square);
}

/** a at least twice as long as b: a in slices of b's length. */
function mulLopsided(out: usize, a: usize, na: i32, b: usize, nb: i32): bool {
  const part = PyMem_Malloc((<usize>nb) << 3);
  if (part == 0) return false;
  memory.fill(out, 0, (<usize>(na + nb)) << 2);
  let done = 0;
  let ok = true;
  while (ok && done < na) {
    const n = na - done < nb ? na - done : nb;
    ok = mulDigits(part, a + ((<usize>done) << 2), n, b, nb);
    if (ok) addInto(out + ((<usize>done) << 2), na + nb - done, part, n + nb);
    done += n;
  }
  PyMem_Free(part);
  return ok;
}

/**
 * With a = ah*B + al and b = bh*B + bl: a*b = ah*bh*B**2 + ((ah+al)*(bh+bl) - ah*bh - al*bl)*B + al*bl. The high halves are the
 * longer ones.
 */
function mulKaratsuba(out: usize, a: usize, na: i32, b: usize, nb: i32, square: bool): bool {
  const low = na >> 1;
  const nah = na - low;
  const nbh = nb - low;
  const highA = a + ((<usize>low) << 2);
  const highB = b + ((<usize>low) << 2);
  const nSumA = nah + 1;
  const nSumB = (nbh > low ? nbh : low) + 1;
  const scratch = PyMem_Malloc((<usize>(2 * (nSumA + nSumB))) << 2);
  if (scratch == 0) return false;
  const sumA = scratch;
  const sumB = square ? sumA : scratch + ((<usize>nSumA) << 2);
  const middle = scratch + ((<usize>(nSumA + nSumB)) << 2);
  sumHalves(sumA, a, low, highA, nah);
  if (!square) {
    if (nbh >= low) sumHalves(sumB, b, low, highB, nbh);
    else sumHalves(sumB, highB, nbh, b, low);
  }
  const outHigh = out + ((<usize>low) << 3);
  const nHigh = nah + nbh;
  const ok =
    mulDigits(out, a, low, b, low) &&
    mulDigits(outHigh, highA, nah, highB, nbh) &&
    mulDigits(middle, sumA, nSumA, sumB, square ? nSumA : nSumB);
  if (ok) {
    const nMiddle = nSumA + (square ? nSumA : nSumB);
    subFrom(middle, nMiddle, out, 2 * low);
    subFrom(middle, nMiddle, outHigh, nHigh);
    let n = nMiddle;
    while (n > 0 && digitAt(middle, n - 1) == 0) n--;
    addInto(out + ((<usize>low) << 2), low + nHigh, middle, n);
  }
  PyMem_Free(scratch);
  return ok;
}

/** a * b. `new` */
export function _PyLong_Multiply(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_BothAreCompact(a, b)) {
    return PyLong_FromI64(<i64>_PyLong_CompactValue(a) * <i64>_PyLong_CompactValue(b));
  }
  const na = _PyLong_DigitCount(a);
  const nb = _PyLong_DigitCount(b);
  if (na <= 2 && nb <= 2) {
    const x = value62(a);
    const y = value62(b);
    if (clz<u64>(<u64>abs(x)) + clz<u64>(<u64>abs(y)) > 64) return PyLong_FromI64(x * y);
  }
  if (na == 0 || nb == 0) return newSmallInt(0);
  const z = _PyLong_New(na + nb);
  if (z === null) return null;
  if (!mulDigits(digitsOf(z), digitsOf(a), na, digitsOf(b), nb)) {
    Py_DECREF(z);
    return PyErr_NoMemory();
  }
  if (_PyLong_Sign(a) != _PyLong_Sign(b)) z.lv_tag |= SIGN_NEGATIVE;
  return finishLong(z);
}

/** out[0 .. n) = a / d by one digit d; returns the remainder. out may be a. */
export function divDigits1(out: usize, a: usize, n: i32, d: u32): u32 {
  let rest: u64 = 0;
  const divisor = <u64>d;
  for (let i = n - 1; i >= 0; i--) {
    rest = (rest << 30) | <u64>digitAt(a, i);
    const q = rest / divisor;
    setDigit(out, i, <u32>q);
    rest -= q * divisor;
  }
  return <u32>rest;
}

/**
 * Knuth's algorithm D: q[0 .. nv-nw] = v / w, and v becomes the remainder (nw digits). v has nv + 1 digits, w nw >= 2, both
 * scaled so that w's top bit is set.
 */
function divKnuth(q: usize, v: usize, nv: i32, w: usize, nw: i32): void {
  const top = <u64>digitAt(w, nw - 1);
  const next = <u64>digitAt(w, nw - 2);
  for (let k = nv - nw; k >= 0; k--) {
    const vk = v + ((<usize>k) << 2);
    const head = ((<u64>digitAt(vk, nw)) << 30) | <u64>digitAt(vk, nw - 1);
    let guess = head / top;
    let rest = head - guess * top;
    while (guess > <u64>PyLong_MASK || guess * next > ((rest << 30) | <u64>digitAt(vk, nw - 2))) {
      guess--;
      rest += top;
      if (rest > <u64>PyLong_MASK) break;
    }
    if (guess != 0 && <i64>digitAt(vk, nw) + mulSubRow(vk, w, nw, <u32>guess) < 0) {
      addRows(vk, vk, w, nw);
      guess--;
    }
    setDigit(vk, nw, 0);
    setDigit(q, k, <u32>guess);
  }
}

/** Outputs of long_divrem: truncated quotient and, if it is asked for, remainder, both `new`. */
let quotient: PyObject | null = null;
let remainder: PyObject | null = null;

/** Truncating division of a by a non-zero b into `quotient` and, with `wantRest`, `remainder`; false with MemoryError. */
function long_divrem(a: PyObject, b: PyObject, wantRest: bool): bool {
  const na = _PyLong_DigitCount(a);
  const nb = _PyLong_DigitCount(b);
  quotient = null;
  remainder = null;
  if (compareDigits(digitsOf(a), na, digitsOf(b), nb) < 0) {
    if (wantRest) remainder = _PyLong_Copy(a);
    quotient = newSmallInt(0);
    return !wantRest || remainder !== null;
  }
  const q = _PyLong_New(na - nb + 1);
  if (q === null) return false;
  let ok = true;
  if (nb == 1) {
    const rest = divDigits1(digitsOf(q), digitsOf(a), na, digitAt(digitsOf(b), 0));
    if (wantRest) {
      remainder = PyLong_FromLong(_PyLong_IsNegative(a) ? -(<i32>rest) : <i32>rest);
      ok = remainder !== null;
    }
  } else {
    ok = divLong(q, a, b, wantRest);
  }
  if (!ok) {
    Py_DECREF(q);
    return false;
  }
  if (_PyLong_Sign(a) != _PyLong_Sign(b)) q.lv_tag |= SIGN_NEGATIVE;
  quotient = finishLong(q);
  return true;
}

/** The case of two or more digits: fills q and sets `remainder`, with a's sign. False with MemoryError. */
function divLong(q: PyLongObject, a: PyObject, b: PyObject, wantRest: bool): bool {
  const na = _PyLong_DigitCount(a);
  const nb = _PyLong_DigitCount(b);
  if (nb >= HOST_DIVIDES && na - nb >= HOST_DIVIDES && na < HOST_LIMIT) return divLongByHost(q, a, b);
  const scratch = PyMem_Malloc((<usize>(na + 1 + nb)) << 2);
  if (scratch == 0) {
    PyErr_NoMemory();
    return false;
  }
  const v = scratch;
  const w = scratch + ((<usize>(na + 1)) << 2);
  const bits = clz<u32>(digitAt(digitsOf(b), nb - 1)) - 2;
  shiftLeftRow(w, digitsOf(b), nb, bits);
  setDigit(v, na, shiftLeftRow(v, digitsOf(a), na, bits));
  divKnuth(digitsOf(q), v, na, w, nb);
  let ok = true;
  if (wantRest) {
    const r = _PyLong_New(nb);
    if (r !== null) {
      shiftRightRow(digitsOf(r), v, nb, bits);
      if (_PyLong_IsNegative(a)) r.lv_tag |= SIGN_NEGATIVE;
      remainder = finishLong(r);
    } else {
      ok = false;
    }
  }
  PyMem_Free(scratch);
  return ok;
}

function divLongByHost(q: PyLongObject, a: PyObject, b: PyObject): bool {
  const nb = _PyLong_DigitCount(b);
  const r = _PyLong_New(nb);
  if (r === null) return false;
  divideInts(digitsOf(a), _PyLong_DigitCount(a), digitsOf(b), nb, digitsOf(q), digitsOf(r));
  r.lv_tag = ((<u32>nb) << 3) | (_PyLong_IsNegative(a) ? SIGN_NEGATIVE : 0);
  remainder = finishLong(r);
  return true;
}

/** Floor division: turns the truncated pair into CPython's. False with an exception, nothing held then. */
function floorDivmod(a: PyObject, b: PyObject): bool {
  if (!long_divrem(a, b, true)) {
    Py_XDECREF(quotient);
    Py_XDECREF(remainder);
    return false;
  }
  const r = remainder!;
  if (_PyLong_IsZero(r) || _PyLong_IsNegative(r) == _PyLong_IsNegative(b)) return true;
  const q = quotient!;
  remainder = _PyLong_Add(r, b);
  quotient = _PyLong_Subtract(q, _PyLong_GetOne());
  Py_DECREF(r);
  Py_DECREF(q);
  if (remainder !== null && quotient !== null) return true;
  Py_XDECREF(quotient);
  Py_XDECREF(remainder);
  return false;
}

/** Floor of compact a / b, b not 0. */
function floorQuotient(a: i32, b: i32): i32 {
  const q = a / b;
  return (a ^ b) < 0 && q * b != a ? q - 1 : q;
}

/** The quotient alone. `new` */
function dropRest(): PyObject | null {
  Py_XDECREF(remainder);
  return quotient;
}

/** a // b. `new`; ZeroDivisionError. */
export function _PyLong_FloorDiv(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_IsZero(b)) return PyErr_SetString(PyExc_ZeroDivisionError, "integer division or modulo by zero");
  if (_PyLong_BothAreCompact(a, b)) {
    return PyLong_FromLong(floorQuotient(_PyLong_CompactValue(a), _PyLong_CompactValue(b)));
  }
  const x = value62(a);
  const y = value62(b);
  if (x != TOO_WIDE && y != TOO_WIDE) {
    const q = x / y;
    return PyLong_FromI64((x ^ y) < 0 && q * y != x ? q - 1 : q);
  }
  if (_PyLong_IsNegative(a) == _PyLong_IsNegative(b)) return long_divrem(a, b, false) ? dropRest() : null;
  if (!floorDivmod(a, b)) return null;
  return dropRest();
}

/** a % b. `new`; ZeroDivisionError. */
export function _PyLong_Mod(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_IsZero(b)) return PyErr_SetString(PyExc_ZeroDivisionError, "integer modulo by zero");
  if (_PyLong_BothAreCompact(a, b)) {
    const x = _PyLong_CompactValue(a);
    const y = _PyLong_CompactValue(b);
    const r = x % y;
    return PyLong_FromLong(r != 0 && (r ^ y) < 0 ? r + y : r);
  }
  const v = value62(a);
  const w = value62(b);
  if (v != TOO_WIDE && w != TOO_WIDE) {
    const r = v % w;
    return PyLong_FromI64(r != 0 && (r ^ w) < 0 ? r + w : r);
  }
  if (!floorDivmod(a, b)) return null;
  Py_DECREF(quotient!);
  return remainder;
}

/** (a // b, a % b). `new` tuple. */
export function _PyLong_Divmod(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_IsZero(b)) return PyErr_SetString(PyExc_ZeroDivisionError, "integer division or modulo by zero");
  if (!floorDivmod(a, b)) return null;
  return packPair();
}

/** `new` tuple of the pending pair, whose references it takes. */
function packPair(): PyObject | null {
  const q = quotient!;
  const r = remainder!;
  const pair = PyTuple_Pack2(q, r);
  Py_DECREF(q);
  Py_DECREF(r);
  return pair;
}

/** (q, r) with q the int nearest to a / b, ties to even: round()'s division. `new` tuple. */
export function _PyLong_DivmodNear(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_IsZero(b)) return PyErr_SetString(PyExc_ZeroDivisionError, "integer division or modulo by zero");
  if (!long_divrem(a, b, true)) return null;
  const q = quotient!;
  const r = remainder!;
  const twice = _PyLong_Lshift(r, 1);
  if (twice === null) {
    Py_DECREF(q);
    Py_DECREF(r);
    return null;
  }
  const order = compareDigits(digitsOf(twice), _PyLong_DigitCount(twice), digitsOf(b), _PyLong_DigitCount(b));
  Py_DECREF(twice);
  const odd = !_PyLong_IsZero(q) && (digitAt(digitsOf(q), 0) & 1) != 0;
  if (order < 0 || (order == 0 && !odd)) return packPair();
  if (_PyLong_IsNegative(a) != _PyLong_IsNegative(b)) {
    quotient = _PyLong_Subtract(q, _PyLong_GetOne());
    remainder = _PyLong_Add(r, b);
  } else {
    quotient = _PyLong_Add(q, _PyLong_GetOne());
    remainder = _PyLong_Subtract(r, b);
  }
  Py_DECREF(q);
  Py_DECREF(r);
  if (quotient !== null && remainder !== null) return packPair();
  Py_XDECREF(quotient);
  Py_XDECREF(remainder);
  return null;
}

/** Is |op| exactly representable in 53 bits (by its size)? */
function fitsDouble(op: PyObject): bool {
  return _PyLong_NumBits(op) <= 53;
}

function exactDouble(op: PyObject): f64 {
  const value = <f64>low64(op);
  return _PyLong_IsNegative(op) ? -value : value;
}

/** a / b correctly rounded. `new` float; ZeroDivisionError, OverflowError. */
export function long_true_divide(a: PyObject, b: PyObject): PyObject | null {
  if (_PyLong_IsZero(b)) return PyErr_SetString(PyExc_ZeroDivisionError, "division by zero");
  if (fitsDouble(a) && fitsDouble(b)) return PyFloat_FromDouble(exactDouble(a) / exactDouble(b));
  const negative = _PyLong_IsNegative(a) != _PyLong_IsNegative(b);
  if (_PyLong_IsZero(a)) return PyFloat_FromDouble(negative ? -0.0 : 0.0);
  // |a| / |b| = q * 2**shift with q of 55 or 56 bits.
  const shift = _PyLong_NumBits(a) - _PyLong_NumBits(b) - 55;
  if (shift > 1024) return PyErr_SetString(PyExc_OverflowError, "integer division result too large for a float");
  if (shift < -1140) return PyFloat_FromDouble(negative ? -0.0 : 0.0);
  const scaled = shift > 0 ? _PyLong_Lshift(b, shift) : _PyLong_Lshift(a, -shift);
  if (scaled === null) return null;
  const ok = shift > 0 ? long_divrem(a, scaled, true) : long_divrem(scaled, b, true);
  Py_DECREF(scaled);
  if (!ok) return null;
  let q = low64(quotient!);
  if (!_PyLong_IsZero(remainder!)) q |= 1; // the two lowest bits are below the result's precision
  Py_DECREF(quotient!);
  Py_DECREF(remainder!);
  const bits = 64 - <i32>clz<u64>(q);
  let unit = bits + <i32>shift - 53; // exponent of the result's last bit
  if (unit < -1074) unit = -1074;
  const extra = unit - <i32>shift;
  if (extra > 62) return PyFloat_FromDouble(negative ? -0.0 : 0.0);
  const half: u64 = (<u64>1) << (extra - 1);
  const rest = q & ((half << 1) - 1);
  q >>= extra;
  if (rest > half || (rest == half && (q & 1) != 0)) q++;
  if (unit + 64 - <i32>clz<u64>(q) > 1024) {
    return PyErr_SetString(PyExc_OverflowError, "integer division result too large for a float");
  }
  // The significand is added to the exponent field: a carry out of the 53 bits lands in the exponent as it must.
  const value = q == 0 ? 0.0 : reinterpret<f64>(((<u64>(unit + 1074)) << 52) + q);
  return PyFloat_FromDouble(negative ? -value : value);
}

/** Binary gcd of machine numbers. */
function gcd64(a: u64, b: u64): u64 {
  if (a == 0) return b;
  if (b == 0) return a;
  const twos = ctz<u64>(a | b);
  a >>= ctz<u64>(a);
  while (b != 0) {
    b >>= ctz<u64>(b);
    if (a > b) {
      const t = a;
      a = b;
      b = t;
    }
    b -= a;
  }
  return a << twos;
}

/** The bits of |op| from bit `from` on, as a machine number (at most 62 of them). */
function bitsFrom(op: PyObject, from: i64): i64 {
  const n = _PyLong_DigitCount(op);
  const digits = digitsOf(op);
  const first = <i32>(from / 30);
  let value: u64 = 0;
  let at = -(<i32>(from % 30));
  for (let i = first; i < n && at < 62; i++) {
    const digit = <u64>digitAt(digits, i);
    value |= at < 0 ? digit >> <u64>-at : digit << (<u64>at);
    at += 30;
  }
  return <i64>value;
}

/** x*a - y*b, which is not negative, for cofactors below 2**30. `new` */
function lehmerCombine(x: i64, a: PyObject, y: i64, b: PyObject): PyObject | null {
  const na = _PyLong_DigitCount(a);
  const nb = _PyLong_DigitCount(b);
  const n = na > nb ? na : nb;
  const z = _PyLong_New(n);
  if (z === null) return null;
  const pa = digitsOf(a);
  const pb = digitsOf(b);
  const out = digitsOf(z);
  let carry: i64 = 0;
  for (let i = 0; i < n; i++) {
    if (i < na) carry += x * <i64>digitAt(pa, i);
    if (i < nb) carry -= y * <i64>digitAt(pb, i);
    setDigit(out, i, <u32>carry & PyLong_MASK);
    carry >>= 30;
  }
  return finishLong(z);
}

/** The cofactors that lehmerRound found, and the parity of its steps. */
let cofactorA: i64 = 0;
let cofactorB: i64 = 0;
let cofactorC: i64 = 0;
let cofactorD: i64 = 0;
let oddSteps: bool = false;

/** Simulates Euclid's steps on the leading 60 bits of a >= b > 0 while they are certain; false if not even one is. */
function lehmerRound(a: PyObject, b: PyObject): bool {
  const from = _PyLong_NumBits(a) - 60;
  let x = bitsFrom(a, from);
  let y = bitsFrom(b, from);
  let A: i64 = 1;
  let B: i64 = 0;
  let C: i64 = 0;
  let D: i64 = 1;
  let k = 0;
  while (y != C) {
    const q = (x + (A - 1)) / (y - C);
    const s = B + q * D;
    const t = x - q * y;
    if (s > t) break;
    x = y;
    y = t;
    const u = A + q * C;
    A = D;
    B = C;
    C = s;
    D = u;
    k++;
  }
  cofactorA = A;
  cofactorB = B;
  cofactorC = C;
  cofactorD = D;
  oddSteps = (k & 1) != 0;
  return k != 0;
}

/** Operands of the gcd loop; both owned. */
let gcdX: PyObject | null = null;
let gcdY: PyObject | null = null;

/** One step on gcdX >= gcdY > 0: Lehmer's if it finds one, else Euclid's. False with MemoryError, operands kept. */
function gcdStep(): bool {
  const x = gcdX!;
  const y = gcdY!;
  if (!lehmerRound(x, y)) {
    if (!long_divrem(x, y, true)) return false;
    Py_DECREF(quotient!);
    Py_DECREF(x);
    gcdX = y;
    gcdY = remainder;
    return true;
  }
  const u = oddSteps ? lehmerCombine(cofactorA, y, cofactorB, x) : lehmerCombine(cofactorA, x, cofactorB, y);
  if (u === null) return false;
  const v = oddSteps ? lehmerCombine(cofactorD, x, cofactorC, y) : lehmerCombine(cofactorD, y, cofactorC, x);
  if (v === null) {
    Py_DECREF(u);
    return false;
  }
  Py_DECREF(x);
  Py_DECREF(y);
  gcdX = u;
  gcdY = v;
  return true;
}

/** Greatest common divisor, non-negative. `new` */
export function _PyLong_GCD(a: PyObject, b: PyObject): PyObject | null {
  const absA = long_abs(a);
  if (absA === null) return null;
  const absB = long_abs(b);
  if (absB === null) {
    Py_DECREF(absA);
    return null;
  }
  const swap = long_compare(absA, absB) < 0;
  gcdX = swap ? absB : absA;
  gcdY = swap ? absA : absB;
  while (_PyLong_DigitCount(gcdX!) > 2) {
    if (_PyLong_IsZero(gcdY!)) {
      Py_DECREF(gcdY!);
      return gcdX;
    }
    if (!gcdStep()) {
      Py_DECREF(gcdX!);
      Py_DECREF(gcdY!);
      return null;
    }
  }
  const g = gcd64(low64(gcdX!), low64(gcdY!));
  Py_DECREF(gcdX!);
  Py_DECREF(gcdY!);
  return PyLong_FromU64(g);
}
