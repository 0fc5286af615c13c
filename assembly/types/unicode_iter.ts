/**
 * The iterators of str: str_iterator, and str_ascii_iterator for compact ASCII text.
 * Layout (32 bytes, GC): it_index 16, it_seq 24; it_seq is null once exhausted.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, initPtr } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import { METH_NOARGS, METH_O, addMethod, initStaticType } from "../object/typedef";
import { PyObject_GC_Del, PyObject_GC_Track, PyObject_GC_UnTrack, _PyObject_GC_New } from "../gc/collector";
import { PyErr_Occurred } from "../protocol/errors";
import { PyObject_SelfIter } from "../protocol/attr";
import { ID } from "../generated/ids";
import { PyLong_AsSsize_t, PyLong_FromSsize_t } from "./long";
import { PyTuple_New, PyTuple_Pack1, PyTuple_SET_ITEM } from "./tuple";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import { Py_None } from "../object/statics";
import {
  ASCII_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_COMPACT_ASCII,
  PyUnicode_READ_CHAR,
  unicodeChar,
} from "./unicode";
import { unicodeEmpty, unicodeLatin1 } from "./unicode_static";

export const PyUnicodeIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // str_iterator
export const _PyUnicodeASCIIIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // str_ascii_iterator

/** Also the layout of bytes_iterator and bytearray_iterator. */
@unmanaged
export class IndexIterObject extends PyObject {
  it_index: i32;
  it_index_hi: u32;
  it_seq: PyObject | null;
  it_seq_hi: u32;
}

/** `new` iterator of one of the index kinds over `seq`. */
export function newIndexIter(type: PyTypeObject, seq: PyObject): PyObject | null {
  const op = _PyObject_GC_New(type);
  if (op === null) return null;
  const it = changetype<IndexIterObject>(op);
  store<u64>(changetype<usize>(it), 0, 16);
  initPtr(changetype<usize>(it) + 24, changetype<usize>(Py_NewRef(seq)));
  PyObject_GC_Track(op);
  return op;
}

export function unicode_iter(op: PyObject): PyObject | null {
  return newIndexIter(PyUnicode_IS_COMPACT_ASCII(op) ? _PyUnicodeASCIIIter_Type : PyUnicodeIter_Type, op);
}

export function indexiter_dealloc(op: PyObject): void {
  PyObject_GC_UnTrack(op);
  Py_XDECREF(changetype<IndexIterObject>(op).it_seq);
  PyObject_GC_Del(changetype<usize>(op));
}

export function indexiter_traverse(op: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(op) + 24, visit, arg);
}

function asciiiter_next(op: PyObject): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  const seq = it.it_seq;
  if (seq === null) return null;
  const i = it.it_index;
  if (i < PyUnicode_GET_LENGTH(seq)) {
    it.it_index = i + 1;
    return Py_NewRef(unicodeLatin1(<u32>load<u8>(changetype<usize>(seq) + ASCII_DATA + <usize>i)));
  }
  it.it_seq = null;
  Py_DECREF(seq);
  return null;
}

function unicodeiter_next(op: PyObject): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  const seq = it.it_seq;
  if (seq === null) return null;
  const i = it.it_index;
  if (i < PyUnicode_GET_LENGTH(seq)) {
    it.it_index = i + 1;
    return unicodeChar(PyUnicode_READ_CHAR(seq, i));
  }
  it.it_seq = null;
  Py_DECREF(seq);
  return null;
}

function unicodeiter_len(op: PyObject, unused: PyObject | null): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  const seq = it.it_seq;
  const n = seq === null ? 0 : PyUnicode_GET_LENGTH(seq) - it.it_index;
  return PyLong_FromSsize_t(n > 0 ? n : 0);
}

/** (iter, (seq,), index), or iter of an empty str once exhausted. */
function unicodeiter_reduce(op: PyObject, unused: PyObject | null): PyObject | null {
  return indexiterReduce(op, unicodeEmpty());
}

/** `new` reduce tuple of an index iterator; `empty` (borrowed) stands for an exhausted one. */
export function indexiterReduce(op: PyObject, empty: PyObject): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  const iter = _PyEval_GetBuiltin(ID.iter);
  if (iter === null) return null;
  const live = it.it_seq;
  const args = PyTuple_Pack1(live === null ? empty : live);
  const result: PyObject | null = args === null ? null : PyTuple_New(live === null ? 2 : 3);
  if (result === null) {
    Py_DECREF(iter);
    Py_XDECREF(args);
    return null;
  }
  PyTuple_SET_ITEM(result, 0, iter);
  PyTuple_SET_ITEM(result, 1, args);
  if (live !== null) {
    const index = PyLong_FromSsize_t(it.it_index);
    if (index === null) {
      Py_DECREF(result);
      return null;
    }
    PyTuple_SET_ITEM(result, 2, index);
  }
  return result;
}

function unicodeiter_setstate(op: PyObject, state: PyObject): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  let i = PyLong_AsSsize_t(state);
  if (i == -1 && PyErr_Occurred() !== null) return null;
  const seq = it.it_seq;
  if (seq !== null) {
    if (i < 0) i = 0;
    else if (i > PyUnicode_GET_LENGTH(seq)) i = PyUnicode_GET_LENGTH(seq);
    it.it_index = i;
  }
  return Py_NewRef(Py_None);
}

/** Fills in an index iterator's type, slots and pickling methods. */
export function initIndexIterType(
  t: PyTypeObject,
  name: string,
  next: u32,
  len: u32,
  reduce: u32,
  setstate: u32,
): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 32, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = indexiter_dealloc.index;
  t.tp_traverse = indexiter_traverse.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
  addMethod(t, "__length_hint__", len, METH_NOARGS, "Private method returning an estimate of len(list(it)).");
  addMethod(t, "__reduce__", reduce, METH_NOARGS, "Return state information for pickling.");
  addMethod(t, "__setstate__", setstate, METH_O, "Set state information for unpickling.");
}

export function initUnicodeIterTypes(): void {
  const len = unicodeiter_len.index;
  const reduce = unicodeiter_reduce.index;
  const setstate = unicodeiter_setstate.index;
  initIndexIterType(PyUnicodeIter_Type, "str_iterator", unicodeiter_next.index, len, reduce, setstate);
  initIndexIterType(_PyUnicodeASCIIIter_Type, "str_ascii_iterator", asciiiter_next.index, len, reduce, setstate);
}
