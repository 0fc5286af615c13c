print(type(1), type("a"), type(None), type(print), type(type), type(...), type(NotImplemented), type(lambda: 0), type(range(1)), type(1j), type(b""), type({}.keys()), type(iter([])), type((i for i in ())), type(Exception()), type(slice(1)), type(__builtins__))
def f(a, b=1, *c, d, e=2, **g):
    v = a
    def inner(): return v
    return inner
c = f.__code__
print(c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_varnames, c.co_cellvars, c.co_freevars, c.co_names, c.co_flags, c.co_stacksize, c.co_firstlineno, c.co_nlocals, c.co_qualname)
print([l for _, _, l in c.co_lines()], c.co_code[:4], len(c.co_consts), type(c.co_consts[1]).__name__ if len(c.co_consts) > 1 else None)
print(c == f.__code__, c.replace(co_name="renamed").co_name, hash(c) == hash(c))
print(isinstance(f, object), callable(f), f.__class__.__name__, f.__module__, int.__name__, int.__module__, int.__doc__.splitlines()[0], len.__doc__)
print([n for n in dir(object)], object.__repr__(5)[:11], object().__str__()[:15])
print(int.__base__, bool.__base__, object.__base__, type.__bases__, int.__flags__ & 1 << 9 != 0, int.__basicsize__, int.__itemsize__, tuple.__basicsize__, object.__basicsize__, type("X", (), {}).__basicsize__)
print(issubclass(type, object), isinstance(type, type), type(type(type)) is type, isinstance(object(), object))
class A: pass
print(A.__dict__.keys() >= {"__module__", "__dict__", "__weakref__", "__doc__"}, A.__weakref__, A().__class__, A.__class__, A.__subclasses__(), A.mro(), A.__text_signature__)
print(str.__text_signature__, len.__text_signature__, len.__self__.__name__, [].append.__self__, "".join.__name__)
import sys
def frames():
    f = sys._getframe()
    return f.f_code.co_name, f.f_lineno, f.f_back.f_code.co_name, sorted(f.f_locals), f.f_globals is globals()
print(frames())
def depth(): 
    n, f = 0, sys._getframe()
    while f: n, f = n + 1, f.f_back
    return n
print(depth(), (lambda: depth())())
