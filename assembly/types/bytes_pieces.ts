/**
 * Cutting, splitting, replacing, joining and translating of bytes and bytearray (their table is in bytes_methods.ts).
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyByteArrayObject, PyByteArray_Check } from "./bytearray";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { argValue, sizeArg } from "../protocol/arg_values";
import { Py_buffer, PyObject_CheckBuffer, freeBuffer, simpleBuffer } from "../protocol/buffer";
import { PyObject_IsTrue } from "../protocol/compare";
import { PySequence_Fast, PySequence_Fast_GET_ITEM, PySequence_Fast_GET_SIZE } from "../protocol/sequence";
import { PyList_New } from "./list";
import { PyTuple_Pack3 } from "./tuple";
import { addText, newPieces, reversedList } from "./unicode_split";
import { fastCount, fastFind, fastRFind } from "./fastsearch";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_CheckExact, PyBytes_FromStringAndSize } from "./bytes";
import { isSpaceByte } from "./bytes_case";

import { dataOf, sizeOf, newLike, unchanged, tailmatch } from "./bytes_methods";

// ---- cutting ----

export function bytes_removeprefix(self: PyObject, prefix: PyObject): PyObject | null {
  const r = tailmatch(self, prefix, 0, 0x7fffffff, -1);
  if (r < 0) return null;
  if (r == 0) return unchanged(self);
  const view = simpleBuffer(prefix);
  if (view === null) return null;
  const m = view.len;
  freeBuffer(view);
  return m == 0 ? unchanged(self) : newLike(self, dataOf(self) + <usize>m, sizeOf(self) - m);
}

export function bytes_removesuffix(self: PyObject, suffix: PyObject): PyObject | null {
  const r = tailmatch(self, suffix, 0, 0x7fffffff, 1);
  if (r < 0) return null;
  if (r == 0) return unchanged(self);
  const view = simpleBuffer(suffix);
  if (view === null) return null;
  const m = view.len;
  freeBuffer(view);
  return m == 0 ? unchanged(self) : newLike(self, dataOf(self), sizeOf(self) - m);
}

const LEFT: i32 = 1;
const RIGHT: i32 = 2;

function isStripped(view: Py_buffer | null, c: u8): bool {
  if (view === null) return isSpaceByte(c);
  for (let i = 0; i < view.len; i++) if (load<u8>(view.buf + <usize>i) == c) return true;
  return false;
}

export function strip(fname: string, self: PyObject, args: usize, nargs: i32, sides: i32): PyObject | null {
  if (!PyArg_CheckPositional(fname, nargs, 0, 1)) return null;
  let view: Py_buffer | null = null;
  if (nargs > 0 && ptrAt(args, 0) != Py_None) {
    view = simpleBuffer(ptrAt(args, 0));
    if (view === null) return null;
  }
  const p = dataOf(self);
  let start = 0;
  let end = sizeOf(self);
  if (sides & LEFT) while (start < end && isStripped(view, load<u8>(p + <usize>start))) start++;
  if (sides & RIGHT) while (end > start && isStripped(view, load<u8>(p + <usize>(end - 1)))) end--;
  if (view !== null) freeBuffer(view);
  if (start == 0 && end == sizeOf(self)) return unchanged(self);
  return newLike(self, p + <usize>start, end - start);
}

export function bytes_strip(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return strip("strip", self, args, nargs, LEFT | RIGHT);
}
export function bytes_lstrip(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return strip("lstrip", self, args, nargs, LEFT);
}
export function bytes_rstrip(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return strip("rstrip", self, args, nargs, RIGHT);
}

/** Appends self[start:end] to the list; false (list released) on error. */
function addPiece(list: PyObject, self: PyObject, start: i32, end: i32): bool {
  const whole = start == 0 && end == sizeOf(self);
  return addText(list, whole ? unchanged(self) : newLike(self, dataOf(self) + <usize>start, end - start));
}

function splitSpace(self: PyObject, maxsplit: i32): PyObject | null {
  const list = newPieces(maxsplit);
  if (list === null) return null;
  const n = sizeOf(self);
  const p = dataOf(self);
  let i = 0;
  while (true) {
    while (i < n && isSpaceByte(load<u8>(p + <usize>i))) i++;
    if (i == n) return list;
    const start = i;
    if (maxsplit-- <= 0) {
      return addPiece(list, self, start, n) ? list : null;
    }
    while (i < n && !isSpaceByte(load<u8>(p + <usize>i))) i++;
    if (!addPiece(list, self, start, i)) return null;
  }
}

