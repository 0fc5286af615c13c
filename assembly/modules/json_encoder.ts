/**
 * Writing JSON: encode_basestring(_ascii) and the Encoder type of the module _json (Modules/_json.c). One writer takes the whole document.
 *
 *   Encoder  16 markers  24 default  32 encoder  40 indent  48 key_separator  56 item_separator  64 sort_keys  65 skipkeys
 *            68 allow_nan (i32)  72 fast_encode: 1 encode_basestring_ascii, 2 encode_basestring, 0 neither
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyCFunction_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { Py_READONLY, Py_T_BOOL, _Py_T_OBJECT, addMember, initStaticType } from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import {
  PyErr_Clear,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../protocol/errors";
import { argReq, parseTupleArgs } from "../protocol/args";
import { badArgument, sizeArg, wideArgValue } from "../protocol/arg_values";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import {
  PyMapping_Items,
  PySequence_Fast,
  PySequence_Fast_GET_ITEM,
  PySequence_Fast_GET_SIZE,
} from "../protocol/sequence";
import {
  PyDict_Check,
  PyDict_CheckExact,
  PyDict_Contains,
  PyDict_DelItem,
  PyDict_GET_SIZE,
  PyDict_Next,
  PyDict_SetItem,
  dictNextKey,
  dictNextValue,
} from "../types/dict";
import { PyFloat_AS_DOUBLE, PyFloat_Check } from "../types/float";
import { PyOS_double_to_string, Py_DTSF_ADD_DOT_0, textLength } from "../types/float_text";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE, PyList_Sort } from "../types/list";
import { PyLong_Check, PyLong_FromVoidPtr } from "../types/long";
import { intText, intTextLength } from "../types/long_text";
import { PyCFunctionObject } from "../types/methodobject";
import { packSteal1 } from "../types/tuple_build";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_KIND,
  PyUnicode_MAX_CHAR_VALUE,
  PyUnicode_READ,
  PyUnicode_WRITE,
  convertChars,
  kindShift,
} from "../types/unicode";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_Prepare,
  _PyUnicodeWriter_WriteASCIIString,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteLiteral,
  _PyUnicodeWriter_WriteStr,
  _PyUnicodeWriter_WriteSubstring,
} from "../types/unicode_writer";
import { deallocMask, refOf, setRef, traverseMask } from "./itertools_base";

export const Encoder_type = changetype<PyTypeObject>(memory.data(416, 16));

const SORT_KEYS: usize = 64;
const SKIPKEYS: usize = 65;
const ALLOW_NAN: usize = 68;
const FAST_ENCODE: usize = 72;

// --- strings ---

/** The letter of a one-letter escape, 0 if the character has none. */
function escapeLetter(ch: u32): u32 {
  if (ch == 34 || ch == 92) return ch;
  if (ch == 8) return 98;
  if (ch == 12) return 102;
  if (ch == 10) return 110;
  if (ch == 13) return 114;
  return ch == 9 ? 116 : 0;
}

function needsEscape(ch: u32, ascii: bool): bool {
  return ch < 32 || ch == 34 || ch == 92 || (ascii && ch > 126);
}

function hexDigit(value: u32): u32 {
  return value < 10 ? 48 + value : 87 + value;
}

function writeUnit(w: UnicodeWriter, unit: u32): bool {
  if (!_PyUnicodeWriter_Prepare(w, 6, 127)) return false;
  const at = w.pos;
  PyUnicode_WRITE(w.kind, w.data, at, 92);
  PyUnicode_WRITE(w.kind, w.data, at + 1, 117);
  for (let i = 0; i < 4; i++) {
    PyUnicode_WRITE(w.kind, w.data, at + 2 + i, hexDigit((unit >> (12 - 4 * i)) & 15));
  }
  w.pos = at + 6;
  return true;
}

