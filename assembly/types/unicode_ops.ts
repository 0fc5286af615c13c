/**
 * Joining, repeating, cutting and replacing strs (PyUnicode_Concat, Join, Split, Replace ...).
 *
 * Invariant: results are exact strs in their smallest kind; where the text does not change, the result is the operand itself if that is
 * exactly a str. PyUnicode_Append extends its left operand in place when nobody else can see it, which makes `s += t` linear.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { copyShort } from "../memory/copy";
import { PyErr_BadInternalCall, PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PySequence_Fast, PySequence_Fast_GET_SIZE, PySequence_Fast_ITEMS } from "../protocol/sequence";
import { PyTuple_Pack3 } from "./tuple";
import {
  ASCII_DATA,
  madeStr,
  newASCII,
  PyUnicode_Check,
  PyUnicode_CheckExact,
  PyUnicode_CopyCharacters,
  PyUnicode_DATA,
  PyUnicode_FromObject,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_IS_COMPACT_ASCII,
  PyUnicode_KIND,
  PyUnicode_MAX_CHAR_VALUE,
  PyUnicode_New,
  PyUnicode_Substring,
  PyUnicode_WRITE,
  findMaxChar,
  kindShift,
  resize_compact,
  unicodeResultUnchanged,
  unicode_modifiable,
  PyUnicode_READ_CHAR,
} from "./unicode";
import { unicodeEmpty } from "./unicode_static";
import { countInKind, findInKind, releaseWide, rfindInKind, widened } from "./unicode_search";

export function PyUnicode_Concat(left: PyObject, right: PyObject): PyObject | null {
  if (!PyUnicode_Check(right)) {
    return PyErr_Format(PyExc_TypeError, 'can only concatenate str (not "%s") to str', right.ob_type.tp_name);
  }
  const nl = PyUnicode_GET_LENGTH(left);
  if (nl == 0) return PyUnicode_FromObject(right);
  const nr = PyUnicode_GET_LENGTH(right);
  if (nr == 0) return PyUnicode_FromObject(left);
  if (nl > 0x7fffffff - nr) return PyErr_SetString(PyExc_OverflowError, "strings are too large to concat");
  const ml = PyUnicode_MAX_CHAR_VALUE(left);
  const mr = PyUnicode_MAX_CHAR_VALUE(right);
  const result = PyUnicode_New(nl + nr, ml > mr ? ml : mr);
  if (result === null) return null;
  PyUnicode_CopyCharacters(result, 0, left, 0, nl);
  PyUnicode_CopyCharacters(result, nl, right, 0, nr);
  return madeStr(result);
}

/**
 * Appends `right` (borrowed) to the str in the pointer field, whose reference it takes over; null in the field afterwards means an
 * exception is set. In place when the field holds the only reference.
 */
export function PyUnicode_Append(field: usize, right: PyObject): void {
  const left = load<PyObject | null>(field);
  if (left === null || !PyUnicode_Check(left) || !PyUnicode_Check(right)) {
    if (left !== null) {
      PyErr_BadInternalCall();
      store<u32>(field, 0);
      Py_DECREF(left);
    }
    return;
  }
  const nl = PyUnicode_GET_LENGTH(left);
  const nr = PyUnicode_GET_LENGTH(right);
  if (nr == 0) return;
  let result: PyObject | null;
  if (nl == 0) {
    result = PyUnicode_FromObject(right);
  } else if (nl > 0x7fffffff - nr) {
    result = PyErr_SetString(PyExc_OverflowError, "strings are too large to concat");
  } else if (
    unicode_modifiable(left) &&
    PyUnicode_CheckExact(right) &&
    PyUnicode_KIND(right) <= PyUnicode_KIND(left) &&
    !(PyUnicode_IS_ASCII(left) && !PyUnicode_IS_ASCII(right))
  ) {
    result = resize_compact(left, nl + nr);
    if (result !== null) {
      PyUnicode_CopyCharacters(result, nl, right, 0, nr);
      store<u32>(field, <u32>changetype<usize>(result));
      return;
    }
  } else {
    const ml = PyUnicode_MAX_CHAR_VALUE(left);
    const mr = PyUnicode_MAX_CHAR_VALUE(right);
    result = PyUnicode_New(nl + nr, ml > mr ? ml : mr);
    if (result !== null) {
      PyUnicode_CopyCharacters(result, 0, left, 0, nl);
      PyUnicode_CopyCharacters(result, nl, right, 0, nr);
    }
  }
  store<u32>(field, <u32>changetype<usize>(result));
  Py_DECREF(left);
}

/** The same; `right` (may be null) is released. */
export function PyUnicode_AppendAndDel(field: usize, right: PyObject | null): void {
  if (right === null) {
    const left = load<PyObject | null>(field);
    store<u32>(field, 0);
    Py_XDECREF(left);
    return;
  }
  PyUnicode_Append(field, right);
  Py_DECREF(right);
}

