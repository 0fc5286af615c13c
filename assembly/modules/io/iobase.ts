/**
 * _io._IOBase and _io._RawIOBase (Modules/_io/iobase.c): what every stream can do, in terms of methods that its class has; and how streams end:
 * whoever is dropped open is closed, by its own close().
 *
 *   _IOBase, _RawIOBase   16 __dict__   24 weak references   32
 *
 * Invariant: a class with a layout of its own calls `finalizeStream` first in its tp_dealloc, while all its fields still stand, and returns at once if
 * that says no: the stream lives on.
 */
import { object_new } from "../../types/object";
import { PyObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_HEAPTYPE } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { visitField } from "../../object/slots";
import {
  PyExc_NotImplementedError,
  PyExc_OSError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../../object/exception_types";
import { ID } from "../../generated/ids";
import {
  PyObject_CallFinalizer,
  PyObject_CallFinalizerFromDealloc,
  PyObject_GC_Del,
  PyObject_GC_UnTrack,
  PyType_GenericAlloc,
} from "../../gc/collector";
import {
  PyErr_Clear,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetNone,
  PyErr_SetRaisedException,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../../protocol/errors";
import { PyErr_WriteUnraisable } from "../../protocol/unraisable";
import { PyArg_CheckPositional, parseArgs } from "../../protocol/args";
import { argValue, sizeArg } from "../../protocol/arg_values";
import { PyObject_SetAttr } from "../../protocol/attr";
import {
  PyObject_CallMethodNoArgs,
  PyObject_CallMethodOneArg,
  PyObject_CallOneArg,
  callMethodTwoArgs,
} from "../../protocol/call";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyObject_GetIter, PyIter_Next } from "../../protocol/iter";
import { PyNumber_AsSsize_t } from "../../protocol/number";
import { PyObject_Size } from "../../protocol/sequence";
import { ptrAt } from "../../object/layout";
import {
  PyByteArray_AS_STRING,
  PyByteArray_FromStringAndSize,
  PyByteArray_GET_SIZE,
  PyByteArray_Resize,
} from "../../types/bytearray";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyList_Append, PyList_Extend, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "../../types/list";
import { PyLong_FromLong, _PyLong_GetOne, _PyLong_GetZero } from "../../types/long";
import { PyObject_GenericGetDict } from "../../types/object";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import {
  DEFAULT_BUFFER_SIZE,
  PyIOBase_Type,
  PyRawIOBase_Type,
  optionalAttr,
  raiseUnsupported,
  sizeOrNone,
  sizeValue,
  sysFlag,
  trapEintr,
} from "./state";

const DICT: usize = 16;
const WEAKLIST: usize = 24;

// ---- what a stream is asked before anything else ---------------------------------------------------------------------

/** Is _IOBase's own mark there? 1, 0, -1 with an exception. Not the attribute `closed`, which classes define anew. */
function markedClosed(self: PyObject): i32 {
  const mark = optionalAttr(self, ID.__IOBase_closed);
  if (mark === null) return PyErr_Occurred() === null ? 0 : -1;
  Py_DECREF(mark);
  return 1;
}

/** False with ValueError if the stream's `closed` is true. */
export function checkClosed(self: PyObject): bool {
  const closed = optionalAttr(self, ID.closed);
  if (closed === null) return PyErr_Occurred() === null;
  const truth = PyObject_IsTrue(closed);
  Py_DECREF(closed);
  if (truth > 0) PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
  return truth == 0;
}

/** `new` True, or null with what the method raised, or UnsupportedOperation(message). For any object. */
function checkAble(self: PyObject, method: PyObject, message: string): PyObject | null {
  const able = PyObject_CallMethodNoArgs(self, method);
  if (able === null || able == Py_True) return able;
  Py_DECREF(able);
  return raiseUnsupported(message);
}

function isAble(self: PyObject, method: PyObject, message: string): bool {
  const able = checkAble(self, method, message);
  Py_XDECREF(able);
  return able !== null;
}

export function checkSeekable(self: PyObject): bool {
  return isAble(self, ID.seekable, "File or stream is not seekable.");
}

export function checkReadable(self: PyObject): bool {
  return isAble(self, ID.readable, "File or stream is not readable.");
}

export function checkWritable(self: PyObject): bool {
  return isAble(self, ID.writable, "File or stream is not writable.");
}

function iobase_check_closed(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkClosed(self) ? Py_NewRef(Py_None) : null;
}

function iobase_check_seekable(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkAble(self, ID.seekable, "File or stream is not seekable.");
}

function iobase_check_readable(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkAble(self, ID.readable, "File or stream is not readable.");
}

function iobase_check_writable(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkAble(self, ID.writable, "File or stream is not writable.");
}

// ---- methods that a class replaces -----------------------------------------------------------------------------------

function iobase_seek(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("seek", "offset,whence=,/", args, nargs, kwnames) ? raiseUnsupported("seek") : null;
}

function iobase_truncate(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("truncate", "size=,/", args, nargs, kwnames) ? raiseUnsupported("truncate") : null;
}

function iobase_fileno(self: PyObject, unused: PyObject | null): PyObject | null {
  return raiseUnsupported("fileno");
}

function iobase_false(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_False);
}

