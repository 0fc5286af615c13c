/**
 * bytearray (Objects/bytearrayobject.c): a growable array of bytes outside the object.
 *
 *    0        8        16       24         32         40         48
 *   ┌────────┬────────┬────────┬──────────┬──────────┬──────────┬────────────┐
 *   │ refcnt │ type   │ size   │ ob_alloc │ ob_bytes │ ob_start │ ob_exports │   56 bytes
 *   └────────┴────────┴────────┴──────────┴──────────┴──────────┴────────────┘
 * Invariant: ob_bytes is the block (0 while nothing was stored), ob_start the first byte inside it (deleting at the front moves it); a NUL
 * follows the last byte. While ob_exports > 0 the size does not change. Growth: small requests over-allocate by an eighth, as CPython.
 */
import { PyObject_GenericGetAttr } from "../protocol/attr";
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_MATCH_SELF,
} from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyByteArray_Type, PyType_Type, Py_NotImplemented } from "../object/statics";
import { bufferProcs, initStaticType, mappingMethods, numberMethods, sequenceMethods } from "../object/typedef";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../memory/blocks";
import { _PyObject_New } from "../gc/collector";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
} from "../protocol/errors";
import {
  PyExc_BufferError,
  PyExc_IndexError,
  PyExc_OverflowError,
  PyExc_SystemError,
  PyExc_TypeError,
  PyExc_ValueError,
  PyExc_BytesWarning,
} from "../object/exception_types";
import { arg, parseTupleArgs } from "../protocol/args";
import { Py_RETURN_BOOL, Py_RETURN_RICHCOMPARE } from "../protocol/compare";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../protocol/number";
import {
  PyBUF_SIMPLE,
  PyBuffer_FillInfo,
  PyObject_CheckBuffer,
  PyObject_GetBuffer,
  Py_buffer,
  allocBuffer,
  freeBuffer,
  simpleBuffer,
} from "../protocol/buffer";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { PyType_IsSubtype } from "./typeobject";
import { newSmallInt } from "./long";
import { PySlice_AdjustIndices, PySlice_Check, PySlice_Unpack, sliceStart, sliceStep } from "./slice";
import { PyUnicode_Check, bytesEqual, cstringLength } from "./unicode";
import { PyUnicode_AsEncodedObject } from "./unicode_codecs";
import { repeatBytes } from "./unicode_ops";
import { PyErr_WarnEx } from "../protocol/warnings";
import { bytesWarning, checkStrArg, compareBytes, copyStrided, reprOfBytes } from "./bytes";
import { bytesFormat } from "./bytes_format";
import { bytearray_iter } from "./bytes_iter";
import { byteValue } from "./bytes_iterable";
import { addSharedBytesMethods, bytesContains } from "./bytes_methods";
import { addByteArrayMethods } from "./bytearray_methods";
import { PyUnicode_FromFormat } from "./unicode_format";

@unmanaged
export class PyByteArrayObject extends PyVarObject {
  ob_alloc: i32;
  ob_alloc_hi: u32;
  ob_bytes: usize;
  ob_bytes_hi: u32;
  ob_start: usize;
  ob_start_hi: u32;
  ob_exports: i32;
  ob_exports_hi: u32;
}

const emptyText: usize = memory.data(8, 8);

export function PyByteArray_Check(op: PyObject): bool {
  return op.ob_type == PyByteArray_Type || PyType_IsSubtype(op.ob_type, PyByteArray_Type);
}

export function PyByteArray_CheckExact(op: PyObject): bool {
  return op.ob_type == PyByteArray_Type;
}

export function PyByteArray_GET_SIZE(op: PyObject): i32 {
  return changetype<PyVarObject>(op).ob_size;
}

/** Address of the first byte; of a NUL if there are none. */
export function PyByteArray_AS_STRING(op: PyObject): usize {
  return PyByteArray_GET_SIZE(op) != 0 ? changetype<PyByteArrayObject>(op).ob_start : emptyText;
}

