/**
 * The native half of imports (Python/import.c): `__import__` with its short cuts, and what native code uses to import. Finding and loading
 * is importlib's own Python code, frozen into the machine (lifecycle.ts installs it); until that is done only native modules can be had.
 *
 * Invariant: a module found in sys.modules whose spec says that it is being initialised is waited for through importlib's lock.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_INCREF, Py_XDECREF } from "../object/refcount";
import { Py_None, PyUnicode_Type } from "../object/statics";
import {
  PyExc_DeprecationWarning,
  PyExc_ImportError,
  PyExc_ImportWarning,
  PyExc_KeyError,
  PyExc_ModuleNotFoundError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import * as host from "../host";
import { ID } from "../generated/ids";
import {
  PyErr_SetString,
  PyErr_Format,
  PyErr_Occurred,
  PyErr_Clear,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
} from "../protocol/errors";
import { PyErr_WarnEx } from "../protocol/warnings";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallMethodOneArg, callMethodThreeArgs, callMethodTwoArgs } from "../protocol/call";
import { PyMapping_GetOptionalItem } from "../protocol/sequence";
import { PyDict_Check, PyDict_Contains, PyDict_GetItem, PyDict_SetItem } from "../types/dict";
import {
  PyUnicode_Substring,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_EqualToLiteral,
  utf8Length,
} from "../types/unicode";
import { setShadowHook } from "../types/module";
import { PyAnySet_Check, PySet_Contains } from "../types/set";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyObject_IsTrue, PyObject_RichCompareBool } from "../protocol/compare";
import { PyType_IsSubtype } from "../types/typeobject";
import { PyTracebackObject } from "../types/traceback";
import { PyBaseExceptionObject } from "../types/exceptions";
import { PyCodeObject } from "../types/code";
import { importedModule } from "../vm/import_hook";
import { PyEval_BuiltinsDict } from "../vm/code_runner";
import { frameCode } from "../vm/frame";
import { frameOf } from "../vm/frameobject";
import { callServiceWith } from "./host_module";
import { makeNativeModule } from "./registry";
import { PySys_GetObject, sysModules } from "./sys";

const cell = memory.data(8, 8);

/** The module importlib._bootstrap, once it is installed. */
let importlib: PyObject | null = null;
/** Whether tracebacks keep importlib's frames (-v). */
let verbose: bool = false;
/** Whether each import tells its time (-X importtime). */
let timing: bool = false;

export function setImportlib(module: PyObject): void {
  importlib = module;
}

export function setImportOptions(isVerbose: bool, isTimed: bool): void {
  verbose = isVerbose;
  timing = isTimed;
}

// ---- modules that hide others ----------------------------------------------------------------------------------------

/** The first entry of sys.path as the start set it, and whether -P forbids that entry. */
let sysPath0: PyObject | null = null;

/** Borrows `path`. */
export function setSysPath0(path: PyObject): void {
  sysPath0 = Py_NewRef(path);
}

/** Position of the last "/" of the first `end` characters, or -1. */
function lastSlash(path: PyObject, end: i32): i32 {
  let i = end - 1;
  while (i >= 0 && PyUnicode_READ_CHAR(path, i) != 0x2f) i--;
  return i;
}

/** Whether a module from `origin` lies in the program's folder (_PyModule_IsPossiblyShadowing); -1 on error. */
function liesBesideProgram(origin: PyObject): i32 {
  if (sysPath0 === null) return 0;
  const size = PyUnicode_GET_LENGTH(origin);
  let slash = lastSlash(origin, size);
  if (slash < 0) return 0;
  const tail = PyUnicode_Substring(origin, slash + 1, size);
  if (tail === null) return -1;
  if (PyUnicode_EqualToLiteral(tail, "__init__.py")) slash = lastSlash(origin, slash);
  Py_DECREF(tail);
  if (slash < 0) return 0;
  const folder = PyUnicode_Substring(origin, 0, slash);
  let program: PyObject | null = Py_NewRef(sysPath0!);
  if (PyUnicode_GET_LENGTH(program!) == 0) {
    Py_DECREF(program!);
    program = callServiceWith("posix.getcwd", null);
  }
  const same = folder === null || program === null ? -1 : PyObject_RichCompareBool(folder, program!, 2);
  Py_XDECREF(folder);
  Py_XDECREF(program);
  return same;
}

