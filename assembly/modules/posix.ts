/**
 * The module posix (Modules/posixmodule.c): what the host cannot do of it. Its functions are the host's (src/machine/services/posix.ts);
 * here are scandir with its DirEntry, fspath, and the struct sequence types.
 *
 *   DirEntry   16 name   24 path   32 kind (i32; 1 file 2 folder 4 link 0 other)   40 stat or null   48 lstat or null   56 descriptor of the folder or null   64
 */
import { processId } from "../host";
import { PyObject, PyTypeObject, initPtr, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  _Py_T_OBJECT,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import {
  PyExc_FileNotFoundError,
  PyExc_OSError,
  PyExc_TypeError,
  PyExc_ValueError,
  PyExc_Warning,
} from "../object/exception_types";
import { PyObject_CallFinalizerFromDealloc, _PyObject_New } from "../gc/collector";
import { PyMem_Free, PyMem_Malloc, PyObject_Free } from "../memory/blocks";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import { PyErr_WriteUnraisable } from "../protocol/unraisable";
import { PyErr_ResourceWarning } from "../protocol/warnings";
import { PyIndex_Check, PyNumber_Index } from "../protocol/number";
import { intArg } from "../protocol/arg_values";
import { arg, argReq, parseArgs } from "../protocol/args";
import { PyObject_SelfIter } from "../protocol/attr";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyMapping_Check, PyMapping_Items, PySequence_Size } from "../protocol/sequence";
import { PyDict_Contains, PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE } from "../types/list";
import { PyLong_AsI32, PyLong_AsI64, PyLong_Check, PyLong_FromLong } from "../types/long";
import { PyModule_AddObjectRef, PyModule_GetDict, moduleFunction } from "../types/module";
import { PySet_New } from "../types/set";
import { PyStructSequence_New, PyStructSequence_SetItem } from "../types/structseq";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack3 } from "../types/tuple";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../types/unicode";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../types/bytes";
import { PyOS_FSPath } from "../types/unicode_codecs";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { classGetItem } from "../types/genericalias";
import { addMorePosix } from "./posix_more";
import { boundArguments } from "./host_arguments";
import { callService, callServiceWith, makeHostModule } from "./host_module";
import {
  rusageType,
  statResultType,
  statvfsResultType,
  terminalSizeType,
  timesResultType,
  unameResultType,
  waitidResultType,
} from "./struct_types";

export const DirEntry_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const ScandirIterator_Type = changetype<PyTypeObject>(memory.data(416, 16));

const LINK: i32 = 4;
const S_IFMT: i64 = 0o170000;

@unmanaged
class DirEntry extends PyObject {
  name: PyObject;
  name_hi: u32;
  path: PyObject;
  path_hi: u32;
  kind: i32;
  kind_pad: i32;
  stat: PyObject | null;
  stat_hi: u32;
  lstat: PyObject | null;
  lstat_hi: u32;
  folder: PyObject | null;
  folder_hi: u32;
}

function entryOf(op: PyObject): DirEntry {
  return changetype<DirEntry>(op);
}

function newEntry(tuple: PyObject, folder: PyObject | null): PyObject | null {
  const op = _PyObject_New(DirEntry_Type);
  if (op === null) return null;
  const at = changetype<usize>(op);
  initPtr(at + 16, changetype<usize>(Py_NewRef(PyTuple_GET_ITEM(tuple, 0))));
  initPtr(at + 24, changetype<usize>(Py_NewRef(PyTuple_GET_ITEM(tuple, 1))));
  store<u64>(at + 32, <u64>PyLong_AsI32(PyTuple_GET_ITEM(tuple, 2)));
  initPtr(at + 40, 0);
  initPtr(at + 48, 0);
  initPtr(at + 56, folder === null ? 0 : changetype<usize>(Py_NewRef(folder)));
  return op;
}

function entry_dealloc(self: PyObject): void {
  const e = entryOf(self);
  Py_DECREF(e.name);
  Py_DECREF(e.path);
  Py_XDECREF(e.stat);
  Py_XDECREF(e.lstat);
  Py_XDECREF(e.folder);
  PyObject_Free(changetype<usize>(self));
}

function entry_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat("<DirEntry %R>", changetype<usize>(entryOf(self).name));
}

