"""Control of open files: the calls fcntl(), ioctl(), flock() and lockf().
A file is named by its descriptor or by an object that has a fileno()
method."""
# Argument checks of Modules/fcntlmodule.c; the calls themselves are the host's (_fcntl).

import sys as _sys

import _fcntl
from _fcntl import *


def _descriptor(obj):
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


def fcntl(fd, cmd, arg=0, /):
    """Do `cmd` with the file at descriptor fd.

    The module has the commands that the system knows, by their C names. arg is an
    int (0 unless given), and the result what the system call returned; or it is
    bytes, 1024 at most, and the result the bytes that the call left in their
    place."""
    fd = _descriptor(fd)
    _sys.audit("fcntl.fcntl", fd, cmd, arg)
    if isinstance(arg, str):
        arg = arg.encode()
    if not isinstance(arg, int):
        arg = bytes(memoryview(arg))
        if len(arg) > 1024:
            raise ValueError("fcntl string arg too long")
    return _fcntl._fcntl(fd, cmd, arg)


def ioctl(fd, request, arg=0, mutate_flag=True, /):
    """Perform the operation request on file descriptor fd.

The values used for request are operating system dependent, and are available
as constants in the fcntl or termios library modules, using the same names as
used in the relevant C header files."""
    fd = _descriptor(fd)
    request = request.__index__() & 0xFFFFFFFF
    _sys.audit("fcntl.ioctl", fd, request, arg)
    if isinstance(arg, str):
        arg = arg.encode()
    if isinstance(arg, int):
        return _fcntl._ioctl(fd, request, arg)
    view = memoryview(arg).cast("B")
    if view.readonly or not mutate_flag:
        if len(view) > 1024:
            raise ValueError("ioctl string arg too long")
        return _fcntl._ioctl(fd, request, bytes(view))[1]
    result, view[:] = _fcntl._ioctl(fd, request, bytes(view))
    return result


def flock(fd, operation, /):
    """Lock the whole file at descriptor fd, or unlock it.

    The system's manual, flock(2), describes the operations."""
    fd = _descriptor(fd)
    _sys.audit("fcntl.flock", fd, operation)
    _fcntl._flock(fd, operation)


def lockf(fd, cmd, len=0, start=0, whence=0, /):
    """Lock a part of the file at descriptor fd, or unlock it.

    operation is one of

        LOCK_UN - unlock
        LOCK_SH - share the lock with other readers
        LOCK_EX - have it alone

    The call waits for a lock, unless LOCK_NB is added: then a lock that another
    process holds is an OSError with errno EACCES or EAGAIN, whichever the system
    chose."""
    fd = _descriptor(fd)
    _sys.audit("fcntl.lockf", fd, cmd, len, start, whence)
    if cmd & ~LOCK_NB not in (LOCK_UN, LOCK_SH, LOCK_EX):
        raise ValueError("unrecognized lockf argument")
    _fcntl._lockf(fd, cmd, len, start, whence)
