/**
 * _io.BytesIO (Modules/_io/bytesio.c): a stream over a bytes object in memory.
 *
 *   BytesIO          16 buf   24 pos (i64)   32 string_size   40 __dict__   48 weak references   56 exports   64
 *   _BytesIOBuffer   16 source   24
 *
 * Invariant: `buf` may be a bytes object that others hold too, the initial value or what getvalue() gave out: before it changes, it is copied
 * (`unshare`). While views from getbuffer() are out (`exports`), it is held here alone and keeps its size. A closed stream has no `buf`.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  ptrAt,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  bufferProcs,
  initStaticType,
} from "../../object/typedef";
import { visitField } from "../../object/slots";
import {
  PyExc_BufferError,
  PyExc_OverflowError,
  PyExc_SystemError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../../object/exception_types";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../../gc/collector";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyErr_WriteUnraisable } from "../../protocol/unraisable";
import { PyArg_CheckPositional, arg, parseTupleArgs } from "../../protocol/args";
import { argValue, intArg, sizeArg, wideArgValue } from "../../protocol/arg_values";
import { PyObject_SelfIter } from "../../protocol/attr";
import {
  PyBUF_CONTIG_RO,
  PyBuffer_FillInfo,
  PyObject_GetBuffer,
  Py_buffer,
  allocBuffer,
  freeBuffer,
} from "../../protocol/buffer";
import { PyObject_GetIter, PyIter_Next } from "../../protocol/iter";
import {
  PyBytes_AS_STRING,
  PyBytes_CheckExact,
  PyBytes_FromStringAndSize,
  PyBytes_GET_SIZE,
  _PyBytes_Resize,
  _Py_bytesEmpty,
} from "../../types/bytes";
import { PyDict_Check } from "../../types/dict";
import { PyDict_Copy, PyDict_Update } from "../../types/dict_merge";
import { _PyList_AppendTakeRef, PyList_New } from "../../types/list";
import { PyLong_Check, PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { PyMemoryView_FromObject } from "../../types/memoryview";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack3 } from "../../types/tuple";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { _PySys_GetSizeOf } from "../sys";
import { findChar } from "../../types/fastsearch";
import {
  PyBufferedIOBase_Type,
  PyBytesIOBuffer_Type,
  PyBytesIO_Type,
  sizeOrNone,
  sizeValue,
  writableBuffer,
} from "./state";

@unmanaged
class BytesIO extends PyObject {
  buf: PyObject | null; // 16
  buf_hi: u32;
  pos: i64; // 24: may be far behind the end
  string_size: i32; // 32
  string_size_hi: i32;
  dict: PyObject | null; // 40
  dict_hi: u32;
  weakreflist: PyObject | null; // 48
  weakreflist_hi: u32;
  exports: i32; // 56
  exports_hi: i32;
}

function B(op: PyObject): BytesIO {
  return changetype<BytesIO>(op);
}

function bufField(self: BytesIO): usize {
  return changetype<usize>(self) + offsetof<BytesIO>("buf");
}

function isOpen(self: BytesIO): bool {
  if (self.buf !== null) return true;
  PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
  return false;
}

function mayChange(self: BytesIO): bool {
  if (self.exports == 0) return true;
  PyErr_SetString(PyExc_BufferError, "Existing exports of data: object cannot be re-sized");
  return false;
}

function isShared(self: BytesIO): bool {
  return self.buf!.ob_refcnt > 1;
}

// ---- the buffer ------------------------------------------------------------------------------------------------------

/** A copy of the buffer of `size` bytes in its place; false with MemoryError. */
function unshare(self: BytesIO, size: i32): bool {
  const copy = PyBytes_FromStringAndSize(0, size);
  if (copy === null) return false;
  memory.copy(PyBytes_AS_STRING(copy), PyBytes_AS_STRING(self.buf!), <usize>self.string_size);
  Py_XSETREF(bufField(self), copy);
  return true;
}

/** Room for `size` bytes, with CPython's reserve; false with MemoryError. */
function resizeBuffer(self: BytesIO, size: i32): bool {
  const allocated = PyBytes_GET_SIZE(self.buf!);
  let alloc: i64 = size;
  if (size < allocated / 2) alloc += 1;
  else if (size < allocated) return true;
  else if (<f64>size <= <f64>allocated * 1.125) alloc += (size >> 3) + (size < 9 ? 3 : 6);
  else alloc += 1;
  if (alloc > 0x7fffff00) {
    PyErr_NoMemory();
    return false;
  }
  return isShared(self) ? unshare(self, <i32>alloc) : _PyBytes_Resize(bufField(self), <i32>alloc);
}

