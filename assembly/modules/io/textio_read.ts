/**
 * TextIOWrapper: reading (Modules/_io/textio.c). The buffer gives a chunk of bytes, the decoder makes text of it, lines and sizes are cut off
 * that text.
 *
 * Invariant: buffer and decoder may run any Python code, this stream's own methods included; nothing of the stream is kept in a local over
 * such a call without a reference.
 */
import { PyObject, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { Py_False, Py_True } from "../../object/statics";
import { PyExc_OSError, PyExc_TypeError } from "../../object/exception_types";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { PyObject_CallMethodNoArgs, callMethodTwoArgs } from "../../protocol/call";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, sizeArg } from "../../protocol/arg_values";
import { PyObject_CheckBuffer, freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { ID } from "../../generated/ids";
import { PyBytes_Check, PyBytes_Concat, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyList_Append, PyList_New } from "../../types/list";
import { PyLong_FromI64 } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { packSteal2 } from "../../types/tuple_build";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_Substring,
  kindShift,
} from "../../types/unicode";
import { PyUnicode_Concat, PyUnicode_Join } from "../../types/unicode_ops";
import { unicodeEmpty } from "../../types/unicode_static";
import { takeIterated } from "../../vm/threads";
import { asBuffered } from "./buffered";
import { offerReadSite } from "./buffered_read";
import { withdrawSite } from "./files";
import { decodeDirectly } from "./fast_decode";
import { findLineEnding, lineConsumed } from "./line_ends";
import { _PyIncrementalNewlineDecoder_decode, checkDecoded } from "./newline_decoder";
import {
  PyBufferedReader_Type,
  PyIncrementalNewlineDecoder_Type,
  PyTextIOWrapper_Type,
  raiseUnsupported,
  sizeOrNone,
  sizeValue,
  trapEintr,
} from "./state";
import {
  TextIO,
  asText,
  callBuffer,
  checkAttached,
  checkOpen,
  checkReady,
  clearSnapshot,
  setDecodedChars,
  textField,
} from "./textio";
import { writeFlush } from "./textio_write";

/** `new`: up to `n` of the characters that wait (all if negative). */
function takeDecoded(s: TextIO, n: i32): PyObject | null {
  const chars = s.decoded_chars;
  if (chars === null) return Py_NewRef(unicodeEmpty());
  const used = s.decoded_chars_used;
  const left = PyUnicode_GET_LENGTH(chars) - used;
  if (n < 0 || n > left) n = left;
  s.decoded_chars_used = used + n;
  if (used == 0 && n == left) return Py_NewRef(chars);
  return PyUnicode_Substring(chars, used, used + n);
}

/** `new`: the decoder's text for these bytes; TypeError if it is none. */
export function decodeBytes(decoder: PyObject, bytes: PyObject, final: bool): PyObject | null {
  Py_INCREF(decoder);
  let text: PyObject | null;
  if (decoder.ob_type == PyIncrementalNewlineDecoder_Type) {
    text = _PyIncrementalNewlineDecoder_decode(decoder, bytes, final);
  } else {
    text = decodeDirectly(decoder, bytes, final);
    if (text === null) {
      text = checkDecoded(callMethodTwoArgs(decoder, ID.decode, bytes, final ? Py_True : Py_False));
    }
  }
  Py_DECREF(decoder);
  return text;
}

/** The decoder's state, checked to be a pair that begins with bytes: `new`. */
export function decoderState(decoder: PyObject): PyObject | null {
  const state = PyObject_CallMethodNoArgs(decoder, ID.getstate);
  if (state === null) return null;
  if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) != 2) {
    PyErr_SetString(PyExc_TypeError, "illegal decoder state");
  } else if (!PyBytes_Check(PyTuple_GET_ITEM(state, 0))) {
    PyErr_Format(
      PyExc_TypeError,
      "illegal decoder state: the first item should be a bytes object, not '%s'",
      PyTuple_GET_ITEM(state, 0).ob_type.tp_name,
    );
  } else {
    return state;
  }
  Py_DECREF(state);
  return null;
}

let chunkBytes: i32 = 0;

