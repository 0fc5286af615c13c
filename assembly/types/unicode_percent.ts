/** str % values (PyUnicode_Format). Reading specifications and the texts of numbers: percent_spec.ts. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyLong_Type } from "../object/statics";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyExc_OverflowError, PyExc_TypeError } from "../object/exception_types";
import { PyObject_ASCII, PyObject_Repr, PyObject_Str } from "../protocol/compare";
import { PyNumber_Index } from "../protocol/number";
import { PyFloat_AsDouble } from "./float";
import { PyOS_double_to_string, Py_DTSF_ALT, textLength } from "./float_text";
import { PyLong_AsLongAndOverflow, longOverflow } from "./long";
import { intText, intTextLength } from "./long_text";
import {
  F_ALT,
  F_LJUST,
  F_ZERO,
  PercentState,
  beginPercent,
  bodyStart,
  checkAllUsed,
  dissectNumber,
  endPercent,
  integerOf,
  nextArgument,
  numberText,
  numberTextLength,
  prefixLength,
  readSpec,
  signChar,
  unsupportedCharacter,
} from "./percent_spec";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_FromObject,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_READ_CHAR,
  unicodeChar,
} from "./unicode";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteASCIIString,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteFill,
  _PyUnicodeWriter_WriteSubstring,
} from "./unicode_writer";

/** Writes a number's ASCII text with sign, prefix, zeros and padding. */
function writeNumber(w: UnicodeWriter, s: PercentState, text: usize, length: i32, zeroFill: bool): bool {
  dissectNumber(text, length, s.flags, s.ch);
  const prefix = prefixLength;
  const start = bodyStart;
  const size = length - start + (signChar != 0 ? 1 : 0);
  const padding = s.width > size ? s.width - size : 0;
  const left = (s.flags & F_LJUST) != 0;
  const zeros = zeroFill && !left ? padding : 0;
  if (!left && zeros == 0 && !_PyUnicodeWriter_WriteFill(w, 0x20, padding)) return false;
  if (signChar != 0 && !_PyUnicodeWriter_WriteChar(w, signChar)) return false;
  if (!_PyUnicodeWriter_WriteASCIIString(w, text + <usize>start, prefix)) return false;
  if (!_PyUnicodeWriter_WriteFill(w, 0x30, zeros)) return false;
  const at = start + prefix;
  if (!_PyUnicodeWriter_WriteASCIIString(w, text + <usize>at, length - at)) return false;
  return !left || _PyUnicodeWriter_WriteFill(w, 0x20, padding);
}

function writeInteger(w: UnicodeWriter, s: PercentState, v: PyObject): bool {
  const n = integerOf(v, s.ch);
  if (n === null) return false;
  const text = numberText(n, s.ch, s.flags, s.precision);
  Py_DECREF(n);
  if (text == 0) return false;
  return writeNumber(w, s, text, numberTextLength, (s.flags & F_ZERO) != 0);
}

function writeFloat(w: UnicodeWriter, s: PercentState, v: PyObject): bool {
  const x = PyFloat_AsDouble(v);
  if (x == -1.0 && PyErr_Occurred() !== null) return false;
  const text = PyOS_double_to_string(
    x,
    <i32>s.ch,
    s.precision < 0 ? 6 : s.precision,
    s.flags & F_ALT ? Py_DTSF_ALT : 0,
  );
  return text != 0 && writeNumber(w, s, text, textLength, (s.flags & F_ZERO) != 0);
}

/** Writes a text (stolen; null = failed) cut to the precision and padded. */
function writeText(w: UnicodeWriter, s: PercentState, text: PyObject | null, cut: bool): bool {
  if (text === null) return false;
  let n = PyUnicode_GET_LENGTH(text);
  if (cut && s.precision >= 0 && n > s.precision) n = s.precision;
  const padding = s.width > n ? s.width - n : 0;
  const left = (s.flags & F_LJUST) != 0;
  let ok = left || _PyUnicodeWriter_WriteFill(w, 0x20, padding);
  ok = ok && _PyUnicodeWriter_WriteSubstring(w, text, 0, n);
  ok = ok && (!left || _PyUnicodeWriter_WriteFill(w, 0x20, padding));
  Py_DECREF(text);
  return ok;
}

