from contextlib import contextmanager, suppress, closing, ExitStack, nullcontext, redirect_stdout
@contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name
    except ValueError as error:
        print("handled", error)
    finally:
        print(f"</{name}>")
with tag("p") as t:
    print("text", t)
with tag("q"):
    raise ValueError("v")
try:
    with tag("r"):
        raise KeyError("k")
except KeyError as error:
    print("key", error)
with suppress(ZeroDivisionError):
    1 / 0
class Thing:
    def close(self): print("closed")
with closing(Thing()) as thing:
    print(type(thing).__name__)
with ExitStack() as stack:
    for n in "abc":
        stack.enter_context(tag(n))
    stack.callback(print, "callback")
with nullcontext(5) as five:
    print(five)
@tag("decorated")
def f(): print("in f")
f()
@contextmanager
def never():
    if False: yield
try:
    with never(): pass
except RuntimeError as error:
    print(error)
