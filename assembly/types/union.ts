/** types.UnionType (Objects/unionobject.c). Bodies follow. */
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

export const _PyUnion_Type = changetype<PyTypeObject>(memory.data(416, 16));
export function _Py_union_type_or(self: PyObject, other: PyObject): PyObject | null {
  unreachable();
}

export function initUnionType(): void {
  unreachable();
}
