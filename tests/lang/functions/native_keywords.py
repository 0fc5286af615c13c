# what native functions say about keyword arguments that have no place
import itertools


class BadStr(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return str.__hash__(self) ^ 3


def tr(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


tr("foo".split, maxsplt=1)
tr("foo".split, blech=1)
tr("foo".split, more_noise=1, maxsplt=1)
tr("foo".split, "o", sep=1)
tr(ImportError, namez="oops")
tr(ImportError, 0, name=1, path=2, name_from=3, foo=3)
tr(AttributeError, nam=1)
tr(print, 0, sep=1, end=2, file=3, flush=4, foo=5)
for call in (lambda: print(0, 1, **{BadStr("foo"): ","})), (lambda: round(1.75, **{BadStr("foo"): 1})):
    try:
        call()
    except TypeError as e:
        print(e)
tr(round, foo=1)
tr(round, 1, number=3)
tr(int, "3", bas=3)
tr(itertools.product, 0, repeat=1, foo=2)
tr(sorted, [1], kye=1)
tr(min, 0, default=1, key=2, foo=3)
def f(**k): pass
try:
    f(**{1: 3}, **{1: 5})
except TypeError as e:
    print(e)
import string
tr(string)
import sys
sys.sys = len
tr(sys)
