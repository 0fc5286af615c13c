/**
 * _io.TextIOWrapper (Modules/_io/textio.c): the type, and what neither reads, writes nor moves: reconfigure(), close(), questions passed on to
 * the buffer. The object is described in textio.ts.
 */
import { PyObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC, SHOWN_AS_HEAPTYPE } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../../object/refcount";
import { PyType_Type, Py_None } from "../../object/statics";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
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
import { PyExc_AttributeError, PyExc_RuntimeError, PyExc_ValueError } from "../../object/exception_types";
import { callVisit } from "../../object/slots";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_UNTRACK } from "../../gc/collector";
import { arg, parseArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../../protocol/errors";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_IsTrue, Py_ReprEnter, Py_ReprLeave } from "../../protocol/compare";
import { PyNumber_AsSsize_t } from "../../protocol/number";
import { ID } from "../../generated/ids";
import { PyLong_AsI64, PyLong_FromI64 } from "../../types/long";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { PyUnicode_AppendAndDel } from "../../types/unicode_ops";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import { cannotPickle } from "./fileio";
import { finalizeStream } from "./iobase";
import { newlinesSeen } from "./newline_decoder";
import {
  PyIncrementalNewlineDecoder_Type,
  PyTextIOBase_Type,
  PyTextIOWrapper_Type,
  optionalAttr,
  raiseUnsupported,
} from "./state";
import {
  TextIO,
  asText,
  callAndDrop,
  callBuffer,
  checkAttached,
  checkInitialized,
  checkReady,
  fixEncoderState,
  localeEncoding,
  newlineOf,
  resetText,
  setCoders,
  setNewline,
  textField,
  textiowrapper_init,
} from "./textio";
import { textiowrapper_iternext, textiowrapper_read, textiowrapper_readline } from "./textio_read";
import { textiowrapper_seek, textiowrapper_tell, textiowrapper_truncate } from "./textio_seek";
import { freePending, textiowrapper_write, writeFlush } from "./textio_write";
import { PyTypeObject } from "../../object/layout";

// ---- life ------------------------------------------------------------------------------------------------------------

function textiowrapper_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

function visitField(field: PyObject | null, visit: u32, arg: usize): i32 {
  return field === null ? 0 : callVisit(visit, field, arg);
}

function textiowrapper_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const s = asText(self);
  let stop = visitField(s.buffer, visit, arg);
  if (stop == 0) stop = visitField(s.encoding, visit, arg);
  if (stop == 0) stop = visitField(s.encoder, visit, arg);
  if (stop == 0) stop = visitField(s.decoder, visit, arg);
  if (stop == 0) stop = visitField(s.readnl, visit, arg);
  if (stop == 0) stop = visitField(s.decoded_chars, visit, arg);
  if (stop == 0) stop = visitField(s.snapshot, visit, arg);
  if (stop == 0) stop = visitField(s.errors, visit, arg);
  if (stop == 0) stop = visitField(s.raw, visit, arg);
  return stop != 0 ? stop : visitField(s.dict, visit, arg);
}

function textiowrapper_clear(self: PyObject): i32 {
  const s = asText(self);
  s.ok = 0;
  resetText(s);
  freePending(s);
  Py_CLEAR(textField(s, offsetof<TextIO>("dict")));
  return 0;
}

