/**
 * The module posix: as much as `import os` and os.path's pure parts need. The program sees no file system through it yet: paths do not exist,
 * the environment is empty, the working directory is "/".
 */
import { PyObject } from "../object/layout";
import { PyExc_OSError, PyExc_SystemExit, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { Py_DECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import { randomBytes } from "../host";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyErr_Occurred, PyErr_SetObject, PyErr_SetString } from "../protocol/errors";
import { PyNumber_AsSsize_t } from "../protocol/number";
import { PyBytes_AS_STRING, PyBytes_FromLiteral, PyBytes_FromStringAndSize } from "../types/bytes";
import { PyDict_New } from "../types/dict";
import { raiseOSError } from "../types/exceptions_os";
import { PyList_New } from "../types/list";
import { PyLong_AsI32, PyLong_FromLong } from "../types/long";
import {
  PyModule_Add,
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_New,
  moduleFunction,
} from "../types/module";
import { PyOS_FSPath } from "../types/unicode_codecs";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { strerror } from "./errno";

const ENOENT: i32 = 2;

function posix_fspath(self: PyObject, path: PyObject): PyObject | null {
  return PyOS_FSPath(path);
}

function posix_getcwd(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyUnicode_FromLiteral("/");
}

function posix_getcwdb(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyBytes_FromLiteral("/");
}

function posix_getpid(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(1);
}

function posix_cpu_count(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(1);
}

function posix_strerror(self: PyObject, code: PyObject): PyObject | null {
  const n = PyLong_AsI32(code);
  return n == -1 && PyErr_Occurred() !== null ? null : strerror(n);
}

/** There is no such file, whatever it is. */
function noSuchFile(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs < 1) return PyErr_SetString(PyExc_TypeError, "missing required argument 'path' (pos 1)");
  const text = strerror(ENOENT);
  if (text === null) return null;
  raiseOSError(ENOENT, text, load<PyObject>(args));
  Py_DECREF(text);
  return null;
}

function posix_urandom(self: PyObject, size: PyObject): PyObject | null {
  const n = PyNumber_AsSsize_t(size, null);
  if (n == -1 && PyErr_Occurred() !== null) return null;
  if (n < 0) return PyErr_SetString(PyExc_ValueError, "negative argument not allowed");
  const bytes = PyBytes_FromStringAndSize(0, n);
  if (bytes !== null) randomBytes(PyBytes_AS_STRING(bytes), n);
  return bytes;
}

/** Ends the program at once. DIFFERS: by SystemExit, so the host stays alive. */
function posix_exit(self: PyObject, status: PyObject): PyObject | null {
  PyErr_SetObject(PyExc_SystemExit, status);
  return null;
}

/** putenv and unsetenv: os.environ keeps what it was told, nobody else reads it. */
function ignore(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("putenv", nargs, 1, 2) ? Py_None : null;
}

/** The module `posix`: `new`. */
export function PyInit_posix(): PyObject | null {
  const m = PyModule_New("posix");
  if (m === null) return null;
  moduleFunction(
    m,
    "fspath",
    posix_fspath.index,
    METH_O,
    "fspath($module, /, path)\n--\n\nReturn the file system path representation of the object.",
  );
  moduleFunction(
    m,
    "getcwd",
    posix_getcwd.index,
    METH_NOARGS,
    "getcwd($module, /)\n--\n\nReturn the current working directory.",
  );
  moduleFunction(
    m,
    "getcwdb",
    posix_getcwdb.index,
    METH_NOARGS,
    "getcwdb($module, /)\n--\n\nReturn the current working directory as bytes.",
  );
  moduleFunction(
    m,
    "getpid",
    posix_getpid.index,
    METH_NOARGS,
    "getpid($module, /)\n--\n\nReturn the current process id.",
  );
  moduleFunction(
    m,
    "cpu_count",
    posix_cpu_count.index,
    METH_NOARGS,
    "cpu_count($module, /)\n--\n\nReturn the number of CPUs.",
  );
  moduleFunction(
    m,
    "strerror",
    posix_strerror.index,
    METH_O,
    "strerror($module, code, /)\n--\n\nTranslate an error code to a message string.",
  );
  moduleFunction(m, "stat", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "lstat", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "listdir", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "scandir", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "open", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "readlink", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "mkdir", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "remove", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "unlink", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "rmdir", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(m, "rename", noSuchFile.index, METH_FASTCALL_KEYWORDS);
  moduleFunction(
    m,
    "urandom",
    posix_urandom.index,
    METH_O,
    "urandom($module, size, /)\n--\n\nReturn a bytes object containing random bytes.",
  );
  moduleFunction(
    m,
    "_exit",
    posix_exit.index,
    METH_O,
    "_exit($module, /, status)\n--\n\nExit to the system with specified status.",
  );
  moduleFunction(m, "putenv", ignore.index, METH_FASTCALL);
  moduleFunction(m, "unsetenv", ignore.index, METH_FASTCALL);
  if (
    PyModule_AddObjectRef(m, "error", PyExc_OSError) < 0 ||
    PyModule_Add(m, "environ", PyDict_New()) < 0 ||
    PyModule_Add(m, "_have_functions", PyList_New(0)) < 0 ||
    !addConstants(m)
  ) {
    return null;
  }
  return m;
}

function addConstants(m: PyObject): bool {
  return (
    PyModule_AddIntConstant(m, "F_OK", 0) == 0 &&
    PyModule_AddIntConstant(m, "R_OK", 4) == 0 &&
    PyModule_AddIntConstant(m, "W_OK", 2) == 0 &&
    PyModule_AddIntConstant(m, "X_OK", 1) == 0 &&
    PyModule_AddIntConstant(m, "O_RDONLY", 0) == 0 &&
    PyModule_AddIntConstant(m, "O_WRONLY", 1) == 0 &&
    PyModule_AddIntConstant(m, "O_RDWR", 2) == 0 &&
    PyModule_AddIntConstant(m, "O_CREAT", 64) == 0 &&
    PyModule_AddIntConstant(m, "O_EXCL", 128) == 0 &&
    PyModule_AddIntConstant(m, "O_TRUNC", 512) == 0 &&
    PyModule_AddIntConstant(m, "O_APPEND", 1024) == 0 &&
    PyModule_AddIntConstant(m, "O_CLOEXEC", 524288) == 0
  );
}
