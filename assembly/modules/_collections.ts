/**
 * The module _collections: defaultdict, _tuplegetter, _count_elements and the module itself (Modules/_collectionsmodule.c).
 *
 * Elsewhere: deque (collections_deque.ts, collections_deque_methods.ts). OrderedDict is the library's own Python class.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyDict_Type, PyType_Type, Py_None, Py_NotImplemented } from "../object/statics";
import { PyExc_AttributeError, PyExc_IndexError, PyExc_TypeError } from "../object/exception_types";
import { callInit } from "../object/slots";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  _Py_T_OBJECT,
  addMember,
  addMethod,
  initStaticType,
  numberMethods,
} from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywordsDict } from "../protocol/args";
import { PyCallable_Check, PyObject_GenericGetAttr, PyObject_GetAttr } from "../protocol/attr";
import { PyObject_CallMethodNoArgs, PyObject_CallNoArgs, callTwoArgs } from "../protocol/call";
import { PyObject_Repr, Py_ReprEnter, Py_ReprLeave } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { PyNumber_Add, PyNumber_AsSsize_t } from "../protocol/number";
import { PyObject_SetItem } from "../protocol/sequence";
import {
  PyDict_Check,
  PyDict_CheckExact,
  PyDict_Update,
  _PyDict_GetItem_KnownHash,
  _PyDict_SetItem_KnownHash,
  _PyErr_SetKeyError,
} from "../types/dict";
import { _PyType_Lookup } from "../types/typeobject";
import { classGetItem } from "../types/genericalias";
import { PyLong_FromSsize_t, _PyLong_GetOne, _PyLong_GetZero } from "../types/long";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_GetSlice,
  PyTuple_New,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
  tupleEmpty,
} from "../types/tuple";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { allocate, deallocMask, num, ready, ref, refOf, setNum, setRef, traverseMask } from "./itertools_base";
import { deque_type, dequeiter_type, dequereviter_type } from "./collections_deque";
import { defineDequeTypes } from "./collections_deque_methods";
import { PyODict_Type, defineODict } from "../types/odict";
import { PyODictItems_Type, PyODictIter_Type, PyODictKeys_Type, PyODictValues_Type } from "../types/odict_views";
import { ID } from "../generated/ids";

const defdict_type = changetype<PyTypeObject>(memory.data(416, 16));
const tuplegetter_type = changetype<PyTypeObject>(memory.data(416, 16));

// --- defaultdict: a dict, then default_factory at 48 ---

const FACTORY: i32 = 4; // slot number

function defdict_missing(self: PyObject, key: PyObject): PyObject | null {
  const factory = ref(self, FACTORY);
  if (factory === null || factory == Py_None) {
    _PyErr_SetKeyError(key);
    return null;
  }
  const value = PyObject_CallNoArgs(factory);
  if (value === null) return null;
  if (PyObject_SetItem(self, key, value) == 0) return value;
  Py_DECREF(value);
  return null;
}

/** `new`: type(self)(default_factory, other). */
function newLike(self: PyObject, other: PyObject): PyObject | null {
  const factory = ref(self, FACTORY);
  return callTwoArgs(self.ob_type, factory === null ? Py_None : factory, other);
}

function defdict_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return newLike(self, self);
}

function defdict_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const factory = ref(self, FACTORY);
  const args = factory === null || factory == Py_None ? Py_NewRef(tupleEmpty) : PyTuple_Pack1(factory);
  if (args === null) return null;
  const items = PyObject_CallMethodNoArgs(self, ID.items);
  const iter: PyObject | null = items === null ? null : PyObject_GetIter(items);
  const result: PyObject | null = iter === null ? null : PyTuple_New(5);
  if (result !== null) {
    PyTuple_SET_ITEM(result, 0, Py_NewRef(self.ob_type));
    PyTuple_SET_ITEM(result, 1, Py_NewRef(args));
    PyTuple_SET_ITEM(result, 2, Py_NewRef(Py_None));
    PyTuple_SET_ITEM(result, 3, Py_NewRef(Py_None));
    PyTuple_SET_ITEM(result, 4, Py_NewRef(iter!));
  }
  Py_XDECREF(iter);
  Py_XDECREF(items);
  Py_DECREF(args);
  return result;
}

