/**
 * The module _asyncio (Modules/_asynciomodule.c): Future and Task, the running loop of a thread, the functions that keep account of tasks.
 */
import { PyObject } from "../../object/layout";
import { Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../../object/typedef";
import { PyExc_RuntimeError } from "../../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { arg, argReq, parseArgs } from "../../protocol/args";
import { PyDict_GetItemWithError } from "../../types/dict";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../../types/module";
import { PyType_Ready } from "../../types/type_ready";
import { runningLoop, setRunningLoop } from "../../vm/thread_state";
import { initFutureType, orNone } from "./future";
import { initFutureIterType } from "./future_iter";
import {
  enterTask,
  leaveTask,
  registerEagerTask,
  registerTask,
  swapCurrentTask,
  unregisterEagerTask,
  unregisterTask,
} from "./registry";
import {
  FutureIterType,
  FutureType,
  TaskStepMethWrapper_Type,
  TaskType,
  currentTasks,
  eagerTasks,
  fetchState,
  getEventLoop,
  scheduledTasks,
} from "./state";
import { initTaskType } from "./task";
import { initTaskStepType } from "./task_step";

function asyncio__get_running_loop(m: PyObject, unused: PyObject | null): PyObject | null {
  return orNone(runningLoop());
}

function asyncio__set_running_loop(m: PyObject, loop: PyObject): PyObject | null {
  const none: PyObject | null = null;
  setRunningLoop(loop == Py_None ? none : Py_NewRef(loop));
  return Py_NewRef(Py_None);
}

function asyncio_get_event_loop(m: PyObject, unused: PyObject | null): PyObject | null {
  return getEventLoop();
}

/** `new`, or null with RuntimeError. */
function loopThatRuns(): PyObject | null {
  const loop = runningLoop();
  return loop === null ? PyErr_SetString(PyExc_RuntimeError, "no running event loop") : Py_NewRef(loop);
}

function asyncio_get_running_loop(m: PyObject, unused: PyObject | null): PyObject | null {
  return loopThatRuns();
}

function noneIf(ok: bool): PyObject | null {
  const none: PyObject | null = null;
  return ok ? Py_NewRef(Py_None) : none;
}

function asyncio__register_task(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("_register_task", "task", args, nargs, kwnames) ? noneIf(registerTask(argReq(0))) : null;
}

function asyncio__unregister_task(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("_unregister_task", "task", args, nargs, kwnames) ? noneIf(unregisterTask(argReq(0))) : null;
}

function asyncio__register_eager_task(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("_register_eager_task", "task", args, nargs, kwnames) ? noneIf(registerEagerTask(argReq(0))) : null;
}

function asyncio__unregister_eager_task(
  m: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  return parseArgs("_unregister_eager_task", "task", args, nargs, kwnames)
    ? noneIf(unregisterEagerTask(argReq(0)))
    : null;
}

function asyncio__enter_task(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("_enter_task", "loop,task", args, nargs, kwnames) ? noneIf(enterTask(argReq(0), argReq(1))) : null;
}

function asyncio__leave_task(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("_leave_task", "loop,task", args, nargs, kwnames) ? noneIf(leaveTask(argReq(0), argReq(1))) : null;
}

function asyncio__swap_current_task(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("_swap_current_task", "loop,task", args, nargs, kwnames)
    ? swapCurrentTask(argReq(0), argReq(1))
    : null;
}

function asyncio_current_task(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("current_task", "loop=", args, nargs, kwnames)) return null;
  let loop: PyObject | null = arg(0);
  if (loop === null || loop == Py_None) {
    loop = runningLoop();
    if (loop === null) return loopThatRuns();
  }
  const task: PyObject | null = PyDict_GetItemWithError(currentTasks!, loop);
  return task === null && PyErr_Occurred() !== null ? null : orNone(task);
}

