/**
 * Decimals and text: numeric strings to values, values to scientific, engineering and formatted strings (mpd_qset_string, mpd_to_sci, mpd_to_eng,
 * mpd_qformat_spec). Texts are ASCII in the arena; a formatted one gets its fill character when it becomes a str.
 */
import { PyObject } from "../../object/layout";
import {
  PyUnicode_Check,
  PyUnicode_READ_CHAR,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_New,
  PyUnicode_READ,
  PyUnicode_WRITE,
  PyUnicode_FromASCII,
} from "../../types/unicode";
import { _PyUnicode_IsSpace, _PyUnicode_ToDecimalDigit } from "../../types/unicode_ctype";
import { Py_DECREF } from "../../object/refcount";
import { PyUnicode_InternFromLiteral } from "../../intern/policy";
import { PyDict_GetItemWithError } from "../../types/dict";
import { PyExc_ValueError } from "../../object/exception_types";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { arenaAlloc, nDigits, nFromText, nFromU64, nIsZero, nLength, nToText } from "./natural";
import {
  ConversionSyntax,
  INFINITE,
  QNAN,
  SNAN,
  Value,
  cx,
  finite,
  invalid,
  isSpecial,
  newValue,
  withSign,
  shiftRounded,
} from "./value";
import { nShiftLeft } from "./natural";

const EXP_LIMIT: i64 = 2000000000000000001;

let textLength: i32 = 0;

/** The characters of a str as ASCII, decimal digits of all scripts as theirs; with `lenient` without outer spaces and underscores. 0: not possible. */
function asciiOf(op: PyObject, lenient: bool): usize {
  let from = 0;
  let to = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  if (lenient) {
    while (from < to && _PyUnicode_IsSpace(PyUnicode_READ(kind, data, from))) from++;
    while (to > from && _PyUnicode_IsSpace(PyUnicode_READ(kind, data, to - 1))) to--;
  }
  const text = arenaAlloc(<usize>(to - from) + 1);
  textLength = 0;
  if (text == 0) return 0;
  for (let i = from; i < to; i++) {
    let ch = PyUnicode_READ(kind, data, i);
    if (lenient && ch == 0x5f) continue;
    if (ch > 127) {
      const digit = _PyUnicode_ToDecimalDigit(ch);
      if (digit < 0) {
        textLength = 0;
        return text;
      }
      ch = 0x30 + digit;
    }
    store<u8>(text + textLength++, <u8>ch);
  }
  return text;
}

function isDigit(ch: u8): bool {
  return ch >= 0x30 && ch <= 0x39;
}

/** Does the text from `at` spell the lower-case word, in any case? */
function spells(text: usize, at: i32, word: string): bool {
  if (textLength - at < word.length) return false;
  for (let i = 0; i < word.length; i++) if ((load<u8>(text + at + i) | 0x20) != word.charCodeAt(i)) return false;
  return true;
}

/** The value of a numeric string, not yet rounded; a NaN with ConversionSyntax if it is none. */
export function parseDecimal(op: PyObject, lenient: bool): Value {
  const text = asciiOf(op, lenient);
  if (text == 0) return finite(0, 0, 0);
  const n = textLength;
  let at = 0;
  let sign = 0;
  if (n > 0 && (load<u8>(text) == 0x2d || load<u8>(text) == 0x2b)) {
    sign = load<u8>(text) == 0x2d ? 1 : 0;
    at = 1;
  }
  if (spells(text, at, "inf")) {
    if (n - at == 3 || (n - at == 8 && spells(text, at, "infinity"))) return newValue(sign, INFINITE, 0, nFromU64(0));
    return invalid(ConversionSyntax);
  }
  const signaling = spells(text, at, "snan");
  if (signaling || spells(text, at, "nan")) {
    at += signaling ? 4 : 3;
    for (let i = at; i < n; i++) if (!isDigit(load<u8>(text + i))) return invalid(ConversionSyntax);
    const payload = nFromText(text + at, n - at);
    const limit = cx.prec - (cx.clamp != 0 ? 1 : 0);
    if (nLength(payload) != 0 && nDigits(payload) > limit) return invalid(ConversionSyntax);
    return newValue(sign, signaling ? SNAN : QNAN, 0, payload);
  }
  return parseNumber(text, at, n, sign);
}

