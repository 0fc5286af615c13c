/**
 * Whole tables of sets at once: what the algebra does with keys that compare without Python code.
 *
 * A search whose key meets nothing but exact ints, texts, floats and tuples of such (plainEquals) runs no code of a program, so nobody can see
 * whether the key's count went up and down meanwhile, and neither table changes below the walk. plainWalk does its work for such keys and gives the
 * position of the first other key to the general loop in set_algebra.ts, which goes on from there as CPython does: the invariant is that up to that
 * position everything is exactly what the general loop would have done.
 *
 * Tables are read 32 entries at a time, as bits of those that hold a key: in a table with holes a branch for each entry is mispredicted too often.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF } from "../object/refcount";
import { NOT_PLAIN, plainEquals } from "../protocol/compare";
import { PyLong_FromI64, long_hash } from "./long";
import { _PyRangeIterObject } from "./range";
import {
  LINEAR_PROBES,
  PERTURB_SHIFT,
  PySetObject,
  emptyEntry,
  fillEntry,
  setDummy,
  setLastDeleted,
  set_add_entry,
} from "./set";

/** The next up to 32 of the entries from `at` to `end`: bit n is set if entry n holds a key or the dummy. The number of entries is a multiple of 4. */
export function usedEntries(at: usize, end: usize): u32 {
  let bits: u32 = 0;
  let shift: u32 = 0;
  do {
    const low = v128.shuffle<u32>(v128.load(at), v128.load(at, 16), 0, 4, 1, 5);
    const high = v128.shuffle<u32>(v128.load(at, 32), v128.load(at, 48), 0, 4, 1, 5);
    const keys = v128.shuffle<u64>(low, high, 0, 2);
    bits |= (<u32>v128.bitmask<i32>(v128.ne<i32>(keys, i32x4.splat(0)))) << shift;
    at += 64;
    shift += 4;
  } while (shift < 32 && at != end);
  return bits;
}

/** Bytes of the entries that one call of usedEntries looks at. */
export const STRETCH: usize = 512;

/** Counts a reference for each of the `left` keys of a table without deleted entries. */
export function countKeys(table: usize, mask: i32, left: i32): void {
  const end = table + ((<usize>(mask + 1)) << 4);
  for (let at = table; left > 0; at += STRETCH) {
    for (let bits = usedEntries(at, end); bits != 0; bits &= bits - 1) {
      Py_INCREF(load<PyObject>(at + ((<usize>ctz(bits)) << 4)));
      left--;
    }
  }
}

/** Releases the `left` keys of a table that no set holds any more. */
export function releaseKeys(table: usize, mask: i32, left: i32): void {
  const end = table + ((<usize>(mask + 1)) << 4);
  for (let at = table; left > 0; at += STRETCH) {
    for (let bits = usedEntries(at, end); bits != 0; bits &= bits - 1) {
      const key = load<PyObject>(at + ((<usize>ctz(bits)) << 4));
      if (key == setDummy) continue;
      Py_DECREF(key);
      left--;
    }
  }
}

/** As set_lookkey; 0 if it takes a comparison that may run Python code. */
function findPlain(so: PySetObject, key: PyObject, hash: i64): usize {
  const table = so.table;
  const mask = <u32>so.mask;
  let i = <u32>hash & mask;
  let perturb = <u64>hash;
  let deleted: usize = 0;
  while (true) {
    let entry = table + ((<usize>i) << 4);
    let probes: u32 = i + LINEAR_PROBES <= mask ? LINEAR_PROBES + 1 : 1;
    do {
      const h = load<i64>(entry, 8);
      const other = load<PyObject | null>(entry);
      if (other === null) {
        setLastDeleted(deleted);
        return entry;
      }
      if (h == hash) {
        if (other == key) return entry;
        const same = plainEquals(other, key);
        if (same == 1) return entry;
        if (same == NOT_PLAIN) return 0;
      } else if (h == -1) {
        deleted = entry;
      }
      entry += 16;
    } while (--probes != 0);
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + 1 + <u32>perturb) & mask;
  }
}

/** The same for a key that is most likely not there. */
function findNew(so: PySetObject, key: PyObject, hash: i64): usize {
  const first = so.table + ((<usize>(<u32>hash & <u32>so.mask)) << 4);
  if (load<u32>(first) != 0) return findPlain(so, key, hash);
  setLastDeleted(0);
  return first;
}

// What plainWalk does with each key of a set.
export const ADD: i32 = 0; // into `so`
export const DISCARD: i32 = 1; // out of `so`
export const TOGGLE: i32 = 2; // out of `so` or into it
export const KEEP_COMMON: i32 = 3; // into `result` if `so` has it
export const KEEP_REST: i32 = 4; // into `result` if `so` has it not
export const ALL_IN: i32 = 5; // end with WALK_NO if `so` has it not

// What it returns besides the position of a key that is not plain.
export const WALK_DONE: i32 = -1;
export const WALK_NO: i32 = -2;
export const WALK_FAILED: i32 = -3;

/** Does `what` with the keys of `walked`, which is neither `so` nor `result`. */
export function plainWalk(what: i32, walked: PySetObject, so: PySetObject, result: PySetObject): i32 {
  const table = walked.table;
  const end = table + ((<usize>(walked.mask + 1)) << 4);
  let left = walked.used;
  for (let at = table; left > 0; at += STRETCH) {
    for (let bits = usedEntries(at, end); bits != 0; bits &= bits - 1) {
      const entry = at + ((<usize>ctz(bits)) << 4);
      const key = load<PyObject>(entry);
      if (key == setDummy) continue;
      left--;
      const hash = load<i64>(entry, 8);
      let found = what == ADD || what == TOGGLE ? findNew(so, key, hash) : findPlain(so, key, hash);
      if (found == 0) return <i32>((entry - table) >> 4);
      let into = so;
      const old = load<PyObject | null>(found);
      if (old !== null) {
        if (what == DISCARD || what == TOGGLE) {
          emptyEntry(so, found, old);
          continue;
        }
        if (what != KEEP_COMMON) continue;
        into = result;
      } else {
        if (what == KEEP_COMMON || what == DISCARD) continue;
        if (what == ALL_IN) return WALK_NO;
        if (what == KEEP_REST) into = result;
      }
      if (into != so) {
        found = findNew(into, key, hash);
        if (found == 0) return <i32>((entry - table) >> 4);
        if (load<u32>(found) != 0) continue;
      }
      Py_INCREF(key);
      if (fillEntry(into, found, key, hash) < 0) return WALK_FAILED;
    }
  }
  return WALK_DONE;
}

/** Hashes of smaller ints are their values (but that of -1). */
const HASH_MODULUS: i64 = (1 << 61) - 1;

/** Adds the ints that the range iterator `it` has left, up to one whose search takes a comparison of Python's, which is added too; 0 or -1. */
export function addRange(so: PySetObject, it: PyObject): i32 {
  const r = changetype<_PyRangeIterObject>(it);
  while (r.len > 0) {
    const value = r.start;
    r.start = value + r.step;
    r.len--;
    const key = PyLong_FromI64(value);
    if (key === null) return -1;
    const hash = value < HASH_MODULUS && value > -HASH_MODULUS && value != -1 ? value : long_hash(key);
    const entry = findNew(so, key, hash);
    if (entry != 0 && load<u32>(entry) == 0) {
      if (fillEntry(so, entry, key, hash) < 0) return -1;
      continue;
    }
    const status = entry == 0 ? set_add_entry(so, key, hash) : 0;
    Py_DECREF(key);
    if (entry == 0) return status;
  }
  return 0;
}
