/**
 * What FileIO's arguments mean (Modules/_io/fileio.c): a descriptor or the bytes of a path, and the mode as bits and as flags of open().
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyExc_RuntimeWarning, PyExc_ValueError } from "../../object/exception_types";
import { PyErr_Clear, PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { PyErr_WarnEx } from "../../protocol/warnings";
import { PyIndex_Check, _PyNumber_Index } from "../../protocol/number";
import { PyBool_Check } from "../../types/bool";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_AsLongAndOverflow, longOverflow } from "../../types/long";
import { PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../../types/unicode";
import { PyOS_FSPath, PyUnicode_EncodeFSDefault } from "../../types/unicode_codecs";
import { findChar } from "../../types/fastsearch";
import { O_APPEND, O_CLOEXEC, O_CREAT, O_EXCL, O_RDWR, O_TRUNC, O_WRONLY } from "./files";

export const CREATED: u8 = 1;
export const READABLE: u8 = 2;
export const WRITABLE: u8 = 4;
export const APPENDING: u8 = 8;
export const SEEKABLE: u8 = 16;
/** SEEKABLE says something. */
export const SEEK_KNOWN: u8 = 32;
export const CLOSEFD: u8 = 64;

/** The file named by a number: the number, -1 if it is none, -2 with an exception. */
export function descriptorOf(file: PyObject): i32 {
  if (PyBool_Check(file) && PyErr_WarnEx(PyExc_RuntimeWarning, "bool is used as a file descriptor", 1) < 0) return -2;
  if (!PyIndex_Check(file)) return -1;
  const index = _PyNumber_Index(file);
  if (index === null) {
    PyErr_Clear();
    return -1;
  }
  const value = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow != 0 || value != <i64>(<i32>value)) return -1;
  if (value >= 0) return <i32>value;
  PyErr_SetString(PyExc_ValueError, "negative file descriptor");
  return -2;
}

/** The bytes of a path: `new` (PyUnicode_FSConverter). */
export function pathBytes(file: PyObject): PyObject | null {
  const path = PyOS_FSPath(file);
  if (path === null) return null;
  let bytes: PyObject | null = path;
  if (!PyBytes_Check(path)) {
    bytes = PyUnicode_EncodeFSDefault(path);
    Py_DECREF(path);
  }
  if (bytes === null || findChar<u8>(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), 0) < 0) return bytes;
  Py_DECREF(bytes);
  return PyErr_SetString(PyExc_ValueError, "embedded null byte");
}

/** The flags of open() that the last mode means. */
export let openFlags: i32 = 0;

/** Takes the mode apart: bits, and the flags in `openFlags`; 0 with ValueError. */
export function parseMode(mode: PyObject): u8 {
  let bits: u8 = 0;
  let kinds = 0;
  let pluses = 0;
  let flags = 0;
  for (let i = 0; i < PyUnicode_GET_LENGTH(mode); i++) {
    const c = PyUnicode_READ_CHAR(mode, i);
    if (c == 0x78) {
      bits |= CREATED | WRITABLE;
      flags |= O_EXCL | O_CREAT;
    } else if (c == 0x72) bits |= READABLE;
    else if (c == 0x77) {
      bits |= WRITABLE;
      flags |= O_CREAT | O_TRUNC;
    } else if (c == 0x61) {
      bits |= WRITABLE | APPENDING;
      flags |= O_APPEND | O_CREAT;
    } else if (c == 0x2b) pluses++;
    else if (c != 0x62) {
      PyErr_Format(PyExc_ValueError, "invalid mode: %U", changetype<usize>(mode));
      return 0;
    }
    if (c != 0x2b && c != 0x62) kinds++;
    if (kinds > 1 || pluses > 1) break;
  }
  if (kinds != 1 || pluses > 1) {
    const message = "Must have exactly one of create/read/write/append mode and at most one plus";
    PyErr_SetString(PyExc_ValueError, message);
    return 0;
  }
  if (pluses == 1) bits |= READABLE | WRITABLE;
  if ((bits & (READABLE | WRITABLE)) == (READABLE | WRITABLE)) flags |= O_RDWR;
  else if (bits & WRITABLE) flags |= O_WRONLY;
  openFlags = flags | O_CLOEXEC;
  return bits;
}