function rsplitSpace(self: PyObject, maxsplit: i32): PyObject | null {
  const list = newPieces(maxsplit);
  if (list === null) return null;
  const p = dataOf(self);
  let i = sizeOf(self);
  while (true) {
    while (i > 0 && isSpaceByte(load<u8>(p + <usize>(i - 1)))) i--;
    if (i == 0) break;
    const end = i;
    if (maxsplit-- <= 0) {
      if (!addPiece(list, self, 0, end)) return null;
      break;
    }
    while (i > 0 && !isSpaceByte(load<u8>(p + <usize>(i - 1)))) i--;
    if (!addPiece(list, self, i, end)) return null;
  }
  return reversedList(list);
}

function splitAt(self: PyObject, p: usize, m: i32, maxsplit: i32, fromRight: bool): PyObject | null {
  const list = newPieces(maxsplit);
  if (list === null) return null;
  const s = dataOf(self);
  let from = 0;
  let end = sizeOf(self);
  for (; maxsplit > 0; maxsplit--) {
    const i = fromRight ? fastRFind<u8>(s, end, p, m) : fastFind<u8>(s + <usize>from, end - from, p, m);
    if (i < 0) break;
    const ok = fromRight ? addPiece(list, self, i + m, end) : addPiece(list, self, from, from + i);
    if (!ok) return null;
    if (fromRight) end = i;
    else from += i + m;
  }
  if (!addPiece(list, self, from, end)) return null;
  return fromRight ? reversedList(list) : list;
}

export function split(
  fname: string,
  self: PyObject,
  args: usize,
  nargs: i32,
  kw: PyObject | null,
  fromRight: bool,
): PyObject | null {
  if (!parseArgs(fname, "sep=,maxsplit=", args, nargs, kw)) return null;
  const sep = arg(0);
  const limit = arg(1);
  let maxsplit = -1;
  if (limit !== null) {
    if (!sizeArg(limit)) return null;
    maxsplit = argValue;
  }
  if (maxsplit < 0) maxsplit = 0x7fffffff;
  if (sep === null || sep == Py_None) return fromRight ? rsplitSpace(self, maxsplit) : splitSpace(self, maxsplit);
  const view = simpleBuffer(sep);
  if (view === null) return null;
  const result =
    view.len == 0
      ? PyErr_SetString(PyExc_ValueError, "empty separator")
      : splitAt(self, view.buf, view.len, maxsplit, fromRight);
  freeBuffer(view);
  return result;
}

export function bytes_split(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return split("split", self, args, nargs, kwnames, false);
}
export function bytes_rsplit(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return split("rsplit", self, args, nargs, kwnames, true);
}

export function bytes_splitlines(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("splitlines", "keepends=", args, nargs, kwnames)) return null;
  const flag = arg(0);
  const keep = flag === null ? 0 : PyObject_IsTrue(flag);
  if (keep < 0) return null;
  const list = PyList_New(0);
  if (list === null) return null;
  const n = sizeOf(self);
  const p = dataOf(self);
  let i = 0;
  while (i < n) {
    const start = i;
    while (i < n && load<u8>(p + <usize>i) != 10 && load<u8>(p + <usize>i) != 13) i++;
    let end = i;
    if (i < n) {
      i += load<u8>(p + <usize>i) == 13 && i + 1 < n && load<u8>(p + <usize>i, 1) == 10 ? 2 : 1;
      if (keep) end = i;
    }
    if (!addPiece(list, self, start, end)) return null;
  }
  return list;
}

/** bytes as they are, a subclass's instance too; a bytearray's copy: `new` */
function whole(self: PyObject): PyObject | null {
  return PyBytes_Check(self) ? Py_NewRef(self) : unchanged(self);
}

