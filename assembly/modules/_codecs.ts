/** The module _codecs: the registry of codecs and error handlers, and the native codecs as functions for the package `encodings`. */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyCFunction_Type, Py_None } from "../object/statics";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_O } from "../object/typedef";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { argValue, badArgument, intArg, strArg } from "../protocol/arg_values";
import { Py_buffer, freeBuffer, simpleBuffer } from "../protocol/buffer";
import { PyObject_IsTrue } from "../protocol/compare";
import { ID } from "../generated/ids";
import {
  PyBytes_AS_STRING,
  PyBytes_CheckExact,
  PyBytes_FromStringAndSize,
  PyBytes_GET_SIZE,
  reprOfBytes,
} from "../types/bytes";
import {
  PyCodec_Decode,
  PyCodec_Encode,
  PyCodec_LookupError,
  PyCodec_Register,
  PyCodec_RegisterError,
  PyCodec_Unregister,
  _PyCodec_Lookup,
} from "../types/codecs";
import { charmapBuild, decodeCharmap, encodeCharmap } from "../types/codecs_charmap";
import {
  decodeBytesEscape,
  decodeRawUnicodeEscape,
  decodeUnicodeEscape,
  encodeRawUnicodeEscape,
  encodeUnicodeEscape,
} from "../types/codecs_escape";
import { decodeUTF16, decodeUTF32, decodedOrder, encodeUTF16, encodeUTF32 } from "../types/codecs_utf16";
import { decodeUTF7, encodeUTF7 } from "../types/codecs_utf7";
import { PyLong_FromSsize_t } from "../types/long";
import { PyCFunctionObject } from "../types/methodobject";
import { PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_Pack2, PyTuple_Pack3 } from "../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  utf8Length,
} from "../types/unicode";
import {
  PyUnicode_DecodeASCII,
  PyUnicode_DecodeLatin1,
  _PyUnicode_AsASCIIString,
  _PyUnicode_AsLatin1String,
  _PyUnicode_AsUTF8String,
  codecNameArg,
  decodeConsumed,
  decodeUTF8Stateful,
} from "../types/unicode_codecs";

/** (result, n): `new`; steals `result`. */
function pair(result: PyObject | null, n: i32): PyObject | null {
  if (result === null) return null;
  const count = PyLong_FromSsize_t(n);
  let both: PyObject | null = null;
  if (count !== null) {
    both = PyTuple_Pack2(result, count);
    Py_DECREF(count);
  }
  Py_DECREF(result);
  return both;
}

/** The handler name at args[i] (None or absent: strict): its address, or usize.MAX_VALUE on error. */
function errorsAt(fname: string, args: usize, nargs: i32, i: i32): usize {
  if (i >= nargs || ptrAt(args, i) == Py_None) return 0;
  const op = ptrAt(args, i);
  if (!PyUnicode_Check(op)) {
    badArgument(fname, "argument 2", "str or None", op);
    return usize.MAX_VALUE;
  }
  return codecNameArg(op);
}

const UTF8: i32 = 0;
const ASCII: i32 = 1;
const LATIN1: i32 = 2;
const UTF16: i32 = 3;
const UTF16LE: i32 = 4;
const UTF16BE: i32 = 5;
const UTF32: i32 = 6;
const UTF32LE: i32 = 7;
const UTF32BE: i32 = 8;
const ESCAPE: i32 = 9;
const RAW_ESCAPE: i32 = 10;
const UTF7: i32 = 11;

function runDecoder(codec: i32, s: usize, n: i32, errors: usize, final: bool): PyObject | null {
  switch (codec) {
    case UTF8:
      return decodeUTF8Stateful(s, n, errors, final);
    case ASCII:
      return PyUnicode_DecodeASCII(s, n, errors);
    case LATIN1:
      return PyUnicode_DecodeLatin1(s, n);
    case UTF16:
      return decodeUTF16(s, n, errors, 0, final);
    case UTF16LE:
      return decodeUTF16(s, n, errors, -1, final);
    case UTF16BE:
      return decodeUTF16(s, n, errors, 1, final);
    case UTF32:
      return decodeUTF32(s, n, errors, 0, final);
    case UTF32LE:
      return decodeUTF32(s, n, errors, -1, final);
    case UTF32BE:
      return decodeUTF32(s, n, errors, 1, final);
    case UTF7:
      return decodeUTF7(s, n, errors, final);
    case ESCAPE:
      return decodeUnicodeEscape(s, n, errors, final);
    default:
      return decodeRawUnicodeEscape(s, n, errors, final);
  }
}

