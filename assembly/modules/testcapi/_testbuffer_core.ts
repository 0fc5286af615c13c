/**
 * The native half of lib/_testbuffer.py (CPython: Modules/_testbuffer.c): an exporter whose buffer has any layout that a test asks for, and
 * functions that look at the views of other exporters without memoryview.
 *
 *   exporter   0 ob_refcnt | 8 ob_type | 16 current layout
 *   layout     0 next | 4 previous | 8 exports | 12 flags | 16 offset | 20 data size | 24 data | 28 consumer | 32 owns arrays | 48 Py_buffer
 * Invariant: a layout with exports stays alive, even when another is pushed before it; a consumer's layout is a view of another object.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { PyExc_BufferError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { METH_FASTCALL, METH_NOARGS, METH_O, addMethod, bufferProcs, initStaticType } from "../../object/typedef";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyMem_Calloc, PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, intArg, sizeArg } from "../../protocol/arg_values";
import {
  PY_BUFFER_SIZE,
  PyBUF_ANY_CONTIGUOUS,
  PyBUF_C_CONTIGUOUS,
  PyBUF_FORMAT,
  PyBUF_FULL_RO,
  PyBUF_F_CONTIGUOUS,
  PyBUF_INDIRECT,
  PyBUF_ND,
  PyBUF_STRIDES,
  PyBUF_WRITABLE,
  PyBUF_WRITE,
  PyBuffer_IsContiguous,
  PyBuffer_Release,
  PyObject_GetBuffer,
  Py_buffer,
  allocBuffer,
  formatB,
  freeBuffer,
  simpleBuffer,
} from "../../protocol/buffer";
import { Py_RETURN_BOOL } from "../../protocol/compare";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_AsSsize_t, PyLong_FromSsize_t } from "../../types/long";
import { PyMemoryView_FromBuffer, PyMemoryView_FromObject, initStrides, viewOf } from "../../types/memoryview";
import { copyItems, followed, strideOf } from "../../types/memoryview_data";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../../types/module";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../../types/tuple";
import { PyUnicode_AsUTF8AndSize, PyUnicode_FromString, cstringLength, utf8Length } from "../../types/unicode";

const ND_WRITABLE: i32 = 0x002;
const ND_FORTRAN: i32 = 0x004;
const ND_SCALAR: i32 = 0x008;
const ND_PIL: i32 = 0x010;
const ND_REDIRECT: i32 = 0x020;
const ND_GETBUF_FAIL: i32 = 0x040;
const ND_C: i32 = 0x100;
const ORDER_C: u32 = 0x43;
const ORDER_F: u32 = 0x46;

const Exporter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _testbuffer_core.exporter
const StaticArray_Type = changetype<PyTypeObject>(memory.data(416, 16)); // staticarray

@unmanaged
class Layout {
  next: usize;
  prev: usize;
  exports: i32;
  flags: i32;
  offset: i32;
  dataSize: i32;
  data: usize;
  consumer: u32;
  ownsArrays: u32;
}

const BASE: usize = 48;
const LAYOUT_SIZE: usize = BASE + PY_BUFFER_SIZE;

function headOf(op: PyObject): Layout {
  return changetype<Layout>(<usize>load<u32>(changetype<usize>(op), 16));
}

function setHead(op: PyObject, layout: usize): void {
  store<u64>(changetype<usize>(op), <u64>layout, 16);
}

function baseOf(layout: Layout): Py_buffer {
  return changetype<Py_buffer>(changetype<usize>(layout) + BASE);
}

function release(p: usize): void {
  if (p != 0) PyMem_Free(p);
}

function freeLayout(layout: Layout): void {
  const base = baseOf(layout);
  if (layout.consumer != 0) {
    if (layout.ownsArrays != 0) {
      release(base.shape);
      release(base.strides);
      release(base.suboffsets);
    }
    PyBuffer_Release(base);
  } else {
    release(base.shape);
    release(base.strides);
    release(base.suboffsets);
    release(base.format);
    release(layout.data);
  }
  PyMem_Free(changetype<usize>(layout));
}

/** Takes a layout out of the exporter's list. */
function unlink(self: PyObject, layout: Layout): void {
  if (layout.prev != 0) changetype<Layout>(layout.prev).next = layout.next;
  else setHead(self, layout.next);
  if (layout.next != 0) changetype<Layout>(layout.next).prev = layout.prev;
  freeLayout(layout);
}

