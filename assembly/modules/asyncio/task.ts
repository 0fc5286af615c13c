/**
 * The type _asyncio.Task: a future that drives a coroutine. How it goes on is in task_step.ts; the layout, a future's with more behind, in state.ts.
 *
 * Invariant: a name that nobody gave is an int until it is asked for, since most never are.
 */
import { PyObject } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { Py_None, Py_True, Py_False } from "../../object/statics";
import { METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O, addGetSet, addMethod } from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyExc_RuntimeError, PyExc_TypeError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyObject_CallFinalizerFromDealloc, PyObject_GC_UnTrack } from "../../gc/collector";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../../protocol/errors";
import { arg, argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import {
  PyObject_CallMethodNoArgs,
  PyObject_CallMethodOneArg,
  PyObject_CallOneArg,
  callThreeArgs,
  callTwoArgs,
} from "../../protocol/call";
import { PyObject_IsTrue, PyObject_Str, Py_RETURN_BOOL } from "../../protocol/compare";
import { PyObject_ClearManagedDict } from "../../types/dict_instance";
import { PyLong_CheckExact, PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { PyUnicode_CheckExact } from "../../types/unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { PyContext_CopyCurrent, PyContext_Enter, PyContext_Exit, PyContext_Type } from "../_contextvars";
import {
  addCommonMethods,
  future_finalize,
  initFutureLike,
  orNone,
  tellLoop,
  traverseFuture,
  truthToSet,
} from "./future";
import { clearFutureFields, future_init } from "./future_core";
import { registerEagerTask, registerTask, swapCurrentTask, unregisterEagerTask } from "./registry";
import {
  CANCEL_MSG,
  CONTEXT,
  CORO,
  FutureType,
  LOG_DESTROY_PENDING,
  LOG_TB,
  MUST_CANCEL,
  NAME,
  STATE_PENDING,
  TASK_GET_STACK,
  TASK_PRINT_STACK,
  TASK_REPR,
  TaskObj,
  TaskType,
  WAITER,
  asTask,
  fromPython,
  hasFlag,
  isCoroutine,
  setFlag,
} from "./state";
import { callStepSoon, task_step_impl } from "./task_step";

let nameCounter: i64 = 0;

// ---- beginning -----------------------------------------------------------------------------------------------------

/** What __init__ keeps of `name`: `new`. */
function nameToKeep(name: PyObject): PyObject | null {
  if (name == Py_None) return PyLong_FromI64(++nameCounter);
  return PyUnicode_CheckExact(name) ? Py_NewRef(name) : PyObject_Str(name);
}

/** The first step, now, with the task current in place of the one that makes it; false with an exception. */
function firstStep(task: PyObject): bool {
  const context = Py_NewRef(asTask(task).context!);
  let ok = registerEagerTask(task) && PyContext_Enter(context) == 0;
  if (ok) {
    const stepped = task_step_impl(task, null);
    ok = stepped !== null;
    Py_XDECREF(stepped);
    const raised = PyErr_GetRaisedException();
    if (!unregisterEagerTask(task)) ok = false;
    if (PyContext_Exit(context) < 0) ok = false;
    if (raised !== null) PyErr_SetRaisedException(raised);
  }
  Py_DECREF(context);
  return ok;
}

/** Runs the coroutine until it first waits; false with an exception. */
function eagerStart(task: PyObject): bool {
  const t = asTask(task);
  if (t.context!.ob_type != PyContext_Type) {
    PyErr_SetString(PyExc_TypeError, "an instance of Context was expected");
    return false;
  }
  const loop = Py_NewRef(t.loop!);
  let ok = false;
  const before = swapCurrentTask(loop, task);
  if (before !== null) {
    ok = firstStep(task);
    const raised = PyErr_GetRaisedException();
    const now = swapCurrentTask(loop, before);
    Py_DECREF(before);
    if (now === null) ok = false;
    else Py_DECREF(now);
    if (raised !== null) PyErr_SetRaisedException(raised);
  }
  Py_DECREF(loop);
  if (t.state == STATE_PENDING) return registerTask(task) && ok;
  Py_CLEAR(changetype<usize>(task) + CORO);
  return ok;
}

/** All of __init__ but the first step; false with an exception. */
function prepare(self: PyObject, coro: PyObject, loop: PyObject, name: PyObject, context: PyObject): bool {
  if (!future_init(self, loop)) return false;
  const is = isCoroutine(coro);
  if (is < 0) return false;
  if (!is) {
    setFlag(self, LOG_DESTROY_PENDING, false);
    PyErr_Format(PyExc_TypeError, "a coroutine was expected, got %R", changetype<usize>(coro));
    return false;
  }
  const at = changetype<usize>(self);
  const runsIn = context == Py_None ? PyContext_CopyCurrent() : Py_NewRef(context);
  if (runsIn === null) return false;
  Py_XSETREF(at + CONTEXT, runsIn);
  Py_CLEAR(at + WAITER);
  setFlag(self, MUST_CANCEL, false);
  setFlag(self, LOG_DESTROY_PENDING, true);
  asTask(self).cancelRequests = 0;
  Py_XSETREF(at + CORO, Py_NewRef(coro));
  const kept = nameToKeep(name);
  if (kept === null) return false;
  Py_XSETREF(at + NAME, kept);
  return true;
}

function task_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("Task", "coro,*,loop=,name=,context=,eager_start=", args, kwargs)) return -1;
  const coro = argReq(0);
  const loop: PyObject = arg(1) === null ? Py_None : argReq(1);
  const name: PyObject = arg(2) === null ? Py_None : argReq(2);
  const context: PyObject = arg(3) === null ? Py_None : argReq(3);
  const eagerArg = arg(4);
  const eager = eagerArg === null ? 0 : PyObject_IsTrue(eagerArg);
  if (eager < 0 || !prepare(self, coro, loop, name, context)) return -1;
  if (eager) {
    const answer = PyObject_CallMethodNoArgs(loop, ID.is_running);
    if (answer === null) return -1;
    Py_DECREF(answer);
    if (answer == Py_True) return eagerStart(self) ? 0 : -1;
  }
  return callStepSoon(self, null) && registerTask(self) ? 0 : -1;
}

