/**
 * Text of ints in any base and ints of text (long_to_decimal_string, long_format_binary, PyLong_FromString of
 * Objects/longobject.c), with the limit on decimal conversions (sys.set_int_max_str_digits).
 *
 * Invariant: `intText` leaves the characters in scratch memory that the next call may move; callers copy at once.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyExc_ValueError } from "../object/exception_types";
import { decimalOfInt, intOfDecimal } from "../host";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { copyShort } from "../memory/copy";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred } from "../protocol/errors";
import { PyUnicode_AsUTF8AndSize, PyUnicode_DATA, PyUnicode_FromASCII, madeStr, newASCII, utf8Length } from "./unicode";
import { _PyUnicode_TransformDecimalAndSpaceToASCII } from "./unicode_ctype";
import { PyBytes_FromStringAndSize } from "./bytes";
import {
  PyLongObject,
  PyLong_FromI64,
  PyLong_MASK,
  _PyLong_DigitCount,
  _PyLong_IsNegative,
  _PyLong_New,
  _PyLong_NumBits,
  digitAt,
  digitsOf,
  finishLong,
  flipSign,
  low64,
  setDigit,
} from "./long";

/** Default of sys.get_int_max_str_digits(). */
export const DEFAULT_MAX_STR_DIGITS: i32 = 4300;
/** Conversions of fewer digits are never refused (sys.int_info.str_digits_check_threshold). */
export const MAX_STR_DIGITS_THRESHOLD: i32 = 640;
/** The limit in force; 0 is none. */
export let intMaxStrDigits: i32 = DEFAULT_MAX_STR_DIGITS;

export function setIntMaxStrDigits(value: i32): void {
  intMaxStrDigits = value;
}

/** Scratch text: grows, never shrinks below what one conversion needs. */
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

/** Length of the last text made by intText. */
export let intTextLength: i32 = 0;

/**
 * ASCII text of `op` in base 2, 8, 10 or 16, with "0b", "0o", "0x" if `prefix`; its address, length in `intTextLength`. Valid until
 * the next call. 0 with ValueError (digit limit) or MemoryError.
 */
export function intText(op: PyObject, base: i32, prefix: bool): usize {
  return base == 10 ? decimalText(op) : binaryText(op, base, prefix);
}

function digitChar(value: u32): u8 {
  return <u8>(value < 10 ? 48 + value : 87 + value);
}

/** Writes `value` backwards ending before `end`; returns the address of the first character. */
function writeU64(end: usize, value: u64): usize {
  while (value > 0xffffffff) {
    const q = value / 10;
    store<u8>(--end, <u8>(48 + <u32>(value - q * 10)));
    value = q;
  }
  let small = <u32>value;
  do {
    const q = small / 10;
    store<u8>(--end, <u8>(48 + small - q * 10));
    small = q;
  } while (small != 0);
  return end;
}

/**
 * Digits of 30 bits from which the host converts to decimal text, and from it: its time grows less than with the square. There both take the same
 * time (35 and 190 microseconds); at 10,000 digits the host's text takes a third of the time.
 */
const HOST_WRITES: i32 = 200;
const HOST_READS: i32 = 700;
/** A BigInt ends at 2**30 bits. */
const HOST_LIMIT: i32 = 30_000_000;

function limitError(): usize {
  PyErr_Format(
    PyExc_ValueError,
    "Exceeds the limit (%d digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit",
    intMaxStrDigits,
  );
  return 0;
}

