/**
 * When a collection comes: the choice that goes with any reclaimer. CPython's counts (objects made minus freed, and collections of the generation below)
 * are the default; the others measure what a collector's cost depends on, or take the decision away from it.
 */
import { FIXED_PLAN, STRESS } from "../config";
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
/** At every allocation of a collectable object; as for the counts, reuse from a free list is none. */
export const TRIGGER_EVERY: i32 = 4;

export let trigger: i32 = TRIGGER_COUNTS;

/** Why a collection runs: the number of the trigger that asked for it, or one of these (REASONS of src/machine/plans.ts). */
export const REASON_CALL: i32 = TRIGGER_EXPLICIT;
/** Too many of the dead wait for one (mark-sweep). */
export const REASON_WAITING: i32 = 5;
/** The program ends. */
export const REASON_END: i32 = 6;

/** Is there a collection wherever one may be, whatever the counts? Always so in the stress build. */
export function everywhere(): bool {
  return STRESS || (!FIXED_PLAN && trigger == TRIGGER_EVERY);
}

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
