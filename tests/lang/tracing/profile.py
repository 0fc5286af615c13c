"""sys.setprofile: call, return, c_call, c_return and c_exception events."""
import sys

events = []


def profile(frame, what, arg):
    if arg is not None and what.startswith("c_"):
        arg = arg.__qualname__
    events.append((frame.f_code.co_name, what, arg))


def run(f, *args):
    sys.setprofile(profile)
    try:
        f(*args)
    except Exception as e:
        events.append(repr(e))
    finally:
        sys.setprofile(None)
    print(f.__name__)
    for event in events:
        print("   ", event)
    events.clear()


class Base:
    def method(self, *args, **kwargs):
        return len(args)


class Derived(Base):
    text = classmethod(repr)

    def method(self, *args, **kwargs):
        return super().method(*args, **kwargs)


def calls():
    d = Derived()
    d.method(1, 2)
    d.method(*(1, 2), key=3)
    bound = d.method
    bound(4)
    Derived.text()
    "a-b".split("-")
    str.upper("x")
    sorted([3, 1, 2], key=lambda v: -v)
    max([1], default=0)


def errors():
    try:
        int("x")
    except ValueError:
        pass
    [].pop()


def generators():
    def g():
        yield 1
        yield 2
    list(g())
    it = g()
    next(it)
    it.close()
    sum(i for i in (1, 2))


def unwinding():
    def inner():
        raise KeyError("k")
    try:
        inner()
    except KeyError:
        return "handled"


for f in (calls, errors, generators, unwinding):
    run(f)
print(sys.getprofile())
