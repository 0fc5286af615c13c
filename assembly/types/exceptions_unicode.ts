/**
 * UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError (Objects/exceptions.c) and how codecs make and read them. `object`
 * is the str that could not be encoded or translated, or the bytes that could not be decoded; `end` is exclusive.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import {
  PyExc_TypeError,
  PyExc_UnicodeDecodeError,
  PyExc_UnicodeEncodeError,
  PyExc_UnicodeTranslateError,
} from "../object/exception_types";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_T_PYSSIZET, _Py_T_OBJECT, addMember } from "../object/typedef";
import { visitField } from "../object/slots";
import { PyObject_GC_UnTrack } from "../gc/collector";
import { PyErr_Format, PyErr_Occurred } from "../protocol/errors";
import { PyObject_CallObject } from "../protocol/call";
import { PyNumber_Index } from "../protocol/number";
import { PyObject_GetBuffer, PyBUF_SIMPLE, allocBuffer, freeBuffer } from "../protocol/buffer";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "./bytes";
import { PyLong_AsSsize_t, PyLong_FromSsize_t } from "./long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack4, PyTuple_Pack5 } from "./tuple";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { unicodeEmpty } from "./unicode_static";
import { PyUnicodeErrorObject } from "./exception_layouts";
import {
  BaseException_clear,
  BaseException_init,
  BaseException_new,
  BaseException_traverse,
  excField,
} from "./exceptions";
import { setField } from "./exceptions_simple";

const ENCODING: usize = 72;
const OBJECT: usize = 80;
const START: usize = 88;
const END: usize = 96;
const REASON: usize = 104;

function as(op: PyObject): PyUnicodeErrorObject {
  return changetype<PyUnicodeErrorObject>(op);
}

function setPosition(self: PyObject, offset: usize, value: i32): void {
  store<i64>(excField(self, offset), <i64>value);
}

function UnicodeError_clear(self: PyObject): i32 {
  Py_CLEAR(excField(self, ENCODING));
  Py_CLEAR(excField(self, OBJECT));
  Py_CLEAR(excField(self, REASON));
  return BaseException_clear(self);
}

function UnicodeError_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  UnicodeError_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function UnicodeError_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let stop = visitField(excField(self, ENCODING), visit, arg);
  if (stop == 0) stop = visitField(excField(self, OBJECT), visit, arg);
  if (stop == 0) stop = visitField(excField(self, REASON), visit, arg);
  return stop != 0 ? stop : BaseException_traverse(self, visit, arg);
}

// ---- tp_init

function needStr(args: PyObject, i: i32): bool {
  const op = PyTuple_GET_ITEM(args, i);
  if (PyUnicode_Check(op)) return true;
  PyErr_Format(PyExc_TypeError, "argument %d must be str, not %s", i + 1, op.ob_type.tp_name);
  return false;
}

/** Argument `i` as a position into the field at `offset`. */
function takePosition(self: PyObject, args: PyObject, i: i32, offset: usize): bool {
  const index = PyNumber_Index(PyTuple_GET_ITEM(args, i));
  if (index === null) return false;
  const value = PyLong_AsSsize_t(index);
  Py_DECREF(index);
  if (value == -1 && PyErr_Occurred() !== null) return false;
  setPosition(self, offset, value);
  return true;
}

function checkCount(args: PyObject, wanted: i32): bool {
  const n = PyTuple_GET_SIZE(args);
  if (n == wanted) return true;
  PyErr_Format(PyExc_TypeError, "function takes exactly %d arguments (%d given)", wanted, n);
  return false;
}

/** Start, end and reason, which are arguments `first`, `first + 1` and `first + 2`. */
function takeRange(self: PyObject, args: PyObject, first: i32): i32 {
  if (!takePosition(self, args, first, START) || !takePosition(self, args, first + 1, END)) return -1;
  if (!needStr(args, first + 2)) return -1;
  setField(self, REASON, PyTuple_GET_ITEM(args, first + 2));
  return 0;
}

