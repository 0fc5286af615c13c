/**
 * The module posix over a FileHost and a SystemHost: paths arrive as str or bytes, results have the type of the path. Errors are those of Node's
 * fs, which carries the system's own codes. Process creation and ownership are absent, as on platforms without them.
 */

import type { BigIntStats, Dirent } from "node:fs";
import { resolve } from "node:path";
import { crypto } from "../builtin.js";
import { errnoMessage } from "../errno_table.js";
import type { FileHost, SystemHost } from "../files.js";
import {
  def,
  fn,
  fromNodeError,
  HostError,
  type HostFunction,
  type HostModule,
  osError,
  StructValue,
} from "../host_module.js";
import { Float, type HostValue, Tuple, typeNameOf } from "../host_values.js";
import type { Libc } from "../libc.js";
import { fsDecode, HAVE_AT, isNodePath, PathFunctions } from "./posix_at.js";
import { CONFSTR_NAMES, PATHCONF_NAMES, POSIX_CONSTANTS, SYSCONF_NAMES } from "./posix_constants.js";
import { linuxFunctions } from "./posix_linux.js";
import { rareFunctions } from "./posix_more.js";
import { bytesOf, Processes } from "./processes.js";

const ENOSYS = 38;
const ENOENT = 2;
const EINVAL = 22;
const ESPIPE = 29;
const S_IFREG = 0o100000;
const S_IFBLK = 0o060000;
const S_IFIFO = 0o010000;
const S_IFSOCK = 0o140000;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** `value` if it is a buffer's bytes, else TypeError as every function that takes a buffer raises it. */
function bytesLike(value: HostValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new HostError("TypeError", `a bytes-like object is required, not '${typeNameOf(value)}'`);
}

export interface PosixStreams {
  write(fd: number, data: Uint8Array): void;
  /** Standard input; null: it is descriptor 0, or empty where the system cannot be called. */
  readonly readLine: (() => Uint8Array | null) | null;
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

  hasLibc(): boolean {
    return this.libc !== null;
  }

  private missing(): HostError {
    return osError(ENOSYS);
  }

  private cwd(): string {
    return this.system?.cwd() ?? "/";
  }

