/**
 * The module _thread (Modules/_threadmodule.c) with the one thread that there is: locks count, waiting for a held lock without a time limit
 * is an error instead of a standstill, and no further thread can be started.
 *
 *   lock     16 locked (i32)      24 weak references   32
 *   RLock    16 count (i32)       24 weak references   32
 *   _local   16 dict              24 weak references   32
 *   _ThreadHandle   16 ident (i64)   24 done (i32)     32
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  METH_VARARGS_KEYWORDS,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { visitField } from "../object/slots";
import {
  PyExc_OverflowError,
  PyExc_RuntimeError,
  PyExc_SystemExit,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { setEvalBreaker, PY_SIGNALS_PENDING_BIT } from "../object/eval_breaker";
import { sleepFor } from "../vm/wait";
import { _PyObject_New, PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyObject_Free } from "../memory/blocks";
import { PyErr_Occurred, PyErr_SetNone, PyErr_SetString } from "../protocol/errors";
import { arg, noKeywordsDict, parseArgs, PyArg_CheckPositional } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyDict_GET_SIZE, PyDict_New } from "../types/dict";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { PyLong_AsI64, PyLong_FromI64, PyLong_FromLong } from "../types/long";
import { PyModule_Add, PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../types/tuple";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import { PyUnicode_FromFormat } from "../types/unicode_format";

export const Lock_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const RLock_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const Local_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const ThreadHandle_Type = changetype<PyTypeObject>(memory.data(416, 16));

/** What get_ident() gives: looks like one of pthread's. */
const MAIN_IDENT: i64 = 0x7f0000001000;
const TIMEOUT_MAX: f64 = 9223372036.0;

@unmanaged
class LockObject extends PyObject {
  count: i32;
  pad: i32;
  weaklist: PyObject | null;
  weaklist_hi: u32;
}

function asLock(op: PyObject): LockObject {
  return changetype<LockObject>(op);
}

function lock_dealloc(self: PyObject): void {
  if (asLock(self).weaklist !== null) PyObject_ClearWeakRefs(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function lock_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("lock", kwargs) || !PyArg_CheckPositional("lock", PyTuple_GET_SIZE(args), 0, 0)) return null;
  return PyType_GenericAlloc(type, 0);
}

function rlock_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(type, 0);
}

/** Seconds to wait of acquire(blocking, timeout): 0 at once, -1 for ever, -2 with an exception. */
function waitTime(args: usize, nargs: i32, kwnames: PyObject | null): f64 {
  if (!parseArgs("acquire", "blocking=,timeout=", args, nargs, kwnames)) return -2;
  const blockingArg = arg(0);
  const timeoutArg = arg(1);
  let blocking = 1;
  if (blockingArg !== null) {
    blocking = PyObject_IsTrue(blockingArg);
    if (blocking < 0) return -2;
  }
  if (timeoutArg === null) return blocking ? -1 : 0;
  const timeout = PyFloat_AsDouble(timeoutArg);
  if (timeout == -1 && PyErr_Occurred() !== null) return -2;
  if (!blocking && timeout != -1) {
    PyErr_SetString(PyExc_ValueError, "can't specify a timeout for a non-blocking call");
    return -2;
  }
  if (timeout < 0 && timeout != -1) {
    PyErr_SetString(PyExc_ValueError, "timeout value must be a non-negative number");
    return -2;
  }
  if (timeout > TIMEOUT_MAX) {
    PyErr_SetString(PyExc_OverflowError, "timeout value is too large");
    return -2;
  }
  return blocking ? timeout : 0;
}

function lock_acquire(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const wait = waitTime(args, nargs, kwnames);
  if (wait == -2) return null;
  if (asLock(self).count == 0) {
    asLock(self).count = 1;
    return Py_True;
  }
  if (wait > 0 && !sleepFor(wait)) return null;
  // DIFFERS: with one thread nobody can ever release it; CPython would stand still.
  if (wait < 0)
    return PyErr_SetString(PyExc_RuntimeError, "deadlock: the lock is held and there is no other thread to release it");
  return Py_False;
}

function lock_release(self: PyObject, unused: PyObject | null): PyObject | null {
  if (asLock(self).count == 0) return PyErr_SetString(PyExc_RuntimeError, "release unlocked lock");
  asLock(self).count = 0;
  return Py_None;
}

