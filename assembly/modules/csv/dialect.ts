/**
 * _csv.Dialect (Modules/_csv.c): how fields are told apart and quoted; and the registry of dialects by name.
 *
 *   16 doublequote (u8)   17 skipinitialspace (u8)   18 strict (u8)   20 quoting (i32)   24 delimiter   28 quotechar   32 escapechar (u32)
 *   40 lineterminator (str)   48
 *
 * Invariant: a dialect that exists is consistent and never changes: its characters differ from each other and are not in the line terminator; a
 * character that is not set is NOT_SET, which no character of a text equals.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_BOOL,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { visitField } from "../../object/slots";
import { ID } from "../../generated/ids";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_GC_UNTRACK } from "../../gc/collector";
import { PyErr_Clear, PyErr_Format, PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyObject_IsTrue } from "../../protocol/compare";
import { intArg, argValue } from "../../protocol/arg_values";
import { PyDict_GET_SIZE, PyDict_GetItemWithError, PyDict_Next, dictNextKey, dictNextValue } from "../../types/dict";
import { PyLong_CheckExact, PyLong_FromLong } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_Pack1 } from "../../types/tuple";
import { PyObject_TypeCheck, _PyType_Name } from "../../types/typeobject";
import {
  PyUnicode_Check,
  PyUnicode_FromOrdinal,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  _PyUnicode_EQ,
} from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyUnicode_FindChar } from "../../types/unicode_search";

export const Dialect_Type = changetype<PyTypeObject>(memory.data(416, 16));

export const QUOTE_MINIMAL: i32 = 0;
export const QUOTE_ALL: i32 = 1;
export const QUOTE_NONNUMERIC: i32 = 2;
export const QUOTE_NONE: i32 = 3;
export const QUOTE_STRINGS: i32 = 4;
export const QUOTE_NOTNULL: i32 = 5;

export const NOT_SET: u32 = 0xffffffff;

@unmanaged
export class Dialect extends PyObject {
  doublequote: bool; // 16
  skipinitialspace: bool;
  strict: bool;
  pad0: u8;
  quoting: i32; // 20
  delimiter: u32;
  quotechar: u32;
  escapechar: u32;
  pad1: u32;
  lineterminator: PyObject | null; // 40
  lineterminator_hi: u32;
}

export function asDialect(op: PyObject): Dialect {
  return changetype<Dialect>(op);
}

// ---- the module's state ----------------------------------------------------------------------------------------------

let errorClass: PyObject | null = null;
let registry: PyObject | null = null;

/** The class _csv.Error, for PyErr_Format. */
export function csvError(): PyTypeObject {
  return changetype<PyTypeObject>(errorClass!);
}

/** Raises _csv.Error(message): always null. */
export function raiseCsv(message: string): PyObject | null {
  return PyErr_SetString(csvError(), message);
}

/** Takes the references of the module: its exception class and its dict of dialects. */
export function setCsvState(error: PyObject, dialects: PyObject): void {
  errorClass = error;
  registry = dialects;
}

export function dialects(): PyObject {
  return registry!;
}

/** The dialect of that name: `new`. */
export function registeredDialect(name: PyObject): PyObject | null {
  const found = PyDict_GetItemWithError(dialects(), name);
  if (found !== null) return Py_NewRef(found);
  return PyErr_Occurred() === null ? raiseCsv("unknown dialect") : null;
}

// ---- options ---------------------------------------------------------------------------------------------------------

const OPTION_COUNT: i32 = 9;
const DIALECT: i32 = 0;
const DELIMITER: i32 = 1;
const DOUBLEQUOTE: i32 = 2;
const ESCAPECHAR: i32 = 3;
const LINETERMINATOR: i32 = 4;
const QUOTECHAR: i32 = 5;
const QUOTING: i32 = 6;
const SKIPINITIALSPACE: i32 = 7;
const STRICT: i32 = 8;

function optionName(i: i32): PyObject {
  switch (i) {
    case DIALECT:
      return ID.dialect;
    case DELIMITER:
      return ID.delimiter;
    case DOUBLEQUOTE:
      return ID.doublequote;
    case ESCAPECHAR:
      return ID.escapechar;
    case LINETERMINATOR:
      return ID.lineterminator;
    case QUOTECHAR:
      return ID.quotechar;
    case QUOTING:
      return ID.quoting;
    case SKIPINITIALSPACE:
      return ID.skipinitialspace;
    default:
      return ID.strict;
  }
}

