/**
 * Types and functions of _testcapi that do to an object what only C can: an am_await that gives anything, a function's vectorcall, a class with
 * tp_del, a container that the collector does not see; and exceptions that are written as unraisable.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC, initPtr, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyFunction_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  _Py_T_OBJECT,
  addMember,
  asyncMethods,
  initStaticType,
  newMethodDef,
} from "../../object/typedef";
import { PyExc_TypeError } from "../../object/exception_types";
import { PyType_GenericAlloc } from "../../gc/collector";
import { PyObject_Free } from "../../memory/blocks";
import { PyArg_CheckPositional, checkParsedCount } from "../../protocol/args";
import { _PyObject_LookupSpecial } from "../../protocol/attr";
import { PyObject_CallMethodOneArg, PyObject_CallNoArgs } from "../../protocol/call";
import { PyObject_Repr } from "../../protocol/compare";
import {
  PyErr_GetRaisedException,
  PyErr_SetObject,
  PyErr_SetRaisedException,
  PyErr_SetString,
  PyExceptionInstance_Check,
} from "../../protocol/errors";
import { PyErr_WriteUnraisable, writeUnraisableWith } from "../../protocol/unraisable";
import { PyFunctionObject } from "../../types/function";
import { PyCFunction_NewEx } from "../../types/methodobject";
import { PyModule_AddObjectRef, moduleFunction } from "../../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { PyType_Check, PyType_Modified, PyType_Ready } from "../../types/typeobject";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyUnicode_Replace } from "../../types/unicode_ops";
import { tripSignal } from "../../vm/pending";

const SIGINT: i32 = 2;

const AwaitType = changetype<PyTypeObject>(memory.data(416, 16));
const ContainerNoGC = changetype<PyTypeObject>(memory.data(416, 16));

/** Of both types: 16 the object they hold. */
const HELD: usize = 16;

function holder_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!checkParsedCount("", PyTuple_GET_SIZE(args), 1, 1)) return null;
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op !== null) initPtr(changetype<usize>(op) + HELD, changetype<usize>(Py_NewRef(PyTuple_GET_ITEM(args, 0))));
  return op;
}

function holder_dealloc(self: PyObject): void {
  Py_DECREF(ptrAt(changetype<usize>(self) + HELD, 0));
  PyObject_Free(changetype<usize>(self));
}

function await_await(self: PyObject): PyObject | null {
  return Py_NewRef(ptrAt(changetype<usize>(self) + HELD, 0));
}

function defineTypes(): void {
  let t = AwaitType;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "awaitType", 24, 0, 0);
  t.tp_new = holder_new.index;
  t.tp_dealloc = holder_dealloc.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  asyncMethods(t).am_await = await_await.index;
  t = ContainerNoGC;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_testcapi.ContainerNoGC", 24, 0, Py_TPFLAGS_BASETYPE);
  t.tp_new = holder_new.index;
  t.tp_dealloc = holder_dealloc.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  addMember(t, "value", _Py_T_OBJECT, <i32>HELD, Py_READONLY, "a container value for test purposes");
}

// ---- classes made different ------------------------------------------------------------------------------------------

function isClass(op: PyObject, text: string): bool {
  if (PyType_Check(op)) return true;
  PyErr_SetString(PyExc_TypeError, text);
  return false;
}

/** Calls __tp_del__ of an object whose last reference has gone; it lives on if that makes a new one. */
function slot_tp_del(self: PyObject): void {
  self.ob_refcnt = 1;
  const exc = PyErr_GetRaisedException();
  const name = PyUnicode_FromLiteral("__tp_del__");
  const del: PyObject | null = name === null ? null : _PyObject_LookupSpecial(self, name);
  if (del !== null) {
    const result = PyObject_CallNoArgs(del);
    if (result === null) PyErr_WriteUnraisable(del);
    else Py_DECREF(result);
    Py_DECREF(del);
  }
  Py_XDECREF(name);
  PyErr_SetRaisedException(exc);
  self.ob_refcnt -= 1;
}

function with_tp_del(m: PyObject, op: PyObject): PyObject | null {
  if (!isClass(op, "heap type expected")) return null;
  changetype<PyTypeObject>(op).tp_del = slot_tp_del.index;
  return Py_NewRef(op);
}

/** Its instances get no header of the collector. */
function without_gc(m: PyObject, op: PyObject): PyObject | null {
  if (!isClass(op, "heap type expected")) return null;
  const type = changetype<PyTypeObject>(op);
  if (type.tp_flags & Py_TPFLAGS_HAVE_GC) {
    type.tp_flags &= ~Py_TPFLAGS_HAVE_GC;
    type.tp_free = PyObject_Free.index;
    type.tp_traverse = 0;
    type.tp_clear = 0;
  }
  PyType_Modified(type);
  return Py_NewRef(op);
}

