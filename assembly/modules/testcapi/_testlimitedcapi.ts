/**
 * The module _testlimitedcapi: the functions of the files beside this one.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { PyModule_New } from "../../types/module";
import { addSequenceFunctions } from "./sequence";

/** `new` module _testlimitedcapi. */
export function PyInit__testlimitedcapi(): PyObject | null {
  const m = PyModule_New("_testlimitedcapi");
  if (m === null) return null;
  if (addSequenceFunctions(m)) return m;
  Py_DECREF(m);
  return null;
}
