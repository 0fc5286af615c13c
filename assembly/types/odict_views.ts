/**
 * Iterators and views of an OrderedDict (last part of Objects/odictobject.c).
 *
 *   odict_iterator   16 kind  24 di_odict  32 di_size (-1: it has complained)  40 di_state  48 di_current  56 di_result       64 bytes
 *
 * An iterator keeps the key that comes next, not its node, which may go.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_DISALLOW_INSTANTIATION, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import { PyExc_RuntimeError } from "../object/exception_types";
import { visitField } from "../object/slots";
import { METH_NOARGS, addMethod, initStaticType } from "../object/typedef";
import { _PyObject_GC_IS_TRACKED, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyObject_GC_Del, _PyObject_GC_New } from "../gc/collector";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PySequence_List } from "../protocol/sequence";
import { PyDict_GetItemWithError, _PyErr_SetKeyError } from "./dict";
import { PyDictItems_Type, PyDictKeys_Type, PyDictValues_Type, _PyDictViewObject, _PyDictView_New } from "./dict_views";
import { PyODictObject, findNode, mutated } from "./odict_nodes";
import { PyTuple_GET_ITEM, PyTuple_New, PyTuple_Pack2, PyTuple_SET_ITEM } from "./tuple";
import { packSteal1, packSteal2 } from "./tuple_build";
import { ID } from "../generated/ids";

export const PyODictIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // odict_iterator
export const PyODictKeys_Type = changetype<PyTypeObject>(memory.data(416, 16)); // odict_keys
export const PyODictValues_Type = changetype<PyTypeObject>(memory.data(416, 16)); // odict_values
export const PyODictItems_Type = changetype<PyTypeObject>(memory.data(416, 16)); // odict_items

const REVERSED: i32 = 1;
const KEYS: i32 = 2;
const VALUES: i32 = 4;
const ITEMS: i32 = 6;

@unmanaged
class odictiterobject extends PyObject {
  kind: i32;
  kind_pad: u32;
  di_odict: PyODictObject | null;
  di_odict_hi: u32;
  di_size: i32;
  di_size_hi: i32;
  di_state: u64;
  di_current: PyObject | null;
  di_current_hi: u32;
  di_result: PyObject | null;
  di_result_hi: u32;
}

const DI_ODICT: usize = offsetof<odictiterobject>("di_odict");
const DI_CURRENT: usize = offsetof<odictiterobject>("di_current");
const DI_RESULT: usize = offsetof<odictiterobject>("di_result");

/** `new` iterator over `od`. */
function odictiter_new(od: PyODictObject, kind: i32): PyObject | null {
  const op = _PyObject_GC_New(PyODictIter_Type);
  if (op === null) return null;
  memory.fill(changetype<usize>(op) + 16, 0, 48);
  const di = changetype<odictiterobject>(op);
  di.kind = kind;
  if ((kind & ITEMS) == ITEMS) {
    di.di_result = PyTuple_Pack2(Py_None, Py_None);
    if (di.di_result === null) {
      Py_DECREF(op);
      return null;
    }
  }
  const node = kind & REVERSED ? od.od_last : od.od_first;
  if (node !== null) di.di_current = Py_NewRef(node.key);
  di.di_size = od.ma_used;
  di.di_state = od.od_state;
  di.di_odict = changetype<PyODictObject>(Py_NewRef(od));
  _PyObject_GC_TRACK(op);
  return op;
}

function odictiter_dealloc(self: PyObject): void {
  const di = changetype<odictiterobject>(self);
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(di.di_odict);
  Py_XDECREF(di.di_current);
  Py_XDECREF(di.di_result);
  PyObject_GC_Del(changetype<usize>(self));
}

function odictiter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const at = changetype<usize>(self);
  let r = visitField(at + DI_ODICT, visit, arg);
  if (r == 0) r = visitField(at + DI_CURRENT, visit, arg);
  return r == 0 ? visitField(at + DI_RESULT, visit, arg) : r;
}

/** The next key, `new`; null at the end or with an exception. */
function nextKey(di: odictiterobject): PyObject | null {
  const at = changetype<usize>(di);
  const od = di.di_odict;
  if (od === null) return null;
  const current = di.di_current;
  if (current === null) {
    Py_CLEAR(at + DI_ODICT);
    return null;
  }
  if (od.od_state != di.di_state) {
    mutated();
    Py_CLEAR(at + DI_ODICT);
    return null;
  }
  if (di.di_size != od.ma_used) {
    PyErr_SetString(PyExc_RuntimeError, "OrderedDict changed size during iteration");
    di.di_size = -1;
    return null;
  }
  // The search may run Python code that uses this very iterator: it has the key meanwhile.
  Py_NewRef(current);
  const node = findNode(od, current);
  if (node === null) {
    if (PyErr_Occurred() === null) _PyErr_SetKeyError(current);
    Py_CLEAR(at + DI_CURRENT);
    Py_DECREF(current);
    return null;
  }
  const following = di.kind & REVERSED ? node.prev : node.next;
  const old = di.di_current;
  di.di_current = following === null ? null : Py_NewRef(following.key);
  Py_XDECREF(old);
  return current;
}

