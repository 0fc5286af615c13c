/**
 * The algebra of sets: union, intersection, difference and their like (Objects/setobject.c).
 *
 * Each operation takes the keys of one set in the order of its table and looks for them in the other. plainWalk (set_plain.ts) does that as long as the
 * keys compare without Python code; from the first other one on the loops here go on, which hold a reference to the key and expect tables to change.
 *
 * Elsewhere: the table (set.ts), the methods and operators (set_methods.ts).
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyErr_Occurred } from "../protocol/errors";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import {
  PyDict_CheckExact,
  PyDict_GET_SIZE,
  PyDict_Next,
  _PyDict_Contains_KnownHash,
  dictNextHash,
  dictNextKey,
} from "./dict";
import {
  PyAnySet_Check,
  PyFrozenSet_Check,
  PySetObject,
  PySet_GET_SIZE,
  SMALLTABLE,
  _PySet_NextEntry,
  emptyEntry,
  fillEntry,
  forgetComparisons,
  make_new_set_basetype,
  pythonCompared,
  setKeyHash,
  setNextHash,
  setNextKey,
  set_add_entry,
  set_clear_internal,
  set_contains_entry,
  set_discard_entry,
  set_discard_key,
  set_lookkey,
  set_table_resize,
} from "./set";
import {
  ALL_IN,
  DISCARD,
  KEEP_COMMON,
  KEEP_REST,
  TOGGLE,
  WALK_DONE,
  WALK_FAILED,
  WALK_NO,
  plainWalk,
} from "./set_plain";

/** `new`: a copy of the same base type. */
export function set_copy(so: PyObject): PyObject | null {
  return make_new_set_basetype(so.ob_type, so);
}

/** Adds `key` to `result` if `so` has it; -1 on error. */
function keepCommon(result: PyObject, so: PyObject, key: PyObject, hash: i64): i32 {
  const rv = set_contains_entry(changetype<PySetObject>(so), key, hash);
  return rv <= 0 ? rv : set_add_entry(changetype<PySetObject>(result), key, hash);
}

/** `new`. */
export function set_intersection(so: PyObject, other: PyObject): PyObject | null {
  if (so == other) return set_copy(so);
  const result = make_new_set_basetype(so.ob_type, null);
  if (result === null) return null;
  let status = 0;
  if (PyAnySet_Check(other)) {
    const swap = PySet_GET_SIZE(other) > PySet_GET_SIZE(so);
    const walked = swap ? so : other;
    const asked = swap ? other : so;
    let pos = plainWalk(
      KEEP_COMMON,
      changetype<PySetObject>(walked),
      changetype<PySetObject>(asked),
      changetype<PySetObject>(result),
    );
    if (pos == WALK_DONE) return result;
    if (pos == WALK_FAILED) status = -1;
    while (status >= 0 && (pos = _PySet_NextEntry(walked, pos)) != 0) {
      const key = Py_NewRef(setNextKey());
      status = keepCommon(result, asked, key, setNextHash());
      Py_DECREF(key);
    }
  } else {
    const it = PyObject_GetIter(other);
    if (it === null) {
      Py_DECREF(result);
      return null;
    }
    while (status >= 0) {
      const key = PyIter_Next(it);
      if (key === null) {
        if (PyErr_Occurred() !== null) status = -1;
        break;
      }
      const hash = setKeyHash(key);
      status = hash == -1 ? -1 : keepCommon(result, so, key, hash);
      Py_DECREF(key);
    }
    Py_DECREF(it);
  }
  if (status >= 0) return result;
  Py_DECREF(result);
  return null;
}

/** Removes the elements of `other`; 0 or -1. */
export function set_difference_update(op: PyObject, other: PyObject): i32 {
  const so = changetype<PySetObject>(op);
  if (op == other) return set_clear_internal(so);
  let status = 0;
  if (PyAnySet_Check(other)) {
    // A far larger set is cut down to the common elements first.
    const walked = PySet_GET_SIZE(other) >> 3 > so.used ? set_intersection(op, other) : Py_NewRef(other);
    if (walked === null) return -1;
    let pos = plainWalk(DISCARD, changetype<PySetObject>(walked), so, so);
    while (pos >= 0 && status >= 0 && (pos = _PySet_NextEntry(walked, pos)) != 0) {
      const key = Py_NewRef(setNextKey());
      status = set_discard_entry(so, key, setNextHash());
      Py_DECREF(key);
    }
    Py_DECREF(walked);
  } else {
    const it = PyObject_GetIter(other);
    if (it === null) return -1;
    while (status >= 0) {
      const key = PyIter_Next(it);
      if (key === null) {
        if (PyErr_Occurred() !== null) status = -1;
        break;
      }
      status = set_discard_key(so, key);
      Py_DECREF(key);
    }
    Py_DECREF(it);
  }
  if (status < 0) return -1;
  if (so.fill - so.used <= so.mask / 4) return 0;
  return set_table_resize(so, so.used > 50000 ? so.used * 2 : so.used * 4);
}