function defdict_dealloc(self: PyObject): void {
  const factory = ref(self, FACTORY);
  setRef(self, FACTORY, null);
  Py_XDECREF(factory);
  call_indirect<void>(PyDict_Type.tp_dealloc, self);
}

function defdict_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const factory = ref(self, FACTORY);
  if (factory !== null) {
    const r = call_indirect<i32>(visit, factory, arg);
    if (r != 0) return r;
  }
  return call_indirect<i32>(PyDict_Type.tp_traverse, self, visit, arg);
}

function defdict_tp_clear(self: PyObject): i32 {
  const factory = ref(self, FACTORY);
  setRef(self, FACTORY, null);
  Py_XDECREF(factory);
  return call_indirect<i32>(PyDict_Type.tp_clear, self);
}

function defdict_repr(self: PyObject): PyObject | null {
  const base = call_indirect<PyObject | null>(PyDict_Type.tp_repr, self);
  if (base === null) return null;
  const factory = ref(self, FACTORY);
  let text: PyObject | null;
  if (factory === null) {
    text = PyUnicode_FromLiteral("None");
  } else {
    const entered = Py_ReprEnter(factory);
    if (entered < 0) text = null;
    else if (entered > 0) text = PyUnicode_FromLiteral("...");
    else {
      text = PyObject_Repr(factory);
      Py_ReprLeave(factory);
    }
  }
  let result: PyObject | null = null;
  if (text !== null) {
    const name = PyObject_GetAttr(self.ob_type, ID.__name__);
    if (name !== null) {
      result = PyUnicode_FromFormat(
        "%U(%U, %U)",
        changetype<usize>(name),
        changetype<usize>(text),
        changetype<usize>(base),
      );
      Py_DECREF(name);
    }
    Py_DECREF(text);
  }
  Py_DECREF(base);
  return result;
}

function defdict_or(left: PyObject, right: PyObject): PyObject | null {
  const leftIs = left.ob_type == defdict_type || left.ob_type.tp_repr == defdict_type.tp_repr;
  const self = leftIs ? left : right;
  const other = leftIs ? right : left;
  if (!PyDict_Check(other)) return Py_NewRef(Py_NotImplemented);
  const merged = newLike(self, left);
  if (merged === null) return null;
  if (PyDict_Update(merged, right) == 0) return merged;
  Py_DECREF(merged);
  return null;
}

function defdict_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  let factory: PyObject | null = null;
  if (n > 0) {
    factory = PyTuple_GET_ITEM(args, 0);
    if (!PyCallable_Check(factory) && factory != Py_None) {
      PyErr_SetString(PyExc_TypeError, "first argument must be callable or None");
      return -1;
    }
  }
  const rest = PyTuple_GetSlice(args, n > 0 ? 1 : 0, n);
  if (rest === null) return -1;
  const old = ref(self, FACTORY);
  setRef(self, FACTORY, factory === null ? null : Py_NewRef(factory));
  const result = callInit(PyDict_Type.tp_init, self, rest, kwds);
  Py_DECREF(rest);
  Py_XDECREF(old);
  return result;
}

function defineDefaultDict(): void {
  const t = defdict_type;
  initStaticType(
    t,
    PyType_Type,
    PyDict_Type,
    "collections.defaultdict",
    56,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    "defaultdict(default_factory=None, /, [...]) --> dict with default factory\nA dict that calls default_factory() for a key that d[key] does not find and\nkeeps the result as its value. What follows the factory goes to dict();\na defaultdict equals any dict with the same items.",
  );
  t.tp_dealloc = defdict_dealloc.index;
  t.tp_traverse = defdict_traverse.index;
  t.tp_clear = defdict_tp_clear.index;
  t.tp_repr = defdict_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_init = defdict_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  numberMethods(t).nb_or = defdict_or.index;
  addMethod(
    t,
    "__missing__",
    defdict_missing.index,
    METH_O,
    "__missing__(key) -> value\n\nWhat d[key] does for an absent key: a KeyError if there is no factory,\notherwise its result, which is stored and returned.",
  );
  addMethod(t, "copy", defdict_copy.index, METH_NOARGS, "D.copy() -> a shallow copy of D.");
  addMethod(t, "__copy__", defdict_copy.index, METH_NOARGS, "D.copy() -> a shallow copy of D.");
  addMethod(t, "__reduce__", defdict_reduce.index, METH_NOARGS, "Return state information for pickling.");
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
  addMember(t, "default_factory", _Py_T_OBJECT, 48, 0, "Factory for default value called by __missing__().");
}