/** Writes bytes at the position; -1 with an exception. */
function put(self: BytesIO, data: usize, size: i32): i32 {
  if (!isOpen(self) || !mayChange(self)) return -1;
  if (size == 0) return 0;
  const end = self.pos + size;
  if (end > 0x7fffff00) {
    PyErr_NoMemory();
    return -1;
  }
  if (<i32>end > PyBytes_GET_SIZE(self.buf!)) {
    if (!resizeBuffer(self, <i32>end)) return -1;
  } else if (isShared(self)) {
    if (!unshare(self, max(<i32>end, self.string_size))) return -1;
  }
  const to = PyBytes_AS_STRING(self.buf!);
  const gap = self.pos - self.string_size;
  if (gap > 0) memory.fill(to + <usize>self.string_size, 0, <usize>gap);
  memory.copy(to + <usize>self.pos, data, <usize>size);
  self.pos = end;
  if (self.string_size < <i32>end) self.string_size = <i32>end;
  return size;
}

/** The same for any object that lends bytes. */
function writeObject(self: BytesIO, data: PyObject): i32 {
  if (PyBytes_CheckExact(data)) {
    // held by the caller, and no copy of it is ours to move, unless it is the stream's own buffer
    Py_NewRef(data);
    const n = put(self, PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data));
    Py_DECREF(data);
    return n;
  }
  const view = allocBuffer();
  if (PyObject_GetBuffer(data, view, PyBUF_CONTIG_RO) < 0) {
    view.obj = null;
    freeBuffer(view);
    return -1;
  }
  const n = put(self, view.buf, view.len);
  freeBuffer(view);
  return n;
}

/** Bytes from the position to the end of the line, at most `limit` (below 0: any). */
function lineSize(self: BytesIO, limit: i32): i32 {
  if (self.pos >= self.string_size) return 0;
  const left = self.string_size - <i32>self.pos;
  const n = limit < 0 || limit > left ? left : limit;
  const at = findChar<u8>(PyBytes_AS_STRING(self.buf!) + <usize>self.pos, n, 10);
  return at < 0 ? n : at + 1;
}

/** `size` bytes from the position, which are there: `new`. */
function take(self: BytesIO, size: i32): PyObject | null {
  const buf = self.buf!;
  if (size > 1 && self.pos == 0 && size == PyBytes_GET_SIZE(buf) && self.exports == 0) {
    self.pos = size;
    return Py_NewRef(buf);
  }
  if (size == 0) return Py_NewRef(_Py_bytesEmpty());
  const from = PyBytes_AS_STRING(buf) + <usize>self.pos;
  self.pos += size;
  return PyBytes_FromStringAndSize(from, size);
}

function remaining(self: BytesIO): i32 {
  return self.pos >= self.string_size ? 0 : self.string_size - <i32>self.pos;
}

// ---- methods ---------------------------------------------------------------------------------------------------------

function bytesio_true(self: PyObject, unused: PyObject | null): PyObject | null {
  return isOpen(B(self)) ? Py_NewRef(Py_True) : null;
}

function bytesio_isatty(self: PyObject, unused: PyObject | null): PyObject | null {
  return isOpen(B(self)) ? Py_NewRef(Py_False) : null;
}

function bytesio_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  return isOpen(B(self)) ? Py_NewRef(Py_None) : null;
}

function bytesio_get_closed(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(B(self).buf === null ? Py_True : Py_False);
}

function bytesio_tell(self: PyObject, unused: PyObject | null): PyObject | null {
  return isOpen(B(self)) ? PyLong_FromI64(B(self).pos) : null;
}

function bytesio_getbuffer(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isOpen(B(self))) return null;
  const lender = PyType_GenericAlloc(PyBytesIOBuffer_Type, 0);
  if (lender === null) return null;
  store<u64>(changetype<usize>(lender), <u64>changetype<usize>(Py_NewRef(self)), 16);
  const view = PyMemoryView_FromObject(lender);
  Py_DECREF(lender);
  return view;
}

