/** The type objects of BufferedReader, BufferedWriter and BufferedRandom: which of the shared methods each has. */
import { PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../../object/layout";
import { PyType_Type } from "../../object/statics";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_BOOL,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../../gc/collector";
import { PyType_GenericNew } from "../../types/typeobject";
import {
  Buffered,
  buffered_clear,
  buffered_close,
  buffered_dealloc,
  buffered_dealloc_warn,
  buffered_detach,
  buffered_fileno,
  buffered_get_closed,
  buffered_get_mode,
  buffered_get_name,
  buffered_isatty,
  buffered_readable,
  buffered_repr,
  buffered_seekable,
  buffered_simple_flush,
  buffered_sizeof,
  buffered_traverse,
  buffered_writable,
} from "./buffered";
import {
  bufferedrandom_init,
  bufferedreader_init,
  buffered_iternext,
  buffered_peek,
  buffered_read,
  buffered_read1,
  buffered_readinto,
  buffered_readinto1,
  buffered_readline,
} from "./buffered_read";
import {
  buffered_flush,
  buffered_seek,
  buffered_tell,
  buffered_truncate,
  buffered_write,
  bufferedwriter_init,
} from "./buffered_write";
import { cannotPickle } from "./fileio";
import { PyBufferedIOBase_Type, PyBufferedRandom_Type, PyBufferedReader_Type, PyBufferedWriter_Type } from "./state";

/** `init`: table index of its __init__. */
function describe(t: PyTypeObject, name: string, doc: string, init: u32): void {
  const flags = Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
  initStaticType(t, PyType_Type, PyBufferedIOBase_Type, name, <i32>offsetof<Buffered>(), 0, flags, doc);
  t.tp_dealloc = buffered_dealloc.index;
  t.tp_traverse = buffered_traverse.index;
  t.tp_clear = buffered_clear.index;
  t.tp_repr = buffered_repr.index;
  t.tp_dictoffset = <i32>offsetof<Buffered>("dict");
  t.tp_weaklistoffset = <i32>offsetof<Buffered>("weakreflist");
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = PyType_GenericNew.index;
  t.tp_init = init;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "raw", _Py_T_OBJECT, <i32>offsetof<Buffered>("raw"), Py_READONLY);
  addMember(t, "_finalizing", Py_T_BOOL, <i32>offsetof<Buffered>("finalizing"), 0);
  addGetSet(t, "closed", buffered_get_closed.index, 0);
  addGetSet(t, "name", buffered_get_name.index, 0);
  addGetSet(t, "mode", buffered_get_mode.index, 0);
}

export function initBufferedReaderType(): void {
  const t = PyBufferedReader_Type;
  describe(
    t,
    "_io.BufferedReader",
    "BufferedReader(raw, buffer_size=DEFAULT_BUFFER_SIZE)\n--\n\nA buffer before a raw stream that can be read.",
    bufferedreader_init.index,
  );
  t.tp_iternext = buffered_iternext.index;
  addMethod(t, "detach", buffered_detach.index, METH_NOARGS, "detach($self, /)\n--\n\n");
  addMethod(t, "flush", buffered_simple_flush.index, METH_NOARGS, "flush($self, /)\n--\n\n");
  addMethod(t, "close", buffered_close.index, METH_NOARGS, "close($self, /)\n--\n\n");
  addMethod(t, "seekable", buffered_seekable.index, METH_NOARGS, "seekable($self, /)\n--\n\n");
  addMethod(t, "readable", buffered_readable.index, METH_NOARGS, "readable($self, /)\n--\n\n");
  addMethod(t, "fileno", buffered_fileno.index, METH_NOARGS, "fileno($self, /)\n--\n\n");
  addMethod(t, "isatty", buffered_isatty.index, METH_NOARGS, "isatty($self, /)\n--\n\n");
  addMethod(t, "_dealloc_warn", buffered_dealloc_warn.index, METH_O, "_dealloc_warn($self, source, /)\n--\n\n");
  addMethod(t, "read", buffered_read.index, METH_FASTCALL, "read($self, size=-1, /)\n--\n\n");
  addMethod(t, "peek", buffered_peek.index, METH_FASTCALL, "peek($self, size=0, /)\n--\n\n");
  addMethod(t, "read1", buffered_read1.index, METH_FASTCALL, "read1($self, size=-1, /)\n--\n\n");
  addMethod(t, "readinto", buffered_readinto.index, METH_O, "readinto($self, buffer, /)\n--\n\n");
  addMethod(t, "readinto1", buffered_readinto1.index, METH_O, "readinto1($self, buffer, /)\n--\n\n");
  addMethod(t, "readline", buffered_readline.index, METH_FASTCALL, "readline($self, size=-1, /)\n--\n\n");
  addMethod(t, "seek", buffered_seek.index, METH_FASTCALL, "seek($self, target, whence=0, /)\n--\n\n");
  addMethod(t, "tell", buffered_tell.index, METH_NOARGS, "tell($self, /)\n--\n\n");
  addMethod(t, "truncate", buffered_truncate.index, METH_FASTCALL, "truncate($self, pos=None, /)\n--\n\n");
  addMethod(t, "__sizeof__", buffered_sizeof.index, METH_NOARGS, "__sizeof__($self, /)\n--\n\n");
  addMethod(t, "__reduce__", cannotPickle.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "__reduce_ex__", cannotPickle.index, METH_O, "__reduce_ex__($self, object, /)\n--\n\n");
}

