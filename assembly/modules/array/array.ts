/**
 * array.array (Modules/arraymodule.c): machine values of one kind in a block outside the object.
 *
 *    0        8        16       24        32          40         48           56
 *   ┌────────┬────────┬────────┬─────────┬───────────┬──────────┬────────────┬────────────┐
 *   │ refcnt │ type   │ size   │ ob_item │ allocated │ ob_descr │ weakrefs   │ ob_exports │   64 bytes
 *   └────────┴────────┴────────┴─────────┴───────────┴──────────┴────────────┴────────────┘
 * Invariant: ob_item is the block of `allocated` items (0 while there is none); while ob_exports > 0 the size does not change. Converting a
 * value may run Python code: a place is looked up again after it. Methods are in methods.ts, kinds of items in items.ts.
 */
import { PyObject, PyTypeObject, PyVarObject, Py_EQ, Py_NE } from "../../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../../object/refcount";
import { Py_NotImplemented } from "../../object/statics";
import { PyExc_BufferError, PyExc_IndexError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyBUF_FORMAT, PyBUF_ND, PyBUF_STRIDES, Py_buffer } from "../../protocol/buffer";
import {
  PyObject_RichCompare,
  PyObject_RichCompareBool,
  Py_RETURN_BOOL,
  Py_RETURN_RICHCOMPARE,
} from "../../protocol/compare";
import { PyObject_GetIter, PyIter_Next } from "../../protocol/iter";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../../protocol/number";
import { PySlice_AdjustIndices, PySlice_Check, PySlice_Unpack, sliceStart, sliceStep } from "../../types/slice";
import { PyType_IsSubtype } from "../../types/typeobject";
import { repeatBytes } from "../../types/unicode_ops";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { compareItems, convertItem, hasCompare, itemSizeOf, readItem, storeItem, typecodeOf } from "./items";

export const PyArray_Type = changetype<PyTypeObject>(memory.data(416, 16)); // array.array

@unmanaged
export class ArrayObject extends PyVarObject {
  ob_item: usize;
  ob_item_hi: u32;
  allocated: i32;
  allocated_hi: u32;
  ob_descr: usize;
  ob_descr_hi: u32;
  weakreflist: PyObject | null;
  weakreflist_hi: u32;
  ob_exports: i32;
  ob_exports_hi: u32;
}

const emptyBlock: usize = memory.data(8, 8);

export function A(op: PyObject): ArrayObject {
  return changetype<ArrayObject>(op);
}

export function array_Check(op: PyObject): bool {
  return op.ob_type == PyArray_Type || PyType_IsSubtype(op.ob_type, PyArray_Type);
}

/** Address of item i. */
export function itemAt(a: ArrayObject, i: i32): usize {
  return a.ob_item + <usize>i * <usize>itemSizeOf(a.ob_descr);
}

/** `new` array of `size` items of which none is written yet. */
export function newarrayobject(type: PyTypeObject, size: i32, descr: usize): PyObject | null {
  const bytes = <i64>size * <i64>itemSizeOf(descr);
  if (size < 0 || bytes > 0x7ffffe00) return PyErr_NoMemory();
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op === null) return null;
  const a = A(op);
  a.ob_descr = descr;
  if (size == 0) return op;
  a.ob_item = PyMem_Malloc(<usize>bytes);
  if (a.ob_item == 0) {
    Py_DECREF(op);
    return PyErr_NoMemory();
  }
  a.ob_size = size;
  a.allocated = size;
  return op;
}

/** Room for `newsize` items as CPython takes it; false with BufferError or MemoryError. */
export function array_resize(a: ArrayObject, newsize: i32): bool {
  if (a.ob_exports > 0 && newsize != a.ob_size) return cannotResize();
  if (a.allocated >= newsize && a.ob_size < newsize + 16 && a.ob_item != 0) {
    a.ob_size = newsize;
    return true;
  }
  if (newsize == 0) {
    PyMem_Free(a.ob_item);
    a.ob_item = 0;
    a.ob_size = 0;
    a.allocated = 0;
    return true;
  }
  const room = <i64>(newsize >> 4) + (a.ob_size < 8 ? 3 : 7) + <i64>newsize;
  const bytes = room * <i64>itemSizeOf(a.ob_descr);
  const block = newsize < 0 || bytes > 0x7ffffe00 ? 0 : PyMem_Realloc(a.ob_item, <usize>bytes);
  if (block == 0) {
    PyErr_NoMemory();
    return false;
  }
  a.ob_item = block;
  a.ob_size = newsize;
  a.allocated = <i32>room;
  return true;
}

