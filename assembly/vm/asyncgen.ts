/**
 * Async generators (PEP 525, the last third of Objects/genobject.c): the generator object itself and the wrapper that marks a value it
 * yields to its own consumer, as against one that passes through it to the event loop. What `__anext__`, `asend`, `athrow` and `aclose`
 * return is in asyncgen_awaitables.ts.
 *
 * Invariant: `gi_running_async` is set exactly while one of those awaitables has begun and not yet ended.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyAsyncGen_Type, PyType_Type, PyBaseObject_Type } from "../object/statics";
import { PyExc_DeprecationWarning, PyExc_StopAsyncIteration, PyExc_GeneratorExit } from "../object/exception_types";
import {
  initStaticType,
  addMethod,
  addGetSet,
  addMember,
  Py_T_BOOL,
  Py_READONLY,
  asyncMethods,
  METH_NOARGS,
  METH_O,
  METH_VARARGS,
  METH_CLASS,
} from "../object/typedef";
import { _PyObject_GC_New, PyObject_GC_Del, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../gc/collector";
import { PyErr_Occurred, PyErr_SetNone, PyErr_ExceptionMatches } from "../protocol/errors";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyErr_WarnEx } from "../protocol/warnings";
import { PyTuple_GET_SIZE } from "../types/tuple";
import { classGetItem } from "../types/genericalias";
import {
  PyGenObject,
  initGeneratorLike,
  gen_get_yieldfrom,
  gen_get_frame,
  gen_get_suspended,
  gen_get_code,
} from "./genobject";
import { setStopIterationValue } from "./stop_iteration";
import { asendNew, athrowNew, initAwaitableTypes } from "./asyncgen_awaitables";

export const _PyAsyncGenWrappedValue_Type = changetype<PyTypeObject>(memory.data(416, 16)); // async_generator_wrapped_value

const AGW_VALUE: usize = 16;

// ---- the hooks of sys.set_asyncgen_hooks

let firstIterHook: PyObject | null = null;
let finalizerHook: PyObject | null = null;

/** Borrowed, null if none is set. */
export function asyncGenFirstIter(): PyObject | null {
  return firstIterHook;
}

/** Borrowed, null if none is set. */
export function asyncGenFinalizer(): PyObject | null {
  return finalizerHook;
}

/** Exchanges the hook for another thread's: gives and takes a reference. */
export function swapAsyncGenFirstIter(hook: PyObject | null): PyObject | null {
  const old = firstIterHook;
  firstIterHook = hook;
  return old;
}

export function swapAsyncGenFinalizer(hook: PyObject | null): PyObject | null {
  const old = finalizerHook;
  finalizerHook = hook;
  return old;
}

/** Borrows; null takes the hook away. */
export function setAsyncGenFirstIter(hook: PyObject | null): void {
  const old = firstIterHook;
  if (hook !== null) Py_INCREF(hook);
  firstIterHook = hook;
  if (old !== null) Py_DECREF(old);
}

/** Borrows; null takes the hook away. */
export function setAsyncGenFinalizer(hook: PyObject | null): void {
  const old = finalizerHook;
  if (hook !== null) Py_INCREF(hook);
  finalizerHook = hook;
  if (old !== null) Py_DECREF(old);
}

/** Before the first use of a generator: keeps the finalizer, calls the firstiter hook (async_gen_init_hooks). */
function initHooksOf(self: PyObject): bool {
  const gen = changetype<PyGenObject>(self);
  if (gen.gi_hooks_inited != 0) return true;
  gen.gi_hooks_inited = 1;
  const finalizer = finalizerHook;
  if (finalizer !== null) gen.gi_origin_or_finalizer = Py_NewRef(finalizer);
  const first = firstIterHook;
  if (first === null) return true;
  Py_INCREF(first);
  const result = PyObject_CallOneArg(first, self);
  Py_DECREF(first);
  if (result === null) return false;
  Py_DECREF(result);
  return true;
}

// ---- the yielded value