/** separator.join(seq): `new`; a null separator is a space. */
export function PyUnicode_Join(separator: PyObject | null, seq: PyObject): PyObject | null {
  const fast = PySequence_Fast(seq, "can only join an iterable");
  if (fast === null) return null;
  const result = _PyUnicode_JoinArray(separator, PySequence_Fast_ITEMS(fast), PySequence_Fast_GET_SIZE(fast));
  Py_DECREF(fast);
  return result;
}

/** Joins an array of object pointers: `new`. */
export function _PyUnicode_JoinArray(separator: PyObject | null, items: usize, n: i32): PyObject | null {
  if (n == 0) return Py_NewRef(unicodeEmpty());
  if (n == 1 && PyUnicode_CheckExact(ptrAt(items, 0))) return Py_NewRef(ptrAt(items, 0));
  const plain = joinPlain(separator, items, n);
  if (plain !== null) return madeStr(plain);
  let maxchar: u32 = 0x7f;
  let nsep = 1;
  if (separator !== null) {
    if (!PyUnicode_Check(separator)) {
      return PyErr_Format(PyExc_TypeError, "separator: expected str instance, %s found", separator.ob_type.tp_name);
    }
    nsep = PyUnicode_GET_LENGTH(separator);
    if (n > 1 && nsep > 0) maxchar = PyUnicode_MAX_CHAR_VALUE(separator);
  }
  let total: i64 = <i64>nsep * (n - 1);
  for (let i = 0; i < n; i++) {
    const item = ptrAt(items, i);
    if (!PyUnicode_Check(item)) {
      return PyErr_Format(
        PyExc_TypeError,
        "sequence item %zd: expected str instance, %s found",
        <usize>i,
        item.ob_type.tp_name,
      );
    }
    total += PyUnicode_GET_LENGTH(item);
    const m = PyUnicode_MAX_CHAR_VALUE(item);
    if (m > maxchar) maxchar = m;
  }
  if (total > 0x7fffffff) return PyErr_SetString(PyExc_OverflowError, "join() result is too long for a Python string");
  const result = PyUnicode_New(<i32>total, maxchar);
  if (result === null || total == 0) return result;
  joinInto(result, separator, nsep, items, n);
  return madeStr(result);
}

/**
 * The same where all is ASCII, else null (without memory too: the general way says so). Filled from the end: a piece of up to 16 characters is copied
 * as 16 bytes that end with it, and what they write too much lies in front, where the next piece comes, or in the header, whose last two words are
 * written again. Pieces are objects of their own, so that the 16 bytes before the end of their characters can be read.
 */
function joinPlain(separator: PyObject | null, items: usize, n: i32): PyObject | null {
  const nsep = separator === null ? 1 : PyUnicode_Check(separator) ? PyUnicode_GET_LENGTH(separator) : -1;
  if (nsep < 0 || (separator !== null && !PyUnicode_IS_COMPACT_ASCII(separator))) return null;
  let total: i64 = <i64>nsep * (n - 1);
  for (let i = 0; i < n; i++) {
    const item = ptrAt(items, i);
    if (!PyUnicode_Check(item) || !PyUnicode_IS_COMPACT_ASCII(item)) return null;
    total += PyUnicode_GET_LENGTH(item);
  }
  if (total < 1 || total > 0x7fffff00) return null;
  const result = newASCII(<i32>total);
  if (result === null) return null;
  const data = changetype<usize>(result) + ASCII_DATA;
  const sepData: usize = separator === null ? 0 : changetype<usize>(separator) + ASCII_DATA;
  const sepChar: u8 = sepData == 0 ? 0x20 : load<u8>(sepData);
  const hash = load<u64>(data - 16);
  const state = load<u64>(data - 8);
  let end = data + <usize>total;
  for (let i = n - 1; i >= 0; i--) {
    const item = ptrAt(items, i);
    const size = <usize>PyUnicode_GET_LENGTH(item);
    const stop = changetype<usize>(item) + ASCII_DATA + size;
    if (size <= 16) v128.store(end - 16, v128.load(stop - 16));
    else copyShort(end - size, stop - size, size);
    end -= size;
    if (i == 0) break;
    if (nsep == 1) store<u8>(--end, sepChar);
    else if (nsep != 0) {
      end -= <usize>nsep;
      copyShort(end, sepData, <usize>nsep);
    }
  }
  store<u64>(data - 16, hash);
  store<u64>(data - 8, state);
  return result;
}

