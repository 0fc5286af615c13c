/**
 * The Python-visible face of code objects (the second half of Objects/codeobject.c): attributes, comparison, replace(), positions.
 * Layout and construction are in code.ts, the location table in code_lines.ts.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_INCREF } from "../object/refcount";
import { PyCode_Type, PyType_Type, PyBaseObject_Type, Py_None, Py_NotImplemented, PyBytes_Type, PyTuple_Type, PyUnicode_Type } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import {
  initStaticType,
  addMember,
  addGetSet,
  addMethod,
  _Py_T_OBJECT,
  Py_T_INT,
  Py_READONLY,
  METH_NOARGS,
  METH_FASTCALL_KEYWORDS,
  METH_O,
} from "../object/typedef";
import { PyErr_Format } from "../protocol/errors";
import { parseArgs, arg } from "../protocol/args";
import { PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyObject_GetIter } from "../protocol/iter";
import { PyLong_FromLong, PyLong_AsI32 } from "./long";
import { PyBytes_FromStringAndSize, PyBytes_AS_STRING } from "./bytes";
import { PyTuple_New, PyTuple_SET_ITEM, PyTuple_GET_ITEM, PyTuple_Pack3, PyTuple_Pack4, PyTuple_GET_SIZE } from "./tuple";
import { PyList_New, PyList_Append } from "./list";
import { PyUnicode_FromFormat } from "./unicode_format";
import {
  PyCodeObject,
  CodeConstructor,
  codeConstructor,
  _PyCode_New,
  code_dealloc,
  deoptimisedBytes,
  localName,
  localKind,
  CO_FAST_LOCAL,
  CO_FAST_CELL,
  CO_FAST_FREE,
} from "./code";
import {
  startLocations,
  nextLocation,
  entryStart,
  entryEnd,
  entryLine,
  entryEndLine,
  entryColumn,
  entryEndColumn,
} from "./code_lines";

/** co_code: the unspecialised units as bytes: `new`. */
export function _PyCode_GetCode(co: PyCodeObject): PyObject | null {
  const bytes = PyBytes_FromStringAndSize(0, co.ob_size << 1);
  if (bytes !== null) deoptimisedBytes(co, PyBytes_AS_STRING(bytes));
  return bytes;
}

function code_get_code(self: PyObject, closure: usize): PyObject | null {
  return _PyCode_GetCode(changetype<PyCodeObject>(self));
}

/** The names whose kind has the bit `closure`: `new` tuple. */
function code_get_names(self: PyObject, closure: usize): PyObject | null {
  const co = changetype<PyCodeObject>(self);
  let n = 0;
  for (let i = 0; i < co.co_nlocalsplus; i++) if (localKind(co, i) & <u8>closure) n++;
  const tuple = PyTuple_New(n);
  if (tuple === null) return null;
  let at = 0;
  for (let i = 0; i < co.co_nlocalsplus; i++) {
    if (localKind(co, i) & <u8>closure) PyTuple_SET_ITEM(tuple, at++, Py_NewRef(localName(co, i)));
  }
  return tuple;
}

/** co_positions(): an iterator over (line, end line, column, end column) of each code unit: `new`. */
function code_positions(self: PyObject, unused: PyObject | null): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  startLocations(changetype<PyCodeObject>(self));
  while (nextLocation()) {
    for (let i = entryStart; i < entryEnd; i++) {
      const a = orNone(entryLine);
      const b = orNone(entryEndLine);
      const c = orNone(entryColumn);
      const d = orNone(entryEndColumn);
      const row = PyTuple_Pack4(a, b, c, d);
      Py_DECREF(a);
      Py_DECREF(b);
      Py_DECREF(c);
      Py_DECREF(d);
      if (row === null || PyList_Append(list, row) < 0) return null;
      Py_DECREF(row);
    }
  }
  const iter = PyObject_GetIter(list);
  Py_DECREF(list);
  return iter;
}

/** `new`: the int, or None for -1. */
function orNone(value: i32): PyObject {
  if (value < 0) return Py_None;
  return PyLong_FromLong(value)!;
}

/** co_lines(): an iterator over (start, end, line), neighbours with the same line joined: `new`. */
function code_lines(self: PyObject, unused: PyObject | null): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  startLocations(changetype<PyCodeObject>(self));
  let start = 0;
  let end = 0;
  let line = -2;
  let more = nextLocation();
  while (more) {
    if (entryLine == line) end = entryEnd;
    else {
      if (line != -2 && !appendLine(list, start, end, line)) return null;
      start = entryStart;
      end = entryEnd;
      line = entryLine;
    }
    more = nextLocation();
  }
  if (line != -2 && !appendLine(list, start, end, line)) return null;
  const iter = PyObject_GetIter(list);
  Py_DECREF(list);
  return iter;
}

