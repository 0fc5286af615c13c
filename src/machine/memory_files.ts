/**
 * Files in memory: a FileHost for sandboxes and browsers. It behaves as Node's `fs` does on Linux for a user who may do everything, and reaches nothing
 * of the host. Several machines may share one; it may also be read and filled from outside.
 *
 * Invariant: a file lives while a folder or an open descriptor refers to it. Descriptors begin at 3.
 */
import type { FileHost } from "./files.js";

const FOLDER_MODE = 0o040000;
const FILE_MODE = 0o100000;
const LINK_MODE = 0o120000;
/** Linux's flags of open(). */
const O_ACCMODE = 3;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
const O_DIRECTORY = 0o200000;
const O_NOFOLLOW = 0o400000;
const MOST_LINKS = 40;

const FLAGS: Readonly<Record<string, number>> = {
  r: 0,
  "r+": 2,
  w: 0o1101,
  "w+": 0o1102,
  a: 0o2101,
  "a+": 0o2102,
  wx: 0o1301,
};

interface Node {
  readonly inode: number;
  mode: number;
  links: number;
  /** In ms since 1970. */
  times: { atime: number; mtime: number; ctime: number; birthtime: number };
  /** One of the three. */
  readonly entries: Map<string, Node> | null;
  data: Uint8Array;
  /** Bytes of `data` that belong to the file. */
  size: number;
  readonly target: string | null;
}

interface Open {
  readonly node: Node;
  readonly flags: number;
  at: number;
}

type Path = string | Uint8Array | URL;
type StatOptions = { readonly bigint?: boolean; readonly throwIfNoEntry?: boolean };

function fail(code: string, path: Path | number): never {
  throw Object.assign(new Error(`${code}: ${String(path)}`), { code });
}

function textOf(path: Path): string {
  if (typeof path === "string") return path;
  return path instanceof URL ? decodeURIComponent(path.pathname) : new TextDecoder().decode(path);
}

/** Times as Node takes them: seconds, or a Date. */
function msOf(time: unknown): number {
  return time instanceof Date ? time.getTime() : Number(time) * 1000;
}

/**
 * @example
 * const files = new MemoryFiles({ "/work/data.csv": "a,b\n1,2\n", "/work/mod.py": "X = 1\n" });
 * const machine = new Machine({ files, path: ["/work"] });
 * machine.exec("import mod; open('/work/out.txt', 'w').write(str(mod.X))");
 * new TextDecoder().decode(files.readFileSync("/work/out.txt")); // "1"
 */
export class MemoryFiles implements FileHost {
  private inodes = 1;
  private readonly opened = new Map<number, Open>();
  private readonly root: Node;

  /** `files`: contents by absolute path; folders are made as needed. `now`: the clock of time stamps, in ms; default real time. */
  constructor(
    files: Readonly<Record<string, string | Uint8Array>> = {},
    private readonly now: () => number = Date.now,
  ) {
    this.root = this.make(FOLDER_MODE | 0o755);
    this.root.links = 2;
    this.mkdirSync("/tmp");
    for (const [path, content] of Object.entries(files)) this.writeFileSync(path, content);
  }

  /** Writes a whole file, and makes the folders above it. */
  writeFileSync(path: Path, content: string | Uint8Array): void {
    const where = textOf(path);
    const folder = where.slice(0, where.lastIndexOf("/"));
    if (folder !== "") this.mkdirSync(folder, { recursive: true });
    const fd = this.openSync(where, "w");
    this.writeSync(fd, typeof content === "string" ? new TextEncoder().encode(content) : content);
    this.closeSync(fd);
  }

  /** The paths of all files, sorted. */
  list(): string[] {
    const found: string[] = [];
    const walk = (node: Node, path: string) => {
      for (const [name, inner] of node.entries!) {
        if (inner.entries === null) found.push(`${path}/${name}`);
        else walk(inner, `${path}/${name}`);
      }
    };
    walk(this.root, "");
    return found.sort();
  }

  private make(mode: number, target: string | null = null): Node {
    const time = this.now();
    const times = { atime: time, mtime: time, ctime: time, birthtime: time };
    const entries = (mode & 0o170000) === FOLDER_MODE ? new Map<string, Node>() : null;
    const data = target === null ? new Uint8Array(0) : new TextEncoder().encode(target);
    return { inode: this.inodes++, mode, links: 1, times, entries, data, size: data.length, target };
  }

