import gc
class Node:
    def __init__(self, name): self.name, self.other = name, None
    def __del__(self): print("del", self.name)
gc.collect()
a, b = Node("a"), Node("b")
a.other, b.other = b, a
del a, b
print("unreachable")
print(gc.collect() > 0)
l = []
l.append(l)
del l
print(gc.collect())
gc.disable()
print(gc.isenabled())
s = Node("self")
s.other = s
s = None
print("no collection yet")
gc.enable()
gc.collect()
class WithResurrection:
    alive = None
    def __init__(self): self.me = self
    def __del__(self): print("finalizer"); WithResurrection.alive = self
w = WithResurrection()
del w
gc.collect()
print(WithResurrection.alive is not None)
WithResurrection.alive = None
gc.collect()
print(gc.garbage, gc.get_threshold(), len(gc.get_count()))
def make():
    def inner(): return inner
    return inner
make()
print(gc.collect() >= 2)
d = {}
d["d"] = d
del d
print(gc.collect())
print(gc.is_tracked([]), gc.is_tracked(5), gc.is_tracked("a"), gc.is_tracked({}), gc.is_tracked({"a": []}), gc.is_tracked(()), gc.is_tracked(Node))
x = []
y = [x]
print(any(r is y for r in gc.get_referrers(x)), gc.get_referents(y) == [[]])
