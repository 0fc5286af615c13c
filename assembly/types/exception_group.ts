/**
 * BaseExceptionGroup and ExceptionGroup (PEP 654; Objects/exceptions.c): construction, derive, split and subgroup, and what an
 * except* statement raises in the end.
 *
 * A group is split along a matcher: exception classes, a predicate, or (for except*) a list of leaves that were re-raised.
 * DIFFERS: ExceptionGroup is a static type here, a heap type in CPython; its bases are a static tuple.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_TYPE_SUBCLASS, PyType_FastSubclass, initPtr } from "../object/layout";
import {
  PyExc_BaseExceptionGroup,
  PyExc_Exception,
  PyExc_ExceptionGroup,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { staticDataCount, Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyTuple_Type, Py_None } from "../object/statics";
import { visitField } from "../object/slots";
import { METH_CLASS, METH_O, Py_READONLY, _Py_T_OBJECT, addMember, addMethod } from "../object/typedef";
import { PyObject_GC_UnTrack } from "../gc/collector";
import { ID } from "../generated/ids";
import {
  PyErr_Format,
  PyErr_GivenExceptionMatches,
  PyErr_SetString,
  PyExceptionClass_Check,
  PyExceptionInstance_Check,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../protocol/errors";
import { PyCallable_Check, PyObject_GetOptionalAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_CallMethodOneArg, PyObject_CallObject, PyObject_CallOneArg } from "../protocol/call";
import { PyObject_IsInstance, PyObject_IsSubclass, PyObject_IsTrue } from "../protocol/compare";
import { PySequence_Check, PySequence_List, PySequence_Tuple } from "../protocol/sequence";
import { classGetItem } from "./genericalias";
import { PyList_Append, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "./list";
import { PyTuple_CheckExact, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "./tuple";
import { PyType_IsSubtype } from "./typeobject";
import { PyUnicode_Check } from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyObject_ClearWeakRefs } from "./weakref";
import { PyBaseExceptionGroupObject, PyBaseExceptionObject } from "./exception_layouts";
import {
  BaseException_clear,
  BaseException_init,
  BaseException_new,
  BaseException_traverse,
  PyException_GetCause,
  PyException_GetContext,
  PyException_SetCause,
  PyException_SetContext,
  PyException_SetTraceback,
  excField,
  exceptionNoKeywords,
} from "./exceptions";

const MSG: usize = 72;
const EXCS: usize = 80;

/** Kinds of matcher. */
const BY_TYPE: i32 = 0;
const BY_PREDICATE: i32 = 1;
const BY_INSTANCE: i32 = 2;

export function PyBaseExceptionGroup_Check(op: PyObject): bool {
  return PyType_IsSubtype(op.ob_type, PyExc_BaseExceptionGroup);
}

/** The members: a tuple, borrowed. */
function membersOf(group: PyObject): PyObject {
  return changetype<PyBaseExceptionGroupObject>(group).excs;
}

// ---- construction

