/**
 * Waiting for the outside: descriptors that become ready, time that passes, signals that come. Every native function that may block ends here,
 * so that a signal's handler runs during the wait (PEP 475) and other threads can.
 */
import * as host from "../host";
import { checkSignals } from "./pending";

/** A record of descriptors for the host: 8 bytes each, see host.waitFor. */
export const WAIT_RECORD: usize = 8;

/** The time of the monotonic clock when `seconds` are over; -1 for no limit. */
export function deadlineAfter(seconds: f64): f64 {
  return seconds < 0 ? -1 : host.monotonicClock() + seconds;
}

/** Waits until one of the descriptors is ready (1) or the deadline is over (0); -1 with the exception of a signal's handler. */
export function waitReady(fds: usize, count: i32, deadline: f64): i32 {
  let how = 2;
  while (how == 2) {
    let left: f64 = -1;
    if (deadline >= 0) {
      left = deadline - host.monotonicClock();
      if (left < 0) left = 0;
    }
    how = host.waitFor(fds, count, left);
    if (how == 2 && checkSignals() < 0) return -1;
  }
  return how;
}

/** time.sleep and its like: false with the exception of a signal's handler. */
export function sleepFor(seconds: f64): bool {
  return waitReady(0, 0, deadlineAfter(seconds)) >= 0;
}
