/**
 * What the methods of an async generator return: `async_generator_asend` (`__anext__`, `asend`) and `async_generator_athrow`
 * (`athrow`, `aclose`). Each is an iterator to be awaited once; sending into it runs the generator a step.
 *
 * Layout of both (basic size 40): generator 16, sent value or the arguments of athrow (0: aclose) 24, state 32 (i32).
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_DECREF, Py_XNewRef, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyType_Type, PyBaseObject_Type, Py_None } from "../object/statics";
import {
  PyExc_GeneratorExit,
  PyExc_RuntimeError,
  PyExc_RuntimeWarning,
  PyExc_StopAsyncIteration,
  PyExc_StopIteration,
} from "../object/exception_types";
import { initStaticType, addMethod, asyncMethods, METH_FASTCALL, METH_NOARGS, METH_O } from "../object/typedef";
import { ID } from "../generated/ids";
import { _PyObject_GC_New, PyObject_GC_Del, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../gc/collector";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_GetRaisedException,
  PyErr_SetNone,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyErr_WriteUnraisable } from "../protocol/unraisable";
import { PyErr_WarnFormat } from "../protocol/warnings";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import { PyGenObject, genSend, genResult, FRAME_COMPLETED } from "./genobject";
import { genThrow, throwInto } from "./gen_throw";
import { isWrappedValue, unwrapStep } from "./asyncgen";

export const _PyAsyncGenASend_Type = changetype<PyTypeObject>(memory.data(416, 16)); // async_generator_asend
export const _PyAsyncGenAThrow_Type = changetype<PyTypeObject>(memory.data(416, 16)); // async_generator_athrow

const STATE_INIT: i32 = 0; // not awaited yet
const STATE_ITER: i32 = 1; // being awaited
const STATE_CLOSED: i32 = 2; // has ended

@unmanaged
class Awaitable extends PyObject {
  gen: PyGenObject;
  gen_hi: u32;
  arg: PyObject | null;
  arg_hi: u32;
  state: i32;
  pad: u32;
}

function make(type: PyTypeObject, gen: PyObject, arg: PyObject | null): PyObject | null {
  const made = _PyObject_GC_New(type);
  if (made === null) return null;
  const at = changetype<usize>(made);
  store<u64>(at, <u64>changetype<usize>(Py_NewRef(gen)), 16);
  store<u64>(at, <u64>changetype<usize>(Py_XNewRef(arg)), 24);
  store<u64>(at, 0, 32);
  _PyObject_GC_TRACK(made);
  return made;
}

/** `__anext__()` (null) or `asend(value)`: `new`. */
export function asendNew(gen: PyObject, value: PyObject | null): PyObject | null {
  return make(_PyAsyncGenASend_Type, gen, value);
}

/** `aclose()` (null) or `athrow(*args)`: `new`. */
export function athrowNew(gen: PyObject, args: PyObject | null): PyObject | null {
  return make(_PyAsyncGenAThrow_Type, gen, args);
}

function awaitable_dealloc(self: PyObject): void {
  const a = changetype<Awaitable>(self);
  if (a.state == STATE_INIT) {
    store<u32>(changetype<usize>(self), 1); // alive while the warning runs
    awaitable_finalize(self);
    const count = load<u32>(changetype<usize>(self)) - 1;
    store<u32>(changetype<usize>(self), count);
    if (count != 0) return;
  }
  _PyObject_GC_UNTRACK(self);
  Py_DECREF(a.gen);
  Py_XDECREF(a.arg);
  PyObject_GC_Del(changetype<usize>(self));
}

function awaitable_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const r = visitField(changetype<usize>(self) + 16, visit, arg);
  return r != 0 ? r : visitField(changetype<usize>(self) + 24, visit, arg);
}

/** RuntimeWarning for an awaitable that nobody awaited (_PyErr_WarnUnawaitedAgenMethod). */
function awaitable_finalize(self: PyObject): void {
  const a = changetype<Awaitable>(self);
  if (a.state != STATE_INIT) return;
  a.state = STATE_CLOSED;
  let name: PyObject = ID.aclose;
  if (self.ob_type == _PyAsyncGenASend_Type) name = ID.asend;
  else if (a.arg !== null) name = ID.athrow;
  const saved = PyErr_GetRaisedException();
  const warned = PyErr_WarnFormat(
    PyExc_RuntimeWarning,
    1,
    "coroutine method %R of %R was never awaited",
    changetype<usize>(name),
    changetype<usize>(a.gen.gi_qualname),
  );
  if (warned < 0) PyErr_WriteUnraisable(a.gen);
  PyErr_SetRaisedException(saved);
}

