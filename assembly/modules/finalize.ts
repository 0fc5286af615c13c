/**
 * The end of a program (Py_FinalizeEx and finalize_modules of Python/pylifecycle.c): threads are waited for, atexit's functions run, the
 * modules die, cycles are collected. What `__del__` methods and callbacks of weak references see of a dying program depends on the order
 * here, which is CPython's.
 *
 * Invariant: every step runs once and ends, whatever finalizers create meanwhile: names are set to None in one pass over a dict, and the
 * collector runs a fixed number of times. The machine itself (sys, builtins, types) stays usable: the host may still ask for the heap.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_XDECREF, Py_NewRef } from "../object/refcount";
import { Py_None, Py_True, Py_False } from "../object/statics";
import { PyExc_ResourceWarning } from "../object/exception_types";
import { ID } from "../generated/ids";
import { collect, gcEnabled } from "../gc/collector";
import * as generations from "../gc/generations";
import { REASON_END } from "../gc/trigger";
import { PyErr_Clear, PyErr_Occurred } from "../protocol/errors";
import { PyErr_FormatUnraisable, PyErr_WriteUnraisable } from "../protocol/unraisable";
import { PyErr_WarnExplicitObject } from "../protocol/warnings";
import { PyObject_CallMethodNoArgs } from "../protocol/call";
import { PyObject_Repr } from "../protocol/compare";
import {
  PyDict_CheckExact,
  PyDict_Clear,
  PyDict_Copy,
  PyDict_GET_SIZE,
  PyDict_GetItem,
  PyDict_Merge,
  PyDict_Next,
  PyDict_SetItem,
  dictNextKey,
  dictNextValue,
} from "../types/dict";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "../types/list";
import { PyModule_Check, PyModule_GetDict } from "../types/module";
import { PyUnicode_Check, PyUnicode_EqualToLiteral, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../types/unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyWeakref_NewRef, _PyWeakref_GET_REF } from "../types/weakref";
import { runExitFunctions } from "./atexit";
import { gcGarbage } from "./gc";
import { writeToStderr } from "./print_exception";
import { stopTracing } from "./tracemalloc/traces";
import { PySys_GetObject, PySys_SetObject, sysModule, sysModules } from "./sys";

/** Names that finalizers may add to a dict that is being cleared before the rest is left alone. */
const NEW_NAMES: i32 = 10000;

export let finalizing: bool = false;
let builtinsDict: PyObject | null = null;
/** The dict of builtins as it was at boot: user data in builtins goes before the modules do. */
let builtinsCopy: PyObject | null = null;

/** sys.is_finalizing(). */
export function sys_is_finalizing(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(finalizing ? Py_True : Py_False);
}

/** Remembers the builtins' dict (borrowed; it lives as long as the machine); false with MemoryError. */
export function initFinalize(builtins: PyObject): bool {
  builtinsDict = builtins;
  builtinsCopy = PyDict_Copy(builtins);
  return builtinsCopy !== null;
}

/** Waits for the threads that threading knows. */
function waitForThreads(): void {
  const name = PyUnicode_FromLiteral("threading");
  const shutdown = PyUnicode_FromLiteral("_shutdown");
  if (name !== null && shutdown !== null) {
    const threading = PyDict_GetItem(sysModules!, name);
    if (threading !== null && threading != Py_None) {
      Py_INCREF(threading);
      const result = PyObject_CallMethodNoArgs(threading, shutdown);
      if (result === null)
        PyErr_FormatUnraisable("Exception ignored on threading shutdown %R", changetype<usize>(threading));
      else Py_DECREF(result);
      Py_DECREF(threading);
    }
  }
  Py_XDECREF(name);
  Py_XDECREF(shutdown);
  PyErr_Clear();
}

function setSys(name: string, value: PyObject): void {
  if (PySys_SetObject(name, value) < 0) PyErr_WriteUnraisable(null);
}

function restoreStream(name: string, original: string): void {
  const stream = PySys_GetObject(original);
  setSys(name, stream === null ? Py_None : stream);
}

/** builtins._ and the attributes of sys that hold on to user data (finalize_modules_delete_special). */
function deleteSpecial(builtins: PyObject): void {
  if (PyDict_SetItem(builtins, ID._, Py_None) < 0) PyErr_WriteUnraisable(null);
  setSys("path", Py_None);
  setSys("argv", Py_None);
  setSys("ps1", Py_None);
  setSys("ps2", Py_None);
  setSys("last_exc", Py_None);
  setSys("last_type", Py_None);
  setSys("last_value", Py_None);
  setSys("last_traceback", Py_None);
  setSys("path_importer_cache", Py_None);
  setSys("meta_path", Py_None);
  setSys("path_hooks", Py_None);
  setSys("__interactivehook__", Py_None);
  restoreStream("stdin", "__stdin__");
  restoreStream("stdout", "__stdout__");
  restoreStream("stderr", "__stderr__");
}