/** follow_symlinks of a call; -1 with an exception. */
function follows(fname: string, args: usize, nargs: i32, kwnames: PyObject | null): i32 {
  if (!parseArgs(fname, "*,follow_symlinks=", args, nargs, kwnames)) return -1;
  const follow = arg(0);
  return follow === null ? 1 : PyObject_IsTrue(follow);
}

/** The entry's stat or lstat, kept: borrowed. */
function statOf(e: DirEntry, follow: bool): PyObject | null {
  if (follow && e.kind == LINK) {
    if (e.stat === null) e.stat = callServiceWith("posix.stat", e.path, e.folder);
    return e.stat;
  }
  if (e.lstat === null) e.lstat = callServiceWith("posix.lstat", e.path, e.folder);
  return e.lstat;
}

function entry_stat(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const follow = follows("stat", args, nargs, kwnames);
  if (follow < 0) return null;
  const result = statOf(entryOf(self), follow != 0);
  return result === null ? null : Py_NewRef(result);
}

/** Is it of the format, or `kind` of scandir? A vanished target is of none. */
function isKind(self: PyObject, follow: bool, kind: i32, format: i64): PyObject | null {
  const e = entryOf(self);
  if (e.kind != LINK || !follow) {
    if (e.kind != 0) return Py_NewRef(e.kind == kind ? Py_True : Py_False);
  }
  const stat = statOf(e, follow);
  if (stat === null) {
    if (!PyErr_ExceptionMatches(PyExc_FileNotFoundError)) return null;
    PyErr_Clear();
    return Py_NewRef(Py_False);
  }
  return Py_NewRef((PyLong_AsI64(PyTuple_GET_ITEM(stat, 0)) & S_IFMT) == format ? Py_True : Py_False);
}

function entry_is_dir(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const follow = follows("is_dir", args, nargs, kwnames);
  return follow < 0 ? null : isKind(self, follow != 0, 2, 0o040000);
}

function entry_is_file(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const follow = follows("is_file", args, nargs, kwnames);
  return follow < 0 ? null : isKind(self, follow != 0, 1, 0o100000);
}

function entry_is_symlink(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(entryOf(self).kind == LINK ? Py_True : Py_False);
}

function entry_is_junction(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_False);
}

function entry_inode(self: PyObject, unused: PyObject | null): PyObject | null {
  const stat = statOf(entryOf(self), false);
  return stat === null ? null : Py_NewRef(PyTuple_GET_ITEM(stat, 1));
}

function entry_fspath(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(entryOf(self).path);
}

// ---- scandir ---------------------------------------------------------------------------------------------------------

/** 16 list of what the host found, or null when closed; 24 next index; 32 descriptor of the folder or null. */
@unmanaged
class ScandirIterator extends PyObject {
  found: PyObject | null;
  found_hi: u32;
  index: i32;
  index_pad: i32;
  folder: PyObject | null;
  folder_hi: u32;
}

function asIterator(op: PyObject): ScandirIterator {
  return changetype<ScandirIterator>(op);
}

/** A str, bytes or int of scandir's argument: `new`; TypeError for anything else. */
function scandirPath(given: PyObject): PyObject | null {
  if (PyUnicode_Check(given) || PyBytes_Check(given)) return Py_NewRef(given);
  if (PyIndex_Check(given)) return PyNumber_Index(given);
  const path = PyOS_FSPath(given);
  if (path !== null || !PyErr_ExceptionMatches(PyExc_TypeError)) return path;
  PyErr_Clear();
  return PyErr_Format(
    PyExc_TypeError,
    "scandir: path should be string, bytes, os.PathLike, integer or None, not %s",
    given.ob_type.tp_name,
  );
}

function posix_scandir(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("scandir", "path=", args, nargs, kwnames)) return null;
  const given = arg(0);
  let path: PyObject | null = null;
  let folder: PyObject | null = null;
  if (given !== null && given != Py_None) {
    path = scandirPath(given);
    if (path === null) return null;
    if (PyLong_Check(path)) folder = path;
  }
  const found = callServiceWith("posix._scandir", path);
  if (found === null) {
    Py_XDECREF(path);
    return null;
  }
  if (folder === null) Py_XDECREF(path);
  const op = _PyObject_New(ScandirIterator_Type);
  if (op === null) {
    Py_DECREF(found);
    Py_XDECREF(folder);
    return null;
  }
  initPtr(changetype<usize>(op) + 16, changetype<usize>(found));
  store<u64>(changetype<usize>(op) + 24, 0);
  initPtr(changetype<usize>(op) + 32, changetype<usize>(folder));
  return op;
}

