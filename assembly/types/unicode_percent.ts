/**
 * str % values.
 */
import { PyObject } from "../object/layout";
export function PyUnicode_Format(format: PyObject, args: PyObject): PyObject | null {
  return unreachable();
}
