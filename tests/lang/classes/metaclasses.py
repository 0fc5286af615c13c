class Meta(type):
    def __new__(mcls, name, bases, ns, **kw):
        print("new", name, [k for k in ns if not k.startswith("__")], kw)
        return super().__new__(mcls, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print("init", name)
        super().__init__(name, bases, ns)
    def __call__(cls, *args):
        print("call", cls.__name__, args)
        return super().__call__(*args)
    @classmethod
    def __prepare__(mcls, name, bases, **kw):
        print("prepare", name)
        return {"prepared": True}
    def __len__(cls): return 7
    def __getattr__(cls, name): return f"class attribute {name}"
    def __instancecheck__(cls, obj): return obj == 5
    def __contains__(cls, v): return v == "in"
    def __repr__(cls): return f"<{cls.__name__}>"

class A(metaclass=Meta, option=1):
    x = 1
    def __init__(self, v=0): self.v = v

a = A(3)
print(a.v, A.prepared, len(A), A.unknown, isinstance(5, A), "in" in A, A, type(A).__name__)
class B(A): pass
print(type(B) is Meta, B)
T = type("T", (A,), {"y": 2})
print(T.y, T.x)
print(type(type), isinstance(type, object), isinstance(object, type), type.__mro__)
class M1(type): pass
class M2(type): pass
class X(metaclass=M1): pass
class Y(metaclass=M2): pass
try:
    class Z(X, Y): pass
except TypeError as error:
    print(error)
def maker(name, bases, ns): return (name, bases, sorted(k for k in ns if k[0] != "_"))
class Fake(metaclass=maker):
    p = q = 1
print(Fake)
