/**
 * list: storage and the C API (Objects/listobject.c).
 *
 *   16 ob_size   24 ob_item   32 allocated     items lie outside, stride 8
 *
 * Growth is CPython's: 0, 4, 8, 16, 24, 32, 40, 52, 64, ... when appending; the exact length where it is known. Invariants:
 * 0 <= ob_size <= allocated; ob_item is null when allocated is 0. While a list is being sorted it is empty with allocated -1.
 *
 * Elsewhere: Python-visible methods and the types (list_methods.ts), sort (list_sort.ts).
 */
import { PyObject, PyTypeObject, PyVarObject, PyType_FastSubclass, Py_TPFLAGS_LIST_SUBCLASS } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, _Py_IsImmortal, _Py_NewReference } from "../object/refcount";
import { PyDict_Type, PyList_Type, PyTuple_Type } from "../object/statics";
import { PyExc_IndexError, PyExc_StopIteration, PyExc_SystemError } from "../object/exception_types";
import { _PyObject_GC_TRACK } from "../object/gc_head";
import { freelistPop } from "../memory/freelist";
import { copyWords, zeroWords } from "../memory/copy";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../memory/blocks";
import { _PyObject_GC_NewStatic } from "../gc/collector";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
} from "../protocol/errors";
import { PyObject_GetIter, iterStep } from "../protocol/iter";
import {
  PyObject_LengthHint,
  PySequence_Fast,
  PySequence_Fast_GET_SIZE,
  PySequence_Fast_ITEMS,
} from "../protocol/sequence";
import { PyTuple_Pack2, _PyTuple_FromArray } from "./tuple";
import { PyAnySet_CheckExact, PySet_GET_SIZE, _PySet_NextEntry, setNextKey } from "./set";
import { PyDict_GET_SIZE, PyDict_Next, dictNextKey, dictNextValue } from "./dict";
import { PyDictItems_Type, PyDictKeys_Type, PyDictValues_Type, _PyDictViewObject } from "./dict_views";

/** 40 bytes: ob_item 24, allocated 32. */
@unmanaged
export class PyListObject extends PyVarObject {
  ob_item: usize;
  ob_item_hi: u32;
  allocated: i32;
  allocated_hi: i32;
}

/** list_iterator and list_reverseiterator, 32 bytes: it_index 16, it_seq 24 (null when exhausted). */
@unmanaged
export class _PyListIterObject extends PyObject {
  it_index: i32;
  it_index_hi: i32;
  it_seq: PyListObject | null;
  it_seq_hi: u32;
}

export const PyListIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // list_iterator
export const PyListRevIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // list_reverseiterator

export const listFreeList = memory.data(16, 16);
const MAX_ITEMS: i32 = i32.MAX_VALUE / 8 - 8;

export function PyList_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_LIST_SUBCLASS);
}

export function PyList_CheckExact(op: PyObject): bool {
  return op.ob_type == PyList_Type;
}

export function PyList_GET_SIZE(op: PyObject): i32 {
  return changetype<PyVarObject>(op).ob_size;
}

/** Borrowed. */
export function PyList_GET_ITEM(op: PyObject, i: i32): PyObject {
  return load<PyObject>(changetype<PyListObject>(op).ob_item + ((<usize>i) << 3));
}

/** Fills a slot of a fresh list. Steals `value`. */
export function PyList_SET_ITEM(op: PyObject, i: i32, value: PyObject | null): void {
  store<u64>(changetype<PyListObject>(op).ob_item + ((<usize>i) << 3), <u64>changetype<usize>(value));
}

// --- storage ---