// --- _tuplegetter: 0 index, 1 doc ---

function tuplegetter_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!noKeywordsDict("_tuplegetter", kwds)) return null;
  if (!PyArg_CheckPositional("_tuplegetter", PyTuple_GET_SIZE(args), 2, 2)) return null;
  const index = PyNumber_AsSsize_t(PyTuple_GET_ITEM(args, 0), PyExc_IndexError);
  if (index == -1 && PyErr_Occurred() !== null) return null;
  const self = allocate(type);
  if (self === null) return null;
  setNum(self, 0, index);
  setRef(self, 1, Py_NewRef(PyTuple_GET_ITEM(args, 1)));
  return self;
}

function tuplegetter_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  if (obj === null || obj == Py_None) return Py_NewRef(self);
  const index = <i32>num(self, 0);
  if (!PyTuple_Check(obj)) {
    return PyErr_Format(
      PyExc_TypeError,
      "descriptor for index '%zd' for tuple subclasses doesn't apply to '%s' object",
      index,
      obj.ob_type.tp_name,
    );
  }
  if (<u32>index >= <u32>PyTuple_GET_SIZE(obj)) return PyErr_SetString(PyExc_IndexError, "tuple index out of range");
  return Py_NewRef(PyTuple_GET_ITEM(obj, index));
}

function tuplegetter_descr_set(self: PyObject, obj: PyObject, value: PyObject | null): i32 {
  PyErr_SetString(PyExc_AttributeError, value === null ? "can't delete attribute" : "can't set attribute");
  return -1;
}

function tuplegetter_dealloc(self: PyObject): void {
  deallocMask(self, 2);
}

function tuplegetter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 2, visit, arg);
}

function tuplegetter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const index = PyLong_FromSsize_t(<i32>num(self, 0));
  const args: PyObject | null = index === null ? null : PyTuple_Pack2(index, refOf(self, 1));
  const result: PyObject | null = args === null ? null : PyTuple_Pack2(self.ob_type, args);
  Py_XDECREF(index);
  Py_XDECREF(args);
  return result;
}

function tuplegetter_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat(
    "%s(%zd, %R)",
    cstrTail(self.ob_type.tp_name),
    <usize>num(self, 0),
    changetype<usize>(refOf(self, 1)),
  );
}

/** What follows the last "." of a C string. */
function cstrTail(name: usize): usize {
  let tail = name;
  for (let at = name; load<u8>(at) != 0; at++) {
    if (load<u8>(at) == 0x2e) tail = at + 1;
  }
  return tail;
}

function defineTupleGetter(): void {
  const t = tuplegetter_type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "collections._tuplegetter", 32, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = tuplegetter_dealloc.index;
  t.tp_traverse = tuplegetter_traverse.index;
  t.tp_repr = tuplegetter_repr.index;
  t.tp_descr_get = tuplegetter_descr_get.index;
  t.tp_descr_set = tuplegetter_descr_set.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = tuplegetter_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "__doc__", _Py_T_OBJECT, 24, 0);
  addMethod(t, "__reduce__", tuplegetter_reduce.index, METH_NOARGS);
}

// --- _count_elements ---

