/**
 * What posix has only with a C library: pipes, duplicates, waiting for children, starting programs, groups and sessions, terminals. Calls that could
 * block look first whether they would, and then hand the wait to the machine (WouldBlock), which runs other threads and signal handlers meanwhile.
 */
import type { SystemHost } from "../files.js";
import {
  def,
  fn,
  HostError,
  type HostFunction,
  osError,
  StructValue,
  ThenSignals,
  WouldBlock,
} from "../host_module.js";
import { Float, type HostValue, Tuple } from "../host_values.js";
import { EAGAIN, F_DUPFD_CLOEXEC, FD_CLOEXEC, type Libc, O_CLOEXEC, O_NONBLOCK, POLLIN, POLLOUT } from "../libc.js";
import { fsEncode } from "./posix_at.js";
import { Actions, forkExec, spawn, zeroEnded } from "./posix_spawn.js";

const F_GETFD = 1;
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const WNOHANG = 1;
const ECHILD = 10;
const PIPE_BUF = 4096;
const SYS_PIDFD_OPEN = 434;

export const encoder = new TextEncoder();

/** The bytes of a str (with surrogateescape) or bytes. */
export function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : fsEncode(String(value));
}

export function environmentOf(system: SystemHost): Uint8Array[] {
  return Object.entries(system.env)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => bytesOf(`${name}=${value}`));
}

/** struct rusage: 16 longs after two timevals. */
export function rusageOf(data: Uint8Array): StructValue {
  const view = new DataView(data.buffer, data.byteOffset);
  const long = (i: number) => Number(view.getBigInt64(i * 8, true));
  const time = (i: number) => new Float(long(i) + long(i + 1) * 1e-6);
  return new StructValue("resource.struct_rusage", [
    time(0),
    time(2),
    ...Array.from({ length: 14 }, (_, i) => long(4 + i)),
  ]);
}

/** krait itself is started without the shell of its launcher, which may not find node in the child's environment. */
function withoutLauncher(
  system: SystemHost,
  path: Uint8Array,
  argv: readonly Uint8Array[],
): [Uint8Array, Uint8Array[]] | null {
  const { executable, program } = system;
  if (executable === undefined || executable === "" || program === undefined) return null;
  if (new TextDecoder().decode(path) !== executable) return null;
  return [encoder.encode(program[0]!), [...program.map((part) => encoder.encode(part)), ...argv.slice(1)]];
}

export class Processes {
  private readonly pidfds = new Map<number, number>();

  constructor(
    private readonly libc: Libc,
    private readonly system: SystemHost,
  ) {}

  /** Would reading (writing) `fd` block? Not if it is in non-blocking mode. */
  private wouldBlock(fd: number, events: number): boolean {
    if (this.libc.pollNow(fd, events) !== 0) return false;
    const flags = this.libc.fn("int fcntl(int fd, int command, long argument)")(fd, F_GETFL, 0) as number;
    return flags !== -1 && (flags & O_NONBLOCK) === 0;
  }

  read(fd: number, size: number): Uint8Array {
    if (size < 0) throw osError(22);
    if (this.wouldBlock(fd, POLLIN)) throw new WouldBlock([[fd, POLLIN]]);
    const data = new Uint8Array(Math.max(size, 1));
    const n = this.libc.checked(this.libc.fn("long read(int fd, void *data, size_t size)")(fd, data, size));
    return data.subarray(0, n);
  }

  write(fd: number, data: Uint8Array): number {
    const put = this.libc.fn("long write(int fd, const void *data, size_t size)");
    if (!this.libc.pollNow(fd, POLLOUT) && this.wouldBlock(fd, POLLOUT)) throw new WouldBlock([[fd, POLLOUT]]);
    const isPipe = (this.libc.fn("long lseek(int fd, long offset, int whence)")(fd, 0, 1) as number) === -1;
    if (!isPipe || data.length <= PIPE_BUF) return this.libc.checked(put(fd, data.slice(), data.length));
    // a pipe that is ready takes PIPE_BUF bytes without blocking: as many of these as fit
    let done = 0;
    while (done < data.length && (done === 0 || !this.wouldBlock(fd, POLLOUT))) {
      const part = data.slice(done, done + PIPE_BUF);
      const n = put(fd, part, part.length) as number;
      if (n === -1) {
        if (done > 0 && this.libc.errno() === EAGAIN) break;
        throw osError(this.libc.errno());
      }
      done += n;
    }
    return done;
  }