/** X_decode(data, errors=None, final=...): `new` (str, consumed). */
function decodeWith(codec: i32, fname: string, args: usize, nargs: i32): PyObject | null {
  const stateless = codec == ASCII || codec == LATIN1;
  if (!PyArg_CheckPositional(fname, nargs, 1, stateless ? 2 : 3)) return null;
  const data = ptrAt(args, 0);
  const isText = (codec == ESCAPE || codec == RAW_ESCAPE) && PyUnicode_Check(data);
  const view: Py_buffer | null = isText ? null : simpleBuffer(data);
  if (!isText && view === null) return null;
  let start: usize = 0;
  let size = 0;
  if (view !== null) {
    start = view.buf;
    size = view.len;
  } else {
    start = PyUnicode_AsUTF8AndSize(data);
    size = utf8Length;
    if (start == 0) return null;
  }
  let result: PyObject | null = null;
  const errors = errorsAt(fname, args, nargs, 1);
  if (errors != usize.MAX_VALUE) {
    const flag = nargs > 2 ? PyObject_IsTrue(ptrAt(args, 2)) : -2;
    const always = stateless || codec == ESCAPE || codec == RAW_ESCAPE;
    const final = flag == -2 ? always : flag > 0;
    if (flag != -1) result = finished(codec, runDecoder(codec, start, size, errors, final), size);
  }
  if (view !== null) freeBuffer(view);
  return result;
}

function finished(codec: i32, text: PyObject | null, size: i32): PyObject | null {
  return pair(text, codec == ASCII || codec == LATIN1 ? size : decodeConsumed);
}

function runEncoder(codec: i32, op: PyObject, errors: usize, order: i32): PyObject | null {
  switch (codec) {
    case UTF8:
      return _PyUnicode_AsUTF8String(op, errors);
    case ASCII:
      return _PyUnicode_AsASCIIString(op, errors);
    case LATIN1:
      return _PyUnicode_AsLatin1String(op, errors);
    case UTF16:
      return encodeUTF16(op, errors, order);
    case UTF16LE:
      return encodeUTF16(op, errors, -1);
    case UTF16BE:
      return encodeUTF16(op, errors, 1);
    case UTF32:
      return encodeUTF32(op, errors, order);
    case UTF32LE:
      return encodeUTF32(op, errors, -1);
    case UTF32BE:
      return encodeUTF32(op, errors, 1);
    case UTF7:
      return encodeUTF7(op);
    case ESCAPE:
      return encodeUnicodeEscape(op);
    default:
      return encodeRawUnicodeEscape(op);
  }
}

/** X_encode(str, errors=None): `new` (bytes, length). */
function encodeWith(codec: i32, fname: string, args: usize, nargs: i32): PyObject | null {
  const ordered = codec == UTF16 || codec == UTF32;
  if (!PyArg_CheckPositional(fname, nargs, 1, ordered ? 3 : 2)) return null;
  const op = ptrAt(args, 0);
  if (!strArg(fname, "argument 1", op)) return null;
  const errors = errorsAt(fname, args, nargs, 1);
  if (errors == usize.MAX_VALUE) return null;
  let order = 0;
  if (nargs > 2) {
    if (!intArg(ptrAt(args, 2))) return null;
    order = argValue < 0 ? -1 : argValue > 0 ? 1 : 0;
  }
  return pair(runEncoder(codec, op, errors, order), PyUnicode_GET_LENGTH(op));
}

