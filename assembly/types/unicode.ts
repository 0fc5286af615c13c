/**
 * str: PEP 393 text (Objects/unicodeobject.c). This file holds the layout, making, reading, comparing, hashing and the type's slots.
 *
 * Invariant: the representation is canonical: the kind is the smallest that holds the widest character, and ASCII text has the ascii bit.
 * Hence strs of different kinds are never equal. A str is immutable once another reference to it exists; `hash` is -1 until asked for.
 * `utf8` caches the UTF-8 form of non-ASCII text; it shares nothing with the characters here, so dealloc always frees it.
 *
 * Elsewhere: search (unicode_search), joining and cutting (unicode_ops), methods (unicode_methods), text codecs (unicode_codecs),
 * static strs (unicode_static), interning (intern/policy).
 *
 *    0        8        16       24       32              40            48      56
 *   ┌────────┬────────┬────────┬────────┬───────────────┬─────────────┬───────┬──────┐
 *   │ refcnt │ type   │ length │ hash   │ state         │ utf8_length │ utf8  │ data │
 *   └────────┴────────┴────────┴────────┴───────────────┴─────────────┴───────┴──────┘
 *   compact ASCII: the characters begin at 40. compact: they begin at 56. Otherwise (subclasses) `data` points to them.
 *   state: interned 2 bits, kind 3 bits, compact, ascii, statically_allocated.
 */
import { FIXED_PLAN, INSTRUMENTED } from "../config";
import { COMPARES, COMPARES_AVOIDED, countSingle, noteMove } from "../memory/counters";
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_UNICODE_SUBCLASS,
  Py_TPFLAGS_MATCH_SELF,
  PyType_FastSubclass,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, _Py_NewReference, Py_XSETREF } from "../object/refcount";
import { PyUnicode_Type, PyBaseObject_Type, PyType_Type, Py_NotImplemented } from "../object/statics";
import { initStaticType, mappingMethods, sequenceMethods, numberMethods } from "../object/typedef";
import { PyVectorcall_NARGS } from "../object/slots";
import { copyShort } from "../memory/copy";
import { PyObject_Malloc, PyObject_Realloc, PyObject_Free, PyMem_Malloc, PyMem_Free } from "../memory/blocks";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString, PyErr_Occurred } from "../protocol/errors";
import { PyExc_IndexError, PyExc_TypeError, PyExc_ValueError, PyExc_SystemError } from "../object/exception_types";
import { _Py_HashBytes } from "../protocol/hash";
import { Py_RETURN_RICHCOMPARE, PyObject_Str, Py_RETURN_BOOL } from "../protocol/compare";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../protocol/number";
import { PySlice_Check, PySlice_Unpack, PySlice_AdjustIndices, sliceStart, sliceStep } from "./slice";
import { PyArg_CheckPositional, arg, parseArgs, parseTupleArgs } from "../protocol/args";
import { unicodeLatin1, unicodeEmpty } from "./unicode_static";
import { PyDict_GET_SIZE } from "./dict";
import { PyTuple_GET_SIZE } from "./tuple";
import { unicode_repr } from "./unicode_repr";
import { addUnicodeMethods } from "./unicode_methods";
import { PyUnicode_Concat, unicode_repeat } from "./unicode_ops";
import { unicodeContainsSlot } from "./unicode_search";
import { unicode_iter } from "./unicode_iter";
import { PyUnicode_Format } from "./unicode_percent";
import { PyUnicode_FromEncodedObject, PyUnicode_DecodeUTF8, unicodeFillUTF8 } from "./unicode_codecs";
import { forgetInterned } from "../intern/policy";

export const PyUnicode_1BYTE_KIND: i32 = 1;
export const PyUnicode_2BYTE_KIND: i32 = 2;
export const PyUnicode_4BYTE_KIND: i32 = 4;

/** Bits of PyASCIIObject.state. */
export const STATE_INTERNED_MASK: u32 = 3;
export const STATE_KIND_SHIFT: u32 = 2;
export const STATE_COMPACT: u32 = 1 << 5;
export const STATE_ASCII: u32 = 1 << 6;
export const STATE_STATIC: u32 = 1 << 7;
export const SSTATE_NOT_INTERNED: u32 = 0;
export const SSTATE_INTERNED_MORTAL: u32 = 1;
export const SSTATE_INTERNED_IMMORTAL: u32 = 2;
export const SSTATE_INTERNED_IMMORTAL_STATIC: u32 = 3;

export const ASCII_DATA: usize = 40;
export const COMPACT_DATA: usize = 56;
export const MAX_UNICODE: u32 = 0x10ffff;

@unmanaged
export class PyASCIIObject extends PyObject {
  length: i32;
  length_hi: i32;
  hash: i64;
  state: u32;
  state_pad: u32;
}

