/**
 * _io.IncrementalNewlineDecoder (Modules/_io/textio.c): stands between a decoder and a text stream, keeps "\r\n" in one piece, notes
 * which line endings were seen, and turns all of them into "\n" if `translate`.
 *
 *   16 decoder (None: the input is text)   24 errors   32 flags: 1 pending CR, 2 translate, the rest what was seen   40
 *
 * Invariant: `errors` is null until __init__ has run; a "\r" at the end of a chunk is not passed on (pending) unless the chunk is final.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XSETREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import {
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { callVisit } from "../../object/slots";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_UNTRACK } from "../../gc/collector";
import { arg, argReq, parseArgs, parseTupleArgs } from "../../protocol/args";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { PyObject_CallMethodNoArgs, PyObject_CallMethodOneArg, callMethodTwoArgs } from "../../protocol/call";

import { PyObject_IsTrue } from "../../protocol/compare";
import { ID } from "../../generated/ids";
import { _Py_bytesEmpty } from "../../types/bytes";
import { PyLong_AsUnsignedLongLongMask, PyLong_Check, PyLong_FromU64 } from "../../types/long";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { packSteal2, packSteal3 } from "../../types/tuple_build";
import {
  PyUnicode_Check,
  PyUnicode_CopyCharacters,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_MAX_CHAR_VALUE,
  PyUnicode_New,
  PyUnicode_READ,
  PyUnicode_Substring,
  PyUnicode_WRITE,
  kindShift,
  unicodeChar,
} from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { decodeDirectly } from "./fast_decode";
import { findInText } from "./line_ends";
import { PyIncrementalNewlineDecoder_Type } from "./state";

const PENDING_CR: u32 = 1;
const TRANSLATE: u32 = 2;
const SEEN_CR: u32 = 4;
const SEEN_LF: u32 = 8;
const SEEN_CRLF: u32 = 16;
const SEEN_ALL: u32 = 28;

@unmanaged
export class NewlineDecoder extends PyObject {
  decoder: PyObject | null;
  decoder_hi: u32;
  errors: PyObject | null;
  errors_hi: u32;
  flags: u32;
  pad: u32;
}

function asDecoder(op: PyObject): NewlineDecoder {
  return changetype<NewlineDecoder>(op);
}

function decoderField(self: PyObject): usize {
  return changetype<usize>(self) + offsetof<NewlineDecoder>("decoder");
}

function errorsField(self: PyObject): usize {
  return changetype<usize>(self) + offsetof<NewlineDecoder>("errors");
}

/** Sets a decoder up. `errors` null means "strict". */
function setUp(self: PyObject, decoder: PyObject, translate: bool, errors: PyObject | null): void {
  Py_XSETREF(errorsField(self), Py_NewRef(errors === null ? ID.strict : errors));
  Py_XSETREF(decoderField(self), Py_NewRef(decoder));
  asDecoder(self).flags = translate ? TRANSLATE : 0;
}

/** `new`: what `IncrementalNewlineDecoder(decoder, translate)` makes. */
export function newNewlineDecoder(decoder: PyObject, translate: bool): PyObject | null {
  const self = PyType_GenericAlloc(PyIncrementalNewlineDecoder_Type, 0);
  if (self !== null) setUp(self, decoder, translate, null);
  return self;
}

function nldecoder_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

function nldecoder_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("IncrementalNewlineDecoder", "decoder,translate,errors=", args, kwargs)) return -1;
  const decoder = argReq(0);
  const errors = arg(2);
  const translate = PyObject_IsTrue(argReq(1));
  if (translate < 0) return -1;
  setUp(self, decoder, translate != 0, errors);
  return 0;
}

function nldecoder_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const decoder = asDecoder(self).decoder;
  if (decoder !== null) {
    const stop = callVisit(visit, decoder, arg);
    if (stop) return stop;
  }
  const errors = asDecoder(self).errors;
  return errors === null ? 0 : callVisit(visit, errors, arg);
}

function nldecoder_clear(self: PyObject): i32 {
  Py_CLEAR(decoderField(self));
  Py_CLEAR(errorsField(self));
  return 0;
}

function nldecoder_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  nldecoder_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function checkInit(self: PyObject): bool {
  if (asDecoder(self).errors !== null) return true;
  PyErr_SetString(PyExc_ValueError, "IncrementalNewlineDecoder.__init__() not called");
  return false;
}

/** A decoder's answer: must be a str, else TypeError. Steals it. */
export function checkDecoded(decoded: PyObject | null): PyObject | null {
  if (decoded === null || PyUnicode_Check(decoded)) return decoded;
  PyErr_Format(PyExc_TypeError, "decoder should return a string result, not '%s'", decoded.ob_type.tp_name);
  Py_DECREF(decoded);
  return null;
}

/** `new`: "\r" before the text. Steals `text`. */
function withCarriageReturn(text: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(text);
  const longer = n == 0 ? unicodeChar(13) : PyUnicode_New(n + 1, PyUnicode_MAX_CHAR_VALUE(text));
  if (longer !== null && n != 0) {
    PyUnicode_WRITE(PyUnicode_KIND(longer), PyUnicode_DATA(longer), 0, 13);
    PyUnicode_CopyCharacters(longer, 1, text, 0, n);
  }
  Py_DECREF(text);
  return longer;
}

