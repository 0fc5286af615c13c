"""The native half of the module socket.

Programs import socket."""
# The classes and argument checks of Modules/socketmodule.c; the system calls are the host's (_socketcalls). A call that would block is waited
# for by the machine, so that other threads and signal handlers run meanwhile.

import errno as _errno
import os as _os
import sys as _sys
from _warnings import warn as _warn_of

import _socketcalls as _calls
from _socketcalls import *

error = OSError
timeout = TimeoutError
has_ipv6 = True
from _socket_capsule import CAPI
_default_timeout = -1
_SOCK_TYPE_MASK = 0xF


class herror(OSError):
    __module__ = "socket"


class gaierror(OSError):
    __module__ = "socket"


def _resolved(result):
    """An answer of the resolver: (code, text) is a failure."""
    if type(result) is tuple and result and result[0] == "gaierror":
        raise gaierror(result[1], result[2])
    return result


def _host_bytes(host):
    if isinstance(host, (bytes, bytearray)):
        return bytes(host)
    if isinstance(host, str):
        return host.encode("ascii") if host.isascii() else host.encode("idna")
    raise TypeError(f"str, bytes or bytearray expected, not {type(host).__name__}")


def _address_number(family, host):
    """The packed address of a host, by name or number."""
    text = _host_bytes(host)
    if family == AF_INET and text == b"<broadcast>":
        return b"\xff\xff\xff\xff"
    passive = text == b""
    found = _resolved(_calls._getaddrinfo(None if passive else text, b"0" if passive else None, family, SOCK_DGRAM, 0, AI_PASSIVE if passive else 0))
    return found[0][4][1]


def _packed_address(family, address, caller):
    """The sockaddr of an address as the family has it."""
    if family == AF_UNIX:
        path = address if isinstance(address, (bytes, bytearray)) else None
        if isinstance(address, str):
            path = _os.fsencode(address)
        elif path is None:
            path = bytes(memoryview(address)) if hasattr(address, "__buffer__") else None
        if path is None:
            raise TypeError(f"a bytes-like object is required, not '{type(address).__name__}'")
        if len(path) > (108 if path[:1] == b"\0" else 107):
            raise OSError("AF_UNIX path too long")
        return _calls._sockaddr_unix(bytes(path))
    if family not in (AF_INET, AF_INET6):
        raise OSError(f"{caller}(): bad family")
    name = "AF_INET" if family == AF_INET else "AF_INET6"
    if not isinstance(address, tuple):
        raise TypeError(f"{caller}(): {name} address must be tuple, not {type(address).__name__}")
    if family == AF_INET:
        if len(address) != 2:
            raise TypeError("AF_INET address must be a pair (host, port)")
    elif not 2 <= len(address) <= 4:
        raise TypeError("AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])")
    host, port = address[0], address[1]
    if not isinstance(host, (str, bytes, bytearray)):
        raise TypeError(f"str, bytes or bytearray expected, not {type(host).__name__}")
    port = _int(port)
    packed = _address_number(family, host)
    if not 0 <= port <= 0xFFFF:
        raise OverflowError(f"{caller}(): port must be 0-65535.")
    flow = address[2] if len(address) > 2 else 0
    if not 0 <= flow <= 0xFFFFF:
        raise OverflowError(f"{caller}(): flowinfo must be 0-1048575.")
    return _calls._sockaddr_inet(family, packed, port, flow, address[3] if len(address) > 3 else 0)


def _int(value):
    try:
        return value.__index__()
    except AttributeError:
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer") from None


def _shown_address(address):
    """What the host says of a sockaddr, as Python shows it."""
    if address is None:
        return None
    family = address[0]
    if family == AF_UNIX:
        path = address[1]
        return path if path[:1] == b"\0" else _os.fsdecode(path)
    host = inet_ntop(family, address[1])
    return (host, address[2]) if family == AF_INET else (host, *address[2:])


def _seconds(timeout):
    if timeout is None:
        return -1
    seconds = float(timeout) if isinstance(timeout, float) else _number(timeout)
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("Timeout value out of range")
    return seconds


def _number(value):
    if hasattr(value, "__index__"):
        return value.__index__()
    if hasattr(value, "__float__"):
        return float(value)
    return _int(value)


