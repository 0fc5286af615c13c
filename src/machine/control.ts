/**
 * What stops a running program from outside: an interrupt flag that another thread sets, and a limit of time. Looked at between slices and, inside nested
 * calls, whenever the machine asks for signals, so at least every few thousand jumps and calls; one long native call (`10 ** 10 ** 9`) is not stopped.
 */
import { TimeLimitError } from "./python_error.js";

const SIGINT = 2;

export interface ControlOptions {
  /** Seconds that a run or a call may take; default no limit. */
  readonly timeLimit?: number;
  /**
   * One number in a SharedArrayBuffer. Where another thread makes it other than 0 and notifies, the program gets a KeyboardInterrupt, and it becomes 0 again:
   * `Atomics.store(flag, 0, 1); Atomics.notify(flag, 0)`.
   */
  readonly interruptFlag?: Int32Array;
  /** Asked every few thousand jumps and calls; true interrupts the program. */
  readonly shouldInterrupt?: () => boolean;
}

export class Control {
  private end = Number.POSITIVE_INFINITY;
  private depth = 0;

  constructor(readonly options: ControlOptions) {}

  /** Counts the time of `run`, if it is not inside of another one. */
  during<T>(run: () => T): T {
    const { timeLimit } = this.options;
    if (this.depth++ === 0 && timeLimit !== undefined) this.end = performance.now() + timeLimit * 1000;
    try {
      return run();
    } finally {
      if (--this.depth === 0) this.end = Number.POSITIVE_INFINITY;
    }
  }

  /** Throws TimeLimitError when the time is over. */
  check(): void {
    if (this.end !== Number.POSITIVE_INFINITY && performance.now() > this.end)
      throw new TimeLimitError(this.options.timeLimit!);
  }

  /** The number of a signal that the program shall get, or 0. */
  poll(): number {
    this.check();
    const { interruptFlag, shouldInterrupt } = this.options;
    if (interruptFlag !== undefined && Atomics.exchange(interruptFlag, 0, 0) !== 0) return SIGINT;
    return shouldInterrupt?.() === true ? SIGINT : 0;
  }

  /** How long the program may wait at once, in seconds, of the time it wants to (-1: no limit). */
  patience(seconds: number): number {
    const left = Math.max(0, (this.end - performance.now()) / 1000);
    if (left === Number.POSITIVE_INFINITY) return seconds;
    return seconds < 0 ? left : Math.min(seconds, left);
  }

  /** Whether an interrupt has come that `poll` will tell. */
  interrupted(): boolean {
    const { interruptFlag } = this.options;
    return interruptFlag !== undefined && Atomics.load(interruptFlag, 0) !== 0;
  }
}
