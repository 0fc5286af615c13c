/**
 * The specification's "miscellaneous operations" on decimals: comparisons and their total order, minima and maxima, neighbours, digit-wise logic, shifts,
 * exponents.
 */
import {
  nCmp,
  nDigitAt,
  nDigits,
  nFromText,
  nFromU64,
  nIsZero,
  nPow10,
  nShiftLeft,
  nShiftRight,
  nSub,
  nToI64,
  nAdd,
  arenaAlloc,
} from "./natural";
import {
  Clamped,
  DivisionByZero,
  FINITE,
  INFINITE,
  Inexact,
  InvalidOperation,
  MIN_ETINY,
  Overflow,
  QNAN,
  ROUND_CEILING,
  ROUND_FLOOR,
  Rounded,
  SNAN,
  Subnormal,
  Underflow,
  Value,
  addStatus,
  adjusted,
  compareMagnitudes,
  compareNumbers,
  copyOf,
  cx,
  etiny,
  finalize,
  finite,
  fromI64,
  infinity,
  invalid,
  isInteger,
  isNaN,
  isZero,
  nanResult,
  setStatus,
  status,
  withSign,
} from "./value";
import { add, subtract } from "./arithmetic";

export function compare(a: Value, b: Value): Value {
  const nan = nanResult(a, b);
  return nan !== null ? nan : fromI64(compareNumbers(a, b));
}

/** Like compare, but every NaN is an invalid operation. */
export function compareSignal(a: Value, b: Value): Value {
  const nan = nanResult(a, b);
  if (nan === null) return fromI64(compareNumbers(a, b));
  addStatus(InvalidOperation);
  return nan;
}

/** Order of the kinds without sign: finite, infinite, sNaN, NaN. */
function rank(v: Value): i32 {
  return v.kind == QNAN ? 3 : v.kind == SNAN ? 2 : v.kind;
}

/** The total order of the absolute values. */
export function totalMagnitude(a: Value, b: Value): i32 {
  const x = rank(a);
  const y = rank(b);
  if (x != y) return x < y ? -1 : 1;
  if (a.kind == INFINITE) return 0;
  const c = isNaN(a) ? nCmp(a.coef, b.coef) : compareMagnitudes(a, b);
  if (c != 0 || isNaN(a)) return c;
  return a.exp == b.exp ? 0 : a.exp < b.exp ? -1 : 1;
}

export function totalOrder(a: Value, b: Value): i32 {
  if (a.sign != b.sign) return a.sign == 1 ? -1 : 1;
  const c = totalMagnitude(a, b);
  return a.sign == 1 ? -c : c;
}

export function compareTotal(a: Value, b: Value): Value {
  return fromI64(totalOrder(a, b));
}

export function compareTotalMag(a: Value, b: Value): Value {
  return fromI64(totalMagnitude(a, b));
}

/** Bits of `extreme`: take the larger; compare absolute values. */
const LARGER: i32 = 1;
const MAGNITUDE: i32 = 2;

function extreme(a: Value, b: Value, how: i32): Value {
  if (a.kind == QNAN && b.kind < QNAN) return finalize(copyOf(b));
  if (b.kind == QNAN && a.kind < QNAN) return finalize(copyOf(a));
  const nan = nanResult(a, b);
  if (nan !== null) return nan;
  let c = how & MAGNITUDE ? compareMagnitudes(a, b) : compareNumbers(a, b);
  if (c == 0 && how & MAGNITUDE) c = compareNumbers(a, b);
  if (c == 0) c = totalOrder(a, b);
  return finalize(copyOf((how & LARGER ? c > 0 : c < 0) ? a : b));
}

export function maximum(a: Value, b: Value): Value {
  return extreme(a, b, LARGER);
}

export function maximumMag(a: Value, b: Value): Value {
  return extreme(a, b, LARGER | MAGNITUDE);
}

export function minimum(a: Value, b: Value): Value {
  return extreme(a, b, 0);
}

export function minimumMag(a: Value, b: Value): Value {
  return extreme(a, b, MAGNITUDE);
}

function largest(sign: i32): Value {
  return finite(sign, nSub(nPow10(cx.prec), nFromU64(1)), cx.emax - (cx.prec - 1));
}

/** The neighbour of a in direction `mode` (ceiling: up), without conditions. */
function neighbour(a: Value, mode: i32): Value {
  const up = mode == ROUND_CEILING;
  if (a.kind == INFINITE) return (a.sign == 1) == up ? largest(a.sign) : copyOf(a);
  const before = status;
  const rounding = cx.round;
  cx.round = mode;
  let r = finalize(copyOf(a));
  if (r.kind == FINITE && compareNumbers(r, a) == 0) {
    // not moved by rounding: the smallest of all steps moves it
    const step = finite(0, nFromU64(1), etiny() - 1);
    r = up ? add(r, step) : subtract(r, step);
  }
  cx.round = rounding;
  setStatus(before);
  return r;
}

export function nextMinus(a: Value): Value {
  const nan = nanResult(a, a);
  return nan !== null ? nan : neighbour(a, ROUND_FLOOR);
}

export function nextPlus(a: Value): Value {
  const nan = nanResult(a, a);
  return nan !== null ? nan : neighbour(a, ROUND_CEILING);
}

export function nextToward(a: Value, b: Value): Value {
  const nan = nanResult(a, b);
  if (nan !== null) return nan;
  const c = compareNumbers(a, b);
  if (c == 0) return withSign(a, b.sign);
  const r = neighbour(a, c < 0 ? ROUND_CEILING : ROUND_FLOOR);
  if (r.kind == INFINITE) addStatus(Overflow | Rounded | Inexact);
  else if (isZero(r) || adjusted(r) < cx.emin) {
    addStatus(Underflow | Subnormal | Rounded | Inexact);
    if (isZero(r)) addStatus(Clamped);
  }
  return r;
}

