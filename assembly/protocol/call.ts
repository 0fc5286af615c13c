/**
 * Calling objects (Objects/call.c): the vectorcall protocol (PEP 590) and its bridges to tp_call.
 *
 * A vectorcall passes `args`, an address of 8-byte slots, the number of positional ones in nargsf, and the names of the keyword
 * ones (whose values follow) as a tuple or null. Arguments are borrowed. With PY_VECTORCALL_ARGUMENTS_OFFSET the callee may write
 * args[-1] if it restores it.
 *
 * Invariant: a callable of ours never returns null without an exception or a value with one; the debug build checks it here.
 */
import { DEBUG } from "../config";
import { blocked } from "../object/eval_breaker";
import { PyObject, ptrAt, Py_TPFLAGS_HAVE_VECTORCALL } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyVectorcall_NARGS, callVectorcall, callTernary, PY_VECTORCALL_ARGUMENTS_OFFSET } from "../object/slots";
import { PyExc_TypeError, PyExc_SystemError } from "../object/exception_types";
import { PyMem_Malloc, PyMem_Free, PyMem_Calloc } from "../memory/blocks";
import {
  PyErr_Clear,
  PyErr_Format,
  PyErr_Occurred,
  PyErr_NoMemory,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "./errors";
import { PyCallable_Check, PyObject_GetOptionalAttr, _PyObject_GetMethod } from "./attr";
import { PyModule_GetNameObject } from "../types/module";
import { PyModule_Type } from "../object/statics";
import { PyTuple_New, PyTuple_GET_SIZE, PyTuple_GET_ITEM, PyTuple_SET_ITEM, _PyTuple_ITEMS } from "../types/tuple";
import { PyDict_New, PyDict_SetItem, PyDict_GET_SIZE, PyDict_Next, dictNextKey, dictNextValue } from "../types/dict";

/** Table index of the object's vectorcall function, 0 if its type has none. */
export function PyVectorcall_Function(callable: PyObject): u32 {
  const type = callable.ob_type;
  if (!(type.tp_flags & Py_TPFLAGS_HAVE_VECTORCALL)) return 0;
  return load<u32>(changetype<usize>(callable) + <usize>type.tp_vectorcall_offset);
}

/** Checks the invariant of a call's result: passes it through. */
export function _Py_CheckFunctionResult(callable: PyObject, result: PyObject | null): PyObject | null {
  if (result === null) {
    if (PyErr_Occurred() === null && !blocked) {
      PyErr_Format(PyExc_SystemError, "%R returned NULL without setting an exception", changetype<usize>(callable));
    }
    return null;
  }
  if (DEBUG && PyErr_Occurred() !== null) {
    Py_DECREF(result);
    return PyErr_Format(PyExc_SystemError, "%R returned a result with an exception set", changetype<usize>(callable));
  }
  return result;
}

/** Calls with a vector of arguments: `new`. */
export function PyObject_Vectorcall(
  callable: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  const f = PyVectorcall_Function(callable);
  if (f == 0) return _PyObject_MakeTpCall(callable, args, PyVectorcall_NARGS(nargsf), kwnames);
  return _Py_CheckFunctionResult(callable, callVectorcall(f, callable, args, nargsf, kwnames));
}

const attrCell = memory.data(8, 8);

/** TypeError for a call of what cannot be called; a module with something callable of its own name gets a hint. Always null. */
function notCallable(callable: PyObject): PyObject | null {
  if (callable.ob_type == PyModule_Type) {
    const name = PyModule_GetNameObject(callable);
    store<u64>(attrCell, 0);
    if (name === null || PyObject_GetOptionalAttr(callable, name, attrCell) < 0) PyErr_Clear();
    const found = load<PyObject | null>(attrCell);
    const hint = found !== null && PyCallable_Check(found);
    Py_XDECREF(found);
    if (hint) {
      const text = changetype<usize>(name);
      const format = "'%s' object is not callable. Did you mean: '%U.%U(...)'?";
      PyErr_Format(PyExc_TypeError, format, callable.ob_type.tp_name, text, text);
    }
    Py_XDECREF(name);
    if (hint) return null;
  }
  return PyErr_Format(PyExc_TypeError, "'%s' object is not callable", callable.ob_type.tp_name);
}

/** Packs the arguments for tp_call: `new`. */
export function _PyObject_MakeTpCall(
  callable: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  const call = callable.ob_type.tp_call;
  if (call == 0) return notCallable(callable);
  const tuple = tupleFromArray(args, nargs);
  if (tuple === null) return null;
  let kwargs: PyObject | null = null;
  if (kwnames !== null && PyTuple_GET_SIZE(kwnames) > 0) {
    kwargs = kwargsDict(args + ((<usize>nargs) << 3), kwnames);
    if (kwargs === null) {
      Py_DECREF(tuple);
      return null;
    }
  }
  let result: PyObject | null = null;
  if (Py_EnterRecursiveCall(" while calling a Python object")) {
    result = _Py_CheckFunctionResult(callable, callTernary(call, callable, tuple, kwargs));
    Py_LeaveRecursiveCall();
  }
  Py_DECREF(tuple);
  Py_XDECREF(kwargs);
  return result;
}

/** A tuple of `n` objects at `items`, each with a new reference: `new`. */
export function tupleFromArray(items: usize, n: i32): PyObject | null {
  const tuple = PyTuple_New(n);
  if (tuple === null) return null;
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(tuple, i, Py_NewRef(ptrAt(items, i)));
  return tuple;
}

/** The keyword arguments of a vectorcall as a dict: `new`. */
export function kwargsDict(values: usize, kwnames: PyObject): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  const n = PyTuple_GET_SIZE(kwnames);
  for (let i = 0; i < n; i++) {
    if (PyDict_SetItem(dict, PyTuple_GET_ITEM(kwnames, i), ptrAt(values, i)) < 0) {
      Py_DECREF(dict);
      return null;
    }
  }
  return dict;
}

