/**
 * dict: copying, merging, fromkeys (Objects/dictobject.c). Other mappings are read through keys() and [], exact dicts and
 * those that keep dict's iteration directly.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyFrozenSet_Type, PySet_Type } from "../object/statics";
import { PyExc_RuntimeError, PyExc_SystemError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { _PyObject_GC_IS_TRACKED, _PyObject_GC_TRACK } from "../object/gc_head";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_CallNoArgs } from "../protocol/call";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import {
  PyMapping_Keys,
  PyObject_GetItem,
  PyObject_SetItem,
  PySequence_Fast,
  PySequence_Fast_GET_ITEM,
  PySequence_Fast_GET_SIZE,
} from "../protocol/sequence";
import {
  PyDictObject,
  PyDict_Check,
  PyDict_CheckExact,
  PyDict_Contains,
  PyDict_GET_SIZE,
  PyDict_New,
  PyDict_Next,
  PyDict_SetItem,
  _PyDict_Contains_KnownHash,
  _PyErr_SetKeyError,
  dictChanged,
  dictNextHash,
  dictNextKey,
  dictNextValue,
  dictresize,
  insertdict,
  new_dict,
} from "./dict";
import {
  DK_IS_UNICODE,
  DK_SIZE,
  PyDict_LOG_MINSIZE,
  USABLE_FRACTION,
  _PyDictKeys_DecRef,
  clone_combined_dict_keys,
  copy_values,
  dictkeys_incref,
  estimate_log2_keysize,
  valuesGet,
} from "./dict_keys";
import { dict_iter } from "./dict_views";
import { PySet_GET_SIZE, _PySet_NextEntry, setNextHash, setNextKey } from "./set";

/** Does iterating `op` give what iterating a dict gives? */
function iteratesAsDict(op: PyObject): bool {
  return op.ob_type.tp_iter == dict_iter.index;
}

/** `new`: a copy of a split dict over the same keys. */
function copySplit(mp: PyDictObject): PyObject | null {
  const values = copy_values(mp.ma_values!);
  if (values === null) return null;
  for (let i = 0; i < <i32>values.capacity; i++) {
    const value = valuesGet(values, i);
    if (value !== null) Py_INCREF(value);
  }
  dictkeys_incref(mp.ma_keys);
  const copy = new_dict(mp.ma_keys, values, mp.ma_used, true);
  if (copy !== null && _PyObject_GC_IS_TRACKED(mp)) _PyObject_GC_TRACK(copy);
  return copy;
}

/** `new`. */
export function PyDict_Copy(op: PyObject): PyObject | null {
  if (!PyDict_Check(op)) return PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  const mp = changetype<PyDictObject>(op);
  if (mp.ma_used == 0) return PyDict_New();
  if (mp.ma_values !== null) return copySplit(mp);
  if (iteratesAsDict(op) && mp.ma_used >= (mp.ma_keys.dk_nentries * 2) / 3) {
    const keys = clone_combined_dict_keys(mp.ma_keys);
    if (keys === null) return null;
    const copy = new_dict(keys, null, mp.ma_used, false);
    if (copy !== null && _PyObject_GC_IS_TRACKED(op)) _PyObject_GC_TRACK(copy);
    return copy;
  }
  const copy = PyDict_New();
  if (copy === null) return null;
  if (dict_merge(copy, op, 1) == 0) return copy;
  Py_DECREF(copy);
  return null;
}

