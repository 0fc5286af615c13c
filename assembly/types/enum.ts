/**
 * enumerate and reversed (Objects/enumobject.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";

export const PyEnum_Type = changetype<PyTypeObject>(memory.data(416, 16)); // enumerate
export const PyReversed_Type = changetype<PyTypeObject>(memory.data(416, 16)); // reversed

export function initEnumTypes(): void {
  unreachable();
}

