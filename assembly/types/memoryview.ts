/**
 * memoryview (Objects/memoryobject.c): a window on another object's buffer, and the managed buffer that several views share.
 *
 *   managedbuffer   0 head   16 flags   24 exports   32 master (Py_buffer, 80 bytes)                                   112 bytes
 *   memoryview      0 head   16 ob_size 24 mbuf      32 hash   40 flags   48 exports   56 view (80)   136 weakreflist
 *                   144 shape[ndim], strides[ndim], suboffsets[ndim]
 * Invariant: the managed buffer holds the exporter's view and counts the memory views on it; the last one to go releases it. A released
 * view refuses every operation. Items: memoryview_items.ts; copying, lists and slices: memoryview_data.ts; methods: memoryview_methods.ts.
 */
import { PyObject_GenericGetAttr } from "../protocol/attr";
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_SEQUENCE,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_XDECREF, Py_NewRef } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyBaseObject_Type, PyMemoryView_Type, PyType_Type, Py_NotImplemented } from "../object/statics";
import { bufferProcs, initStaticType, mappingMethods, sequenceMethods } from "../object/typedef";
import {
  PyObject_GC_Del,
  PyObject_GC_Track,
  PyObject_GC_UnTrack,
  _PyObject_GC_New,
  _PyObject_GC_NewVar,
} from "../gc/collector";
import { PyMem_Free } from "../memory/blocks";
import { PyErr_Clear, PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyExc_BufferError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { argReq, parseTupleArgs } from "../protocol/args";
import {
  PY_BUFFER_SIZE,
  PyBUF_FORMAT,
  PyBUF_FULL_RO,
  PyBUF_ND,
  PyBUF_STRIDES,
  PyBUF_WRITABLE,
  PyBUF_WRITE,
  PyBUF_C_CONTIGUOUS,
  PyBUF_F_CONTIGUOUS,
  PyBUF_ANY_CONTIGUOUS,
  PyBUF_INDIRECT,
  PyBuffer_FillInfo,
  PyBuffer_IsContiguous,
  PyBuffer_Release,
  PyObject_CheckBuffer,
  PyObject_GetBuffer,
  Py_buffer,
  allocBuffer,
  formatB,
  freeBuffer,
} from "../protocol/buffer";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_Hash, _Py_HashBytes } from "../protocol/hash";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyObject_ClearWeakRefs } from "./weakref";
import { contiguousCopy, equalViews } from "./memoryview_data";
import { isByteFormat, nativeChar } from "./memoryview_items";
import { addMemoryViewMethods, initMemoryIterType, memory_iter } from "./memoryview_methods";
import { memory_ass_sub, memory_item, memory_length, memory_subscript } from "./memoryview_index";

export const _PyManagedBuffer_Type = changetype<PyTypeObject>(memory.data(416, 16)); // managedbuffer

@unmanaged
export class PyManagedBufferObject extends PyObject {
  flags: i32;
  flags_hi: u32;
  exports: i32;
  exports_hi: u32;
}

@unmanaged
export class PyMemoryViewObject extends PyVarObject {
  mbuf: PyManagedBufferObject | null;
  mbuf_hi: u32;
  hash: i64;
  flags: u32;
  flags_hi: u32;
  exports: i32;
  exports_hi: u32;
}

const MBUF_MASTER: usize = 32;
const VIEW: usize = 56;
const WEAKREFLIST: usize = 136;
const ARRAY: usize = 144;

export const MANAGED_RELEASED: i32 = 1;
export const MV_RELEASED: u32 = 1;
export const MV_C: u32 = 2;
export const MV_FORTRAN: u32 = 4;
export const MV_SCALAR: u32 = 8;
export const MV_PIL: u32 = 16;
export const MV_RESTRICTED: u32 = 32;

export function masterOf(mbuf: PyManagedBufferObject): Py_buffer {
  return changetype<Py_buffer>(changetype<usize>(mbuf) + MBUF_MASTER);
}

export function viewOf(self: PyObject): Py_buffer {
  return changetype<Py_buffer>(changetype<usize>(self) + VIEW);
}

export function PyMemoryView_Check(op: PyObject): bool {
  return op.ob_type == PyMemoryView_Type;
}

