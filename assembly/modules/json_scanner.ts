/**
 * Reading JSON: scanstring and the Scanner type of the module _json (Modules/_json.c). A scanner goes through the text once, by index;
 * `nextIndex` is where the value that was returned last ends.
 *
 *   Scanner  16 strict (a byte)  24 object_hook  32 object_pairs_hook  40 parse_float  48 parse_int  56 parse_constant
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyFloat_Type,
  PyLong_Type,
  PyType_Type,
  Py_False,
  Py_None,
  Py_True,
} from "../object/statics";
import { PyExc_StopIteration, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { Py_READONLY, Py_T_BOOL, _Py_T_OBJECT, addMember, initStaticType } from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import {
  PyErr_Format,
  PyErr_SetObject,
  PyErr_SetString,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../protocol/errors";
import { argReq, parseTupleArgs } from "../protocol/args";
import { sizeArg, wideArgValue } from "../protocol/arg_values";
import { PyObject_GetAttr } from "../protocol/attr";
import { PyObject_CallOneArg, callThreeArgs } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyDict_New, PyDict_SetDefaultRef, PyDict_SetItem } from "../types/dict";
import { PyFloat_FromDouble } from "../types/float";
import { parseDouble, parsedDouble } from "../types/float_text";
import { PyList_New, _PyList_AppendTakeRef } from "../types/list";
import { PyLong_FromLong } from "../types/long";
import { parseLong } from "../types/long_text";
import { packSteal2 } from "../types/tuple_build";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_Substring,
} from "../types/unicode";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteSubstring,
} from "../types/unicode_writer";
import { PyImport_ImportModule } from "./import";
import { deallocMask, refOf, setRef, traverseMask } from "./itertools_base";
import { ID } from "../generated/ids";

export const Scanner_type = changetype<PyTypeObject>(memory.data(416, 16));

/** Where the last value ended. */
export let nextIndex: i32 = 0;

/** Raises json.decoder.JSONDecodeError(message, text, end). Always null. */
function raiseDecodeError(message: string, text: PyObject, end: i32): PyObject | null {
  const decoder = PyImport_ImportModule("json.decoder");
  if (decoder === null) return null;
  const error = PyObject_GetAttr(decoder, ID.JSONDecodeError);
  Py_DECREF(decoder);
  if (error === null) return null;
  const msg = PyUnicode_FromLiteral(message);
  const at = PyLong_FromLong(end);
  const exc: PyObject | null = msg === null || at === null ? null : callThreeArgs(error, msg, text, at);
  if (exc !== null) {
    PyErr_SetObject(error, exc);
    Py_DECREF(exc);
  }
  Py_XDECREF(msg);
  Py_XDECREF(at);
  Py_DECREF(error);
  return null;
}

/** StopIteration(index): no value begins there. Always null. */
function raiseStop(index: i32): PyObject | null {
  const value = PyLong_FromLong(index);
  if (value === null) return null;
  PyErr_SetObject(PyExc_StopIteration, value);
  Py_DECREF(value);
  return null;
}

// --- strings ---

/** Value of the four hex digits at `i`, or -1. */
function hex4(kind: i32, data: usize, i: i32): i32 {
  let value = 0;
  for (let k = 0; k < 4; k++) {
    const ch = PyUnicode_READ(kind, data, i + k);
    if (ch >= 48 && ch <= 57) value = (value << 4) | <i32>(ch - 48);
    else if ((ch | 32) >= 97 && (ch | 32) <= 102) value = (value << 4) | <i32>((ch | 32) - 87);
    else return -1;
  }
  return value;
}

/** The character that a one-letter escape stands for, 0 if none. */
function simpleEscape(ch: u32): u32 {
  if (ch == 34 || ch == 92 || ch == 47) return ch;
  if (ch == 98) return 8;
  if (ch == 102) return 12;
  if (ch == 110) return 10;
  if (ch == 114) return 13;
  return ch == 116 ? 9 : 0;
}

/** Where the escape read last ended. */
let escapeEnd: i32 = 0;

