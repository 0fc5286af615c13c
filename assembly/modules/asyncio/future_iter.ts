/**
 * The type _asyncio.FutureIter: what `await` of a future goes through. It gives the future itself once, then its result.
 *
 *   16 future (null after throw and close)   24
 */
import { PyObject, Py_TPFLAGS_HAVE_GC, initPtr, ptrAt } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O, addMethod, asyncMethods, initStaticType } from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyExc_DeprecationWarning, PyExc_RuntimeError, PyExc_TypeError } from "../../object/exception_types";
import { PyObject_GC_Del, PyObject_GC_Track, PyObject_GC_UnTrack, _PyObject_GC_New } from "../../gc/collector";
import {
  PyErr_GetRaisedException,
  PyErr_SetObject,
  PyErr_SetRaisedException,
  PyErr_SetString,
  PyExceptionClass_Check,
  PyExceptionInstance_Check,
} from "../../protocol/errors";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyObject_SelfIter } from "../../protocol/attr";
import { PyErr_WarnEx } from "../../protocol/warnings";
import { PyException_SetTraceback } from "../../types/exceptions";
import { PyTraceBack_Check } from "../../types/traceback";
import { setStopIterationValue } from "../../vm/stop_iteration";
import { future_result } from "./future";
import { BLOCKING, FutureIterType, STATE_PENDING, asFuture, ensureAlive, hasFlag, setFlag } from "./state";

@unmanaged
class FutureIter extends PyObject {
  future: PyObject | null;
  future_hi: u32;
}

/** __iter__ and __await__ of futures and tasks: `new`. */
export function future_new_iter(fut: PyObject): PyObject | null {
  if (!ensureAlive(fut)) return null;
  const it = _PyObject_GC_New(FutureIterType);
  if (it === null) return null;
  initPtr(changetype<usize>(it) + 16, changetype<usize>(Py_NewRef(fut)));
  PyObject_GC_Track(it);
  return it;
}

/** PySendResult; what is sent does not matter. */
function futureiter_am_send(self: PyObject, argument: PyObject, result: usize): i32 {
  const fut = changetype<FutureIter>(self).future;
  store<u64>(result, 0);
  if (fut === null) {
    store<u64>(result, <u64>changetype<usize>(Py_NewRef(Py_None)));
    return 0;
  }
  if (asFuture(fut).state == STATE_PENDING) {
    if (hasFlag(fut, BLOCKING)) {
      PyErr_SetString(PyExc_RuntimeError, "await wasn't used with future");
      return -1;
    }
    setFlag(fut, BLOCKING, true);
    store<u64>(result, <u64>changetype<usize>(Py_NewRef(fut)));
    return 1;
  }
  const value = future_result(fut, null);
  store<u64>(result, <u64>changetype<usize>(value));
  return value === null ? -1 : 0;
}

const cell = memory.data(8, 8);

function futureiter_iternext(self: PyObject): PyObject | null {
  if (changetype<FutureIter>(self).future === null) return null;
  const how = futureiter_am_send(self, Py_None, cell);
  const value = load<PyObject | null>(cell);
  if (how != 0) return value;
  setStopIterationValue(value!);
  Py_DECREF(value!);
  return null;
}

function futureiter_send(self: PyObject, argument: PyObject): PyObject | null {
  return futureiter_iternext(self);
}

/** The exception that throw's arguments mean: `new`. */
function thrown(type: PyObject, value: PyObject | null, tb: PyObject | null): PyObject | null {
  let exc: PyObject | null = null;
  if (PyExceptionClass_Check(type)) {
    const saved = PyErr_GetRaisedException();
    PyErr_SetObject(type, value);
    exc = PyErr_GetRaisedException();
    PyErr_SetRaisedException(saved);
  } else if (PyExceptionInstance_Check(type)) {
    if (value !== null) {
      return PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
    }
    exc = Py_NewRef(type);
  } else {
    return PyErr_SetString(
      PyExc_TypeError,
      "exceptions must be classes deriving BaseException or instances of such a class",
    );
  }
  if (exc !== null && tb !== null) PyException_SetTraceback(exc, tb);
  return exc;
}

function given(args: usize, nargs: i32, i: i32): PyObject | null {
  if (i >= nargs) return null;
  const op = ptrAt(args, i);
  const none: PyObject | null = null;
  return op == Py_None ? none : op;
}

function futureiter_throw(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("throw", nargs, 1, 3)) return null;
  if (nargs > 1) {
    const warned = PyErr_WarnEx(
      PyExc_DeprecationWarning,
      "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.",
      1,
    );
    if (warned < 0) return null;
  }
  const value = given(args, nargs, 1);
  const tb = given(args, nargs, 2);
  if (tb !== null && !PyTraceBack_Check(tb)) {
    return PyErr_SetString(PyExc_TypeError, "throw() third argument must be a traceback");
  }
  const exc = thrown(ptrAt(args, 0), value, tb);
  if (exc === null) return null;
  Py_CLEAR(changetype<usize>(self) + 16);
  PyErr_SetRaisedException(exc);
  return null;
}

function futureiter_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  return 0;
}

function futureiter_close(self: PyObject, unused: PyObject | null): PyObject | null {
  futureiter_clear(self);
  return Py_NewRef(Py_None);
}

function futureiter_traverse(self: PyObject, visit: u32, a: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, a);
}

function futureiter_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  futureiter_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

export function initFutureIterType(): void {
  const t = FutureIterType;
  const size = <i32>offsetof<FutureIter>();
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_asyncio.FutureIter", size, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = futureiter_dealloc.index;
  t.tp_traverse = futureiter_traverse.index;
  t.tp_clear = futureiter_clear.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = futureiter_iternext.index;
  asyncMethods(t).am_send = futureiter_am_send.index;
  addMethod(t, "send", futureiter_send.index, METH_O);
  addMethod(t, "throw", futureiter_throw.index, METH_FASTCALL);
  addMethod(t, "close", futureiter_close.index, METH_NOARGS);
}