/** ValueError and false if the view or its buffer was released. */
export function checkReleased(self: PyObject): bool {
  const mv = changetype<PyMemoryViewObject>(self);
  const mbuf = mv.mbuf;
  if (!(mv.flags & MV_RELEASED) && mbuf !== null && !(mbuf.flags & MANAGED_RELEASED)) return true;
  PyErr_SetString(PyExc_ValueError, "operation forbidden on released memoryview object");
  return false;
}

/** ValueError if `self` must not lend itself: the view that a __release_buffer__ gets. */
export function checkRestricted(self: PyObject): bool {
  if (!(changetype<PyMemoryViewObject>(self).flags & MV_RESTRICTED)) return true;
  PyErr_SetString(PyExc_ValueError, "cannot create new view on restricted memoryview");
  return false;
}

// ---- managed buffers ----

function newManagedBuffer(): PyManagedBufferObject | null {
  const op = _PyObject_GC_New(_PyManagedBuffer_Type);
  if (op === null) return null;
  memory.fill(changetype<usize>(op) + 16, 0, 96);
  PyObject_GC_Track(op);
  return changetype<PyManagedBufferObject>(op);
}

/** `new` managed buffer over `base`. */
function managedBufferOf(base: PyObject, flags: i32): PyManagedBufferObject | null {
  const mbuf = newManagedBuffer();
  if (mbuf === null) return null;
  if (PyObject_GetBuffer(base, masterOf(mbuf), flags) < 0) {
    masterOf(mbuf).obj = null;
    Py_DECREF(mbuf);
    return null;
  }
  return mbuf;
}

function mbuf_release(mbuf: PyManagedBufferObject): void {
  if (mbuf.flags & MANAGED_RELEASED) return;
  mbuf.flags |= MANAGED_RELEASED;
  PyBuffer_Release(masterOf(mbuf));
}

function mbuf_dealloc(op: PyObject): void {
  const mbuf = changetype<PyManagedBufferObject>(op);
  PyObject_GC_UnTrack(op);
  mbuf_release(mbuf);
  PyObject_GC_Del(changetype<usize>(op));
}

function mbuf_traverse(op: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(op) + MBUF_MASTER + offsetof<Py_buffer>("obj"), visit, arg);
}

function mbuf_clear(op: PyObject): i32 {
  mbuf_release(changetype<PyManagedBufferObject>(op));
  return 0;
}

// ---- memory views ----

function newView(ndim: i32): PyObject | null {
  if (ndim > 64) return PyErr_SetString(PyExc_ValueError, "memoryview: number of dimensions must not exceed 64");
  const op = _PyObject_GC_NewVar(PyMemoryView_Type, 3 * ndim);
  if (op === null) return null;
  const at = changetype<usize>(op);
  memory.fill(at + 24, 0, ARRAY - 24 + <usize>ndim * 24);
  changetype<PyMemoryViewObject>(op).hash = -1;
  const view = viewOf(op);
  view.ndim = ndim;
  view.shape = at + ARRAY;
  view.strides = at + ARRAY + ((<usize>ndim) << 3);
  view.suboffsets = at + ARRAY + ((<usize>ndim) << 4);
  PyObject_GC_Track(op);
  return op;
}

/** Sets the contiguity flags after shape or strides changed. */
export function initFlags(self: PyObject): void {
  const view = viewOf(self);
  let flags: u32 = 0;
  if (view.ndim == 0) flags = MV_SCALAR | MV_C | MV_FORTRAN;
  else if (view.ndim == 1) {
    if (load<i32>(view.shape) == 1 || load<i32>(view.strides) == view.itemsize) flags = MV_C | MV_FORTRAN;
  } else {
    if (PyBuffer_IsContiguous(view, 0x43)) flags |= MV_C;
    if (PyBuffer_IsContiguous(view, 0x46)) flags |= MV_FORTRAN;
  }
  if (view.suboffsets != 0) {
    flags |= MV_PIL;
    flags &= ~(MV_C | MV_FORTRAN);
  }
  const mv = changetype<PyMemoryViewObject>(self);
  mv.flags = flags;
}

export function dimAt(array: usize, i: i32): i32 {
  return load<i32>(array + ((<usize>i) << 3));
}

export function setDim(array: usize, i: i32, value: i32): void {
  store<i64>(array + ((<usize>i) << 3), <i64>value);
}

