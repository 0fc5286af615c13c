/**
 * Bound methods, and instancemethod. Counterpart: Objects/classobject.c.
 *
 *   method          0 PyObject   16 im_func   24 im_self   32 im_weakreflist   40 vectorcall   48
 *   instancemethod  0 PyObject   16 func   24
 *
 * Invariant: `im_self` is never null; a call puts it before the arguments, in the slot the caller lent where there is one.
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
  initPtr,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyInstanceMethod_Type,
  PyMethod_Type,
  PyType_Type,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import {
  METH_NOARGS,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { PY_VECTORCALL_ARGUMENTS_OFFSET, PyVectorcall_NARGS, visitField } from "../object/slots";
import { PyExc_TypeError } from "../object/exception_types";
import {
  PyErr_BadInternalCall,
  PyErr_NoMemory,
  PyErr_SetString,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../protocol/errors";
import { PyArg_CheckPositional, noKeywordsDict } from "../protocol/args";
import { PyObject_Call, PyObject_Vectorcall, PyVectorcall_Call } from "../protocol/call";
import {
  PyCallable_Check,
  PyObject_GenericSetAttr,
  PyObject_GetAttr,
  PyObject_GetOptionalAttr,
} from "../protocol/attr";
import { PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_GenericHash, PyObject_Hash } from "../protocol/hash";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_New, _PyObject_GC_TRACK } from "../gc/collector";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "./tuple";
import { PyUnicode_Check } from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyObject_ClearWeakRefs } from "./weakref";
import { _PyType_LookupRef } from "./typeobject";
import { builtinsAttribute } from "./object_reduce";
import { ID } from "../generated/ids";

@unmanaged
export class PyMethodObject extends PyObject {
  im_func: PyObject; // 16
  im_func_hi: u32;
  im_self: PyObject; // 24
  im_self_hi: u32;
  im_weakreflist: PyObject | null; // 32
  im_weakreflist_hi: u32;
  vectorcall: u32; // 40
  vectorcall_hi: u32;
}

@unmanaged
export class PyInstanceMethodObject extends PyObject {
  func: PyObject; // 16
  func_hi: u32;
}

export function PyMethod_Check(op: PyObject): bool {
  return op.ob_type == PyMethod_Type;
}

export function PyMethod_GET_FUNCTION(op: PyObject): PyObject {
  return changetype<PyMethodObject>(op).im_func;
}

export function PyMethod_GET_SELF(op: PyObject): PyObject {
  return changetype<PyMethodObject>(op).im_self;
}

/** Borrows both; `new`. */
export function PyMethod_New(func: PyObject, self: PyObject): PyObject | null {
  if (changetype<usize>(self) == 0) return PyErr_BadInternalCall();
  const made = _PyObject_GC_New(PyMethod_Type);
  if (made === null) return null;
  const at = changetype<usize>(made);
  initPtr(at + 16, changetype<usize>(Py_NewRef(func)));
  initPtr(at + 24, changetype<usize>(Py_NewRef(self)));
  initPtr(at + 32, 0);
  initPtr(at + 40, method_vectorcall.index);
  _PyObject_GC_TRACK(made);
  return made;
}

function method_vectorcall(callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const self = PyMethod_GET_SELF(callable);
  const func = PyMethod_GET_FUNCTION(callable);
  const n = PyVectorcall_NARGS(nargsf);
  if (!Py_EnterRecursiveCall(" while calling a Python object")) return null;
  if (nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET) {
    const lent = args - 8;
    const saved = load<u64>(lent);
    store<u64>(lent, <u64>changetype<usize>(self));
    const result = PyObject_Vectorcall(func, lent, n + 1, kwnames);
    store<u64>(lent, saved);
    Py_LeaveRecursiveCall();
    return result;
  }
  const total = n + (kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames));
  const copy = PyMem_Malloc((<usize>(total + 1)) << 3);
  let result: PyObject | null = null;
  if (copy != 0) {
    store<u64>(copy, <u64>changetype<usize>(self));
    memory.copy(copy + 8, args, (<usize>total) << 3);
    result = PyObject_Vectorcall(func, copy, n + 1, kwnames);
    PyMem_Free(copy);
  } else PyErr_NoMemory();
  Py_LeaveRecursiveCall();
  return result;
}

