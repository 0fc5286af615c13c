/**
 * re.Pattern (Modules/_sre/sre.c): compiled code and what is done with it.
 *
 *   0 PyVarObject (ob_size: code words)   24 groups   32 groupindex   40 indexgroup   48 pattern   56 flags (i32)   64 weak references
 *   72 isbytes (i32; -1: pattern None)   80 codesize   88 code (u32 each), then what the engine runs (program.ts), which no size counts
 */
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  Py_EQ,
  Py_NE,
  ptrAt,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_NotImplemented, Py_True } from "../../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_INT,
  Py_T_PYSSIZET,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyExc_TypeError } from "../../object/exception_types";
import { PyObject_GC_Del, PyObject_GC_UnTrack } from "../../gc/collector";
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_NoMemory, PyErr_SetString } from "../../protocol/errors";
import { arg, argReq, parseArgs } from "../../protocol/args";
import { argValue, sizeArg } from "../../protocol/arg_values";
import { Py_buffer, allocBuffer, freeBuffer, PyObject_GetBuffer } from "../../protocol/buffer";
import { PyCallable_Check } from "../../protocol/attr";
import { PyObject_CallOneArg, callTwoArgs } from "../../protocol/call";
import { PyObject_RichCompareBool } from "../../protocol/compare";
import { PyObject_Hash, _Py_HashBytes } from "../../protocol/hash";
import { PyBytes_Check, PyBytes_CheckExact, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { newBytesWriter, putBytes, finishBytes, dropBytes } from "../../types/bytes_writer";
import { classGetItem } from "../../types/genericalias";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "../../types/list";
import { PyLong_FromLong } from "../../types/long";
import { PyDictProxy_New } from "../../types/mappingproxy";
import { PyTuple_New, PyTuple_Pack2, PyTuple_SET_ITEM } from "../../types/tuple";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
} from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { PyUnicode_Join } from "../../types/unicode_ops";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteChar,
  _PyUnicodeWriter_WriteLiteral,
} from "../../types/unicode_writer";
import { PyImport_ImportModule } from "../import";
import { PyObject_GetAttrString } from "../../protocol/attr";
import { endOfRuns, marks, matchAt, matchEnd, matchStart, ranOutOfMemory, searchFrom, setSubject } from "./engine";
import { newMatch } from "./match";
import { newScanner, scannerIterator } from "./scanner";
import { Template_Type, expandTemplate, templateLiteral } from "./template";

export const Pattern_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
export class PatternObject extends PyVarObject {
  groups: i32;
  groups_hi: u32;
  groupindex: PyObject;
  groupindex_hi: u32;
  indexgroup: PyObject;
  indexgroup_hi: u32;
  pattern: PyObject;
  pattern_hi: u32;
  flags: i32;
  flags_pad: i32;
  weakreflist: PyObject | null;
  weakreflist_hi: u32;
  isbytes: i32;
  isbytes_pad: i32;
  codesize: i32;
  codesize_hi: u32;
}

export const PATTERN_CODE: usize = 88;

export function asPattern(op: PyObject): PatternObject {
  return changetype<PatternObject>(op);
}

export function codeOf(p: PatternObject): usize {
  return changetype<usize>(p) + PATTERN_CODE;
}

function pattern_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const at = changetype<usize>(self);
  let r = visitField(at + 32, visit, a);
  if (r == 0) r = visitField(at + 40, visit, a);
  if (r == 0) r = visitField(at + 48, visit, a);
  return r;
}

function pattern_clear(self: PyObject): i32 {
  const at = changetype<usize>(self);
  Py_CLEAR(at + 32);
  Py_CLEAR(at + 40);
  Py_CLEAR(at + 48);
  return 0;
}

function pattern_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  if (asPattern(self).weakreflist !== null) PyObject_ClearWeakRefs(self);
  pattern_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

