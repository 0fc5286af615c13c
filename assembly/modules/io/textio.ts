/**
 * The object behind _io.TextIOWrapper, its making and its checks (Modules/_io/textio.c). Writing, reading and positions have files of their own:
 * textio_write.ts, textio_read.ts, textio_seek.ts; the type itself is in textiowrapper.ts.
 *
 *   16 ok   20 detached   24 chunk_size   32 buffer   40 encoding   48 encoder   56 decoder   64 readnl   72 errors   80 writenl (str)
 *   88 line_buffering ... 97 the flags   104 encodefunc   112 encoding_start_of_stream   120 decoded_chars   128 decoded_chars_used
 *   136 pending   144 pending_count   152 snapshot   160 b2cratio   168 raw   176 weak references   184 __dict__   192 pending_size   200
 *
 * DIFFERS: what waits to be written is a block of bytes here, and a list of strs and bytes objects in CPython; nothing shows it.
 *
 * Invariants: with `ok` set, `encoding`, `errors` are strs and `buffer` is there unless `detached`; `pending` has `pending_count` bytes that
 * the buffer has not been given; `decoded_chars_used` characters of `decoded_chars` have been read; `snapshot` is (decoder's flags, the
 * bytes from which `decoded_chars` came) if tell() may be asked.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_EncodingWarning, PyExc_ValueError } from "../../object/exception_types";
import { Py_EQ } from "../../object/layout";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_GetAttr, PyObject_HasAttrWithError } from "../../protocol/attr";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg, PyObject_CallOneArg } from "../../protocol/call";
import { arg, argReq, parseTupleArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { PyObject_IsTrue, PyObject_RichCompareBool } from "../../protocol/compare";
import { PyErr_WarnEx } from "../../protocol/warnings";
import { ID } from "../../generated/ids";
import { PyCodec_LookupError, _PyCodec_LookupTextEncoding } from "../../types/codecs";
import { _PyLong_GetZero } from "../../types/long";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_EqualToLiteral,
  PyUnicode_GET_LENGTH,
  PyUnicode_FromString,
  cstringLength,
  utf8Length,
} from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { fileIsClosed } from "./fileio";
import { checkClosed, devMode } from "./iobase";
import { newNewlineDecoder } from "./newline_decoder";
import {
  PyBufferedRandom_Type,
  PyBufferedReader_Type,
  PyBufferedWriter_Type,
  PyFileIO_Type,
  PyTextIOWrapper_Type,
  optionalAttr,
  sysFlag,
} from "./state";

@unmanaged
export class TextIO extends PyObject {
  ok: i32; // 16
  detached: i32;
  chunk_size: i64; // 24
  buffer: PyObject | null; // 32
  buffer_hi: u32;
  encoding: PyObject | null; // 40
  encoding_hi: u32;
  encoder: PyObject | null; // 48
  encoder_hi: u32;
  decoder: PyObject | null; // 56
  decoder_hi: u32;
  readnl: PyObject | null; // 64
  readnl_hi: u32;
  errors: PyObject | null; // 72
  errors_hi: u32;
  /** What "\n" becomes when written, borrowed from readnl; null: it stays. */
  writenl: PyObject | null; // 80
  writenl_hi: u32;
  line_buffering: bool; // 88
  write_through: bool;
  readuniversal: bool;
  readtranslate: bool;
  writetranslate: bool;
  seekable: bool;
  has_read1: bool;
  telling: bool;
  finalizing: bool; // 96
  pad0: u8;
  pad1: u16;
  pad2: u32;
  /** Which native encoder does; ENCODE_... below. */
  encodefunc: u32; // 104
  encodefunc_hi: u32;
  encoding_start_of_stream: bool; // 112
  pad3: u8;
  pad4: u16;
  pad5: u32;
  decoded_chars: PyObject | null; // 120
  decoded_chars_hi: u32;
  decoded_chars_used: i32; // 128
  decoded_chars_used_hi: u32;
  pending: usize; // 136
  pending_hi: u32;
  pending_count: i32; // 144
  pending_count_hi: u32;
  snapshot: PyObject | null; // 152
  snapshot_hi: u32;
  b2cratio: f64; // 160
  raw: PyObject | null; // 168
  raw_hi: u32;
  weakreflist: PyObject | null; // 176
  weakreflist_hi: u32;
  dict: PyObject | null; // 184
  dict_hi: u32;
  pending_size: i32; // 192
  pad6: u32;
}

