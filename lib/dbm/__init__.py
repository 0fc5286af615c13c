"""Databases of bytes by key in files, as CPython's package dbm opens them. The npm package's library has none; of its formats krait has the portable one,
dbm.dumb."""

import io
import os
import struct

__all__ = ["open", "whichdb", "error"]


class _NoDatabase(OSError):
    pass


_NoDatabase.__name__ = _NoDatabase.__qualname__ = "error"
_NoDatabase.__module__ = "dbm"
error = (_NoDatabase, OSError)

_names = ["dbm.dumb"]
_defaultmod = None
_modules = {}


def _dumb():
    from dbm import dumb

    global _defaultmod
    _modules["dbm.dumb"] = _defaultmod = dumb
    return dumb


def open(file, flag="r", mode=0o666):
    """Open or create the database at path `file`.

    'r' reads an existing one, 'w' also writes, 'c' creates it if need be, 'n' always makes a new one. OSError if there is none to open.
    """
    kind = None if "n" in flag else whichdb(file)
    if kind is None and "c" not in flag and "n" not in flag:
        raise error[0]("db file doesn't exist; use 'c' or 'n' flag to create a new db")
    if kind == "":
        raise error[0]("db type could not be determined")
    if kind not in (None, "dbm.dumb"):
        raise error[0](f"db type is {kind}, but the module is not available")
    return _dumb().open(file, flag, mode)


def whichdb(filename):
    """Guess which module could open the database: its name, '' when the file is none that is known, None when there is no file."""
    filename = os.fsencode(filename)
    try:
        size = os.stat(filename + b".dat").st_size
        directory = os.stat(filename + b".dir").st_size
        if directory == 0:
            return "dbm.dumb"
        with io.open(filename + b".dir", "rb") as file:
            if file.read(1) in (b"'", b'"'):
                return "dbm.dumb"
    except OSError:
        pass
    try:
        with io.open(filename, "rb") as file:
            head = file.read(16)
    except OSError:
        return None
    if head == b"SQLite format 3\0":
        return "dbm.sqlite3"
    if len(head) < 4:
        return ""
    (magic,) = struct.unpack("=l", head[:4])
    if magic in (0x13579ACE, 0x13579ACD, 0x13579ACF):
        return "dbm.gnu"
    return ""
