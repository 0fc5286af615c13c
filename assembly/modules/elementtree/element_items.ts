/** The children of an Element as a sequence: e[i], e[i:j], assignment and deletion, insert, remove. */
import { PyObject, Py_EQ, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyExc_IndexError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { Py_None } from "../../object/statics";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../../protocol/number";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, badArgument, sizeArg } from "../../protocol/arg_values";
import { PyObject_RichCompareBool } from "../../protocol/compare";
import { PySequence_Fast, PySequence_Fast_GET_ITEM, PySequence_Fast_GET_SIZE } from "../../protocol/sequence";
import { PyList_New, PyList_SET_ITEM } from "../../types/list";
import {
  PySlice_AdjustIndices,
  PySlice_Check,
  PySlice_Unpack,
  sliceStart,
  sliceStep,
  sliceStop,
} from "../../types/slice";
import {
  Element_Check,
  childAt,
  childrenOf,
  countOf,
  createExtra,
  extraOf,
  growBy,
  lengthOf,
  raiseNoElement,
  setChild,
  setLength,
} from "./element";

/** Moves `n` children from index `from` to index `to`. */
function moveChildren(extra: usize, to: i32, from: i32, n: i32): void {
  const children = childrenOf(extra);
  if (n > 0) memory.copy(children + ((<usize>to) << 3), children + ((<usize>from) << 3), (<usize>n) << 3);
}

export function element_length(self: PyObject): i32 {
  return countOf(self);
}

export function element_getitem(self: PyObject, index: i32): PyObject | null {
  if (index < 0 || index >= countOf(self)) return PyErr_SetString(PyExc_IndexError, "child index out of range");
  return Py_NewRef(childAt(extraOf(self), index));
}

/** Puts a child in, or takes one out if `value` is null. */
export function element_setitem(self: PyObject, index: i32, value: PyObject | null): i32 {
  if (index < 0 || index >= countOf(self)) {
    PyErr_SetString(PyExc_IndexError, "child assignment index out of range");
    return -1;
  }
  if (value !== null && !Element_Check(value)) {
    raiseNoElement(value);
    return -1;
  }
  const extra = extraOf(self);
  const old = childAt(extra, index);
  if (value !== null) setChild(extra, index, Py_NewRef(value));
  else {
    const n = lengthOf(extra) - 1;
    moveChildren(extra, index, index + 1, n - index);
    setLength(extra, n);
  }
  Py_DECREF(old);
  return 0;
}

/** An index, counted from the end if negative, in `found`; false with an exception. */
let found: i32 = 0;
function indexOf(self: PyObject, key: PyObject): bool {
  const i = PyNumber_AsSsize_t(key, PyExc_IndexError);
  if (i == -1 && PyErr_Occurred() !== null) return false;
  found = i < 0 ? i + countOf(self) : i;
  return true;
}

/** `new` list of every `step`-th child, `n` of them; null with an exception. */
function listOf(extra: usize, start: i32, step: i32, n: i32, take: bool): PyObject | null {
  const list = PyList_New(n);
  if (list === null) return null;
  for (let i = 0, k = start; i < n; i++, k += step) {
    const child = childAt(extra, k);
    PyList_SET_ITEM(list, i, take ? child : Py_NewRef(child));
  }
  return list;
}

export function element_subscr(self: PyObject, key: PyObject): PyObject | null {
  if (PyIndex_Check(key)) return indexOf(self, key) ? element_getitem(self, found) : null;
  if (!PySlice_Check(key)) return PyErr_SetString(PyExc_TypeError, "element indices must be integers");
  if (extraOf(self) == 0) return PyList_New(0);
  if (PySlice_Unpack(key) < 0) return null;
  const n = PySlice_AdjustIndices(countOf(self));
  return n <= 0 ? PyList_New(0) : listOf(extraOf(self), sliceStart(), sliceStep(), n, false);
}

/** Deletes `n` children from `start` in steps; they are released when the element is in order again. */
function deleteSlice(extra: usize, start: i32, step: i32, n: i32): i32 {
  if (n <= 0) return 0;
  if (step < 0) {
    start += step * (n - 1);
    step = -step;
  }
  const gone = listOf(extra, start, step, n, true);
  if (gone === null) return -1;
  const length = lengthOf(extra);
  for (let i = 0, k = start; i < n; i++, k += step) {
    // the children up to the next one that goes, or to the end
    const until = i == n - 1 ? length : k + step;
    moveChildren(extra, k - i, k + 1, until - k - 1);
  }
  setLength(extra, length - n);
  Py_DECREF(gone);
  return 0;
}

/** Are all items of the list or tuple Elements? TypeError if not. */
function allElements(seq: PyObject): bool {
  for (let i = 0; i < PySequence_Fast_GET_SIZE(seq); i++) {
    const item = PySequence_Fast_GET_ITEM(seq, i);
    if (Element_Check(item)) continue;
    raiseNoElement(item);
    return false;
  }
  return true;
}

/** Puts the items of the list or tuple in place of the `n` children from `start` in steps. */
function assignSlice(self: PyObject, start: i32, stop: i32, step: i32, n: i32, seq: PyObject): i32 {
  const given = PySequence_Fast_GET_SIZE(seq);
  if (step != 1 && given != n) {
    PyErr_Format(
      PyExc_ValueError,
      "attempt to assign sequence of size %zd to extended slice of size %zd",
      <usize>given,
      <usize>n,
    );
    return -1;
  }
  if (given > n && growBy(self, given - n) < 0) return -1;
  if (!allElements(seq)) return -1;
  const extra = extraOf(self);
  const old: PyObject | null = n > 0 ? listOf(extra, start, step, n, true) : null;
  if (n > 0 && old === null) return -1;
  // an empty slice may end before it starts: the children from its start on make room
  const tail = n > 0 ? stop : start;
  const length = lengthOf(extra);
  if (given != n) moveChildren(extra, tail + given - n, tail, length - tail);
  for (let i = 0, k = start; i < given; i++, k += step) setChild(extra, k, Py_NewRef(PySequence_Fast_GET_ITEM(seq, i)));
  setLength(extra, length + given - n);
  Py_XDECREF(old);
  return 0;
}

export function element_ass_subscr(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  if (PyIndex_Check(key)) return indexOf(self, key) ? element_setitem(self, found, value) : -1;
  if (!PySlice_Check(key)) {
    PyErr_SetString(PyExc_TypeError, "element indices must be integers");
    return -1;
  }
  if (extraOf(self) == 0 && createExtra(self, null) < 0) return -1;
  let seq: PyObject | null = null;
  if (value !== null) {
    // an iterator may run anything: the slice is measured afterwards
    seq = PySequence_Fast(value, "assignment expects an iterable");
    if (seq === null) return -1;
  }
  let r = PySlice_Unpack(key);
  if (r == 0 && extraOf(self) == 0) r = createExtra(self, null);
  if (r == 0) {
    const n = PySlice_AdjustIndices(countOf(self));
    const start = sliceStart();
    const step = sliceStep();
    r = seq === null ? deleteSlice(extraOf(self), start, step, n) : assignSlice(self, start, sliceStop(), step, n, seq);
  }
  Py_XDECREF(seq);
  return r;
}

/** insert(index, subelement) */
export function element_insert(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("insert", nargs, 2, 2) || !sizeArg(ptrAt(args, 0))) return null;
  let index = argValue;
  const child = ptrAt(args, 1);
  if (!Element_Check(child)) {
    badArgument("insert", "argument 2", "xml.etree.ElementTree.Element", child);
    return null;
  }
  if (growBy(self, 1) < 0) return null;
  const extra = extraOf(self);
  const n = lengthOf(extra);
  if (index < 0) index = index + n < 0 ? 0 : index + n;
  if (index > n) index = n;
  moveChildren(extra, index + 1, index, n - index);
  setChild(extra, index, Py_NewRef(child));
  setLength(extra, n + 1);
  return Py_NewRef(Py_None);
}

/** Where the child stands that is, or is equal to, `sought`: -1 none, -2 with an exception. Comparing may change the children. */
function findChild(self: PyObject, sought: PyObject): i32 {
  for (let i = 0; i < countOf(self); i++) {
    const child = childAt(extraOf(self), i);
    if (child == sought) return i;
    Py_NewRef(child);
    const r = PyObject_RichCompareBool(child, sought, Py_EQ);
    Py_DECREF(child);
    if (r < 0) return -2;
    if (r > 0) return i < countOf(self) ? i : -1;
  }
  return -1;
}

/** remove(subelement) */
export function element_remove(self: PyObject, sought: PyObject): PyObject | null {
  if (!Element_Check(sought)) {
    badArgument("remove", "argument", "xml.etree.ElementTree.Element", sought);
    return null;
  }
  const i = findChild(self, sought);
  if (i == -1) return PyErr_SetString(PyExc_ValueError, "list.remove(x): x not in list");
  return i < 0 || element_setitem(self, i, null) < 0 ? null : Py_NewRef(Py_None);
}