function decimalText(op: PyObject): usize {
  const n = _PyLong_DigitCount(op);
  const negative = _PyLong_IsNegative(op);
  if (n <= 2) {
    if (!ensureScratch(64)) return 0;
    let at = writeU64(scratch + 32, low64(op));
    if (negative) store<u8>(--at, 45);
    intTextLength = <i32>(scratch + 32 - at);
    return at;
  }
  const limit = intMaxStrDigits;
  if (limit > 0 && n >= (10 * MAX_STR_DIGITS_THRESHOLD) / 90 + 2 && limit / 90 <= (n - 11) / 10) return limitError();
  // One "limb" of nine decimal digits for every 29.89 bits.
  const limbs = <i32>((<i64>n * 30) / 29) + 1;
  const textSize = <usize>limbs * 9 + 16;
  if (!ensureScratch(textSize + ((<usize>limbs) << 2) + 16)) return 0;
  const longText = n > HOST_WRITES && n < HOST_LIMIT ? scratch + 16 : 0;
  if (longText != 0) {
    const length = decimalOfInt(digitsOf(op), n, longText);
    if (limit > 0 && length > limit) return limitError();
    if (negative) store<u8>(longText - 1, 45);
    intTextLength = negative ? length + 1 : length;
    return negative ? longText - 1 : longText;
  }
  const work = (scratch + textSize + 7) & ~7;
  const count = toLimbs(work, digitsOf(op), n);
  const end = scratch + textSize;
  let at = end;
  for (let i = 0; i < count - 1; i++) {
    let limb = digitAt(work, i);
    for (let k = 0; k < 9; k++) {
      const q = limb / 10;
      store<u8>(--at, <u8>(48 + limb - q * 10));
      limb = q;
    }
  }
  at = writeU64(at, <u64>digitAt(work, count - 1));
  if (limit > 0 && <i32>(end - at) > limit && n >= (10 * MAX_STR_DIGITS_THRESHOLD) / 90 + 2) return limitError();
  if (negative) store<u8>(--at, 45);
  intTextLength = <i32>(end - at);
  return at;
}

/** Digits of base 10**9, lowest first, into `out`; returns their number. */
function toLimbs(out: usize, digits: usize, n: i32): i32 {
  let count = 0;
  for (let i = n - 1; i >= 0; i--) {
    let carry: u64 = digitAt(digits, i);
    const end = out + ((<usize>count) << 2);
    for (let p = out; p < end; p += 4) {
      carry |= (<u64>load<u32>(p)) << 30;
      const q = carry / 1000000000;
      store<u32>(p, <u32>(carry - q * 1000000000));
      carry = q;
    }
    while (carry != 0) {
      const q = carry / 1000000000;
      setDigit(out, count++, <u32>(carry - q * 1000000000));
      carry = q;
    }
  }
  if (count == 0) setDigit(out, count++, 0);
  return count;
}

function binaryText(op: PyObject, base: i32, prefix: bool): usize {
  const n = _PyLong_DigitCount(op);
  const bits = base == 16 ? 4 : base == 8 ? 3 : 1;
  const chars = n == 0 ? 1 : <i32>((_PyLong_NumBits(op) + bits - 1) / bits);
  const total = chars + 3;
  if (!ensureScratch(<usize>total)) return 0;
  const end = scratch + total;
  let at = end;
  const digits = digitsOf(op);
  const mask = <u32>base - 1;
  let pending: u64 = 0;
  let have = 0;
  let next = 0;
  for (let k = 0; k < chars; k++) {
    if (have < bits) {
      if (next < n) pending |= (<u64>digitAt(digits, next++)) << (<u64>have);
      have += 30;
    }
    store<u8>(--at, digitChar(<u32>pending & mask));
    pending >>= <u64>bits;
    have -= bits;
  }
  if (prefix) {
    store<u8>(--at, base == 16 ? 120 : base == 8 ? 111 : 98);
    store<u8>(--at, 48);
  }
  if (_PyLong_IsNegative(op)) store<u8>(--at, 45);
  intTextLength = <i32>(end - at);
  return at;
}

/** str of an int in base 2, 8, 10 or 16, with its prefix except for 10. `new` */
export function _PyLong_Format(op: PyObject, base: i32): PyObject | null {
  const text = intText(op, base, true);
  return text == 0 ? null : PyUnicode_FromASCII(text, intTextLength);
}

/** tp_repr: a str of its own for one digit too, as in CPython. `new` */
export function long_to_decimal_string(op: PyObject): PyObject | null {
  const text = decimalText(op);
  const result: PyObject | null = text == 0 ? null : newASCII(intTextLength);
  if (result === null) return null;
  copyShort(PyUnicode_DATA(result), text, <usize>intTextLength);
  return madeStr(result);
}

