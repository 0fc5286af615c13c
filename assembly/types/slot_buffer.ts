/**
 * Buffers of classes written in Python (PEP 688): __buffer__ and __release_buffer__ as type slots, and the wrappers under which the native
 * slots are methods. Counterpart: the buffer part of Objects/typeobject.c.
 *
 *   _buffer_wrapper   0 ob_refcnt | 8 ob_type | 16 memoryview that __buffer__ returned | 24 the object     32 bytes
 * Invariant: a view that such an object lends has a _buffer_wrapper as its `obj`, which gives the memoryview back and tells the object.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, initPtr } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import { visitField } from "../object/slots";
import { bufferProcs, initStaticType } from "../object/typedef";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyObject_GC_Del, _PyObject_GC_New } from "../gc/collector";
import { PyObject_GetBuffer, Py_buffer } from "../protocol/buffer";
import { PyObject_CallMethodNoArgs } from "../protocol/call";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import { PyNumber_AsSsize_t } from "../protocol/number";
import { PyErr_FormatUnraisable } from "../protocol/unraisable";
import { PyLong_FromLong } from "./long";
import {
  MV_RELEASED,
  MV_RESTRICTED,
  PyMemoryViewObject,
  PyMemoryView_Check,
  PyMemoryView_FromBuffer,
  _PyMemoryView_FromBufferProc,
  viewOf,
} from "./memoryview";
import { callSpecial } from "./slot_functions";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyType_Check } from "./typeobject";

const _PyBufferWrapper_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _buffer_wrapper

@unmanaged
class BufferWrapper extends PyObject {
  mv: PyObject | null;
  mv_hi: u32;
  owner: PyObject | null;
  owner_hi: u32;
}

export function slot_bf_getbuffer(self: PyObject, view: usize, flags: i32): i32 {
  const number = PyLong_FromLong(flags);
  if (number === null) return -1;
  const mv = callSpecial(self, ID.__buffer__, 1, number);
  Py_DECREF(number);
  if (mv === null) return -1;
  if (!PyMemoryView_Check(mv)) {
    PyErr_SetString(PyExc_TypeError, "__buffer__ returned non-memoryview object");
    Py_DECREF(mv);
    return -1;
  }
  if (PyObject_GetBuffer(mv, changetype<Py_buffer>(view), flags) < 0) {
    Py_DECREF(mv);
    return -1;
  }
  const wrapper = _PyObject_GC_New(_PyBufferWrapper_Type);
  if (wrapper === null) {
    Py_DECREF(mv);
    return -1;
  }
  const at = changetype<usize>(wrapper);
  initPtr(at + 16, changetype<usize>(mv));
  initPtr(at + 24, changetype<usize>(Py_NewRef(self)));
  _PyObject_GC_TRACK(wrapper);
  const lender = changetype<Py_buffer>(view).obj;
  changetype<Py_buffer>(view).obj = wrapper;
  if (lender !== null) Py_DECREF(lender);
  return 0;
}

/** The object hears of the release before the memoryview is dropped; only a Python function is called, a native one runs by itself. */
function bufferwrapper_releasebuf(self: PyObject, view: usize): void {
  const wrapper = changetype<BufferWrapper>(self);
  const mv = wrapper.mv;
  const owner = wrapper.owner;
  if (mv === null || owner === null) return;
  call_indirect<void>(mv.ob_type.tp_as_buffer!.bf_releasebuffer, mv, view);
  const procs = owner.ob_type.tp_as_buffer;
  const inner = viewOf(mv).obj;
  if ((inner === null || inner != owner) && procs !== null && procs.bf_releasebuffer == slot_bf_releasebuffer.index) {
    callReleaseBuffer(owner, changetype<Py_buffer>(view));
  }
  Py_CLEAR(changetype<usize>(self) + 16);
  Py_CLEAR(changetype<usize>(self) + 24);
}

/** The view that __release_buffer__ gets: the one that __buffer__ returned, or a restricted one. `new`; null: nothing to call. */
function viewForRelease(self: PyObject, view: Py_buffer): PyObject | null {
  const lender = view.obj;
  if (lender !== null && lender.ob_type == _PyBufferWrapper_Type) {
    const mv = changetype<BufferWrapper>(lender).mv;
    return mv === null ? null : Py_NewRef(mv);
  }
  const mv = PyMemoryView_FromBuffer(view);
  if (mv === null) {
    PyErr_FormatUnraisable("Exception ignored in bf_releasebuffer of %s", self.ob_type.tp_name);
    return null;
  }
  changetype<PyMemoryViewObject>(mv).flags |= MV_RESTRICTED;
  return mv;
}

