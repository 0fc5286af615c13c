class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow
    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()
    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__, value, tb is not None)
        return self.swallow
with Manager("a") as a:
    print("body", a)
with Manager("a"), Manager("b") as b:
    print(b)
with (Manager("x") as x, Manager("y") as y):
    print(x, y)
with Manager("s", True):
    raise ValueError("swallowed")
try:
    with Manager("outer"), Manager("inner"):
        raise KeyError("through")
except KeyError as error:
    print("caught", error)
def f():
    with Manager("f"):
        return "returned"
print(f())
for i in range(3):
    with Manager(str(i)):
        if i == 0: continue
        break
class NoExit:
    def __enter__(self): pass
for obj in (5, NoExit()):
    try:
        with obj: pass
    except TypeError as error:
        print(error)
class ExitRaises(Manager):
    def __exit__(self, *args):
        raise RuntimeError("in exit")
try:
    with ExitRaises("r"): raise ValueError("first")
except RuntimeError as error:
    print(error, repr(error.__context__))
with Manager("t") as (p, *q):
    print(p, q)
