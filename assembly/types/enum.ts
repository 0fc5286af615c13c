/**
 * enumerate and reversed (Objects/enumobject.c).
 *
 *   enumerate  16 en_index   24 en_sit   32 en_result (a pair to reuse)   40 en_longindex (once past C's range)   48 one
 *   reversed   16 index      24 seq (null once exhausted)
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC, initPtr, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_REFCNT, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import { PyExc_IndexError, PyExc_StopIteration, PyExc_TypeError } from "../object/exception_types";
import { PyVectorcall_NARGS, visitField } from "../object/slots";
import { METH_CLASS, METH_NOARGS, METH_O, addMethod, initStaticType } from "../object/typedef";
import { _PyObject_GC_IS_TRACKED, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, noKeywords, noKeywordsDict, parseTupleArgs } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_SelfIter, _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CallNoArgs } from "../protocol/call";
import { PyNumber_Add, PyNumber_Index } from "../protocol/number";
import { PyObject_GetIter, nextOf } from "../protocol/iter";
import { PySequence_Check } from "../protocol/sequence";
import { sequenceGetItem64, sequenceSize64 } from "../protocol/sequence64";
import {
  PyLong_AsLongAndOverflow,
  PyLong_FromI64,
  PyLong_FromSsize_t,
  longOverflow,
  ssizeOf,
  _PyLong_GetOne,
} from "./long";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_Pack3,
  PyTuple_SET_ITEM,
  tupleEmpty,
} from "./tuple";
import { PyUnicode_Compare } from "./unicode";
import { classGetItem } from "./genericalias";
import { ID } from "../generated/ids";

export const PyEnum_Type = changetype<PyTypeObject>(memory.data(416, 16)); // enumerate
export const PyReversed_Type = changetype<PyTypeObject>(memory.data(416, 16)); // reversed

/** 56 bytes. */
@unmanaged
class enumobject extends PyObject {
  en_index: i64;
  en_sit: PyObject | null;
  en_sit_hi: u32;
  en_result: PyObject | null;
  en_result_hi: u32;
  en_longindex: PyObject | null;
  en_longindex_hi: u32;
  one: PyObject | null;
  one_hi: u32;
}

/** 32 bytes. */
@unmanaged
class reversedobject extends PyObject {
  index: i64;
  seq: PyObject | null;
  seq_hi: u32;
}

// --- enumerate ---

/** `new`: enumerate(iterable, start). */
function enum_new_impl(type: PyTypeObject, iterable: PyObject, start: PyObject | null): PyObject | null {
  const en = call_indirect<enumobject | null>(type.tp_alloc, type, 0);
  if (en === null) return null;
  if (start !== null) {
    const index = PyNumber_Index(start);
    if (index === null) {
      Py_DECREF(en);
      return null;
    }
    en.en_index = PyLong_AsLongAndOverflow(index);
    if (longOverflow != 0) {
      en.en_index = i64.MAX_VALUE;
      en.en_longindex = index;
    } else {
      Py_DECREF(index);
    }
  }
  en.en_sit = PyObject_GetIter(iterable);
  en.en_result = en.en_sit === null ? null : PyTuple_Pack2(Py_None, Py_None);
  en.one = _PyLong_GetOne();
  if (en.en_result !== null) return en;
  Py_DECREF(en);
  return null;
}

function enum_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("enumerate", "iterable,start=", args, kwargs)) return null;
  return enum_new_impl(type, argReq(0), arg(1));
}

/** Is the keyword `i` called `name`? TypeError if not and `strict`. */
function isKeyword(kwnames: PyObject, i: i32, name: PyObject, strict: bool): bool {
  const kw = PyTuple_GET_ITEM(kwnames, i);
  if (kw == name || PyUnicode_Compare(kw, name) == 0) return true;
  if (strict) {
    PyErr_Format(PyExc_TypeError, "'%U' is an invalid keyword argument for enumerate()", changetype<usize>(kw));
  }
  return false;
}

/** enumerate's own reading of its arguments, with messages of its own. */
function enumerate_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const nargs = PyVectorcall_NARGS(nargsf);
  const nkw = kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames);
  const type = changetype<PyTypeObject>(callable);
  if (nargs + nkw == 2) {
    let swap = false;
    if (nkw == 1) {
      if (!isKeyword(kwnames!, 0, ID.start, true)) return null;
    } else if (nkw == 2) {
      swap = !isKeyword(kwnames!, 0, ID.iterable, false);
      if (swap && !isKeyword(kwnames!, 0, ID.start, true)) return null;
      if (!isKeyword(kwnames!, 1, swap ? ID.iterable : ID.start, true)) return null;
    }
    return enum_new_impl(type, ptrAt(args, swap ? 1 : 0), ptrAt(args, swap ? 0 : 1));
  }
  if (nargs + nkw == 1) {
    if (nkw == 1 && !isKeyword(kwnames!, 0, ID.iterable, true)) return null;
    return enum_new_impl(type, ptrAt(args, 0), null);
  }
  if (nargs == 0) return PyErr_SetString(PyExc_TypeError, "enumerate() missing required argument 'iterable'");
  return PyErr_Format(PyExc_TypeError, "enumerate() takes at most %d arguments (%d given)", 2, nargs + nkw);
}

