/**
 * Writing through a buffer, and moving in it (Modules/_io/bufferedio.c): BufferedWriter's half, and what changes the position for reader and writer
 * alike.
 */
import { PyObject, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_XDECREF, Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_BlockingIOError, PyExc_OSError, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetString,
} from "../../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseTupleArgs } from "../../protocol/args";
import { argValue, intArg, sizeArg } from "../../protocol/arg_values";
import { PyBUF_READ, PyBUF_SIMPLE, PyObject_GetBuffer, allocBuffer, freeBuffer } from "../../protocol/buffer";
import { PyObject_CallMethodOneArg, callThreeArgs } from "../../protocol/call";
import { PyNumber_AsSsize_t } from "../../protocol/number";
import { PyBytes_AS_STRING, PyBytes_CheckExact, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { PyMemoryView_FromMemory } from "../../types/memoryview";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { checkSignals } from "../../vm/pending";
import { current, mainThread } from "../../vm/thread_state";
import {
  Buffered,
  adjustPosition,
  asBuffered,
  enter,
  hasReadBuffer,
  hasWriteBuffer,
  initBuffer,
  isClosed,
  isPlainFile,
  isReady,
  isUsable,
  leave,
  rawOffset,
  rawSeek,
  rawTell,
  readahead,
  resetReadBuffer,
  resetWriteBuffer,
  takeRaw,
} from "./buffered";
import { fileWriteFrom } from "./fileio";
import { WOULD_BLOCK, clearBlockingErrno, blockingErrno } from "./files";
import { checkSeekable, checkWritable } from "./iobase";
import {
  DEFAULT_BUFFER_SIZE,
  PyBufferedWriter_Type,
  PyFileIO_Type,
  PyNumber_AsOff_t,
  raiseUnsupported,
  trapEintr,
} from "./state";

/** Signals' handlers run between writes that may take long; false with an exception. */
function signalsAllow(): bool {
  return current != mainThread || checkSignals() == 0;
}

/** The pending exception becomes BlockingIOError, of which `written` bytes were taken. */
function setBlockingError(written: i32): void {
  PyErr_Clear();
  const errno = PyLong_FromLong(blockingErrno);
  const message = PyUnicode_FromLiteral("write could not complete without blocking");
  const count = PyLong_FromLong(written);
  if (errno !== null && message !== null && count !== null) {
    const exc = callThreeArgs(PyExc_BlockingIOError, errno, message, count);
    if (exc !== null) {
      PyErr_SetObject(PyExc_BlockingIOError, exc);
      Py_DECREF(exc);
    }
  }
  Py_XDECREF(errno);
  Py_XDECREF(message);
  Py_XDECREF(count);
}

/** raw.write() of a raw stream that is any object: how many bytes it says it has taken. */
function writeByMethod(self: Buffered, data: usize, size: i32): i32 {
  const view = PyMemoryView_FromMemory(data, size, PyBUF_READ);
  if (view === null) return -1;
  let result = PyObject_CallMethodOneArg(self.raw!, ID.write, view);
  while (result === null && trapEintr()) result = PyObject_CallMethodOneArg(self.raw!, ID.write, view);
  Py_DECREF(view);
  if (result === null) return -1;
  if (result == Py_None) {
    Py_DECREF(result);
    return WOULD_BLOCK;
  }
  const n = PyNumber_AsSsize_t(result, PyExc_ValueError);
  Py_DECREF(result);
  if (n >= 0 && n <= size) return n;
  const format = "raw write() returned invalid length %zd (should have been between 0 and %zd)";
  PyErr_Format(PyExc_OSError, format, n, size);
  return -1;
}

/** Writes to the raw stream: bytes, WOULD_BLOCK, or -1 with an exception. */
function rawWrite(self: Buffered, data: usize, size: i32): i32 {
  clearBlockingErrno();
  const n = isPlainFile(self, ID.write) ? fileWriteFrom(self.raw!, data, size) : writeByMethod(self, data, size);
  if (n > 0 && self.abs_pos != -1) self.abs_pos += n;
  return n;
}

/** Lets out what waits to be written; false with an exception, BlockingIOError if the raw stream takes no more. */
export function flushUnlocked(self: Buffered): bool {
  if (hasWriteBuffer(self) && self.write_pos != self.write_end) {
    const rewind = rawOffset(self) + (self.pos - self.write_pos);
    if (rewind != 0) {
      if (rawSeek(self, -(<i64>rewind), 1) < 0) return false;
      self.raw_pos -= rewind;
    }
    while (self.write_pos < self.write_end) {
      const n = rawWrite(self, self.buffer + <usize>self.write_pos, self.write_end - self.write_pos);
      if (n == WOULD_BLOCK) setBlockingError(0);
      if (n < 0) return false;
      self.write_pos += n;
      self.raw_pos = self.write_pos;
      if (!signalsAllow()) return false;
    }
  }
  // a position asked for after this must not count bytes that are gone
  resetWriteBuffer(self);
  return true;
}

/** The same; then the raw stream stands where the program does. */
export function flushAndRewind(self: Buffered): bool {
  if (!flushUnlocked(self)) return false;
  if (!self.readable) return true;
  const at = rawSeek(self, -(<i64>rawOffset(self)), 1);
  resetReadBuffer(self);
  return at != -1;
}

export function buffered_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  const b = asBuffered(self);
  if (!isUsable(b, "flush of closed file") || !enter(b)) return null;
  const good = flushAndRewind(b);
  leave(b);
  return good ? Py_NewRef(Py_None) : null;
}

