/**
 * The allocator strategies: how blocks.ts and large.ts are put together, chosen before the first allocation.
 *
 *   pools              small blocks from pools, large ones from bins; free lists of types      (CPython's)
 *   pools-nofreelists  the same, no free lists
 *   firstfit           every block from one list of free ones: the first that is large enough
 *   bump               every block from fresh memory; nothing is used again
 *   segregated         every block from bins by size (large.ts as it is)
 */
import { setSmallLimit } from "./blocks";
import { keepNoFreeLists } from "./freelist";
import { FIT_BINS, FIT_FIRST, FIT_FRESH, setFit } from "./large";

/** Their order in ALLOCATORS of src/machine/plans.ts. */
const POOLS: i32 = 0;
const POOLS_NO_FREELISTS: i32 = 1;
const FIRST_FIT: i32 = 2;
const BUMP: i32 = 3;

export function initAllocator(chosen: i32): void {
  if (chosen != POOLS) keepNoFreeLists();
  if (chosen == POOLS || chosen == POOLS_NO_FREELISTS) return;
  setSmallLimit(0);
  setFit(chosen == FIRST_FIT ? FIT_FIRST : chosen == BUMP ? FIT_FRESH : FIT_BINS);
}