class socket:
    """socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object
    socket(family=-1, type=-1, proto=-1, fileno=None) -> socket object

    A socket of a family (AF_INET unless given), type (SOCK_STREAM or, for
    datagrams, SOCK_DGRAM) and protocol (0, the usual one). Children do not
    inherit it.

    For an open descriptor, fileno, the three are asked of the system unless they
    are given."""

    __slots__ = ("_fd", "_seconds", "_family", "_type", "_proto")

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self._fd = -1
        self._seconds = -1
        self._family = self._type = self._proto = -1
        return self

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        _sys.audit("socket.__new__", self, family, type, proto)
        if fileno is not None:
            if isinstance(fileno, float):
                raise TypeError("integer argument expected, got float")
            fd = _int(fileno)
            if fd < 0:
                raise ValueError("negative file descriptor")
            own = _calls._getsockname(fd)
            if family == -1:
                family = own[0]
            if type == -1:
                type = _calls._getsockopt_int(fd, SOL_SOCKET, SO_TYPE)
            if proto == -1:
                proto = _calls._getsockopt_int(fd, SOL_SOCKET, SO_PROTOCOL)
        else:
            family = AF_INET if family == -1 else _int(family)
            type = SOCK_STREAM if type == -1 else _int(type)
            proto = 0 if proto == -1 else _int(proto)
            fd = _calls._socket(family, type | SOCK_CLOEXEC, proto)
        self._fd = fd
        self._family = family
        self._proto = proto
        self._type = type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)
        if type & SOCK_NONBLOCK:
            self._seconds = 0
        else:
            self._seconds = _default_timeout
            if _default_timeout >= 0:
                _calls._set_blocking(fd, False)

    def __repr__(self):
        return f"<socket object, fd={self._fd}, family={self._family}, type={self._type}, proto={self._proto}>"

    def __del__(self, _warn=None):
        fd = getattr(self, "_fd", -1)
        if fd == -1:
            return
        self._fd = -1
        try:
            _warn_of(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)
        finally:
            _calls._close(fd)

    @property
    def family(self):
        """the socket family"""
        return self._family

    @property
    def type(self):
        """the socket type"""
        return self._type

    @property
    def proto(self):
        """the socket protocol"""
        return self._proto

    @property
    def timeout(self):
        """the socket timeout"""
        return self.gettimeout()

    def fileno(self):
        """fileno() -> integer

        The socket's file descriptor, an int."""
        return self._fd

    def detach(self):
        """detach()

        Give the descriptor away: it stays open and is returned, the socket object
        is closed."""
        fd, self._fd = self._fd, -1
        return fd

    def close(self):
        """close()

        Close the socket, which is of no use afterwards."""
        fd, self._fd = self._fd, -1
        if fd != -1:
            try:
                _calls._close(fd)
            except ConnectionResetError:
                pass

    def setblocking(self, flag, /):
        """setblocking(flag)

        Wait in calls (true, as settimeout(None) does) or never wait (false, as
        settimeout(0.0) does)."""
        self._seconds = -1 if flag else 0
        _calls._set_blocking(self._fd, bool(flag))

    def getblocking(self):
        """getblocking()

        Say whether calls wait: False only after setblocking(False) or
        settimeout(0)."""
        return self._seconds != 0

    def settimeout(self, timeout, /):
        """settimeout(timeout)

        Limit how many seconds a call waits. None is no limit, as
        setblocking(True); zero is no waiting at all, as setblocking(False)."""
        seconds = _seconds(timeout)
        self._seconds = seconds
        _calls._set_blocking(self._fd, seconds < 0)

    def gettimeout(self):
        """gettimeout() -> timeout

        How many seconds a call waits at most, a float; None is without limit."""
        return None if self._seconds < 0 else float(self._seconds)

    def bind(self, address, /):
        """bind(address)

        Give the socket a local address, a pair (host, port) for IP; a raw packet
        socket has (ifname, proto [,pkttype [,hatype [,addr]]])"""
        packed = _packed_address(self._family, address, "bind")
        _sys.audit("socket.bind", self, address)
        _calls._bind(self._fd, packed)

    def listen(self, backlog=128, /):
        """listen([backlog])

        Let others connect. backlog, at least 0, is how many may wait to be
        accepted before the system turns the next away."""
        _calls._listen(self._fd, max(_int(backlog), 0))

    def _accept(self):
        fd, address = _calls._accept(self._fd, self._seconds)
        return fd, _shown_address(address)

    def _connect(self, address):
        packed = _packed_address(self._family, address, "connect")
        _sys.audit("socket.connect", self, address)
        code = _calls._connect(self._fd, packed, self._seconds)
        if code == _errno.EINPROGRESS and self._seconds != 0:
            code = _calls._connected(self._fd, self._seconds)
        return code

    def connect(self, address, /):
        """connect(address)

        Connect to a remote address, a pair (host, port) for IP."""
        code = self._connect(address)
        if code == -1:
            raise TimeoutError("timed out")
        if code != 0:
            raise OSError(code, _os.strerror(code))

    def connect_ex(self, address, /):
        """connect_ex(address) -> errno

        As connect(address), but returns the error's number, or 0, and raises
        nothing for it."""
        code = self._connect(address)
        return _errno.EWOULDBLOCK if code == -1 else code

    def getsockname(self):
        """getsockname() -> address info

        The socket's own address: (host, port) for IPv4, (host, port, flowinfo,
        scope_id) for IPv6."""
        return _shown_address(_calls._getsockname(self._fd))

    def getpeername(self):
        """getpeername() -> address info

        The address of the other end: (host, port) for IP."""
        return _shown_address(_calls._getpeername(self._fd))

    def getsockopt(self, level, option, buflen=0, /):
        """getsockopt(level, option[, buffersize]) -> value

        The value of a socket option, which the system's manual describes: an int,
        or with a buffersize up to so many bytes."""
        if buflen == 0:
            return _calls._getsockopt_int(self._fd, level, option)
        if not 0 < buflen <= 1024:
            raise OSError("getsockopt buflen out of range")
        return _calls._getsockopt(self._fd, level, option, buflen)

    def setsockopt(self, level, option, value, *optlen):
        """setsockopt(level, option, value: int)
        setsockopt(level, option, value: buffer)
        setsockopt(level, option, None, optlen: int)

        Set a socket option, which the system's manual describes, to an int, to
        bytes, or to nothing of a given length."""
        if value is None:
            value = bytes(optlen[0])
        elif isinstance(value, int):
            value = int(value).to_bytes(4, "little", signed=True)
        _calls._setsockopt(self._fd, level, option, bytes(value))

    def recv(self, buffersize, flags=0, /):
        """recv(buffersize[, flags]) -> data

        Receive at most buffersize bytes. It waits for the first; an empty result
        says that the other end is closed and all was read. The system's manual
        describes the flags."""
        size = _int(buffersize)
        if size < 0:
            raise ValueError("negative buffersize in recv")
        return _calls._recv(self._fd, size, flags, self._seconds)

    def recv_into(self, buffer, nbytes=0, flags=0):
        """recv_into(buffer, [nbytes[, flags]]) -> nbytes_read

        As recv(), but into a buffer: nbytes at most, or as many as it holds if that
        is 0 or not given. Returns how many came."""
        view = _writable(buffer, "recv_into")
        if nbytes < 0:
            raise ValueError("negative buffersize in recv_into")
        if nbytes > len(view):
            raise ValueError("buffer too small for requested bytes")
        data = _calls._recv(self._fd, nbytes or len(view), flags, self._seconds)
        view[: len(data)] = data
        return len(data)

    def recvfrom(self, buffersize, flags=0, /):
        """recvfrom(buffersize[, flags]) -> (data, address info)

        As recv(buffersize, flags), with the sender's address."""
        size = _int(buffersize)
        if size < 0:
            raise ValueError("negative buffersize in recvfrom")
        data, address = _calls._recvfrom(self._fd, size, flags, self._seconds)
        return data, _shown_address(address)

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        """recvfrom_into(buffer[, nbytes[, flags]]) -> (nbytes, address info)

        As recv_into(buffer[, nbytes[, flags]]), with the sender's address."""
        view = _writable(buffer, "recvfrom_into")
        if nbytes < 0:
            raise ValueError("negative buffersize in recvfrom_into")
        if nbytes > len(view):
            raise ValueError("nbytes is greater than the length of the buffer")
        data, address = _calls._recvfrom(self._fd, nbytes or len(view), flags, self._seconds)
        view[: len(data)] = data
        return len(data), _shown_address(address)

    def send(self, data, flags=0, /):
        """send(data[, flags]) -> count

        Send data and return how many bytes the system took, which may be fewer.
        The system's manual describes the flags."""
        return _calls._send(self._fd, _readable(data), flags, self._seconds)

    def sendall(self, data, flags=0, /):
        """sendall(data[, flags])

        Send data whole, by as many calls of send() as it takes. After an error
        nobody can say how much was sent."""
        view = memoryview(_readable(data))
        while len(view) > 0:
            view = view[_calls._send(self._fd, bytes(view), flags, self._seconds):]

    def sendto(self, data, *args):
        """sendto(data[, flags], address) -> count

        As send(data, flags), to an address: a pair (host, port) for IP."""
        if not 1 <= len(args) <= 2:
            raise TypeError(f"sendto() takes 2 or 3 arguments ({1 + len(args)} given)")
        flags = args[0] if len(args) == 2 else 0
        data = _readable(data)
        packed = _packed_address(self._family, args[-1], "sendto")
        _sys.audit("socket.sendto", self, args[-1])
        return _calls._sendto(self._fd, data, flags, packed, self._seconds)

    def shutdown(self, how, /):
        """shutdown(flag)

        End one direction or both: SHUT_RD is reading, SHUT_WR writing, SHUT_RDWR
        both."""
        _calls._shutdown(self._fd, _int(how))


