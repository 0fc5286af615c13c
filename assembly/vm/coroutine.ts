/**
 * What coroutines have beyond generators (the second half of Objects/genobject.c): the awaitable wrapper that `__await__` gives, and
 * the rule which objects can be awaited.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyGen_Type, PyCoro_Type, PyType_Type, PyBaseObject_Type } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { initStaticType, addMethod, METH_O, METH_FASTCALL, METH_NOARGS } from "../object/typedef";
import { _PyObject_GC_New, PyObject_GC_Del, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../gc/collector";
import { PyErr_Format } from "../protocol/errors";
import { PyIter_Check } from "../protocol/iter";
import { callUnary } from "../object/slots";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyGenObject, gen_send, gen_iternext, genFrame } from "./genobject";
import { genClose, genThrow } from "./gen_throw";
import { frameCode } from "./frame";

export const _PyCoroWrapper_Type = changetype<PyTypeObject>(memory.data(416, 16)); // coroutine_wrapper

const CW_COROUTINE: usize = 16;

/** Coroutine origins (sys.set_coroutine_origin_tracking_depth) are not recorded. */
export function initCoroutineWrapper(gen: PyGenObject): void {
  gen.gi_origin_or_finalizer = null;
}

/** coroutine.__await__(): `new` wrapper. */
export function coro_await(self: PyObject): PyObject | null {
  const wrapper = _PyObject_GC_New(_PyCoroWrapper_Type);
  if (wrapper === null) return null;
  store<u64>(changetype<usize>(wrapper) + CW_COROUTINE, <u64>changetype<usize>(Py_NewRef(self)));
  _PyObject_GC_TRACK(wrapper);
  return wrapper;
}

function wrapped(self: PyObject): PyObject {
  return load<PyObject>(changetype<usize>(self) + CW_COROUTINE);
}

function wrapper_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_DECREF(wrapped(self));
  PyObject_GC_Del(changetype<usize>(self));
}

function wrapper_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + CW_COROUTINE, visit, arg);
}

function wrapper_iternext(self: PyObject): PyObject | null {
  return gen_iternext(wrapped(self));
}

function wrapper_send(self: PyObject, arg: PyObject): PyObject | null {
  return gen_send(wrapped(self), arg);
}

function wrapper_throw(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return genThrow(changetype<PyGenObject>(wrapped(self)), args, nargs);
}

function wrapper_close(self: PyObject, unused: PyObject | null): PyObject | null {
  return genClose(changetype<PyGenObject>(wrapped(self)));
}

/** True for a generator made by @types.coroutine. */
export function isIterableCoroutine(op: PyObject): bool {
  return op.ob_type == PyGen_Type && (frameCode(genFrame(op)).co_flags & 0x100) != 0;
}

/** What `await o` iterates (_PyCoro_GetAwaitableIter): `new`. */
export function _PyCoro_GetAwaitableIter(o: PyObject): PyObject | null {
  if (o.ob_type == PyCoro_Type || isIterableCoroutine(o)) return Py_NewRef(o);
  const am = o.ob_type.tp_as_async;
  if (am === null || am.am_await == 0) {
    return PyErr_Format(PyExc_TypeError, "object %s can't be used in 'await' expression", o.ob_type.tp_name);
  }
  const res = callUnary(am.am_await, o);
  if (res === null) return null;
  if (res.ob_type == PyCoro_Type || isIterableCoroutine(res)) {
    Py_DECREF(res);
    return PyErr_Format(PyExc_TypeError, "__await__() returned a coroutine");
  }
  if (!PyIter_Check(res)) {
    PyErr_Format(PyExc_TypeError, "__await__() returned non-iterator of type '%s'", res.ob_type.tp_name);
    Py_DECREF(res);
    return null;
  }
  return res;
}

export function initCoroutineTypes(): void {
  const t = _PyCoroWrapper_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "coroutine_wrapper",
    24,
    0,
    Py_TPFLAGS_HAVE_GC,
    "A wrapper object implementing __await__ for coroutines.",
  );
  t.tp_dealloc = wrapper_dealloc.index;
  t.tp_traverse = wrapper_traverse.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = wrapper_iternext.index;
  addMethod(t, "send", wrapper_send.index, METH_O);
  addMethod(t, "throw", wrapper_throw.index, METH_FASTCALL);
  addMethod(t, "close", wrapper_close.index, METH_NOARGS);
}