@unmanaged
export class PyCompactUnicodeObject extends PyASCIIObject {
  utf8_length: i32;
  utf8_length_hi: u32;
  utf8: usize;
  utf8_hi: u32;
}

/** A str that is not compact: subclasses only. */
@unmanaged
export class PyUnicodeObject extends PyCompactUnicodeObject {
  data: usize;
  data_hi: u32;
}

/** Length of the text that PyUnicode_AsUTF8AndSize returned last. */
export let utf8Length: i32 = 0;

// ---- reading ----

export function PyUnicode_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_UNICODE_SUBCLASS);
}

export function PyUnicode_CheckExact(op: PyObject): bool {
  return op.ob_type == PyUnicode_Type;
}

export function PyUnicode_GET_LENGTH(op: PyObject): i32 {
  return changetype<PyASCIIObject>(op).length;
}

export function PyUnicode_KIND(op: PyObject): i32 {
  return <i32>((changetype<PyASCIIObject>(op).state >> STATE_KIND_SHIFT) & 7);
}

export function PyUnicode_IS_ASCII(op: PyObject): bool {
  return (changetype<PyASCIIObject>(op).state & STATE_ASCII) != 0;
}

export function PyUnicode_IS_COMPACT(op: PyObject): bool {
  return (changetype<PyASCIIObject>(op).state & STATE_COMPACT) != 0;
}

export function PyUnicode_IS_COMPACT_ASCII(op: PyObject): bool {
  return (changetype<PyASCIIObject>(op).state & (STATE_COMPACT | STATE_ASCII)) == (STATE_COMPACT | STATE_ASCII);
}

export function PyUnicode_CHECK_INTERNED(op: PyObject): u32 {
  return changetype<PyASCIIObject>(op).state & STATE_INTERNED_MASK;
}

/** Address of the first character. */
export function PyUnicode_DATA(op: PyObject): usize {
  const state = changetype<PyASCIIObject>(op).state;
  if (state & STATE_COMPACT) return changetype<usize>(op) + (state & STATE_ASCII ? ASCII_DATA : COMPACT_DATA);
  return changetype<PyUnicodeObject>(op).data;
}

export function PyUnicode_READ(kind: i32, data: usize, i: i32): u32 {
  if (kind == 1) return <u32>load<u8>(data + <usize>i);
  if (kind == 2) return <u32>load<u16>(data + ((<usize>i) << 1));
  return load<u32>(data + ((<usize>i) << 2));
}

export function PyUnicode_WRITE(kind: i32, data: usize, i: i32, ch: u32): void {
  if (kind == 1) store<u8>(data + <usize>i, <u8>ch);
  else if (kind == 2) store<u16>(data + ((<usize>i) << 1), <u16>ch);
  else store<u32>(data + ((<usize>i) << 2), ch);
}

export function PyUnicode_READ_CHAR(op: PyObject, i: i32): u32 {
  return PyUnicode_READ(PyUnicode_KIND(op), PyUnicode_DATA(op), i);
}

/** The kind's limit, not the widest character there: 0x7f, 0xff, 0xffff or 0x10ffff. */
export function PyUnicode_MAX_CHAR_VALUE(op: PyObject): u32 {
  if (PyUnicode_IS_ASCII(op)) return 0x7f;
  const kind = PyUnicode_KIND(op);
  return kind == 1 ? 0xff : kind == 2 ? 0xffff : MAX_UNICODE;
}

/** log2 of the bytes per character. */
export function kindShift(kind: i32): usize {
  return <usize>(kind >> 1);
}

/** The widest character of `n` in a buffer of `kind`, rounded up to a kind limit (0x7f 0xff 0xffff 0x10ffff). */
export function findMaxChar(kind: i32, data: usize, n: i32): u32 {
  if (n <= 0) return 0x7f;
  if (kind == 1) return isAsciiBytes(data, n) ? 0x7f : 0xff;
  let or: u32 = 0;
  let i: usize = 0;
  const size = (<usize>n) << kindShift(kind);
  if (size >= 16) {
    let all = v128.load(data);
    for (i = 16; i + 16 <= size; i += 16) all = v128.or(all, v128.load(data + i));
    or = v128.extract_lane<u32>(all, 0) | v128.extract_lane<u32>(all, 1);
    or |= v128.extract_lane<u32>(all, 2) | v128.extract_lane<u32>(all, 3);
    if (kind == 2) or = (or | (or >> 16)) & 0xffff;
  }
  if (kind == 2) {
    for (; i < size; i += 2) or |= <u32>load<u16>(data + i);
    return or < 0x80 ? 0x7f : or < 0x100 ? 0xff : 0xffff;
  }
  for (; i < size; i += 4) or |= load<u32>(data + i);
  return or < 0x80 ? 0x7f : or < 0x100 ? 0xff : or < 0x10000 ? 0xffff : MAX_UNICODE;
}

