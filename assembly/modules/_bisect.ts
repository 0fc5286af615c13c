/** The module _bisect. */
import { PyObject } from "../object/layout";

/** `new`: the module object. */
export function PyInit__bisect(): PyObject | null {
  return unreachable();
}
