/** cell (Objects/cellobject.c). Bodies follow. */
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
export class PyCellObject extends PyObject {
  ob_ref: PyObject | null; // 16
  ob_ref_hi: u32;
}
export function PyCell_Check(op: PyObject): bool {
  return op.ob_type == S.PyCell_Type;
}
/** Borrowed. */
export function PyCell_GET(op: PyObject): PyObject | null {
  return changetype<PyCellObject>(op).ob_ref;
}
/** Steals `value`; does not release the old content. */
export function PyCell_SET(op: PyObject, value: PyObject | null): void {
  changetype<PyCellObject>(op).ob_ref = value;
}
/** new; borrows `content` */
export function PyCell_New(content: PyObject | null): PyObject | null {
  unreachable();
}

/** new or null */
export function PyCell_GetRef(op: PyObject): PyObject | null {
  unreachable();
}

/** steals `value` */
export function PyCell_SetTakeRef(op: PyObject, value: PyObject | null): void {
  unreachable();
}

export function PyCell_SwapTakeRef(op: PyObject, value: PyObject | null): PyObject | null {
  unreachable();
}

export function initCellType(): void {
  unreachable();
}
