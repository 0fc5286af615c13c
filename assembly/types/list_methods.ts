/**
 * list as Python sees it: operators, subscripts, methods, the two iterators; at the bottom the types (Objects/listobject.c).
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_LIST_SUBCLASS,
  Py_TPFLAGS_MATCH_SELF,
  Py_TPFLAGS_SEQUENCE,
  initPtr,
  ptrAt,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_REFCNT, Py_SET_REFCNT, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyList_Type, PyType_Type, Py_None, Py_NotImplemented } from "../object/statics";
import { PyExc_IndexError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyVectorcall_NARGS, visitField } from "../object/slots";
import { visitItems } from "../gc/visit";
import {
  METH_CLASS,
  METH_COEXIST,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addMethod,
  initStaticType,
  mappingMethods,
  sequenceMethods,
} from "../object/typedef";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { freelistInit, freelistPush } from "../memory/freelist";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_DelStatic, _PyObject_GC_New } from "../gc/collector";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, noKeywords, noKeywordsDict, parseArgs } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import {
  PyObject_IsTrue,
  PyObject_Repr,
  PyObject_RichCompare,
  PyObject_RichCompareBool,
  Py_RETURN_BOOL,
  Py_RETURN_RICHCOMPARE,
  Py_ReprEnter,
  Py_ReprLeave,
} from "../protocol/compare";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../protocol/number";
import { PySequence_Fast, PySequence_Fast_GET_SIZE, PySequence_Fast_ITEMS } from "../protocol/sequence";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import { PyLong_AsSsize_t, PyLong_FromLong, PyLong_FromSsize_t } from "./long";
import { PyUnicode_FromLiteral } from "./unicode_format";
import {
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteLiteral,
  _PyUnicodeWriter_WriteStr,
} from "./unicode_writer";
import {
  PySlice_AdjustIndices,
  PySlice_Check,
  PySlice_Unpack,
  _PyEval_SliceIndexNotNone,
  setSlice,
  sliceIndex,
  sliceStart,
  sliceStep,
  sliceStop,
} from "./slice";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { packSteal1, packSteal2, packSteal3 } from "./tuple_build";
import { classGetItem } from "./genericalias";
import { listSort } from "./list_sort";
import {
  PyListIter_Type,
  PyListObject,
  PyListRevIter_Type,
  PyList_Append,
  PyList_Check,
  PyList_CheckExact,
  PyList_Extend,
  PyList_GET_ITEM,
  PyList_GET_SIZE,
  PyList_GetSlice,
  PyList_Insert,
  PyList_New,
  PyList_Reverse,
  PyList_SET_ITEM,
  PyList_SetSlice,
  _PyListIterObject,
  listFreeList,
  list_clear,
  list_new_prealloc,
  list_resize,
} from "./list";
import { ID } from "../generated/ids";

// --- lifetime ---

function list_dealloc(self: PyObject): void {
  const op = changetype<PyListObject>(self);
  _PyObject_GC_UNTRACK(self);
  const items = op.ob_item;
  if (items != 0) {
    for (let i = op.ob_size - 1; i >= 0; i--) Py_XDECREF(load<PyObject | null>(items + ((<usize>i) << 3)));
    PyMem_Free(items);
  }
  if (!PyList_CheckExact(self)) call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
  else if (!freelistPush(listFreeList, changetype<usize>(self))) _PyObject_GC_DelStatic(changetype<usize>(self));
}

function list_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const op = changetype<PyListObject>(self);
  return visitItems(changetype<usize>(op.ob_item), op.ob_size, visit, arg);
}

function list_tp_clear(self: PyObject): i32 {
  list_clear(changetype<PyListObject>(self));
  return 0;
}

// --- slots ---

function list_repr(self: PyObject): PyObject | null {
  if (PyList_GET_SIZE(self) == 0) return PyUnicode_FromLiteral("[]");
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("[...]") : null;
  const writer = _PyUnicodeWriter_Init(1 + 1 + (2 + 1) * (PyList_GET_SIZE(self) - 1) + 1);
  let ok = _PyUnicodeWriter_WriteChar(writer, 0x5b);
  for (let i = 0; ok && i < PyList_GET_SIZE(self); i++) {
    if (i > 0) ok = _PyUnicodeWriter_WriteLiteral(writer, ", ");
    const item = Py_NewRef(PyList_GET_ITEM(self, i));
    const s = PyObject_Repr(item);
    Py_DECREF(item);
    if (s === null) {
      ok = false;
    } else {
      ok = ok && _PyUnicodeWriter_WriteStr(writer, s);
      Py_DECREF(s);
    }
  }
  ok = ok && _PyUnicodeWriter_WriteChar(writer, 0x5d);
  Py_ReprLeave(self);
  if (ok) return _PyUnicodeWriter_Finish(writer);
  _PyUnicodeWriter_Dealloc(writer);
  return null;
}

function list_length(self: PyObject): i32 {
  return PyList_GET_SIZE(self);
}

/** item == value with the item kept alive meanwhile. */
function itemEquals(item: PyObject, value: PyObject): i32 {
  Py_INCREF(item);
  const cmp = PyObject_RichCompareBool(item, value, Py_EQ);
  Py_DECREF(item);
  return cmp;
}

