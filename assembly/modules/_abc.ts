/**
 * The module _abc: registration and the caches behind abc.ABCMeta. Counterpart: Modules/_abc.c.
 *
 * Each abstract base class has an `_abc_data` object in its attribute `_abc_impl`:
 *   0 PyObject   16 registry   24 cache   32 negative cache (sets of weak references, or null)   40 negative_cache_version (u64)   48
 *
 * Invariant: a negative answer holds only while `invalidationCounter` is what it was when the answer was stored.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_MAPPING,
  Py_TPFLAGS_SEQUENCE,
} from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_NotImplemented, Py_True } from "../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O, PyMethodDef, initStaticType, newMethodDef } from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_AssertionError, PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg } from "../protocol/call";
import { PyObject_GetAttr, PyObject_GetOptionalAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_IsSubclass, PyObject_IsTrue } from "../protocol/compare";
import { PyObject_GetIter, PyIter_Next } from "../protocol/iter";
import {
  PyMapping_Items,
  PySequence_Fast_GET_ITEM,
  PySequence_Fast_GET_SIZE,
  PySequence_Tuple,
} from "../protocol/sequence";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyDict_DelItem, PyDict_GetItemRef } from "../types/dict";
import {
  PyFrozenSet_New,
  PySet_Add,
  PySet_Clear,
  PySet_Contains,
  PySet_Discard,
  PySet_GET_SIZE,
  PySet_New,
} from "../types/set";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack4 } from "../types/tuple";
import { PyList_Check } from "../types/list";
import { PyLong_AsI64, PyLong_Check, PyLong_FromU64 } from "../types/long";
import { PyCFunction_NewEx } from "../types/methodobject";
import { PyModule_New, moduleFunction } from "../types/module";
import { PyType_Check, PyType_Modified, lookup_tp_dict, weakrefReferent } from "../types/typeobject";
import { PyType_Ready } from "../types/type_ready";
import { PyWeakref_NewRef, _PyWeakref_GET_REF } from "../types/weakref";
import { ID } from "../generated/ids";

const AbcData_Type = changetype<PyTypeObject>(memory.data(416, 16));

const REGISTRY: usize = 16;
const CACHE: usize = 24;
const NEGATIVE: usize = 32;
const VERSION: usize = 40;

const cell = memory.data(8, 8);

let invalidationCounter: u64 = 0;
/** The callback that takes a dead class out of a set. */
let destroyDef: PyMethodDef | null = null;

function abc_data_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  for (let at = REGISTRY; at <= NEGATIVE; at += 8) {
    const stop = visitField(changetype<usize>(self) + at, visit, arg);
    if (stop) return stop;
  }
  return 0;
}

function abc_data_clear(self: PyObject): i32 {
  for (let at = REGISTRY; at <= NEGATIVE; at += 8) Py_CLEAR(changetype<usize>(self) + at);
  return 0;
}

function abc_data_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  abc_data_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

function abc_data_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const made = PyType_GenericAlloc(type, 0);
  if (made !== null) store<u64>(changetype<usize>(made) + VERSION, invalidationCounter);
  return made;
}

/** `cls._abc_impl`: `new`; null with TypeError. */
function implOf(cls: PyObject): PyObject | null {
  const impl = PyObject_GetAttr(cls, ID._abc_impl);
  if (impl === null) return null;
  if (impl.ob_type != AbcData_Type) {
    PyErr_SetString(PyExc_TypeError, "_abc_impl is set to a wrong type");
    Py_DECREF(impl);
    return null;
  }
  return impl;
}

// ---- weak sets -------------------------------------------------------------------------------------------------------

function setOf(impl: PyObject, at: usize): PyObject | null {
  return load<PyObject | null>(changetype<usize>(impl) + at);
}

/** Whether the weak set in field `at` holds `op`: 1, 0, -1. */
function inWeakSet(impl: PyObject, at: usize, op: PyObject): i32 {
  const set = setOf(impl, at);
  if (set === null || PySet_GET_SIZE(set) == 0) return 0;
  const ref = PyWeakref_NewRef(op, null);
  if (ref === null) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
    PyErr_Clear();
    return 0;
  }
  Py_INCREF(set);
  const found = PySet_Contains(set, ref);
  Py_DECREF(set);
  Py_DECREF(ref);
  return found;
}

/** A weak reference's callback; self is a weak reference to the set. */
function destroy(self: PyObject, dead: PyObject): PyObject | null {
  const set = _PyWeakref_GET_REF(self);
  if (set === null) return Py_NewRef(Py_None);
  const rc = PySet_Discard(set, dead);
  Py_DECREF(set);
  return rc < 0 ? null : Py_NewRef(Py_None);
}