export const ENCODE_OTHER: u32 = 0;
export const ENCODE_ASCII: u32 = 1;
export const ENCODE_LATIN1: u32 = 2;
export const ENCODE_UTF8: u32 = 3;
export const ENCODE_UTF16BE: u32 = 4;
export const ENCODE_UTF16LE: u32 = 5;
export const ENCODE_UTF16: u32 = 6;
export const ENCODE_UTF32BE: u32 = 7;
export const ENCODE_UTF32LE: u32 = 8;
export const ENCODE_UTF32: u32 = 9;

export function asText(op: PyObject): TextIO {
  return changetype<TextIO>(op);
}

export function textField(s: TextIO, offset: usize): usize {
  return changetype<usize>(s) + offset;
}

// ---- checks ----------------------------------------------------------------------------------------------------------

export function checkInitialized(s: TextIO): bool {
  if (s.ok > 0) return true;
  PyErr_SetString(PyExc_ValueError, "I/O operation on uninitialized object");
  return false;
}

export function checkAttached(s: TextIO): bool {
  if (!checkInitialized(s)) return false;
  if (!s.detached) return true;
  PyErr_SetString(PyExc_ValueError, "underlying buffer has been detached");
  return false;
}

/** Is the stream open? False with ValueError if not. */
export function checkOpen(s: TextIO): bool {
  if (s.ob_type != PyTextIOWrapper_Type) return checkClosed(s);
  const raw = s.raw;
  if (raw !== null) {
    if (!fileIsClosed(raw)) return true;
    PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
    return false;
  }
  const closed = PyObject_GetAttr(s.buffer!, ID.closed);
  if (closed === null) return false;
  const truth = PyObject_IsTrue(closed);
  Py_DECREF(closed);
  if (truth > 0) PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
  return truth == 0;
}

/** Attached and open. */
export function checkReady(s: TextIO): bool {
  return checkAttached(s) && checkOpen(s);
}

/** Calls a method that answers for itself only; false with its exception. */
export function callAndDrop(op: PyObject, name: PyObject): bool {
  Py_INCREF(op);
  const result = PyObject_CallMethodNoArgs(op, name);
  Py_DECREF(op);
  Py_XDECREF(result);
  return result !== null;
}

/** Is what the method returns true? -1 with an exception. */
function asks(op: PyObject, method: PyObject): i32 {
  const result = PyObject_CallMethodNoArgs(op, method);
  if (result === null) return -1;
  const truth = PyObject_IsTrue(result);
  Py_DECREF(result);
  return truth;
}

/**
 * Calls a method of the underlying buffer: `new`. The buffer is held meanwhile, for the call may detach it; null with ValueError if it
 * is detached already.
 */
export function callBuffer(s: TextIO, name: PyObject, a: PyObject | null): PyObject | null {
  const buffer = s.buffer;
  if (buffer === null) return PyErr_SetString(PyExc_ValueError, "underlying buffer has been detached");
  Py_INCREF(buffer);
  const result = a === null ? PyObject_CallMethodNoArgs(buffer, name) : PyObject_CallMethodOneArg(buffer, name, a);
  Py_DECREF(buffer);
  return result;
}

/** Flushes the buffer, or what else answers for itself only; false with its exception. */
export function callBufferAndDrop(s: TextIO, name: PyObject): bool {
  const result = callBuffer(s, name, null);
  Py_XDECREF(result);
  return result !== null;
}

/** Replaces the text that waits to be read. Steals `chars`. */
export function setDecodedChars(s: TextIO, chars: PyObject | null): void {
  s.decoded_chars_used = 0;
  Py_XSETREF(textField(s, offsetof<TextIO>("decoded_chars")), chars);
}

export function clearSnapshot(s: TextIO): void {
  if (s.snapshot !== null) Py_XSETREF(textField(s, offsetof<TextIO>("snapshot")), null);
}

/** The name of the error handler, NUL-terminated; 0 with UnicodeEncodeError. */
export function errorsText(s: TextIO): usize {
  return PyUnicode_AsUTF8AndSize(s.errors!);
}

