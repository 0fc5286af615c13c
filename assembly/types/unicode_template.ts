/**
 * str.format, str.format_map and the parsing of replacement fields (Objects/stringlib/unicode_format.h).
 *
 * Invariant: a template is read by ranges of one str; `parseMarkup` fills the module's variables with the next literal and field, and the
 * caller copies what it needs before any Python code runs. Automatic numbering belongs to one format() call: it is saved and restored
 * around nested ones.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyLong_Type, PyUnicode_Type } from "../object/statics";
import { PyErr_Format, PyErr_SetObject, PyErr_SetString } from "../protocol/errors";
import { PyExc_IndexError, PyExc_KeyError, PyExc_ValueError } from "../object/exception_types";
import { PyObject_GetAttr } from "../protocol/attr";
import { PyObject_ASCII, PyObject_Format, PyObject_Repr, PyObject_Str } from "../protocol/compare";
import { PyObject_GetItem, PySequence_Check, PySequence_GetItem } from "../protocol/sequence";
import { PyLong_FromSsize_t } from "./long";
import { intText, intTextLength } from "./long_text";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import {
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
} from "./unicode";
import { _PyUnicode_ToDecimalDigit } from "./unicode_ctype";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteASCIIString,
  _PyUnicodeWriter_WriteStr,
  _PyUnicodeWriter_WriteSubstring,
} from "./unicode_writer";

/** The piece of template that `parseMarkup` found. */
export let markupPos: i32 = 0; // where to go on
export let literalStart: i32 = 0;
export let literalEnd: i32 = 0;
export let hasField: bool = false;
export let nameStart: i32 = 0;
export let nameEnd: i32 = 0;
export let specStart: i32 = 0;
export let specEnd: i32 = 0;
export let isSpecNested: bool = false;
export let conversion: u32 = 0;

function fail(message: string): i32 {
  PyErr_SetString(PyExc_ValueError, message);
  return -1;
}

/** The next literal and field of text[pos:end]: 1 found, 0 at the end, -1 ValueError. */
export function parseMarkup(text: PyObject, pos: i32, end: i32): i32 {
  hasField = false;
  isSpecNested = false;
  conversion = 0;
  nameStart = nameEnd = specStart = specEnd = 0;
  if (pos >= end) return 0;
  literalStart = pos;
  let c: u32 = 0;
  let markup = false;
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  while (pos < end) {
    c = PyUnicode_READ(kind, data, pos++);
    if (c == 0x7b || c == 0x7d) {
      markup = true;
      break;
    }
  }
  const atEnd = pos >= end;
  literalEnd = pos;
  if (c == 0x7d && (atEnd || PyUnicode_READ_CHAR(text, pos) != 0x7d)) {
    return fail("Single '}' encountered in format string");
  }
  if (atEnd && c == 0x7b) return fail("Single '{' encountered in format string");
  if (!atEnd && markup) {
    if (PyUnicode_READ_CHAR(text, pos) == c) {
      pos++;
      markup = false;
    } else {
      literalEnd--;
    }
  }
  markupPos = pos;
  if (!markup) return 1;
  hasField = true;
  return parseField(text, pos, end) ? 1 : -1;
}

/** A field from after "{": name, conversion, spec. */
function parseField(text: PyObject, pos: i32, end: i32): bool {
  nameStart = pos;
  let c: u32 = 0;
  let done = false;
  while (pos < end && !done) {
    c = PyUnicode_READ_CHAR(text, pos++);
    if (c == 0x7b) return fail("unexpected '{' in field name") == 0;
    if (c == 0x5b) {
      while (pos < end && PyUnicode_READ_CHAR(text, pos) != 0x5d) pos++;
    } else if (c == 0x7d || c == 0x3a || c == 0x21) {
      done = true;
    }
  }
  nameEnd = pos - 1;
  if (!done || (c != 0x21 && c != 0x3a)) {
    markupPos = pos;
    return c == 0x7d && done ? true : fail("expected '}' before end of string") == 0;
  }
  if (c == 0x21) {
    if (pos >= end) return fail("end of string while looking for conversion specifier") == 0;
    conversion = PyUnicode_READ_CHAR(text, pos++);
    if (pos < end) {
      c = PyUnicode_READ_CHAR(text, pos++);
      if (c == 0x7d) {
        markupPos = pos;
        return true;
      }
      if (c != 0x3a) return fail("expected ':' after conversion specifier") == 0;
    }
  }
  specStart = pos;
  for (let depth = 1; pos < end; pos++) {
    c = PyUnicode_READ_CHAR(text, pos);
    if (c == 0x7b) {
      isSpecNested = true;
      depth++;
    } else if (c == 0x7d && --depth == 0) {
      specEnd = pos;
      markupPos = pos + 1;
      return true;
    }
  }
  return fail("unmatched '{' in format spec") == 0;
}