function joinInto(result: PyObject, separator: PyObject | null, nsep: i32, items: usize, n: i32): void {
  const kind = PyUnicode_KIND(result);
  let at = 0;
  for (let i = 0; i < n; i++) {
    if (i != 0 && nsep != 0) {
      if (separator === null) PyUnicode_WRITE(kind, PyUnicode_DATA(result), at, 0x20);
      else if (nsep == 1) PyUnicode_WRITE(kind, PyUnicode_DATA(result), at, PyUnicode_READ_CHAR(separator, 0));
      else PyUnicode_CopyCharacters(result, at, separator, 0, nsep);
      at += nsep;
    }
    const item = ptrAt(items, i);
    const len = PyUnicode_GET_LENGTH(item);
    PyUnicode_CopyCharacters(result, at, item, 0, len);
    at += len;
  }
}

export function unicode_repeat(op: PyObject, n: i32): PyObject | null {
  if (n < 1) return Py_NewRef(unicodeEmpty());
  if (n == 1) return unicodeResultUnchanged(op);
  const len = PyUnicode_GET_LENGTH(op);
  if (len == 0) return Py_NewRef(unicodeEmpty());
  if (len > 0x7fffffff / n) return PyErr_SetString(PyExc_OverflowError, "repeated string is too long");
  const result = PyUnicode_New(len * n, PyUnicode_MAX_CHAR_VALUE(op));
  if (result === null) return null;
  const size = (<usize>len) << kindShift(PyUnicode_KIND(op));
  repeatBytes(PyUnicode_DATA(result), PyUnicode_DATA(op), size, size * <usize>n);
  return result;
}

/** Fills `total` bytes at `to` with copies of `size` bytes. */
export function repeatBytes(to: usize, from: usize, size: usize, total: usize): void {
  if (size == 1) {
    memory.fill(to, load<u8>(from), total);
    return;
  }
  memory.copy(to, from, size);
  let done = size;
  while (done < total) {
    const chunk = done < total - done ? done : total - done;
    memory.copy(to + done, to, chunk);
    done += chunk;
  }
}

// ---- partition ----

/** (head, sep, tail) around index `i`, or the two forms of "not found" when i is -1. `new` tuple. */
function partitioned(op: PyObject, sep: PyObject, i: i32, fromRight: bool): PyObject | null {
  if (i < 0) {
    // the object itself, a subclass's instance too
    const empty = unicodeEmpty();
    return fromRight ? PyTuple_Pack3(empty, empty, op) : PyTuple_Pack3(op, empty, empty);
  }
  const head = PyUnicode_Substring(op, 0, i);
  const tail = PyUnicode_Substring(op, i + PyUnicode_GET_LENGTH(sep), PyUnicode_GET_LENGTH(op));
  const result: PyObject | null = head === null || tail === null ? null : PyTuple_Pack3(head, sep, tail);
  Py_XDECREF(head);
  Py_XDECREF(tail);
  return result;
}

function partitionIndex(op: PyObject, sep: PyObject, fromRight: bool): i32 {
  const kind = PyUnicode_KIND(op);
  const n = PyUnicode_GET_LENGTH(op);
  const m = PyUnicode_GET_LENGTH(sep);
  if (PyUnicode_KIND(sep) > kind || m > n) return -1;
  const p = widened(sep, kind);
  if (p == 0) return -2;
  const data = PyUnicode_DATA(op);
  const i = fromRight ? rfindInKind(kind, data, n, p, m) : findInKind(kind, data, n, p, m);
  releaseWide(sep, p);
  return i;
}

function partition(op: PyObject, sep: PyObject, fromRight: bool): PyObject | null {
  if (!PyUnicode_Check(sep)) {
    return PyErr_Format(PyExc_TypeError, "must be str, not %s", sep.ob_type.tp_name);
  }
  if (PyUnicode_GET_LENGTH(sep) == 0) return PyErr_SetString(PyExc_ValueError, "empty separator");
  const i = partitionIndex(op, sep, fromRight);
  return i == -2 ? null : partitioned(op, sep, i, fromRight);
}

export function PyUnicode_Partition(op: PyObject, sep: PyObject): PyObject | null {
  return partition(op, sep, false);
}

export function PyUnicode_RPartition(op: PyObject, sep: PyObject): PyObject | null {
  return partition(op, sep, true);
}

// ---- replacing ----

/** op.replace(from, to, maxcount): `new`; a negative maxcount means all. */
export function PyUnicode_Replace(op: PyObject, from: PyObject, to: PyObject, maxcount: i32): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const nf = PyUnicode_GET_LENGTH(from);
  if (maxcount < 0) maxcount = 0x7fffffff;
  if (n < nf || maxcount == 0 || from == to || PyUnicode_KIND(from) > PyUnicode_KIND(op)) {
    return unicodeResultUnchanged(op);
  }
  if (nf == 0) return interleave(op, to, maxcount);
  if (PyUnicode_IS_ASCII(op) && PyUnicode_IS_ASCII(to)) return replaceAscii(op, from, to, maxcount);
  const kind = PyUnicode_KIND(op);
  const p = widened(from, kind);
  if (p == 0) return null;
  const count = countInKind(kind, PyUnicode_DATA(op), n, p, nf, maxcount);
  const result = count == 0 ? unicodeResultUnchanged(op) : replaceCounted(op, p, nf, to, count);
  releaseWide(from, p);
  return result;
}

