point = (3, 4)
x, y = point
print(x * x + y * y, point + (5,), point * 2, point[::-1], (0, *point, 9))
records = [("b", 2, True), ("a", 3, False), ("c", 1, True)]
print(sorted(records), sorted(records, key=lambda r: r[1]), [n for n, _, ok in records if ok], max(records, key=lambda r: r[1])[0])
distance = {(0, 0): 0, (1, 2): 3}
print(distance[1, 2], (0, 0) in distance, (2, 1) in distance, distance.get((9, 9), -1))
def minmax(values): return min(values), max(values)
low, high = minmax([5, 2, 8])
print(low, high, minmax("hello"), *minmax((1,)))
nested = (1, (2, (3, (4,))))
a, (b, (c, (d,))) = nested
print(a, b, c, d, nested == (1, (2, (3, (4,)))), hash(nested) == hash((1, (2, (3, (4,))))))
print((1, 2) < (1, 2, 0), (1, "a") == (1.0, "a"), () == (), (None,) == (None,), (1,) != (2,), (3, 0) > (2, 99))
t = ([1], {"k": 2})
t[0].append(5)
t[1]["z"] = 3
print(t, len(t), t.index([1, 5]), t.count(1), [1, 5] in t)
swap = (10, 20, 30)
p, q, r = swap
p, q, r = r, p, q
print(p, q, r, tuple(sorted((q, p, r))), tuple(i * 2 for i in swap), tuple(map(str, swap)), sum(swap), ",".join(map(str, swap)))
print(repr(()), repr((1,)), repr(("a", 'b"c')), str((1.0, None, ...)), ((),), (((),),), tuple({"a": 1}), tuple("ab") + tuple([3]))
