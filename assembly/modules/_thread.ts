/**
 * The module _thread (Modules/_threadmodule.c) over green threads (vm/threads.ts). Locks are in thread_locks.ts, thread-local data in thread_local.ts.
 *
 *   _ThreadHandle   16 ident (i64)   24 state (i32: 0 not started, 1 running, 2 done)   28 done (i32)   32
 */
import { PyObject, PyTypeObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyDict_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
} from "../object/typedef";
import {
  PyExc_OverflowError,
  PyExc_PythonFinalizationError,
  PyExc_RuntimeError,
  PyExc_SystemExit,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { _PyObject_New, PyType_GenericAlloc } from "../gc/collector";
import { PyObject_Free } from "../memory/blocks";
import { PyErr_Occurred, PyErr_SetNone, PyErr_SetString } from "../protocol/errors";
import { arg, argReq, parseArgs, PyArg_CheckPositional } from "../protocol/args";
import { argValue, intArg } from "../protocol/arg_values";
import { PyCallable_Check } from "../protocol/attr";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { PyLong_AsU64, PyLong_Check, PyLong_FromI64, PyLong_FromLong } from "../types/long";
import { PyModule_Add, PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_Check, PyTuple_New } from "../types/tuple";
import { PyType_IsSubtype } from "../types/typeobject";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { tripSignal } from "../vm/pending";
import { MAIN_IDENT, ThreadState, current, currentIdent, mainThread, otherThreads } from "../vm/thread_state";
import {
  WAIT_AGAIN,
  WAIT_LATE,
  WAIT_SET,
  endWait,
  setThreadEndHook,
  startThread,
  visitThreads,
  waitOn,
} from "../vm/threads";
import { finalizing } from "./finalize";
import { Local_Type, forgetThread, initLocalType } from "./thread_local";
import { Lock_Type, RLock_Type, TIMEOUT_MAX, initLockType, initRLockType } from "./thread_locks";

export const ThreadHandle_Type = changetype<PyTypeObject>(memory.data(416, 16));

// ---- _ThreadHandle ---------------------------------------------------------------------------------------------------

const NOT_STARTED: i32 = 0;
const RUNNING: i32 = 1;
const DONE: i32 = 2;

@unmanaged
class ThreadHandle extends PyObject {
  ident: i64;
  state: i32;
  done: i32;
}

function asHandle(op: PyObject): ThreadHandle {
  return changetype<ThreadHandle>(op);
}

function newHandle(ident: i64, state: i32): PyObject | null {
  const op = _PyObject_New(ThreadHandle_Type);
  if (op === null) return null;
  asHandle(op).ident = ident;
  asHandle(op).state = state;
  asHandle(op).done = 0;
  return op;
}

function handle_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return newHandle(0, NOT_STARTED);
}

function handle_dealloc(self: PyObject): void {
  PyObject_Free(changetype<usize>(self));
}

function handle_repr(self: PyObject): PyObject | null {
  const ident = PyLong_FromI64(asHandle(self).ident);
  if (ident === null) return null;
  const text = PyUnicode_FromFormat("<%s object: ident=%S>", self.ob_type.tp_name, changetype<usize>(ident));
  Py_DECREF(ident);
  return text;
}

function handle_ident(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromI64(asHandle(self).ident);
}

function handleDone(handle: PyObject): void {
  asHandle(handle).state = DONE;
  asHandle(handle).done = 1;
}

/** Waits for the end of a thread: 1, 0 when it is too late, -1 when the caller returns null. */
function untilDone(handle: PyObject, seconds: f64, args: usize): i32 {
  while (asHandle(handle).done == 0) {
    const how = waitOn(WAIT_SET, changetype<usize>(handle) + offsetof<ThreadHandle>("done"), 0, 0, seconds, args);
    if (how == WAIT_LATE) return 0;
    if (how != WAIT_AGAIN) return -1;
  }
  endWait();
  return 1;
}

