/** _typing (Modules/_typingmodule.c). Bodies follow. */
import { PyObject, PyVarObject, PyTypeObject, PyNumberMethods, PySequenceMethods, PyMappingMethods, PyAsyncMethods, PyBufferProcs, Py_TPFLAGS_TYPE_SUBCLASS } from "../object/layout";
import { PyMethodDef, PyMemberDef, PyGetSetDef } from "../object/typedef";
import * as S from "../object/statics";

/** new module */
export function init_typingModule(): PyObject | null {
  return unreachable();
}
