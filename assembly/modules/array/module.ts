/**
 * The module array: the type's constructor, its tables, and the module.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_SEQUENCE,
} from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../../object/statics";
import { PyExc_DeprecationWarning, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  addMethod,
  bufferProcs,
  initStaticType,
  mappingMethods,
  sequenceMethods,
} from "../../object/typedef";
import { ID } from "../../generated/ids";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../../gc/collector";
import { PyObject_GenericGetAttr, PyObject_GetAttr, PyObject_SelfIter } from "../../protocol/attr";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { PyErr_WarnEx } from "../../protocol/warnings";
import { PyObject_CallMethodOneArg } from "../../protocol/call";
import { PyObject_HashNotImplemented } from "../../protocol/hash";
import { PyObject_GetIter } from "../../protocol/iter";
import { PySequence_GetItem } from "../../protocol/sequence";
import { PyByteArray_Check } from "../../types/bytearray";
import { PyBytes_Check } from "../../types/bytes";
import { PyDict_GET_SIZE } from "../../types/dict";
import { PyList_Check, PyList_GET_SIZE } from "../../types/list";
import { PyModule_Add, PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../../types/module";
import { importModule } from "../../types/object_reduce";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";

import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  convertChars,
} from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import {
  A,
  ArrayObject,
  PyArray_Type,
  appendAll,
  array_Check,
  array_ass_item,
  array_ass_subscr,
  array_concat,
  array_contains,
  array_dealloc,
  array_getbuffer,
  array_inplace_concat,
  array_inplace_repeat,
  array_item,
  array_length,
  array_releasebuffer,
  array_repeat,
  array_richcompare,
  array_subscr,
  array_traverse,
  newarrayobject,
  setarrayitem,
} from "./array";
import { descrOf, isUnicodeDescr, itemSizeOf, typecodeOf } from "./items";
import {
  PyArrayIter_Type,
  addArrayMethods,
  array_iter,
  array_repr,
  arrayiter_dealloc,
  arrayiter_next,
  arrayiter_reduce,
  arrayiter_setstate,
  arrayiter_traverse,
  frombytes,
} from "./methods";
import { array_reconstructor, characterArg } from "./pickle";

/** A str or an array of characters cannot fill an array of numbers. */
function checkTextInitial(c: u32, initial: PyObject): bool {
  if (PyUnicode_Check(initial)) {
    PyErr_Format(PyExc_TypeError, "cannot use a str to initialize an array with typecode '%c'", c);
    return false;
  }
  if (array_Check(initial) && isUnicodeDescr(A(initial).ob_descr)) {
    PyErr_Format(PyExc_TypeError, "cannot use a unicode array to initialize an array with typecode '%c'", c);
    return false;
  }
  return true;
}

/** Is `initial` copied as a whole, rather than iterated over? */
function isDirect(c: u32, initial: PyObject): bool {
  if (PyList_Check(initial) || PyByteArray_Check(initial) || PyBytes_Check(initial) || PyTuple_Check(initial))
    return true;
  const isText = c == 0x75 || c == 0x77;
  if (isText && PyUnicode_Check(initial)) return true;
  if (!array_Check(initial)) return false;
  const other = A(initial).ob_descr;
  return c == typecodeOf(other) || (isText && isUnicodeDescr(other));
}

/** Fills a new array from a value that `isDirect`. */
function fill(a: ArrayObject, initial: PyObject, length: i32): bool {
  if (PyUnicode_Check(initial)) {
    if (length > 0) convertChars(PyUnicode_KIND(initial), PyUnicode_DATA(initial), 4, a.ob_item, length);
    return true;
  }
  if (PyByteArray_Check(initial) || PyBytes_Check(initial)) return frombytes(a, initial);
  if (array_Check(initial)) {
    if (length > 0) memory.copy(a.ob_item, A(initial).ob_item, <usize>(length * itemSizeOf(a.ob_descr)));
    return true;
  }
  for (let i = 0; i < length; i++) {
    const v = PySequence_GetItem(initial, i);
    if (v === null) return false;
    const r = setarrayitem(a, i, v);
    Py_DECREF(v);
    if (r < 0) return false;
  }
  return true;
}

function lengthOf(initial: PyObject): i32 {
  if (PyList_Check(initial)) return PyList_GET_SIZE(initial);
  if (PyTuple_Check(initial)) return PyTuple_GET_SIZE(initial);
  if (PyUnicode_Check(initial)) return PyUnicode_GET_LENGTH(initial);
  return array_Check(initial) ? A(initial).ob_size : 0;
}

function makeFrom(type: PyTypeObject, descr: usize, initial: PyObject | null, it: PyObject | null): PyObject | null {
  const length = initial === null ? 0 : lengthOf(initial);
  const made = newarrayobject(type, length, descr);
  if (made === null) return null;
  if (length > 0 && initial !== null && !array_Check(initial))
    memory.fill(A(made).ob_item, 0, <usize>(length * itemSizeOf(descr)));
  let ok = initial === null || fill(A(made), initial, length);
  if (ok && it !== null) ok = appendAll(A(made), it);
  if (ok) return made;
  Py_DECREF(made);
  return null;
}

