/**
 * The hash tables of dict: PyDictKeysObject and PyDictValues (first half of Objects/dictobject.c).
 *
 *   PyDictKeysObject    0 dk_refcnt   8 dk_log2_size  9 dk_log2_index_bytes  10 dk_kind  12 dk_version
 *                      16 dk_usable  24 dk_nentries  32 index table (1, 2 or 4 bytes each)
 *                      then entries: (key, value) in a table of str keys, (hash, key, value) in a general one
 *   PyDictValues        0 capacity  1 size  2 embedded  3 valid   8 values[capacity]   then the insertion order, a byte each
 *
 * The index table is probed as in CPython: i = 5*i + perturb + 1, perturb >>= 5. Invariants: a table of kind UNICODE or SPLIT holds
 * exact str keys only; SPLIT keys are shared by a class's instances and never lose an entry; dk_version is 0 or belongs to
 * exactly the present set of keys and positions. The empty keys are static and never written.
 *
 * Elsewhere: what a dict does with a table (dict.ts), instances (dict_instance.ts), views (dict_views.ts).
 */
import { INSTRUMENTED } from "../config";
import { COMPARES_AVOIDED, countSingle } from "../memory/counters";
import { PyObject, Py_EQ } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_XDECREF } from "../object/refcount";
import { PyUnicode_Type } from "../object/statics";
import { freelistClear, freelistInit, freelistPop, freelistPush } from "../memory/freelist";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_Clear, PyErr_NoMemory } from "../protocol/errors";
import { NOT_PLAIN, PyObject_RichCompareBool, plainEquals } from "../protocol/compare";
import { _PyUnicode_EQ, unicode_hash } from "./unicode";

export const DKIX_EMPTY: i32 = -1;
export const DKIX_DUMMY: i32 = -2;
export const DKIX_ERROR: i32 = -3;
/** A comparison changed the table: look again. */
export const DKIX_KEY_CHANGED: i32 = -4;
export const DICT_KEYS_GENERAL: u8 = 0;
export const DICT_KEYS_UNICODE: u8 = 1;
export const DICT_KEYS_SPLIT: u8 = 2;
export const SHARED_KEYS_MAX_SIZE: i32 = 30;
const NEXT_LOG2_SHARED_KEYS_MAX_SIZE: u32 = 6;
export const PyDict_LOG_MINSIZE: u32 = 3;
export const PyDict_MINSIZE: i32 = 8;
const PERTURB_SHIFT: u64 = 5;
const MAXFREELIST: i32 = 80;

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

/** The keys of an empty dict: one empty index, no entry, immortal. */
export const Py_EMPTY_KEYS = changetype<PyDictKeysObject>(memory.data(48, 16));
export const keysFreeList = memory.data(16, 16);
let nextKeysVersion: u32 = 2;

export function initDictKeys(): void {
  freelistInit(keysFreeList, MAXFREELIST);
  const e = Py_EMPTY_KEYS;
  e.dk_refcnt = 1;
  e.dk_log2_size = 0;
  e.dk_log2_index_bytes = 3;
  e.dk_kind = DICT_KEYS_UNICODE;
  e.dk_version = 1;
  store<u64>(changetype<usize>(e), <u64>-1, 32);
}

// --- sizes ---

/** Entries a table of `n` indices may hold. */
export function USABLE_FRACTION(n: i32): i32 {
  return (n << 1) / 3;
}

export function DK_SIZE(keys: PyDictKeysObject): i32 {
  return 1 << keys.dk_log2_size;
}

/** log2 of the smallest table with at least `minsize` indices. */
export function calculate_log2_keysize(minsize: i32): u32 {
  const n = (minsize | PyDict_MINSIZE) - 1;
  return 32 - clz<u32>(<u32>n | 7);
}

/** log2 of the smallest table that takes `n` entries without growing. */
export function estimate_log2_keysize(n: i32): u32 {
  return calculate_log2_keysize((n * 3 + 1) / 2);
}

/** Address of the first entry: 16 bytes each (key, value), or 24 (hash, key, value) in a general table. */
export function DK_ENTRIES(keys: PyDictKeysObject): usize {
  return changetype<usize>(keys) + 32 + ((<usize>1) << keys.dk_log2_index_bytes);
}

export function DK_IS_UNICODE(keys: PyDictKeysObject): bool {
  return keys.dk_kind != DICT_KEYS_GENERAL;
}

