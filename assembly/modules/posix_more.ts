/**
 * More of posix whose arguments the host's plain data cannot carry: scattered reads and writes (readv, writev, preadv, pwritev), sched_param, and
 * spawnv and its like, which os.py writes with fork where a system has it: here they are posix_spawn, then waitpid.
 */
import { PyObject, PyTypeObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL } from "../object/typedef";
import { PyExc_OSError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional, argReq, parseTupleArgs } from "../protocol/args";
import { argValue, intArg } from "../protocol/arg_values";
import { PyBUF_SIMPLE, PyBUF_WRITABLE, PyObject_GetBuffer, allocBuffer, freeBuffer } from "../protocol/buffer";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_SetString } from "../protocol/errors";
import { PyObject_IsTrue } from "../protocol/compare";
import { PySequence_Check, PySequence_GetItem, PySequence_List, PySequence_Size } from "../protocol/sequence";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../types/bytes";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE } from "../types/list";
import { PyLong_AsI32, PyLong_FromLong } from "../types/long";
import { PyModule_AddIntConstant, PyModule_AddObjectRef, moduleFunction } from "../types/module";
import { PyStructSequence_New, PyStructSequence_SetItem } from "../types/structseq";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_Pack3 } from "../types/tuple";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { callService, callServiceWith } from "./host_module";
import { spawnWith } from "./posix";
import { schedParamType } from "./struct_types";

const slots = memory.data(40, 8);

/** Calls a service with up to five arguments: `new`. */
function service(name: string, n: i32, a: PyObject, b: PyObject, c: PyObject | null = null): PyObject | null {
  const text = PyUnicode_FromLiteral(name);
  if (text === null) return null;
  store<u64>(slots, <u64>changetype<usize>(a));
  store<u64>(slots, <u64>changetype<usize>(b), 8);
  store<u64>(slots, <u64>changetype<usize>(c), 16);
  const result = callService(text, slots, n, null);
  Py_DECREF(text);
  return result;
}

// ---- scattered reads and writes ----

/** The buffers as a list: `new`; TypeError if they are no sequence. */
function bufferList(buffers: PyObject, message: string): PyObject | null {
  if (!PySequence_Check(buffers)) return PyErr_SetString(PyExc_TypeError, message);
  return PySequence_List(buffers);
}

/** Copies between a list's buffers and `data`, in order, as far as either reaches; -1 with an exception. `from` 0: only counts. */
function scatter(list: PyObject, data: usize, n: i32, isRead: bool): i32 {
  let done = 0;
  for (let i = 0; i < PyList_GET_SIZE(list); i++) {
    const view = allocBuffer();
    if (PyObject_GetBuffer(PyList_GET_ITEM(list, i), view, isRead ? PyBUF_WRITABLE : PyBUF_SIMPLE) < 0) {
      view.obj = null;
      freeBuffer(view);
      return -1;
    }
    let size = view.len;
    if (data != 0) {
      if (size > n - done) size = n - done;
      if (isRead) memory.copy(view.buf, data + <usize>done, <usize>size);
      else memory.copy(data + <usize>done, view.buf, <usize>size);
    }
    done += size;
    freeBuffer(view);
  }
  return done;
}

function readInto(
  m: PyObject,
  name: string,
  fd: PyObject,
  buffers: PyObject,
  offset: PyObject | null,
): PyObject | null {
  const list = bufferList(
    buffers,
    offset === null ? "readv() arg 2 must be a sequence" : "preadv() arg 2 must be a sequence",
  );
  if (list === null) return null;
  const total = scatter(list, 0, 0, true);
  const size: PyObject | null = total < 0 ? null : PyLong_FromLong(total);
  let result: PyObject | null = null;
  if (size !== null) {
    const data = service(name, offset === null ? 2 : 3, fd, size, offset);
    Py_DECREF(size);
    if (data !== null) {
      const n = PyBytes_GET_SIZE(data);
      if (scatter(list, PyBytes_AS_STRING(data), n, true) >= 0) result = PyLong_FromLong(n);
      Py_DECREF(data);
    }
  }
  Py_DECREF(list);
  return result;
}

