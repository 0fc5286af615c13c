/**
 * The module atexit (Modules/atexitmodule.c): functions that run, last first, when the program ends.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_SetString } from "../protocol/errors";
import { PyCallable_Check } from "../protocol/attr";
import { PyObject_Call, kwargsDict, tupleFromArray } from "../protocol/call";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyErr_FormatUnraisable } from "../protocol/unraisable";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, PyList_SetSlice } from "../types/list";
import { PyLong_FromLong } from "../types/long";
import { PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack3 } from "../types/tuple";

/** List of (function, args, kwargs or None). */
let callbacks: PyObject | null = null;

function atexit_register(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs == 0) return PyErr_SetString(PyExc_TypeError, "register() takes at least 1 argument (0 given)");
  const func = ptrAt(args, 0);
  if (!PyCallable_Check(func)) return PyErr_SetString(PyExc_TypeError, "the first argument must be callable");
  const rest = tupleFromArray(args + 8, nargs - 1);
  const kwargs: PyObject | null =
    kwnames === null || PyTuple_GET_SIZE(kwnames) == 0
      ? Py_NewRef(Py_None)
      : kwargsDict(args + ((<usize>nargs) << 3), kwnames);
  if (rest === null || kwargs === null) return null;
  const entry = PyTuple_Pack3(func, rest, kwargs);
  Py_DECREF(rest);
  Py_DECREF(kwargs);
  if (entry === null || PyList_Append(callbacks!, entry) < 0) return null;
  Py_DECREF(entry);
  return Py_NewRef(func);
}

function atexit_unregister(m: PyObject, func: PyObject): PyObject | null {
  const list = callbacks!;
  let i = 0;
  while (i < PyList_GET_SIZE(list)) {
    const same = PyObject_RichCompareBool(PyTuple_GET_ITEM(PyList_GET_ITEM(list, i), 0), func, 2);
    if (same < 0) return null;
    if (same > 0) {
      if (PyList_SetSlice(list, i, i + 1, null) < 0) return null;
    } else i++;
  }
  return Py_NewRef(Py_None);
}

function atexit_clear(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyList_SetSlice(callbacks!, 0, PyList_GET_SIZE(callbacks!), null) < 0 ? null : Py_NewRef(Py_None);
}

function atexit_ncallbacks(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(PyList_GET_SIZE(callbacks!));
}

/** Runs and forgets all callbacks; what they raise is printed. */
export function runExitFunctions(): void {
  if (callbacks === null) return;
  const list = callbacks!;
  while (PyList_GET_SIZE(list) > 0) {
    const last = PyList_GET_SIZE(list) - 1;
    const entry = PyList_GET_ITEM(list, last);
    Py_INCREF(entry);
    PyList_SetSlice(list, last, last + 1, null);
    const kwargs = PyTuple_GET_ITEM(entry, 2);
    const result = PyObject_Call(
      PyTuple_GET_ITEM(entry, 0),
      PyTuple_GET_ITEM(entry, 1),
      kwargs == Py_None ? null : kwargs,
    );
    if (result === null)
      PyErr_FormatUnraisable("Exception ignored in atexit callback %R", changetype<usize>(PyTuple_GET_ITEM(entry, 0)));
    else Py_DECREF(result);
    Py_DECREF(entry);
  }
}

function atexit_run(m: PyObject, unused: PyObject | null): PyObject | null {
  runExitFunctions();
  return Py_NewRef(Py_None);
}

/** The module `atexit`: `new`. */
export function PyInit_atexit(): PyObject | null {
  const m = PyModule_New("atexit", "functions to be called when the interpreter ends in order,\nhowever many.");
  if (m === null) return null;
  if (callbacks === null) callbacks = PyList_New(0);
  if (callbacks === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "register",
    atexit_register.index,
    METH_FASTCALL_KEYWORDS,
    "register($module, func, /, *args, **kwargs)\n--\n\nHave a function called when the program ends in order\n\n    func - what to call\n    args - its positional arguments\n    kwargs - its keyword arguments\n\n    Gives func back, so that it works as a decorator.",
  );
  bad |= moduleFunction(
    m,
    "unregister",
    atexit_unregister.index,
    METH_O,
    "unregister($module, func, /)\n--\n\nForget a function given to atexit.register earlier\n\n    func - the function, found by equality",
  );
  bad |= moduleFunction(
    m,
    "_clear",
    atexit_clear.index,
    METH_NOARGS,
    "_clear($module, /)\n--\n\nClear the list of previously registered exit functions.",
  );
  bad |= moduleFunction(
    m,
    "_run_exitfuncs",
    atexit_run.index,
    METH_NOARGS,
    "_run_exitfuncs($module, /)\n--\n\nRun all registered exit functions.",
  );
  bad |= moduleFunction(
    m,
    "_ncallbacks",
    atexit_ncallbacks.index,
    METH_NOARGS,
    "_ncallbacks($module, /)\n--\n\nReturn the number of registered exit functions.",
  );
  return bad < 0 ? null : m;
}
