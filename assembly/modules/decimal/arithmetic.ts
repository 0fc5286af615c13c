/**
 * The arithmetic of decimals: add, subtract, multiply, divide, the integer divisions, fused multiply-add, quantize, integral values, square root
 * (mpd_qadd ... mpd_qsqrt). Each function is the specification's operation of that name.
 */
import {
  nAdd,
  nAddSmall,
  nCmp,
  nDigitAt,
  nDigits,
  nDivMod,
  nFromU64,
  nIsZero,
  nMul,
  nRest,
  nShiftLeft,
  nShiftRight,
  nSqrt,
  nSub,
  nTrailingZeros,
  shiftRest,
} from "./natural";
import {
  Clamped,
  DivisionByZero,
  DivisionImpossible,
  DivisionUndefined,
  FINITE,
  INFINITE,
  Inexact,
  InvalidOperation,
  ROUND_FLOOR,
  ROUND_HALF_EVEN,
  Rounded,
  Subnormal,
  Value,
  addStatus,
  adjusted,
  copyOf,
  cx,
  digitsOf,
  etiny,
  finalize,
  finite,
  infinity,
  invalid,
  isSpecial,
  isZero,
  nanResult,
  shiftRounded,
  status,
  setStatus,
  withSign,
} from "./value";

/** a + b, or a - b with `flip` 1, before rounding. */
function addExact(a: Value, b: Value, flip: i32): Value {
  const signB = b.sign ^ flip;
  if (isSpecial(a) || isSpecial(b)) {
    const nan = nanResult(a, b);
    if (nan !== null) return nan;
    if (a.kind == INFINITE && b.kind == INFINITE && a.sign != signB) return invalid(InvalidOperation);
    return infinity(a.kind == INFINITE ? a.sign : signB);
  }
  let big = withSign(a, a.sign);
  let small = withSign(b, signB);
  if (big.exp < small.exp) {
    const swap = big;
    big = small;
    small = swap;
  }
  if (big.exp != small.exp && !isZero(big)) {
    // far below the last digit that matters, only "something is there" counts
    let floor = big.exp - 1;
    if (digitsOf(big) <= cx.prec) floor += digitsOf(big) - cx.prec - 1;
    if (adjusted(small) < floor) small = finite(small.sign, nFromU64(isZero(small) ? 0 : 1), floor);
    big = finite(big.sign, nShiftLeft(big.coef, big.exp - small.exp), small.exp);
  }
  const exp = small.exp;
  if (big.coef == 0) return finite(0, 0, 0);
  if (big.sign == small.sign) return finite(big.sign, nAdd(big.coef, small.coef), exp);
  const c = nCmp(big.coef, small.coef);
  if (c == 0) return finite(cx.round == ROUND_FLOOR ? 1 : 0, nFromU64(0), exp);
  return c > 0
    ? finite(big.sign, nSub(big.coef, small.coef), exp)
    : finite(small.sign, nSub(small.coef, big.coef), exp);
}

export function add(a: Value, b: Value): Value {
  return finalize(addExact(a, b, 0));
}

export function subtract(a: Value, b: Value): Value {
  return finalize(addExact(a, b, 1));
}

function multiplyExact(a: Value, b: Value): Value {
  const sign = a.sign ^ b.sign;
  if (isSpecial(a) || isSpecial(b)) {
    const nan = nanResult(a, b);
    if (nan !== null) return nan;
    if (isZero(a) || isZero(b)) return invalid(InvalidOperation);
    return infinity(sign);
  }
  return finite(sign, nMul(a.coef, b.coef), a.exp + b.exp);
}

export function multiply(a: Value, b: Value): Value {
  return finalize(multiplyExact(a, b));
}

/** a * b + c with one rounding. An invalid product wins over a NaN in c. */
export function fma(a: Value, b: Value, c: Value): Value {
  const before = status;
  setStatus(0);
  const product = multiplyExact(a, b);
  const wrong = status != 0;
  setStatus(before | status);
  return wrong ? product : finalize(addExact(product, c, 0));
}

