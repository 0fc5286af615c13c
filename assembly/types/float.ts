import { PyObject } from "../object/layout";
import { PyFloat_Type } from "../object/statics";
import { PyType_IsSubtype } from "./typeobject";

/** 0 ob_refcnt | 8 ob_type | 16 ob_fval: 24 bytes. */
@unmanaged
export class PyFloatObject extends PyObject {
  ob_fval: f64;
}
export function PyFloat_CheckExact(op: PyObject): bool {
  return op.ob_type == PyFloat_Type;
}
export function PyFloat_Check(op: PyObject): bool {
  return op.ob_type == PyFloat_Type || PyType_IsSubtype(op.ob_type, PyFloat_Type);
}
export function PyFloat_AS_DOUBLE(op: PyObject): f64 {
  return changetype<PyFloatObject>(op).ob_fval;
}
/** `new` */
export function PyFloat_FromDouble(value: f64): PyObject | null {
  unreachable();
}
/** -1.0 with an exception pending; __float__, then __index__. */
export function PyFloat_AsDouble(op: PyObject): f64 {
  unreachable();
}
export function PyFloat_FromString(op: PyObject): PyObject | null {
  unreachable();
}
/** Frees an exact float whose count is 0 (the eval loop's shortcut). */
export function _PyFloat_ExactDealloc(op: PyObject): void {
  unreachable();
}
export function _PyFloat_ClearFreeList(): void {
  unreachable();
}
/** IEEE half and single precision (struct, marshal): -1 with OverflowError. */
export function PyFloat_Pack2(x: f64, p: usize, little: bool): i32 {
  unreachable();
}
export function PyFloat_Pack4(x: f64, p: usize, little: bool): i32 {
  unreachable();
}
export function PyFloat_Pack8(x: f64, p: usize, little: bool): i32 {
  unreachable();
}
export function PyFloat_Unpack2(p: usize, little: bool): f64 {
  unreachable();
}
export function PyFloat_Unpack4(p: usize, little: bool): f64 {
  unreachable();
}
export function PyFloat_Unpack8(p: usize, little: bool): f64 {
  unreachable();
}
export function initFloatType(): void {
  unreachable();
}