function list_contains(self: PyObject, value: PyObject): i32 {
  for (let i = 0; i < PyList_GET_SIZE(self); i++) {
    const cmp = itemEquals(PyList_GET_ITEM(self, i), value);
    if (cmp != 0) return cmp;
  }
  return 0;
}

function list_item(self: PyObject, i: i32): PyObject | null {
  if (<u32>i >= <u32>PyList_GET_SIZE(self)) return PyErr_SetString(PyExc_IndexError, "list index out of range");
  return Py_NewRef(PyList_GET_ITEM(self, i));
}

function list_concat(a: PyObject, b: PyObject): PyObject | null {
  if (!PyList_Check(b)) {
    return PyErr_Format(PyExc_TypeError, 'can only concatenate list (not "%s") to list', b.ob_type.tp_name);
  }
  const na = PyList_GET_SIZE(a);
  const nb = PyList_GET_SIZE(b);
  const op = list_new_prealloc(na + nb);
  if (op === null) return null;
  for (let i = 0; i < na; i++) PyList_SET_ITEM(op, i, Py_NewRef(PyList_GET_ITEM(a, i)));
  for (let i = 0; i < nb; i++) PyList_SET_ITEM(op, na + i, Py_NewRef(PyList_GET_ITEM(b, i)));
  changetype<PyListObject>(op).ob_size = na + nb;
  return op;
}

function list_repeat(self: PyObject, n: i32): PyObject | null {
  const size = PyList_GET_SIZE(self);
  if (size == 0 || n <= 0) return PyList_New(0);
  if (n > i32.MAX_VALUE / size) return PyErr_NoMemory();
  const op = list_new_prealloc(size * n);
  if (op === null) return null;
  const items = changetype<PyListObject>(op).ob_item;
  for (let i = 0; i < size; i++) {
    const item = PyList_GET_ITEM(self, i);
    Py_SET_REFCNT(item, Py_REFCNT(item) + n);
    store<u64>(items + ((<usize>i) << 3), <u64>changetype<usize>(item));
  }
  // What is there is copied behind itself, twice as much each time.
  const all = (<usize>(size * n)) << 3;
  let done = (<usize>size) << 3;
  while (done < all) {
    const more = min(done, all - done);
    memory.copy(items + done, items, more);
    done += more;
  }
  changetype<PyListObject>(op).ob_size = size * n;
  return op;
}

function list_inplace_repeat(self: PyObject, n: i32): PyObject | null {
  const size = PyList_GET_SIZE(self);
  if (size == 0 || n == 1) return Py_NewRef(self);
  if (n < 1) {
    list_clear(changetype<PyListObject>(self));
    return Py_NewRef(self);
  }
  if (size > i32.MAX_VALUE / n) return PyErr_NoMemory();
  if (list_resize(changetype<PyListObject>(self), size * n) < 0) return null;
  for (let i = size; i < size * n; i++) PyList_SET_ITEM(self, i, Py_NewRef(PyList_GET_ITEM(self, i - size)));
  return Py_NewRef(self);
}

function list_inplace_concat(self: PyObject, other: PyObject): PyObject | null {
  return PyList_Extend(self, other) < 0 ? null : Py_NewRef(self);
}

