/**
 * The module _signal (Modules/signalmodule.c): handlers by number. Of the host's signals only the interrupt (Ctrl-C) arrives; raise_signal
 * runs any handler.
 */
import * as host from "../host";
import { PyMem_Free } from "../memory/blocks";
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import { PyExc_KeyboardInterrupt, PyExc_OSError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Format, PyErr_SetNone, PyErr_SetString } from "../protocol/errors";
import { PyErr_WriteUnraisable } from "../protocol/unraisable";
import { PyArg_CheckPositional, argReq, parseArgs } from "../protocol/args";
import { argValue, intArg } from "../protocol/arg_values";
import { PyCallable_Check } from "../protocol/attr";
import { callTwoArgs } from "../protocol/call";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyDict_GetItemWithError, PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyLong_FromLong } from "../types/long";
import {
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_GetDict,
  PyModule_New,
  moduleFunction,
} from "../types/module";
import { PySet_Add, PySet_New } from "../types/set";
import { PyUnicode_FromUTF16 } from "../types/unicode";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { callServiceWith, makeHostModule } from "./host_module";
import { finalizing } from "./finalize";
import { currentFrame, firstComplete } from "../vm/frame";
import { frameObjectOf } from "../vm/frameobject";
import { current, mainThread } from "../vm/thread_state";
import { checkSignals, noteSignalHandler, setSignalHook } from "../vm/pending";

const NSIG: i32 = 65;
const SIGINT: i32 = 2;

/** int -> handler; what is absent is SIG_DFL. */
let handlers: PyObject | null = null;

function signalNumber(op: PyObject): i32 {
  if (!intArg(op)) return -1;
  if (argValue >= 1 && argValue < NSIG) return argValue;
  PyErr_SetString(PyExc_ValueError, "signal number out of range");
  return -1;
}

/** Does the host have signals? Without them only raise_signal runs handlers. */
function hasHostSignals(): bool {
  const name = memory.data<u8>([95, 115, 105, 103, 110, 97, 108]); // "_signal"
  const block = host.describeModule(name, 7);
  if (block == 0) return false;
  PyMem_Free(block);
  return true;
}

/** Borrowed; null without an exception if there is none. */
function handlerOf(number: i32): PyObject | null {
  const key = PyLong_FromLong(number);
  if (key === null) return null;
  const handler = PyDict_GetItemWithError(handlers!, key);
  Py_DECREF(key);
  return handler;
}

function isNumber(op: PyObject, n: i32): bool {
  const number = PyLong_FromLong(n);
  if (number === null) return false;
  const same = PyObject_RichCompareBool(op, number, 2);
  Py_DECREF(number);
  return same > 0;
}

function signal_signal(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("signal", nargs, 2, 2)) return null;
  const number = signalNumber(ptrAt(args, 0));
  if (number < 0) return null;
  if (current != mainThread) {
    return PyErr_SetString(PyExc_ValueError, "signal only works in main thread of the main interpreter");
  }
  const handler = ptrAt(args, 1);
  const callable = PyCallable_Check(handler);
  if (!callable && !isNumber(handler, 0) && !isNumber(handler, 1)) {
    return PyErr_SetString(
      PyExc_TypeError,
      "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
    );
  }
  const action = PyLong_FromLong(isNumber(handler, 0) ? 0 : isNumber(handler, 1) ? 1 : 2);
  const signum = PyLong_FromLong(number);
  if (action === null || signum === null) return null;
  const set: PyObject | null = hasHostSignals() ? callServiceWith("_signal._set", signum, action) : Py_NewRef(Py_None);
  Py_DECREF(action);
  Py_DECREF(signum);
  if (set === null) return null;
  Py_DECREF(set);
  if (callable) noteSignalHandler();
  const old = handlerOf(number);
  const result: PyObject | null = old !== null ? Py_NewRef(old) : PyLong_FromLong(0);
  const key = PyLong_FromLong(number);
  if (key === null || PyDict_SetItem(handlers!, key, handler) < 0) {
    Py_XDECREF(result);
    return null;
  }
  Py_DECREF(key);
  return result;
}

function signal_getsignal(m: PyObject, op: PyObject): PyObject | null {
  const number = signalNumber(op);
  if (number < 0) return null;
  const handler = handlerOf(number);
  return handler !== null ? Py_NewRef(handler) : PyLong_FromLong(0);
}

