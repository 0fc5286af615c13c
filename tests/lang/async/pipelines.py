async def ticker(n):
    for i in range(n):
        yield i
async def doubled(source):
    async for x in source:
        yield x * 2
async def collect(source):
    return [x async for x in source]
def run(coro):
    try:
        coro.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("it waited")
print(run(collect(ticker(4))), run(collect(doubled(ticker(4)))))
async def total():
    return sum([x async for x in ticker(5)]) + len({x % 2 async for x in ticker(5)})
print(run(total()))
async def closing():
    g = ticker(3)
    first = await g.__anext__()
    await g.aclose()
    try:
        await g.__anext__()
    except StopAsyncIteration:
        return first, "closed"
print(run(closing()))
async def sends():
    async def echo():
        got = None
        while got != "stop":
            got = yield got
    e = echo()
    out = [await e.asend(None), await e.asend("a"), await e.asend("b")]
    try:
        await e.asend("stop")
    except StopAsyncIteration:
        out.append("end")
    return out
print(run(sends()))
async def failing():
    raise LookupError("inside")
async def caller():
    try:
        await failing()
    except LookupError as error:
        return repr(error)
print(run(caller()))
c = failing()
c.close()
try:
    run(c)
except RuntimeError as error:
    print(error)
async def gathered(): return [await x for x in (caller(), total())]
print(run(gathered()))