function lock_locked(self: PyObject, unused: PyObject | null): PyObject | null {
  return asLock(self).count != 0 ? Py_True : Py_False;
}

function lock_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  return lock_acquire(self, 0, 0, null);
}

function lock_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return lock_release(self, null);
}

function lock_reinit(self: PyObject, unused: PyObject | null): PyObject | null {
  asLock(self).count = 0;
  return Py_None;
}

function lock_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat(
    "<%L %s object at %p>",
    changetype<usize>(asLock(self).count != 0 ? "locked" : "unlocked"),
    self.ob_type.tp_name,
    changetype<usize>(self),
  );
}

// ---- RLock -----------------------------------------------------------------------------------------------------------

function rlock_acquire(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (waitTime(args, nargs, kwnames) == -2) return null;
  asLock(self).count = asLock(self).count + 1;
  return Py_True;
}

function rlock_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  asLock(self).count = asLock(self).count + 1;
  return Py_True;
}

function rlock_release(self: PyObject, unused: PyObject | null): PyObject | null {
  if (asLock(self).count == 0) return PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
  asLock(self).count = asLock(self).count - 1;
  return Py_None;
}

function rlock_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return rlock_release(self, null);
}

function rlock_is_owned(self: PyObject, unused: PyObject | null): PyObject | null {
  return asLock(self).count != 0 ? Py_True : Py_False;
}

function rlock_recursion_count(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(asLock(self).count);
}

function rlock_release_save(self: PyObject, unused: PyObject | null): PyObject | null {
  if (asLock(self).count == 0) return PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
  const count = PyLong_FromLong(asLock(self).count);
  const owner = PyLong_FromI64(MAIN_IDENT);
  if (count === null || owner === null) return null;
  asLock(self).count = 0;
  const state = PyTuple_Pack2(count, owner);
  Py_DECREF(count);
  Py_DECREF(owner);
  return state;
}

function rlock_acquire_restore(self: PyObject, state: PyObject): PyObject | null {
  asLock(self).count = <i32>PyLong_AsI64(PyTuple_GET_ITEM(state, 0));
  return PyErr_Occurred() !== null ? null : Py_None;
}

function rlock_repr(self: PyObject): PyObject | null {
  const count = asLock(self).count;
  const owner = PyLong_FromI64(count != 0 ? MAIN_IDENT : 0);
  if (owner === null) return null;
  const text = PyUnicode_FromFormat(
    "<%L %s object owner=%S count=%d at %p>",
    changetype<usize>(count != 0 ? "locked" : "unlocked"),
    self.ob_type.tp_name,
    changetype<usize>(owner),
    count,
    changetype<usize>(self),
  );
  Py_DECREF(owner);
  return text;
}

// ---- _local ----------------------------------------------------------------------------------------------------------

function local_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (type.tp_init == PyBaseObject_Type.tp_init) {
    if (PyTuple_GET_SIZE(args) > 0 || (kwargs !== null && PyDict_GET_SIZE(kwargs) > 0)) {
      return PyErr_SetString(PyExc_TypeError, "Initialization arguments are not supported");
    }
  }
  const op = PyType_GenericAlloc(type, 0);
  if (op === null) return null;
  const dict = PyDict_New();
  if (dict === null) {
    Py_DECREF(op);
    return null;
  }
  store<u32>(changetype<usize>(op) + 16, <u32>changetype<usize>(dict));
  return op;
}

function local_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  if (load<u32>(changetype<usize>(self) + 24) != 0) PyObject_ClearWeakRefs(self);
  Py_CLEAR(changetype<usize>(self) + 16);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function local_traverse(self: PyObject, visit: u32, a: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, a);
}

function local_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  return 0;
}

// ---- _ThreadHandle ---------------------------------------------------------------------------------------------------

function newHandle(ident: i64): PyObject | null {
  const op = _PyObject_New(ThreadHandle_Type);
  if (op === null) return null;
  store<i64>(changetype<usize>(op) + 16, ident);
  store<u64>(changetype<usize>(op) + 24, 0);
  return op;
}

function handle_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return newHandle(0);
}

function handle_dealloc(self: PyObject): void {
  PyObject_Free(changetype<usize>(self));
}

function handle_ident(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromI64(load<i64>(changetype<usize>(self) + 16));
}

function handle_join(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return load<i64>(changetype<usize>(self) + 16) == MAIN_IDENT
    ? PyErr_SetString(PyExc_RuntimeError, "Cannot join current thread")
    : PyErr_SetString(PyExc_RuntimeError, "thread not started");
}