function writeFrom(
  m: PyObject,
  name: string,
  fd: PyObject,
  buffers: PyObject,
  offset: PyObject | null,
): PyObject | null {
  const list = bufferList(
    buffers,
    offset === null ? "writev() arg 2 must be a sequence" : "pwritev() arg 2 must be a sequence",
  );
  if (list === null) return null;
  const total = scatter(list, 0, 0, false);
  const data: PyObject | null = total < 0 ? null : PyBytes_FromStringAndSize(0, total);
  let result: PyObject | null = null;
  if (data !== null) {
    if (total == 0 || scatter(list, PyBytes_AS_STRING(data), total, false) >= 0) {
      result = service(name, offset === null ? 2 : 3, fd, data, offset);
    }
    Py_DECREF(data);
  }
  Py_DECREF(list);
  return result;
}

function posix_readv(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readv", nargs, 2, 2) || !intArg(ptrAt(args, 0))) return null;
  return readInto(m, "posix._readv", ptrAt(args, 0), ptrAt(args, 1), null);
}

function posix_writev(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("writev", nargs, 2, 2) || !intArg(ptrAt(args, 0))) return null;
  return writeFrom(m, "posix.write", ptrAt(args, 0), ptrAt(args, 1), null);
}

/** Flags of preadv and pwritev are hints for the system but for appending and not waiting. */
function posix_preadv(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("preadv", nargs, 3, 4) || !intArg(ptrAt(args, 0))) return null;
  return readInto(m, "posix._preadv", ptrAt(args, 0), ptrAt(args, 1), ptrAt(args, 2));
}

function posix_pwritev(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pwritev", nargs, 3, 4) || !intArg(ptrAt(args, 0))) return null;
  return writeFrom(m, "posix.pwrite", ptrAt(args, 0), ptrAt(args, 1), ptrAt(args, 2));
}

// ---- sched_param ----

function schedParam_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("sched_param", "sched_priority", args, kwargs)) return null;
  const priority = Py_NewRef(argReq(0));
  const self = PyStructSequence_New(type);
  if (self === null) Py_DECREF(priority);
  else PyStructSequence_SetItem(self, 0, priority);
  return self;
}

// ---- spawn ----

const P_WAIT: i32 = 0;
const P_NOWAIT: i32 = 1;

/** Waits for a child: its exit code, below 0 for the signal that ended it. A stopped one is waited for again. */
function exitCodeOf(pid: PyObject): PyObject | null {
  const options = PyLong_FromLong(0);
  if (options === null) return null;
  let status = 0x7f;
  let good = true;
  while (good && (status & 0xff) == 0x7f) {
    const found = callServiceWith("posix.waitpid", pid, options);
    good = found !== null;
    if (found !== null) {
      status = PyLong_AsI32(PyTuple_GET_ITEM(found, 1));
      Py_DECREF(found);
    }
  }
  Py_DECREF(options);
  if (!good) return null;
  return PyLong_FromLong((status & 0x7f) == 0 ? (status >> 8) & 0xff : -(status & 0x7f));
}

/** A child that ends as one whose program could not be started: `new` number. */
function failedChild(): PyObject | null {
  const path = PyUnicode_FromLiteral("/bin/sh");
  const option = PyUnicode_FromLiteral("-c");
  const command = PyUnicode_FromLiteral("exit 127");
  const argv: PyObject | null =
    path === null || option === null || command === null ? null : PyTuple_Pack3(path, option, command);
  let pid: PyObject | null = null;
  if (argv !== null) {
    store<u64>(slots, <u64>changetype<usize>(path));
    store<u64>(slots, <u64>changetype<usize>(argv), 8);
    store<u64>(slots, <u64>changetype<usize>(Py_None), 16);
    pid = spawnWith("posix._posix_spawn", slots, 3, null);
    Py_DECREF(argv);
  }
  Py_XDECREF(path);
  Py_XDECREF(option);
  Py_XDECREF(command);
  return pid;
}

