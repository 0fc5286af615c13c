/**
 * The standard error handlers as Python functions: what codecs.lookup_error gives, and what codecs written in Python call. Each takes a
 * Unicode error and returns (replacement, position), or raises it.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_XDECREF, Py_NewRef } from "../object/refcount";
import { METH_O, newMethodDef, PyMethodDef } from "../object/typedef";
import { PyErr_Format, PyErr_SetObject, PyErr_SetString, PyExceptionInstance_Check } from "../protocol/errors";
import {
  PyExc_TypeError,
  PyExc_UnicodeDecodeError,
  PyExc_UnicodeEncodeError,
  PyExc_UnicodeTranslateError,
} from "../object/exception_types";
import { PyObject_TypeCheck } from "./typeobject";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "./bytes";
import { BytesWriter, finishBytes, newBytesWriter, putByte } from "./bytes_writer";
import {
  UNITS_16BE,
  UNITS_16LE,
  UNITS_32BE,
  UNITS_32LE,
  UNITS_8,
  UNITS_UTF8,
  putUnit,
  surrogateAt,
  unitSize,
} from "./codec_errors";
import {
  PyUnicodeError_GetEncoding,
  PyUnicodeError_GetEnd,
  PyUnicodeError_GetObject,
  PyUnicodeError_GetStart,
} from "./exceptions_unicode";
import { PyLong_FromSsize_t } from "./long";
import { PyCFunction_NewEx } from "./methodobject";
import { PyTuple_Pack2 } from "./tuple";
import { dropped } from "./unicode_codecs";
import { characterName } from "./character_names";
import { PyUnicode_DATA, PyUnicode_EqualToLiteral, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "./unicode";
import { writeHexEscape } from "./unicode_repr";
import { unicodeEmpty } from "./unicode_static";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteASCIIString,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteFill,
  _PyUnicodeWriter_WriteLiteral,
} from "./unicode_writer";

const KIND_NONE: i32 = 0;
const KIND_ENCODE: i32 = 1;
const KIND_DECODE: i32 = 2;
const KIND_TRANSLATE: i32 = 3;

/** What the last `openError` read: the error's kind, range and object (owned by the caller). */
let errorStart: i32 = 0;
let errorEnd: i32 = 0;
let errorObject: PyObject | null = null;

function kindOf(exc: PyObject): i32 {
  if (PyObject_TypeCheck(exc, PyExc_UnicodeEncodeError)) return KIND_ENCODE;
  if (PyObject_TypeCheck(exc, PyExc_UnicodeDecodeError)) return KIND_DECODE;
  if (PyObject_TypeCheck(exc, PyExc_UnicodeTranslateError)) return KIND_TRANSLATE;
  cannotHandle(exc);
  return KIND_NONE;
}

/** Reads an error's range and object (`new` in errorObject); KIND_NONE on error. */
function openError(exc: PyObject): i32 {
  const kind = kindOf(exc);
  if (kind == KIND_NONE) return KIND_NONE;
  errorStart = PyUnicodeError_GetStart(exc);
  errorEnd = PyUnicodeError_GetEnd(exc);
  if (errorStart < 0 || errorEnd < 0) return KIND_NONE;
  errorObject = PyUnicodeError_GetObject(exc);
  return errorObject === null ? KIND_NONE : kind;
}

/** (text, pos): `new`; steals `text`. */
function answer(text: PyObject | null, pos: i32): PyObject | null {
  if (text === null) return null;
  const at = PyLong_FromSsize_t(pos);
  const result: PyObject | null = at === null ? null : PyTuple_Pack2(text, at);
  Py_XDECREF(at);
  Py_DECREF(text);
  return result;
}

function raise(exc: PyObject): PyObject | null {
  PyErr_SetObject(exc.ob_type, exc);
  return null;
}

function cannotHandle(exc: PyObject): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "don't know how to handle %s in error callback", exc.ob_type.tp_name);
}

function strict_errors(self: PyObject, exc: PyObject): PyObject | null {
  if (PyExceptionInstance_Check(exc)) return raise(exc);
  return PyErr_SetString(PyExc_TypeError, "codec must pass exception instance");
}

function ignore_errors(self: PyObject, exc: PyObject): PyObject | null {
  if (kindOf(exc) == KIND_NONE) return null;
  const end = PyUnicodeError_GetEnd(exc);
  return end < 0 ? null : answer(Py_NewRef(unicodeEmpty()), end);
}

