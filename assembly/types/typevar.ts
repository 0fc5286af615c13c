/** typing.TypeVar and its relatives (Objects/typevarobject.c). Bodies follow. */
import {
  PyObject,
  PyVarObject,
  PyTypeObject,
  PyNumberMethods,
  PySequenceMethods,
  PyMappingMethods,
  PyAsyncMethods,
  PyBufferProcs,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import { PyMethodDef, PyMemberDef, PyGetSetDef } from "../object/typedef";
import * as S from "../object/statics";

export const PyTypeVar_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyTypeVarTuple_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyParamSpec_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyParamSpecArgs_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyParamSpecKwargs_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const _PyTypeAlias_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyGeneric_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const _PyNoDefault_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const _Py_NoDefaultStruct = changetype<PyObject>(memory.data(16, 16));
export function _Py_make_typevar(
  name: PyObject,
  evaluateBound: PyObject | null,
  evaluateConstraints: PyObject | null,
): PyObject | null {
  return unreachable();
}

export function _Py_make_paramspec(name: PyObject): PyObject | null {
  return unreachable();
}

export function _Py_make_typevartuple(name: PyObject): PyObject | null {
  return unreachable();
}

/** args: (name, type_params, compute_value) */
export function _Py_make_typealias(args: PyObject): PyObject | null {
  return unreachable();
}

export function _Py_set_typeparam_default(typeparam: PyObject, evaluateDefault: PyObject): PyObject | null {
  return unreachable();
}

export function _Py_subscript_generic(params: PyObject): PyObject | null {
  return unreachable();
}

export function initTypeVarTypes(): void {}