// ---- write -----------------------------------------------------------------------------------------------------------

/** Buffers all of the data, for which there is room. */
function keep(self: Buffered, data: usize, size: i32): void {
  memory.copy(self.buffer + <usize>self.pos, data, <usize>size);
  if (!hasWriteBuffer(self) || self.write_pos > self.pos) self.write_pos = self.pos;
  adjustPosition(self, self.pos + size);
  if (self.pos > self.write_end) self.write_end = self.pos;
}

/** After a flush that would block: as much as fits goes behind what waits. True if that is all. */
function keepSome(self: Buffered, data: usize, size: i32): bool {
  if (!PyErr_ExceptionMatches(PyExc_BlockingIOError)) return false;
  if (self.readable) resetReadBuffer(self);
  const from = self.write_pos;
  memory.copy(self.buffer, self.buffer + <usize>from, <usize>(self.write_end - from));
  self.write_end -= from;
  self.raw_pos -= from;
  self.pos -= from;
  self.write_pos = 0;
  const room = self.buffer_size - self.write_end;
  const n = min(size, room);
  memory.copy(self.buffer + <usize>self.write_end, data, <usize>n);
  self.write_end += n;
  self.pos += n;
  if (n < size) setBlockingError(n);
  else PyErr_Clear();
  return n == size;
}

/** Writes what is larger than the buffer directly; the rest that waits in the buffer begins at the returned offset, -1 with an exception. */
function writeDirectly(self: Buffered, data: usize, size: i32): i32 {
  let written = 0;
  while (size - written > self.buffer_size) {
    const n = rawWrite(self, data + <usize>written, size - written);
    if (n == WOULD_BLOCK) {
      const room = self.buffer_size;
      memory.copy(self.buffer, data + <usize>written, <usize>room);
      self.raw_pos = 0;
      adjustPosition(self, room);
      self.write_end = room;
      setBlockingError(written + room);
      return -1;
    }
    if (n < 0) return -1;
    written += n;
    if (!signalsAllow()) return -1;
  }
  return written;
}

/** write() with the lock held: false with an exception. */
export function writeUnlocked(self: Buffered, data: usize, size: i32): bool {
  if (!hasReadBuffer(self) && !hasWriteBuffer(self)) {
    self.pos = 0;
    self.raw_pos = 0;
  }
  if (size <= self.buffer_size - self.pos) {
    keep(self, data, size);
    return true;
  }
  if (!flushUnlocked(self)) return keepSome(self, data, size);
  // what was read ahead and not changed has moved the raw stream
  const offset = rawOffset(self);
  if (offset != 0) {
    if (rawSeek(self, -(<i64>offset), 1) < 0) return false;
    self.raw_pos -= offset;
  }
  const written = writeDirectly(self, data, size);
  if (written < 0) return false;
  if (self.readable) resetReadBuffer(self);
  const rest = size - written;
  memory.copy(self.buffer, data + <usize>written, <usize>rest);
  self.write_pos = 0;
  self.write_end = rest;
  adjustPosition(self, rest);
  self.raw_pos = 0;
  return true;
}

/** Writes bytes for a stream above: false with an exception. */
export function bufferedWrite(self: Buffered, data: usize, size: i32): bool {
  if (!isReady(self) || !enter(self)) return false;
  let good = false;
  if (isClosed(self)) PyErr_SetString(PyExc_ValueError, "write to closed file");
  else good = writeUnlocked(self, data, size);
  leave(self);
  return good;
}

