/** classmethod and staticmethod (Objects/funcobject.c). Bodies follow. */
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

/** Both have the same layout: the callable and a dict. */
@unmanaged
export class PyClassMethodObject extends PyObject {
  cm_callable: PyObject; // 16
  cm_callable_hi: u32;
  cm_dict: PyObject | null; // 24
  cm_dict_hi: u32;
}
export function PyClassMethod_New(callable: PyObject): PyObject | null {
  unreachable();
}

export function PyStaticMethod_New(callable: PyObject): PyObject | null {
  unreachable();
}

export function initClassMethodTypes(): void {
  unreachable();
}
