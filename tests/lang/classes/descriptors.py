class Typed:
    def __init__(self, kind):
        self.kind = kind
    def __set_name__(self, owner, name):
        print("named", owner.__name__, name)
        self.name = name
    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return obj.__dict__.get(self.name, "unset")
    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}")
        obj.__dict__[self.name] = value
    def __delete__(self, obj):
        print("deleting", self.name)
        obj.__dict__.pop(self.name, None)

class Person:
    name = Typed(str)
    age = Typed(int)

p = Person()
print(p.name)
p.name = "Ann"
p.age = 30
print(p.name, p.age, p.__dict__)
try:
    p.age = "old"
except TypeError as error:
    print(error)
del p.age
print(p.age, type(Person.age).__name__)

class NonData:
    def __get__(self, obj, owner):
        return ("got", obj is None, owner.__name__)
class Holder:
    d = NonData()
h = Holder()
print(h.d, Holder.d)
h.__dict__["d"] = "own"
print(h.d)
f = Person.__init_subclass__
print(str.upper.__get__("abc", str)(), (lambda self: self * 2).__get__(21)())
print(type(Person.__dict__["__dict__"]).__name__, type(int.real).__name__, type(str.join).__name__)