/** `new` bytearray of `size` bytes at `src` (0: not yet written). */
export function PyByteArray_FromStringAndSize(src: usize, size: i32): PyObject | null {
  if (size < 0) {
    return PyErr_SetString(PyExc_SystemError, "Negative size passed to PyByteArray_FromStringAndSize");
  }
  const op = _PyObject_New(PyByteArray_Type);
  if (op === null) return null;
  const b = changetype<PyByteArrayObject>(op);
  memory.fill(changetype<usize>(op) + 16, 0, 40);
  if (size > 0) {
    const block = PyMem_Malloc(<usize>size + 1);
    if (block == 0) {
      Py_DECREF(op);
      return PyErr_NoMemory();
    }
    if (src != 0) memory.copy(block, src, <usize>size);
    store<u8>(block + <usize>size, 0);
    b.ob_bytes = block;
    b.ob_start = block;
    b.ob_alloc = size + 1;
    b.ob_size = size;
  }
  return op;
}

/** bytearray(op): `new`. */
export function PyByteArray_FromObject(op: PyObject): PyObject | null {
  const self = PyByteArray_FromStringAndSize(0, 0);
  if (self === null) return null;
  if (fillFrom(self, op)) return self;
  Py_DECREF(self);
  return null;
}

/** BufferError if a view is out. */
export function _canresize(self: PyObject): bool {
  if (changetype<PyByteArrayObject>(self).ob_exports <= 0) return true;
  PyErr_SetString(PyExc_BufferError, "Existing exports of data: object cannot be re-sized");
  return false;
}

/** Room for `size` bytes as CPython's PyByteArray_Resize takes it; 0, or -1 with BufferError or MemoryError. */
export function PyByteArray_Resize(op: PyObject, size: i32): i32 {
  const b = changetype<PyByteArrayObject>(op);
  if (size == b.ob_size) return 0;
  if (!_canresize(op)) return -1;
  const offset = <i32>(b.ob_start - b.ob_bytes);
  if (size < 0 || size > 0x7ffffe00) {
    PyErr_NoMemory();
    return -1;
  }
  let alloc = b.ob_alloc;
  if (size + offset + 1 <= alloc) {
    if (size < alloc >> 1) {
      alloc = size + 1;
    } else {
      b.ob_size = size;
      store<u8>(b.ob_start + <usize>size, 0);
      return 0;
    }
  } else if (<f64>size <= <f64>alloc * 1.125) {
    alloc = size + (size >> 3) + (size < 9 ? 3 : 6);
  } else {
    alloc = size + 1;
  }
  let block: usize;
  if (offset > 0) {
    block = PyMem_Malloc(<usize>alloc);
    if (block != 0) {
      memory.copy(block, b.ob_start, <usize>(size < b.ob_size ? size : b.ob_size));
      PyMem_Free(b.ob_bytes);
    }
  } else {
    block = PyMem_Realloc(b.ob_bytes, <usize>alloc);
  }
  if (block == 0) {
    PyErr_NoMemory();
    return -1;
  }
  b.ob_bytes = block;
  b.ob_start = block;
  b.ob_size = size;
  b.ob_alloc = alloc;
  store<u8>(block + <usize>size, 0);
  return 0;
}

// ---- slots ----

function bytearray_dealloc(op: PyObject): void {
  const b = changetype<PyByteArrayObject>(op);
  if (b.ob_bytes != 0) PyMem_Free(b.ob_bytes);
  call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
}

function bytearray_length(op: PyObject): i32 {
  return PyByteArray_GET_SIZE(op);
}

/** bytearray + bytes-like: `new` bytearray. */
function bytearray_concat(a: PyObject, b: PyObject): PyObject | null {
  if (!PyObject_CheckBuffer(a) || !PyObject_CheckBuffer(b)) {
    return PyErr_Format(PyExc_TypeError, "can't concat %s to %s", b.ob_type.tp_name, a.ob_type.tp_name);
  }
  const va = simpleBuffer(a);
  if (va === null) return null;
  const vb = simpleBuffer(b);
  if (vb === null) {
    freeBuffer(va);
    return null;
  }
  let result: PyObject | null = null;
  if (va.len > 0x7fffff00 - vb.len) PyErr_NoMemory();
  else result = PyByteArray_FromStringAndSize(0, va.len + vb.len);
  if (result !== null && va.len + vb.len != 0) {
    memory.copy(PyByteArray_AS_STRING(result), va.buf, <usize>va.len);
    memory.copy(PyByteArray_AS_STRING(result) + <usize>va.len, vb.buf, <usize>vb.len);
  }
  freeBuffer(va);
  freeBuffer(vb);
  return result;
}

