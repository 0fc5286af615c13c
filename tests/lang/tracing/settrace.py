"""sys.settrace: call, line, return, exception and opcode events, f_trace and its switches, errors in the trace function."""
import sys

events = []


def show():
    for event in events:
        print(*event)
    print("--")
    events.clear()


def trace(frame, what, arg):
    first = frame.f_code.co_firstlineno
    shown = arg if isinstance(arg, (int, str, list, tuple)) and what != "exception" else type(arg).__name__
    events.append((frame.f_code.co_name, what, frame.f_lineno - first, shown))
    return trace


def run(f, *args):
    sys.settrace(trace)
    try:
        f(*args)
    except Exception as e:
        events.append(("raised", repr(e)))
    finally:
        sys.settrace(None)
    show()


def branches(n):
    total = 0
    for i in range(n):
        if i % 2:
            total += i
        else:
            continue
    while n: n -= 1
    return total


def handled():
    try:
        raise ValueError(1)
    except ValueError as e:
        x = e.args
    finally:
        y = 2
    with open_nothing() as z:
        pass
    return x, y


class open_nothing:
    def __enter__(self): return self
    def __exit__(self, *exc): return True


def generator():
    received = yield 1
    try:
        yield received
    finally:
        yield from (3, 4)


def drives():
    g = generator()
    next(g)
    g.send("x")
    try:
        g.throw(KeyError("k"))
        list(g)
    except KeyError:
        pass
    for x in (i * 2 for i in (1, 2)):
        pass
    return [j for j in range(2)]


def unhandled():
    d = {}
    return d["missing"]


def wide(a):
    if (a and
            a > 0 and
            not a == 5):
        a = max(
            a,
            2,
        )
    return (
        a
    )


for f, *args in ((branches, 3), (handled,), (drives,), (unhandled,), (wide, 1), (wide, 5), (wide, 0)):
    print(f.__name__)
    run(f, *args)


def lines_off(frame, what, arg):
    frame.f_trace_lines = False
    events.append((frame.f_code.co_name, what))
    return lines_off


sys.settrace(lines_off)
branches(2)
sys.settrace(None)
show()


def opcodes(frame, what, arg):
    frame.f_trace_opcodes = True
    events.append((what, frame.f_lasti if what == "opcode" else frame.f_lineno - frame.f_code.co_firstlineno))
    return opcodes


def short(x):
    y = x + 1
    return y


sys.settrace(opcodes)
short(1)
sys.settrace(None)
show()
print(short(2))


def fails(frame, what, arg):
    if what == "line":
        raise RuntimeError("in the tracer")
    return fails


sys.settrace(fails)
try:
    short(1)
except RuntimeError as e:
    print(e, sys.gettrace())


def outer():
    frame = sys._getframe()
    frame.f_trace = trace
    sys.settrace(trace)
    a = 1
    del frame.f_trace
    b = 2
    sys.settrace(None)


outer()
show()


def calls_tracing(frame, what, arg):
    events.append((frame.f_code.co_name, what))
    if what == "call" and frame.f_code.co_name == "short":
        sys.call_tracing(wide, (0,))
    return None


sys.settrace(calls_tracing)
short(1)
sys.settrace(None)
show()


async def coroutine():
    async with Manager() as m:
        pass
    async for x in ticks():
        pass


class Manager:
    async def __aenter__(self): return 1
    async def __aexit__(self, *exc): return False


async def ticks():
    yield 1


def drive():
    c = coroutine()
    try:
        c.send(None)
    except StopIteration:
        pass


run(drive)
