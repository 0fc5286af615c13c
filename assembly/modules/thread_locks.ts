/**
 * Locks of the module _thread: a wait for a held one lets other threads run (vm/threads.ts).
 *
 *   lock     16 locked (i32)   24 weak references   32
 *   RLock    16 count (i32)    24 weak references   32 owner (i64)   40
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, addMethod, initStaticType } from "../object/typedef";
import { PyExc_OverflowError, PyExc_RuntimeError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyType_GenericAlloc } from "../gc/collector";
import { PyObject_Free } from "../memory/blocks";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, noKeywordsDict, parseArgs } from "../protocol/args";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyFloat_AsDouble } from "../types/float";
import { PyLong_AsI64, PyLong_FromI64, PyLong_FromLong } from "../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../types/tuple";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import { currentIdent } from "../vm/thread_state";
import { WAIT_AGAIN, WAIT_LATE, WAIT_ZERO, endWait, enteredManager, waitOn } from "../vm/threads";

export const Lock_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const RLock_Type = changetype<PyTypeObject>(memory.data(416, 16));

export const TIMEOUT_MAX: f64 = 9223372036.0;
const COUNT: usize = 16;

@unmanaged
class LockObject extends PyObject {
  count: i32;
  pad: i32;
  weaklist: PyObject | null;
  weaklist_hi: u32;
}

@unmanaged
class RLockObject extends LockObject {
  owner: i64;
}

function asLock(op: PyObject): LockObject {
  return changetype<LockObject>(op);
}

function asRLock(op: PyObject): RLockObject {
  return changetype<RLockObject>(op);
}

/** Waits until nobody holds the lock: 1, 0 when it is too late, -1 when the caller returns null. */
function untilFree(self: PyObject, seconds: f64, args: usize): i32 {
  while (asLock(self).count != 0) {
    if (seconds == 0) return 0;
    const how = waitOn(WAIT_ZERO, changetype<usize>(self) + COUNT, 0, 0, seconds, args);
    if (how == WAIT_LATE) return 0;
    if (how != WAIT_AGAIN) return -1;
  }
  endWait();
  return 1;
}

/** For __enter__: where the call came from, when BEFORE_WITH itself has called. */
function siteOf(self: PyObject, args: usize): usize {
  return enteredManager == changetype<usize>(self) ? enteredManager : args;
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
    PyErr_SetString(PyExc_OverflowError, "timestamp out of range for platform time_t");
    return -2;
  }
  return blocking ? timeout : 0;
}

function acquireLock(self: PyObject, seconds: f64, args: usize): PyObject | null {
  const how = untilFree(self, seconds, args);
  if (how < 0) return null;
  if (how == 0) return Py_NewRef(Py_False);
  asLock(self).count = 1;
  return Py_NewRef(Py_True);
}

function lock_acquire(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const seconds = waitTime(args, nargs, kwnames);
  return seconds == -2 ? null : acquireLock(self, seconds, args);
}

function lock_release(self: PyObject, unused: PyObject | null): PyObject | null {
  if (asLock(self).count == 0) return PyErr_SetString(PyExc_RuntimeError, "release unlocked lock");
  asLock(self).count = 0;
  return Py_NewRef(Py_None);
}

function lock_locked(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(asLock(self).count != 0 ? Py_True : Py_False);
}

function lock_enter(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("__enter__", nargs, 0, 0)) return null;
  return acquireLock(self, -1, siteOf(self, args));
}

function lock_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return lock_release(self, null);
}

function lock_reinit(self: PyObject, unused: PyObject | null): PyObject | null {
  asLock(self).count = 0;
  return Py_NewRef(Py_None);
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

function acquireRLock(self: PyObject, seconds: f64, args: usize): PyObject | null {
  const lock = asRLock(self);
  const me = currentIdent();
  if (lock.count != 0 && lock.owner == me) {
    lock.count = lock.count + 1;
    return Py_NewRef(Py_True);
  }
  const how = untilFree(self, seconds, args);
  if (how < 0) return null;
  if (how == 0) return Py_NewRef(Py_False);
  lock.count = 1;
  lock.owner = me;
  return Py_NewRef(Py_True);
}

function rlock_acquire(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const seconds = waitTime(args, nargs, kwnames);
  return seconds == -2 ? null : acquireRLock(self, seconds, args);
}

function rlock_enter(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("__enter__", nargs, 0, 0)) return null;
  return acquireRLock(self, -1, siteOf(self, args));
}

function isOwned(self: PyObject): bool {
  return asRLock(self).count != 0 && asRLock(self).owner == currentIdent();
}

function rlock_release(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isOwned(self)) return PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
  asLock(self).count = asLock(self).count - 1;
  return Py_NewRef(Py_None);
}

function rlock_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return rlock_release(self, null);
}

function rlock_is_owned(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(isOwned(self) ? Py_True : Py_False);
}

function rlock_recursion_count(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(isOwned(self) ? asLock(self).count : 0);
}

