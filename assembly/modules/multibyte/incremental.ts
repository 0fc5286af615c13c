/**
 * What the four stateful types share, and two of them: MultibyteIncrementalEncoder and MultibyteIncrementalDecoder. Layouts as in CPython's
 * Modules/cjkcodecs/multibytecodec.h:
 *
 *   all       16 codec's tables   24 state (8 bytes)   32 errors (str)
 *   encoders  40 pending (str or null)                                   48 stream   56
 *   decoders  40 pending bytes (8)   48 how many                         56 stream   64
 *
 * A subclass names its codec in the class attribute `codec`. Pending: what a following text may complete, at most 2 characters, 8 bytes.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC, initPtr } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyTuple_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyExc_AttributeError, PyExc_TypeError, PyExc_UnicodeError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../../gc/collector";
import { PyErr_SetObject, PyErr_SetString } from "../../protocol/errors";
import { arg, argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_IsTrue, PyObject_Str } from "../../protocol/compare";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyUnicodeDecodeError_Create } from "../../types/exceptions_unicode";
import { PyLong_Check } from "../../types/long";
import { _PyLong_AsByteArray, _PyLong_FromByteArray } from "../../types/long_bytes";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_GET_LENGTH,
  PyUnicode_Substring,
  utf8Length,
} from "../../types/unicode";
import { PyUnicode_DecodeUTF8 } from "../../types/unicode_codecs";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyUnicode_Concat } from "../../types/unicode_ops";
import { _PyUnicodeWriter_Dealloc, _PyUnicodeWriter_Finish, _PyUnicodeWriter_Init } from "../../types/unicode_writer";
import {
  MultibyteCodecObject,
  MultibyteCodec_Type,
  beginDecoding,
  decodeAll,
  encodeAll,
  encodedLength,
  endDecoding,
} from "./codec";
import { initDecoder, resetDecoder } from "./decode";
import { initEncoder, resetEncoder } from "./encode";
import { Codec, codecName } from "./tables";
import { dropBytes, newBytesWriter } from "../../types/bytes_writer";

export const Encoder_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const Decoder_Type = changetype<PyTypeObject>(memory.data(416, 16));

const STATE: usize = 24;
const ERRORS: usize = 32;
const PENDING: usize = 40;
const PENDING_SIZE: usize = 48;
const MAX_PENDING_TEXT: i32 = 2;
const MAX_PENDING_BYTES: i32 = 8;
/** One byte for the length, the pending text as UTF-8, the state. */
const STATE_BYTES: i32 = 17;

export function codecAt(self: PyObject): Codec {
  return changetype<MultibyteCodecObject>(self).codec;
}

export function stateAt(self: PyObject): usize {
  return changetype<usize>(self) + STATE;
}

export function errorsAt(self: PyObject): PyObject {
  return load<PyObject>(changetype<usize>(self) + ERRORS);
}

export function pendingText(self: PyObject): PyObject | null {
  return load<PyObject | null>(changetype<usize>(self) + PENDING);
}

export function pendingSize(self: PyObject): i32 {
  return load<i32>(changetype<usize>(self) + PENDING_SIZE);
}

export function setPendingSize(self: PyObject, n: i32): void {
  store<u64>(changetype<usize>(self) + PENDING_SIZE, <u64>n);
}

export function clearPendingText(self: PyObject): void {
  Py_CLEAR(changetype<usize>(self) + PENDING);
}

// ---- construction ----

/** `new` object of a stateful type with its codec and errors; `errors` may be null. The state is still to be initialised. */
export function newStateful(
  type: PyTypeObject,
  fname: string,
  errors: PyObject | null,
  place: string,
): PyObject | null {
  if (errors !== null && !PyUnicode_Check(errors)) {
    badArgument(fname, place, "str", errors);
    return null;
  }
  const self = PyType_GenericAlloc(type, 0);
  if (self === null) return null;
  const codec = PyObject_GetAttr(type, ID.codec);
  let good = false;
  if (codec !== null) {
    if (codec.ob_type != MultibyteCodec_Type) PyErr_SetString(PyExc_TypeError, "codec is unexpected type");
    else {
      changetype<MultibyteCodecObject>(self).codec = changetype<MultibyteCodecObject>(codec).codec;
      const how: PyObject | null = errors === null ? PyUnicode_FromLiteral("strict") : Py_NewRef(errors);
      initPtr(changetype<usize>(self) + ERRORS, changetype<usize>(how));
      good = how !== null;
    }
    Py_DECREF(codec);
  }
  if (good) return self;
  Py_DECREF(self);
  return null;
}

