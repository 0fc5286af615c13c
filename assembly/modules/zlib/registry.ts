/**
 * The module zlib: one-shot functions, checksums and constants. Its own DEFLATE (deflate.ts, trees.ts, inflate.ts) needs nothing of the host
 * and writes what zlib writes.
 */
import { PyObject, PyTypeObject, ptrAt } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyType_Type } from "../../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS } from "../../object/typedef";
import { PyExc_Exception, PyExc_ValueError } from "../../object/exception_types";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../../protocol/args";
import { argValue, sizeArg } from "../../protocol/arg_values";
import { Py_buffer, freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyLong_AsUnsignedLongLongMask, PyLong_FromUnsignedLong } from "../../types/long";
import {
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_AddStringConstant,
  PyModule_New,
  moduleFunction,
} from "../../types/module";
import { PyTuple_Pack1 } from "../../types/tuple";
import { newType } from "../../types/typeobject";
import { PyUnicode_EqualToLiteral } from "../../types/unicode";
import { outBegin, outDrop, outFailed } from "./bytes_out";
import { adler32, crc32 } from "./checksums";
import { Deflate, Z_FINISH, deflate, deflateFree, deflateNew } from "./deflate";
import {
  INFLATE_SIZE,
  Inflate,
  Z_BUF_ERROR,
  Z_OK,
  Z_STREAM_END,
  inflate,
  inflateInit,
  inflateMessage,
  setInput,
} from "./inflate";
import {
  ZlibDecompressor_Type,
  intValue,
  plainError,
  readInt,
  setZlibError,
  takeOutput,
  zlib_compressobj,
  zlib_decompressobj,
  zlib_error,
} from "./objects";

function zlib_compress(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("compress", "data,/,level=,wbits=", args, nargs, kwnames)) return null;
  const levelArg = arg(1);
  const wbitsArg = arg(2);
  const view = simpleBuffer(argReq(0));
  if (view === null) return null;
  let result: PyObject | null = null;
  if (readInt(levelArg, -1)) {
    const level = intValue;
    if (readInt(wbitsArg, 15)) result = compressAll(view, level, intValue);
  }
  freeBuffer(view);
  return result;
}

function compressAll(view: Py_buffer, level: i32, wbits: i32): PyObject | null {
  const stream = deflateNew(level, wbits, 8, 0);
  if (stream == 0) return PyErr_NoMemory();
  if (stream == 1) return plainError("Bad compression level");
  outBegin();
  deflate(changetype<Deflate>(stream), view.buf, view.len, Z_FINISH);
  deflateFree(stream);
  return takeOutput();
}

function zlib_decompress(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("decompress", "data,/,wbits=,bufsize=", args, nargs, kwnames)) return null;
  const wbitsArg = arg(1);
  const bufsize = arg(2);
  const view = simpleBuffer(argReq(0));
  if (view === null) return null;
  let result: PyObject | null = null;
  if (readInt(wbitsArg, 15)) {
    const wbits = intValue;
    if (bufsize === null) result = decompressAll(view, wbits);
    else if (sizeArg(bufsize)) {
      if (argValue < 0) PyErr_SetString(PyExc_ValueError, "bufsize must be non-negative");
      else result = decompressAll(view, wbits);
    }
  }
  freeBuffer(view);
  return result;
}

function decompressAll(view: Py_buffer, wbits: i32): PyObject | null {
  const stream = PyMem_Malloc(INFLATE_SIZE);
  if (stream == 0) return PyErr_NoMemory();
  const s = changetype<Inflate>(stream);
  if (!inflateInit(s, wbits)) {
    PyMem_Free(stream);
    return zlib_error(-2, "while preparing to decompress data", 0);
  }
  outBegin();
  setInput(view.buf, view.len);
  let code = inflate(s, i32.MAX_VALUE);
  if (code == Z_OK) code = Z_BUF_ERROR;
  const message = inflateMessage(s);
  PyMem_Free(stream);
  if (code == Z_STREAM_END || outFailed) return takeOutput();
  outDrop();
  return zlib_error(code, "while decompressing data", message);
}

/** The starting value of a checksum, modulo 2**32. */
let startValue: u32 = 0;

function readStart(args: usize, nargs: i32, deflt: u32): bool {
  startValue = deflt;
  if (nargs < 2) return true;
  startValue = <u32>PyLong_AsUnsignedLongLongMask(ptrAt(args, 1));
  return PyErr_Occurred() === null;
}

function zlib_adler32(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("adler32", nargs, 1, 2)) return null;
  const view = simpleBuffer(ptrAt(args, 0));
  if (view === null) return null;
  let result: PyObject | null = null;
  if (readStart(args, nargs, 1)) result = PyLong_FromUnsignedLong(adler32(startValue, view.buf, <usize>view.len));
  freeBuffer(view);
  return result;
}

function zlib_crc32(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("crc32", nargs, 1, 2)) return null;
  const view = simpleBuffer(ptrAt(args, 0));
  if (view === null) return null;
  let result: PyObject | null = null;
  if (readStart(args, nargs, 0)) result = PyLong_FromUnsignedLong(crc32(startValue, view.buf, <usize>view.len));
  freeBuffer(view);
  return result;
}

let errorType: PyTypeObject = PyExc_Exception;

