/**
 * What codecs do with characters they cannot encode or bytes they cannot decode (Python/codecs.c, unicodeobject.c).
 *
 * Invariant: the standard handlers are known by name and need no Python object, whatever is registered under their names, as in CPython;
 * any other name is looked up in the registry and called with a Unicode error. A handler answers with a replacement and the position
 * where the codec goes on; `decodeError` and `encodeError` write the replacement and return that position, or -1 with an exception.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyTuple_Type } from "../object/statics";
import { PyErr_Format, PyErr_Occurred, PyErr_SetObject, PyErr_SetString } from "../protocol/errors";
import { PyExc_IndexError, PyExc_TypeError } from "../object/exception_types";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyLong_AsSsize_t, PyLong_Check } from "./long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { makeUnicodeEncodeError, PyUnicodeDecodeError_Create, PyUnicodeError_GetObject } from "./exceptions_unicode";
import { PyUnicodeErrorObject } from "./exceptions";
import { PyCodec_LookupError } from "./codecs";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "./bytes";
import { BytesWriter, putByte, putBytes, reserveBytes } from "./bytes_writer";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_READ_CHAR,
} from "./unicode";
import { PyUnicode_FromLiteral } from "./unicode_format";
import { writeEscape } from "./unicode_repr";
import { UnicodeWriter, _PyUnicodeWriter_WriteChar, _PyUnicodeWriter_WriteStr } from "./unicode_writer";

export const ERRORS_STRICT: i32 = 0;
export const ERRORS_IGNORE: i32 = 1;
export const ERRORS_REPLACE: i32 = 2;
export const ERRORS_BACKSLASHREPLACE: i32 = 3;
export const ERRORS_SURROGATEESCAPE: i32 = 4;
export const ERRORS_SURROGATEPASS: i32 = 5;
export const ERRORS_XMLCHARREFREPLACE: i32 = 6;
export const ERRORS_OTHER: i32 = 7;

/** How a codec lays out one character: bytes (ASCII-compatible) or 2 and 4-byte units. */
export const UNITS_8: i32 = 0;
export const UNITS_UTF8: i32 = 1;
export const UNITS_16LE: i32 = 2;
export const UNITS_16BE: i32 = 3;
export const UNITS_32LE: i32 = 4;
export const UNITS_32BE: i32 = 5;

/** Is the NUL-terminated text that literal? */
export function cstringIs(s: usize, lit: string): bool {
  const n = lit.length;
  for (let i = 0; i < n; i++) {
    if (<i32>load<u8>(s + <usize>i) != lit.charCodeAt(i)) return false;
  }
  return load<u8>(s + <usize>n) == 0;
}

/** The handler of that NUL-terminated name (0: strict). */
export function errorHandlerKind(errors: usize): i32 {
  if (errors == 0 || cstringIs(errors, "strict")) return ERRORS_STRICT;
  if (cstringIs(errors, "surrogateescape")) return ERRORS_SURROGATEESCAPE;
  if (cstringIs(errors, "replace")) return ERRORS_REPLACE;
  if (cstringIs(errors, "ignore")) return ERRORS_IGNORE;
  if (cstringIs(errors, "backslashreplace")) return ERRORS_BACKSLASHREPLACE;
  if (cstringIs(errors, "surrogatepass")) return ERRORS_SURROGATEPASS;
  if (cstringIs(errors, "xmlcharrefreplace")) return ERRORS_XMLCHARREFREPLACE;
  return ERRORS_OTHER;
}

// ---- decoding ----

/** Raises UnicodeDecodeError for s[start:end]; returns -1. */
export function raiseDecodeError(encoding: string, reason: string, s: usize, size: i32, start: i32, end: i32): i32 {
  const exc = makeDecodeError(encoding, reason, s, size, start, end);
  if (exc === null) return -1;
  PyErr_SetObject(exc.ob_type, exc);
  Py_DECREF(exc);
  return -1;
}

