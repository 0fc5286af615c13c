/**
 * The streams sys.stdin, sys.stdout and sys.stderr until the module _io exists. They answer as _io.TextIOWrapper does for a pipe: UTF-8
 * text, written to the host line by line; `.buffer` is the same stream for bytes.
 *
 *   0 PyObject   16 fd (i32)   20 binary (i32)   24 pending bytes: block   32 used (i32)   36 closed (i32)   40 text twin, or null   48
 *
 * Invariant: bytes wait here only until the next "\n", a flush, or a full block.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  METH_VARARGS_KEYWORDS,
  addGetSet,
  addMethod,
  cstr,
  initStaticType,
} from "../object/typedef";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import * as host from "../host";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_GetIter, PyIter_Next } from "../protocol/iter";
import { PyBuffer_Release, PyObject_GetBuffer, Py_buffer } from "../protocol/buffer";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { _PyObject_New } from "../gc/collector";
import { PyMem_Free, PyMem_Malloc, PyObject_Free } from "../memory/blocks";
import { PyLong_FromLong } from "../types/long";
import { PyList_Append, PyList_New } from "../types/list";
import { PyBytes_AS_STRING, PyBytes_Concat, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../types/bytes";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_New } from "../types/unicode";
import { PyUnicode_DecodeUTF8, _PyUnicode_AsUTF8String } from "../types/unicode_codecs";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyUnicode_Append } from "../types/unicode_ops";

export const StdStream_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
class StdStream extends PyObject {
  fd: i32; // 16
  binary: i32; // 20
  block: usize; // 24
  block_hi: u32;
  used: i32; // 32
  closed: i32; // 36
  twin: PyObject | null; // 40
  twin_hi: u32;
}

const BLOCK: i32 = 8192;

function asStream(op: PyObject): StdStream {
  return changetype<StdStream>(op);
}

let strictText: usize = 0;
let escapeText: usize = 0;

/** `new`: a stream on host file descriptor `fd`; 0 reads lines. */
export function newStdStream(fd: i32): PyObject | null {
  return newStream(fd, 0, null);
}

function newStream(fd: i32, binary: i32, twin: PyObject | null): PyObject | null {
  const made = _PyObject_New(StdStream_Type);
  if (made === null) return null;
  const s = asStream(made);
  s.fd = fd;
  s.binary = binary;
  store<u64>(changetype<usize>(made), 0, 24);
  s.used = 0;
  s.closed = 0;
  store<u64>(changetype<usize>(made), <u64>changetype<usize>(Py_XNewRef(twin)), 40);
  return made;
}

function stream_dealloc(self: PyObject): void {
  const s = asStream(self);
  flushStream(s);
  if (s.block != 0) PyMem_Free(s.block);
  Py_XDECREF(s.twin);
  PyObject_Free(changetype<usize>(self));
}

// ---- writing ---------------------------------------------------------------------------------------------------------

function writeAll(fd: i32, data: usize, size: i32): void {
  let at = data;
  let left = size;
  while (left > 0) {
    const n = host.write(fd, at, left);
    if (n <= 0) return; // a closed pipe: as good as written
    at += <usize>n;
    left -= n;
  }
}

function flushStream(s: StdStream): void {
  const twin = s.twin;
  if (twin !== null) {
    flushStream(asStream(twin));
    return;
  }
  if (s.used > 0) writeAll(s.fd, s.block, s.used);
  s.used = 0;
}

/** When stdout is let out: 0 at line ends, 1 at once, 2 when the block is full. stderr always goes out at line ends. */
let stdoutBuffering: i32 = 0;

export function setStdoutBuffering(mode: i32): void {
  stdoutBuffering = mode;
}

function goesOut(s: StdStream, data: usize, size: i32): bool {
  if (stdoutBuffering == 1) return true;
  if (stdoutBuffering == 2 && s.fd == 1) return false;
  return lastNewline(data, size) >= 0;
}

function lastNewline(data: usize, size: i32): i32 {
  for (let i = size - 1; i >= 0; i--) {
    if (load<u8>(data + <usize>i) == 10) return i;
  }
  return -1;
}

/** Appends bytes; what ends in a line break goes out. False with MemoryError. */
function writeBytes(stream: StdStream, data: usize, size: i32): bool {
  const twin = stream.twin;
  const s: StdStream = twin === null ? stream : asStream(twin);
  if (s.block == 0) {
    s.block = PyMem_Malloc(BLOCK);
    if (s.block == 0) {
      PyErr_NoMemory();
      return false;
    }
  }
  if (s.used + size > BLOCK) flushStream(s);
  if (size > BLOCK) {
    writeAll(s.fd, data, size);
    return true;
  }
  memory.copy(s.block + <usize>s.used, data, <usize>size);
  s.used += size;
  if (goesOut(s, data, size)) flushStream(s);
  return true;
}

