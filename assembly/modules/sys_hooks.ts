/**
 * The hooks of sys: displayhook, excepthook, unraisablehook, breakpointhook, trace and profile functions.
 * Counterpart: the hook functions of Python/sysmodule.c and PyErr_WriteUnraisable's default of Python/errors.c.
 */
import { ThreadState, current, identOf } from "../vm/thread_state";
import { setInAllThreads, visitThreads } from "../vm/threads";
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import {
  PyExc_ImportError,
  PyExc_RuntimeError,
  PyExc_RuntimeWarning,
  PyExc_TypeError,
  PyExc_UnicodeEncodeError,
  PyExc_ValueError,
} from "../object/exception_types";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
  PyExceptionInstance_Check,
  PyErrStackItem,
  excInfo,
} from "../protocol/errors";
import { parseArgs, arg, argReq } from "../protocol/args";
import { PyUnicode_AsEncodedObject, PyUnicode_FromEncodedObject } from "../types/unicode_codecs";
import { PyObject_CallMethodOneArg, PyObject_CallOneArg, PyObject_Vectorcall } from "../protocol/call";
import { PyCallable_Check, PyObject_GetAttr, PyObject_GetOptionalAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_IsTrue, PyObject_Repr } from "../protocol/compare";
import { PyMapping_GetOptionalItem } from "../protocol/sequence";
import { PyErr_WarnFormat } from "../protocol/warnings";
import { PyImport_ImportModuleLevelObject } from "./import";
import { PyTuple_Pack1 } from "../types/tuple";
import {
  PyUnicode_Check,
  PyUnicode_EqualToLiteral,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
} from "../types/unicode";
import { setUnraisableHook } from "../protocol/unraisable";
import { PyException_SetTraceback, PyBaseExceptionObject } from "../types/exceptions";
import { PyModule_AddObjectRef, PyModule_GetDict, moduleFunction } from "../types/module";
import { PyDict_GetItemWithError, PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyLong_AsI32, PyLong_FromI64, PyLong_FromLong } from "../types/long";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import {
  PyStructSequence_GetItem,
  PyStructSequence_New,
  PyStructSequence_NewType,
  PyStructSequence_SetItem,
} from "../types/structseq";
import { importModule } from "../types/object_reduce";
import { _PyObject_GC_TRACK } from "../gc/collector";
import { coroutineOriginDepth, setCoroutineOriginDepth } from "../vm/coroutine";
import { asyncGenFinalizer, asyncGenFirstIter, setAsyncGenFinalizer, setAsyncGenFirstIter } from "../vm/asyncgen";
import { setDisplayHook } from "../vm/intrinsics";
import { currentFrame, firstComplete, frameLasti } from "../vm/frame";
import { frameObjectOf } from "../vm/frameobject";
import { PyTraceBack_Here } from "../types/traceback";
import { displayException } from "./display_exception";
import { unraisableText, writeToStderr } from "./print_exception";
import { getProfileFunction, getTraceFunction, setProfileFunction, setTraceFunction } from "../vm/legacy_trace";
import { addSysMonitoring } from "./sys_monitoring";
import { PySys_GetObject } from "./sys";
import { ID } from "../generated/ids";

// ---- display ---------------------------------------------------------------------------------------------------------

const bufferCell = memory.data(8, 8);

/** Writes a text that `out` cannot encode with backslash escapes, to the stream below if there is one. `new` result of write(). */
function writeEscaped(out: PyObject, text: PyObject): PyObject | null {
  const encoding = PyObject_GetAttr(out, ID.encoding);
  if (encoding === null) return null;
  const handler = PyUnicode_FromLiteral("backslashreplace");
  const bytes: PyObject | null = handler === null ? null : PyUnicode_AsEncodedObject(text, encoding, handler);
  let result: PyObject | null = null;
  store<u64>(bufferCell, 0);
  if (bytes !== null && PyObject_GetOptionalAttr(out, ID.buffer, bufferCell) >= 0) {
    const buffer = load<PyObject | null>(bufferCell);
    if (buffer !== null) {
      result = PyObject_CallMethodOneArg(buffer, ID.write, bytes);
      Py_DECREF(buffer);
    } else {
      const escaped = PyUnicode_FromEncodedObject(bytes, encoding, null);
      if (escaped !== null) result = PyObject_CallMethodOneArg(out, ID.write, escaped);
      Py_XDECREF(escaped);
    }
  }
  Py_XDECREF(bytes);
  Py_XDECREF(handler);
  Py_DECREF(encoding);
  return result;
}

