/**
 * The Python-visible face of code objects (the second half of Objects/codeobject.c): attributes, comparison, replace(), positions.
 * Layout and construction are in code.ts, the location table in code_lines.ts.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyCode_Type, PyType_Type, PyBaseObject_Type, Py_None } from "../object/statics";
import { PyExc_DeprecationWarning, PyExc_IndexError } from "../object/exception_types";
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
import { PyErr_SetString } from "../protocol/errors";
import { argValue, intArg } from "../protocol/arg_values";
import { PyErr_WarnEx } from "../protocol/warnings";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyObject_GetIter } from "../protocol/iter";
import { PyLong_FromLong } from "./long";
import { PyBytes_FromStringAndSize } from "./bytes";
import { PyTuple_Pack3, PyTuple_Pack4 } from "./tuple";
import { PyList_New, PyList_Append } from "./list";
import { PyUnicode_FromFormat } from "./unicode_format";
import { BytesWriter, dropBytes, finishBytes, newBytesWriter, putByte } from "./bytes_writer";
import { _PyCode_GetCode, code_hash, code_new, code_replace, code_richcompare } from "./code_new";
import { PyCodeObject, codeNames, code_dealloc, localName, CO_FAST_LOCAL, CO_FAST_CELL, CO_FAST_FREE } from "./code";
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

function code_get_code(self: PyObject, closure: usize): PyObject | null {
  return _PyCode_GetCode(changetype<PyCodeObject>(self));
}

/** The names whose kind has the bit `closure`: `new` tuple. */
function code_get_names(self: PyObject, closure: usize): PyObject | null {
  return codeNames(changetype<PyCodeObject>(self), <u8>closure);
}

function appendByte(w: BytesWriter, value: i32): bool {
  return putByte(w, <u8>(value & 255));
}

/** One step of co_lnotab: `bytes` forward and `lines` on, cut into steps of at most 254 and 127. */
function appendSteps(w: BytesWriter, bytes: i32, lines: i32): bool {
  let good = true;
  while (good && bytes > 255) {
    good = appendByte(w, 255) && appendByte(w, 0);
    bytes -= 255;
  }
  while (good && lines > 127) {
    good = appendByte(w, bytes) && appendByte(w, 127);
    bytes = 0;
    lines -= 127;
  }
  while (good && lines < -128) {
    good = appendByte(w, bytes) && appendByte(w, -128);
    bytes = 0;
    lines += 128;
  }
  return good && appendByte(w, bytes) && appendByte(w, lines);
}

/** co_lnotab of 3.9 from today's table: `new` bytes. */
function code_get_lnotab(self: PyObject, closure: usize): PyObject | null {
  if (PyErr_WarnEx(PyExc_DeprecationWarning, "co_lnotab is deprecated, use co_lines instead.", 1) < 0) return null;
  const co = changetype<PyCodeObject>(self);
  const w = newBytesWriter(co.ob_size);
  if (w === null) return null;
  let good = true;
  let start = 0;
  let line = co.co_firstlineno;
  startLocations(co);
  while (good && nextLocation()) {
    if (entryLine < 0 || entryLine == line) continue;
    good = appendSteps(w, entryStart * 2 - start, entryLine - line);
    start = entryStart * 2;
    line = entryLine;
  }
  if (good) return finishBytes(w);
  dropBytes(w);
  return null;
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
  if (value < 0) return Py_NewRef(Py_None);
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
  if (!intArg(op)) return null;
  const i = argValue;
  if (i < 0 || i >= co.co_nlocalsplus) return PyErr_SetString(PyExc_IndexError, "tuple index out of range");
  return Py_NewRef(localName(co, i));
}

function code_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const co = changetype<PyCodeObject>(self);
  return PyLong_FromLong(((200 + (co.ob_size << 1) + 7) & ~7) + (co._co_cached != 0 ? 32 : 0));
}

function code_repr(self: PyObject): PyObject | null {
  const co = changetype<PyCodeObject>(self);
  return PyUnicode_FromFormat(
    '<code object %U at %p, file "%U", line %d>',
    changetype<usize>(co.co_name),
    changetype<usize>(self),
    changetype<usize>(co.co_filename),
    co.co_firstlineno,
  );
}

const CODE_DOC: string =
  "code(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize,\n     flags, codestring, constants, names, varnames, filename, name,\n     qualname, firstlineno, linetable, exceptiontable, freevars=(),\n     cellvars=(), /)\n--\n\nCreate a code object.  Not for the faint of heart.";
const REPLACE_DOC: string =
  "replace($self, /, **changes)\n--\n\nA copy of the code object in which these fields are different.";

export function initCodeType(): void {
  const t = PyCode_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "code", 200, 2, 0, CODE_DOC);
  t.tp_new = code_new.index;
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
  addGetSet(t, "co_lnotab", code_get_lnotab.index, 0);
  addGetSet(t, "_co_code_adaptive", code_get_adaptive.index, 0);
  addGetSet(t, "co_varnames", code_get_names.index, 0, null, CO_FAST_LOCAL);
  addGetSet(t, "co_cellvars", code_get_names.index, 0, null, CO_FAST_CELL);
  addGetSet(t, "co_freevars", code_get_names.index, 0, null, CO_FAST_FREE);
  addMethod(t, "co_lines", code_lines.index, METH_NOARGS);
  addMethod(t, "co_positions", code_positions.index, METH_NOARGS);
  addMethod(t, "replace", code_replace.index, METH_FASTCALL_KEYWORDS, REPLACE_DOC);
  addMethod(
    t,
    "__replace__",
    code_replace.index,
    METH_FASTCALL_KEYWORDS,
    "__replace__($self, /, **changes)\n--\n\nThe same as replace().",
  );
  addMethod(t, "_varname_from_oparg", code_varname_from_oparg.index, METH_O);
  addMethod(t, "__sizeof__", code_sizeof.index, METH_NOARGS);
}

function code_get_adaptive(self: PyObject, closure: usize): PyObject | null {
  const co = changetype<PyCodeObject>(self);
  return PyBytes_FromStringAndSize(changetype<usize>(co) + 200, co.ob_size << 1);
}