function makeDecodeError(encoding: string, reason: string, s: usize, size: i32, start: i32, end: i32): PyObject | null {
  const object = PyBytes_FromStringAndSize(s, size);
  if (object === null) return null;
  const exc = PyUnicodeDecodeError_Create(encoding, object, start, end, reason);
  Py_DECREF(object);
  return exc;
}

/** Handles undecodable s[start:end] after the handler `errors`; writes the replacement, returns where to go on, or -1. */
export function decodeError(
  w: UnicodeWriter,
  units: i32,
  encoding: string,
  reason: string,
  errors: usize,
  s: usize,
  size: i32,
  start: i32,
  end: i32,
): i32 {
  switch (errorHandlerKind(errors)) {
    case ERRORS_STRICT:
      return raiseDecodeError(encoding, reason, s, size, start, end);
    case ERRORS_IGNORE:
      return end;
    case ERRORS_REPLACE:
      return _PyUnicodeWriter_WriteChar(w, 0xfffd) ? end : -1;
    case ERRORS_BACKSLASHREPLACE:
      for (let i = start; i < end; i++) {
        if (!writeEscape(w, 0x78, <u32>load<u8>(s + <usize>i), 2)) return -1;
      }
      return end;
    case ERRORS_SURROGATEESCAPE: {
      let i = start;
      while (i < end && i < start + 4 && load<u8>(s + <usize>i) >= 128) {
        if (!_PyUnicodeWriter_WriteChar(w, 0xdc00 + <u32>load<u8>(s + <usize>i))) return -1;
        i++;
      }
      return i == start ? raiseDecodeError(encoding, reason, s, size, start, end) : i;
    }
    case ERRORS_SURROGATEPASS: {
      const ch = surrogateAt(units, s + <usize>start, size - start);
      if (ch == 0) return raiseDecodeError(encoding, reason, s, size, start, end);
      return _PyUnicodeWriter_WriteChar(w, ch) ? start + unitSize(units) : -1;
    }
    default:
      return decodeErrorByHandler(w, encoding, reason, errors, s, size, start, end);
  }
}

/** Bytes of a surrogate in an encoding. */
export function unitSize(units: i32): i32 {
  return units == UNITS_UTF8 ? 3 : units == UNITS_16LE || units == UNITS_16BE ? 2 : 4;
}

/** The lone surrogate encoded at p, or 0. */
export function surrogateAt(units: i32, p: usize, n: i32): u32 {
  if (units == UNITS_8 || n < unitSize(units)) return 0;
  let ch: u32 = 0;
  if (units == UNITS_UTF8) {
    const a = <u32>load<u8>(p);
    const b = <u32>load<u8>(p, 1);
    const c = <u32>load<u8>(p, 2);
    if ((a & 0xf0) == 0xe0 && (b & 0xc0) == 0x80 && (c & 0xc0) == 0x80) {
      ch = ((a & 15) << 12) + ((b & 0x3f) << 6) + (c & 0x3f);
    }
  } else if (units == UNITS_16LE) ch = <u32>load<u16>(p);
  else if (units == UNITS_16BE) ch = <u32>bswap<u16>(load<u16>(p));
  else if (units == UNITS_32LE) ch = load<u32>(p);
  else ch = bswap<u32>(load<u32>(p));
  return ch >= 0xd800 && ch < 0xe000 ? ch : 0;
}

/** Calls the registered handler with `exc`: `new` (replacement, position) tuple, checked in shape only. */
function callHandler(errors: usize, exc: PyObject): PyObject | null {
  const handler = PyCodec_LookupError(errors);
  if (handler === null) return null;
  const answer = PyObject_CallOneArg(handler, exc);
  Py_DECREF(handler);
  return answer;
}

