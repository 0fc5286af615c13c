/**
 * Sequences and mappings as operations: len, subscripts, concatenation, membership, conversion (Objects/abstract.c).
 *
 * Invariant: the mapping slots go first for obj[key]; the sequence slots take an index to which a negative one has had the
 * length added. Messages are CPython's.
 */
import {
  PyObject,
  PyTypeObject,
  PyType_FastSubclass,
  Py_EQ,
  Py_TPFLAGS_DICT_SUBCLASS,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import { Py_XDECREF, Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyTuple_Type, PyType_Type, Py_None } from "../object/statics";
import {
  PyExc_IndexError,
  PyExc_KeyError,
  PyExc_OverflowError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { callBinary, callInquiry, callSetAttr } from "../object/slots";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "./errors";
import { PyObject_GetOptionalAttr } from "./attr";
import { PyObject_CallMethodNoArgs, PyObject_CallOneArg } from "./call";
import { PyObject_RichCompareBool } from "./compare";
import { lengthHintOf } from "./length_hint";
import { PyIter_Next, PyObject_GetIter } from "./iter";
import { PyIndex_Check, PyNumber_Add, PyNumber_AsSsize_t, PyNumber_InPlaceAdd, PyNumber_Multiply } from "./number";
import { PyLong_FromSsize_t, saturate } from "../types/long";
import { PySlice_New } from "../types/slice";
import {
  PyTuple_CheckExact,
  PyTuple_GET_ITEM,
  PyTuple_New,
  PyTuple_SET_ITEM,
  _PyTuple_ITEMS,
  _PyTuple_Resize,
} from "../types/tuple";
import {
  PyListObject,
  PyList_AsTuple,
  PyList_CheckExact,
  PyList_Extend,
  PyList_GET_ITEM,
  PyList_GET_SIZE,
  PyList_New,
} from "../types/list";
import { PyDict_Items, PyDict_Keys, PyDict_Values, PyDict_CheckExact, PyDict_GetItemRef } from "../types/dict";
import { Py_GenericAlias } from "../types/genericalias";
import { ID } from "../generated/ids";

const cell = memory.data(8, 8);

export function PySequence_Check(op: PyObject): bool {
  if (PyType_FastSubclass(op.ob_type, Py_TPFLAGS_DICT_SUBCLASS)) return false;
  const m = op.ob_type.tp_as_sequence;
  return m !== null && m.sq_item != 0;
}

export function PyMapping_Check(op: PyObject): bool {
  const m = op.ob_type.tp_as_mapping;
  return m !== null && m.mp_subscript != 0;
}

// --- length ---

/** len(); -1 with an exception. */
export function PyObject_Size(op: PyObject): i32 {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_length != 0) return callInquiry(m.sq_length, op);
  return PyMapping_Size(op);
}

export function PySequence_Size(op: PyObject): i32 {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_length != 0) return callInquiry(m.sq_length, op);
  const map = op.ob_type.tp_as_mapping;
  if (map !== null && map.mp_length != 0) return typeError("%s is not a sequence", op);
  return typeError("object of type '%s' has no len()", op);
}

export function PyMapping_Size(op: PyObject): i32 {
  const m = op.ob_type.tp_as_mapping;
  if (m !== null && m.mp_length != 0) return callInquiry(m.mp_length, op);
  const seq = op.ob_type.tp_as_sequence;
  if (seq !== null && seq.sq_length != 0) return typeError("%s is not a mapping", op);
  return typeError("object of type '%s' has no len()", op);
}

/** TypeError about the type of `op`. Always -1. */
function typeError(format: string, op: PyObject): i32 {
  PyErr_Format(PyExc_TypeError, format, op.ob_type.tp_name);
  return -1;
}

function noObject(format: string, op: PyObject): PyObject | null {
  return PyErr_Format(PyExc_TypeError, format, op.ob_type.tp_name);
}