function writeEscaped(w: UnicodeWriter, ch: u32): bool {
  const letter = escapeLetter(ch);
  if (letter != 0) return _PyUnicodeWriter_WriteChar(w, 92) && _PyUnicodeWriter_WriteChar(w, letter);
  if (ch < 0x10000) return writeUnit(w, ch);
  const v = ch - 0x10000;
  return writeUnit(w, 0xd800 | (v >> 10)) && writeUnit(w, 0xdc00 | (v & 0x3ff));
}

/** How many of `n` ASCII characters need no escape before the first that does. */
function plainRun(data: usize, n: i32, ascii: bool): i32 {
  const space = i8x16.splat(32);
  const quote = i8x16.splat(34);
  const slash = i8x16.splat(92);
  const last = i8x16.splat(127);
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const text = v128.load(data + <usize>i);
    let found = v128.or(i8x16.lt_u(text, space), v128.or(i8x16.eq(text, quote), i8x16.eq(text, slash)));
    if (ascii) found = v128.or(found, i8x16.eq(text, last));
    const hits = i8x16.bitmask(found);
    if (hits != 0) return i + <i32>ctz(hits);
  }
  while (i < n && !needsEscape(<u32>load<u8>(data + <usize>i), ascii)) i++;
  return i;
}

/** Writes a str in quotes, what needs it escaped. */
function writeString(w: UnicodeWriter, text: PyObject, ascii: bool): bool {
  const n = PyUnicode_GET_LENGTH(text);
  if (PyUnicode_IS_ASCII(text) && plainRun(PyUnicode_DATA(text), n, ascii) == n) return writePlain(w, text, n);
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const maxchar = ascii ? 127 : PyUnicode_MAX_CHAR_VALUE(text);
  if (n > i32.MAX_VALUE - 2 || !_PyUnicodeWriter_Prepare(w, n + 2, maxchar)) return false;
  if (!_PyUnicodeWriter_WriteChar(w, 34)) return false;
  let from = 0;
  for (let i = 0; i < n; i++) {
    const ch = PyUnicode_READ(kind, data, i);
    if (!needsEscape(ch, ascii)) continue;
    if (!_PyUnicodeWriter_WriteSubstring(w, text, from, i) || !writeEscaped(w, ch)) return false;
    from = i + 1;
  }
  return _PyUnicodeWriter_WriteSubstring(w, text, from, n) && _PyUnicodeWriter_WriteChar(w, 34);
}

/** The same for ASCII without anything to escape. */
function writePlain(w: UnicodeWriter, text: PyObject, n: i32): bool {
  if (n > i32.MAX_VALUE - 2 || !_PyUnicodeWriter_Prepare(w, n + 2, 127)) return false;
  const shift = kindShift(w.kind);
  const to = w.data + ((<usize>w.pos) << shift);
  PyUnicode_WRITE(w.kind, to, 0, 34);
  convertChars(1, PyUnicode_DATA(text), w.kind, to + ((<usize>1) << shift), n);
  PyUnicode_WRITE(w.kind, to, n + 1, 34);
  w.pos += n + 2;
  return true;
}

/** Ends a writer: its text, or null if something failed. `new` */
function finish(w: UnicodeWriter, ok: bool): PyObject | null {
  if (ok) return _PyUnicodeWriter_Finish(w);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

function encodeText(text: PyObject, ascii: bool): PyObject | null {
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(PyExc_TypeError, "first argument must be a string, not %s", text.ob_type.tp_name);
  }
  const w = _PyUnicodeWriter_Init(0, false);
  return finish(w, writeString(w, text, ascii));
}

export function py_encode_basestring_ascii(module: PyObject, text: PyObject): PyObject | null {
  return encodeText(text, true);
}

export function py_encode_basestring(module: PyObject, text: PyObject): PyObject | null {
  return encodeText(text, false);
}

// --- values ---

/** Line feed and the indent of a level; nothing without an indent. */
function newLine(s: PyObject, w: UnicodeWriter, level: i64): bool {
  const indent = refOf(s, 3);
  if (indent == Py_None) return true;
  if (!_PyUnicodeWriter_WriteChar(w, 10)) return false;
  for (let i: i64 = 0; i < level; i++) if (!_PyUnicodeWriter_WriteStr(w, indent)) return false;
  return true;
}

