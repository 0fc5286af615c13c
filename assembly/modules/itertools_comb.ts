/**
 * The combinatoric iterators of itertools: product, permutations, combinations, combinations_with_replacement
 * (Modules/itertoolsmodule.c).
 *
 *   product       0 pools (tuple of tuples)  1 indices  2 result  3 stopped
 *   permutations  0 pool  1 indices  2 cycles  3 result  4 r  5 stopped
 *   combinations  0 pool  1 indices  2 result  3 r  4 stopped      (both kinds)
 *
 * Indices and cycles are raw memory, 8 bytes each. Invariant: the last tuple handed out is kept in `result`; it is changed in place
 * when nobody else holds it, else copied first.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_REFCNT, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { METH_NOARGS, addMethod } from "../object/typedef";
import { _PyObject_GC_IS_TRACKED, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_SetString } from "../protocol/errors";
import { arg, argReq, parseTupleArgs } from "../protocol/args";
import { argValue, sizeArg } from "../protocol/arg_values";
import { PySequence_Tuple } from "../protocol/sequence";
import { PyLong_Check, PyLong_FromSsize_t } from "../types/long";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_SET_ITEM,
  _PyTuple_FromArray,
  _PyTuple_ITEMS,
  tupleEmpty,
} from "../types/tuple";
import { allocate, defineType, num, ref, refOf, setNum, setRef, slotAt, traverseMask } from "./itertools_base";

export const product_type = changetype<PyTypeObject>(memory.data(416, 16));
export const permutations_type = changetype<PyTypeObject>(memory.data(416, 16));
export const combinations_type = changetype<PyTypeObject>(memory.data(416, 16));
export const cwr_type = changetype<PyTypeObject>(memory.data(416, 16));

export function rawAt(self: PyObject, slot: i32): usize {
  return <usize>load<u32>(slotAt(self, slot));
}

export function indexAt(indices: usize, i: i32): i32 {
  return load<i32>(indices + ((<usize>i) << 3));
}

export function setIndex(indices: usize, i: i32, value: i32): void {
  store<i64>(indices + ((<usize>i) << 3), value);
}

/** Room for `n` indices; 0 with MemoryError. */
function makeIndices(n: i32): usize {
  const at = n > 1 << 27 ? 0 : PyMem_Malloc((<usize>max(n, 1)) << 3);
  if (at == 0) PyErr_NoMemory();
  return at;
}

/** The result tuple to write into: the last one if nobody has it, else a copy which replaces it. Borrowed; null with MemoryError. */
function ownResult(self: PyObject, slot: i32): PyObject | null {
  const old = refOf(self, slot);
  if (Py_REFCNT(old) == 1) {
    if (!_PyObject_GC_IS_TRACKED(old)) _PyObject_GC_TRACK(old);
    return old;
  }
  const copy = _PyTuple_FromArray(_PyTuple_ITEMS(old), PyTuple_GET_SIZE(old));
  if (copy === null) return null;
  setRef(self, slot, copy);
  Py_DECREF(old);
  return copy;
}

/** result[i] = item (borrowed). */
function putItem(result: PyObject, i: i32, item: PyObject): void {
  const old = PyTuple_GET_ITEM(result, i);
  PyTuple_SET_ITEM(result, i, Py_NewRef(item));
  Py_DECREF(old);
}

// --- product ---

/** Fills the pools from `args`, `repeat` times: `new` tuple of tuples. */
function makePools(args: PyObject, repeat: i32): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (repeat != 0 && n > i32.MAX_VALUE / 8 / repeat) {
    PyErr_SetString(PyExc_ValueError, "repeat argument too large");
    return null;
  }
  const pools = PyTuple_New(n * repeat);
  if (pools === null || repeat == 0) return pools;
  for (let i = 0; i < n; i++) {
    const pool = PySequence_Tuple(PyTuple_GET_ITEM(args, i));
    if (pool === null) {
      Py_DECREF(pools);
      return null;
    }
    for (let k = 0; k < repeat; k++) PyTuple_SET_ITEM(pools, k * n + i, Py_NewRef(pool));
    Py_DECREF(pool);
  }
  return pools;
}

