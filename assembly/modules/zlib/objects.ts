/**
 * The objects of zlib: Compress, Decompress and _ZlibDecompressor (CPython's sizes; the z_stream's place holds our stream's address).
 *
 *   16 stream | 128 unused_data | 136 unconsumed_tail, or waiting input | 144 eof | 148 is_initialised, or needs_input | 152 zdict | 160
 * Invariant: a Compress whose stream is 0 has been finished.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_DISALLOW_INSTANTIATION, initPtr, ptrAt } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { PyExc_EOFError, PyExc_Exception, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  _Py_T_OBJECT,
  Py_T_BOOL,
  addMember,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyArg_CheckPositional, arg, argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import { argValue, intArg, sizeArg } from "../../protocol/arg_values";
import { PyObject_CheckBuffer, Py_buffer, freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE, _Py_bytesEmpty } from "../../types/bytes";
import { outAt, outBegin, outDrop, outFailed, outSize } from "./bytes_out";
import {
  Deflate,
  Z_FINISH,
  Z_NO_FLUSH,
  deflate,
  deflateCopy,
  deflateFree,
  deflateNew,
  deflateSetDictionary,
} from "./deflate";
import {
  INFLATE_SIZE,
  Inflate,
  Z_BUF_ERROR,
  Z_DATA_ERROR,
  Z_NEED_DICT,
  Z_OK,
  Z_STREAM_END,
  inAt,
  inLeft,
  inflate,
  inflateInit,
  inflateMessage,
  inflateSetDictionary,
  setInput,
} from "./inflate";

export const Compress_Type = changetype<PyTypeObject>(memory.data(416, 16)); // zlib.Compress
export const Decompress_Type = changetype<PyTypeObject>(memory.data(416, 16)); // zlib.Decompress
export const ZlibDecompressor_Type = changetype<PyTypeObject>(memory.data(416, 16)); // zlib._ZlibDecompressor

const UNUSED: usize = 128;
const TAIL: usize = 136;
const EOF: usize = 144;
const FLAG: usize = 148;
const ZDICT: usize = 152;

let zlibError: PyTypeObject = PyExc_Exception;

export function setZlibError(type: PyTypeObject): void {
  zlibError = type;
}

export function streamAt(op: PyObject): usize {
  return <usize>load<u32>(changetype<usize>(op), 16);
}

function field(op: PyObject, at: usize): PyObject {
  return load<PyObject>(changetype<usize>(op) + at);
}

/** Replaces a bytes field; steals value. */
function setField(op: PyObject, at: usize, value: PyObject): void {
  const old = field(op, at);
  store<PyObject>(changetype<usize>(op) + at, value);
  Py_DECREF(old);
}

/** "Error -3 while decompressing data: incorrect header check": always null. */
export function zlib_error(code: i32, what: string, message: usize): PyObject | null {
  if (message == 0) {
    if (code == Z_BUF_ERROR) message = changetype<usize>("incomplete or truncated stream");
    else if (code == -2) message = changetype<usize>("inconsistent stream state");
    else if (code == Z_DATA_ERROR) message = changetype<usize>("invalid input data");
    else return PyErr_Format(zlibError, "Error %d %L", code, changetype<usize>(what));
  }
  return PyErr_Format(zlibError, "Error %d %L: %L", code, changetype<usize>(what), message);
}

/** zlib.error with this text. */
export function plainError(message: string): PyObject | null {
  return PyErr_SetString(zlibError, message);
}

/** `new` bytes of the output, which is dropped. */
export function takeOutput(): PyObject | null {
  const result: PyObject | null = outFailed ? PyErr_NoMemory() : PyBytes_FromStringAndSize(outAt, outSize);
  outDrop();
  return result;
}

/** `new` object; its stream is 0. */
function newObject(type: PyTypeObject): PyObject | null {
  const op = PyType_GenericAlloc(type, 0);
  if (op === null) return null;
  initPtr(changetype<usize>(op) + UNUSED, changetype<usize>(Py_NewRef(_Py_bytesEmpty())));
  initPtr(changetype<usize>(op) + TAIL, changetype<usize>(Py_NewRef(_Py_bytesEmpty())));
  return op;
}

function setStream(op: PyObject, stream: usize): void {
  store<u32>(changetype<usize>(op), <u32>stream, 16);
}

