/**
 * Text of floats and floats of text (PyOS_double_to_string and PyOS_string_to_double of Python/pystrtod.c). The digits themselves come
 * from the host (`floatDigits`); here they get their sign, point, zeros and exponent.
 *
 * Invariant: a text made here lies in scratch memory until the next call; copy it at once.
 */
import { floatDigits, floatValue } from "../host";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_NoMemory } from "../protocol/errors";

/** Flags of PyOS_double_to_string. */
export const Py_DTSF_SIGN: i32 = 1; // always a sign
export const Py_DTSF_ADD_DOT_0: i32 = 2; // "1.0" rather than "1"
export const Py_DTSF_ALT: i32 = 4; // keep the point and trailing zeros
export const Py_DTSF_NO_NEG_0: i32 = 8; // "-0" becomes "0"

/** Length of the last text. */
export let textLength: i32 = 0;

/** More digits than any float has: a longer request changes nothing but zeros. */
const MOST_DIGITS: i32 = 1100;

const digitBuffer = memory.data(1200, 8);
/** What the last `decompose` found. */
let digitCount: i32 = 0;
let decimalPoint: i32 = 0;

let scratch: usize = 0;
let scratchSize: usize = 0;

function ensureScratch(size: usize): bool {
  if (size <= scratchSize) return true;
  if (scratch != 0) PyMem_Free(scratch);
  scratchSize = 0;
  scratch = PyMem_Malloc(size);
  if (scratch == 0) {
    PyErr_NoMemory();
    return false;
  }
  scratchSize = size;
  return true;
}

/** Digits of a finite x >= 0 into digitBuffer, as _Py_dg_dtoa gives them. */
function decompose(x: f64, mode: i32, ndigits: i32): void {
  if (x == 0) {
    store<u8>(digitBuffer, 48);
    digitCount = 1;
    decimalPoint = 1;
    return;
  }
  if (x < 1e15 && x >= 1e-5 && decomposeHere(x, mode, ndigits)) return;
  const packed = floatDigits(x, mode, ndigits < MOST_DIGITS ? ndigits : MOST_DIGITS, digitBuffer);
  digitCount = <i32>(packed & 0xffff);
  decimalPoint = <i32>(packed >> 16) - 32768;
  if (digitCount == 0) decimalPoint = -ndigits;
}

/** The usual cases, exact in 128 bits; false where the host must be asked (which takes about ten times as long). */
function decomposeHere(x: f64, mode: i32, ndigits: i32): bool {
  if (mode == 0) return x >= 0.01 && shortest(x) ? true : shortDecimal(x);
  let decimals = ndigits;
  if (mode == 2) {
    if (ndigits > 17) return false;
    decimals = ndigits - magnitude(x);
  }
  if (decimals < 0 || decimals > 17 || !scale(x, decimals)) return false;
  if (scaled == 0) {
    digitCount = 0;
    decimalPoint = -decimals;
  } else {
    wholeDigits(scaled);
    decimalPoint -= decimals;
  }
  return true;
}

/** Decimal digits before the point of 1e-5 <= x < 1e15, negative for leading zeros after it. */
function magnitude(x: f64): i32 {
  let point = 1;
  if (x >= 1.0) {
    for (let unit = 10.0; unit <= x; unit *= 10.0) point++;
  } else {
    point = x >= 0.1 ? 0 : x >= 0.01 ? -1 : x >= 0.001 ? -2 : x >= 0.0001 ? -3 : -4;
  }
  return point;
}

/**
 * The shortest digits where they are at most 15: then only one decimal of that many digits reads back as x, and it is the whole number
 * next to x * 10**k over 10**k for the first k that does.
 */
function shortDecimal(x: f64): bool {
  let unit = 1.0;
  for (let k = 0; k <= 19; k++) {
    const n = nearest<f64>(x * unit);
    if (n >= 1e15) return false;
    if (n / unit == x) {
      wholeDigits(<u64>n);
      decimalPoint -= k;
      return true;
    }
    unit *= 10.0;
  }
  return false;
}

/**
 * The shortest digits of 0.01 <= x < 1e15 with a fraction: x * 10**k, cut at 17 digits, tells them. Of 15 digits at most one decimal reads back as x, so
 * zeros at its end can go; else the nearest of 16 digits if it reads back, else the nearest of 17. False for powers of two, whose lower neighbour is
 * nearer, and for whole numbers. `repr(i / 3)`: 370 to 130 nanoseconds (native 300).
 */
