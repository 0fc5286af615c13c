"""Texts long enough for blocks: case, search from both ends, hashes, truth, and lists repeated."""
import sys

letters = "".join(map(chr, range(128)))
for n in (0, 1, 15, 16, 17, 31, 33, 100, 128):
    t = letters[:n]
    for name in ("lower", "upper", "swapcase", "casefold", "title", "capitalize"):
        r = getattr(t, name)()
        assert r == "".join(getattr(c, name)() for c in t) or name in ("title", "capitalize"), (name, n)
        assert getattr((t * 3), name)().lower() == (t * 3).lower()
    print(n, repr(t.title()), repr(t[::-1].capitalize()))
    print(hash("é" * n) == hash("é" * n), hash(t) == hash(t.encode()), t.lower().encode() == t.encode().lower(), t.encode().upper() == t.upper().encode())


def find(text, part, start=0):
    for i in range(start, len(text) - len(part) + 1):
        if text[i : i + len(part)] == part:
            return i
    return -1


def rfind(text, part):
    for i in range(len(text) - len(part), -1, -1):
        if text[i : i + len(part)] == part:
            return i
    return -1


seed = 7
failed = asked = 0
for alphabet in ("ab", "abcdefgh", "aé\xff", "aя\u0131b", "a\U0001f600b"):
    for n in (10, 30, 33, 47, 64, 200):
        text = ""
        for _ in range(n):
            seed = (seed * 1103515245 + 12345) % (1 << 31)
            text += alphabet[(seed >> 16) % len(alphabet)]
        for m in (1, 2, 3, 5, 16, 17, 30, 65):
            for at in (0, 1, n // 2, n - m, n - m - 1):
                if at < 0:
                    continue
                for part in (text[at : at + m], text[at : at + m - 1] + "z", "z" + text[at : at + m - 1]):
                    asked += 1
                    good = text.find(part) == find(text, part) and text.rfind(part) == rfind(text, part) and (part in text) == (find(text, part) >= 0)
                    good = good and text.find(part, 3) == find(text, part, 3) and text.count(part) == len(text.split(part)) - 1
                    b, p = text.encode("utf-16-le"), part.encode("utf-16-le")
                    good = good and b.find(p) == find(b, p) and b.rfind(p) == rfind(b, p)
                    failed += not good
print(asked, failed)
print(("x" * 1000 + "yz" + "x" * 20).rfind("y"), ("y" + "x" * 1000).rfind("y"), ("x" * 1000).rfind("y"), (b"x" * 40 + b"y").rindex(b"y"), "x".rfind("я"))
o = object()
before = sys.getrefcount(o)
r = [o, 1, None] * 7
print(len(r), sys.getrefcount(o) - before, r[3] is o, r[-1], [[]] * 0, [] * 5, [1] * 1, sys.getsizeof([0] * 5), len([0] * 100001))
del r
print(sys.getrefcount(o) - before)
print([bool(x) for x in (0, 1, -1, 10**30, "", "a", True, False, 0.0)], list(filter(None, [0, 1, "", "x", 2**40])), all([1, "a"]), any([0, ""]))
print([hash(bytes(range(n))) == hash("".join(map(chr, range(n)))) for n in range(20)])