function UnicodeEncodeError_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, kwds) < 0) return -1;
  if (!checkCount(args, 5) || !needStr(args, 0) || !needStr(args, 1)) return -1;
  setField(self, ENCODING, PyTuple_GET_ITEM(args, 0));
  setField(self, OBJECT, PyTuple_GET_ITEM(args, 1));
  return takeRange(self, args, 2);
}

/** A bytes object with the content of any buffer. `new` */
function bytesOf(op: PyObject): PyObject | null {
  if (PyBytes_Check(op)) return Py_NewRef(op);
  const view = allocBuffer();
  if (PyObject_GetBuffer(op, view, PyBUF_SIMPLE) < 0) {
    freeBuffer(view);
    return null;
  }
  const bytes = PyBytes_FromStringAndSize(view.buf, view.len);
  freeBuffer(view);
  return bytes;
}

function UnicodeDecodeError_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, kwds) < 0) return -1;
  if (!checkCount(args, 5) || !needStr(args, 0)) return -1;
  if (takeRange(self, args, 2) < 0) return -1;
  const bytes = bytesOf(PyTuple_GET_ITEM(args, 1));
  if (bytes === null) return -1;
  setField(self, ENCODING, PyTuple_GET_ITEM(args, 0));
  setField(self, OBJECT, bytes);
  Py_DECREF(bytes);
  return 0;
}

function UnicodeTranslateError_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, kwds) < 0) return -1;
  if (!checkCount(args, 4) || !needStr(args, 0)) return -1;
  setField(self, OBJECT, PyTuple_GET_ITEM(args, 0));
  return takeRange(self, args, 1);
}

// ---- tp_str

const hexText: usize = memory.data(16, 4);

/** "\x41", "\u0041" or "\U00000041" for a character; NUL-terminated, valid until the next call. */
function escapeOf(ch: u32): usize {
  const digits: u32 = ch <= 0xff ? 2 : ch <= 0xffff ? 4 : 8;
  store<u8>(hexText, 0x5c);
  store<u8>(hexText, digits == 2 ? 0x78 : digits == 4 ? 0x75 : 0x55, 1);
  writeHex(hexText + 2, ch, digits);
  return hexText;
}

function writeHex(at: usize, value: u32, digits: u32): void {
  for (let i: u32 = 0; i < digits; i++) {
    const d = (value >> ((digits - 1 - i) << 2)) & 15;
    store<u8>(at + <usize>i, d < 10 ? 0x30 + d : 0x57 + d);
  }
  store<u8>(at + <usize>digits, 0);
}

/** The single character in question, or -1 if the range has another length or lies outside. */
function badCharacter(exc: PyUnicodeErrorObject, object: PyObject): i32 {
  const start = exc.start;
  if (exc.end != start + 1 || start < 0 || start >= PyUnicode_GET_LENGTH(object)) return -1;
  return <i32>PyUnicode_READ_CHAR(object, start);
}

/** new */
function UnicodeEncodeError_str(self: PyObject): PyObject | null {
  const exc = as(self);
  const object = exc.object;
  if (object === null) return Py_NewRef(unicodeEmpty());
  const reason = changetype<usize>(exc.reason);
  const encoding = changetype<usize>(exc.encoding);
  const ch = badCharacter(exc, object);
  if (ch >= 0) {
    const format = "'%S' codec can't encode character '%s' in position %d: %S";
    return PyUnicode_FromFormat(format, encoding, escapeOf(<u32>ch), exc.start, reason);
  }
  const format = "'%S' codec can't encode characters in position %d-%d: %S";
  return PyUnicode_FromFormat(format, encoding, exc.start, exc.end - 1, reason);
}

