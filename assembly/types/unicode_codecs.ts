/**
 * UTF-8, ASCII and Latin-1, and the choice of a codec by name (Objects/unicodeobject.c).
 *
 * Invariant: `errors` is a NUL-terminated handler name or 0 for "strict". A decoder first takes the fast way for valid input; at the first
 * bad byte it goes on in a writer with the error handlers of codec_errors.ts. UTF-16/32: codecs_utf16.ts; escapes: codecs_escape.ts;
 * codecs written in Python: codecs.ts.
 */
import { Py_None } from "../object/statics";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyMem_Malloc } from "../memory/blocks";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyObject_CheckBuffer, freeBuffer, simpleBuffer } from "../protocol/buffer";
import { _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CallNoArgs } from "../protocol/call";
import { ID } from "../generated/ids";
import { PyErr_Occurred } from "../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "./bytes";
import { BytesWriter, dropBytes, finishBytes, newBytesWriter, reserveBytes } from "./bytes_writer";
import {
  UNITS_8,
  UNITS_UTF8,
  decodeError,
  inputOf,
  inputSizeOf,
  encodeError,
  encodeUTF8Char,
  raiseEncodeError,
} from "./codec_errors";
import { PyCodec_LookupError, _PyCodec_Lookup, decodeByRegistry, encodeByRegistry } from "./codecs";
import { decodeUTF16, decodeUTF32, encodeUTF16, encodeUTF32 } from "./codecs_utf16";
import {
  madeStr,
  PyCompactUnicodeObject,
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_FromASCII,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_KIND,
  PyUnicode_New,
  PyUnicode_READ,
  asciiPrefix,
  isAsciiBytes,
  utf8Length,
} from "./unicode";
import { unicodeEmpty, unicodeLatin1 } from "./unicode_static";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteASCIIString,
  _PyUnicodeWriter_WriteChar,
} from "./unicode_writer";

/** How many bytes the last stateful decoder consumed. */
export let decodeConsumed: i32 = 0;
export function setDecodeConsumed(n: i32): void {
  decodeConsumed = n;
}

/** The handler name "surrogateescape", of the file system encoding. */
export const surrogateescapeName: usize = memory.data<u8>([
  0x73, 0x75, 0x72, 0x72, 0x6f, 0x67, 0x61, 0x74, 0x65, 0x65, 0x73, 0x63, 0x61, 0x70, 0x65, 0,
]);
const replaceName: usize = memory.data<u8>([0x72, 0x65, 0x70, 0x6c, 0x61, 0x63, 0x65, 0]);

// ---- UTF-8 decoding ----

/** Results of `scanUTF8`. */
let seqChar: u32 = 0;
let seqEnd: i32 = 0;
/** What is wrong at the last bad sequence: 0 invalid start byte, 1 invalid continuation byte, 2 unexpected end of data. */
let seqFault: i32 = 0;

/** Reads one multi-byte sequence at `i`: true with seqChar and seqEnd, or false with seqFault and seqEnd (end of the bad part). */
function readSequence(s: usize, i: i32, n: i32): bool {
  const a = <u32>load<u8>(s + <usize>i);
  seqEnd = i + 1;
  seqFault = 0;
  if (a < 0xc2 || a > 0xf4) return false;
  const need = a < 0xe0 ? 1 : a < 0xf0 ? 2 : 3;
  let low: u32 = 0x80;
  let high: u32 = 0xbf;
  if (a == 0xe0) low = 0xa0;
  else if (a == 0xed) high = 0x9f;
  else if (a == 0xf0) low = 0x90;
  else if (a == 0xf4) high = 0x8f;
  let ch = a & (<u32>0x3f >> need);
  for (let k = 1; k <= need; k++) {
    if (i + k >= n) {
      seqEnd = n;
      seqFault = 2;
      return false;
    }
    const b = <u32>load<u8>(s + <usize>(i + k));
    if (b < low || b > high) {
      seqEnd = i + k;
      seqFault = 1;
      return false;
    }
    low = 0x80;
    high = 0xbf;
    ch = (ch << 6) | (b & 0x3f);
  }
  seqChar = ch;
  seqEnd = i + need + 1;
  return true;
}

export function PyUnicode_DecodeUTF8(s: usize, size: i32, errors: usize): PyObject | null {
  return decodeUTF8Stateful(s, size, errors, true);
}

