from dataclasses import dataclass, field, asdict, astuple, replace

@dataclass
class Item:
    name: str
    price: float = 1.0
    tags: list = field(default_factory=list)

    def total(self, n):
        return self.price * n

a = Item("apple", 2.5)
b = Item("pear")
print(a, b, a.total(4), a == Item("apple", 2.5), a != b)
a.tags.append("red")
print(a.tags, b.tags, asdict(a), astuple(b))
print(replace(a, name="cherry"))

@dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0

v = [Version(2, 1), Version(1, 5), Version(2)]
print(sorted(v), max(v), Version(1) < Version(1, 1), hash(Version(1)) == hash(Version(1)))
try:
    v[0].major = 3
except AttributeError as error:
    print(type(error).__name__, error)

@dataclass
class Sub(Item):
    count: int = 0
    def __post_init__(self):
        self.count += 1
print(Sub("x", 1.5, [], 4), Sub.__match_args__)
try:
    Item()
except TypeError as error:
    print(error)
