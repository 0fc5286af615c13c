/**
 * repr() of a str and the ASCII form of any text. One pass measures nothing: the writer grows as needed.
 *
 * Quotes: single, unless the text has single and no double ones. Not printable characters are escaped as \xXX, \uXXXX, \UXXXXXXXX.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyObject_Repr } from "../protocol/compare";
import { PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_IS_ASCII, PyUnicode_KIND, PyUnicode_READ } from "./unicode";
import { _PyUnicode_IsPrintable } from "./unicode_ctype";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
} from "./unicode_writer";

function hexDigit(v: u32): u32 {
  v &= 15;
  return v < 10 ? 0x30 + v : 0x57 + v;
}

/** Writes `digits` hex digits of `value` after a backslash and `letter`. */
export function writeEscape(w: UnicodeWriter, letter: u32, value: u32, digits: i32): bool {
  if (!_PyUnicodeWriter_WriteChar(w, 0x5c) || !_PyUnicodeWriter_WriteChar(w, letter)) return false;
  for (let i = digits - 1; i >= 0; i--) {
    if (!_PyUnicodeWriter_WriteChar(w, hexDigit(value >> ((<u32>i) << 2)))) return false;
  }
  return true;
}

/** The shortest of \x, \u and \U escapes. */
export function writeHexEscape(w: UnicodeWriter, ch: u32): bool {
  if (ch < 0x100) return writeEscape(w, 0x78, ch, 2);
  if (ch < 0x10000) return writeEscape(w, 0x75, ch, 4);
  return writeEscape(w, 0x55, ch, 8);
}

function writeReprChar(w: UnicodeWriter, ch: u32, quote: u32): bool {
  if (ch == quote || ch == 0x5c) return _PyUnicodeWriter_WriteChar(w, 0x5c) && _PyUnicodeWriter_WriteChar(w, ch);
  if (ch == 9) return _PyUnicodeWriter_WriteChar(w, 0x5c) && _PyUnicodeWriter_WriteChar(w, 0x74);
  if (ch == 10) return _PyUnicodeWriter_WriteChar(w, 0x5c) && _PyUnicodeWriter_WriteChar(w, 0x6e);
  if (ch == 13) return _PyUnicodeWriter_WriteChar(w, 0x5c) && _PyUnicodeWriter_WriteChar(w, 0x72);
  if (_PyUnicode_IsPrintable(ch)) return _PyUnicodeWriter_WriteChar(w, ch);
  return writeHexEscape(w, ch);
}

export function unicode_repr(op: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  let single = false;
  let double = false;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (ch == 0x27) single = true;
    else if (ch == 0x22) double = true;
  }
  const quote: u32 = single && !double ? 0x22 : 0x27;
  const w = _PyUnicodeWriter_Init(n + 2);
  let ok = _PyUnicodeWriter_WriteChar(w, quote);
  for (let i = 0; i < n && ok; i++) ok = writeReprChar(w, PyUnicode_READ(kind, data, i), quote);
  if (!ok || !_PyUnicodeWriter_WriteChar(w, quote)) {
    _PyUnicodeWriter_Dealloc(w);
    return null;
  }
  return _PyUnicodeWriter_Finish(w);
}

/** A text with everything beyond ASCII escaped. Steals `text`; `new`. */
export function unicodeAscii(text: PyObject): PyObject | null {
  if (PyUnicode_IS_ASCII(text)) return text;
  const n = PyUnicode_GET_LENGTH(text);
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const w = _PyUnicodeWriter_Init(n);
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (!(ch < 128 ? _PyUnicodeWriter_WriteChar(w, ch) : writeHexEscape(w, ch))) {
      _PyUnicodeWriter_Dealloc(w);
      Py_DECREF(text);
      return null;
    }
  }
  Py_DECREF(text);
  return _PyUnicodeWriter_Finish(w);
}

/** ascii(op): `new`. */
export function PyObject_ASCII_of(op: PyObject): PyObject | null {
  const text = PyObject_Repr(op);
  return text === null ? null : unicodeAscii(text);
}