function handle_is_done(self: PyObject, unused: PyObject | null): PyObject | null {
  return load<i32>(changetype<usize>(self) + 24) != 0 ? Py_True : Py_False;
}

function handle_set_done(self: PyObject, unused: PyObject | null): PyObject | null {
  store<i32>(changetype<usize>(self) + 24, 1);
  return Py_None;
}

// ---- functions -------------------------------------------------------------------------------------------------------

function thread_get_ident(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(MAIN_IDENT);
}

function thread_get_native_id(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(1);
}

function thread_allocate_lock(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(Lock_Type, 0);
}

function cannotStart(m: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyErr_SetString(PyExc_RuntimeError, "can't start new thread");
}

function thread_true(m: PyObject, unused: PyObject | null): PyObject | null {
  return Py_True;
}

function thread_none(m: PyObject, unused: PyObject | null): PyObject | null {
  return Py_None;
}

function thread_make_handle(m: PyObject, ident: PyObject): PyObject | null {
  const value = PyLong_AsI64(ident);
  return PyErr_Occurred() !== null ? null : newHandle(value);
}

function thread_stack_size(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyLong_FromLong(0);
}

function thread_count(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(0);
}

function thread_exit(m: PyObject, unused: PyObject | null): PyObject | null {
  PyErr_SetNone(PyExc_SystemExit);
  return null;
}

function thread_interrupt_main(m: PyObject, args: usize, nargs: i32): PyObject | null {
  setEvalBreaker(PY_SIGNALS_PENDING_BIT);
  return Py_None;
}

function initLockType(): void {
  const t = Lock_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_thread.lock",
    <i32>offsetof<LockObject>(),
    0,
    0,
    "A lock object is a synchronization primitive.",
  );
  t.tp_dealloc = lock_dealloc.index;
  t.tp_repr = lock_repr.index;
  t.tp_weaklistoffset = 24;
  t.tp_new = lock_new.index;
  t.tp_free = PyObject_Free.index;
  addMethod(
    t,
    "acquire",
    lock_acquire.index,
    METH_FASTCALL_KEYWORDS,
    "acquire($self, /, blocking=True, timeout=-1)\n--\n\nLock the lock.",
  );
  addMethod(t, "acquire_lock", lock_acquire.index, METH_FASTCALL_KEYWORDS, "An obsolete synonym of acquire().");
  addMethod(t, "release", lock_release.index, METH_NOARGS, "release($self, /)\n--\n\nRelease the lock.");
  addMethod(t, "release_lock", lock_release.index, METH_NOARGS, "An obsolete synonym of release().");
  addMethod(
    t,
    "locked",
    lock_locked.index,
    METH_NOARGS,
    "locked($self, /)\n--\n\nReturn whether the lock is in the locked state.",
  );
  addMethod(t, "locked_lock", lock_locked.index, METH_NOARGS, "An obsolete synonym of locked().");
  addMethod(t, "__enter__", lock_enter.index, METH_NOARGS, "Lock the lock.");
  addMethod(t, "__exit__", lock_exit.index, METH_FASTCALL, "Release the lock.");
  addMethod(t, "_at_fork_reinit", lock_reinit.index, METH_NOARGS);
}

function initRLockType(): void {
  const t = RLock_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_thread.RLock",
    <i32>offsetof<LockObject>(),
    0,
    Py_TPFLAGS_BASETYPE,
  );
  t.tp_dealloc = lock_dealloc.index;
  t.tp_repr = rlock_repr.index;
  t.tp_weaklistoffset = 24;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = rlock_new.index;
  t.tp_free = PyObject_Free.index;
  addMethod(t, "acquire", rlock_acquire.index, METH_FASTCALL_KEYWORDS);
  addMethod(t, "release", rlock_release.index, METH_NOARGS);
  addMethod(t, "_is_owned", rlock_is_owned.index, METH_NOARGS);
  addMethod(t, "_recursion_count", rlock_recursion_count.index, METH_NOARGS);
  addMethod(t, "_acquire_restore", rlock_acquire_restore.index, METH_O);
  addMethod(t, "_release_save", rlock_release_save.index, METH_NOARGS);
  addMethod(t, "__enter__", rlock_enter.index, METH_NOARGS);
  addMethod(t, "__exit__", rlock_exit.index, METH_FASTCALL);
  addMethod(t, "_at_fork_reinit", lock_reinit.index, METH_NOARGS);
}