/** The translated code, behind the code. */
function programOf(p: PatternObject): usize {
  return codeOf(p) + ((<usize>p.codesize) << 2);
}

// ---- a subject -------------------------------------------------------------------------------------------------------

/** What a method works on while it runs: in a record of its own, since a callback may match something else. 32 bytes. */
@unmanaged
export class Subject {
  data: usize;
  kind: i32;
  isbytes: i32;
  pos: i32;
  endpos: i32;
  view: Py_buffer | null;
  string: PyObject;
  pattern: PatternObject;
}

/** The first subjects that are open at once lie in a pool; those of deeper callbacks in blocks of their own. */
const SUBJECTS: i32 = 64;
const subjectPool: usize = memory.data(2048, 8);
let subjectsUsed: i32 = 0;

/** Opens `string` for `p` between pos and endpos: null with TypeError. Close it with closeSubject, in reverse order. */
export function openSubject(p: PatternObject, string: PyObject, pos: i32, endpos: i32): Subject | null {
  const at = subjectsUsed < SUBJECTS ? subjectPool + ((<usize>subjectsUsed) << 5) : PyMem_Malloc(32);
  if (at == 0) {
    PyErr_NoMemory();
    return null;
  }
  const s = changetype<Subject>(at);
  s.view = null;
  let length: i32;
  if (PyUnicode_Check(string)) {
    s.data = PyUnicode_DATA(string);
    s.kind = PyUnicode_KIND(string);
    s.isbytes = 0;
    length = PyUnicode_GET_LENGTH(string);
  } else {
    const view = allocBuffer();
    if (PyObject_GetBuffer(string, view, 0) < 0) {
      view.obj = null;
      freeBuffer(view);
      freeSubject(s);
      PyErr_Format(PyExc_TypeError, "expected string or bytes-like object, got '%.200s'", string.ob_type.tp_name);
      return null;
    }
    s.view = view;
    s.data = view.buf;
    s.kind = 1;
    s.isbytes = 1;
    length = view.len;
  }
  if (s.isbytes != 0 ? p.isbytes == 0 : p.isbytes > 0) {
    if (s.view !== null) freeBuffer(s.view!);
    freeSubject(s);
    PyErr_SetString(
      PyExc_TypeError,
      s.isbytes != 0
        ? "cannot use a string pattern on a bytes-like object"
        : "cannot use a bytes pattern on a string-like object",
    );
    return null;
  }
  s.pos = pos < 0 ? 0 : pos > length ? length : pos;
  s.endpos = endpos < 0 ? 0 : endpos > length ? length : endpos;
  s.string = Py_NewRef(string);
  s.pattern = p;
  subjectsUsed++;
  return s;
}

function freeSubject(s: Subject): void {
  const at = changetype<usize>(s);
  if (at - subjectPool >= 2048) PyMem_Free(at);
}

export function closeSubject(s: Subject): void {
  const view = s.view;
  s.view = null;
  if (view !== null) freeBuffer(view);
  subjectsUsed--;
  endOfRuns();
  const string = s.string;
  freeSubject(s);
  Py_DECREF(string);
}

/** Points the engine at the subject; after a callback anew. */
function useSubject(s: Subject): bool {
  if (setSubject(s.data, s.kind, s.endpos, s.pattern.groups)) return true;
  PyErr_NoMemory();
  return false;
}

/** 1 found, 0 not, -1 MemoryError. */
export function searchIn(s: Subject, start: i32, advance: bool): i32 {
  if (!useSubject(s)) return -1;
  if (searchFrom(programOf(s.pattern), codeOf(s.pattern), start, advance)) return 1;
  return memoryError();
}

export function matchIn(s: Subject, start: i32, all: bool, advance: bool): i32 {
  if (!useSubject(s)) return -1;
  if (matchAt(programOf(s.pattern), codeOf(s.pattern), start, all, advance)) return 1;
  return memoryError();
}

