/** Functions of posix that Linux has, over the C library: scattered reads and writes, splice, timer descriptors, pseudo-terminals, scheduling, namespaces. */
import { HostError, type HostFunction, StructValue, def, fn, osError } from "../host_module.js";
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
      "Copy count bytes from one file descriptor to another.\n\n  src\n    Source file descriptor.\n  dst\n    Destination file descriptor.\n  count\n    Number of bytes to copy.\n  offset_src\n    Starting offset in src.\n  offset_dst\n    Starting offset in dst.\n\nIf offset_src is None, then src is read from the current position;\nrespectively for offset_dst.",
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
      "Transfer count bytes from one pipe to a descriptor or vice versa.\n\n  src\n    Source file descriptor.\n  dst\n    Destination file descriptor.\n  count\n    Number of bytes to copy.\n  offset_src\n    Starting offset in src.\n  offset_dst\n    Starting offset in dst.\n  flags\n    Flags to modify the semantics of the call.\n\nIf offset_src is None, then src is read from the current position;\nrespectively for offset_dst. The offset associated to the file\ndescriptor that refers to a pipe must be None.",
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
      "Create and return a timer file descriptor.\n\n  clockid\n    A valid clock ID constant as timer file descriptor.\n\n    time.CLOCK_REALTIME\n    time.CLOCK_MONOTONIC\n    time.CLOCK_BOOTTIME\n  flags\n    0 or a bit mask of os.TFD_NONBLOCK or os.TFD_CLOEXEC.\n\n    os.TFD_NONBLOCK\n        If *TFD_NONBLOCK* is set as a flag, read doesn't blocks.\n        If *TFD_NONBLOCK* is not set as a flag, read block until the timer fires.\n\n    os.TFD_CLOEXEC\n        If *TFD_CLOEXEC* is set as a flag, enable the close-on-exec flag",
      (clock: number, flags = TFD_CLOEXEC) =>
        libc.checked(libc.fn("int timerfd_create(int clock, int flags)")(clock, flags)),
    ),
    timerfd_gettime: def(
      "fd: fildes, /",
      "Return a tuple of a timer file descriptor's (interval, next expiration) in float seconds.\n\n  fd\n    A timer file descriptor.",
      (fd: number) => inSeconds(get(fd)),
    ),
    timerfd_gettime_ns: def(
      "fd: fildes, /",
      "Return a tuple of a timer file descriptor's (interval, next expiration) in nanoseconds.\n\n  fd\n    A timer file descriptor.",
      (fd: number) => exact(get(fd)),
    ),
    timerfd_settime: def(
      "fd: fildes, /, *, flags: int=0, initial: seconds=0.0, interval: seconds=0.0",
      "Alter a timer file descriptor's internal timer in seconds.\n\n  fd\n    A timer file descriptor.\n  flags\n    0 or a bit mask of TFD_TIMER_ABSTIME or TFD_TIMER_CANCEL_ON_SET.\n  initial\n    The initial expiration time, in seconds.\n  interval\n    The timer's interval, in seconds.",
      (fd: number, flags = 0, initial: unknown, interval: unknown) =>
        inSeconds(set(fd, flags, nanoseconds(initial), nanoseconds(interval))),
    ),
    timerfd_settime_ns: def(
      "fd: fildes, /, *, flags: int=0, initial: device=0, interval: device=0",
      "Alter a timer file descriptor's internal timer in nanoseconds.\n\n  fd\n    A timer file descriptor.\n  flags\n    0 or a bit mask of TFD_TIMER_ABSTIME or TFD_TIMER_CANCEL_ON_SET.\n  initial\n    initial expiration timing in seconds.\n  interval\n    interval for the timer in seconds.",
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
    posix_openpt: def(
      "oflag: int, /",
      "Open and return a file descriptor for a master pseudo-terminal device.\n\nPerforms a posix_openpt() C function call. The oflag argument is used to\nset file status flags and file access modes as specified in the manual page\nof posix_openpt() of your system.",
      (flags: number) => libc.checked(libc.fn("int posix_openpt(int flags)")(flags | TFD_CLOEXEC)),
    ),
    grantpt: simple(
      "grantpt",
      "Grant access to the slave pseudo-terminal device.\n\n  fd\n    File descriptor of a master pseudo-terminal device.\n\nPerforms a grantpt() C function call.",
    ),
    unlockpt: simple(
      "unlockpt",
      "Unlock a pseudo-terminal master/slave pair.\n\n  fd\n    File descriptor of a master pseudo-terminal device.\n\nPerforms an unlockpt() C function call.",
    ),
    login_tty: simple(
      "login_tty",
      "Prepare the tty of which fd is a file descriptor for a new login session.\n\nMake the calling process a session leader; make the tty the\ncontrolling tty, the stdin, the stdout, and the stderr of the\ncalling process; close fd.",
    ),
    ptsname: def(
      "fd: fildes, /",
      "Return the name of the slave pseudo-terminal device.\n\n  fd\n    File descriptor of a master pseudo-terminal device.\n\nIf the ptsname_r() C function is available, it is called;\notherwise, performs a ptsname() C function call.",
      (fd: number) => {
        const name = new Uint8Array(256);
        const errno = libc.fn("int ptsname_r(int fd, void *name, size_t size)")(fd, name, name.length) as number;
        if (errno !== 0) throw osError(errno);
        return new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
      },
    ),
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
    sched_getparam: def(
      "pid: int, /",
      "Returns scheduling parameters for the process identified by pid.\n\nIf pid is 0, returns parameters for the calling process.\nReturn value is an instance of sched_param.",
      (pid: number) => {
        const param = new Int32Array(12);
        libc.checked(libc.fn("int sched_getparam(int pid, void *param)")(pid, param));
        return new StructValue("posix.sched_param", [param[0]!]);
      },
    ),
    sched_setparam: def(
      "pid: int, param: object, /",
      "Set scheduling parameters for the process identified by pid.\n\nIf pid is 0, sets parameters for the calling process.\nparam should be an instance of sched_param.",
      (pid: number, param: HostValue) => {
        libc.checked(libc.fn("int sched_setparam(int pid, const void *param)")(pid, priorityOf(param)));
      },
    ),
    sched_setscheduler: def(
      "pid: int, policy: int, param: object, /",
      "Set the scheduling policy for the process identified by pid.\n\nIf pid is 0, the calling process is changed.\nparam is an instance of sched_param.",
      (pid: number, policy: number, param: HostValue) => {
        libc.checked(
          libc.fn("int sched_setscheduler(int pid, int policy, const void *param)")(pid, policy, priorityOf(param)),
        );
      },
    ),
    sched_rr_get_interval: def(
      "pid: int, /",
      "Return the round-robin quantum for the process identified by pid, in seconds.\n\nValue returned is a float.",
      (pid: number) => {
        const time = new BigInt64Array(2);
        libc.checked(libc.fn("int sched_rr_get_interval(int pid, void *time)")(pid, time));
        return new Float(Number(time[0]!) + Number(time[1]!) * 1e-9);
      },
    ),
    setns: def(
      "fd: fildes, nstype: int=0",
      "Move the calling thread into different namespaces.\n\n  fd\n    A file descriptor to a namespace.\n  nstype\n    Type of namespace.",
      (fd: number, kind = 0) => {
        libc.checked(libc.fn("int setns(int fd, int kind)")(fd, kind));
      },
    ),
    unshare: def(
      "flags: int",
      "Disassociate parts of a process (or thread) execution context.\n\n  flags\n    Namespaces to be unshared.",
      (flags: number) => {
        if (flags < 0) throw osError(EINVAL);
        libc.checked(libc.fn("int unshare(int flags)")(flags));
      },
    ),
  };
}

export function linuxFunctions(libc: Libc): Functions {
  return { ...copying(libc), ...timers(libc), ...terminals(libc), ...scheduling(libc) };
}