/** The position of an answer, clipped as an index into `size` items; -1 with IndexError. */
function answerPosition(answer: PyObject, size: i32): i32 {
  let pos = PyLong_AsSsize_t(PyTuple_GET_ITEM(answer, 1));
  if (pos == -1 && PyErr_Occurred() !== null) return -1;
  const given = pos;
  if (pos < 0) pos += size;
  if (pos >= 0 && pos <= size) return pos;
  PyErr_Format(PyExc_IndexError, "position %zd from error handler out of bounds", <usize>given);
  return -1;
}

function isPair(answer: PyObject): bool {
  return answer.ob_type == PyTuple_Type && PyTuple_GET_SIZE(answer) == 2 && PyLong_Check(PyTuple_GET_ITEM(answer, 1));
}

/** After an error: the bytes a decoder goes on with, which a handler may have replaced. */
export function inputOf(w: UnicodeWriter, s: usize): usize {
  const held = w.held;
  return held === null ? s : PyBytes_AS_STRING(held);
}

export function inputSizeOf(w: UnicodeWriter, size: i32): i32 {
  const held = w.held;
  return held === null ? size : PyBytes_GET_SIZE(held);
}

function decodeErrorByHandler(
  w: UnicodeWriter,
  encoding: string,
  reason: string,
  errors: usize,
  s: usize,
  size: i32,
  start: i32,
  end: i32,
): i32 {
  const exc = makeDecodeError(encoding, reason, s, size, start, end);
  if (exc === null) return -1;
  const object = Py_NewRef(changetype<PyUnicodeErrorObject>(exc).object!);
  const answer = callHandler(errors, exc);
  let now: PyObject | null = null;
  if (answer !== null) now = PyUnicodeError_GetObject(exc);
  Py_DECREF(exc);
  const isReplaced = now !== null && now != object;
  Py_DECREF(object);
  if (answer === null || now === null) {
    if (answer !== null) Py_DECREF(answer);
    return -1;
  }
  let pos = -1;
  if (isReplaced) {
    const old = w.held;
    w.held = now;
    if (old !== null) Py_DECREF(old);
    size = PyBytes_GET_SIZE(now);
  } else {
    Py_DECREF(now);
  }
  if (!isPair(answer) || !PyUnicode_Check(PyTuple_GET_ITEM(answer, 0))) {
    PyErr_SetString(PyExc_TypeError, "decoding error handler must return (str, int) tuple");
  } else {
    pos = answerPosition(answer, size);
    if (pos >= 0 && !_PyUnicodeWriter_WriteStr(w, PyTuple_GET_ITEM(answer, 0))) pos = -1;
  }
  Py_DECREF(answer);
  return pos;
}

// ---- encoding ----

export function raiseEncodeError(encoding: string, reason: string, op: PyObject, start: i32, end: i32): i32 {
  const exc = makeEncodeError(encoding, reason, op, start, end);
  if (exc === null) return -1;
  PyErr_SetObject(exc.ob_type, exc);
  Py_DECREF(exc);
  return -1;
}

function makeEncodeError(encoding: string, reason: string, op: PyObject, start: i32, end: i32): PyObject | null {
  const name = PyUnicode_FromLiteral(encoding);
  if (name === null) return null;
  const why = PyUnicode_FromLiteral(reason);
  if (why === null) {
    Py_DECREF(name);
    return null;
  }
  const exc = makeUnicodeEncodeError(name, op, start, end, why);
  Py_DECREF(name);
  Py_DECREF(why);
  return exc;
}

