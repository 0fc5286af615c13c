/**
 * slice (Objects/sliceobject.c).
 *
 *   16 start   24 stop   32 step     owned, never null
 *
 * C functions with several results leave them in statics here: `PySlice_Unpack` in sliceStart/Stop/Step,
 * `_PyEval_SliceIndex` in sliceIndex. A Py_ssize_t is 32 bits wide inside the machine: indices beyond clip as they do at the
 * ends of CPython's range, which no sequence can reach.
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_GE,
  Py_GT,
  Py_LE,
  Py_LT,
  Py_TPFLAGS_HAVE_GC,
  initPtr,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, _Py_NewReference } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyLong_Type,
  PySlice_Type,
  PyType_Type,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { visitField } from "../object/slots";
import {
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  _Py_T_OBJECT,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { freelistInit, freelistPop, freelistPush } from "../memory/freelist";
import { PyObject_GC_Del, _PyObject_GC_New } from "../gc/collector";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywordsDict } from "../protocol/args";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyObject_RichCompare, PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyIndex_Check, PyNumber_Add, PyNumber_AsSsize_t, PyNumber_Index } from "../protocol/number";
import {
  PyLong_FromLong,
  _PyLong_CompactValue,
  _PyLong_GetZero,
  _PyLong_IsCompact,
  _PyLong_IsNegative,
  _PyLong_IsZero,
} from "./long";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2, PyTuple_Pack3 } from "./tuple";

/** 40 bytes: start 16, stop 24, step 32; all owned, never null. */
@unmanaged
export class PySliceObject extends PyObject {
  start: PyObject;
  start_hi: u32;
  stop: PyObject;
  stop_hi: u32;
  step: PyObject;
  step_hi: u32;
}

export const sliceFreeList = memory.data(16, 16);

export function PySlice_Check(op: PyObject): bool {
  return op.ob_type == PySlice_Type;
}

/** Steals all three. */
function sliceSteal(start: PyObject, stop: PyObject, step: PyObject): PyObject | null {
  let at = freelistPop(sliceFreeList);
  if (at != 0) {
    changetype<PyObject>(at).ob_type = PySlice_Type;
    _Py_NewReference(changetype<PyObject>(at));
  } else {
    at = changetype<usize>(_PyObject_GC_New(PySlice_Type));
    if (at == 0) {
      Py_DECREF(start);
      Py_DECREF(stop);
      Py_DECREF(step);
      return null;
    }
  }
  initPtr(at + 16, changetype<usize>(start));
  initPtr(at + 24, changetype<usize>(stop));
  initPtr(at + 32, changetype<usize>(step));
  const op = changetype<PyObject>(at);
  _PyObject_GC_TRACK(op);
  return op;
}

/** `new`; null means None. */
export function PySlice_New(start: PyObject | null, stop: PyObject | null, step: PyObject | null): PyObject | null {
  return sliceSteal(
    Py_NewRef(start === null ? Py_None : start),
    Py_NewRef(stop === null ? Py_None : stop),
    Py_NewRef(step === null ? Py_None : step),
  );
}

/** `new`; steals both. */
export function _PyBuildSlice_Consume2(start: PyObject, stop: PyObject): PyObject | null {
  return sliceSteal(start, stop, Py_NewRef(Py_None));
}

function slice_dealloc(self: PyObject): void {
  const r = changetype<PySliceObject>(self);
  _PyObject_GC_UNTRACK(self);
  Py_DECREF(r.step);
  Py_DECREF(r.start);
  Py_DECREF(r.stop);
  if (!freelistPush(sliceFreeList, changetype<usize>(self))) PyObject_GC_Del(changetype<usize>(self));
}

function slice_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let r = visitField(changetype<usize>(self) + 16, visit, arg);
  if (r == 0) r = visitField(changetype<usize>(self) + 24, visit, arg);
  if (r == 0) r = visitField(changetype<usize>(self) + 32, visit, arg);
  return r;
}

// --- unpacking ---

