/**
 * _io.BufferedRWPair (Modules/_io/bufferedio.c): a BufferedReader and a BufferedWriter as one object, which hands every call to one of them.
 *
 *   16 reader   24 writer   32 __dict__   40 weak references   48
 */
import { PyObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_XSETREF } from "../../object/refcount";
import { PyType_Type, Py_False } from "../../object/statics";
import { METH_NOARGS, METH_VARARGS, addGetSet, addMethod, initStaticType } from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyExc_AttributeError, PyExc_RuntimeError, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../../gc/collector";
import {
  PyErr_GetRaisedException,
  PyErr_SetObject,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../../protocol/errors";
import { PyArg_CheckPositional, noKeywordsDict } from "../../protocol/args";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_CallObject, callTwoArgs } from "../../protocol/call";
import { PyLong_FromLong } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { PyType_GenericNew } from "../../types/typeobject";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { bufferSizeArg } from "./buffered_write";
import { checkReadable, checkWritable } from "./iobase";
import { PyBufferedIOBase_Type, PyBufferedRWPair_Type, PyBufferedReader_Type, PyBufferedWriter_Type } from "./state";

@unmanaged
class RWPair extends PyObject {
  reader: PyObject | null; // 16
  reader_hi: u32;
  writer: PyObject | null; // 24
  writer_hi: u32;
  dict: PyObject | null; // 32
  dict_hi: u32;
  weakreflist: PyObject | null; // 40
  weakreflist_hi: u32;
}

function P(op: PyObject): RWPair {
  return changetype<RWPair>(op);
}

const READER: usize = 16;
const WRITER: usize = 24;

function rwpair_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (self.ob_type == PyBufferedRWPair_Type && !noKeywordsDict("BufferedRWPair", kwds)) return -1;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("BufferedRWPair", n, 2, 3)) return -1;
  const size = bufferSizeArg(n > 2 ? PyTuple_GET_ITEM(args, 2) : null);
  if (size < 0) return -1;
  const raw = PyTuple_GET_ITEM(args, 0);
  const out = PyTuple_GET_ITEM(args, 1);
  if (!checkReadable(raw) || !checkWritable(out)) return -1;
  const sizeObject = PyLong_FromLong(size);
  if (sizeObject === null) return -1;
  const reader = callTwoArgs(PyBufferedReader_Type, raw, sizeObject);
  const writer: PyObject | null = reader === null ? null : callTwoArgs(PyBufferedWriter_Type, out, sizeObject);
  Py_DECREF(sizeObject);
  if (writer === null) {
    if (reader !== null) Py_DECREF(reader);
    return -1;
  }
  Py_XSETREF(changetype<usize>(self) + READER, reader);
  Py_XSETREF(changetype<usize>(self) + WRITER, writer);
  return 0;
}

/** `half`.name(*args) */
function forward(half: PyObject | null, name: PyObject, args: PyObject | null): PyObject | null {
  if (half === null) return PyErr_SetString(PyExc_ValueError, "I/O operation on uninitialized object");
  const method = PyObject_GetAttr(half, name);
  if (method === null) {
    PyErr_SetObject(PyExc_AttributeError, name);
    return null;
  }
  const result = PyObject_CallObject(method, args);
  Py_DECREF(method);
  return result;
}

function rwpair_read(self: PyObject, args: PyObject): PyObject | null {
  return forward(P(self).reader, ID.read, args);
}

function rwpair_peek(self: PyObject, args: PyObject): PyObject | null {
  return forward(P(self).reader, ID.peek, args);
}

function rwpair_read1(self: PyObject, args: PyObject): PyObject | null {
  return forward(P(self).reader, ID.read1, args);
}

function rwpair_readinto(self: PyObject, args: PyObject): PyObject | null {
  return forward(P(self).reader, ID.readinto, args);
}

function rwpair_readinto1(self: PyObject, args: PyObject): PyObject | null {
  return forward(P(self).reader, ID.readinto1, args);
}

function rwpair_write(self: PyObject, args: PyObject): PyObject | null {
  return forward(P(self).writer, ID.write, args);
}

function rwpair_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  return forward(P(self).writer, ID.flush, null);
}