/** stdout.write(text), escaped where stdout's encoding has no such characters. Steals `text`. */
function writeOut(text: PyObject | null): bool {
  if (text === null) return false;
  const out = PySys_GetObject("stdout");
  let result: PyObject | null = null;
  if (out === null || out == Py_None) {
    PyErr_SetString(PyExc_RuntimeError, "lost sys.stdout");
  } else {
    Py_NewRef(out);
    result = PyObject_CallMethodOneArg(out, ID.write, text);
    if (result === null && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
      PyErr_Clear();
      result = writeEscaped(out, text);
    }
    Py_DECREF(out);
  }
  Py_DECREF(text);
  if (result === null) return false;
  Py_DECREF(result);
  return true;
}

function setUnderscore(value: PyObject): bool {
  const builtins = importModule(ID.builtins);
  if (builtins === null) return false;
  const rc = PyObject_SetAttr(builtins, ID._, value);
  Py_DECREF(builtins);
  return rc == 0;
}

/** Prints repr(value) unless it is None, and binds builtins._ to it. */
function sys_displayhook(self: PyObject, value: PyObject): PyObject | null {
  if (value == Py_None) return Py_NewRef(Py_None);
  if (!setUnderscore(Py_None)) return null;
  const text = PyObject_Repr(value);
  if (text === null || !writeOut(text) || !writeOut(PyUnicode_FromLiteral("\n"))) return null;
  return setUnderscore(value) ? Py_NewRef(Py_None) : null;
}

/** The PRINT instruction of interactive code: whatever sys.displayhook is now. `new`. */
function callDisplayHook(value: PyObject): PyObject | null {
  const hook = PySys_GetObject("displayhook");
  if (hook === null) return PyErr_SetString(PyExc_RuntimeError, "lost sys.displayhook");
  return PyObject_CallOneArg(hook, value);
}

// ---- exceptions ------------------------------------------------------------------------------------------------------

function sys_excepthook(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 3) return PyErr_Format(PyExc_TypeError, "excepthook expected 3 arguments, got %d", nargs);
  const exc = load<PyObject>(args + 8);
  const tb = load<PyObject>(args + 16);
  if (PyExceptionInstance_Check(exc) && tb != Py_None && changetype<PyBaseExceptionObject>(exc).traceback === null)
    PyException_SetTraceback(exc, tb);
  displayException(exc);
  return Py_NewRef(Py_None);
}

let argsType: PyTypeObject | null = null;

/** Writes to stderr; steals `text`, drops errors. */
function tell(text: PyObject | null): void {
  if (text === null) {
    PyErr_Clear();
    return;
  }
  writeToStderr(text);
  Py_DECREF(text);
}

/** "Exception ignored in: ...", then the traceback. */
function showUnraisable(exc: PyObject | null, message: PyObject | null, object: PyObject | null): void {
  if (object !== null && object != Py_None) {
    const shown = PyObject_Repr(object);
    if (shown === null) {
      PyErr_Clear();
      tell(PyUnicode_FromLiteral("Exception ignored in: <object repr() failed>\n"));
    } else {
      if (message !== null && message != Py_None) {
        tell(PyUnicode_FromFormat("%S: %U\n", changetype<usize>(message), changetype<usize>(shown)));
      } else {
        tell(PyUnicode_FromFormat("Exception ignored in: %U\n", changetype<usize>(shown)));
      }
      Py_DECREF(shown);
    }
  } else if (message !== null && message != Py_None) {
    tell(PyUnicode_FromFormat("%S:\n", changetype<usize>(message)));
  }
  if (exc !== null && exc != Py_None) tell(unraisableText(exc));
}

