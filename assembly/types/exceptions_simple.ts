/**
 * The exceptions with a field or two of their own: StopIteration, SystemExit, KeyError, NameError, AttributeError, ImportError
 * (Objects/exceptions.c). The fields begin at offset 72.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import {
  PyExc_AttributeError,
  PyExc_ImportError,
  PyExc_KeyError,
  PyExc_NameError,
  PyExc_StopIteration,
  PyExc_SystemExit,
} from "../object/exception_types";
import { Py_DECREF, Py_NewRef, Py_XNewRef, Py_XSETREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_NOARGS, _Py_T_OBJECT, addMember, addMethod } from "../object/typedef";
import { ID } from "../generated/ids";
import { PyObject_Repr } from "../protocol/compare";
import { PyDict_Copy, PyDict_New, PyDict_SetItem } from "./dict";
import { arg, parseTupleArgs } from "../protocol/args";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2, PyTuple_Pack3, tupleEmpty } from "./tuple";
import { PyUnicode_CheckExact } from "./unicode";
import {
  PyAttributeErrorObject,
  PyBaseExceptionObject,
  PyImportErrorObject,
  PyNameErrorObject,
  PyStopIterationObject,
  PySystemExitObject,
} from "./exception_layouts";
import {
  BaseException_init,
  BaseException_str,
  clearFields,
  deallocFields,
  excField,
  traverseFields,
} from "./exceptions";

/** Number of own pointer fields at 72.. that each of the shared functions below handles. */
export function clear1(self: PyObject): i32 {
  return clearFields(self, 1);
}
export function dealloc1(self: PyObject): void {
  deallocFields(self, 1);
}
export function traverse1(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseFields(self, 1, visit, arg);
}
export function clear2(self: PyObject): i32 {
  return clearFields(self, 2);
}
export function dealloc2(self: PyObject): void {
  deallocFields(self, 2);
}
export function traverse2(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseFields(self, 2, visit, arg);
}
export function clear4(self: PyObject): i32 {
  return clearFields(self, 4);
}
export function dealloc4(self: PyObject): void {
  deallocFields(self, 4);
}
export function traverse4(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseFields(self, 4, visit, arg);
}
export function clear8(self: PyObject): i32 {
  return clearFields(self, 8);
}
export function dealloc8(self: PyObject): void {
  deallocFields(self, 8);
}
export function traverse8(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseFields(self, 8, visit, arg);
}

/** Puts a reference to `value` (or null) into the field at `offset`. */
export function setField(self: PyObject, offset: usize, value: PyObject | null): void {
  Py_XSETREF(excField(self, offset), Py_XNewRef(value));
}

// ---- StopIteration, SystemExit

function StopIteration_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, kwds) < 0) return -1;
  setField(
    self,
    offsetof<PyStopIterationObject>("value"),
    PyTuple_GET_SIZE(args) > 0 ? PyTuple_GET_ITEM(args, 0) : Py_None,
  );
  return 0;
}

function SystemExit_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, kwds) < 0) return -1;
  const n = PyTuple_GET_SIZE(args);
  if (n > 0) setField(self, offsetof<PySystemExitObject>("code"), n == 1 ? PyTuple_GET_ITEM(args, 0) : args);
  return 0;
}

// ---- KeyError

/** A lone argument is shown by its repr, so that a missing '' is visible. `new` */
function KeyError_str(self: PyObject): PyObject | null {
  const args = changetype<PyBaseExceptionObject>(self).args;
  if (PyTuple_GET_SIZE(args) == 1) return PyObject_Repr(PyTuple_GET_ITEM(args, 0));
  return BaseException_str(self);
}

// ---- keyword attributes of NameError, AttributeError, ImportError

/** Takes keyword arguments into fields: parameter i of `spec` into the field at `first + 8 * i`; absent ones become null. */
function takeKeywords(
  self: PyObject,
  kwds: PyObject | null,
  fname: string,
  first: usize,
  spec: string,
  count: i32,
): bool {
  for (let i = 0; i < count; i++) setField(self, first + ((<usize>i) << 3), null);
  if (!parseTupleArgs(fname, spec, tupleEmpty, kwds)) return false;
  for (let i = 0; i < count; i++) setField(self, first + ((<usize>i) << 3), arg(i));
  return true;
}

function NameError_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, null) < 0) return -1;
  return takeKeywords(self, kwds, "NameError", offsetof<PyNameErrorObject>("name"), "*,name=", 1) ? 0 : -1;
}

function AttributeError_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, null) < 0) return -1;
  return takeKeywords(self, kwds, "AttributeError", offsetof<PyAttributeErrorObject>("obj"), "*,obj=,name=", 2)
    ? 0
    : -1;
}

/** The object is not pickled on purpose. `new` */
function AttributeError_getstate(self: PyObject, unused: PyObject | null): PyObject | null {
  const exc = changetype<PyAttributeErrorObject>(self);
  const name = exc.name;
  const args = load<PyObject | null>(excField(self, 24));
  const dict = exc.dict;
  if (name === null && args === null) return Py_NewRef(dict === null ? Py_None : dict);
  const state = dict !== null ? PyDict_Copy(dict) : PyDict_New();
  if (state === null) return null;
  if (
    (name !== null && PyDict_SetItem(state, ID.name, name) < 0) ||
    (args !== null && PyDict_SetItem(state, ID.args, args) < 0)
  ) {
    Py_DECREF(state);
    return null;
  }
  return state;
}