function bytesio_getvalue(self: PyObject, unused: PyObject | null): PyObject | null {
  const b = B(self);
  if (!isOpen(b)) return null;
  const size = b.string_size;
  if (size <= 1 || b.exports > 0) return PyBytes_FromStringAndSize(PyBytes_AS_STRING(b.buf!), size);
  if (size != PyBytes_GET_SIZE(b.buf!)) {
    const good = isShared(b) ? unshare(b, size) : _PyBytes_Resize(bufField(b), size);
    if (!good) return null;
  }
  return Py_NewRef(b.buf!);
}

function readWith(self: PyObject, fname: string, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional(fname, nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs > 0 ? ptrAt(args, 0) : null, -1)) return null;
  if (!isOpen(B(self))) return null;
  const left = remaining(B(self));
  return take(B(self), sizeValue < 0 || sizeValue > left ? left : sizeValue);
}

function bytesio_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return readWith(self, "read", args, nargs);
}

function bytesio_read1(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return readWith(self, "read1", args, nargs);
}

function bytesio_readline(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readline", nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs > 0 ? ptrAt(args, 0) : null, -1) || !isOpen(B(self))) return null;
  return take(B(self), lineSize(B(self), sizeValue));
}

function bytesio_iternext(self: PyObject): PyObject | null {
  if (!isOpen(B(self))) return null;
  const n = lineSize(B(self), -1);
  return n == 0 ? null : take(B(self), n);
}

/** The bound that readlines takes: an int or None only. -1 for none; false with an exception. */
function readlinesHint(hint: PyObject | null): bool {
  if (hint === null || hint == Py_None) return sizeOrNone(null, -1);
  if (PyLong_Check(hint)) return sizeArg(hint) && sizeOrNone(hint, -1);
  PyErr_Format(PyExc_TypeError, "integer argument expected, got '%s'", hint.ob_type.tp_name);
  return false;
}

function bytesio_readlines(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readlines", nargs, 0, 1)) return null;
  const b = B(self);
  if (!isOpen(b) || !readlinesHint(nargs > 0 ? ptrAt(args, 0) : null)) return null;
  const limit = sizeValue;
  const list = PyList_New(0);
  if (list === null) return null;
  let size: i64 = 0;
  for (let n = lineSize(b, -1); n != 0; n = lineSize(b, -1)) {
    const line = PyBytes_FromStringAndSize(PyBytes_AS_STRING(b.buf!) + <usize>b.pos, n);
    if (line === null || _PyList_AppendTakeRef(list, line) < 0) {
      Py_DECREF(list);
      return null;
    }
    b.pos += n;
    size += n;
    if (limit > 0 && size >= limit) break;
  }
  return list;
}

function bytesio_readinto(self: PyObject, buffer: PyObject): PyObject | null {
  const view = writableBuffer("readinto", buffer);
  if (view === null) return null;
  const b = B(self);
  let result: PyObject | null = null;
  if (isOpen(b)) {
    const n = min(view.len, remaining(b));
    memory.copy(view.buf, PyBytes_AS_STRING(b.buf!) + <usize>b.pos, <usize>n);
    b.pos += n;
    result = PyLong_FromLong(n);
  }
  freeBuffer(view);
  return result;
}

function bytesio_truncate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("truncate", nargs, 0, 1)) return null;
  const b = B(self);
  if (!isOpen(b) || !mayChange(b)) return null;
  let size = b.pos;
  if (nargs > 0 && ptrAt(args, 0) != Py_None) {
    if (!sizeArg(ptrAt(args, 0))) return null;
    size = wideArgValue;
    if (size < 0) {
      const given = PyLong_FromI64(size);
      if (given === null) return null;
      PyErr_Format(PyExc_ValueError, "negative size value %S", changetype<usize>(given));
      Py_DECREF(given);
      return null;
    }
    // __index__ may have run code
    if (!isOpen(b) || !mayChange(b)) return null;
  }
  if (size < b.string_size) {
    b.string_size = <i32>size;
    if (!resizeBuffer(b, <i32>size)) return null;
  }
  return PyLong_FromI64(size);
}