/** The same where op and `to` are ASCII: `from`, not longer than op, is one byte a character too. */
function replaceAscii(op: PyObject, from: PyObject, to: PyObject, maxcount: i32): PyObject | null {
  let read = PyUnicode_DATA(op);
  const end = read + <usize>PyUnicode_GET_LENGTH(op);
  const p = PyUnicode_DATA(from);
  const nf = PyUnicode_GET_LENGTH(from);
  let i = findInKind(1, read, <i32>(end - read), p, nf);
  if (i < 0) return unicodeResultUnchanged(op);
  const nt = PyUnicode_GET_LENGTH(to);
  const behind = read + <usize>(i + nf);
  let count = maxcount == 1 ? 1 : 1 + countInKind(1, behind, <i32>(end - behind), p, nf, maxcount - 1);
  const result = replaceRoom(op, to, <i64>(end - read) + <i64>count * (nt - nf));
  if (result === null || PyUnicode_GET_LENGTH(result) == 0) return result;
  let write = PyUnicode_DATA(result);
  const text = PyUnicode_DATA(to);
  while (true) {
    copyShort(write, read, i);
    copyShort(write + <usize>i, text, nt);
    read += <usize>(i + nf);
    write += <usize>(i + nt);
    if (--count == 0) break;
    i = findInKind(1, read, <i32>(end - read), p, nf);
  }
  copyShort(write, read, end - read);
  return result;
}

/** A result str for `total` characters out of `op` and `to`; null with OverflowError or MemoryError. */
function replaceRoom(op: PyObject, to: PyObject, total: i64): PyObject | null {
  if (total > 0x7fffffff) return PyErr_SetString(PyExc_OverflowError, "replace string is too long");
  const mo = PyUnicode_MAX_CHAR_VALUE(op);
  const mt = PyUnicode_MAX_CHAR_VALUE(to);
  return PyUnicode_New(<i32>total, mo > mt ? mo : mt);
}

function replaceCounted(op: PyObject, p: usize, nf: i32, to: PyObject, count: i32): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const nt = PyUnicode_GET_LENGTH(to);
  const result = replaceRoom(op, to, <i64>n + <i64>count * (nt - nf));
  if (result === null || PyUnicode_GET_LENGTH(result) == 0) return result;
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  let read = 0;
  let write = 0;
  for (; count > 0; count--) {
    const i = findInKind(kind, data + ((<usize>read) << kindShift(kind)), n - read, p, nf);
    PyUnicode_CopyCharacters(result, write, op, read, i);
    PyUnicode_CopyCharacters(result, write + i, to, 0, nt);
    read += i + nf;
    write += i + nt;
  }
  PyUnicode_CopyCharacters(result, write, op, read, n - read);
  return narrowed(result);
}

/** `to` before every character and at the end, at most maxcount times. */
function interleave(op: PyObject, to: PyObject, maxcount: i32): PyObject | null {
  const n = PyUnicode_GET_LENGTH(op);
  const nt = PyUnicode_GET_LENGTH(to);
  const count = maxcount < n + 1 ? maxcount : n + 1;
  if (nt == 0) return unicodeResultUnchanged(op);
  const result = replaceRoom(op, to, <i64>n + <i64>count * nt);
  if (result === null) return null;
  let write = 0;
  for (let i = 0; i < count; i++) {
    PyUnicode_CopyCharacters(result, write, to, 0, nt);
    write += nt;
    if (i < n) PyUnicode_CopyCharacters(result, write++, op, i, 1);
  }
  if (count < n) PyUnicode_CopyCharacters(result, write, op, count, n - count);
  return result;
}

/** Brings a fresh str whose widest characters may have gone into its smallest kind. Steals, `new`. */
export function narrowed(op: PyObject): PyObject | null {
  const max = PyUnicode_MAX_CHAR_VALUE(op);
  if (max == 0x7f) return op;
  const n = PyUnicode_GET_LENGTH(op);
  const kind = PyUnicode_KIND(op);
  if (findMaxChar(kind, PyUnicode_DATA(op), n) == max) return op;
  const small = PyUnicode_New(n, findMaxChar(kind, PyUnicode_DATA(op), n));
  if (small !== null) PyUnicode_CopyCharacters(small, 0, op, 0, n);
  Py_DECREF(op);
  return small;
}
