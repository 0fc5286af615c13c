/**
 * dict's iterators and views: keys(), values(), items(), forward and reversed (Objects/dictobject.c).
 *
 *   iterator  16 di_dict (null once exhausted)  24 di_used  32 di_pos  40 di_result (a pair to reuse, items only)  48 len
 *   view      16 dv_dict
 *
 * Invariant: an iterator notices a changed size and a changed key set; items() reuses its result tuple while it alone owns it.
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_GE,
  Py_GT,
  Py_LE,
  Py_LT,
  Py_NE,
  Py_TPFLAGS_HAVE_GC,
  initPtr,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_REFCNT } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None, Py_NotImplemented } from "../object/statics";
import { PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { visitField } from "../object/slots";
import {
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
  numberMethods,
  sequenceMethods,
} from "../object/typedef";
import { _PyObject_GC_IS_TRACKED, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyObject_GC_Del, _PyObject_GC_New } from "../gc/collector";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_RichCompareBool, Py_ReprEnter, Py_ReprLeave, Py_RETURN_BOOL } from "../protocol/compare";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import { PyObject_Size, PySequence_Contains, PySequence_List } from "../protocol/sequence";
import { PyLong_FromSsize_t } from "./long";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
} from "./tuple";
import { PySet_Add, PyAnySet_Check, PySet_New, _PySet_Update } from "./set";
import { set_difference_update, set_symmetric_difference_update } from "./set_algebra";
import { PyDictProxy_New } from "./descr";
import { PyDictObject, PyDict_Check, PyDict_Contains, PyDict_GetItemWithError } from "./dict";
import { entryKey, entryValue, get_index_from_order, valuesGet } from "./dict_keys";
import { ID } from "../generated/ids";

export const PyDictKeys_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_keys
export const PyDictValues_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_values
export const PyDictItems_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_items
export const PyDictIterKey_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_keyiterator
export const PyDictIterValue_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_valueiterator
export const PyDictIterItem_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_itemiterator
export const PyDictRevIterKey_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_reversekeyiterator
export const PyDictRevIterValue_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_reversevalueiterator
export const PyDictRevIterItem_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_reverseitemiterator

/** 56 bytes: di_dict 16, di_used 24, di_pos 32, di_result 40, len 48. */
@unmanaged
export class dictiterobject extends PyObject {
  di_dict: PyDictObject | null;
  di_dict_hi: u32;
  di_used: i32;
  di_used_hi: i32;
  di_pos: i32;
  di_pos_hi: i32;
  di_result: PyObject | null;
  di_result_hi: u32;
  len: i32;
  len_hi: i32;
}

/** 24 bytes: dv_dict 16. */
@unmanaged
export class _PyDictViewObject extends PyObject {
  dv_dict: PyDictObject | null;
  dv_dict_hi: u32;
}

// --- iterators ---

function isItemIter(type: PyTypeObject): bool {
  return type == PyDictIterItem_Type || type == PyDictRevIterItem_Type;
}

function isReverseIter(type: PyTypeObject): bool {
  return type == PyDictRevIterKey_Type || type == PyDictRevIterValue_Type || type == PyDictRevIterItem_Type;
}

/** `new`. */
export function dictiter_new(dict: PyObject, type: PyTypeObject): PyObject | null {
  const at = changetype<usize>(_PyObject_GC_New(type));
  if (at == 0) return null;
  const mp = changetype<PyDictObject>(dict);
  const di = changetype<dictiterobject>(at);
  memory.fill(at + 16, 0, 40);
  di.di_dict = changetype<PyDictObject>(Py_NewRef(dict));
  di.di_used = mp.ma_used;
  di.len = mp.ma_used;
  if (isReverseIter(type)) di.di_pos = (mp.ma_values !== null ? mp.ma_used : mp.ma_keys.dk_nentries) - 1;
  if (isItemIter(type)) {
    const pair = PyTuple_Pack2(Py_None, Py_None);
    if (pair === null) {
      Py_DECREF(di);
      return null;
    }
    di.di_result = pair;
  }
  _PyObject_GC_TRACK(di);
  return di;
}

