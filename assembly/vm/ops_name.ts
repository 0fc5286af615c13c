/**
 * Slow paths of names: globals, module-level and class-level names, cells, deletes. Contract: stack.ts.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyDict_Type } from "../object/statics";
import { PyExc_NameError, PyExc_UnboundLocalError, PyExc_KeyError, PyExc_SystemError } from "../object/exception_types";
import {
  PyErr_Format,
  PyErr_Occurred,
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
} from "../protocol/errors";
import { PyMapping_GetOptionalItem, PyObject_SetItem, PyObject_DelItem } from "../protocol/sequence";
import { PyObject_SetAttr } from "../protocol/attr";
import {
  PyDict_GetItemRef,
  PyDict_SetItem,
  PyDict_DelItem,
  _PyDict_LoadGlobal,
  PyDictObject,
  PyDict_New,
} from "../types/dict";
import { PyTuple_GET_ITEM } from "../types/tuple";
import { PyCell_GetRef, PyCell_SwapTakeRef } from "../types/cell";
import { PyCodeObject, localName, localKind, CO_FAST_FREE } from "../types/code";
import { ID } from "../generated/ids";
import { InterpreterFrame, frameAt, frameCode } from "./frame";
import { stepCounter } from "./counter";
import { specializeLoadGlobal } from "./specialize";
import { peek, push, dropTop } from "./stack";

function nameAt(frame: usize, i: i32): PyObject {
  return PyTuple_GET_ITEM(frameCode(frame).co_names, i);
}

/** NameError with its `name` attribute, which suggestions need. */
export function formatNameError(type: PyTypeObject, format: string, name: PyObject): void {
  PyErr_Format(type, format, changetype<usize>(name));
  if (type != PyExc_NameError) return;
  const exc = PyErr_GetRaisedException();
  if (exc !== null && PyObject_SetAttr(exc, ID.name, name) < 0) PyErr_Clear();
  PyErr_SetRaisedException(exc);
}

function nameError(name: PyObject): void {
  formatNameError(PyExc_NameError, "name '%U' is not defined", name);
}

export function noBuildClass(): void {
  PyErr_Format(PyExc_NameError, "__build_class__ not found");
}

/** `new`; null with NameError. */
function globalOrBuiltin(f: InterpreterFrame, name: PyObject): PyObject | null {
  const globals = f.f_globals!;
  const builtins = f.f_builtins!;
  if (globals.ob_type == PyDict_Type && builtins.ob_type == PyDict_Type) {
    const found = _PyDict_LoadGlobal(changetype<PyDictObject>(globals), changetype<PyDictObject>(builtins), name);
    if (found === null && PyErr_Occurred() === null) nameError(name);
    return found;
  }
  let found = PyMapping_GetOptionalItem(globals, name);
  if (found === null && PyErr_Occurred() === null) {
    found = PyMapping_GetOptionalItem(builtins, name);
    if (found === null && PyErr_Occurred() === null) nameError(name);
  }
  return found;
}

export function op_load_global(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const f = frameAt(frame);
  const name = nameAt(frame, oparg >> 1);
  if (stepCounter(pc)) specializeLoadGlobal(pc, f.f_globals!, f.f_builtins!, name);
  const value = globalOrBuiltin(f, name);
  if (value === null) return 0;
  store<u32>(sp, <u32>changetype<usize>(value));
  if (oparg & 1) {
    store<u32>(sp + 8, 0);
    return sp + 16;
  }
  return sp + 8;
}

function noLocals(what: string, name: PyObject): usize {
  PyErr_Format(PyExc_SystemError, what, changetype<usize>(name));
  return 0;
}

export function op_load_name(frame: usize, sp: usize, oparg: i32): usize {
  const f = frameAt(frame);
  const name = nameAt(frame, oparg);
  const locals = f.f_locals;
  if (locals === null) return noLocals("no locals when loading %R", name);
  let value = locals.ob_type == PyDict_Type ? PyDict_GetItemRef(locals, name) : PyMapping_GetOptionalItem(locals, name);
  if (value === null) {
    if (PyErr_Occurred() !== null) return 0;
    value = globalOrBuiltin(f, name);
  }
  return push(sp, value);
}

export function op_store_name(frame: usize, sp: usize, oparg: i32): usize {
  const name = nameAt(frame, oparg);
  const locals = frameAt(frame).f_locals;
  if (locals === null) return noLocals("no locals found when storing %R", name);
  const value = peek(sp, 1);
  const failed =
    (locals.ob_type == PyDict_Type ? PyDict_SetItem(locals, name, value) : PyObject_SetItem(locals, name, value)) < 0;
  return dropTop(sp, 1, failed);
}