export function isAsciiBytes(data: usize, n: i32): bool {
  return asciiPrefix(data, n) == n;
}

/** How many bytes at `data` are ASCII before the first that is not. */
export function asciiPrefix(data: usize, n: i32): i32 {
  let i = 0;
  while (i + 16 <= n) {
    const high = i8x16.bitmask(v128.load(data + <usize>i));
    if (high != 0) return i + <i32>ctz(high);
    i += 16;
  }
  while (i < n && load<u8>(data + <usize>i) < 0x80) i++;
  return i;
}

/** Equality of `n` bytes. */
export function bytesEqual(a: usize, b: usize, n: usize): bool {
  if (n >= 8) {
    const last = n - 8;
    for (let i: usize = 0; i < last; i += 8) {
      if (load<u64>(a + i) != load<u64>(b + i)) return false;
    }
    return load<u64>(a + last) == load<u64>(b + last);
  }
  if (n >= 4) return load<u32>(a) == load<u32>(b) && load<u32>(a + n - 4) == load<u32>(b + n - 4);
  if (n >= 2) return load<u16>(a) == load<u16>(b) && load<u8>(a + n - 1) == load<u8>(b + n - 1);
  return n == 0 || load<u8>(a) == load<u8>(b);
}

// ---- making ----

/** (op: PyObject): PyObject, replaces a str that was just made by its unique equal; steals and returns `new`. 0: no policy asks for it. */
let creationHook: u32 = 0;

export function setCreationHook(index: u32): void {
  creationHook = index;
}

/** What makes a whole new str from characters ends here: policies may make it unique at once. Steals `op`, `new`. */
export function madeStr(op: PyObject): PyObject {
  return FIXED_PLAN || creationHook == 0 ? op : call_indirect<PyObject>(creationHook, op);
}

/** The same for a str that becomes a key of a dict. */
let keyHook: u32 = 0;

export function setKeyHook(index: u32): void {
  keyHook = index;
}

export function keyStr(op: PyObject): PyObject {
  return FIXED_PLAN || keyHook == 0 ? op : call_indirect<PyObject>(keyHook, op);
}

/** `new` str of `size` characters up to `maxchar`, not yet written; MemoryError if there is no room. */
export function PyUnicode_New(size: i32, maxchar: u32): PyObject | null {
  if (size == 0) return Py_NewRef(unicodeEmpty());
  if (size < 0) {
    PyErr_SetString(PyExc_SystemError, "Negative size passed to PyUnicode_New");
    return null;
  }
  let kind: i32 = 1;
  let head: usize = COMPACT_DATA;
  let state: u32 = STATE_COMPACT;
  if (maxchar < 0x80) {
    head = ASCII_DATA;
    state |= STATE_ASCII;
  } else if (maxchar > 0xffff) {
    if (maxchar > MAX_UNICODE) {
      PyErr_SetString(PyExc_SystemError, "invalid maximum character passed to PyUnicode_New");
      return null;
    }
    kind = 4;
  } else if (maxchar > 0xff) {
    kind = 2;
  }
  const shift = kindShift(kind);
  if (<u32>size > <u32>0x7fffff00 >> <u32>shift) return PyErr_NoMemory();
  const at = PyObject_Malloc(head + ((<usize>size + 1) << shift));
  if (at == 0) return PyErr_NoMemory();
  const op = changetype<PyCompactUnicodeObject>(at);
  store<u64>(at, <u64>changetype<usize>(PyUnicode_Type), 8);
  op.length = size;
  op.length_hi = 0;
  op.hash = -1;
  op.state = state | ((<u32>kind) << STATE_KIND_SHIFT);
  op.state_pad = 0;
  if (head == COMPACT_DATA) {
    store<u64>(at, 0, 40);
    store<u64>(at, 0, 48);
  }
  PyUnicode_WRITE(kind, at + head, size, 0);
  _Py_NewReference(op);
  return op;
}

/** The str of one character: `new` (cached below 256). */
export function unicodeChar(ch: u32): PyObject | null {
  if (ch < 256) return Py_NewRef(unicodeLatin1(ch));
  const op = PyUnicode_New(1, ch);
  if (op === null) return null;
  PyUnicode_WRITE(PyUnicode_KIND(op), PyUnicode_DATA(op), 0, ch);
  return op;
}

export function PyUnicode_FromOrdinal(ch: i32): PyObject | null {
  if (ch < 0 || ch > <i32>MAX_UNICODE) return PyErr_SetString(PyExc_ValueError, "chr() arg not in range(0x110000)");
  return unicodeChar(<u32>ch);
}