function handle_join(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("join", "timeout=", args, nargs, kwnames)) return null;
  const timeout = arg(0);
  let seconds: f64 = -1;
  if (timeout !== null && timeout != Py_None) {
    seconds = PyFloat_AsDouble(timeout);
    if (seconds == -1 && PyErr_Occurred() !== null) return null;
    if (seconds > TIMEOUT_MAX)
      return PyErr_SetString(PyExc_OverflowError, "timestamp out of range for platform time_t");
    if (seconds < 0) seconds = -1;
  }
  const h = asHandle(self);
  if (h.state == NOT_STARTED) return PyErr_SetString(PyExc_RuntimeError, "thread not started");
  if (h.state == RUNNING && h.ident == currentIdent()) {
    return PyErr_SetString(PyExc_RuntimeError, "Cannot join current thread");
  }
  return untilDone(self, seconds, args) < 0 ? null : Py_NewRef(Py_None);
}

function handle_is_done(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(asHandle(self).done != 0 ? Py_True : Py_False);
}

function handle_set_done(self: PyObject, unused: PyObject | null): PyObject | null {
  if (asHandle(self).state == NOT_STARTED) return PyErr_SetString(PyExc_RuntimeError, "thread not started");
  handleDone(self);
  return Py_NewRef(Py_None);
}

// ---- starting --------------------------------------------------------------------------------------------------------

/** A thread ends: those that wait for it may go on, its local data goes. */
function onThreadEnd(t: ThreadState): void {
  const handle = t.handle;
  if (handle !== null) handleDone(handle);
  forgetThread(t.ident);
}

function thread_start_new_thread(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("start_new_thread", nargs, 2, 3)) return null;
  const func = ptrAt(args, 0);
  const given = ptrAt(args, 1);
  if (!PyCallable_Check(func)) return PyErr_SetString(PyExc_TypeError, "first arg must be callable");
  if (!PyTuple_Check(given)) return PyErr_SetString(PyExc_TypeError, "2nd arg must be a tuple");
  const kwargs: PyObject | null = nargs > 2 ? ptrAt(args, 2) : null;
  if (kwargs !== null && !PyType_IsSubtype(kwargs.ob_type, PyDict_Type)) {
    return PyErr_SetString(PyExc_TypeError, "optional 3rd arg must be a dictionary");
  }
  if (!mayStart()) return null;
  const handle = newHandle(0, RUNNING);
  if (handle === null) return null;
  const t = startThread(func, given, kwargs, handle);
  Py_DECREF(handle);
  if (t === null) return null;
  asHandle(handle).ident = t.ident;
  t.daemon = 1;
  return PyLong_FromI64(t.ident);
}

function thread_start_joinable_thread(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("start_joinable_thread", "function,handle=,daemon=", args, nargs, kwnames)) return null;
  const func = argReq(0);
  const given = arg(1);
  const daemonArg = arg(2);
  const daemon = daemonArg === null ? 1 : PyObject_IsTrue(daemonArg);
  if (daemon < 0) return null;
  if (!PyCallable_Check(func)) return PyErr_SetString(PyExc_TypeError, "thread function must be callable");
  if (!mayStart()) return null;
  let handle: PyObject | null = null;
  if (given === null || given == Py_None) handle = newHandle(0, NOT_STARTED);
  else if (given.ob_type != ThreadHandle_Type) {
    return PyErr_SetString(PyExc_TypeError, "'handle' must be a _ThreadHandle");
  } else handle = Py_NewRef(given);
  if (handle === null) return null;
  if (asHandle(handle).state != NOT_STARTED) {
    Py_DECREF(handle);
    return PyErr_SetString(PyExc_RuntimeError, "thread already started");
  }
  const empty = PyTuple_New(0);
  const t: ThreadState | null = empty === null ? null : startThread(func, empty, null, handle);
  if (empty !== null) Py_DECREF(empty);
  if (t === null) {
    Py_DECREF(handle);
    return null;
  }
  t.daemon = daemon;
  asHandle(handle).ident = t.ident;
  asHandle(handle).state = RUNNING;
  return handle;
}

/** PythonFinalizationError once the program is being torn down. */
function mayStart(): bool {
  if (!finalizing) return true;
  PyErr_SetString(PyExc_PythonFinalizationError, "can't create new thread at interpreter shutdown");
  return false;
}

let foundThread: ThreadState | null = null;

function isForeground(t: ThreadState): i32 {
  if (t == mainThread || t == current || t.daemon) return 0;
  foundThread = t;
  return 1;
}

/** Waits for all threads that are not daemons. */
function thread_shutdown(m: PyObject, unused: PyObject | null): PyObject | null {
  while (visitThreads(isForeground.index) != 0) {
    const handle = foundThread!.handle!;
    Py_INCREF(handle);
    const how = untilDone(handle, -1, 0);
    Py_DECREF(handle);
    if (how < 0) return null;
  }
  return Py_NewRef(Py_None);
}

