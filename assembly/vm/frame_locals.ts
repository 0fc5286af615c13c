/**
 * f_locals of an optimised frame and locals() (PEP 667).
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyCell_GET } from "../types/cell";
import { localName, localKind, CO_FAST_FREE, CO_FAST_CELL, CO_FAST_HIDDEN, CO_OPTIMIZED } from "../types/code";
import { PyCell_Type } from "../object/statics";
import { Py_NewRef } from "../object/refcount";
import { frameAt, frameCode, F_LOCALSPLUS } from "./frame";
import { frameOf } from "./frameobject";

/** A snapshot of the fast locals as a dict: `new`. */
export function fastToDict(frame: usize): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  const code = frameCode(frame);
  for (let i = 0; i < code.co_nlocalsplus; i++) {
    const kind = localKind(code, i);
    if (kind & CO_FAST_HIDDEN) continue;
    let value = load<PyObject | null>(frame + F_LOCALSPLUS + ((<usize>i) << 3));
    if (value !== null && kind & (CO_FAST_FREE | CO_FAST_CELL) && value.ob_type == PyCell_Type)
      value = PyCell_GET(value);
    if (value === null) continue;
    if (PyDict_SetItem(dict, localName(code, i), value) < 0) {
      Py_DECREF(dict);
      return null;
    }
  }
  return dict;
}

/** locals() of a frame: the namespace itself for modules and classes, a fresh snapshot for functions: `new`. */
export function frameLocals(frame: usize): PyObject | null {
  const locals = frameAt(frame).f_locals;
  if (!(frameCode(frame).co_flags & CO_OPTIMIZED) && locals !== null) return Py_NewRef(locals);
  return fastToDict(frame);
}

/** frame.f_locals of an optimised frame: `new`. */
export function frameLocalsProxy(frameObject: PyObject): PyObject | null {
  return fastToDict(frameOf(frameObject));
}
