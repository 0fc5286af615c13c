/** Descriptors of native methods and fields (Objects/descrobject.c). Bodies follow. */
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

/** Head of every native descriptor: 40 bytes. */
@unmanaged
export class PyDescrObject extends PyObject {
  d_type: PyTypeObject; // 16
  d_type_hi: u32;
  d_name: PyObject; // 24
  d_name_hi: u32;
  d_qualname: PyObject | null; // 32
  d_qualname_hi: u32;
}
@unmanaged
export class PyMethodDescrObject extends PyDescrObject {
  d_method: PyMethodDef; // 40
  d_method_hi: u32;
  vectorcall: u32; // 48
  vectorcall_hi: u32;
}
@unmanaged
export class PyMemberDescrObject extends PyDescrObject {
  d_member: PyMemberDef; // 40
  d_member_hi: u32;
}
@unmanaged
export class PyGetSetDescrObject extends PyDescrObject {
  d_getset: PyGetSetDef; // 40
  d_getset_hi: u32;
}
/** One row of the slot table: a special method's name, its slot and the functions between them. 56 bytes as CPython's wrapperbase. */
@unmanaged
export class PyWrapperBase {
  name: usize;
  name_hi: u32;
  offset: i32;
  offset_hi: u32;
  function: u32;
  function_hi: u32;
  wrapper: u32;
  wrapper_hi: u32;
  doc: usize;
  doc_hi: u32;
  flags: i32;
  flags_hi: u32;
  name_strobj: PyObject;
  name_strobj_hi: u32;
}
@unmanaged
export class PyWrapperDescrObject extends PyDescrObject {
  d_base: PyWrapperBase; // 40
  d_base_hi: u32;
  d_wrapped: u32; // 48: the slot function's table index
  d_wrapped_hi: u32;
}
/** new */
export function PyDescr_NewMethod(type: PyTypeObject, method: PyMethodDef): PyObject | null {
  unreachable();
}

export function PyDescr_NewClassMethod(type: PyTypeObject, method: PyMethodDef): PyObject | null {
  unreachable();
}

export function PyDescr_NewMember(type: PyTypeObject, member: PyMemberDef): PyObject | null {
  unreachable();
}

export function PyDescr_NewGetSet(type: PyTypeObject, getset: PyGetSetDef): PyObject | null {
  unreachable();
}

export function PyDescr_NewWrapper(type: PyTypeObject, base: PyWrapperBase, wrapped: u32): PyObject | null {
  unreachable();
}

export function PyDescr_IsData(descr: PyObject): bool {
  unreachable();
}

export function PyDictProxy_New(mapping: PyObject): PyObject | null {
  unreachable();
}

export function PyWrapper_New(descr: PyObject, self: PyObject): PyObject | null {
  unreachable();
}

export function PyMember_GetOne(obj: usize, def: PyMemberDef): PyObject | null {
  unreachable();
}

export function PyMember_SetOne(obj: usize, def: PyMemberDef, value: PyObject | null): i32 {
  unreachable();
}

export function initDescrTypes(): void {
  unreachable();
}
