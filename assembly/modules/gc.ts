/**
 * The module gc (Modules/gcmodule.c), and the hooks through which the collector reaches the rooms above it: weak references, gc.callbacks,
 * gc.garbage, debug output, unraisable errors.
 */
import { PyObject } from "../object/layout";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyGC_Head, _PyGC_FINALIZED, _PyObject_GC_IS_TRACKED, _Py_FROM_GC } from "../object/gc_head";
import { Py_DECREF, Py_INCREF, Py_XDECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { callTraverse } from "../object/slots";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O, METH_VARARGS } from "../object/typedef";
import {
  _PyObject_IS_GC,
  collect,
  gcEnabled,
  getYoungThreshold,
  setGcEnabled,
  setYoungThreshold,
  youngCount,
} from "../gc/collector";
import * as generations from "../gc/generations";
import { gcListSize, gcNext } from "../gc/gc_list";
import {
  setHookCallbacks,
  setHookDebug,
  setHookGarbage,
  setHookNoMemory,
  setHookUnraisable,
  setHookUntrack,
  setHookWeakrefs,
} from "../gc/hooks";
import { ID } from "../generated/ids";
import { arg, parseArgs } from "../protocol/args";
import { callTwoArgs, PyObject_CallMethodOneArg } from "../protocol/call";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { PyErr_Format, PyErr_Clear, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyNumber_Index } from "../protocol/number";
import { PyErr_FormatUnraisable, PyErr_WriteUnraisable } from "../protocol/unraisable";
import { PyDict_CheckExact, PyDict_New, PyDict_SetItem, _PyDict_MaybeUntrack } from "../types/dict";
import { PyList_Append, PyList_CheckExact, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "../types/list";
import { PyLong_AsI32, PyLong_FromLong } from "../types/long";
import { PyModule_AddIntConstant, PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import {
  PyTuple_CheckExact,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_Pack3,
  _PyTuple_MaybeUntrack,
} from "../types/tuple";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { clearWeakrefsOfUnreachable } from "../types/weakref_collect";
import { PySys_GetObject } from "./sys";

/** gc.garbage and gc.callbacks: lists, owned. */
let garbage: PyObject | null = null;
let callbacks: PyObject | null = null;

// ---- hooks

function untrackDict(op: PyObject): void {
  if (PyDict_CheckExact(op)) _PyDict_MaybeUntrack(op);
}

function untrackTuple(op: PyObject): void {
  if (PyTuple_CheckExact(op)) _PyTuple_MaybeUntrack(op);
}

/** gc.garbage: borrowed; null if nothing was ever put there. */
export function gcGarbage(): PyObject | null {
  return garbage;
}

function appendGarbage(op: PyObject): i32 {
  if (garbage === null) garbage = PyList_New(0);
  const list = garbage;
  if (list === null || PyList_Append(list, op) < 0) {
    PyErr_Clear();
    return -1;
  }
  return 0;
}

/** Any exception that reclaiming left. */
function reportPending(): void {
  if (PyErr_Occurred() !== null) PyErr_FormatUnraisable("Exception ignored in garbage collection");
}

/** dict[name] = n; false on failure. */
function setInt(dict: PyObject, name: PyObject, n: i32): bool {
  const value = PyLong_FromLong(n);
  if (value === null) return false;
  const failed = PyDict_SetItem(dict, name, value) < 0;
  Py_DECREF(value);
  return !failed;
}

/** Calls gc.callbacks with ("start" or "stop", info). */
function runCallbacks(stop: i32, generation: i32, collected: i32, uncollectable: i32): void {
  const list = callbacks;
  if (list === null || !PyList_CheckExact(list) || PyList_GET_SIZE(list) == 0) return;
  const info = PyDict_New();
  if (
    info === null ||
    !setInt(info, ID.generation, generation) ||
    !setInt(info, ID.collected, collected) ||
    !setInt(info, ID.uncollectable, uncollectable)
  ) {
    PyErr_WriteUnraisable(null);
    Py_XDECREF(info);
    return;
  }
  const phase = stop ? ID.stop : ID.start;
  for (let i = 0; i < PyList_GET_SIZE(list); i++) {
    const callback = PyList_GET_ITEM(list, i);
    Py_INCREF(callback);
    const result = callTwoArgs(callback, phase, info);
    if (result === null) PyErr_WriteUnraisable(callback);
    else Py_DECREF(result);
    Py_DECREF(callback);
  }
  Py_DECREF(info);
}

/** Writes a line of debug output to sys.stderr. Steals `text`. */
function writeStderr(text: PyObject | null): void {
  if (text === null) {
    PyErr_Clear();
    return;
  }
  const stderr = PySys_GetObject("stderr");
  const result: PyObject | null = stderr === null ? null : PyObject_CallMethodOneArg(stderr, ID.write, text);
  if (result === null) PyErr_Clear();
  else Py_DECREF(result);
  Py_DECREF(text);
}

function debugCycle(op: PyObject, uncollectable: i32): void {
  const format = uncollectable ? "gc: uncollectable <%s 0x%x>\n" : "gc: collectable <%s 0x%x>\n";
  writeStderr(PyUnicode_FromFormat(format, op.ob_type.tp_name, changetype<usize>(op)));
}

/** gc.DEBUG_STATS. DIFFERS: the elapsed time is always 0, the collector has no clock. */
function debugStats(generation: i32, end: i32, collected: i32, uncollectable: i32): void {
  if (end) {
    const format = "gc: done, %d unreachable, %d uncollectable, 0.0000s elapsed\n";
    writeStderr(PyUnicode_FromFormat(format, collected + uncollectable, uncollectable));
    return;
  }
  const young = gcListSize(generations.generationList(0));
  const middle = gcListSize(generations.generationList(1));
  const old = gcListSize(generations.generationList(2));
  writeStderr(PyUnicode_FromFormat("gc: collecting generation %d...\n", generation));
  writeStderr(PyUnicode_FromFormat("gc: objects in each generation: %d %d %d\n", young, middle, old));
  const frozen = gcListSize(generations.permanentList());
  writeStderr(PyUnicode_FromFormat("gc: objects in permanent generation: %d\n", frozen));
}

/** Connects the collector to the rooms above it; allocates nothing. boot.ts calls it before the first object is made. */
export function initGcHooks(): void {
  setHookNoMemory(PyErr_NoMemory.index);
  setHookWeakrefs(clearWeakrefsOfUnreachable.index);
  setHookUntrack(untrackDict.index, untrackTuple.index);
  setHookCallbacks(runCallbacks.index);
  setHookDebug(debugCycle.index, debugStats.index);
  setHookGarbage(appendGarbage.index);
  setHookUnraisable(reportPending.index);
}

// ---- functions

function gc_enable(self: PyObject, unused: PyObject | null): PyObject | null {
  setGcEnabled(true);
  return Py_NewRef(Py_None);
}

function gc_disable(self: PyObject, unused: PyObject | null): PyObject | null {
  setGcEnabled(false);
  return Py_NewRef(Py_None);
}

function gc_isenabled(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_RETURN_BOOL(gcEnabled());
}

/** An int argument; -1 with an exception. */
function intOf(op: PyObject): i32 {
  const index = PyNumber_Index(op);
  if (index === null) return -1;
  const value = PyLong_AsI32(index);
  Py_DECREF(index);
  return value;
}

function failed(value: i32): bool {
  return value == -1 && PyErr_Occurred() !== null;
}

/** new int */
function gc_collect(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("collect", "generation=", args, nargs, kwnames)) return null;
  const given = arg(0);
  let generation = 2;
  if (given !== null) {
    generation = intOf(given);
    if (failed(generation)) return null;
  }
  if (generation < 0 || generation >= generations.NUM_GENERATIONS) {
    return PyErr_SetString(PyExc_ValueError, "invalid generation");
  }
  return PyLong_FromLong(collect(generation));
}

function gc_set_debug(self: PyObject, flags: PyObject): PyObject | null {
  const value = intOf(flags);
  if (failed(value)) return null;
  generations.setDebugFlags(<u32>value);
  return Py_NewRef(Py_None);
}

function gc_get_debug(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(<i32>generations.debugFlags);
}

function gc_set_threshold(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs < 1 || nargs > 3) return PyErr_SetString(PyExc_TypeError, "gc.set_threshold requires 1 to 3 arguments");
  let second = generations.generationThreshold(1);
  let third = generations.generationThreshold(2);
  const first = intOf(load<PyObject>(args));
  if (failed(first)) return null;
  if (nargs > 1) {
    second = intOf(load<PyObject>(args, 8));
    if (failed(second)) return null;
  }
  if (nargs > 2) {
    third = intOf(load<PyObject>(args, 16));
    if (failed(third)) return null;
  }
  setYoungThreshold(first);
  generations.setOlderThresholds(second, third);
  return Py_NewRef(Py_None);
}