function sys_unraisablehook(self: PyObject, unraisable: PyObject): PyObject | null {
  if (unraisable.ob_type != argsType) {
    return PyErr_SetString(PyExc_TypeError, "sys.unraisablehook argument type must be UnraisableHookArgs");
  }
  showUnraisable(
    PyStructSequence_GetItem(unraisable, 1),
    PyStructSequence_GetItem(unraisable, 3),
    PyStructSequence_GetItem(unraisable, 4),
  );
  return Py_NewRef(Py_None);
}

function orNone(op: PyObject | null): PyObject {
  return Py_NewRef(op === null ? Py_None : op);
}

/** An exception that no Python code raised is shown as from the code that runs now. */
function addRunningFrame(exc: PyObject): void {
  const frame = firstComplete(currentFrame);
  if (frame == 0) return;
  const op = frameObjectOf(frame);
  if (op === null) {
    PyErr_Clear();
    return;
  }
  PyErr_SetRaisedException(Py_NewRef(exc));
  PyTraceBack_Here(op, frameLasti(frame) * 2);
  PyErr_Clear();
}

/** What protocol/unraisable.ts calls: hands the exception to sys.unraisablehook. Borrows all. */
function reportUnraisable(exc: PyObject, message: PyObject | null, object: PyObject | null): void {
  if (changetype<PyBaseExceptionObject>(exc).traceback === null) addRunningFrame(exc);
  const hook = PySys_GetObject("unraisablehook");
  const type = argsType;
  if (hook === null || hook == Py_None || type === null) {
    showUnraisable(exc, message, object);
    return;
  }
  const args = PyStructSequence_New(type);
  if (args === null) {
    PyErr_Clear();
    return;
  }
  PyStructSequence_SetItem(args, 0, Py_NewRef(exc.ob_type));
  PyStructSequence_SetItem(args, 1, Py_NewRef(exc));
  PyStructSequence_SetItem(args, 2, orNone(changetype<PyBaseExceptionObject>(exc).traceback));
  PyStructSequence_SetItem(args, 3, orNone(message));
  PyStructSequence_SetItem(args, 4, orNone(object));
  _PyObject_GC_TRACK(args);
  Py_NewRef(hook);
  const res = PyObject_CallOneArg(hook, args);
  if (res === null) {
    const second = PyErr_GetRaisedException();
    tell(PyUnicode_FromLiteral("Exception ignored in sys.unraisablehook: "));
    const shown = PyObject_Repr(hook);
    if (shown === null) PyErr_Clear();
    else {
      tell(PyUnicode_FromFormat("%U\n", changetype<usize>(shown)));
      Py_DECREF(shown);
    }
    if (second !== null) {
      displayException(second);
      Py_DECREF(second);
    }
  } else {
    Py_DECREF(res);
  }
  Py_DECREF(hook);
  Py_DECREF(args);
}

// ---- tracing ---------------------------------------------------------------------------------------------------------

function sys_settrace(self: PyObject, f: PyObject): PyObject | null {
  return setTraceFunction(f == Py_None ? null : f) ? Py_NewRef(Py_None) : null;
}

let framesFound: PyObject | null = null;

function addFrameOf(t: ThreadState): i32 {
  const frame = firstComplete(t == current ? currentFrame : t.frame);
  const op: PyObject | null = frame == 0 ? null : frameObjectOf(frame);
  if (op === null) return PyErr_Occurred() !== null ? -1 : 0;
  const ident = PyLong_FromI64(identOf(t));
  if (ident === null) return -1;
  const rc = PyDict_SetItem(framesFound!, ident, op);
  Py_DECREF(ident);
  return rc;
}

/** {thread identifier: its topmost frame}. */
function sys_current_frames(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  framesFound = dict;
  const rc = visitThreads(addFrameOf.index);
  framesFound = null;
  if (rc == 0) return dict;
  Py_DECREF(dict);
  return null;
}

