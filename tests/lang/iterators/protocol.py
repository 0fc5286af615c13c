class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n + 1
print(list(Countdown(4)), tuple(Countdown(2)), set(Countdown(3)), sum(Countdown(5)))
a, *b = Countdown(3)
print(a, b, 2 in Countdown(3), dict(zip("abc", Countdown(3))))
for f in (lambda: iter(5), lambda: next([]), lambda: [x for x in None], lambda: list(1.5)):
    try:
        f()
    except TypeError as error:
        print(error)
class BadIter:
    def __iter__(self): return 5
try:
    iter(BadIter())
except TypeError as error:
    print(error)
it = iter([1, 2, 3])
print(it.__length_hint__(), next(it), it.__length_hint__(), list(it), list(it))
l = [1, 2, 3]
for x in l:
    if x < 3: l.append(x + 10)
    if len(l) > 6: break
print(l)
d = {"a": 1}
try:
    for k in d: d[k + "x"] = 1
except RuntimeError as error:
    print(error)
s = {1}
try:
    for k in s: s.add(k + 1)
except RuntimeError as error:
    print(error)
print(type(iter([])).__name__, type(iter(())).__name__, type(iter({})).__name__, type(iter("")).__name__, type(iter(range(1))).__name__, type(iter(set())).__name__, type(iter(b"")).__name__, type(reversed([])).__name__)
print(list(map(pow, [2, 3], [3, 2])), list(zip()), list(zip(*[(1, 2), (3, 4)])), list(filter(None, [0, 1, "", "a"])))
