/**
 * Descriptors of native methods, fields, computed attributes and slots, and the method-wrapper that binds a slot to an object.
 * Counterpart: Objects/descrobject.c.
 *
 * Invariant: before native code sees `self`, the descriptor has checked that it is an instance of the type it was made for.
 *
 * Elsewhere: mappingproxy (mappingproxy.ts), struct members (member.ts).
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
  initPtr,
} from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyClassMethodDescr_Type,
  PyGetSetDescr_Type,
  PyMemberDescr_Type,
  PyMethodDescr_Type,
  PyType_Type,
  PyWrapperDescr_Type,
  _PyMethodWrapper_Type,
  Py_NotImplemented,
} from "../object/statics";
import {
  METH_FASTCALL,
  METH_KEYWORDS,
  METH_NOARGS,
  METH_O,
  METH_VARARGS,
  PyGetSetDef,
  PyMemberDef,
  PyMethodDef,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { visitField, PyVectorcall_NARGS } from "../object/slots";
import { PyExc_AttributeError, PyExc_SystemError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../protocol/errors";
import { PyObject_Call, PyVectorcall_Call, kwargsDict } from "../protocol/call";
import { PyObject_GenericGetAttr, PyObject_GetAttr } from "../protocol/attr";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { _Py_HashPointer } from "../protocol/hash";
import { PyObject_GC_UnTrack, PyObject_GC_Del, _PyObject_GC_New, _PyObject_GC_TRACK } from "../gc/collector";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_GetSlice, PyTuple_Pack2, _PyTuple_FromArray } from "./tuple";
import { PyDict_GET_SIZE } from "./dict";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyUnicode_Check } from "./unicode";
import { PyType_Check, PyType_IsSubtype } from "./typeobject";
import { PyCFunction_NewEx, _PyObject_FunctionStr, argumentCountError, keywordError } from "./methodobject";
import { docText, internedName, methodSignature, signatureText } from "./docstring";
import { PyMember_GetOne, PyMember_SetOne } from "./member";
import { initDictProxyType } from "./mappingproxy";
import { builtinsAttribute } from "./object_reduce";
import { ID } from "../generated/ids";

export { PyMember_GetOne, PyMember_SetOne } from "./member";
export { PyDictProxy_New } from "./mappingproxy";

/** Head of every native descriptor: 40 bytes. */
@unmanaged
export class PyDescrObject extends PyObject {
  d_type: PyTypeObject; // 16
  d_type_hi: u32;
  d_name: PyObject; // 24
  d_name_hi: u32;
  d_qualname: PyObject | null; // 32: made on demand
  d_qualname_hi: u32;
}
/** 56 bytes; also classmethod_descriptor. */
@unmanaged
export class PyMethodDescrObject extends PyDescrObject {
  d_method: PyMethodDef; // 40
  d_method_hi: u32;
  vectorcall: u32; // 48
  vectorcall_hi: u32;
}
@unmanaged
export class PyMemberDescrObject extends PyDescrObject {
  d_member: PyMemberDef; // 40
  d_member_hi: u32;
}
@unmanaged
export class PyGetSetDescrObject extends PyDescrObject {
  d_getset: PyGetSetDef; // 40
  d_getset_hi: u32;
}
/** One row of the slot table: a special method's name, its slot and the functions between them. 56 bytes as CPython's wrapperbase. */
@unmanaged
export class PyWrapperBase {
  name: usize;
  name_hi: u32;
  offset: i32;
  offset_hi: u32;
  function: u32;
  function_hi: u32;
  wrapper: u32;
  wrapper_hi: u32;
  doc: usize;
  doc_hi: u32;
  flags: i32;
  flags_hi: u32;
  name_strobj: PyObject;
  name_strobj_hi: u32;
}
@unmanaged
export class PyWrapperDescrObject extends PyDescrObject {
  d_base: PyWrapperBase; // 40
  d_base_hi: u32;
  d_wrapped: u32; // 48: the slot function's table index
  d_wrapped_hi: u32;
}
/** A slot bound to an object: 32 bytes. */
@unmanaged
export class WrapperObject extends PyObject {
  descr: PyWrapperDescrObject; // 16
  descr_hi: u32;
  self: PyObject; // 24
  self_hi: u32;
}

