/** property. Bodies follow. */
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

@unmanaged
export class PyPropertyObject extends PyObject {
  prop_get: PyObject | null; // 16
  prop_get_hi: u32;
  prop_set: PyObject | null; // 24
  prop_set_hi: u32;
  prop_del: PyObject | null; // 32
  prop_del_hi: u32;
  prop_doc: PyObject | null; // 40
  prop_doc_hi: u32;
  prop_name: PyObject | null; // 48
  prop_name_hi: u32;
  getter_doc: i32; // 56
  getter_doc_pad: i32;
}
export function initPropertyType(): void {
  unreachable();
}
