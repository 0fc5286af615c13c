/** super. Bodies follow. */
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
export class PySuperObject extends PyObject {
  type: PyTypeObject | null; // 16
  type_hi: u32;
  obj: PyObject | null; // 24
  obj_hi: u32;
  obj_type: PyTypeObject | null; // 32
  obj_type_hi: u32;
}
/** Zero-argument super(): set by the vm. (cell and first argument of the running frame) index of (out: usize): i32; stores the class at out and the object at out+8, borrowed; -1 with RuntimeError. */
export let superHook: u32 = 0;
export function setSuperHook(fn: u32): void {
  superHook = fn;
}
/** new; `method` 0 or address of an i32 set to 1 when an unbound method is returned */
export function _PySuper_Lookup(suType: PyTypeObject, suObj: PyObject, name: PyObject, method: usize): PyObject | null {
  unreachable();
}

export function initSuperType(): void {
  unreachable();
}