  // ---- paths

  /** The folder that a path's last part lies in, that part, and what is there (null: nothing). */
  private locate(path: Path, follow: boolean, hops = 0): { folder: Node; name: string; node: Node | null } {
    const text = textOf(path);
    if (text === "") fail("ENOENT", path);
    if (hops > MOST_LINKS) fail("ELOOP", path);
    const parts = text.split("/").filter((part) => part !== "" && part !== ".");
    const way: Node[] = [this.root];
    const names: string[] = [""];
    for (let i = 0; i < parts.length; i++) {
      const last = i === parts.length - 1;
      const here = way[way.length - 1]!;
      if (here.entries === null) fail("ENOTDIR", path);
      if (parts[i] === "..") {
        if (way.length > 1) {
          way.pop();
          names.pop();
        }
        continue;
      }
      const next = here.entries.get(parts[i]!);
      if (next === undefined) {
        if (!last) fail("ENOENT", path);
        return { folder: here, name: parts[i]!, node: null };
      }
      if (next.target !== null && (!last || follow || text.endsWith("/"))) {
        const base = next.target.startsWith("/") ? "" : `${names.join("/")}/`;
        return this.locate([`${base}${next.target}`, ...parts.slice(i + 1)].join("/"), follow, hops + 1);
      }
      way.push(next);
      names.push(parts[i]!);
    }
    const node = way[way.length - 1]!;
    if (text.endsWith("/") && node.entries === null) fail("ENOTDIR", path);
    return { folder: way[way.length - 2] ?? this.root, name: names[names.length - 1]!, node };
  }

  private find(path: Path, follow = true): Node {
    return this.locate(path, follow).node ?? fail("ENOENT", path);
  }

  private file(fd: number): Open {
    return this.opened.get(fd) ?? fail("EBADF", fd);
  }

  private changed(node: Node): void {
    node.times.mtime = node.times.ctime = this.now();
  }

  private link(folder: Node, name: string, node: Node): void {
    folder.entries!.set(name, node);
    if (node.entries !== null) folder.links++;
    this.changed(folder);
  }

  private unlink(folder: Node, name: string, node: Node): void {
    folder.entries!.delete(name);
    node.links -= node.entries === null ? 1 : 2;
    if (node.entries !== null) folder.links--;
    this.changed(folder);
  }

  // ---- what is there

  private stats(node: Node, options?: StatOptions): any {
    const n = (value: number) => (options?.bigint === true ? BigInt(Math.trunc(value)) : value);
    const stats: Record<string, unknown> = {
      dev: n(0x6d65),
      ino: n(node.inode),
      mode: n(node.mode),
      nlink: n(node.links),
      uid: n(0),
      gid: n(0),
      rdev: n(0),
      size: n(node.entries === null ? node.size : 4096),
      blksize: n(4096),
      blocks: n(Math.ceil(node.size / 512)),
    };
    for (const [name, ms] of Object.entries(node.times)) {
      stats[name] = new Date(ms);
      stats[`${name}Ms`] = n(ms);
      stats[`${name}Ns`] = BigInt(Math.round(ms * 1000)) * 1000n;
    }
    const kind = node.mode & 0o170000;
    stats["isFile"] = () => kind === FILE_MODE;
    stats["isDirectory"] = () => kind === FOLDER_MODE;
    stats["isSymbolicLink"] = () => kind === LINK_MODE;
    for (const name of ["isBlockDevice", "isCharacterDevice", "isFIFO", "isSocket"]) stats[name] = () => false;
    return stats;
  }

  statSync = (path: Path, options?: StatOptions): any => {
    if (options?.throwIfNoEntry === false && !this.existsSync(path)) return undefined;
    return this.stats(this.find(path), options);
  };

  lstatSync = (path: Path, options?: StatOptions): any => this.stats(this.find(path, false), options);

  fstatSync = (fd: number, options?: StatOptions): any => this.stats(this.file(fd).node, options);

  existsSync = (path: Path): boolean => {
    try {
      return this.find(path) !== null;
    } catch {
      return false;
    }
  };

  accessSync = (path: Path, mode = 0): void => {
    const node = this.find(path);
    if ((mode & 1) !== 0 && node.entries === null && (node.mode & 0o111) === 0) fail("EACCES", path);
  };

