import sys
a, b = 256, 256
print(a is b, 257 is int("257"), int("256") is 256, int("-5") is -5, int("-6") is -6) if False else print(a is b, int("257") is int("257"), int("256") is int("256"), int("-5") is int("-5"), int("-6") is int("-6"))
x = 100
print((x + 100) is (x + 100), (x + 200) is (x + 200), x * 1 is x)
print(chr(97) is chr(97), chr(233) is chr(233), chr(300) is chr(300), "".join([]) is "".join(()), "abc"[1] is "xbz"[1], str("abc") is "abc".__str__())
s = "".join(["ab", "cd"])
t = "".join(["ab", "cd"])
print(s is t, sys.intern(s) is sys.intern(t), s == t)
print(() is tuple([]), tuple([1]) is tuple([1]), frozenset() is frozenset([]), b"" is bytes(0), bytes([65]) is bytes([65]), True is (1 == 1), None is [].append(1))
t1 = (1, 2)
print(tuple(t1) is t1, t1[:] is t1, t1 + () is t1, t1 * 1 is t1, list(t1) is t1, s[:] is s, s + "" is s, "" + s is s, s * 1 is s, str(s) is s, frozenset(f := frozenset([1])) is f)
def g(): return (1, 2, "three")
print(g() is g(), [1] is [1], [] is [], {} is {}, g is g, g.__code__ is g.__code__)
class C:
    def m(self): pass
c = C()
print(c.m is c.m, c.m == c.m, C.m is C.m, c.__class__ is C, type(c) is type(C()))
print(id(a) == id(b), len({id(object()) for _ in range(5)}) >= 1, id(c) == id(c), id(C.m) == id(C.__dict__["m"]))
y = float("1.5")
print(float(y) is y, +y is y, int(x) is x, abs(x) is x, round(x) is x, x.__pos__() is x, [y][0] is y, (y,)[0] is y)
n = float("nan")
print([n] == [n], n in [n], {n: 1}.get(n), [n].index(n), n is n)
z = 5
def same(q=z): return q is z
print(same(), globals()["z"] is z, (lambda: z)() is z, eval("z") is z)