function list_ass_item(self: PyObject, i: i32, value: PyObject | null): i32 {
  if (<u32>i >= <u32>PyList_GET_SIZE(self)) {
    PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
    return -1;
  }
  if (value === null) return PyList_SetSlice(self, i, i + 1, null);
  const old = PyList_GET_ITEM(self, i);
  PyList_SET_ITEM(self, i, Py_NewRef(value));
  Py_DECREF(old);
  return 0;
}

function list_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!PyList_Check(v) || !PyList_Check(w)) return Py_NewRef(Py_NotImplemented);
  if (PyList_GET_SIZE(v) != PyList_GET_SIZE(w) && (op == Py_EQ || op == Py_NE)) return Py_RETURN_BOOL(op == Py_NE);
  let i = 0;
  while (i < PyList_GET_SIZE(v) && i < PyList_GET_SIZE(w)) {
    const a = PyList_GET_ITEM(v, i);
    const b = PyList_GET_ITEM(w, i);
    if (a != b) {
      Py_INCREF(a);
      Py_INCREF(b);
      const k = PyObject_RichCompareBool(a, b, Py_EQ);
      Py_DECREF(a);
      Py_DECREF(b);
      if (k < 0) return null;
      if (k == 0) break;
    }
    i++;
  }
  const nv = PyList_GET_SIZE(v);
  const nw = PyList_GET_SIZE(w);
  if (i >= nv || i >= nw) return Py_RETURN_RICHCOMPARE(<i64>nv - <i64>nw, op);
  if (op == Py_EQ || op == Py_NE) return Py_RETURN_BOOL(op == Py_NE);
  const a = Py_NewRef(PyList_GET_ITEM(v, i));
  const b = Py_NewRef(PyList_GET_ITEM(w, i));
  const result = PyObject_RichCompare(a, b, op);
  Py_DECREF(a);
  Py_DECREF(b);
  return result;
}

// --- subscripts ---

export function list_subscript(self: PyObject, key: PyObject): PyObject | null {
  if (PyIndex_Check(key)) {
    let i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return null;
    if (i < 0) i += PyList_GET_SIZE(self);
    return list_item(self, i);
  }
  if (!PySlice_Check(key)) {
    return PyErr_Format(PyExc_TypeError, "list indices must be integers or slices, not %s", key.ob_type.tp_name);
  }
  if (PySlice_Unpack(key) < 0) return null;
  const n = PySlice_AdjustIndices(PyList_GET_SIZE(self));
  if (n <= 0) return PyList_New(0);
  const start = sliceStart();
  const step = sliceStep();
  const op = list_new_prealloc(n);
  if (op === null) return null;
  let from = changetype<PyListObject>(self).ob_item + ((<usize>start) << 3);
  const stride = (<usize>step) << 3;
  const end = changetype<PyListObject>(op).ob_item + ((<usize>n) << 3);
  for (let to = changetype<PyListObject>(op).ob_item; to != end; to += 8, from += stride) {
    const item = load<PyObject>(from);
    Py_INCREF(item);
    store<u64>(to, <u64>changetype<usize>(item));
  }
  changetype<PyListObject>(op).ob_size = n;
  return op;
}

/** del self[start::step] for `n` items. */
function deleteExtended(self: PyListObject, start: i32, step: i32, n: i32): i32 {
  if (n <= 0) return 0;
  if (step < 0) {
    start = start + step * (n - 1);
    step = -step;
  }
  const garbage = PyMem_Malloc((<usize>n) << 3);
  if (garbage == 0) {
    PyErr_NoMemory();
    return -1;
  }
  const items = self.ob_item;
  const size = self.ob_size;
  let to = start;
  let taken = 0;
  for (let i = start; i < size; i++) {
    if (taken < n && i == start + taken * step) {
      store<u64>(garbage + ((<usize>taken) << 3), load<u64>(items + ((<usize>i) << 3)));
      taken++;
    } else {
      store<u64>(items + ((<usize>to) << 3), load<u64>(items + ((<usize>i) << 3)));
      to++;
    }
  }
  const status = list_resize(self, size - n);
  for (let i = 0; i < n; i++) Py_DECREF(ptrAt(garbage, i));
  PyMem_Free(garbage);
  return status;
}

