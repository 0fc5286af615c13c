/**
 * The module _lzma: LZMACompressor and LZMADecompressor, of CPython's sizes, over encoder.ts and decoder.ts. What _bz2 has too:
 * zlib/piecewise.ts.
 *
 *   LZMACompressor     16 encoder   24 flushed (u8)                                                             192 bytes
 *   LZMADecompressor   16 decoder   24 check (i32)   28 eof (u8)   29 needs_input (u8)   32 unused_data         224 bytes
 */
import { PyObject, PyTypeObject, SHOWN_AS_HEAPTYPE, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  METH_FASTCALL,
  METH_O,
  Py_READONLY,
  Py_T_INT,
  Py_T_OBJECT_EX,
  addMember,
  initStaticType,
} from "../../object/typedef";
import { PyExc_Exception, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyArg_CheckPositional, arg, parseTupleArgs } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { callThreeArgs } from "../../protocol/call";
import { Py_RETURN_BOOL } from "../../protocol/compare";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../../protocol/errors";
import { PyBytes_FromStringAndSize } from "../../types/bytes";
import { PyDict_New, PyDict_SetItem } from "../../types/dict";
import {
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_AddType,
  PyModule_New,
  moduleFunction,
} from "../../types/module";
import { PyTuple_Pack1 } from "../../types/tuple";
import { PyUnicode_EqualToLiteral } from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { outBegin, outDrop, outSize } from "../zlib/bytes_out";
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
import { isCheckSupported } from "./checks";
import {
  FORMAT_ALONE,
  FORMAT_AUTO,
  FORMAT_RAW,
  FORMAT_XZ,
  checkIdOf,
  decode,
  decoderFree,
  decoderInput,
  decoderNew,
  decoderSetChain,
  queuedAt,
  queuedSize,
} from "./decoder";
import { encode, encodeEnd, encoderFree, encoderNew, madeEncoder } from "./encoder";
import {
  FILTER_LZMA1,
  FILTER_LZMA2,
  Filter,
  LZMA_STREAM_END,
  LZMA_OPTIONS_ERROR,
  chainCount,
  decodeProperties,
  encodeProperties,
  filterAt,
  propertiesSize,
  setPreset,
} from "./options";
import {
  LZMAError,
  chainFrom,
  filterFrom,
  raiseStatus,
  setLzmaError,
  specOf,
  wideArg,
  wideValue,
  wordArg,
  wordValue,
} from "./spec";

const Compressor_Type = changetype<PyTypeObject>(memory.data(416, 16));
const Decompressor_Type = changetype<PyTypeObject>(memory.data(416, 16));

const CHECK: usize = 24;
const EOF: usize = 28;
const NEEDS_INPUT: usize = 29;
const UNUSED: usize = 32;

/** The chain being read. Reading one may run Python code, which may read another: it is copied out first thing afterwards. */
const chainRead = memory.data(264, 8);
const filterRead = memory.data(64, 8);

// ---- compressor ------------------------------------------------------------------------------------------------------

/** The chain that a preset stands for; false with LZMAError. */
function presetChain(chain: usize, preset: u32, id: i64): bool {
  store<i32>(chain, 1);
  const f = filterAt(chain, 0);
  memory.fill(changetype<usize>(f), 0, 64);
  f.id = id;
  return setPreset(f, preset);
}

/** The chain for the encoder into `chainRead`; false with an exception. */
function encoderChain(format: i32, preset: u32, filters: PyObject): bool {
  if (filters == Py_None) {
    if (format == FORMAT_RAW) {
      PyErr_SetString(PyExc_ValueError, "Must specify filters for FORMAT_RAW");
      return false;
    }
    if (presetChain(chainRead, preset, format == FORMAT_ALONE ? FILTER_LZMA1 : FILTER_LZMA2)) return true;
    if (format == FORMAT_ALONE) PyErr_Format(LZMAError(), "Invalid compression preset: %u", preset);
    else raiseStatus(LZMA_OPTIONS_ERROR);
    return false;
  }
  if (!chainFrom(chainRead, filters)) return false;
  if (format == FORMAT_ALONE && (chainCount(chainRead) != 1 || filterAt(chainRead, 0).id != FILTER_LZMA1)) {
    PyErr_SetString(PyExc_ValueError, "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter");
    return false;
  }
  return true;
}

/** An optional C int into `argValue`; false with an exception. */
function intOr(op: PyObject | null, otherwise: i32): bool {
  if (op !== null) return intArg(op);
  intGiven = otherwise;
  return true;
}

let intGiven: i32 = 0;
function intValue(op: PyObject | null): i32 {
  return op === null ? intGiven : argValue;
}

