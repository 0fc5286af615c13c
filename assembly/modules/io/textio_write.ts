/**
 * TextIOWrapper: writing (Modules/_io/textio.c). Text is encoded at once, so that the writer learns of errors, and waits as bytes until
 * `chunk_size` of them are there.
 *
 * Invariant: what is taken out of `pending` is forgotten before the buffer is called, which may run any Python code, this stream's own
 * write() included.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyExc_TypeError } from "../../object/exception_types";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { copyShort } from "../../memory/copy";
import { PyErr_Format, PyErr_NoMemory } from "../../protocol/errors";
import { PyObject_CallMethodOneArg } from "../../protocol/call";
import { ID } from "../../generated/ids";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyDict_Contains } from "../../types/dict";
import { encodeUTF16, encodeUTF32 } from "../../types/codecs_utf16";
import { PyLong_FromSsize_t } from "../../types/long";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_KIND,
} from "../../types/unicode";
import {
  _PyUnicode_AsASCIIString,
  _PyUnicode_AsLatin1String,
  _PyUnicode_AsUTF8String,
} from "../../types/unicode_codecs";
import { PyUnicode_Replace } from "../../types/unicode_ops";
import { unicodeLatin1 } from "../../types/unicode_static";
import { findInText } from "./line_ends";
import { PyTextIOWrapper_Type, raiseUnsupported, trapEintr } from "./state";
import {
  ENCODE_ASCII,
  ENCODE_LATIN1,
  ENCODE_OTHER,
  ENCODE_UTF16,
  ENCODE_UTF16BE,
  ENCODE_UTF16LE,
  ENCODE_UTF32,
  ENCODE_UTF32BE,
  ENCODE_UTF8,
  TextIO,
  asText,
  callAndDrop,
  callBuffer,
  callBufferAndDrop,
  checkReady,
  clearSnapshot,
  errorsText,
  setDecodedChars,
} from "./textio";

/** Gives the buffer a bytes object; 0 or -1. */
function writeToBuffer(s: TextIO, bytes: PyObject): i32 {
  let result: PyObject | null;
  do {
    result = callBuffer(s, ID.write, bytes);
  } while (result === null && trapEintr());
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/** Gives the buffer all that waits; 0 or -1. The buffer itself is not flushed. */
export function writeFlush(s: TextIO): i32 {
  const count = s.pending_count;
  if (count == 0) return 0;
  const bytes = PyBytes_FromStringAndSize(s.pending, count);
  if (bytes === null) return -1;
  s.pending_count = 0;
  const rc = writeToBuffer(s, bytes);
  Py_DECREF(bytes);
  return rc;
}

/** Lets bytes wait; false with MemoryError. */
function addPending(s: TextIO, data: usize, size: i32): bool {
  const need = s.pending_count + size;
  if (need > s.pending_size) {
    const room = need < 1024 ? 1024 : need + (need >> 1);
    const at = s.pending == 0 ? PyMem_Malloc(<usize>room) : PyMem_Realloc(s.pending, <usize>room);
    if (at == 0) {
      PyErr_NoMemory();
      return false;
    }
    s.pending = at;
    s.pending_size = room;
  }
  copyShort(s.pending + <usize>s.pending_count, data, <usize>size);
  s.pending_count = need;
  return true;
}

export function freePending(s: TextIO): void {
  if (s.pending != 0) PyMem_Free(s.pending);
  s.pending = 0;
  s.pending_count = 0;
  s.pending_size = 0;
}

/** `new` bytes of the text. */
function encodeText(s: TextIO, text: PyObject): PyObject | null {
  const how = s.encodefunc;
  if (how == ENCODE_OTHER) return encodedByCodec(s, text);
  const errors = errorsText(s);
  if (errors == 0) return null;
  const isStart = s.encoding_start_of_stream;
  s.encoding_start_of_stream = false;
  if (how == ENCODE_UTF8) return _PyUnicode_AsUTF8String(text, errors);
  if (how == ENCODE_ASCII) return _PyUnicode_AsASCIIString(text, errors);
  if (how == ENCODE_LATIN1) return _PyUnicode_AsLatin1String(text, errors);
  if (how <= ENCODE_UTF16)
    return encodeUTF16(text, errors, how == ENCODE_UTF16BE ? 1 : how == ENCODE_UTF16LE || !isStart ? -1 : 0);
  return encodeUTF32(text, errors, how == ENCODE_UTF32BE ? 1 : how == ENCODE_UTF32 && isStart ? 0 : -1);
}

function encodedByCodec(s: TextIO, text: PyObject): PyObject | null {
  const bytes = PyObject_CallMethodOneArg(s.encoder!, ID.encode, text);
  if (bytes === null || PyBytes_Check(bytes)) return bytes;
  PyErr_Format(PyExc_TypeError, "encoder should return a bytes object, not '%s'", bytes.ob_type.tp_name);
  Py_DECREF(bytes);
  return null;
}

/** Large pieces are not copied: what waits goes first, then they. 0 or -1. */
function writeLarge(s: TextIO, bytes: PyObject): i32 {
  // the buffer's write() may come back here: again until nothing waits
  while (s.pending_count != 0) {
    if (writeFlush(s) < 0) return -1;
  }
  return writeToBuffer(s, bytes);
}

/** Encodes the text and lets it wait, or go; 0 or -1. `flushes`: it goes now. */
function passOn(s: TextIO, text: PyObject, flushes: bool): i32 {
  const n = PyUnicode_GET_LENGTH(text);
  const how = s.encodefunc;
  if (how != ENCODE_OTHER && how <= ENCODE_UTF8 && PyUnicode_IS_ASCII(text) && <i64>n < s.chunk_size) {
    s.encoding_start_of_stream = false;
    if (!addPending(s, PyUnicode_DATA(text), n)) return -1;
  } else {
    const bytes = encodeText(s, text);
    if (bytes === null) return -1;
    const size = PyBytes_GET_SIZE(bytes);
    let rc = 0;
    if (<i64>size >= s.chunk_size) rc = writeLarge(s, bytes);
    else if (!addPending(s, PyBytes_AS_STRING(bytes), size)) rc = -1;
    Py_DECREF(bytes);
    if (rc < 0) return -1;
  }
  return <i64>s.pending_count >= s.chunk_size || flushes ? writeFlush(s) : 0;
}

function has(text: PyObject, ch: u32): bool {
  return findInText(PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), ch) >= 0;
}