/** Makes ob_size `newsize`, growing or shrinking the storage; new slots are undefined. 0 or -1. */
export function list_resize(self: PyListObject, newsize: i32): i32 {
  const allocated = self.allocated;
  if (allocated >= newsize && newsize >= allocated >> 1) {
    self.ob_size = newsize;
    return 0;
  }
  if (newsize > MAX_ITEMS) {
    PyErr_NoMemory();
    return -1;
  }
  let room = (newsize + (newsize >> 3) + 6) & ~3;
  if (newsize - self.ob_size > room - newsize) room = (newsize + 3) & ~3;
  if (newsize == 0) room = 0;
  if (room == 0) {
    PyMem_Free(self.ob_item);
    self.ob_item = 0;
  } else {
    const items = PyMem_Realloc(self.ob_item, (<usize>room) << 3);
    if (items == 0) {
      PyErr_NoMemory();
      return -1;
    }
    self.ob_item = items;
  }
  self.ob_size = newsize;
  self.allocated = room;
  return 0;
}

/** First storage of an empty list, for an expected length: rounded up to an even number of items. */
function list_preallocate_exact(self: PyListObject, size: i32): i32 {
  const room = (size + 1) & ~1;
  const items = size > MAX_ITEMS ? 0 : PyMem_Malloc((<usize>room) << 3);
  if (items == 0) {
    PyErr_NoMemory();
    return -1;
  }
  self.ob_item = items;
  self.allocated = room;
  return 0;
}

/** `new` list of `size` with room for exactly that, undefined items and ob_size 0. */
export function list_new_prealloc(size: i32): PyObject | null {
  const op = PyList_New(0);
  if (op === null) return null;
  if (size == 0) return op;
  const self = changetype<PyListObject>(op);
  const items = size > MAX_ITEMS ? 0 : PyMem_Malloc((<usize>size) << 3);
  if (items == 0) {
    Py_DECREF(op);
    return PyErr_NoMemory();
  }
  self.ob_item = items;
  self.allocated = size;
  return op;
}