function appendLine(list: PyObject, start: i32, end: i32, line: i32): bool {
  const a = PyLong_FromLong(start * 2)!;
  const b = PyLong_FromLong(end * 2)!;
  const c = orNone(line);
  const row = PyTuple_Pack3(a, b, c);
  Py_DECREF(a);
  Py_DECREF(b);
  Py_DECREF(c);
  if (row === null) return false;
  const failed = PyList_Append(list, row) < 0;
  Py_DECREF(row);
  return !failed;
}

function code_varname_from_oparg(self: PyObject, op: PyObject): PyObject | null {
  const co = changetype<PyCodeObject>(self);
  const i = PyLong_AsI32(op);
  if (i < 0 || i >= co.co_nlocalsplus) return PyErr_Format(PyExc_TypeError, "tuple index out of range");
  return Py_NewRef(localName(co, i));
}

function code_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const co = changetype<PyCodeObject>(self);
  return PyLong_FromLong(((200 + (co.ob_size << 1) + 7) & ~7) + (co._co_cached != 0 ? 32 : 0));
}

function code_repr(self: PyObject): PyObject | null {
  const co = changetype<PyCodeObject>(self);
  return PyUnicode_FromFormat(
    "<code object %U at %p, file \"%U\", line %d>",
    changetype<usize>(co.co_name),
    changetype<usize>(self),
    changetype<usize>(co.co_filename),
    co.co_firstlineno,
  );
}

/** Fields that take part in equality besides the objects (code_richcompare). */
function sameNumbers(a: PyCodeObject, b: PyCodeObject): bool {
  return (
    a.co_argcount == b.co_argcount &&
    a.co_posonlyargcount == b.co_posonlyargcount &&
    a.co_kwonlyargcount == b.co_kwonlyargcount &&
    a.co_flags == b.co_flags &&
    a.co_firstlineno == b.co_firstlineno &&
    a.ob_size == b.ob_size
  );
}

function code_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if ((op != 2 && op != 3) || other.ob_type != PyCode_Type) return Py_NotImplemented;
  const a = changetype<PyCodeObject>(self);
  const b = changetype<PyCodeObject>(other);
  let same = sameNumbers(a, b) ? 1 : 0;
  if (same) same = PyObject_RichCompareBool(a.co_name, b.co_name, 2);
  if (same > 0) same = sameCode(a, b);
  if (same > 0) same = PyObject_RichCompareBool(a.co_consts, b.co_consts, 2);
  if (same > 0) same = PyObject_RichCompareBool(a.co_names, b.co_names, 2);
  if (same > 0) same = PyObject_RichCompareBool(a.co_localsplusnames, b.co_localsplusnames, 2);
  if (same > 0) same = PyObject_RichCompareBool(a.co_linetable, b.co_linetable, 2);
  if (same > 0) same = PyObject_RichCompareBool(a.co_exceptiontable, b.co_exceptiontable, 2);
  if (same < 0) return null;
  return Py_RETURN_BOOL((same > 0) == (op == 2));
}

function sameCode(a: PyCodeObject, b: PyCodeObject): i32 {
  const x = _PyCode_GetCode(a);
  const y = _PyCode_GetCode(b);
  let same = -1;
  if (x !== null && y !== null) same = PyObject_RichCompareBool(x, y, 2);
  if (x !== null) Py_DECREF(x);
  if (y !== null) Py_DECREF(y);
  return same;
}

function code_hash(self: PyObject): i64 {
  const co = changetype<PyCodeObject>(self);
  let h: i64 = 20221211;
  h = (h ^ PyObject_Hash(co.co_name)) * 1000003;
  h = (h ^ PyObject_Hash(co.co_consts)) * 1000003;
  h = (h ^ PyObject_Hash(co.co_names)) * 1000003;
  h = (h ^ PyObject_Hash(co.co_localsplusnames)) * 1000003;
  h = (h ^ <i64>co.co_firstlineno) * 1000003;
  h = (h ^ <i64>co.ob_size) * 1000003;
  return h == -1 ? -2 : h;
}

// ---- replace() ----

function takeInt(i: i32, current: i32): i32 {
  const given = arg(i);
  return given === null ? current : PyLong_AsI32(given);
}

function takeObject(i: i32, current: PyObject): PyObject {
  const given = arg(i);
  return given === null ? current : given;
}