/** `new`: bytes-like object with the next chunk, its size in `chunkBytes`. */
function nextChunk(s: TextIO, hint: i32): PyObject | null {
  let want = s.chunk_size;
  if (hint > 0) {
    const ratio = s.b2cratio > 1.0 ? s.b2cratio : 1.0;
    const hinted = <i64>(ratio * <f64>hint);
    if (hinted > want) want = hinted;
  }
  const size = PyLong_FromI64(want);
  if (size === null) return null;
  const chunk = callBuffer(s, s.has_read1 ? ID.read1 : ID.read, size);
  Py_DECREF(size);
  if (chunk === null) return null;
  if (PyBytes_Check(chunk)) {
    chunkBytes = PyBytes_GET_SIZE(chunk);
    return chunk;
  }
  const view = PyObject_CheckBuffer(chunk) ? simpleBuffer(chunk) : null;
  if (view !== null) {
    chunkBytes = view.len;
    freeBuffer(view);
    return chunk;
  }
  PyErr_Format(
    PyExc_TypeError,
    s.has_read1
      ? "underlying read1() should have returned a bytes-like object, not '%s'"
      : "underlying read() should have returned a bytes-like object, not '%s'",
    chunk.ob_type.tp_name,
  );
  Py_DECREF(chunk);
  return null;
}

const joined = memory.data(8, 8);

/** Keeps what tell() needs: the flags of `state` and the bytes that were decoded since. Steals `state`. */
function keepSnapshot(s: TextIO, state: PyObject, chunk: PyObject): bool {
  store<u64>(joined, <u64>changetype<usize>(Py_NewRef(PyTuple_GET_ITEM(state, 0))));
  const flags = Py_NewRef(PyTuple_GET_ITEM(state, 1));
  Py_DECREF(state);
  PyBytes_Concat(joined, chunk);
  const input = load<PyObject | null>(joined);
  if (input === null) {
    Py_DECREF(flags);
    return false;
  }
  const snapshot = packSteal2(flags, input);
  if (snapshot === null) return false;
  Py_XSETREF(textField(s, offsetof<TextIO>("snapshot")), snapshot);
  return true;
}

/** Reads and decodes the next chunk into decoded_chars: 1, 0 at the end of the file, -1 with an exception. */
function readChunk(s: TextIO, hint: i32): i32 {
  const decoder = s.decoder;
  if (decoder === null) {
    raiseUnsupported("not readable");
    return -1;
  }
  let state: PyObject | null = null;
  const telling = s.telling;
  Py_INCREF(decoder);
  let rc = -1;
  if (telling) state = decoderState(decoder);
  if (!telling || state !== null) rc = decodeChunk(s, decoder, state, hint);
  Py_DECREF(decoder);
  return rc;
}

/** Steals `state`. */
function decodeChunk(s: TextIO, decoder: PyObject, state: PyObject | null, hint: i32): i32 {
  const chunk = nextChunk(s, hint);
  if (chunk === null) {
    Py_XDECREF(state);
    return -1;
  }
  const bytes = chunkBytes;
  const text = decodeBytes(decoder, chunk, bytes == 0);
  if (text === null) {
    Py_DECREF(chunk);
    Py_XDECREF(state);
    return -1;
  }
  const n = PyUnicode_GET_LENGTH(text);
  setDecodedChars(s, text);
  s.b2cratio = n > 0 ? <f64>bytes / <f64>n : 0.0;
  const kept = state === null || keepSnapshot(s, state, chunk);
  Py_DECREF(chunk);
  if (!kept) return -1;
  return bytes == 0 && n == 0 ? 0 : 1;
}

/** The same, made again after EINTR. */
function readChunkAgain(s: TextIO, hint: i32): i32 {
  while (true) {
    const rc = readChunk(s, hint);
    if (rc >= 0 || !trapEintr()) return rc;
  }
}

/**
 * May a method that has nothing to give yet, called at `site`, be left to wait? Only over a buffered file of its own or a socket's, where no
 * Python code runs before the bytes are there.
 */