/** Calls with a tuple and a dict or null: `new`. */
export function PyObject_Call(callable: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const f = PyVectorcall_Function(callable);
  if (f != 0) return vectorcallWithDict(f, callable, _PyTuple_ITEMS(args), PyTuple_GET_SIZE(args), kwargs);
  const call = callable.ob_type.tp_call;
  if (call == 0) return notCallable(callable);
  if (!Py_EnterRecursiveCall(" while calling a Python object")) return null;
  const result = callTernary(call, callable, args, kwargs);
  Py_LeaveRecursiveCall();
  return _Py_CheckFunctionResult(callable, result);
}

/** tp_call of types that have a vectorcall function. */
export function PyVectorcall_Call(callable: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const f = load<u32>(changetype<usize>(callable) + <usize>callable.ob_type.tp_vectorcall_offset);
  if (f == 0) return PyErr_Format(PyExc_TypeError, "'%s' object does not support vectorcall", callable.ob_type.tp_name);
  return vectorcallWithDict(f, callable, _PyTuple_ITEMS(args), PyTuple_GET_SIZE(args), kwargs);
}

/** A vectorcall whose keywords come as a dict: `new`. */
export function PyObject_VectorcallDict(
  callable: PyObject,
  args: usize,
  nargsf: u32,
  kwargs: PyObject | null,
): PyObject | null {
  const f = PyVectorcall_Function(callable);
  const nargs = PyVectorcall_NARGS(nargsf);
  if (f != 0) return vectorcallWithDict(f, callable, args, nargs, kwargs);
  const tuple = tupleFromArray(args, nargs);
  if (tuple === null) return null;
  const result = PyObject_Call(callable, tuple, kwargs);
  Py_DECREF(tuple);
  return result;
}

