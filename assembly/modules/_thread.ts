/**
 * The module _thread for a machine with one thread: locks that can be held, never waited for. Counterpart: Modules/_threadmodule.c.
 * Starting a thread fails as it does where the system has none left.
 *
 *   lock   0 PyObject   16 locked (i32)   24
 *   RLock  0 PyObject   16 count (i32)    24
 *   _local 0 PyObject   with a dict
 *
 * Invariant: acquiring a held plain lock without a time limit would wait for ever; it raises RuntimeError instead (DIFFERS: CPython hangs).
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_VARARGS_KEYWORDS,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { PyExc_RuntimeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { arg, parseArgs } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyType_GenericAlloc } from "../gc/collector";
import { PyObject_Free } from "../memory/blocks";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { PyLong_FromLong, PyLong_FromU64 } from "../types/long";
import { PyModule_Add, PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { newType } from "../types/typeobject";
import { PyType_Ready } from "../types/type_ready";
import { PyUnicode_FromFormat } from "../types/unicode_format";

const Lock_Type = changetype<PyTypeObject>(memory.data(416, 16));
const RLock_Type = changetype<PyTypeObject>(memory.data(416, 16));

/** The one thread's number. */
const MAIN_IDENT: u64 = 1;

function heldCount(op: PyObject): i32 {
  return load<i32>(changetype<usize>(op) + 16);
}

function setCount(op: PyObject, n: i32): void {
  store<i32>(changetype<usize>(op) + 16, n);
}

function lock_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(type, 0);
}

function lock_dealloc(self: PyObject): void {
  PyObject_Free(changetype<usize>(self));
}

// ---- lock ------------------------------------------------------------------------------------------------------------

let blocking: bool = true;
let timeout: f64 = -1;

/** Reads acquire's (blocking=True, timeout=-1); false with an exception. */
function readAcquire(args: usize, nargs: i32, kwnames: PyObject | null): bool {
  if (!parseArgs("acquire", "blocking=,timeout=", args, nargs, kwnames)) return false;
  const wait = arg(0);
  const limit = arg(1);
  const truth = wait === null ? 1 : PyObject_IsTrue(wait);
  if (truth < 0) return false;
  blocking = truth != 0;
  timeout = limit === null ? -1 : PyFloat_AsDouble(limit);
  if (PyErr_Occurred() !== null) return false;
  if (!blocking && timeout != -1) {
    PyErr_SetString(PyExc_ValueError, "can't specify a timeout for a non-blocking call");
    return false;
  }
  if (timeout < 0 && timeout != -1) {
    PyErr_SetString(PyExc_ValueError, "timeout value must be a non-negative number");
    return false;
  }
  return true;
}

function lock_acquire(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!readAcquire(args, nargs, kwnames)) return null;
  if (heldCount(self) == 0) {
    setCount(self, 1);
    return Py_True;
  }
  if (!blocking || timeout >= 0) return Py_False;
  return PyErr_SetString(PyExc_RuntimeError, "deadlock: the only thread waits for a lock it holds");
}

function lock_release(self: PyObject, unused: PyObject | null): PyObject | null {
  if (heldCount(self) == 0) return PyErr_SetString(PyExc_RuntimeError, "release unlocked lock");
  setCount(self, 0);
  return Py_None;
}

function lock_locked(self: PyObject, unused: PyObject | null): PyObject | null {
  return heldCount(self) != 0 ? Py_True : Py_False;
}

function lock_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  return lock_acquire(self, 0, 0, null);
}

function lock_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return lock_release(self, null);
}

function lock_reset(self: PyObject, unused: PyObject | null): PyObject | null {
  setCount(self, 0);
  return Py_None;
}

function lock_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat(
    heldCount(self) != 0 ? "<locked %s object at 0x%x>" : "<unlocked %s object at 0x%x>",
    self.ob_type.tp_name,
    changetype<usize>(self),
  );
}

// ---- RLock -----------------------------------------------------------------------------------------------------------

function rlock_acquire(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!readAcquire(args, nargs, kwnames)) return null;
  setCount(self, heldCount(self) + 1);
  return Py_True;
}

function rlock_release(self: PyObject, unused: PyObject | null): PyObject | null {
  const n = heldCount(self);
  if (n == 0) return PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
  setCount(self, n - 1);
  return Py_None;
}

function rlock_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  return rlock_acquire(self, 0, 0, null);
}

function rlock_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return rlock_release(self, null);
}

function rlock_recursion_count(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(heldCount(self));
}

function rlock_repr(self: PyObject): PyObject | null {
  const n = heldCount(self);
  return PyUnicode_FromFormat(
    n != 0 ? "<locked %s object owner=%d count=%d at 0x%x>" : "<unlocked %s object owner=%d count=%d at 0x%x>",
    self.ob_type.tp_name,
    n != 0 ? <i32>MAIN_IDENT : 0,
    n,
    changetype<usize>(self),
  );
}

