/**
 * TreeBuilder (Modules/_elementtree.c): a tree of elements out of calls of start, data, end, comment and pi.
 *
 *   16 root   24 this   32 last   40 last_for_tail   48 data   56 stack (list)   64 index
 *   72 element_factory   80 comment_factory   88 pi_factory   96 events_append
 *   104 start   112 end   120 start_ns   128 end_ns   136 comment   144 pi (names of events, null: not wanted)
 *   152 insert_comments (u8)   153 insert_pis (u8)   160 (CPython: the module's state)                          168 bytes
 *
 * `data` is the text that no element has yet: a str, or a list of several pieces. It goes to the tail of `last_for_tail` if there is one, else to the
 * text of `last`, as a list that is joined when it is read.
 *
 * Invariant: `stack[0..index)` are the open elements' parents, outermost first; `this` is the innermost open element, None outside of the root.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
  initPtr,
  ptrAt,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XNewRef, Py_XSETREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { PyExc_IndexError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { visitField } from "../../object/slots";
import { METH_FASTCALL, METH_NOARGS, METH_O, addMethod, initStaticType } from "../../object/typedef";
import { _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../../gc/collector";
import { PyArg_CheckPositional, arg, parseTupleArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { PyObject_GetAttr, PyObject_SetAttr } from "../../protocol/attr";
import { PyObject_CallMethodOneArg, PyObject_CallOneArg, callTwoArgs } from "../../protocol/call";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyErr_BadInternalCall, PyErr_SetString } from "../../protocol/errors";
import { PyNumber_Add } from "../../protocol/number";
import { PyDict_Check, PyDict_New } from "../../types/dict";
import {
  PyList_Append,
  PyList_CheckExact,
  PyList_GET_ITEM,
  PyList_GET_SIZE,
  PyList_New,
  PyList_SET_ITEM,
  PyList_SetItem,
  PyList_SetSlice,
} from "../../types/list";
import { PyTuple_Pack2 } from "../../types/tuple";
import { PyUnicode_Join } from "../../types/unicode_ops";
import { unicodeEmpty } from "../../types/unicode_static";
import {
  Element_CheckExact,
  TAIL,
  TEXT,
  addSubelement,
  createElement,
  joinFlag,
  joinedObject,
  setJoined,
} from "./element";
import { COMMENT_FACTORY, PI_FACTORY, ParseError, TreeBuilder_Type, factoryAt } from "./state";

const ROOT: usize = 16;
const THIS: usize = 24;
const LAST: usize = 32;
const LAST_FOR_TAIL: usize = 40;
const DATA: usize = 48;
const STACK: usize = 56;
const INDEX: usize = 64;
const ELEMENT_FACTORY: usize = 72;
const OWN_COMMENT_FACTORY: usize = 80;
const OWN_PI_FACTORY: usize = 88;
export const EVENTS_APPEND: usize = 96;
export const START_EVENT: usize = 104;
export const END_EVENT: usize = 112;
export const START_NS_EVENT: usize = 120;
export const END_NS_EVENT: usize = 128;
export const COMMENT_EVENT: usize = 136;
export const PI_EVENT: usize = 144;
const INSERT_COMMENTS: usize = 152;
const INSERT_PIS: usize = 153;

const FIRST_STACK: i32 = 20;

/** The object in a field, borrowed. */
export function fieldOf(self: PyObject, field: usize): PyObject | null {
  return load<PyObject | null>(changetype<usize>(self) + field);
}

/** Replaces the object in a field; steals `value`. */
export function setField(self: PyObject, field: usize, value: PyObject | null): void {
  Py_XSETREF(changetype<usize>(self) + field, value);
}

export function TreeBuilder_CheckExact(op: PyObject): bool {
  return op.ob_type == TreeBuilder_Type;
}

/** Are events of that kind wanted? */
export function wantsEvent(self: PyObject, event: usize): bool {
  return fieldOf(self, EVENTS_APPEND) !== null && fieldOf(self, event) !== null;
}

export function insertsPis(self: PyObject): bool {
  return load<u8>(changetype<usize>(self) + INSERT_PIS) != 0;
}

// ---- text ------------------------------------------------------------------------------------------------------------

/** `pieces` (a str or a list of them) behind the text or tail that an element of any class has; -1 with an exception. */
function appendText(element: PyObject, name: PyObject, pieces: PyObject): i32 {
  const previous = PyObject_GetAttr(element, name);
  if (previous === null) return -1;
  let joined = PyUnicode_Join(unicodeEmpty(), pieces);
  if (joined !== null && previous != Py_None) {
    const whole = PyNumber_Add(previous, joined);
    Py_DECREF(joined);
    joined = whole;
  }
  Py_DECREF(previous);
  if (joined === null) return -1;
  const r = PyObject_SetAttr(element, name, joined);
  Py_DECREF(joined);
  return r;
}

