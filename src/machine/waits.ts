/**
 * Waits of a machine: for descriptors, time and signals. With a C library it is ppoll() on them all at once, without one it sleeps,
 * and descriptors are those of loopback.ts.
 */
import type { ClockHost } from "./clock.js";
import type { Control } from "./control.js";
import type { SystemHost } from "./files.js";
import { osError } from "./host_module.js";
import { EINTR, POLLIN } from "./libc.js";
import type { Loopback } from "./loopback.js";
import { CATCH } from "./signals.js";

const SIGINT = 2;
/** Milliseconds. A program that ends sooner than this needs no KeyboardInterrupt; loading the C library would double its time. */
const CATCH_AFTER = 40;

export class Waits {
  private readonly began = performance.now();
  private interruptible = false;

  constructor(
    private readonly system: SystemHost | null,
    private readonly clock: ClockHost,
    private readonly control: Control,
    private readonly sockets: Loopback | null,
    private readonly onSignal?: (signum: number) => boolean,
  ) {}

  private libc() {
    return this.system?.libc?.() ?? null;
  }

  /** Catches Ctrl-C, unless the program has said what to do with it. */
  private catchInterrupts(): void {
    if (this.interruptible) return;
    this.interruptible = true;
    const signals = this.libc()?.signals();
    if (signals?.touched(SIGINT) === false) signals.set(SIGINT, CATCH);
  }

  takeSignal(): number {
    const asked = this.control.poll();
    if (asked !== 0 || this.libc() === null) return asked;
    if (!this.interruptible) {
      if (performance.now() - this.began < CATCH_AFTER) return 0;
      this.catchInterrupts();
    }
    const signum = this.libc()!.signals().take();
    return signum !== 0 && this.onSignal?.(signum) === true ? 0 : signum;
  }

  /** Without a C library only time passes, and the host may interrupt. A descriptor is ready now, or nobody is left who could make it so. */
  private waitAlone(fds: Uint8Array, count: number, seconds: number): number {
    if (count > 0 && this.sockets !== null && this.sockets.poll(fds, count) > 0) return 1;
    const { interruptFlag, shouldInterrupt } = this.control.options;
    if (seconds < 0 && interruptFlag === undefined && shouldInterrupt === undefined) return 3;
    if (seconds !== 0) this.clock.sleep(seconds < 0 ? 1 : seconds, interruptFlag);
    this.control.check();
    return this.control.interrupted() ? 2 : 0;
  }

  /** 1 when a descriptor is ready, 0 when the time is over, 2 when a signal came, 3 when nothing can come. `fds`: struct pollfd records, completed here. */
  waitFor(fds: Uint8Array, count: number, wanted: number): number {
    const libc = this.libc();
    const seconds = this.control.patience(wanted);
    if (libc === null) return this.waitAlone(fds, count, seconds);
    this.catchInterrupts();
    const records = new Uint8Array((count + 1) * 8);
    records.set(fds.subarray(0, count * 8));
    const last = new DataView(records.buffer, count * 8);
    last.setInt32(0, libc.signals().descriptor(), true);
    last.setInt16(4, POLLIN, true);
    let limit: BigInt64Array | null = null;
    if (seconds >= 0) {
      const whole = Math.floor(Math.min(seconds, 1e9));
      limit = BigInt64Array.of(BigInt(whole), BigInt(Math.ceil((Math.min(seconds, 1e9) - whole) * 1e9)));
    }
    const n = libc.fn("int ppoll(void *fds, unsigned long n, const void *limit, const void *mask)")(
      records,
      count + 1,
      limit,
      null,
    ) as number;
    if (n === -1) {
      if (libc.errno() === EINTR) return 2;
      throw osError(libc.errno());
    }
    this.control.check();
    fds.set(records.subarray(0, count * 8));
    if (last.getInt16(6, true) !== 0) return 2;
    return n > 0 ? 1 : 0;
  }
}