function shortest(x: f64): bool {
  const k = 17 - magnitude(x);
  const shift = 1075 - <i32>(reinterpret<u64>(x) >> 52);
  if ((reinterpret<u64>(x) & 0xfffffffffffff) == 0 || shift <= 0 || shift > 59 || !multiply(x, k, shift)) return false;
  const q = quotient;
  const unit = tenTo(k);
  const top = q / 100;
  const last = q - top * 100;
  if (last < 12 || last > 88) {
    const up = last > 50;
    if (readsBack(up ? 100 - last : last, up, shift, unit, x)) {
      wholeDigits(up ? top + 1 : top);
      decimalPoint += 2 - k;
      return true;
    }
  }
  const head = q / 10;
  const digit = q - head * 10;
  const up = digit > 5 || (digit == 5 && (rest != 0 || (head & 1) != 0));
  if (readsBack(up ? 10 - digit : digit, up, shift, unit, x)) {
    wholeDigits(up ? head + 1 : head);
    decimalPoint += 1 - k;
    return true;
  }
  const half = (<u64>1) << (<u64>(shift - 1));
  wholeDigits(rest > half || (rest == half && (q & 1) != 0) ? q + 1 : q);
  decimalPoint -= k;
  return true;
}

/** Is a decimal that lies `units` and the rest below x * 10**k, or `units` less the rest above it, nearer to x than any other float? */
function readsBack(units: u64, above: bool, shift: i32, unit: u64, x: f64): bool {
  const far = units << (<u64>shift);
  const twice = (above ? far - rest : far + rest) << 1;
  return twice < unit || (twice == unit && (reinterpret<u64>(x) & 1) == 0);
}

/** What `multiply` found: x * 10**decimals without its fraction, and the fraction in bits. */
let quotient: u64 = 0;
let rest: u64 = 0;

/** x * 10**decimals, `shift` (1 to 63) bits of it behind the point: false if it passes 64 bits. */
function multiply(x: f64, decimals: i32, shift: i32): bool {
  timesPower(x, decimals);
  const high = productHigh;
  const low = productLow;
  if (high >> <u64>shift != 0) return false;
  quotient = (high << (<u64>(64 - shift))) | (low >> <u64>shift);
  rest = low & (((<u64>1) << (<u64>shift)) - 1);
  return true;
}

/** The 53 bits of x times 10**decimals: 128 bits. */
let productHigh: u64 = 0;
let productLow: u64 = 0;
function timesPower(x: f64, decimals: i32): void {
  const m = (reinterpret<u64>(x) & 0xfffffffffffff) | ((<u64>1) << 52);
  const t = tenTo(decimals);
  const mh = m >> 32;
  const ml = m & 0xffffffff;
  const th = t >> 32;
  const tl = t & 0xffffffff;
  const first = ml * tl;
  const middle = mh * tl + (first >> 32);
  const cross = ml * th + (middle & 0xffffffff);
  productLow = (cross << 32) | (first & 0xffffffff);
  productHigh = mh * th + (middle >> 32) + (cross >> 32);
}

/** 10**n, n < 20. */
function tenTo(n: i32): u64 {
  return load<u64>(powers + ((<usize>n) << 3));
}

const powers: usize = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
  10000000000000000000,
]);

/** x * 10**decimals rounded half to even, found by `scale`. */
let scaled: u64 = 0;

/** False if x * 10**decimals passes 63 bits or x has no fraction bits. */
function scale(x: f64, decimals: i32): bool {
  const bits = reinterpret<u64>(x);
  const shift = 1075 - <i32>((bits >> 52) & 0x7ff);
  if (shift <= 0 || x * <f64>tenTo(decimals) > 9.0e18) return false;
  timesPower(x, decimals);
  const high = productHigh;
  const low = productLow;
  let q: u64;
  let lost: u64; // the lost bits, compared with half by their top bit first
  let below: u64 = 0;
  let half: u64;
  if (shift <= 64) {
    q = shift == 64 ? high : (high << (<u64>(64 - shift))) | (low >> <u64>shift);
    lost = shift == 64 ? low : low & (((<u64>1) << (<u64>shift)) - 1);
    half = (<u64>1) << (<u64>(shift - 1));
  } else {
    const s = shift - 64;
    if (s > 63) return false;
    q = high >> <u64>s;
    lost = high & (((<u64>1) << (<u64>s)) - 1);
    below = low;
    half = (<u64>1) << (<u64>(s - 1));
  }
  if (lost > half || (lost == half && (below != 0 || (q & 1) != 0))) q++;
  scaled = q;
  return true;
}

