/**
 * functools.partial (Modules/_functoolsmodule.c).
 *
 *   0 fn   1 args (tuple)   2 kw (dict)   3 __dict__   4 weak references   5 vectorcall function
 */
import {
  PyObject,
  PyTypeObject,
  ptrAt,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
} from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import { PyExc_FutureWarning, PyExc_TypeError } from "../object/exception_types";
import { PyVectorcall_NARGS } from "../object/slots";
import {
  METH_CLASS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_SetString, Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../protocol/errors";
import { PyCallable_Check, PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import {
  PyObject_Call,
  PyObject_Vectorcall,
  PyVectorcall_Function,
  _PyObject_MakeTpCall,
  borrowSlots,
  releaseSlots,
} from "../protocol/call";
import { PyObject_Repr, Py_ReprEnter, Py_ReprLeave } from "../protocol/compare";
import { PySequence_Concat, PySequence_Tuple } from "../protocol/sequence";
import { PyErr_WarnEx } from "../protocol/warnings";
import {
  PyDict_Check,
  PyDict_CheckExact,
  PyDict_Copy,
  PyDict_GET_SIZE,
  PyDict_Merge,
  PyDict_New,
  PyDict_Next,
  dictNextKey,
  dictNextValue,
} from "../types/dict";
import { classGetItem } from "../types/genericalias";
import { PyObject_GenericGetDict, PyObject_GenericSetDict } from "../types/object";
import {
  PyTuple_Check,
  PyTuple_CheckExact,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_GetSlice,
  PyTuple_New,
  PyTuple_Pack1,
  PyTuple_Pack3,
  PyTuple_Pack4,
  PyTuple_SET_ITEM,
  _PyTuple_ITEMS,
} from "../types/tuple";
import { PyType_GetFullyQualifiedName } from "../types/typeobject";
import {
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteLiteral,
  _PyUnicodeWriter_WriteStr,
  UnicodeWriter,
} from "../types/unicode_writer";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyUnicode_Check } from "../types/unicode";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import { deallocMask, ref, refOf, replaceRef, setNum, setRef, traverseMask } from "./itertools_base";

/** The longest vector that is borrowed (protocol/call.ts). */
const SMALL: i32 = 8;

export const partial_type = changetype<PyTypeObject>(memory.data(416, 16));

function partial_new(type: PyTypeObject, args: PyObject, kw: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n < 1) return PyErr_SetString(PyExc_TypeError, "type 'partial' takes at least one argument");
  let func = PyTuple_GET_ITEM(args, 0);
  if (!PyCallable_Check(func)) return PyErr_SetString(PyExc_TypeError, "the first argument must be callable");
  let inner: PyObject | null = null;
  // A partial of a partial: one object does for both.
  if (func.ob_type.tp_call == partial_call.index && type == partial_type && ref(func, 3) === null) {
    inner = func;
    func = refOf(inner, 0);
  }
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  setRef(self, 0, Py_NewRef(func));
  setNum(self, 5, partial_vectorcall.index);
  const own = PyTuple_GetSlice(args, 1, n);
  let keywords: PyObject | null = null;
  if (own !== null && inner !== null) {
    setRef(self, 1, PySequence_Concat(refOf(inner, 1), own));
    Py_DECREF(own);
    keywords = PyDict_Copy(refOf(inner, 2));
    if (keywords !== null && kw !== null && PyDict_Merge(keywords, kw, 1) < 0) {
      Py_DECREF(keywords);
      keywords = null;
    }
  } else if (own !== null) {
    setRef(self, 1, own);
    keywords = kw === null ? PyDict_New() : PyDict_Copy(kw);
  }
  setRef(self, 2, keywords);
  if (ref(self, 1) !== null && keywords !== null) return self;
  Py_DECREF(self);
  return null;
}

function partial_dealloc(self: PyObject): void {
  if (ref(self, 4) !== null) PyObject_ClearWeakRefs(self);
  deallocMask(self, 15);
}

function partial_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 15, visit, arg);
}

function partial_clear(self: PyObject): i32 {
  replaceRef(self, 3, null);
  return 0;
}

/** Calls `fn`, which the partial may lose meanwhile. */
function callHeld(fn: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  Py_NewRef(fn);
  const result = PyObject_Vectorcall(fn, args, nargs, kwnames);
  Py_DECREF(fn);
  return result;
}

/** The vector of a call: small ones are borrowed, so most calls allocate nothing. 0 with MemoryError. */
function takeVector(n: i32): usize {
  if (n <= SMALL) return borrowSlots(<usize>n);
  const slots = PyMem_Malloc((<usize>n) << 3);
  if (slots == 0) PyErr_NoMemory();
  return slots;
}

function giveVector(slots: usize, n: i32): void {
  if (n <= SMALL) releaseSlots(<usize>n);
  else PyMem_Free(slots);
}

