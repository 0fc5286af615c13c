/** Rarer functions of posix over the C library: times to the nanosecond, owners, extended attributes, configuration values, exec. */
import type { SystemHost } from "../files.js";
import { def, fn, HostError, type HostFunction, osError, StructValue } from "../host_module.js";
import { Float, type HostValue, typeNameOf } from "../host_values.js";
import type { Libc } from "../libc.js";
import { CONFSTR_NAMES, PATHCONF_NAMES, SYSCONF_NAMES } from "./posix_constants.js";
import { zeroEnded } from "./posix_spawn.js";
import { bytesOf, environmentOf } from "./processes.js";

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const UTIME_NOW = (1n << 30n) - 1n;
const BILLION = 1_000_000_000n;

type Path = string | Uint8Array | number;

/** struct timespec of a number of seconds, rounded down as CPython does. */
function timespec(value: unknown): [bigint, bigint] {
  if (typeof value === "number" || typeof value === "bigint") {
    const seconds = BigInt(value);
    if (seconds !== BigInt.asIntN(64, seconds))
      throw new HostError("OverflowError", "timestamp out of range for platform time_t");
    return [seconds, 0n];
  }
  if (!(value instanceof Float))
    throw new HostError("TypeError", `'${typeNameOf(value as HostValue)}' object cannot be interpreted as an integer`);
  if (Number.isNaN(value.value)) throw new HostError("ValueError", "Invalid value NaN (not a number)");
  const whole = Math.floor(value.value);
  if (Math.abs(whole) > 2 ** 63) throw new HostError("OverflowError", "timestamp out of range for platform time_t");
  return [BigInt(whole), BigInt(Math.floor((value.value - whole) * 1e9))];
}

function pair(value: unknown, message: string): [unknown, unknown] {
  if (!Array.isArray(value) || value.length !== 2) throw new HostError("TypeError", message);
  return value as [unknown, unknown];
}

/** The two struct timespec of utime's arguments. */
function timesOf(times: unknown, ns: unknown): BigInt64Array {
  if (times !== undefined && times !== null && ns !== undefined) {
    throw new HostError("ValueError", "utime: you may specify either 'times' or 'ns' but not both");
  }
  if (times !== undefined && times !== null) {
    const [a, m] = pair(times, "utime: 'times' must be either a tuple of two ints or None").map(timespec);
    return BigInt64Array.of(...(a as [bigint, bigint]), ...(m as [bigint, bigint]));
  }
  if (ns === undefined) return BigInt64Array.of(0n, UTIME_NOW, 0n, UTIME_NOW);
  const parts = pair(ns, "utime: 'ns' must be a tuple of two ints").flatMap((value) => {
    if (typeof value !== "number" && typeof value !== "bigint") {
      throw new HostError(
        "TypeError",
        `'${typeNameOf(value as HostValue)}' object cannot be interpreted as an integer`,
      );
    }
    const n = BigInt(value);
    const rest = ((n % BILLION) + BILLION) % BILLION;
    return [(n - rest) / BILLION, rest];
  });
  return BigInt64Array.from(parts);
}

function configurationName(names: Readonly<Record<string, number>>, name: unknown): number {
  if (typeof name === "number") return name;
  if (typeof name !== "string") throw new HostError("TypeError", "configuration names must be strings or integers");
  const number = names[name];
  if (number === undefined) throw new HostError("ValueError", "unrecognized configuration name");
  return number;
}

function utimeFunction(libc: Libc): HostFunction {
  return def(
    "path: path_or_fd, times: tuple_or_none=None, *, ns: tuple_or_none=<unrepresentable>, dir_fd: dir_fd=None, follow_symlinks: bool=True",
    "Set the access and modified time of path.",
    (path: Path, times, ns, folder, follow) => {
      const record = timesOf(times, ns);
      if (typeof path === "number") {
        if (follow === false) throw new HostError("ValueError", "utime: cannot use fd and follow_symlinks together");
        libc.checked(libc.fn("int futimens(int fd, const void *times)")(path, record));
        return;
      }
      const call = libc.fn("int utimensat(int folder, const void *path, const void *times, int flags)");
      const flags = follow === false ? AT_SYMLINK_NOFOLLOW : 0;
      libc.checked(call(folder ?? AT_FDCWD, zeroEnded(bytesOf(path)), record, flags), path);
    },
  );
}

