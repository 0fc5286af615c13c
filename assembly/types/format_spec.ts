import { PyObject } from "../object/layout";
/** str.__format__, int.__format__, float.__format__, complex.__format__ over spec text [start, end). `new` str. */
export function _PyUnicode_Format(op: PyObject, spec: PyObject): PyObject | null {
  unreachable();
}
export function _PyLong_FormatAdvanced(op: PyObject, spec: PyObject): PyObject | null {
  unreachable();
}
export function _PyFloat_FormatAdvanced(op: PyObject, spec: PyObject): PyObject | null {
  unreachable();
}
export function _PyComplex_FormatAdvanced(op: PyObject, spec: PyObject): PyObject | null {
  unreachable();
}
