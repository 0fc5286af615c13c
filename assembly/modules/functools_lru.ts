/**
 * functools.lru_cache's wrapper (Modules/_functoolsmodule.c).
 *
 *   0 prev  1 next (root of the ring of links, newest before it)  2..4 unused  5 kind  6 typed  7 cache (dict)  8 hits  9 func
 *   10 maxsize (-1: no limit)  11 misses  12 kwd_mark  13 unused  14 cache_info_type  15 __dict__  16 weak references
 *   link: 0 prev  1 next (addresses, not owned)  2 hash  3 key  4 result
 *
 * Invariant: the ring holds exactly the links that are values of the cache; the dict owns them.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyLong_Type, PyType_Type, PyUnicode_Type, Py_None } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { METH_NOARGS, METH_VARARGS, addGetSet, addMethod, initStaticType } from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { argReq, parseTupleArgs } from "../protocol/args";
import { argValue, sizeArg } from "../protocol/arg_values";
import { PyCallable_Check, PyObject_GetAttr } from "../protocol/attr";
import { PyObject_Call, PyObject_CallNoArgs, callFourArgs } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyIndex_Check } from "../protocol/number";
import {
  PyDict_Clear,
  PyDict_GET_SIZE,
  PyDict_New,
  PyDict_Next,
  _PyDict_GetItem_KnownHash,
  _PyDict_Pop_KnownHash,
  _PyDict_SetItem_KnownHash,
  dictNextKey,
  dictNextValue,
} from "../types/dict";
import { PyLong_FromI64 } from "../types/long";
import { PyMethod_New } from "../types/method";
import { PyObject_GenericGetDict, PyObject_GenericSetDict } from "../types/object";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import { allocate, deallocMask, num, ref, refOf, replaceRef, setNum, setRef, traverseMask } from "./itertools_base";
import { ID } from "../generated/ids";

export const lru_cache_type = changetype<PyTypeObject>(memory.data(416, 16));
export const lruElemType = changetype<PyTypeObject>(memory.data(416, 16));

/** Slots of the wrapper that own references: cache, func, kwd_mark, cache_info_type, __dict__. */
const OWNED: u32 = (1 << 7) | (1 << 9) | (1 << 12) | (1 << 14) | (1 << 15);
const OWNED_LINK: u32 = (1 << 3) | (1 << 4);

// --- the ring ---

function linkTo(a: PyObject, b: PyObject): void {
  setNum(a, 1, <i64>changetype<usize>(b));
  setNum(b, 0, <i64>changetype<usize>(a));
}

function extract(link: PyObject): void {
  linkTo(refOf(link, 0), refOf(link, 1));
}

/** Puts the link at the newest end. */
function appendLink(self: PyObject, link: PyObject): void {
  linkTo(refOf(self, 0), link);
  linkTo(link, self);
}

// --- keys ---

/** `new`: the key of a call. */
function makeKey(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  const nkw = kwds === null ? 0 : PyDict_GET_SIZE(kwds);
  const typed = num(self, 6) != 0;
  if (!typed && nkw == 0) {
    if (n == 1) {
      const key = PyTuple_GET_ITEM(args, 0);
      if (key.ob_type == PyUnicode_Type || key.ob_type == PyLong_Type) return Py_NewRef(key);
    }
    return Py_NewRef(args);
  }
  let size = n + (nkw > 0 ? 1 + 2 * nkw : 0);
  if (typed) size += n + nkw;
  const key = PyTuple_New(size);
  if (key === null) return null;
  let at = 0;
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(key, at++, Py_NewRef(PyTuple_GET_ITEM(args, i)));
  let pos = 0;
  if (nkw > 0) {
    PyTuple_SET_ITEM(key, at++, Py_NewRef(refOf(self, 12)));
    while ((pos = PyDict_Next(kwds!, pos)) != 0) {
      PyTuple_SET_ITEM(key, at++, Py_NewRef(dictNextKey()));
      PyTuple_SET_ITEM(key, at++, Py_NewRef(dictNextValue()));
    }
  }
  if (typed) {
    for (let i = 0; i < n; i++) PyTuple_SET_ITEM(key, at++, Py_NewRef(PyTuple_GET_ITEM(args, i).ob_type));
    pos = 0;
    if (nkw > 0) {
      while ((pos = PyDict_Next(kwds!, pos)) != 0) PyTuple_SET_ITEM(key, at++, Py_NewRef(dictNextValue().ob_type));
    }
  }
  return key;
}

// --- the three ways to call ---

function callUncached(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  setNum(self, 11, num(self, 11) + 1);
  return PyObject_Call(refOf(self, 9), args, kwds);
}