/** Merges a dict into a dict. */
function dict_dict_merge(mp: PyDictObject, other: PyDictObject, overwrite: i32): i32 {
  if (other == mp || other.ma_used == 0) return 0;
  if (mp.ma_used == 0) {
    overwrite = 1;
    const okeys = other.ma_keys;
    if (
      mp.ma_values === null &&
      other.ma_values === null &&
      other.ma_used == okeys.dk_nentries &&
      (okeys.dk_log2_size == <u8>PyDict_LOG_MINSIZE || USABLE_FRACTION(DK_SIZE(okeys) / 2) < other.ma_used)
    ) {
      const keys = clone_combined_dict_keys(okeys);
      if (keys === null) return -1;
      const old = mp.ma_keys;
      mp.ma_keys = keys;
      mp.ma_used = other.ma_used;
      dictChanged(mp);
      _PyDictKeys_DecRef(old);
      if (_PyObject_GC_IS_TRACKED(other) && !_PyObject_GC_IS_TRACKED(mp)) _PyObject_GC_TRACK(mp);
      return 0;
    }
  }
  if (USABLE_FRACTION(DK_SIZE(mp.ma_keys)) < other.ma_used) {
    const log2 = estimate_log2_keysize(mp.ma_used + other.ma_used);
    if (dictresize(mp, log2, DK_IS_UNICODE(other.ma_keys)) < 0) return -1;
  }
  const size = other.ma_used;
  let pos = 0;
  while ((pos = PyDict_Next(other, pos)) != 0) {
    const key = Py_NewRef(dictNextKey());
    const value = Py_NewRef(dictNextValue());
    const hash = dictNextHash();
    let err = 0;
    if (overwrite != 1) err = _PyDict_Contains_KnownHash(mp, key, hash);
    if (err == 0) {
      err = insertdict(mp, Py_NewRef(key), hash, Py_NewRef(value));
    } else if (err > 0) {
      err = 0;
      if (overwrite != 0) {
        _PyErr_SetKeyError(key);
        err = -1;
      }
    }
    Py_DECREF(value);
    Py_DECREF(key);
    if (err != 0) return -1;
    if (size != other.ma_used) {
      PyErr_SetString(PyExc_RuntimeError, "dict mutated during update");
      return -1;
    }
  }
  return 0;
}

/** Merges one key of a mapping; 0 or -1. */
function mergeKey(a: PyObject, b: PyObject, key: PyObject, overwrite: i32): i32 {
  if (overwrite != 1) {
    const present = PyDict_Contains(a, key);
    if (present < 0) return -1;
    if (present > 0) {
      if (overwrite == 0) return 0;
      _PyErr_SetKeyError(key);
      return -1;
    }
  }
  const value = PyObject_GetItem(b, key);
  if (value === null) return -1;
  const status = PyDict_SetItem(a, key, value);
  Py_DECREF(value);
  return status;
}

function dict_merge(a: PyObject, b: PyObject, overwrite: i32): i32 {
  if (!PyDict_Check(a)) {
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
    return -1;
  }
  if (PyDict_Check(b) && iteratesAsDict(b)) {
    return dict_dict_merge(changetype<PyDictObject>(a), changetype<PyDictObject>(b), overwrite);
  }
  const keys = PyMapping_Keys(b);
  if (keys === null) return -1;
  const iter = PyObject_GetIter(keys);
  Py_DECREF(keys);
  if (iter === null) return -1;
  let status = 0;
  while (status == 0) {
    const key = PyIter_Next(iter);
    if (key === null) {
      if (PyErr_Occurred() !== null) status = -1;
      break;
    }
    status = mergeKey(a, b, key, overwrite);
    Py_DECREF(key);
  }
  Py_DECREF(iter);
  return status;
}

export function PyDict_Update(a: PyObject, b: PyObject): i32 {
  return dict_merge(a, b, 1);
}

export function PyDict_Merge(a: PyObject, b: PyObject, overwrite: i32): i32 {
  return dict_merge(a, b, overwrite != 0 ? 1 : 0);
}

/** overwrite 2: KeyError(key) on a key that both have. */
export function _PyDict_MergeEx(a: PyObject, b: PyObject, overwrite: i32): i32 {
  return dict_merge(a, b, overwrite);
}