/** base + offset, where that fits 64 bits; false with OverflowError. */
function seekFrom(b: BytesIO, base: i64, offset: i64): bool {
  if (offset > i64.MAX_VALUE - base) {
    PyErr_SetString(PyExc_OverflowError, "new position too large");
    return false;
  }
  const to = base + offset;
  b.pos = to < 0 ? 0 : to;
  return true;
}

function bytesio_seek(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("seek", nargs, 1, 2)) return null;
  if (!sizeArg(ptrAt(args, 0))) return null;
  const offset = wideArgValue;
  let whence = 0;
  if (nargs > 1) {
    if (!intArg(ptrAt(args, 1))) return null;
    whence = argValue;
  }
  const b = B(self);
  if (!isOpen(b)) return null;
  if (offset < 0 && whence == 0) {
    const given = PyLong_FromI64(offset);
    if (given === null) return null;
    PyErr_Format(PyExc_ValueError, "negative seek value %S", changetype<usize>(given));
    Py_DECREF(given);
    return null;
  }
  if (whence < 0 || whence > 2) {
    return PyErr_Format(PyExc_ValueError, "invalid whence (%d, should be 0, 1 or 2)", whence);
  }
  const base: i64 = whence == 0 ? 0 : whence == 1 ? b.pos : b.string_size;
  return seekFrom(b, base, offset) ? PyLong_FromI64(b.pos) : null;
}

function bytesio_write(self: PyObject, data: PyObject): PyObject | null {
  const n = writeObject(B(self), data);
  return n < 0 ? null : PyLong_FromLong(n);
}

function bytesio_writelines(self: PyObject, lines: PyObject): PyObject | null {
  if (!isOpen(B(self))) return null;
  const it = PyObject_GetIter(lines);
  if (it === null) return null;
  while (true) {
    const line = PyIter_Next(it);
    if (line === null) break;
    const n = writeObject(B(self), line);
    Py_DECREF(line);
    if (n < 0) break;
  }
  Py_DECREF(it);
  return PyErr_Occurred() === null ? Py_NewRef(Py_None) : null;
}

function bytesio_close(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!mayChange(B(self))) return null;
  Py_CLEAR(bufField(B(self)));
  return Py_NewRef(Py_None);
}

// ---- pickling --------------------------------------------------------------------------------------------------------

function bytesio_getstate(self: PyObject, unused: PyObject | null): PyObject | null {
  const value = bytesio_getvalue(self, null);
  if (value === null) return null;
  const own = B(self).dict;
  const dict: PyObject | null = own === null ? Py_NewRef(Py_None) : PyDict_Copy(own);
  const pos = PyLong_FromI64(B(self).pos);
  const state: PyObject | null = dict === null || pos === null ? null : PyTuple_Pack3(value, pos, dict);
  Py_DECREF(value);
  Py_XDECREF(dict);
  Py_XDECREF(pos);
  return state;
}

/** The position out of a state; false with an exception. */
function setPosition(b: BytesIO, position: PyObject): bool {
  if (!PyLong_Check(position)) {
    PyErr_Format(PyExc_TypeError, "second item of state must be an integer, not %s", position.ob_type.tp_name);
    return false;
  }
  if (!sizeArg(position)) return false;
  if (wideArgValue < 0) {
    PyErr_SetString(PyExc_ValueError, "position value cannot be negative");
    return false;
  }
  b.pos = wideArgValue;
  return true;
}

function bytesio_setstate(self: PyObject, state: PyObject): PyObject | null {
  const b = B(self);
  if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) < 3) {
    const format = "%s.__setstate__ argument should be 3-tuple, got %s";
    return PyErr_Format(PyExc_TypeError, format, self.ob_type.tp_name, state.ob_type.tp_name);
  }
  if (!mayChange(b)) return null;
  b.string_size = 0;
  b.pos = 0;
  if (writeObject(b, PyTuple_GET_ITEM(state, 0)) < 0 || !setPosition(b, PyTuple_GET_ITEM(state, 1))) return null;
  const dict = PyTuple_GET_ITEM(state, 2);
  if (dict == Py_None) return Py_NewRef(Py_None);
  if (!PyDict_Check(dict)) {
    return PyErr_Format(PyExc_TypeError, "third item of state should be a dict, got a %s", dict.ob_type.tp_name);
  }
  const own = b.dict;
  if (own !== null) return PyDict_Update(own, dict) < 0 ? null : Py_NewRef(Py_None);
  b.dict = Py_NewRef(dict);
  return Py_NewRef(Py_None);
}

