/** Copies and pickles of Elements: __copy__, __deepcopy__, __getstate__, __setstate__. */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_REFCNT, Py_XDECREF, Py_XNewRef, Py_XSETREF } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_TypeError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { parseTupleArgs, arg } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { callTwoArgs } from "../../protocol/call";
import { PyErr_Format, PyErr_SetString, Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../../protocol/errors";
import {
  PyDict_Check,
  PyDict_CheckExact,
  PyDict_New,
  PyDict_Next,
  PyDict_SetItem,
  dictNextKey,
  dictNextValue,
} from "../../types/dict";
import { PyDict_Copy } from "../../types/dict_merge";
import {
  PyList_Check,
  PyList_CheckExact,
  PyList_GET_ITEM,
  PyList_GET_SIZE,
  PyList_New,
  PyList_SET_ITEM,
} from "../../types/list";
import { PyLong_FromVoidPtr } from "../../types/long";
import { PyTuple_New } from "../../types/tuple";
import { PyUnicode_CheckExact } from "../../types/unicode";
import {
  Element_Check,
  Element_CheckExact,
  TAG,
  TAIL,
  TEXT,
  at,
  attribOf,
  childAt,
  clearExtra,
  countOf,
  createElement,
  deallocExtra,
  extraOf,
  growBy,
  joinFlag,
  joinedObject,
  lengthOf,
  putExtra,
  raiseNoElement,
  setAttrib,
  setChild,
  setJoined,
  setLength,
  tagOf,
  takeExtra,
} from "./element";
import { deepcopyObj } from "./state";

/** Gives `to` the text or tail of `from`, pieces and all. */
function shareJoined(to: PyObject, from: PyObject, field: usize): void {
  setJoined(to, field, Py_XNewRef(joinedObject(from, field)), joinFlag(from, field));
}

/** __copy__(): an Element with the same dict of attributes and the same children. */
export function element_copy(self: PyObject): PyObject | null {
  const extra = extraOf(self);
  const made = createElement(tagOf(self)!, extra == 0 ? null : attribOf(extra));
  if (made === null) return null;
  shareJoined(made, self, TEXT);
  shareJoined(made, self, TAIL);
  if (extra == 0) return made;
  const n = lengthOf(extra);
  if (growBy(made, n) < 0) {
    Py_DECREF(made);
    return null;
  }
  const to = extraOf(made);
  for (let i = 0; i < n; i++) setChild(to, i, Py_NewRef(childAt(extra, i)));
  setLength(to, n);
  return made;
}

/** Are all keys and values strs? Then the dict needs no deep copy. */
function isPlain(dict: PyObject): bool {
  let pos = 0;
  while ((pos = PyDict_Next(dict, pos)) != 0) {
    if (!PyUnicode_CheckExact(dictNextKey()) || !PyUnicode_CheckExact(dictNextValue())) return false;
  }
  return true;
}

/** `new`: a deep copy; what the library's function would do for objects that only we hold is done here. */
function deepcopy(op: PyObject, memo: PyObject): PyObject | null {
  if (op == Py_None || PyUnicode_CheckExact(op)) return Py_NewRef(op);
  if (Py_REFCNT(op) == 1) {
    if (PyDict_CheckExact(op) && isPlain(op)) return PyDict_Copy(op);
    if (Element_CheckExact(op)) {
      if (!Py_EnterRecursiveCall(" during deepcopy of an Element")) return null;
      const made = deepcopyElement(op, memo);
      Py_LeaveRecursiveCall();
      return made;
    }
  }
  return callTwoArgs(deepcopyObj(), op, memo);
}

/** Deep copies of tag and attributes in an Element: `new`. */
function deepcopyHead(self: PyObject, memo: PyObject): PyObject | null {
  const tag = deepcopy(tagOf(self)!, memo);
  if (tag === null) return null;
  const extra = extraOf(self);
  const attrib: PyObject | null = extra == 0 ? null : attribOf(extra);
  let copied: PyObject | null = null;
  if (attrib !== null) {
    copied = deepcopy(attrib, memo);
    if (copied === null) {
      Py_DECREF(tag);
      return null;
    }
  }
  const made = createElement(tag, copied);
  Py_DECREF(tag);
  Py_XDECREF(copied);
  return made;
}

function deepcopyJoined(to: PyObject, from: PyObject, field: usize, memo: PyObject): bool {
  const flag = joinFlag(from, field);
  const copied = deepcopy(joinedObject(from, field)!, memo);
  if (copied === null) return false;
  setJoined(to, field, copied, flag);
  return true;
}

/** Deep copies of the children go in one by one: a copy may look at the element, or change it. */
function deepcopyChildren(made: PyObject, self: PyObject, memo: PyObject): bool {
  if (extraOf(self) == 0) return true;
  if (growBy(made, countOf(self)) < 0) return false;
  for (let i = 0; i < countOf(self); i++) {
    const child = childAt(extraOf(self), i);
    const copied = deepcopy(child, memo);
    if (copied === null) return false;
    if (!Element_Check(copied)) {
      raiseNoElement(copied);
      Py_DECREF(copied);
      return false;
    }
    if (growBy(made, 1) < 0) {
      Py_DECREF(copied);
      return false;
    }
    const to = extraOf(made);
    setChild(to, i, copied);
    setLength(to, i + 1);
  }
  return true;
}

function deepcopyElement(self: PyObject, memo: PyObject): PyObject | null {
  const made = deepcopyHead(self, memo);
  if (made === null) return null;
  if (
    deepcopyJoined(made, self, TEXT, memo) &&
    deepcopyJoined(made, self, TAIL, memo) &&
    deepcopyChildren(made, self, memo)
  ) {
    const id = PyLong_FromVoidPtr(changetype<usize>(self));
    if (id !== null) {
      const r = PyDict_SetItem(memo, id, made);
      Py_DECREF(id);
      if (r == 0) return made;
    }
  }
  Py_DECREF(made);
  return null;
}

/** __deepcopy__(memo) */
export function element_deepcopy(self: PyObject, memo: PyObject): PyObject | null {
  if (PyDict_Check(memo)) return deepcopyElement(self, memo);
  badArgument("__deepcopy__", "argument", "dict", memo);
  return null;
}

/** The children as a list: `new`. */
function childList(self: PyObject): PyObject | null {
  const n = countOf(self);
  const list = PyList_New(n);
  if (list === null) return null;
  for (let i = 0; i < n; i++) PyList_SET_ITEM(list, i, Py_NewRef(childAt(extraOf(self), i)));
  return list;
}

/** __getstate__(): the attributes that an element written in Python has in its dict. */
export function element_getstate(self: PyObject, unused: PyObject | null): PyObject | null {
  const state = PyDict_New();
  const children = childList(self);
  const extra = extraOf(self);
  const own: PyObject | null = extra == 0 ? null : attribOf(extra);
  const attrib: PyObject | null = own !== null ? Py_NewRef(own) : PyDict_New();
  let good = state !== null && children !== null && attrib !== null;
  if (good) {
    good =
      PyDict_SetItem(state!, ID.tag, tagOf(self)!) == 0 &&
      PyDict_SetItem(state!, ID._children, children!) == 0 &&
      PyDict_SetItem(state!, ID.attrib, attrib!) == 0 &&
      PyDict_SetItem(state!, ID.text, joinedObject(self, TEXT)!) == 0 &&
      PyDict_SetItem(state!, ID.tail, joinedObject(self, TAIL)!) == 0;
  }
  Py_XDECREF(children);
  Py_XDECREF(attrib);
  if (good) return state;
  Py_XDECREF(state);
  return null;
}

/** A text or tail of a state: a list counts as pieces that are to be joined. */
function restoreJoined(self: PyObject, field: usize, value: PyObject | null): void {
  const op: PyObject = value === null ? Py_None : value;
  setJoined(self, field, Py_NewRef(op), PyList_CheckExact(op) ? 1 : 0);
}

/** The children of a state in place of the present ones; -1 with an exception. The dict of attributes stays. */
function restoreChildren(self: PyObject, children: PyObject): i32 {
  if (!PyList_Check(children)) {
    PyErr_SetString(PyExc_TypeError, "'_children' is not a list");
    return -1;
  }
  const n = PyList_GET_SIZE(children);
  const old = takeExtra(self);
  if (growBy(self, n) < 0) {
    clearExtra(self);
    putExtra(self, old);
    return -1;
  }
  const extra = extraOf(self);
  if (old != 0) {
    setAttrib(extra, attribOf(old));
    setAttrib(old, null);
  }
  let r = 0;
  for (let i = 0; i < n && r == 0; i++) {
    const child = PyList_GET_ITEM(children, i);
    if (Element_Check(child)) {
      setChild(extra, i, Py_NewRef(child));
      setLength(extra, i + 1);
    } else {
      raiseNoElement(child);
      r = -1;
    }
  }
  deallocExtra(old);
  return r;
}

/** Puts a state in place; all of it is held by the caller. */
function restore(
  self: PyObject,
  tag: PyObject,
  attrib: PyObject | null,
  text: PyObject | null,
  tail: PyObject | null,
  children: PyObject | null,
): i32 {
  Py_XSETREF(at(self, TAG), Py_NewRef(tag));
  restoreJoined(self, TEXT, text);
  restoreJoined(self, TAIL, tail);
  if (children === null && attrib === null) return 0;
  const r = children !== null ? restoreChildren(self, children) : growBy(self, 0);
  const extra = extraOf(self);
  if (r == 0 && extra != 0) Py_XSETREF(extra, Py_XNewRef(attrib));
  return r;
}

/** __setstate__(state) */
export function element_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!PyDict_CheckExact(state)) {
    return PyErr_Format(PyExc_TypeError, 'Don\'t know how to unpickle "%R" as an Element', changetype<usize>(state));
  }
  const none = PyTuple_New(0);
  if (none === null) return null;
  const parsed = parseTupleArgs("", "*,tag=,attrib=,text=,tail=,_children=", none, state);
  Py_DECREF(none);
  if (!parsed) return null;
  const tag = arg(0);
  if (tag === null) return PyErr_SetString(PyExc_TypeError, "tag may not be NULL");
  // what the old values run when they are released may change the state
  Py_NewRef(tag);
  const attrib = Py_XNewRef(arg(1));
  const text = Py_XNewRef(arg(2));
  const tail = Py_XNewRef(arg(3));
  const children = Py_XNewRef(arg(4));
  const r = restore(self, tag, attrib, text, tail, children);
  Py_DECREF(tag);
  Py_XDECREF(attrib);
  Py_XDECREF(text);
  Py_XDECREF(tail);
  Py_XDECREF(children);
  return r < 0 ? null : Py_NewRef(Py_None);
}
