/**
 * range and its two iterators (Objects/rangeobject.c).
 *
 *   range               16 start   24 stop   32 step   40 length     ints, owned
 *   range_iterator      16 start   24 step   32 len                  C longs: what fits them
 *   longrange_iterator  16 start   24 step   32 len                  ints
 *
 * Invariant: length is the number of items, computed once; step is never 0.
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_GT,
  Py_LE,
  Py_LT,
  Py_NE,
  Py_TPFLAGS_SEQUENCE,
  initPtr,
  ptrAt,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyBool_Type,
  PyRange_Type,
  PyType_Type,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import { PyExc_IndexError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyVectorcall_NARGS } from "../object/slots";
import {
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_OBJECT_EX,
  addMember,
  addMethod,
  initStaticType,
  mappingMethods,
  numberMethods,
  sequenceMethods,
} from "../object/typedef";
import { PyObject_Free } from "../memory/blocks";
import { _PyObject_New } from "../gc/collector";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywords, noKeywordsDict } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_IsTrue, PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import {
  PyIndex_Check,
  PyNumber_Add,
  PyNumber_FloorDivide,
  PyNumber_Index,
  PyNumber_Multiply,
  PyNumber_Negative,
  PyNumber_Remainder,
  PyNumber_Subtract,
} from "../protocol/number";
import { PySequence_Count, _PySequence_IterSearch } from "../protocol/sequence";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import {
  PyLong_AsI64,
  PyLong_AsLongAndOverflow,
  PyLong_AsSsize_t,
  PyLong_CheckExact,
  PyLong_FromI64,
  PyLong_FromU64,
  _PyLong_GetOne,
  _PyLong_GetZero,
  _PyLong_IsNegative,
  _PyLong_IsPositive,
  _PyLong_IsZero,
  longOverflow,
  newSmallInt,
} from "./long";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyTuple_GET_SIZE, PyTuple_Pack1, PyTuple_Pack2, PyTuple_Pack3, _PyTuple_ITEMS, tuplehash } from "./tuple";
import { PySlice_Check, _PySlice_GetLongIndices, sliceLongStart, sliceLongStep, sliceLongStop } from "./slice";
import { ID } from "../generated/ids";

export const PyRangeIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // range_iterator
export const PyLongRangeIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // longrange_iterator

/** 48 bytes: start 16, stop 24, step 32, length 40: ints, owned. */
@unmanaged
export class rangeobject extends PyObject {
  start: PyObject;
  start_hi: u32;
  stop: PyObject;
  stop_hi: u32;
  step: PyObject;
  step_hi: u32;
  length: PyObject;
  length_hi: u32;
}

/** range_iterator, 40 bytes: start 16, step 24, len 32 (C longs). FOR_ITER_RANGE reads them. */
@unmanaged
export class _PyRangeIterObject extends PyObject {
  start: i64;
  step: i64;
  len: i64;
}

/** longrange_iterator, 40 bytes: start 16, step 24, len 32, owned ints. */
@unmanaged
class longrangeiterobject extends PyObject {
  start: PyObject;
  start_hi: u32;
  step: PyObject;
  step_hi: u32;
  len: PyObject;
  len_hi: u32;
}

export function PyRange_Check(op: PyObject): bool {
  return op.ob_type == PyRange_Type;
}

// --- length ---

/** How many items a range of C longs has. */
function lengthOfLongs(start: i64, stop: i64, step: i64): u64 {
  if (step > 0 && start < stop) return (<u64>stop - 1 - <u64>start) / <u64>step + 1;
  if (step < 0 && start > stop) return (<u64>start - 1 - <u64>stop) / (0 - <u64>step) + 1;
  return 0;
}

/** `a op b` where a (stolen) may be null: `new`. */
function minus(a: PyObject | null, b: PyObject): PyObject | null {
  if (a === null) return null;
  const r = PyNumber_Subtract(a, b);
  Py_DECREF(a);
  return r;
}

function plus(a: PyObject | null, b: PyObject): PyObject | null {
  if (a === null) return null;
  const r = PyNumber_Add(a, b);
  Py_DECREF(a);
  return r;
}

