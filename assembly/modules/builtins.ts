/** The module builtins. */
import { PyObject } from "../object/layout";

/** `new`: the module object. */
export function PyInit_builtins(): PyObject | null {
  return unreachable();
}