export function _PyDict_KeysSize(keys: PyDictKeysObject): i32 {
  const entry = keys.dk_kind == DICT_KEYS_GENERAL ? 24 : 16;
  return 32 + (1 << keys.dk_log2_index_bytes) + USABLE_FRACTION(DK_SIZE(keys)) * entry;
}

/** Slots that a new instance of the keys' class gets. */
export function shared_keys_usable_size(keys: PyDictKeysObject): i32 {
  return keys.dk_nentries + keys.dk_usable;
}

// --- entries ---

/** Address of the field that holds the key of entry `ix`; its value field follows 8 bytes on. */
export function entryKeyField(keys: PyDictKeysObject, ix: i32): usize {
  const base = DK_ENTRIES(keys);
  return keys.dk_kind == DICT_KEYS_GENERAL ? base + <usize>ix * 24 + 8 : base + ((<usize>ix) << 4);
}

/** Key of entry `ix`, null if deleted. Borrowed. */
export function entryKey(keys: PyDictKeysObject, ix: i32): PyObject | null {
  return load<PyObject | null>(entryKeyField(keys, ix));
}

/** Value of entry `ix` of a combined table. Borrowed. */
export function entryValue(keys: PyDictKeysObject, ix: i32): PyObject | null {
  return load<PyObject | null>(entryKeyField(keys, ix), 8);
}

/** Hash of entry `ix`, which holds a key. */
export function entryHash(keys: PyDictKeysObject, ix: i32): i64 {
  if (keys.dk_kind == DICT_KEYS_GENERAL) return load<i64>(DK_ENTRIES(keys) + <usize>ix * 24);
  return cachedHash(load<PyObject>(DK_ENTRIES(keys) + ((<usize>ix) << 4)));
}

/** The hash field of a str; -1 if not computed yet. */
export function cachedHash(key: PyObject): i64 {
  return load<i64>(changetype<usize>(key), 24);
}

/** Hash of an exact str, computed if need be. */
export function strHash(key: PyObject): i64 {
  const hash = load<i64>(changetype<usize>(key), 24);
  return hash != -1 ? hash : unicode_hash(key);
}

// --- the index table ---

export function dictkeys_get_index(keys: PyDictKeysObject, i: u32): i32 {
  return indexAt(changetype<usize>(keys) + 32, keys.dk_log2_size, i);
}

/** Index `i` of the table at `at` with 2**log2 of them. */
function indexAt(at: usize, log2: u8, i: u32): i32 {
  if (log2 < 8) return load<i8>(at + i);
  if (log2 < 16) return load<i16>(at + ((<usize>i) << 1));
  return load<i32>(at + ((<usize>i) << 2));
}

export function dictkeys_set_index(keys: PyDictKeysObject, i: u32, ix: i32): void {
  setIndexAt(changetype<usize>(keys) + 32, keys.dk_log2_size, i, ix);
}

function setIndexAt(at: usize, log2: u8, i: u32, ix: i32): void {
  if (log2 < 8) store<i8>(at + i, <i8>ix);
  else if (log2 < 16) store<i16>(at + ((<usize>i) << 1), <i16>ix);
  else store<i32>(at + ((<usize>i) << 2), ix);
}

/** Position in the index table where a new key with `hash` goes. */
export function find_empty_slot(keys: PyDictKeysObject, hash: i64): u32 {
  const mask: u32 = (1 << keys.dk_log2_size) - 1;
  let i = <u32>hash & mask;
  let perturb = <u64>hash;
  while (dictkeys_get_index(keys, i) >= 0) {
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + <u32>perturb + 1) & mask;
  }
  return i;
}

/** Position in the index table that holds entry `ix` of a key with `hash`. */
export function lookdict_index(keys: PyDictKeysObject, hash: i64, ix: i32): u32 {
  const mask: u32 = (1 << keys.dk_log2_size) - 1;
  let i = <u32>hash & mask;
  let perturb = <u64>hash;
  while (dictkeys_get_index(keys, i) != ix) {
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + <u32>perturb + 1) & mask;
  }
  return i;
}

/** Enters the first `n` entries into a fresh index table. */
export function build_indices(keys: PyDictKeysObject, n: i32): void {
  const general = keys.dk_kind == DICT_KEYS_GENERAL;
  const log2 = keys.dk_log2_size;
  const mask: u32 = (1 << log2) - 1;
  const indices = changetype<usize>(keys) + 32;
  const step: usize = general ? 24 : 16;
  let entry = DK_ENTRIES(keys);
  for (let ix = 0; ix < n; ix++, entry += step) {
    const hash = general ? load<i64>(entry) : cachedHash(load<PyObject>(entry));
    let i = <u32>hash & mask;
    let perturb = <u64>hash;
    while (indexAt(indices, log2, i) != DKIX_EMPTY) {
      perturb >>= PERTURB_SHIFT;
      i = (i * 5 + <u32>perturb + 1) & mask;
    }
    setIndexAt(indices, log2, i, ix);
  }
}