function isSpace(ch: u32): bool {
  return ch == 32 || (ch >= 9 && ch <= 13);
}

/** Value of a digit character in bases up to 36, 37 if it is none. */
function digitValue(ch: u32): u32 {
  if (ch - 48 < 10) return ch - 48;
  const lower = ch | 32;
  return lower - 97 < 26 ? lower - 87 : 37;
}

/** Result of scanning: the digit characters lie in [digitsFrom, digitsTo), underscores among them; `digitCount` without them. */
let digitsFrom: usize = 0;
let digitsTo: usize = 0;
let digitCount: i32 = 0;
let scanNegative: bool = false;
let scanBase: i32 = 0;

/** Checks the grammar of an int literal text: blanks, sign, prefix, digits with single underscores, blanks. */
function scanInt(text: usize, length: i32, base: i32): bool {
  let p = text;
  let end = text + length;
  while (p < end && isSpace(load<u8>(p))) p++;
  while (end > p && isSpace(load<u8>(end - 1))) end--;
  scanNegative = false;
  if (p < end && (load<u8>(p) == 43 || load<u8>(p) == 45)) scanNegative = load<u8>(p++) == 45;
  let zeroOnly = false;
  const second: u32 = end - p >= 2 ? load<u8>(p, 1) | 32 : 0;
  const prefixed =
    end - p >= 2 && load<u8>(p) == 48 ? (second == 120 ? 16 : second == 111 ? 8 : second == 98 ? 2 : 0) : 0;
  if (base == 0) {
    if (p < end && load<u8>(p) != 48) base = 10;
    else if (prefixed != 0) base = prefixed;
    else {
      zeroOnly = true; // "old" octal texts are refused, "00" is 0
      base = 10;
    }
  }
  if (prefixed == base && base != 10) {
    p += 2;
    if (p < end && load<u8>(p) == 95) p++;
  }
  scanBase = base;
  digitsFrom = p;
  digitsTo = end;
  digitCount = 0;
  let lastUnderscore = true;
  let nonZero = false;
  for (; p < end; p++) {
    const ch: u32 = load<u8>(p);
    if (ch == 95) {
      if (lastUnderscore) return false;
      lastUnderscore = true;
      continue;
    }
    const value = digitValue(ch);
    if (value >= <u32>base) return false;
    if (value != 0) nonZero = true;
    lastUnderscore = false;
    digitCount++;
  }
  return !lastUnderscore && !(zeroOnly && nonZero);
}

/** Digits of a base that is a power of two: bits are placed. `new` */
function scannedBinary(base: i32): PyLongObject | null {
  const bits = <u32>ctz<u32>(base);
  const n = <i32>((<i64>digitCount * bits + 29) / 30);
  const z = _PyLong_New(n);
  if (z === null) return null;
  const out = digitsOf(z);
  let pending: u64 = 0;
  let have: u32 = 0;
  let k = 0;
  for (let p = digitsTo - 1; p >= digitsFrom; p--) {
    const ch: u32 = load<u8>(p);
    if (ch == 95) continue;
    pending |= (<u64>digitValue(ch)) << have;
    have += bits;
    if (have >= 30) {
      setDigit(out, k++, <u32>pending & PyLong_MASK);
      pending >>= 30;
      have -= 30;
    }
  }
  while (k < n) {
    setDigit(out, k++, <u32>pending & PyLong_MASK);
    pending >>= 30;
  }
  return z;
}

/** x[0 .. n) = x * factor + add; returns the new digit count. */
function mulAdd(x: usize, n: i32, factor: u64, add: u64): i32 {
  let carry = add;
  for (let i = 0; i < n; i++) {
    carry += <u64>digitAt(x, i) * factor;
    setDigit(x, i, <u32>carry & PyLong_MASK);
    carry >>= 30;
  }
  while (carry != 0) {
    setDigit(x, n++, <u32>carry & PyLong_MASK);
    carry >>= 30;
  }
  return n;
}

