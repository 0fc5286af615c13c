"""Counter: how often keys are hashed and compared, and counts that are no ints."""

from collections import Counter

calls = []


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        calls.append(("hash", self.n))
        return self.n % 3

    def __eq__(self, other):
        calls.append(("eq", self.n, other.n))
        return self.n == other.n


print(sorted(Counter([Key(i % 5) for i in range(12)]).values()))
print(calls)


class Clearing:
    def __add__(self, other):
        counter.clear()
        return 5


counter = Counter({"a": Clearing()})
counter.update(["a", "b", "b"])
print(counter)


class Own(Counter):
    def get(self, key, default=None):
        calls.append(("get", key, default))
        return super().get(key, default)


calls.clear()
print(Own("abca"), calls)
try:
    Counter([1, [], 2])
except TypeError as error:
    print(error)
print(Counter([1, 1.0, True, 2**70, 2**70, (1, 2), (1.0, 2), "x"]))
