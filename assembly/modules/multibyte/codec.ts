/**
 * The type _multibytecodec.MultibyteCodec, and encoding and decoding with error handlers for it and the incremental types.
 *
 *   MultibyteCodec: 16 codec's tables   24 unused (CPython keeps its module's state there)   32
 *
 * The handlers strict, ignore and replace are known by name; any other is looked up when an error occurs. An error object is made at the first error
 * of a call and used again, as CPython does.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyTuple_Type, PyType_Type, Py_None } from "../../object/statics";
import { METH_FASTCALL_KEYWORDS, addMethod, initStaticType } from "../../object/typedef";
import { Py_TPFLAGS_DISALLOW_INSTANTIATION } from "../../object/layout";
import { PyExc_IndexError, PyExc_TypeError } from "../../object/exception_types";
import { _PyObject_New } from "../../gc/collector";
import { PyErr_Clear, PyErr_Format, PyErr_Occurred, PyErr_SetObject } from "../../protocol/errors";
import { arg, argReq, parseArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyObject_CallOneArg } from "../../protocol/call";
import { PyObject_Str } from "../../protocol/compare";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { BytesWriter, dropBytes, finishBytes, newBytesWriter, putByte, putBytes } from "../../types/bytes_writer";
import { PyCodec_LookupError } from "../../types/codecs";
import {
  PyUnicodeDecodeError_Create,
  PyUnicodeError_SetEnd,
  PyUnicodeError_SetReason,
  PyUnicodeError_SetStart,
  makeUnicodeEncodeError,
} from "../../types/exceptions_unicode";
import { PyLong_AsSsize_t, PyLong_Check, PyLong_FromLong } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_EqualToLiteral,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
} from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteStr,
} from "../../types/unicode_writer";
import { FAILED, TOO_FEW, decodeRun, inAt, initDecoder } from "./decode";
import { encodeRun, initEncoder, resetEncoder, textAt } from "./encode";
import { Codec, codecName } from "./tables";

export const MultibyteCodec_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
export class MultibyteCodecObject extends PyObject {
  codec: Codec;
  codec_hi: u32;
  module: u64;
}

/** A state for one call. */
const scratch = memory.data(8, 8);
const question = memory.data<u8>([0x3f]);

function isNamed(errors: PyObject | null, name: string): bool {
  return errors !== null && PyUnicode_EqualToLiteral(errors, name);
}

function isStrict(errors: PyObject | null): bool {
  return errors === null || PyUnicode_EqualToLiteral(errors, "strict");
}

function reasonOf(status: i32): string {
  return status > 0 ? "illegal multibyte sequence" : "incomplete multibyte sequence";
}

/** Sets the place and reason of an error object that is used again. */
function renew(exc: PyObject, start: i32, end: i32, status: i32): bool {
  const reason = PyUnicode_FromLiteral(reasonOf(status));
  if (reason === null) return false;
  PyUnicodeError_SetStart(exc, start);
  PyUnicodeError_SetEnd(exc, end);
  PyUnicodeError_SetReason(exc, reason);
  Py_DECREF(reason);
  return true;
}

/** The handler's answer: `new` tuple (replacement, position) of the right types; null with an exception. */
function askHandler(errors: PyObject, exc: PyObject, bytesToo: bool): PyObject | null {
  const name = PyUnicode_AsUTF8AndSize(errors);
  if (name == 0) return null;
  const handler = PyCodec_LookupError(name);
  if (handler === null) return null;
  const answer = PyObject_CallOneArg(handler, exc);
  Py_DECREF(handler);
  if (answer === null) return null;
  let good = answer.ob_type == PyTuple_Type && PyTuple_GET_SIZE(answer) == 2;
  if (good) {
    const text = PyTuple_GET_ITEM(answer, 0);
    good = (PyUnicode_Check(text) || (bytesToo && PyBytes_Check(text))) && PyLong_Check(PyTuple_GET_ITEM(answer, 1));
  }
  if (good) return answer;
  Py_DECREF(answer);
  return PyErr_Format(
    PyExc_TypeError,
    "%L error handler must return (str, int) tuple",
    changetype<usize>(bytesToo ? "encoding" : "decoding"),
  );
}

/** The position of a handler's answer, counted from the end if below 0; -1 with IndexError. */
function answeredPosition(answer: PyObject, size: i32): i32 {
  let pos = PyLong_AsSsize_t(PyTuple_GET_ITEM(answer, 1));
  if (pos < 0 && PyErr_Occurred() === null) pos += size;
  if (pos >= 0 && pos <= size) return pos;
  PyErr_Clear();
  PyErr_Format(PyExc_IndexError, "position %zd from error handler out of bounds", <usize>pos);
  return -1;
}

// ---- decoding ----

/** The error object of the call that decodes: `beginDecoding` puts that of an outer call, whose handler has called this one, aside. */
let decodeExc: PyObject | null = null;