export function dict_iter(self: PyObject): PyObject | null {
  return dictiter_new(self, PyDictIterKey_Type);
}

function dictiter_dealloc(self: PyObject): void {
  const di = changetype<dictiterobject>(self);
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(di.di_dict);
  Py_XDECREF(di.di_result);
  PyObject_GC_Del(changetype<usize>(self));
}

function dictiter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const r = visitField(changetype<usize>(self) + 16, visit, arg);
  return r != 0 ? r : visitField(changetype<usize>(self) + 40, visit, arg);
}

function finish(di: dictiterobject): void {
  const dict = di.di_dict;
  di.di_dict = null;
  Py_XDECREF(dict);
}

let curKey: PyObject = changetype<PyObject>(0);
let curValue: PyObject = changetype<PyObject>(0);

/** Moves to the next entry (curKey, curValue, borrowed); false at the end or with RuntimeError. */
export function dictiterAdvance(di: dictiterobject): bool {
  const mp = di.di_dict;
  if (mp === null) return false;
  if (di.di_used != mp.ma_used) {
    PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
    di.di_used = -1;
    return false;
  }
  const keys = mp.ma_keys;
  const values = mp.ma_values;
  let i = di.di_pos;
  if (values !== null) {
    if (i >= mp.ma_used) {
      finish(di);
      return false;
    }
    const ix = get_index_from_order(values, i);
    curKey = entryKey(keys, ix)!;
    curValue = valuesGet(values, ix)!;
  } else {
    const n = keys.dk_nentries;
    while (i < n && entryValue(keys, i) === null) i++;
    if (i >= n) {
      finish(di);
      return false;
    }
    curKey = entryKey(keys, i)!;
    curValue = entryValue(keys, i)!;
  }
  if (di.len == 0) {
    PyErr_SetString(PyExc_RuntimeError, "dictionary keys changed during iteration");
    finish(di);
    return false;
  }
  di.di_pos = i + 1;
  di.len--;
  return true;
}

/** The same backwards. */
function dictiterRetreat(di: dictiterobject): bool {
  const mp = di.di_dict;
  if (mp === null) return false;
  if (di.di_used != mp.ma_used) {
    PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
    di.di_used = -1;
    return false;
  }
  const keys = mp.ma_keys;
  const values = mp.ma_values;
  let i = di.di_pos;
  if (values !== null) {
    if (i < 0) {
      finish(di);
      return false;
    }
    const ix = get_index_from_order(values, i);
    curKey = entryKey(keys, ix)!;
    curValue = valuesGet(values, ix)!;
  } else {
    while (i >= 0 && entryValue(keys, i) === null) i--;
    if (i < 0) {
      finish(di);
      return false;
    }
    curKey = entryKey(keys, i)!;
    curValue = entryValue(keys, i)!;
  }
  di.di_pos = i - 1;
  di.len--;
  return true;
}

function dictiter_iternextkey(self: PyObject): PyObject | null {
  return dictiterAdvance(changetype<dictiterobject>(self)) ? Py_NewRef(curKey) : null;
}

function dictiter_iternextvalue(self: PyObject): PyObject | null {
  return dictiterAdvance(changetype<dictiterobject>(self)) ? Py_NewRef(curValue) : null;
}

/** The current entry as a tuple: the iterator's own, if nobody else has it. */
function currentPair(di: dictiterobject): PyObject | null {
  const result = di.di_result!;
  if (Py_REFCNT(result) != 1) return PyTuple_Pack2(curKey, curValue);
  const oldKey = PyTuple_GET_ITEM(result, 0);
  const oldValue = PyTuple_GET_ITEM(result, 1);
  PyTuple_SET_ITEM(result, 0, Py_NewRef(curKey));
  PyTuple_SET_ITEM(result, 1, Py_NewRef(curValue));
  Py_NewRef(result);
  Py_DECREF(oldKey);
  Py_DECREF(oldValue);
  // The collector may have untracked the pair of atoms that it was.
  if (!_PyObject_GC_IS_TRACKED(result)) _PyObject_GC_TRACK(result);
  return result;
}

