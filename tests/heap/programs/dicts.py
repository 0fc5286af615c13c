table = {n: str(n) for n in range(12)}
table.update(a=1, b=[2])
print(table, list(table.items())[:3], table.pop("a"), table | {"c": 3})
for key in list(table)[::2]:
    del table[key]
print(sorted(map(str, table)), table.setdefault("new", {}), dict(zip("ab", [1, 2])), {**table}, {}.fromkeys("xy"))
