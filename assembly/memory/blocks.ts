/**
 * Small objects: CPython's pymalloc (Objects/obmalloc.c). 1 MiB arenas are cut into 16 KiB pools; a pool serves one size class,
 * a multiple of 16 bytes up to 512. Larger requests go to large.ts. The door to both is PyObject_Malloc and its relatives; PyMem_* are
 * the same heap, as in CPython.
 *
 *   pool     0 blocks in use   8 free list   16 next pool   24 previous pool   32 arena (ArenaObject)
 *            36 size class   40 next never-used offset   44 last offset at which a block fits   48 first block
 *   free block  0 next free block (low 4 bytes only: the object's dead reference count)
 *
 * Pools with room hang in a circular list per class; full pools in none; empty ones return to their arena. New pools come from
 * the arena with the fewest free pools, so that others may empty and go back to pages.ts (obmalloc.c, "Arena management").
 *
 * Invariants: a pool's free list is empty only if the pool is full, or about to be extended; a class head's, always; `pool.used` counts live blocks.
 * A second strategy, "large only", is `setSmallLimit(0)`.
 */
import { DEBUG, INSTRUMENTED } from "../config";
import { countAllocation, countFree, countResize } from "./counters";
import { largeFree, largeMalloc, largeResize, largeUsable } from "./large";
import { SEGMENT_LARGE, SEGMENT_SIZE, assignSegment, releaseSegments, segmentOf, takeSegments } from "./pages";
import { notePool, roomFor } from "./pressure";
import { allocationMustFail, arenasInUse, arenasAllocated, arenasHighWater, countArena, largeBlocks } from "./stats";

const POOL_SIZE: u32 = 16384;
const POOL_HEADER: u32 = 48;
const ALIGNMENT_SHIFT: u32 = 4;
const SIZE_CLASSES: u32 = 32;
const POOLS_PER_ARENA: u32 = 64;
const SEGMENT_LAST_RESERVED: u32 = 255;
/** Never-used blocks that join a pool's free list together: freed ones go before them, so blocks are handed out in the same order as one by one. */
const BLOCKS_AT_ONCE: u32 = 8;

/** What debug builds write into fresh and dead memory (CPython's PYMEM_CLEANBYTE, PYMEM_DEADBYTE). */
export const CLEAN_BYTE: u8 = 0xcd;
export const DEAD_BYTE: u8 = 0xdd;

@unmanaged
export class Pool {
  used: u32;
  used_hi: u32;
  freeblock: usize;
  freeblock_hi: u32;
  next: Pool;
  next_hi: u32;
  prev: Pool;
  prev_hi: u32;
  arena: ArenaObject;
  sizeClass: u32;
  nextOffset: u32;
  maxNextOffset: u32;
}

/** Book-keeping of one arena, in a block of large.ts. */
@unmanaged
export class ArenaObject {
  address: usize;
  /** Pools never used yet begin here. */
  poolAddress: usize;
  freeCount: u32;
  /** Emptied pools, linked through `freeblock`... of their headers' `next`. */
  freePools: usize;
  next: ArenaObject | null;
  prev: ArenaObject | null;
}

/** One list head per size class: a Pool whose next and prev are used, nothing else. */
const classHeads: usize = memory.data(32 * 48, 16);
/** Arenas with a free pool, fewest free pools first. */
let usableArenas: ArenaObject | null = null;
/** freeSmall frees at once: neither are frees reported, nor do the dead wait. */
let plainFrees: bool = true;
let deadWait: bool = false;
/** All requests up to this many bytes are served from pools. */
let smallLimit: usize = 512;

export function initBlocks(): void {
  for (let i: u32 = 0; i < SIZE_CLASSES; i++) {
    const head = classHead(i);
    head.next = head;
    head.prev = head;
  }
}

/** The allocator strategy: 512 is CPython's; 0 sends everything to large.ts. Only before the first allocation. */
export function setSmallLimit(bytes: usize): void {
  smallLimit = bytes;
}

