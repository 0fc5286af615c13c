/**
 * What the allocators count, for sys._debugmallocstats, sys.getallocatedblocks and the benchmarks, and the debug build's
 * fault injection. Counting that would cost the hot path is not done here: blocks.ts walks its arenas when asked.
 */

/** Arenas taken from pages.ts since start, in use now, and at most. */
export let arenasAllocated: u32 = 0;
export let arenasInUse: u32 = 0;
export let arenasHighWater: u32 = 0;
/** Blocks and bytes above the small-object limit that are in use now. */
export let largeBlocks: u32 = 0;
export let largeBytes: usize = 0;

export function countArena(delta: i32): void {
  arenasInUse += <u32>delta;
  if (delta > 0) {
    arenasAllocated++;
    if (arenasInUse > arenasHighWater) arenasHighWater = arenasInUse;
  }
}

export function countLarge(blocks: i32, bytes: i32): void {
  largeBlocks += <u32>blocks;
  largeBytes += <usize>bytes;
}

/** Debug build: allocations that still succeed before one fails; negative: none is made to fail. */
let allocationsLeft: i32 = -1;

/** The n-th allocation from now (0: the next) returns null, and every one after it until failAllocation(-1). */
export function failAllocation(n: i32): void {
  allocationsLeft = n;
}

/** Asked once by every allocation of the debug build. */
export function allocationMustFail(): bool {
  if (allocationsLeft < 0) return false;
  if (allocationsLeft == 0) return true;
  allocationsLeft--;
  return false;
}