/** Runs the handler of `number`: 0, or -1 with its exception. */
function deliver(number: i32): i32 {
  const handler = handlerOf(number);
  if (finalizing) {
    // CPython has taken the handlers away by then
    PyErr_Format(PyExc_OSError, "Signal %d ignored due to race condition", number);
    PyErr_WriteUnraisable(Py_None);
    return 0;
  }
  if (handler === null || !PyCallable_Check(handler)) {
    if (number != SIGINT || handler !== null) return 0;
    PyErr_SetNone(PyExc_KeyboardInterrupt);
    return -1;
  }
  const key = PyLong_FromLong(number);
  const f = firstComplete(currentFrame);
  const frame: PyObject | null = f == 0 ? null : frameObjectOf(f);
  if (key === null) return -1;
  Py_INCREF(handler);
  const result = callTwoArgs(handler, key, frame === null ? Py_None : frame);
  Py_DECREF(handler);
  Py_DECREF(key);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/** The process sends itself the signal, which may end it; without signals of the host a handler is run. */
function signal_raise_signal(m: PyObject, op: PyObject): PyObject | null {
  const number = signalNumber(op);
  if (number < 0) return null;
  if (!hasHostSignals()) return deliver(number) < 0 ? null : Py_NewRef(Py_None);
  const handler = handlerOf(number);
  const action = PyLong_FromLong(handler === null || isNumber(handler, 0) ? 0 : isNumber(handler, 1) ? 1 : 2);
  const signum: PyObject | null = action === null ? null : PyLong_FromLong(number);
  const result: PyObject | null = signum === null ? null : callServiceWith("_signal._raise", signum, action);
  Py_XDECREF(signum);
  Py_XDECREF(action);
  return result;
}

function signal_pthread_kill(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("pthread_kill", nargs, 2, 2) ? signal_raise_signal(m, ptrAt(args, 1)) : null;
}

/** Waits for one signal and runs its handler. */
function signal_pause(m: PyObject, unused: PyObject | null): PyObject | null {
  while (host.waitFor(0, 0, -1) != 2) {}
  return checkSignals() < 0 ? null : Py_NewRef(Py_None);
}

function signal_default_int_handler(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("default_int_handler", nargs, 2, 2) || !intArg(ptrAt(args, 0))) return null;
  PyErr_SetNone(PyExc_KeyboardInterrupt);
  return null;
}

function signal_none(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return Py_NewRef(Py_None);
}

function signal_set_wakeup_fd(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("set_wakeup_fd", "fd,/,*,warn_on_full_buffer=", args, nargs, kwnames)) return null;
  return hasHostSignals() ? callServiceWith("_signal._wakeup", argReq(0)) : PyLong_FromLong(-1);
}

function signal_sigwait(m: PyObject, set: PyObject): PyObject | null {
  return callServiceWith("_signal._sigwait", set);
}

function signal_valid_signals(m: PyObject, unused: PyObject | null): PyObject | null {
  const set = PySet_New(null);
  if (set === null) return null;
  for (let i = 1; i < NSIG; i++) {
    if (i == 32 || i == 33) continue;
    const number = PyLong_FromLong(i);
    if (number === null || PySet_Add(set, number) < 0) return null;
    Py_DECREF(number);
  }
  return set;
}

/** "SIGHUP,SIGINT,...": the signals from 1 on; a dash is a number without a name. */
const NAMES: string =
  "SIGHUP,SIGINT,SIGQUIT,SIGILL,SIGTRAP,SIGABRT,SIGBUS,SIGFPE,SIGKILL,SIGUSR1,SIGSEGV,SIGUSR2,SIGPIPE,SIGALRM,SIGTERM,SIGSTKFLT,SIGCHLD,SIGCONT,SIGSTOP,SIGTSTP,SIGTTIN,SIGTTOU,SIGURG,SIGXCPU,SIGXFSZ,SIGVTALRM,SIGPROF,SIGWINCH,SIGIO,SIGPWR,SIGSYS";
const TEXTS: string =
  "Hangup,Interrupt,Quit,Illegal instruction,Trace/breakpoint trap,Aborted,Bus error,Floating point exception,Killed,User defined signal 1,Segmentation fault,User defined signal 2,Broken pipe,Alarm clock,Terminated,Stack fault,Child exited,Continued,Stopped (signal),Stopped,Stopped (tty input),Stopped (tty output),Urgent I/O condition,CPU time limit exceeded,File size limit exceeded,Virtual timer expired,Profiling timer expired,Window changed,I/O possible,Power failure,Bad system call";

/** Part `n` (from 0) of a comma-separated literal: `new` str, null without an exception past the end. */
function part(list: string, n: i32): PyObject | null {
  let start = 0;
  let k = 0;
  for (let i = 0; i <= list.length; i++) {
    if (i < list.length && list.charCodeAt(i) != 0x2c) continue;
    if (k == n) return PyUnicode_FromUTF16(changetype<usize>(list) + ((<usize>start) << 1), i - start);
    k++;
    start = i + 1;
  }
  return null;
}

function signal_strsignal(m: PyObject, op: PyObject): PyObject | null {
  const number = signalNumber(op);
  if (number < 0) return null;
  const text = part(TEXTS, number - 1);
  return text !== null ? text : Py_NewRef(Py_None);
}

