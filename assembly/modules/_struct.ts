/**
 * The _struct module.
 */
import { PyObject } from "../object/layout";
export function initStructModule(): PyObject | null {
  return unreachable();
}
