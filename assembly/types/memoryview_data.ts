/** Walking the items of strided memory: contiguous copies, nested lists, comparison, assignment between views. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyExc_ValueError } from "../object/exception_types";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyBuffer_IsContiguous, Py_buffer } from "../protocol/buffer";
import { PyList_New, PyList_SET_ITEM } from "./list";
import { equalItems, nativeChar, unpackSingle, unsupportedFormat } from "./memoryview_items";
import { structFailure, structItemsEqual, structUnpacker } from "./memoryview_struct";
import { cstringLength } from "./unicode";

function shape(view: Py_buffer, dim: i32): i32 {
  return view.shape == 0 ? view.len / view.itemsize : load<i32>(view.shape + ((<usize>dim) << 3));
}

export function strideOf(view: Py_buffer, dim: i32): i32 {
  if (view.strides != 0) return load<i32>(view.strides + ((<usize>dim) << 3));
  let step = view.itemsize;
  for (let i = view.ndim - 1; i > dim; i--) step *= shape(view, i);
  return step;
}

/** Follows a pointer where dimension `dim` has a suboffset (PIL-style arrays). */
export function followed(view: Py_buffer, p: usize, dim: i32): usize {
  if (view.suboffsets == 0) return p;
  const offset = load<i32>(view.suboffsets + ((<usize>dim) << 3));
  return offset < 0 ? p : <usize>load<u32>(p) + <usize>offset;
}

/** Copies the items below `p` of dimension `dim` on, in C order, to `to`; returns the address after them. */
function copyC(view: Py_buffer, p: usize, dim: i32, to: usize): usize {
  if (view.ndim == 0 || dim == view.ndim) {
    memory.copy(to, p, <usize>view.itemsize);
    return to + <usize>view.itemsize;
  }
  const n = shape(view, dim);
  const step = strideOf(view, dim);
  for (let i = 0; i < n; i++) to = copyC(view, followed(view, p + <usize>(i * step), dim), dim + 1, to);
  return to;
}

/** The same in Fortran order: the first index varies fastest. `offset` is the item's place, `scale` that of one step. */
function copyF(view: Py_buffer, p: usize, dim: i32, to: usize, scale: i32): void {
  if (dim == view.ndim) {
    memory.copy(to, p, <usize>view.itemsize);
    return;
  }
  const n = shape(view, dim);
  const step = strideOf(view, dim);
  for (let i = 0; i < n; i++) {
    copyF(view, followed(view, p + <usize>(i * step), dim), dim + 1, to + <usize>(i * scale), scale * n);
  }
}

/** Writes the view's items in order "C", "F" or "A" (C unless only Fortran-contiguous) to `to`. */
export function copyItems(view: Py_buffer, to: usize, order: u32): void {
  if (order == 0x41) order = !PyBuffer_IsContiguous(view, 0x43) && PyBuffer_IsContiguous(view, 0x46) ? 0x46 : 0x43;
  if (view.len == 0) return;
  if (PyBuffer_IsContiguous(view, order)) memory.copy(to, view.buf, <usize>view.len);
  else if (order == 0x46) copyF(view, view.buf, 0, to, view.itemsize);
  else copyC(view, view.buf, 0, to);
}

/** A contiguous copy in memory of its own (PyMem_Free it); 0 with MemoryError. */
export function contiguousCopy(view: Py_buffer, order: u32): usize {
  const to = PyMem_Malloc(<usize>view.len);
  if (to == 0) {
    PyErr_NoMemory();
    return 0;
  }
  copyItems(view, to, order);
  return to;
}

/** Nested lists of the items: `new`. */
export function listOf(view: Py_buffer): PyObject | null {
  const c = nativeChar(view.format);
  if (c == 0) return unsupportedFormat(view.format);
  return view.ndim == 0 ? unpackSingle(view.buf, c) : listOfDim(view, view.buf, 0, c);
}

function listOfDim(view: Py_buffer, p: usize, dim: i32, c: u32): PyObject | null {
  const n = shape(view, dim);
  const step = strideOf(view, dim);
  const list = PyList_New(n);
  if (list === null) return null;
  for (let i = 0; i < n; i++) {
    const at = followed(view, p + <usize>(i * step), dim);
    const item = dim + 1 == view.ndim ? unpackSingle(at, c) : listOfDim(view, at, dim + 1, c);
    if (item === null) {
      Py_DECREF(list);
      return null;
    }
    PyList_SET_ITEM(list, i, item);
  }
  return list;
}

