/**
 * What the parts of _asyncio share: the layout of futures and tasks, the types, what the module takes from the Python half of asyncio, and the small
 * operations that both kinds of object need.
 *
 *   Future   16 loop   24 callback0   32 context0   40 callbacks (list of pairs, or null)   48 exception   56 its traceback   64 result
 *            72 source traceback   80 cancel message   88 CancelledError to raise   96 state (i32)   100 flags (u32)   104
 *   Task     104 number of cancel requests (i32)   112 future waited for   120 coroutine   128 name   136 context   144
 *
 * Invariants: a future with no loop is not initialised; callbacks is empty while callback0 is, but for a moment in remove_done_callback; the first callback
 * sits in callback0 and context0, so that a future awaited once needs no list.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyCoro_Type } from "../../object/statics";
import { PyExc_RuntimeError } from "../../object/exception_types";
import { PY_VECTORCALL_ARGUMENTS_OFFSET } from "../../object/slots";
import { ID } from "../../generated/ids";
import { PyErr_SetString } from "../../protocol/errors";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "../../protocol/attr";
import {
  PyObject_CallMethodNoArgs,
  PyObject_CallNoArgs,
  PyObject_CallOneArg,
  PyObject_Vectorcall,
  PyObject_VectorcallMethod,
  borrowSlots,
  releaseSlots,
} from "../../protocol/call";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyDict_New } from "../../types/dict";
import { PySet_Add, PySet_Contains, PySet_GET_SIZE, PySet_New } from "../../types/set";
import { PyTuple_Pack1 } from "../../types/tuple";
import { runningLoop } from "../../vm/thread_state";
import { PyImport_ImportModule } from "../import";

export const FutureType = changetype<PyTypeObject>(memory.data(416, 16));
export const TaskType = changetype<PyTypeObject>(memory.data(416, 16));
export const FutureIterType = changetype<PyTypeObject>(memory.data(416, 16));
export const TaskStepMethWrapper_Type = changetype<PyTypeObject>(memory.data(416, 16));

export const STATE_PENDING: i32 = 0;
export const STATE_CANCELLED: i32 = 1;
export const STATE_FINISHED: i32 = 2;

/** An exception was set that nobody has looked at: the finalizer tells. */
export const LOG_TB: u32 = 1;
/** The future has been yielded by an await, and the task has not taken note yet. */
export const BLOCKING: u32 = 2;
export const MUST_CANCEL: u32 = 4;
export const LOG_DESTROY_PENDING: u32 = 8;

@unmanaged
export class FutureObj extends PyObject {
  loop: PyObject | null;
  loop_hi: u32;
  callback0: PyObject | null;
  callback0_hi: u32;
  context0: PyObject | null;
  context0_hi: u32;
  callbacks: PyObject | null;
  callbacks_hi: u32;
  exception: PyObject | null;
  exception_hi: u32;
  exceptionTb: PyObject | null;
  exceptionTb_hi: u32;
  result: PyObject | null;
  result_hi: u32;
  sourceTb: PyObject | null;
  sourceTb_hi: u32;
  cancelMsg: PyObject | null;
  cancelMsg_hi: u32;
  cancelledExc: PyObject | null;
  cancelledExc_hi: u32;
  state: i32;
  flags: u32;
}

@unmanaged
export class TaskObj extends FutureObj {
  cancelRequests: i32;
  pad: i32;
  waiter: PyObject | null;
  waiter_hi: u32;
  coro: PyObject | null;
  coro_hi: u32;
  name: PyObject | null;
  name_hi: u32;
  context: PyObject | null;
  context_hi: u32;
}

export const LOOP: usize = 16;
export const CALLBACK0: usize = 24;
export const CONTEXT0: usize = 32;
export const CALLBACKS: usize = 40;
export const EXCEPTION_TB: usize = 56;
export const SOURCE_TB: usize = 72;
export const CANCEL_MSG: usize = 80;
/** The reference fields of a future lie from LOOP up to here. */
export const FUTURE_REFS_END: usize = 96;
export const WAITER: usize = 112;
export const CORO: usize = 120;
export const NAME: usize = 128;
export const CONTEXT: usize = 136;

