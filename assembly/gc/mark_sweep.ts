/**
 * `marksweep`: counts are kept, since native code and roots need them, but death is not decided when one reaches 0. Such an object waits in a queue
 * (object/refcount.ts); a collection frees what waits and what no root reaches, all at once. So freeing costs nothing between collections and the mutator
 * runs with the garbage in memory, as under a tracing collector.
 *
 * Every collection is a full one. Roots are found by subtraction: what is counted more often than the heap refers to it is held from outside (frames,
 * native state). The next one comes when as many objects were made as lived after the last, and at least the young threshold.
 */
import { gcListSize } from "./gc_list";
import { deduceUnreachable } from "./unreachable";
import { reclaim, reclaimed, unreachableList } from "./garbage";
import { FULL, begin, collecting, end, generationList, mergeYounger, setLongLived } from "./generations";
import { untrackDicts, untrackTuples } from "./generational";
import { raiseTrigger } from "./collector";
import { deadWaiting, releaseDead } from "../object/refcount";

/** Collects everything, whatever `generation` is; the number of objects found dead. */
export function collect(generation: i32): i32 {
  if (collecting) return 0;
  begin(FULL);
  const waiting = deadWaiting;
  const all = mergeYounger(FULL);
  releaseDead(true);
  deduceUnreachable(all, unreachableList);
  untrackTuples(all);
  untrackDicts(all);
  const uncollectable = reclaim(generationList(FULL));
  releaseDead(false);
  const live = gcListSize(all);
  setLongLived(live);
  raiseTrigger(live);
  return end(FULL, reclaimed + waiting, uncollectable);
}
