import { PyObject } from "../object/layout";
/** The module `_ctypes`: `new`. */
export function PyInit__ctypes(): PyObject | null {
  unreachable();
}
export function initCtypesTypes(): void {
  unreachable();
}