function vectorcallWithDict(
  f: u32,
  callable: PyObject,
  args: usize,
  nargs: i32,
  kwargs: PyObject | null,
): PyObject | null {
  if (kwargs === null || PyDict_GET_SIZE(kwargs) == 0) {
    return _Py_CheckFunctionResult(callable, callVectorcall(f, callable, args, nargs, null));
  }
  const nkw = PyDict_GET_SIZE(kwargs);
  const vector = PyMem_Malloc((<usize>(nargs + nkw + 1)) << 3);
  if (vector == 0) return PyErr_NoMemory();
  const kwnames = PyTuple_New(nkw);
  if (kwnames === null) {
    PyMem_Free(vector);
    return null;
  }
  const slots = vector + 8;
  // the vector holds what it lists, as CPython's does: the counts tell
  for (let j = 0; j < nargs; j++) {
    store<u64>(slots + ((<usize>j) << 3), <u64>changetype<usize>(Py_NewRef(ptrAt(args, j))));
  }
  let pos = 0;
  let i = 0;
  let textKeys = true;
  while ((pos = PyDict_Next(kwargs, pos)) != 0) {
    const key = dictNextKey();
    if (!(key.ob_type.tp_flags & (1 << 28))) textKeys = false;
    PyTuple_SET_ITEM(kwnames, i, Py_NewRef(key));
    store<u64>(slots + ((<usize>(nargs + i)) << 3), <u64>changetype<usize>(Py_NewRef(dictNextValue())));
    i++;
  }
  let result: PyObject | null = null;
  if (!textKeys) PyErr_Format(PyExc_TypeError, "keywords must be strings");
  else {
    result = _Py_CheckFunctionResult(
      callable,
      callVectorcall(f, callable, slots, <u32>nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames),
    );
  }
  for (let j = 0; j < nargs + nkw; j++) Py_DECREF(ptrAt(slots, j));
  Py_DECREF(kwnames);
  PyMem_Free(vector);
  return result;
}

/** `callable(*args)`; args may be null: `new`. */
export function PyObject_CallObject(callable: PyObject, args: PyObject | null): PyObject | null {
  if (args === null) return PyObject_CallNoArgs(callable);
  if (!(args.ob_type.tp_flags & (1 << 26))) return PyErr_Format(PyExc_TypeError, "argument list must be a tuple");
  return PyObject_Call(callable, args, null);
}

// Small argument vectors for the fixed-arity calls lie on a stack of our own: calls nest, so a static buffer would not do. What the first
// region does not hold lies in a second one, made when native recursion first comes that deep; a vector lies where its first slot does.
const SLOTS: usize = 8192;
const LATER_SLOTS: usize = 65536;
const MOST_BORROWED: usize = 8;
const slotStack = memory.data(8200 * 8, 8);
let laterSlots: usize = 0;
let slotTop: usize = 0;

/** `n` slots (at most MOST_BORROWED), zeroed upper halves; 0 with MemoryError. Freed by `releaseSlots(n)`. */
export function borrowSlots(n: usize): usize {
  if (slotTop >= SLOTS) return borrowLaterSlots(n);
  const at = slotStack + (slotTop << 3);
  slotTop += n;
  return at;
}

export function borrowLaterSlots(n: usize): usize {
  if (laterSlots == 0) laterSlots = PyMem_Calloc(LATER_SLOTS + MOST_BORROWED, 8);
  if (laterSlots == 0 || slotTop >= SLOTS + LATER_SLOTS) {
    PyErr_NoMemory();
    return 0;
  }
  const at = laterSlots + ((slotTop - SLOTS) << 3);
  slotTop += n;
  return at;
}

export function releaseSlots(n: usize): void {
  slotTop -= n;
}

