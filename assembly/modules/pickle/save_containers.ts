/**
 * Pickling tuples, lists, dicts and sets. Lists, dicts and sets are memoised before their items, so that they may contain themselves; a tuple
 * or frozenset that turns up in the memo after its items is recursive: what was pushed is thrown away and the object fetched from the memo.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyDict_Type, PyFrozenSet_Type, PyList_Type, PySet_Type } from "../../object/statics";
import { PyExc_RuntimeError, PyExc_TypeError } from "../../object/exception_types";
import { PyObject_CallMethodNoArgs } from "../../protocol/call";
import { PyErr_Occurred, PyErr_SetString, Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../../protocol/errors";
import { PyIter_Next, PyObject_GetIter } from "../../protocol/iter";
import { PySequence_List } from "../../protocol/sequence";
import { PyDict_GET_SIZE, PyDict_Next, dictNextKey, dictNextValue } from "../../types/dict";
import { PyList_GET_ITEM, PyList_GET_SIZE } from "../../types/list";
import { PySet_GET_SIZE, _PySet_NextEntry, setNextKey } from "../../types/set";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack1 } from "../../types/tuple";
import { ID } from "../../generated/ids";
import { PicklerObject, fast_save_enter, fast_save_leave, inMemo, memo_get, memo_put, putOp } from "./pickler";
import {
  ADDITEMS,
  APPEND,
  APPENDS,
  BATCHSIZE,
  DICT,
  EMPTY_DICT,
  EMPTY_LIST,
  EMPTY_SET,
  EMPTY_TUPLE,
  FROZENSET,
  LIST,
  MARK,
  POP,
  POP_MARK,
  SETITEM,
  SETITEMS,
  TUPLE,
  TUPLE1,
} from "./opcodes";
import { save } from "./save";
import { saveCall } from "./save_atoms";

const WHERE: string = " while pickling an object";

// ---- tuple ----

function putPops(p: PicklerObject, n: i32): i32 {
  for (let i = 0; i < n; i++) if (putOp(p, POP) < 0) return -1;
  return 0;
}

function saveElements(p: PicklerObject, op: PyObject, n: i32): i32 {
  for (let i = 0; i < n; i++) if (save(p, PyTuple_GET_ITEM(op, i), false) < 0) return -1;
  return 0;
}

export function save_tuple(p: PicklerObject, op: PyObject): i32 {
  const n = PyTuple_GET_SIZE(op);
  if (n == 0) {
    if (p.proto) return putOp(p, EMPTY_TUPLE);
    return putOp(p, MARK) < 0 ? -1 : putOp(p, TUPLE);
  }
  const short = n <= 3 && p.proto >= 2;
  if (!short && putOp(p, MARK) < 0) return -1;
  if (saveElements(p, op, n) < 0) return -1;
  if (inMemo(p, op)) {
    // without an opcode for all of them, the mark is popped like an item
    const r = short ? putPops(p, n) : p.bin ? putOp(p, POP_MARK) : putPops(p, n + 1);
    return r < 0 ? -1 : memo_get(p, op);
  }
  if (putOp(p, short ? TUPLE1 + <u32>(n - 1) : TUPLE) < 0) return -1;
  return memo_put(p, op);
}

// ---- list ----

/** Saves one item that the iteration owns; steals it. */
function saveOwned(p: PicklerObject, item: PyObject): i32 {
  const r = save(p, item, false);
  Py_DECREF(item);
  return r;
}

/** Protocol 0 has no APPENDS: one at a time. */
function appendEach(p: PicklerObject, iter: PyObject): i32 {
  let item = PyIter_Next(iter);
  while (item !== null) {
    if (saveOwned(p, item) < 0 || putOp(p, APPEND) < 0) return -1;
    item = PyIter_Next(iter);
  }
  return PyErr_Occurred() === null ? 0 : -1;
}

/** MARK, items, APPENDS, in batches; a single item is APPENDed. */
export function batch_list(p: PicklerObject, iter: PyObject): i32 {
  if (p.proto == 0) return appendEach(p, iter);
  let n = BATCHSIZE;
  while (n == BATCHSIZE) {
    const first = PyIter_Next(iter);
    if (first === null) return PyErr_Occurred() === null ? 0 : -1;
    let item = PyIter_Next(iter);
    if (item === null) {
      if (PyErr_Occurred() !== null) {
        Py_DECREF(first);
        return -1;
      }
      return saveOwned(p, first) < 0 ? -1 : putOp(p, APPEND);
    }
    let failed = putOp(p, MARK) < 0;
    failed = save(p, first, false) < 0 || failed;
    Py_DECREF(first);
    n = 1;
    while (item !== null && !failed) {
      failed = save(p, item, false) < 0;
      Py_DECREF(item);
      item = null;
      n++;
      if (failed || n == BATCHSIZE) break;
      item = PyIter_Next(iter);
      failed = item === null && PyErr_Occurred() !== null;
    }
    if (item !== null) Py_DECREF(item);
    if (failed || putOp(p, APPENDS) < 0) return -1;
  }
  return 0;
}