/** a / b for finite b, not rounded enough to matter: exact, or with one digit more than prec and a sticky last one. */
export function divide(a: Value, b: Value): Value {
  const sign = a.sign ^ b.sign;
  if (isSpecial(a) || isSpecial(b)) {
    const nan = nanResult(a, b);
    if (nan !== null) return nan;
    if (a.kind == INFINITE) return b.kind == INFINITE ? invalid(InvalidOperation) : infinity(sign);
    addStatus(Clamped);
    return finite(sign, nFromU64(0), etiny());
  }
  if (isZero(b)) {
    if (isZero(a)) return invalid(DivisionUndefined);
    addStatus(DivisionByZero);
    return infinity(sign);
  }
  const ideal = a.exp - b.exp;
  if (isZero(a)) return finalize(finite(sign, a.coef, ideal));
  const shift = digitsOf(b) - digitsOf(a) + cx.prec + 1;
  const x = shift > 0 ? nShiftLeft(a.coef, shift) : a.coef;
  const y = shift < 0 ? nShiftLeft(b.coef, -shift) : b.coef;
  let q = nDivMod(x, y);
  if (q == 0) return finalize(finite(0, 0, 0));
  let exp = ideal - shift;
  if (!nIsZero(nRest)) {
    if (nDigitAt(q, 0) % 5 == 0) q = nAddSmall(q, 1);
  } else if (exp < ideal) {
    const zeros = nTrailingZeros(q);
    const cut = zeros < ideal - exp ? zeros : ideal - exp;
    q = nShiftRight(q, cut);
    exp += cut;
  }
  return finalize(finite(sign, q, exp));
}

/** The remainder of the last `divideInteger` and of `divmod`. */
export let remainderOf: Value = changetype<Value>(0);

/** The integral quotient (truncated) of finite a and b, b not zero; its remainder in `remainderOf`. */
function divideInteger(a: Value, b: Value): Value {
  const sign = a.sign ^ b.sign;
  const ideal = a.exp < b.exp ? a.exp : b.exp;
  if (isZero(a) || adjusted(a) - adjusted(b) <= -2) {
    remainderOf = isZero(a)
      ? finite(a.sign, a.coef, ideal)
      : finite(a.sign, nShiftLeft(a.coef, roomyShift(a, ideal)), a.exp - roomyShift(a, ideal));
    return finite(sign, nFromU64(0), 0);
  }
  if (adjusted(a) - adjusted(b) > cx.prec) {
    remainderOf = invalid(DivisionImpossible);
    return remainderOf;
  }
  const q = nDivMod(nShiftLeft(a.coef, a.exp - ideal), nShiftLeft(b.coef, b.exp - ideal));
  const r = nRest;
  if (q != 0 && nDigits(q) > cx.prec) {
    remainderOf = invalid(DivisionImpossible);
    return remainderOf;
  }
  remainderOf = finite(a.sign, r, ideal);
  return finite(sign, q, 0);
}

/** How far a finite value goes left towards `ideal` without leaving the precision behind. */
function roomyShift(a: Value, ideal: i64): i64 {
  const wanted = a.exp - ideal;
  const room = cx.prec + 1;
  return wanted < room ? wanted : room;
}

/** What the divisions share: the quotient of special operands or zero divisors, else null. */
function specialQuotient(a: Value, b: Value): Value | null {
  const nan = nanResult(a, b);
  if (nan !== null) return nan;
  const sign = a.sign ^ b.sign;
  if (a.kind == INFINITE) return b.kind == INFINITE ? invalid(InvalidOperation) : infinity(sign);
  if (b.kind == INFINITE) return finite(sign, nFromU64(0), 0);
  if (!isZero(b)) return null;
  if (isZero(a)) return invalid(DivisionUndefined);
  addStatus(DivisionByZero);
  return infinity(sign);
}