function descrOf(op: PyObject): PyDescrObject {
  return changetype<PyDescrObject>(op);
}

// ---- making ----------------------------------------------------------------------------------------------------------

function newDescr(kind: PyTypeObject, type: PyTypeObject, name: usize, detail: usize): PyObject | null {
  const text = internedName(name);
  if (text === null) return null;
  const made = _PyObject_GC_New(kind);
  if (made === null) {
    Py_DECREF(text);
    return null;
  }
  const at = changetype<usize>(made);
  initPtr(at + 16, changetype<usize>(Py_NewRef(type)));
  initPtr(at + 24, changetype<usize>(text));
  initPtr(at + 32, 0);
  initPtr(at + 40, detail);
  if (kind.tp_basicsize > 48) store<u64>(at + 48, 0);
  _PyObject_GC_TRACK(made);
  return made;
}

export function PyDescr_NewMethod(type: PyTypeObject, method: PyMethodDef): PyObject | null {
  let vectorcall: u32 = 0;
  switch (method.ml_flags & (METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS)) {
    case METH_VARARGS:
      vectorcall = method_vectorcall_VARARGS.index;
      break;
    case METH_VARARGS | METH_KEYWORDS:
      vectorcall = method_vectorcall_VARARGS_KEYWORDS.index;
      break;
    case METH_FASTCALL:
      vectorcall = method_vectorcall_FASTCALL.index;
      break;
    case METH_FASTCALL | METH_KEYWORDS:
      vectorcall = method_vectorcall_FASTCALL_KEYWORDS.index;
      break;
    case METH_NOARGS:
      vectorcall = method_vectorcall_NOARGS.index;
      break;
    case METH_O:
      vectorcall = method_vectorcall_O.index;
      break;
    default:
      return PyErr_Format(PyExc_SystemError, "%s() method: bad call flags", method.ml_name);
  }
  const descr = newDescr(PyMethodDescr_Type, type, method.ml_name, changetype<usize>(method));
  if (descr !== null) changetype<PyMethodDescrObject>(descr).vectorcall = vectorcall;
  return descr;
}

export function PyDescr_NewClassMethod(type: PyTypeObject, method: PyMethodDef): PyObject | null {
  return newDescr(PyClassMethodDescr_Type, type, method.ml_name, changetype<usize>(method));
}

export function PyDescr_NewMember(type: PyTypeObject, member: PyMemberDef): PyObject | null {
  return newDescr(PyMemberDescr_Type, type, member.name, changetype<usize>(member));
}

export function PyDescr_NewGetSet(type: PyTypeObject, getset: PyGetSetDef): PyObject | null {
  return newDescr(PyGetSetDescr_Type, type, getset.name, changetype<usize>(getset));
}

export function PyDescr_NewWrapper(type: PyTypeObject, base: PyWrapperBase, wrapped: u32): PyObject | null {
  const descr = newDescr(PyWrapperDescr_Type, type, base.name, changetype<usize>(base));
  if (descr !== null) changetype<PyWrapperDescrObject>(descr).d_wrapped = wrapped;
  return descr;
}

/** Whether the descriptor stores as well: a data descriptor. */
export function PyDescr_IsData(descr: PyObject): bool {
  return descr.ob_type.tp_descr_set != 0;
}

function descr_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const at = changetype<usize>(self);
  Py_CLEAR(at + 16);
  Py_CLEAR(at + 24);
  Py_CLEAR(at + 32);
  PyObject_GC_Del(at);
}

function descr_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

// ---- checks ----------------------------------------------------------------------------------------------------------

/** TypeError unless `obj` is an instance of the descriptor's type. */
function descrCheck(descr: PyObject, obj: PyObject): bool {
  const d = descrOf(descr);
  if (obj.ob_type == d.d_type || PyType_IsSubtype(obj.ob_type, d.d_type)) return true;
  PyErr_Format(
    PyExc_TypeError,
    "descriptor '%U' for '%s' objects doesn't apply to a '%s' object",
    changetype<usize>(d.d_name),
    d.d_type.tp_name,
    obj.ob_type.tp_name,
  );
  return false;
}

