/**
 * The strategy without cycle collection: reference counts free everything but cycles, which stay until the machine ends. For measuring what cycle
 * collection costs and what it reclaims.
 */

/** Never finds anything. */
export function collect(generation: i32): i32 {
  return 0;
}