function exporter_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(type, 0);
}

function exporter_dealloc(op: PyObject): void {
  while (load<u32>(changetype<usize>(op), 16) != 0) unlink(op, headOf(op));
  call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
}

/** A Py_ssize_t array of a tuple's ints; 0 for None, or with an exception. */
function arrayOf(op: PyObject): usize {
  if (!PyTuple_Check(op)) return 0;
  const n = PyTuple_GET_SIZE(op);
  const at = PyMem_Malloc((<usize>(n + 1)) << 3);
  if (at == 0) {
    PyErr_NoMemory();
    return 0;
  }
  for (let i = 0; i < n; i++) store<i64>(at + ((<usize>i) << 3), <i64>PyLong_AsSsize_t(PyTuple_GET_ITEM(op, i)));
  if (PyErr_Occurred() === null) return at;
  PyMem_Free(at);
  return 0;
}

/** `new` tuple of an array, None for 0. */
function tupleOf(array: usize, n: i32): PyObject | null {
  if (array == 0) return Py_NewRef(Py_None);
  const tuple = PyTuple_New(n);
  if (tuple === null) return null;
  for (let i = 0; i < n; i++) {
    const item = PyLong_FromSsize_t(load<i32>(array + ((<usize>i) << 3)));
    if (item === null) {
      Py_DECREF(tuple);
      return null;
    }
    PyTuple_SET_ITEM(tuple, i, item);
  }
  return tuple;
}

function intAt(args: usize, i: i32): i32 {
  return sizeArg(ptrAt(args, i)) ? argValue : -1;
}

/** Contiguity and rank as flags. */
function addFlags(layout: Layout): void {
  const base = baseOf(layout);
  if (base.ndim == 0) layout.flags |= ND_SCALAR;
  if (base.suboffsets != 0) layout.flags |= ND_PIL;
  if (PyBuffer_IsContiguous(base, ORDER_C)) layout.flags |= ND_C;
  if (PyBuffer_IsContiguous(base, ORDER_F)) layout.flags |= ND_FORTRAN;
}

/** _push(data, offset, itemsize, readonly, format, shape, strides, flags) of arguments that lib/_testbuffer.py has checked. */
function exporter_push(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_push", nargs, 8, 8)) return null;
  const at = PyMem_Calloc(1, LAYOUT_SIZE);
  if (at == 0) return PyErr_NoMemory();
  const layout = changetype<Layout>(at);
  const base = baseOf(layout);
  const view = simpleBuffer(ptrAt(args, 0));
  if (view !== null) {
    layout.dataSize = view.len;
    layout.data = PyMem_Malloc(<usize>view.len);
    if (layout.data != 0) memory.copy(layout.data, view.buf, <usize>view.len);
    freeBuffer(view);
    layout.offset = intAt(args, 1);
    base.itemsize = intAt(args, 2);
    base.readonly = intAt(args, 3);
    base.len = layout.dataSize;
    base.format = copyText(ptrAt(args, 4));
    base.shape = arrayOf(ptrAt(args, 5));
    base.strides = arrayOf(ptrAt(args, 6));
    layout.flags = intAt(args, 7);
    base.buf = layout.data;
    base.internal = at;
  }
  if (view === null || layout.data == 0 || PyErr_Occurred() !== null || !shapeLayout(layout, ptrAt(args, 5))) {
    freeLayout(layout);
    return PyErr_Occurred() === null ? PyErr_NoMemory() : null;
  }
  const before = load<u32>(changetype<usize>(self), 16);
  layout.next = <usize>before;
  if (before != 0) headOf(self).prev = at;
  setHead(self, at);
  return Py_NewRef(Py_None);
}

function copyText(op: PyObject): usize {
  const text = PyUnicode_AsUTF8AndSize(op);
  if (text == 0) return 0;
  const n = <usize>utf8Length;
  const at = PyMem_Malloc(n + 1);
  if (at == 0) return 0;
  memory.copy(at, text, n);
  store<u8>(at + n, 0);
  return at;
}