/** (a, b, c) as ints: `new` */
function threeInts(a: i32, b: i32, c: i32): PyObject | null {
  const x = PyLong_FromLong(a);
  const y = PyLong_FromLong(b);
  const z = PyLong_FromLong(c);
  let result: PyObject | null = null;
  if (x !== null && y !== null && z !== null) result = PyTuple_Pack3(x, y, z);
  Py_XDECREF(x);
  Py_XDECREF(y);
  Py_XDECREF(z);
  return result;
}

function gc_get_threshold(self: PyObject, unused: PyObject | null): PyObject | null {
  return threeInts(getYoungThreshold(), generations.generationThreshold(1), generations.generationThreshold(2));
}

function gc_get_count(self: PyObject, unused: PyObject | null): PyObject | null {
  return threeInts(youngCount, generations.generationCount(1), generations.generationCount(2));
}

/** new */
function gc_get_stats(self: PyObject, unused: PyObject | null): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  for (let i = 0; i < generations.NUM_GENERATIONS; i++) {
    const dict = PyDict_New();
    const ok =
      dict !== null &&
      setInt(dict, ID.collections, generations.generationStat(i, 0)) &&
      setInt(dict, ID.collected, generations.generationStat(i, 1)) &&
      setInt(dict, ID.uncollectable, generations.generationStat(i, 2)) &&
      PyList_Append(list, dict) == 0;
    Py_XDECREF(dict);
    if (!ok) {
      Py_DECREF(list);
      return null;
    }
  }
  return list;
}

