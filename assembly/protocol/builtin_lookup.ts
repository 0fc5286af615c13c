/** The builtins by name, for native code that needs one (iterators' __reduce__): _PyEval_GetBuiltin. boot.ts gives the dict. */
import { PyObject } from "../object/layout";
import { PyErr_Occurred, PyErr_SetObject } from "./errors";
import { PyExc_AttributeError } from "../object/exception_types";
import { PyDict_GetItemRef } from "../types/dict";

let builtinsDict: PyObject | null = null;

/** `dict` is the __dict__ of the module builtins; it lives as long as the machine. */
export function setBuiltinsDict(dict: PyObject): void {
  builtinsDict = dict;
}

/** `new`, or null with AttributeError. */
export function _PyEval_GetBuiltin(name: PyObject): PyObject | null {
  const dict = builtinsDict;
  const found: PyObject | null = dict === null ? null : PyDict_GetItemRef(dict, name);
  if (found === null && PyErr_Occurred() === null) PyErr_SetObject(PyExc_AttributeError, name);
  return found;
}