function offerTextSite(s: TextIO, site: usize): bool {
  const buffer = s.buffer;
  const chars = s.decoded_chars;
  if (s.ob_type != PyTextIOWrapper_Type || buffer === null || s.telling || s.pending_count != 0) return false;
  if (s.raw === null && buffer.ob_type != PyBufferedReader_Type) return false;
  if (chars !== null && s.decoded_chars_used < PyUnicode_GET_LENGTH(chars)) return false;
  return asBuffered(buffer).dict === null && offerReadSite(asBuffered(buffer), site);
}

// ---- read() ----------------------------------------------------------------------------------------------------------

export function textiowrapper_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("read", nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs == 0 ? null : ptrAt(args, 0), -1)) return null;
  const n = sizeValue;
  const s = asText(self);
  if (!checkReady(s)) return null;
  if (s.decoder === null) return raiseUnsupported("not readable");
  if (writeFlush(s) < 0) return null;
  const offered = offerTextSite(s, args);
  const text = n < 0 ? readAll(s) : readSome(s, n);
  withdrawSite(offered);
  return text;
}

function readAll(s: TextIO): PyObject | null {
  const bytes = callBuffer(s, ID.read, null);
  if (bytes === null) return null;
  const decoder = s.decoder;
  const decoded: PyObject | null =
    decoder === null ? raiseUnsupported("not readable") : decodeBytes(decoder, bytes, true);
  Py_DECREF(bytes);
  if (decoded === null) return null;
  const before = takeDecoded(s, -1);
  let result: PyObject | null = null;
  if (before !== null) {
    result = PyUnicode_Concat(before, decoded);
    Py_DECREF(before);
  }
  Py_DECREF(decoded);
  if (result !== null && s.snapshot !== null) {
    setDecodedChars(s, null);
    clearSnapshot(s);
  }
  return result;
}

/** Appends `piece` (stolen) unless it is empty; false with an exception. */
function addPiece(pieces: PyObject, piece: PyObject): bool {
  const rc = PyUnicode_GET_LENGTH(piece) == 0 ? 0 : PyList_Append(pieces, piece);
  Py_DECREF(piece);
  return rc == 0;
}

/** Chunks until `n` characters are there or the file ends: `new`. */
function readSome(s: TextIO, n: i32): PyObject | null {
  const first = takeDecoded(s, n);
  if (first === null) return null;
  let left = n - PyUnicode_GET_LENGTH(first);
  if (left <= 0) return first;
  const pieces = PyList_New(0);
  if (pieces === null) {
    Py_DECREF(first);
    return null;
  }
  let ok = addPiece(pieces, first);
  while (ok && left > 0) {
    const rc = readChunkAgain(s, left);
    if (rc <= 0) {
      ok = rc == 0;
      break;
    }
    const more = takeDecoded(s, left);
    ok = more !== null;
    if (more !== null) {
      left -= PyUnicode_GET_LENGTH(more);
      ok = addPiece(pieces, more);
    }
  }
  const result: PyObject | null = ok ? PyUnicode_Join(unicodeEmpty(), pieces) : null;
  Py_DECREF(pieces);
  return result;
}

// ---- lines -----------------------------------------------------------------------------------------------------------

/** How many characters of `text` from `start` the next line has, or -1 (lineConsumed). */
function lineEnd(s: TextIO, text: PyObject, start: i32): i32 {
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text) + ((<usize>start) << kindShift(kind));
  return findLineEnding(s.readtranslate, s.readuniversal, s.readnl, kind, data, PyUnicode_GET_LENGTH(text) - start);
}

/** The next line, at most `limit` characters of it (all if negative); "" at the end: `new`. */
export function readLine(s: TextIO, limit: i32): PyObject | null {
  if (!checkOpen(s) || writeFlush(s) < 0) return null;
  const chars = s.decoded_chars;
  if (chars !== null) {
    // mostly the line ends within the text that waits
    const start = s.decoded_chars_used;
    const n = lineEnd(s, chars, start);
    if (n >= 0) {
      const end = start + (limit >= 0 && n > limit ? limit : n);
      s.decoded_chars_used = end;
      return PyUnicode_Substring(chars, start, end);
    }
  }
  return readLongLine(s, limit);
}