  readdirSync = ((path: Path, options?: { withFileTypes?: boolean }): unknown[] => {
    const { entries } = this.find(path);
    if (entries === null) fail("ENOTDIR", path);
    if (options?.withFileTypes !== true) return [...entries.keys()];
    const parent = textOf(path);
    return [...entries].map(([name, node]) => ({ ...this.stats(node), name, parentPath: parent, path: parent }));
  }) as any;

  readlinkSync = ((path: Path): string => this.find(path, false).target ?? fail("EINVAL", path)) as any;

  // ---- contents

  readFileSync(path: Path): Uint8Array {
    const node = this.find(path);
    if (node.entries !== null) fail("EISDIR", path);
    return node.data.slice(0, node.size);
  }

  openSync = (path: Path, flags: number | string = "r", mode: unknown = 0o666): number => {
    const bits = typeof flags === "number" ? flags : (FLAGS[flags] ?? fail("EINVAL", path));
    const { folder, name, node: found } = this.locate(path, (bits & O_NOFOLLOW) === 0 && (bits & O_EXCL) === 0);
    let node = found;
    if (node === null) {
      if ((bits & O_CREAT) === 0 || textOf(path).endsWith("/"))
        fail(textOf(path).endsWith("/") ? "EISDIR" : "ENOENT", path);
      node = this.make(FILE_MODE | (Number(mode) & 0o777 & ~0o022));
      this.link(folder, name, node);
    } else if ((bits & O_CREAT) !== 0 && (bits & O_EXCL) !== 0) fail("EEXIST", path);
    if (node.target !== null) fail("ELOOP", path);
    if (node.entries !== null && (bits & (O_ACCMODE | O_TRUNC)) !== 0) fail("EISDIR", path);
    if (node.entries === null && (bits & O_DIRECTORY) !== 0) fail("ENOTDIR", path);
    if ((bits & O_TRUNC) !== 0) {
      node.size = 0;
      this.changed(node);
    }
    let fd = 3;
    while (this.opened.has(fd)) fd++;
    this.opened.set(fd, { node, flags: bits, at: 0 });
    return fd;
  };

  closeSync = (fd: number): void => {
    this.file(fd);
    this.opened.delete(fd);
  };

  readSync = ((
    fd: number,
    to: Uint8Array,
    offset = 0,
    length = to.byteLength - offset,
    position: unknown = null,
  ): number => {
    const open = this.file(fd);
    if ((open.flags & O_ACCMODE) === 1) fail("EBADF", fd);
    if (open.node.entries !== null) fail("EISDIR", fd);
    const from = position === null || Number(position) < 0 ? open.at : Number(position);
    const part = open.node.data.subarray(Math.min(from, open.node.size), Math.min(from + length, open.node.size));
    to.set(part, offset);
    if (position === null) open.at += part.length;
    return part.length;
  }) as any;

  writeSync = ((
    fd: number,
    data: Uint8Array,
    offset = 0,
    length = data.byteLength - offset,
    position: unknown = null,
  ): number => {
    const open = this.file(fd);
    if ((open.flags & O_ACCMODE) === 0) fail("EBADF", fd);
    const { node } = open;
    const from = (open.flags & O_APPEND) !== 0 ? node.size : position === null ? open.at : Number(position);
    this.resize(node, Math.max(node.size, from + length));
    node.data.set(data.subarray(offset, offset + length), from);
    if (position === null) open.at = from + length;
    this.changed(node);
    return length;
  }) as any;

  private resize(node: Node, size: number): void {
    if (size > node.data.length) {
      const grown = new Uint8Array(Math.max(size, node.data.length * 2, 64));
      grown.set(node.data.subarray(0, node.size));
      node.data = grown;
    } else if (size < node.size) node.data.fill(0, size, node.size);
    node.size = size;
  }

  truncateSync = (path: Path, length: number | null = 0): void => {
    const node = this.find(path);
    if (node.entries !== null) fail("EISDIR", path);
    this.resize(node, length ?? 0);
    this.changed(node);
  };

  ftruncateSync = (fd: number, length: number | null = 0): void => {
    const open = this.file(fd);
    if ((open.flags & O_ACCMODE) === 0) fail("EINVAL", fd);
    this.resize(open.node, length ?? 0);
    this.changed(open.node);
  };

