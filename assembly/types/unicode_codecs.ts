/**
 * Encoders and decoders of str, with their error handlers.
 */
import { PyObject } from "../object/layout";
/** errors: a NUL-terminated handler name or 0 for "strict" */
export function PyUnicode_DecodeUTF8(s: usize, size: i32, errors: usize): PyObject | null {
  unreachable();
}
export function PyUnicode_DecodeASCII(s: usize, size: i32, errors: usize): PyObject | null {
  unreachable();
}
export function PyUnicode_DecodeLatin1(s: usize, size: i32): PyObject | null {
  unreachable();
}
export function PyUnicode_AsUTF8String(op: PyObject): PyObject | null {
  unreachable();
}
export function _PyUnicode_AsUTF8String(op: PyObject, errors: usize): PyObject | null {
  unreachable();
}
export function _PyUnicode_AsASCIIString(op: PyObject, errors: usize): PyObject | null {
  unreachable();
}
export function _PyUnicode_AsLatin1String(op: PyObject, errors: usize): PyObject | null {
  unreachable();
}
/** encoding: str or null for utf-8; errors: str or null for strict */
export function PyUnicode_AsEncodedObject(
  op: PyObject,
  encoding: PyObject | null,
  errors: PyObject | null,
): PyObject | null {
  unreachable();
}
export function PyUnicode_DecodeBytes(
  s: usize,
  size: i32,
  encoding: PyObject | null,
  errors: PyObject | null,
): PyObject | null {
  unreachable();
}
export function PyUnicode_FromEncodedObject(
  obj: PyObject,
  encoding: PyObject | null,
  errors: PyObject | null,
): PyObject | null {
  unreachable();
}
export function PyUnicode_EncodeFSDefault(op: PyObject): PyObject | null {
  unreachable();
}
export function PyUnicode_DecodeFSDefaultAndSize(s: usize, size: i32): PyObject | null {
  unreachable();
}
/** os.fspath(): `new` str or bytes */
export function PyOS_FSPath(path: PyObject): PyObject | null {
  unreachable();
}
