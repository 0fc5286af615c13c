"""Databases of bytes by bytes, in a file: opens whichever kind is there, or makes one.

Here only dbm.dumb has an implementation; the others (dbm.gnu, dbm.ndbm, dbm.sqlite3) need libraries that are not in this machine, and are
named by whichdb() all the same.
"""

__all__ = ["open", "whichdb", "error"]

import io
import os
import struct


class error(Exception):
    pass


_names = ["dbm.sqlite3", "dbm.gnu", "dbm.ndbm", "dbm.dumb"]
_defaultmod = None
_modules = {}

error = (error, OSError)

_GNU_MAGIC = (0x13579ACE, 0x13579ACD, 0x13579ACF)


def _module(name):
    """The submodule of that name, or None where it cannot be imported."""
    if name not in _modules:
        try:
            _modules[name] = __import__(name, fromlist=["open"])
        except ImportError:
            _modules[name] = None
    return _modules[name]


def _default():
    global _defaultmod
    if _defaultmod is None:
        _defaultmod = next((m for m in map(_module, _names) if m is not None), None)
        if _defaultmod is None:
            raise ImportError(f"no dbm clone found; tried {_names}")
    return _defaultmod


def open(file, flag="r", mode=0o666):
    """Open the database at *file*: flag 'r' reads, 'w' writes, 'c' creates if need be, 'n' always begins an empty one."""
    kind = whichdb(file) if "n" not in flag else None
    if kind is None:
        if "c" not in flag and "n" not in flag:
            raise error[0]("db file doesn't exist; use 'c' or 'n' flag to create a new db")
        module = _default()
    elif kind == "":
        raise error[0]("db type could not be determined")
    else:
        module = _module(kind)
        if module is None:
            raise error[0](f"db type is {kind}, but the module is not available")
    return module.open(file, flag, mode)


def whichdb(filename):
    """The name of the module for the database at *filename*; None if there is none to be read, '' if its kind is not known."""
    filename = os.fsencode(filename)
    try:
        with io.open(filename + b".pag", "rb"), io.open(filename + b".dir", "rb"):
            return "dbm.ndbm"
    except OSError:
        pass
    try:
        with io.open(filename + b".db", "rb"):
            return "dbm.ndbm" if _module("dbm.ndbm") is not None else ""
    except OSError:
        pass
    try:
        os.stat(filename + b".dat")
        if os.stat(filename + b".dir").st_size == 0:
            return "dbm.dumb"
        with io.open(filename + b".dir", "rb") as f:
            if f.read(1) in (b"'", b'"'):
                return "dbm.dumb"
    except OSError:
        pass
    try:
        with io.open(filename, "rb") as f:
            head = f.read(16)
    except OSError:
        return None
    if head == b"SQLite format 3\0":
        return "dbm.sqlite3"
    if len(head) < 4:
        return ""
    return "dbm.gnu" if struct.unpack("=l", head[:4])[0] in _GNU_MAGIC else ""
