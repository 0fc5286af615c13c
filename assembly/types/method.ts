/** Bound methods (Objects/classobject.c). Bodies follow. */
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
export function PyMethod_Check(op: PyObject): bool {
  return op.ob_type == S.PyMethod_Type;
}
export function PyMethod_GET_FUNCTION(op: PyObject): PyObject {
  return changetype<PyMethodObject>(op).im_func;
}
export function PyMethod_GET_SELF(op: PyObject): PyObject {
  return changetype<PyMethodObject>(op).im_self;
}
export function PyMethod_New(func: PyObject, self: PyObject): PyObject | null {
  unreachable();
}

export function initMethodTypes(): void {
  unreachable();
}
