import { PyObject } from "../object/layout";
export const _PyHASH_BITS: i32 = 61;
export const _PyHASH_MODULUS: u64 = (1 << 61) - 1;
export const _PyHASH_INF: i64 = 314159;
export const _PyHASH_IMAG: i64 = 1000003;
/** Hash keys from PYTHONHASHSEED (0: all zero bytes); boot only. */
export function initHashSecret(seed: u32): void {
  unreachable();
}
/** The same from 24 random bytes (-R). */
export function setHashSecret(key: usize): void {
  unreachable();
}
export function _Py_HashBytes(src: usize, length: i32): i64 {
  unreachable();
}
export function _Py_HashDouble(op: PyObject, value: f64): i64 {
  unreachable();
}
export function _Py_HashPointer(p: usize): i64 {
  unreachable();
}
/** hash(op); -1 with an exception. */
export function PyObject_Hash(op: PyObject): i64 {
  unreachable();
}
/** tp_hash of unhashable types: TypeError, -1. */
export function PyObject_HashNotImplemented(op: PyObject): i64 {
  unreachable();
}
/** tp_hash of object: by address. */
export function PyObject_GenericHash(op: PyObject): i64 {
  unreachable();
}
