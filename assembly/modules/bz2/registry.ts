/**
 * The module _bz2: BZ2Compressor and BZ2Decompressor, of CPython's sizes, over compress.ts and decompress.ts.
 *
 *   BZ2Compressor     16 stream   24 flushed (u8)   112
 *   BZ2Decompressor   16 stream   96 eof (u8)   104 unused_data   112 needs_input (u8)   152
 */
import { PyObject, PyTypeObject, initPtr, ptrAt } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../../object/statics";
import {
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_BOOL,
  _Py_T_OBJECT,
  addMember,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { PyExc_EOFError, PyExc_OSError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyArg_CheckPositional, arg, argReq, noKeywordsDict, parseArgs } from "../../protocol/args";
import { argValue, intArg, sizeArg } from "../../protocol/arg_values";
import { freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyErr_NoMemory, PyErr_SetString } from "../../protocol/errors";
import { PyBytes_FromStringAndSize, _Py_bytesEmpty } from "../../types/bytes";
import { PyModule_AddObjectRef, PyModule_New } from "../../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { PyUnicode_EqualToLiteral } from "../../types/unicode";
import { outBegin, outDrop } from "../zlib/bytes_out";
import { takeOutput } from "../zlib/objects";
import { compressBytes, compressEnd, compressorFree, compressorNew } from "./compress";
import {
  BZ_BAD,
  BZ_END,
  BZ_MEMORY,
  addInput,
  decompress,
  decompressorFree,
  decompressorNew,
  unreadAt,
  unreadSize,
  wantsInput,
} from "./decompress";

const Compressor_Type = changetype<PyTypeObject>(memory.data(416, 16));
const Decompressor_Type = changetype<PyTypeObject>(memory.data(416, 16));

const FLUSHED: usize = 24;
const EOF: usize = 96;
const UNUSED: usize = 104;
const NEEDS_INPUT: usize = 112;

function streamOf(self: PyObject): usize {
  return <usize>load<u32>(changetype<usize>(self), 16);
}

function flag(self: PyObject, offset: usize): bool {
  return load<u8>(changetype<usize>(self) + offset) != 0;
}

function setFlag(self: PyObject, offset: usize, value: bool): void {
  store<u8>(changetype<usize>(self) + offset, value ? 1 : 0);
}

// ---- compressor ----

function compressor_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("BZ2Compressor", kwargs)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("BZ2Compressor", n, 0, 1)) return null;
  let level = 9;
  if (n == 1) {
    if (!intArg(PyTuple_GET_ITEM(args, 0))) return null;
    level = argValue;
  }
  if (level < 1 || level > 9) return PyErr_SetString(PyExc_ValueError, "compresslevel must be between 1 and 9");
  const self = PyType_GenericAlloc(type, 0);
  if (self === null) return null;
  const stream = compressorNew(level);
  store<u64>(changetype<usize>(self), <u64>stream, 16);
  if (stream != 0) return self;
  Py_DECREF(self);
  return PyErr_NoMemory();
}

function compressor_dealloc(self: PyObject): void {
  const stream = streamOf(self);
  if (stream != 0) compressorFree(stream);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** The output of a call that went well, else MemoryError. */
function outcome(good: bool): PyObject | null {
  if (good) return takeOutput();
  outDrop();
  return PyErr_NoMemory();
}

function compressor_compress(self: PyObject, data: PyObject): PyObject | null {
  const view = simpleBuffer(data);
  if (view === null) return null;
  if (flag(self, FLUSHED)) {
    freeBuffer(view);
    return PyErr_SetString(PyExc_ValueError, "Compressor has been flushed");
  }
  outBegin();
  const good = compressBytes(streamOf(self), view.buf, view.len);
  freeBuffer(view);
  return outcome(good);
}

function compressor_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  if (flag(self, FLUSHED)) return PyErr_SetString(PyExc_ValueError, "Repeated call to flush()");
  setFlag(self, FLUSHED, true);
  outBegin();
  return outcome(compressEnd(streamOf(self)));
}

// ---- decompressor ----

function decompressor_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (PyTuple_GET_SIZE(args) > 0) {
    return PyErr_SetString(PyExc_TypeError, "BZ2Decompressor() takes no positional arguments");
  }
  if (!noKeywordsDict("BZ2Decompressor", kwargs)) return null;
  const self = PyType_GenericAlloc(type, 0);
  if (self === null) return null;
  const stream = decompressorNew();
  store<u64>(changetype<usize>(self), <u64>stream, 16);
  initPtr(changetype<usize>(self) + UNUSED, changetype<usize>(Py_NewRef(_Py_bytesEmpty())));
  setFlag(self, NEEDS_INPUT, true);
  if (stream != 0) return self;
  Py_DECREF(self);
  return PyErr_NoMemory();
}

