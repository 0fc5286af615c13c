/**
 * The module itertools: groupby, tee and the module itself (Modules/itertoolsmodule.c).
 *
 * Elsewhere: what passes items on (itertools_simple.ts), combinatoric iterators (itertools_comb.ts).
 */
import { PyObject, PyTypeObject, Py_EQ, Py_TPFLAGS_BASETYPE, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_REFCNT, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyExc_RuntimeError, PyExc_ValueError } from "../object/exception_types";
import { callVisit } from "../object/slots";
import { METH_FASTCALL, METH_NOARGS, addMethod } from "../object/typedef";
import { _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, noKeywordsDict, parseTupleArgs } from "../protocol/args";
import { argValue, badArgument, intArg, sizeArg } from "../protocol/arg_values";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import { PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallNoArgs, PyObject_CallOneArg } from "../protocol/call";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyIter_Check, PyObject_GetIter, nextOrEnd } from "../protocol/iter";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
  tupleEmpty,
} from "../types/tuple";
import { packSteal1, packSteal2, packSteal3 } from "../types/tuple_build";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New, PyList_SET_ITEM } from "../types/list";
import { PyLong_FromI64 } from "../types/long";
import { PyType_IsSubtype } from "../types/typeobject";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import {
  allocate,
  deallocMask,
  dealloc31,
  dealloc3,
  defineType,
  newRefOf,
  num,
  ready,
  ref,
  refOf,
  replaceRef,
  setNum,
  setRef,
  slotAt,
  traverse3,
  traverse31,
  traverseMask,
} from "./itertools_base";
import {
  accumulate_type,
  batched_type,
  chain_type,
  compress_type,
  count_type,
  cycle_type,
  defineSimpleTypes,
  dropwhile_type,
  filterfalse_type,
  islice_type,
  pairwise_type,
  repeat_type,
  starmap_type,
  takewhile_type,
  zip_longest_type,
} from "./itertools_simple";
import {
  combinations_type,
  cwr_type,
  defineCombinatoricTypes,
  permutations_type,
  product_type,
} from "./itertools_comb";
import { addPickling, badState, defineSimpleReduce, pickleDeprecation, stateTuple, typeOf } from "./itertools_reduce";
import { defineCombinatoricReduce } from "./itertools_comb_reduce";
import { ID } from "../generated/ids";

const groupby_type = changetype<PyTypeObject>(memory.data(416, 16));
const grouper_type = changetype<PyTypeObject>(memory.data(416, 16));
const tee_type = changetype<PyTypeObject>(memory.data(416, 16));
const teedataobject_type = changetype<PyTypeObject>(memory.data(416, 16));

// --- groupby: 0 it, 1 keyfunc, 2 tgtkey, 3 currkey, 4 currvalue, 5 currgrouper (address, not owned) ---
// --- _grouper: 0 parent, 1 tgtkey ---

function groupby_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("groupby", "iterable,key=", args, kwds)) return null;
  const iterable = argReq(0);
  const key = arg(1);
  const it = PyObject_GetIter(iterable);
  if (it === null) return null;
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(it);
    return null;
  }
  setRef(self, 0, it);
  setRef(self, 1, Py_NewRef(key === null ? Py_None : key));
  return self;
}

/** Reads the next item and its key into the groupby; false at the end or on error. */
function groupbyStep(self: PyObject): bool {
  const value = nextOrEnd(refOf(self, 0));
  if (value === null) return false;
  const keyfunc = refOf(self, 1);
  const key = keyfunc == Py_None ? Py_NewRef(value) : PyObject_CallOneArg(keyfunc, value);
  if (key === null) {
    Py_DECREF(value);
    return false;
  }
  replaceRef(self, 4, value);
  replaceRef(self, 3, key);
  return true;
}

/** a == b with both kept alive: 1, 0, -1. */
function equal(a: PyObject, b: PyObject): i32 {
  Py_NewRef(a);
  Py_NewRef(b);
  const r = PyObject_RichCompareBool(a, b, Py_EQ);
  Py_DECREF(a);
  Py_DECREF(b);
  return r;
}

