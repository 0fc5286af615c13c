/**
 * int, float and complex under a format spec (Python/formatter_unicode.c): grouping, padding, prefixes, precision.
 *
 * Invariant: a number's ASCII text is split into sign, prefix, whole digits and a remainder before anything is written; `layOut`
 * alone decides widths.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyLong_Type } from "../object/statics";
import { PyExc_OverflowError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_Str } from "../protocol/compare";
import { PyNumber_Float } from "../protocol/number";
import { copyShort } from "../memory/copy";
import { PyUnicode_DATA, PyUnicode_FromOrdinal, PyUnicode_GET_LENGTH, madeStr, newASCII } from "./unicode";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteASCIIString,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteFill,
} from "./unicode_writer";
import { PyFloat_AS_DOUBLE } from "./float";
import { PyComplexObject } from "./complex";
import { PyLong_AsI64 } from "./long";
import { intText, intTextLength, long_to_decimal_string } from "./long_text";
import { PyOS_double_to_string, Py_DTSF_ADD_DOT_0, Py_DTSF_ALT, Py_DTSF_NO_NEG_0, textLength } from "./float_text";
import {
  align,
  alternate,
  fill,
  leftPadding,
  noNegativeZero,
  padded,
  parseSpec,
  precision,
  sign,
  thousands,
  tooWide,
  type,
  unknownType,
  width,
} from "./format_spec";

/** One number's text: address and lengths of its parts; -1 for a missing sign. */
let digits: usize = 0;
let nDigits: i32 = 0; // whole digits
let remainder: usize = 0; // the decimal point and what follows
let nRemainder: i32 = 0;
let negative: bool = false;
let prefix: u32 = 0; // 'x' of "0x", 0 if none

/** Length of `n` digits with a separator after every `size`, filled with zeros up to `least`. */
function groupedLength(n: i32, size: i32, least: i32): i32 {
  if (size == 0) return n > least ? n : least;
  const plain = n + (n - 1) / size;
  if (plain >= least) return plain;
  // Zeros and separators from the left; a separator never comes first.
  return least % (size + 1) == 0 ? least + 1 : least;
}

/** Writes the whole digits, `length` characters long. */
function writeGrouped(w: UnicodeWriter, length: i32, size: i32, separator: u32, upper: bool): bool {
  let ok = true;
  // Position from the right end decides whether a character is a separator or a digit.
  for (let i = length - 1; ok && i >= 0; i--) {
    if (size != 0 && i % (size + 1) == size) {
      ok = _PyUnicodeWriter_WriteChar(w, separator);
      continue;
    }
    const place = size == 0 ? i : i - i / (size + 1); // how many digits follow
    let ch: u32 = place < nDigits ? load<u8>(digits + (nDigits - 1 - place)) : 48;
    if (upper && ch >= 97) ch -= 32;
    ok = _PyUnicodeWriter_WriteChar(w, ch);
  }
  return ok;
}

/** The sign character under `rule`, 0 for none. */
function signOf(rule: u32): u32 {
  if (negative) return 45;
  return rule == 0x2b || rule == 0x20 ? rule : 0;
}

/** Writes the parsed number with width `w`; `rule` is its sign option. `isField` false: no padding (a part of a complex). */
function layOut(w: UnicodeWriter, rule: u32, isField: bool): bool {
  const signChar = signOf(rule);
  const upper = type == 0x58; // X
  const size = thousands == 0 ? 0 : type == 0x62 || type == 0x6f || type == 0x78 || type == 0x58 ? 4 : 3;
  const fixed = (signChar != 0 ? 1 : 0) + (prefix != 0 ? 2 : 0) + nRemainder;
  const least = isField && fill == 48 && align == 0x3d ? width - fixed : 0;
  const whole = nDigits == 0 ? 0 : groupedLength(nDigits, size, least);
  const length = fixed + whole;
  const padding = isField && width > length ? width - length : 0;
  const left = isField ? leftPadding(length) : 0;
  const inner = isField && align == 0x3d ? padding : 0;
  let ok = _PyUnicodeWriter_WriteFill(w, fill, left);
  if (signChar != 0) ok = ok && _PyUnicodeWriter_WriteChar(w, signChar);
  if (prefix != 0) {
    ok = ok && _PyUnicodeWriter_WriteChar(w, 48) && _PyUnicodeWriter_WriteChar(w, upper ? prefix - 32 : prefix);
  }
  ok = ok && _PyUnicodeWriter_WriteFill(w, fill, inner);
  ok = ok && writeGrouped(w, whole, size, thousands, upper);
  ok = ok && _PyUnicodeWriter_WriteASCIIString(w, remainder, nRemainder);
  return ok && _PyUnicodeWriter_WriteFill(w, fill, padding - left - inner);
}

