/**
 * itertools that pass items on: chain, compress, count, cycle, dropwhile, filterfalse, islice, pairwise, repeat, starmap,
 * takewhile, batched, accumulate, zip_longest (Modules/itertoolsmodule.c). Slots of each type stand above its functions.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBool_Type, Py_None } from "../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { METH_CLASS, METH_NOARGS, METH_O, addMethod } from "../object/typedef";
import { PyErr_Clear, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, noKeywordsDict, parseTupleArgs } from "../protocol/args";
import { argValue, sizeArg, wideArgValue } from "../protocol/arg_values";
import { PyObject_Call, PyObject_CallOneArg, callTwoArgs } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyObject_GetIter, nextOf, nextOrEnd } from "../protocol/iter";
import { PyIndex_Check, PyNumber_Add, PyNumber_Check } from "../protocol/number";
import { PySequence_Tuple } from "../protocol/sequence";
import { classGetItem } from "../types/genericalias";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "../types/list";
import {
  PyLong_AsLongAndOverflow,
  PyLong_Check,
  PyLong_FromI64,
  PyLong_FromLong,
  _PyLong_GetOne,
  longOverflow,
} from "../types/long";
import {
  PyTuple_CheckExact,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
  _PyTuple_Resize,
  tupleEmpty,
} from "../types/tuple";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import {
  allocate,
  dealloc1,
  dealloc15,
  dealloc28,
  dealloc3,
  dealloc6,
  dealloc7,
  defineType,
  endedWell,
  newRefOf,
  num,
  ref,
  refOf,
  replaceRef,
  setNum,
  setRef,
  traverse1,
  traverse15,
  traverse28,
  traverse3,
  traverse6,
  traverse7,
} from "./itertools_base";

export const chain_type = changetype<PyTypeObject>(memory.data(416, 16));
export const compress_type = changetype<PyTypeObject>(memory.data(416, 16));
export const count_type = changetype<PyTypeObject>(memory.data(416, 16));
export const cycle_type = changetype<PyTypeObject>(memory.data(416, 16));
export const dropwhile_type = changetype<PyTypeObject>(memory.data(416, 16));
export const filterfalse_type = changetype<PyTypeObject>(memory.data(416, 16));
export const islice_type = changetype<PyTypeObject>(memory.data(416, 16));
export const pairwise_type = changetype<PyTypeObject>(memory.data(416, 16));
export const repeat_type = changetype<PyTypeObject>(memory.data(416, 16));
export const starmap_type = changetype<PyTypeObject>(memory.data(416, 16));
export const takewhile_type = changetype<PyTypeObject>(memory.data(416, 16));
export const batched_type = changetype<PyTypeObject>(memory.data(416, 16));
export const accumulate_type = changetype<PyTypeObject>(memory.data(416, 16));
export const zip_longest_type = changetype<PyTypeObject>(memory.data(416, 16));

/** Positional arguments only, between min and max of them. */
function positional(
  type: PyTypeObject,
  own: PyTypeObject,
  name: string,
  args: PyObject,
  kwds: PyObject | null,
  lo: i32,
  hi: i32,
): bool {
  if ((type == own || type.tp_init == own.tp_init) && !noKeywordsDict(name, kwds)) return false;
  return PyArg_CheckPositional(name, PyTuple_GET_SIZE(args), lo, hi);
}

/** `new` object with `a` (borrowed, may be null) in slot 0 and iter(b) in slot 1. */
function makeWithIter(type: PyTypeObject, a: PyObject, b: PyObject): PyObject | null {
  const it = PyObject_GetIter(b);
  if (it === null) return null;
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(it);
    return null;
  }
  setRef(self, 0, Py_NewRef(a));
  setRef(self, 1, it);
  return self;
}

// --- chain: 0 source (iterator of iterables), 1 active ---

function chain_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if ((type == chain_type || type.tp_init == chain_type.tp_init) && !noKeywordsDict("chain", kwds)) return null;
  return chainOver(type, args);
}