/** The same for a list itself, which may change while its items are saved. */
function batchListExact(p: PicklerObject, op: PyObject): i32 {
  if (PyList_GET_SIZE(op) == 1) {
    return saveOwned(p, Py_NewRef(PyList_GET_ITEM(op, 0))) < 0 ? -1 : putOp(p, APPEND);
  }
  let total = 0;
  do {
    if (putOp(p, MARK) < 0) return -1;
    for (let batch = 0; batch < BATCHSIZE && total < PyList_GET_SIZE(op); batch++) {
      if (saveOwned(p, Py_NewRef(PyList_GET_ITEM(op, total))) < 0) return -1;
      total++;
    }
    if (putOp(p, APPENDS) < 0) return -1;
  } while (total < PyList_GET_SIZE(op));
  return 0;
}

function saveListItems(p: PicklerObject, op: PyObject): i32 {
  if (op.ob_type == PyList_Type && p.proto > 0) {
    if (!Py_EnterRecursiveCall(WHERE)) return -1;
    const r = batchListExact(p, op);
    Py_LeaveRecursiveCall();
    return r;
  }
  const iter = PyObject_GetIter(op);
  if (iter === null) return -1;
  let r = -1;
  if (Py_EnterRecursiveCall(WHERE)) {
    r = batch_list(p, iter);
    Py_LeaveRecursiveCall();
  }
  Py_DECREF(iter);
  return r;
}

export function save_list(p: PicklerObject, op: PyObject): i32 {
  let r = -1;
  if (!p.fast || fast_save_enter(p, op)) {
    r = p.bin ? putOp(p, EMPTY_LIST) : putOp(p, MARK) < 0 ? -1 : putOp(p, LIST);
    const n = PyList_GET_SIZE(op);
    if (r == 0) r = memo_put(p, op);
    if (r == 0 && n != 0) r = saveListItems(p, op);
  }
  if (p.fast && !fast_save_leave(p, op)) r = -1;
  return r;
}

// ---- dict ----

/** Saves key and value of a pair; steals it. */
function savePair(p: PicklerObject, pair: PyObject): i32 {
  let r = -1;
  if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2) {
    PyErr_SetString(PyExc_TypeError, "dict items iterator must return 2-tuples");
  } else {
    r = save(p, PyTuple_GET_ITEM(pair, 0), false);
    if (r == 0) r = save(p, PyTuple_GET_ITEM(pair, 1), false);
  }
  Py_DECREF(pair);
  return r;
}

function setEach(p: PicklerObject, iter: PyObject): i32 {
  let pair = PyIter_Next(iter);
  while (pair !== null) {
    if (savePair(p, pair) < 0 || putOp(p, SETITEM) < 0) return -1;
    pair = PyIter_Next(iter);
  }
  return PyErr_Occurred() === null ? 0 : -1;
}

function isPair(op: PyObject): bool {
  if (PyTuple_Check(op) && PyTuple_GET_SIZE(op) == 2) return true;
  PyErr_SetString(PyExc_TypeError, "dict items iterator must return 2-tuples");
  return false;
}

/** MARK, keys and values, SETITEMS, in batches; a single pair is SETITEM. */
export function batch_dict(p: PicklerObject, iter: PyObject): i32 {
  if (p.proto == 0) return setEach(p, iter);
  let n = BATCHSIZE;
  while (n == BATCHSIZE) {
    const first = PyIter_Next(iter);
    if (first === null) return PyErr_Occurred() === null ? 0 : -1;
    let pair: PyObject | null = isPair(first) ? PyIter_Next(iter) : null;
    if (pair === null) {
      if (PyErr_Occurred() !== null) {
        Py_DECREF(first);
        return -1;
      }
      return savePair(p, first) < 0 ? -1 : putOp(p, SETITEM);
    }
    let failed = putOp(p, MARK) < 0;
    failed = savePair(p, first) < 0 || failed;
    n = 1;
    while (pair !== null && !failed) {
      failed = savePair(p, pair) < 0;
      pair = null;
      n++;
      if (failed || n == BATCHSIZE) break;
      pair = PyIter_Next(iter);
      failed = pair === null && PyErr_Occurred() !== null;
    }
    if (pair !== null) Py_DECREF(pair);
    if (failed || putOp(p, SETITEMS) < 0) return -1;
  }
  return 0;
}