function product_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("product", "*,repeat=", tupleEmpty, kwds)) return null;
  const repeatArg = arg(0);
  let repeat = 1;
  if (repeatArg !== null) {
    if (!sizeArg(repeatArg)) return null;
    repeat = argValue;
    if (repeat < 0) return PyErr_SetString(PyExc_ValueError, "repeat argument cannot be negative");
  }
  const pools = makePools(args, repeat);
  if (pools === null) return null;
  const indices = makeIndices(PyTuple_GET_SIZE(pools));
  const self: PyObject | null = indices == 0 ? null : allocate(type);
  if (self === null) {
    if (indices != 0) PyMem_Free(indices);
    Py_DECREF(pools);
    return null;
  }
  for (let i = 0; i < PyTuple_GET_SIZE(pools); i++) setIndex(indices, i, 0);
  setRef(self, 0, pools);
  setNum(self, 1, <i64>indices);
  return self;
}

/** The first tuple: the first item of every pool; null if a pool is empty. */
function productFirst(self: PyObject): PyObject | null {
  const pools = refOf(self, 0);
  const n = PyTuple_GET_SIZE(pools);
  const result = PyTuple_New(n);
  if (result === null) return null;
  for (let i = 0; i < n; i++) {
    const pool = PyTuple_GET_ITEM(pools, i);
    if (PyTuple_GET_SIZE(pool) == 0) {
      Py_DECREF(result);
      return null;
    }
    PyTuple_SET_ITEM(result, i, Py_NewRef(PyTuple_GET_ITEM(pool, 0)));
  }
  return result;
}

function product_next(self: PyObject): PyObject | null {
  if (num(self, 3) != 0) return null;
  const pools = refOf(self, 0);
  let result: PyObject | null;
  if (ref(self, 2) === null) {
    result = productFirst(self);
    setRef(self, 2, result);
    if (result === null) setNum(self, 3, 1);
    return result === null ? null : Py_NewRef(result);
  }
  if (PyTuple_GET_SIZE(pools) == 0) {
    setNum(self, 3, 1);
    return null;
  }
  result = ownResult(self, 2);
  if (result === null) return null;
  const indices = rawAt(self, 1);
  let i = PyTuple_GET_SIZE(pools) - 1;
  for (; i >= 0; i--) {
    const pool = PyTuple_GET_ITEM(pools, i);
    const next = indexAt(indices, i) + 1;
    const rolled = next == PyTuple_GET_SIZE(pool);
    setIndex(indices, i, rolled ? 0 : next);
    putItem(result, i, PyTuple_GET_ITEM(pool, rolled ? 0 : next));
    if (!rolled) break;
  }
  if (i >= 0) return Py_NewRef(result);
  setNum(self, 3, 1);
  return null;
}

function product_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(ref(self, 0));
  Py_XDECREF(ref(self, 2));
  PyMem_Free(rawAt(self, 1));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function traverse5(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 5, visit, arg);
}

function product_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + PyTuple_GET_SIZE(refOf(self, 0)) * 8);
}

// --- combinations ---

function comb_new(
  type: PyTypeObject,
  args: PyObject,
  kwds: PyObject | null,
  name: string,
  fresh: bool,
): PyObject | null {
  if (!parseTupleArgs(name, "iterable,r", args, kwds)) return null;
  const iterable = argReq(0);
  const rArg = argReq(1);
  if (!sizeArg(rArg)) return null;
  const r = argValue;
  const pool = PySequence_Tuple(iterable);
  if (pool === null) return null;
  const n = PyTuple_GET_SIZE(pool);
  if (r < 0) {
    PyErr_SetString(PyExc_ValueError, "r must be non-negative");
    Py_DECREF(pool);
    return null;
  }
  const indices = makeIndices(r);
  const self: PyObject | null = indices == 0 ? null : allocate(type);
  if (self === null) {
    if (indices != 0) PyMem_Free(indices);
    Py_DECREF(pool);
    return null;
  }
  for (let i = 0; i < r; i++) setIndex(indices, i, fresh ? i : 0);
  setRef(self, 0, pool);
  setNum(self, 1, <i64>indices);
  setNum(self, 3, r);
  setNum(self, 4, (fresh ? r > n : n == 0 && r > 0) ? 1 : 0);
  return self;
}