/** The exception that `t` handles, None if there is none: 0, or -1 with an exception. */
function addExceptionOf(t: ThreadState): i32 {
  let item: PyErrStackItem | null = t == current ? excInfo : t.excInfo;
  let exc: PyObject | null = null;
  while (item !== null && (exc === null || exc == Py_None)) {
    exc = item.exc_value;
    item = item.previous_item;
  }
  const ident = PyLong_FromI64(identOf(t));
  if (ident === null) return -1;
  const rc = PyDict_SetItem(framesFound!, ident, exc === null ? Py_None : exc);
  Py_DECREF(ident);
  return rc;
}

/** {thread identifier: the exception it handles, or None}. */
function sys_current_exceptions(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  framesFound = dict;
  const rc = visitThreads(addExceptionOf.index);
  framesFound = null;
  if (rc == 0) return dict;
  Py_DECREF(dict);
  return null;
}

function sys_settraceallthreads(self: PyObject, f: PyObject): PyObject | null {
  setInAllThreads(0, f == Py_None ? null : f);
  return sys_settrace(self, f);
}

function sys_setprofileallthreads(self: PyObject, f: PyObject): PyObject | null {
  setInAllThreads(1, f == Py_None ? null : f);
  return sys_setprofile(self, f);
}

function sys_gettrace(self: PyObject, unused: PyObject | null): PyObject | null {
  return orNone(getTraceFunction());
}

function sys_setprofile(self: PyObject, f: PyObject): PyObject | null {
  return setProfileFunction(f == Py_None ? null : f) ? Py_NewRef(Py_None) : null;
}

function sys_getprofile(self: PyObject, unused: PyObject | null): PyObject | null {
  return orNone(getProfileFunction());
}

/** pdb.set_trace, as PYTHONBREAKPOINT unset. */
const cell = memory.data(8, 8);

/**
 * The value of $PYTHONBREAKPOINT: `new` str; null without an exception if it is unset or empty, or the environment is to be ignored.
 * DIFFERS: os.environ is asked, not the C library's environment.
 */
function breakpointSetting(): PyObject | null {
  const flags = PySys_GetObject("flags");
  const ignore: PyObject | null = flags === null ? null : PyObject_GetAttr(flags, ID.ignore_environment);
  if (ignore === null) PyErr_Clear();
  const ignored = ignore !== null && PyObject_IsTrue(ignore) > 0;
  Py_XDECREF(ignore);
  if (ignored) return null;
  const os = importModule(ID.os);
  const environ: PyObject | null = os === null ? null : PyObject_GetAttr(os, ID.environ);
  Py_XDECREF(os);
  if (environ === null) return null;
  const name = PyUnicode_FromLiteral("PYTHONBREAKPOINT");
  const value: PyObject | null = name === null ? null : PyMapping_GetOptionalItem(environ, name);
  Py_XDECREF(name);
  Py_DECREF(environ);
  if (value === null) return null;
  if (PyUnicode_Check(value) && PyUnicode_GET_LENGTH(value) > 0) return value;
  Py_DECREF(value);
  return null;
}

/** `new`: the callable that a dotted name stands for; null without an exception where it cannot be imported. */
function importedCallable(path: PyObject): PyObject | null {
  let dot = PyUnicode_GET_LENGTH(path) - 1;
  while (dot >= 0 && PyUnicode_READ_CHAR(path, dot) != 46) dot--;
  if (dot == 0) return null;
  const module: PyObject | null = dot < 0 ? Py_NewRef(ID.builtins) : PyUnicode_Substring(path, 0, dot);
  const name = PyUnicode_Substring(path, dot + 1, PyUnicode_GET_LENGTH(path));
  let found: PyObject | null = null;
  if (module !== null && name !== null) {
    const fromlist = PyTuple_Pack1(name);
    const imported: PyObject | null =
      fromlist === null ? null : PyImport_ImportModuleLevelObject(module, null, fromlist, 0);
    Py_XDECREF(fromlist);
    if (imported !== null) {
      store<u64>(cell, 0);
      if (PyObject_GetOptionalAttr(imported, name, cell) > 0) found = load<PyObject>(cell);
      Py_DECREF(imported);
    } else if (PyErr_ExceptionMatches(PyExc_ImportError)) {
      PyErr_Clear();
    }
  }
  Py_XDECREF(module);
  Py_XDECREF(name);
  return found;
}

