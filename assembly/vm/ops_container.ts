/**
 * Slow paths of containers: building, subscripting, slicing, unpacking, updating. Contract: stack.ts.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyTuple_Type, PyList_Type, PyUnicode_Type } from "../object/statics";
import { PyExc_TypeError, PyExc_ValueError, PyExc_KeyError, PyExc_AttributeError } from "../object/exception_types";
import {
  PyErr_Format,
  PyErr_Occurred,
  PyErr_ExceptionMatches,
  PyErr_Clear,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
} from "../protocol/errors";
import {
  PyObject_GetItem,
  PyObject_SetItem,
  PyObject_DelItem,
  PySequence_Check,
  PySequence_List,
} from "../protocol/sequence";
import { PyObject_GetIter, PyIter_Next } from "../protocol/iter";
import { PyObject_Str, PyObject_Repr, PyObject_ASCII, PyObject_Format } from "../protocol/compare";
import {
  PyTuple_GET_SIZE,
  PyTuple_GET_ITEM,
  PyTuple_GetSlice,
  _PyTuple_FromArraySteal,
  _PyTuple_ITEMS,
} from "../types/tuple";
import {
  PyList_GET_SIZE,
  PyList_GET_ITEM,
  _PyList_FromArraySteal,
  PyList_Extend,
  PyList_Append,
  PyList_GetSlice,
  PyList_SetSlice,
} from "../types/list";
import { _PyDict_FromItems, PyDict_Update, _PyDict_MergeEx, _PyDict_SetItem_Take2 } from "../types/dict";
import { PySet_New, PySet_Add, _PySet_Update } from "../types/set";
import {
  PySlice_AdjustIndices,
  PySlice_New,
  _PyBuildSlice_Consume2,
  sliceStart,
  unpackPlainBounds,
} from "../types/slice";
import { PyUnicode_GET_LENGTH, PyUnicode_Substring } from "../types/unicode";
import { _PyUnicode_JoinArray } from "../types/unicode_ops";
import { unicodeEmpty } from "../types/unicode_static";
import { objectSize64 } from "../protocol/sequence64";
import { PyLong_FromI64 } from "../types/long";
import { _PyObject_FunctionStr } from "./function_text";
import { stepCounter } from "./counter";
import { UNPACK_SEQUENCE_LIST, UNPACK_SEQUENCE_TUPLE } from "../generated/opcode";
import { specializeBinarySubscr, specializeStoreSubscr, specializeUnpackSequence } from "./specialize";
import { peek, poke, replaceTop, push, dropTop } from "./stack";

/** After a failure that took the items' references with it: the slots are empty for the unwinder. Returns 0. */
function itemsGone(base: usize, n: i32): usize {
  memory.fill(base, 0, (<usize>n) << 3);
  return 0;
}

export function op_build_tuple(sp: usize, n: i32): usize {
  const base = sp - ((<usize>n) << 3);
  const tuple = _PyTuple_FromArraySteal(base, n);
  return tuple === null ? itemsGone(base, n) : push(base, tuple);
}

export function op_build_list(sp: usize, n: i32): usize {
  const base = sp - ((<usize>n) << 3);
  const list = _PyList_FromArraySteal(base, n);
  return list === null ? itemsGone(base, n) : push(base, list);
}

export function op_build_map(sp: usize, n: i32): usize {
  const base = sp - ((<usize>n) << 4);
  const map = _PyDict_FromItems(base, 2, base + 8, 2, n);
  if (map === null) return 0;
  return push(dropTop(sp, n * 2, false), map);
}

export function op_build_const_key_map(sp: usize, n: i32): usize {
  const keys = peek(sp, 1);
  const base = sp - ((<usize>(n + 1)) << 3);
  const map = _PyDict_FromItems(_PyTuple_ITEMS(keys), 1, base, 1, n);
  if (map === null) return 0;
  return push(dropTop(sp, n + 1, false), map);
}

export function op_build_set(sp: usize, n: i32): usize {
  const set = PySet_New(null);
  if (set === null) return 0;
  for (let i = n; i > 0; i--) {
    if (PySet_Add(set, peek(sp, i)) < 0) {
      Py_DECREF(set);
      return 0;
    }
  }
  return push(dropTop(sp, n, false), set);
}