function zlib_dealloc(op: PyObject): void {
  const stream = streamAt(op);
  if (stream != 0) PyMem_Free(stream);
  Py_CLEAR(changetype<usize>(op) + UNUSED);
  Py_CLEAR(changetype<usize>(op) + TAIL);
  Py_CLEAR(changetype<usize>(op) + ZDICT);
  call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
}

/** Value of the last `readInt`. */
export let intValue: i32 = 0;

/** Reads an optional int argument; false with the exception. */
export function readInt(op: PyObject | null, deflt: i32): bool {
  intValue = deflt;
  if (op === null) return true;
  if (!intArg(op)) return false;
  intValue = argValue;
  return true;
}

// ---- Compress ----

export function zlib_compressobj(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("compressobj", "level=,method=,wbits=,memLevel=,strategy=,zdict=", args, nargs, kwnames)) return null;
  const methodArg = arg(1);
  const wbitsArg = arg(2);
  const memArg = arg(3);
  const strategyArg = arg(4);
  const zdict = arg(5);
  if (!readInt(arg(0), -1)) return null;
  const level = intValue;
  if (!readInt(methodArg, 8)) return null;
  const method = intValue;
  if (!readInt(wbitsArg, 15)) return null;
  const wbits = intValue;
  if (!readInt(memArg, 8)) return null;
  const memLevel = intValue;
  if (!readInt(strategyArg, 0)) return null;
  const strategy = intValue;
  const view: Py_buffer | null = zdict === null || zdict == Py_None ? null : simpleBuffer(zdict);
  if (view === null && zdict !== null && zdict != Py_None) return null;
  const op = makeCompressor(method == 8 ? level : 10, wbits, memLevel, strategy, view);
  if (view !== null) freeBuffer(view);
  return op;
}

function makeCompressor(
  level: i32,
  wbits: i32,
  memLevel: i32,
  strategy: i32,
  zdict: Py_buffer | null,
): PyObject | null {
  const stream = deflateNew(level, wbits, memLevel, strategy);
  if (stream == 0) return PyErr_NoMemory();
  if (stream == 1) return PyErr_SetString(PyExc_ValueError, "Invalid initialization option");
  if (zdict !== null && changetype<Deflate>(stream).wrap == 2) {
    deflateFree(stream);
    return PyErr_SetString(PyExc_ValueError, "Invalid dictionary");
  }
  const op = newObject(Compress_Type);
  if (op === null) {
    deflateFree(stream);
    return null;
  }
  setStream(op, stream);
  if (zdict !== null) deflateSetDictionary(changetype<Deflate>(stream), zdict.buf, zdict.len);
  return op;
}

function Compress_compress(self: PyObject, data: PyObject): PyObject | null {
  const view = simpleBuffer(data);
  if (view === null) return null;
  let result: PyObject | null = null;
  if (streamAt(self) == 0) zlib_error(-2, "while compressing data", 0);
  else {
    outBegin();
    deflate(changetype<Deflate>(streamAt(self)), view.buf, view.len, Z_NO_FLUSH);
    result = takeOutput();
  }
  freeBuffer(view);
  return result;
}

function Compress_flush(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("flush", nargs, 0, 1)) return null;
  if (!readInt(nargs > 0 ? ptrAt(args, 0) : null, Z_FINISH)) return null;
  const mode = intValue;
  if (mode == Z_NO_FLUSH) return PyBytes_FromStringAndSize(0, 0);
  const stream = streamAt(self);
  outBegin();
  const code = stream == 0 ? -2 : deflate(changetype<Deflate>(stream), 0, 0, mode);
  if (code == -2) {
    outDrop();
    return zlib_error(-2, "while flushing", 0);
  }
  if (mode == Z_FINISH) {
    deflateFree(stream);
    setStream(self, 0);
  }
  return takeOutput();
}

function inconsistent(): PyObject | null {
  return PyErr_SetString(PyExc_ValueError, "Inconsistent stream state");
}

function Compress_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  if (streamAt(self) == 0) return inconsistent();
  const op = newObject(Compress_Type);
  if (op === null) return null;
  const stream = deflateCopy(streamAt(self));
  if (stream == 0) {
    Py_DECREF(op);
    return PyErr_NoMemory();
  }
  setStream(op, stream);
  return op;
}

function Compress_deepcopy(self: PyObject, memo: PyObject): PyObject | null {
  return Compress_copy(self, null);
}

// ---- Decompress ----

