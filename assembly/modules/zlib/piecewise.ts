/**
 * What the compressor and decompressor objects of _bz2 and _lzma share: a stream behind the object's header, a compressor that can be flushed once, and a
 * decompressor that keeps what lies behind the stream's end. Their streams do the work; a module names the functions by table index, since the shapes are
 * the same: (stream, address, size): bool for input, (stream): bool for the end.
 *
 *   compressor     16 stream   24 flushed (u8)
 *   decompressor   16 stream, the rest where CPython's structs have it
 */
import { PyObject, PyTypeObject, initPtr } from "../../object/layout";
import { Py_CLEAR, Py_NewRef, Py_XSETREF } from "../../object/refcount";
import {
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_BOOL,
  addMember,
  addMethod,
} from "../../object/typedef";
import { PyExc_EOFError, PyExc_ValueError } from "../../object/exception_types";
import { arg, argReq, parseArgs } from "../../protocol/args";
import { argValue, sizeArg } from "../../protocol/arg_values";
import { freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyErr_NoMemory, PyErr_SetString } from "../../protocol/errors";
import { PyBytes_FromStringAndSize, _Py_bytesEmpty } from "../../types/bytes";
import { outBegin, outDrop } from "./bytes_out";
import { takeOutput } from "./objects";

const FLUSHED: usize = 24;

export function streamOf(self: PyObject): usize {
  return <usize>load<u32>(changetype<usize>(self), 16);
}

export function setStream(self: PyObject, stream: usize): void {
  initPtr(changetype<usize>(self) + 16, stream);
}

export function flag(self: PyObject, offset: usize): bool {
  return load<u8>(changetype<usize>(self) + offset) != 0;
}

export function setFlag(self: PyObject, offset: usize, value: bool): void {
  store<u8>(changetype<usize>(self) + offset, value ? 1 : 0);
}

export function freeObject(self: PyObject): void {
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- compressors -----------------------------------------------------------------------------------------------------

/** The output of a call that went well, else MemoryError. */
function outcome(good: bool): PyObject | null {
  if (good) return takeOutput();
  outDrop();
  return PyErr_NoMemory();
}

/** compress(data) by the function `input`. */
export function compressPiece(self: PyObject, data: PyObject, input: u32): PyObject | null {
  const view = simpleBuffer(data);
  if (view === null) return null;
  if (flag(self, FLUSHED)) {
    freeBuffer(view);
    return PyErr_SetString(PyExc_ValueError, "Compressor has been flushed");
  }
  outBegin();
  const good = call_indirect<bool>(input, streamOf(self), view.buf, view.len);
  freeBuffer(view);
  return outcome(good);
}

/** flush() by the function `end`. */
export function compressLast(self: PyObject, end: u32): PyObject | null {
  if (flag(self, FLUSHED)) return PyErr_SetString(PyExc_ValueError, "Repeated call to flush()");
  setFlag(self, FLUSHED, true);
  outBegin();
  return outcome(call_indirect<bool>(end, streamOf(self)));
}

export function addCompressorMethods(type: PyTypeObject, compress: u32, flush: u32): void {
  addMethod(
    type,
    "compress",
    compress,
    METH_O,
    "compress($self, data, /)\n--\n\nTakes data; returns what of the result is ready.",
  );
  addMethod(
    type,
    "flush",
    flush,
    METH_NOARGS,
    "flush($self, /)\n--\n\nEnds the stream and returns the rest of it. The compressor can do no more.",
  );
}

// ---- decompressors ---------------------------------------------------------------------------------------------------

/** What a fresh decompressor's fields say. */
export function beginDecompressor(self: PyObject, stream: usize, unused: usize, needsInput: usize): void {
  setStream(self, stream);
  initPtr(changetype<usize>(self) + unused, changetype<usize>(Py_NewRef(_Py_bytesEmpty())));
  setFlag(self, needsInput, true);
}

/** Releases what `beginDecompressor` set, except the stream. */
export function endDecompressor(self: PyObject, unused: usize): void {
  Py_CLEAR(changetype<usize>(self) + unused);
  freeObject(self);
}

/** How much the call that `takePiece` read asks for at most. */
export let pieceLimit: i32 = 0;

/** Reads (data, max_length=-1) and gives the data to the stream by the function `input`: false with an exception, EOFError `over` after the end. */
export function takePiece(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
  input: u32,
  eof: usize,
  over: string,
): bool {
  if (!parseArgs("decompress", "data,max_length=", args, nargs, kwnames)) return false;
  const data = argReq(0);
  const most = arg(1);
  let limit = -1;
  if (most !== null) {
    if (!sizeArg(most)) return false;
    limit = argValue;
  }
  const view = simpleBuffer(data);
  if (view === null) return false;
  if (flag(self, eof)) {
    freeBuffer(view);
    PyErr_SetString(PyExc_EOFError, over);
    return false;
  }
  const added = call_indirect<bool>(input, streamOf(self), view.buf, view.len);
  freeBuffer(view);
  if (!added) PyErr_NoMemory();
  pieceLimit = limit < 0 ? i32.MAX_VALUE : limit;
  return added;
}

/** Keeps the `n` bytes behind the stream's end: false with MemoryError. */
export function keepRest(self: PyObject, unused: usize, at: usize, n: i32): bool {
  const rest = PyBytes_FromStringAndSize(at, n);
  if (rest === null) return false;
  Py_XSETREF(changetype<usize>(self) + unused, rest);
  return true;
}

// The members of a type come in CPython's order, which is not the same for both: each is added by itself.

export function addDecompress(type: PyTypeObject, decompress: u32): void {
  addMethod(
    type,
    "decompress",
    decompress,
    METH_FASTCALL_KEYWORDS,
    "decompress($self, /, data, max_length=-1)\n--\n\nTakes data and returns what it decompresses to, at most max_length bytes if that is not below 0; the rest comes with later calls.",
  );
}

export function addEof(type: PyTypeObject, eof: usize): void {
  addMember(type, "eof", Py_T_BOOL, <i32>eof, Py_READONLY, "Whether the end of the stream has been reached.");
}

export function addNeedsInput(type: PyTypeObject, needsInput: usize): void {
  addMember(
    type,
    "needs_input",
    Py_T_BOOL,
    <i32>needsInput,
    Py_READONLY,
    "Whether nothing more can be returned without more data.",
  );
}
