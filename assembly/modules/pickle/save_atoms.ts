/**
 * Pickling what has no parts: None, bools, ints, floats, strs, bytes, bytearrays, PickleBuffers. Each function writes one object and, where
 * the format memoises, enters it in the memo; 0, or -1 with an exception.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyByteArray_Type, PyBytes_Type, Py_True } from "../../object/statics";
import { PyExc_OverflowError } from "../../object/exception_types";
import { PyBuffer_IsContiguous } from "../../protocol/buffer";
import { PyObject_CallOneArg } from "../../protocol/call";
import { PyObject_IsTrue, PyObject_Repr } from "../../protocol/compare";
import { PyErr_Clear, PyErr_NoMemory, PyErr_SetString } from "../../protocol/errors";
import { PyByteArray_AS_STRING, PyByteArray_GET_SIZE } from "../../types/bytearray";
import { PyBytes_AS_STRING, PyBytes_FromObject, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { BytesWriter, dropBytes, finishBytes, newBytesWriter, putByte } from "../../types/bytes_writer";
import { PyFloat_AS_DOUBLE } from "../../types/float";
import { PyOS_double_to_string, Py_DTSF_ADD_DOT_0, textLength } from "../../types/float_text";
import {
  PyLong_AsLongAndOverflow,
  _PyLong_CompactValue,
  _PyLong_IsCompact,
  _PyLong_NumBits,
  _PyLong_Sign,
  longOverflow,
} from "../../types/long";
import { _PyLong_AsByteArray } from "../../types/long_bytes";
import { PyTuple_New, PyTuple_Pack1, PyTuple_Pack2 } from "../../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_KIND,
  PyUnicode_READ,
  utf8Length,
} from "../../types/unicode";
import { PyUnicode_AsEncodedObject, PyUnicode_DecodeLatin1 } from "../../types/unicode_codecs";
import { ID } from "../../generated/ids";
import { PyPickleBuffer_GetBuffer } from "./picklebuffer";
import {
  PicklerObject,
  _Pickler_ClearBuffer,
  _Pickler_CommitFrame,
  _Pickler_FlushToFile,
  copyBytes,
  memo_put,
  putOp,
  putOp1,
  putOp4,
  putOpDecimal,
  room,
  writeBytes,
} from "./pickler";
import {
  BINBYTES,
  BINFLOAT,
  BININT,
  BININT1,
  BININT2,
  BINUNICODE,
  BYTEARRAY8,
  FLOAT,
  FRAME_SIZE_TARGET,
  INT,
  LONG,
  LONG1,
  LONG4,
  NEWFALSE,
  NEWTRUE,
  NEXT_BUFFER,
  READONLY_BUFFER,
  SHORT_BINBYTES,
  SHORT_BINUNICODE,
  UNICODE,
} from "./opcodes";
import { save_reduce } from "./save_reduce";
import { PicklingError, codecsEncode } from "./state";

export function save_bool(p: PicklerObject, op: PyObject): i32 {
  if (p.proto >= 2) return putOp(p, op == Py_True ? NEWTRUE : NEWFALSE);
  const to = room(p, 4);
  if (to == 0) return -1;
  // "I01\n" or "I00\n"
  store<u32>(to, op == Py_True ? 0x0a313049 : 0x0a303049);
  return 0;
}

function putSmallInt(p: PicklerObject, value: i32): i32 {
  if (!p.bin) return putOpDecimal(p, INT, <i64>value);
  if (<u32>value > 0xffff) return putOp4(p, BININT, <u32>value);
  if (<u32>value < 0x100) return putOp1(p, BININT1, <u32>value);
  const to = room(p, 3);
  if (to == 0) return -1;
  store<u8>(to, <u8>BININT2);
  store<u16>(to, <u16>value, 1);
  return 0;
}

/** An int as two's complement, as few bytes as hold it. */
function putBinaryLong(p: PicklerObject, op: PyObject): i32 {
  let n = (_PyLong_NumBits(op) >> 3) + 1;
  if (n > 0x7fffffff) {
    PyErr_SetString(PyExc_OverflowError, "int too large to pickle");
    return -1;
  }
  const size = <i32>n;
  const bytes = PyBytes_FromStringAndSize(0, size);
  if (bytes === null) return -1;
  const data = PyBytes_AS_STRING(bytes);
  let r = _PyLong_AsByteArray(op, data, size, true, true, true);
  if (r == 0) {
    // a negative int may have a byte of nothing but sign bits
    if (_PyLong_Sign(op) < 0 && size > 1) {
      const top = data + <usize>(size - 1);
      if (load<u8>(top) == 0xff && load<u8>(top - 1) & 0x80) n--;
    }
    r = n < 256 ? putOp1(p, LONG1, <u32>n) : putOp4(p, LONG4, <u32>n);
    if (r == 0) r = writeBytes(p, data, <i32>n);
  }
  Py_DECREF(bytes);
  return r;
}