/** new */
function UnicodeDecodeError_str(self: PyObject): PyObject | null {
  const exc = as(self);
  const object = exc.object;
  if (object === null) return Py_NewRef(unicodeEmpty());
  const reason = changetype<usize>(exc.reason);
  const encoding = changetype<usize>(exc.encoding);
  const start = exc.start;
  if (start >= 0 && start < PyBytes_GET_SIZE(object) && exc.end == start + 1) {
    writeHex(hexText, load<u8>(PyBytes_AS_STRING(object) + <usize>start), 2);
    const format = "'%S' codec can't decode byte 0x%s in position %d: %S";
    return PyUnicode_FromFormat(format, encoding, hexText, start, reason);
  }
  const format = "'%S' codec can't decode bytes in position %d-%d: %S";
  return PyUnicode_FromFormat(format, encoding, start, exc.end - 1, reason);
}

/** new */
function UnicodeTranslateError_str(self: PyObject): PyObject | null {
  const exc = as(self);
  const object = exc.object;
  if (object === null) return Py_NewRef(unicodeEmpty());
  const reason = changetype<usize>(exc.reason);
  const ch = badCharacter(exc, object);
  if (ch >= 0) {
    const format = "can't translate character '%s' in position %d: %S";
    return PyUnicode_FromFormat(format, escapeOf(<u32>ch), exc.start, reason);
  }
  return PyUnicode_FromFormat("can't translate characters in position %d-%d: %S", exc.start, exc.end - 1, reason);
}

// ---- for codecs

/** type(encoding?, object, start, end, reason): `new` */
function make(
  type: PyTypeObject,
  encoding: PyObject | null,
  object: PyObject,
  start: i32,
  end: i32,
  reason: PyObject,
): PyObject | null {
  const from = PyLong_FromSsize_t(start);
  if (from === null) return null;
  const to = PyLong_FromSsize_t(end);
  if (to === null) {
    Py_DECREF(from);
    return null;
  }
  const args =
    encoding === null ? PyTuple_Pack4(object, from, to, reason) : PyTuple_Pack5(encoding, object, from, to, reason);
  Py_DECREF(from);
  Py_DECREF(to);
  if (args === null) return null;
  const result = PyObject_CallObject(type, args);
  Py_DECREF(args);
  return result;
}

/** UnicodeDecodeError: `new`; `object` is bytes. */
export function PyUnicodeDecodeError_Create(
  encoding: string,
  object: PyObject,
  start: i32,
  end: i32,
  reason: string,
): PyObject | null {
  const name = PyUnicode_FromLiteral(encoding);
  if (name === null) return null;
  const why = PyUnicode_FromLiteral(reason);
  if (why === null) {
    Py_DECREF(name);
    return null;
  }
  const exc = make(PyExc_UnicodeDecodeError, name, object, start, end, why);
  Py_DECREF(name);
  Py_DECREF(why);
  return exc;
}

/** UnicodeEncodeError: `new`; `object` is a str. */
export function makeUnicodeEncodeError(
  encoding: PyObject,
  object: PyObject,
  start: i32,
  end: i32,
  reason: PyObject,
): PyObject | null {
  return make(PyExc_UnicodeEncodeError, encoding, object, start, end, reason);
}

/** UnicodeDecodeError: `new`; `object` is bytes. */
export function makeUnicodeDecodeError(
  encoding: PyObject,
  object: PyObject,
  start: i32,
  end: i32,
  reason: PyObject,
): PyObject | null {
  return make(PyExc_UnicodeDecodeError, encoding, object, start, end, reason);
}

/** new */
export function _PyUnicodeTranslateError_Create(
  object: PyObject,
  start: i32,
  end: i32,
  reason: PyObject,
): PyObject | null {
  return make(PyExc_UnicodeTranslateError, null, object, start, end, reason);
}

/** The field at `offset` if it is a str (or bytes, for a decode error's object); borrowed, null with TypeError. */
function checkedField(exc: PyObject, offset: usize, isObject: bool): PyObject | null {
  const value = load<PyObject | null>(excField(exc, offset));
  const name = offset == ENCODING ? "encoding" : offset == OBJECT ? "object" : "reason";
  if (value === null) return PyErr_Format(PyExc_TypeError, "%L attribute not set", changetype<usize>(name));
  const wantBytes = isObject && isDecodeError(exc);
  if (wantBytes ? PyBytes_Check(value) : PyUnicode_Check(value)) return value;
  const format = wantBytes ? "%L attribute must be bytes" : "%L attribute must be unicode";
  return PyErr_Format(PyExc_TypeError, format, changetype<usize>(name));
}