// ---- newline, encoding -----------------------------------------------------------------------------------------------

/** The argument as CPython reads it, up to the first NUL: `new`; ValueError if it is not "", "\n", "\r" or "\r\n". */
export function newlineOf(text: PyObject): PyObject | null {
  const at = PyUnicode_AsUTF8AndSize(text);
  if (at == 0) return null;
  const first = <u32>load<u8>(at);
  const second: u32 = first == 0 ? 0 : <u32>load<u8>(at, 1);
  const isShort = first == 0 || ((first == 10 || first == 13) && second == 0);
  if (isShort || (first == 13 && second == 10 && load<u8>(at, 2) == 0)) return PyUnicode_FromString(at);
  const shown = PyUnicode_FromString(at);
  if (shown !== null) PyErr_Format(PyExc_ValueError, "illegal newline value: %U", changetype<usize>(shown));
  Py_XDECREF(shown);
  return null;
}

/** Steals `newline`, which newlineOf has made; null is None. */
export function setNewline(s: TextIO, newline: PyObject | null): void {
  s.writenl = null;
  Py_XSETREF(textField(s, offsetof<TextIO>("readnl")), newline);
  s.readtranslate = newline === null;
  s.readuniversal = newline === null || PyUnicode_GET_LENGTH(newline) == 0;
  s.writetranslate = newline === null || PyUnicode_GET_LENGTH(newline) != 0;
  if (newline === null || s.readuniversal || PyUnicode_EqualToLiteral(newline, "\n")) return;
  s.writenl = newline;
}

/** `new`: what the codec's factory makes for these errors. */
function makeCoder(codecInfo: PyObject, factory: PyObject, errors: PyObject): PyObject | null {
  const make = PyObject_GetAttr(codecInfo, factory);
  if (make === null) return null;
  const coder = PyObject_CallOneArg(make, errors);
  Py_DECREF(make);
  return coder;
}

function setDecoder(s: TextIO, codecInfo: PyObject, errors: PyObject): bool {
  const readable = asks(s.buffer!, ID.readable);
  if (readable <= 0) return readable == 0;
  const field = textField(s, offsetof<TextIO>("decoder"));
  Py_XSETREF(field, null);
  const decoder = makeCoder(codecInfo, ID.incrementaldecoder, errors);
  if (decoder === null) return false;
  if (!s.readuniversal) {
    Py_XSETREF(field, decoder);
    return true;
  }
  const outer = newNewlineDecoder(decoder, s.readtranslate);
  Py_DECREF(decoder);
  if (outer === null) return false;
  Py_XSETREF(field, outer);
  return true;
}

/** The native encoder of a codec by its normal name. */
function encodeFunction(name: PyObject): u32 {
  if (PyUnicode_EqualToLiteral(name, "utf-8")) return ENCODE_UTF8;
  if (PyUnicode_EqualToLiteral(name, "ascii")) return ENCODE_ASCII;
  if (PyUnicode_EqualToLiteral(name, "iso8859-1")) return ENCODE_LATIN1;
  if (PyUnicode_EqualToLiteral(name, "utf-16-be")) return ENCODE_UTF16BE;
  if (PyUnicode_EqualToLiteral(name, "utf-16-le")) return ENCODE_UTF16LE;
  if (PyUnicode_EqualToLiteral(name, "utf-16")) return ENCODE_UTF16;
  if (PyUnicode_EqualToLiteral(name, "utf-32-be")) return ENCODE_UTF32BE;
  if (PyUnicode_EqualToLiteral(name, "utf-32-le")) return ENCODE_UTF32LE;
  if (PyUnicode_EqualToLiteral(name, "utf-32")) return ENCODE_UTF32;
  return ENCODE_OTHER;
}

function setEncoder(s: TextIO, codecInfo: PyObject, errors: PyObject): bool {
  const writable = asks(s.buffer!, ID.writable);
  if (writable <= 0) return writable == 0;
  const field = textField(s, offsetof<TextIO>("encoder"));
  Py_XSETREF(field, null);
  s.encodefunc = ENCODE_OTHER;
  const encoder = makeCoder(codecInfo, ID.incrementalencoder, errors);
  if (encoder === null) return false;
  Py_XSETREF(field, encoder);
  const name = optionalAttr(codecInfo, ID.name);
  if (name === null) return PyErr_Occurred() === null;
  if (PyUnicode_Check(name)) s.encodefunc = encodeFunction(name);
  Py_DECREF(name);
  return true;
}

