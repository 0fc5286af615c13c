/**
 * What _io.BufferedReader, BufferedWriter and BufferedRandom share (Modules/_io/bufferedio.c): one buffer for reading and writing, the position of
 * the raw stream, the lock, closing.
 *
 *   16 raw   24 ok   28 detached   32 readable   36 writable   40 finalizing   44 fast_closed_checks   48 abs_pos (i64)   56 buffer
 *   64 pos   72 raw_pos   80 read_end   88 write_pos   96 write_end   104 locked   112 owner   120 buffer_size   128 buffer_mask
 *   136 __dict__   144 weak references   152
 *
 * `pos` is where the program is in the buffer, `raw_pos` where the raw stream is. The buffer is good for reading up to `read_end`, unless that is
 * -1; from `write_pos` to `write_end` wait bytes to be written, unless that is -1. `abs_pos` is the raw stream's position in the file, -1 if nobody
 * knows.
 *
 * Invariant: whoever calls the raw stream holds the lock (`enter`, `leave`), since the raw stream may be Python code that comes back here.
 */
import { PyObject } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { visitField } from "../../object/slots";
import { PyExc_OSError, PyExc_RuntimeError, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyObject_GC_UnTrack, PyType_GenericAlloc } from "../../gc/collector";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../../protocol/errors";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg, callMethodTwoArgs } from "../../protocol/call";
import { PyObject_IsTrue, Py_ReprEnter, Py_ReprLeave } from "../../protocol/compare";
import { PyDict_Contains } from "../../types/dict";
import { PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { currentIdent } from "../../vm/thread_state";
import { WAIT_AGAIN, WAIT_ZERO, endWait, waitOn } from "../../vm/threads";
import { blockSizeOf, fileDict, fileIsClosed, fileSeek } from "./fileio";
import { finalizeStream } from "./iobase";
import {
  DEFAULT_BUFFER_SIZE,
  PyBufferedReader_Type,
  PyBufferedWriter_Type,
  PyFileIO_Type,
  PyNumber_AsOff_t,
  nameOf,
} from "./state";

@unmanaged
export class Buffered extends PyObject {
  raw: PyObject | null; // 16
  raw_hi: u32;
  ok: i32; // 24
  detached: i32;
  readable: i32; // 32
  writable: i32;
  finalizing: i32; // 40
  fast_closed_checks: i32;
  abs_pos: i64; // 48
  buffer: usize; // 56
  buffer_hi: u32;
  pos: i32; // 64
  pos_hi: i32;
  raw_pos: i32; // 72
  raw_pos_hi: i32;
  read_end: i32; // 80
  read_end_hi: i32;
  write_pos: i32; // 88
  write_pos_hi: i32;
  write_end: i32; // 96
  write_end_hi: i32;
  locked: i32; // 104
  locked_hi: i32;
  owner: i64; // 112
  buffer_size: i32; // 120
  buffer_size_hi: i32;
  buffer_mask: i32; // 128
  buffer_mask_hi: i32;
  dict: PyObject | null; // 136
  dict_hi: u32;
  weakreflist: PyObject | null; // 144
  weakreflist_hi: u32;
}

export function asBuffered(op: PyObject): Buffered {
  return changetype<Buffered>(op);
}

// ---- may it be used? -------------------------------------------------------------------------------------------------

/** False with ValueError before __init__ and after detach(). */
export function isReady(self: Buffered): bool {
  if (self.ok > 0) return true;
  const detached = self.detached != 0;
  PyErr_SetString(
    PyExc_ValueError,
    detached ? "raw stream has been detached" : "I/O operation on uninitialized object",
  );
  return false;
}

/** raw.closed: 1, 0, -1 with an exception. */
function rawClosed(self: Buffered): i32 {
  if (!isReady(self)) return -1;
  const closed = PyObject_GetAttr(self.raw!, ID.closed);
  if (closed === null) return -1;
  const truth = PyObject_IsTrue(closed);
  Py_DECREF(closed);
  return truth;
}

/** Also true if nobody can say. */
export function isClosed(self: Buffered): bool {
  if (self.buffer == 0) return true;
  return self.fast_closed_checks ? fileIsClosed(self.raw!) : rawClosed(self) != 0;
}

/** Ready, and open or with bytes to read? False with ValueError(message). */
export function isUsable(self: Buffered, message: string): bool {
  if (!isReady(self)) return false;
  if (!isClosed(self) || readahead(self) != 0) return true;
  PyErr_SetString(PyExc_ValueError, message);
  return false;
}

// ---- the buffer ------------------------------------------------------------------------------------------------------

export function hasReadBuffer(self: Buffered): bool {
  return self.readable != 0 && self.read_end != -1;
}

export function hasWriteBuffer(self: Buffered): bool {
  return self.writable != 0 && self.write_end != -1;
}

/** Bytes that wait to be read. */
export function readahead(self: Buffered): i32 {
  return hasReadBuffer(self) ? self.read_end - self.pos : 0;
}

/** How far the raw stream is ahead of the program. */
export function rawOffset(self: Buffered): i32 {
  return (hasReadBuffer(self) || hasWriteBuffer(self)) && self.raw_pos >= 0 ? self.raw_pos - self.pos : 0;
}

export function adjustPosition(self: Buffered, pos: i32): void {
  self.pos = pos;
  if (hasReadBuffer(self) && self.read_end < pos) self.read_end = pos;
}

export function resetReadBuffer(self: Buffered): void {
  self.read_end = -1;
}

export function resetWriteBuffer(self: Buffered): void {
  self.write_pos = 0;
  self.write_end = -1;
}

// ---- the lock --------------------------------------------------------------------------------------------------------

/** Waits for the lock and takes it; false with RuntimeError if this thread has it already. */
function enterBusy(self: Buffered): bool {
  if (self.owner == currentIdent()) {
    PyErr_Format(PyExc_RuntimeError, "reentrant call inside %R", changetype<usize>(self));
    return false;
  }
  while (self.locked) {
    const at = changetype<usize>(self) + offsetof<Buffered>("locked");
    if (waitOn(WAIT_ZERO, at, 0, 0, -1, 0) != WAIT_AGAIN) return false;
  }
  endWait();
  return true;
}

export function enter(self: Buffered): bool {
  if (self.locked && !enterBusy(self)) return false;
  self.locked = 1;
  self.owner = currentIdent();
  return true;
}

export function leave(self: Buffered): void {
  self.owner = 0;
  self.locked = 0;
}

// ---- the raw stream --------------------------------------------------------------------------------------------------

/** May method `name` of the raw stream be called directly, because it is FileIO's own? */
export function isPlainFile(self: Buffered, name: PyObject): bool {
  const raw = self.raw!;
  if (raw.ob_type != PyFileIO_Type) return false;
  const dict = fileDict(raw);
  return dict === null || PyDict_Contains(dict, name) == 0;
}

/** A position that the raw stream has answered, checked: -1 with an exception. Steals `answer`. */
function positionOf(self: Buffered, answer: PyObject | null): i64 {
  if (answer === null) return -1;
  const at = PyNumber_AsOff_t(answer, PyExc_ValueError);
  Py_DECREF(answer);
  if (at >= 0) {
    self.abs_pos = at;
    return at;
  }
  if (PyErr_Occurred() === null) {
    const shown = PyLong_FromI64(at);
    if (shown === null) return -1;
    PyErr_Format(PyExc_OSError, "Raw stream returned invalid position %S", changetype<usize>(shown));
    Py_DECREF(shown);
  }
  return -1;
}

export function rawTell(self: Buffered): i64 {
  if (isPlainFile(self, ID.tell)) {
    const at = fileSeek(self.raw!, 0, 1);
    if (at >= 0) self.abs_pos = at;
    return at;
  }
  return positionOf(self, PyObject_CallMethodNoArgs(self.raw!, ID.tell));
}

export function rawSeek(self: Buffered, target: i64, whence: i32): i64 {
  if (isPlainFile(self, ID.seek)) {
    const at = fileSeek(self.raw!, target, whence);
    if (at >= 0) self.abs_pos = at;
    return at;
  }
  const offset = PyLong_FromI64(target);
  const how = PyLong_FromLong(whence);
  let at: i64 = -1;
  if (offset !== null && how !== null) at = positionOf(self, callMethodTwoArgs(self.raw!, ID.seek, offset, how));
  if (offset !== null) Py_DECREF(offset);
  if (how !== null) Py_DECREF(how);
  return at;
}

// ---- life ------------------------------------------------------------------------------------------------------------

/** The common part of __init__, with `raw` and `buffer_size` set; false with an exception. */
export function initBuffer(self: Buffered): bool {
  const size = self.buffer_size;
  if (size <= 0) {
    PyErr_SetString(PyExc_ValueError, "buffer size must be strictly positive");
    return false;
  }
  if (self.buffer != 0) PyMem_Free(self.buffer);
  self.buffer = size > 0x7ffffe00 ? 0 : PyMem_Malloc(<usize>size);
  if (self.buffer == 0) {
    PyErr_NoMemory();
    return false;
  }
  self.locked = 0;
  self.owner = 0;
  self.buffer_mask = (size & (size - 1)) == 0 ? size - 1 : 0;
  if (rawTell(self) == -1) PyErr_Clear();
  return true;
}

/** Takes `raw` for a new life of the object. */
export function takeRaw(self: Buffered, raw: PyObject, size: i32, readable: bool, writable: bool): void {
  Py_XSETREF(changetype<usize>(self) + offsetof<Buffered>("raw"), Py_NewRef(raw));
  self.buffer_size = size;
  self.readable = readable ? 1 : 0;
  self.writable = writable ? 1 : 0;
  self.abs_pos = 0;
}

/** The buffered stream of a standard one, still without its bytes: `new`. */
export function newStdBuffer(raw: PyObject, writable: bool): PyObject | null {
  const self = PyType_GenericAlloc(writable ? PyBufferedWriter_Type : PyBufferedReader_Type, 0);
  if (self === null) return null;
  const b = asBuffered(self);
  takeRaw(b, raw, DEFAULT_BUFFER_SIZE, !writable, writable);
  b.abs_pos = -1;
  resetReadBuffer(b);
  resetWriteBuffer(b);
  b.fast_closed_checks = 1;
  b.ok = 1;
  return self;
}

/** Gives it its bytes; false with MemoryError. */
export function adoptStdBuffer(self: Buffered): bool {
  const size = blockSizeOf(self.raw!);
  self.buffer = PyMem_Malloc(<usize>size);
  self.buffer_size = size;
  self.buffer_mask = (size & (size - 1)) == 0 ? size - 1 : 0;
  if (self.buffer == 0) PyErr_NoMemory();
  return self.buffer != 0;
}

export function buffered_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const r = visitField(changetype<usize>(self) + offsetof<Buffered>("raw"), visit, a);
  return r != 0 ? r : visitField(changetype<usize>(self) + offsetof<Buffered>("dict"), visit, a);
}