/** Digits 0 and 1 only, no sign, no exponent. */
function isLogical(v: Value): bool {
  if (v.kind != FINITE || v.sign == 1 || v.exp != 0) return false;
  const n = nDigits(v.coef);
  for (let i: i64 = 0; i < n; i++) if (nDigitAt(v.coef, i) > 1) return false;
  return true;
}

const AND: i32 = 0;
const OR: i32 = 1;
const XOR: i32 = 2;

function logical(a: Value, b: Value, how: i32): Value {
  if (!isLogical(a) || !isLogical(b)) return invalid(InvalidOperation);
  const x = nDigits(a.coef);
  const y = nDigits(b.coef);
  // what lies beyond the precision does not count
  const longer = x > y ? x : y;
  const n = <i32>(longer < cx.prec ? longer : cx.prec);
  const text = arenaAlloc(n);
  if (text == 0) return finalize(finite(0, 0, 0));
  for (let i = 0; i < n; i++) {
    const p = nDigitAt(a.coef, i);
    const q = nDigitAt(b.coef, i);
    store<u8>(text + (n - 1 - i), <u8>(0x30 + (how == AND ? p & q : how == OR ? p | q : p ^ q)));
  }
  return finite(0, nFromText(text, n), 0);
}

export function logicalAnd(a: Value, b: Value): Value {
  return logical(a, b, AND);
}

export function logicalOr(a: Value, b: Value): Value {
  return logical(a, b, OR);
}

export function logicalXor(a: Value, b: Value): Value {
  return logical(a, b, XOR);
}

export function logicalInvert(a: Value): Value {
  if (!isLogical(a)) return invalid(InvalidOperation);
  const n = <i32>cx.prec;
  const text = cx.prec > 0x3fffffff ? 0 : arenaAlloc(n);
  if (text == 0) return finalize(finite(0, 0, 0));
  for (let i = 0; i < n; i++) store<u8>(text + (n - 1 - i), <u8>(0x31 - nDigitAt(a.coef, i)));
  return finite(0, nFromText(text, n), 0);
}

/** The integral b if it is within +-limit; `outOfRange` tells otherwise. */
let outOfRange: bool = false;

function smallInteger(b: Value, limit: i64): i64 {
  outOfRange = b.kind != FINITE || b.exp != 0;
  if (outOfRange) return 0;
  const n = nToI64(b.coef);
  outOfRange = n < 0 || n > limit;
  return b.sign == 1 ? -n : n;
}

/** Moves the digits of a within prec by b places, filling with zeros or, rotating, with what falls off. */
function moved(a: Value, b: Value, rotating: bool): Value {
  const nan = nanResult(a, b);
  if (nan !== null) return nan;
  const by = smallInteger(b, cx.prec);
  if (outOfRange) return invalid(InvalidOperation);
  if (a.kind == INFINITE) return copyOf(a);
  const prec = cx.prec;
  const over = nDigits(a.coef) - prec;
  const digits = over > 0 ? nSub(a.coef, nShiftLeft(nShiftRight(a.coef, prec), prec)) : a.coef;
  const left = rotating && by < 0 ? by + prec : by;
  if (left < 0) return finite(a.sign, nShiftRight(digits, -left), a.exp);
  // the lowest prec - left digits go up, the others around or away
  const high = nShiftRight(digits, prec - left);
  const low = nSub(digits, nShiftLeft(high, prec - left));
  const up = nShiftLeft(low, left);
  return finite(a.sign, rotating ? nAdd(up, high) : up, a.exp);
}

export function shift(a: Value, b: Value): Value {
  return finishMove(moved(a, b, false));
}

export function rotate(a: Value, b: Value): Value {
  return finishMove(moved(a, b, true));
}

function finishMove(v: Value): Value {
  return v.coef == 0 ? finalize(v) : v;
}

export function scaleb(a: Value, b: Value): Value {
  const nan = nanResult(a, b);
  if (nan !== null) return nan;
  const by = smallInteger(b, 2 * (cx.emax + cx.prec));
  if (outOfRange) return invalid(InvalidOperation);
  if (a.kind == INFINITE) return copyOf(a);
  let exp = a.exp + by;
  if (exp > 2 * cx.emax + 1) exp = 2 * cx.emax + 1;
  if (exp < MIN_ETINY - 1) exp = MIN_ETINY - 1;
  return finalize(finite(a.sign, a.coef, exp));
}

export function logb(a: Value): Value {
  const nan = nanResult(a, a);
  if (nan !== null) return nan;
  if (a.kind == INFINITE) return infinity(0);
  if (isZero(a)) {
    addStatus(DivisionByZero);
    return infinity(1);
  }
  return finalize(fromI64(adjusted(a)));
}

/** a^b mod c for integers (the three-argument pow). */
export function isPowmodOperand(v: Value): bool {
  return v.kind == FINITE && isInteger(v);
}

/** The coefficient of an integral value with exponent 0. */
export function integerOf(v: Value): usize {
  return v.exp >= 0 ? nShiftLeft(v.coef, v.exp) : nShiftRight(v.coef, -v.exp);
}

/** The class of a number in the words of the specification. */
export function numberClass(v: Value): string {
  if (v.kind == QNAN) return "NaN";
  if (v.kind == SNAN) return "sNaN";
  if (v.kind == INFINITE) return v.sign == 1 ? "-Infinity" : "+Infinity";
  if (nIsZero(v.coef)) return v.sign == 1 ? "-Zero" : "+Zero";
  if (adjusted(v) < cx.emin) return v.sign == 1 ? "-Subnormal" : "+Subnormal";
  return v.sign == 1 ? "-Normal" : "+Normal";
}