/** The character of the escape whose backslash is at `next`; -1 with JSONDecodeError. */
function readEscape(text: PyObject, kind: i32, data: usize, next: i32, begin: i32): i32 {
  const length = PyUnicode_GET_LENGTH(text);
  next++;
  if (next == length) {
    raiseDecodeError("Unterminated string starting at", text, begin);
    return -1;
  }
  let ch = PyUnicode_READ(kind, data, next);
  if (ch != 117) {
    escapeEnd = next + 1;
    ch = simpleEscape(ch);
    if (ch != 0) return <i32>ch;
    raiseDecodeError("Invalid \\escape", text, escapeEnd - 2);
    return -1;
  }
  let end = next + 5;
  const unit = end < length ? hex4(kind, data, next + 1) : -1;
  if (unit < 0) {
    raiseDecodeError("Invalid \\uXXXX escape", text, next);
    return -1;
  }
  escapeEnd = end;
  if ((unit & 0xfc00) != 0xd800 || end + 6 >= length) return unit;
  if (PyUnicode_READ(kind, data, end) != 92 || PyUnicode_READ(kind, data, end + 1) != 117) return unit;
  const low = hex4(kind, data, end + 2);
  end += 6;
  if (low < 0) {
    raiseDecodeError("Invalid \\uXXXX escape", text, end - 5);
    return -1;
  }
  if ((low & 0xfc00) != 0xdc00) return unit;
  escapeEnd = end;
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/** Index of the first one-byte character at or behind `i` that is no plain part of a string. */
function skipPlain(data: usize, i: i32, length: i32): i32 {
  for (; i < length; i++) {
    const ch = <u32>load<u8>(data + <usize>i);
    if (ch == 34 || ch == 92 || ch <= 0x1f) break;
  }
  return i;
}

/** `new`: the string whose characters begin at `end`, behind the quote. */
export function scanString(text: PyObject, end: i64, strict: bool): PyObject | null {
  const length = PyUnicode_GET_LENGTH(text);
  if (end < 0 || end > <i64>length) return PyErr_SetString(PyExc_ValueError, "end is out of bounds");
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const begin = <i32>end - 1;
  let from = <i32>end;
  let writer: UnicodeWriter | null = null;
  while (true) {
    let next = kind == 1 ? skipPlain(data, from, length) : from;
    let ch: u32 = 0;
    for (; next < length; next++) {
      ch = PyUnicode_READ(kind, data, next);
      if (ch == 34 || ch == 92) break;
      if (ch <= 0x1f && strict) {
        if (writer !== null) _PyUnicodeWriter_Dealloc(writer);
        return raiseDecodeError("Invalid control character at", text, next);
      }
    }
    if (next == length) {
      if (writer !== null) _PyUnicodeWriter_Dealloc(writer);
      return raiseDecodeError("Unterminated string starting at", text, begin);
    }
    if (ch == 34) {
      nextIndex = next + 1;
      if (writer === null) return PyUnicode_Substring(text, from, next);
      if (_PyUnicodeWriter_WriteSubstring(writer, text, from, next)) {
        const result = _PyUnicodeWriter_Finish(writer);
        nextIndex = next + 1;
        return result;
      }
      _PyUnicodeWriter_Dealloc(writer);
      return null;
    }
    if (writer === null) writer = _PyUnicodeWriter_Init();
    const decoded = readEscape(text, kind, data, next, begin);
    if (
      decoded < 0 ||
      !_PyUnicodeWriter_WriteSubstring(writer, text, from, next) ||
      !_PyUnicodeWriter_WriteChar(writer, <u32>decoded)
    ) {
      _PyUnicodeWriter_Dealloc(writer);
      return null;
    }
    from = escapeEnd;
  }
}

// --- the scanner ---

function isStrict(s: PyObject): bool {
  return load<u8>(changetype<usize>(s), 16) != 0;
}

/** Index of the first character at or behind `i` that is no blank. */
function skipBlanks(kind: i32, data: usize, length: i32, i: i32): i32 {
  for (; i < length; i++) {
    const ch = kind == 1 ? <u32>load<u8>(data + <usize>i) : PyUnicode_READ(kind, data, i);
    if (ch > 32) break;
    if (ch != 32 && ch != 10 && ch != 13 && ch != 9) break;
  }
  return i;
}

/** The character at `i`, 0 behind the end. */
function charAt(kind: i32, data: usize, length: i32, i: i32): u32 {
  return i < length ? PyUnicode_READ(kind, data, i) : 0;
}

/** Reads `"key": value` of an object at `i` and stores it; returns the index behind it, -1 with an exception. */
function scanPair(s: PyObject, memo: PyObject, text: PyObject, i: i32, into: PyObject, pairs: bool): i32 {
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const length = PyUnicode_GET_LENGTH(text);
  if (charAt(kind, data, length, i) != 34) {
    raiseDecodeError("Expecting property name enclosed in double quotes", text, i);
    return -1;
  }
  const fresh = scanString(text, i + 1, isStrict(s));
  if (fresh === null) return -1;
  i = skipBlanks(kind, data, length, nextIndex);
  // Equal keys of one document are one object.
  const key = PyDict_SetDefaultRef(memo, fresh, fresh);
  Py_DECREF(fresh);
  if (key === null) return -1;
  if (charAt(kind, data, length, i) != 58) {
    Py_DECREF(key);
    raiseDecodeError("Expecting ':' delimiter", text, i);
    return -1;
  }
  i = skipBlanks(kind, data, length, i + 1);
  const value = scanValue(s, memo, text, i);
  if (value === null) {
    Py_DECREF(key);
    return -1;
  }
  i = skipBlanks(kind, data, length, nextIndex);
  let status = -1;
  if (pairs) {
    const pair = packSteal2(key, value);
    if (pair !== null) status = _PyList_AppendTakeRef(into, pair);
  } else {
    status = PyDict_SetItem(into, key, value);
    Py_DECREF(key);
    Py_DECREF(value);
  }
  return status < 0 ? -1 : i;
}

/** Fills `into` (dict, or list of pairs) from the object whose first character behind the brace is at `i`; false with an exception. */
function scanMembers(s: PyObject, memo: PyObject, text: PyObject, i: i32, into: PyObject, pairs: bool): bool {
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const length = PyUnicode_GET_LENGTH(text);
  i = skipBlanks(kind, data, length, i);
  if (charAt(kind, data, length, i) != 125) {
    while (true) {
      i = scanPair(s, memo, text, i, into, pairs);
      if (i < 0) return false;
      const ch = charAt(kind, data, length, i);
      if (ch == 125) break;
      if (ch != 44) {
        raiseDecodeError("Expecting ',' delimiter", text, i);
        return false;
      }
      const comma = i;
      i = skipBlanks(kind, data, length, i + 1);
      if (charAt(kind, data, length, i) == 125) {
        raiseDecodeError("Illegal trailing comma before end of object", text, comma);
        return false;
      }
    }
  }
  nextIndex = i + 1;
  return true;
}

/** `new`: the object behind a brace, through the hooks. */
function scanObject(s: PyObject, memo: PyObject, text: PyObject, i: i32): PyObject | null {
  const pairsHook = refOf(s, 2);
  const pairs = pairsHook != Py_None;
  const into = pairs ? PyList_New(0) : PyDict_New();
  if (into === null) return null;
  if (!scanMembers(s, memo, text, i, into, pairs)) {
    Py_DECREF(into);
    return null;
  }
  const hook = pairs ? pairsHook : refOf(s, 1);
  if (hook == Py_None) return into;
  const end = nextIndex;
  const result = PyObject_CallOneArg(hook, into);
  Py_DECREF(into);
  nextIndex = end;
  return result;
}

/** `new`: the list behind a bracket. */
function scanArray(s: PyObject, memo: PyObject, text: PyObject, i: i32): PyObject | null {
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const length = PyUnicode_GET_LENGTH(text);
  const list = PyList_New(0);
  if (list === null) return null;
  i = skipBlanks(kind, data, length, i);
  if (charAt(kind, data, length, i) != 93) {
    while (true) {
      const value = scanValue(s, memo, text, i);
      if (value === null || _PyList_AppendTakeRef(list, value) < 0) {
        Py_DECREF(list);
        return null;
      }
      i = skipBlanks(kind, data, length, nextIndex);
      const ch = charAt(kind, data, length, i);
      if (ch == 93) break;
      const comma = i;
      let message = "";
      if (ch != 44) message = "Expecting ',' delimiter";
      else {
        i = skipBlanks(kind, data, length, i + 1);
        if (charAt(kind, data, length, i) == 93) message = "Illegal trailing comma before end of array";
      }
      if (message.length > 0) {
        Py_DECREF(list);
        return raiseDecodeError(message, text, comma);
      }
    }
  }
  nextIndex = i + 1;
  return list;
}

/** Do the characters at `i` spell `word`? */
function spells(kind: i32, data: usize, length: i32, i: i32, word: string): bool {
  if (word.length > length - i) return false;
  for (let k = 0; k < word.length; k++) {
    if (PyUnicode_READ(kind, data, i + k) != <u32>word.charCodeAt(k)) return false;
  }
  return true;
}

/** `new`: what parse_constant makes of NaN and the infinities. */
function scanConstant(s: PyObject, word: string, i: i32): PyObject | null {
  const name = PyUnicode_FromLiteral(word);
  if (name === null) return null;
  const result = PyObject_CallOneArg(refOf(s, 5), name);
  Py_DECREF(name);
  nextIndex = i + word.length;
  return result;
}

function isDigit(ch: u32): bool {
  return ch >= 48 && ch <= 57;
}

let numberIsFloat: bool = false;

/** Index behind the number at `start`, -1 if none begins there. */
function numberEnd(kind: i32, data: usize, length: i32, start: i32): i32 {
  numberIsFloat = false;
  let i = start;
  if (charAt(kind, data, length, i) == 45) i++;
  const first = charAt(kind, data, length, i);
  if (!isDigit(first)) return -1;
  i++;
  if (first != 48) while (isDigit(charAt(kind, data, length, i))) i++;
  if (charAt(kind, data, length, i) == 46 && isDigit(charAt(kind, data, length, i + 1))) {
    numberIsFloat = true;
    i += 2;
    while (isDigit(charAt(kind, data, length, i))) i++;
  }
  if ((charAt(kind, data, length, i) | 32) == 101) {
    let e = i + 1;
    const sign = charAt(kind, data, length, e);
    if (sign == 43 || sign == 45) e++;
    if (isDigit(charAt(kind, data, length, e))) {
      numberIsFloat = true;
      i = e + 1;
      while (isDigit(charAt(kind, data, length, i))) i++;
    }
  }
  return i;
}

/** `new`: the number of ASCII characters at an address. */
function numberOf(text: usize, length: i32, isFloat: bool): PyObject | null {
  if (!isFloat) return parseLong(text, length, 10);
  return parseDouble(text, length) ? PyFloat_FromDouble(parsedDouble) : null;
}

/** `new`: the number at `start`, through parse_float or parse_int. */
function scanNumber(s: PyObject, text: PyObject, start: i32): PyObject | null {
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const end = numberEnd(kind, data, PyUnicode_GET_LENGTH(text), start);
  if (end < 0) return raiseStop(start);
  const isFloat = numberIsFloat;
  const parser = refOf(s, isFloat ? 3 : 4);
  const plain = isFloat ? parser == PyFloat_Type : parser == PyLong_Type;
  let result: PyObject | null = null;
  if (plain && kind == 1) {
    result = numberOf(data + <usize>start, end - start, isFloat);
  } else {
    const digits = PyUnicode_Substring(text, start, end);
    if (digits === null) return null;
    if (plain) result = numberOf(PyUnicode_AsUTF8AndSize(digits), end - start, isFloat);
    else result = PyObject_CallOneArg(parser, digits);
    Py_DECREF(digits);
  }
  nextIndex = end;
  return result;
}

/** `new`: the value at `i`; its end in nextIndex. StopIteration(index) where none begins. */
function scanValue(s: PyObject, memo: PyObject, text: PyObject, i: i32): PyObject | null {
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  const length = PyUnicode_GET_LENGTH(text);
  if (i >= length) return raiseStop(i);
  const ch = PyUnicode_READ(kind, data, i);
  if (ch == 34) return scanString(text, i + 1, isStrict(s));
  if (ch == 123 || ch == 91) {
    const where =
      ch == 123
        ? " while decoding a JSON object from a unicode string"
        : " while decoding a JSON array from a unicode string";
    if (!Py_EnterRecursiveCall(where)) return null;
    const result = ch == 123 ? scanObject(s, memo, text, i + 1) : scanArray(s, memo, text, i + 1);
    Py_LeaveRecursiveCall();
    return result;
  }
  if (ch == 110 && spells(kind, data, length, i, "null")) {
    nextIndex = i + 4;
    return Py_NewRef(Py_None);
  }
  if (ch == 116 && spells(kind, data, length, i, "true")) {
    nextIndex = i + 4;
    return Py_NewRef(Py_True);
  }
  if (ch == 102 && spells(kind, data, length, i, "false")) {
    nextIndex = i + 5;
    return Py_NewRef(Py_False);
  }
  if (ch == 78 && spells(kind, data, length, i, "NaN")) return scanConstant(s, "NaN", i);
  if (ch == 73 && spells(kind, data, length, i, "Infinity")) return scanConstant(s, "Infinity", i);
  if (ch == 45 && spells(kind, data, length, i, "-Infinity")) return scanConstant(s, "-Infinity", i);
  return scanNumber(s, text, i);
}

function scanner_call(self: PyObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("scan_once", "string,idx", args, kwds)) return null;
  const text = argReq(0);
  if (!sizeArg(argReq(1))) return null;
  const index = wideArgValue;
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(PyExc_TypeError, "first argument must be a string, not %s", text.ob_type.tp_name);
  }
  if (index < 0) return PyErr_SetString(PyExc_ValueError, "idx cannot be negative");
  const memo = PyDict_New();
  if (memo === null) return null;
  const at = index > <i64>i32.MAX_VALUE ? i32.MAX_VALUE : <i32>index;
  Py_NewRef(text);
  const value = scanValue(self, memo, text, at);
  const end = nextIndex;
  Py_DECREF(text);
  Py_DECREF(memo);
  return value === null ? null : packSteal2(value, PyLong_FromLong(end));
}

