/**
 * Frozen modules: code that the build made ahead of time and the host hands out by name (src/machine/stdlib.ts). importlib itself is one.
 * A few modules that are native in CPython are Python code here; they come the same way, and importlib takes them for built-in ones.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyExc_ImportError } from "../object/exception_types";
import * as host from "../host";
import { ID } from "../generated/ids";
import { PyMem_Free } from "../memory/blocks";
import { PyErr_Format, PyErr_GetRaisedException, PyErr_SetRaisedException, PyErr_Clear } from "../protocol/errors";
import { PyObject_SetAttr } from "../protocol/attr";
import { PySequence_List } from "../protocol/sequence";
import { readMarshal } from "../load/marshal";
import { PyLong_AsI32 } from "../types/long";
import { PyModule_GetDict, PyModule_NewObject } from "../types/module";
import { PyTuple_GET_ITEM } from "../types/tuple";
import { PyUnicode_AsUTF8AndSize, utf8Length } from "../types/unicode";
import { ensureBuiltins } from "../vm/code_runner";
import { PyEval_EvalCode } from "../vm/run";

export const FROZEN_NONE: i32 = -1;
export const FROZEN_MODULE: i32 = 0;
export const FROZEN_PACKAGE: i32 = 1;
export const PYTHON_BUILTIN: i32 = 2;

/** The host's tuple (kind, original name, code or None) for `name`: `new`; null without an exception if it has none. */
function describe(name: PyObject, wantsCode: bool): PyObject | null {
  const text = PyUnicode_AsUTF8AndSize(name);
  if (text == 0) {
    PyErr_Clear(); // lone surrogates name nothing
    return null;
  }
  const block = host.findFrozen(text, utf8Length, wantsCode);
  if (block == 0) return null;
  const found = readMarshal(block, <usize>host.resultSize());
  PyMem_Free(block);
  return found;
}

/** Kind of the frozen module `name`, FROZEN_NONE if it is none. */
export function frozenKind(name: PyObject): i32 {
  const found = describe(name, false);
  if (found === null) return FROZEN_NONE;
  const kind = PyLong_AsI32(PyTuple_GET_ITEM(found, 0));
  Py_DECREF(found);
  return kind;
}

/** The name of the module that `name` is an alias of, or itself: `new`; null without an exception if it is not frozen. */
export function frozenOrigin(name: PyObject): PyObject | null {
  const found = describe(name, false);
  if (found === null) return null;
  const origin = Py_NewRef(PyTuple_GET_ITEM(found, 1));
  Py_DECREF(found);
  return origin;
}

/** Names of all frozen modules: `new` list. */
export function frozenNames(): PyObject | null {
  const block = host.moduleNames(true);
  if (block == 0) return null;
  const names = readMarshal(block, <usize>host.resultSize());
  PyMem_Free(block);
  if (names === null) return null;
  const list = PySequence_List(names);
  Py_DECREF(names);
  return list;
}

/** Code object of the frozen module `name`: `new`, or null with ImportError. */
export function frozenCode(name: PyObject): PyObject | null {
  const found = describe(name, true);
  if (found === null) {
    PyErr_Format(PyExc_ImportError, "No such frozen object named %R", changetype<usize>(name));
    const exc = PyErr_GetRaisedException();
    if (exc !== null) {
      if (PyObject_SetAttr(exc, ID.name, name) < 0) PyErr_Clear();
      PyErr_SetRaisedException(exc);
    }
    return null;
  }
  const code = Py_NewRef(PyTuple_GET_ITEM(found, 2));
  Py_DECREF(found);
  return code;
}

/** A native module written in Python, run: `new`; null without an exception if `name` is none. */
export function makePythonBuiltin(name: PyObject): PyObject | null {
  if (frozenKind(name) != PYTHON_BUILTIN) return null;
  const code = frozenCode(name);
  if (code === null) return null;
  const module = PyModule_NewObject(name);
  if (module === null) {
    Py_DECREF(code);
    return null;
  }
  const dict = PyModule_GetDict(module);
  const result: PyObject | null = ensureBuiltins(dict) ? PyEval_EvalCode(code, dict, dict, null) : null;
  Py_DECREF(code);
  if (result === null) {
    Py_DECREF(module);
    return null;
  }
  Py_DECREF(result);
  return module;
}