  seek(fd: number, position: number, how: number): number {
    return this.libc.checked(this.libc.fn("long lseek(int fd, long offset, int whence)")(fd, position, how));
  }

  private pidfd(pid: number): number {
    let fd = this.pidfds.get(pid);
    if (fd === undefined) {
      fd = this.libc.fn("long syscall(long number, long a, long b)")(SYS_PIDFD_OPEN, pid, 0) as number;
      if (fd >= 0) this.pidfds.set(pid, fd);
    }
    return fd;
  }

  /** [pid, status, rusage]; pid 0 with WNOHANG while nothing has happened. */
  wait(pid: number, options: number): [number, number, Uint8Array] {
    const status = new Int32Array(1);
    const usage = new Uint8Array(144);
    const wait4 = this.libc.fn("int wait4(int pid, void *status, int options, void *usage)");
    const found = wait4(pid, status, options | WNOHANG, usage) as number;
    if (found === -1) throw osError(this.libc.errno());
    if (found === 0 && (options & WNOHANG) === 0) {
      const fd = pid > 0 && options === 0 ? this.pidfd(pid) : -1;
      throw fd >= 0 ? new WouldBlock([[fd, POLLIN]]) : new WouldBlock([], 0.002);
    }
    const fd = this.pidfds.get(found);
    if (fd !== undefined) {
      this.pidfds.delete(found);
      this.libc.fn("int close(int fd)")(fd);
    }
    return [found, status[0]!, usage];
  }

  private waitid(idtype: number, id: number, options: number): HostValue | StructValue {
    const info = new Uint8Array(128);
    const call = this.libc.fn("int waitid(int type, unsigned int id, void *info, int options)");
    if ((call(idtype, id, info, options | WNOHANG) as number) === -1) throw osError(this.libc.errno());
    const view = new DataView(info.buffer);
    const pid = view.getInt32(12, true);
    if (pid === 0) {
      if (options & WNOHANG) return null;
      throw new WouldBlock([], 0.002);
    }
    const at = (offset: number) => view.getInt32(offset, true);
    return new StructValue("posix.waitid_result", [pid, at(16), at(0), at(24), at(8)]);
  }

  functions(): Record<string, HostFunction> {
    return { ...this.descriptors(), ...this.children(), ...this.identity(), ...this.terminals(), ...this.starting() };
  }