// ---- methods -------------------------------------------------------------------------------------------------------

function task_repr(self: PyObject): PyObject | null {
  return PyObject_CallOneArg(fromPython(TASK_REPR), self);
}

function task_cancel(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("cancel", "msg=", args, nargs, kwnames)) return null;
  const given: PyObject | null = arg(0);
  const message = given === null ? Py_None : given;
  const t = asTask(self);
  setFlag(self, LOG_TB, false);
  if (t.state != STATE_PENDING) return Py_NewRef(Py_False);
  t.cancelRequests = t.cancelRequests + 1;
  const waiter = t.waiter;
  if (waiter !== null) {
    Py_INCREF(waiter);
    const answer = PyObject_CallMethodOneArg(waiter, ID.cancel, message);
    Py_DECREF(waiter);
    if (answer === null) return null;
    const yes = PyObject_IsTrue(answer);
    Py_DECREF(answer);
    if (yes < 0) return null;
    if (yes) return Py_NewRef(Py_True);
  }
  setFlag(self, MUST_CANCEL, true);
  Py_XSETREF(changetype<usize>(self) + CANCEL_MSG, Py_NewRef(message));
  return Py_NewRef(Py_True);
}

function task_cancelling(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(asTask(self).cancelRequests);
}

function task_uncancel(self: PyObject, unused: PyObject | null): PyObject | null {
  const t = asTask(self);
  if (t.cancelRequests > 0) {
    t.cancelRequests = t.cancelRequests - 1;
    if (t.cancelRequests == 0) setFlag(self, MUST_CANCEL, false);
  }
  return PyLong_FromLong(t.cancelRequests);
}

function given(i: i32): PyObject {
  const op: PyObject | null = arg(i);
  return op === null ? Py_None : op;
}

function task_get_stack(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("get_stack", "*,limit=", args, nargs, kwnames)) return null;
  return callTwoArgs(fromPython(TASK_GET_STACK), self, given(0));
}

function task_print_stack(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("print_stack", "*,limit=,file=", args, nargs, kwnames)) return null;
  return callThreeArgs(fromPython(TASK_PRINT_STACK), self, given(0), given(1));
}

function task_set_result(self: PyObject, result: PyObject): PyObject | null {
  return PyErr_SetString(PyExc_RuntimeError, "Task does not support set_result operation");
}

function task_set_exception(self: PyObject, exc: PyObject): PyObject | null {
  return PyErr_SetString(PyExc_RuntimeError, "Task does not support set_exception operation");
}

function task_get_coro(self: PyObject, unused: PyObject | null): PyObject | null {
  return orNone(asTask(self).coro);
}

function task_get_context(self: PyObject, unused: PyObject | null): PyObject | null {
  return orNone(asTask(self).context);
}

function task_get_name(self: PyObject, unused: PyObject | null): PyObject | null {
  const name = asTask(self).name;
  if (name === null) return Py_NewRef(Py_None);
  if (!PyLong_CheckExact(name)) return Py_NewRef(name);
  const text = PyUnicode_FromFormat("Task-%S", changetype<usize>(name));
  if (text === null) return null;
  Py_XSETREF(changetype<usize>(self) + NAME, text);
  return Py_NewRef(text);
}

function task_set_name(self: PyObject, value: PyObject): PyObject | null {
  const name = PyUnicode_CheckExact(value) ? Py_NewRef(value) : PyObject_Str(value);
  if (name === null) return null;
  Py_XSETREF(changetype<usize>(self) + NAME, name);
  return Py_NewRef(Py_None);
}

// ---- attributes ----------------------------------------------------------------------------------------------------

function get_log_destroy_pending(self: PyObject, closure: usize): PyObject | null {
  return Py_RETURN_BOOL(hasFlag(self, LOG_DESTROY_PENDING));
}