function cannotResize(): bool {
  PyErr_SetString(PyExc_BufferError, "cannot resize an array that is exporting buffers");
  return false;
}

/** a[i] = v for an i that was in range before the conversion; -1 with the exception. */
export function setarrayitem(a: ArrayObject, i: i32, v: PyObject): i32 {
  if (!convertItem(a.ob_descr, v)) return -1;
  if (i >= a.ob_size) {
    PyErr_SetString(PyExc_IndexError, "array assignment index out of range");
    return -1;
  }
  if (i >= 0) storeItem(a.ob_descr, itemAt(a, i));
  return 0;
}

/** The item at i, in range: `new`. */
export function getarrayitem(a: ArrayObject, i: i32): PyObject | null {
  return readItem(a.ob_descr, itemAt(a, i));
}

/** Inserts v before `where`; false with the exception. */
export function ins1(a: ArrayObject, where: i32, v: PyObject): bool {
  const n = a.ob_size;
  if (n == i32.MAX_VALUE) {
    PyErr_NoMemory();
    return false;
  }
  if (!convertItem(a.ob_descr, v)) return false;
  const size = a.ob_size;
  if (!array_resize(a, size + 1)) return false;
  if (where < 0) {
    where += size;
    if (where < 0) where = 0;
  }
  if (where > size) where = size;
  const isize = <usize>itemSizeOf(a.ob_descr);
  if (where != size) memory.copy(itemAt(a, where + 1), itemAt(a, where), <usize>(size - where) * isize);
  storeItem(a.ob_descr, itemAt(a, where));
  return true;
}

// ---- slots ----

export function array_dealloc(op: PyObject): void {
  const a = A(op);
  _PyObject_GC_UNTRACK(op);
  if (a.weakreflist !== null) PyObject_ClearWeakRefs(op);
  if (a.ob_item != 0) PyMem_Free(a.ob_item);
  call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
}

/** A class of a static type is no part of a cycle. */
export function array_traverse(op: PyObject, visit: u32, arg: usize): i32 {
  return 0;
}

export function array_length(op: PyObject): i32 {
  return A(op).ob_size;
}

export function array_item(op: PyObject, i: i32): PyObject | null {
  if (i < 0 || i >= A(op).ob_size) return PyErr_SetString(PyExc_IndexError, "array index out of range");
  return getarrayitem(A(op), i);
}

/** `new` array of items low to high. */
export function array_slice(a: ArrayObject, low: i32, high: i32): PyObject | null {
  if (low < 0) low = 0;
  else if (low > a.ob_size) low = a.ob_size;
  if (high < low) high = low;
  else if (high > a.ob_size) high = a.ob_size;
  const made = newarrayobject(PyArray_Type, high - low, a.ob_descr);
  if (made !== null && high > low) {
    memory.copy(A(made).ob_item, itemAt(a, low), <usize>(high - low) * <usize>itemSizeOf(a.ob_descr));
  }
  return made;
}

export function badKind(): PyObject | null {
  return PyErr_SetString(PyExc_TypeError, "bad argument type for built-in operation");
}

export function array_concat(op: PyObject, other: PyObject): PyObject | null {
  if (!array_Check(other)) {
    return PyErr_Format(PyExc_TypeError, 'can only append array (not "%s") to array', other.ob_type.tp_name);
  }
  const a = A(op);
  const b = A(other);
  if (a.ob_descr != b.ob_descr) return badKind();
  if (a.ob_size > i32.MAX_VALUE - b.ob_size) return PyErr_NoMemory();
  const made = newarrayobject(PyArray_Type, a.ob_size + b.ob_size, a.ob_descr);
  if (made === null) return null;
  const size = <usize>itemSizeOf(a.ob_descr);
  if (a.ob_size > 0) memory.copy(A(made).ob_item, a.ob_item, <usize>a.ob_size * size);
  if (b.ob_size > 0) memory.copy(itemAt(A(made), a.ob_size), b.ob_item, <usize>b.ob_size * size);
  return made;
}

