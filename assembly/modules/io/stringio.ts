/**
 * _io.StringIO (Modules/_io/stringio.c): a text stream in memory.
 *
 *   16 buf   24 pos   32 string_size   40 buf_size   48 kind   52 maxchar   112 ok   113 closed   114 readuniversal   115 readtranslate
 *   120 decoder   128 readnl   136 writenl   144 __dict__   152 weak references   168
 *
 * DIFFERS: CPython gathers writes in a str (48..111) and turns to four bytes a character when something is read; here `buf` is text of the
 * smallest kind that has held all of it, and widens. Nothing shows it but speed.
 *
 * Invariant: `string_size` characters are in `buf`, none above `maxchar` (0x7f 0xff 0xffff 0x10ffff, as `kind` allows); `pos` may lie
 * behind them: a write there fills the gap with NULs.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyType_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O, addGetSet, addMethod, initStaticType } from "../../object/typedef";
import { PyExc_OSError, PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { ptrAt } from "../../object/layout";
import { callVisit } from "../../object/slots";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_UNTRACK } from "../../gc/collector";
import { PyArg_CheckPositional, arg, parseTupleArgs } from "../../protocol/args";
import { argValue, intArg, sizeArg, wideArgValue } from "../../protocol/arg_values";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_CallMethodNoArgs } from "../../protocol/call";

import { ID } from "../../generated/ids";
import { PyDict_Check, PyDict_Copy, PyDict_Update } from "../../types/dict";
import { PyLong_Check, PyLong_FromI64, PyLong_FromSsize_t, ssizeOf } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_GetSlice } from "../../types/tuple";
import { packSteal4 } from "../../types/tuple_build";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_FromASCII,
  PyUnicode_FromKindAndData,
  PyUnicode_FromString,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_MAX_CHAR_VALUE,
  convertChars,
  kindShift,
} from "../../types/unicode";
import { PyUnicode_Replace } from "../../types/unicode_ops";
import { unicodeEmpty, unicodeLatin1 } from "../../types/unicode_static";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { findLineEnding } from "./line_ends";
import { _PyIncrementalNewlineDecoder_decode, newNewlineDecoder, newlinesSeen } from "./newline_decoder";
import { PyStringIO_Type, PyTextIOBase_Type, sizeOrNone, sizeValue } from "./state";

@unmanaged
class StringIO extends PyObject {
  buf: usize; // 16
  buf_hi: u32;
  pos: i64; // 24
  string_size: i32; // 32
  string_size_hi: u32;
  buf_size: i32; // 40, in characters
  buf_size_hi: u32;
  kind: i32; // 48
  maxchar: u32; // 52
  r0: u64; // 56
  r1: u64;
  r2: u64;
  r3: u64;
  r4: u64;
  r5: u64;
  r6: u64;
  ok: bool; // 112
  closed: bool;
  readuniversal: bool;
  readtranslate: bool;
  pad: u32;
  decoder: PyObject | null; // 120
  decoder_hi: u32;
  readnl: PyObject | null; // 128
  readnl_hi: u32;
  writenl: PyObject | null; // 136
  writenl_hi: u32;
  dict: PyObject | null; // 144
  dict_hi: u32;
  weakreflist: PyObject | null; // 152
  weakreflist_hi: u32;
  state: u64; // 160
}

function asStream(op: PyObject): StringIO {
  return changetype<StringIO>(op);
}

function fieldAt(s: StringIO, offset: usize): usize {
  return changetype<usize>(s) + offset;
}

function checkInit(s: StringIO): bool {
  if (s.ok) return true;
  PyErr_SetString(PyExc_ValueError, "I/O operation on uninitialized object");
  return false;
}

function checkClosed(s: StringIO): bool {
  if (!s.closed) return true;
  PyErr_SetString(PyExc_ValueError, "I/O operation on closed file");
  return false;
}

function checkUsable(s: StringIO): bool {
  return checkInit(s) && checkClosed(s);
}

// ---- the buffer ------------------------------------------------------------------------------------------------------

function kindFor(maxchar: u32): i32 {
  return maxchar > 0xffff ? 4 : maxchar > 0xff ? 2 : 1;
}

/** Makes room for `size` characters up to `maxchar`; false with MemoryError. */
function prepare(s: StringIO, size: i64, maxchar: u32): bool {
  const kind = maxchar > s.maxchar ? kindFor(maxchar) : s.kind;
  if (kind == s.kind && size <= <i64>s.buf_size) {
    if (maxchar > s.maxchar) s.maxchar = maxchar;
    return true;
  }
  let room: i64 = size > <i64>s.buf_size ? size + (size >> 2) + 16 : <i64>s.buf_size;
  if (room << kindShift(kind) > 0x7ffffff0) room = size;
  if (room << kindShift(kind) > 0x7ffffff0) {
    PyErr_NoMemory();
    return false;
  }
  const bytes = (<usize>room) << kindShift(kind);
  const at = kind == s.kind && s.buf != 0 ? PyMem_Realloc(s.buf, bytes) : PyMem_Malloc(bytes);
  if (at == 0) {
    PyErr_NoMemory();
    return false;
  }
  if (kind != s.kind && s.buf != 0) {
    convertChars(s.kind, s.buf, kind, at, s.string_size);
    PyMem_Free(s.buf);
  }
  s.buf = at;
  s.buf_size = <i32>room;
  s.kind = kind;
  if (maxchar > s.maxchar) s.maxchar = maxchar;
  return true;
}

