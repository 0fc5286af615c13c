/**
 * The module posix over a FileHost and a SystemHost: paths arrive as str or bytes, results have the type of the path. Errors are those of Node's
 * fs, which carries the system's own codes. Process creation and ownership are absent, as on platforms without them.
 */
import { crypto } from "../builtin.js";
import type { BigIntStats } from "node:fs";
import { resolve } from "node:path";
import { errnoMessage } from "../errno_table.js";
import type { FileHost, SystemHost } from "../files.js";
import {
  HostError,
  type HostFunction,
  type HostModule,
  StructValue,
  fn,
  fromNodeError,
  osError,
} from "../host_module.js";
import { Float, type HostValue, Tuple, typeNameOf } from "../host_values.js";
import type { Libc } from "../libc.js";
import { CONFSTR_NAMES, PATHCONF_NAMES, POSIX_CONSTANTS, SYSCONF_NAMES } from "./posix_constants.js";
import { rareFunctions } from "./posix_more.js";
import { Processes } from "./processes.js";

const ENOSYS = 38;
const ENOENT = 2;
const EINVAL = 22;
const ESPIPE = 29;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** `value` if it is a buffer's bytes, else TypeError as every function that takes a buffer raises it. */
function bytesLike(value: HostValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new HostError("TypeError", `a bytes-like object is required, not '${typeNameOf(value)}'`);
}

export interface PosixStreams {
  write(fd: number, data: Uint8Array): void;
  readLine(): Uint8Array | null;
}

type PathArg = string | Uint8Array | number;

export class Posix {
  private readonly processes: Processes | null;
  /** The rest of the line of standard input that os.read has not taken. */
  private pendingInput = new Uint8Array(0);
  private umaskValue = 0o022;

  constructor(
    private readonly files: FileHost | null,
    private readonly system: SystemHost | null,
    private readonly streams: PosixStreams,
    private readonly libc: Libc | null,
  ) {
    this.processes = libc === null || system === null ? null : new Processes(libc, system);
  }

  private missing(): HostError {
    return osError(ENOSYS);
  }

  private cwd(): string {
    return this.system?.cwd() ?? "/";
  }

  /** A path as the host's fs takes it; relative ones start at the machine's working folder. */
  path(value: unknown, name: string, parameter = "path"): string {
    if (typeof value === "string") return this.checked(value);
    if (value instanceof Uint8Array) return this.checked(decoder.decode(value));
    throw new HostError(
      "TypeError",
      `${name}: ${parameter} should be string, bytes or os.PathLike, not ${typeName(value)}`,
    );
  }

  private checked(path: string): string {
    if (path.includes("\0")) throw new HostError("ValueError", "embedded null byte");
    if (path === "") throw osError(ENOENT, path);
    return this.system === null ? resolve("/", path) : path;
  }

  /** Runs a function of fs; its error names the path. */
  use<K extends keyof FileHost, T>(
    name: K,
    filename: HostValue,
    call: (f: NonNullable<FileHost[K]>) => T,
    filename2: HostValue = null,
  ): T {
    const f = this.files?.[name];
    if (f === undefined || f === null) throw this.missing();
    try {
      return call((f as (...args: never[]) => unknown).bind(this.files) as NonNullable<FileHost[K]>);
    } catch (error) {
      throw error instanceof HostError ? error : fromNodeError(error, filename, filename2);
    }
  }

  stat(path: PathArg, follow: boolean, name: string): StructValue {
    if (typeof path === "number") return this.fstat(path);
    const where = this.path(path, name);
    const how = follow ? "statSync" : "lstatSync";
    const found = this.use(how, path, (f) =>
      (f as unknown as typeof import("node:fs").statSync)(where, { bigint: true }),
    );
    return statResult(found as BigIntStats);
  }

  fstat(fd: number): StructValue {
    const found = this.use("fstatSync", null, (f) => f(fd, { bigint: true }));
    return statResult(found as BigIntStats);
  }

  read(fd: number, size: number): Uint8Array {
    if (size < 0) throw osError(EINVAL);
    if (fd === 0) return this.readInput(size);
    const data = new Uint8Array(size);
    const at = this.positions.get(fd);
    const n = this.use("readSync", null, (f) => f(fd, data, 0, size, at ?? null));
    if (at !== undefined) this.positions.set(fd, at + n);
    return data.subarray(0, n);
  }

