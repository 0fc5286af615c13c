/**
 * str.format, format_map and the pieces of string.Formatter.
 */
import { PyObject } from "../object/layout";
/** "...".format(*args, **kwargs) */
export function unicodeDoFormat(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return unreachable();
}
export function _PyUnicode_FormatterParser(self: PyObject): PyObject | null {
  return unreachable();
}
export function _PyUnicode_FormatterFieldNameSplit(self: PyObject): PyObject | null {
  return unreachable();
}
export function unicodeDoFormatMap(self: PyObject, mapping: PyObject): PyObject | null {
  return unreachable();
}