function checkOpen(s: StdStream): bool {
  if (!s.closed) return true;
  PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
  return false;
}

function writeBinary(s: StdStream, data: PyObject): PyObject | null {
  const view = changetype<Py_buffer>(memory.data(96, 8));
  if (PyObject_GetBuffer(data, view, 0) < 0) return null;
  const size = view.len;
  const ok = writeBytes(s, view.buf, size);
  PyBuffer_Release(view);
  return ok ? PyLong_FromLong(size) : null;
}

export function stream_write(self: PyObject, text: PyObject): PyObject | null {
  const s = asStream(self);
  if (!checkOpen(s)) return null;
  if (s.binary) return writeBinary(s, text);
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(PyExc_TypeError, "write() argument must be str, not %s", text.ob_type.tp_name);
  }
  const bytes = _PyUnicode_AsUTF8String(text, s.fd == 2 ? escapeText : strictText);
  if (bytes === null) return null;
  const ok = writeBytes(s, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
  Py_DECREF(bytes);
  return ok ? PyLong_FromLong(PyUnicode_GET_LENGTH(text)) : null;
}

function stream_writelines(self: PyObject, lines: PyObject): PyObject | null {
  const it = PyObject_GetIter(lines);
  if (it === null) return null;
  while (true) {
    const line = PyIter_Next(it);
    if (line === null) break;
    const res = stream_write(self, line);
    Py_DECREF(line);
    if (res === null) break;
    Py_DECREF(res);
  }
  Py_DECREF(it);
  return PyErr_Occurred() !== null ? null : Py_None;
}

export function stream_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  flushStream(asStream(self));
  return Py_None;
}

function stream_close(self: PyObject, unused: PyObject | null): PyObject | null {
  flushStream(asStream(self));
  asStream(self).closed = 1;
  return Py_None;
}

// ---- reading ---------------------------------------------------------------------------------------------------------

/** The next line, "" or b"" at the end: `new`. */
function readLine(s: StdStream): PyObject | null {
  if (!checkOpen(s)) return null;
  const at = s.fd == 0 ? host.readLine() : 0;
  if (at == 0) return s.binary ? PyBytes_FromStringAndSize(0, 0) : PyUnicode_New(0, 0);
  const size = host.resultSize();
  const line = s.binary ? PyBytes_FromStringAndSize(at, size) : PyUnicode_DecodeUTF8(at, size, strictText);
  PyMem_Free(at);
  return line;
}

function isEmpty(s: StdStream, line: PyObject): bool {
  return s.binary ? PyBytes_GET_SIZE(line) == 0 : PyUnicode_GET_LENGTH(line) == 0;
}

function stream_readline(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return readLine(asStream(self));
}

function stream_iternext(self: PyObject): PyObject | null {
  const line = readLine(asStream(self));
  if (line === null) return null;
  if (!isEmpty(asStream(self), line)) return line;
  Py_DECREF(line);
  return null;
}

function stream_readlines(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  while (true) {
    const line = stream_iternext(self);
    if (line === null) break;
    const rc = PyList_Append(list, line);
    Py_DECREF(line);
    if (rc < 0) break;
  }
  if (PyErr_Occurred() === null) return list;
  Py_DECREF(list);
  return null;
}

/** All that is left. DIFFERS: a size is not heeded (interim stream). */
function stream_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const all = memory.data(8, 8);
  const binary = asStream(self).binary != 0;
  const none: PyObject | null = binary ? PyBytes_FromStringAndSize(0, 0) : PyUnicode_New(0, 0);
  store<u64>(all, <u64>changetype<usize>(none));
  while (load<u32>(all) != 0) {
    const line = stream_iternext(self);
    if (line === null) break;
    if (binary) PyBytes_Concat(all, line);
    else PyUnicode_Append(all, line);
    Py_DECREF(line);
  }
  return PyErr_Occurred() !== null ? null : load<PyObject | null>(all);
}

// ---- attributes ------------------------------------------------------------------------------------------------------

function stream_fileno(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(asStream(self).fd);
}

function stream_false(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_False;
}

function stream_readable(self: PyObject, unused: PyObject | null): PyObject | null {
  return asStream(self).fd == 0 ? Py_True : Py_False;
}

