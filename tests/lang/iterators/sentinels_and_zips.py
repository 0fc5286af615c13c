values = iter([3, 1, 4, 1, 5])
print(list(iter(lambda: next(values), 4)), list(values))
print(list(zip(range(3), "abcd", [True] * 5)), dict(zip("ab", zip("cd", "ef"))))
it = iter("abcdef")
print([a + b for a, b in zip(it, it)])
pairs = [(1, "a"), (2, "b")]
numbers, letters = zip(*pairs)
print(numbers, letters, list(enumerate("xy", start=10)), list(reversed(range(0, 10, 3))))
print(list(map(lambda a, b: a * b, [1, 2, 3], [4, 5])), list(filter(str.isupper, "aBcD")), list(map(max, [1, 5], [3, 2])))
for f in (lambda: list(zip([1], [1, 2], strict=True)), lambda: list(zip([1, 2], [1], strict=True)), lambda: next(iter([])), lambda: reversed({1}), lambda: enumerate(5), lambda: map(), lambda: list(map(1, [2]))):
    try:
        print(f())
    except (ValueError, TypeError, StopIteration) as error:
        print(type(error).__name__, error)
class Evens:
    def __init__(self, top): self.top = top
    def __iter__(self): return iter(range(0, self.top, 2))
    def __len__(self): return (self.top + 1) // 2
    def __contains__(self, x): return 0 <= x < self.top and x % 2 == 0
e = Evens(9)
print(list(e), len(e), 4 in e, 5 in e, sum(e), [*e, *e][-1], max(e), sorted(e, reverse=True))
