/** Length, indexing, slicing and item assignment of memory views. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { Py_Ellipsis } from "../object/statics";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyExc_IndexError, PyExc_NotImplementedError, PyExc_TypeError } from "../object/exception_types";
import {
  PyBUF_FULL_RO,
  PyObject_GetBuffer,
  Py_buffer,
  allocBuffer,
  freeBuffer,
  PY_BUFFER_SIZE,
} from "../protocol/buffer";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../protocol/number";
import { PySlice_AdjustIndices, PySlice_Check, PySlice_Unpack, sliceStart, sliceStep } from "./slice";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import {
  PyMemoryViewObject,
  checkReleased,
  checkRestricted,
  dimAt,
  initFlags,
  mbuf_add_view,
  setDim,
  viewOf,
} from "./memoryview";
import { copySingle, followed } from "./memoryview_data";
import { nativeChar, packInto, unpackSingle, unsupportedFormat } from "./memoryview_items";

export function memory_length(self: PyObject): i32 {
  if (!checkReleased(self)) return -1;
  const view = viewOf(self);
  if (view.ndim == 0) {
    PyErr_SetString(PyExc_TypeError, "0-dim memory has no length");
    return -1;
  }
  return dimAt(view.shape, 0);
}

/** Address of item `index` of dimension `dim` from p; 0 with IndexError. */
function itemAddress(view: Py_buffer, p: usize, dim: i32, index: i32): usize {
  const n = dimAt(view.shape, dim);
  if (index < 0) index += n;
  if (index < 0 || index >= n) {
    PyErr_Format(PyExc_IndexError, "index out of bounds on dimension %d", dim + 1);
    return 0;
  }
  return followed(view, p + <usize>(index * dimAt(view.strides, dim)), dim);
}

/** self[index]: `new` (sq_item, iteration). */
export function memory_item(self: PyObject, index: i32): PyObject | null {
  if (!checkReleased(self)) return null;
  const view = viewOf(self);
  const c = nativeChar(view.format);
  if (c == 0) return unsupportedFormat(view.format);
  if (view.ndim == 0) return PyErr_SetString(PyExc_TypeError, "invalid indexing of 0-dim memory");
  if (view.ndim > 1) {
    return PyErr_SetString(PyExc_NotImplementedError, "multi-dimensional sub-views are not implemented");
  }
  const p = itemAddress(view, view.buf, 0, index);
  return p == 0 ? null : unpackSingle(p, c);
}

function isTupleOf(key: PyObject, slices: bool): bool {
  if (!PyTuple_Check(key)) return false;
  const n = PyTuple_GET_SIZE(key);
  for (let i = 0; i < n; i++) {
    const item = PyTuple_GET_ITEM(key, i);
    if (slices ? !PySlice_Check(item) : !PyIndex_Check(item)) return false;
  }
  return !slices || n > 0;
}

/** Address of the item a tuple of ints names; 0 with an exception. */
function addressOfTuple(self: PyObject, key: PyObject): usize {
  const view = viewOf(self);
  const n = PyTuple_GET_SIZE(key);
  if (n > view.ndim) {
    PyErr_Format(PyExc_TypeError, "cannot index %zd-dimension view with %zd-element tuple", <usize>view.ndim, <usize>n);
    return 0;
  }
  if (n < view.ndim) {
    PyErr_SetString(PyExc_NotImplementedError, "sub-views are not implemented");
    return 0;
  }
  let p = view.buf;
  for (let i = 0; i < n; i++) {
    const index = PyNumber_AsSsize_t(PyTuple_GET_ITEM(key, i), PyExc_IndexError);
    if (index == -1 && PyErr_Occurred() !== null) return 0;
    if (!checkReleased(self)) return 0;
    p = itemAddress(view, p, i, index);
    if (p == 0) return 0;
  }
  return p;
}

/** Narrows the first dimension of a view to a slice; false on error. */
function applySlice(view: Py_buffer, slice: PyObject): bool {
  if (PySlice_Unpack(slice) < 0) return false;
  const n = PySlice_AdjustIndices(dimAt(view.shape, 0));
  // A suboffset of this dimension is added after its pointer is followed: the slice moves among the pointers.
  view.buf += <usize>(dimAt(view.strides, 0) * sliceStart());
  setDim(view.shape, 0, n);
  setDim(view.strides, 0, dimAt(view.strides, 0) * sliceStep());
  return true;
}

function updateLength(view: Py_buffer): void {
  let n = 1;
  for (let i = 0; i < view.ndim; i++) n *= dimAt(view.shape, i);
  view.len = n * view.itemsize;
}

