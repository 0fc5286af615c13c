def f(x: int, y: "str" = "a") -> bool:
    "Says something."
    return True

print(f.__doc__, f.__annotations__, f.__module__, f.__name__)
f.calls = 3
f.__name__ = "g"
print(f.calls, f.__dict__, f.__name__, f.__qualname__)
del f.calls
try:
    f.calls
except AttributeError as error:
    print(error)
print(f.__code__.co_name, f.__code__.co_varnames, f.__code__.co_argcount, f.__code__.co_consts)
def g(x, y): return False
f.__code__ = g.__code__
print(f(1, 2))
try:
    f.__code__ = 3
except TypeError as error:
    print(error)
try:
    f.__name__ = 3
except TypeError as error:
    print(error)
print(f.__closure__, f.__globals__ is globals(), callable(f))
def outer():
    v = 1
    def inner(): return v
    return inner
print(outer().__closure__[0].cell_contents, outer().__qualname__)
print(type(f), type(len), type([].append), type(str.join), type(int.__add__))