/** The same for characters of one byte each, at `to`, without a writer; their number. `to` 0: the number only. */
function layOutBytes(to: usize): i32 {
  const signChar = signOf(sign);
  const upper = type == 0x58; // X
  const size = thousands == 0 ? 0 : type == 0x62 || type == 0x6f || type == 0x78 || type == 0x58 ? 4 : 3;
  const fixed = (signChar != 0 ? 1 : 0) + (prefix != 0 ? 2 : 0) + nRemainder;
  const least = fill == 48 && align == 0x3d ? width - fixed : 0;
  const whole = nDigits == 0 ? 0 : groupedLength(nDigits, size, least);
  const length = fixed + whole;
  const padding = width > length ? width - length : 0;
  if (to == 0) return length + padding;
  const left = leftPadding(length);
  const inner = align == 0x3d ? padding : 0;
  let at = fillBytes(to, fill, left);
  if (signChar != 0) store<u8>(at++, <u8>signChar);
  if (prefix != 0) {
    store<u8>(at++, 48);
    store<u8>(at++, <u8>(upper ? prefix - 32 : prefix));
  }
  at = fillBytes(at, fill, inner);
  if (size == 0 && !upper) {
    at = fillBytes(at, 48, whole - nDigits);
    copyShort(at, digits, <usize>nDigits);
    at += nDigits;
  } else at = groupBytes(at, whole, size, upper);
  copyShort(at, remainder, <usize>nRemainder);
  fillBytes(at + nRemainder, fill, padding - left - inner);
  return length + padding;
}

/** `n` times `ch` at `to`: the end. */
function fillBytes(to: usize, ch: u32, n: i32): usize {
  for (let i = 0; i < n; i++) store<u8>(to + <usize>i, <u8>ch);
  return n > 0 ? to + <usize>n : to;
}

/** writeGrouped for bytes: the end. */
function groupBytes(to: usize, length: i32, size: i32, upper: bool): usize {
  let at = to;
  for (let i = length - 1; i >= 0; i--) {
    if (size != 0 && i % (size + 1) == size) {
      store<u8>(at++, <u8>thousands);
      continue;
    }
    const place = size == 0 ? i : i - i / (size + 1);
    let ch: u32 = place < nDigits ? load<u8>(digits + (nDigits - 1 - place)) : 48;
    if (upper && ch >= 97) ch -= 32;
    store<u8>(at++, <u8>ch);
  }
  return at;
}

