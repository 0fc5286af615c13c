/**
 * Functions and types of _testcapi that are called in every way there is: `meth_*` with each calling convention (in the module, on an
 * instance, a class, statically), the vectorcall functions of C, method descriptors (Modules/_testcapi/vectorcall.c), and type versions.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_VECTORCALL,
  Py_TPFLAGS_METHOD_DESCRIPTOR,
  Py_TPFLAGS_VALID_VERSION_TAG,
  ptrAt,
} from "../../object/layout";
import { Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyDict_Type, PyType_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  METH_STATIC,
  METH_VARARGS,
  METH_VARARGS_KEYWORDS,
  addMethod,
  initStaticType,
  newMethodDef,
} from "../../object/typedef";
import { PyErr_SetString } from "../../protocol/errors";
import { PyArg_CheckPositional, checkParsedCount } from "../../protocol/args";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import {
  PyObject_Call,
  PyObject_Vectorcall,
  PyObject_VectorcallDict,
  PyVectorcall_Call,
  callThreeArgs,
} from "../../protocol/call";
import { PyType_GenericAlloc } from "../../gc/collector";
import { ID } from "../../generated/ids";
import { PyDescr_NewMethod } from "../../types/descr";
import { PyDict_Check, PyDict_New, PyDict_SetItem } from "../../types/dict";
import { newSlotDescriptor } from "../../types/slotdefs";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyLong_AsI64, PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { PyMethod_New } from "../../types/method";
import { PyModule_AddObjectRef, moduleFunction } from "../../types/module";
import { packSteal2, packSteal3 } from "../../types/tuple_build";
import {
  PyTuple_Check,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack1,
  _PyTuple_FromArray,
  _PyTuple_ITEMS,
} from "../../types/tuple";
import {
  PyType_Check,
  PyType_IsSubtype,
  PyType_Modified,
  PyType_Ready,
  _PyType_AssignVersionTag,
} from "../../types/typeobject";

const MethInstance = changetype<PyTypeObject>(memory.data(416, 16));
const MethClass = changetype<PyTypeObject>(memory.data(416, 16));
const MethStatic = changetype<PyTypeObject>(memory.data(416, 16));
const MethodDescriptorBase = changetype<PyTypeObject>(memory.data(416, 16));
const MethodDescriptorDerived = changetype<PyTypeObject>(memory.data(416, 16));
const MethodDescriptorNopGet = changetype<PyTypeObject>(memory.data(416, 16));
const MethodDescriptor2 = changetype<PyTypeObject>(memory.data(416, 16));

// --- calling conventions: each answers with what it was given ---

/** `new`: None for the null self of a static method. */
function selfOr(self: PyObject | null): PyObject {
  return Py_NewRef(self === null ? Py_None : self);
}

function meth_varargs(self: PyObject | null, args: PyObject): PyObject | null {
  return packSteal2(selfOr(self), Py_NewRef(args));
}

function meth_varargs_keywords(self: PyObject | null, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return packSteal3(selfOr(self), Py_NewRef(args), selfOr(kwargs));
}

function meth_o(self: PyObject | null, arg: PyObject): PyObject | null {
  return packSteal2(selfOr(self), Py_NewRef(arg));
}

function meth_noargs(self: PyObject | null, unused: PyObject | null): PyObject | null {
  return selfOr(self);
}

function meth_fastcall(self: PyObject | null, args: usize, nargs: i32): PyObject | null {
  return packSteal2(selfOr(self), _PyTuple_FromArray(args, nargs));
}

function meth_fastcall_keywords(
  self: PyObject | null,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  const keywords = PyObject_Vectorcall(PyDict_Type, args + ((<usize>nargs) << 3), 0, kwnames);
  return packSteal3(selfOr(self), _PyTuple_FromArray(args, nargs), keywords);
}

function addConventions(t: PyTypeObject, name: string, how: i32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 16, 0, 0, "Class with methods to test calls");
  addMethod(t, "meth_varargs", meth_varargs.index, METH_VARARGS | how);
  addMethod(t, "meth_varargs_keywords", meth_varargs_keywords.index, METH_VARARGS_KEYWORDS | how);
  addMethod(t, "meth_o", meth_o.index, METH_O | how);
  addMethod(t, "meth_noargs", meth_noargs.index, METH_NOARGS | how);
  addMethod(t, "meth_fastcall", meth_fastcall.index, METH_FASTCALL | how);
  addMethod(t, "meth_fastcall_keywords", meth_fastcall_keywords.index, METH_FASTCALL_KEYWORDS | how);
  t.tp_new = plain_new.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
}