SocketType = socket


def _readable(data):
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return bytes(memoryview(data))


def _writable(buffer, name):
    try:
        view = memoryview(buffer)
    except TypeError:
        view = None
    if view is None or view.readonly:
        raise TypeError(f"{name}() argument 1 must be read-write bytes-like object, not {type(buffer).__name__}")
    return view.cast("B")


def socketpair(family=None, type=SOCK_STREAM, proto=0, /):
    """socketpair([family[, type [, proto]]]) -> (socket object, socket object)

    Two sockets that are connected with each other. Arguments as for socket();
    the family is AF_UNIX unless given."""
    family = AF_UNIX if family is None else family
    first, second = _calls._socketpair(family, type, proto)
    return socket(family, type, proto, first), socket(family, type, proto, second)


def close(fd, /):
    """close(integer) -> None

    Close a socket by its descriptor."""
    _calls._close(_int(fd))


def dup(fd, /):
    """dup(integer) -> integer

    Another descriptor of the same socket."""
    return _calls._dup(fd)


def getdefaulttimeout():
    """getdefaulttimeout() -> timeout

    The timeout of new sockets in seconds, a float; None, as at first, for
    none."""
    return None if _default_timeout < 0 else float(_default_timeout)


def setdefaulttimeout(timeout, /):
    """setdefaulttimeout(timeout)

    Set the timeout of new sockets in seconds; None, as at first, for none."""
    global _default_timeout
    _default_timeout = _seconds(timeout)