function groupby_next(self: PyObject): PyObject | null {
  setNum(self, 5, 0);
  // Skip what is left of the current group.
  while (true) {
    const currkey = ref(self, 3);
    if (currkey !== null) {
      const tgtkey = ref(self, 2);
      if (tgtkey === null) break;
      const same = equal(tgtkey, currkey);
      if (same < 0) return null;
      if (same == 0) break;
    }
    if (!groupbyStep(self)) return null;
  }
  const key = Py_NewRef(ref(self, 3)!);
  replaceRef(self, 2, key);
  const grouper = grouperOf(self, key);
  if (grouper === null) return null;
  const result = PyTuple_Pack2(ref(self, 3)!, grouper);
  Py_DECREF(grouper);
  return result;
}

function grouper_next(self: PyObject): PyObject | null {
  const parent = refOf(self, 0);
  if (<usize>num(parent, 5) != changetype<usize>(self)) return null;
  // Each item is taken out of the parent with its key; then the next one must be read first.
  if (ref(parent, 4) === null && !groupbyStep(parent)) return null;
  const same = equal(refOf(self, 1), ref(parent, 3)!);
  if (same <= 0) return null;
  const value = ref(parent, 4);
  setRef(parent, 4, null);
  replaceRef(parent, 3, null);
  return value;
}

/** `new` group of `parent` with the key `tgtkey`, now its current one. */
function grouperOf(parent: PyObject, tgtkey: PyObject): PyObject | null {
  const self = allocate(grouper_type);
  if (self === null) return null;
  setRef(self, 0, Py_NewRef(parent));
  setRef(self, 1, Py_NewRef(tgtkey));
  setNum(parent, 5, <i64>changetype<usize>(self));
  return self;
}

function grouper_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!noKeywordsDict("_grouper", kwds)) return null;
  if (!PyArg_CheckPositional("_grouper", PyTuple_GET_SIZE(args), 2, 2)) return null;
  const parent = PyTuple_GET_ITEM(args, 0);
  if (!PyType_IsSubtype(parent.ob_type, groupby_type)) {
    badArgument("_grouper", "argument 1", "itertools.groupby", parent);
    return null;
  }
  return grouperOf(parent, PyTuple_GET_ITEM(args, 1));
}

function groupby_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const args = packSteal2(newRefOf(self, 0), newRefOf(self, 1));
  if (ref(self, 2) === null || ref(self, 3) === null || ref(self, 4) === null) return packSteal2(typeOf(self), args);
  const state = packSteal3(newRefOf(self, 3), newRefOf(self, 4), newRefOf(self, 2));
  return packSteal3(typeOf(self), args, state);
}

function groupby_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation() || !stateTuple(state, 3, 3)) return null;
  replaceRef(self, 3, Py_NewRef(PyTuple_GET_ITEM(state, 0)));
  replaceRef(self, 4, Py_NewRef(PyTuple_GET_ITEM(state, 1)));
  replaceRef(self, 2, Py_NewRef(PyTuple_GET_ITEM(state, 2)));
  return Py_NewRef(Py_None);
}

function grouper_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  if (<usize>num(refOf(self, 0), 5) == changetype<usize>(self)) {
    return packSteal2(typeOf(self), packSteal2(newRefOf(self, 0), newRefOf(self, 1)));
  }
  return packSteal2(_PyEval_GetBuiltin(ID.iter), packSteal1(Py_NewRef(tupleEmpty)));
}

// --- tee: 0 dataobj, 1 index, 2 weakreflist; _tee_dataobject: 0 it, 1 numread | running << 32, 2 nextlink, 3.. values[57] ---

const LINKCELLS: i32 = 57;
const VALUES: i32 = 3;

/** `new` link over `it` (borrowed). */
function teedata_new_internal(it: PyObject): PyObject | null {
  const tdo = allocate(teedataobject_type);
  if (tdo !== null) setRef(tdo, 0, Py_NewRef(it));
  return tdo;
}

