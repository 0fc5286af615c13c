class Base:
    registry = []

    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.registry.append((cls.__name__, tag))

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"

    def __eq__(self, other):
        return isinstance(other, Base) and self.value == other.value

    def __hash__(self):
        return hash(self.value)

class Child(Base, tag="child"):
    __slots__ = ("extra",)

    @property
    def double(self):
        return self.value * 2

    @classmethod
    def make(cls, *values):
        return [cls(v) for v in values]

    @staticmethod
    def plain():
        return "plain"

children = Child.make(1, "a", (2, 3))
print(children, children[0].double, Child.plain(), Base.registry, {c: 1 for c in children}, Child(1) == Child(1))
children[0].extra = children
print(hasattr(children[1], "extra"), Child.__mro__, vars(children[1]))
