/**
 * When a collection comes: the choice that goes with any reclaimer. CPython's counts (objects made minus freed, and collections of the generation below)
 * are the default; the others measure what a collector's cost depends on, or take the decision away from it.
 */
import { PY_GC_SCHEDULED_BIT, setEvalBreaker } from "../object/eval_breaker";
import { resetPressure, setPressure } from "../memory/pressure";

/** Their order in TRIGGERS of src/machine/plans.ts. */
export const TRIGGER_COUNTS: i32 = 0;
/** After so many bytes were taken from the allocator. */
export const TRIGGER_BYTES: i32 = 1;
/** When the heap holds more than so many bytes. */
export const TRIGGER_HEAP: i32 = 2;
/** gc.collect() only. */
export const TRIGGER_EXPLICIT: i32 = 3;
/** At every allocation of a collectable object. */
export const TRIGGER_EVERY: i32 = 4;

export let trigger: i32 = TRIGGER_COUNTS;

function scheduleByBytes(): void {
  resetPressure();
  setEvalBreaker(PY_GC_SCHEDULED_BIT);
}

/** Before the first allocation; `bytes` for those that go by bytes. */
export function initTrigger(chosen: i32, bytes: usize): void {
  trigger = chosen;
  if (chosen == TRIGGER_BYTES) setPressure(bytes, usize.MAX_VALUE, scheduleByBytes.index);
  if (chosen == TRIGGER_HEAP) setPressure(usize.MAX_VALUE, bytes, scheduleByBytes.index);
}

/** Does the trigger, not the counts, decide? Then what it asks for is a full collection. */
export function triggersFull(): bool {
  return trigger == TRIGGER_BYTES || trigger == TRIGGER_HEAP;
}
