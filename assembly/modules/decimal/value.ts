/**
 * Decimal values while an operation computes: sign, kind, exponent and a natural; the context that rounds them; the conditions that were met. The rules are
 * those of the General Decimal Arithmetic Specification 1.70 (speleotrove.com/decimal), with libmpdec's choices where it leaves some.
 *
 * Values are in the arena of natural.ts. An operation reads its context from `cx`, adds its conditions to `status`, and returns a new Value; the object and
 * the signals come from its caller. A coefficient of 0 (address) says that memory ran out.
 */
import {
  arenaAlloc,
  nAddSmall,
  nCmp,
  nDigitAt,
  nDigits,
  nFromU64,
  nIsZero,
  nPow10,
  nShiftLeft,
  nShiftRight,
  nSub,
  nTrailingZeros,
  shiftRest,
} from "./natural";

/** Conditions: mpdecimal.h's bits. */
export const Clamped: u32 = 0x1;
export const ConversionSyntax: u32 = 0x2;
export const DivisionByZero: u32 = 0x4;
export const DivisionImpossible: u32 = 0x8;
export const DivisionUndefined: u32 = 0x10;
export const Inexact: u32 = 0x40;
export const InvalidContext: u32 = 0x80;
export const InvalidOperation: u32 = 0x100;
export const MallocError: u32 = 0x200;
export const FloatOperation: u32 = 0x400;
export const Overflow: u32 = 0x800;
export const Rounded: u32 = 0x1000;
export const Subnormal: u32 = 0x2000;
export const Underflow: u32 = 0x4000;
/** All that the signal InvalidOperation stands for. */
export const AnyInvalid: u32 = 0x2 | 0x8 | 0x10 | 0x20 | 0x80 | 0x100 | 0x200;

export const ROUND_UP: i32 = 0;
export const ROUND_DOWN: i32 = 1;
export const ROUND_CEILING: i32 = 2;
export const ROUND_FLOOR: i32 = 3;
export const ROUND_HALF_UP: i32 = 4;
export const ROUND_HALF_DOWN: i32 = 5;
export const ROUND_HALF_EVEN: i32 = 6;
export const ROUND_05UP: i32 = 7;

/** The limits of a 64-bit build. */
export const MAX_PREC: i64 = 999999999999999999;
export const MIN_ETINY: i64 = -1999999999999999997;

export const FINITE: i32 = 0;
export const INFINITE: i32 = 1;
export const QNAN: i32 = 2;
export const SNAN: i32 = 3;

/** mpd_context_t, 48 bytes; embedded in context objects. */
@unmanaged
export class Ctx {
  prec: i64;
  emax: i64;
  emin: i64;
  traps: u32;
  status: u32;
  newtrap: u32;
  round: i32;
  clamp: i32;
  allcr: i32;
}

@unmanaged
export class Value {
  sign: i32;
  kind: i32;
  exp: i64;
  coef: usize;
}

/** The context of the operation that runs, and the conditions it has met so far. */
export let cx: Ctx = changetype<Ctx>(0);
export let status: u32 = 0;

export function setContext(context: Ctx): void {
  cx = context;
}

export function setStatus(value: u32): void {
  status = value;
}

export function addStatus(bits: u32): void {
  status |= bits;
}

const lastResort = memory.data(24, 8);

export function newValue(sign: i32, kind: i32, exp: i64, coef: usize): Value {
  let at = arenaAlloc(24);
  if (at == 0) {
    status |= MallocError;
    at = lastResort;
  }
  const v = changetype<Value>(at);
  v.sign = sign;
  v.kind = kind;
  v.exp = exp;
  v.coef = coef;
  return v;
}

export function finite(sign: i32, coef: usize, exp: i64): Value {
  return newValue(sign, FINITE, exp, coef);
}

export function fromI64(value: i64): Value {
  return finite(value < 0 ? 1 : 0, nFromU64(value < 0 ? -value : value), 0);
}

export function infinity(sign: i32): Value {
  return newValue(sign, INFINITE, 0, nFromU64(0));
}

export function copyOf(v: Value): Value {
  return newValue(v.sign, v.kind, v.exp, v.coef);
}

export function withSign(v: Value, sign: i32): Value {
  return newValue(sign, v.kind, v.exp, v.coef);
}

/** NaN with a condition: what every invalid operation gives. */
export function invalid(condition: u32): Value {
  status |= condition;
  return newValue(0, QNAN, 0, nFromU64(0));
}

export function isNaN(v: Value): bool {
  return v.kind >= QNAN;
}

export function isSpecial(v: Value): bool {
  return v.kind != FINITE;
}

/** A finite zero. */
export function isZero(v: Value): bool {
  return v.kind == FINITE && nIsZero(v.coef);
}

export function digitsOf(v: Value): i64 {
  return nDigits(v.coef);
}

export function adjusted(v: Value): i64 {
  return v.exp + nDigits(v.coef) - 1;
}

export function etiny(): i64 {
  return cx.emin - (cx.prec - 1);
}

export function etop(): i64 {
  return cx.emax - (cx.prec - 1);
}

/** An integer, whatever its exponent. */
export function isInteger(v: Value): bool {
  if (v.kind != FINITE) return false;
  return v.exp >= 0 || nIsZero(v.coef) || nTrailingZeros(v.coef) >= -v.exp;
}

/** Is the integral finite value odd? */
export function isOdd(v: Value): bool {
  if (nIsZero(v.coef) || v.exp > 0) return false;
  return (nDigitAt(v.coef, -v.exp) & 1) == 1;
}