let index: i32 = 0;
let unpackedStart: i32 = 0;
let unpackedStop: i32 = 0;
let unpackedStep: i32 = 0;

/** Result of the last _PyEval_SliceIndex. */
export function sliceIndex(): i32 {
  return index;
}

export function sliceStart(): i32 {
  return unpackedStart;
}

export function sliceStop(): i32 {
  return unpackedStop;
}

export function sliceStep(): i32 {
  return unpackedStep;
}

/** Reads an index that clips; None leaves sliceIndex() as it is. False with TypeError. */
export function _PyEval_SliceIndex(v: PyObject): bool {
  if (v == Py_None) return true;
  if (!PyIndex_Check(v)) {
    PyErr_SetString(PyExc_TypeError, "slice indices must be integers or None or have an __index__ method");
    return false;
  }
  const x = PyNumber_AsSsize_t(v, null);
  if (x == -1 && PyErr_Occurred() !== null) return false;
  index = x;
  return true;
}

/** The same where None is no index. */
export function _PyEval_SliceIndexNotNone(v: PyObject): bool {
  if (!PyIndex_Check(v)) {
    PyErr_SetString(PyExc_TypeError, "slice indices must be integers or have an __index__ method");
    return false;
  }
  const x = PyNumber_AsSsize_t(v, null);
  if (x == -1 && PyErr_Occurred() !== null) return false;
  index = x;
  return true;
}

/** -1 error; results in sliceStart(), sliceStop(), sliceStep(). They hold until the next call, so read them before running Python code. */
export function PySlice_Unpack(op: PyObject): i32 {
  const r = changetype<PySliceObject>(op);
  let step = 1;
  if (r.step != Py_None) {
    if (!_PyEval_SliceIndex(r.step)) return -1;
    step = index;
    if (step == 0) {
      PyErr_SetString(PyExc_ValueError, "slice step cannot be zero");
      return -1;
    }
    if (step < -i32.MAX_VALUE) step = -i32.MAX_VALUE;
  }
  let start = step < 0 ? i32.MAX_VALUE : 0;
  if (r.start != Py_None) {
    if (!_PyEval_SliceIndex(r.start)) return -1;
    start = index;
  }
  let stop = step < 0 ? i32.MIN_VALUE : i32.MAX_VALUE;
  if (r.stop != Py_None) {
    if (!_PyEval_SliceIndex(r.stop)) return -1;
    stop = index;
  }
  unpackedStart = start;
  unpackedStop = stop;
  unpackedStep = step;
  return 0;
}

/** PySlice_Unpack of start:stop, without a slice, if both are None or ints of one digit; false if not. */
export function unpackPlainBounds(start: PyObject, stop: PyObject): bool {
  let low = 0;
  let high = i32.MAX_VALUE;
  if (start != Py_None) {
    if (start.ob_type != PyLong_Type || !_PyLong_IsCompact(start)) return false;
    low = _PyLong_CompactValue(start);
  }
  if (stop != Py_None) {
    if (stop.ob_type != PyLong_Type || !_PyLong_IsCompact(stop)) return false;
    high = _PyLong_CompactValue(stop);
  }
  setSlice(low, high, 1);
  return true;
}

/** Puts back what PySlice_Unpack found, for a second PySlice_AdjustIndices. */
export function setSlice(start: i32, stop: i32, step: i32): void {
  unpackedStart = start;
  unpackedStop = stop;
  unpackedStep = step;
}

/** Clips sliceStart()/sliceStop() of the last Unpack to `length`; returns the slice's length. */
export function PySlice_AdjustIndices(length: i32): i32 {
  const step = unpackedStep;
  let start = unpackedStart;
  let stop = unpackedStop;
  if (start < 0) {
    start += length;
    if (start < 0) start = step < 0 ? -1 : 0;
  } else if (start >= length) {
    start = step < 0 ? length - 1 : length;
  }
  if (stop < 0) {
    stop += length;
    if (stop < 0) stop = step < 0 ? -1 : 0;
  } else if (stop >= length) {
    stop = step < 0 ? length - 1 : length;
  }
  unpackedStart = start;
  unpackedStop = stop;
  if (step < 0) {
    if (stop < start) return (start - stop - 1) / -step + 1;
  } else if (start < stop) {
    return (stop - start - 1) / step + 1;
  }
  return 0;
}

