/**
 * BaseException and what all exceptions share (Objects/exceptions.c): arguments, traceback, context, cause, notes. The structs are in
 * exception_layouts.ts; the types with fields of their own in exceptions_simple, _import, _os, _syntax, _unicode and
 * exception_group; the tree of all types, with initExceptionTypes, in exceptions_tree.ts.
 *
 * Invariant: `args` is a tuple from tp_new on; `context` and `cause` are exceptions or null; `traceback` a traceback or null.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { PyExc_BaseException, PyExc_TypeError } from "../object/exception_types";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef, Py_XNewRef, Py_XSETREF } from "../object/refcount";
import { Py_None, PyTraceBack_Type } from "../object/statics";
import { visitField } from "../object/slots";
import { METH_NOARGS, METH_O, Py_T_BOOL, addGetSet, addMember, addMethod } from "../object/typedef";
import { PyObject_GC_UnTrack } from "../gc/collector";
import { ID } from "../generated/ids";
import { PyErr_Format, PyErr_SetString, PyExceptionInstance_Check, keepMemoryError, raised } from "../protocol/errors";
import { PyObject_GenericGetAttr, PyObject_GetOptionalAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_Str } from "../protocol/compare";
import { PySequence_Tuple } from "../protocol/sequence";
import { PyDict_Check, PyDict_GET_SIZE, PyDict_Next, dictNextKey, dictNextValue } from "./dict";
import { PyObject_GenericGetDict, PyObject_GenericSetDict } from "./object";
import { PyList_Append, PyList_Check, PyList_New } from "./list";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_Pack2, PyTuple_Pack3 } from "./tuple";
import { PyUnicode_Check } from "./unicode";
import { PyUnicode_FromFormat } from "./unicode_format";
import { unicodeEmpty } from "./unicode_static";
import { _PyType_Name } from "./typeobject";
import { PyBaseExceptionObject } from "./exception_layouts";

export {
  PyAttributeErrorObject,
  PyBaseExceptionGroupObject,
  PyBaseExceptionObject,
  PyImportErrorObject,
  PyNameErrorObject,
  PyOSErrorObject,
  PyStopIterationObject,
  PySyntaxErrorObject,
  PySystemExitObject,
  PyUnicodeErrorObject,
} from "./exception_layouts";
export { forEachExceptionType, initExceptionTypes } from "./exceptions_tree";

function as(op: PyObject): PyBaseExceptionObject {
  return changetype<PyBaseExceptionObject>(op);
}

/** Address of the pointer field at `offset` of an exception. */
export function excField(self: PyObject, offset: usize): usize {
  return changetype<usize>(self) + offset;
}

/** tp_new. `new` */
export function BaseException_new(type: PyTypeObject, args: PyObject | null, kwds: PyObject | null): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  if (args !== null) {
    as(self).args = Py_NewRef(args);
    return self;
  }
  const empty = PyTuple_New(0);
  if (empty === null) {
    Py_DECREF(self);
    return null;
  }
  as(self).args = empty;
  return self;
}

/** _PyArg_NoKeywords with the type's name. */
export function exceptionNoKeywords(type: PyTypeObject, kwds: PyObject | null): bool {
  if (kwds === null || PyDict_GET_SIZE(kwds) == 0) return true;
  PyErr_Format(PyExc_TypeError, "%s() takes no keyword arguments", type.tp_name);
  return false;
}

export function BaseException_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!exceptionNoKeywords(self.ob_type, kwds)) return -1;
  Py_XSETREF(excField(self, offsetof<PyBaseExceptionObject>("args")), Py_NewRef(args));
  return 0;
}

export function BaseException_clear(self: PyObject): i32 {
  Py_CLEAR(excField(self, offsetof<PyBaseExceptionObject>("dict")));
  Py_CLEAR(excField(self, offsetof<PyBaseExceptionObject>("args")));
  Py_CLEAR(excField(self, offsetof<PyBaseExceptionObject>("notes")));
  Py_CLEAR(excField(self, offsetof<PyBaseExceptionObject>("traceback")));
  Py_CLEAR(excField(self, offsetof<PyBaseExceptionObject>("cause")));
  Py_CLEAR(excField(self, offsetof<PyBaseExceptionObject>("context")));
  return 0;
}

export function BaseException_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  BaseException_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** Some MemoryErrors are kept for when there is no memory to make one. */
export function MemoryError_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  BaseException_clear(self);
  if (!keepMemoryError(self)) call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

export function BaseException_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  for (let at: usize = 16; at <= 56; at += 8) {
    const stop = visitField(excField(self, at), visit, arg);
    if (stop) return stop;
  }
  return 0;
}

