"""The module mmap in Python: maps are copies in memory.

Anonymous maps are bytes of this process. A map of a file is read when it is made; what a program writes through it goes to the file at once (with
ACCESS_COPY or MAP_PRIVATE: never), except through a memoryview, which flush() and close() write. DIFFERS: what others write to the file later is
not seen, and nothing is shared between processes.
"""
import operator as _operator
import os as _os
import stat as _stat

error = OSError

ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE, ACCESS_COPY = range(4)
PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
MAP_SHARED, MAP_PRIVATE, MAP_32BIT, MAP_ANON = 1, 2, 64, 32
MAP_ANONYMOUS = MAP_ANON
MAP_DENYWRITE, MAP_EXECUTABLE, MAP_NORESERVE, MAP_POPULATE, MAP_STACK = 2048, 4096, 16384, 32768, 131072
MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED = range(5)
MADV_FREE, MADV_REMOVE, MADV_DONTFORK, MADV_DOFORK = 8, 9, 10, 11
MADV_MERGEABLE, MADV_UNMERGEABLE, MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_DONTDUMP, MADV_DODUMP = range(12, 18)
MADV_HWPOISON = 100
PAGESIZE = ALLOCATIONGRANULARITY = 4096

_READ_WRITE = PROT_READ | PROT_WRITE


def _failed(number):
    raise OSError(number, _os.strerror(number))


def _bytes(data):
    """A view of the bytes of a buffer; TypeError for anything else."""
    try:
        return memoryview(data).cast("B")
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None


def _access(flags, prot, access):
    """What a map may do and whether it is the file's own: (access, shared)."""
    if access != ACCESS_DEFAULT and (flags != MAP_SHARED or prot != _READ_WRITE):
        raise ValueError("mmap can't specify both access and flags, prot.")
    if access in (ACCESS_READ, ACCESS_WRITE):
        return access, True
    if access == ACCESS_COPY:
        return access, False
    if access != ACCESS_DEFAULT:
        raise ValueError("mmap invalid access parameter.")
    if prot & _READ_WRITE != _READ_WRITE:
        access = ACCESS_WRITE if prot & PROT_WRITE else ACCESS_READ
    return access, bool(flags & MAP_SHARED)