function enum_dealloc(self: PyObject): void {
  const en = changetype<enumobject>(self);
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(en.en_sit);
  Py_XDECREF(en.en_result);
  Py_XDECREF(en.en_longindex);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function enum_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let r = visitField(changetype<usize>(self) + 24, visit, arg);
  if (r == 0) r = visitField(changetype<usize>(self) + 32, visit, arg);
  if (r == 0) r = visitField(changetype<usize>(self) + 40, visit, arg);
  return r;
}

/** The next index as an int: `new`. */
function nextIndex(en: enumobject): PyObject | null {
  if (en.en_index != i64.MAX_VALUE) return PyLong_FromI64(en.en_index++);
  let index = en.en_longindex;
  if (index === null) {
    index = PyLong_FromI64(i64.MAX_VALUE);
    if (index === null) return null;
  }
  const stepped = PyNumber_Add(index, en.one!);
  if (stepped === null) return null;
  en.en_longindex = stepped;
  return index;
}

function enum_next(self: PyObject): PyObject | null {
  const en = changetype<enumobject>(self);
  const it = en.en_sit!;
  const item = nextOf(it);
  if (item === null) return null;
  const index = nextIndex(en);
  if (index === null) {
    Py_DECREF(item);
    return null;
  }
  const result = en.en_result!;
  if (Py_REFCNT(result) == 1) {
    Py_NewRef(result);
    const oldIndex = PyTuple_GET_ITEM(result, 0);
    const oldItem = PyTuple_GET_ITEM(result, 1);
    PyTuple_SET_ITEM(result, 0, index);
    PyTuple_SET_ITEM(result, 1, item);
    Py_DECREF(oldIndex);
    Py_DECREF(oldItem);
    if (!_PyObject_GC_IS_TRACKED(result)) _PyObject_GC_TRACK(result);
    return result;
  }
  const pair = PyTuple_Pack2(index, item);
  Py_DECREF(index);
  Py_DECREF(item);
  return pair;
}

function enum_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const en = changetype<enumobject>(self);
  const long = en.en_longindex;
  const index = long !== null ? Py_NewRef(long) : PyLong_FromI64(en.en_index);
  if (index === null) return null;
  const args = PyTuple_Pack2(en.en_sit!, index);
  Py_DECREF(index);
  if (args === null) return null;
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

// --- reversed ---

/** `new`: what __reversed__ gives, or an iterator by index. */
function reversed_new_impl(type: PyTypeObject, seq: PyObject): PyObject | null {
  const meth = _PyObject_LookupSpecial(seq, ID.__reversed__);
  if (meth !== null && meth == Py_None) {
    return PyErr_Format(PyExc_TypeError, "'%s' object is not reversible", seq.ob_type.tp_name);
  }
  if (meth !== null) {
    const res = PyObject_CallNoArgs(meth);
    Py_DECREF(meth);
    return res;
  }
  if (PyErr_Occurred() !== null) return null;
  if (!PySequence_Check(seq)) {
    return PyErr_Format(PyExc_TypeError, "'%s' object is not reversible", seq.ob_type.tp_name);
  }
  const n = sequenceSize64(seq);
  if (n == -1) return null;
  const ro = call_indirect<reversedobject | null>(type.tp_alloc, type, 0);
  if (ro === null) return null;
  store<i64>(changetype<usize>(ro), n - 1, 16);
  initPtr(changetype<usize>(ro) + 24, changetype<usize>(Py_NewRef(seq)));
  return ro;
}

function reversed_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if ((type == PyReversed_Type || type.tp_init == PyReversed_Type.tp_init) && !noKeywordsDict("reversed", kwargs))
    return null;
  if (!PyArg_CheckPositional("reversed", PyTuple_GET_SIZE(args), 1, 1)) return null;
  return reversed_new_impl(type, PyTuple_GET_ITEM(args, 0));
}

function reversed_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("reversed", kwnames)) return null;
  if (!PyArg_CheckPositional("reversed", PyVectorcall_NARGS(nargsf), 1, 1)) return null;
  return reversed_new_impl(changetype<PyTypeObject>(callable), ptrAt(args, 0));
}

