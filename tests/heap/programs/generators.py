def numbers(n):
    for i in range(n):
        got = yield i
        if got:
            yield got

def outer():
    result = yield from numbers(3)
    yield result

g = numbers(4)
print(next(g), g.send("sent"), list(g), list(outer()), sum(x * x for x in range(5)))

async def wait(value):
    return value

async def both():
    return [await wait(1), await wait(2)]

coroutine = both()
try:
    coroutine.send(None)
except StopIteration as stop:
    print(stop.value)
late = numbers(2)
next(late)
try:
    late.throw(KeyError("in"))
except KeyError as error:
    print(error)