// ---- functions -------------------------------------------------------------------------------------------------------

/** (self, obj, cls): calls the class, which may let `self` go meanwhile, then repr(self). */
function bad_get(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("bad_get", nargs, 3, 3)) return null;
  const self = ptrAt(args, 0);
  const made = PyObject_CallNoArgs(ptrAt(args, 2));
  if (made === null) return null;
  Py_DECREF(made);
  return PyObject_Repr(self);
}

function returnNothing(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(Py_None);
}

function create_cfunction(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyCFunction_NewEx(newMethodDef("create_cfunction", returnNothing.index, METH_NOARGS, null), m, null);
}

function overridden(func: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  return PyUnicode_FromLiteral("overridden");
}

function function_setvectorcall(m: PyObject, func: PyObject): PyObject | null {
  if (func.ob_type != PyFunction_Type) return PyErr_SetString(PyExc_TypeError, "'func' must be a function");
  const f = changetype<PyFunctionObject>(func);
  f.func_version = 0;
  f.vectorcall = overridden.index;
  return Py_NewRef(Py_None);
}

/** Sets an exception that was passed as an argument; false with TypeError if it is none. */
function raise(exc: PyObject): bool {
  if (!PyExceptionInstance_Check(exc)) {
    PyErr_SetString(PyExc_TypeError, "exceptions must derive from BaseException");
    return false;
  }
  PyErr_SetObject(exc.ob_type, exc);
  return true;
}

function err_writeunraisable(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!checkParsedCount("", nargs, 2, 2) || !raise(ptrAt(args, 0))) return null;
  const object = ptrAt(args, 1);
  if (object == Py_None) PyErr_WriteUnraisable(null);
  else PyErr_WriteUnraisable(object);
  return Py_NewRef(Py_None);
}

/** (exc, format or None, object): the one object stands for %R. */
function err_formatunraisable(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!checkParsedCount("", nargs, 2, 3) || !raise(ptrAt(args, 0))) return null;
  const format = ptrAt(args, 1);
  let message: PyObject | null = null;
  if (format != Py_None) {
    const exc = PyErr_GetRaisedException();
    message = filledFormat(format, nargs > 2 ? ptrAt(args, 2) : format);
    if (message === null) return null;
    PyErr_SetRaisedException(exc);
  }
  writeUnraisableWith(message);
  Py_XDECREF(message);
  return Py_NewRef(Py_None);
}

/** `format` with the object's repr for %R: `new`. */
function filledFormat(format: PyObject, object: PyObject): PyObject | null {
  const repr = PyObject_Repr(object);
  const directive = PyUnicode_FromLiteral("%R");
  let filled: PyObject | null = null;
  if (repr !== null && directive !== null) filled = PyUnicode_Replace(format, directive, repr, -1);
  Py_XDECREF(repr);
  Py_XDECREF(directive);
  return filled;
}

/** A SIGINT arrives while the generator gets its next value. */
function raise_SIGINT_then_send_None(m: PyObject, gen: PyObject): PyObject | null {
  tripSignal(SIGINT);
  const name = PyUnicode_FromLiteral("send");
  if (name === null) return null;
  const result = PyObject_CallMethodOneArg(gen, name, Py_None);
  Py_DECREF(name);
  return result;
}

let defined: bool = false;

/** Adds all of this file to _testcapi; false with an exception. */
export function addObjectFunctions(m: PyObject): bool {
  if (!defined) defineTypes();
  defined = true;
  let bad = 0;
  bad |= moduleFunction(m, "with_tp_del", with_tp_del.index, METH_O);
  bad |= moduleFunction(m, "without_gc", without_gc.index, METH_O);
  bad |= moduleFunction(m, "bad_get", bad_get.index, METH_FASTCALL);
  bad |= moduleFunction(m, "create_cfunction", create_cfunction.index, METH_NOARGS);
  bad |= moduleFunction(m, "function_setvectorcall", function_setvectorcall.index, METH_O);
  bad |= moduleFunction(m, "err_writeunraisable", err_writeunraisable.index, METH_FASTCALL);
  bad |= moduleFunction(m, "err_formatunraisable", err_formatunraisable.index, METH_FASTCALL);
  bad |= moduleFunction(m, "raise_SIGINT_then_send_None", raise_SIGINT_then_send_None.index, METH_O);
  return (
    bad == 0 &&
    PyType_Ready(AwaitType) == 0 &&
    PyType_Ready(ContainerNoGC) == 0 &&
    PyModule_AddObjectRef(m, "awaitType", AwaitType) == 0 &&
    PyModule_AddObjectRef(m, "ContainerNoGC", ContainerNoGC) == 0
  );
}
