/**
 * The pickler's memo: objects by address and the numbers they got (PyMemoTable of Modules/_pickle.c).
 *
 *   table   0 mt_mask  8 mt_used  16 mt_allocated  24 mt_table            32 bytes
 *   entry   0 me_key (owned; 0: free)  8 me_value                         16 bytes
 *
 * Entries are never deleted, so a search ends at the object or at the first free entry.
 */
import { PyObject } from "../../object/layout";
import { Py_INCREF, Py_XDECREF } from "../../object/refcount";
import { PyMem_Calloc, PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { PyErr_NoMemory } from "../../protocol/errors";

const MT_MINSIZE: u32 = 8;
const PERTURB_SHIFT: u32 = 5;
export const MEMO_TABLE_SIZE: i32 = 32;
export const MEMO_ENTRY_SIZE: i32 = 16;

@unmanaged
export class PyMemoTable {
  mt_mask: u32;
  mt_mask_hi: u32;
  mt_used: u32;
  mt_used_hi: u32;
  mt_allocated: u32;
  mt_allocated_hi: u32;
  mt_table: usize;
  mt_table_hi: u32;
}

function makeTable(entries: u32): PyMemoTable | null {
  const at = PyMem_Calloc(1, <usize>MEMO_TABLE_SIZE);
  const table: usize = at == 0 ? 0 : PyMem_Calloc(<usize>entries, <usize>MEMO_ENTRY_SIZE);
  if (table == 0) {
    if (at != 0) PyMem_Free(at);
    PyErr_NoMemory();
    return null;
  }
  const memo = changetype<PyMemoTable>(at);
  memo.mt_mask = entries - 1;
  memo.mt_allocated = entries;
  memo.mt_table = table;
  return memo;
}

/** An empty table, or null with MemoryError. */
export function PyMemoTable_New(): PyMemoTable | null {
  return makeTable(MT_MINSIZE);
}

/** A copy that owns its keys as well. */
export function PyMemoTable_Copy(self: PyMemoTable): PyMemoTable | null {
  const n = self.mt_allocated;
  const copy = makeTable(n);
  if (copy === null) return null;
  copy.mt_used = self.mt_used;
  memory.copy(copy.mt_table, self.mt_table, (<usize>n) << 4);
  for (let i: u32 = 0; i < n; i++) {
    const key = load<PyObject | null>(copy.mt_table + ((<usize>i) << 4));
    if (key !== null) Py_INCREF(key);
  }
  return copy;
}

export function PyMemoTable_Clear(self: PyMemoTable): void {
  // A key's destructor may run Python code that looks at this memo: it must find it empty.
  const n = self.mt_allocated;
  const old = self.mt_table;
  self.mt_used = 0;
  const fresh = PyMem_Malloc((<usize>n) << 4);
  if (fresh != 0) {
    memory.fill(fresh, 0, (<usize>n) << 4);
    self.mt_table = fresh;
  }
  for (let i = n; i > 0; i--) {
    const at = old + ((<usize>(i - 1)) << 4);
    const key = load<PyObject | null>(at);
    store<u64>(at, 0);
    Py_XDECREF(key);
  }
  if (fresh != 0) PyMem_Free(old);
}

export function PyMemoTable_Del(self: PyMemoTable): void {
  PyMemoTable_Clear(self);
  PyMem_Free(self.mt_table);
  PyMem_Free(changetype<usize>(self));
}

/** The entry of `key`, or the free one where it would go. Objects lie at multiples of 16. */
export function memoLookup(self: PyMemoTable, key: PyObject): usize {
  const mask = self.mt_mask;
  const table = self.mt_table;
  const hash = <u32>changetype<usize>(key) >> 4;
  let i = hash & mask;
  let entry = table + ((<usize>i) << 4);
  let found = load<u32>(entry);
  if (found == 0 || found == <u32>changetype<usize>(key)) return entry;
  let perturb = hash;
  while (true) {
    i = (i << 2) + i + perturb + 1;
    entry = table + ((<usize>(i & mask)) << 4);
    found = load<u32>(entry);
    if (found == 0 || found == <u32>changetype<usize>(key)) return entry;
    perturb >>= PERTURB_SHIFT;
  }
}

function resizeTable(self: PyMemoTable, minSize: u32): i32 {
  let size = MT_MINSIZE;
  while (size < minSize) size <<= 1;
  const table: usize = size > 0x4000000 ? 0 : PyMem_Calloc(<usize>size, <usize>MEMO_ENTRY_SIZE);
  if (table == 0) {
    PyErr_NoMemory();
    return -1;
  }
  const old = self.mt_table;
  const end = old + ((<usize>self.mt_allocated) << 4);
  self.mt_table = table;
  self.mt_allocated = size;
  self.mt_mask = size - 1;
  for (let from = old; from < end; from += 16) {
    const key = load<PyObject | null>(from);
    if (key === null) continue;
    const to = memoLookup(self, key);
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
  }
  PyMem_Free(old);
  return 0;
}

/** Notes `key` under the number `value`: 0, or -1 with MemoryError. */
export function PyMemoTable_Set(self: PyMemoTable, key: PyObject, value: i64): i32 {
  const entry = memoLookup(self, key);
  store<i64>(entry, value, 8);
  if (load<u32>(entry) != 0) return 0;
  Py_INCREF(key);
  store<u64>(entry, <u64>changetype<usize>(key));
  const used = self.mt_used + 1;
  self.mt_used = used;
  if (used * 3 < self.mt_allocated << 1) return 0;
  return resizeTable(self, (used > 50000 ? 2 : 4) * used);
}
