class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n, end="; ")
def f():
    a, b, c = D("a"), D("b"), D("c")
    print("leaving")
f()
print()
l = [D(i) for i in range(4)]
del l[1:3]
print("slice gone")
l[0] = D("new")
print("replaced")
l = None
print("list gone")
t = {"x": D("x"), "y": D("y")}
del t["x"]
t.clear()
print("dict gone")
class Parent:
    def __init__(self): self.first, self.second = D("first"), D("second")
    def __del__(self): print("parent", end="; ")
p = Parent()
p.first = None
print("first gone")
p = None
print("all gone")
def g():
    x = D("gen")
    yield x.n
for n in g(): print("in loop", n)
print("loop done")
x = D("1"); x = D("2"); x = D("3")
print("rebound")
del x
s = {D("in set")}
s.pop()
print("popped")
(lambda d: None)(D("argument"))
print("call done")
[D(i) for i in range(2)]
print("comprehension done")
try:
    raise ValueError
except ValueError as e:
    e.keep = D("on exception")
print("handler done")
class Raises:
    def __del__(self): self.missing_attribute_is_fine = 1
Raises()
print("end")