function dictiter_iternextitem(self: PyObject): PyObject | null {
  const di = changetype<dictiterobject>(self);
  return dictiterAdvance(di) ? currentPair(di) : null;
}

function dictreviter_iternext(self: PyObject): PyObject | null {
  const di = changetype<dictiterobject>(self);
  if (!dictiterRetreat(di)) return null;
  if (self.ob_type == PyDictRevIterKey_Type) return Py_NewRef(curKey);
  if (self.ob_type == PyDictRevIterValue_Type) return Py_NewRef(curValue);
  return currentPair(di);
}

function dictiter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  const di = changetype<dictiterobject>(self);
  const mp = di.di_dict;
  return PyLong_FromSsize_t(mp !== null && di.di_used == mp.ma_used ? di.len : 0);
}

/** `(iter, (list of what is left,))`. */
function dictiter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  // Run a twin of the iterator to its end.
  const twin = changetype<dictiterobject | null>(_PyObject_GC_New(self.ob_type));
  if (twin === null) return null;
  memory.copy(changetype<usize>(twin) + 16, changetype<usize>(self) + 16, 40);
  if (twin.di_dict !== null) Py_NewRef(twin.di_dict!);
  if (twin.di_result !== null) Py_NewRef(twin.di_result!);
  _PyObject_GC_TRACK(twin);
  const list = PySequence_List(twin);
  Py_DECREF(twin);
  if (list === null) return null;
  const iter = _PyEval_GetBuiltin(ID.iter);
  const args: PyObject | null = iter === null ? null : PyTuple_Pack1(list);
  const result: PyObject | null = iter === null || args === null ? null : PyTuple_Pack2(iter, args);
  Py_DECREF(list);
  Py_XDECREF(iter);
  Py_XDECREF(args);
  return result;
}

// --- views ---

/** `new`. */
export function _PyDictView_New(dict: PyObject, type: PyTypeObject): PyObject | null {
  if (!PyDict_Check(dict)) {
    return PyErr_Format(PyExc_TypeError, "%s() requires a dict argument, not '%s'", type.tp_name, dict.ob_type.tp_name);
  }
  const at = changetype<usize>(_PyObject_GC_New(type));
  if (at == 0) return null;
  initPtr(at + 16, changetype<usize>(Py_NewRef(dict)));
  _PyObject_GC_TRACK(changetype<PyObject>(at));
  return changetype<PyObject>(at);
}

function viewDict(self: PyObject): PyDictObject | null {
  return changetype<_PyDictViewObject>(self).dv_dict;
}

function dictview_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(viewDict(self));
  PyObject_GC_Del(changetype<usize>(self));
}

function dictview_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

function dictview_len(self: PyObject): i32 {
  const dict = viewDict(self);
  return dict === null ? 0 : dict.ma_used;
}

function dictview_mapping(self: PyObject, closure: usize): PyObject | null {
  return PyDictProxy_New(viewDict(self)!);
}

function dictview_repr(self: PyObject): PyObject | null {
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("...") : null;
  const list = PySequence_List(self);
  const result: PyObject | null =
    list === null ? null : PyUnicode_FromFormat("%s(%R)", self.ob_type.tp_name, changetype<usize>(list));
  Py_XDECREF(list);
  Py_ReprLeave(self);
  return result;
}

function dictkeys_iter(self: PyObject): PyObject | null {
  const dict = viewDict(self);
  return dict === null ? null : dictiter_new(dict, PyDictIterKey_Type);
}

function dictvalues_iter(self: PyObject): PyObject | null {
  const dict = viewDict(self);
  return dict === null ? null : dictiter_new(dict, PyDictIterValue_Type);
}

function dictitems_iter(self: PyObject): PyObject | null {
  const dict = viewDict(self);
  return dict === null ? null : dictiter_new(dict, PyDictIterItem_Type);
}

function dictkeys_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return dictiter_new(viewDict(self)!, PyDictRevIterKey_Type);
}

function dictvalues_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return dictiter_new(viewDict(self)!, PyDictRevIterValue_Type);
}