/** Hands the gathered text to the text or tail of an element; -1 with an exception, when it is still there. */
function giveData(self: PyObject, element: PyObject, field: usize, name: PyObject): i32 {
  const data = fieldOf(self, DATA)!;
  if (Element_CheckExact(element)) {
    const present = joinedObject(element, field);
    if (present == Py_None) {
      initPtr(changetype<usize>(self) + DATA, 0);
      setJoined(element, field, data, PyList_CheckExact(data) ? 1 : 0);
      return 0;
    }
    if (present !== null && joinFlag(element, field) != 0) {
      if (PyList_SetSlice(present, i32.MAX_VALUE, i32.MAX_VALUE, data) < 0) return -1;
      Py_CLEAR(changetype<usize>(self) + DATA);
      return 0;
    }
  }
  Py_NewRef(element);
  const r = appendText(element, name, data);
  Py_DECREF(element);
  if (r == 0) Py_CLEAR(changetype<usize>(self) + DATA);
  return r;
}

function flushData(self: PyObject): i32 {
  if (fieldOf(self, STACK) === null) {
    // the collector has cleared it, and something still calls it
    PyErr_BadInternalCall();
    return -1;
  }
  if (fieldOf(self, DATA) === null) return 0;
  const tailOf = fieldOf(self, LAST_FOR_TAIL);
  if (tailOf !== null) return giveData(self, tailOf, TAIL, ID.tail);
  const last = fieldOf(self, LAST);
  return last === null ? 0 : giveData(self, last, TEXT, ID.text);
}

/** data(data): `new` None. */
export function handleData(self: PyObject, piece: PyObject): PyObject | null {
  const data = fieldOf(self, DATA);
  if (data === null) {
    // text before the first element belongs to nobody
    if (fieldOf(self, LAST) != Py_None) setField(self, DATA, Py_NewRef(piece));
    return Py_NewRef(Py_None);
  }
  if (PyList_CheckExact(data)) return PyList_Append(data, piece) < 0 ? null : Py_NewRef(Py_None);
  const list = PyList_New(2);
  if (list === null) return null;
  PyList_SET_ITEM(list, 0, Py_NewRef(data));
  PyList_SET_ITEM(list, 1, Py_NewRef(piece));
  setField(self, DATA, list);
  return Py_NewRef(Py_None);
}

// ---- elements --------------------------------------------------------------------------------------------------------