function ownerFunctions(libc: Libc): Record<string, HostFunction> {
  const at = (path: Path, user: number, group: number, folder: number | null, flags: number) => {
    libc.checked(
      libc.fn("int fchownat(int folder, const void *path, unsigned int user, unsigned int group, int flags)")(
        folder ?? AT_FDCWD,
        zeroEnded(bytesOf(path)),
        user >>> 0,
        group >>> 0,
        flags,
      ),
      path,
    );
  };
  const byFd = (fd: number, user: number, group: number) => {
    libc.checked(libc.fn("int fchown(int fd, unsigned int user, unsigned int group)")(fd, user >>> 0, group >>> 0));
  };
  return {
    chown: def(
      "path: path_or_fd, uid: uid, gid: gid, *, dir_fd: dir_fd=None, follow_symlinks: bool=True",
      "Give the file at path another owner and group, by number.",
      (path: Path, user, group, folder, follow) => {
        if (typeof path === "number") byFd(path, user, group);
        else at(path, user, group, folder, follow === false ? AT_SYMLINK_NOFOLLOW : 0);
      },
    ),
    lchown: def(
      "path: path, uid: uid, gid: gid",
      "Give the file at path another owner and group, by number.",
      (path: Path, user, group) => at(path, user, group, null, AT_SYMLINK_NOFOLLOW),
    ),
    fchown: def("fd: int, uid: uid, gid: gid", "Give an open file another owner and group, by number.", byFd),
    chroot: def("path: path", "Change root directory to path.", (path: Path) => {
      libc.checked(libc.fn("int chroot(const void *path)")(zeroEnded(bytesOf(path))), path);
    }),
    setgroups: def("groups: object, /", "Set the groups of the current process to list.", (groups: number[]) => {
      libc.checked(libc.fn("int setgroups(size_t n, const void *groups)")(groups.length, Uint32Array.from(groups)));
    }),
    initgroups: def(
      "username: fs, gid: gid, /",
      "Initialize the group access list.",
      (name: unknown, group: number) => {
        libc.checked(libc.fn("int initgroups(const void *name, unsigned int group)")(zeroEnded(bytesOf(name)), group));
      },
    ),
    getgrouplist: def(
      "user: fs, group: gid, /",
      "Returns a list of groups to which a user belongs.",
      (user: unknown, group: number) => {
        const ids = new Int32Array(65536);
        const n = Int32Array.of(ids.length);
        libc.checked(
          libc.fn("int getgrouplist(const void *user, unsigned int group, void *ids, void *n)")(
            zeroEnded(bytesOf(user)),
            group,
            ids,
            n,
          ),
        );
        return Array.from(ids.subarray(0, n[0]!));
      },
    ),
  };
}

function attributeFunctions(libc: Libc): Record<string, HostFunction> {
  /** The l..., f... or plain form of a call and its first argument. */
  const form = (name: string, path: Path, follow: unknown, rest: string) => {
    if (typeof path === "number") return { call: libc.fn(`long f${name}(int fd${rest})`), first: path, shown: null };
    const prefix = follow === false ? "l" : "";
    return {
      call: libc.fn(`long ${prefix}${name}(const void *path${rest})`),
      first: zeroEnded(bytesOf(path)),
      shown: path,
    };
  };
  return {
    getxattr: def(
      "path: path_or_fd, attribute: path, *, follow_symlinks: bool=True",
      "Return the value of extended attribute attribute on path.",
      (path: Path, attribute: unknown, follow) => {
        const { call, first, shown } = form("getxattr", path, follow, ", const void *name, void *value, size_t size");
        const value = new Uint8Array(65536);
        return value.subarray(0, libc.checked(call(first, zeroEnded(bytesOf(attribute)), value, value.length), shown));
      },
    ),
    setxattr: def(
      "path: path_or_fd, attribute: path, value: buffer, flags: int=0, *, follow_symlinks: bool=True",
      "Set extended attribute attribute on path to value.",
      (path: Path, attribute: unknown, value: Uint8Array, flags = 0, follow = true) => {
        const { call, first, shown } = form(
          "setxattr",
          path,
          follow,
          ", const void *name, const void *value, size_t size, int flags",
        );
        libc.checked(call(first, zeroEnded(bytesOf(attribute)), value.slice(), value.length, flags), shown);
      },
    ),
    removexattr: def(
      "path: path_or_fd, attribute: path, *, follow_symlinks: bool=True",
      "Remove extended attribute attribute on path.",
      (path: Path, attribute: unknown, follow) => {
        const { call, first, shown } = form("removexattr", path, follow, ", const void *name");
        libc.checked(call(first, zeroEnded(bytesOf(attribute))), shown);
      },
    ),
    listxattr: def(
      "path: path_or_fd_or_none=None, *, follow_symlinks: bool=True",
      "Return a list of extended attributes on path.",
      (path: Path | null = ".", follow = true) => {
        const { call, first, shown } = form("listxattr", path ?? ".", follow, ", void *names, size_t size");
        const names = new Uint8Array(65536);
        const n = libc.checked(call(first, names, names.length), shown);
        return new TextDecoder().decode(names.subarray(0, n)).split("\0").slice(0, -1);
      },
    ),
  };
}

