/**
 * str.split, rsplit and splitlines.
 *
 * Invariant: `list` is passed on and released by whoever fails; the room of a new list is CPython's (newPieces), for bytes too.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyErr_SetString } from "../protocol/errors";
import { PyExc_ValueError } from "../object/exception_types";
import { PySequence_Fast_GET_SIZE, PySequence_Fast_ITEMS } from "../protocol/sequence";
import { PyListObject, PyList_New, _PyList_AppendTakeRef } from "./list";
import {
  PyUnicode_DATA,
  PyUnicode_FromASCII,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_Substring,
  kindShift,
} from "./unicode";
import { _PyUnicode_IsLinebreak, _PyUnicode_IsSpace } from "./unicode_ctype";
import { findInKind, releaseWide, rfindInKind, widened } from "./unicode_search";

/** As many pieces CPython's list has room for at first. */
const PREALLOCATED: i32 = 12;

/** An empty list with the room that CPython gives the pieces of at most `maxsplit` cuts (it shows in sys.getsizeof): `new`. */
export function newPieces(maxsplit: i32): PyObject | null {
  const list = PyList_New(maxsplit >= PREALLOCATED ? PREALLOCATED : maxsplit + 1);
  if (list !== null) changetype<PyListObject>(list).ob_size = 0;
  return list;
}

/** Appends `piece` (stolen; null = failed) to `list`; false (and the list released) on error. */
export function addText(list: PyObject, piece: PyObject | null): bool {
  if (piece !== null && _PyList_AppendTakeRef(list, piece) == 0) return true;
  Py_DECREF(list);
  return false;
}

/** Appends op[start:end] to `list`; false (and the list released) on error. */
function addPiece(list: PyObject, op: PyObject, start: i32, end: i32): bool {
  return addText(list, PyUnicode_Substring(op, start, end));
}

/** [op], a subclass's instance too: what CPython gives where the separator cannot occur. `new` */
function onlyWhole(op: PyObject): PyObject | null {
  const list = newPieces(0);
  return list !== null && addText(list, Py_NewRef(op)) ? list : null;
}

/** How often white space can cut a text of `n` characters. */
function mostRuns(n: i32): i32 {
  return (n - 1) / 2 + 1;
}

/** op.split(sep, maxsplit): `new` list; a null separator means runs of white space. */
export function PyUnicode_Split(op: PyObject, sep: PyObject | null, maxsplit: i32): PyObject | null {
  const kind = PyUnicode_KIND(op);
  const n = PyUnicode_GET_LENGTH(op);
  if (sep === null) {
    const pieces = newPieces(maxsplit < 0 ? mostRuns(n) : maxsplit);
    return pieces === null ? null : splitWhitespace(op, maxsplit < 0 ? 0x7fffffff : maxsplit, pieces);
  }
  const m = PyUnicode_GET_LENGTH(sep);
  if (m == 0) return PyErr_SetString(PyExc_ValueError, "empty separator");
  if (PyUnicode_KIND(sep) > kind || m > n) return onlyWhole(op);
  if (maxsplit < 0) maxsplit = n / m + 1;
  const list = newPieces(maxsplit);
  if (list === null) return null;
  let from = 0;
  if (PyUnicode_KIND(sep) <= kind && m <= n) {
    const p = widened(sep, kind);
    if (p == 0) {
      Py_DECREF(list);
      return null;
    }
    const data = PyUnicode_DATA(op);
    for (; maxsplit > 0; maxsplit--) {
      const i = findInKind(kind, data + ((<usize>from) << kindShift(kind)), n - from, p, m);
      if (i < 0) break;
      if (!addPiece(list, op, from, from + i)) {
        releaseWide(sep, p);
        return null;
      }
      from += i + m;
    }
    releaseWide(sep, p);
  }
  return addPiece(list, op, from, n) ? list : null;
}

/** The same for white space in ASCII text: without the tables, and pieces are copied at once. */
function splitPlain(op: PyObject, list: PyObject, maxsplit: i32): PyObject | null {
  const data = PyUnicode_DATA(op);
  const n = PyUnicode_GET_LENGTH(op);
  let i = 0;
  while (true) {
    while (i < n && isPlainSpace(<u32>load<u8>(data + <usize>i))) i++;
    if (i == n) return list;
    const start = i;
    if (maxsplit-- <= 0) return addPiece(list, op, start, n) ? list : null;
    i++;
    while (i < n && !isPlainSpace(<u32>load<u8>(data + <usize>i))) i++;
    if (start == 0 && i == n) return addPiece(list, op, start, i) ? list : null;
    if (!addText(list, PyUnicode_FromASCII(data + <usize>start, i - start))) return null;
  }
}