function sys_breakpointhook(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  let path = breakpointSetting();
  if (path === null) {
    if (PyErr_Occurred() !== null) return null;
    path = PyUnicode_FromLiteral("pdb.set_trace");
    if (path === null) return null;
  }
  if (PyUnicode_EqualToLiteral(path, "0")) {
    Py_DECREF(path);
    return Py_NewRef(Py_None);
  }
  const hook = importedCallable(path);
  let result: PyObject | null = null;
  if (hook !== null) {
    result = PyObject_Vectorcall(hook, args, nargs, kwnames);
    Py_DECREF(hook);
  } else if (PyErr_Occurred() === null) {
    const format = 'Ignoring unimportable $PYTHONBREAKPOINT: "%U"';
    if (PyErr_WarnFormat(PyExc_RuntimeWarning, 0, format, changetype<usize>(path)) == 0) result = Py_NewRef(Py_None);
  }
  Py_DECREF(path);
  return result;
}

function sys_set_origin_depth(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("set_coroutine_origin_tracking_depth", "depth", args, nargs, kwnames)) return null;
  const depth = PyLong_AsI32(argReq(0));
  if (depth == -1 && PyErr_Occurred() !== null) return null;
  if (depth < 0) return PyErr_SetString(PyExc_ValueError, "depth must be >= 0");
  setCoroutineOriginDepth(depth);
  return Py_NewRef(Py_None);
}

function sys_get_origin_depth(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(coroutineOriginDepth());
}

let asyncGenHooksType: PyTypeObject | null = null;

function checkAsyncGenHook(hook: PyObject | null, what: string): bool {
  if (hook === null || hook == Py_None || PyCallable_Check(hook)) return true;
  PyErr_Format(PyExc_TypeError, "callable %L expected, got %s", changetype<usize>(what), hook.ob_type.tp_name);
  return false;
}

function sys_set_asyncgen_hooks(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("set_asyncgen_hooks", "firstiter=,finalizer=", args, nargs, kwnames)) return null;
  const first = arg(0);
  const finalizer = arg(1);
  if (!checkAsyncGenHook(finalizer, "finalizer") || !checkAsyncGenHook(first, "firstiter")) return null;
  if (finalizer !== null) setAsyncGenFinalizer(finalizer == Py_None ? null : finalizer);
  if (first !== null) setAsyncGenFirstIter(first == Py_None ? null : first);
  return Py_NewRef(Py_None);
}

function sys_get_asyncgen_hooks(self: PyObject, unused: PyObject | null): PyObject | null {
  const res = PyStructSequence_New(asyncGenHooksType!);
  if (res === null) return null;
  PyStructSequence_SetItem(res, 0, orNone(asyncGenFirstIter()));
  PyStructSequence_SetItem(res, 1, orNone(asyncGenFinalizer()));
  _PyObject_GC_TRACK(res);
  return res;
}

// ---- the module ------------------------------------------------------------------------------------------------------

/** Adds the function `name` also under its `__name__` form, as sys keeps the originals. */
function keepOriginal(module: PyObject, name: PyObject, original: string): bool {
  const f = PyDict_GetItemWithError(PyModule_GetDict(module), name);
  return f !== null && PyModule_AddObjectRef(module, original, f) == 0;
}

