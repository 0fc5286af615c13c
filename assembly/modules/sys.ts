/**
 * The module sys. Counterpart: Python/sysmodule.c.
 *
 * Invariant: `sysModule` and `sysModules` exist from `initSysModule` on; what a program rebinds in the module's dict (stdout, excepthook)
 * is read there each time it is needed.
 *
 * Elsewhere: constants and struct sequences (sys_info.ts), hooks (sys_hooks.ts), the streams (_stdio.ts).
 */
import { sys__debugmallocstats } from "./sys_malloc";
import { setSwitchInterval, switchInterval } from "../vm/threads";
import { sys_is_finalizing } from "./finalize";
import { PyObject, PyType_FastSubclass } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_REFCNT } from "../object/refcount";
import { PyUnicode_Type, Py_False, Py_None, Py_True } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import {
  PyExc_OverflowError,
  PyExc_RecursionError,
  PyExc_SystemExit,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetString,
  _PyErr_GetHandledException,
} from "../protocol/errors";
import { arg, argReq, parseArgs } from "../protocol/args";
import { PyObject_CallNoArgs } from "../protocol/call";
import { PyObject_GetAttr, _PyObject_LookupSpecial } from "../protocol/attr";
import { PyNumber_AsSsize_t } from "../protocol/number";
import { PyFloat_AsDouble, PyFloat_FromDouble } from "../types/float";
import { _PyObject_IS_GC } from "../gc/collector";
import { allocatedBlocks } from "../memory/blocks";
import { internAsked, internedCount } from "../intern/policy";
import { Py_GetRecursionLimit, Py_SetRecursionLimit, recursionDepth } from "../vm/frame";
import { argValue, intArg } from "../protocol/arg_values";
import { PyTuple_Check, PyTuple_Pack3 } from "../types/tuple";
import { PyDict_GetItemWithError, PyDict_New, PyDict_SetItem } from "../types/dict";
import {
  PyLong_AsI32,
  PyLong_AsLongAndOverflow,
  longOverflow,
  PyLong_FromLong,
  PyLong_FromU64,
  PyLong_FromUnsignedLong,
} from "../types/long";
import { intMaxStrDigits, setIntMaxStrDigits } from "../types/long_text";
import { PyUnicode_CHECK_INTERNED, PyUnicode_Check } from "../types/unicode";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyUnicode_InternFromLiteral } from "../intern/policy";
import { PyModule_GetDict, PyModule_New, moduleFunction } from "../types/module";
import { PyBaseExceptionObject } from "../types/exceptions";
import { _PyType_ClearCache } from "../types/typeobject";
import { addSysConstants, makeInfoTypes } from "./sys_info";
import { callTracing } from "../vm/legacy_trace";
import { addSysHooks } from "./sys_hooks";
import { ID } from "../generated/ids";

/** The sys module and sys.modules, once made. */
export let sysModule: PyObject | null = null;
export let sysModules: PyObject | null = null;

/** vm hook: (depth: i32): PyObject | null, new frame object or null with ValueError. */
export let getframeHook: u32 = 0;
export function setGetframeHook(fn: u32): void {
  getframeHook = fn;
}

// ---- attributes from native code -------------------------------------------------------------------------------------

/** Borrowed, null without exception if absent. */
export function PySys_GetObject(name: string): PyObject | null {
  const module = sysModule;
  if (module === null) return null;
  const key = PyUnicode_InternFromLiteral(name);
  if (key === null) return null;
  const value = PyDict_GetItemWithError(PyModule_GetDict(module), key);
  Py_DECREF(key);
  if (value === null) PyErr_Clear();
  return value;
}

/** Borrows `value`. */
export function PySys_SetObject(name: string, value: PyObject | null): i32 {
  const module = sysModule;
  if (module === null || value === null) return -1;
  const key = PyUnicode_InternFromLiteral(name);
  if (key === null) return -1;
  const rc = PyDict_SetItem(PyModule_GetDict(module), key, value);
  Py_DECREF(key);
  return rc;
}

// ---- objects ---------------------------------------------------------------------------------------------------------

function sys_getrefcount(self: PyObject, op: PyObject): PyObject | null {
  return PyLong_FromUnsignedLong(Py_REFCNT(op));
}

