# A class whose __init__ is a Python function is called in many ways; what its frame leaves behind, and what it raises.
import sys
from abc import ABC, abstractmethod


class Point:
    def __init__(self, x, y=2, *rest, z=3, **more):
        self.all = (x, y, rest, z, more)


class Meta(type):
    def __call__(cls, *args):
        return ("meta", args)


class Counted(metaclass=Meta):
    def __init__(self):
        raise AssertionError


class Shape(ABC):
    def __init__(self, name):
        self.name = name

    @abstractmethod
    def area(self): ...


class Square(Shape):
    def area(self):
        return 4


class Wrong:
    def __init__(self, value):
        return value


class Lazy:
    def __init__(self):
        yield 1


class Failing:
    def __init__(self, what):
        raise what


class Slotted:
    __slots__ = ("v",)

    def __init__(self, v):
        self.v = v


class Text(str):
    def __init__(self, *args):
        self.args = args


def attempt(f):
    try:
        return f()
    except Exception as e:
        return f"{type(e).__name__}: {e}"


for _ in range(3):
    print(Point(1).all, Point(1, 5, 6, 7, z=8, w=9).all, Point(y=1, x=0).all)
    print(attempt(lambda: Point()), "|", attempt(lambda: Point(1, x=2)), "|", attempt(lambda: Slotted(w=1)))
    print(Counted(1, 2), attempt(lambda: Shape("s")), Square("q").name, Square(name="r").area())
    print(attempt(lambda: Wrong(None).__class__.__name__), attempt(lambda: Wrong(5)), attempt(lambda: Wrong(value=[])), attempt(Lazy))
    print(attempt(lambda: Failing(KeyError("k"))), attempt(lambda: Failing(what=ValueError("v"))))
    print(Slotted(3).v, Text("abc", "utf-8") if False else Text("abc").args)


class Deep:
    def __init__(self, n):
        self.n = n
        self.next = Deep(n=n - 1) if n else None


d = Deep(50)
while d.next:
    d = d.next
print(d.n)


class Endless:
    def __init__(self, *, again=None):
        Endless(again=self)


print(attempt(Endless).split(":")[0])  # what is exceeded differs where native levels are few


class Here:
    def __init__(self, **kw):
        f = sys._getframe()
        print(f.f_code.co_qualname, f.f_lineno - f.f_code.co_firstlineno, f.f_back.f_code.co_name, kw)


Here()
Here(a=1)


@staticmethod
def plain(a, *b, c=0, **d):
    return a, b, c, d


print(plain(1), plain(1, 2, c=3, e=4), plain(*(5, 6), **{"c": 7}), attempt(lambda: plain()), attempt(lambda: plain(c=1)))