/** new */
function AttributeError_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const state = AttributeError_getstate(self, null);
  if (state === null) return null;
  const result = PyTuple_Pack3(self.ob_type, changetype<PyBaseExceptionObject>(self).args, state);
  Py_DECREF(state);
  return result;
}

// ---- ImportError

function ImportError_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, null) < 0) return -1;
  const first = offsetof<PyImportErrorObject>("name");
  if (!takeKeywords(self, kwds, "ImportError", first, "*,name=,path=,name_from=", 3)) return -1;
  const message = PyTuple_GET_SIZE(args) == 1 ? PyTuple_GET_ITEM(args, 0) : null;
  setField(self, offsetof<PyImportErrorObject>("msg"), message);
  return 0;
}

/** new */
function ImportError_str(self: PyObject): PyObject | null {
  const msg = changetype<PyImportErrorObject>(self).msg;
  if (msg !== null && PyUnicode_CheckExact(msg)) return Py_NewRef(msg);
  return BaseException_str(self);
}

/** new, null only with an exception; None if there is nothing to keep */
function ImportError_state(self: PyObject): PyObject | null {
  const exc = changetype<PyImportErrorObject>(self);
  const dict = exc.dict;
  const name = exc.name;
  const path = exc.path;
  const nameFrom = exc.name_from;
  if (name === null && path === null && nameFrom === null) return Py_NewRef(dict === null ? Py_None : dict);
  const state = dict !== null ? PyDict_Copy(dict) : PyDict_New();
  if (state === null) return null;
  if (
    (name !== null && PyDict_SetItem(state, ID.name, name) < 0) ||
    (path !== null && PyDict_SetItem(state, ID.path, path) < 0) ||
    (nameFrom !== null && PyDict_SetItem(state, ID.name_from, nameFrom) < 0)
  ) {
    Py_DECREF(state);
    return null;
  }
  return state;
}

/** new */
function ImportError_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const state = ImportError_state(self);
  if (state === null) return null;
  const args = changetype<PyBaseExceptionObject>(self).args;
  const result = state == Py_None ? PyTuple_Pack2(self.ob_type, args) : PyTuple_Pack3(self.ob_type, args, state);
  Py_DECREF(state);
  return result;
}

// ---- the types' own slots and attributes; exceptions_tree.ts has set name, base and size

function ownFields(t: PyTypeObject, dealloc: u32, traverse: u32, clear: u32, init: u32): void {
  t.tp_dealloc = dealloc;
  t.tp_traverse = traverse;
  t.tp_clear = clear;
  t.tp_init = init;
  t.tp_new = 0;
}

export function addSimpleExceptionFields(): void {
  ownFields(PyExc_StopIteration, dealloc1.index, traverse1.index, clear1.index, StopIteration_init.index);
  addMember(PyExc_StopIteration, "value", _Py_T_OBJECT, 72, 0, "generator return value");
  ownFields(PyExc_SystemExit, dealloc1.index, traverse1.index, clear1.index, SystemExit_init.index);
  addMember(PyExc_SystemExit, "code", _Py_T_OBJECT, 72, 0, "exception code");
  PyExc_KeyError.tp_str = KeyError_str.index;
  PyExc_KeyError.tp_new = 0;
  ownFields(PyExc_NameError, dealloc1.index, traverse1.index, clear1.index, NameError_init.index);
  PyExc_NameError.tp_str = BaseException_str.index;
  addMember(PyExc_NameError, "name", _Py_T_OBJECT, 72, 0, "name");
  ownFields(PyExc_AttributeError, dealloc2.index, traverse2.index, clear2.index, AttributeError_init.index);
  PyExc_AttributeError.tp_str = BaseException_str.index;
  addMember(PyExc_AttributeError, "name", _Py_T_OBJECT, offsetof<PyAttributeErrorObject>("name"), 0, "attribute name");
  addMember(PyExc_AttributeError, "obj", _Py_T_OBJECT, offsetof<PyAttributeErrorObject>("obj"), 0, "object");
  const reduceDoc = "__reduce__($self, /)\n--\n\n";
  addMethod(
    PyExc_AttributeError,
    "__getstate__",
    AttributeError_getstate.index,
    METH_NOARGS,
    "__getstate__($self, /)\n--\n\n",
  );
  addMethod(PyExc_AttributeError, "__reduce__", AttributeError_reduce.index, METH_NOARGS, reduceDoc);
  const t = PyExc_ImportError;
  ownFields(t, dealloc4.index, traverse4.index, clear4.index, ImportError_init.index);
  t.tp_str = ImportError_str.index;
  addMember(t, "msg", _Py_T_OBJECT, offsetof<PyImportErrorObject>("msg"), 0, "exception message");
  addMember(t, "name", _Py_T_OBJECT, offsetof<PyImportErrorObject>("name"), 0, "module name");
  addMember(t, "path", _Py_T_OBJECT, offsetof<PyImportErrorObject>("path"), 0, "module path");
  addMember(t, "name_from", _Py_T_OBJECT, offsetof<PyImportErrorObject>("name_from"), 0, "name imported from module");
  addMethod(t, "__reduce__", ImportError_reduce.index, METH_NOARGS, reduceDoc);
}
