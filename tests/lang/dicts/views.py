d = {"a": 1, "b": 2, "c": 3}
k, v, i = d.keys(), d.values(), d.items()
d["d"] = 4
print(len(k), list(k), list(v), list(i), ("a", 1) in i, ("a", 2) in i, "d" in k, 4 in v)
print(k & ["a", "z"], sorted(k ^ {"a", "z"}), k == {"a", "b", "c", "d"}, k <= {"a", "b", "c", "d", "e"}, sorted(i - {("a", 1)}))
print(list(reversed(k)), list(reversed(v)), list(reversed(i)), repr(k), repr(v), repr(i))
it = iter(d)
next(it)
d["a"] = 100
print(next(it), it.__length_hint__())
d["new"] = 1
try: next(it)
except RuntimeError as error: print(error)
try: k[0]
except TypeError as error: print(error)
print(v == d.values(), k == d.keys(), {1: 2}.items() == {1: 2.0}.items(), set(k) == k)
print(sum(v), max(k), sorted(v, reverse=True), dict(i) == d, [*k], {**d} == d)
from types import MappingProxyType
m = MappingProxyType(d)
print(m["a"], len(m), m == d, list(m)[:2], m.get("zz", 0))
try: m["a"] = 1
except TypeError as error: print(error)
print(type(int.__dict__).__name__, "real" in int.__dict__)
