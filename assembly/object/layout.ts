/**
 * The memory layout every object shares: CPython 3.13's x86-64 structs (Include/object.h, Include/cpython/object.h), offset
 * for offset, inside a 32-bit Wasm memory. A pointer occupies 8 bytes: the low 4 hold the address, the `_hi` field the upper
 * 4, which stay zero. A function "pointer" is an index into the module's table; 0 means none.
 *
 * Invariant: whoever initialises a pointer field of fresh memory also zeroes its upper half (`initPtr`); later stores touch
 * the low half only. Layouts of single types stand in the type's own file.
 */

/** Every object begins so. Offsets: ob_refcnt 0, ob_type 8. The count is 32 bits wide in the low half; see refcount.ts. */
@unmanaged
export class PyObject {
  ob_refcnt: u32;
  ob_refcnt_hi: u32;
  ob_type: PyTypeObject;
  ob_type_hi: u32;
}

/** An object with a length: ob_size at 16 (a Py_ssize_t whose sign lives in the low half's i32; `_hi` is its sign extension). */
@unmanaged
export class PyVarObject extends PyObject {
  ob_size: i32;
  ob_size_hi: i32;
}

/** Number slots; 288 bytes. */
@unmanaged
export class PyNumberMethods {
  nb_add: u32;
  nb_add_hi: u32;
  nb_subtract: u32;
  nb_subtract_hi: u32;
  nb_multiply: u32;
  nb_multiply_hi: u32;
  nb_remainder: u32;
  nb_remainder_hi: u32;
  nb_divmod: u32;
  nb_divmod_hi: u32;
  nb_power: u32;
  nb_power_hi: u32;
  nb_negative: u32;
  nb_negative_hi: u32;
  nb_positive: u32;
  nb_positive_hi: u32;
  nb_absolute: u32;
  nb_absolute_hi: u32;
  nb_bool: u32;
  nb_bool_hi: u32;
  nb_invert: u32;
  nb_invert_hi: u32;
  nb_lshift: u32;
  nb_lshift_hi: u32;
  nb_rshift: u32;
  nb_rshift_hi: u32;
  nb_and: u32;
  nb_and_hi: u32;
  nb_xor: u32;
  nb_xor_hi: u32;
  nb_or: u32;
  nb_or_hi: u32;
  nb_int: u32;
  nb_int_hi: u32;
  nb_reserved: u32;
  nb_reserved_hi: u32;
  nb_float: u32;
  nb_float_hi: u32;
  nb_inplace_add: u32;
  nb_inplace_add_hi: u32;
  nb_inplace_subtract: u32;
  nb_inplace_subtract_hi: u32;
  nb_inplace_multiply: u32;
  nb_inplace_multiply_hi: u32;
  nb_inplace_remainder: u32;
  nb_inplace_remainder_hi: u32;
  nb_inplace_power: u32;
  nb_inplace_power_hi: u32;
  nb_inplace_lshift: u32;
  nb_inplace_lshift_hi: u32;
  nb_inplace_rshift: u32;
  nb_inplace_rshift_hi: u32;
  nb_inplace_and: u32;
  nb_inplace_and_hi: u32;
  nb_inplace_xor: u32;
  nb_inplace_xor_hi: u32;
  nb_inplace_or: u32;
  nb_inplace_or_hi: u32;
  nb_floor_divide: u32;
  nb_floor_divide_hi: u32;
  nb_true_divide: u32;
  nb_true_divide_hi: u32;
  nb_inplace_floor_divide: u32;
  nb_inplace_floor_divide_hi: u32;
  nb_inplace_true_divide: u32;
  nb_inplace_true_divide_hi: u32;
  nb_index: u32;
  nb_index_hi: u32;
  nb_matrix_multiply: u32;
  nb_matrix_multiply_hi: u32;
  nb_inplace_matrix_multiply: u32;
  nb_inplace_matrix_multiply_hi: u32;
}

/** Sequence slots; 80 bytes. */
@unmanaged
export class PySequenceMethods {
  sq_length: u32;
  sq_length_hi: u32;
  sq_concat: u32;
  sq_concat_hi: u32;
  sq_repeat: u32;
  sq_repeat_hi: u32;
  sq_item: u32;
  sq_item_hi: u32;
  was_sq_slice: u32;
  was_sq_slice_hi: u32;
  sq_ass_item: u32;
  sq_ass_item_hi: u32;
  was_sq_ass_slice: u32;
  was_sq_ass_slice_hi: u32;
  sq_contains: u32;
  sq_contains_hi: u32;
  sq_inplace_concat: u32;
  sq_inplace_concat_hi: u32;
  sq_inplace_repeat: u32;
  sq_inplace_repeat_hi: u32;
}