/** Writes one character in the layout of an encoding; the caller knows it is encodable. */
export function putUnit(w: BytesWriter, units: i32, ch: u32): bool {
  if (units == UNITS_8 || (units == UNITS_UTF8 && ch < 128)) return putByte(w, ch);
  if (units == UNITS_UTF8) {
    const at = reserveBytes(w, ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4);
    if (at == 0) return false;
    encodeUTF8Char(at, ch);
    return true;
  }
  if (units == UNITS_16LE || units == UNITS_16BE) {
    const wide = ch > 0xffff;
    const at = reserveBytes(w, wide ? 4 : 2);
    if (at == 0) return false;
    const first = wide ? 0xd800 - (0x10000 >> 10) + (ch >> 10) : ch;
    store<u16>(at, units == UNITS_16LE ? <u16>first : bswap<u16>(<u16>first));
    if (wide) {
      const second = <u16>(0xdc00 + (ch & 0x3ff));
      store<u16>(at, units == UNITS_16LE ? second : bswap<u16>(second), 2);
    }
    return true;
  }
  const at = reserveBytes(w, 4);
  if (at == 0) return false;
  store<u32>(at, units == UNITS_32LE ? ch : bswap<u32>(ch));
  return true;
}

/** Stores the UTF-8 form of `ch` (surrogates too) and returns the address after it. */
export function encodeUTF8Char(at: usize, ch: u32): usize {
  if (ch < 0x80) {
    store<u8>(at, <u8>ch);
    return at + 1;
  }
  if (ch < 0x800) {
    store<u8>(at, <u8>(0xc0 | (ch >> 6)));
    store<u8>(at, <u8>(0x80 | (ch & 0x3f)), 1);
    return at + 2;
  }
  if (ch < 0x10000) {
    store<u8>(at, <u8>(0xe0 | (ch >> 12)));
    store<u8>(at, <u8>(0x80 | ((ch >> 6) & 0x3f)), 1);
    store<u8>(at, <u8>(0x80 | (ch & 0x3f)), 2);
    return at + 3;
  }
  store<u8>(at, <u8>(0xf0 | (ch >> 18)));
  store<u8>(at, <u8>(0x80 | ((ch >> 12) & 0x3f)), 1);
  store<u8>(at, <u8>(0x80 | ((ch >> 6) & 0x3f)), 2);
  store<u8>(at, <u8>(0x80 | (ch & 0x3f)), 3);
  return at + 4;
}

function hexUnit(v: u32): u32 {
  v &= 15;
  return v < 10 ? 0x30 + v : 0x57 + v;
}

function putBackslashEscape(w: BytesWriter, units: i32, ch: u32): bool {
  const digits = ch < 0x100 ? 2 : ch < 0x10000 ? 4 : 8;
  if (!putUnit(w, units, 0x5c) || !putUnit(w, units, digits == 2 ? 0x78 : digits == 4 ? 0x75 : 0x55)) return false;
  for (let i = digits - 1; i >= 0; i--) {
    if (!putUnit(w, units, hexUnit(ch >> ((<u32>i) << 2)))) return false;
  }
  return true;
}

function putCharRef(w: BytesWriter, units: i32, ch: u32): bool {
  if (!putUnit(w, units, 0x26) || !putUnit(w, units, 0x23)) return false;
  let scale: u32 = 1;
  while (ch / scale >= 10) scale *= 10;
  for (; scale > 0; scale /= 10) if (!putUnit(w, units, 0x30 + ((ch / scale) % 10))) return false;
  return putUnit(w, units, 0x3b);
}

/**
 * Handles unencodable op[start:end] after the handler `errors`; `limit` is the first character the encoding has not (0x110000 for
 * the UTF codecs, whose failures are surrogates). Writes the replacement, returns where to go on, or -1.
 */