function method_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const m = changetype<PyMethodObject>(self);
  if (m.im_weakreflist !== null) PyObject_ClearWeakRefs(self);
  Py_DECREF(m.im_func);
  Py_DECREF(m.im_self);
  PyObject_GC_Del(changetype<usize>(self));
}

function method_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const stop = visitField(changetype<usize>(self) + 16, visit, arg);
  return stop ? stop : visitField(changetype<usize>(self) + 24, visit, arg);
}

/** Attributes of the method type, then those of the function. */
function method_getattro(self: PyObject, name: PyObject): PyObject | null {
  const descr = _PyType_LookupRef(self.ob_type, name);
  if (descr === null) {
    // the function may be a method itself, and so on
    if (!Py_EnterRecursiveCall("")) return null;
    const value = PyObject_GetAttr(PyMethod_GET_FUNCTION(self), name);
    Py_LeaveRecursiveCall();
    return value;
  }
  const getter = descr.ob_type.tp_descr_get;
  if (getter == 0) return descr;
  const result = call_indirect<PyObject | null>(getter, descr, self, <PyObject>self.ob_type);
  Py_DECREF(descr);
  return result;
}

function method_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("method", kwargs)) return null;
  if (!PyArg_CheckPositional("method", PyTuple_GET_SIZE(args), 2, 2)) return null;
  const func = PyTuple_GET_ITEM(args, 0);
  const self = PyTuple_GET_ITEM(args, 1);
  if (!PyCallable_Check(func)) return PyErr_SetString(PyExc_TypeError, "first argument must be callable");
  if (self == Py_None) return PyErr_SetString(PyExc_TypeError, "instance must not be None");
  return PyMethod_New(func, self);
}

function method_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if ((op != Py_EQ && op != Py_NE) || !PyMethod_Check(a) || !PyMethod_Check(b)) return Py_NewRef(Py_NotImplemented);
  let eq = PyObject_RichCompareBool(PyMethod_GET_FUNCTION(a), PyMethod_GET_FUNCTION(b), Py_EQ);
  if (eq < 0) return null;
  if (eq > 0) eq = PyMethod_GET_SELF(a) == PyMethod_GET_SELF(b) ? 1 : 0;
  return Py_RETURN_BOOL(op == Py_EQ ? eq != 0 : eq == 0);
}

const cell = memory.data(8, 8);

function method_repr(self: PyObject): PyObject | null {
  const func = PyMethod_GET_FUNCTION(self);
  let rc = PyObject_GetOptionalAttr(func, ID.__qualname__, cell);
  if (rc == 0) rc = PyObject_GetOptionalAttr(func, ID.__name__, cell);
  if (rc < 0) return null;
  let name = load<PyObject | null>(cell);
  if (name !== null && !PyUnicode_Check(name)) {
    Py_DECREF(name);
    name = null;
  }
  const shown = name === null ? PyUnicode_FromLiteral("?") : name;
  if (shown === null) return null;
  const result = PyUnicode_FromFormat(
    "<bound method %U of %R>",
    changetype<usize>(shown),
    changetype<usize>(PyMethod_GET_SELF(self)),
  );
  Py_DECREF(shown);
  return result;
}

function method_hash(self: PyObject): i64 {
  const y = PyObject_Hash(PyMethod_GET_FUNCTION(self));
  if (y == -1) return -1;
  const h = PyObject_GenericHash(PyMethod_GET_SELF(self)) ^ y;
  return h == -1 ? -2 : h;
}

function method_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  return Py_NewRef(self);
}

function method_get_doc(self: PyObject, closure: usize): PyObject | null {
  return PyObject_GetAttr(PyMethod_GET_FUNCTION(self), ID.__doc__);
}

function method_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const name = PyObject_GetAttr(PyMethod_GET_FUNCTION(self), ID.__name__);
  if (name === null) return null;
  const getattr = builtinsAttribute(ID.getattr);
  const args = PyTuple_Pack2(PyMethod_GET_SELF(self), name);
  const result: PyObject | null = getattr === null || args === null ? null : PyTuple_Pack2(getattr, args);
  Py_XDECREF(getattr);
  Py_XDECREF(args);
  Py_DECREF(name);
  return result;
}

// ---- instancemethod --------------------------------------------------------------------------------------------------

function instanceFunc(op: PyObject): PyObject {
  return changetype<PyInstanceMethodObject>(op).func;
}

