/**
 * _PyUnicodeWriter: text built piece by piece, growing as CPython does. The struct is 56 bytes; callers keep it in static memory or on the native stack of writers (`newWriter`).
 */
import { PyObject } from "../object/layout";
@unmanaged
export class UnicodeWriter {
  buffer: PyObject | null;
  data: usize;
  kind: i32;
  maxchar: u32;
  size: i32;
  pos: i32;
  min_length: i32;
  min_char: u32;
  overallocate: bool;
  readonly: bool;
}
/** A fresh writer; writers nest (a stack): each must end in Finish or Dealloc. minLength and overallocate as CPython fields. */
export function _PyUnicodeWriter_Init(minLength: i32 = 0, overallocate: bool = true): UnicodeWriter {
  unreachable();
}
export function _PyUnicodeWriter_Prepare(w: UnicodeWriter, length: i32, maxchar: u32): bool {
  unreachable();
}
export function _PyUnicodeWriter_WriteChar(w: UnicodeWriter, ch: u32): bool {
  unreachable();
}
export function _PyUnicodeWriter_WriteStr(w: UnicodeWriter, op: PyObject): bool {
  unreachable();
}
export function _PyUnicodeWriter_WriteSubstring(w: UnicodeWriter, op: PyObject, start: i32, end: i32): bool {
  unreachable();
}
export function _PyUnicodeWriter_WriteASCIIString(w: UnicodeWriter, text: usize, length: i32): bool {
  unreachable();
}
export function _PyUnicodeWriter_WriteLiteral(w: UnicodeWriter, lit: string): bool {
  unreachable();
}
export function _PyUnicodeWriter_WriteFill(w: UnicodeWriter, ch: u32, count: i32): bool {
  unreachable();
}
/** `new` */
export function _PyUnicodeWriter_Finish(w: UnicodeWriter): PyObject | null {
  unreachable();
}
export function _PyUnicodeWriter_Dealloc(w: UnicodeWriter): void {
  unreachable();
}