/** len(), or __length_hint__(), or `deflt`, saturated to 32 bits; -1 with an exception. */
export function PyObject_LengthHint(op: PyObject, deflt: i32): i32 {
  return saturate(lengthHintOf(op, deflt));
}

// --- obj[key] ---

/** `new`: op[key]. */
export function PyObject_GetItem(op: PyObject, key: PyObject): PyObject | null {
  const m = op.ob_type.tp_as_mapping;
  if (m !== null && m.mp_subscript != 0) return callBinary(m.mp_subscript, op, key);
  const seq = op.ob_type.tp_as_sequence;
  if (seq !== null && seq.sq_item != 0) {
    if (PyIndex_Check(key)) {
      const i = PyNumber_AsSsize_t(key, PyExc_IndexError);
      if (i == -1 && PyErr_Occurred() !== null) return null;
      return PySequence_GetItem(op, i);
    }
    return noObject("sequence index must be integer, not '%s'", key);
  }
  if (PyType_FastSubclass(op.ob_type, Py_TPFLAGS_TYPE_SUBCLASS)) return classSubscript(op, key);
  return noObject("'%s' object is not subscriptable", op);
}

/** `new`: C[key] of a class without a metaclass that subscripts. */
function classSubscript(op: PyObject, key: PyObject): PyObject | null {
  if (op == PyType_Type) return Py_GenericAlias(op, key);
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op, ID.__class_getitem__, cell) < 0) return null;
  const method = load<PyObject | null>(cell);
  if (method !== null && method != Py_None) {
    const result = PyObject_CallOneArg(method, key);
    Py_DECREF(method);
    return result;
  }
  Py_XDECREF(method);
  return PyErr_Format(PyExc_TypeError, "type '%s' is not subscriptable", changetype<PyTypeObject>(op).tp_name);
}

export function PyObject_SetItem(op: PyObject, key: PyObject, value: PyObject): i32 {
  const m = op.ob_type.tp_as_mapping;
  if (m !== null && m.mp_ass_subscript != 0) return callSetAttr(m.mp_ass_subscript, op, key, value);
  const seq = op.ob_type.tp_as_sequence;
  if (seq !== null) {
    if (PyIndex_Check(key)) {
      const i = PyNumber_AsSsize_t(key, PyExc_IndexError);
      if (i == -1 && PyErr_Occurred() !== null) return -1;
      return PySequence_SetItem(op, i, value);
    }
    if (seq.sq_ass_item != 0) return typeError("sequence index must be integer, not '%s'", key);
  }
  return typeError("'%s' object does not support item assignment", op);
}

export function PyObject_DelItem(op: PyObject, key: PyObject): i32 {
  const m = op.ob_type.tp_as_mapping;
  if (m !== null && m.mp_ass_subscript != 0) return callSetAttr(m.mp_ass_subscript, op, key, null);
  const seq = op.ob_type.tp_as_sequence;
  if (seq !== null) {
    if (PyIndex_Check(key)) {
      const i = PyNumber_AsSsize_t(key, PyExc_IndexError);
      if (i == -1 && PyErr_Occurred() !== null) return -1;
      return PySequence_DelItem(op, i);
    }
    if (seq.sq_ass_item != 0) return typeError("sequence index must be integer, not '%s'", key);
  }
  return typeError("'%s' object doesn't support item deletion", op);
}

/** `new`; null without an exception: absent (KeyError swallowed). */
export function PyMapping_GetOptionalItem(op: PyObject, key: PyObject): PyObject | null {
  if (PyDict_CheckExact(op)) return PyDict_GetItemRef(op, key);
  const result = PyObject_GetItem(op, key);
  if (result === null && PyErr_ExceptionMatches(PyExc_KeyError)) PyErr_Clear();
  return result;
}

export function PyMapping_HasKeyWithError(op: PyObject, key: PyObject): i32 {
  const found = PyMapping_GetOptionalItem(op, key);
  if (found === null) return PyErr_Occurred() !== null ? -1 : 0;
  Py_DECREF(found);
  return 1;
}

