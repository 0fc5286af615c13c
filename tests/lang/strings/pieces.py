"""Joins of short and long pieces, rooms of split's lists, strips by sets of characters, formats of numbers, writers that outgrow their scratch."""
import sys

pieces = ["", "a", "bc", "0123456789abcde", "0123456789abcdef", "0123456789abcdefg", "x" * 300, "", "y"]
for sep in ("", ",", ", ", "-" * 20, "\xe9", "\u0434"):
    joined = sep.join(pieces)
    print(len(joined), hash(joined), joined == joined[:], sys.getsizeof(joined), joined[:20], joined[-6:])
for n in range(1, 20):
    parts = [chr(97 + i) * (i * 7 % 5) for i in range(n)]
    text = "".join(parts)
    print(text, text.encode(), hash(text), "|".join(parts), f"{parts[0]}{n}{parts[-1]}", end=" ")
print()
print(["".join([a]) is a for a in ("x", "long piece")], ["".join([a, ""]) for a in ("x", "\xff")], " ".join(("a", "é", "д")))


class Text(str):
    pass


print([type(x).__name__ for x in ("".join([Text("ab")]), ",".join([Text("a"), "b"]), Text("a b").split()[0], Text("ab").split(",")[0], Text("ab").split()[0])])
for bad in ([1], ["a", 2], ["a", None], [b"x", "y"]):
    try:
        print("".join(bad))
    except TypeError as error:
        print(error)
size = sys.getsizeof
for t in ("", "a", "a b", " a  b c ", "a,b,,c", "a b " * 13, "aßд д"):
    b = t.encode()
    for sep in (None, ",", "b", "::"):
        for most in (-1, 0, 1, 3, 20):
            bsep = sep if sep is None else sep.encode()
            print([size(t.split(sep, most)), size(t.rsplit(sep, most)), size(b.split(bsep, most)), size(b.rsplit(bsep, most))], end=" ")
    print(t.split(), t.split(None, 1), t.rsplit(None, 1), t.split("b"))
for t in ("xaxbx", "  a \x1f\x85", "дaд", "a" * 20, "\u0434\u0434", ""):
    print([ascii(t.strip(c)) for c in (None, "x", "ax", "д", "", "a\u2000", "0123456789abcdefghijklmnop")], ascii(t.lstrip()), ascii(t.rstrip("xa")))
for t in ("abc", "", "é", "дa"):
    print([t.startswith(p) for p in ("", "a", "abc", "abcd", "é", "д", ("x", "a"), (), ("", 1))], [t.endswith(p, 1) for p in ("", "c", ("a", "c"))])
for call in (lambda: "a".startswith(1), lambda: "a".startswith(("b", 1)), lambda: "a".endswith(["a"]), lambda: "a".find(1), lambda: "a".count(None), lambda: "a".startswith()):
    try:
        print(call())
    except TypeError as error:
        print(error)
specs = ["", "d", "5", "05", "<5", "^7", "=7", "*^9", "é>6", "+", " ", "+08,", "_", "x", "#x", "#010x", "X", "#_b", "c", "012,", "n", "e", ".2f", "%", "1", "0", "\u0434<4"]
for value in (0, 7, -7, 65, 1234567, -123456789012, True, 1 << 80, 0.5, -0.0, 1e22, float("inf"), float("nan"), 3.14159):
    row = []
    for spec in specs:
        try:
            row.append(format(value, spec))
        except (ValueError, OverflowError) as error:
            row.append(str(error))
    print(row)
short = "abc"
print("%s" % short is short, "{}".format(short) is short, f"{short}" is short, "%s%s" % ("", short) == short, "%d" % 5 is str(5))
for n in (0, 1, 5, 100, 239, 240, 241, 500):
    for tail in ("", "é", "д", "\U0001f600"):
        text = "%s:%d%s" % ("x" * n, n, tail)
        print(len(text), size(text), text == "x" * n + ":" + str(n) + tail, "{}{}".format("y" * n, tail) == "y" * n + tail, len(repr(["z" * n, tail])), end=" ")
print()


class Nested:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return "<%r %s>" % (Nested(self.n - 1), "." * self.n) if self.n else "end"


print(Nested(30), len("{!r}".format([Nested(20)] * 3)), [[[[[[Nested(3)]]]]]])