/** See setShadowHook. */
function shadowOf(origin: PyObject, modName: PyObject): i32 {
  const beside = liesBesideProgram(origin);
  if (beside <= 0) return beside;
  const names = PySys_GetObject("stdlib_module_names");
  if (names === null || !PyAnySet_Check(names) || modName.ob_type != PyUnicode_Type) return 1;
  Py_INCREF(names);
  const known = PySet_Contains(names, modName);
  Py_DECREF(names);
  return known < 0 ? -1 : known + 1;
}

export function initImport(): void {
  setShadowHook(shadowOf.index);
}

// ---- tracebacks ------------------------------------------------------------------------------------------------------

function isImportlibCode(code: PyCodeObject): bool {
  const file = code.co_filename;
  return (
    PyUnicode_EqualToLiteral(file, "<frozen importlib._bootstrap>") ||
    PyUnicode_EqualToLiteral(file, "<frozen importlib._bootstrap_external>")
  );
}

/**
 * Cuts importlib's frames out of the pending exception's traceback (remove_importlib_frames): all of them of an ImportError, otherwise those
 * that end in _call_with_frames_removed.
 */
function removeImportlibFrames(): void {
  if (verbose) return;
  const exc = PyErr_GetRaisedException();
  if (exc === null) return;
  const always = PyType_IsSubtype(exc.ob_type, PyExc_ImportError);
  const base = changetype<PyBaseExceptionObject>(exc);
  let head = base.traceback;
  // links are addresses of fields that hold a traceback; 0 stands for the exception's own
  let outer: usize = 0;
  let previous: usize = 0;
  let inside = false;
  let tb = changetype<PyTracebackObject | null>(head);
  while (tb !== null) {
    const code = frameCode(frameOf(tb.tb_frame));
    const now = isImportlibCode(code);
    if (now && !inside) outer = previous;
    inside = now;
    const next = tb.tb_next;
    if (inside && (always || PyUnicode_EqualToLiteral(code.co_name, "_call_with_frames_removed"))) {
      head = relink(head, outer, next);
      previous = outer;
    } else previous = changetype<usize>(tb) + 16;
    tb = next;
  }
  base.traceback = head;
  PyErr_SetRaisedException(exc);
}

/** Makes the link at `outer` point to `next`: the head of the list afterwards. */
function relink(head: PyObject | null, outer: usize, next: PyObject | null): PyObject | null {
  if (next !== null) Py_INCREF(next);
  if (outer == 0) {
    Py_XDECREF(head);
    return next;
  }
  const old = load<PyObject | null>(outer);
  store<u32>(outer, <u32>changetype<usize>(next));
  Py_XDECREF(old);
  return head;
}

// ---- finding and loading ---------------------------------------------------------------------------------------------

/** Whether `spec` says that its module is being initialised; -1 on error. */
function isInitializing(spec: PyObject): i32 {
  const rc = PyObject_GetOptionalAttr(spec, ID._initializing, cell);
  if (rc <= 0) return rc;
  const value = load<PyObject>(cell);
  const truth = PyObject_IsTrue(value);
  Py_DECREF(value);
  return truth;
}

/** Waits for a module that is being imported elsewhere (import_ensure_initialized); false with an exception. */
function ensureInitialized(module: PyObject, name: PyObject): bool {
  if (importlib === null) return true;
  const rc = PyObject_GetOptionalAttr(module, ID.__spec__, cell);
  if (rc <= 0) return rc == 0;
  const spec = load<PyObject>(cell);
  const busy = isInitializing(spec);
  Py_DECREF(spec);
  if (busy <= 0) return busy == 0;
  const result = PyObject_CallMethodOneArg(importlib!, ID._lock_unlock_module, name);
  if (result === null) return false;
  Py_DECREF(result);
  return true;
}

