import types
@types.coroutine
def switch(value):
    return (yield value)
async def child(n):
    got = await switch(("child", n))
    return got * 2
async def main():
    a = await child(1)
    b = await child(2)
    return a + b
def drive(coro):
    value = None
    while True:
        try: request = coro.send(value)
        except StopIteration as stop: return stop.value
        print("request", request)
        value = request[1] * 10
print(drive(main()))
class Awaitable:
    def __await__(self):
        x = yield ("awaitable", 5)
        return x
async def use(): return await Awaitable()
print(drive(use()))
class AsyncRange:
    def __init__(self, n): self.n, self.i = n, 0
    def __aiter__(self): return self
    async def __anext__(self):
        if self.i >= self.n: raise StopAsyncIteration
        self.i += 1
        return await switch(("anext", self.i))
async def loop():
    out = []
    async for x in AsyncRange(3): out.append(x)
    else: out.append("else")
    out += [y async for y in AsyncRange(2) if y]
    return out
print(drive(loop()))
class Ctx:
    async def __aenter__(self): print("aenter"); return "ctx"
    async def __aexit__(self, *a): print("aexit", a[0]); return True
async def ctx():
    async with Ctx() as c:
        print(c)
        raise ValueError
    return "after"
print(drive(ctx()))
async def agen():
    for i in range(3):
        yield i
        await switch(("agen", i))
async def collect(): return [x async for x in agen()], {x async for x in agen()}, {x: 1 async for x in agen()}
print(drive(collect()))
c = child(1)
print(type(c).__name__, c.cr_frame is not None, type(agen()).__name__)
c.close()
try: drive((lambda: 5)())
except AttributeError as error: print(error)
async def bad(): await 5
try: drive(bad())
except TypeError as error: print(error)