/** Rank, place and length of a new layout. */
function shapeLayout(layout: Layout, shape: PyObject): bool {
  const base = baseOf(layout);
  base.ndim = PyTuple_Check(shape) ? PyTuple_GET_SIZE(shape) : 0;
  if (base.ndim == 0) {
    layout.flags |= ND_SCALAR | ND_C | ND_FORTRAN;
    return true;
  }
  base.buf = layout.data + <usize>layout.offset;
  base.len = base.itemsize;
  for (let i = 0; i < base.ndim; i++) base.len *= load<i32>(base.shape + ((<usize>i) << 3));
  const wanted = layout.flags & ND_PIL;
  addFlags(layout);
  return wanted == 0 || usePointers(layout);
}

/** Turns the first dimension into an array of pointers with a suboffset (the layout of PIL). */
function usePointers(layout: Layout): bool {
  const base = baseOf(layout);
  const count = load<i32>(base.shape);
  const extra = count * 8;
  const data = PyMem_Malloc(<usize>(layout.dataSize + extra + 8));
  base.suboffsets = PyMem_Malloc((<usize>base.ndim) << 3);
  if (data == 0 || base.suboffsets == 0) {
    release(data);
    return false;
  }
  memory.copy(data + <usize>extra, layout.data, <usize>layout.dataSize);
  PyMem_Free(layout.data);
  layout.data = data;
  layout.dataSize += extra;
  let lowest = 0;
  let suboffset = 0;
  for (let n = 0; n < base.ndim; n++) {
    const length = load<i32>(base.shape + ((<usize>n) << 3));
    const stride = load<i32>(base.strides + ((<usize>n) << 3));
    if (length == 0) break;
    if (stride > 0) continue;
    lowest += (length - 1) * stride;
    if (n >= 1) suboffset -= (length - 1) * stride;
  }
  const first = load<i32>(base.strides);
  const step = first < 0 ? -first : first;
  const start = data + <usize>(extra + layout.offset + lowest);
  for (let n = 0; n < count; n++) store<u64>(data + ((<usize>n) << 3), <u64>(start + <usize>(n * step)));
  for (let n = 0; n < base.ndim; n++) store<i64>(base.suboffsets + ((<usize>n) << 3), n == 0 ? <i64>suboffset : -1);
  store<i64>(base.strides, first < 0 ? -8 : 8);
  base.buf = first < 0 && count > 0 ? data + ((<usize>(count - 1)) << 3) : data;
  layout.flags &= ~(ND_C | ND_FORTRAN);
  layout.offset = 0;
  return true;
}

/** _pop(): drops the current layout. */
function exporter_pop(self: PyObject, unused: PyObject | null): PyObject | null {
  unlink(self, headOf(self));
  return Py_NewRef(Py_None);
}

/** _consume(obj, getbuf, flags): the layout is a view of obj. */
function exporter_consume(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_consume", nargs, 3, 3)) return null;
  const request = intAt(args, 1);
  const flags = intAt(args, 2);
  const at = PyMem_Calloc(1, LAYOUT_SIZE);
  if (at == 0) return PyErr_NoMemory();
  const layout = changetype<Layout>(at);
  const base = baseOf(layout);
  if (PyObject_GetBuffer(ptrAt(args, 0), base, request) < 0) {
    PyMem_Free(at);
    return null;
  }
  layout.consumer = 1;
  layout.offset = -1;
  layout.flags = base.readonly != 0 ? 0 : ND_WRITABLE;
  addFlags(layout);
  layout.flags |= flags;
  setHead(self, at);
  return Py_NewRef(Py_None);
}

/** _adjust(delta, suboffset, shape, strides, suboffsets, length): moves a consumer's view; a suboffset >= 0 is followed. */
function exporter_adjust(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_adjust", nargs, 6, 6)) return null;
  const layout = headOf(self);
  const base = baseOf(layout);
  base.buf += <usize>intAt(args, 0);
  const suboffset = intAt(args, 1);
  if (suboffset >= 0) base.buf = <usize>load<u32>(base.buf) + <usize>suboffset;
  base.ndim = PyTuple_GET_SIZE(ptrAt(args, 2));
  base.shape = arrayOf(ptrAt(args, 2));
  base.strides = arrayOf(ptrAt(args, 3));
  base.suboffsets = arrayOf(ptrAt(args, 4));
  base.len = intAt(args, 5);
  layout.ownsArrays = 1;
  layout.flags &= ~(ND_SCALAR | ND_PIL | ND_C | ND_FORTRAN);
  addFlags(layout);
  return PyErr_Occurred() === null ? Py_NewRef(Py_None) : null;
}