function chainOver(type: PyTypeObject, iterables: PyObject): PyObject | null {
  const source = PyObject_GetIter(iterables);
  if (source === null) return null;
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(source);
    return null;
  }
  setRef(self, 0, source);
  return self;
}

function chain_from_iterable(cls: PyObject, iterable: PyObject): PyObject | null {
  return chainOver(changetype<PyTypeObject>(cls), iterable);
}

function chain_next(self: PyObject): PyObject | null {
  while (true) {
    const source = ref(self, 0);
    if (source === null) return null;
    let active = ref(self, 1);
    if (active === null) {
      const iterable = nextOf(source);
      if (iterable === null) {
        replaceRef(self, 0, null);
        return null;
      }
      active = PyObject_GetIter(iterable);
      Py_DECREF(iterable);
      if (active === null) {
        replaceRef(self, 0, null);
        return null;
      }
      setRef(self, 1, active);
    }
    const item = nextOf(active);
    if (item !== null) return item;
    if (!endedWell()) return null;
    replaceRef(self, 1, null);
  }
}

// --- compress: 0 data, 1 selectors ---

function compress_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("compress", "data,selectors", args, kwds)) return null;
  const dataArg = argReq(0);
  const selectorsArg = argReq(1);
  const data = PyObject_GetIter(dataArg);
  if (data === null) return null;
  const self = makeWithIter(type, data, selectorsArg);
  Py_DECREF(data);
  return self;
}

function compress_next(self: PyObject): PyObject | null {
  while (true) {
    const datum = nextOf(refOf(self, 0));
    if (datum === null) return null;
    const selector = nextOf(refOf(self, 1));
    let ok = 0;
    if (selector !== null) {
      ok = PyObject_IsTrue(selector);
      Py_DECREF(selector);
      if (ok == 1) return datum;
    }
    Py_DECREF(datum);
    if (selector === null || ok < 0) return null;
  }
}

// --- count: 0 cnt (i64.MAX_VALUE: slow mode), 1 long_cnt, 2 long_step ---

export const SLOW: i64 = i64.MAX_VALUE;

function count_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("count", "start=,step=", args, kwds)) return null;
  const start = arg(0);
  const step = arg(1);
  if ((start !== null && !PyNumber_Check(start)) || (step !== null && !PyNumber_Check(step))) {
    return PyErr_SetString(PyExc_TypeError, "a number is required");
  }
  let cnt: i64 = 0;
  let fast = start === null || PyLong_Check(start);
  if (start !== null && fast) {
    cnt = PyLong_AsLongAndOverflow(start);
    if (longOverflow != 0 || cnt == SLOW) fast = false;
  }
  if (step !== null && !(PyLong_Check(step) && PyLong_AsLongAndOverflow(step) == 1 && longOverflow == 0)) fast = false;
  const self = allocate(type);
  if (self === null) return null;
  setRef(self, 2, Py_NewRef(step === null ? _PyLong_GetOne() : step));
  if (fast) {
    setNum(self, 0, cnt);
  } else {
    setNum(self, 0, SLOW);
    setRef(self, 1, start === null ? PyLong_FromLong(0) : Py_NewRef(start));
  }
  return self;
}

function count_next(self: PyObject): PyObject | null {
  const cnt = num(self, 0);
  if (cnt != SLOW) {
    setNum(self, 0, cnt + 1);
    return PyLong_FromI64(cnt);
  }
  let long = ref(self, 1);
  if (long === null) {
    long = PyLong_FromI64(SLOW);
    if (long === null) return null;
  }
  const stepped = PyNumber_Add(long, refOf(self, 2));
  if (stepped === null) return null;
  setRef(self, 1, stepped);
  return long;
}