/** Widens bytes to 16-bit characters. */
export function widenBytes(from: usize, to: usize, n: i32): void {
  let i: usize = 0;
  const end = <usize>n;
  for (; i + 16 <= end; i += 16) {
    const chars = v128.load(from + i);
    v128.store(to + (i << 1), i16x8.extend_low_i8x16_u(chars));
    v128.store(to + (i << 1), i16x8.extend_high_i8x16_u(chars), 16);
  }
  for (; i < end; i++) store<u16>(to + (i << 1), <u16>load<u8>(from + i));
}

/** Narrows 16-bit characters below 256 to bytes. */
function narrowToBytes(from: usize, to: usize, n: i32): void {
  let i: usize = 0;
  const end = <usize>n;
  for (; i + 16 <= end; i += 16) {
    const at = from + (i << 1);
    v128.store(to + i, i8x16.narrow_i16x8_u(v128.load(at), v128.load(at, 16)));
  }
  for (; i < end; i++) store<u8>(to + i, <u8>load<u16>(from + (i << 1)));
}

/** Copies `n` characters between buffers that do not overlap; the target's kind holds them all. */
export function convertChars(fromKind: i32, from: usize, toKind: i32, to: usize, n: i32): void {
  if (fromKind == toKind) {
    copyShort(to, from, (<usize>n) << kindShift(toKind));
  } else if (fromKind == 1 && toKind == 2) {
    widenBytes(from, to, n);
  } else if (fromKind == 2 && toKind == 1) {
    narrowToBytes(from, to, n);
  } else if (fromKind == 1 && toKind == 4) {
    for (let i: usize = 0; i < <usize>n; i++) store<u32>(to + (i << 2), <u32>load<u8>(from + i));
  } else if (fromKind == 2 && toKind == 4) {
    for (let i: usize = 0; i < <usize>n; i++) store<u32>(to + (i << 2), <u32>load<u16>(from + (i << 1)));
  } else {
    for (let i = 0; i < n; i++) PyUnicode_WRITE(toKind, to, i, PyUnicode_READ(fromKind, from, i));
  }
}

/** `new` str of the characters in a buffer, in the smallest kind. */
export function PyUnicode_FromKindAndData(kind: i32, data: usize, size: i32): PyObject | null {
  if (size == 0) return Py_NewRef(unicodeEmpty());
  if (size == 1) return unicodeChar(PyUnicode_READ(kind, data, 0));
  const op = PyUnicode_New(size, findMaxChar(kind, data, size));
  if (op === null) return null;
  convertChars(kind, data, PyUnicode_KIND(op), PyUnicode_DATA(op), size);
  return madeStr(op);
}

/** PyUnicode_New for ASCII, size > 0. */
export function newASCII(size: i32): PyObject | null {
  const at = PyObject_Malloc(ASCII_DATA + <usize>size + 1);
  if (at == 0) return PyErr_NoMemory();
  store<u64>(at, <u64>changetype<usize>(PyUnicode_Type), 8);
  store<u64>(at, <u64>size, 16);
  store<i64>(at, -1, 24);
  store<u64>(at, <u64>(STATE_COMPACT | STATE_ASCII | (1 << STATE_KIND_SHIFT)), 32);
  store<u8>(at + ASCII_DATA + <usize>size, 0);
  const op = changetype<PyObject>(at);
  _Py_NewReference(op);
  return op;
}

/** `new` str of ASCII bytes. */
export function PyUnicode_FromASCII(data: usize, size: i32): PyObject | null {
  if (size < 2) return Py_NewRef(size == 1 ? unicodeLatin1(<u32>load<u8>(data)) : unicodeEmpty());
  const op = newASCII(size);
  if (op === null) return null;
  copyShort(changetype<usize>(op) + ASCII_DATA, data, <usize>size);
  return madeStr(op);
}

export function cstringLength(s: usize): i32 {
  let p = s;
  while (load<u8>(p) != 0) p++;
  return <i32>(p - s);
}

/** `new` str of NUL-terminated UTF-8. */
export function PyUnicode_FromString(cstring: usize): PyObject | null {
  const n = cstringLength(cstring);
  if (isAsciiBytes(cstring, n)) return PyUnicode_FromASCII(cstring, n);
  return PyUnicode_DecodeUTF8(cstring, n, 0);
}

/** One character of UTF-16 text; `utf16Width` is the number of units it took. Lone surrogates stay. */
export let utf16Width: i32 = 1;
export function utf16At(units: usize, i: i32, length: i32): u32 {
  const high = <u32>load<u16>(units + ((<usize>i) << 1));
  utf16Width = 1;
  if ((high & 0xfc00) == 0xd800 && i + 1 < length) {
    const low = <u32>load<u16>(units + ((<usize>(i + 1)) << 1));
    if ((low & 0xfc00) == 0xdc00) {
      utf16Width = 2;
      return 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
    }
  }
  return high;
}

