/** The module _collections. */
import { PyObject } from "../object/layout";

/** `new`: the module object. */
export function PyInit__collections(): PyObject | null {
  return unreachable();
}
