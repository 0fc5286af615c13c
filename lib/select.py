"""Waiting for several file descriptors at once.

On Windows they have to be sockets.
"""
# Classes and argument checks of Modules/selectmodule.c; the calls themselves are the host's (_select).

import errno as _errno
import os as _os
from _operator import index as _index

import _select
from _select import *

error = OSError
PIPE_BUF = 4096
_FD_SETSIZE = 1024
_MISSING = object()


def _fileno(obj):
    if isinstance(obj, int):
        fd = int(obj)
    else:
        try:
            method = obj.fileno
        except AttributeError:
            raise TypeError("argument must be an int, or have a fileno() method.") from None
        fd = method()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    if fd > 0x7FFFFFFF:
        raise OverflowError("Python int too large to convert to C int")
    return fd


def _seconds(timeout, message="timeout must be a float or None"):
    """Seconds to wait; -1 without limit."""
    if timeout is None:
        return -1
    try:
        seconds = float(timeout) if not hasattr(timeout, "__index__") else int(timeout)
    except TypeError:
        raise TypeError(message) from None
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    return seconds


def _descriptors(sequence):
    found = []
    for obj in list(sequence):
        fd = _fileno(obj)
        if fd >= _FD_SETSIZE:
            raise ValueError("filedescriptor out of range in select()")
        found.append((fd, obj))
    if len(found) > _FD_SETSIZE:
        raise ValueError("too many file descriptors in select()")
    return found


def select(rlist, wlist, xlist, timeout=None, /):
    """Wait until at least one descriptor is ready.

    rlist are those to be read, wlist those to be written, xlist those on which
    something exceptional may come; a list may be empty. A descriptor is an int, or
    an object that has a fileno() method.

    timeout is in seconds; None waits without limit, 0 not at all.

    Returns three lists of those that are ready; all are empty after a timeout.

    On Windows they have to be sockets."""
    seconds = _seconds(timeout)
    if timeout is not None and seconds < 0:
        raise ValueError("timeout must be non-negative")
    for argument in (rlist, wlist, xlist):
        try:
            iter(argument)
        except TypeError:
            raise TypeError("arguments 1-3 must be sequences") from None
    lists = [_descriptors(argument) for argument in (rlist, wlist, xlist)]
    # spelled out: a call with * would wait below native code
    r, w, x = ([fd for fd, _ in found] for found in lists)
    ready = _select._select(r, w, x, seconds)
    return tuple([found[i][1] for i in chosen] for found, chosen in zip(lists, ready))


# a class may hold it as an attribute, which a builtin function does not bind
select = staticmethod(select)


class poll:
    """An object that waits for descriptors by poll(2).

    It remembers what was registered with it."""

    __module__ = "select"

    def __init__(self):
        self._fds = {}
        self._polling = False

    def __init_subclass__(cls):
        raise TypeError("type 'select.poll' is not an acceptable base type")

    @staticmethod
    def _mask(eventmask):
        mask = eventmask.__index__()
        if mask < 0:
            raise ValueError("value must be positive")
        if mask > 0xFFFF:
            raise OverflowError("Python int too large to convert to C unsigned short")
        return mask

    def register(self, fd, eventmask=POLLIN | POLLPRI | POLLOUT, /):
        self._fds[_fileno(fd)] = self._mask(eventmask)

    def modify(self, fd, eventmask, /):
        number = _fileno(fd)
        mask = self._mask(eventmask)
        if number not in self._fds:
            raise OSError(_errno.ENOENT, _os.strerror(_errno.ENOENT))
        self._fds[number] = mask

    def unregister(self, fd, /):
        del self._fds[_fileno(fd)]

    def poll(self, timeout=None, /):
        milliseconds = _seconds(timeout)
        if milliseconds > 0x7FFFFFFF:
            raise OverflowError("timeout is too large")
        if self._polling:
            raise RuntimeError("concurrent poll() invocation")
        self._polling = True
        try:
            return _select._poll(list(self._fds), list(self._fds.values()), milliseconds / 1000 if milliseconds > 0 else milliseconds)
        finally:
            self._polling = False


class epoll:
    """select.epoll(sizehint=-1, flags=0)

    An object that waits for descriptors by epoll(7).

    sizehint is positive or -1 and has no effect on modern systems."""

    __module__ = "select"

    def __new__(cls, sizehint=-1, flags=0):
        sizehint, flags = _index(sizehint), _index(flags)
        if not -0x80000000 <= sizehint <= 0x7FFFFFFF or not -0x80000000 <= flags <= 0x7FFFFFFF:
            raise OverflowError("Python int too large to convert to C int")
        if sizehint != -1 and sizehint <= 0:
            raise ValueError("negative sizehint")
        if flags not in (0, EPOLL_CLOEXEC):
            raise OSError(_errno.EINVAL, _os.strerror(_errno.EINVAL))
        self = super().__new__(cls)
        self._fd = -1
        self._fd = _select._epoll_create()
        return self

    @classmethod
    def fromfd(cls, fd, /):
        self = object.__new__(cls)
        self._fd = fd.__index__()
        return self

    def _open(self):
        if self._fd < 0:
            raise ValueError("I/O operation on closed epoll object")
        return self._fd

    def close(self):
        """Close the descriptor of the epoll itself.

        Its methods raise a ValueError afterwards."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            _os.close(fd)

    @property
    def closed(self):
        """True if the epoll handler is closed"""
        return self._fd < 0

    def fileno(self):
        """Return the epoll control file descriptor."""
        return self._open()

    def register(self, fd, eventmask=EPOLLIN | EPOLLPRI | EPOLLOUT):
        """Watch a descriptor; an OSError if it is watched already."""
        _select._epoll_ctl(self._open(), 1, _fileno(fd), eventmask)

    def modify(self, fd, eventmask):
        """Modify event mask for a registered file descriptor."""
        _select._epoll_ctl(self._open(), 3, _fileno(fd), eventmask)

    def unregister(self, fd):
        """Remove a registered file descriptor from the epoll object."""
        _select._epoll_ctl(self._open(), 2, _fileno(fd), 0)

    def poll(self, timeout=None, maxevents=-1):
        """Wait for events on the epoll file descriptor."""
        fd = self._open()
        seconds = _seconds(timeout, "timeout must be an integer or None")
        maxevents = maxevents.__index__()
        if maxevents == -1:
            maxevents = _FD_SETSIZE - 1
        elif maxevents < 1:
            raise ValueError(f"maxevents must be greater than 0, got {maxevents}")
        return _select._epoll_wait(fd, maxevents, seconds if seconds >= 0 else -1)

    def __enter__(self):
        self._open()
        return self

    def __exit__(self, exc_type=None, exc_value=None, exc_tb=None, /):
        self.close()

    def __del__(self, _close=_os.close):
        fd, self._fd = getattr(self, "_fd", -1), -1
        if fd >= 0:
            try:
                _close(fd)
            except OSError:
                pass
