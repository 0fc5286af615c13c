/**
 * `nogc`: nothing is freed, ever: the baseline that shows what reclaiming costs at all. A count that reaches 0 is left there: no tp_dealloc, no
 * __del__, no weak reference cleared (`keepDead` of object/refcount.ts). The bump allocator goes with it, since memory that native code gives up
 * by itself (a list's old items) must not come back either.
 */

/** Never finds anything. */
export function collect(generation: i32): i32 {
  return 0;
}