function utf_8_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(UTF8, "utf_8_decode", args, n);
}
/** Is this object the function codecs.utf_8_decode? */
export function isUtf8Decode(op: PyObject): bool {
  return op.ob_type == PyCFunction_Type && changetype<PyCFunctionObject>(op).m_ml.ml_meth == utf_8_decode.index;
}
function utf_7_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(UTF7, "utf_7_decode", args, n);
}
function utf_7_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(UTF7, "utf_7_encode", args, n);
}
function ascii_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(ASCII, "ascii_decode", args, n);
}
function latin_1_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(LATIN1, "latin_1_decode", args, n);
}
function utf_16_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(UTF16, "utf_16_decode", args, n);
}
function utf_16_le_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(UTF16LE, "utf_16_le_decode", args, n);
}
function utf_16_be_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(UTF16BE, "utf_16_be_decode", args, n);
}
function utf_32_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(UTF32, "utf_32_decode", args, n);
}
function utf_32_le_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(UTF32LE, "utf_32_le_decode", args, n);
}
function utf_32_be_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(UTF32BE, "utf_32_be_decode", args, n);
}
function unicode_escape_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(ESCAPE, "unicode_escape_decode", args, n);
}
function raw_unicode_escape_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return decodeWith(RAW_ESCAPE, "raw_unicode_escape_decode", args, n);
}
function utf_8_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(UTF8, "utf_8_encode", args, n);
}
function ascii_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(ASCII, "ascii_encode", args, n);
}
function latin_1_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(LATIN1, "latin_1_encode", args, n);
}
function utf_16_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(UTF16, "utf_16_encode", args, n);
}
function utf_16_le_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(UTF16LE, "utf_16_le_encode", args, n);
}
function utf_16_be_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(UTF16BE, "utf_16_be_encode", args, n);
}
function utf_32_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(UTF32, "utf_32_encode", args, n);
}
function utf_32_le_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(UTF32LE, "utf_32_le_encode", args, n);
}
function utf_32_be_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(UTF32BE, "utf_32_be_encode", args, n);
}
function unicode_escape_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(ESCAPE, "unicode_escape_encode", args, n);
}
function raw_unicode_escape_encode(m: PyObject, args: usize, n: i32): PyObject | null {
  return encodeWith(RAW_ESCAPE, "raw_unicode_escape_encode", args, n);
}

/** utf_16_ex_decode and utf_32_ex_decode (data, errors=None, byteorder=0, final=False): `new` (str, consumed, byteorder). */
function exDecode(wide: bool, fname: string, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional(fname, nargs, 1, 4)) return null;
  const errors = errorsAt(fname, args, nargs, 1);
  if (errors == usize.MAX_VALUE) return null;
  let order = 0;
  if (nargs > 2) {
    if (!intArg(ptrAt(args, 2))) return null;
    order = argValue < 0 ? -1 : argValue > 0 ? 1 : 0;
  }
  const flag = nargs > 3 ? PyObject_IsTrue(ptrAt(args, 3)) : 0;
  if (flag < 0) return null;
  const view = simpleBuffer(ptrAt(args, 0));
  if (view === null) return null;
  const text = wide
    ? decodeUTF32(view.buf, view.len, errors, order, flag != 0)
    : decodeUTF16(view.buf, view.len, errors, order, flag != 0);
  freeBuffer(view);
  if (text === null) return null;
  const count = PyLong_FromSsize_t(decodeConsumed);
  const found = PyLong_FromSsize_t(decodedOrder);
  let result: PyObject | null = null;
  if (count !== null && found !== null) result = PyTuple_Pack3(text, count, found);
  Py_DECREF(text);
  if (count !== null) Py_DECREF(count);
  if (found !== null) Py_DECREF(found);
  return result;
}

function utf_16_ex_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return exDecode(false, "utf_16_ex_decode", args, n);
}
function utf_32_ex_decode(m: PyObject, args: usize, n: i32): PyObject | null {
  return exDecode(true, "utf_32_ex_decode", args, n);
}

function mappingAt(args: usize, nargs: i32): PyObject | null {
  return nargs > 2 && ptrAt(args, 2) != Py_None ? ptrAt(args, 2) : null;
}

