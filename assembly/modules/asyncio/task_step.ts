/**
 * How a task goes on: a step sends into the coroutine, or throws, and looks at what comes out; the loop calls a TaskStepMethWrapper to begin, and the task's
 * wake-up function when a future is done that the task waits for.
 *
 *   TaskStepMethWrapper   16 task   24 exception to throw, or null   32
 *
 * Invariant: while a step runs the task is the loop's current one, and its waiter is empty.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, initPtr } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XNewRef, Py_XSETREF } from "../../object/refcount";
import { PyBaseObject_Type, PyGen_Type, PyType_Type, Py_False, Py_None } from "../../object/statics";
import { METH_O, PyMethodDef, addGetSet, initStaticType, newMethodDef } from "../../object/typedef";
import { visitField } from "../../object/slots";
import {
  PyExc_KeyboardInterrupt,
  PyExc_RuntimeError,
  PyExc_SystemExit,
  PyExc_TypeError,
} from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyObject_GC_Del, PyObject_GC_Track, PyObject_GC_UnTrack, _PyObject_GC_New } from "../../gc/collector";
import {
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_GivenExceptionMatches,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../../protocol/errors";
import { PyObject_GetAttr, PyObject_GetOptionalAttr, PyObject_SetAttr } from "../../protocol/attr";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg, PyObject_CallOneArg } from "../../protocol/call";
import { PyObject_IsInstance, PyObject_IsTrue } from "../../protocol/compare";
import { PyIter_Send, _PyGen_FetchStopIterationValue } from "../../protocol/iter";
import { PyDict_GET_SIZE } from "../../types/dict";
import { PyCFunction_New } from "../../types/methodobject";
import { PyTuple_GET_SIZE } from "../../types/tuple";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import {
  createCancelledError,
  future_add_done_callback,
  future_cancel,
  future_get_result,
  future_set_exception,
  future_set_result,
  resultIsException,
} from "./future_core";
import {
  BLOCKING,
  CANCELLED_ERROR,
  INVALID_STATE_ERROR,
  MUST_CANCEL,
  STATE_PENDING,
  TaskStepMethWrapper_Type,
  WAITER,
  asFuture,
  asTask,
  callSoon,
  callWithContext,
  fromPython,
  getFutureLoop,
  hasFlag,
  isExactFuture,
  setFlag,
} from "./state";
import { enterTask, leaveTask } from "./registry";

// ---- the wrapper that the loop calls -------------------------------------------------------------------------------

@unmanaged
class TaskStepMethWrapper extends PyObject {
  task: PyObject | null;
  task_hi: u32;
  exc: PyObject | null;
  exc_hi: u32;
}

/** Has the loop call a step of the task; false with an exception. */
export function callStepSoon(task: PyObject, exc: PyObject | null): bool {
  const t = asTask(task);
  if (t.loop === null || t.context === null) {
    PyErr_SetString(PyExc_RuntimeError, "uninitialized Task object");
    return false;
  }
  const step = _PyObject_GC_New(TaskStepMethWrapper_Type);
  if (step === null) return false;
  initPtr(changetype<usize>(step) + 16, changetype<usize>(Py_NewRef(task)));
  initPtr(changetype<usize>(step) + 24, changetype<usize>(Py_XNewRef(exc)));
  PyObject_GC_Track(step);
  const context = Py_NewRef(t.context!);
  const ok = callSoon(t.loop!, step, null, context);
  Py_DECREF(context);
  Py_DECREF(step);
  return ok;
}

function wrapper_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (kwargs !== null && PyDict_GET_SIZE(kwargs) != 0) {
    return PyErr_SetString(PyExc_TypeError, "function takes no keyword arguments");
  }
  if (PyTuple_GET_SIZE(args) != 0) {
    return PyErr_SetString(PyExc_TypeError, "function takes no positional arguments");
  }
  const w = changetype<TaskStepMethWrapper>(self);
  const task = w.task;
  if (task === null) return PyErr_SetString(PyExc_RuntimeError, "uninitialized Task object");
  return task_step(task, w.exc);
}

function wrapper_self(self: PyObject, closure: usize): PyObject | null {
  const task = changetype<TaskStepMethWrapper>(self).task;
  return Py_NewRef(task === null ? Py_None : task);
}

function wrapper_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const stop = visitField(changetype<usize>(self) + 16, visit, a);
  return stop ? stop : visitField(changetype<usize>(self) + 24, visit, a);
}

function wrapper_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  Py_CLEAR(changetype<usize>(self) + 24);
  return 0;
}

function wrapper_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  wrapper_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

// ---- what the coroutine yields -------------------------------------------------------------------------------------

/** The task's next step throws RuntimeError with this message into it: None, or null with an exception. Steals `message`. */
function errorSoon(task: PyObject, message: PyObject | null): PyObject | null {
  if (message === null) return null;
  const exc = PyObject_CallOneArg(PyExc_RuntimeError, message);
  Py_DECREF(message);
  if (exc === null) return null;
  const ok = callStepSoon(task, exc);
  Py_DECREF(exc);
  return ok ? Py_NewRef(Py_None) : null;
}

