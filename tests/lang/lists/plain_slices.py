"""Slices of exact lists, texts and tuples, their iterators' lengths, character classes, and dicts of large ints."""
import sys


class L(list):
    def __getitem__(self, i):
        return ("L", i)

    def __setitem__(self, i, v):
        print("set", i, v)


class I:
    def __index__(self):
        return 2


big = 1 << 70
bounds = [None, 0, 1, 3, 5, 9, -1, -3, -9, big, -big, True, I()]
total = []
for seq in ([10, 11, 12, 13, 14], (10, 11, 12, 13, 14), "abcde", "äöüßx", "\u1234bcde", "", [], ()):
    for a in bounds:
        for b in bounds:
            total.append(seq[a:b])
print(len(total), hash(str(total)) == hash(str(list(total))), str(total)[:300])
print([total[i] for i in range(0, len(total), 37)])
t = (1, 2, 3)
print(t[:] is t, t[0:] is t, t[:5] is t, "abc"[:] == "abc", [1][:] is not None)
print(L([1, 2])[0:1])
L([1, 2])[0:1] = [3]
for a in bounds:
    for b in bounds:
        for v in ([], [7], (7, 8), [7] * 6, range(2), "xy"):
            x = [0, 1, 2, 3, 4]
            x[a:b] = v
            total.append(x)
print(len(total), [total[i] for i in range(1400, len(total), 53)])
for bad in ("a", 1.5, [1]):
    for f in (lambda: [1][bad:], lambda: "a"[:bad], lambda: (1,)[bad:bad]):
        try:
            f()
        except TypeError as e:
            print(e)
x = [1, 2, 3]
x[1:2] = x
print(x)
try:
    x[0:1] = 5
except TypeError as e:
    print(e)


class D:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        print("del", self.n, len(y))


y = [D(0), D(1), 2, D(3)]
y[0:2] = [5, 6, 7]
y[3:] = ()
print(y)
y[:] = []
print([sys.getsizeof([*iter(range(n))]) for n in range(12)], [sys.getsizeof([*iter([0] * n)]) for n in range(12)])
a, *b, c = [1, 2, 3, 4, 5]
print(b, sys.getsizeof(b))
it = iter([1, 2, 3])
next(it)
print(it.__length_hint__(), list(it), it.__length_hint__())
print(sum([1, 2, 3]), sum([0.5, 1]), sum([[1], [2]], []), sum(x for x in (1, 2)), sum(()))
for bad in (lambda: sum(), lambda: sum(1), lambda: sum(["a"]), lambda: sum([1], 2, 3), lambda: sum(iterable=[1])):
    try:
        bad()
    except TypeError as e:
        print(e)
names = ("isspace", "isalpha", "isalnum", "isdecimal", "isdigit", "isnumeric")
for name in names:
    print(name, "".join(str(int(getattr(chr(i), name)())) for i in range(256)))
    print([getattr(s, name)() for s in ("", "ab", "a1", "12", " \t\n", "a b", "1²", "½", "é", "٣", "x" * 50 + "!")])
d = {}
for i in range(2000):
    d[(i * 7919) << (i % 70)] = i
print(sum(d[(i * 7919) << (i % 70)] for i in range(2000)), len(d), d.get(2**61 - 1), {2**61 - 1: "p", 0: "z"}[0], {1: "a"}[True], {1.0: "f"}[1])
m = 2**61 - 1
collide = {m * k: k for k in range(50)}
print([collide[m * k] for k in range(50)] == list(range(50)), len(collide), m * 77 in collide)
s = {m * k for k in range(50)}
print(len(s), m * 3 in s, m * 77 in s, sorted(s ^ {m, 5, m * 90})[:3], len(s ^ {m, 5, m * 90}))


class K:
    asked = 0

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        K.asked += 1
        return self.n == other.n


p = {K(i) for i in range(6)}
q = {K(i) for i in range(3, 9)}
K.asked = 0
print(sorted(k.n for k in p ^ q), K.asked)
K.asked = 0
print(sorted(k.n for k in p | q), sorted(k.n for k in p & q), sorted(k.n for k in p - q), K.asked)
from bisect import bisect, bisect_left, insort
import heapq

w = [1, 2, 2, 3, True, 4.0]
print(bisect([1, 2, 2, 3], 2), bisect_left([1, 2, 2, 3], 2), bisect(["a", "b"], "b"), bisect([1.0, 2.0], 1.5), bisect((1, 2, 3), 2), bisect([1, 2, 3], 2.5))
for bad in (lambda: bisect([1, 2], "a"), lambda: bisect([1]), lambda: bisect([1, 2, 3], 1, 0, 9), lambda: bisect([1], 1, -1)):
    try:
        print(bad())
    except (TypeError, ValueError, IndexError) as e:
        print(type(e).__name__, e)
h = []
for v in (5, 3, 8, 1, 9, 2):
    heapq.heappush(h, v)
print([heapq.heappop(h) for _ in range(6)], heapq.nlargest(2, [1, 5, 3]), heapq.nsmallest(2, ["b", "a", "c"]))
nan = float("nan")
print(nan in [nan], [nan] == [nan], (nan,) == (nan,), (nan,) < (nan,), (1, 2) < (1, 3), (1,) < (1, 2), ("a", 1) >= ("a", 1), (1, "a") != (1, "a"))
print([1, 2, 3].index(3), "b" in ("a", "b"), 2.0 in (1, 2), [0.0].count(-0.0), max((1, 2), (1, 3)), min("b", "a"))
