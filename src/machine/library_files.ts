/**
 * The standard library as files: a FileHost that shows the folder PREFIX with the library's sources and their ready-made `__pycache__`,
 * and hands every other path to the embedder's FileHost. So importlib, linecache, inspect and importlib.resources find the library as
 * they find it in any installation, sandboxed machines included.
 *
 * Invariant: the library cannot be written. Its descriptors start at FIRST_FD, so that they never meet those of the host.
 */
import { constants } from "node:fs";
import { posix } from "node:path";
import { MAGIC_NUMBER } from "../bytecode/pyc.js";
import type { FileHost } from "./files.js";
import { LIBRARY_PATH, PREFIX, type StandardLibrary } from "./stdlib.js";

const FIRST_FD = 1 << 20;
/** When the library was made, in ms since 1970: the day of 3.13.2. A .pyc names it, and so does a source's stat. */
const MADE = Date.UTC(2025, 1, 4);
const CACHE = "__pycache__";
const SUFFIX = ".cpython-313.pyc";

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** What a file or folder of the library is. */
interface Entry {
  readonly isFolder: boolean;
  readonly size: number;
  readonly data: () => Uint8Array;
}

const NO_DATA = () => new Uint8Array(0);
const FOLDER: Entry = { isFolder: true, size: 4096, data: NO_DATA };

/** fs.Stats or, for `bigint`, fs.BigIntStats. */
function statsOf(entry: Entry, inode: number, bigint: boolean): Record<string, unknown> {
  const n = (value: number) => (bigint ? BigInt(value) : value);
  const stats: Record<string, unknown> = {
    dev: n(0x6b72),
    ino: n(inode),
    mode: n(entry.isFolder ? 0o040555 : 0o100444),
    nlink: n(1),
    uid: n(0),
    gid: n(0),
    rdev: n(0),
    size: n(entry.size),
    blksize: n(4096),
    blocks: n(Math.ceil(entry.size / 512)),
    isFile: () => !entry.isFolder,
    isDirectory: () => entry.isFolder,
  };
  for (const no of ["isSymbolicLink", "isBlockDevice", "isCharacterDevice", "isFIFO", "isSocket"])
    stats[no] = () => false;
  for (const time of ["atime", "mtime", "ctime", "birthtime"]) {
    stats[time] = new Date(MADE);
    stats[`${time}Ms`] = n(MADE);
    stats[`${time}Ns`] = BigInt(MADE) * 1_000_000n;
  }
  return stats;
}

class Library {
  private readonly inodes = new Map<string, number>();

  constructor(private readonly library: StandardLibrary) {}

  /** The .pyc that importlib would have written: header and code. */
  private pyc(source: string): Uint8Array {
    const code = this.library.code(source)!;
    const data = new Uint8Array(16 + code.length);
    const view = new DataView(data.buffer);
    view.setUint32(0, MAGIC_NUMBER | 0x0a0d0000, true);
    view.setUint32(8, MADE / 1000, true);
    view.setUint32(12, this.library.fileSize(source), true);
    data.set(code, 16);
    return data;
  }

  /** The source whose code is cached at `path`, or null. */
  private sourceOf(path: string): string | null {
    const at = path.lastIndexOf(`${CACHE}/`);
    if (at < 0 || !path.endsWith(SUFFIX)) return null;
    return `${path.slice(0, at)}${path.slice(at + CACHE.length + 1, -SUFFIX.length)}.py`;
  }

  private isCache(path: string): boolean {
    if (path !== CACHE && !path.endsWith(`/${CACHE}`)) return false;
    return this.library.folder(path.slice(0, -CACHE.length - 1))?.some((name) => name.endsWith(".py")) ?? false;
  }

