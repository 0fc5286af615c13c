"""sys.monitoring (PEP 669): tools, callbacks, global and local events, DISABLE, restart_events, and co_code unchanged."""
import sys

M = sys.monitoring
E = M.events
TOOL = 3
log = []


def recorder(name):
    def callback(code, *args):
        shown = ["MISSING" if a is M.MISSING else getattr(a, "__name__", a) for a in args]
        log.append((name, code.co_name, *shown))
    return callback


def watch(events, f, *args, names=None):
    names = names or [n for n in vars(E) if n != "NO_EVENTS" and events & getattr(E, n)]
    for name in names:
        M.register_callback(TOOL, getattr(E, name), recorder(name))
    M.set_events(TOOL, events)
    try:
        f(*args)
    except Exception as e:
        log.append(repr(e))
    finally:
        M.set_events(TOOL, 0)
    for name in names:
        M.register_callback(TOOL, getattr(E, name), None)
    first = f.__code__.co_firstlineno
    for entry in log:
        if entry[0] == "LINE":
            entry = (*entry[:2], entry[2] - first)
        if not (len(entry) > 2 and entry[1] == "watch"):
            print("   ", *map(repr, entry) if isinstance(entry, tuple) else [entry])
    log.clear()


def work(n):
    total = 0
    for i in range(n):
        if i:
            total += i
    return max(total, len("x"))


def gen():
    yield 1
    return 2


def iterates():
    def inner():
        x = yield from gen()
    for _ in gen():
        pass
    list(inner())


def raises():
    try:
        try:
            raise ValueError("v")
        finally:
            pass
    except ValueError:
        pass
    g = gen()
    next(g)
    try:
        g.throw(KeyError("k"))
    except KeyError:
        pass
    int("x")


print(M.use_tool_id(TOOL, "test"), M.get_tool(TOOL))
code = work.__code__.co_code
for name in ("PY_START", "PY_RETURN", "LINE", "INSTRUCTION", "JUMP", "BRANCH", "CALL"):
    print(name)
    watch(getattr(E, name), work, 3)
print("C_RETURN, C_RAISE")
watch(E.CALL | E.C_RETURN | E.C_RAISE, raises)
for name in ("PY_RESUME", "PY_YIELD", "STOP_ITERATION"):
    print(name)
    watch(getattr(E, name), iterates)
for name in ("RAISE", "RERAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW"):
    print(name)
    watch(getattr(E, name), raises)
print(code == work.__code__.co_code, M._all_events())

print("disable")


def once(code, line):
    log.append(line - code.co_firstlineno)
    return M.DISABLE


M.register_callback(TOOL, E.LINE, once)
M.set_local_events(TOOL, work.__code__, E.LINE)
for restart in (False, False, True):
    if restart:
        M.restart_events()
    work(3)
    print(log)
    log.clear()
print(M.get_local_events(TOOL, work.__code__) == E.LINE, M.get_events(TOOL))
M.set_local_events(TOOL, work.__code__, 0)
work(3)
print(log)

print("two tools")
M.use_tool_id(1, "other")
M.register_callback(TOOL, E.LINE, lambda code, line: log.append(("three", line - code.co_firstlineno)))
M.register_callback(1, E.LINE, lambda code, line: log.append(("one", line - code.co_firstlineno)) or M.DISABLE)
M.set_local_events(TOOL, work.__code__, E.LINE)
M.set_local_events(1, work.__code__, E.LINE)
work(2)
print(log)
log.clear()
M.free_tool_id(1)


def fails(code, offset, exc):
    raise OSError("callback")


M.register_callback(TOOL, E.RAISE, fails)
M.set_events(TOOL, E.RAISE)
try:
    1 / 0
except Exception as e:
    M.set_events(TOOL, 0)
    print(repr(e), repr(e.__context__))
M.set_local_events(TOOL, work.__code__, 0)
for wrong in (
    lambda: M.use_tool_id(6, "x"),
    lambda: M.use_tool_id(TOOL, "x"),
    lambda: M.use_tool_id(0, 1),
    lambda: M.set_events(0, 1),
    lambda: M.set_events(TOOL, -1),
    lambda: M.set_events(TOOL, E.C_RAISE),
    lambda: M.set_local_events(TOOL, work.__code__, E.RAISE),
    lambda: M.set_local_events(TOOL, 1, 0),
    lambda: M.register_callback(TOOL, 3, None),
    lambda: M.register_callback(TOOL, 1 << 17, None),
):
    try:
        print(wrong())
    except Exception as e:
        print(type(e).__name__, e)
M.free_tool_id(TOOL)
print(M.get_tool(TOOL), repr(M.events))
