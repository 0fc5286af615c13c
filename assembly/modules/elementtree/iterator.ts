/**
 * Element.iter() and itertext(): a walk through a tree in document order.
 *
 *   16 stack   24 used   32 size   40 root (until the first step)   48 sought tag   56 texts (i32)                 64 bytes
 *   an entry of the stack: 0 parent, owned   8 index of the child that comes next
 *
 * Invariant: `used` entries own their parents; before the first step there are none and `root` is set.
 */
import {
  PyObject,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  Py_EQ,
  SHOWN_AS_HEAPTYPE,
  initPtr,
} from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { initStaticType } from "../../object/typedef";
import { visitField } from "../../object/slots";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { PyObject_GC_Del, _PyObject_GC_New } from "../../gc/collector";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { PyObject_SelfIter } from "../../protocol/attr";
import { PyObject_IsTrue, PyObject_RichCompareBool } from "../../protocol/compare";
import { PyErr_NoMemory } from "../../protocol/errors";
import { TAIL, TEXT, childAt, extraOf, lengthOf, readJoined, tagOf } from "./element";
import { ElementIter_Type } from "./state";

const FIRST_SIZE: i32 = 8;

@unmanaged
class ElementIter extends PyObject {
  stack: usize; // 16
  stack_hi: u32;
  used: i32; // 24
  used_hi: u32;
  size: i32; // 32
  size_hi: u32;
  root: PyObject | null; // 40
  root_hi: u32;
  sought: PyObject | null; // 48
  sought_hi: u32;
  texts: i32; // 56
  texts_hi: u32;
}

function I(op: PyObject): ElementIter {
  return changetype<ElementIter>(op);
}

/** An iterator over `root` and what is below it, over their texts if asked for: `new`. Borrows both. */
export function createElementIter(root: PyObject, sought: PyObject, texts: bool): PyObject | null {
  const stack = PyMem_Malloc((<usize>FIRST_SIZE) << 4);
  if (stack == 0) return PyErr_NoMemory();
  const self = _PyObject_GC_New(ElementIter_Type);
  if (self === null) {
    PyMem_Free(stack);
    return null;
  }
  const it = changetype<usize>(self);
  initPtr(it + 16, stack);
  store<i64>(it, 0, 24);
  store<i64>(it, FIRST_SIZE, 32);
  initPtr(it + 40, changetype<usize>(Py_NewRef(root)));
  initPtr(it + 48, changetype<usize>(Py_NewRef(sought)));
  store<i64>(it, texts ? 1 : 0, 56);
  _PyObject_GC_TRACK(self);
  return self;
}

function iter_dealloc(self: PyObject): void {
  const it = I(self);
  _PyObject_GC_UNTRACK(self);
  while (it.used > 0) Py_DECREF(load<PyObject>(it.stack + ((<usize>--it.used) << 4)));
  PyMem_Free(it.stack);
  Py_XDECREF(it.sought);
  Py_XDECREF(it.root);
  PyObject_GC_Del(changetype<usize>(self));
}

function iter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const it = I(self);
  let stop = 0;
  for (let i = it.used - 1; i >= 0 && stop == 0; i--) stop = visitField(it.stack + ((<usize>i) << 4), visit, arg);
  if (stop == 0) stop = visitField(changetype<usize>(self) + 40, visit, arg);
  return stop != 0 ? stop : visitField(changetype<usize>(self) + 48, visit, arg);
}

/** Puts an element on the stack; steals it. False with MemoryError. */
function push(it: ElementIter, element: PyObject): bool {
  if (it.used >= it.size) {
    const stack = PyMem_Realloc(it.stack, (<usize>it.size) << 5);
    if (stack == 0) {
      Py_DECREF(element);
      PyErr_NoMemory();
      return false;
    }
    it.stack = stack;
    it.size <<= 1;
  }
  const entry = it.stack + ((<usize>it.used) << 4);
  initPtr(entry, changetype<usize>(element));
  store<i64>(entry, 0, 8);
  it.used++;
  return true;
}

/** The text or tail of an element if it says something: `new`; null with or without an exception. `failed` tells. */
let failed: bool = false;
function textOf(element: PyObject, field: usize): PyObject | null {
  const text = readJoined(element, field);
  failed = text === null;
  if (text === null || text == Py_None) return null;
  Py_NewRef(text);
  const truth = PyObject_IsTrue(text);
  if (truth > 0) return text;
  Py_DECREF(text);
  failed = truth < 0;
  return null;
}

/** Leaves the element on top whose children are through; its tail is text inside its parent. As `textOf`. */
function leave(it: ElementIter): PyObject | null {
  it.used--;
  const element = load<PyObject>(it.stack + ((<usize>it.used) << 4));
  failed = false;
  const tail: PyObject | null = it.texts != 0 && it.used > 0 ? textOf(element, TAIL) : null;
  Py_DECREF(element);
  return tail;
}

/** Is the element one of those sought? It may go away meanwhile: the caller holds it. */
function matches(it: ElementIter, element: PyObject): i32 {
  const sought = it.sought!;
  return sought == Py_None ? 1 : PyObject_RichCompareBool(tagOf(element)!, sought, Py_EQ);
}

function iter_next(self: PyObject): PyObject | null {
  const it = I(self);
  while (true) {
    let element: PyObject;
    if (it.used == 0) {
      const root = it.root;
      if (root === null) return null;
      it.root = null;
      element = root;
    } else {
      const entry = it.stack + ((<usize>(it.used - 1)) << 4);
      const index = load<i32>(entry, 8);
      const extra = extraOf(load<PyObject>(entry));
      if (extra == 0 || index >= lengthOf(extra)) {
        const tail = leave(it);
        if (tail !== null || failed) return tail;
        continue;
      }
      element = Py_NewRef(childAt(extra, index));
      store<i64>(entry, <i64>(index + 1), 8);
    }
    if (!push(it, Py_NewRef(element))) {
      Py_DECREF(element);
      return null;
    }
    if (it.texts != 0) {
      const text = textOf(element, TEXT);
      Py_DECREF(element);
      if (text !== null || failed) return text;
      continue;
    }
    const r = matches(it, element);
    if (r > 0) return element;
    Py_DECREF(element);
    if (r < 0) return null;
  }
}

export function defineElementIter(): void {
  const t = ElementIter_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_elementtree._element_iterator",
    64,
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION | SHOWN_AS_HEAPTYPE,
  );
  t.tp_dealloc = iter_dealloc.index;
  t.tp_traverse = iter_traverse.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = iter_next.index;
}
