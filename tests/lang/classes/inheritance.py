class A:
    def f(self): return "A.f"
    def g(self): return "A.g " + self.f()
class B(A):
    def f(self): return "B.f " + super().f()
class C(A):
    def f(self): return "C.f " + super().f()
class D(B, C):
    def f(self): return "D.f " + super().f()

print(D().f())
print(D().g())
print([c.__name__ for c in D.__mro__], D.__bases__ == (B, C), D.__base__.__name__)
print(issubclass(D, A), issubclass(A, D), isinstance(D(), C))
print([c.__name__ for c in A.__subclasses__()])
try:
    class E(A, D): pass
except TypeError as error:
    print(error)
try:
    class F(int, str): pass
except TypeError as error:
    print(error)
try:
    class G(bool): pass
except TypeError as error:
    print(error)
try:
    class H(None): pass
except TypeError as error:
    print(error)
class O: pass
class X(O): pass
class Y(O): pass
class Z(X, Y): pass
print([c.__name__ for c in Z.mro()])
Z.__bases__ = (Y, X)
print([c.__name__ for c in Z.mro()])
class Init(D):
    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.tag = tag
class Sub(Init, tag="hello"): pass
print(Sub.tag, super(B, D()).f(), super(D, D).f(D()))