export function encodeError(
  w: BytesWriter,
  units: i32,
  limit: u32,
  encoding: string,
  reason: string,
  errors: usize,
  op: PyObject,
  start: i32,
  end: i32,
): i32 {
  const how = errorHandlerKind(errors);
  if (how == ERRORS_STRICT) return raiseEncodeError(encoding, reason, op, start, end);
  if (how == ERRORS_IGNORE) return end;
  if (how == ERRORS_OTHER) return encodeErrorByHandler(w, units, limit, encoding, reason, errors, op, start, end);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  for (let i = start; i < end; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    let ok: bool;
    if (how == ERRORS_REPLACE) ok = putUnit(w, units, 0x3f);
    else if (how == ERRORS_BACKSLASHREPLACE) ok = putBackslashEscape(w, units, ch);
    else if (how == ERRORS_XMLCHARREFREPLACE) ok = putCharRef(w, units, ch);
    else if (how == ERRORS_SURROGATEESCAPE) {
      if (ch < 0xdc80 || ch > 0xdcff) return raiseEncodeError(encoding, reason, op, i, end);
      ok = putByte(w, ch - 0xdc00);
    } else {
      if (units == UNITS_8 || ch < 0xd800 || ch > 0xdfff) return raiseEncodeError(encoding, reason, op, i, end);
      ok = putUnit(w, units, ch);
    }
    if (!ok) return -1;
  }
  return end;
}

function encodeErrorByHandler(
  w: BytesWriter,
  units: i32,
  limit: u32,
  encoding: string,
  reason: string,
  errors: usize,
  op: PyObject,
  start: i32,
  end: i32,
): i32 {
  const exc = makeEncodeError(encoding, reason, op, start, end);
  if (exc === null) return -1;
  const answer = callHandler(errors, exc);
  let pos = -1;
  if (answer !== null) {
    if (!isPair(answer) || !isTextOrBytes(PyTuple_GET_ITEM(answer, 0))) {
      PyErr_SetString(PyExc_TypeError, "encoding error handler must return (str/bytes, int) tuple");
    } else {
      pos = answerPosition(answer, PyUnicode_GET_LENGTH(op));
      if (pos >= 0 && !putReplacement(w, units, limit, PyTuple_GET_ITEM(answer, 0), exc)) pos = -1;
    }
    Py_DECREF(answer);
  }
  Py_DECREF(exc);
  return pos;
}

function isTextOrBytes(op: PyObject): bool {
  return PyUnicode_Check(op) || PyBytes_Check(op);
}

/** Writes a handler's replacement; if the encoding has not all of its characters, the original error is raised. */
function putReplacement(w: BytesWriter, units: i32, limit: u32, text: PyObject, exc: PyObject): bool {
  if (PyBytes_Check(text)) {
    const n = PyBytes_GET_SIZE(text);
    if (units >= UNITS_16LE && n % unitSize(units) != 0) {
      PyErr_SetObject(exc.ob_type, exc);
      return false;
    }
    return putBytes(w, PyBytes_AS_STRING(text), n);
  }
  const n = PyUnicode_GET_LENGTH(text);
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ_CHAR(text, i);
    if (ch >= limit || (units != UNITS_8 && ch >= 128)) {
      PyErr_SetObject(exc.ob_type, exc);
      return false;
    }
    if (!putUnit(w, units, ch)) return false;
  }
  return true;
}

/** Where the codec goes on after `encodeReplacement`. */
export let replacementPos: i32 = 0;

/**
 * The replacement (str or bytes) that a handler other than strict, ignore and replace gives for op[start:end]: `new`; for codecs that
 * write it themselves.
 */
export function encodeReplacement(
  encoding: string,
  reason: string,
  errors: usize,
  op: PyObject,
  start: i32,
  end: i32,
): PyObject | null {
  const exc = makeEncodeError(encoding, reason, op, start, end);
  if (exc === null) return null;
  const answer = callHandler(errors, exc);
  Py_DECREF(exc);
  if (answer === null) return null;
  let result: PyObject | null = null;
  if (!isPair(answer) || !isTextOrBytes(PyTuple_GET_ITEM(answer, 0))) {
    PyErr_SetString(PyExc_TypeError, "encoding error handler must return (str/bytes, int) tuple");
  } else {
    replacementPos = answerPosition(answer, PyUnicode_GET_LENGTH(op));
    if (replacementPos >= 0) result = Py_NewRef(PyTuple_GET_ITEM(answer, 0));
  }
  Py_DECREF(answer);
  return result;
}
