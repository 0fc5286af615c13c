/**
 * _io.open, open_code and text_encoding (Modules/_io/_iomodule.c): from a mode to the stack of streams: FileIO, a buffer around it, a text
 * stream around that.
 *
 * Invariant: whatever fails after the file is open closes it again, by close() of the outermost stream made so far.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { Py_False, Py_None, Py_True } from "../../object/statics";
import { PyExc_EncodingWarning, PyExc_RuntimeWarning, PyExc_ValueError } from "../../object/exception_types";
import { arg, argReq, parseArgs, PyArg_CheckPositional } from "../../protocol/args";
import { argValue, badArgument, intArg } from "../../protocol/arg_values";
import { PyObject_GetAttr, PyObject_SetAttr } from "../../protocol/attr";
import { PyObject_CallMethodNoArgs, callFourArgs, callTwoArgs } from "../../protocol/call";
import { PyObject_IsTrue } from "../../protocol/compare";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../../protocol/errors";
import { PyNumber_Check } from "../../protocol/number";
import { PyErr_WarnEx } from "../../protocol/warnings";
import { ptrAt } from "../../object/layout";
import { ID } from "../../generated/ids";
import { PyLong_AsI64, PyLong_FromI64 } from "../../types/long";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_FromASCII,
  cstringLength,
  utf8Length,
} from "../../types/unicode";
import { PyOS_FSPath } from "../../types/unicode_codecs";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyUnicode_InternFromLiteral } from "../../intern/policy";
import { moduleFunction } from "../../types/module";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS } from "../../object/typedef";
import {
  PyBufferedRandom_Type,
  PyBufferedReader_Type,
  PyBufferedWriter_Type,
  PyFileIO_Type,
  PyTextIOWrapper_Type,
} from "./state";
import { asText, isUtf8Mode, setUpText, warnsDefaultEncoding } from "./textio";
import { PyType_GenericAlloc } from "../../gc/collector";

const CREATING: u32 = 1;
export const READING: u32 = 2;
export const WRITING: u32 = 4;
const APPENDING: u32 = 8;
const UPDATING: u32 = 16;
const TEXT: u32 = 32;
export const BINARY: u32 = 64;
const BAD_MODE: u32 = 128;

function modeBit(ch: u32): u32 {
  switch (ch) {
    case 0x78: // x
      return CREATING;
    case 0x72: // r
      return READING;
    case 0x77: // w
      return WRITING;
    case 0x61: // a
      return APPENDING;
    case 0x2b: // +
      return UPDATING;
    case 0x74: // t
      return TEXT;
    case 0x62: // b
      return BINARY;
    default:
      return 0;
  }
}

/** The letters of a mode (NUL-terminated) as bits; BAD_MODE with ValueError. */
function parseMode(mode: usize): u32 {
  let bits: u32 = 0;
  for (let at = mode; load<u8>(at) != 0; at++) {
    const bit = modeBit(<u32>load<u8>(at));
    if (bit == 0 || bits & bit) {
      PyErr_Format(PyExc_ValueError, "invalid mode: '%s'", mode);
      return BAD_MODE;
    }
    bits |= bit;
  }
  if (bits & TEXT && bits & BINARY) {
    PyErr_SetString(PyExc_ValueError, "can't have text and binary mode at once");
    return BAD_MODE;
  }
  const kind = bits & (CREATING | READING | WRITING | APPENDING);
  // none at all is FileIO's to refuse
  if (kind & (kind - 1)) {
    PyErr_SetString(PyExc_ValueError, "must have exactly one of create/read/write/append mode");
    return BAD_MODE;
  }
  return bits;
}

/** Binary streams take no encoding, no errors, no newline; line buffering draws a warning. */
function checkBinary(encoding: PyObject, errors: PyObject, newline: PyObject, buffering: i32): bool {
  if (encoding != Py_None) PyErr_SetString(PyExc_ValueError, "binary mode doesn't take an encoding argument");
  else if (errors != Py_None) PyErr_SetString(PyExc_ValueError, "binary mode doesn't take an errors argument");
  else if (newline != Py_None) PyErr_SetString(PyExc_ValueError, "binary mode doesn't take a newline argument");
  else if (buffering == 1) {
    const message = "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used";
    return PyErr_WarnEx(PyExc_RuntimeWarning, message, 1) == 0;
  } else return true;
  return false;
}

const rawMode = memory.data(8, 8);

let rawLength: usize = 0;
function addLetter(set: u32, letter: u8): void {
  if (set != 0) store<u8>(rawMode + rawLength++, letter);
}