function memoryError(): i32 {
  if (!ranOutOfMemory()) return 0;
  PyErr_NoMemory();
  return -1;
}

/** A piece of the subject: `new`. */
export function slice(s: Subject, from: i32, to: i32): PyObject | null {
  if (s.isbytes == 0) return PyUnicode_Substring(s.string, from, to);
  if (PyBytes_CheckExact(s.string) && from == 0 && to == PyBytes_GET_SIZE(s.string)) return Py_NewRef(s.string);
  return PyBytes_FromStringAndSize(s.data + <usize>from, to - from);
}

/** Group `i` (from 1) of the last match; `unset` stands for one that took no part (null: the empty piece). `new` */
function groupSlice(s: Subject, i: i32, unset: PyObject | null): PyObject | null {
  const at = marks + ((<usize>(i - 1)) << 3);
  const from = load<i32>(at);
  const to = load<i32>(at, 4);
  if (from >= 0 && to >= from) return slice(s, from, to);
  return unset !== null ? Py_NewRef(unset) : slice(s, 0, 0);
}

/** Position arguments of the last parse: string, pos, endpos. False with an exception. */
let posArg: i32 = 0;
let endposArg: i32 = 0;
function readPositions(pos: PyObject | null, endpos: PyObject | null): bool {
  posArg = 0;
  endposArg = 0x7fffffff;
  if (pos !== null) {
    if (!sizeArg(pos)) return false;
    posArg = argValue;
  }
  if (endpos !== null) {
    if (!sizeArg(endpos)) return false;
    endposArg = argValue;
  }
  return true;
}

/** The subject of method(string, pos, endpos). */
function subjectOf(fname: string, self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): Subject | null {
  if (nargs == 1 && kwnames === null) return openSubject(asPattern(self), ptrAt(args, 0), 0, 0x7fffffff);
  if (!parseArgs(fname, "string,pos=,endpos=", args, nargs, kwnames)) return null;
  const string = argReq(0);
  if (!readPositions(arg(1), arg(2))) return null;
  return openSubject(asPattern(self), string, posArg, endposArg);
}

// ---- methods ---------------------------------------------------------------------------------------------------------

/** The result of a search or match: a Match, None, or null. */
function resultOf(s: Subject, found: i32): PyObject | null {
  if (found < 0) return null;
  return found == 0 ? Py_NewRef(Py_None) : newMatch(s);
}

function pattern_match(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const s = subjectOf("match", self, args, nargs, kwnames);
  if (s === null) return null;
  const result = resultOf(s, matchIn(s, s.pos, false, false));
  closeSubject(s);
  return result;
}

function pattern_fullmatch(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const s = subjectOf("fullmatch", self, args, nargs, kwnames);
  if (s === null) return null;
  const result = resultOf(s, matchIn(s, s.pos, true, false));
  closeSubject(s);
  return result;
}

function pattern_search(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const s = subjectOf("search", self, args, nargs, kwnames);
  if (s === null) return null;
  const result = resultOf(s, searchIn(s, s.pos, false));
  closeSubject(s);
  return result;
}

/** What findall gives for one match: the piece, its one group, or a tuple of groups. `new` */
function findallItem(s: Subject): PyObject | null {
  const groups = s.pattern.groups;
  if (groups == 0) return slice(s, matchStart, matchEnd);
  if (groups == 1) return groupSlice(s, 1, null);
  const tuple = PyTuple_New(groups);
  if (tuple === null) return null;
  for (let i = 0; i < groups; i++) {
    const item = groupSlice(s, i + 1, null);
    if (item === null) {
      Py_DECREF(tuple);
      return null;
    }
    PyTuple_SET_ITEM(tuple, i, item);
  }
  return tuple;
}