/** events_append((name, node)) if that event is wanted; -1 with an exception. */
function appendEvent(self: PyObject, event: usize, node: PyObject): i32 {
  const name = fieldOf(self, event);
  const append = fieldOf(self, EVENTS_APPEND);
  if (name === null || append === null) return 0;
  const pair = PyTuple_Pack2(name, node);
  if (pair === null) return -1;
  Py_NewRef(append);
  const result = PyObject_CallOneArg(append, pair);
  Py_DECREF(append);
  Py_DECREF(pair);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/** parent.append(child); -1 with an exception. */
function appendChild(parent: PyObject, child: PyObject): i32 {
  if (Element_CheckExact(parent)) return addSubelement(parent, child);
  Py_NewRef(parent);
  const result = PyObject_CallMethodOneArg(parent, ID.append, child);
  Py_DECREF(parent);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/** An element by the factory: `new`. `attrib` null: no attributes. */
function makeNode(self: PyObject, tag: PyObject, attrib: PyObject | null): PyObject | null {
  const factory = fieldOf(self, ELEMENT_FACTORY);
  if (factory === null) return createElement(tag, attrib);
  const given = attrib === null ? PyDict_New() : Py_NewRef(attrib);
  if (given === null) return null;
  Py_NewRef(factory);
  const node = callTwoArgs(factory, tag, given);
  Py_DECREF(factory);
  Py_DECREF(given);
  return node;
}

/** Puts the element that is open on the stack; -1 with an exception. */
function pushOpen(self: PyObject, open: PyObject): i32 {
  const stack = fieldOf(self, STACK)!;
  const at = changetype<usize>(self) + INDEX;
  const index = load<i32>(at);
  if (index < PyList_GET_SIZE(stack)) PyList_SetItem(stack, index, Py_NewRef(open));
  else if (PyList_Append(stack, open) < 0) return -1;
  store<i64>(at, <i64>(index + 1));
  return 0;
}

/** Opens a node that is made: its parent gets it, and it becomes the innermost one. */
function openNode(self: PyObject, node: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + LAST_FOR_TAIL);
  const parent = fieldOf(self, THIS)!;
  if (parent != Py_None) {
    if (appendChild(parent, node) < 0) return -1;
  } else if (fieldOf(self, ROOT) !== null) {
    PyErr_SetString(ParseError(), "multiple elements on top level");
    return -1;
  } else setField(self, ROOT, Py_NewRef(node));
  if (pushOpen(self, fieldOf(self, THIS)!) < 0) return -1;
  setField(self, THIS, Py_NewRef(node));
  setField(self, LAST, Py_NewRef(node));
  return appendEvent(self, START_EVENT, node);
}

/** start(tag, attrs): `new` element. `attrib` null: no attributes. */
export function handleStart(self: PyObject, tag: PyObject, attrib: PyObject | null): PyObject | null {
  if (flushData(self) < 0) return null;
  const node = makeNode(self, tag, attrib);
  if (node === null || openNode(self, node) == 0) return node;
  Py_DECREF(node);
  return null;
}

/** end(): the element that is closed, `new`. */
export function handleEnd(self: PyObject): PyObject | null {
  if (flushData(self) < 0) return null;
  const at = changetype<usize>(self) + INDEX;
  const index = load<i32>(at) - 1;
  if (index < 0) return PyErr_SetString(PyExc_IndexError, "pop from empty stack");
  store<i64>(at, <i64>index);
  const closed = Py_NewRef(fieldOf(self, THIS)!);
  setField(self, LAST, Py_NewRef(closed));
  setField(self, LAST_FOR_TAIL, Py_NewRef(closed));
  setField(self, THIS, Py_NewRef(PyList_GET_ITEM(fieldOf(self, STACK)!, index)));
  if (appendEvent(self, END_EVENT, closed) == 0) return closed;
  Py_DECREF(closed);
  return null;
}

// ---- comments, processing instructions, namespaces -------------------------------------------------------------------

/** Puts a comment or instruction into the open element, if they are to be kept, and tells of it. Steals `node`, which it returns. */
function placeExtra(self: PyObject, node: PyObject, isMade: bool, insert: usize, event: usize): PyObject | null {
  const parent = fieldOf(self, THIS)!;
  let r = 0;
  if (isMade && load<u8>(changetype<usize>(self) + insert) != 0 && parent != Py_None) {
    r = appendChild(parent, node);
    if (r == 0) setField(self, LAST_FOR_TAIL, Py_NewRef(node));
  }
  if (r == 0 && appendEvent(self, event, node) == 0) return node;
  Py_DECREF(node);
  return null;
}

/** comment(text): `new` comment. */
export function handleComment(self: PyObject, text: PyObject): PyObject | null {
  if (flushData(self) < 0) return null;
  const factory = fieldOf(self, OWN_COMMENT_FACTORY);
  const node: PyObject | null = factory === null ? Py_NewRef(text) : callHeld(factory, text, null);
  return node === null ? null : placeExtra(self, node, factory !== null, INSERT_COMMENTS, COMMENT_EVENT);
}

/** pi(target, text): `new` instruction. */
export function handlePi(self: PyObject, target: PyObject, text: PyObject): PyObject | null {
  if (flushData(self) < 0) return null;
  const factory = fieldOf(self, OWN_PI_FACTORY);
  const node: PyObject | null = factory === null ? PyTuple_Pack2(target, text) : callHeld(factory, target, text);
  return node === null ? null : placeExtra(self, node, factory !== null, INSERT_PIS, PI_EVENT);
}

/** Calls a factory that may be replaced meanwhile. */
function callHeld(factory: PyObject, a: PyObject, b: PyObject | null): PyObject | null {
  Py_NewRef(factory);
  const made = b === null ? PyObject_CallOneArg(factory, a) : callTwoArgs(factory, a, b);
  Py_DECREF(factory);
  return made;
}

/** Tells of a namespace that begins; false with an exception. */
export function handleStartNs(self: PyObject, prefix: PyObject, uri: PyObject): bool {
  if (!wantsEvent(self, START_NS_EVENT)) return true;
  const pair = PyTuple_Pack2(prefix, uri);
  if (pair === null) return false;
  const r = appendEvent(self, START_NS_EVENT, pair);
  Py_DECREF(pair);
  return r == 0;
}

/** Tells of a namespace that ends; false with an exception. */
export function handleEndNs(self: PyObject): bool {
  return appendEvent(self, END_NS_EVENT, Py_None) == 0;
}

/** close(): the root, `new`; None without one. */
export function builderResult(self: PyObject): PyObject {
  const root = fieldOf(self, ROOT);
  return Py_NewRef(root === null ? Py_None : root);
}

// ---- life ------------------------------------------------------------------------------------------------------------

export function treebuilder_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  const at = changetype<usize>(self);
  initPtr(at + THIS, changetype<usize>(Py_NewRef(Py_None)));
  initPtr(at + LAST, changetype<usize>(Py_NewRef(Py_None)));
  const stack = PyList_New(FIRST_STACK);
  if (stack === null) {
    Py_DECREF(self);
    return null;
  }
  for (let i = 0; i < FIRST_STACK; i++) PyList_SET_ITEM(stack, i, Py_NewRef(Py_None));
  initPtr(at + STACK, changetype<usize>(stack));
  return self;
}