// What is being written, to notice circles. CPython enters the id of each list and dict into the dict `markers` and takes it out again. Where no Python code
// runs in between nobody can see that, and a short stack of addresses says the same: `showMarks` moves them into the dict before Python code runs and after an
// error. So the stack is empty whenever Python code runs, and one stack serves all encoders and threads.

const MOST_MARKS: i32 = 64;
const marks: usize = memory.data(256, 8);
let marksTop: i32 = 0;

/** How a container was marked: not at all, with an exception (a circle), in the dict, or (MARKED + n) as the n-th of the stack. */
const UNMARKED: i32 = 0;
const MARK_FAILED: i32 = 1;
const IN_DICT: i32 = 2;
const MARKED: i32 = 3;

function mark(s: PyObject, op: PyObject): i32 {
  const markers = refOf(s, 0);
  if (markers == Py_None) return UNMARKED;
  if (PyDict_GET_SIZE(markers) != 0 || marksTop == MOST_MARKS) {
    return showMarks(s) && markInDict(markers, op) ? IN_DICT : MARK_FAILED;
  }
  const at = marks + ((<usize>marksTop) << 2);
  for (let known = marks; known < at; known += 4) {
    if (load<u32>(known) != <u32>changetype<usize>(op)) continue;
    PyErr_SetString(PyExc_ValueError, "Circular reference detected");
    return MARK_FAILED;
  }
  store<u32>(at, <u32>changetype<usize>(op));
  return MARKED + marksTop++;
}

function markInDict(markers: PyObject, op: PyObject): bool {
  const ident = PyLong_FromVoidPtr(changetype<usize>(op));
  if (ident === null) return false;
  const known = PyDict_Contains(markers, ident);
  if (known > 0) PyErr_SetString(PyExc_ValueError, "Circular reference detected");
  const ok = known == 0 && PyDict_SetItem(markers, ident, op) == 0;
  Py_DECREF(ident);
  return ok;
}

/** Moves the marks of the stack into the dict. */
function showMarks(s: PyObject): bool {
  const n = marksTop;
  marksTop = 0;
  for (let i = 0; i < n; i++) {
    if (!markInDict(refOf(s, 0), load<PyObject>(marks + ((<usize>i) << 2)))) return false;
  }
  return true;
}

/** Takes the mark away again; `ok` passes through. */
function unmark(s: PyObject, op: PyObject, how: i32, ok: bool): bool {
  if (how < IN_DICT) return ok && how == UNMARKED;
  const place = how - MARKED;
  const onStack = place >= 0 && place < marksTop;
  if (!ok) {
    if (!onStack) return false;
    const error = PyErr_GetRaisedException();
    if (!showMarks(s)) PyErr_Clear();
    PyErr_SetRaisedException(error);
    return false;
  }
  if (onStack) {
    marksTop = place;
    return true;
  }
  const ident = PyLong_FromVoidPtr(changetype<usize>(op));
  if (ident === null) return false;
  ok = PyDict_DelItem(refOf(s, 0), ident) == 0;
  Py_DECREF(ident);
  return ok;
}

function writeFloat(s: PyObject, w: UnicodeWriter, op: PyObject): bool {
  const x = PyFloat_AS_DOUBLE(op);
  if (x - x == 0) {
    const text = PyOS_double_to_string(x, 114, 0, Py_DTSF_ADD_DOT_0);
    return text != 0 && _PyUnicodeWriter_WriteASCIIString(w, text, textLength);
  }
  if (load<i32>(changetype<usize>(s) + ALLOW_NAN) == 0) {
    PyErr_Format(PyExc_ValueError, "Out of range float values are not JSON compliant: %R", changetype<usize>(op));
    return false;
  }
  return _PyUnicodeWriter_WriteLiteral(w, x > 0 ? "Infinity" : x < 0 ? "-Infinity" : "NaN");
}