function iobase_isatty(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkClosed(self) ? Py_NewRef(Py_False) : null;
}

function iobase_tell(self: PyObject, unused: PyObject | null): PyObject | null {
  return callMethodTwoArgs(self, ID.seek, _PyLong_GetZero(), _PyLong_GetOne());
}

function iobase_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  const closed = markedClosed(self);
  if (closed == 0) return Py_NewRef(Py_None);
  return closed < 0 ? null : PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
}

/** _IOBase.close: flushes and leaves its mark, also when that failed. */
export function iobase_close(self: PyObject, unused: PyObject | null): PyObject | null {
  const closed = markedClosed(self);
  if (closed != 0) return closed < 0 ? null : Py_NewRef(Py_None);
  const result = PyObject_CallMethodNoArgs(self, ID.flush);
  const saved = PyErr_GetRaisedException();
  const rc = PyObject_SetAttr(self, ID.__IOBase_closed, Py_True);
  _PyErr_ChainExceptions1(saved);
  if (result === null) return null;
  Py_DECREF(result);
  return rc < 0 ? null : Py_NewRef(Py_None);
}

function iobase_get_closed(self: PyObject, closure: usize): PyObject | null {
  const closed = markedClosed(self);
  return closed < 0 ? null : Py_NewRef(closed ? Py_True : Py_False);
}

function iobase_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkClosed(self) ? Py_NewRef(self) : null;
}

function iobase_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyObject_CallMethodNoArgs(self, ID.close);
}

// ---- lines -----------------------------------------------------------------------------------------------------------

/** How many bytes of `ahead` belong to the line, at most `limit` (below 0: any). */
function lineLength(ahead: PyObject, limit: i32): i32 {
  const size = PyBytes_GET_SIZE(ahead);
  const text = PyBytes_AS_STRING(ahead);
  let n = 0;
  while (n < size && (limit < 0 || n < limit)) {
    n++;
    if (load<u8>(text + <usize>(n - 1)) == 10) break;
  }
  return n;
}

/** What to read next: 1, or what peek() shows of the line; 0 to try again; -1 with an exception. */
function nextReadSize(peek: PyObject, limit: i32): i32 {
  const ahead = PyObject_CallOneArg(peek, _PyLong_GetOne());
  if (ahead === null) return trapEintr() ? 0 : -1;
  let n = 1;
  if (!PyBytes_Check(ahead)) {
    PyErr_Format(PyExc_OSError, "peek() should have returned a bytes object, not '%s'", ahead.ob_type.tp_name);
    n = -1;
  } else if (PyBytes_GET_SIZE(ahead) > 0) n = lineLength(ahead, limit);
  Py_DECREF(ahead);
  return n;
}

