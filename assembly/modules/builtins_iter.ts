/**
 * The iterator types of builtins: map, filter, zip (Python/bltinmodule.c).
 *
 *   map     16 iters (tuple)   24 func
 *   filter  16 func            24 it
 *   zip     16 tuplesize       24 ittuple   32 result (a tuple to reuse)   40 strict
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_REFCNT, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyBool_Type, PyType_Type, Py_None, Py_True } from "../object/statics";
import { PyExc_StopIteration, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyVectorcall_NARGS, visitField } from "../object/slots";
import { METH_NOARGS, METH_O, addMethod, initStaticType } from "../object/typedef";
import { _PyObject_GC_IS_TRACKED, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
} from "../protocol/errors";
import { PyArg_CheckPositional, arg, noKeywords, noKeywordsDict, parseTupleArgs } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_CallOneArg, PyObject_Vectorcall, borrowSlots, releaseSlots } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyObject_GetIter, nextOf } from "../protocol/iter";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack2,
  PyTuple_Pack3,
  PyTuple_SET_ITEM,
  _PyTuple_ITEMS,
  tupleEmpty,
} from "../types/tuple";

export const PyMap_Type = changetype<PyTypeObject>(memory.data(416, 16)); // map
export const PyFilter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // filter
export const PyZip_Type = changetype<PyTypeObject>(memory.data(416, 16)); // zip

/** Two owned references at 16 and 24: map and filter. */
@unmanaged
class pairobject extends PyObject {
  a: PyObject;
  a_hi: u32;
  b: PyObject;
  b_hi: u32;
}

/** 48 bytes. */
@unmanaged
class zipobject extends PyObject {
  tuplesize: i32;
  tuplesize_hi: u32;
  ittuple: PyObject;
  ittuple_hi: u32;
  result: PyObject;
  result_hi: u32;
  strict: i32;
  strict_hi: u32;
}

function pair_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(changetype<PyObject | null>(changetype<pairobject>(self).a));
  Py_XDECREF(changetype<PyObject | null>(changetype<pairobject>(self).b));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function pair_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const r = visitField(changetype<usize>(self) + 16, visit, arg);
  return r != 0 ? r : visitField(changetype<usize>(self) + 24, visit, arg);
}

/** `new` tuple of iter(x) for the `n` objects at `args`. */
function iterators(args: usize, n: i32): PyObject | null {
  const iters = PyTuple_New(n);
  if (iters === null) return null;
  for (let i = 0; i < n; i++) {
    const it = PyObject_GetIter(ptrAt(args, i));
    if (it === null) {
      Py_DECREF(iters);
      return null;
    }
    PyTuple_SET_ITEM(iters, i, it);
  }
  return iters;
}

// --- map ---

/** `new` map over the `n` objects at `args`, the first of which is the function. */
function makeMap(type: PyTypeObject, args: usize, n: i32): PyObject | null {
  if (n < 2) return PyErr_SetString(PyExc_TypeError, "map() must have at least two arguments.");
  const iters = iterators(args + 8, n - 1);
  if (iters === null) return null;
  const lz = call_indirect<pairobject | null>(type.tp_alloc, type, 0);
  if (lz === null) {
    Py_DECREF(iters);
    return null;
  }
  lz.a = iters;
  lz.b = Py_NewRef(ptrAt(args, 0));
  return lz;
}

function map_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if ((type == PyMap_Type || type.tp_init == PyMap_Type.tp_init) && !noKeywordsDict("map", kwds)) return null;
  return makeMap(type, _PyTuple_ITEMS(args), PyTuple_GET_SIZE(args));
}

function map_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (callable == PyMap_Type && !noKeywords("map", kwnames)) return null;
  return makeMap(changetype<PyTypeObject>(callable), args, PyVectorcall_NARGS(nargsf));
}

function map_next(self: PyObject): PyObject | null {
  const lz = changetype<pairobject>(self);
  const iters = lz.a;
  const n = PyTuple_GET_SIZE(iters);
  const slots = n <= 5 ? borrowSlots(<usize>n) : PyMem_Malloc((<usize>n) << 3);
  if (slots == 0) return PyErr_NoMemory();
  let got = 0;
  while (got < n) {
    const it = PyTuple_GET_ITEM(iters, got);
    const value = nextOf(it);
    if (value === null) break;
    store<u64>(slots + ((<usize>got) << 3), <u64>changetype<usize>(value));
    got++;
  }
  const result: PyObject | null = got < n ? null : PyObject_Vectorcall(lz.b, slots, n, null);
  for (let i = 0; i < got; i++) Py_DECREF(ptrAt(slots, i));
  if (n <= 5) releaseSlots(<usize>n);
  else PyMem_Free(slots);
  return result;
}

