/** How a callable is named in an error about its arguments (_PyObject_FunctionStr of Objects/object.c): `new`. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { ID } from "../generated/ids";
import { PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_Str } from "../protocol/compare";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "../types/unicode";

const cell = memory.data(8, 8);

function optionalAttr(op: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op, name, cell) < 0) return null;
  return load<PyObject | null>(cell);
}

/** "module.qualname()", "qualname()" for builtins, or str(x): `new`. */
export function _PyObject_FunctionStr(x: PyObject): PyObject | null {
  const qualname = optionalAttr(x, ID.__qualname__);
  if (qualname === null) return PyObject_Str(x);
  const module = optionalAttr(x, ID.__module__);
  let result: PyObject | null = null;
  if (
    module !== null &&
    module != Py_None &&
    PyUnicode_Check(module) &&
    !PyUnicode_EqualToLiteral(module, "builtins")
  ) {
    result = PyUnicode_FromFormat("%S.%S()", changetype<usize>(module), changetype<usize>(qualname));
  } else {
    result = PyUnicode_FromFormat("%S()", changetype<usize>(qualname));
  }
  if (module !== null) Py_DECREF(module);
  Py_DECREF(qualname);
  return result;
}