export function PyInstanceMethod_New(func: PyObject): PyObject | null {
  const made = _PyObject_GC_New(PyInstanceMethod_Type);
  if (made === null) return null;
  initPtr(changetype<usize>(made) + 16, changetype<usize>(Py_NewRef(func)));
  _PyObject_GC_TRACK(made);
  return made;
}

function instancemethod_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_DECREF(instanceFunc(self));
  PyObject_GC_Del(changetype<usize>(self));
}

function instancemethod_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

function instancemethod_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyObject_Call(instanceFunc(self), args, kwargs);
}

function instancemethod_descr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  return obj === null ? Py_NewRef(instanceFunc(self)) : PyMethod_New(instanceFunc(self), obj);
}

function instancemethod_getattro(self: PyObject, name: PyObject): PyObject | null {
  const descr = _PyType_LookupRef(self.ob_type, name);
  if (descr === null) return PyObject_GetAttr(instanceFunc(self), name);
  const getter = descr.ob_type.tp_descr_get;
  if (getter == 0) return descr;
  const result = call_indirect<PyObject | null>(getter, descr, self, <PyObject>self.ob_type);
  Py_DECREF(descr);
  return result;
}

function instancemethod_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("instancemethod", kwargs)) return null;
  if (!PyArg_CheckPositional("instancemethod", PyTuple_GET_SIZE(args), 1, 1)) return null;
  const func = PyTuple_GET_ITEM(args, 0);
  if (!PyCallable_Check(func)) return PyErr_SetString(PyExc_TypeError, "first argument must be callable");
  return PyInstanceMethod_New(func);
}

function instancemethod_repr(self: PyObject): PyObject | null {
  const func = instanceFunc(self);
  if (PyObject_GetOptionalAttr(func, ID.__name__, cell) < 0) return null;
  const name = load<PyObject | null>(cell);
  const shown = name === null || !PyUnicode_Check(name) ? PyUnicode_FromLiteral("?") : Py_NewRef(name);
  Py_XDECREF(name);
  if (shown === null) return null;
  const result = PyUnicode_FromFormat("<instancemethod %U at 0x%x>", changetype<usize>(shown), changetype<usize>(self));
  Py_DECREF(shown);
  return result;
}

function instancemethod_get_doc(self: PyObject, closure: usize): PyObject | null {
  return PyObject_GetAttr(instanceFunc(self), ID.__doc__);
}

export function initMethodTypes(): void {
  let t = PyMethod_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "method",
    <i32>offsetof<PyMethodObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    "method(function, instance, /)\n--\n\nCreate a bound instance method object.",
  );
  t.tp_dealloc = method_dealloc.index;
  t.tp_vectorcall_offset = <i32>offsetof<PyMethodObject>("vectorcall");
  t.tp_repr = method_repr.index;
  t.tp_hash = method_hash.index;
  t.tp_call = PyVectorcall_Call.index;
  t.tp_getattro = method_getattro.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_traverse = method_traverse.index;
  t.tp_richcompare = method_richcompare.index;
  t.tp_weaklistoffset = <i32>offsetof<PyMethodObject>("im_weakreflist");
  t.tp_descr_get = method_descr_get.index;
  t.tp_new = method_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__reduce__", method_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMember(t, "__func__", _Py_T_OBJECT, 16, Py_READONLY, "the function (or other callable) implementing a method");
  addMember(t, "__self__", _Py_T_OBJECT, 24, Py_READONLY, "the instance to which a method is bound");
  addGetSet(t, "__doc__", method_get_doc.index, 0);

  t = PyInstanceMethod_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "instancemethod",
    <i32>offsetof<PyInstanceMethodObject>(),
    0,
    Py_TPFLAGS_HAVE_GC,
    "instancemethod(function)\n\nBind a function to a class.",
  );
  t.tp_dealloc = instancemethod_dealloc.index;
  t.tp_repr = instancemethod_repr.index;
  t.tp_call = instancemethod_call.index;
  t.tp_getattro = instancemethod_getattro.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_traverse = instancemethod_traverse.index;
  t.tp_descr_get = instancemethod_descr_get.index;
  t.tp_new = instancemethod_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "__func__", _Py_T_OBJECT, 16, Py_READONLY, "the function (or other callable) implementing a method");
  addGetSet(t, "__doc__", instancemethod_get_doc.index, 0);
}
