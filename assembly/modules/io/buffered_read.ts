/**
 * Reading through a buffer (Modules/_io/bufferedio.c): BufferedReader's half, and the __init__ of BufferedReader and BufferedRandom.
 */
import { PyObject, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_OSError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString, _PyErr_FormatFromCause } from "../../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseTupleArgs } from "../../protocol/args";
import { argValue, sizeArg } from "../../protocol/arg_values";
import { PyBUF_WRITE, Py_buffer, freeBuffer } from "../../protocol/buffer";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg, PyObject_CallNoArgs } from "../../protocol/call";
import { PyNumber_AsSsize_t } from "../../protocol/number";
import {
  PyBytes_AS_STRING,
  PyBytes_Check,
  PyBytes_FromStringAndSize,
  PyBytes_GET_SIZE,
  _Py_bytesEmpty,
  bytes_concat,
} from "../../types/bytes";
import { findChar } from "../../types/fastsearch";
import { PyList_Append, PyList_GET_SIZE, PyList_New, _PyList_AppendTakeRef } from "../../types/list";
import { PyLong_FromLong } from "../../types/long";
import { PyMemoryView_FromMemory } from "../../types/memoryview";
import { endWait, takeIterated } from "../../vm/threads";
import {
  Buffered,
  asBuffered,
  enter,
  hasReadBuffer,
  initBuffer,
  isPlainFile,
  isReady,
  isUsable,
  leave,
  readahead,
  resetReadBuffer,
  resetWriteBuffer,
  takeRaw,
} from "./buffered";
import { bufferSizeArg, flushAndRewind } from "./buffered_write";
import { cutBytes, fileReadInto } from "./fileio";
import { WOULD_BLOCK, offerSite, takeSite, withdrawSite } from "./files";
import { checkReadable, checkSeekable, checkWritable, joinBytes } from "./iobase";
import { socketOf, waitForSocket } from "./socket_wait";
import {
  PyBufferedRandom_Type,
  PyBufferedReader_Type,
  PyFileIO_Type,
  optionalAttr,
  sizeOrNone,
  sizeValue,
  trapEintr,
  writableBuffer,
} from "./state";

// ---- from the raw stream ---------------------------------------------------------------------------------------------

/** raw.readinto() of a raw stream that is any object: how many bytes it says it has given. */
function readByMethod(self: Buffered, to: usize, size: i32): i32 {
  const view = PyMemoryView_FromMemory(to, size, PyBUF_WRITE);
  if (view === null) return -1;
  let result = PyObject_CallMethodOneArg(self.raw!, ID.readinto, view);
  while (result === null && trapEintr()) result = PyObject_CallMethodOneArg(self.raw!, ID.readinto, view);
  Py_DECREF(view);
  if (result === null) return -1;
  if (result == Py_None) {
    Py_DECREF(result);
    return WOULD_BLOCK;
  }
  const n = PyNumber_AsSsize_t(result, PyExc_ValueError);
  Py_DECREF(result);
  if (n == -1 && PyErr_Occurred() !== null) {
    _PyErr_FormatFromCause(PyExc_OSError, "raw readinto() failed");
    return -1;
  }
  if (n >= 0 && n <= size) return n;
  const format = "raw readinto() returned invalid length %zd (should have been between 0 and %zd)";
  PyErr_Format(PyExc_OSError, format, n, size);
  return -1;
}

/** Waits at an offered site for the raw stream that is a socket's; false when the caller answers -1. */
function awaitOffered(self: Buffered): bool {
  const site = takeSite();
  const socket: PyObject | null = site == 0 ? null : socketOf(self.raw!);
  return socket === null || waitForSocket(socket, site);
}

/** Reads from the raw stream: bytes, 0 at the end, WOULD_BLOCK, or -1 with an exception. */
function rawRead(self: Buffered, to: usize, size: i32): i32 {
  let n: i32;
  if (isPlainFile(self, ID.readinto)) n = fileReadInto(self.raw!, to, size);
  else {
    if (!awaitOffered(self)) return -1;
    n = readByMethod(self, to, size);
    endWait();
  }
  if (n > 0 && self.abs_pos != -1) self.abs_pos += n;
  return n;
}