export function beginDecoding(): PyObject | null {
  const outer = decodeExc;
  decodeExc = null;
  return outer;
}

export function endDecoding(outer: PyObject | null): void {
  const exc = decodeExc;
  decodeExc = outer;
  Py_XDECREF(exc);
}

/** Treats an error at `inAt`; where to go on, or 0 with an exception. */
export function decodeError(
  codec: Codec,
  errors: PyObject | null,
  top: usize,
  at: usize,
  end: usize,
  status: i32,
  w: UnicodeWriter,
): usize {
  if (status == FAILED) return 0;
  const size = status > 0 ? status : <i32>(end - at);
  if (isNamed(errors, "replace") && !_PyUnicodeWriter_WriteChar(w, 0xfffd)) return 0;
  if (isNamed(errors, "ignore") || isNamed(errors, "replace")) return at + <usize>size;
  const start = <i32>(at - top);
  const total = <i32>(end - top);
  let exc = decodeExc;
  if (exc === null) {
    const object = PyBytes_FromStringAndSize(top, total);
    if (object === null) return 0;
    exc = PyUnicodeDecodeError_Create(codecName(codec.number), object, start, start + size, reasonOf(status));
    Py_DECREF(object);
    if (exc === null) return 0;
    decodeExc = exc;
  } else if (!renew(exc, start, start + size, status)) return 0;
  if (isStrict(errors)) {
    PyErr_SetObject(exc.ob_type, exc);
    return 0;
  }
  const answer = askHandler(errors!, exc, false);
  if (answer === null) return 0;
  let pos = -1;
  if (_PyUnicodeWriter_WriteStr(w, PyTuple_GET_ITEM(answer, 0))) pos = answeredPosition(answer, total);
  Py_DECREF(answer);
  return pos < 0 ? 0 : top + <usize>pos;
}

/**
 * Decodes top..end; the address behind what was decoded, 0 with an exception. A cut-off code at the end is left, unless `final`, when it is an
 * error.
 */
export function decodeAll(
  codec: Codec,
  state: usize,
  errors: PyObject | null,
  top: usize,
  end: usize,
  w: UnicodeWriter,
  final: bool,
): usize {
  let at = top;
  while (at < end) {
    const status = decodeRun(codec, state, at, end, w);
    at = inAt;
    if (status == 0) break;
    if (status == TOO_FEW && !final) break;
    at = decodeError(codec, errors, top, at, end, status, w);
    if (at == 0) return 0;
  }
  return at;
}

// ---- encoding ----

/** How many characters the last `encodeAll` took. */
export let encodedLength: i32 = 0;
let encodeExc: PyObject | null = null;

/** `new` bytes of `text`; `flush`: nothing is left for a following text, and the state goes back to its start if `reset`. */
export function encodeAll(
  codec: Codec,
  state: usize,
  text: PyObject,
  errors: PyObject | null,
  flush: bool,
  reset: bool,
): PyObject | null {
  const n = PyUnicode_GET_LENGTH(text);
  encodedLength = 0;
  if (n == 0 && !reset) return PyBytes_FromStringAndSize(0, 0);
  const w = newBytesWriter(n < 0x20000000 ? n * 2 + 16 : n);
  if (w === null) return null;
  const outer = encodeExc; // that of a call whose handler has called this one
  encodeExc = null;
  const pos = encodeInto(codec, state, text, errors, flush, w);
  const exc = encodeExc;
  encodeExc = outer;
  Py_XDECREF(exc);
  if (pos < 0 || (reset && !resetEncoder(codec, state, w))) {
    dropBytes(w);
    return null;
  }
  encodedLength = pos;
  return finishBytes(w);
}

function encodeInto(
  codec: Codec,
  state: usize,
  text: PyObject,
  errors: PyObject | null,
  flush: bool,
  w: BytesWriter,
): i32 {
  const n = PyUnicode_GET_LENGTH(text);
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  let pos = 0;
  while (pos < n) {
    const status = encodeRun(codec, state, kind, data, pos, n, w, flush);
    pos = textAt;
    if (status == 0 || status == TOO_FEW) break;
    if (status == FAILED) return -1;
    pos = encodeError(codec, state, errors, text, pos, w);
    if (pos < 0) return -1;
  }
  return pos;
}

