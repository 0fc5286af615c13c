import { PyObject } from "../object/layout";
/** The module `_weakref`: `new`. */
export function PyInit__weakref(): PyObject | null {
  unreachable();
}
