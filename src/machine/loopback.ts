/**
 * Sockets and waiting for a machine that was given no C library: connected pairs within the machine, and select, poll and epoll over them. So an event loop
 * has its self-pipe, timers and queues; nothing leads out, and whoever asks for a real socket gets PermissionError.
 *
 * It stands in for the C library of `services/socket.ts` and `services/unix.ts`: the same functions, with errno and -1. What is missing here answers EACCES.
 */

import { type HostResult, osError } from "./host_module.js";
import { packAddress, showAddress } from "./internet_address.js";
import { type CFunction, EAGAIN, F_DUPFD_CLOEXEC, type Koffi, Libc, O_NONBLOCK, POLLIN, POLLOUT } from "./libc.js";

const ENOENT = 2;
const EBADF = 9;
const EACCES = 13;
const EEXIST = 17;
const EINVAL = 22;
const EMFILE = 24;
const EPIPE = 32;
const ENOPROTOOPT = 92;
const EOPNOTSUPP = 95;
const EISCONN = 106;
const EAI_FAIL = -4;
const POLLHUP = 16;
const POLLNVAL = 32;
const AF_UNIX = 1;
const AF_INET = 2;
const SOCK_STREAM = 1;
const MSG_PEEK = 2;
const SOL_SOCKET = 1;
const SO_TYPE = 3;
const SO_ERROR = 4;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_PROTOCOL = 38;
/** What a socket holds that nobody has read yet; Linux's default. */
const CAPACITY = 212_992;
/** Below select's 1024, above what a file system usually hands out. */
const FIRST_FD = 512;
const LAST_FD = 1023;

/** One end of a pair. */
interface End {
  readonly kind: "end";
  readonly type: number;
  readonly waiting: Uint8Array[];
  size: number;
  /** Null when the other end is closed. */
  peer: End | null;
  /** No more will come, no more may go. */
  ended: boolean;
  shut: boolean;
  flags: number;
}

interface Epoll {
  readonly kind: "epoll";
  readonly watched: Map<number, { events: number; armed: boolean }>;
  flags: number;
}

export class Loopback extends Libc {
  private readonly open = new Map<number, End | Epoll>();
  private failure = 0;
  private readonly calls: Record<string, CFunction>;

  /** `epollSize`: bytes of a struct epoll_event, the descriptor in its last 8. */
  constructor(private readonly epollSize: number) {
    super((): Koffi => {
      throw new Error("a machine without a C library");
    });
    this.calls = { ...this.sockets(), ...this.transfers(), ...this.waits(), ...this.resolver() };
  }

  has(fd: unknown): boolean {
    return typeof fd === "number" && this.open.has(fd);
  }

  /** What os does with a descriptor of these. */
  descriptorCalls(): Record<string, (fd: number, ...args: any[]) => HostResult> {
    const { recvfrom, sendto } = this.calls;
    return {
      close: (fd) => {
        this.checked(this.close(fd));
      },
      read: (fd, size: number) => {
        const data = new Uint8Array(size);
        return data.subarray(0, this.checked(recvfrom!(fd, data, size, 0, null, null)));
      },
      write: (fd, data: Uint8Array) => this.checked(sendto!(fd, data, data.length)),
      dup: (fd) => this.fcntl(fd, F_DUPFD_CLOEXEC),
      get_blocking: (fd) => (this.fcntl(fd, 3) & O_NONBLOCK) === 0,
      set_blocking: (fd, blocking: boolean) => {
        this.fcntl(fd, 4, blocking ? 0 : O_NONBLOCK);
      },
    };
  }

