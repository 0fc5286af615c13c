/**
 * The strategy without cycle collection: reference counts free everything but cycles, which stay until the machine ends. For measuring what cycle
 * collection costs and what it reclaims. A full collection that the program asks for still empties the free lists.
 */
import { FULL, collecting } from "./generations";
import { hookClearFreeLists } from "./hooks";

/** Never finds anything. */
export function collect(generation: i32): i32 {
  if (generation == FULL && !collecting && hookClearFreeLists != 0) call_indirect<void>(hookClearFreeLists);
  return 0;
}
