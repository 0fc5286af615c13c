import sys
async def agen(n):
    try:
        for i in range(n):
            got = yield i
            if got: print('got', got)
    finally:
        print('closed')
class Loop:
    pass
def run(c):
    try:
        while 1:
            r=c.send(None)
            print('yielded', r)
    except StopIteration as e:
        return e.value
async def main():
    async for x in agen(3): print(x)
    g=agen(5)
    print(await g.__anext__())
    print(await g.asend('hi'))
    try:
        await g.athrow(ValueError('x'))
    except ValueError as e: print('VE', e)
    try: await g.__anext__()
    except StopAsyncIteration: print('SAI')
    g=agen(5)
    print(await anext(g)); print(await anext(g,'d'))
    await g.aclose()
    print(await anext(g,'d'))
    print([x async for x in agen(3)], {x:1 async for x in agen(2)})
    h=(y*2 async for y in agen(3))
    print(type(h)); print([z async for z in h])
    return 'done'
print(run(main()))
class A:
    def __await__(self):
        x=yield 'tick'
        return 42
async def deleg():
    for i in range(2):
        yield await A()
async def m2():
    async for v in deleg(): print(v)
print(run(m2()))
async def ig():
    while True:
        try: yield 1
        except GeneratorExit: pass
async def m3():
    g=ig(); await g.__anext__()
    try: await g.aclose()
    except RuntimeError as e: print(e)
    a=agen(2).__anext__()
    try: a.send(3)
    except StopIteration as e: print('SI', e.value)
    except Exception as e: print(type(e), e)
    try: a.send(None)
    except RuntimeError as e: print(e)
    g=agen(3); x=g.asend(None)
    try: x.send(None)
    except StopIteration as e: print(e.value)
    y=g.aclose(); z=g.aclose()
    try: y.send(None)
    except StopIteration as e: print('end', e.value)
    try: z.send(None)
    except StopIteration as e: print('end', e.value)
    try: z.send(None)
    except RuntimeError as e: print(e)
    g=deleg(); x=g.asend(None); print(x.send(None)); print(g.ag_running, g.ag_await is not None)
    for f in (g.asend(None), g.aclose(), g.athrow(KeyError)):
        try: f.send(None)
        except RuntimeError as e: print(e)
    try: x.throw(KeyError('a'))
    except KeyError as e: print('KE',e)
    print(g.ag_running)
run(m3())
def fi(g): print('firstiter', g.__name__)
def fin(g): print('finalizer', g.__name__)
sys.set_asyncgen_hooks(fi, fin)
print(sys.get_asyncgen_hooks().firstiter is fi)
async def m4():
    async for i in agen(4):
        if i==2: break
    del i
run(m4())
sys.set_asyncgen_hooks(None,None)
print(sys.get_asyncgen_hooks())
try: sys.set_asyncgen_hooks(firstiter=3)
except TypeError as e: print(e)
async def c(): pass
x=c(); print(x.cr_running, x.cr_await, x.cr_frame is not None, x.cr_code is c.__code__, x.cr_origin, x.cr_suspended); x.close(); print(x.cr_frame)
sys.set_coroutine_origin_tracking_depth(2)
def mk(): return c()
x=mk(); print([(l,n) for f,l,n in x.cr_origin]); x.close()
sys.set_coroutine_origin_tracking_depth(0)
try:
    x.send(None)
except RuntimeError as e: print(e)
async def bad():
    raise StopIteration
try: run(bad())
except RuntimeError as e: print(repr(e), repr(e.__cause__))
async def bad2():
    yield 1
    raise StopAsyncIteration
async def m5():
    async for x in bad2(): pass
try: run(m5())
except RuntimeError as e: print(repr(e))
async def cm():
    class C:
        async def __aenter__(self): print('enter'); return 1
        async def __aexit__(self, *a): print('exit', a[0]); return True
    async with C() as v:
        print(v); raise ValueError
    try:
        async with 3: pass
    except TypeError as e: print(e)
    try:
        async for x in 3: pass
    except TypeError as e: print(e)
    try: await 3
    except TypeError as e: print(e)
    class B:
        def __aiter__(self): return self
        def __anext__(self): return 3
    try:
        async for x in B(): pass
    except TypeError as e: print(e, repr(e.__cause__))
run(cm())
print(type(agen(1)).asend, agen.__code__.co_flags)
