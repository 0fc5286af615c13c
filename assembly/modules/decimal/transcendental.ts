/**
 * exp, ln, log10 and power (mpd_qexp, mpd_qln, mpd_qlog10, mpd_qpow, mpd_qpowmod).
 *
 * exp and the logarithms are correctly rounded, half even: they are computed in fixed point with a few guard digits, and again with more while the digits
 * behind the last one leave the rounding open. power of an integer exponent multiplies with digits to spare; another exponent goes through ln and exp.
 *
 * Fixed point: a natural x stands for x / 10^w. Errors are counted in units of its last digit.
 */
import {
  nAdd,
  nAddSmall,
  nCmp,
  nDigitAt,
  nDigits,
  nDiv,
  nDivMod,
  nDivSmall,
  nFromU64,
  nIsZero,
  nMul,
  nMulSmall,
  nPow10,
  nRest,
  nShiftLeft,
  nShiftRight,
  nSub,
  nToI64,
} from "./natural";
import {
  Ctx,
  FINITE,
  INFINITE,
  SNAN,
  Inexact,
  InvalidOperation,
  MallocError,
  ROUND_HALF_EVEN,
  Rounded,
  Value,
  addStatus,
  adjusted,
  compareMagnitudes,
  copyOf,
  cx,
  digitsOf,
  finalize,
  finite,
  fromI64,
  infinity,
  invalid,
  isInteger,
  isOdd,
  isZero,
  nanResult,
  setContext,
  setStatus,
  status,
} from "./value";
import { divide, multiply } from "./arithmetic";
import { integerOf, isPowmodOperand } from "./miscellaneous";

/** Beyond it no precision can be computed with in a 32-bit memory. */
const MOST_DIGITS: i64 = 100000000;

/** x * y of fixed-point numbers with w digits. */
function fixedMul(x: usize, y: usize, w: i64): usize {
  return nShiftRight(nMul(x, y), w);
}

/** artanh(1/n) with w digits: the sum of 1 / ((2k+1) n^(2k+1)). */
function artanhInverse(n: u32, w: i64): usize {
  let power = nDivSmall(nPow10(w), n);
  let sum = power;
  for (let k: u32 = 3; power != 0 && !nIsZero(power); k += 2) {
    power = nDivSmall(power, n * n);
    sum = nAdd(sum, nDivSmall(power, k));
  }
  return power == 0 ? 0 : sum;
}

/** ln 10 with w digits: 46 artanh(1/31) + 34 artanh(1/49) + 20 artanh(1/161). */
function ln10(w: i64): usize {
  const guard: i64 = 10;
  const a = nMulSmall(artanhInverse(31, w + guard), 46);
  const b = nMulSmall(artanhInverse(49, w + guard), 34);
  const c = nMulSmall(artanhInverse(161, w + guard), 20);
  return nShiftRight(nAdd(nAdd(a, b), c), guard);
}

/** e^x for a fixed-point x below 3, w digits in and out: halve x, sum Taylor's series, square as often. */
function fixedExp(x: usize, w: i64): usize {
  let halvings = 4;
  for (let d = w; d > 40; d >>= 1) halvings += 3;
  const guard = <i64>halvings / 2 + 10;
  const wide = w + guard;
  let y = nShiftLeft(x, guard);
  for (let i = 0; i < halvings; i++) y = nDivSmall(y, 2);
  const one = nPow10(wide);
  let sum = one;
  let term = one;
  for (let k: u32 = 1; term != 0 && !nIsZero(term); k++) {
    term = nDivSmall(fixedMul(term, y, wide), k);
    sum = nAdd(sum, term);
  }
  if (term == 0) return 0;
  for (let i = 0; i < halvings; i++) sum = fixedMul(sum, sum, wide);
  return nShiftRight(sum, guard);
}