/** `new` str of UTF-16 units in native order, pairs joined. */
export function PyUnicode_FromUTF16(units: usize, length: i32): PyObject | null {
  let max: u32 = 0;
  let count = 0;
  for (let i = 0; i < length; i += utf16Width) {
    const ch = utf16At(units, i, length);
    if (ch > max) max = ch;
    count++;
  }
  if (count == 1 && max < 256) return Py_NewRef(unicodeLatin1(max));
  const op = PyUnicode_New(count, max);
  if (op === null || count == 0) return op;
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  let k = 0;
  for (let i = 0; i < length; i += utf16Width) PyUnicode_WRITE(kind, data, k++, utf16At(units, i, length));
  return op;
}

/** `new`: `op` itself if it is exactly a str, else an exact copy of a subclass instance. */
export function PyUnicode_FromObject(op: PyObject): PyObject | null {
  if (PyUnicode_CheckExact(op)) return Py_NewRef(op);
  if (PyUnicode_Check(op)) return _PyUnicode_Copy(op);
  return PyErr_Format(PyExc_TypeError, "Can't convert '%s' object to str implicitly", op.ob_type.tp_name);
}

/** `new` exact str with the same text. */
export function _PyUnicode_Copy(op: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const copy = PyUnicode_New(n, PyUnicode_MAX_CHAR_VALUE(op));
  if (copy === null || n == 0) return copy;
  memory.copy(PyUnicode_DATA(copy), PyUnicode_DATA(op), (<usize>n) << kindShift(PyUnicode_KIND(op)));
  return copy;
}

/** `op` if it is exactly a str, else an exact copy: `new` (what methods return for "unchanged"). */
export function unicodeResultUnchanged(op: PyObject): PyObject | null {
  return PyUnicode_CheckExact(op) ? Py_NewRef(op) : _PyUnicode_Copy(op);
}

/** Copies characters into a str being built, whose kind holds them. */
export function PyUnicode_CopyCharacters(to: PyObject, toStart: i32, from: PyObject, fromStart: i32, n: i32): void {
  if (n == 0) return;
  const tk = PyUnicode_KIND(to);
  const fk = PyUnicode_KIND(from);
  convertChars(
    fk,
    PyUnicode_DATA(from) + ((<usize>fromStart) << kindShift(fk)),
    tk,
    PyUnicode_DATA(to) + ((<usize>toStart) << kindShift(tk)),
    n,
  );
}

/** `new` str of characters start..end, both within the text. */
export function PyUnicode_Substring(op: PyObject, start: i32, end: i32): PyObject | null {
  const length = PyUnicode_GET_LENGTH(op);
  if (end > length) end = length;
  if (start == 0 && end == length) return unicodeResultUnchanged(op);
  if (start < 0 || end < 0) {
    PyErr_SetString(PyExc_IndexError, "string index out of range");
    return null;
  }
  if (start >= end) return Py_NewRef(unicodeEmpty());
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op) + ((<usize>start) << kindShift(kind));
  if (PyUnicode_IS_ASCII(op)) return PyUnicode_FromASCII(data, end - start);
  return PyUnicode_FromKindAndData(kind, data, end - start);
}

/** May the text be changed in place: sole reference, not hashed, not interned, exactly a str. */
export function unicode_modifiable(op: PyObject): bool {
  if (op.ob_refcnt != 1) return false;
  const s = changetype<PyASCIIObject>(op);
  return s.hash == -1 && !(s.state & STATE_INTERNED_MASK) && op.ob_type == PyUnicode_Type;
}

/** Gives a modifiable compact str another length by realloc; null (and `op` unchanged) without memory. */
export function resize_compact(op: PyObject, length: i32): PyObject | null {
  const s = changetype<PyCompactUnicodeObject>(op);
  const shift = kindShift(PyUnicode_KIND(op));
  let head: usize = ASCII_DATA;
  if (!(s.state & STATE_ASCII)) {
    head = COMPACT_DATA;
    if (s.utf8 != 0) {
      PyMem_Free(s.utf8);
      s.utf8 = 0;
      s.utf8_length = 0;
    }
  }
  if (<u32>length > <u32>0x7fffff00 >> <u32>shift) return PyErr_NoMemory();
  const at = PyObject_Realloc(changetype<usize>(op), head + ((<usize>length + 1) << shift));
  if (at == 0) return PyErr_NoMemory();
  if (INSTRUMENTED) noteMove(changetype<usize>(op), at);
  const moved = changetype<PyASCIIObject>(at);
  moved.length = length;
  PyUnicode_WRITE(PyUnicode_KIND(moved), at + head, length, 0);
  return moved;
}

