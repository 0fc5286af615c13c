/**
 * System calls that Node has no function for (pipe, dup2, poll, waitpid, posix_spawn ...), through the C library of a 64-bit Linux process. The
 * package koffi calls it; where koffi or Linux is missing `nodeLibc` gives null and the functions that need it raise OSError(ENOSYS).
 *
 * Only an embedder that passes a SystemHost with `libc` grants it; the command line does. Numbers and structures are those of LP64 Linux.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { HostError, osError } from "./host_module.js";
import type { HostValue } from "./host_values.js";
import { Signals } from "./signals.js";

export type CFunction = (...args: any[]) => any;

/** What is used of koffi. */
export interface Koffi {
  load(path: string | null): { func(declaration: string): CFunction };
  errno(): number;
  alloc(type: string, length: number): unknown;
  address(pointer: unknown): bigint;
  view(pointer: unknown, length: number): ArrayBuffer;
  proto(declaration: string): unknown;
  pointer(type: unknown): unknown;
  register(callback: (...args: any[]) => unknown, type: unknown): unknown;
}

export const EINTR = 4;
export const EAGAIN = 11;
export const POLLIN = 1;
export const POLLOUT = 4;
export const O_CLOEXEC = 0o2000000;
export const O_NONBLOCK = 0o4000;
export const FD_CLOEXEC = 1;
export const F_DUPFD_CLOEXEC = 1030;

export class Libc {
  private library: ReturnType<Koffi["load"]> | null = null;
  private readonly functions = new Map<string, CFunction>();
  private caught: Signals | null = null;
  private loaded: Koffi | null = null;

  constructor(private readonly load: () => Koffi) {}

  /** Loaded on the first call, which takes some milliseconds. */
  get koffi(): Koffi {
    this.loaded ??= this.load();
    return this.loaded;
  }

  /** The C function of a declaration, "int dup(int fd)". */
  fn(declaration: string): CFunction {
    let f = this.functions.get(declaration);
    if (f === undefined) {
      this.library ??= this.koffi.load(null);
      f = this.library.func(declaration);
      this.functions.set(declaration, f);
    }
    return f;
  }

  errno(): number {
    return this.koffi.errno();
  }

  /** `result` of a call that answers -1 for failure, then raised as OSError. */
  checked(result: number, filename: HostValue = null, filename2: HostValue = null): number {
    if (result === -1) throw osError(this.koffi.errno(), filename, filename2);
    return result;
  }

  fcntl(fd: number, command: number, argument = 0): number {
    return this.checked(this.fn("int fcntl(int fd, int command, long argument)")(fd, command, argument));
  }

  /** Which of the wanted events are there now; POLLNVAL (32) for no descriptor. */
  pollNow(fd: number, events: number): number {
    const record = new DataView(new ArrayBuffer(8));
    record.setInt32(0, fd, true);
    record.setInt16(4, events, true);
    const n = this.fn("int poll(void *fds, unsigned long n, int timeout)")(new Uint8Array(record.buffer), 1, 0);
    return n > 0 ? record.getInt16(6, true) : 0;
  }

  /** poll() over records in `fds` (8 bytes each, struct pollfd): how many are ready, -1 when a signal came. */
  poll(fds: Uint8Array, count: number, milliseconds: number): number {
    const n = this.fn("int poll(void *fds, unsigned long n, int timeout)")(fds, count, milliseconds);
    if (n === -1 && this.errno() !== EINTR) throw osError(this.errno());
    return n;
  }

  /** Native memory with NUL-terminated texts and a NULL-terminated array of pointers to them, for argv and envp. */
  strings(texts: readonly Uint8Array[]): { readonly pointer: unknown } {
    if (texts.some((text) => text.includes(0))) throw new HostError("ValueError", "embedded null byte");
    const table = (texts.length + 1) * 8;
    const size = texts.reduce((sum, text) => sum + text.length + 1, table);
    const pointer = this.koffi.alloc("uint8_t", size);
    const base = this.koffi.address(pointer);
    const view = this.koffi.view(pointer, size);
    const bytes = new Uint8Array(view);
    const words = new BigUint64Array(view, 0, texts.length + 1);
    let at = table;
    texts.forEach((text, i) => {
      words[i] = base + BigInt(at);
      bytes.set(text, at);
      bytes[at + text.length] = 0;
      at += text.length + 1;
    });
    words[texts.length] = 0n;
    return { pointer };
  }

  /** Whether anything was asked of the signals. */
  get hasSignals(): boolean {
    return this.caught !== null;
  }

  /** The signals that this process catches. */
  signals(): Signals {
    this.caught ??= new Signals(this);
    return this.caught;
  }
}

let found: Libc | null | undefined;

/** The C library of this process; null where it cannot be called. The package is looked for here and loaded when something is called. */
export function nodeLibc(): Libc | null {
  if (found === undefined) {
    found = null;
    if (process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64")) {
      // an optional package, looked for as node does; require.resolve takes a millisecond more
      let folder = dirname(fileURLToPath(import.meta.url));
      while (!existsSync(`${folder}/node_modules/koffi/package.json`) && folder !== dirname(folder))
        folder = dirname(folder);
      if (folder !== dirname(folder)) found = new Libc(() => createRequire(import.meta.url)("koffi") as Koffi);
    }
  }
  return found;
}