/** Objects whose count is 0 wait for a collection (object/refcount.ts): freeSmall refuses, so that the dead go that way. */
export function setDeadWait(on: bool): void {
  deadWait = on;
  plainFrees = !traced && !on;
}

function classHead(sizeClass: u32): Pool {
  return changetype<Pool>(classHeads + <usize>(sizeClass * POOL_HEADER));
}

function blockBytes(sizeClass: u32): u32 {
  return (sizeClass + 1) << ALIGNMENT_SHIFT;
}

function poolOf(p: usize): Pool {
  return changetype<Pool>(p & ~(<usize>POOL_SIZE - 1));
}

/** Does `p` lie in an arena, so that its pool header may be read? */
export function addressInArena(p: usize): bool {
  return segmentOf(p) > SEGMENT_LAST_RESERVED;
}

/**
 * `n` bytes (at least 1), 16-aligned, or 0. No exception is set: see _PyObject_New and PyErr_NoMemory. Short, so that the engine makes it part of its callers:
 * what is rare is in functions of its own. A class without room has its list's head as first pool, whose free list is always empty.
 */
export function PyObject_Malloc(n: usize): usize {
  if (DEBUG) {
    if (!traced && allocationMustFail()) return 0;
  }
  if (n - 1 < smallLimit) {
    const sizeClass = <u32>(n - 1) >> ALIGNMENT_SHIFT;
    const pool = classHead(sizeClass).next;
    const block = pool.freeblock;
    if (block == 0) return blockFromNewPool(n);
    const next = <usize>load<u32>(block);
    pool.used++;
    pool.freeblock = next;
    if (next == 0) extendPool(pool);
    if (DEBUG) memory.fill(block, CLEAN_BYTE, blockBytes(sizeClass));
    if (INSTRUMENTED) countAllocation(n, <usize>blockBytes(sizeClass));
    return block;
  }
  return bigMalloc(n);
}

/** A block of large.ts, or any block while allocations are reported. */
export function bigMalloc(n: usize): usize {
  if (traced) return tracedMalloc(n);
  const block = largeMalloc(n == 0 ? 1 : n);
  if (DEBUG) {
    if (block != 0) memory.fill(block, CLEAN_BYTE, n);
  }
  if (INSTRUMENTED && block != 0) countAllocation(n, largeUsable(block));
  return block;
}

/** The free list ran out: takes some more never-used blocks, in the order of their addresses, or removes the full pool from its list. */
export function extendPool(pool: Pool): void {
  const last = pool.maxNextOffset;
  let offset = pool.nextOffset;
  if (offset <= last) {
    const size = blockBytes(pool.sizeClass);
    let block = changetype<usize>(pool) + <usize>offset;
    pool.freeblock = block;
    for (let i: u32 = 1; i < BLOCKS_AT_ONCE; i++) {
      offset += size;
      if (offset > last) break;
      store<u32>(block, <u32>block + size);
      block += <usize>size;
    }
    store<u32>(block, 0);
    pool.nextOffset = <u32>(block - changetype<usize>(pool)) + size;
    return;
  }
  const next = pool.next;
  const prev = pool.prev;
  next.prev = prev;
  prev.next = next;
}

function pushPool(pool: Pool, head: Pool): void {
  const next = head.next;
  pool.next = next;
  pool.prev = head;
  next.prev = pool;
  head.next = pool;
}

/** A block for `n` bytes of a pool that no other block has been taken from, or 0. */
export function blockFromNewPool(n: usize): usize {
  const sizeClass = <u32>(n - 1) >> ALIGNMENT_SHIFT;
  const pool = takePool();
  if (pool === null) return 0;
  const size = blockBytes(sizeClass);
  pushPool(pool, classHead(sizeClass));
  pool.used = 1;
  pool.sizeClass = sizeClass;
  pool.nextOffset = POOL_HEADER + size;
  pool.maxNextOffset = POOL_SIZE - size;
  extendPool(pool);
  const block = changetype<usize>(pool) + <usize>POOL_HEADER;
  if (DEBUG) memory.fill(block, CLEAN_BYTE, size);
  if (INSTRUMENTED) countAllocation(n, <usize>size);
  return block;
}