/** Visits `count` pointer fields from offset 72 on, then the common ones. */
export function traverseFields(self: PyObject, count: i32, visit: u32, arg: usize): i32 {
  for (let i = 0; i < count; i++) {
    const stop = visitField(excField(self, 72 + ((<usize>i) << 3)), visit, arg);
    if (stop) return stop;
  }
  return BaseException_traverse(self, visit, arg);
}

/** Clears `count` pointer fields from offset 72 on, then the common ones. */
export function clearFields(self: PyObject, count: i32): i32 {
  for (let i = 0; i < count; i++) Py_CLEAR(excField(self, 72 + ((<usize>i) << 3)));
  return BaseException_clear(self);
}

/** The rest of a tp_dealloc after the type's own fields were cleared. */
export function deallocFields(self: PyObject, count: i32): void {
  PyObject_GC_UnTrack(self);
  clearFields(self, count);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

/** new */
export function BaseException_str(self: PyObject): PyObject | null {
  const args = as(self).args;
  const n = PyTuple_GET_SIZE(args);
  if (n == 0) return Py_NewRef(unicodeEmpty());
  return PyObject_Str(n == 1 ? PyTuple_GET_ITEM(args, 0) : args);
}

/** new */
export function BaseException_repr(self: PyObject): PyObject | null {
  const name = _PyType_Name(self.ob_type);
  const args = as(self).args;
  if (PyTuple_GET_SIZE(args) == 1) {
    return PyUnicode_FromFormat("%s(%R)", name, changetype<usize>(PyTuple_GET_ITEM(args, 0)));
  }
  return PyUnicode_FromFormat("%s%R", name, changetype<usize>(args));
}

/** new */
function BaseException_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = as(self).dict;
  if (dict !== null) return PyTuple_Pack3(self.ob_type, as(self).args, dict);
  return PyTuple_Pack2(self.ob_type, as(self).args);
}

/** new */
function BaseException_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (state == Py_None) return Py_NewRef(Py_None);
  if (!PyDict_Check(state)) return PyErr_SetString(PyExc_TypeError, "state is not a dictionary");
  let pos = 0;
  while ((pos = PyDict_Next(state, pos)) != 0) {
    const key = Py_NewRef(dictNextKey());
    const value = Py_NewRef(dictNextValue());
    const result = PyObject_SetAttr(self, key, value);
    Py_DECREF(value);
    Py_DECREF(key);
    if (result < 0) return null;
  }
  return Py_NewRef(Py_None);
}

/** new */
function BaseException_with_traceback(self: PyObject, tb: PyObject): PyObject | null {
  if (PyException_SetTraceback(self, tb) < 0) return null;
  return Py_NewRef(self);
}

const optionalResult: usize = memory.data(8, 8);

/** Attribute `name` of self: `new`, or null, with an exception (`raised`) or without. */
function optionalAttr(self: PyObject, name: PyObject): PyObject | null {
  if (PyObject_GetOptionalAttr(self, name, optionalResult) <= 0) return null;
  return load<PyObject | null>(optionalResult);
}

/** exc.add_note(note), the way native code calls it: 0, or -1. */
export function _PyException_AddNote(self: PyObject, note: PyObject): i32 {
  const result = BaseException_add_note(self, note);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/** new */
function BaseException_add_note(self: PyObject, note: PyObject): PyObject | null {
  if (!PyUnicode_Check(note)) {
    return PyErr_Format(PyExc_TypeError, "note must be a str, not '%s'", note.ob_type.tp_name);
  }
  let notes = optionalAttr(self, ID.__notes__);
  if (notes === null) {
    if (raised !== null) return null;
    notes = PyList_New(0);
    if (notes === null) return null;
    if (PyObject_SetAttr(self, ID.__notes__, notes) < 0) {
      Py_DECREF(notes);
      return null;
    }
  } else if (!PyList_Check(notes)) {
    Py_DECREF(notes);
    return PyErr_SetString(PyExc_TypeError, "Cannot add note: __notes__ is not a list");
  }
  const failed = PyList_Append(notes, note) < 0;
  Py_DECREF(notes);
  return failed ? null : Py_NewRef(Py_None);
}

function getArgs(self: PyObject, closure: usize): PyObject | null {
  const args = load<PyObject | null>(excField(self, 24));
  return Py_NewRef(args === null ? Py_None : args);
}

function setArgs(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "args may not be deleted");
    return -1;
  }
  const args = PySequence_Tuple(value);
  if (args === null) return -1;
  Py_XSETREF(excField(self, 24), args);
  return 0;
}

