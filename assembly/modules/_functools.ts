/** The module _functools. */
import { PyObject } from "../object/layout";

/** `new`: the module object. */
export function PyInit__functools(): PyObject | null {
  return unreachable();
}
