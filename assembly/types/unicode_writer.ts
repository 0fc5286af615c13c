/**
 * _PyUnicodeWriter: text built piece by piece in a str that grows and widens as needed (Objects/unicodeobject.c).
 *
 * Invariant: `buffer` is a str nobody else sees, of `size` characters of `kind`, the first `pos` of which are written; or null, and then `size` is 0 or
 * the text so far is ASCII and lies in the writer's scratch (most texts end there and become a str of the right size at once); or, when `readonly`, a
 * shared str which is the whole text so far (so that a single str written is returned as it is).
 * Writers lie in a pool; each ends in _PyUnicodeWriter_Finish or _PyUnicodeWriter_Dealloc.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyMem_Malloc, PyMem_Free } from "../memory/blocks";
import { PyErr_NoMemory } from "../protocol/errors";
import {
  madeStr,
  PyUnicode_CopyCharacters,
  PyUnicode_DATA,
  PyUnicode_FromASCII,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_MAX_CHAR_VALUE,
  PyUnicode_New,
  PyUnicode_Resize,
  PyUnicode_WRITE,
  convertChars,
  findMaxChar,
  kindShift,
  resize_compact,
  utf16At,
  utf16Width,
} from "./unicode";
import { unicodeEmpty, unicodeLatin1 } from "./unicode_static";

@unmanaged
export class UnicodeWriter {
  buffer: PyObject | null;
  data: usize;
  kind: i32;
  maxchar: u32;
  size: i32;
  pos: i32;
  min_length: i32;
  overallocate: bool;
  readonly: bool;
  pooled: bool;
  /** A decoder's input that an error handler gave in place of the original; kept until the writer ends. */
  held: PyObject | null;
}

const WRITER_SIZE: usize = 40;
const POOL: i32 = 256;
const pool: usize = memory.data(10240, 8);
let poolTop: i32 = 0;
let freeWriters: usize = 0;
/** The first writers of the pool have a scratch; more are seldom open at once. */
const SCRATCHES: usize = 16;
const SCRATCH: i32 = 240;
const scratches: usize = memory.data(3840, 16);

/** A fresh writer. It makes room for `minLength` at first, and a quarter more than asked if `overallocate`. */
export function _PyUnicodeWriter_Init(minLength: i32 = 0, overallocate: bool = true): UnicodeWriter {
  let at = freeWriters;
  let pooled = true;
  if (at != 0) {
    freeWriters = <usize>load<u32>(at);
  } else if (poolTop < POOL) {
    at = pool + <usize>poolTop * WRITER_SIZE;
    poolTop++;
  } else {
    at = PyMem_Malloc(WRITER_SIZE);
    if (at == 0) abort("no memory for a text writer");
    pooled = false;
  }
  const w = changetype<UnicodeWriter>(at);
  w.buffer = null;
  w.data = 0;
  w.kind = 1;
  w.maxchar = 0;
  w.size = 0;
  w.pos = 0;
  w.min_length = minLength;
  const index = (at - pool) / WRITER_SIZE;
  if (overallocate && minLength <= SCRATCH && index < SCRATCHES) {
    w.data = scratches + index * <usize>SCRATCH;
    w.size = SCRATCH;
    w.maxchar = 0x7f;
  }
  w.overallocate = overallocate;
  w.readonly = false;
  w.pooled = pooled;
  w.held = null;
  return w;
}

function recycle(w: UnicodeWriter): void {
  const held = w.held;
  if (held !== null) Py_DECREF(held);
  const at = changetype<usize>(w);
  if (!w.pooled) {
    PyMem_Free(at);
    return;
  }
  store<u32>(at, <u32>freeWriters);
  freeWriters = at;
}

function adopt(w: UnicodeWriter, buffer: PyObject): void {
  w.buffer = buffer;
  w.data = PyUnicode_DATA(buffer);
  w.kind = PyUnicode_KIND(buffer);
  w.maxchar = PyUnicode_MAX_CHAR_VALUE(buffer);
  w.size = w.readonly ? 0 : PyUnicode_GET_LENGTH(buffer);
}

/** Makes room for `length` more characters up to `maxchar`; false with MemoryError. */
export function _PyUnicodeWriter_Prepare(w: UnicodeWriter, length: i32, maxchar: u32): bool {
  if (maxchar <= w.maxchar && length <= w.size - w.pos) return true;
  if (length == 0) return true;
  return prepareSlow(w, length, maxchar);
}

export function prepareSlow(w: UnicodeWriter, length: i32, maxchar: u32): bool {
  if (length > 0x7fffffff - w.pos) {
    PyErr_NoMemory();
    return false;
  }
  let need = w.pos + length;
  const old = w.buffer;
  const widen = maxchar > w.maxchar ? maxchar : w.maxchar;
  if (w.overallocate && need <= 0x7fffffff - (need >> 2)) need += need >> 2;
  if (need < w.min_length) need = w.min_length;
  if (old === null) {
    const fresh = PyUnicode_New(need, widen);
    if (fresh === null) return false;
    const from = w.data;
    adopt(w, fresh);
    if (w.pos > 0) convertChars(1, from, w.kind, w.data, w.pos);
    return true;
  }
  if (need < w.size) need = w.size;
  if (maxchar > w.maxchar || w.readonly) {
    const fresh = PyUnicode_New(need, widen);
    if (fresh === null) return false;
    PyUnicode_CopyCharacters(fresh, 0, old, 0, w.pos);
    w.readonly = false;
    adopt(w, fresh);
    Py_DECREF(old);
    return true;
  }
  const moved = resize_compact(old, need);
  if (moved === null) return false;
  adopt(w, moved);
  return true;
}