export function bytearray_iconcat(self: PyObject, other: PyObject): PyObject | null {
  if (!PyObject_CheckBuffer(other)) {
    return PyErr_Format(PyExc_TypeError, "can't concat %s to %s", other.ob_type.tp_name, self.ob_type.tp_name);
  }
  const view = simpleBuffer(other);
  if (view === null) return null;
  const size = PyByteArray_GET_SIZE(self);
  const more = view.len;
  let ok = true;
  if (size > 0x7fffff00 - more) {
    PyErr_NoMemory();
    ok = false;
  } else if (PyByteArray_Resize(self, size + more) < 0) {
    ok = false;
  } else {
    memory.copy(PyByteArray_AS_STRING(self) + <usize>size, view.buf, <usize>more);
  }
  freeBuffer(view);
  return ok ? Py_NewRef(self) : null;
}

function bytearray_repeat(self: PyObject, n: i32): PyObject | null {
  if (n < 0) n = 0;
  const size = PyByteArray_GET_SIZE(self);
  if (n > 0 && size > 0x7fffff00 / n) return PyErr_NoMemory();
  const result = PyByteArray_FromStringAndSize(0, size * n);
  if (result !== null && size * n != 0) {
    repeatBytes(PyByteArray_AS_STRING(result), PyByteArray_AS_STRING(self), <usize>size, <usize>(size * n));
  }
  return result;
}

function bytearray_irepeat(self: PyObject, n: i32): PyObject | null {
  if (n < 0) n = 0;
  const size = PyByteArray_GET_SIZE(self);
  if (n == 1) return Py_NewRef(self);
  if (n > 0 && size > 0x7fffff00 / n) return PyErr_NoMemory();
  if (PyByteArray_Resize(self, size * n) < 0) return null;
  if (size * n != 0) {
    repeatBytes(PyByteArray_AS_STRING(self), PyByteArray_AS_STRING(self), <usize>size, <usize>(size * n));
  }
  return Py_NewRef(self);
}

function bytearray_getitem(self: PyObject, i: i32): PyObject | null {
  if (<u32>i >= <u32>PyByteArray_GET_SIZE(self)) {
    return PyErr_SetString(PyExc_IndexError, "bytearray index out of range");
  }
  return newSmallInt(<i32>load<u8>(PyByteArray_AS_STRING(self) + <usize>i));
}

function bytearray_subscript(self: PyObject, item: PyObject): PyObject | null {
  const n = PyByteArray_GET_SIZE(self);
  if (PyIndex_Check(item)) {
    let i = PyNumber_AsSsize_t(item, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return null;
    if (i < 0) i += n;
    return bytearray_getitem(self, i);
  }
  if (!PySlice_Check(item)) {
    return PyErr_Format(PyExc_TypeError, "bytearray indices must be integers or slices, not %s", item.ob_type.tp_name);
  }
  if (PySlice_Unpack(item) < 0) return null;
  const count = PySlice_AdjustIndices(PyByteArray_GET_SIZE(self));
  const start = sliceStart();
  const step = sliceStep();
  if (count <= 0) return PyByteArray_FromStringAndSize(0, 0);
  if (step == 1) return PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(self) + <usize>start, count);
  const result = PyByteArray_FromStringAndSize(0, count);
  if (result !== null) copyStrided(PyByteArray_AS_STRING(result), PyByteArray_AS_STRING(self), start, step, count);
  return result;
}

function bytearray_setitem(self: PyObject, i: i32, value: PyObject | null): i32 {
  if (i < 0 || i >= PyByteArray_GET_SIZE(self)) {
    PyErr_SetString(PyExc_IndexError, "bytearray index out of range");
    return -1;
  }
  if (value === null) return bytearraySetSlice(self, i, i + 1, 0, 0) ? 0 : -1;
  const v = byteValue(value, "byte");
  if (v < 0) return -1;
  if (i >= PyByteArray_GET_SIZE(self)) {
    // converting the value ran Python code that shrank the array
    PyErr_SetString(PyExc_IndexError, "bytearray index out of range");
    return -1;
  }
  store<u8>(PyByteArray_AS_STRING(self) + <usize>i, <u8>v);
  return 0;
}