  /** What lies at a path under LIBRARY_PATH ("" is the library itself), or null. */
  entry(path: string): Entry | null {
    const size = this.library.fileSize(path);
    if (size >= 0) return { isFolder: false, size, data: () => this.library.source(path) ?? NO_DATA() };
    if (this.library.folder(path) !== null || this.isCache(path)) return FOLDER;
    const source = this.sourceOf(path);
    const codeSize = source === null ? -1 : this.library.codeSize(source);
    return codeSize < 0 ? null : { isFolder: false, size: 16 + codeSize, data: () => this.pyc(source!) };
  }

  names(path: string): string[] {
    if (this.isCache(path)) {
      const sources = this.library.folder(path.slice(0, -CACHE.length - 1))!.filter((name) => name.endsWith(".py"));
      return sources.map((name) => `${name.slice(0, -3)}${SUFFIX}`);
    }
    const names = this.library.folder(path)!.map((name) => name.replace(/\/$/, ""));
    return this.isCache(path === "" ? CACHE : `${path}/${CACHE}`) ? [...names, CACHE] : names;
  }

  inode(path: string): number {
    let inode = this.inodes.get(path);
    if (inode === undefined) this.inodes.set(path, (inode = this.inodes.size + 2));
    return inode;
  }
}

/** PREFIX and the folders between it and the library. */
const ABOVE = new Map<string, string>([
  [PREFIX, "lib"],
  [`${PREFIX}/lib`, LIBRARY_PATH.slice(LIBRARY_PATH.lastIndexOf("/") + 1)],
]);

/** What posix does with the library's descriptors. */
export interface LibraryDescriptors {
  has(fd: unknown): boolean;
  read(fd: number, size: number): Uint8Array;
  seek(fd: number, offset: number, whence: number): number;
  close(fd: number): void;
}

export interface LibraryFiles {
  readonly files: FileHost;
  readonly descriptors: LibraryDescriptors;
}