/** A stream that does not begin at 0 gets no byte order mark. */
export function fixEncoderState(s: TextIO): bool {
  const encoder = s.encoder;
  if (!s.seekable || encoder === null) return true;
  s.encoding_start_of_stream = true;
  const position = PyObject_CallMethodNoArgs(s.buffer!, ID.tell);
  if (position === null) return false;
  const atStart = PyObject_RichCompareBool(position, _PyLong_GetZero(), Py_EQ);
  Py_DECREF(position);
  if (atStart != 0) return atStart > 0;
  s.encoding_start_of_stream = false;
  const result = PyObject_CallMethodOneArg(encoder, ID.setstate, _PyLong_GetZero());
  Py_XDECREF(result);
  return result !== null;
}

/** `new`: the text up to its first NUL, as a C string has it; null with UnicodeEncodeError. */
function upToNul(text: PyObject): PyObject | null {
  const at = PyUnicode_AsUTF8AndSize(text);
  if (at == 0) return null;
  return cstringLength(at) == utf8Length ? Py_NewRef(text) : PyUnicode_FromString(at);
}

/** Gives the stream the coders of `encoding` and `errors` (strs, borrowed). */
export function setCoders(s: TextIO, encoding: PyObject, errors: PyObject): bool {
  const name = upToNul(encoding);
  if (name === null) return false;
  const handler = upToNul(errors);
  let info: PyObject | null = null;
  if (handler !== null) info = _PyCodec_LookupTextEncoding(name, "codecs.open()");
  let ok = false;
  if (info !== null) {
    ok = setDecoder(s, info, handler!) && setEncoder(s, info, handler!);
    Py_DECREF(info);
  }
  Py_XDECREF(handler);
  Py_DECREF(name);
  return ok;
}

const FLAG_UTF8_MODE: i32 = 14;
const FLAG_WARN_DEFAULT_ENCODING: i32 = 15;

export function warnsDefaultEncoding(): bool {
  return sysFlag(FLAG_WARN_DEFAULT_ENCODING);
}

export function isUtf8Mode(): bool {
  return sysFlag(FLAG_UTF8_MODE);
}

/** `new`: the encoding of the locale. */
export function localeEncoding(): PyObject | null {
  return PyUnicode_FromLiteral("UTF-8");
}

// ---- __init__ --------------------------------------------------------------------------------------------------------

/** A str without NUL, or None; absent is None. Borrowed; null with TypeError or ValueError. */
function textOrNone(op: PyObject | null, name: string): PyObject | null {
  if (op === null || op == Py_None) return Py_None;
  if (!PyUnicode_Check(op)) {
    badArgument("TextIOWrapper", name, "str or None", op);
    return null;
  }
  return hasNoNul(op) ? op : null;
}

function hasNoNul(text: PyObject): bool {
  const at = PyUnicode_AsUTF8AndSize(text);
  if (at == 0) return false;
  if (cstringLength(at) == utf8Length) return true;
  PyErr_SetString(PyExc_ValueError, "embedded null character");
  return false;
}

/** Is `errors` a str, and with -X dev the name of a handler? */
function checkErrors(errors: PyObject): bool {
  if (!PyUnicode_Check(errors)) return badArgument("TextIOWrapper", "argument 'errors'", "str or None", errors);
  if (!hasNoNul(errors)) return false;
  if (!devMode()) return true;
  const handler = PyCodec_LookupError(PyUnicode_AsUTF8AndSize(errors));
  Py_XDECREF(handler);
  return handler !== null;
}

