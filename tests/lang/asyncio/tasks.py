# _asyncio.Task: steps, what a coroutine may yield, cancelling, names, eager starts, the account of tasks.
import _asyncio
import asyncio
import contextvars
import gc
import weakref


def attempt(fn):
    try:
        print(repr(fn()))
    except BaseException as e:
        print(type(e).__name__, e)


class Loop:
    def __init__(self):
        self.queue = []
        self.told = []

    def get_debug(self):
        return False

    def is_running(self):
        return True

    def call_soon(self, fn, *args, context):
        self.queue.append((fn, args, context))

    def call_exception_handler(self, context):
        self.told.append(context["message"])

    def run(self):
        while self.queue:
            fn, args, context = self.queue.pop(0)
            try:
                context.run(fn, *args)
            except BaseException as e:
                print("step:", type(e).__name__, e)


loop = Loop()
Task = _asyncio.Task


class Yield:
    def __init__(self, *values):
        self.values = values

    def __await__(self):
        for v in self.values:
            try:
                print("sent", (yield v))
            except BaseException as e:
                print("thrown", type(e).__name__, str(e).split(" in task")[0].split(" at 0x")[0])
        return len(self.values)


async def awaits(x):
    return await x


def run(coro, **kw):
    t = Task(coro, loop=loop, **kw)
    loop.run()
    return t


attempt(lambda: Task())
attempt(lambda: Task(1, 2))
attempt(lambda: Task(1, loop=loop))
t = run(awaits(Yield(None, 3, (i for i in ()), None)))
print(t.result(), t.get_coro() is t._coro, t._fut_waiter, t.get_name()[:5])
print(run(awaits(Yield()), name=5).get_name(), run(awaits(Yield()), name="n").get_name())
t.set_name(7)
print(repr(t.get_name()))
attempt(lambda: t.set_result(1))
attempt(lambda: t.set_exception(1))
attempt(t.get_stack)

# futures: other loops, not awaited, itself
other = _asyncio.Future(loop=Loop())
print(run(awaits(other))._state)
f = _asyncio.Future(loop=loop)
print(run(awaits(Yield(f))).result())


class Like:
    _asyncio_future_blocking = True

    def __init__(self, loop):
        self.loop = loop

    def get_loop(self):
        return self.loop

    def add_done_callback(self, fn, *, context):
        print("added", type(fn).__name__, fn.__name__, context is not None)
        self.fn = fn

    def result(self):
        raise OSError("from like")


like = Like(loop)
t = run(awaits(Yield(like)))
print(like._asyncio_future_blocking, t._fut_waiter is like)
like.fn(like)
print(t.result())
try:
    like.fn(like)
except asyncio.InvalidStateError as e:
    print(str(e)[:28])
t = run(awaits(Yield(Like(None))))
print(t.done())

# results, exceptions
f = _asyncio.Future(loop=loop)
t = run(awaits(f))
print(t, t._fut_waiter is f, t._state)
f.set_result(11)
loop.run()
print(t.result(), f._callbacks)
for exc in ValueError("v"), KeyboardInterrupt("k"), SystemExit(3), StopIteration(1):
    f = _asyncio.Future(loop=loop)
    t = run(awaits(f))
    attempt(lambda: f.set_exception(exc))
    loop.run()
    attempt(t.result)

# cancelling
f = _asyncio.Future(loop=loop)
t = run(awaits(f))
print(t.cancel("m"), t.cancelling(), f.cancelled(), t.uncancel(), t.uncancel())
loop.run()
attempt(t.result)
print(t.cancelled(), t.cancel())
t = Task(awaits(Yield(None, None)), loop=loop)
print(t.cancel(), t._must_cancel, t.cancel("again"), t.cancelling(), t.uncancel(), t._must_cancel)
loop.run()
print(t._state)
attempt(t.result)


async def ends():
    t.cancel()
    return 1


t = Task(ends(), loop=loop)
loop.run()
print(t._state, t.cancelling())


async def own():
    await t


t = Task(own(), loop=loop)
loop.run()
attempt(t.result)

# the wrapper, contexts
t = Task(awaits(Yield(None)), loop=loop, context=contextvars.copy_context())
step = loop.queue[0][0]
print(type(step), step.__self__ is t, loop.queue[0][2] is t.get_context())
attempt(lambda: step(1))
attempt(lambda: step(x=1))
attempt(lambda: step.__name__)
loop.run()
attempt(lambda: t.done())
try:
    step()
except asyncio.InvalidStateError as e:
    print(str(e)[:24])

# the account of tasks
attempt(lambda: _asyncio._enter_task())
attempt(lambda: _asyncio._enter_task(1, 2))
attempt(lambda: _asyncio._enter_task(1, 3))
attempt(lambda: _asyncio.current_task(1))
attempt(lambda: _asyncio._swap_current_task(1, 4))
attempt(lambda: _asyncio._leave_task(1, 2))
attempt(lambda: _asyncio._leave_task(1, 4))
attempt(lambda: _asyncio._leave_task(1, 4))
attempt(lambda: _asyncio._swap_current_task(1, None))
attempt(lambda: _asyncio.current_task())
attempt(lambda: _asyncio.get_running_loop())
attempt(lambda: _asyncio._get_running_loop())
attempt(lambda: _asyncio._set_running_loop(loop))
print(_asyncio.get_running_loop() is loop, _asyncio.get_event_loop() is loop, _asyncio.current_task())
_asyncio._set_running_loop(None)
attempt(lambda: _asyncio._enter_task([], 1))
print(len(_asyncio._scheduled_tasks) > 0, _asyncio._eager_tasks, _asyncio._current_tasks)

# eager starts
_asyncio._set_running_loop(loop)


async def shows():
    print("runs", _asyncio.current_task() is not None, len(_asyncio._eager_tasks))
    return 4


attempt(lambda: Task(shows(), eager_start=True, loop=loop).result())
attempt(lambda: Task(awaits(Yield(None)), eager_start=True, loop=loop)._state)
loop.run()
print(_asyncio._eager_tasks, _asyncio._current_tasks)
_asyncio._set_running_loop(None)


# life
class Sub(Task):
    pass


t = Sub(awaits(_asyncio.Future(loop=loop)), loop=loop)
t.me = t
loop.run()
ref = weakref.ref(t)
t = None
gc.collect()
print(ref(), loop.told)
t = Task(shows(), loop=loop)
t._log_destroy_pending = False
print(t._log_destroy_pending)
loop.run()
print(Task[int], len(asyncio.all_tasks(loop)))