export function addSysHooks(module: PyObject): bool {
  argsType = PyStructSequence_NewType(
    "UnraisableHookArgs",
    "exc_type,exc_value,exc_traceback,err_msg,object",
    "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.",
  );
  moduleFunction(
    module,
    "displayhook",
    sys_displayhook.index,
    METH_O,
    "displayhook($module, object, /)\n--\n\nShow a result as the interactive interpreter does, and keep it in builtins._",
  );
  moduleFunction(
    module,
    "excepthook",
    sys_excepthook.index,
    METH_FASTCALL,
    "excepthook($module, exctype, value, traceback, /)\n--\n\nShow an exception and its traceback on sys.stderr.",
  );
  moduleFunction(
    module,
    "unraisablehook",
    sys_unraisablehook.index,
    METH_O,
    "unraisablehook($module, unraisable, /)\n--\n\nHandle an unraisable exception.",
  );
  moduleFunction(
    module,
    "breakpointhook",
    sys_breakpointhook.index,
    METH_FASTCALL_KEYWORDS,
    "breakpointhook($module, /, *args, **kwargs)\n--\n\nThis hook function is called by built-in breakpoint().",
  );
  moduleFunction(
    module,
    "settrace",
    sys_settrace.index,
    METH_O,
    "settrace($module, function, /)\n--\n\nSet the global debug tracing function.",
  );
  moduleFunction(
    module,
    "gettrace",
    sys_gettrace.index,
    METH_NOARGS,
    "gettrace($module, /)\n--\n\nThe function that sys.settrace was given, or None.",
  );
  moduleFunction(
    module,
    "setprofile",
    sys_setprofile.index,
    METH_O,
    "setprofile($module, function, /)\n--\n\nSet the profiling function.",
  );
  moduleFunction(
    module,
    "getprofile",
    sys_getprofile.index,
    METH_NOARGS,
    "getprofile($module, /)\n--\n\nReturn the profiling function set with sys.setprofile.",
  );
  moduleFunction(
    module,
    "_current_exceptions",
    sys_current_exceptions.index,
    METH_NOARGS,
    "_current_exceptions($module, /)\n--\n\nThe exception that each thread handles, by its identifier.",
  );
  moduleFunction(
    module,
    "_current_frames",
    sys_current_frames.index,
    METH_NOARGS,
    "_current_frames($module, /)\n--\n\nThe frame that each thread is in now, by thread identifier.\n\nMeant for debuggers.",
  );
  moduleFunction(
    module,
    "_settraceallthreads",
    sys_settraceallthreads.index,
    METH_O,
    "_settraceallthreads($module, function, /)\n--\n\nGive every thread of this interpreter this trace function.",
  );
  moduleFunction(
    module,
    "_setprofileallthreads",
    sys_setprofileallthreads.index,
    METH_O,
    "_setprofileallthreads($module, function, /)\n--\n\nGive every thread of this interpreter this profile function.",
  );
  moduleFunction(
    module,
    "set_coroutine_origin_tracking_depth",
    sys_set_origin_depth.index,
    METH_FASTCALL_KEYWORDS,
    "set_coroutine_origin_tracking_depth($module, /, depth)\n--\n\nSay how many frames a new coroutine remembers of where it was made.",
  );
  moduleFunction(
    module,
    "get_coroutine_origin_tracking_depth",
    sys_get_origin_depth.index,
    METH_NOARGS,
    "get_coroutine_origin_tracking_depth($module, /)\n--\n\nHow many frames a new coroutine remembers of where it was made.",
  );
  asyncGenHooksType = PyStructSequence_NewType(
    "asyncgen_hooks",
    "firstiter,finalizer",
    "asyncgen_hooks\n\nThis struct provides information about the asynchronous\ngenerators hooks. The attributes are read only.",
  );
  moduleFunction(
    module,
    "set_asyncgen_hooks",
    sys_set_asyncgen_hooks.index,
    METH_FASTCALL_KEYWORDS,
    "set_asyncgen_hooks([firstiter] [, finalizer])\n\nSay what is called for a new asynchronous generator and for one that dies.",
  );
  moduleFunction(
    module,
    "get_asyncgen_hooks",
    sys_get_asyncgen_hooks.index,
    METH_NOARGS,
    "get_asyncgen_hooks($module, /)\n--\n\nWhat is called for asynchronous generators.\n\nA named tuple of (firstiter, finalizer).",
  );
  setDisplayHook(callDisplayHook.index);
  setUnraisableHook(reportUnraisable.index);
  return (
    addSysMonitoring(module) &&
    keepOriginal(module, ID.displayhook, "__displayhook__") &&
    keepOriginal(module, ID.excepthook, "__excepthook__") &&
    keepOriginal(module, ID.unraisablehook, "__unraisablehook__") &&
    keepOriginal(module, ID.breakpointhook, "__breakpointhook__")
  );
}
