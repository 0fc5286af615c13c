"""closures: counters, composed functions, decorators, partial application."""
from functools import partial, reduce


def counter(start):
    n = start

    def increment(by=1):
        nonlocal n
        n += by
        return n

    return increment


def compose(*functions):
    return reduce(lambda f, g: lambda x: g(f(x)), functions)


def traced(log):
    def decorate(f):
        def wrapper(*args, **kwargs):
            log[0] += 1
            return f(*args, **kwargs)

        return wrapper

    return decorate


def once():
    counters = [counter(i) for i in range(10)]
    for _ in range(24_000):
        for c in counters:
            c()
    pipeline = compose(lambda x: x + 1, lambda x: x * 2, lambda x: x - 3, lambda x: x ^ 5)
    total = sum(pipeline(i) for i in range(120_000))
    log = [0]

    @traced(log)
    def area(width, height=2):
        return width * height

    double = partial(area, height=4)
    for i in range(80_000):
        total += area(i) + double(i)
    return [c() for c in counters[:3]], total, log[0]


def run():
    for _ in range(4):
        result = once()
    return result


RESULT = ([24001, 24002, 24003], 33599400000, 160000)
