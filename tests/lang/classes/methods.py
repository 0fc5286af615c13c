class C:
    def inst(self, x): return ("inst", x)
    @classmethod
    def klass(cls, x): return (cls.__name__, x)
    @staticmethod
    def stat(x): return ("stat", x)
    async def coro(self): pass

c = C()
print(c.inst(1), C.inst(c, 2), c.klass(3), C.klass(4), c.stat(5), C.stat(6))
m = c.inst
print(m.__self__ is c, m.__func__ is C.inst, m == c.inst, m is c.inst, hash(m) == hash(c.inst), m.__name__)
class D(C): pass
print(D.klass(1), D().klass(2), type(C.__dict__["klass"]).__name__, type(C.__dict__["stat"]).__name__)
print(C.__dict__["klass"].__func__.__name__, C.klass.__self__)
import types
c.extra = types.MethodType(lambda self, y: (self is c, y), c)
print(c.extra(9))
C.late = lambda self: "late"
print(c.late())
c.inst = "shadow"
print(c.inst, C().inst(0))
try:
    C.inst(1)
except TypeError as error:
    print(error)
print(str.upper("abc"), list.append.__name__, int.__add__(1, 2), (5).__add__(3))
print([].append.__self__, "x".join.__qualname__, C.klass.__qualname__)
try:
    str.upper(5)
except TypeError as error:
    print(error)
try:
    int.__add__("a", 1)
except TypeError as error:
    print(error)
print((1).__add__("x"), C.stat.__name__, staticmethod(len)([1, 2]))
