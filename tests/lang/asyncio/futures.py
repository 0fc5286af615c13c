# _asyncio.Future: states, callbacks, messages, the iterator, what the finalizer tells, memory.
import _asyncio
import asyncio
import gc
import sys
import weakref


class Loop:
    def __init__(self, debug=False):
        self.debug = debug
        self.calls = []
        self.told = []

    def get_debug(self):
        return self.debug

    def call_soon(self, fn, *args, context=None):
        self.calls.append((fn, args, type(context).__name__))

    def call_exception_handler(self, context):
        self.told.append(sorted(context))


def attempt(fn):
    try:
        print(repr(fn()))
    except BaseException as e:
        print(type(e).__name__, e)


Future = _asyncio.Future
loop = Loop()
print(Future, sys.getsizeof(Future(loop=loop)))
print(Future.__basicsize__, _asyncio.Task.__basicsize__, _asyncio.Task.__base__)

# not initialised
x = Future.__new__(Future)
for name in "result exception cancelled done get_loop _make_cancelled_error cancel __iter__ __await__".split():
    attempt(lambda: getattr(x, name)())
for name in "_asyncio_future_blocking _callbacks _cancel_message _exception _log_traceback _loop _result _source_traceback _state".split():
    attempt(lambda: getattr(x, name))
attempt(lambda: x.set_result(1))
attempt(lambda: x.set_exception(1))
attempt(lambda: x.add_done_callback(1))
attempt(lambda: x.remove_done_callback(1))
attempt(lambda: repr(x))

# arguments
f = Future(loop=loop)
attempt(lambda: Future(1))
attempt(lambda: Future(x=1))
attempt(lambda: f.set_result())
attempt(lambda: f.set_result(1, 2))
attempt(lambda: f.set_result(result=1))
attempt(lambda: f.cancel(1, 2))
attempt(lambda: f.result(1))
attempt(lambda: f.exception(1))
attempt(lambda: f.add_done_callback())
attempt(lambda: f.add_done_callback(1, 2))
attempt(lambda: f.add_done_callback(1, cb=2))
for name in "_asyncio_future_blocking _log_traceback _cancel_message _state _loop".split():
    attempt(lambda: delattr(f, name))
    attempt(lambda: setattr(f, name, 1))
attempt(lambda: setattr(f, "_log_traceback", 0))
attempt(lambda: f.exception())
attempt(lambda: f.result())

# callbacks
f = Future(loop=loop)
for cb in "a", "b", "a", "c", "a":
    f.add_done_callback(cb)
print([c for c, _ in f._callbacks])
print(f.remove_done_callback("a"), [c for c, _ in f._callbacks])
print(f.remove_done_callback("c"), f.remove_done_callback("c"), [c for c, _ in f._callbacks])
f.add_done_callback("d", context="ctx")
print(f.set_result(5), f._state, f._result, f._callbacks)
print([(fn, args == (f,), ctx) for fn, args, ctx in loop.calls])
attempt(lambda: f.set_result(6))
attempt(lambda: f.set_exception(ValueError))
attempt(f.cancel)
print(f.result(), f.exception(), f.done(), f.cancelled(), f)


class Evil:
    def __init__(self, future):
        self.future = future

    def __eq__(self, other):
        self.future.remove_done_callback(1)
        self.future.cancel()
        return False


f = Future(loop=loop)
for cb in Evil(f), Evil(f), Evil(f):
    f.add_done_callback(cb)
attempt(lambda: f.remove_done_callback(2))
print(len(f._callbacks), f._state)

# exceptions
f = Future(loop=loop)
attempt(lambda: f.set_exception(int))
attempt(lambda: f.set_exception(3))
attempt(lambda: f.set_exception(StopIteration("v")))
print(f._log_traceback, repr(f._exception), repr(f._exception.__cause__))
attempt(f.result)
print(f._log_traceback)
f = Future(loop=loop)
f.set_exception(KeyError)
del f
print(loop.told)
loop = Loop(debug=True)
f = Future(loop=loop)
print(type(f._source_traceback).__name__)
f.set_exception(OSError("o"))
f._log_traceback = False
del f
print(loop.told)

# cancelling
f = Future(loop=loop)
print(f.cancel("why"), f._cancel_message, f.cancelled(), f.cancel())
attempt(f.result)
attempt(f.exception)
attempt(f._make_cancelled_error)
f._cancel_message = None
attempt(f.result)

# the iterator
loop = Loop()
f = Future(loop=loop)
i = iter(f)
print(type(i), next(i) is f, f._asyncio_future_blocking)
attempt(lambda: next(i))
f._asyncio_future_blocking = False
print(i.send(7) is f)
f.set_result("r")
attempt(lambda: i.send(None))
attempt(lambda: next(iter(f)))
attempt(lambda: iter(f).throw())
attempt(lambda: iter(f).throw(3))
attempt(lambda: iter(f).throw(ValueError("x")))
attempt(lambda: iter(f).throw(ValueError))
i.close()
attempt(lambda: next(i))
attempt(lambda: i.throw(KeyError(1)))


async def waits(fut):
    return await fut


c = waits(f)
attempt(lambda: c.send(None))


# subclasses, weak references, cycles
class Sub(Future):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.extra = [self]

    def __del__(self):
        print("del", self.done())
        super().__del__()


s = Sub(loop=loop)
ref = weakref.ref(s, lambda r: print("gone"))
s.set_exception(ValueError)
del s
gc.collect()
print(ref(), loop.told)
f = Future(loop=loop)
f.x = 3
f.add_done_callback(f)
print(f.x, hasattr(f, "__dict__"), Future[int])
ref = weakref.ref(f)
del f
gc.collect()
print(ref())
attempt(lambda: type("S", (type(i),), {}))