function map_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const lz = changetype<pairobject>(self);
  const n = PyTuple_GET_SIZE(lz.a);
  const args = PyTuple_New(n + 1);
  if (args === null) return null;
  PyTuple_SET_ITEM(args, 0, Py_NewRef(lz.b));
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(args, i + 1, Py_NewRef(PyTuple_GET_ITEM(lz.a, i)));
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

// --- filter ---

function makeFilter(type: PyTypeObject, func: PyObject, seq: PyObject): PyObject | null {
  const it = PyObject_GetIter(seq);
  if (it === null) return null;
  const lz = call_indirect<pairobject | null>(type.tp_alloc, type, 0);
  if (lz === null) {
    Py_DECREF(it);
    return null;
  }
  lz.a = Py_NewRef(func);
  lz.b = it;
  return lz;
}

function filter_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if ((type == PyFilter_Type || type.tp_init == PyFilter_Type.tp_init) && !noKeywordsDict("filter", kwds)) return null;
  if (!PyArg_CheckPositional("filter", PyTuple_GET_SIZE(args), 2, 2)) return null;
  return makeFilter(type, PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1));
}

function filter_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (callable == PyFilter_Type && !noKeywords("filter", kwnames)) return null;
  if (!PyArg_CheckPositional("filter", PyVectorcall_NARGS(nargsf), 2, 2)) return null;
  return makeFilter(changetype<PyTypeObject>(callable), ptrAt(args, 0), ptrAt(args, 1));
}

function filter_next(self: PyObject): PyObject | null {
  const lz = changetype<pairobject>(self);
  const func = lz.a;
  const plain = func == Py_None || func == PyBool_Type;
  while (true) {
    const item = nextOf(lz.b);
    if (item === null) return null;
    let ok: i32;
    if (plain) {
      ok = PyObject_IsTrue(item);
    } else {
      const good = PyObject_CallOneArg(func, item);
      if (good === null) {
        Py_DECREF(item);
        return null;
      }
      ok = PyObject_IsTrue(good);
      Py_DECREF(good);
    }
    if (ok > 0) return item;
    Py_DECREF(item);
    if (ok < 0) return null;
  }
}

function filter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const lz = changetype<pairobject>(self);
  const args = PyTuple_Pack2(lz.a, lz.b);
  if (args === null) return null;
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

// --- zip ---

function makeZip(type: PyTypeObject, args: usize, n: i32, strict: i32): PyObject | null {
  if (strict < 0) return null;
  const iters = iterators(args, n);
  if (iters === null) return null;
  const result = PyTuple_New(n);
  const lz: zipobject | null = result === null ? null : call_indirect<zipobject | null>(type.tp_alloc, type, 0);
  if (lz === null) {
    Py_DECREF(iters);
    Py_XDECREF(result);
    return null;
  }
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(result!, i, Py_NewRef(Py_None));
  lz.tuplesize = n;
  lz.ittuple = iters;
  lz.result = result!;
  lz.strict = strict;
  return lz;
}

function strictArg(): i32 {
  const strict = arg(0);
  return strict === null ? 0 : PyObject_IsTrue(strict);
}

function zip_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  let strict = 0;
  if (kwds !== null) {
    if (!parseTupleArgs("zip", "*,strict=", tupleEmpty, kwds)) return null;
    strict = strictArg();
  }
  return makeZip(type, _PyTuple_ITEMS(args), PyTuple_GET_SIZE(args), strict);
}

function zip_dealloc(self: PyObject): void {
  const lz = changetype<zipobject>(self);
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(changetype<PyObject | null>(lz.ittuple));
  Py_XDECREF(changetype<PyObject | null>(lz.result));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function zip_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const r = visitField(changetype<usize>(self) + 24, visit, arg);
  return r != 0 ? r : visitField(changetype<usize>(self) + 32, visit, arg);
}