export function buffered_clear(self: PyObject): i32 {
  asBuffered(self).ok = 0;
  Py_CLEAR(changetype<usize>(self) + offsetof<Buffered>("raw"));
  Py_CLEAR(changetype<usize>(self) + offsetof<Buffered>("dict"));
  return 0;
}

export function buffered_dealloc(self: PyObject): void {
  const b = asBuffered(self);
  store<u8>(changetype<usize>(self) + offsetof<Buffered>("finalizing"), 1);
  if (!finalizeStream(self)) return;
  PyObject_GC_UnTrack(self);
  b.ok = 0;
  if (b.weakreflist !== null) PyObject_ClearWeakRefs(self);
  Py_CLEAR(changetype<usize>(self) + offsetof<Buffered>("raw"));
  if (b.buffer != 0) PyMem_Free(b.buffer);
  b.buffer = 0;
  Py_CLEAR(changetype<usize>(self) + offsetof<Buffered>("dict"));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

export function buffered_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const b = asBuffered(self);
  return PyLong_FromLong(self.ob_type.tp_basicsize + (b.buffer != 0 ? b.buffer_size : 0));
}

/** Lets the raw stream tell that `source` was forgotten open. */
export function buffered_dealloc_warn(self: PyObject, source: PyObject): PyObject | null {
  const b = asBuffered(self);
  if (!b.ok || b.raw === null) return Py_NewRef(Py_None);
  const result = PyObject_CallMethodOneArg(b.raw!, ID._dealloc_warn, source);
  if (result === null) PyErr_Clear();
  else Py_DECREF(result);
  return Py_NewRef(Py_None);
}