export function initThreadTypes(): void {
  initLockType();
  initRLockType();
  const l = Local_Type;
  initStaticType(
    l,
    PyType_Type,
    PyBaseObject_Type,
    "_thread._local",
    32,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    "Thread-local data",
  );
  l.tp_dealloc = local_dealloc.index;
  l.tp_getattro = PyObject_GenericGetAttr.index;
  l.tp_setattro = PyObject_GenericSetAttr.index;
  l.tp_traverse = local_traverse.index;
  l.tp_clear = local_clear.index;
  l.tp_dictoffset = 16;
  l.tp_weaklistoffset = 24;
  l.tp_alloc = PyType_GenericAlloc.index;
  l.tp_new = local_new.index;
  l.tp_free = PyObject_GC_Del.index;
  addMember(l, "__dict__", _Py_T_OBJECT, 16, Py_READONLY);
  const h = ThreadHandle_Type;
  initStaticType(h, PyType_Type, PyBaseObject_Type, "_thread._ThreadHandle", 32, 0, 0);
  h.tp_dealloc = handle_dealloc.index;
  h.tp_new = handle_new.index;
  addGetSet(h, "ident", handle_ident.index, 0);
  addMethod(h, "join", handle_join.index, METH_FASTCALL);
  addMethod(h, "is_done", handle_is_done.index, METH_NOARGS);
  addMethod(h, "_set_done", handle_set_done.index, METH_NOARGS);
}

/** The module `_thread`: `new`. */
export function PyInit__thread(): PyObject | null {
  const m = PyModule_New("_thread");
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "get_ident",
    thread_get_ident.index,
    METH_NOARGS,
    "get_ident() -> integer\n\nReturn a non-zero integer that uniquely identifies the current thread\namongst other threads that exist simultaneously.",
  );
  bad |= moduleFunction(m, "get_native_id", thread_get_native_id.index, METH_NOARGS);
  bad |= moduleFunction(m, "_get_main_thread_ident", thread_get_ident.index, METH_NOARGS);
  bad |= moduleFunction(
    m,
    "allocate_lock",
    thread_allocate_lock.index,
    METH_NOARGS,
    "allocate_lock() -> lock object\n\nCreate a new lock object.",
  );
  bad |= moduleFunction(m, "allocate", thread_allocate_lock.index, METH_NOARGS);
  bad |= moduleFunction(m, "start_new_thread", cannotStart.index, METH_VARARGS_KEYWORDS);
  bad |= moduleFunction(m, "start_new", cannotStart.index, METH_VARARGS_KEYWORDS);
  bad |= moduleFunction(m, "start_joinable_thread", cannotStart.index, METH_VARARGS_KEYWORDS);
  bad |= moduleFunction(m, "daemon_threads_allowed", thread_true.index, METH_NOARGS);
  bad |= moduleFunction(m, "_is_main_interpreter", thread_true.index, METH_NOARGS);
  bad |= moduleFunction(m, "_shutdown", thread_none.index, METH_NOARGS);
  bad |= moduleFunction(m, "_make_thread_handle", thread_make_handle.index, METH_O);
  bad |= moduleFunction(m, "stack_size", thread_stack_size.index, METH_FASTCALL);
  bad |= moduleFunction(m, "_count", thread_count.index, METH_NOARGS);
  bad |= moduleFunction(m, "exit", thread_exit.index, METH_NOARGS);
  bad |= moduleFunction(m, "exit_thread", thread_exit.index, METH_NOARGS);
  bad |= moduleFunction(m, "interrupt_main", thread_interrupt_main.index, METH_FASTCALL);
  bad |= PyModule_Add(m, "TIMEOUT_MAX", PyFloat_FromDouble(TIMEOUT_MAX));
  bad |= PyModule_AddObjectRef(m, "error", PyExc_RuntimeError);
  bad |= PyModule_AddObjectRef(m, "LockType", Lock_Type);
  bad |= PyModule_AddObjectRef(m, "lock", Lock_Type);
  bad |= PyModule_AddObjectRef(m, "RLock", RLock_Type);
  bad |= PyModule_AddObjectRef(m, "_local", Local_Type);
  bad |= PyModule_AddObjectRef(m, "_ThreadHandle", ThreadHandle_Type);
  return bad < 0 ? null : m;
}