function addToWeakSet(impl: PyObject, at: usize, op: PyObject): bool {
  let set = setOf(impl, at);
  if (set === null) {
    set = PySet_New(null);
    if (set === null) return false;
    store<u32>(changetype<usize>(impl) + at, <u32>changetype<usize>(set));
  }
  const setRef = PyWeakref_NewRef(set, null);
  if (setRef === null) return false;
  const callback = PyCFunction_NewEx(destroyDef!, setRef, null);
  Py_DECREF(setRef);
  if (callback === null) return false;
  const ref = PyWeakref_NewRef(op, callback);
  Py_DECREF(callback);
  if (ref === null) return false;
  const rc = PySet_Add(set, ref);
  Py_DECREF(ref);
  return rc == 0;
}

// ---- abstract methods ------------------------------------------------------------------------------------------------

/** op.__isabstractmethod__: 1, 0, -1. */
function isAbstract(op: PyObject): i32 {
  const rc = PyObject_GetOptionalAttr(op, ID.__isabstractmethod__, cell);
  if (rc <= 0) return rc;
  const value = load<PyObject>(cell);
  const truth = PyObject_IsTrue(value);
  Py_DECREF(value);
  return truth;
}

/** Names in the class's own namespace that are abstract. */
function addOwnAbstracts(cls: PyObject, abstracts: PyObject): bool {
  const ns = PyObject_GetAttr(cls, ID.__dict__);
  if (ns === null) return false;
  const items = PyMapping_Items(ns);
  Py_DECREF(ns);
  if (items === null) return false;
  let ok = true;
  for (let i = 0; i < PySequence_Fast_GET_SIZE(items) && ok; i++) {
    const pair = PySequence_Tuple(PySequence_Fast_GET_ITEM(items, i));
    if (pair === null || PyTuple_GET_SIZE(pair) != 2) {
      if (pair !== null)
        PyErr_SetString(PyExc_TypeError, "Iteration over class __dict__ gave something else than pairs");
      ok = false;
    } else {
      const abstract = isAbstract(PyTuple_GET_ITEM(pair, 1));
      ok = abstract >= 0 && (abstract == 0 || PySet_Add(abstracts, PyTuple_GET_ITEM(pair, 0)) == 0);
    }
    Py_XDECREF(pair);
  }
  Py_DECREF(items);
  return ok;
}

/** Names that `base` left abstract and the class has not made concrete. */
function addInheritedAbstracts(cls: PyObject, base: PyObject, abstracts: PyObject): bool {
  const rc = PyObject_GetOptionalAttr(base, ID.__abstractmethods__, cell);
  if (rc <= 0) return rc == 0;
  const names = load<PyObject>(cell);
  const it = PyObject_GetIter(names);
  Py_DECREF(names);
  if (it === null) return false;
  let ok = true;
  while (ok) {
    const name = PyIter_Next(it);
    if (name === null) break;
    const has = PyObject_GetOptionalAttr(cls, name, cell);
    if (has < 0) ok = false;
    if (has > 0) {
      const value = load<PyObject>(cell);
      const abstract = isAbstract(value);
      Py_DECREF(value);
      ok = abstract >= 0 && (abstract == 0 || PySet_Add(abstracts, name) == 0);
    }
    Py_DECREF(name);
  }
  Py_DECREF(it);
  return ok && PyErr_Occurred() === null;
}

function computeAbstractMethods(cls: PyObject): bool {
  const names = PySet_New(null);
  if (names === null) return false;
  let ok = addOwnAbstracts(cls, names);
  const bases: PyObject | null = ok ? PyObject_GetAttr(cls, ID.__bases__) : null;
  ok = bases !== null;
  if (bases !== null && !PyTuple_Check(bases)) {
    PyErr_SetString(PyExc_TypeError, "__bases__ is not tuple");
    ok = false;
  }
  if (ok) {
    for (let i = 0; i < PyTuple_GET_SIZE(bases!) && ok; i++) {
      ok = addInheritedAbstracts(cls, PyTuple_GET_ITEM(bases!, i), names);
    }
  }
  Py_XDECREF(bases);
  if (ok) {
    const frozen = PyFrozenSet_New(names);
    ok = frozen !== null && PyObject_SetAttr(cls, ID.__abstractmethods__, frozen) == 0;
    Py_XDECREF(frozen);
  }
  Py_DECREF(names);
  return ok;
}

const COLLECTION_FLAGS: u32 = Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING;