function sameShape(a: Py_buffer, b: Py_buffer): bool {
  if (a.ndim != b.ndim) return false;
  for (let i = 0; i < a.ndim; i++) {
    if (shape(a, i) != shape(b, i)) return false;
    if (shape(a, i) == 0) break;
  }
  return true;
}

const formatBText: usize = memory.data<u8>([0x42, 0]);
function charOf(view: Py_buffer): u32 {
  return nativeChar(view.format == 0 ? formatBText : view.format);
}

/** What unpacks the items of two views when a format is not native; nested comparisons save them. */
let unpackA: PyObject | null = null;
let unpackB: PyObject | null = null;

/** Compares through the module struct. */
function equalByStruct(a: Py_buffer, b: Py_buffer): i32 {
  const ua = structUnpacker(a);
  if (ua === null) return structFailure();
  const ub = structUnpacker(b);
  if (ub === null) {
    Py_DECREF(ua);
    return structFailure();
  }
  const outerA = unpackA;
  const outerB = unpackB;
  unpackA = ua;
  unpackB = ub;
  const result = equalDim(a, a.buf, 0, b, b.buf, 0, 0);
  unpackA = outerA;
  unpackB = outerB;
  Py_DECREF(ua);
  Py_DECREF(ub);
  return result;
}

/** Are shapes and items equal? 1, 0, -1 error. */
export function equalViews(a: Py_buffer, b: Py_buffer): i32 {
  if (!sameShape(a, b)) return 0;
  const ca = charOf(a);
  const cb = charOf(b);
  if (ca == 0 || cb == 0) return equalByStruct(a, b);
  return equalDim(a, a.buf, ca, b, b.buf, cb, 0);
}

function equalDim(a: Py_buffer, p: usize, ca: u32, b: Py_buffer, q: usize, cb: u32, dim: i32): i32 {
  if (dim == a.ndim) {
    return ca != 0 ? equalItems(p, ca, q, cb) : structItemsEqual(unpackA!, p, a.itemsize, unpackB!, q, b.itemsize);
  }
  const n = shape(a, dim);
  const sa = strideOf(a, dim);
  const sb = strideOf(b, dim);
  for (let i = 0; i < n; i++) {
    const pa = followed(a, p + <usize>(i * sa), dim);
    const pb = followed(b, q + <usize>(i * sb), dim);
    const r = equalDim(a, pa, ca, b, pb, cb, dim + 1);
    if (r != 1) return r;
  }
  return 1;
}

function sameFormat(a: Py_buffer, b: Py_buffer): bool {
  let p = a.format == 0 ? formatBText : a.format;
  let q = b.format == 0 ? formatBText : b.format;
  if (load<u8>(p) == 0x40) p++;
  if (load<u8>(q) == 0x40) q++;
  const n = cstringLength(p);
  return n == cstringLength(q) && memory.compare(p, q, <usize>n) == 0;
}

/** dest[...] = src for one-dimensional views of equal structure; false with ValueError. */
export function copySingle(dest: Py_buffer, src: Py_buffer): bool {
  if (!sameFormat(dest, src) || dest.itemsize != src.itemsize || !sameShape(dest, src)) {
    PyErr_SetString(PyExc_ValueError, "memoryview assignment: lvalue and rvalue have different structures");
    return false;
  }
  const n = shape(dest, 0);
  const size = dest.itemsize;
  const from = PyMem_Malloc(<usize>(n * size)); // the two may overlap
  if (from == 0) {
    PyErr_NoMemory();
    return false;
  }
  const ss = strideOf(src, 0);
  const ds = strideOf(dest, 0);
  for (let i = 0; i < n; i++)
    memory.copy(from + <usize>(i * size), followed(src, src.buf + <usize>(i * ss), 0), <usize>size);
  for (let i = 0; i < n; i++)
    memory.copy(followed(dest, dest.buf + <usize>(i * ds), 0), from + <usize>(i * size), <usize>size);
  PyMem_Free(from);
  return true;
}