function scalarKey(view: Py_buffer, self: PyObject, key: PyObject): PyObject | null {
  if (PyTuple_Check(key) && PyTuple_GET_SIZE(key) == 0) {
    const c = nativeChar(view.format);
    return c == 0 ? unsupportedFormat(view.format) : unpackSingle(view.buf, c);
  }
  if (key == Py_Ellipsis) {
    return mbuf_add_view(changetype<PyMemoryViewObject>(self).mbuf!, view);
  }
  return PyErr_SetString(PyExc_TypeError, "invalid indexing of 0-dim memory");
}

export function memory_subscript(self: PyObject, key: PyObject): PyObject | null {
  if (!checkReleased(self)) return null;
  const view = viewOf(self);
  if (view.ndim == 0) return scalarKey(view, self, key);
  if (PyIndex_Check(key)) {
    const index = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (index == -1 && PyErr_Occurred() !== null) return null;
    return memory_item(self, index);
  }
  if (PySlice_Check(key)) {
    if (!checkRestricted(self)) return null;
    const sliced = mbuf_add_view(changetype<PyMemoryViewObject>(self).mbuf!, view);
    if (sliced === null) return null;
    if (!applySlice(viewOf(sliced), key)) {
      Py_DECREF(sliced);
      return null;
    }
    updateLength(viewOf(sliced));
    initFlags(sliced);
    return sliced;
  }
  if (isTupleOf(key, false)) {
    const c = nativeChar(view.format);
    if (c == 0) return unsupportedFormat(view.format);
    const p = addressOfTuple(self, key);
    return p == 0 ? null : unpackSingle(p, c);
  }
  if (isTupleOf(key, true)) {
    return PyErr_SetString(PyExc_NotImplementedError, "multi-dimensional slicing is not implemented");
  }
  return PyErr_SetString(PyExc_TypeError, "memoryview: invalid slice key");
}

// ---- assignment ----

function assignAt(self: PyObject, p: usize, value: PyObject): i32 {
  if (p == 0) return -1;
  const view = viewOf(self);
  return packInto(self, p, value, nativeChar(view.format), view.format) ? 0 : -1;
}

const sliceView: usize = memory.data(80, 8);
const sliceDims: usize = memory.data(24, 8);

/** self[slice] = value for one dimension. */
function assignSlice(self: PyObject, key: PyObject, value: PyObject): i32 {
  const view = viewOf(self);
  const src = allocBuffer();
  if (PyObject_GetBuffer(value, src, PyBUF_FULL_RO) < 0) {
    src.obj = null;
    freeBuffer(src);
    return -1;
  }
  memory.copy(sliceView, changetype<usize>(view), PY_BUFFER_SIZE);
  const dest = changetype<Py_buffer>(sliceView);
  dest.shape = sliceDims;
  dest.strides = sliceDims + 8;
  setDim(dest.shape, 0, dimAt(view.shape, 0));
  setDim(dest.strides, 0, dimAt(view.strides, 0));
  if (view.suboffsets != 0) {
    dest.suboffsets = sliceDims + 16;
    setDim(dest.suboffsets, 0, dimAt(view.suboffsets, 0));
  }
  let ok = applySlice(dest, key) && checkReleased(self);
  if (ok) {
    updateLength(dest);
    ok = copySingle(dest, src);
  }
  freeBuffer(src);
  return ok ? 0 : -1;
}

function fail(type: bool, message: string): i32 {
  PyErr_SetString(type ? PyExc_TypeError : PyExc_NotImplementedError, message);
  return -1;
}

export function memory_ass_sub(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  if (!checkReleased(self)) return -1;
  const view = viewOf(self);
  const c = nativeChar(view.format);
  if (c == 0) {
    unsupportedFormat(view.format);
    return -1;
  }
  if (view.readonly) return fail(true, "cannot modify read-only memory");
  if (value === null) return fail(true, "cannot delete memory");
  if (view.ndim == 0) {
    if (key == Py_Ellipsis || (PyTuple_Check(key) && PyTuple_GET_SIZE(key) == 0)) {
      return assignAt(self, view.buf, value);
    }
    return fail(true, "invalid indexing of 0-dim memory");
  }
  if (PyIndex_Check(key)) {
    if (view.ndim > 1) return fail(false, "sub-views are not implemented");
    const index = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (index == -1 && PyErr_Occurred() !== null) return -1;
    if (!checkReleased(self)) return -1;
    return assignAt(self, itemAddress(view, view.buf, 0, index), value);
  }
  if (PySlice_Check(key) && view.ndim == 1) return assignSlice(self, key, value);
  if (isTupleOf(key, false)) {
    if (PyTuple_GET_SIZE(key) < view.ndim) return fail(false, "sub-views are not implemented");
    return assignAt(self, addressOfTuple(self, key), value);
  }
  if (PySlice_Check(key) || isTupleOf(key, true)) {
    return fail(false, "memoryview slice assignments are currently restricted to ndim = 1");
  }
  return fail(true, "memoryview: invalid slice key");
}
