/**
 * re.Match (Modules/_sre/sre.c).
 *
 *   0 PyVarObject   24 string   32 regs or null   40 pattern   48 pos   56 endpos   64 lastindex   72 groups
 *   80 marks: start and end of each group (8 bytes each), group 0 first; -1 unset
 */
import {
  PyObject,
  PyTypeObject,
  PyVarObject,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  initPtr,
  ptrAt,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_PYSSIZET,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
  mappingMethods,
} from "../../object/typedef";
import { visitField } from "../../object/slots";
import { PyExc_IndexError } from "../../object/exception_types";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_NewVar, _PyObject_GC_TRACK } from "../../gc/collector";
import { PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../../protocol/args";
import { freeBuffer, simpleBuffer } from "../../protocol/buffer";
import { PyNumber_AsSsize_t, PyIndex_Check } from "../../protocol/number";
import { PyBytes_CheckExact, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyDict_GetItemWithError, PyDict_New, PyDict_Next, PyDict_SetItem, dictNextKey } from "../../types/dict";
import { classGetItem } from "../../types/genericalias";
import { PyLong_AsI32, PyLong_FromLong } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_Pack2, PyTuple_SET_ITEM } from "../../types/tuple";
import { PyUnicode_Check, PyUnicode_Substring } from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { lastIndex, marks, matchEnd, matchStart } from "./engine";
import { PatternObject, Subject, compileTemplate } from "./pattern";
import { Template_Type, expandTemplate } from "./template";

export const Match_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
class MatchObject extends PyVarObject {
  string: PyObject;
  string_hi: u32;
  regs: PyObject | null;
  regs_hi: u32;
  pattern: PatternObject;
  pattern_hi: u32;
  pos: i32;
  pos_hi: i32;
  endpos: i32;
  endpos_hi: i32;
  lastindex: i32;
  lastindex_hi: i32;
  groups: i32;
  groups_hi: i32;
}

const MARKS: usize = 80;

function asMatch(op: PyObject): MatchObject {
  return changetype<MatchObject>(op);
}

function startOf(op: PyObject, group: i32): i32 {
  return load<i32>(changetype<usize>(op) + MARKS + ((<usize>group) << 4));
}

function endOf(op: PyObject, group: i32): i32 {
  return load<i32>(changetype<usize>(op) + MARKS + ((<usize>group) << 4) + 8);
}

/** Groups including group 0. */
export function groupCount(op: PyObject): i32 {
  return asMatch(op).groups;
}

/** The engine's last match in `s`: `new`. */
export function newMatch(s: Subject): PyObject | null {
  const groups = s.pattern.groups + 1;
  const op = _PyObject_GC_NewVar(Match_Type, 2 * groups);
  if (op === null) return null;
  const at = changetype<usize>(op);
  initPtr(at + 24, changetype<usize>(Py_NewRef(s.string)));
  initPtr(at + 32, 0);
  initPtr(at + 40, changetype<usize>(Py_NewRef(s.pattern)));
  store<i64>(at + 48, s.pos);
  store<i64>(at + 56, s.endpos);
  store<i64>(at + 64, lastIndex);
  store<i64>(at + 72, groups);
  store<i64>(at + MARKS, matchStart);
  store<i64>(at + MARKS + 8, matchEnd);
  for (let i = 1; i < groups; i++) {
    const mark = marks + ((<usize>(i - 1)) << 3);
    const from = load<i32>(mark);
    const to = load<i32>(mark, 4);
    const set = from >= 0 && to >= from;
    store<i64>(at + MARKS + ((<usize>i) << 4), set ? from : -1);
    store<i64>(at + MARKS + ((<usize>i) << 4) + 8, set ? to : -1);
  }
  _PyObject_GC_TRACK(op);
  return op;
}

/** Group `i`, or `deflt` if it took no part: `new`. */
export function groupOf(op: PyObject, i: i32, deflt: PyObject): PyObject | null {
  const m = asMatch(op);
  const from = startOf(op, i);
  const to = endOf(op, i);
  if (m.string == Py_None || from < 0) return Py_NewRef(deflt);
  if (PyUnicode_Check(m.string)) return PyUnicode_Substring(m.string, from, to);
  if (PyBytes_CheckExact(m.string) && from == 0 && to == PyBytes_GET_SIZE(m.string)) return Py_NewRef(m.string);
  const view = simpleBuffer(m.string);
  if (view === null) return null;
  // the object may have shrunk since
  const size = view.len;
  const low = from < size ? from : size;
  const high = to < size ? to : size;
  const result = PyBytes_FromStringAndSize(view.buf + <usize>low, high - low);
  freeBuffer(view);
  return result;
}

