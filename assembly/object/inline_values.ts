/**
 * Instance attributes stored in the object itself: the pre-header that holds the managed __dict__ and weakref list, and the values
 * array that follows an instance whose type has Py_TPFLAGS_INLINE_VALUES (Include/internal/pycore_dict.h, pycore_object.h).
 * Only the layout and its first state live here, for the allocator; what dicts do with it is in types/dict.ts.
 *
 *   object  -32 weakref list   -24 managed dict   -16 GC head    0 the object    tp_basicsize: values
 *   values    0 capacity (u8)   1 size (u8)   2 embedded (u8)   3 valid (u8)   8 values[capacity], then the insertion order bytes
 */
import { INSTRUMENTED } from "../config";
import { INLINE_VALUES, countSingle } from "../memory/counters";
import { PyObject, PyTypeObject } from "./layout";

export const MANAGED_WEAKREF_OFFSET: i32 = -32;
export const MANAGED_DICT_OFFSET: i32 = -24;

/** Offset of ht_cached_keys in a heap type. */
const CACHED_KEYS: usize = 880;
/** Offsets in PyDictKeysObject (types/dict_keys.ts). */
const DK_USABLE: usize = 16;
const DK_NENTRIES: usize = 24;

/** Values an instance made now has room for: the entries of its type's shared keys, used and unused. */
function sharedKeysUsableSize(type: PyTypeObject): i32 {
  const keys = <usize>load<u32>(changetype<usize>(type) + CACHED_KEYS);
  return load<i32>(keys + DK_NENTRIES) + load<i32>(keys + DK_USABLE);
}

/** Bytes that the inline values add to an instance of `type`. */
export function _PyInlineValuesSize(type: PyTypeObject): i32 {
  const size = sharedKeysUsableSize(type);
  return ((size + 7) & ~7) + ((size + 1) << 3);
}

/** Gives a fresh, zeroed instance its empty values. Each instance made lowers the room for keys to come, as CPython does. */
export function _PyObject_InitInlineValues(op: PyObject, type: PyTypeObject): void {
  if (INSTRUMENTED) countSingle(INLINE_VALUES);
  const keys = <usize>load<u32>(changetype<usize>(type) + CACHED_KEYS);
  const usable = load<i32>(keys + DK_USABLE);
  if (usable > 1) store<i32>(keys + DK_USABLE, usable - 1);
  const size = sharedKeysUsableSize(type); // after the step, as CPython counts it
  const values = changetype<usize>(op) + <usize>type.tp_basicsize;
  store<u64>(values, 0x01010000 | <u64>size);
}
