/** Functions of posix that Linux has, over the C library: scattered reads and writes, splice, timer descriptors, pseudo-terminals, scheduling, namespaces. */
import { def, fn, HostError, type HostFunction, osError, StructValue } from "../host_module.js";
import { Float, type HostValue, Tuple } from "../host_values.js";
import type { Libc } from "../libc.js";

const EINVAL = 22;
const TFD_CLOEXEC = 0o2000000;
const BILLION = 1_000_000_000n;

type Functions = Record<string, HostFunction>;

/** An offset's address for a call, null for None. */
function offsetCell(offset: number | null | undefined): BigInt64Array | null {
  return offset === null || offset === undefined ? null : BigInt64Array.of(BigInt(offset));
}

function copying(libc: Libc): Functions {
  return {
    copy_file_range: def(
      "src: int, dst: int, count: size, offset_src: offset_or_none=None, offset_dst: offset_or_none=None",
      "Copies bytes between two files inside the system; offsets default to the current positions.",
      (from: number, to: number, count: number, fromAt, toAt) => {
        if (count < 0) throw new HostError("ValueError", "negative value for 'count' not allowed");
        return libc.checked(
          libc.fn("long copy_file_range(int a, void *at, int b, void *bt, size_t count, unsigned int flags)")(
            from,
            offsetCell(fromAt),
            to,
            offsetCell(toAt),
            count,
            0,
          ),
        );
      },
    ),
    splice: def(
      "src: int, dst: int, count: size, offset_src: offset_or_none=None, offset_dst: offset_or_none=None, flags: bits=0",
      "Moves bytes between a pipe and another descriptor inside the system.",
      (from: number, to: number, count: number, fromAt, toAt, flags = 0) => {
        if (count < 0) throw new HostError("ValueError", "negative value for 'count' not allowed");
        return libc.checked(
          libc.fn("long splice(int a, void *at, int b, void *bt, size_t count, unsigned int flags)")(
            from,
            offsetCell(fromAt),
            to,
            offsetCell(toAt),
            count,
            flags,
          ),
        );
      },
    ),
    // the machine spreads what is read over the buffers, and joins them to write (assembly/modules/posix.ts)
    _readv: fn("fd,size", (fd: number, size: number) => {
      const data = new Uint8Array(Math.max(size, 1));
      return data.subarray(0, libc.checked(libc.fn("long read(int fd, void *data, size_t size)")(fd, data, size)));
    }),
    _preadv: fn("fd,size,offset", (fd: number, size: number, offset: number) => {
      const data = new Uint8Array(Math.max(size, 1));
      const n = libc.fn("long pread(int fd, void *data, size_t size, long offset)")(fd, data, size, offset) as number;
      return data.subarray(0, libc.checked(n));
    }),
  };
}

/** [whole nanoseconds]: a time in seconds as a timer takes it. */
function nanoseconds(value: unknown): bigint {
  const seconds = value instanceof Float ? value.value : Number(value ?? 0);
  return BigInt(Math.round(seconds * 1e9));
}

/** struct itimerspec is interval, then value; Python's pairs are the other way round, whatever their docstrings say. */
function timers(libc: Libc): Functions {
  const get = (fd: number): [bigint, bigint] => {
    const record = new BigInt64Array(4);
    libc.checked(libc.fn("int timerfd_gettime(int fd, void *record)")(fd, record));
    return [record[2]! * BILLION + record[3]!, record[0]! * BILLION + record[1]!];
  };
  const set = (fd: number, flags: number, initial: bigint, interval: bigint): [bigint, bigint] => {
    const record = BigInt64Array.of(interval / BILLION, interval % BILLION, initial / BILLION, initial % BILLION);
    const old = new BigInt64Array(4);
    libc.checked(
      libc.fn("int timerfd_settime(int fd, int flags, const void *record, void *old)")(fd, flags, record, old),
    );
    return [old[2]! * BILLION + old[3]!, old[0]! * BILLION + old[1]!];
  };
  const inSeconds = (times: [bigint, bigint]) => new Tuple(times.map((t) => new Float(Number(t) / 1e9)));
  const exact = (times: [bigint, bigint]) => new Tuple(times.map((t) => (t <= 0x1fffffffffffffn ? Number(t) : t)));
  return {
    timerfd_create: def(
      "clockid: int, /, *, flags: int=TFD_CLOEXEC",
      "A new timer as a descriptor, which becomes readable when it expires.",
      (clock: number, flags = TFD_CLOEXEC) =>
        libc.checked(libc.fn("int timerfd_create(int clock, int flags)")(clock, flags | TFD_CLOEXEC)),
    ),
    timerfd_gettime: def("fd: fildes, /", "Time left and interval of a timer, in seconds.", (fd: number) =>
      inSeconds(get(fd)),
    ),
    timerfd_gettime_ns: def("fd: fildes, /", "Time left and interval of a timer, in nanoseconds.", (fd: number) =>
      exact(get(fd)),
    ),
    timerfd_settime: def(
      "fd: fildes, /, *, flags: int=0, initial: seconds=0.0, interval: seconds=0.0",
      "Sets a timer in seconds; returns its former times.",
      (fd: number, flags = 0, initial: unknown, interval: unknown) =>
        inSeconds(set(fd, flags, nanoseconds(initial), nanoseconds(interval))),
    ),
    timerfd_settime_ns: def(
      "fd: fildes, /, *, flags: int=0, initial: device=0, interval: device=0",
      "Sets a timer in nanoseconds; returns its former times.",
      (fd: number, flags = 0, initial: number | bigint = 0, interval: number | bigint = 0) =>
        exact(set(fd, flags, BigInt(initial), BigInt(interval))),
    ),
  };
}