/** Appends what read(n) gives to `buffer`: 1, at the line's end or the file's 0, -1 with an exception. */
function appendRead(self: PyObject, n: i32, buffer: PyObject): i32 {
  const size = PyLong_FromLong(n);
  if (size === null) return -1;
  const data = PyObject_CallMethodOneArg(self, ID.read, size);
  Py_DECREF(size);
  if (data === null) return trapEintr() ? 1 : -1;
  let result = 0;
  if (!PyBytes_Check(data)) {
    PyErr_Format(PyExc_OSError, "read() should have returned a bytes object, not '%s'", data.ob_type.tp_name);
    result = -1;
  } else if (PyBytes_GET_SIZE(data) > 0) {
    const old = PyByteArray_GET_SIZE(buffer);
    const got = PyBytes_GET_SIZE(data);
    if (PyByteArray_Resize(buffer, old + got) < 0) result = -1;
    else {
      memory.copy(PyByteArray_AS_STRING(buffer) + <usize>old, PyBytes_AS_STRING(data), <usize>got);
      result = load<u8>(PyBytes_AS_STRING(data) + <usize>(got - 1)) == 10 ? 0 : 1;
    }
  }
  Py_DECREF(data);
  return result;
}

/** A line by peek() and read(), or by single bytes. */
function readLine(self: PyObject, limit: i32): PyObject | null {
  const peek = optionalAttr(self, ID.peek);
  if (peek === null && PyErr_Occurred() !== null) return null;
  const buffer = PyByteArray_FromStringAndSize(0, 0);
  let state: i32 = buffer === null ? -1 : 1;
  while (state > 0 && (limit < 0 || PyByteArray_GET_SIZE(buffer!) < limit)) {
    let n = 1;
    if (peek !== null) {
      n = nextReadSize(peek, limit);
      if (n < 0) state = -1;
      if (n <= 0) continue;
    }
    state = appendRead(self, n, buffer!);
  }
  let result: PyObject | null = null;
  if (state >= 0) result = PyBytes_FromStringAndSize(PyByteArray_AS_STRING(buffer!), PyByteArray_GET_SIZE(buffer!));
  Py_XDECREF(peek);
  Py_XDECREF(buffer);
  return result;
}

function iobase_readline(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readline", nargs, 0, 1)) return null;
  return sizeOrNone(nargs > 0 ? ptrAt(args, 0) : null, -1) ? readLine(self, sizeValue) : null;
}

function iobase_iter(self: PyObject): PyObject | null {
  return checkClosed(self) ? Py_NewRef(self) : null;
}

function iobase_iternext(self: PyObject): PyObject | null {
  const line = PyObject_CallMethodNoArgs(self, ID.readline);
  if (line === null || PyObject_Size(line) > 0) return line;
  Py_DECREF(line);
  return null;
}

/** Appends lines until they are longer than `hint` together; false with an exception. */
function appendLines(list: PyObject, it: PyObject, hint: i32): bool {
  let length = 0;
  while (true) {
    const line = PyIter_Next(it);
    if (line === null) return PyErr_Occurred() === null;
    const size: i32 = PyList_Append(list, line) < 0 ? -1 : PyObject_Size(line);
    Py_DECREF(line);
    if (size < 0) return false;
    if (size > hint - length) return true;
    length += size;
  }
}

function iobase_readlines(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readlines", nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs > 0 ? ptrAt(args, 0) : null, -1)) return null;
  const hint = sizeValue;
  const list = PyList_New(0);
  if (list === null) return null;
  let good = false;
  if (hint <= 0) good = PyList_Extend(list, self) == 0;
  else {
    const it = PyObject_GetIter(self);
    if (it !== null) {
      good = appendLines(list, it, hint);
      Py_DECREF(it);
    }
  }
  if (good) return list;
  Py_DECREF(list);
  return null;
}

function iobase_writelines(self: PyObject, lines: PyObject): PyObject | null {
  if (!checkClosed(self)) return null;
  const it = PyObject_GetIter(lines);
  if (it === null) return null;
  while (true) {
    const line = PyIter_Next(it);
    if (line === null) break;
    let result = PyObject_CallMethodOneArg(self, ID.write, line);
    while (result === null && trapEintr()) result = PyObject_CallMethodOneArg(self, ID.write, line);
    Py_DECREF(line);
    if (result === null) break;
    Py_DECREF(result);
  }
  Py_DECREF(it);
  return PyErr_Occurred() === null ? Py_NewRef(Py_None) : null;
}

// ---- the end of a stream ---------------------------------------------------------------------------------------------

/** Is -X dev given? */
export function devMode(): bool {
  return sysFlag(13);
}