function plain_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

// --- C's ways to call ---

/** The items of a tuple, none for None; false with TypeError. */
function callArgs(op: PyObject): bool {
  argsAt = 0;
  argCount = 0;
  if (op == Py_None) return true;
  if (!PyTuple_Check(op)) {
    PyErr_SetString(PyExc_TypeError, "args must be None or a tuple");
    return false;
  }
  argsAt = _PyTuple_ITEMS(op);
  argCount = PyTuple_GET_SIZE(op);
  return true;
}

let argsAt: usize = 0;
let argCount: i32 = 0;

function pyobject_fastcall(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pyobject_fastcall", nargs, 2, 2) || !callArgs(ptrAt(args, 1))) return null;
  return PyObject_Vectorcall(ptrAt(args, 0), argsAt, argCount, null);
}

function pyobject_fastcalldict(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pyobject_fastcalldict", nargs, 3, 3) || !callArgs(ptrAt(args, 1))) return null;
  const kwargs = ptrAt(args, 2);
  if (kwargs != Py_None && !PyDict_Check(kwargs)) {
    return PyErr_SetString(PyExc_TypeError, "kwnames must be None or a dict");
  }
  const keywords: PyObject | null = kwargs == Py_None ? null : kwargs;
  return PyObject_VectorcallDict(ptrAt(args, 0), argsAt, argCount, keywords);
}

function pyobject_vectorcall(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("pyobject_vectorcall", nargs, 3, 3) || !callArgs(ptrAt(args, 1))) return null;
  const names = ptrAt(args, 2);
  if (names == Py_None) return PyObject_Vectorcall(ptrAt(args, 0), argsAt, argCount, null);
  if (!PyTuple_Check(names)) return PyErr_SetString(PyExc_TypeError, "kwnames must be None or a tuple");
  const nkw = PyTuple_GET_SIZE(names);
  if (argCount < nkw) return PyErr_SetString(PyExc_ValueError, "kwnames longer than args");
  return PyObject_Vectorcall(ptrAt(args, 0), argsAt, argCount - nkw, names);
}

/** (func, args[, kwargs]) of `fname`; false with TypeError. */
function isTupleCall(fname: string, args: usize, nargs: i32): bool {
  if (!PyArg_CheckPositional(fname, nargs, 2, 3)) return false;
  if (!PyTuple_Check(ptrAt(args, 1))) PyErr_SetString(PyExc_TypeError, "args must be a tuple");
  else if (nargs < 3 || PyDict_Check(ptrAt(args, 2))) return true;
  else PyErr_SetString(PyExc_TypeError, "kwargs must be a dict");
  return false;
}

function pyvectorcall_call(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!isTupleCall("pyvectorcall_call", args, nargs)) return null;
  let kwargs: PyObject | null = null;
  if (nargs > 2) kwargs = ptrAt(args, 2);
  return PyVectorcall_Call(ptrAt(args, 0), ptrAt(args, 1), kwargs);
}

function pycfunction_call(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!isTupleCall("pycfunction_call", args, nargs)) return null;
  let kwargs: PyObject | null = null;
  if (nargs > 2) kwargs = ptrAt(args, 2);
  return PyObject_Call(ptrAt(args, 0), ptrAt(args, 1), kwargs);
}

function has_vectorcall_flag(m: PyObject, type: PyObject): PyObject | null {
  if (!PyType_Check(type)) return PyErr_SetString(PyExc_TypeError, "type expected");
  return Py_NewRef(changetype<PyTypeObject>(type).tp_flags & Py_TPFLAGS_HAVE_VECTORCALL ? Py_True : Py_False);
}

// --- method descriptors: 16 vectorcall, 24 vectorcall of MethodDescriptor2 ---

function descriptor_vectorcall(op: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  return Py_NewRef(load<u32>(changetype<usize>(op), 16) != 0 ? Py_True : Py_False);
}

function descriptor_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op !== null) store<u64>(changetype<usize>(op), descriptor_vectorcall.index, 16);
  return op;
}

function descriptor2_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const op = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (op !== null) store<u64>(changetype<usize>(op), descriptor_vectorcall.index, 24);
  return op;
}

function func_descr_get(func: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  return obj === null || obj == Py_None ? Py_NewRef(func) : PyMethod_New(func, obj);
}

