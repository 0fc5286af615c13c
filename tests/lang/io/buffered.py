"""BufferedReader, BufferedWriter, BufferedRandom, BufferedRWPair over streams in memory and in Python."""
import io


def tell(*calls):
    for call in calls:
        try:
            print(call())
        except Exception as e:
            print(type(e).__name__, e)


text = b'a\nbb\n\nccc\n' + b'z' * 9000 + b'\nend'
f = io.BufferedReader(io.BytesIO(text))
print(f.read(4), f.peek()[:4], f.read1(3), f.tell(), f.seek(-3, 2), f.read(), f.read(), f.seek(0), len(f.read()), f.seek(2))
print([len(line) for line in f])
f = io.BufferedReader(io.BytesIO(text), 7)
print([len(line) for line in f], f.seek(0), f.readlines(5), f.readline(4), f.readline(2), f.readline())
b = bytearray(500)
f.seek(1)
print(f.readinto(b), f.readinto1(b), b[:3], f.tell(), f.__sizeof__(), f.raw.tell())
f.close()
tell(f.read, f.readline, f.peek, lambda: f.seek(0), f.tell, lambda: f.readinto(b), f.flush)

new = io.BufferedReader.__new__(io.BufferedReader)
tell(
    new.read, lambda: new.closed, lambda: repr(new), lambda: new.__init__(3), lambda: new.__init__(io.BytesIO(), 0),
    lambda: new.__init__(io.BytesIO(), 1 << 100), lambda: new.__init__(io.BytesIO(), -4),
)
f = io.BufferedReader(io.BytesIO(b'hello'))
print(f.detach().read())
tell(f.read, lambda: f.raw, lambda: repr(f), f.detach, lambda: f.__reduce__())

out = io.BytesIO(b'0123456789')
f = io.BufferedRandom(out, 4)
print(f.read(2), f.write(b'AB'), f.read(1), f.tell(), f.seek(0), f.write(b'xyzuvw'), f.seek(-2, 1), f.read(), out.getvalue())
print(f.seek(3), f.write(b'-'), f.read1(2), f.peek(1), f.truncate(6), f.seek(0), f.read())


class Full(io.RawIOBase):
    room = 0

    def writable(self):
        return True

    def write(self, data):
        n = min(self.room, len(data))
        self.room -= n
        return n or None


raw = Full()
f = io.BufferedWriter(raw, 8)
print(f.write(b'1234'))
for n in (4, 4, 20):
    try:
        print(f.write(b'q' * n))
    except BlockingIOError as e:
        print(repr(e), e.characters_written, e.errno)
raw.room = 5
tell(f.flush)
raw.room = 100
f.close()
print(raw.room)


class Inner(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, b):
        self.outer.read(3)


raw = Inner()
raw.outer = f = io.BufferedReader(raw)
try:
    f.read(5)
except RuntimeError as e:
    print(str(e)[:40])
del raw.outer


class Wrong(io.RawIOBase):
    answer = 100

    def readable(self):
        return True

    writable = readable

    def readinto(self, b):
        return self.answer

    write = readinto


tell(lambda: io.BufferedReader(Wrong(), 10).read(1), lambda: io.BufferedWriter(Wrong(), 1).write(b'xyz'))
Wrong.answer = 'x'
try:
    io.BufferedReader(Wrong()).read(1)
except OSError as e:
    print(repr(e), repr(e.__cause__))
Wrong.answer = -1
tell(lambda: io.BufferedReader(Wrong()).read(1))
Wrong.answer = 1

pair = io.BufferedRWPair(io.BytesIO(b'abc\ndef'), io.BytesIO())
print(pair.read(2), pair.write(b'xx'), pair.readline(), pair.isatty(), pair.closed, pair.peek(), pair.readable(), pair.writable())
pair.close()
print(pair.closed)
tell(lambda: io.BufferedRWPair(1), lambda: io.BufferedRWPair(io.BytesIO(), io.BytesIO(), 4, 5), lambda: io.BufferedRWPair(io.BytesIO(), Raw()))
for cls in (io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.BufferedRWPair, io.FileIO):
    print(cls.__basicsize__, cls.__dictoffset__, cls.__weakrefoffset__, cls.__base__)