function needsArgument(descr: PyObject): PyObject | null {
  const d = descrOf(descr);
  return PyErr_Format(
    PyExc_TypeError,
    "descriptor '%U' of '%s' object needs an argument",
    changetype<usize>(d.d_name),
    d.d_type.tp_name,
  );
}

// ---- __get__ and __set__ ---------------------------------------------------------------------------------------------

function method_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  if (obj === null) return Py_NewRef(self);
  if (!descrCheck(self, obj)) return null;
  return PyCFunction_NewEx(changetype<PyMethodDescrObject>(self).d_method, obj, null);
}

function classmethod_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  const d = changetype<PyMethodDescrObject>(self);
  let cls: PyObject | null = type;
  if (cls === null) {
    if (obj === null) {
      return PyErr_Format(
        PyExc_TypeError,
        "descriptor '%U' for type '%s' needs either an object or a type",
        changetype<usize>(d.d_name),
        d.d_type.tp_name,
      );
    }
    cls = obj.ob_type;
  }
  if (!PyType_Check(cls)) {
    return PyErr_Format(
      PyExc_TypeError,
      "descriptor '%U' for type '%s' needs a type, not a '%s' as arg 2",
      changetype<usize>(d.d_name),
      d.d_type.tp_name,
      cls.ob_type.tp_name,
    );
  }
  if (!PyType_IsSubtype(changetype<PyTypeObject>(cls), d.d_type)) {
    return PyErr_Format(
      PyExc_TypeError,
      "descriptor '%U' requires a subtype of '%s' but received '%s'",
      changetype<usize>(d.d_name),
      d.d_type.tp_name,
      changetype<PyTypeObject>(cls).tp_name,
    );
  }
  return PyCFunction_NewEx(d.d_method, cls, null);
}

function member_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  if (obj === null) return Py_NewRef(self);
  if (!descrCheck(self, obj)) return null;
  return PyMember_GetOne(changetype<usize>(obj), changetype<PyMemberDescrObject>(self).d_member);
}

function member_set(self: PyObject, obj: PyObject, value: PyObject | null): i32 {
  if (!descrCheck(self, obj)) return -1;
  return PyMember_SetOne(changetype<usize>(obj), changetype<PyMemberDescrObject>(self).d_member, value);
}

function getset_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  if (obj === null) return Py_NewRef(self);
  if (!descrCheck(self, obj)) return null;
  const def = changetype<PyGetSetDescrObject>(self).d_getset;
  if (def.get != 0) {
    // a getter may ask another object for the same attribute, and so on along a chain of any length
    if (!Py_EnterRecursiveCall("")) return null;
    const value = call_indirect<PyObject | null>(def.get, obj, def.closure);
    Py_LeaveRecursiveCall();
    return value;
  }
  return PyErr_Format(
    PyExc_AttributeError,
    "attribute '%U' of '%s' objects is not readable",
    changetype<usize>(descrOf(self).d_name),
    descrOf(self).d_type.tp_name,
  );
}

function getset_set(self: PyObject, obj: PyObject, value: PyObject | null): i32 {
  if (!descrCheck(self, obj)) return -1;
  const def = changetype<PyGetSetDescrObject>(self).d_getset;
  if (def.set != 0) return call_indirect<i32>(def.set, obj, value, def.closure);
  PyErr_Format(
    PyExc_AttributeError,
    "attribute '%U' of '%s' objects is not writable",
    changetype<usize>(descrOf(self).d_name),
    descrOf(self).d_type.tp_name,
  );
  return -1;
}

function wrapperdescr_get(self: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  if (obj === null) return Py_NewRef(self);
  if (!descrCheck(self, obj)) return null;
  return PyWrapper_New(self, obj);
}

// ---- calls -----------------------------------------------------------------------------------------------------------

