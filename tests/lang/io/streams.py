"""Streams in Python: what _IOBase, _RawIOBase and _BufferedIOBase make of a few methods, and how streams end."""
import gc
import io


def tell(*calls):
    for call in calls:
        try:
            print(call())
        except Exception as e:
            print(type(e).__name__, e)


class Raw(io.RawIOBase):
    def __init__(self, data):
        self.data = data

    def readable(self):
        return True

    def readinto(self, b):
        n = min(len(b), len(self.data), 3)
        b[:n] = self.data[:n]
        self.data = self.data[n:]
        return n


r = Raw(b'hello\nworld\nxyz')
print(r.readline(), r.readlines(), r.closed, r.read(), r.seekable(), r.isatty())
print(Raw(b'hello\nworld').readall(), Raw(b'abcdef').read(4), list(Raw(b'a\nb')), Raw(b'a\nb\nc').readlines(2))
tell(lambda: r.seek(0), r.tell, r.truncate, r.fileno, lambda: r.write(b''), lambda: r.seek())
r.close()
tell(r.readline, r.flush, r.__enter__, lambda: next(r), r.isatty, r.close)
print(io.UnsupportedOperation.__mro__)


class Told(io.RawIOBase):
    def close(self):
        print('closing', getattr(self, '_finalizing', None))
        super().close()


Told()
Told().close()
t = Told()
t.me = t
del t
gc.collect()


class Lines(io.BufferedIOBase):
    def read(self, n=-1):
        return b'abcdefgh'[:n]

    read1 = read


buffer = bytearray(5)
print(Lines().readinto(buffer), buffer, Lines().readinto1(buffer))
tell(Lines().detach, lambda: Lines().write(b''), lambda: io.BufferedIOBase().read1())


class Peeking(io.RawIOBase):
    data = b'one\ntwo\n'

    def peek(self, n):
        return self.data

    def read(self, n):
        print('read', n)
        part, self.data = self.data[:n], self.data[n:]
        return part


print(Peeking().readline(), Peeking().readline(2))
written = []


class Writer(io.RawIOBase):
    def write(self, b):
        written.append(bytes(b))


Writer().writelines([b'a', b'bc'])
print(written, issubclass(io.FileIO, io.RawIOBase), issubclass(io.BytesIO, io.BufferedIOBase), isinstance(io.StringIO(), io.TextIOBase))
