/**
 * The module faulthandler (Modules/faulthandler.c). Faults of C do not exist here: a trap of the machine is the host's to tell (`fatalError`), and the
 * functions that raise SIGSEGV and its like do so by sending the process the signal. What can be seen of the rest is CPython's: tracebacks of all threads, after
 * a time, and at a signal.
 *
 * Invariant: the file objects that descriptors came from are owned while they may be written to.
 */
import * as host from "../host";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_XDECREF, Py_XSETREF, Py_NewRef } from "../object/refcount";
import { Py_False, Py_None, Py_True } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import {
  PyExc_OverflowError,
  PyExc_RuntimeError,
  PyExc_RuntimeWarning,
  PyExc_ValueError,
} from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_Clear, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyErr_WarnEx } from "../protocol/warnings";
import { arg, argReq, parseArgs } from "../protocol/args";
import { argValue, intArg } from "../protocol/arg_values";
import { PyObject_CallMethodNoArgs } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyFloat_AsDouble } from "../types/float";
import { PyLong_AsI32, PyLong_Check, PyLong_FromLong } from "../types/long";
import { PyModule_New, moduleFunction } from "../types/module";
import { setFaultDeadline, setFaultHooks } from "../vm/pending";
import { callServiceWith } from "./host_module";
import { PySys_GetObject } from "./sys";
import { flushText, writeByte, writeDecimal, writeText, writeTo, writeTraceback } from "./faulthandler_text";

/** Files, owned: 0 of enable(), 8 of dump_traceback_later(), 16 + 8 n of register(n). */
const files = memory.data(16 + 65 * 8, 8);
/** Descriptor and flags (1: all threads, 2: chain, 4: in use) of each signal. */
const registered = memory.data(65 * 8, 8);

let enabled: bool = false;
let enabledDescriptor: i32 = 2;
let enabledAll: bool = true;

let laterDescriptor: i32 = 2;
let laterSeconds: f64 = 0;
let laterRepeats: bool = false;
let laterExits: bool = false;

/** The descriptor of `file` (null or None: sys.stderr), whose buffer is let out; its object at `keep` if given. -1 with an exception. */
function descriptorOf(file: PyObject | null, keep: usize): i32 {
  if (file === null || file == Py_None) {
    file = PySys_GetObject("stderr");
    if (file === null || file == Py_None) {
      PyErr_SetString(PyExc_RuntimeError, file === null ? "unable to get sys.stderr" : "sys.stderr is None");
      return -1;
    }
  }
  if (PyLong_Check(file)) {
    if (file == Py_True || file == Py_False) {
      if (PyErr_WarnEx(PyExc_RuntimeWarning, "bool is used as a file descriptor", 1) < 0) return -1;
    }
    const fd = PyLong_AsI32(file);
    if (fd == -1 && PyErr_Occurred() !== null) return -1;
    if (fd < 0) {
      PyErr_SetString(PyExc_ValueError, "file is not a valid file descripter");
      return -1;
    }
    if (keep != 0) Py_XSETREF(keep, null);
    return fd;
  }
  Py_INCREF(file);
  const number = PyObject_CallMethodNoArgs(file, ID.fileno);
  let fd = -1;
  if (number !== null) {
    if (PyLong_Check(number)) fd = PyLong_AsI32(number);
    Py_DECREF(number);
    if (fd < 0) {
      PyErr_Clear();
      PyErr_SetString(PyExc_RuntimeError, "file.fileno() is not a valid file descriptor");
    }
  }
  if (fd < 0) {
    Py_DECREF(file);
    return -1;
  }
  const flushed = PyObject_CallMethodNoArgs(file, ID.flush);
  if (flushed === null) PyErr_Clear();
  else Py_DECREF(flushed);
  if (keep != 0) Py_XSETREF(keep, file);
  else Py_DECREF(file);
  return fd;
}

/** A truth value that may be left out: 0, 1, or -1 with an exception. */
function flagArg(i: i32, otherwise: i32): i32 {
  const op = arg(i);
  return op === null ? otherwise : PyObject_IsTrue(op);
}

function faulthandler_enable(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("enable", "file=,all_threads=", args, nargs, kwnames)) return null;
  const all = flagArg(1, 1);
  if (all < 0) return null;
  const fd = descriptorOf(arg(0), files);
  if (fd < 0) return null;
  enabled = true;
  enabledDescriptor = fd;
  enabledAll = all > 0;
  return Py_NewRef(Py_None);
}

function faulthandler_disable(m: PyObject, unused: PyObject | null): PyObject | null {
  const was = enabled;
  enabled = false;
  Py_XSETREF(files, null);
  return Py_NewRef(was ? Py_True : Py_False);
}

function faulthandler_is_enabled(m: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(enabled ? Py_True : Py_False);
}

function faulthandler_dump_traceback(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("dump_traceback", "file=,all_threads=", args, nargs, kwnames)) return null;
  const all = flagArg(1, 1);
  if (all < 0) return null;
  const fd = descriptorOf(arg(0), 0);
  if (fd < 0) return null;
  writeTo(fd, false);
  writeTraceback(all > 0);
  flushText();
  return Py_NewRef(Py_None);
}