/** ln of a fixed-point x in [1, 10), w digits: Halley's iteration on e^y = x, from an approximation in double precision. */
function fixedLn(x: usize, w: i64): usize {
  const guard: i64 = 6;
  const wide = w + guard;
  const target = nShiftLeft(x, guard);
  const lead = nShiftRight(x, w - 15);
  const start = w >= 15 ? <f64>nToI64(lead) / 1e15 : <f64>nToI64(nShiftLeft(x, 15 - w)) / 1e15;
  let y = nShiftLeft(nFromU64(<u64>(Math.log(start < 1 ? 1 : start) * 1e15)), wide - 15);
  if (wide < 15) y = nShiftRight(nFromU64(<u64>(Math.log(start) * 1e15)), 15 - wide);
  for (let good: i64 = 13; y != 0; good *= 3) {
    const e = fixedExp(y, wide);
    if (e == 0) return 0;
    const up = nCmp(target, e) >= 0;
    const difference = up ? nSub(target, e) : nSub(e, target);
    const step = nDiv(nShiftLeft(nMulSmall(difference, 2), wide), nAdd(target, e));
    if (step == 0) return 0;
    y = up ? nAdd(y, step) : nCmp(y, step) < 0 ? nFromU64(0) : nSub(y, step);
    if (good * 3 > wide) break;
  }
  return nShiftRight(y, guard);
}

/** Do the digits behind the first `prec` of the approximation c, good to some units of its last two, decide the rounding? */
function decides(c: usize, prec: i64): bool {
  const extra = nDigits(c) - prec;
  if (extra < 4) return false;
  // undecided are 4999.., 5000.., 9999.., 0000..
  const first = nDigitAt(c, extra - 1);
  let nines = true;
  let zeros = true;
  for (let i = extra - 2; i >= 2; i--) {
    const d = nDigitAt(c, i);
    if (d != 9) nines = false;
    if (d != 0) zeros = false;
  }
  if (nines) return !(first == 4 || first == 9);
  if (zeros) return !(first == 5 || first == 0);
  return true;
}

/** Must an approximation be made with more digits? It ends somewhere: then the result may be off by one in its last digit. */
function undecided(c: usize, extra: i64): bool {
  return c != 0 && !decides(c, cx.prec) && extra <= 100000;
}

/** Rounds an approximation that is never exact half even to the context. */
function roundedInexact(sign: i32, c: usize, exp: i64): Value {
  if (c == 0 || nIsZero(c)) return finalize(finite(sign, 0, 0));
  const mode = cx.round;
  cx.round = ROUND_HALF_EVEN;
  const sticky = nDigits(c) > cx.prec && nDigitAt(c, 0) == 0 ? nAddSmall(c, 1) : c;
  const r = finalize(finite(sign, sticky, exp));
  cx.round = mode;
  addStatus(Inexact | Rounded);
  return r;
}

function tooLong(): Value {
  addStatus(MallocError);
  return finite(0, 0, 0);
}

/** e^a for finite a, not zero, as a coefficient with `digits` good digits; its exponent in `expExponent`. */
let expExponent: i64 = 0;

function expDigits(a: Value, digits: i64): usize {
  const size = adjusted(a) + 1;
  const w = digits + 4;
  const wide = w + (size > 0 ? size : 0);
  const shift = a.exp + wide;
  const x = shift >= 0 ? nShiftLeft(a.coef, shift) : nShiftRight(a.coef, -shift);
  const log = ln10(wide);
  const q = nDivMod(x, log);
  let rest = nRest;
  if (q == 0) return 0;
  let tens = nToI64(q);
  if (a.sign == 1) {
    tens = -tens;
    if (!nIsZero(rest)) {
      tens--;
      rest = nSub(log, rest);
    }
  }
  expExponent = tens - w;
  return fixedExp(nShiftRight(rest, wide - w), w);
}

export function exp(a: Value): Value {
  const nan = nanResult(a, a);
  if (nan !== null) return nan;
  if (a.kind == INFINITE) return a.sign == 1 ? finite(0, nFromU64(0), 0) : copyOf(a);
  if (isZero(a)) return finite(0, nFromU64(1), 0);
  if (cx.prec > MOST_DIGITS) return tooLong();
  const adj = adjusted(a);
  // so large that the result overflows or vanishes, or so small that it is 1 and a bit
  if (adj > 19) return roundedFar(a.sign == 1 ? -4 * cx.emax : 2 * cx.emax + 2);
  if (adj < -cx.prec - 1) {
    const p = cx.prec;
    return a.sign == 0
      ? roundedInexact(0, nAddSmall(nPow10(p + 2), 1), -p - 2)
      : roundedInexact(0, nSub(nPow10(p + 3), nFromU64(1)), -p - 3);
  }
  let extra: i64 = 8;
  let c = expDigits(a, cx.prec + extra);
  while (undecided(c, extra)) {
    extra += extra;
    c = expDigits(a, cx.prec + extra);
  }
  return roundedInexact(0, c, expExponent);
}