export function _PyUnicodeWriter_WriteChar(w: UnicodeWriter, ch: u32): bool {
  if (!_PyUnicodeWriter_Prepare(w, 1, ch)) return false;
  PyUnicode_WRITE(w.kind, w.data, w.pos, ch);
  w.pos++;
  return true;
}

export function _PyUnicodeWriter_WriteStr(w: UnicodeWriter, op: PyObject): bool {
  const n = PyUnicode_GET_LENGTH(op);
  if (n == 0) return true;
  if (w.pos == 0 && w.buffer === null && !w.overallocate) {
    w.readonly = true;
    adopt(w, Py_NewRef(op));
    w.pos = n;
    return true;
  }
  if (!_PyUnicodeWriter_Prepare(w, n, PyUnicode_MAX_CHAR_VALUE(op))) return false;
  convertChars(PyUnicode_KIND(op), PyUnicode_DATA(op), w.kind, w.data + ((<usize>w.pos) << kindShift(w.kind)), n);
  w.pos += n;
  return true;
}

/** Writes characters start..end of `op`. */
export function _PyUnicodeWriter_WriteSubstring(w: UnicodeWriter, op: PyObject, start: i32, end: i32): bool {
  const n = end - start;
  if (n <= 0) return true;
  if (start == 0 && end == PyUnicode_GET_LENGTH(op)) return _PyUnicodeWriter_WriteStr(w, op);
  const kind = PyUnicode_KIND(op);
  return writeChars(w, kind, PyUnicode_DATA(op) + ((<usize>start) << kindShift(kind)), n);
}

/** Writes `n` characters of a buffer. */
export function writeChars(w: UnicodeWriter, kind: i32, data: usize, n: i32): bool {
  if (n == 0) return true;
  if (!_PyUnicodeWriter_Prepare(w, n, findMaxChar(kind, data, n))) return false;
  convertChars(kind, data, w.kind, w.data + ((<usize>w.pos) << kindShift(w.kind)), n);
  w.pos += n;
  return true;
}

export function _PyUnicodeWriter_WriteASCIIString(w: UnicodeWriter, text: usize, length: i32): bool {
  if (length == 0) return true;
  if (!_PyUnicodeWriter_Prepare(w, length, 0x7f)) return false;
  convertChars(1, text, w.kind, w.data + ((<usize>w.pos) << kindShift(w.kind)), length);
  w.pos += length;
  return true;
}

/** Writes `length` UTF-16 units, pairs joined. */
export function writeUTF16(w: UnicodeWriter, units: usize, length: i32): bool {
  for (let i = 0; i < length; i += utf16Width) {
    if (!_PyUnicodeWriter_WriteChar(w, utf16At(units, i, length))) return false;
  }
  return true;
}

export function _PyUnicodeWriter_WriteLiteral(w: UnicodeWriter, lit: string): bool {
  return writeUTF16(w, changetype<usize>(lit), lit.length);
}

/** Writes `ch` `count` times. */
export function _PyUnicodeWriter_WriteFill(w: UnicodeWriter, ch: u32, count: i32): bool {
  if (count <= 0) return true;
  if (!_PyUnicodeWriter_Prepare(w, count, ch)) return false;
  for (let i = 0; i < count; i++) PyUnicode_WRITE(w.kind, w.data, w.pos + i, ch);
  w.pos += count;
  return true;
}

/** Ends the writer and returns its text: `new`. */
export function _PyUnicodeWriter_Finish(w: UnicodeWriter): PyObject | null {
  const buffer = w.buffer;
  const pos = w.pos;
  const wasReadonly = w.readonly;
  const at = changetype<usize>(w);
  if (buffer === null || pos == 0) {
    const text = pos == 0 ? Py_NewRef(unicodeEmpty()) : PyUnicode_FromASCII(w.data, pos);
    if (buffer !== null) Py_DECREF(buffer);
    recycle(w);
    return text;
  }
  if (wasReadonly) {
    recycle(w);
    return buffer;
  }
  if (pos == 1 && w.kind == 1) {
    const one = Py_NewRef(unicodeLatin1(<u32>load<u8>(w.data)));
    Py_DECREF(buffer);
    recycle(w);
    return one;
  }
  if (!PyUnicode_Resize(at, pos)) {
    _PyUnicodeWriter_Dealloc(w);
    return null;
  }
  const result = w.buffer!;
  recycle(w);
  return madeStr(result);
}

/** Ends the writer and drops its text. */
export function _PyUnicodeWriter_Dealloc(w: UnicodeWriter): void {
  const buffer = w.buffer;
  if (buffer !== null) Py_DECREF(buffer);
  recycle(w);
}