/** `new` str: the mode that FileIO understands. */
function rawModeOf(bits: u32): PyObject | null {
  rawLength = 0;
  addLetter(bits & CREATING, 0x78);
  addLetter(bits & READING, 0x72);
  addLetter(bits & WRITING, 0x77);
  addLetter(bits & APPENDING, 0x61);
  addLetter(bits & UPDATING, 0x2b);
  return PyUnicode_FromASCII(rawMode, <i32>rawLength);
}

/** `new` FileIO. */
function openRaw(file: PyObject, bits: u32, closefd: bool, opener: PyObject): PyObject | null {
  const path = PyNumber_Check(file) ? Py_NewRef(file) : PyOS_FSPath(file);
  if (path === null) return null;
  const mode = rawModeOf(bits);
  let raw: PyObject | null = null;
  if (mode !== null) {
    raw = callFourArgs(PyFileIO_Type, path, mode, closefd ? Py_True : Py_False, opener);
    Py_DECREF(mode);
  }
  Py_DECREF(path);
  return raw;
}

/** Is the buffering asked for by the lines? Set by bufferSize. */
let lineBuffering: bool = false;

/** How large the buffer of a file is to be; -1 with an exception. */
function bufferSize(raw: PyObject, buffering: i32): i32 {
  let isTerminal = 0;
  if (buffering < 0) {
    const answer = PyObject_CallMethodNoArgs(raw, ID.isatty);
    if (answer === null) return -1;
    isTerminal = PyObject_IsTrue(answer);
    Py_DECREF(answer);
    if (isTerminal < 0) return -1;
  }
  const byLines = buffering == 1 || isTerminal > 0;
  let size = <i64>buffering;
  if (byLines || buffering < 0) {
    const block = PyObject_GetAttr(raw, ID._blksize);
    if (block === null) return -1;
    size = PyLong_AsI64(block);
    Py_DECREF(block);
    if (size == -1 && PyErr_Occurred() !== null) return -1;
  }
  lineBuffering = byLines;
  if (size >= 0) return size > <i64>i32.MAX_VALUE ? i32.MAX_VALUE : <i32>size;
  PyErr_SetString(PyExc_ValueError, "invalid buffering size");
  return -1;
}

/** `new`: the buffer around a raw stream. */
function openBuffer(raw: PyObject, bits: u32, size: i32): PyObject | null {
  let type: PyTypeObject = PyBufferedWriter_Type;
  if (bits & UPDATING) type = PyBufferedRandom_Type;
  else if (bits & READING) type = PyBufferedReader_Type;
  const number = PyLong_FromI64(<i64>size);
  if (number === null) return null;
  const buffer = callTwoArgs(type, raw, number);
  Py_DECREF(number);
  return buffer;
}

/** `new`: the text stream around a buffer. */
export function openText(
  buffer: PyObject,
  encoding: PyObject,
  errors: PyObject,
  newline: PyObject,
  byLines: bool,
  writeThrough: bool,
): PyObject | null {
  const text = PyType_GenericAlloc(PyTextIOWrapper_Type, 0);
  if (text === null) return null;
  const handler: PyObject = errors == Py_None ? ID.strict : errors;
  if (setUpText(asText(text), buffer, encoding, handler, newline, byLines, writeThrough)) return text;
  Py_DECREF(text);
  return null;
}

/** Closes what is open already, the exception kept: always null. Steals `stream`. */
function abandon(stream: PyObject): PyObject | null {
  const exc = PyErr_GetRaisedException();
  const closed = PyObject_CallMethodNoArgs(stream, ID.close);
  _PyErr_ChainExceptions1(exc);
  Py_XDECREF(closed);
  Py_DECREF(stream);
  return null;
}

/** open() with its arguments read. Strs or None; `mode` is a str with the bits `bits`. `new` */
export function openStream(
  file: PyObject,
  mode: PyObject,
  bits: u32,
  buffering: i32,
  encoding: PyObject,
  errors: PyObject,
  newline: PyObject,
  closefd: bool,
  opener: PyObject,
): PyObject | null {
  const raw = openRaw(file, bits, closefd, opener);
  if (raw === null) return null;
  const size = bufferSize(raw, buffering);
  if (size < 0) return abandon(raw);
  const byLines = lineBuffering;
  if (size == 0) {
    if (bits & BINARY) return raw;
    PyErr_SetString(PyExc_ValueError, "can't have unbuffered text I/O");
    return abandon(raw);
  }
  const buffer = openBuffer(raw, bits, size);
  if (buffer === null) return abandon(raw);
  Py_DECREF(raw);
  if (bits & BINARY) return buffer;
  const text = openText(buffer, encoding, errors, newline, byLines, false);
  if (text === null) return abandon(buffer);
  Py_DECREF(buffer);
  return PyObject_SetAttr(text, ID.mode, mode) < 0 ? abandon(text) : text;
}