// ---- after a time ----

/** "Timeout (h:mm:ss)!" or with microseconds. */
function writeTimeout(): void {
  const microseconds = <u64>Math.round(laterSeconds * 1e6);
  const seconds = microseconds / 1000000;
  writeText("Timeout (");
  writeDecimal(seconds / 3600);
  writeByte(58);
  writeDecimal((seconds / 60) % 60, 2);
  writeByte(58);
  writeDecimal(seconds % 60, 2);
  if (microseconds % 1000000 != 0) {
    writeByte(46);
    writeDecimal(microseconds % 1000000, 6);
  }
  writeText(")!\n");
}

/** The time is over: called between instructions and while threads wait. */
function timeOver(): void {
  setFaultDeadline(laterRepeats ? host.monotonicClock() + laterSeconds : 0);
  writeTo(laterDescriptor, false);
  writeTimeout();
  writeTraceback(true, false);
  flushText();
  if (!laterExits) return;
  const status = PyLong_FromLong(1);
  if (status !== null) Py_XDECREF(callServiceWith("posix._exit", status));
}

function faulthandler_dump_traceback_later(
  m: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!parseArgs("dump_traceback_later", "timeout,repeat=,file=,exit=", args, nargs, kwnames)) return null;
  const seconds = PyFloat_AsDouble(argReq(0));
  if (seconds == -1 && PyErr_Occurred() !== null) return null;
  if (!(seconds > 0)) return PyErr_SetString(PyExc_ValueError, "timeout must be greater than 0");
  if (seconds > 9.2e9) return PyErr_SetString(PyExc_OverflowError, "timestamp too large to convert to C PyTime_t");
  const repeats = flagArg(1, 0);
  const exits = flagArg(3, 0);
  if (repeats < 0 || exits < 0) return null;
  const fd = descriptorOf(arg(2), files + 8);
  if (fd < 0) return null;
  laterSeconds = seconds;
  laterRepeats = repeats > 0;
  laterExits = exits > 0;
  laterDescriptor = fd;
  setFaultDeadline(host.monotonicClock() + seconds);
  return Py_NewRef(Py_None);
}

function faulthandler_cancel_dump_traceback_later(m: PyObject, unused: PyObject | null): PyObject | null {
  setFaultDeadline(0);
  Py_XSETREF(files + 8, null);
  return Py_NewRef(Py_None);
}

// ---- at a signal ----

function signalArg(op: PyObject): i32 {
  if (!intArg(op)) return -1;
  const n = argValue;
  if (n == 11 || n == 8 || n == 6 || n == 7 || n == 4) {
    PyErr_Format(PyExc_RuntimeError, "signal %d cannot be registered, use enable() instead", n);
    return -1;
  }
  if (n >= 1 && n < 65) return n;
  PyErr_SetString(PyExc_ValueError, "signal number out of range");
  return -1;
}

/** Lets the host catch the signal (2) or not (0). False with an exception. */
function setAction(signum: i32, action: i32): bool {
  const number = PyLong_FromLong(signum);
  const value = PyLong_FromLong(action);
  const done: PyObject | null =
    number === null || value === null ? null : callServiceWith("_signal._set", number, value);
  Py_XDECREF(number);
  Py_XDECREF(value);
  Py_XDECREF(done);
  return done !== null;
}

/** A signal has come: true if it is ours alone. */
function signalCame(signum: i32): bool {
  const at = registered + ((<usize>signum) << 3);
  const flags = load<i32>(at, 4);
  if (!(flags & 4)) return false;
  writeTo(load<i32>(at), false);
  writeTraceback((flags & 1) != 0);
  flushText();
  return !(flags & 2);
}

function faulthandler_register(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("register", "signum,file=,all_threads=,chain=", args, nargs, kwnames)) return null;
  const signum = signalArg(argReq(0));
  if (signum < 0) return null;
  const all = flagArg(2, 1);
  const chain = flagArg(3, 0);
  if (all < 0 || chain < 0) return null;
  const fd = descriptorOf(arg(1), files + 16 + ((<usize>signum) << 3));
  if (fd < 0 || !setAction(signum, 2)) return null;
  const at = registered + ((<usize>signum) << 3);
  store<i32>(at, fd);
  store<i32>(at, 4 | (all > 0 ? 1 : 0) | (chain > 0 ? 2 : 0), 4);
  return Py_NewRef(Py_None);
}

function faulthandler_unregister(m: PyObject, op: PyObject): PyObject | null {
  const signum = signalArg(op);
  if (signum < 0) return null;
  const at = registered + ((<usize>signum) << 3);
  if (!(load<i32>(at, 4) & 4)) return Py_NewRef(Py_False);
  store<i32>(at, 0, 4);
  Py_XSETREF(files + 16 + ((<usize>signum) << 3), null);
  return setAction(signum, 0) ? Py_NewRef(Py_True) : null;
}

