class A:
    __hidden = 1
    def __init__(self): self.__own = 2
    def reveal(self): return self.__hidden, self.__own
    class Inner:
        def where(self): return type(self).__qualname__
a = A()
print(a.reveal(), a._A__own, A._A__hidden, A.Inner().where(), A.Inner.__name__)
print(sorted(k for k in vars(A) if "hidden" in k), vars(a))
class B(A):
    def __init__(self):
        super().__init__()
        self.__own = 3
print(B().reveal(), sorted(vars(B())))
def factory(n):
    class Made:
        size = n
        def __repr__(self): return f"<Made {self.size}>"
    return Made
print(factory(1)(), factory(2)(), factory(1) is factory(1), factory(3).__qualname__)
C = type("C", (A,), {"x": property(lambda self: 9), "__repr__": lambda self: "C!"})
print(C().x, C(), C.__name__, C.__bases__, C().reveal())