function decompressor_dealloc(self: PyObject): void {
  const stream = streamOf(self);
  if (stream != 0) decompressorFree(stream);
  Py_CLEAR(changetype<usize>(self) + UNUSED);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function decompressor_decompress(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("decompress", "data,max_length=", args, nargs, kwnames)) return null;
  const data = argReq(0);
  const most = arg(1);
  let limit = -1;
  if (most !== null) {
    if (!sizeArg(most)) return null;
    limit = argValue;
  }
  const view = simpleBuffer(data);
  if (view === null) return null;
  if (flag(self, EOF)) {
    freeBuffer(view);
    return PyErr_SetString(PyExc_EOFError, "End of stream already reached");
  }
  const stream = streamOf(self);
  const added = addInput(stream, view.buf, view.len);
  freeBuffer(view);
  if (!added) return PyErr_NoMemory();
  outBegin();
  const status = decompress(stream, limit < 0 ? i32.MAX_VALUE : limit);
  if (status == BZ_MEMORY || status == BZ_BAD) {
    outDrop();
    return status == BZ_BAD ? PyErr_SetString(PyExc_OSError, "Invalid data stream") : PyErr_NoMemory();
  }
  if (status == BZ_END && !endStream(self, stream)) {
    outDrop();
    return null;
  }
  setFlag(self, NEEDS_INPUT, wantsInput || (status != BZ_END && unreadSize(stream) == 0));
  return takeOutput();
}

/** Notes the end of the stream and what lies behind it. */
function endStream(self: PyObject, stream: usize): bool {
  setFlag(self, EOF, true);
  const n = unreadSize(stream);
  if (n == 0) return true;
  const rest = PyBytes_FromStringAndSize(unreadAt(stream), n);
  if (rest === null) return false;
  const old = ptrAt(changetype<usize>(self) + UNUSED, 0);
  initPtr(changetype<usize>(self) + UNUSED, changetype<usize>(rest));
  Py_DECREF(old);
  return true;
}

export function initBz2Types(): void {
  const c = Compressor_Type;
  initStaticType(
    c,
    PyType_Type,
    PyBaseObject_Type,
    "_bz2.BZ2Compressor",
    112,
    0,
    0,
    "Compresses to the bzip2 format piece by piece; an argument from 1 to 9 chooses the level.",
  );
  c.tp_new = compressor_new.index;
  c.tp_dealloc = compressor_dealloc.index;
  addMethod(
    c,
    "compress",
    compressor_compress.index,
    METH_O,
    "compress($self, data, /)\n--\n\nTakes data; returns what of the result is ready.",
  );
  addMethod(
    c,
    "flush",
    compressor_flush.index,
    METH_NOARGS,
    "flush($self, /)\n--\n\nEnds the stream and returns the rest of it. The compressor can do no more.",
  );
  const d = Decompressor_Type;
  initStaticType(
    d,
    PyType_Type,
    PyBaseObject_Type,
    "_bz2.BZ2Decompressor",
    152,
    0,
    0,
    "Decompresses one bzip2 stream piece by piece.",
  );
  d.tp_new = decompressor_new.index;
  d.tp_dealloc = decompressor_dealloc.index;
  addMethod(
    d,
    "decompress",
    decompressor_decompress.index,
    METH_FASTCALL_KEYWORDS,
    "decompress($self, /, data, max_length=-1)\n--\n\nTakes data and returns what it decompresses to, at most max_length bytes if that is not below 0; the rest comes with later calls.",
  );
  addMember(d, "eof", Py_T_BOOL, <i32>EOF, Py_READONLY, "Whether the end of the stream has been reached.");
  addMember(d, "unused_data", _Py_T_OBJECT, <i32>UNUSED, Py_READONLY, "Bytes behind the end of the stream.");
  addMember(
    d,
    "needs_input",
    Py_T_BOOL,
    <i32>NEEDS_INPUT,
    Py_READONLY,
    "Whether nothing more can be returned without more data.",
  );
}

function PyInit__bz2(): PyObject | null {
  const m = PyModule_New("_bz2");
  if (m === null) return null;
  if (
    PyModule_AddObjectRef(m, "BZ2Compressor", Compressor_Type) == 0 &&
    PyModule_AddObjectRef(m, "BZ2Decompressor", Decompressor_Type) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}

/** The table index of the init function of module `name`, or 0. */
export function bz2ModuleInit(name: PyObject): u32 {
  return PyUnicode_EqualToLiteral(name, "_bz2") ? PyInit__bz2.index : 0;
}