/** With `final` false an incomplete sequence at the end is left; `decodeConsumed` says how far it went. `new` */
export function decodeUTF8Stateful(s: usize, size: i32, errors: usize, final: bool): PyObject | null {
  decodeConsumed = size;
  if (size == 0) return Py_NewRef(unicodeEmpty());
  const prefix = asciiPrefix(s, size);
  if (prefix == size) return PyUnicode_FromASCII(s, size);
  // Measure: characters and the widest one, as far as the input is valid.
  let max: u32 = 0;
  let count = prefix;
  let i = prefix;
  while (i < size) {
    const a = <u32>load<u8>(s + <usize>i);
    if (a < 0x80) {
      const run = asciiPrefix(s + <usize>i, size - i);
      count += run;
      i += run;
      continue;
    }
    count++;
    if (a - 0xc2 < 0x1e && i + 1 < size) {
      const b = <u32>load<u8>(s + <usize>i, 1);
      if ((b & 0xc0) != 0x80) return decodeUTF8Slow(s, size, errors, final);
      max |= ((a & 0x1f) << 6) | (b & 0x3f);
      i += 2;
      continue;
    }
    if (a - 0xe0 < 16 && i + 2 < size) {
      const b = <u32>load<u8>(s + <usize>i, 1);
      const c = <u32>load<u8>(s + <usize>i, 2);
      const ch = ((a & 0xf) << 12) | ((b & 0x3f) << 6) | (c & 0x3f);
      const isText = (b & 0xc0) == 0x80 && (c & 0xc0) == 0x80 && ch >= 0x800 && (ch & 0xf800) != 0xd800;
      if (!isText) return decodeUTF8Slow(s, size, errors, final);
      max |= ch;
      i += 3;
      continue;
    }
    if (!readSequence(s, i, size)) return decodeUTF8Slow(s, size, errors, final);
    max |= seqChar;
    i = seqEnd;
  }
  if (max > 0x10ffff) max = 0x10ffff; // bits of several characters
  if (count == 1 && max < 256) return Py_NewRef(unicodeLatin1(max));
  const result = PyUnicode_New(count, max);
  if (result === null) return null;
  const data = PyUnicode_DATA(result);
  const kind = PyUnicode_KIND(result);
  if (kind == 1) storeUTF8<u8>(data, s, size, count);
  else if (kind == 2) storeUTF8<u16>(data, s, size, count);
  else storeUTF8<u32>(data, s, size, count);
  return madeStr(result);
}

/** Writes 16 ASCII or other bytes as characters. */
function store16<T>(to: usize, bytes: v128): void {
  if (sizeof<T>() == 1) {
    v128.store(to, bytes);
  } else if (sizeof<T>() == 2) {
    v128.store(to, i16x8.extend_low_i8x16_u(bytes));
    v128.store(to, i16x8.extend_high_i8x16_u(bytes), 16);
  } else {
    const low = i16x8.extend_low_i8x16_u(bytes);
    const high = i16x8.extend_high_i8x16_u(bytes);
    v128.store(to, i32x4.extend_low_i16x8_u(low));
    v128.store(to, i32x4.extend_high_i16x8_u(low), 16);
    v128.store(to, i32x4.extend_low_i16x8_u(high), 32);
    v128.store(to, i32x4.extend_high_i16x8_u(high), 48);
  }
}

/** Writes the `count` characters of valid UTF-8 where there is room for just them. */
function storeUTF8<T>(to: usize, s: usize, size: i32, count: i32): void {
  let at = s;
  const end = s + <usize>size;
  const toEnd = to + ((<usize>count) << alignof<T>());
  while (at < end) {
    const a = <u32>load<u8>(at);
    if (a < 0x80) {
      // sixteen at once while there is room for what is not ASCII among them, too: that is written over
      if (at + 16 <= end && to + (16 << alignof<T>()) <= toEnd) {
        const bytes = v128.load(at);
        const high = i8x16.bitmask(bytes);
        store16<T>(to, bytes);
        const run: usize = high == 0 ? 16 : ctz(high);
        at += run;
        to += run << alignof<T>();
        continue;
      }
      store<T>(to, <T>a);
      at++;
      to += sizeof<T>();
      continue;
    }
    let ch: u32;
    if (a < 0xe0) {
      ch = ((a & 0x1f) << 6) | (<u32>load<u8>(at, 1) & 0x3f);
      at += 2;
    } else if (a < 0xf0) {
      ch = ((a & 0xf) << 12) | ((<u32>load<u8>(at, 1) & 0x3f) << 6) | (<u32>load<u8>(at, 2) & 0x3f);
      at += 3;
    } else {
      ch = ((a & 7) << 18) | ((<u32>load<u8>(at, 1) & 0x3f) << 12);
      ch |= ((<u32>load<u8>(at, 2) & 0x3f) << 6) | (<u32>load<u8>(at, 3) & 0x3f);
      at += 4;
    }
    store<T>(to, <T>ch);
    to += sizeof<T>();
  }
}