/** `files` with the library in it; null: nothing but the library is there. */
export function withLibrary(files: FileHost | null, standardLibrary: StandardLibrary): LibraryFiles {
  const library = new Library(standardLibrary);
  const open = new Map<number, { path: string; data: Uint8Array; at: number }>();
  let nextFd = FIRST_FD;

  /** The path inside PREFIX, normalized; null for any other. */
  const inside = (path: unknown): string | null => {
    if (typeof path !== "string" || !path.startsWith(PREFIX)) return null;
    const whole = posix.normalize(path).replace(/\/$/, "");
    return whole === PREFIX || whole.startsWith(`${PREFIX}/`) ? whole : null;
  };
  const entryAt = (path: string): Entry => {
    if (ABOVE.has(path)) return FOLDER;
    const own =
      path === LIBRARY_PATH ? "" : path.startsWith(`${LIBRARY_PATH}/`) ? path.slice(LIBRARY_PATH.length + 1) : null;
    const entry = own === null ? null : library.entry(own);
    if (entry === null) throw failure("ENOENT", path);
    return entry;
  };
  const namesAt = (path: string): string[] => {
    if (!entryAt(path).isFolder) throw failure("ENOTDIR", path);
    const above = ABOVE.get(path);
    return above !== undefined ? [above] : library.names(path.slice(LIBRARY_PATH.length + 1));
  };
  const stat = (path: string, options: { bigint?: boolean } | undefined) =>
    statsOf(entryAt(path), library.inode(path), options?.bigint === true);
  const openAt = (path: string, flags: number | string): number => {
    const entry = entryAt(path);
    const writes =
      typeof flags === "number"
        ? (flags & (constants.O_WRONLY | constants.O_RDWR | constants.O_TRUNC)) !== 0
        : flags !== "r";
    if (writes) throw failure(entry.isFolder ? "EISDIR" : "EROFS", path);
    open.set(nextFd, { path, data: entry.data(), at: 0 });
    return nextFd++;
  };
  const handle = (fd: number) => {
    const found = open.get(fd);
    if (found === undefined) throw failure("EBADF", String(fd));
    return found;
  };
  const own: Record<string, (...args: any[]) => unknown> = {
    statSync: (path, options) => stat(path, options),
    lstatSync: (path, options) => stat(path, options),
    existsSync: (path) => {
      try {
        return entryAt(path) !== null;
      } catch {
        return false;
      }
    },
    accessSync: (path, mode = 0) => {
      const entry = entryAt(path);
      if (mode & constants.W_OK) throw failure("EROFS", path);
      if (mode & constants.X_OK && !entry.isFolder) throw failure("EACCES", path);
    },
    readFileSync: (path) => {
      const entry = entryAt(path);
      if (entry.isFolder) throw failure("EISDIR", path);
      return entry.data();
    },
    readdirSync: (path, options) => {
      const names = namesAt(path);
      if (options?.withFileTypes !== true) return names;
      return names.map((name) => Object.assign(stat(`${path}/${name}`, undefined), { name, parentPath: path, path }));
    },
    readlinkSync: (path) => {
      entryAt(path);
      throw failure("EINVAL", path);
    },
    realpathSync: (path) => (entryAt(path), path),
    openSync: (path, flags = "r") => openAt(path, flags),
  };
  const ownDescriptors: Record<string, (...args: any[]) => unknown> = {
    fstatSync: (fd, options) => stat(handle(fd).path, options),
    readSync: (fd, to: Uint8Array, offset = 0, length = to.length - offset, position = null) => {
      const file = handle(fd);
      if (entryAt(file.path).isFolder) throw failure("EISDIR", file.path);
      const from = position === null ? file.at : Number(position);
      const part = file.data.subarray(from, from + length);
      to.set(part, offset);
      if (position === null) file.at += part.length;
      return part.length;
    },
    closeSync: (fd) => {
      handle(fd);
      open.delete(fd);
    },
    writeSync: (fd) => {
      handle(fd);
      throw failure("EBADF", String(fd));
    },
  };
  const base = files as unknown as Record<string, (...args: any[]) => unknown> | null;
  const without =
    (code: string) =>
    (...args: unknown[]) => {
      throw failure(code, String(args[0]));
    };
  const merged: Record<string, (...args: any[]) => unknown> = {};
  for (const name of Object.keys(own)) {
    const other = base === null ? (name === "existsSync" ? () => false : without("ENOSYS")) : base[name]?.bind(base);
    merged[name] = (path, ...rest) => {
      const mine = inside(path);
      if (mine !== null) return own[name]!(mine, ...rest);
      return (other ?? without("ENOSYS"))(path, ...rest);
    };
  }
  for (const name of Object.keys(ownDescriptors)) {
    const other = base === null ? without("EBADF") : base[name]?.bind(base);
    merged[name] = (fd, ...rest) =>
      typeof fd === "number" && fd >= FIRST_FD
        ? ownDescriptors[name]!(fd, ...rest)
        : (other ?? without("ENOSYS"))(fd, ...rest);
  }
  // everything else is the embedder's own
  const proxy = new Proxy(merged, {
    get: (target, name: string) => {
      if (name in target) return target[name];
      const value = base?.[name];
      return typeof value === "function" ? value.bind(base) : value;
    },
    has: (target, name) => name in target || (base !== null && name in base),
  }) as unknown as FileHost;
  const descriptors: LibraryDescriptors = {
    has: (fd) => typeof fd === "number" && fd >= FIRST_FD,
    read(fd, size) {
      const file = handle(fd);
      const part = file.data.subarray(file.at, file.at + size);
      file.at += part.length;
      return part;
    },
    seek(fd, offset, whence) {
      const file = handle(fd);
      const to = offset + (whence === 0 ? 0 : whence === 1 ? file.at : file.data.length);
      if (whence < 0 || whence > 2 || to < 0) throw failure("EINVAL", String(fd));
      file.at = to;
      return to;
    },
    close(fd) {
      handle(fd);
      open.delete(fd);
    },
  };
  return { files: proxy, descriptors };
}