/** After text has gone in, what was read ahead is void. */
function forgetReading(s: TextIO): bool {
  if (s.snapshot !== null) {
    setDecodedChars(s, null);
    clearSnapshot(s);
  }
  const decoder = s.decoder;
  return decoder === null || callAndDrop(decoder, ID.reset);
}

export function textiowrapper_write(self: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(PyExc_TypeError, "write() argument must be str, not %s", text.ob_type.tp_name);
  }
  const s = asText(self);
  if (!checkReady(s)) return null;
  if (s.encoder === null) return raiseUnsupported("not writable");
  const n = PyUnicode_GET_LENGTH(text);
  const writenl = s.writenl;
  const translates = s.writetranslate && writenl !== null;
  const hasLF = (translates || s.line_buffering) && has(text, 10);
  const flushes = s.line_buffering && (hasLF || has(text, 13));
  let out: PyObject | null = text;
  if (hasLF && translates) out = PyUnicode_Replace(text, unicodeLatin1(10), writenl!, -1);
  else Py_NewRef(text);
  if (out === null) return null;
  const rc = passOn(s, out, flushes || s.write_through);
  Py_DECREF(out);
  if (rc < 0) return null;
  if (flushes && !callBufferAndDrop(s, ID.flush)) return null;
  return forgetReading(s) ? PyLong_FromSsize_t(n) : null;
}

/** May `write` of this stream be called without looking it up? Not where the instance has one of its own. */
export function writesDirectly(stream: PyObject): bool {
  if (stream.ob_type != PyTextIOWrapper_Type) return false;
  const dict = asText(stream).dict;
  return dict === null || PyDict_Contains(dict, ID.write) == 0;
}
