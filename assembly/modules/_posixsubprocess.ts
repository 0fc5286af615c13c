/**
 * The module _posixsubprocess (Modules/_posixsubprocess.c): fork_exec, whose work the host does (src/machine/services/posix_spawn.ts). The program's
 * arguments become bytes here, since they may be paths with __fspath__.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL } from "../object/typedef";
import { PyExc_RuntimeError } from "../object/exception_types";
import { PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import { PySequence_List } from "../protocol/sequence";
import { PyList_GET_ITEM, PyList_GET_SIZE, PyList_SetItem } from "../types/list";
import { moduleFunction } from "../types/module";
import { PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import { PyOS_FSPath } from "../types/unicode_codecs";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { callServiceWith, makeHostModule } from "./host_module";

const ARGUMENTS: i32 = 23;
const PREEXEC: i32 = 21;

/** The arguments as a list of str and bytes: `new`. */
function programArguments(op: PyObject): PyObject | null {
  const list = PySequence_List(op);
  if (list === null) return null;
  for (let i = 0; i < PyList_GET_SIZE(list); i++) {
    const path = PyOS_FSPath(PyList_GET_ITEM(list, i));
    if (path === null || PyList_SetItem(list, i, path) < 0) {
      Py_DECREF(list);
      return null;
    }
  }
  return list;
}

function fork_exec(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("fork_exec", nargs, ARGUMENTS, ARGUMENTS)) return null;
  // DIFFERS: a process with the engine's threads cannot fork and go on with Python
  if (ptrAt(args, PREEXEC) != Py_None) {
    return PyErr_SetString(PyExc_RuntimeError, "preexec_fn is not supported: this process cannot fork");
  }
  const sent = PyTuple_New(ARGUMENTS);
  if (sent === null) return null;
  for (let i = 0; i < ARGUMENTS; i++) {
    const item: PyObject | null = i == 0 ? programArguments(ptrAt(args, i)) : Py_NewRef(ptrAt(args, i));
    if (item === null) {
      Py_DECREF(sent);
      return null;
    }
    PyTuple_SET_ITEM(sent, i, item);
  }
  const pid = callServiceWith("_posixsubprocess._fork_exec", sent);
  Py_DECREF(sent);
  return pid;
}

/** The module `_posixsubprocess`: `new`; null without an exception where no program can be started. */
export function PyInit__posixsubprocess(): PyObject | null {
  const name = PyUnicode_FromLiteral("_posixsubprocess");
  if (name === null) return null;
  const m = makeHostModule(name);
  Py_DECREF(name);
  if (m === null) return null;
  const rc = moduleFunction(m, "fork_exec", fork_exec.index, METH_FASTCALL, "Spawn a fresh new child process.");
  return rc < 0 ? null : m;
}