/** Puts an attribute of the context into slot `i`; false with an exception. */
function takeAttribute(self: PyObject, i: i32, context: PyObject, name: PyObject): bool {
  const value = PyObject_GetAttr(context, name);
  if (value === null) return false;
  setRef(self, i, value);
  return true;
}

function scanner_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("make_scanner", "context", args, kwds)) return null;
  const context = Py_NewRef(argReq(0));
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  const strict: PyObject | null = self === null ? null : PyObject_GetAttr(context, ID.strict);
  let ok = strict !== null;
  if (strict !== null) {
    const truth = PyObject_IsTrue(strict);
    Py_DECREF(strict);
    ok = truth >= 0;
    store<u8>(changetype<usize>(self), <u8>truth, 16);
  }
  ok =
    ok &&
    takeAttribute(self!, 1, context, ID.object_hook) &&
    takeAttribute(self!, 2, context, ID.object_pairs_hook) &&
    takeAttribute(self!, 3, context, ID.parse_float) &&
    takeAttribute(self!, 4, context, ID.parse_int) &&
    takeAttribute(self!, 5, context, ID.parse_constant);
  Py_DECREF(context);
  if (ok) return self;
  Py_XDECREF(self);
  return null;
}

function scanner_dealloc(self: PyObject): void {
  deallocMask(self, 62);
}

