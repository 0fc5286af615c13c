# What runs at the end of a program: atexit's functions, weakref.finalize, then __del__ of what the modules hold, cycles included.
import atexit
import sys
import weakref

class A:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, sys.is_finalizing() if sys is not None else "sys is gone")

class Again:
    """Its destructor makes another one: the end comes all the same."""

    def __del__(self):
        global again
        again = Again()

@atexit.register
def bye():
    print("atexit", sys.is_finalizing())

@atexit.register
def fails():
    kept.append(A("kept by a failure"))
    raise SystemExit(3)

def generator():
    held = A("in a generator")
    try:
        yield
    finally:
        print("generator closed")

kept = []
first = A("first")
_hidden = A("_hidden")
cycle = A("cycle")
cycle.itself = cycle
again = Again()
waiting = generator()
next(waiting)
watched = A("watched")
weakref.finalize(watched, print, "finalize", "called")
reference = weakref.ref(first, lambda ref: print("callback"))
print("end of the program", sys.is_finalizing())