function decodeUTF8Slow(s: usize, size: i32, errors: usize, final: bool): PyObject | null {
  const w = _PyUnicodeWriter_Init(size);
  let i = 0;
  while (i < size) {
    const run = asciiPrefix(s + <usize>i, size - i);
    if (run > 0) {
      if (!_PyUnicodeWriter_WriteASCIIString(w, s + <usize>i, run)) return abandoned(w);
      i += run;
      continue;
    }
    if (readSequence(s, i, size)) {
      if (!_PyUnicodeWriter_WriteChar(w, seqChar)) return abandoned(w);
      i = seqEnd;
      continue;
    }
    const isCutSurrogate =
      seqFault == 1 && i + 2 == size && load<u8>(s + <usize>i) == 0xed && load<u8>(s + <usize>i, 1) - 0xa0 < 0x20;
    if (!final && (seqFault == 2 || isCutSurrogate)) {
      decodeConsumed = i;
      break;
    }
    const reason =
      seqFault == 0 ? "invalid start byte" : seqFault == 1 ? "invalid continuation byte" : "unexpected end of data";
    i = decodeError(w, UNITS_UTF8, "utf-8", reason, errors, s, size, i, seqEnd);
    if (i < 0) return abandoned(w);
    s = inputOf(w, s);
    size = inputSizeOf(w, size);
  }
  return _PyUnicodeWriter_Finish(w);
}

export function abandoned(w: UnicodeWriter): PyObject | null {
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

/** Bad sequences become U+FFFD; for messages. `new` */
export function decodeUTF8Replace(s: usize, size: i32): PyObject | null {
  return PyUnicode_DecodeUTF8(s, size, replaceName);
}

// ---- ASCII and Latin-1 ----

export function PyUnicode_DecodeASCII(s: usize, size: i32, errors: usize): PyObject | null {
  if (size == 0) return Py_NewRef(unicodeEmpty());
  if (isAsciiBytes(s, size)) return PyUnicode_FromASCII(s, size);
  const w = _PyUnicodeWriter_Init(size);
  let i = 0;
  while (i < size) {
    const run = asciiPrefix(s + <usize>i, size - i);
    if (!_PyUnicodeWriter_WriteASCIIString(w, s + <usize>i, run)) return abandoned(w);
    i += run;
    if (i == size) break;
    i = decodeError(w, UNITS_8, "ascii", "ordinal not in range(128)", errors, s, size, i, i + 1);
    if (i < 0) return abandoned(w);
    s = inputOf(w, s);
    size = inputSizeOf(w, size);
  }
  return _PyUnicodeWriter_Finish(w);
}

export function PyUnicode_DecodeLatin1(s: usize, size: i32): PyObject | null {
  if (size == 0) return Py_NewRef(unicodeEmpty());
  if (size == 1) return Py_NewRef(unicodeLatin1(<u32>load<u8>(s)));
  const op = PyUnicode_New(size, isAsciiBytes(s, size) ? 0x7f : 0xff);
  if (op !== null) memory.copy(PyUnicode_DATA(op), s, <usize>size);
  return op;
}

/** One-byte encoding of characters below `limit`. `new` bytes */
function encodeUCS1(op: PyObject, errors: usize, limit: u32): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  if (kind == 1 && (limit == 256 || PyUnicode_IS_ASCII(op))) return PyBytes_FromStringAndSize(data, n);
  const w = newBytesWriter(n);
  if (w === null) return null;
  const encoding = limit == 256 ? "latin-1" : "ascii";
  const reason = limit == 256 ? "ordinal not in range(256)" : "ordinal not in range(128)";
  let i = 0;
  while (i < n) {
    const start = i;
    while (i < n && PyUnicode_READ(kind, data, i) < limit) i++;
    const at = reserveBytes(w, i - start);
    if (at == 0) return dropped(w);
    for (let k = start; k < i; k++) store<u8>(at + <usize>(k - start), <u8>PyUnicode_READ(kind, data, k));
    if (i == n) break;
    let end = i + 1;
    while (end < n && PyUnicode_READ(kind, data, end) >= limit) end++;
    i = encodeError(w, UNITS_8, limit, encoding, reason, errors, op, i, end);
    if (i < 0) return dropped(w);
  }
  return finishBytes(w);
}

