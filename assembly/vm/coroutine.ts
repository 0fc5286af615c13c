/**
 * What coroutines have beyond generators (the second half of Objects/genobject.c): the awaitable wrapper that `__await__` gives, and
 * the rule which objects can be awaited.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyGen_Type, PyCoro_Type, PyType_Type, PyBaseObject_Type } from "../object/statics";
import { PyExc_RuntimeWarning, PyExc_TypeError } from "../object/exception_types";
import { initStaticType, addMethod, METH_O, METH_FASTCALL, METH_NOARGS } from "../object/typedef";
import { _PyObject_GC_New, PyObject_GC_Del, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../gc/collector";
import { ID } from "../generated/ids";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format } from "../protocol/errors";
import { PyErr_WriteUnraisable } from "../protocol/unraisable";
import { PyErr_WarnFormat } from "../protocol/warnings";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyIter_Check } from "../protocol/iter";
import { callUnary } from "../object/slots";
import { PyObject_GenericGetAttr, PyObject_GetOptionalAttr, PyObject_SelfIter } from "../protocol/attr";
import { importModule } from "../types/object_reduce";
import { PyLong_FromLong } from "../types/long";
import { PyTuple_New, PyTuple_Pack3, PyTuple_SET_ITEM } from "../types/tuple";
import { PyGenObject, gen_send, gen_iternext, genFrame } from "./genobject";
import { genClose, genThrow } from "./gen_throw";
import { frameAt, frameCode, firstComplete } from "./frame";
import { frameLine } from "./frameobject";

export const _PyCoroWrapper_Type = changetype<PyTypeObject>(memory.data(416, 16)); // coroutine_wrapper

const CW_COROUTINE: usize = 16;

/** Frames noted for each new coroutine (sys.set_coroutine_origin_tracking_depth). */
let originDepth: i32 = 0;

export function coroutineOriginDepth(): i32 {
  return originDepth;
}

export function setCoroutineOriginDepth(depth: i32): void {
  originDepth = depth;
}

/** (filename, line, function) of a frame: `new`. */
function originEntry(frame: usize): PyObject | null {
  const code = frameCode(frame);
  const line = PyLong_FromLong(frameLine(frame));
  if (line === null) return null;
  const entry = PyTuple_Pack3(code.co_filename, line, code.co_name);
  Py_DECREF(line);
  return entry;
}

/** Notes where a coroutine was made: `caller` is the frame that called its function. Without memory there is no note. */
export function recordOrigin(gen: PyGenObject, caller: usize): void {
  if (originDepth == 0) return;
  let n = 0;
  const first = firstComplete(caller);
  for (let at = first; at != 0 && n < originDepth; at = firstComplete(frameAt(at).previous)) n++;
  const origin = PyTuple_New(n);
  let at = first;
  for (let i = 0; i < n && origin !== null; i++) {
    const entry = originEntry(at);
    if (entry === null) {
      Py_DECREF(origin);
      PyErr_Clear();
      return;
    }
    PyTuple_SET_ITEM(origin, i, entry);
    at = firstComplete(frameAt(at).previous);
  }
  if (origin === null) PyErr_Clear();
  gen.gi_origin_or_finalizer = origin;
}

const found = memory.data(8, 8);

/** Calls warnings._warn_unawaited_coroutine(coro) if there is one: true if it warned (the warning may have become an exception). */
function warnThroughModule(coro: PyObject): bool {
  const module = importModule(ID.warnings);
  if (module === null) {
    PyErr_Clear();
    return false;
  }
  store<u64>(found, 0);
  if (PyObject_GetOptionalAttr(module, ID._warn_unawaited_coroutine, found) < 0) PyErr_Clear();
  Py_DECREF(module);
  const warn = load<PyObject | null>(found);
  if (warn === null) return false;
  const result = PyObject_CallOneArg(warn, coro);
  Py_DECREF(warn);
  const warned = result !== null || PyErr_ExceptionMatches(PyExc_RuntimeWarning);
  if (result === null) PyErr_WriteUnraisable(coro);
  else Py_DECREF(result);
  return warned;
}

/** "coroutine ... was never awaited" (_PyErr_WarnUnawaitedCoroutine). On return no exception is pending. */
export function warnUnawaitedCoroutine(gen: PyGenObject): void {
  if (warnThroughModule(gen)) return;
  const name = changetype<usize>(gen.gi_qualname);
  if (PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "coroutine '%S' was never awaited", name) < 0)
    PyErr_WriteUnraisable(gen);
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