/** Reads into the free part of the buffer; answers as rawRead. */
function fillBuffer(self: Buffered): i32 {
  const start = hasReadBuffer(self) ? self.read_end : 0;
  const n = rawRead(self, self.buffer + <usize>start, self.buffer_size - start);
  if (n <= 0) return n;
  self.read_end = start + n;
  self.raw_pos = start + n;
  return n;
}

/** Takes `n` bytes that are in the buffer: `new`. */
function takeBuffered(self: Buffered, n: i32): PyObject | null {
  const bytes = PyBytes_FromStringAndSize(self.buffer + <usize>self.pos, n);
  if (bytes !== null) self.pos += n;
  return bytes;
}

/** Lets a writer's bytes out before the raw stream is read; false with an exception. */
function readyToRead(self: Buffered): bool {
  return !self.writable || flushAndRewind(self);
}

/**
 * May a method with an empty buffer, called at `site`, be left to wait? Only over a file of its own, where no Python code runs in between, and over a
 * socket, which is waited for before.
 */
export function offerReadSite(self: Buffered, site: usize): bool {
  if (self.ok <= 0 || self.writable || readahead(self) != 0) return false;
  if (site == 0) return false;
  const plain = isPlainFile(self, ID.readinto) && isPlainFile(self, ID.readall);
  return (plain || socketOf(self.raw!) !== null) && offerSite(site);
}

// ---- read ------------------------------------------------------------------------------------------------------------

/** read() of a raw stream without readall(), until it ends: `new`. */
function readPieces(self: Buffered, first: PyObject | null): PyObject | null {
  const chunks = PyList_New(0);
  if (chunks === null) return null;
  let result: PyObject | null = null;
  let good: bool = first === null || PyList_Append(chunks, first) == 0;
  while (good) {
    const data = PyObject_CallMethodNoArgs(self.raw!, ID.read);
    if (data === null) break;
    if (data != Py_None && !PyBytes_Check(data)) {
      PyErr_SetString(PyExc_TypeError, "read() should return bytes");
      Py_DECREF(data);
      break;
    }
    if (data == Py_None || PyBytes_GET_SIZE(data) == 0) {
      if (PyList_GET_SIZE(chunks) == 0) result = data;
      else {
        result = joinBytes(chunks);
        Py_DECREF(data);
      }
      break;
    }
    if (self.abs_pos != -1) self.abs_pos += PyBytes_GET_SIZE(data);
    good = _PyList_AppendTakeRef(chunks, data) == 0;
  }
  Py_DECREF(chunks);
  return result;
}

/** What was buffered, and all that readall() gives: `new`. */
function withAll(first: PyObject | null, readall: PyObject): PyObject | null {
  const rest = PyObject_CallNoArgs(readall);
  if (rest === null) return null;
  if (rest != Py_None && !PyBytes_Check(rest)) {
    Py_DECREF(rest);
    return PyErr_SetString(PyExc_TypeError, "readall() should return bytes");
  }
  if (first === null) return rest;
  if (rest == Py_None) {
    Py_DECREF(rest);
    return Py_NewRef(first);
  }
  const whole = bytes_concat(first, rest);
  Py_DECREF(rest);
  return whole;
}

function readAll(self: Buffered): PyObject | null {
  const ahead = readahead(self);
  let first: PyObject | null = null;
  if (ahead != 0) {
    first = takeBuffered(self, ahead);
    if (first === null) return null;
  }
  let result: PyObject | null = null;
  if (readyToRead(self)) {
    resetReadBuffer(self);
    const plain = isPlainFile(self, ID.readall);
    if (!plain && !awaitOffered(self)) {
      Py_XDECREF(first);
      return null;
    }
    const readall = optionalAttr(self.raw!, ID.readall);
    if (readall !== null) {
      result = withAll(first, readall);
      Py_DECREF(readall);
    } else if (PyErr_Occurred() === null) result = readPieces(self, first);
    if (!plain) endWait();
  }
  Py_XDECREF(first);
  return result;
}