function callInfinite(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const key = makeKey(self, args, kwds);
  if (key === null) return null;
  const hash = PyObject_Hash(key);
  let result: PyObject | null = null;
  if (hash != -1) {
    result = _PyDict_GetItem_KnownHash(refOf(self, 7), key, hash);
    if (result !== null) {
      Py_NewRef(result);
      setNum(self, 8, num(self, 8) + 1);
    } else if (PyErr_Occurred() === null) {
      setNum(self, 11, num(self, 11) + 1);
      result = PyObject_Call(refOf(self, 9), args, kwds);
      if (result !== null && _PyDict_SetItem_KnownHash(refOf(self, 7), key, result, hash) < 0) {
        Py_DECREF(result);
        result = null;
      }
    }
  }
  Py_DECREF(key);
  return result;
}

/** `new` link that holds key and result (borrowed). */
function newLink(hash: i64, key: PyObject, result: PyObject): PyObject | null {
  const link = allocate(lruElemType);
  if (link === null) return null;
  setNum(link, 2, hash);
  setRef(link, 3, Py_NewRef(key));
  setRef(link, 4, Py_NewRef(result));
  return link;
}

/** Enters a fresh result, throwing the oldest out when the cache is full; false with an exception. */
function enter(self: PyObject, key: PyObject, hash: i64, result: PyObject): bool {
  const cache = refOf(self, 7);
  // The function may have entered the key itself meanwhile.
  if (_PyDict_GetItem_KnownHash(cache, key, hash) !== null) return true;
  if (PyErr_Occurred() !== null) return false;
  const oldest = refOf(self, 1);
  const full = PyDict_GET_SIZE(cache) >= <i32>num(self, 10) && oldest != self;
  if (full) {
    extract(oldest);
    const popped = _PyDict_Pop_KnownHash(cache, refOf(oldest, 3), num(oldest, 2));
    if (popped === null) {
      if (PyErr_Occurred() !== null) return false;
      return true; // somebody took it out: as in CPython, the result is simply not kept
    }
    Py_DECREF(popped);
  }
  const link = newLink(hash, key, result);
  if (link === null) return false;
  if (_PyDict_SetItem_KnownHash(cache, key, link, hash) < 0) {
    Py_DECREF(link);
    return false;
  }
  appendLink(self, link);
  Py_DECREF(link);
  return true;
}

function callBounded(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const key = makeKey(self, args, kwds);
  if (key === null) return null;
  const hash = PyObject_Hash(key);
  let result: PyObject | null = null;
  if (hash != -1) {
    const link = _PyDict_GetItem_KnownHash(refOf(self, 7), key, hash);
    if (link !== null) {
      extract(link);
      appendLink(self, link);
      setNum(self, 8, num(self, 8) + 1);
      result = Py_NewRef(refOf(link, 4));
    } else if (PyErr_Occurred() === null) {
      setNum(self, 11, num(self, 11) + 1);
      result = PyObject_Call(refOf(self, 9), args, kwds);
      if (result !== null && !enter(self, key, hash, result)) {
        Py_DECREF(result);
        result = null;
      }
    }
  }
  Py_DECREF(key);
  return result;
}

function lru_cache_call(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const maxsize = num(self, 10);
  if (maxsize == -1) return callInfinite(self, args, kwds);
  return maxsize == 0 ? callUncached(self, args, kwds) : callBounded(self, args, kwds);
}

// --- the object ---

let kwdMark: PyObject | null = null;

function lru_cache_new(type: PyTypeObject, args: PyObject, kw: PyObject | null): PyObject | null {
  if (!parseTupleArgs("lru_cache", "user_function,maxsize,typed,cache_info_type", args, kw)) return null;
  const func = argReq(0);
  const maxsizeArg = argReq(1);
  const typedArg = argReq(2);
  const infoType = argReq(3);
  if (!PyCallable_Check(func)) return PyErr_SetString(PyExc_TypeError, "the first argument must be callable");
  let maxsize: i64 = -1;
  if (maxsizeArg != Py_None) {
    if (!PyIndex_Check(maxsizeArg)) return PyErr_SetString(PyExc_TypeError, "maxsize should be integer or None");
    if (!sizeArg(maxsizeArg)) return null;
    maxsize = argValue < 0 ? 0 : argValue;
  }
  const typed = PyObject_IsTrue(typedArg);
  if (typed < 0) return null;
  if (kwdMark === null) {
    kwdMark = PyObject_CallNoArgs(PyBaseObject_Type);
    if (kwdMark === null) return null;
  }
  const cache = PyDict_New();
  const self: PyObject | null = cache === null ? null : allocate(type);
  if (self === null) {
    Py_XDECREF(cache);
    return null;
  }
  linkTo(self, self);
  setNum(self, 6, typed);
  setRef(self, 7, cache);
  setRef(self, 9, Py_NewRef(func));
  setNum(self, 10, maxsize);
  setRef(self, 12, Py_NewRef(kwdMark!));
  setRef(self, 14, Py_NewRef(infoType));
  return self;
}