// --- obj[i] ---

/** `i` with the length added if it is negative; -1 with an exception pending on failure. */
function wrapIndex(op: PyObject, sqLength: u32, i: i32): i32 {
  if (i >= 0 || sqLength == 0) return i;
  const n = callInquiry(sqLength, op);
  return n < 0 ? i32.MIN_VALUE : i + n;
}

/** `new`. */
export function PySequence_GetItem(op: PyObject, i: i32): PyObject | null {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_item != 0) {
    i = wrapIndex(op, m.sq_length, i);
    if (i == i32.MIN_VALUE && PyErr_Occurred() !== null) return null;
    return call_indirect<PyObject | null>(m.sq_item, op, i);
  }
  const map = op.ob_type.tp_as_mapping;
  if (map !== null && map.mp_subscript != 0) return noObject("%s is not a sequence", op);
  return noObject("'%s' object does not support indexing", op);
}

function assItem(op: PyObject, i: i32, value: PyObject | null): i32 {
  const m = op.ob_type.tp_as_sequence!;
  i = wrapIndex(op, m.sq_length, i);
  if (i == i32.MIN_VALUE && PyErr_Occurred() !== null) return -1;
  return call_indirect<i32>(m.sq_ass_item, op, i, value);
}

export function PySequence_SetItem(op: PyObject, i: i32, value: PyObject): i32 {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_ass_item != 0) return assItem(op, i, value);
  const map = op.ob_type.tp_as_mapping;
  if (map !== null && map.mp_ass_subscript != 0) return typeError("%s is not a sequence", op);
  return typeError("'%s' object does not support item assignment", op);
}

export function PySequence_DelItem(op: PyObject, i: i32): i32 {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_ass_item != 0) return assItem(op, i, null);
  const map = op.ob_type.tp_as_mapping;
  if (map !== null && map.mp_ass_subscript != 0) return typeError("%s is not a sequence", op);
  return typeError("'%s' object doesn't support item deletion", op);
}

/** `new` slice object low:high. */
function sliceOf(low: i32, high: i32): PyObject | null {
  const a = PyLong_FromSsize_t(low);
  const b: PyObject | null = a === null ? null : PyLong_FromSsize_t(high);
  const slice: PyObject | null = b === null ? null : PySlice_New(a, b, null);
  if (a !== null) Py_DECREF(a);
  if (b !== null) Py_DECREF(b);
  return slice;
}

/** `new`. */
export function PySequence_GetSlice(op: PyObject, low: i32, high: i32): PyObject | null {
  const m = op.ob_type.tp_as_mapping;
  if (m === null || m.mp_subscript == 0) return noObject("'%s' object is unsliceable", op);
  const slice = sliceOf(low, high);
  if (slice === null) return null;
  const result = callBinary(m.mp_subscript, op, slice);
  Py_DECREF(slice);
  return result;
}

export function PySequence_SetSlice(op: PyObject, low: i32, high: i32, value: PyObject): i32 {
  const m = op.ob_type.tp_as_mapping;
  if (m === null || m.mp_ass_subscript == 0) return typeError("'%s' object doesn't support slice assignment", op);
  const slice = sliceOf(low, high);
  if (slice === null) return -1;
  const result = callSetAttr(m.mp_ass_subscript, op, slice, value);
  Py_DECREF(slice);
  return result;
}

// --- concatenation and repetition ---

/** `new`. */
export function PySequence_Concat(a: PyObject, b: PyObject): PyObject | null {
  const m = a.ob_type.tp_as_sequence;
  if (m !== null && m.sq_concat != 0) return callBinary(m.sq_concat, a, b);
  if (PySequence_Check(a) && PySequence_Check(b)) {
    const result = PyNumber_Add(a, b);
    if (result !== null || !PyErr_ExceptionMatches(PyExc_TypeError)) return result;
    PyErr_Clear();
  }
  return noObject("'%s' object can't be concatenated", a);
}