/** Checks self (args[0]) and that there are no keywords where none are taken. */
function checkCall(func: PyObject, args: usize, nargs: i32, kwnames: PyObject | null, keywords: bool): bool {
  if (nargs < 1) {
    const text = _PyObject_FunctionStr(func);
    if (text === null) return false;
    PyErr_Format(PyExc_TypeError, "unbound method %U needs an argument", changetype<usize>(text));
    Py_DECREF(text);
    return false;
  }
  if (!descrCheck(func, load<PyObject>(args))) return false;
  if (!keywords && kwnames !== null && PyTuple_GET_SIZE(kwnames) != 0) return keywordError(func);
  return Py_EnterRecursiveCall(" while calling a Python object");
}

function meth(func: PyObject): u32 {
  return changetype<PyMethodDescrObject>(func).d_method.ml_meth;
}

function method_vectorcall_VARARGS(
  func: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  const n = PyVectorcall_NARGS(nargsf);
  if (!checkCall(func, args, n, kwnames, false)) return null;
  const tuple = _PyTuple_FromArray(args + 8, n - 1);
  let result: PyObject | null = null;
  if (tuple !== null) {
    result = call_indirect<PyObject | null>(meth(func), load<PyObject>(args), tuple);
    Py_DECREF(tuple);
  }
  Py_LeaveRecursiveCall();
  return result;
}

function method_vectorcall_VARARGS_KEYWORDS(
  func: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  const n = PyVectorcall_NARGS(nargsf);
  if (!checkCall(func, args, n, kwnames, true)) return null;
  const tuple = _PyTuple_FromArray(args + 8, n - 1);
  let result: PyObject | null = null;
  if (tuple !== null) {
    let kwargs: PyObject | null = null;
    const some = kwnames !== null && PyTuple_GET_SIZE(kwnames) > 0;
    if (some) kwargs = kwargsDict(args + ((<usize>n) << 3), kwnames!);
    if (!some || kwargs !== null) {
      result = call_indirect<PyObject | null>(meth(func), load<PyObject>(args), tuple, kwargs);
    }
    Py_XDECREF(kwargs);
    Py_DECREF(tuple);
  }
  Py_LeaveRecursiveCall();
  return result;
}

function method_vectorcall_FASTCALL(
  func: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  const n = PyVectorcall_NARGS(nargsf);
  if (!checkCall(func, args, n, kwnames, false)) return null;
  const result = call_indirect<PyObject | null>(meth(func), load<PyObject>(args), args + 8, n - 1);
  Py_LeaveRecursiveCall();
  return result;
}

function method_vectorcall_FASTCALL_KEYWORDS(
  func: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  const n = PyVectorcall_NARGS(nargsf);
  if (!checkCall(func, args, n, kwnames, true)) return null;
  const result = call_indirect<PyObject | null>(meth(func), load<PyObject>(args), args + 8, n - 1, kwnames);
  Py_LeaveRecursiveCall();
  return result;
}

function method_vectorcall_NOARGS(func: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const n = PyVectorcall_NARGS(nargsf);
  if (!checkCall(func, args, n, kwnames, false)) return null;
  let result: PyObject | null = null;
  if (n != 1) argumentCountError(func, "takes no arguments", n - 1);
  else result = call_indirect<PyObject | null>(meth(func), load<PyObject>(args), <usize>0);
  Py_LeaveRecursiveCall();
  return result;
}

function method_vectorcall_O(func: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  const n = PyVectorcall_NARGS(nargsf);
  if (!checkCall(func, args, n, kwnames, false)) return null;
  let result: PyObject | null = null;
  if (n != 2) argumentCountError(func, "takes exactly one argument", n - 1);
  else result = call_indirect<PyObject | null>(meth(func), load<PyObject>(args), load<PyObject>(args + 8));
  Py_LeaveRecursiveCall();
  return result;
}