function badFormat(format: i32): PyObject | null {
  return PyErr_Format(PyExc_ValueError, "Invalid container format: %d", format);
}

function compressor_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("LZMACompressor", "format=,check=,preset=,filters=", args, kwargs)) return null;
  const formatArg = arg(0);
  const checkArg = arg(1);
  const presetArg: PyObject = orNone(arg(2));
  const filters: PyObject = orNone(arg(3));
  if (!intOr(formatArg, FORMAT_XZ)) return null;
  const format = intValue(formatArg);
  if (!intOr(checkArg, -1)) return null;
  let check = intValue(checkArg);
  if (format != FORMAT_XZ && check != -1 && check != 0) {
    return PyErr_SetString(PyExc_ValueError, "Integrity checks are only supported by FORMAT_XZ");
  }
  if (presetArg != Py_None && filters != Py_None) {
    return PyErr_SetString(PyExc_ValueError, "Cannot specify both preset and filter chain");
  }
  let preset: u32 = 6;
  if (presetArg != Py_None) {
    if (!wordArg(presetArg, "uint32_t")) return null;
    preset = wordValue;
  }
  if (format < FORMAT_XZ || format > FORMAT_RAW) return badFormat(format);
  if (!encoderChain(format, preset, filters)) return null;
  if (check == -1) check = format == FORMAT_XZ ? 4 : 0;
  if (raiseStatus(encoderNew(format, check, chainRead))) return null;
  const encoder = madeEncoder;
  const self = PyType_GenericAlloc(type, 0);
  if (self === null) encoderFree(encoder);
  else setStream(self, encoder);
  return self;
}

function orNone(op: PyObject | null): PyObject {
  return op === null ? Py_None : op;
}

function compressor_dealloc(self: PyObject): void {
  encoderFree(streamOf(self));
  freeObject(self);
}

function compressor_compress(self: PyObject, data: PyObject): PyObject | null {
  return compressPiece(self, data, encode.index);
}

function compressor_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  return compressLast(self, encodeEnd.index);
}

// ---- decompressor ----------------------------------------------------------------------------------------------------

/** Checks what goes with which format; false with an exception. `limitValue` is the memory limit. */
let limitValue: u64 = 0;
function checkDecoderArgs(format: i32, memlimit: PyObject, filters: PyObject): bool {
  limitValue = u64.MAX_VALUE;
  if (memlimit != Py_None) {
    if (format == FORMAT_RAW) {
      PyErr_SetString(PyExc_ValueError, "Cannot specify memory limit with FORMAT_RAW");
      return false;
    }
    if (!wideArg(memlimit)) return false;
    limitValue = wideValue;
  }
  if (format == FORMAT_RAW && filters == Py_None) {
    PyErr_SetString(PyExc_ValueError, "Must specify filters for FORMAT_RAW");
    return false;
  }
  if (format != FORMAT_RAW && filters != Py_None) {
    PyErr_SetString(PyExc_ValueError, "Cannot specify filters except with FORMAT_RAW");
    return false;
  }
  if (format < FORMAT_AUTO || format > FORMAT_RAW) {
    badFormat(format);
    return false;
  }
  return format != FORMAT_RAW || chainFrom(chainRead, filters);
}

function decompressor_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("LZMADecompressor", "format=,memlimit=,filters=", args, kwargs)) return null;
  const formatArg = arg(0);
  const memlimit = orNone(arg(1));
  const filters = orNone(arg(2));
  if (!intOr(formatArg, FORMAT_AUTO)) return null;
  const format = intValue(formatArg);
  if (!checkDecoderArgs(format, memlimit, filters)) return null;
  const decoder = decoderNew(format, limitValue);
  if (decoder == 0) return PyErr_NoMemory();
  if (format == FORMAT_RAW && raiseStatus(decoderSetChain(decoder, chainRead))) {
    decoderFree(decoder);
    return null;
  }
  const self = PyType_GenericAlloc(type, 0);
  if (self === null) {
    decoderFree(decoder);
    return null;
  }
  beginDecompressor(self, decoder, UNUSED, NEEDS_INPUT);
  store<i32>(changetype<usize>(self) + CHECK, format == FORMAT_RAW || format == FORMAT_ALONE ? 0 : 16);
  return self;
}

function decompressor_dealloc(self: PyObject): void {
  decoderFree(streamOf(self));
  endDecompressor(self, UNUSED);
}

function decompressor_decompress(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const over = "Already at end of stream";
  if (!takePiece(self, args, nargs, kwnames, decoderInput.index, EOF, over)) return null;
  return decompressInto(self, streamOf(self), pieceLimit);
}

