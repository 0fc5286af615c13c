class Int(int):
    def __add__(self, o): return Int(int(self) + int(o) + 1000)
    def __repr__(self): return f"Int({int(self)})"
i = Int(5)
print(i + 1, i * 2, type(i * 2).__name__, isinstance(i, int), i == 5, hash(i) == hash(5), [10, 20][Int(1)])
class Str(str):
    def upper(self): return "UP:" + super().upper()
s = Str("abc")
print(s, s.upper(), s + "d", type(s + "d").__name__, len(s), s == "abc", {s: 1}["abc"], type(s[0]).__name__)
class List(list):
    def append(self, x):
        super().append(x * 2)
l = List([1])
l.append(5)
l.tag = "t"
print(l, l.tag, type(l[:]).__name__, l == [1, 10], sorted(l, reverse=True))
class Dict(dict):
    def __setitem__(self, k, v): super().__setitem__(k, v + 1)
d = Dict(a=1)
d["b"] = 1
d.update(c=1)
print(d, d.copy().__class__.__name__)
class Tup(tuple):
    def __new__(cls, *args): return super().__new__(cls, args)
    @property
    def first(self): return self[0]
t = Tup(1, 2)
print(t, t.first, t + (3,), t == (1, 2), hash(t) == hash((1, 2)))
class Fl(float): pass
print(Fl(1.5) + 1, type(Fl(1) + 1).__name__, Fl("2.5"))
class Set(set): pass
print(type(Set([1]) | {2}).__name__, Set("ab") == {"a", "b"})
class Ex(ValueError):
    def __init__(self, a, b): super().__init__(a); self.b = b
try: raise Ex(1, 2)
except ValueError as e: print(e, e.args, e.b)
class By(bytes): pass
print(By(b"ab")[0], By(b"x") + b"y")