/** `new`, items null. */
export function PyList_New(size: i32): PyObject | null {
  if (size < 0) return PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  let at = freelistPop(listFreeList);
  if (at != 0) {
    changetype<PyObject>(at).ob_type = PyList_Type;
    _Py_NewReference(changetype<PyObject>(at));
  } else {
    at = changetype<usize>(_PyObject_GC_NewStatic(PyList_Type, 40));
    if (at == 0) return null;
  }
  const op = changetype<PyListObject>(at);
  let items: usize = 0;
  if (size > 0) {
    items = size > MAX_ITEMS ? 0 : PyMem_Malloc((<usize>size) << 3);
    if (items == 0) {
      store<u64>(at, 0, 16);
      store<u64>(at, 0, 24);
      store<u64>(at, 0, 32);
      Py_DECREF(op);
      return PyErr_NoMemory();
    }
    zeroWords(items, size);
  }
  store<u64>(at, <u64>size, 16);
  store<u64>(at, <u64>items, 24);
  store<u64>(at, <u64>size, 32);
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`; steals the items. */
export function _PyList_FromArraySteal(src: usize, n: i32): PyObject | null {
  const op = list_new_prealloc(n);
  if (op === null) {
    for (let i = 0; i < n; i++) Py_DECREF(load<PyObject>(src + ((<usize>i) << 3)));
    return null;
  }
  const self = changetype<PyListObject>(op);
  copyWords(self.ob_item, src, n);
  self.ob_size = n;
  return op;
}

// --- items ---

export function PyList_Size(op: PyObject): i32 {
  if (PyList_Check(op)) return PyList_GET_SIZE(op);
  PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  return -1;
}

/** Borrowed. */
export function PyList_GetItem(op: PyObject, i: i32): PyObject | null {
  if (!PyList_Check(op)) return PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  if (<u32>i >= <u32>PyList_GET_SIZE(op)) return PyErr_SetString(PyExc_IndexError, "list index out of range");
  return PyList_GET_ITEM(op, i);
}

/** `new`. */
export function PyList_GetItemRef(op: PyObject, i: i32): PyObject | null {
  const item = PyList_GetItem(op, i);
  return item === null ? null : Py_NewRef(item);
}

/** Steals `value`. */
export function PyList_SetItem(op: PyObject, i: i32, value: PyObject | null): i32 {
  if (!PyList_Check(op)) {
    Py_XDECREF(value);
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
    return -1;
  }
  if (<u32>i >= <u32>PyList_GET_SIZE(op)) {
    Py_XDECREF(value);
    PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
    return -1;
  }
  const old = changetype<PyObject | null>(PyList_GET_ITEM(op, i));
  PyList_SET_ITEM(op, i, value);
  Py_XDECREF(old);
  return 0;
}

export function PyList_Insert(op: PyObject, i: i32, value: PyObject): i32 {
  const self = changetype<PyListObject>(op);
  const n = self.ob_size;
  if (list_resize(self, n + 1) < 0) return -1;
  if (i < 0) {
    i += n;
    if (i < 0) i = 0;
  }
  if (i > n) i = n;
  const at = self.ob_item + ((<usize>i) << 3);
  memory.copy(at + 8, at, (<usize>(n - i)) << 3);
  Py_INCREF(value);
  store<u64>(at, <u64>changetype<usize>(value));
  return 0;
}

/** Steals `value`. */
export function _PyList_AppendTakeRef(op: PyObject, value: PyObject): i32 {
  const self = changetype<PyListObject>(op);
  const n = self.ob_size;
  if (self.allocated > n) {
    self.ob_size = n + 1;
  } else if (list_resize(self, n + 1) < 0) {
    Py_DECREF(value);
    return -1;
  }
  store<u64>(self.ob_item + ((<usize>n) << 3), <u64>changetype<usize>(value));
  return 0;
}

export function PyList_Append(op: PyObject, value: PyObject): i32 {
  if (!PyList_Check(op)) {
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
    return -1;
  }
  Py_INCREF(value);
  return _PyList_AppendTakeRef(op, value);
}

/** Empties the list and gives its storage back, before any item's finalizer runs. */
export function list_clear(self: PyListObject): void {
  const items = self.ob_item;
  if (items == 0) return;
  let i = self.ob_size;
  self.ob_size = 0;
  self.ob_item = 0;
  self.allocated = 0;
  while (--i >= 0) Py_XDECREF(load<PyObject | null>(items + ((<usize>i) << 3)));
  PyMem_Free(items);
}

export function PyList_Clear(op: PyObject): i32 {
  list_clear(changetype<PyListObject>(op));
  return 0;
}

/** `new`. */
export function PyList_GetSlice(op: PyObject, low: i32, high: i32): PyObject | null {
  const size = PyList_GET_SIZE(op);
  if (low < 0) low = 0;
  else if (low > size) low = size;
  if (high < low) high = low;
  else if (high > size) high = size;
  const n = high - low;
  const copy = list_new_prealloc(n);
  if (copy === null) return null;
  const from = changetype<PyListObject>(op).ob_item + ((<usize>low) << 3);
  const to = changetype<PyListObject>(copy).ob_item;
  for (let at: usize = 0, end = (<usize>n) << 3; at != end; at += 8) {
    const item = load<PyObject>(from + at);
    Py_INCREF(item);
    store<u64>(to + at, <u64>changetype<usize>(item));
  }
  changetype<PyListObject>(copy).ob_size = n;
  return copy;
}

/** a[low:high] = value (null deletes). */
export function PyList_SetSlice(op: PyObject, low: i32, high: i32, value: PyObject | null): i32 {
  if (value == op) {
    const copy = PyList_GetSlice(op, 0, PyList_GET_SIZE(op));
    if (copy === null) return -1;
    const result = PyList_SetSlice(op, low, high, copy);
    Py_DECREF(copy);
    return result;
  }
  const self = changetype<PyListObject>(op);
  let fast: PyObject | null = null;
  let n = 0;
  if (value !== null) {
    fast = PySequence_Fast(value, "can only assign an iterable");
    if (fast === null) return -1;
    n = PySequence_Fast_GET_SIZE(fast);
  }
  const result = assignSlice(self, low, high, fast, n);
  Py_XDECREF(fast);
  return result;
}

/** Replaces self[low:high] by the `n` items of the list or tuple `fast`. */
function assignSlice(self: PyListObject, low: i32, high: i32, fast: PyObject | null, n: i32): i32 {
  const size = self.ob_size;
  if (low < 0) low = 0;
  else if (low > size) low = size;
  if (high < low) high = low;
  else if (high > size) high = size;
  const dropped = high - low;
  const delta = n - dropped;
  if (size + delta == 0) {
    list_clear(self);
    return 0;
  }
  // Set the dropped items aside: their finalizers run when the list is whole again. Immortal ones need no release.
  let aside: usize = 0;
  if (dropped > 0 && !allImmortal(self.ob_item + ((<usize>low) << 3), dropped)) {
    aside = PyMem_Malloc((<usize>dropped) << 3);
    if (aside == 0) {
      PyErr_NoMemory();
      return -1;
    }
    memory.copy(aside, self.ob_item + ((<usize>low) << 3), (<usize>dropped) << 3);
  }
  const tail = (<usize>(size - high)) << 3;
  if (delta < 0) {
    memory.copy(self.ob_item + ((<usize>(high + delta)) << 3), self.ob_item + ((<usize>high) << 3), tail);
    if (list_resize(self, size + delta) < 0) PyErr_Clear(); // shrinking in place
  } else if (delta > 0) {
    if (list_resize(self, size + delta) < 0) {
      PyMem_Free(aside);
      return -1;
    }
    memory.copy(self.ob_item + ((<usize>(high + delta)) << 3), self.ob_item + ((<usize>high) << 3), tail);
  }
  if (fast !== null) {
    const items = PySequence_Fast_ITEMS(fast);
    const to = self.ob_item + ((<usize>low) << 3);
    for (let at: usize = 0, end = (<usize>n) << 3; at != end; at += 8) {
      const w = load<PyObject>(items + at);
      Py_INCREF(w);
      store<u64>(to + at, <u64>changetype<usize>(w));
    }
  }
  if (aside == 0) return 0;
  for (let i = dropped - 1; i >= 0; i--) Py_XDECREF(load<PyObject | null>(aside + ((<usize>i) << 3)));
  PyMem_Free(aside);
  return 0;
}

function allImmortal(items: usize, n: i32): bool {
  for (let i = 0; i < n; i++) {
    if (!_Py_IsImmortal(load<PyObject>(items + ((<usize>i) << 3)))) return false;
  }
  return true;
}

// --- extending ---

/** Appends the `n` items at `src` (borrowed). `src` may be the list's own storage. */
function list_extend_fast(self: PyListObject, iterable: PyObject): i32 {
  const n = PySequence_Fast_GET_SIZE(iterable);
  if (n == 0) return 0;
  const m = self.ob_size;
  if (self.ob_item == 0) {
    if (list_preallocate_exact(self, n) < 0) return -1;
    self.ob_size = n;
  } else if (list_resize(self, m + n) < 0) {
    return -1;
  }
  const src = PySequence_Fast_ITEMS(iterable); // after the resize: it may be the list itself
  const to = self.ob_item + ((<usize>m) << 3);
  for (let i = 0; i < n; i++) {
    const item = load<PyObject>(src + ((<usize>i) << 3));
    Py_INCREF(item);
    store<u64>(to + ((<usize>i) << 3), <u64>changetype<usize>(item));
  }
  return 0;
}

function list_extend_set(self: PyListObject, other: PyObject): i32 {
  const m = self.ob_size;
  if (list_resize(self, m + PySet_GET_SIZE(other)) < 0) return -1;
  let pos = 0;
  let i = m;
  while ((pos = _PySet_NextEntry(other, pos)) != 0) PyList_SET_ITEM(self, i++, Py_NewRef(setNextKey()));
  return 0;
}

/** what: 0 keys, 1 values, 2 items. */
function list_extend_dict(self: PyListObject, dict: PyObject, what: i32): i32 {
  const m = self.ob_size;
  if (list_resize(self, m + PyDict_GET_SIZE(dict)) < 0) return -1;
  let pos = 0;
  let i = m;
  while ((pos = PyDict_Next(dict, pos)) != 0) {
    let item: PyObject;
    if (what == 2) {
      const pair = PyTuple_Pack2(dictNextKey(), dictNextValue());
      if (pair === null) {
        self.ob_size = i;
        return -1;
      }
      item = pair;
    } else {
      item = Py_NewRef(what == 0 ? dictNextKey() : dictNextValue());
    }
    PyList_SET_ITEM(self, i++, item);
  }
  return 0;
}

function list_extend_iter(self: PyListObject, iterable: PyObject): i32 {
  const it = PyObject_GetIter(iterable);
  if (it === null) return -1;
  let status = 0;
  const hint = PyObject_LengthHint(iterable, 8);
  if (hint < 0) {
    status = -1;
  } else if (self.ob_item == 0) {
    if (hint > 0 && list_preallocate_exact(self, hint) < 0) status = -1;
  } else if (self.ob_size <= i32.MAX_VALUE - hint && self.ob_size + hint > self.allocated) {
    // Room for what is expected, without pretending to hold it.
    const n = self.ob_size;
    status = list_resize(self, n + hint);
    if (status == 0) self.ob_size = n;
  }
  while (status == 0) {
    const item = iterStep(it);
    if (item === null) {
      if (PyErr_Occurred() !== null) {
        if (PyErr_ExceptionMatches(PyExc_StopIteration)) PyErr_Clear();
        else status = -1;
      }
      break;
    }
    status = _PyList_AppendTakeRef(self, item);
  }
  if (status == 0 && self.ob_size < self.allocated) status = list_resize(self, self.ob_size);
  Py_DECREF(it);
  return status;
}

export function PyList_Extend(op: PyObject, iterable: PyObject): i32 {
  const self = changetype<PyListObject>(op);
  const type = iterable.ob_type;
  if (type == PyList_Type || type == PyTuple_Type || iterable == op) return list_extend_fast(self, iterable);
  if (PyAnySet_CheckExact(iterable)) return list_extend_set(self, iterable);
  if (type == PyDict_Type) return list_extend_dict(self, iterable, 0);
  if (type == PyDictKeys_Type) return list_extend_dict(self, changetype<_PyDictViewObject>(iterable).dv_dict!, 0);
  if (type == PyDictValues_Type) return list_extend_dict(self, changetype<_PyDictViewObject>(iterable).dv_dict!, 1);
  if (type == PyDictItems_Type) return list_extend_dict(self, changetype<_PyDictViewObject>(iterable).dv_dict!, 2);
  return list_extend_iter(self, iterable);
}

export function PyList_Reverse(op: PyObject): i32 {
  reverseSlice(changetype<PyListObject>(op).ob_item, PyList_GET_SIZE(op));
  return 0;
}

/** Reverses `n` slots at `items`. */
export function reverseSlice(items: usize, n: i32): void {
  if (n < 2) return;
  let lo = items;
  let hi = items + ((<usize>(n - 1)) << 3);
  while (lo < hi) {
    const x = load<u64>(lo);
    store<u64>(lo, load<u64>(hi));
    store<u64>(hi, x);
    lo += 8;
    hi -= 8;
  }
}

/** `new`. */
export function PyList_AsTuple(op: PyObject): PyObject | null {
  return _PyTuple_FromArray(changetype<PyListObject>(op).ob_item, PyList_GET_SIZE(op));
}

export { PyList_Sort } from "./list_sort";
export { initListType } from "./list_methods";