function errorAbout(task: PyObject, format: string, result: PyObject): PyObject | null {
  return errorSoon(task, PyUnicode_FromFormat(format, changetype<usize>(task), changetype<usize>(result)));
}

let wakeupDef: PyMethodDef | null = null;

/** From now on the task waits for `fut`; a cancelling that came meanwhile is passed on. None, or null with an exception. */
function waitFor(task: PyObject, fut: PyObject): PyObject | null {
  const t = asTask(task);
  Py_XSETREF(changetype<usize>(task) + WAITER, Py_NewRef(fut));
  if (!hasFlag(task, MUST_CANCEL)) return Py_NewRef(Py_None);
  const message: PyObject | null = t.cancelMsg;
  const passed = Py_NewRef(message === null ? Py_None : message);
  const answer = PyObject_CallMethodOneArg(fut, ID.cancel, passed);
  Py_DECREF(passed);
  if (answer === null) return null;
  const yes = PyObject_IsTrue(answer);
  Py_DECREF(answer);
  if (yes < 0) return null;
  if (yes) setFlag(task, MUST_CANCEL, false);
  return Py_NewRef(Py_None);
}

const DIFFERENT_LOOP = "Task %R got Future %R attached to a different loop";
const NO_YIELD_FROM = "yield was used instead of yield from in task %R with %R";

/** The coroutine has yielded a future of the native types. */
function awaitExact(task: PyObject, fut: PyObject): PyObject | null {
  if (asFuture(fut).loop != asTask(task).loop) return errorAbout(task, DIFFERENT_LOOP, fut);
  if (!hasFlag(fut, BLOCKING)) return errorAbout(task, NO_YIELD_FROM, fut);
  setFlag(fut, BLOCKING, false);
  const wakeup = PyCFunction_New(wakeupDef!, task);
  if (wakeup === null) return null;
  const added = future_add_done_callback(fut, wakeup, asTask(task).context!);
  Py_DECREF(wakeup);
  if (added === null) return null;
  Py_DECREF(added);
  return waitFor(task, fut);
}

/** It has yielded something whose `_asyncio_future_blocking` is not None. Steals `blocking`. */
function awaitLike(task: PyObject, fut: PyObject, blocking: PyObject): PyObject | null {
  const yes = PyObject_IsTrue(blocking);
  Py_DECREF(blocking);
  if (yes < 0) return null;
  const loop = getFutureLoop(fut);
  if (loop === null) return null;
  const same = loop == asTask(task).loop;
  Py_DECREF(loop);
  if (!same) return errorAbout(task, DIFFERENT_LOOP, fut);
  if (!yes) return errorAbout(task, NO_YIELD_FROM, fut);
  if (PyObject_SetAttr(fut, ID._asyncio_future_blocking, Py_False) < 0) return null;
  const wakeup = PyCFunction_New(wakeupDef!, task);
  if (wakeup === null) return null;
  const method = PyObject_GetAttr(fut, ID.add_done_callback);
  const added: PyObject | null = method === null ? null : callWithContext(method, wakeup, asTask(task).context!);
  Py_XDECREF(method);
  Py_DECREF(wakeup);
  if (added === null) return null;
  Py_DECREF(added);
  return waitFor(task, fut);
}

const cell = memory.data(8, 8);

/** Looks at what the coroutine has yielded: None, or null with an exception. */
function handleYield(task: PyObject, result: PyObject): PyObject | null {
  if (result == task) {
    return errorSoon(task, PyUnicode_FromFormat("Task cannot await on itself: %R", changetype<usize>(task)));
  }
  if (isExactFuture(result)) return awaitExact(task, result);
  if (result == Py_None) return callStepSoon(task, null) ? Py_NewRef(Py_None) : null;
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(result, ID._asyncio_future_blocking, cell) < 0) return null;
  const blocking = load<PyObject | null>(cell);
  if (blocking !== null && blocking != Py_None) return awaitLike(task, result, blocking);
  Py_XDECREF(blocking);
  const generator = PyObject_IsInstance(result, PyGen_Type);
  if (generator < 0) return null;
  if (generator) {
    return errorAbout(task, "yield was used instead of yield from for generator in task %R with %R", result);
  }
  return errorSoon(task, PyUnicode_FromFormat("Task got bad yield: %R", changetype<usize>(result)));
}

// ---- steps ---------------------------------------------------------------------------------------------------------

/** The coroutine has returned: the task is done, or cancelled if that was asked for meanwhile. Steals `result`. */
function finish(task: PyObject, result: PyObject): PyObject | null {
  let done: PyObject | null;
  if (hasFlag(task, MUST_CANCEL)) {
    setFlag(task, MUST_CANCEL, false);
    done = future_cancel(task, asTask(task).cancelMsg);
  } else done = future_set_result(task, result);
  Py_DECREF(result);
  if (done === null) return null;
  Py_DECREF(done);
  return Py_NewRef(Py_None);
}