/** `op.__sizeof__()` plus the collector's head and the pre-header: -1 with an exception. */
export function _PySys_GetSizeOf(op: PyObject): i64 {
  const method = _PyObject_LookupSpecial(op, ID.__sizeof__);
  if (method === null) {
    if (PyErr_Occurred() === null) {
      PyErr_Format(PyExc_TypeError, "Type %s doesn't define __sizeof__", op.ob_type.tp_name);
    }
    return -1;
  }
  const answer = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (answer === null) return -1;
  if (!PyType_FastSubclass(answer.ob_type, 1 << 24)) {
    Py_DECREF(answer);
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return -1;
  }
  const size = PyLong_AsLongAndOverflow(answer);
  Py_DECREF(answer);
  if (longOverflow != 0) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C ssize_t");
    return -1;
  }
  if (size < 0) {
    PyErr_SetString(PyExc_ValueError, "__sizeof__() should return >= 0");
    return -1;
  }
  const type = op.ob_type;
  let head: i64 = 0;
  if (_PyObject_IS_GC(op)) head += 16;
  if (type.tp_flags & ((1 << 3) | (1 << 4))) head += 16;
  return size + head;
}

function sys_getsizeof(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("getsizeof", "object,default=", args, nargs, kwnames)) return null;
  const deflt = arg(1);
  const size = _PySys_GetSizeOf(argReq(0));
  if (size == -1 && PyErr_Occurred() !== null) {
    if (deflt === null || !PyErr_ExceptionMatches(PyExc_TypeError)) return null;
    PyErr_Clear();
    return Py_NewRef(deflt);
  }
  return PyLong_FromU64(<u64>size);
}

/** RTLD_NOW; there is no dlopen that would heed it. */
let dlopenFlags: i32 = 2;

function sys_getdlopenflags(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(dlopenFlags);
}

function sys_setdlopenflags(self: PyObject, flags: PyObject): PyObject | null {
  if (!intArg(flags)) return null;
  dlopenFlags = argValue;
  return Py_NewRef(Py_None);
}

/** The name of a refused argument's type; None stands for itself (_PyArg_BadArgument). */
function typeOrNone(value: PyObject): usize {
  return value == Py_None ? NONE_TEXT : value.ob_type.tp_name;
}

const NONE_TEXT = memory.data<u8>([0x4e, 0x6f, 0x6e, 0x65, 0]);

function sys_intern(self: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(PyExc_TypeError, "intern() argument must be str, not %s", typeOrNone(text));
  }
  if (text.ob_type != PyUnicode_Type) return PyErr_Format(PyExc_TypeError, "can't intern %s", text.ob_type.tp_name);
  return internAsked(Py_NewRef(text));
}

function sys__is_interned(self: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(PyExc_TypeError, "_is_interned() argument must be str, not %s", typeOrNone(text));
  }
  return Py_NewRef(PyUnicode_CHECK_INTERNED(text) != 0 ? Py_True : Py_False);
}

// ---- interpreter state -----------------------------------------------------------------------------------------------

function sys_getrecursionlimit(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(Py_GetRecursionLimit());
}

function sys_setrecursionlimit(self: PyObject, value: PyObject): PyObject | null {
  const limit = PyNumber_AsSsize_t(value, PyExc_OverflowError);
  if (limit == -1 && PyErr_Occurred() !== null) return null;
  if (limit < 1) return PyErr_SetString(PyExc_ValueError, "recursion limit must be greater or equal than 1");
  const depth = recursionDepth();
  if (depth >= limit) {
    return PyErr_Format(
      PyExc_RecursionError,
      "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low",
      limit,
      depth,
    );
  }
  Py_SetRecursionLimit(limit);
  return Py_NewRef(Py_None);
}

function sys__getframe(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs > 1) {
    return PyErr_Format(PyExc_TypeError, "_getframe expected at most 1 argument, got %d", nargs);
  }
  let depth = 0;
  if (nargs == 1) {
    depth = PyNumber_AsSsize_t(load<PyObject>(args), PyExc_OverflowError);
    if (depth == -1 && PyErr_Occurred() !== null) return null;
  }
  return call_indirect<PyObject | null>(getframeHook, depth < 0 ? 0 : depth);
}

