/** select, fcntl and resource over the C library: the calls; the classes and argument checks are Python's (lib/select.py, lib/fcntl.py). */
import { def, fn, HostError, type HostModule, osError, WouldBlock } from "../host_module.js";
import { Float, Tuple } from "../host_values.js";
import { type CFunction, EAGAIN, type Libc, POLLIN, POLLOUT } from "../libc.js";
import { rusageOf } from "./processes.js";
import { FCNTL_CONSTANTS, RESOURCE_CONSTANTS, SELECT_CONSTANTS } from "./unix_constants.js";

const POLLPRI = 2;
const POLLERR = 8;
const POLLHUP = 16;
const POLLNVAL = 32;
const POLLRDNORM = 64;
const EBADF = 9;
const EACCES = 13;
const LOCK_NB = 4;

export function secondsOf(value: unknown): number {
  return value instanceof Float ? value.value : Number(value);
}

/** poll() without waiting: the events found, one number for each pair. */
export function pollOnce(libc: Libc, fds: readonly (readonly [number, number])[]): number[] {
  const records = new DataView(new ArrayBuffer(fds.length * 8 + 8));
  fds.forEach(([fd, events], i) => {
    records.setInt32(i * 8, fd, true);
    records.setUint16(i * 8 + 4, events, true);
  });
  libc.poll(new Uint8Array(records.buffer), fds.length, 0);
  return fds.map((_, i) => records.getUint16(i * 8 + 6, true));
}

/** Merges the events wanted of one descriptor. */
function merged(pairs: readonly (readonly [number, number])[]): [number, number][] {
  const events = new Map<number, number>();
  for (const [fd, wanted] of pairs) events.set(fd, (events.get(fd) ?? 0) | wanted);
  return [...events];
}

/** Bytes of a struct epoll_event. */
export function epollEventSize(): number {
  return typeof process === "undefined" || process.arch === "x64" ? 12 : 16;
}

export function selectModule(libc: Libc): HostModule {
  const select = (r: number[], w: number[], x: number[], timeout: unknown) => {
    const wanted = merged([
      ...r.map((fd) => [fd, POLLIN] as const),
      ...w.map((fd) => [fd, POLLOUT] as const),
      ...x.map((fd) => [fd, POLLPRI] as const),
    ]);
    const found = new Map(pollOnce(libc, wanted).map((events, i) => [wanted[i]![0], events]));
    for (const events of found.values()) if (events & POLLNVAL) throw osError(EBADF);
    const chosen = (fds: number[], mask: number) =>
      fds.map((fd, i) => ((found.get(fd) ?? 0) & mask ? i : -1)).filter((i) => i >= 0);
    const answer = [
      chosen(r, POLLIN | POLLRDNORM | POLLHUP | POLLERR),
      chosen(w, POLLOUT | POLLERR),
      chosen(x, POLLPRI),
    ];
    const seconds = secondsOf(timeout);
    if (answer.some((list) => list.length > 0) || seconds === 0) return new Tuple(answer);
    throw new WouldBlock(wanted, seconds, new Tuple([[], [], []]));
  };
  const size = epollEventSize();
  // an event loop asks at each of its turns
  let found = new DataView(new ArrayBuffer(0));
  let foundBytes = new Uint8Array(found.buffer);
  let epollWait: CFunction | null = null;
  return {
    isInternal: true,
    functions: {
      _select: fn("r,w,x,timeout", select),
      _poll: fn("fds,events,timeout", (fds: number[], events: number[], timeout: unknown) => {
        const wanted = fds.map((fd, i) => [fd, events[i]!] as const);
        const found = pollOnce(libc, wanted);
        const ready = fds.map((fd, i) => [fd, found[i]!] as const).filter(([, e]) => e !== 0);
        const seconds = secondsOf(timeout);
        if (ready.length > 0 || seconds === 0) return ready.map((pair) => new Tuple(pair));
        throw new WouldBlock(wanted, seconds < 0 ? -1 : seconds, []);
      }),
      _epoll_create: fn("", () => libc.checked(libc.fn("int epoll_create1(int flags)")(0o2000000))),
      _epoll_ctl: fn("epfd,operation,fd,events", (epfd: number, operation: number, fd: number, events: number) => {
        const event = new DataView(new ArrayBuffer(16));
        event.setUint32(0, events >>> 0, true);
        event.setInt32(size - 8, fd, true);
        libc.checked(
          libc.fn("int epoll_ctl(int epfd, int operation, int fd, const void *event)")(
            epfd,
            operation,
            fd,
            new Uint8Array(event.buffer),
          ),
        );
      }),
      _epoll_wait: fn("epfd,maxevents,timeout", (epfd: number, max: number, timeout: unknown) => {
        if (found.byteLength < max * size) {
          found = new DataView(new ArrayBuffer(max * size));
          foundBytes = new Uint8Array(found.buffer);
        }
        epollWait ??= libc.fn("int epoll_wait(int epfd, void *events, int max, int timeout)");
        const n = libc.checked(epollWait(epfd, foundBytes, max, 0));
        if (n === 0 && timeout !== 0 && secondsOf(timeout) !== 0)
          throw new WouldBlock([[epfd, POLLIN]], secondsOf(timeout), []);
        const ready: Tuple[] = [];
        for (let at = 0; at < n * size; at += size)
          ready.push(new Tuple([found.getInt32(at + size - 8, true), found.getUint32(at, true)]));
        return ready;
      }),
    },
    constants: SELECT_CONSTANTS,
  };
}

