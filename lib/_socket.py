"""Implementation module for socket operations.

See the socket module for documentation."""
# The classes and argument checks of Modules/socketmodule.c; the system calls are the host's (_socketcalls). A call that would block is waited
# for by the machine, so that other threads and signal handlers run meanwhile.

import errno as _errno
import os as _os
import sys as _sys

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

Open a socket of the given type.  The family argument specifies the
address family; it defaults to AF_INET.  The type argument specifies
whether this is a stream (SOCK_STREAM, this is the default)
or datagram (SOCK_DGRAM) socket.  The protocol argument defaults to 0,
specifying the default protocol.  Keyword arguments are accepted.
The socket is created as non-inheritable.

When a fileno is passed in, family, type and proto are auto-detected,
unless they are explicitly set."""

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
                _os.set_blocking(fd, False)

    def __repr__(self):
        return f"<socket object, fd={self._fd}, family={self._family}, type={self._type}, proto={self._proto}>"

    def __del__(self, _warn=None):
        fd = getattr(self, "_fd", -1)
        if fd == -1:
            return
        self._fd = -1
        try:
            import warnings
            warnings.warn(f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self)
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

Return the integer file descriptor of the socket."""
        return self._fd

    def detach(self):
        """detach()

Close the socket object without closing the underlying file descriptor.
The object cannot be used after this call, but the file descriptor
can be reused for other purposes.  The file descriptor is returned."""
        fd, self._fd = self._fd, -1
        return fd

    def close(self):
        """close()

Close the socket.  It cannot be used after this call."""
        fd, self._fd = self._fd, -1
        if fd != -1:
            try:
                _calls._close(fd)
            except ConnectionResetError:
                pass

    def setblocking(self, flag, /):
        """setblocking(flag)

Set the socket to blocking (flag is true) or non-blocking (false).
setblocking(True) is equivalent to settimeout(None);
setblocking(False) is equivalent to settimeout(0.0)."""
        self._seconds = -1 if flag else 0
        _os.set_blocking(self._fd, bool(flag))

    def getblocking(self):
        """getblocking()

Returns True if socket is in blocking mode, or False if it
is in non-blocking mode."""
        return self._seconds != 0

    def settimeout(self, timeout, /):
        """settimeout(timeout)

Set a timeout on socket operations.  'timeout' can be a float,
giving in seconds, or None.  Setting a timeout of None disables
the timeout feature and is equivalent to setblocking(1).
Setting a timeout of zero is the same as setblocking(0)."""
        seconds = _seconds(timeout)
        self._seconds = seconds
        _os.set_blocking(self._fd, seconds < 0)

    def gettimeout(self):
        """gettimeout() -> timeout

Returns the timeout in seconds (float) associated with socket
operations. A timeout of None indicates that timeouts on socket
operations are disabled."""
        return None if self._seconds < 0 else float(self._seconds)

    def bind(self, address, /):
        """bind(address)

Bind the socket to a local address.  For IP sockets, the address is a
pair (host, port); the host must refer to the local host. For raw packet
sockets the address is a tuple (ifname, proto [,pkttype [,hatype [,addr]]])"""
        packed = _packed_address(self._family, address, "bind")
        _sys.audit("socket.bind", self, address)
        _calls._bind(self._fd, packed)

    def listen(self, backlog=128, /):
        """listen([backlog])

Enable a server to accept connections.  If backlog is specified, it must be
at least 0 (if it is lower, it is set to 0); it specifies the number of
unaccepted connections that the system will allow before refusing new
connections. If not specified, a default reasonable value is chosen."""
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

Connect the socket to a remote address.  For IP sockets, the address
is a pair (host, port)."""
        code = self._connect(address)
        if code == -1:
            raise TimeoutError("timed out")
        if code != 0:
            raise OSError(code, _os.strerror(code))

    def connect_ex(self, address, /):
        """connect_ex(address) -> errno