/** flush() and then raw.close(), whose errors come together; with the lock held, which flush() takes anew. */
function closeUnlocked(self: PyObject): PyObject | null {
  const b = asBuffered(self);
  const closed = rawClosed(b);
  if (closed != 0) return closed < 0 ? null : Py_NewRef(Py_None);
  if (b.finalizing & 0xff) Py_XDECREF(buffered_dealloc_warn(self, self));
  leave(b);
  const flushed = PyObject_CallMethodNoArgs(self, ID.flush);
  let saved: PyObject | null = null;
  if (flushed === null) saved = PyErr_GetRaisedException();
  else Py_DECREF(flushed);
  if (!enter(b)) {
    _PyErr_ChainExceptions1(saved);
    return null;
  }
  const raw = b.raw;
  let result: PyObject | null = null;
  if (raw !== null) result = PyObject_CallMethodNoArgs(raw, ID.close);
  else isReady(b); // flush() has detached it
  if (b.buffer != 0) PyMem_Free(b.buffer);
  b.buffer = 0;
  b.read_end = 0;
  b.pos = 0;
  if (saved === null) return result;
  _PyErr_ChainExceptions1(saved);
  if (result !== null) Py_DECREF(result);
  return null;
}

export function buffered_close(self: PyObject, unused: PyObject | null): PyObject | null {
  const b = asBuffered(self);
  if (!isReady(b) || !enter(b)) return null;
  const result = closeUnlocked(self);
  leave(b);
  return result;
}