/** Mapping slots; 24 bytes. */
@unmanaged
export class PyMappingMethods {
  mp_length: u32;
  mp_length_hi: u32;
  mp_subscript: u32;
  mp_subscript_hi: u32;
  mp_ass_subscript: u32;
  mp_ass_subscript_hi: u32;
}

/** Awaitable slots; 32 bytes. */
@unmanaged
export class PyAsyncMethods {
  am_await: u32;
  am_await_hi: u32;
  am_aiter: u32;
  am_aiter_hi: u32;
  am_anext: u32;
  am_anext_hi: u32;
  am_send: u32;
  am_send_hi: u32;
}

/** Buffer slots; 16 bytes. */
@unmanaged
export class PyBufferProcs {
  bf_getbuffer: u32;
  bf_getbuffer_hi: u32;
  bf_releasebuffer: u32;
  bf_releasebuffer_hi: u32;
}

/** A static type object: 416 bytes. A heap type (PyHeapTypeObject, 928 bytes) continues it. */
@unmanaged
export class PyTypeObject extends PyVarObject {
  tp_name: usize;
  tp_name_hi: u32;
  tp_basicsize: i32;
  tp_basicsize_hi: u32;
  tp_itemsize: i32;
  tp_itemsize_hi: u32;
  tp_dealloc: u32;
  tp_dealloc_hi: u32;
  tp_vectorcall_offset: i32;
  tp_vectorcall_offset_hi: u32;
  tp_getattr: u32;
  tp_getattr_hi: u32;
  tp_setattr: u32;
  tp_setattr_hi: u32;
  tp_as_async: PyAsyncMethods | null;
  tp_as_async_hi: u32;
  tp_repr: u32;
  tp_repr_hi: u32;
  tp_as_number: PyNumberMethods | null;
  tp_as_number_hi: u32;
  tp_as_sequence: PySequenceMethods | null;
  tp_as_sequence_hi: u32;
  tp_as_mapping: PyMappingMethods | null;
  tp_as_mapping_hi: u32;
  tp_hash: u32;
  tp_hash_hi: u32;
  tp_call: u32;
  tp_call_hi: u32;
  tp_str: u32;
  tp_str_hi: u32;
  tp_getattro: u32;
  tp_getattro_hi: u32;
  tp_setattro: u32;
  tp_setattro_hi: u32;
  tp_as_buffer: PyBufferProcs | null;
  tp_as_buffer_hi: u32;
  tp_flags: u32;
  tp_flags_hi: u32;
  tp_doc: usize;
  tp_doc_hi: u32;
  tp_traverse: u32;
  tp_traverse_hi: u32;
  tp_clear: u32;
  tp_clear_hi: u32;
  tp_richcompare: u32;
  tp_richcompare_hi: u32;
  tp_weaklistoffset: i32;
  tp_weaklistoffset_hi: u32;
  tp_iter: u32;
  tp_iter_hi: u32;
  tp_iternext: u32;
  tp_iternext_hi: u32;
  tp_methods: usize;
  tp_methods_hi: u32;
  tp_members: usize;
  tp_members_hi: u32;
  tp_getset: usize;
  tp_getset_hi: u32;
  tp_base: PyTypeObject | null;
  tp_base_hi: u32;
  tp_dict: PyObject | null;
  tp_dict_hi: u32;
  tp_descr_get: u32;
  tp_descr_get_hi: u32;
  tp_descr_set: u32;
  tp_descr_set_hi: u32;
  tp_dictoffset: i32;
  tp_dictoffset_hi: u32;
  tp_init: u32;
  tp_init_hi: u32;
  tp_alloc: u32;
  tp_alloc_hi: u32;
  tp_new: u32;
  tp_new_hi: u32;
  tp_free: u32;
  tp_free_hi: u32;
  tp_is_gc: u32;
  tp_is_gc_hi: u32;
  tp_bases: PyObject | null;
  tp_bases_hi: u32;
  tp_mro: PyObject | null;
  tp_mro_hi: u32;
  tp_cache: PyObject | null;
  tp_cache_hi: u32;
  tp_subclasses: usize;
  tp_subclasses_hi: u32;
  tp_weaklist: PyObject | null;
  tp_weaklist_hi: u32;
  tp_del: u32;
  tp_del_hi: u32;
  tp_version_tag: u32;
  tp_version_tag_hi: u32;
  tp_finalize: u32;
  tp_finalize_hi: u32;
  tp_vectorcall: u32;
  tp_vectorcall_hi: u32;
  tp_watched: u8;
  tp_watched_pad: u8;
  tp_versions_used: u16;
  tp_pad: u32;
}