export function dropped(w: BytesWriter): PyObject | null {
  dropBytes(w);
  return null;
}

export function _PyUnicode_AsASCIIString(op: PyObject, errors: usize): PyObject | null {
  return encodeUCS1(op, errors, 128);
}

export function _PyUnicode_AsLatin1String(op: PyObject, errors: usize): PyObject | null {
  return encodeUCS1(op, errors, 256);
}

// ---- UTF-8 encoding ----

/** Bytes of the UTF-8 form, or -1 if there are surrogates (their first index in `surrogateIndex`), or -2 if it is too long. */
let surrogateIndex: i32 = 0;
function measureUTF8(op: PyObject): i32 {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  let size: i64 = 0;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if ((ch & 0xfffff800) == 0xd800) {
      surrogateIndex = i;
      return -1;
    }
    size += ch < 0x80 ? 1 : ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;
  }
  return size > 0x7ffffe00 ? -2 : <i32>size;
}

function writeUTF8Text(op: PyObject, at: usize): usize {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  for (let i = 0; i < n; i++) at = encodeUTF8Char(at, PyUnicode_READ(kind, data, i));
  return at;
}

/** Fills in the str's cached UTF-8 form; false with UnicodeEncodeError or MemoryError. */
export function unicodeFillUTF8(op: PyObject): bool {
  const size = measureUTF8(op);
  if (size == -1) {
    let end = surrogateIndex + 1;
    const n = PyUnicode_GET_LENGTH(op);
    const kind = PyUnicode_KIND(op);
    while (end < n && (PyUnicode_READ(kind, PyUnicode_DATA(op), end) & 0xfffff800) == 0xd800) end++;
    raiseEncodeError("utf-8", "surrogates not allowed", op, surrogateIndex, end);
    return false;
  }
  let at: usize = 0;
  if (size != -2) at = PyMem_Malloc(<usize>size + 1);
  if (at == 0) {
    PyErr_NoMemory();
    return false;
  }
  store<u8>(writeUTF8Text(op, at), 0);
  const s = changetype<PyCompactUnicodeObject>(op);
  s.utf8 = at;
  s.utf8_length = size;
  return true;
}

export function PyUnicode_AsUTF8String(op: PyObject): PyObject | null {
  return _PyUnicode_AsUTF8String(op, 0);
}

export function _PyUnicode_AsUTF8String(op: PyObject, errors: usize): PyObject | null {
  if (!PyUnicode_Check(op)) return PyErr_SetString(PyExc_TypeError, "bad argument type for built-in operation");
  if (PyUnicode_IS_ASCII(op)) return PyBytes_FromStringAndSize(PyUnicode_DATA(op), PyUnicode_GET_LENGTH(op));
  const cached = changetype<PyCompactUnicodeObject>(op);
  if (cached.utf8 != 0) return PyBytes_FromStringAndSize(cached.utf8, cached.utf8_length);
  const size = measureUTF8(op);
  if (size == -2) return PyErr_NoMemory();
  if (size == -1) return encodeUTF8Slow(op, errors);
  const result = PyBytes_FromStringAndSize(0, size);
  if (result !== null) writeUTF8Text(op, PyBytes_AS_STRING(result));
  return result;
}

function encodeUTF8Slow(op: PyObject, errors: usize): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const w = newBytesWriter(n);
  if (w === null) return null;
  let i = 0;
  while (i < n) {
    const ch = PyUnicode_READ(kind, data, i);
    if ((ch & 0xfffff800) != 0xd800) {
      const at = reserveBytes(w, ch < 0x80 ? 1 : ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4);
      if (at == 0) return dropped(w);
      encodeUTF8Char(at, ch);
      i++;
      continue;
    }
    let end = i + 1;
    while (end < n && (PyUnicode_READ(kind, data, end) & 0xfffff800) == 0xd800) end++;
    i = encodeError(w, UNITS_UTF8, 0x110000, "utf-8", "surrogates not allowed", errors, op, i, end);
    if (i < 0) return dropped(w);
  }
  return finishBytes(w);
}