/** The decimal number text[start:end]: -1 if it is none, -2 with ValueError if it is too long. */
export function getInteger(text: PyObject, start: i32, end: i32): i32 {
  if (start >= end) return -1;
  let n: i64 = 0;
  for (let i = start; i < end; i++) {
    const digit = _PyUnicode_ToDecimalDigit(PyUnicode_READ_CHAR(text, i));
    if (digit < 0) return -1;
    n = n * 10 + digit;
    if (n > 0x7fffffff) {
      PyErr_SetString(PyExc_ValueError, "Too many decimal digits in format string");
      return -2;
    }
  }
  return <i32>n;
}

/** Where the first part of a field name ends. */
export function firstPartEnd(text: PyObject, start: i32, end: i32): i32 {
  let i = start;
  while (i < end) {
    const c = PyUnicode_READ_CHAR(text, i);
    if (c == 0x2e || c == 0x5b) break;
    i++;
  }
  return i;
}

/** The part `nextAccessor` found: attribute name or item text, and the position after it. */
export let partStart: i32 = 0;
export let partEnd: i32 = 0;
export let isAttribute: bool = false;
export let accessorPos: i32 = 0;

/** The next ".name" or "[item]" of text[pos:end]: 1 found, 0 at the end, -1 ValueError. */
export function nextAccessor(text: PyObject, pos: i32, end: i32): i32 {
  if (pos >= end) return 0;
  const c = PyUnicode_READ_CHAR(text, pos++);
  partStart = pos;
  if (c == 0x2e) {
    isAttribute = true;
    partEnd = firstPartEnd(text, pos, end);
    accessorPos = partEnd;
  } else if (c == 0x5b) {
    isAttribute = false;
    while (pos < end && PyUnicode_READ_CHAR(text, pos) != 0x5d) pos++;
    if (pos >= end) return fail("Missing ']' in format string");
    partEnd = pos;
    accessorPos = pos + 1;
  } else {
    return fail("Only '.' or '[' may follow ']' in format field specifier");
  }
  return partStart == partEnd ? fail("Empty attribute in format string") : 1;
}

// ---- formatting ----

const NUMBERING_NONE: i32 = 0;
const NUMBERING_AUTO: i32 = 1;
const NUMBERING_MANUAL: i32 = 2;
let numbering: i32 = NUMBERING_NONE;
let nextNumber: i32 = 0;

/** Settles the numbering style at a field that is empty (automatic) or a number; false on a mix. */
function checkNumbering(isEmpty: bool): bool {
  if (numbering == NUMBERING_NONE) numbering = isEmpty ? NUMBERING_AUTO : NUMBERING_MANUAL;
  if (isEmpty && numbering == NUMBERING_MANUAL) {
    return fail("cannot switch from manual field specification to automatic field numbering") == 0;
  }
  if (!isEmpty && numbering == NUMBERING_AUTO) {
    return fail("cannot switch from automatic field numbering to manual field specification") == 0;
  }
  return true;
}

/** The argument a field name begins with: `new`. */
function firstObject(
  text: PyObject,
  start: i32,
  end: i32,
  args: PyObject | null,
  kwargs: PyObject | null,
): PyObject | null {
  let index = getInteger(text, start, end);
  if (index == -2) return null;
  const isEmpty = start >= end;
  if (isEmpty || index >= 0) {
    if (!checkNumbering(isEmpty)) return null;
    if (isEmpty) index = nextNumber++;
  }
  if (index == -1) {
    const key = PyUnicode_Substring(text, start, end);
    if (key === null) return null;
    let value: PyObject | null = null;
    if (kwargs === null) PyErr_SetObject(PyExc_KeyError, key);
    else value = PyObject_GetItem(kwargs, key);
    Py_DECREF(key);
    return value;
  }
  if (args === null) {
    return PyErr_SetString(PyExc_ValueError, "Format string contains positional fields");
  }
  if (index >= PyTuple_GET_SIZE(args)) {
    return PyErr_Format(PyExc_IndexError, "Replacement index %zd out of range for positional args tuple", <usize>index);
  }
  return Py_NewRef(PyTuple_GET_ITEM(args, index));
}

/** obj.name, obj[key] or obj[index] for the accessor just parsed: `new`. */
function applyAccessor(obj: PyObject, text: PyObject): PyObject | null {
  if (!isAttribute) {
    const index = getInteger(text, partStart, partEnd);
    if (index == -2) return null;
    if (index >= 0) {
      if (PySequence_Check(obj)) return PySequence_GetItem(obj, index);
      const number = PyLong_FromSsize_t(index);
      if (number === null) return null;
      const value = PyObject_GetItem(obj, number);
      Py_DECREF(number);
      return value;
    }
  }
  const attribute = isAttribute;
  const name = PyUnicode_Substring(text, partStart, partEnd);
  if (name === null) return null;
  const value = attribute ? PyObject_GetAttr(obj, name) : PyObject_GetItem(obj, name);
  Py_DECREF(name);
  return value;
}

