from dataclasses import dataclass
@dataclass
class Circle:
    r: float
@dataclass
class Rect:
    w: float
    h: float
def area(s):
    match s:
        case Circle(r=0) | Rect(0, _) | Rect(_, 0): return "empty"
        case Circle(r): return round(3.14159 * r * r, 2)
        case Rect(w, h) if w == h: return f"square {w * h}"
        case Rect(w=w, h=h): return w * h
        case [*shapes]: return [area(x) for x in shapes]
        case {"shape": "circle", "r": r}: return area(Circle(r))
        case str() as name: return f"named {name}"
        case None: return None
        case _: raise TypeError(f"no shape: {s!r}")
for s in (Circle(1), Circle(0), Rect(2, 3), Rect(2, 2), Rect(0, 9), [Circle(2), Rect(1, 4)], {"shape": "circle", "r": 3, "x": 1}, "tri", None, 5):
    try:
        print(area(s))
    except TypeError as error:
        print(error)
def http(code):
    match code:
        case 200 | 201: return "ok"
        case int(c) if 300 <= c < 400: return "redirect"
        case 404: return "missing"
        case bool() | float(): return "odd"
        case (int() as c, str(text)): return f"{c}: {text}"
        case _: return "other"
print([http(c) for c in (200, 201, 302, 404, 500, 1.5, (404, "gone"), ["404"], "200")])