/** `new` int: how many items start, stop, step give. */
function compute_range_length(start: PyObject, stop: PyObject, step: PyObject): PyObject | null {
  const a = PyLong_AsLongAndOverflow(start);
  const fitsA = longOverflow == 0;
  const b = PyLong_AsLongAndOverflow(stop);
  const fitsB = longOverflow == 0;
  const c = PyLong_AsLongAndOverflow(step);
  if (fitsA && fitsB && longOverflow == 0) return PyLong_FromU64(lengthOfLongs(a, b, c));
  const up = _PyLong_IsPositive(step);
  const lo = up ? start : stop;
  const hi = up ? stop : start;
  const cmp = PyObject_RichCompareBool(lo, hi, Py_LT);
  if (cmp <= 0) return cmp < 0 ? null : Py_NewRef(_PyLong_GetZero());
  const width = up ? Py_NewRef(step) : PyNumber_Negative(step);
  if (width === null) return null;
  const span = minus(PyNumber_Subtract(hi, lo), _PyLong_GetOne());
  const steps: PyObject | null = span === null ? null : PyNumber_FloorDivide(span, width);
  Py_XDECREF(span);
  Py_DECREF(width);
  return plus(steps, _PyLong_GetOne());
}

// --- making ---

/** `new`; steals start, stop and step. */
function make_range_object(start: PyObject, stop: PyObject, step: PyObject): PyObject | null {
  const length = compute_range_length(start, stop, step);
  const at = length === null ? 0 : changetype<usize>(_PyObject_New(PyRange_Type));
  if (at == 0) {
    Py_XDECREF(length);
    Py_DECREF(start);
    Py_DECREF(stop);
    Py_DECREF(step);
    return null;
  }
  initPtr(at + 16, changetype<usize>(start));
  initPtr(at + 24, changetype<usize>(stop));
  initPtr(at + 32, changetype<usize>(step));
  initPtr(at + 40, changetype<usize>(length));
  return changetype<PyObject>(at);
}

/** `new` int for the third argument; ValueError if it is 0. */
function validateStep(op: PyObject): PyObject | null {
  const step = PyNumber_Index(op);
  if (step !== null && _PyLong_IsZero(step)) {
    Py_DECREF(step);
    return PyErr_SetString(PyExc_ValueError, "range() arg 3 must not be zero");
  }
  return step;
}

function range_from_array(args: usize, n: i32): PyObject | null {
  if (!PyArg_CheckPositional("range", n, 1, 3)) return null;
  if (n == 1) {
    const stop = PyNumber_Index(ptrAt(args, 0));
    return stop === null ? null : make_range_object(newSmallInt(0), stop, newSmallInt(1));
  }
  const start = PyNumber_Index(ptrAt(args, 0));
  if (start === null) return null;
  const stop = PyNumber_Index(ptrAt(args, 1));
  const step: PyObject | null = stop === null ? null : n == 3 ? validateStep(ptrAt(args, 2)) : newSmallInt(1);
  if (stop === null || step === null) {
    Py_DECREF(start);
    Py_XDECREF(stop);
    return null;
  }
  return make_range_object(start, stop, step);
}

function range_new(type: PyTypeObject, args: PyObject, kw: PyObject | null): PyObject | null {
  if (!noKeywordsDict("range", kw)) return null;
  return range_from_array(_PyTuple_ITEMS(args), PyTuple_GET_SIZE(args));
}

function range_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("range", kwnames)) return null;
  return range_from_array(args, PyVectorcall_NARGS(nargsf));
}

function range_dealloc(self: PyObject): void {
  const r = changetype<rangeobject>(self);
  Py_DECREF(r.start);
  Py_DECREF(r.stop);
  Py_DECREF(r.step);
  Py_DECREF(r.length);
  PyObject_Free(changetype<usize>(self));
}

// --- items ---

/** `new`: start + i * step. */
function compute_item(r: rangeobject, i: PyObject): PyObject | null {
  const incr = r.step == _PyLong_GetOne() ? Py_NewRef(i) : PyNumber_Multiply(i, r.step);
  if (incr === null) return null;
  const result = PyNumber_Add(r.start, incr);
  Py_DECREF(incr);
  return result;
}