/** Without importlib there are native modules alone: `new`. */
function importNative(name: PyObject): PyObject | null {
  const module = makeNativeModule(name);
  if (module === null) {
    if (PyErr_Occurred() === null) {
      PyErr_Format(PyExc_ModuleNotFoundError, "No module named %R", changetype<usize>(name));
    }
    return null;
  }
  if (PyDict_SetItem(sysModules!, name, module) == 0) return module;
  Py_DECREF(module);
  return null;
}

/** Microseconds that nested imports took, for -X importtime. */
let accumulated: f64 = 0;
let importLevel: i32 = 0;
let headerShown: bool = false;

function microseconds(): f64 {
  return host.monotonicClock() * 1e6;
}

function findAndLoad(name: PyObject): PyObject | null {
  if (importlib === null) return importNative(name);
  const function_ = PyDict_GetItem(PyEval_BuiltinsDict(), ID.__import__);
  const importFunction: PyObject = function_ === null ? Py_None : function_;
  const from = timing ? microseconds() : 0;
  const before = accumulated;
  if (timing) {
    if (!headerShown) tellTime("import time: self [us] | cumulative | imported package\n");
    headerShown = true;
    importLevel++;
    accumulated = 0;
  }
  const module = callMethodTwoArgs(importlib!, ID._find_and_load, name, importFunction);
  if (timing) {
    const cumulative = microseconds() - from;
    importLevel--;
    showTime(name, cumulative - accumulated, cumulative);
    accumulated = before + cumulative;
  }
  return module;
}

function tellTime(text: string): void {
  const line = PyUnicode_FromFormat(text);
  if (line !== null) writeLine(line);
}

/** Writes to the process's stderr, past sys.stderr. Steals. */
function writeLine(line: PyObject): void {
  const data = PyUnicode_AsUTF8AndSize(line);
  if (data != 0) host.write(2, data, utf8Length);
  Py_DECREF(line);
}

/** "import time:    12 |     34 |   name". */
function showTime(name: PyObject, self: f64, cumulative: f64): void {
  const exc = PyErr_GetRaisedException();
  let shown: PyObject | null = Py_NewRef(name);
  for (let i = 0; i < importLevel && shown !== null; i++) {
    const deeper = PyUnicode_FromFormat("  %U", changetype<usize>(shown));
    Py_DECREF(shown);
    shown = deeper;
  }
  if (shown !== null) {
    const line = PyUnicode_FromFormat(
      "import time: %9d | %10d | %U\n",
      <i32>self,
      <i32>cumulative,
      changetype<usize>(shown),
    );
    Py_DECREF(shown);
    if (line !== null) writeLine(line);
  }
  PyErr_Clear();
  if (exc !== null) PyErr_SetRaisedException(exc);
}

/** The module of this absolute name, imported if need be (importlib._bootstrap._find_and_load): `new`. */
function moduleOf(name: PyObject): PyObject | null {
  const known = importedModule(name);
  if (known === null) return PyErr_Occurred() !== null ? null : findAndLoad(name);
  if (known == Py_None) return findAndLoad(name); // importlib knows what to say of it
  Py_INCREF(known);
  if (ensureInitialized(known, name)) return known;
  Py_DECREF(known);
  return null;
}

// ---- relative names --------------------------------------------------------------------------------------------------

/** Position of the last "." in `name`, or -1. */
function lastDot(name: PyObject): i32 {
  let i = PyUnicode_GET_LENGTH(name) - 1;
  while (i >= 0 && PyUnicode_READ_CHAR(name, i) != 0x2e) i--;
  return i;
}

function firstDot(name: PyObject): i32 {
  const n = PyUnicode_GET_LENGTH(name);
  for (let i = 0; i < n; i++) if (PyUnicode_READ_CHAR(name, i) == 0x2e) return i;
  return -1;
}