function getTraceback(self: PyObject, closure: usize): PyObject | null {
  const tb = as(self).traceback;
  return Py_NewRef(tb === null ? Py_None : tb);
}

function setTraceback(self: PyObject, tb: PyObject | null, closure: usize): i32 {
  if (tb === null) {
    PyErr_SetString(PyExc_TypeError, "__traceback__ may not be deleted");
    return -1;
  }
  if (tb != Py_None && tb.ob_type != PyTraceBack_Type) {
    PyErr_SetString(PyExc_TypeError, "__traceback__ must be a traceback or None");
    return -1;
  }
  Py_XSETREF(excField(self, offsetof<PyBaseExceptionObject>("traceback")), tb == Py_None ? null : Py_NewRef(tb));
  return 0;
}

function getContext(self: PyObject, closure: usize): PyObject | null {
  const context = as(self).context;
  return Py_NewRef(context === null ? Py_None : context);
}

function setContext(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "__context__ may not be deleted");
    return -1;
  }
  if (value != Py_None && !PyExceptionInstance_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "exception context must be None or derive from BaseException");
    return -1;
  }
  PyException_SetContext(self, value == Py_None ? null : Py_NewRef(value));
  return 0;
}

function getCause(self: PyObject, closure: usize): PyObject | null {
  const cause = as(self).cause;
  return Py_NewRef(cause === null ? Py_None : cause);
}

function setCause(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "__cause__ may not be deleted");
    return -1;
  }
  if (value != Py_None && !PyExceptionInstance_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "exception cause must be None or derive from BaseException");
    return -1;
  }
  PyException_SetCause(self, value == Py_None ? null : Py_NewRef(value));
  return 0;
}

/** `new` or null without exception. */
export function PyException_GetTraceback(self: PyObject): PyObject | null {
  return Py_XNewRef(as(self).traceback);
}

/** Sets __traceback__; `tb` borrowed: a traceback or None; -1 with TypeError otherwise. */
export function PyException_SetTraceback(self: PyObject, tb: PyObject): i32 {
  return setTraceback(self, tb, 0);
}

/** `new` or null */
export function PyException_GetCause(self: PyObject): PyObject | null {
  return Py_XNewRef(as(self).cause);
}

/** steals cause */
export function PyException_SetCause(self: PyObject, cause: PyObject | null): void {
  as(self).suppress_context = 1;
  Py_XSETREF(excField(self, offsetof<PyBaseExceptionObject>("cause")), cause);
}

/** `new` or null */
export function PyException_GetContext(self: PyObject): PyObject | null {
  return Py_XNewRef(as(self).context);
}

/** steals context */
export function PyException_SetContext(self: PyObject, context: PyObject | null): void {
  Py_XSETREF(excField(self, offsetof<PyBaseExceptionObject>("context")), context);
}

/** `new` */
export function PyException_GetArgs(self: PyObject): PyObject {
  return Py_NewRef(as(self).args);
}

export function PyException_SetArgs(self: PyObject, args: PyObject): void {
  Py_INCREF(args);
  Py_XSETREF(excField(self, offsetof<PyBaseExceptionObject>("args")), args);
}

/** The class's tp_name, NUL-terminated. */
export function PyExceptionClass_Name(type: PyObject): usize {
  return changetype<PyTypeObject>(type).tp_name;
}

/** The methods and attributes of BaseException (its struct is filled in exceptions_tree.ts). */
export function addBaseExceptionMethods(): void {
  const t = PyExc_BaseException;
  t.tp_repr = BaseException_repr.index;
  t.tp_str = BaseException_str.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  addMethod(t, "__reduce__", BaseException_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "__setstate__", BaseException_setstate.index, METH_O, "__setstate__($self, object, /)\n--\n\n");
  addMethod(
    t,
    "with_traceback",
    BaseException_with_traceback.index,
    METH_O,
    "with_traceback($self, object, /)\n--\n\nSet __traceback__ to the argument and return self.",
  );
  addMethod(
    t,
    "add_note",
    BaseException_add_note.index,
    METH_O,
    "add_note($self, object, /)\n--\n\nAdd a note that tracebacks show below the message.",
  );
  addMember(t, "__suppress_context__", Py_T_BOOL, 64, 0);
  addGetSet(t, "__dict__", PyObject_GenericGetDict.index, PyObject_GenericSetDict.index);
  addGetSet(t, "args", getArgs.index, setArgs.index);
  addGetSet(t, "__traceback__", getTraceback.index, setTraceback.index);
  addGetSet(t, "__context__", getContext.index, setContext.index, "exception context");
  addGetSet(t, "__cause__", getCause.index, setCause.index, "exception cause");
}
