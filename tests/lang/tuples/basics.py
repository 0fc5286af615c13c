t = (1, "a", [2])
print(t, t[0], t[-1], t[1:], len(t), t + (3,), t * 2, "a" in t, t.index("a"), t.count(1), (), (1,), tuple("abc"), tuple(range(3)))
t[2].append(3)
print(t, (1, 2) == (1, 2), (1, 2) < (1, 3), (1,) < (1, 0), () < (0,), hash((1, 2)) == hash((1, 2)), ((1, 2), 3) == ((1, 2), 3))
try: t[0] = 1
except TypeError as error: print(error)
try: t[2] += [4]
except TypeError as error: print(error)
print(t)
for f in (lambda: t[5], lambda: (1,).index(3), lambda: hash(([],)), lambda: (1,) + [2], lambda: t["a"], lambda: tuple(5), lambda: (1,) < (None,)):
    try: print(f())
    except (IndexError, ValueError, TypeError) as error: print(type(error).__name__, error)
a, b = 1, 2
a, b = b, a + b
print(a, b, (a := 5, a), divmod(7, 2), *("x", "y"), sep="-")
def many(): return 1, 2, 3
x, *y = many()
print(x, y, many(), type(many()).__name__)
from collections import namedtuple
P = namedtuple("P", "x y", defaults=[0])
p = P(1)
print(p, p.x, p[1], p._replace(y=5), P._fields, p._asdict(), p == (1, 0), P(*[3, 4]), P._make([5, 6]))
try: P()
except TypeError as error: print(error)
try: p.x = 2
except AttributeError as error: print(error)
print(tuple(sorted((3, 1, 2))), max((1, 5), (1, 9)), sum((1, 2)), tuple(reversed((1, 2))), ((),), (((1,),),), tuple([1])[0:0] is ())
