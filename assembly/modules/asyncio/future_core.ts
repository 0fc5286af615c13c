/**
 * What happens to a future, apart from how Python calls it: beginning, results and exceptions, callbacks, cancelling. Tasks are futures here.
 *
 * Invariant: a call to the loop may run any code, so what it needs is taken out of the future before, and the future is looked at anew after.
 */
import { PyObject } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef, Py_XSETREF } from "../../object/refcount";
import { Py_False, Py_None, Py_True } from "../../object/statics";
import { PyExc_RuntimeError, PyExc_StopIteration, PyExc_TypeError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import {
  PyErr_GivenExceptionMatches,
  PyErr_SetObject,
  PyErr_SetString,
  PyExceptionClass_Check,
  PyExceptionInstance_Check,
} from "../../protocol/errors";
import { PyObject_CallMethodNoArgs, PyObject_CallNoArgs, PyObject_CallOneArg } from "../../protocol/call";
import { PyObject_IsTrue } from "../../protocol/compare";
import {
  PyException_GetTraceback,
  PyException_SetCause,
  PyException_SetContext,
  PyException_SetTraceback,
} from "../../types/exceptions";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, PyList_SET_ITEM } from "../../types/list";
import { PyTuple_GET_ITEM, PyTuple_Pack2 } from "../../types/tuple";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { finalizing } from "../finalize";
import {
  CALLBACKS,
  CANCELLED_ERROR,
  CANCEL_MSG,
  EXCEPTION_TB,
  EXTRACT_STACK,
  FUTURE_REFS_END,
  LOG_TB,
  LOOP,
  SOURCE_TB,
  STATE_CANCELLED,
  STATE_FINISHED,
  STATE_PENDING,
  asFuture,
  callSoon,
  ensureAlive,
  fromPython,
  getEventLoop,
  invalidState,
  setFlag,
} from "./state";

/** Empties the reference fields that every future has. */
export function clearFutureFields(self: PyObject): void {
  for (let at = LOOP; at < FUTURE_REFS_END; at += 8) Py_CLEAR(changetype<usize>(self) + at);
}

/** A future's __init__; false with an exception. */
export function future_init(self: PyObject, loop: PyObject): bool {
  clearFutureFields(self);
  const fut = asFuture(self);
  fut.state = STATE_PENDING;
  fut.flags = 0;
  const found = loop == Py_None ? getEventLoop() : Py_NewRef(loop);
  if (found === null) return false;
  Py_XSETREF(changetype<usize>(self) + LOOP, found);
  const debug = PyObject_CallMethodNoArgs(found, ID.get_debug);
  if (debug === null) return false;
  const yes = PyObject_IsTrue(debug);
  Py_DECREF(debug);
  if (yes < 0) return false;
  // at the program's end the module traceback may be gone
  if (yes && !finalizing) {
    const stack = PyObject_CallNoArgs(fromPython(EXTRACT_STACK));
    if (stack === null) return false;
    Py_XSETREF(changetype<usize>(self) + SOURCE_TB, stack);
  }
  return true;
}

// ---- callbacks -----------------------------------------------------------------------------------------------------

/** Hands every callback to the loop; false with an exception, the callbacks are gone all the same. */
function scheduleCallbacks(self: PyObject): bool {
  const fut = asFuture(self);
  const first = fut.callback0;
  if (first !== null) {
    const context = fut.context0!;
    fut.callback0 = null;
    fut.context0 = null;
    const ok = callSoon(fut.loop!, first, self, context);
    Py_DECREF(first);
    Py_DECREF(context);
    if (!ok) {
      Py_CLEAR(changetype<usize>(self) + CALLBACKS);
      return false;
    }
  }
  const callbacks = fut.callbacks;
  if (callbacks === null) return true;
  fut.callbacks = null;
  let ok = true;
  const n = PyList_GET_SIZE(callbacks);
  for (let i = 0; ok && i < n && fut.loop !== null; i++) {
    const pair = PyList_GET_ITEM(callbacks, i);
    ok = callSoon(fut.loop!, PyTuple_GET_ITEM(pair, 0), self, PyTuple_GET_ITEM(pair, 1));
  }
  Py_DECREF(callbacks);
  return ok;
}

/** None, or null with an exception. */
export function future_add_done_callback(self: PyObject, fn: PyObject, context: PyObject): PyObject | null {
  const fut = asFuture(self);
  if (fut.loop === null) return PyErr_SetString(PyExc_RuntimeError, "uninitialized Future object");
  if (fut.state != STATE_PENDING) return callSoon(fut.loop!, fn, self, context) ? Py_NewRef(Py_None) : null;
  const list = fut.callbacks;
  if (list === null && fut.callback0 === null) {
    fut.callback0 = Py_NewRef(fn);
    fut.context0 = Py_NewRef(context);
    return Py_NewRef(Py_None);
  }
  const pair = PyTuple_Pack2(fn, context);
  if (pair === null) return null;
  if (list !== null) {
    const rc = PyList_Append(list, pair);
    Py_DECREF(pair);
    return rc < 0 ? null : Py_NewRef(Py_None);
  }
  const made = PyList_New(1);
  if (made === null) {
    Py_DECREF(pair);
    return null;
  }
  PyList_SET_ITEM(made, 0, pair);
  fut.callbacks = made;
  return Py_NewRef(Py_None);
}

