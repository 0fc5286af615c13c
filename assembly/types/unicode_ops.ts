/**
 * Joining and cutting strs.
 */
import { PyObject } from "../object/layout";
export function PyUnicode_Concat(left: PyObject, right: PyObject): PyObject | null {
  unreachable();
}
/** Appends to the str in the pointer field (steals what is there, borrows right); the field is null after an error. */
export function PyUnicode_Append(field: usize, right: PyObject): void {
  unreachable();
}
/** The same, then releases right. */
export function PyUnicode_AppendAndDel(field: usize, right: PyObject): void {
  unreachable();
}
export function PyUnicode_Join(separator: PyObject | null, seq: PyObject): PyObject | null {
  unreachable();
}
export function _PyUnicode_JoinArray(separator: PyObject | null, items: usize, n: i32): PyObject | null {
  unreachable();
}
export function unicode_repeat(op: PyObject, n: i32): PyObject | null {
  unreachable();
}
export function PyUnicode_Split(op: PyObject, sep: PyObject | null, maxsplit: i32): PyObject | null {
  unreachable();
}
export function PyUnicode_Splitlines(op: PyObject, keepends: bool): PyObject | null {
  unreachable();
}
export function PyUnicode_Partition(op: PyObject, sep: PyObject): PyObject | null {
  unreachable();
}
export function PyUnicode_RPartition(op: PyObject, sep: PyObject): PyObject | null {
  unreachable();
}
export function PyUnicode_Replace(op: PyObject, from: PyObject, to: PyObject, maxcount: i32): PyObject | null {
  unreachable();
}