/** Fills in strides of a C-contiguous array. */
export function initStrides(view: Py_buffer): void {
  let step = view.itemsize;
  for (let i = view.ndim - 1; i >= 0; i--) {
    setDim(view.strides, i, step);
    step *= dimAt(view.shape, i);
  }
}

/** `new` view on a managed buffer, shaped as `src` (default: its master). */
export function mbuf_add_view(mbuf: PyManagedBufferObject, src: Py_buffer): PyObject | null {
  const op = newView(src.ndim);
  if (op === null) return null;
  const dest = viewOf(op);
  const ndim = src.ndim;
  dest.obj = src.obj; // borrowed: the managed buffer holds it
  dest.buf = src.buf;
  dest.len = src.len;
  dest.itemsize = src.itemsize;
  dest.readonly = src.readonly;
  dest.format = src.format != 0 ? src.format : formatB;
  dest.internal = src.internal;
  if (ndim > 0) {
    if (src.shape == 0) setDim(dest.shape, 0, src.len / src.itemsize);
    else memory.copy(dest.shape, src.shape, (<usize>ndim) << 3);
    if (src.strides == 0) initStrides(dest);
    else memory.copy(dest.strides, src.strides, (<usize>ndim) << 3);
  }
  if (src.suboffsets == 0) dest.suboffsets = 0;
  else memory.copy(dest.suboffsets, src.suboffsets, (<usize>ndim) << 3);
  initFlags(op);
  changetype<PyMemoryViewObject>(op).mbuf = mbuf;
  Py_INCREF(mbuf);
  mbuf.exports++;
  return op;
}

/** `new` view like `src` but of `ndim` dimensions without shape and strides yet (casts). */
export function mbuf_add_incomplete_view(mbuf: PyManagedBufferObject, src: Py_buffer, ndim: i32): PyObject | null {
  const op = newView(ndim);
  if (op === null) return null;
  const dest = viewOf(op);
  dest.obj = src.obj;
  dest.buf = src.buf;
  dest.len = src.len;
  dest.itemsize = src.itemsize;
  dest.readonly = src.readonly;
  dest.format = src.format != 0 ? src.format : formatB;
  dest.suboffsets = 0;
  changetype<PyMemoryViewObject>(op).mbuf = mbuf;
  Py_INCREF(mbuf);
  mbuf.exports++;
  return op;
}

/** memoryview(op): `new`. */
export function PyMemoryView_FromObject(op: PyObject): PyObject | null {
  return viewWithFlags(op, PyBUF_FULL_RO);
}

/** The same with the exporter asked for `flags`. */
export function viewWithFlags(op: PyObject, flags: i32): PyObject | null {
  if (PyMemoryView_Check(op)) {
    if (!checkReleased(op)) return null;
    if (!checkRestricted(op)) return null;
    return mbuf_add_view(changetype<PyMemoryViewObject>(op).mbuf!, viewOf(op));
  }
  if (!PyObject_CheckBuffer(op)) {
    return PyErr_Format(PyExc_TypeError, "memoryview: a bytes-like object is required, not '%s'", op.ob_type.tp_name);
  }
  const mbuf = managedBufferOf(op, flags);
  if (mbuf === null) return null;
  const result = mbuf_add_view(mbuf, masterOf(mbuf));
  Py_DECREF(mbuf);
  return result;
}

/** `new` view of what a bf_getbuffer (its table index) lends, whatever the object's own slot is. */
export function _PyMemoryView_FromBufferProc(op: PyObject, flags: i32, getbuffer: u32): PyObject | null {
  const mbuf = newManagedBuffer();
  if (mbuf === null) return null;
  let result: PyObject | null = null;
  if (call_indirect<i32>(getbuffer, op, changetype<usize>(masterOf(mbuf)), flags) < 0) masterOf(mbuf).obj = null;
  else result = mbuf_add_view(mbuf, masterOf(mbuf));
  Py_DECREF(mbuf);
  return result;
}

/** `new` view of raw memory; `flags` PyBUF_READ or PyBUF_WRITE. */
export function PyMemoryView_FromMemory(address: usize, size: i32, flags: i32): PyObject | null {
  const mbuf = newManagedBuffer();
  if (mbuf === null) return null;
  PyBuffer_FillInfo(masterOf(mbuf), null, address, size, flags != PyBUF_WRITE, PyBUF_FULL_RO);
  const result = mbuf_add_view(mbuf, masterOf(mbuf));
  Py_DECREF(mbuf);
  return result;
}