function reversed_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(changetype<reversedobject>(self).seq);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function reversed_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 24, visit, arg);
}

function reversed_next(self: PyObject): PyObject | null {
  const ro = changetype<reversedobject>(self);
  const seq = ro.seq;
  if (seq === null) return null;
  if (ro.index >= 0) {
    const item = sequenceGetItem64(seq, ro.index);
    if (item !== null) {
      ro.index--;
      return item;
    }
    if (PyErr_ExceptionMatches(PyExc_IndexError) || PyErr_ExceptionMatches(PyExc_StopIteration)) PyErr_Clear();
  }
  ro.index = -1;
  ro.seq = null;
  Py_DECREF(seq);
  return null;
}

function reversed_len(self: PyObject, unused: PyObject | null): PyObject | null {
  const ro = changetype<reversedobject>(self);
  const seq = ro.seq;
  if (seq === null) return PyLong_FromSsize_t(0);
  const size = sequenceSize64(seq);
  if (size == -1) return null;
  const position = ro.index + 1;
  return PyLong_FromI64(size < position ? 0 : position);
}

function reversed_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const ro = changetype<reversedobject>(self);
  const seq = ro.seq;
  const args = PyTuple_Pack1(seq !== null ? seq : tupleEmpty);
  if (args === null) return null;
  let result: PyObject | null = null;
  if (seq !== null) {
    const index = PyLong_FromI64(ro.index);
    if (index !== null) {
      result = PyTuple_Pack3(self.ob_type, args, index);
      Py_DECREF(index);
    }
  } else {
    result = PyTuple_Pack2(self.ob_type, args);
  }
  Py_DECREF(args);
  return result;
}

function reversed_setstate(self: PyObject, state: PyObject): PyObject | null {
  const ro = changetype<reversedobject>(self);
  let index = ssizeOf(state);
  if (index == -1 && PyErr_Occurred() !== null) return null;
  const seq = ro.seq;
  if (seq !== null) {
    const n = sequenceSize64(seq);
    if (n < 0) return null;
    if (index < -1) index = -1;
    else if (index > n - 1) index = n - 1;
    ro.index = index;
  }
  return Py_NewRef(Py_None);
}

export function initEnumTypes(): void {
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE;
  const en = PyEnum_Type;
  initStaticType(
    en,
    PyType_Type,
    PyBaseObject_Type,
    "enumerate",
    56,
    0,
    flags,
    "enumerate(iterable, start=0)\n--\n\nNumber the items.\n\n  iterable\n    where they come from\n\nYields pairs of a number, which counts up from start (0 unless given), and an\nitem: enumerate('ab', 1) yields (1, 'a') and (2, 'b').",
  );
  en.tp_dealloc = enum_dealloc.index;
  en.tp_getattro = PyObject_GenericGetAttr.index;
  en.tp_traverse = enum_traverse.index;
  en.tp_iter = PyObject_SelfIter.index;
  en.tp_iternext = enum_next.index;
  en.tp_alloc = PyType_GenericAlloc.index;
  en.tp_new = enum_new.index;
  en.tp_free = PyObject_GC_Del.index;
  en.tp_vectorcall = enumerate_vectorcall.index;
  addMethod(en, "__reduce__", enum_reduce.index, METH_NOARGS, "Return state information for pickling.");
  addMethod(en, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");

  const r = PyReversed_Type;
  initStaticType(
    r,
    PyType_Type,
    PyBaseObject_Type,
    "reversed",
    32,
    0,
    flags,
    "reversed(sequence, /)\n--\n\nYield the items of a sequence from the last to the first.",
  );
  r.tp_dealloc = reversed_dealloc.index;
  r.tp_getattro = PyObject_GenericGetAttr.index;
  r.tp_traverse = reversed_traverse.index;
  r.tp_iter = PyObject_SelfIter.index;
  r.tp_iternext = reversed_next.index;
  r.tp_alloc = PyType_GenericAlloc.index;
  r.tp_new = reversed_new.index;
  r.tp_free = PyObject_GC_Del.index;
  r.tp_vectorcall = reversed_vectorcall.index;
  addMethod(
    r,
    "__length_hint__",
    reversed_len.index,
    METH_NOARGS,
    "Private method returning an estimate of len(list(it)).",
  );
  addMethod(r, "__reduce__", reversed_reduce.index, METH_NOARGS, "Return state information for pickling.");
  addMethod(r, "__setstate__", reversed_setstate.index, METH_O, "Set state information for unpickling.");
}
