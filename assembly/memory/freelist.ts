/**
 * A bounded stack of dead objects of one size, kept for the next allocation (CPython's struct _Py_freelist, one per type).
 * The link lies in the object's second word (its ob_type field), as a dead object's first word is what a debugger looks at:
 * it keeps the count 0.
 *
 *   freelist record (16 bytes, static):  0 head   4 count   8 limit   12 unused
 *
 * Invariant: `count` objects hang on `head`; never more than `limit`; the stress build keeps none, so that a use after free shows.
 */
import { DEBUG, INSTRUMENTED, STRESS } from "../config";
import { PyObject_Free } from "./blocks";
import { LIST_HIT, LIST_KEPT, LIST_MISS, LIST_REFUSED, countList } from "./counters";

export const FREELIST_SIZE: usize = 16;

let keepNone: bool = STRESS;

/** The allocator strategies without free lists. */
export function keepNoFreeLists(): void {
  keepNone = true;
}

/** Are there free lists at all? Types that keep one of their own ask. */
export function keepsFreeLists(): bool {
  return !keepNone;
}

/** Every list there is: its address and its limit. */
const MOST_LISTS: i32 = 64;
const allLists = memory.data(64 * 8, 8);
let listCount: i32 = 0;

export function freelistInit(list: usize, limit: i32): void {
  store<u32>(list, 0);
  store<i32>(list, 0, 4);
  store<i32>(list, keepNone ? 0 : limit, 8);
  if (DEBUG) assert(listCount < MOST_LISTS);
  const at = allLists + ((<usize>listCount) << 3);
  listCount++;
  store<u32>(at, <u32>list);
  store<i32>(at, keepNone ? 0 : limit, 4);
}

/** Whether objects are kept from now on; without it each one is allocated, which tracemalloc can see. What is kept stays until it is cleared. */
export function setFreelistsOn(on: bool): void {
  for (let i = 0; i < listCount; i++) {
    const at = allLists + ((<usize>i) << 3);
    store<i32>(<usize>load<u32>(at), on ? load<i32>(at, 4) : 0, 8);
  }
}

/** Takes an object off for use, or 0. Its fields are stale. */
export function freelistPop(list: usize): usize {
  const op = unlinkFirst(list);
  if (INSTRUMENTED) countList(list, op == 0 ? LIST_MISS : LIST_HIT);
  return op;
}

function unlinkFirst(list: usize): usize {
  const op = <usize>load<u32>(list);
  if (op == 0) return 0;
  store<u32>(list, load<u32>(op, 8));
  store<i32>(list, load<i32>(list, 4) - 1, 4);
  return op;
}

/** Keeps `op` if there is room; false: the caller frees it. */
export function freelistPush(list: usize, op: usize): bool {
  const count = load<i32>(list, 4);
  const full = count >= load<i32>(list, 8);
  if (INSTRUMENTED) countList(list, full ? LIST_REFUSED : LIST_KEPT);
  if (full) return false;
  store<u32>(op, load<u32>(list), 8);
  store<u32>(list, <u32>op);
  store<i32>(list, count + 1, 4);
  return true;
}

/** Gives the memory of all kept objects back; each begins `header` bytes before its address. */
export function freelistClear(list: usize, header: usize): void {
  while (true) {
    const op = unlinkFirst(list);
    if (op == 0) return;
    PyObject_Free(op - header);
  }
}

export function freelistCount(list: usize): i32 {
  return load<i32>(list, 4);
}

/** For the walk of debug/heap_blocks.ts: how many lists there are, and each one's address. */
export function freelists(): i32 {
  return listCount;
}

export function freelistAt(i: i32): usize {
  return <usize>load<u32>(allLists + ((<usize>i) << 3));
}
