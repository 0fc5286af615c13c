/**
 * set and frozenset: the table and the algebra (Objects/setobject.c).
 *
 *   16 fill   24 used   32 mask   40 table   48 hash (frozenset)   56 finger (pop)   64 smalltable[8]   192 weakreflist
 *   entry: key, hash (16 bytes). Unused: both 0. Deleted: key is the dummy, hash -1.
 *
 * Probing goes up to 9 neighbours, then jumps as dict does. Invariants: fill counts used and deleted entries and stays below three
 * fifths of the table; `table` is the smalltable inside the object or memory of its own.
 *
 * Elsewhere: Python-visible methods and the types (set_methods.ts).
 */
import { PyObject, PyTypeObject, Py_EQ } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_REFCNT } from "../object/refcount";
import { PyFrozenSet_Type, PySet_Type, PyUnicode_Type } from "../object/statics";
import { PyExc_KeyError, PyExc_SystemError } from "../object/exception_types";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { NOT_PLAIN, PyObject_RichCompareBool, plainEquals } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyIter_Next, PyObject_GetIter } from "../protocol/iter";
import { PyRangeIter_Type } from "./range";
import { PyType_IsSubtype } from "./typeobject";
import { PyDict_CheckExact, PyDict_GET_SIZE, PyDict_Next, dictNextHash, dictNextKey } from "./dict";
import { strHash } from "./dict_keys";
import { ADD, STRETCH, WALK_DONE, countKeys, addRange, plainWalk, releaseKeys, usedEntries } from "./set_plain";

export const PySetIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // set_iterator

/** 200 bytes: fill 16, used 24, mask 32, table 40, hash 48, finger 56, smalltable 64 (8 entries of key, hash), weakreflist 192. */
@unmanaged
export class PySetObject extends PyObject {
  fill: i32;
  fill_hi: u32;
  used: i32;
  used_hi: u32;
  mask: i32;
  mask_hi: u32;
  table: usize;
  table_hi: u32;
  hash: i64;
  finger: i32;
  finger_hi: u32;
}

export const PySet_MINSIZE: i32 = 8;
export const LINEAR_PROBES: u32 = 9;
export const PERTURB_SHIFT: u64 = 5;
export const SMALLTABLE: usize = 64;

/** The key of a deleted entry. */
export const setDummy = changetype<PyObject>(memory.data(16, 16));

export function PySet_GET_SIZE(op: PyObject): i32 {
  return changetype<PySetObject>(op).used;
}

export function PySet_CheckExact(op: PyObject): bool {
  return op.ob_type == PySet_Type;
}

export function PyFrozenSet_CheckExact(op: PyObject): bool {
  return op.ob_type == PyFrozenSet_Type;
}

export function PyAnySet_CheckExact(op: PyObject): bool {
  return op.ob_type == PySet_Type || op.ob_type == PyFrozenSet_Type;
}

export function PySet_Check(op: PyObject): bool {
  return op.ob_type == PySet_Type || PyType_IsSubtype(op.ob_type, PySet_Type);
}

export function PyFrozenSet_Check(op: PyObject): bool {
  return op.ob_type == PyFrozenSet_Type || PyType_IsSubtype(op.ob_type, PyFrozenSet_Type);
}

export function PyAnySet_Check(op: PyObject): bool {
  return (
    PyAnySet_CheckExact(op) ||
    PyType_IsSubtype(op.ob_type, PySet_Type) ||
    PyType_IsSubtype(op.ob_type, PyFrozenSet_Type)
  );
}

// --- the table ---

/** hash(key), cached for exact str; -1 with an exception. */
export function setKeyHash(key: PyObject): i64 {
  return key.ob_type == PyUnicode_Type ? strHash(key) : PyObject_Hash(key);
}

/** Set when looking for a key ran a comparison that may be Python's. */
export let pythonCompared = false;

export function forgetComparisons(): void {
  pythonCompared = false;
}