function encoder_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("IncrementalEncoder", "errors=", args, kwargs)) return null;
  const self = newStateful(type, "IncrementalEncoder", arg(0), "argument 1");
  if (self !== null) initEncoder(codecAt(self), stateAt(self));
  return self;
}

function decoder_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("IncrementalDecoder", "errors=", args, kwargs)) return null;
  const self = newStateful(type, "IncrementalDecoder", arg(0), "argument 1");
  if (self !== null) initDecoder(codecAt(self), stateAt(self));
  return self;
}

/** tp_init of all: the arguments were tp_new's. */
export function stateful_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  return 0;
}

function stateful_traverse(self: PyObject, visit: u32, a: usize): i32 {
  return visitField(changetype<usize>(self) + ERRORS, visit, a);
}

function encoder_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  clearPendingText(self);
  decoderRest(self);
}

function decoder_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  decoderRest(self);
}

function decoderRest(self: PyObject): void {
  Py_CLEAR(changetype<usize>(self) + ERRORS);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- errors ----

function errors_get(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(errorsAt(self));
}

function errors_set(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_AttributeError, "cannot delete attribute");
    return -1;
  }
  if (!PyUnicode_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "errors must be a string");
    return -1;
  }
  if (PyUnicode_AsUTF8AndSize(value) == 0) return -1;
  const old = errorsAt(self);
  store<PyObject>(changetype<usize>(self) + ERRORS, Py_NewRef(value));
  Py_DECREF(old);
  return 0;
}

export function addErrors(type: PyTypeObject): void {
  addGetSet(type, "errors", errors_get.index, errors_set.index, "how to treat errors");
}

// ---- encoding ----

/** `new` bytes; what may be the first of a pair stays pending unless `final`. */
export function encodeStateful(self: PyObject, input: PyObject, final: bool): PyObject | null {
  const given: PyObject | null = PyUnicode_Check(input) ? Py_NewRef(input) : PyObject_Str(input);
  if (given === null) return null;
  const pending = pendingText(self);
  const text: PyObject | null = pending === null ? Py_NewRef(given) : PyUnicode_Concat(pending, given);
  Py_DECREF(given);
  if (text === null) return null;
  const bytes = encodeAll(codecAt(self), stateAt(self), text, errorsAt(self), final, final);
  const done = encodedLength;
  const n = PyUnicode_GET_LENGTH(text);
  let rest: PyObject | null = null;
  // after an error the pending text is as it was
  let good = bytes !== null;
  if (good && done < n) {
    if (n - done > MAX_PENDING_TEXT) {
      PyErr_SetString(PyExc_UnicodeError, "pending buffer overflow");
      good = false;
    } else {
      rest = PyUnicode_Substring(text, done, n);
      good = rest !== null;
    }
  }
  Py_DECREF(text);
  if (!good) {
    Py_XDECREF(bytes);
    return null;
  }
  clearPendingText(self);
  initPtr(changetype<usize>(self) + PENDING, changetype<usize>(rest));
  return bytes;
}

function encoder_encode(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("encode", "input,final=", args, nargs, kwnames)) return null;
  const input = argReq(0);
  const last = arg(1);
  const final = last === null ? 0 : PyObject_IsTrue(last);
  if (final < 0) return null;
  return encodeStateful(self, input, final != 0);
}

/** Bytes of a state while it is read or made. */
const stateBytes = memory.data(24, 8);

function encoder_getstate(self: PyObject, unused: PyObject | null): PyObject | null {
  const pending = pendingText(self);
  let n: i32 = 0;
  if (pending !== null) {
    const text = PyUnicode_AsUTF8AndSize(pending);
    if (text == 0) return null;
    n = utf8Length;
    if (n > MAX_PENDING_TEXT * 4) return PyErr_SetString(PyExc_UnicodeError, "pending buffer too large");
    memory.copy(stateBytes + 1, text, <usize>n);
  }
  store<u8>(stateBytes, <u8>n);
  memory.copy(stateBytes + 1 + <usize>n, stateAt(self), 8);
  return _PyLong_FromByteArray(stateBytes, n + 9, true, false);
}