  fsyncSync = (fd: number): void => {
    this.file(fd);
  };

  fdatasyncSync = this.fsyncSync;

  // ---- folders and names

  mkdirSync = ((path: Path, options?: number | { recursive?: boolean; mode?: number }): void => {
    const recursive = typeof options === "object" && options.recursive === true;
    const mode = (typeof options === "number" ? options : options?.mode) ?? 0o777;
    if (recursive) {
      const text = textOf(path);
      const parent = text.slice(0, text.replace(/\/+$/, "").lastIndexOf("/"));
      if (parent !== "" && !this.existsSync(parent)) this.mkdirSync(parent, options);
      if (this.existsSync(path)) return;
    }
    const { folder, name, node } = this.locate(path, false);
    if (node !== null) fail("EEXIST", path);
    const made = this.make(FOLDER_MODE | (Number(mode) & 0o777 & ~0o022));
    made.links = 2;
    this.link(folder, name, made);
  }) as any;

  rmdirSync = (path: Path): void => {
    const { folder, name, node } = this.locate(path, false);
    if (node === null) fail("ENOENT", path);
    if (node.entries === null) fail("ENOTDIR", path);
    if (node === this.root) fail("EBUSY", path);
    if (node.entries.size > 0) fail("ENOTEMPTY", path);
    this.unlink(folder, name, node);
  };

  unlinkSync = (path: Path): void => {
    const { folder, name, node } = this.locate(path, false);
    if (node === null) fail("ENOENT", path);
    if (node.entries !== null) fail("EISDIR", path);
    this.unlink(folder, name, node);
  };

  renameSync = (from: Path, to: Path): void => {
    const source = this.locate(from, false);
    const { node } = source;
    if (node === null) fail("ENOENT", from);
    const target = this.locate(to, false);
    if (target.node === node) return;
    if (node.entries !== null && this.contains(node, target.folder)) fail("EINVAL", to);
    if (target.node !== null) {
      if (node.entries !== null && target.node.entries === null) fail("ENOTDIR", to);
      if (node.entries === null && target.node.entries !== null) fail("EISDIR", to);
      if (target.node.entries !== null && target.node.entries.size > 0) fail("ENOTEMPTY", to);
      this.unlink(target.folder, target.name, target.node);
    }
    source.folder.entries!.delete(source.name);
    if (node.entries !== null) source.folder.links--;
    this.changed(source.folder);
    this.link(target.folder, target.name, node);
    node.times.ctime = this.now();
  };

  private contains(node: Node, inner: Node): boolean {
    if (node === inner) return true;
    return [...(node.entries?.values() ?? [])].some((child) => child.entries !== null && this.contains(child, inner));
  }

  linkSync = (from: Path, to: Path): void => {
    const node = this.find(from, false);
    if (node.entries !== null) fail("EPERM", from);
    const target = this.locate(to, false);
    if (target.node !== null) fail("EEXIST", to);
    node.links++;
    this.link(target.folder, target.name, node);
  };

  symlinkSync = (to: Path, path: Path): void => {
    const { folder, name, node } = this.locate(path, false);
    if (node !== null) fail("EEXIST", path);
    this.link(folder, name, this.make(LINK_MODE | 0o777, textOf(to)));
  };

  chmodSync = (path: Path, mode: unknown): void => {
    this.setMode(this.find(path), Number(mode));
  };

  fchmodSync = (fd: number, mode: unknown): void => {
    this.setMode(this.file(fd).node, Number(mode));
  };

  private setMode(node: Node, mode: number): void {
    node.mode = (node.mode & 0o170000) | (mode & 0o7777);
    node.times.ctime = this.now();
  }

  utimesSync = (path: Path, atime: unknown, mtime: unknown): void => {
    this.setTimes(this.find(path), atime, mtime);
  };

  lutimesSync = (path: Path, atime: unknown, mtime: unknown): void => {
    this.setTimes(this.find(path, false), atime, mtime);
  };

  futimesSync = (fd: number, atime: unknown, mtime: unknown): void => {
    this.setTimes(this.file(fd).node, atime, mtime);
  };

  private setTimes(node: Node, atime: unknown, mtime: unknown): void {
    node.times.atime = msOf(atime);
    node.times.mtime = msOf(mtime);
    node.times.ctime = this.now();
  }
}