function rlock_release_save(self: PyObject, unused: PyObject | null): PyObject | null {
  if (asLock(self).count == 0) return PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
  const count = PyLong_FromLong(asLock(self).count);
  const owner: PyObject | null = count === null ? null : PyLong_FromI64(asRLock(self).owner);
  if (count === null || owner === null) return null;
  const state = PyTuple_Pack2(count, owner);
  Py_DECREF(count);
  Py_DECREF(owner);
  if (state !== null) asLock(self).count = 0;
  return state;
}

function rlock_acquire_restore(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_acquire_restore", nargs, 1, 1)) return null;
  const state = ptrAt(args, 0);
  if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) != 2) {
    return PyErr_SetString(PyExc_TypeError, "_acquire_restore() argument must be a tuple (count, owner)");
  }
  const count = <i32>PyLong_AsI64(PyTuple_GET_ITEM(state, 0));
  const owner = PyLong_AsI64(PyTuple_GET_ITEM(state, 1));
  if (PyErr_Occurred() !== null) return null;
  if (untilFree(self, -1, args) < 0) return null;
  asLock(self).count = count;
  asRLock(self).owner = owner;
  return Py_NewRef(Py_None);
}

function rlock_repr(self: PyObject): PyObject | null {
  const count = asLock(self).count;
  const owner = PyLong_FromI64(count != 0 ? asRLock(self).owner : 0);
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

export function initLockType(): void {
  const t = Lock_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_thread.lock",
    40,
    0,
    0,
    "lock()\n--\n\nA lock object is a synchronization primitive.",
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
  addMethod(
    t,
    "acquire_lock",
    lock_acquire.index,
    METH_FASTCALL_KEYWORDS,
    "acquire_lock($self, /, blocking=True, timeout=-1)\n--\n\nAn obsolete synonym of acquire().",
  );
  addMethod(t, "release", lock_release.index, METH_NOARGS, "release($self, /)\n--\n\nRelease the lock.");
  addMethod(
    t,
    "release_lock",
    lock_release.index,
    METH_NOARGS,
    "release_lock($self, /)\n--\n\nAn obsolete synonym of release().",
  );
  addMethod(
    t,
    "locked",
    lock_locked.index,
    METH_NOARGS,
    "locked($self, /)\n--\n\nReturn whether the lock is in the locked state.",
  );
  addMethod(
    t,
    "locked_lock",
    lock_locked.index,
    METH_NOARGS,
    "locked_lock($self, /)\n--\n\nAn obsolete synonym of locked().",
  );
  addMethod(t, "__enter__", lock_enter.index, METH_FASTCALL, "__enter__($self, /)\n--\n\nLock the lock.");
  addMethod(t, "__exit__", lock_exit.index, METH_FASTCALL, "__exit__($self, /, *exc_info)\n--\n\nRelease the lock.");
  addMethod(t, "_at_fork_reinit", lock_reinit.index, METH_NOARGS, "_at_fork_reinit($self, /)\n--\n\n");
}

export function initRLockType(): void {
  const t = RLock_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_thread.RLock", 56, 0, Py_TPFLAGS_BASETYPE);
  t.tp_dealloc = lock_dealloc.index;
  t.tp_repr = rlock_repr.index;
  t.tp_weaklistoffset = 24;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = rlock_new.index;
  t.tp_free = PyObject_Free.index;
  addMethod(
    t,
    "acquire",
    rlock_acquire.index,
    METH_FASTCALL_KEYWORDS,
    "acquire($self, /, blocking=True, timeout=-1)\n--\n\nTake the lock, waiting for it if another thread or this one has it, and\nreturn True.\nWith a false argument nothing is waited for, and the result says whether\nthe lock was got; timeout limits the wait in seconds.\nA signal can interrupt the wait.",
  );
  addMethod(
    t,
    "release",
    rlock_release.index,
    METH_NOARGS,
    "release($self, /)\n--\n\nLet the lock go, so that a thread which waits for it can take it.\nIt must be held, by whichever thread; otherwise it is an error.",
  );
  addMethod(
    t,
    "_is_owned",
    rlock_is_owned.index,
    METH_NOARGS,
    "_is_owned($self, /)\n--\n\nFor internal use by `threading.Condition`.",
  );
  addMethod(
    t,
    "_recursion_count",
    rlock_recursion_count.index,
    METH_NOARGS,
    "_recursion_count($self, /)\n--\n\nFor internal use by reentrancy checks.",
  );
  addMethod(
    t,
    "_acquire_restore",
    rlock_acquire_restore.index,
    METH_FASTCALL,
    "_acquire_restore($self, state, /)\n--\n\nFor internal use by `threading.Condition`.",
  );
  addMethod(
    t,
    "_release_save",
    rlock_release_save.index,
    METH_NOARGS,
    "_release_save($self, /)\n--\n\nFor internal use by `threading.Condition`.",
  );
  addMethod(t, "__enter__", rlock_enter.index, METH_FASTCALL, "__enter__($self, /)\n--\n\nLock the lock.");
  addMethod(t, "__exit__", rlock_exit.index, METH_FASTCALL, "__exit__($self, /, *exc_info)\n--\n\nRelease the lock.");
  addMethod(t, "_at_fork_reinit", lock_reinit.index, METH_NOARGS, "_at_fork_reinit($self, /)\n--\n\n");
}