/** The options of a call that is being made, by number: references of their own, or 0. */
const OPTIONS_SIZE: usize = 72;
function optionAt(options: usize, i: i32): PyObject | null {
  return load<PyObject | null>(options + ((<usize>i) << 3));
}

function putOption(options: usize, i: i32, value: PyObject | null): void {
  store<u64>(options + ((<usize>i) << 3), <u64>changetype<usize>(value));
}

function dropOptions(options: usize): void {
  for (let i = 0; i < OPTION_COUNT; i++) Py_XDECREF(optionAt(options, i));
}

function optionIndex(name: PyObject): i32 {
  if (!PyUnicode_Check(name)) return -1;
  for (let i = 0; i < OPTION_COUNT; i++) {
    if (_PyUnicode_EQ(name, optionName(i))) return i;
  }
  return -1;
}

/** Puts a call's arguments into `options`; false with TypeError. */
function readOptions(options: usize, args: PyObject, kwargs: PyObject | null): bool {
  const n = PyTuple_GET_SIZE(args);
  const given = n + (kwargs === null ? 0 : PyDict_GET_SIZE(kwargs));
  if (given > OPTION_COUNT) {
    PyErr_Format(PyExc_TypeError, "function takes at most %d arguments (%d given)", OPTION_COUNT, given);
    return false;
  }
  for (let i = 0; i < n; i++) putOption(options, i, Py_NewRef(PyTuple_GET_ITEM(args, i)));
  if (kwargs === null) return true;
  let pos = 0;
  while ((pos = PyDict_Next(kwargs, pos)) != 0) {
    const key = dictNextKey();
    const i = optionIndex(key);
    if (i < 0) {
      PyErr_Format(PyExc_TypeError, "this function got an unexpected keyword argument '%S'", changetype<usize>(key));
      return false;
    }
    if (i < n) {
      const format = "argument for function given by name ('%S') and position (%d)";
      PyErr_Format(PyExc_TypeError, format, changetype<usize>(key), i + 1);
      return false;
    }
    putOption(options, i, Py_NewRef(dictNextValue()));
  }
  return true;
}

/** What is not given comes from the attributes of a dialect, of whatever class. */
function fillFrom(options: usize, dialect: PyObject): void {
  for (let i = DELIMITER; i < OPTION_COUNT; i++) {
    if (optionAt(options, i) !== null) continue;
    const value = PyObject_GetAttr(dialect, optionName(i));
    if (value === null) PyErr_Clear();
    else putOption(options, i, value);
  }
}

let charValue: u32 = 0;

/** A one-character option into charValue; false with TypeError. */
function readChar(options: usize, i: i32, deflt: u32, orNone: bool): bool {
  const op = optionAt(options, i);
  charValue = deflt;
  if (op === null) return true;
  const name = changetype<usize>(optionName(i));
  charValue = NOT_SET;
  if (op == Py_None && orNone) return true;
  if (!PyUnicode_Check(op)) {
    const format = orNone ? '"%U" must be string or None, not %s' : '"%U" must be string, not %s';
    PyErr_Format(PyExc_TypeError, format, name, op.ob_type.tp_name);
    return false;
  }
  if (PyUnicode_GET_LENGTH(op) != 1) {
    PyErr_Format(PyExc_TypeError, '"%U" must be a 1-character string', name);
    return false;
  }
  charValue = PyUnicode_READ_CHAR(op, 0);
  return true;
}

/** A flag: 0, 1, or -1 with an exception. */
function readFlag(options: usize, i: i32, deflt: i32): i32 {
  const op = optionAt(options, i);
  return op === null ? deflt : PyObject_IsTrue(op);
}

function readTerminator(d: Dialect, op: PyObject | null): bool {
  if (op === null) {
    d.lineterminator = PyUnicode_FromLiteral("\r\n");
    return d.lineterminator !== null;
  }
  if (op == Py_None) return true;
  if (!PyUnicode_Check(op)) {
    PyErr_SetString(PyExc_TypeError, '"lineterminator" must be a string');
    return false;
  }
  d.lineterminator = Py_NewRef(op);
  return true;
}