function rwpair_readable(self: PyObject, unused: PyObject | null): PyObject | null {
  return forward(P(self).reader, ID.readable, null);
}

function rwpair_writable(self: PyObject, unused: PyObject | null): PyObject | null {
  return forward(P(self).writer, ID.writable, null);
}

/** Both are closed, the writer first; their errors come together. */
function rwpair_close(self: PyObject, unused: PyObject | null): PyObject | null {
  const first = forward(P(self).writer, ID.close, null);
  let saved: PyObject | null = null;
  if (first === null) saved = PyErr_GetRaisedException();
  else Py_DECREF(first);
  const second = forward(P(self).reader, ID.close, null);
  if (saved === null) return second;
  _PyErr_ChainExceptions1(saved);
  if (second !== null) Py_DECREF(second);
  return null;
}

function rwpair_isatty(self: PyObject, unused: PyObject | null): PyObject | null {
  const result = forward(P(self).writer, ID.isatty, null);
  if (result != Py_False) return result;
  Py_DECREF(Py_False);
  return forward(P(self).reader, ID.isatty, null);
}

function rwpair_get_closed(self: PyObject, closure: usize): PyObject | null {
  const writer = P(self).writer;
  if (writer !== null) return PyObject_GetAttr(writer, ID.closed);
  return PyErr_SetString(PyExc_RuntimeError, "the BufferedRWPair object is being garbage-collected");
}

function rwpair_traverse(self: PyObject, visit: u32, a: usize): i32 {
  let r = visitField(changetype<usize>(self) + offsetof<RWPair>("dict"), visit, a);
  if (r == 0) r = visitField(changetype<usize>(self) + READER, visit, a);
  return r != 0 ? r : visitField(changetype<usize>(self) + WRITER, visit, a);
}

function rwpair_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + READER);
  Py_CLEAR(changetype<usize>(self) + WRITER);
  Py_CLEAR(changetype<usize>(self) + offsetof<RWPair>("dict"));
  return 0;
}

function rwpair_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  if (P(self).weakreflist !== null) PyObject_ClearWeakRefs(self);
  rwpair_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

const DOC =
  "BufferedRWPair(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)\n--\n\nA stream to read and a stream to write as one, each with its buffer.\n\nFor what has two ends, like a socket or a pair of pipes.\n\nreader and writer are raw streams that can be read and written;\nbuffer_size is the size of each buffer, DEFAULT_BUFFER_SIZE unless given.";

export function initRWPairType(): void {
  const t = PyBufferedRWPair_Type;
  const flags = Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
  initStaticType(t, PyType_Type, PyBufferedIOBase_Type, "_io.BufferedRWPair", 48, 0, flags, DOC);
  t.tp_dealloc = rwpair_dealloc.index;
  t.tp_traverse = rwpair_traverse.index;
  t.tp_clear = rwpair_clear.index;
  t.tp_dictoffset = <i32>offsetof<RWPair>("dict");
  t.tp_weaklistoffset = <i32>offsetof<RWPair>("weakreflist");
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = PyType_GenericNew.index;
  t.tp_init = rwpair_init.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "read", rwpair_read.index, METH_VARARGS);
  addMethod(t, "peek", rwpair_peek.index, METH_VARARGS);
  addMethod(t, "read1", rwpair_read1.index, METH_VARARGS);
  addMethod(t, "readinto", rwpair_readinto.index, METH_VARARGS);
  addMethod(t, "readinto1", rwpair_readinto1.index, METH_VARARGS);
  addMethod(t, "write", rwpair_write.index, METH_VARARGS);
  addMethod(t, "flush", rwpair_flush.index, METH_NOARGS, "flush($self, /)\n--\n\n");
  addMethod(t, "readable", rwpair_readable.index, METH_NOARGS, "readable($self, /)\n--\n\n");
  addMethod(t, "writable", rwpair_writable.index, METH_NOARGS, "writable($self, /)\n--\n\n");
  addMethod(t, "close", rwpair_close.index, METH_NOARGS, "close($self, /)\n--\n\n");
  addMethod(t, "isatty", rwpair_isatty.index, METH_NOARGS, "isatty($self, /)\n--\n\n");
  addGetSet(t, "closed", rwpair_get_closed.index, 0);
}