  /** A path as the host's fs takes it; relative ones start at the machine's working folder. */
  path(value: unknown, name: string, parameter = "path"): string {
    if (typeof value === "string" || value instanceof Uint8Array) {
      // what is not UTF-8 goes as its bytes
      if (this.system !== null && !isNodePath(value)) return Buffer.from(bytesOf(value)) as unknown as string;
      return this.checked(typeof value === "string" ? value : decoder.decode(value));
    }
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

  private inputKnown = false;

  isPlain(fd: number): boolean {
    if (fd === 0 && !this.inputKnown) this.learnInput();
    return this.plain.has(fd);
  }

  /** Is standard input a file? Then reading it never waits. */
  private learnInput(): void {
    this.inputKnown = true;
    if (this.streams.readLine !== null || this.libc === null) return;
    try {
      if (this.use("fstatSync", null, (f) => f(0)).isFile()) this.plain.add(0);
    } catch {
      // closed, or not to be looked at
    }
  }

  /** Standard output or error, which are the embedder's. */
  isStream(fd: number): boolean {
    return (fd === 1 || fd === 2) && !this.plain.has(fd);
  }

  /** Descriptors from `low` to below `high` are others now, or closed. */
  replaced(low: number, high: number = low + 1): void {
    if (low <= 0 && high > 0) this.inputKnown = true;
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
    // what an embedder gives as standard streams is like a pipe
    if (fd <= 2 && this.libc === null && !this.plain.has(fd)) return { mode: 0o010600, size: 0, blksize: 4096 };
    const { mode, size, blksize } = this.use("fstatSync", null, (f) => f(fd));
    return { mode, size, blksize: blksize ?? 0 };
  }

  isTerminal(fd: number): boolean {
    return this.system?.isatty(fd) ?? false;
  }

  /** The kind of a descriptor in a mode (S_IFMT). */
  private kindOf(fd: number): number {
    return this.plainStat(fd).mode & 0o170000;
  }

  /** Where the descriptor stands, without the C library, which takes long to load: Linux tells it in a file. */
  private positionOf(fd: number): number | null {
    const kind = this.kindOf(fd);
    if (kind === S_IFIFO || kind === S_IFSOCK) throw osError(ESPIPE);
    try {
      const found = /^pos:\s*(\d+)/.exec(decoder.decode(this.files?.readFileSync(`/proc/self/fdinfo/${fd}`)));
      return found === null || (kind !== S_IFREG && kind !== S_IFBLK) ? null : Number(found[1]);
    } catch {
      return null;
    }
  }

  /** lseek: the system's own where it can be called, else that of the positions kept here. */
  seek(fd: number, offset: number, whence: number): number {
    if (this.libc !== null && offset === 0 && whence === 1) {
      const at = this.positionOf(fd);
      if (at !== null) return at;
    }
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
      this.pendingInput = (this.streams.readLine?.() ?? new Uint8Array(0)) as Uint8Array<ArrayBuffer>;
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
    return this.opened(fd, flags);
  }

  /** Notes whether a new descriptor is a plain file. */
  opened(fd: number, flags: number): number {
    if (!this.use("fstatSync", null, (f) => f(fd)).isFile()) return fd;
    this.plain.add(fd);
    if (this.libc === null) {
      this.positions.set(fd, 0);
      if (flags & POSIX_CONSTANTS["O_APPEND"]!) this.appending.add(fd);
    }
    return fd;
  }

  /** A folder to list as fs takes it: a path, an open descriptor of one. */
  private folder(path: PathArg | undefined | null, name: string): string {
    if (path === undefined || path === null) return ".";
    if (typeof path !== "number" || this.libc === null) return this.path(path, name);
    this.fstat(path); // EBADF
    return `/proc/self/fd/${path}`;
  }

  names(path: PathArg | undefined | null): HostValue {
    const isBytes = path instanceof Uint8Array;
    const where = this.folder(path, "listdir");
    const options = this.libc === null ? undefined : { encoding: "buffer" as const };
    const found = this.use("readdirSync", path ?? null, (f) => f(where, options as never) as (string | Uint8Array)[]);
    if (isBytes) return found.map((name) => (typeof name === "string" ? encoder.encode(name) : new Uint8Array(name)));
    return found.map(fsDecode);
  }

  /** For scandir: (name, path, kind 1 file 2 folder 4 symbolic link 0 other). */
  entries(path: PathArg | undefined | null): HostValue {
    const isBytes = path instanceof Uint8Array;
    const where = this.folder(path, "scandir");
    const options = { withFileTypes: true, encoding: this.libc === null ? "utf8" : "buffer" };
    const found = this.use("readdirSync", path ?? null, (f) => f(where, options as never) as unknown as Dirent[]);
    const shown = path === undefined || path === null ? "." : typeof path === "number" ? "" : fsDecode(path);
    const prefix = shown === "" || shown.endsWith("/") ? shown : `${shown}/`;
    return found.map((entry) => {
      const name = fsDecode(entry.name as unknown as string | Uint8Array);
      const kind = entry.isSymbolicLink() ? 4 : entry.isDirectory() ? 2 : entry.isFile() ? 1 : 0;
      const full = prefix + name;
      return isBytes ? new Tuple([bytesOf(name), bytesOf(full), kind]) : new Tuple([name, full, kind]);
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
    const all = {
      ...this.fileFunctions(),
      ...this.folderFunctions(),
      ...this.descriptorFunctions(),
      ...this.processFunctions(),
      ...this.descriptorsOfProcesses(),
      ...(this.libc === null || this.system === null ? {} : rareFunctions(this.libc, this.system)),
    };
    if (this.libc === null) return all;
    return { ...all, ...linuxFunctions(this.libc), ...new PathFunctions(this.libc, this, all).functions() };
  }

  statResult(fields: Record<string, bigint>): StructValue {
    return statResult(fields as unknown as BigIntStats);
  }

  /** What the C library does to descriptors, with the knowledge kept here of which are plain files. */
  private descriptorsOfProcesses(): Record<string, HostFunction> {
    const found = this.processes?.functions();
    if (found === undefined) return {};
    const renewing = (name: string, range: (...args: number[]) => [number, number]): [string, HostFunction] => {
      const known = found[name]!;
      const call = (...args: number[]) => {
        this.replaced(...range(...args));
        return known.call(...args);
      };
      return [name, { ...known, call }];
    };
    return {
      ...found,
      ...Object.fromEntries([
        renewing("close", (fd) => [fd!, fd! + 1]),
        renewing("dup2", (_fd, fd2) => [fd2!, fd2! + 1]),
        renewing("closerange", (low, high) => [low!, high!]),
        this.readingInput(found["read"]!),
      ]),
    };
  }

  /** read() of descriptor 0 takes what the embedder gives as input. */
  private readingInput(read: HostFunction): [string, HostFunction] {
    const call = (fd: number, size: number) =>
      fd === 0 && this.streams.readLine !== null ? this.readInput(size) : read.call(fd, size);
    return ["read", { ...read, call }];
  }

  private fileFunctions(): Record<string, HostFunction> {
    const rename = (name: string) =>
      def(
        "src: path, dst: path, *, src_dir_fd: no_dir_fd=None, dst_dir_fd: no_dir_fd=None",
        "Rename a file or directory.",
        (from: PathArg, to: PathArg) => {
          const a = this.path(from, name, "src");
          const b = this.path(to, name, "dst");
          this.use("renameSync", from, (f) => f(a, b), to);
        },
      );
    const remove = (name: string) =>
      def("path: path, *, dir_fd: no_dir_fd=None", "Remove a file (same as unlink()).", (path: PathArg) => {
        const where = this.path(path, name);
        this.use("unlinkSync", path, (f) => f(where));
      });
    return {
      stat: def(
        "path: path_or_fd, *, dir_fd: no_dir_fd=None, follow_symlinks: bool=True",
        "Perform a stat system call on the given path.",
        (path, _fd, follow) => this.stat(path, follow !== false, "stat"),
      ),
      lstat: def("path: path, *, dir_fd: no_dir_fd=None", "Like stat(), but tells of a symbolic link itself.", (path) =>
        this.stat(path, false, "lstat"),
      ),
      rename: rename("rename"),
      replace: rename("replace"),
      remove: remove("remove"),
      unlink: remove("unlink"),
      chmod: def(
        "path: path_or_fd, mode: int, *, dir_fd: no_dir_fd=None, follow_symlinks: bool=(os.name != 'nt')",
        "Change the access permissions of a file.",
        (path: PathArg, mode, _, follow) => {
          if (follow === false)
            throw new HostError("NotImplementedError", "chmod: follow_symlinks unavailable on this platform");
          if (typeof path === "number") return this.use("fchmodSync", null, (f) => f(path, mode));
          const where = this.path(path, "chmod");
          return this.use("chmodSync", path, (f) => f(where, mode));
        },
      ),
      access: def(
        "path: path, mode: int, *, dir_fd: no_dir_fd=None, effective_ids: bool=False, follow_symlinks: bool=True",
        "Use the real uid/gid to test for access to a path.",
        (path, mode) => this.access(path, mode),
      ),
      utime: def(
        "path: path_or_fd, times: object=None, *, ns: object=<unrepresentable>, dir_fd: dir_fd=None, follow_symlinks: bool=True",
        "Set the access and modified time of path.",
        (path, times, ns, _fd, follow) => {
          this.utime(path, times, ns, follow !== false);
        },
      ),
      truncate: def(
        "path: path_or_fd, length: offset",
        "Truncate a file, specified by path, to a specific length.",
        (path: PathArg, length) => {
          if (typeof path === "number") return this.use("ftruncateSync", null, (f) => f(path, length));
          const where = this.path(path, "truncate");
          return this.use("truncateSync", path, (f) => f(where, length));
        },
      ),
      link: def(
        "src: path, dst: path, *, src_dir_fd: no_dir_fd=None, dst_dir_fd: no_dir_fd=None, follow_symlinks: bool=True",
        "Create a hard link to a file.",
        (from: PathArg, to: PathArg) => {
          const a = this.path(from, "link", "src");
          const b = this.path(to, "link", "dst");
          this.use("linkSync", from, (f) => f(a, b), to);
        },
      ),
      symlink: def(
        "src: path, dst: path, target_is_directory: bool=False, *, dir_fd: no_dir_fd=None",
        "Create a symbolic link pointing to src named dst.",
        (from: PathArg, to: PathArg) => {
          const a = from instanceof Uint8Array ? decoder.decode(from) : String(from);
          const b = this.path(to, "symlink", "dst");
          this.use("symlinkSync", from, (f) => f(a, b), to);
        },
      ),
      readlink: def(
        "path: path, *, dir_fd: no_dir_fd=None",
        "Where the symbolic link points to, as it is written in it.",
        (path: PathArg) => {
          const where = this.path(path, "readlink");
          return this.inFolderOf(
            path,
            this.use("readlinkSync", path, (f) => f(where) as string),
          );
        },
      ),
    };
  }

  private folderFunctions(): Record<string, HostFunction> {
    return {
      listdir: def("path: path_or_fd_or_none=None", "The names in the directory, in no order, as a list.", (path) =>
        this.names(path),
      ),
      _scandir: fn("path=", (path) => this.entries(path)),
      mkdir: def(
        "path: path, mode: int=511, *, dir_fd: no_dir_fd=None",
        "Create a directory.",
        (path: PathArg, mode = 0o777) => {
          const where = this.path(path, "mkdir");
          this.use("mkdirSync", path, (f) => f(where, { mode }));
        },
      ),
      rmdir: def("path: path, *, dir_fd: no_dir_fd=None", "Remove a directory.", (path: PathArg) => {
        const where = this.path(path, "rmdir");
        this.use("rmdirSync", path, (f) => f(where));
      }),
      getcwd: def("", "The directory that relative paths start from, as a str.", () => this.cwd()),
      getcwdb: def("", "The directory that relative paths start from, as bytes.", () => encoder.encode(this.cwd())),
      chdir: def("path: path_or_fd", "Change the current working directory to the specified path.", (path: PathArg) => {
        const where = this.path(path, "chdir");
        if (this.system === null) throw this.missing();
        try {
          this.system.chdir(where);
        } catch (error) {
          throw fromNodeError(error, path);
        }
      }),
      statvfs: def("path: path_or_fd", "Perform a statvfs system call on the given path.", (path: PathArg) => {
        if (typeof path === "number" && this.libc !== null)
          return rareFunctions(this.libc, this.system!)["fstatvfs"]!.call(path);
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
      open: def(
        "path: path, flags: int, mode: int=511, *, dir_fd: no_dir_fd=None",
        "Open a file and return its descriptor, an int.",
        (path, flags, mode = 0o777) => this.open(path, flags, mode),
      ),
      close: def("fd: int", "Close a file descriptor.", (fd: number) => this.close(fd)),
      lseek: def(
        "fd: int, position: offset, whence: int, /",
        "Move a descriptor's position and return it.",
        (fd, position, how) => this.lseek(fd, position, how),
      ),
      closerange: def(
        "fd_low: int, fd_high: int, /",
        "Close the descriptors from fd_low up to, not including, fd_high; errors do not matter.",
        (low: number, high: number) => {
          for (let fd = Math.max(low, 3); fd < Math.min(high, 4096); fd++) {
            try {
              this.files?.closeSync?.(fd);
            } catch {
              // not open
            }
          }
        },
      ),
      read: def("fd: int, length: size, /", "Read from a file descriptor.  Returns a bytes object.", (fd, size) =>
        this.read(fd, size),
      ),
      write: def("fd: int, data: buffer, /", "Write a bytes object to a file descriptor.", (fd, data) =>
        this.write(fd, bytesLike(data)),
      ),
      pread: def(
        "fd: int, length: size, offset: offset, /",
        "Read at most so many bytes at an offset; the descriptor's position stays.",
        (fd, size, offset) => {
          const data = new Uint8Array(size);
          return data.subarray(
            0,
            this.use("readSync", null, (f) => f(fd, data, 0, size, offset)),
          );
        },
      ),
      pwrite: def(
        "fd: int, buffer: buffer, offset: offset, /",
        "Write bytes at an offset; the descriptor's position stays.",
        (fd, buffer: HostValue, offset) => {
          const data = bytesLike(buffer);
          return this.use("writeSync", null, (f) => f(fd, data, 0, data.length, offset));
        },
      ),
      fstat: def("fd: int", "Perform a stat system call on the given file descriptor.", (fd) => this.fstat(fd)),
      fsync: def("fd: fildes", "Force write of fd to disk.", (fd) => this.use("fsyncSync", null, (f) => f(fd))),
      fdatasync: def("fd: fildes", "Have a file's data written to the disk, though not what is known about it.", (fd) =>
        this.use("fdatasyncSync", null, (f) => f(fd)),
      ),
      fchmod: def("fd: int, mode: int", "Change the permissions of an open file.", (fd, mode) =>
        this.use("fchmodSync", null, (f) => f(fd, mode)),
      ),
      ftruncate: def("fd: int, length: offset, /", "Cut an open file, or let it grow, to a length.", (fd, length) =>
        this.use("ftruncateSync", null, (f) => f(fd, length)),
      ),
      isatty: def(
        "fd: int, /",
        "Return True if the fd is connected to a terminal.",
        (fd) => this.system?.isatty(fd) ?? false,
      ),
      get_terminal_size: def(
        "fd: int=<unrepresentable>, /",
        "Return the size of the terminal window as (columns, lines).",
        (fd = 1) => {
          const size = this.system?.terminalSize(fd) ?? null;
          if (size === null) throw osError(25);
          return new StructValue("os.terminal_size", size);
        },
      ),
      get_inheritable: def("fd: int, /", "Get the close-on-exe flag of the specified file descriptor.", () => false),
      set_inheritable: def(
        "fd: int, inheritable: int, /",
        "Set the inheritable flag of the specified file descriptor.",
        () => null,
      ),
      get_blocking: def("fd: int, /", "Get the blocking mode of the file descriptor.", () => true),
      device_encoding: def("fd: int", "The encoding of the terminal at a descriptor, or None.", (fd) =>
        (this.system?.isatty(fd) ?? false) ? "UTF-8" : null,
      ),
    };
  }

  private processFunctions(): Record<string, HostFunction> {
    const { system } = this;
    const ids = () => system?.ids() ?? { uid: 0, gid: 0, euid: 0, egid: 0 };
    const exitstatus = (status: number) => (status >> 8) & 0xff;
    return {
      getppid: def("", "Return the parent's process id.", () => system?.ppid ?? 0),
      getuid: def("", "Return the current process's user id.", () => ids().uid),
      getgid: def("", "Return the current process's group id.", () => ids().gid),
      geteuid: def("", "Return the current process's effective user id.", () => ids().euid),
      getegid: def("", "Return the current process's effective group id.", () => ids().egid),
      getlogin: def("", "Return the actual login name.", () => {
        if (system === null) throw osError(25);
        return system.userInfo().name;
      }),
      cpu_count: def("", "Return the number of logical CPUs in the system.", () => system?.cpuCount() ?? 1),
      getloadavg: def(
        "",
        "Return average recent system load information.",
        () => new Tuple((system?.loadAverage() ?? [0, 0, 0]).map((x) => new Float(x))),
      ),
      uname: def(
        "",
        "Return an object identifying the current operating system.",
        () => new StructValue("posix.uname_result", system?.uname() ?? ["Krait", "localhost", "0", "0", "wasm32"]),
      ),
      times: def("", "Return a collection containing process timing information.", () => {
        const { user, system: kernel } = process.cpuUsage();
        const values = [user / 1e6, kernel / 1e6, 0, 0, performance.now() / 1000];
        return new StructValue(
          "posix.times_result",
          values.map((x) => new Float(x)),
        );
      }),
      umask: def("mask: int, /", "Set which permissions new files do not get; returns what it was.", (mask) =>
        this.umask(mask),
      ),
      urandom: def("size: size, /", "So many random bytes, good enough for cryptography.", (size: unknown) => {
        const n = typeof size === "bigint" ? Number(size) : size;
        if (typeof n !== "number")
          throw new HostError("TypeError", "'float' object cannot be interpreted as an integer");
        if (n < 0) throw new HostError("ValueError", "negative argument not allowed");
        return crypto().randomFillSync(new Uint8Array(n));
      }),
      getrandom: def("size: size, flags: int=0", "Obtain a series of random bytes.", (size) =>
        crypto().randomFillSync(new Uint8Array(size)),
      ),
      strerror: def("code: int, /", "Translate an error code to a message string.", (code) => errnoMessage(code)),
      putenv: def("name: fs, value: fs, /", "Change or add an environment variable.", (name, value) => {
        if (text(name).includes("=")) throw new HostError("ValueError", "illegal environment variable name");
        if (text(name) === "") throw osError(EINVAL);
        if ((text(name) + text(value)).includes("\0")) throw new HostError("ValueError", "embedded null byte");
        if (system !== null) system.env[text(name)] = text(value);
      }),
      unsetenv: def("name: fs, /", "Delete an environment variable.", (name) => {
        if (text(name).includes("\0")) throw new HostError("ValueError", "embedded null byte");
        if (text(name) === "" || text(name).includes("=")) throw osError(EINVAL);
        if (system !== null) delete system.env[text(name)];
      }),
      kill: def("pid: int, signal: int, /", "Kill a process with a signal.", (pid, signal) => {
        if (system === null) throw this.missing();
        try {
          system.kill(pid, signal);
        } catch (error) {
          throw fromNodeError(error);
        }
      }),
      system: def("command: fs", "Execute the command in a subshell.", (command) => {
        if (system === null) throw this.missing();
        return system.system(text(command));
      }),
      sched_yield: def("", "Voluntarily relinquish the CPU.", () => null),
      ctermid: def("", "The path of the terminal that controls this process.", () => "/dev/tty"),
      sysconf: def("name: configuration_name, /", "Return an integer-valued system configuration variable.", (name) => {
        if (name === "SC_NPROCESSORS_ONLN" || name === "SC_NPROCESSORS_CONF" || name === 84 || name === 83)
          return system?.cpuCount() ?? 1;
        if (name === "SC_PAGE_SIZE" || name === "SC_PAGESIZE" || name === 30) return 4096;
        if (name === "SC_CLK_TCK" || name === 2) return 100;
        if (name === "SC_OPEN_MAX" || name === 4) return 1024;
        if (name === "SC_IOV_MAX" || name === 60) return 1024;
        throw new HostError("ValueError", "unrecognized configuration name");
      }),
      WIFEXITED: def(
        "status: int",
        "Say whether the process ended by itself, by exit().",
        (status) => (status & 0x7f) === 0,
      ),
      WEXITSTATUS: def("status: int", "Return the process return code from status.", exitstatus),
      WIFSIGNALED: def(
        "status: int",
        "Say whether a signal ended the process.",
        (status) => (((status & 0x7f) + 1) << 24) >> 25 > 0,
      ),
      WTERMSIG: def("status: int", "The number of the signal that ended the process.", (status) => status & 0x7f),
      WIFSTOPPED: def(
        "status: int",
        "Return True if the process returning status was stopped.",
        (status) => (status & 0xff) === 0x7f,
      ),
      WSTOPSIG: def("status: int", "The number of the signal that stopped the process.", exitstatus),
      WCOREDUMP: def("status: int, /", "Say whether the process left a core file.", (status) => (status & 0x80) !== 0),
      WIFCONTINUED: def(
        "status: int",
        "Say whether the process was stopped and goes on now.",
        (status) => status === 0xffff,
      ),
      waitstatus_to_exitcode: def("status: int", "Convert a wait status to an exit code.", (status) =>
        (status & 0x7f) === 0 ? exitstatus(status) : -(status & 0x7f),
      ),
      // without a C library: no children, and no pipes to them
      waitpid: def("pid: int, options: int, /", "Wait for completion of a given child process.", () => {
        throw osError(10);
      }),
      pipe: def("", "Create a pipe.", () => {
        throw osError(13);
      }),
      major: def(
        "device: device, /",
        "Extracts a device major number from a raw device number.",
        (device: number | bigint) => {
          const d = BigInt(device);
          if (d === -1n) return -1;
          return ((d >> 8n) & 0xfffn) | ((d >> 32n) & 0xfffff000n);
        },
      ),
      minor: def(
        "device: device, /",
        "Extracts a device minor number from a raw device number.",
        (device: number | bigint) =>
          BigInt(device) === -1n ? -1 : (BigInt(device) & 0xffn) | ((BigInt(device) >> 12n) & 0xffffff00n),
      ),
      makedev: def(
        "major: device, minor: device, /",
        "The device number of a major and a minor number.",
        (major: number | bigint, minor: number | bigint) => {
          if (BigInt(major) === -1n && BigInt(minor) === -1n) return -1;
          for (const part of [major, minor]) {
            if (BigInt(part) > 0xffffffffn)
              throw new HostError("OverflowError", "Python int too large to convert to C unsigned int");
          }
          const [a, b] = [BigInt.asUintN(32, BigInt(major)), BigInt.asUintN(32, BigInt(minor))];
          const low = ((a & 0xfffn) << 8n) | (b & 0xffn) | ((b & 0xffffff00n) << 12n);
          return low | ((a & 0xfffff000n) << 32n);
        },
      ),
      _exit: def("status: int", "End the process at once with this status; nothing is cleaned up.", (status) => {
        process.exit(status);
      }),
      abort: def("", "Abort the interpreter immediately.", () => {
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
    doc: "The operating system's calls, near to what C and POSIX define; the module os\nis the way to use them. The system's manual pages describe each.",
    functions: posix.functions(),
    constants: {
      ...POSIX_CONSTANTS,
      environ,
      _have_functions: posix.hasLibc() ? HAVE_AT : HAVE,
      sysconf_names: new Map<HostValue, HostValue>(Object.entries(SYSCONF_NAMES)),
      pathconf_names: new Map<HostValue, HostValue>(Object.entries(PATHCONF_NAMES)),
      confstr_names: new Map<HostValue, HostValue>(Object.entries(CONFSTR_NAMES)),
    },
  };
}
