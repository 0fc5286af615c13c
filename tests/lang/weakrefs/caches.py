import weakref
class Node:
    def __init__(self, name, parent=None):
        self.name, self.children = name, []
        self.parent = weakref.ref(parent) if parent else None
        if parent: parent.children.append(self)
    def path(self):
        up = self.parent() if self.parent else None
        return (up.path() + "/" if up else "") + self.name
root = Node("root")
leaf = Node("leaf", Node("mid", root))
print(leaf.path(), leaf.parent().name)
root = None
print(leaf.parent() is None, leaf.path())
class Data: pass
cache = weakref.WeakValueDictionary()
def load(key):
    got = cache.get(key)
    if got is None:
        got = cache[key] = Data()
        got.key = key
        print("loading", key)
    return got
a = load("a"); b = load("a")
print(a is b, len(cache))
del a, b
print(len(cache))
load("a")
print(len(cache))
events = []
class Watched: pass
w = Watched()
refs = [weakref.ref(w, lambda r, i=i: events.append(i)) for i in range(3)]
del w
print(events, [r() for r in refs])
o = Watched()
r1, r2 = weakref.ref(o), weakref.ref(o, events.append)
print(r1 is weakref.ref(o), r1 is r2, r1 == r2, hash(r1) == hash(r2), weakref.getweakrefcount(o), len(weakref.getweakrefs(o)))
def fn(): pass
rf = weakref.ref(fn)
print(rf() is fn)
del fn
print(rf(), isinstance(rf, weakref.ReferenceType), weakref.ref is weakref.ReferenceType)