export function buffered_detach(self: PyObject, unused: PyObject | null): PyObject | null {
  const b = asBuffered(self);
  if (!isReady(b)) return null;
  const flushed = PyObject_CallMethodNoArgs(self, ID.flush);
  if (flushed === null) return null;
  Py_DECREF(flushed);
  const raw = b.raw;
  b.raw = null;
  b.detached = 1;
  b.ok = 0;
  return raw;
}

// ---- what the raw stream answers -------------------------------------------------------------------------------------

function ofRaw(self: PyObject, method: PyObject): PyObject | null {
  const b = asBuffered(self);
  return isReady(b) ? PyObject_CallMethodNoArgs(b.raw!, method) : null;
}

function attrOfRaw(self: PyObject, name: PyObject): PyObject | null {
  const b = asBuffered(self);
  return isReady(b) ? PyObject_GetAttr(b.raw!, name) : null;
}

export function buffered_simple_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  return ofRaw(self, ID.flush);
}

export function buffered_seekable(self: PyObject, unused: PyObject | null): PyObject | null {
  return ofRaw(self, ID.seekable);
}

export function buffered_readable(self: PyObject, unused: PyObject | null): PyObject | null {
  return ofRaw(self, ID.readable);
}

export function buffered_writable(self: PyObject, unused: PyObject | null): PyObject | null {
  return ofRaw(self, ID.writable);
}

export function buffered_fileno(self: PyObject, unused: PyObject | null): PyObject | null {
  return ofRaw(self, ID.fileno);
}

export function buffered_isatty(self: PyObject, unused: PyObject | null): PyObject | null {
  return ofRaw(self, ID.isatty);
}

export function buffered_get_closed(self: PyObject, closure: usize): PyObject | null {
  return attrOfRaw(self, ID.closed);
}

export function buffered_get_name(self: PyObject, closure: usize): PyObject | null {
  return attrOfRaw(self, ID.name);
}

export function buffered_get_mode(self: PyObject, closure: usize): PyObject | null {
  return attrOfRaw(self, ID.mode);
}

export function buffered_repr(self: PyObject): PyObject | null {
  const typeName = self.ob_type.tp_name;
  const name = nameOf(self);
  if (name === null) {
    if (PyErr_Occurred() !== null) {
      // a detached stream has no name to tell
      if (!PyErr_ExceptionMatches(PyExc_ValueError)) return null;
      PyErr_Clear();
    }
    return PyUnicode_FromFormat("<%s>", typeName);
  }
  let result: PyObject | null = null;
  const entered = Py_ReprEnter(self);
  if (entered == 0) {
    result = PyUnicode_FromFormat("<%s name=%R>", typeName, changetype<usize>(name));
    Py_ReprLeave(self);
  } else if (entered > 0) PyErr_Format(PyExc_RuntimeError, "reentrant call inside %s.__repr__", typeName);
  Py_DECREF(name);
  return result;
}
