# tuple() of iterators: room for what is expected, for ten more and a quarter, and what happens when one ends in an exception or makes tuples itself
import sys


class Hinted:
    def __init__(self, n, hint):
        self.n, self.hint = n, hint

    def __iter__(self):
        self.left = iter(range(self.n))
        return self

    def __next__(self):
        return next(self.left)

    def __length_hint__(self):
        if isinstance(self.hint, BaseException):
            raise self.hint
        return self.hint


for n in (0, 1, 9, 10, 11, 24, 25, 26, 43, 44, 1000):
    made = tuple(i for i in range(n))
    print(len(made), made[-1:], sys.getsizeof(made), made == tuple(range(n)))
for hint in (0, 1, 5, 100, NotImplemented):
    made = tuple(Hinted(30, hint))
    print(made == tuple(range(30)), sys.getsizeof(made))
empty = ()
print(tuple(Hinted(0, 50)) is empty)
for hint in (-1, "a", ValueError("hint"), TypeError("hint"), 2**70):
    try:
        print(len(tuple(Hinted(3, hint))))
    except Exception as e:
        print(type(e).__name__, e)


def failing(n):
    yield from range(n)
    raise KeyError(n)


for n in (0, 5, 10, 30):
    try:
        tuple(failing(n))
    except KeyError as e:
        print("KeyError", e)


def nested(depth):
    for i in range(12):
        yield tuple(nested(depth - 1)) if depth else i


print(hash(tuple(nested(2))) == hash(tuple(tuple(tuple(range(12)) for _ in range(12)) for _ in range(12))))
print(tuple({1, 2}), tuple({"a": 1}), tuple("ab"), tuple(zip("ab", (1, 2))), tuple(zip()), tuple(b"ab"))
