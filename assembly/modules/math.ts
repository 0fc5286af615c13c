/** Fills the `math` module; called by the import machinery's table. `new` module or null. */
import { PyObject } from "../object/layout";
export function initMathModule(): PyObject | null {
  unreachable();
}