/** self[lo:hi] = n bytes at p, which lie outside self. False on error. */
export function bytearraySetSlice(self: PyObject, lo: i32, hi: i32, p: usize, n: i32): bool {
  const b = changetype<PyByteArrayObject>(self);
  const growth = n - (hi - lo);
  const size = b.ob_size;
  if (growth < 0) {
    if (!_canresize(self)) return false;
    if (lo == 0) {
      // Drop at the front without moving the rest.
      b.ob_start -= growth;
    } else {
      memory.copy(b.ob_start + <usize>(lo + n), b.ob_start + <usize>hi, <usize>(size - hi));
    }
    if (PyByteArray_Resize(self, size + growth) < 0) return false;
  } else if (growth > 0) {
    if (size > 0x7ffffe00 - growth) {
      PyErr_NoMemory();
      return false;
    }
    if (PyByteArray_Resize(self, size + growth) < 0) return false;
    if (hi < size) memory.copy(b.ob_start + <usize>(lo + n), b.ob_start + <usize>hi, <usize>(size - hi));
  }
  if (n > 0) memory.copy(PyByteArray_AS_STRING(self) + <usize>lo, p, <usize>n);
  return true;
}

/** Deletes `count` bytes at start, start + step ... */
function deleteStrided(self: PyObject, start: i32, step: i32, count: i32): i32 {
  if (count == 0) return 0;
  if (!_canresize(self)) return -1;
  if (step < 0) {
    start = start + step * (count - 1);
    step = -step;
  }
  const size = PyByteArray_GET_SIZE(self);
  const p = PyByteArray_AS_STRING(self);
  let to = start;
  let next = start;
  for (let i = start; i < size; i++) {
    if (i == next && count > 0) {
      next += step;
      count--;
    } else {
      store<u8>(p + <usize>to, load<u8>(p + <usize>i));
      to++;
    }
  }
  return PyByteArray_Resize(self, to);
}

function bytearray_ass_subscript(self: PyObject, item: PyObject, value: PyObject | null): i32 {
  if (PyIndex_Check(item)) {
    let i = PyNumber_AsSsize_t(item, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return -1;
    if (i < 0) i += PyByteArray_GET_SIZE(self);
    return bytearray_setitem(self, i, value);
  }
  if (!PySlice_Check(item)) {
    PyErr_Format(PyExc_TypeError, "bytearray indices must be integers or slices, not %s", item.ob_type.tp_name);
    return -1;
  }
  if (value === null || PyByteArray_Check(value)) {
    if (value != self) return assignSlice(self, item, value);
    const copy = PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(self), PyByteArray_GET_SIZE(self));
    if (copy === null) return -1;
    const r = assignSlice(self, item, copy);
    Py_DECREF(copy);
    return r;
  }
  if (PyUnicode_Check(value) || isNumberOnly(value)) {
    PyErr_SetString(PyExc_TypeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    return -1;
  }
  const made = PyByteArray_FromObject(value);
  if (made === null) return -1;
  const r = assignSlice(self, item, made);
  Py_DECREF(made);
  return r;
}

function isNumberOnly(op: PyObject): bool {
  return PyIndex_Check(op);
}

/** self[slice] = values (a bytearray other than self) or del self[slice]. */
function assignSlice(self: PyObject, slice: PyObject, values: PyObject | null): i32 {
  if (PySlice_Unpack(slice) < 0) return -1;
  const count = PySlice_AdjustIndices(PyByteArray_GET_SIZE(self));
  const start = sliceStart();
  const step = sliceStep();
  let p: usize = 0;
  if (values !== null) p = PyByteArray_AS_STRING(values);
  const needed = values === null ? 0 : PyByteArray_GET_SIZE(values);
  if (step == 1) return bytearraySetSlice(self, start, start + count, p, needed) ? 0 : -1;
  if (needed == 0) return deleteStrided(self, start, step, count);
  if (needed != count) {
    PyErr_Format(
      PyExc_ValueError,
      "attempt to assign bytes of size %zd to extended slice of size %zd",
      <usize>needed,
      <usize>count,
    );
    return -1;
  }
  const to = PyByteArray_AS_STRING(self);
  for (let i = start, k = 0; k < count; i += step, k++) store<u8>(to + <usize>i, load<u8>(p + <usize>k));
  return 0;
}

/** Fills an empty bytearray from a size, buffer or iterable; false on error. */
function fillFrom(self: PyObject, x: PyObject): bool {
  if (PyIndex_Check(x)) {
    const count = PyNumber_AsSsize_t(x, PyExc_OverflowError);
    if (count == -1 && PyErr_Occurred() !== null) {
      if (!PyErr_ExceptionMatches(PyExc_TypeError)) return false;
      PyErr_Clear();
    } else {
      if (count < 0) {
        PyErr_SetString(PyExc_ValueError, "negative count");
        return false;
      }
      if (count > 0) {
        if (PyByteArray_Resize(self, count) < 0) return false;
        memory.fill(PyByteArray_AS_STRING(self), 0, <usize>count);
      }
      return true;
    }
  }
  if (PyObject_CheckBuffer(x)) return fillFromBuffer(self, x);
  return fillFromIterable(self, x);
}

function fillFromBuffer(self: PyObject, x: PyObject): bool {
  const view = allocBuffer();
  if (PyObject_GetBuffer(x, view, PyBUF_SIMPLE) < 0) {
    view.obj = null;
    freeBuffer(view);
    return false;
  }
  const ok = PyByteArray_Resize(self, view.len) == 0;
  if (ok) memory.copy(PyByteArray_AS_STRING(self), view.buf, <usize>view.len);
  freeBuffer(view);
  return ok;
}

function fillFromIterable(self: PyObject, x: PyObject): bool {
  const it = PyObject_GetIter(x);
  if (it === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Format(PyExc_TypeError, "cannot convert '%s' object to bytearray", x.ob_type.tp_name);
    }
    return false;
  }
  const ok = appendItems(self, it);
  Py_DECREF(it);
  return ok;
}