// --- lookup ---

/** Finds exact str `key` in a table of str keys: entry index or DKIX_EMPTY. Runs no Python code. */
export function unicodekeys_lookup_unicode(keys: PyDictKeysObject, key: PyObject, hash: i64): i32 {
  const log2 = keys.dk_log2_size;
  const mask: u32 = (1 << log2) - 1;
  const entries = DK_ENTRIES(keys);
  const indices = changetype<usize>(keys) + 32;
  let i = <u32>hash & mask;
  let perturb = <u64>hash;
  while (true) {
    const ix: i32 =
      log2 < 8
        ? <i32>load<i8>(indices + i)
        : log2 < 16
          ? <i32>load<i16>(indices + ((<usize>i) << 1))
          : load<i32>(indices + ((<usize>i) << 2));
    if (ix >= 0) {
      const k = load<PyObject>(entries + ((<usize>ix) << 4));
      if (INSTRUMENTED && k == key) countSingle(COMPARES_AVOIDED);
      if (k == key || (cachedHash(k) == hash && _PyUnicode_EQ(k, key))) return ix;
    } else if (ix == DKIX_EMPTY) {
      return DKIX_EMPTY;
    }
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + <u32>perturb + 1) & mask;
  }
}

/**
 * Finds any `key` by comparing with ==: entry index, DKIX_EMPTY, DKIX_ERROR, or DKIX_KEY_CHANGED when a comparison replaced
 * the table (`keysField`: where the dict holds its keys) or the entry.
 */
export function keys_lookup_generic(keysField: usize, key: PyObject, hash: i64): i32 {
  const keys = load<PyDictKeysObject>(keysField);
  const general = keys.dk_kind == DICT_KEYS_GENERAL;
  const log2 = keys.dk_log2_size;
  const mask: u32 = (1 << log2) - 1;
  const indices = changetype<usize>(keys) + 32;
  const entries = DK_ENTRIES(keys);
  let i = <u32>hash & mask;
  let perturb = <u64>hash;
  while (true) {
    const ix = indexAt(indices, log2, i);
    if (ix >= 0) {
      const field = general ? entries + <usize>ix * 24 + 8 : entries + ((<usize>ix) << 4);
      const k = load<PyObject>(field);
      if (k == key) return ix;
      const khash = general ? load<i64>(field - 8) : cachedHash(k);
      if (khash == hash) {
        const same = plainEquals(k, key);
        if (same == 1) return ix;
        if (same == NOT_PLAIN) {
          Py_INCREF(k);
          const cmp = PyObject_RichCompareBool(k, key, Py_EQ);
          Py_DECREF(k);
          if (cmp < 0) return DKIX_ERROR;
          if (load<PyDictKeysObject>(keysField) != keys || load<PyObject>(field) != k) return DKIX_KEY_CHANGED;
          if (cmp > 0) return ix;
        }
      }
    } else if (ix == DKIX_EMPTY) {
      return DKIX_EMPTY;
    }
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + <u32>perturb + 1) & mask;
  }
}

/** Finds exact str `key` in a general table: only entries that are no exact str need a Python comparison. */
export function keys_lookup_str_in_general(keysField: usize, key: PyObject, hash: i64): i32 {
  const keys = load<PyDictKeysObject>(keysField);
  const mask: u32 = (1 << keys.dk_log2_size) - 1;
  const entries = DK_ENTRIES(keys);
  let i = <u32>hash & mask;
  let perturb = <u64>hash;
  while (true) {
    const ix = dictkeys_get_index(keys, i);
    if (ix >= 0) {
      const field = entries + <usize>ix * 24 + 8;
      const k = load<PyObject>(field);
      if (INSTRUMENTED && k == key) countSingle(COMPARES_AVOIDED);
      if (k == key) return ix;
      if (load<i64>(field - 8) == hash) {
        if (k.ob_type != PyUnicode_Type) return keys_lookup_generic(keysField, key, hash);
        if (_PyUnicode_EQ(k, key)) return ix;
      }
    } else if (ix == DKIX_EMPTY) {
      return DKIX_EMPTY;
    }
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + <u32>perturb + 1) & mask;
  }
}