function nop_descr_get(func: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null {
  return Py_NewRef(func);
}

function call_return_args(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return Py_NewRef(args);
}

function defineDescriptors(): void {
  const both = Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL;
  let t = MethodDescriptorBase;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "MethodDescriptorBase", 24, 0, both | Py_TPFLAGS_METHOD_DESCRIPTOR);
  t.tp_new = descriptor_new.index;
  t.tp_call = PyVectorcall_Call.index;
  t.tp_vectorcall_offset = 16;
  t.tp_descr_get = func_descr_get.index;
  t = MethodDescriptorDerived;
  initStaticType(t, PyType_Type, MethodDescriptorBase, "MethodDescriptorDerived", 0, 0, Py_TPFLAGS_BASETYPE);
  t = MethodDescriptorNopGet;
  initStaticType(t, PyType_Type, MethodDescriptorBase, "MethodDescriptorNopGet", 0, 0, Py_TPFLAGS_BASETYPE);
  t.tp_call = call_return_args.index;
  t.tp_descr_get = nop_descr_get.index;
  t = MethodDescriptor2;
  initStaticType(t, PyType_Type, MethodDescriptorBase, "MethodDescriptor2", 32, 0, both);
  t.tp_new = descriptor2_new.index;
  t.tp_call = PyVectorcall_Call.index;
  t.tp_vectorcall_offset = 24;
}

// --- a class whose instances have a vectorcall of their own ---

function vectorcallClass_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyUnicode_FromLiteral("tp_call");
}

function vectorcallClass_vectorcall(op: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  return PyUnicode_FromLiteral("vectorcall");
}

/** set_vectorcall(type): the instance is called that way from now on, where `type` has its field. */
function vectorcallClass_set(self: PyObject, type: PyObject): PyObject | null {
  if (!PyType_Check(type) || !PyType_IsSubtype(self.ob_type, changetype<PyTypeObject>(type))) {
    return PyErr_SetString(PyExc_TypeError, "expected type of which the object is an instance");
  }
  const offset = changetype<PyTypeObject>(type).tp_vectorcall_offset;
  if (offset == 0) return PyErr_SetString(PyExc_TypeError, "type has no vectorcall offset");
  store<u64>(changetype<usize>(self) + <usize>offset, vectorcallClass_vectorcall.index);
  return Py_NewRef(Py_None);
}

/** class VectorCallClass(base): with __call__ and, behind the base's fields, one for a vectorcall. */
function make_vectorcall_class(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!checkParsedCount("", nargs, 0, 1)) return null;
  const base: PyObject = nargs > 0 ? ptrAt(args, 0) : PyBaseObject_Type;
  if (!PyType_Check(base)) return PyErr_SetString(PyExc_TypeError, "a class is required");
  const name = PyUnicode_FromLiteral("VectorCallClass");
  const bases = PyTuple_Pack1(base);
  const namespace = PyDict_New();
  const slots = PyUnicode_FromLiteral("__slots__");
  const none = PyTuple_New(0);
  let made: PyObject | null = null;
  if (name !== null && bases !== null && namespace !== null && slots !== null && none !== null) {
    if (PyDict_SetItem(namespace, slots, none) == 0) made = callThreeArgs(PyType_Type, name, bases, namespace);
  }
  Py_XDECREF(name);
  Py_XDECREF(bases);
  Py_XDECREF(namespace);
  Py_XDECREF(slots);
  Py_XDECREF(none);
  if (made === null || !giveVectorcall(changetype<PyTypeObject>(made))) return null;
  return made;
}

/** The field, the slot, and what stands for them in the class's dict. */
function giveVectorcall(type: PyTypeObject): bool {
  type.tp_vectorcall_offset = type.tp_basicsize;
  type.tp_basicsize += 8;
  type.tp_call = vectorcallClass_call.index;
  const call = newSlotDescriptor(type, ID.__call__, type.tp_call);
  const set = PyDescr_NewMethod(type, newMethodDef("set_vectorcall", vectorcallClass_set.index, METH_O, null));
  const setName = PyUnicode_FromLiteral("set_vectorcall");
  const dict = type.tp_dict!;
  const good =
    call !== null &&
    set !== null &&
    setName !== null &&
    PyDict_SetItem(dict, ID.__call__, call!) == 0 &&
    PyDict_SetItem(dict, setName!, set!) == 0;
  Py_XDECREF(call);
  Py_XDECREF(set);
  Py_XDECREF(setName);
  type.tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
  PyType_Modified(type);
  return good;
}

// --- type versions ---

function asType(op: PyObject): PyTypeObject | null {
  if (PyType_Check(op)) return changetype<PyTypeObject>(op);
  PyErr_SetString(PyExc_TypeError, "argument must be a type");
  return null;
}

