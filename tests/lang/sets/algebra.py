"""Random set algebra over keys that compare with and without Python code: results, their order and size, and every call of __eq__ with its operands."""

import random
import sys
import zlib

r = random.Random(3)
calls = []


class Key:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        calls.append((self.value, getattr(other, "value", other)))
        return self.value == getattr(other, "value", other)

    def __repr__(self):
        return f"Key({self.value!r})"


def key(kind, n):
    if kind == 0:
        return n * 977
    if kind == 1:
        return f"s{n}"
    if kind == 2:
        return (n % 7, n // 7)
    if kind == 3:  # equal hashes
        return r.choice([-1, -2, 2**61 - 2, -(2**61), n % 7, n % 7 + 2**61 - 1, n % 7 + 2 * (2**61 - 1)])
    return r.choice([n, -n, n * 1.0, str(n), (n, 1), (n, None), n << 70, n % 2 == 0, Key(n), (n, Key(n))])


def show(s):
    return list(s), len(s), sys.getsizeof(s)


def step(kind, size, sets):
    s, t = r.choice(sets), r.choice(sets)
    keys = [key(kind, r.randrange(size)) for _ in range(r.randrange(size))]
    op = r.randrange(16)
    if op < 3:
        s.update(keys)
    elif op == 3:
        for k in keys:
            s.discard(k)
    elif op == 4:
        s |= t
    elif op == 5:
        s &= t
    elif op == 6:
        s -= t
    elif op == 7:
        s ^= t
    elif op == 8:
        return s <= t, s == t, s < t, s >= t, s.isdisjoint(t)
    elif op == 9:
        start = r.randrange(size)
        s.update(range(start, start + r.randrange(size) * 3, r.randrange(1, 4)))
    elif op == 10:
        sets[0] = s.intersection(keys)
    else:
        new = [s & t, s | t, s - t, s ^ t, s - dict.fromkeys(t).keys()][op - 11]
        sets[r.randrange(len(sets))] = new
    return [show(each) for each in sets]


for kind in range(5):
    for size in (6, 30, 200):
        sets = [set(), set(), set()]
        seen = [step(kind, size, sets) for _ in range(30)]
        text = repr(seen) + repr(calls)
        print(kind, size, len(text), len(calls), zlib.crc32(text.encode()))
        calls.clear()
