# TextIOWrapper, StringIO and IncrementalNewlineDecoder: answers, messages, positions and what survives odd use.
import codecs
import io


def tell(f):
    try:
        print(repr(f()).split(" object at")[0])
    except Exception as exc:
        print(type(exc).__name__, exc)


def wrapper(data=b"", **options):
    options.setdefault("encoding", "utf-8")
    return io.TextIOWrapper(io.BytesIO(data), **options)


print("-- StringIO")
s = io.StringIO("abc")
for f in (
    lambda: s.truncate(-5),
    lambda: s.truncate(2**70),
    lambda: s.truncate("a"),
    lambda: s.truncate(1.5),
    lambda: s.seek(2**70),
    lambda: s.seek(-(2**40)),
    lambda: s.seek(0, 9),
    lambda: s.seek(1, 1),
    lambda: s.seek(1.5),
    lambda: s.read("a"),
    lambda: s.write(b"x"),
    lambda: io.StringIO(b"x"),
    lambda: io.StringIO("", newline="x"),
    lambda: io.StringIO("", newline=3),
    lambda: io.StringIO("a\r\nb", newline="\0").getvalue(),
    lambda: io.StringIO("a\r\nb\rc\n", newline=None).getvalue(),
    lambda: list(io.StringIO("a\r\nb\rc\n", newline="")),
    lambda: list(io.StringIO("a\r\nb\rc\n", newline="\r")),
    lambda: list(io.StringIO("a\r\nb\n", newline="\r\n")),
    lambda: s.__setstate__(("x", "\n")),
    lambda: s.__setstate__(("x", "\n", -1, None)),
    lambda: s.__setstate__(("x\r\n", "\r\n", 2, {"a": 1})) or (s.read(), s.a, s.__getstate__()),
):
    tell(f)
s = io.StringIO()
s.write("ab")
s.seek(5)
s.write("é")
print(repr(s.getvalue()))
s.seek(1)
s.write("\u4e00\U0001f600")
print(repr(s.getvalue()), s.tell(), s.truncate(3), repr(s.getvalue()), repr(s.read()))
s.close()
for f in (s.read, s.getvalue, s.readline, s.tell, lambda: s.closed, lambda: s.newlines, lambda: s.line_buffering):
    tell(f)

print("-- TextIOWrapper")
w = wrapper()
for f in (
    lambda: io.TextIOWrapper(),
    lambda: io.TextIOWrapper(1),
    lambda: wrapper(newline="\n\0"),
    lambda: wrapper(newline=3),
    lambda: wrapper(newline="x"),
    lambda: wrapper(encoding="a\0"),
    lambda: wrapper(encoding=3),
    lambda: wrapper(encoding="rot13"),
    lambda: wrapper(encoding="nope"),
    lambda: wrapper(errors=3),
    lambda: wrapper(errors="a\0b"),
    lambda: w.write(3),
    lambda: w.write(),
    lambda: w.read("a"),
    lambda: w.readline("a"),
    lambda: w.readline(1, 2),
    lambda: w.readline(None),
    lambda: w.seek(),
    lambda: w.seek(0, 7),
    lambda: w.seek(-1),
    lambda: w.seek(2**200),
    lambda: w.reconfigure(encoding=3),
    lambda: w.reconfigure(newline=3),
    lambda: w.reconfigure(newline="x"),
    lambda: w.reconfigure(line_buffering="x"),
    lambda: w.reconfigure(1),
    lambda: setattr(w, "_CHUNK_SIZE", "a"),
    lambda: setattr(w, "_CHUNK_SIZE", 0),
    lambda: delattr(w, "_CHUNK_SIZE"),
    lambda: w.__reduce_ex__(2),
    lambda: io.TextIOWrapper.__new__(io.TextIOWrapper).read(),
):
    tell(f)
buffer = w.detach()
for f in (lambda: repr(w), w.read, lambda: w.errors, lambda: w.encoding, lambda: w.buffer, lambda: w.closed, w.detach):
    tell(f)

print("-- positions")
text = "aé一😀\r\nb\rc\n" * 3
for encoding in ("utf-8", "utf-16", "utf-8-sig", "latin-1", "utf-7"):
    data = text.encode(encoding, "replace")
    for size in (1, 3, 8192):
        f = wrapper(data, encoding=encoding, newline="")
        f._CHUNK_SIZE = size
        places = []
        while True:
            place = f.tell()
            char = f.read(1)
            if not char:
                break
            places.append((place, char))
        again = []
        for place, char in reversed(places):
            f.seek(place)
            again.append(f.read(1) == char)
        print(encoding, size, all(again), [place for place, _ in places][:12], f.newlines)
f = wrapper(b"one\ntwo\n")
next(f)
tell(f.tell)
print(list(f), f.tell())

print("-- writing")
raw = io.BytesIO()
f = io.TextIOWrapper(raw, encoding="utf-16", newline="\r\n", line_buffering=True)
print(f.write("a\n"), raw.getvalue(), f.write("b"), len(raw.getvalue()), f.flush(), raw.getvalue())
f.reconfigure(encoding="utf-8", write_through=True, newline="\n")
print(f.write("é\n"), raw.getvalue()[-3:], f)
f = wrapper(errors="xmlcharrefreplace", encoding="ascii")
f.write("x" * 8000 + "é" + "y" * 9000)
print(f.tell(), f.buffer.getvalue()[7998:8010], f.seek(0, 2), f.seek(0), len(f.read()))


class Back(io.BytesIO):
    """A buffer whose write() comes back to the stream."""

    def write(self, data):
        if not self.seen:
            self.seen = True
            stream.write("inner")
        return super().write(data)


back = Back()
back.seen = False
stream = io.TextIOWrapper(back, encoding="utf-8")
stream.write("outer")
stream.flush()
stream.flush()
print(back.getvalue())


class Gone(io.BytesIO):
    """A buffer whose read() takes itself away."""

    def read1(self, size=-1):
        if stream.buffer is not None:
            try:
                stream.detach()
            except ValueError as exc:
                print(exc)
        return b"data\n"


stream = io.TextIOWrapper(Gone(), encoding="utf-8")
tell(stream.readline)
tell(stream.readline)

print("-- IncrementalNewlineDecoder")
d = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(), True)
print([d.decode(b"a\r"), d.getstate(), d.decode(b"\nb\r\xc3"), d.getstate(), d.newlines, d.decode(b"\xa9\n", True), d.newlines])
print(d.setstate((b"\xe4", 1)), d.getstate(), d.decode(b"\xb8\x80", final=True), d.reset(), d.getstate())
for f in (
    lambda: io.IncrementalNewlineDecoder(None),
    lambda: io.IncrementalNewlineDecoder(None, False).decode(b"x"),
    lambda: d.setstate(3),
    lambda: d.setstate((b"",)),
    lambda: io.IncrementalNewlineDecoder.__new__(io.IncrementalNewlineDecoder).decode("x"),
):
    tell(f)


class Odd(codecs.getincrementaldecoder("utf-8")):
    def decode(self, data, final=False):
        return super().decode(data, final).upper()


class Other(codecs.getincrementaldecoder("utf-8")):
    _buffer_decode = staticmethod(lambda data, errors, final: (f"<{len(data)}>", len(data)))


for cls in (Odd, Other):
    d = io.IncrementalNewlineDecoder(cls(), True)
    print(d.decode(b"abc\r"), d.decode(b"", True))
d = codecs.getincrementaldecoder("utf-8")()
d.decode = lambda data, final=False: "own"
print(io.IncrementalNewlineDecoder(d, False).decode(b"abc"))