function charmap_encode(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("charmap_encode", nargs, 1, 3)) return null;
  const op = ptrAt(args, 0);
  if (!strArg("charmap_encode", "argument 1", op)) return null;
  const errors = errorsAt("charmap_encode", args, nargs, 1);
  if (errors == usize.MAX_VALUE) return null;
  const mapping = mappingAt(args, nargs);
  const result = mapping === null ? _PyUnicode_AsLatin1String(op, errors) : encodeCharmap(op, mapping, errors);
  return pair(result, PyUnicode_GET_LENGTH(op));
}

function charmap_decode(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("charmap_decode", nargs, 1, 3)) return null;
  const errors = errorsAt("charmap_decode", args, nargs, 1);
  if (errors == usize.MAX_VALUE) return null;
  const mapping = mappingAt(args, nargs);
  const view = simpleBuffer(ptrAt(args, 0));
  if (view === null) return null;
  const text =
    mapping === null ? PyUnicode_DecodeLatin1(view.buf, view.len) : decodeCharmap(view.buf, view.len, mapping, errors);
  const result = pair(text, view.len);
  freeBuffer(view);
  return result;
}

function charmap_build(m: PyObject, table: PyObject): PyObject | null {
  return strArg("charmap_build", "argument", table) ? charmapBuild(table) : null;
}

function escape_decode(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("escape_decode", nargs, 1, 2)) return null;
  const errors = errorsAt("escape_decode", args, nargs, 1);
  if (errors == usize.MAX_VALUE) return null;
  const data = ptrAt(args, 0);
  if (PyUnicode_Check(data)) {
    const text = PyUnicode_AsUTF8AndSize(data);
    const n = utf8Length;
    return text == 0 ? null : pair(decodeBytesEscape(text, n, errors), n);
  }
  const view: Py_buffer | null = simpleBuffer(data);
  if (view === null) return null;
  const result = pair(decodeBytesEscape(view.buf, view.len, errors), view.len);
  freeBuffer(view);
  return result;
}

/** The repr of bytes without its b and quotes (always escaping '): `new` (bytes, length). */
function escape_encode(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("escape_encode", nargs, 1, 2)) return null;
  const data = ptrAt(args, 0);
  if (!PyBytes_CheckExact(data)) {
    badArgument("escape_encode", "argument 1", "bytes", data);
    return null;
  }
  const n = PyBytes_GET_SIZE(data);
  const text = reprOfBytes(PyBytes_AS_STRING(data), n, "", "", false);
  if (text === null) return null;
  const result = PyBytes_FromStringAndSize(PyUnicode_DATA(text) + 1, PyUnicode_GET_LENGTH(text) - 2);
  Py_DECREF(text);
  return pair(result, n);
}

function readbuffer_encode(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readbuffer_encode", nargs, 1, 2)) return null;
  const data = ptrAt(args, 0);
  if (PyUnicode_Check(data)) {
    const text = PyUnicode_AsUTF8AndSize(data);
    const n = utf8Length;
    return text == 0 ? null : pair(PyBytes_FromStringAndSize(text, n), n);
  }
  const view = simpleBuffer(data);
  if (view === null) return null;
  const n = view.len;
  const copy = PyBytes_FromStringAndSize(view.buf, n);
  freeBuffer(view);
  return pair(copy, n);
}

// ---- the registry ----

function codecs_register(m: PyObject, search: PyObject): PyObject | null {
  return PyCodec_Register(search) < 0 ? null : Py_NewRef(Py_None);
}

function codecs_unregister(m: PyObject, search: PyObject): PyObject | null {
  return PyCodec_Unregister(search) < 0 ? null : Py_NewRef(Py_None);
}

function codecs_lookup(m: PyObject, encoding: PyObject): PyObject | null {
  return strArg("lookup", "argument", encoding) && codecNameArg(encoding) != usize.MAX_VALUE
    ? _PyCodec_Lookup(encoding)
    : null;
}

