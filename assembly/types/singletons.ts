/**
 * None, NotImplemented and Ellipsis with their types (Objects/object.c, Objects/sliceobject.c). Each is a static object without
 * fields; calling its type gives it back.
 */
import { PyObject, PyTypeObject, initPtr } from "../object/layout";
import { _Py_SetImmortal, singletonCount, Py_NewRef } from "../object/refcount";
import {
  PyEllipsis_Type,
  PyType_Type,
  Py_Ellipsis,
  Py_None,
  Py_NotImplemented,
  _PyNone_Type,
  _PyNotImplemented_Type,
} from "../object/statics";
import { METH_NOARGS, addMethod, initStaticType, numberMethods } from "../object/typedef";
import { PyExc_DeprecationWarning, PyExc_TypeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_SetString } from "../protocol/errors";
import { PyErr_WarnEx } from "../protocol/warnings";
import { object_richcompare } from "./object";
import { PyDict_GET_SIZE } from "./dict";
import { PyTuple_GET_SIZE } from "./tuple";

/** Was the constructor called with any argument? */
function hasArguments(args: PyObject, kwargs: PyObject | null): bool {
  return PyTuple_GET_SIZE(args) != 0 || (kwargs !== null && PyDict_GET_SIZE(kwargs) != 0);
}

function singleton_dealloc(self: PyObject): void {
  _Py_SetImmortal(self);
}

function none_repr(_self: PyObject): PyObject | null {
  return Py_NewRef(ID.None);
}

function none_bool(_self: PyObject): i32 {
  return 0;
}

/** A fixed number: the same in every process (3.12 and later). */
function none_hash(_self: PyObject): i64 {
  return 0xfca86420;
}

function none_new(_type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (hasArguments(args, kwargs)) return PyErr_SetString(PyExc_TypeError, "NoneType takes no arguments");
  return Py_NewRef(Py_None);
}

function notimplemented_repr(_self: PyObject): PyObject | null {
  return Py_NewRef(ID.NotImplemented);
}

function notimplemented_reduce(_self: PyObject, _unused: PyObject | null): PyObject | null {
  return Py_NewRef(ID.NotImplemented);
}

function notimplemented_bool(_self: PyObject): i32 {
  const failed = PyErr_WarnEx(PyExc_DeprecationWarning, "NotImplemented should not be used in a boolean context", 1);
  return failed < 0 ? -1 : 1;
}

function notimplemented_new(_type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (hasArguments(args, kwargs)) return PyErr_SetString(PyExc_TypeError, "NotImplementedType takes no arguments");
  return Py_NewRef(Py_NotImplemented);
}

function ellipsis_repr(_self: PyObject): PyObject | null {
  return Py_NewRef(ID.Ellipsis);
}

function ellipsis_reduce(_self: PyObject, _unused: PyObject | null): PyObject | null {
  return Py_NewRef(ID.Ellipsis);
}

function ellipsis_new(_type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (hasArguments(args, kwargs)) return PyErr_SetString(PyExc_TypeError, "EllipsisType takes no arguments");
  return Py_NewRef(Py_Ellipsis);
}

function initObject(op: PyObject, type: PyTypeObject): void {
  store<u64>(changetype<usize>(op), <u64>singletonCount);
  initPtr(changetype<usize>(op) + 8, changetype<usize>(type));
}

function initNone(): void {
  const type = _PyNone_Type;
  initStaticType(type, PyType_Type, null, "NoneType", 16, 0, 0, "NoneType()\n--\n\nThe type of the None singleton.");
  type.tp_dealloc = singleton_dealloc.index;
  type.tp_repr = none_repr.index;
  type.tp_hash = none_hash.index;
  type.tp_richcompare = object_richcompare.index;
  type.tp_new = none_new.index;
  numberMethods(type).nb_bool = none_bool.index;
  initObject(Py_None, type);
}

function initNotImplemented(): void {
  const type = _PyNotImplemented_Type;
  initStaticType(
    type,
    PyType_Type,
    null,
    "NotImplementedType",
    16,
    0,
    0,
    "NotImplementedType()\n--\n\nThe type of the NotImplemented singleton.",
  );
  type.tp_dealloc = singleton_dealloc.index;
  type.tp_repr = notimplemented_repr.index;
  type.tp_new = notimplemented_new.index;
  numberMethods(type).nb_bool = notimplemented_bool.index;
  addMethod(type, "__reduce__", notimplemented_reduce.index, METH_NOARGS, null);
  initObject(Py_NotImplemented, type);
}

function initEllipsis(): void {
  const type = PyEllipsis_Type;
  initStaticType(
    type,
    PyType_Type,
    null,
    "ellipsis",
    16,
    0,
    0,
    "ellipsis()\n--\n\nThe type of the Ellipsis singleton.",
  );
  type.tp_dealloc = singleton_dealloc.index;
  type.tp_repr = ellipsis_repr.index;
  type.tp_new = ellipsis_new.index;
  addMethod(type, "__reduce__", ellipsis_reduce.index, METH_NOARGS, null);
  initObject(Py_Ellipsis, type);
}

export function initSingletonTypes(): void {
  initNone();
  initNotImplemented();
  initEllipsis();
}
