def numbers(n):
    for i in range(1, n + 1):
        yield i
def squares(source):
    for x in source:
        yield x * x
def evens(source):
    return (x for x in source if x % 2 == 0)
def take(n, source):
    for i, x in enumerate(source):
        if i >= n: return
        yield x
print(list(evens(squares(numbers(10)))), sum(squares(numbers(100))))
def primes():
    seen = []
    n = 2
    while True:
        if all(n % p for p in seen):
            seen.append(n)
            yield n
        n += 1
print(list(take(15, primes())))
def windows(it, n):
    buf = []
    for x in it:
        buf.append(x)
        if len(buf) == n:
            yield tuple(buf)
            buf.pop(0)
print(list(windows("abcde", 3)))
def roundrobin(*its):
    its = [iter(i) for i in its]
    while its:
        for i in list(its):
            try:
                yield next(i)
            except StopIteration:
                its.remove(i)
print(list(roundrobin("abc", [1], (10, 20))))
gen = (a * b for a in range(1, 4) for b in range(a, 4) if a != b)
print(next(gen), list(gen))
print(dict((k, v) for v, k in enumerate("xyz")), max(len(w) for w in "to be or not".split()))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
print(list(take(20, fib())))
