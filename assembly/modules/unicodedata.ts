/**
 * The unicodedata module.
 */
import { PyObject } from "../object/layout";
export function initUnicodedataModule(): PyObject | null {
  return unreachable();
}