/** self[start::step] = seq (a list or tuple), as many items as the slice has. */
function assignExtended(self: PyObject, start: i32, step: i32, n: i32, seq: PyObject): i32 {
  const given = PySequence_Fast_GET_SIZE(seq);
  if (given != n) {
    PyErr_Format(PyExc_ValueError, "attempt to assign sequence of size %zd to extended slice of size %zd", given, n);
    return -1;
  }
  if (n > 0) {
    const garbage = PyMem_Malloc((<usize>n) << 3);
    if (garbage == 0) {
      PyErr_NoMemory();
      return -1;
    }
    const items = PySequence_Fast_ITEMS(seq);
    for (let i = 0, at = start; i < n; i++, at += step) {
      store<u64>(garbage + ((<usize>i) << 3), <u64>changetype<usize>(PyList_GET_ITEM(self, at)));
      PyList_SET_ITEM(self, at, Py_NewRef(ptrAt(items, i)));
    }
    for (let i = 0; i < n; i++) Py_DECREF(ptrAt(garbage, i));
    PyMem_Free(garbage);
  }
  return 0;
}

export function list_ass_subscript(self: PyObject, key: PyObject, value: PyObject | null): i32 {
  if (PyIndex_Check(key)) {
    let i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return -1;
    if (i < 0) i += PyList_GET_SIZE(self);
    return list_ass_item(self, i, value);
  }
  if (!PySlice_Check(key)) {
    PyErr_Format(PyExc_TypeError, "list indices must be integers or slices, not %s", key.ob_type.tp_name);
    return -1;
  }
  if (PySlice_Unpack(key) < 0) return -1;
  if (value === null) {
    const n = PySlice_AdjustIndices(PyList_GET_SIZE(self));
    const start = sliceStart();
    if (sliceStep() == 1) return PyList_SetSlice(self, start, n == 0 ? start : sliceStop(), null);
    return deleteExtended(changetype<PyListObject>(self), start, sliceStep(), n);
  }
  const rawStart = sliceStart();
  const rawStop = sliceStop();
  const step = sliceStep();
  // Reading the iterable may change the list: its indices are found afterwards.
  const seq =
    value == self
      ? PyList_GetSlice(value, 0, PyList_GET_SIZE(value))
      : PySequence_Fast(value, "must assign iterable to extended slice");
  if (seq === null) return -1;
  setSlice(rawStart, rawStop, step);
  const n = PySlice_AdjustIndices(PyList_GET_SIZE(self));
  const start = sliceStart();
  const status =
    step == 1
      ? PyList_SetSlice(self, start, n == 0 ? start : sliceStop(), seq)
      : assignExtended(self, start, step, n, seq);
  Py_DECREF(seq);
  return status;
}

// --- methods ---

function list___reversed__(self: PyObject, unused: PyObject | null): PyObject | null {
  return newIter(PyListRevIter_Type, self, PyList_GET_SIZE(self) - 1);
}

function list_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + changetype<PyListObject>(self).allocated * 8);
}

function list_clear_method(self: PyObject, unused: PyObject | null): PyObject | null {
  list_clear(changetype<PyListObject>(self));
  return Py_NewRef(Py_None);
}

function list_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyList_GetSlice(self, 0, PyList_GET_SIZE(self));
}

export function list_append(self: PyObject, value: PyObject): PyObject | null {
  return PyList_Append(self, value) < 0 ? null : Py_NewRef(Py_None);
}

function list_insert(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("insert", nargs, 2, 2)) return null;
  const i = indexArg(ptrAt(args, 0));
  if (i == -1 && PyErr_Occurred() !== null) return null;
  return PyList_Insert(self, i, ptrAt(args, 1)) < 0 ? null : Py_NewRef(Py_None);
}

/** A Py_ssize_t argument: TypeError if it is no integer; -1 with an exception. */
function indexArg(op: PyObject): i32 {
  if (!PyIndex_Check(op)) {
    PyErr_Format(PyExc_TypeError, "'%s' object cannot be interpreted as an integer", op.ob_type.tp_name);
    return -1;
  }
  return PyNumber_AsSsize_t(op, null);
}

