/**
 * Fills the hooks through which lower rooms reach the loop: the function pointers that stand where CPython's files call each other
 * across layers.
 */
import { setAwaitableIterHook } from "./types/iterobject";
import { setBuiltinsHook } from "./protocol/builtin_lookup";
import { _PyCoro_GetAwaitableIter } from "./vm/coroutine";
import { setHookClearFreeLists } from "./gc/hooks";
import { freelistClear } from "./memory/freelist";
import { dictFreeList } from "./types/dict";
import { _PyDictKeys_ClearFreeList } from "./types/dict_keys";
import { _PyFloat_ClearFreeList } from "./types/float";
import { listFreeList } from "./types/list";
import { _PyTuple_ClearFreeList } from "./types/tuple";
import { PyObject } from "./object/layout";
import { Py_XNewRef } from "./object/refcount";
import { PyExc_RuntimeError, PyExc_ValueError } from "./object/exception_types";
import { PyErr_Format, PyErr_SetString } from "./protocol/errors";
import { setCodecImportHook } from "./types/codecs";
import { setLocalsHook } from "./protocol/attr";
import { PyCell_Check, PyCell_GET } from "./types/cell";
import { CO_FAST_CELL, CO_FAST_FREE, localKind, localName } from "./types/code";
import { setImportHook } from "./types/object_reduce";
import { setSuperHook } from "./types/super";
import { setGlobalsHook } from "./types/type_new";
import { PyType_Check } from "./types/typeobject";
import { PyUnicode_EqualToLiteral } from "./types/unicode";
import { PyEval_GetGlobals, PyEval_GetBuiltins, currentLocals } from "./vm/code_runner";
import { setHookLineOfFrame } from "./types/traceback";
import { setGetframeHook } from "./modules/sys";
import { F_LOCALSPLUS, currentFrame, frameAt, frameCode, firstComplete } from "./vm/frame";
import { PyImport_GetModuleByName } from "./modules/import";
import { frameObjectOf, frameOf } from "./vm/frameobject";
import { lineOfUnit } from "./types/code_lines";

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

function superError(message: string): i32 {
  PyErr_SetString(PyExc_RuntimeError, message);
  return -1;
}

/** Class and first argument of the running method, borrowed, at `out` and `out + 8`; -1 with RuntimeError. */
function superArguments(out: usize): i32 {
  const frame = firstComplete(currentFrame);
  if (frame == 0) return superError("super(): no current frame");
  const co = frameCode(frame);
  if (co.co_argcount == 0) return superError("super(): no arguments");
  const locals = frame + F_LOCALSPLUS;
  let first = load<PyObject | null>(locals);
  if (first !== null && localKind(co, 0) & CO_FAST_CELL && PyCell_Check(first)) first = PyCell_GET(first);
  if (first === null) return superError("super(): arg[0] deleted");
  for (let i = co.co_nlocals; i < co.co_nlocalsplus; i++) {
    if (!(localKind(co, i) & CO_FAST_FREE) || !PyUnicode_EqualToLiteral(localName(co, i), "__class__")) continue;
    const cell = load<PyObject | null>(locals + ((<usize>i) << 3));
    if (cell === null || !PyCell_Check(cell)) return superError("super(): bad __class__ cell");
    const type = PyCell_GET(cell);
    if (type === null) return superError("super(): empty __class__ cell");
    if (!PyType_Check(type)) {
      PyErr_Format(PyExc_RuntimeError, "super(): __class__ is not a type (%s)", type.ob_type.tp_name);
      return -1;
    }
    store<u32>(out, <u32>changetype<usize>(type));
    store<u32>(out + 8, <u32>changetype<usize>(first));
    return 0;
  }
  return superError("super(): __class__ cell not found");
}

/** What a full collection gives back (_PyObject_ClearFreeLists); objects with a GC head begin 16 bytes before their address. */
function clearFreeLists(): void {
  _PyFloat_ClearFreeList();
  _PyTuple_ClearFreeList();
  freelistClear(listFreeList, 16);
  freelistClear(dictFreeList, 16);
  _PyDictKeys_ClearFreeList();
}

export function initHooks(): void {
  setHookClearFreeLists(clearFreeLists.index);
  setHookLineOfFrame(lineOfFrameObject.index);
  setGetframeHook(getFrame.index);
  setSuperHook(superArguments.index);
  setLocalsHook(currentLocals.index);
  setBuiltinsHook(PyEval_GetBuiltins.index);
  setGlobalsHook(PyEval_GetGlobals.index);
  setImportHook(PyImport_GetModuleByName.index);
  setCodecImportHook(PyImport_GetModuleByName.index);
  setAwaitableIterHook(_PyCoro_GetAwaitableIter.index);
}
