/** The module itertools. */
import { PyObject } from "../object/layout";

/** `new`: the module object. */
export function PyInit_itertools(): PyObject | null {
  return unreachable();
}
