/** Attribute access (Objects/object.c). Bodies follow. */
import { PyObject, PyVarObject, PyTypeObject, PyNumberMethods, PySequenceMethods, PyMappingMethods, PyAsyncMethods, PyBufferProcs, Py_TPFLAGS_TYPE_SUBCLASS } from "../object/layout";
import { PyMethodDef, PyMemberDef, PyGetSetDef } from "../object/typedef";
import * as S from "../object/statics";

/** new */
export function PyObject_GetAttr(v: PyObject, name: PyObject): PyObject | null {
  unreachable();
}

export function PyObject_SetAttr(v: PyObject, name: PyObject, value: PyObject | null): i32 {
  unreachable();
}

export function PyObject_DelAttr(v: PyObject, name: PyObject): i32 {
  unreachable();
}

export function PyObject_HasAttr(v: PyObject, name: PyObject): bool {
  unreachable();
}

export function PyObject_HasAttrWithError(v: PyObject, name: PyObject): i32 {
  unreachable();
}

/** 1 found (new reference stored at `result`), 0 absent (0 stored), -1 error */
export function PyObject_GetOptionalAttr(v: PyObject, name: PyObject, result: usize): i32 {
  unreachable();
}

export function PyObject_GetAttrString(v: PyObject, name: string): PyObject | null {
  unreachable();
}

export function PyObject_SetAttrString(v: PyObject, name: string, value: PyObject | null): i32 {
  unreachable();
}

export function PyObject_GenericGetAttr(self: PyObject, name: PyObject): PyObject | null {
  unreachable();
}

export function PyObject_GenericSetAttr(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  unreachable();
}

export function _PyObject_GenericGetAttrWithDict(self: PyObject, name: PyObject, dict: PyObject | null, suppress: bool): PyObject | null {
  unreachable();
}

export function _PyObject_GenericSetAttrWithDict(self: PyObject, name: PyObject, value: PyObject | null, dict: PyObject | null): i32 {
  unreachable();
}

/** 1: unbound method stored (call with self first), 0: attribute or null stored at `method`; new */
export function _PyObject_GetMethod(self: PyObject, name: PyObject, method: usize): i32 {
  unreachable();
}

/** Bound special method of the type: new; null without exception if absent. */
export function _PyObject_LookupSpecial(self: PyObject, name: PyObject): PyObject | null {
  unreachable();
}

/** new, unbound if possible: then selfOut holds self (new), else 0 */
export function _PyObject_LookupSpecialMethod(self: PyObject, name: PyObject, selfOut: usize): PyObject | null {
  unreachable();
}

/** Address of the dict field, 0 if none; materializes a managed dict. */
export function _PyObject_GetDictPtr(self: PyObject): usize {
  unreachable();
}

export function _PyObject_ComputedDictPointer(self: PyObject): usize {
  unreachable();
}

export function PyObject_Dir(obj: PyObject | null): PyObject | null {
  unreachable();
}

export function PyObject_SelfIter(self: PyObject): PyObject | null {
  unreachable();
}

export function PyCallable_Check(op: PyObject): bool {
  unreachable();
}

export function _PyObject_SetAttributeErrorContext(v: PyObject, name: PyObject): void {
  unreachable();
}
