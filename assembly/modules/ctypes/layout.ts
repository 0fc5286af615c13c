/**
 * The structs of _ctypes (Modules/_ctypes/ctypes.h), LP64: an instance of a C type, what a C type's class knows (StgInfo, in the class
 * object right behind PyHeapTypeObject), a structure's field and a call argument. The metatypes and base classes are static types.
 *
 *   instance   16 address   24 owns the memory   32 the instance this is a part of   40 size   48 length   56 index in base
 *              64 kept objects (dict, or one object)   80 the value itself, if it fits in 16 bytes    96 end
 *
 * Invariant: a class whose metatype is one of ours and whose StgInfo is initialised has size and alignment set; an instance's
 * address points into memory that its base, its kept objects or nobody (from_address) keeps alive.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_XSETREF } from "../../object/refcount";
import { PyType_IsSubtype } from "../../types/typeobject";

export const PyCType_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.CType_Type
export const PyCStructType_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.PyCStructType
export const UnionType_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.UnionType
export const PyCPointerType_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.PyCPointerType
export const PyCArrayType_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.PyCArrayType
export const PyCSimpleType_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.PyCSimpleType
export const PyCFuncPtrType_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.PyCFuncPtrType

export const PyCData_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes._CData
export const Struct_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.Structure
export const Union_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.Union
export const PyCPointer_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes._Pointer
export const PyCArray_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.Array
export const Simple_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes._SimpleCData
export const PyCFuncPtr_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.CFuncPtr
export const PyCField_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.CField
export const PyCArg_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _ctypes.CArgObject

/** Where StgInfo begins in a class object, and its size: CPython's metatypes are 1088 bytes. */
const STGINFO_OFFSET: usize = 928;
export const METATYPE_SIZE: i32 = 1088;
export const CDATA_SIZE: i32 = 96;
export const FUNCPTR_SIZE: i32 = 160;

@unmanaged
export class StgInfo {
  initialized: i32;
  flags: u32;
  size: i32;
  size_hi: i32;
  align: i32;
  align_hi: i32;
  /** Number of fields or array items; 1 for a pointer. */
  length: i32;
  length_hi: i32;
  /** A pointer's target, an array's item type. */
  proto: PyTypeObject | null;
  proto_hi: u32;
  /** A simple type's code character, else 0. */
  code: u32;
  /** Byte-swapped (__ctype_be__). */
  swapped: u32;
  argtypes: PyObject | null;
  argtypes_hi: u32;
  restype: PyObject | null;
  restype_hi: u32;
  checker: PyObject | null;
  checker_hi: u32;
  /** PEP 3118 format, NUL-terminated, in memory of its own. */
  format: usize;
  format_hi: u32;
  ndim: i32;
  funcFlags: i32;
  /** ndim i64 values, in memory of its own. */
  shape: usize;
  shape_hi: u32;
}

/** StgInfo.flags. */
export const DICTFLAG_FINAL: u32 = 0x1000;
export const TYPEFLAG_HASUNION: u32 = 0x400;
export const TYPEFLAG_HASBITFIELD: u32 = 0x800;

@unmanaged
export class CDataObject extends PyObject {
  b_ptr: usize; // 16
  b_ptr_hi: u32;
  b_needsfree: i32; // 24
  b_needsfree_pad: u32;
  b_base: CDataObject | null; // 32
  b_base_hi: u32;
  b_size: i32; // 40
  b_size_hi: i32;
  b_length: i32; // 48
  b_length_hi: i32;
  b_index: i32; // 56
  b_index_hi: i32;
  b_objects: PyObject | null; // 64
  b_objects_hi: u32;
}

/** Offset of the value that lies in the instance. */
export const B_VALUE: usize = 80;

@unmanaged
export class PyCFuncPtrObject extends CDataObject {
  pad72: u64; // 72
  value0: u64; // 80
  value1: u64;
  thunk: usize; // 96
  thunk_hi: u32;
  callable: PyObject | null; // 104
  callable_hi: u32;
  converters: PyObject | null; // 112
  converters_hi: u32;
  argtypes: PyObject | null; // 120
  argtypes_hi: u32;
  restype: PyObject | null; // 128
  restype_hi: u32;
  checker: PyObject | null; // 136
  checker_hi: u32;
  errcheck: PyObject | null; // 144
  errcheck_hi: u32;
  paramflags: PyObject | null; // 152
  paramflags_hi: u32;
}

/** A field of a structure: a descriptor. 80 bytes. */
@unmanaged
export class CFieldObject extends PyObject {
  offset: i32; // 16
  offset_hi: i32;
  /** Bytes; a bit field has its width in the upper 16 bits and the lowest bit's number in the lower. */
  size: i32; // 24
  size_hi: i32;
  index: i32; // 32
  index_hi: i32;
  proto: PyTypeObject; // 40
  proto_hi: u32;
  /** The code character with which bits are read; 0: through `proto`. */
  code: u32; // 48
  swapped: u32; // 52
  anonymous: i32; // 56
  anonymous_pad: u32;
}

/** An argument on its way into a call (byref, from_param). 64 bytes. */
@unmanaged
export class PyCArgObject extends PyObject {
  ffi: usize; // 16
  ffi_hi: u32;
  tag: u32; // 24: the code character, 'P' for byref
  tag_pad: u32;
  value: u64; // 32
  value_high: u64;
  obj: PyObject | null; // 48
  obj_hi: u32;
  size: i32; // 56
  size_hi: i32;
}

/** The StgInfo of a class, initialised or not; null if its metatype is none of ours. */
export function stgInfoOf(type: PyTypeObject): StgInfo | null {
  if (!PyType_IsSubtype(type.ob_type, PyCType_Type) || type.tp_flags & (1 << 1)) return null;
  return changetype<StgInfo>(changetype<usize>(type) + STGINFO_OFFSET);
}

/** The initialised StgInfo of a class, else null (no exception). */
export function getStgInfo(type: PyTypeObject): StgInfo | null {
  const info = stgInfoOf(type);
  return info !== null && info.initialized ? info : null;
}

export function isMetatype(type: PyTypeObject, metatype: PyTypeObject): bool {
  return PyType_IsSubtype(type.ob_type, metatype);
}

export function isCData(op: PyObject): bool {
  return PyType_IsSubtype(op.ob_type, PyCData_Type);
}

/** Puts `value` (stolen) into an object field of `info` at its offset. */
export function setInfoField(info: StgInfo, offset: usize, value: PyObject | null): void {
  Py_XSETREF(changetype<usize>(info) + offset, value);
}