/** A pool of the fullest arena that has one. */
function takePool(): Pool | null {
  if (!roomFor(POOL_SIZE)) return null;
  let arena = usableArenas;
  if (arena === null) {
    arena = newArena();
    if (arena === null) return null;
  }
  let pool: usize = arena.freePools;
  if (pool != 0) {
    arena.freePools = changetype<usize>(changetype<Pool>(pool).next);
  } else {
    pool = arena.poolAddress;
    arena.poolAddress = pool + <usize>POOL_SIZE;
  }
  changetype<Pool>(pool).arena = arena;
  notePool(1, POOL_SIZE);
  arena.freeCount--;
  if (arena.freeCount == 0) {
    const next = arena.next;
    usableArenas = next;
    if (next !== null) next.prev = null;
    arena.next = null;
  }
  return changetype<Pool>(pool);
}

function newArena(): ArenaObject | null {
  const record = largeMalloc(offsetof<ArenaObject>());
  if (record == 0) return null;
  const address = takeSegments(1, SEGMENT_LARGE);
  if (address == 0) {
    largeFree(record);
    return null;
  }
  const arena = changetype<ArenaObject>(record);
  assignSegment(address, <u32>record);
  arena.address = address;
  arena.poolAddress = address;
  arena.freeCount = POOLS_PER_ARENA;
  arena.freePools = 0;
  arena.next = null;
  arena.prev = null;
  usableArenas = arena;
  countArena(1);
  return arena;
}

export function PyObject_Free(p: usize): void {
  if (!freeSmall(p)) bigFree(p);
}

/** Frees a block of a pool; false, and nothing has happened, if `p` lies in none, frees are reported, or the dead wait. */
export function freeSmall(p: usize): bool {
  if (!plainFrees || !addressInArena(p)) return false;
  freeBlock(p);
  return true;
}

function freeBlock(p: usize): void {
  const pool = poolOf(p);
  if (DEBUG) {
    assert(pool.used > 0);
    memory.fill(p, DEAD_BYTE, blockBytes(pool.sizeClass));
  }
  if (INSTRUMENTED) countFree(<usize>blockBytes(pool.sizeClass));
  const last = pool.freeblock;
  store<u32>(p, <u32>last);
  pool.freeblock = p;
  const used = --pool.used;
  if (last == 0) rejoin(pool);
  else if (used == 0) releasePool(pool);
}

/** A block of large.ts, or any while frees are reported or the dead wait. */
export function bigFree(p: usize): void {
  if (p == 0) return;
  if (traced) {
    call_indirect<void>(freedHook, p);
    traced = false;
    plainFrees = !deadWait;
    PyObject_Free(p);
    traced = true;
    plainFrees = false;
    return;
  }
  if (addressInArena(p)) {
    freeBlock(p);
    return;
  }
  if (DEBUG) memory.fill(p, DEAD_BYTE, largeUsable(p));
  if (INSTRUMENTED) countFree(largeUsable(p));
  largeFree(p);
}

/** A pool that was full has room again. */
export function rejoin(pool: Pool): void {
  pushPool(pool, classHead(pool.sizeClass));
}

/** An empty pool goes back to its arena, an empty arena to pages.ts. */
export function releasePool(pool: Pool): void {
  const next = pool.next;
  const prev = pool.prev;
  next.prev = prev;
  prev.next = next;
  const arena = pool.arena;
  notePool(-1, POOL_SIZE);
  pool.next = changetype<Pool>(arena.freePools);
  arena.freePools = changetype<usize>(pool);
  arena.freeCount++;
  if (arena.freeCount == 1) {
    const first = usableArenas;
    arena.prev = null;
    arena.next = first;
    if (first !== null) first.prev = arena;
    usableArenas = arena;
    return;
  }
  if (arena.freeCount == POOLS_PER_ARENA && (arena.next !== null || arena.prev !== null)) {
    // CPython keeps the last arena of the list too: otherwise one object made and dropped would map and unmap an arena.
    unlinkArena(arena);
    releaseSegments(arena.address, <u32>(SEGMENT_SIZE >> 20));
    countArena(-1);
    largeFree(changetype<usize>(arena));
    return;
  }
  moveArenaUp(arena);
}