This is like connect(address), but returns an error code (the errno value)
instead of raising an exception when an error occurs."""
        code = self._connect(address)
        return _errno.EWOULDBLOCK if code == -1 else code

    def getsockname(self):
        """getsockname() -> address info

Return the address of the local endpoint. The format depends on the
address family. For IPv4 sockets, the address info is a pair
(hostaddr, port). For IPv6 sockets, the address info is a 4-tuple
(hostaddr, port, flowinfo, scope_id)."""
        return _shown_address(_calls._getsockname(self._fd))

    def getpeername(self):
        """getpeername() -> address info

Return the address of the remote endpoint.  For IP sockets, the address
info is a pair (hostaddr, port)."""
        return _shown_address(_calls._getpeername(self._fd))

    def getsockopt(self, level, option, buflen=0, /):
        """getsockopt(level, option[, buffersize]) -> value

Get a socket option.  See the Unix manual for level and option.
If a nonzero buffersize argument is given, the return value is a
string of that length; otherwise it is an integer."""
        if buflen == 0:
            return _calls._getsockopt_int(self._fd, level, option)
        if not 0 < buflen <= 1024:
            raise OSError("getsockopt buflen out of range")
        return _calls._getsockopt(self._fd, level, option, buflen)

    def setsockopt(self, level, option, value, *optlen):
        """setsockopt(level, option, value: int)
setsockopt(level, option, value: buffer)
setsockopt(level, option, None, optlen: int)

Set a socket option.  See the Unix manual for level and option.
The value argument can either be an integer, a string buffer, or
None, optlen."""
        if value is None:
            value = bytes(optlen[0])
        elif isinstance(value, int):
            value = int(value).to_bytes(4, "little", signed=True)
        _calls._setsockopt(self._fd, level, option, bytes(value))

    def recv(self, buffersize, flags=0, /):
        """recv(buffersize[, flags]) -> data

Receive up to buffersize bytes from the socket.  For the optional flags
argument, see the Unix manual.  When no data is available, block until
at least one byte is available or until the remote end is closed.  When
the remote end is closed and all data is read, return the empty string."""
        size = _int(buffersize)
        if size < 0:
            raise ValueError("negative buffersize in recv")
        return _calls._recv(self._fd, size, flags, self._seconds)

    def recv_into(self, buffer, nbytes=0, flags=0):
        """recv_into(buffer, [nbytes[, flags]]) -> nbytes_read

A version of recv() that stores its data into a buffer rather than creating
a new string.  Receive up to buffersize bytes from the socket.  If buffersize
is not specified (or 0), receive up to the size available in the given buffer.

See recv() for documentation about the flags."""
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

Like recv(buffersize, flags) but also return the sender's address info."""
        size = _int(buffersize)
        if size < 0:
            raise ValueError("negative buffersize in recvfrom")
        data, address = _calls._recvfrom(self._fd, size, flags, self._seconds)
        return data, _shown_address(address)

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        """recvfrom_into(buffer[, nbytes[, flags]]) -> (nbytes, address info)

Like recv_into(buffer[, nbytes[, flags]]) but also return the sender's address info."""
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

Send a data string to the socket.  For the optional flags
argument, see the Unix manual.  Return the number of bytes
sent; this may be less than len(data) if the network is busy."""
        return _calls._send(self._fd, _readable(data), flags, self._seconds)

    def sendall(self, data, flags=0, /):
        """sendall(data[, flags])

Send a data string to the socket.  For the optional flags
argument, see the Unix manual.  This calls send() repeatedly
until all data is sent.  If an error occurs, it's impossible
to tell how much data has been sent."""
        view = memoryview(_readable(data))
        while len(view) > 0:
            view = view[_calls._send(self._fd, bytes(view), flags, self._seconds):]

    def sendto(self, data, *args):
        """sendto(data[, flags], address) -> count