function put(tuple: PyObject, i: i32, item: PyObject | null): bool {
  if (item !== null) PyTuple_SET_ITEM(tuple, i, item);
  return item !== null;
}

/** (flags, offset, obj, len, readonly, itemsize, format, ndim, shape, strides, suboffsets, exports, is consumer, has another layout) */
function exporter_state(self: PyObject, unused: PyObject | null): PyObject | null {
  const layout = headOf(self);
  const base = baseOf(layout);
  const tuple = PyTuple_New(14);
  if (tuple === null) return null;
  const owner = base.obj;
  if (
    put(tuple, 0, PyLong_FromSsize_t(layout.flags)) &&
    put(tuple, 1, PyLong_FromSsize_t(layout.offset)) &&
    put(tuple, 2, owner === null ? Py_NewRef(Py_None) : Py_NewRef(owner)) &&
    put(tuple, 3, PyLong_FromSsize_t(base.len)) &&
    put(tuple, 4, Py_RETURN_BOOL(base.readonly != 0)) &&
    put(tuple, 5, PyLong_FromSsize_t(base.itemsize)) &&
    put(tuple, 6, base.format == 0 ? Py_NewRef(Py_None) : PyUnicode_FromString(base.format)) &&
    put(tuple, 7, PyLong_FromSsize_t(base.ndim)) &&
    put(tuple, 8, tupleOf(base.shape, base.ndim)) &&
    put(tuple, 9, tupleOf(base.strides, base.ndim)) &&
    put(tuple, 10, tupleOf(base.suboffsets, base.ndim)) &&
    put(tuple, 11, PyLong_FromSsize_t(layout.exports)) &&
    put(tuple, 12, Py_RETURN_BOOL(layout.consumer != 0)) &&
    put(tuple, 13, Py_RETURN_BOOL(layout.next != 0))
  ) {
    return tuple;
  }
  Py_DECREF(tuple);
  return null;
}

/** `new` bytes of a view's items in an order. */
function bytesOf(view: Py_buffer, order: u32): PyObject | null {
  const bytes = PyBytes_FromStringAndSize(0, view.len);
  if (bytes !== null && view.len > 0) copyItems(view, PyBytes_AS_STRING(bytes), order);
  return bytes;
}

function exporter_items(self: PyObject, unused: PyObject | null): PyObject | null {
  return bytesOf(baseOf(headOf(self)), ORDER_C);
}

/** Writes items in C order from `from` to the places below p. */
function scatter(view: Py_buffer, p: usize, dim: i32, from: usize): usize {
  if (dim == view.ndim) {
    memory.copy(p, from, <usize>view.itemsize);
    return from + <usize>view.itemsize;
  }
  const n = view.shape == 0 ? view.len / view.itemsize : load<i32>(view.shape + ((<usize>dim) << 3));
  const step = strideOf(view, dim);
  for (let i = 0; i < n; i++) from = scatter(view, followed(view, p + <usize>(i * step), dim), dim + 1, from);
  return from;
}

/** _store(bytes): all items from bytes in C order. */
function exporter_store(self: PyObject, bytes: PyObject): PyObject | null {
  const base = baseOf(headOf(self));
  if (PyBytes_GET_SIZE(bytes) != base.len) return PyErr_SetString(PyExc_ValueError, "_store: wrong length");
  if (base.len > 0) scatter(base, base.buf, 0, PyBytes_AS_STRING(bytes));
  return Py_NewRef(Py_None);
}

/** Row by row, each through `row`: overlapping arrays end as CPython's copy leaves them. */
function copyRows(d: Py_buffer, p: usize, s: Py_buffer, q: usize, dim: i32, row: usize): void {
  const n = load<i32>(d.shape + ((<usize>dim) << 3));
  const ds = strideOf(d, dim);
  const ss = strideOf(s, dim);
  const size = <usize>d.itemsize;
  if (dim + 1 < d.ndim) {
    for (let i = 0; i < n; i++) {
      const to = followed(d, p + <usize>(i * ds), dim);
      copyRows(d, to, s, followed(s, q + <usize>(i * ss), dim), dim + 1, row);
    }
    return;
  }
  for (let i = 0; i < n; i++) memory.copy(row + <usize>i * size, followed(s, q + <usize>(i * ss), dim), size);
  for (let i = 0; i < n; i++) memory.copy(followed(d, p + <usize>(i * ds), dim), row + <usize>i * size, size);
}

