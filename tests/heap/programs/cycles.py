import gc
import weakref

class Node:
    def __init__(self, name):
        self.name = name
        self.links = []

    def __del__(self):
        seen.append(self.name)

seen = []
a, b = Node("a"), Node("b")
a.links.append(b)
b.links.append(a)
ref = weakref.ref(a, lambda r: seen.append("callback"))
cache = weakref.WeakValueDictionary(b=b)
del a, b
gc.collect()
print(sorted(seen), ref(), dict(cache))