/** Is `startkey`, the key of the entry at `entry` and not `key` itself, equal to `key`? 1, 0, -1 error, 2: the table changed. */
function sameKey(so: PySetObject, entry: usize, startkey: PyObject, key: PyObject): i32 {
  const same = plainEquals(startkey, key);
  if (same != NOT_PLAIN) return same;
  pythonCompared = true;
  const table = so.table;
  Py_INCREF(startkey);
  const cmp = PyObject_RichCompareBool(startkey, key, Py_EQ);
  Py_DECREF(startkey);
  if (cmp < 0) return -1;
  if (table != so.table || load<PyObject>(entry) != startkey) return 2;
  return cmp;
}

/** The last deleted entry that a search without success came by, 0 if none: CPython gives it to a key that is added. */
let lastDeleted: usize = 0;

export function setLastDeleted(entry: usize): void {
  lastDeleted = entry;
}

/** The entry of `key`, or the unused one where the search ended (see lastDeleted); 0 with an exception. */
export function set_lookkey(so: PySetObject, key: PyObject, hash: i64): usize {
  let mask = <u32>so.mask;
  let i = <u32>hash & mask;
  let perturb = <u64>hash;
  let deleted: usize = 0;
  while (true) {
    let entry = so.table + ((<usize>i) << 4);
    let probes: u32 = i + LINEAR_PROBES <= mask ? LINEAR_PROBES + 1 : 1;
    do {
      const h = load<i64>(entry, 8);
      if (h == 0 && load<u32>(entry) == 0) {
        lastDeleted = deleted;
        return entry;
      }
      if (h == -1) deleted = entry;
      else if (h == hash) {
        const startkey = load<PyObject>(entry);
        if (startkey == key) return entry;
        const same = sameKey(so, entry, startkey, key);
        if (same == 1) return entry;
        if (same < 0) return 0;
        if (same == 2) return set_lookkey(so, key, hash);
        mask = <u32>so.mask;
      }
      entry += 16;
    } while (--probes != 0);
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + 1 + <u32>perturb) & mask;
  }
}

/** Where a key known to be new goes in a table without deleted entries. */
function freeEntry(table: usize, mask: u32, hash: i64): usize {
  let i = <u32>hash & mask;
  let perturb = <u64>hash;
  while (true) {
    let entry = table + ((<usize>i) << 4);
    let probes: u32 = i + LINEAR_PROBES <= mask ? LINEAR_PROBES + 1 : 1;
    do {
      if (load<u32>(entry) == 0) return entry;
      entry += 16;
    } while (--probes != 0);
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + 1 + <u32>perturb) & mask;
  }
}

/** Enters the `left` keys of the table `from` into an empty table with room for them: with references of their own, or those that `from` had. */
function insertAll(table: usize, mask: u32, from: usize, fromMask: i32, left: i32, own: bool): void {
  const end = from + ((<usize>(fromMask + 1)) << 4);
  for (let at = from; left > 0; at += STRETCH) {
    for (let bits = usedEntries(at, end); bits != 0; bits &= bits - 1) {
      const entry = at + ((<usize>ctz(bits)) << 4);
      const key = load<PyObject>(entry);
      if (key == setDummy) continue;
      if (own) Py_INCREF(key);
      const hash = load<i64>(entry, 8);
      let free = table + ((<usize>(<u32>hash & mask)) << 4);
      if (load<u32>(free) != 0) free = freeEntry(table, mask, hash);
      v128.store(free, v128.load(entry));
      left--;
    }
  }
}

const smallCopy = memory.data(8 * 16, 8);

/** Entries of the smallest table larger than `minused`. */
function tableSize(minused: i32): i32 {
  let size = PySet_MINSIZE;
  while (size <= minused) size <<= 1;
  return size;
}