  override fn(declaration: string): CFunction {
    const name = /(\w+)\(/.exec(declaration)![1]!;
    return this.calls[name] ?? (() => this.fail(EACCES));
  }

  override errno(): number {
    return this.failure;
  }

  override checked(result: number): number {
    if (result === -1) throw osError(this.failure);
    return result;
  }

  override poll(fds: Uint8Array, count: number): number {
    const view = new DataView(fds.buffer, fds.byteOffset, fds.byteLength);
    let ready = 0;
    for (let at = 0; at < count * 8; at += 8) {
      const events = this.eventsOf(view.getInt32(at, true), view.getInt16(at + 4, true));
      view.setInt16(at + 6, events, true);
      if (events !== 0) ready++;
    }
    return ready;
  }

  override pollNow(fd: number, events: number): number {
    return this.eventsOf(fd, events);
  }

  override fcntl(fd: number, command: number, argument = 0): number {
    return this.checked(this.control(fd, command, argument));
  }

  private fail(errno: number): -1 {
    this.failure = errno;
    return -1;
  }

  private control(fd: number, command: number, argument: number): number {
    const it = this.open.get(fd);
    if (it === undefined) return this.fail(EBADF);
    if (command === 1) return 1;
    if (command === 2) return 0;
    if (command === 3) return 2 | it.flags;
    if (command === F_DUPFD_CLOEXEC) return this.add(it);
    if (command !== 4) return this.fail(EINVAL);
    it.flags = argument & O_NONBLOCK;
    return 0;
  }

  private add(it: End | Epoll): number {
    for (let fd = FIRST_FD; fd <= LAST_FD; fd++) {
      if (this.open.has(fd)) continue;
      this.open.set(fd, it);
      return fd;
    }
    return this.fail(EMFILE);
  }

  private close(fd: number): number {
    const it = this.open.get(fd);
    if (it === undefined) return this.fail(EBADF);
    this.open.delete(fd);
    for (const other of this.open.values()) {
      if (other.kind === "epoll") other.watched.delete(fd);
      if (other === it) return 0;
    }
    if (it.kind === "end" && it.peer !== null) it.peer.peer = null;
    return 0;
  }

  /** poll()'s answer for one descriptor. Files are always ready. */
  private eventsOf(fd: number, wanted: number): number {
    const it = this.open.get(fd);
    if (it === undefined) return fd >= FIRST_FD && fd <= LAST_FD ? POLLNVAL : wanted & (POLLIN | POLLOUT);
    if (it.kind === "epoll") return wanted & POLLIN && this.epollReady(it, 1).length > 0 ? POLLIN : 0;
    const { peer } = it;
    const over = peer === null || it.ended;
    const readable = it.waiting.length > 0 || over;
    const writable = peer === null || peer.size < CAPACITY;
    const hung = peer === null || (it.ended && it.shut) ? POLLHUP : 0;
    return (readable ? wanted & POLLIN : 0) | (writable ? wanted & POLLOUT : 0) | hung;
  }

  private epollReady(it: Epoll, max: number): [number, number][] {
    const ready: [number, number][] = [];
    for (const [fd, watch] of it.watched) {
      const events = watch.armed ? this.eventsOf(fd, watch.events) : 0;
      if (events !== 0 && ready.length < max) ready.push([fd, events]);
    }
    return ready;
  }

  private end(fd: number): End | null {
    const it = this.open.get(fd);
    if (it?.kind === "end") return it;
    this.fail(it === undefined ? EBADF : EINVAL);
    return null;
  }

  private sockets(): Record<string, CFunction> {
    const unnamed = (fd: number, data: Uint8Array, size: Uint32Array) => {
      if (this.end(fd) === null) return -1;
      data[0] = AF_UNIX;
      data[1] = 0;
      size[0] = 2;
      return 0;
    };
    const refused = (errno: number) => (fd: number) => (this.end(fd) === null ? -1 : this.fail(errno));
    return {
      socketpair: (family: number, type: number, _proto: number, fds: Int32Array) => {
        if (family !== AF_UNIX) return this.fail(EOPNOTSUPP);
        const make = (): End => ({
          kind: "end",
          type: type & 15,
          waiting: [],
          size: 0,
          peer: null,
          ended: false,
          shut: false,
          flags: type & O_NONBLOCK,
        });
        const [first, second] = [make(), make()];
        first.peer = second;
        second.peer = first;
        fds[0] = this.add(first);
        if (fds[0] === -1) return -1;
        fds[1] = this.add(second);
        if (fds[1] !== -1) return 0;
        this.close(fds[0]);
        return this.fail(EMFILE);
      },
      close: (fd: number) => this.close(fd),
      fcntl: (fd: number, command: number, argument: number) => this.control(fd, command, argument),
      getsockname: unnamed,
      getpeername: unnamed,
      bind: refused(EINVAL),
      listen: refused(EINVAL),
      accept4: refused(EINVAL),
      connect: refused(EISCONN),
      setsockopt: (fd: number) => (this.end(fd) === null ? -1 : 0),
      getsockopt: (fd: number, level: number, option: number, value: Uint8Array, size: Uint32Array) => {
        const end = this.end(fd);
        if (end === null) return -1;
        const known = new Map([
          [SO_TYPE, end.type],
          [SO_ERROR, 0],
          [SO_SNDBUF, CAPACITY],
          [SO_RCVBUF, CAPACITY],
          [SO_PROTOCOL, 0],
        ]).get(option);
        if (level !== SOL_SOCKET || known === undefined) return this.fail(ENOPROTOOPT);
        const bytes = new Uint8Array(Int32Array.of(known).buffer).subarray(0, value.length);
        value.set(bytes);
        size[0] = bytes.length;
        return 0;
      },
      shutdown: (fd: number, how: number) => {
        const end = this.end(fd);
        if (end === null) return -1;
        if (how < 0 || how > 2) return this.fail(EINVAL);
        if (how !== 1) end.ended = true;
        if (how !== 0) {
          end.shut = true;
          if (end.peer !== null) end.peer.ended = true;
        }
        return 0;
      },
    };
  }

  private transfers(): Record<string, CFunction> {
    return {
      recvfrom: (
        fd: number,
        to: Uint8Array,
        size: number,
        flags: number,
        _address: unknown,
        length: Uint32Array | null,
      ) => {
        const end = this.end(fd);
        if (end === null) return -1;
        if (length !== null) length[0] = 0;
        if (end.waiting.length === 0) return end.peer === null || end.ended ? 0 : this.fail(EAGAIN);
        return receive(end, to, size, (flags & MSG_PEEK) !== 0);
      },
      sendto: (fd: number, data: Uint8Array, size: number) => {
        const end = this.end(fd);
        if (end === null) return -1;
        const { peer } = end;
        if (peer === null || end.shut) return this.fail(EPIPE);
        const room = CAPACITY - peer.size;
        if (size > 0 && (room <= 0 || (end.type !== SOCK_STREAM && size > room))) return this.fail(EAGAIN);
        const sent = data.slice(0, Math.min(size, room));
        if (sent.length > 0 || end.type !== SOCK_STREAM) peer.waiting.push(sent);
        peer.size += sent.length;
        return sent.length;
      },
    };
  }

  private waits(): Record<string, CFunction> {
    return {
      poll: (fds: Uint8Array, count: number) => this.poll(fds, count),
      epoll_create1: () => this.add({ kind: "epoll", watched: new Map(), flags: 0 }),
      epoll_ctl: (epfd: number, operation: number, fd: number, event: Uint8Array) => {
        const it = this.open.get(epfd);
        if (it === undefined || !this.open.has(fd)) return this.fail(EBADF);
        if (it.kind !== "epoll" || epfd === fd) return this.fail(EINVAL);
        const known = it.watched.has(fd);
        if (operation === 1 ? known : !known) return this.fail(known ? EEXIST : ENOENT);
        if (operation === 2) it.watched.delete(fd);
        else {
          const events = new DataView(event.buffer, event.byteOffset).getUint32(0, true);
          it.watched.set(fd, { events, armed: true });
        }
        return 0;
      },
      epoll_wait: (epfd: number, to: Uint8Array, max: number) => {
        const it = this.open.get(epfd);
        if (it?.kind !== "epoll") return this.fail(it === undefined ? EBADF : EINVAL);
        const view = new DataView(to.buffer, to.byteOffset);
        const ready = this.epollReady(it, max);
        ready.forEach(([fd, events], i) => {
          const watch = it.watched.get(fd)!;
          if (watch.events & (1 << 30)) watch.armed = false;
          view.setUint32(i * this.epollSize, events, true);
          view.setInt32((i + 1) * this.epollSize - 8, fd, true);
        });
        return ready.length;
      },
    };
  }

  /** Numbers of addresses are text only; names have nobody to ask. */
  private resolver(): Record<string, CFunction> {
    const ended = (text: Uint8Array) => new TextDecoder().decode(text.subarray(0, text.indexOf(0)));
    const pack = (family: number, text: Uint8Array, packed: Uint8Array) => {
      const found = packAddress(family === AF_INET ? 4 : 6, ended(text));
      if (found !== null) packed.set(found);
      return found === null ? 0 : 1;
    };
    return {
      getaddrinfo: () => EAI_FAIL,
      getnameinfo: () => EAI_FAIL,
      gai_strerror: () => "Non-recoverable failure in name resolution",
      inet_aton: (text: Uint8Array, packed: Uint8Array) => pack(AF_INET, text, packed),
      inet_pton: pack,
      inet_ntop: (_family: number, packed: Uint8Array, text: Uint8Array) => {
        text.set(new TextEncoder().encode(showAddress(packed)));
        return 1;
      },
      if_nametoindex: () => 0,
    };
  }
}

/** Takes bytes, or a datagram, from an end's queue, which is not empty: how many. */
function receive(end: End, to: Uint8Array, size: number, peek: boolean): number {
  let n = 0;
  for (let i = 0; i < end.waiting.length; i++) {
    const piece = end.waiting[i]!.subarray(0, size - n);
    to.set(piece, n);
    n += piece.length;
    if (end.type !== SOCK_STREAM || n === size) break;
  }
  if (peek) return n;
  let left = end.type === SOCK_STREAM ? n : end.waiting[0]!.length;
  end.size -= left;
  if (end.type !== SOCK_STREAM) end.waiting.shift();
  else {
    while (left > 0) {
      const first = end.waiting[0]!;
      if (first.length <= left) end.waiting.shift();
      else end.waiting[0] = first.subarray(left);
      left -= Math.min(left, first.length);
    }
  }
  return n;
}