function sys__getframemodulename(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("_getframemodulename", "depth=", args, nargs, kwnames)) return null;
  const given = arg(0);
  const depth = given === null ? 0 : PyLong_AsI32(given);
  if (depth == -1 && PyErr_Occurred() !== null) return null;
  const frame = call_indirect<PyObject | null>(getframeHook, depth < 0 ? 0 : depth);
  if (frame === null) {
    PyErr_Clear();
    return Py_NewRef(Py_None);
  }
  const globals = PyObject_GetAttr(frame, ID.f_globals);
  Py_DECREF(frame);
  if (globals === null) return null;
  const name = PyDict_GetItemWithError(globals, ID.__name__);
  const result: PyObject | null = Py_NewRef(name === null ? Py_None : name);
  Py_DECREF(globals);
  return result;
}

function sys_exc_info(self: PyObject, unused: PyObject | null): PyObject | null {
  const exc = _PyErr_GetHandledException();
  if (exc === null) return PyTuple_Pack3(Py_None, Py_None, Py_None);
  const tb = changetype<PyBaseExceptionObject>(exc).traceback;
  return PyTuple_Pack3(exc.ob_type, exc, tb === null ? Py_None : tb);
}

function sys_exception(self: PyObject, unused: PyObject | null): PyObject | null {
  const exc = _PyErr_GetHandledException();
  return Py_NewRef(exc === null ? Py_None : exc);
}

function sys_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs > 1) return PyErr_Format(PyExc_TypeError, "exit expected at most 1 argument, got %d", nargs);
  PyErr_SetObject(PyExc_SystemExit, nargs == 0 ? null : load<PyObject>(args));
  return null;
}

function sys_get_int_max_str_digits(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(intMaxStrDigits);
}

function sys_set_int_max_str_digits(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!parseArgs("set_int_max_str_digits", "maxdigits", args, nargs, kwnames)) return null;
  const n = PyLong_AsI32(argReq(0));
  if (n == -1 && PyErr_Occurred() !== null) return null;
  if (n != 0 && n < 640) return PyErr_SetString(PyExc_ValueError, "maxdigits must be 0 or larger than 640");
  setIntMaxStrDigits(n);
  return Py_NewRef(Py_None);
}

/** What -X cpu_count says in place of the number of processors; -1: nothing. */
let cpuCount: i32 = -1;

export function setCpuCount(n: i32): void {
  cpuCount = n;
}

function sys_get_cpu_count_config(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(cpuCount);
}

function sys_getswitchinterval(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyFloat_FromDouble(switchInterval);
}

function sys_setswitchinterval(self: PyObject, value: PyObject): PyObject | null {
  const seconds = PyFloat_AsDouble(value);
  if (seconds == -1 && PyErr_Occurred() !== null) return null;
  if (seconds <= 0) return PyErr_SetString(PyExc_ValueError, "switch interval must be strictly positive");
  setSwitchInterval(seconds);
  return Py_NewRef(Py_None);
}

function sys_getallocatedblocks(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromU64(allocatedBlocks());
}

function sys_getunicodeinternedsize(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!parseArgs("getunicodeinternedsize", "*,_only_immortal=", args, nargs, kwnames)) return null;
  return PyLong_FromLong(internedCount());
}

function sys_getdefaultencoding(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyUnicode_FromLiteral("utf-8");
}

function sys_getfilesystemencodeerrors(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyUnicode_FromLiteral("surrogateescape");
}

function sys_false(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_False);
}

function sys_true(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_True);
}

function sys_clear_type_cache(self: PyObject, unused: PyObject | null): PyObject | null {
  _PyType_ClearCache();
  return Py_NewRef(Py_None);
}

/** No audit hooks exist: an event is only checked to be a str. */
function sys_audit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs == 0) return PyErr_SetString(PyExc_TypeError, "audit expected at least 1 argument, got 0");
  return Py_NewRef(Py_None);
}

function sys_call_tracing(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 2) return PyErr_Format(PyExc_TypeError, "call_tracing expected 2 arguments, got %d", nargs);
  const tuple = load<PyObject>(args + 8);
  if (!PyTuple_Check(tuple)) {
    return PyErr_Format(PyExc_TypeError, "call_tracing() argument 2 must be tuple, not %s", tuple.ob_type.tp_name);
  }
  return callTracing(load<PyObject>(args), tuple);
}

