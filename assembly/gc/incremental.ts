/**
 * `rc+incremental`: the collector of 3.14 (Python/gc.c of that branch, gc_collect_increment). There is a young list and two old spaces. Each increment
 * takes the young objects and as many of the space not yet visited as the work to do asks for, each with all it reaches there, looks at them by
 * subtraction, and moves survivors to the visited space; when the other is empty the two change places. Pauses are short and the whole heap is seen once
 * in a while; a cycle between the two spaces waits for the next round.
 *
 * The spaces are the lists of generations 1 and 2; an object's space stands in the upper half of its _gc_next. gc.collect() is a full collection.
 */
import { everywhere } from "./trigger";
import { PyObject } from "../object/layout";
import { PyGC_Head, _Py_FROM_GC, gcYoung } from "../object/gc_head";
import { gcListInit, gcListIsEmpty, gcListMerge, gcListMove, gcListSize, gcNext } from "./gc_list";
import { deduceUnreachable, headOf, traverse } from "./unreachable";
import { reclaim, reclaimed, unreachableList } from "./garbage";
import {
  FULL,
  begin,
  collecting,
  end,
  generationList,
  generationThreshold,
  mergeYounger,
  resetCounts,
  setLongLived,
} from "./generations";
import { untrackTuples } from "./generational";
import { youngCount } from "./collector";

/** An increment looks at a tenth of this share of the heap beside the new objects (SCAN_RATE_DIVISOR). */
const SCAN_RATE_DIVISOR: i32 = 10;

export const increment = changetype<PyGC_Head>(memory.data(16, 16));
/** The space that is being visited; objects move to the other one. */
let pending: i32 = 1;
let heapSize: i32 = 0;
/** Objects that the next increments still owe. */
let workToDo: i32 = 0;

function visited(): i32 {
  return 3 - pending;
}

function setSpace(list: PyGC_Head, space: i32): void {
  for (let gc = gcNext(list); gc != list; gc = gcNext(gc)) gc._gc_next_hi = <u32>space;
}

/** visitproc: what the increment reaches in the pending space belongs to it. */
export function visitPending(op: PyObject, arg: usize): i32 {
  const gc = headOf(op);
  if (gc === null || gc._gc_next == 0 || gc._gc_next_hi != <u32>pending) return 0;
  gc._gc_next_hi = <u32>visited();
  gcListMove(gc, increment);
  return 0;
}

/** Follows references from `first` to the end of the increment, which grows meanwhile; how many joined. */
function expandFrom(first: PyGC_Head): i32 {
  let n = 0;
  for (let gc = first; gc != increment; gc = gcNext(gc)) {
    traverse(_Py_FROM_GC(gc), visitPending.index, 0);
    n++;
  }
  return n;
}

/** assess_work_to_do: the new objects, and a share of the heap that is at most twice as many. */
function assessWork(): i32 {
  let scale = generationThreshold(1);
  if (scale < 2) scale = 2;
  let share = heapSize / SCAN_RATE_DIVISOR / scale;
  if (share > youngCount * 2) share = youngCount * 2;
  return youngCount + share;
}

/** -1 and 1: an increment; 0: the young objects only; 2: everything. The number of unreachable objects found. */
export function collect(generation: i32): i32 {
  if (collecting) return 0;
  if (generation == FULL) return collectAll();
  if (generation < 0) {
    if (!everywhere() && youngCount <= generationThreshold(0)) return 0;
    generation = 1;
  }
  begin(generation);
  workToDo += assessWork();
  resetCounts(generation);
  gcListInit(increment);
  setSpace(gcYoung, visited());
  gcListMerge(gcYoung, increment);
  const young = gcListSize(increment);
  if (generation == 1) takePending(young);
  deduceUnreachable(increment, unreachableList);
  untrackTuples(increment);
  heapSize += young - gcListSize(unreachableList);
  const survivors = generationList(visited());
  gcListMerge(increment, survivors);
  survivors._gc_next_hi = <u32>visited(); // for what joins it from elsewhere
  const uncollectable = reclaim(survivors);
  if (gcListIsEmpty(generationList(pending))) {
    pending = visited();
    workToDo = 0;
  }
  return end(generation, reclaimed, uncollectable);
}

/** Moves objects of the pending space to the increment, whose size is `size` so far, until the work is done. */
function takePending(size: i32): void {
  const space = generationList(pending);
  while (size < workToDo && !gcListIsEmpty(space)) {
    const gc = gcNext(space);
    gc._gc_next_hi = <u32>visited();
    gcListMove(gc, increment);
    size += expandFrom(gc);
  }
  workToDo -= size;
}

function collectAll(): i32 {
  begin(FULL);
  const all = mergeYounger(FULL);
  pending = 1;
  setSpace(all, visited()); // what is dead as well: it may come back to life
  all._gc_next_hi = <u32>visited();
  deduceUnreachable(all, unreachableList);
  untrackTuples(all);
  workToDo = 0;
  const uncollectable = reclaim(all);
  heapSize = gcListSize(all);
  setLongLived(heapSize);
  return end(FULL, reclaimed, uncollectable);
}
