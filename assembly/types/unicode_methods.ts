/**
 * The methods of str.
 */
import { PyObject } from "../object/layout";
export function addUnicodeMethods(): void {
  unreachable();
}
