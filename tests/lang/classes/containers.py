class Seq:
    def __init__(self, *items): self.items = list(items)
    def __len__(self): return len(self.items)
    def __getitem__(self, i):
        print("get", i)
        return self.items[i]
    def __setitem__(self, i, v):
        print("set", i, v)
        self.items[i] = v
    def __delitem__(self, i):
        print("del", i)
        del self.items[i]
    def __contains__(self, v): return v in self.items
    def __iter__(self): return iter(self.items)
    def __reversed__(self): return reversed(self.items)

s = Seq(1, 2, 3)
print(len(s), s[0], s[-1], s[0:2], 2 in s, list(s), list(reversed(s)))
s[1] = 20
del s[0]
print(s.items, bool(s), bool(Seq()))
print(s[1, 2:3, ...] if False else "skip")
class Old:
    def __getitem__(self, i):
        if i >= 3: raise IndexError(i)
        return i * 10
print(list(Old()), 20 in Old(), 7 in Old(), [*Old()], max(Old()))
class Keys:
    def __getitem__(self, k): return k
print(Keys()[1:2], Keys()[::], Keys()[1, 2], Keys()[...], Keys()["a":"b":"c"], Keys()[1:2, 3])
class M(dict):
    def __missing__(self, key): return f"<{key}>"
m = M(a=1)
print(m["a"], m["zz"], m.get("zz"), len(m))
class L:
    def __len__(self): return -1
try:
    len(L())
except ValueError as error:
    print(error)
class H:
    def __length_hint__(self): return 5
    def __iter__(self): return iter("abc")
print(list(H()))
