class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)
a = Noisy("a")
a = None
b = Noisy("b")
c = b
del b
print("still there")
del c
def f():
    local = Noisy("local")
    print("in f")
f()
l = [Noisy("l0"), Noisy("l1")]
l.pop()
print("popped")
l.clear()
d = {"k": Noisy("v")}
d["k"] = None
Noisy("temporary")
print("after temporary")
x = y = Noisy("shared")
x = 1
print("x rebound")
y = 2
class Resurrect:
    saved = []
    def __del__(self):
        print("resurrecting")
        Resurrect.saved.append(self)
r = Resurrect()
del r
print(len(Resurrect.saved))
Resurrect.saved.clear()
print("cleared")
def gen():
    n = Noisy("gen local")
    yield 1
g = gen()
next(g)
del g
try:
    raise ValueError(Noisy("in exception"))
except ValueError: pass
print("after exception")
class Holder:
    def __init__(self): self.child = Noisy("child")
    def __del__(self): print("del holder")
h = Holder()
del h
t = (Noisy("t"), 1)
t = None
print("end")
