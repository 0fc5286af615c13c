/**
 * PickleBuffer (Objects/picklebufobject.c): a buffer that pickle, from protocol 5 on, may hand over without copying it (PEP 574).
 *
 *   16 view (Py_buffer; obj null once released)  96 weakreflist        104 bytes
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../../object/layout";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { PyExc_BufferError, PyExc_ValueError } from "../../object/exception_types";
import { visitField } from "../../object/slots";
import { METH_NOARGS, addMethod, bufferProcs, initStaticType } from "../../object/typedef";
import { _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../../gc/collector";
import { PyArg_CheckPositional, noKeywordsDict } from "../../protocol/args";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import {
  PyBUF_FULL_RO,
  PyBuffer_IsContiguous,
  PyBuffer_Release,
  PyObject_GetBuffer,
  Py_buffer,
  formatB,
} from "../../protocol/buffer";
import { PyErr_SetString } from "../../protocol/errors";
import {
  PyMemoryViewObject,
  PyMemoryView_FromObject,
  initFlags,
  mbuf_add_incomplete_view,
  setDim,
  viewOf,
} from "../../types/memoryview";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { PyObject_ClearWeakRefs } from "../../types/weakref";

export const PyPickleBuffer_Type = changetype<PyTypeObject>(memory.data(416, 16)); // pickle.PickleBuffer

const VIEW: usize = 16;
const WEAKREFLIST: i32 = 96;

function viewIn(self: PyObject): Py_buffer {
  return changetype<Py_buffer>(changetype<usize>(self) + VIEW);
}

/** The buffer of a PickleBuffer, borrowed; null with ValueError once it is released. */
export function PyPickleBuffer_GetBuffer(op: PyObject): Py_buffer | null {
  const view = viewIn(op);
  if (view.obj !== null) return view;
  PyErr_SetString(PyExc_ValueError, "operation forbidden on released PickleBuffer object");
  return null;
}

function picklebuf_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("PickleBuffer", kwargs)) return null;
  if (!PyArg_CheckPositional("PickleBuffer", PyTuple_GET_SIZE(args), 1, 1)) return null;
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  if (PyObject_GetBuffer(PyTuple_GET_ITEM(args, 0), viewIn(self), PyBUF_FULL_RO) == 0) return self;
  viewIn(self).obj = null;
  Py_DECREF(self);
  return null;
}

function picklebuf_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + VIEW + 8, visit, arg);
}

function picklebuf_clear(self: PyObject): i32 {
  PyBuffer_Release(viewIn(self));
  return 0;
}

function picklebuf_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  if (load<u32>(changetype<usize>(self) + <usize>WEAKREFLIST) != 0) PyObject_ClearWeakRefs(self);
  PyBuffer_Release(viewIn(self));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** The exporter is asked: its own view counts, ours stays as it is. */
function picklebuf_getbuf(self: PyObject, view: usize, flags: i32): i32 {
  const own = PyPickleBuffer_GetBuffer(self);
  return own === null ? -1 : PyObject_GetBuffer(own.obj!, changetype<Py_buffer>(view), flags);
}

/** Never called: the views that are lent belong to the exporter. It makes __release_buffer__ exist, as in CPython. */
function picklebuf_releasebuf(self: PyObject, view: usize): void {}

/** The memory of any contiguous buffer as one dimension of bytes: `new` memoryview. */
function picklebuf_raw(self: PyObject, unused: PyObject | null): PyObject | null {
  const own = PyPickleBuffer_GetBuffer(self);
  if (own === null) return null;
  if (own.suboffsets != 0 || !PyBuffer_IsContiguous(own, 0x41)) {
    return PyErr_SetString(PyExc_BufferError, "cannot extract raw buffer from non-contiguous buffer");
  }
  const whole = PyMemoryView_FromObject(self);
  if (whole === null) return null;
  // a Fortran-contiguous array comes out as it lies in memory
  const raw = mbuf_add_incomplete_view(changetype<PyMemoryViewObject>(whole).mbuf!, viewOf(whole), 1);
  Py_DECREF(whole);
  if (raw === null) return null;
  const view = viewOf(raw);
  view.format = formatB;
  view.itemsize = 1;
  setDim(view.shape, 0, view.len);
  setDim(view.strides, 0, 1);
  initFlags(raw);
  return raw;
}

function picklebuf_release(self: PyObject, unused: PyObject | null): PyObject | null {
  PyBuffer_Release(viewIn(self));
  return Py_NewRef(Py_None);
}

export function definePickleBuffer(): void {
  const t = PyPickleBuffer_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "pickle.PickleBuffer",
    104,
    0,
    Py_TPFLAGS_HAVE_GC,
    "A buffer that a pickler may leave outside the pickle.",
  );
  t.tp_new = picklebuf_new.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_dealloc = picklebuf_dealloc.index;
  t.tp_traverse = picklebuf_traverse.index;
  t.tp_clear = picklebuf_clear.index;
  t.tp_weaklistoffset = WEAKREFLIST;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  const b = bufferProcs(t);
  b.bf_getbuffer = picklebuf_getbuf.index;
  b.bf_releasebuffer = picklebuf_releasebuf.index;
  addMethod(
    t,
    "raw",
    picklebuf_raw.index,
    METH_NOARGS,
    "raw($self, /)\n--\n\nThe memory as a one-dimensional view of bytes; BufferError unless it is contiguous.",
  );
  addMethod(t, "release", picklebuf_release.index, METH_NOARGS, "release($self, /)\n--\n\nLet go of the buffer.");
}