/** `new`. */
export function PySequence_InPlaceConcat(a: PyObject, b: PyObject): PyObject | null {
  const m = a.ob_type.tp_as_sequence;
  if (m !== null && m.sq_inplace_concat != 0) return callBinary(m.sq_inplace_concat, a, b);
  if (m !== null && m.sq_concat != 0) return callBinary(m.sq_concat, a, b);
  if (PySequence_Check(a) && PySequence_Check(b)) {
    const result = PyNumber_InPlaceAdd(a, b);
    if (result !== null || !PyErr_ExceptionMatches(PyExc_TypeError)) return result;
    PyErr_Clear();
  }
  return noObject("'%s' object can't be concatenated", a);
}

/** `new`: a * count through the number slots, for classes written in Python. */
function repeatAsNumber(op: PyObject, count: i32): PyObject | null {
  const n = PyLong_FromSsize_t(count);
  if (n === null) return null;
  const result = PyNumber_Multiply(op, n);
  Py_DECREF(n);
  return result;
}

/** `new`. */
export function PySequence_Repeat(op: PyObject, count: i32): PyObject | null {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_repeat != 0) return call_indirect<PyObject | null>(m.sq_repeat, op, count);
  if (PySequence_Check(op)) return repeatAsNumber(op, count);
  return noObject("'%s' object can't be repeated", op);
}

/** `new`. */
export function PySequence_InPlaceRepeat(op: PyObject, count: i32): PyObject | null {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_inplace_repeat != 0) return call_indirect<PyObject | null>(m.sq_inplace_repeat, op, count);
  return PySequence_Repeat(op, count);
}

// --- conversion ---

/** For _PyTuple_Resize, which takes a field; nothing else runs between the store and the load. */
const resizedTuple: usize = memory.data(8, 8);

function tupleResized(tuple: PyObject, n: i32): PyObject | null {
  store<u32>(resizedTuple, <u32>changetype<usize>(tuple));
  return _PyTuple_Resize(resizedTuple, n) < 0 ? null : load<PyObject>(resizedTuple);
}

/** `new`: what is left of an iterator; `n` items are expected, and for each surprise there is room for ten more and a quarter of all. */
function tupleOfRest(it: PyObject, n: i32): PyObject | null {
  let result = PyTuple_New(n);
  let filled = 0;
  while (result !== null) {
    const item = PyIter_Next(it);
    if (item === null) {
      if (PyErr_Occurred() === null) break;
      Py_DECREF(result);
      return null;
    }
    if (filled == n) {
      n += 10;
      n += n >> 2;
      result = tupleResized(result, n);
      if (result === null) {
        Py_DECREF(item);
        return null;
      }
    }
    PyTuple_SET_ITEM(result, filled++, item);
  }
  return result === null || filled == n ? result : tupleResized(result, filled);
}

/** `new`: tuple(op). */
export function PySequence_Tuple(op: PyObject): PyObject | null {
  if (PyTuple_CheckExact(op)) return Py_NewRef(op);
  if (PyList_CheckExact(op)) return PyList_AsTuple(op);
  const it = PyObject_GetIter(op);
  if (it === null) return null;
  const hint = PyObject_LengthHint(op, 10);
  const result: PyObject | null = hint < 0 ? null : tupleOfRest(it, hint);
  Py_DECREF(it);
  return result;
}

/** `new`: list(op). */
export function PySequence_List(op: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  if (PyList_Extend(list, op) == 0) return list;
  Py_DECREF(list);
  return null;
}

/** `new` list or tuple; TypeError(message) if not iterable. */
export function PySequence_Fast(op: PyObject, message: string): PyObject | null {
  if (PyList_CheckExact(op) || PyTuple_CheckExact(op)) return Py_NewRef(op);
  const it = PyObject_GetIter(op);
  if (it === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) PyErr_SetString(PyExc_TypeError, message);
    return null;
  }
  const list = PySequence_List(it);
  Py_DECREF(it);
  return list;
}