function scanner_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 62, visit, arg);
}

/** scanstring(string, end, strict=True): `new` (text, end). */
export function py_scanstring(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs < 2 || nargs > 3) {
    const format =
      nargs < 2
        ? "scanstring() takes at least 2 arguments (%d given)"
        : "scanstring() takes at most 3 arguments (%d given)";
    return PyErr_Format(PyExc_TypeError, format, nargs);
  }
  if (!sizeArg(ptrAt(args, 1))) return null;
  const end = wideArgValue;
  const strict = nargs > 2 ? PyObject_IsTrue(ptrAt(args, 2)) : 1;
  if (strict < 0) return null;
  const text = ptrAt(args, 0);
  if (!PyUnicode_Check(text)) {
    return PyErr_Format(PyExc_TypeError, "first argument must be a string, not %s", text.ob_type.tp_name);
  }
  const result = scanString(text, end, strict != 0);
  return result === null ? null : packSteal2(result, PyLong_FromLong(nextIndex));
}

export function defineScannerType(): void {
  const t = Scanner_type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_json.Scanner", 64, 0, Py_TPFLAGS_HAVE_GC, "JSON scanner object");
  t.tp_dealloc = scanner_dealloc.index;
  t.tp_traverse = scanner_traverse.index;
  t.tp_call = scanner_call.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = scanner_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "strict", Py_T_BOOL, 16, Py_READONLY, "strict");
  addMember(t, "object_hook", _Py_T_OBJECT, 24, Py_READONLY, "object_hook");
  addMember(t, "object_pairs_hook", _Py_T_OBJECT, 32, Py_READONLY);
  addMember(t, "parse_float", _Py_T_OBJECT, 40, Py_READONLY, "parse_float");
  addMember(t, "parse_int", _Py_T_OBJECT, 48, Py_READONLY, "parse_int");
  addMember(t, "parse_constant", _Py_T_OBJECT, 56, Py_READONLY, "parse_constant");
}