function type_get_version(m: PyObject, op: PyObject): PyObject | null {
  const type = asType(op);
  return type === null ? null : PyLong_FromI64(type.tp_version_tag);
}

function type_modified(m: PyObject, op: PyObject): PyObject | null {
  const type = asType(op);
  if (type === null) return null;
  PyType_Modified(type);
  return Py_NewRef(Py_None);
}

function type_assign_version(m: PyObject, op: PyObject): PyObject | null {
  const type = asType(op);
  return type === null ? null : PyLong_FromLong(_PyType_AssignVersionTag(type) ? 1 : 0);
}

function type_assign_specific_version_unsafe(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("type_assign_specific_version_unsafe", nargs, 2, 2)) return null;
  const type = asType(ptrAt(args, 0));
  if (type === null) return null;
  const version = <u32>PyLong_AsI64(ptrAt(args, 1));
  if (type.tp_versions_used < u16.MAX_VALUE) type.tp_versions_used++;
  type.tp_version_tag = version;
  if (version != 0) type.tp_flags |= Py_TPFLAGS_VALID_VERSION_TAG;
  else type.tp_flags &= ~Py_TPFLAGS_VALID_VERSION_TAG;
  return Py_NewRef(Py_None);
}

let defined: bool = false;

function addType(m: PyObject, name: string, t: PyTypeObject): bool {
  return PyType_Ready(t) == 0 && PyModule_AddObjectRef(m, name, t) == 0;
}

/** Adds all of this file to _testcapi; false with an exception. */
export function addCallFunctions(m: PyObject): bool {
  if (!defined) {
    addConventions(MethInstance, "_testcapi.MethInstance", 0);
    addConventions(MethClass, "_testcapi.MethClass", METH_CLASS);
    addConventions(MethStatic, "_testcapi.MethStatic", METH_STATIC);
    defineDescriptors();
    defined = true;
  }
  let bad = 0;
  bad |= moduleFunction(m, "meth_varargs", meth_varargs.index, METH_VARARGS);
  bad |= moduleFunction(m, "meth_varargs_keywords", meth_varargs_keywords.index, METH_VARARGS_KEYWORDS);
  bad |= moduleFunction(m, "meth_o", meth_o.index, METH_O);
  bad |= moduleFunction(m, "meth_noargs", meth_noargs.index, METH_NOARGS);
  bad |= moduleFunction(m, "meth_fastcall", meth_fastcall.index, METH_FASTCALL);
  bad |= moduleFunction(m, "meth_fastcall_keywords", meth_fastcall_keywords.index, METH_FASTCALL_KEYWORDS);
  bad |= moduleFunction(m, "pyobject_fastcall", pyobject_fastcall.index, METH_FASTCALL);
  bad |= moduleFunction(m, "pyobject_fastcalldict", pyobject_fastcalldict.index, METH_FASTCALL);
  bad |= moduleFunction(m, "pyobject_vectorcall", pyobject_vectorcall.index, METH_FASTCALL);
  bad |= moduleFunction(m, "pyvectorcall_call", pyvectorcall_call.index, METH_FASTCALL);
  bad |= moduleFunction(m, "pycfunction_call", pycfunction_call.index, METH_FASTCALL);
  bad |= moduleFunction(m, "has_vectorcall_flag", has_vectorcall_flag.index, METH_O);
  bad |= moduleFunction(m, "make_vectorcall_class", make_vectorcall_class.index, METH_FASTCALL);
  bad |= moduleFunction(m, "type_get_version", type_get_version.index, METH_O);
  bad |= moduleFunction(m, "type_modified", type_modified.index, METH_O);
  bad |= moduleFunction(m, "type_assign_version", type_assign_version.index, METH_O);
  const assign = type_assign_specific_version_unsafe.index;
  bad |= moduleFunction(m, "type_assign_specific_version_unsafe", assign, METH_FASTCALL);
  return (
    bad == 0 &&
    addType(m, "MethInstance", MethInstance) &&
    addType(m, "MethClass", MethClass) &&
    addType(m, "MethStatic", MethStatic) &&
    addType(m, "MethodDescriptorBase", MethodDescriptorBase) &&
    addType(m, "MethodDescriptorDerived", MethodDescriptorDerived) &&
    addType(m, "MethodDescriptorNopGet", MethodDescriptorNopGet) &&
    addType(m, "MethodDescriptor2", MethodDescriptor2)
  );
}