/** The end of a read of `got` bytes for which the raw stream gave `n`, 0 or less: steals `bytes`. */
function shortRead(bytes: PyObject, got: i32, n: i32): PyObject | null {
  if (n == 0 || (n == WOULD_BLOCK && got > 0)) return cutBytes(bytes, got);
  Py_DECREF(bytes);
  return n == WOULD_BLOCK ? Py_NewRef(Py_None) : null;
}

/** How much of `size` can go around the buffer: whole blocks. */
function wholeBlocks(self: Buffered, size: i32): i32 {
  if (self.buffer_mask != 0) return size & ~self.buffer_mask;
  return self.buffer_size * (size / self.buffer_size);
}

/** Reads `n` bytes, more than are buffered: `new`, None if it would block. */
function readGeneric(self: Buffered, n: i32): PyObject | null {
  const ahead = readahead(self);
  if (n <= ahead) return takeBuffered(self, n);
  const bytes = PyBytes_FromStringAndSize(0, n);
  if (bytes === null) return null;
  const out = PyBytes_AS_STRING(bytes);
  memory.copy(out, self.buffer + <usize>self.pos, <usize>ahead);
  let got = ahead;
  self.pos += ahead;
  if (!readyToRead(self)) {
    Py_DECREF(bytes);
    return null;
  }
  resetReadBuffer(self);
  for (let blocks = wholeBlocks(self, n - got); blocks > 0; blocks = wholeBlocks(self, n - got)) {
    const r = rawRead(self, out + <usize>got, blocks);
    if (r <= 0) return shortRead(bytes, got, r);
    got += r;
  }
  self.pos = 0;
  self.raw_pos = 0;
  self.read_end = 0;
  // no more than what satisfies the read: a socket could block for ever
  while (got < n && self.read_end < self.buffer_size) {
    const r = fillBuffer(self);
    if (r <= 0) return shortRead(bytes, got, r);
    const part = min(r, n - got);
    memory.copy(out + <usize>got, self.buffer + <usize>self.pos, <usize>part);
    got += part;
    self.pos += part;
  }
  return bytes;
}

export function buffered_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("read", nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs > 0 ? ptrAt(args, 0) : null, -1)) return null;
  const n = sizeValue;
  const b = asBuffered(self);
  if (!isReady(b)) return null;
  if (n < -1) return PyErr_SetString(PyExc_ValueError, "read length must be non-negative or -1");
  if (!isUsable(b, "read of closed file")) return null;
  if (n >= 0 && n <= readahead(b)) return takeBuffered(b, n);
  if (!enter(b)) return null;
  const offered = offerReadSite(b, args);
  const result = n == -1 ? readAll(b) : readGeneric(b, n);
  withdrawSite(offered);
  leave(b);
  return result;
}

/** read1(n), n below 0: the buffer's size. Also for a stream above: `new`. */
export function bufferedRead1(b: Buffered, wanted: i32): PyObject | null {
  if (!isReady(b)) return null;
  const n = wanted < 0 ? b.buffer_size : wanted;
  if (!isUsable(b, "read of closed file")) return null;
  if (n == 0) return Py_NewRef(_Py_bytesEmpty());
  const ahead = readahead(b);
  if (ahead > 0) return takeBuffered(b, min(ahead, n));
  const bytes = PyBytes_FromStringAndSize(0, n);
  if (bytes === null) return null;
  if (!enter(b)) {
    Py_DECREF(bytes);
    return null;
  }
  let r = -1;
  if (readyToRead(b)) {
    resetReadBuffer(b);
    r = rawRead(b, PyBytes_AS_STRING(bytes), n);
  }
  leave(b);
  if (r != -1) return cutBytes(bytes, max(r, 0));
  Py_DECREF(bytes);
  return null;
}

export function buffered_read1(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("read1", nargs, 0, 1)) return null;
  if (nargs > 0 && !sizeArg(ptrAt(args, 0))) return null;
  const n = nargs > 0 ? argValue : -1;
  const offered = offerReadSite(asBuffered(self), args);
  const result = bufferedRead1(asBuffered(self), n);
  withdrawSite(offered);
  return result;
}