function specialRemainder(a: Value, b: Value): Value | null {
  const nan = nanResult(a, b);
  if (nan !== null) return nan;
  if (a.kind == INFINITE) return invalid(InvalidOperation);
  if (b.kind == INFINITE) return finalize(copyOf(a));
  if (!isZero(b)) return null;
  return invalid(isZero(a) ? DivisionUndefined : InvalidOperation);
}

export function divideInt(a: Value, b: Value): Value {
  const special = specialQuotient(a, b);
  return special !== null ? special : finalize(divideInteger(a, b));
}

export function remainder(a: Value, b: Value): Value {
  const special = specialRemainder(a, b);
  if (special !== null) return special;
  divideInteger(a, b);
  return finalize(remainderOf);
}

/** Both; the remainder is left in `remainderOf`. */
export function divmod(a: Value, b: Value): Value {
  const nan = nanResult(a, b);
  if (nan !== null) {
    remainderOf = nan;
    return nan;
  }
  if (a.kind == INFINITE) {
    remainderOf = invalid(InvalidOperation);
    return b.kind == INFINITE ? remainderOf : infinity(a.sign ^ b.sign);
  }
  if (b.kind == INFINITE) {
    remainderOf = finalize(copyOf(a));
    return finite(a.sign ^ b.sign, nFromU64(0), 0);
  }
  if (isZero(b)) {
    remainderOf = invalid(isZero(a) ? DivisionUndefined : InvalidOperation);
    if (isZero(a)) return remainderOf;
    addStatus(DivisionByZero);
    return infinity(a.sign ^ b.sign);
  }
  const q = divideInteger(a, b);
  const r = remainderOf;
  const quotient = finalize(q);
  remainderOf = finalize(r);
  return quotient;
}

/** a - b * n, n the integer nearest to a / b, the even one of two. */
export function remainderNear(a: Value, b: Value): Value {
  const special = specialRemainder(a, b);
  if (special !== null) return special;
  const ideal = a.exp < b.exp ? a.exp : b.exp;
  if (isZero(a)) return finalize(finite(a.sign, a.coef, ideal));
  const distance = adjusted(a) - adjusted(b);
  if (distance >= cx.prec + 1) return invalid(DivisionImpossible);
  if (distance <= -2)
    return finalize(finite(a.sign, nShiftLeft(a.coef, roomyShift(a, ideal)), a.exp - roomyShift(a, ideal)));
  const y = nShiftLeft(b.coef, b.exp - ideal);
  let q = nDivMod(nShiftLeft(a.coef, a.exp - ideal), y);
  let r = nRest;
  if (q == 0 || y == 0) return finalize(finite(0, 0, 0));
  let sign = a.sign;
  const c = nCmp(nAdd(r, r), y);
  if (c > 0 || (c == 0 && (nDigitAt(q, 0) & 1) == 1)) {
    r = nSub(y, r);
    sign ^= 1;
    q = nAddSmall(q, 1);
  }
  if (nDigits(q) > cx.prec) return invalid(DivisionImpossible);
  return finalize(finite(sign, r, ideal));
}

/** a with the exponent of b. */
export function quantize(a: Value, b: Value): Value {
  if (isSpecial(a) || isSpecial(b)) {
    const nan = nanResult(a, b);
    if (nan !== null) return nan;
    return a.kind == INFINITE && b.kind == INFINITE ? copyOf(a) : invalid(InvalidOperation);
  }
  return rescaled(a, b.exp);
}

function rescaled(a: Value, exp: i64): Value {
  if (exp > cx.emax || exp < etiny()) return invalid(InvalidOperation);
  if (isZero(a)) return finalize(finite(a.sign, a.coef, exp));
  const up = a.exp - exp;
  if (digitsOf(a) + up > cx.prec) return invalid(InvalidOperation);
  let coef = a.coef;
  let conditions: u32 = 0;
  if (up >= 0) coef = nShiftLeft(coef, up);
  else {
    coef = shiftRounded(coef, -up, a.sign, cx.round);
    conditions = shiftRest != 0 ? Rounded | Inexact : Rounded;
  }
  if (coef == 0) return finalize(finite(0, 0, 0));
  const r = finite(a.sign, coef, exp);
  if (nDigits(coef) > cx.prec || (!nIsZero(coef) && adjusted(r) > cx.emax)) return invalid(InvalidOperation);
  addStatus(conditions);
  if (!nIsZero(coef) && adjusted(r) < cx.emin) addStatus(Subnormal);
  return finalize(r);
}

