/**
 * What of the memory holds nothing: inside pools, as whole pools, between large blocks and as whole segments, and the largest piece without a block in it. For the lab, which
 * asks once at the end of a run (fragmentation: 1 - largest / all). Only looks.
 */
import { ARENA_SIZE, ArenaObject, POOL_BYTES, Pool, addressInArena, freeBytesIn, poolInUse } from "./blocks";
import { largestFree, sumFree } from "./large";
import { SEGMENT_FREE, SEGMENT_SIZE, memoryTop, segmentOf } from "./pages";

let inPools: usize = 0;
let inFreePools: usize = 0;
let inLarge: usize = 0;
let largest: usize = 0;

function lookAtArena(address: usize): void {
  const arena = changetype<ArenaObject>(segmentOf(address));
  let run: usize = 0;
  for (let p = address; p < address + <usize>ARENA_SIZE; p += <usize>POOL_BYTES) {
    if (p < arena.poolAddress && poolInUse(arena, p)) {
      inPools += freeBytesIn(changetype<Pool>(p));
      run = 0;
      continue;
    }
    inFreePools += <usize>POOL_BYTES;
    run += <usize>POOL_BYTES;
    if (run > largest) largest = run;
  }
}

function look(): void {
  inPools = 0;
  inFreePools = 0;
  inLarge = sumFree();
  largest = largestFree();
  let run: usize = 0;
  const end = memoryTop();
  for (let address: usize = SEGMENT_SIZE; address < end; address += SEGMENT_SIZE) {
    if (segmentOf(address) != SEGMENT_FREE) {
      run = 0;
      if (addressInArena(address)) lookAtArena(address);
      continue;
    }
    inLarge += SEGMENT_SIZE;
    run += SEGMENT_SIZE;
    if (run > largest) largest = run;
  }
}

/** Bytes: 0 inside pools in use (this looks, the others tell what it saw), 1 in free pools, 2 in large blocks and whole segments, 3 the largest piece. */
export function freeSpace(which: i32): usize {
  if (which == 0) {
    look();
    return inPools;
  }
  return which == 1 ? inFreePools : which == 2 ? inLarge : largest;
}