function lru_cache_dealloc(self: PyObject): void {
  if (ref(self, 16) !== null) PyObject_ClearWeakRefs(self);
  deallocMask(self, OWNED);
}

function lru_cache_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, OWNED, visit, arg);
}

function lru_cache_tp_clear(self: PyObject): i32 {
  linkTo(self, self);
  replaceRef(self, 7, PyDict_New());
  replaceRef(self, 15, null);
  return 0;
}

function link_dealloc(self: PyObject): void {
  deallocMask(self, OWNED_LINK);
}

function link_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, OWNED_LINK, visit, arg);
}

function lru_cache_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  return obj === null || obj == Py_None ? Py_NewRef(self) : PyMethod_New(self, obj);
}

function lru_cache_cache_info(self: PyObject, unused: PyObject | null): PyObject | null {
  const hits = PyLong_FromI64(num(self, 8));
  const misses = PyLong_FromI64(num(self, 11));
  const maxsize = num(self, 10) == -1 ? Py_NewRef(Py_None) : PyLong_FromI64(num(self, 10));
  const size = PyLong_FromI64(PyDict_GET_SIZE(refOf(self, 7)));
  let result: PyObject | null = null;
  if (hits !== null && misses !== null && maxsize !== null && size !== null) {
    result = callFourArgs(refOf(self, 14), hits, misses, maxsize, size);
  }
  Py_XDECREF(hits);
  Py_XDECREF(misses);
  Py_XDECREF(maxsize);
  Py_XDECREF(size);
  return result;
}

function lru_cache_cache_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  linkTo(self, self);
  setNum(self, 8, 0);
  setNum(self, 11, 0);
  PyDict_Clear(refOf(self, 7));
  return Py_NewRef(Py_None);
}

function lru_cache_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyObject_GetAttr(self, ID.__qualname__);
}

function lru_cache_copy(self: PyObject, args: PyObject): PyObject | null {
  return Py_NewRef(self);
}

function lru_cache_deepcopy(self: PyObject, args: PyObject): PyObject | null {
  return Py_NewRef(self);
}

/** Describes the wrapper and its links. */
export function defineLruTypes(): void {
  const e = lruElemType;
  initStaticType(e, PyType_Type, PyBaseObject_Type, "functools._lru_list_elem", 56, 0, Py_TPFLAGS_HAVE_GC);
  e.tp_dealloc = link_dealloc.index;
  e.tp_traverse = link_traverse.index;
  e.tp_alloc = PyType_GenericAlloc.index;
  e.tp_free = PyObject_GC_Del.index;

  const t = lru_cache_type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_METHOD_DESCRIPTOR;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "functools._lru_cache_wrapper",
    152,
    0,
    flags,
    "Wrap a function so that results are kept.\n\nuser_function:      what to call for a result that is not kept\n\nmaxsize:  0         keep none\n          None      keep all\n          n         keep the n used last\n\ntyped:    True      f(3) and f(3.0) are different calls\n          False     they are one\n\ncache_info_type:    named tuple of hits, misses, maxsize, currsize",
  );
  t.tp_dealloc = lru_cache_dealloc.index;
  t.tp_traverse = lru_cache_traverse.index;
  t.tp_clear = lru_cache_tp_clear.index;
  t.tp_call = lru_cache_call.index;
  t.tp_descr_get = lru_cache_descr_get.index;
  t.tp_dictoffset = 136;
  t.tp_weaklistoffset = 144;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = lru_cache_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addGetSet(t, "__dict__", PyObject_GenericGetDict.index, PyObject_GenericSetDict.index);
  addMethod(
    t,
    "cache_info",
    lru_cache_cache_info.index,
    METH_NOARGS,
    "cache_info($self, /)\n--\n\nReport cache statistics",
  );
  addMethod(
    t,
    "cache_clear",
    lru_cache_cache_clear.index,
    METH_NOARGS,
    "cache_clear($self, /)\n--\n\nClear the cache and cache statistics",
  );
  addMethod(t, "__reduce__", lru_cache_reduce.index, METH_NOARGS);
  addMethod(t, "__copy__", lru_cache_copy.index, METH_VARARGS);
  addMethod(t, "__deepcopy__", lru_cache_deepcopy.index, METH_VARARGS);
}