export function asFuture(op: PyObject): FutureObj {
  return changetype<FutureObj>(op);
}

export function asTask(op: PyObject): TaskObj {
  return changetype<TaskObj>(op);
}

/** A future or task itself, not of a subclass. */
export function isExactFuture(op: PyObject): bool {
  const type = op.ob_type;
  return type == FutureType || type == TaskType;
}

export function hasFlag(op: PyObject, flag: u32): bool {
  return (asFuture(op).flags & flag) != 0;
}

export function setFlag(op: PyObject, flag: u32, on: bool): void {
  const fut = asFuture(op);
  fut.flags = on ? fut.flags | flag : fut.flags & ~flag;
}

// ---- what the module takes from Python -----------------------------------------------------------------------------

const taken = memory.data(9 * 8, 8);

export const GET_EVENT_LOOP_POLICY: i32 = 0;
export const FUTURE_REPR: i32 = 1;
export const INVALID_STATE_ERROR: i32 = 2;
export const CANCELLED_ERROR: i32 = 3;
export const TASK_REPR: i32 = 4;
export const TASK_GET_STACK: i32 = 5;
export const TASK_PRINT_STACK: i32 = 6;
export const ISCOROUTINE: i32 = 7;
export const EXTRACT_STACK: i32 = 8;

/** A function or class that the module has taken from asyncio: borrowed. */
export function fromPython(which: i32): PyObject {
  return load<PyObject>(taken + ((<usize>which) << 3));
}

export function invalidState(message: string): PyObject | null {
  return PyErr_SetString(changetype<PyTypeObject>(fromPython(INVALID_STATE_ERROR)), message);
}

/** WeakSet of tasks, {loop: task that runs}, set of tasks that start eagerly, ("context",), types that are coroutines. */
export let scheduledTasks: PyObject | null = null;
export let currentTasks: PyObject | null = null;
export let eagerTasks: PyObject | null = null;
let contextName: PyObject | null = null;
let coroutineTypes: PyObject | null = null;

/** Keeps module.name under `which`; false with an exception. */
function take(which: i32, module: string, name: PyObject): bool {
  const m = PyImport_ImportModule(module);
  if (m === null) return false;
  const value = PyObject_GetAttr(m, name);
  Py_DECREF(m);
  if (value === null) return false;
  const at = taken + ((<usize>which) << 3);
  const old = load<PyObject | null>(at);
  store<u64>(at, <u64>changetype<usize>(value));
  Py_XDECREF(old);
  return true;
}

function makeWeakSet(): PyObject | null {
  const m = PyImport_ImportModule("weakref");
  if (m === null) return null;
  const made = PyObject_CallMethodNoArgs(m, ID.WeakSet);
  Py_DECREF(m);
  return made;
}

/** Fetches all the module needs; false with an exception. */
export function fetchState(): bool {
  if (scheduledTasks === null) {
    currentTasks = PyDict_New();
    eagerTasks = PySet_New(null);
    coroutineTypes = PySet_New(null);
    contextName = PyTuple_Pack1(ID.context);
    scheduledTasks = makeWeakSet();
    if (currentTasks === null || eagerTasks === null || coroutineTypes === null) return false;
    if (contextName === null || scheduledTasks === null) return false;
  }
  return (
    take(GET_EVENT_LOOP_POLICY, "asyncio.events", ID.get_event_loop_policy) &&
    take(FUTURE_REPR, "asyncio.base_futures", ID._future_repr) &&
    take(INVALID_STATE_ERROR, "asyncio.exceptions", ID.InvalidStateError) &&
    take(CANCELLED_ERROR, "asyncio.exceptions", ID.CancelledError) &&
    take(TASK_REPR, "asyncio.base_tasks", ID._task_repr) &&
    take(TASK_GET_STACK, "asyncio.base_tasks", ID._task_get_stack) &&
    take(TASK_PRINT_STACK, "asyncio.base_tasks", ID._task_print_stack) &&
    take(ISCOROUTINE, "asyncio.coroutines", ID.iscoroutine) &&
    take(EXTRACT_STACK, "traceback", ID.extract_stack)
  );
}