function parseNumber(text: usize, at: i32, n: i32, sign: i32): Value {
  const digits = arenaAlloc(n + 1);
  if (digits == 0) return finite(0, 0, 0);
  let count = 0;
  let fraction: i64 = 0;
  let point = false;
  while (at < n) {
    const ch = load<u8>(text + at);
    if (ch == 0x2e && !point) point = true;
    else if (isDigit(ch)) {
      store<u8>(digits + count++, ch);
      if (point) fraction++;
    } else break;
    at++;
  }
  if (count == 0) return invalid(ConversionSyntax);
  let exp: i64 = 0;
  if (at < n) {
    if ((load<u8>(text + at) | 0x20) != 0x65) return invalid(ConversionSyntax);
    at++;
    let down = false;
    if (at < n && (load<u8>(text + at) == 0x2d || load<u8>(text + at) == 0x2b)) {
      down = load<u8>(text + at) == 0x2d;
      at++;
    }
    if (at == n) return invalid(ConversionSyntax);
    for (; at < n; at++) {
      const ch = load<u8>(text + at);
      if (!isDigit(ch)) return invalid(ConversionSyntax);
      if (exp < EXP_LIMIT) exp = exp * 10 + (ch - 0x30);
      if (exp > EXP_LIMIT) exp = EXP_LIMIT;
    }
    if (down) exp = -exp;
  }
  exp -= fraction;
  if (exp < -EXP_LIMIT) exp = -EXP_LIMIT;
  return finite(sign, nFromText(digits, count), exp);
}

/** A text under construction. */
let out: usize = 0;
export let outLength: i32 = 0;

function put(ch: i32): void {
  store<u8>(out + outLength++, <u8>ch);
}

function putLiteral(text: string): void {
  for (let i = 0; i < text.length; i++) put(text.charCodeAt(i));
}

function putZeros(n: i64): void {
  memory.fill(out + outLength, 0x30, <usize>n);
  outLength += <i32>n;
}

function putBytes(from: usize, n: i64): void {
  memory.copy(out + outLength, from, <usize>n);
  outLength += <i32>n;
}