function pattern_findall(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const s = subjectOf("findall", self, args, nargs, kwnames);
  if (s === null) return null;
  const list = PyList_New(0);
  let good = list !== null;
  let start = s.pos;
  let advance = false;
  while (good && start <= s.endpos) {
    const found = searchIn(s, start, advance);
    if (found <= 0) {
      good = found == 0;
      break;
    }
    const next = matchEnd;
    advance = matchEnd == matchStart;
    const item = findallItem(s);
    good = item !== null && PyList_Append(list!, item) == 0;
    Py_XDECREF(item);
    start = next;
  }
  closeSubject(s);
  if (good) return list;
  Py_XDECREF(list);
  return null;
}

function pattern_scanner(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("scanner", "string,pos=,endpos=", args, nargs, kwnames)) return null;
  const string = argReq(0);
  return readPositions(arg(1), arg(2)) ? newScanner(self, string, posArg, endposArg) : null;
}

/** iter(scanner.search, None) */
function pattern_finditer(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const scanner = pattern_scanner(self, args, nargs, kwnames);
  if (scanner === null) return null;
  const iterator = scannerIterator(scanner);
  Py_DECREF(scanner);
  return iterator;
}

/** Appends and releases `item`; false with an exception. */
function push(list: PyObject, item: PyObject | null): bool {
  if (item === null) return false;
  const rc = PyList_Append(list, item);
  Py_DECREF(item);
  return rc == 0;
}

function pattern_split(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("split", "string,maxsplit=", args, nargs, kwnames)) return null;
  const string = argReq(0);
  const maxArg = arg(1);
  let max = 0;
  if (maxArg !== null) {
    if (!sizeArg(maxArg)) return null;
    max = argValue;
  }
  const s = openSubject(asPattern(self), string, 0, 0x7fffffff);
  if (s === null) return null;
  const list = PyList_New(0);
  let good = list !== null;
  let start = 0;
  let last = 0;
  let n = 0;
  let advance = false;
  while (good && (max == 0 || n < max)) {
    const found = searchIn(s, start, advance);
    if (found <= 0) {
      good = found == 0;
      break;
    }
    const next = matchEnd;
    advance = matchEnd == matchStart;
    good = push(list!, slice(s, last, matchStart));
    for (let i = 0; i < s.pattern.groups && good; i++) good = push(list!, groupSlice(s, i + 1, Py_None));
    n++;
    last = next;
    start = next;
  }
  if (good) good = push(list!, slice(s, last, s.endpos));
  closeSubject(s);
  if (good) return list;
  Py_XDECREF(list);
  return null;
}

// ---- sub -------------------------------------------------------------------------------------------------------------

/** Is the template free of backslashes? */
function isLiteral(template: PyObject): bool {
  if (PyUnicode_Check(template)) {
    const n = PyUnicode_GET_LENGTH(template);
    for (let i = 0; i < n; i++) if (PyUnicode_READ_CHAR(template, i) == 0x5c) return false;
    return true;
  }
  const view = allocBuffer();
  if (PyObject_GetBuffer(template, view, 0) < 0) {
    view.obj = null;
    freeBuffer(view);
    return false;
  }
  let literal = true;
  for (let i = 0; i < view.len; i++) if (load<u8>(view.buf + <usize>i) == 0x5c) literal = false;
  freeBuffer(view);
  return literal;
}

/** re._compile_template(pattern, template): `new`. */
export function compileTemplate(pattern: PyObject, template: PyObject): PyObject | null {
  const module = PyImport_ImportModule("re");
  if (module === null) return null;
  const compile = PyObject_GetAttrString(module, "_compile_template");
  Py_DECREF(module);
  if (compile === null) return null;
  const result = callTwoArgs(compile, pattern, template);
  Py_DECREF(compile);
  if (
    result === null &&
    PyErr_ExceptionMatches(PyExc_TypeError) &&
    !PyUnicode_Check(template) &&
    !PyBytes_Check(template)
  ) {
    PyErr_Format(PyExc_TypeError, "decoding to str: need a bytes-like object, %.80s found", template.ob_type.tp_name);
  }
  return result;
}