// ---- functions -------------------------------------------------------------------------------------------------------

function thread_allocate_lock(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyType_GenericAlloc(Lock_Type, 0);
}

function thread_get_ident(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromU64(MAIN_IDENT);
}

function thread_start(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyErr_SetString(PyExc_RuntimeError, "can't start new thread");
}

function thread_zero(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyLong_FromLong(0);
}

function thread_true(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_True;
}

function thread_none(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return Py_None;
}

// ---- the module ------------------------------------------------------------------------------------------------------

function initLockType(t: PyTypeObject, name: string, acquire: u32, release: u32, enter: u32, exit: u32, repr: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 24, 0, Py_TPFLAGS_BASETYPE);
  t.tp_dealloc = lock_dealloc.index;
  t.tp_repr = repr;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = lock_new.index;
  t.tp_free = PyObject_Free.index;
  addMethod(t, "acquire", acquire, METH_FASTCALL_KEYWORDS, null);
  addMethod(t, "acquire_lock", acquire, METH_FASTCALL_KEYWORDS, null);
  addMethod(t, "release", release, METH_NOARGS, null);
  addMethod(t, "release_lock", release, METH_NOARGS, null);
  addMethod(t, "locked", lock_locked.index, METH_NOARGS, null);
  addMethod(t, "locked_lock", lock_locked.index, METH_NOARGS, null);
  addMethod(t, "__enter__", enter, METH_NOARGS, null);
  addMethod(t, "__exit__", exit, METH_FASTCALL, null);
  addMethod(t, "_at_fork_reinit", lock_reset.index, METH_NOARGS, null);
}

/** threading.local: a plain class does, since there is one thread. */
function addLocal(m: PyObject): bool {
  const local = newType(PyType_Type, "_local", "_thread", null, null);
  return PyModule_Add(m, "_local", local) == 0;
}

/** `new`. */
export function initThreadModule(): PyObject | null {
  initLockType(
    Lock_Type,
    "_thread.lock",
    lock_acquire.index,
    lock_release.index,
    lock_enter.index,
    lock_exit.index,
    lock_repr.index,
  );
  initLockType(
    RLock_Type,
    "_thread.RLock",
    rlock_acquire.index,
    rlock_release.index,
    rlock_enter.index,
    rlock_exit.index,
    rlock_repr.index,
  );
  addMethod(RLock_Type, "_recursion_count", rlock_recursion_count.index, METH_NOARGS, null);
  addMethod(RLock_Type, "_is_owned", lock_locked.index, METH_NOARGS, null);
  if (PyType_Ready(Lock_Type) < 0 || PyType_Ready(RLock_Type) < 0) return null;
  const m = PyModule_New("_thread");
  if (m === null) return null;
  PyModule_AddObjectRef(m, "LockType", Lock_Type);
  PyModule_AddObjectRef(m, "lock", Lock_Type);
  PyModule_AddObjectRef(m, "RLock", RLock_Type);
  PyModule_AddObjectRef(m, "error", PyExc_RuntimeError);
  PyModule_Add(m, "TIMEOUT_MAX", PyFloat_FromDouble(9223372036.0));
  moduleFunction(m, "allocate_lock", thread_allocate_lock.index, METH_NOARGS, null);
  moduleFunction(m, "allocate", thread_allocate_lock.index, METH_NOARGS, null);
  moduleFunction(m, "get_ident", thread_get_ident.index, METH_NOARGS, null);
  moduleFunction(m, "get_native_id", thread_get_ident.index, METH_NOARGS, null);
  moduleFunction(m, "_get_main_thread_ident", thread_get_ident.index, METH_NOARGS, null);
  moduleFunction(m, "start_new_thread", thread_start.index, METH_VARARGS_KEYWORDS, null);
  moduleFunction(m, "start_new", thread_start.index, METH_VARARGS_KEYWORDS, null);
  moduleFunction(m, "start_joinable_thread", thread_start.index, METH_VARARGS_KEYWORDS, null);
  moduleFunction(m, "_count", thread_zero.index, METH_FASTCALL, null);
  moduleFunction(m, "stack_size", thread_zero.index, METH_FASTCALL, null);
  moduleFunction(m, "daemon_threads_allowed", thread_true.index, METH_NOARGS, null);
  moduleFunction(m, "_is_main_interpreter", thread_true.index, METH_NOARGS, null);
  moduleFunction(m, "_shutdown", thread_none.index, METH_FASTCALL, null);
  moduleFunction(m, "interrupt_main", thread_none.index, METH_FASTCALL, null);
  moduleFunction(m, "set_name", thread_none.index, METH_FASTCALL, null);
  if (!addLocal(m) || PyErr_Occurred() !== null) {
    Py_DECREF(m);
    return null;
  }
  return m;
}
