"""Setting f_lineno in a trace function: where the frame goes on, and why it may not."""
import sys
import warnings

warnings.simplefilter("ignore")


def jump(f, start, to, *, event="line"):
    """Runs f; when it is at line `start` (counted from its def) it goes to line `to`."""
    first = f.__code__.co_firstlineno
    done = []
    out = []

    def trace(frame, what, arg):
        if frame.f_code is not f.__code__:
            return None
        if not done and what == event and frame.f_lineno == first + start:
            done.append(1)
            try:
                frame.f_lineno = first + to
            except ValueError as e:
                out.append(str(e))
        return trace

    sys.settrace(trace)
    try:
        f(out)
    except Exception as e:
        out.append(repr(e))
    finally:
        sys.settrace(None)
    print(f.__name__, start, to, out)


def straight(out):
    out.append(1)
    out.append(2)
    out.append(3)
    out.append(4)


def loop(out):
    out.append(0)
    for i in (1, 2, 3):
        out.append(i)
        if i == 2:
            out.append("two")
    out.append("end")


def nested(out):
    for i in 1, 2:
        for j in "ab":
            out.append((i, j))
    out.append(9)


def guarded(out):
    try:
        out.append(1)
        1 / 0
    except ZeroDivisionError as e:
        out.append("caught")
        out.append("still")
    finally:
        out.append("finally")
    out.append("after")


def managed(out):
    with manager(out):
        out.append("in")
        out.append("more")
    out.append("out")


class manager:
    def __init__(self, out): self.out = out
    def __enter__(self): self.out.append("enter")
    def __exit__(self, *exc): self.out.append("exit")


def unbound(out):
    out.append(0)
    x = 1
    y = 2
    out.append((x, y))


for f, pairs in (
    (straight, [(1, 3), (2, 4), (3, 1), (1, 99), (1, -5), (1, 0)]),
    (loop, [(3, 6), (1, 3), (6, 2), (3, 1), (5, 3)]),
    (nested, [(3, 1), (3, 4), (1, 3), (4, 1)]),
    (guarded, [(2, 8), (5, 8), (2, 5), (9, 2), (5, 9), (6, 5), (8, 1)]),
    (managed, [(2, 4), (4, 2), (1, 4), (4, 1), (2, 3)]),
    (unbound, [(1, 4)]),
):
    for start, to in pairs:
        jump(f, start, to)
jump(straight, 0, 2, event="call")
jump(straight, 4, 2, event="return")
jump(guarded, 3, 5, event="exception")


def gen_body(out):
    out.append(1)
    yield 1
    out.append(2)
    yield 2
    out.append(3)


def drive(out):
    for x in gen_body(out):
        out.append(("got", x))


def jump_in_generator(start, to, event):
    first = gen_body.__code__.co_firstlineno
    out = []
    done = []

    def trace(frame, what, arg):
        if frame.f_code is gen_body.__code__ and not done and what == event and frame.f_lineno == first + start:
            done.append(1)
            try:
                frame.f_lineno = first + to
            except ValueError as e:
                out.append(str(e))
        return trace

    sys.settrace(trace)
    drive(out)
    sys.settrace(None)
    print("generator", start, to, event, out)


jump_in_generator(1, 3, "line")
jump_in_generator(2, 5, "return")
jump_in_generator(3, 5, "line")
jump_in_generator(5, 1, "line")
frame = sys._getframe()
for value in (1, "x", None, 10**30):
    try:
        frame.f_lineno = value
    except ValueError as e:
        print(e)
try:
    del frame.f_lineno
except AttributeError as e:
    print(e)