// ---- functions -------------------------------------------------------------------------------------------------------

function thread_get_ident(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(currentIdent());
}

function thread_main_ident(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(MAIN_IDENT);
}

function thread_get_native_id(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64((currentIdent() - MAIN_IDENT) / 0x1000 + 1);
}

function thread_allocate_lock(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(Lock_Type, 0);
}

function thread_true(m: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_True);
}

function thread_make_handle(m: PyObject, ident: PyObject): PyObject | null {
  if (!PyLong_Check(ident)) return PyErr_SetString(PyExc_TypeError, "ident must be an integer");
  const value = PyLong_AsU64(ident);
  return PyErr_Occurred() !== null ? null : newHandle(<i64>value, RUNNING);
}

let stackSize: i32 = 0;

/** Green threads have no stack of their own: the size is kept and means nothing. */
function thread_stack_size(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("stack_size", nargs, 0, 1)) return null;
  const old = stackSize;
  if (nargs == 1) {
    if (!intArg(ptrAt(args, 0))) return null;
    if (argValue < 0) return PyErr_SetString(PyExc_ValueError, "size must be 0 or a positive value");
    if (argValue != 0 && argValue < 32768) {
      return PyErr_SetString(PyExc_ValueError, "size not valid: 32768 bytes are the least");
    }
    stackSize = argValue;
  }
  return PyLong_FromLong(old);
}

function thread_count(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(otherThreads);
}

function thread_exit(m: PyObject, unused: PyObject | null): PyObject | null {
  PyErr_SetNone(PyExc_SystemExit);
  return null;
}

function thread_interrupt_main(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("interrupt_main", nargs, 0, 1)) return null;
  let number = 2;
  if (nargs == 1) {
    if (!intArg(ptrAt(args, 0))) return null;
    number = argValue;
  }
  if (number < 1 || number >= 65) return PyErr_SetString(PyExc_ValueError, "signal number out of range");
  tripSignal(number);
  return Py_NewRef(Py_None);
}

export function initThreadTypes(): void {
  initLockType();
  initRLockType();
  initLocalType();
  const h = ThreadHandle_Type;
  initStaticType(h, PyType_Type, PyBaseObject_Type, "_thread._ThreadHandle", 40, 0, 0);
  h.tp_dealloc = handle_dealloc.index;
  h.tp_repr = handle_repr.index;
  h.tp_new = handle_new.index;
  addGetSet(h, "ident", handle_ident.index, 0);
  addMethod(h, "join", handle_join.index, METH_FASTCALL_KEYWORDS);
  addMethod(h, "is_done", handle_is_done.index, METH_NOARGS, "is_done($self, /)\n--\n\n");
  addMethod(h, "_set_done", handle_set_done.index, METH_NOARGS, "_set_done($self, /)\n--\n\n");
}

