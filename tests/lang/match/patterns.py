class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
def kind(v):
    match v:
        case None: return "none"
        case True | False: return "bool"
        case 0: return "zero"
        case int(n) if n < 0: return f"negative {n}"
        case int() | float() as n: return f"number {n}"
        case "": return "empty text"
        case str(s): return f"text {s}"
        case []: return "empty list"
        case [x]: return f"one {x}"
        case [1, *rest]: return f"starts with 1, then {rest}"
        case (first, *_, last): return f"{first} to {last}"
        case {"type": "circle", "r": r}: return f"circle {r}"
        case {"type": t, **rest}: return f"{t} with {rest}"
        case {}: return "a mapping"
        case Point(0, 0): return "origin"
        case Point(x=0, y=y): return f"on y at {y}"
        case Point(x, y) if x == y: return f"diagonal {x}"
        case Point(): return "point"
        case _: return "other"
for v in (None, True, 0, -5, 7, 2.5, "", "hi", [], [9], [1, 2, 3], [5, 6, 7], (1,), (2, 3), {"type": "circle", "r": 2}, {"type": "sq", "a": 1, "b": 2}, {}, {"z": 1}, Point(0, 0), Point(0, 3), Point(2, 2), Point(1, 2), {1, 2}, b"x", range(3), object):
    print(kind(v))
class Color: RED = 1
def const(v):
    match v:
        case Color.RED: return "red"
        case -1 | 2.5 | "a" | b"b" | 3 + 4j: return "literal"
        case [Color.RED, [a, (b, *c)]]: return (a, b, c)
        case [[x, y], {"k": [z, *_]}]: return (x, y, z)
    return "none"
print(const(1), const(-1), const(2.5), const("a"), const(b"b"), const(3 + 4j), const([1, [2, (3, 4, 5)]]), const(([1, 2], {"k": [3, 4]})), const("abc"))
match 5:
    case x if x > 10: print("big")
    case x: print("bound", x)
match [1, 2], {"a": 3}:
    case [p, q], {"a": r}: print(p, q, r)
try:
    match Point(1, 2):
        case Point(1, 2, 3): pass
except TypeError as error: print(error)
try:
    match 1:
        case int(1, 2): pass
except TypeError as error: print(error)