  /** Regular files that were opened here: reading and writing never waits for them. */
  private readonly plain = new Set<number>();

  isPlain(fd: number): boolean {
    return this.plain.has(fd);
  }

  /** Standard output or error, which are the embedder's. */
  isStream(fd: number): boolean {
    return (fd === 1 || fd === 2) && !this.plain.has(fd);
  }

  /** Descriptors from `low` to below `high` are others now, or closed. */
  replaced(low: number, high: number = low + 1): void {
    for (const fd of this.plain) if (fd >= low && fd < high) this.plain.delete(fd);
  }

  readInto(fd: number, to: Uint8Array): number {
    const at = this.positions.get(fd);
    const n = this.use("readSync", null, (f) => f(fd, to, 0, to.length, at ?? null));
    if (at !== undefined) this.positions.set(fd, at + n);
    return n;
  }

  writePlain(fd: number, data: Uint8Array): number {
    const at = this.appending.has(fd) ? this.sizeOf(fd) : this.positions.get(fd);
    const n = this.use("writeSync", null, (f) => f(fd, data, 0, data.length, at ?? null));
    if (at !== undefined) this.positions.set(fd, at + n);
    return n;
  }

  plainStat(fd: number): { mode: number; size: number; blksize: number } {
    const { mode, size, blksize } = this.use("fstatSync", null, (f) => f(fd));
    return { mode, size, blksize: blksize ?? 0 };
  }

  isTerminal(fd: number): boolean {
    return this.system?.isatty(fd) ?? false;
  }

  /** lseek: the system's own where it can be called, else that of the positions kept here. */
  seek(fd: number, offset: number, whence: number): number {
    return this.libc === null ? this.lseek(fd, offset, whence) : this.processes!.seek(fd, offset, whence);
  }

  /** Where each open regular file stands: Node's fs has no lseek. */
  private readonly positions = new Map<number, number>();
  private readonly appending = new Set<number>();

  private sizeOf(fd: number): number {
    return Number(this.use("fstatSync", null, (f) => f(fd)).size);
  }

  lseek(fd: number, offset: number, whence: number): number {
    const at = this.positions.get(fd);
    if (at === undefined) {
      this.use("fstatSync", null, (f) => f(fd)); // EBADF
      throw osError(ESPIPE);
    }
    const to = offset + (whence === 0 ? 0 : whence === 1 ? at : this.sizeOf(fd));
    if (whence < 0 || whence > 2 || to < 0) throw osError(EINVAL);
    this.positions.set(fd, to);
    return to;
  }

  close(fd: number): void {
    const plain = this.plain.delete(fd);
    this.positions.delete(fd);
    this.appending.delete(fd);
    if (plain || fd > 2) this.use("closeSync", null, (f) => f(fd));
  }

  private readInput(size: number): Uint8Array {
    if (this.pendingInput.length === 0)
      this.pendingInput = (this.streams.readLine() ?? new Uint8Array(0)) as Uint8Array<ArrayBuffer>;
    const data = this.pendingInput.subarray(0, size);
    this.pendingInput = this.pendingInput.subarray(size);
    return data;
  }

  write(fd: number, data: Uint8Array): number {
    if (this.isStream(fd)) {
      this.streams.write(fd, data.slice());
      return data.length;
    }
    if (this.processes !== null && !this.plain.has(fd)) return this.processes.write(fd, data);
    return this.writePlain(fd, data);
  }

  open(path: PathArg, flags: number, mode: number): number {
    const where = this.path(path, "open");
    const fd = this.use("openSync", path as HostValue, (f) => f(where, flags & ~POSIX_CONSTANTS["O_CLOEXEC"]!, mode));
    if (!this.use("fstatSync", null, (f) => f(fd)).isFile()) return fd;
    this.plain.add(fd);
    if (this.libc === null) {
      this.positions.set(fd, 0);
      if (flags & POSIX_CONSTANTS["O_APPEND"]!) this.appending.add(fd);
    }
    return fd;
  }

  names(path: PathArg | undefined | null): HostValue {
    const isBytes = path instanceof Uint8Array;
    const where = path === undefined || path === null ? "." : this.path(path, "listdir");
    const names = this.use("readdirSync", path ?? null, (f) => f(where) as string[]);
    return isBytes ? names.map((name) => encoder.encode(name)) : names;
  }