function set_log_destroy_pending(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const yes = truthToSet(value);
  if (yes < 0) return -1;
  setFlag(self, LOG_DESTROY_PENDING, yes != 0);
  return 0;
}

function get_must_cancel(self: PyObject, closure: usize): PyObject | null {
  return Py_RETURN_BOOL(hasFlag(self, MUST_CANCEL));
}

function get_coro(self: PyObject, closure: usize): PyObject | null {
  return orNone(asTask(self).coro);
}

function get_fut_waiter(self: PyObject, closure: usize): PyObject | null {
  return orNone(asTask(self).waiter);
}

// ---- life ----------------------------------------------------------------------------------------------------------

/** tp_finalize: a task that is not done is told to the loop. */
function task_finalize(self: PyObject): void {
  const t = asTask(self);
  if (t.state == STATE_PENDING && hasFlag(self, LOG_DESTROY_PENDING)) {
    const saved = PyErr_GetRaisedException();
    const message = PyUnicode_FromLiteral("Task was destroyed but it is pending!");
    tellLoop(self, message, ID.task, self, null, null);
    PyErr_SetRaisedException(saved);
  }
  future_finalize(self);
}

function task_traverse(self: PyObject, visit: u32, a: usize): i32 {
  for (let at = WAITER; at <= CONTEXT; at += 8) {
    const stop = visitField(changetype<usize>(self) + at, visit, a);
    if (stop) return stop;
  }
  return traverseFuture(self, visit, a);
}

function task_clear(self: PyObject): i32 {
  clearFutureFields(self);
  for (let at = WAITER; at <= CONTEXT; at += 8) Py_CLEAR(changetype<usize>(self) + at);
  PyObject_ClearManagedDict(self);
  return 0;
}

function task_dealloc(self: PyObject): void {
  if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
  PyObject_GC_UnTrack(self);
  PyObject_ClearWeakRefs(self);
  task_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- the type ------------------------------------------------------------------------------------------------------

function addTaskMethods(): void {
  const t = TaskType;
  addMethod(t, "set_result", task_set_result.index, METH_O, "set_result($self, result, /)\n--\n\n");
  addMethod(t, "set_exception", task_set_exception.index, METH_O, "set_exception($self, exception, /)\n--\n\n");
  addMethod(
    t,
    "cancel",
    task_cancel.index,
    METH_FASTCALL_KEYWORDS,
    "cancel($self, /, msg=None)\n--\n\nAsk the task to end: CancelledError is thrown into the coroutine at its next step.\n\nThe coroutine may catch it and go on, so the task is cancelled only when it lets\nthe exception out. Each call counts as one request, see cancelling().",
  );
  addMethod(
    t,
    "cancelling",
    task_cancelling.index,
    METH_NOARGS,
    "cancelling($self, /)\n--\n\nHow many requests to cancel are open: calls of cancel() less those of uncancel().",
  );
  addMethod(
    t,
    "uncancel",
    task_uncancel.index,
    METH_NOARGS,
    "uncancel($self, /)\n--\n\nTake one request to cancel back; return how many are left.",
  );
  addMethod(
    t,
    "get_stack",
    task_get_stack.index,
    METH_FASTCALL_KEYWORDS,
    "get_stack($self, /, *, limit=None)\n--\n\nThe frames of the coroutine, the oldest first: where it waits, or the traceback it ended with.",
  );
  addMethod(
    t,
    "print_stack",
    task_print_stack.index,
    METH_FASTCALL_KEYWORDS,
    "print_stack($self, /, *, limit=None, file=None)\n--\n\nPrint what get_stack() gives, to `file` or to sys.stderr.",
  );
  addMethod(t, "get_name", task_get_name.index, METH_NOARGS, "get_name($self, /)\n--\n\n");
  addMethod(t, "set_name", task_set_name.index, METH_O, "set_name($self, value, /)\n--\n\n");
  addMethod(t, "get_coro", task_get_coro.index, METH_NOARGS, "get_coro($self, /)\n--\n\n");
  addMethod(t, "get_context", task_get_context.index, METH_NOARGS, "get_context($self, /)\n--\n\n");
  addGetSet(t, "_log_destroy_pending", get_log_destroy_pending.index, set_log_destroy_pending.index);
  addGetSet(t, "_must_cancel", get_must_cancel.index, 0);
  addGetSet(t, "_coro", get_coro.index, 0);
  addGetSet(t, "_fut_waiter", get_fut_waiter.index, 0);
}

export function initTaskType(): void {
  const t = TaskType;
  initFutureLike(
    t,
    FutureType,
    "_asyncio.Task",
    <i32>offsetof<TaskObj>(),
    "Task(coro, *, loop=None, name=None, context=None, eager_start=False)\n--\n\nA coroutine that an event loop drives, as a future of its result.",
  );
  t.tp_init = task_init.index;
  t.tp_repr = task_repr.index;
  t.tp_finalize = task_finalize.index;
  t.tp_traverse = task_traverse.index;
  t.tp_clear = task_clear.index;
  t.tp_dealloc = task_dealloc.index;
  addCommonMethods(t);
  addTaskMethods();
}
