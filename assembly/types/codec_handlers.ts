/** The standard error handlers as Python functions (codecs.lookup_error, and for codecs written in Python). */
import { PyObject } from "../object/layout";

/** `new` function of a standard handler, or null (without an exception) if the name is not one. */
export function builtinErrorHandler(name: PyObject): PyObject | null {
  return null;
}