/** The object a field name means: `new`. */
function fieldObject(
  text: PyObject,
  start: i32,
  end: i32,
  args: PyObject | null,
  kwargs: PyObject | null,
): PyObject | null {
  let pos = firstPartEnd(text, start, end);
  let obj = firstObject(text, start, pos, args, kwargs);
  while (obj !== null) {
    const found = nextAccessor(text, pos, end);
    if (found == 0) return obj;
    const owner = obj;
    obj = null;
    if (found > 0) {
      pos = accessorPos;
      obj = applyAccessor(owner, text);
    }
    Py_DECREF(owner);
  }
  return null;
}

/** obj after "!r", "!s" or "!a" (obj stolen): `new`. */
function converted(obj: PyObject, how: u32): PyObject | null {
  let result: PyObject | null = null;
  if (how == 0x72) result = PyObject_Repr(obj);
  else if (how == 0x73) result = PyObject_Str(obj);
  else if (how == 0x61) result = PyObject_ASCII(obj);
  else {
    PyErr_Format(
      PyExc_ValueError,
      how > 32 && how < 127 ? "Unknown conversion specifier %c" : "Unknown conversion specifier \\x%x",
      <usize>how,
    );
  }
  Py_DECREF(obj);
  return result;
}

/** Writes the field just parsed. */
function writeField(
  w: UnicodeWriter,
  text: PyObject,
  args: PyObject | null,
  kwargs: PyObject | null,
  depth: i32,
): bool {
  const how = conversion;
  const from = specStart;
  const to = specEnd;
  const nested = isSpecNested;
  let obj = fieldObject(text, nameStart, nameEnd, args, kwargs);
  if (obj !== null && how != 0) obj = converted(obj, how);
  if (obj === null) return false;
  if (from == to && obj.ob_type == PyLong_Type) {
    const digits = intText(obj, 10, false);
    const ok = digits != 0 && _PyUnicodeWriter_WriteASCIIString(w, digits, intTextLength);
    Py_DECREF(obj);
    return ok;
  }
  if (from == to && obj.ob_type == PyUnicode_Type) {
    const ok = _PyUnicodeWriter_WriteStr(w, obj);
    Py_DECREF(obj);
    return ok;
  }
  const spec = nested ? buildText(text, from, to, args, kwargs, depth - 1) : PyUnicode_Substring(text, from, to);
  let formatted: PyObject | null = null;
  if (spec !== null) {
    formatted = PyObject_Format(obj, spec);
    Py_DECREF(spec);
  }
  Py_DECREF(obj);
  if (formatted === null) return false;
  const ok = _PyUnicodeWriter_WriteStr(w, formatted);
  Py_DECREF(formatted);
  return ok;
}

/** The template text[start:end] filled in: `new`. */
function buildText(
  text: PyObject,
  start: i32,
  end: i32,
  args: PyObject | null,
  kwargs: PyObject | null,
  depth: i32,
): PyObject | null {
  if (depth <= 0) return PyErr_SetString(PyExc_ValueError, "Max string recursion exceeded");
  const w = _PyUnicodeWriter_Init(end - start + 100);
  let pos = start;
  while (true) {
    const found = parseMarkup(text, pos, end);
    if (found == 0) return _PyUnicodeWriter_Finish(w);
    pos = markupPos;
    if (pos >= end && !hasField) w.overallocate = false;
    let ok = found > 0 && _PyUnicodeWriter_WriteSubstring(w, text, literalStart, literalEnd);
    if (ok && hasField) {
      if (pos >= end) w.overallocate = false;
      ok = writeField(w, text, args, kwargs, depth);
    }
    if (!ok) {
      _PyUnicodeWriter_Dealloc(w);
      return null;
    }
  }
}

function doFormat(self: PyObject, args: PyObject | null, kwargs: PyObject | null): PyObject | null {
  const savedNumbering = numbering;
  const savedNumber = nextNumber;
  numbering = NUMBERING_NONE;
  nextNumber = 0;
  const result = buildText(self, 0, PyUnicode_GET_LENGTH(self), args, kwargs, 2);
  numbering = savedNumbering;
  nextNumber = savedNumber;
  return result;
}

/** "...".format(*args, **kwargs): `new`. */
export function unicodeDoFormat(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return doFormat(self, args, kwargs);
}

/** "...".format_map(mapping): `new`. */
export function unicodeDoFormatMap(self: PyObject, mapping: PyObject): PyObject | null {
  return doFormat(self, null, mapping);
}