function isPlainSpace(ch: u32): bool {
  return ch <= 32 && (ch == 32 || ch - 9 < 5 || ch - 28 < 4);
}

function splitWhitespace(op: PyObject, maxsplit: i32, list: PyObject): PyObject | null {
  if (PyUnicode_IS_ASCII(op)) return splitPlain(op, list, maxsplit);
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const n = PyUnicode_GET_LENGTH(op);
  let i = 0;
  while (true) {
    while (i < n && _PyUnicode_IsSpace(PyUnicode_READ(kind, data, i))) i++;
    if (i == n) return list;
    const start = i;
    if (maxsplit-- <= 0) {
      return addPiece(list, op, start, n) ? list : null;
    }
    while (i < n && !_PyUnicode_IsSpace(PyUnicode_READ(kind, data, i))) i++;
    if (!addPiece(list, op, start, i)) return null;
  }
}

/** op.rsplit(sep, maxsplit): `new` list. */
export function PyUnicode_RSplit(op: PyObject, sep: PyObject | null, maxsplit: i32): PyObject | null {
  const kind = PyUnicode_KIND(op);
  const n = PyUnicode_GET_LENGTH(op);
  if (sep === null) {
    const pieces = newPieces(maxsplit < 0 ? mostRuns(n) : maxsplit);
    return pieces === null ? null : rsplitWhitespace(op, maxsplit < 0 ? 0x7fffffff : maxsplit, pieces);
  }
  const m = PyUnicode_GET_LENGTH(sep);
  if (m == 0) return PyErr_SetString(PyExc_ValueError, "empty separator");
  if (PyUnicode_KIND(sep) > kind || m > n) return onlyWhole(op);
  if (maxsplit < 0) maxsplit = n / m + 1;
  const list = newPieces(maxsplit);
  if (list === null) return null;
  let end = n;
  if (PyUnicode_KIND(sep) <= kind && m <= n) {
    const p = widened(sep, kind);
    if (p == 0) {
      Py_DECREF(list);
      return null;
    }
    const data = PyUnicode_DATA(op);
    for (; maxsplit > 0; maxsplit--) {
      const i = rfindInKind(kind, data, end, p, m);
      if (i < 0) break;
      if (!addPiece(list, op, i + m, end)) {
        releaseWide(sep, p);
        return null;
      }
      end = i;
    }
    releaseWide(sep, p);
  }
  return addPiece(list, op, 0, end) ? reversedList(list) : null;
}

function rsplitWhitespace(op: PyObject, maxsplit: i32, list: PyObject): PyObject | null {
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  let i = PyUnicode_GET_LENGTH(op);
  while (true) {
    while (i > 0 && _PyUnicode_IsSpace(PyUnicode_READ(kind, data, i - 1))) i--;
    if (i == 0) break;
    const end = i;
    if (maxsplit-- <= 0) {
      if (!addPiece(list, op, 0, end)) return null;
      break;
    }
    while (i > 0 && !_PyUnicode_IsSpace(PyUnicode_READ(kind, data, i - 1))) i--;
    if (!addPiece(list, op, i, end)) return null;
  }
  return reversedList(list);
}

/** Reverses a fresh list in place. */
export function reversedList(list: PyObject): PyObject {
  const n = PySequence_Fast_GET_SIZE(list);
  const items = PySequence_Fast_ITEMS(list);
  for (let i = 0, j = n - 1; i < j; i++, j--) {
    const a = items + ((<usize>i) << 3);
    const b = items + ((<usize>j) << 3);
    const held = load<u32>(a);
    store<u32>(a, load<u32>(b));
    store<u32>(b, held);
  }
  return list;
}

export function PyUnicode_Splitlines(op: PyObject, keepends: bool): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  const kind = PyUnicode_KIND(op);
  const data = PyUnicode_DATA(op);
  const n = PyUnicode_GET_LENGTH(op);
  let i = 0;
  while (i < n) {
    const start = i;
    while (i < n && !_PyUnicode_IsLinebreak(PyUnicode_READ(kind, data, i))) i++;
    let end = i;
    if (i < n) {
      i += PyUnicode_READ(kind, data, i) == 13 && i + 1 < n && PyUnicode_READ(kind, data, i + 1) == 10 ? 2 : 1;
      if (keepends) end = i;
    }
    if (!addPiece(list, op, start, end)) return null;
  }
  return list;
}