/** A factory as given, or as the module has it; the flag counts only with a factory. */
function setFactory(
  self: PyObject,
  field: usize,
  given: PyObject | null,
  common: usize,
  flag: usize,
  insert: bool,
): void {
  const chosen: PyObject | null = given !== null && given != Py_None ? given : factoryAt(common);
  setField(self, field, Py_XNewRef(chosen));
  store<u8>(changetype<usize>(self) + flag, chosen !== null && insert ? 1 : 0);
}

/** The truth of an optional argument: -1 with an exception. */
function flagOf(op: PyObject | null): i32 {
  return op === null ? 0 : PyObject_IsTrue(op);
}

function treebuilder_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  const spec = "element_factory=,*,comment_factory=,pi_factory=,insert_comments=,insert_pis=";
  if (!parseTupleArgs("TreeBuilder", spec, args, kwargs)) return -1;
  const element = arg(0);
  const comment = arg(1);
  const pi = arg(2);
  const second = arg(4);
  const comments = flagOf(arg(3));
  const pis = comments < 0 ? -1 : flagOf(second);
  if (pis < 0) return -1;
  setField(self, ELEMENT_FACTORY, element === null || element == Py_None ? null : Py_NewRef(element));
  setFactory(self, OWN_COMMENT_FACTORY, comment, COMMENT_FACTORY, INSERT_COMMENTS, comments != 0);
  setFactory(self, OWN_PI_FACTORY, pi, PI_FACTORY, INSERT_PIS, pis != 0);
  return 0;
}

/** The fields that own references: all from ROOT to PI_EVENT but the number INDEX. */
function treebuilder_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let stop = 0;
  for (let field = ROOT; field <= PI_EVENT && stop == 0; field += 8) {
    if (field != INDEX) stop = visitField(changetype<usize>(self) + field, visit, arg);
  }
  return stop;
}

function treebuilder_clear(self: PyObject): i32 {
  for (let field = ROOT; field <= PI_EVENT; field += 8) {
    if (field != INDEX) Py_CLEAR(changetype<usize>(self) + field);
  }
  store<i64>(changetype<usize>(self) + INDEX, 0);
  return 0;
}

function treebuilder_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  treebuilder_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- methods ---------------------------------------------------------------------------------------------------------

function treebuilder_start(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("start", nargs, 2, 2)) return null;
  const attrs = ptrAt(args, 1);
  if (PyDict_Check(attrs)) return handleStart(self, ptrAt(args, 0), attrs);
  badArgument("start", "argument 2", "dict", attrs);
  return null;
}

function treebuilder_end(self: PyObject, tag: PyObject): PyObject | null {
  return handleEnd(self);
}

function treebuilder_pi(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pi", nargs, 1, 2)) return null;
  return handlePi(self, ptrAt(args, 0), nargs > 1 ? ptrAt(args, 1) : Py_None);
}

function treebuilder_close(self: PyObject, unused: PyObject | null): PyObject | null {
  return builderResult(self);
}

export function defineTreeBuilder(): void {
  const t = TreeBuilder_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "xml.etree.ElementTree.TreeBuilder",
    168,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | SHOWN_AS_HEAPTYPE,
  );
  t.tp_new = treebuilder_new.index;
  t.tp_init = treebuilder_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_dealloc = treebuilder_dealloc.index;
  t.tp_traverse = treebuilder_traverse.index;
  t.tp_clear = treebuilder_clear.index;
  addMethod(t, "data", handleData.index, METH_O, "data($self, data, /)\n--\n\n");
  addMethod(t, "start", treebuilder_start.index, METH_FASTCALL, "start($self, tag, attrs, /)\n--\n\n");
  addMethod(t, "end", treebuilder_end.index, METH_O, "end($self, tag, /)\n--\n\n");
  addMethod(t, "comment", handleComment.index, METH_O, "comment($self, text, /)\n--\n\n");
  addMethod(t, "pi", treebuilder_pi.index, METH_FASTCALL, "pi($self, target, text=None, /)\n--\n\n");
  addMethod(t, "close", treebuilder_close.index, METH_NOARGS, "close($self, /)\n--\n\n");
}