function dictitems_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return dictiter_new(viewDict(self)!, PyDictRevIterItem_Type);
}

function dictkeys_contains(self: PyObject, key: PyObject): i32 {
  const dict = viewDict(self);
  return dict === null ? 0 : PyDict_Contains(dict, key);
}

function dictitems_contains(self: PyObject, item: PyObject): i32 {
  const dict = viewDict(self);
  if (dict === null || !PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2) return 0;
  const found = PyDict_GetItemWithError(dict, PyTuple_GET_ITEM(item, 0));
  if (found === null) return PyErr_Occurred() !== null ? -1 : 0;
  Py_NewRef(found);
  const result = PyObject_RichCompareBool(found, PyTuple_GET_ITEM(item, 1), Py_EQ);
  Py_DECREF(found);
  return result;
}

// --- set operations of keys and items views ---

function isSetLikeView(op: PyObject): bool {
  return op.ob_type == PyDictKeys_Type || op.ob_type == PyDictItems_Type;
}

function isAnySet(op: PyObject): bool {
  return isSetLikeView(op) || PyAnySet_Check(op);
}

/** Are all elements of `self` in `other`? 1, 0, -1. */
function all_contained_in(self: PyObject, other: PyObject): i32 {
  const iter = PyObject_GetIter(self);
  if (iter === null) return -1;
  let ok = 1;
  while (ok > 0) {
    const next = PyIter_Next(iter);
    if (next === null) {
      if (PyErr_Occurred() !== null) ok = -1;
      break;
    }
    ok = PySequence_Contains(other, next);
    Py_DECREF(next);
  }
  Py_DECREF(iter);
  return ok;
}

function dictview_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if (!isAnySet(other)) return Py_NewRef(Py_NotImplemented);
  const ls = PyObject_Size(self);
  if (ls < 0) return null;
  const lo = PyObject_Size(other);
  if (lo < 0) return null;
  let ok = 0;
  if (op == Py_EQ || op == Py_NE) {
    if (ls == lo) ok = all_contained_in(self, other);
    if (op == Py_NE && ok >= 0) ok = 1 - ok;
  } else if (op == Py_LT ? ls < lo : op == Py_LE ? ls <= lo : false) {
    ok = all_contained_in(self, other);
  } else if (op == Py_GT ? ls > lo : op == Py_GE ? ls >= lo : false) {
    ok = all_contained_in(other, self);
  }
  return ok < 0 ? null : Py_RETURN_BOOL(ok != 0);
}

/** `new` set of what the view (or, reflected, any iterable) holds. */
function viewToSet(self: PyObject): PyObject | null {
  return PySet_New(isSetLikeView(self) ? (self.ob_type == PyDictKeys_Type ? viewDict(self) : self) : self);
}

function dictviews_sub(self: PyObject, other: PyObject): PyObject | null {
  const result = viewToSet(self);
  if (result === null) return null;
  if (set_difference_update(result, other) == 0) return result;
  Py_DECREF(result);
  return null;
}

function dictviews_or(self: PyObject, other: PyObject): PyObject | null {
  const result = viewToSet(self);
  if (result === null) return null;
  if (_PySet_Update(result, other) == 0) return result;
  Py_DECREF(result);
  return null;
}

function dictviews_xor(self: PyObject, other: PyObject): PyObject | null {
  const result = viewToSet(self);
  if (result === null) return null;
  if (set_symmetric_difference_update(result, other) == 0) return result;
  Py_DECREF(result);
  return null;
}

/** `new` set: what both hold. */
export function _PyDictView_Intersect(self: PyObject, other: PyObject): PyObject | null {
  let view = self;
  let second = other;
  if (!isSetLikeView(view)) {
    view = other;
    second = self;
  } else if (isSetLikeView(other) && dictview_len(other) > dictview_len(self)) {
    view = other;
    second = self;
  }
  // The smaller side is walked where both know their size.
  if (PyAnySet_Check(second) && PyObject_Size(second) > dictview_len(view) && isSetLikeView(view)) {
    const swap = view;
    view = second;
    second = swap;
  }
  const result = PySet_New(null);
  if (result === null) return null;
  const it = PyObject_GetIter(second);
  if (it === null) {
    Py_DECREF(result);
    return null;
  }
  let status = 0;
  while (status >= 0) {
    const key = PyIter_Next(it);
    if (key === null) {
      if (PyErr_Occurred() !== null) status = -1;
      break;
    }
    status = PySequence_Contains(view, key);
    if (status > 0) status = PySet_Add(result, key);
    Py_DECREF(key);
  }
  Py_DECREF(it);
  if (status >= 0) return result;
  Py_DECREF(result);
  return null;
}