export function op_build_string(sp: usize, n: i32): usize {
  const base = sp - ((<usize>n) << 3);
  const text = _PyUnicode_JoinArray(unicodeEmpty(), base, n);
  if (text === null) return 0;
  return push(dropTop(sp, n, false), text);
}

export function op_build_slice(sp: usize, n: i32): usize {
  const step: PyObject | null = n == 3 ? peek(sp, 1) : null;
  return replaceTop(sp, n, PySlice_New(peek(sp, n), peek(sp, n - 1), step));
}

export function op_binary_subscr(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const container = peek(sp, 2);
  const key = peek(sp, 1);
  if (stepCounter(pc)) specializeBinarySubscr(pc, container, key);
  return replaceTop(sp, 2, PyObject_GetItem(container, key));
}

export function op_store_subscr(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const container = peek(sp, 2);
  const key = peek(sp, 1);
  if (stepCounter(pc)) specializeStoreSubscr(pc, container, key);
  const failed = PyObject_SetItem(container, key, peek(sp, 3)) < 0;
  return dropTop(sp, 3, failed);
}

export function op_delete_subscr(sp: usize): usize {
  return dropTop(sp, 2, PyObject_DelItem(peek(sp, 2), peek(sp, 1)) < 0);
}

/** The slice of BINARY_SLICE and STORE_SLICE from the two top slots, which it takes over: `new`. */
function takeSlice(sp: usize): PyObject | null {
  const slice = _PyBuildSlice_Consume2(peek(sp, 2), peek(sp, 1));
  poke(sp, 1, null);
  poke(sp, 2, null);
  return slice;
}

/** container[start:stop] of an exact list, str or tuple, bounds unpacked: `new`. */
function plainSlice(container: PyObject): PyObject | null {
  const type = container.ob_type;
  if (type == PyList_Type) {
    const n = PySlice_AdjustIndices(PyList_GET_SIZE(container));
    return PyList_GetSlice(container, sliceStart(), sliceStart() + n);
  }
  if (type == PyTuple_Type) {
    const n = PySlice_AdjustIndices(PyTuple_GET_SIZE(container));
    return PyTuple_GetSlice(container, sliceStart(), sliceStart() + n);
  }
  const n = PySlice_AdjustIndices(PyUnicode_GET_LENGTH(container));
  return n <= 0 ? Py_NewRef(unicodeEmpty()) : PyUnicode_Substring(container, sliceStart(), sliceStart() + n);
}

export function op_binary_slice(sp: usize): usize {
  const container = peek(sp, 3);
  const type = container.ob_type;
  if (
    (type == PyList_Type || type == PyUnicode_Type || type == PyTuple_Type) &&
    unpackPlainBounds(peek(sp, 2), peek(sp, 1))
  ) {
    return replaceTop(sp, 3, plainSlice(container));
  }
  const slice = takeSlice(sp);
  if (slice === null) return 0;
  const result = PyObject_GetItem(peek(sp, 3), slice);
  Py_DECREF(slice);
  return result === null ? 0 : replaceTop(sp - 16, 1, result);
}

export function op_store_slice(sp: usize): usize {
  const container = peek(sp, 3);
  const value = peek(sp, 4);
  if (
    container.ob_type == PyList_Type &&
    (value.ob_type == PyList_Type || value.ob_type == PyTuple_Type) &&
    unpackPlainBounds(peek(sp, 2), peek(sp, 1))
  ) {
    const n = PySlice_AdjustIndices(PyList_GET_SIZE(container));
    return dropTop(sp, 4, PyList_SetSlice(container, sliceStart(), sliceStart() + n, value) < 0);
  }
  const slice = takeSlice(sp);
  if (slice === null) return 0;
  const failed = PyObject_SetItem(peek(sp, 3), slice, peek(sp, 4)) < 0;
  Py_DECREF(slice);
  return dropTop(sp - 16, 2, failed);
}

export function op_list_append(sp: usize, oparg: i32): usize {
  const failed = PyList_Append(peek(sp, oparg + 1), peek(sp, 1)) < 0;
  return dropTop(sp, 1, failed);
}

export function op_set_add(sp: usize, oparg: i32): usize {
  return dropTop(sp, 1, PySet_Add(peek(sp, oparg + 1), peek(sp, 1)) < 0);
}