function unlinkArena(arena: ArenaObject): void {
  const next = arena.next;
  const prev = arena.prev;
  if (prev === null) usableArenas = next;
  else prev.next = next;
  if (next !== null) next.prev = prev;
}

/** Restores the order by free pools after `arena` got one more. */
function moveArenaUp(arena: ArenaObject): void {
  let after = arena.next;
  if (after === null || after.freeCount >= arena.freeCount) return;
  unlinkArena(arena);
  while (true) {
    const beyond = after.next;
    if (beyond === null || beyond.freeCount >= arena.freeCount) break;
    after = beyond;
  }
  const next = after.next;
  arena.prev = after;
  arena.next = next;
  after.next = arena;
  if (next !== null) next.prev = arena;
}

/** Bytes that the block at `p` holds. */
export function usableSize(p: usize): usize {
  return addressInArena(p) ? <usize>blockBytes(poolOf(p).sizeClass) : largeUsable(p);
}

/** Resizes as realloc does; a small block moves only if it grows out of its class or would shrink below 3/4 of it. */
export function PyObject_Realloc(p: usize, n: usize): usize {
  if (p == 0) return PyObject_Malloc(n);
  if (traced) return tracedRealloc(p, n);
  if (n == 0) n = 1;
  let size: usize;
  if (addressInArena(p)) {
    size = <usize>blockBytes(poolOf(p).sizeClass);
    if (n <= size) {
      if (n << 2 > size * 3) return p;
      size = n;
    }
  } else {
    if (DEBUG) {
      if (allocationMustFail()) return 0;
    }
    size = largeUsable(p);
    if (n > smallLimit && largeResize(p, n)) {
      if (INSTRUMENTED) countResize(size, largeUsable(p));
      return p;
    }
    if (n < size) size = n;
  }
  const moved = PyObject_Malloc(n);
  if (moved == 0) return n <= size ? p : 0;
  memory.copy(moved, p, size);
  PyObject_Free(p);
  return moved;
}

/** Zeroed memory; 0 also if the product overflows. */
export function PyObject_Calloc(count: usize, size: usize): usize {
  const total = <u64>count * <u64>size;
  if (total > 0x7fffffe0) return 0;
  const p = PyObject_Malloc(<usize>total);
  if (p != 0) memory.fill(p, 0, <usize>total);
  return p;
}

// ---- tracemalloc ----

/** Allocations are reported. Then smallLimit is 0, so that the fast path of PyObject_Malloc knows nothing of it. */
let traced: bool = false;
let untracedLimit: usize = 0;
/** (address, size): bool, false if there was no memory to note it; (address): void. Neither is reported what it allocates itself. */
let allocatedHook: u32 = 0;
let freedHook: u32 = 0;
/** The block that is being resized while its two reports come, or 0. */
export let resizedBlock: usize = 0;
/** Blocks of the tracer's own, which no count shows. */
let hiddenBlocks: u32 = 0;

/** Reports every allocation from now on to these functions. */
export function traceBlocks(allocated: u32, freed: u32): void {
  allocatedHook = allocated;
  freedHook = freed;
  untracedLimit = smallLimit;
  resumeTracing();
}

/** Ends reporting, or stops it for a while. */
export function suspendTracing(): void {
  traced = false;
  plainFrees = !deadWait;
  smallLimit = untracedLimit;
}

export function resumeTracing(): void {
  traced = true;
  plainFrees = false;
  smallLimit = 0;
}

export function tracedMalloc(n: usize): usize {
  suspendTracing();
  let p = PyObject_Malloc(n);
  if (p != 0 && !call_indirect<bool>(allocatedHook, p, n)) {
    PyObject_Free(p);
    p = 0;
  }
  resumeTracing();
  return p;
}

