/**
 * The _string module.
 */
import { PyObject } from "../object/layout";
export function initStringModule(): PyObject | null {
  return unreachable();
}