// ---- life ------------------------------------------------------------------------------------------------------------

function bytesio_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  B(self).buf = Py_NewRef(_Py_bytesEmpty());
  return self;
}

function bytesio_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!parseTupleArgs("BytesIO", "initial_bytes=", args, kwds)) return -1;
  const initial = arg(0);
  const b = B(self);
  b.string_size = 0;
  b.pos = 0;
  if (!mayChange(b)) return -1;
  if (initial === null || initial == Py_None) return 0;
  if (PyBytes_CheckExact(initial)) {
    Py_XSETREF(bufField(b), Py_NewRef(initial));
    b.string_size = PyBytes_GET_SIZE(initial);
    return 0;
  }
  if (writeObject(b, initial) < 0) return -1;
  b.pos = 0;
  return 0;
}

function bytesio_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  let size = self.ob_type.tp_basicsize;
  if (B(self).buf !== null && !isShared(B(self))) {
    const inner = <i32>_PySys_GetSizeOf(B(self).buf!);
    if (inner < 0) return null;
    size += inner;
  }
  return PyLong_FromLong(size);
}

function bytesio_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  if (B(self).exports > 0) {
    PyErr_SetString(PyExc_SystemError, "deallocated BytesIO object has exported buffers");
    PyErr_WriteUnraisable(null);
  }
  Py_CLEAR(bufField(B(self)));
  Py_CLEAR(changetype<usize>(self) + offsetof<BytesIO>("dict"));
  if (B(self).weakreflist !== null) PyObject_ClearWeakRefs(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function bytesio_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const r = visitField(changetype<usize>(self) + offsetof<BytesIO>("dict"), visit, a);
  return r != 0 ? r : visitField(bufField(B(self)), visit, a);
}

function bytesio_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + offsetof<BytesIO>("dict"));
  if (B(self).exports == 0) Py_CLEAR(bufField(B(self)));
  return 0;
}

// ---- _BytesIOBuffer: who lends the bytes of getbuffer() --------------------------------------------------------------

function sourceOf(lender: PyObject): BytesIO {
  return load<BytesIO>(changetype<usize>(lender) + 16);
}

function lender_getbuffer(self: PyObject, view: usize, flags: i32): i32 {
  const b = sourceOf(self);
  if (b.exports == 0 && isShared(b) && !unshare(b, b.string_size)) return -1;
  const data = PyBytes_AS_STRING(b.buf!);
  if (PyBuffer_FillInfo(changetype<Py_buffer>(view), self, data, b.string_size, false, flags) < 0) return -1;
  b.exports = b.exports + 1;
  return 0;
}

function lender_releasebuffer(self: PyObject, view: usize): void {
  const b = sourceOf(self);
  b.exports = b.exports - 1;
}

function lender_traverse(self: PyObject, visit: u32, a: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, a);
}

function lender_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_CLEAR(changetype<usize>(self) + 16);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function initLenderType(): void {
  const t = PyBytesIOBuffer_Type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_io._BytesIOBuffer", 24, 0, flags);
  t.tp_dealloc = lender_dealloc.index;
  t.tp_traverse = lender_traverse.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  const procs = bufferProcs(t);
  procs.bf_getbuffer = lender_getbuffer.index;
  procs.bf_releasebuffer = lender_releasebuffer.index;
}

