/**
 * Substring search.
 */
import { PyObject } from "../object/layout";
/** -1 not found, -2 error */
export function PyUnicode_Find(op: PyObject, sub: PyObject, start: i32, end: i32, direction: i32): i32 {
  unreachable();
}
export function PyUnicode_FindChar(op: PyObject, ch: u32, start: i32, end: i32, direction: i32): i32 {
  unreachable();
}
export function PyUnicode_Contains(op: PyObject, sub: PyObject): i32 {
  unreachable();
}
export function PyUnicode_Tailmatch(op: PyObject, sub: PyObject, start: i32, end: i32, direction: i32): i32 {
  unreachable();
}