function peekUnlocked(self: Buffered): PyObject | null {
  // nothing moves: either what is there, or a full buffer
  const ahead = readahead(self);
  if (ahead > 0) return PyBytes_FromStringAndSize(self.buffer + <usize>self.pos, ahead);
  resetReadBuffer(self);
  const n = fillBuffer(self);
  if (n == -1) return null;
  self.pos = 0;
  return PyBytes_FromStringAndSize(self.buffer, max(n, 0));
}

export function buffered_peek(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("peek", nargs, 0, 1)) return null;
  if (nargs > 0 && !sizeArg(ptrAt(args, 0))) return null;
  const b = asBuffered(self);
  if (!isUsable(b, "peek of closed file") || !enter(b)) return null;
  const offered = offerReadSite(b, args);
  const result: PyObject | null = readyToRead(b) ? peekUnlocked(b) : null;
  withdrawSite(offered);
  leave(b);
  return result;
}

// ---- readinto --------------------------------------------------------------------------------------------------------

/** Fills the view from offset `got` on; how far it is filled then, -1 with an exception, WOULD_BLOCK. */
function fillView(self: Buffered, view: Py_buffer, got: i32, once: bool): i32 {
  if (!readyToRead(self)) return -1;
  resetReadBuffer(self);
  self.pos = 0;
  while (got < view.len) {
    const left = view.len - got;
    let n = 0;
    if (left > self.buffer_size) {
      n = rawRead(self, view.buf + <usize>got, left);
    } else if (!(once && got > 0)) {
      n = fillBuffer(self);
      if (n > 0) {
        n = min(n, left);
        memory.copy(view.buf + <usize>got, self.buffer + <usize>self.pos, <usize>n);
        self.pos += n;
        got += n;
        continue;
      }
    }
    if (n == 0 || (n == WOULD_BLOCK && got > 0)) break;
    if (n < 0) return n;
    got += n;
    if (once) break;
  }
  return got;
}

function readIntoView(self: Buffered, view: Py_buffer, once: bool): PyObject | null {
  if (!isUsable(self, "readinto of closed file")) return null;
  const ahead = readahead(self);
  const n = min(ahead, view.len);
  if (ahead > 0) {
    memory.copy(view.buf, self.buffer + <usize>self.pos, <usize>n);
    self.pos += n;
    if (n == view.len) return PyLong_FromLong(n);
  }
  if (!enter(self)) return null;
  const got = fillView(self, view, n, once);
  leave(self);
  if (got == WOULD_BLOCK) return Py_NewRef(Py_None);
  return got < 0 ? null : PyLong_FromLong(got);
}

export function buffered_readinto(self: PyObject, buffer: PyObject): PyObject | null {
  const view = writableBuffer("readinto", buffer);
  if (view === null) return null;
  const result = readIntoView(asBuffered(self), view, false);
  freeBuffer(view);
  return result;
}

export function buffered_readinto1(self: PyObject, buffer: PyObject): PyObject | null {
  const view = writableBuffer("readinto1", buffer);
  if (view === null) return null;
  const result = readIntoView(asBuffered(self), view, true);
  freeBuffer(view);
  return result;
}

// ---- lines -----------------------------------------------------------------------------------------------------------

/** A line that goes on beyond the buffer, whose bytes are taken already into `chunks`: false with an exception. */
function gatherLine(self: Buffered, chunks: PyObject, left: i32): bool {
  let limit = left;
  while (true) {
    resetReadBuffer(self);
    let n = fillBuffer(self);
    if (n == -1) return false;
    if (n <= 0) return true;
    if (limit >= 0 && n > limit) n = limit;
    const end = findChar<u8>(self.buffer, n, 10);
    const size = end < 0 ? n : end + 1;
    const part = PyBytes_FromStringAndSize(self.buffer, size);
    if (part === null || _PyList_AppendTakeRef(chunks, part) < 0) return false;
    if (end >= 0 || n == limit) {
      self.pos = size;
      return true;
    }
    if (limit >= 0) limit -= n;
  }
}