function emptyBuffer(s: StringIO): void {
  if (s.buf != 0) PyMem_Free(s.buf);
  s.buf = 0;
  s.buf_size = 0;
  s.string_size = 0;
  s.kind = 1;
  s.maxchar = 0x7f;
}

/** `new` str of `n` characters from `start`, all of them in the buffer. */
function textAt(s: StringIO, start: i32, n: i32): PyObject | null {
  if (n == 0) return Py_NewRef(unicodeEmpty());
  const at = s.buf + ((<usize>start) << kindShift(s.kind));
  return s.maxchar < 0x80 ? PyUnicode_FromASCII(at, n) : PyUnicode_FromKindAndData(s.kind, at, n);
}

/** Puts text at the position; 0 or -1. */
function putText(s: StringIO, text: PyObject): i32 {
  const n = PyUnicode_GET_LENGTH(text);
  if (s.pos > i64.MAX_VALUE - <i64>n) {
    PyErr_SetString(PyExc_OverflowError, "new position too large");
    return -1;
  }
  const end = s.pos + <i64>n;
  if (!prepare(s, end, PyUnicode_MAX_CHAR_VALUE(text))) return -1;
  const shift = kindShift(s.kind);
  if (s.pos > <i64>s.string_size) {
    const gap = <usize>(<i32>s.pos - s.string_size);
    memory.fill(s.buf + ((<usize>s.string_size) << shift), 0, gap << shift);
  }
  convertChars(PyUnicode_KIND(text), PyUnicode_DATA(text), s.kind, s.buf + ((<usize>s.pos) << shift), n);
  s.pos = end;
  if (<i64>s.string_size < end) s.string_size = <i32>end;
  return 0;
}

/** write_str: translates line endings as asked, and puts the text; 0 or -1. */
function writeText(s: StringIO, text: PyObject): i32 {
  const decoder = s.decoder;
  const writenl = s.writenl;
  if (decoder === null && writenl === null) return putText(s, text);
  let out: PyObject | null =
    decoder === null ? Py_NewRef(text) : _PyIncrementalNewlineDecoder_decode(decoder, text, true);
  if (out !== null && writenl !== null) {
    const replaced = PyUnicode_Replace(out, unicodeLatin1(10), writenl, -1);
    Py_DECREF(out);
    out = replaced;
  }
  if (out === null) return -1;
  const rc = putText(s, out);
  Py_DECREF(out);
  return rc;
}

// ---- making and ending -----------------------------------------------------------------------------------------------

function stringio_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self !== null) emptyBuffer(asStream(self));
  return self;
}