function addNumbers(m: PyObject): i32 {
  const dict = PyModule_GetDict(m);
  for (let i = 0; i < 31; i++) {
    const name = part(NAMES, i);
    const value = PyLong_FromLong(i + 1);
    if (name === null || value === null || PyDict_SetItem(dict, name, value) < 0) return -1;
    Py_DECREF(name);
  }
  let bad = 0;
  bad |= PyModule_AddIntConstant(m, "SIGIOT", 6);
  bad |= PyModule_AddIntConstant(m, "SIGCLD", 17);
  bad |= PyModule_AddIntConstant(m, "SIGPOLL", 29);
  bad |= PyModule_AddIntConstant(m, "SIGRTMIN", 34);
  bad |= PyModule_AddIntConstant(m, "SIGRTMAX", 64);
  bad |= PyModule_AddIntConstant(m, "NSIG", NSIG);
  bad |= PyModule_AddIntConstant(m, "SIG_DFL", 0);
  bad |= PyModule_AddIntConstant(m, "SIG_IGN", 1);
  bad |= PyModule_AddIntConstant(m, "SIG_BLOCK", 0);
  bad |= PyModule_AddIntConstant(m, "SIG_UNBLOCK", 1);
  bad |= PyModule_AddIntConstant(m, "SIG_SETMASK", 2);
  bad |= PyModule_AddIntConstant(m, "ITIMER_REAL", 0);
  bad |= PyModule_AddIntConstant(m, "ITIMER_VIRTUAL", 1);
  bad |= PyModule_AddIntConstant(m, "ITIMER_PROF", 2);
  return bad;
}

function ignoredFromStart(number: i32): bool {
  const key = PyLong_FromLong(number);
  const ignore = PyLong_FromLong(1);
  if (key === null || ignore === null) return false;
  const rc = PyDict_SetItem(handlers!, key, ignore);
  Py_DECREF(key);
  Py_DECREF(ignore);
  return rc == 0;
}

/** The module `_signal`: `new`. */
export function PyInit__signal(): PyObject | null {
  const hosted = hasHostSignals();
  const text = PyUnicode_FromLiteral("_signal");
  if (text === null) return null;
  const m: PyObject | null = hosted
    ? makeHostModule(text)
    : PyModule_New("_signal", "Signals of the operating system and what a program does about them.");
  Py_DECREF(text);
  if (m === null) return null;
  let bad = addNumbers(m);
  if (hosted) {
    bad |= moduleFunction(
      m,
      "pthread_kill",
      signal_pthread_kill.index,
      METH_FASTCALL,
      "pthread_kill($module, thread_id, signalnum, /)\n--\n\nSend a signal to a thread.",
    );
    bad |= moduleFunction(
      m,
      "pause",
      signal_pause.index,
      METH_NOARGS,
      "pause($module, /)\n--\n\nWait until a signal arrives.",
    );
    bad |= moduleFunction(
      m,
      "sigwait",
      signal_sigwait.index,
      METH_O,
      "sigwait($module, sigset, /)\n--\n\nWait for a signal.",
    );
  }
  bad |= moduleFunction(
    m,
    "signal",
    signal_signal.index,
    METH_FASTCALL,
    "signal($module, signalnum, handler, /)\n--\n\nSet the action for the given signal.",
  );
  bad |= moduleFunction(
    m,
    "getsignal",
    signal_getsignal.index,
    METH_O,
    "getsignal($module, signalnum, /)\n--\n\nReturn the current action for the given signal.",
  );
  bad |= moduleFunction(
    m,
    "raise_signal",
    signal_raise_signal.index,
    METH_O,
    "raise_signal($module, signalnum, /)\n--\n\nSend a signal to the executing process.",
  );
  bad |= moduleFunction(
    m,
    "default_int_handler",
    signal_default_int_handler.index,
    METH_FASTCALL,
    "default_int_handler($module, signalnum, frame, /)\n--\n\nWhat Python does on SIGINT unless told otherwise.\n\nRaises KeyboardInterrupt.",
  );
  bad |= moduleFunction(
    m,
    "set_wakeup_fd",
    signal_set_wakeup_fd.index,
    METH_FASTCALL_KEYWORDS,
    "set_wakeup_fd($module, fd, /, *, warn_on_full_buffer=True)\n--\n\nName the descriptor to which the number of each arriving signal is written.",
  );
  bad |= moduleFunction(
    m,
    "siginterrupt",
    signal_none.index,
    METH_FASTCALL,
    "siginterrupt($module, signalnum, flag, /)\n--\n\nChange system call restart behaviour.",
  );
  bad |= moduleFunction(
    m,
    "strsignal",
    signal_strsignal.index,
    METH_O,
    "strsignal($module, signalnum, /)\n--\n\nReturn the system description of the given signal.",
  );
  bad |= moduleFunction(
    m,
    "valid_signals",
    signal_valid_signals.index,
    METH_NOARGS,
    "valid_signals($module, /)\n--\n\nReturn a set of valid signal numbers on this platform.",
  );
  bad |= PyModule_AddObjectRef(m, "ItimerError", PyExc_OSError);
  handlers = PyDict_New();
  if (bad < 0 || handlers === null) return null;
  const name = PyUnicode_FromLiteral("default_int_handler");
  const key = PyLong_FromLong(SIGINT);
  if (name === null || key === null) return null;
  const handler = PyDict_GetItemWithError(PyModule_GetDict(m), name);
  if (handler === null || PyDict_SetItem(handlers!, key, handler) < 0) return null;
  Py_DECREF(name);
  Py_DECREF(key);
  if (!ignoredFromStart(13) || !ignoredFromStart(25)) return null;
  setSignalHook(deliver.index);
  return m;
}