/** The character a %c argument means: `new` str. */
function characterOf(v: PyObject): PyObject | null {
  if (PyUnicode_Check(v)) {
    if (PyUnicode_GET_LENGTH(v) == 1) return unicodeChar(PyUnicode_READ_CHAR(v, 0));
    return PyErr_SetString(PyExc_TypeError, "%c requires int or char");
  }
  const index = PyNumber_Index(v);
  if (index === null) return PyErr_SetString(PyExc_TypeError, "%c requires int or char");
  const code = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow != 0 || code < 0 || code > 0x10ffff) {
    return PyErr_SetString(PyExc_OverflowError, "%c arg not in range(0x110000)");
  }
  return unicodeChar(<u32>code);
}

/** An exact int as %s, without a str of its own. */
function writeDecimal(w: UnicodeWriter, v: PyObject): bool {
  const text = intText(v, 10, false);
  return text != 0 && _PyUnicodeWriter_WriteASCIIString(w, text, intTextLength);
}

/** Writes one specification's argument. */
function writeArgument(w: UnicodeWriter, s: PercentState): bool {
  const v = nextArgument(s);
  if (v === null) return false;
  const isText = s.ch == 0x73 || s.ch == 0x72 || s.ch == 0x61;
  if (isText && v.ob_type == PyLong_Type && s.width == -1 && s.precision == -1) return writeDecimal(w, v);
  switch (s.ch) {
    case 0x73: // s
      return writeText(w, s, PyObject_Str(v), true);
    case 0x72: // r
      return writeText(w, s, PyObject_Repr(v), true);
    case 0x61: // a
      return writeText(w, s, PyObject_ASCII(v), true);
    case 0x64: // d
    case 0x69: // i
    case 0x75: // u
    case 0x6f: // o
    case 0x78: // x
    case 0x58: // X
      return writeInteger(w, s, v);
    case 0x65: // e
    case 0x45:
    case 0x66: // f
    case 0x46:
    case 0x67: // g
    case 0x47:
      return writeFloat(w, s, v);
    case 0x63: // c
      return writeText(w, s, characterOf(v), false);
    default:
      return unsupportedCharacter(s);
  }
}

function formatInto(w: UnicodeWriter, s: PercentState, format: PyObject): bool {
  while (s.pos < s.end) {
    const start = s.pos;
    while (s.pos < s.end && PyUnicode_READ(s.kind, s.data, s.pos) != 0x25) s.pos++;
    if (s.pos >= s.end) w.overallocate = false;
    if (!_PyUnicodeWriter_WriteSubstring(w, format, start, s.pos)) return false;
    if (s.pos >= s.end) break;
    s.pos++;
    if (s.pos < s.end && PyUnicode_READ(s.kind, s.data, s.pos) == 0x25) {
      s.pos++;
      if (!_PyUnicodeWriter_WriteChar(w, 0x25)) return false;
      continue;
    }
    if (!readSpec(s)) return false;
    if (s.byKey && s.ch == 0x25) return unsupportedCharacter(s);
    if (s.pos >= s.end) w.overallocate = false;
    if (!writeArgument(w, s)) return false;
  }
  return checkAllUsed(s);
}

/** format % args: `new` str. */
export function PyUnicode_Format(format: PyObject, args: PyObject): PyObject | null {
  const fmt = PyUnicode_FromObject(format);
  if (fmt === null) return null;
  const s = beginPercent(PyUnicode_KIND(fmt), PyUnicode_DATA(fmt), PyUnicode_GET_LENGTH(fmt), args, false);
  let result: PyObject | null = null;
  if (s !== null) {
    const w = _PyUnicodeWriter_Init(s.end + 100);
    if (formatInto(w, s, fmt)) result = _PyUnicodeWriter_Finish(w);
    else _PyUnicodeWriter_Dealloc(w);
    endPercent(s);
  }
  Py_DECREF(fmt);
  return result;
}
