/**
 * The charmap codec: one byte a character by a mapping (a dict, a str of 256 characters for decoding, an EncodingMap for encoding).
 * EncodingMap (codecs.charmap_build) is a sorted list of pairs here. DIFFERS: CPython packs a three-level table; only size() shows it.
 */
import { PyObject, PyTypeObject, initPtr } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import { METH_NOARGS, addMethod, initStaticType } from "../object/typedef";
import { _PyObject_New } from "../gc/collector";
import { PyMem_Free, PyMem_Malloc, PyObject_Free } from "../memory/blocks";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyExc_LookupError, PyExc_TypeError } from "../object/exception_types";
import { PyObject_GetItem } from "../protocol/sequence";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "./bytes";
import { BytesWriter, finishBytes, newBytesWriter, putByte, putBytes } from "./bytes_writer";
import {
  ERRORS_IGNORE,
  ERRORS_REPLACE,
  ERRORS_STRICT,
  UNITS_8,
  decodeError,
  inputOf,
  inputSizeOf,
  encodeReplacement,
  replacementPos,
  errorHandlerKind,
  raiseEncodeError,
} from "./codec_errors";
import { PyLong_AsLongAndOverflow, PyLong_Check, PyLong_FromLong, PyLong_FromSsize_t, longOverflow } from "./long";
import { abandoned, dropped } from "./unicode_codecs";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_READ_CHAR,
} from "./unicode";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteStr,
} from "./unicode_writer";

const EncodingMap_Type = changetype<PyTypeObject>(memory.data(416, 16)); // EncodingMap

/** `pairs` points to `count` entries of (character u32, byte u32), sorted by character. */
@unmanaged
class EncodingMapObject extends PyObject {
  pairs: usize;
  pairs_hi: u32;
  count: i32;
  count_hi: u32;
}

function encodingmap_dealloc(op: PyObject): void {
  PyMem_Free(changetype<EncodingMapObject>(op).pairs);
  PyObject_Free(changetype<usize>(op));
}

function encodingmap_size(op: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(32 + (changetype<EncodingMapObject>(op).count << 3));
}

export function initEncodingMapType(): void {
  const t = EncodingMap_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "EncodingMap", 64, 0, 0);
  t.tp_dealloc = encodingmap_dealloc.index;
  addMethod(t, "size", encodingmap_size.index, METH_NOARGS, "Return the size (in bytes) of this object.");
}

/** codecs.charmap_build(table of up to 256 characters): `new` EncodingMap. Later bytes win, U+FFFE means undefined. */
export function charmapBuild(table: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(table);
  const count = n < 256 ? n : 256;
  const pairs = PyMem_Malloc(<usize>count * 8 + 8);
  if (pairs == 0) return PyErr_NoMemory();
  const op = _PyObject_New(EncodingMap_Type);
  if (op === null) {
    PyMem_Free(pairs);
    return null;
  }
  let used = 0;
  for (let i = 0; i < count; i++) {
    const ch = PyUnicode_READ_CHAR(table, i);
    if (ch != 0xfffe) used = insertPair(pairs, used, ch, <u32>i);
  }
  const map = changetype<EncodingMapObject>(op);
  initPtr(changetype<usize>(map) + 16, pairs);
  store<u64>(changetype<usize>(map), <u64>used, 24);
  return op;
}

/** First entry whose character is not below `ch`. */
function lowerBound(pairs: usize, count: i32, ch: u32): i32 {
  let low = 0;
  let high = count;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (load<u32>(pairs + ((<usize>mid) << 3)) < ch) low = mid + 1;
    else high = mid;
  }
  return low;
}

function insertPair(pairs: usize, count: i32, ch: u32, byte: u32): i32 {
  const i = lowerBound(pairs, count, ch);
  const at = pairs + ((<usize>i) << 3);
  if (i < count && load<u32>(at) == ch) {
    store<u32>(at, byte, 4);
    return count;
  }
  memory.copy(at + 8, at, (<usize>(count - i)) << 3);
  store<u32>(at, ch);
  store<u32>(at, byte, 4);
  return count + 1;
}

// ---- encoding ----

const FOUND: i32 = 1;
const UNDEFINED: i32 = 0;
const FAILED: i32 = -1;

/** Writes what the mapping has for `ch`: FOUND, UNDEFINED or FAILED. */
function putMapped(w: BytesWriter, mapping: PyObject, ch: u32): i32 {
  if (mapping.ob_type == EncodingMap_Type) {
    const map = changetype<EncodingMapObject>(mapping);
    const i = lowerBound(map.pairs, map.count, ch);
    const at = map.pairs + ((<usize>i) << 3);
    if (i == map.count || load<u32>(at) != ch) return UNDEFINED;
    return putByte(w, load<u32>(at, 4)) ? FOUND : FAILED;
  }
  const key = PyLong_FromLong(<i32>ch);
  if (key === null) return FAILED;
  const value = PyObject_GetItem(mapping, key);
  Py_DECREF(key);
  if (value === null) {
    if (!PyErr_ExceptionMatches(PyExc_LookupError)) return FAILED;
    PyErr_Clear();
    return UNDEFINED;
  }
  let result = FAILED;
  if (value == Py_None) result = UNDEFINED;
  else if (PyLong_Check(value)) {
    const byte = PyLong_AsLongAndOverflow(value);
    if (longOverflow != 0 || byte < 0 || byte > 255) {
      PyErr_SetString(PyExc_TypeError, "character mapping must be in range(256)");
    } else if (putByte(w, <u32>byte)) result = FOUND;
  } else if (PyBytes_Check(value)) {
    if (putBytes(w, PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value))) result = FOUND;
  } else {
    PyErr_Format(
      PyExc_TypeError,
      "character mapping must return integer, bytes or None, not %s",
      value.ob_type.tp_name,
    );
  }
  Py_DECREF(value);
  return result;
}

