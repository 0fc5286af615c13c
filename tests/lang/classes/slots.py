class S:
    __slots__ = ("a", "b")
    def __init__(self):
        self.a = 1

s = S()
print(s.a, hasattr(s, "b"), hasattr(s, "__dict__"))
try:
    s.b
except AttributeError as error:
    print(error)
try:
    s.c = 1
except AttributeError as error:
    print(error)
s.b = 2
print(s.b)
del s.b
try:
    del s.b
except AttributeError as error:
    print(error)
class T(S):
    __slots__ = ["c"]
t = T()
t.c = 3
print(t.a, t.c, T.__slots__, type(S.a).__name__, S.a.__name__)
class U(S): pass
u = U()
u.anything = 1
print(u.__dict__, u.a)
class W:
    __slots__ = "x", "__dict__", "__weakref__"
w = W()
w.x, w.y = 1, 2
print(w.x, w.y, w.__dict__)
try:
    class Bad:
        __slots__ = ("v",)
        v = 1
except ValueError as error:
    print(error)
try:
    class Bad2(int):
        __slots__ = ("v",)
except TypeError as error:
    print(error)
class P:
    __slots__ = ("__private",)
    def __init__(self): self.__private = 7
    def get(self): return self.__private
print(P().get(), P._P__private)
