/**
 * Copying and pickling of itertools that pass items on: __reduce__ and __setstate__ (Modules/itertoolsmodule.c). Both warn, as in 3.13,
 * that they will go. Slots of the types stand in itertools_simple.ts; those of combinatoric iterators are in itertools_comb_reduce.ts.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_False, Py_None, Py_True } from "../object/statics";
import { PyExc_DeprecationWarning, PyExc_TypeError } from "../object/exception_types";
import { METH_NOARGS, METH_O, addMethod } from "../object/typedef";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { argValue, sizeArg } from "../protocol/arg_values";
import { PyErr_WarnEx } from "../protocol/warnings";
import { PyObject_Call, PyObject_CallMethodOneArg, callTwoArgs } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyIter_Check, PyObject_GetIter } from "../protocol/iter";
import { PyList_Check, PyList_New } from "../types/list";
import { PyLong_AsI64, PyLong_Check, PyLong_FromI64, PyLong_FromLong } from "../types/long";
import { packSteal1, packSteal2, packSteal3, packSteal4 } from "../types/tuple_build";
import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_SET_ITEM,
  tupleEmpty,
} from "../types/tuple";
import { ID } from "../generated/ids";
import { newRefOf, num, ref, refOf, replaceRef, setNum } from "./itertools_base";
import {
  SLOW,
  accumulate_type,
  chain_type,
  compress_type,
  count_type,
  cycle_type,
  dropwhile_type,
  filterfalse_type,
  islice_type,
  repeat_type,
  starmap_type,
  takewhile_type,
  zip_longest_type,
} from "./itertools_simple";

const GOING = "Pickle, copy, and deepcopy support will be removed from itertools in Python 3.14.";

/** The DeprecationWarning of every function here; false where it became an exception. */
export function pickleDeprecation(): bool {
  return PyErr_WarnEx(PyExc_DeprecationWarning, GOING, 1) == 0;
}

/** `new` reference to the type of `self`. */
export function typeOf(self: PyObject): PyObject {
  return Py_NewRef(changetype<PyObject>(self.ob_type));
}

/** `new`: the reference in slot `i`, None if it is empty. */
function orNone(self: PyObject, i: i32): PyObject {
  const op = ref(self, i);
  return Py_NewRef(op === null ? Py_None : op);
}

/** A state that PyArg_ParseTuple takes apart: a tuple of `lo` to `hi` items; false with TypeError. */
export function stateTuple(state: PyObject, lo: i32, hi: i32): bool {
  if (!PyTuple_Check(state)) {
    PyErr_SetString(PyExc_TypeError, "state is not a tuple");
    return false;
  }
  const n = PyTuple_GET_SIZE(state);
  if (n >= lo && n <= hi) return true;
  const want = n < lo ? lo : hi;
  const how = lo == hi ? "exactly" : n < lo ? "at least" : "at most";
  PyErr_Format(
    PyExc_TypeError,
    want == 1 ? "function takes %L %d argument (%d given)" : "function takes %L %d arguments (%d given)",
    changetype<usize>(how),
    want,
    n,
  );
  return false;
}

/** "argument 1 must be list, not int": always false. */
export function badState(what: string, op: PyObject, position: i32 = 1): bool {
  PyErr_Format(
    PyExc_TypeError,
    op == Py_None ? "argument %d must be %L, not None" : "argument %d must be %L, not %s",
    position,
    changetype<usize>(what),
    <usize>op.ob_type.tp_name,
  );
  return false;
}

/** (type, (slot 0, slot 1)): compress, filterfalse, starmap. */
function pair_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  return packSteal2(typeOf(self), packSteal2(newRefOf(self, 0), newRefOf(self, 1)));
}

// --- chain ---

function chain_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  if (ref(self, 0) === null) return packSteal2(typeOf(self), Py_NewRef(tupleEmpty));
  const state =
    ref(self, 1) === null ? packSteal1(newRefOf(self, 0)) : packSteal2(newRefOf(self, 0), newRefOf(self, 1));
  return packSteal3(typeOf(self), Py_NewRef(tupleEmpty), state);
}