const LITERAL: i32 = 0;
const TEMPLATE: i32 = 1;
const CALLABLE: i32 = 2;

/** What one match is replaced by: `new`. */
function replacement(s: Subject, filter: PyObject, how: i32): PyObject | null {
  if (how == LITERAL) return Py_NewRef(filter);
  const match = newMatch(s);
  if (match === null) return null;
  const item = how == TEMPLATE ? expandTemplate(filter, match) : PyObject_CallOneArg(filter, match);
  Py_DECREF(match);
  return item;
}

/** The pieces as one str or bytes: `new`. Steals `list`. */
function joined(s: Subject, list: PyObject): PyObject | null {
  const empty = slice(s, 0, 0);
  if (empty === null) return null;
  let result: PyObject | null;
  if (PyList_GET_SIZE(list) == 0) result = Py_NewRef(empty);
  else if (s.isbytes == 0) result = PyUnicode_Join(empty, list);
  else result = joinBytes(list);
  Py_DECREF(empty);
  Py_DECREF(list);
  return result;
}

function joinBytes(list: PyObject): PyObject | null {
  const w = newBytesWriter(64);
  if (w === null) return null;
  for (let i = 0; i < PyList_GET_SIZE(list); i++) {
    const item = PyList_GET_ITEM(list, i);
    const view = allocBuffer();
    if (PyObject_GetBuffer(item, view, 0) < 0) {
      view.obj = null;
      freeBuffer(view);
      dropBytes(w);
      return PyErr_Format(
        PyExc_TypeError,
        "sequence item %d: expected a bytes-like object, %.80s found",
        i,
        item.ob_type.tp_name,
      );
    }
    const good = putBytes(w, view.buf, view.len);
    freeBuffer(view);
    if (!good) {
      dropBytes(w);
      return null;
    }
  }
  return finishBytes(w);
}

/** sub and subn. */
function substitute(
  self: PyObject,
  template: PyObject,
  string: PyObject,
  count: i32,
  withCount: bool,
): PyObject | null {
  let how = CALLABLE;
  let filter: PyObject;
  if (PyCallable_Check(template)) filter = Py_NewRef(template);
  else if (isLiteral(template)) {
    filter = Py_NewRef(template);
    how = LITERAL;
  } else {
    const compiled = compileTemplate(self, template);
    if (compiled === null) return null;
    filter = compiled;
    if (compiled.ob_type == Template_Type) {
      const literal = templateLiteral(compiled);
      how = literal === null ? TEMPLATE : LITERAL;
      if (literal !== null) {
        filter = Py_NewRef(literal);
        Py_DECREF(compiled);
      }
    } else if (!PyCallable_Check(compiled)) how = LITERAL;
  }
  const s = openSubject(asPattern(self), string, 0, 0x7fffffff);
  if (s === null) {
    Py_DECREF(filter);
    return null;
  }
  const list = PyList_New(0);
  let good = list !== null;
  let start = 0;
  let last = 0;
  let n = 0;
  let advance = false;
  while (good && (count == 0 || n < count)) {
    const found = searchIn(s, start, advance);
    if (found <= 0) {
      good = found == 0;
      break;
    }
    const from = matchStart;
    const to = matchEnd;
    if (last < from) good = push(list!, slice(s, last, from));
    if (good) {
      const item = replacement(s, filter, how);
      if (item === null) good = false;
      else if (item != Py_None) good = push(list!, item);
    }
    last = to;
    start = to;
    advance = from == to;
    n++;
  }
  if (good && last < s.endpos) good = push(list!, slice(s, last, s.endpos));
  const result: PyObject | null = good ? joined(s, list!) : null;
  if (!good) Py_XDECREF(list);
  closeSubject(s);
  Py_DECREF(filter);
  if (result === null || !withCount) return result;
  const number = PyLong_FromLong(n);
  const pair: PyObject | null = number === null ? null : PyTuple_Pack2(result, number);
  Py_DECREF(result);
  Py_XDECREF(number);
  return pair;
}