/** The class to make: checked and chosen by what the members are; null with an exception. */
function chooseClass(type: PyTypeObject, members: PyObject): PyTypeObject | null {
  let nestsBase = false;
  const n = PyTuple_GET_SIZE(members);
  for (let i = 0; i < n; i++) {
    const exc = PyTuple_GET_ITEM(members, i);
    if (!PyExceptionInstance_Check(exc)) {
      PyErr_Format(PyExc_ValueError, "Item %d of second argument (exceptions) is not an exception", i);
      return null;
    }
    const plain = PyObject_IsInstance(exc, PyExc_Exception);
    if (plain < 0) return null;
    if (plain == 0) nestsBase = true;
  }
  if (type == PyExc_ExceptionGroup) {
    if (!nestsBase) return type;
    PyErr_SetString(PyExc_TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
    return null;
  }
  if (type == PyExc_BaseExceptionGroup) return nestsBase ? type : PyExc_ExceptionGroup;
  if (nestsBase) {
    const plain = PyObject_IsSubclass(type, PyExc_Exception);
    if (plain < 0) return null;
    if (plain) {
      PyErr_Format(PyExc_TypeError, "Cannot nest BaseExceptions in '%s'", type.tp_name);
      return null;
    }
  }
  return type;
}

function BaseExceptionGroup_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n != 2) {
    return PyErr_Format(PyExc_TypeError, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%d given)", n);
  }
  const message = PyTuple_GET_ITEM(args, 0);
  if (!PyUnicode_Check(message)) {
    const format = "BaseExceptionGroup.__new__() argument 1 must be str, not %s";
    return PyErr_Format(PyExc_TypeError, format, message.ob_type.tp_name);
  }
  const sequence = PyTuple_GET_ITEM(args, 1);
  if (!PySequence_Check(sequence)) {
    return PyErr_SetString(PyExc_TypeError, "second argument (exceptions) must be a sequence");
  }
  const members = PySequence_Tuple(sequence);
  if (members === null) return null;
  if (PyTuple_GET_SIZE(members) == 0) {
    Py_DECREF(members);
    return PyErr_SetString(PyExc_ValueError, "second argument (exceptions) must be a non-empty sequence");
  }
  const cls = chooseClass(type, members);
  const self: PyObject | null = cls === null ? null : BaseException_new(cls, args, kwds);
  if (self === null) {
    Py_DECREF(members);
    return null;
  }
  const group = changetype<PyBaseExceptionGroupObject>(self);
  group.msg = Py_NewRef(message);
  group.excs = members;
  return self;
}

function BaseExceptionGroup_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!exceptionNoKeywords(self.ob_type, kwds)) return -1;
  return BaseException_init(self, args, kwds);
}

function BaseExceptionGroup_clear(self: PyObject): i32 {
  Py_CLEAR(excField(self, MSG));
  Py_CLEAR(excField(self, EXCS));
  return BaseException_clear(self);
}

function BaseExceptionGroup_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  BaseExceptionGroup_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** ExceptionGroup instances can be weakly referenced. */
function ExceptionGroup_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  PyObject_ClearWeakRefs(self);
  BaseExceptionGroup_dealloc(self);
}

function BaseExceptionGroup_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let stop = visitField(excField(self, MSG), visit, arg);
  if (stop == 0) stop = visitField(excField(self, EXCS), visit, arg);
  return stop != 0 ? stop : BaseException_traverse(self, visit, arg);
}

/** new */
function BaseExceptionGroup_str(self: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(membersOf(self));
  const message = changetype<usize>(changetype<PyBaseExceptionGroupObject>(self).msg);
  return PyUnicode_FromFormat(n == 1 ? "%S (%d sub-exception)" : "%S (%d sub-exceptions)", message, n);
}

/** BaseExceptionGroup(msg, excs): subclasses override it. `new` */
function BaseExceptionGroup_derive(self: PyObject, excs: PyObject): PyObject | null {
  return makeGroup(changetype<PyBaseExceptionGroupObject>(self).msg, excs);
}

function makeGroup(message: PyObject, excs: PyObject): PyObject | null {
  const args = PyTuple_Pack2(message, excs);
  if (args === null) return null;
  const group = PyObject_CallObject(PyExc_BaseExceptionGroup, args);
  Py_DECREF(args);
  return group;
}

/** ExceptionGroup(msg, excs) or BaseExceptionGroup: `new`. `excs` a sequence, borrowed. */
export function _PyExc_CreateExceptionGroup(message: string, excs: PyObject): PyObject | null {
  const text = PyUnicode_FromLiteral(message);
  if (text === null) return null;
  const group = makeGroup(text, excs);
  Py_DECREF(text);
  return group;
}

// ---- splitting

const attrResult: usize = memory.data(8, 8);

