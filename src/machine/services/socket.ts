/** The system calls of sockets (_socketcalls); the module _socket is Python's (lib/_socket.py). Addresses cross as (family, ...) and as sockaddr bytes. */
import { fn, HostError, type HostFunction, type HostModule, osError, WouldBlock } from "../host_module.js";
import { type HostValue, Tuple } from "../host_values.js";
import { EAGAIN, F_DUPFD_CLOEXEC, type Libc, POLLIN, POLLOUT } from "../libc.js";
import { zeroEnded } from "./posix_spawn.js";
import { bytesOf } from "./processes.js";
import { pollOnce, secondsOf } from "./unix.js";
import { SOCKET_CONSTANTS } from "./unix_constants.js";

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const SOCK_CLOEXEC = 0o2000000;
const O_NONBLOCK = 0o4000;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const ADDRESS_SIZE = 128;

function timedOut(): HostError {
  return new HostError("TimeoutError", "timed out");
}

/** (family, ...) of a sockaddr; null if it is empty or of another family. */
function shown(data: Uint8Array): HostValue {
  if (data.length < 2) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const family = view.getUint16(0, true);
  if (family === AF_UNIX) {
    const path = data.subarray(2);
    const end = path.indexOf(0);
    return new Tuple([family, path.length > 0 && path[0] !== 0 && end >= 0 ? path.slice(0, end) : path.slice()]);
  }
  if (family === AF_INET) return new Tuple([family, data.slice(4, 8), view.getUint16(2)]);
  if (family === AF_INET6) {
    return new Tuple([family, data.slice(8, 24), view.getUint16(2), view.getUint32(4), view.getUint32(24, true)]);
  }
  return new Tuple([family]);
}

class Sockets {
  constructor(private readonly libc: Libc) {}

  /** Runs a call that answers EAGAIN instead of blocking; then waits as the socket's timeout says. */
  private waiting(fd: number, events: number, timeout: unknown, call: () => number): number {
    const n = call();
    if (n !== -1) return n;
    const errno = this.libc.errno();
    const seconds = secondsOf(timeout);
    if (errno !== EAGAIN || seconds === 0) throw osError(errno);
    throw new WouldBlock([[fd, events]], seconds, seconds < 0 ? undefined : timedOut());
  }

  /** Calls `name` with a buffer for an address: the address. */
  private named(name: string, fd: number): Uint8Array {
    const data = new Uint8Array(ADDRESS_SIZE);
    const size = Uint32Array.of(ADDRESS_SIZE);
    this.libc.checked(this.libc.fn(`int ${name}(int fd, void *address, void *size)`)(fd, data, size));
    return data.subarray(0, Math.min(size[0]!, ADDRESS_SIZE));
  }

  private accept(fd: number, timeout: unknown): Tuple {
    const data = new Uint8Array(ADDRESS_SIZE);
    const size = Uint32Array.of(ADDRESS_SIZE);
    if (secondsOf(timeout) !== 0 && pollOnce(this.libc, [[fd, POLLIN]])[0] === 0) {
      throw new WouldBlock([[fd, POLLIN]], secondsOf(timeout), secondsOf(timeout) < 0 ? undefined : timedOut());
    }
    const call = this.libc.fn("int accept4(int fd, void *address, void *size, int flags)");
    const made = this.waiting(fd, POLLIN, timeout, () => call(fd, data, size, SOCK_CLOEXEC) as number);
    return new Tuple([made, shown(data.subarray(0, size[0]!))]);
  }

  /** 0, or an errno. Never blocks: EINPROGRESS, then `connected` tells. */
  private connect(fd: number, address: Uint8Array, timeout: unknown): number {
    const { libc } = this;
    const blocking = secondsOf(timeout) < 0;
    const flags = libc.fcntl(fd, 3);
    if (blocking) libc.fcntl(fd, 4, flags | O_NONBLOCK);
    const status = libc.fn("int connect(int fd, const void *address, unsigned int size)")(
      fd,
      address,
      address.length,
    ) as number;
    const errno = status === 0 ? 0 : libc.errno();
    if (blocking) libc.fcntl(fd, 4, flags);
    return errno;
  }

  private option(fd: number, level: number, option: number, size: number): Uint8Array {
    const data = new Uint8Array(size);
    const length = Uint32Array.of(size);
    this.libc.checked(
      this.libc.fn("int getsockopt(int fd, int level, int option, void *value, void *size)")(
        fd,
        level,
        option,
        data,
        length,
      ),
    );
    return data.subarray(0, length[0]!);
  }

  private intOption(fd: number, level: number, option: number): number {
    const data = new Uint8Array(4);
    data.set(this.option(fd, level, option, 4));
    return new DataView(data.buffer).getInt32(0, true);
  }

  functions(): Record<string, HostFunction> {
    return { ...this.basic(), ...this.transfers(), ...this.resolver() };
  }