/** `new`: item `arg` (an int, maybe negative). */
function compute_range_item(r: rangeobject, arg: PyObject): PyObject | null {
  const negative = _PyLong_IsNegative(arg);
  const i = negative ? PyNumber_Add(r.length, arg) : Py_NewRef(arg);
  if (i === null) return null;
  let result: PyObject | null = null;
  let inside = 0;
  if (!_PyLong_IsNegative(i)) inside = PyObject_RichCompareBool(i, r.length, Py_LT);
  if (inside > 0) result = compute_item(r, i);
  else if (inside == 0) PyErr_SetString(PyExc_IndexError, "range object index out of range");
  Py_DECREF(i);
  return result;
}

function range_item(self: PyObject, i: i32): PyObject | null {
  const arg = PyLong_FromI64(i);
  if (arg === null) return null;
  const result = compute_range_item(changetype<rangeobject>(self), arg);
  Py_DECREF(arg);
  return result;
}

/** `new` range of a slice. */
function compute_slice(r: rangeobject, slice: PyObject): PyObject | null {
  if (!_PySlice_GetLongIndices(slice, r.length)) return null;
  const start = sliceLongStart();
  const stop = sliceLongStop();
  const step = sliceLongStep();
  const newStart = compute_item(r, start);
  const newStop: PyObject | null = newStart === null ? null : compute_item(r, stop);
  const newStep: PyObject | null = newStop === null ? null : PyNumber_Multiply(step, r.step);
  Py_DECREF(start);
  Py_DECREF(stop);
  Py_DECREF(step);
  if (newStep !== null) return make_range_object(newStart!, newStop!, newStep);
  Py_XDECREF(newStart);
  Py_XDECREF(newStop);
  return null;
}

function range_subscript(self: PyObject, key: PyObject): PyObject | null {
  const r = changetype<rangeobject>(self);
  if (PyIndex_Check(key)) {
    const i = PyNumber_Index(key);
    if (i === null) return null;
    const result = compute_range_item(r, i);
    Py_DECREF(i);
    return result;
  }
  if (PySlice_Check(key)) return compute_slice(r, key);
  return PyErr_Format(PyExc_TypeError, "range indices must be integers or slices, not %s", key.ob_type.tp_name);
}

function range_length(self: PyObject): i32 {
  return PyLong_AsSsize_t(changetype<rangeobject>(self).length);
}

function range_bool(self: PyObject): i32 {
  return PyObject_IsTrue(changetype<rangeobject>(self).length);
}

/** Is the exact int `ob` an item? 1, 0, -1. */
function range_contains_long(r: rangeobject, ob: PyObject): i32 {
  const up = _PyLong_IsPositive(r.step);
  let cmp = up ? PyObject_RichCompareBool(r.start, ob, Py_LE) : PyObject_RichCompareBool(ob, r.start, Py_LE);
  if (cmp <= 0) return cmp;
  cmp = up ? PyObject_RichCompareBool(ob, r.stop, Py_LT) : PyObject_RichCompareBool(r.stop, ob, Py_LT);
  if (cmp <= 0) return cmp;
  const distance = PyNumber_Subtract(ob, r.start);
  if (distance === null) return -1;
  const rest = PyNumber_Remainder(distance, r.step);
  Py_DECREF(distance);
  if (rest === null) return -1;
  const result = _PyLong_IsZero(rest) ? 1 : 0;
  Py_DECREF(rest);
  return result;
}

function isPlainInt(op: PyObject): bool {
  return PyLong_CheckExact(op) || op.ob_type == PyBool_Type;
}

function range_contains(self: PyObject, ob: PyObject): i32 {
  if (isPlainInt(ob)) return range_contains_long(changetype<rangeobject>(self), ob);
  return _PySequence_IterSearch(self, ob, 3);
}

// --- comparison, repr ---

function same(a: PyObject, b: PyObject): i32 {
  return PyObject_RichCompareBool(a, b, Py_EQ);
}

/** 1, 0, -1: do the ranges hold the same items? */
function range_equals(a: rangeobject, b: rangeobject): i32 {
  if (a == b) return 1;
  let cmp = same(a.length, b.length);
  if (cmp != 1 || _PyLong_IsZero(a.length)) return cmp;
  cmp = same(a.start, b.start);
  if (cmp != 1) return cmp;
  cmp = same(a.length, _PyLong_GetOne());
  return cmp != 0 ? cmp : same(a.step, b.step);
}

