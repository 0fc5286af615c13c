/** Waits of native functions for time and for descriptors of the host (threads.ts has those for locks and ends). */
import { WAIT_AGAIN, WAIT_FDS, WAIT_LATE, WAIT_TIME, waitOn } from "./threads";

/**
 * time.sleep and its like; `args` as waitOn has it. False when the caller has to return null: with the exception of a signal's handler, or to be
 * called again.
 */
export function sleepFor(seconds: f64, args: usize): bool {
  let how = WAIT_AGAIN;
  while (how == WAIT_AGAIN) how = waitOn(WAIT_TIME, 0, 0, 0, seconds, args);
  return how == WAIT_LATE;
}

/** Waits for descriptors (none: for time); answers as waitOn. */
export function waitReady(fds: usize, count: i32, seconds: f64, args: usize): i32 {
  return waitOn(count == 0 ? WAIT_TIME : WAIT_FDS, 0, fds, count, seconds, args);
}
