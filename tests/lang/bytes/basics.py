b = b"hello\x00\xff"
print(b, len(b), b[0], b[1:3], b[-1], list(b[:3]), b.hex(), b.hex("-"), bytes.fromhex("68 65 6c"))
print(bytes(3), bytes([1, 2, 3]), bytes("é", "utf-8"), bytes(range(5)), bytes(b"x"), b"a" + b"b", b"ab" * 2, b"l" in b, 104 in b)
print(b"a,b,c".split(b","), b" x ".strip(), b"abc".replace(b"b", b"XX"), b"-".join([b"a", b"b"]), b"abc".find(b"c"), b"abc".upper(), b"AbC".swapcase(), b"abc".startswith(b"a"))
print(b"abc" < b"abd", b"abc" == "abc", hash(b"abc") == hash("abc"), b"%s %d" % (b"x", 5), b"abc".center(7, b"*"), b"\x41\t\n\\'\"")
for f in (lambda: bytes([256]), lambda: bytes("x"), lambda: b"a"[5], lambda: b"a" + "b", lambda: bytes(-1), lambda: bytes.fromhex("zz"), lambda: b"a".join(["b"]), lambda: b"a".__setitem__(0, 1)):
    try: print(f())
    except (ValueError, TypeError, IndexError, AttributeError) as error: print(type(error).__name__, error)
a = bytearray(b"hello")
a[0] = 72
a.append(33)
a.extend(b"??")
a[1:3] = b"EYEY"
del a[-1]
a += b"!"
print(a, len(a), a.pop(), a.index(b"l"), bytes(a), a.decode(), a == b"HEYEYlo!?", a.upper(), type(a[0:2]).__name__)
a.insert(0, 1); a.reverse(); a.remove(1)
print(a, a * 2, bytearray(3), a.hex(), a.find(b"x"))
a.clear()
print(a)
m = memoryview(bytearray(b"abcdef"))
m[1] = 90
print(m[1], m[2:4].tobytes(), len(m), m.tolist(), bytes(m), m.readonly, m.format, m.itemsize, m.nbytes, m.shape)
print(int.from_bytes(b"\x01\x00", "big"), int.from_bytes(b"\xff", "big", signed=True), (1000).to_bytes(2, "little"), (-2).to_bytes(2, signed=True))
print(b"Hello World".title(), b"a b".isalnum(), b"12".isdigit(), b"x".ljust(3, b".") + b"|", b"a\nb".splitlines(), b"a.b".partition(b"."), b"abc".translate(None, b"b"), b"ab".removeprefix(b"a"))