const REPLACE_SPEC: string =
  "*,co_argcount=,co_posonlyargcount=,co_kwonlyargcount=,co_nlocals=,co_stacksize=,co_flags=,co_firstlineno=,co_code=,co_consts=,co_names=,co_varnames=,co_freevars=,co_cellvars=,co_filename=,co_name=,co_qualname=,co_linetable=,co_exceptiontable=";

function code_replace(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("replace", REPLACE_SPEC, args, nargs, kwnames)) return null;
  const co = changetype<PyCodeObject>(self);
  const con: CodeConstructor = codeConstructor;
  con.argcount = takeInt(0, co.co_argcount);
  con.posonlyargcount = takeInt(1, co.co_posonlyargcount);
  con.kwonlyargcount = takeInt(2, co.co_kwonlyargcount);
  con.stacksize = takeInt(4, co.co_stacksize);
  con.flags = takeInt(5, co.co_flags);
  con.firstlineno = takeInt(6, co.co_firstlineno);
  con.consts = takeObject(8, co.co_consts);
  con.names = takeObject(9, co.co_names);
  con.filename = takeObject(13, co.co_filename);
  con.name = takeObject(14, co.co_name);
  con.qualname = takeObject(15, co.co_qualname);
  con.linetable = takeObject(16, co.co_linetable);
  con.exceptiontable = takeObject(17, co.co_exceptiontable);
  const givenCode = arg(7);
  const varnames = arg(10);
  const freevars = arg(11);
  const cellvars = arg(12);
  if (!checkType(con.consts, PyTuple_Type, "co_consts") || !checkType(con.names, PyTuple_Type, "co_names")) return null;
  if (!checkType(con.filename, PyUnicode_Type, "co_filename") || !checkType(con.name, PyUnicode_Type, "co_name")) return null;
  if (!checkType(con.linetable, PyBytes_Type, "co_linetable")) return null;
  let code: PyObject | null = null;
  if (givenCode !== null) {
    if (!checkType(givenCode, PyBytes_Type, "co_code")) return null;
    code = Py_NewRef(givenCode);
  } else code = _PyCode_GetCode(co);
  if (code === null) return null;
  con.code = code;
  let result: PyObject | null = null;
  if (varnames === null && freevars === null && cellvars === null) {
    con.localsplusnames = co.co_localsplusnames;
    con.localspluskinds = co.co_localspluskinds;
    result = _PyCode_New(con);
  } else {
    result = withLocals(
      con,
      varnames === null ? code_get_names(self, CO_FAST_LOCAL)! : Py_NewRef(varnames),
      cellvars === null ? code_get_names(self, CO_FAST_CELL)! : Py_NewRef(cellvars),
      freevars === null ? code_get_names(self, CO_FAST_FREE)! : Py_NewRef(freevars),
    );
  }
  Py_DECREF(code);
  return result;
}

function checkType(op: PyObject, type: PyTypeObject, what: string): bool {
  if (op.ob_type == type) return true;
  PyErr_Format(
    PyExc_TypeError,
    "replace() argument '%L' must be %s, not %s",
    changetype<usize>(what),
    type.tp_name,
    op.ob_type.tp_name,
  );
  return false;
}

function indexOf(tuple: PyObject, name: PyObject): i32 {
  for (let i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
    if (PyObject_RichCompareBool(PyTuple_GET_ITEM(tuple, i), name, 2) > 0) return i;
  }
  return -1;
}

/** Fast locals from varnames, cellvars and freevars (an argument that is a cell stands once). Steals the tuples. */
function withLocals(con: CodeConstructor, varnames: PyObject, cellvars: PyObject, freevars: PyObject): PyObject | null {
  const nvars = PyTuple_GET_SIZE(varnames);
  let extra = 0;
  for (let i = 0; i < PyTuple_GET_SIZE(cellvars); i++) if (indexOf(varnames, PyTuple_GET_ITEM(cellvars, i)) < 0) extra++;
  const total = nvars + extra + PyTuple_GET_SIZE(freevars);
  const names = PyTuple_New(total)!;
  const kinds = PyBytes_FromStringAndSize(0, total)!;
  const bytes = PyBytes_AS_STRING(kinds);
  let at = 0;
  for (let i = 0; i < nvars; i++) {
    const name = PyTuple_GET_ITEM(varnames, i);
    Py_INCREF(name);
    PyTuple_SET_ITEM(names, at, name);
    store<u8>(bytes + at++, indexOf(cellvars, name) >= 0 ? CO_FAST_LOCAL | CO_FAST_CELL : CO_FAST_LOCAL);
  }
  for (let i = 0; i < PyTuple_GET_SIZE(cellvars); i++) {
    const name = PyTuple_GET_ITEM(cellvars, i);
    if (indexOf(varnames, name) >= 0) continue;
    PyTuple_SET_ITEM(names, at, Py_NewRef(name));
    store<u8>(bytes + at++, CO_FAST_CELL);
  }
  for (let i = 0; i < PyTuple_GET_SIZE(freevars); i++) {
    PyTuple_SET_ITEM(names, at, Py_NewRef(PyTuple_GET_ITEM(freevars, i)));
    store<u8>(bytes + at++, CO_FAST_FREE);
  }
  con.localsplusnames = names;
  con.localspluskinds = kinds;
  const result = _PyCode_New(con);
  Py_DECREF(names);
  Py_DECREF(kinds);
  Py_DECREF(varnames);
  Py_DECREF(cellvars);
  Py_DECREF(freevars);
  return result;
}

