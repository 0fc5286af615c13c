/**
 * Texts that native code makes: literals, and printf-like formats for messages and reprs (PyUnicode_FromFormat).
 *
 * Invariant: a format's arguments are 32-bit values; an object argument is borrowed. Precision cuts (`%.200s`), width pads with
 * spaces or zeros, length modifiers (l, z, h) are accepted and mean nothing here.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyErr_SetString } from "../protocol/errors";
import { PyExc_SystemError } from "../object/exception_types";
import { PyObject_ASCII, PyObject_Repr, PyObject_Str } from "../protocol/compare";
import { PyType_GetFullyQualifiedName } from "./typeobject";
import { PyUnicode_Check, PyUnicode_FromUTF16, PyUnicode_GET_LENGTH, cstringLength } from "./unicode";
import { decodeUTF8Replace } from "./unicode_codecs";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteASCIIString,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteFill,
  _PyUnicodeWriter_WriteSubstring,
  writeUTF16,
} from "./unicode_writer";

/** `new` str of an AssemblyScript literal. */
export function PyUnicode_FromLiteral(lit: string): PyObject | null {
  return PyUnicode_FromUTF16(changetype<usize>(lit), lit.length);
}

const digitsText: usize = memory.data(16, 8);

/** Writes a 32-bit number in base 10 or 16, right-aligned in `width`. */
function writeNumber(w: UnicodeWriter, value: u32, negative: bool, base: u32, width: i32, zero: bool): bool {
  let at = digitsText + 12;
  let n = 0;
  do {
    const d = value % base;
    at--;
    store<u8>(at, <u8>(d < 10 ? 0x30 + d : 0x57 + d));
    value /= base;
    n++;
  } while (value != 0);
  const pad = width - n - (negative ? 1 : 0);
  if (!zero && !_PyUnicodeWriter_WriteFill(w, 0x20, pad)) return false;
  if (negative && !_PyUnicodeWriter_WriteChar(w, 0x2d)) return false;
  if (zero && !_PyUnicodeWriter_WriteFill(w, 0x30, pad)) return false;
  return _PyUnicodeWriter_WriteASCIIString(w, at, n);
}

/** Writes `text` (stolen, null = failed) cut to `precision` and padded to `width`. */
function writeObject(w: UnicodeWriter, text: PyObject | null, width: i32, precision: i32): bool {
  if (text === null) return false;
  let n = PyUnicode_GET_LENGTH(text);
  if (precision >= 0 && n > precision) n = precision;
  const ok = _PyUnicodeWriter_WriteFill(w, 0x20, width - n) && _PyUnicodeWriter_WriteSubstring(w, text, 0, n);
  Py_DECREF(text);
  return ok;
}

function writeCString(w: UnicodeWriter, s: usize, width: i32, precision: i32): bool {
  let n = cstringLength(s);
  if (precision >= 0 && n > precision) n = precision;
  return writeObject(w, decodeUTF8Replace(s, n), width, -1);
}

/** Writes one directive's argument; false on error. */
function writeArgument(w: UnicodeWriter, conv: i32, value: usize, width: i32, precision: i32, zero: bool): bool {
  const op = changetype<PyObject>(value);
  switch (conv) {
    case 0x73: // s
      return writeCString(w, value, width, precision);
    case 0x4c: // L
      return writeUTF16(w, value, changetype<string>(value).length);
    case 0x55: // U; an attribute that should be a str and is none shows as what str() makes of it
      if (!PyUnicode_Check(op)) return writeObject(w, PyObject_Str(op), width, precision);
      return _PyUnicodeWriter_WriteFill(w, 0x20, width - PyUnicode_GET_LENGTH(op)) && writeCut(w, op, precision);
    case 0x53: // S
      return writeObject(w, PyObject_Str(op), width, precision);
    case 0x52: // R
      return writeObject(w, PyObject_Repr(op), width, precision);
    case 0x41: // A
      return writeObject(w, PyObject_ASCII(op), width, precision);
    case 0x54: // T
      return writeObject(w, PyType_GetFullyQualifiedName(op.ob_type), width, precision);
    case 0x4e: // N
      return writeObject(w, PyType_GetFullyQualifiedName(changetype<PyTypeObject>(value)), width, precision);
    case 0x64: // d
    case 0x69: // i
      return writeNumber(w, <i32>value < 0 ? <u32>-(<i32>value) : <u32>value, <i32>value < 0, 10, width, zero);
    case 0x75: // u
      return writeNumber(w, <u32>value, false, 10, width, zero);
    case 0x78: // x
      return writeNumber(w, <u32>value, false, 16, width, zero);
    case 0x70: // p
      return (
        _PyUnicodeWriter_WriteChar(w, 0x30) &&
        _PyUnicodeWriter_WriteChar(w, 0x78) &&
        writeNumber(w, <u32>value, false, 16, 0, false)
      );
    case 0x63: // c
      return _PyUnicodeWriter_WriteChar(w, <u32>value);
    default:
      PyErr_SetString(PyExc_SystemError, "invalid format string");
      return false;
  }
}

function writeCut(w: UnicodeWriter, op: PyObject, precision: i32): bool {
  const n = PyUnicode_GET_LENGTH(op);
  return _PyUnicodeWriter_WriteSubstring(w, op, 0, precision >= 0 && precision < n ? precision : n);
}

function pick(i: i32, a: usize, b: usize, c: usize, d: usize, e: usize): usize {
  return i == 0 ? a : i == 1 ? b : i == 2 ? c : i == 3 ? d : e;
}

function isDigit(ch: i32): bool {
  return ch >= 0x30 && ch <= 0x39;
}

/** `new` str after a format; directives in docs/machine.md. */
export function PyUnicode_FromFormat(
  fmt: string,
  a: usize = 0,
  b: usize = 0,
  c: usize = 0,
  d: usize = 0,
  e: usize = 0,
): PyObject | null {
  const w = _PyUnicodeWriter_Init(fmt.length + 32);
  const end = fmt.length;
  let used = 0;
  let i = 0;
  while (i < end) {
    const start = i;
    while (i < end && fmt.charCodeAt(i) != 0x25) i++;
    if (!writeUTF16(w, changetype<usize>(fmt) + ((<usize>start) << 1), i - start)) return abandoned(w);
    if (i >= end) break;
    i++;
    if (fmt.charCodeAt(i) == 0x25) {
      if (!_PyUnicodeWriter_WriteChar(w, 0x25)) return abandoned(w);
      i++;
      continue;
    }
    const zero = fmt.charCodeAt(i) == 0x30;
    let width = 0;
    let precision = -1;
    while (isDigit(fmt.charCodeAt(i))) width = width * 10 + fmt.charCodeAt(i++) - 0x30;
    if (fmt.charCodeAt(i) == 0x2e) {
      precision = 0;
      i++;
      while (isDigit(fmt.charCodeAt(i))) precision = precision * 10 + fmt.charCodeAt(i++) - 0x30;
    }
    while (fmt.charCodeAt(i) == 0x6c || fmt.charCodeAt(i) == 0x7a || fmt.charCodeAt(i) == 0x68) i++;
    const conv = fmt.charCodeAt(i++);
    const value = pick(used++, a, b, c, d, e);
    if (conv == 0x57) {
      if (!writeUTF16(w, value, <i32>pick(used++, a, b, c, d, e))) return abandoned(w);
    } else if (!writeArgument(w, conv, value, width, precision, zero)) {
      return abandoned(w);
    }
  }
  return _PyUnicodeWriter_Finish(w);
}

function abandoned(w: UnicodeWriter): PyObject | null {
  _PyUnicodeWriter_Dealloc(w);
  return null;
}
