/** The module _operator. */
import { PyObject } from "../object/layout";

/** `new`: the module object. */
export function PyInit__operator(): PyObject | null {
  return unreachable();
}
