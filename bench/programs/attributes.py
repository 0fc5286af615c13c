"""attribute access: instances, slots, properties, class attributes, inheritance, __getattr__, setattr."""


class Base:
    shared = 3

    def __init__(self):
        self.a = 1
        self.b = 2.0
        self.c = "c"

    @property
    def total(self):
        return self.a + self.shared

    def method(self):
        return self.a

    @staticmethod
    def fixed():
        return 5

    @classmethod
    def of_class(cls):
        return cls.shared


class Derived(Base):
    shared = 4

    def method(self):
        return super().method() + 1


class Slots:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = 1
        self.y = 2


class Dynamic:
    def __getattr__(self, name):
        return len(name)


def once():
    base, derived, slots, dynamic = Base(), Derived(), Slots(), Dynamic()
    total = 0
    for i in range(300_000):
        base.a = i & 7
        derived.a += 1
        slots.x = slots.y + i % 3
        total += base.a + derived.shared + slots.x + base.total
        total += derived.method() + base.fixed() + derived.of_class() + len(base.c)
    for i in range(150_000):
        total += dynamic.missing + getattr(base, "a") + hasattr(base, "zz")
        setattr(base, "d", i)
    return total, derived.a, base.d


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (45010950000, 300001, 149999)
