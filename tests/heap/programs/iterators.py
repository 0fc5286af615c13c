from itertools import chain, combinations, count, groupby, islice, product, tee

print(list(chain("ab", [1])), list(combinations("abc", 2)), list(islice(count(3), 4)), list(product("xy", repeat=2)))
print([(k, list(g)) for k, g in groupby("aabbc")], [list(t) for t in tee(range(3))], list(enumerate("ab", 1)))
print(list(zip(*[iter(range(6))] * 2)), list(filter(None, [0, 1, ""])), list(reversed([1, 2])), max("abc", key=ord), sum([[1], [2]], []))
