import functools
import operator

@functools.lru_cache(maxsize=4)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

@functools.wraps(fib)
def wrapper(*args):
    return fib(*args)

print(fib(12), fib.cache_info(), functools.reduce(operator.mul, range(1, 8)), functools.partial(max, 3)(1, 2))
print(wrapper(5), sorted("bca", key=functools.cmp_to_key(lambda a, b: (a > b) - (a < b))), operator.itemgetter(1, 0)("xy"))
