/**
 * MultibyteStreamReader and MultibyteStreamWriter: the stateful decoder and encoder (incremental.ts) around a stream's read, readline and write.
 */
import { PyObject, PyTypeObject, initPtr } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  _Py_T_OBJECT,
  addMember,
  addMethod,
} from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyExc_TypeError } from "../../object/exception_types";
import { ptrAt } from "../../object/layout";
import { ID } from "../../generated/ids";
import { PyObject_GC_UnTrack } from "../../gc/collector";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseTupleArgs } from "../../protocol/args";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg } from "../../protocol/call";
import { PySequence_Check, PySequence_GetItem, PySequence_Size } from "../../protocol/sequence";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_AsSsize_t, PyLong_Check, PyLong_FromLong } from "../../types/long";
import { PyUnicode_Splitlines } from "../../types/unicode_split";
import { unicodeEmpty } from "../../types/unicode_static";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
} from "../../types/unicode_writer";
import { beginDecoding, decodeAll, encodeAll, endDecoding } from "./codec";
import { initDecoder } from "./decode";
import { initEncoder } from "./encode";
import {
  addErrors,
  clearPendingText,
  codecAt,
  decoder_reset,
  encodeStateful,
  errorsAt,
  keepBytes,
  newStateful,
  pendingSize,
  pendingText,
  setPendingSize,
  stateAt,
  statefulType,
  withPending,
} from "./incremental";

export const StreamReader_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const StreamWriter_Type = changetype<PyTypeObject>(memory.data(416, 16));

const ERRORS: usize = 32;
const READER_STREAM: usize = 56;
const WRITER_STREAM: usize = 48;

function reader_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("StreamReader", "stream,errors=", args, kwargs)) return null;
  const stream = argReq(0);
  const self = newStateful(type, "StreamReader", arg(1), "argument 2");
  if (self === null) return null;
  initPtr(changetype<usize>(self) + READER_STREAM, changetype<usize>(Py_NewRef(stream)));
  initDecoder(codecAt(self), stateAt(self));
  return self;
}

function writer_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("StreamWriter", "stream,errors=", args, kwargs)) return null;
  const stream = argReq(0);
  const self = newStateful(type, "StreamWriter", arg(1), "argument 2");
  if (self === null) return null;
  initPtr(changetype<usize>(self) + WRITER_STREAM, changetype<usize>(Py_NewRef(stream)));
  initEncoder(codecAt(self), stateAt(self));
  return self;
}

function reader_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const rc = visitField(changetype<usize>(self) + READER_STREAM, visit, a);
  return rc != 0 ? rc : visitField(changetype<usize>(self) + ERRORS, visit, a);
}

function writer_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const rc = visitField(changetype<usize>(self) + WRITER_STREAM, visit, a);
  return rc != 0 ? rc : visitField(changetype<usize>(self) + ERRORS, visit, a);
}

function reader_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_CLEAR(changetype<usize>(self) + ERRORS);
  Py_CLEAR(changetype<usize>(self) + READER_STREAM);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function writer_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_CLEAR(changetype<usize>(self) + ERRORS);
  clearPendingText(self);
  Py_CLEAR(changetype<usize>(self) + WRITER_STREAM);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- reading ----

/** `new` bytes of the stream's read or readline. */
function fetch(self: PyObject, method: PyObject, size: i32): PyObject | null {
  const stream = load<PyObject>(changetype<usize>(self) + READER_STREAM);
  let got: PyObject | null;
  if (size < 0) got = PyObject_CallMethodNoArgs(stream, method);
  else {
    const n = PyLong_FromLong(size);
    if (n === null) return null;
    got = PyObject_CallMethodOneArg(stream, method, n);
    Py_DECREF(n);
  }
  if (got === null || PyBytes_Check(got)) return got;
  PyErr_Format(PyExc_TypeError, "stream function returned a non-bytes object (%s)", got.ob_type.tp_name);
  Py_DECREF(got);
  return null;
}

/** Size of the last piece that `readPiece` decoded, with what was pending. */
let pieceSize: i32 = 0;