/** A lock that is tried again until it is free, so that others may run meanwhile. */
function untilFree(libc: Libc, wait: boolean, attempt: () => number): void {
  if (attempt() !== -1) return;
  const errno = libc.errno();
  if (wait && (errno === EAGAIN || errno === EACCES)) throw new WouldBlock([], 0.005);
  throw osError(errno);
}

export function fcntlModule(libc: Libc): HostModule {
  return {
    isInternal: true,
    functions: {
      _fcntl: fn("fd,cmd,arg", (fd: number, command: number, argument: number | Uint8Array) => {
        if (argument instanceof Uint8Array) {
          const data = new Uint8Array(1024);
          data.set(argument);
          libc.checked(libc.fn("int fcntl(int fd, int command, void *argument)")(fd, command, data));
          return data.slice(0, argument.length);
        }
        return libc.fcntl(fd, command, argument);
      }),
      _ioctl: fn("fd,request,arg", (fd: number, request: number, argument: number | Uint8Array) => {
        if (argument instanceof Uint8Array) {
          const data = new Uint8Array(Math.max(argument.length, 1024));
          data.set(argument);
          const n = libc.checked(
            libc.fn("int ioctl(int fd, unsigned long request, void *argument)")(fd, request, data),
          );
          return new Tuple([n, data.slice(0, argument.length)]);
        }
        return libc.checked(libc.fn("int ioctl(int fd, unsigned long request, long argument)")(fd, request, argument));
      }),
      _flock: fn("fd,operation", (fd: number, operation: number) => {
        untilFree(
          libc,
          (operation & LOCK_NB) === 0,
          () => libc.fn("int flock(int fd, int operation)")(fd, operation | LOCK_NB) as number,
        );
      }),
      _lockf: fn(
        "fd,cmd,length,start,whence",
        (fd: number, command: number, length: number, start: number, whence: number) => {
          const lock = new DataView(new ArrayBuffer(32));
          lock.setInt16(0, command & 8 ? 2 : command & 1 ? 0 : 1, true);
          lock.setInt16(2, whence, true);
          lock.setBigInt64(8, BigInt(start), true);
          lock.setBigInt64(16, BigInt(length), true);
          const record = new Uint8Array(lock.buffer);
          untilFree(
            libc,
            (command & LOCK_NB) === 0,
            () => libc.fn("int fcntl(int fd, int command, void *argument)")(fd, 6, record) as number,
          );
        },
      ),
    },
    constants: FCNTL_CONSTANTS,
  };
}

export function resourceModule(libc: Libc): HostModule {
  const INFINITY = 0xffffffffffffffffn;
  const outward = (v: bigint) => (v === INFINITY ? -1 : v <= 0x1fffffffffffffn ? Number(v) : v);
  const checkResource = (resource: number) => {
    if (resource < 0 || resource >= 16) throw new HostError("ValueError", "invalid resource specified");
  };
  const limits = (pid: number, resource: number, wanted: readonly (number | bigint)[] | null) => {
    checkResource(resource);
    if (wanted !== null && wanted.length !== 2) throw new HostError("ValueError", "expected a tuple of 2 integers");
    const record = wanted === null ? null : BigUint64Array.from(wanted, (v) => BigInt.asUintN(64, BigInt(v)));
    const old = new BigUint64Array(2);
    const status = libc.fn("int prlimit(int pid, int resource, const void *wanted, void *old)")(
      pid,
      resource,
      record,
      old,
    ) as number;
    if (status === -1) {
      const errno = libc.errno();
      if (errno === 22) throw new HostError("ValueError", "current limit exceeds maximum limit");
      if (errno === 1) throw new HostError("ValueError", "not allowed to raise maximum limit");
      throw osError(errno);
    }
    return new Tuple([outward(old[0]!), outward(old[1]!)]);
  };
  return {
    exceptions: { error: "=OSError" },
    structs: { struct_rusage: "resource.struct_rusage" },
    functions: {
      getrlimit: def("resource: int, /", "", (resource: number) => limits(0, resource, null)),
      setrlimit: def("resource: int, limits: ints, /", "", (resource: number, wanted: number[]) => {
        limits(0, resource, wanted);
      }),
      prlimit: def("pid: int, resource: int, limits: ints_or_none=None, /", "", (pid, resource, wanted = null) =>
        limits(pid, resource, wanted),
      ),
      getrusage: def("who: int, /", "", (who: number) => {
        if (who < -1 || who > 1) throw new HostError("ValueError", "invalid who parameter");
        const usage = new Uint8Array(144);
        libc.checked(libc.fn("int getrusage(int who, void *usage)")(who, usage));
        return rusageOf(usage);
      }),
      getpagesize: def("", "", () => 4096),
    },
    constants: RESOURCE_CONSTANTS,
  };
}