/** False with RuntimeError. */
function refuse(a: Awaitable, message: string): bool {
  a.state = STATE_CLOSED;
  PyErr_SetString(PyExc_RuntimeError, message);
  return false;
}

function endsQuietly(): bool {
  return PyErr_ExceptionMatches(PyExc_StopAsyncIteration) || PyErr_ExceptionMatches(PyExc_GeneratorExit);
}

/** close() of both: what throwing GeneratorExit came to. Steals `result`. */
function closeResult(result: PyObject | null): PyObject | null {
  if (result === null) {
    if (!endsQuietly() && !PyErr_ExceptionMatches(PyExc_StopIteration)) return null;
    PyErr_Clear();
    return Py_NewRef(Py_None);
  }
  Py_DECREF(result);
  return PyErr_SetString(PyExc_RuntimeError, "coroutine ignored GeneratorExit");
}

const exitArgument = memory.data(8, 8);

function generatorExitArgument(): usize {
  store<u64>(exitArgument, <u64>changetype<usize>(PyExc_GeneratorExit));
  return exitArgument;
}

// ---- asend

/** Before a step: false with RuntimeError if the awaitable is used up or the generator is in use. */
function beginSend(a: Awaitable): bool {
  if (a.state == STATE_CLOSED) return refuse(a, "cannot reuse already awaited __anext__()/asend()");
  if (a.state == STATE_INIT) {
    if (a.gen.gi_running_async != 0) return refuse(a, "anext(): asynchronous generator is already running");
  }
  return true;
}

/** Steals `result`. */
function endSend(a: Awaitable, result: PyObject | null): PyObject | null {
  const value = unwrapStep(a.gen, result);
  if (value === null) a.state = STATE_CLOSED;
  return value;
}

function step(gen: PyGenObject, arg: PyObject | null): PyObject | null {
  return genResult(gen, genSend(gen, arg, false, false), false);
}

function asend_send(self: PyObject, given: PyObject): PyObject | null {
  const a = changetype<Awaitable>(self);
  if (!beginSend(a)) return null;
  let arg: PyObject | null = given;
  if (a.state == STATE_INIT) {
    if (given == Py_None) arg = a.arg;
    a.state = STATE_ITER;
  }
  a.gen.gi_running_async = 1;
  return endSend(a, step(a.gen, arg));
}

function asend_iternext(self: PyObject): PyObject | null {
  return asend_send(self, Py_None);
}

function asend_throw(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const a = changetype<Awaitable>(self);
  if (!beginSend(a)) return null;
  if (a.state == STATE_INIT) {
    a.state = STATE_ITER;
    a.gen.gi_running_async = 1;
  }
  return endSend(a, genThrow(a.gen, args, nargs));
}

function asend_close(self: PyObject, unused: PyObject | null): PyObject | null {
  if (changetype<Awaitable>(self).state == STATE_CLOSED) return Py_NewRef(Py_None);
  return closeResult(asend_throw(self, generatorExitArgument(), 1));
}

// ---- athrow and aclose

function beginThrow(a: Awaitable): bool {
  if (a.state == STATE_CLOSED) return refuse(a, "cannot reuse already awaited aclose()/athrow()");
  if (a.state == STATE_INIT && a.gen.gi_running_async != 0) {
    return refuse(
      a,
      a.arg === null
        ? "aclose(): asynchronous generator is already running"
        : "athrow(): asynchronous generator is already running",
    );
  }
  return true;
}

/** The generator yielded although it was told to close. Steals `result`. */
function ignoredExit(a: Awaitable, result: PyObject): PyObject | null {
  Py_DECREF(result);
  a.gen.gi_running_async = 0;
  a.state = STATE_CLOSED;
  return PyErr_SetString(PyExc_RuntimeError, "async generator ignored GeneratorExit");
}

/** An exception ended the step: for aclose() the end of the generator is success, a StopIteration. Always null. */
function endThrow(a: Awaitable): PyObject | null {
  a.gen.gi_running_async = 0;
  a.state = STATE_CLOSED;
  if (a.arg === null && endsQuietly()) {
    PyErr_Clear();
    PyErr_SetNone(PyExc_StopIteration);
  }
  return null;
}