/** Treats the character at `pos`, which has no code; where to go on, or -1 with an exception. */
function encodeError(
  codec: Codec,
  state: usize,
  errors: PyObject | null,
  text: PyObject,
  pos: i32,
  w: BytesWriter,
): i32 {
  if (isNamed(errors, "ignore")) return pos + 1;
  if (isNamed(errors, "replace")) {
    const status = encodeRun(codec, state, 1, question, 0, 1, w, false);
    if (status == FAILED || (status != 0 && !putByte(w, 0x3f))) return -1;
    return pos + 1;
  }
  let exc = encodeExc;
  if (exc === null) {
    exc = newEncodeError(codec, text, pos);
    if (exc === null) return -1;
    encodeExc = exc;
  } else if (!renew(exc, pos, pos + 1, 1)) return -1;
  if (isStrict(errors)) {
    PyErr_SetObject(exc.ob_type, exc);
    return -1;
  }
  const answer = askHandler(errors!, exc, true);
  if (answer === null) return -1;
  const replacement = PyTuple_GET_ITEM(answer, 0);
  let bytes: PyObject | null;
  if (PyBytes_Check(replacement)) bytes = Py_NewRef(replacement);
  else bytes = encodeAll(codec, state, replacement, null, true, false);
  let next = -1;
  if (bytes !== null) {
    if (putBytes(w, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes))) {
      next = answeredPosition(answer, PyUnicode_GET_LENGTH(text));
    }
    Py_DECREF(bytes);
  }
  Py_DECREF(answer);
  return next;
}

function newEncodeError(codec: Codec, text: PyObject, pos: i32): PyObject | null {
  const name = PyUnicode_FromLiteral(codecName(codec.number));
  const reason = PyUnicode_FromLiteral(reasonOf(1));
  const exc: PyObject | null =
    name === null || reason === null ? null : makeUnicodeEncodeError(name, text, pos, pos + 1, reason);
  Py_XDECREF(name);
  Py_XDECREF(reason);
  return exc;
}

// ---- the type ----

/** `new` (text, length), or null with what made `text` null. Steals `text`. */
function withLength(text: PyObject | null, length: i32): PyObject | null {
  if (text === null) return null;
  const n = PyLong_FromLong(length);
  const pair: PyObject | null = n === null ? null : PyTuple_Pack2(text, n);
  Py_XDECREF(n);
  Py_DECREF(text);
  return pair;
}

/** Is the argument None, left out or a str? TypeError if not. */
function goodErrors(fname: string, errors: PyObject | null): bool {
  if (errors === null || errors == Py_None || PyUnicode_Check(errors)) return true;
  return badArgument(fname, "argument 'errors'", "str or None", errors);
}

function codecOf(self: PyObject): Codec {
  return changetype<MultibyteCodecObject>(self).codec;
}

function mbc_encode(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("encode", "input,errors=", args, nargs, kwnames)) return null;
  const input = argReq(0);
  let errors = arg(1);
  if (!goodErrors("encode", errors)) return null;
  if (errors == Py_None) errors = null;
  const text: PyObject | null = PyUnicode_Check(input) ? Py_NewRef(input) : PyObject_Str(input);
  if (text === null) return null;
  const state = load<u64>(scratch); // of a call whose handler has called this one
  initEncoder(codecOf(self), scratch);
  const bytes = encodeAll(codecOf(self), scratch, text, errors, true, true);
  store<u64>(scratch, state);
  const n = PyUnicode_GET_LENGTH(text);
  Py_DECREF(text);
  return withLength(bytes, n);
}

function mbc_decode(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("decode", "input,errors=", args, nargs, kwnames)) return null;
  let errors = arg(1);
  const view = simpleBuffer(argReq(0));
  if (view === null) return null;
  if (!goodErrors("decode", errors)) {
    freeBuffer(view);
    return null;
  }
  if (errors == Py_None) errors = null;
  const state = load<u64>(scratch);
  const outer = beginDecoding();
  initDecoder(codecOf(self), scratch);
  const size = view.len;
  const w = _PyUnicodeWriter_Init(size);
  const end = view.buf + <usize>size;
  const failed = size != 0 && decodeAll(codecOf(self), scratch, errors, view.buf, end, w, true) == 0;
  endDecoding(outer);
  store<u64>(scratch, state);
  freeBuffer(view);
  if (failed) {
    _PyUnicodeWriter_Dealloc(w);
    return null;
  }
  return withLength(_PyUnicodeWriter_Finish(w), size);
}

function mbc_dealloc(self: PyObject): void {
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** `new` MultibyteCodec object for the tables. */
export function newCodecObject(codec: Codec): PyObject | null {
  const self = _PyObject_New(MultibyteCodec_Type);
  if (self === null) return null;
  const object = changetype<MultibyteCodecObject>(self);
  object.codec = codec;
  object.codec_hi = 0;
  object.module = 0;
  return self;
}

export function initCodecType(): void {
  const t = MultibyteCodec_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_multibytecodec.MultibyteCodec",
    32,
    0,
    Py_TPFLAGS_DISALLOW_INSTANTIATION,
  );
  t.tp_dealloc = mbc_dealloc.index;
  addMethod(
    t,
    "encode",
    mbc_encode.index,
    METH_FASTCALL_KEYWORDS,
    "encode($self, /, input, errors=None)\n--\n\nThe bytes of a text, and how many characters it has. errors names an error handler.",
  );
  addMethod(
    t,
    "decode",
    mbc_decode.index,
    METH_FASTCALL_KEYWORDS,
    "decode($self, /, input, errors=None)\n--\n\nThe text of bytes, and how many there were. errors names an error handler.",
  );
}
