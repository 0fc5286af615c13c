"""Sorting keys of one kind against an insertion sort of the same: ints, floats, texts, rows, with values, reversed, stable."""
from functools import cmp_to_key


def numbers(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        out.append(seed >> 33)
    return out


def plain(keys):
    """Positions of the keys in their order, by comparisons that Python can see."""
    pairs = [(k, i) for i, k in enumerate(keys)]
    return [i for _, i in sorted(pairs, key=cmp_to_key(lambda a, b: -1 if a[0] < b[0] else 1 if b[0] < a[0] else 0))]


def check(name, keys):
    wanted = plain(keys)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    ok = order == wanted
    down = sorted(range(len(keys)), key=keys.__getitem__, reverse=True)
    back = list(reversed(plain(keys[::-1])))
    ok = ok and down == [len(keys) - 1 - i for i in back]
    items = list(keys)
    items.sort()
    ok = ok and all(a is keys[i] for a, i in zip(items, wanted)) and len(items) == len(keys)
    items = sorted(keys, reverse=True)
    ok = ok and all(a is keys[i] for a, i in zip(items, down))
    print(name, len(keys), ok)


R = numbers(3000, 7)
for n in (2, 31, 63, 64, 65, 100, 400, 1499, 1501, 3000):
    check("ints", [x % 5000 - 2500 for x in R[:n]])
    check("floats", [(x % 5000 - 2500) / 7 for x in R[:n]])
    check("texts", [str(x % 5000) for x in R[:n]])
    check("rows", [(x % 10, -(x % 7) / 2, str(x % 11)) for x in R[:n]])
check("one value", [5] * 300)
check("ascending", list(range(500)))
check("descending", list(range(500, 0, -1)))
check("bits", [(1 << (x % 30)) * (-1) ** x for x in R[:500]])
check("large ints", [x << (x % 60) for x in R[:500]])
check("bool among ints", [x % 100 if x % 50 else x % 3 == 0 for x in R[:500]])
check("zeros", [(0.0, -0.0, 1e-310, -1e-310)[x % 4] for x in R[:300]])
check("infinities", [(float("inf"), -float("inf"), 1e308, -1e308, 0.5)[x % 5] for x in R[:300]])
check("NUL", [("a", "a\0", "a\0\0", "", "\0", "a\0b", "b" * 8, "b" * 8 + "\0", "b" * 9)[x % 9] for x in R[:300]])
check("latin", [chr(x % 256) + chr(x // 256 % 256) for x in R[:500]])
check("wide texts", [chr(x % 3000) for x in R[:500]])
check("long beginnings", ["https://example.org/a/long/path/" + "x" * (x % 40) + str(x % 50) for x in R[:700]])
check("nested beginnings", ["ab" * (x % 900) for x in R[:400]])
check("equal texts", ["".join(["same", "text"]) for x in R[:200]])
check("rows of texts", [("k" * (x % 20), "v" * (x // 20 % 20)) for x in R[:600]])
check("rows of different length", [(x % 5,) * (x % 3) for x in R[:300]])
check("rows with rows", [(x % 5, (x % 3, x % 2)) for x in R[:300]])
check("rows with None last", [(x % 5000, None) for x in sorted(set(x % 100000 for x in R))])
check("nine columns", [(0, 0, 0, 0, 0, 0, 0, x % 3, x % 5) for x in R[:300]])
check("single column", [(x % 50,) for x in R[:300]])
check("empty rows", [()] * 100)
nan = float("nan")
mixed = [nan if x % 17 == 0 else x / 3 for x in R[:400]]
print(["nan" if x != x else x for x in sorted(mixed)][:40])
rows = [(nan if x % 17 == 0 else x % 9 / 3, x % 4) for x in R[:300]]
print(["nan" if x != x else x for x, _ in sorted(rows)][:40])


class Seen:
    """Comparisons of other keys are the same ones in the same order."""

    log = 0

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        Seen.log = (Seen.log * 31 + self.n * 7 + other.n) % 1000003
        return self.n < other.n


sorted(Seen(x % 100) for x in R[:500])
print(Seen.log)
sorted([(x % 3, Seen(x % 100)) for x in R[:500] if x % 100 < 99 or x % 3])
print(Seen.log)