export function PySequence_Fast_GET_SIZE(op: PyObject): i32 {
  return PyList_GET_SIZE(op); // ob_size of both
}

/** Borrowed. */
export function PySequence_Fast_GET_ITEM(op: PyObject, i: i32): PyObject {
  return op.ob_type == PyTuple_Type ? PyTuple_GET_ITEM(op, i) : PyList_GET_ITEM(op, i);
}

/** Address of the first item. */
export function PySequence_Fast_ITEMS(op: PyObject): usize {
  return op.ob_type == PyTuple_Type ? _PyTuple_ITEMS(op) : changetype<PyListObject>(op).ob_item;
}

// --- membership ---

const COUNT: i32 = 1;
const INDEX: i32 = 2;
const CONTAINS: i32 = 3;

/** Walks the iterable for `value`: how often, where, or whether; -1 with an exception. */
export function _PySequence_IterSearch(op: PyObject, value: PyObject, operation: i32): i32 {
  const it = PyObject_GetIter(op);
  if (it === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      if (operation == CONTAINS) typeError("argument of type '%s' is not iterable", op);
      else typeError("'%s' object is not iterable", op);
    }
    return -1;
  }
  let n = 0;
  let result = -1;
  while (true) {
    const item = PyIter_Next(it);
    if (item === null) {
      if (PyErr_Occurred() !== null) break;
      if (operation == INDEX) PyErr_SetString(PyExc_ValueError, "sequence.index(x): x not in sequence");
      else result = operation == COUNT ? n : 0;
      break;
    }
    const cmp = PyObject_RichCompareBool(item, value, Py_EQ);
    Py_DECREF(item);
    if (cmp < 0) break;
    if (cmp > 0 && operation != COUNT) {
      result = operation == INDEX ? n : 1;
      break;
    }
    if (cmp > 0 || operation == INDEX) {
      if (n == i32.MAX_VALUE) {
        PyErr_SetString(PyExc_OverflowError, "count exceeds C integer size");
        break;
      }
      n++;
    }
  }
  Py_DECREF(it);
  return result;
}

/** 1, 0, -1. */
export function PySequence_Contains(op: PyObject, value: PyObject): i32 {
  const m = op.ob_type.tp_as_sequence;
  if (m !== null && m.sq_contains != 0) return call_indirect<i32>(m.sq_contains, op, value);
  return _PySequence_IterSearch(op, value, CONTAINS);
}

export function PySequence_Count(op: PyObject, value: PyObject): i32 {
  return _PySequence_IterSearch(op, value, COUNT);
}

export function PySequence_Index(op: PyObject, value: PyObject): i32 {
  return _PySequence_IterSearch(op, value, INDEX);
}

// --- keys, values, items ---

/** `new` list of what `op.name()` iterates. */
function methodOutput(op: PyObject, name: PyObject): PyObject | null {
  const output = PyObject_CallMethodNoArgs(op, name);
  if (output === null || PyList_CheckExact(output)) return output;
  const it = PyObject_GetIter(output);
  if (it === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Format(
        PyExc_TypeError,
        "%s.%U() returned a non-iterable (type %s)",
        op.ob_type.tp_name,
        changetype<usize>(name),
        output.ob_type.tp_name,
      );
    }
    Py_DECREF(output);
    return null;
  }
  Py_DECREF(output);
  const result = PySequence_List(it);
  Py_DECREF(it);
  return result;
}

/** `new` list. */
export function PyMapping_Keys(op: PyObject): PyObject | null {
  return PyDict_CheckExact(op) ? PyDict_Keys(op) : methodOutput(op, ID.keys);
}

/** `new` list. */
export function PyMapping_Values(op: PyObject): PyObject | null {
  return PyDict_CheckExact(op) ? PyDict_Values(op) : methodOutput(op, ID.values);
}

/** `new` list. */
export function PyMapping_Items(op: PyObject): PyObject | null {
  return PyDict_CheckExact(op) ? PyDict_Items(op) : methodOutput(op, ID.items);
}
