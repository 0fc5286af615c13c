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
  "Base class for buffered IO objects.\n\nThe main difference with RawIOBase is that the read() method\nsupports omitting the size argument, and does not have a default\nimplementation that defers to readinto().\n\nIn addition, read(), readinto() and write() may raise\nBlockingIOError if the underlying raw stream is in non-blocking\nmode and not ready; unlike their raw counterparts, they will never\nreturn None.\n\nA typical implementation should not inherit from a RawIOBase\nimplementation, but wrap one.\n";

export function initBufferedIOBaseType(): void {
  const t = PyBufferedIOBase_Type;
  initStaticType(t, PyType_Type, PyIOBase_Type, "_io._BufferedIOBase", 32, 0, Py_TPFLAGS_BASETYPE, DOC);
  addMethod(
    t,
    "detach",
    bufferediobase_detach.index,
    METH_NOARGS,
    "detach($self, /)\n--\n\nDisconnect this buffer from its underlying raw stream and return it.\n\nAfter the raw stream has been detached, the buffer is in an unusable\nstate.",
  );
  addMethod(
    t,
    "read",
    bufferediobase_read.index,
    METH_FASTCALL_KEYWORDS,
    "read($self, size=-1, /)\n--\n\nRead and return up to n bytes.\n\nIf the size argument is omitted, None, or negative, read and\nreturn all data until EOF.\n\nIf the size argument is positive, and the underlying raw stream is\nnot 'interactive', multiple raw reads may be issued to satisfy\nthe byte count (unless EOF is reached first).\nHowever, for interactive raw streams (as well as sockets and pipes),\nat most one raw read will be issued, and a short result does not\nimply that EOF is imminent.\n\nReturn an empty bytes object on EOF.\n\nReturn None if the underlying raw stream was open in non-blocking\nmode and no data is available at the moment.",
  );
  addMethod(
    t,
    "read1",
    bufferediobase_read1.index,
    METH_FASTCALL_KEYWORDS,
    "read1($self, size=-1, /)\n--\n\nRead and return up to size bytes, with at most one read() call to the underlying raw stream.\n\nReturn an empty bytes object on EOF.\nA short result does not imply that EOF is imminent.",
  );
  addMethod(t, "readinto", bufferediobase_readinto.index, METH_O, "readinto($self, buffer, /)\n--\n\n");
  addMethod(t, "readinto1", bufferediobase_readinto1.index, METH_O, "readinto1($self, buffer, /)\n--\n\n");
  addMethod(
    t,
    "write",
    bufferediobase_write.index,
    METH_FASTCALL_KEYWORDS,
    "write($self, b, /)\n--\n\nWrite buffer b to the IO stream.\n\nReturn the number of bytes written, which is always\nthe length of b in bytes.\n\nRaise BlockingIOError if the buffer is full and the\nunderlying raw stream cannot accept more data at the moment.",
  );
}