/** Gives `part` its own copy of the group's notes. */
function copyNotes(group: PyObject, part: PyObject): bool {
  const found = PyObject_GetOptionalAttr(group, ID.__notes__, attrResult);
  if (found < 0) return false;
  if (found == 0) return true;
  const notes = load<PyObject>(attrResult);
  if (!PySequence_Check(notes)) {
    Py_DECREF(notes);
    return true;
  }
  const copy = PySequence_List(notes);
  Py_DECREF(notes);
  if (copy === null) return false;
  const failed = PyObject_SetAttr(part, ID.__notes__, copy) < 0;
  Py_DECREF(copy);
  return !failed;
}

/** A group like `group` with the members `excs` (a list): `new`; None if there are none; null with an exception. */
function subset(group: PyObject, excs: PyObject): PyObject | null {
  if (PyList_GET_SIZE(excs) == 0) return Py_NewRef(Py_None);
  const part = PyObject_CallMethodOneArg(group, ID.derive, excs);
  if (part === null) return null;
  if (!PyBaseExceptionGroup_Check(part)) {
    PyErr_SetString(PyExc_TypeError, "derive must return an instance of BaseExceptionGroup");
    Py_DECREF(part);
    return null;
  }
  const tb = changetype<PyBaseExceptionObject>(group).traceback;
  if (tb !== null && PyException_SetTraceback(part, tb) < 0) {
    Py_DECREF(part);
    return null;
  }
  PyException_SetContext(part, PyException_GetContext(group));
  PyException_SetCause(part, PyException_GetCause(group));
  if (!copyNotes(group, part)) {
    Py_DECREF(part);
    return null;
  }
  return part;
}

/** What kind of matcher `value` is, or -1 with TypeError. */
function matcherKind(value: PyObject): i32 {
  if (PyExceptionClass_Check(value)) return BY_TYPE;
  if (PyCallable_Check(value) && !PyType_FastSubclass(value.ob_type, Py_TPFLAGS_TYPE_SUBCLASS)) return BY_PREDICATE;
  if (PyTuple_CheckExact(value)) {
    const n = PyTuple_GET_SIZE(value);
    let all = true;
    for (let i = 0; i < n; i++) all = all && PyExceptionClass_Check(PyTuple_GET_ITEM(value, i));
    if (all) return BY_TYPE;
  }
  PyErr_SetString(
    PyExc_TypeError,
    "expected an exception type, a tuple of exception types, or a callable (other than a class)",
  );
  return -1;
}

function listHas(list: PyObject, op: PyObject): bool {
  const n = PyList_GET_SIZE(list);
  for (let i = 0; i < n; i++) {
    if (PyList_GET_ITEM(list, i) == op) return true;
  }
  return false;
}

/** 1, 0 or -1. */
function matches(exc: PyObject, kind: i32, value: PyObject): i32 {
  if (kind == BY_TYPE) return PyErr_GivenExceptionMatches(exc, value) ? 1 : 0;
  if (kind == BY_INSTANCE) return !PyBaseExceptionGroup_Check(exc) && listHas(value, exc) ? 1 : 0;
  const answer = PyObject_CallOneArg(value, exc);
  if (answer === null) return -1;
  const yes = PyObject_IsTrue(answer);
  Py_DECREF(answer);
  return yes;
}

/** The second half of a `split`: `new`, or null if it was not wanted. */
let splitRest: PyObject | null = null;

/** The part of `exc` that matches: `new`, None, or null with an exception. The rest goes to `splitRest` if wanted. */
function split(exc: PyObject, kind: i32, value: PyObject, wantRest: bool): PyObject | null {
  splitRest = null;
  const matched = matches(exc, kind, value);
  if (matched < 0) return null;
  if (matched) {
    if (wantRest) splitRest = Py_NewRef(Py_None);
    return Py_NewRef(exc);
  }
  if (!PyBaseExceptionGroup_Check(exc)) {
    if (wantRest) splitRest = Py_NewRef(exc);
    return Py_NewRef(Py_None);
  }
  if (!Py_EnterRecursiveCall(" in exceptiongroup_split_recursive")) return null;
  const matchList = PyList_New(0);
  const restList = PyList_New(0);
  let result: PyObject | null = null;
  if (matchList !== null && restList !== null && splitMembers(exc, kind, value, wantRest, matchList, restList)) {
    result = assemble(exc, matchList, wantRest ? restList : null);
  }
  Py_LeaveRecursiveCall();
  Py_XDECREF(matchList);
  Py_XDECREF(restList);
  return result;
}

