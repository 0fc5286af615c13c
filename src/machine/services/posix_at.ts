/**
 * posix's functions on paths over the C library's ...at() calls: paths relative to an open folder, and paths that are not UTF-8, which Node's fs cannot
 * name. Everything else stays with the functions of posix.ts, which the caller passes in: they know the library's own files, and do not load koffi.
 */
import { def, HostError, type HostFunction, osError, type StructValue } from "../host_module.js";
import type { HostValue } from "../host_values.js";
import type { Libc } from "../libc.js";
import { zeroEnded } from "./posix_spawn.js";
import { bytesOf } from "./processes.js";

const EOPNOTSUPP = 95;
const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_REMOVEDIR = 0x200;
const AT_EACCESS = 0x200;
const AT_SYMLINK_FOLLOW = 0x400;
const STATX_BASIC_STATS = 0x7ff;

type Path = string | Uint8Array | number;
type Folder = number | null | undefined;
type Functions = Record<string, HostFunction>;

const strict = new TextDecoder("utf-8", { fatal: true });

/** Is the path one that Node's fs can take: UTF-8? */
export function isNodePath(path: Path): boolean {
  if (typeof path === "number") return true;
  if (typeof path === "string") return !/[\ud800-\udfff]/.test(path.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ""));
  try {
    strict.decode(path);
    return true;
  } catch {
    return false;
  }
}

const encoder = new TextEncoder();

/** The bytes of a text as Python's file-system codec encodes it: lone surrogates that fsDecode has made are the bytes they were. */
export function fsEncode(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/.test(text)) return encoder.encode(text);
  const out: number[] = [];
  for (const c of text) {
    const code = c.codePointAt(0)!;
    if (code >= 0xdc80 && code <= 0xdcff) out.push(code & 0xff);
    else out.push(...encoder.encode(c));
  }
  return Uint8Array.from(out);
}

/** A name that the system gives, as Python's file-system codec decodes it: what is not UTF-8 becomes lone surrogates. */
export function fsDecode(name: Uint8Array | string): string {
  if (typeof name === "string") return name;
  try {
    return strict.decode(name);
  } catch {
    let text = "";
    for (let i = 0; i < name.length; ) {
      const lead = name[i]!;
      const size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
      try {
        text += strict.decode(name.subarray(i, i + size));
        i += size;
      } catch {
        text += String.fromCharCode(0xdc00 + lead);
        i++;
      }
    }
    return text;
  }
}

/** The fields of struct statx by fs.BigIntStats' names. */
function statxFields(record: Uint8Array): Record<string, bigint> {
  const view = new DataView(record.buffer);
  const u32 = (at: number) => BigInt(view.getUint32(at, true));
  const u64 = (at: number) => view.getBigUint64(at, true);
  const time = (at: number) => view.getBigInt64(at, true) * 1_000_000_000n + u32(at + 8);
  const device = (at: number) => {
    const [major, minor] = [u32(at), u32(at + 4)];
    return (minor & 0xffn) | ((major & 0xfffn) << 8n) | ((minor & ~0xffn) << 12n) | ((major & ~0xfffn) << 32n);
  };
  return {
    mode: BigInt(view.getUint16(28, true)),
    ino: u64(32),
    dev: device(136),
    nlink: u32(16),
    uid: u32(20),
    gid: u32(24),
    size: u64(40),
    atimeNs: time(64),
    mtimeNs: time(112),
    ctimeNs: time(96),
    blksize: u32(4),
    blocks: u64(48),
    rdev: device(128),
  };
}

/** What of posix.ts these functions need. */
export interface PosixFiles {
  /** Notes a descriptor that has been opened. */
  opened(fd: number, flags: number): number;
  statResult(fields: Record<string, bigint>): StructValue;
}

export class PathFunctions {
  constructor(
    private readonly libc: Libc,
    private readonly posix: PosixFiles,
    private readonly plain: Functions,
  ) {}

  private call(declaration: string, shown: HostValue, shown2: HostValue, ...args: unknown[]): number {
    return this.libc.checked(this.libc.fn(declaration)(...args) as number, shown, shown2);
  }

  /** Does the call need the C library? The others are left to the function of posix.ts. */
  private needed(path: Path, folder: Folder): boolean {
    if (folder === null || folder === undefined) return !isNodePath(path);
    return true;
  }

  private checkFd(name: string, path: Path, folder: Folder): void {
    if (typeof path === "number" && folder !== null && folder !== undefined) {
      throw new HostError("ValueError", `${name}: can't specify dir_fd without matching path`);
    }
  }