/** The decoder's output with the pending CR before it and, unless `final`, without a CR at its end. Steals `text`. */
function heldTogether(d: NewlineDecoder, text: PyObject, final: bool): PyObject | null {
  let out: PyObject | null = text;
  if (d.flags & PENDING_CR && (final || PyUnicode_GET_LENGTH(text) > 0)) {
    out = withCarriageReturn(text);
    if (out === null) return null;
    d.flags &= ~PENDING_CR;
  }
  if (final || out === null) return out;
  const n = PyUnicode_GET_LENGTH(out);
  if (n == 0 || PyUnicode_READ(PyUnicode_KIND(out), PyUnicode_DATA(out), n - 1) != 13) return out;
  const shorter = PyUnicode_Substring(out, 0, n - 1);
  Py_DECREF(out);
  if (shorter !== null) d.flags |= PENDING_CR;
  return shorter;
}

/** What line endings a text has, as SEEN_ bits; how many are "\r\n" in `pairs`. */
let pairs: i32 = 0;
function survey(kind: i32, data: usize, n: i32): u32 {
  const shift = kindShift(kind);
  let seen: u32 = 0;
  let i = 0;
  pairs = 0;
  while (i < n) {
    const rest = data + ((<usize>i) << shift);
    const cr = findInText(kind, rest, n - i, 13);
    const run = cr < 0 ? n - i : cr;
    if (!(seen & SEEN_LF) && findInText(kind, rest, run, 10) >= 0) seen |= SEEN_LF;
    if (cr < 0) break;
    i += cr + 1;
    if (i < n && PyUnicode_READ(kind, data, i) == 10) {
      seen |= SEEN_CRLF;
      pairs++;
      i++;
    } else {
      seen |= SEEN_CR;
    }
  }
  return seen;
}

/** `new`: the text with "\r\n" and "\r" made "\n"; `pairs` says how many are two characters. */
function translated(text: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(text);
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const shift = kindShift(kind);
  if (n - pairs == 1) return unicodeChar(PyUnicode_READ(kind, data, 0) == 13 ? 10 : PyUnicode_READ(kind, data, 0));
  const result = PyUnicode_New(n - pairs, PyUnicode_MAX_CHAR_VALUE(text));
  if (result === null) return null;
  const to = PyUnicode_DATA(result);
  let i = 0;
  let out = 0;
  while (i < n) {
    const rest = data + ((<usize>i) << shift);
    const cr = findInText(kind, rest, n - i, 13);
    const run = cr < 0 ? n - i : cr;
    memory.copy(to + ((<usize>out) << shift), rest, (<usize>run) << shift);
    out += run;
    if (cr < 0) break;
    PyUnicode_WRITE(kind, to, out++, 10);
    i += cr + 1;
    if (i < n && PyUnicode_READ(kind, data, i) == 10) i++;
  }
  return result;
}

/** Notes the line endings of decoded text and translates them. Steals `text`; `new`. */
export function newlinesOf(self: PyObject, text: PyObject, final: bool): PyObject | null {
  const d = asDecoder(self);
  const out = heldTogether(d, text, final);
  if (out === null) return null;
  const n = PyUnicode_GET_LENGTH(out);
  if (n == 0) return out;
  const kind = PyUnicode_KIND(out);
  const data = PyUnicode_DATA(out);
  const seen = d.flags & SEEN_ALL;
  if (findInText(kind, data, n, 13) < 0) {
    if (!(seen & SEEN_LF) && findInText(kind, data, n, 10) >= 0) d.flags |= SEEN_LF;
    return out;
  }
  if (!(d.flags & TRANSLATE)) {
    if (seen != SEEN_ALL) d.flags |= survey(kind, data, n);
    return out;
  }
  d.flags |= survey(kind, data, n);
  const result = translated(out);
  Py_DECREF(out);
  return result;
}

/** _PyIncrementalNewlineDecoder_decode: `input` is bytes for the inner decoder, or text if there is none. `new` */
export function _PyIncrementalNewlineDecoder_decode(self: PyObject, input: PyObject, final: bool): PyObject | null {
  if (!checkInit(self)) return null;
  const decoder = asDecoder(self).decoder!;
  if (decoder == Py_None) {
    const given = checkDecoded(Py_NewRef(input));
    return given === null ? null : newlinesOf(self, given, final);
  }
  const direct = decodeDirectly(decoder, input, final);
  if (direct !== null) return newlinesOf(self, direct, final);
  const output = callMethodTwoArgs(decoder, ID.decode, input, final ? Py_True : Py_False);
  const text = checkDecoded(output);
  return text === null ? null : newlinesOf(self, text, final);
}

function nldecoder_decode(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("decode", "input,final=", args, nargs, kwnames)) return null;
  const input = argReq(0);
  const flag = arg(1);
  const final = flag === null ? 0 : PyObject_IsTrue(flag);
  return final < 0 ? null : _PyIncrementalNewlineDecoder_decode(self, input, final != 0);
}