/** Splits each member and gathers the halves. */
function splitMembers(
  exc: PyObject,
  kind: i32,
  value: PyObject,
  wantRest: bool,
  matchList: PyObject,
  restList: PyObject,
): bool {
  const members = membersOf(exc);
  const n = PyTuple_GET_SIZE(members);
  for (let i = 0; i < n; i++) {
    const part = split(PyTuple_GET_ITEM(members, i), kind, value, wantRest);
    if (part === null) return false;
    const rest = splitRest;
    const failed =
      (part != Py_None && PyList_Append(matchList, part) < 0) ||
      (rest !== null && rest != Py_None && PyList_Append(restList, rest) < 0);
    Py_DECREF(part);
    Py_XDECREF(rest);
    if (failed) return false;
  }
  return true;
}

/** Builds both halves from their member lists. */
function assemble(exc: PyObject, matchList: PyObject, restList: PyObject | null): PyObject | null {
  const match = subset(exc, matchList);
  if (match === null) return null;
  if (restList === null) {
    splitRest = null;
    return match;
  }
  const rest = subset(exc, restList);
  if (rest === null) {
    Py_DECREF(match);
    return null;
  }
  splitRest = rest;
  return match;
}

/** new */
function BaseExceptionGroup_split(self: PyObject, matcher: PyObject): PyObject | null {
  const kind = matcherKind(matcher);
  if (kind < 0) return null;
  const match = split(self, kind, matcher, true);
  if (match === null) return null;
  const rest = splitRest!;
  const pair = PyTuple_Pack2(match, rest);
  Py_DECREF(match);
  Py_DECREF(rest);
  return pair;
}

/** new */
function BaseExceptionGroup_subgroup(self: PyObject, matcher: PyObject): PyObject | null {
  const kind = matcherKind(matcher);
  return kind < 0 ? null : split(self, kind, matcher, false);
}

// ---- except*

/** Appends the leaves of `exc` to `list`. */
function collectLeaves(exc: PyObject, list: PyObject): bool {
  if (exc == Py_None) return true;
  if (!PyBaseExceptionGroup_Check(exc)) return PyList_Append(list, exc) == 0;
  if (!Py_EnterRecursiveCall(" in collect_exception_group_leaf_ids")) return false;
  const members = membersOf(exc);
  const n = PyTuple_GET_SIZE(members);
  let ok = true;
  for (let i = 0; i < n && ok; i++) ok = collectLeaves(PyTuple_GET_ITEM(members, i), list);
  Py_LeaveRecursiveCall();
  return ok;
}

/** The part of `group` whose leaves occur in the exceptions of `keep` (a list): `new`, or None. */
function projection(group: PyObject, keep: PyObject): PyObject | null {
  const leaves = PyList_New(0);
  if (leaves === null) return null;
  const n = PyList_GET_SIZE(keep);
  let ok = true;
  for (let i = 0; i < n && ok; i++) ok = collectLeaves(PyList_GET_ITEM(keep, i), leaves);
  const result = ok ? split(group, BY_INSTANCE, leaves, false) : null;
  Py_DECREF(leaves);
  return result;
}

/** Was `a` derived from `b` by splitting, not raised anew? */
function sameMetadata(a: PyObject, b: PyObject): bool {
  const x = changetype<PyBaseExceptionObject>(a);
  const y = changetype<PyBaseExceptionObject>(b);
  return x.traceback == y.traceback && x.cause == y.cause && x.context == y.context;
}