/** (obj, encoding='utf-8', errors='strict'): the codec's answer, or null. */
function transcode(fname: string, encode: bool, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs(fname, "obj,encoding=,errors=", args, nargs, kwnames)) return null;
  const object = argReq(0);
  const encoding = arg(1);
  const errors = arg(2);
  if (encoding !== null && !strArg(fname, "argument 'encoding'", encoding)) return null;
  if (errors !== null && !strArg(fname, "argument 'errors'", errors)) return null;
  const name = encoding === null ? ID.utf8 : encoding;
  return encode ? PyCodec_Encode(object, name, errors) : PyCodec_Decode(object, name, errors);
}

function codecs_encode(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return transcode("encode", true, args, nargs, kwnames);
}

function codecs_decode(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return transcode("decode", false, args, nargs, kwnames);
}

function codecs_register_error(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("register_error", nargs, 2, 2)) return null;
  if (!strArg("register_error", "argument 1", ptrAt(args, 0))) return null;
  return PyCodec_RegisterError(ptrAt(args, 0), ptrAt(args, 1)) < 0 ? null : Py_NewRef(Py_None);
}

function codecs_lookup_error(m: PyObject, name: PyObject): PyObject | null {
  if (!strArg("lookup_error", "argument", name)) return null;
  const text = codecNameArg(name);
  return text == usize.MAX_VALUE ? null : PyCodec_LookupError(text);
}

function add(m: PyObject, name: string, meth: u32, doc: string): void {
  moduleFunction(m, name, meth, METH_FASTCALL, doc);
}