// ---- the module ------------------------------------------------------------------------------------------------------

function addObjectFunctions(m: PyObject): void {
  moduleFunction(
    m,
    "getrefcount",
    sys_getrefcount.index,
    METH_O,
    "getrefcount($module, object, /)\n--\n\nHow many references to the object there are.\n\nThe call's own argument is one of them, so that the answer is mostly one\nmore than a program would count.",
  );
  moduleFunction(
    m,
    "getsizeof",
    sys_getsizeof.index,
    METH_FASTCALL_KEYWORDS,
    "getsizeof(object [, default]) -> int\n\nThe bytes that the object itself takes.",
  );
  moduleFunction(
    m,
    "getdlopenflags",
    sys_getdlopenflags.index,
    METH_NOARGS,
    "getdlopenflags($module, /)\n--\n\nThe flags with which libraries are loaded.",
  );
  moduleFunction(
    m,
    "setdlopenflags",
    sys_setdlopenflags.index,
    METH_O,
    "setdlopenflags($module, flags, /)\n--\n\nSet the flags used by the interpreter for dlopen calls.",
  );
  moduleFunction(
    m,
    "intern",
    sys_intern.index,
    METH_O,
    "intern($module, string, /)\n--\n\n``Intern'' the given string.",
  );
  moduleFunction(
    m,
    "_is_interned",
    sys__is_interned.index,
    METH_O,
    '_is_interned($module, string, /)\n--\n\nReturn True if the given string is "interned".',
  );
  moduleFunction(
    m,
    "getallocatedblocks",
    sys_getallocatedblocks.index,
    METH_NOARGS,
    "getallocatedblocks($module, /)\n--\n\nReturn the number of memory blocks currently allocated.",
  );
  moduleFunction(
    m,
    "getunicodeinternedsize",
    sys_getunicodeinternedsize.index,
    METH_FASTCALL_KEYWORDS,
    "getunicodeinternedsize($module, /, *, _only_immortal=False)\n--\n\nHow many strings the table of interned strings holds",
  );
  moduleFunction(
    m,
    "_clear_type_cache",
    sys_clear_type_cache.index,
    METH_NOARGS,
    "_clear_type_cache($module, /)\n--\n\nClear the internal type lookup cache.",
  );
  moduleFunction(
    m,
    "_clear_internal_caches",
    sys_clear_type_cache.index,
    METH_NOARGS,
    "_clear_internal_caches($module, /)\n--\n\nClear all internal performance-related caches.",
  );
}

