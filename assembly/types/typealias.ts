/**
 * Type aliases of the `type` statement, typing.Generic and typing.NoDefault. Counterpart: the second part of Objects/typevarobject.c.
 *
 *   TypeAliasType  16 name  24 type_params  32 compute_value  40 value  48 module   56
 *
 * Invariant: the value of an alias is computed when it is first asked for.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, SHOWN_AS_HEAPTYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import {
  _Py_SetImmortal,
  singletonCount,
  Py_CLEAR,
  Py_DECREF,
  Py_NewRef,
  Py_XDECREF,
  Py_XNewRef,
} from "../object/refcount";
import { PyBaseObject_Type, PyFunction_Type, PyType_Type, Py_None } from "../object/statics";
import {
  METH_CLASS,
  METH_NOARGS,
  METH_VARARGS_KEYWORDS,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
  mappingMethods,
  numberMethods,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { arg, argReq, parseTupleArgs } from "../protocol/args";
import { PyObject_CallNoArgs } from "../protocol/call";
import { PyObject_GenericGetAttr, PyObject_GetAttr } from "../protocol/attr";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyDict_GET_SIZE } from "./dict";
import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
} from "./tuple";
import { PyUnicode_Check } from "./unicode";
import { PyUnicode_FromLiteral } from "./unicode_format";
import { Py_GenericAlias } from "./genericalias";
import { _Py_union_type_or } from "./union";
import { PyTypeVarTuple_Type, callTyping, callerModule, unpackTypeVarTuple } from "./typevar";
import { object_dealloc } from "./object";
import { ID } from "../generated/ids";

export const _PyTypeAlias_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyGeneric_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const _PyNoDefault_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const _Py_NoDefaultStruct = changetype<PyObject>(memory.data(16, 16));

const NAME: usize = 16;
const TYPE_PARAMS: usize = 24;
const COMPUTE_VALUE: usize = 32;
const VALUE: usize = 40;
const MODULE: usize = 48;

function field(op: PyObject, at: usize): PyObject | null {
  return load<PyObject | null>(changetype<usize>(op) + at);
}

function setField(op: PyObject, at: usize, value: PyObject | null): void {
  store<u32>(changetype<usize>(op) + at, <u32>changetype<usize>(value));
}

// ---- aliases ---------------------------------------------------------------------------------------------------------

function newAlias(
  name: PyObject,
  params: PyObject | null,
  compute: PyObject | null,
  value: PyObject | null,
  module: PyObject | null,
): PyObject | null {
  const made = PyType_GenericAlloc(_PyTypeAlias_Type, 0);
  if (made === null) return null;
  setField(made, NAME, Py_NewRef(name));
  // An empty tuple of parameters counts as none.
  const some = params !== null && params != Py_None && !(PyTuple_Check(params) && PyTuple_GET_SIZE(params) == 0);
  setField(made, TYPE_PARAMS, some ? Py_XNewRef(params) : null);
  setField(made, COMPUTE_VALUE, Py_XNewRef(compute));
  setField(made, VALUE, Py_XNewRef(value));
  setField(made, MODULE, Py_XNewRef(module));
  return made;
}

/** The `type` statement; `args` is (name, type_params, compute_value). Borrows; `new`. */
export function _Py_make_typealias(args: PyObject): PyObject | null {
  return newAlias(PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1), PyTuple_GET_ITEM(args, 2), null, null);
}

function typealias_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("typealias", "name,value,*,type_params=", args, kwargs)) return null;
  const name = argReq(0);
  const value = argReq(1);
  const params = arg(2);
  if (!PyUnicode_Check(name)) {
    return PyErr_Format(PyExc_TypeError, "typealias() argument 'name' must be str, not %s", name.ob_type.tp_name);
  }
  if (params !== null && !PyTuple_Check(params)) {
    return PyErr_SetString(PyExc_TypeError, "type_params must be a tuple");
  }
  const module = callerModule();
  if (module === null && PyErr_Occurred() !== null) return null;
  const made = newAlias(name, params, null, value, module);
  Py_XDECREF(module);
  return made;
}

