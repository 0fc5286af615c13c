def powerset(s):
    s = sorted(s)
    return [{s[i] for i in range(len(s)) if mask >> i & 1} for mask in range(1 << len(s))]
print([sorted(p) for p in powerset({3, 1, 2})])
seen, dupes = set(), []
for x in [3, 1, 3, 2, 1, 3]:
    if x in seen: dupes.append(x)
    seen.add(x)
print(sorted(seen), dupes, len(seen))
friends = {"ann": {"bob", "cid"}, "bob": {"ann", "dee"}, "cid": {"ann"}, "dee": {"bob"}}
def reach(start):
    found, todo = set(), {start}
    while todo:
        p = min(todo)
        todo.discard(p)
        found.add(p)
        todo |= friends[p] - found
    return sorted(found)
print(reach("cid"), sorted(friends["ann"] & friends["dee"]), sorted(set().union(*friends.values())))
a, b = set(range(0, 20, 2)), set(range(0, 20, 3))
print(sorted(a & b), sorted(a | b), sorted(a - b), sorted(a ^ b), a.isdisjoint({1}), {0} <= a & b, a > b)
a.intersection_update(b); print(sorted(a))
a.symmetric_difference_update([0, 1]); print(sorted(a))
a.difference_update([6], (12,)); print(sorted(a))
a.update("xy", [99]); print(sorted(map(str, a)))
f = frozenset("abc")
print(sorted(f | {"d"}), f.union("z") == frozenset("abcz"), {f: 1}[frozenset("cba")], f.copy() is f, hash(f) == hash(frozenset("bca")))
primes = set(range(2, 60))
for n in range(2, 8): primes -= set(range(2 * n, 60, n))
print(sorted(primes), len(primes), sum(primes))
