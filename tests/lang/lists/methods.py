l = [3, 1, 2]
l.append(4); l.extend("ab"); l.insert(0, "first"); l.insert(100, "last"); l.insert(-1, "x")
print(l, len(l), l.index("a"), l.count(1), l.pop(), l.pop(0), l.pop(-2), l)
l.remove("x") if "x" in l else None
l.reverse()
print(l, l[::-1], l[1:3], l + [1], [0] * 3, 2 * [1, 2], [1] in [[1]], l.copy() == l, l == l[:])
l[1:3] = [10, 20, 30]
print(l)
l[::2] = [0] * len(l[::2])
del l[0], l[-1]
print(l)
n = [5, 2, 8, 1]
n.sort(); print(n)
n.sort(reverse=True); print(n)
n.sort(key=lambda x: x % 5); print(n)
n += (1, 2); n *= 2
print(n, sorted(n), min(n), max(n), sum(n), n.index(2, 3))
for f in (lambda: [].pop(), lambda: [1].index(2), lambda: [1].remove(5), lambda: [1][1], lambda: [1]["a"], lambda: [1] + "a", lambda: [1, "a"].sort(), lambda: l.__setitem__(slice(0, 4, 2), [1]), lambda: [1] * "a", lambda: [].pop(3), lambda: l.__setitem__(99, 1), lambda: [3].insert("a", 1), lambda: list(5)):
    try: print(f())
    except (IndexError, ValueError, TypeError) as error: print(type(error).__name__, error)
a = [1, 2]; b = a; b += [3]; c = a; c = c + [4]
print(a, b is a, c)
r = [1]; r.append(r); print(r)
m = [[0] * 2] * 2; m[0][0] = 1; print(m)
l.clear(); print(l, [] == [], [1, 2] < [1, 3], [1] < [1, 2], [] < [0], [[]] != [])
print(list("abc"), list(range(3)), list({1: 2}), list((1,)), [*"ab", *[1]], [1, 2, 3].__contains__(2))
