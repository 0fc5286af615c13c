/**
 * collections.deque as Python sees it, and its iterators (Modules/_collectionsmodule.c).
 *
 *   iterator   16 block   24 deque   32 index   40 state   48 counter
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_SEQUENCE,
  ptrAt,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None, Py_NotImplemented } from "../object/statics";
import { PyExc_IndexError, PyExc_RuntimeError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { callVisit } from "../object/slots";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
  sequenceMethods,
} from "../object/typedef";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyMem_Free } from "../memory/blocks";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_New } from "../gc/collector";
import { PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, parseTupleArgs } from "../protocol/args";
import { argValue, sizeArg, wideArgValue } from "../protocol/arg_values";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_CallOneArg, callTwoArgs } from "../protocol/call";
import {
  PyObject_RichCompare,
  PyObject_RichCompareBool,
  Py_RETURN_BOOL,
  Py_RETURN_RICHCOMPARE,
  Py_ReprEnter,
  Py_ReprLeave,
} from "../protocol/compare";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { PyObject_GetIter } from "../protocol/iter";
import { PySequence_List } from "../protocol/sequence";
import { classGetItem } from "../types/genericalias";
import { PyLong_Check, PyLong_FromI64, PyLong_FromSsize_t } from "../types/long";
import { _PyObject_GetState } from "../types/object";
import { _PyEval_SliceIndexNotNone, sliceIndex } from "../types/slice";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
  tupleEmpty,
} from "../types/tuple";
import { PyType_IsSubtype, _PyType_Name } from "../types/typeobject";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import {
  BLOCKLEN,
  BLOCK_SIZE,
  dataAt,
  dequeItem,
  deque_append_internal,
  deque_appendleft_internal,
  deque_clear_internal,
  deque_del_item,
  deque_extend_internal,
  deque_pop_internal,
  deque_popleft_internal,
  deque_rotate_internal,
  deque_type,
  dequeiter_type,
  dequeobject,
  dequereviter_type,
  initDeque,
  leftOf,
  rightOf,
  slotOf,
} from "./collections_deque";
import { num, ref, setNum, setRef } from "./itertools_base";

function D(self: PyObject): dequeobject {
  return changetype<dequeobject>(self);
}

function isDeque(op: PyObject): bool {
  return op.ob_type == deque_type || PyType_IsSubtype(op.ob_type, deque_type);
}

function none(ok: bool): PyObject | null {
  return ok ? Py_NewRef(Py_None) : null;
}

// --- lifetime ---

function deque_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  if (initDeque(D(self))) return self;
  Py_DECREF(self);
  return null;
}

function deque_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!parseTupleArgs("deque", "iterable=,maxlen=", args, kwds)) return -1;
  const iterable = arg(0);
  const maxlenArg = arg(1);
  let maxlen: i64 = -1;
  if (maxlenArg !== null && maxlenArg != Py_None) {
    if (!PyLong_Check(maxlenArg)) {
      PyErr_SetString(PyExc_TypeError, "an integer is required");
      return -1;
    }
    if (!sizeArg(maxlenArg)) return -1;
    maxlen = wideArgValue;
    if (maxlen < 0) {
      PyErr_SetString(PyExc_ValueError, "maxlen must be non-negative");
      return -1;
    }
  }
  D(self).maxlen = maxlen;
  if (D(self).ob_size > 0) deque_clear_internal(D(self));
  return iterable === null ? 0 : deque_extend_internal(D(self), iterable, false);
}

function deque_dealloc(self: PyObject): void {
  const d = D(self);
  _PyObject_GC_UNTRACK(self);
  if (load<u32>(changetype<usize>(self), 208) != 0) PyObject_ClearWeakRefs(self);
  if (d.leftblock != 0) {
    deque_clear_internal(d);
    PyMem_Free(d.leftblock);
    for (let i = 0; i < d.numfreeblocks; i++)
      PyMem_Free(<usize>load<u32>(changetype<usize>(d) + 80 + ((<usize>i) << 3)));
  }
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function deque_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const d = D(self);
  let b = d.leftblock;
  let index = d.leftindex;
  for (let i = 0; i < d.ob_size; i++) {
    const r = callVisit(visit, load<PyObject>(dataAt(b, index)), arg);
    if (r != 0) return r;
    if (++index == BLOCKLEN) {
      b = rightOf(b);
      index = 0;
    }
  }
  return 0;
}

function deque_tp_clear(self: PyObject): i32 {
  deque_clear_internal(D(self));
  return 0;
}

/** `new`: a deque of the same type with the same items and maxlen. */
function copyOf(self: PyObject): PyObject | null {
  const d = D(self);
  if (self.ob_type == deque_type) {
    const copy = deque_new(deque_type, tupleEmpty, null);
    if (copy === null) return null;
    D(copy).maxlen = d.maxlen;
    if (deque_extend_internal(D(copy), self, false) == 0) return copy;
    Py_DECREF(copy);
    return null;
  }
  let copy: PyObject | null;
  if (d.maxlen < 0) {
    copy = PyObject_CallOneArg(self.ob_type, self);
  } else {
    const maxlen = PyLong_FromI64(d.maxlen);
    if (maxlen === null) return null;
    copy = callTwoArgs(self.ob_type, self, maxlen);
    Py_DECREF(maxlen);
  }
  if (copy !== null && !isDeque(copy)) {
    PyErr_Format(PyExc_TypeError, "%s() must return a deque, not %s", self.ob_type.tp_name, copy.ob_type.tp_name);
    Py_DECREF(copy);
    return null;
  }
  return copy;
}