/** Is the character without a byte in the mapping? (Its bytes are written and taken back.) */
function isUndefined(w: BytesWriter, mapping: PyObject, ch: u32): i32 {
  const pos = w.pos;
  const r = putMapped(w, mapping, ch);
  w.pos = pos;
  return r == FAILED ? -1 : r == UNDEFINED ? 1 : 0;
}

const UNDEFINED_REASON = "character maps to <undefined>";

/** Writes a replacement text through the mapping; the original error if it has no bytes for it. */
function putText(w: BytesWriter, mapping: PyObject, text: PyObject, op: PyObject, start: i32, end: i32): bool {
  const n = PyUnicode_GET_LENGTH(text);
  for (let i = 0; i < n; i++) {
    const r = putMapped(w, mapping, PyUnicode_READ_CHAR(text, i));
    if (r == UNDEFINED) raiseEncodeError("charmap", UNDEFINED_REASON, op, start, end);
    if (r != FOUND) return false;
  }
  return true;
}

/** Handles unencodable op[start:end]; where to go on, or -1. */
function charmapError(w: BytesWriter, mapping: PyObject, errors: usize, op: PyObject, start: i32, end: i32): i32 {
  const how = errorHandlerKind(errors);
  if (how == ERRORS_IGNORE) return end;
  if (how == ERRORS_REPLACE) {
    for (let i = start; i < end; i++) {
      const r = putMapped(w, mapping, 0x3f);
      if (r == UNDEFINED) raiseEncodeError("charmap", UNDEFINED_REASON, op, start, end);
      if (r != FOUND) return -1;
    }
    return end;
  }
  if (how == ERRORS_STRICT) return raiseEncodeError("charmap", UNDEFINED_REASON, op, start, end);
  const text = encodeReplacement("charmap", UNDEFINED_REASON, errors, op, start, end);
  if (text === null) return -1;
  const pos = replacementPos;
  let ok: bool;
  if (PyBytes_Check(text)) ok = putBytes(w, PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text));
  else ok = putText(w, mapping, text, op, start, end);
  Py_DECREF(text);
  return ok ? pos : -1;
}

/** `new` bytes */
export function encodeCharmap(op: PyObject, mapping: PyObject, errors: usize): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const w = newBytesWriter(n);
  if (w === null) return null;
  let i = 0;
  while (i < n) {
    const r = putMapped(w, mapping, PyUnicode_READ(kind, data, i));
    if (r == FAILED) return dropped(w);
    if (r == FOUND) {
      i++;
      continue;
    }
    let end = i + 1;
    while (end < n) {
      const u = isUndefined(w, mapping, PyUnicode_READ(kind, data, end));
      if (u < 0) return dropped(w);
      if (u == 0) break;
      end++;
    }
    i = charmapError(w, mapping, errors, op, i, end);
    if (i < 0) return dropped(w);
  }
  return finishBytes(w);
}

// ---- decoding ----

/** Writes what the mapping has for a byte: FOUND, UNDEFINED or FAILED. */
function writeMapped(w: UnicodeWriter, mapping: PyObject, byte: u32): i32 {
  if (PyUnicode_Check(mapping)) {
    if (<i32>byte >= PyUnicode_GET_LENGTH(mapping)) return UNDEFINED;
    const ch = PyUnicode_READ_CHAR(mapping, <i32>byte);
    if (ch == 0xfffe) return UNDEFINED;
    return _PyUnicodeWriter_WriteChar(w, ch) ? FOUND : FAILED;
  }
  const key = PyLong_FromLong(<i32>byte);
  if (key === null) return FAILED;
  const value = PyObject_GetItem(mapping, key);
  Py_DECREF(key);
  if (value === null) {
    if (!PyErr_ExceptionMatches(PyExc_LookupError)) return FAILED;
    PyErr_Clear();
    return UNDEFINED;
  }
  let result = FAILED;
  if (value == Py_None) result = UNDEFINED;
  else if (PyLong_Check(value)) {
    const code = PyLong_AsLongAndOverflow(value);
    if (code == 0xfffe) result = UNDEFINED;
    else if (longOverflow != 0 || code < 0 || code > 0x10ffff) {
      PyErr_Format(PyExc_TypeError, "character mapping must be in range(0x%x)", 0x110000);
    } else if (_PyUnicodeWriter_WriteChar(w, <u32>code)) result = FOUND;
  } else if (PyUnicode_Check(value)) {
    if (PyUnicode_GET_LENGTH(value) == 1 && PyUnicode_READ_CHAR(value, 0) == 0xfffe) result = UNDEFINED;
    else if (_PyUnicodeWriter_WriteStr(w, value)) result = FOUND;
  } else {
    PyErr_SetString(PyExc_TypeError, "character mapping must return integer, None or str");
  }
  Py_DECREF(value);
  return result;
}

/** `new` str */
export function decodeCharmap(s: usize, size: i32, mapping: PyObject, errors: usize): PyObject | null {
  const w = _PyUnicodeWriter_Init(size);
  let i = 0;
  while (i < size) {
    const r = writeMapped(w, mapping, <u32>load<u8>(s + <usize>i));
    if (r == FAILED) return abandoned(w);
    if (r == FOUND) {
      i++;
      continue;
    }
    i = decodeError(w, UNITS_8, "charmap", UNDEFINED_REASON, errors, s, size, i, i + 1);
    if (i < 0) return abandoned(w);
    s = inputOf(w, s);
    size = inputSizeOf(w, size);
  }
  return _PyUnicodeWriter_Finish(w);
}
