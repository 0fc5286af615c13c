if (n := len("hello")) > 3: print(n)
print([y := 1, y ** 2, y + (z := 5)], z)
data = [1, 2, 3, 4]
print([sq for x in data if (sq := x * x) > 4], sq)
while data and (last := data.pop()) > 2: print(last, end=" ")
print(last, data)
def f(*args, **kw): return args, kw
print(f(*"ab", 1, *[2], **{"x": 1}, y=2, **{"z": 3}), f(*(), **{}))
print([*range(2), *[], *"x"], {**{"a": 1}, **{"b": 2}}, (*"ab",), {*[1, 1]})
a, *b = [*"abc"]
print(a, b, *b, sep="|")
try: f(**{"a": 1}, **{"a": 2})
except TypeError as error: print(error)
try: f(x=1, **{"x": 2})
except TypeError as error: print(error)
print((lambda *a, k=1: (a, k))(*range(3), k=9), max(*[3, 1], 2), print(*[]) is None)
def outer():
    if any((w := c) == "b" for c in "abc"): return w
print(outer())
x = (y := 5) + y
print(x, (lambda: (q := 3) * q)())
def defaults(a=(d := [])): a.append(1); return a
print(defaults(), defaults(), d)
print(f"{(p := 7)} {p}", [i := i if i else 0 for j in range(2)] if False else "ok")
for i, in [(1,), (2,)]: print(i, end=" ")
[p, q], r = "ab", "c"
print(p, q, r)
(m), [k] = 1, [2]
print(m, k)
s = [1, 2, 3, 4]
s[0], *s[1:3], t = 9, 8, 7, 6
print(s, t)