function range_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if (!PyRange_Check(other) || (op != Py_EQ && op != Py_NE)) return Py_NewRef(Py_NotImplemented);
  const result = range_equals(changetype<rangeobject>(self), changetype<rangeobject>(other));
  return result < 0 ? null : Py_RETURN_BOOL((result == 1) == (op == Py_EQ));
}

/** hash((length, start or None, step or None)). */
function range_hash(self: PyObject): i64 {
  const r = changetype<rangeobject>(self);
  const empty = _PyLong_IsZero(r.length);
  const single = same(r.length, _PyLong_GetOne()) == 1;
  const key = PyTuple_Pack3(r.length, empty ? Py_None : r.start, empty || single ? Py_None : r.step);
  if (key === null) return -1;
  const hash = tuplehash(key);
  Py_DECREF(key);
  return hash;
}

function range_repr(self: PyObject): PyObject | null {
  const r = changetype<rangeobject>(self);
  if (PyLong_AsLongAndOverflow(r.step) == 1 && longOverflow == 0) {
    return PyUnicode_FromFormat("range(%R, %R)", changetype<usize>(r.start), changetype<usize>(r.stop));
  }
  return PyUnicode_FromFormat(
    "range(%R, %R, %R)",
    changetype<usize>(r.start),
    changetype<usize>(r.stop),
    changetype<usize>(r.step),
  );
}

// --- methods ---

function range_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const r = changetype<rangeobject>(self);
  const args = PyTuple_Pack3(r.start, r.stop, r.step);
  if (args === null) return null;
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

function range_count(self: PyObject, ob: PyObject): PyObject | null {
  const n = isPlainInt(ob) ? range_contains_long(changetype<rangeobject>(self), ob) : PySequence_Count(self, ob);
  return n < 0 ? null : PyLong_FromI64(n);
}

function range_index(self: PyObject, ob: PyObject): PyObject | null {
  const r = changetype<rangeobject>(self);
  if (!isPlainInt(ob)) {
    const i = _PySequence_IterSearch(self, ob, 2);
    return i == -1 ? null : PyLong_FromI64(i);
  }
  const contains = range_contains_long(r, ob);
  if (contains < 0) return null;
  if (contains == 0) return PyErr_Format(PyExc_ValueError, "%R is not in range", changetype<usize>(ob));
  const distance = PyNumber_Subtract(ob, r.start);
  if (distance === null || r.step == _PyLong_GetOne()) return distance;
  const index = PyNumber_FloorDivide(distance, r.step);
  Py_DECREF(distance);
  return index;
}

// --- iterators ---

/** `new` iterator over C longs. */
function fast_range_iter(start: i64, step: i64, len: u64): PyObject | null {
  const it = changetype<_PyRangeIterObject | null>(_PyObject_New(PyRangeIter_Type));
  if (it === null) return null;
  it.start = start;
  it.step = step;
  it.len = <i64>len;
  return it;
}

/** `new` iterator over ints of any size. Steals all. */
function longIter(start: PyObject | null, step: PyObject | null, len: PyObject): PyObject | null {
  const at = start === null || step === null ? 0 : changetype<usize>(_PyObject_New(PyLongRangeIter_Type));
  if (at == 0) {
    Py_XDECREF(start);
    Py_XDECREF(step);
    Py_DECREF(len);
    return null;
  }
  initPtr(at + 16, changetype<usize>(start));
  initPtr(at + 24, changetype<usize>(step));
  initPtr(at + 32, changetype<usize>(len));
  return changetype<PyObject>(at);
}

