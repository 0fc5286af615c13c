/** module (Objects/moduleobject.c). Bodies follow. */
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
export class PyModuleObject extends PyObject {
  md_dict: PyObject | null; // 16
  md_dict_hi: u32;
  md_def: usize; // 24
  md_def_hi: u32;
  md_state: usize; // 32
  md_state_hi: u32;
  md_weaklist: PyObject | null; // 40
  md_weaklist_hi: u32;
  md_name: PyObject | null; // 48
  md_name_hi: u32;
}
export function PyModule_Check(op: PyObject): bool {
  return op.ob_type == S.PyModule_Type || PyType_IsSubtype(op.ob_type, S.PyModule_Type);
}
import { PyType_IsSubtype } from "./typeobject";
/** new */
export function PyModule_NewObject(name: PyObject): PyObject | null {
  unreachable();
}

/** new */
export function PyModule_New(name: string): PyObject | null {
  unreachable();
}

/** borrowed */
export function PyModule_GetDict(module: PyObject): PyObject {
  unreachable();
}

/** new */
export function PyModule_GetNameObject(module: PyObject): PyObject | null {
  unreachable();
}

export function PyModule_AddObjectRef(module: PyObject, name: string, value: PyObject | null): i32 {
  unreachable();
}

/** steals value */
export function PyModule_Add(module: PyObject, name: string, value: PyObject | null): i32 {
  unreachable();
}

export function PyModule_AddIntConstant(module: PyObject, name: string, value: i64): i32 {
  unreachable();
}

export function PyModule_AddStringConstant(module: PyObject, name: string, value: string): i32 {
  unreachable();
}

export function PyModule_AddType(module: PyObject, type: PyTypeObject): i32 {
  unreachable();
}

/** Adds a native function; `meth` is fn.index, flags as for addMethod; self is the module. */
export function moduleFunction(module: PyObject, name: string, meth: u32, flags: i32, doc: string | null = null): i32 {
  unreachable();
}

export function _Py_module_getattro(self: PyObject, name: PyObject): PyObject | null {
  unreachable();
}

export function initModuleType(): void {
  unreachable();
}
