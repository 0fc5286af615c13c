/** The module _typing: the native classes that Lib/typing.py builds upon. Counterpart: Modules/_typingmodule.c. */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { METH_O } from "../object/typedef";
import { PyErr_Occurred } from "../protocol/errors";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import {
  PyGeneric_Type,
  PyParamSpecArgs_Type,
  PyParamSpecKwargs_Type,
  PyParamSpec_Type,
  PyTypeVarTuple_Type,
  PyTypeVar_Type,
  _PyTypeAlias_Type,
  _Py_NoDefaultStruct,
} from "../types/typevar";

function typing__idfunc(self: PyObject, x: PyObject): PyObject | null {
  return Py_NewRef(x);
}

/** `new`. */
export function init_typingModule(): PyObject | null {
  const m = PyModule_New("_typing", "Primitives and accelerators for the typing module.");
  if (m === null) return null;
  moduleFunction(m, "_idfunc", typing__idfunc.index, METH_O, "_idfunc($module, x, /)\n--\n\n");
  PyModule_AddObjectRef(m, "TypeVar", PyTypeVar_Type);
  PyModule_AddObjectRef(m, "ParamSpec", PyParamSpec_Type);
  PyModule_AddObjectRef(m, "TypeVarTuple", PyTypeVarTuple_Type);
  PyModule_AddObjectRef(m, "ParamSpecArgs", PyParamSpecArgs_Type);
  PyModule_AddObjectRef(m, "ParamSpecKwargs", PyParamSpecKwargs_Type);
  PyModule_AddObjectRef(m, "TypeAliasType", _PyTypeAlias_Type);
  PyModule_AddObjectRef(m, "Generic", PyGeneric_Type);
  PyModule_AddObjectRef(m, "NoDefault", _Py_NoDefaultStruct);
  if (PyErr_Occurred() !== null) {
    Py_DECREF(m);
    return null;
  }
  return m;
}