function callSubstitute(
  fname: string,
  self: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
  withCount: bool,
): PyObject | null {
  if (!parseArgs(fname, "repl,string,count=", args, nargs, kwnames)) return null;
  const template = argReq(0);
  const string = argReq(1);
  const countArg = arg(2);
  let count = 0;
  if (countArg !== null) {
    if (!sizeArg(countArg)) return null;
    count = argValue;
  }
  return substitute(self, template, string, count, withCount);
}

function pattern_sub(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return callSubstitute("sub", self, args, nargs, kwnames, false);
}

function pattern_subn(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return callSubstitute("subn", self, args, nargs, kwnames, true);
}

// ---- attributes ------------------------------------------------------------------------------------------------------

function pattern_groupindex(self: PyObject, closure: usize): PyObject | null {
  return PyDictProxy_New(asPattern(self).groupindex);
}

function pattern_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(self);
}

function pattern_deepcopy(self: PyObject, memo: PyObject): PyObject | null {
  return Py_NewRef(self);
}

/** Appends "|" and the name. */
function writeFlag(w: UnicodeWriter, name: string, first: bool): void {
  if (!first) _PyUnicodeWriter_WriteLiteral(w, "|");
  _PyUnicodeWriter_WriteLiteral(w, name);
}

/** "re.IGNORECASE|re.DOTALL", "" for none: `new`. */
function writeHex(w: UnicodeWriter, value: u32): void {
  if (value >= 16) writeHex(w, value >> 4);
  const digit = value & 15;
  _PyUnicodeWriter_WriteChar(w, digit < 10 ? digit + 0x30 : digit + 0x57);
}

function flagNames(p: PatternObject): PyObject | null {
  let flags = p.flags;
  // UNICODE goes without saying for a str
  if (p.isbytes == 0 && (flags & (4 | 32 | 256)) == 32) flags &= ~32;
  const w = _PyUnicodeWriter_Init();
  let first = true;
  for (let bit = 1; bit < 512; bit <<= 1) {
    if (!(flags & bit)) continue;
    let name = "";
    if (bit == 2) name = "re.IGNORECASE";
    else if (bit == 4) name = "re.LOCALE";
    else if (bit == 8) name = "re.MULTILINE";
    else if (bit == 16) name = "re.DOTALL";
    else if (bit == 32) name = "re.UNICODE";
    else if (bit == 64) name = "re.VERBOSE";
    else if (bit == 128) name = "re.DEBUG";
    else if (bit == 256) name = "re.ASCII";
    else continue;
    writeFlag(w, name, first);
    first = false;
    flags &= ~bit;
  }
  const rest = flags & ~1;
  if (rest != 0) {
    writeFlag(w, "0x", first);
    writeHex(w, <u32>rest);
  }
  return _PyUnicodeWriter_Finish(w);
}

function pattern_repr(self: PyObject): PyObject | null {
  const p = asPattern(self);
  const names = flagNames(p);
  if (names === null) return null;
  const result: PyObject | null =
    PyUnicode_GET_LENGTH(names) == 0
      ? PyUnicode_FromFormat("re.compile(%.200R)", changetype<usize>(p.pattern))
      : PyUnicode_FromFormat("re.compile(%.200R, %U)", changetype<usize>(p.pattern), changetype<usize>(names));
  Py_DECREF(names);
  return result;
}

function pattern_hash(self: PyObject): i64 {
  const p = asPattern(self);
  const hash = PyObject_Hash(p.pattern);
  if (hash == -1) return -1;
  const code = _Py_HashBytes(codeOf(p), p.codesize << 2);
  const mixed = hash ^ code ^ <i64>p.flags ^ <i64>p.isbytes ^ <i64>p.codesize;
  return mixed == -1 ? -2 : mixed;
}