function count_repr(self: PyObject): PyObject | null {
  const long = ref(self, 1);
  const step = refOf(self, 2);
  const now = num(self, 0) == SLOW && long !== null ? Py_NewRef(long) : PyLong_FromI64(num(self, 0));
  if (now === null) return null;
  const one = PyLong_Check(step) && PyLong_AsLongAndOverflow(step) == 1 && longOverflow == 0;
  const result = one
    ? PyUnicode_FromFormat("count(%R)", changetype<usize>(now))
    : PyUnicode_FromFormat("count(%R, %R)", changetype<usize>(now), changetype<usize>(step));
  Py_DECREF(now);
  return result;
}

// --- cycle: 0 it (null after the first pass), 1 saved (list), 2 index, 3 firstpass (the saved list was given by __setstate__: complete) ---

function cycle_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!positional(type, cycle_type, "cycle", args, kwds, 1, 1)) return null;
  const it = PyObject_GetIter(PyTuple_GET_ITEM(args, 0));
  if (it === null) return null;
  const saved = PyList_New(0);
  const self: PyObject | null = saved === null ? null : allocate(type);
  if (self === null) {
    Py_DECREF(it);
    Py_XDECREF(saved);
    return null;
  }
  setRef(self, 0, it);
  setRef(self, 1, saved);
  return self;
}

function cycle_next(self: PyObject): PyObject | null {
  const it = ref(self, 0);
  const saved = refOf(self, 1);
  if (it !== null) {
    const item = nextOf(it);
    if (item !== null) {
      if (num(self, 3) != 0 || PyList_Append(saved, item) == 0) return item;
      Py_DECREF(item);
      return null;
    }
    if (!endedWell()) return null;
    replaceRef(self, 0, null);
  }
  const n = PyList_GET_SIZE(saved);
  if (n == 0) return null;
  const i = <i32>num(self, 2);
  setNum(self, 2, i + 1 >= n ? 0 : i + 1);
  return Py_NewRef(PyList_GET_ITEM(saved, i));
}

// --- dropwhile, takewhile: 0 func, 1 it, 2 start / stop; filterfalse, starmap: 0 func, 1 it ---

function dropwhile_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!positional(type, dropwhile_type, "dropwhile", args, kwds, 2, 2)) return null;
  return makeWithIter(type, PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1));
}

/** Truth of func(item): 1, 0, -1. */
function test(func: PyObject, item: PyObject): i32 {
  const good = PyObject_CallOneArg(func, item);
  if (good === null) return -1;
  const ok = PyObject_IsTrue(good);
  Py_DECREF(good);
  return ok;
}

function dropwhile_next(self: PyObject): PyObject | null {
  const it = refOf(self, 1);
  while (true) {
    const item = nextOf(it);
    if (item === null || num(self, 2) != 0) return item;
    const ok = test(refOf(self, 0), item);
    if (ok == 0) {
      setNum(self, 2, 1);
      return item;
    }
    Py_DECREF(item);
    if (ok < 0) return null;
  }
}

function takewhile_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!positional(type, takewhile_type, "takewhile", args, kwds, 2, 2)) return null;
  return makeWithIter(type, PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1));
}

function takewhile_next(self: PyObject): PyObject | null {
  if (num(self, 2) != 0) return null;
  const item = nextOf(refOf(self, 1));
  if (item === null) return null;
  const ok = test(refOf(self, 0), item);
  if (ok == 1) return item;
  Py_DECREF(item);
  if (ok == 0) setNum(self, 2, 1);
  return null;
}

function filterfalse_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!positional(type, filterfalse_type, "filterfalse", args, kwds, 2, 2)) return null;
  return makeWithIter(type, PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1));
}

function filterfalse_next(self: PyObject): PyObject | null {
  const func = refOf(self, 0);
  while (true) {
    const item = nextOf(refOf(self, 1));
    if (item === null) return null;
    const ok = func == Py_None || func == PyBool_Type ? PyObject_IsTrue(item) : test(func, item);
    if (ok == 0) return item;
    Py_DECREF(item);
    if (ok < 0) return null;
  }
}

function starmap_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!positional(type, starmap_type, "starmap", args, kwds, 2, 2)) return null;
  return makeWithIter(type, PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1));
}