/** INTRINSIC_ASYNC_GEN_WRAP: `new`. */
export function asyncGenWrap(value: PyObject): PyObject | null {
  const wrapper = _PyObject_GC_New(_PyAsyncGenWrappedValue_Type);
  if (wrapper === null) return null;
  store<u64>(changetype<usize>(wrapper) + AGW_VALUE, <u64>changetype<usize>(Py_NewRef(value)));
  _PyObject_GC_TRACK(wrapper);
  return wrapper;
}

function wrapped_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_DECREF(load<PyObject>(changetype<usize>(self) + AGW_VALUE));
  PyObject_GC_Del(changetype<usize>(self));
}

function wrapped_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + AGW_VALUE, visit, arg);
}

export function isWrappedValue(op: PyObject): bool {
  return op.ob_type == _PyAsyncGenWrappedValue_Type;
}

/**
 * What one step of the generator means to who awaits it: a wrapped value ends the wait (StopIteration), the end of the generator is
 * StopAsyncIteration, anything else goes on to the event loop. Steals `result`; `new`.
 */
export function unwrapStep(gen: PyGenObject, result: PyObject | null): PyObject | null {
  if (result === null) {
    if (PyErr_Occurred() === null) PyErr_SetNone(PyExc_StopAsyncIteration);
    if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration) || PyErr_ExceptionMatches(PyExc_GeneratorExit))
      gen.gi_closed = 1;
    gen.gi_running_async = 0;
    return null;
  }
  if (!isWrappedValue(result)) return result;
  setStopIterationValue(load<PyObject>(changetype<usize>(result) + AGW_VALUE));
  Py_DECREF(result);
  gen.gi_running_async = 0;
  return null;
}

// ---- Python-visible

function agen_anext(self: PyObject): PyObject | null {
  return initHooksOf(self) ? asendNew(self, null) : null;
}

function agen_asend(self: PyObject, arg: PyObject): PyObject | null {
  return initHooksOf(self) ? asendNew(self, arg) : null;
}

function agen_aclose(self: PyObject, unused: PyObject | null): PyObject | null {
  return initHooksOf(self) ? athrowNew(self, null) : null;
}

function agen_athrow(self: PyObject, args: PyObject): PyObject | null {
  if (PyTuple_GET_SIZE(args) > 1) {
    const warned = PyErr_WarnEx(
      PyExc_DeprecationWarning,
      "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.",
      1,
    );
    if (warned < 0) return null;
  }
  return initHooksOf(self) ? athrowNew(self, args) : null;
}

export function initAsyncGenTypes(): void {
  const t = PyAsyncGen_Type;
  initGeneratorLike(t, "async_generator", "name of the async generator", "qualified name of the async generator");
  const am = asyncMethods(t);
  am.am_aiter = PyObject_SelfIter.index;
  am.am_anext = agen_anext.index;
  addGetSet(t, "ag_await", gen_get_yieldfrom.index, 0, "object being awaited on, or None");
  addMember(t, "ag_running", Py_T_BOOL, offsetof<PyGenObject>("gi_running_async"), Py_READONLY);
  addGetSet(t, "ag_frame", gen_get_frame.index, 0);
  addGetSet(t, "ag_code", gen_get_code.index, 0);
  addGetSet(t, "ag_suspended", gen_get_suspended.index, 0);
  addMethod(t, "asend", agen_asend.index, METH_O, "asend(v) -> send 'v' in generator.");
  addMethod(
    t,
    "athrow",
    agen_athrow.index,
    METH_VARARGS,
    "athrow(value)\nathrow(type[,value[,tb]])\n\nraise an exception in the generator.\nthe form with three arguments is deprecated, \nand may go away.",
  );
  addMethod(t, "aclose", agen_aclose.index, METH_NOARGS, "aclose() -> raise GeneratorExit inside generator.");
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
  const w = _PyAsyncGenWrappedValue_Type;
  initStaticType(w, PyType_Type, PyBaseObject_Type, "async_generator_wrapped_value", 24, 0, Py_TPFLAGS_HAVE_GC);
  w.tp_dealloc = wrapped_dealloc.index;
  w.tp_traverse = wrapped_traverse.index;
  w.tp_getattro = PyObject_GenericGetAttr.index;
  initAwaitableTypes();
}
