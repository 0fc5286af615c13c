/**
 * The format mini-language: [[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type], and what str.__format__ makes of
 * it (Python/formatter_unicode.c). The number formatters are in format_number.ts.
 *
 * Invariant: a parsed spec lives in this file's globals; no Python code runs between parsing and its use.
 */
import { PyObject } from "../object/layout";
import { Py_NewRef } from "../object/refcount";
import { PyExc_ValueError } from "../object/exception_types";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyObject_Str } from "../protocol/compare";
import { PyUnicode_CheckExact, PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ } from "./unicode";
import {
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteFill,
  _PyUnicodeWriter_WriteSubstring,
} from "./unicode_writer";

/** The fields of a spec; character fields are 0 where absent, numbers -1. */
export let fill: u32 = 32;
export let align: u32 = 0;
export let alternate: bool = false;
export let noNegativeZero: bool = false;
export let sign: u32 = 0;
export let width: i32 = -1;
export let thousands: u32 = 0;
export let precision: i32 = -1;
export let type: u32 = 0;

const COMMA: u32 = 0x2c;
const UNDERSCORE: u32 = 0x5f;

function isAlign(ch: u32): bool {
  return ch == 0x3c || ch == 0x3e || ch == 0x3d || ch == 0x5e;
}

/** The spec's text and the reader's place. */
let specKind: i32 = 1;
let specData: usize = 0;
let specEnd: i32 = 0;
let at: i32 = 0;

function peek(offset: i32): u32 {
  return at + offset < specEnd ? PyUnicode_READ(specKind, specData, at + offset) : 0;
}

/** Digits found by readInteger. */
let digitsRead: i32 = 0;

/** A decimal number of up to 63 bits, saturated to i32; -1 with ValueError if it is longer. */
function readInteger(): i32 {
  let value: i64 = 0;
  digitsRead = 0;
  while (at < specEnd && peek(0) - 48 < 10) {
    const digit = <i64>(peek(0) - 48);
    if (value > (i64.MAX_VALUE - digit) / 10) {
      PyErr_SetString(PyExc_ValueError, "Too many decimal digits in format string");
      return -1;
    }
    value = value * 10 + digit;
    at++;
    digitsRead++;
  }
  return value > <i64>i32.MAX_VALUE ? i32.MAX_VALUE : <i32>value;
}

function commaAndUnderscore(): bool {
  PyErr_SetString(PyExc_ValueError, "Cannot specify both ',' and '_'.");
  return false;
}

function readAlign(): bool {
  if (at + 1 < specEnd && isAlign(peek(1))) {
    fill = peek(0);
    align = peek(1);
    at += 2;
    return true;
  }
  if (at < specEnd && isAlign(peek(0))) {
    align = peek(0);
    at++;
  }
  return false;
}

function readFlags(fillGiven: bool, alignGiven: bool, defaultAlign: u32): void {
  const ch = peek(0);
  if (at < specEnd && (ch == 0x2b || ch == 0x2d || ch == 0x20)) {
    sign = ch;
    at++;
  }
  if (at < specEnd && peek(0) == 0x7a) {
    noNegativeZero = true;
    at++;
  }
  if (at < specEnd && peek(0) == 0x23) {
    alternate = true;
    at++;
  }
  if (!fillGiven && at < specEnd && peek(0) == 48) {
    fill = 48;
    if (!alignGiven && defaultAlign == 0x3e) align = 0x3d;
    at++;
  }
}

function readGrouping(): bool {
  if (at < specEnd && peek(0) == COMMA) {
    thousands = COMMA;
    at++;
  }
  if (at < specEnd && peek(0) == UNDERSCORE) {
    if (thousands != 0) return commaAndUnderscore();
    thousands = UNDERSCORE;
    at++;
  }
  if (at < specEnd && peek(0) == COMMA && thousands == UNDERSCORE) return commaAndUnderscore();
  return true;
}

/** Does the type allow the thousands separator? */
function checkGrouping(): bool {
  switch (type) {
    case 0:
    case 0x64: // d
    case 0x65: // e
    case 0x66: // f
    case 0x67: // g
    case 0x45:
    case 0x47:
    case 0x25: // %
    case 0x46:
      return true;
    case 0x62: // b
    case 0x6f: // o
    case 0x78: // x
    case 0x58:
      if (thousands == UNDERSCORE) return true;
  }
  if (type > 32 && type < 128) {
    PyErr_Format(PyExc_ValueError, "Cannot specify '%c' with '%c'.", thousands, type);
  } else {
    PyErr_Format(PyExc_ValueError, "Cannot specify '%c' with '\\x%x'.", thousands, type);
  }
  return false;
}