/** The parsed number as a `new` str. */
function field(): PyObject | null {
  if (tooWide()) return null;
  if (fill < 0x80) {
    const n = layOutBytes(0);
    const text = n > 1 ? newASCII(n) : null;
    if (text !== null) {
      layOutBytes(PyUnicode_DATA(text));
      return madeStr(text);
    }
    if (n > 1) return null;
  }
  const w = _PyUnicodeWriter_Init(width > 0 ? width : nDigits + nRemainder + 3, false);
  if (layOut(w, sign, true)) return _PyUnicodeWriter_Finish(w);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

/** Type 'c': the character of that number. `new` */
function formatCharacter(op: PyObject): PyObject | null {
  if (sign != 0) return PyErr_SetString(PyExc_ValueError, "Sign not allowed with integer format specifier 'c'");
  if (alternate) {
    return PyErr_SetString(PyExc_ValueError, "Alternate form (#) not allowed with integer format specifier 'c'");
  }
  const code = PyLong_AsI64(op);
  if (code == -1 && PyErr_Occurred() !== null) return null;
  if (code < 0 || code > 0x10ffff) return PyErr_SetString(PyExc_OverflowError, "%c arg not in range(0x110000)");
  const text = PyUnicode_FromOrdinal(<i32>code);
  if (text === null) return null;
  const result = padded(text, 1);
  Py_DECREF(text);
  return result;
}

function formatInt(op: PyObject): PyObject | null {
  if (precision != -1) return PyErr_SetString(PyExc_ValueError, "Precision not allowed in integer format specifier");
  if (noNegativeZero) {
    return PyErr_SetString(PyExc_ValueError, "Negative zero coercion (z) not allowed in integer format specifier");
  }
  if (type == 0x63) return formatCharacter(op);
  const base = type == 0x62 ? 2 : type == 0x6f ? 8 : type == 0x78 || type == 0x58 ? 16 : 10;
  digits = intText(op, base, false);
  if (digits == 0) return null;
  nDigits = intTextLength;
  negative = load<u8>(digits) == 45;
  if (negative) {
    digits++;
    nDigits--;
  }
  prefix = alternate ? (base == 2 ? 0x62 : base == 8 ? 0x6f : base == 16 ? 0x78 : 0) : 0;
  nRemainder = 0;
  return field();
}

function isFloatType(): bool {
  switch (type) {
    case 0x65:
    case 0x45:
    case 0x66:
    case 0x46:
    case 0x67:
    case 0x47:
    case 0x25:
      return true;
    default:
      return false;
  }
}

/** int.__format__. `new` */
export function _PyLong_FormatAdvanced(op: PyObject, spec: PyObject): PyObject | null {
  if (PyUnicode_GET_LENGTH(spec) == 0) {
    return op.ob_type == PyLong_Type ? long_to_decimal_string(op) : PyObject_Str(op);
  }
  if (!parseSpec(op, spec, 0x64, 0x3e)) return null;
  switch (type) {
    case 0x62:
    case 0x63:
    case 0x64:
    case 0x6f:
    case 0x78:
    case 0x58:
    case 0x6e:
      return formatInt(op);
  }
  if (!isFloatType()) return unknownType(op);
  const value = PyNumber_Float(op);
  if (value === null) return null;
  // __float__ of a subclass may have formatted something itself.
  const result = parseSpec(op, spec, 0x64, 0x3e) ? formatDouble(PyFloat_AS_DOUBLE(value)) : null;
  Py_DECREF(value);
  return result;
}

/** Splits the text of a float at `text` into sign, digits and remainder. */
function splitText(text: usize, length: i32): void {
  negative = length > 0 && load<u8>(text) == 45;
  if (negative) {
    text++;
    length--;
  }
  digits = text;
  nDigits = 0;
  while (nDigits < length && load<u8>(text + nDigits) - 48 < 10) nDigits++;
  remainder = text + nDigits;
  nRemainder = length - nDigits;
  prefix = 0;
}

/** Converts x as the spec's type says into the split text. `plain` is the code for no type, with its flags. False: error set. */
function convert(x: f64, plainFlags: i32, allowPercent: bool): bool {
  let code: i32 = type;
  let flags = 0;
  let digitsWanted = precision;
  let standard = 6;
  if (precision == i32.MAX_VALUE) {
    PyErr_SetString(PyExc_ValueError, "precision too big");
    return false;
  }
  if (alternate) flags |= Py_DTSF_ALT;
  if (noNegativeZero) flags |= Py_DTSF_NO_NEG_0;
  if (code == 0) {
    flags |= plainFlags;
    code = 0x72; // r
    standard = 0;
  }
  if (code == 0x6e) code = 0x67; // n
  const percent = allowPercent && code == 0x25;
  if (percent) {
    code = 0x66;
    x *= 100.0;
  }
  if (digitsWanted < 0) digitsWanted = standard;
  else if (code == 0x72) code = 0x67;
  const text = PyOS_double_to_string(x, code, digitsWanted, flags);
  if (text == 0) return false;
  let length = textLength;
  // The scratch text has room beyond its end.
  if (percent) store<u8>(text + length++, 0x25);
  splitText(text, length);
  return true;
}

function formatDouble(x: f64): PyObject | null {
  return convert(x, Py_DTSF_ADD_DOT_0, true) ? field() : null;
}

/** float.__format__. `new` */
export function _PyFloat_FormatAdvanced(op: PyObject, spec: PyObject): PyObject | null {
  if (PyUnicode_GET_LENGTH(spec) == 0) return PyObject_Str(op);
  if (!parseSpec(op, spec, 0, 0x3e)) return null;
  if (type != 0 && type != 0x6e && !isFloatType()) return unknownType(op);
  return formatDouble(PyFloat_AS_DOUBLE(op));
}

/** Both parts and brackets of a complex, unpadded. `new` str */
function complexBody(z: PyComplexObject): PyObject | null {
  const brackets = type == 0 && reinterpret<u64>(z.real) != 0;
  const w = _PyUnicodeWriter_Init(40, true);
  let ok = true;
  if (brackets) ok = _PyUnicodeWriter_WriteChar(w, 40);
  if (type != 0 || brackets) ok = ok && convert(z.real, 0, false) && layOut(w, sign, false);
  ok = ok && convert(z.imag, 0, false) && layOut(w, type != 0 || brackets ? 0x2b : sign, false);
  ok = ok && _PyUnicodeWriter_WriteChar(w, 106);
  if (brackets) ok = ok && _PyUnicodeWriter_WriteChar(w, 41);
  if (ok) return _PyUnicodeWriter_Finish(w);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

/** complex.__format__. `new` */
export function _PyComplex_FormatAdvanced(op: PyObject, spec: PyObject): PyObject | null {
  if (PyUnicode_GET_LENGTH(spec) == 0) return PyObject_Str(op);
  if (!parseSpec(op, spec, 0, 0x3e)) return null;
  if (type != 0 && type != 0x6e && (type == 0x25 || !isFloatType())) return unknownType(op);
  if (fill == 48) return PyErr_SetString(PyExc_ValueError, "Zero padding is not allowed in complex format specifier");
  if (align == 0x3d) {
    return PyErr_SetString(PyExc_ValueError, "'=' alignment flag is not allowed in complex format specifier");
  }
  const body = complexBody(changetype<PyComplexObject>(op));
  if (body === null) return null;
  const result = padded(body, PyUnicode_GET_LENGTH(body));
  Py_DECREF(body);
  return result;
}
