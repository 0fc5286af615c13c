/**
 * The strategy without cycle collection: reference counts free everything but cycles, which stay until the machine ends. The
 * same function set as generational.ts; for measuring what cycle collection costs and what it reclaims.
 */

/** Never finds anything. */
export function collect(generation: i32): i32 {
  return 0;
}