  private descriptors(): Record<string, HostFunction> {
    const { libc } = this;
    const pipe = (flags: number) => {
      const fds = new Int32Array(2);
      libc.checked(libc.fn("int pipe2(void *fds, int flags)")(fds, flags));
      return new Tuple([fds[0]!, fds[1]!]);
    };
    return {
      pipe: def("", "Create a pipe.", () => pipe(O_CLOEXEC)),
      pipe2: def("flags: int, /", "Create a pipe with flags set atomically.", pipe),
      dup: def("fd: int, /", "Return a duplicate of a file descriptor.", (fd: number) =>
        libc.fcntl(fd, F_DUPFD_CLOEXEC),
      ),
      dup2: def(
        "fd: int, fd2: int, inheritable: bool=True",
        "Duplicate file descriptor.",
        (fd: number, fd2: number, inheritable = true) => {
          if (fd < 0 || fd2 < 0) throw osError(9);
          if (inheritable || fd === fd2) libc.checked(libc.fn("int dup2(int fd, int fd2)")(fd, fd2));
          else libc.checked(libc.fn("int dup3(int fd, int fd2, int flags)")(fd, fd2, O_CLOEXEC));
          return fd2;
        },
      ),
      read: def("fd: int, length: size, /", "Read from a file descriptor.  Returns a bytes object.", (fd, size) =>
        this.read(fd, size),
      ),
      lseek: def(
        "fd: int, position: offset, whence: int, /",
        "Move a descriptor's position and return it.",
        (fd, position, how) => this.seek(fd, position, how),
      ),
      close: def("fd: int", "Close a file descriptor.", (fd: number) => {
        libc.checked(libc.fn("int close(int fd)")(fd));
      }),
      closerange: def(
        "fd_low: int, fd_high: int, /",
        "Close the descriptors from fd_low up to, not including, fd_high; errors do not matter.",
        (low: number, high: number) => {
          const close = libc.fn("int close(int fd)");
          for (let fd = Math.max(low, 0); fd < Math.min(high, 65536); fd++) close(fd);
        },
      ),
      get_inheritable: def(
        "fd: int, /",
        "Get the close-on-exe flag of the specified file descriptor.",
        (fd: number) => (libc.fcntl(fd, F_GETFD) & FD_CLOEXEC) === 0,
      ),
      set_inheritable: def(
        "fd: int, inheritable: int, /",
        "Set the inheritable flag of the specified file descriptor.",
        (fd: number, on: unknown) => {
          const flags = libc.fcntl(fd, F_GETFD);
          libc.fcntl(fd, F_SETFD, on ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC);
        },
      ),
      get_blocking: def(
        "fd: int, /",
        "Get the blocking mode of the file descriptor.",
        (fd: number) => (libc.fcntl(fd, F_GETFL) & O_NONBLOCK) === 0,
      ),
      set_blocking: def(
        "fd: int, blocking: bool, /",
        "Set the blocking mode of the specified file descriptor.",
        (fd: number, on: unknown) => {
          const flags = libc.fcntl(fd, F_GETFL);
          libc.fcntl(fd, F_SETFL, on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
        },
      ),
      fchdir: def("fd: fildes", "Change to the directory of the given file descriptor.", (fd: number) => {
        libc.checked(libc.fn("int fchdir(int fd)")(fd));
      }),
      sync: def("", "Force write of everything to disk.", () => {
        libc.fn("void sync()")();
      }),
      lockf: def(
        "fd: int, command: int, length: offset, /",
        "Lock a part of an open file, unlock it, or ask whether it is locked.",
        (fd: number, command: number, length: number) => {
          libc.checked(libc.fn("int lockf(int fd, int command, long length)")(fd, command, length));
        },
      ),
      posix_fallocate: def(
        "fd: int, offset: offset, length: offset, /",
        "See to it that the disk has room for so many bytes of a file.",
        (fd: number, offset: number, length: number) => {
          const errno = libc.fn("int posix_fallocate(int fd, long offset, long length)")(fd, offset, length) as number;
          if (errno !== 0) throw osError(errno);
        },
      ),
      posix_fadvise: def(
        "fd: int, offset: offset, length: offset, advice: int, /",
        "Announce an intention to access data in a specific pattern.",
        (fd: number, offset: number, length: number, advice: number) => {
          const errno = libc.fn("int posix_fadvise(int fd, long offset, long length, int advice)")(
            fd,
            offset,
            length,
            advice,
          ) as number;
          if (errno !== 0) throw osError(errno);
        },
      ),
      sendfile: def(
        "out_fd: int, in_fd: int, offset: offset_or_none, count: size",
        "Copy count bytes from in_fd to out_fd inside the system.",
        (out: number, from: number, offset: number | null, count: number) => {
          if (this.wouldBlock(out, POLLOUT)) throw new WouldBlock([[out, POLLOUT]]);
          const at = offset === null ? null : BigInt64Array.of(BigInt(offset));
          return libc.checked(
            libc.fn("long sendfile(int out, int from, void *offset, size_t count)")(out, from, at, count),
          );
        },
      ),
      memfd_create: def("name: fs, flags: bits=MFD_CLOEXEC", "", (name: unknown, flags = 1) =>
        libc.checked(
          libc.fn("int memfd_create(const void *name, unsigned int flags)")(zeroEnded(bytesOf(name)), flags),
        ),
      ),
      eventfd: def(
        "initval: bits, flags: int=EFD_CLOEXEC",
        "Creates and returns an event notification file descriptor.",
        (value: number, flags = O_CLOEXEC) =>
          libc.checked(libc.fn("int eventfd(unsigned int value, int flags)")(value, flags)),
      ),
      eventfd_read: def("fd: fildes", "Read eventfd value", (fd: number) => {
        const data = this.read(fd, 8);
        const value = new DataView(data.buffer, data.byteOffset).getBigUint64(0, true);
        return value <= 0x1fffffffffffffn ? Number(value) : value;
      }),
      eventfd_write: def("fd: fildes, value: device", "Write eventfd value.", (fd: number, value: number | bigint) => {
        this.write(fd, new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
      }),
      mkfifo: def(
        "path: path, mode: int=438, *, dir_fd: no_dir_fd=None",
        'Create a "fifo" (a POSIX named pipe).',
        (path, mode = 0o666) => {
          libc.checked(
            libc.fn("int mkfifo(const void *path, unsigned int mode)")(zeroEnded(bytesOf(path)), mode),
            path,
          );
        },
      ),
      mknod: def(
        "path: path, mode: int=384, device: device=0, *, dir_fd: no_dir_fd=None",
        "Create a node in the file system.",
        (path, mode = 0o600, device = 0) => {
          libc.checked(
            libc.fn("int mknod(const void *path, unsigned int mode, unsigned long device)")(
              zeroEnded(bytesOf(path)),
              mode,
              device,
            ),
            path,
          );
        },
      ),
      pidfd_open: def(
        "pid: int, flags: bits=0",
        "Return a file descriptor referring to the process *pid*.",
        (pid: number, flags = 0) =>
          libc.checked(libc.fn("long syscall(long number, long a, long b)")(SYS_PIDFD_OPEN, pid, flags)),
      ),
    };
  }

  private children(): Record<string, HostFunction> {
    const pair = ([pid, status]: [number, number, Uint8Array]) => new Tuple([pid, status]);
    // a struct sequence inside a tuple cannot travel: the machine makes it of the items (posix.ts)
    const triple = ([pid, status, usage]: [number, number, Uint8Array]) =>
      new Tuple([pid, status, new Tuple(rusageOf(usage).items)]);
    return {
      waitpid: def("pid: int, options: int, /", "Wait for completion of a given child process.", (pid, options) =>
        pair(this.wait(pid, options)),
      ),
      wait: def("", "Wait for completion of a child process.", () => pair(this.wait(-1, 0))),
      _wait4: fn("pid,options", (pid, options) => triple(this.wait(pid, options))),
      waitid: def(
        "idtype: int, id: int, options: int, /",
        "Returns the result of waiting for a process or processes.",
        (type, id, options) => this.waitid(type, id, options),
      ),
      kill: def("pid: int, signal: int, /", "Kill a process with a signal.", (pid: number, signal: number) => {
        this.libc.checked(this.libc.fn("int kill(int pid, int signal)")(pid, signal));
        return new ThenSignals();
      }),
      killpg: def(
        "pgid: int, signal: int, /",
        "Kill a process group with a signal.",
        (group: number, signal: number) => {
          this.libc.checked(this.libc.fn("int killpg(int group, int signal)")(group, signal));
          return new ThenSignals();
        },
      ),
      _exit: def(
        "status: int",
        "End the process at once with this status; nothing is cleaned up.",
        (status: number) => {
          this.libc.fn("void _exit(int status)")(status);
        },
      ),
      abort: def("", "Abort the interpreter immediately.", () => {
        this.libc.fn("void abort()")();
      }),
    };
  }

  private identity(): Record<string, HostFunction> {
    const { libc } = this;
    const doc = (name: string) => `Call the system call ${name}().`;
    const number = (name: string, parameters: string, types: string) =>
      def(parameters, doc(name), (...args: number[]) => libc.checked(libc.fn(`int ${name}(${types})`)(...args)));
    const nothing = (name: string, parameters: string, types: string) =>
      def(parameters, doc(name), (...args: number[]) => {
        libc.checked(libc.fn(`int ${name}(${types})`)(...args));
      });
    const three = (name: string) =>
      def("", `Return a tuple of the current process's ids: ${name}().`, () => {
        const [a, b, c] = [new Int32Array(1), new Int32Array(1), new Int32Array(1)];
        libc.checked(libc.fn(`int ${name}(void *a, void *b, void *c)`)(a, b, c));
        return new Tuple([a[0]!, b[0]!, c[0]!]);
      });
    return {
      getpgid: number("getpgid", "pid: int", "int pid"),
      getpgrp: def("", "Return the current process group id.", () => libc.fn("int getpgrp()")() as number),
      getsid: number("getsid", "pid: int, /", "int pid"),
      setsid: nothing("setsid", "", ""),
      setpgid: nothing("setpgid", "pid: int, pgrp: int, /", "int pid, int group"),
      setpgrp: nothing("setpgrp", "", ""),
      setuid: nothing("setuid", "uid: uid, /", "unsigned int id"),
      seteuid: nothing("seteuid", "euid: uid, /", "unsigned int id"),
      setgid: nothing("setgid", "gid: gid, /", "unsigned int id"),
      setegid: nothing("setegid", "egid: gid, /", "unsigned int id"),
      setreuid: nothing("setreuid", "ruid: uid, euid: uid, /", "unsigned int a, unsigned int b"),
      setregid: nothing("setregid", "rgid: gid, egid: gid, /", "unsigned int a, unsigned int b"),
      setresuid: nothing(
        "setresuid",
        "ruid: uid, euid: uid, suid: uid, /",
        "unsigned int a, unsigned int b, unsigned int c",
      ),
      setresgid: nothing(
        "setresgid",
        "rgid: gid, egid: gid, sgid: gid, /",
        "unsigned int a, unsigned int b, unsigned int c",
      ),
      getresuid: three("getresuid"),
      getresgid: three("getresgid"),
      getgroups: def("", "Return list of supplemental group IDs for the process.", () => {
        const ids = new Int32Array(65536);
        const n = libc.checked(libc.fn("int getgroups(int size, void *ids)")(ids.length, ids));
        return Array.from(ids.subarray(0, n));
      }),
      getpriority: def("which: int, who: int", "Return program scheduling priority.", (which: number, who: number) => {
        const errno = libc.fn("void *__errno_location()")();
        new Int32Array(libc.koffi.view(errno, 4))[0] = 0;
        const value = libc.fn("int getpriority(int which, unsigned int who)")(which, who) as number;
        const failed = libc.errno();
        if (value === -1 && failed !== 0) throw osError(failed);
        return value;
      }),
      setpriority: nothing(
        "setpriority",
        "which: int, who: int, priority: int",
        "int which, unsigned int who, int priority",
      ),
      nice: def(
        "increment: int, /",
        "Lower this process's priority by increment and return what it is then.",
        (by: number) => libc.checked(libc.fn("int nice(int by)")(by)),
      ),
      sched_get_priority_max: number("sched_get_priority_max", "policy: int", "int policy"),
      sched_get_priority_min: number("sched_get_priority_min", "policy: int", "int policy"),
      sched_getscheduler: number("sched_getscheduler", "pid: int, /", "int pid"),
      _sched_getaffinity: fn("pid,/", (pid: number) => {
        const set = new Uint8Array(1024);
        const n = libc.checked(libc.fn("int sched_getaffinity(int pid, size_t size, void *set)")(pid, set.length, set));
        void n;
        const cpus: number[] = [];
        for (let i = 0; i < set.length * 8; i++) if (set[i >> 3]! & (1 << (i & 7))) cpus.push(i);
        return new Tuple(cpus);
      }),
      _sched_setaffinity: fn("pid,mask,/", (pid: number, cpus: (number | bigint)[]) => {
        for (const cpu of cpus) {
          if (BigInt.asIntN(64, BigInt(cpu)) !== BigInt(cpu))
            throw new HostError("OverflowError", "Python int too large to convert to C long");
          if (cpu < 0) throw new HostError("ValueError", "negative CPU number");
          if (cpu > 0x7ffffffe) throw new HostError("OverflowError", "CPU number too large");
        }
        const set = new Uint8Array(1024);
        for (const cpu of cpus as number[]) set[cpu >> 3]! |= 1 << (cpu & 7);
        libc.checked(libc.fn("int sched_setaffinity(int pid, size_t size, const void *set)")(pid, set.length, set));
      }),
    };
  }

  private terminals(): Record<string, HostFunction> {
    const { libc } = this;
    return {
      isatty: def(
        "fd: int, /",
        "Return True if the fd is connected to a terminal.",
        (fd: number) => (libc.fn("int isatty(int fd)")(fd) as number) === 1,
      ),
      openpty: def("", "Open a pseudo-terminal.", () => {
        const [a, b] = [new Int32Array(1), new Int32Array(1)];
        libc.checked(
          libc.fn("int openpty(void *a, void *b, void *name, void *termios, void *size)")(a, b, null, null, null),
        );
        for (const fd of [a[0]!, b[0]!]) libc.fcntl(fd, F_SETFD, FD_CLOEXEC);
        return new Tuple([a[0]!, b[0]!]);
      }),
      ttyname: def("fd: int, /", "Return the name of the terminal device connected to 'fd'.", (fd: number) => {
        const name = new Uint8Array(256);
        const errno = libc.fn("int ttyname_r(int fd, void *name, size_t size)")(fd, name, name.length) as number;
        if (errno !== 0) throw osError(errno);
        return new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
      }),
      tcgetpgrp: def("fd: int, /", "The process group in the foreground of the terminal at fd.", (fd: number) =>
        libc.checked(libc.fn("int tcgetpgrp(int fd)")(fd)),
      ),
      tcsetpgrp: def(
        "fd: int, pgid: int, /",
        "Put a process group in the foreground of the terminal at fd.",
        (fd: number, group: number) => {
          libc.checked(libc.fn("int tcsetpgrp(int fd, int group)")(fd, group));
        },
      ),
    };
  }

  private starting(): Record<string, HostFunction> {
    const parameters = "path,argv,env,/,*,file_actions=,setpgroup=,resetids=,setsid=,setsigmask=,setsigdef=,scheduler=";
    const start =
      (search: boolean) =>
      (
        path: unknown,
        argv: unknown[],
        env: ReadonlyMap<unknown, unknown> | null,
        fileActions: readonly (readonly unknown[])[] | null = null,
        setpgroup?: number,
        resetids?: boolean,
        setsid?: boolean,
        sigmask?: number[],
        sigdef?: number[],
      ) => {
        for (const set of [sigmask, sigdef]) {
          if (set !== undefined && !Array.isArray(set))
            throw new HostError("TypeError", "an iterable of signals is required");
          for (const signal of set ?? []) {
            if (typeof signal !== "number") throw new HostError("TypeError", "an integer is required");
            if (signal < 1 || signal > 64)
              throw new HostError("ValueError", `signal number ${signal} out of range [1; 64]`);
          }
        }
        if (setsid === false) setsid = undefined;
        const actions = new Actions(this.libc);
        actions.keepStreams();
        for (const item of fileActions ?? []) {
          if (!Array.isArray(item) || item.length === 0) {
            throw new HostError("TypeError", "Each file_actions element must be a non-empty tuple");
          }
          const [kind, ...rest] = item as unknown[];
          if (![0, 1, 2, 3].includes(kind as number)) {
            throw new HostError("TypeError", "Unknown file_actions identifier");
          }
          if (rest.length !== [4, 1, 2, 1][kind as number]) {
            throw new HostError("TypeError", "A file_actions element has the wrong number of items");
          }
          if (kind === 0) actions.open(rest[0] as number, bytesOf(rest[1]), rest[2] as number, rest[3] as number);
          else if (kind === 1) actions.close(rest[0] as number);
          else if (kind === 2) actions.dup2(rest[0] as number, rest[1] as number);
          else if (kind === 3) actions.closefrom(rest[0] as number);
        }
        const variables =
          env === null
            ? environmentOf(this.system)
            : Array.from(env, ([name, value]) => Buffer.concat([bytesOf(name), Uint8Array.of(61), bytesOf(value)]));
        const args = argv.map(bytesOf);
        const [program, all] = withoutLauncher(this.system, bytesOf(path), args) ?? [bytesOf(path), args];
        try {
          return spawn(
            this.libc,
            program,
            all,
            variables,
            actions,
            {
              ...(setpgroup === undefined ? {} : { setpgroup }),
              ...(resetids === undefined ? {} : { resetids }),
              ...(setsid === undefined ? {} : { setsid }),
              ...(sigmask === undefined ? {} : { sigmask }),
              ...(sigdef === undefined ? {} : { sigdef }),
            },
            search,
          );
        } catch (error) {
          throw error instanceof HostError ? osError(error.errno, path as HostValue) : error;
        } finally {
          actions.free();
        }
      };
    return { _posix_spawn: fn(parameters, start(false)), _posix_spawnp: fn(parameters, start(true)) };
  }

  /** _posixsubprocess.fork_exec without preexec_fn. What fails in the child is told through errpipe_write as CPython's child does. */
  forkExec(args: readonly unknown[]): number {
    const [argv, executables, closeFds, keep, cwd, env] = args as [
      unknown[],
      unknown[],
      unknown,
      number[],
      unknown,
      unknown[] | null,
    ];
    const [p2cread, , , c2pwrite, , errwrite, , errpipe] = args.slice(6) as number[];
    const [restore, session, group] = args.slice(14) as [unknown, unknown, number];
    if ([...executables, ...argv, ...(env ?? [])].some((text) => bytesOf(text).includes(0)))
      throw new HostError("ValueError", "embedded null byte");
    const own = withoutLauncher(this.system, bytesOf(executables[0]), argv.map(bytesOf));
    const umask = (args[20] ?? -1) as number;
    const oldMask = umask >= 0 ? this.system.umask(umask) : -1;
    try {
      return forkExec(this.libc, {
        args: own?.[1] ?? argv.map(bytesOf),
        executables: own === null ? executables.map(bytesOf) : [own[0]],
        closeFds: Boolean(closeFds),
        keep: keep.filter((fd) => fd !== errpipe),
        cwd: cwd === null ? null : bytesOf(cwd),
        env: env === null ? environmentOf(this.system) : env.map(bytesOf),
        streams: [p2cread!, c2pwrite!, errwrite!],
        restoreSignals: Boolean(restore),
        newSession: Boolean(session),
        group,
      });
    } catch (error) {
      if (!(error instanceof HostError) || error.errno === 0) throw error;
      const reason = error.message === "noexec:chdir" ? "noexec:chdir" : "";
      this.write(errpipe!, encoder.encode(`OSError:${error.errno.toString(16)}:${reason}`));
      return this.failedChild();
    } finally {
      if (oldMask >= 0) this.system.umask(oldMask);
    }
  }

  /** A child that has ended already, for a program that could not be started: its parent will wait for one. */
  private failedChild(): number {
    const actions = new Actions(this.libc);
    try {
      return spawn(this.libc, encoder.encode("/bin/false"), [encoder.encode("false")], [], actions, {});
    } catch {
      throw osError(ECHILD);
    } finally {
      actions.free();
    }
  }
}