export function partition(self: PyObject, sep: PyObject, fromRight: bool): PyObject | null {
  const view = simpleBuffer(sep);
  if (view === null) return null;
  const m = view.len;
  if (m == 0) {
    freeBuffer(view);
    return PyErr_SetString(PyExc_ValueError, "empty separator");
  }
  const s = dataOf(self);
  const n = sizeOf(self);
  const i = fromRight ? fastRFind<u8>(s, n, view.buf, m) : fastFind<u8>(s, n, view.buf, m);
  const middle = i < 0 ? newLike(self, s, 0) : PyBytes_Check(self) ? Py_NewRef(sep) : newLike(self, view.buf, m);
  freeBuffer(view);
  const head = i >= 0 ? newLike(self, s, i) : fromRight ? newLike(self, s, 0) : whole(self);
  const tail = i >= 0 ? newLike(self, s + <usize>(i + m), n - i - m) : fromRight ? whole(self) : newLike(self, s, 0);
  let result: PyObject | null = null;
  if (head !== null && middle !== null && tail !== null) result = PyTuple_Pack3(head, middle, tail);
  Py_XDECREF(head);
  Py_XDECREF(middle);
  Py_XDECREF(tail);
  return result;
}

export function bytes_partition(self: PyObject, sep: PyObject): PyObject | null {
  return partition(self, sep, false);
}
export function bytes_rpartition(self: PyObject, sep: PyObject): PyObject | null {
  return partition(self, sep, true);
}

// ---- replacing and joining ----

function replaceWith(self: PyObject, f: Py_buffer, t: Py_buffer, max: i32): PyObject | null {
  const n = sizeOf(self);
  const s = dataOf(self);
  const m = f.len;
  const k = t.len;
  const count = m == 0 ? (max < n + 1 ? max : n + 1) : m > n ? 0 : fastCount<u8>(s, n, f.buf, m, max);
  if (count == 0 || (m == 0 && k == 0)) return unchanged(self);
  const total = <i64>n + <i64>count * (k - m);
  if (total > 0x7ffffe00) return PyErr_SetString(PyExc_OverflowError, "replace bytes is too long");
  const result = newLike(self, 0, <i32>total);
  if (result === null || total == 0) return result;
  let to = dataOf(result);
  let from = 0;
  for (let c = 0; c < count; c++) {
    const gap = m == 0 ? (c == 0 ? 0 : 1) : fastFind<u8>(s + <usize>from, n - from, f.buf, m);
    memory.copy(to, s + <usize>from, <usize>gap);
    memory.copy(to + <usize>gap, t.buf, <usize>k);
    to += <usize>(gap + k);
    from += gap + m;
  }
  memory.copy(to, s + <usize>from, <usize>(n - from));
  return result;
}

export function bytes_replace(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("replace", nargs, 2, 3)) return null;
  const f = simpleBuffer(ptrAt(args, 0));
  if (f === null) return null;
  const t = simpleBuffer(ptrAt(args, 1));
  let result: PyObject | null = null;
  if (t !== null) {
    if (nargs < 3) result = replaceWith(self, f, t, 0x7fffffff);
    else if (sizeArg(ptrAt(args, 2))) result = replaceWith(self, f, t, argValue < 0 ? 0x7fffffff : argValue);
    freeBuffer(t);
  }
  freeBuffer(f);
  return result;
}

/** Total length of the items with separators, or -1 with an exception. */
function joinedLength(seq: PyObject, sepLen: i32): i64 {
  const n = PySequence_Fast_GET_SIZE(seq);
  let total: i64 = n > 0 ? <i64>sepLen * (n - 1) : 0;
  for (let i = 0; i < n; i++) {
    const item = PySequence_Fast_GET_ITEM(seq, i);
    if (!PyObject_CheckBuffer(item)) {
      PyErr_Format(
        PyExc_TypeError,
        "sequence item %zd: expected a bytes-like object, %s found",
        <usize>i,
        item.ob_type.tp_name,
      );
      return -1;
    }
    const view = simpleBuffer(item);
    if (view === null) return -1;
    total += view.len;
    freeBuffer(view);
  }
  if (total > 0x7ffffe00) {
    PyErr_SetString(PyExc_OverflowError, "join() result is too long");
    return -1;
  }
  return total;
}