/** Binds to the first argument, a class, and calls. */
function classmethoddescr_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n < 1) return needsArgument(self);
  const bound = classmethod_get(self, null, PyTuple_GET_ITEM(args, 0));
  if (bound === null) return null;
  const rest = PyTuple_GetSlice(args, 1, n);
  let result: PyObject | null = null;
  if (rest !== null) {
    result = PyObject_Call(bound, rest, kwargs);
    Py_DECREF(rest);
  }
  Py_DECREF(bound);
  return result;
}

function rawWrapperCall(descr: PyObject, self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const d = changetype<PyWrapperDescrObject>(descr);
  const base = d.d_base;
  if (base.flags & 1) return call_indirect<PyObject | null>(base.wrapper, self, args, d.d_wrapped, kwargs);
  if (kwargs !== null && PyDict_GET_SIZE(kwargs) != 0) {
    return PyErr_Format(PyExc_TypeError, "wrapper %s() takes no keyword arguments", base.name);
  }
  return call_indirect<PyObject | null>(base.wrapper, self, args, d.d_wrapped);
}

function wrapperdescr_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n < 1) return needsArgument(self);
  const d = descrOf(self);
  const target = PyTuple_GET_ITEM(args, 0);
  if (!PyType_IsSubtype(target.ob_type, d.d_type)) {
    return PyErr_Format(
      PyExc_TypeError,
      "descriptor '%U' requires a '%s' object but received a '%s'",
      changetype<usize>(d.d_name),
      d.d_type.tp_name,
      target.ob_type.tp_name,
    );
  }
  const rest = PyTuple_GetSlice(args, 1, n);
  if (rest === null) return null;
  const result = rawWrapperCall(self, target, rest, kwargs);
  Py_DECREF(rest);
  return result;
}

// ---- attributes ------------------------------------------------------------------------------------------------------

function reprWith(format: string, self: PyObject): PyObject | null {
  return PyUnicode_FromFormat(format, changetype<usize>(descrOf(self).d_name), descrOf(self).d_type.tp_name);
}

function method_repr(self: PyObject): PyObject | null {
  return reprWith("<method '%U' of '%s' objects>", self);
}

function member_repr(self: PyObject): PyObject | null {
  return reprWith("<member '%U' of '%s' objects>", self);
}

function getset_repr(self: PyObject): PyObject | null {
  return reprWith("<attribute '%U' of '%s' objects>", self);
}

function wrapperdescr_repr(self: PyObject): PyObject | null {
  return reprWith("<slot wrapper '%U' of '%s' objects>", self);
}

function descr_get_qualname(self: PyObject, closure: usize): PyObject | null {
  const d = descrOf(self);
  let qualname = d.d_qualname;
  if (qualname === null) {
    const owner = PyObject_GetAttr(d.d_type, ID.__qualname__);
    if (owner === null) return null;
    if (!PyUnicode_Check(owner)) {
      Py_DECREF(owner);
      return PyErr_Format(PyExc_TypeError, "<descriptor>.__objclass__.__qualname__ is not a unicode object");
    }
    qualname = PyUnicode_FromFormat("%S.%S", changetype<usize>(owner), changetype<usize>(d.d_name));
    Py_DECREF(owner);
    if (qualname === null) return null;
    d.d_qualname = qualname;
  }
  return Py_NewRef(qualname);
}

/** (getattr, (owner, name)) */
function reduceAsGetattr(owner: PyObject, name: PyObject): PyObject | null {
  const getattr = builtinsAttribute(ID.getattr);
  if (getattr === null) return null;
  const args = PyTuple_Pack2(owner, name);
  const result: PyObject | null = args === null ? null : PyTuple_Pack2(getattr, args);
  Py_XDECREF(args);
  Py_DECREF(getattr);
  return result;
}

function descr_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return reduceAsGetattr(descrOf(self).d_type, descrOf(self).d_name);
}

function method_get_doc(self: PyObject, closure: usize): PyObject | null {
  const def = changetype<PyMethodDescrObject>(self).d_method;
  return docText(def.ml_name, def.ml_doc);
}

function method_get_text_signature(self: PyObject, closure: usize): PyObject | null {
  const def = changetype<PyMethodDescrObject>(self).d_method;
  return methodSignature(def.ml_name, def.ml_doc, def.ml_flags);
}