function writeInt(w: UnicodeWriter, op: PyObject): bool {
  const text = intText(op, 10, false);
  return text != 0 && _PyUnicodeWriter_WriteASCIIString(w, text, intTextLength);
}

/** Writes a str through the encoder. */
function writeEncoded(s: PyObject, w: UnicodeWriter, text: PyObject): bool {
  const fast = load<u32>(changetype<usize>(s) + FAST_ENCODE);
  if (fast != 0) return writeString(w, text, fast == 1);
  if (!showMarks(s)) return false;
  const encoded = PyObject_CallOneArg(refOf(s, 2), text);
  if (encoded === null) return false;
  let ok = PyUnicode_Check(encoded);
  if (ok) ok = _PyUnicodeWriter_WriteStr(w, encoded);
  else PyErr_Format(PyExc_TypeError, "encoder() must return a string, not %s", encoded.ob_type.tp_name);
  Py_DECREF(encoded);
  return ok;
}

/** Writes what `default` makes of an object. */
function writeDefault(s: PyObject, w: UnicodeWriter, op: PyObject, level: i64): bool {
  const how = mark(s, op);
  if (how == MARK_FAILED || !showMarks(s)) return false;
  const made = PyObject_CallOneArg(refOf(s, 1), op);
  if (made === null) return false;
  let ok = Py_EnterRecursiveCall(" while encoding a JSON object");
  if (ok) {
    ok = writeValue(s, w, made, level);
    Py_LeaveRecursiveCall();
  }
  Py_DECREF(made);
  return unmark(s, op, how, ok);
}

function writeValue(s: PyObject, w: UnicodeWriter, op: PyObject, level: i64): bool {
  if (op == Py_None) return _PyUnicodeWriter_WriteASCIIString(w, nullText, 4);
  if (op == Py_True) return _PyUnicodeWriter_WriteASCIIString(w, trueText, 4);
  if (op == Py_False) return _PyUnicodeWriter_WriteASCIIString(w, falseText, 5);
  if (PyUnicode_Check(op)) return writeEncoded(s, w, op);
  if (PyLong_Check(op)) return writeInt(w, op);
  if (PyFloat_Check(op)) return writeFloat(s, w, op);
  const isList = PyList_Check(op) || PyTuple_Check(op);
  if (!isList && !PyDict_Check(op)) return writeDefault(s, w, op, level);
  if (!Py_EnterRecursiveCall(" while encoding a JSON object")) return false;
  const ok = isList ? writeList(s, w, op, level) : writeDict(s, w, op, level);
  Py_LeaveRecursiveCall();
  return ok;
}

const nullText = memory.data<u8>([110, 117, 108, 108]);
const trueText = memory.data<u8>([116, 114, 117, 101]);
const falseText = memory.data<u8>([102, 97, 108, 115, 101]);

function writeList(s: PyObject, w: UnicodeWriter, seq: PyObject, level: i64): bool {
  const fast = PySequence_Fast(seq, "_iterencode_list needs a sequence");
  if (fast === null) return false;
  if (PySequence_Fast_GET_SIZE(fast) == 0) {
    Py_DECREF(fast);
    return _PyUnicodeWriter_WriteChar(w, 91) && _PyUnicodeWriter_WriteChar(w, 93);
  }
  const how = mark(s, seq);
  let ok = how != MARK_FAILED && _PyUnicodeWriter_WriteChar(w, 91) && newLine(s, w, level + 1);
  // `default` and `encoder` may change the list.
  for (let i = 0; ok && i < PySequence_Fast_GET_SIZE(fast); i++) {
    const item = PySequence_Fast_GET_ITEM(fast, i);
    Py_INCREF(item);
    if (i > 0) ok = _PyUnicodeWriter_WriteStr(w, refOf(s, 5)) && newLine(s, w, level + 1);
    ok = ok && writeValue(s, w, item, level + 1);
    Py_DECREF(item);
  }
  ok = unmark(s, seq, how, ok);
  Py_DECREF(fast);
  return ok && newLine(s, w, level) && _PyUnicodeWriter_WriteChar(w, 93);
}

