/**
 * bytes (Objects/bytesobject.c). Data at 32, ob_shash at 24.
 */
import { PyObject } from "../object/layout";
export function PyBytes_Check(op: PyObject): bool {
  unreachable();
}
export function PyBytes_CheckExact(op: PyObject): bool {
  unreachable();
}
export function PyBytes_GET_SIZE(op: PyObject): i32 {
  unreachable();
}
export function PyBytes_AS_STRING(op: PyObject): usize {
  unreachable();
}
/** src 0: uninitialised */
export function PyBytes_FromStringAndSize(src: usize, size: i32): PyObject | null {
  unreachable();
}
export function PyBytes_FromString(cstring: usize): PyObject | null {
  unreachable();
}
export function PyBytes_FromLiteral(lit: string): PyObject | null {
  unreachable();
}
export function PyBytes_FromObject(op: PyObject): PyObject | null {
  unreachable();
}
/** Resizes the bytes in the pointer field (sole owner); false and null field on failure. */
export function _PyBytes_Resize(field: usize, size: i32): bool {
  unreachable();
}
export function PyBytes_Concat(field: usize, right: PyObject | null): void {
  unreachable();
}
export function PyBytes_ConcatAndDel(field: usize, right: PyObject | null): void {
  unreachable();
}
export function PyBytes_Join(sep: PyObject, iterable: PyObject): PyObject | null {
  unreachable();
}
export function PyBytes_Repr(op: PyObject, smartquotes: bool): PyObject | null {
  unreachable();
}
export function bytes_hash(op: PyObject): i64 {
  unreachable();
}
export function _Py_bytesEmpty(): PyObject {
  unreachable();
}
export function initBytesType(): void {
  unreachable();
}
