/**
 * Searching in a str: find, count, contains, startswith and the like. Counterparts: PyUnicode_Find, PyUnicode_Tailmatch.
 *
 * Invariant: indices are characters, clipped as slices are (`adjustIndices`). A needle of a wider kind than the text cannot occur; one
 * of a narrower kind is widened into a temporary buffer first, so that the search runs over one character type.
 */
import { PyObject } from "../object/layout";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_Format, PyErr_NoMemory } from "../protocol/errors";
import { PyExc_TypeError } from "../object/exception_types";
import { fastCount, fastFind, fastRFind, findChar, rfindChar } from "./fastsearch";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  bytesEqual,
  PyUnicode_READ,
  convertChars,
  kindShift,
} from "./unicode";

/** Clipped bounds of the last `adjustIndices`. */
export let boundStart: i32 = 0;
export let boundEnd: i32 = 0;

/** Clips start and end to a text of `length` as find, count and slices do. */
export function adjustIndices(start: i32, end: i32, length: i32): void {
  if (end > length) end = length;
  else if (end < 0) {
    end += length;
    if (end < 0) end = 0;
  }
  if (start < 0) {
    start += length;
    if (start < 0) start = 0;
  }
  boundStart = start;
  boundEnd = end;
}

/** A text's characters in `kind`: its own, or a widened copy that `releaseWide` frees. 0 with MemoryError. */
export function widened(op: PyObject, kind: i32): usize {
  const own = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  if (own == kind) return data;
  const n = PyUnicode_GET_LENGTH(op);
  const wide = PyMem_Malloc((<usize>n + 1) << kindShift(kind));
  if (wide == 0) {
    PyErr_NoMemory();
    return 0;
  }
  convertChars(own, data, kind, wide, n);
  return wide;
}

export function releaseWide(op: PyObject, wide: usize): void {
  if (wide != PyUnicode_DATA(op)) PyMem_Free(wide);
}

export function findInKind(kind: i32, s: usize, n: i32, p: usize, m: i32): i32 {
  if (kind == 1) return fastFind<u8>(s, n, p, m);
  if (kind == 2) return fastFind<u16>(s, n, p, m);
  return fastFind<u32>(s, n, p, m);
}

export function rfindInKind(kind: i32, s: usize, n: i32, p: usize, m: i32): i32 {
  if (kind == 1) return fastRFind<u8>(s, n, p, m);
  if (kind == 2) return fastRFind<u16>(s, n, p, m);
  return fastRFind<u32>(s, n, p, m);
}

export function countInKind(kind: i32, s: usize, n: i32, p: usize, m: i32, max: i32): i32 {
  if (kind == 1) return fastCount<u8>(s, n, p, m, max);
  if (kind == 2) return fastCount<u16>(s, n, p, m, max);
  return fastCount<u32>(s, n, p, m, max);
}

/** Index of `sub` in op[start:end], from the left (direction > 0) or right; -1 not there, -2 error. */
export function PyUnicode_Find(op: PyObject, sub: PyObject, start: i32, end: i32, direction: i32): i32 {
  adjustIndices(start, end, PyUnicode_GET_LENGTH(op));
  const from = boundStart;
  const n = boundEnd - from;
  const m = PyUnicode_GET_LENGTH(sub);
  const kind = PyUnicode_KIND(op);
  if (n < m || PyUnicode_KIND(sub) > kind) return -1;
  const p = widened(sub, kind);
  if (p == 0) return -2;
  const s = PyUnicode_DATA(op) + ((<usize>from) << kindShift(kind));
  const i = direction > 0 ? findInKind(kind, s, n, p, m) : rfindInKind(kind, s, n, p, m);
  releaseWide(sub, p);
  return i < 0 ? -1 : from + i;
}

/** Index of one character in op[start:end] or -1. */
export function PyUnicode_FindChar(op: PyObject, ch: u32, start: i32, end: i32, direction: i32): i32 {
  adjustIndices(start, end, PyUnicode_GET_LENGTH(op));
  const from = boundStart;
  const n = boundEnd - from;
  const kind = PyUnicode_KIND(op);
  const s = PyUnicode_DATA(op) + ((<usize>from) << kindShift(kind));
  let i: i32;
  if (kind == 1) i = direction > 0 ? findChar<u8>(s, n, ch) : rfindChar<u8>(s, n, ch);
  else if (kind == 2) i = direction > 0 ? findChar<u16>(s, n, ch) : rfindChar<u16>(s, n, ch);
  else i = direction > 0 ? findChar<u32>(s, n, ch) : rfindChar<u32>(s, n, ch);
  return i < 0 ? -1 : from + i;
}

/** Non-overlapping occurrences in op[start:end]; -1 error. */
export function PyUnicode_Count(op: PyObject, sub: PyObject, start: i32, end: i32): i32 {
  adjustIndices(start, end, PyUnicode_GET_LENGTH(op));
  const from = boundStart;
  const n = boundEnd - from;
  const m = PyUnicode_GET_LENGTH(sub);
  const kind = PyUnicode_KIND(op);
  if (n < m || n < 0) return 0;
  if (m == 0) return n + 1;
  if (PyUnicode_KIND(sub) > kind) return 0;
  const p = widened(sub, kind);
  if (p == 0) return -1;
  const count = countInKind(kind, PyUnicode_DATA(op) + ((<usize>from) << kindShift(kind)), n, p, m, 0x7fffffff);
  releaseWide(sub, p);
  return count;
}

/** `sub in op`: 1, 0 or -1 with TypeError. */
export function PyUnicode_Contains(op: PyObject, sub: PyObject): i32 {
  if (!PyUnicode_Check(sub)) {
    PyErr_Format(PyExc_TypeError, "'in <string>' requires string as left operand, not %s", sub.ob_type.tp_name);
    return -1;
  }
  const i = PyUnicode_Find(op, sub, 0, 0x7fffffff, 1);
  return i == -2 ? -1 : i >= 0 ? 1 : 0;
}

export function unicodeContainsSlot(op: PyObject, sub: PyObject): i32 {
  return PyUnicode_Contains(op, sub);
}

/** Does op[start:end] begin (direction < 0) or end (direction > 0) with `sub`? */
export function PyUnicode_Tailmatch(op: PyObject, sub: PyObject, start: i32, end: i32, direction: i32): i32 {
  adjustIndices(start, end, PyUnicode_GET_LENGTH(op));
  const m = PyUnicode_GET_LENGTH(sub);
  const last = boundEnd - m;
  if (last < boundStart) return 0;
  if (m == 0) return 1;
  return unicodeMatchesAt(op, sub, direction > 0 ? last : boundStart) ? 1 : 0;
}

/** Is `sub` at index `i`, where it has room? */
export function unicodeMatchesAt(op: PyObject, sub: PyObject, i: i32): bool {
  const ks = PyUnicode_KIND(op);
  const kp = PyUnicode_KIND(sub);
  const s = PyUnicode_DATA(op);
  const p = PyUnicode_DATA(sub);
  const m = PyUnicode_GET_LENGTH(sub);
  if (ks == kp) return bytesEqual(s + ((<usize>i) << kindShift(ks)), p, (<usize>m) << kindShift(ks));
  if (kp > ks) return false;
  for (let k = 0; k < m; k++) {
    if (PyUnicode_READ(ks, s, i + k) != PyUnicode_READ(kp, p, k)) return false;
  }
  return true;
}