/** `__abc_tpflags__` of the class: which kind of pattern its instances match. */
function takePatternFlags(cls: PyTypeObject): bool {
  const dict = lookup_tp_dict(cls);
  const flags = PyDict_GetItemRef(dict, ID.__abc_tpflags__);
  if (flags === null) return PyErr_Occurred() === null;
  let ok = true;
  if (PyLong_Check(flags)) {
    const value = PyLong_AsI64(flags);
    if (value == -1 && PyErr_Occurred() !== null) ok = false;
    else {
      const kind = <u32>value & COLLECTION_FLAGS;
      if (kind == COLLECTION_FLAGS) {
        PyErr_SetString(PyExc_TypeError, "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING");
        ok = false;
      } else if (kind != 0) {
        cls.tp_flags = (cls.tp_flags & ~COLLECTION_FLAGS) | kind;
      }
      if (ok) ok = PyDict_DelItem(dict, ID.__abc_tpflags__) == 0;
    }
  }
  Py_DECREF(flags);
  return ok;
}

function _abc_init(module: PyObject, cls: PyObject): PyObject | null {
  if (!computeAbstractMethods(cls)) return null;
  const impl = abc_data_new(AbcData_Type, cls, null);
  if (impl === null) return null;
  const rc = PyObject_SetAttr(cls, ID._abc_impl, impl);
  Py_DECREF(impl);
  if (rc < 0) return null;
  if (PyType_Check(cls) && !takePatternFlags(changetype<PyTypeObject>(cls))) return null;
  return Py_NewRef(Py_None);
}

// ---- registration ----------------------------------------------------------------------------------------------------

function setPatternFlagRecursive(child: PyTypeObject, flag: u32): void {
  if (child.tp_flags & Py_TPFLAGS_IMMUTABLETYPE || (child.tp_flags & COLLECTION_FLAGS) == flag) return;
  child.tp_flags = (child.tp_flags & ~COLLECTION_FLAGS) | flag;
  PyType_Modified(child);
  const subs = PyObject_CallMethodNoArgs(child, ID.__subclasses__);
  if (subs === null) {
    PyErr_Clear();
    return;
  }
  if (PyList_Check(subs)) {
    for (let i = 0; i < PySequence_Fast_GET_SIZE(subs); i++) {
      setPatternFlagRecursive(changetype<PyTypeObject>(PySequence_Fast_GET_ITEM(subs, i)), flag);
    }
  }
  Py_DECREF(subs);
}

function _abc_register(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 2) return PyErr_Format(PyExc_TypeError, "_abc_register expected 2 arguments, got %d", nargs);
  const self = load<PyObject>(args);
  const subclass = load<PyObject>(args + 8);
  if (!PyType_Check(subclass)) return PyErr_SetString(PyExc_TypeError, "Can only register classes");
  let is = PyObject_IsSubclass(subclass, self);
  if (is < 0) return null;
  if (is > 0) return Py_NewRef(subclass);
  is = PyObject_IsSubclass(self, subclass);
  if (is < 0) return null;
  if (is > 0) return PyErr_SetString(PyExc_RuntimeError, "Refusing to create an inheritance cycle");
  const impl = implOf(self);
  if (impl === null) return null;
  const ok = addToWeakSet(impl, REGISTRY, subclass);
  Py_DECREF(impl);
  if (!ok) return null;
  invalidationCounter++;
  if (PyType_Check(self)) {
    const flag = changetype<PyTypeObject>(self).tp_flags & COLLECTION_FLAGS;
    if (flag) setPatternFlagRecursive(changetype<PyTypeObject>(subclass), flag);
  }
  return Py_NewRef(subclass);
}

// ---- checks ----------------------------------------------------------------------------------------------------------

function _abc_instancecheck(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 2) return PyErr_Format(PyExc_TypeError, "_abc_instancecheck expected 2 arguments, got %d", nargs);
  const self = load<PyObject>(args);
  const instance = load<PyObject>(args + 8);
  const impl = implOf(self);
  if (impl === null) return null;
  const subclass = PyObject_GetAttr(instance, ID.__class__);
  let result: PyObject | null = null;
  if (subclass !== null) {
    result = instanceCheck(self, impl, subclass, instance.ob_type);
    Py_DECREF(subclass);
  }
  Py_DECREF(impl);
  return result;
}