// --- slots ---

function deque_len(self: PyObject): i32 {
  return D(self).ob_size;
}

function deque_item(self: PyObject, i: i32): PyObject | null {
  if (<u32>i >= <u32>D(self).ob_size) return PyErr_SetString(PyExc_IndexError, "deque index out of range");
  return Py_NewRef(dequeItem(D(self), i));
}

function deque_ass_item(self: PyObject, i: i32, value: PyObject | null): i32 {
  const d = D(self);
  if (<u32>i >= <u32>d.ob_size) {
    PyErr_SetString(PyExc_IndexError, "deque index out of range");
    return -1;
  }
  if (value === null) return deque_del_item(d, i);
  const slot = slotOf(d, i);
  const old = load<PyObject>(slot);
  store<u64>(slot, <u64>changetype<usize>(Py_NewRef(value)));
  Py_DECREF(old);
  return 0;
}

/**
 * First index from `start` below `stop` whose item equals `value`; -1 none, -2 error. A change of the deque meanwhile is an
 * error of `mutatedType`; with `strict` even where the comparison that changed it says "equal".
 */
function find(d: dequeobject, value: PyObject, start: i32, stop: i32, mutatedType: PyTypeObject, strict: bool): i32 {
  const state = d.state;
  for (let i = start; i < stop; i++) {
    const item = dequeItem(d, i);
    Py_INCREF(item);
    const cmp = PyObject_RichCompareBool(item, value, Py_EQ);
    Py_DECREF(item);
    if (cmp < 0) return -2;
    if (cmp > 0 && !strict) return i;
    if (state != d.state) {
      PyErr_SetString(mutatedType, "deque mutated during iteration");
      return -2;
    }
    if (cmp > 0) return i;
  }
  return -1;
}

function deque_contains(self: PyObject, value: PyObject): i32 {
  const at = find(D(self), value, 0, D(self).ob_size, PyExc_RuntimeError, false);
  return at == -2 ? -1 : at >= 0 ? 1 : 0;
}

function deque_concat(self: PyObject, other: PyObject): PyObject | null {
  if (!isDeque(other)) {
    return PyErr_Format(PyExc_TypeError, 'can only concatenate deque (not "%s") to deque', other.ob_type.tp_name);
  }
  const copy = copyOf(self);
  if (copy === null) return null;
  if (deque_extend_internal(D(copy), other, false) == 0) return copy;
  Py_DECREF(copy);
  return null;
}

function deque_inplace_concat(self: PyObject, other: PyObject): PyObject | null {
  return deque_extend_internal(D(self), other, false) < 0 ? null : Py_NewRef(self);
}

function deque_inplace_repeat(self: PyObject, n: i32): PyObject | null {
  const d = D(self);
  const size = d.ob_size;
  if (size == 0 || n == 1) return Py_NewRef(self);
  if (n <= 0) {
    deque_clear_internal(d);
    return Py_NewRef(self);
  }
  if (d.maxlen >= 0 && <i64>n * size > d.maxlen) n = <i32>((d.maxlen + size - 1) / size);
  if (n > i32.MAX_VALUE / 16 / size) return PyErr_NoMemory();
  const items = PySequence_List(self);
  if (items === null) return null;
  let status = 0;
  for (let k = 1; k < n && status == 0; k++) status = deque_extend_internal(d, items, false);
  Py_DECREF(items);
  return status < 0 ? null : Py_NewRef(self);
}