// --- slice.indices, on ints of any size ---

/** `new` int of a slice field. */
function fieldAsLong(v: PyObject): PyObject | null {
  if (PyIndex_Check(v)) return PyNumber_Index(v);
  return PyErr_SetString(PyExc_TypeError, "slice indices must be integers or None or have an __index__ method");
}

/** Clips the int `v` (stolen) into [lower, upper], after adding `length` to a negative one: `new`. */
function clipLong(v: PyObject | null, length: PyObject, lower: PyObject, upper: PyObject): PyObject | null {
  if (v === null) return null;
  let value: PyObject = v;
  if (_PyLong_IsNegative(value)) {
    const sum = PyNumber_Add(value, length);
    Py_DECREF(value);
    if (sum === null) return null;
    value = sum;
    const below = PyObject_RichCompareBool(value, lower, Py_LT);
    if (below < 0) {
      Py_DECREF(value);
      return null;
    }
    if (below != 0) {
      Py_DECREF(value);
      return Py_NewRef(lower);
    }
    return value;
  }
  const above = PyObject_RichCompareBool(value, upper, Py_GT);
  if (above == 0) return value;
  Py_DECREF(value);
  return above < 0 ? null : Py_NewRef(upper);
}

let longStart: PyObject | null = null;
let longStop: PyObject | null = null;
let longStep: PyObject | null = null;

/** Results of _PySlice_GetLongIndices, owned by the caller once that has succeeded. */
export function sliceLongStart(): PyObject {
  return longStart!;
}

export function sliceLongStop(): PyObject {
  return longStop!;
}

export function sliceLongStep(): PyObject {
  return longStep!;
}

/** Unpacks for a sequence whose length is any int; false on error. The three results are `new`. */
export function _PySlice_GetLongIndices(op: PyObject, length: PyObject): bool {
  const self = changetype<PySliceObject>(op);
  let step: PyObject | null;
  let negative = false;
  if (self.step == Py_None) {
    step = PyLong_FromLong(1);
  } else {
    step = fieldAsLong(self.step);
    if (step !== null) {
      negative = _PyLong_IsNegative(step);
      if (_PyLong_IsZero(step)) {
        PyErr_SetString(PyExc_ValueError, "slice step cannot be zero");
        Py_DECREF(step);
        step = null;
      }
    }
  }
  if (step === null) return false;
  let lower: PyObject | null;
  let upper: PyObject | null;
  if (negative) {
    lower = PyLong_FromLong(-1);
    upper = lower === null ? null : PyNumber_Add(length, lower);
  } else {
    lower = Py_NewRef(_PyLong_GetZero());
    upper = Py_NewRef(length);
  }
  if (lower === null || upper === null) {
    Py_XDECREF(lower);
    Py_DECREF(step);
    return false;
  }
  const start =
    self.start == Py_None
      ? Py_NewRef(negative ? upper : lower)
      : clipLong(fieldAsLong(self.start), length, lower, upper);
  const stop: PyObject | null =
    start === null
      ? null
      : self.stop == Py_None
        ? Py_NewRef(negative ? lower : upper)
        : clipLong(fieldAsLong(self.stop), length, lower, upper);
  Py_DECREF(lower);
  Py_DECREF(upper);
  if (stop === null) {
    Py_XDECREF(start);
    Py_DECREF(step);
    return false;
  }
  longStart = start;
  longStop = stop;
  longStep = step;
  return true;
}

// --- Python-visible ---

function slice_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("slice", kwargs)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("slice", n, 1, 3)) return null;
  if (n == 1) return PySlice_New(null, PyTuple_GET_ITEM(args, 0), null);
  return PySlice_New(PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1), n > 2 ? PyTuple_GET_ITEM(args, 2) : null);
}