function addFunctions(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(
    m,
    "get_ident",
    thread_get_ident.index,
    METH_NOARGS,
    "get_ident($module, /)\n--\n\nA number other than zero that no other running thread has.\nUse it as a key and for nothing else: it says nothing of age or order, and\na thread that comes later may have it again.",
  );
  bad |= moduleFunction(
    m,
    "get_native_id",
    thread_get_native_id.index,
    METH_NOARGS,
    "get_native_id($module, /)\n--\n\nThe number under which the operating system knows this thread.\nUnique in the system for as long as the thread runs.",
  );
  bad |= moduleFunction(
    m,
    "_get_main_thread_ident",
    thread_main_ident.index,
    METH_NOARGS,
    "_get_main_thread_ident($module, /)\n--\n\nThe identifier of the main thread of the main interpreter; for the library's own use.",
  );
  bad |= moduleFunction(
    m,
    "allocate_lock",
    thread_allocate_lock.index,
    METH_NOARGS,
    "allocate_lock($module, /)\n--\n\nMake a lock; help(type(threading.Lock())) tells about locks.",
  );
  bad |= moduleFunction(
    m,
    "allocate",
    thread_allocate_lock.index,
    METH_NOARGS,
    "allocate($module, /)\n--\n\nAn obsolete synonym of allocate_lock().",
  );
  bad |= moduleFunction(
    m,
    "start_new_thread",
    thread_start_new_thread.index,
    METH_FASTCALL,
    "start_new_thread($module, function, args, kwargs={}, /)\n--\n\nStart a new thread and return its identifier.",
  );
  bad |= moduleFunction(
    m,
    "start_new",
    thread_start_new_thread.index,
    METH_FASTCALL,
    "start_new($module, function, args, kwargs={}, /)\n--\n\nAn obsolete synonym of start_new_thread().",
  );
  bad |= moduleFunction(
    m,
    "start_joinable_thread",
    thread_start_joinable_thread.index,
    METH_FASTCALL_KEYWORDS,
    "start_joinable_thread($module, /, function, handle=None, daemon=True)\n--\n\n*For internal use only*: start a new thread.",
  );
  bad |= moduleFunction(
    m,
    "daemon_threads_allowed",
    thread_true.index,
    METH_NOARGS,
    "daemon_threads_allowed($module, /)\n--\n\nSay whether this interpreter lets threads be daemons.",
  );
  bad |= moduleFunction(
    m,
    "_is_main_interpreter",
    thread_true.index,
    METH_NOARGS,
    "_is_main_interpreter($module, /)\n--\n\nSay whether this is the interpreter that the process began with.",
  );
  bad |= moduleFunction(
    m,
    "_shutdown",
    thread_shutdown.index,
    METH_NOARGS,
    "_shutdown($module, /)\n--\n\nWait for every other thread that is no daemon; for the end of a program.",
  );
  bad |= moduleFunction(
    m,
    "_make_thread_handle",
    thread_make_handle.index,
    METH_O,
    "_make_thread_handle($module, ident, /)\n--\n\nA handle for a thread that came to life elsewhere; for the library's own use.",
  );
  bad |= moduleFunction(
    m,
    "stack_size",
    thread_stack_size.index,
    METH_FASTCALL,
    "stack_size($module, size=0, /)\n--\n\nThe stack size for threads to come, in bytes; 0 is the default.\nWith an argument, sets it for threads started from now on: 0, or at least\n32,768. A size that does not do is a ValueError, a platform that cannot\nchange it a ThreadError; the old size is kept in both cases.",
  );
  bad |= moduleFunction(
    m,
    "_count",
    thread_count.index,
    METH_NOARGS,
    "_count($module, /)\n--\n\nHow many threads run besides the main one, counted from their start by\n`start_new_thread()` or `threading.Thread` to their end.",
  );
  bad |= moduleFunction(
    m,
    "exit",
    thread_exit.index,
    METH_NOARGS,
    "exit($module, /)\n--\n\nEnd this thread without a word by raising SystemExit, which it may catch.",
  );
  bad |= moduleFunction(
    m,
    "exit_thread",
    thread_exit.index,
    METH_NOARGS,
    "exit_thread($module, /)\n--\n\nAn obsolete synonym of exit().",
  );
  bad |= moduleFunction(
    m,
    "interrupt_main",
    thread_interrupt_main.index,
    METH_FASTCALL,
    "interrupt_main($module, signum=signal.SIGINT, /)\n--\n\nLet the main thread handle a signal as if it had come from outside.\nThe signal is SIGINT unless *signum* says another; any thread may ask for it.",
  );
  return bad;
}

/** The module `_thread`: `new`. */
export function PyInit__thread(): PyObject | null {
  const m = PyModule_New(
    "_thread",
    "What threads need at the bottom: starting them, and locks.\nPrograms are better served by the module 'threading'.",
  );
  if (m === null) return null;
  let bad = addFunctions(m);
  bad |= PyModule_Add(m, "TIMEOUT_MAX", PyFloat_FromDouble(TIMEOUT_MAX));
  bad |= PyModule_AddObjectRef(m, "error", PyExc_RuntimeError);
  bad |= PyModule_AddObjectRef(m, "LockType", Lock_Type);
  bad |= PyModule_AddObjectRef(m, "lock", Lock_Type);
  bad |= PyModule_AddObjectRef(m, "RLock", RLock_Type);
  bad |= PyModule_AddObjectRef(m, "_local", Local_Type);
  bad |= PyModule_AddObjectRef(m, "_ThreadHandle", ThreadHandle_Type);
  setThreadEndHook(onThreadEnd.index);
  return bad < 0 ? null : m;
}