function readLongLine(self: Buffered, ahead: i32, limit: i32): PyObject | null {
  const chunks = PyList_New(0);
  if (chunks === null) return null;
  let good = true;
  if (ahead > 0) {
    const part = takeBuffered(self, ahead);
    good = part !== null && _PyList_AppendTakeRef(chunks, part) == 0;
    if (limit >= 0) limit -= ahead;
  }
  good = good && readyToRead(self) && gatherLine(self, chunks, limit);
  const result: PyObject | null = good ? joinBytes(chunks) : null;
  Py_DECREF(chunks);
  return result;
}

/** A line of at most `limit` bytes (below 0: any): `new`. */
export function bufferedReadLine(self: Buffered, limit: i32): PyObject | null {
  if (!isUsable(self, "readline of closed file")) return null;
  const ahead = readahead(self);
  const n = limit >= 0 && ahead > limit ? limit : ahead;
  const end = findChar<u8>(self.buffer + <usize>self.pos, n, 10);
  if (end >= 0) return takeBuffered(self, end + 1);
  if (n == limit) return takeBuffered(self, n);
  if (!enter(self)) return null;
  const line = readLongLine(self, n, limit);
  leave(self);
  return line;
}

export function buffered_readline(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readline", nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs > 0 ? ptrAt(args, 0) : null, -1)) return null;
  const limit = sizeValue;
  if (!isReady(asBuffered(self))) return null;
  const offered = offerReadSite(asBuffered(self), args);
  const line = bufferedReadLine(asBuffered(self), limit);
  withdrawSite(offered);
  return line;
}

export function buffered_iternext(self: PyObject): PyObject | null {
  if (!isReady(asBuffered(self))) return null;
  let line: PyObject | null;
  if (self.ob_type == PyBufferedReader_Type || self.ob_type == PyBufferedRandom_Type) {
    const offered = offerReadSite(asBuffered(self), takeIterated(changetype<usize>(self)));
    line = bufferedReadLine(asBuffered(self), -1);
    withdrawSite(offered);
  } else {
    line = PyObject_CallMethodNoArgs(self, ID.readline);
    if (line !== null && !PyBytes_Check(line)) {
      const format = "readline() should have returned a bytes object, not '%s'";
      PyErr_Format(PyExc_OSError, format, line.ob_type.tp_name);
      Py_DECREF(line);
      return null;
    }
  }
  if (line === null || PyBytes_GET_SIZE(line) > 0) return line;
  Py_DECREF(line);
  return null;
}

// ---- __init__ --------------------------------------------------------------------------------------------------------

export function bufferedreader_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!parseTupleArgs("BufferedReader", "raw,buffer_size=", args, kwds)) return -1;
  const raw = argReq(0);
  const size = bufferSizeArg(arg(1));
  if (size < 0) return -1;
  const b = asBuffered(self);
  b.ok = 0;
  b.detached = 0;
  if (!checkReadable(raw)) return -1;
  takeRaw(b, raw, size, true, false);
  if (!initBuffer(b)) return -1;
  resetReadBuffer(b);
  b.fast_closed_checks = self.ob_type == PyBufferedReader_Type && raw.ob_type == PyFileIO_Type ? 1 : 0;
  b.ok = 1;
  return 0;
}

export function bufferedrandom_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!parseTupleArgs("BufferedRandom", "raw,buffer_size=", args, kwds)) return -1;
  const raw = argReq(0);
  const size = bufferSizeArg(arg(1));
  if (size < 0) return -1;
  const b = asBuffered(self);
  b.ok = 0;
  b.detached = 0;
  if (!checkSeekable(raw) || !checkReadable(raw) || !checkWritable(raw)) return -1;
  takeRaw(b, raw, size, true, true);
  if (!initBuffer(b)) return -1;
  resetReadBuffer(b);
  resetWriteBuffer(b);
  b.pos = 0;
  b.fast_closed_checks = self.ob_type == PyBufferedRandom_Type && raw.ob_type == PyFileIO_Type ? 1 : 0;
  b.ok = 1;
  return 0;
}
