/**
 * The buffer protocol (Include/pybuffer.h, Objects/abstract.c): how an object lends its bytes.
 *
 * Invariant: a view that PyObject_GetBuffer filled holds a reference in `obj` until PyBuffer_Release; an exporter does not move or resize
 * its memory while a view is out. Views lie in a pool (`allocBuffer`/`freeBuffer`) or inside the object that keeps them.
 */
import { PyObject, initPtr } from "../object/layout";
import { Py_DECREF, Py_INCREF } from "../object/refcount";
import { PyMem_Calloc, PyMem_Free } from "../memory/blocks";
import { PyErr_BadInternalCall, PyErr_Format, PyErr_SetString } from "./errors";
import { PyExc_BufferError, PyExc_TypeError } from "../object/exception_types";

/** 80 bytes, offsets as in C. */
@unmanaged
export class Py_buffer {
  buf: usize;
  buf_hi: u32;
  obj: PyObject | null;
  obj_hi: u32;
  len: i32;
  len_hi: u32;
  itemsize: i32;
  itemsize_hi: u32;
  readonly: i32;
  ndim: i32;
  format: usize;
  format_hi: u32;
  shape: usize;
  shape_hi: u32;
  strides: usize;
  strides_hi: u32;
  suboffsets: usize;
  suboffsets_hi: u32;
  internal: usize;
  internal_hi: u32;
}

export const PyBUF_MAX_NDIM: i32 = 64;
export const PyBUF_SIMPLE: i32 = 0;
export const PyBUF_WRITABLE: i32 = 0x0001;
export const PyBUF_FORMAT: i32 = 0x0004;
export const PyBUF_ND: i32 = 0x0008;
export const PyBUF_STRIDES: i32 = 0x0018;
export const PyBUF_C_CONTIGUOUS: i32 = 0x0038;
export const PyBUF_F_CONTIGUOUS: i32 = 0x0058;
export const PyBUF_ANY_CONTIGUOUS: i32 = 0x0098;
export const PyBUF_INDIRECT: i32 = 0x0118;
export const PyBUF_CONTIG: i32 = 0x0009;
export const PyBUF_CONTIG_RO: i32 = 0x0008;
export const PyBUF_STRIDED: i32 = 0x0019;
export const PyBUF_STRIDED_RO: i32 = 0x0018;
export const PyBUF_RECORDS: i32 = 0x001d;
export const PyBUF_RECORDS_RO: i32 = 0x001c;
export const PyBUF_FULL: i32 = 0x011d;
export const PyBUF_FULL_RO: i32 = 0x011c;
export const PyBUF_READ: i32 = 0x100;
export const PyBUF_WRITE: i32 = 0x200;

export const PY_BUFFER_SIZE: usize = 80;
const POOL: i32 = 64;
const pool: usize = memory.data(5120, 8);
let poolTop: i32 = 0;
let freeViews: usize = 0;

/** Zeroed room for one view; return it with freeBuffer. */
export function allocBuffer(): Py_buffer {
  let at = freeViews;
  if (at != 0) {
    freeViews = <usize>load<u32>(at);
    memory.fill(at, 0, PY_BUFFER_SIZE);
  } else if (poolTop < POOL) {
    at = pool + <usize>poolTop * PY_BUFFER_SIZE;
    poolTop++;
  } else {
    at = PyMem_Calloc(1, PY_BUFFER_SIZE);
    if (at == 0) abort("no memory for a buffer view");
  }
  return changetype<Py_buffer>(at);
}

/** Releases the view if it is filled, and its room. */
export function freeBuffer(view: Py_buffer): void {
  PyBuffer_Release(view);
  const at = changetype<usize>(view);
  if (at < pool || at >= pool + <usize>POOL * PY_BUFFER_SIZE) {
    PyMem_Free(at);
    return;
  }
  store<u32>(at, <u32>freeViews);
  freeViews = at;
}

export function PyObject_CheckBuffer(op: PyObject): bool {
  const procs = op.ob_type.tp_as_buffer;
  return procs !== null && procs.bf_getbuffer != 0;
}