/** May this NUL-terminated text be the newline argument: "", "\n", "\r" or "\r\n"? What follows a NUL is not looked at. */
function isNewline(at: usize): bool {
  const first = <u32>load<u8>(at);
  if (first == 0) return true;
  const second = <u32>load<u8>(at, 1);
  if (second == 0) return first == 10 || first == 13;
  return first == 13 && second == 10 && load<u8>(at, 2) == 0;
}

/** Checks __init__'s arguments. */
function checkArguments(value: PyObject | null, newline: PyObject): bool {
  if (newline != Py_None) {
    if (!PyUnicode_Check(newline)) {
      PyErr_Format(PyExc_TypeError, "newline must be str or None, not %s", newline.ob_type.tp_name);
      return false;
    }
    const text = PyUnicode_AsUTF8AndSize(newline);
    if (text == 0) return false;
    if (!isNewline(text)) {
      PyErr_Format(PyExc_ValueError, "illegal newline value: %R", changetype<usize>(newline));
      return false;
    }
  }
  if (value !== null && value != Py_None && !PyUnicode_Check(value)) {
    PyErr_Format(PyExc_TypeError, "initial_value must be str or None, not %s", value.ob_type.tp_name);
    return false;
  }
  return true;
}

function clearNewlines(s: StringIO): void {
  Py_CLEAR(fieldAt(s, offsetof<StringIO>("readnl")));
  Py_CLEAR(fieldAt(s, offsetof<StringIO>("writenl")));
  Py_CLEAR(fieldAt(s, offsetof<StringIO>("decoder")));
}

function stringio_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("StringIO", "initial_value=,newline=", args, kwargs)) return -1;
  const value = arg(0);
  const newlineArg = arg(1);
  const newline = newlineArg === null ? unicodeLatin1(10) : newlineArg;
  return checkArguments(value, newline) ? setUp(asStream(self), value, newline) : -1;
}

function setUp(s: StringIO, value: PyObject | null, newline: PyObject): i32 {
  s.ok = false;
  clearNewlines(s);
  const any = newline == Py_None;
  s.readtranslate = any;
  s.readuniversal = any;
  if (!any) {
    const readnl = PyUnicode_FromString(PyUnicode_AsUTF8AndSize(newline));
    if (readnl === null) return -1;
    s.readnl = readnl;
    s.readuniversal = PyUnicode_GET_LENGTH(readnl) == 0;
    if (!s.readuniversal && load<u8>(PyUnicode_DATA(readnl)) == 13) s.writenl = Py_NewRef(readnl);
  }
  if (s.readuniversal) {
    const decoder = newNewlineDecoder(Py_None, any);
    if (decoder === null) return -1;
    s.decoder = decoder;
  }
  emptyBuffer(s);
  s.pos = 0;
  if (value !== null && value != Py_None && PyUnicode_GET_LENGTH(value) > 0) {
    if (!prepare(s, <i64>PyUnicode_GET_LENGTH(value), PyUnicode_MAX_CHAR_VALUE(value))) return -1;
    if (writeText(s, value) < 0) return -1;
  }
  s.pos = 0;
  s.closed = false;
  s.ok = true;
  return 0;
}

function visitField(field: PyObject | null, visit: u32, arg: usize): i32 {
  return field === null ? 0 : callVisit(visit, field, arg);
}

function stringio_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const s = asStream(self);
  let stop = visitField(s.readnl, visit, arg);
  if (stop == 0) stop = visitField(s.writenl, visit, arg);
  if (stop == 0) stop = visitField(s.decoder, visit, arg);
  return stop != 0 ? stop : visitField(s.dict, visit, arg);
}

function stringio_clear(self: PyObject): i32 {
  const s = asStream(self);
  clearNewlines(s);
  Py_CLEAR(fieldAt(s, offsetof<StringIO>("dict")));
  return 0;
}

