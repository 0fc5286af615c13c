"""Files and texts compressed as .xz, .lzma or raw LZMA. The npm package's library leaves this module out; this one has CPython's interface over _lzma."""

import builtins
import io
import os
from _compression import BaseStream, DecompressReader
from _lzma import *
from _lzma import _decode_filter_properties, _encode_filter_properties

__all__ = [
    "CHECK_NONE", "CHECK_CRC32", "CHECK_CRC64", "CHECK_SHA256", "CHECK_ID_MAX", "CHECK_UNKNOWN",
    "FILTER_LZMA1", "FILTER_LZMA2", "FILTER_DELTA", "FILTER_X86", "FILTER_IA64", "FILTER_ARM", "FILTER_ARMTHUMB", "FILTER_POWERPC", "FILTER_SPARC",
    "FORMAT_AUTO", "FORMAT_XZ", "FORMAT_ALONE", "FORMAT_RAW", "MF_HC3", "MF_HC4", "MF_BT2", "MF_BT3", "MF_BT4", "MODE_FAST", "MODE_NORMAL",
    "PRESET_DEFAULT", "PRESET_EXTREME",
    "LZMACompressor", "LZMADecompressor", "LZMAFile", "LZMAError", "open", "compress", "decompress", "is_check_supported",
]

_WRITING = {mode for letter in "wax" for mode in (letter, letter + "b")}


class LZMAFile(BaseStream):
    """A binary file whose bytes are compressed in what lies below: a file by its name, or any file object."""

    def __init__(self, filename=None, mode="r", *, format=None, check=-1, preset=None, filters=None):
        """filename is a path, or an object with read() or write(). mode is "r", "w", "x" or "a", with a "b" or without.

        Reading finds out the format unless it is given; filters are for FORMAT_RAW alone. Writing makes .xz unless a format is given; check, preset and
        filters are LZMACompressor's."""
        self._fp = None
        self._closefp = False
        self._mode = None
        if mode in ("r", "rb"):
            if check != -1:
                raise ValueError("Cannot specify an integrity check when opening a file for reading")
            if preset is not None:
                raise ValueError("Cannot specify a preset compression level when opening a file for reading")
            role = "rb"
        elif mode in _WRITING:
            role = "wb"
            self._compressor = LZMACompressor(FORMAT_XZ if format is None else format, check, preset, filters)
            self._pos = 0
        else:
            raise ValueError(f"Invalid mode: {mode!r}")
        if isinstance(filename, (str, bytes, os.PathLike)):
            self._fp = builtins.open(filename, mode if "b" in mode else mode + "b")
            self._closefp = True
        elif hasattr(filename, "read") or hasattr(filename, "write"):
            self._fp = filename
        else:
            raise TypeError("filename must be a str, bytes, file or PathLike object")
        self._mode = role
        if role == "rb":
            raw = DecompressReader(
                self._fp, LZMADecompressor, trailing_error=LZMAError,
                format=FORMAT_AUTO if format is None else format, filters=filters,
            )
            self._buffer = io.BufferedReader(raw)

    def close(self):
        """Writes what is left, and closes the file below if it was opened here. May be called again."""
        if self.closed:
            return
        try:
            if self._mode == "rb":
                self._buffer.close()
                self._buffer = None
            elif self._mode == "wb":
                self._fp.write(self._compressor.flush())
                self._compressor = None
        finally:
            try:
                if self._closefp:
                    self._fp.close()
            finally:
                self._fp = None
                self._closefp = False

    @property
    def closed(self):
        """Whether the file is closed."""
        return self._fp is None

    @property
    def name(self):
        self._check_not_closed()
        return self._fp.name

    @property
    def mode(self):
        return self._mode

    def fileno(self):
        """The number of the file below."""
        self._check_not_closed()
        return self._fp.fileno()

    def seekable(self):
        """Whether seek() works: in reading, if it does below."""
        return self.readable() and self._buffer.seekable()

    def readable(self):
        """Whether the file is open for reading."""
        self._check_not_closed()
        return self._mode == "rb"

    def writable(self):
        """Whether the file is open for writing."""
        self._check_not_closed()
        return self._mode == "wb"

    def peek(self, size=-1):
        """Bytes that come next, at least one but at the end of the file; the position stays. How many is not said."""
        self._check_can_read()
        return self._buffer.peek(size)

    def read(self, size=-1):
        """At most size bytes, all that is left if size is negative."""
        self._check_can_read()
        return self._buffer.read(size)

    def read1(self, size=-1):
        """At most size bytes, with few reads of the file below; without a size about a buffer of them."""
        self._check_can_read()
        return self._buffer.read1(io.DEFAULT_BUFFER_SIZE if size < 0 else size)

    def readline(self, size=-1):
        """A line, or its first size bytes."""
        self._check_can_read()
        return self._buffer.readline(size)

    def write(self, data):
        """Compresses data, any bytes-like object: how many bytes it has. The file below may get them as late as in close()."""
        self._check_can_write()
        size = len(data) if isinstance(data, (bytes, bytearray)) else memoryview(data).nbytes
        self._fp.write(self._compressor.compress(data))
        self._pos += size
        return size

    def seek(self, offset, whence=io.SEEK_SET):
        """Moves to offset from the start, the position or the end, by decompressing what lies between: the new position."""
        self._check_can_seek()
        return self._buffer.seek(offset, whence)

    def tell(self):
        """The position, in bytes that are not compressed."""
        self._check_not_closed()
        return self._buffer.tell() if self._mode == "rb" else self._pos


def open(filename, mode="rb", *, format=None, check=-1, preset=None, filters=None, encoding=None, errors=None, newline=None):
    """Opens a compressed file, for bytes or, with a "t" in mode, for text, which encoding, errors and newline are for."""
    if "t" not in mode:
        for name, value in (("encoding", encoding), ("errors", errors), ("newline", newline)):
            if value is not None:
                raise ValueError(f"Argument {name!r} not supported in binary mode")
    elif "b" in mode:
        raise ValueError(f"Invalid mode: {mode!r}")
    file = LZMAFile(filename, mode.replace("t", ""), format=format, check=check, preset=preset, filters=filters)
    if "t" not in mode:
        return file
    return io.TextIOWrapper(file, io.text_encoding(encoding), errors, newline)


def compress(data, format=FORMAT_XZ, check=-1, preset=None, filters=None):
    """data, compressed whole; the other arguments are LZMACompressor's."""
    compressor = LZMACompressor(format, check, preset, filters)
    return compressor.compress(data) + compressor.flush()


def decompress(data, format=FORMAT_AUTO, memlimit=None, filters=None):
    """What data was before it was compressed, in one stream or several; the other arguments are LZMADecompressor's. What follows the last stream and is
    none is left out."""
    parts = []
    while True:
        decompressor = LZMADecompressor(format, memlimit, filters)
        try:
            part = decompressor.decompress(data)
        except LZMAError:
            if parts:
                break
            raise
        parts.append(part)
        if not decompressor.eof:
            raise LZMAError("Compressed data ended before the end-of-stream marker was reached")
        data = decompressor.unused_data
        if not data:
            break
    return b"".join(parts)