/** Rebuilds with the smallest table larger than `minused`. */
export function set_table_resize(so: PySetObject, minused: i32): i32 {
  const newsize = tableSize(minused);
  const oldmask = so.mask;
  const small = changetype<usize>(so) + SMALLTABLE;
  let oldtable = so.table;
  const malloced = oldtable != small;
  let newtable = small;
  if (newsize == PySet_MINSIZE) {
    if (oldtable == small) {
      if (so.fill == so.used) return 0;
      memory.copy(smallCopy, oldtable, 128);
      oldtable = smallCopy;
    }
  } else {
    newtable = newsize > 1 << 26 ? 0 : PyMem_Malloc((<usize>newsize) << 4);
    if (newtable == 0) {
      PyErr_NoMemory();
      return -1;
    }
  }
  memory.fill(newtable, 0, (<usize>newsize) << 4);
  so.mask = newsize - 1;
  so.table = newtable;
  so.fill = so.used;
  insertAll(newtable, newsize - 1, oldtable, oldmask, so.used, false);
  if (malloced) PyMem_Free(oldtable);
  return 0;
}

/** Adds `key` (borrowed). */
export function set_add_entry(so: PySetObject, key: PyObject, hash: i64): i32 {
  Py_INCREF(key); // a comparison might drop the caller's
  const entry = set_lookkey(so, key, hash);
  if (entry == 0) {
    Py_DECREF(key);
    return -1;
  }
  if (load<u32>(entry) != 0) {
    Py_DECREF(key);
    return 0;
  }
  return fillEntry(so, entry, key, hash);
}

/** `key` into the deleted entry that the search for it came by, else into the unused one at `entry`; the table grows if it got full. Steals `key`. */
export function fillEntry(so: PySetObject, entry: usize, key: PyObject, hash: i64): i32 {
  const deleted = lastDeleted;
  if (deleted != 0) {
    store<u32>(deleted, <u32>changetype<usize>(key));
    store<i64>(deleted, hash, 8);
    so.used++;
    return 0;
  }
  store<u64>(entry, <u64>changetype<usize>(key));
  store<i64>(entry, hash, 8);
  const fill = so.fill + 1;
  so.fill = fill;
  so.used++;
  if (fill * 5 < so.mask * 3) return 0;
  return set_table_resize(so, so.used > 50000 ? so.used * 2 : so.used * 4);
}

/** 1 there, 0 not, -1. */
export function set_contains_entry(so: PySetObject, key: PyObject, hash: i64): i32 {
  const entry = set_lookkey(so, key, hash);
  if (entry == 0) return -1;
  return load<u32>(entry) != 0 ? 1 : 0;
}

/** 1 removed, 0 was not there, -1. */
export function set_discard_entry(so: PySetObject, key: PyObject, hash: i64): i32 {
  const entry = set_lookkey(so, key, hash);
  if (entry == 0) return -1;
  const old = load<PyObject | null>(entry);
  if (old === null) return 0;
  emptyEntry(so, entry, old);
  return 1;
}

/** Deletes the entry at `entry`, whose key is `old`. */
export function emptyEntry(so: PySetObject, entry: usize, old: PyObject): void {
  store<u32>(entry, <u32>changetype<usize>(setDummy));
  store<i64>(entry, -1, 8);
  so.used--;
  Py_DECREF(old);
}

export function set_add_key(so: PySetObject, key: PyObject): i32 {
  const hash = setKeyHash(key);
  return hash == -1 ? -1 : set_add_entry(so, key, hash);
}

export function set_contains_key(so: PySetObject, key: PyObject): i32 {
  const hash = setKeyHash(key);
  return hash == -1 ? -1 : set_contains_entry(so, key, hash);
}

export function set_discard_key(so: PySetObject, key: PyObject): i32 {
  const hash = setKeyHash(key);
  return hash == -1 ? -1 : set_discard_entry(so, key, hash);
}

/** An empty body for fresh memory. */
export function set_init_body(so: PySetObject): void {
  const at = changetype<usize>(so);
  memory.fill(at + 16, 0, 184);
  so.mask = PySet_MINSIZE - 1;
  so.table = at + SMALLTABLE;
  so.hash = -1;
}