export function tracedRealloc(p: usize, n: usize): usize {
  suspendTracing();
  const moved = PyObject_Realloc(p, n);
  if (moved != 0) {
    resizedBlock = p;
    call_indirect<void>(freedHook, p);
    // the old block is gone already: what cannot be noted is not traced
    call_indirect<bool>(allocatedHook, moved, n);
    resizedBlock = 0;
  }
  resumeTracing();
  return moved;
}

/** Memory for the tracer's tables. */
export function hiddenMalloc(n: usize): usize {
  const p = largeMalloc(n);
  if (p != 0) hiddenBlocks++;
  return p;
}

export function hiddenFree(p: usize): void {
  if (p == 0) return;
  hiddenBlocks--;
  largeFree(p);
}

export function PyMem_Malloc(n: usize): usize {
  return PyObject_Malloc(n);
}

export function PyMem_Calloc(count: usize, size: usize): usize {
  return PyObject_Calloc(count, size);
}

export function PyMem_Realloc(p: usize, n: usize): usize {
  return PyObject_Realloc(p, n);
}

export function PyMem_Free(p: usize): void {
  PyObject_Free(p);
}

/** sys.getallocatedblocks(): live blocks of pools and large.ts, arena records left out. */
export function allocatedBlocks(): u32 {
  let total: u32 = largeBlocks - arenasInUse - hiddenBlocks;
  for (let segment: usize = 1; segment < 4096; segment++) {
    const address = segment << 20;
    if (!addressInArena(address)) continue;
    const arena = changetype<ArenaObject>(segmentOf(address));
    for (let pool = address; pool < arena.poolAddress; pool += <usize>POOL_SIZE) {
      total += poolInUse(arena, pool) ? changetype<Pool>(pool).used : 0;
    }
  }
  return total;
}

export function poolInUse(arena: ArenaObject, pool: usize): bool {
  let free = arena.freePools;
  while (free != 0) {
    if (free == pool) return false;
    free = changetype<usize>(changetype<Pool>(free).next);
  }
  return true;
}

/** Bytes of `pool` that no block has. */
export function freeBytesIn(pool: Pool): usize {
  return <usize>(POOL_SIZE - POOL_HEADER) - <usize>pool.used * <usize>blockBytes(pool.sizeClass);
}

export const ARENA_SIZE: u32 = 1 << 20;
export const POOL_BYTES: u32 = POOL_SIZE;

/** For each size class: pools, blocks in use, blocks free. Filled by countPools. */
const classCounts = memory.data(32 * 12, 4);

/** Counts pools and blocks of each size class, for sys._debugmallocstats. */
export function countPools(): void {
  memory.fill(classCounts, 0, 32 * 12);
  for (let segment: usize = 1; segment < 4096; segment++) {
    const address = segment << 20;
    if (!addressInArena(address)) continue;
    const arena = changetype<ArenaObject>(segmentOf(address));
    for (let p = address; p < arena.poolAddress; p += <usize>POOL_SIZE) {
      if (!poolInUse(arena, p)) continue;
      const pool = changetype<Pool>(p);
      const at = classCounts + <usize>pool.sizeClass * 12;
      store<u32>(at, load<u32>(at) + 1);
      store<u32>(at, load<u32>(at, 4) + pool.used, 4);
      store<u32>(at, load<u32>(at, 8) + (POOL_SIZE - POOL_HEADER) / blockBytes(pool.sizeClass) - pool.used, 8);
    }
  }
}

/** What countPools found: 0 pools, 1 blocks in use, 2 blocks free. */
export function classCount(sizeClass: i32, which: i32): u32 {
  return load<u32>(classCounts + <usize>sizeClass * 12 + ((<usize>which) << 2));
}

/** Numbers for sys._debugmallocstats: 0 arenas ever, 1 in use, 2 high water. */
export function arenaStat(which: i32): u32 {
  return which == 0 ? arenasAllocated : which == 1 ? arenasInUse : arenasHighWater;
}