/** _copy(other): all items of an exporter of the same shape. */
function exporter_copy(self: PyObject, other: PyObject): PyObject | null {
  const d = baseOf(headOf(self));
  const s = baseOf(headOf(other));
  const row = PyMem_Malloc(<usize>(load<i32>(d.shape + ((<usize>(d.ndim - 1)) << 3)) * d.itemsize));
  if (row == 0) return PyErr_NoMemory();
  copyRows(d, d.buf, s, s.buf, 0, row);
  PyMem_Free(row);
  return Py_NewRef(Py_None);
}

function exporter_add_suboffsets(self: PyObject, unused: PyObject | null): PyObject | null {
  const layout = headOf(self);
  const base = baseOf(layout);
  base.suboffsets = PyMem_Malloc((<usize>(base.ndim + 1)) << 3);
  if (base.suboffsets == 0) return PyErr_NoMemory();
  for (let i = 0; i < base.ndim; i++) store<i64>(base.suboffsets + ((<usize>i) << 3), -1);
  layout.flags &= ~(ND_C | ND_FORTRAN);
  return Py_NewRef(Py_None);
}

/** The data of the last memoryview_from_buffer(): only one such view may be used at a time. */
let copied: usize = 0;

/** A memoryview of a copy of the whole data, which no object owns. */
function exporter_memoryview_from_buffer(self: PyObject, unused: PyObject | null): PyObject | null {
  const layout = headOf(self);
  let source = layout;
  if (layout.consumer != 0) {
    const owner = baseOf(layout).obj;
    if (owner === null || !isExporter(owner) || headOf(owner).consumer != 0) {
      return PyErr_SetString(
        PyExc_TypeError,
        "memoryview_from_buffer(): ndarray must be original exporter or consumer from ndarray/original exporter",
      );
    }
    source = headOf(owner);
  }
  release(copied);
  copied = PyMem_Malloc(<usize>source.dataSize);
  if (copied == 0) return PyErr_NoMemory();
  memory.copy(copied, source.data, <usize>source.dataSize);
  const info = allocBuffer();
  memory.copy(changetype<usize>(info), changetype<usize>(baseOf(layout)), PY_BUFFER_SIZE);
  info.buf = copied + (info.buf - source.data);
  const result = PyMemoryView_FromBuffer(info);
  info.obj = null;
  freeBuffer(info);
  return result;
}

function isExporter(op: PyObject): bool {
  const base = op.ob_type.tp_base;
  return op.ob_type == Exporter_Type || (base !== null && base == Exporter_Type);
}

// ---- lending ----

function refuse(message: string): i32 {
  PyErr_SetString(PyExc_BufferError, message);
  return -1;
}

function asks(flags: i32, what: i32): bool {
  return (flags & what) == what;
}

/** Does the request ask for a contiguity that the layout has not? */
function contiguityMissing(flags: i32, have: i32): bool {
  const scalar = have & ND_SCALAR;
  if (asks(flags, PyBUF_C_CONTIGUOUS) && (have & ND_C) == 0 && scalar == 0) {
    return refuse("ndarray is not C-contiguous") < 0;
  }
  if (asks(flags, PyBUF_F_CONTIGUOUS) && (have & ND_FORTRAN) == 0 && scalar == 0) {
    return refuse("ndarray is not Fortran contiguous") < 0;
  }
  if (asks(flags, PyBUF_ANY_CONTIGUOUS) && (have & (ND_C | ND_FORTRAN)) == 0 && scalar == 0) {
    return refuse("ndarray is not contiguous") < 0;
  }
  if (!asks(flags, PyBUF_INDIRECT) && (have & ND_PIL) != 0) {
    return refuse("ndarray cannot be represented without suboffsets") < 0;
  }
  return false;
}