/** Parses `spec` for `obj`; false with ValueError. */
export function parseSpec(obj: PyObject, spec: PyObject, defaultType: u32, defaultAlign: u32): bool {
  specKind = PyUnicode_KIND(spec);
  specData = PyUnicode_DATA(spec);
  specEnd = PyUnicode_GET_LENGTH(spec);
  at = 0;
  fill = 32;
  align = defaultAlign;
  alternate = false;
  noNegativeZero = false;
  sign = 0;
  width = -1;
  thousands = 0;
  precision = -1;
  type = defaultType;
  const fillGiven = readAlign();
  const alignGiven = at > 0;
  readFlags(fillGiven, alignGiven, defaultAlign);
  const number = readInteger();
  if (number < 0) return false;
  if (digitsRead > 0) width = number;
  if (!readGrouping()) return false;
  if (at < specEnd && peek(0) == 0x2e) {
    at++;
    precision = readInteger();
    if (precision < 0) return false;
    if (digitsRead == 0) {
      PyErr_SetString(PyExc_ValueError, "Format specifier missing precision");
      return false;
    }
  }
  if (specEnd - at > 1) {
    PyErr_Format(
      PyExc_ValueError,
      "Invalid format specifier '%U' for object of type '%.200s'",
      changetype<usize>(spec),
      obj.ob_type.tp_name,
    );
    return false;
  }
  if (specEnd - at == 1) type = peek(0);
  return thousands == 0 || checkGrouping();
}

/** ValueError "Unknown format code 'x' for object of type 'y'". Returns null. */
export function unknownType(obj: PyObject): PyObject | null {
  if (type > 32 && type < 128) {
    return PyErr_Format(
      PyExc_ValueError,
      "Unknown format code '%c' for object of type '%.200s'",
      type,
      obj.ob_type.tp_name,
    );
  }
  return PyErr_Format(
    PyExc_ValueError,
    "Unknown format code '\\x%x' for object of type '%.200s'",
    type,
    obj.ob_type.tp_name,
  );
}

/** Padding on the left of `length` characters under the spec's width and alignment; the rest goes right. */
export function leftPadding(length: i32): i32 {
  const total = width > length ? width - length : 0;
  return align == 0x3e ? total : align == 0x5e ? total / 2 : 0;
}

/** Is an output of `width` characters beyond reason? MemoryError then. */
export function tooWide(): bool {
  if (width < 0x7ffffff0) return false;
  PyErr_NoMemory();
  return true;
}

/** The first `length` characters of `op`, padded as the spec says. `new` */
export function padded(op: PyObject, length: i32): PyObject | null {
  if (tooWide()) return null;
  const left = leftPadding(length);
  const right = (width > length ? width - length : 0) - left;
  const w = _PyUnicodeWriter_Init(left + length + right, false);
  if (
    _PyUnicodeWriter_WriteFill(w, fill, left) &&
    _PyUnicodeWriter_WriteSubstring(w, op, 0, length) &&
    _PyUnicodeWriter_WriteFill(w, fill, right)
  ) {
    return _PyUnicodeWriter_Finish(w);
  }
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

/** What of a spec a str refuses. */
function stringRefusal(): string | null {
  if (sign != 0) {
    return sign == 32 ? "Space not allowed in string format specifier" : "Sign not allowed in string format specifier";
  }
  if (noNegativeZero) return "Negative zero coercion (z) not allowed in string format specifier";
  if (alternate) return "Alternate form (#) not allowed in string format specifier";
  if (align == 0x3d) return "'=' alignment not allowed in string format specifier";
  return null;
}

/** str.__format__. `new` */
export function _PyUnicode_FormatAdvanced(op: PyObject, spec: PyObject): PyObject | null {
  if (PyUnicode_GET_LENGTH(spec) == 0) return PyUnicode_CheckExact(op) ? Py_NewRef(op) : PyObject_Str(op);
  if (!parseSpec(op, spec, 0x73, 0x3c)) return null;
  if (type != 0x73) return unknownType(op);
  const refusal = stringRefusal();
  if (refusal !== null) return PyErr_SetString(PyExc_ValueError, refusal);
  let length = PyUnicode_GET_LENGTH(op);
  if ((width == -1 || width <= length) && (precision == -1 || precision >= length) && PyUnicode_CheckExact(op)) {
    return Py_NewRef(op);
  }
  if (precision >= 0 && length > precision) length = precision;
  return padded(op, length);
}