export function array_repeat(op: PyObject, n: i32): PyObject | null {
  const a = A(op);
  if (n < 0) n = 0;
  if (a.ob_size != 0 && n > i32.MAX_VALUE / a.ob_size) return PyErr_NoMemory();
  const made = newarrayobject(PyArray_Type, a.ob_size * n, a.ob_descr);
  if (made === null || a.ob_size * n == 0) return made;
  const bytes = <usize>a.ob_size * <usize>itemSizeOf(a.ob_descr);
  repeatBytes(A(made).ob_item, a.ob_item, bytes, bytes * <usize>n);
  return made;
}

export function array_inplace_repeat(op: PyObject, n: i32): PyObject | null {
  const a = A(op);
  const size = a.ob_size;
  if (size == 0 || n == 1) return Py_NewRef(op);
  if (n < 0) n = 0;
  if (n > 0 && <i64>size * <i64>n * <i64>itemSizeOf(a.ob_descr) > 0x7ffffe00) return PyErr_NoMemory();
  if (!array_resize(a, size * n)) return null;
  const bytes = <usize>size * <usize>itemSizeOf(a.ob_descr);
  if (n > 1) repeatBytes(a.ob_item, a.ob_item, bytes, bytes * <usize>n);
  return Py_NewRef(op);
}

/** Appends the items of another array, or of any iterable. */
export function array_do_extend(a: ArrayObject, other: PyObject): bool {
  if (!array_Check(other)) return array_iter_extend(a, other);
  const b = A(other);
  if (a.ob_descr != b.ob_descr) {
    PyErr_SetString(PyExc_TypeError, "can only extend with array of same kind");
    return false;
  }
  if (a.ob_size > i32.MAX_VALUE - b.ob_size) {
    PyErr_NoMemory();
    return false;
  }
  const old = a.ob_size;
  const more = b.ob_size;
  if (!array_resize(a, old + more)) return false;
  if (more > 0) memory.copy(itemAt(a, old), b.ob_item, <usize>more * <usize>itemSizeOf(a.ob_descr));
  return true;
}

export function array_iter_extend(a: ArrayObject, iterable: PyObject): bool {
  const it = PyObject_GetIter(iterable);
  if (it === null) return false;
  const ok = appendAll(a, it);
  Py_DECREF(it);
  return ok;
}

/** Appends what an iterator gives. */
export function appendAll(a: ArrayObject, it: PyObject): bool {
  while (true) {
    const v = PyIter_Next(it);
    if (v === null) return PyErr_Occurred() === null;
    const ok = ins1(a, a.ob_size, v);
    Py_DECREF(v);
    if (!ok) return false;
  }
}

export function array_inplace_concat(op: PyObject, other: PyObject): PyObject | null {
  if (!array_Check(other)) {
    return PyErr_Format(PyExc_TypeError, 'can only extend with array (not "%s")', other.ob_type.tp_name);
  }
  return array_do_extend(A(op), other) ? Py_NewRef(op) : null;
}

/** Removes items low to high, both in range. */
export function array_del_slice(a: ArrayObject, low: i32, high: i32): bool {
  const d = high - low;
  if (d <= 0) return true;
  if (a.ob_exports > 0) return cannotResize();
  const size = <usize>itemSizeOf(a.ob_descr);
  memory.copy(itemAt(a, low), itemAt(a, high), <usize>(a.ob_size - high) * size);
  return array_resize(a, a.ob_size - d);
}

export function array_ass_item(op: PyObject, i: i32, v: PyObject | null): i32 {
  const a = A(op);
  if (i < 0 || i >= a.ob_size) {
    PyErr_SetString(PyExc_IndexError, "array assignment index out of range");
    return -1;
  }
  if (v === null) return array_del_slice(a, i, i + 1) ? 0 : -1;
  return setarrayitem(a, i, v);
}