function chain_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation() || !stateTuple(state, 1, 2)) return null;
  const source = PyTuple_GET_ITEM(state, 0);
  let active: PyObject | null = null;
  if (PyTuple_GET_SIZE(state) > 1) active = PyTuple_GET_ITEM(state, 1);
  if (!PyIter_Check(source) || (active !== null && !PyIter_Check(active))) {
    return PyErr_SetString(PyExc_TypeError, "Arguments must be iterators.");
  }
  if (active !== null) Py_NewRef(active);
  replaceRef(self, 0, Py_NewRef(source));
  replaceRef(self, 1, active);
  return Py_NewRef(Py_None);
}

// --- count, repeat ---

function count_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  if (num(self, 0) != SLOW) return packSteal2(typeOf(self), packSteal1(PyLong_FromI64(num(self, 0))));
  // DIFFERS: a count that has just reached sys.maxsize raises SystemError in CPython; here it is reduced like any other.
  const now: PyObject | null = ref(self, 1) === null ? PyLong_FromI64(SLOW) : newRefOf(self, 1);
  return packSteal2(typeOf(self), packSteal2(now, newRefOf(self, 2)));
}

function repeat_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const cnt = num(self, 1);
  const args = cnt < 0 ? packSteal1(newRefOf(self, 0)) : packSteal2(newRefOf(self, 0), PyLong_FromI64(cnt));
  return packSteal2(typeOf(self), args);
}

// --- cycle ---

function cycle_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  if (ref(self, 0) !== null) {
    const passed = num(self, 3) != 0 ? Py_True : Py_False;
    return packSteal3(typeOf(self), packSteal1(newRefOf(self, 0)), packSteal2(newRefOf(self, 1), Py_NewRef(passed)));
  }
  // The first pass is over: an iterator over what was saved, advanced to where we are.
  const it = PyObject_GetIter(refOf(self, 1));
  if (it === null) return null;
  if (num(self, 2) != 0) {
    const index = PyLong_FromI64(num(self, 2));
    const moved: PyObject | null = index === null ? null : PyObject_CallMethodOneArg(it, ID.__setstate__, index);
    Py_XDECREF(index);
    Py_XDECREF(moved);
    if (moved === null) {
      Py_DECREF(it);
      return null;
    }
  }
  return packSteal3(typeOf(self), packSteal1(it), packSteal2(newRefOf(self, 1), Py_NewRef(Py_True)));
}

function cycle_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation() || !stateTuple(state, 2, 2)) return null;
  const saved = PyTuple_GET_ITEM(state, 0);
  const flag = PyTuple_GET_ITEM(state, 1);
  if (!PyList_Check(saved) && !badState("list", saved)) return null;
  if (!PyLong_Check(flag)) {
    return PyErr_Format(
      PyExc_TypeError,
      "'%s' object cannot be interpreted as an integer",
      <usize>flag.ob_type.tp_name,
    );
  }
  const passed = PyLong_AsI64(flag);
  if (passed == -1 && PyErr_Occurred() !== null) return null;
  replaceRef(self, 1, Py_NewRef(saved));
  setNum(self, 2, 0);
  setNum(self, 3, passed != 0 ? 1 : 0);
  return Py_NewRef(Py_None);
}

// --- dropwhile, takewhile ---

function while_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const args = packSteal2(newRefOf(self, 0), newRefOf(self, 1));
  return packSteal3(typeOf(self), args, PyLong_FromI64(num(self, 2)));
}

function while_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation()) return null;
  const flag = PyObject_IsTrue(state);
  if (flag < 0) return null;
  setNum(self, 2, flag);
  return Py_NewRef(Py_None);
}

// --- islice ---

function islice_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  if (ref(self, 0) === null) {
    const list = PyList_New(0);
    if (list === null) return null;
    const empty = PyObject_GetIter(list);
    Py_DECREF(list);
    return packSteal3(typeOf(self), packSteal2(empty, PyLong_FromLong(0)), PyLong_FromLong(0));
  }
  const stop = num(self, 2) == -1 ? Py_NewRef(Py_None) : PyLong_FromI64(num(self, 2));
  const args = packSteal4(newRefOf(self, 0), PyLong_FromI64(num(self, 1)), stop, PyLong_FromI64(num(self, 3)));
  return packSteal3(typeOf(self), args, PyLong_FromI64(num(self, 4)));
}

