inventory = {"fruit": {"apple": 3, "pear": 0}, "tools": {"hammer": 1}}
inventory["fruit"]["kiwi"] = inventory["fruit"].get("kiwi", 0) + 7
inventory.setdefault("paint", {}).update(red=2)
print(inventory, sum(n for group in inventory.values() for n in group.values()))
print({k: {i: n for i, n in v.items() if n} for k, v in inventory.items()})
merged = {}
for group in inventory.values(): merged |= group
print(merged, sorted(merged, key=merged.get), max(merged, key=merged.get))
def deep_get(d, path, default=None):
    for key in path.split("."):
        if not isinstance(d, dict) or key not in d: return default
        d = d[key]
    return d
print(deep_get(inventory, "fruit.apple"), deep_get(inventory, "fruit.fig", "no"), deep_get(inventory, "fruit.apple.x"))
copy = dict(inventory)
copy["fruit"]["apple"] = 99
print(inventory["fruit"]["apple"], copy is inventory, copy == inventory)
del inventory["tools"]["hammer"]
print(inventory["tools"], bool(inventory["tools"]), "tools" in inventory, len(inventory))
graph = {}
for a, b in ("ab", "bc", "ca", "cd"):
    graph.setdefault(a, set()).add(b)
print({k: sorted(v) for k, v in sorted(graph.items())})
keys = [(1, 2), frozenset([1]), None, 1.5, "s", b"b", True, int, len]
d = {k: i for i, k in enumerate(keys)}
print(list(d.values()), d[1.5], d[None], d[frozenset({1})], d[1], d[int])
def count(*args, **kw): return len(args), sorted(kw)
print(count(**{"a": 1}, **{"b": 2}), count(*d), {**d, None: "new"}[None])
