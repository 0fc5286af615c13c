/**
 * _io._BufferedIOBase (the first part of Modules/_io/bufferedio.c): read and write of a class without them, readinto by way of read.
 */
import { PyObject, Py_TPFLAGS_BASETYPE } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyType_Type } from "../../object/statics";
import { METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O, addMethod, initStaticType } from "../../object/typedef";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { Py_buffer, freeBuffer } from "../../protocol/buffer";
import { parseArgs } from "../../protocol/args";
import { PyObject_CallMethodOneArg } from "../../protocol/call";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyLong_FromLong } from "../../types/long";
import { PyBufferedIOBase_Type, PyIOBase_Type, raiseUnsupported, writableBuffer } from "./state";

/** Copies what `data`, a result of read(), holds into the view: its length as an int, `new`. */
function copyRead(data: PyObject, view: Py_buffer): PyObject | null {
  if (!PyBytes_Check(data)) return PyErr_SetString(PyExc_TypeError, "read() should return bytes");
  const size = PyBytes_GET_SIZE(data);
  if (size > view.len) {
    return PyErr_Format(
      PyExc_ValueError,
      "read() returned too much data: %zd bytes requested, %zd returned",
      view.len,
      size,
    );
  }
  memory.copy(view.buf, PyBytes_AS_STRING(data), <usize>size);
  return PyLong_FromLong(size);
}

function readInto(self: PyObject, fname: string, method: PyObject, buffer: PyObject): PyObject | null {
  const view = writableBuffer(fname, buffer);
  if (view === null) return null;
  const size = PyLong_FromLong(view.len);
  let result: PyObject | null = null;
  if (size !== null) {
    const data = PyObject_CallMethodOneArg(self, method, size);
    Py_DECREF(size);
    if (data !== null) {
      result = copyRead(data, view);
      Py_DECREF(data);
    }
  }
  freeBuffer(view);
  return result;
}

function bufferediobase_readinto(self: PyObject, buffer: PyObject): PyObject | null {
  return readInto(self, "readinto", ID.read, buffer);
}

function bufferediobase_readinto1(self: PyObject, buffer: PyObject): PyObject | null {
  return readInto(self, "readinto1", ID.read1, buffer);
}

function bufferediobase_detach(self: PyObject, unused: PyObject | null): PyObject | null {
  return raiseUnsupported("detach");
}

function bufferediobase_read(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("read", "size=,/", args, nargs, kwnames) ? raiseUnsupported("read") : null;
}

function bufferediobase_read1(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("read1", "size=,/", args, nargs, kwnames) ? raiseUnsupported("read1") : null;
}

function bufferediobase_write(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("write", "b,/", args, nargs, kwnames) ? raiseUnsupported("write") : null;
}

const DOC =
  "What buffered binary streams have in common.\n\nOther than a raw stream's, their read() needs no size, and it is not\nmade from readinto().\n\nA raw stream that cannot go on without blocking makes read(),\nreadinto() and write() raise BlockingIOError; they do not return\nNone.\n\nA class derived from this one holds a raw stream; it does not derive\nfrom RawIOBase.";

export function initBufferedIOBaseType(): void {
  const t = PyBufferedIOBase_Type;
  initStaticType(t, PyType_Type, PyIOBase_Type, "_io._BufferedIOBase", 32, 0, Py_TPFLAGS_BASETYPE, DOC);
  addMethod(
    t,
    "detach",
    bufferediobase_detach.index,
    METH_NOARGS,
    "detach($self, /)\n--\n\nGive the raw stream away.\n\nThe buffer is of no use afterwards.",
  );
  addMethod(
    t,
    "read",
    bufferediobase_read.index,
    METH_FASTCALL_KEYWORDS,
    "read($self, size=-1, /)\n--\n\nRead at most n bytes, or all to the end if n is omitted, None or\nnegative.\n\nFor n bytes the raw stream may be read several times, unless it is\n'interactive' (a terminal, a socket, a pipe): then once, and a shorter\nresult does not mean that the end is near.\n\nAt the end an empty bytes object comes back; None if the raw stream\ndoes not block and has nothing now.",
  );
  addMethod(
    t,
    "read1",
    bufferediobase_read1.index,
    METH_FASTCALL_KEYWORDS,
    "read1($self, size=-1, /)\n--\n\nRead at most size bytes with at most one read() of the raw stream.\n\nA shorter result does not mean that the end is near; an empty one does.",
  );
  addMethod(t, "readinto", bufferediobase_readinto.index, METH_O, "readinto($self, buffer, /)\n--\n\n");
  addMethod(t, "readinto1", bufferediobase_readinto1.index, METH_O, "readinto1($self, buffer, /)\n--\n\n");
  addMethod(
    t,
    "write",
    bufferediobase_write.index,
    METH_FASTCALL_KEYWORDS,
    "write($self, b, /)\n--\n\nWrite the bytes of b and return how many they are: all of them.\n\nBlockingIOError if the buffer is full and the raw stream, which does not\nblock, takes no more now.",
  );
}