  /** For scandir: (name, path, kind 1 file 2 folder 4 symbolic link 0 other). */
  entries(path: PathArg | undefined | null): HostValue {
    const isBytes = path instanceof Uint8Array;
    const where = path === undefined || path === null ? "." : this.path(path, "scandir");
    const found = this.use("readdirSync", path ?? null, (f) => f(where, { withFileTypes: true }));
    const prefix = where.endsWith("/") ? where : `${where}/`;
    return found.map((entry) => {
      const full = path === undefined || path === null ? `./${entry.name}` : prefix + entry.name;
      const kind = entry.isSymbolicLink() ? 4 : entry.isDirectory() ? 2 : entry.isFile() ? 1 : 0;
      return isBytes
        ? new Tuple([encoder.encode(entry.name), encoder.encode(full), kind])
        : new Tuple([entry.name, full, kind]);
    });
  }

  inFolderOf(path: PathArg, text: string): HostValue {
    return path instanceof Uint8Array ? encoder.encode(text) : text;
  }

  utime(path: PathArg, times: unknown, ns: unknown, follow: boolean): void {
    let atime: number;
    let mtime: number;
    if (Array.isArray(times)) [atime, mtime] = times.map(secondsOf) as [number, number];
    else if (Array.isArray(ns)) [atime, mtime] = ns.map((n) => Number(n) / 1e9) as [number, number];
    else atime = mtime = Date.now() / 1000;
    if (typeof path === "number") this.use("futimesSync", null, (f) => f(path, atime, mtime));
    else {
      const where = this.path(path, "utime");
      this.use(follow ? "utimesSync" : "lutimesSync", path, (f) => f(where, atime, mtime));
    }
  }

  access(path: PathArg, mode: number): boolean {
    const where = this.path(path, "access");
    try {
      this.use("accessSync", path as HostValue, (f) => f(where, mode));
      return true;
    } catch (error) {
      if (error instanceof HostError && error.type === "OSError") return false;
      throw error;
    }
  }

  umask(mask: number): number {
    if (this.system !== null) return this.system.umask(mask);
    const old = this.umaskValue;
    this.umaskValue = mask;
    return old;
  }

  functions(): Record<string, HostFunction> {
    return {
      ...this.fileFunctions(),
      ...this.folderFunctions(),
      ...this.descriptorFunctions(),
      ...this.processFunctions(),
      ...this.descriptorsOfProcesses(),
      ...(this.libc === null || this.system === null ? {} : rareFunctions(this.libc, this.system)),
    };
  }

  /** What the C library does to descriptors, with the knowledge kept here of which are plain files. */
  private descriptorsOfProcesses(): Record<string, HostFunction> {
    const found = this.processes?.functions();
    if (found === undefined) return {};
    const renewing = (name: string, range: (...args: number[]) => [number, number]): [string, HostFunction] => {
      const { parameters, call } = found[name]!;
      const wrapped = fn(parameters, (...args: number[]) => {
        this.replaced(...range(...args));
        return call(...args);
      });
      return [name, wrapped];
    };
    return {
      ...found,
      ...Object.fromEntries([
        renewing("close", (fd) => [fd!, fd! + 1]),
        renewing("dup2", (_fd, fd2) => [fd2!, fd2! + 1]),
        renewing("closerange", (low, high) => [low!, high!]),
      ]),
    };
  }

