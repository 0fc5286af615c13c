d = {}
for i in range(20): d[f"k{i}"] = i
for i in range(0, 20, 3): del d[f"k{i}"]
d["k0"] = "again"
print(list(d.items()))
print([d.popitem() for _ in range(3)], next(iter(d)), next(reversed(d)))
e = {i: i * i for i in range(1000)}
for i in range(0, 1000, 2): del e[i]
print(len(e), list(e)[:5], sum(e.values()), list(e)[-1])
for i in range(500): e[i] = -1
print(len(e), list(e)[:3], list(e)[-3:])
class K:
    def __init__(self, v): self.v = v
    def __hash__(self): return 1
    def __eq__(self, o): return self.v == o.v
    def __repr__(self): return f"K{self.v}"
c = {K(i): i for i in range(8)}
print(c, c[K(5)], K(9) in c)
del c[K(3)]
c[K(3)] = "back"
print(list(c))
print(dict.fromkeys([3, 1, 2]), sorted({"b": 1, "a": 2}), max({"x": 1, "y": 0}), min({"x": 3, "y": 1}.items(), key=lambda p: p[1]))
inv = {}
for k, v in {"a": 1, "b": 2, "c": 1}.items(): inv.setdefault(v, []).append(k)
print(inv, {k: inv[k] for k in sorted(inv, reverse=True)})
big = {str(i): i for i in range(5000)}
print(len(big), big["4999"], "5000" in big, list(big)[2500])
for x in list(big)[:4990]: big.pop(x)
print(big)