function encoder_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!PyLong_Check(state)) {
    badArgument("setstate", "argument", "int", state);
    return null;
  }
  if (_PyLong_AsByteArray(state, stateBytes, STATE_BYTES, true, false, true) < 0) return null;
  const n = <i32>load<u8>(stateBytes);
  if (n > MAX_PENDING_TEXT * 4) return PyErr_SetString(PyExc_UnicodeError, "pending buffer too large");
  const kept = load<u64>(stateBytes + 1 + <usize>n);
  const pending = PyUnicode_DecodeUTF8(stateBytes + 1, n, 0);
  if (pending === null) return null;
  clearPendingText(self);
  initPtr(changetype<usize>(self) + PENDING, changetype<usize>(pending));
  store<u64>(stateAt(self), kept);
  return Py_NewRef(Py_None);
}

function encoder_reset(self: PyObject, unused: PyObject | null): PyObject | null {
  const w = newBytesWriter(16);
  if (w === null) return null;
  const good = resetEncoder(codecAt(self), stateAt(self), w);
  dropBytes(w);
  if (!good) return null;
  clearPendingText(self);
  return Py_NewRef(Py_None);
}

// ---- decoding ----

/** UnicodeDecodeError for all of `bytes`: null. */
function tooMuch(self: PyObject, bytes: PyObject, reason: string): PyObject | null {
  const n = PyBytes_GET_SIZE(bytes);
  const exc = PyUnicodeDecodeError_Create(codecName(codecAt(self).number), bytes, 0, n, reason);
  if (exc !== null) {
    PyErr_SetObject(exc.ob_type, exc);
    Py_DECREF(exc);
  }
  return null;
}

/** Keeps at..end for the next call; false with UnicodeError if that is too much. */
export function keepBytes(self: PyObject, at: usize, end: usize): bool {
  const n = <i32>(end - at);
  const have = pendingSize(self);
  if (n + have > MAX_PENDING_BYTES) {
    const bytes = PyBytes_FromStringAndSize(at, n);
    if (bytes === null) return false;
    tooMuch(self, bytes, "pending buffer overflow");
    Py_DECREF(bytes);
    return false;
  }
  memory.copy(changetype<usize>(self) + PENDING + <usize>have, at, <usize>n);
  setPendingSize(self, have + n);
  return true;
}

/** `new` bytes: the pending ones, then `n` at `data`. */
export function withPending(self: PyObject, data: usize, n: i32): PyObject | null {
  const have = pendingSize(self);
  const all = PyBytes_FromStringAndSize(0, have + n);
  if (all === null) return null;
  memory.copy(PyBytes_AS_STRING(all), changetype<usize>(self) + PENDING, <usize>have);
  memory.copy(PyBytes_AS_STRING(all) + <usize>have, data, <usize>n);
  return all;
}

function decodeInput(self: PyObject, data: usize, n: i32, final: bool): PyObject | null {
  const before = load<u64>(changetype<usize>(self) + PENDING);
  const had = pendingSize(self);
  setPendingSize(self, 0);
  const w = _PyUnicodeWriter_Init(n);
  const outer = beginDecoding();
  const end = data + <usize>n;
  const stopped: usize = n == 0 ? end : decodeAll(codecAt(self), stateAt(self), errorsAt(self), data, end, w, final);
  endDecoding(outer);
  if (stopped == 0) {
    if (final) {
      store<u64>(changetype<usize>(self) + PENDING, before);
      setPendingSize(self, had);
    }
    _PyUnicodeWriter_Dealloc(w);
    return null;
  }
  if (stopped < end && !keepBytes(self, stopped, end)) {
    _PyUnicodeWriter_Dealloc(w);
    return null;
  }
  return _PyUnicodeWriter_Finish(w);
}

