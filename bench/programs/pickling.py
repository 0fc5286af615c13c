"""pickle: records, shared and recursive structures, objects with state, both ways."""
import pickle


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.label = f"p{x}"


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __getstate__(self):
        return self.a, self.b

    def __setstate__(self, state):
        self.a, self.b = state


def once():
    # programs of this house are run in a namespace of their own
    import sys
    import types

    module = sys.modules.setdefault("bench_pickling", types.ModuleType("bench_pickling"))
    for kind in (Point, Slotted):
        kind.__module__ = "bench_pickling"
        setattr(module, kind.__name__, kind)
    shared = ["shared", (1, 2, 3)]
    loop = {}
    loop["self"] = loop
    data = [
        {"i": i, "f": i / 3, "s": f"text {i}", "b": b"bytes", "t": (i, None, True), "shared": shared, "big": 3**i, "loop": loop}
        for i in range(120)
    ]
    data += [Point(i, -i) for i in range(150)] + [Slotted(i, [i]) for i in range(100)]
    size = 0
    for protocol in (2, 4, 5):
        for _ in range(40):
            text = pickle.dumps(data, protocol)
            size += len(text)
            back = pickle.loads(text)
    assert back[0]["loop"]["self"] is back[1]["loop"] and back[0]["shared"] is back[5]["shared"]
    return size > 0, back[119]["big"] % 1009, back[200].x, back[-1].b


def run():
    for _ in range(6):
        result = once()
    return result


RESULT = (True, 648, 80, [99])