function joinItems(self: PyObject, seq: PyObject): PyObject | null {
  const n = PySequence_Fast_GET_SIZE(seq);
  if (n == 1 && PyBytes_Check(self) && PyBytes_CheckExact(PySequence_Fast_GET_ITEM(seq, 0))) {
    return Py_NewRef(PySequence_Fast_GET_ITEM(seq, 0));
  }
  const sep = sizeOf(self);
  const total = joinedLength(seq, sep);
  if (total < 0) return null;
  const result = newLike(self, 0, <i32>total);
  if (result === null || total == 0) return result;
  let to = dataOf(result);
  for (let i = 0; i < n; i++) {
    if (i > 0) {
      memory.copy(to, dataOf(self), <usize>sep);
      to += <usize>sep;
    }
    const view = simpleBuffer(PySequence_Fast_GET_ITEM(seq, i));
    if (view === null) {
      Py_DECREF(result);
      return null;
    }
    memory.copy(to, view.buf, <usize>view.len);
    to += <usize>view.len;
    freeBuffer(view);
  }
  return result;
}

export function bytes_join(self: PyObject, iterable: PyObject): PyObject | null {
  // A bytearray keeps its size while Python code gives the items.
  const held = PyByteArray_Check(self);
  if (held) changetype<PyByteArrayObject>(self).ob_exports++;
  const seq = PySequence_Fast(iterable, "can only join an iterable");
  let result: PyObject | null = null;
  if (seq !== null) {
    result = joinItems(self, seq);
    Py_DECREF(seq);
  }
  if (held) changetype<PyByteArrayObject>(self).ob_exports--;
  return result;
}

export function bytes_translate(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("translate", "table,/,delete=", args, nargs, kwnames)) return null;
  const tableArg = argReq(0);
  const deleteArg = arg(1);
  let table: Py_buffer | null = null;
  if (tableArg != Py_None) {
    table = simpleBuffer(tableArg);
    if (table === null) return null;
    if (table.len != 256) {
      freeBuffer(table);
      return PyErr_SetString(PyExc_ValueError, "translation table must be 256 characters long");
    }
  }
  let drop: Py_buffer | null = null;
  if (deleteArg !== null) drop = simpleBuffer(deleteArg);
  let result: PyObject | null = null;
  if (deleteArg === null || drop !== null) result = translated(self, table, drop);
  if (drop !== null) freeBuffer(drop);
  if (table !== null) freeBuffer(table);
  return result;
}

const byteMap: usize = memory.data(512, 8);

function translated(self: PyObject, table: Py_buffer | null, drop: Py_buffer | null): PyObject | null {
  for (let c = 0; c < 256; c++) {
    const to = table === null ? <u16>c : <u16>load<u8>(table.buf + <usize>c);
    store<u16>(byteMap + ((<usize>c) << 1), to);
  }
  if (drop !== null) {
    for (let i = 0; i < drop.len; i++) store<u16>(byteMap + ((<usize>load<u8>(drop.buf + <usize>i)) << 1), 0xffff);
  }
  const n = sizeOf(self);
  const s = dataOf(self);
  let kept = 0;
  let changes = false;
  for (let i = 0; i < n; i++) {
    const c = load<u8>(s + <usize>i);
    const to = load<u16>(byteMap + ((<usize>c) << 1));
    if (to != 0xffff) kept++;
    if (to != <u16>c) changes = true;
  }
  if (!changes) return unchanged(self);
  const result = newLike(self, 0, kept);
  if (result === null || kept == 0) return result;
  let at = dataOf(result);
  for (let i = 0; i < n; i++) {
    const to = load<u16>(byteMap + ((<usize>load<u8>(s + <usize>i)) << 1));
    if (to != 0xffff) store<u8>(at++, <u8>to);
  }
  return result;
}

export function bytes_maketrans(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("maketrans", nargs, 2, 2)) return null;
  const f = simpleBuffer(ptrAt(args, 0));
  if (f === null) return null;
  const t = simpleBuffer(ptrAt(args, 1));
  let result: PyObject | null = null;
  if (t !== null) {
    if (f.len != t.len) {
      PyErr_SetString(PyExc_ValueError, "maketrans arguments must have same length");
    } else {
      result = PyBytes_FromStringAndSize(0, 256);
      if (result !== null) {
        const p = PyBytes_AS_STRING(result);
        for (let i: usize = 0; i < 256; i++) store<u8>(p + i, <u8>i);
        for (let i: usize = 0; i < <usize>f.len; i++) store<u8>(p + <usize>load<u8>(f.buf + i), load<u8>(t.buf + i));
      }
    }
    freeBuffer(t);
  }
  freeBuffer(f);
  return result;
}