/** `new` object of `type` ready to inflate. */
function makeDecompressor(type: PyTypeObject, wbits: i32, zdict: PyObject | null): PyObject | null {
  if (zdict !== null && !PyObject_CheckBuffer(zdict)) {
    return PyErr_SetString(PyExc_TypeError, "zdict argument must support the buffer protocol");
  }
  const op = newObject(type);
  if (op === null) return null;
  const stream = PyMem_Malloc(INFLATE_SIZE);
  if (stream == 0) {
    Py_DECREF(op);
    return PyErr_NoMemory();
  }
  setStream(op, stream);
  if (!inflateInit(changetype<Inflate>(stream), wbits)) {
    Py_DECREF(op);
    return PyErr_SetString(PyExc_ValueError, "Invalid initialization option");
  }
  if (zdict !== null) {
    initPtr(changetype<usize>(op) + ZDICT, changetype<usize>(Py_NewRef(zdict)));
    if (wbits < 0 && !giveDictionary(op)) {
      Py_DECREF(op);
      return null;
    }
  }
  store<i32>(changetype<usize>(op), 1, FLAG);
  return op;
}

/** The stream's dictionary from zdict; false with the exception. */
function giveDictionary(op: PyObject): bool {
  const zdict = load<PyObject | null>(changetype<usize>(op) + ZDICT);
  if (zdict === null) return false;
  const view = simpleBuffer(zdict);
  if (view === null) return false;
  const ok = inflateSetDictionary(changetype<Inflate>(streamAt(op)), view.buf, view.len);
  freeBuffer(view);
  if (!ok) zlib_error(Z_DATA_ERROR, "while setting zdict", 0);
  return ok;
}

export function zlib_decompressobj(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("decompressobj", "wbits=,zdict=", args, nargs, kwnames)) return null;
  const zdict = arg(1);
  if (!readInt(arg(0), 15)) return null;
  return makeDecompressor(Decompress_Type, intValue, zdict);
}

/** Runs the stream over the input set, asking for its dictionary where it needs it. -100: an exception is set. */
function runInflate(op: PyObject, limit: i32): i32 {
  const s = changetype<Inflate>(streamAt(op));
  while (true) {
    const code = inflate(s, limit);
    if (code != Z_NEED_DICT || load<PyObject | null>(changetype<usize>(op) + ZDICT) === null) return code;
    if (!giveDictionary(op)) return -100;
  }
}

function restOfInput(): PyObject | null {
  return PyBytes_FromStringAndSize(inAt, inLeft);
}

/** What the stream left of its input: behind its end unused_data, else unconsumed_tail. */
function saveInput(self: PyObject, code: i32): bool {
  if (code == Z_STREAM_END && inLeft > 0) {
    const old = field(self, UNUSED);
    const n = PyBytes_GET_SIZE(old);
    const joined = PyBytes_FromStringAndSize(0, n + inLeft);
    if (joined === null) return false;
    memory.copy(PyBytes_AS_STRING(joined), PyBytes_AS_STRING(old), <usize>n);
    memory.copy(PyBytes_AS_STRING(joined) + <usize>n, inAt, <usize>inLeft);
    setField(self, UNUSED, joined);
    setInput(inAt, 0);
  }
  if (inLeft > 0 || PyBytes_GET_SIZE(field(self, TAIL)) > 0) {
    const tail = restOfInput();
    if (tail === null) return false;
    setField(self, TAIL, tail);
  }
  return true;
}

function messageOf(op: PyObject): usize {
  return inflateMessage(changetype<Inflate>(streamAt(op)));
}

function Decompress_decompress(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("decompress", "data,/,max_length=", args, nargs, kwnames)) return null;
  const data = argReq(0);
  const most = arg(1);
  let limit = 0;
  if (most !== null) {
    if (!sizeArg(most)) return null;
    limit = argValue;
  }
  if (limit < 0) return PyErr_SetString(PyExc_ValueError, "max_length must be non-negative");
  const view = simpleBuffer(data);
  if (view === null) return null;
  let result: PyObject | null = null;
  if (streamAt(self) == 0)
    zlib_error(-2, "while decompressing data", 0); // flush() has ended it
  else result = decompressSome(self, view, limit == 0 ? i32.MAX_VALUE : limit);
  freeBuffer(view);
  return result;
}

function decompressSome(self: PyObject, view: Py_buffer, limit: i32): PyObject | null {
  outBegin();
  setInput(view.buf, view.len);
  const code = runInflate(self, limit);
  if (code == -100 || !saveInput(self, code)) {
    outDrop();
    return null;
  }
  if (code == Z_STREAM_END) store<u8>(changetype<usize>(self), 1, EOF);
  else if (code != Z_OK && code != Z_BUF_ERROR && !outFailed) {
    outDrop();
    return zlib_error(code, "while decompressing data", messageOf(self));
  }
  return takeOutput();
}