  private fileFunctions(): Record<string, HostFunction> {
    const rename = (name: string) =>
      fn("src,dst,*,src_dir_fd=,dst_dir_fd=", (from: PathArg, to: PathArg) => {
        const a = this.path(from, name, "src");
        const b = this.path(to, name, "dst");
        this.use("renameSync", from, (f) => f(a, b), to);
      });
    const remove = (name: string) =>
      fn("path,*,dir_fd=", (path: PathArg) => {
        const where = this.path(path, name);
        this.use("unlinkSync", path, (f) => f(where));
      });
    return {
      stat: fn("path,*,dir_fd=,follow_symlinks=", (path, _fd, follow) => this.stat(path, follow !== false, "stat")),
      lstat: fn("path,*,dir_fd=", (path) => this.stat(path, false, "lstat")),
      rename: rename("rename"),
      replace: rename("replace"),
      remove: remove("remove"),
      unlink: remove("unlink"),
      chmod: fn("path,mode,*,dir_fd=,follow_symlinks=", (path: PathArg, mode) => {
        if (typeof path === "number") return this.use("fchmodSync", null, (f) => f(path, mode));
        const where = this.path(path, "chmod");
        return this.use("chmodSync", path, (f) => f(where, mode));
      }),
      access: fn("path,mode,*,dir_fd=,effective_ids=,follow_symlinks=", (path, mode) => this.access(path, mode)),
      utime: fn("path,times=,*,ns=,dir_fd=,follow_symlinks=", (path, times, ns, _fd, follow) => {
        this.utime(path, times, ns, follow !== false);
      }),
      truncate: fn("path,length", (path: PathArg, length) => {
        if (typeof path === "number") return this.use("ftruncateSync", null, (f) => f(path, length));
        const where = this.path(path, "truncate");
        return this.use("truncateSync", path, (f) => f(where, length));
      }),
      link: fn("src,dst,*,src_dir_fd=,dst_dir_fd=,follow_symlinks=", (from: PathArg, to: PathArg) => {
        const a = this.path(from, "link", "src");
        const b = this.path(to, "link", "dst");
        this.use("linkSync", from, (f) => f(a, b), to);
      }),
      symlink: fn("src,dst,target_is_directory=,*,dir_fd=", (from: PathArg, to: PathArg) => {
        const a = from instanceof Uint8Array ? decoder.decode(from) : String(from);
        const b = this.path(to, "symlink", "dst");
        this.use("symlinkSync", from, (f) => f(a, b), to);
      }),
      readlink: fn("path,*,dir_fd=", (path: PathArg) => {
        const where = this.path(path, "readlink");
        return this.inFolderOf(
          path,
          this.use("readlinkSync", path, (f) => f(where) as string),
        );
      }),
    };
  }

  private folderFunctions(): Record<string, HostFunction> {
    return {
      listdir: fn("path=", (path) => this.names(path)),
      _scandir: fn("path=", (path) => this.entries(path)),
      mkdir: fn("path,mode=,*,dir_fd=", (path: PathArg, mode = 0o777) => {
        const where = this.path(path, "mkdir");
        this.use("mkdirSync", path, (f) => f(where, { mode }));
      }),
      rmdir: fn("path,*,dir_fd=", (path: PathArg) => {
        const where = this.path(path, "rmdir");
        this.use("rmdirSync", path, (f) => f(where));
      }),
      getcwd: fn("", () => this.cwd()),
      getcwdb: fn("", () => encoder.encode(this.cwd())),
      chdir: fn("path", (path: PathArg) => {
        const where = this.path(path, "chdir");
        if (this.system === null) throw this.missing();
        try {
          this.system.chdir(where);
        } catch (error) {
          throw fromNodeError(error, path);
        }
      }),
      statvfs: fn("path", (path: PathArg) => {
        const where = this.path(path, "statvfs");
        const s = this.use("statfsSync", path, (f) => f(where));
        const n = (v: number | bigint) => Number(v);
        return new StructValue("os.statvfs_result", [
          n(s.bsize),
          n(s.bsize),
          n(s.blocks),
          n(s.bfree),
          n(s.bavail),
          n(s.files),
          n(s.ffree),
          n(s.ffree),
          0,
          255,
          0,
        ]);
      }),
    };
  }