/** The pending exception has left the coroutine. */
function finishWithError(task: PyObject): PyObject | null {
  const cancelled = PyErr_ExceptionMatches(changetype<PyTypeObject>(fromPython(CANCELLED_ERROR)));
  const exc = PyErr_GetRaisedException()!;
  if (cancelled) {
    const old = asTask(task).cancelledExc;
    asTask(task).cancelledExc = exc;
    Py_XDECREF(old);
    return future_cancel(task, null);
  }
  const done = future_set_exception(task, exc);
  if (done === null) {
    Py_DECREF(exc);
    return null;
  }
  Py_DECREF(done);
  if (PyErr_GivenExceptionMatches(exc, PyExc_KeyboardInterrupt) || PyErr_GivenExceptionMatches(exc, PyExc_SystemExit)) {
    PyErr_SetRaisedException(exc);
    return null;
  }
  Py_DECREF(exc);
  return Py_NewRef(Py_None);
}

/** Sends None, or throws `exc`: PySendResult, the value (`new`) in `sent`. */
function resume(coro: PyObject, exc: PyObject | null): i32 {
  store<u64>(cell, 0);
  if (exc === null) {
    const how = PyIter_Send(coro, Py_None, cell);
    sent = load<PyObject | null>(cell);
    return how;
  }
  sent = PyObject_CallMethodOneArg(coro, ID.throw_, exc);
  if (sent !== null) return 1;
  sent = _PyGen_FetchStopIterationValue();
  return sent === null ? -1 : 0;
}

let sent: PyObject | null = null;

/** One step of the task, which the caller has made the current one: None, or null with an exception. */
export function task_step_impl(task: PyObject, given: PyObject | null): PyObject | null {
  const t = asTask(task);
  let exc: PyObject | null = Py_XNewRef(given);
  if (t.state != STATE_PENDING) {
    const shown: PyObject | null = exc;
    PyErr_Format(
      changetype<PyTypeObject>(fromPython(INVALID_STATE_ERROR)),
      "_step(): already done: %R %R",
      changetype<usize>(task),
      changetype<usize>(shown === null ? Py_None : shown),
    );
    Py_XDECREF(exc);
    return null;
  }
  if (hasFlag(task, MUST_CANCEL)) {
    if (exc === null || !PyErr_GivenExceptionMatches(exc, fromPython(CANCELLED_ERROR))) {
      const made = createCancelledError(task);
      Py_XDECREF(exc);
      if (made === null) return null;
      exc = made;
    }
    setFlag(task, MUST_CANCEL, false);
  }
  Py_CLEAR(changetype<usize>(task) + WAITER);
  const coro = t.coro;
  if (coro === null) {
    Py_XDECREF(exc);
    return PyErr_SetString(PyExc_RuntimeError, "uninitialized Task object");
  }
  Py_INCREF(coro);
  const how = resume(coro, exc);
  const value = sent;
  sent = null;
  Py_DECREF(coro);
  Py_XDECREF(exc);
  if (how == 0) return finish(task, value!);
  if (how < 0) return finishWithError(task);
  const result = handleYield(task, value!);
  Py_DECREF(value!);
  return result;
}

/** A step as the loop's current task. */
export function task_step(task: PyObject, exc: PyObject | null): PyObject | null {
  Py_INCREF(task);
  const loop: PyObject | null = asTask(task).loop;
  if (loop === null) {
    Py_DECREF(task);
    return PyErr_SetString(PyExc_RuntimeError, "uninitialized Task object");
  }
  Py_INCREF(loop);
  let result: PyObject | null = null;
  if (enterTask(loop, task)) {
    result = task_step_impl(task, exc);
    if (result === null) {
      const raised = PyErr_GetRaisedException();
      leaveTask(loop, task);
      _PyErr_ChainExceptions1(raised);
    } else if (!leaveTask(loop, task)) result = null;
  }
  Py_DECREF(loop);
  Py_DECREF(task);
  return result;
}

/** The callback of a future that the task waited for. */
function task_wakeup(task: PyObject, fut: PyObject): PyObject | null {
  if (isExactFuture(fut)) {
    const result = future_get_result(fut);
    if (result !== null) {
      const isException = resultIsException;
      const done = task_step(task, isException ? result : null);
      Py_DECREF(result);
      return done;
    }
  } else {
    const result = PyObject_CallMethodNoArgs(fut, ID.result);
    if (result !== null) {
      Py_DECREF(result);
      return task_step(task, null);
    }
  }
  if (PyErr_Occurred() === null) return null;
  const exc = PyErr_GetRaisedException()!;
  const done = task_step(task, exc);
  Py_DECREF(exc);
  return done;
}

export function initTaskStepType(): void {
  wakeupDef = newMethodDef("task_wakeup", task_wakeup.index, METH_O, null);
  const t = TaskStepMethWrapper_Type;
  const size = <i32>offsetof<TaskStepMethWrapper>();
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_asyncio.TaskStepMethWrapper", size, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = wrapper_dealloc.index;
  t.tp_traverse = wrapper_traverse.index;
  t.tp_clear = wrapper_clear.index;
  t.tp_call = wrapper_call.index;
  addGetSet(t, "__self__", wrapper_self.index, 0);
}