function deque_repeat(self: PyObject, n: i32): PyObject | null {
  const copy = copyOf(self);
  if (copy === null) return null;
  const result = deque_inplace_repeat(copy, n);
  Py_DECREF(copy);
  return result;
}

function deque_repr(self: PyObject): PyObject | null {
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("[...]") : null;
  const list = PySequence_List(self);
  let result: PyObject | null = null;
  if (list !== null) {
    const name = _PyType_Name(self.ob_type);
    if (D(self).maxlen >= 0) {
      const maxlen = PyLong_FromI64(D(self).maxlen);
      if (maxlen !== null) {
        result = PyUnicode_FromFormat("%s(%R, maxlen=%S)", name, changetype<usize>(list), changetype<usize>(maxlen));
        Py_DECREF(maxlen);
      }
    } else {
      result = PyUnicode_FromFormat("%s(%R)", name, changetype<usize>(list));
    }
    Py_DECREF(list);
  }
  Py_ReprLeave(self);
  return result;
}

function deque_richcompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  if (!isDeque(v) || !isDeque(w)) return Py_NewRef(Py_NotImplemented);
  if (op == Py_EQ || op == Py_NE) {
    if (v == w) return Py_RETURN_BOOL(op == Py_EQ);
    if (D(v).ob_size != D(w).ob_size) return Py_RETURN_BOOL(op == Py_NE);
  }
  let i = 0;
  while (i < D(v).ob_size && i < D(w).ob_size) {
    const x = Py_NewRef(dequeItem(D(v), i));
    const y = Py_NewRef(dequeItem(D(w), i));
    const same = PyObject_RichCompareBool(x, y, Py_EQ);
    let result: PyObject | null = null;
    if (same == 0) result = PyObject_RichCompare(x, y, op);
    Py_DECREF(x);
    Py_DECREF(y);
    if (same < 0) return null;
    if (same == 0) return result;
    i++;
  }
  return Py_RETURN_RICHCOMPARE(<i64>D(v).ob_size - <i64>D(w).ob_size, op);
}

// --- methods ---

function deque_append(self: PyObject, item: PyObject): PyObject | null {
  return none(deque_append_internal(D(self), Py_NewRef(item)) == 0);
}

function deque_appendleft(self: PyObject, item: PyObject): PyObject | null {
  return none(deque_appendleft_internal(D(self), Py_NewRef(item)) == 0);
}

function deque_pop(self: PyObject, unused: PyObject | null): PyObject | null {
  return deque_pop_internal(D(self));
}

function deque_popleft(self: PyObject, unused: PyObject | null): PyObject | null {
  return deque_popleft_internal(D(self));
}

function deque_extend(self: PyObject, iterable: PyObject): PyObject | null {
  return none(deque_extend_internal(D(self), iterable, false) == 0);
}

function deque_extendleft(self: PyObject, iterable: PyObject): PyObject | null {
  return none(deque_extend_internal(D(self), iterable, true) == 0);
}

function deque_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  deque_clear_internal(D(self));
  return Py_NewRef(Py_None);
}

function deque_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return copyOf(self);
}

function deque_count(self: PyObject, value: PyObject): PyObject | null {
  const d = D(self);
  let count = 0;
  let at = -1;
  while ((at = find(d, value, at + 1, d.ob_size, PyExc_RuntimeError, true)) >= 0) count++;
  return at == -2 ? null : PyLong_FromSsize_t(count);
}

function deque_index(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("index", nargs, 1, 3)) return null;
  const n = D(self).ob_size;
  let start = 0;
  let stop = n;
  if (nargs > 1) {
    if (!_PyEval_SliceIndexNotNone(ptrAt(args, 1))) return null;
    start = sliceIndex();
  }
  if (nargs > 2) {
    if (!_PyEval_SliceIndexNotNone(ptrAt(args, 2))) return null;
    stop = sliceIndex();
  }
  if (start < 0) start = max(start + n, 0);
  if (stop < 0) stop = max(stop + n, 0);
  const value = ptrAt(args, 0);
  const at = find(D(self), value, start, min(stop, n), PyExc_RuntimeError, false);
  if (at >= 0) return PyLong_FromSsize_t(at);
  if (at == -1) PyErr_Format(PyExc_ValueError, "%R is not in deque", changetype<usize>(value));
  return null;
}

