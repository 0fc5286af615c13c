/**
 * The heap verifier: walks everything and checks what the rooms below promise. Exported in the debug and stress builds and run after
 * tests: 0 means sound, otherwise a code below, with the address in question in `verifyAddress()`.
 *
 *   pools     1 free list leaves its pool   2 free block misaligned   3 blocks do not add up   4 class list broken
 *   large     11 size or alignment wrong   12 link to the block below wrong   13 two free blocks touch   14 region leaves its segments
 *   lists     21 links disagree   22 object marked as being collected   23 type is no type   24 no references (unless the reclaimer lets the dead wait)   25 more references
 *             inside the list than the object's count
 */
import { DEBUG } from "../config";
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_TYPE_SUBCLASS } from "../object/layout";
import { PyGC_Head, _PyGC_PREV_MASK_COLLECTING, _Py_FROM_GC } from "../object/gc_head";
import { ArenaObject, Pool, addressInArena, poolInUse } from "../memory/blocks";
import { mayWaitDead, totalRefs } from "../object/refcount";
import { failAllocation as failAllocationAfter } from "../memory/stats";
import { SEGMENT_LARGE, SEGMENT_SIZE, segmentOf } from "../memory/pages";
import { gcNext, gcPrev, setGcPrev } from "../gc/gc_list";
import { clearCollecting, gcRefs, headOf, isCollecting, setGcRefs, updateRefs } from "../gc/unreachable";
import * as generations from "../gc/generations";

const POOL_SIZE: usize = 16384;
const POOL_HEADER: usize = 48;

let badAddress: usize = 0;

/** Where the last verifyHeap() found fault. */
export function verifyAddress(): usize {
  return badAddress;
}

function fault(code: i32, address: usize): i32 {
  badAddress = address;
  return code;
}

/** The whole heap: 0, or the first fault. */
export function verifyHeap(): i32 {
  if (!DEBUG) return 0;
  let code = verifyArenas();
  if (code == 0) code = verifyLarge();
  for (let i = 0; i < generations.NUM_GENERATIONS && code == 0; i++) {
    code = verifyList(generations.generationList(i));
  }
  if (code == 0) code = verifyList(generations.permanentList());
  return code;
}

/** The sum of all mortal counts held by live objects and native code: a leak check compares it between runs. */
export function referenceTotal(): i32 {
  return totalRefs;
}

/** Makes the n-th allocation from now on fail, and every one after it; -1 ends that. */
export function failAllocation(n: i32): void {
  failAllocationAfter(n);
}

// ---- pools

function verifyArenas(): i32 {
  for (let segment: usize = 1; segment < 4096; segment++) {
    const address = segment << 20;
    if (!addressInArena(address)) continue;
    const arena = changetype<ArenaObject>(<usize>segmentOf(address));
    for (let pool = address; pool < arena.poolAddress; pool += POOL_SIZE) {
      if (!poolInUse(arena, pool)) continue;
      const code = verifyPool(changetype<Pool>(pool));
      if (code != 0) return code;
    }
  }
  return 0;
}

function verifyPool(pool: Pool): i32 {
  const at = changetype<usize>(pool);
  const size = <usize>((pool.sizeClass + 1) << 4);
  let free: u32 = 0;
  let block = pool.freeblock;
  while (block != 0) {
    if (block < at + POOL_HEADER || block >= at + POOL_SIZE) return fault(1, at);
    if ((block - at - POOL_HEADER) % size != 0) return fault(2, block);
    if (++free > 1024) return fault(3, at);
    block = <usize>load<u32>(block);
  }
  const everUsed = (<usize>pool.nextOffset - POOL_HEADER) / size;
  if (everUsed != <usize>(pool.used + free)) return fault(3, at);
  if (pool.freeblock != 0 && (pool.next.prev != pool || pool.prev.next != pool)) return fault(4, at);
  return 0;
}

// ---- large blocks

function verifyLarge(): i32 {
  for (let segment: usize = 1; segment < 4096; segment++) {
    const start = segment << 20;
    if (segmentOf(start) != SEGMENT_LARGE || segmentOf(start - 1) == SEGMENT_LARGE) continue;
    const code = verifyRegion(start);
    if (code != 0) return code;
  }
  return 0;
}

function verifyRegion(start: usize): i32 {
  let payload = start + 16;
  let below: usize = 0;
  let belowFree = false;
  while (true) {
    const word = load<u32>(payload - 4);
    const size = <usize>(word & ~3);
    if (<usize>load<u32>(payload - 8) != below) return fault(12, payload);
    if (size == 0) {
      // The end marker's payload address is the first byte after the region; another region may begin there.
      if (payload & (SEGMENT_SIZE - 1)) return fault(14, payload);
      if (segmentOf(payload) != SEGMENT_LARGE) return 0;
      payload += 16;
      below = 0;
      belowFree = false;
      continue;
    }
    const isFree = (word & 1) != 0;
    if (size & 15 || size < 32) return fault(11, payload);
    if (isFree && belowFree) return fault(13, payload);
    if (segmentOf(payload + size - 9) != SEGMENT_LARGE) return fault(14, payload);
    below = payload;
    belowFree = isFree;
    payload += size;
  }
}

// ---- generations

function isType(type: PyTypeObject): bool {
  return (type.ob_type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) != 0;
}

function verifyList(list: PyGC_Head): i32 {
  let prev = list;
  let gc = gcNext(list);
  while (gc != list) {
    if (gcPrev(gc) != prev) return fault(21, changetype<usize>(gc));
    if (gc._gc_prev & _PyGC_PREV_MASK_COLLECTING) return fault(22, changetype<usize>(gc));
    const op = _Py_FROM_GC(gc);
    const type = op.ob_type;
    if (!isType(type) || !(type.tp_flags & Py_TPFLAGS_HAVE_GC) || type.tp_traverse == 0) {
      return fault(23, changetype<usize>(op));
    }
    if (op.ob_refcnt == 0 && !mayWaitDead()) return fault(24, changetype<usize>(op));
    prev = gc;
    gc = gcNext(gc);
  }
  if (gcPrev(list) != prev) return fault(21, changetype<usize>(list));
  return verifyReferences(list);
}

let overCounted: usize = 0;

/** visitproc: one reference from inside the list. */
export function visitCount(op: PyObject, arg: usize): i32 {
  const gc = headOf(op);
  if (gc === null || !isCollecting(gc)) return 0;
  const refs = gcRefs(gc);
  if (refs == 0) overCounted = changetype<usize>(op);
  else setGcRefs(gc, refs - 1);
  return 0;
}

/** No object may be referred to more often than it counts. Uses the heads as a collection does, and restores them. */
function verifyReferences(list: PyGC_Head): i32 {
  overCounted = 0;
  updateRefs(list);
  for (let gc = gcNext(list); gc != list; gc = gcNext(gc)) {
    const op = _Py_FROM_GC(gc);
    call_indirect<i32>(op.ob_type.tp_traverse, op, visitCount.index, changetype<usize>(op));
  }
  let prev = list;
  let gc = gcNext(list);
  while (gc != list) {
    setGcPrev(gc, prev);
    clearCollecting(gc);
    prev = gc;
    gc = gcNext(gc);
  }
  return overCounted == 0 ? 0 : fault(25, overCounted);
}