function textiowrapper_dealloc(self: PyObject): void {
  const s = asText(self);
  s.finalizing = true;
  if (!finalizeStream(self)) return;
  s.ok = 0;
  _PyObject_GC_UNTRACK(self);
  textiowrapper_clear(self);
  if (s.weakreflist !== null) PyObject_ClearWeakRefs(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function textiowrapper_detach(self: PyObject, unused: PyObject | null): PyObject | null {
  const s = asText(self);
  if (!checkAttached(s) || !callAndDrop(self, ID.flush)) return null;
  const buffer = s.buffer;
  if (buffer === null) return PyErr_SetString(PyExc_ValueError, "underlying buffer has been detached");
  s.buffer = null;
  s.detached = 1;
  return buffer;
}

function textiowrapper_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  const s = asText(self);
  if (!checkReady(s)) return null;
  s.telling = s.seekable;
  return writeFlush(s) < 0 ? null : callBuffer(s, ID.flush, null);
}

function textiowrapper_close(self: PyObject, unused: PyObject | null): PyObject | null {
  const s = asText(self);
  if (!checkAttached(s)) return null;
  const closed = PyObject_GetAttr(s.buffer!, ID.closed);
  if (closed === null) return null;
  const truth = PyObject_IsTrue(closed);
  Py_DECREF(closed);
  if (truth != 0) return truth < 0 ? null : Py_NewRef(Py_None);
  if (s.finalizing) {
    const warned = callBuffer(s, ID._dealloc_warn, self);
    if (warned === null) PyErr_Clear();
    else Py_DECREF(warned);
  }
  const exc: PyObject | null = callAndDrop(self, ID.flush) ? null : PyErr_GetRaisedException();
  const result = callBuffer(s, ID.close, null);
  if (exc === null) return result;
  _PyErr_ChainExceptions1(exc);
  Py_XDECREF(result);
  return null;
}

// ---- reconfigure() ---------------------------------------------------------------------------------------------------

/** Is an argument of reconfigure() a str, None or absent? */
function isTextOrNone(op: PyObject | null, what: string): bool {
  if (op === null || op == Py_None || PyUnicode_Check(op)) return true;
  return badArgument("reconfigure", what, "str or None", op);
}

/** A flag that None leaves as it is: 0, 1, or -1 with an exception. */
function optionalFlag(op: PyObject | null, now: bool): i32 {
  if (op === null || op == Py_None) return now ? 1 : 0;
  const value = PyLong_AsI64(op);
  if (value == -1 && PyErr_Occurred() !== null) return -1;
  return value != 0 ? 1 : 0;
}

/** New coders where encoding, errors or newlines change. `encoding` and `errors` are None or strs. */
function changeEncoding(s: TextIO, encoding: PyObject, errors: PyObject, newlineChanged: bool): bool {
  if (encoding == Py_None && errors == Py_None && !newlineChanged) return true;
  let chosen: PyObject | null;
  let handler: PyObject;
  if (encoding == Py_None) {
    chosen = Py_NewRef(s.encoding!);
    handler = errors == Py_None ? s.errors! : errors;
  } else {
    chosen = PyUnicode_EqualToLiteral(encoding, "locale") ? localeEncoding() : Py_NewRef(encoding);
    handler = errors == Py_None ? ID.strict : errors;
  }
  if (chosen === null) return false;
  Py_NewRef(handler);
  if (!setCoders(s, chosen, handler)) {
    Py_DECREF(chosen);
    Py_DECREF(handler);
    return false;
  }
  Py_XSETREF(textField(s, offsetof<TextIO>("encoding")), chosen);
  Py_XSETREF(textField(s, offsetof<TextIO>("errors")), handler);
  return fixEncoderState(s);
}

function textiowrapper_reconfigure(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const spec = "*,encoding=,errors=,newline=,line_buffering=,write_through=";
  if (!parseArgs("reconfigure", spec, args, nargs, kwnames)) return null;
  const s = asText(self);
  const encodingArg = arg(0);
  const errorsArg = arg(1);
  const newlineArg = arg(2);
  const lineArg = arg(3);
  const throughArg = arg(4);
  if (!isTextOrNone(encodingArg, "argument 'encoding'")) return null;
  if (!isTextOrNone(errorsArg, "argument 'errors'")) return null;
  if (!isTextOrNone(newlineArg, "argument 'newline'")) return null;
  const encoding: PyObject = encodingArg === null ? Py_None : encodingArg;
  const errors: PyObject = errorsArg === null ? Py_None : errorsArg;
  if (s.decoded_chars !== null && (encoding != Py_None || errors != Py_None || newlineArg !== null)) {
    return raiseUnsupported("It is not possible to set the encoding or newline of stream after the first read");
  }
  let newline: PyObject | null = null;
  if (newlineArg !== null && newlineArg != Py_None) {
    newline = newlineOf(newlineArg);
    if (newline === null) return null;
  }
  const line = optionalFlag(lineArg, s.line_buffering);
  const through = line < 0 ? -1 : optionalFlag(throughArg, s.write_through);
  if (through < 0 || !callAndDrop(self, ID.flush)) {
    Py_XDECREF(newline);
    return null;
  }
  s.b2cratio = 0;
  if (newlineArg !== null) setNewline(s, newline);
  if (!checkAttached(s) || !changeEncoding(s, encoding, errors, newlineArg !== null)) return null;
  s.line_buffering = line != 0;
  s.write_through = through != 0;
  return Py_NewRef(Py_None);
}

// ---- questions -------------------------------------------------------------------------------------------------------

function askBuffer(self: PyObject, name: PyObject): PyObject | null {
  return checkAttached(asText(self)) ? callBuffer(asText(self), name, null) : null;
}

function textiowrapper_fileno(self: PyObject, unused: PyObject | null): PyObject | null {
  return askBuffer(self, ID.fileno);
}

function textiowrapper_seekable(self: PyObject, unused: PyObject | null): PyObject | null {
  return askBuffer(self, ID.seekable);
}

function textiowrapper_readable(self: PyObject, unused: PyObject | null): PyObject | null {
  return askBuffer(self, ID.readable);
}

function textiowrapper_writable(self: PyObject, unused: PyObject | null): PyObject | null {
  return askBuffer(self, ID.writable);
}

function textiowrapper_isatty(self: PyObject, unused: PyObject | null): PyObject | null {
  return askBuffer(self, ID.isatty);
}

const shown = memory.data(8, 8);

/** Name and mode, as far as they are there: `new`, begun with "<type". */
function describe(self: PyObject): PyObject | null {
  const name = optionalAttr(self, ID.name);
  if (name === null && PyErr_Occurred() !== null) {
    // the buffer is detached
    if (!PyErr_ExceptionMatches(PyExc_ValueError)) return null;
    PyErr_Clear();
  }
  const namePart: PyObject | null = name === null ? null : PyUnicode_FromFormat(" name=%R", changetype<usize>(name));
  Py_XDECREF(name);
  if (name !== null && namePart === null) return null;
  const mode = optionalAttr(self, ID.mode);
  let result: PyObject | null = null;
  if (mode !== null || PyErr_Occurred() === null) {
    result = PyUnicode_FromFormat("<%s", self.ob_type.tp_name);
    store<u64>(shown, <u64>changetype<usize>(result));
    if (result !== null && namePart !== null) {
      PyUnicode_AppendAndDel(shown, Py_NewRef(namePart));
      result = load<PyObject | null>(shown);
    }
  }
  Py_XDECREF(namePart);
  if (mode === null || result === null) {
    Py_XDECREF(mode);
    return result;
  }
  const modePart = PyUnicode_FromFormat(" mode=%R", changetype<usize>(mode));
  Py_DECREF(mode);
  store<u64>(shown, <u64>changetype<usize>(result));
  PyUnicode_AppendAndDel(shown, modePart);
  return load<PyObject | null>(shown);
}

function textiowrapper_repr(self: PyObject): PyObject | null {
  const s = asText(self);
  if (!checkInitialized(s)) return null;
  const status = Py_ReprEnter(self);
  if (status > 0) {
    return PyErr_Format(PyExc_RuntimeError, "reentrant call inside %s.__repr__", self.ob_type.tp_name);
  }
  if (status < 0) return null;
  const begun = describe(self);
  let result: PyObject | null = null;
  if (begun !== null) {
    const encoding = s.encoding;
    result = PyUnicode_FromFormat(
      "%U encoding=%R>",
      changetype<usize>(begun),
      changetype<usize>(encoding === null ? Py_None : encoding),
    );
    Py_DECREF(begun);
  }
  Py_ReprLeave(self);
  return result;
}

function textiowrapper_get_name(self: PyObject, closure: usize): PyObject | null {
  return checkAttached(asText(self)) ? PyObject_GetAttr(asText(self).buffer!, ID.name) : null;
}

function textiowrapper_get_closed(self: PyObject, closure: usize): PyObject | null {
  return checkAttached(asText(self)) ? PyObject_GetAttr(asText(self).buffer!, ID.closed) : null;
}

function textiowrapper_get_newlines(self: PyObject, closure: usize): PyObject | null {
  const s = asText(self);
  if (!checkAttached(s)) return null;
  const decoder = s.decoder;
  if (decoder === null) return Py_NewRef(Py_None);
  if (decoder.ob_type == PyIncrementalNewlineDecoder_Type) return newlinesSeen(decoder);
  const newlines = optionalAttr(decoder, ID.newlines);
  return newlines === null && PyErr_Occurred() === null ? Py_NewRef(Py_None) : newlines;
}

function textiowrapper_get_errors(self: PyObject, closure: usize): PyObject | null {
  return checkInitialized(asText(self)) ? Py_NewRef(asText(self).errors!) : null;
}

function textiowrapper_get_chunk_size(self: PyObject, closure: usize): PyObject | null {
  return checkAttached(asText(self)) ? PyLong_FromI64(asText(self).chunk_size) : null;
}

function textiowrapper_set_chunk_size(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const s = asText(self);
  if (!checkAttached(s)) return -1;
  if (value === null) {
    PyErr_SetString(PyExc_AttributeError, "cannot delete attribute");
    return -1;
  }
  const n = PyNumber_AsSsize_t(value, PyExc_ValueError);
  if (n == -1 && PyErr_Occurred() !== null) return -1;
  if (n <= 0) {
    PyErr_SetString(PyExc_ValueError, "a strictly positive integer is required");
    return -1;
  }
  s.chunk_size = <i64>n;
  return 0;
}

export function defineTextIOWrapper(): void {
  const t = PyTextIOWrapper_Type;
  initStaticType(
    t,
    PyType_Type,
    PyTextIOBase_Type,
    "_io.TextIOWrapper",
    200,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | SHOWN_AS_HEAPTYPE,
    "TextIOWrapper(buffer, encoding=None, errors=None, newline=None,\n              line_buffering=False, write_through=False)\n--\n\nText over a stream of bytes. newline None makes every line ending \"\\n\" when reading; '' only keeps them in one piece; another one is the one that counts.",
  );
  t.tp_dealloc = textiowrapper_dealloc.index;
  t.tp_traverse = textiowrapper_traverse.index;
  t.tp_clear = textiowrapper_clear.index;
  t.tp_repr = textiowrapper_repr.index;
  t.tp_iternext = textiowrapper_iternext.index;
  t.tp_dictoffset = <i32>offsetof<TextIO>("dict");
  t.tp_weaklistoffset = <i32>offsetof<TextIO>("weakreflist");
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = textiowrapper_new.index;
  t.tp_init = textiowrapper_init.index;
  t.tp_free = PyObject_GC_Del.index;
  addTextMethods(t);
  addMember(t, "encoding", _Py_T_OBJECT, <i32>offsetof<TextIO>("encoding"), Py_READONLY);
  addMember(t, "buffer", _Py_T_OBJECT, <i32>offsetof<TextIO>("buffer"), Py_READONLY);
  addMember(t, "line_buffering", Py_T_BOOL, <i32>offsetof<TextIO>("line_buffering"), Py_READONLY);
  addMember(t, "write_through", Py_T_BOOL, <i32>offsetof<TextIO>("write_through"), Py_READONLY);
  addMember(t, "_finalizing", Py_T_BOOL, <i32>offsetof<TextIO>("finalizing"), 0);
  addGetSet(t, "name", textiowrapper_get_name.index, 0);
  addGetSet(t, "closed", textiowrapper_get_closed.index, 0);
  addGetSet(t, "newlines", textiowrapper_get_newlines.index, 0);
  addGetSet(t, "errors", textiowrapper_get_errors.index, 0);
  addGetSet(t, "_CHUNK_SIZE", textiowrapper_get_chunk_size.index, textiowrapper_set_chunk_size.index);
}

function addTextMethods(t: PyTypeObject): void {
  addMethod(t, "detach", textiowrapper_detach.index, METH_NOARGS, "detach($self, /)\n--\n\n");
  addMethod(
    t,
    "reconfigure",
    textiowrapper_reconfigure.index,
    METH_FASTCALL_KEYWORDS,
    "reconfigure($self, /, *, encoding=None, errors=None, newline=None,\n            line_buffering=None, write_through=None)\n--\n\nChanges settings of the stream, which is flushed.",
  );
  addMethod(t, "write", textiowrapper_write.index, METH_O, "write($self, text, /)\n--\n\n");
  addMethod(t, "read", textiowrapper_read.index, METH_FASTCALL, "read($self, size=-1, /)\n--\n\n");
  addMethod(t, "readline", textiowrapper_readline.index, METH_FASTCALL, "readline($self, size=-1, /)\n--\n\n");
  addMethod(t, "flush", textiowrapper_flush.index, METH_NOARGS, "flush($self, /)\n--\n\n");
  addMethod(t, "close", textiowrapper_close.index, METH_NOARGS, "close($self, /)\n--\n\n");
  addMethod(t, "fileno", textiowrapper_fileno.index, METH_NOARGS, "fileno($self, /)\n--\n\n");
  addMethod(t, "seekable", textiowrapper_seekable.index, METH_NOARGS, "seekable($self, /)\n--\n\n");
  addMethod(t, "readable", textiowrapper_readable.index, METH_NOARGS, "readable($self, /)\n--\n\n");
  addMethod(t, "writable", textiowrapper_writable.index, METH_NOARGS, "writable($self, /)\n--\n\n");
  addMethod(t, "isatty", textiowrapper_isatty.index, METH_NOARGS, "isatty($self, /)\n--\n\n");
  addMethod(
    t,
    "seek",
    textiowrapper_seek.index,
    METH_FASTCALL,
    "seek($self, cookie, whence=os.SEEK_SET, /)\n--\n\nGoes where a number from tell() says, or to the start, the end or the present place with cookie 0.",
  );
  addMethod(
    t,
    "tell",
    textiowrapper_tell.index,
    METH_NOARGS,
    "tell($self, /)\n--\n\nThe position, as a number for seek() and for nothing else.",
  );
  addMethod(t, "truncate", textiowrapper_truncate.index, METH_FASTCALL, "truncate($self, pos=None, /)\n--\n\n");
  addMethod(t, "__reduce__", cannotPickle.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "__reduce_ex__", cannotPickle.index, METH_O, "__reduce_ex__($self, object, /)\n--\n\n");
}
