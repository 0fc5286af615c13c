/**
 * The module _posixsubprocess (Modules/_posixsubprocess.c): fork_exec, whose work the host does (src/machine/services/posix_spawn.ts). The program's
 * arguments become bytes here, since they may be paths with __fspath__.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL } from "../object/typedef";
import { PyExc_RuntimeError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Clear, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import { PySequence_List } from "../protocol/sequence";
import { PyList_GET_ITEM, PyList_GET_SIZE, PyList_SetItem } from "../types/list";
import { moduleFunction } from "../types/module";
import { PyBytes_Check } from "../types/bytes";
import { PyLong_AsI64, PyLong_Check } from "../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
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

/** fds_to_keep: a tuple of different descriptors in rising order. */
function areDescriptors(op: PyObject): bool {
  let last: i64 = -1;
  for (let i = 0; i < PyTuple_GET_SIZE(op); i++) {
    const item = PyTuple_GET_ITEM(op, i);
    if (!PyLong_Check(item)) return false;
    const fd = PyLong_AsI64(item);
    if (PyErr_Occurred() !== null) PyErr_Clear();
    if (fd <= last || fd > 0x7fffffff) return false;
    last = fd;
  }
  return true;
}

/** A sequence of bytes as a list: `new`. */
function bytesList(op: PyObject): PyObject | null {
  const list = PySequence_List(op);
  if (list === null) return null;
  for (let i = 0; i < PyList_GET_SIZE(list); i++) {
    const item = PyList_GET_ITEM(list, i);
    if (PyBytes_Check(item)) continue;
    PyErr_Format(PyExc_TypeError, "expected bytes, %s found", item.ob_type.tp_name);
    Py_DECREF(list);
    return null;
  }
  return list;
}

const KEEP: i32 = 3;
const CWD: i32 = 4;
const ENV: i32 = 5;

/** Argument `i` as it is sent: `new`. */
function sentArgument(i: i32, op: PyObject): PyObject | null {
  if (i == 0) return programArguments(op);
  if (i == 1 || (i == ENV && op != Py_None)) return bytesList(op);
  if (i == CWD && op != Py_None) return PyOS_FSPath(op);
  // DIFFERS: a process with the engine's threads cannot fork and go on with Python
  if (i == PREEXEC && op != Py_None) {
    return PyErr_SetString(PyExc_RuntimeError, "preexec_fn is not supported: this process cannot fork");
  }
  if (i != KEEP) return Py_NewRef(op);
  if (!PyTuple_Check(op)) {
    return PyErr_Format(PyExc_TypeError, "fork_exec() argument 4 must be tuple, not %s", op.ob_type.tp_name);
  }
  return areDescriptors(op) ? Py_NewRef(op) : PyErr_SetString(PyExc_ValueError, "bad value(s) in fds_to_keep");
}

function fork_exec(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("fork_exec", nargs, ARGUMENTS, ARGUMENTS)) return null;
  const sent = PyTuple_New(ARGUMENTS);
  if (sent === null) return null;
  for (let i = 0; i < ARGUMENTS; i++) {
    const item = sentArgument(i, ptrAt(args, i));
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
  const rc = moduleFunction(
    m,
    "fork_exec",
    fork_exec.index,
    METH_FASTCALL,
    "fork_exec($module, args, executable_list, close_fds, pass_fds, cwd,\n          env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite,\n          errpipe_read, errpipe_write, restore_signals, call_setsid,\n          pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn,\n          allow_vfork, /)\n--\n\nSpawn a fresh new child process.",
  );
  return rc < 0 ? null : m;
}
