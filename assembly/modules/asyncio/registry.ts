/**
 * Which tasks there are and which one runs in a loop: the set of those that are scheduled, of those that start eagerly, and {loop: running task}.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_RuntimeError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyErr_Format, PyErr_Occurred } from "../../protocol/errors";
import { PyObject_CallMethodOneArg } from "../../protocol/call";
import { PyObject_Hash } from "../../protocol/hash";
import { _PyDict_DelItem_KnownHash, _PyDict_GetItem_KnownHash, _PyDict_SetItem_KnownHash } from "../../types/dict";
import { PySet_Add, PySet_Discard } from "../../types/set";
import { currentTasks, eagerTasks, scheduledTasks } from "./state";

function tellScheduled(method: PyObject, task: PyObject): bool {
  const result = PyObject_CallMethodOneArg(scheduledTasks!, method, task);
  if (result === null) return false;
  Py_DECREF(result);
  return true;
}

export function registerTask(task: PyObject): bool {
  return tellScheduled(ID.add, task);
}

export function unregisterTask(task: PyObject): bool {
  return tellScheduled(ID.discard, task);
}

export function registerEagerTask(task: PyObject): bool {
  return PySet_Add(eagerTasks!, task) == 0;
}

export function unregisterEagerTask(task: PyObject): bool {
  return PySet_Discard(eagerTasks!, task) >= 0;
}

/** `task` runs in `loop` now; false with an exception, if another does. */
export function enterTask(loop: PyObject, task: PyObject): bool {
  const hash = PyObject_Hash(loop);
  if (hash == -1) return false;
  const other = _PyDict_GetItem_KnownHash(currentTasks!, loop, hash);
  if (other !== null) {
    PyErr_Format(
      PyExc_RuntimeError,
      "Cannot enter into task %R while another task %R is being executed.",
      changetype<usize>(task),
      changetype<usize>(other),
    );
    return false;
  }
  if (PyErr_Occurred() !== null) return false;
  return _PyDict_SetItem_KnownHash(currentTasks!, loop, task, hash) == 0;
}

/** It does no longer; false with an exception, if it did not. */
export function leaveTask(loop: PyObject, task: PyObject): bool {
  const hash = PyObject_Hash(loop);
  if (hash == -1) return false;
  const running: PyObject | null = _PyDict_GetItem_KnownHash(currentTasks!, loop, hash);
  if (running === null && PyErr_Occurred() !== null) return false;
  if (running === null || running != task) {
    const shown: PyObject = running === null ? Py_None : running;
    PyErr_Format(
      PyExc_RuntimeError,
      "Leaving task %R does not match the current task %R.",
      changetype<usize>(task),
      changetype<usize>(shown),
    );
    return false;
  }
  return _PyDict_DelItem_KnownHash(currentTasks!, loop, hash) == 0;
}

/** `task`, or none if it is None, runs in `loop` now: the one before, or None, `new`. */
export function swapCurrentTask(loop: PyObject, task: PyObject): PyObject | null {
  const hash = PyObject_Hash(loop);
  if (hash == -1) return null;
  const found: PyObject | null = _PyDict_GetItem_KnownHash(currentTasks!, loop, hash);
  if (found === null && PyErr_Occurred() !== null) return null;
  const before = Py_NewRef(found === null ? Py_None : found);
  let rc = 0;
  if (task != Py_None) rc = _PyDict_SetItem_KnownHash(currentTasks!, loop, task, hash);
  else if (found !== null) rc = _PyDict_DelItem_KnownHash(currentTasks!, loop, hash);
  if (rc == 0) return before;
  Py_DECREF(before);
  return null;
}
