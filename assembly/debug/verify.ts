/**
 * The heap verifier: walks everything and checks what the rooms below promise. Exported in the debug and stress builds and run after
 * tests: 0 means sound, otherwise a code below, with the address in question in `verifyAddress()`.
 *
 *   pools     1 free list leaves its pool   2 free block misaligned   3 blocks do not add up   4 class list broken   5 pools of an arena do not add up
 *   large     11 size or alignment wrong   12 link to the block below wrong   13 two free blocks touch   14 region leaves its segments
 *   lists     21 links disagree   22 a collection left its marks on an object   23 type is no type   24 no references (unless the reclaimer lets the dead
 *             wait)   25 more references from tracked objects than it counts   26 refers to what is no live object   27 the lists hold more or fewer
 *             objects than are tracked   28 a list of the collection itself is not empty after it
 */
import { DEBUG } from "../config";
import { ArenaObject, Pool, addressInArena } from "../memory/blocks";
import { totalRefs } from "../object/refcount";
import { failAllocation as failAllocationAfter } from "../memory/stats";
import { SEGMENT_LARGE, SEGMENT_SIZE, memoryTop, segmentOf } from "../memory/pages";
import { badAddress, fault, verifyAllLists } from "./verify_lists";

const POOL_SIZE: usize = 16384;
const POOL_HEADER: usize = 48;

/** Where the last look at the heap found fault. */
export function verifyAddress(): usize {
  return badAddress;
}

/** The whole heap: 0, or the first fault. */
export function verifyHeap(): i32 {
  if (!DEBUG) return 0;
  let code = verifyArenas();
  if (code == 0) code = verifyLarge();
  if (code == 0) code = verifyAllLists();
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
  for (let address = SEGMENT_SIZE; address < memoryTop(); address += SEGMENT_SIZE) {
    if (!addressInArena(address)) continue;
    const code = verifyArena(changetype<ArenaObject>(<usize>segmentOf(address)), address);
    if (code != 0) return code;
  }
  return 0;
}

/** A pool without blocks in use is one that the arena has got back. */
function verifyArena(arena: ArenaObject, address: usize): i32 {
  let free = 0;
  for (let pool = address; pool < arena.poolAddress; pool += POOL_SIZE) {
    if (changetype<Pool>(pool).used == 0) {
      free++;
      continue;
    }
    const code = verifyPool(changetype<Pool>(pool));
    if (code != 0) return code;
  }
  let listed: u32 = 0;
  for (let pool = arena.freePools; pool != 0; pool = changetype<usize>(changetype<Pool>(pool).next)) {
    if (changetype<Pool>(pool).used != 0) return fault(5, pool);
    free--;
    listed++;
  }
  const untouched = (address + SEGMENT_SIZE - arena.poolAddress) / POOL_SIZE;
  return free == 0 && arena.freeCount == listed + <u32>untouched ? 0 : fault(5, address);
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
  for (let start = SEGMENT_SIZE; start < memoryTop(); start += SEGMENT_SIZE) {
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
