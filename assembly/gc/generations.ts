/**
 * The lists of tracked objects and what is counted about them: what every reclaimer shares, and what the module gc shows. Young, middle, old are
 * 3.13's generations; `rc+incremental` uses middle and old as its two spaces. gc.freeze moves everything to the permanent one.
 *
 * Invariant: outside a collection every tracked object hangs in exactly one of the lists young (object/gc_head.ts), middle, old and permanent; its
 * COLLECTING bit is clear. `collecting` is true while a collection runs, and keeps Python code that it calls from starting another.
 */
import { PyGC_Head, gcYoung } from "../object/gc_head";
import { DEBUG, FIXED_PLAN, INSTRUMENTED } from "../config";
import * as host from "../host";
import {
  CALLED,
  CANDIDATES,
  COLLECTED,
  COLLECTED_BY_GENERATION,
  RESURRECTED,
  RUNS,
  TRIGGERED,
  UNCOLLECTABLE,
  VISITED,
  VISITED_BY_GENERATION,
  addSingle,
  countSingle,
  enterCollector,
  enterRows,
  opcodeRow,
  singleCount,
  unitRow,
} from "../memory/counters";
import { bytesInUse } from "../memory/pressure";
import { forgetJoined, gcListInit, gcListMerge, gcNext } from "./gc_list";
import { hookCallbacks, hookClearFreeLists, hookShare, hookStats, hookUnraisable, hookVerify } from "./hooks";
import { getYoungThreshold, setYoungCount, setYoungThreshold, youngCount } from "./collector";
import { REASON_CALL, REASON_END } from "./trigger";
import { examined, setExamined } from "./unreachable";

export const NUM_GENERATIONS: i32 = 3;
export const FULL: i32 = 2;

/** gc.set_debug bits. */
export const GC_DEBUG_STATS: u32 = 1;
export const GC_DEBUG_COLLECTABLE: u32 = 2;
export const GC_DEBUG_UNCOLLECTABLE: u32 = 4;
export const GC_DEBUG_SAVEALL: u32 = 32;

const middle = changetype<PyGC_Head>(memory.data(16, 16));
const old = changetype<PyGC_Head>(memory.data(16, 16));
const permanent = changetype<PyGC_Head>(memory.data(16, 16));

export let collecting: bool = false;
/** Does the running collection touch objects beyond its generation and survivors? For the verifier. */
let reached: bool = false;
/** Which generation, and the younger ones with it. */
let running: i32 = 0;
export let debugFlags: u32 = 0;
let middleCount: i32 = 0;
let oldCount: i32 = 0;
let middleThreshold: i32 = 10;
let oldThreshold: i32 = 10;
/** Survivors of the last full collection, and objects that entered the old generation since. */
let longLivedTotal: i32 = 0;
let longLivedPending: i32 = 0;

/** Per generation: collections, collected, uncollectable. */
const stats: usize = memory.data(3 * 12, 4);

export function init(): void {
  gcListInit(gcYoung);
  gcListInit(middle);
  gcListInit(old);
  gcListInit(permanent);
}

export function generationList(generation: i32): PyGC_Head {
  return generation == 0 ? gcYoung : generation == 1 ? middle : old;
}

export function permanentList(): PyGC_Head {
  return permanent;
}

export function setDebugFlags(flags: u32): void {
  debugFlags = flags;
}

export function generationCount(generation: i32): i32 {
  return generation == 0 ? youngCount : generation == 1 ? middleCount : oldCount;
}

export function generationThreshold(generation: i32): i32 {
  return generation == 0 ? getYoungThreshold() : generation == 1 ? middleThreshold : oldThreshold;
}

/** Host: the thresholds of a plan, after the boot. */
export function setThresholds(first: i32, second: i32, third: i32): void {
  setYoungThreshold(first);
  setOlderThresholds(second, third);
}

export function setOlderThresholds(second: i32, third: i32): void {
  middleThreshold = second;
  oldThreshold = third;
}

/** `which`: 0 collections, 1 collected, 2 uncollectable. */
export function generationStat(generation: i32, which: i32): i32 {
  return load<i32>(stats + <usize>(generation * 12 + which * 4));
}

function addStat(generation: i32, which: i32, n: i32): void {
  const at = stats + <usize>(generation * 12 + which * 4);
  store<i32>(at, load<i32>(at) + n);
}

/** The oldest generation whose count passed its threshold, or -1. */
export function selectGeneration(): i32 {
  for (let i = NUM_GENERATIONS - 1; i >= 0; i--) {
    if (generationCount(i) <= generationThreshold(i)) continue;
    if (i == NUM_GENERATIONS - 1 && longLivedPending < longLivedTotal / 4) continue;
    return i;
  }
  return -1;
}

/** `n` objects have entered the old generation. */
export function countLongLived(n: i32): void {
  longLivedPending += n;
}

/** A full collection has left `n` objects. */
export function setLongLived(n: i32): void {
  longLivedPending = 0;
  longLivedTotal = n;
}

export function resetCounts(generation: i32): void {
  if (generation == 0) middleCount++;
  else if (generation == 1) oldCount++;
  setYoungCount(0);
  if (generation >= 1) middleCount = 0;
  if (generation >= FULL) oldCount = 0;
}