export function op_delete_name(frame: usize, sp: usize, oparg: i32): usize {
  const name = nameAt(frame, oparg);
  const locals = frameAt(frame).f_locals;
  if (locals === null) return noLocals("no locals when deleting %R", name);
  if (PyObject_DelItem(locals, name) < 0) {
    if (PyErr_ExceptionMatches(PyExc_KeyError)) nameError(name);
    return 0;
  }
  return sp;
}

export function op_store_global(frame: usize, sp: usize, oparg: i32): usize {
  return dropTop(sp, 1, PyDict_SetItem(frameAt(frame).f_globals!, nameAt(frame, oparg), peek(sp, 1)) < 0);
}

export function op_delete_global(frame: usize, sp: usize, oparg: i32): usize {
  const name = nameAt(frame, oparg);
  if (PyDict_DelItem(frameAt(frame).f_globals!, name) < 0) {
    if (PyErr_ExceptionMatches(PyExc_KeyError)) nameError(name);
    return 0;
  }
  return sp;
}

export function op_load_locals(frame: usize, sp: usize): usize {
  const locals = frameAt(frame).f_locals;
  if (locals === null) {
    PyErr_Format(PyExc_SystemError, "no locals");
    return 0;
  }
  return push(sp, Py_NewRef(locals));
}

/** LOAD_FROM_DICT_OR_GLOBALS: the mapping on the stack first (a class body inside a type-parameter scope). */
export function op_load_from_dict_or_globals(frame: usize, sp: usize, oparg: i32): usize {
  const name = nameAt(frame, oparg);
  const mapping = peek(sp, 1);
  let value = PyMapping_GetOptionalItem(mapping, name);
  if (value === null) {
    if (PyErr_Occurred() !== null) return 0;
    value = globalOrBuiltin(frameAt(frame), name);
    if (value === null) return 0;
  }
  Py_DECREF(mapping);
  return push(sp - 8, value);
}

export function op_load_from_dict_or_deref(frame: usize, sp: usize, oparg: i32): usize {
  const name = localName(frameCode(frame), oparg);
  const mapping = peek(sp, 1);
  let value = PyMapping_GetOptionalItem(mapping, name);
  if (value === null) {
    if (PyErr_Occurred() !== null) return 0;
    value = PyCell_GetRef(load<PyObject>(frame + 72 + ((<usize>oparg) << 3)));
    if (value === null) {
      unboundDeref(frame, oparg);
      return 0;
    }
  }
  Py_DECREF(mapping);
  return push(sp - 8, value);
}

/** UnboundLocalError of fast local `oparg`. */
export function unboundLocal(frame: usize, oparg: i32): void {
  PyErr_Format(
    PyExc_UnboundLocalError,
    "cannot access local variable '%U' where it is not associated with a value",
    changetype<usize>(localName(frameCode(frame), oparg)),
  );
}

/** The error of an empty cell: UnboundLocalError for a cell of this function, NameError for a free variable. */
export function unboundDeref(frame: usize, oparg: i32): void {
  if (PyErr_Occurred() !== null) return;
  const code: PyCodeObject = frameCode(frame);
  if (!(localKind(code, oparg) & CO_FAST_FREE)) {
    unboundLocal(frame, oparg);
    return;
  }
  formatNameError(
    PyExc_NameError,
    "cannot access free variable '%U' where it is not associated with a value in enclosing scope",
    localName(code, oparg),
  );
}

export function op_delete_deref(frame: usize, sp: usize, oparg: i32): usize {
  const old = PyCell_SwapTakeRef(load<PyObject>(frame + 72 + ((<usize>oparg) << 3)), null);
  if (old === null) {
    unboundDeref(frame, oparg);
    return 0;
  }
  Py_DECREF(old);
  return sp;
}

export function op_delete_fast(frame: usize, sp: usize, oparg: i32): usize {
  const at = frame + 72 + ((<usize>oparg) << 3);
  const old = load<PyObject | null>(at);
  if (old === null) {
    unboundLocal(frame, oparg);
    return 0;
  }
  store<u32>(at, 0);
  Py_DECREF(old);
  return sp;
}

export function op_setup_annotations(frame: usize, sp: usize): usize {
  const locals = frameAt(frame).f_locals;
  if (locals === null) {
    PyErr_Format(PyExc_SystemError, "no locals found when setting up annotations");
    return 0;
  }
  const isDict = locals.ob_type == PyDict_Type;
  const found = isDict
    ? PyDict_GetItemRef(locals, ID.__annotations__)
    : PyMapping_GetOptionalItem(locals, ID.__annotations__);
  if (found !== null) {
    Py_DECREF(found);
    return sp;
  }
  if (PyErr_Occurred() !== null) return 0;
  const notes = PyDict_New();
  if (notes === null) return 0;
  const failed = PyObject_SetItem(locals, ID.__annotations__, notes) < 0;
  Py_DECREF(notes);
  return failed ? 0 : sp;
}
