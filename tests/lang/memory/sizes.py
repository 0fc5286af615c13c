import sys
objects = [0, 1, -1, 2**30 - 1, 2**30, 2**60, 2**90, True, None, ..., NotImplemented, 1.0, 1j, "", "a", "ab", "é", "éa", "☃", "☃a", "😀", "a" * 100, b"", b"abc",
           (), (1,), (1, 2, 3), [], [1], [1, 2, 3], {}, {1: 2}, dict.fromkeys(range(6)), dict.fromkeys(range(100)), set(), {1}, set(range(10)), frozenset(), frozenset([1]),
           range(3), slice(1), object(), bytearray(), bytearray(b"abc"), lambda: 0, len, [].append, int, type, iter([]), iter(()), enumerate([]), zip(), map(len, []), (i for i in ()), ValueError(), property(), classmethod(len), memoryview(b"")]
for o in objects:
    print(type(o).__name__, sys.getsizeof(o))
class P: pass
class S: __slots__ = ("a", "b")
p = P()
p.x = 1
print(sys.getsizeof(p), sys.getsizeof(S()), sys.getsizeof(P.__dict__) > 0)
l = []
sizes = []
for i in range(40):
    l.append(i)
    sizes.append(sys.getsizeof(l))
print(sizes)
d, sizes = {}, []
for i in range(100):
    d[i] = i
    if not sizes or sizes[-1] != sys.getsizeof(d): sizes.append(sys.getsizeof(d))
print(sizes)
s, sizes = set(), []
for i in range(100):
    s.add(i)
    if not sizes or sizes[-1] != sys.getsizeof(s): sizes.append(sys.getsizeof(s))
print(sizes)
print(sys.getsizeof([0] * 10), sys.getsizeof(list(range(10))), sys.getsizeof([i for i in range(10)]), sys.getsizeof(list((1, 2, 3))), sys.getsizeof([1, 2, 3][:2]), sys.getsizeof({"a": 1, "b": 2}), sys.getsizeof(dict(a=1)), sys.getsizeof({i: i for i in range(5)}))
b, sizes = bytearray(), []
for i in range(60):
    b.append(1)
    if not sizes or sizes[-1] != sys.getsizeof(b): sizes.append(sys.getsizeof(b))
print(sizes)
try: sys.getsizeof()
except TypeError as error: print(error)
class Sz:
    def __sizeof__(self): return 10
print(sys.getsizeof(Sz()))