function stringio_dealloc(self: PyObject): void {
  const s = asStream(self);
  _PyObject_GC_UNTRACK(self);
  s.ok = false;
  if (s.buf != 0) PyMem_Free(s.buf);
  s.buf = 0;
  stringio_clear(self);
  if (s.weakreflist !== null) PyObject_ClearWeakRefs(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function stringio_close(self: PyObject, unused: PyObject | null): PyObject | null {
  const s = asStream(self);
  s.closed = true;
  emptyBuffer(s);
  clearNewlines(s);
  return Py_NewRef(Py_None);
}

// ---- reading ---------------------------------------------------------------------------------------------------------

function stringio_getvalue(self: PyObject, unused: PyObject | null): PyObject | null {
  const s = asStream(self);
  return checkUsable(s) ? textAt(s, 0, s.string_size) : null;
}

function stringio_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("read", nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs == 0 ? null : ptrAt(args, 0), -1)) return null;
  const s = asStream(self);
  if (!checkUsable(s)) return null;
  if (s.pos >= <i64>s.string_size) return Py_NewRef(unicodeEmpty());
  const left = s.string_size - <i32>s.pos;
  const n = sizeValue < 0 || sizeValue > left ? left : sizeValue;
  const result = textAt(s, <i32>s.pos, n);
  if (result !== null) s.pos += <i64>n;
  return result;
}

/** The line at the position, at most `limit` characters of it: `new`, "" at the end. */
function readLine(s: StringIO, limit: i32): PyObject | null {
  if (s.pos >= <i64>s.string_size) return Py_NewRef(unicodeEmpty());
  const start = <i32>s.pos;
  const left = s.string_size - start;
  if (limit < 0 || limit > left) limit = left;
  const at = s.buf + ((<usize>start) << kindShift(s.kind));
  let n = findLineEnding(s.readtranslate, s.readuniversal, s.readnl, s.kind, at, limit);
  if (n < 0) n = limit;
  const line = textAt(s, start, n);
  if (line !== null) s.pos += <i64>n;
  return line;
}

function stringio_readline(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readline", nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs == 0 ? null : ptrAt(args, 0), -1)) return null;
  const s = asStream(self);
  return checkUsable(s) ? readLine(s, sizeValue) : null;
}

function stringio_iternext(self: PyObject): PyObject | null {
  const s = asStream(self);
  if (!checkUsable(s)) return null;
  if (self.ob_type == PyStringIO_Type) return s.pos >= <i64>s.string_size ? null : readLine(s, -1);
  const line = PyObject_CallMethodNoArgs(self, ID.readline);
  if (line === null) return null;
  if (PyUnicode_Check(line) && PyUnicode_GET_LENGTH(line) > 0) return line;
  if (!PyUnicode_Check(line)) {
    PyErr_Format(PyExc_OSError, "readline() should have returned a str object, not '%s'", line.ob_type.tp_name);
  }
  Py_DECREF(line);
  return null;
}

// ---- position --------------------------------------------------------------------------------------------------------

function stringio_tell(self: PyObject, unused: PyObject | null): PyObject | null {
  const s = asStream(self);
  return checkUsable(s) ? PyLong_FromI64(s.pos) : null;
}

/** ValueError with a number: always null. */
function refuseNumber(format: string, value: i64): PyObject | null {
  const number = PyLong_FromI64(value);
  if (number === null) return null;
  PyErr_Format(PyExc_ValueError, format, changetype<usize>(number));
  Py_DECREF(number);
  return null;
}

function stringio_truncate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("truncate", nargs, 0, 1)) return null;
  const s = asStream(self);
  let size = s.pos;
  if (nargs > 0 && ptrAt(args, 0) != Py_None) {
    if (!sizeOrNone(ptrAt(args, 0), 0)) return null;
    sizeArg(ptrAt(args, 0));
    size = wideArgValue;
  }
  if (!checkUsable(s)) return null;
  if (size < 0) return refuseNumber("Negative size value %S", size);
  if (size < <i64>s.string_size) s.string_size = <i32>size;
  return PyLong_FromI64(size);
}