export function initCodeType(): void {
  const t = PyCode_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "code", 200, 2, 0);
  t.tp_dealloc = code_dealloc.index;
  t.tp_repr = code_repr.index;
  t.tp_hash = code_hash.index;
  t.tp_richcompare = code_richcompare.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_weaklistoffset = offsetof<PyCodeObject>("co_weakreflist");
  addMember(t, "co_argcount", Py_T_INT, offsetof<PyCodeObject>("co_argcount"), Py_READONLY);
  addMember(t, "co_posonlyargcount", Py_T_INT, offsetof<PyCodeObject>("co_posonlyargcount"), Py_READONLY);
  addMember(t, "co_kwonlyargcount", Py_T_INT, offsetof<PyCodeObject>("co_kwonlyargcount"), Py_READONLY);
  addMember(t, "co_stacksize", Py_T_INT, offsetof<PyCodeObject>("co_stacksize"), Py_READONLY);
  addMember(t, "co_flags", Py_T_INT, offsetof<PyCodeObject>("co_flags"), Py_READONLY);
  addMember(t, "co_nlocals", Py_T_INT, offsetof<PyCodeObject>("co_nlocals"), Py_READONLY);
  addMember(t, "co_firstlineno", Py_T_INT, offsetof<PyCodeObject>("co_firstlineno"), Py_READONLY);
  addMember(t, "co_names", _Py_T_OBJECT, offsetof<PyCodeObject>("co_names"), Py_READONLY);
  addMember(t, "co_consts", _Py_T_OBJECT, offsetof<PyCodeObject>("co_consts"), Py_READONLY);
  addMember(t, "co_filename", _Py_T_OBJECT, offsetof<PyCodeObject>("co_filename"), Py_READONLY);
  addMember(t, "co_name", _Py_T_OBJECT, offsetof<PyCodeObject>("co_name"), Py_READONLY);
  addMember(t, "co_qualname", _Py_T_OBJECT, offsetof<PyCodeObject>("co_qualname"), Py_READONLY);
  addMember(t, "co_linetable", _Py_T_OBJECT, offsetof<PyCodeObject>("co_linetable"), Py_READONLY);
  addMember(t, "co_exceptiontable", _Py_T_OBJECT, offsetof<PyCodeObject>("co_exceptiontable"), Py_READONLY);
  addGetSet(t, "co_code", code_get_code.index, 0);
  addGetSet(t, "_co_code_adaptive", code_get_adaptive.index, 0);
  addGetSet(t, "co_varnames", code_get_names.index, 0, null, CO_FAST_LOCAL);
  addGetSet(t, "co_cellvars", code_get_names.index, 0, null, CO_FAST_CELL);
  addGetSet(t, "co_freevars", code_get_names.index, 0, null, CO_FAST_FREE);
  addMethod(t, "co_lines", code_lines.index, METH_NOARGS);
  addMethod(t, "co_positions", code_positions.index, METH_NOARGS);
  addMethod(t, "replace", code_replace.index, METH_FASTCALL_KEYWORDS);
  addMethod(t, "__replace__", code_replace.index, METH_FASTCALL_KEYWORDS);
  addMethod(t, "_varname_from_oparg", code_varname_from_oparg.index, METH_O);
  addMethod(t, "__sizeof__", code_sizeof.index, METH_NOARGS);
}

function code_get_adaptive(self: PyObject, closure: usize): PyObject | null {
  const co = changetype<PyCodeObject>(self);
  return PyBytes_FromStringAndSize(changetype<usize>(co) + 200, co.ob_size << 1);
}