function exporter_getbuffer(self: PyObject, at: usize, flags: i32): i32 {
  const layout = headOf(self);
  const base = baseOf(layout);
  const view = changetype<Py_buffer>(at);
  const have = layout.flags;
  const owner = base.obj;
  if (owner !== null && (have & ND_REDIRECT) != 0) return PyObject_GetBuffer(owner, view, flags);
  memory.copy(at, changetype<usize>(base), PY_BUFFER_SIZE);
  view.obj = null;
  if (view.format == 0) view.format = formatB;
  const needsShape = asks(flags, PyBUF_ND) && base.shape == 0;
  const needsStrides = asks(flags, PyBUF_STRIDES) && base.strides == 0;
  if (base.ndim != 0 && (needsShape || needsStrides)) {
    return refuse("re-exporter does not provide format, shape or strides");
  }
  if ((have & ND_GETBUF_FAIL) != 0) return refuse("ND_GETBUF_FAIL: forced test exception");
  if ((flags & PyBUF_WRITABLE) != 0 && base.readonly != 0) return refuse("ndarray is not writable");
  if ((flags & PyBUF_FORMAT) == 0) view.format = 0;
  if (contiguityMissing(flags, have)) return -1;
  if (!asks(flags, PyBUF_STRIDES)) {
    if ((have & (ND_C | ND_SCALAR)) == 0) return refuse("ndarray is not C-contiguous");
    view.strides = 0;
  }
  if (!asks(flags, PyBUF_ND)) {
    if (view.format != 0) return refuse("ndarray: cannot cast to unsigned bytes if the format flag is present");
    view.ndim = 1;
    view.shape = 0;
  }
  view.obj = self;
  view.internal = changetype<usize>(layout);
  Py_INCREF(self);
  layout.exports++;
  return 0;
}

function exporter_releasebuffer(self: PyObject, at: usize): void {
  const layout = changetype<Layout>(changetype<Py_buffer>(at).internal);
  layout.exports--;
  if (layout.exports == 0 && layout.consumer == 0 && layout != headOf(self)) unlink(self, layout);
}

// ---- staticarray ----

const staticBytes = memory.data<u8>([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 0, 0, 0]);
const staticShape = memory.data<i64>([12]);
const staticStrides = memory.data<i64>([1]);

/** _legacy(flag): a view without an owner. */
function staticarray_legacy(self: PyObject, flag: PyObject): PyObject | null {
  if (!intArg(flag)) return null;
  store<i32>(changetype<usize>(self), argValue, 16);
  return Py_NewRef(Py_None);
}

function staticarray_getbuffer(self: PyObject, at: usize, flags: i32): i32 {
  const view = changetype<Py_buffer>(at);
  memory.fill(at, 0, PY_BUFFER_SIZE);
  view.buf = staticBytes;
  view.len = 12;
  view.itemsize = 1;
  view.readonly = 1;
  view.ndim = 1;
  view.format = formatB;
  view.shape = staticShape;
  view.strides = staticStrides;
  if (load<i32>(changetype<usize>(self), 16) == 0) {
    view.obj = self;
    Py_INCREF(self);
  }
  return 0;
}

// ---- functions ----

/** The view of an object, or null. End with freeBuffer. */
function viewFor(op: PyObject, flags: i32): Py_buffer | null {
  const view = allocBuffer();
  if (PyObject_GetBuffer(op, view, flags) == 0) return view;
  view.obj = null;
  freeBuffer(view);
  return null;
}

/** item_bytes(obj, indices): (format or None, the bytes of one item), found as PyBuffer_GetPointer finds it. */
function item_bytes(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("item_bytes", nargs, 2, 2)) return null;
  const indices = ptrAt(args, 1);
  const view = viewFor(ptrAt(args, 0), PyBUF_FULL_RO);
  if (view === null) return null;
  let p = view.buf;
  for (let i = 0; i < PyTuple_GET_SIZE(indices); i++) {
    p = followed(view, p + <usize>(PyLong_AsSsize_t(PyTuple_GET_ITEM(indices, i)) * strideOf(view, i)), i);
  }
  const result = PyTuple_New(2);
  if (result !== null) {
    const format: PyObject | null = view.format == 0 ? Py_NewRef(Py_None) : PyUnicode_FromString(view.format);
    const bytes = PyBytes_FromStringAndSize(p, view.itemsize);
    if (put(result, 0, format) && put(result, 1, bytes)) {
      freeBuffer(view);
      return result;
    }
    Py_DECREF(result);
  }
  freeBuffer(view);
  return null;
}