/** Resizes the str in the pointer field, in place where nobody else can see it. False on error, the field unchanged. */
export function PyUnicode_Resize(field: usize, length: i32): bool {
  const op = load<PyObject>(field);
  const old = PyUnicode_GET_LENGTH(op);
  if (old == length) return true;
  if (length == 0) {
    Py_XSETREF(field, Py_NewRef(unicodeEmpty()));
    return true;
  }
  if (!unicode_modifiable(op) || !PyUnicode_IS_COMPACT(op)) {
    const copy = PyUnicode_New(length, PyUnicode_MAX_CHAR_VALUE(op));
    if (copy === null) return false;
    PyUnicode_CopyCharacters(copy, 0, op, 0, old < length ? old : length);
    Py_XSETREF(field, copy);
    return true;
  }
  const moved = resize_compact(op, length);
  if (moved === null) return false;
  store<u32>(field, <u32>changetype<usize>(moved));
  return true;
}

// ---- UTF-8 view ----

/** Address of the NUL-terminated UTF-8 form, cached in the str (ASCII text is its own); length in `utf8Length`. 0 on error. */
export function PyUnicode_AsUTF8AndSize(op: PyObject): usize {
  if (!PyUnicode_Check(op)) {
    PyErr_Format(PyExc_TypeError, "bad argument type for built-in operation");
    return 0;
  }
  if (PyUnicode_IS_ASCII(op)) {
    utf8Length = PyUnicode_GET_LENGTH(op);
    return PyUnicode_DATA(op);
  }
  const s = changetype<PyCompactUnicodeObject>(op);
  if (s.utf8 == 0 && !unicodeFillUTF8(op)) return 0;
  utf8Length = s.utf8_length;
  return s.utf8;
}

// ---- comparing ----

export function _PyUnicode_EQ(a: PyObject, b: PyObject): bool {
  if (INSTRUMENTED) countSingle(a == b ? COMPARES_AVOIDED : COMPARES);
  const n = PyUnicode_GET_LENGTH(a);
  if (n != PyUnicode_GET_LENGTH(b)) return false;
  const kind = PyUnicode_KIND(a);
  if (kind != PyUnicode_KIND(b)) return false;
  if (PyUnicode_IS_COMPACT_ASCII(a) && PyUnicode_IS_COMPACT_ASCII(b)) {
    const x = changetype<usize>(a) + ASCII_DATA;
    const y = changetype<usize>(b) + ASCII_DATA;
    return bytesEqual(x, y, <usize>n);
  }
  return bytesEqual(PyUnicode_DATA(a), PyUnicode_DATA(b), (<usize>n) << kindShift(kind));
}

/** Is the text that of `length` UTF-16 units? */
export function PyUnicode_EqualToUTF16(op: PyObject, units: usize, length: i32): bool {
  const n = PyUnicode_GET_LENGTH(op);
  if (n > length) return false;
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  let i = 0;
  let k = 0;
  for (; k < n && i < length; k++, i += utf16Width) {
    if (PyUnicode_READ(kind, data, k) != utf16At(units, i, length)) return false;
  }
  return k == n && i == length;
}

export function PyUnicode_EqualToLiteral(op: PyObject, lit: string): bool {
  return PyUnicode_EqualToUTF16(op, changetype<usize>(lit), lit.length);
}

/** Order of two big-endian words that lie in memory as they stand. */
function orderOfWords(x: u64, y: u64): i32 {
  return bswap<u64>(x) < bswap<u64>(y) ? -1 : 1;
}