function Decompress_flush(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("flush", nargs, 0, 1)) return null;
  if (nargs > 0) {
    if (!sizeArg(ptrAt(args, 0))) return null;
    if (argValue <= 0) return PyErr_SetString(PyExc_ValueError, "length must be greater than zero");
  }
  const tail = Py_NewRef(field(self, TAIL));
  outBegin();
  setInput(PyBytes_AS_STRING(tail), PyBytes_GET_SIZE(tail));
  const code = streamAt(self) == 0 ? Z_BUF_ERROR : runInflate(self, i32.MAX_VALUE);
  const saved = code != -100 && saveInput(self, code);
  Py_DECREF(tail);
  if (!saved) {
    outDrop();
    return null;
  }
  if (code == Z_STREAM_END) {
    store<u8>(changetype<usize>(self), 1, EOF);
    PyMem_Free(streamAt(self));
    setStream(self, 0);
  }
  return takeOutput();
}

function Decompress_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  if (streamAt(self) == 0) return inconsistent();
  const stream = PyMem_Malloc(INFLATE_SIZE);
  if (stream == 0) return PyErr_NoMemory();
  memory.copy(stream, streamAt(self), INFLATE_SIZE);
  const op = newObject(Decompress_Type);
  if (op === null) {
    PyMem_Free(stream);
    return null;
  }
  setStream(op, stream);
  setField(op, UNUSED, Py_NewRef(field(self, UNUSED)));
  setField(op, TAIL, Py_NewRef(field(self, TAIL)));
  const zdict = load<PyObject | null>(changetype<usize>(self) + ZDICT);
  if (zdict !== null) initPtr(changetype<usize>(op) + ZDICT, changetype<usize>(Py_NewRef(zdict)));
  store<u8>(changetype<usize>(op), load<u8>(changetype<usize>(self), EOF), EOF);
  store<i32>(changetype<usize>(op), 1, FLAG);
  return op;
}

function Decompress_deepcopy(self: PyObject, memo: PyObject): PyObject | null {
  return Decompress_copy(self, null);
}

// ---- _ZlibDecompressor ----

function ZlibDecompressor_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("_ZlibDecompressor", "wbits=,zdict=", args, kwargs)) return null;
  const zdict = arg(1);
  if (!readInt(arg(0), 15)) return null;
  return makeDecompressor(type, intValue, zdict);
}

/** `new` bytes of the waiting input and the new. */
function joinedInput(self: PyObject, view: Py_buffer): PyObject | null {
  const waiting = field(self, TAIL);
  const n = PyBytes_GET_SIZE(waiting);
  if (n == 0) return PyBytes_FromStringAndSize(view.buf, view.len);
  const joined = PyBytes_FromStringAndSize(0, n + view.len);
  if (joined === null) return null;
  memory.copy(PyBytes_AS_STRING(joined), PyBytes_AS_STRING(waiting), <usize>n);
  memory.copy(PyBytes_AS_STRING(joined) + <usize>n, view.buf, <usize>view.len);
  return joined;
}

function ZlibDecompressor_decompress(
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!parseArgs("decompress", "data,max_length=", args, nargs, kwnames)) return null;
  const data = argReq(0);
  const most = arg(1);
  let limit = -1;
  if (most !== null) {
    if (!sizeArg(most)) return null;
    limit = argValue;
  }
  if (load<u8>(changetype<usize>(self), EOF) != 0) {
    return PyErr_SetString(PyExc_EOFError, "End of stream already reached");
  }
  const view = simpleBuffer(data);
  if (view === null) return null;
  const input = joinedInput(self, view);
  freeBuffer(view);
  if (input === null) return null;
  outBegin();
  setInput(PyBytes_AS_STRING(input), PyBytes_GET_SIZE(input));
  const code = runInflate(self, limit < 0 ? i32.MAX_VALUE : limit);
  const result = finishChunk(self, code);
  Py_DECREF(input);
  return result;
}

