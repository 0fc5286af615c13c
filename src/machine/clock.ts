/**
 * The clocks of a machine. Without one from its embedder a machine has a VirtualClock: it tells a program nothing of the host, waits for nothing, and two runs
 * see the same times.
 */

/** Times in seconds. */
export interface ClockHost {
  /** Since 1970-01-01 UTC: time.time(). */
  now(): number;
  /** Never goes back: time.monotonic(), perf_counter(). */
  monotonic(): number;
  /** Of the processor, used so far: time.process_time(). */
  cpu(): number;
  /** Waits. `wake` is notified when an interrupt comes from another thread. */
  sleep(seconds: number, wake?: Int32Array): void;
}

/** The clocks of this process. */
export function realClock(): ClockHost {
  let own: Int32Array | null = null;
  return {
    now: () => Date.now() / 1000,
    monotonic: () => performance.now() / 1000,
    cpu() {
      if (typeof process === "undefined") return performance.now() / 1000;
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    sleep(seconds, wake) {
      if (typeof SharedArrayBuffer === "undefined") {
        // a page that is not isolated from others has nothing to wait on
        for (const end = performance.now() + seconds * 1000; performance.now() < end; );
        return;
      }
      own ??= new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(wake ?? own, 0, 0, seconds * 1000);
    },
  };
}

/**
 * Time that passes only when a program sleeps, and by a microsecond with each look at it, so that a loop that waits for a moment ends.
 *
 * @example new Machine({ clock: new VirtualClock(Date.UTC(2025, 0, 1) / 1000) })
 */
export class VirtualClock implements ClockHost {
  private passed = 0;

  /** `start`: what time.time() is at first, in seconds since 1970. */
  constructor(private readonly start = 0) {}

  private look(): number {
    this.passed += 1e-6;
    return this.passed;
  }

  now(): number {
    return this.start + this.look();
  }

  monotonic(): number {
    return this.look();
  }

  cpu(): number {
    return this.look();
  }

  sleep(seconds: number): void {
    this.passed += Math.max(0, seconds);
  }
}