function typealias_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  for (let at: usize = 24; at <= MODULE; at += 8) {
    const stop = visitField(changetype<usize>(self) + at, visit, arg);
    if (stop) return stop;
  }
  return 0;
}

function typealias_clear(self: PyObject): i32 {
  for (let at: usize = 24; at <= MODULE; at += 8) Py_CLEAR(changetype<usize>(self) + at);
  return 0;
}

function typealias_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  typealias_clear(self);
  Py_CLEAR(changetype<usize>(self) + NAME);
  PyObject_GC_Del(changetype<usize>(self));
}

function typealias_value(self: PyObject, closure: usize): PyObject | null {
  const known = field(self, VALUE);
  if (known !== null) return Py_NewRef(known);
  const value = PyObject_CallNoArgs(field(self, COMPUTE_VALUE)!);
  if (value !== null) setField(self, VALUE, Py_NewRef(value));
  return value;
}

/** The parameters with each TypeVarTuple as Unpack[Ts]: `new` tuple. */
function unpackTypeVarTuples(params: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(params);
  const result = PyTuple_New(n);
  if (result === null) return null;
  for (let i = 0; i < n; i++) {
    const p = PyTuple_GET_ITEM(params, i);
    const item: PyObject | null = p.ob_type == PyTypeVarTuple_Type ? unpackTypeVarTuple(p) : Py_NewRef(p);
    if (item === null) {
      Py_DECREF(result);
      return null;
    }
    PyTuple_SET_ITEM(result, i, item);
  }
  return result;
}

function typealias_parameters(self: PyObject, closure: usize): PyObject | null {
  const params = field(self, TYPE_PARAMS);
  return params === null ? PyTuple_New(0) : unpackTypeVarTuples(params);
}

function typealias_type_params(self: PyObject, closure: usize): PyObject | null {
  const params = field(self, TYPE_PARAMS);
  return params === null ? PyTuple_New(0) : Py_NewRef(params);
}

function typealias_module(self: PyObject, closure: usize): PyObject | null {
  const module = field(self, MODULE);
  if (module !== null) return Py_NewRef(module);
  const compute = field(self, COMPUTE_VALUE);
  if (compute !== null && compute.ob_type == PyFunction_Type) return PyObject_GetAttr(compute, ID.__module__);
  return Py_NewRef(Py_None);
}

function typealias_repr(self: PyObject): PyObject | null {
  return Py_XNewRef(field(self, NAME));
}

function typealias_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_XNewRef(field(self, NAME));
}

function typealias_subscript(self: PyObject, args: PyObject): PyObject | null {
  if (field(self, TYPE_PARAMS) === null) {
    return PyErr_SetString(PyExc_TypeError, "Only generic type aliases are subscriptable");
  }
  return Py_GenericAlias(self, args);
}

// ---- Generic ---------------------------------------------------------------------------------------------------------

/** typing.Generic[params] for a class statement with type parameters: `new`. */
export function _Py_subscript_generic(params: PyObject): PyObject | null {
  const unpacked = unpackTypeVarTuples(params);
  if (unpacked === null) return null;
  const args = PyTuple_Pack2(PyGeneric_Type, unpacked);
  Py_DECREF(unpacked);
  const result = callTyping(ID._GenericAlias, args);
  Py_XDECREF(args);
  return result;
}

/** typing.name(cls, *args, **kwargs) */
function forwardToTyping(name: PyObject, cls: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  const all = PyTuple_New(n + 1);
  if (all === null) return null;
  PyTuple_SET_ITEM(all, 0, Py_NewRef(cls));
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(all, i + 1, Py_NewRef(PyTuple_GET_ITEM(args, i)));
  const result = callTyping(name, all, kwargs);
  Py_DECREF(all);
  return result;
}

function generic_class_getitem(cls: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return forwardToTyping(ID._generic_class_getitem, cls, args, kwargs);
}

