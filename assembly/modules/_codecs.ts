/**
 * The _codecs module.
 */
import { PyObject } from "../object/layout";
export function initCodecsModule(): PyObject | null {
  return unreachable();
}
