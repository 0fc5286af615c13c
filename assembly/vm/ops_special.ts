/**
 * Fast paths of specialised forms that are too long for the loop: containers and text. Each checks its guard and does the generic work
 * (and the step of the counter) where it fails. Contract: stack.ts.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyDict_Type, PySet_Type, PyFrozenSet_Type, PyUnicode_Type, PyLong_Type, PyList_Type } from "../object/statics";
import { PyErr_Occurred } from "../protocol/errors";
import { PyDict_GetItemWithError, PyDict_SetItem, PyDict_Contains, _PyErr_SetKeyError } from "../types/dict";
import { set_contains } from "../types/set_methods";
import { PyList_GET_SIZE } from "../types/list";
import { PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR, _PyUnicode_EQ } from "../types/unicode";
import { PyUnicode_Concat } from "../types/unicode_ops";
import { unicodeLatin1 } from "../types/unicode_static";
import { _PyLong_IsNonNegativeCompact, _PyLong_CompactValue } from "../types/long";
import { op_binary_op, truth_contains_op, truth_to_bool, truthOf } from "./ops_number";
import { op_binary_subscr, op_store_subscr } from "./ops_container";
import { peek, poke, replaceTop, dropTop } from "./stack";

export function op_binary_subscr_dict(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const dict = peek(sp, 2);
  if (dict.ob_type != PyDict_Type) return op_binary_subscr(frame, pc, sp, oparg);
  const key = peek(sp, 1);
  const value = PyDict_GetItemWithError(dict, key);
  if (value === null) {
    if (PyErr_Occurred() === null) _PyErr_SetKeyError(key);
    return 0;
  }
  Py_INCREF(value);
  poke(sp, 2, value);
  Py_DECREF(dict);
  Py_DECREF(key);
  return sp - 8;
}

export function op_binary_subscr_str_int(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const text = peek(sp, 2);
  const key = peek(sp, 1);
  if (text.ob_type == PyUnicode_Type && key.ob_type == PyLong_Type && _PyLong_IsNonNegativeCompact(key)) {
    const i = _PyLong_CompactValue(key);
    if (i < PyUnicode_GET_LENGTH(text)) {
      const c = PyUnicode_READ_CHAR(text, i);
      if (c < 128) return replaceTop(sp, 2, Py_NewRef(unicodeLatin1(c)));
    }
  }
  return op_binary_subscr(frame, pc, sp, oparg);
}

export function op_store_subscr_dict(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const dict = peek(sp, 2);
  if (dict.ob_type != PyDict_Type) return op_store_subscr(frame, pc, sp, oparg);
  return dropTop(sp, 3, PyDict_SetItem(dict, peek(sp, 1), peek(sp, 3)) < 0);
}

export function truth_contains_op_dict(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const dict = peek(sp, 1);
  if (dict.ob_type != PyDict_Type) return truth_contains_op(frame, pc, sp, oparg);
  return finishContains(sp, PyDict_Contains(dict, peek(sp, 2)), oparg);
}

export function truth_contains_op_set(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const set = peek(sp, 1);
  if (set.ob_type != PySet_Type && set.ob_type != PyFrozenSet_Type) return truth_contains_op(frame, pc, sp, oparg);
  return finishContains(sp, set_contains(set, peek(sp, 2)), oparg);
}

function finishContains(sp: usize, found: i32, oparg: i32): i32 {
  return truthOf(sp, 2, found < 0 ? found : found ^ oparg);
}

/** -2, and nothing has happened, if they are not two strs. */
export function truth_compare_op_str(sp: usize, oparg: i32): i32 {
  const a = peek(sp, 2);
  const b = peek(sp, 1);
  if (a.ob_type != PyUnicode_Type || b.ob_type != PyUnicode_Type) return -2;
  // == is operator 2, != is 3
  const same = a == b || _PyUnicode_EQ(a, b);
  return truthOf(sp, 2, i32(same == (oparg >> 5 == 2)));
}

export function op_binary_op_add_unicode(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const a = peek(sp, 2);
  const b = peek(sp, 1);
  if (a.ob_type != PyUnicode_Type || b.ob_type != PyUnicode_Type) return op_binary_op(frame, pc, sp, oparg);
  return replaceTop(sp, 2, PyUnicode_Concat(a, b));
}

export function truth_to_bool_list(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const list = peek(sp, 1);
  if (list.ob_type != PyList_Type) return truth_to_bool(frame, pc, sp, oparg);
  return truthOf(sp, 1, i32(PyList_GET_SIZE(list) != 0));
}

export function truth_to_bool_str(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const text = peek(sp, 1);
  if (text.ob_type != PyUnicode_Type) return truth_to_bool(frame, pc, sp, oparg);
  return truthOf(sp, 1, i32(PyUnicode_GET_LENGTH(text) != 0));
}

export function truth_to_bool_always_true(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const value: PyObject = peek(sp, 1);
  if (value.ob_type.tp_version_tag != load<u32>(pc, 4)) return truth_to_bool(frame, pc, sp, oparg);
  return truthOf(sp, 1, 1);
}
