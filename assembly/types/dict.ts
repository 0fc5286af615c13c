/**
 * dict: lookup, insertion, deletion, growth, iteration by position (the C API half of Objects/dictobject.c).
 *
 *   16 ma_used   24 ma_version_tag   32 ma_keys   40 ma_values (null: combined table)
 *
 * Invariants: a dict whose keys are all exact str has a table of str keys; the entries of a combined table are dense in insertion
 * order, deleted ones null. A dict is tracked by the collector only once it holds something that may be collectable.
 *
 * Elsewhere: the tables (dict_keys.ts), merging and copying (dict_merge.ts), Python-visible methods and the type
 * (dict_methods.ts), views and iterators (dict_views.ts), instance dicts (dict_instance.ts).
 */
import { keyStr } from "./unicode";
import { PyObject, PyType_FastSubclass, Py_TPFLAGS_DICT_SUBCLASS, Py_TPFLAGS_HAVE_GC, initPtr } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XNewRef, _Py_NewReference } from "../object/refcount";
import { PyDict_Type, PyUnicode_Type } from "../object/statics";
import { PyExc_KeyError, PyExc_SystemError } from "../object/exception_types";
import { _PyObject_GC_IS_TRACKED, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { freelistPop, freelistPush } from "../memory/freelist";
import { _PyObject_GC_DelStatic, _PyObject_GC_New } from "../gc/collector";
import {
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../protocol/errors";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyObject_Hash } from "../protocol/hash";
import { PyList_New, PyList_SET_ITEM } from "./list";
import { PyTuple_Pack2, _PyObject_GC_MAY_BE_TRACKED } from "./tuple";
import {
  DICT_KEYS_GENERAL,
  DKIX_DUMMY,
  DKIX_EMPTY,
  DKIX_ERROR,
  DKIX_KEY_CHANGED,
  DK_ENTRIES,
  DK_IS_UNICODE,
  PyDictKeysObject,
  PyDictValues,
  PyDict_LOG_MINSIZE,
  Py_EMPTY_KEYS,
  _PyDictKeys_DecRef,
  _PyDictValues_AddToInsertionOrder,
  _PyDict_KeysSize,
  build_indices,
  calculate_log2_keysize,
  delete_index_from_values,
  dictkeys_incref,
  dictkeys_set_index,
  entryHash,
  entryKey,
  entryKeyField,
  entryValue,
  estimate_log2_keysize,
  find_empty_slot,
  free_keys_object,
  free_values,
  get_index_from_order,
  insert_split_key,
  keys_lookup_generic,
  keys_lookup_str_in_general,
  lookdict_index,
  new_keys_object,
  new_values,
  shared_keys_usable_size,
  strHash,
  unicodekeys_lookup_unicode,
  valuesGet,
  valuesSet,
} from "./dict_keys";

/** 48 bytes: ma_used 16, ma_version_tag 24, ma_keys 32, ma_values 40. */
@unmanaged
export class PyDictObject extends PyObject {
  ma_used: i32;
  ma_used_hi: u32;
  ma_version_tag: u64;
  ma_keys: PyDictKeysObject;
  ma_keys_hi: u32;
  ma_values: PyDictValues | null;
  ma_values_hi: u32;
}

/** The version counter lies above 8 watcher bits and 4 mutation bits. */
const DICT_VERSION_INCREMENT: u64 = 1 << 12;
let globalVersion: u64 = 0;
export const dictFreeList = memory.data(16, 16);

export function PyDict_Check(op: PyObject): bool {
  return PyType_FastSubclass(op.ob_type, Py_TPFLAGS_DICT_SUBCLASS);
}

export function PyDict_CheckExact(op: PyObject): bool {
  return op.ob_type == PyDict_Type;
}

export function PyDict_GET_SIZE(op: PyObject): i32 {
  return changetype<PyDictObject>(op).ma_used;
}

/** KeyError(key), also where key is a tuple. */
export function _PyErr_SetKeyError(key: PyObject): void {
  const exc = PyObject_CallOneArg(PyExc_KeyError, key);
  if (exc === null) return;
  PyErr_SetObject(PyExc_KeyError, exc);
  Py_DECREF(exc);
}

/** Every change of a dict gives it a new version. */
export function dictChanged(mp: PyDictObject): void {
  globalVersion += DICT_VERSION_INCREMENT;
  mp.ma_version_tag = globalVersion;
}

/** May the object be part of a cycle? */
export function mayBeTracked(op: PyObject): bool {
  return (op.ob_type.tp_flags & Py_TPFLAGS_HAVE_GC) != 0 && _PyObject_GC_MAY_BE_TRACKED(op);
}

/** Tracks the dict if the key or value that goes in may be part of a cycle. */
export function maintainTracking(mp: PyDictObject, key: PyObject, value: PyObject): void {
  if (!_PyObject_GC_IS_TRACKED(mp) && (mayBeTracked(key) || mayBeTracked(value))) _PyObject_GC_TRACK(mp);
}

/** `new`. Steals a reference to `keys`; takes `values` (freed on failure if `freeValues`). */
export function new_dict(
  keys: PyDictKeysObject,
  values: PyDictValues | null,
  used: i32,
  freeValues: bool,
): PyObject | null {
  let at = freelistPop(dictFreeList);
  if (at != 0) {
    changetype<PyObject>(at).ob_type = PyDict_Type;
    _Py_NewReference(changetype<PyObject>(at));
  } else {
    at = changetype<usize>(_PyObject_GC_New(PyDict_Type));
    if (at == 0) {
      _PyDictKeys_DecRef(keys);
      if (freeValues && values !== null) free_values(values);
      return null;
    }
  }
  store<u64>(at, <u64>used, 16);
  store<u64>(at, 0, 24);
  initPtr(at + 32, changetype<usize>(keys));
  initPtr(at + 40, changetype<usize>(values));
  return changetype<PyObject>(at);
}

/** An empty dict that shares the keys of a class: `new`. */
export function new_dict_with_shared_keys(keys: PyDictKeysObject): PyObject | null {
  const values = new_values(shared_keys_usable_size(keys));
  if (values === null) return null;
  dictkeys_incref(keys);
  return new_dict(keys, values, 0, true);
}

/** `new`. */
export function PyDict_New(): PyObject | null {
  return new_dict(Py_EMPTY_KEYS, null, 0, false);
}

/** `new`, room for n items without growing. */
export function _PyDict_NewPresized(n: i32): PyObject | null {
  return dict_new_presized(n, false);
}

/** The largest table prepared ahead: a hint may lie. */
const MAX_PRESIZE: i32 = 1 << 17;

function dict_new_presized(n: i32, unicode: bool): PyObject | null {
  if (n <= 5) return PyDict_New();
  const log2 = n > (MAX_PRESIZE << 1) / 3 ? 17 : estimate_log2_keysize(n);
  const keys = new_keys_object(log2, unicode);
  if (keys === null) return null;
  return new_dict(keys, null, 0, false);
}

/** `new`; strides count pointers (8 bytes). */
export function _PyDict_FromItems(
  keys: usize,
  keysStride: i32,
  values: usize,
  valuesStride: i32,
  n: i32,
): PyObject | null {
  let unicode = true;
  for (let i = 0; i < n && unicode; i++) {
    unicode = load<PyObject>(keys + ((<usize>(i * keysStride)) << 3)).ob_type == PyUnicode_Type;
  }
  const dict = dict_new_presized(n, unicode);
  if (dict === null) return null;
  for (let i = 0; i < n; i++) {
    const key = load<PyObject>(keys + ((<usize>(i * keysStride)) << 3));
    const value = load<PyObject>(values + ((<usize>(i * valuesStride)) << 3));
    if (PyDict_SetItem(dict, key, value) < 0) {
      Py_DECREF(dict);
      return null;
    }
  }
  return dict;
}

// --- lookup ---

let lookupValue: PyObject | null = null;

/** The value that the last successful _Py_dict_lookup found. Borrowed. */
export function dictLookupValue(): PyObject | null {
  return lookupValue;
}

/** Entry index, DKIX_EMPTY, or DKIX_ERROR with an exception; the value in dictLookupValue(). */
export function _Py_dict_lookup(mp: PyDictObject, key: PyObject, hash: i64): i32 {
  let ix: i32;
  do {
    const keys = mp.ma_keys;
    if (keys.dk_kind != DICT_KEYS_GENERAL) {
      ix =
        key.ob_type == PyUnicode_Type
          ? unicodekeys_lookup_unicode(keys, key, hash)
          : keys_lookup_generic(changetype<usize>(mp) + 32, key, hash);
    } else if (key.ob_type == PyUnicode_Type) {
      ix = keys_lookup_str_in_general(changetype<usize>(mp) + 32, key, hash);
    } else {
      ix = keys_lookup_generic(changetype<usize>(mp) + 32, key, hash);
    }
  } while (ix == DKIX_KEY_CHANGED);
  if (ix < 0) {
    lookupValue = null;
    return ix;
  }
  const values = mp.ma_values;
  lookupValue = values !== null ? valuesGet(values, ix) : entryValue(mp.ma_keys, ix);
  return ix;
}

/** hash(key), cached for exact str; -1 with an exception. */
function keyHash(key: PyObject): i64 {
  return key.ob_type == PyUnicode_Type ? strHash(key) : PyObject_Hash(key);
}

/** Entry index, DKIX_EMPTY or DKIX_ERROR. */
export function _PyDict_LookupIndex(mp: PyDictObject, key: PyObject): i32 {
  const hash = keyHash(key);
  return hash == -1 ? DKIX_ERROR : _Py_dict_lookup(mp, key, hash);
}

/** Borrowed; errors are dropped. */
export function PyDict_GetItem(op: PyObject, key: PyObject): PyObject | null {
  if (!PyDict_Check(op)) return null;
  const saved = PyErr_GetRaisedException();
  const hash = keyHash(key);
  if (hash == -1 || _Py_dict_lookup(changetype<PyDictObject>(op), key, hash) < 0) lookupValue = null;
  const found = lookupValue;
  PyErr_SetRaisedException(saved);
  return found;
}

/** Borrowed; null without an exception: absent. */
export function PyDict_GetItemWithError(op: PyObject, key: PyObject): PyObject | null {
  if (!PyDict_Check(op)) return PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  const hash = keyHash(key);
  if (hash == -1) return null;
  _Py_dict_lookup(changetype<PyDictObject>(op), key, hash);
  return lookupValue;
}

/** Borrowed; null without an exception: absent. */
export function _PyDict_GetItem_KnownHash(op: PyObject, key: PyObject, hash: i64): PyObject | null {
  _Py_dict_lookup(changetype<PyDictObject>(op), key, hash);
  return lookupValue;
}

/** `new`; null without an exception: absent. (CPython's out parameter is the result here.) */
export function PyDict_GetItemRef(op: PyObject, key: PyObject): PyObject | null {
  return Py_XNewRef(PyDict_GetItemWithError(op, key));
}

/** 1, 0, -1. */
export function PyDict_Contains(op: PyObject, key: PyObject): i32 {
  const hash = keyHash(key);
  return hash == -1 ? -1 : _PyDict_Contains_KnownHash(op, key, hash);
}

export function _PyDict_Contains_KnownHash(op: PyObject, key: PyObject, hash: i64): i32 {
  const ix = _Py_dict_lookup(changetype<PyDictObject>(op), key, hash);
  if (ix == DKIX_ERROR) return -1;
  return ix != DKIX_EMPTY && lookupValue !== null ? 1 : 0;
}

/** `new`: a name in globals, then builtins; null without an exception: absent. */
export function _PyDict_LoadGlobal(globals: PyDictObject, builtins: PyDictObject, key: PyObject): PyObject | null {
  const hash = keyHash(key);
  if (hash == -1) return null;
  const ix = _Py_dict_lookup(globals, key, hash);
  if (ix == DKIX_ERROR) return null;
  if (lookupValue !== null) return Py_XNewRef(lookupValue);
  _Py_dict_lookup(builtins, key, hash);
  return Py_XNewRef(lookupValue);
}

// --- growth ---

/** Moves the entries of a combined table into `fresh`, dropping the holes. */
function moveEntries(old: PyDictKeysObject, fresh: PyDictKeysObject, used: i32): void {
  const from = DK_ENTRIES(old);
  const to = DK_ENTRIES(fresh);
  const oldGeneral = old.dk_kind == DICT_KEYS_GENERAL;
  if (old.dk_kind == fresh.dk_kind && old.dk_nentries == used) {
    memory.copy(to, from, <usize>used * (oldGeneral ? 24 : 16));
    return;
  }
  const newGeneral = fresh.dk_kind == DICT_KEYS_GENERAL;
  let out = to;
  for (let i = 0; i < old.dk_nentries; i++) {
    const field = entryKeyField(old, i);
    if (load<u32>(field, 8) == 0) continue;
    if (newGeneral) {
      store<i64>(out, entryHash(old, i));
      out += 8;
    }
    memory.copy(out, field, 16);
    out += 16;
  }
}

/** Builds a combined table of the split dict `mp` in `fresh`; keys get references of their own. */
function unsplitEntries(mp: PyDictObject, values: PyDictValues, fresh: PyDictKeysObject): void {
  const old = mp.ma_keys;
  const general = fresh.dk_kind == DICT_KEYS_GENERAL;
  let out = DK_ENTRIES(fresh);
  for (let i = 0; i < mp.ma_used; i++) {
    const ix = get_index_from_order(values, i);
    const key = entryKey(old, ix)!;
    if (general) {
      store<i64>(out, strHash(key));
      out += 8;
    }
    store<u64>(out, <u64>changetype<usize>(Py_NewRef(key)));
    store<u64>(out, <u64>changetype<usize>(valuesGet(values, ix)), 8);
    out += 16;
  }
}

/** Rebuilds the table with 2**log2 indices as a combined one; `unicode` false makes it general. -1 with MemoryError. */
export function dictresize(mp: PyDictObject, log2: u32, unicode: bool): i32 {
  const oldkeys = mp.ma_keys;
  const oldvalues = mp.ma_values;
  if (!DK_IS_UNICODE(oldkeys)) unicode = false;
  const newkeys = new_keys_object(log2, unicode);
  if (newkeys === null) return -1;
  const used = mp.ma_used;
  if (oldvalues !== null) {
    unsplitEntries(mp, oldvalues, newkeys);
    mp.ma_values = null;
    if (oldvalues.embedded) oldvalues.valid = 0;
    else free_values(oldvalues);
    _PyDictKeys_DecRef(oldkeys);
  } else {
    moveEntries(oldkeys, newkeys, used);
    if (oldkeys != Py_EMPTY_KEYS) free_keys_object(oldkeys);
  }
  newkeys.dk_nentries = used;
  newkeys.dk_usable -= used;
  build_indices(newkeys, used);
  mp.ma_keys = newkeys;
  return 0;
}

function insertion_resize(mp: PyDictObject, unicode: bool): i32 {
  return dictresize(mp, calculate_log2_keysize(mp.ma_used * 3), unicode);
}

// --- insertion ---

/** Writes a new entry at the end of a combined table that has room. Steals key and value. */
function appendEntry(keys: PyDictKeysObject, hash: i64, key: PyObject, value: PyObject): void {
  keys.dk_version = 0;
  const ix = keys.dk_nentries;
  dictkeys_set_index(keys, find_empty_slot(keys, hash), ix);
  const field = entryKeyField(keys, ix);
  if (keys.dk_kind == DICT_KEYS_GENERAL) store<i64>(field - 8, hash);
  store<u64>(field, <u64>changetype<usize>(key));
  store<u64>(field, <u64>changetype<usize>(value), 8);
  keys.dk_usable--;
  keys.dk_nentries = ix + 1;
}

/** Sets value slot `ix` of a split dict; steals `value`. */
function insert_split_value(mp: PyDictObject, key: PyObject, value: PyObject, ix: i32): void {
  maintainTracking(mp, key, value);
  dictChanged(mp);
  const values = mp.ma_values!;
  const old = valuesGet(values, ix);
  valuesSet(values, ix, value);
  if (old === null) {
    _PyDictValues_AddToInsertionOrder(values, ix);
    mp.ma_used++;
  } else {
    Py_DECREF(old);
  }
}

/** mp[key] = value. Steals both; 0 or -1. */
export function insertdict(mp: PyDictObject, key: PyObject, hash: i64, value: PyObject): i32 {
  const isStr = key.ob_type == PyUnicode_Type;
  if (DK_IS_UNICODE(mp.ma_keys) && !isStr && mp.ma_keys != Py_EMPTY_KEYS) {
    if (insertion_resize(mp, false) < 0) return insertFailed(key, value);
  }
  if (mp.ma_values !== null) {
    const at = insert_split_key(mp.ma_keys, key, hash);
    if (at != DKIX_EMPTY) {
      insert_split_value(mp, key, value, at);
      Py_DECREF(key);
      return 0;
    }
    if (insertion_resize(mp, true) < 0) return insertFailed(key, value);
  }
  if (mp.ma_keys == Py_EMPTY_KEYS) return insertNew(mp, key, hash, value);
  const ix = _Py_dict_lookup(mp, key, hash);
  if (ix == DKIX_ERROR) return insertFailed(key, value);
  if (ix == DKIX_EMPTY) return insertNew(mp, key, hash, value);
  const old = lookupValue;
  if (old != value) {
    maintainTracking(mp, key, value);
    dictChanged(mp);
    const values = mp.ma_values;
    if (values === null) {
      store<u32>(entryKeyField(mp.ma_keys, ix), <u32>changetype<usize>(value), 8);
    } else {
      // A comparison turned the dict into a split one meanwhile.
      valuesSet(values, ix, value);
      if (old === null) {
        _PyDictValues_AddToInsertionOrder(values, ix);
        mp.ma_used++;
      }
    }
  }
  Py_XDECREF(old);
  Py_DECREF(key);
  return 0;
}

/** Enters a key that a lookup has just not found, in a combined table. Steals both. */
function insertNew(mp: PyDictObject, key: PyObject, hash: i64, value: PyObject): i32 {
  const isStr = key.ob_type == PyUnicode_Type;
  if (isStr) key = keyStr(key);
  if (mp.ma_keys == Py_EMPTY_KEYS) {
    const fresh = new_keys_object(PyDict_LOG_MINSIZE, isStr);
    if (fresh === null) return insertFailed(key, value);
    mp.ma_keys = fresh;
  } else if (mp.ma_keys.dk_usable <= 0 && insertion_resize(mp, isStr) < 0) {
    return insertFailed(key, value);
  }
  maintainTracking(mp, key, value);
  appendEntry(mp.ma_keys, hash, key, value);
  dictChanged(mp);
  mp.ma_used++;
  return 0;
}

function insertFailed(key: PyObject, value: PyObject): i32 {
  Py_DECREF(value);
  Py_DECREF(key);
  return -1;
}

/** Steals both. */
export function _PyDict_SetItem_Take2(op: PyObject, key: PyObject, value: PyObject): i32 {
  const hash = keyHash(key);
  if (hash == -1) return insertFailed(key, value);
  return insertdict(changetype<PyDictObject>(op), key, hash, value);
}

/** Borrows both. */
export function PyDict_SetItem(op: PyObject, key: PyObject, value: PyObject): i32 {
  if (!PyDict_Check(op)) {
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
    return -1;
  }
  Py_INCREF(key);
  Py_INCREF(value);
  return _PyDict_SetItem_Take2(op, key, value);
}

/** Borrows both. */
export function _PyDict_SetItem_KnownHash(op: PyObject, key: PyObject, value: PyObject, hash: i64): i32 {
  Py_INCREF(key);
  Py_INCREF(value);
  return insertdict(changetype<PyDictObject>(op), key, hash, value);
}

/** `new`: the value of `key`, which becomes `value` if it had none. Borrows both. */
export function PyDict_SetDefaultRef(op: PyObject, key: PyObject, value: PyObject): PyObject | null {
  const mp = changetype<PyDictObject>(op);
  const hash = keyHash(key);
  if (hash == -1) return null;
  if (mp.ma_values !== null) {
    // Shared keys are str: finding and inserting runs no Python code.
    const found = PyDict_GetItemWithError(op, key);
    if (found !== null || PyErr_Occurred() !== null) return Py_XNewRef(found);
    Py_INCREF(key);
    Py_INCREF(value);
    return insertdict(mp, key, hash, value) < 0 ? null : Py_NewRef(value);
  }
  const isStr = key.ob_type == PyUnicode_Type;
  if (DK_IS_UNICODE(mp.ma_keys) && !isStr && mp.ma_keys != Py_EMPTY_KEYS && insertion_resize(mp, false) < 0)
    return null;
  const ix = _Py_dict_lookup(mp, key, hash);
  if (ix == DKIX_ERROR) return null;
  if (lookupValue !== null) return Py_XNewRef(lookupValue);
  Py_INCREF(key);
  Py_INCREF(value);
  return insertNew(mp, key, hash, value) < 0 ? null : Py_NewRef(value);
}

/** Borrowed. */
export function PyDict_SetDefault(op: PyObject, key: PyObject, value: PyObject): PyObject | null {
  const found = PyDict_SetDefaultRef(op, key, value);
  if (found !== null) Py_DECREF(found);
  return found;
}

// --- deletion ---

/** Takes entry `ix` (whose value is `old`) out; the reference to `old` passes to the caller. */
function delitem_common(mp: PyDictObject, hash: i64, ix: i32): void {
  const keys = mp.ma_keys;
  const values = mp.ma_values;
  mp.ma_used--;
  dictChanged(mp);
  if (values !== null) {
    valuesSet(values, ix, null);
    delete_index_from_values(values, ix);
    return;
  }
  keys.dk_version = 0;
  dictkeys_set_index(keys, lookdict_index(keys, hash, ix), DKIX_DUMMY);
  const field = entryKeyField(keys, ix);
  const oldKey = load<PyObject>(field);
  store<u64>(field, 0);
  store<u64>(field, 0, 8);
  if (keys.dk_kind == DICT_KEYS_GENERAL) store<i64>(field - 8, 0);
  Py_DECREF(oldKey);
}

/** KeyError if absent. */
export function PyDict_DelItem(op: PyObject, key: PyObject): i32 {
  const hash = keyHash(key);
  return hash == -1 ? -1 : _PyDict_DelItem_KnownHash(op, key, hash);
}

export function _PyDict_DelItem_KnownHash(op: PyObject, key: PyObject, hash: i64): i32 {
  const mp = changetype<PyDictObject>(op);
  const ix = _Py_dict_lookup(mp, key, hash);
  if (ix == DKIX_ERROR) return -1;
  const old = lookupValue;
  if (ix == DKIX_EMPTY || old === null) {
    _PyErr_SetKeyError(key);
    return -1;
  }
  delitem_common(mp, hash, ix);
  Py_DECREF(old);
  return 0;
}

/** `new`; null without an exception: absent. */
export function _PyDict_Pop_KnownHash(op: PyObject, key: PyObject, hash: i64): PyObject | null {
  const mp = changetype<PyDictObject>(op);
  const ix = _Py_dict_lookup(mp, key, hash);
  if (ix < 0 || lookupValue === null) return null;
  const old = lookupValue;
  delitem_common(mp, hash, ix);
  return old;
}

/** `new`; null without an exception: absent. */
export function PyDict_Pop(op: PyObject, key: PyObject): PyObject | null {
  if (changetype<PyDictObject>(op).ma_used == 0) return null;
  const hash = keyHash(key);
  return hash == -1 ? null : _PyDict_Pop_KnownHash(op, key, hash);
}

/** `new`: dict.pop; KeyError if absent without default. */
export function _PyDict_Pop(op: PyObject, key: PyObject, deflt: PyObject | null): PyObject | null {
  const found = PyDict_Pop(op, key);
  if (found !== null || PyErr_Occurred() !== null) return found;
  if (deflt !== null) return Py_NewRef(deflt);
  _PyErr_SetKeyError(key);
  return null;
}

export function PyDict_Clear(op: PyObject): void {
  const mp = changetype<PyDictObject>(op);
  const oldkeys = mp.ma_keys;
  const oldvalues = mp.ma_values;
  if (oldkeys == Py_EMPTY_KEYS) return;
  dictChanged(mp);
  mp.ma_used = 0;
  if (oldvalues === null) {
    mp.ma_keys = Py_EMPTY_KEYS;
    _PyDictKeys_DecRef(oldkeys);
    return;
  }
  if (!oldvalues.embedded) {
    mp.ma_values = null;
    mp.ma_keys = Py_EMPTY_KEYS;
  }
  oldvalues.size = 0;
  for (let i = 0; i < oldkeys.dk_nentries; i++) {
    const value = valuesGet(oldvalues, i);
    valuesSet(oldvalues, i, null);
    Py_XDECREF(value);
  }
  if (!oldvalues.embedded) {
    free_values(oldvalues);
    _PyDictKeys_DecRef(oldkeys);
  }
}

// --- iteration by position ---

let nextKey: PyObject = changetype<PyObject>(0);
let nextValue: PyObject = changetype<PyObject>(0);
let nextEntryHash: i64 = 0;

/** Key of the entry that PyDict_Next reached. Borrowed. */
export function dictNextKey(): PyObject {
  return nextKey;
}

/** Value of the entry that PyDict_Next reached. Borrowed. */
export function dictNextValue(): PyObject {
  return nextValue;
}

export function dictNextHash(): i64 {
  return nextEntryHash;
}

/** Next position (0 at the end), entry in dictNextKey/Value/Hash; start with 0. The key set must not change meanwhile. */
export function PyDict_Next(op: PyObject, pos: i32): i32 {
  if (!PyDict_Check(op)) return 0;
  const mp = changetype<PyDictObject>(op);
  const keys = mp.ma_keys;
  const values = mp.ma_values;
  if (values !== null) {
    if (pos >= mp.ma_used) return 0;
    const ix = get_index_from_order(values, pos);
    nextKey = entryKey(keys, ix)!;
    nextValue = valuesGet(values, ix)!;
    nextEntryHash = strHash(nextKey);
    return pos + 1;
  }
  const n = keys.dk_nentries;
  while (pos < n) {
    const field = entryKeyField(keys, pos);
    if (load<u32>(field, 8) != 0) {
      nextKey = load<PyObject>(field);
      nextValue = load<PyObject>(field, 8);
      nextEntryHash = keys.dk_kind == DICT_KEYS_GENERAL ? load<i64>(field - 8) : strHash(nextKey);
      return pos + 1;
    }
    pos++;
  }
  return 0;
}

export function PyDict_Size(op: PyObject): i32 {
  if (PyDict_Check(op)) return changetype<PyDictObject>(op).ma_used;
  PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  return -1;
}

/** `new` list. */
export function PyDict_Keys(op: PyObject): PyObject | null {
  return entriesList(op, 0);
}

/** `new` list. */
export function PyDict_Values(op: PyObject): PyObject | null {
  return entriesList(op, 1);
}

/** `new` list of tuples. */
export function PyDict_Items(op: PyObject): PyObject | null {
  return entriesList(op, 2);
}

function entriesList(op: PyObject, what: i32): PyObject | null {
  if (!PyDict_Check(op)) return PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  const list = PyList_New(PyDict_GET_SIZE(op));
  if (list === null) return null;
  let pos = 0;
  let i = 0;
  while ((pos = PyDict_Next(op, pos)) != 0) {
    let item: PyObject;
    if (what == 2) {
      const pair = PyTuple_Pack2(nextKey, nextValue);
      if (pair === null) {
        Py_DECREF(list);
        return null;
      }
      item = pair;
    } else {
      item = Py_NewRef(what == 0 ? nextKey : nextValue);
    }
    PyList_SET_ITEM(list, i++, item);
  }
  return list;
}

// --- facts ---

export function _PyDict_HasOnlyStringKeys(op: PyObject): bool {
  const mp = changetype<PyDictObject>(op);
  if (DK_IS_UNICODE(mp.ma_keys)) return true;
  let pos = 0;
  while ((pos = PyDict_Next(op, pos)) != 0) {
    if (!PyType_FastSubclass(nextKey.ob_type, 1 << 28)) return false;
  }
  return true;
}

/** Untracks an exact dict that holds no collectable object. */
export function _PyDict_MaybeUntrack(op: PyObject): void {
  if (!PyDict_CheckExact(op) || !_PyObject_GC_IS_TRACKED(op)) return;
  const mp = changetype<PyDictObject>(op);
  const values = mp.ma_values;
  const keys = mp.ma_keys;
  for (let i = 0; i < keys.dk_nentries; i++) {
    const value = values !== null ? valuesGet(values, i) : entryValue(keys, i);
    if (value === null) continue;
    if (mayBeTracked(value)) return;
    if (keys.dk_kind == DICT_KEYS_GENERAL && mayBeTracked(entryKey(keys, i)!)) return;
  }
  _PyObject_GC_UNTRACK(op);
}

/** Bytes of the object and what it owns alone. */
export function _PyDict_SizeOf(mp: PyDictObject): i32 {
  const base = mp.ob_type.tp_basicsize;
  if (mp.ma_values !== null) return base + shared_keys_usable_size(mp.ma_keys) * 8;
  return mp.ma_keys != Py_EMPTY_KEYS && mp.ma_keys.dk_refcnt == 1 ? base + _PyDict_KeysSize(mp.ma_keys) : base;
}

export function dict_dealloc(self: PyObject): void {
  const mp = changetype<PyDictObject>(self);
  _PyObject_GC_UNTRACK(self);
  const values = mp.ma_values;
  const keys = mp.ma_keys;
  if (values !== null && !values.embedded) {
    for (let i = 0; i < <i32>values.capacity; i++) Py_XDECREF(valuesGet(values, i));
    free_values(values);
  }
  _PyDictKeys_DecRef(keys);
  if (!PyDict_CheckExact(self)) call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
  else if (!freelistPush(dictFreeList, changetype<usize>(self))) _PyObject_GC_DelStatic(changetype<usize>(self));
}

export {
  PyDict_Copy,
  PyDict_Merge,
  PyDict_MergeFromSeq2,
  PyDict_Update,
  _PyDict_FromKeys,
  _PyDict_MergeEx,
} from "./dict_merge";
export { initDictType } from "./dict_methods";