/** Resets the counters and gathers the younger generations in the collected one; returns the list survivors go to. */
export function mergeYounger(generation: i32): PyGC_Head {
  resetCounts(generation);
  const target = generationList(generation);
  for (let i = 0; i < generation; i++) gcListMerge(generationList(i), target);
  return generation < FULL ? generationList(generation + 1) : target;
}

/** The reclaimer looks at objects of any generation. */
export function setReached(): void {
  reached = true;
}

/** Is the host told of every collection? */
export let recording: bool = false;
let reason: i32 = REASON_CALL;

export function recordCollections(on: bool): void {
  recording = on;
}

/** Says why the next collections run; returns what was said before. */
export function setReason(asked: i32): i32 {
  const before = reason;
  reason = asked;
  return before;
}

function record(phase: i32, generation: i32, objects: i32): void {
  host.collection(phase, reason, generation, objects, <u32>bytesInUse());
}

/** The search is over: what was looked at, before anything is freed. */
export function recordExamined(): void {
  if (INSTRUMENTED) addSingle(CANDIDATES, examined);
  if (recording) record(2, running, examined);
}

/** Finalizers have brought back `objects` of those that were found unreachable. */
export function noteResurrected(objects: i32): void {
  if (INSTRUMENTED) addSingle(RESURRECTED, objects);
  if (recording) record(3, running, objects);
}

/** Instrumented build: what ran when the collection began. */
let interruptedOpcode: usize = 0;
let interruptedUnit: usize = 0;
let visitedBefore: u64 = 0;

function countBegin(generation: i32): void {
  interruptedOpcode = opcodeRow;
  interruptedUnit = unitRow;
  enterCollector();
  countSingle(RUNS + ((<usize>generation) << 3));
  countSingle(reason == REASON_CALL || reason == REASON_END ? CALLED : TRIGGERED);
  visitedBefore = singleCount(VISITED);
}

function countEnd(found: i32, uncollectable: i32): void {
  const generation = (<usize>running) << 3;
  const visited = <u32>(singleCount(VISITED) - visitedBefore);
  if (recording) record(4, running, visited);
  addSingle(VISITED_BY_GENERATION + generation, visited);
  addSingle(COLLECTED_BY_GENERATION + generation, found);
  addSingle(COLLECTED, found);
  addSingle(UNCOLLECTABLE, uncollectable);
  enterRows(interruptedOpcode, interruptedUnit);
}

/** What comes before any reclaimer's work: the debug line, gc.callbacks. */
export function begin(generation: i32): void {
  collecting = true;
  running = generation;
  setExamined(0);
  reached = generation == FULL;
  if (DEBUG) for (let i = 0; i < NUM_GENERATIONS; i++) forgetJoined(generationList(i));
  if (INSTRUMENTED) countBegin(generation);
  if (!FIXED_PLAN && hookShare != 0 && generation == FULL) {
    for (let i = 0; i < NUM_GENERATIONS; i++) call_indirect<void>(hookShare, changetype<usize>(generationList(i)));
  }
  if (recording) record(0, generation, 0);
  if (debugFlags & GC_DEBUG_STATS && hookStats != 0) call_indirect<void>(hookStats, generation, 0, 0, 0);
  if (hookCallbacks != 0) call_indirect<void>(hookCallbacks, 0, generation, 0, 0);
}

/** What comes after it; returns the number of unreachable objects found. */
export function end(generation: i32, collected: i32, uncollectable: i32): i32 {
  if (generation == FULL && hookClearFreeLists != 0) call_indirect<void>(hookClearFreeLists);
  if (hookUnraisable != 0) call_indirect<void>(hookUnraisable);
  addStat(generation, 0, 1);
  addStat(generation, 1, collected);
  addStat(generation, 2, uncollectable);
  if (debugFlags & GC_DEBUG_STATS && hookStats != 0) {
    call_indirect<void>(hookStats, generation, 1, collected, uncollectable);
  }
  if (hookCallbacks != 0) call_indirect<void>(hookCallbacks, 1, generation, collected, uncollectable);
  if (INSTRUMENTED) countEnd(collected, uncollectable);
  if (recording) record(1, generation, collected + uncollectable);
  collecting = false;
  if (DEBUG && hookVerify != 0) call_indirect<void>(hookVerify, reached);
  return collected + uncollectable;
}

/** Colours that a reclaimer keeps in the upper half of _gc_next, which CPython's 64-bit pointers fill and ours leave 0. */
export const PERMANENT: u32 = 0x80;

/** gc.freeze: everything tracked is kept out of later collections. */
export function freeze(): void {
  for (let i = 0; i < NUM_GENERATIONS; i++) gcListMerge(generationList(i), permanent);
  for (let gc = gcNext(permanent); gc != permanent; gc = gcNext(gc)) gc._gc_next_hi = PERMANENT;
  setYoungCount(0);
  middleCount = 0;
  oldCount = 0;
}

/** gc.unfreeze: the frozen objects join the old generation. */
export function unfreeze(): void {
  for (let gc = gcNext(permanent); gc != permanent; gc = gcNext(gc)) gc._gc_next_hi = 0;
  gcListMerge(permanent, old);
}