/** zlib.error, made once for the machine. */
function addError(m: PyObject): bool {
  if (errorType == PyExc_Exception) {
    const bases = PyTuple_Pack1(PyExc_Exception);
    if (bases === null) return false;
    const made = newType(PyType_Type, "error", "zlib", bases, null);
    Py_DECREF(bases);
    if (made === null) return false;
    errorType = changetype<PyTypeObject>(made);
    setZlibError(errorType);
  }
  return PyModule_AddObjectRef(m, "error", errorType) == 0;
}

function addConstants(m: PyObject): bool {
  return (
    PyModule_AddIntConstant(m, "MAX_WBITS", 15) == 0 &&
    PyModule_AddIntConstant(m, "DEFLATED", 8) == 0 &&
    PyModule_AddIntConstant(m, "DEF_MEM_LEVEL", 8) == 0 &&
    PyModule_AddIntConstant(m, "DEF_BUF_SIZE", 16384) == 0 &&
    PyModule_AddIntConstant(m, "Z_NO_COMPRESSION", 0) == 0 &&
    PyModule_AddIntConstant(m, "Z_BEST_SPEED", 1) == 0 &&
    PyModule_AddIntConstant(m, "Z_BEST_COMPRESSION", 9) == 0 &&
    PyModule_AddIntConstant(m, "Z_DEFAULT_COMPRESSION", -1) == 0 &&
    PyModule_AddIntConstant(m, "Z_FILTERED", 1) == 0 &&
    PyModule_AddIntConstant(m, "Z_HUFFMAN_ONLY", 2) == 0 &&
    PyModule_AddIntConstant(m, "Z_RLE", 3) == 0 &&
    PyModule_AddIntConstant(m, "Z_FIXED", 4) == 0 &&
    PyModule_AddIntConstant(m, "Z_DEFAULT_STRATEGY", 0) == 0 &&
    PyModule_AddIntConstant(m, "Z_NO_FLUSH", 0) == 0 &&
    PyModule_AddIntConstant(m, "Z_PARTIAL_FLUSH", 1) == 0 &&
    PyModule_AddIntConstant(m, "Z_SYNC_FLUSH", 2) == 0 &&
    PyModule_AddIntConstant(m, "Z_FULL_FLUSH", 3) == 0 &&
    PyModule_AddIntConstant(m, "Z_FINISH", 4) == 0 &&
    PyModule_AddIntConstant(m, "Z_BLOCK", 5) == 0 &&
    PyModule_AddIntConstant(m, "Z_TREES", 6) == 0 &&
    PyModule_AddStringConstant(m, "ZLIB_VERSION", "1.2.13") == 0 &&
    PyModule_AddStringConstant(m, "ZLIB_RUNTIME_VERSION", "1.2.13") == 0 &&
    PyModule_AddStringConstant(m, "__version__", "1.0") == 0
  );
}

function addFunctions(m: PyObject): bool {
  return (
    moduleFunction(
      m,
      "adler32",
      zlib_adler32.index,
      METH_FASTCALL,
      "adler32($module, data, value=1, /)\n--\n\nThe Adler-32 checksum of data, an int.\n\n  value\n    The checksum of what came before data.",
    ) == 0 &&
    moduleFunction(
      m,
      "compress",
      zlib_compress.index,
      METH_FASTCALL_KEYWORDS,
      "compress($module, data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)\n--\n\ndata, compressed.\n\n  data\n    What to compress.\n  level\n    How hard to try: 0 to 9, or -1 for what zlib thinks best.\n  wbits\n    Window size and container.",
    ) == 0 &&
    moduleFunction(
      m,
      "compressobj",
      zlib_compressobj.index,
      METH_FASTCALL_KEYWORDS,
      "compressobj($module, /, level=Z_DEFAULT_COMPRESSION, method=DEFLATED,\n            wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL,\n            strategy=Z_DEFAULT_STRATEGY, zdict=None)\n--\n\nReturn a compressor object.",
    ) == 0 &&
    moduleFunction(
      m,
      "crc32",
      zlib_crc32.index,
      METH_FASTCALL,
      "crc32($module, data, value=0, /)\n--\n\nThe CRC-32 checksum of data, an int.\n\n  value\n    The checksum of what came before data.",
    ) == 0 &&
    moduleFunction(
      m,
      "decompress",
      zlib_decompress.index,
      METH_FASTCALL_KEYWORDS,
      "decompress($module, data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)\n--\n\ndata, decompressed.\n\n  data\n    What was compressed.\n  wbits\n    Window size and container.\n  bufsize\n    The buffer's size to begin with.",
    ) == 0 &&
    moduleFunction(
      m,
      "decompressobj",
      zlib_decompressobj.index,
      METH_FASTCALL_KEYWORDS,
      "decompressobj($module, /, wbits=MAX_WBITS, zdict=b'')\n--\n\nAn object that decompresses data in pieces.\n\n  wbits\n    Window size and container.\n  zdict\n    The dictionary that the compressor was given.",
    ) == 0
  );
}

/** `new` module zlib. */
export function PyInit_zlib(): PyObject | null {
  const m = PyModule_New(
    "zlib",
    "Compression and decompression in the formats of zlib and gzip, and their\nchecksums.",
  );
  if (m === null) return null;
  if (
    addError(m) &&
    addConstants(m) &&
    addFunctions(m) &&
    PyModule_AddObjectRef(m, "_ZlibDecompressor", ZlibDecompressor_Type) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}

/** The table index of the init function of module `name`, or 0. */
export function zlibModuleInit(name: PyObject): u32 {
  return PyUnicode_EqualToLiteral(name, "zlib") ? PyInit_zlib.index : 0;
}