/** What an except* statement re-raises: None, one exception or a group (`new`). `excs`: list of what the clauses raised. */
export function _PyExc_PrepReraiseStar(orig: PyObject, excs: PyObject): PyObject | null {
  const n = PyList_GET_SIZE(excs);
  if (n == 0) return Py_NewRef(Py_None);
  if (!PyBaseExceptionGroup_Check(orig)) return Py_NewRef(PyList_GET_ITEM(excs, 0));
  const raisedList = PyList_New(0);
  const reraisedList = PyList_New(0);
  let result: PyObject | null = null;
  if (raisedList !== null && reraisedList !== null) {
    let ok = true;
    for (let i = 0; i < n && ok; i++) {
      const exc = PyList_GET_ITEM(excs, i);
      if (exc == Py_None) continue;
      ok = PyList_Append(sameMetadata(exc, orig) ? reraisedList : raisedList, exc) == 0;
    }
    if (ok) result = joinReraised(orig, raisedList, reraisedList);
  }
  Py_XDECREF(raisedList);
  Py_XDECREF(reraisedList);
  return result;
}

function joinReraised(orig: PyObject, raisedList: PyObject, reraisedList: PyObject): PyObject | null {
  const kept = projection(orig, reraisedList);
  if (kept === null || PyList_GET_SIZE(raisedList) == 0) return kept;
  const failed = kept != Py_None && PyList_Append(raisedList, kept) < 0;
  Py_DECREF(kept);
  if (failed) return null;
  if (PyList_GET_SIZE(raisedList) == 1) return Py_NewRef(PyList_GET_ITEM(raisedList, 0));
  return _PyExc_CreateExceptionGroup("", raisedList);
}

// ---- the types

/** (BaseExceptionGroup, Exception), the bases of ExceptionGroup. */
const exceptionGroupBases: usize = memory.data(40, 16);

export function addExceptionGroupMethods(): void {
  const t = PyExc_BaseExceptionGroup;
  t.tp_new = BaseExceptionGroup_new.index;
  t.tp_init = BaseExceptionGroup_init.index;
  t.tp_dealloc = BaseExceptionGroup_dealloc.index;
  t.tp_clear = BaseExceptionGroup_clear.index;
  t.tp_traverse = BaseExceptionGroup_traverse.index;
  t.tp_str = BaseExceptionGroup_str.index;
  addMethod(
    t,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
  addMethod(t, "derive", BaseExceptionGroup_derive.index, METH_O, "derive($self, object, /)\n--\n\n");
  addMethod(t, "split", BaseExceptionGroup_split.index, METH_O, "split($self, object, /)\n--\n\n");
  addMethod(t, "subgroup", BaseExceptionGroup_subgroup.index, METH_O, "subgroup($self, object, /)\n--\n\n");
  addMember(t, "message", _Py_T_OBJECT, <i32>MSG, Py_READONLY, "exception message");
  addMember(t, "exceptions", _Py_T_OBJECT, <i32>EXCS, Py_READONLY, "nested exceptions");
}

/** ExceptionGroup's second base and weak references, once its struct is filled. */
export function finishExceptionGroup(): void {
  const t = PyExc_ExceptionGroup;
  store<u64>(exceptionGroupBases, <u64>staticDataCount);
  initPtr(exceptionGroupBases + 8, changetype<usize>(PyTuple_Type));
  store<u64>(exceptionGroupBases, 2, 16);
  initPtr(exceptionGroupBases + 24, changetype<usize>(PyExc_BaseExceptionGroup));
  initPtr(exceptionGroupBases + 32, changetype<usize>(PyExc_Exception));
  t.tp_bases = changetype<PyObject>(exceptionGroupBases);
  t.tp_flags |= 1 << 3; // Py_TPFLAGS_MANAGED_WEAKREF
  t.tp_weaklistoffset = -32;
  t.tp_dealloc = ExceptionGroup_dealloc.index;
  t.tp_new = 0;
  t.tp_doc = 0;
}