// ---- loops and coroutines ------------------------------------------------------------------------------------------

/** Is it a coroutine, to asyncio? 1, 0, -1 with an exception. */
export function isCoroutine(coro: PyObject): i32 {
  const type = coro.ob_type;
  if (type == PyCoro_Type) return 1;
  const known = PySet_Contains(coroutineTypes!, type);
  if (known != 0) return known;
  const result = PyObject_CallOneArg(fromPython(ISCOROUTINE), coro);
  if (result === null) return -1;
  const yes = PyObject_IsTrue(result);
  Py_DECREF(result);
  if (yes <= 0) return yes;
  // a program that makes types without end must not fill the set
  if (PySet_GET_SIZE(coroutineTypes!) < 100 && PySet_Add(coroutineTypes!, type) < 0) return -1;
  return 1;
}

/** The running loop, else the policy's: `new`. */
export function getEventLoop(): PyObject | null {
  const running = runningLoop();
  if (running !== null) return Py_NewRef(running);
  const policy = PyObject_CallNoArgs(fromPython(GET_EVENT_LOOP_POLICY));
  if (policy === null) return null;
  const loop = PyObject_CallMethodNoArgs(policy, ID.get_event_loop);
  Py_DECREF(policy);
  return loop;
}

const cell = memory.data(8, 8);

/** The loop of anything like a future: `new`. */
export function getFutureLoop(fut: PyObject): PyObject | null {
  if (isExactFuture(fut) && asFuture(fut).loop !== null) return Py_NewRef(asFuture(fut).loop!);
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(fut, ID.get_loop, cell) < 0) return null;
  const method = load<PyObject | null>(cell);
  if (method === null) return PyObject_GetAttr(fut, ID._loop);
  const loop = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  return loop;
}

/** loop.call_soon(func[, arg], context=context): true, or false with an exception. Borrows all; the caller keeps func and context alive. */
export function callSoon(loop: PyObject, func: PyObject, argument: PyObject | null, context: PyObject): bool {
  const slots = borrowSlots(5);
  if (slots == 0) return false;
  Py_INCREF(loop);
  let n: u32 = 2;
  store<u64>(slots + 8, <u64>changetype<usize>(loop));
  store<u64>(slots + 16, <u64>changetype<usize>(func));
  if (argument !== null) {
    store<u64>(slots + 24, <u64>changetype<usize>(argument));
    n = 3;
  }
  store<u64>(slots + 8 + ((<usize>n) << 3), <u64>changetype<usize>(context));
  const flags = n | PY_VECTORCALL_ARGUMENTS_OFFSET;
  const handle = PyObject_VectorcallMethod(ID.call_soon, slots + 8, flags, contextName);
  releaseSlots(5);
  Py_DECREF(loop);
  if (handle === null) return false;
  Py_DECREF(handle);
  return true;
}

/** method(argument, context=context): `new`. */
export function callWithContext(method: PyObject, argument: PyObject, context: PyObject): PyObject | null {
  const slots = borrowSlots(3);
  if (slots == 0) return null;
  store<u64>(slots + 8, <u64>changetype<usize>(argument));
  store<u64>(slots + 16, <u64>changetype<usize>(context));
  const result = PyObject_Vectorcall(method, slots + 8, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, contextName);
  releaseSlots(3);
  return result;
}

export function ensureAlive(fut: PyObject): bool {
  if (asFuture(fut).loop !== null) return true;
  PyErr_SetString(PyExc_RuntimeError, "Future object is not initialized.");
  return false;
}