/** (key, value): the tuple of last time, if nobody else holds it. Steals both. */
function itemTuple(di: odictiterobject, key: PyObject, value: PyObject): PyObject | null {
  const result = di.di_result!;
  if (result.ob_refcnt == 1) {
    const oldKey = PyTuple_GET_ITEM(result, 0);
    const oldValue = PyTuple_GET_ITEM(result, 1);
    Py_NewRef(result);
    PyTuple_SET_ITEM(result, 0, key);
    PyTuple_SET_ITEM(result, 1, value);
    Py_DECREF(oldKey);
    Py_DECREF(oldValue);
    // a tuple of atoms is not tracked, and this one has new items
    if (!_PyObject_GC_IS_TRACKED(result)) _PyObject_GC_TRACK(result);
    return result;
  }
  const fresh = PyTuple_New(2);
  if (fresh === null) {
    Py_DECREF(key);
    Py_DECREF(value);
    return null;
  }
  PyTuple_SET_ITEM(fresh, 0, key);
  PyTuple_SET_ITEM(fresh, 1, value);
  return fresh;
}

function odictiter_iternext(self: PyObject): PyObject | null {
  const di = changetype<odictiterobject>(self);
  const key = nextKey(di);
  if (key === null || !(di.kind & VALUES)) return key;
  const od = di.di_odict;
  const value: PyObject | null = od === null ? null : Py_XNewRef(PyDict_GetItemWithError(od, key));
  if (value === null) {
    if (PyErr_Occurred() === null) _PyErr_SetKeyError(key);
    Py_DECREF(key);
    Py_CLEAR(changetype<usize>(self) + DI_CURRENT);
    Py_CLEAR(changetype<usize>(self) + DI_ODICT);
    return null;
  }
  if (di.kind & KEYS) {
    const pair = itemTuple(di, key, value);
    if (pair === null) {
      Py_CLEAR(changetype<usize>(self) + DI_CURRENT);
      Py_CLEAR(changetype<usize>(self) + DI_ODICT);
    }
    return pair;
  }
  Py_DECREF(key);
  return value;
}

/** iter(the rest as a list): a copy of the iterator is run for it. */
function odictiter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const iter = _PyEval_GetBuiltin(ID.iter);
  if (iter === null) return null;
  const op = _PyObject_GC_New(PyODictIter_Type);
  if (op === null) {
    Py_DECREF(iter);
    return null;
  }
  memory.copy(changetype<usize>(op) + 16, changetype<usize>(self) + 16, 48);
  const copy = changetype<odictiterobject>(op);
  Py_XNewRef(copy.di_odict);
  Py_XNewRef(copy.di_current);
  Py_XNewRef(copy.di_result);
  _PyObject_GC_TRACK(op);
  const list = PySequence_List(op);
  Py_DECREF(op);
  if (list === null) {
    Py_DECREF(iter);
    return null;
  }
  return packSteal2(iter, packSteal1(list));
}

// ---- the OrderedDict's own iteration ----

export function odict_iter(self: PyObject): PyObject | null {
  return odictiter_new(changetype<PyODictObject>(self), KEYS);
}

export function odict_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return odictiter_new(changetype<PyODictObject>(self), KEYS | REVERSED);
}

// ---- views ----

export function odictkeys_new(od: PyObject, unused: PyObject | null): PyObject | null {
  return _PyDictView_New(od, PyODictKeys_Type);
}

export function odictvalues_new(od: PyObject, unused: PyObject | null): PyObject | null {
  return _PyDictView_New(od, PyODictValues_Type);
}

export function odictitems_new(od: PyObject, unused: PyObject | null): PyObject | null {
  return _PyDictView_New(od, PyODictItems_Type);
}

function viewIter(self: PyObject, kind: i32): PyObject | null {
  const dict = changetype<_PyDictViewObject>(self).dv_dict;
  return dict === null ? Py_NewRef(Py_None) : odictiter_new(changetype<PyODictObject>(dict), kind);
}

function odictkeys_iter(self: PyObject): PyObject | null {
  return viewIter(self, KEYS);
}
function odictvalues_iter(self: PyObject): PyObject | null {
  return viewIter(self, VALUES);
}
function odictitems_iter(self: PyObject): PyObject | null {
  return viewIter(self, ITEMS);
}
function odictkeys_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return viewIter(self, KEYS | REVERSED);
}
function odictvalues_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return viewIter(self, VALUES | REVERSED);
}
function odictitems_reversed(self: PyObject, unused: PyObject | null): PyObject | null {
  return viewIter(self, ITEMS | REVERSED);
}

function defineView(t: PyTypeObject, base: PyTypeObject, name: string, iter: u32, reversed: u32): void {
  initStaticType(t, PyType_Type, base, name, 24, 0, 0);
  t.tp_iter = iter;
  addMethod(t, "__reversed__", reversed, METH_NOARGS, "__reversed__($self, /)\n--\n\n");
}

export function defineODictViews(): void {
  const t = PyODictIter_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "odict_iterator",
    64,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  );
  t.tp_dealloc = odictiter_dealloc.index;
  t.tp_traverse = odictiter_traverse.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = odictiter_iternext.index;
  addMethod(
    t,
    "__reduce__",
    odictiter_reduce.index,
    METH_NOARGS,
    "__reduce__($self, /)\n--\n\nWhat is left, as an iterator of a list.",
  );
  defineView(PyODictKeys_Type, PyDictKeys_Type, "odict_keys", odictkeys_iter.index, odictkeys_reversed.index);
  defineView(PyODictValues_Type, PyDictValues_Type, "odict_values", odictvalues_iter.index, odictvalues_reversed.index);
  defineView(PyODictItems_Type, PyDictItems_Type, "odict_items", odictitems_iter.index, odictitems_reversed.index);
}