export function initBufferedWriterType(): void {
  const t = PyBufferedWriter_Type;
  describe(
    t,
    "_io.BufferedWriter",
    "BufferedWriter(raw, buffer_size=DEFAULT_BUFFER_SIZE)\n--\n\nA buffer before a raw stream that can be written.\n\nWhat is written waits until the buffer is full, or flush() or close() sends\nit on. buffer_size is DEFAULT_BUFFER_SIZE unless given.",
    bufferedwriter_init.index,
  );
  addMethod(t, "close", buffered_close.index, METH_NOARGS, "close($self, /)\n--\n\n");
  addMethod(t, "detach", buffered_detach.index, METH_NOARGS, "detach($self, /)\n--\n\n");
  addMethod(t, "seekable", buffered_seekable.index, METH_NOARGS, "seekable($self, /)\n--\n\n");
  addMethod(t, "writable", buffered_writable.index, METH_NOARGS, "writable($self, /)\n--\n\n");
  addMethod(t, "fileno", buffered_fileno.index, METH_NOARGS, "fileno($self, /)\n--\n\n");
  addMethod(t, "isatty", buffered_isatty.index, METH_NOARGS, "isatty($self, /)\n--\n\n");
  addMethod(t, "_dealloc_warn", buffered_dealloc_warn.index, METH_O, "_dealloc_warn($self, source, /)\n--\n\n");
  addMethod(t, "write", buffered_write.index, METH_O, "write($self, buffer, /)\n--\n\n");
  addMethod(t, "truncate", buffered_truncate.index, METH_FASTCALL, "truncate($self, pos=None, /)\n--\n\n");
  addMethod(t, "flush", buffered_flush.index, METH_NOARGS, "flush($self, /)\n--\n\n");
  addMethod(t, "seek", buffered_seek.index, METH_FASTCALL, "seek($self, target, whence=0, /)\n--\n\n");
  addMethod(t, "tell", buffered_tell.index, METH_NOARGS, "tell($self, /)\n--\n\n");
  addMethod(t, "__sizeof__", buffered_sizeof.index, METH_NOARGS, "__sizeof__($self, /)\n--\n\n");
  addMethod(t, "__reduce__", cannotPickle.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "__reduce_ex__", cannotPickle.index, METH_O, "__reduce_ex__($self, object, /)\n--\n\n");
}

export function initBufferedRandomType(): void {
  const t = PyBufferedRandom_Type;
  describe(
    t,
    "_io.BufferedRandom",
    "BufferedRandom(raw, buffer_size=DEFAULT_BUFFER_SIZE)\n--\n\nA buffer before a raw stream that can be read, written and positioned.\n\nOne buffer serves both directions; buffer_size is DEFAULT_BUFFER_SIZE\nunless given.",
    bufferedrandom_init.index,
  );
  t.tp_iternext = buffered_iternext.index;
  addMethod(t, "close", buffered_close.index, METH_NOARGS, "close($self, /)\n--\n\n");
  addMethod(t, "detach", buffered_detach.index, METH_NOARGS, "detach($self, /)\n--\n\n");
  addMethod(t, "seekable", buffered_seekable.index, METH_NOARGS, "seekable($self, /)\n--\n\n");
  addMethod(t, "readable", buffered_readable.index, METH_NOARGS, "readable($self, /)\n--\n\n");
  addMethod(t, "writable", buffered_writable.index, METH_NOARGS, "writable($self, /)\n--\n\n");
  addMethod(t, "fileno", buffered_fileno.index, METH_NOARGS, "fileno($self, /)\n--\n\n");
  addMethod(t, "isatty", buffered_isatty.index, METH_NOARGS, "isatty($self, /)\n--\n\n");
  addMethod(t, "_dealloc_warn", buffered_dealloc_warn.index, METH_O, "_dealloc_warn($self, source, /)\n--\n\n");
  addMethod(t, "flush", buffered_flush.index, METH_NOARGS, "flush($self, /)\n--\n\n");
  addMethod(t, "seek", buffered_seek.index, METH_FASTCALL, "seek($self, target, whence=0, /)\n--\n\n");
  addMethod(t, "tell", buffered_tell.index, METH_NOARGS, "tell($self, /)\n--\n\n");
  addMethod(t, "truncate", buffered_truncate.index, METH_FASTCALL, "truncate($self, pos=None, /)\n--\n\n");
  addMethod(t, "read", buffered_read.index, METH_FASTCALL, "read($self, size=-1, /)\n--\n\n");
  addMethod(t, "read1", buffered_read1.index, METH_FASTCALL, "read1($self, size=-1, /)\n--\n\n");
  addMethod(t, "readinto", buffered_readinto.index, METH_O, "readinto($self, buffer, /)\n--\n\n");
  addMethod(t, "readinto1", buffered_readinto1.index, METH_O, "readinto1($self, buffer, /)\n--\n\n");
  addMethod(t, "readline", buffered_readline.index, METH_FASTCALL, "readline($self, size=-1, /)\n--\n\n");
  addMethod(t, "peek", buffered_peek.index, METH_FASTCALL, "peek($self, size=0, /)\n--\n\n");
  addMethod(t, "write", buffered_write.index, METH_O, "write($self, buffer, /)\n--\n\n");
  addMethod(t, "__sizeof__", buffered_sizeof.index, METH_NOARGS, "__sizeof__($self, /)\n--\n\n");
  addMethod(t, "__reduce__", cannotPickle.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "__reduce_ex__", cannotPickle.index, METH_O, "__reduce_ex__($self, object, /)\n--\n\n");
}