/** tp_finalize: closes the stream, unless it is closed, or too broken to say. */
function iobase_finalize(self: PyObject): void {
  const saved = PyErr_GetRaisedException();
  const closed = optionalAttr(self, ID.closed);
  let truth = -1;
  if (closed !== null) {
    truth = PyObject_IsTrue(closed);
    Py_DECREF(closed);
  }
  if (truth < 0) PyErr_Clear();
  if (truth == 0) {
    // close() may ask whether nobody else has called it
    if (PyObject_SetAttr(self, ID._finalizing, Py_True) < 0) PyErr_Clear();
    const result = PyObject_CallMethodNoArgs(self, ID.close);
    if (result !== null) Py_DECREF(result);
    else PyErr_WriteUnraisable(self);
  }
  PyErr_SetRaisedException(saved);
}

/** First step of a stream's tp_dealloc; false: it lives on (_PyIOBase_finalize). */
export function finalizeStream(self: PyObject): bool {
  if (self.ob_refcnt == 0) return PyObject_CallFinalizerFromDealloc(self) == 0;
  PyObject_CallFinalizer(self);
  return true;
}

function iobase_dealloc(self: PyObject): void {
  if (!finalizeStream(self)) {
    // subtype_dealloc, which called this, drops the type's reference
    if (self.ob_type.tp_flags & Py_TPFLAGS_HEAPTYPE) Py_INCREF(self.ob_type);
    return;
  }
  PyObject_GC_UnTrack(self);
  const at = changetype<usize>(self);
  if (load<u32>(at + WEAKLIST) != 0) PyObject_ClearWeakRefs(self);
  Py_CLEAR(at + DICT);
  call_indirect<void>(self.ob_type.tp_free, at);
}

function iobase_traverse(self: PyObject, visit: u32, a: usize): i32 {
  return visitField(changetype<usize>(self) + DICT, visit, a);
}

function iobase_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + DICT);
  return 0;
}

// ---- _RawIOBase ------------------------------------------------------------------------------------------------------

function rawiobase_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("read", nargs, 0, 1)) return null;
  if (nargs > 0 && !sizeArg(ptrAt(args, 0))) return null;
  const n = nargs > 0 ? argValue : -1;
  if (n < 0) return PyObject_CallMethodNoArgs(self, ID.readall);
  const buffer = PyByteArray_FromStringAndSize(0, n);
  if (buffer === null) return null;
  let result = PyObject_CallMethodOneArg(self, ID.readinto, buffer);
  if (result !== null && result != Py_None) {
    const got = PyNumber_AsSsize_t(result, PyExc_ValueError);
    Py_DECREF(result);
    result = null;
    if (got != -1 || PyErr_Occurred() === null) result = rawResult(buffer, got);
  }
  Py_DECREF(buffer);
  return result;
}

/** The first `got` bytes of what readinto() has filled, if it can be true. */
function rawResult(buffer: PyObject, got: i32): PyObject | null {
  const size = PyByteArray_GET_SIZE(buffer);
  if (got < 0 || got > size) {
    return PyErr_Format(PyExc_ValueError, "readinto returned %zd outside buffer size %zd", got, size);
  }
  return PyBytes_FromStringAndSize(PyByteArray_AS_STRING(buffer), got);
}

/** All of a list of bytes objects as one: `new`. */
export function joinBytes(chunks: PyObject): PyObject | null {
  const n = PyList_GET_SIZE(chunks);
  let size: u64 = 0;
  for (let i = 0; i < n; i++) size += <u64>PyBytes_GET_SIZE(PyList_GET_ITEM(chunks, i));
  if (n == 1) return Py_NewRef(PyList_GET_ITEM(chunks, 0));
  const result = PyBytes_FromStringAndSize(0, size > 0x7fffffff ? 0x7fffffff : <i32>size);
  if (result === null) return null;
  let at = PyBytes_AS_STRING(result);
  for (let i = 0; i < n; i++) {
    const chunk = PyList_GET_ITEM(chunks, i);
    const length = <usize>PyBytes_GET_SIZE(chunk);
    memory.copy(at, PyBytes_AS_STRING(chunk), length);
    at += length;
  }
  return result;
}

