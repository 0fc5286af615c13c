/**
 * The fast locals of a frame as Python code may see and change them (PEP 667): what FrameLocalsProxy (frame_locals_proxy.ts) and
 * locals() are made of. A variable that a closure shares lies in a cell, which is looked through.
 */
import { PyObject, Py_EQ } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyCell_Type } from "../object/statics";
import { PyObject_Hash } from "../protocol/hash";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyUnicode_CheckExact, _PyUnicode_EQ } from "../types/unicode";
import { PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyDict_Update } from "../types/dict_merge";
import { PyCell_GET, PyCell_SwapTakeRef } from "../types/cell";
import { localName, localKind, CO_FAST_FREE, CO_FAST_CELL, CO_FAST_HIDDEN, CO_OPTIMIZED } from "../types/code";
import { frameAt, frameCode, F_LOCALSPLUS } from "./frame";
import { frameExtraLocals } from "./frameobject";

/** The cell in slot `i`, or null if the slot holds the value itself. */
function cellAt(frame: usize, i: i32): PyObject | null {
  if (!(localKind(frameCode(frame), i) & (CO_FAST_FREE | CO_FAST_CELL))) return null;
  const held = load<PyObject | null>(frame + F_LOCALSPLUS + ((<usize>i) << 3));
  return held !== null && held.ob_type == PyCell_Type ? held : null;
}

/** Value of local `i`: borrowed, null while it is unbound. */
export function localValue(frame: usize, i: i32): PyObject | null {
  const cell = cellAt(frame, i);
  return cell !== null ? PyCell_GET(cell) : load<PyObject | null>(frame + F_LOCALSPLUS + ((<usize>i) << 3));
}

/** Binds local `i`. Borrows `value`. */
export function setLocalValue(frame: usize, i: i32, value: PyObject): void {
  const cell = cellAt(frame, i);
  if (cell !== null) {
    Py_XDECREF(PyCell_SwapTakeRef(cell, Py_NewRef(value)));
    return;
  }
  const at = frame + F_LOCALSPLUS + ((<usize>i) << 3);
  const old = load<PyObject | null>(at);
  store<u32>(at, <u32>changetype<usize>(Py_NewRef(value)));
  if (old !== null) Py_DECREF(old);
}

/** A slot counts for a reader if it is bound, for a writer if it is not hidden (a variable of an inlined comprehension). */
function usable(frame: usize, i: i32, read: bool): bool {
  return read ? localValue(frame, i) !== null : !(localKind(frameCode(frame), i) & CO_FAST_HIDDEN);
}

/** Any other key that equals a name stands for it: -2 with an exception. */
function equalLocalIndex(frame: usize, key: PyObject, read: bool): i32 {
  const hash = PyObject_Hash(key);
  if (hash == -1) return -2;
  const code = frameCode(frame);
  for (let i = 0; i < code.co_nlocalsplus; i++) {
    const name = localName(code, i);
    if (PyObject_Hash(name) != hash) continue;
    const same = PyObject_RichCompareBool(name, key, Py_EQ);
    if (same < 0) return -2;
    if (same > 0 && usable(frame, i, read)) return i;
  }
  return -1;
}

/** Number of the local called `key`; -1 if there is none that can be read, or written; -2 with an exception. */
export function localIndex(frame: usize, key: PyObject, read: bool): i32 {
  if (!PyUnicode_CheckExact(key)) return equalLocalIndex(frame, key, read);
  const code = frameCode(frame);
  const n = code.co_nlocalsplus;
  let known = false;
  for (let i = 0; i < n; i++) {
    if (localName(code, i) != key) continue;
    if (usable(frame, i, read)) return i;
    known = true;
  }
  if (known) return -1;
  for (let i = 0; i < n; i++) if (_PyUnicode_EQ(localName(code, i), key) && usable(frame, i, read)) return i;
  return -1;
}

/** True inside a comprehension that was inlined into module or class code. */
function hasHiddenLocals(frame: usize): bool {
  const code = frameCode(frame);
  for (let i = 0; i < code.co_nlocalsplus; i++) {
    if (localKind(code, i) & CO_FAST_HIDDEN && localValue(frame, i) !== null) return true;
  }
  return false;
}

/** True if the frame's namespace is not simply its f_locals. */
export function needsProxy(frame: usize): bool {
  return (frameCode(frame).co_flags & CO_OPTIMIZED) != 0 || frameAt(frame).f_locals === null || hasHiddenLocals(frame);
}

/** A snapshot as a dict: `new`. */
function snapshot(frame: usize): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  const code = frameCode(frame);
  let good = true;
  for (let i = 0; i < code.co_nlocalsplus && good; i++) {
    const value = localValue(frame, i);
    if (value !== null) good = PyDict_SetItem(dict, localName(code, i), value) == 0;
  }
  const object = frameAt(frame).frame_obj;
  if (good && object !== null) {
    const extra = frameExtraLocals(object);
    if (extra !== null) good = PyDict_Update(dict, extra) == 0;
  }
  if (good) return dict;
  Py_DECREF(dict);
  return null;
}

/** locals() of a frame: the namespace itself for modules and classes, a fresh snapshot for functions: `new`. */
export function frameLocals(frame: usize): PyObject | null {
  return needsProxy(frame) ? snapshot(frame) : Py_NewRef(frameAt(frame).f_locals!);
}
