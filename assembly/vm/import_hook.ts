/** The one question the loop asks about imports: is a module loaded? sys.modules is set at boot. */
import { PyObject } from "../object/layout";
import { PyMapping_GetOptionalItem } from "../protocol/sequence";
import { PyDict_GetItemWithError } from "../types/dict";
import { PyDict_Type } from "../object/statics";
import { Py_DECREF } from "../object/refcount";

let modules: PyObject | null = null;

export function setModulesDict(dict: PyObject): void {
  modules = dict;
}

/** sys.modules[name]: borrowed; null without an exception if absent. */
export function importedModule(name: PyObject): PyObject | null {
  const dict = modules;
  if (dict === null) return null;
  if (dict.ob_type == PyDict_Type) return PyDict_GetItemWithError(dict, name);
  const found = PyMapping_GetOptionalItem(dict, name);
  if (found !== null) Py_DECREF(found); // the mapping keeps it alive
  return found;
}