function deque_insert(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("insert", nargs, 2, 2)) return null;
  if (!sizeArg(ptrAt(args, 0))) return null;
  const index = argValue;
  const d = D(self);
  const n = d.ob_size;
  if (d.maxlen == n) return PyErr_SetString(PyExc_IndexError, "deque already at its maximum size");
  const value = Py_NewRef(ptrAt(args, 1));
  if (index >= n) return none(deque_append_internal(d, value) == 0);
  if (index <= -n || index == 0) return none(deque_appendleft_internal(d, value) == 0);
  if (deque_rotate_internal(d, -index) < 0) return null;
  const status = index < 0 ? deque_append_internal(d, value) : deque_appendleft_internal(d, value);
  return none(status == 0 && deque_rotate_internal(d, index) == 0);
}

function deque_remove(self: PyObject, value: PyObject): PyObject | null {
  const d = D(self);
  const at = find(d, value, 0, d.ob_size, PyExc_IndexError, true);
  if (at >= 0) return none(deque_del_item(d, at) == 0);
  if (at == -1) PyErr_Format(PyExc_ValueError, "%R is not in deque", changetype<usize>(value));
  return null;
}

function deque_reverse(self: PyObject, unused: PyObject | null): PyObject | null {
  const d = D(self);
  for (let i = 0, j = d.ob_size - 1; i < j; i++, j--) {
    const a = slotOf(d, i);
    const b = slotOf(d, j);
    const x = load<u64>(a);
    store<u64>(a, load<u64>(b));
    store<u64>(b, x);
  }
  return Py_NewRef(Py_None);
}

function deque_rotate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("rotate", nargs, 0, 1)) return null;
  let n = 1;
  if (nargs > 0) {
    if (!sizeArg(ptrAt(args, 0))) return null;
    n = argValue;
  }
  return none(deque_rotate_internal(D(self), n) == 0);
}

function deque_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const d = D(self);
  const blocks = (d.leftindex + d.ob_size + BLOCKLEN - 1) / BLOCKLEN;
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + blocks * <i32>BLOCK_SIZE + d.numfreeblocks * <i32>BLOCK_SIZE);
}

function deque_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const state = _PyObject_GetState(self);
  if (state === null) return null;
  const it = PyObject_GetIter(self);
  const maxlen: PyObject | null = it === null || D(self).maxlen < 0 ? null : PyLong_FromI64(D(self).maxlen);
  const args: PyObject | null =
    it === null ? null : maxlen === null ? Py_NewRef(tupleEmpty) : PyTuple_Pack2(tupleEmpty, maxlen);
  const result: PyObject | null = args === null ? null : PyTuple_New(4);
  if (result !== null) {
    PyTuple_SET_ITEM(result, 0, Py_NewRef(self.ob_type));
    PyTuple_SET_ITEM(result, 1, Py_NewRef(args!));
    PyTuple_SET_ITEM(result, 2, Py_NewRef(state));
    PyTuple_SET_ITEM(result, 3, Py_NewRef(it!));
  }
  Py_DECREF(state);
  Py_XDECREF(it);
  Py_XDECREF(maxlen);
  Py_XDECREF(args);
  return result;
}

function deque_get_maxlen(self: PyObject, closure: usize): PyObject | null {
  return D(self).maxlen < 0 ? Py_NewRef(Py_None) : PyLong_FromI64(D(self).maxlen);
}

// --- iterators: slots 0 block, 1 deque, 2 index, 3 state, 4 counter ---

function newIter(type: PyTypeObject, self: PyObject, block: usize, index: i32): PyObject | null {
  const it = changetype<PyObject | null>(_PyObject_GC_New(type));
  if (it === null) return null;
  setNum(it, 0, <i64>block);
  setRef(it, 1, Py_NewRef(self));
  setNum(it, 2, index);
  setNum(it, 3, <i64>D(self).state);
  setNum(it, 4, D(self).ob_size);
  _PyObject_GC_TRACK(it);
  return it;
}

function deque_iter(self: PyObject): PyObject | null {
  return newIter(dequeiter_type, self, D(self).leftblock, D(self).leftindex);
}