/** Runs the decoder over what waits: `new` bytes. */
function decompressInto(self: PyObject, decoder: usize, limit: i32): PyObject | null {
  outBegin();
  const status = decode(decoder, limit);
  if (raiseStatus(status)) {
    outDrop();
    return null;
  }
  const check = checkIdOf(decoder);
  if (check != 16) store<i32>(changetype<usize>(self) + CHECK, check);
  const isFull = outSize >= limit;
  if (status == LZMA_STREAM_END) {
    setFlag(self, EOF, true);
    setFlag(self, NEEDS_INPUT, false);
    if (!keepRest(self, UNUSED, queuedAt(decoder), queuedSize(decoder))) {
      outDrop();
      return null;
    }
  } else setFlag(self, NEEDS_INPUT, !isFull);
  return takeOutput();
}

// ---- functions -------------------------------------------------------------------------------------------------------

function is_check_supported(m: PyObject, op: PyObject): PyObject | null {
  if (!intArg(op)) return null;
  return Py_RETURN_BOOL(argValue >= 0 && argValue <= 15 && isCheckSupported(argValue));
}

function encode_filter_properties(m: PyObject, spec: PyObject): PyObject | null {
  const f = changetype<Filter>(filterRead);
  if (!filterFrom(f, spec)) return null;
  const status = encodeProperties(f, chainRead);
  return raiseStatus(status) ? null : PyBytes_FromStringAndSize(chainRead, propertiesSize(f));
}

function decode_filter_properties(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_decode_filter_properties", nargs, 2, 2)) return null;
  if (!wideArg(ptrAt(args, 0))) return null;
  const id = wideValue;
  const view = simpleBuffer(ptrAt(args, 1));
  if (view === null) return null;
  const f = changetype<Filter>(filterRead);
  const status = decodeProperties(f, <i64>id, view.buf, view.len);
  freeBuffer(view);
  return raiseStatus(status) ? null : specOf(f);
}

// ---- the module ------------------------------------------------------------------------------------------------------

function defineTypes(): void {
  const c = Compressor_Type;
  initStaticType(
    c,
    PyType_Type,
    PyBaseObject_Type,
    "_lzma.LZMACompressor",
    192,
    0,
    SHOWN_AS_HEAPTYPE,
    'LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)\n\nCompresses piece by piece. format is FORMAT_XZ, FORMAT_ALONE or FORMAT_RAW; check one of CHECK_*, for\n.xz alone. How well and how slowly: a preset from 0 to 9, with PRESET_EXTREME perhaps, or filters, a\nsequence of dicts with "id" and options, which FORMAT_RAW needs.',
  );
  c.tp_new = compressor_new.index;
  c.tp_dealloc = compressor_dealloc.index;
  addCompressorMethods(c, compressor_compress.index, compressor_flush.index);
  const d = Decompressor_Type;
  initStaticType(
    d,
    PyType_Type,
    PyBaseObject_Type,
    "_lzma.LZMADecompressor",
    224,
    0,
    SHOWN_AS_HEAPTYPE,
    "LZMADecompressor(format=FORMAT_AUTO, memlimit=None, filters=None)\n--\n\nDecompresses one stream piece by piece. FORMAT_AUTO tells .xz from .lzma; FORMAT_RAW needs the filters\nthat the data was made with. A stream that takes more memory than memlimit is refused.",
  );
  d.tp_new = decompressor_new.index;
  d.tp_dealloc = decompressor_dealloc.index;
  addDecompress(d, decompressor_decompress.index);
  addMember(d, "check", Py_T_INT, <i32>CHECK, Py_READONLY, "The check that the stream has, a CHECK_ number.");
  addEof(d, EOF);
  addNeedsInput(d, NEEDS_INPUT);
  addMember(d, "unused_data", Py_T_OBJECT_EX, <i32>UNUSED, Py_READONLY, "Bytes behind the end of the stream.");
}

/** class _lzma.LZMAError(Exception): `new`. */
function makeError(): PyObject | null {
  const name = PyUnicode_FromLiteral("LZMAError");
  const module = PyUnicode_FromLiteral("_lzma");
  const doc = PyUnicode_FromLiteral("Data, filters or limits that do not go.");
  const bases = PyTuple_Pack1(PyExc_Exception);
  const dict = PyDict_New();
  let made: PyObject | null = null;
  if (name !== null && module !== null && doc !== null && bases !== null && dict !== null) {
    if (PyDict_SetItem(dict, ID.__module__, module) == 0 && PyDict_SetItem(dict, ID.__doc__, doc) == 0) {
      made = callThreeArgs(PyType_Type, name, bases, dict);
    }
  }
  Py_XDECREF(name);
  Py_XDECREF(module);
  Py_XDECREF(doc);
  Py_XDECREF(bases);
  Py_XDECREF(dict);
  return made;
}

