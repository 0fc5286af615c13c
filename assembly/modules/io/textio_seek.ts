/**
 * TextIOWrapper: positions (Modules/_io/textio.c). tell() answers with a cookie: where the buffer must go, the decoder's state there, how many
 * bytes to feed it, and how many characters to skip then, packed into one int; most often all but the position is 0.
 *
 *   cookie, 21 bytes: 0 position (i64)   8 decoder's flags (i32)   12 bytes to feed (i32)   16 characters to skip (i32)   20 feed an EOF (u8)
 *
 * Invariant: tell() leaves the decoder in the state in which it found it, whatever happens.
 */
import { PyObject, Py_EQ, Py_LT, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { Py_None, Py_True } from "../../object/statics";
import { PyExc_OSError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import {
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../../protocol/errors";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg, callMethodTwoArgs } from "../../protocol/call";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { PyObject_RichCompareBool } from "../../protocol/compare";
import { PyNumber_Long } from "../../protocol/number";
import { ID } from "../../generated/ids";
import {
  PyBytes_AS_STRING,
  PyBytes_Check,
  PyBytes_FromStringAndSize,
  PyBytes_GET_SIZE,
  _Py_bytesEmpty,
} from "../../types/bytes";
import {
  PyLong_AsI64,
  PyLong_Check,
  PyLong_FromI64,
  PyLong_FromLong,
  _PyLong_GetZero,
  newSmallInt,
  smallInt,
} from "../../types/long";
import { _PyLong_AsByteArray, _PyLong_FromByteArray } from "../../types/long_bytes";
import { PyTuple_GET_ITEM } from "../../types/tuple";
import { packSteal2 } from "../../types/tuple_build";
import { PyUnicode_GET_LENGTH } from "../../types/unicode";
import { checkDecoded } from "./newline_decoder";
import { raiseUnsupported } from "./state";
import {
  TextIO,
  asText,
  callAndDrop,
  callBuffer,
  checkAttached,
  checkReady,
  clearSnapshot,
  setDecodedChars,
  textField,
} from "./textio";
import { decodeBytes, decoderState } from "./textio_read";
import { writeFlush } from "./textio_write";

/** The fields of a cookie. They are read from and packed into an int without running Python code in between. */
let startPos: i64 = 0;
let decFlags: i32 = 0;
let bytesToFeed: i32 = 0;
let charsToSkip: i32 = 0;
let needEof: bool = false;

const COOKIE_SIZE: i32 = 21;
const packed = memory.data(24, 8);

function parseCookie(op: PyObject): bool {
  const value = PyNumber_Long(op);
  if (value === null) return false;
  const rc = _PyLong_AsByteArray(value, packed, COOKIE_SIZE, true, false, true);
  Py_DECREF(value);
  if (rc < 0) return false;
  startPos = load<i64>(packed);
  decFlags = load<i32>(packed, 8);
  bytesToFeed = load<i32>(packed, 12);
  charsToSkip = load<i32>(packed, 16);
  needEof = load<u8>(packed, 20) != 0;
  return true;
}

/** `new` int. */
function buildCookie(start: i64, flags: i32, feed: i32, skip: i32, eof: bool): PyObject | null {
  store<i64>(packed, start);
  store<i32>(packed, flags, 8);
  store<i32>(packed, feed, 12);
  store<i32>(packed, skip, 16);
  store<u8>(packed, eof ? 1 : 0, 20);
  return _PyLong_FromByteArray(packed, COOKIE_SIZE, true, false);
}

/** Calls a method with one argument (stolen, null: failed) for itself only. */
function callWith(op: PyObject, name: PyObject, a: PyObject | null): bool {
  if (a === null) return false;
  Py_INCREF(op);
  const result = PyObject_CallMethodOneArg(op, name, a);
  Py_DECREF(op);
  Py_DECREF(a);
  Py_XDECREF(result);
  return result !== null;
}

/** At the start of the stream the decoder is reset: its state there need not be (b"", 0) (utf-16 expects a mark). */
function setDecoderState(decoder: PyObject, start: i64, flags: i32): bool {
  if (start == 0 && flags == 0) return callAndDrop(decoder, ID.reset);
  return callWith(decoder, ID.setstate, packSteal2(Py_NewRef(_Py_bytesEmpty()), PyLong_FromLong(flags)));
}

function resetEncoder(s: TextIO, encoder: PyObject, isStart: bool): bool {
  s.encoding_start_of_stream = isStart;
  if (isStart) return callAndDrop(encoder, ID.reset);
  return callWith(encoder, ID.setstate, newSmallInt(0));
}

// ---- seek() ----------------------------------------------------------------------------------------------------------

/** Is the argument of a relative seek 0? Else UnsupportedOperation. */
function mustBeZero(op: PyObject, message: string): bool {
  const isZero = PyObject_RichCompareBool(op, _PyLong_GetZero(), Py_EQ);
  if (isZero == 0) raiseUnsupported(message);
  return isZero > 0;
}

/** To the end: `new` position. */
function seekToEnd(s: TextIO): PyObject | null {
  if (!callAndDrop(s, ID.flush)) return null;
  setDecodedChars(s, null);
  clearSnapshot(s);
  const decoder = s.decoder;
  if (decoder !== null && !callAndDrop(decoder, ID.reset)) return null;
  const buffer = s.buffer;
  if (buffer === null) return PyErr_SetString(PyExc_ValueError, "underlying buffer has been detached");
  const position = callMethodTwoArgs(buffer, ID.seek, _PyLong_GetZero(), smallInt(2));
  const encoder = s.encoder;
  if (position === null || encoder === null) return position;
  // at 0 the stream is empty: a byte order mark is due
  const isStart = PyObject_RichCompareBool(position, _PyLong_GetZero(), Py_EQ);
  if (isStart >= 0 && resetEncoder(s, encoder, isStart > 0)) return position;
  Py_DECREF(position);
  return null;
}

/** Feeds the decoder from its safe point and skips what was read there. */
function replay(s: TextIO, flags: i32, feed: i32, skip: i32, eof: bool): bool {
  const size = PyLong_FromLong(feed);
  if (size === null) return false;
  const chunk = callBuffer(s, ID.read, size);
  Py_DECREF(size);
  if (chunk === null) return false;
  if (!PyBytes_Check(chunk)) {
    PyErr_Format(
      PyExc_TypeError,
      "underlying read() should have returned a bytes object, not '%s'",
      chunk.ob_type.tp_name,
    );
    Py_DECREF(chunk);
    return false;
  }
  const snapshot = packSteal2(PyLong_FromLong(flags), Py_NewRef(chunk));
  const decoder = s.decoder;
  let text: PyObject | null = null;
  if (snapshot !== null) {
    Py_XSETREF(textField(s, offsetof<TextIO>("snapshot")), snapshot);
    text = decoder === null ? raiseUnsupported("not readable") : decodeBytes(decoder, chunk, eof);
  }
  Py_DECREF(chunk);
  if (text === null) return false;
  setDecodedChars(s, text);
  if (PyUnicode_GET_LENGTH(text) < skip) {
    PyErr_SetString(PyExc_OSError, "can't restore logical file position");
    return false;
  }
  s.decoded_chars_used = skip;
  return true;
}

/** Goes where a cookie says. */
function seekTo(s: TextIO, cookie: PyObject): bool {
  const negative = PyObject_RichCompareBool(cookie, _PyLong_GetZero(), Py_LT);
  if (negative > 0) PyErr_Format(PyExc_ValueError, "negative seek position %R", changetype<usize>(cookie));
  if (negative != 0 || !callAndDrop(s, ID.flush) || !parseCookie(cookie)) return false;
  const start = startPos;
  const flags = decFlags;
  const feed = bytesToFeed;
  const skip = charsToSkip;
  const eof = needEof;
  const position = PyLong_FromI64(start);
  if (position === null) return false;
  const result = callBuffer(s, ID.seek, position);
  Py_DECREF(position);
  if (result === null) return false;
  Py_DECREF(result);
  setDecodedChars(s, null);
  clearSnapshot(s);
  const decoder = s.decoder;
  if (decoder !== null && !setDecoderState(decoder, start, flags)) return false;
  if (skip != 0) {
    if (!replay(s, flags, feed, skip, eof)) return false;
  } else {
    const snapshot = packSteal2(PyLong_FromLong(flags), Py_NewRef(_Py_bytesEmpty()));
    if (snapshot === null) return false;
    Py_XSETREF(textField(s, offsetof<TextIO>("snapshot")), snapshot);
  }
  const encoder = s.encoder;
  return encoder === null || resetEncoder(s, encoder, start == 0 && flags == 0);
}

export function textiowrapper_seek(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("seek", nargs, 1, 2)) return null;
  const cookie = ptrAt(args, 0);
  if (nargs > 1 && !intArg(ptrAt(args, 1))) return null;
  const whence = nargs > 1 ? argValue : 0;
  const s = asText(self);
  if (!checkReady(s)) return null;
  if (!s.seekable) return raiseUnsupported("underlying stream is not seekable");
  if (whence == 2) return mustBeZero(cookie, "can't do nonzero end-relative seeks") ? seekToEnd(s) : null;
  if (whence != 0 && whence != 1) {
    return PyErr_Format(PyExc_ValueError, "invalid whence (%d, should be 0, 1 or 2)", whence);
  }
  let target: PyObject | null = null;
  if (whence == 0) target = Py_NewRef(cookie);
  else if (mustBeZero(cookie, "can't do nonzero cur-relative seeks")) target = PyObject_CallMethodNoArgs(s, ID.tell);
  if (target === null) return null;
  if (seekTo(s, target)) return target;
  Py_DECREF(target);
  return null;
}

// ---- tell() ----------------------------------------------------------------------------------------------------------

/** What decoderLeft has found: bytes that wait in the decoder, and its flags. */
let leftBytes: i32 = 0;
let leftFlags: i32 = 0;

function readFlags(op: PyObject): bool {
  if (!intArg(op)) return false;
  leftFlags = argValue;
  return true;
}

function decoderLeft(decoder: PyObject): bool {
  const state = decoderState(decoder);
  if (state === null) return false;
  leftBytes = PyBytes_GET_SIZE(PyTuple_GET_ITEM(state, 0));
  const ok = readFlags(PyTuple_GET_ITEM(state, 1));
  Py_DECREF(state);
  return ok;
}

/** How many characters the decoder makes of some bytes; -1 with an exception. */
function decodedCount(decoder: PyObject, at: usize, n: i32, final: bool): i32 {
  const bytes = PyBytes_FromStringAndSize(at, n);
  if (bytes === null) return -1;
  // as CPython, decode() is called with one argument where it is not the end
  const decoded = final
    ? callMethodTwoArgs(decoder, ID.decode, bytes, Py_True)
    : PyObject_CallMethodOneArg(decoder, ID.decode, bytes);
  const text = checkDecoded(decoded);
  Py_DECREF(bytes);
  if (text === null) return -1;
  const count = PyUnicode_GET_LENGTH(text);
  Py_DECREF(text);
  return count;
}

/** The search for a cookie; its results are in here, too. */
let foundFlags: i32 = 0;
let foundSkip: i32 = 0;

/** Finds a point near the position where the decoder has nothing pending: bytes from the snapshot's start, or -1. */
function nearestStart(s: TextIO, decoder: PyObject, input: PyObject, start: i64, flags: i32, skip: i32): i32 {
  let bytes = <i32>(s.b2cratio * <f64>skip);
  let back = 1;
  foundFlags = flags;
  foundSkip = skip;
  while (bytes > 0) {
    if (!setDecoderState(decoder, start, flags)) return -1;
    const count = decodedCount(decoder, PyBytes_AS_STRING(input), bytes, false);
    if (count < 0) return -1;
    if (count > skip) {
      bytes -= back;
      back *= 2;
      continue;
    }
    if (!decoderLeft(decoder)) return -1;
    if (leftBytes == 0) {
      foundFlags = leftFlags;
      foundSkip = skip - count;
      return bytes;
    }
    bytes -= leftBytes;
    back = 1;
  }
  return setDecoderState(decoder, start, flags) ? 0 : -1;
}

/** The cookie of a position in the middle of decoded text. */
function findCookie(s: TextIO, decoder: PyObject, input: PyObject, start: i64, flags: i32): PyObject | null {
  const skipped = nearestStart(s, decoder, input, start, flags, s.decoded_chars_used);
  if (skipped < 0) return null;
  let skip = foundSkip;
  flags = foundFlags;
  start += <i64>skipped;
  if (skip == 0) return buildCookie(start, flags, 0, 0, false);
  // byte by byte, noting the last point where nothing is pending
  const size = PyBytes_GET_SIZE(input);
  let feed = 0;
  let count = 0;
  let i = skipped;
  while (i < size) {
    const n = decodedCount(decoder, PyBytes_AS_STRING(input) + <usize>i, 1, false);
    if (n < 0) return null;
    count += n;
    feed++;
    if (!decoderLeft(decoder)) return null;
    if (leftBytes == 0 && count <= skip) {
      start += <i64>feed;
      skip -= count;
      flags = leftFlags;
      feed = 0;
      count = 0;
    }
    if (count >= skip) break;
    i++;
  }
  let eof = false;
  if (i == size) {
    const n = decodedCount(decoder, PyBytes_AS_STRING(_Py_bytesEmpty()), 0, true);
    if (n < 0) return null;
    eof = true;
    if (count + n < skip) return PyErr_SetString(PyExc_OSError, "can't reconstruct logical file position");
  }
  return buildCookie(start, flags, feed, skip, eof);
}

/** findCookie with the decoder's state saved before and restored after. */
function tellWithin(s: TextIO, decoder: PyObject, input: PyObject, start: i64, flags: i32): PyObject | null {
  const saved = PyObject_CallMethodNoArgs(decoder, ID.getstate);
  if (saved === null) return null;
  let cookie = findCookie(s, decoder, input, start, flags);
  const exc = cookie === null ? PyErr_GetRaisedException() : null;
  const result = PyObject_CallMethodOneArg(decoder, ID.setstate, saved);
  Py_DECREF(saved);
  if (exc !== null) {
    _PyErr_ChainExceptions1(exc);
  } else if (result === null) {
    Py_XDECREF(cookie);
    cookie = null;
  }
  Py_XDECREF(result);
  return cookie;
}

export function textiowrapper_tell(self: PyObject, unused: PyObject | null): PyObject | null {
  const s = asText(self);
  if (!checkReady(s)) return null;
  if (!s.seekable) return raiseUnsupported("underlying stream is not seekable");
  if (!s.telling) return PyErr_SetString(PyExc_OSError, "telling position disabled by next() call");
  if (writeFlush(s) < 0 || !callAndDrop(s, ID.flush)) return null;
  const position = callBuffer(s, ID.tell, null);
  const decoder = s.decoder;
  const snapshot = s.snapshot;
  if (position === null || decoder === null || snapshot === null) return position;
  const at = PyLong_Check(position) ? PyLong_AsI64(position) : -1;
  if (!PyLong_Check(position)) PyErr_SetString(PyExc_TypeError, "an integer is required");
  Py_DECREF(position);
  if (PyErr_Occurred() !== null || !readFlags(PyTuple_GET_ITEM(snapshot, 0))) return null;
  const flags = leftFlags;
  const input = Py_NewRef(PyTuple_GET_ITEM(snapshot, 1));
  const start = at - <i64>PyBytes_GET_SIZE(input);
  Py_NewRef(decoder);
  const cookie =
    s.decoded_chars_used == 0 ? buildCookie(start, flags, 0, 0, false) : tellWithin(s, decoder, input, start, flags);
  Py_DECREF(decoder);
  Py_DECREF(input);
  return cookie;
}

export function textiowrapper_truncate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("truncate", nargs, 0, 1)) return null;
  const s = asText(self);
  if (!checkAttached(s) || !callAndDrop(s, ID.flush)) return null;
  return callBuffer(s, ID.truncate, nargs > 0 ? ptrAt(args, 0) : Py_None);
}
