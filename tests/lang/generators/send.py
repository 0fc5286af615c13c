def average():
    total = n = 0
    value = None
    while True:
        got = yield value
        if got is None:
            return total
        total += got
        n += 1
        value = total / n

g = average()
next(g)
print([g.send(x) for x in (10, 20, 60)])
try:
    g.send(None)
except StopIteration as stop:
    print(stop.value)
g = average()
try:
    g.send(1)
except TypeError as error:
    print(error)
def echo():
    x = yield 1
    print("got", x)
    y = yield x
    print("got", y)
e = echo()
print(next(e), e.send("a"), next(e, "done"))
def self_run():
    yield
    try:
        next(me)
    except ValueError as error:
        print(error)
    yield
me = self_run()
next(me), next(me)
def expr():
    z = [(yield 1), (yield 2)]
    print(z)
    yield from ()
x = expr()
next(x), x.send("p"), next(x, None)