function addConstants(m: PyObject): i32 {
  let bad = PyModule_AddIntConstant(m, "FORMAT_AUTO", FORMAT_AUTO);
  bad |= PyModule_AddIntConstant(m, "FORMAT_XZ", FORMAT_XZ);
  bad |= PyModule_AddIntConstant(m, "FORMAT_ALONE", FORMAT_ALONE);
  bad |= PyModule_AddIntConstant(m, "FORMAT_RAW", FORMAT_RAW);
  bad |= PyModule_AddIntConstant(m, "CHECK_NONE", 0);
  bad |= PyModule_AddIntConstant(m, "CHECK_CRC32", 1);
  bad |= PyModule_AddIntConstant(m, "CHECK_CRC64", 4);
  bad |= PyModule_AddIntConstant(m, "CHECK_SHA256", 10);
  bad |= PyModule_AddIntConstant(m, "CHECK_ID_MAX", 15);
  bad |= PyModule_AddIntConstant(m, "CHECK_UNKNOWN", 16);
  bad |= PyModule_AddIntConstant(m, "FILTER_LZMA1", FILTER_LZMA1);
  bad |= PyModule_AddIntConstant(m, "FILTER_LZMA2", FILTER_LZMA2);
  bad |= PyModule_AddIntConstant(m, "FILTER_DELTA", 3);
  bad |= PyModule_AddIntConstant(m, "FILTER_X86", 4);
  bad |= PyModule_AddIntConstant(m, "FILTER_IA64", 6);
  bad |= PyModule_AddIntConstant(m, "FILTER_ARM", 7);
  bad |= PyModule_AddIntConstant(m, "FILTER_ARMTHUMB", 8);
  bad |= PyModule_AddIntConstant(m, "FILTER_SPARC", 9);
  bad |= PyModule_AddIntConstant(m, "FILTER_POWERPC", 5);
  bad |= PyModule_AddIntConstant(m, "MF_HC3", 3);
  bad |= PyModule_AddIntConstant(m, "MF_HC4", 4);
  bad |= PyModule_AddIntConstant(m, "MF_BT2", 18);
  bad |= PyModule_AddIntConstant(m, "MF_BT3", 19);
  bad |= PyModule_AddIntConstant(m, "MF_BT4", 20);
  bad |= PyModule_AddIntConstant(m, "MODE_FAST", 1);
  bad |= PyModule_AddIntConstant(m, "MODE_NORMAL", 2);
  bad |= PyModule_AddIntConstant(m, "PRESET_DEFAULT", 6);
  return bad | PyModule_AddIntConstant(m, "PRESET_EXTREME", 0x80000000);
}

function addFunctions(m: PyObject): i32 {
  let bad = moduleFunction(
    m,
    "is_check_supported",
    is_check_supported.index,
    METH_O,
    "is_check_supported($module, check_id, /)\n--\n\nWhether that check can be made; CHECK_NONE and CHECK_CRC32 always can.",
  );
  bad |= moduleFunction(
    m,
    "_encode_filter_properties",
    encode_filter_properties.index,
    METH_O,
    "_encode_filter_properties($module, filter, /)\n--\n\nThe options of a filter, a dict, as the formats store them, without its id.",
  );
  return (
    bad |
    moduleFunction(
      m,
      "_decode_filter_properties",
      decode_filter_properties.index,
      METH_FASTCALL,
      "_decode_filter_properties($module, filter_id, encoded_props, /)\n--\n\nThe filter of that id, a dict, with the options that the formats have stored so.",
    )
  );
}

let defined: bool = false;

function PyInit__lzma(): PyObject | null {
  if (!defined) {
    defineTypes();
    defined = true;
  }
  const m = PyModule_New("_lzma");
  const error = makeError();
  if (m === null || error === null) return null;
  setLzmaError(error);
  let bad = addFunctions(m) | addConstants(m) | PyModule_AddObjectRef(m, "LZMAError", error);
  bad |= PyModule_AddType(m, Compressor_Type);
  bad |= PyModule_AddType(m, Decompressor_Type);
  if (bad == 0) return m;
  Py_DECREF(m);
  return null;
}

/** The table index of the init function of module `name`, or 0. */
export function lzmaModuleInit(name: PyObject): u32 {
  return PyUnicode_EqualToLiteral(name, "_lzma") ? PyInit__lzma.index : 0;
}