/** Writes a key as a string: true, or false with `skipped` or an exception. */
function writeKey(s: PyObject, w: UnicodeWriter, key: PyObject): bool {
  if (PyUnicode_Check(key)) return writeEncoded(s, w, key);
  // Every other key becomes the text it would be as a value, in quotes.
  const text = _PyUnicodeWriter_Init(0, false);
  let ok = false;
  if (PyFloat_Check(key)) ok = writeFloat(s, text, key);
  else if (PyLong_Check(key) && key != Py_True && key != Py_False) ok = writeInt(text, key);
  else ok = writeValue(s, text, key, 0);
  const str = finish(text, ok);
  if (str === null) return false;
  ok = writeEncoded(s, w, str);
  Py_DECREF(str);
  return ok;
}

function canBeKey(key: PyObject): bool {
  return PyUnicode_Check(key) || PyFloat_Check(key) || PyLong_Check(key) || key == Py_None;
}

/** Writes one pair of a dict, `first` or behind a separator; 1 written, 0 skipped, -1 with an exception. */
function writePair(s: PyObject, w: UnicodeWriter, key: PyObject, value: PyObject, level: i64, first: bool): i32 {
  if (!canBeKey(key)) {
    if (load<u8>(changetype<usize>(s) + SKIPKEYS) != 0) return 0;
    const format = "keys must be str, int, float, bool or None, not %s";
    PyErr_Format(PyExc_TypeError, format, key.ob_type.tp_name);
    return -1;
  }
  if (!first && !(_PyUnicodeWriter_WriteStr(w, refOf(s, 5)) && newLine(s, w, level))) return -1;
  if (!writeKey(s, w, key) || !_PyUnicodeWriter_WriteStr(w, refOf(s, 4))) return -1;
  return writeValue(s, w, value, level) ? 1 : -1;
}

/** The pairs of a dict in sorted order, or of a subclass through its items(). */
function writeItems(s: PyObject, w: UnicodeWriter, dict: PyObject, level: i64): bool {
  const items = PyMapping_Items(dict);
  if (items === null) return false;
  let ok = load<u8>(changetype<usize>(s) + SORT_KEYS) == 0 || PyList_Sort(items) == 0;
  let first = true;
  for (let i = 0; ok && i < PyList_GET_SIZE(items); i++) {
    const item = PyList_GET_ITEM(items, i);
    if (!PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2) {
      PyErr_SetString(PyExc_ValueError, "items must return 2-tuples");
      ok = false;
      break;
    }
    Py_INCREF(item);
    const r = writePair(s, w, PyTuple_GET_ITEM(item, 0), PyTuple_GET_ITEM(item, 1), level, first);
    Py_DECREF(item);
    if (r > 0) first = false;
    ok = r >= 0;
  }
  Py_DECREF(items);
  return ok;
}

function writePlainDict(s: PyObject, w: UnicodeWriter, dict: PyObject, level: i64): bool {
  let pos = 0;
  let first = true;
  while ((pos = PyDict_Next(dict, pos)) != 0) {
    const key = Py_NewRef(dictNextKey());
    const value = Py_NewRef(dictNextValue());
    const r = writePair(s, w, key, value, level, first);
    Py_DECREF(key);
    Py_DECREF(value);
    if (r < 0) return false;
    if (r > 0) first = false;
  }
  return true;
}

function writeDict(s: PyObject, w: UnicodeWriter, dict: PyObject, level: i64): bool {
  if (PyDict_GET_SIZE(dict) == 0) return _PyUnicodeWriter_WriteChar(w, 123) && _PyUnicodeWriter_WriteChar(w, 125);
  const how = mark(s, dict);
  let ok = how != MARK_FAILED && _PyUnicodeWriter_WriteChar(w, 123) && newLine(s, w, level + 1);
  if (ok) {
    const plain = load<u8>(changetype<usize>(s) + SORT_KEYS) == 0 && PyDict_CheckExact(dict);
    ok = plain ? writePlainDict(s, w, dict, level + 1) : showMarks(s) && writeItems(s, w, dict, level + 1);
  }
  ok = unmark(s, dict, how, ok);
  return ok && newLine(s, w, level) && _PyUnicodeWriter_WriteChar(w, 125);
}