/** spawnv(mode, file, args) and, with `env`, spawnve(mode, file, args, env). */
function spawn(fname: string, service: string, args: usize, nargs: i32, hasEnv: bool): PyObject | null {
  const count = hasEnv ? 4 : 3;
  if (!PyArg_CheckPositional(fname, nargs, count, count) || !intArg(ptrAt(args, 0))) return null;
  const mode = argValue;
  const argv = ptrAt(args, 2);
  if (!PyTuple_Check(argv) && !PyList_Check(argv)) {
    return PyErr_SetString(PyExc_TypeError, "argv must be a tuple or a list");
  }
  const n = PySequence_Size(argv);
  const first: PyObject | null = n < 1 ? null : PySequence_GetItem(argv, 0);
  const isGood = first === null ? 0 : PyObject_IsTrue(first);
  Py_XDECREF(first);
  if (isGood < 0) return null;
  if (isGood == 0) return PyErr_SetString(PyExc_ValueError, "argv first element cannot be empty");
  store<u64>(slots, <u64>changetype<usize>(ptrAt(args, 1)));
  store<u64>(slots, <u64>changetype<usize>(argv), 8);
  store<u64>(slots, <u64>changetype<usize>(hasEnv ? ptrAt(args, 3) : Py_None), 16);
  let pid = spawnWith(service, slots, 3, null);
  if (pid === null) {
    if (!PyErr_ExceptionMatches(PyExc_OSError)) return null;
    PyErr_Clear();
    pid = failedChild();
  }
  if (pid === null || mode == P_NOWAIT) return pid;
  const code = exitCodeOf(pid);
  Py_DECREF(pid);
  return code;
}

function posix_spawnv(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return spawn("spawnv", "posix._posix_spawn", args, nargs, false);
}

function posix_spawnve(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return spawn("spawnve", "posix._posix_spawn", args, nargs, true);
}

function posix_spawnvp(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return spawn("spawnvp", "posix._posix_spawnp", args, nargs, false);
}

function posix_spawnvpe(m: PyObject, args: usize, nargs: i32): PyObject | null {
  return spawn("spawnvpe", "posix._posix_spawnp", args, nargs, true);
}

/** Adds them all; below 0 with an exception. Only where there is a C library. */
export function addMorePosix(m: PyObject): i32 {
  let bad = 0;
  const type = schedParamType();
  if (type === null) return -1;
  type.tp_new = schedParam_new.index;
  bad |= PyModule_AddObjectRef(m, "sched_param", type);
  bad |= moduleFunction(
    m,
    "readv",
    posix_readv.index,
    METH_FASTCALL,
    "readv($module, fd, buffers, /)\n--\n\nReads into several buffers, one after the other.",
  );
  bad |= moduleFunction(
    m,
    "writev",
    posix_writev.index,
    METH_FASTCALL,
    "writev($module, fd, buffers, /)\n--\n\nWrites several buffers, one after the other.",
  );
  bad |= moduleFunction(
    m,
    "preadv",
    posix_preadv.index,
    METH_FASTCALL,
    "preadv($module, fd, buffers, offset, flags=0, /)\n--\n\nReads from an offset into several buffers.",
  );
  bad |= moduleFunction(
    m,
    "pwritev",
    posix_pwritev.index,
    METH_FASTCALL,
    "pwritev($module, fd, buffers, offset, flags=0, /)\n--\n\nWrites several buffers from an offset on.",
  );
  bad |= moduleFunction(
    m,
    "spawnv",
    posix_spawnv.index,
    METH_FASTCALL,
    "spawnv($module, mode, file, args, /)\n--\n\nRuns a program with arguments; waits for it if mode is P_WAIT.",
  );
  bad |= moduleFunction(
    m,
    "spawnve",
    posix_spawnve.index,
    METH_FASTCALL,
    "spawnve($module, mode, file, args, env, /)\n--\n\nThe same with an environment.",
  );
  bad |= moduleFunction(
    m,
    "spawnvp",
    posix_spawnvp.index,
    METH_FASTCALL,
    "spawnvp($module, mode, file, args, /)\n--\n\nThe same, looking for the program along PATH.",
  );
  bad |= moduleFunction(
    m,
    "spawnvpe",
    posix_spawnvpe.index,
    METH_FASTCALL,
    "spawnvpe($module, mode, file, args, env, /)\n--\n\nThe same along PATH, with an environment.",
  );
  bad |= PyModule_AddIntConstant(m, "P_WAIT", P_WAIT);
  bad |= PyModule_AddIntConstant(m, "P_NOWAIT", P_NOWAIT);
  bad |= PyModule_AddIntConstant(m, "P_NOWAITO", P_NOWAIT);
  return bad;
}