function scandir_next(self: PyObject): PyObject | null {
  const it = asIterator(self);
  const found = it.found;
  if (found === null) return null;
  if (it.index >= PyList_GET_SIZE(found)) {
    Py_XDECREF(scandir_close(self, null));
    return null;
  }
  const index = it.index;
  it.index = index + 1;
  return newEntry(PyList_GET_ITEM(found, index), it.folder);
}

function scandir_close(self: PyObject, unused: PyObject | null): PyObject | null {
  const it = asIterator(self);
  const found = it.found;
  it.found = null;
  Py_XDECREF(found);
  return Py_NewRef(Py_None);
}

function scandir_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(self);
}

function scandir_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return scandir_close(self, null);
}

/** An iterator that was neither used up nor closed says so. */
function scandir_finalize(self: PyObject): void {
  if (asIterator(self).found === null) return;
  const pending = PyErr_GetRaisedException();
  if (PyErr_ResourceWarning(self, 1, "unclosed scandir iterator %R", changetype<usize>(self)) < 0) {
    if (PyErr_ExceptionMatches(PyExc_Warning)) PyErr_WriteUnraisable(self);
    else PyErr_Clear();
  }
  PyErr_SetRaisedException(pending);
}

function scandir_dealloc(self: PyObject): void {
  if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
  Py_XDECREF(asIterator(self).found);
  Py_XDECREF(asIterator(self).folder);
  PyObject_Free(changetype<usize>(self));
}

// ---- other functions -------------------------------------------------------------------------------------------------

function posix_fspath(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("fspath", "path", args, nargs, kwnames) ? PyOS_FSPath(argReq(0)) : null;
}

/** There is no fork here. */
function posix_register_at_fork(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return Py_NewRef(Py_None);
}

// ---- processes: what the host's plain data cannot carry --------------------------------------------------------------

/** Can the system have a variable of this name and value? ValueError if not. */
function isVariable(name: PyObject, value: PyObject): bool {
  const n = textLength(name);
  let good = n > 0;
  for (let i = 0; good && i < n; i++) good = textUnit(name, i) != 0x3d;
  if (!good) PyErr_SetString(PyExc_ValueError, "illegal environment variable name");
  for (let i = 0; good && i < n; i++) good = textUnit(name, i) != 0;
  for (let i = 0; good && i < textLength(value); i++) good = textUnit(value, i) != 0;
  if (!good && PyErr_Occurred() === null) PyErr_SetString(PyExc_ValueError, "embedded null byte");
  return good;
}

/** Of a str or bytes. */
function textLength(op: PyObject): i32 {
  return PyUnicode_Check(op) ? PyUnicode_GET_LENGTH(op) : PyBytes_GET_SIZE(op);
}

function textUnit(op: PyObject, i: i32): u32 {
  return PyUnicode_Check(op) ? PyUnicode_READ_CHAR(op, i) : <u32>load<u8>(PyBytes_AS_STRING(op) + i);
}

/** A mapping as a dict of file-system texts: `new`. */
function environmentDict(env: PyObject): PyObject | null {
  if (!PyMapping_Check(env) || PyList_Check(env) || PyTuple_Check(env)) {
    return PyErr_SetString(PyExc_TypeError, "posix_spawn: environment must be a mapping object or None");
  }
  const items = PyMapping_Items(env);
  if (items === null) return null;
  let dict = PyDict_New();
  for (let i = 0; dict !== null && i < PyList_GET_SIZE(items); i++) {
    const pair = PyList_GET_ITEM(items, i);
    const name = PyOS_FSPath(PyTuple_GET_ITEM(pair, 0));
    const value: PyObject | null = name === null ? null : PyOS_FSPath(PyTuple_GET_ITEM(pair, 1));
    if (value === null || !isVariable(name!, value) || PyDict_SetItem(dict, name!, value) < 0) {
      Py_DECREF(dict);
      dict = null;
    }
    Py_XDECREF(name);
    Py_XDECREF(value);
  }
  Py_DECREF(items);
  return dict;
}