// --- the type ---

function encoder_call(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("_iterencode", "obj,_current_indent_level", args, kwds)) return null;
  const op = argReq(0);
  if (!sizeArg(argReq(1))) return null;
  const level = wideArgValue;
  const w = _PyUnicodeWriter_Init();
  return packSteal1(finish(w, writeValue(self, w, op, level)));
}

/** Which of our own encoders a function is: 1 the ASCII one, 2 the other, 0 none. */
function fastEncode(encoder: PyObject): u32 {
  if (encoder.ob_type != PyCFunction_Type) return 0;
  const code = changetype<PyCFunctionObject>(encoder).m_ml.ml_meth;
  if (code == py_encode_basestring_ascii.index) return 1;
  return code == py_encode_basestring.index ? 2 : 0;
}

function encoder_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const spec = "markers,default,encoder,indent,key_separator,item_separator,sort_keys,skipkeys,allow_nan";
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0); // first: a collection may parse arguments of its own
  if (self === null) return null;
  if (!parseTupleArgs("make_encoder", spec, args, kwds)) {
    Py_DECREF(self);
    return null;
  }
  const markers = argReq(0);
  for (let i = 4; i < 6; i++) {
    if (PyUnicode_Check(argReq(i))) continue;
    badArgument("make_encoder", i == 4 ? "argument 5" : "argument 6", "str", argReq(i));
    Py_DECREF(self);
    return null;
  }
  for (let i = 0; i < 6; i++) setRef(self, i, Py_NewRef(argReq(i)));
  const skip = argReq(7);
  const nan = argReq(8);
  const sort = PyObject_IsTrue(argReq(6));
  const skipkeys = sort < 0 ? -1 : PyObject_IsTrue(skip);
  const allowNan = skipkeys < 0 ? -1 : PyObject_IsTrue(nan);
  const at = changetype<usize>(self);
  store<u8>(at + SORT_KEYS, <u8>sort);
  store<u8>(at + SKIPKEYS, <u8>skipkeys);
  store<i32>(at + ALLOW_NAN, allowNan);
  store<u64>(at + FAST_ENCODE, fastEncode(refOf(self, 2)));
  if (allowNan >= 0 && markers != Py_None && !PyDict_Check(markers)) {
    PyErr_Format(PyExc_TypeError, "make_encoder() argument 1 must be dict or None, not %s", markers.ob_type.tp_name);
  }
  if (PyErr_Occurred() === null) return self;
  Py_DECREF(self);
  return null;
}

function encoder_dealloc(self: PyObject): void {
  deallocMask(self, 63);
}

function encoder_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 63, visit, arg);
}

export function defineEncoderType(): void {
  const t = Encoder_type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_json.Encoder",
    80,
    0,
    Py_TPFLAGS_HAVE_GC,
    "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
  );
  t.tp_dealloc = encoder_dealloc.index;
  t.tp_traverse = encoder_traverse.index;
  t.tp_call = encoder_call.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = encoder_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "markers", _Py_T_OBJECT, 16, Py_READONLY, "markers");
  addMember(t, "default", _Py_T_OBJECT, 24, Py_READONLY, "default");
  addMember(t, "encoder", _Py_T_OBJECT, 32, Py_READONLY, "encoder");
  addMember(t, "indent", _Py_T_OBJECT, 40, Py_READONLY, "indent");
  addMember(t, "key_separator", _Py_T_OBJECT, 48, Py_READONLY, "key_separator");
  addMember(t, "item_separator", _Py_T_OBJECT, 56, Py_READONLY, "item_separator");
  addMember(t, "sort_keys", Py_T_BOOL, 64, Py_READONLY, "sort_keys");
  addMember(t, "skipkeys", Py_T_BOOL, 65, Py_READONLY, "skipkeys");
}