function generic_init_subclass(cls: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return forwardToTyping(ID._generic_init_subclass, cls, args, kwargs);
}

function generic_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  object_dealloc(self);
}

function generic_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return 0;
}

// ---- NoDefault -------------------------------------------------------------------------------------------------------

function nodefault_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromLiteral("typing.NoDefault");
}

function nodefault_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyUnicode_FromLiteral("NoDefault");
}

function nodefault_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (PyTuple_GET_SIZE(args) != 0 || (kwargs !== null && PyDict_GET_SIZE(kwargs) != 0)) {
    return PyErr_SetString(PyExc_TypeError, "NoDefaultType takes no arguments");
  }
  return Py_NewRef(_Py_NoDefaultStruct);
}

function nodefault_dealloc(self: PyObject): void {
  _Py_SetImmortal(self);
}

function initGenericType(): void {
  const t = PyGeneric_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "typing.Generic",
    16,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    "What classes with type parameters derive from.\n\nA class statement with a parameter list sees to it::\n\n    class Stack[T]:\n        def pop(self) -> T:\n            ...\n\nBefore Python 3.12 such a class had to name Generic[T] among its bases.",
  );
  t.tp_flags |= SHOWN_AS_HEAPTYPE;
  t.tp_dealloc = generic_dealloc.index;
  t.tp_traverse = generic_traverse.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_new = PyBaseObject_Type.tp_new;
  addMethod(
    t,
    "__class_getitem__",
    generic_class_getitem.index,
    METH_VARARGS_KEYWORDS | METH_CLASS,
    "Give a generic class its type arguments: `Stack[int]`\n\nIt is called with the class and its arguments. A class statement with type\nparameters calls it, too, for its base.",
  );
  addMethod(
    t,
    "__init_subclass__",
    generic_init_subclass.index,
    METH_VARARGS_KEYWORDS | METH_CLASS,
    "Function to initialize subclasses.",
  );
}

export function initTypeAliasTypes(): void {
  const t = _PyTypeAlias_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "typing.TypeAliasType",
    56,
    0,
    Py_TPFLAGS_HAVE_GC,
    "Another name for a type.\n\nThe type statement makes one::\n\n    type Pair[T] = tuple[T, T]\n\nIts __name__ is the name, its __type_params__ are the parameters, and its\n__value__ is what stands on the right, evaluated when it is first asked for.\nA type checker treats the alias as the type. PEP 695 defines it.",
  );
  t.tp_dealloc = typealias_dealloc.index;
  t.tp_repr = typealias_repr.index;
  numberMethods(t).nb_or = _Py_union_type_or.index;
  mappingMethods(t).mp_subscript = typealias_subscript.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = typealias_traverse.index;
  t.tp_clear = typealias_clear.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = typealias_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__reduce__", typealias_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMember(t, "__name__", _Py_T_OBJECT, <i32>NAME, Py_READONLY);
  addGetSet(t, "__parameters__", typealias_parameters.index, 0);
  addGetSet(t, "__type_params__", typealias_type_params.index, 0);
  addGetSet(t, "__value__", typealias_value.index, 0);
  addGetSet(t, "__module__", typealias_module.index, 0);
  initGenericType();
  const n = _PyNoDefault_Type;
  initStaticType(
    n,
    PyType_Type,
    PyBaseObject_Type,
    "NoDefaultType",
    16,
    0,
    0,
    "NoDefaultType()\n--\n\nThe type of the NoDefault singleton.",
  );
  n.tp_dealloc = nodefault_dealloc.index;
  n.tp_repr = nodefault_repr.index;
  n.tp_new = nodefault_new.index;
  addMethod(n, "__reduce__", nodefault_reduce.index, METH_NOARGS, null);
  store<u64>(changetype<usize>(_Py_NoDefaultStruct), <u64>singletonCount);
  store<u64>(changetype<usize>(_Py_NoDefaultStruct) + 8, <u64>changetype<usize>(n));
}