/** 1 * 10^exponent through the context: an overflow or an underflow. */
function roundedFar(exponent: i64): Value {
  return roundedInexact(
    0,
    nAddSmall(nPow10(cx.prec + 1), 1),
    exponent < -2000000000000000000 ? -2000000000000000000 : exponent,
  );
}

/** The last logarithm's sign and exponent. */
let lnSign: i32 = 0;
let lnExponent: i64 = 0;

/** |ln a| with about `digits` good digits, a finite, positive, not 1; the sign in `lnSign`, the exponent in `lnExponent`. */
function lnDigits(a: Value, digits: i64): usize {
  const adj = adjusted(a);
  // near 1 the leading digits cancel
  let w = digits + 6 + closeness(a);
  const size = nDigits(nFromU64(adj < 0 ? -adj : adj));
  w += size;
  const shift = w - (nDigits(a.coef) - 1);
  const mantissa = shift >= 0 ? nShiftLeft(a.coef, shift) : nShiftRight(a.coef, -shift);
  const ln = fixedLn(mantissa, w);
  lnExponent = -w;
  lnSign = 0;
  if (adj == 0) return ln;
  const tens = nMul(ln10(w), nFromU64(adj < 0 ? -adj : adj));
  if (ln == 0 || tens == 0) return 0;
  if (adj > 0) return nAdd(tens, ln);
  lnSign = 1;
  return nSub(tens, ln);
}

/** How many digits of a are those of 1: 0.9999 and 1.0001 have 4. */
function closeness(a: Value): i64 {
  const adj = adjusted(a);
  if (adj != 0 && adj != -1) return 0;
  const one = nPow10(-a.exp);
  if (a.exp >= 0 || one == 0) return 0;
  const distance = nCmp(a.coef, one) >= 0 ? nSub(a.coef, one) : nSub(one, a.coef);
  return nIsZero(distance) ? 0 : -a.exp - nDigits(distance) + 1;
}

function isOne(a: Value): bool {
  return a.exp <= 0 && -a.exp == nDigits(a.coef) - 1 && nCmp(a.coef, nPow10(-a.exp)) == 0;
}

/** The cases that the logarithms share; null when there is something to compute. */
function specialLogarithm(a: Value): Value | null {
  const nan = nanResult(a, a);
  if (nan !== null) return nan;
  if (isZero(a)) return infinity(1);
  if (a.sign == 1) return invalid(InvalidOperation);
  if (a.kind == INFINITE) return infinity(0);
  if (isOne(a)) return finite(0, nFromU64(0), 0);
  return cx.prec > MOST_DIGITS ? tooLong() : null;
}

export function ln(a: Value): Value {
  const special = specialLogarithm(a);
  if (special !== null) return special;
  let extra: i64 = 8;
  let c = lnDigits(a, cx.prec + extra);
  while (undecided(c, extra)) {
    extra += extra;
    c = lnDigits(a, cx.prec + extra);
  }
  return roundedInexact(lnSign, c, lnExponent);
}

/** |log10 a| as lnDigits gives |ln a|. */
function log10Digits(a: Value, digits: i64): usize {
  const natural = lnDigits(a, digits + 2);
  return nDiv(nShiftLeft(natural, -lnExponent), ln10(-lnExponent));
}

export function log10(a: Value): Value {
  const special = specialLogarithm(a);
  if (special !== null) return special;
  const power = nPow10(nDigits(a.coef) - 1);
  if (power != 0 && nCmp(a.coef, power) == 0) return finalize(fromI64(adjusted(a)));
  let extra: i64 = 8;
  let c = log10Digits(a, cx.prec + extra);
  while (undecided(c, extra)) {
    extra += extra;
    c = log10Digits(a, cx.prec + extra);
  }
  return roundedInexact(lnSign, c, lnExponent);
}

/** A context for intermediate results: prec digits, half even, the lower limit of the outer one and no upper (as found out of libmpdec). */
const work = changetype<Ctx>(memory.data(48, 8));