/** The integer nearest to a in direction `mode`, exponent 0 at least; `signals` adds Rounded and Inexact. */
export function toIntegral(a: Value, mode: i32, signals: bool): Value {
  const nan = nanResult(a, a);
  if (nan !== null) return nan;
  if (a.kind == INFINITE || a.exp >= 0) return copyOf(a);
  if (isZero(a)) return finite(a.sign, a.coef, 0);
  const coef = shiftRounded(a.coef, -a.exp, a.sign, mode);
  if (signals) addStatus(shiftRest != 0 ? Rounded | Inexact : Rounded);
  return finite(a.sign, coef, 0);
}

/** The root, always rounded half even. */
export function squareRoot(a: Value): Value {
  const nan = nanResult(a, a);
  if (nan !== null) return nan;
  if (isZero(a)) return finalize(finite(a.sign, a.coef, a.exp >> 1));
  if (a.sign == 1) return invalid(InvalidOperation);
  if (a.kind == INFINITE) return copyOf(a);
  const prec = cx.prec + 1;
  let e = a.exp >> 1;
  const ideal = e;
  let c = a.coef;
  let length: i64;
  if ((a.exp & 1) == 1) {
    c = nShiftLeft(c, 1);
    length = (digitsOf(a) >> 1) + 1;
  } else length = (digitsOf(a) + 1) >> 1;
  const shift = prec - length;
  let exact = true;
  if (shift >= 0) c = nShiftLeft(c, 2 * shift);
  else {
    c = nShiftRight(c, -2 * shift);
    exact = shiftRest == 0;
  }
  e -= shift;
  let root = nSqrt(c);
  if (root == 0) return finalize(finite(0, 0, 0));
  exact = exact && nCmp(nMul(root, root), c) == 0;
  if (exact) {
    if (shift >= 0) {
      root = nShiftRight(root, shift);
    } else root = nShiftLeft(root, -shift);
    e += shift;
    if (e != ideal) return finalize(finite(0, root, e));
  } else if (nDigitAt(root, 0) % 5 == 0) root = nAddSmall(root, 1);
  const mode = cx.round;
  cx.round = ROUND_HALF_EVEN;
  const r = finalize(finite(0, root, e));
  cx.round = mode;
  return r;
}

/** Rounds to the context; a zero loses its sign unless rounding goes down. */
export function plus(a: Value): Value {
  const nan = nanResult(a, a);
  if (nan !== null) return nan;
  return finalize(isZero(a) && cx.round != ROUND_FLOOR ? withSign(a, 0) : a);
}

export function minus(a: Value): Value {
  const nan = nanResult(a, a);
  if (nan !== null) return nan;
  return finalize(withSign(a, isZero(a) && cx.round != ROUND_FLOOR ? 0 : a.sign ^ 1));
}

/** The absolute value, rounded. */
export function absolute(a: Value): Value {
  return a.sign == 1 ? minus(a) : plus(a);
}

/** Takes trailing zeros off. */
export function reduce(a: Value): Value {
  const nan = nanResult(a, a);
  if (nan !== null) return nan;
  const r = finalize(a);
  if (r.kind != FINITE) return r;
  if (nIsZero(r.coef)) return finite(r.sign, r.coef, 0);
  const most = cx.clamp != 0 ? cx.emax - (cx.prec - 1) : cx.emax;
  const zeros = nTrailingZeros(r.coef);
  const room = most - r.exp;
  const cut = zeros < room ? zeros : room;
  return cut <= 0 ? r : finite(r.sign, nShiftRight(r.coef, cut), r.exp + cut);
}
