/**
 * The module _string: what string.Formatter is built on. formatter_parser iterates over the fields of a template, formatter_field_name_split
 * splits a field name. The parsing is that of types/unicode_template.ts.
 */
import { PyObject, PyTypeObject, initPtr } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../object/statics";
import { METH_O, initStaticType } from "../object/typedef";
import { _PyObject_New } from "../gc/collector";
import { PyErr_Format } from "../protocol/errors";
import { PyExc_TypeError } from "../object/exception_types";
import { PyObject_SelfIter } from "../protocol/attr";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_Free } from "../memory/blocks";
import { PyLong_FromSsize_t } from "../types/long";
import { PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_Pack2, PyTuple_Pack4 } from "../types/tuple";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_Substring, unicodeChar } from "../types/unicode";
import { unicodeEmpty } from "../types/unicode_static";
import {
  accessorPos,
  conversion,
  firstPartEnd,
  getInteger,
  hasField,
  isAttribute,
  literalEnd,
  literalStart,
  markupPos,
  nameEnd,
  nameStart,
  nextAccessor,
  parseMarkup,
  partEnd,
  partStart,
  specEnd,
  specStart,
} from "../types/unicode_template";

const PyFormatterIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // formatteriterator
const PyFieldNameIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // fieldnameiterator

/** A position in a str: 32 bytes. */
@unmanaged
class TextIterObject extends PyObject {
  text: PyObject;
  text_hi: u32;
  pos: i32;
  pos_hi: u32;
}

function newTextIter(type: PyTypeObject, text: PyObject, pos: i32): PyObject | null {
  const op = _PyObject_New(type);
  if (op === null) return null;
  const it = changetype<TextIterObject>(op);
  initPtr(changetype<usize>(it) + 16, changetype<usize>(Py_NewRef(text)));
  store<u64>(changetype<usize>(it), <u64>pos, 24);
  return op;
}

function textiter_dealloc(op: PyObject): void {
  Py_DECREF(changetype<TextIterObject>(op).text);
  PyObject_Free(changetype<usize>(op));
}

/** (literal, field name, format spec, conversion) */
function formatteriter_next(op: PyObject): PyObject | null {
  const it = changetype<TextIterObject>(op);
  const text = it.text;
  if (parseMarkup(text, it.pos, PyUnicode_GET_LENGTH(text)) <= 0) return null;
  it.pos = markupPos;
  const literal = PyUnicode_Substring(text, literalStart, literalEnd);
  const name = hasField ? PyUnicode_Substring(text, nameStart, nameEnd) : Py_NewRef(Py_None);
  const spec = hasField ? PyUnicode_Substring(text, specStart, specEnd) : Py_NewRef(Py_None);
  const how = conversion == 0 ? Py_NewRef(Py_None) : unicodeChar(conversion);
  let result: PyObject | null = null;
  if (literal !== null && name !== null && spec !== null && how !== null) {
    result = PyTuple_Pack4(literal, name, spec, how);
  }
  Py_XDECREF(literal);
  Py_XDECREF(name);
  Py_XDECREF(spec);
  Py_XDECREF(how);
  return result;
}

/** text[start:end] as an int if it is one, else as a str: `new`. */
function indexOrName(text: PyObject, start: i32, end: i32): PyObject | null {
  const index = getInteger(text, start, end);
  if (index == -2) return null;
  if (index >= 0) return PyLong_FromSsize_t(index);
  return start >= end ? Py_NewRef(unicodeEmpty()) : PyUnicode_Substring(text, start, end);
}

/** (is_attr, name or index) */
function fieldnameiter_next(op: PyObject): PyObject | null {
  const it = changetype<TextIterObject>(op);
  const text = it.text;
  if (nextAccessor(text, it.pos, PyUnicode_GET_LENGTH(text)) <= 0) return null;
  it.pos = accessorPos;
  const attribute = isAttribute;
  const value = attribute ? PyUnicode_Substring(text, partStart, partEnd) : indexOrName(text, partStart, partEnd);
  if (value === null) return null;
  const result = PyTuple_Pack2(Py_RETURN_BOOL(attribute), value);
  Py_DECREF(value);
  return result;
}

function formatter_parser(self: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "expected str, got %s", text.ob_type.tp_name);
  return newTextIter(PyFormatterIter_Type, text, 0);
}

function formatter_field_name_split(self: PyObject, text: PyObject): PyObject | null {
  if (!PyUnicode_Check(text)) return PyErr_Format(PyExc_TypeError, "expected str, got %s", text.ob_type.tp_name);
  const end = firstPartEnd(text, 0, PyUnicode_GET_LENGTH(text));
  const first = indexOrName(text, 0, end);
  if (first === null) return null;
  const rest = newTextIter(PyFieldNameIter_Type, text, end);
  let result: PyObject | null = null;
  if (rest !== null) {
    result = PyTuple_Pack2(first, rest);
    Py_DECREF(rest);
  }
  Py_DECREF(first);
  return result;
}

function initIter(t: PyTypeObject, name: string, next: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 32, 0, 0);
  t.tp_dealloc = textiter_dealloc.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
}

/** The iterators' types; boot.ts calls it before types are readied. */
export function initStringIterTypes(): void {
  initIter(PyFormatterIter_Type, "formatteriterator", formatteriter_next.index);
  initIter(PyFieldNameIter_Type, "fieldnameiterator", fieldnameiter_next.index);
}

/** `new` module _string. */
export function initStringModule(): PyObject | null {
  const module = PyModule_New("_string", "string helper module");
  if (module === null) return null;
  moduleFunction(module, "formatter_parser", formatter_parser.index, METH_O, "parse the argument as a format string");
  moduleFunction(
    module,
    "formatter_field_name_split",
    formatter_field_name_split.index,
    METH_O,
    "split the argument as a field name",
  );
  return module;
}
