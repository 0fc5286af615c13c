import sys
x = object()
print(sys.getrefcount(x))
y = x
print(sys.getrefcount(x))
l = [x, x]
print(sys.getrefcount(x))
del l
d = {"k": x}
t = (x,)
print(sys.getrefcount(x))
d.clear()
t = None
print(sys.getrefcount(x))
def f(a): return sys.getrefcount(a)
print(f(x), f([]), f(object()))
class C: pass
c = C()
c.attr = x
print(sys.getrefcount(x), sys.getrefcount(c))
c.me = c
print(sys.getrefcount(c))
del c.me
print(sys.getrefcount(c))
print(sys.getrefcount(None), sys.getrefcount(1), sys.getrefcount(True), sys.getrefcount("a"), sys.getrefcount(()), sys.getrefcount(256))
big = 10 ** 20 + int("5")
print(sys.getrefcount(big))
m = c.__class__
print(sys.getrefcount(lambda: 0))
g = (i for i in range(3))
print(sys.getrefcount(g))
def loop(obj):
    for _ in [1]:
        z = obj
        return sys.getrefcount(obj)
print(loop([]))
bound = [].append
print(sys.getrefcount(bound))
try:
    raise ValueError(x)
except ValueError as e:
    print(sys.getrefcount(x), sys.getrefcount(e))
print(sys.getrefcount(x))
import ctypes
print(ctypes.c_long.from_address(id(x)).value, ctypes.c_long.from_address(id(None)).value)
s = "".join(["un", "ique ", "text"])
print(sys.getrefcount(s))
k = {s: 1}
print(sys.getrefcount(s))