/** The number of a group given by number or name; -1 with IndexError. */
function groupIndex(op: PyObject, index: PyObject): i32 {
  let i = -1;
  if (PyIndex_Check(index)) i = PyNumber_AsSsize_t(index, null);
  else {
    const found = PyDict_GetItemWithError(asMatch(op).pattern.groupindex, index);
    if (found !== null) i = PyLong_AsI32(found);
  }
  if (i >= 0 && i < asMatch(op).groups) return i;
  if (PyErr_Occurred() === null) PyErr_SetString(PyExc_IndexError, "no such group");
  return -1;
}

function groupBy(op: PyObject, index: PyObject): PyObject | null {
  const i = groupIndex(op, index);
  return i < 0 ? null : groupOf(op, i, Py_None);
}

function match_group(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs == 0) return groupOf(self, 0, Py_None);
  if (nargs == 1) return groupBy(self, ptrAt(args, 0));
  const tuple = PyTuple_New(nargs);
  if (tuple === null) return null;
  for (let i = 0; i < nargs; i++) {
    const item = groupBy(self, ptrAt(args, i));
    if (item === null) {
      Py_DECREF(tuple);
      return null;
    }
    PyTuple_SET_ITEM(tuple, i, item);
  }
  return tuple;
}

function match_groups(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("groups", "default=", args, nargs, kwnames)) return null;
  const given = arg(0);
  const deflt: PyObject = given === null ? Py_None : given;
  const n = asMatch(self).groups - 1;
  const tuple = PyTuple_New(n);
  if (tuple === null) return null;
  for (let i = 0; i < n; i++) {
    const item = groupOf(self, i + 1, deflt);
    if (item === null) {
      Py_DECREF(tuple);
      return null;
    }
    PyTuple_SET_ITEM(tuple, i, item);
  }
  return tuple;
}

function match_groupdict(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("groupdict", "default=", args, nargs, kwnames)) return null;
  const given = arg(0);
  const deflt: PyObject = given === null ? Py_None : given;
  const result = PyDict_New();
  if (result === null) return null;
  const names = asMatch(self).pattern.groupindex;
  let pos = 0;
  while ((pos = PyDict_Next(names, pos)) != 0) {
    const name = dictNextKey();
    const i = groupIndex(self, name);
    const item: PyObject | null = i < 0 ? null : groupOf(self, i, deflt);
    const good = item !== null && PyDict_SetItem(result, name, item) == 0;
    Py_XDECREF(item);
    if (!good) {
      Py_DECREF(result);
      return null;
    }
  }
  return result;
}

/** The group of a call with at most one argument; -1 with an exception. */
function oneGroup(fname: string, self: PyObject, args: usize, nargs: i32): i32 {
  if (!PyArg_CheckPositional(fname, nargs, 0, 1)) return -1;
  return nargs == 0 ? 0 : groupIndex(self, ptrAt(args, 0));
}

function match_start(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = oneGroup("start", self, args, nargs);
  return i < 0 ? null : PyLong_FromLong(startOf(self, i));
}

function match_end(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = oneGroup("end", self, args, nargs);
  return i < 0 ? null : PyLong_FromLong(endOf(self, i));
}

function spanOf(self: PyObject, i: i32): PyObject | null {
  const from = PyLong_FromLong(startOf(self, i));
  const to = PyLong_FromLong(endOf(self, i));
  const pair: PyObject | null = from === null || to === null ? null : PyTuple_Pack2(from, to);
  Py_XDECREF(from);
  Py_XDECREF(to);
  return pair;
}

function match_span(self: PyObject, args: usize, nargs: i32): PyObject | null {
  const i = oneGroup("span", self, args, nargs);
  return i < 0 ? null : spanOf(self, i);
}

function match_expand(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("expand", "template", args, nargs, kwnames)) return null;
  const compiled = compileTemplate(asMatch(self).pattern, argReq(0));
  if (compiled === null) return null;
  if (compiled.ob_type != Template_Type) return compiled;
  const result = expandTemplate(compiled, self);
  Py_DECREF(compiled);
  return result;
}

function match_regs(self: PyObject, closure: usize): PyObject | null {
  const m = asMatch(self);
  if (m.regs === null) {
    const tuple = PyTuple_New(m.groups);
    if (tuple === null) return null;
    for (let i = 0; i < m.groups; i++) PyTuple_SET_ITEM(tuple, i, spanOf(self, i));
    m.regs = tuple;
  }
  return Py_NewRef(m.regs!);
}