/** `new` module _codecs. */
export function initCodecsModule(): PyObject | null {
  const m = PyModule_New("_codecs");
  if (m === null) return null;
  moduleFunction(
    m,
    "register",
    codecs_register.index,
    METH_O,
    "register($module, search_function, /)\n--\n\nRegister a codec search function.",
  );
  moduleFunction(
    m,
    "unregister",
    codecs_unregister.index,
    METH_O,
    "unregister($module, search_function, /)\n--\n\nTake a search function out of the codec registry and forget what was cached.",
  );
  moduleFunction(
    m,
    "lookup",
    codecs_lookup.index,
    METH_O,
    "lookup($module, encoding, /)\n--\n\nLook up a codec tuple in the Python codec registry.",
  );
  moduleFunction(
    m,
    "encode",
    codecs_encode.index,
    METH_FASTCALL_KEYWORDS,
    "encode($module, /, obj, encoding='utf-8', errors='strict')\n--\n\nEncode obj using the codec registered for encoding.",
  );
  moduleFunction(
    m,
    "decode",
    codecs_decode.index,
    METH_FASTCALL_KEYWORDS,
    "decode($module, /, obj, encoding='utf-8', errors='strict')\n--\n\nDecode obj using the codec registered for encoding.",
  );
  moduleFunction(
    m,
    "register_error",
    codecs_register_error.index,
    METH_FASTCALL,
    "register_error($module, errors, handler, /)\n--\n\nRegister the specified error handler under the name errors.",
  );
  moduleFunction(
    m,
    "lookup_error",
    codecs_lookup_error.index,
    METH_O,
    "lookup_error($module, name, /)\n--\n\nReturn the error handler registered under that name.",
  );
  moduleFunction(m, "charmap_build", charmap_build.index, METH_O, "charmap_build($module, map, /)\n--\n\n");
  add(m, "charmap_encode", charmap_encode.index, "charmap_encode($module, str, errors=None, mapping=None, /)\n--\n\n");
  add(m, "charmap_decode", charmap_decode.index, "charmap_decode($module, data, errors=None, mapping=None, /)\n--\n\n");
  add(m, "escape_decode", escape_decode.index, "escape_decode($module, data, errors=None, /)\n--\n\n");
  add(m, "escape_encode", escape_encode.index, "escape_encode($module, data, errors=None, /)\n--\n\n");
  add(m, "readbuffer_encode", readbuffer_encode.index, "readbuffer_encode($module, data, errors=None, /)\n--\n\n");
  add(m, "utf_7_decode", utf_7_decode.index, "utf_7_decode($module, data, errors=None, final=False, /)\n--\n\n");
  add(m, "utf_7_encode", utf_7_encode.index, "utf_7_encode($module, str, errors=None, /)\n--\n\n");
  add(m, "utf_8_decode", utf_8_decode.index, "utf_8_decode($module, data, errors=None, final=False, /)\n--\n\n");
  add(m, "utf_8_encode", utf_8_encode.index, "utf_8_encode($module, str, errors=None, /)\n--\n\n");
  add(m, "ascii_decode", ascii_decode.index, "ascii_decode($module, data, errors=None, /)\n--\n\n");
  add(m, "ascii_encode", ascii_encode.index, "ascii_encode($module, str, errors=None, /)\n--\n\n");
  add(m, "latin_1_decode", latin_1_decode.index, "latin_1_decode($module, data, errors=None, /)\n--\n\n");
  add(m, "latin_1_encode", latin_1_encode.index, "latin_1_encode($module, str, errors=None, /)\n--\n\n");
  add(m, "utf_16_decode", utf_16_decode.index, "utf_16_decode($module, data, errors=None, final=False, /)\n--\n\n");
  add(m, "utf_16_encode", utf_16_encode.index, "utf_16_encode($module, str, errors=None, byteorder=0, /)\n--\n\n");
  add(
    m,
    "utf_16_le_decode",
    utf_16_le_decode.index,
    "utf_16_le_decode($module, data, errors=None, final=False, /)\n--\n\n",
  );
  add(m, "utf_16_le_encode", utf_16_le_encode.index, "utf_16_le_encode($module, str, errors=None, /)\n--\n\n");
  add(
    m,
    "utf_16_be_decode",
    utf_16_be_decode.index,
    "utf_16_be_decode($module, data, errors=None, final=False, /)\n--\n\n",
  );
  add(m, "utf_16_be_encode", utf_16_be_encode.index, "utf_16_be_encode($module, str, errors=None, /)\n--\n\n");
  add(
    m,
    "utf_16_ex_decode",
    utf_16_ex_decode.index,
    "utf_16_ex_decode($module, data, errors=None, byteorder=0, final=False,\n                 /)\n--\n\n",
  );
  add(m, "utf_32_decode", utf_32_decode.index, "utf_32_decode($module, data, errors=None, final=False, /)\n--\n\n");
  add(m, "utf_32_encode", utf_32_encode.index, "utf_32_encode($module, str, errors=None, byteorder=0, /)\n--\n\n");
  add(
    m,
    "utf_32_le_decode",
    utf_32_le_decode.index,
    "utf_32_le_decode($module, data, errors=None, final=False, /)\n--\n\n",
  );
  add(m, "utf_32_le_encode", utf_32_le_encode.index, "utf_32_le_encode($module, str, errors=None, /)\n--\n\n");
  add(
    m,
    "utf_32_be_decode",
    utf_32_be_decode.index,
    "utf_32_be_decode($module, data, errors=None, final=False, /)\n--\n\n",
  );
  add(m, "utf_32_be_encode", utf_32_be_encode.index, "utf_32_be_encode($module, str, errors=None, /)\n--\n\n");
  add(
    m,
    "utf_32_ex_decode",
    utf_32_ex_decode.index,
    "utf_32_ex_decode($module, data, errors=None, byteorder=0, final=False,\n                 /)\n--\n\n",
  );
  add(
    m,
    "unicode_escape_decode",
    unicode_escape_decode.index,
    "unicode_escape_decode($module, data, errors=None, final=True, /)\n--\n\n",
  );
  add(
    m,
    "unicode_escape_encode",
    unicode_escape_encode.index,
    "unicode_escape_encode($module, str, errors=None, /)\n--\n\n",
  );
  add(
    m,
    "raw_unicode_escape_decode",
    raw_unicode_escape_decode.index,
    "raw_unicode_escape_decode($module, data, errors=None, final=True, /)\n--\n\n",
  );
  add(
    m,
    "raw_unicode_escape_encode",
    raw_unicode_escape_encode.index,
    "raw_unicode_escape_encode($module, str, errors=None, /)\n--\n\n",
  );
  return m;
}