def _swap(name, value, bits):
    value = _int(value)
    if value < 0:
        raise OverflowError(f"{name}: can't convert negative Python int to C {bits}-bit unsigned integer")
    if value >> bits:
        raise OverflowError(f"{name}: Python int too large to convert to C {bits}-bit unsigned integer")
    return int.from_bytes(value.to_bytes(bits // 8, "big"), "little")


def htons(integer, /):
    "Convert a 16-bit unsigned integer from host to network byte order."
    return _swap("htons", integer, 16)


def ntohs(integer, /):
    "Convert a 16-bit unsigned integer from network to host byte order."
    return _swap("ntohs", integer, 16)


def htonl(integer, /):
    "Convert a 32-bit unsigned integer from host to network byte order."
    return _swap("htonl", integer, 32)


def ntohl(integer, /):
    "Convert a 32-bit unsigned integer from network to host byte order."
    return _swap("ntohl", integer, 32)


def inet_aton(ip_addr, /):
    "Convert an IP address in string format (123.45.67.89) to the 32-bit packed binary format used in low-level network functions."
    packed = _calls._inet_aton(ip_addr)
    if packed is None:
        raise OSError("illegal IP address string passed to inet_aton")
    return packed


def inet_ntoa(packed_ip, /):
    "Convert an IP address from 32-bit packed binary format to string format."
    packed = bytes(packed_ip)
    if len(packed) != 4:
        raise OSError("packed IP wrong length for inet_ntoa")
    return ".".join(map(str, packed))


def inet_pton(address_family, ip_string, /):
    "Convert an IP address from string format to a packed string suitable for use with low-level network functions."
    packed = _calls._inet_pton(address_family, ip_string)
    if packed is None:
        raise OSError("illegal IP address string passed to inet_pton")
    return packed


def inet_ntop(address_family, packed_ip, /):
    "Convert a packed IP address of the given family to string format."
    packed = bytes(packed_ip)
    if address_family not in (AF_INET, AF_INET6):
        raise ValueError(f"unknown address family {address_family}")
    if len(packed) != (4 if address_family == AF_INET else 16):
        raise ValueError("invalid length of packed IP address string")
    return _calls._inet_ntop(address_family, packed)


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """getaddrinfo(host, port [, family, type, proto, flags])
        -> list of (family, type, proto, canonname, sockaddr)

    The addresses that a host and a port stand for."""
    if host is None:
        name = None
    elif isinstance(host, str):
        name = host.encode("ascii") if host.isascii() else host.encode("idna")
    elif isinstance(host, bytes):
        name = host
    else:
        raise TypeError("getaddrinfo() argument 1 must be string or None")
    if isinstance(port, int):
        service = str(int(port)).encode()
    elif isinstance(port, str):
        service = port.encode()
    elif isinstance(port, bytes) or port is None:
        service = port
    else:
        raise OSError("Int or String expected")
    _sys.audit("socket.getaddrinfo", host, port, family, type, proto, flags)
    found = _resolved(_calls._getaddrinfo(name, service, family, type, proto, flags))
    return [(family, type, proto, canonical, _shown_address(address)) for family, type, proto, canonical, address in found]


def getnameinfo(sockaddr, flags, /):
    """getnameinfo(sockaddr, flags) --> (host, port)

    The names of an address."""
    if not isinstance(sockaddr, tuple):
        raise TypeError("getnameinfo() argument 1 must be a tuple")
    if not 2 <= len(sockaddr) <= 4:
        raise TypeError("getnameinfo(): illegal sockaddr argument")
    found = getaddrinfo(sockaddr[0], sockaddr[1], 0, SOCK_DGRAM, 0, AI_NUMERICHOST)
    family = found[0][0]
    if family == AF_INET and len(sockaddr) != 2:
        raise OSError("IPv4 sockaddr must be 2 tuple")
    return _resolved(_calls._getnameinfo(_packed_address(family, tuple(sockaddr), "getnameinfo"), flags))


def gethostbyname(hostname, /):
    """gethostbyname(host) -> address

    The IPv4 address of a host, as text."""
    return inet_ntop(AF_INET, _address_number(AF_INET, hostname))


def gethostbyname_ex(hostname, /):
    """gethostbyname_ex(host) -> (name, aliaslist, addresslist)

    A host's proper name, its other names and its IPv4 addresses. host is a
    name or an address."""
    found = getaddrinfo(hostname, None, AF_INET, SOCK_STREAM, 0, AI_CANONNAME)
    return found[0][3] or hostname, [], [address[0] for *_, address in found]


def gethostbyaddr(ip_address, /):
    """gethostbyaddr(host) -> (name, aliaslist, addresslist)

    A host's proper name, its other names and its addresses. host is a name or
    an address."""
    found = getaddrinfo(ip_address, 0, 0, SOCK_STREAM)
    name, _ = getnameinfo(found[0][4], NI_NAMEREQD)
    return name, [], [found[0][4][0]]


def gethostname():
    """gethostname() -> string

Return the current host name."""
    return _os.uname().nodename


def sethostname(name, /):
    """sethostname(name)

Sets the hostname to name."""
    raise PermissionError(_errno.EPERM, _os.strerror(_errno.EPERM))


def getservbyname(servicename, protocolname=None, /):
    """getservbyname(servicename[, protocolname]) -> integer

    The port of a service; protocolname, 'tcp' or 'udp', if it matters."""
    for name, port, protocol in _services():
        if servicename in name and protocolname in (None, protocol):
            return port
    raise OSError("service/proto not found")


def getservbyport(port, protocolname=None, /):
    """getservbyport(port[, protocolname]) -> string

    The service at a port; protocolname, 'tcp' or 'udp', if it matters."""
    if not 0 <= port <= 0xFFFF:
        raise OverflowError("getservbyport: port must be 0-65535.")
    for names, number, protocol in _services():
        if number == port and protocolname in (None, protocol):
            return names[0]
    raise OSError("port/proto not found")


def getprotobyname(protocolname, /):
    """getprotobyname(name) -> integer

    The number of a protocol."""
    for line in _lines("/etc/protocols"):
        if len(line) >= 2 and protocolname in (line[0], *line[2:]):
            return int(line[1])
    raise OSError("protocol not found")


def _lines(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return [line.split("#")[0].split() for line in file]
    except OSError:
        return []


def _services():
    for line in _lines("/etc/services"):
        if len(line) >= 2 and "/" in line[1]:
            port, protocol = line[1].split("/")
            yield [line[0], *line[2:]], int(port), protocol


def if_nameindex():
    """if_nameindex()

    The network interfaces as pairs (index, name)."""
    found = []
    for name in _os.listdir("/sys/class/net"):
        try:
            found.append((if_nametoindex(name), name))
        except OSError:
            pass
    return sorted(found)


def if_nametoindex(oname, /):
    "Returns the interface index corresponding to the interface name if_name."
    index = _calls._if_nametoindex(_os.fsencode(oname))
    if index == 0:
        raise OSError("no interface with this name")
    return index


def if_indextoname(if_index, /):
    """if_indextoname(if_index)

    The name of the network interface with this index."""
    for index, name in if_nameindex():
        if index == if_index:
            return name
    raise OSError(_errno.ENXIO, _os.strerror(_errno.ENXIO))
