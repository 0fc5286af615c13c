"""fib(31): small recursive calls."""


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def run():
    return fib(31)


RESULT = 1346269