/** Appends the ints an iterator gives. */
export function appendItems(self: PyObject, it: PyObject): bool {
  while (true) {
    const item = PyIter_Next(it);
    if (item === null) return PyErr_Occurred() === null;
    const v = byteValue(item, "byte");
    Py_DECREF(item);
    if (v < 0) return false;
    const n = PyByteArray_GET_SIZE(self);
    if (PyByteArray_Resize(self, n + 1) < 0) return false;
    store<u8>(PyByteArray_AS_STRING(self) + <usize>n, <u8>v);
  }
}

function bytearray_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("bytearray", "source=,encoding=,errors=", args, kwargs)) return -1;
  const x = arg(0);
  const encoding = arg(1);
  const errors = arg(2);
  if (!checkStrArg("bytearray", "encoding", encoding) || !checkStrArg("bytearray", "errors", errors)) return -1;
  if (PyByteArray_GET_SIZE(self) != 0 && PyByteArray_Resize(self, 0) < 0) return -1;
  if (x === null) {
    if (encoding === null && errors === null) return 0;
    PyErr_SetString(
      PyExc_TypeError,
      encoding !== null ? "encoding without a string argument" : "errors without a string argument",
    );
    return -1;
  }
  if (PyUnicode_Check(x)) {
    if (encoding === null) {
      PyErr_SetString(PyExc_TypeError, "string argument without an encoding");
      return -1;
    }
    const encoded = PyUnicode_AsEncodedObject(x, encoding, errors);
    if (encoded === null) return -1;
    const sum = bytearray_iconcat(self, encoded);
    Py_DECREF(encoded);
    if (sum === null) return -1;
    Py_DECREF(sum);
    return 0;
  }
  if (encoding !== null || errors !== null) {
    PyErr_SetString(
      PyExc_TypeError,
      encoding !== null ? "encoding without a string argument" : "errors without a string argument",
    );
    return -1;
  }
  return fillFrom(self, x) ? 0 : -1;
}

function bytearray_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

function bytearray_repr(self: PyObject): PyObject | null {
  // The prefix is the class's bare name: bytearray(b'...'), or a subclass's.
  let name = self.ob_type.tp_name;
  for (let p = name, n = cstringLength(name), i = 0; i < n; i++) {
    if (load<u8>(p + <usize>i) == 0x2e) name = p + <usize>i + 1;
  }
  return reprWithName(self, name);
}

function reprWithName(self: PyObject, name: usize): PyObject | null {
  const inner = reprOfBytes(PyByteArray_AS_STRING(self), PyByteArray_GET_SIZE(self), "b", "", true);
  if (inner === null) return null;
  const result = PyUnicode_FromFormat("%s(%U)", name, changetype<usize>(inner));
  Py_DECREF(inner);
  return result;
}

