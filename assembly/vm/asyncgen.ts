/** Async generators (PEP 525): the wrapper that marks a yielded value; the rest of the protocol is not here yet. */
import { PyObject } from "../object/layout";
import { Py_NewRef } from "../object/refcount";

/** INTRINSIC_ASYNC_GEN_WRAP: `new`. */
export function asyncGenWrap(value: PyObject): PyObject | null {
  return Py_NewRef(value);
}