/** Forgets all of an earlier life. */
export function resetText(s: TextIO): void {
  Py_XSETREF(textField(s, offsetof<TextIO>("buffer")), null);
  Py_XSETREF(textField(s, offsetof<TextIO>("encoding")), null);
  Py_XSETREF(textField(s, offsetof<TextIO>("encoder")), null);
  Py_XSETREF(textField(s, offsetof<TextIO>("decoder")), null);
  s.writenl = null;
  Py_XSETREF(textField(s, offsetof<TextIO>("readnl")), null);
  setDecodedChars(s, null);
  s.pending_count = 0;
  clearSnapshot(s);
  Py_XSETREF(textField(s, offsetof<TextIO>("errors")), null);
  Py_XSETREF(textField(s, offsetof<TextIO>("raw")), null);
  s.encodefunc = ENCODE_OTHER;
  s.b2cratio = 0;
}

/** `new`: the encoding meant by the argument (None or a str). */
function chosenEncoding(encoding: PyObject): PyObject | null {
  if (encoding == Py_None && isUtf8Mode()) return PyUnicode_FromLiteral("utf-8");
  if (encoding == Py_None || PyUnicode_EqualToLiteral(encoding, "locale")) return localeEncoding();
  return Py_NewRef(encoding);
}

export function textiowrapper_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  const spec = "buffer,encoding=,errors=,newline=,line_buffering=,write_through=";
  if (!parseTupleArgs("TextIOWrapper", spec, args, kwargs)) return -1;
  const buffer = argReq(0);
  const errorsArg = arg(2);
  const lineArg = arg(4);
  const throughArg = arg(5);
  const encoding = textOrNone(arg(1), "argument 'encoding'");
  if (encoding === null) return -1;
  const newline = textOrNone(arg(3), "argument 'newline'");
  if (newline === null) return -1;
  const lineBuffering = lineArg === null ? 0 : PyObject_IsTrue(lineArg);
  if (lineBuffering < 0) return -1;
  const writeThrough = throughArg === null ? 0 : PyObject_IsTrue(throughArg);
  if (writeThrough < 0) return -1;
  const errors: PyObject = errorsArg === null || errorsArg == Py_None ? ID.strict : errorsArg;
  const s = asText(self);
  return setUpText(s, buffer, encoding, errors, newline, lineBuffering != 0, writeThrough != 0) ? 0 : -1;
}

/** __init__ with its arguments read: `encoding` and `newline` are None or strs. */
export function setUpText(
  s: TextIO,
  buffer: PyObject,
  encoding: PyObject,
  errors: PyObject,
  newline: PyObject,
  lineBuffering: bool,
  writeThrough: bool,
): bool {
  s.ok = 0;
  s.detached = 0;
  if (encoding == Py_None && warnsDefaultEncoding()) {
    if (PyErr_WarnEx(PyExc_EncodingWarning, "'encoding' argument not specified", 1) < 0) return false;
  }
  if (!checkErrors(errors)) return false;
  let nl: PyObject | null = null;
  if (newline != Py_None) {
    nl = newlineOf(newline);
    if (nl === null) return false;
  }
  resetText(s);
  s.encoding = chosenEncoding(encoding);
  s.errors = Py_NewRef(errors);
  s.chunk_size = 8192;
  s.line_buffering = lineBuffering;
  s.write_through = writeThrough;
  setNewline(s, nl);
  s.buffer = Py_NewRef(buffer);
  const name = s.encoding;
  if (name === null || !setCoders(s, name, errors) || !askBuffer(s, buffer)) return false;
  s.ok = 1;
  return true;
}

/** Learns what the buffer can do. */
function askBuffer(s: TextIO, buffer: PyObject): bool {
  const type = buffer.ob_type;
  if (type == PyBufferedReader_Type || type == PyBufferedWriter_Type || type == PyBufferedRandom_Type) {
    const raw = optionalAttr(buffer, ID.raw);
    if (raw === null && PyErr_Occurred() !== null) return false;
    if (raw !== null && raw.ob_type == PyFileIO_Type) s.raw = raw;
    else Py_XDECREF(raw);
  }
  const seekable = asks(buffer, ID.seekable);
  if (seekable < 0) return false;
  s.seekable = seekable != 0;
  s.telling = s.seekable;
  const hasRead1 = PyObject_HasAttrWithError(buffer, ID.read1);
  if (hasRead1 < 0) return false;
  s.has_read1 = hasRead1 != 0;
  s.encoding_start_of_stream = false;
  return fixEncoderState(s);
}