function combinations_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return comb_new(type, args, kwds, "combinations", true);
}

function cwr_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return comb_new(type, args, kwds, "combinations_with_replacement", false);
}

/** `new` tuple pool[indices[0..r)]. */
export function pick(pool: PyObject, indices: usize, r: i32): PyObject | null {
  const result = PyTuple_New(r);
  if (result === null) return null;
  for (let i = 0; i < r; i++) PyTuple_SET_ITEM(result, i, Py_NewRef(PyTuple_GET_ITEM(pool, indexAt(indices, i))));
  return result;
}

function comb_next(self: PyObject, fresh: bool): PyObject | null {
  if (num(self, 4) != 0) return null;
  const pool = refOf(self, 0);
  const indices = rawAt(self, 1);
  const r = <i32>num(self, 3);
  const n = PyTuple_GET_SIZE(pool);
  let result: PyObject | null;
  if (ref(self, 2) === null) {
    result = pick(pool, indices, r);
    setRef(self, 2, result);
    if (result === null) setNum(self, 4, 1);
    return result === null ? null : Py_NewRef(result);
  }
  // The rightmost index that can still grow.
  let i = r - 1;
  while (i >= 0 && indexAt(indices, i) == (fresh ? i + n - r : n - 1)) i--;
  if (i < 0) {
    setNum(self, 4, 1);
    return null;
  }
  result = ownResult(self, 2);
  if (result === null) return null;
  let index = indexAt(indices, i) + 1;
  for (; i < r; i++) {
    setIndex(indices, i, index);
    putItem(result, i, PyTuple_GET_ITEM(pool, index));
    if (fresh) index++;
  }
  return Py_NewRef(result);
}

function combinations_next(self: PyObject): PyObject | null {
  return comb_next(self, true);
}

function cwr_next(self: PyObject): PyObject | null {
  return comb_next(self, false);
}

function comb_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + <i32>num(self, 3) * 8);
}

// --- permutations ---

function permutations_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("permutations", "iterable,r=", args, kwds)) return null;
  const iterable = argReq(0);
  const rArg = arg(1);
  const pool = PySequence_Tuple(iterable);
  if (pool === null) return null;
  const n = PyTuple_GET_SIZE(pool);
  let r = n;
  let ok = true;
  if (rArg !== null && rArg != Py_None) {
    if (!PyLong_Check(rArg)) {
      PyErr_SetString(PyExc_TypeError, "Expected int as r");
      ok = false;
    } else {
      ok = sizeArg(rArg);
      r = argValue;
      if (ok && r < 0) {
        PyErr_SetString(PyExc_ValueError, "r must be non-negative");
        ok = false;
      }
    }
  }
  const indices = ok ? makeIndices(n) : 0;
  const cycles = indices != 0 ? makeIndices(r) : 0;
  const self: PyObject | null = cycles == 0 ? null : allocate(type);
  if (self === null) {
    if (indices != 0) PyMem_Free(indices);
    if (cycles != 0) PyMem_Free(cycles);
    Py_DECREF(pool);
    return null;
  }
  for (let i = 0; i < n; i++) setIndex(indices, i, i);
  for (let i = 0; i < r; i++) setIndex(cycles, i, n - i);
  setRef(self, 0, pool);
  setNum(self, 1, <i64>indices);
  setNum(self, 2, <i64>cycles);
  setNum(self, 4, r);
  setNum(self, 5, r > n ? 1 : 0);
  return self;
}

