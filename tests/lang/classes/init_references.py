# A call of a class that is not specialised holds a tuple of the arguments while __init__ runs: their counts tell (tests/lab/schedule holds gc's).
import sys


class Defaults:
    def __init__(self, x, y=None):
        print(sys.getrefcount(x), sys.getrefcount(self))


class Anything:
    def __new__(cls, *args):
        return object.__new__(cls)

    def __init__(self, x):
        print(sys.getrefcount(x), sys.getrefcount(self))


class Mapping(dict):
    def __init__(self, x):
        print(sys.getrefcount(x), sys.getrefcount(self))


o = object()
Defaults(o)
Defaults(o, 1)
for _ in range(3):
    Defaults(o)
    Anything(o)
    Mapping(o)


@staticmethod
def still(x):
    return sys.getrefcount(x)


print(still(o), still(*(o,)))