function list_extend(self: PyObject, iterable: PyObject): PyObject | null {
  return PyList_Extend(self, iterable) < 0 ? null : Py_NewRef(Py_None);
}

function list_pop(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pop", nargs, 0, 1)) return null;
  let i = -1;
  if (nargs > 0) {
    i = indexArg(ptrAt(args, 0));
    if (i == -1 && PyErr_Occurred() !== null) return null;
  }
  const op = changetype<PyListObject>(self);
  const size = op.ob_size;
  if (size == 0) return PyErr_SetString(PyExc_IndexError, "pop from empty list");
  if (i < 0) i += size;
  if (<u32>i >= <u32>size) return PyErr_SetString(PyExc_IndexError, "pop index out of range");
  const value = PyList_GET_ITEM(self, i);
  if (size == 1) {
    Py_INCREF(value);
    list_clear(op);
    return value;
  }
  const at = op.ob_item + ((<usize>i) << 3);
  memory.copy(at, at + 8, (<usize>(size - 1 - i)) << 3);
  return list_resize(op, size - 1) < 0 ? null : value;
}

function list_remove(self: PyObject, value: PyObject): PyObject | null {
  for (let i = 0; i < PyList_GET_SIZE(self); i++) {
    const cmp = itemEquals(PyList_GET_ITEM(self, i), value);
    if (cmp > 0) return PyList_SetSlice(self, i, i + 1, null) == 0 ? Py_NewRef(Py_None) : null;
    if (cmp < 0) return null;
  }
  return PyErr_SetString(PyExc_ValueError, "list.remove(x): x not in list");
}

function list_index(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("index", nargs, 1, 3)) return null;
  let start = 0;
  let stop = i32.MAX_VALUE;
  if (nargs > 1) {
    if (!_PyEval_SliceIndexNotNone(ptrAt(args, 1))) return null;
    start = sliceIndex();
  }
  if (nargs > 2) {
    if (!_PyEval_SliceIndexNotNone(ptrAt(args, 2))) return null;
    stop = sliceIndex();
  }
  const n = PyList_GET_SIZE(self);
  if (start < 0) start = max(start + n, 0);
  if (stop < 0) stop = max(stop + n, 0);
  const value = ptrAt(args, 0);
  for (let i = start; i < stop && i < PyList_GET_SIZE(self); i++) {
    const cmp = itemEquals(PyList_GET_ITEM(self, i), value);
    if (cmp > 0) return PyLong_FromSsize_t(i);
    if (cmp < 0) return null;
  }
  return PyErr_Format(PyExc_ValueError, "%R is not in list", changetype<usize>(value));
}

function list_count(self: PyObject, value: PyObject): PyObject | null {
  let count = 0;
  for (let i = 0; i < PyList_GET_SIZE(self); i++) {
    const item = PyList_GET_ITEM(self, i);
    const cmp = item == value ? 1 : itemEquals(item, value);
    if (cmp < 0) return null;
    count += cmp;
  }
  return PyLong_FromSsize_t(count);
}

function list_reverse(self: PyObject, unused: PyObject | null): PyObject | null {
  PyList_Reverse(self);
  return Py_NewRef(Py_None);
}

function list_sort(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("sort", "*,key=,reverse=", args, nargs, kwnames)) return null;
  let key = arg(0);
  const reverseArg = arg(1);
  if (key !== null && key == Py_None) key = null;
  let reverse = 0;
  if (reverseArg !== null) {
    reverse = PyObject_IsTrue(reverseArg);
    if (reverse < 0) return null;
  }
  return listSort(self, key, reverse != 0) < 0 ? null : Py_NewRef(Py_None);
}

// --- making ---

function list_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

function list_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if ((PyList_CheckExact(self) || self.ob_type.tp_new == PyList_Type.tp_new) && !noKeywordsDict("list", kwds))
    return -1;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("list", n, 0, 1)) return -1;
  list_clear(changetype<PyListObject>(self));
  return n == 0 ? 0 : PyList_Extend(self, PyTuple_GET_ITEM(args, 0));
}

