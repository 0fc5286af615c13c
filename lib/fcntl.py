"""This module performs file control and I/O control on file
descriptors.  It is an interface to the fcntl() and ioctl() Unix
routines.  File descriptors can be obtained with the fileno() method of
a file or socket object."""
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
    """Perform the operation `cmd` on file descriptor fd.

The values used for `cmd` are operating system dependent, and are available
as constants in the fcntl module, using the same names as used in
the relevant C header files.  The argument arg is optional, and
defaults to 0; it may be an int or a string.  If arg is given as a string,
the return value of fcntl is a string of that length, containing the
resulting value put in the arg buffer by the operating system.  The length
of the arg string is not allowed to exceed 1024 bytes.  If the arg given
is an integer or if none is specified, the result value is an integer
corresponding to the return value of the fcntl call in the C code."""
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
    """Perform the lock operation `operation` on file descriptor `fd`.

See the Unix manual page for flock(2) for details (On some systems, this
function is emulated using fcntl())."""
    fd = _descriptor(fd)
    _sys.audit("fcntl.flock", fd, operation)
    _fcntl._flock(fd, operation)


def lockf(fd, cmd, len=0, start=0, whence=0, /):
    """A wrapper around the fcntl() locking calls.

`fd` is the file descriptor of the file to lock or unlock, and operation is one
of the following values:

    LOCK_UN - unlock
    LOCK_SH - acquire a shared lock
    LOCK_EX - acquire an exclusive lock

When operation is LOCK_SH or LOCK_EX, it can also be bitwise ORed with
LOCK_NB to avoid blocking on lock acquisition.  If LOCK_NB is used and the
lock cannot be acquired, an OSError will be raised and the exception will
have an errno attribute set to EACCES or EAGAIN (depending on the operating
system -- for portability, check for either value)."""
    fd = _descriptor(fd)
    _sys.audit("fcntl.lockf", fd, cmd, len, start, whence)
    if cmd & ~LOCK_NB not in (LOCK_UN, LOCK_SH, LOCK_EX):
        raise ValueError("unrecognized lockf argument")
    _fcntl._lockf(fd, cmd, len, start, whence)