export function spawnWith(service: string, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs != 3) return PyErr_SetString(PyExc_TypeError, "posix_spawn() takes exactly 3 positional arguments");
  const argv = ptrAt(args, 1);
  if (!PyList_Check(argv) && !PyTuple_Check(argv)) {
    return PyErr_SetString(PyExc_TypeError, "posix_spawn: argv must be a tuple or list");
  }
  if (PySequence_Size(argv) < 1) return PyErr_SetString(PyExc_ValueError, "posix_spawn: argv must not be empty");
  const env = ptrAt(args, 2);
  const dict: PyObject | null = env == Py_None ? Py_None : environmentDict(env);
  if (dict === null) return null;
  const name = PyUnicode_FromFormat("%L", changetype<usize>(service));
  const count = nargs + (kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames));
  const sent = PyMem_Malloc((<usize>count) << 3);
  let result: PyObject | null = null;
  if (sent != 0 && name !== null) {
    memory.copy(sent, args, (<usize>count) << 3);
    store<u32>(sent + 16, <u32>changetype<usize>(dict));
    result = callService(name, sent, nargs, kwnames);
  } else PyErr_NoMemory();
  PyMem_Free(sent);
  Py_XDECREF(name);
  Py_DECREF(dict);
  return result;
}

function posix_spawn(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return spawnWith("posix._posix_spawn", args, nargs, kwnames);
}

function posix_spawnp(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return spawnWith("posix._posix_spawnp", args, nargs, kwnames);
}

function posix_execve(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("execve", "path,argv,env", args, nargs, kwnames)) return null;
  const path = argReq(0);
  const argv = argReq(1);
  const env = argReq(2);
  if (!PyMapping_Check(env)) return PyErr_SetString(PyExc_TypeError, "execve: environment must be a mapping object");
  const dict = environmentDict(env);
  const name = PyUnicode_FromLiteral("posix._execve");
  let result: PyObject | null = null;
  if (dict !== null && name !== null) {
    store<u64>(threeSlots, <u64>changetype<usize>(path));
    store<u64>(threeSlots, <u64>changetype<usize>(argv), 8);
    store<u64>(threeSlots, <u64>changetype<usize>(dict), 16);
    result = callService(name, threeSlots, 3, null);
  }
  Py_XDECREF(dict);
  Py_XDECREF(name);
  return result;
}

const threeSlots = memory.data(24, 8);

/** (pid, status, items of a rusage) becomes (pid, status, rusage). */
function withUsage(found: PyObject | null): PyObject | null {
  if (found === null) return null;
  const type = rusageType();
  const usage: PyObject | null = type === null ? null : PyStructSequence_New(type);
  let result: PyObject | null = null;
  if (usage !== null) {
    const items = PyTuple_GET_ITEM(found, 2);
    for (let i = 0; i < PyTuple_GET_SIZE(items); i++) {
      PyStructSequence_SetItem(usage, i, Py_NewRef(PyTuple_GET_ITEM(items, i)));
    }
    result = PyTuple_Pack3(PyTuple_GET_ITEM(found, 0), PyTuple_GET_ITEM(found, 1), usage);
    Py_DECREF(usage);
  }
  Py_DECREF(found);
  return result;
}

function posix_wait4(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("wait4", "pid,options", args, nargs, kwnames) && intArg(argReq(0)) && intArg(argReq(1))
    ? withUsage(callServiceWith("posix._wait4", argReq(0), argReq(1)))
    : null;
}

function posix_wait3(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("wait3", "options", args, nargs, kwnames) || !intArg(argReq(0))) return null;
  const any = PyLong_FromLong(-1);
  return any === null ? null : withUsage(callServiceWith("posix._wait4", any, argReq(0)));
}

function posix_sched_getaffinity(m: PyObject, pid: PyObject): PyObject | null {
  if (!intArg(pid)) return null;
  const cpus = callServiceWith("posix._sched_getaffinity", pid);
  if (cpus === null) return null;
  const set = PySet_New(cpus);
  Py_DECREF(cpus);
  return set;
}

/** An int and an iterable of ints. */
const affinityKinds = memory.data<u8>([0x69, 0x4e, 0]);

