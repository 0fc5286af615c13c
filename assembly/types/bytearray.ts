/**
 * bytearray (Objects/bytearrayobject.c).
 */
import { PyObject } from "../object/layout";
export function PyByteArray_Check(op: PyObject): bool {
  return unreachable();
}
export function PyByteArray_CheckExact(op: PyObject): bool {
  return unreachable();
}
export function PyByteArray_GET_SIZE(op: PyObject): i32 {
  return unreachable();
}
export function PyByteArray_AS_STRING(op: PyObject): usize {
  return unreachable();
}
export function PyByteArray_FromStringAndSize(src: usize, size: i32): PyObject | null {
  return unreachable();
}
export function PyByteArray_FromObject(op: PyObject): PyObject | null {
  return unreachable();
}
export function PyByteArray_Resize(op: PyObject, size: i32): i32 {
  return unreachable();
}
export function initByteArrayType(): void {
  unreachable();
}