function putExponent(letter: i32, exp: i64): void {
  put(letter);
  put(exp < 0 ? 0x2d : 0x2b);
  let rest: u64 = exp < 0 ? -exp : exp;
  const start = outLength;
  do {
    put(0x30 + <i32>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  for (let i = start, k = outLength - 1; i < k; i++, k--) {
    const swap = load<u8>(out + i);
    store<u8>(out + i, load<u8>(out + k));
    store<u8>(out + k, swap);
  }
}

/** Room for `n` characters and a margin; false without memory. */
function begin(n: i64): bool {
  outLength = 0;
  out = n > 0x3fffffff ? 0 : arenaAlloc(<usize>n + 64);
  return out != 0;
}

/** The digits of a coefficient; their number is nDigits. */
function digitsText(coef: usize): usize {
  const text = arenaAlloc(<usize>nDigits(coef) + 1);
  if (text != 0) nToText(coef, text);
  return text;
}

function putSpecial(v: Value): bool {
  if (!begin(nDigits(v.coef))) return false;
  if (v.sign == 1) put(0x2d);
  if (v.kind == INFINITE) {
    putLiteral("Infinity");
    return true;
  }
  putLiteral(v.kind == SNAN ? "sNaN" : "NaN");
  if (!nIsZero(v.coef)) {
    const digits = digitsText(v.coef);
    if (digits == 0) return false;
    putBytes(digits, nDigits(v.coef));
  }
  return true;
}

/** The to-scientific-string or to-engineering-string of the specification, in `out`; false without memory. */
export function putDecimal(v: Value, engineering: bool, capitals: bool): bool {
  if (isSpecial(v)) return putSpecial(v);
  const digits = digitsText(v.coef);
  if (digits == 0) return false;
  const n = nDigits(v.coef);
  const left = v.exp + n;
  let point: i64 = 1;
  if (v.exp <= 0 && left > -6) point = left;
  else if (engineering) {
    const over = nIsZero(v.coef) ? left + 1 : left - 1;
    const rest = ((over % 3) + 3) % 3;
    point = nIsZero(v.coef) ? rest - 1 : rest + 1;
  }
  if (!begin(n + 16)) return false;
  if (v.sign == 1) put(0x2d);
  if (point <= 0) {
    putLiteral("0.");
    putZeros(-point);
    putBytes(digits, n);
  } else if (point >= n) {
    putBytes(digits, n);
    putZeros(point - n);
  } else {
    putBytes(digits, point);
    put(0x2e);
    putBytes(digits + <usize>point, n - point);
  }
  if (left != point) putExponent(capitals ? 0x45 : 0x65, left - point);
  return true;
}

/** `new` str of what was put last. */
export function putText(): PyObject | null {
  return PyUnicode_FromASCII(out, outLength);
}

/** Address of what was put last, NUL-terminated. */
export function putAddress(): usize {
  store<u8>(out + outLength, 0);
  return out;
}

/** A format specification: [[fill]align][sign][z][0][width][,][.precision][type]. */
let fill: u32 = 0x20;
let align: u32 = 0;
let signMode: u32 = 0x2d;
let noNegativeZero: bool = false;
let zeroPad: bool = false;
let width: i64 = 0;
let grouping: bool = false;
let precision: i64 = -1;
let kindOf: u32 = 0;
let alternate: bool = false;

/** Placeholders of the decimal point and the separator in a text that is being made, and what they stand for (0: nothing). */
const POINT: i32 = 1;
const SEPARATOR: i32 = 2;
let pointChar: u32 = 0x2e;
let separatorChar: u32 = 0x2c;
/** Sizes of the groups from the point on, as in localeconv(): the last repeats, CHAR_MAX ends grouping. */
const groups = memory.data(32, 1);
let groupCount: i32 = 0;

function isAlign(ch: u32): bool {
  return ch == 0x3c || ch == 0x3e || ch == 0x3d || ch == 0x5e;
}

/** Reads the specification; false if it is none. */
export function parseFormat(spec: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(spec);
  const kind = PyUnicode_KIND(spec);
  const data = PyUnicode_DATA(spec);
  let at = 0;
  fill = 0x20;
  align = 0;
  signMode = 0x2d;
  noNegativeZero = false;
  zeroPad = false;
  width = 0;
  grouping = false;
  alternate = false;
  pointChar = 0x2e;
  separatorChar = 0x2c;
  groupCount = 1;
  store<u8>(groups, 3);
  precision = -1;
  kindOf = 0;
  if (n >= 2 && isAlign(PyUnicode_READ(kind, data, 1))) {
    fill = PyUnicode_READ(kind, data, 0);
    align = PyUnicode_READ(kind, data, 1);
    at = 2;
  } else if (n >= 1 && isAlign(PyUnicode_READ(kind, data, 0))) align = PyUnicode_READ(kind, data, at++);
  const ch = at < n ? PyUnicode_READ(kind, data, at) : 0;
  if (ch == 0x2b || ch == 0x2d || ch == 0x20) {
    signMode = ch;
    at++;
  }
  if (at < n && PyUnicode_READ(kind, data, at) == 0x7a) {
    noNegativeZero = true;
    at++;
  }
  if (at < n && PyUnicode_READ(kind, data, at) == 0x23) {
    alternate = true;
    at++;
  }
  if (at < n && PyUnicode_READ(kind, data, at) == 0x30) {
    if (align != 0) {
      // an alignment of one's own and a leading zero exclude each other in libmpdec
      return false;
    }
    zeroPad = true;
    at++;
  }
  while (at < n && isDigit(<u8>PyUnicode_READ(kind, data, at)) && PyUnicode_READ(kind, data, at) < 128) {
    width = width * 10 + PyUnicode_READ(kind, data, at++) - 0x30;
    if (width > 0x7fffffff) return false;
  }
  if (at < n && PyUnicode_READ(kind, data, at) == 0x2c) {
    grouping = true;
    at++;
  }
  if (at < n && PyUnicode_READ(kind, data, at) == 0x2e) {
    at++;
    precision = 0;
    const start = at;
    while (at < n && PyUnicode_READ(kind, data, at) >= 0x30 && PyUnicode_READ(kind, data, at) <= 0x39) {
      precision = precision * 10 + PyUnicode_READ(kind, data, at++) - 0x30;
      if (precision > 0x7fffffff) return false;
    }
    if (at == start) return false;
  }
  if (at < n) {
    kindOf = PyUnicode_READ(kind, data, at++);
    const known =
      kindOf == 0x65 ||
      kindOf == 0x45 ||
      kindOf == 0x66 ||
      kindOf == 0x46 ||
      kindOf == 0x67 ||
      kindOf == 0x47 ||
      kindOf == 0x25;
    const local = kindOf == 0x6e || kindOf == 0x4e;
    if ((!known && !local) || (local && grouping)) return false;
    // the locale of the machine is C: no separators
    if (local) kindOf = kindOf == 0x6e ? 0x67 : 0x47;
  }
  return at == n;
}

/** v with the exponent `exp`, rounded as the context says, whatever the number of digits. */
function toExponent(v: Value, exp: i64): Value {
  if (nIsZero(v.coef)) return finite(v.sign, v.coef, exp);
  if (v.exp >= exp) return finite(v.sign, nShiftLeft(v.coef, v.exp - exp), exp);
  return finite(v.sign, shiftRounded(v.coef, exp - v.exp, v.sign, cx.round), exp);
}

/** v with at most `digits` digits. */
function toDigits(v: Value, digits: i64): Value {
  const excess = nDigits(v.coef) - digits;
  if (nIsZero(v.coef)) return v;
  if (excess == 0) return v;
  const r = toExponent(v, v.exp + excess);
  return nDigits(r.coef) > digits ? toExponent(r, r.exp + 1) : r;
}

/** Rounds as the specification of a finite value asks. */
function roundedFor(v: Value, type: u32): Value {
  let r = type == 0x25 ? finite(v.sign, v.coef, v.exp + 2) : v;
  const lower = type | 0x20;
  const fixed = lower == 0x66 || type == 0x25;
  if (precision >= 0) {
    if (lower == 0x65) {
      if (nDigits(r.coef) > precision + 1) r = toDigits(r, precision + 1);
      else if (!nIsZero(r.coef)) r = toExponent(r, r.exp - (precision + 1 - nDigits(r.coef)));
    } else if (fixed) r = toExponent(r, -precision);
    else {
      const most: i64 = precision == 0 ? 1 : precision;
      if (nDigits(r.coef) > most) r = toDigits(r, most);
    }
  }
  if (nIsZero(r.coef) && r.exp > 0 && fixed) r = finite(r.sign, r.coef, 0);
  return r;
}

/** Does a separator stand before the `place`-th integral digit, counted from the point? */
function separates(place: i64): bool {
  if (!grouping || separatorChar == 0 || place <= 0) return false;
  let at: i64 = 0;
  let i = 0;
  let size: i32 = 0;
  while (at < place) {
    if (i < groupCount) size = load<u8>(groups + i++);
    if (size == 0 || size >= 127) return false;
    at += size;
  }
  return at == place;
}

function separators(digits: i64): i64 {
  let n: i64 = 0;
  for (let place: i64 = 1; place < digits; place++) if (separates(place)) n++;
  return n;
}

/** The integral digits in groups, `zeros` behind them, padded with zeros to `least` characters. */
function putGrouped(digits: usize, n: i64, zeros: i64, least: i64): void {
  let count = n + zeros;
  let extra: i64 = 0;
  if (least > count) {
    if (!grouping) extra = least - count;
    else while (count + extra + separators(count + extra) < least) extra++;
  }
  count += extra;
  for (let i: i64 = 0; i < count; i++) {
    put(i < extra || i - extra >= n ? 0x30 : load<u8>(digits + <usize>(i - extra)));
    if (separates(count - i - 1)) put(SEPARATOR);
  }
}

/** Puts the body (without sign) of a finite value; `signWidth` counts for zero padding. */
function putBody(v: Value, type: u32, signWidth: i32): bool {
  const digits = digitsText(v.coef);
  if (digits == 0) return false;
  const n = nDigits(v.coef);
  const left = v.exp + n;
  const lower = type | 0x20;
  let point = left;
  if (lower == 0x65) point = nIsZero(v.coef) && precision >= 0 ? 1 - precision : 1;
  else if (lower == 0x67) point = v.exp <= 0 && left > -6 ? left : 1;
  const size = n + (point > 0 ? point : -point) + 2 * width + 64;
  const fraction = size > 0x3fffffff ? 0 : arenaAlloc(<usize>size);
  if (fraction == 0 || !begin(2 * size)) return false;
  // the end of the number first: its length decides how many zeros go before
  const whole = out;
  out = fraction;
  if (point < n || alternate) put(POINT);
  if (point < n) {
    if (point < 0) putZeros(-point);
    const from = point > 0 ? point : 0;
    putBytes(digits + <usize>from, n - from);
  }
  const exp = left - point;
  if (exp != 0 || lower == 0x65) putExponent(type == 0x45 || type == 0x47 ? 0x45 : 0x65, exp);
  if (type == 0x25) put(0x25);
  const tail = outLength;
  out = whole;
  outLength = 0;
  const least = zeroPad || (align == 0x3d && fill == 0x30) ? width - tail - signWidth : 0;
  if (point <= 0) putGrouped(digitsText(nFromU64(0)), 1, 0, least);
  else if (point >= n) putGrouped(digits, n, point - n, least);
  else putGrouped(digits, point, 0, least);
  putBytes(fraction, tail);
  return true;
}

/** `new` str: v as the specification read last says; `capitals` for a type left out. */
export function formatDecimal(v: Value, capitals: bool): PyObject | null {
  const type: u32 = kindOf != 0 ? kindOf : capitals ? 0x47 : 0x67;
  let sign = v.sign;
  let plain = v;
  if (!isSpecial(v)) {
    plain = roundedFor(v, type);
    if (plain.coef == 0) return PyErr_NoMemory();
    if (noNegativeZero && nIsZero(plain.coef)) sign = 0;
  }
  const signChar: u32 = sign == 1 ? 0x2d : signMode == 0x2d ? 0 : signMode;
  const signWidth = signChar != 0 ? 1 : 0;
  if (isSpecial(v)) {
    if (!putSpecial(withSign(v, 0))) return PyErr_NoMemory();
    if (type == 0x25) put(0x25);
  } else if (!putBody(plain, type, signWidth)) return PyErr_NoMemory();
  return aligned(signChar, isSpecial(v));
}

/** The character that a byte of the text stands for. */
function charOf(byte: u32): u32 {
  return byte == POINT ? pointChar : byte == SEPARATOR ? separatorChar : byte;
}

/** The largest character of the result. */
function widest(filler: u32): u32 {
  let most: u32 = filler > 127 ? filler : 127;
  if (pointChar > most) most = pointChar;
  return separatorChar > most ? separatorChar : most;
}

/** Borrowed: the entry of a dict; null with or without an exception. */
function entryOf(dict: PyObject, key: string): PyObject | null {
  const name = PyUnicode_InternFromLiteral(key);
  if (name === null) return null;
  const value = PyDict_GetItemWithError(dict, name);
  Py_DECREF(name);
  return value;
}

/** The single character of entry `key` into `found`, 0 for an empty one; false with an exception. */
let found: u32 = 0;

function oneChar(dict: PyObject, key: string, wrong: string): bool {
  const value = entryOf(dict, key);
  if (value === null) return PyErr_Occurred() === null;
  if (!PyUnicode_Check(value) || PyUnicode_GET_LENGTH(value) > 1) {
    PyErr_SetString(PyExc_ValueError, wrong);
    return false;
  }
  found = PyUnicode_GET_LENGTH(value) == 0 ? 0 : PyUnicode_READ_CHAR(value, 0);
  return true;
}

/** Takes decimal_point, thousands_sep and grouping from a dict like localeconv()'s; false with an exception. */
export function overrideFormat(dict: PyObject): bool {
  found = pointChar;
  if (!oneChar(dict, "decimal_point", "invalid override dict")) return false;
  pointChar = found;
  found = separatorChar;
  if (!oneChar(dict, "thousands_sep", "invalid override dict")) return false;
  separatorChar = found;
  const sizes = entryOf(dict, "grouping");
  if (sizes === null) return PyErr_Occurred() === null;
  if (!PyUnicode_Check(sizes) || PyUnicode_GET_LENGTH(sizes) > 32) {
    PyErr_SetString(PyExc_ValueError, "invalid override dict");
    return false;
  }
  grouping = true;
  groupCount = 0;
  for (let i = 0; i < PyUnicode_GET_LENGTH(sizes); i++) {
    const size = PyUnicode_READ_CHAR(sizes, i);
    if (size > 127) {
      PyErr_SetString(PyExc_ValueError, "invalid override dict");
      return false;
    }
    if (size == 0) break;
    store<u8>(groups + groupCount++, <u8>size);
  }
  if (groupCount == 0) grouping = false;
  return true;
}

/** Puts sign, fill and body together. */
function aligned(signChar: u32, special: bool): PyObject | null {
  const signWidth = signChar != 0 ? 1 : 0;
  const padding = width > signWidth + outLength ? <i32>(width - signWidth - outLength) : 0;
  const how = align == 0 ? 0x3e : align;
  const left = how == 0x3c ? 0 : how == 0x5e ? padding / 2 : padding;
  const text = PyUnicode_New(signWidth + outLength + padding, widest(padding > 0 ? fill : 0));
  if (text === null) return null;
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  let at = 0;
  if (how == 0x3d && signChar != 0) PyUnicode_WRITE(kind, data, at++, signChar);
  for (let i = 0; i < left; i++) PyUnicode_WRITE(kind, data, at++, fill);
  if (how != 0x3d && signChar != 0) PyUnicode_WRITE(kind, data, at++, signChar);
  for (let i = 0; i < outLength; i++) PyUnicode_WRITE(kind, data, at++, charOf(load<u8>(out + i)));
  for (let i = left; i < padding; i++) PyUnicode_WRITE(kind, data, at++, fill);
  return text;
}