function terminals(libc: Libc): Functions {
  const simple = (name: string, doc: string) =>
    def("fd: fildes, /", doc, (fd: number) => {
      libc.checked(libc.fn(`int ${name}(int fd)`)(fd));
    });
  return {
    posix_openpt: def("oflag: int, /", "Opens the master side of a new pseudo-terminal.", (flags: number) =>
      libc.checked(libc.fn("int posix_openpt(int flags)")(flags | TFD_CLOEXEC)),
    ),
    grantpt: simple("grantpt", "Makes the other side of a pseudo-terminal this user's."),
    unlockpt: simple("unlockpt", "Lets the other side of a pseudo-terminal be opened."),
    login_tty: simple("login_tty", "Begins a session with that terminal as its standard streams."),
    ptsname: def("fd: fildes, /", "The path of the other side of a pseudo-terminal's master.", (fd: number) => {
      const name = new Uint8Array(256);
      const errno = libc.fn("int ptsname_r(int fd, void *name, size_t size)")(fd, name, name.length) as number;
      if (errno !== 0) throw osError(errno);
      return new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
    }),
  };
}

/** The priority of a posix.sched_param, which travels as a tuple. */
function priorityOf(param: unknown): Int32Array {
  const first = Array.isArray(param) ? param[0] : undefined;
  if (typeof first !== "number" && typeof first !== "bigint")
    throw new HostError("TypeError", "must have a sched_param object");
  if (BigInt.asIntN(32, BigInt(first)) !== BigInt(first))
    throw new HostError("OverflowError", "sched_priority out of range");
  return Int32Array.of(Number(first));
}

function scheduling(libc: Libc): Functions {
  return {
    sched_getparam: def("pid: int, /", "Scheduling parameters of a process, 0 for this one.", (pid: number) => {
      const param = new Int32Array(12);
      libc.checked(libc.fn("int sched_getparam(int pid, void *param)")(pid, param));
      return new StructValue("posix.sched_param", [param[0]!]);
    }),
    sched_setparam: def(
      "pid: int, param: object, /",
      "Sets the scheduling parameters of a process, 0 for this one.",
      (pid: number, param: HostValue) => {
        libc.checked(libc.fn("int sched_setparam(int pid, const void *param)")(pid, priorityOf(param)));
      },
    ),
    sched_setscheduler: def(
      "pid: int, policy: int, param: object, /",
      "Sets scheduling policy and parameters of a process, 0 for this one.",
      (pid: number, policy: number, param: HostValue) => {
        libc.checked(
          libc.fn("int sched_setscheduler(int pid, int policy, const void *param)")(pid, policy, priorityOf(param)),
        );
      },
    ),
    sched_rr_get_interval: def(
      "pid: int, /",
      "The time slice that a process has under round-robin scheduling, in seconds.",
      (pid: number) => {
        const time = new BigInt64Array(2);
        libc.checked(libc.fn("int sched_rr_get_interval(int pid, void *time)")(pid, time));
        return new Float(Number(time[0]!) + Number(time[1]!) * 1e-9);
      },
    ),
    setns: def(
      "fd: fildes, nstype: int=0",
      "Joins the namespace that a descriptor stands for.",
      (fd: number, kind = 0) => {
        libc.checked(libc.fn("int setns(int fd, int kind)")(fd, kind));
      },
    ),
    unshare: def("flags: int", "Leaves namespaces that are shared with other processes.", (flags: number) => {
      if (flags < 0) throw osError(EINVAL);
      libc.checked(libc.fn("int unshare(int flags)")(flags));
    }),
  };
}

export function linuxFunctions(libc: Libc): Functions {
  return { ...copying(libc), ...timers(libc), ...terminals(libc), ...scheduling(libc) };
}