function posix_sched_setaffinity(m: PyObject, args: usize, nargs: i32): PyObject | null {
  const bound = boundArguments("sched_setaffinity", "pid,mask,/", affinityKinds, args, nargs, null);
  if (bound === null) return null;
  const result = callServiceWith("posix._sched_setaffinity", PyTuple_GET_ITEM(bound, 0), PyTuple_GET_ITEM(bound, 1));
  Py_DECREF(bound);
  return result;
}

function posix_getpid(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(processId());
}

/** Functions over the C library: absent where there is none. */
function addProcessFunctions(m: PyObject): i32 {
  const name = PyUnicode_FromLiteral("pipe2");
  if (name === null) return -1;
  const there = PyDict_Contains(PyModule_GetDict(m), name);
  Py_DECREF(name);
  if (there <= 0) return there;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "posix_spawn",
    posix_spawn.index,
    METH_FASTCALL_KEYWORDS,
    "posix_spawn($module, path, argv, env, /, *, file_actions=(),\n            setpgroup=<unrepresentable>, resetids=False, setsid=False,\n            setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)\n--\n\nExecute the program specified by path in a new process.",
  );
  bad |= moduleFunction(
    m,
    "posix_spawnp",
    posix_spawnp.index,
    METH_FASTCALL_KEYWORDS,
    "posix_spawnp($module, path, argv, env, /, *, file_actions=(),\n             setpgroup=<unrepresentable>, resetids=False, setsid=False,\n             setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)\n--\n\nExecute the program specified by path in a new process.",
  );
  bad |= moduleFunction(
    m,
    "execve",
    posix_execve.index,
    METH_FASTCALL_KEYWORDS,
    "execve($module, /, path, argv, env)\n--\n\nBecome another program: this process goes on as that executable.",
  );
  bad |= moduleFunction(
    m,
    "wait3",
    posix_wait3.index,
    METH_FASTCALL_KEYWORDS,
    "wait3($module, /, options)\n--\n\nWait for completion of a child process.",
  );
  bad |= moduleFunction(
    m,
    "wait4",
    posix_wait4.index,
    METH_FASTCALL_KEYWORDS,
    "wait4($module, /, pid, options)\n--\n\nWait for completion of a specific child process.",
  );
  bad |= moduleFunction(
    m,
    "sched_getaffinity",
    posix_sched_getaffinity.index,
    METH_O,
    "sched_getaffinity($module, pid, /)\n--\n\nThe processors that a process may use; 0 stands for the calling one.",
  );
  bad |= moduleFunction(
    m,
    "sched_setaffinity",
    posix_sched_setaffinity.index,
    METH_FASTCALL,
    "sched_setaffinity($module, pid, mask, /)\n--\n\nSay which processors a process may use.",
  );
  const type = waitidResultType();
  if (type === null) return -1;
  bad |= addMorePosix(m);
  return bad | PyModule_AddObjectRef(m, "waitid_result", type);
}

/** PyOS_InputHook is for C extensions, of which there are none. */
function posix_is_inputhook_installed(m: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_False);
}

function posix_inputhook(m: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_None);
}