function deque_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return newIter(dequereviter_type, self, D(self).rightblock, D(self).rightindex);
}

function dequeiter_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(ref(self, 1));
  PyObject_GC_Del(changetype<usize>(self));
}

function dequeiter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const d = ref(self, 1);
  return d === null ? 0 : callVisit(visit, d, arg);
}

/** `new`: the item the iterator stands at; null at the end or with RuntimeError. */
function current(self: PyObject): PyObject | null {
  const d = D(ref(self, 1)!);
  if (<u64>num(self, 3) != d.state) {
    setNum(self, 4, 0);
    return PyErr_SetString(PyExc_RuntimeError, "deque mutated during iteration");
  }
  const left = num(self, 4);
  if (left == 0) return null;
  setNum(self, 4, left - 1);
  return Py_NewRef(load<PyObject>(dataAt(<usize>num(self, 0), <i32>num(self, 2))));
}

function dequeiter_next(self: PyObject): PyObject | null {
  const item = current(self);
  if (item === null) return null;
  const index = <i32>num(self, 2) + 1;
  if (index == BLOCKLEN && num(self, 4) > 0) {
    setNum(self, 0, <i64>rightOf(<usize>num(self, 0)));
    setNum(self, 2, 0);
  } else {
    setNum(self, 2, index);
  }
  return item;
}

function dequereviter_next(self: PyObject): PyObject | null {
  const item = current(self);
  if (item === null) return null;
  const index = <i32>num(self, 2) - 1;
  if (index < 0 && num(self, 4) > 0) {
    setNum(self, 0, <i64>leftOf(<usize>num(self, 0)));
    setNum(self, 2, BLOCKLEN - 1);
  } else {
    setNum(self, 2, index);
  }
  return item;
}

/** The type called as pickles do: `(deque[, index])`, an iterator over what follows the first `index` items. */
function makeIter(type: PyTypeObject, args: PyObject, reverse: bool): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional(reverse ? "_deque_reverse_iterator" : "_deque_iterator", n, 1, 2)) return null;
  const deque = PyTuple_GET_ITEM(args, 0);
  if (!isDeque(deque)) {
    return PyErr_Format(PyExc_TypeError, "argument 1 must be collections.deque, not %s", deque.ob_type.tp_name);
  }
  let index = 0;
  if (n > 1) {
    if (!sizeArg(PyTuple_GET_ITEM(args, 1))) return null;
    index = argValue;
  }
  const it = reverse ? deque_reversed(deque, null) : deque_iter(deque);
  for (let i = 0; it !== null && i < index; i++) {
    const item = reverse ? dequereviter_next(it) : dequeiter_next(it);
    if (item === null) break;
    Py_DECREF(item);
  }
  return it;
}

function dequeiter_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return makeIter(type, args, false);
}

function dequereviter_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return makeIter(type, args, true);
}

function dequeiter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const d = ref(self, 1)!;
  const index = PyLong_FromSsize_t(D(d).ob_size - <i32>num(self, 4));
  const args: PyObject | null = index === null ? null : PyTuple_Pack2(d, index);
  const result: PyObject | null = args === null ? null : PyTuple_Pack2(self.ob_type, args);
  Py_XDECREF(index);
  Py_XDECREF(args);
  return result;
}

function dequeiter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(<i32>num(self, 4));
}

// --- the types ---

function defineIter(t: PyTypeObject, name: string, next: u32, make: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 56, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = dequeiter_dealloc.index;
  t.tp_traverse = dequeiter_traverse.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
  t.tp_new = make;
  addMethod(t, "__reduce__", dequeiter_reduce.index, METH_NOARGS, "Return state information for pickling.");
  addMethod(
    t,
    "__length_hint__",
    dequeiter_len.index,
    METH_NOARGS,
    "Private method returning an estimate of len(list(it)).",
  );
}