  private basic(): Record<string, HostFunction> {
    const { libc } = this;
    return {
      _socket: fn("family,type,proto", (family, type, proto) =>
        libc.checked(libc.fn("int socket(int family, int type, int protocol)")(family, type, proto)),
      ),
      _socketpair: fn("family,type,proto", (family: number, type: number, proto: number) => {
        const fds = new Int32Array(2);
        libc.checked(
          libc.fn("int socketpair(int family, int type, int protocol, void *fds)")(
            family,
            type | SOCK_CLOEXEC,
            proto,
            fds,
          ),
        );
        return new Tuple([fds[0]!, fds[1]!]);
      }),
      _dup: fn("fd", (fd) => libc.fcntl(fd, F_DUPFD_CLOEXEC)),
      _set_blocking: fn("fd,blocking", (fd: number, blocking: boolean) => {
        const flags = libc.fcntl(fd, 3);
        libc.fcntl(fd, 4, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
      }),
      _close: fn("fd", (fd) => {
        libc.checked(libc.fn("int close(int fd)")(fd));
      }),
      _sockaddr_unix: fn("path", (path: Uint8Array) => {
        const data = new Uint8Array(2 + path.length + (path[0] === 0 ? 0 : 1));
        data[0] = AF_UNIX;
        data.set(path, 2);
        return data;
      }),
      _sockaddr_inet: fn(
        "family,packed,port,flow,scope",
        (family: number, packed: Uint8Array, port: number, flow: number, scope: number) => {
          const view = new DataView(new ArrayBuffer(family === AF_INET ? 16 : 28));
          view.setUint16(0, family, true);
          view.setUint16(2, port);
          const data = new Uint8Array(view.buffer);
          data.set(packed, family === AF_INET ? 4 : 8);
          if (family === AF_INET6) {
            view.setUint32(4, flow);
            view.setUint32(24, scope, true);
          }
          return data;
        },
      ),
      _bind: fn("fd,address", (fd: number, address: Uint8Array) => {
        libc.checked(libc.fn("int bind(int fd, const void *address, unsigned int size)")(fd, address, address.length));
      }),
      _listen: fn("fd,backlog", (fd: number, backlog: number) => {
        libc.checked(libc.fn("int listen(int fd, int backlog)")(fd, backlog));
      }),
      _accept: fn("fd,timeout", (fd, timeout) => this.accept(fd, timeout)),
      _connect: fn("fd,address,timeout", (fd, address, timeout) => this.connect(fd, address, timeout)),
      _connected: fn("fd,timeout", (fd: number, timeout: unknown) => {
        if (pollOnce(libc, [[fd, POLLOUT]])[0] === 0)
          throw new WouldBlock([[fd, POLLOUT]], secondsOf(timeout), secondsOf(timeout) < 0 ? undefined : -1);
        return this.intOption(fd, SOL_SOCKET, SO_ERROR);
      }),
      _getsockname: fn("fd", (fd) => shown(this.named("getsockname", fd))),
      _getpeername: fn("fd", (fd) => shown(this.named("getpeername", fd))),
      _getsockopt_int: fn("fd,level,option", (fd, level, option) => this.intOption(fd, level, option)),
      _getsockopt: fn("fd,level,option,size", (fd, level, option, size) => this.option(fd, level, option, size)),
      _setsockopt: fn("fd,level,option,value", (fd: number, level: number, option: number, value: Uint8Array) => {
        libc.checked(
          libc.fn("int setsockopt(int fd, int level, int option, const void *value, unsigned int size)")(
            fd,
            level,
            option,
            value.slice(),
            value.length,
          ),
        );
      }),
      _shutdown: fn("fd,how", (fd: number, how: number) => {
        libc.checked(libc.fn("int shutdown(int fd, int how)")(fd, how));
      }),
    };
  }

  private transfers(): Record<string, HostFunction> {
    const { libc } = this;
    const receive = (fd: number, size: number, flags: number, timeout: unknown, address: Uint8Array | null) => {
      const data = new Uint8Array(Math.max(size, 1));
      const length = address === null ? null : Uint32Array.of(ADDRESS_SIZE);
      const call = libc.fn("long recvfrom(int fd, void *data, size_t size, int flags, void *address, void *length)");
      const n = this.waiting(
        fd,
        POLLIN,
        timeout,
        () => call(fd, data, size, flags | MSG_DONTWAIT, address, length) as number,
      );
      return { data: data.subarray(0, n), address: address?.subarray(0, length![0]!) ?? new Uint8Array(0) };
    };
    const send = (fd: number, data: Uint8Array, flags: number, address: Uint8Array | null, timeout: unknown) => {
      const call = libc.fn(
        "long sendto(int fd, const void *data, size_t size, int flags, const void *address, unsigned int length)",
      );
      const copy = data.slice();
      return this.waiting(
        fd,
        POLLOUT,
        timeout,
        () => call(fd, copy, copy.length, flags | MSG_DONTWAIT | MSG_NOSIGNAL, address, address?.length ?? 0) as number,
      );
    };
    return {
      // true when the time is over, null when a read would not block
      _await_bytes: fn("fd,timeout", (fd: number, timeout: unknown) => {
        const seconds = secondsOf(timeout);
        if (seconds === 0 || pollOnce(this.libc, [[fd, POLLIN]])[0] !== 0) return null;
        throw new WouldBlock([[fd, POLLIN]], seconds, seconds < 0 ? undefined : true);
      }),
      _recv: fn("fd,size,flags,timeout", (fd, size, flags, timeout) => receive(fd, size, flags, timeout, null).data),
      _recvfrom: fn("fd,size,flags,timeout", (fd, size, flags, timeout) => {
        const found = receive(fd, size, flags, timeout, new Uint8Array(ADDRESS_SIZE));
        return new Tuple([found.data, shown(found.address)]);
      }),
      _send: fn("fd,data,flags,timeout", (fd, data, flags, timeout) => send(fd, data, flags, null, timeout)),
      _sendto: fn("fd,data,flags,address,timeout", (fd, data, flags, address, timeout) =>
        send(fd, data, flags, address.slice(), timeout),
      ),
    };
  }

  private failure(code: number): Tuple {
    return new Tuple(["gaierror", code, this.libc.fn("const char *gai_strerror(int code)")(code) as string]);
  }

  private addressInfo(
    name: Uint8Array | null,
    service: Uint8Array | null,
    family: number,
    type: number,
    proto: number,
    flags: number,
  ): HostValue {
    const { libc } = this;
    const hints = new Uint8Array(Int32Array.of(flags, family, type, proto, 0, 0, 0, 0, 0, 0, 0, 0).buffer);
    const result = new BigUint64Array(1);
    const code = libc.fn("int getaddrinfo(const void *name, const void *service, const void *hints, void *result)")(
      name === null ? null : zeroEnded(name),
      service === null ? null : zeroEnded(service),
      hints,
      result,
    ) as number;
    if (code !== 0) return this.failure(code);
    const { koffi } = libc;
    const found: Tuple[] = [];
    for (let at = result[0]!; at !== 0n; ) {
      const info = new DataView(koffi.view(at, 48));
      const int = (offset: number) => info.getInt32(offset, true);
      const address = new Uint8Array(koffi.view(info.getBigUint64(24, true), info.getUint32(16, true))).slice();
      const canonical = info.getBigUint64(32, true);
      found.push(new Tuple([int(4), int(8), int(12), canonical === 0n ? "" : this.text(canonical), shown(address)]));
      at = info.getBigUint64(40, true);
    }
    libc.fn("void freeaddrinfo(void *result)")(result[0]!);
    return found;
  }

  private text(at: bigint): string {
    const size = Number(this.libc.fn("size_t strlen(const void *text)")(at));
    return new TextDecoder().decode(new Uint8Array(this.libc.koffi.view(at, size)).slice());
  }

  private resolver(): Record<string, HostFunction> {
    const { libc } = this;
    const upTo = (data: Uint8Array) => new TextDecoder().decode(data.subarray(0, data.indexOf(0)));
    return {
      _getaddrinfo: fn("name,service,family,type,proto,flags", (name, service, family, type, proto, flags) =>
        this.addressInfo(name, service, family, type, proto, flags),
      ),
      _getnameinfo: fn("address,flags", (address: Uint8Array, flags: number) => {
        const [host, service] = [new Uint8Array(1025), new Uint8Array(32)];
        const code = libc.fn(
          "int getnameinfo(const void *address, unsigned int size, void *host, unsigned int hostSize, void *service, unsigned int serviceSize, int flags)",
        )(address.slice(), address.length, host, host.length, service, service.length, flags) as number;
        return code !== 0 ? this.failure(code) : new Tuple([upTo(host), upTo(service)]);
      }),
      _inet_aton: fn("text", (text: unknown) => {
        const packed = new Uint8Array(4);
        const good = libc.fn("int inet_aton(const void *text, void *packed)")(
          zeroEnded(bytesOf(text)),
          packed,
        ) as number;
        return good === 0 ? null : packed;
      }),
      _inet_pton: fn("family,text", (family: number, text: unknown) => {
        const packed = new Uint8Array(family === AF_INET ? 4 : 16);
        const good = libc.checked(
          libc.fn("int inet_pton(int family, const void *text, void *packed)")(
            family,
            zeroEnded(bytesOf(text)),
            packed,
          ),
        );
        return good === 0 ? null : packed;
      }),
      _inet_ntop: fn("family,packed", (family: number, packed: Uint8Array) => {
        const text = new Uint8Array(64);
        libc.fn("void *inet_ntop(int family, const void *packed, void *text, unsigned int size)")(
          family,
          packed.slice(),
          text,
          text.length,
        );
        return upTo(text);
      }),
      _if_nametoindex: fn(
        "name",
        (name: Uint8Array) => libc.fn("unsigned int if_nametoindex(const void *name)")(zeroEnded(name)) as number,
      ),
    };
  }
}

export function socketModule(libc: Libc): HostModule {
  return { isInternal: true, functions: new Sockets(libc).functions(), constants: SOCKET_CONSTANTS };
}