export function initPosixTypes(): void {
  const e = DirEntry_Type;
  initStaticType(e, PyType_Type, PyBaseObject_Type, "posix.DirEntry", <i32>offsetof<DirEntry>(), 0, 1 << 7);
  e.tp_dealloc = entry_dealloc.index;
  e.tp_repr = entry_repr.index;
  addMember(
    e,
    "name",
    _Py_T_OBJECT,
    16,
    Py_READONLY,
    'the entry\'s base filename, relative to scandir() "path" argument',
  );
  addMember(
    e,
    "path",
    _Py_T_OBJECT,
    24,
    Py_READONLY,
    "the path of the directory that was scanned, joined with the entry's name",
  );
  addMethod(
    e,
    "is_dir",
    entry_is_dir.index,
    METH_FASTCALL_KEYWORDS,
    "is_dir($self, /, *, follow_symlinks=True)\n--\n\nReturn True if the entry is a directory; cached per entry.",
  );
  addMethod(
    e,
    "is_file",
    entry_is_file.index,
    METH_FASTCALL_KEYWORDS,
    "is_file($self, /, *, follow_symlinks=True)\n--\n\nReturn True if the entry is a file; cached per entry.",
  );
  addMethod(
    e,
    "is_symlink",
    entry_is_symlink.index,
    METH_NOARGS,
    "is_symlink($self, /)\n--\n\nSay whether the entry is a symbolic link; asked of the system once at most.",
  );
  addMethod(
    e,
    "is_junction",
    entry_is_junction.index,
    METH_NOARGS,
    "is_junction($self, /)\n--\n\nReturn True if the entry is a junction; cached per entry.",
  );
  addMethod(
    e,
    "stat",
    entry_stat.index,
    METH_FASTCALL_KEYWORDS,
    "stat($self, /, *, follow_symlinks=True)\n--\n\nReturn stat_result object for the entry; cached per entry.",
  );
  addMethod(
    e,
    "inode",
    entry_inode.index,
    METH_NOARGS,
    "inode($self, /)\n--\n\nReturn inode of the entry; cached per entry.",
  );
  addMethod(
    e,
    "__fspath__",
    entry_fspath.index,
    METH_NOARGS,
    "__fspath__($self, /)\n--\n\nReturns the path for the entry.",
  );
  addMethod(
    e,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
  const s = ScandirIterator_Type;
  initStaticType(
    s,
    PyType_Type,
    PyBaseObject_Type,
    "posix.ScandirIterator",
    <i32>offsetof<ScandirIterator>(),
    0,
    1 << 7,
  );
  s.tp_dealloc = scandir_dealloc.index;
  s.tp_finalize = scandir_finalize.index;
  s.tp_iter = PyObject_SelfIter.index;
  s.tp_iternext = scandir_next.index;
  addMethod(s, "__enter__", scandir_enter.index, METH_NOARGS);
  addMethod(s, "__exit__", scandir_exit.index, METH_FASTCALL);
  addMethod(s, "close", scandir_close.index, METH_NOARGS);
}

function addType(m: PyObject, name: string, type: PyTypeObject | null): i32 {
  return type === null ? -1 : PyModule_AddObjectRef(m, name, type);
}

/** The module `posix`: `new`. */
export function PyInit_posix(): PyObject | null {
  const name = PyUnicode_FromLiteral("posix");
  if (name === null) return null;
  const m = makeHostModule(name);
  Py_DECREF(name);
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "scandir",
    posix_scandir.index,
    METH_FASTCALL_KEYWORDS,
    "scandir($module, /, path=None)\n--\n\nReturn an iterator of DirEntry objects for given path.",
  );
  bad |= moduleFunction(
    m,
    "fspath",
    posix_fspath.index,
    METH_FASTCALL_KEYWORDS,
    "fspath($module, /, path)\n--\n\nReturn the file system path representation of the object.",
  );
  bad |= moduleFunction(
    m,
    "getpid",
    posix_getpid.index,
    METH_NOARGS,
    "getpid($module, /)\n--\n\nThe number of this process.",
  );
  bad |= moduleFunction(
    m,
    "_is_inputhook_installed",
    posix_is_inputhook_installed.index,
    METH_NOARGS,
    "_is_inputhook_installed($module, /)\n--\n\nChecks if PyOS_CallInputHook is set",
  );
  bad |= moduleFunction(
    m,
    "_inputhook",
    posix_inputhook.index,
    METH_NOARGS,
    "_inputhook($module, /)\n--\n\nCalls PyOS_CallInputHook droppong the GIL first",
  );
  bad |= moduleFunction(
    m,
    "register_at_fork",
    posix_register_at_fork.index,
    METH_FASTCALL_KEYWORDS,
    "register_at_fork($module, /, *, before=<unrepresentable>,\n                 after_in_child=<unrepresentable>,\n                 after_in_parent=<unrepresentable>)\n--\n\nRegister callables to be called when forking a new process.",
  );
  bad |= addProcessFunctions(m);
  bad |= PyModule_AddObjectRef(m, "error", PyExc_OSError);
  bad |= PyModule_AddObjectRef(m, "DirEntry", DirEntry_Type);
  bad |= addType(m, "stat_result", statResultType());
  bad |= addType(m, "statvfs_result", statvfsResultType());
  bad |= addType(m, "terminal_size", terminalSizeType());
  bad |= addType(m, "uname_result", unameResultType());
  bad |= addType(m, "times_result", timesResultType());
  return bad < 0 ? null : m;
}