function finishChunk(self: PyObject, code: i32): PyObject | null {
  if (code == -100 || (code != Z_OK && code != Z_BUF_ERROR && code != Z_STREAM_END)) {
    outDrop();
    return code == -100 ? null : zlib_error(code, "while decompressing data", messageOf(self));
  }
  const rest = restOfInput();
  if (rest === null) {
    outDrop();
    return null;
  }
  const ended = code == Z_STREAM_END;
  store<u8>(changetype<usize>(self), ended ? 1 : 0, EOF);
  store<i32>(changetype<usize>(self), !ended && inLeft == 0 ? 1 : 0, FLAG);
  setField(self, ended ? UNUSED : TAIL, rest);
  return takeOutput();
}

// ---- tables ----

export function initZlibTypes(): void {
  const c = Compress_Type;
  initStaticType(c, PyType_Type, PyBaseObject_Type, "zlib.Compress", 168, 0, Py_TPFLAGS_DISALLOW_INSTANTIATION);
  c.tp_dealloc = zlib_dealloc.index;
  addMethod(
    c,
    "compress",
    Compress_compress.index,
    METH_O,
    "compress($self, data, /)\n--\n\nReturns a bytes object containing compressed data.",
  );
  addMethod(
    c,
    "flush",
    Compress_flush.index,
    METH_FASTCALL,
    "flush($self, mode=zlib.Z_FINISH, /)\n--\n\nWhat is still to come of the compressed data.",
  );
  addMethod(
    c,
    "copy",
    Compress_copy.index,
    METH_NOARGS,
    "copy($self, /)\n--\n\nReturn a copy of the compression object.",
  );
  addMethod(c, "__copy__", Compress_copy.index, METH_NOARGS, "__copy__($self, /)\n--\n\n");
  addMethod(c, "__deepcopy__", Compress_deepcopy.index, METH_O, "__deepcopy__($self, memo, /)\n--\n\n");
  const d = Decompress_Type;
  initStaticType(d, PyType_Type, PyBaseObject_Type, "zlib.Decompress", 168, 0, Py_TPFLAGS_DISALLOW_INSTANTIATION);
  d.tp_dealloc = zlib_dealloc.index;
  addMethod(
    d,
    "decompress",
    Decompress_decompress.index,
    METH_FASTCALL_KEYWORDS,
    "decompress($self, data, /, max_length=0)\n--\n\nThe decompressed form of what these bytes complete.",
  );
  addMethod(
    d,
    "flush",
    Decompress_flush.index,
    METH_FASTCALL,
    "flush($self, length=zlib.DEF_BUF_SIZE, /)\n--\n\nWhat is still to come of the decompressed data.\n\n  length\n    the size of the buffer to begin with.",
  );
  addMethod(
    d,
    "copy",
    Decompress_copy.index,
    METH_NOARGS,
    "copy($self, /)\n--\n\nReturn a copy of the decompression object.",
  );
  addMethod(d, "__copy__", Decompress_copy.index, METH_NOARGS, "__copy__($self, /)\n--\n\n");
  addMethod(d, "__deepcopy__", Decompress_deepcopy.index, METH_O, "__deepcopy__($self, memo, /)\n--\n\n");
  addMember(d, "unused_data", _Py_T_OBJECT, <i32>UNUSED, Py_READONLY);
  addMember(d, "unconsumed_tail", _Py_T_OBJECT, <i32>TAIL, Py_READONLY);
  addMember(d, "eof", Py_T_BOOL, <i32>EOF, Py_READONLY);
  const z = ZlibDecompressor_Type;
  initStaticType(
    z,
    PyType_Type,
    PyBaseObject_Type,
    "zlib._ZlibDecompressor",
    184,
    0,
    0,
    "_ZlibDecompressor(wbits=15, zdict=b'')\n--\n\nDecompresses data that comes in pieces.",
  );
  z.tp_dealloc = zlib_dealloc.index;
  z.tp_new = ZlibDecompressor_new.index;
  addMethod(
    z,
    "decompress",
    ZlibDecompressor_decompress.index,
    METH_FASTCALL_KEYWORDS,
    "decompress($self, /, data, max_length=-1)\n--\n\nDecompress *data*, returning uncompressed data as bytes.",
  );
  addMember(z, "eof", Py_T_BOOL, <i32>EOF, Py_READONLY, "True if the end-of-stream marker has been reached.");
  addMember(
    z,
    "unused_data",
    _Py_T_OBJECT,
    <i32>UNUSED,
    Py_READONLY,
    "Data found after the end of the compressed stream.",
  );
  addMember(z, "needs_input", Py_T_BOOL, <i32>FLAG, Py_READONLY, "Whether it takes more input to get more output.");
}
