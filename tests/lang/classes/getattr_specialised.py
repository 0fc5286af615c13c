# A class with __getattr__: what an instance, its class or a slot has is found without it, however often, and it is asked once that is gone.


class A:
    x = 5

    def __init__(self):
        self.y = 3

    def m(self):
        return 7

    @property
    def p(self):
        if self.y > 50:
            raise AttributeError("p")
        return 9

    def __getattr__(self, name):
        return "fallback " + name


class S:
    __slots__ = ("a",)

    def __getattr__(self, name):
        return "slot " + name


def all_of(o):
    return o.x, o.y, o.m(), o.p, o.z


def a_of(s):
    return s.a


a = A()
for i in range(100):
    r = all_of(a)
print(r)
del a.y
print(a.y)
s = S()
s.a = 1
for i in range(100):
    a_of(s)
print(a_of(s))
del s.a
print(a_of(s))
a.y = 99
print(all_of(a))
A.x = 6
print(all_of(a))
a.__dict__["m"] = lambda: "own"
print(all_of(a))
del A.__getattr__
try:
    all_of(a)
except AttributeError as error:
    print(error)
A.__getattr__ = lambda self, name: "late " + name
print(all_of(a))


class B(A):
    def __getattribute__(self, name):
        if name == "x":
            raise AttributeError(name)
        return super().__getattribute__(name)


b = B()
for i in range(100):
    r = all_of(b)
print(r)
