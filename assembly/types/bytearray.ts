/**
 * bytearray (Objects/bytearrayobject.c).
 */
import { PyObject } from "../object/layout";
export function PyByteArray_Check(op: PyObject): bool {
  unreachable();
}
export function PyByteArray_CheckExact(op: PyObject): bool {
  unreachable();
}
export function PyByteArray_GET_SIZE(op: PyObject): i32 {
  unreachable();
}
export function PyByteArray_AS_STRING(op: PyObject): usize {
  unreachable();
}
export function PyByteArray_FromStringAndSize(src: usize, size: i32): PyObject | null {
  unreachable();
}
export function PyByteArray_FromObject(op: PyObject): PyObject | null {
  unreachable();
}
export function PyByteArray_Resize(op: PyObject, size: i32): i32 {
  unreachable();
}
export function initByteArrayType(): void {
  unreachable();
}