/** to_contiguous(obj, order, flags): PyBuffer_ToContiguous. */
function to_contiguous(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("to_contiguous", nargs, 3, 3)) return null;
  const order = <u32>intAt(args, 1);
  const view = viewFor(ptrAt(args, 0), intAt(args, 2));
  if (view === null) return null;
  const result = bytesOf(view, order);
  freeBuffer(view);
  return result;
}

/** get_contiguous(obj, type, order): PyMemoryView_GetContiguous. */
function get_contiguous(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("get_contiguous", nargs, 3, 3)) return null;
  const writable = intAt(args, 1) == PyBUF_WRITE;
  const order = <u32>intAt(args, 2);
  const mv = PyMemoryView_FromObject(ptrAt(args, 0));
  if (mv === null) return null;
  const view = viewOf(mv);
  let result: PyObject | null = null;
  if (writable && view.readonly != 0) PyErr_SetString(PyExc_BufferError, "underlying buffer is not writable");
  else if (PyBuffer_IsContiguous(view, order)) return mv;
  else if (writable) {
    PyErr_SetString(PyExc_BufferError, "writable contiguous buffer requested for a non-contiguous object.");
  } else result = contiguousView(view, order);
  Py_DECREF(mv);
  return result;
}

/** `new` memoryview of bytes that hold the items in an order. */
function contiguousView(src: Py_buffer, order: u32): PyObject | null {
  const bytes = bytesOf(src, order);
  if (bytes === null) return null;
  const info = allocBuffer();
  memory.copy(changetype<usize>(info), changetype<usize>(src), PY_BUFFER_SIZE);
  const strides = PyMem_Calloc(<usize>(src.ndim + 1), 8);
  let result: PyObject | null = null;
  if (strides == 0) PyErr_NoMemory();
  else {
    info.buf = PyBytes_AS_STRING(bytes);
    info.suboffsets = 0;
    info.strides = strides;
    if (order == ORDER_F) fortranStrides(info);
    else initStrides(info);
    result = viewOnBytes(bytes, info);
    PyMem_Free(strides);
  }
  info.obj = null;
  freeBuffer(info);
  Py_DECREF(bytes);
  return result;
}

function fortranStrides(view: Py_buffer): void {
  let step = view.itemsize;
  for (let i = 0; i < view.ndim; i++) {
    store<i64>(view.strides + ((<usize>i) << 3), <i64>step);
    step *= load<i32>(view.shape + ((<usize>i) << 3));
  }
}

/** A view of bytes, given the shape of `info`: the bytes live as long as its managed buffer. */
function viewOnBytes(bytes: PyObject, info: Py_buffer): PyObject | null {
  info.readonly = 1;
  const result = PyMemoryView_FromBuffer(info);
  if (result === null) return null;
  masterOfView(result).obj = Py_NewRef(bytes);
  viewOf(result).obj = bytes;
  return result;
}

/** The exporter's view that the managed buffer of a memoryview holds. */
function masterOfView(mv: PyObject): Py_buffer {
  return changetype<Py_buffer>(<usize>load<u32>(changetype<usize>(mv), 24) + 32);
}

function sameArrays(a: usize, b: usize, shape: usize, n: i32): bool {
  if (a == 0 || b == 0) return a == b;
  for (let i: usize = 0; i < <usize>n; i++) {
    if (shape != 0 && load<i32>(shape + (i << 3)) <= 1) continue;
    if (load<i32>(a + (i << 3)) != load<i32>(b + (i << 3))) return false;
  }
  return true;
}

function sameFormats(a: usize, b: usize): bool {
  if (a == 0) a = formatB;
  if (b == 0) b = formatB;
  const n = cstringLength(a);
  return n == cstringLength(b) && memory.compare(a, b, <usize>n) == 0;
}

