import functools
from functools import wraps, partial, reduce, lru_cache, cached_property, total_ordering, cmp_to_key, singledispatch
def deco(f):
    @wraps(f)
    def wrapper(*a): return f(*a)
    return wrapper
@deco
def named(x):
    "doc of named"
    return x
print(named.__name__, named.__doc__, named.__wrapped__(3))
p = partial(pow, 2)
print(p(5), p.func is pow, p.args, partial(int, base=2)("101"))
print(reduce(lambda a, b: a * b, range(1, 6)), reduce(lambda a, b: a + b, [], "init"))
@lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(90), fib.cache_info().hits, fib.cache_info().misses)
class C:
    @cached_property
    def v(self):
        print("computing")
        return 7
c = C()
print(c.v, c.v, c.__dict__)
@total_ordering
class T:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(T(1) <= T(2), T(3) > T(2), T(1) >= T(2))
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))
@singledispatch
def kind(x): return "other"
@kind.register
def _(x: int): return "int"
@kind.register(list)
def _(x): return "list"
print(kind(1), kind([]), kind("s"), kind(True))