function partial_vectorcall(self: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const nargs = PyVectorcall_NARGS(nargsf);
  if (PyDict_GET_SIZE(refOf(self, 2)) > 0) {
    if (kwnames === null && PyVectorcall_Function(refOf(self, 0)) != 0) return callWithOwnKeywords(self, args, nargs);
    return _PyObject_MakeTpCall(self, args, nargs, kwnames);
  }
  const own = Py_NewRef(refOf(self, 1)); // __setstate__ may drop it while the call runs
  const nown = PyTuple_GET_SIZE(own);
  const total = nargs + (kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames));
  const slots = takeVector(nown + total + 1);
  if (slots == 0) {
    Py_DECREF(own);
    return null;
  }
  const items = _PyTuple_ITEMS(own);
  for (let i = 0; i < nown; i++) storeSlot(slots, i, ptrAt(items, i));
  for (let i = 0; i < total; i++) storeSlot(slots, nown + i, ptrAt(args, i));
  let result: PyObject | null = null;
  if (Py_EnterRecursiveCall(" while calling a Python object")) {
    result = callHeld(refOf(self, 0), slots, nown + nargs, kwnames);
    Py_LeaveRecursiveCall();
  }
  giveVector(slots, nown + total + 1);
  Py_DECREF(own);
  return result;
}

function storeSlot(slots: usize, i: i32, op: PyObject): void {
  store<u64>(slots + ((<usize>i) << 3), <u64>changetype<usize>(op));
}

/** `n` references more to each of the vector's objects from `i` up to `end`. */
function hold(slots: usize, i: i32, end: i32, n: i32): void {
  for (; i < end; i++) {
    for (let k = 0; k < n; k++) Py_INCREF(ptrAt(slots, i));
  }
}

function letGo(slots: usize, i: i32, end: i32, n: i32): void {
  for (; i < end; i++) {
    for (let k = 0; k < n; k++) Py_DECREF(ptrAt(slots, i));
  }
}

/**
 * A call with positional arguments alone of a partial that has keywords. CPython makes a tuple of the arguments, one with its own before them, a copy of the
 * dict, and then a vector of it all; here there is the vector, with as many references to each object as those would hold: sys.getrefcount in the
 * called function tells them.
 */
function callWithOwnKeywords(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const own = refOf(self, 1);
  const kw = refOf(self, 2);
  const nown = PyTuple_GET_SIZE(own);
  const positional = nown + nargs;
  const nkw = PyDict_GET_SIZE(kw);
  const end = positional + nkw;
  const slots = takeVector(end + 1);
  if (slots == 0) return null;
  const kwnames = PyTuple_New(nkw);
  if (kwnames === null) {
    giveVector(slots, end + 1);
    return null;
  }
  const items = _PyTuple_ITEMS(own);
  for (let i = 0; i < nown; i++) storeSlot(slots, i, ptrAt(items, i));
  for (let i = 0; i < nargs; i++) storeSlot(slots, nown + i, ptrAt(args, i));
  let pos = 0;
  let textKeys = true;
  for (let i = 0; (pos = PyDict_Next(kw, pos)) != 0; i++) {
    const key = dictNextKey();
    if (!PyUnicode_Check(key)) textKeys = false;
    PyTuple_SET_ITEM(kwnames, i, Py_NewRef(key));
    storeSlot(slots, positional + i, dictNextValue());
  }
  const ofOwn = nargs != 0 ? 2 : 1;
  const ofArgs = nown != 0 ? 3 : 2;
  Py_INCREF(own);
  hold(slots, 0, nown, ofOwn);
  hold(slots, nown, positional, ofArgs);
  hold(slots, positional, end, 2);
  let result: PyObject | null = null;
  if (!textKeys) PyErr_SetString(PyExc_TypeError, "keywords must be strings");
  else if (Py_EnterRecursiveCall(" while calling a Python object")) {
    result = callHeld(refOf(self, 0), slots, positional, kwnames);
    Py_LeaveRecursiveCall();
  }
  letGo(slots, 0, nown, ofOwn);
  letGo(slots, nown, positional, ofArgs);
  letGo(slots, positional, end, 2);
  giveVector(slots, end + 1);
  Py_DECREF(kwnames);
  Py_DECREF(own);
  return result;
}

function partial_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const own = refOf(self, 2);
  let keywords: PyObject | null;
  if (PyDict_GET_SIZE(own) == 0) {
    keywords = kwargs === null ? null : Py_NewRef(kwargs);
  } else {
    keywords = PyDict_Copy(own);
    if (keywords === null) return null;
    if (kwargs !== null && PyDict_Merge(keywords, kwargs, 1) < 0) {
      Py_DECREF(keywords);
      return null;
    }
  }
  const all = PySequence_Concat(refOf(self, 1), args);
  const result: PyObject | null = all === null ? null : PyObject_Call(refOf(self, 0), all, keywords);
  Py_XDECREF(all);
  Py_XDECREF(keywords);
  return result;
}