/** `new`. */
export function set_difference(op: PyObject, other: PyObject): PyObject | null {
  const isDict = PyDict_CheckExact(other);
  const n = PyAnySet_Check(other) ? PySet_GET_SIZE(other) : isDict ? PyDict_GET_SIZE(other) : 0;
  if ((!isDict && !PyAnySet_Check(other)) || PySet_GET_SIZE(op) >> 2 > n) {
    const copy = set_copy(op);
    if (copy === null) return null;
    if (set_difference_update(copy, other) == 0) return copy;
    Py_DECREF(copy);
    return null;
  }
  const result = make_new_set_basetype(op.ob_type, null);
  if (result === null) return null;
  let pos = 0;
  let rv = 0;
  if (!isDict) {
    pos = plainWalk(
      KEEP_REST,
      changetype<PySetObject>(op),
      changetype<PySetObject>(other),
      changetype<PySetObject>(result),
    );
    if (pos == WALK_DONE) return result;
    if (pos == WALK_FAILED) rv = -1;
  }
  while (rv >= 0 && (pos = _PySet_NextEntry(op, pos)) != 0) {
    const key = Py_NewRef(setNextKey());
    const hash = setNextHash();
    rv = isDict
      ? _PyDict_Contains_KnownHash(other, key, hash)
      : set_contains_entry(changetype<PySetObject>(other), key, hash);
    if (rv == 0) rv = set_add_entry(changetype<PySetObject>(result), key, hash);
    Py_DECREF(key);
  }
  if (rv >= 0) return result;
  Py_DECREF(result);
  return null;
}

/** Removes `key` if it is there, adds it if not. */
function toggle(so: PySetObject, key: PyObject, hash: i64): i32 {
  Py_INCREF(key);
  forgetComparisons();
  const entry = set_lookkey(so, key, hash);
  let rv = -1;
  if (entry != 0) {
    const old = load<PyObject | null>(entry);
    if (old !== null) {
      emptyEntry(so, entry, old);
      rv = 0;
    } else if (pythonCompared) {
      rv = set_add_entry(so, key, hash); // CPython looks twice, and its comparisons can be seen
    } else {
      return fillEntry(so, entry, key, hash);
    }
  }
  Py_DECREF(key);
  return rv;
}

/** 0 or -1. */
export function set_symmetric_difference_update(op: PyObject, other: PyObject): i32 {
  const so = changetype<PySetObject>(op);
  if (op == other) return set_clear_internal(so);
  let pos = 0;
  if (PyDict_CheckExact(other)) {
    while ((pos = PyDict_Next(other, pos)) != 0) {
      const hash = dictNextHash();
      if (toggle(so, dictNextKey(), hash) < 0) return -1;
    }
    return 0;
  }
  const otherset = PyAnySet_Check(other) ? Py_NewRef(other) : make_new_set_basetype(op.ob_type, other);
  if (otherset === null) return -1;
  pos = plainWalk(TOGGLE, changetype<PySetObject>(otherset), so, so);
  let status = pos == WALK_FAILED ? -1 : 0;
  while (pos >= 0 && status == 0 && (pos = _PySet_NextEntry(otherset, pos)) != 0) {
    status = toggle(so, setNextKey(), setNextHash());
  }
  Py_DECREF(otherset);
  return status;
}

/** Is every element of set `op` in `other`? 1, 0, -1. */
export function set_issubset(op: PyObject, other: PyObject): i32 {
  if (!PyAnySet_Check(other)) {
    const common = set_intersection(op, other);
    if (common === null) return -1;
    const result = PySet_GET_SIZE(common) == PySet_GET_SIZE(op) ? 1 : 0;
    Py_DECREF(common);
    return result;
  }
  if (PySet_GET_SIZE(op) > PySet_GET_SIZE(other)) return 0;
  let pos = plainWalk(ALL_IN, changetype<PySetObject>(op), changetype<PySetObject>(other), changetype<PySetObject>(op));
  if (pos < 0) return pos == WALK_NO ? 0 : 1;
  while ((pos = _PySet_NextEntry(op, pos)) != 0) {
    const key = Py_NewRef(setNextKey());
    const rv = set_contains_entry(changetype<PySetObject>(other), key, setNextHash());
    Py_DECREF(key);
    if (rv <= 0) return rv;
  }
  return 1;
}

/** The two sets exchange their elements. */
export function set_swap_bodies(a: PySetObject, b: PySetObject): void {
  const pa = changetype<usize>(a);
  const pb = changetype<usize>(b);
  const smallA = a.table == pa + SMALLTABLE;
  const smallB = b.table == pb + SMALLTABLE;
  for (let offset: usize = 16; offset < 192; offset += 8) {
    const x = load<u64>(pa + offset);
    store<u64>(pa + offset, load<u64>(pb + offset));
    store<u64>(pb + offset, x);
  }
  if (smallB) a.table = pa + SMALLTABLE;
  if (smallA) b.table = pb + SMALLTABLE;
  if (!PyFrozenSet_Check(a) || !PyFrozenSet_Check(b)) {
    a.hash = -1;
    b.hash = -1;
  }
}
