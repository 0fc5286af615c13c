"""fib(31): small recursive calls."""


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def once():
    return fib(31)


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = 1346269
