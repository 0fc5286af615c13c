# lengths and indices beyond 32 bits, where nothing that long is held in memory
import itertools
import operator
import sys
from bisect import bisect_left
from collections import deque


def tr(f, *a, **k):
    try:
        return f(*a, **k)
    except BaseException as e:
        return f"{type(e).__name__}: {e}"


class Wide:
    def __len__(self):
        return sys.maxsize

    def __getitem__(self, i):
        return i


print(tr(len, Wide()), Wide().__len__(), Wide()[-1])
print(range(sys.maxsize).__len__(), tr(range(sys.maxsize + 1).__len__), len(range(sys.maxsize)), tr(len, range(sys.maxsize + 1)))
print(reversed(Wide()).__length_hint__(), next(reversed(Wide())))
print(operator.length_hint(Wide()), operator.length_hint(range(sys.maxsize)), operator.length_hint(iter(range(sys.maxsize))))
print(operator.length_hint(object(), 2**40), tr(operator.length_hint, object(), 2**70))
print(bisect_left(range(sys.maxsize), sys.maxsize - 3), bisect_left(Wide(), 2**50))
it = iter(Wide())
it.__setstate__(sys.maxsize - 2)
print(next(it), next(it), tr(next, it), tr(next, it))
print(deque(maxlen=sys.maxsize), tr(deque, (), sys.maxsize + 1), deque("abc", 3) * 2**40)
print(itertools.repeat(1, 2**40), tr(itertools.repeat, 1, 2**70), next(itertools.islice("abc", 1, 2**40)))
match Wide():
    case [*_]:
        print("sequence")
    case _:
        print("no sequence")