class mmap:
    """A range of a file, or of anonymous memory, as mutable bytes."""

    __module__ = "mmap"
    __slots__ = ("_data", "_pos", "_fd", "_offset", "_kind", "_shared", "_exports", "_trackfd", "__weakref__")

    def __new__(cls, fileno, length, flags=MAP_SHARED, prot=_READ_WRITE, access=ACCESS_DEFAULT, offset=0, *, trackfd=True):
        fileno, length, offset = _operator.index(fileno), _operator.index(length), _operator.index(offset)
        if length < 0:
            raise OverflowError("memory mapped length must be positive")
        if offset < 0:
            raise OverflowError("memory mapped offset must be positive")
        kind, shared = _access(flags, prot, access)
        data = None
        if fileno != -1:
            found = _os.fstat(fileno)
            if _stat.S_ISREG(found.st_mode):
                length = cls._length(found.st_size, length, offset)
        if length == 0 or offset % ALLOCATIONGRANULARITY:
            _failed(22)
        if fileno == -1:
            data = bytearray(length)
        else:
            fileno = _os.dup(fileno)
            try:
                data = bytearray(_os.pread(fileno, length, offset))
                data.extend(bytes(length - len(data)))
                if shared and kind != ACCESS_READ:
                    # a file that is not open for writing cannot be mapped so
                    try:
                        _os.pwrite(fileno, b"", offset)
                    except OSError:
                        _failed(13)
            except BaseException:
                _os.close(fileno)
                raise
        self = super().__new__(cls)
        self._data, self._pos, self._fd, self._offset = data, 0, fileno, offset
        self._kind, self._shared, self._exports, self._trackfd = kind, shared, 0, trackfd
        return self

    @staticmethod
    def _length(size, length, offset):
        """The length of a map of a file of that size."""
        if length == 0:
            if size == 0:
                raise ValueError("cannot mmap an empty file")
            if offset >= size:
                raise ValueError("mmap offset is greater than file size")
            return size - offset
        if offset > size or size - offset < length:
            raise ValueError("mmap length is greater than file size")
        return length

    # ---- what it may do ----

    def _open(self):
        if self._data is None:
            raise ValueError("mmap closed or invalid")
        return self._data

    def _writable(self):
        data = self._open()
        if self._kind == ACCESS_READ:
            raise TypeError("mmap can't modify a readonly memory map.")
        return data

    def _put(self, start, data):
        """Changes bytes, in the file too."""
        self._data[start : start + len(data)] = data
        if self._fd != -1 and self._shared:
            _os.pwrite(self._fd, data, self._offset + start)

    def __buffer__(self, flags):
        view = memoryview(self._open())
        if self._kind == ACCESS_READ:
            if flags & 1:
                raise BufferError("Object is not writable.")
            view = view.toreadonly()
        self._exports += 1
        return view

    def __release_buffer__(self, view):
        self._exports -= 1

    def close(self):
        if self._exports > 0:
            raise BufferError("cannot close exported pointers exist")
        if self._data is None:
            return
        self._save()
        self._data = None
        if self._fd != -1:
            _os.close(self._fd)
            self._fd = -1

    def _save(self, start=0, stop=None):
        if self._fd != -1 and self._shared and self._kind != ACCESS_READ:
            _os.pwrite(self._fd, self._data[start:stop], self._offset + start)

    def __del__(self):
        try:
            data = self._data
        except AttributeError:
            return
        if data is not None:
            self._exports = 0
            try:
                self.close()
            except (OSError, TypeError):
                pass

    @property
    def closed(self):
        return self._data is None

    def __enter__(self):
        self._open()
        return self

    def __exit__(self, *args):
        self.close()

    def __repr__(self):
        if self._data is None:
            return f"<{type(self).__module__}.{type(self).__qualname__} closed=True>"
        access = ("DEFAULT", "READ", "WRITE", "COPY")[self._kind]
        return (
            f"<{type(self).__module__}.{type(self).__qualname__} closed=False, access=ACCESS_{access}, length={len(self._data)}, "
            f"pos={self._pos}, offset={self._offset}>"
        )

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")

    # ---- a sequence ----

    def __len__(self):
        return len(self._open())

    def __iter__(self):
        i = 0
        while i < len(self._open()):
            yield bytes(self._data[i : i + 1])
            i += 1

    def __contains__(self, item):
        return any(item == one for one in self)

    def _index(self, index):
        i = _operator.index(index)
        data = self._open()
        if i < 0:
            i += len(data)
        if not 0 <= i < len(data):
            raise IndexError("mmap index out of range")
        return i

    def __getitem__(self, index):
        data = self._open()
        if isinstance(index, slice):
            found = data[index]
            self._open()
            return bytes(found)
        if not hasattr(index, "__index__"):
            raise TypeError("mmap indices must be integers")
        i = self._index(index)
        return self._data[i]

    def __setitem__(self, index, value):
        self._writable()
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self._data))
            self._open()
            places = range(start, stop, step)
            view = _bytes(value)
            if len(view) != len(places):
                raise IndexError("mmap slice assignment is wrong size")
            self._writable()
            if step == 1:
                self._put(start, bytes(view))
            else:
                for place, byte in zip(places, bytes(view)):
                    self._put(place, bytes((byte,)))
            return
        if not hasattr(index, "__index__"):
            raise TypeError("mmap indices must be integers")
        i = self._index(index)
        if not hasattr(value, "__index__"):
            raise TypeError("mmap item value must be an int")
        byte = _operator.index(value)
        if not 0 <= byte < 256:
            raise ValueError("mmap item value must be in range(0, 256)")
        self._writable()
        self._put(i, bytes((byte,)))

    def __delitem__(self, index):
        self._writable()
        kind = "mmap object doesn't support slice" if isinstance(index, slice) else "mmap doesn't support item"
        raise TypeError(f"{kind} deletion")

    # ---- a file ----

    def tell(self):
        self._open()
        return self._pos

    def seekable(self):
        return True

    def seek(self, pos, whence=0, /):
        pos = _operator.index(pos)
        data = self._open()
        if whence == 0:
            where = pos
        elif whence == 1:
            where = self._pos + pos
        elif whence == 2:
            where = len(data) + pos
        else:
            raise ValueError("unknown seek type")
        if not 0 <= where <= len(data):
            raise ValueError("seek out of range")
        self._pos = where
        return where

    def read(self, n=None, /):
        if n is not None and not hasattr(n, "__index__"):
            raise TypeError(f"argument should be integer or None, not {type(n).__name__!r}")
        n = -1 if n is None else _operator.index(n)
        data = self._open()
        end = len(data) if n < 0 else min(len(data), self._pos + n)
        found = bytes(data[self._pos : end])
        self._pos = max(self._pos, end)
        return found

    def readline(self):
        data = self._open()
        end = data.find(b"\n", self._pos) + 1
        return self.read((end or len(data)) - self._pos)

    def read_byte(self):
        data = self._open()
        if self._pos >= len(data):
            raise ValueError("read byte out of range")
        self._pos += 1
        return data[self._pos - 1]

    def write(self, data, /):
        view = _bytes(data)
        room = len(self._writable()) - self._pos
        if len(view) > room:
            raise ValueError("data out of range")
        self._put(self._pos, bytes(view))
        self._pos += len(view)
        return len(view)

    def write_byte(self, byte, /):
        data = bytes((_operator.index(byte) & 255,))
        if self._pos >= len(self._writable()):
            raise ValueError("write byte out of range")
        self._put(self._pos, data)
        self._pos += 1

    def _search(self, method, sub, start, end):
        sub = _bytes(sub)
        start = None if start is None else _operator.index(start)
        end = None if end is None else _operator.index(end)
        data = self._open()
        return getattr(data, method)(sub, self._pos if start is None else start, len(data) if end is None else end)

    def find(self, sub, start=None, end=None, /):
        return self._search("find", sub, start, end)

    def rfind(self, sub, start=None, end=None, /):
        return self._search("rfind", sub, start, end)

    # ---- the map ----

    def size(self):
        self._open()
        if self._fd != -1 and self._trackfd:
            return _os.fstat(self._fd).st_size
        _failed(9)

    def move(self, dest, src, count, /):
        dest, src, count = _operator.index(dest), _operator.index(src), _operator.index(count)
        data = self._writable()
        if dest < 0 or src < 0 or count < 0 or max(dest, src) + count > len(data):
            raise ValueError("source, destination, or count out of range")
        self._put(dest, bytes(data[src : src + count]))

    def flush(self, offset=0, size=None, /):
        data = self._open()
        size = len(data) if size is None else size
        if offset < 0 or size < 0 or offset + size > len(data):
            raise ValueError("flush values out of range")
        if self._kind in (ACCESS_READ, ACCESS_COPY):
            return
        if offset % PAGESIZE:
            _failed(22)
        self._save(offset, offset + size)

    def resize(self, newsize, /):
        newsize = _operator.index(newsize)
        data = self._open()
        if self._exports > 0:
            raise BufferError("mmap can't resize with extant buffers exported.")
        if not self._trackfd:
            raise ValueError("mmap can't resize with trackfd=False.")
        if self._kind not in (ACCESS_WRITE, ACCESS_DEFAULT):
            raise TypeError("mmap can't resize a readonly or copy-on-write memory map.")
        if newsize < 0:
            raise ValueError("new size out of range")
        if newsize == 0:
            _failed(22)
        if self._fd != -1:
            _os.ftruncate(self._fd, self._offset + newsize)
        if newsize < len(data):
            del data[newsize:]
        else:
            data.extend(bytes(newsize - len(data)))

    def madvise(self, option, start=0, length=None, /):
        data = self._open()
        if not 0 <= start < len(data):
            raise ValueError("madvise start out of bounds")
        if length is not None and length < 0:
            raise ValueError("madvise length invalid")
        if length is not None and start + length >= 1 << 63:
            raise OverflowError("madvise length too large")
        if start % PAGESIZE:
            _failed(22)
