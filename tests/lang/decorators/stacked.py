trace = []
def logged(label):
    def deco(f):
        def inner(*args, **kwargs):
            trace.append(f"{label}>{f.__name__}")
            try:
                return f(*args, **kwargs)
            finally:
                trace.append(f"{label}<{f.__name__}")
        inner.__name__ = f.__name__
        return inner
    return deco
@logged("outer")
@logged("inner")
def work(x, *, fail=False):
    if fail: raise ValueError(x)
    return x * 2
print(work(4), trace)
trace.clear()
try:
    work(1, fail=True)
except ValueError as error:
    print(repr(error), trace)
def validated(**kinds):
    def deco(f):
        def inner(**kwargs):
            for k, v in kwargs.items():
                if not isinstance(v, kinds[k]):
                    raise TypeError(f"{k}: {v!r} is no {kinds[k].__name__}")
            return f(**kwargs)
        return inner
    return deco
@validated(a=int, b=str)
def join(a, b): return b * a
print(join(a=3, b="x"))
try:
    join(a="3", b="x")
except TypeError as error:
    print(error)
class Route:
    table = {}
    def __class_getitem__(cls, path):
        def deco(f):
            cls.table[path] = f
            return f
        return deco
@Route["/home"]
def home(): return "welcome"
print(Route.table["/home"](), list(Route.table))