function slice_repr(self: PyObject): PyObject | null {
  const r = changetype<PySliceObject>(self);
  return PyUnicode_FromFormat(
    "slice(%R, %R, %R)",
    changetype<usize>(r.start),
    changetype<usize>(r.stop),
    changetype<usize>(r.step),
  );
}

function slice_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!PySlice_Check(v) || !PySlice_Check(w)) return Py_NewRef(Py_NotImplemented);
  if (v == w) return Py_RETURN_BOOL(op == Py_EQ || op == Py_LE || op == Py_GE);
  const a = changetype<PySliceObject>(v);
  const b = changetype<PySliceObject>(w);
  const left = PyTuple_Pack3(a.start, a.stop, a.step);
  const right = PyTuple_Pack3(b.start, b.stop, b.step);
  const result: PyObject | null = left !== null && right !== null ? PyObject_RichCompare(left, right, op) : null;
  Py_XDECREF(left);
  Py_XDECREF(right);
  return result;
}

const XXPRIME_1: u64 = ((<u64>0x9e3779b1) << 32) | 0x85ebca87;
const XXPRIME_2: u64 = ((<u64>0xc2b2ae3d) << 32) | 0x27d4eb4f;
const XXPRIME_5: u64 = ((<u64>0x27d4eb2f) << 32) | 0x165667c5;

function slice_hash(self: PyObject): i64 {
  let acc: u64 = XXPRIME_5;
  for (let i = 0; i < 3; i++) {
    const lane = PyObject_Hash(load<PyObject>(changetype<usize>(self) + 16 + ((<usize>i) << 3)));
    if (lane == -1) return -1;
    acc += <u64>lane * XXPRIME_2;
    acc = rotl<u64>(acc, 31);
    acc *= XXPRIME_1;
  }
  return acc == <u64>-1 ? 1546275796 : <i64>acc;
}

function slice_indices(self: PyObject, len: PyObject): PyObject | null {
  const length = PyNumber_Index(len);
  if (length === null) return null;
  if (_PyLong_IsNegative(length)) {
    Py_DECREF(length);
    return PyErr_SetString(PyExc_ValueError, "length should not be negative");
  }
  const ok = _PySlice_GetLongIndices(self, length);
  Py_DECREF(length);
  if (!ok) return null;
  const start = sliceLongStart();
  const stop = sliceLongStop();
  const step = sliceLongStep();
  const result = PyTuple_Pack3(start, stop, step);
  Py_DECREF(start);
  Py_DECREF(stop);
  Py_DECREF(step);
  return result;
}

function slice_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const r = changetype<PySliceObject>(self);
  const args = PyTuple_Pack3(r.start, r.stop, r.step);
  if (args === null) return null;
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

export function initSliceType(): void {
  freelistInit(sliceFreeList, 1);
  const t = PySlice_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "slice",
    40,
    0,
    Py_TPFLAGS_HAVE_GC,
    "slice(stop)\nslice(start, stop[, step])\n\nThe part of a sequence that a[start:stop:step] names.",
  );
  t.tp_dealloc = slice_dealloc.index;
  t.tp_repr = slice_repr.index;
  t.tp_hash = slice_hash.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = slice_traverse.index;
  t.tp_richcompare = slice_richcompare.index;
  t.tp_new = slice_new.index;
  addMember(t, "start", _Py_T_OBJECT, 16, Py_READONLY);
  addMember(t, "stop", _Py_T_OBJECT, 24, Py_READONLY);
  addMember(t, "step", _Py_T_OBJECT, 32, Py_READONLY);
  addMethod(
    t,
    "indices",
    slice_indices.index,
    METH_O,
    "S.indices(len) -> (start, stop, stride)\n\nWhat the slice means for a sequence of len items: where it begins, where\nit ends, and its step, with everything that reaches too far cut to the\nsequence.",
  );
  addMethod(t, "__reduce__", slice_reduce.index, METH_NOARGS, "Return state information for pickling.");
}