/** Is the argument a str without NUL, or None where that is allowed? */
function isText(op: PyObject, what: string, orNone: bool): bool {
  if (orNone && op == Py_None) return true;
  if (!PyUnicode_Check(op)) return badArgument("open", what, orNone ? "str or None" : "str", op);
  const at = PyUnicode_AsUTF8AndSize(op);
  if (at == 0) return false;
  if (cstringLength(at) == utf8Length) return true;
  PyErr_SetString(PyExc_ValueError, "embedded null character");
  return false;
}

function orNone(op: PyObject | null): PyObject {
  return op === null ? Py_None : op;
}

export function io_open(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const spec = "file,mode=,buffering=,encoding=,errors=,newline=,closefd=,opener=";
  if (!parseArgs("open", spec, args, nargs, kwnames)) return null;
  const file = argReq(0);
  const modeArg = arg(1);
  const bufferingArg = arg(2);
  const encoding = orNone(arg(3));
  const errors = orNone(arg(4));
  const newline = orNone(arg(5));
  const closefdArg = arg(6);
  const opener = orNone(arg(7));
  if (modeArg !== null && !isText(modeArg, "argument 'mode'", false)) return null;
  let buffering = -1;
  if (bufferingArg !== null) {
    if (!intArg(bufferingArg)) return null;
    buffering = argValue;
  }
  if (!isText(encoding, "argument 'encoding'", true)) return null;
  if (!isText(errors, "argument 'errors'", true)) return null;
  if (!isText(newline, "argument 'newline'", true)) return null;
  const closefd = closefdArg === null ? 1 : PyObject_IsTrue(closefdArg);
  if (closefd < 0) return null;
  const mode = modeArg === null ? PyUnicode_FromLiteral("r") : Py_NewRef(modeArg);
  if (mode === null) return null;
  const bits = parseMode(PyUnicode_AsUTF8AndSize(mode));
  let stream: PyObject | null = null;
  if (!(bits & BAD_MODE) && (!(bits & BINARY) || checkBinary(encoding, errors, newline, buffering))) {
    stream = openStream(file, mode, bits, buffering, encoding, errors, newline, closefd != 0, opener);
  }
  Py_DECREF(mode);
  return stream;
}

export function io_open_code(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("open_code", "path", args, nargs, kwnames)) return null;
  const path = argReq(0);
  if (!PyUnicode_Check(path)) {
    badArgument("open_code", "argument 'path'", "str", path);
    return null;
  }
  const mode = PyUnicode_FromLiteral("rb");
  if (mode === null) return null;
  const stream = openStream(path, mode, READING | BINARY, -1, Py_None, Py_None, Py_None, true, Py_None);
  Py_DECREF(mode);
  return stream;
}

export function io_text_encoding(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("text_encoding", nargs, 1, 2)) return null;
  let level = 2;
  if (nargs > 1) {
    if (!intArg(ptrAt(args, 1))) return null;
    level = argValue;
  }
  const encoding = ptrAt(args, 0);
  if (encoding != Py_None) return Py_NewRef(encoding);
  if (warnsDefaultEncoding()) {
    if (PyErr_WarnEx(PyExc_EncodingWarning, "'encoding' argument not specified", level) < 0) return null;
  }
  return PyUnicode_InternFromLiteral(isUtf8Mode() ? "utf-8" : "locale");
}

/** Adds the three functions to the module; not 0 with an exception. */
export function addOpenFunctions(m: PyObject): i32 {
  let bad = moduleFunction(
    m,
    "open",
    io_open.index,
    METH_FASTCALL_KEYWORDS,
    "open($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)\n--\n\nOpens a file by its path or descriptor: a text stream, or with 'b' in mode one of bytes. 'r' reads, 'w' writes anew, 'x' only where no file is yet, 'a' at the end, '+' reads and writes.",
  );
  bad |= moduleFunction(
    m,
    "text_encoding",
    io_text_encoding.index,
    METH_FASTCALL,
    "text_encoding($module, encoding, stacklevel=2, /)\n--\n\nThe encoding, or 'locale' (in UTF-8 mode 'utf-8') for None, which draws a warning if the interpreter is asked for it.",
  );
  return (
    bad |
    moduleFunction(
      m,
      "open_code",
      io_open_code.index,
      METH_FASTCALL_KEYWORDS,
      "open_code($module, /, path)\n--\n\nOpens a file of code for reading bytes.",
    )
  );
}
