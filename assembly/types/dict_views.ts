/**
 * dict's iterators and views (Objects/dictobject.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";

export const PyDictKeys_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_keys
export const PyDictValues_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_values
export const PyDictItems_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_items
export const PyDictIterKey_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_keyiterator
export const PyDictIterValue_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_valueiterator
export const PyDictIterItem_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_itemiterator
export const PyDictRevIterKey_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_reversekeyiterator
export const PyDictRevIterValue_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_reversevalueiterator
export const PyDictRevIterItem_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict_reverseitemiterator

/** `new`. */
export function _PyDictView_New(dict: PyObject, type: PyTypeObject): PyObject | null {
  return unreachable();
}

export function initDictViewTypes(): void {
  unreachable();
}