/** mapping[key] += 1 of a dict, whose key is hashed once; false with an exception. */
function countInDict(mapping: PyObject, key: PyObject): bool {
  const hash = PyObject_Hash(key);
  if (hash == -1) return false;
  const old = _PyDict_GetItem_KnownHash(mapping, key, hash);
  if (old === null) {
    return PyErr_Occurred() === null && _PyDict_SetItem_KnownHash(mapping, key, _PyLong_GetOne(), hash) == 0;
  }
  Py_INCREF(old);
  const next = PyNumber_Add(old, _PyLong_GetOne());
  Py_DECREF(old);
  if (next === null) return false;
  const status = _PyDict_SetItem_KnownHash(mapping, key, next, hash);
  Py_DECREF(next);
  return status == 0;
}

/** The same through the mapping's `get` and __setitem__. */
function countByMethods(mapping: PyObject, get: PyObject, key: PyObject): bool {
  const old = callTwoArgs(get, key, _PyLong_GetZero());
  if (old === null) return false;
  const next = PyNumber_Add(old, _PyLong_GetOne());
  Py_DECREF(old);
  if (next === null) return false;
  const status = PyObject_SetItem(mapping, key, next);
  Py_DECREF(next);
  return status == 0;
}

/** Has the mapping dict's own get and __setitem__? */
function countsAsDict(mapping: PyObject): bool {
  if (PyDict_CheckExact(mapping)) return true;
  if (!PyDict_Check(mapping)) return false;
  const type = mapping.ob_type;
  const get = _PyType_Lookup(type, ID.get);
  const setitem = _PyType_Lookup(type, ID.__setitem__);
  return get == _PyType_Lookup(PyDict_Type, ID.get) && setitem == _PyType_Lookup(PyDict_Type, ID.__setitem__);
}

function _count_elements(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_count_elements", nargs, 2, 2)) return null;
  const mapping = ptrAt(args, 0);
  const it = PyObject_GetIter(ptrAt(args, 1));
  if (it === null) return null;
  let bound: PyObject | null = null;
  if (!countsAsDict(mapping)) {
    bound = PyObject_GetAttr(mapping, ID.get);
    if (bound === null) {
      Py_DECREF(it);
      return null;
    }
  }
  let ok = true;
  while (ok) {
    const key = PyIter_Next(it);
    if (key === null) {
      ok = PyErr_Occurred() === null;
      break;
    }
    ok = bound === null ? countInDict(mapping, key) : countByMethods(mapping, bound, key);
    Py_DECREF(key);
  }
  Py_DECREF(it);
  Py_XDECREF(bound);
  return ok ? Py_NewRef(Py_None) : null;
}

// --- the module ---

let defined: bool = false;

/** `new`: the module object. */
export function PyInit__collections(): PyObject | null {
  if (!defined) {
    defined = true;
    defineDefaultDict();
    defineTupleGetter();
    defineDequeTypes();
    defineODict();
  }
  const m = PyModule_New(
    "_collections",
    "Containers that are faster than their plain counterparts.\n- deque:        cheap at both ends\n- defaultdict:  makes a value for a key that is not there",
  );
  if (m === null) return null;
  if (
    ready(deque_type) &&
    ready(dequeiter_type) &&
    ready(dequereviter_type) &&
    ready(defdict_type) &&
    ready(tuplegetter_type) &&
    ready(PyODictIter_Type) &&
    ready(PyODictKeys_Type) &&
    ready(PyODictValues_Type) &&
    ready(PyODictItems_Type) &&
    ready(PyODict_Type) &&
    PyModule_AddObjectRef(m, "deque", deque_type) == 0 &&
    PyModule_AddObjectRef(m, "_deque_iterator", dequeiter_type) == 0 &&
    PyModule_AddObjectRef(m, "_deque_reverse_iterator", dequereviter_type) == 0 &&
    PyModule_AddObjectRef(m, "defaultdict", defdict_type) == 0 &&
    PyModule_AddObjectRef(m, "OrderedDict", PyODict_Type) == 0 &&
    PyModule_AddObjectRef(m, "_tuplegetter", tuplegetter_type) == 0 &&
    moduleFunction(
      m,
      "_count_elements",
      _count_elements.index,
      METH_FASTCALL,
      "_count_elements($module, mapping, iterable, /)\n--\n\nCount elements in the iterable, updating the mapping",
    ) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