function stringio_seek(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("seek", nargs, 1, 2) || !sizeArg(ptrAt(args, 0))) return null;
  let pos = wideArgValue;
  if (nargs > 1 && !intArg(ptrAt(args, 1))) return null;
  const whence = nargs > 1 ? argValue : 0;
  const s = asStream(self);
  if (!checkUsable(s)) return null;
  if (whence != 0 && whence != 1 && whence != 2) {
    return PyErr_Format(PyExc_ValueError, "Invalid whence (%d, should be 0, 1 or 2)", whence);
  }
  if (pos < 0 && whence == 0) return refuseNumber("Negative seek position %S", pos);
  if (whence != 0 && pos != 0) return PyErr_SetString(PyExc_OSError, "Can't do nonzero cur-relative seeks");
  if (whence == 1) pos = s.pos;
  if (whence == 2) pos = <i64>s.string_size;
  s.pos = pos;
  return PyLong_FromI64(pos);
}

export function stringio_write(self: PyObject, text: PyObject): PyObject | null {
  const s = asStream(self);
  if (!checkInit(s)) return null;
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(PyExc_TypeError, "string argument expected, got '%s'", text.ob_type.tp_name);
  }
  if (!checkClosed(s)) return null;
  const n = PyUnicode_GET_LENGTH(text);
  if (n > 0 && writeText(s, text) < 0) return null;
  return PyLong_FromSsize_t(n);
}

function stringio_true(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkUsable(asStream(self)) ? Py_NewRef(Py_True) : null;
}

// ---- state -----------------------------------------------------------------------------------------------------------

function stringio_getstate(self: PyObject, unused: PyObject | null): PyObject | null {
  const s = asStream(self);
  const value = stringio_getvalue(self, null);
  if (value === null) return null;
  const own = s.dict;
  const dict: PyObject | null = own === null ? Py_NewRef(Py_None) : PyDict_Copy(own);
  if (dict === null) {
    Py_DECREF(value);
    return null;
  }
  const readnl = s.readnl;
  return packSteal4(value, Py_NewRef(readnl === null ? Py_None : readnl), PyLong_FromI64(s.pos), dict);
}

function stringio_setstate(self: PyObject, state: PyObject): PyObject | null {
  const s = asStream(self);
  if (!checkClosed(s)) return null;
  if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) < 4) {
    return PyErr_Format(
      PyExc_TypeError,
      "%s.__setstate__ argument should be 4-tuple, got %s",
      self.ob_type.tp_name,
      state.ob_type.tp_name,
    );
  }
  const initArgs = PyTuple_GetSlice(state, 0, 2);
  if (initArgs === null) return null;
  const rc = stringio_init(self, initArgs, null);
  Py_DECREF(initArgs);
  if (rc < 0) return null;
  // __init__ may have translated the line endings of a text that was translated before: the text as it is, then.
  emptyBuffer(s);
  s.pos = 0;
  const value = PyTuple_GET_ITEM(state, 0);
  if (PyUnicode_Check(value) && putText(s, value) < 0) return null;
  s.pos = 0;
  return restorePosition(s, PyTuple_GET_ITEM(state, 2)) && restoreDict(s, PyTuple_GET_ITEM(state, 3))
    ? Py_NewRef(Py_None)
    : null;
}

function restorePosition(s: StringIO, position: PyObject): bool {
  if (!PyLong_Check(position)) {
    PyErr_Format(PyExc_TypeError, "third item of state must be an integer, got %s", position.ob_type.tp_name);
    return false;
  }
  const pos = ssizeOf(position);
  if (pos == -1 && PyErr_Occurred() !== null) return false;
  if (pos < 0) {
    PyErr_SetString(PyExc_ValueError, "position value cannot be negative");
    return false;
  }
  s.pos = pos;
  return true;
}

function restoreDict(s: StringIO, dict: PyObject): bool {
  if (dict == Py_None) return true;
  if (!PyDict_Check(dict)) {
    PyErr_Format(PyExc_TypeError, "fourth item of state should be a dict, got a %s", dict.ob_type.tp_name);
    return false;
  }
  const own = s.dict;
  if (own !== null) return PyDict_Update(own, dict) == 0;
  s.dict = Py_NewRef(dict);
  return true;
}

