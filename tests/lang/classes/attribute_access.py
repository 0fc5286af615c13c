class Proxy:
    def __init__(self, target): object.__setattr__(self, "_target", target)
    def __getattr__(self, name):
        print("getattr", name)
        return getattr(self._target, name)
    def __setattr__(self, name, value):
        print("setattr", name, value)
        setattr(self._target, name, value)
    def __delattr__(self, name):
        print("delattr", name)
        delattr(self._target, name)

class T: pass
t = T()
p = Proxy(t)
p.a = 1
print(p.a, t.a)
del p.a
try:
    p.a
except AttributeError as error:
    print(error)

class All:
    x = 1
    def __getattribute__(self, name):
        if name.startswith("y"): raise AttributeError("no y")
        return ("all", name)
    def __getattr__(self, name): return ("fallback", name)
a = All()
print(a.x, a.y, a.zebra)

class D:
    def __dir__(self): return ["b", "a"]
print(dir(D()))
print([n for n in dir(T()) if not n.startswith("__")])
class Suggest:
    colour = 1
try:
    Suggest().color
except AttributeError as error:
    print(error, error.name, type(error.obj).__name__)
class Priv:
    __x = 1
    def get(self): return self.__x
print(Priv().get(), Priv._Priv__x, hasattr(Priv, "__x"))
t.__class__ = Suggest
print(t.colour, type(t).__name__)
try:
    t.__class__ = int
except TypeError as error:
    print(error)
