d = {"a": 1, "b": 2}
d["c"] = 3
print(d, len(d), d["a"], d.get("z"), d.get("z", 0), "a" in d, 1 in d.values(), list(d), list(d.items()))
print(d.pop("a"), d.pop("zz", None), d.popitem(), d, d.setdefault("x", []), d.setdefault("x", 1))
d.update({"y": 1}, z=2)
d.update([("p", 1), ["q", 2]])
print(d, dict(a=1), dict([(1, 2)]), dict.fromkeys("ab", 0), dict(d) == d, d.copy() is d)
print({**{"a": 1}, "b": 2}, {"a": 1} | {"a": 2, "b": 3}, dict(zip("ab", "cd")))
d |= {"new": 1}
del d["b"]
print(d, list(reversed(d)), d.keys() & {"x", "q"}, sorted(d.keys() | {"w"}), d.items() >= {("p", 1)}, sorted(d.keys() - {"x"}), d.keys().isdisjoint({"nope"}))
print({1: "int", True: "bool", 1.0: "float"}, {(1, 2): 3}[1, 2], {None: 1}[None])
for f in (lambda: d["missing"], lambda: d.pop("missing"), lambda: {[]: 1}, lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: {}.popitem(), lambda: {} < {}, lambda: {{}: 1}):
    try: print(f())
    except (KeyError, TypeError, ValueError) as error: print(type(error).__name__, error)
print(d.keys(), d.values(), d.items(), type(d.keys()).__name__, d.keys().mapping == d)
r = {}
r["self"] = r
print(r, {"a": {"b": {"c": [1, {"d": ()}]}}}, {} == {}, {1: 2} == {1: 2.0}, {1: 2} != {2: 1})
d.clear()
print(d, bool(d), not d)