function isDecodeError(exc: PyObject): bool {
  let type: PyTypeObject | null = exc.ob_type;
  while (type !== null) {
    if (type == PyExc_UnicodeDecodeError) return true;
    type = type.tp_base;
  }
  return false;
}

/** Length of the object, or -1 with TypeError. */
function objectLength(exc: PyObject): i32 {
  const object = checkedField(exc, OBJECT, true);
  if (object === null) return -1;
  return isDecodeError(exc) ? PyBytes_GET_SIZE(object) : PyUnicode_GET_LENGTH(object);
}

/** Start as the codecs' error handlers read it: clipped to the object. -1 with TypeError. Of all three Unicode errors. */
export function PyUnicodeError_GetStart(exc: PyObject): i32 {
  const size = objectLength(exc);
  if (size < 0) return -1;
  const start = as(exc).start;
  return start < 0 ? 0 : start >= size ? (size > 0 ? size - 1 : 0) : start;
}

/** End, at least 1 and at most the object's length. -1 with TypeError. */
export function PyUnicodeError_GetEnd(exc: PyObject): i32 {
  const size = objectLength(exc);
  if (size < 0) return -1;
  const end = as(exc).end;
  return end < 1 ? (size < 1 ? size : 1) : end > size ? size : end;
}

/** `new` */
export function PyUnicodeError_GetObject(exc: PyObject): PyObject | null {
  const op = checkedField(exc, OBJECT, true);
  return op === null ? null : Py_NewRef(op);
}

/** `new` */
export function PyUnicodeError_GetReason(exc: PyObject): PyObject | null {
  const op = checkedField(exc, REASON, false);
  return op === null ? null : Py_NewRef(op);
}

/** `new` */
export function PyUnicodeError_GetEncoding(exc: PyObject): PyObject | null {
  const op = checkedField(exc, ENCODING, false);
  return op === null ? null : Py_NewRef(op);
}

export function PyUnicodeError_SetStart(exc: PyObject, start: i32): void {
  setPosition(exc, START, start);
}

export function PyUnicodeError_SetEnd(exc: PyObject, end: i32): void {
  setPosition(exc, END, end);
}

/** Replaces the reason; borrows. */
export function PyUnicodeError_SetReason(exc: PyObject, reason: PyObject): void {
  setField(exc, REASON, reason);
}

function define(t: PyTypeObject, init: u32, str: u32): void {
  t.tp_dealloc = UnicodeError_dealloc.index;
  t.tp_traverse = UnicodeError_traverse.index;
  t.tp_clear = UnicodeError_clear.index;
  t.tp_new = BaseException_new.index;
  t.tp_init = init;
  t.tp_str = str;
  addMember(t, "encoding", _Py_T_OBJECT, <i32>ENCODING, 0, "exception encoding");
  addMember(t, "object", _Py_T_OBJECT, <i32>OBJECT, 0, "exception object");
  addMember(t, "start", Py_T_PYSSIZET, <i32>START, 0, "exception start");
  addMember(t, "end", Py_T_PYSSIZET, <i32>END, 0, "exception end");
  addMember(t, "reason", _Py_T_OBJECT, <i32>REASON, 0, "exception reason");
}

export function addUnicodeErrorFields(): void {
  define(PyExc_UnicodeEncodeError, UnicodeEncodeError_init.index, UnicodeEncodeError_str.index);
  define(PyExc_UnicodeDecodeError, UnicodeDecodeError_init.index, UnicodeDecodeError_str.index);
  define(PyExc_UnicodeTranslateError, UnicodeTranslateError_init.index, UnicodeTranslateError_str.index);
}
