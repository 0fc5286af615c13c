/**
 * repr() and ascii() of a str.
 */
import { PyObject } from "../object/layout";
export function unicode_repr(op: PyObject): PyObject | null {
  unreachable();
}
export function unicodeAscii(op: PyObject): PyObject | null {
  unreachable();
}
/** repr of any object in ASCII (the ascii() builtin and %a) */
export function PyObject_ASCII_of(op: PyObject): PyObject | null {
  unreachable();
}