export function array_contains(op: PyObject, v: PyObject): i32 {
  const a = A(op);
  for (let i = 0; i < a.ob_size; i++) {
    const item = getarrayitem(a, i);
    if (item === null) return -1;
    const same = PyObject_RichCompareBool(item, v, Py_EQ);
    Py_DECREF(item);
    if (same != 0) return same;
  }
  return 0;
}

export function array_subscr(op: PyObject, item: PyObject): PyObject | null {
  const a = A(op);
  if (PyIndex_Check(item)) {
    let i = PyNumber_AsSsize_t(item, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return null;
    if (i < 0) i += a.ob_size;
    return array_item(op, i);
  }
  if (!PySlice_Check(item)) return PyErr_SetString(PyExc_TypeError, "array indices must be integers");
  if (PySlice_Unpack(item) < 0) return null;
  const count = PySlice_AdjustIndices(a.ob_size);
  const start = sliceStart();
  const step = sliceStep();
  if (count <= 0) return newarrayobject(PyArray_Type, 0, a.ob_descr);
  if (step == 1) return array_slice(a, start, start + count);
  const made = newarrayobject(PyArray_Type, count, a.ob_descr);
  if (made === null) return null;
  const size = <usize>itemSizeOf(a.ob_descr);
  for (let k = 0; k < count; k++) memory.copy(itemAt(A(made), k), itemAt(a, start + k * step), size);
  return made;
}

export function array_ass_subscr(op: PyObject, item: PyObject, value: PyObject | null): i32 {
  const a = A(op);
  if (PyIndex_Check(item)) {
    let i = PyNumber_AsSsize_t(item, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return -1;
    if (i < 0) i += a.ob_size;
    if (i < 0 || i >= a.ob_size) {
      PyErr_SetString(PyExc_IndexError, "array assignment index out of range");
      return -1;
    }
    if (value !== null) return setarrayitem(a, i, value);
    return replaceItems(a, i, 1, 1, null);
  }
  if (!PySlice_Check(item)) {
    PyErr_SetString(PyExc_TypeError, "array indices must be integers");
    return -1;
  }
  if (PySlice_Unpack(item) < 0) return -1;
  const count = PySlice_AdjustIndices(a.ob_size);
  const start = sliceStart();
  const step = sliceStep();
  if (value !== null && !array_Check(value)) {
    PyErr_Format(PyExc_TypeError, 'can only assign array (not "%s") to array slice', value.ob_type.tp_name);
    return -1;
  }
  if (value === null || value != op) return replaceItems(a, start, step, count, value);
  const copy = array_slice(A(value), 0, A(value).ob_size);
  if (copy === null) return -1;
  const r = replaceItems(a, start, step, count, copy);
  Py_DECREF(copy);
  return r;
}

/** `count` items at start, start + step ... give way to those of another array (null: to none). */
function replaceItems(a: ArrayObject, start: i32, step: i32, count: i32, value: PyObject | null): i32 {
  let needed = 0;
  let from: usize = 0;
  if (value !== null) {
    if (A(value).ob_descr != a.ob_descr) {
      badKind();
      return -1;
    }
    needed = A(value).ob_size;
    from = A(value).ob_item;
  }
  const size = <usize>itemSizeOf(a.ob_descr);
  if ((needed == 0 || count != needed) && a.ob_exports > 0) {
    cannotResize();
    return -1;
  }
  if (step == 1) return replaceRun(a, start, count, needed, from) ? 0 : -1;
  if (needed == 0) return deleteStrided(a, start, step, count) ? 0 : -1;
  if (needed != count) {
    PyErr_Format(
      PyExc_ValueError,
      "attempt to assign array of size %zd to extended slice of size %zd",
      <usize>needed,
      <usize>count,
    );
    return -1;
  }
  for (let k = 0; k < count; k++) memory.copy(itemAt(a, start + k * step), from + <usize>k * size, size);
  return 0;
}

function replaceRun(a: ArrayObject, start: i32, count: i32, needed: i32, from: usize): bool {
  const size = <usize>itemSizeOf(a.ob_descr);
  const total = a.ob_size;
  const stop = start + count;
  if (count > needed) {
    memory.copy(itemAt(a, start + needed), itemAt(a, stop), <usize>(total - stop) * size);
    if (!array_resize(a, total + needed - count)) return false;
  } else if (count < needed) {
    if (needed - count > i32.MAX_VALUE - total) {
      PyErr_NoMemory();
      return false;
    }
    if (!array_resize(a, total + needed - count)) return false;
    memory.copy(itemAt(a, start + needed), itemAt(a, stop), <usize>(total - stop) * size);
  }
  if (needed > 0) memory.copy(itemAt(a, start), from, <usize>needed * size);
  return true;
}

function deleteStrided(a: ArrayObject, start: i32, step: i32, count: i32): bool {
  if (count <= 0) return true;
  if (step < 0) {
    start = start + step * (count - 1);
    step = -step;
  }
  const size = <usize>itemSizeOf(a.ob_descr);
  const total = a.ob_size;
  let to = start;
  let next = start;
  let left = count;
  for (let i = start; i < total; i++) {
    if (left > 0 && i == next) {
      next += step;
      left--;
    } else {
      memory.copy(itemAt(a, to), itemAt(a, i), size);
      to++;
    }
  }
  return array_resize(a, total - count);
}

/** Two arrays of one kind whose items compare without objects. */
function compareRaw(a: ArrayObject, b: ArrayObject, op: i32): PyObject | null {
  const common = a.ob_size < b.ob_size ? a.ob_size : b.ob_size;
  let result = 0;
  for (let i = 0; i < common && result == 0; i++) result = compareItems(a.ob_descr, itemAt(a, i), itemAt(b, i));
  if (result == 0) result = a.ob_size == b.ob_size ? 0 : a.ob_size < b.ob_size ? -1 : 1;
  return Py_RETURN_RICHCOMPARE(<i64>result, op);
}

export function array_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!array_Check(v) || !array_Check(w)) return Py_NewRef(Py_NotImplemented);
  const a = A(v);
  const b = A(w);
  if (a.ob_size != b.ob_size && (op == Py_EQ || op == Py_NE)) return Py_RETURN_BOOL(op == Py_NE);
  if (a.ob_descr == b.ob_descr && hasCompare(a.ob_descr)) return compareRaw(a, b, op);
  for (let i = 0; i < a.ob_size && i < b.ob_size; i++) {
    const x = getarrayitem(a, i);
    if (x === null) return null;
    const y = getarrayitem(b, i);
    if (y === null) {
      Py_DECREF(x);
      return null;
    }
    const same = PyObject_RichCompareBool(x, y, Py_EQ);
    let result: PyObject | null = null;
    if (same == 0) {
      if (op == Py_EQ || op == Py_NE) result = Py_RETURN_BOOL(op == Py_NE);
      else result = PyObject_RichCompare(x, y, op);
    }
    Py_DECREF(x);
    Py_DECREF(y);
    if (same <= 0) return result;
  }
  return Py_RETURN_RICHCOMPARE(<i64>(a.ob_size - b.ob_size), op);
}