  private descriptorFunctions(): Record<string, HostFunction> {
    return {
      open: fn("path,flags,mode=,*,dir_fd=", (path, flags, mode = 0o777) => this.open(path, flags, mode)),
      close: fn("fd", (fd: number) => this.close(fd)),
      lseek: fn("fd,position,how,/", (fd, position, how) => this.lseek(fd, position, how)),
      closerange: fn("fd_low,fd_high,/", (low: number, high: number) => {
        for (let fd = Math.max(low, 3); fd < Math.min(high, 4096); fd++) {
          try {
            this.files?.closeSync?.(fd);
          } catch {
            // not open
          }
        }
      }),
      read: fn("fd,length,/", (fd, size) => this.read(fd, size)),
      write: fn("fd,data,/", (fd, data) => this.write(fd, bytesLike(data))),
      pread: fn("fd,length,offset,/", (fd, size, offset) => {
        const data = new Uint8Array(size);
        return data.subarray(
          0,
          this.use("readSync", null, (f) => f(fd, data, 0, size, offset)),
        );
      }),
      pwrite: fn("fd,buffer,offset,/", (fd, buffer: HostValue, offset) => {
        const data = bytesLike(buffer);
        return this.use("writeSync", null, (f) => f(fd, data, 0, data.length, offset));
      }),
      fstat: fn("fd", (fd) => this.fstat(fd)),
      fsync: fn("fd", (fd) => this.use("fsyncSync", null, (f) => f(fd))),
      fdatasync: fn("fd", (fd) => this.use("fdatasyncSync", null, (f) => f(fd))),
      fchmod: fn("fd,mode", (fd, mode) => this.use("fchmodSync", null, (f) => f(fd, mode))),
      ftruncate: fn("fd,length,/", (fd, length) => this.use("ftruncateSync", null, (f) => f(fd, length))),
      isatty: fn("fd,/", (fd) => this.system?.isatty(fd) ?? false),
      get_terminal_size: fn("fd=,/", (fd = 1) => {
        const size = this.system?.terminalSize(fd) ?? null;
        if (size === null) throw osError(25);
        return new StructValue("os.terminal_size", size);
      }),
      get_inheritable: fn("fd,/", () => false),
      set_inheritable: fn("fd,inheritable,/", () => null),
      get_blocking: fn("fd,/", () => true),
      device_encoding: fn("fd", (fd) => ((this.system?.isatty(fd) ?? false) ? "UTF-8" : null)),
    };
  }

  private processFunctions(): Record<string, HostFunction> {
    const { system } = this;
    const ids = () => system?.ids() ?? { uid: 0, gid: 0, euid: 0, egid: 0 };
    const exitstatus = (status: number) => (status >> 8) & 0xff;
    return {
      getpid: fn("", () => system?.pid ?? 1),
      getppid: fn("", () => system?.ppid ?? 0),
      getuid: fn("", () => ids().uid),
      getgid: fn("", () => ids().gid),
      geteuid: fn("", () => ids().euid),
      getegid: fn("", () => ids().egid),
      getlogin: fn("", () => {
        if (system === null) throw osError(25);
        return system.userInfo().name;
      }),
      cpu_count: fn("", () => system?.cpuCount() ?? 1),
      getloadavg: fn("", () => new Tuple((system?.loadAverage() ?? [0, 0, 0]).map((x) => new Float(x)))),
      uname: fn(
        "",
        () => new StructValue("posix.uname_result", system?.uname() ?? ["Krait", "localhost", "0", "0", "wasm32"]),
      ),
      times: fn("", () => {
        const { user, system: kernel } = process.cpuUsage();
        const values = [user / 1e6, kernel / 1e6, 0, 0, performance.now() / 1000];
        return new StructValue(
          "posix.times_result",
          values.map((x) => new Float(x)),
        );
      }),
      umask: fn("mask,/", (mask) => this.umask(mask)),
      urandom: fn("size,/", (size: unknown) => {
        const n = typeof size === "bigint" ? Number(size) : size;
        if (typeof n !== "number")
          throw new HostError("TypeError", "'float' object cannot be interpreted as an integer");
        if (n < 0) throw new HostError("ValueError", "negative argument not allowed");
        return crypto().randomFillSync(new Uint8Array(n));
      }),
      getrandom: fn("size,flags=", (size) => crypto().randomFillSync(new Uint8Array(size))),
      strerror: fn("code,/", (code) => errnoMessage(code)),
      putenv: fn("name,value,/", (name, value) => {
        if (system !== null) system.env[text(name)] = text(value);
      }),
      unsetenv: fn("name,/", (name) => {
        if (system !== null) delete system.env[text(name)];
      }),
      kill: fn("pid,signal,/", (pid, signal) => {
        if (system === null) throw this.missing();
        try {
          system.kill(pid, signal);
        } catch (error) {
          throw fromNodeError(error);
        }
      }),
      system: fn("command", (command) => {
        if (system === null) throw this.missing();
        return system.system(text(command));
      }),
      sched_yield: fn("", () => null),
      ctermid: fn("", () => "/dev/tty"),
      sysconf: fn("name,/", (name) => {
        if (name === "SC_NPROCESSORS_ONLN" || name === "SC_NPROCESSORS_CONF" || name === 84 || name === 83)
          return system?.cpuCount() ?? 1;
        if (name === "SC_PAGE_SIZE" || name === "SC_PAGESIZE" || name === 30) return 4096;
        if (name === "SC_CLK_TCK" || name === 2) return 100;
        if (name === "SC_OPEN_MAX" || name === 4) return 1024;
        if (name === "SC_IOV_MAX" || name === 60) return 1024;
        throw new HostError("ValueError", "unrecognized configuration name");
      }),
      WIFEXITED: fn("status", (status) => (status & 0x7f) === 0),
      WEXITSTATUS: fn("status", exitstatus),
      WIFSIGNALED: fn("status", (status) => (((status & 0x7f) + 1) << 24) >> 25 > 0),
      WTERMSIG: fn("status", (status) => status & 0x7f),
      WIFSTOPPED: fn("status", (status) => (status & 0xff) === 0x7f),
      WSTOPSIG: fn("status", exitstatus),
      WCOREDUMP: fn("status,/", (status) => (status & 0x80) !== 0),
      WIFCONTINUED: fn("status", (status) => status === 0xffff),
      waitstatus_to_exitcode: fn("status", (status) => ((status & 0x7f) === 0 ? exitstatus(status) : -(status & 0x7f))),
      waitpid: fn("pid,options,/", () => {
        throw osError(10);
      }),
      major: fn("device,/", (device) => (device >> 8) & 0xfff),
      minor: fn("device,/", (device) => (device & 0xff) | ((device >> 12) & 0xfff00)),
      makedev: fn("major,minor,/", (major, minor) => (major << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12)),
      _exit: fn("status", (status) => {
        process.exit(status);
      }),
      abort: fn("", () => {
        process.abort();
      }),
    };
  }
}