/** -1, 0 or 1: the order of `n` bytes at `a` and at `b`, by words; the last word overlaps the one before (memory.compare goes by bytes). */
export function compareBytes(a: usize, b: usize, n: usize): i32 {
  if (n >= 8) {
    const last = n - 8;
    for (let i: usize = 0; i < last; i += 8) {
      const x = load<u64>(a + i);
      const y = load<u64>(b + i);
      if (x != y) return orderOfWords(x, y);
    }
    const x = load<u64>(a + last);
    const y = load<u64>(b + last);
    return x == y ? 0 : orderOfWords(x, y);
  }
  if (n >= 4) {
    let x = load<u32>(a);
    let y = load<u32>(b);
    if (x == y) {
      x = load<u32>(a + n - 4);
      y = load<u32>(b + n - 4);
      if (x == y) return 0;
    }
    return bswap<u32>(x) < bswap<u32>(y) ? -1 : 1;
  }
  for (let i: usize = 0; i < n; i++) {
    const x = load<u8>(a + i);
    const y = load<u8>(b + i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/** -1, 0 or 1 by code points. */
export function unicode_compare(a: PyObject, b: PyObject): i32 {
  if (a == b) return 0;
  const na = PyUnicode_GET_LENGTH(a);
  const nb = PyUnicode_GET_LENGTH(b);
  const ka = PyUnicode_KIND(a);
  const kb = PyUnicode_KIND(b);
  const da = PyUnicode_DATA(a);
  const db = PyUnicode_DATA(b);
  const n = na < nb ? na : nb;
  if (ka == 1 && kb == 1) {
    const order = compareBytes(da, db, <usize>n);
    if (order != 0) return order;
  } else {
    for (let i = 0; i < n; i++) {
      const ca = PyUnicode_READ(ka, da, i);
      const cb = PyUnicode_READ(kb, db, i);
      if (ca != cb) return ca < cb ? -1 : 1;
    }
  }
  return na == nb ? 0 : na < nb ? -1 : 1;
}

export function PyUnicode_Compare(a: PyObject, b: PyObject): i32 {
  if (PyUnicode_Check(a) && PyUnicode_Check(b)) return unicode_compare(a, b);
  PyErr_Format(PyExc_TypeError, "Can't compare %s and %s", a.ob_type.tp_name, b.ob_type.tp_name);
  return -1;
}

export function PyUnicode_RichCompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!PyUnicode_Check(a) || !PyUnicode_Check(b)) return Py_NewRef(Py_NotImplemented);
  if (INSTRUMENTED && a == b) countSingle(COMPARES_AVOIDED);
  if (a == b) return Py_RETURN_RICHCOMPARE(0, op);
  if (op == Py_EQ) return Py_RETURN_BOOL(_PyUnicode_EQ(a, b));
  if (op == Py_NE) return Py_RETURN_BOOL(!_PyUnicode_EQ(a, b));
  return Py_RETURN_RICHCOMPARE(<i64>unicode_compare(a, b), op);
}

export function unicode_hash(op: PyObject): i64 {
  const s = changetype<PyASCIIObject>(op);
  if (s.hash != -1) return s.hash;
  const h = _Py_HashBytes(PyUnicode_DATA(op), s.length << (<i32>kindShift(PyUnicode_KIND(op))));
  s.hash = h;
  return h;
}

// ---- slots ----

function unicode_dealloc(op: PyObject): void {
  const s = changetype<PyUnicodeObject>(op);
  if (s.state & STATE_INTERNED_MASK) forgetInterned(op);
  if (!PyUnicode_IS_COMPACT_ASCII(op) && s.utf8 != 0) PyMem_Free(s.utf8);
  if (!(s.state & STATE_COMPACT) && s.data != 0) PyMem_Free(s.data);
  if (op.ob_type == PyUnicode_Type) PyObject_Free(changetype<usize>(op));
  else call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
}

function unicode_free(p: usize): void {
  PyObject_Free(p);
}

function unicode_str(op: PyObject): PyObject | null {
  return unicodeResultUnchanged(op);
}

function unicode_length(op: PyObject): i32 {
  return PyUnicode_GET_LENGTH(op);
}

function unicode_getitem(op: PyObject, index: i32): PyObject | null {
  if (<u32>index >= <u32>PyUnicode_GET_LENGTH(op)) {
    return PyErr_SetString(PyExc_IndexError, "string index out of range");
  }
  return unicodeChar(PyUnicode_READ_CHAR(op, index));
}

export function unicode_subscript(op: PyObject, item: PyObject): PyObject | null {
  if (PyIndex_Check(item)) {
    let i = PyNumber_AsSsize_t(item, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return null;
    if (i < 0) i += PyUnicode_GET_LENGTH(op);
    return unicode_getitem(op, i);
  }
  if (!PySlice_Check(item)) {
    return PyErr_Format(PyExc_TypeError, "string indices must be integers, not '%s'", item.ob_type.tp_name);
  }
  if (PySlice_Unpack(item) < 0) return null;
  const n = PySlice_AdjustIndices(PyUnicode_GET_LENGTH(op));
  const start = sliceStart();
  const step = sliceStep();
  if (n <= 0) return Py_NewRef(unicodeEmpty());
  if (step == 1) return PyUnicode_Substring(op, start, start + n);
  return strided(op, start, step, n);
}

/** `new` str of every `step`-th character. */
function strided(op: PyObject, start: i32, step: i32, n: i32): PyObject | null {
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  let max: u32 = PyUnicode_IS_ASCII(op) ? 0x7f : 0;
  if (max == 0) {
    for (let i = start, k = 0; k < n; i += step, k++) max |= PyUnicode_READ(kind, data, i);
  }
  if (n == 1) return unicodeChar(PyUnicode_READ(kind, data, start));
  const result = PyUnicode_New(n, max > MAX_UNICODE ? MAX_UNICODE : max);
  if (result === null) return null;
  const rk = PyUnicode_KIND(result);
  const rd = PyUnicode_DATA(result);
  for (let i = start, k = 0; k < n; i += step, k++) PyUnicode_WRITE(rk, rd, k, PyUnicode_READ(kind, data, i));
  return result;
}

function unicode_mod(v: PyObject, w: PyObject): PyObject | null {
  if (!PyUnicode_Check(v)) return Py_NewRef(Py_NotImplemented);
  return PyUnicode_Format(v, w);
}

function unicode_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  // Without keywords the count is checked first, in the words of a vectorcall.
  if (
    (kwargs === null || PyDict_GET_SIZE(kwargs) == 0) &&
    !PyArg_CheckPositional("str", PyTuple_GET_SIZE(args), 0, 3)
  ) {
    return null;
  }
  if (!parseTupleArgs("str", "object=,encoding=,errors=", args, kwargs)) return null;
  const text = textOfArgs();
  if (text === null || type == PyUnicode_Type) return text;
  const result = unicode_subtype_new(type, text);
  Py_DECREF(text);
  return result;
}

function unicode_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const n = PyVectorcall_NARGS(nargsf);
  if (kwnames === null || PyTuple_GET_SIZE(kwnames) == 0) {
    if (!PyArg_CheckPositional("str", n, 0, 3)) return null;
    if (n < 2) return n == 0 ? Py_NewRef(unicodeEmpty()) : PyObject_Str(load<PyObject>(args));
  }
  return parseArgs("str", "object=,encoding=,errors=", args, n, kwnames) ? textOfArgs() : null;
}

