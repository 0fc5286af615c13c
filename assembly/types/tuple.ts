/**
 * tuple and its iterator (Objects/tupleobject.c).
 *
 *   tuple           16 ob_size   24 ob_item[ob_size], stride 8
 *   tuple_iterator  16 it_index  24 it_seq (null once exhausted)
 *
 * Invariant: a tuple that Python code can see has no null item. A fresh one is untracked only in the free lists; the collector
 * untracks those that hold nothing collectable (`_PyTuple_MaybeUntrack`). The empty tuple is one static object.
 */
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  PyType_FastSubclass,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_MATCH_SELF,
  Py_TPFLAGS_SEQUENCE,
  Py_TPFLAGS_TUPLE_SUBCLASS,
  Py_EQ,
  Py_NE,
  initPtr,
  ptrAt,
} from "../object/layout";
import { staticDataCount, Py_DECREF, Py_NewRef, Py_REFCNT, Py_XDECREF, _Py_NewReference } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyLong_Type,
  PyTuple_Type,
  PyType_Type,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import { PyExc_IndexError, PyExc_SystemError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { visitField, PyVectorcall_NARGS } from "../object/slots";
import { visitItems } from "../gc/visit";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  addMethod,
  initStaticType,
  mappingMethods,
  sequenceMethods,
} from "../object/typedef";
import { _PyObject_GC_IS_TRACKED, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import {
  FREELIST_SIZE,
  freelistClear,
  freelistCount,
  freelistInit,
  freelistPop,
  freelistPush,
} from "../memory/freelist";
import { copyWords, zeroWords } from "../memory/copy";
import {
  PyObject_GC_Del,
  _PyObject_IS_GC,
  _PyObject_GC_DelStatic,
  _PyObject_GC_New,
  _PyObject_GC_NewStatic,
  _PyObject_GC_Resize,
} from "../gc/collector";
import {
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../protocol/errors";
import { PyArg_CheckPositional, noKeywords, noKeywordsDict } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import {
  PyObject_RichCompare,
  PyObject_RichCompareBool,
  PyObject_Repr,
  Py_ReprEnter,
  Py_ReprLeave,
} from "../protocol/compare";
import { Py_RETURN_BOOL, Py_RETURN_RICHCOMPARE } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyIndex_Check, PyNumber_AsSsize_t } from "../protocol/number";
import { PySequence_Tuple } from "../protocol/sequence";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import { PyLong_AsSsize_t, PyLong_FromI64, PyLong_FromSsize_t, long_hash } from "./long";
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
  sliceIndex,
  sliceStart,
  sliceStep,
} from "./slice";
import { classGetItem } from "./genericalias";
import { ID } from "../generated/ids";

/** 24 bytes; pointers with stride 8 follow. */
@unmanaged
export class PyTupleObject extends PyVarObject {}

/** it_index 16, it_seq 24 (null when exhausted); 32 bytes. */
@unmanaged
export class _PyTupleIterObject extends PyObject {
  it_index: i32;
  it_index_hi: i32;
  it_seq: PyTupleObject | null;
  it_seq_hi: u32;
}

export const PyTupleIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // tuple_iterator

/** The empty tuple: static, behind an unused GC header. Borrowed. */
export const tupleEmpty = changetype<PyObject>(memory.data(48, 16) + 16);

/** Lengths 1..19 have a free list each, of at most 2000 tuples. */
const MAXSAVESIZE: i32 = 20;
const MAXFREELIST: i32 = 2000;
const freeLists = memory.data(20 * 16, 16);

export function PyTuple_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_TUPLE_SUBCLASS);
}

export function PyTuple_CheckExact(op: PyObject): bool {
  return op.ob_type == PyTuple_Type;
}

export function PyTuple_GET_SIZE(op: PyObject): i32 {
  return changetype<PyVarObject>(op).ob_size;
}

/** Borrowed. */
export function PyTuple_GET_ITEM(op: PyObject, i: i32): PyObject {
  return load<PyObject>(changetype<usize>(op) + ((<usize>i) << 3), 24);
}

/** Fills a slot of a fresh tuple. Steals `value`. */
export function PyTuple_SET_ITEM(op: PyObject, i: i32, value: PyObject | null): void {
  store<u64>(changetype<usize>(op) + ((<usize>i) << 3), <u64>changetype<usize>(value), 24);
}