export function defineDequeTypes(): void {
  const t = deque_type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "collections.deque",
    216,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_SEQUENCE,
    "deque([iterable[, maxlen]])\n--\n\nA sequence that grows and shrinks at both ends at the same cost.",
  );
  t.tp_dealloc = deque_dealloc.index;
  t.tp_traverse = deque_traverse.index;
  t.tp_clear = deque_tp_clear.index;
  t.tp_repr = deque_repr.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_richcompare = deque_richcompare.index;
  t.tp_weaklistoffset = 208;
  t.tp_iter = deque_iter.index;
  t.tp_init = deque_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = deque_new.index;
  t.tp_free = PyObject_GC_Del.index;
  const sq = sequenceMethods(t);
  sq.sq_length = deque_len.index;
  sq.sq_concat = deque_concat.index;
  sq.sq_repeat = deque_repeat.index;
  sq.sq_item = deque_item.index;
  sq.sq_ass_item = deque_ass_item.index;
  sq.sq_contains = deque_contains.index;
  sq.sq_inplace_concat = deque_inplace_concat.index;
  sq.sq_inplace_repeat = deque_inplace_repeat.index;
  addDequeMethods(t);
  defineIter(dequeiter_type, "collections._deque_iterator", dequeiter_next.index, dequeiter_new.index);
  defineIter(dequereviter_type, "collections._deque_reverse_iterator", dequereviter_next.index, dequereviter_new.index);
}

function addDequeMethods(t: PyTypeObject): void {
  addMethod(
    t,
    "append",
    deque_append.index,
    METH_O,
    "append($self, item, /)\n--\n\nAdd an element to the right side of the deque.",
  );
  addMethod(
    t,
    "appendleft",
    deque_appendleft.index,
    METH_O,
    "appendleft($self, item, /)\n--\n\nAdd an element to the left side of the deque.",
  );
  addMethod(t, "clear", deque_clear.index, METH_NOARGS, "clear($self, /)\n--\n\nRemove all elements from the deque.");
  addMethod(
    t,
    "__copy__",
    deque_copy.index,
    METH_NOARGS,
    "__copy__($self, /)\n--\n\nReturn a shallow copy of a deque.",
  );
  addMethod(t, "copy", deque_copy.index, METH_NOARGS, "copy($self, /)\n--\n\nReturn a shallow copy of a deque.");
  addMethod(
    t,
    "count",
    deque_count.index,
    METH_O,
    "count($self, value, /)\n--\n\nReturn number of occurrences of value.",
  );
  addMethod(
    t,
    "extend",
    deque_extend.index,
    METH_O,
    "extend($self, iterable, /)\n--\n\nAppend the items one by one on the right.",
  );
  addMethod(
    t,
    "extendleft",
    deque_extendleft.index,
    METH_O,
    "extendleft($self, iterable, /)\n--\n\nAppend the items one by one on the left, which turns their order round.",
  );
  addMethod(
    t,
    "index",
    deque_index.index,
    METH_FASTCALL,
    "index($self, value, [start, [stop]])\n--\n\nWhere the value first occurs.\n\nIt is a ValueError if it does not.",
  );
  addMethod(
    t,
    "insert",
    deque_insert.index,
    METH_FASTCALL,
    "insert($self, index, value, /)\n--\n\nInsert value before index.",
  );
  addMethod(t, "pop", deque_pop.index, METH_NOARGS, "pop($self, /)\n--\n\nRemove and return the rightmost element.");
  addMethod(
    t,
    "popleft",
    deque_popleft.index,
    METH_NOARGS,
    "popleft($self, /)\n--\n\nRemove and return the leftmost element.",
  );
  addMethod(
    t,
    "__reduce__",
    deque_reduce.index,
    METH_NOARGS,
    "__reduce__($self, /)\n--\n\nReturn state information for pickling.",
  );
  addMethod(
    t,
    "remove",
    deque_remove.index,
    METH_O,
    "remove($self, value, /)\n--\n\nRemove first occurrence of value.",
  );
  addMethod(
    t,
    "__reversed__",
    deque_reversed.index,
    METH_NOARGS,
    "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the deque.",
  );
  addMethod(t, "reverse", deque_reverse.index, METH_NOARGS, "reverse($self, /)\n--\n\nReverse *IN PLACE*.");
  addMethod(
    t,
    "rotate",
    deque_rotate.index,
    METH_FASTCALL,
    "rotate($self, n=1, /)\n--\n\nMove everything n places to the right, or to the left if n is negative.",
  );
  addMethod(
    t,
    "__sizeof__",
    deque_sizeof.index,
    METH_NOARGS,
    "__sizeof__($self, /)\n--\n\nReturn the size of the deque in memory, in bytes.",
  );
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
  addGetSet(t, "maxlen", deque_get_maxlen.index, 0, "maximum size of a deque or None if unbounded");
}
