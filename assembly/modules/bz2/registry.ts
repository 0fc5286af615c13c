/**
 * The module _bz2: BZ2Compressor and BZ2Decompressor, of CPython's sizes, over compress.ts and decompress.ts. What _lzma has too: zlib/piecewise.ts.
 *
 *   BZ2Compressor     16 stream   24 flushed (u8)   112
 *   BZ2Decompressor   16 stream   96 eof (u8)   104 unused_data   112 needs_input (u8)   152
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../../object/statics";
import { Py_READONLY, _Py_T_OBJECT, addMember, initStaticType } from "../../object/typedef";
import { PyExc_OSError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyArg_CheckPositional, noKeywordsDict } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { PyErr_NoMemory, PyErr_SetString } from "../../protocol/errors";
import { PyModule_AddObjectRef, PyModule_New } from "../../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { PyUnicode_EqualToLiteral } from "../../types/unicode";
import { outBegin, outDrop } from "../zlib/bytes_out";
import { takeOutput } from "../zlib/objects";
import {
  addCompressorMethods,
  addDecompress,
  addEof,
  addNeedsInput,
  beginDecompressor,
  compressLast,
  compressPiece,
  endDecompressor,
  freeObject,
  keepRest,
  pieceLimit,
  setFlag,
  setStream,
  streamOf,
  takePiece,
} from "../zlib/piecewise";
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

const EOF: usize = 96;
const UNUSED: usize = 104;
const NEEDS_INPUT: usize = 112;

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
  setStream(self, stream);
  if (stream != 0) return self;
  Py_DECREF(self);
  return PyErr_NoMemory();
}

function compressor_dealloc(self: PyObject): void {
  const stream = streamOf(self);
  if (stream != 0) compressorFree(stream);
  freeObject(self);
}

function compressor_compress(self: PyObject, data: PyObject): PyObject | null {
  return compressPiece(self, data, compressBytes.index);
}

function compressor_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  return compressLast(self, compressEnd.index);
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
  beginDecompressor(self, stream, UNUSED, NEEDS_INPUT);
  if (stream != 0) return self;
  Py_DECREF(self);
  return PyErr_NoMemory();
}

function decompressor_dealloc(self: PyObject): void {
  const stream = streamOf(self);
  if (stream != 0) decompressorFree(stream);
  endDecompressor(self, UNUSED);
}

function decompressor_decompress(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const over = "End of stream already reached";
  if (!takePiece(self, args, nargs, kwnames, addInput.index, EOF, over)) return null;
  const stream = streamOf(self);
  outBegin();
  const status = decompress(stream, pieceLimit);
  if (status == BZ_MEMORY || status == BZ_BAD) {
    outDrop();
    return status == BZ_BAD ? PyErr_SetString(PyExc_OSError, "Invalid data stream") : PyErr_NoMemory();
  }
  const rest = unreadSize(stream);
  if (status == BZ_END) {
    setFlag(self, EOF, true);
    if (rest > 0 && !keepRest(self, UNUSED, unreadAt(stream), rest)) {
      outDrop();
      return null;
    }
  }
  setFlag(self, NEEDS_INPUT, wantsInput || (status != BZ_END && rest == 0));
  return takeOutput();
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
  addCompressorMethods(c, compressor_compress.index, compressor_flush.index);
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
  addDecompress(d, decompressor_decompress.index);
  addEof(d, EOF);
  addMember(d, "unused_data", _Py_T_OBJECT, <i32>UNUSED, Py_READONLY, "Bytes behind the end of the stream.");
  addNeedsInput(d, NEEDS_INPUT);
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