function dictviews_isdisjoint(self: PyObject, other: PyObject): PyObject | null {
  if (self == other) return Py_RETURN_BOOL(dictview_len(self) == 0);
  let walked = other;
  let asked = self;
  if (isAnySet(other)) {
    const n = PyObject_Size(other);
    if (n == -1) return null;
    if (n > dictview_len(self)) {
      walked = self;
      asked = other;
    }
  }
  const it = PyObject_GetIter(walked);
  if (it === null) return null;
  let found = 0;
  while (found == 0) {
    const item = PyIter_Next(it);
    if (item === null) {
      if (PyErr_Occurred() !== null) found = -1;
      break;
    }
    found = PySequence_Contains(asked, item);
    Py_DECREF(item);
  }
  Py_DECREF(it);
  return found < 0 ? null : Py_RETURN_BOOL(found == 0);
}

// --- the types ---

function initIterType(t: PyTypeObject, name: string, next: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 56, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = dictiter_dealloc.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = dictiter_traverse.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
  addMethod(
    t,
    "__length_hint__",
    dictiter_len.index,
    METH_NOARGS,
    "Private method returning an estimate of len(list(it)).",
  );
  addMethod(t, "__reduce__", dictiter_reduce.index, METH_NOARGS, "Return state information for pickling.");
}

function initViewType(t: PyTypeObject, name: string, iter: u32, contains: u32, reversed: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 24, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = dictview_dealloc.index;
  t.tp_repr = dictview_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = dictview_traverse.index;
  t.tp_iter = iter;
  const sq = sequenceMethods(t);
  sq.sq_length = dictview_len.index;
  sq.sq_contains = contains;
  addGetSet(t, "mapping", dictview_mapping.index, 0, "dictionary that this view refers to");
  if (contains != 0) {
    t.tp_richcompare = dictview_richcompare.index;
    const nb = numberMethods(t);
    nb.nb_subtract = dictviews_sub.index;
    nb.nb_and = _PyDictView_Intersect.index;
    nb.nb_xor = dictviews_xor.index;
    nb.nb_or = dictviews_or.index;
    addMethod(
      t,
      "isdisjoint",
      dictviews_isdisjoint.index,
      METH_O,
      "Say whether the view and the iterable have nothing in common.",
    );
  }
  addMethod(t, "__reversed__", reversed, METH_NOARGS, "Return a reverse iterator over the dict's entries.");
}

export function initDictViewTypes(): void {
  initIterType(PyDictIterKey_Type, "dict_keyiterator", dictiter_iternextkey.index);
  initIterType(PyDictIterValue_Type, "dict_valueiterator", dictiter_iternextvalue.index);
  initIterType(PyDictIterItem_Type, "dict_itemiterator", dictiter_iternextitem.index);
  initIterType(PyDictRevIterKey_Type, "dict_reversekeyiterator", dictreviter_iternext.index);
  initIterType(PyDictRevIterValue_Type, "dict_reversevalueiterator", dictreviter_iternext.index);
  initIterType(PyDictRevIterItem_Type, "dict_reverseitemiterator", dictreviter_iternext.index);
  initViewType(PyDictKeys_Type, "dict_keys", dictkeys_iter.index, dictkeys_contains.index, dictkeys_reversed.index);
  initViewType(
    PyDictItems_Type,
    "dict_items",
    dictitems_iter.index,
    dictitems_contains.index,
    dictitems_reversed.index,
  );
  initViewType(PyDictValues_Type, "dict_values", dictvalues_iter.index, 0, dictvalues_reversed.index);
}