function workContext(prec: i64): void {
  work.prec = prec;
  work.emax = 999999999999999999;
  work.emin = cx.emin;
  work.round = ROUND_HALF_EVEN;
  work.clamp = 0;
  work.traps = 0;
  setContext(work);
}

/** base to the integral `exponent`, by squaring. */
function powerInteger(base: Value, exponent: Value, sign: i32): Value {
  const outer = cx;
  const before = status;
  workContext(outer.prec + 4 + digitsOf(exponent) + (exponent.exp > 0 ? exponent.exp : 0));
  setStatus(0);
  let b = finite(0, base.coef, base.exp);
  if (exponent.sign == 1) {
    work.prec += 1;
    b = divide(finite(0, nFromU64(1), 0), b);
  }
  let n = integerOf(exponent);
  // the bits of n, highest first
  let bits = nFromU64(0);
  let count = 0;
  while (n != 0 && !nIsZero(n)) {
    const half = nDivSmall(n, 2);
    bits = nAddSmall(nMulSmall(bits, 2), nDigitAt(n, 0) & 1);
    n = half;
    count++;
  }
  let r = finite(0, nFromU64(1), 0);
  for (let i = 0; i < count && r.kind == FINITE && !isZero(r); i++) {
    r = multiply(r, r);
    if ((nDigitAt(bits, 0) & 1) == 1) r = multiply(r, b);
    bits = nDivSmall(bits, 2);
  }
  setStatus(before | status);
  setContext(outer);
  r.sign = sign;
  return finalize(r);
}

function digitsOfExponent(e: i64): i64 {
  return nDigits(nFromU64(e < 0 ? -e : e));
}

/** Is the result certainly beyond the exponents? Then 1 (overflow), -1 (underflow), else 0. The bounds are libmpdec's (_qcheck_pow_bounds). */
function powerBounds(base: Value, exponent: Value): i32 {
  const adj = adjusted(base);
  const grows = adj >= 0 == (exponent.sign == 0);
  // |log10 base| is at least 10^least
  let least: i64;
  if (adj > 0) least = digitsOfExponent(adj) - 1;
  else if (adj < -1) least = digitsOfExponent(adj + 1) - 1;
  else least = -closeness(base) - (adj == 0 ? 2 : 1);
  const most = digitsOfExponent(grows ? cx.emax : cx.emin - (cx.prec - 1));
  if (most >= least + adjusted(exponent)) return 0;
  return grows ? 1 : -1;
}

/** e^(exponent * ln base). */
function powerReal(base: Value, exponent: Value): Value {
  const prec = cx.prec;
  const size = adjusted(exponent) > 0 ? adjusted(exponent) : 0;
  const digits = prec + 16 + size + nDigits(nFromU64(adjusted(base) < 0 ? -adjusted(base) : adjusted(base)));
  const log = lnDigits(base, digits);
  const sign = lnSign ^ exponent.sign;
  if (log == 0) return finalize(finite(0, 0, 0));
  const product = finite(sign, nMul(log, exponent.coef), lnExponent + exponent.exp);
  const adj = adjusted(product);
  if (adj > 19) return roundedFar(sign == 1 ? -4 * cx.emax : 2 * cx.emax + 2);
  if (adj < -prec - 1) {
    return sign == 0
      ? roundedInexact(0, nAddSmall(nPow10(prec + 2), 1), -prec - 2)
      : roundedInexact(0, nSub(nPow10(prec + 3), nFromU64(1)), -prec - 3);
  }
  const c = expDigits(product, prec + 10);
  if (c == 0 || nIsZero(c)) return finalize(finite(0, 0, 0));
  const r = finalize(finite(0, nDigitAt(c, 0) == 0 ? nAddSmall(c, 1) : c, expExponent));
  addStatus(Inexact | Rounded);
  return r;
}

/** 1 with prec digits: what an inexact power of 1 is. */
function paddedOne(sign: i32): Value {
  addStatus(Inexact | Rounded);
  return finite(sign, nPow10(cx.prec - 1), -(cx.prec - 1));
}