/** Text waits to be read: 1, 0 at the end of the file, -1 with an exception. */
function ensureChars(s: TextIO): i32 {
  while (true) {
    const chars = s.decoded_chars;
    if (chars !== null && PyUnicode_GET_LENGTH(chars) > 0) return 1;
    const rc = readChunkAgain(s, 0);
    if (rc <= 0) return rc;
  }
}

/** Puts characters of `text` aside; false with an exception. */
function putAside(parts: PyObject, text: PyObject, start: i32, end: i32): bool {
  const part = PyUnicode_Substring(text, start, end);
  return part !== null && addPiece(parts, part);
}

/** A line that does not end in the text that waits. */
function readLongLine(s: TextIO, limit: i32): PyObject | null {
  const parts = PyList_New(0);
  if (parts === null) return null;
  const ok = gatherLine(s, limit, parts);
  const line: PyObject | null = ok ? PyUnicode_Join(unicodeEmpty(), parts) : null;
  Py_DECREF(parts);
  return line;
}

/** Gathers a line's parts; false with an exception. */
function gatherLine(s: TextIO, limit: i32, parts: PyObject): bool {
  let gathered = 0;
  // the end of a chunk that may begin a line ending; it is looked at again together with the next chunk
  let rest: PyObject | null = null;
  while (true) {
    const rc = ensureChars(s);
    if (rc <= 0) {
      if (rc == 0) {
        setDecodedChars(s, null);
        clearSnapshot(s);
        if (rest !== null) return addPiece(parts, rest);
      }
      Py_XDECREF(rest);
      return rc == 0;
    }
    const chars = Py_NewRef(s.decoded_chars!);
    const ahead = rest === null ? 0 : PyUnicode_GET_LENGTH(rest);
    const start = rest === null ? s.decoded_chars_used : 0;
    const text: PyObject | null = rest === null ? Py_NewRef(chars) : PyUnicode_Concat(rest, chars);
    Py_DECREF(chars);
    Py_XDECREF(rest);
    rest = null;
    if (text === null) return false;
    let n = lineEnd(s, text, start);
    const isEnd = n >= 0;
    if (!isEnd) n = lineConsumed;
    const isFull = limit >= 0 && n + gathered >= limit;
    if (isFull) n = limit - gathered;
    let ok = putAside(parts, text, start, start + n);
    if (isEnd || isFull) {
      s.decoded_chars_used = start + n - ahead;
      Py_DECREF(text);
      return ok;
    }
    gathered += n;
    if (ok && start + n < PyUnicode_GET_LENGTH(text)) {
      rest = PyUnicode_Substring(text, start + n, PyUnicode_GET_LENGTH(text));
      ok = rest !== null;
    }
    Py_DECREF(text);
    if (!ok) return false;
    setDecodedChars(s, null);
  }
}

export function textiowrapper_readline(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("readline", nargs, 0, 1)) return null;
  let limit = -1;
  if (nargs > 0) {
    if (!sizeArg(ptrAt(args, 0))) return null;
    limit = argValue;
  }
  const s = asText(self);
  if (!checkAttached(s)) return null;
  const offered = offerTextSite(s, args);
  const line = readLine(s, limit);
  withdrawSite(offered);
  return line;
}

/** What a subclass's readline() returns: `new`; OSError if it is no str. */
function lineOfSubclass(self: PyObject): PyObject | null {
  const line = PyObject_CallMethodNoArgs(self, ID.readline);
  if (line === null || PyUnicode_Check(line)) return line;
  PyErr_Format(PyExc_OSError, "readline() should have returned an str object, not '%s'", line.ob_type.tp_name);
  Py_DECREF(line);
  return null;
}

export function textiowrapper_iternext(self: PyObject): PyObject | null {
  const s = asText(self);
  if (!checkAttached(s)) return null;
  s.telling = false;
  const offered = offerTextSite(s, takeIterated(changetype<usize>(self)));
  const line = self.ob_type == PyTextIOWrapper_Type ? readLine(s, -1) : lineOfSubclass(self);
  withdrawSite(offered);
  if (line === null || PyUnicode_GET_LENGTH(line) > 0) return line;
  Py_DECREF(line);
  clearSnapshot(s);
  s.telling = s.seekable;
  return null;
}