/** Reads and decodes one piece into `w`; false with an exception. */
function readPiece(self: PyObject, method: PyObject, size: i32, w: UnicodeWriter): bool {
  let bytes = fetch(self, method, size);
  if (bytes === null) return false;
  const atEnd = PyBytes_GET_SIZE(bytes) == 0;
  if (pendingSize(self) > 0) {
    const all = withPending(self, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
    Py_DECREF(bytes);
    if (all === null) return false;
    bytes = all;
    setPendingSize(self, 0);
  }
  const n = PyBytes_GET_SIZE(bytes);
  const end = PyBytes_AS_STRING(bytes) + <usize>n;
  let at = end;
  if (n > 0) {
    const start = PyBytes_AS_STRING(bytes);
    at = decodeAll(codecAt(self), stateAt(self), errorsAt(self), start, end, w, atEnd || size < 0);
  }
  const good = at != 0 && (at == end || keepBytes(self, at, end));
  Py_DECREF(bytes);
  pieceSize = n;
  return good;
}

function readText(self: PyObject, method: PyObject, size: i32): PyObject | null {
  if (size == 0) return Py_NewRef(unicodeEmpty());
  const w = _PyUnicodeWriter_Init(0);
  const outer = beginDecoding();
  let good: bool;
  while (true) {
    good = readPiece(self, method, size, w);
    if (!good || size < 0 || w.pos != 0 || pieceSize == 0) break;
    size = 1; // nothing complete yet: one byte more
  }
  endDecoding(outer);
  if (good) return _PyUnicodeWriter_Finish(w);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

let sizeValue: i32 = 0;

/** The optional size argument into `sizeValue`, -1 for None; false with the exception. */
function readSize(fname: string, args: usize, nargs: i32): bool {
  if (!PyArg_CheckPositional(fname, nargs, 0, 1)) return false;
  sizeValue = -1;
  if (nargs == 0 || ptrAt(args, 0) == Py_None) return true;
  if (!PyLong_Check(ptrAt(args, 0))) {
    PyErr_SetString(PyExc_TypeError, "arg 1 must be an integer");
    return false;
  }
  sizeValue = PyLong_AsSsize_t(ptrAt(args, 0));
  return sizeValue != -1 || PyErr_Occurred() === null;
}

function reader_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return readSize("read", args, nargs) ? readText(self, ID.read, sizeValue) : null;
}

function reader_readline(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return readSize("readline", args, nargs) ? readText(self, ID.readline, sizeValue) : null;
}

function reader_readlines(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!readSize("readlines", args, nargs)) return null;
  const text = readText(self, ID.read, sizeValue);
  if (text === null) return null;
  const lines = PyUnicode_Splitlines(text, true);
  Py_DECREF(text);
  return lines;
}

// ---- writing ----

function sendBytes(self: PyObject, bytes: PyObject): bool {
  const stream = load<PyObject>(changetype<usize>(self) + WRITER_STREAM);
  const answer = PyObject_CallMethodOneArg(stream, ID.write, bytes);
  if (answer === null) return false;
  Py_DECREF(answer);
  return true;
}

function writeText(self: PyObject, text: PyObject): bool {
  const bytes = encodeStateful(self, text, false);
  if (bytes === null) return false;
  const good = sendBytes(self, bytes);
  Py_DECREF(bytes);
  return good;
}

function writer_write(self: PyObject, text: PyObject): PyObject | null {
  return writeText(self, text) ? Py_NewRef(Py_None) : null;
}

function writer_writelines(self: PyObject, lines: PyObject): PyObject | null {
  if (!PySequence_Check(lines)) return PyErr_SetString(PyExc_TypeError, "arg must be a sequence object");
  // the length may change on the way
  for (let i = 0; i < PySequence_Size(lines); i++) {
    const line = PySequence_GetItem(lines, i);
    if (line === null) return null;
    const good = writeText(self, line);
    Py_DECREF(line);
    if (!good) return null;
  }
  return PyErr_Occurred() === null ? Py_NewRef(Py_None) : null;
}

function writer_reset(self: PyObject, unused: PyObject | null): PyObject | null {
  const pending = pendingText(self);
  if (pending === null) return Py_NewRef(Py_None);
  const bytes = encodeAll(codecAt(self), stateAt(self), pending, errorsAt(self), true, true);
  clearPendingText(self);
  if (bytes === null) return null;
  const good = PyBytes_GET_SIZE(bytes) == 0 || sendBytes(self, bytes);
  Py_DECREF(bytes);
  return good ? Py_NewRef(Py_None) : null;
}

export function initStreamTypes(): void {
  const r = StreamReader_Type;
  statefulType(r, "_multibytecodec.MultibyteStreamReader", 64, reader_new.index);
  r.tp_dealloc = reader_dealloc.index;
  r.tp_traverse = reader_traverse.index;
  addMethod(r, "read", reader_read.index, METH_FASTCALL, "read($self, sizeobj=None, /)\n--\n\n");
  addMethod(r, "readline", reader_readline.index, METH_FASTCALL, "readline($self, sizeobj=None, /)\n--\n\n");
  addMethod(r, "readlines", reader_readlines.index, METH_FASTCALL, "readlines($self, sizehintobj=None, /)\n--\n\n");
  addMethod(r, "reset", decoder_reset.index, METH_NOARGS, "reset($self, /)\n--\n\n");
  addMember(r, "stream", _Py_T_OBJECT, <i32>READER_STREAM, Py_READONLY);
  addErrors(r);
  const w = StreamWriter_Type;
  statefulType(w, "_multibytecodec.MultibyteStreamWriter", 56, writer_new.index);
  w.tp_dealloc = writer_dealloc.index;
  w.tp_traverse = writer_traverse.index;
  addMethod(w, "write", writer_write.index, METH_O, "write($self, strobj, /)\n--\n\n");
  addMethod(w, "writelines", writer_writelines.index, METH_O, "writelines($self, lines, /)\n--\n\n");
  addMethod(w, "reset", writer_reset.index, METH_NOARGS, "reset($self, /)\n--\n\n");
  addMember(w, "stream", _Py_T_OBJECT, <i32>WRITER_STREAM, Py_READONLY);
  addErrors(w);
}