/** `new`: the link after `tdo`, made if need be. */
function teedata_jumplink(tdo: PyObject): PyObject | null {
  if (ref(tdo, 2) === null) setRef(tdo, 2, teedata_new_internal(refOf(tdo, 0)));
  const next = ref(tdo, 2);
  return next === null ? null : Py_NewRef(next);
}

/** `new`: item `i` of the link, read from the iterator if nobody has yet. */
function teedata_getitem(tdo: PyObject, i: i32): PyObject | null {
  const numread = load<i32>(slotAt(tdo, 1));
  if (i < numread) return newRefOf(tdo, VALUES + i);
  if (load<i32>(slotAt(tdo, 1), 4) != 0) {
    return PyErr_SetString(PyExc_RuntimeError, "cannot re-enter the tee iterator");
  }
  store<i32>(slotAt(tdo, 1), 1, 4);
  const value = nextOrEnd(refOf(tdo, 0));
  store<i32>(slotAt(tdo, 1), 0, 4);
  if (value === null) return null;
  setRef(tdo, VALUES + numread, Py_NewRef(value));
  store<i32>(slotAt(tdo, 1), numread + 1);
  return value;
}

function teedata_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let r = traverseMask(self, 5, visit, arg);
  const n = load<i32>(slotAt(self, 1));
  for (let i = 0; r == 0 && i < n; i++) r = callVisit(visit, refOf(self, VALUES + i), arg);
  return r;
}

function teedata_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  const n = load<i32>(slotAt(self, 1));
  for (let i = 0; i < n; i++) Py_DECREF(refOf(self, VALUES + i));
  Py_XDECREF(ref(self, 0));
  // A long chain of links that only we hold goes one by one, not by recursion.
  let link = ref(self, 2);
  setRef(self, 2, null);
  while (link !== null && Py_REFCNT(link) == 1) {
    const next = ref(link, 2);
    setRef(link, 2, null);
    Py_DECREF(link);
    link = next;
  }
  Py_XDECREF(link);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** `new` tee object at the same place as `to`. */
function tee_copy_of(to: PyObject): PyObject | null {
  const copy = allocate(tee_type);
  if (copy === null) return null;
  setRef(copy, 0, newRefOf(to, 0));
  setNum(copy, 1, num(to, 1));
  return copy;
}

function tee___copy__(self: PyObject, unused: PyObject | null): PyObject | null {
  return tee_copy_of(self);
}

/** `new` tee object over any iterable. */
function tee_fromiterable(iterable: PyObject): PyObject | null {
  const it = PyObject_GetIter(iterable);
  if (it === null) return null;
  let to: PyObject | null = null;
  if (it.ob_type == tee_type) {
    to = tee_copy_of(it);
  } else {
    const tdo = teedata_new_internal(it);
    if (tdo !== null) {
      to = allocate(tee_type);
      if (to !== null) setRef(to, 0, tdo);
      else Py_DECREF(tdo);
    }
  }
  Py_DECREF(it);
  return to;
}

function tee_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!noKeywordsDict("_tee", kwds)) return null;
  if (!PyArg_CheckPositional("_tee", PyTuple_GET_SIZE(args), 1, 1)) return null;
  return tee_fromiterable(PyTuple_GET_ITEM(args, 0));
}

function tee_next(self: PyObject): PyObject | null {
  if (num(self, 1) >= LINKCELLS) {
    const link = teedata_jumplink(refOf(self, 0));
    if (link === null) return null;
    replaceRef(self, 0, link);
    setNum(self, 1, 0);
  }
  const value = teedata_getitem(refOf(self, 0), <i32>num(self, 1));
  if (value !== null) setNum(self, 1, num(self, 1) + 1);
  return value;
}

function tee_dealloc(self: PyObject): void {
  if (ref(self, 2) !== null) PyObject_ClearWeakRefs(self);
  deallocMask(self, 1);
}

function tee_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 1, visit, arg);
}

const cell = memory.data(8, 8);

