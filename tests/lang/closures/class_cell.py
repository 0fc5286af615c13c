class Base:
    def who(self):
        return "Base"

class Child(Base):
    def who(self):
        return "Child of " + super().who()
    def cls(self):
        return __class__.__name__
    @classmethod
    def make(cls):
        return super().__new__(cls)
    @staticmethod
    def plain():
        return __class__

print(Child().who(), Child().cls(), type(Child.make()).__name__, Child.plain())
print(Child.who.__code__.co_freevars, Child.who.__closure__[0].cell_contents)

def outer(x):
    class Local:
        y = x
        def get(self):
            return x
        def setx(self, v):
            nonlocal x
            x = v
    return Local

L = outer(5)
o = L()
print(L.y, o.get())
o.setx(6)
print(L.y, o.get(), L.__qualname__)

class Meta(type):
    def __new__(mcls, name, bases, ns):
        cls = super().__new__(mcls, name, bases, ns)
        cls.tag = name.lower()
        return cls

class Tagged(metaclass=Meta):
    def tagged(self):
        return __class__.tag
print(Tagged().tagged())
try:
    class Outside:
        def f(x):
            return super().__init__
    Outside.f(3)
except TypeError as error:
    print(error)