function list_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("list", kwnames)) return null;
  const n = PyVectorcall_NARGS(nargsf);
  if (!PyArg_CheckPositional("list", n, 0, 1)) return null;
  const list = PyType_GenericAlloc(changetype<PyTypeObject>(callable), 0);
  if (list === null || n == 0) return list;
  if (PyList_Extend(list, ptrAt(args, 0)) == 0) return list;
  Py_DECREF(list);
  return null;
}

// --- the iterators ---

function newIter(type: PyTypeObject, seq: PyObject, index: i32): PyObject | null {
  const at = changetype<usize>(_PyObject_GC_New(type));
  if (at == 0) return null;
  store<i64>(at, <i64>index, 16);
  initPtr(at + 24, changetype<usize>(Py_NewRef(seq)));
  _PyObject_GC_TRACK(changetype<PyObject>(at));
  return changetype<PyObject>(at);
}

function list_iter(self: PyObject): PyObject | null {
  return newIter(PyListIter_Type, self, 0);
}

function listiter_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(changetype<_PyListIterObject>(self).it_seq);
  PyObject_GC_Del(changetype<usize>(self));
}

function listiter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 24, visit, arg);
}

/** Also called by name (iterStep). */
export function listiter_next(self: PyObject): PyObject | null {
  const it = changetype<_PyListIterObject>(self);
  const seq = it.it_seq;
  if (seq === null) return null;
  if (it.it_index < seq.ob_size) return Py_NewRef(PyList_GET_ITEM(seq, it.it_index++));
  it.it_seq = null;
  Py_DECREF(seq);
  return null;
}

function listreviter_next(self: PyObject): PyObject | null {
  const it = changetype<_PyListIterObject>(self);
  const seq = it.it_seq;
  if (seq === null) return null;
  const i = it.it_index;
  if (i >= 0 && i < seq.ob_size) {
    it.it_index = i - 1;
    return Py_NewRef(PyList_GET_ITEM(seq, i));
  }
  it.it_index = -1;
  it.it_seq = null;
  Py_DECREF(seq);
  return null;
}

/** How many items a list's iterator has before it. */
export function listiterLeft(self: PyObject): i32 {
  const it = changetype<_PyListIterObject>(self);
  const seq = it.it_seq;
  return seq === null ? 0 : max(seq.ob_size - it.it_index, 0);
}

function listiter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(listiterLeft(self));
}

function listreviter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  const it = changetype<_PyListIterObject>(self);
  const seq = it.it_seq;
  const n = it.it_index + 1;
  return PyLong_FromSsize_t(seq === null || seq.ob_size < n ? 0 : n);
}

/** `(iter, (list,), index)`; an exhausted one pickles as one over []. */
function listiter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  // The builtin first: looking it up may run code that exhausts the iterator.
  const iter = _PyEval_GetBuiltin(self.ob_type == PyListIter_Type ? ID.iter : ID.reversed);
  if (iter === null) return null;
  const it = changetype<_PyListIterObject>(self);
  const seq = it.it_seq;
  if (seq === null) return packSteal2(iter, packSteal1(PyList_New(0)));
  return packSteal3(iter, packSteal1(Py_NewRef(seq)), PyLong_FromLong(it.it_index));
}

function listiter_setstate(self: PyObject, state: PyObject): PyObject | null {
  const it = changetype<_PyListIterObject>(self);
  const seq = it.it_seq;
  const index = PyLong_AsSsize_t(state);
  if (index == -1 && PyErr_Occurred() !== null) return null;
  if (seq !== null) {
    if (self.ob_type == PyListIter_Type) it.it_index = index < 0 ? 0 : min(index, seq.ob_size);
    else it.it_index = index < -1 ? -1 : min(index, seq.ob_size - 1);
  }
  return Py_NewRef(Py_None);
}

// --- the types ---

function initIterType(t: PyTypeObject, name: string, next: u32, len: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 32, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = listiter_dealloc.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = listiter_traverse.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
  addMethod(t, "__length_hint__", len, METH_NOARGS, "Private method returning an estimate of len(list(it)).");
  addMethod(t, "__reduce__", listiter_reduce.index, METH_NOARGS, "Return state information for pickling.");
  addMethod(t, "__setstate__", listiter_setstate.index, METH_O, "Set state information for unpickling.");
}