function starmap_next(self: PyObject): PyObject | null {
  const item = nextOf(refOf(self, 1));
  if (item === null) return null;
  const args: PyObject | null = PyTuple_CheckExact(item) ? Py_NewRef(item) : PySequence_Tuple(item);
  Py_DECREF(item);
  if (args === null) return null;
  const result = PyObject_Call(refOf(self, 0), args, null);
  Py_DECREF(args);
  return result;
}

// --- islice: 0 it (null once done), 1 next, 2 stop (-1: none), 3 step, 4 cnt ---

let indexValue: i64 = 0;

/** Reads an index argument of islice into indexValue (None: `deflt`); false with ValueError. */
function sliceArg(op: PyObject, deflt: i64, message: string): bool {
  indexValue = deflt;
  if (op == Py_None) return true;
  if (PyIndex_Check(op) && sizeArg(op)) {
    indexValue = wideArgValue;
    if (indexValue >= 0) return true;
  }
  PyErr_Clear();
  PyErr_SetString(PyExc_ValueError, message);
  return false;
}

function islice_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!positional(type, islice_type, "islice", args, kwds, 2, 4)) return null;
  const n = PyTuple_GET_SIZE(args);
  const stopMessage = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
  const bounds = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
  let start: i64 = 0;
  if (n > 2) {
    if (!sliceArg(PyTuple_GET_ITEM(args, 1), 0, bounds)) return null;
    start = indexValue;
  }
  if (!sliceArg(PyTuple_GET_ITEM(args, n > 2 ? 2 : 1), -1, n > 2 ? bounds : stopMessage)) return null;
  const stop = indexValue;
  let step: i64 = 1;
  if (n > 3) {
    const stepMessage = "Step for islice() must be a positive integer or None.";
    if (!sliceArg(PyTuple_GET_ITEM(args, 3), 1, stepMessage)) return null;
    step = indexValue;
    if (step < 1) return PyErr_SetString(PyExc_ValueError, stepMessage);
  }
  const it = PyObject_GetIter(PyTuple_GET_ITEM(args, 0));
  if (it === null) return null;
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(it);
    return null;
  }
  setRef(self, 0, it);
  setNum(self, 1, start);
  setNum(self, 2, stop);
  setNum(self, 3, step);
  return self;
}

function islice_next(self: PyObject): PyObject | null {
  const it = ref(self, 0);
  if (it === null) return null;
  const stop = num(self, 2);
  const next = num(self, 1);
  const until = stop != -1 && stop < next ? stop : next;
  let item: PyObject | null = null;
  while (num(self, 4) < until) {
    item = nextOf(it);
    if (item === null) {
      replaceRef(self, 0, null);
      return null;
    }
    Py_DECREF(item);
    setNum(self, 4, num(self, 4) + 1);
  }
  if (stop != -1 && num(self, 4) >= stop) {
    replaceRef(self, 0, null);
    return null;
  }
  item = nextOf(it);
  if (item === null) {
    replaceRef(self, 0, null);
    return null;
  }
  setNum(self, 4, num(self, 4) + 1);
  let after = next + num(self, 3);
  if (after < next || (stop != -1 && after > stop)) after = stop;
  setNum(self, 1, after);
  return item;
}

// --- pairwise: 0 it (null once done), 1 old, 2 result ---

function pairwise_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!positional(type, pairwise_type, "pairwise", args, kwds, 1, 1)) return null;
  const it = PyObject_GetIter(PyTuple_GET_ITEM(args, 0));
  if (it === null) return null;
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(it);
    return null;
  }
  setRef(self, 0, it);
  setRef(self, 2, PyTuple_Pack2(Py_None, Py_None));
  return self;
}

