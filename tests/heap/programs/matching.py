from dataclasses import dataclass

@dataclass
class Point:
    x: int
    y: int = 0

def describe(thing):
    match thing:
        case Point(x=0, y=0):
            return "origin"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case [first, *rest]:
            return first, rest
        case {"key": value, **others}:
            return value, others
        case str() | bytes():
            return "text"
        case _:
            return None

print([describe(t) for t in (Point(0), Point(2, 2), [1, 2, 3], {"key": 1, "b": 2}, "s", 4.5)], Point(1, 2))
