/** The type `type` (Objects/typeobject.c). Bodies follow. */
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

/** A class made by `class` or type(): the struct of a static type, its own slot structs, names, shared keys; 928 bytes. */
@unmanaged
export class PyHeapTypeObject extends PyTypeObject {
  // 416 as_async 32, 448 as_number 288, 736 as_mapping 24, 760 as_sequence 80, 840 as_buffer 16
  slots0: u64; // inline slot structs: reached by offset, see HT_AS_ASYNC ...
}
export const HT_AS_ASYNC: usize = 416;
export const HT_AS_NUMBER: usize = 448;
export const HT_AS_MAPPING: usize = 736;
export const HT_AS_SEQUENCE: usize = 760;
export const HT_AS_BUFFER: usize = 840;
export const HT_NAME: usize = 856;
export const HT_SLOTS: usize = 864;
export const HT_QUALNAME: usize = 872;
export const HT_CACHED_KEYS: usize = 880;
export const HT_MODULE: usize = 888;
export const HT_TPNAME: usize = 896;
export const HT_SPEC_GETITEM: usize = 904;
export const HT_SPEC_GETITEM_VERSION: usize = 912;
export const HT_SPEC_INIT: usize = 920;
export const PyHeapTypeObject_SIZE: i32 = 928;

export function PyType_Check(op: PyObject): bool {
  return (op.ob_type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) != 0;
}

export function PyType_CheckExact(op: PyObject): bool {
  return op.ob_type == S.PyType_Type;
}

/** isinstance by real type: exact or subtype. */
export function PyObject_TypeCheck(op: PyObject, type: PyTypeObject): bool {
  return op.ob_type == type || PyType_IsSubtype(op.ob_type, type);
}
export function PyType_HasFeature(type: PyTypeObject, flag: u32): bool {
  unreachable();
}

export function PyType_IsSubtype(a: PyTypeObject, b: PyTypeObject): bool {
  unreachable();
}

/** Inherits slots, makes tp_dict, tp_mro; -1 with an exception on failure. */
export function PyType_Ready(type: PyTypeObject): i32 {
  unreachable();
}

/** Invalidates the version tag of `type` and its subclasses. */
export function PyType_Modified(type: PyTypeObject): void {
  unreachable();
}

/** The type's own dict: new. */
export function PyType_GetDict(type: PyTypeObject): PyObject {
  unreachable();
}

/** The type's own dict: borrowed. */
export function lookup_tp_dict(type: PyTypeObject): PyObject {
  unreachable();
}

/** Along the MRO through the method cache: borrowed, null without exception if absent. */
export function _PyType_Lookup(type: PyTypeObject, name: PyObject): PyObject | null {
  unreachable();
}

/** The same: new. */
export function _PyType_LookupRef(type: PyTypeObject, name: PyObject): PyObject | null {
  unreachable();
}

/** Gives the type a version tag if it has none; false if it cannot have one. */
export function _PyType_AssignVersionTag(type: PyTypeObject): bool {
  unreachable();
}

export function type_getattro(self: PyObject, name: PyObject): PyObject | null {
  unreachable();
}

export function type_setattro(self: PyObject, name: PyObject, value: PyObject | null): i32 {
  unreachable();
}

export function PyType_GenericNew(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  unreachable();
}

/** borrowed */
export function _PyType_CalculateMetaclass(metatype: PyTypeObject, bases: PyObject): PyTypeObject | null {
  unreachable();
}

/** The part of tp_name after the last dot, NUL-terminated. */
export function _PyType_Name(type: PyTypeObject): usize {
  unreachable();
}

/** new */
export function PyType_GetName(type: PyTypeObject): PyObject | null {
  unreachable();
}

/** new */
export function PyType_GetQualName(type: PyTypeObject): PyObject | null {
  unreachable();
}

/** new: __module__ */
export function PyType_GetModuleName(type: PyTypeObject): PyObject | null {
  unreachable();
}

/** new: module.qualname, without "builtins." and "__main__." kept */
export function PyType_GetFullyQualifiedName(type: PyTypeObject): PyObject | null {
  unreachable();
}

/** new: metatype(name, bases or (object,), dict with __module__) */
export function newType(
  metatype: PyTypeObject,
  name: string,
  module: string,
  bases: PyObject | null,
  dict: PyObject | null,
): PyObject | null {
  unreachable();
}

export function subtype_dealloc(self: PyObject): void {
  unreachable();
}

export function initTypeType(): void {
  unreachable();
}