Like send(data, flags) but allows specifying the destination address.
For IP sockets, the address is a pair (hostaddr, port)."""
        if not 1 <= len(args) <= 2:
            raise TypeError(f"sendto() takes 2 or 3 arguments ({1 + len(args)} given)")
        flags = args[0] if len(args) == 2 else 0
        data = _readable(data)
        packed = _packed_address(self._family, args[-1], "sendto")
        _sys.audit("socket.sendto", self, args[-1])
        return _calls._sendto(self._fd, data, flags, packed, self._seconds)

    def shutdown(self, how, /):
        """shutdown(flag)

Shut down the reading side of the socket (flag == SHUT_RD), the writing side
of the socket (flag == SHUT_WR), or both ends (flag == SHUT_RDWR)."""
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

Create a pair of socket objects from the sockets returned by the platform
socketpair() function.
The arguments are the same as for socket() except the default family is
AF_UNIX if defined on the platform; otherwise, the default is AF_INET."""
    family = AF_UNIX if family is None else family
    first, second = _calls._socketpair(family, type, proto)
    return socket(family, type, proto, first), socket(family, type, proto, second)


def close(fd, /):
    """close(integer) -> None

Close an integer socket file descriptor.  This is like os.close(), but for
sockets; on some platforms os.close() won't work for socket file descriptors."""
    _calls._close(_int(fd))


def dup(fd, /):
    """dup(integer) -> integer

Duplicate an integer socket file descriptor.  This is like os.dup(), but for
sockets; on some platforms os.dup() won't work for socket file descriptors."""
    return _os.dup(fd)


def getdefaulttimeout():
    """getdefaulttimeout() -> timeout

Returns the default timeout in seconds (float) for new socket objects.
A value of None indicates that new socket objects have no timeout.
When the socket module is first imported, the default is None."""
    return None if _default_timeout < 0 else float(_default_timeout)


def setdefaulttimeout(timeout, /):
    """setdefaulttimeout(timeout)

Set the default timeout in seconds (float) for new socket objects.
A value of None indicates that new socket objects have no timeout.
When the socket module is first imported, the default is None."""
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

Resolve host and port into addrinfo struct."""
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

Get host and port for a sockaddr."""
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

Return the IP address (a string of the form '255.255.255.255') for a host."""
    return inet_ntop(AF_INET, _address_number(AF_INET, hostname))


def gethostbyname_ex(hostname, /):
    """gethostbyname_ex(host) -> (name, aliaslist, addresslist)

Return the true host name, a list of aliases, and a list of IP addresses,
for a host.  The host argument is a string giving a host name or IP number."""
    found = getaddrinfo(hostname, None, AF_INET, SOCK_STREAM, 0, AI_CANONNAME)
    return found[0][3] or hostname, [], [address[0] for *_, address in found]


def gethostbyaddr(ip_address, /):
    """gethostbyaddr(host) -> (name, aliaslist, addresslist)

Return the true host name, a list of aliases, and a list of IP addresses,
for a host.  The host argument is a string giving a host name or IP number."""
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

Return a port number from a service name and protocol name.
The optional protocol name, if given, should be 'tcp' or 'udp',
otherwise any protocol will match."""
    for name, port, protocol in _services():
        if servicename in name and protocolname in (None, protocol):
            return port
    raise OSError("service/proto not found")


def getservbyport(port, protocolname=None, /):
    """getservbyport(port[, protocolname]) -> string

Return the service name from a port number and protocol name.
The optional protocol name, if given, should be 'tcp' or 'udp',
otherwise any protocol will match."""
    if not 0 <= port <= 0xFFFF:
        raise OverflowError("getservbyport: port must be 0-65535.")
    for names, number, protocol in _services():
        if number == port and protocolname in (None, protocol):
            return names[0]
    raise OSError("port/proto not found")


def getprotobyname(protocolname, /):
    """getprotobyname(name) -> integer

Return the protocol number for the named protocol.  (Rarely used.)"""
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

Returns a list of network interface information (index, name) tuples."""
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

Returns the interface name corresponding to the interface index if_index."""
    for index, name in if_nameindex():
        if index == if_index:
            return name
    raise OSError(_errno.ENXIO, _os.strerror(_errno.ENXIO))