/** tee(iterable, n=2): `new` tuple. */
function itertools_tee(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("tee", nargs, 1, 2)) return null;
  let n = 2;
  if (nargs > 1) {
    if (!sizeArg(ptrAt(args, 1))) return null;
    n = argValue;
  }
  if (n < 0) return PyErr_SetString(PyExc_ValueError, "n must be >= 0");
  const result = PyTuple_New(n);
  if (result === null || n == 0) return result;
  let it = PyObject_GetIter(ptrAt(args, 0));
  let copyable: PyObject | null = null;
  if (it !== null) {
    store<u64>(cell, 0);
    if (PyObject_GetOptionalAttr(it, ID.__copy__, cell) >= 0) {
      copyable = load<PyObject | null>(cell);
      if (copyable === null) {
        const tee = tee_fromiterable(it);
        Py_DECREF(it);
        it = tee;
        if (it !== null && PyObject_GetOptionalAttr(it, ID.__copy__, cell) > 0) copyable = load<PyObject | null>(cell);
      }
    }
  }
  let ok = it !== null && copyable !== null;
  if (ok) PyTuple_SET_ITEM(result, 0, Py_NewRef(it!));
  for (let i = 1; ok && i < n; i++) {
    const copy = PyObject_CallNoArgs(copyable!);
    ok = copy !== null;
    PyTuple_SET_ITEM(result, i, copy);
  }
  Py_XDECREF(it);
  Py_XDECREF(copyable);
  if (ok) return result;
  Py_DECREF(result);
  return null;
}

// --- pickling of tee ---

function tee_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const state = packSteal2(newRefOf(self, 0), PyLong_FromI64(num(self, 1)));
  return packSteal3(typeOf(self), packSteal1(Py_NewRef(tupleEmpty)), state);
}

function tee_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!pickleDeprecation() || !stateTuple(state, 2, 2)) return null;
  const tdo = PyTuple_GET_ITEM(state, 0);
  if (tdo.ob_type != teedataobject_type && !badState("itertools._tee_dataobject", tdo)) return null;
  if (!intArg(PyTuple_GET_ITEM(state, 1))) return null;
  const index = argValue;
  if (index < 0 || index > LINKCELLS) return PyErr_SetString(PyExc_ValueError, "Index out of range");
  // A link that holds fewer items has not been read that far.
  // DIFFERS: CPython reads an item that is not there.
  if (index > load<i32>(slotAt(tdo, 1))) return PyErr_SetString(PyExc_ValueError, "Index out of range");
  replaceRef(self, 0, Py_NewRef(tdo));
  setNum(self, 1, index);
  return Py_NewRef(Py_None);
}

function teedata_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!pickleDeprecation()) return null;
  const n = load<i32>(slotAt(self, 1));
  const values = PyList_New(n);
  if (values === null) return null;
  for (let i = 0; i < n; i++) PyList_SET_ITEM(values, i, newRefOf(self, VALUES + i));
  const link = ref(self, 2);
  return packSteal2(typeOf(self), packSteal3(newRefOf(self, 0), values, Py_NewRef(link === null ? Py_None : link)));
}

function teedata_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!noKeywordsDict("teedataobject", kwds)) return null;
  if (!PyArg_CheckPositional("teedataobject", PyTuple_GET_SIZE(args), 3, 3)) return null;
  const values = PyTuple_GET_ITEM(args, 1);
  if (!PyList_Check(values)) {
    badArgument("teedataobject", "argument 2", "list", values);
    return null;
  }
  const next = PyTuple_GET_ITEM(args, 2);
  const n = PyList_GET_SIZE(values);
  // Only a full link has a next one.
  const fits = next == Py_None || (n == LINKCELLS && next.ob_type == teedataobject_type);
  if (n > LINKCELLS || !fits) return PyErr_SetString(PyExc_ValueError, "Invalid arguments");
  // DIFFERS: what is no iterator makes CPython jump through a null pointer at the first read.
  if (!PyIter_Check(PyTuple_GET_ITEM(args, 0))) return PyErr_SetString(PyExc_ValueError, "Invalid arguments");
  const tdo = teedata_new_internal(PyTuple_GET_ITEM(args, 0));
  if (tdo === null) return null;
  for (let i = 0; i < n; i++) setRef(tdo, VALUES + i, Py_NewRef(PyList_GET_ITEM(values, i)));
  store<i32>(slotAt(tdo, 1), n);
  if (next != Py_None) setRef(tdo, 2, Py_NewRef(next));
  return tdo;
}