/** An item of the globals that is not None: `new`; null for absent, or with an exception. */
function globalItem(globals: PyObject, name: PyObject): PyObject | null {
  const value = PyMapping_GetOptionalItem(globals, name);
  if (value !== null && value == Py_None) {
    Py_DECREF(value);
    return null;
  }
  return value;
}

/** `__package__`, checked against the spec's parent. Steals `base` and `spec`. `new`. */
function checkedPackage(base: PyObject, spec: PyObject | null): PyObject | null {
  let good = PyUnicode_Check(base);
  if (!good) PyErr_SetString(PyExc_TypeError, "package must be a string");
  else if (spec !== null) {
    const parent = PyObject_GetAttr(spec, ID.parent);
    const equal = parent === null ? -1 : PyObject_RichCompareBool(base, parent, 2);
    Py_XDECREF(parent);
    good = equal >= 0;
    if (equal == 0) good = PyErr_WarnEx(PyExc_DeprecationWarning, "__package__ != __spec__.parent", 1) == 0;
  }
  Py_XDECREF(spec);
  if (good) return base;
  Py_DECREF(base);
  return null;
}

/** The package that the globals belong to (resolve_name's first half): `new`. */
function packageOf(globals: PyObject): PyObject | null {
  const base = globalItem(globals, ID.__package__);
  if (base === null && PyErr_Occurred() !== null) return null;
  const spec = globalItem(globals, ID.__spec__);
  if (spec === null && PyErr_Occurred() !== null) {
    Py_XDECREF(base);
    return null;
  }
  if (base !== null) return checkedPackage(base, spec);
  if (spec !== null) {
    const parent = PyObject_GetAttr(spec, ID.parent);
    Py_DECREF(spec);
    if (parent === null || PyUnicode_Check(parent)) return parent;
    Py_DECREF(parent);
    return PyErr_SetString(PyExc_TypeError, "__spec__.parent must be a string");
  }
  const warning = "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__";
  if (PyErr_WarnEx(PyExc_ImportWarning, warning, 1) < 0) return null;
  return packageByName(globals);
}

/** The package by `__name__` and `__path__`: `new`. */
function packageByName(globals: PyObject): PyObject | null {
  const name = PyMapping_GetOptionalItem(globals, ID.__name__);
  if (name === null) {
    if (PyErr_Occurred() === null) PyErr_SetString(PyExc_KeyError, "'__name__' not in globals");
    return null;
  }
  if (!PyUnicode_Check(name)) {
    Py_DECREF(name);
    return PyErr_SetString(PyExc_TypeError, "__name__ must be a string");
  }
  const hasPath = PyDict_Contains(globals, ID.__path__);
  if (hasPath > 0) return name;
  const dot = lastDot(name);
  const parent: PyObject | null = hasPath < 0 ? null : PyUnicode_Substring(name, 0, dot < 0 ? 0 : dot);
  Py_DECREF(name);
  return parent;
}

/** The absolute name that a relative import means (resolve_name): `new`. */
function resolveName(name: PyObject, globals: PyObject | null, level: i32): PyObject | null {
  if (globals === null) return PyErr_SetString(PyExc_KeyError, "'__name__' not in globals");
  if (!PyDict_Check(globals)) return PyErr_SetString(PyExc_TypeError, "globals must be a dict");
  let base = packageOf(globals);
  if (base === null) return null;
  if (PyUnicode_GET_LENGTH(base) == 0) {
    Py_DECREF(base);
    return PyErr_SetString(PyExc_ImportError, "attempted relative import with no known parent package");
  }
  for (let i = 1; i < level; i++) {
    const dot = lastDot(base);
    if (dot < 0) {
      Py_DECREF(base);
      return PyErr_SetString(PyExc_ImportError, "attempted relative import beyond top-level package");
    }
    const outer = PyUnicode_Substring(base, 0, dot);
    Py_DECREF(base);
    if (outer === null) return null;
    base = outer;
  }
  if (PyUnicode_GET_LENGTH(name) == 0) return base;
  const full = PyUnicode_FromFormat("%U.%U", changetype<usize>(base), changetype<usize>(name));
  Py_DECREF(base);
  return full;
}