/** Appends the members of a generation, but not `list` itself, nor the dead that wait (marksweep). */
function appendGeneration(list: PyObject, head: PyGC_Head): bool {
  let gc = gcNext(head);
  while (gc != head) {
    const op = _Py_FROM_GC(gc);
    if (op != list && op.ob_refcnt != 0 && PyList_Append(list, op) < 0) return false;
    gc = gcNext(gc);
  }
  return true;
}

/** The generation argument of get_objects: -1 all, -2 with an exception. */
function generationArgument(given: PyObject | null): i32 {
  if (given === null || given == Py_None) return -1;
  if (given.ob_type.tp_as_number === null || given.ob_type.tp_as_number!.nb_index == 0) {
    PyErr_Format(PyExc_TypeError, "argument should be integer or None, not '%s'", given.ob_type.tp_name);
    return -2;
  }
  const generation = intOf(given);
  if (failed(generation)) return -2;
  if (generation >= generations.NUM_GENERATIONS) {
    const message = "generation parameter must be less than the number of available generations (3)";
    PyErr_SetString(PyExc_ValueError, message);
    return -2;
  }
  if (generation < 0) {
    PyErr_SetString(PyExc_ValueError, "generation parameter cannot be negative");
    return -2;
  }
  return generation;
}

/** new */
function gc_get_objects(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("get_objects", "generation=", args, nargs, kwnames)) return null;
  const generation = generationArgument(arg(0));
  if (generation == -2) return null;
  const list = PyList_New(0);
  if (list === null) return null;
  for (let i = 0; i < generations.NUM_GENERATIONS; i++) {
    if (generation >= 0 && generation != i) continue;
    if (!appendGeneration(list, generations.generationList(i))) {
      Py_DECREF(list);
      return null;
    }
  }
  return list;
}