/** Address of the first item. */
export function _PyTuple_ITEMS(op: PyObject): usize {
  return changetype<usize>(op) + 24;
}

function freeListOf(size: i32): usize {
  return freeLists + <usize>size * FREELIST_SIZE;
}

/** How many dead tuples of `size` items are kept. */
export function tuplesKept(size: i32): i32 {
  return size < MAXSAVESIZE ? freelistCount(freeListOf(size)) : 0;
}

/** The number of items of the tuples that wait in the free list at `list`; -1 if it is none of tuple's. */
export function tupleFreeListSize(list: usize): i32 {
  return list >= freeLists && list < freeListOf(MAXSAVESIZE) ? <i32>((list - freeLists) / FREELIST_SIZE) : -1;
}

/** A full collection gives the kept tuples back. */
export function _PyTuple_ClearFreeList(): void {
  for (let i = 0; i < MAXSAVESIZE; i++) freelistClear(freeListOf(i), 16);
}

/** A tuple with undefined items, not yet tracked: `new`. */
function tuple_alloc(size: i32): PyObject | null {
  if (size < MAXSAVESIZE) {
    const free = freelistPop(freeListOf(size));
    if (free != 0) {
      const op = changetype<PyObject>(free);
      op.ob_type = PyTuple_Type;
      _Py_NewReference(op);
      return op;
    }
  }
  if (size > (i32.MAX_VALUE - 40) / 8) return PyErr_NoMemory();
  const op = _PyObject_GC_NewStatic(PyTuple_Type, (<usize>(size + 3)) << 3);
  if (op !== null) store<i64>(changetype<usize>(op), <i64>size, 16);
  return op;
}

/** `new`, items null. */
export function PyTuple_New(size: i32): PyObject | null {
  if (size == 0) return Py_NewRef(tupleEmpty);
  if (size < 0) {
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
    return null;
  }
  const op = tuple_alloc(size);
  if (op === null) return null;
  zeroWords(_PyTuple_ITEMS(op), size);
  _PyObject_GC_TRACK(op);
  return op;
}

export function PyTuple_Size(op: PyObject): i32 {
  if (PyTuple_Check(op)) return PyTuple_GET_SIZE(op);
  PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  return -1;
}

/** Borrowed. */
export function PyTuple_GetItem(op: PyObject, i: i32): PyObject | null {
  if (!PyTuple_Check(op)) return PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  if (<u32>i >= <u32>PyTuple_GET_SIZE(op)) return PyErr_SetString(PyExc_IndexError, "tuple index out of range");
  return PyTuple_GET_ITEM(op, i);
}

/** Steals `value`. */
export function PyTuple_SetItem(op: PyObject, i: i32, value: PyObject | null): i32 {
  if (!PyTuple_Check(op) || Py_REFCNT(op) != 1) {
    Py_XDECREF(value);
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
    return -1;
  }
  if (<u32>i >= <u32>PyTuple_GET_SIZE(op)) {
    Py_XDECREF(value);
    PyErr_SetString(PyExc_IndexError, "tuple assignment index out of range");
    return -1;
  }
  const old = changetype<PyObject | null>(PyTuple_GET_ITEM(op, i));
  PyTuple_SET_ITEM(op, i, value);
  Py_XDECREF(old);
  return 0;
}

