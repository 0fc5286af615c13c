class Vector:
    __slots__ = ("x", "y", "__weakref__")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __iter__(self):
        yield self.x
        yield self.y

    def __getitem__(self, index):
        return (self.x, self.y)[index]

    def __format__(self, spec):
        return f"<{self.x:{spec}}, {self.y:{spec}}>"

    def __contains__(self, item):
        return item in (self.x, self.y)

total = Vector(1, 2) + Vector(3, 4.5)
print([*total], total[0], f"{total:.2f}", 4 in total, tuple(total), dict(x=total.x))