/** self.__release_buffer__(view); its errors have nobody to go to. */
function callReleaseBuffer(self: PyObject, view: Py_buffer): void {
  const pending = PyErr_GetRaisedException();
  const lender = view.obj;
  const isWrapped = lender !== null && lender.ob_type == _PyBufferWrapper_Type;
  const mv = viewForRelease(self, view);
  if (mv !== null) {
    const result = callSpecial(self, ID.__release_buffer__, 1, mv);
    if (result !== null) Py_DECREF(result);
    else PyErr_FormatUnraisable("Exception ignored in __release_buffer__ of %s", self.ob_type.tp_name);
    if (!isWrapped) {
      const released = PyObject_CallMethodNoArgs(mv, ID.release);
      if (released !== null) Py_DECREF(released);
      else PyErr_FormatUnraisable("Exception ignored in bf_releasebuffer of %s", self.ob_type.tp_name);
    }
    Py_DECREF(mv);
  }
  PyErr_SetRaisedException(pending);
}

/** A native base's bf_releasebuffer must run, whatever the class's own method does. */
function releaseBase(self: PyObject, view: usize): void {
  const type = self.ob_type;
  const mro = type.tp_mro;
  if (mro === null) return;
  const n = PyTuple_GET_SIZE(mro);
  for (let i = 1; i < n; i++) {
    const base = PyTuple_GET_ITEM(mro, i);
    if (!PyType_Check(base)) continue;
    const procs = changetype<PyTypeObject>(base).tp_as_buffer;
    if (procs === null || procs.bf_releasebuffer == 0) continue;
    if (procs.bf_releasebuffer == slot_bf_releasebuffer.index) continue;
    call_indirect<void>(procs.bf_releasebuffer, self, view);
    return;
  }
}

export function slot_bf_releasebuffer(self: PyObject, view: usize): void {
  callReleaseBuffer(self, changetype<Py_buffer>(view));
  releaseBase(self, view);
}

function oneArgument(args: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n == 1) return PyTuple_GET_ITEM(args, 0);
  return PyErr_Format(PyExc_TypeError, " expected 1 argument, got %zd", <usize>n);
}

/** bytes.__buffer__ and its like. */
export function wrap_buffer(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  const arg = oneArgument(args);
  if (arg === null) return null;
  const flags = PyNumber_AsSsize_t(arg, PyExc_OverflowError);
  if (flags == -1 && PyErr_Occurred() !== null) return null;
  if (flags == i32.MAX_VALUE || flags == i32.MIN_VALUE) {
    return PyErr_SetString(PyExc_OverflowError, "buffer flags too large");
  }
  return _PyMemoryView_FromBufferProc(self, flags, slot);
}

/** bytearray.__release_buffer__ and its like: releases the view, which in turn calls the slot. */
export function wrap_releasebuffer(self: PyObject, args: PyObject, slot: u32): PyObject | null {
  const arg = oneArgument(args);
  if (arg === null) return null;
  if (!PyMemoryView_Check(arg)) return PyErr_SetString(PyExc_TypeError, "expected a memoryview object");
  const owner = viewOf(arg).obj;
  if (owner === null) return Py_NewRef(Py_None);
  if (owner != self) return PyErr_SetString(PyExc_ValueError, "memoryview's buffer is not this object");
  if (changetype<PyMemoryViewObject>(arg).flags & MV_RELEASED) {
    return PyErr_SetString(PyExc_ValueError, "memoryview's buffer has already been released");
  }
  const result = PyObject_CallMethodNoArgs(arg, ID.release);
  if (result === null) return null;
  Py_DECREF(result);
  return Py_NewRef(Py_None);
}

// ---- the wrapper's type ----

function bufferwrapper_dealloc(op: PyObject): void {
  _PyObject_GC_UNTRACK(op);
  Py_CLEAR(changetype<usize>(op) + 16);
  Py_CLEAR(changetype<usize>(op) + 24);
  PyObject_GC_Del(changetype<usize>(op));
}

function bufferwrapper_traverse(op: PyObject, visit: u32, arg: usize): i32 {
  const r = visitField(changetype<usize>(op) + 16, visit, arg);
  return r != 0 ? r : visitField(changetype<usize>(op) + 24, visit, arg);
}

export function initBufferWrapperType(): void {
  const t = _PyBufferWrapper_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_buffer_wrapper", 32, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = bufferwrapper_dealloc.index;
  t.tp_traverse = bufferwrapper_traverse.index;
  bufferProcs(t).bf_releasebuffer = bufferwrapper_releasebuf.index;
}