/** visitproc: is `op` one of the objects in the tuple `arg`? */
function visitIsWanted(op: PyObject, wanted: usize): i32 {
  const tuple = changetype<PyObject>(wanted);
  const n = PyTuple_GET_SIZE(tuple);
  for (let i = 0; i < n; i++) {
    if (PyTuple_GET_ITEM(tuple, i) == op) return 1;
  }
  return 0;
}

/** new */
function gc_get_referrers(self: PyObject, objs: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  for (let i = 0; i < generations.NUM_GENERATIONS; i++) {
    const head = generations.generationList(i);
    let gc = gcNext(head);
    while (gc != head) {
      const op = _Py_FROM_GC(gc);
      gc = gcNext(gc);
      if (op == objs || op == list || op.ob_refcnt == 0) continue;
      if (callTraverse(op.ob_type.tp_traverse, op, visitIsWanted.index, changetype<usize>(objs)) == 0) continue;
      if (PyList_Append(list, op) < 0) {
        Py_DECREF(list);
        return null;
      }
    }
  }
  return list;
}

/** visitproc: appends to the list `arg`. */
function visitAppend(op: PyObject, list: usize): i32 {
  return PyList_Append(changetype<PyObject>(list), op) < 0 ? 1 : 0;
}

/** new */
function gc_get_referents(self: PyObject, objs: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  const n = PyTuple_GET_SIZE(objs);
  for (let i = 0; i < n; i++) {
    const op = PyTuple_GET_ITEM(objs, i);
    if (!_PyObject_IS_GC(op) || op.ob_type.tp_traverse == 0) continue;
    if (callTraverse(op.ob_type.tp_traverse, op, visitAppend.index, changetype<usize>(list))) {
      Py_DECREF(list);
      return null;
    }
  }
  return list;
}

function gc_is_tracked(self: PyObject, op: PyObject): PyObject | null {
  return Py_RETURN_BOOL(_PyObject_IS_GC(op) && _PyObject_GC_IS_TRACKED(op));
}

function gc_is_finalized(self: PyObject, op: PyObject): PyObject | null {
  return Py_RETURN_BOOL(_PyObject_IS_GC(op) && _PyGC_FINALIZED(op));
}

function gc_freeze(self: PyObject, unused: PyObject | null): PyObject | null {
  generations.freeze();
  return Py_NewRef(Py_None);
}

function gc_unfreeze(self: PyObject, unused: PyObject | null): PyObject | null {
  generations.unfreeze();
  return Py_NewRef(Py_None);
}

function gc_get_freeze_count(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(gcListSize(generations.permanentList()));
}

// ---- the module

const DOC =
  "This module provides access to the garbage collector for reference cycles.\n\nenable, disable, isenabled: automatic collection. collect: a collection now. get_count, get_threshold,\nset_threshold, get_stats: when collections happen and what they found. get_objects, get_referrers,\nget_referents, is_tracked, is_finalized: the objects themselves. freeze, unfreeze: the permanent generation.\n";

