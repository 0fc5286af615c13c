/** The builtins by name, for native code that needs one (iterators' __reduce__): _PyEval_GetBuiltin, those of the running code. */
import { PyObject } from "../object/layout";
import { PyErr_Occurred, PyErr_SetObject } from "./errors";
import { PyMapping_GetOptionalItem } from "./sequence";
import { PyExc_AttributeError } from "../object/exception_types";

let builtinsDict: PyObject | null = null;

/** Table index of (): PyObject | null, the builtins of the running code, borrowed; null where none runs. */
let builtinsHook: u32 = 0;

/** `dict` is the __dict__ of the module builtins; it lives as long as the machine. */
export function setBuiltinsDict(dict: PyObject): void {
  builtinsDict = dict;
}

export function setBuiltinsHook(hook: u32): void {
  builtinsHook = hook;
}

/** The builtins of the running code, the machine's if none runs; null before there are any. Borrowed. */
export function runningBuiltins(): PyObject | null {
  const builtins: PyObject | null = builtinsHook == 0 ? null : call_indirect<PyObject | null>(builtinsHook);
  return builtins === null ? builtinsDict : builtins;
}

/** `new`, or null with AttributeError. */
export function _PyEval_GetBuiltin(name: PyObject): PyObject | null {
  const builtins = runningBuiltins();
  const found: PyObject | null = builtins === null ? null : PyMapping_GetOptionalItem(builtins, name);
  if (found === null && PyErr_Occurred() === null) PyErr_SetObject(PyExc_AttributeError, name);
  return found;
}