export function set_clear_internal(so: PySetObject): i32 {
  const small = changetype<usize>(so) + SMALLTABLE;
  let table = so.table;
  const malloced = table != small;
  const mask = so.mask;
  const used = so.used;
  if (so.fill == 0 && !malloced) return 0;
  if (!malloced) {
    // Empty the object before any key's finalizer can look at it.
    table = PyMem_Malloc(128);
    if (table == 0) {
      PyErr_NoMemory();
      return -1;
    }
    memory.copy(table, small, 128);
  }
  memory.fill(small, 0, 128);
  so.fill = 0;
  so.used = 0;
  so.mask = PySet_MINSIZE - 1;
  so.table = small;
  so.hash = -1;
  releaseKeys(table, mask, used);
  PyMem_Free(table);
  return 0;
}

// --- iteration by position ---

let nextKey: PyObject = changetype<PyObject>(0);
let nextHash: i64 = 0;

/** Key of the entry that _PySet_NextEntry reached. Borrowed. */
export function setNextKey(): PyObject {
  return nextKey;
}

export function setNextHash(): i64 {
  return nextHash;
}

/** Next position (0 at the end); the entry in setNextKey/Hash; start with 0. */
export function _PySet_NextEntry(op: PyObject, pos: i32): i32 {
  const so = changetype<PySetObject>(op);
  while (pos <= so.mask) {
    const entry = so.table + ((<usize>pos) << 4);
    const key = load<PyObject | null>(entry);
    pos++;
    if (key !== null && key != setDummy) {
      nextKey = key;
      nextHash = load<i64>(entry, 8);
      return pos;
    }
  }
  return 0;
}

// --- making ---

/** `new` set of `type` with the elements of `iterable`. */
export function make_new_set(type: PyTypeObject, iterable: PyObject | null): PyObject | null {
  const so = call_indirect<PySetObject | null>(type.tp_alloc, type, 0);
  if (so === null) return null;
  so.mask = PySet_MINSIZE - 1;
  so.table = changetype<usize>(so) + SMALLTABLE;
  so.hash = -1;
  if (iterable !== null && _PySet_Update(so, iterable) < 0) {
    Py_DECREF(so);
    return null;
  }
  return so;
}

/** The same of set or frozenset, whatever subclass `type` is. */
export function make_new_set_basetype(type: PyTypeObject, iterable: PyObject | null): PyObject | null {
  if (type != PySet_Type && type != PyFrozenSet_Type) {
    type = PyType_IsSubtype(type, PySet_Type) ? PySet_Type : PyFrozenSet_Type;
  }
  return make_new_set(type, iterable);
}

/** `new`. */
export function PySet_New(iterable: PyObject | null): PyObject | null {
  return make_new_set(PySet_Type, iterable);
}

/** `new`. */
export function PyFrozenSet_New(iterable: PyObject | null): PyObject | null {
  return make_new_set(PyFrozenSet_Type, iterable);
}

export function PySet_Size(op: PyObject): i32 {
  if (PyAnySet_Check(op)) return PySet_GET_SIZE(op);
  PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  return -1;
}

export function PySet_Contains(op: PyObject, key: PyObject): i32 {
  return set_contains_key(changetype<PySetObject>(op), key);
}

/** 1 found, 0 not, -1. */
export function PySet_Discard(op: PyObject, key: PyObject): i32 {
  return set_discard_key(changetype<PySetObject>(op), key);
}

/** Also fills a frozenset whose only reference is the caller's. */
export function PySet_Add(op: PyObject, key: PyObject): i32 {
  if (!PySet_Check(op) && (!PyFrozenSet_Check(op) || Py_REFCNT(op) != 1)) {
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
    return -1;
  }
  return set_add_key(changetype<PySetObject>(op), key);
}

export function PySet_Clear(op: PyObject): i32 {
  return set_clear_internal(changetype<PySetObject>(op));
}