// ---- faults on purpose ----

/** Tells of the fault as the handler of CPython would, and sends the process its signal. */
function fault(signum: i32, name: string): PyObject | null {
  if (enabled) {
    writeTo(enabledDescriptor, false);
    writeText("Fatal Python error: ");
    writeText(name);
    writeText("\n\n");
    writeTraceback(enabledAll);
    flushText();
  }
  const pid = PyLong_FromLong(host.processId());
  const number = PyLong_FromLong(signum);
  const done: PyObject | null = pid === null || number === null ? null : callServiceWith("posix.kill", pid, number);
  Py_XDECREF(pid);
  Py_XDECREF(number);
  return done;
}

function faulthandler__sigsegv(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return fault(11, "Segmentation fault");
}

function faulthandler__read_null(m: PyObject, unused: PyObject | null): PyObject | null {
  return fault(11, "Segmentation fault");
}

function faulthandler__sigabrt(m: PyObject, unused: PyObject | null): PyObject | null {
  return fault(6, "Aborted");
}

function faulthandler__sigfpe(m: PyObject, unused: PyObject | null): PyObject | null {
  return fault(8, "Floating-point exception");
}

function addDumps(m: PyObject): i32 {
  let bad = moduleFunction(
    m,
    "dump_traceback",
    faulthandler_dump_traceback.index,
    METH_FASTCALL_KEYWORDS,
    "dump_traceback($module, /, file=sys.stderr, all_threads=True)\n--\n\nWrite the traceback of all threads, or of this one.",
  );
  bad |= moduleFunction(
    m,
    "dump_traceback_later",
    faulthandler_dump_traceback_later.index,
    METH_FASTCALL_KEYWORDS,
    "dump_traceback_later($module, /, timeout, repeat=False, file=sys.stderr, exit=False)\n--\n\nWrite the tracebacks when the time is over, unless that is cancelled.",
  );
  bad |= moduleFunction(
    m,
    "cancel_dump_traceback_later",
    faulthandler_cancel_dump_traceback_later.index,
    METH_NOARGS,
    "cancel_dump_traceback_later($module, /)\n--\n\nUndo dump_traceback_later().",
  );
  bad |= moduleFunction(
    m,
    "register",
    faulthandler_register.index,
    METH_FASTCALL_KEYWORDS,
    "register($module, /, signum, file=sys.stderr, all_threads=True, chain=False)\n--\n\nWrite the tracebacks whenever the signal comes.",
  );
  return (
    bad |
    moduleFunction(
      m,
      "unregister",
      faulthandler_unregister.index,
      METH_O,
      "unregister($module, signum, /)\n--\n\nUndo register(); whether there was anything to undo.",
    )
  );
}

function addSwitches(m: PyObject): i32 {
  let bad = moduleFunction(
    m,
    "enable",
    faulthandler_enable.index,
    METH_FASTCALL_KEYWORDS,
    "enable($module, /, file=sys.stderr, all_threads=True)\n--\n\nWrite the tracebacks when the process gets a fatal signal.",
  );
  bad |= moduleFunction(
    m,
    "disable",
    faulthandler_disable.index,
    METH_NOARGS,
    "disable($module, /)\n--\n\nUndo enable().",
  );
  return (
    bad |
    moduleFunction(
      m,
      "is_enabled",
      faulthandler_is_enabled.index,
      METH_NOARGS,
      "is_enabled($module, /)\n--\n\nWhether enable() holds.",
    )
  );
}

function addFaults(m: PyObject): i32 {
  let bad = moduleFunction(
    m,
    "_sigsegv",
    faulthandler__sigsegv.index,
    METH_FASTCALL,
    "_sigsegv($module, release_gil=False, /)\n--\n\nEnd by SIGSEGV.",
  );
  bad |= moduleFunction(
    m,
    "_read_null",
    faulthandler__read_null.index,
    METH_NOARGS,
    "_read_null($module, /)\n--\n\nEnd by SIGSEGV.",
  );
  bad |= moduleFunction(
    m,
    "_sigabrt",
    faulthandler__sigabrt.index,
    METH_NOARGS,
    "_sigabrt($module, /)\n--\n\nEnd by SIGABRT.",
  );
  return (
    bad |
    moduleFunction(m, "_sigfpe", faulthandler__sigfpe.index, METH_NOARGS, "_sigfpe($module, /)\n--\n\nEnd by SIGFPE.")
  );
}

/** -X faulthandler, PYTHONFAULTHANDLER, development mode. */
export function enableFaulthandler(): void {
  enabled = true;
}

export function PyInit_faulthandler(): PyObject | null {
  const m = PyModule_New("faulthandler", "Tracebacks in an emergency.");
  if (m === null) return null;
  setFaultHooks(timeOver.index, signalCame.index);
  if (addSwitches(m) == 0 && addDumps(m) == 0 && addFaults(m) == 0) return m;
  Py_DECREF(m);
  return null;
}