/** The text that the parsed arguments of str() ask for: `new`. */
function textOfArgs(): PyObject | null {
  const x = arg(0);
  const encoding = arg(1);
  const errors = arg(2);
  if (encoding !== null && !checkCodecName("encoding", encoding)) return null;
  if (errors !== null && !checkCodecName("errors", errors)) return null;
  if (x === null) return Py_NewRef(unicodeEmpty());
  if (encoding === null && errors === null) return PyObject_Str(x);
  return PyUnicode_FromEncodedObject(x, encoding, errors);
}

function checkCodecName(which: string, name: PyObject): bool {
  if (PyUnicode_Check(name)) return true;
  PyErr_Format(
    PyExc_TypeError,
    "str() argument '%L' must be str, not %s",
    changetype<usize>(which),
    name.ob_type.tp_name,
  );
  return false;
}

/** An instance of a subclass: not compact, its characters in a block of their own. `new`. */
function unicode_subtype_new(type: PyTypeObject, text: PyObject): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  const s = changetype<PyUnicodeObject>(self);
  const kind = PyUnicode_KIND(text);
  const n = PyUnicode_GET_LENGTH(text);
  const size = (<usize>n + 1) << kindShift(kind);
  store<u64>(changetype<usize>(s), 0, 40);
  store<u64>(changetype<usize>(s), 0, 48);
  store<u64>(changetype<usize>(s), 0, 56);
  s.length = n;
  s.hash = -1;
  s.state = ((<u32>kind) << STATE_KIND_SHIFT) | (PyUnicode_IS_ASCII(text) ? STATE_ASCII : 0);
  const data = PyMem_Malloc(size);
  if (data == 0) {
    Py_DECREF(self);
    return PyErr_NoMemory();
  }
  s.data = data;
  memory.copy(data, PyUnicode_DATA(text), size);
  s.hash = unicode_hash(text);
  return self;
}

export function initUnicodeType(): void {
  const t = PyUnicode_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "str",
    64,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_UNICODE_SUBCLASS | Py_TPFLAGS_MATCH_SELF,
    "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nA text made from an object: what its __str__() or, without one, its\nrepr() returns; or, with an encoding or errors given, the text that bytes\nstand for ('utf-8' and 'strict' unless said otherwise).",
  );
  t.tp_dealloc = unicode_dealloc.index;
  t.tp_repr = unicode_repr.index;
  t.tp_hash = unicode_hash.index;
  t.tp_str = unicode_str.index;
  t.tp_richcompare = PyUnicode_RichCompare.index;
  t.tp_iter = unicode_iter.index;
  t.tp_new = unicode_new.index;
  t.tp_vectorcall = unicode_vectorcall.index;
  t.tp_free = unicode_free.index;
  numberMethods(t).nb_remainder = unicode_mod.index;
  const sq = sequenceMethods(t);
  sq.sq_length = unicode_length.index;
  sq.sq_concat = PyUnicode_Concat.index;
  sq.sq_repeat = unicode_repeat.index;
  sq.sq_item = unicode_getitem.index;
  sq.sq_contains = unicodeContainsSlot.index;
  const mp = mappingMethods(t);
  mp.mp_length = unicode_length.index;
  mp.mp_subscript = unicode_subscript.index;
  addUnicodeMethods();
}
