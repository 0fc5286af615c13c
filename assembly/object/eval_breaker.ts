/**
 * The word of pending requests that the eval loop polls at function entries and backward jumps (tstate->eval_breaker of
 * CPython, Include/internal/pycore_ceval.h). Any room may set a bit; only vm/ serves and clears them.
 */

export const PY_SIGNALS_PENDING_BIT: u32 = 1 << 1;
export const PY_CALLS_TO_DO_BIT: u32 = 1 << 2;
export const PY_ASYNC_EXCEPTION_BIT: u32 = 1 << 3;
export const PY_GC_SCHEDULED_BIT: u32 = 1 << 4;
/** Stays set while a tool wants events from all code: frames that begin look whether their code is instrumented. */
export const PY_MONITORING_BIT: u32 = 1 << 5;

export let evalBreaker: u32 = 0;

/**
 * A native function has returned null because its thread waits: there is no exception, and the loop will do the call again. Set by vm/threads.ts,
 * taken by the loop's error path directly afterwards.
 */
export let blocked: bool = false;

export function setBlocked(on: bool): void {
  blocked = on;
}

/** The loop leaves because of it. */
export function takeBlocked(): bool {
  const was = blocked;
  blocked = false;
  return was;
}

export function setEvalBreaker(bit: u32): void {
  evalBreaker |= bit;
}

export function clearEvalBreaker(bit: u32): void {
  evalBreaker &= ~bit;
}