/** The first step: throws the exception in. */
function firstThrow(a: Awaitable): PyObject | null {
  const gen = a.gen;
  const args = a.arg;
  a.state = STATE_ITER;
  gen.gi_running_async = 1;
  let result: PyObject | null;
  if (args === null) {
    gen.gi_closed = 1;
    result = throwInto(gen, false, PyExc_GeneratorExit, null, null);
    if (result !== null && isWrappedValue(result)) return ignoredExit(a, result);
  } else {
    const n = PyTuple_GET_SIZE(args);
    if (!PyArg_CheckPositional("athrow", n, 1, 3)) return null;
    const value: PyObject | null = n > 1 ? PyTuple_GET_ITEM(args, 1) : null;
    const tb: PyObject | null = n > 2 ? PyTuple_GET_ITEM(args, 2) : null;
    result = unwrapStep(gen, throwInto(gen, false, PyTuple_GET_ITEM(args, 0), value, tb));
  }
  return result === null ? endThrow(a) : result;
}

function athrow_send(self: PyObject, arg: PyObject): PyObject | null {
  const a = changetype<Awaitable>(self);
  if (a.state == STATE_CLOSED) {
    refuse(a, "cannot reuse already awaited aclose()/athrow()");
    return null;
  }
  const gen = a.gen;
  if (gen.gi_frame_state >= FRAME_COMPLETED) {
    a.state = STATE_CLOSED;
    PyErr_SetNone(PyExc_StopIteration);
    return null;
  }
  if (a.state == STATE_INIT) {
    if (!beginThrow(a)) return null;
    if (gen.gi_closed != 0) {
      a.state = STATE_CLOSED;
      PyErr_SetNone(PyExc_StopAsyncIteration);
      return null;
    }
    if (arg != Py_None) {
      return PyErr_SetString(PyExc_RuntimeError, "can't send non-None value to a just-started coroutine");
    }
    return firstThrow(a);
  }
  const result = step(gen, arg);
  if (a.arg !== null) return unwrapStep(gen, result);
  if (result === null) return endThrow(a);
  return isWrappedValue(result) ? ignoredExit(a, result) : result;
}

function athrow_iternext(self: PyObject): PyObject | null {
  return athrow_send(self, Py_None);
}

function athrow_throw(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const a = changetype<Awaitable>(self);
  if (!beginThrow(a)) return null;
  if (a.state == STATE_INIT) {
    a.state = STATE_ITER;
    a.gen.gi_running_async = 1;
  }
  const result = genThrow(a.gen, args, nargs);
  if (a.arg !== null) {
    const value = unwrapStep(a.gen, result);
    if (value === null) a.state = STATE_CLOSED;
    return value;
  }
  if (result === null) return endThrow(a);
  return isWrappedValue(result) ? ignoredExit(a, result) : result;
}

function athrow_close(self: PyObject, unused: PyObject | null): PyObject | null {
  if (changetype<Awaitable>(self).state == STATE_CLOSED) return Py_NewRef(Py_None);
  return closeResult(athrow_throw(self, generatorExitArgument(), 1));
}

// ---- the types

function initAwaitable(t: PyTypeObject, name: string, next: u32, send: u32, throw_: u32, close: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 40, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = awaitable_dealloc.index;
  t.tp_traverse = awaitable_traverse.index;
  t.tp_finalize = awaitable_finalize.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
  asyncMethods(t).am_await = PyObject_SelfIter.index;
  addMethod(t, "send", send, METH_O, "send(arg) -> hand arg to the generator,\nand return what it yields next.");
  addMethod(
    t,
    "throw",
    throw_,
    METH_FASTCALL,
    "throw(value)\nthrow(type[,value[,tb]])\n\nRaise an exception in the generator, and return what it yields next.",
  );
  addMethod(t, "close", close, METH_NOARGS, "close() -> raise GeneratorExit inside generator.");
}

export function initAwaitableTypes(): void {
  initAwaitable(
    _PyAsyncGenASend_Type,
    "async_generator_asend",
    asend_iternext.index,
    asend_send.index,
    asend_throw.index,
    asend_close.index,
  );
  initAwaitable(
    _PyAsyncGenAThrow_Type,
    "async_generator_athrow",
    athrow_iternext.index,
    athrow_send.index,
    athrow_throw.index,
    athrow_close.index,
  );
}