  private stat(path: Path, folder: Folder, follow: boolean): StructValue {
    const record = new Uint8Array(256);
    const flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
    this.call(
      "int statx(int folder, const void *path, int flags, unsigned int mask, void *record)",
      path,
      null,
      folder ?? AT_FDCWD,
      zeroEnded(bytesOf(path)),
      flags,
      STATX_BASIC_STATS,
      record,
    );
    return this.posix.statResult(statxFields(record));
  }

  functions(): Functions {
    return { ...this.looking(), ...this.changing(), ...this.linking() };
  }

  private looking(): Functions {
    const { plain } = this;
    return {
      stat: def(
        "path: path_or_fd, *, dir_fd: dir_fd=None, follow_symlinks: bool=True",
        plain["stat"]!.doc!,
        (path: Path, folder: Folder, follow) => {
          this.checkFd("stat", path, folder);
          if (typeof path === "number" && follow === false)
            throw new HostError("ValueError", "stat: cannot use fd and follow_symlinks together");
          if (!this.needed(path, folder)) return plain["stat"]!.call(path, null, follow);
          return this.stat(path, folder, follow !== false);
        },
      ),
      lstat: def("path: path, *, dir_fd: dir_fd=None", plain["lstat"]!.doc!, (path: Path, folder: Folder) =>
        this.needed(path, folder) ? this.stat(path, folder, false) : plain["lstat"]!.call(path),
      ),
      access: def(
        "path: path, mode: int, *, dir_fd: dir_fd=None, effective_ids: bool=False, follow_symlinks: bool=True",
        plain["access"]!.doc!,
        (path: Path, mode: number, folder: Folder, effective, follow) => {
          if (!this.needed(path, folder) && effective !== true && follow !== false)
            return plain["access"]!.call(path, mode);
          const flags = (effective === true ? AT_EACCESS : 0) | (follow === false ? AT_SYMLINK_NOFOLLOW : 0);
          const test = this.libc.fn("int faccessat(int folder, const void *path, int mode, int flags)");
          return test(folder ?? AT_FDCWD, zeroEnded(bytesOf(path)), mode, flags) === 0;
        },
      ),
      readlink: def("path: path, *, dir_fd: dir_fd=None", plain["readlink"]!.doc!, (path: Path, folder: Folder) => {
        if (!this.needed(path, folder)) return plain["readlink"]!.call(path);
        const target = new Uint8Array(4096);
        const n = this.call(
          "long readlinkat(int folder, const void *path, void *target, size_t size)",
          path,
          null,
          folder ?? AT_FDCWD,
          zeroEnded(bytesOf(path)),
          target,
          target.length,
        );
        const found = target.subarray(0, n);
        return path instanceof Uint8Array ? found : fsDecode(found);
      }),
      open: def(
        "path: path, flags: int, mode: int=511, *, dir_fd: dir_fd=None",
        plain["open"]!.doc!,
        (path: Path, flags: number, mode = 0o777, folder: Folder = null) => {
          if (!this.needed(path, folder)) return plain["open"]!.call(path, flags, mode);
          const fd = this.call(
            "int openat(int folder, const void *path, int flags, unsigned int mode)",
            path,
            null,
            folder ?? AT_FDCWD,
            zeroEnded(bytesOf(path)),
            flags | 0o2000000,
            mode,
          );
          return this.posix.opened(fd, flags);
        },
      ),
    };
  }