export function PyObject_CallNoArgs(callable: PyObject): PyObject | null {
  const slots = borrowSlots(1);
  if (slots == 0) return null;
  const result = PyObject_Vectorcall(callable, slots + 8, PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  releaseSlots(1);
  return result;
}

export function PyObject_CallOneArg(callable: PyObject, a: PyObject): PyObject | null {
  const slots = borrowSlots(2);
  if (slots == 0) return null;
  store<u64>(slots + 8, <u64>changetype<usize>(a));
  const result = PyObject_Vectorcall(callable, slots + 8, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  releaseSlots(2);
  return result;
}

/** `callable(a, b)`; ours, as CPython spells it with varargs. */
export function callTwoArgs(callable: PyObject, a: PyObject, b: PyObject): PyObject | null {
  return callUpToFour(callable, 2, a, b, null, null);
}

export function callThreeArgs(callable: PyObject, a: PyObject, b: PyObject, c: PyObject): PyObject | null {
  return callUpToFour(callable, 3, a, b, c, null);
}

export function callFourArgs(callable: PyObject, a: PyObject, b: PyObject, c: PyObject, d: PyObject): PyObject | null {
  return callUpToFour(callable, 4, a, b, c, d);
}

function callUpToFour(
  callable: PyObject,
  n: u32,
  a: PyObject,
  b: PyObject,
  c: PyObject | null,
  d: PyObject | null,
): PyObject | null {
  const slots = borrowSlots(5);
  if (slots == 0) return null;
  store<u64>(slots + 8, <u64>changetype<usize>(a));
  store<u64>(slots + 16, <u64>changetype<usize>(b));
  store<u64>(slots + 24, <u64>changetype<usize>(c));
  store<u64>(slots + 32, <u64>changetype<usize>(d));
  const result = PyObject_Vectorcall(callable, slots + 8, n | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  releaseSlots(5);
  return result;
}

const methodCell = memory.data(8, 8);

/** Vectorcall of method `name` of args[0]; nargsf counts it: `new`. */
export function PyObject_VectorcallMethod(
  name: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  const self = ptrAt(args, 0);
  store<u64>(methodCell, 0);
  const unbound = _PyObject_GetMethod(self, name, methodCell);
  const method = load<PyObject | null>(methodCell);
  if (method === null) return null;
  const nargs = PyVectorcall_NARGS(nargsf);
  const result =
    unbound != 0
      ? PyObject_Vectorcall(method, args, nargs, kwnames)
      : PyObject_Vectorcall(method, args + 8, <u32>(nargs - 1) | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
  Py_DECREF(method);
  return result;
}

export function PyObject_CallMethodNoArgs(self: PyObject, name: PyObject): PyObject | null {
  return callMethod(self, name, 1, null, null, null);
}

export function PyObject_CallMethodOneArg(self: PyObject, name: PyObject, a: PyObject): PyObject | null {
  return callMethod(self, name, 2, a, null, null);
}

export function callMethodTwoArgs(self: PyObject, name: PyObject, a: PyObject, b: PyObject): PyObject | null {
  return callMethod(self, name, 3, a, b, null);
}

export function callMethodThreeArgs(
  self: PyObject,
  name: PyObject,
  a: PyObject,
  b: PyObject,
  c: PyObject,
): PyObject | null {
  return callMethod(self, name, 4, a, b, c);
}

function callMethod(
  self: PyObject,
  name: PyObject,
  n: u32,
  a: PyObject | null,
  b: PyObject | null,
  c: PyObject | null,
): PyObject | null {
  const slots = borrowSlots(5);
  if (slots == 0) return null;
  store<u64>(slots + 8, <u64>changetype<usize>(self));
  store<u64>(slots + 16, <u64>changetype<usize>(a));
  store<u64>(slots + 24, <u64>changetype<usize>(b));
  store<u64>(slots + 32, <u64>changetype<usize>(c));
  const result = PyObject_VectorcallMethod(name, slots + 8, n | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  releaseSlots(5);
  return result;
}

/** Calls `callable(prepended, *args[1..])`-style: prepends `obj` to a vector (_PyObject_Call_Prepend): `new`. */
export function _PyObject_Call_Prepend(
  callable: PyObject,
  obj: PyObject,
  args: PyObject,
  kwargs: PyObject | null,
): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  const vector = PyMem_Malloc((<usize>(n + 2)) << 3);
  if (vector == 0) return PyErr_NoMemory();
  store<u64>(vector + 8, <u64>changetype<usize>(obj));
  memory.copy(vector + 16, _PyTuple_ITEMS(args), (<usize>n) << 3);
  const result = PyObject_VectorcallDict(callable, vector + 8, <u32>(n + 1) | PY_VECTORCALL_ARGUMENTS_OFFSET, kwargs);
  PyMem_Free(vector);
  return result;
}