function sameViews(a: Py_buffer, b: Py_buffer): bool {
  const c = PyBuffer_IsContiguous(a, ORDER_C) && PyBuffer_IsContiguous(b, ORDER_C);
  const f = PyBuffer_IsContiguous(a, ORDER_F) && PyBuffer_IsContiguous(b, ORDER_F);
  if (!c && !f) return false;
  if (a.len != b.len || a.itemsize != b.itemsize || a.ndim != b.ndim || !sameFormats(a.format, b.format)) return false;
  if (!sameArrays(a.shape, b.shape, 0, a.ndim) || !sameArrays(a.strides, b.strides, a.shape, a.ndim)) return false;
  return sameArrays(a.suboffsets, b.suboffsets, 0, a.ndim) && memory.compare(a.buf, b.buf, <usize>a.len) == 0;
}

function cmp_contig(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("cmp_contig", nargs, 2, 2)) return null;
  const a = viewFor(ptrAt(args, 0), PyBUF_FULL_RO);
  if (a === null) {
    return PyErr_SetString(PyExc_TypeError, "cmp_contig: first argument does not implement the buffer protocol");
  }
  const b = viewFor(ptrAt(args, 1), PyBUF_FULL_RO);
  if (b === null) {
    freeBuffer(a);
    return PyErr_SetString(PyExc_TypeError, "cmp_contig: second argument does not implement the buffer protocol");
  }
  const same = sameViews(a, b);
  freeBuffer(a);
  freeBuffer(b);
  return Py_RETURN_BOOL(same);
}

/** is_contiguous(obj, order): an exporter's own layout is looked at directly. */
function is_contiguous(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("is_contiguous", nargs, 2, 2)) return null;
  const op = ptrAt(args, 0);
  const order = <u32>intAt(args, 1);
  if (isExporter(op)) return Py_RETURN_BOOL(PyBuffer_IsContiguous(baseOf(headOf(op)), order));
  const view = viewFor(op, PyBUF_FULL_RO);
  if (view === null) {
    return PyErr_SetString(PyExc_TypeError, "is_contiguous: object does not implement the buffer protocol");
  }
  const result = PyBuffer_IsContiguous(view, order);
  freeBuffer(view);
  return Py_RETURN_BOOL(result);
}

// ---- tables ----

export function initTestBufferTypes(): void {
  const t = Exporter_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_testbuffer_core.exporter", 24, 0, Py_TPFLAGS_BASETYPE);
  t.tp_dealloc = exporter_dealloc.index;
  t.tp_new = exporter_new.index;
  const procs = bufferProcs(t);
  procs.bf_getbuffer = exporter_getbuffer.index;
  procs.bf_releasebuffer = exporter_releasebuffer.index;
  addMethod(t, "_push", exporter_push.index, METH_FASTCALL);
  addMethod(t, "_pop", exporter_pop.index, METH_NOARGS);
  addMethod(t, "_consume", exporter_consume.index, METH_FASTCALL);
  addMethod(t, "_adjust", exporter_adjust.index, METH_FASTCALL);
  addMethod(t, "_state", exporter_state.index, METH_NOARGS);
  addMethod(t, "_items", exporter_items.index, METH_NOARGS);
  addMethod(t, "_store", exporter_store.index, METH_O);
  addMethod(t, "_copy", exporter_copy.index, METH_O);
  addMethod(t, "_add_suboffsets", exporter_add_suboffsets.index, METH_NOARGS);
  addMethod(t, "memoryview_from_buffer", exporter_memoryview_from_buffer.index, METH_NOARGS);
  const s = StaticArray_Type;
  initStaticType(s, PyType_Type, PyBaseObject_Type, "_testbuffer_core.staticarray", 24, 0, Py_TPFLAGS_BASETYPE);
  s.tp_new = exporter_new.index;
  bufferProcs(s).bf_getbuffer = staticarray_getbuffer.index;
  addMethod(s, "_legacy", staticarray_legacy.index, METH_O);
}

/** `new` module _testbuffer_core. */
export function PyInit__testbuffer_core(): PyObject | null {
  const m = PyModule_New("_testbuffer_core");
  if (m === null) return null;
  if (
    PyModule_AddObjectRef(m, "exporter", Exporter_Type) == 0 &&
    PyModule_AddObjectRef(m, "staticarray", StaticArray_Type) == 0 &&
    moduleFunction(m, "item_bytes", item_bytes.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "to_contiguous", to_contiguous.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "get_contiguous", get_contiguous.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "cmp_contig", cmp_contig.index, METH_FASTCALL) == 0 &&
    moduleFunction(m, "is_contiguous", is_contiguous.index, METH_FASTCALL) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
