# array.array: every kind of item, growth, slices, errors, pickling
import warnings
warnings.simplefilter("ignore")
import array as A
import sys
from array import array


def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for n in "bBuwhHiIlLqQfd":
    a = array(n, "ab" if n in "uw" else [1, 2])
    print(a, sys.getsizeof(a), a.itemsize, bytes(a), memoryview(a).format)
    print(a.__reduce_ex__(4), a.__reduce_ex__(2))
    a.append(a[0])
    print(a[::-1], a * 2, a + a, a[1:], a == a[:], a < a + a)
    del a[::2]
    print(a)

for c in "bBhHiIlLqQ":
    for v in (1.5, "a", -1, 1 << 70, -(1 << 70), 128, 256, 40000, 70000, 1 << 31, 1 << 32, 1 << 63, 1 << 64):
        attempt(lambda: array(c, [v]))
attempt(lambda: array("d", ["x"]))
attempt(lambda: array("u", ["ab"]))
attempt(lambda: array("x"))
attempt(lambda: array(1))
attempt(lambda: array())
attempt(lambda: array("i", "abc"))
attempt(lambda: array("i", [1], 2))
attempt(lambda: array("i", [], x=1))

x = array("i")
sizes = []
for k in range(60):
    sizes.append(sys.getsizeof(x))
    x.append(k)
print(sizes)

a = array("i", [1, 2, 3])
attempt(lambda: a[10])
attempt(lambda: a.pop(5))
attempt(lambda: a.remove(9))
attempt(lambda: a + [1])
attempt(lambda: a + array("b"))
attempt(lambda: a.extend(array("b")))
attempt(lambda: a.__setitem__(slice(0, 3, 2), array("i", [1])))
attempt(lambda: a.__setitem__(slice(0, 1), [1]))
attempt(lambda: a.frombytes(b"abc"))
attempt(lambda: a.fromlist([1, "a"]))
print(a)
with memoryview(a) as m:
    attempt(lambda: a.append(1))
    attempt(lambda: a.clear())
    m[0] = 7
print(a)
a[1:1] = a
print(a)
attempt(lambda: A._array_reconstructor(array, "i", 9, b"abcd"))
attempt(lambda: A._array_reconstructor(array, "d", 14, b"\0\0\x80?"))
attempt(lambda: A._array_reconstructor(array, "i", 99, b"abcd"))
it = iter(a)
next(it)
print(it.__reduce__(), list(it), it.__reduce__())