/** `new`: any element, taken out. */
export function PySet_Pop(op: PyObject): PyObject | null {
  const so = changetype<PySetObject>(op);
  if (so.used == 0) return PyErr_SetString(PyExc_KeyError, "pop from an empty set");
  let i = so.finger & so.mask;
  let key = load<PyObject>(so.table + ((<usize>i) << 4));
  while (changetype<usize>(key) == 0 || key == setDummy) {
    i = i == so.mask ? 0 : i + 1;
    key = load<PyObject>(so.table + ((<usize>i) << 4));
  }
  store<u32>(so.table + ((<usize>i) << 4), <u32>changetype<usize>(setDummy));
  store<i64>(so.table + ((<usize>i) << 4), -1, 8);
  so.used--;
  so.finger = i + 1;
  return key;
}

// --- merging ---

/** One big growth at the start, if `n` more keys would not fit. */
function makeRoom(so: PySetObject, n: i32): i32 {
  if ((so.fill + n) * 5 >= so.mask * 3) return set_table_resize(so, (so.used + n) * 2);
  return 0;
}

function set_merge(so: PySetObject, other: PySetObject): i32 {
  if (other == so || other.used == 0) return 0;
  if (so.fill == 0 && copyTable(so, other)) return 0;
  if (makeRoom(so, other.used) < 0) return -1;
  if (so.fill == 0) {
    fillFrom(so, other);
    return 0;
  }
  let pos = plainWalk(ADD, other, so, so);
  if (pos < 0) return pos == WALK_DONE ? 0 : -1;
  while ((pos = _PySet_NextEntry(other, pos)) != 0) {
    if (set_add_entry(so, nextKey, nextHash) < 0) return -1;
  }
  return 0;
}

/** Gives the empty set `so` a copy of the whole table of `other`, if that is of the size that makeRoom would choose; false: nothing is done. */
function copyTable(so: PySetObject, other: PySetObject): bool {
  const used = other.used;
  const small = changetype<usize>(so) + SMALLTABLE;
  if (other.fill != used || other.mask < 63 || so.table != small || tableSize(used * 2) != other.mask + 1) return false;
  const size = (<usize>(other.mask + 1)) << 4;
  const table = PyMem_Malloc(size);
  if (table == 0) return false;
  memory.copy(table, other.table, size);
  so.table = table;
  so.mask = other.mask;
  so.fill = used;
  so.used = used;
  countKeys(table, other.mask, used);
  return true;
}

/** The keys of `other` into the empty table of `so`, which is large enough. */
function fillFrom(so: PySetObject, other: PySetObject): void {
  const table = so.table;
  const mask = so.mask;
  const used = other.used;
  so.fill = used;
  so.used = used;
  if (mask != other.mask || other.fill != used) {
    insertAll(table, mask, other.table, other.mask, used, true);
    return;
  }
  memory.copy(table, other.table, (<usize>(mask + 1)) << 4);
  countKeys(table, mask, used);
}

export function _PySet_Update(op: PyObject, iterable: PyObject): i32 {
  const so = changetype<PySetObject>(op);
  if (PyAnySet_Check(iterable)) return set_merge(so, changetype<PySetObject>(iterable));
  if (PyDict_CheckExact(iterable)) {
    if (makeRoom(so, PyDict_GET_SIZE(iterable)) < 0) return -1;
    let pos = 0;
    while ((pos = PyDict_Next(iterable, pos)) != 0) {
      const hash = dictNextHash();
      if (set_add_entry(so, dictNextKey(), hash) < 0) return -1;
    }
    return 0;
  }
  const it = PyObject_GetIter(iterable);
  if (it === null) return -1;
  let status = it.ob_type == PyRangeIter_Type ? addRange(so, it) : 0;
  while (status == 0) {
    const key = PyIter_Next(it);
    if (key === null) {
      if (PyErr_Occurred() !== null) status = -1;
      break;
    }
    status = set_add_key(so, key);
    Py_DECREF(key);
  }
  Py_DECREF(it);
  return status;
}

export { initSetTypes } from "./set_methods";