function stringio_closed(self: PyObject, closure: usize): PyObject | null {
  if (!checkInit(asStream(self))) return null;
  return Py_NewRef(asStream(self).closed ? Py_True : Py_False);
}

function stringio_newlines(self: PyObject, closure: usize): PyObject | null {
  const s = asStream(self);
  if (!checkUsable(s)) return null;
  const decoder = s.decoder;
  return decoder === null ? Py_NewRef(Py_None) : newlinesSeen(decoder);
}

function stringio_line_buffering(self: PyObject, closure: usize): PyObject | null {
  return checkUsable(asStream(self)) ? Py_NewRef(Py_False) : null;
}

export function defineStringIO(): void {
  const t = PyStringIO_Type;
  initStaticType(
    t,
    PyType_Type,
    PyTextIOBase_Type,
    "_io.StringIO",
    168,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | SHOWN_AS_HEAPTYPE,
    "StringIO(initial_value='', newline='\\n')\n--\n\nA text stream in memory; newline is understood as by TextIOWrapper.",
  );
  t.tp_dealloc = stringio_dealloc.index;
  t.tp_traverse = stringio_traverse.index;
  t.tp_clear = stringio_clear.index;
  t.tp_iternext = stringio_iternext.index;
  t.tp_dictoffset = <i32>offsetof<StringIO>("dict");
  t.tp_weaklistoffset = <i32>offsetof<StringIO>("weakreflist");
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = stringio_new.index;
  t.tp_init = stringio_init.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "close",
    stringio_close.index,
    METH_NOARGS,
    "close($self, /)\n--\n\nEnds the stream and lets its text go.",
  );
  addMethod(
    t,
    "getvalue",
    stringio_getvalue.index,
    METH_NOARGS,
    "getvalue($self, /)\n--\n\nAll of the text, wherever the position is.",
  );
  addMethod(
    t,
    "read",
    stringio_read.index,
    METH_FASTCALL,
    "read($self, size=-1, /)\n--\n\nUp to size characters; all that are left without a size.",
  );
  addMethod(
    t,
    "readline",
    stringio_readline.index,
    METH_FASTCALL,
    "readline($self, size=-1, /)\n--\n\nThe next line, at most size characters of it; '' at the end.",
  );
  addMethod(t, "tell", stringio_tell.index, METH_NOARGS, "tell($self, /)\n--\n\nThe position, in characters.");
  addMethod(
    t,
    "truncate",
    stringio_truncate.index,
    METH_FASTCALL,
    "truncate($self, pos=None, /)\n--\n\nCuts the text off at pos, by default at the position, which stays; returns the size.",
  );
  addMethod(
    t,
    "seek",
    stringio_seek.index,
    METH_FASTCALL,
    "seek($self, pos, whence=0, /)\n--\n\nMoves to pos from the start (whence 0), or stays (1), or goes to the end (2), pos being 0 then; returns the position.",
  );
  addMethod(
    t,
    "write",
    stringio_write.index,
    METH_O,
    "write($self, s, /)\n--\n\nPuts a str at the position and returns how many characters it has.",
  );
  addMethod(t, "seekable", stringio_true.index, METH_NOARGS, "seekable($self, /)\n--\n\nTrue.");
  addMethod(t, "readable", stringio_true.index, METH_NOARGS, "readable($self, /)\n--\n\nTrue.");
  addMethod(t, "writable", stringio_true.index, METH_NOARGS, "writable($self, /)\n--\n\nTrue.");
  addMethod(t, "__getstate__", stringio_getstate.index, METH_NOARGS, "__getstate__($self, /)\n--\n\n");
  addMethod(t, "__setstate__", stringio_setstate.index, METH_O, "__setstate__($self, state, /)\n--\n\n");
  addGetSet(t, "closed", stringio_closed.index, 0);
  addGetSet(t, "newlines", stringio_newlines.index, 0);
  addGetSet(t, "line_buffering", stringio_line_buffering.index, 0);
}
