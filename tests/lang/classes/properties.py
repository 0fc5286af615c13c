class Celsius:
    def __init__(self, t):
        self._t = t
    @property
    def fahrenheit(self):
        "Temperature in Fahrenheit."
        return self._t * 9 / 5 + 32
    @fahrenheit.setter
    def fahrenheit(self, value):
        self._t = (value - 32) * 5 / 9
    @fahrenheit.deleter
    def fahrenheit(self):
        print("deleted")
        self._t = 0
    @property
    def only(self):
        return 1

c = Celsius(100)
print(c.fahrenheit)
c.fahrenheit = 32
print(c._t)
del c.fahrenheit
print(c._t, Celsius.fahrenheit.__doc__, Celsius.fahrenheit.fget.__name__)
for action in (lambda: setattr(c, "only", 2), lambda: delattr(c, "only")):
    try:
        action()
    except AttributeError as error:
        print(error)
p = property(lambda self: 5)
class Dyn: v = p
print(Dyn().v, Dyn.v is p, p.fset)
try:
    Dyn().v = 1
except AttributeError as error:
    print(error)
class Child(Celsius):
    @Celsius.fahrenheit.getter
    def fahrenheit(self):
        return "new"
print(Child(1).fahrenheit, isinstance(Celsius.only, property))
w = property(None, lambda self, v: print("set", v))
class W: x = w
W().x = 3
try:
    W().x
except AttributeError as error:
    print(error)