function readQuoting(d: Dialect, op: PyObject | null): bool {
  if (op === null) {
    d.quoting = QUOTE_MINIMAL;
    return true;
  }
  if (!PyLong_CheckExact(op)) {
    PyErr_SetString(PyExc_TypeError, '"quoting" must be an integer');
    return false;
  }
  if (!intArg(op)) return false;
  d.quoting = argValue;
  return true;
}

/** Fills the dialect; false with an exception. */
function readAll(d: Dialect, options: usize): bool {
  if (!readChar(options, DELIMITER, 0x2c, false)) return false;
  d.delimiter = charValue;
  const doublequote = readFlag(options, DOUBLEQUOTE, 1);
  if (doublequote < 0 || !readChar(options, ESCAPECHAR, NOT_SET, true)) return false;
  d.doublequote = doublequote != 0;
  d.escapechar = charValue;
  if (!readTerminator(d, optionAt(options, LINETERMINATOR))) return false;
  if (!readChar(options, QUOTECHAR, 0x22, true)) return false;
  d.quotechar = charValue;
  if (!readQuoting(d, optionAt(options, QUOTING))) return false;
  const skips = readFlag(options, SKIPINITIALSPACE, 0);
  const strict: i32 = skips < 0 ? -1 : readFlag(options, STRICT, 0);
  if (strict < 0) return false;
  d.skipinitialspace = skips != 0;
  d.strict = strict != 0;
  return true;
}

/** May the option be this character? Not a line break, not one of the terminator, not a space where spaces are skipped. */
function checkChar(d: Dialect, i: i32, ch: u32, allowSpace: bool): bool {
  const name = changetype<usize>(optionName(i));
  if (ch == 13 || ch == 10 || (ch == 32 && !allowSpace)) {
    PyErr_Format(PyExc_ValueError, "bad %U value", name);
    return false;
  }
  const terminator = d.lineterminator!;
  if (ch == NOT_SET || PyUnicode_FindChar(terminator, ch, 0, PyUnicode_GET_LENGTH(terminator), 1) < 0) return true;
  PyErr_Format(PyExc_ValueError, "bad %U or lineterminator value", name);
  return false;
}

function checkDiffer(first: i32, second: i32, a: u32, b: u32): bool {
  if (a != b || a == NOT_SET) return true;
  PyErr_Format(
    PyExc_ValueError,
    "bad %U or %U value",
    changetype<usize>(optionName(first)),
    changetype<usize>(optionName(second)),
  );
  return false;
}

/** Do the options fit together? */
function checkAll(d: Dialect, options: usize): bool {
  let fault = "";
  if (<u32>d.quoting > <u32>QUOTE_NOTNULL) fault = 'bad "quoting" value';
  else {
    if (optionAt(options, QUOTECHAR) == Py_None && optionAt(options, QUOTING) === null) d.quoting = QUOTE_NONE;
    if (d.quoting != QUOTE_NONE && d.quotechar == NOT_SET) fault = "quotechar must be set if quoting enabled";
    else if (d.lineterminator === null) fault = "lineterminator must be set";
  }
  if (fault.length > 0) {
    PyErr_SetString(PyExc_TypeError, fault);
    return false;
  }
  const spaces = !d.skipinitialspace;
  return (
    checkChar(d, DELIMITER, d.delimiter, true) &&
    checkChar(d, ESCAPECHAR, d.escapechar, spaces) &&
    checkChar(d, QUOTECHAR, d.quotechar, spaces) &&
    checkDiffer(DELIMITER, ESCAPECHAR, d.delimiter, d.escapechar) &&
    checkDiffer(DELIMITER, QUOTECHAR, d.delimiter, d.quotechar) &&
    checkDiffer(ESCAPECHAR, QUOTECHAR, d.escapechar, d.quotechar)
  );
}

// ---- the type --------------------------------------------------------------------------------------------------------

function dialect_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  // on the heap, since attributes of a dialect may be Python code that comes here again
  const options = PyMem_Malloc(OPTIONS_SIZE);
  if (options == 0) return PyErr_NoMemory();
  memory.fill(options, 0, OPTIONS_SIZE);
  const result: PyObject | null = readOptions(options, args, kwargs) ? makeDialect(type, options) : null;
  dropOptions(options);
  PyMem_Free(options);
  return result;
}