/** Does rounding go away from zero? `rest` as nShiftRight says, `last` the last digit that stays. */
export function roundsUp(rest: i32, last: i32, sign: i32, mode: i32): bool {
  if (rest == 0) return false;
  if (mode == ROUND_UP) return true;
  if (mode == ROUND_CEILING) return sign == 0;
  if (mode == ROUND_FLOOR) return sign == 1;
  if (mode == ROUND_HALF_UP) return rest >= 2;
  if (mode == ROUND_HALF_DOWN) return rest == 3;
  if (mode == ROUND_HALF_EVEN) return rest == 3 || (rest == 2 && (last & 1) == 1);
  if (mode == ROUND_05UP) return last == 0 || last == 5;
  return false;
}

/** coef / 10^k, rounded in `mode`; `shiftRest` tells whether anything was lost. */
export function shiftRounded(coef: usize, k: i64, sign: i32, mode: i32): usize {
  const q = nShiftRight(coef, k);
  const rest = shiftRest;
  return q != 0 && roundsUp(rest, nDigitAt(q, 0), sign, mode) ? nAddSmall(q, 1) : q;
}

/** A payload has at most prec - clamp digits. */
function fitPayload(v: Value): Value {
  const room = cx.prec - (cx.clamp != 0 ? 1 : 0);
  if (nDigits(v.coef) <= room) return v;
  const low = nShiftRight(v.coef, room);
  return newValue(v.sign, v.kind, v.exp, nSub(v.coef, nShiftLeft(low, room)));
}

/** The NaN that an operation with a NaN gives; null if none of the operands is one. `b` may be `a`. */
export function nanResult(a: Value, b: Value): Value | null {
  if (a.kind < QNAN && b.kind < QNAN) return null;
  let from = a;
  if (a.kind == SNAN || b.kind == SNAN) {
    status |= InvalidOperation;
    if (a.kind != SNAN) from = b;
  } else if (a.kind != QNAN) from = b;
  return fitPayload(newValue(from.sign, QNAN, 0, from.coef));
}

/** Too large: infinity or the largest number, by the direction of rounding. */
function overflowed(v: Value): Value {
  status |= Overflow | Inexact | Rounded;
  const mode = cx.round;
  const toMax =
    mode == ROUND_DOWN ||
    mode == ROUND_05UP ||
    (mode == ROUND_CEILING && v.sign == 1) ||
    (mode == ROUND_FLOOR && v.sign == 0);
  if (!toMax) return infinity(v.sign);
  return finite(v.sign, nSub(nPow10(cx.prec), nFromU64(1)), etop());
}

/** The exponent's limits; rounds subnormal numbers. */
function checkExponent(v: Value): Value {
  const adj = adjusted(v);
  if (adj > cx.emax) {
    if (nIsZero(v.coef)) {
      status |= Clamped;
      return finite(v.sign, v.coef, cx.clamp != 0 ? etop() : cx.emax);
    }
    return overflowed(v);
  }
  if (cx.clamp != 0 && v.exp > etop()) {
    status |= Clamped;
    if (!nIsZero(v.coef) && adj < cx.emin) status |= Subnormal;
    return finite(v.sign, nShiftLeft(v.coef, v.exp - etop()), etop());
  }
  if (adj >= cx.emin) return v;
  const tiny = etiny();
  if (nIsZero(v.coef)) {
    if (v.exp >= tiny) return v;
    status |= Clamped;
    return finite(v.sign, v.coef, tiny);
  }
  status |= Subnormal;
  if (v.exp >= tiny) return v;
  const coef = shiftRounded(v.coef, tiny - v.exp, v.sign, cx.round);
  status |= Rounded;
  if (shiftRest != 0) {
    status |= Inexact | Underflow;
    if (nIsZero(coef)) status |= Clamped;
  }
  return finite(v.sign, coef, tiny);
}

/** mpd_qfinalize: the value as the context allows it. */
export function finalize(v: Value): Value {
  if (v.coef == 0) {
    status |= MallocError;
    return newValue(0, QNAN, 0, nFromU64(0));
  }
  if (v.kind != FINITE) return v.kind == INFINITE ? v : fitPayload(v);
  let r = checkExponent(v);
  if (r.kind != FINITE) return r;
  const excess = nDigits(r.coef) - cx.prec;
  if (excess <= 0) return r;
  let coef = shiftRounded(r.coef, excess, r.sign, cx.round);
  let exp = r.exp + excess;
  status |= Rounded;
  if (shiftRest != 0) status |= Inexact;
  if (nDigits(coef) > cx.prec) {
    coef = nShiftRight(coef, 1);
    exp++;
  }
  r = finite(r.sign, coef, exp);
  return checkExponent(r);
}

/** Three-way comparison of numbers (no NaN). */
export function compareNumbers(a: Value, b: Value): i32 {
  const zeroA = isZero(a);
  const zeroB = isZero(b);
  if (zeroA && zeroB) return 0;
  if (zeroA) return b.sign == 1 ? 1 : -1;
  if (zeroB) return a.sign == 1 ? -1 : 1;
  if (a.sign != b.sign) return a.sign == 1 ? -1 : 1;
  const c = compareMagnitudes(a, b);
  return a.sign == 1 ? -c : c;
}

/** The same of their absolute values. */
export function compareMagnitudes(a: Value, b: Value): i32 {
  if (a.kind == INFINITE) return b.kind == INFINITE ? 0 : 1;
  if (b.kind == INFINITE) return -1;
  if (isZero(a) || isZero(b)) return isZero(a) ? (isZero(b) ? 0 : -1) : 1;
  const x = adjusted(a);
  const y = adjusted(b);
  if (x != y) return x < y ? -1 : 1;
  if (a.exp == b.exp) return nCmp(a.coef, b.coef);
  return a.exp > b.exp
    ? nCmp(nShiftLeft(a.coef, a.exp - b.exp), b.coef)
    : nCmp(a.coef, nShiftLeft(b.coef, b.exp - a.exp));
}