// ---- by name ----

export const CODEC_OTHER: i32 = 0;
export const CODEC_UTF8: i32 = 1;
export const CODEC_ASCII: i32 = 2;
export const CODEC_LATIN1: i32 = 3;
export const CODEC_UTF16: i32 = 4;
export const CODEC_UTF32: i32 = 5;

const normalized: usize = memory.data(16, 8);

/** Lower-cases a name and turns each run of other characters into one "_"; 0 if it is longer than any native codec's. */
function normalizeEncoding(name: PyObject): bool {
  if (!PyUnicode_IS_ASCII(name)) return false;
  const n = PyUnicode_GET_LENGTH(name);
  const data = PyUnicode_DATA(name);
  let k: usize = 0;
  let gap = false;
  for (let i = 0; i < n; i++) {
    let c = <u32>load<u8>(data + <usize>i);
    if (c - 0x41 < 26) c += 32;
    if (c - 0x61 < 26 || c - 0x30 < 10 || c == 0x2e) {
      if (gap && k != 0) store<u8>(normalized + k++, 0x5f);
      gap = false;
      if (k >= 11) return false;
      store<u8>(normalized + k++, <u8>c);
    } else {
      gap = true;
    }
  }
  store<u8>(normalized + k, 0);
  return true;
}

function normalizedIs(lit: string): bool {
  const n = lit.length;
  for (let i = 0; i < n; i++) if (<i32>load<u8>(normalized + <usize>i) != lit.charCodeAt(i)) return false;
  return load<u8>(normalized + <usize>n) == 0;
}

/** Which native codec a name means. A null name is UTF-8. */
export function codecByName(name: PyObject | null): i32 {
  if (name === null) return CODEC_UTF8;
  if (!normalizeEncoding(name)) return CODEC_OTHER;
  if (normalizedIs("utf_8") || normalizedIs("utf8")) return CODEC_UTF8;
  if (normalizedIs("ascii") || normalizedIs("us_ascii")) return CODEC_ASCII;
  if (normalizedIs("latin1") || normalizedIs("latin_1")) return CODEC_LATIN1;
  if (normalizedIs("iso_8859_1") || normalizedIs("iso8859_1")) return CODEC_LATIN1;
  if (normalizedIs("utf_16") || normalizedIs("utf16")) return CODEC_UTF16;
  if (normalizedIs("utf_32") || normalizedIs("utf32")) return CODEC_UTF32;
  return CODEC_OTHER;
}

/** The NUL-terminated text of a name argument (0 for null), or -1 with ValueError "embedded null character". */
export function codecNameArg(name: PyObject | null): usize {
  if (name === null) return 0;
  const s = PyUnicode_AsUTF8AndSize(name);
  if (s == 0) return usize.MAX_VALUE;
  for (let i = 0; i < utf8Length; i++) {
    if (load<u8>(s + <usize>i) == 0) {
      PyErr_SetString(PyExc_ValueError, "embedded null character");
      return usize.MAX_VALUE;
    }
  }
  return s;
}

/** Development mode: names of encodings and error handlers are looked up even where nothing needs them. */
let devMode: bool = false;

export function setDevMode(on: bool): void {
  devMode = on;
}

/** unicode_check_encoding_errors: false with LookupError. `handler` is the text of the error handler's name, or 0. */
function namesAreKnown(encoding: PyObject | null, handler: usize): bool {
  if (encoding !== null) {
    const codec = codecByName(encoding);
    if (codec != CODEC_UTF8 && codec != CODEC_ASCII) {
      const info = _PyCodec_Lookup(encoding);
      if (info === null) return false;
      Py_DECREF(info);
    }
  }
  if (handler == 0) return true;
  const found = PyCodec_LookupError(handler);
  if (found === null) return false;
  Py_DECREF(found);
  return true;
}