/** Calls read(DEFAULT_BUFFER_SIZE) until the end or None: `new`. */
function readAllOf(self: PyObject, chunks: PyObject, size: PyObject): PyObject | null {
  while (true) {
    const data = PyObject_CallMethodOneArg(self, ID.read, size);
    if (data === null) {
      if (trapEintr()) continue;
      return null;
    }
    if (data == Py_None) return PyList_GET_SIZE(chunks) == 0 ? data : joinBytes(chunks);
    if (!PyBytes_Check(data)) {
      Py_DECREF(data);
      return PyErr_SetString(PyExc_TypeError, "read() should return bytes");
    }
    const atEnd = PyBytes_GET_SIZE(data) == 0;
    const rc: i32 = atEnd ? 0 : PyList_Append(chunks, data);
    Py_DECREF(data);
    if (rc < 0) return null;
    if (atEnd) return joinBytes(chunks);
  }
}

function rawiobase_readall(self: PyObject, unused: PyObject | null): PyObject | null {
  const chunks = PyList_New(0);
  const size = PyLong_FromLong(DEFAULT_BUFFER_SIZE);
  const result: PyObject | null = chunks === null || size === null ? null : readAllOf(self, chunks, size);
  Py_XDECREF(chunks);
  Py_XDECREF(size);
  return result;
}

function rawiobase_not_implemented(self: PyObject, args: usize, nargs: i32): PyObject | null {
  PyErr_SetNone(PyExc_NotImplementedError);
  return null;
}

// ---- the types -------------------------------------------------------------------------------------------------------

const IOBASE_DOC =
  "What all streams have in common.\n\nIts methods stand for a stream that can do nothing: it is neither read nor\nwritten nor positioned. A derived class replaces those that it can serve;\nread, readinto and write have no form here, since it differs, and are part of\nthe interface all the same. What is not supported raises\nUnsupportedOperation.\n\nBinary streams give bytes and take any bytes-like object; readinto needs one\nthat can be written. Text streams give and take str.\n\nA closed stream answers every call but close() with a ValueError.\n\nA stream is an iterator over its lines and works in a with statement, which\ncloses it at the end:\n\nwith open('notes.txt', 'w') as f:\n    f.write('first line')";

export function initIOBaseTypes(): void {
  const t = PyIOBase_Type;
  const flags = Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_io._IOBase", 32, 0, flags, IOBASE_DOC);
  t.tp_dealloc = iobase_dealloc.index;
  t.tp_traverse = iobase_traverse.index;
  t.tp_clear = iobase_clear.index;
  t.tp_weaklistoffset = <i32>WEAKLIST;
  t.tp_dictoffset = <i32>DICT;
  t.tp_iter = iobase_iter.index;
  t.tp_iternext = iobase_iternext.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = object_new.index; // which refuses arguments where __init__ is object's
  t.tp_free = PyObject_GC_Del.index;
  t.tp_finalize = iobase_finalize.index;
  addIOBaseMethods();
  addGetSet(t, "__dict__", PyObject_GenericGetDict.index, 0);
  addGetSet(t, "closed", iobase_get_closed.index, 0);
  initRawIOBaseType();
}