function stream_writable(self: PyObject, unused: PyObject | null): PyObject | null {
  return asStream(self).fd == 0 ? Py_False : Py_True;
}

/** Every setting is what it would be set to. */
function stream_reconfigure(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return Py_None;
}

function stream_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(self);
}

function stream_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return stream_close(self, null);
}

function stream_get_name(self: PyObject, closure: usize): PyObject | null {
  const fd = asStream(self).fd;
  return PyUnicode_FromLiteral(fd == 0 ? "<stdin>" : fd == 1 ? "<stdout>" : "<stderr>");
}

function stream_get_mode(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromLiteral(asStream(self).fd == 0 ? "r" : "w");
}

function stream_get_encoding(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromLiteral("utf-8");
}

function stream_get_errors(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromLiteral(asStream(self).fd == 2 ? "backslashreplace" : "strict");
}

function stream_get_none(self: PyObject, closure: usize): PyObject | null {
  return Py_None;
}

function stream_get_closed(self: PyObject, closure: usize): PyObject | null {
  return asStream(self).closed ? Py_True : Py_False;
}

function stream_get_line_buffering(self: PyObject, closure: usize): PyObject | null {
  return asStream(self).fd == 2 ? Py_True : Py_False;
}

/** The stream for bytes; the text stream stays the owner of what waits. */
function stream_get_buffer(self: PyObject, closure: usize): PyObject | null {
  const s = asStream(self);
  if (s.binary) return Py_NewRef(self);
  return newStream(s.fd, 1, self);
}

function stream_repr(self: PyObject): PyObject | null {
  const name = stream_get_name(self, 0);
  if (name === null) return null;
  const s = asStream(self);
  let result: PyObject | null;
  if (s.binary) {
    result = PyUnicode_FromFormat(
      s.fd == 0 ? "<_io.BufferedReader name=%R>" : "<_io.BufferedWriter name=%R>",
      changetype<usize>(name),
    );
  } else {
    result = PyUnicode_FromFormat(
      s.fd == 0
        ? "<_io.TextIOWrapper name=%R mode='r' encoding='utf-8'>"
        : "<_io.TextIOWrapper name=%R mode='w' encoding='utf-8'>",
      changetype<usize>(name),
    );
  }
  Py_DECREF(name);
  return result;
}

export function initStdioType(): void {
  strictText = cstr("strict");
  escapeText = cstr("backslashreplace");
  const t = StdStream_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_io.TextIOWrapper", <i32>offsetof<StdStream>(), 0, 0);
  t.tp_dealloc = stream_dealloc.index;
  t.tp_repr = stream_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = stream_iternext.index;
  addMethod(t, "write", stream_write.index, METH_O, null);
  addMethod(t, "writelines", stream_writelines.index, METH_O, null);
  addMethod(t, "flush", stream_flush.index, METH_NOARGS, null);
  addMethod(t, "close", stream_close.index, METH_NOARGS, null);
  addMethod(t, "readline", stream_readline.index, METH_FASTCALL, null);
  addMethod(t, "readlines", stream_readlines.index, METH_FASTCALL, null);
  addMethod(t, "read", stream_read.index, METH_FASTCALL, null);
  addMethod(t, "fileno", stream_fileno.index, METH_NOARGS, null);
  addMethod(t, "isatty", stream_false.index, METH_NOARGS, null);
  addMethod(t, "seekable", stream_false.index, METH_NOARGS, null);
  addMethod(t, "readable", stream_readable.index, METH_NOARGS, null);
  addMethod(t, "writable", stream_writable.index, METH_NOARGS, null);
  addMethod(t, "reconfigure", stream_reconfigure.index, METH_VARARGS_KEYWORDS, null);
  addMethod(t, "__enter__", stream_enter.index, METH_NOARGS, null);
  addMethod(t, "__exit__", stream_exit.index, METH_FASTCALL, null);
  addGetSet(t, "name", stream_get_name.index, 0);
  addGetSet(t, "mode", stream_get_mode.index, 0);
  addGetSet(t, "encoding", stream_get_encoding.index, 0);
  addGetSet(t, "errors", stream_get_errors.index, 0);
  addGetSet(t, "newlines", stream_get_none.index, 0);
  addGetSet(t, "closed", stream_get_closed.index, 0);
  addGetSet(t, "line_buffering", stream_get_line_buffering.index, 0);
  addGetSet(t, "buffer", stream_get_buffer.index, 0);
}
