/**
 * The hash tables of dict (the PyDictKeysObject half of Objects/dictobject.c).
 */
import { PyObject, PyTypeObject } from "../object/layout";

export const DKIX_EMPTY: i32 = -1;
export const DKIX_DUMMY: i32 = -2;
export const DKIX_ERROR: i32 = -3;
export const DICT_KEYS_GENERAL: u8 = 0;
export const DICT_KEYS_UNICODE: u8 = 1;
export const DICT_KEYS_SPLIT: u8 = 2;
export const SHARED_KEYS_MAX_SIZE: i32 = 30;

/** 32 bytes, then the index table (1 << dk_log2_index_bytes bytes), then the entries. */
@unmanaged
export class PyDictKeysObject {
  dk_refcnt: i32;
  dk_refcnt_hi: u32;
  dk_log2_size: u8;
  dk_log2_index_bytes: u8;
  dk_kind: u8;
  dk_pad: u8;
  dk_version: u32;
  dk_usable: i32;
  dk_usable_hi: u32;
  dk_nentries: i32;
  dk_nentries_hi: u32;
}

/** Values of a split table: 8 bytes, then `capacity` pointers, then the insertion order, one byte each. */
@unmanaged
export class PyDictValues {
  capacity: u8;
  size: u8;
  embedded: u8;
  valid: u8;
  pad: u32;
}

/** Address of the first entry: 16 bytes each (key, value), or 24 (hash, key, value) in a general table. */
export function DK_ENTRIES(keys: PyDictKeysObject): usize {
  return changetype<usize>(keys) + 32 + ((<usize>1) << keys.dk_log2_index_bytes);
}

export function DK_IS_UNICODE(keys: PyDictKeysObject): bool {
  return keys.dk_kind != DICT_KEYS_GENERAL;
}

/** Split keys for the instances of a class: `new`, or null without an exception. */
export function _PyDict_NewKeysForClass(): PyDictKeysObject | null {
  return unreachable();
}

export function _PyDictKeys_DecRef(keys: PyDictKeysObject): void {
  unreachable();
}

/** Index of the entry in a unicode table, DKIX_EMPTY, or DKIX_ERROR if `key` is no str (no exception). */
export function _PyDictKeys_StringLookup(keys: PyDictKeysObject, key: PyObject): i32 {
  return unreachable();
}

/** The keys' version, assigned now if need be; 0 if versions ran out. */
export function _PyDictKeys_GetVersionForCurrentState(keys: PyDictKeysObject): u32 {
  return unreachable();
}

export function _PyDict_KeysSize(keys: PyDictKeysObject): i32 {
  return unreachable();
}