function onlyDialectGiven(options: usize): bool {
  for (let i = DELIMITER; i < OPTION_COUNT; i++) {
    if (optionAt(options, i) !== null) return false;
  }
  return true;
}

function makeDialect(type: PyTypeObject, options: usize): PyObject | null {
  let base = optionAt(options, DIALECT);
  if (base !== null) {
    if (PyUnicode_Check(base)) {
      const name = base;
      base = registeredDialect(name);
      putOption(options, DIALECT, base);
      Py_DECREF(name);
      if (base === null) return null;
    }
    if (PyObject_TypeCheck(base, Dialect_Type) && onlyDialectGiven(options)) return Py_NewRef(base);
  }
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  if (base !== null) fillFrom(options, base);
  if (readAll(asDialect(self), options) && checkAll(asDialect(self), options)) return self;
  Py_DECREF(self);
  return null;
}

/** The dialect of a reader or writer: Dialect(dialect, **kwargs), or Dialect(**kwargs) if `dialect` is null. `new` */
export function callDialect(dialect: PyObject | null, kwargs: PyObject | null): PyObject | null {
  const args = dialect === null ? PyTuple_New(0) : PyTuple_Pack1(dialect);
  if (args === null) return null;
  const result = dialect_new(Dialect_Type, args, kwargs);
  Py_DECREF(args);
  return result;
}

function dialect_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + offsetof<Dialect>("lineterminator"), visit, arg);
}

function dialect_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + offsetof<Dialect>("lineterminator"));
  return 0;
}

function dialect_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  dialect_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function charOrNone(ch: u32): PyObject | null {
  return ch == NOT_SET ? Py_NewRef(Py_None) : PyUnicode_FromOrdinal(<i32>ch);
}

function dialect_get_delimiter(self: PyObject, closure: usize): PyObject | null {
  return charOrNone(asDialect(self).delimiter);
}

function dialect_get_escapechar(self: PyObject, closure: usize): PyObject | null {
  return charOrNone(asDialect(self).escapechar);
}

function dialect_get_quotechar(self: PyObject, closure: usize): PyObject | null {
  return charOrNone(asDialect(self).quotechar);
}

function dialect_get_lineterminator(self: PyObject, closure: usize): PyObject | null {
  return Py_XNewRef(asDialect(self).lineterminator);
}

function dialect_get_quoting(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(asDialect(self).quoting);
}

function dialect_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "cannot pickle '%.100s' instances", _PyType_Name(self.ob_type));
}

export function defineDialect(): void {
  const t = Dialect_Type;
  const flags = Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | SHOWN_AS_HEAPTYPE;
  const doc = "How the fields of a row are told apart, quoted and escaped.";
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_csv.Dialect", 48, 0, flags, doc);
  t.tp_dealloc = dialect_dealloc.index;
  t.tp_traverse = dialect_traverse.index;
  t.tp_clear = dialect_clear.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = dialect_new.index;
  t.tp_free = PyObject_GC_Del.index;
  const refusal = "Refuses: a dialect is not pickled.";
  addMethod(t, "__reduce__", dialect_reduce.index, METH_NOARGS, refusal);
  addMethod(t, "__reduce_ex__", dialect_reduce.index, METH_O, refusal);
  addMember(t, "skipinitialspace", Py_T_BOOL, <i32>offsetof<Dialect>("skipinitialspace"), Py_READONLY);
  addMember(t, "doublequote", Py_T_BOOL, <i32>offsetof<Dialect>("doublequote"), Py_READONLY);
  addMember(t, "strict", Py_T_BOOL, <i32>offsetof<Dialect>("strict"), Py_READONLY);
  addGetSet(t, "delimiter", dialect_get_delimiter.index, 0);
  addGetSet(t, "escapechar", dialect_get_escapechar.index, 0);
  addGetSet(t, "lineterminator", dialect_get_lineterminator.index, 0);
  addGetSet(t, "quotechar", dialect_get_quotechar.index, 0);
  addGetSet(t, "quoting", dialect_get_quoting.index, 0);
}