/** The same for a whole number: no need to ask the host. Digits come in groups of eight, since 32 bits are divided faster. */
function wholeDigits(value: u64): void {
  let at = digitBuffer + 24;
  while (value >= 100000000) {
    const high = value / 100000000;
    let group = <u32>(value - high * 100000000);
    for (let i = 0; i < 8; i++) {
      const q = group / 10;
      store<u8>(--at, <u8>(48 + group - q * 10));
      group = q;
    }
    value = high;
  }
  for (let group = <u32>value; group != 0; ) {
    const q = group / 10;
    store<u8>(--at, <u8>(48 + group - q * 10));
    group = q;
  }
  const n = <i32>(digitBuffer + 24 - at);
  for (let i = 0; i < n; i++) store<u8>(digitBuffer + <usize>i, load<u8>(at + <usize>i));
  decimalPoint = n;
  let end = n;
  while (load<u8>(digitBuffer + end - 1) == 48) end--;
  digitCount = end;
}

/** "inf" or "nan" with its sign. */
function writeSpecial(x: f64, flags: i32, upper: bool): usize {
  if (!ensureScratch(64)) return 0;
  let p = scratch;
  if (x < 0) store<u8>(p++, 45);
  else if (flags & Py_DTSF_SIGN) store<u8>(p++, 43);
  const name = x != x ? 0x6e616e : 0x666e69;
  store<u32>(p, upper ? name & 0xdfdfdf : name);
  p += 3;
  textLength = <i32>(p - scratch);
  return scratch;
}

/**
 * Text of `x` in the manner of `code` ('r' shortest, 'e', 'f', 'g' or their capitals) with `precision` digits: its address, length in
 * `textLength`. 0 with MemoryError.
 */
export function PyOS_double_to_string(x: f64, code: i32, precision: i32, flags: i32): usize {
  const upper = code >= 65 && code <= 90;
  const kind = code | 32;
  if (x - x != 0) return writeSpecial(x, flags, upper);
  const negative = reinterpret<u64>(x) >> 63 != 0;
  if (kind == 101) precision = precision == i32.MAX_VALUE ? precision : precision + 1;
  else if (kind == 103 && precision == 0) precision = 1;
  decompose(negative ? -x : x, kind == 114 ? 0 : kind == 102 ? 3 : 2, precision);
  const zero = digitCount == 0 || (digitCount == 1 && load<u8>(digitBuffer) == 48);
  const minus = negative && !(zero && (flags & Py_DTSF_NO_NEG_0) != 0);
  return layOut(kind, precision, flags, minus, upper);
}

/** Arranges digitBuffer's digits: format_float_short's second half. */
function layOut(kind: i32, precision: i32, flags: i32, minus: bool, upper: bool): usize {
  const dotZero = (flags & Py_DTSF_ADD_DOT_0) != 0;
  const alt = (flags & Py_DTSF_ALT) != 0;
  let point = decimalPoint;
  let end: i64 = digitCount; // digits written, zeros included, counted from the first
  let useExponent = false;
  if (kind == 101) {
    useExponent = true;
    end = precision;
  } else if (kind == 102) {
    end = <i64>point + precision;
  } else if (kind == 103) {
    useExponent = point <= -4 || point > precision - (dotZero ? 1 : 0);
    if (alt) end = precision;
  } else {
    useExponent = point <= -4 || point > 16;
  }
  let exponent = 0;
  if (useExponent) {
    exponent = point - 1;
    point = 1;
  }
  const least = !useExponent && dotZero ? point + 1 : point;
  if (end < <i64>least) end = least;
  const zerosBefore = point <= 0 ? -point : 0;
  if (end + zerosBefore > 0x7fff0000) {
    PyErr_NoMemory();
    return 0;
  }
  if (!ensureScratch(<usize>(<i32>end + zerosBefore + 32))) return 0;
  let p = scratch;
  if (minus) store<u8>(p++, 45);
  else if (flags & Py_DTSF_SIGN) store<u8>(p++, 43);
  p = writeDigits(p, point, <i32>end);
  if (load<u8>(p - 1) == 46 && !alt) p--;
  if (useExponent) p = writeExponent(p, exponent, upper);
  textLength = <i32>(p - scratch);
  return scratch;
}

/** Digits up to position `end` with the decimal point after `point` of them; always writes the point. */
function writeDigits(p: usize, point: i32, end: i32): usize {
  if (point <= 0) {
    store<u8>(p++, 48);
    store<u8>(p++, 46);
    memory.fill(p, 48, <usize>-point);
    p += -point;
  }
  for (let i = 0; i < end; i++) {
    if (i == point && point > 0) store<u8>(p++, 46);
    store<u8>(p++, i < digitCount ? load<u8>(digitBuffer + i) : 48);
  }
  if (point > 0 && end <= point) store<u8>(p++, 46);
  return p;
}