function pattern_richcompare(left: PyObject, right: PyObject, op: i32): PyObject | null {
  if ((op != Py_EQ && op != Py_NE) || left.ob_type != right.ob_type) return Py_NewRef(Py_NotImplemented);
  const a = asPattern(left);
  const b = asPattern(right);
  let same = 1;
  if (left != right) {
    same =
      a.flags == b.flags &&
      a.isbytes == b.isbytes &&
      a.codesize == b.codesize &&
      memory.compare(codeOf(a), codeOf(b), <usize>(a.codesize << 2)) == 0
        ? 1
        : 0;
    if (same) same = PyObject_RichCompareBool(a.pattern, b.pattern, Py_EQ);
    if (same < 0) return null;
  }
  return Py_NewRef((same != 0) == (op == Py_EQ) ? Py_True : Py_False);
}

export function initPatternType(): void {
  const t = Pattern_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "re.Pattern",
    <i32>PATTERN_CODE,
    4,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    "Compiled regular expression object.",
  );
  t.tp_dealloc = pattern_dealloc.index;
  t.tp_repr = pattern_repr.index;
  t.tp_hash = pattern_hash.index;
  t.tp_traverse = pattern_traverse.index;
  t.tp_clear = pattern_clear.index;
  t.tp_richcompare = pattern_richcompare.index;
  t.tp_weaklistoffset = 64;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "match",
    pattern_match.index,
    METH_FASTCALL_KEYWORDS,
    "match($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nMatch the pattern at the beginning of the string.",
  );
  addMethod(
    t,
    "fullmatch",
    pattern_fullmatch.index,
    METH_FASTCALL_KEYWORDS,
    "fullmatch($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nMatches against all of the string.",
  );
  addMethod(
    t,
    "search",
    pattern_search.index,
    METH_FASTCALL_KEYWORDS,
    "search($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nLook for the first place at which the pattern matches.\n\nNone if there is none.",
  );
  addMethod(
    t,
    "sub",
    pattern_sub.index,
    METH_FASTCALL_KEYWORDS,
    "sub($self, /, repl, string, count=0)\n--\n\nThe string with each match of the pattern, from the left, replaced by repl.",
  );
  addMethod(
    t,
    "subn",
    pattern_subn.index,
    METH_FASTCALL_KEYWORDS,
    "subn($self, /, repl, string, count=0)\n--\n\nWhat sub() returns, and how many matches were replaced, as a tuple.",
  );
  addMethod(
    t,
    "findall",
    pattern_findall.index,
    METH_FASTCALL_KEYWORDS,
    "findall($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nWhat the pattern matches in the string, one behind the other, as a list.",
  );
  addMethod(
    t,
    "split",
    pattern_split.index,
    METH_FASTCALL_KEYWORDS,
    "split($self, /, string, maxsplit=0)\n--\n\nSplit string by the occurrences of pattern.",
  );
  addMethod(
    t,
    "finditer",
    pattern_finditer.index,
    METH_FASTCALL_KEYWORDS,
    "finditer($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nMatch objects for what the pattern matches in the string, one behind the other.",
  );
  addMethod(
    t,
    "scanner",
    pattern_scanner.index,
    METH_FASTCALL_KEYWORDS,
    "scanner($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\n",
  );
  addMethod(t, "__copy__", pattern_copy.index, METH_NOARGS);
  addMethod(t, "__deepcopy__", pattern_deepcopy.index, METH_O);
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
  addMember(t, "pattern", _Py_T_OBJECT, 48, Py_READONLY, "The pattern string from which the RE object was compiled.");
  addMember(t, "flags", Py_T_INT, 56, Py_READONLY, "The regex matching flags.");
  addMember(t, "groups", Py_T_PYSSIZET, 24, Py_READONLY, "The number of capturing groups in the pattern.");
  addGetSet(t, "groupindex", pattern_groupindex.index, 0, "A dictionary mapping group names to group numbers.");
}