/** `new`; borrows the items. */
export function PyTuple_Pack1(a: PyObject): PyObject | null {
  const op = tuple_alloc(1);
  if (op === null) return null;
  PyTuple_SET_ITEM(op, 0, Py_NewRef(a));
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`; borrows the items. */
export function PyTuple_Pack2(a: PyObject, b: PyObject): PyObject | null {
  const op = tuple_alloc(2);
  if (op === null) return null;
  PyTuple_SET_ITEM(op, 0, Py_NewRef(a));
  PyTuple_SET_ITEM(op, 1, Py_NewRef(b));
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`; borrows the items. */
export function PyTuple_Pack3(a: PyObject, b: PyObject, c: PyObject): PyObject | null {
  const op = tuple_alloc(3);
  if (op === null) return null;
  PyTuple_SET_ITEM(op, 0, Py_NewRef(a));
  PyTuple_SET_ITEM(op, 1, Py_NewRef(b));
  PyTuple_SET_ITEM(op, 2, Py_NewRef(c));
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`; borrows the items. */
export function PyTuple_Pack4(a: PyObject, b: PyObject, c: PyObject, d: PyObject): PyObject | null {
  const op = tuple_alloc(4);
  if (op === null) return null;
  PyTuple_SET_ITEM(op, 0, Py_NewRef(a));
  PyTuple_SET_ITEM(op, 1, Py_NewRef(b));
  PyTuple_SET_ITEM(op, 2, Py_NewRef(c));
  PyTuple_SET_ITEM(op, 3, Py_NewRef(d));
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`; borrows the items. */
export function PyTuple_Pack5(a: PyObject, b: PyObject, c: PyObject, d: PyObject, e: PyObject): PyObject | null {
  const op = tuple_alloc(5);
  if (op === null) return null;
  PyTuple_SET_ITEM(op, 0, Py_NewRef(a));
  PyTuple_SET_ITEM(op, 1, Py_NewRef(b));
  PyTuple_SET_ITEM(op, 2, Py_NewRef(c));
  PyTuple_SET_ITEM(op, 3, Py_NewRef(d));
  PyTuple_SET_ITEM(op, 4, Py_NewRef(e));
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`; borrows the items. */
export function _PyTuple_FromArray(src: usize, n: i32): PyObject | null {
  if (n == 0) return Py_NewRef(tupleEmpty);
  const op = tuple_alloc(n);
  if (op === null) return null;
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(op, i, Py_NewRef(ptrAt(src, i)));
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`; steals the items (also on failure). */
export function _PyTuple_FromArraySteal(src: usize, n: i32): PyObject | null {
  if (n == 0) return Py_NewRef(tupleEmpty);
  const op = tuple_alloc(n);
  if (op === null) {
    for (let i = 0; i < n; i++) Py_DECREF(ptrAt(src, i));
    return null;
  }
  copyWords(_PyTuple_ITEMS(op), src, n);
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`. */
export function PyTuple_GetSlice(op: PyObject, low: i32, high: i32): PyObject | null {
  if (low < 0) low = 0;
  if (high > PyTuple_GET_SIZE(op)) high = PyTuple_GET_SIZE(op);
  if (high < low) high = low;
  if (low == 0 && high == PyTuple_GET_SIZE(op) && PyTuple_CheckExact(op)) return Py_NewRef(op);
  return _PyTuple_FromArray(_PyTuple_ITEMS(op) + ((<usize>low) << 3), high - low);
}

/** Resizes the tuple in the pointer field; on failure the field is null and -1 returned. Only its owner may know the tuple. */
export function _PyTuple_Resize(field: usize, newsize: i32): i32 {
  const v = load<PyObject>(field);
  const oldsize = PyTuple_GET_SIZE(v);
  if (oldsize == newsize) return 0;
  if (oldsize == 0 || newsize == 0) {
    Py_DECREF(v);
    const fresh = PyTuple_New(newsize);
    store<u32>(field, <u32>changetype<usize>(fresh));
    return fresh === null ? -1 : 0;
  }
  _PyObject_GC_UNTRACK(v);
  for (let i = newsize; i < oldsize; i++) {
    Py_XDECREF(changetype<PyObject | null>(PyTuple_GET_ITEM(v, i)));
    PyTuple_SET_ITEM(v, i, null);
  }
  const sv = changetype<PyObject | null>(_PyObject_GC_Resize(changetype<PyVarObject>(v), newsize));
  if (sv === null) {
    store<u32>(field, 0);
    _PyObject_GC_TRACK(v);
    Py_DECREF(v);
    return -1;
  }
  if (newsize > oldsize)
    memory.fill(_PyTuple_ITEMS(sv) + ((<usize>oldsize) << 3), 0, (<usize>(newsize - oldsize)) << 3);
  store<u32>(field, <u32>changetype<usize>(sv));
  _PyObject_GC_TRACK(sv);
  return 0;
}

/** May `op` be part of a reference cycle? */
export function _PyObject_GC_MAY_BE_TRACKED(op: PyObject): bool {
  return _PyObject_IS_GC(op) && (!PyTuple_CheckExact(op) || _PyObject_GC_IS_TRACKED(op));
}

/** Untracks an exact tuple that holds no collectable object. */
export function _PyTuple_MaybeUntrack(op: PyObject): void {
  if (!PyTuple_CheckExact(op) || op == tupleEmpty || !_PyObject_GC_IS_TRACKED(op)) return;
  const n = PyTuple_GET_SIZE(op);
  for (let i = 0; i < n; i++) {
    const item = changetype<PyObject | null>(PyTuple_GET_ITEM(op, i));
    if (item === null || _PyObject_GC_MAY_BE_TRACKED(item)) return;
  }
  _PyObject_GC_UNTRACK(op);
}

function tupledealloc(op: PyObject): void {
  if (op == tupleEmpty) return;
  _PyObject_GC_UNTRACK(op);
  const n = PyTuple_GET_SIZE(op);
  for (let i = n - 1; i >= 0; i--) Py_XDECREF(changetype<PyObject | null>(PyTuple_GET_ITEM(op, i)));
  if (!PyTuple_CheckExact(op)) call_indirect<void>(op.ob_type.tp_free, changetype<usize>(op));
  else if (n >= MAXSAVESIZE || n == 0 || !freelistPush(freeListOf(n), changetype<usize>(op)))
    _PyObject_GC_DelStatic(changetype<usize>(op));
}

function tupletraverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitItems(changetype<usize>(self) + 24, PyTuple_GET_SIZE(self), visit, arg);
}

// --- operations ---

function tuple_repr(self: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(self);
  if (n == 0) return PyUnicode_FromLiteral("()");
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("(...)") : null;
  const writer = _PyUnicodeWriter_Init(n > 1 ? 1 + 1 + (2 + 1) * (n - 1) + 1 : 4);
  let ok = _PyUnicodeWriter_WriteChar(writer, 0x28);
  for (let i = 0; ok && i < n; i++) {
    if (i > 0) ok = _PyUnicodeWriter_WriteLiteral(writer, ", ");
    const s = PyObject_Repr(PyTuple_GET_ITEM(self, i));
    if (s === null) {
      ok = false;
    } else {
      ok = ok && _PyUnicodeWriter_WriteStr(writer, s);
      Py_DECREF(s);
    }
  }
  ok = ok && (n > 1 ? _PyUnicodeWriter_WriteChar(writer, 0x29) : _PyUnicodeWriter_WriteLiteral(writer, ",)"));
  Py_ReprLeave(self);
  if (ok) return _PyUnicodeWriter_Finish(writer);
  _PyUnicodeWriter_Dealloc(writer);
  return null;
}

const XXPRIME_1: u64 = ((<u64>0x9e3779b1) << 32) | 0x85ebca87;
const XXPRIME_2: u64 = ((<u64>0xc2b2ae3d) << 32) | 0x27d4eb4f;
const XXPRIME_5: u64 = ((<u64>0x27d4eb2f) << 32) | 0x165667c5;

/** PyObject_Hash, which does not count tuples in tuples as native recursion. */
function itemHash(item: PyObject): i64 {
  const type = item.ob_type;
  if (type == PyLong_Type) return long_hash(item);
  if (type != PyTuple_Type) return PyObject_Hash(item);
  if (!Py_EnterRecursiveCall("")) return -1;
  const hash = tuplehash(item);
  Py_LeaveRecursiveCall();
  return hash;
}

/** xxHash's lanes over the items' hashes, as CPython adapted them. */
export function tuplehash(self: PyObject): i64 {
  const n = PyTuple_GET_SIZE(self);
  let acc: u64 = XXPRIME_5;
  for (let i = 0; i < n; i++) {
    const lane = itemHash(PyTuple_GET_ITEM(self, i));
    if (lane == -1) return -1;
    acc += <u64>lane * XXPRIME_2;
    acc = rotl<u64>(acc, 31);
    acc *= XXPRIME_1;
  }
  acc += <u64>n ^ (XXPRIME_5 ^ <u64>3527539);
  return acc == <u64>-1 ? 1546275796 : <i64>acc;
}

function tuplelength(self: PyObject): i32 {
  return PyTuple_GET_SIZE(self);
}

function tuplecontains(self: PyObject, value: PyObject): i32 {
  let cmp = 0;
  const n = PyTuple_GET_SIZE(self);
  for (let i = 0; cmp == 0 && i < n; i++) cmp = PyObject_RichCompareBool(PyTuple_GET_ITEM(self, i), value, Py_EQ);
  return cmp;
}

function tupleitem(self: PyObject, i: i32): PyObject | null {
  if (<u32>i >= <u32>PyTuple_GET_SIZE(self)) return PyErr_SetString(PyExc_IndexError, "tuple index out of range");
  return Py_NewRef(PyTuple_GET_ITEM(self, i));
}

function tupleconcat(a: PyObject, b: PyObject): PyObject | null {
  if (PyTuple_GET_SIZE(a) == 0 && PyTuple_CheckExact(b)) return Py_NewRef(b);
  if (!PyTuple_Check(b)) {
    return PyErr_Format(PyExc_TypeError, 'can only concatenate tuple (not "%s") to tuple', b.ob_type.tp_name);
  }
  const nb = PyTuple_GET_SIZE(b);
  if (nb == 0 && PyTuple_CheckExact(a)) return Py_NewRef(a);
  const na = PyTuple_GET_SIZE(a);
  if (na + nb == 0) return Py_NewRef(tupleEmpty);
  const op = tuple_alloc(na + nb);
  if (op === null) return null;
  for (let i = 0; i < na; i++) PyTuple_SET_ITEM(op, i, Py_NewRef(PyTuple_GET_ITEM(a, i)));
  for (let i = 0; i < nb; i++) PyTuple_SET_ITEM(op, na + i, Py_NewRef(PyTuple_GET_ITEM(b, i)));
  _PyObject_GC_TRACK(op);
  return op;
}

function tuplerepeat(self: PyObject, n: i32): PyObject | null {
  const size = PyTuple_GET_SIZE(self);
  if ((size == 0 || n == 1) && PyTuple_CheckExact(self)) return Py_NewRef(self);
  if (size == 0 || n <= 0) return Py_NewRef(tupleEmpty);
  if (n > i32.MAX_VALUE / size) return PyErr_NoMemory();
  const op = tuple_alloc(size * n);
  if (op === null) return null;
  let at = 0;
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < size; i++) PyTuple_SET_ITEM(op, at++, Py_NewRef(PyTuple_GET_ITEM(self, i)));
  }
  _PyObject_GC_TRACK(op);
  return op;
}

function tuplerichcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!PyTuple_Check(v) || !PyTuple_Check(w)) return Py_NewRef(Py_NotImplemented);
  const vlen = PyTuple_GET_SIZE(v);
  const wlen = PyTuple_GET_SIZE(w);
  let i = 0;
  while (i < vlen && i < wlen) {
    const k = PyObject_RichCompareBool(PyTuple_GET_ITEM(v, i), PyTuple_GET_ITEM(w, i), Py_EQ);
    if (k < 0) return null;
    if (k == 0) break;
    i++;
  }
  if (i >= vlen || i >= wlen) return Py_RETURN_RICHCOMPARE(<i64>vlen - <i64>wlen, op);
  if (op == Py_EQ || op == Py_NE) return Py_RETURN_BOOL(op == Py_NE);
  return PyObject_RichCompare(PyTuple_GET_ITEM(v, i), PyTuple_GET_ITEM(w, i), op);
}

function tuplesubscript(self: PyObject, key: PyObject): PyObject | null {
  if (PyIndex_Check(key)) {
    let i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred() !== null) return null;
    if (i < 0) i += PyTuple_GET_SIZE(self);
    return tupleitem(self, i);
  }
  if (!PySlice_Check(key)) {
    return PyErr_Format(PyExc_TypeError, "tuple indices must be integers or slices, not %s", key.ob_type.tp_name);
  }
  if (PySlice_Unpack(key) < 0) return null;
  const n = PySlice_AdjustIndices(PyTuple_GET_SIZE(self));
  if (n <= 0) return Py_NewRef(tupleEmpty);
  const start = sliceStart();
  const step = sliceStep();
  if (start == 0 && step == 1 && n == PyTuple_GET_SIZE(self) && PyTuple_CheckExact(self)) return Py_NewRef(self);
  const op = tuple_alloc(n);
  if (op === null) return null;
  for (let i = 0, at = start; i < n; i++, at += step) PyTuple_SET_ITEM(op, i, Py_NewRef(PyTuple_GET_ITEM(self, at)));
  _PyObject_GC_TRACK(op);
  return op;
}

// --- Python-visible methods ---

function tuple_index(self: PyObject, args: usize, nargs: i32): PyObject | null {
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
  const value = ptrAt(args, 0);
  const n = PyTuple_GET_SIZE(self);
  if (start < 0) start = max(start + n, 0);
  if (stop < 0) stop += n;
  else if (stop > n) stop = n;
  for (let i = start; i < stop; i++) {
    const cmp = PyObject_RichCompareBool(PyTuple_GET_ITEM(self, i), value, Py_EQ);
    if (cmp > 0) return PyLong_FromSsize_t(i);
    if (cmp < 0) return null;
  }
  return PyErr_SetString(PyExc_ValueError, "tuple.index(x): x not in tuple");
}

function tuple_count(self: PyObject, value: PyObject): PyObject | null {
  let count = 0;
  const n = PyTuple_GET_SIZE(self);
  for (let i = 0; i < n; i++) {
    const cmp = PyObject_RichCompareBool(PyTuple_GET_ITEM(self, i), value, Py_EQ);
    if (cmp < 0) return null;
    count += cmp;
  }
  return PyLong_FromSsize_t(count);
}

function tuple___getnewargs__(self: PyObject, unused: PyObject | null): PyObject | null {
  const copy = _PyTuple_FromArray(_PyTuple_ITEMS(self), PyTuple_GET_SIZE(self));
  if (copy === null) return null;
  const args = PyTuple_Pack1(copy);
  Py_DECREF(copy);
  return args;
}

function tuple_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if ((type == PyTuple_Type || type.tp_init == PyTuple_Type.tp_init) && !noKeywordsDict("tuple", kwargs)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("tuple", n, 0, 1)) return null;
  if (type == PyTuple_Type) return n == 0 ? Py_NewRef(tupleEmpty) : PySequence_Tuple(PyTuple_GET_ITEM(args, 0));
  const tmp = n == 0 ? Py_NewRef(tupleEmpty) : PySequence_Tuple(PyTuple_GET_ITEM(args, 0));
  if (tmp === null) return null;
  const size = PyTuple_GET_SIZE(tmp);
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, size);
  if (op !== null) {
    for (let i = 0; i < size; i++) PyTuple_SET_ITEM(op, i, Py_NewRef(PyTuple_GET_ITEM(tmp, i)));
  }
  Py_DECREF(tmp);
  return op;
}

function tuple_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("tuple", kwnames)) return null;
  const n = PyVectorcall_NARGS(nargsf);
  if (!PyArg_CheckPositional("tuple", n, 0, 1)) return null;
  return n == 0 ? Py_NewRef(tupleEmpty) : PySequence_Tuple(ptrAt(args, 0));
}

// --- the iterator ---

function tuple_iter(self: PyObject): PyObject | null {
  const made = changetype<_PyTupleIterObject | null>(_PyObject_GC_New(PyTupleIter_Type));
  if (made === null) return null;
  store<u64>(changetype<usize>(made), 0, 16);
  initPtr(changetype<usize>(made) + 24, changetype<usize>(Py_NewRef(self)));
  _PyObject_GC_TRACK(made);
  return made;
}

function tupleiter_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(changetype<_PyTupleIterObject>(self).it_seq);
  PyObject_GC_Del(changetype<usize>(self));
}

function tupleiter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 24, visit, arg);
}

/** Also called by name (iterStep). */
export function tupleiter_next(self: PyObject): PyObject | null {
  const it = changetype<_PyTupleIterObject>(self);
  const seq = it.it_seq;
  if (seq === null) return null;
  if (it.it_index < seq.ob_size) return Py_NewRef(PyTuple_GET_ITEM(seq, it.it_index++));
  it.it_seq = null;
  Py_DECREF(seq);
  return null;
}

function tupleiter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  const it = changetype<_PyTupleIterObject>(self);
  const seq = it.it_seq;
  return PyLong_FromSsize_t(seq === null ? 0 : seq.ob_size - it.it_index);
}

function tupleiter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const it = changetype<_PyTupleIterObject>(self);
  const iter = _PyEval_GetBuiltin(ID.iter);
  if (iter === null) return null;
  const seq = it.it_seq;
  return reduceIndexed(iter, seq === null ? tupleEmpty : seq, seq === null ? -1 : it.it_index);
}

/** `(iter, (seq,), index)`, or `(iter, (seq,))` if index < 0: `new`. Steals `iter`, borrows `seq`. */
export function reduceIndexed(iter: PyObject, seq: PyObject, index: i64): PyObject | null {
  const args = PyTuple_Pack1(seq);
  if (args === null) {
    Py_DECREF(iter);
    return null;
  }
  if (index < 0) {
    const pair = PyTuple_Pack2(iter, args);
    Py_DECREF(iter);
    Py_DECREF(args);
    return pair;
  }
  const state = PyLong_FromI64(index);
  const result: PyObject | null = state === null ? null : PyTuple_Pack3(iter, args, state);
  Py_DECREF(iter);
  Py_DECREF(args);
  if (state !== null) Py_DECREF(state);
  return result;
}

function tupleiter_setstate(self: PyObject, state: PyObject): PyObject | null {
  const it = changetype<_PyTupleIterObject>(self);
  let index = PyLong_AsSsize_t(state);
  if (index == -1 && PyErr_Occurred() !== null) return null;
  const seq = it.it_seq;
  if (seq !== null) {
    if (index < 0) index = 0;
    else if (index > seq.ob_size) index = seq.ob_size;
    it.it_index = index;
  }
  return Py_NewRef(Py_None);
}

export function initTupleType(): void {
  for (let i = 0; i < MAXSAVESIZE; i++) freelistInit(freeListOf(i), MAXFREELIST);
  const empty = changetype<usize>(tupleEmpty);
  store<u64>(empty, <u64>staticDataCount);
  initPtr(empty + 8, changetype<usize>(PyTuple_Type));

  const t = PyTuple_Type;
  const flags =
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_TUPLE_SUBCLASS | Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_SEQUENCE;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "tuple",
    24,
    8,
    flags,
    "tuple(iterable=(), /)\n--\n\nA sequence that cannot be changed.\n\nIt has the items of the iterable, or none without one.\n\nA tuple given is returned as it is.",
  );
  t.tp_dealloc = tupledealloc.index;
  t.tp_repr = tuple_repr.index;
  t.tp_hash = tuplehash.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = tupletraverse.index;
  t.tp_richcompare = tuplerichcompare.index;
  t.tp_iter = tuple_iter.index;
  t.tp_new = tuple_new.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_vectorcall = tuple_vectorcall.index;
  const sq = sequenceMethods(t);
  sq.sq_length = tuplelength.index;
  sq.sq_concat = tupleconcat.index;
  sq.sq_repeat = tuplerepeat.index;
  sq.sq_item = tupleitem.index;
  sq.sq_contains = tuplecontains.index;
  const mp = mappingMethods(t);
  mp.mp_length = tuplelength.index;
  mp.mp_subscript = tuplesubscript.index;
  addMethod(t, "__getnewargs__", tuple___getnewargs__.index, METH_NOARGS, "__getnewargs__($self, /)\n--\n\n");
  addMethod(
    t,
    "index",
    tuple_index.index,
    METH_FASTCALL,
    "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\nWhere the value first occurs.\n\nIt is a ValueError if it does not.",
  );
  addMethod(
    t,
    "count",
    tuple_count.index,
    METH_O,
    "count($self, value, /)\n--\n\nReturn number of occurrences of value.",
  );
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");

  const it = PyTupleIter_Type;
  initStaticType(it, PyType_Type, PyBaseObject_Type, "tuple_iterator", 32, 0, Py_TPFLAGS_HAVE_GC);
  it.tp_dealloc = tupleiter_dealloc.index;
  it.tp_getattro = PyObject_GenericGetAttr.index;
  it.tp_traverse = tupleiter_traverse.index;
  it.tp_iter = PyObject_SelfIter.index;
  it.tp_iternext = tupleiter_next.index;
  addMethod(
    it,
    "__length_hint__",
    tupleiter_len.index,
    METH_NOARGS,
    "Private method returning an estimate of len(list(it)).",
  );
  addMethod(it, "__reduce__", tupleiter_reduce.index, METH_NOARGS, "Return state information for pickling.");
  addMethod(it, "__setstate__", tupleiter_setstate.index, METH_O, "Set state information for unpickling.");
}