function addFunctions(m: PyObject): void {
  moduleFunction(
    m,
    "enable",
    gc_enable.index,
    METH_NOARGS,
    "enable($module, /)\n--\n\nEnable automatic garbage collection.",
  );
  moduleFunction(
    m,
    "disable",
    gc_disable.index,
    METH_NOARGS,
    "disable($module, /)\n--\n\nDisable automatic garbage collection.",
  );
  moduleFunction(
    m,
    "isenabled",
    gc_isenabled.index,
    METH_NOARGS,
    "isenabled($module, /)\n--\n\nIs automatic collection enabled?",
  );
  moduleFunction(
    m,
    "set_debug",
    gc_set_debug.index,
    METH_O,
    "set_debug($module, flags, /)\n--\n\nSet the debugging flags (DEBUG_...).",
  );
  moduleFunction(
    m,
    "get_debug",
    gc_get_debug.index,
    METH_NOARGS,
    "get_debug($module, /)\n--\n\nReturn the debugging flags.",
  );
  moduleFunction(
    m,
    "get_count",
    gc_get_count.index,
    METH_NOARGS,
    "get_count($module, /)\n--\n\nReturn the three collection counters.",
  );
  moduleFunction(
    m,
    "set_threshold",
    gc_set_threshold.index,
    METH_FASTCALL,
    "set_threshold(threshold0, [threshold1, [threshold2]])\nSet the collection thresholds; 0 for the first switches collection off.",
  );
  moduleFunction(
    m,
    "get_threshold",
    gc_get_threshold.index,
    METH_NOARGS,
    "get_threshold($module, /)\n--\n\nReturn the three thresholds.",
  );
  moduleFunction(
    m,
    "collect",
    gc_collect.index,
    METH_FASTCALL_KEYWORDS,
    "collect($module, /, generation=2)\n--\n\nCollect a generation and the younger ones; return the number of unreachable objects.",
  );
  moduleFunction(
    m,
    "get_objects",
    gc_get_objects.index,
    METH_FASTCALL_KEYWORDS,
    "get_objects($module, /, generation=None)\n--\n\nReturn the tracked objects, of one generation or all.",
  );
  moduleFunction(
    m,
    "get_stats",
    gc_get_stats.index,
    METH_NOARGS,
    "get_stats($module, /)\n--\n\nReturn what each generation's collections found.",
  );
  moduleFunction(
    m,
    "is_tracked",
    gc_is_tracked.index,
    METH_O,
    "is_tracked($module, obj, /)\n--\n\nDoes the collector track the object?",
  );
  moduleFunction(
    m,
    "is_finalized",
    gc_is_finalized.index,
    METH_O,
    "is_finalized($module, obj, /)\n--\n\nHas the object's finalizer run?",
  );
  moduleFunction(
    m,
    "get_referrers",
    gc_get_referrers.index,
    METH_VARARGS,
    "get_referrers($module, /, *objs)\n--\n\nReturn the objects that refer to any of objs.",
  );
  moduleFunction(
    m,
    "get_referents",
    gc_get_referents.index,
    METH_VARARGS,
    "get_referents($module, /, *objs)\n--\n\nReturn the objects that objs refer to.",
  );
  moduleFunction(
    m,
    "freeze",
    gc_freeze.index,
    METH_NOARGS,
    "freeze($module, /)\n--\n\nMove all tracked objects to the permanent generation.",
  );
  moduleFunction(
    m,
    "unfreeze",
    gc_unfreeze.index,
    METH_NOARGS,
    "unfreeze($module, /)\n--\n\nMove the permanent generation to the oldest one.",
  );
  moduleFunction(
    m,
    "get_freeze_count",
    gc_get_freeze_count.index,
    METH_NOARGS,
    "get_freeze_count($module, /)\n--\n\nReturn the size of the permanent generation.",
  );
}

/** The module `gc`: `new`. */
export function PyInit_gc(): PyObject | null {
  const m = PyModule_New("gc", "The collector of cycles: its thresholds, its counts and what it found.");
  if (m === null) return null;
  if (garbage === null) garbage = PyList_New(0);
  if (callbacks === null) callbacks = PyList_New(0);
  if (garbage === null || callbacks === null) return null;
  addFunctions(m);
  const doc = PyUnicode_FromLiteral(DOC);
  if (doc === null || PyModule_AddObjectRef(m, "__doc__", doc) < 0) return null;
  Py_DECREF(doc);
  if (PyModule_AddObjectRef(m, "garbage", garbage) < 0 || PyModule_AddObjectRef(m, "callbacks", callbacks) < 0)
    return null;
  if (
    PyModule_AddIntConstant(m, "DEBUG_STATS", 1) < 0 ||
    PyModule_AddIntConstant(m, "DEBUG_COLLECTABLE", 2) < 0 ||
    PyModule_AddIntConstant(m, "DEBUG_UNCOLLECTABLE", 4) < 0 ||
    PyModule_AddIntConstant(m, "DEBUG_SAVEALL", 32) < 0 ||
    PyModule_AddIntConstant(m, "DEBUG_LEAK", 38) < 0
  ) {
    return null;
  }
  return m;
}
