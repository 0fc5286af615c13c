/** types.SimpleNamespace (Objects/namespaceobject.c). Bodies follow. */
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

export const _PyNamespace_Type = changetype<PyTypeObject>(memory.data(416, 16));
export function _PyNamespace_New(kwds: PyObject | null): PyObject | null {
  unreachable();
}

export function initNamespaceType(): void {
  unreachable();
}