/** Formats of a buffer: the type code, and "w" for both kinds of characters. */
const formats = memory.data(256, 8);

export function array_getbuffer(op: PyObject, at: usize, flags: i32): i32 {
  const a = A(op);
  const view = changetype<Py_buffer>(at);
  const size = itemSizeOf(a.ob_descr);
  memory.fill(at, 0, 80);
  view.buf = a.ob_item != 0 ? a.ob_item : emptyBlock;
  view.obj = op;
  Py_INCREF(op);
  view.len = a.ob_size * size;
  view.ndim = 1;
  view.itemsize = size;
  if ((flags & PyBUF_ND) == PyBUF_ND) view.shape = changetype<usize>(op) + 16;
  if ((flags & PyBUF_STRIDES) == PyBUF_STRIDES) view.strides = at + offsetof<Py_buffer>("itemsize");
  if ((flags & PyBUF_FORMAT) == PyBUF_FORMAT) {
    const c = typecodeOf(a.ob_descr);
    const format = formats + ((<usize>c) << 1);
    store<u8>(format, c == 0x75 ? 0x77 : <u8>c);
    view.format = format;
  }
  a.ob_exports++;
  return 0;
}

export function array_releasebuffer(op: PyObject, view: usize): void {
  A(op).ob_exports--;
}
