/** types.GenericAlias (Objects/genericaliasobject.c). Bodies follow. */
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

export const Py_GenericAliasType = changetype<PyTypeObject>(memory.data(416, 16));
export const _Py_GenericAliasIterType = changetype<PyTypeObject>(memory.data(416, 16));
/** new */
export function Py_GenericAlias(origin: PyObject, args: PyObject): PyObject | null {
  unreachable();
}

/** METH_O | METH_CLASS body of __class_getitem__ */
export function classGetItem(cls: PyObject, args: PyObject): PyObject | null {
  unreachable();
}

export function initGenericAliasTypes(): void {
  unreachable();
}