function instanceCheck(self: PyObject, impl: PyObject, subclass: PyObject, type: PyTypeObject): PyObject | null {
  const cached = inWeakSet(impl, CACHE, subclass);
  if (cached != 0) return cached < 0 ? null : Py_NewRef(Py_True);
  if (<PyObject>type == subclass) {
    if (load<u64>(changetype<usize>(impl) + VERSION) == invalidationCounter) {
      const no = inWeakSet(impl, NEGATIVE, subclass);
      if (no != 0) return no < 0 ? null : Py_NewRef(Py_False);
    }
    return PyObject_CallMethodOneArg(self, ID.__subclasscheck__, subclass);
  }
  const result = PyObject_CallMethodOneArg(self, ID.__subclasscheck__, subclass);
  if (result === null) return null;
  const is = PyObject_IsTrue(result);
  if (is != 0) {
    if (is > 0) return result;
    Py_DECREF(result);
    return null;
  }
  Py_DECREF(result);
  return PyObject_CallMethodOneArg(self, ID.__subclasscheck__, type);
}

function _abc_subclasscheck(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 2) return PyErr_Format(PyExc_TypeError, "_abc_subclasscheck expected 2 arguments, got %d", nargs);
  const self = load<PyObject>(args);
  const subclass = load<PyObject>(args + 8);
  if (!PyType_Check(subclass)) return PyErr_SetString(PyExc_TypeError, "issubclass() arg 1 must be a class");
  const impl = implOf(self);
  if (impl === null) return null;
  const answer = subclassCheck(self, impl, subclass);
  Py_DECREF(impl);
  if (answer < 0) return null;
  return Py_NewRef(answer ? Py_True : Py_False);
}

/** Remembers a positive answer. */
function yes(impl: PyObject, subclass: PyObject): i32 {
  return addToWeakSet(impl, CACHE, subclass) ? 1 : -1;
}

/** Remembers a negative one. */
function no(impl: PyObject, subclass: PyObject): i32 {
  return addToWeakSet(impl, NEGATIVE, subclass) ? 0 : -1;
}

/** 1, 0, -1: caches, the class's own __subclasshook__, the real MRO, what is registered, the subclasses. */
function subclassCheck(self: PyObject, impl: PyObject, subclass: PyObject): i32 {
  const cached = inWeakSet(impl, CACHE, subclass);
  if (cached != 0) return cached;
  if (load<u64>(changetype<usize>(impl) + VERSION) < invalidationCounter) {
    const negative = setOf(impl, NEGATIVE);
    if (negative !== null && PySet_Clear(negative) < 0) return -1;
    store<u64>(changetype<usize>(impl) + VERSION, invalidationCounter);
  } else {
    const found = inWeakSet(impl, NEGATIVE, subclass);
    if (found != 0) return found < 0 ? -1 : 0;
  }
  const ok = PyObject_CallMethodOneArg(self, ID.__subclasshook__, subclass);
  if (ok === null) return -1;
  Py_DECREF(ok);
  if (ok == Py_True) return yes(impl, subclass);
  if (ok == Py_False) return no(impl, subclass);
  if (ok != Py_NotImplemented) {
    PyErr_SetString(PyExc_AssertionError, "__subclasshook__ must return either False, True, or NotImplemented");
    return -1;
  }
  const mro = changetype<PyTypeObject>(subclass).tp_mro;
  if (mro !== null) {
    for (let i = 0; i < PyTuple_GET_SIZE(mro); i++) {
      if (PyTuple_GET_ITEM(mro, i) == self) return yes(impl, subclass);
    }
  }
  const registered = checkRegistry(impl, subclass);
  if (registered != 0) return registered < 0 ? -1 : yes(impl, subclass);
  const derived = checkSubclasses(self, subclass);
  if (derived != 0) return derived < 0 ? -1 : yes(impl, subclass);
  return no(impl, subclass);
}

function checkRegistry(impl: PyObject, subclass: PyObject): i32 {
  const direct = inWeakSet(impl, REGISTRY, subclass);
  if (direct != 0) return direct;
  const registry = setOf(impl, REGISTRY);
  if (registry === null || PySet_GET_SIZE(registry) == 0) return 0;
  const copy = PySequence_Tuple(registry);
  if (copy === null) return -1;
  let result = 0;
  for (let i = 0; i < PyTuple_GET_SIZE(copy) && result == 0; i++) {
    const cls = weakrefReferent(PyTuple_GET_ITEM(copy, i));
    if (cls === null) continue;
    Py_INCREF(cls);
    result = PyObject_IsSubclass(subclass, cls);
    Py_DECREF(cls);
  }
  Py_DECREF(copy);
  return result;
}