function putDecimalLong(p: PicklerObject, op: PyObject): i32 {
  const text = PyObject_Repr(op);
  if (text === null) return -1;
  let r = putOp(p, LONG);
  if (r == 0) r = writeBytes(p, PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text));
  Py_DECREF(text);
  if (r < 0) return -1;
  const to = room(p, 2);
  if (to == 0) return -1;
  store<u16>(to, 0x0a4c);
  return 0;
}

export function save_long(p: PicklerObject, op: PyObject): i32 {
  if (_PyLong_IsCompact(op)) return putSmallInt(p, _PyLong_CompactValue(op));
  const value = PyLong_AsLongAndOverflow(op);
  if (longOverflow == 0 && value == <i64>(<i32>value)) return putSmallInt(p, <i32>value);
  return p.proto >= 2 ? putBinaryLong(p, op) : putDecimalLong(p, op);
}

export function save_float(p: PicklerObject, op: PyObject): i32 {
  const x = PyFloat_AS_DOUBLE(op);
  if (p.bin) {
    const to = room(p, 9);
    if (to == 0) return -1;
    store<u8>(to, <u8>BINFLOAT);
    store<u64>(to, bswap<u64>(reinterpret<u64>(x)), 1);
    return 0;
  }
  if (putOp(p, FLOAT) < 0) return -1;
  const text = PyOS_double_to_string(x, 0x72, 0, Py_DTSF_ADD_DOT_0);
  if (text == 0) {
    PyErr_NoMemory();
    return -1;
  }
  const r = writeBytes(p, text, textLength);
  return r < 0 ? -1 : putOp(p, 10);
}

// ---- bytes ----

/**
 * A header and a long payload. From 64 KiB on the payload is in no frame, and goes to the file directly, as `payload` if there is one:
 * a reader can then read it in one piece.
 */
function putLarge(p: PicklerObject, op: u32, width: i32, data: usize, size: i32, payload: PyObject | null): i32 {
  const framing = p.framing;
  _Pickler_CommitFrame(p);
  p.framing = 0;
  const to = room(p, 1 + width);
  if (to == 0) return -1;
  store<u8>(to, <u8>op);
  if (width == 8) store<u64>(to, <u64>size, 1);
  else store<u32>(to, <u32>size, 1);
  const write = p.write;
  if (write === null) {
    if (writeBytes(p, data, size) < 0) return -1;
  } else {
    if (_Pickler_FlushToFile(p) < 0) return -1;
    const own: PyObject | null = payload === null ? PyBytes_FromStringAndSize(data, size) : null;
    if (payload === null && own === null) return -1;
    const result = PyObject_CallOneArg(write, payload === null ? own! : payload);
    Py_XDECREF(own);
    if (result === null) return -1;
    Py_DECREF(result);
    if (_Pickler_ClearBuffer(p) < 0) return -1;
  }
  p.framing = framing;
  return 0;
}

/** Opcode, size in `width` bytes, payload. */
function putCounted(p: PicklerObject, op: u32, width: i32, data: usize, size: i32, payload: PyObject | null): i32 {
  if (size >= FRAME_SIZE_TARGET) return putLarge(p, op, width, data, size, payload);
  const to = room(p, 1 + width + size);
  if (to == 0) return -1;
  store<u8>(to, <u8>op);
  if (width == 1) store<u8>(to, <u8>size, 1);
  else if (width == 4) store<u32>(to, <u32>size, 1);
  else store<u64>(to, <u64>size, 1);
  copyBytes(to + 1 + <usize>width, data, size);
  return 0;
}

function saveBytesData(p: PicklerObject, op: PyObject, data: usize, size: i32): i32 {
  const short = size < 256;
  if (putCounted(p, short ? SHORT_BINBYTES : BINBYTES, short ? 1 : 4, data, size, op) < 0) return -1;
  return memo_put(p, op);
}

function saveByteArrayData(p: PicklerObject, op: PyObject, data: usize, size: i32): i32 {
  return putCounted(p, BYTEARRAY8, 8, data, size, op) < 0 ? -1 : memo_put(p, op);
}

/** Saves `callable(*args)`; steals both (null: an exception is set). */
export function saveCall(p: PicklerObject, callable: PyObject, args: PyObject | null, op: PyObject | null): i32 {
  if (args === null) return -1;
  const reduced = PyTuple_Pack2(callable, args);
  Py_DECREF(args);
  if (reduced === null) return -1;
  const r = save_reduce(p, reduced, op);
  Py_DECREF(reduced);
  return r;
}

/** Before protocol 3 there is no opcode for bytes: codecs.encode(text, "latin1") also makes sense to Python 2. */
export function save_bytes(p: PicklerObject, op: PyObject): i32 {
  const n = PyBytes_GET_SIZE(op);
  if (p.proto >= 3) return saveBytesData(p, op, PyBytes_AS_STRING(op), n);
  if (n == 0) return saveCall(p, PyBytes_Type, PyTuple_New(0), op);
  const text = PyUnicode_DecodeLatin1(PyBytes_AS_STRING(op), n);
  if (text === null) return -1;
  const args = PyTuple_Pack2(text, ID.latin1);
  Py_DECREF(text);
  return saveCall(p, codecsEncode!, args, op);
}

