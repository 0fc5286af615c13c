/**
 * Fills the hooks through which lower rooms reach the loop: the function pointers that stand where CPython's files call each other
 * across layers.
 */
import { PyObject } from "../object/layout";
import { Py_XNewRef } from "../object/refcount";
import { PyExc_ValueError } from "../object/exception_types";
import { PyErr_SetString } from "../protocol/errors";
import { setHookLineOfFrame } from "../types/traceback";
import { setGetframeHook } from "../modules/sys";
import { currentFrame, frameAt, frameCode, firstComplete } from "./frame";
import { frameObjectOf, frameOf } from "./frameobject";
import { lineOfUnit } from "../types/code_lines";

/** Line of a frame object's instruction at byte offset `lasti`. */
function lineOfFrameObject(frame: PyObject, lasti: i32): i32 {
  return lineOfUnit(frameCode(frameOf(frame)), lasti >> 1);
}

/** sys._getframe(depth): `new`. */
function getFrame(depth: i32): PyObject | null {
  let frame = firstComplete(currentFrame);
  while (frame != 0 && depth > 0) {
    frame = firstComplete(frameAt(frame).previous);
    depth--;
  }
  if (frame == 0) return PyErr_SetString(PyExc_ValueError, "call stack is not deep enough");
  return Py_XNewRef(frameObjectOf(frame));
}

export function initHooks(): void {
  setHookLineOfFrame(lineOfFrameObject.index);
  setGetframeHook(getFrame.index);
}