function range_iter(self: PyObject): PyObject | null {
  const r = changetype<rangeobject>(self);
  const start = PyLong_AsLongAndOverflow(r.start);
  const fitsA = longOverflow == 0;
  const stop = PyLong_AsLongAndOverflow(r.stop);
  const fitsB = longOverflow == 0;
  const step = PyLong_AsLongAndOverflow(r.step);
  if (fitsA && fitsB && longOverflow == 0) {
    const n = lengthOfLongs(start, stop, step);
    // The value after the last must fit too.
    const safe =
      step > 0 ? stop <= i64.MAX_VALUE - (step - 1) : step == i64.MIN_VALUE ? false : stop >= i64.MIN_VALUE - 1 - step;
    if (safe && n <= <u64>i64.MAX_VALUE) return fast_range_iter(start, step, n);
  }
  return longIter(Py_NewRef(r.start), Py_NewRef(r.step), Py_NewRef(r.length));
}

function range_reverse(self: PyObject, unused: PyObject | null): PyObject | null {
  const r = changetype<rangeobject>(self);
  const start = PyLong_AsLongAndOverflow(r.start);
  const fitsA = longOverflow == 0;
  const stop = PyLong_AsLongAndOverflow(r.stop);
  const fitsB = longOverflow == 0;
  const step = PyLong_AsLongAndOverflow(r.step);
  if (fitsA && fitsB && longOverflow == 0 && step != i64.MIN_VALUE) {
    const n = lengthOfLongs(start, stop, step);
    const safe = step > 0 ? start >= i64.MIN_VALUE + step : start <= i64.MAX_VALUE + step;
    if (safe && n <= <u64>i64.MAX_VALUE) return fast_range_iter(start + <i64>(n - 1) * step, -step, n);
  }
  const last = PyNumber_Subtract(r.length, _PyLong_GetOne());
  const first: PyObject | null = last === null ? null : compute_item(r, last);
  Py_XDECREF(last);
  return longIter(first, PyNumber_Negative(r.step), Py_NewRef(r.length));
}

function rangeiter_dealloc(self: PyObject): void {
  PyObject_Free(changetype<usize>(self));
}

function rangeiter_next(self: PyObject): PyObject | null {
  const r = changetype<_PyRangeIterObject>(self);
  if (r.len <= 0) return null;
  const result = r.start;
  r.start = result + r.step;
  r.len--;
  return PyLong_FromI64(result);
}

function rangeiter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(changetype<_PyRangeIterObject>(self).len);
}

/** `(iter, (range(start, stop, step),), None)`. Steals the ints (null: failed). */
function reduceIter(start: PyObject | null, stop: PyObject | null, step: PyObject | null): PyObject | null {
  if (start === null || stop === null || step === null) {
    Py_XDECREF(start);
    Py_XDECREF(stop);
    Py_XDECREF(step);
    return null;
  }
  const range = make_range_object(start, stop, step);
  if (range === null) return null;
  const iter = _PyEval_GetBuiltin(ID.iter);
  const args: PyObject | null = iter === null ? null : PyTuple_Pack1(range);
  const result: PyObject | null = args === null ? null : PyTuple_Pack3(iter!, args, Py_None);
  Py_DECREF(range);
  Py_XDECREF(iter);
  Py_XDECREF(args);
  return result;
}

function rangeiter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const r = changetype<_PyRangeIterObject>(self);
  return reduceIter(PyLong_FromI64(r.start), PyLong_FromI64(r.start + r.len * r.step), PyLong_FromI64(r.step));
}

function rangeiter_setstate(self: PyObject, state: PyObject): PyObject | null {
  let index = PyLong_AsI64(state);
  if (index == -1 && PyErr_Occurred() !== null) return null;
  const r = changetype<_PyRangeIterObject>(self);
  if (index < 0) index = 0;
  else if (index > r.len) index = r.len;
  r.start += index * r.step;
  r.len -= index;
  return Py_NewRef(Py_None);
}

function longrangeiter_dealloc(self: PyObject): void {
  const r = changetype<longrangeiterobject>(self);
  Py_DECREF(r.start);
  Py_DECREF(r.step);
  Py_DECREF(r.len);
  PyObject_Free(changetype<usize>(self));
}

function longrangeiter_next(self: PyObject): PyObject | null {
  const r = changetype<longrangeiterobject>(self);
  if (!_PyLong_IsPositive(r.len)) return null;
  const next = PyNumber_Add(r.start, r.step);
  if (next === null) return null;
  const left = PyNumber_Subtract(r.len, _PyLong_GetOne());
  if (left === null) {
    Py_DECREF(next);
    return null;
  }
  const result = r.start;
  Py_DECREF(r.len);
  r.start = next;
  r.len = left;
  return result;
}