// ---- __import__ ------------------------------------------------------------------------------------------------------

/** `import a.b.c` binds `a`: the module of the first part. Borrows all. `new`. */
function headModule(name: PyObject, full: PyObject, module: PyObject, level: i32): PyObject | null {
  if (level > 0 && PyUnicode_GET_LENGTH(name) == 0) return Py_NewRef(module);
  const dot = firstDot(name);
  if (dot < 0) return Py_NewRef(module);
  if (level == 0) {
    const front = PyUnicode_Substring(name, 0, dot);
    if (front === null) return null;
    const head = PyImport_ImportModuleLevelObject(front, null, null, 0);
    Py_DECREF(front);
    return head;
  }
  const cut = PyUnicode_GET_LENGTH(full) - (PyUnicode_GET_LENGTH(name) - dot);
  const head = PyUnicode_Substring(full, 0, cut);
  if (head === null) return null;
  const found = importedModule(head);
  if (found === null && PyErr_Occurred() === null) {
    PyErr_Format(PyExc_KeyError, "%R not in sys.modules as expected", changetype<usize>(head));
  }
  Py_DECREF(head);
  return found === null ? null : Py_NewRef(found);
}

/** The module, after the submodules that a fromlist names are imported: `new`. */
function withFromList(module: PyObject, fromlist: PyObject): PyObject | null {
  const rc = PyObject_GetOptionalAttr(module, ID.__path__, cell);
  if (rc < 0) return null;
  if (rc == 0 || importlib === null) return Py_NewRef(module);
  Py_DECREF(load<PyObject>(cell));
  const function_ = PyDict_GetItem(PyEval_BuiltinsDict(), ID.__import__);
  return callMethodThreeArgs(
    importlib!,
    ID._handle_fromlist,
    module,
    fromlist,
    function_ === null ? Py_None : function_,
  );
}

/** builtins.__import__ (PyImport_ImportModuleLevelObject): `new`. globals and fromlist may be null. */
export function PyImport_ImportModuleLevelObject(
  name: PyObject,
  globals: PyObject | null,
  fromlist: PyObject | null,
  level: i32,
): PyObject | null {
  if (!PyUnicode_Check(name)) return PyErr_SetString(PyExc_TypeError, "module name must be a string");
  if (level < 0) return PyErr_SetString(PyExc_ValueError, "level must be >= 0");
  if (level == 0 && PyUnicode_GET_LENGTH(name) == 0) return PyErr_SetString(PyExc_ValueError, "Empty module name");
  const full = level > 0 ? resolveName(name, globals, level) : Py_NewRef(name);
  let result: PyObject | null = null;
  if (full !== null) {
    const module = moduleOf(full);
    if (module !== null) {
      const wantsNames = fromlist !== null && fromlist != Py_None ? PyObject_IsTrue(fromlist) : 0;
      if (wantsNames == 0) result = headModule(name, full, module, level);
      else if (wantsNames > 0) result = withFromList(module, fromlist!);
      Py_DECREF(module);
    }
    Py_DECREF(full);
  }
  if (result === null) removeImportlibFrames();
  return result;
}

/** Imports the absolute name and gives its own module, not the head of a dotted name (PyImport_Import): `new`. */
export function PyImport_GetModuleByName(name: PyObject): PyObject | null {
  if (!PyUnicode_Check(name)) return PyErr_SetString(PyExc_TypeError, "module name must be a string");
  if (PyUnicode_GET_LENGTH(name) == 0) return PyErr_SetString(PyExc_ValueError, "Empty module name");
  const module = moduleOf(name);
  if (module === null) removeImportlibFrames();
  return module;
}

/** Imports by literal name, for native code: `new`. */
export function PyImport_ImportModule(name: string): PyObject | null {
  const text = PyUnicode_FromFormat("%L", changetype<usize>(name));
  if (text === null) return null;
  const module = PyImport_GetModuleByName(text);
  Py_DECREF(text);
  return module;
}
