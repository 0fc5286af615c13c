"""Writing JSON: what needs escapes at any place of a text, circles of every depth, and the dict of marks as Python code sees it."""
import json
import _json

for n in (0, 1, 15, 16, 17, 40):
    for ch in ('"', "\\", "\n", "\x7f", "\x1f", "é", "д", "\U0001f600", "\ud800", "/", "a"):
        for at in {0, n // 2, n}:
            text = "x" * at + ch + "y" * (n - at)
            for ascii_ in (True, False):
                made = json.dumps(text, ensure_ascii=ascii_)
                assert json.loads(made) == text, (text, made)
            if n in (1, 16):
                print(ascii(json.dumps([text, "é"], ensure_ascii=False)), json.dumps({text: text}))
a = []
a.append(a)
d = {}
d["d"] = [1, {"e": (d,)}]
deep = inner = []
for i in range(100):
    inner.append([])
    inner = inner[0]
inner.append(deep)
shared = [1, 2]
for value in (a, d, deep, [shared, shared, {"a": shared, "b": [shared]}]):
    for check in (True, False):
        try:
            print(json.dumps(value, check_circular=check))
        except (ValueError, RecursionError) as error:
            print(type(error).__name__, error if check else "", getattr(error, "__notes__", [])[:2])
flat = []
for i in range(200):
    flat = [flat, {"k": flat}] if i < 4 else [flat]
print(len(json.dumps(flat)))


def encoder(markers, default, encode=_json.encode_basestring_ascii, sort=False):
    return _json.make_encoder(markers, default, encode, None, ": ", ", ", sort, False, True)


def names(markers, **known):
    return sorted(next((k for k, v in known.items() if id(v) == i and v is m), "other") for i, m in markers.items())


class Thing:
    pass


outer, middle, thing = [], {}, Thing()
outer.append(middle)
middle["t"] = thing
markers = {}


def default(op):
    print("marks:", names(markers, outer=outer, middle=middle, thing=thing))
    return {"made": [json.dumps([[1]]), outer is op]}


print("".join(encoder(markers, default)(outer, 0)), markers)


def encode(text):
    print("marks:", names(markers, outer=outer, middle=middle, thing=thing))
    return '"%s"' % text


print("".join(encoder(markers, default, encode)(outer, 0)), markers)


def failing(op):
    raise KeyError("no")


try:
    encoder(markers, failing)([outer, 1], 0)
except KeyError as error:
    print(error, names(markers, outer=outer, middle=middle, thing=thing), getattr(error, "__notes__", None))
markers.clear()
for bad in (float("nan"), {(1,): 2}):
    try:
        _json.make_encoder(markers, default, _json.encode_basestring_ascii, None, ": ", ", ", False, False, False)([[outer, 1], [middle, [bad]]], 0)
    except (ValueError, TypeError) as error:
        print(error, len(markers))
    markers.clear()
markers[id(middle)] = "mine"
try:
    encoder(markers, default)([[middle]], 0)
except ValueError as error:
    print(error, len(markers))
markers.clear()
markers[1] = 2
print("".join(encoder(markers, default)([[middle]], 0)), markers)
markers.clear()


def forgetting(op):
    markers.clear()
    return 1


try:
    print(encoder(markers, forgetting)([thing], 0))
except KeyError as error:
    print("KeyError", error.args[0] in map(id, (thing, outer)))


class Mapping(dict):
    def items(self):
        print("marks:", len(markers))
        return [("a", 1), ("b", [2])]


markers.clear()
print("".join(encoder(markers, default)([[Mapping(x=1)]], 0)), markers)
print("".join(encoder({}, default, sort=True)([{"b": 1, "a": {"d": 1, "c": 2}}], 0)))
print(json.dumps([1 / 3, 1e16, 1e22, 0.1, 123456789.123456789, 5e-324, 2.0**60, 1e-7, 0.01, 12.5, 1e15 + 0.5]))