/** "e+05", at least two digits. */
function writeExponent(p: usize, exponent: i32, upper: bool): usize {
  store<u8>(p++, upper ? 69 : 101);
  store<u8>(p++, exponent < 0 ? 45 : 43);
  let e = exponent < 0 ? -exponent : exponent;
  if (e >= 100) {
    store<u8>(p++, <u8>(48 + e / 100));
    e %= 100;
  }
  store<u8>(p++, <u8>(48 + e / 10));
  store<u8>(p++, <u8>(48 + (e % 10)));
  return p;
}

/** x rounded to `decimals` places as text and back: round()'s core. Infinite if the result is too large. */
export function roundToDecimals(x: f64, decimals: i32): f64 {
  const negative = reinterpret<u64>(x) >> 63 != 0;
  decompose(negative ? -x : x, 3, decimals);
  let value = 0.0;
  if (digitCount != 0) {
    const p = writeExponentOf(digitBuffer + digitCount, decimalPoint - digitCount);
    value = floatValue(digitBuffer, <i32>(p - digitBuffer));
  }
  return negative ? -value : value;
}

function writeExponentOf(p: usize, exponent: i32): usize {
  return writeExponent(p, exponent, false);
}

/** Value of the last scanned float. */
export let parsedDouble: f64 = 0;

function isDigit(ch: u32): bool {
  return ch - 48 < 10;
}

/** Matches `word` (lower case) at p without regard to case. */
function matchWord(p: usize, end: usize, word: string): bool {
  const n = word.length;
  if (end - p < <usize>n) return false;
  for (let i = 0; i < n; i++) {
    if ((<u32>load<u8>(p + i) | 32) != <u32>word.charCodeAt(i)) return false;
  }
  return true;
}

/** inf, infinity or nan after an optional sign: returns the end, `p` if there is none. */
function scanSpecial(start: usize, p: usize, end: usize, negative: bool): usize {
  if (matchWord(p, end, "inf")) {
    p += matchWord(p + 3, end, "inity") ? 8 : 3;
    parsedDouble = negative ? -Infinity : Infinity;
    return p;
  }
  if (matchWord(p, end, "nan")) {
    parsedDouble = reinterpret<f64>(negative ? 0xfff8000000000000 : 0x7ff8000000000000);
    return p + 3;
  }
  return start;
}

/**
 * Scans the longest float at the beginning of the ASCII range [start, end); its end, or `start` if there is none. The value is in
 * `parsedDouble` (infinite for what is too large). No blanks, no underscores.
 */
export function scanDouble(start: usize, end: usize): usize {
  let p = start;
  let negative = false;
  if (p < end && (load<u8>(p) == 45 || load<u8>(p) == 43)) negative = load<u8>(p++) == 45;
  const first = p;
  let mantissa: u64 = 0;
  let significant = 0; // digits taken into mantissa
  let digits = 0;
  let decimals = 0;
  for (; p < end && isDigit(load<u8>(p)); p++) {
    digits++;
    if (significant < 19) mantissa = mantissa * 10 + <u64>(load<u8>(p) - 48);
    if (mantissa != 0) significant++;
  }
  if (p < end && load<u8>(p) == 46) {
    p++;
    for (; p < end && isDigit(load<u8>(p)); p++) {
      digits++;
      decimals++;
      if (significant < 19) mantissa = mantissa * 10 + <u64>(load<u8>(p) - 48);
      if (mantissa != 0) significant++;
    }
  }
  if (digits == 0) return scanSpecial(start, first, end, negative);
  let exponent = 0;
  if (p < end && (load<u8>(p) | 32) == 101) {
    let q = p + 1;
    let down = false;
    if (q < end && (load<u8>(q) == 45 || load<u8>(q) == 43)) down = load<u8>(q++) == 45;
    if (q < end && isDigit(load<u8>(q))) {
      for (; q < end && isDigit(load<u8>(q)); q++) {
        if (exponent < 100000000) exponent = exponent * 10 + <i32>(load<u8>(q) - 48);
      }
      if (down) exponent = -exponent;
      p = q;
    }
  }
  const scale = exponent - decimals;
  let value: f64;
  if (significant <= 15 && scale >= -22 && scale <= 22) {
    value = scale < 0 ? <f64>mantissa / powerOf10(-scale) : <f64>mantissa * powerOf10(scale);
  } else {
    value = floatValue(first, <i32>(p - first));
  }
  parsedDouble = negative ? -value : value;
  return p;
}

/** 10**n, exact for n <= 22. */
function powerOf10(n: i32): f64 {
  let value = 1.0;
  for (let i = 0; i < n; i++) value *= 10.0;
  return value;
}

/** Is the whole ASCII range one float? The value is in `parsedDouble`. */
export function parseDouble(text: usize, length: i32): bool {
  return length > 0 && scanDouble(text, text + length) == text + length;
}