  private changing(): Functions {
    const { plain } = this;
    /** A call (folder, path, a number) without a result. */
    const simple = (name: string, parameters: string, declaration: string, last: (...rest: never[]) => unknown[]) =>
      def(parameters, plain[name]!.doc!, (path: Path, ...rest: unknown[]) => {
        const folder = rest.at(-1) as Folder;
        if (!this.needed(path, folder)) return plain[name]!.call(path, ...rest.slice(0, -1));
        this.call(declaration, path, null, folder ?? AT_FDCWD, zeroEnded(bytesOf(path)), ...last(...(rest as never[])));
      });
    const unlinkat = "int unlinkat(int folder, const void *path, int flags)";
    return {
      mkdir: simple(
        "mkdir",
        "path: path, mode: int=511, *, dir_fd: dir_fd=None",
        "int mkdirat(int folder, const void *path, unsigned int mode)",
        (mode = 0o777) => [mode],
      ),
      rmdir: simple("rmdir", "path: path, *, dir_fd: dir_fd=None", unlinkat, () => [AT_REMOVEDIR]),
      unlink: simple("unlink", "path: path, *, dir_fd: dir_fd=None", unlinkat, () => [0]),
      remove: simple("remove", "path: path, *, dir_fd: dir_fd=None", unlinkat, () => [0]),
      mkfifo: simple(
        "mkfifo",
        "path: path, mode: int=438, *, dir_fd: dir_fd=None",
        "int mkfifoat(int folder, const void *path, unsigned int mode)",
        (mode = 0o666) => [mode],
      ),
      mknod: simple(
        "mknod",
        "path: path, mode: int=384, device: device=0, *, dir_fd: dir_fd=None",
        "int mknodat(int folder, const void *path, unsigned int mode, unsigned long device)",
        (mode = 0o600, device = 0) => [mode, device],
      ),
      chmod: def(
        "path: path_or_fd, mode: int, *, dir_fd: dir_fd=None, follow_symlinks: bool=(os.name != 'nt')",
        plain["chmod"]!.doc!,
        (path: Path, mode: number, folder: Folder, follow) => {
          this.checkFd("chmod", path, folder);
          if (!this.needed(path, folder) && follow !== false) return plain["chmod"]!.call(path, mode);
          const change = this.libc.fn("int fchmodat(int folder, const void *path, unsigned int mode, int flags)");
          const flags = follow === false ? AT_SYMLINK_NOFOLLOW : 0;
          if (change(folder ?? AT_FDCWD, zeroEnded(bytesOf(path)), mode, flags) === 0) return;
          const errno = this.libc.errno();
          if (errno !== EOPNOTSUPP || follow !== false) throw osError(errno, path);
          // symbolic links have no mode here
          throw folder === null || folder === undefined
            ? new HostError("NotImplementedError", "chmod: follow_symlinks unavailable on this platform")
            : new HostError("ValueError", "chmod: cannot use dir_fd and follow_symlinks together");
        },
      ),
      chdir: def("path: path_or_fd", plain["chdir"]!.doc!, (path: Path) => {
        if (typeof path === "number") this.call("int fchdir(int fd)", path, null, path);
        else if (isNodePath(path)) plain["chdir"]!.call(path);
        else this.call("int chdir(const void *path)", path, null, zeroEnded(bytesOf(path)));
      }),
    };
  }

  private linking(): Functions {
    const { plain } = this;
    const rename = (name: string) =>
      def(
        "src: path, dst: path, *, src_dir_fd: dir_fd=None, dst_dir_fd: dir_fd=None",
        plain[name]!.doc!,
        (from: Path, to: Path, folder: Folder, folder2: Folder) => {
          if (!this.needed(from, folder) && !this.needed(to, folder2)) return plain[name]!.call(from, to);
          this.call(
            "int renameat(int folder, const void *path, int folder2, const void *path2)",
            from,
            to,
            folder ?? AT_FDCWD,
            zeroEnded(bytesOf(from)),
            folder2 ?? AT_FDCWD,
            zeroEnded(bytesOf(to)),
          );
        },
      );
    return {
      rename: rename("rename"),
      replace: rename("replace"),
      link: def(
        "src: path, dst: path, *, src_dir_fd: dir_fd=None, dst_dir_fd: dir_fd=None, follow_symlinks: bool=True",
        plain["link"]!.doc!,
        (from: Path, to: Path, folder: Folder, folder2: Folder, follow) => {
          if (!this.needed(from, folder) && !this.needed(to, folder2) && follow === undefined)
            return plain["link"]!.call(from, to);
          this.call(
            "int linkat(int folder, const void *path, int folder2, const void *path2, int flags)",
            from,
            to,
            folder ?? AT_FDCWD,
            zeroEnded(bytesOf(from)),
            folder2 ?? AT_FDCWD,
            zeroEnded(bytesOf(to)),
            follow === false ? 0 : AT_SYMLINK_FOLLOW,
          );
        },
      ),
      symlink: def(
        "src: path, dst: path, target_is_directory: bool=False, *, dir_fd: dir_fd=None",
        plain["symlink"]!.doc!,
        (from: Path, to: Path, _isFolder, folder: Folder) => {
          if (!this.needed(to, folder) && isNodePath(from)) return plain["symlink"]!.call(from, to);
          this.call(
            "int symlinkat(const void *target, int folder, const void *path)",
            from,
            to,
            zeroEnded(bytesOf(from)),
            folder ?? AT_FDCWD,
            zeroEnded(bytesOf(to)),
          );
        },
      ),
    };
  }
}

/** Names of `_have_functions`, by which os.py learns what takes a descriptor for a folder or a file. */
export const HAVE_AT =
  "FACCESSAT FCHDIR FCHMOD FCHMODAT FCHOWN FCHOWNAT FDOPENDIR FPATHCONF FSTATAT FSTATVFS FTRUNCATE FUTIMENS FUTIMES FUTIMESAT LINKAT LCHOWN LSTAT LUTIMES MEMFD_CREATE MKDIRAT MKFIFOAT MKNODAT OPENAT READLINKAT RENAMEAT SYMLINKAT UNLINKAT UTIMENSAT PTSNAME_R EVENTFD TIMERFD_CREATE"
    .split(" ")
    .map((name) => `HAVE_${name}`);
