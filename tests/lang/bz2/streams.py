"""bz2: the bytes that libbz2 writes, for many kinds of data and every level; streams in pieces, limits, ends, damage."""
import _bz2
import bz2
import hashlib
import io

seed = 12345


def rand(n):
    global seed
    out = bytearray()
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(seed >> 16 & 255)
    return bytes(out)


words = [rand(1 + i % 7) for i in range(60)]
text = b" ".join(words[b % 60] for b in rand(6000))
cases = {
    "empty": b"",
    "one": b"a",
    "runs": b"aaaabbbbbcccccccc" + b"d" * 255 + b"e" * 256 + b"f" * 1000 + b"gggg",
    "all": bytes(range(256)) * 3 + b"!",
    "random": rand(5000),
    "text": text,
    "zeros": bytes(300000) + b"1",
    "mixed": text[:3000] + b"\0" * 5000 + rand(2000) + text[5000:9000],
    "long": (text + rand(500)) * 6,
}
for name, data in cases.items():
    for level in (1, 5, 9):
        packed = bz2.compress(data, level)
        assert bz2.decompress(packed) == data
        print(name, level, len(data), len(packed), hashlib.md5(packed).hexdigest())

packed = bz2.compress(cases["long"], 1)
compressor = _bz2.BZ2Compressor(1)
pieces = [compressor.compress(cases["long"][i : i + 1000]) for i in range(0, len(cases["long"]), 1000)] + [compressor.flush()]
print(b"".join(pieces) == packed, sum(map(bool, pieces)) > 1)

decompressor = _bz2.BZ2Decompressor()
out = bytearray()
for i in range(0, len(packed), 777):
    out += decompressor.decompress(packed[i : i + 777])
print(out == cases["long"], decompressor.eof, decompressor.needs_input)

decompressor = _bz2.BZ2Decompressor()
first = decompressor.decompress(packed + b"behind", 10)
print(first, decompressor.eof, decompressor.needs_input, decompressor.unused_data)
out = bytearray(first)
while not decompressor.eof:
    out += decompressor.decompress(b"", 5000)
print(out == cases["long"], decompressor.unused_data, decompressor.needs_input)

with bz2.open(io.BytesIO(packed + bz2.compress(b"second\nline")), "rb") as file:
    print(file.read(5), file.seek(len(cases["long"])), file.readlines())


def outcome(call):
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


small = bz2.compress(b"some text")
for call in (
    lambda: _bz2.BZ2Compressor(0),
    lambda: _bz2.BZ2Compressor(10),
    lambda: _bz2.BZ2Compressor("9"),
    lambda: _bz2.BZ2Compressor(1, 2),
    lambda: _bz2.BZ2Compressor(compresslevel=1),
    lambda: _bz2.BZ2Compressor().compress("text"),
    lambda: compressor.compress(b""),
    lambda: compressor.flush(),
    lambda: _bz2.BZ2Decompressor(1),
    lambda: decompressor.decompress(b""),
    lambda: _bz2.BZ2Decompressor().decompress(b"no stream"),
    lambda: _bz2.BZ2Decompressor().decompress(small[:10] + b"\xff" + small[11:]),
    lambda: bz2.decompress(small[:-3]),
    lambda: bz2.decompress(small + b"trailing"),
    lambda: bz2.decompress(small[:-1] + b"\0"),
):
    print(outcome(call))
for i in range(4, len(small)):
    damaged = bytearray(small)
    damaged[i] ^= 0x55
    assert outcome(lambda: bz2.decompress(bytes(damaged))) != b"some text", i