/** Enters element `i` of a sequence of pairs; 0 or -1. Borrows `item`. */
function mergePair(d: PyObject, item: PyObject, i: i32, overwrite: i32): i32 {
  const fast = PySequence_Fast(item, "");
  if (fast === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Format(PyExc_TypeError, "cannot convert dictionary update sequence element #%zd to a sequence", i);
    }
    return -1;
  }
  const n = PySequence_Fast_GET_SIZE(fast);
  if (n != 2) {
    PyErr_Format(PyExc_ValueError, "dictionary update sequence element #%zd has length %zd; 2 is required", i, n);
    Py_DECREF(fast);
    return -1;
  }
  const key = Py_NewRef(PySequence_Fast_GET_ITEM(fast, 0));
  const value = Py_NewRef(PySequence_Fast_GET_ITEM(fast, 1));
  let status = 0;
  if (overwrite == 0) status = PyDict_Contains(d, key);
  if (status == 0) status = PyDict_SetItem(d, key, value);
  Py_DECREF(key);
  Py_DECREF(value);
  Py_DECREF(fast);
  return status < 0 ? -1 : 0;
}

export function PyDict_MergeFromSeq2(d: PyObject, seq2: PyObject, overwrite: i32): i32 {
  const it = PyObject_GetIter(seq2);
  if (it === null) return -1;
  let status = 0;
  for (let i = 0; status == 0; i++) {
    const item = PyIter_Next(it);
    if (item === null) {
      if (PyErr_Occurred() !== null) status = -1;
      break;
    }
    status = mergePair(d, item, i, overwrite);
    Py_DECREF(item);
  }
  Py_DECREF(it);
  return status;
}

// --- fromkeys ---

/** Makes room in the empty dict `d` for `n` keys at once. */
function presizeFor(d: PyObject, n: i32, unicode: bool): i32 {
  const mp = changetype<PyDictObject>(d);
  const log2 = estimate_log2_keysize(n);
  return dictresize(mp, max<u32>(log2, mp.ma_keys.dk_log2_size), unicode);
}

function fromDictKeys(d: PyObject, iterable: PyObject, value: PyObject): i32 {
  if (presizeFor(d, PyDict_GET_SIZE(iterable), DK_IS_UNICODE(changetype<PyDictObject>(iterable).ma_keys)) < 0)
    return -1;
  let pos = 0;
  while ((pos = PyDict_Next(iterable, pos)) != 0) {
    const hash = dictNextHash();
    if (insertdict(changetype<PyDictObject>(d), Py_NewRef(dictNextKey()), hash, Py_NewRef(value)) < 0) return -1;
  }
  return 0;
}

function fromSetKeys(d: PyObject, iterable: PyObject, value: PyObject): i32 {
  if (presizeFor(d, PySet_GET_SIZE(iterable), false) < 0) return -1;
  let pos = 0;
  while ((pos = _PySet_NextEntry(iterable, pos)) != 0) {
    const hash = setNextHash();
    if (insertdict(changetype<PyDictObject>(d), Py_NewRef(setNextKey()), hash, Py_NewRef(value)) < 0) return -1;
  }
  return 0;
}

/** `new`: dict.fromkeys. */
export function _PyDict_FromKeys(cls: PyObject, iterable: PyObject, value: PyObject): PyObject | null {
  const d = PyObject_CallNoArgs(cls);
  if (d === null) return null;
  const exact = PyDict_CheckExact(d);
  let status = 0;
  if (exact && PyDict_GET_SIZE(d) == 0 && PyDict_CheckExact(iterable)) {
    status = fromDictKeys(d, iterable, value);
  } else if (
    exact &&
    PyDict_GET_SIZE(d) == 0 &&
    (iterable.ob_type == PySet_Type || iterable.ob_type == PyFrozenSet_Type)
  ) {
    status = fromSetKeys(d, iterable, value);
  } else {
    const it = PyObject_GetIter(iterable);
    if (it === null) {
      Py_DECREF(d);
      return null;
    }
    while (status == 0) {
      const key = PyIter_Next(it);
      if (key === null) {
        if (PyErr_Occurred() !== null) status = -1;
        break;
      }
      status = exact ? PyDict_SetItem(d, key, value) : PyObject_SetItem(d, key, value);
      Py_DECREF(key);
    }
    Py_DECREF(it);
  }
  if (status == 0) return d;
  Py_DECREF(d);
  return null;
}
