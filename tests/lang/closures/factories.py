def multiplier(n):
    return lambda x: x * n

double, triple = multiplier(2), multiplier(3)
print(double(5), triple(5), double(triple(2)))

def accumulator(start=0):
    total = start
    def add(n):
        nonlocal total
        total += n
        return total
    return add

acc = accumulator(10)
print([acc(i) for i in range(5)])

def memoize(f):
    cache = {}
    def wrapper(*args):
        if args not in cache:
            cache[args] = f(*args)
        return cache[args]
    wrapper.cache = cache
    return wrapper

@memoize
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

print(fib(80), len(fib.cache))

def three():
    a = 1
    def two():
        b = a + 1
        def one():
            c = b + a
            return a, b, c
        return one
    return two()

print(three()(), three().__qualname__, three().__code__.co_freevars)
class Box:
    def adders(self, values):
        return [lambda self=self, v=v: v + self.base for v in values]
    base = 100
print([f() for f in Box().adders([1, 2])])
def loop():
    out = []
    for i in range(3):
        def inner(): return i
        out.append(inner)
    return [f() for f in out]
print(loop())