/** Is `state` a pair whose second item is an int? Else TypeError with `message`. */
function checkPair(state: PyObject, message: string): bool {
  if (PyTuple_GET_SIZE(state) == 2 && PyLong_Check(PyTuple_GET_ITEM(state, 1))) return true;
  PyErr_SetString(PyExc_TypeError, message);
  return false;
}

function nldecoder_getstate(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!checkInit(self)) return null;
  const decoder = asDecoder(self).decoder!;
  let buffer: PyObject | null = null;
  let flag: u64 = 0;
  if (decoder != Py_None) {
    const state = PyObject_CallMethodNoArgs(decoder, ID.getstate);
    if (state === null) return null;
    if (!PyTuple_Check(state)) PyErr_SetString(PyExc_TypeError, "illegal decoder state");
    if (!PyTuple_Check(state) || !checkPair(state, "illegal decoder state")) {
      Py_DECREF(state);
      return null;
    }
    buffer = Py_NewRef(PyTuple_GET_ITEM(state, 0));
    flag = PyLong_AsUnsignedLongLongMask(PyTuple_GET_ITEM(state, 1));
    Py_DECREF(state);
  }
  flag = (flag << 1) | <u64>(asDecoder(self).flags & PENDING_CR);
  return packSteal2(buffer === null ? Py_NewRef(_Py_bytesEmpty()) : buffer, PyLong_FromU64(flag));
}

function nldecoder_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!checkInit(self)) return null;
  if (!PyTuple_Check(state)) return PyErr_SetString(PyExc_TypeError, "state argument must be a tuple");
  if (!checkPair(state, "setstate(): illegal state argument")) return null;
  const flag = PyLong_AsUnsignedLongLongMask(PyTuple_GET_ITEM(state, 1));
  const d = asDecoder(self);
  d.flags = (d.flags & ~PENDING_CR) | (<u32>flag & PENDING_CR);
  const decoder = d.decoder!;
  if (decoder == Py_None) return Py_NewRef(Py_None);
  const inner = packSteal2(Py_NewRef(PyTuple_GET_ITEM(state, 0)), PyLong_FromU64(flag >> 1));
  if (inner === null) return null;
  const result = PyObject_CallMethodOneArg(decoder, ID.setstate, inner);
  Py_DECREF(inner);
  return result;
}

function nldecoder_reset(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!checkInit(self)) return null;
  asDecoder(self).flags &= TRANSLATE;
  const decoder = asDecoder(self).decoder!;
  return decoder == Py_None ? Py_NewRef(Py_None) : PyObject_CallMethodNoArgs(decoder, ID.reset);
}

function nldecoder_newlines(self: PyObject, closure: usize): PyObject | null {
  return checkInit(self) ? newlinesSeen(self) : null;
}

/** `new`: None, a str or a tuple of strs: the line endings seen so far. */
export function newlinesSeen(self: PyObject): PyObject | null {
  const seen = asDecoder(self).flags & SEEN_ALL;
  if (seen == 0) return Py_NewRef(Py_None);
  if (seen == SEEN_CR) return PyUnicode_FromLiteral("\r");
  if (seen == SEEN_LF) return PyUnicode_FromLiteral("\n");
  const pair = PyUnicode_FromLiteral(seen & SEEN_CRLF ? "\r\n" : "\n");
  if (seen == SEEN_CRLF) return pair;
  if (seen == SEEN_ALL) return packSteal3(PyUnicode_FromLiteral("\r"), PyUnicode_FromLiteral("\n"), pair);
  return packSteal2(PyUnicode_FromLiteral(seen & SEEN_CR ? "\r" : "\n"), pair);
}

export function defineNewlineDecoder(): void {
  const t = PyIncrementalNewlineDecoder_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_io.IncrementalNewlineDecoder",
    <i32>offsetof<NewlineDecoder>(),
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | SHOWN_AS_HEAPTYPE,
    "IncrementalNewlineDecoder(decoder, translate, errors='strict')\n--\n\nKeeps line endings in one piece, and makes all of them \"\\n\" if translate is true. Around another decoder; None: around text as it is.",
  );
  t.tp_dealloc = nldecoder_dealloc.index;
  t.tp_traverse = nldecoder_traverse.index;
  t.tp_clear = nldecoder_clear.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = nldecoder_new.index;
  t.tp_init = nldecoder_init.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "decode",
    nldecoder_decode.index,
    METH_FASTCALL_KEYWORDS,
    "decode($self, /, input, final=False)\n--\n\n",
  );
  addMethod(t, "getstate", nldecoder_getstate.index, METH_NOARGS, "getstate($self, /)\n--\n\n");
  addMethod(t, "setstate", nldecoder_setstate.index, METH_O, "setstate($self, state, /)\n--\n\n");
  addMethod(t, "reset", nldecoder_reset.index, METH_NOARGS, "reset($self, /)\n--\n\n");
  addGetSet(t, "newlines", nldecoder_newlines.index, 0);
}