function checkCount(args: PyObject): bool {
  const n = PyTuple_GET_SIZE(args);
  if (n == 1 || n == 2) return true;
  if (n == 0) PyErr_SetString(PyExc_TypeError, "array() takes at least 1 argument (0 given)");
  else PyErr_Format(PyExc_TypeError, "array() takes at most 2 arguments (%d given)", n);
  return false;
}

export function array_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (kwds !== null && PyDict_GET_SIZE(kwds) > 0 && (type == PyArray_Type || type.tp_init == PyArray_Type.tp_init)) {
    return PyErr_SetString(PyExc_TypeError, "array.array() takes no keyword arguments");
  }
  if (!checkCount(args)) return null;
  const c = <u32>characterArg("array", "1", PyTuple_GET_ITEM(args, 0));
  if (<i32>c < 0) return null;
  let initial: PyObject | null = PyTuple_GET_SIZE(args) > 1 ? PyTuple_GET_ITEM(args, 1) : null;
  if (
    c == 0x75 &&
    PyErr_WarnEx(PyExc_DeprecationWarning, "The 'u' type code is deprecated and will be removed in Python 3.16", 1) < 0
  ) {
    return null;
  }
  if (initial !== null && c != 0x75 && c != 0x77 && !checkTextInitial(c, initial)) return null;
  let it: PyObject | null = null;
  if (initial !== null && !isDirect(c, initial)) {
    it = PyObject_GetIter(initial);
    if (it === null) return null;
    initial = null;
  }
  const descr = descrOf(c);
  let result: PyObject | null = null;
  if (descr != 0) result = makeFrom(type, descr, initial, it);
  else PyErr_SetString(PyExc_ValueError, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
  Py_XDECREF(it);
  return result;
}

const DOC =
  "array(typecode [, initializer]) -> array\n\nA sequence of numbers, or of characters, of one C type, which the\ntypecode's one letter names. It works as a list does, and takes its first\nitems from a list, a bytes, a str or any iterable.";

function initArrayIterType(): void {
  const t = PyArrayIter_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "array.arrayiterator",
    40,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
  );
  t.tp_dealloc = arrayiter_dealloc.index;
  t.tp_traverse = arrayiter_traverse.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = arrayiter_next.index;
  addMethod(
    t,
    "__reduce__",
    arrayiter_reduce.index,
    METH_NOARGS,
    "__reduce__($self, /)\n--\n\nReturn state information for pickling.",
  );
  addMethod(
    t,
    "__setstate__",
    arrayiter_setstate.index,
    METH_O,
    "__setstate__($self, state, /)\n--\n\nSet state information for unpickling.",
  );
}

/** Before types are readied; boot.ts calls it. */
export function initArrayType(): void {
  initArrayIterType();
  const t = PyArray_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "array.array",
    64,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_IMMUTABLETYPE,
    DOC,
  );
  t.tp_dealloc = array_dealloc.index;
  t.tp_traverse = array_traverse.index;
  t.tp_repr = array_repr.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_richcompare = array_richcompare.index;
  t.tp_weaklistoffset = 48;
  t.tp_iter = array_iter.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = array_new.index;
  t.tp_free = PyObject_GC_Del.index;
  const buffer = bufferProcs(t);
  buffer.bf_getbuffer = array_getbuffer.index;
  buffer.bf_releasebuffer = array_releasebuffer.index;
  const sq = sequenceMethods(t);
  sq.sq_length = array_length.index;
  sq.sq_concat = array_concat.index;
  sq.sq_repeat = array_repeat.index;
  sq.sq_item = array_item.index;
  sq.sq_ass_item = array_ass_item.index;
  sq.sq_contains = array_contains.index;
  sq.sq_inplace_concat = array_inplace_concat.index;
  sq.sq_inplace_repeat = array_inplace_repeat.index;
  const mp = mappingMethods(t);
  mp.mp_length = array_length.index;
  mp.mp_subscript = array_subscr.index;
  mp.mp_ass_subscript = array_ass_subscr.index;
  addArrayMethods(t);
}

/** Makes array a MutableSequence for isinstance. */
function registerSequence(): bool {
  const collections = importModule(ID._collections_abc);
  if (collections === null) return false;
  const cls = PyObject_GetAttr(collections, ID.MutableSequence);
  Py_DECREF(collections);
  if (cls === null) return false;
  const result = PyObject_CallMethodOneArg(cls, ID.register, PyArray_Type);
  Py_DECREF(cls);
  if (result === null) return false;
  Py_DECREF(result);
  return true;
}

/** `new` module array. */
export function PyInit_array(): PyObject | null {
  const m = PyModule_New(
    "array",
    "Sequences of numbers or characters that are stored as C stores them:\nmuch smaller than a list, and of one type that is chosen when the\narray is made.",
  );
  if (m === null) return null;
  if (
    PyModule_AddObjectRef(m, "ArrayType", PyArray_Type) == 0 &&
    PyModule_AddObjectRef(m, "array", PyArray_Type) == 0 &&
    moduleFunction(
      m,
      "_array_reconstructor",
      array_reconstructor.index,
      METH_FASTCALL,
      "_array_reconstructor($module, arraytype, typecode, mformat_code, items,\n                     /)\n--\n\nInternal. Used for pickling support.",
    ) == 0 &&
    PyModule_Add(m, "typecodes", PyUnicode_FromLiteral("bBuwhHiIlLqQfd")) == 0 &&
    registerSequence()
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