export function power(base: Value, exponent: Value): Value {
  const nan = nanResult(base, exponent);
  if (nan !== null) return nan;
  const integral = isInteger(exponent);
  const sign = base.sign == 1 && integral && isOdd(exponent) ? 1 : 0;
  if (isZero(exponent)) return isZero(base) ? invalid(InvalidOperation) : finite(0, nFromU64(1), 0);
  if (isZero(base)) {
    if (exponent.sign == 1) return infinity(sign);
    return finite(sign, nFromU64(0), 0);
  }
  if (base.sign == 1 && !integral) return invalid(InvalidOperation);
  if (base.kind == INFINITE) return exponent.sign == 1 ? finite(sign, nFromU64(0), 0) : infinity(sign);
  const one = isOne(finite(0, base.coef, base.exp));
  if (exponent.kind == INFINITE) {
    if (one) return paddedOne(sign);
    return compareMagnitudes(base, fromI64(1)) > 0 == (exponent.sign == 0)
      ? infinity(sign)
      : finite(sign, nFromU64(0), 0);
  }
  if (cx.prec > MOST_DIGITS) return tooLong();
  if (one) return powerOfOne(base, exponent, sign, integral);
  const bounds = powerBounds(base, exponent);
  if (bounds != 0) {
    return finalize(finite(sign, nFromU64(1), bounds > 0 ? 2000000000000000000 : -2000000000000000000));
  }
  return integral ? powerInteger(base, exponent, sign) : powerReal(base, exponent);
}

/** 1 to a power: exact with the ideal exponent where it fits, else padded. */
function powerOfOne(base: Value, exponent: Value, sign: i32, integral: bool): Value {
  if (!integral) return paddedOne(sign);
  if (exponent.sign == 1) return finite(sign, nFromU64(1), 0);
  const n = nToI64(integerOf(exponent));
  const shift = n < 0 || n > cx.prec ? cx.prec : n * -base.exp;
  if (shift > cx.prec - 1 || base.exp < -cx.prec) {
    if (base.exp == 0) return finite(sign, nFromU64(1), 0);
    addStatus(Rounded);
    return finite(sign, nPow10(cx.prec - 1), -(cx.prec - 1));
  }
  return finite(sign, nPow10(shift), -shift);
}

/** base^exponent mod modulus, all integral. */
export function powmod(base: Value, exponent: Value, modulus: Value): Value {
  if (base.kind != FINITE || exponent.kind != FINITE || modulus.kind != FINITE) {
    // a signaling one comes first, wherever it stands
    const isLastFirst = modulus.kind == SNAN && base.kind != SNAN && exponent.kind != SNAN;
    let nan: Value | null = isLastFirst ? null : nanResult(base, exponent);
    if (nan === null) nan = nanResult(modulus, modulus);
    return nan !== null ? nan : invalid(InvalidOperation);
  }
  const fits = isPowmodOperand(base) && isPowmodOperand(exponent) && isPowmodOperand(modulus);
  if (!fits || (exponent.sign == 1 && !isZero(exponent)) || isZero(modulus)) return invalid(InvalidOperation);
  if (adjusted(modulus) >= cx.prec) return invalid(InvalidOperation);
  if (isZero(base) && isZero(exponent)) return invalid(InvalidOperation);
  const sign = base.sign == 1 && isOdd(exponent) ? 1 : 0;
  const m = integerOf(modulus);
  const b =
    base.exp > 0
      ? mulMod(modOf(base.coef, m), powMod(nFromU64(10), nFromU64(base.exp), m), m)
      : modOf(integerOf(base), m);
  const r = powMod(b, integerOf(exponent), m);
  return finalize(finite(sign, r, 0));
}

function modOf(a: usize, m: usize): usize {
  return nDivMod(a, m) == 0 ? 0 : nRest;
}

function mulMod(a: usize, b: usize, m: usize): usize {
  return modOf(nMul(a, b), m);
}

function powMod(base: usize, exponent: usize, m: usize): usize {
  let r = modOf(nFromU64(1), m);
  let b = modOf(base, m);
  while (exponent != 0 && !nIsZero(exponent)) {
    if ((nDigitAt(exponent, 0) & 1) == 1) r = mulMod(r, b, m);
    exponent = nDivSmall(exponent, 2);
    b = mulMod(b, b, m);
  }
  return exponent == 0 ? 0 : r;
}