export function op_map_add(sp: usize, oparg: i32): usize {
  const failed = _PyDict_SetItem_Take2(peek(sp, oparg + 2), peek(sp, 2), peek(sp, 1)) < 0;
  poke(sp, 1, null);
  poke(sp, 2, null);
  return failed ? 0 : sp - 16;
}

export function op_list_extend(sp: usize, oparg: i32): usize {
  const iterable = peek(sp, 1);
  if (PyList_Extend(peek(sp, oparg + 1), iterable) < 0) {
    const type = iterable.ob_type;
    if (PyErr_ExceptionMatches(PyExc_TypeError) && type.tp_iter == 0 && !PySequence_Check(iterable)) {
      PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %s", type.tp_name);
    }
    return 0;
  }
  return dropTop(sp, 1, false);
}

export function op_set_update(sp: usize, oparg: i32): usize {
  return dropTop(sp, 1, _PySet_Update(peek(sp, oparg + 1), peek(sp, 1)) < 0);
}

export function op_dict_update(sp: usize, oparg: i32): usize {
  const update = peek(sp, 1);
  if (PyDict_Update(peek(sp, oparg + 1), update) < 0) {
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
      PyErr_Format(PyExc_TypeError, "'%s' object is not a mapping", update.ob_type.tp_name);
    }
    return 0;
  }
  return dropTop(sp, 1, false);
}

export function op_dict_merge(sp: usize, oparg: i32): usize {
  const update = peek(sp, 1);
  if (_PyDict_MergeEx(peek(sp, oparg + 1), update, 2) < 0) {
    formatKwargsError(peek(sp, oparg + 4), update);
    return 0;
  }
  return dropTop(sp, 1, false);
}

/** Words the failure of merging `**kwargs` (_PyEval_FormatKwargsError). */
export function formatKwargsError(func: PyObject, kwargs: PyObject): void {
  if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
    PyErr_Clear();
    const name = _PyObject_FunctionStr(func);
    if (name === null) return;
    PyErr_Format(
      PyExc_TypeError,
      "%U argument after ** must be a mapping, not %s",
      changetype<usize>(name),
      kwargs.ob_type.tp_name,
    );
    Py_DECREF(name);
    return;
  }
  if (!PyErr_ExceptionMatches(PyExc_KeyError)) return;
  const exc = PyErr_GetRaisedException()!;
  const args = load<PyObject | null>(changetype<usize>(exc) + 24);
  if (args === null || args.ob_type != PyTuple_Type || PyTuple_GET_SIZE(args) != 1) {
    PyErr_SetRaisedException(exc);
    return;
  }
  const name = _PyObject_FunctionStr(func);
  if (name !== null) {
    const key = PyTuple_GET_ITEM(args, 0);
    PyErr_Format(
      PyExc_TypeError,
      "%U got multiple values for keyword argument '%S'",
      changetype<usize>(name),
      changetype<usize>(key),
    );
    Py_DECREF(name);
  }
  Py_DECREF(exc);
}

export function op_get_len(sp: usize): usize {
  const n = objectSize64(peek(sp, 1));
  return n < 0 ? 0 : push(sp, PyLong_FromI64(n));
}

// ---- unpacking ----

/** UNPACK_SEQUENCE and its forms; what a form is for does not count as a miss of it. */
export function op_unpack_sequence(frame: usize, pc: usize, sp: usize, n: i32): usize {
  const seq = peek(sp, 1);
  const form = <i32>load<u8>(pc);
  if (seq.ob_type == PyTuple_Type && PyTuple_GET_SIZE(seq) == n) {
    if (form != UNPACK_SEQUENCE_TUPLE && stepCounter(pc)) specializeUnpackSequence(pc, seq, n);
    return spread(sp, _PyTuple_ITEMS(seq), n, seq);
  }
  if (seq.ob_type == PyList_Type && PyList_GET_SIZE(seq) == n) {
    if (form != UNPACK_SEQUENCE_LIST && stepCounter(pc)) specializeUnpackSequence(pc, seq, n);
    return spread(sp, load<usize>(changetype<usize>(seq) + 24), n, seq);
  }
  if (stepCounter(pc)) specializeUnpackSequence(pc, seq, n);
  return unpackIterable(sp, seq, n, -1);
}