/** Index of the entry in a table of str keys, DKIX_EMPTY, or DKIX_ERROR (no exception) if `key` or the table is of another kind. */
export function _PyDictKeys_StringLookup(keys: PyDictKeysObject, key: PyObject): i32 {
  if (keys.dk_kind == DICT_KEYS_GENERAL || key.ob_type != PyUnicode_Type) return DKIX_ERROR;
  return unicodekeys_lookup_unicode(keys, key, strHash(key));
}

// --- making and freeing ---

/** `new`, or null with MemoryError. */
export function new_keys_object(log2_size: u32, unicode: bool): PyDictKeysObject | null {
  const usable = USABLE_FRACTION(1 << log2_size);
  const log2_bytes: u32 = log2_size < 8 ? log2_size : log2_size < 16 ? log2_size + 1 : log2_size + 2;
  const entries = usable * (unicode ? 16 : 24);
  let at: usize = 0;
  if (log2_size == PyDict_LOG_MINSIZE && unicode) at = freelistPop(keysFreeList);
  if (at == 0) {
    if (log2_size < 26) at = PyMem_Malloc(32 + (1 << log2_bytes) + entries);
    if (at == 0) {
      PyErr_NoMemory();
      return null;
    }
  }
  const dk = changetype<PyDictKeysObject>(at);
  store<u64>(at, 1);
  dk.dk_log2_size = <u8>log2_size;
  dk.dk_log2_index_bytes = <u8>log2_bytes;
  dk.dk_kind = unicode ? DICT_KEYS_UNICODE : DICT_KEYS_GENERAL;
  dk.dk_pad = 0;
  dk.dk_version = 0;
  store<u64>(at, <u64>usable, 16);
  store<u64>(at, 0, 24);
  memory.fill(at + 32, 0xff, 1 << log2_bytes);
  memory.fill(at + 32 + (1 << log2_bytes), 0, entries);
  return dk;
}

/** A full collection gives the kept tables back. */
export function _PyDictKeys_ClearFreeList(): void {
  freelistClear(keysFreeList, 0);
}

/** Frees the table itself, not its entries' references. */
export function free_keys_object(keys: PyDictKeysObject): void {
  if (
    keys.dk_kind == DICT_KEYS_UNICODE &&
    keys.dk_log2_size == PyDict_LOG_MINSIZE &&
    freelistPush(keysFreeList, changetype<usize>(keys))
  ) {
    return;
  }
  PyMem_Free(changetype<usize>(keys));
}

export function dictkeys_incref(keys: PyDictKeysObject): void {
  if (keys != Py_EMPTY_KEYS) keys.dk_refcnt++;
}

/** Drops a reference; the last one releases keys and values. */
export function _PyDictKeys_DecRef(keys: PyDictKeysObject): void {
  if (keys == Py_EMPTY_KEYS || --keys.dk_refcnt != 0) return;
  const general = keys.dk_kind == DICT_KEYS_GENERAL;
  const stride: usize = general ? 24 : 16;
  const n = keys.dk_nentries;
  let field = general ? DK_ENTRIES(keys) + 8 : DK_ENTRIES(keys);
  for (let i = 0; i < n; i++) {
    Py_XDECREF(load<PyObject | null>(field));
    Py_XDECREF(load<PyObject | null>(field, 8));
    field += stride;
  }
  free_keys_object(keys);
}

/** A copy of a combined table with references of its own: `new`, or null with MemoryError. */
export function clone_combined_dict_keys(orig: PyDictKeysObject): PyDictKeysObject | null {
  const size = <usize>_PyDict_KeysSize(orig);
  const common = orig.dk_kind == DICT_KEYS_UNICODE && orig.dk_log2_size == <u8>PyDict_LOG_MINSIZE;
  let at: usize = common ? freelistPop(keysFreeList) : 0;
  if (at == 0) at = PyMem_Malloc(size);
  if (at == 0) {
    PyErr_NoMemory();
    return null;
  }
  memory.copy(at, changetype<usize>(orig), size);
  const keys = changetype<PyDictKeysObject>(at);
  keys.dk_refcnt = 1;
  keys.dk_version = 0;
  const general = keys.dk_kind == DICT_KEYS_GENERAL;
  const stride: usize = general ? 24 : 16;
  let field = general ? DK_ENTRIES(keys) + 8 : DK_ENTRIES(keys);
  for (let i = 0; i < keys.dk_nentries; i++) {
    const value = load<PyObject | null>(field, 8);
    if (value !== null) {
      Py_INCREF(value);
      Py_INCREF(load<PyObject>(field));
    }
    field += stride;
  }
  return keys;
}