/** Saves the entry that PyDict_Next has found. */
function saveEntry(p: PicklerObject): i32 {
  const key = Py_NewRef(dictNextKey());
  const value = Py_NewRef(dictNextValue());
  let r = save(p, key, false);
  if (r == 0) r = save(p, value, false);
  Py_DECREF(key);
  Py_DECREF(value);
  return r;
}

function batchDictExact(p: PicklerObject, op: PyObject): i32 {
  const size = PyDict_GET_SIZE(op);
  let pos = 0;
  if (size == 1) {
    PyDict_Next(op, 0);
    return saveEntry(p) < 0 ? -1 : putOp(p, SETITEM);
  }
  let n: i32;
  do {
    n = 0;
    if (putOp(p, MARK) < 0) return -1;
    while (n < BATCHSIZE && (pos = PyDict_Next(op, pos)) != 0) {
      if (saveEntry(p) < 0) return -1;
      n++;
    }
    if (putOp(p, SETITEMS) < 0) return -1;
    if (PyDict_GET_SIZE(op) != size) {
      PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
      return -1;
    }
  } while (n == BATCHSIZE);
  return 0;
}

function saveDictItems(p: PicklerObject, op: PyObject): i32 {
  if (op.ob_type == PyDict_Type && p.proto > 0) {
    if (!Py_EnterRecursiveCall(WHERE)) return -1;
    const r = batchDictExact(p, op);
    Py_LeaveRecursiveCall();
    return r;
  }
  const items = PyObject_CallMethodNoArgs(op, ID.items);
  if (items === null) return -1;
  const iter = PyObject_GetIter(items);
  Py_DECREF(items);
  if (iter === null) return -1;
  let r = -1;
  if (Py_EnterRecursiveCall(WHERE)) {
    r = batch_dict(p, iter);
    Py_LeaveRecursiveCall();
  }
  Py_DECREF(iter);
  return r;
}

export function save_dict(p: PicklerObject, op: PyObject): i32 {
  let r = -1;
  if (!p.fast || fast_save_enter(p, op)) {
    r = p.bin ? putOp(p, EMPTY_DICT) : putOp(p, MARK) < 0 ? -1 : putOp(p, DICT);
    if (r == 0) r = memo_put(p, op);
    if (r == 0 && PyDict_GET_SIZE(op) != 0) r = saveDictItems(p, op);
  }
  if (p.fast && !fast_save_leave(p, op)) r = -1;
  return r;
}

// ---- sets ----

/** Before protocol 4: a call of the type with a list. */
function saveSetCall(p: PicklerObject, type: PyObject, op: PyObject): i32 {
  const items = PySequence_List(op);
  if (items === null) return -1;
  const args = PyTuple_Pack1(items);
  Py_DECREF(items);
  return saveCall(p, type, args, op);
}

export function save_set(p: PicklerObject, op: PyObject): i32 {
  if (p.proto < 4) return saveSetCall(p, PySet_Type, op);
  if (putOp(p, EMPTY_SET) < 0 || memo_put(p, op) < 0) return -1;
  const size = PySet_GET_SIZE(op);
  if (size == 0) return 0;
  let pos = 0;
  let n: i32;
  do {
    n = 0;
    if (putOp(p, MARK) < 0) return -1;
    while (n < BATCHSIZE && (pos = _PySet_NextEntry(op, pos)) != 0) {
      if (saveOwned(p, Py_NewRef(setNextKey())) < 0) return -1;
      n++;
    }
    if (putOp(p, ADDITEMS) < 0) return -1;
    if (PySet_GET_SIZE(op) != size) {
      PyErr_SetString(PyExc_RuntimeError, "set changed size during iteration");
      return -1;
    }
  } while (n == BATCHSIZE);
  return 0;
}

export function save_frozenset(p: PicklerObject, op: PyObject): i32 {
  if (p.fast && !fast_save_enter(p, op)) return -1;
  if (p.proto < 4) return saveSetCall(p, PyFrozenSet_Type, op);
  if (putOp(p, MARK) < 0) return -1;
  const iter = PyObject_GetIter(op);
  if (iter === null) return -1;
  let item = PyIter_Next(iter);
  while (item !== null) {
    if (saveOwned(p, item) < 0) {
      Py_DECREF(iter);
      return -1;
    }
    item = PyIter_Next(iter);
  }
  Py_DECREF(iter);
  if (PyErr_Occurred() !== null) return -1;
  if (inMemo(p, op)) return putOp(p, POP_MARK) < 0 ? -1 : memo_get(p, op);
  return putOp(p, FROZENSET) < 0 ? -1 : memo_put(p, op);
}
