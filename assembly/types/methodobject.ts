/** builtin_function_or_method (Objects/methodobject.c). Bodies follow. */
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
export class PyCFunctionObject extends PyObject {
  m_ml: PyMethodDef; // 16
  m_ml_hi: u32;
  m_self: PyObject | null; // 24
  m_self_hi: u32;
  m_module: PyObject | null; // 32
  m_module_hi: u32;
  m_weakreflist: PyObject | null; // 40
  m_weakreflist_hi: u32;
  vectorcall: u32; // 48
  vectorcall_hi: u32;
}
export function PyCFunction_GET_FUNCTION(op: PyObject): u32 {
  return changetype<PyCFunctionObject>(op).m_ml.ml_meth;
}
export function PyCFunction_GET_FLAGS(op: PyObject): i32 {
  return changetype<PyCFunctionObject>(op).m_ml.ml_flags;
}
/** null address for METH_STATIC. Borrowed. */
export function PyCFunction_GET_SELF(op: PyObject): PyObject | null {
  return changetype<PyCFunctionObject>(op).m_ml.ml_flags & 0x20 ? null : changetype<PyCFunctionObject>(op).m_self;
}
export function PyCFunction_CheckExact(op: PyObject): bool {
  return op.ob_type == S.PyCFunction_Type;
}
export function PyCFunction_NewEx(ml: PyMethodDef, self: PyObject | null, module: PyObject | null): PyObject | null {
  unreachable();
}

export function PyCFunction_New(ml: PyMethodDef, self: PyObject | null): PyObject | null {
  unreachable();
}

export function initCFunctionType(): void {
  unreachable();
}