function bytearray_str(op: PyObject): PyObject | null {
  if (bytesWarning != 0 && PyErr_WarnEx(PyExc_BytesWarning, "str() on a bytearray instance", 1) < 0) return null;
  return bytearray_repr(op);
}

function bytearray_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!PyObject_CheckBuffer(a) || !PyObject_CheckBuffer(b)) {
    if (bytesWarning != 0 && (op == Py_EQ || op == Py_NE) && (PyUnicode_Check(a) || PyUnicode_Check(b))) {
      if (PyErr_WarnEx(PyExc_BytesWarning, "Comparison between bytearray and string", 1) < 0) return null;
    }
    return Py_NewRef(Py_NotImplemented);
  }
  const va = simpleBuffer(a);
  if (va === null) {
    PyErr_Clear();
    return Py_NewRef(Py_NotImplemented);
  }
  const vb = simpleBuffer(b);
  if (vb === null) {
    PyErr_Clear();
    freeBuffer(va);
    return Py_NewRef(Py_NotImplemented);
  }
  let result: PyObject;
  if (op == Py_EQ || op == Py_NE) {
    const equal = va.len == vb.len && bytesEqual(va.buf, vb.buf, <usize>va.len);
    result = Py_RETURN_BOOL(equal == (op == Py_EQ));
  } else {
    result = Py_RETURN_RICHCOMPARE(<i64>compareBytes(va.buf, va.len, vb.buf, vb.len), op);
  }
  freeBuffer(va);
  freeBuffer(vb);
  return result;
}

function bytearray_getbuffer(self: PyObject, view: usize, flags: i32): i32 {
  const r = PyBuffer_FillInfo(
    changetype<Py_buffer>(view),
    self,
    PyByteArray_AS_STRING(self),
    PyByteArray_GET_SIZE(self),
    false,
    flags,
  );
  if (r == 0) changetype<PyByteArrayObject>(self).ob_exports++;
  return r;
}

function bytearray_releasebuffer(self: PyObject, view: usize): void {
  changetype<PyByteArrayObject>(self).ob_exports--;
}

function bytearray_mod(v: PyObject, w: PyObject): PyObject | null {
  if (!PyByteArray_Check(v)) return Py_NewRef(Py_NotImplemented);
  // The format is held while Python code formats the values.
  const b = changetype<PyByteArrayObject>(v);
  b.ob_exports++;
  const result = bytesFormat(PyByteArray_AS_STRING(v), PyByteArray_GET_SIZE(v), w, true);
  b.ob_exports--;
  return result;
}

export function initByteArrayType(): void {
  const t = PyByteArray_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "bytearray",
    56,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_MATCH_SELF,
    "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nA sequence of bytes that can be changed, made from\n  - ints below 256\n  - a str and its encoding\n  - another object's buffer\n  - a number of zeros.",
  );
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_dealloc = bytearray_dealloc.index;
  t.tp_repr = bytearray_repr.index;
  t.tp_str = bytearray_str.index;
  t.tp_richcompare = bytearray_richcompare.index;
  t.tp_iter = bytearray_iter.index;
  t.tp_init = bytearray_init.index;
  t.tp_new = bytearray_new.index;
  const buffer = bufferProcs(t);
  buffer.bf_getbuffer = bytearray_getbuffer.index;
  buffer.bf_releasebuffer = bytearray_releasebuffer.index;
  numberMethods(t).nb_remainder = bytearray_mod.index;
  const sq = sequenceMethods(t);
  sq.sq_length = bytearray_length.index;
  sq.sq_concat = bytearray_concat.index;
  sq.sq_repeat = bytearray_repeat.index;
  sq.sq_item = bytearray_getitem.index;
  sq.sq_ass_item = bytearray_setitem.index;
  sq.sq_contains = bytesContains.index;
  sq.sq_inplace_concat = bytearray_iconcat.index;
  sq.sq_inplace_repeat = bytearray_irepeat.index;
  const mp = mappingMethods(t);
  mp.mp_length = bytearray_length.index;
  mp.mp_subscript = bytearray_subscript.index;
  mp.mp_ass_subscript = bytearray_ass_subscript.index;
  addByteArrayMethods();
  addSharedBytesMethods(t, true);
}