/** Pushes `n` items in reverse in place of `seq`, which is released. */
function spread(sp: usize, items: usize, n: i32, seq: PyObject): usize {
  const base = sp - 8;
  for (let i = 0; i < n; i++) {
    const item = load<PyObject>(items + ((<usize>i) << 3));
    Py_INCREF(item);
    store<u32>(base + ((<usize>(n - 1 - i)) << 3), <u32>changetype<usize>(item));
  }
  Py_DECREF(seq);
  return base + ((<usize>n) << 3);
}

export function op_unpack_ex(sp: usize, oparg: i32): usize {
  return unpackIterable(sp, peek(sp, 1), oparg & 0xff, oparg >> 8);
}

/**
 * Unpacks any iterable into `before` slots, and with after >= 0 a list and `after` more slots (_PyEval_UnpackIterableStackRef). The
 * items are laid from the end of the region down, so a failure leaves holes to release: they are collected in a list meanwhile.
 */
function unpackIterable(sp: usize, seq: PyObject, before: i32, after: i32): usize {
  const iter = PyObject_GetIter(seq);
  if (iter === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError) && seq.ob_type.tp_iter == 0 && !PySequence_Check(seq)) {
      PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %s object", seq.ob_type.tp_name);
    }
    return 0;
  }
  const end = sp - 8 + ((<usize>(before + (after < 0 ? 0 : after + 1))) << 3);
  let at = end;
  let failed = false;
  // slot sp-8 still holds seq: remember it, release it at the end
  for (let i = 0; i < before; i++) {
    const item = PyIter_Next(iter);
    if (item === null) {
      if (PyErr_Occurred() === null) {
        if (after < 0) {
          PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %d, got %d)", before, i);
        } else {
          PyErr_Format(
            PyExc_ValueError,
            "not enough values to unpack (expected at least %d, got %d)",
            before + after,
            i,
          );
        }
      }
      failed = true;
      break;
    }
    at -= 8;
    store<u32>(at, <u32>changetype<usize>(item));
  }
  if (!failed) {
    if (after < 0) failed = hasMore(iter, before);
    else {
      const rest = PySequence_List(iter);
      failed = rest === null || !spreadRest(at, rest!, before, after);
      if (!failed) at = sp - 8;
      else if (rest !== null) Py_DECREF(rest);
    }
  }
  Py_DECREF(iter);
  if (failed) {
    while (at < end) {
      Py_DECREF(load<PyObject>(at));
      at += 8;
    }
    store<u32>(sp - 8, <u32>changetype<usize>(seq));
    return 0;
  }
  Py_DECREF(seq);
  return end;
}

/** True (ValueError or the iterator's error) unless the iterator is at its end. */
function hasMore(iter: PyObject, expected: i32): bool {
  const extra = PyIter_Next(iter);
  if (extra === null) return PyErr_Occurred() !== null;
  Py_DECREF(extra);
  PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %d)", expected);
  return true;
}

/** Lays the list below `at`, and the last `after` items below it; false with ValueError if too few. The list is cut in place. */
function spreadRest(at: usize, rest: PyObject, before: i32, after: i32): bool {
  const n = PyList_GET_SIZE(rest);
  if (n < after) {
    PyErr_Format(
      PyExc_ValueError,
      "not enough values to unpack (expected at least %d, got %d)",
      before + after,
      before + n,
    );
    return false;
  }
  at -= 8;
  store<u32>(at, <u32>changetype<usize>(rest));
  for (let i = 0; i < after; i++) {
    at -= 8;
    store<u32>(at, <u32>changetype<usize>(PyList_GET_ITEM(rest, n - after + i)));
  }
  store<i32>(changetype<usize>(rest) + 16, n - after); // the moved items keep their references
  return true;
}

// ---- text ----

export function op_convert_value(sp: usize, oparg: i32): usize {
  const value = peek(sp, 1);
  const text = oparg == 1 ? PyObject_Str(value) : oparg == 2 ? PyObject_Repr(value) : PyObject_ASCII(value);
  return replaceTop(sp, 1, text);
}

export function op_format_simple(sp: usize): usize {
  const value = peek(sp, 1);
  if (value.ob_type == PyUnicode_Type) return sp;
  return replaceTop(sp, 1, PyObject_Format(value, null));
}

export function op_format_with_spec(sp: usize): usize {
  return replaceTop(sp, 2, PyObject_Format(peek(sp, 2), peek(sp, 1)));
}
