/** Comparison, text and truth (Objects/object.c). Bodies follow. */
import { PyObject, PyVarObject, PyTypeObject, PyNumberMethods, PySequenceMethods, PyMappingMethods, PyAsyncMethods, PyBufferProcs, Py_TPFLAGS_TYPE_SUBCLASS } from "../object/layout";
import { PyMethodDef, PyMemberDef, PyGetSetDef } from "../object/typedef";
import * as S from "../object/statics";

/** new */
export function PyObject_RichCompare(v: PyObject, w: PyObject, op: i32): PyObject | null {
  unreachable();
}

/** -1 error; identity implies equality */
export function PyObject_RichCompareBool(v: PyObject, w: PyObject, op: i32): i32 {
  unreachable();
}

export function PyObject_Repr(v: PyObject | null): PyObject | null {
  unreachable();
}

export function PyObject_Str(v: PyObject | null): PyObject | null {
  unreachable();
}

export function PyObject_ASCII(v: PyObject): PyObject | null {
  unreachable();
}

export function PyObject_Bytes(v: PyObject): PyObject | null {
  unreachable();
}

/** -1 error */
export function PyObject_IsTrue(v: PyObject): i32 {
  unreachable();
}

export function PyObject_Not(v: PyObject): i32 {
  unreachable();
}

export function PyObject_Format(obj: PyObject, spec: PyObject | null): PyObject | null {
  unreachable();
}

export function PyObject_IsInstance(inst: PyObject, cls: PyObject): i32 {
  unreachable();
}

export function PyObject_IsSubclass(derived: PyObject, cls: PyObject): i32 {
  unreachable();
}

export function _PyObject_RealIsInstance(inst: PyObject, cls: PyObject): i32 {
  unreachable();
}

export function _PyObject_RealIsSubclass(derived: PyObject, cls: PyObject): i32 {
  unreachable();
}

/** 1 if already being printed, 0 entered, -1 error */
export function Py_ReprEnter(op: PyObject): i32 {
  unreachable();
}

export function Py_ReprLeave(op: PyObject): void {
  unreachable();
}

/** new True or False */
export function Py_RETURN_BOOL(value: bool): PyObject {
  unreachable();
}

/** new True or False from a three-way result */
export function Py_RETURN_RICHCOMPARE(order: i64, op: i32): PyObject {
  unreachable();
}
