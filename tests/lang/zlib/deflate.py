import zlib, random, hashlib
def attempt(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
def sha(b): return hashlib.sha1(b).hexdigest()[:12]
r = random.Random(5)
words = [bytes(r.choice(b'abcdefghijklmnopqrstuvwxyz') for _ in range(r.randint(2, 9))) for _ in range(300)]
text = b' '.join(r.choice(words) for _ in range(2500))
datas = [b'', b'a', b'ab'*3, b'a'*1000, bytes(range(256))*20, r.randbytes(30000), text, text[:3000]+r.randbytes(20000)+text[:9000], bytes(70000), bytes(r.choice(b'ab') for _ in range(8000))]
for i, d in enumerate(datas):
    for level in range(10):
        c = zlib.compress(d, level)
        assert zlib.decompress(c) == d
        if level:
            print(i, level, len(c), sha(c))
for strategy in range(5):
    for wbits in (9, 15, -15, 31):
        for mem in (1, 9):
            for lv in (1, 6) if mem == 9 else (4,):
                c = zlib.compressobj(lv, 8, wbits, mem, strategy)
                out = b''; step = r.randint(100, 9000); d = datas[7] if mem==5 else datas[6]
                for k in range(0, len(d), step):
                    out += c.compress(d[k:k+step])
                    if k // step % 4 == 1: out += c.flush(r.choice([1, 2, 3, 5]))
                out += c.flush()
                print(strategy, wbits, mem, lv, len(out), sha(out))
                o = zlib.decompressobj(wbits); back = b''; p = 0; tail = b''
                while not o.eof:
                    part = tail + out[p:p+777]; p += 777
                    back += o.decompress(part, 500); tail = o.unconsumed_tail
                assert back + o.flush() == d
c = zlib.compress(text)
o = zlib.decompressobj(); lens = []
data = c
while not o.eof:
    x = o.decompress(data, 1000); lens.append((len(x), len(o.unconsumed_tail))); data = o.unconsumed_tail
print(lens[:20], len(lens))
o = zlib.decompressobj(); print(len(o.decompress(c + b'trailing')), o.unused_data, o.unconsumed_tail, o.eof); o.decompress(b'more'); print(o.unused_data)
for bad in (b'', b'abc', c[:-1], c[:-1] + b'\0', b'\x78\x9c\x07', b'\x78\x9c\x05\0\0\0\0', b'\x78\x9c\x03\x00\x00\x00\x00\x02', b'\x79\x9c', b'\x88\x1c', b'\x78\x20aaaaaaaa', b'\x1f\x8b\x08\xe0aaaa', c[:100]+b'\xff'*50):
    attempt(lambda: zlib.decompress(bad)); attempt(lambda: zlib.decompress(bad[2:], -15)); attempt(lambda: zlib.decompress(bad, 47)); attempt(lambda: zlib.decompressobj().decompress(bad)[:5])
co = zlib.compressobj(zdict=b'hello'*9); x = co.compress(b'hellohello' * 5) + co.flush(); print(x)
attempt(lambda: zlib.decompress(x)); attempt(lambda: zlib.decompressobj(zdict=b'bad').decompress(x)); attempt(lambda: zlib.decompressobj(zdict=b'hello'*9).decompress(x))
co = zlib.compressobj(wbits=-15, zdict=text); x = co.compress(text[:5000]) + co.flush(); print(len(x), sha(x), zlib.decompressobj(-15, zdict=text).decompress(x) == text[:5000])
c = zlib.compressobj(); a = c.compress(text); c2 = c.copy(); print(c.flush() == c2.flush()); attempt(lambda: c.copy()); attempt(lambda: c.compress(b'a')); attempt(lambda: c.flush())
c = zlib.compressobj(); print(c.flush(2), c.flush(2), c.flush(3), c.flush(1), c.compress(b''), c.compress(b'x'), c.flush(0), c.flush(2), c.flush())
z = zlib._ZlibDecompressor(); c = zlib.compress(b'abc' * 1000); print(len(z.decompress(c[:20], 10)), z.needs_input, len(z.decompress(b'', 100)), len(z.decompress(c[20:] + b'zz')), z.eof, z.unused_data); attempt(lambda: z.decompress(b''))
for kw in (dict(level=10), dict(method=2), dict(wbits=-8), dict(memLevel=10), dict(strategy=9), dict(wbits=5), dict(zdict='a'), dict(wbits=31, zdict=b'a'), dict(level='a')): attempt(lambda: zlib.compressobj(**kw))
attempt(lambda: zlib.compress(b'a', 10)); attempt(lambda: zlib.compress('a')); attempt(lambda: zlib.decompressobj(wbits=77)); attempt(lambda: zlib.decompressobj(zdict=1)); attempt(lambda: zlib.decompress(b'', bufsize=-1)); attempt(lambda: zlib.decompressobj().decompress(b'', -1)); attempt(lambda: zlib.decompressobj().flush(0))
print(zlib.adler32(text), zlib.crc32(text), zlib.adler32(b'abc', 1 << 70), zlib.crc32(b'abc', -1))
import gzip
g = gzip.compress(text, mtime=0); print(len(g), sha(g), gzip.decompress(g) == text)