/** tp_flags bits (Include/object.h). */
export const Py_TPFLAGS_STATIC_BUILTIN: u32 = 1 << 1;
export const Py_TPFLAGS_INLINE_VALUES: u32 = 1 << 2;
export const Py_TPFLAGS_MANAGED_WEAKREF: u32 = 1 << 3;
export const Py_TPFLAGS_MANAGED_DICT: u32 = 1 << 4;
export const Py_TPFLAGS_PREHEADER: u32 = (1 << 3) | (1 << 4);
export const Py_TPFLAGS_SEQUENCE: u32 = 1 << 5;
export const Py_TPFLAGS_MAPPING: u32 = 1 << 6;
export const Py_TPFLAGS_DISALLOW_INSTANTIATION: u32 = 1 << 7;
export const Py_TPFLAGS_IMMUTABLETYPE: u32 = 1 << 8;
export const Py_TPFLAGS_HEAPTYPE: u32 = 1 << 9;
export const Py_TPFLAGS_BASETYPE: u32 = 1 << 10;
export const Py_TPFLAGS_HAVE_VECTORCALL: u32 = 1 << 11;
export const Py_TPFLAGS_READY: u32 = 1 << 12;
export const Py_TPFLAGS_READYING: u32 = 1 << 13;
export const Py_TPFLAGS_HAVE_GC: u32 = 1 << 14;
export const Py_TPFLAGS_METHOD_DESCRIPTOR: u32 = 1 << 17;
export const Py_TPFLAGS_VALID_VERSION_TAG: u32 = 1 << 19;
export const Py_TPFLAGS_IS_ABSTRACT: u32 = 1 << 20;
/** Ours: a static type of what CPython makes as a heap type; `__flags__` shows it as one. */
export const SHOWN_AS_HEAPTYPE: u32 = 1 << 21;
export const Py_TPFLAGS_MATCH_SELF: u32 = 1 << 22;
export const Py_TPFLAGS_ITEMS_AT_END: u32 = 1 << 23;
export const Py_TPFLAGS_LONG_SUBCLASS: u32 = 1 << 24;
export const Py_TPFLAGS_LIST_SUBCLASS: u32 = 1 << 25;
export const Py_TPFLAGS_TUPLE_SUBCLASS: u32 = 1 << 26;
export const Py_TPFLAGS_BYTES_SUBCLASS: u32 = 1 << 27;
export const Py_TPFLAGS_UNICODE_SUBCLASS: u32 = 1 << 28;
export const Py_TPFLAGS_DICT_SUBCLASS: u32 = 1 << 29;
export const Py_TPFLAGS_BASE_EXC_SUBCLASS: u32 = 1 << 30;
export const Py_TPFLAGS_TYPE_SUBCLASS: u32 = (<u32>1) << 31;
export const Py_TPFLAGS_DEFAULT: u32 = 0;

/** Rich comparison operators, as the COMPARE_OP operand and tp_richcompare know them. */
export const Py_LT: i32 = 0;
export const Py_LE: i32 = 1;
export const Py_EQ: i32 = 2;
export const Py_NE: i32 = 3;
export const Py_GT: i32 = 4;
export const Py_GE: i32 = 5;

/** Writes pointer `value` into the 8-byte field at address `at`, upper half zeroed: for fresh memory. */
export function initPtr(at: usize, value: usize): void {
  store<u64>(at, <u64>value);
}

/** Slot `i` of an array of 8-byte pointers (argument vectors, tuple and list items, frame locals). Borrowed. */
export function ptrAt(array: usize, i: i32): PyObject {
  return load<PyObject>(array + ((<usize>i) << 3));
}

export function Py_TYPE(op: PyObject): PyTypeObject {
  return op.ob_type;
}

export function Py_IS_TYPE(op: PyObject, type: PyTypeObject): bool {
  return op.ob_type == type;
}

/** One bit of the type's flags: the cheap subclass test for int, list, tuple, bytes, str, dict, exceptions and types. */
export function PyType_FastSubclass(type: PyTypeObject, flag: u32): bool {
  return (type.tp_flags & flag) != 0;
}