function checkSubclasses(self: PyObject, subclass: PyObject): i32 {
  const subs = PyObject_CallMethodNoArgs(self, ID.__subclasses__);
  if (subs === null) return -1;
  let result = 0;
  if (!PyList_Check(subs)) {
    PyErr_SetString(PyExc_TypeError, "__subclasses__() must return a list");
    result = -1;
  }
  for (let i = 0; result == 0 && i < PySequence_Fast_GET_SIZE(subs); i++) {
    const cls = Py_NewRef(PySequence_Fast_GET_ITEM(subs, i));
    result = PyObject_IsSubclass(subclass, cls);
    Py_DECREF(cls);
  }
  Py_DECREF(subs);
  return result;
}

// ---- upkeep ----------------------------------------------------------------------------------------------------------

function get_cache_token(module: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromU64(invalidationCounter);
}

function clearField(impl: PyObject, at: usize): bool {
  const set = setOf(impl, at);
  return set === null || PySet_Clear(set) == 0;
}

function _reset_registry(module: PyObject, self: PyObject): PyObject | null {
  const impl = implOf(self);
  if (impl === null) return null;
  const ok = clearField(impl, REGISTRY);
  Py_DECREF(impl);
  return ok ? Py_NewRef(Py_None) : null;
}

function _reset_caches(module: PyObject, self: PyObject): PyObject | null {
  const impl = implOf(self);
  if (impl === null) return null;
  const ok = clearField(impl, CACHE) && clearField(impl, NEGATIVE);
  Py_DECREF(impl);
  return ok ? Py_NewRef(Py_None) : null;
}

function _get_dump(module: PyObject, self: PyObject): PyObject | null {
  const impl = implOf(self);
  if (impl === null) return null;
  const a = PySet_New(setOf(impl, REGISTRY));
  const b = PySet_New(setOf(impl, CACHE));
  const c = PySet_New(setOf(impl, NEGATIVE));
  const d = PyLong_FromU64(load<u64>(changetype<usize>(impl) + VERSION));
  Py_DECREF(impl);
  let result: PyObject | null = null;
  if (a !== null && b !== null && c !== null && d !== null) result = PyTuple_Pack4(a, b, c, d);
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  Py_XDECREF(d);
  return result;
}

/** `new`. */
export function init_abcModule(): PyObject | null {
  const t = AbcData_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_abc._abc_data",
    48,
    0,
    Py_TPFLAGS_HAVE_GC,
    "Internal state held by ABC machinery.",
  );
  t.tp_dealloc = abc_data_dealloc.index;
  t.tp_traverse = abc_data_traverse.index;
  t.tp_clear = abc_data_clear.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = abc_data_new.index;
  t.tp_free = PyObject_GC_Del.index;
  if (PyType_Ready(t) < 0) return null;
  destroyDef = newMethodDef("_destroy", destroy.index, METH_O, null);
  const m = PyModule_New("_abc", "Module contains faster C implementation of abc.ABCMeta");
  if (m === null) return null;
  moduleFunction(
    m,
    "get_cache_token",
    get_cache_token.index,
    METH_NOARGS,
    "get_cache_token($module, /)\n--\n\nReturns the current ABC cache token.",
  );
  moduleFunction(
    m,
    "_abc_init",
    _abc_init.index,
    METH_O,
    "_abc_init($module, self, /)\n--\n\nInternal ABC helper for class set-up.",
  );
  moduleFunction(
    m,
    "_reset_registry",
    _reset_registry.index,
    METH_O,
    "_reset_registry($module, self, /)\n--\n\nInternal ABC helper to reset registry of a given class.",
  );
  moduleFunction(
    m,
    "_reset_caches",
    _reset_caches.index,
    METH_O,
    "_reset_caches($module, self, /)\n--\n\nInternal ABC helper to reset both caches of a given class.",
  );
  moduleFunction(
    m,
    "_get_dump",
    _get_dump.index,
    METH_O,
    "_get_dump($module, self, /)\n--\n\nInternal ABC helper for cache and registry debugging.",
  );
  moduleFunction(
    m,
    "_abc_register",
    _abc_register.index,
    METH_FASTCALL,
    "_abc_register($module, self, subclass, /)\n--\n\nInternal ABC helper for subclasss registration.",
  );
  moduleFunction(
    m,
    "_abc_instancecheck",
    _abc_instancecheck.index,
    METH_FASTCALL,
    "_abc_instancecheck($module, self, instance, /)\n--\n\nInternal ABC helper for instance checks.",
  );
  moduleFunction(
    m,
    "_abc_subclasscheck",
    _abc_subclasscheck.index,
    METH_FASTCALL,
    "_abc_subclasscheck($module, self, subclass, /)\n--\n\nInternal ABC helper for subclasss checks.",
  );
  return m;
}