function text(value: unknown): string {
  return value instanceof Uint8Array ? decoder.decode(value) : String(value);
}

function secondsOf(value: unknown): number {
  return value instanceof Float ? value.value : Number(value);
}

function typeName(value: unknown): string {
  if (value === null) return "NoneType";
  if (typeof value === "number" || typeof value === "bigint") return "int";
  if (typeof value === "boolean") return "bool";
  if (value instanceof Float) return "float";
  return Array.isArray(value) ? "list" : "dict";
}

const BILLION = 1_000_000_000n;

function statResult(s: BigIntStats): StructValue {
  const number = (n: bigint): number | bigint => (n <= 0x1fffffffffffffn ? Number(n) : n);
  const seconds = (ns: bigint) => {
    const whole = ns / BILLION - (ns % BILLION < 0n ? 1n : 0n);
    return Number(whole);
  };
  const exact = (ns: bigint) => new Float(seconds(ns) + 1e-9 * Number(ns - BigInt(seconds(ns)) * BILLION));
  return new StructValue("os.stat_result", [
    number(s.mode),
    number(s.ino),
    number(s.dev),
    number(s.nlink),
    number(s.uid),
    number(s.gid),
    number(s.size),
    seconds(s.atimeNs),
    seconds(s.mtimeNs),
    seconds(s.ctimeNs),
    exact(s.atimeNs),
    exact(s.mtimeNs),
    exact(s.ctimeNs),
    number(s.atimeNs),
    number(s.mtimeNs),
    number(s.ctimeNs),
    number(s.blksize),
    number(s.blocks),
    number(s.rdev),
  ]);
}

/** Functions that os.py looks for, in `_have_functions`. */
const HAVE = ["HAVE_FSTAT64", "HAVE_FTRUNCATE", "HAVE_FUTIMES", "HAVE_LSTAT", "HAVE_LUTIMES", "MS_WINDOWS"].slice(0, 5);

export function posixModule(posix: Posix, system: SystemHost | null): HostModule {
  const environ = new Map<HostValue, HostValue>();
  for (const [name, value] of Object.entries(system?.env ?? {})) {
    if (value !== undefined) environ.set(encoder.encode(name), encoder.encode(value));
  }
  return {
    doc: "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.",
    functions: posix.functions(),
    constants: {
      ...POSIX_CONSTANTS,
      environ,
      _have_functions: HAVE,
      sysconf_names: new Map<HostValue, HostValue>(Object.entries(SYSCONF_NAMES)),
      pathconf_names: new Map<HostValue, HostValue>(Object.entries(PATHCONF_NAMES)),
      confstr_names: new Map<HostValue, HostValue>(Object.entries(CONFSTR_NAMES)),
    },
  };
}