/** Sets all of sys.modules to None; a list of weak references to the modules: `new`, or null. */
function removeModules(modules: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) PyErr_WriteUnraisable(null);
  if (!PyDict_CheckExact(modules)) return list;
  let pos = 0;
  while ((pos = PyDict_Next(modules, pos)) != 0) {
    const key = dictNextKey();
    const value = dictNextValue();
    if (!PyModule_Check(value)) continue;
    const ref = PyWeakref_NewRef(value, null);
    if (ref === null || list === null || PyList_Append(list, ref) < 0) PyErr_WriteUnraisable(null);
    Py_XDECREF(ref);
    Py_INCREF(key);
    if (PyDict_SetItem(modules, key, Py_None) < 0) PyErr_WriteUnraisable(null);
    Py_DECREF(key);
  }
  return list;
}

function setToNone(dict: PyObject, key: PyObject): void {
  Py_INCREF(key);
  if (PyDict_SetItem(dict, key, Py_None) < 0) PyErr_WriteUnraisable(null);
  Py_DECREF(key);
}

/** First the names with one leading underscore become None, then all but `__builtins__` (_PyModule_ClearDict). */
function clearModuleDict(dict: PyObject): void {
  for (let pass = 0; pass < 2; pass++) {
    let pos = 0;
    // finalizers may add names, which are visited too, but not without end
    let left = PyDict_GET_SIZE(dict) + NEW_NAMES;
    while (left-- > 0 && (pos = PyDict_Next(dict, pos)) != 0) {
      const key = dictNextKey();
      if (dictNextValue() == Py_None || !PyUnicode_Check(key)) continue;
      const length = PyUnicode_GET_LENGTH(key);
      const underscore = length > 0 && PyUnicode_READ_CHAR(key, 0) == 0x5f;
      const clears =
        pass == 0
          ? underscore && length > 1 && PyUnicode_READ_CHAR(key, 1) != 0x5f
          : !underscore || !PyUnicode_EqualToLiteral(key, "__builtins__");
      if (clears) setToNone(dict, key);
    }
  }
}

/** Modules that something still holds lose their globals, the last imported first. */
function clearLivingModules(list: PyObject, builtins: PyObject): void {
  const sysDict = PyModule_GetDict(sysModule!);
  for (let i = PyList_GET_SIZE(list) - 1; i >= 0; i--) {
    const module = _PyWeakref_GET_REF(PyList_GET_ITEM(list, i));
    if (module === null) continue;
    const dict = PyModule_GetDict(module);
    if (dict != builtins && dict != sysDict) clearModuleDict(dict);
    Py_DECREF(module);
  }
}

function collectNoFail(): void {
  collect(generations.NUM_GENERATIONS - 1);
  PyErr_Clear();
}

/** gc.garbage that nobody looked at is worth a ResourceWarning (_PyGC_DumpShutdownStats). */
function tellGarbage(): void {
  const list = gcGarbage();
  if (list === null || PyList_GET_SIZE(list) == 0 || generations.debugFlags & generations.GC_DEBUG_SAVEALL) return;
  const listed = (generations.debugFlags & generations.GC_DEBUG_UNCOLLECTABLE) != 0;
  const message = PyUnicode_FromFormat(
    listed
      ? "gc: %d uncollectable objects at shutdown"
      : "gc: %d uncollectable objects at shutdown; use gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them",
    PyList_GET_SIZE(list),
  );
  const file = PyUnicode_FromLiteral("gc");
  if (message === null || file === null || PyErr_WarnExplicitObject(PyExc_ResourceWarning, message, file, 0) < 0) {
    PyErr_WriteUnraisable(null);
  }
  Py_XDECREF(message);
  Py_XDECREF(file);
  if (!listed) return;
  const repr = PyObject_Repr(list);
  const line: PyObject | null = repr === null ? null : PyUnicode_FromFormat("      %U\n", changetype<usize>(repr));
  if (line === null) PyErr_WriteUnraisable(list);
  else writeToStderr(line);
  Py_XDECREF(repr);
}

function finalizeModules(builtins: PyObject): void {
  const modules = sysModules!;
  deleteSpecial(builtins);
  const list = removeModules(modules);
  PyDict_Clear(modules);
  const old = PyDict_Copy(builtins);
  PyDict_Clear(builtins);
  if (builtinsCopy !== null && PyDict_Merge(builtins, builtinsCopy!, 1) < 0) PyErr_WriteUnraisable(null);
  Py_XDECREF(old);
  collectNoFail();
  tellGarbage();
  if (list !== null) {
    clearLivingModules(list, builtins);
    Py_DECREF(list);
  }
  clearModuleDict(PyModule_GetDict(sysModule!));
  clearModuleDict(builtins);
  PyDict_Clear(modules);
  collectNoFail();
}

/**
 * Ends the program: all that Py_FinalizeEx does that a program can see. `flush` (): void lets the standard streams out; `releaseMain`
 * (): void drops the host's own reference to `__main__`.
 */
export function finalizeProgram(flush: u32, releaseMain: u32): void {
  const builtins = builtinsDict;
  if (finalizing || builtins === null) return;
  waitForThreads();
  runExitFunctions();
  finalizing = true;
  generations.setReason(REASON_END);
  call_indirect<void>(flush);
  if (gcEnabled()) collect(generations.NUM_GENERATIONS - 1);
  call_indirect<void>(releaseMain);
  finalizeModules(builtins);
  stopTracing();
  if (PyErr_Occurred() !== null) PyErr_Clear();
}
