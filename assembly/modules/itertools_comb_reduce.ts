/**
 * Copying and pickling of product, permutations and the combinations (Modules/itertoolsmodule.c). A state is the row of indices of the last
 * tuple handed out; what it brings is clamped to the pool. Slots of the types stand in itertools_comb.ts.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyLong_AsSsize_t, PyLong_Check, PyLong_FromLong } from "../types/long";
import { packSteal1, packSteal2, packSteal3 } from "../types/tuple_build";
import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_SET_ITEM,
  tupleEmpty,
} from "../types/tuple";
import { newRefOf, num, ref, refOf, replaceRef, setNum } from "./itertools_base";
import {
  combinations_type,
  cwr_type,
  indexAt,
  permutations_type,
  pick,
  product_type,
  rawAt,
  setIndex,
} from "./itertools_comb";
import { addPickling, badState, pickleDeprecation, stateTuple, typeOf } from "./itertools_reduce";

/** `new` tuple of `n` indices. */
function indexTuple(indices: usize, n: i32): PyObject | null {
  const result = PyTuple_New(n);
  if (result === null) return null;
  for (let i = 0; i < n; i++) {
    const index = PyLong_FromLong(indexAt(indices, i));
    if (index === null) {
      Py_DECREF(result);
      return null;
    }
    PyTuple_SET_ITEM(result, i, index);
  }
  return result;
}

let readIndex: i32 = 0;

/** Item `i` of a state between lo and hi into readIndex; false with an exception. */
function clampedIndex(state: PyObject, i: i32, lo: i32, hi: i32): bool {
  const item = PyTuple_GET_ITEM(state, i);
  if (!PyLong_Check(item)) {
    PyErr_SetString(PyExc_TypeError, "an integer is required");
    return false;
  }
  const index = PyLong_AsSsize_t(item);
  if (index == -1 && PyErr_Occurred() !== null) return false;
  readIndex = index > hi ? hi : index;
  if (readIndex < lo) readIndex = lo;
  return true;
}

function isState(state: PyObject, n: i32): bool {
  if (PyTuple_Check(state) && PyTuple_GET_SIZE(state) == n) return true;
  PyErr_SetString(PyExc_ValueError, "invalid arguments");
  return false;
}

function product_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  if (num(self, 3) != 0) return packSteal2(typeOf(self), packSteal1(Py_NewRef(tupleEmpty)));
  if (ref(self, 2) === null) return packSteal2(typeOf(self), newRefOf(self, 0));
  const n = PyTuple_GET_SIZE(refOf(self, 0));
  return packSteal3(typeOf(self), newRefOf(self, 0), indexTuple(rawAt(self, 1), n));
}

function product_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation()) return null;
  const pools = refOf(self, 0);
  const n = PyTuple_GET_SIZE(pools);
  if (!isState(state, n)) return null;
  const indices = rawAt(self, 1);
  for (let i = 0; i < n; i++) {
    const size = PyTuple_GET_SIZE(PyTuple_GET_ITEM(pools, i));
    if (!clampedIndex(state, i, 0, size - 1)) return null;
    if (size == 0) {
      setNum(self, 3, 1);
      return Py_NewRef(Py_None);
    }
    setIndex(indices, i, readIndex);
  }
  const result = PyTuple_New(n);
  if (result === null) return null;
  for (let i = 0; i < n; i++) {
    PyTuple_SET_ITEM(result, i, Py_NewRef(PyTuple_GET_ITEM(PyTuple_GET_ITEM(pools, i), indexAt(indices, i))));
  }
  replaceRef(self, 2, result);
  return Py_NewRef(Py_None);
}

/** (pool, r) as arguments, the pool empty once the iterator has ended: `new`. */
function poolArgs(self: PyObject, stopped: bool, r: i32): PyObject | null {
  return packSteal2(stopped ? Py_NewRef(tupleEmpty) : newRefOf(self, 0), PyLong_FromLong(r));
}

