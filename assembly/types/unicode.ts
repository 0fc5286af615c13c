/**
 * str (Objects/unicodeobject.c): PEP 393 layouts.
 */
import { PyObject } from "../object/layout";
export const PyUnicode_1BYTE_KIND: i32 = 1;
export const PyUnicode_2BYTE_KIND: i32 = 2;
export const PyUnicode_4BYTE_KIND: i32 = 4;
/** Length of the text PyUnicode_AsUTF8AndSize returned last. */
export let utf8Length: i32 = 0;
export function PyUnicode_Check(op: PyObject): bool {
  unreachable();
}
export function PyUnicode_CheckExact(op: PyObject): bool {
  unreachable();
}
export function PyUnicode_GET_LENGTH(op: PyObject): i32 {
  unreachable();
}
export function PyUnicode_KIND(op: PyObject): i32 {
  unreachable();
}
export function PyUnicode_DATA(op: PyObject): usize {
  unreachable();
}
export function PyUnicode_READ(kind: i32, data: usize, i: i32): u32 {
  unreachable();
}
export function PyUnicode_WRITE(kind: i32, data: usize, i: i32, ch: u32): void {
  unreachable();
}
export function PyUnicode_READ_CHAR(op: PyObject, i: i32): u32 {
  unreachable();
}
export function PyUnicode_IS_ASCII(op: PyObject): bool {
  unreachable();
}
export function PyUnicode_IS_COMPACT_ASCII(op: PyObject): bool {
  unreachable();
}
export function PyUnicode_IS_COMPACT(op: PyObject): bool {
  unreachable();
}
export function PyUnicode_CHECK_INTERNED(op: PyObject): u32 {
  unreachable();
}
export function PyUnicode_MAX_CHAR_VALUE(op: PyObject): u32 {
  unreachable();
}
/** `new` str of `size` characters, uninitialised (write before it is shown); MemoryError or SystemError. */
export function PyUnicode_New(size: i32, maxchar: u32): PyObject | null {
  unreachable();
}
export function PyUnicode_FromOrdinal(ch: i32): PyObject | null {
  unreachable();
}
export function PyUnicode_FromKindAndData(kind: i32, data: usize, size: i32): PyObject | null {
  unreachable();
}
export function PyUnicode_FromASCII(data: usize, size: i32): PyObject | null {
  unreachable();
}
export function PyUnicode_FromString(cstring: usize): PyObject | null {
  unreachable();
}
export function PyUnicode_FromUTF16(units: usize, length: i32): PyObject | null {
  unreachable();
}
export function PyUnicode_FromObject(op: PyObject): PyObject | null {
  unreachable();
}
export function _PyUnicode_Copy(op: PyObject): PyObject | null {
  unreachable();
}
/** Address of the NUL-terminated UTF-8 (cached in the str), length in `utf8Length`; 0 with an exception set. */
export function PyUnicode_AsUTF8AndSize(op: PyObject): usize {
  unreachable();
}
export function PyUnicode_EqualToUTF16(op: PyObject, units: usize, length: i32): bool {
  unreachable();
}
export function PyUnicode_EqualToLiteral(op: PyObject, lit: string): bool {
  unreachable();
}
export function _PyUnicode_EQ(a: PyObject, b: PyObject): bool {
  unreachable();
}
export function PyUnicode_Compare(a: PyObject, b: PyObject): i32 {
  unreachable();
}
export function PyUnicode_RichCompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  unreachable();
}
export function unicode_hash(op: PyObject): i64 {
  unreachable();
}
export function PyUnicode_CopyCharacters(to: PyObject, toStart: i32, from: PyObject, fromStart: i32, n: i32): void {
  unreachable();
}
export function PyUnicode_Substring(op: PyObject, start: i32, end: i32): PyObject | null {
  unreachable();
}
/** Resizes the str in the pointer field; in place where CPython does. False on error (field then null). */
export function PyUnicode_Resize(field: usize, length: i32): bool {
  unreachable();
}
export function initUnicodeType(): void {
  unreachable();
}
