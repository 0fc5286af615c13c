"""A database in two text-book files, as CPython's dbm.dumb keeps it: NAME.dat holds the values, each from a multiple of 512 bytes on, NAME.dir a line
`key, (position, size)` for each; NAME.bak is the directory before the last commit.

Values are never moved: one that grows beyond its blocks goes to the end, and its old place stays unused.
"""

import ast
import collections.abc
import io
import os

__all__ = ["error", "open"]

error = OSError

_BLOCK = 512


class _Database(collections.abc.MutableMapping):
    _os = os
    _io = io

    def __init__(self, path, mode, flag="c"):
        path = os.fsencode(path)
        self._readonly = flag == "r"
        self._mode = mode
        self._dirfile, self._datfile, self._bakfile = path + b".dir", path + b".dat", path + b".bak"
        self._index = None
        self._modified = False
        if flag == "n":
            for name in (self._datfile, self._bakfile, self._dirfile):
                try:
                    os.remove(name)
                except OSError:
                    pass
        if flag in ("c", "n"):
            try:
                io.open(self._datfile, "r", encoding="Latin-1").close()
            except OSError:
                with io.open(self._datfile, "w", encoding="Latin-1"):
                    self._chmod(self._datfile)
        else:
            io.open(self._datfile, "r", encoding="Latin-1").close()
        self._index = self._read_directory(flag)

    def _read_directory(self, flag):
        index = {}
        try:
            file = io.open(self._dirfile, "r", encoding="Latin-1")
        except OSError:
            if flag not in ("c", "n"):
                raise
            with io.open(self._dirfile, "w", encoding="Latin-1"):
                self._chmod(self._dirfile)
            return index
        with file:
            for line in file:
                key, place = ast.literal_eval(line.rstrip())
                index[key.encode("Latin-1")] = place
        return index

    def _chmod(self, name):
        os.chmod(name, self._mode)

    def _check(self):
        if self._index is None:
            raise error("DBM object has already been closed")

    def _writable(self):
        if self._readonly:
            raise error("The database is opened for reading only")

    @staticmethod
    def _bytes(value, what):
        if isinstance(value, str):
            return value.encode("utf-8")
        if not isinstance(value, (bytes, bytearray)):
            raise TypeError(f"{what} must be bytes or strings")
        return bytes(value)

    def _commit(self):
        if self._index is None or not self._modified:
            return
        for change in (lambda: os.unlink(self._bakfile), lambda: os.rename(self._dirfile, self._bakfile)):
            try:
                change()
            except OSError:
                pass
        with io.open(self._dirfile, "w", encoding="Latin-1") as file:
            self._chmod(self._dirfile)
            for key, place in self._index.items():
                file.write(f"{key.decode('Latin-1')!r}, {place!r}\n")
        self._modified = False

    sync = _commit

    def __getitem__(self, key):
        if isinstance(key, str):
            key = key.encode("utf-8")
        self._check()
        position, size = self._index[key]
        with io.open(self._datfile, "rb") as file:
            file.seek(position)
            return file.read(size)

    def __setitem__(self, key, value):
        self._writable()
        key = self._bytes(key, "keys")
        value = self._bytes(value, "values")
        self._check()
        self._modified = True
        old = self._index.get(key)
        blocks = -(-len(value) // _BLOCK)
        with io.open(self._datfile, "rb+") as file:
            if old is not None and blocks <= -(-old[1] // _BLOCK):
                position = old[0]
            else:
                end = file.seek(0, 2)
                position = -(-end // _BLOCK) * _BLOCK
                file.write(b"\0" * (position - end))
            file.seek(position)
            file.write(value)
        place = (position, len(value))
        if old is None:
            # a new key is written down at once; the rest waits for the commit
            with io.open(self._dirfile, "a", encoding="Latin-1") as file:
                self._chmod(self._dirfile)
                file.write(f"{key.decode('Latin-1')!r}, {place!r}\n")
        self._index[key] = place

    def __delitem__(self, key):
        self._writable()
        if isinstance(key, str):
            key = key.encode("utf-8")
        self._check()
        self._modified = True
        del self._index[key]
        self._commit()

    def keys(self):
        self._check()
        return list(self._index)

    def items(self):
        self._check()
        return [(key, self[key]) for key in self._index]

    def __contains__(self, key):
        if isinstance(key, str):
            key = key.encode("utf-8")
        self._check()
        return key in self._index

    def iterkeys(self):
        self._check()
        return iter(self._index)

    __iter__ = iterkeys

    def __len__(self):
        self._check()
        return len(self._index)

    def close(self):
        try:
            self._commit()
        finally:
            self._index = self._datfile = self._dirfile = self._bakfile = None

    __del__ = close

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def open(file, flag="c", mode=0o666):
    """Open the database at path `file`; flags as dbm.open has them."""
    if flag not in ("r", "w", "c", "n"):
        raise ValueError("Flag must be one of 'r', 'w', 'c', or 'n'")
    # what is left of the permissions after the process's mask
    mask = os.umask(0)
    os.umask(mask)
    return _Database(file, mode & ~mask, flag=flag)