function partial_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  if (obj === null || obj == Py_None) return Py_NewRef(self);
  if (
    PyErr_WarnEx(
      PyExc_FutureWarning,
      "functools.partial will be a method descriptor in future Python versions; wrap it in staticmethod() if you want to preserve the old behavior",
      1,
    ) < 0
  ) {
    return null;
  }
  return Py_NewRef(self);
}

function writeStolen(w: UnicodeWriter, text: PyObject | null): bool {
  if (text === null) return false;
  const ok = _PyUnicodeWriter_WriteStr(w, text);
  Py_DECREF(text);
  return ok;
}

function partial_repr(self: PyObject): PyObject | null {
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("...") : null;
  const w = _PyUnicodeWriter_Init();
  let ok = writeStolen(w, PyType_GetFullyQualifiedName(self.ob_type));
  ok = ok && _PyUnicodeWriter_WriteLiteral(w, "(") && writeStolen(w, PyObject_Repr(refOf(self, 0)));
  // Everything is held while its text is made: that may run code which changes the partial.
  const args = Py_NewRef(refOf(self, 1));
  for (let i = 0; ok && i < PyTuple_GET_SIZE(args); i++) {
    ok = _PyUnicodeWriter_WriteLiteral(w, ", ") && writeStolen(w, PyObject_Repr(PyTuple_GET_ITEM(args, i)));
  }
  Py_DECREF(args);
  const kw = Py_NewRef(refOf(self, 2));
  let pos = 0;
  while (ok && (pos = PyDict_Next(kw, pos)) != 0) {
    const key = Py_NewRef(dictNextKey());
    const value = Py_NewRef(dictNextValue());
    ok = writeStolen(w, PyUnicode_FromFormat(", %S=%R", changetype<usize>(key), changetype<usize>(value)));
    Py_DECREF(key);
    Py_DECREF(value);
  }
  Py_DECREF(kw);
  ok = ok && _PyUnicodeWriter_WriteLiteral(w, ")");
  Py_ReprLeave(self);
  if (ok) return _PyUnicodeWriter_Finish(w);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

function partial_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = ref(self, 3);
  const args = PyTuple_Pack1(refOf(self, 0));
  const state: PyObject | null =
    args === null
      ? null
      : PyTuple_Pack4(refOf(self, 0), refOf(self, 1), refOf(self, 2), dict === null ? Py_None : dict);
  const result: PyObject | null = state === null ? null : PyTuple_Pack3(self.ob_type, args!, state);
  Py_XDECREF(args);
  Py_XDECREF(state);
  return result;
}

function partial_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) != 4) {
    return PyErr_SetString(PyExc_TypeError, "invalid partial state");
  }
  const fn = PyTuple_GET_ITEM(state, 0);
  const fnargs = PyTuple_GET_ITEM(state, 1);
  const kw = PyTuple_GET_ITEM(state, 2);
  const dict = PyTuple_GET_ITEM(state, 3);
  if (!PyCallable_Check(fn) || !PyTuple_Check(fnargs) || (kw != Py_None && !PyDict_Check(kw))) {
    return PyErr_SetString(PyExc_TypeError, "invalid partial state");
  }
  const args = PyTuple_CheckExact(fnargs) ? Py_NewRef(fnargs) : PySequence_Tuple(fnargs);
  if (args === null) return null;
  const keywords = kw == Py_None ? PyDict_New() : PyDict_CheckExact(kw) ? Py_NewRef(kw) : PyDict_Copy(kw);
  if (keywords === null) {
    Py_DECREF(args);
    return null;
  }
  replaceRef(self, 0, Py_NewRef(fn));
  replaceRef(self, 1, args);
  replaceRef(self, 2, keywords);
  replaceRef(self, 3, dict == Py_None ? null : Py_NewRef(dict));
  return Py_NewRef(Py_None);
}

/** Describes the type. */
export function definePartialType(): void {
  const t = partial_type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "functools.partial",
    64,
    0,
    flags,
    "partial(func, /, *args, **keywords)\n--\n\nA callable that passes these arguments first, whatever else it is given.",
  );
  t.tp_dealloc = partial_dealloc.index;
  t.tp_traverse = partial_traverse.index;
  t.tp_clear = partial_clear.index;
  t.tp_repr = partial_repr.index;
  t.tp_call = partial_call.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_descr_get = partial_descr_get.index;
  t.tp_dictoffset = 40;
  t.tp_weaklistoffset = 48;
  t.tp_vectorcall_offset = 56;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = partial_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "func", _Py_T_OBJECT, 16, Py_READONLY, "function object to use in future partial calls");
  addMember(t, "args", _Py_T_OBJECT, 24, Py_READONLY, "tuple of arguments to future partial calls");
  addMember(t, "keywords", _Py_T_OBJECT, 32, Py_READONLY, "dictionary of keyword arguments to future partial calls");
  addGetSet(t, "__dict__", PyObject_GenericGetDict.index, PyObject_GenericSetDict.index);
  addMethod(t, "__reduce__", partial_reduce.index, METH_NOARGS);
  addMethod(t, "__setstate__", partial_setstate.index, METH_O);
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
}
