from abc import ABC, abstractmethod
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
    def describe(self): return f"{self.name} of {self.area():.2f}"
class Square(Shape):
    name = "square"
    def __init__(self, a): self.a = a
    def area(self): return self.a ** 2
class Circle(Shape):
    def __init__(self, r): self.r = r
    def area(self): return 3.14159 * self.r ** 2
    @property
    def name(self): return "circle"
print([s.describe() for s in (Square(2), Circle(1))])
for cls in (Shape, type("Half", (Shape,), {"name": "half"})):
    try:
        cls()
    except TypeError as error:
        print(error)
print(sorted(Shape.__abstractmethods__), isinstance(Square(1), Shape), issubclass(Circle, Shape))
class Virtual: pass
Shape.register(Virtual)
print(isinstance(Virtual(), Shape), issubclass(Virtual, Shape), Virtual.__mro__[1].__name__)