/** `new` view of filled memory whose owner is not held: the caller's view stays the caller's. */
export function PyMemoryView_FromBuffer(info: Py_buffer): PyObject | null {
  if (info.buf == 0) return PyErr_SetString(PyExc_ValueError, "PyMemoryView_FromBuffer(): info->buf must not be NULL");
  const mbuf = newManagedBuffer();
  if (mbuf === null) return null;
  const master = masterOf(mbuf);
  memory.copy(changetype<usize>(master), changetype<usize>(info), PY_BUFFER_SIZE);
  master.obj = null;
  const result = mbuf_add_view(mbuf, master);
  Py_DECREF(mbuf);
  return result;
}

/** Gives the managed buffer back; false with BufferError while views on this view are out. */
export function releaseView(self: PyObject): bool {
  const mv = changetype<PyMemoryViewObject>(self);
  if (mv.flags & MV_RELEASED) return true;
  if (mv.exports != 0) {
    PyErr_Format(
      PyExc_BufferError,
      mv.exports == 1 ? "memoryview has %zd exported buffer" : "memoryview has %zd exported buffers",
      <usize>mv.exports,
    );
    return false;
  }
  mv.flags |= MV_RELEASED;
  const mbuf = mv.mbuf;
  if (mbuf !== null && --mbuf.exports == 0) mbuf_release(mbuf);
  return true;
}

// ---- slots ----

function memory_dealloc(op: PyObject): void {
  const mv = changetype<PyMemoryViewObject>(op);
  PyObject_GC_UnTrack(op);
  mv.exports = 0;
  releaseView(op);
  const mbuf = mv.mbuf;
  mv.mbuf = null;
  Py_XDECREF(mbuf);
  if (load<u32>(changetype<usize>(op) + WEAKREFLIST) != 0) PyObject_ClearWeakRefs(op);
  PyObject_GC_Del(changetype<usize>(op));
}

function memory_traverse(op: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(op) + 24, visit, arg);
}

function memory_clear(op: PyObject): i32 {
  const mv = changetype<PyMemoryViewObject>(op);
  if (mv.exports == 0) {
    releaseView(op);
    const mbuf = mv.mbuf;
    mv.mbuf = null;
    Py_XDECREF(mbuf);
  }
  return 0;
}

function memory_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("memoryview", "object", args, kwargs)) return null;
  return PyMemoryView_FromObject(argReq(0));
}

function memory_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat(
    changetype<PyMemoryViewObject>(self).flags & MV_RELEASED ? "<released memory at %p>" : "<memory at %p>",
    changetype<usize>(self),
  );
}

function memory_hash(self: PyObject): i64 {
  const mv = changetype<PyMemoryViewObject>(self);
  if (mv.hash != -1) return mv.hash;
  if (!checkReleased(self)) return -1;
  const view = viewOf(self);
  if (!view.readonly) {
    PyErr_SetString(PyExc_ValueError, "cannot hash writable memoryview object");
    return -1;
  }
  if (!isByteFormat(nativeChar(view.format))) {
    PyErr_SetString(PyExc_ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    return -1;
  }
  const obj = view.obj;
  if (obj !== null && PyObject_Hash(obj) == -1) return -1;
  if (mv.flags & MV_C) {
    mv.hash = _Py_HashBytes(view.buf, view.len);
    return mv.hash;
  }
  const copy = contiguousCopy(view, 0x43);
  if (copy == 0) return -1;
  mv.hash = _Py_HashBytes(copy, view.len);
  PyMem_Free(copy);
  return mv.hash;
}

function memory_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if ((op != Py_EQ && op != Py_NE) || !PyMemoryView_Check(v)) return Py_NewRef(Py_NotImplemented);
  let equal = v == w ? 1 : 0;
  if (!isAlive(v) || (PyMemoryView_Check(w) && !isAlive(w))) {
    return Py_RETURN_BOOL((equal == 1) == (op == Py_EQ));
  }
  if (PyMemoryView_Check(w)) {
    equal = equalViews(viewOf(v), viewOf(w));
  } else {
    const other = allocBuffer();
    if (PyObject_GetBuffer(w, other, PyBUF_FULL_RO) < 0) {
      PyErr_Clear();
      other.obj = null;
      freeBuffer(other);
      return Py_NewRef(Py_NotImplemented);
    }
    equal = equalViews(viewOf(v), other);
    freeBuffer(other);
  }
  if (equal < 0) return null;
  return Py_RETURN_BOOL((equal == 1) == (op == Py_EQ));
}