function configurationFunctions(libc: Libc): Record<string, HostFunction> {
  /** -1 without an error says "no limit". */
  const value = (result: number | bigint): HostValue => {
    const errno = libc.errno();
    if (Number(result) === -1 && errno !== 0) throw osError(errno);
    return result;
  };
  const clear = () => {
    new Int32Array(libc.koffi.view(libc.fn("void *__errno_location()")(), 4))[0] = 0;
  };
  return {
    sysconf: def(
      "name: configuration_name, /",
      "Return an integer-valued system configuration variable.",
      (name: unknown) => {
        const number = configurationName(SYSCONF_NAMES, name);
        clear();
        return value(libc.fn("long sysconf(int name)")(number) as number);
      },
    ),
    pathconf: def(
      "path: path_or_fd, name: configuration_name",
      "A limit that the system sets for the file or directory at path.",
      (path: Path, name: unknown) => {
        const number = configurationName(PATHCONF_NAMES, name);
        clear();
        if (typeof path === "number") return value(libc.fn("long fpathconf(int fd, int name)")(path, number) as number);
        return value(libc.fn("long pathconf(const void *path, int name)")(zeroEnded(bytesOf(path)), number) as number);
      },
    ),
    fpathconf: def(
      "fd: fildes, name: configuration_name, /",
      "A limit that the system sets for an open file.",
      (fd: number, name: unknown) => {
        const number = configurationName(PATHCONF_NAMES, name);
        clear();
        return value(libc.fn("long fpathconf(int fd, int name)")(fd, number) as number);
      },
    ),
    confstr: def(
      "name: configuration_name, /",
      "Return a string-valued system configuration variable.",
      (name: unknown) => {
        const number = configurationName(CONFSTR_NAMES, name);
        const text = new Uint8Array(4096);
        clear();
        const n = libc.fn("size_t confstr(int name, void *text, size_t size)")(number, text, text.length) as number;
        if (n === 0) {
          const errno = libc.errno();
          if (errno !== 0) throw osError(errno);
          return null;
        }
        return new TextDecoder().decode(text.subarray(0, n - 1));
      },
    ),
    fstatvfs: def("fd: int, /", "Perform an fstatvfs system call on the given fd.", (fd: number) => {
      const record = new Uint8Array(112);
      libc.checked(libc.fn("int fstatvfs(int fd, void *record)")(fd, record));
      const view = new DataView(record.buffer);
      return new StructValue(
        "os.statvfs_result",
        Array.from({ length: 11 }, (_, i) =>
          Number(view.getBigUint64([0, 8, 16, 24, 32, 40, 48, 56, 72, 80, 64][i]!, true)),
        ),
      );
    }),
  };
}

function execFunctions(libc: Libc, system: SystemHost): Record<string, HostFunction> {
  const run = (path: unknown, argv: unknown[], env: readonly Uint8Array[]) => {
    if (!Array.isArray(argv)) throw new HostError("TypeError", "execv() arg 2 must be a tuple or list");
    if (argv.length === 0) throw new HostError("ValueError", "execv() arg 2 must not be empty");
    if (bytesOf(argv[0]).length === 0) throw new HostError("ValueError", "execv() arg 2 first element cannot be empty");
    const own =
      system.executable !== "" && path === system.executable && system.program !== undefined ? system.program : null;
    const args = own === null ? argv : [...own, ...argv.slice(1)];
    const program = own === null ? path : own[0];
    const fcntl = libc.fn("int fcntl(int fd, int command, long argument)");
    for (let fd = 0; fd < 3; fd++) fcntl(fd, 2, 0);
    libc.fn("int execve(const void *path, void *argv, void *envp)")(
      zeroEnded(bytesOf(program)),
      libc.strings(args.map(bytesOf)).pointer,
      libc.strings(env).pointer,
    );
    throw osError(libc.errno(), path as HostValue);
  };
  return {
    execv: def(
      "path: path, argv: object, /",
      "Become another program: this process goes on as that executable.",
      (path, argv) => run(path, argv, environmentOf(system)),
    ),
    _execve: fn("path,argv,env", (path, argv, env: ReadonlyMap<unknown, unknown>) => {
      if (!(env instanceof Map)) throw new HostError("TypeError", "execve: environment must be a mapping object");
      const equals = Uint8Array.of(61);
      return run(
        path,
        argv,
        Array.from(env, ([name, value]) => Buffer.concat([bytesOf(name), equals, bytesOf(value)])),
      );
    }),
  };
}

export function rareFunctions(libc: Libc, system: SystemHost): Record<string, HostFunction> {
  return {
    utime: utimeFunction(libc),
    ...ownerFunctions(libc),
    ...attributeFunctions(libc),
    ...configurationFunctions(libc),
    ...execFunctions(libc, system),
  };
}