function pairwise_next(self: PyObject): PyObject | null {
  let it = ref(self, 0);
  if (it === null) return null;
  if (ref(self, 1) === null) {
    const first = nextOf(it);
    replaceRef(self, 1, first);
    it = ref(self, 0); // reading may have come back here
    if (first === null || it === null) {
      replaceRef(self, 0, null);
      replaceRef(self, 1, null);
      return null;
    }
  }
  const old = Py_NewRef(ref(self, 1)!);
  const next = nextOf(it);
  if (next === null) {
    replaceRef(self, 0, null);
    replaceRef(self, 1, null);
    Py_DECREF(old);
    return null;
  }
  const result = PyTuple_Pack2(old, next);
  Py_DECREF(old);
  replaceRef(self, 1, next);
  return result;
}

// --- repeat: 0 element, 1 cnt (-1: for ever) ---

function repeat_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("repeat", "object,times=", args, kwds)) return null;
  const element = argReq(0);
  const times = arg(1);
  let cnt: i64 = -1;
  if (times !== null) {
    if (!sizeArg(times)) return null;
    cnt = wideArgValue < 0 ? 0 : wideArgValue;
  }
  const self = allocate(type);
  if (self === null) return null;
  setRef(self, 0, Py_NewRef(element));
  setNum(self, 1, cnt);
  return self;
}

function repeat_next(self: PyObject): PyObject | null {
  const cnt = num(self, 1);
  if (cnt == 0) return null;
  if (cnt > 0) setNum(self, 1, cnt - 1);
  return newRefOf(self, 0);
}

function repeat_repr(self: PyObject): PyObject | null {
  const element = changetype<usize>(refOf(self, 0));
  const cnt = num(self, 1);
  if (cnt == -1) return PyUnicode_FromFormat("repeat(%R)", element);
  const left = PyLong_FromI64(cnt);
  if (left === null) return null;
  const text = PyUnicode_FromFormat("repeat(%R, %S)", element, changetype<usize>(left));
  Py_DECREF(left);
  return text;
}

function repeat_len(self: PyObject, unused: PyObject | null): PyObject | null {
  const cnt = num(self, 1);
  if (cnt == -1) return PyErr_SetString(PyExc_TypeError, "len() of unsized object");
  return PyLong_FromI64(cnt);
}

// --- batched: 0 it (null once done), 1 batch_size, 2 strict ---

function batched_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("batched", "iterable,n,*,strict=", args, kwds)) return null;
  const iterable = argReq(0);
  const nArg = argReq(1);
  const strictArg = arg(2);
  if (!sizeArg(nArg)) return null;
  const n = argValue;
  const strict = strictArg === null ? 0 : PyObject_IsTrue(strictArg);
  if (strict < 0) return null;
  if (n < 1) return PyErr_SetString(PyExc_ValueError, "n must be at least one");
  const it = PyObject_GetIter(iterable);
  if (it === null) return null;
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(it);
    return null;
  }
  setRef(self, 0, it);
  setNum(self, 1, n);
  setNum(self, 2, strict);
  return self;
}

const cell = memory.data(8, 8);

function batched_next(self: PyObject): PyObject | null {
  const it = ref(self, 0);
  if (it === null) return null;
  const n = <i32>num(self, 1);
  const result = PyTuple_New(n);
  if (result === null) return null;
  let i = 0;
  while (i < n) {
    const item = nextOf(it);
    if (item === null) break;
    PyTuple_SET_ITEM(result, i++, item);
  }
  if (i == n) return result;
  const well = endedWell();
  if (!well || i == 0) {
    replaceRef(self, 0, null);
    Py_DECREF(result);
    return null;
  }
  if (num(self, 2) != 0) {
    replaceRef(self, 0, null);
    Py_DECREF(result);
    return PyErr_SetString(PyExc_ValueError, "batched(): incomplete batch");
  }
  store<u64>(cell, <u64>changetype<usize>(result));
  if (_PyTuple_Resize(cell, i) < 0) return null;
  return load<PyObject>(cell);
}

// --- accumulate: 0 total, 1 it, 2 binop, 3 initial ---