/** Split keys for the instances of a class: `new`, or null without an exception. */
export function _PyDict_NewKeysForClass(): PyDictKeysObject | null {
  const keys = new_keys_object(NEXT_LOG2_SHARED_KEYS_MAX_SIZE, true);
  if (keys === null) {
    PyErr_Clear();
    return null;
  }
  // One more than instances get: each new instance takes one off first.
  keys.dk_usable = SHARED_KEYS_MAX_SIZE;
  keys.dk_kind = DICT_KEYS_SPLIT;
  return keys;
}

/** Position of exact str `key` in shared keys, entered if there is room; DKIX_EMPTY if not. */
export function insert_split_key(keys: PyDictKeysObject, key: PyObject, hash: i64): i32 {
  let ix = unicodekeys_lookup_unicode(keys, key, hash);
  if (ix == DKIX_EMPTY && keys.dk_usable > 0) {
    keys.dk_version = 0;
    ix = keys.dk_nentries;
    dictkeys_set_index(keys, find_empty_slot(keys, hash), ix);
    Py_INCREF(key);
    store<u64>(DK_ENTRIES(keys) + ((<usize>ix) << 4), <u64>changetype<usize>(key));
    keys.dk_nentries = ix + 1;
    keys.dk_usable--;
  }
  return ix;
}

/** The keys' version, assigned now if need be; 0 if versions ran out. */
export function _PyDictKeys_GetVersionForCurrentState(keys: PyDictKeysObject): u32 {
  if (keys.dk_version != 0) return keys.dk_version;
  if (nextKeysVersion == 0) return 0;
  keys.dk_version = nextKeysVersion++;
  return keys.dk_version;
}

// --- values of split tables ---

export function valuesSize(count: i32): usize {
  return ((<usize>(count + 1)) << 3) + ((<usize>count + 7) & ~7);
}

/** Value slot `i`; null if unset. Borrowed. */
export function valuesGet(values: PyDictValues, i: i32): PyObject | null {
  return load<PyObject | null>(changetype<usize>(values) + ((<usize>i) << 3), 8);
}

export function valuesSet(values: PyDictValues, i: i32, value: PyObject | null): void {
  store<u64>(changetype<usize>(values) + ((<usize>i) << 3), <u64>changetype<usize>(value), 8);
}

/** Address of the insertion order. */
export function get_insertion_order_array(values: PyDictValues): usize {
  return changetype<usize>(values) + 8 + ((<usize>values.capacity) << 3);
}

/** Position in the keys of the `i`-th attribute set. */
export function get_index_from_order(values: PyDictValues, i: i32): i32 {
  return load<u8>(get_insertion_order_array(values) + i);
}

export function _PyDictValues_AddToInsertionOrder(values: PyDictValues, ix: i32): void {
  const size = values.size;
  store<u8>(get_insertion_order_array(values) + size, <u8>ix);
  values.size = size + 1;
}

export function delete_index_from_values(values: PyDictValues, ix: i32): void {
  const array = get_insertion_order_array(values);
  const size = <usize>values.size;
  let i: usize = 0;
  while (load<u8>(array + i) != <u8>ix) i++;
  memory.copy(array + i, array + i + 1, size - 1 - i);
  values.size = <u8>(size - 1);
}

/** Values outside an object, all null; null with MemoryError. */
export function new_values(capacity: i32): PyDictValues | null {
  const size = valuesSize(capacity);
  const at = PyMem_Malloc(size);
  if (at == 0) {
    PyErr_NoMemory();
    return null;
  }
  memory.fill(at, 0, size);
  const values = changetype<PyDictValues>(at);
  values.capacity = <u8>capacity;
  values.valid = 1;
  return values;
}

/** The same values outside an object, references not counted; null with MemoryError. */
export function copy_values(values: PyDictValues): PyDictValues | null {
  const copy = new_values(values.capacity);
  if (copy === null) return null;
  copy.size = values.size;
  const used = valuesSize(values.capacity);
  memory.copy(changetype<usize>(copy) + 8, changetype<usize>(values) + 8, used - 8);
  return copy;
}

export function free_values(values: PyDictValues): void {
  PyMem_Free(changetype<usize>(values));
}