/** Fills `view`; 0, or -1 with TypeError or BufferError (then the view is not to be released). */
export function PyObject_GetBuffer(op: PyObject, view: Py_buffer, flags: i32): i32 {
  const procs = op.ob_type.tp_as_buffer;
  if (procs === null || procs.bf_getbuffer == 0) {
    PyErr_Format(PyExc_TypeError, "a bytes-like object is required, not '%s'", op.ob_type.tp_name);
    return -1;
  }
  if (flags == PyBUF_READ || flags == PyBUF_WRITE) {
    PyErr_BadInternalCall();
    return -1;
  }
  return call_indirect<i32>(procs.bf_getbuffer, op, changetype<usize>(view), flags);
}

/** Gives the view back to its exporter. Nothing happens if it is empty. */
export function PyBuffer_Release(view: Py_buffer): void {
  const obj = view.obj;
  if (obj === null) return;
  const procs = obj.ob_type.tp_as_buffer;
  if (procs !== null && procs.bf_releasebuffer != 0) {
    call_indirect<void>(procs.bf_releasebuffer, obj, changetype<usize>(view));
  }
  view.obj = null;
  Py_DECREF(obj);
}

/** A simple one-dimensional view of `len` bytes; BufferError if they are read-only and a writable view is asked for. */
export function PyBuffer_FillInfo(
  view: Py_buffer,
  obj: PyObject | null,
  buf: usize,
  len: i32,
  readonly: bool,
  flags: i32,
): i32 {
  if (flags != PyBUF_SIMPLE) {
    if (flags == PyBUF_READ || flags == PyBUF_WRITE) {
      PyErr_BadInternalCall();
      return -1;
    }
    if ((flags & PyBUF_WRITABLE) == PyBUF_WRITABLE && readonly) {
      PyErr_SetString(PyExc_BufferError, "Object is not writable.");
      return -1;
    }
  }
  const at = changetype<usize>(view);
  memory.fill(at, 0, PY_BUFFER_SIZE);
  if (obj !== null) Py_INCREF(obj);
  view.obj = obj;
  view.buf = buf;
  view.len = len;
  view.readonly = readonly ? 1 : 0;
  view.itemsize = 1;
  view.ndim = 1;
  if ((flags & PyBUF_FORMAT) == PyBUF_FORMAT) view.format = formatB;
  if ((flags & PyBUF_ND) == PyBUF_ND) view.shape = at + offsetof<Py_buffer>("len");
  if ((flags & PyBUF_STRIDES) == PyBUF_STRIDES) view.strides = at + offsetof<Py_buffer>("itemsize");
  return 0;
}

/** The format "B". */
export const formatB: usize = memory.data<u8>([0x42, 0]);

function shapeAt(view: Py_buffer, i: i32): i32 {
  return load<i32>(view.shape + ((<usize>i) << 3));
}

function isCContiguous(view: Py_buffer): bool {
  if (view.len == 0 || view.strides == 0) return true;
  let step = view.itemsize;
  for (let i = view.ndim - 1; i >= 0; i--) {
    const dim = shapeAt(view, i);
    if (dim > 1 && load<i32>(view.strides + ((<usize>i) << 3)) != step) return false;
    step *= dim;
  }
  return true;
}

function isFortranContiguous(view: Py_buffer): bool {
  if (view.len == 0) return true;
  if (view.strides == 0) {
    if (view.ndim <= 1) return true;
    let long = 0;
    for (let i = 0; i < view.ndim; i++) if (shapeAt(view, i) > 1) long++;
    return long <= 1;
  }
  let step = view.itemsize;
  for (let i = 0; i < view.ndim; i++) {
    const dim = shapeAt(view, i);
    if (dim > 1 && load<i32>(view.strides + ((<usize>i) << 3)) != step) return false;
    step *= dim;
  }
  return true;
}

/** `order` is the character C, F or A. */
export function PyBuffer_IsContiguous(view: Py_buffer, order: u32): bool {
  if (view.suboffsets != 0) return false;
  if (order == 0x43) return isCContiguous(view);
  if (order == 0x46) return isFortranContiguous(view);
  return isCContiguous(view) || isFortranContiguous(view);
}

/** A contiguous read-only view of `op` from the pool, or null with the exception set. End with freeBuffer. */
export function simpleBuffer(op: PyObject): Py_buffer | null {
  const view = allocBuffer();
  if (PyObject_GetBuffer(op, view, PyBUF_SIMPLE) == 0) return view;
  view.obj = null;
  freeBuffer(view);
  return null;
}

/** Takes a pointer into an 8-byte pointer field of a view (upper half zeroed). */
export function setViewPtr(at: usize, value: usize): void {
  initPtr(at, value);
}