function addTaskFunctions(m: PyObject): i32 {
  const flags = METH_FASTCALL_KEYWORDS;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "current_task",
    asyncio_current_task.index,
    flags,
    "current_task($module, /, loop=None)\n--\n\nThe task that runs in the loop now, or None.",
  );
  bad |= moduleFunction(
    m,
    "_register_task",
    asyncio__register_task.index,
    flags,
    "_register_task($module, /, task)\n--\n\nNote a task that a loop will run.",
  );
  bad |= moduleFunction(
    m,
    "_register_eager_task",
    asyncio__register_eager_task.index,
    flags,
    "_register_eager_task($module, /, task)\n--\n\nNote a task that takes its first step at once.",
  );
  bad |= moduleFunction(
    m,
    "_unregister_task",
    asyncio__unregister_task.index,
    flags,
    "_unregister_task($module, /, task)\n--\n\nForget a task.",
  );
  bad |= moduleFunction(
    m,
    "_unregister_eager_task",
    asyncio__unregister_eager_task.index,
    flags,
    "_unregister_eager_task($module, /, task)\n--\n\nForget a task that has taken its first step.",
  );
  bad |= moduleFunction(
    m,
    "_enter_task",
    asyncio__enter_task.index,
    flags,
    "_enter_task($module, /, loop, task)\n--\n\nThe task runs in the loop from now on.",
  );
  bad |= moduleFunction(
    m,
    "_leave_task",
    asyncio__leave_task.index,
    flags,
    "_leave_task($module, /, loop, task)\n--\n\nThe task does no longer run.",
  );
  bad |= moduleFunction(
    m,
    "_swap_current_task",
    asyncio__swap_current_task.index,
    flags,
    "_swap_current_task($module, /, loop, task)\n--\n\nPut a task, or None, in the place of the one that runs, which is returned.",
  );
  return bad;
}

function addFunctions(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(
    m,
    "get_event_loop",
    asyncio_get_event_loop.index,
    METH_NOARGS,
    "get_event_loop($module, /)\n--\n\nThe running loop, or else the one of the policy.",
  );
  bad |= moduleFunction(
    m,
    "get_running_loop",
    asyncio_get_running_loop.index,
    METH_NOARGS,
    "get_running_loop($module, /)\n--\n\nThe loop that runs in this thread; RuntimeError if none does.",
  );
  bad |= moduleFunction(
    m,
    "_get_running_loop",
    asyncio__get_running_loop.index,
    METH_NOARGS,
    "_get_running_loop($module, /)\n--\n\nThe loop that runs in this thread, or None. For event loops.",
  );
  bad |= moduleFunction(
    m,
    "_set_running_loop",
    asyncio__set_running_loop.index,
    METH_O,
    "_set_running_loop($module, loop, /)\n--\n\nSay which loop runs in this thread; None for none. For event loops.",
  );
  return bad | addTaskFunctions(m);
}

function initTypes(): bool {
  if (FutureType.tp_name != 0) return true;
  initFutureType();
  initFutureIterType();
  initTaskType();
  initTaskStepType();
  if (PyType_Ready(FutureType) < 0 || PyType_Ready(FutureIterType) < 0) return false;
  return PyType_Ready(TaskType) == 0 && PyType_Ready(TaskStepMethWrapper_Type) == 0;
}

/** The module `_asyncio`: `new`. */
export function PyInit__asyncio(): PyObject | null {
  if (!initTypes() || !fetchState()) return null;
  const m = PyModule_New("_asyncio", "The native half of asyncio.");
  if (m === null) return null;
  let bad = addFunctions(m);
  bad |= PyModule_AddObjectRef(m, "Future", FutureType);
  bad |= PyModule_AddObjectRef(m, "Task", TaskType);
  bad |= PyModule_AddObjectRef(m, "_scheduled_tasks", scheduledTasks);
  bad |= PyModule_AddObjectRef(m, "_eager_tasks", eagerTasks);
  bad |= PyModule_AddObjectRef(m, "_current_tasks", currentTasks);
  return bad < 0 ? null : m;
}