function replace_errors(self: PyObject, exc: PyObject): PyObject | null {
  const kind = openError(exc);
  if (kind == KIND_NONE) return null;
  Py_XDECREF(errorObject);
  const w = _PyUnicodeWriter_Init();
  const n = kind == KIND_DECODE ? 1 : errorEnd - errorStart;
  const end = errorEnd;
  _PyUnicodeWriter_WriteFill(w, kind == KIND_ENCODE ? 0x3f : 0xfffd, n);
  return answer(_PyUnicodeWriter_Finish(w), end);
}

/** Writes the replacement of each character of the error's range. */
const HOW_CHARREF: i32 = 0;
const HOW_BACKSLASH: i32 = 1;
const HOW_NAME: i32 = 2;

function writeOne(w: UnicodeWriter, ch: u32, how: i32): bool {
  if (how == HOW_BACKSLASH) return writeHexEscape(w, ch);
  if (how == HOW_NAME) {
    const name = characterName(ch);
    if (name === null) return writeHexEscape(w, ch);
    const ok =
      _PyUnicodeWriter_WriteLiteral(w, "\\N{") &&
      _PyUnicodeWriter_WriteASCIIString(w, PyUnicode_DATA(name), PyUnicode_GET_LENGTH(name)) &&
      _PyUnicodeWriter_WriteChar(w, 0x7d);
    Py_DECREF(name);
    return ok;
  }
  if (!_PyUnicodeWriter_WriteLiteral(w, "&#")) return false;
  let scale: u32 = 1;
  while (ch / scale >= 10) scale *= 10;
  for (; scale > 0; scale /= 10) if (!_PyUnicodeWriter_WriteChar(w, 0x30 + ((ch / scale) % 10))) return false;
  return _PyUnicodeWriter_WriteChar(w, 0x3b);
}

