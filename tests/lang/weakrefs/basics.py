import weakref
class Obj:
    def __init__(self, name): self.name = name
    def __repr__(self): return f"Obj({self.name})"
o = Obj("o")
r = weakref.ref(o)
print(r() is o, r() , weakref.getweakrefcount(o), r is weakref.ref(o), r == weakref.ref(o))
del o
print(r(), r)  if False else print(r())
def gone(ref): print("callback", ref() is None)
p = Obj("p")
r2 = weakref.ref(p, gone)
p = None
d = weakref.WeakValueDictionary()
v = Obj("v")
d["k"] = v
print(dict(d), len(d), "k" in d)
del v
print(dict(d), len(d))
k = Obj("k")
wk = weakref.WeakKeyDictionary({k: "data"})
print(wk[k], len(wk))
del k
print(len(wk))
s = weakref.WeakSet()
e = Obj("e")
s.add(e)
print(len(s), e in s)
del e
print(len(s))
q = Obj("q")
x = weakref.proxy(q)
print(x.name, type(x).__name__)
x.extra = 1
print(q.extra)
del q
try: x.name
except ReferenceError as error: print(error)
for bad in (5, "text", [], (), None):
    try: weakref.ref(bad)
    except TypeError as error: print(error)
f = Obj("f")
fin = weakref.finalize(f, print, "finalized", 1)
print(fin.alive)
del f
print(fin.alive)
class C:
    def m(self): return "m"
c = C()
wm = weakref.WeakMethod(c.m)
print(wm()())
del c
print(wm())