function islice_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation()) return null;
  if (!PyLong_Check(state)) return PyErr_SetString(PyExc_TypeError, "an integer is required");
  if (!sizeArg(state)) return null;
  setNum(self, 4, argValue);
  return Py_NewRef(Py_None);
}

// --- accumulate ---

/** `new` chain object over (first,) and the iterator of `self`. Borrows first. */
function chainBefore(self: PyObject, first: PyObject): PyObject | null {
  const args = packSteal2(packSteal1(Py_NewRef(first)), newRefOf(self, 1));
  if (args === null) return null;
  const it = PyObject_Call(changetype<PyObject>(chain_type), args, null);
  Py_DECREF(args);
  return it;
}

function accumulate_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const initial = ref(self, 3);
  if (initial !== null) {
    const args = packSteal2(chainBefore(self, initial), orNone(self, 2));
    return packSteal3(typeOf(self), args, Py_NewRef(Py_None));
  }
  const total = ref(self, 0);
  if (total !== null && total == Py_None) {
    // A state of None would mean "nothing yet": go through the None once more and drop it.
    const it = chainBefore(self, Py_None);
    if (it === null) return null;
    const again = callTwoArgs(changetype<PyObject>(self.ob_type), it, refOrNone(self, 2));
    Py_DECREF(it);
    const args = packSteal3(again, PyLong_FromLong(1), Py_NewRef(Py_None));
    return packSteal2(Py_NewRef(changetype<PyObject>(islice_type)), args);
  }
  return packSteal3(typeOf(self), packSteal2(newRefOf(self, 1), orNone(self, 2)), orNone(self, 0));
}

/** Borrowed. */
function refOrNone(self: PyObject, i: i32): PyObject {
  const op = ref(self, i);
  return op === null ? Py_None : op;
}

function accumulate_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation()) return null;
  replaceRef(self, 0, Py_NewRef(state));
  return Py_NewRef(Py_None);
}

// --- zip_longest ---

function zip_longest_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const its = refOf(self, 2);
  const n = PyTuple_GET_SIZE(its);
  const args = PyTuple_New(n);
  if (args === null) return null;
  for (let i = 0; i < n; i++) {
    const it = changetype<PyObject | null>(PyTuple_GET_ITEM(its, i));
    PyTuple_SET_ITEM(args, i, Py_NewRef(it === null ? tupleEmpty : it));
  }
  return packSteal3(typeOf(self), args, newRefOf(self, 4));
}

function zip_longest_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation()) return null;
  replaceRef(self, 4, Py_NewRef(state));
  return Py_NewRef(Py_None);
}

/** Adds __reduce__ and, unless 0, __setstate__ to a type. */
export function addPickling(t: PyTypeObject, reduce: u32, setstate: u32): void {
  addMethod(t, "__reduce__", reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nReturn state information for pickling.");
  if (setstate == 0) return;
  const doc = "__setstate__($self, object, /)\n--\n\nSet state information for unpickling.";
  addMethod(t, "__setstate__", setstate, METH_O, doc);
}

export function defineSimpleReduce(): void {
  addPickling(chain_type, chain_reduce.index, chain_setstate.index);
  addPickling(compress_type, pair_reduce.index, 0);
  addPickling(filterfalse_type, pair_reduce.index, 0);
  addPickling(starmap_type, pair_reduce.index, 0);
  addPickling(count_type, count_reduce.index, 0);
  addPickling(repeat_type, repeat_reduce.index, 0);
  addPickling(cycle_type, cycle_reduce.index, cycle_setstate.index);
  addPickling(dropwhile_type, while_reduce.index, while_setstate.index);
  addPickling(takewhile_type, while_reduce.index, while_setstate.index);
  addPickling(islice_type, islice_reduce.index, islice_setstate.index);
  addPickling(accumulate_type, accumulate_reduce.index, accumulate_setstate.index);
  addPickling(zip_longest_type, zip_longest_reduce.index, zip_longest_setstate.index);
}