function member_get_doc(self: PyObject, closure: usize): PyObject | null {
  const def = changetype<PyMemberDescrObject>(self).d_member;
  return docText(def.name, def.doc);
}

function getset_get_doc(self: PyObject, closure: usize): PyObject | null {
  const def = changetype<PyGetSetDescrObject>(self).d_getset;
  return docText(def.name, def.doc);
}

function wrapperdescr_get_doc(self: PyObject, closure: usize): PyObject | null {
  const base = changetype<PyWrapperDescrObject>(self).d_base;
  return docText(base.name, base.doc);
}

function wrapperdescr_get_text_signature(self: PyObject, closure: usize): PyObject | null {
  const base = changetype<PyWrapperDescrObject>(self).d_base;
  return signatureText(base.name, base.doc);
}

// ---- method-wrapper --------------------------------------------------------------------------------------------------

export function PyWrapper_New(descr: PyObject, self: PyObject): PyObject | null {
  const made = _PyObject_GC_New(_PyMethodWrapper_Type);
  if (made === null) return null;
  initPtr(changetype<usize>(made) + 16, changetype<usize>(Py_NewRef(descr)));
  initPtr(changetype<usize>(made) + 24, changetype<usize>(Py_NewRef(self)));
  _PyObject_GC_TRACK(made);
  return made;
}

function asWrapper(op: PyObject): WrapperObject {
  return changetype<WrapperObject>(op);
}

function wrapper_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const w = asWrapper(self);
  const descr: PyObject = w.descr;
  const target = w.self;
  PyObject_GC_Del(changetype<usize>(self));
  Py_DECREF(descr);
  Py_DECREF(target);
}

function wrapper_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const stop = visitField(changetype<usize>(self) + 16, visit, arg);
  return stop ? stop : visitField(changetype<usize>(self) + 24, visit, arg);
}

function wrapper_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if ((op != Py_EQ && op != Py_NE) || a.ob_type != b.ob_type || a.ob_type != _PyMethodWrapper_Type) {
    return Py_NewRef(Py_NotImplemented);
  }
  const eq = asWrapper(a).descr == asWrapper(b).descr && asWrapper(a).self == asWrapper(b).self;
  return Py_RETURN_BOOL(op == Py_EQ ? eq : !eq);
}

function wrapper_hash(self: PyObject): i64 {
  const h =
    _Py_HashPointer(changetype<usize>(asWrapper(self).self)) ^
    _Py_HashPointer(changetype<usize>(asWrapper(self).descr));
  return h == -1 ? -2 : h;
}

function wrapper_repr(self: PyObject): PyObject | null {
  const w = asWrapper(self);
  return PyUnicode_FromFormat(
    "<method-wrapper '%s' of %s object at 0x%x>",
    w.descr.d_base.name,
    w.self.ob_type.tp_name,
    changetype<usize>(w.self),
  );
}

function wrapper_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return rawWrapperCall(asWrapper(self).descr, asWrapper(self).self, args, kwargs);
}

function wrapper_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return reduceAsGetattr(asWrapper(self).self, asWrapper(self).descr.d_name);
}

function wrapper_objclass(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(asWrapper(self).descr.d_type);
}

function wrapper_name(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(asWrapper(self).descr.d_name);
}

function wrapper_qualname(self: PyObject, closure: usize): PyObject | null {
  return descr_get_qualname(asWrapper(self).descr, 0);
}

function wrapper_doc(self: PyObject, closure: usize): PyObject | null {
  return wrapperdescr_get_doc(asWrapper(self).descr, 0);
}

function wrapper_text_signature(self: PyObject, closure: usize): PyObject | null {
  return wrapperdescr_get_text_signature(asWrapper(self).descr, 0);
}

// ---- types -----------------------------------------------------------------------------------------------------------