function addStateFunctions(m: PyObject): void {
  moduleFunction(
    m,
    "getrecursionlimit",
    sys_getrecursionlimit.index,
    METH_NOARGS,
    "getrecursionlimit($module, /)\n--\n\nReturn the current value of the recursion limit.",
  );
  moduleFunction(
    m,
    "setrecursionlimit",
    sys_setrecursionlimit.index,
    METH_O,
    "setrecursionlimit($module, limit, /)\n--\n\nSet the maximum depth of the Python interpreter stack to n.",
  );
  moduleFunction(
    m,
    "_getframe",
    sys__getframe.index,
    METH_FASTCALL,
    "_getframe($module, depth=0, /)\n--\n\nReturn a frame object from the call stack.",
  );
  moduleFunction(
    m,
    "_getframemodulename",
    sys__getframemodulename.index,
    METH_FASTCALL_KEYWORDS,
    "_getframemodulename($module, /, depth=0)\n--\n\nReturn the name of the module for a calling frame.",
  );
  moduleFunction(
    m,
    "exc_info",
    sys_exc_info.index,
    METH_NOARGS,
    "exc_info($module, /)\n--\n\nThe exception being handled: its type, itself, its traceback.",
  );
  moduleFunction(
    m,
    "exception",
    sys_exception.index,
    METH_NOARGS,
    "exception($module, /)\n--\n\nReturn the current exception.",
  );
  moduleFunction(
    m,
    "exit",
    sys_exit.index,
    METH_FASTCALL,
    "exit($module, status=None, /)\n--\n\nExit the interpreter by raising SystemExit(status).",
  );
  moduleFunction(
    m,
    "get_int_max_str_digits",
    sys_get_int_max_str_digits.index,
    METH_NOARGS,
    "get_int_max_str_digits($module, /)\n--\n\nHow many digits a decimal int's text may have; 0 is no limit.",
  );
  moduleFunction(
    m,
    "set_int_max_str_digits",
    sys_set_int_max_str_digits.index,
    METH_FASTCALL_KEYWORDS,
    "set_int_max_str_digits($module, /, maxdigits)\n--\n\nLimit how many digits a decimal int's text may have; 0 lifts the limit.",
  );
  moduleFunction(
    m,
    "getswitchinterval",
    sys_getswitchinterval.index,
    METH_NOARGS,
    "getswitchinterval($module, /)\n--\n\nAfter how many seconds a thread lets another one run.",
  );
  moduleFunction(
    m,
    "setswitchinterval",
    sys_setswitchinterval.index,
    METH_O,
    "setswitchinterval($module, interval, /)\n--\n\nSay after how many seconds a thread lets another one run.",
  );
  moduleFunction(
    m,
    "getdefaultencoding",
    sys_getdefaultencoding.index,
    METH_NOARGS,
    "getdefaultencoding($module, /)\n--\n\nThe encoding of str.encode() and bytes.decode() when none is named.",
  );
  moduleFunction(
    m,
    "getfilesystemencoding",
    sys_getdefaultencoding.index,
    METH_NOARGS,
    "getfilesystemencoding($module, /)\n--\n\nThe encoding of file names.",
  );
  moduleFunction(
    m,
    "getfilesystemencodeerrors",
    sys_getfilesystemencodeerrors.index,
    METH_NOARGS,
    "getfilesystemencodeerrors($module, /)\n--\n\nReturn the error mode used for Unicode to OS filename conversion.",
  );
  moduleFunction(
    m,
    "is_finalizing",
    sys_is_finalizing.index,
    METH_NOARGS,
    "is_finalizing($module, /)\n--\n\nReturn True if Python is exiting.",
  );
  moduleFunction(
    m,
    "_get_cpu_count_config",
    sys_get_cpu_count_config.index,
    METH_NOARGS,
    "_get_cpu_count_config($module, /)\n--\n\nPrivate function for getting PyConfig.cpu_count",
  );
  moduleFunction(
    m,
    "_is_gil_enabled",
    sys_true.index,
    METH_NOARGS,
    "_is_gil_enabled($module, /)\n--\n\nReturn True if the GIL is currently enabled.",
  );
  moduleFunction(
    m,
    "is_stack_trampoline_active",
    sys_false.index,
    METH_NOARGS,
    "is_stack_trampoline_active($module, /)\n--\n\nReturn *True* if a stack profiler trampoline is active.",
  );
  moduleFunction(
    m,
    "_debugmallocstats",
    sys__debugmallocstats.index,
    METH_NOARGS,
    "_debugmallocstats($module, /)\n--\n\nWrite to stderr what pools, arenas and free lists hold.",
  );
  moduleFunction(
    m,
    "audit",
    sys_audit.index,
    METH_FASTCALL,
    "audit($module, event, /, *args)\n--\n\nPasses the event to any hooks that are attached.",
  );
  moduleFunction(
    m,
    "addaudithook",
    sys_audit.index,
    METH_FASTCALL,
    "addaudithook($module, /, hook)\n--\n\nAdds a new audit hook callback.",
  );
  moduleFunction(
    m,
    "call_tracing",
    sys_call_tracing.index,
    METH_FASTCALL,
    "call_tracing($module, func, args, /)\n--\n\nCall func(*args), while tracing is enabled.",
  );
}

/** Makes sys and sys.modules; -1 on failure. */
export function initSysModule(): i32 {
  const module = PyModule_New(
    "sys",
    "The interpreter as programs can see and change it: arguments, paths,\nmodules, streams, limits, hooks.",
  );
  const modules = PyDict_New();
  if (module === null || modules === null) return -1;
  sysModule = module;
  sysModules = modules;
  if (PySys_SetObject("modules", modules) < 0) return -1;
  addObjectFunctions(module);
  addStateFunctions(module);
  if (!makeInfoTypes(module) || !addSysConstants(module) || !addSysHooks(module)) return -1;
  return PyErr_Occurred() !== null ? -1 : 0;
}