/** Iterator `i` ended first. With strict, all others must end as well: ValueError if not. Always null. */
function zipEnded(lz: zipobject, i: i32): PyObject | null {
  if (!lz.strict) return null;
  if (PyErr_Occurred() !== null) {
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return null;
    PyErr_Clear();
  }
  if (i > 0) {
    return PyErr_Format(
      PyExc_ValueError,
      i == 1 ? "zip() argument %d is shorter than argument %d" : "zip() argument %d is shorter than arguments 1-%d",
      i + 1,
      i,
    );
  }
  for (let k = 1; k < lz.tuplesize; k++) {
    const it = PyTuple_GET_ITEM(lz.ittuple, k);
    const item = nextOf(it);
    if (item !== null) {
      Py_DECREF(item);
      return PyErr_Format(
        PyExc_ValueError,
        k == 1 ? "zip() argument %d is longer than argument %d" : "zip() argument %d is longer than arguments 1-%d",
        k + 1,
        k,
      );
    }
    if (PyErr_Occurred() !== null) {
      if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return null;
      PyErr_Clear();
    }
  }
  return null;
}

function zip_next(self: PyObject): PyObject | null {
  const lz = changetype<zipobject>(self);
  const n = lz.tuplesize;
  if (n == 0) return null;
  const result = lz.result;
  if (Py_REFCNT(result) == 1) {
    Py_NewRef(result);
    for (let i = 0; i < n; i++) {
      const it = PyTuple_GET_ITEM(lz.ittuple, i);
      const item = nextOf(it);
      if (item === null) {
        Py_DECREF(result);
        return zipEnded(lz, i);
      }
      const old = PyTuple_GET_ITEM(result, i);
      PyTuple_SET_ITEM(result, i, item);
      Py_DECREF(old);
    }
    if (!_PyObject_GC_IS_TRACKED(result)) _PyObject_GC_TRACK(result);
    return result;
  }
  const fresh = PyTuple_New(n);
  if (fresh === null) return null;
  for (let i = 0; i < n; i++) {
    const it = PyTuple_GET_ITEM(lz.ittuple, i);
    const item = nextOf(it);
    if (item === null) {
      Py_DECREF(fresh);
      return zipEnded(lz, i);
    }
    PyTuple_SET_ITEM(fresh, i, item);
  }
  return fresh;
}

function zip_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const lz = changetype<zipobject>(self);
  return lz.strict ? PyTuple_Pack3(self.ob_type, lz.ittuple, Py_True) : PyTuple_Pack2(self.ob_type, lz.ittuple);
}

function zip_setstate(self: PyObject, state: PyObject): PyObject | null {
  const strict = PyObject_IsTrue(state);
  if (strict < 0) return null;
  changetype<zipobject>(self).strict = strict;
  return Py_NewRef(Py_None);
}

// --- the types ---

function initType(
  t: PyTypeObject,
  name: string,
  size: i32,
  next: u32,
  make: u32,
  vectorcall: u32,
  reduce: u32,
  doc: string,
): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, size, 0, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE, doc);
  t.tp_dealloc = pair_dealloc.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = pair_traverse.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = make;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_vectorcall = vectorcall;
  addMethod(t, "__reduce__", reduce, METH_NOARGS, "Return state information for pickling.");
}

export function initBuiltinIterTypes(): void {
  initType(
    PyMap_Type,
    "map",
    32,
    map_next.index,
    map_new.index,
    map_vectorcall.index,
    map_reduce.index,
    "map(function, iterable, /, *iterables)\n--\n\nCall the function with an item of each iterable at a time and yield what\nit returns, until one of them has no more.",
  );
  initType(
    PyFilter_Type,
    "filter",
    32,
    filter_next.index,
    filter_new.index,
    filter_vectorcall.index,
    filter_reduce.index,
    "filter(function, iterable, /)\n--\n\nYield the items for which function(item) is true, or that are true\nthemselves where None stands for the function.",
  );
  const z = PyZip_Type;
  initType(
    z,
    "zip",
    48,
    zip_next.index,
    zip_new.index,
    0, // CPython gives it none, which specialised calls show
    zip_reduce.index,
    "zip(*iterables, strict=False)\n--\n\nYield tuples of one item from each iterable, taken in turns. The shortest\nends it; with strict, iterables of different length are a ValueError.\n\n   >>> list(zip('ab', (1, 2, 3)))\n   [('a', 1), ('b', 2)]",
  );
  z.tp_dealloc = zip_dealloc.index;
  z.tp_traverse = zip_traverse.index;
  addMethod(z, "__setstate__", zip_setstate.index, METH_O, "Set state information for unpickling.");
}
