class Point:
    count = 0
    def __init__(self, x, y):
        self.x = x
        self.y = y
        Point.count += 1
    def __repr__(self):
        return f"Point({self.x}, {self.y})"
    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)
    def __hash__(self):
        return hash((self.x, self.y))
    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)
    def __bool__(self):
        return bool(self.x or self.y)

p, q = Point(1, 2), Point(3, 4)
print(p, q, p + q, p == Point(1, 2), p != q, Point.count)
print({p: 1}[Point(1, 2)], bool(Point(0, 0)), p.__dict__, vars(q))
p.z = 5
print(p.z, hasattr(q, "z"), p.__class__.__name__, type(p) is Point)
del p.z
try:
    p.z
except AttributeError as error:
    print(error)
try:
    Point.nothing
except AttributeError as error:
    print(error)
print(Point.__name__, Point.__bases__, Point.__mro__, Point.__module__, Point.__qualname__)
print(p.__init__, Point.__init__) if False else None
bound = p.__add__
print(bound(q), bound.__self__ is p, bound.__func__ is Point.__add__)
class Empty: pass
e = Empty()
e.a, e.b = 1, 2
print(e.__dict__, isinstance(e, Empty), isinstance(e, object), Empty.__doc__)
setattr(e, "c d", 3)
print(getattr(e, "c d"), sorted(vars(e)))
