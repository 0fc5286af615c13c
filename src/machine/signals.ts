/**
 * Signals of the process while its thread is busy in Wasm: Node's own events would wait for the end of the program. A second libuv loop, never
 * run but to look for signals, catches them: libuv's handler writes to that loop's pipe from any thread, and the loop's descriptor wakes a poll().
 */
import type { Libc } from "./libc.js";

const UV_SIGNAL = 16;
const UV_RUN_NOWAIT = 2;

export const SIG_DFL = 0;
export const SIG_IGN = 1;
export const CATCH = 2;

export class Signals {
  private loop: unknown = null;
  private callback: unknown = null;
  private readonly handles = new Map<number, unknown>();
  private readonly waiting: number[] = [];
  private readonly known = new Set<number>();
  /** Blocked, caught only for that. */
  private readonly held = new Set<number>();
  /** signal.set_wakeup_fd(): gets a byte for each signal that comes. */
  wakeup = -1;
  /** Held back by pthread_sigmask(). */
  readonly blocked = new Set<number>();

  constructor(private readonly libc: Libc) {}

  private start(): void {
    if (this.loop !== null) return;
    const { libc } = this;
    const { koffi } = libc;
    this.loop = libc.fn("void *malloc(size_t size)")(libc.fn("size_t uv_loop_size()")());
    libc.fn("int uv_loop_init(void *loop)")(this.loop);
    const type = koffi.proto("void krait_signal_cb(void *handle, int signum)");
    this.callback = koffi.register((_handle: unknown, signum: number) => {
      this.waiting.push(signum);
      if (this.wakeup >= 0)
        libc.fn("long write(int fd, const void *data, size_t size)")(this.wakeup, Uint8Array.of(signum), 1);
    }, koffi.pointer(type));
  }

  private look(): void {
    this.libc.fn("int uv_run(void *loop, int mode)")(this.loop, UV_RUN_NOWAIT);
  }

  /** What happens on `signum`: SIG_DFL, SIG_IGN or CATCH. Returns 0 or an errno. */
  set(signum: number, action: number): number {
    const { libc } = this;
    this.known.add(signum);
    let handle = this.handles.get(signum);
    if (action === CATCH) {
      this.held.delete(signum);
      if (handle !== undefined) return 0;
      this.start();
      handle = libc.fn("void *malloc(size_t size)")(libc.fn("size_t uv_handle_size(int type)")(UV_SIGNAL));
      libc.fn("int uv_signal_init(void *loop, void *handle)")(this.loop, handle);
      const failed = libc.fn("int uv_signal_start(void *handle, krait_signal_cb *callback, int signum)")(
        handle,
        this.callback,
        signum,
      ) as number;
      if (failed !== 0) return -failed;
      this.handles.set(signum, handle);
      this.look(); // the loop begins to watch its pipe when it is first run
      return 0;
    }
    if (handle !== undefined) {
      libc.fn("int uv_signal_stop(void *handle)")(handle);
      this.handles.delete(signum);
    }
    const old = libc.fn("intptr_t signal(int signum, intptr_t action)")(signum, action) as number;
    return old === -1 ? libc.errno() : 0;
  }

  /** Has someone said what happens on `signum`? */
  touched(signum: number): boolean {
    return this.known.has(signum);
  }

  catches(signum: number): boolean {
    return this.handles.has(signum);
  }

  /** Holds `signum` back. One without a handler is caught meanwhile, so that it does not end the process. */
  block(signum: number): void {
    if (this.blocked.has(signum) || signum === 9 || signum === 19) return;
    this.blocked.add(signum);
    if (this.catches(signum)) return;
    const known = this.known.has(signum);
    if (this.set(signum, CATCH) === 0) this.held.add(signum);
    if (!known) this.known.delete(signum);
  }

  /** Lets `signum` come again; one that waited and has no handler is sent anew by `resend`. */
  unblock(signum: number, resend: () => void): void {
    if (!this.blocked.delete(signum) || !this.held.delete(signum)) return;
    const came = this.takeOf(new Set([signum])) !== 0;
    this.set(signum, SIG_DFL);
    if (came) resend();
  }

  /** A descriptor that is readable when a signal waits, or -1. */
  descriptor(): number {
    return this.handles.size === 0 ? -1 : (this.libc.fn("int uv_backend_fd(void *loop)")(this.loop) as number);
  }

  /** The number of the next caught signal that is not blocked, or 0. */
  take(): number {
    if (this.handles.size > 0) this.look();
    const at = this.waiting.findIndex((signum) => !this.blocked.has(signum));
    return at < 0 ? 0 : this.waiting.splice(at, 1)[0]!;
  }

  /** Caught signals that are blocked, for sigpending(). */
  pending(): number[] {
    if (this.handles.size > 0) this.look();
    return [...new Set(this.waiting.filter((signum) => this.blocked.has(signum)))].sort((a, b) => a - b);
  }

  /** Takes a waiting signal of `set`, blocked or not, for sigwait(); 0 if there is none. */
  takeOf(set: ReadonlySet<number>): number {
    if (this.handles.size > 0) this.look();
    const at = this.waiting.findIndex((signum) => set.has(signum));
    return at < 0 ? 0 : this.waiting.splice(at, 1)[0]!;
  }
}