function addIOBaseMethods(): void {
  const t = PyIOBase_Type;
  addMethod(
    t,
    "seek",
    iobase_seek.index,
    METH_FASTCALL_KEYWORDS,
    "seek($self, offset, whence=os.SEEK_SET, /)\n--\n\nMove to a position and return it.\n\n  offset\n    How far, in bytes.\n  whence\n    From where.\n\nwhence is one of:\n\n* os.SEEK_SET or 0 -- the start (unless given); offset is not negative\n* os.SEEK_CUR or 1 -- the position now\n* os.SEEK_END or 2 -- the end; offset is mostly negative",
  );
  addMethod(t, "tell", iobase_tell.index, METH_NOARGS, "tell($self, /)\n--\n\nReturn current stream position.");
  addMethod(
    t,
    "truncate",
    iobase_truncate.index,
    METH_FASTCALL_KEYWORDS,
    "truncate($self, size=None, /)\n--\n\nCut the file at size bytes, or at the position.\n\nThe position stays. Returns the size.",
  );
  addMethod(
    t,
    "flush",
    iobase_flush.index,
    METH_NOARGS,
    "flush($self, /)\n--\n\nSend on what is held for writing.\n\nA stream that holds nothing has nothing to do here.",
  );
  addMethod(
    t,
    "close",
    iobase_close.index,
    METH_NOARGS,
    "close($self, /)\n--\n\nFlush, then close.\n\nTo close it again does nothing.",
  );
  addMethod(
    t,
    "seekable",
    iobase_false.index,
    METH_NOARGS,
    "seekable($self, /)\n--\n\nSay whether the stream has positions.\n\nIf not, seek(), tell() and truncate() raise OSError.\nTo find out may take a seek().",
  );
  addMethod(
    t,
    "readable",
    iobase_false.index,
    METH_NOARGS,
    "readable($self, /)\n--\n\nSay whether the stream can be read.\n\nIf not, read() raises OSError.",
  );
  addMethod(
    t,
    "writable",
    iobase_false.index,
    METH_NOARGS,
    "writable($self, /)\n--\n\nSay whether the stream can be written.\n\nIf not, write() raises OSError.",
  );
  addMethod(t, "_checkClosed", iobase_check_closed.index, METH_NOARGS, "_checkClosed($self, /)\n--\n\n");
  addMethod(t, "_checkSeekable", iobase_check_seekable.index, METH_NOARGS, "_checkSeekable($self, /)\n--\n\n");
  addMethod(t, "_checkReadable", iobase_check_readable.index, METH_NOARGS, "_checkReadable($self, /)\n--\n\n");
  addMethod(t, "_checkWritable", iobase_check_writable.index, METH_NOARGS, "_checkWritable($self, /)\n--\n\n");
  addMethod(
    t,
    "fileno",
    iobase_fileno.index,
    METH_NOARGS,
    "fileno($self, /)\n--\n\nThe file descriptor below.\n\nAn OSError if there is none.",
  );
  addMethod(
    t,
    "isatty",
    iobase_isatty.index,
    METH_NOARGS,
    "isatty($self, /)\n--\n\nSay whether a person sits at the other end.\n\nFalse where that cannot be known.",
  );
  addMethod(t, "__enter__", iobase_enter.index, METH_NOARGS, "__enter__($self, /)\n--\n\n");
  addMethod(t, "__exit__", iobase_exit.index, METH_FASTCALL);
  addMethod(
    t,
    "readline",
    iobase_readline.index,
    METH_FASTCALL,
    "readline($self, size=-1, /)\n--\n\nRead and return a line from the stream.\n\nIf size is specified, at most size bytes will be read.\n\nThe line terminator is always b'\\n' for binary files; for text\nfiles, the newlines argument to open can be used to select the line\nterminator(s) recognized.",
  );
  addMethod(
    t,
    "readlines",
    iobase_readlines.index,
    METH_FASTCALL,
    "readlines($self, hint=-1, /)\n--\n\nThe lines that follow, in a list.\n\nhint says when it is enough: no line is read once those read are longer\nthan so many bytes or characters.",
  );
  addMethod(
    t,
    "writelines",
    iobase_writelines.index,
    METH_O,
    "writelines($self, lines, /)\n--\n\nWrite one line after the other.\n\nNothing is put between them: a line has its own line end.",
  );
}

function initRawIOBaseType(): void {
  const t = PyRawIOBase_Type;
  // no GC flag: it comes with tp_traverse and tp_clear from _IOBase, all or none
  initStaticType(
    t,
    PyType_Type,
    PyIOBase_Type,
    "_io._RawIOBase",
    32,
    0,
    Py_TPFLAGS_BASETYPE,
    "Base class for raw binary I/O.",
  );
  addMethod(t, "read", rawiobase_read.index, METH_FASTCALL, "read($self, size=-1, /)\n--\n\n");
  addMethod(
    t,
    "readall",
    rawiobase_readall.index,
    METH_NOARGS,
    "readall($self, /)\n--\n\nRead until EOF, using multiple read() call.",
  );
  addMethod(t, "readinto", rawiobase_not_implemented.index, METH_FASTCALL);
  addMethod(t, "write", rawiobase_not_implemented.index, METH_FASTCALL);
}