function accumulate_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("accumulate", "iterable,func=,*,initial=", args, kwds)) return null;
  const iterable = argReq(0);
  const func = arg(1);
  const initial = arg(2);
  const it = PyObject_GetIter(iterable);
  if (it === null) return null;
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(it);
    return null;
  }
  setRef(self, 1, it);
  if (func !== null && func != Py_None) setRef(self, 2, Py_NewRef(func));
  if (initial !== null && initial != Py_None) setRef(self, 3, Py_NewRef(initial));
  return self;
}

function accumulate_next(self: PyObject): PyObject | null {
  const initial = ref(self, 3);
  if (initial !== null) {
    setRef(self, 3, null);
    replaceRef(self, 0, initial);
    return Py_NewRef(initial);
  }
  const value = nextOf(refOf(self, 1));
  if (value === null) return null;
  const total = ref(self, 0);
  if (total === null) {
    setRef(self, 0, Py_NewRef(value));
    return value;
  }
  const binop = ref(self, 2);
  const sum = binop === null ? PyNumber_Add(total, value) : callTwoArgs(binop, total, value);
  Py_DECREF(value);
  if (sum === null) return null;
  replaceRef(self, 0, Py_NewRef(sum));
  return sum;
}

// --- zip_longest: 0 tuplesize, 1 numactive, 2 ittuple (exhausted ones null), 3 result, 4 fillvalue ---

function zip_longest_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("zip_longest", "*,fillvalue=", tupleEmpty, kwds)) {
    return PyErr_SetString(PyExc_TypeError, "zip_longest() got an unexpected keyword argument");
  }
  const fill = arg(0);
  const n = PyTuple_GET_SIZE(args);
  const its = PyTuple_New(n);
  if (its === null) return null;
  for (let i = 0; i < n; i++) {
    const it = PyObject_GetIter(PyTuple_GET_ITEM(args, i));
    if (it === null) {
      Py_DECREF(its);
      return null;
    }
    PyTuple_SET_ITEM(its, i, it);
  }
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(its);
    return null;
  }
  setNum(self, 0, n);
  setNum(self, 1, n);
  setRef(self, 2, its);
  setRef(self, 3, Py_NewRef(Py_None));
  setRef(self, 4, Py_NewRef(fill === null ? Py_None : fill));
  return self;
}

/** `new`: the next item of iterator `i`, or the fill value. Null at the very end or with an exception. */
function longestItem(self: PyObject, i: i32): PyObject | null {
  const its = refOf(self, 2);
  const it = changetype<PyObject | null>(PyTuple_GET_ITEM(its, i));
  if (it === null) return newRefOf(self, 4);
  const item = nextOrEnd(it);
  if (item !== null) return item;
  const left = num(self, 1) - 1;
  setNum(self, 1, left);
  if (left == 0 || PyErr_Occurred() !== null) {
    setNum(self, 1, 0);
    return null;
  }
  PyTuple_SET_ITEM(its, i, null);
  Py_DECREF(it);
  return newRefOf(self, 4);
}

function zip_longest_next(self: PyObject): PyObject | null {
  const n = <i32>num(self, 0);
  if (n == 0 || num(self, 1) == 0) return null;
  const result = PyTuple_New(n);
  if (result === null) return null;
  for (let i = 0; i < n; i++) {
    const item = longestItem(self, i);
    if (item === null) {
      Py_DECREF(result);
      return null;
    }
    PyTuple_SET_ITEM(result, i, item);
  }
  return result;
}