function initDescrType(t: PyTypeObject, name: string, size: usize, flags: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, <i32>size, 0, Py_TPFLAGS_HAVE_GC | flags);
  t.tp_dealloc = descr_dealloc.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = descr_traverse.index;
  t.tp_free = PyObject_GC_Del.index;
  addMember(t, "__objclass__", _Py_T_OBJECT, 16, Py_READONLY);
  addMember(t, "__name__", _Py_T_OBJECT, 24, Py_READONLY);
  addGetSet(t, "__qualname__", descr_get_qualname.index, 0);
}

function addReduce(t: PyTypeObject, meth: u32): void {
  addMethod(t, "__reduce__", meth, METH_NOARGS, null);
}

export function initDescrTypes(): void {
  let t = PyMethodDescr_Type;
  initDescrType(
    t,
    "method_descriptor",
    offsetof<PyMethodDescrObject>(),
    Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
  );
  t.tp_vectorcall_offset = <i32>offsetof<PyMethodDescrObject>("vectorcall");
  t.tp_call = PyVectorcall_Call.index;
  t.tp_repr = method_repr.index;
  t.tp_descr_get = method_get.index;
  addReduce(t, descr_reduce.index);
  addGetSet(t, "__doc__", method_get_doc.index, 0);
  addGetSet(t, "__text_signature__", method_get_text_signature.index, 0);

  t = PyClassMethodDescr_Type;
  initDescrType(t, "classmethod_descriptor", offsetof<PyMethodDescrObject>(), 0);
  t.tp_call = classmethoddescr_call.index;
  t.tp_repr = method_repr.index;
  t.tp_descr_get = classmethod_get.index;
  addGetSet(t, "__doc__", method_get_doc.index, 0);
  addGetSet(t, "__text_signature__", method_get_text_signature.index, 0);

  t = PyMemberDescr_Type;
  initDescrType(t, "member_descriptor", offsetof<PyMemberDescrObject>(), 0);
  t.tp_repr = member_repr.index;
  t.tp_descr_get = member_get.index;
  t.tp_descr_set = member_set.index;
  addReduce(t, descr_reduce.index);
  addGetSet(t, "__doc__", member_get_doc.index, 0);

  t = PyGetSetDescr_Type;
  initDescrType(t, "getset_descriptor", offsetof<PyGetSetDescrObject>(), 0);
  t.tp_repr = getset_repr.index;
  t.tp_descr_get = getset_get.index;
  t.tp_descr_set = getset_set.index;
  addGetSet(t, "__doc__", getset_get_doc.index, 0);

  t = PyWrapperDescr_Type;
  initDescrType(t, "wrapper_descriptor", offsetof<PyWrapperDescrObject>(), Py_TPFLAGS_METHOD_DESCRIPTOR);
  t.tp_call = wrapperdescr_call.index;
  t.tp_repr = wrapperdescr_repr.index;
  t.tp_descr_get = wrapperdescr_get.index;
  addReduce(t, descr_reduce.index);
  addGetSet(t, "__doc__", wrapperdescr_get_doc.index, 0);
  addGetSet(t, "__text_signature__", wrapperdescr_get_text_signature.index, 0);

  initWrapperType();
  initDictProxyType();
}

function initWrapperType(): void {
  const t = _PyMethodWrapper_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "method-wrapper",
    <i32>offsetof<WrapperObject>(),
    0,
    Py_TPFLAGS_HAVE_GC,
  );
  t.tp_dealloc = wrapper_dealloc.index;
  t.tp_repr = wrapper_repr.index;
  t.tp_hash = wrapper_hash.index;
  t.tp_call = wrapper_call.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = wrapper_traverse.index;
  t.tp_richcompare = wrapper_richcompare.index;
  t.tp_free = PyObject_GC_Del.index;
  addReduce(t, wrapper_reduce.index);
  addMember(t, "__self__", _Py_T_OBJECT, 24, Py_READONLY);
  addGetSet(t, "__objclass__", wrapper_objclass.index, 0);
  addGetSet(t, "__name__", wrapper_name.index, 0);
  addGetSet(t, "__qualname__", wrapper_qualname.index, 0);
  addGetSet(t, "__doc__", wrapper_doc.index, 0);
  addGetSet(t, "__text_signature__", wrapper_text_signature.index, 0);
}