function escapeRange(exc: PyObject, how: i32): PyObject | null {
  const kind = openError(exc);
  if (kind == KIND_NONE) return null;
  const object = errorObject!;
  const end = errorEnd;
  if (kind != KIND_ENCODE && how != HOW_BACKSLASH) {
    Py_DECREF(object);
    return cannotHandle(exc);
  }
  const w = _PyUnicodeWriter_Init();
  let ok = true;
  for (let i = errorStart; i < end && ok; i++) {
    const ch =
      kind == KIND_DECODE ? <u32>load<u8>(PyBytes_AS_STRING(object) + <usize>i) : PyUnicode_READ_CHAR(object, i);
    ok = writeOne(w, ch, how);
  }
  Py_DECREF(object);
  if (ok) return answer(_PyUnicodeWriter_Finish(w), end);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

function xmlcharrefreplace_errors(self: PyObject, exc: PyObject): PyObject | null {
  return escapeRange(exc, HOW_CHARREF);
}
function backslashreplace_errors(self: PyObject, exc: PyObject): PyObject | null {
  return escapeRange(exc, HOW_BACKSLASH);
}
function namereplace_errors(self: PyObject, exc: PyObject): PyObject | null {
  return escapeRange(exc, HOW_NAME);
}

function surrogateescape_errors(self: PyObject, exc: PyObject): PyObject | null {
  const kind = openError(exc);
  if (kind == KIND_NONE) return null;
  const object = errorObject!;
  const result =
    kind == KIND_DECODE ? escapeBytes(exc, object) : kind == KIND_ENCODE ? unescape(exc, object) : cannotHandle(exc);
  Py_DECREF(object);
  return result;
}

/** Up to four bytes from 128 on as lone surrogates. */
function escapeBytes(exc: PyObject, object: PyObject): PyObject | null {
  const w = _PyUnicodeWriter_Init();
  let i = errorStart;
  while (i < errorEnd && i < errorStart + 4) {
    const byte = <u32>load<u8>(PyBytes_AS_STRING(object) + <usize>i);
    if (byte < 128) break;
    _PyUnicodeWriter_WriteChar(w, 0xdc00 + byte);
    i++;
  }
  if (i > errorStart) return answer(_PyUnicodeWriter_Finish(w), i);
  _PyUnicodeWriter_Dealloc(w);
  return raise(exc);
}

function unescape(exc: PyObject, object: PyObject): PyObject | null {
  const w = newBytesWriter(errorEnd - errorStart);
  if (w === null) return null;
  for (let i = errorStart; i < errorEnd; i++) {
    const ch = PyUnicode_READ_CHAR(object, i);
    if (ch < 0xdc80 || ch > 0xdcff) {
      dropped(w);
      return raise(exc);
    }
    putByte(w, ch - 0xdc00);
  }
  return answer(finishBytes(w), errorEnd);
}

function isGap(op: PyObject, i: i32): bool {
  if (i >= PyUnicode_GET_LENGTH(op)) return false;
  const c = PyUnicode_READ_CHAR(op, i);
  return c == 0x2d || c == 0x5f;
}

function lowerAt(op: PyObject, i: i32): u32 {
  return i < PyUnicode_GET_LENGTH(op) ? PyUnicode_READ_CHAR(op, i) | 0x20 : 0;
}

/** How a UTF codec's name ("utf-16le", "UTF_8" ...) lays out characters, or UNITS_8 if it is none. */
function unitsOf(name: PyObject): i32 {
  if (lowerAt(name, 0) != 0x75 || lowerAt(name, 1) != 0x74 || lowerAt(name, 2) != 0x66) return UNITS_8;
  let i = isGap(name, 3) ? 4 : 3;
  const n = PyUnicode_GET_LENGTH(name);
  const first = lowerAt(name, i);
  if (first == 0x38) return i + 1 == n ? UNITS_UTF8 : UNITS_8;
  const wide = first == 0x33 && lowerAt(name, i + 1) == 0x32;
  if (!wide && !(first == 0x31 && lowerAt(name, i + 1) == 0x36)) return UNITS_8;
  i += 2;
  if (i == n) return wide ? UNITS_32LE : UNITS_16LE;
  if (isGap(name, i)) i++;
  if (i + 2 != n || lowerAt(name, i + 1) != 0x65) return UNITS_8;
  if (lowerAt(name, i) == 0x62) return wide ? UNITS_32BE : UNITS_16BE;
  return lowerAt(name, i) == 0x6c ? (wide ? UNITS_32LE : UNITS_16LE) : UNITS_8;
}

function surrogatepass_errors(self: PyObject, exc: PyObject): PyObject | null {
  const kind = openError(exc);
  if (kind == KIND_NONE) return null;
  const object = errorObject!;
  let result: PyObject | null = null;
  if (kind == KIND_TRANSLATE) cannotHandle(exc);
  else {
    const name = PyUnicodeError_GetEncoding(exc);
    const units = name === null ? UNITS_8 : unitsOf(name);
    Py_XDECREF(name);
    if (units == UNITS_8) raise(exc);
    else result = kind == KIND_DECODE ? passDecoded(exc, object, units) : passEncoded(exc, object, units);
  }
  Py_DECREF(object);
  return result;
}

function passDecoded(exc: PyObject, object: PyObject, units: i32): PyObject | null {
  const at = PyBytes_AS_STRING(object) + <usize>errorStart;
  const ch = surrogateAt(units, at, PyBytes_GET_SIZE(object) - errorStart);
  if (ch == 0) return raise(exc);
  const w = _PyUnicodeWriter_Init();
  _PyUnicodeWriter_WriteChar(w, ch);
  return answer(_PyUnicodeWriter_Finish(w), errorStart + unitSize(units));
}

function passEncoded(exc: PyObject, object: PyObject, units: i32): PyObject | null {
  const w: BytesWriter | null = newBytesWriter(16);
  if (w === null) return null;
  for (let i = errorStart; i < errorEnd; i++) {
    const ch = PyUnicode_READ_CHAR(object, i);
    if (ch < 0xd800 || ch > 0xdfff) {
      dropped(w);
      return raise(exc);
    }
    putUnit(w, units, ch);
  }
  return answer(finishBytes(w), errorEnd);
}

/** `new` function of a standard handler, or null (without an exception) if the name is not one. */
export function builtinErrorHandler(name: PyObject): PyObject | null {
  if (PyUnicode_EqualToLiteral(name, "strict")) return made("strict_errors", strict_errors.index);
  if (PyUnicode_EqualToLiteral(name, "ignore")) return made("ignore_errors", ignore_errors.index);
  if (PyUnicode_EqualToLiteral(name, "replace")) return made("replace_errors", replace_errors.index);
  if (PyUnicode_EqualToLiteral(name, "xmlcharrefreplace")) {
    return made("xmlcharrefreplace_errors", xmlcharrefreplace_errors.index);
  }
  if (PyUnicode_EqualToLiteral(name, "backslashreplace")) {
    return made("backslashreplace_errors", backslashreplace_errors.index);
  }
  if (PyUnicode_EqualToLiteral(name, "namereplace")) return made("namereplace_errors", namereplace_errors.index);
  if (PyUnicode_EqualToLiteral(name, "surrogatepass")) return made("surrogatepass", surrogatepass_errors.index);
  if (PyUnicode_EqualToLiteral(name, "surrogateescape")) return made("surrogateescape", surrogateescape_errors.index);
  return null;
}

/** codecs.c keeps the functions in its registry: each is made once. */
function made(name: string, meth: u32): PyObject | null {
  const def: PyMethodDef = newMethodDef(name, meth, METH_O, null);
  return PyCFunction_NewEx(def, null, null);
}