/** Moves indices[i] behind the ones after it. */
function rotate(indices: usize, i: i32, n: i32): void {
  const first = indexAt(indices, i);
  for (let k = i; k < n - 1; k++) setIndex(indices, k, indexAt(indices, k + 1));
  setIndex(indices, n - 1, first);
}

function permutations_next(self: PyObject): PyObject | null {
  if (num(self, 5) != 0) return null;
  const pool = refOf(self, 0);
  const indices = rawAt(self, 1);
  const cycles = rawAt(self, 2);
  const r = <i32>num(self, 4);
  const n = PyTuple_GET_SIZE(pool);
  let result: PyObject | null;
  if (ref(self, 3) === null) {
    result = pick(pool, indices, r);
    setRef(self, 3, result);
    if (result === null) setNum(self, 5, 1);
    return result === null ? null : Py_NewRef(result);
  }
  if (n == 0) {
    setNum(self, 5, 1);
    return null;
  }
  result = ownResult(self, 3);
  if (result === null) return null;
  for (let i = r - 1; i >= 0; i--) {
    setIndex(cycles, i, indexAt(cycles, i) - 1);
    if (indexAt(cycles, i) == 0) {
      rotate(indices, i, n);
      setIndex(cycles, i, n - i);
      continue;
    }
    const j = indexAt(cycles, i);
    const index = indexAt(indices, i);
    setIndex(indices, i, indexAt(indices, n - j));
    setIndex(indices, n - j, index);
    for (let k = i; k < r; k++) putItem(result, k, PyTuple_GET_ITEM(pool, indexAt(indices, k)));
    return Py_NewRef(result);
  }
  setNum(self, 5, 1);
  return null;
}

function permutations_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(ref(self, 0));
  Py_XDECREF(ref(self, 3));
  PyMem_Free(rawAt(self, 1));
  PyMem_Free(rawAt(self, 2));
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function permutations_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 9, visit, arg);
}

function permutations_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(refOf(self, 0));
  return PyLong_FromSsize_t(self.ob_type.tp_basicsize + (n + <i32>num(self, 4)) * 8);
}

/** Describes the types of this file. */
export function defineCombinatoricTypes(): void {
  const size = "Returns size in memory, in bytes.";
  defineType(
    product_type,
    "itertools.product",
    48,
    product_dealloc.index,
    traverse5.index,
    product_next.index,
    product_new.index,
    "product(*iterables, repeat=1)\n--\n\nTuples of one item from each iterable, in the order of nested loops.",
  );
  addMethod(product_type, "__sizeof__", product_sizeof.index, METH_NOARGS, size);
  defineType(
    permutations_type,
    "itertools.permutations",
    64,
    permutations_dealloc.index,
    permutations_traverse.index,
    permutations_next.index,
    permutations_new.index,
    "permutations(iterable, r=None)\n--\n\nAll ordered choices of r items.\n\npermutations('abc', 2) --> ab, ac, ba, bc, ca, cb",
  );
  addMethod(permutations_type, "__sizeof__", permutations_sizeof.index, METH_NOARGS, size);
  defineType(
    combinations_type,
    "itertools.combinations",
    56,
    product_dealloc.index,
    traverse5.index,
    combinations_next.index,
    combinations_new.index,
    "combinations(iterable, r)\n--\n\nAll choices of r items, each in the items' own order.\n\ncombinations('abcd', 3) --> abc, abd, acd, bcd",
  );
  addMethod(combinations_type, "__sizeof__", comb_sizeof.index, METH_NOARGS, size);
  defineType(
    cwr_type,
    "itertools.combinations_with_replacement",
    56,
    product_dealloc.index,
    traverse5.index,
    cwr_next.index,
    cwr_new.index,
    "combinations_with_replacement(iterable, r)\n--\n\nAll choices of r items in which an item may occur more than once.",
  );
  addMethod(cwr_type, "__sizeof__", comb_sizeof.index, METH_NOARGS, size);
}