export function save_bytearray(p: PicklerObject, op: PyObject): i32 {
  const n = PyByteArray_GET_SIZE(op);
  if (p.proto >= 5) return saveByteArrayData(p, op, PyByteArray_AS_STRING(op), n);
  if (n == 0) return saveCall(p, PyByteArray_Type, PyTuple_New(0), op);
  const bytes = PyBytes_FromObject(op);
  if (bytes === null) return -1;
  const args = PyTuple_Pack1(bytes);
  Py_DECREF(bytes);
  return saveCall(p, PyByteArray_Type, args, op);
}

/** A PickleBuffer: in the pickle, or beside it if the callback takes it. */
export function save_picklebuffer(p: PicklerObject, op: PyObject): i32 {
  if (p.proto < 5) {
    PyErr_SetString(PicklingError, "PickleBuffer can only be pickled with protocol >= 5");
    return -1;
  }
  const view = PyPickleBuffer_GetBuffer(op);
  if (view === null) return -1;
  if (view.suboffsets != 0 || !PyBuffer_IsContiguous(view, 0x41)) {
    PyErr_SetString(PicklingError, "PickleBuffer can not be pickled when pointing to a non-contiguous buffer");
    return -1;
  }
  let inBand = 1;
  const callback = p.buffer_callback;
  if (callback !== null) {
    const result = PyObject_CallOneArg(callback, op);
    if (result === null) return -1;
    inBand = PyObject_IsTrue(result);
    Py_DECREF(result);
    if (inBand < 0) return -1;
    // the callback may have released the buffer
    if (PyPickleBuffer_GetBuffer(op) === null) return -1;
  }
  if (inBand) {
    return view.readonly ? saveBytesData(p, op, view.buf, view.len) : saveByteArrayData(p, op, view.buf, view.len);
  }
  if (putOp(p, NEXT_BUFFER) < 0) return -1;
  return view.readonly ? putOp(p, READONLY_BUFFER) : 0;
}

// ---- str ----

function putHex(w: BytesWriter, letter: u32, ch: u32, width: i32): bool {
  let ok = putByte(w, 0x5c) && putByte(w, letter);
  for (let shift = (width - 1) * 4; ok && shift >= 0; shift -= 4) {
    const digit = (ch >> <u32>shift) & 15;
    ok = putByte(w, digit < 10 ? 48 + digit : 87 + digit);
  }
  return ok;
}

/** The text of a UNICODE opcode: raw-unicode-escape that also escapes backslash, line ends, NUL and Ctrl-Z. `new` bytes. */
function rawUnicodeEscape(op: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const w = newBytesWriter(n);
  if (w === null) return null;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    let ok: bool;
    if (ch >= 0x10000) ok = putHex(w, 0x55, ch, 8);
    else if (ch >= 256 || ch == 0x5c || ch == 0 || ch == 10 || ch == 13 || ch == 0x1a) ok = putHex(w, 0x75, ch, 4);
    else ok = putByte(w, ch);
    if (!ok) {
      dropBytes(w);
      return null;
    }
  }
  return finishBytes(w);
}

function putUtf8(p: PicklerObject, data: usize, size: i32, payload: PyObject | null): i32 {
  const short = size < 256 && p.proto >= 4;
  return putCounted(p, short ? SHORT_BINUNICODE : BINUNICODE, short ? 1 : 4, data, size, payload);
}

/** A str with lone surrogates has no UTF-8 of its own: they are passed on. */
function putSurrogates(p: PicklerObject, op: PyObject): i32 {
  PyErr_Clear();
  const encoded = PyUnicode_AsEncodedObject(op, ID.utf_8, ID.surrogatepass);
  if (encoded === null) return -1;
  const r = putUtf8(p, PyBytes_AS_STRING(encoded), PyBytes_GET_SIZE(encoded), encoded);
  Py_DECREF(encoded);
  return r;
}

export function save_unicode(p: PicklerObject, op: PyObject): i32 {
  let r = 0;
  if (p.bin) {
    if (PyUnicode_IS_ASCII(op)) {
      r = putUtf8(p, PyUnicode_DATA(op), PyUnicode_GET_LENGTH(op), null);
    } else {
      const data = PyUnicode_AsUTF8AndSize(op);
      r = data == 0 ? putSurrogates(p, op) : putUtf8(p, data, utf8Length, null);
    }
  } else {
    const encoded = rawUnicodeEscape(op);
    if (encoded === null) return -1;
    r = putOp(p, UNICODE);
    if (r == 0) r = writeBytes(p, PyBytes_AS_STRING(encoded), PyBytes_GET_SIZE(encoded));
    Py_DECREF(encoded);
    if (r == 0) r = putOp(p, 10);
  }
  return r < 0 ? -1 : memo_put(p, op);
}