/** Describes the types of this file. */
export function defineSimpleTypes(): void {
  defineType(
    chain_type,
    "itertools.chain",
    32,
    dealloc3.index,
    traverse3.index,
    chain_next.index,
    chain_new.index,
    "chain(*iterables)\n--\n\nYield the items of the first iterable, then those of the next, to the end of the last.",
  );
  addMethod(
    chain_type,
    "from_iterable",
    chain_from_iterable.index,
    METH_O | METH_CLASS,
    "from_iterable($type, iterable, /)\n--\n\nA chain over the iterables that one iterable yields, each asked for when its turn comes.",
  );
  addMethod(chain_type, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
  defineType(
    compress_type,
    "itertools.compress",
    32,
    dealloc3.index,
    traverse3.index,
    compress_next.index,
    compress_new.index,
    "compress(data, selectors)\n--\n\nThe data whose selector is true.",
  );
  defineType(
    count_type,
    "itertools.count",
    40,
    dealloc6.index,
    traverse6.index,
    count_next.index,
    count_new.index,
    "count(start=0, step=1)\n--\n\nYield start, start + step and so on without end.",
  );
  count_type.tp_repr = count_repr.index;
  defineType(
    cycle_type,
    "itertools.cycle",
    48,
    dealloc3.index,
    traverse3.index,
    cycle_next.index,
    cycle_new.index,
    "cycle(iterable, /)\n--\n\nYield the items, then the same items again, without end.",
  );
  defineType(
    dropwhile_type,
    "itertools.dropwhile",
    40,
    dealloc3.index,
    traverse3.index,
    dropwhile_next.index,
    dropwhile_new.index,
    "dropwhile(predicate, iterable, /)\n--\n\nLeave items out while predicate(item) is true.\n\nFrom the first for which it is not, all are yielded.",
  );
  defineType(
    filterfalse_type,
    "itertools.filterfalse",
    32,
    dealloc3.index,
    traverse3.index,
    filterfalse_next.index,
    filterfalse_new.index,
    "filterfalse(function, iterable, /)\n--\n\nThe items for which function(item) is false.\n\nThe items that are false themselves where None stands for the function.",
  );
  defineType(
    islice_type,
    "itertools.islice",
    56,
    dealloc1.index,
    traverse1.index,
    islice_next.index,
    islice_new.index,
    "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nThe items with the indices that a slice would name, without a list.",
  );
  defineType(
    pairwise_type,
    "itertools.pairwise",
    40,
    dealloc7.index,
    traverse7.index,
    pairwise_next.index,
    pairwise_new.index,
    "pairwise(iterable, /)\n--\n\nEach item with its successor.\n\n    abcd -> ab, bc, cd",
  );
  defineType(
    repeat_type,
    "itertools.repeat",
    32,
    dealloc1.index,
    traverse1.index,
    repeat_next.index,
    repeat_new.index,
    "repeat(object [,times]) -> an iterator that yields the object so many\ntimes, or without end.",
  );
  repeat_type.tp_repr = repeat_repr.index;
  addMethod(
    repeat_type,
    "__length_hint__",
    repeat_len.index,
    METH_NOARGS,
    "Private method returning an estimate of len(list(it)).",
  );
  defineType(
    starmap_type,
    "itertools.starmap",
    32,
    dealloc3.index,
    traverse3.index,
    starmap_next.index,
    starmap_new.index,
    "starmap(function, iterable, /)\n--\n\nCall the function with the items of each tuple as its arguments and yield what it returns.",
  );
  defineType(
    takewhile_type,
    "itertools.takewhile",
    40,
    dealloc3.index,
    traverse3.index,
    takewhile_next.index,
    takewhile_new.index,
    "takewhile(predicate, iterable, /)\n--\n\nYield items up to the first for which the predicate is false.",
  );
  defineType(
    batched_type,
    "itertools.batched",
    40,
    dealloc1.index,
    traverse1.index,
    batched_next.index,
    batched_new.index,
    "batched(iterable, n, *, strict=False)\n--\n\nTuples of n items; what is left over makes a shorter one at the end.",
  );
  defineType(
    accumulate_type,
    "itertools.accumulate",
    56,
    dealloc15.index,
    traverse15.index,
    accumulate_next.index,
    accumulate_new.index,
    "accumulate(iterable, func=None, *, initial=None)\n--\n\nReturn series of accumulated sums.",
  );
  defineType(
    zip_longest_type,
    "itertools.zip_longest",
    56,
    dealloc28.index,
    traverse28.index,
    zip_longest_next.index,
    zip_longest_new.index,
    "zip_longest(*iterables, fillvalue=None)\n--\n\nTuples of one item from each iterable until the longest ends; fillvalue\nstands in for what the others lack.",
  );
}