// ---- ends ----------------------------------------------------------------------------------------------------------

/** None, or null with an exception. */
export function future_set_result(self: PyObject, result: PyObject): PyObject | null {
  if (!ensureAlive(self)) return null;
  const fut = asFuture(self);
  if (fut.state != STATE_PENDING) return invalidState("invalid state");
  fut.result = Py_NewRef(result);
  fut.state = STATE_FINISHED;
  return scheduleCallbacks(self) ? Py_NewRef(Py_None) : null;
}

/** RuntimeError about a StopIteration, which it names as its cause: `new`. Steals `exc`. */
function insteadOfStopIteration(exc: PyObject): PyObject | null {
  const text = "StopIteration interacts badly with generators and cannot be raised into a Future";
  const message = PyUnicode_FromLiteral(text);
  const made: PyObject | null = message === null ? null : PyObject_CallOneArg(PyExc_RuntimeError, message);
  Py_XDECREF(message);
  if (made !== null) {
    PyException_SetCause(made, Py_NewRef(exc));
    PyException_SetContext(made, Py_NewRef(exc));
  }
  Py_DECREF(exc);
  return made;
}

/** None, or null with an exception. */
export function future_set_exception(self: PyObject, exc: PyObject): PyObject | null {
  const fut = asFuture(self);
  if (fut.state != STATE_PENDING) return invalidState("invalid state");
  let value: PyObject | null = Py_NewRef(exc);
  if (PyExceptionClass_Check(exc)) {
    Py_DECREF(exc);
    value = PyObject_CallNoArgs(exc);
    if (value === null) return null;
    if (fut.state != STATE_PENDING) {
      Py_DECREF(value);
      return invalidState("invalid state");
    }
  }
  if (!PyExceptionInstance_Check(value!)) {
    Py_DECREF(value!);
    return PyErr_SetString(PyExc_TypeError, "invalid exception object");
  }
  if (PyErr_GivenExceptionMatches(value!, PyExc_StopIteration)) {
    value = insteadOfStopIteration(value!);
    if (value === null) return null;
  }
  fut.exception = value;
  Py_XSETREF(changetype<usize>(self) + EXCEPTION_TB, PyException_GetTraceback(value!));
  fut.state = STATE_FINISHED;
  if (!scheduleCallbacks(self)) return null;
  setFlag(self, LOG_TB, true);
  return Py_NewRef(Py_None);
}

/** The CancelledError to raise: `new`. */
export function createCancelledError(self: PyObject): PyObject | null {
  const fut = asFuture(self);
  const kept = fut.cancelledExc;
  if (kept !== null) {
    fut.cancelledExc = null;
    return kept;
  }
  const message = fut.cancelMsg;
  const type = fromPython(CANCELLED_ERROR);
  if (message === null || message == Py_None) return PyObject_CallNoArgs(type);
  return PyObject_CallOneArg(type, message);
}

/** Raises CancelledError. Returns null. */
export function raiseCancelled(self: PyObject): PyObject | null {
  const exc = createCancelledError(self);
  if (exc === null) return null;
  PyErr_SetObject(fromPython(CANCELLED_ERROR), exc);
  Py_DECREF(exc);
  return null;
}

/** Whether what future_get_result has returned is an exception to raise. */
export let resultIsException: bool = false;

/** The result, or the exception that was set (`resultIsException`): `new`; null with an exception. */
export function future_get_result(self: PyObject): PyObject | null {
  const fut = asFuture(self);
  if (fut.state == STATE_CANCELLED) return raiseCancelled(self);
  if (fut.state != STATE_FINISHED) return invalidState("Result is not set.");
  setFlag(self, LOG_TB, false);
  const exc = fut.exception;
  resultIsException = exc !== null;
  const result = fut.result;
  // a collection may have emptied it
  if (exc === null) return Py_NewRef(result === null ? Py_None : result);
  const tb: PyObject | null = fut.exceptionTb;
  if (PyException_SetTraceback(exc, tb === null ? Py_None : tb) < 0) return null;
  Py_NewRef(exc);
  Py_CLEAR(changetype<usize>(self) + EXCEPTION_TB);
  return exc;
}

/** The result, or raises what was set: `new`. */
export function resultOrRaise(self: PyObject): PyObject | null {
  const result = future_get_result(self);
  if (result === null || !resultIsException) return result;
  PyErr_SetObject(result.ob_type, result);
  Py_DECREF(result);
  return null;
}

/** True if it was pending and is cancelled now; null with an exception. */
export function future_cancel(self: PyObject, message: PyObject | null): PyObject | null {
  const fut = asFuture(self);
  setFlag(self, LOG_TB, false);
  if (fut.state != STATE_PENDING) return Py_NewRef(Py_False);
  fut.state = STATE_CANCELLED;
  Py_XSETREF(changetype<usize>(self) + CANCEL_MSG, Py_XNewRef(message));
  return scheduleCallbacks(self) ? Py_NewRef(Py_True) : null;
}