export function initListType(): void {
  freelistInit(listFreeList, 80);
  const t = PyList_Type;
  const flags =
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_LIST_SUBCLASS | Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_SEQUENCE;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "list",
    40,
    0,
    flags,
    "list(iterable=(), /)\n--\n\nA sequence that can be changed.\n\nIt begins with the items of the iterable, or empty without one.",
  );
  t.tp_dealloc = list_dealloc.index;
  t.tp_repr = list_repr.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = list_traverse.index;
  t.tp_clear = list_tp_clear.index;
  t.tp_richcompare = list_richcompare.index;
  t.tp_iter = list_iter.index;
  t.tp_init = list_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = list_new.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_vectorcall = list_vectorcall.index;
  const sq = sequenceMethods(t);
  sq.sq_length = list_length.index;
  sq.sq_concat = list_concat.index;
  sq.sq_repeat = list_repeat.index;
  sq.sq_item = list_item.index;
  sq.sq_ass_item = list_ass_item.index;
  sq.sq_contains = list_contains.index;
  sq.sq_inplace_concat = list_inplace_concat.index;
  sq.sq_inplace_repeat = list_inplace_repeat.index;
  const mp = mappingMethods(t);
  mp.mp_length = list_length.index;
  mp.mp_subscript = list_subscript.index;
  mp.mp_ass_subscript = list_ass_subscript.index;
  addListMethods(t);
  initIterType(PyListIter_Type, "list_iterator", listiter_next.index, listiter_len.index);
  initIterType(PyListRevIter_Type, "list_reverseiterator", listreviter_next.index, listreviter_len.index);
}

function addListMethods(t: PyTypeObject): void {
  addMethod(
    t,
    "__getitem__",
    list_subscript.index,
    METH_O | METH_COEXIST,
    "__getitem__($self, index, /)\n--\n\nReturn self[index].",
  );
  addMethod(
    t,
    "__reversed__",
    list___reversed__.index,
    METH_NOARGS,
    "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the list.",
  );
  addMethod(
    t,
    "__sizeof__",
    list_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nReturn the size of the list in memory, in bytes.",
  );
  addMethod(t, "clear", list_clear_method.index, METH_NOARGS, "clear($self, /)\n--\n\nRemove all items from list.");
  addMethod(t, "copy", list_copy.index, METH_NOARGS, "copy($self, /)\n--\n\nReturn a shallow copy of the list.");
  addMethod(
    t,
    "append",
    list_append.index,
    METH_O,
    "append($self, object, /)\n--\n\nAppend object to the end of the list.",
  );
  addMethod(
    t,
    "insert",
    list_insert.index,
    METH_FASTCALL,
    "insert($self, index, object, /)\n--\n\nInsert object before index.",
  );
  addMethod(
    t,
    "extend",
    list_extend.index,
    METH_O,
    "extend($self, iterable, /)\n--\n\nExtend list by appending elements from the iterable.",
  );
  addMethod(
    t,
    "pop",
    list_pop.index,
    METH_FASTCALL,
    "pop($self, index=-1, /)\n--\n\nTake out the item at index, the last one unless given.\n\nAn IndexError if there is none.",
  );
  addMethod(
    t,
    "remove",
    list_remove.index,
    METH_O,
    "remove($self, value, /)\n--\n\nTake out the first item that equals value.\n\nA ValueError if there is none.",
  );
  addMethod(
    t,
    "index",
    list_index.index,
    METH_FASTCALL,
    "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\nWhere the value first occurs.\n\nIt is a ValueError if it does not.",
  );
  addMethod(
    t,
    "count",
    list_count.index,
    METH_O,
    "count($self, value, /)\n--\n\nReturn number of occurrences of value.",
  );
  addMethod(t, "reverse", list_reverse.index, METH_NOARGS, "reverse($self, /)\n--\n\nReverse *IN PLACE*.");
  addMethod(
    t,
    "sort",
    list_sort.index,
    METH_FASTCALL_KEYWORDS,
    "sort($self, /, *, key=None, reverse=False)\n--\n\nSort the list itself, the smallest item first.\n\nItems that are equal keep their order. key, called once for each item, says\nwhat to compare; reverse puts the largest first.",
  );
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
}