function isAlive(self: PyObject): bool {
  const mv = changetype<PyMemoryViewObject>(self);
  const mbuf = mv.mbuf;
  return !(mv.flags & MV_RELEASED) && mbuf !== null && !(mbuf.flags & MANAGED_RELEASED);
}

function bufferError(message: string): i32 {
  PyErr_SetString(PyExc_BufferError, message);
  return -1;
}

/** A view of the view: fields the caller did not ask for are left out. */
function memory_getbuf(self: PyObject, out: usize, flags: i32): i32 {
  if (!checkReleased(self)) return -1;
  if (!checkRestricted(self)) return -1;
  const mv = changetype<PyMemoryViewObject>(self);
  const view = changetype<Py_buffer>(out);
  const base = viewOf(self);
  memory.copy(out, changetype<usize>(base), PY_BUFFER_SIZE);
  view.obj = null;
  if (base.ndim == 0) {
    view.shape = 0;
    view.strides = 0;
  }
  const isC = (mv.flags & MV_C) != 0;
  const isF = (mv.flags & MV_FORTRAN) != 0;
  if (flags & PyBUF_WRITABLE && base.readonly) return bufferError("memoryview: underlying buffer is not writable");
  if (!(flags & PyBUF_FORMAT)) view.format = 0;
  if ((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && !isC) {
    return bufferError("memoryview: underlying buffer is not C-contiguous");
  }
  if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !isF) {
    return bufferError("memoryview: underlying buffer is not Fortran contiguous");
  }
  if ((flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS && !isC && !isF) {
    return bufferError("memoryview: underlying buffer is not contiguous");
  }
  if ((flags & PyBUF_INDIRECT) != PyBUF_INDIRECT && mv.flags & MV_PIL) {
    return bufferError("memoryview: underlying buffer requires suboffsets");
  }
  if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES) {
    if (!isC) return bufferError("memoryview: underlying buffer is not C-contiguous");
    view.strides = 0;
  }
  if ((flags & PyBUF_ND) != PyBUF_ND) {
    if (view.format != 0) return bufferError("memoryview: cannot cast to unsigned bytes if the format flag is present");
    view.ndim = 1;
    view.shape = 0;
  }
  Py_INCREF(self);
  view.obj = self;
  mv.exports++;
  return 0;
}

function memory_releasebuf(self: PyObject, view: usize): void {
  changetype<PyMemoryViewObject>(self).exports--;
}

export function initMemoryViewType(): void {
  const m = _PyManagedBuffer_Type;
  initStaticType(m, PyType_Type, PyBaseObject_Type, "managedbuffer", 112, 0, Py_TPFLAGS_HAVE_GC);
  m.tp_dealloc = mbuf_dealloc.index;
  m.tp_traverse = mbuf_traverse.index;
  m.tp_clear = mbuf_clear.index;
  const t = PyMemoryView_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "memoryview",
    144,
    8,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE,
    "memoryview(object)\n--\n\nA view of another object's memory, without a copy.",
  );
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_dealloc = memory_dealloc.index;
  t.tp_repr = memory_repr.index;
  t.tp_hash = memory_hash.index;
  t.tp_traverse = memory_traverse.index;
  t.tp_clear = memory_clear.index;
  t.tp_richcompare = memory_richcompare.index;
  t.tp_weaklistoffset = <i32>WEAKREFLIST;
  t.tp_iter = memory_iter.index;
  t.tp_new = memory_new.index;
  const buffer = bufferProcs(t);
  buffer.bf_getbuffer = memory_getbuf.index;
  buffer.bf_releasebuffer = memory_releasebuf.index;
  const sq = sequenceMethods(t);
  sq.sq_length = memory_length.index;
  sq.sq_item = memory_item.index;
  const mp = mappingMethods(t);
  mp.mp_length = memory_length.index;
  mp.mp_subscript = memory_subscript.index;
  mp.mp_ass_subscript = memory_ass_sub.index;
  addMemoryViewMethods();
  initMemoryIterType();
}