/** op.encode(encoding, errors): `new` bytes. Both names are strs or null. */
export function PyUnicode_AsEncodedObject(
  op: PyObject,
  encoding: PyObject | null,
  errors: PyObject | null,
): PyObject | null {
  const handler = codecNameArg(errors);
  if (handler == usize.MAX_VALUE || codecNameArg(encoding) == usize.MAX_VALUE) return null;
  if (devMode && !namesAreKnown(encoding, handler)) return null;
  switch (codecByName(encoding)) {
    case CODEC_UTF8:
      return _PyUnicode_AsUTF8String(op, handler);
    case CODEC_ASCII:
      return encodeUCS1(op, handler, 128);
    case CODEC_LATIN1:
      return encodeUCS1(op, handler, 256);
    case CODEC_UTF16:
      return encodeUTF16(op, handler, 0);
    case CODEC_UTF32:
      return encodeUTF32(op, handler, 0);
    default:
      return encodeByRegistry(op, encoding!, errors);
  }
}

/** Decodes bytes by a codec's name: `new` str. */
export function PyUnicode_DecodeBytes(
  s: usize,
  size: i32,
  encoding: PyObject | null,
  errors: PyObject | null,
): PyObject | null {
  const handler = codecNameArg(errors);
  if (handler == usize.MAX_VALUE || codecNameArg(encoding) == usize.MAX_VALUE) return null;
  if (devMode && !namesAreKnown(encoding, handler)) return null;
  switch (codecByName(encoding)) {
    case CODEC_UTF8:
      return PyUnicode_DecodeUTF8(s, size, handler);
    case CODEC_ASCII:
      return PyUnicode_DecodeASCII(s, size, handler);
    case CODEC_LATIN1:
      return PyUnicode_DecodeLatin1(s, size);
    case CODEC_UTF16:
      return decodeUTF16(s, size, handler, 0, true);
    case CODEC_UTF32:
      return decodeUTF32(s, size, handler, 0, true);
    default:
      return decodeByRegistry(s, size, encoding!, errors);
  }
}

/** str(obj, encoding, errors): `new` str of a bytes-like object. */
export function PyUnicode_FromEncodedObject(
  obj: PyObject,
  encoding: PyObject | null,
  errors: PyObject | null,
): PyObject | null {
  if (PyUnicode_Check(obj)) return PyErr_SetString(PyExc_TypeError, "decoding str is not supported");
  if (PyBytes_Check(obj)) {
    if (PyBytes_GET_SIZE(obj) == 0 && !devMode) return Py_NewRef(unicodeEmpty());
    return PyUnicode_DecodeBytes(PyBytes_AS_STRING(obj), PyBytes_GET_SIZE(obj), encoding, errors);
  }
  if (!PyObject_CheckBuffer(obj)) {
    return PyErr_Format(PyExc_TypeError, "decoding to str: need a bytes-like object, %s found", obj.ob_type.tp_name);
  }
  const view = simpleBuffer(obj);
  if (view === null) return null;
  const result =
    view.len == 0 && !devMode ? Py_NewRef(unicodeEmpty()) : PyUnicode_DecodeBytes(view.buf, view.len, encoding, errors);
  freeBuffer(view);
  return result;
}

export function PyUnicode_EncodeFSDefault(op: PyObject): PyObject | null {
  return _PyUnicode_AsUTF8String(op, surrogateescapeName);
}

export function PyUnicode_DecodeFSDefaultAndSize(s: usize, size: i32): PyObject | null {
  return PyUnicode_DecodeUTF8(s, size, surrogateescapeName);
}

/** os.fspath(path): `new` str or bytes. */
export function PyOS_FSPath(path: PyObject): PyObject | null {
  if (PyUnicode_Check(path) || PyBytes_Check(path)) return Py_NewRef(path);
  const method = _PyObject_LookupSpecial(path, ID.__fspath__);
  if (method === null || method == Py_None) {
    if (PyErr_Occurred() !== null) return null;
    return PyErr_Format(PyExc_TypeError, "expected str, bytes or os.PathLike object, not %s", path.ob_type.tp_name);
  }
  const result = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (result === null || PyUnicode_Check(result) || PyBytes_Check(result)) return result;
  PyErr_Format(
    PyExc_TypeError,
    "expected %s.__fspath__() to return str or bytes, not %s",
    path.ob_type.tp_name,
    result.ob_type.tp_name,
  );
  Py_DECREF(result);
  return null;
}
