/** Struct sequences (Objects/structseq.c). Bodies follow. */
import {
  PyObject,
  PyVarObject,
  PyTypeObject,
  PyNumberMethods,
  PySequenceMethods,
  PyMappingMethods,
  PyAsyncMethods,
  PyBufferProcs,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import { PyMethodDef, PyMemberDef, PyGetSetDef } from "../object/typedef";
import * as S from "../object/statics";

/** A heap type; `fields` is "a,b,c"; nVisible of them are tuple items. */
export function PyStructSequence_NewType(
  name: string,
  fields: string,
  doc: string,
  nVisible: i32 = -1,
): PyTypeObject | null {
  unreachable();
}

/** new, items null */
export function PyStructSequence_New(type: PyTypeObject): PyObject | null {
  unreachable();
}

/** steals value */
export function PyStructSequence_SetItem(op: PyObject, i: i32, value: PyObject | null): void {
  unreachable();
}