function match_lastindex(self: PyObject, closure: usize): PyObject | null {
  const i = asMatch(self).lastindex;
  return i >= 0 ? PyLong_FromLong(i) : Py_NewRef(Py_None);
}

function match_lastgroup(self: PyObject, closure: usize): PyObject | null {
  const m = asMatch(self);
  const names = m.pattern.indexgroup;
  if (m.lastindex < 0 || m.lastindex >= PyTuple_GET_SIZE(names)) return Py_NewRef(Py_None);
  return Py_NewRef(PyTuple_GET_ITEM(names, m.lastindex));
}

function match_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(self);
}

function match_deepcopy(self: PyObject, memo: PyObject): PyObject | null {
  return Py_NewRef(self);
}

function match_repr(self: PyObject): PyObject | null {
  const text = groupOf(self, 0, Py_None);
  if (text === null) return null;
  const result = PyUnicode_FromFormat(
    "<%s object; span=(%d, %d), match=%.50R>",
    self.ob_type.tp_name,
    startOf(self, 0),
    endOf(self, 0),
    changetype<usize>(text),
  );
  Py_DECREF(text);
  return result;
}

function match_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const at = changetype<usize>(self);
  let r = visitField(at + 24, visit, a);
  if (r == 0) r = visitField(at + 32, visit, a);
  if (r == 0) r = visitField(at + 40, visit, a);
  return r;
}

function match_clear(self: PyObject): i32 {
  const at = changetype<usize>(self);
  Py_CLEAR(at + 24);
  Py_CLEAR(at + 32);
  Py_CLEAR(at + 40);
  return 0;
}

function match_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  match_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

export function initMatchType(): void {
  const t = Match_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "re.Match",
    <i32>MARKS,
    8,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    "What a pattern matched, and where.\nIt counts as true.",
  );
  t.tp_dealloc = match_dealloc.index;
  t.tp_repr = match_repr.index;
  t.tp_traverse = match_traverse.index;
  t.tp_clear = match_clear.index;
  t.tp_free = PyObject_GC_Del.index;
  mappingMethods(t).mp_subscript = groupBy.index;
  addMethod(
    t,
    "group",
    match_group.index,
    METH_FASTCALL,
    "group([group1, ...]) -> str or tuple.\nWhat a group matched, or a tuple for several; group 0 is the whole.\nA group is named by number or name.",
  );
  addMethod(
    t,
    "start",
    match_start.index,
    METH_FASTCALL,
    "start($self, group=0, /)\n--\n\nWhere the group's part of the string begins.",
  );
  addMethod(
    t,
    "end",
    match_end.index,
    METH_FASTCALL,
    "end($self, group=0, /)\n--\n\nReturn index of the end of the substring matched by group.",
  );
  addMethod(
    t,
    "span",
    match_span.index,
    METH_FASTCALL,
    "span($self, group=0, /)\n--\n\nWhere the group's part begins and ends: (m.start(group), m.end(group)).",
  );
  addMethod(
    t,
    "groups",
    match_groups.index,
    METH_FASTCALL_KEYWORDS,
    "groups($self, /, default=None)\n--\n\nWhat each group matched, as a tuple; group 0 is left out.\n\n  default\n    Stands for a group that took no part.",
  );
  addMethod(
    t,
    "groupdict",
    match_groupdict.index,
    METH_FASTCALL_KEYWORDS,
    "groupdict($self, /, default=None)\n--\n\nWhat each named group matched, by name.\n\n  default\n    Stands for a group that took no part.",
  );
  addMethod(
    t,
    "expand",
    match_expand.index,
    METH_FASTCALL_KEYWORDS,
    "expand($self, /, template)\n--\n\nThe template with its backslashes and group references replaced, as sub() would.",
  );
  addMethod(t, "__copy__", match_copy.index, METH_NOARGS);
  addMethod(t, "__deepcopy__", match_deepcopy.index, METH_O);
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
  addGetSet(t, "lastindex", match_lastindex.index, 0, "The integer index of the last matched capturing group.");
  addGetSet(t, "lastgroup", match_lastgroup.index, 0, "The name of the last matched capturing group.");
  addGetSet(t, "regs", match_regs.index, 0);
  addMember(t, "string", _Py_T_OBJECT, 24, Py_READONLY, "The string passed to match() or search().");
  addMember(t, "re", _Py_T_OBJECT, 40, Py_READONLY, "The regular expression object.");
  addMember(t, "pos", Py_T_PYSSIZET, 48, Py_READONLY, "Where in the string the search began.");
  addMember(t, "endpos", Py_T_PYSSIZET, 56, Py_READONLY, "Where in the string the search had to stop.");
}
