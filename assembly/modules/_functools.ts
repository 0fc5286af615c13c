/**
 * The module _functools: reduce, cmp_to_key, and the module itself (Modules/_functoolsmodule.c).
 *
 * Elsewhere: partial (functools_partial.ts), lru_cache (functools_lru.ts).
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import { PyExc_AttributeError, PyExc_TypeError } from "../object/exception_types";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  initStaticType,
} from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, argReq, parseArgs, parseTupleArgs } from "../protocol/args";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { callTwoArgs } from "../protocol/call";
import { PyObject_RichCompare } from "../protocol/compare";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { _PyLong_GetZero } from "../types/long";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { allocate, dealloc3, ready, ref, refOf, setRef, traverse3 } from "./itertools_base";
import { defineLruTypes, lru_cache_type, lruElemType } from "./functools_lru";
import { definePartialType, partial_type } from "./functools_partial";

const keyobject_type = changetype<PyTypeObject>(memory.data(416, 16));

// --- reduce ---

function functools_reduce(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("reduce", nargs, 2, 3)) return null;
  const func = ptrAt(args, 0);
  const seq = ptrAt(args, 1);
  const it = PyObject_GetIter(seq);
  if (it === null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_SetString(PyExc_TypeError, "reduce() arg 2 must support iteration");
    }
    return null;
  }
  let result: PyObject | null = nargs > 2 ? Py_NewRef(ptrAt(args, 2)) : null;
  while (true) {
    const item = PyIter_Next(it);
    if (item === null) {
      if (PyErr_Occurred() !== null) {
        Py_XDECREF(result);
        result = null;
      } else if (result === null) {
        PyErr_SetString(PyExc_TypeError, "reduce() of empty iterable with no initial value");
      }
      break;
    }
    if (result === null) {
      result = item;
      continue;
    }
    const next = callTwoArgs(func, result, item);
    Py_DECREF(result);
    Py_DECREF(item);
    result = next;
    if (result === null) break;
  }
  Py_DECREF(it);
  return result;
}

// --- cmp_to_key: K objects, 0 cmp, 1 object (null for the factory) ---

/** `new` K object. Borrows both. */
function newKey(cmp: PyObject, object: PyObject | null): PyObject | null {
  const k = allocate(keyobject_type);
  if (k === null) return null;
  setRef(k, 0, Py_NewRef(cmp));
  if (object !== null) setRef(k, 1, Py_NewRef(object));
  return k;
}

function keyobject_call(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("K", "obj", args, kwds)) return null;
  return newKey(refOf(self, 0), argReq(0));
}

function keyobject_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if (other.ob_type != keyobject_type) return PyErr_Format(PyExc_TypeError, "other argument must be K instance");
  const x = ref(self, 1);
  const y = ref(other, 1);
  if (x === null || y === null) return PyErr_Format(PyExc_AttributeError, "object");
  const res = callTwoArgs(refOf(self, 0), x, y);
  if (res === null) return null;
  const answer = PyObject_RichCompare(res, _PyLong_GetZero(), op);
  Py_DECREF(res);
  return answer;
}

function functools_cmp_to_key(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("cmp_to_key", "mycmp", args, nargs, kwnames)) return null;
  return newKey(argReq(0), null);
}

function keyobject_signature(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromLiteral("(obj)");
}

function defineKeyType(): void {
  const t = keyobject_type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "functools.KeyWrapper", 32, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = dealloc3.index;
  t.tp_traverse = traverse3.index;
  t.tp_call = keyobject_call.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_richcompare = keyobject_richcompare.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  addGetSet(t, "__text_signature__", keyobject_signature.index, 0);
  addMember(t, "obj", _Py_T_OBJECT, 24, 0, "Value wrapped by a key function.");
}

// --- the module ---

let defined: bool = false;

/** `new`: the module object. */
export function PyInit__functools(): PyObject | null {
  if (!defined) {
    defined = true;
    defineKeyType();
    definePartialType();
    defineLruTypes();
  }
  const m = PyModule_New("_functools", "Tools that operate on functions.");
  if (m === null) return null;
  if (
    ready(keyobject_type) &&
    ready(partial_type) &&
    ready(lru_cache_type) &&
    ready(lruElemType) &&
    PyModule_AddObjectRef(m, "partial", partial_type) == 0 &&
    PyModule_AddObjectRef(m, "_lru_cache_wrapper", lru_cache_type) == 0 &&
    moduleFunction(
      m,
      "reduce",
      functools_reduce.index,
      METH_FASTCALL,
      "reduce(function, iterable[, initial], /) -> value\n\nApply a function of two arguments to the items of an iterable, from left to right,\nso as to reduce the iterable to a single value.",
    ) == 0 &&
    moduleFunction(
      m,
      "cmp_to_key",
      functools_cmp_to_key.index,
      METH_FASTCALL_KEYWORDS,
      "cmp_to_key($module, /, mycmp)\n--\n\nMake a key function from an old-style comparison.\n\n  mycmp\n    Called with two items; negative, zero or positive as in C.",
    ) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
