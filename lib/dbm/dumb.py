"""A database of bytes in two files: NAME.dat holds the values, each from a multiple of 512 on; NAME.dir a line for each key,
"'key', (position, size)" with the key as Latin-1 text. The index lives in memory and is written when it changes in kind or on sync().
"""

import ast
import collections.abc
import io
import os

__all__ = ["error", "open"]

_BLOCK = 512

error = OSError


class _Database(collections.abc.MutableMapping):
    def __init__(self, basename, mode, flag="c"):
        self._mode = mode
        self._readonly = flag == "r"
        self._dirfile = basename + ".dir"
        self._datfile = basename + ".dat"
        self._bakfile = basename + ".bak"
        self._index = None
        self._modified = False
        self._create(flag)
        self._load(flag)

    def _create(self, flag):
        if flag == "n":
            for path in self._datfile, self._bakfile, self._dirfile:
                try:
                    os.remove(path)
                except OSError:
                    pass
        try:
            with io.open(self._datfile, "r", encoding="Latin-1"):
                pass
        except OSError:
            if flag not in ("c", "n"):
                raise
            with io.open(self._datfile, "w", encoding="Latin-1"):
                self._chmod(self._datfile)

    def _load(self, flag):
        self._index = {}
        try:
            file = io.open(self._dirfile, "r", encoding="Latin-1")
        except OSError:
            if flag not in ("c", "n"):
                raise
            with io.open(self._dirfile, "w", encoding="Latin-1"):
                self._chmod(self._dirfile)
            return
        with file:
            for line in file:
                key, place = ast.literal_eval(line.rstrip())
                self._index[key.encode("Latin-1")] = place

    def _chmod(self, path):
        os.chmod(path, self._mode)

    def _verify_open(self):
        if self._index is None:
            raise error("DBM object has already been closed")

    def _verify_writable(self):
        if self._readonly:
            raise error("The database is opened for reading only")
        self._verify_open()

    def _commit(self):
        if self._index is None or not self._modified:
            return
        for old, new in (self._bakfile, None), (self._dirfile, self._bakfile):
            try:
                os.unlink(old) if new is None else os.rename(old, new)
            except OSError:
                pass
        with io.open(self._dirfile, "w", encoding="Latin-1") as f:
            self._chmod(self._dirfile)
            for key, place in self._index.items():
                f.write(f"{key.decode('Latin-1')!r}, {place!r}\n")
        self._modified = False

    def sync(self):
        self._commit()

    @staticmethod
    def _bytes(value, what):
        if isinstance(value, str):
            return value.encode("utf-8")
        if isinstance(value, (bytes, bytearray)):
            return bytes(value)
        raise TypeError(f"{what} must be bytes or strings")

    def __getitem__(self, key):
        self._verify_open()
        if isinstance(key, str):
            key = key.encode("utf-8")
        position, size = self._index[key]
        with io.open(self._datfile, "rb") as f:
            f.seek(position)
            return f.read(size)

    def _append(self, value):
        """Writes a value behind all others; its place."""
        with io.open(self._datfile, "rb+") as f:
            end = f.seek(0, 2)
            position = -(-end // _BLOCK) * _BLOCK
            f.write(b"\0" * (position - end) + value)
        return position, len(value)

    def __setitem__(self, key, value):
        self._verify_writable()
        key = self._bytes(key, "keys")
        value = self._bytes(value, "values")
        self._modified = True
        known = self._index.get(key)
        if known is None:
            place = self._index[key] = self._append(value)
            with io.open(self._dirfile, "a", encoding="Latin-1") as f:
                self._chmod(self._dirfile)
                f.write(f"{key.decode('Latin-1')!r}, {place!r}\n")
            return
        position, size = known
        if -(-len(value) // _BLOCK) <= -(-size // _BLOCK):
            # It fits the blocks of the old value.
            with io.open(self._datfile, "rb+") as f:
                f.seek(position)
                f.write(value)
            self._index[key] = position, len(value)
        else:
            self._index[key] = self._append(value)

    def __delitem__(self, key):
        self._verify_writable()
        if isinstance(key, str):
            key = key.encode("utf-8")
        self._modified = True
        del self._index[key]
        self._commit()

    def keys(self):
        self._verify_open()
        return list(self._index)

    def items(self):
        self._verify_open()
        return [(key, self[key]) for key in self._index]

    def __contains__(self, key):
        self._verify_open()
        if isinstance(key, str):
            key = key.encode("utf-8")
        return key in self._index

    def iterkeys(self):
        self._verify_open()
        return iter(self._index)

    __iter__ = iterkeys

    def __len__(self):
        self._verify_open()
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
    """Open the database in FILE.dat and FILE.dir: flag 'r', 'w', 'c' or 'n' as for dbm.open()."""
    if flag not in ("r", "w", "c", "n"):
        raise ValueError("Flag must be one of 'r', 'w', 'c', or 'n'")
    mask = os.umask(0)
    os.umask(mask)
    return _Database(os.fsdecode(file), mode & ~mask, flag)
