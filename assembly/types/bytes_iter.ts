/** The iterators of bytes and bytearray: an index and the sequence (layout as in unicode_iter.ts). */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyErr_Occurred } from "../protocol/errors";
import { PyLong_AsSsize_t, PyLong_FromSsize_t, newSmallInt } from "./long";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "./bytes";
import { PyByteArray_AS_STRING, PyByteArray_GET_SIZE } from "./bytearray";
import { tupleEmpty } from "./tuple";
import { IndexIterObject, indexiterReduce, initIndexIterType, newIndexIter } from "./unicode_iter";

export const PyBytesIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // bytes_iterator
export const PyByteArrayIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // bytearray_iterator

export function bytes_iter(op: PyObject): PyObject | null {
  return newIndexIter(PyBytesIter_Type, op);
}

export function bytearray_iter(op: PyObject): PyObject | null {
  return newIndexIter(PyByteArrayIter_Type, op);
}

function sizeOf(it: PyObject, seq: PyObject): i32 {
  return it.ob_type == PyBytesIter_Type ? PyBytes_GET_SIZE(seq) : PyByteArray_GET_SIZE(seq);
}

function bytesiter_next(op: PyObject): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  const seq = it.it_seq;
  if (seq === null) return null;
  const i = it.it_index;
  if (i < PyBytes_GET_SIZE(seq)) {
    it.it_index = i + 1;
    return newSmallInt(<i32>load<u8>(PyBytes_AS_STRING(seq) + <usize>i));
  }
  it.it_seq = null;
  Py_DECREF(seq);
  return null;
}

function bytearrayiter_next(op: PyObject): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  const seq = it.it_seq;
  if (seq === null) return null;
  const i = it.it_index;
  if (i < PyByteArray_GET_SIZE(seq)) {
    it.it_index = i + 1;
    return newSmallInt(<i32>load<u8>(PyByteArray_AS_STRING(seq) + <usize>i));
  }
  it.it_seq = null;
  Py_DECREF(seq);
  return null;
}

function bytesiter_len(op: PyObject, unused: PyObject | null): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  const seq = it.it_seq;
  const n = seq === null ? 0 : sizeOf(op, seq) - it.it_index;
  return PyLong_FromSsize_t(n > 0 ? n : 0);
}

function bytesiter_reduce(op: PyObject, unused: PyObject | null): PyObject | null {
  return indexiterReduce(op, tupleEmpty);
}

function bytesiter_setstate(op: PyObject, state: PyObject): PyObject | null {
  const it = changetype<IndexIterObject>(op);
  let i = PyLong_AsSsize_t(state);
  if (i == -1 && PyErr_Occurred() !== null) return null;
  const seq = it.it_seq;
  if (seq !== null) {
    if (i < 0) i = 0;
    else if (i > sizeOf(op, seq)) i = sizeOf(op, seq);
    it.it_index = i;
  }
  return Py_NewRef(Py_None);
}

export function initBytesIterType(): void {
  initIndexIterType(
    PyBytesIter_Type,
    "bytes_iterator",
    bytesiter_next.index,
    bytesiter_len.index,
    bytesiter_reduce.index,
    bytesiter_setstate.index,
  );
}

export function initByteArrayIterType(): void {
  initIndexIterType(
    PyByteArrayIter_Type,
    "bytearray_iterator",
    bytearrayiter_next.index,
    bytesiter_len.index,
    bytesiter_reduce.index,
    bytesiter_setstate.index,
  );
}