export function buffered_write(self: PyObject, data: PyObject): PyObject | null {
  if (PyBytes_CheckExact(data)) {
    const n = PyBytes_GET_SIZE(data);
    return bufferedWrite(asBuffered(self), PyBytes_AS_STRING(data), n) ? PyLong_FromLong(n) : null;
  }
  const view = allocBuffer();
  if (PyObject_GetBuffer(data, view, PyBUF_SIMPLE) < 0) {
    view.obj = null;
    freeBuffer(view);
    return null;
  }
  const n = view.len;
  const good = bufferedWrite(asBuffered(self), view.buf, n);
  freeBuffer(view);
  return good ? PyLong_FromLong(n) : null;
}

// ---- position --------------------------------------------------------------------------------------------------------

export function buffered_tell(self: PyObject, unused: PyObject | null): PyObject | null {
  const b = asBuffered(self);
  if (!isReady(b)) return null;
  const at = rawTell(b);
  if (at == -1) return null;
  const pos = at - rawOffset(b);
  // a device may say 0 whatever was read
  return PyLong_FromI64(pos < 0 ? 0 : pos);
}

/** A seek that stays in what is buffered: the new position, or -1 if it does not, or with an exception. */
function seekInBuffer(self: Buffered, target: i64, whence: i32): i64 {
  const at = self.abs_pos != -1 ? self.abs_pos : rawTell(self);
  const ahead = readahead(self);
  if (ahead <= 0) return -1;
  const offset = whence == 0 ? target - (at - rawOffset(self)) : target;
  if (offset < -self.pos || offset > ahead) return -1;
  self.pos += <i32>offset;
  return max(at - ahead + offset, 0);
}

function seekUnlocked(self: Buffered, target: i64, whence: i32): PyObject | null {
  if (self.writable && !flushUnlocked(self)) return null;
  const at = rawSeek(self, whence == 1 ? target - rawOffset(self) : target, whence);
  if (at == -1) return null;
  self.raw_pos = -1;
  if (self.readable) resetReadBuffer(self);
  return PyLong_FromI64(at);
}

export function buffered_seek(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("seek", nargs, 1, 2)) return null;
  let whence = 0;
  if (nargs > 1) {
    if (!intArg(ptrAt(args, 1))) return null;
    whence = argValue;
  }
  const b = asBuffered(self);
  if (!isReady(b)) return null;
  // 3 and 4: SEEK_DATA, SEEK_HOLE
  if (whence < 0 || whence > 4) return PyErr_Format(PyExc_ValueError, "whence value %d unsupported", whence);
  if (!isUsable(b, "seek of closed file") || !checkSeekable(b.raw!)) return null;
  const target = PyNumber_AsOff_t(ptrAt(args, 0), PyExc_ValueError);
  if (target == -1 && PyErr_Occurred() !== null) return null;
  if (whence < 2 && b.readable) {
    const at = seekInBuffer(b, target, whence);
    if (at >= 0) return PyLong_FromI64(at);
    PyErr_Clear();
  }
  if (!isReady(b) || !enter(b)) return null;
  const result = seekUnlocked(b, target, whence);
  leave(b);
  return result;
}

export function buffered_truncate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("truncate", nargs, 0, 1)) return null;
  const b = asBuffered(self);
  if (!isUsable(b, "truncate of closed file")) return null;
  if (!b.writable) return raiseUnsupported("truncate");
  if (!enter(b)) return null;
  let result: PyObject | null = null;
  if (flushAndRewind(b)) {
    result = PyObject_CallMethodOneArg(b.raw!, ID.truncate, nargs > 0 ? ptrAt(args, 0) : Py_None);
    if (result !== null && rawTell(b) == -1) PyErr_Clear();
  }
  leave(b);
  return result;
}

// ---- __init__ --------------------------------------------------------------------------------------------------------

/** The buffer's size, of an argument that may be absent: false with an exception. */
export function bufferSizeArg(op: PyObject | null): i32 {
  if (op === null) return DEFAULT_BUFFER_SIZE;
  if (!sizeArg(op)) return -1;
  return argValue < 0 ? 0 : argValue;
}

export function bufferedwriter_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!parseTupleArgs("BufferedWriter", "raw,buffer_size=", args, kwds)) return -1;
  const raw = argReq(0);
  const size = bufferSizeArg(arg(1));
  if (size < 0) return -1;
  const b = asBuffered(self);
  b.ok = 0;
  b.detached = 0;
  if (!checkWritable(raw)) return -1;
  takeRaw(b, raw, size, false, true);
  if (!initBuffer(b)) return -1;
  resetWriteBuffer(b);
  b.pos = 0;
  b.fast_closed_checks = self.ob_type == PyBufferedWriter_Type && raw.ob_type == PyFileIO_Type ? 1 : 0;
  b.ok = 1;
  return 0;
}
