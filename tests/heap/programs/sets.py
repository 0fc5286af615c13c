a, b = set(range(10)), {n * 2 for n in range(8)}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), frozenset("a"), a <= a | b)
a.update("hello")
a.discard(3)
print(len(a), {frozenset([1]): 2}, set(map(abs, [-1, 1])))