// --- the module ---

function defineOwnTypes(): void {
  defineType(
    groupby_type,
    "itertools.groupby",
    72,
    dealloc31.index,
    traverse31.index,
    groupby_next.index,
    groupby_new.index,
    "groupby(iterable, key=None)\n--\n\npairs of a key and the run of neighbouring items that share it\n\n  iterable\n    Where the items come from.\n  key\n    What to group an item by; the item itself if missing or None.",
  );
  defineType(
    grouper_type,
    "itertools._grouper",
    32,
    dealloc3.index,
    traverse3.index,
    grouper_next.index,
    grouper_new.index,
    null,
  );
  grouper_type.tp_flags &= ~Py_TPFLAGS_BASETYPE;
  defineType(
    tee_type,
    "itertools._tee",
    48,
    tee_dealloc.index,
    tee_traverse.index,
    tee_next.index,
    tee_new.index,
    "_tee(iterable, /)\n--\n\nIterator wrapped to make it copyable.",
  );
  tee_type.tp_flags &= ~Py_TPFLAGS_BASETYPE;
  tee_type.tp_weaklistoffset = 32;
  addMethod(
    tee_type,
    "__copy__",
    tee___copy__.index,
    METH_NOARGS,
    "__copy__($self, /)\n--\n\nReturns an independent iterator.",
  );
  defineType(
    teedataobject_type,
    "itertools._tee_dataobject",
    496,
    teedata_dealloc.index,
    teedata_traverse.index,
    0,
    teedata_new.index,
    "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee objects.",
  );
  teedataobject_type.tp_flags &= ~Py_TPFLAGS_BASETYPE;
  addPickling(groupby_type, groupby_reduce.index, groupby_setstate.index);
  addPickling(grouper_type, grouper_reduce.index, 0);
  addPickling(tee_type, tee_reduce.index, tee_setstate.index);
  addPickling(teedataobject_type, teedata_reduce.index, 0);
}

let module: PyObject | null = null;
let failed: bool = false;

function add(name: string, t: PyTypeObject): void {
  failed = failed || !ready(t) || PyModule_AddObjectRef(module!, name, t) < 0;
}

let defined: bool = false;

/** `new`: the module object. */
export function PyInit_itertools(): PyObject | null {
  if (!defined) {
    defineOwnTypes();
    defineSimpleTypes();
    defineCombinatoricTypes();
    defineSimpleReduce();
    defineCombinatoricReduce();
    defined = true;
  }
  const m = PyModule_New("itertools", "Functional tools for creating and using iterators.");
  if (m === null) return null;
  module = m;
  failed = false;
  add("accumulate", accumulate_type);
  add("batched", batched_type);
  add("chain", chain_type);
  add("combinations", combinations_type);
  add("combinations_with_replacement", cwr_type);
  add("compress", compress_type);
  add("count", count_type);
  add("cycle", cycle_type);
  add("dropwhile", dropwhile_type);
  add("filterfalse", filterfalse_type);
  add("groupby", groupby_type);
  add("_grouper", grouper_type);
  add("islice", islice_type);
  add("pairwise", pairwise_type);
  add("permutations", permutations_type);
  add("product", product_type);
  add("repeat", repeat_type);
  add("starmap", starmap_type);
  add("takewhile", takewhile_type);
  add("_tee", tee_type);
  add("_tee_dataobject", teedataobject_type);
  add("zip_longest", zip_longest_type);
  failed =
    failed ||
    moduleFunction(
      m,
      "tee",
      itertools_tee.index,
      METH_FASTCALL,
      "tee($module, iterable, n=2, /)\n--\n\nReturns a tuple of n independent iterators.",
    ) < 0;
  if (!failed) return m;
  Py_DECREF(m);
  return null;
}