/** Digits of any other base: as many as fit 30 bits at a time. `new` */
function scannedGeneral(base: i32): PyLongObject | null {
  const bitsPerDigit = 32 - <i32>clz<u32>(<u32>base - 1);
  const z = _PyLong_New(<i32>((<i64>digitCount * bitsPerDigit) / 30) + 2);
  if (z === null) return null;
  const out = digitsOf(z);
  let n = 0;
  if (base == 10 && digitCount > HOST_READS * 9 && digitCount < HOST_LIMIT * 9) {
    n = intOfDecimal(digitsFrom, <i32>(digitsTo - digitsFrom), out);
    z.lv_tag = n == 0 ? 1 : (<u32>n) << 3;
    return z;
  }
  let chunk: u64 = 0;
  let factor: u64 = 1;
  for (let p = digitsFrom; p < digitsTo; p++) {
    const ch: u32 = load<u8>(p);
    if (ch == 95) continue;
    chunk = chunk * <u64>base + <u64>digitValue(ch);
    factor *= <u64>base;
    if (factor > ((<u64>1) << 30) / <u64>base) {
      n = mulAdd(out, n, factor, chunk);
      chunk = 0;
      factor = 1;
    }
  }
  if (factor != 1) n = mulAdd(out, n, factor, chunk);
  z.lv_tag = (<u32>n) << 3;
  if (n == 0) z.lv_tag = 1;
  return z;
}

/** int of a text; null without an exception if the text is not one, with ValueError beyond the digit limit. `new` */
export function parseLong(text: usize, length: i32, base: i32): PyObject | null {
  if (!scanInt(text, length, base)) return null;
  base = scanBase;
  if (digitCount < 18 && base == 10) return PyLong_FromI64(shortDecimal());
  let z: PyLongObject | null;
  if ((base & (base - 1)) == 0) {
    z = scannedBinary(base);
  } else {
    const limit = intMaxStrDigits;
    if (digitCount > MAX_STR_DIGITS_THRESHOLD && limit > 0 && digitCount > limit) {
      return PyErr_Format(
        PyExc_ValueError,
        "Exceeds the limit (%d digits) for integer string conversion: value has %d digits; use sys.set_int_max_str_digits() to increase the limit",
        limit,
        digitCount,
      );
    }
    z = scannedGeneral(base);
  }
  if (z === null) return null;
  if (scanNegative) flipSign(z);
  return finishLong(z);
}

function shortDecimal(): i64 {
  let value: i64 = 0;
  for (let p = digitsFrom; p < digitsTo; p++) {
    const ch = load<u8>(p);
    if (ch != 95) value = value * 10 + <i64>(ch - 48);
  }
  return scanNegative ? -value : value;
}

/** The value of a text that is known to be an int literal, or ValueError naming the text as bytes. `new` */
export function _PyLong_FromBytes(text: usize, length: i32, base: i32): PyObject | null {
  const result = parseLong(text, length, base);
  if (result !== null || PyErr_Occurred() !== null) return result;
  const shown = PyBytes_FromStringAndSize(text, length < 200 ? length : 200);
  if (shown !== null) {
    PyErr_Format(PyExc_ValueError, "invalid literal for int() with base %d: %.200R", base, changetype<usize>(shown));
    Py_DECREF(shown);
  }
  return null;
}

/** int of a str, whose decimal digits and blanks may be any Unicode ones. `new`; ValueError. */
export function PyLong_FromUnicodeObject(text: PyObject, base: i32): PyObject | null {
  const ascii = _PyUnicode_TransformDecimalAndSpaceToASCII(text);
  if (ascii === null) return null;
  const bytes = PyUnicode_AsUTF8AndSize(ascii);
  const result: PyObject | null = bytes == 0 ? null : parseLong(bytes, utf8Length, base);
  Py_DECREF(ascii);
  if (result !== null || PyErr_Occurred() !== null) return result;
  return PyErr_Format(
    PyExc_ValueError,
    "invalid literal for int() with base %d: %.200R",
    base,
    changetype<usize>(text),
  );
}
