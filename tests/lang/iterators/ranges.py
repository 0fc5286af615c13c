r = range(2, 20, 3)
print(r, len(r), list(r), r[2], r[-1], r[1:4], 8 in r, 9 in r, r.index(11), r.count(5))
print(range(5) == range(0, 5, 1), range(0) == range(2, 1), hash(range(3)) == hash(range(0, 3)))
print(list(range(10, 0, -3)), list(range(-5, 5, 4)), range(10)[::-1], range(0, 10, 3)[::-1])
print(r.start, r.stop, r.step, bool(range(0)), list(reversed(range(5))))
print(len(range(10**15)), 10**14 in range(10**15), range(10**20)[10**19], list(range(10**20, 10**20 + 3)))
for f in (lambda: range(1.5), lambda: range(1, 2, 0), lambda: range(3)[3], lambda: range("a"), lambda: range(), lambda: len(range(10**30))):
    try:
        print(f())
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        print(type(error).__name__, error)
it = iter(range(3))
print(next(it), list(it))
print(max(range(7)), sum(range(101)), sorted(range(5, 0, -1)), tuple(range(3)))
i = 10
for i in range(3): pass
print(i)
for i in range(0): print("never")
else: print("else", i)
print([*range(3), *range(3)], range(3).__class__, repr(range(1, 2)))
class Idx:
    def __index__(self): return 4
print(list(range(Idx())))