export function initBytesIOType(): void {
  initLenderType();
  const t = PyBytesIO_Type;
  const flags = Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
  initStaticType(
    t,
    PyType_Type,
    PyBufferedIOBase_Type,
    "_io.BytesIO",
    <i32>offsetof<BytesIO>(),
    0,
    flags,
    "BytesIO(initial_bytes=b'')\n--\n\nA binary stream whose file is memory.",
  );
  t.tp_dealloc = bytesio_dealloc.index;
  t.tp_traverse = bytesio_traverse.index;
  t.tp_clear = bytesio_clear.index;
  t.tp_dictoffset = <i32>offsetof<BytesIO>("dict");
  t.tp_weaklistoffset = <i32>offsetof<BytesIO>("weakreflist");
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = bytesio_iternext.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = bytesio_new.index;
  t.tp_init = bytesio_init.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "readable",
    bytesio_true.index,
    METH_NOARGS,
    "readable($self, /)\n--\n\nReturns True if the IO object can be read.",
  );
  addMethod(
    t,
    "seekable",
    bytesio_true.index,
    METH_NOARGS,
    "seekable($self, /)\n--\n\nReturns True if the IO object can be seeked.",
  );
  addMethod(
    t,
    "writable",
    bytesio_true.index,
    METH_NOARGS,
    "writable($self, /)\n--\n\nReturns True if the IO object can be written.",
  );
  addMethod(t, "close", bytesio_close.index, METH_NOARGS, "close($self, /)\n--\n\nDisable all I/O operations.");
  addMethod(t, "flush", bytesio_flush.index, METH_NOARGS, "flush($self, /)\n--\n\nDoes nothing.");
  addMethod(t, "isatty", bytesio_isatty.index, METH_NOARGS, "isatty($self, /)\n--\n\nFalse: memory is no terminal.");
  addMethod(t, "tell", bytesio_tell.index, METH_NOARGS, "tell($self, /)\n--\n\nCurrent file position, an integer.");
  addMethod(
    t,
    "write",
    bytesio_write.index,
    METH_O,
    "write($self, b, /)\n--\n\nWrite bytes to file.\n\nReturn the number of bytes written.",
  );
  addMethod(
    t,
    "writelines",
    bytesio_writelines.index,
    METH_O,
    "writelines($self, lines, /)\n--\n\nWrite one bytes-like object after the other.\n\nNothing is put between them, least of all newlines.",
  );
  addMethod(
    t,
    "read1",
    bytesio_read1.index,
    METH_FASTCALL,
    "read1($self, size=-1, /)\n--\n\nRead at most size bytes, or all that is left for a negative size\nor none.\n\nAn empty bytes object is the end.",
  );
  addMethod(
    t,
    "readinto",
    bytesio_readinto.index,
    METH_O,
    "readinto($self, buffer, /)\n--\n\nFill a buffer and return how many bytes it got.\n\n0 is the end.",
  );
  addMethod(
    t,
    "readline",
    bytesio_readline.index,
    METH_FASTCALL,
    "readline($self, size=-1, /)\n--\n\nRead to the end of the line, which is kept, or size bytes of it.\n\nAn empty bytes object is the end.",
  );
  addMethod(
    t,
    "readlines",
    bytesio_readlines.index,
    METH_FASTCALL,
    "readlines($self, size=None, /)\n--\n\nThe lines that follow, in a list.\n\nsize, if given, is about how many bytes are enough.",
  );
  addMethod(
    t,
    "read",
    bytesio_read.index,
    METH_FASTCALL,
    "read($self, size=-1, /)\n--\n\nRead at most size bytes, or all that is left for a negative size.\n\nAn empty bytes object is the end.",
  );
  addMethod(
    t,
    "getbuffer",
    bytesio_getbuffer.index,
    METH_NOARGS,
    "getbuffer($self, /)\n--\n\nA memoryview of the bytes, through which they can be written.",
  );
  addMethod(
    t,
    "getvalue",
    bytesio_getvalue.index,
    METH_NOARGS,
    "getvalue($self, /)\n--\n\nRetrieve the entire contents of the BytesIO object.",
  );
  addMethod(
    t,
    "seek",
    bytesio_seek.index,
    METH_FASTCALL,
    "seek($self, pos, whence=0, /)\n--\n\nMove to a position and return it.\n\nwhence says from where pos counts:\n     0  the start (unless given); not negative\n     1  the position now\n     2  the end; mostly negative",
  );
  addMethod(
    t,
    "truncate",
    bytesio_truncate.index,
    METH_FASTCALL,
    "truncate($self, size=None, /)\n--\n\nCut what lies behind size bytes, or behind the position.\n\nThe position stays. Returns the size.",
  );
  addMethod(t, "__getstate__", bytesio_getstate.index, METH_NOARGS, "__getstate__($self, /)\n--\n\n");
  addMethod(t, "__setstate__", bytesio_setstate.index, METH_O, "__setstate__($self, object, /)\n--\n\n");
  addMethod(t, "__sizeof__", bytesio_sizeof.index, METH_NOARGS, "__sizeof__($self, /)\n--\n\n");
  addGetSet(t, "closed", bytesio_get_closed.index, 0, "True if the file is closed.");
}
