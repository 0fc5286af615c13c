/**
 * The module _bisect (Modules/_bisectmodule.c).
 */
import { PyObject, Py_LT, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyExc_ValueError } from "../object/exception_types";
import { METH_FASTCALL_KEYWORDS } from "../object/typedef";
import { PyErr_SetString } from "../protocol/errors";
import { arg, argReq, parseArgs } from "../protocol/args";
import { sizeArg, wideArgValue } from "../protocol/arg_values";
import { PyObject_CallOneArg, callMethodTwoArgs } from "../protocol/call";
import { PyObject_RichCompareBool, comparePlainly } from "../protocol/compare";
import { sequenceGetItem64, sequenceSize64 } from "../protocol/sequence64";
import { PyList_CheckExact, PyList_GET_ITEM, PyList_GET_SIZE, PyList_Insert } from "../types/list";
import { PyLong_FromI64, saturate } from "../types/long";
import { PyModule_New, moduleFunction } from "../types/module";
import { ID } from "../generated/ids";

/** The arguments of one call, read before any Python code runs. */
let list: PyObject = changetype<PyObject>(0);
let item: PyObject = changetype<PyObject>(0);
let lo: i64 = 0;
let hi: i64 = -1;
let key: PyObject | null = null;

function readArgs(fname: string, args: usize, nargs: i32, kwnames: PyObject | null): bool {
  if (nargs == 2 && kwnames === null) {
    list = ptrAt(args, 0);
    item = ptrAt(args, 1);
    lo = 0;
    hi = -1;
    key = null;
    return true;
  }
  if (!parseArgs(fname, "a,x,lo=,hi=,*,key=", args, nargs, kwnames)) return false;
  const loArg = arg(2);
  const hiArg = arg(3);
  list = argReq(0);
  item = argReq(1);
  const keyArg = arg(4);
  key = keyArg !== null && keyArg == Py_None ? null : keyArg;
  lo = 0;
  hi = -1;
  const a = list;
  const x = item;
  const k = key;
  let low: i64 = 0;
  let high: i64 = -1;
  if (loArg !== null) {
    if (!sizeArg(loArg)) return false;
    low = wideArgValue;
  }
  if (hiArg !== null && hiArg != Py_None) {
    if (!sizeArg(hiArg)) return false;
    high = wideArgValue;
  }
  list = a;
  item = x;
  key = k;
  lo = low;
  hi = high;
  return true;
}

/** Where `x` goes; -1 with an exception. */
function search(a: PyObject, x: PyObject, low: i64, high: i64, keyfunc: PyObject | null, right: bool): i64 {
  if (low < 0) {
    PyErr_SetString(PyExc_ValueError, "lo must be non-negative");
    return -1;
  }
  if (high == -1) {
    high = sequenceSize64(a);
    if (high < 0) return -1;
  }
  const inList = keyfunc === null && PyList_CheckExact(a);
  while (low < high) {
    const mid = <i64>((<u64>low + <u64>high) / 2);
    if (inList && mid < <i64>PyList_GET_SIZE(a)) {
      const plain = PyList_GET_ITEM(a, <i32>mid);
      if (comparePlainly(plain, x)) {
        const less = right ? PyObject_RichCompareBool(x, plain, Py_LT) : PyObject_RichCompareBool(plain, x, Py_LT);
        if ((less != 0) == right) high = mid;
        else low = mid + 1;
        continue;
      }
    }
    let litem = sequenceGetItem64(a, mid);
    if (litem === null) return -1;
    if (keyfunc !== null) {
      const k = PyObject_CallOneArg(keyfunc, litem);
      Py_DECREF(litem);
      if (k === null) return -1;
      litem = k;
    }
    const less = right ? PyObject_RichCompareBool(x, litem, Py_LT) : PyObject_RichCompareBool(litem, x, Py_LT);
    Py_DECREF(litem);
    if (less < 0) return -1;
    if ((less != 0) == right) high = mid;
    else low = mid + 1;
  }
  return low;
}

function bisect(fname: string, args: usize, nargs: i32, kwnames: PyObject | null, right: bool): PyObject | null {
  if (!readArgs(fname, args, nargs, kwnames)) return null;
  const at = search(list, item, lo, hi, key, right);
  return at < 0 ? null : PyLong_FromI64(at);
}

function insort(fname: string, args: usize, nargs: i32, kwnames: PyObject | null, right: bool): PyObject | null {
  if (!readArgs(fname, args, nargs, kwnames)) return null;
  const a = list;
  const x = item;
  const keyfunc = key;
  const low = lo;
  const high = hi;
  const probe = keyfunc === null ? Py_NewRef(x) : PyObject_CallOneArg(keyfunc, x);
  if (probe === null) return null;
  const at = search(a, probe, low, high, keyfunc, right);
  Py_DECREF(probe);
  if (at < 0) return null;
  if (PyList_CheckExact(a)) return PyList_Insert(a, saturate(at), x) < 0 ? null : Py_NewRef(Py_None);
  const index = PyLong_FromI64(at);
  if (index === null) return null;
  const result = callMethodTwoArgs(a, ID.insert, index, x);
  Py_DECREF(index);
  if (result === null) return null;
  Py_DECREF(result);
  return Py_NewRef(Py_None);
}

function bisect_right(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return bisect("bisect_right", args, nargs, kwnames, true);
}

function bisect_left(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return bisect("bisect_left", args, nargs, kwnames, false);
}

function insort_right(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return insort("insort_right", args, nargs, kwnames, true);
}

function insort_left(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return insort("insort_left", args, nargs, kwnames, false);
}

/** `new`: the module object. */
export function PyInit__bisect(): PyObject | null {
  const m = PyModule_New("_bisect", "Bisection algorithms.");
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "bisect_right",
    bisect_right.index,
    METH_FASTCALL_KEYWORDS,
    "bisect_right($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\nWhere x belongs in the sorted list a, behind items equal to it.",
  );
  bad |= moduleFunction(
    m,
    "insort_right",
    insort_right.index,
    METH_FASTCALL_KEYWORDS,
    "insort_right($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\nPut x into the sorted list a where it keeps its order, behind its equals.",
  );
  bad |= moduleFunction(
    m,
    "bisect_left",
    bisect_left.index,
    METH_FASTCALL_KEYWORDS,
    "bisect_left($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\nWhere x belongs in the sorted list a, before items equal to it.",
  );
  bad |= moduleFunction(
    m,
    "insort_left",
    insort_left.index,
    METH_FASTCALL_KEYWORDS,
    "insort_left($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\nPut x into the sorted list a where it keeps its order, before its equals.",
  );
  if (bad == 0) return m;
  Py_DECREF(m);
  return null;
}