function comb_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const r = <i32>num(self, 3);
  if (ref(self, 2) === null) return packSteal2(typeOf(self), poolArgs(self, false, r));
  if (num(self, 4) != 0) return packSteal2(typeOf(self), poolArgs(self, true, r));
  return packSteal3(typeOf(self), poolArgs(self, false, r), indexTuple(rawAt(self, 1), r));
}

/** `step` 1: indices rise by one at least (combinations), 0: they may repeat. */
function comb_setstate(self: PyObject, state: PyObject, step: i32): PyObject | null {
  if (!pickleDeprecation()) return null;
  const pool = refOf(self, 0);
  const n = PyTuple_GET_SIZE(pool);
  const r = <i32>num(self, 3);
  if (!isState(state, r)) return null;
  const indices = rawAt(self, 1);
  for (let i = 0; i < r; i++) {
    if (!clampedIndex(state, i, 0, step != 0 ? i + n - r : n - 1)) return null;
    // DIFFERS: an empty pool has no index at all; CPython reads beyond it.
    if (n == 0) {
      setNum(self, 4, 1);
      return Py_NewRef(Py_None);
    }
    setIndex(indices, i, readIndex);
  }
  const result = pick(pool, indices, r);
  if (result === null) return null;
  replaceRef(self, 2, result);
  return Py_NewRef(Py_None);
}

function combinations_setstate(self: PyObject, state: PyObject): PyObject | null {
  return comb_setstate(self, state, 1);
}

function cwr_setstate(self: PyObject, state: PyObject): PyObject | null {
  return comb_setstate(self, state, 0);
}

function permutations_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const r = <i32>num(self, 4);
  if (ref(self, 3) === null) return packSteal2(typeOf(self), poolArgs(self, false, r));
  if (num(self, 5) != 0) return packSteal2(typeOf(self), poolArgs(self, true, r));
  const n = PyTuple_GET_SIZE(refOf(self, 0));
  const state = packSteal2(indexTuple(rawAt(self, 1), n), indexTuple(rawAt(self, 2), r));
  return packSteal3(typeOf(self), poolArgs(self, false, r), state);
}

function permutations_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation() || !stateTuple(state, 2, 2)) return null;
  const newIndices = PyTuple_GET_ITEM(state, 0);
  const newCycles = PyTuple_GET_ITEM(state, 1);
  if (!PyTuple_Check(newIndices) && !badState("tuple", newIndices, 1)) return null;
  if (!PyTuple_Check(newCycles) && !badState("tuple", newCycles, 2)) return null;
  const pool = refOf(self, 0);
  const n = PyTuple_GET_SIZE(pool);
  const r = <i32>num(self, 4);
  if (!isState(newIndices, n) || !isState(newCycles, r)) return null;
  const indices = rawAt(self, 1);
  for (let i = 0; i < n; i++) {
    if (!clampedIndex(newIndices, i, 0, n - 1)) return null;
    setIndex(indices, i, readIndex);
  }
  const cycles = rawAt(self, 2);
  for (let i = 0; i < r; i++) {
    if (!clampedIndex(newCycles, i, 1, n - i)) return null;
    setIndex(cycles, i, readIndex);
  }
  // DIFFERS: r above the length of the pool has no tuple; CPython reads beyond the indices.
  if (r > n) return Py_NewRef(Py_None);
  const result = pick(pool, indices, r);
  if (result === null) return null;
  replaceRef(self, 3, result);
  return Py_NewRef(Py_None);
}

export function defineCombinatoricReduce(): void {
  addPickling(product_type, product_reduce.index, product_setstate.index);
  addPickling(combinations_type, comb_reduce.index, combinations_setstate.index);
  addPickling(cwr_type, comb_reduce.index, cwr_setstate.index);
  addPickling(permutations_type, permutations_reduce.index, permutations_setstate.index);
}