function decoder_decode(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("decode", "input,final=", args, nargs, kwnames)) return null;
  const last = arg(1);
  const input = argReq(0);
  const final = last === null ? 0 : PyObject_IsTrue(last);
  if (final < 0) return null;
  const view = simpleBuffer(input);
  if (view === null) return null;
  let result: PyObject | null = null;
  if (pendingSize(self) == 0) result = decodeInput(self, view.buf, view.len, final != 0);
  else {
    const all = withPending(self, view.buf, view.len);
    if (all !== null) {
      result = decodeInput(self, PyBytes_AS_STRING(all), PyBytes_GET_SIZE(all), final != 0);
      Py_DECREF(all);
    }
  }
  freeBuffer(view);
  return result;
}

function decoder_getstate(self: PyObject, unused: PyObject | null): PyObject | null {
  const buffer = PyBytes_FromStringAndSize(changetype<usize>(self) + PENDING, pendingSize(self));
  if (buffer === null) return null;
  const state = _PyLong_FromByteArray(stateAt(self), 8, true, false);
  const pair: PyObject | null = state === null ? null : PyTuple_Pack2(buffer, state);
  Py_XDECREF(state);
  Py_DECREF(buffer);
  return pair;
}

function decoder_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (state.ob_type != PyTuple_Type) {
    badArgument("setstate", "argument", "tuple", state);
    return null;
  }
  if (
    PyTuple_GET_SIZE(state) != 2 ||
    !PyBytes_Check(PyTuple_GET_ITEM(state, 0)) ||
    !PyLong_Check(PyTuple_GET_ITEM(state, 1))
  ) {
    return PyErr_SetString(PyExc_TypeError, "setstate(): illegal state argument");
  }
  const buffer = PyTuple_GET_ITEM(state, 0);
  if (_PyLong_AsByteArray(PyTuple_GET_ITEM(state, 1), stateBytes, 8, true, false, true) < 0) return null;
  const n = PyBytes_GET_SIZE(buffer);
  if (n > MAX_PENDING_BYTES) return tooMuch(self, buffer, "pending buffer too large");
  memory.copy(changetype<usize>(self) + PENDING, PyBytes_AS_STRING(buffer), <usize>n);
  setPendingSize(self, n);
  store<u64>(stateAt(self), load<u64>(stateBytes));
  return Py_NewRef(Py_None);
}

export function decoder_reset(self: PyObject, unused: PyObject | null): PyObject | null {
  resetDecoder(codecAt(self), stateAt(self));
  setPendingSize(self, 0);
  return Py_NewRef(Py_None);
}

// ---- types ----

/** The slots that all four types have. */
export function statefulType(type: PyTypeObject, name: string, size: i32, make: u32): void {
  initStaticType(type, PyType_Type, PyBaseObject_Type, name, size, 0, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE);
  type.tp_new = make;
  type.tp_init = stateful_init.index;
  type.tp_alloc = PyType_GenericAlloc.index;
  type.tp_free = PyObject_GC_Del.index;
  type.tp_traverse = stateful_traverse.index;
}

export function initIncrementalTypes(): void {
  const e = Encoder_Type;
  statefulType(e, "_multibytecodec.MultibyteIncrementalEncoder", 48, encoder_new.index);
  e.tp_dealloc = encoder_dealloc.index;
  addMethod(e, "encode", encoder_encode.index, METH_FASTCALL_KEYWORDS, "encode($self, /, input, final=False)\n--\n\n");
  addMethod(e, "getstate", encoder_getstate.index, METH_NOARGS, "getstate($self, /)\n--\n\n");
  addMethod(e, "setstate", encoder_setstate.index, METH_O, "setstate($self, state, /)\n--\n\n");
  addMethod(e, "reset", encoder_reset.index, METH_NOARGS, "reset($self, /)\n--\n\n");
  addErrors(e);
  const d = Decoder_Type;
  statefulType(d, "_multibytecodec.MultibyteIncrementalDecoder", 56, decoder_new.index);
  d.tp_dealloc = decoder_dealloc.index;
  addMethod(d, "decode", decoder_decode.index, METH_FASTCALL_KEYWORDS, "decode($self, /, input, final=False)\n--\n\n");
  addMethod(d, "getstate", decoder_getstate.index, METH_NOARGS, "getstate($self, /)\n--\n\n");
  addMethod(d, "setstate", decoder_setstate.index, METH_O, "setstate($self, state, /)\n--\n\n");
  addMethod(d, "reset", decoder_reset.index, METH_NOARGS, "reset($self, /)\n--\n\n");
  addErrors(d);
}
