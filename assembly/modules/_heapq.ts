/** The module _heapq. */
import { PyObject } from "../object/layout";

/** `new`: the module object. */
export function PyInit__heapq(): PyObject | null {
  return unreachable();
}