function longrangeiter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(changetype<longrangeiterobject>(self).len);
}

function longrangeiter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const r = changetype<longrangeiterobject>(self);
  const span = PyNumber_Multiply(r.len, r.step);
  return reduceIter(Py_NewRef(r.start), plus(span, r.start), Py_NewRef(r.step));
}

function longrangeiter_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!PyLong_CheckExact(state)) {
    return PyErr_Format(PyExc_TypeError, "state must be an int, not %s", state.ob_type.tp_name);
  }
  const r = changetype<longrangeiterobject>(self);
  let index = state;
  if (_PyLong_IsNegative(state)) index = _PyLong_GetZero();
  else if (PyObject_RichCompareBool(state, r.len, Py_GT) > 0) index = r.len;
  const offset = PyNumber_Multiply(index, r.step);
  const start = plus(offset, r.start);
  const len = PyNumber_Subtract(r.len, index);
  if (start === null || len === null) {
    Py_XDECREF(start);
    Py_XDECREF(len);
    return null;
  }
  Py_DECREF(r.start);
  Py_DECREF(r.len);
  r.start = start;
  r.len = len;
  return Py_NewRef(Py_None);
}

// --- the types ---

function initIterType(
  t: PyTypeObject,
  name: string,
  dealloc: u32,
  next: u32,
  len: u32,
  reduce: u32,
  setstate: u32,
): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 40, 0, 0);
  t.tp_dealloc = dealloc;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
  addMethod(t, "__length_hint__", len, METH_NOARGS, "Private method returning an estimate of len(list(it)).");
  addMethod(t, "__reduce__", reduce, METH_NOARGS, "Return state information for pickling.");
  addMethod(t, "__setstate__", setstate, METH_O, "Set state information for unpickling.");
}

export function initRangeTypes(): void {
  const t = PyRange_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "range",
    48,
    0,
    Py_TPFLAGS_SEQUENCE,
    "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nThe integers from start up to, not including, stop, each step after the\none before. range(4) is 0, 1, 2, 3: the indices of a list of four items.\nA negative step counts down.",
  );
  t.tp_dealloc = range_dealloc.index;
  t.tp_repr = range_repr.index;
  t.tp_hash = range_hash.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_richcompare = range_richcompare.index;
  t.tp_iter = range_iter.index;
  t.tp_new = range_new.index;
  t.tp_vectorcall = range_vectorcall.index;
  numberMethods(t).nb_bool = range_bool.index;
  const sq = sequenceMethods(t);
  sq.sq_length = range_length.index;
  sq.sq_item = range_item.index;
  sq.sq_contains = range_contains.index;
  const mp = mappingMethods(t);
  mp.mp_length = range_length.index;
  mp.mp_subscript = range_subscript.index;
  addMember(t, "start", Py_T_OBJECT_EX, 16, Py_READONLY);
  addMember(t, "stop", Py_T_OBJECT_EX, 24, Py_READONLY);
  addMember(t, "step", Py_T_OBJECT_EX, 32, Py_READONLY);
  addMethod(t, "__reversed__", range_reverse.index, METH_NOARGS, "Return a reverse iterator.");
  addMethod(t, "__reduce__", range_reduce.index, METH_NOARGS);
  addMethod(
    t,
    "count",
    range_count.index,
    METH_O,
    "rangeobject.count(value) -> integer -- how often value occurs: once at most",
  );
  addMethod(
    t,
    "index",
    range_index.index,
    METH_O,
    "rangeobject.index(value) -> integer -- where value stands.\nA ValueError if it does not occur.",
  );
  initIterType(
    PyRangeIter_Type,
    "range_iterator",
    rangeiter_dealloc.index,
    rangeiter_next.index,
    rangeiter_len.index,
    rangeiter_reduce.index,
    rangeiter_setstate.index,
  );
  initIterType(
    PyLongRangeIter_Type,
    "longrange_iterator",
    longrangeiter_dealloc.index,
    longrangeiter_next.index,
    longrangeiter_len.index,
    longrangeiter_reduce.index,
    longrangeiter_setstate.index,
  );
}
