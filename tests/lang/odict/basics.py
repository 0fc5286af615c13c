"""OrderedDict: order, sizes, iterators and their complaints, copies, comparisons, subclasses."""
import pickle
import sys
import weakref
from _collections import OrderedDict as O


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except BaseException as e:
        print(repr(e))


print(O, O.__basicsize__, O.__dictoffset__, O.__weakrefoffset__, O.__mro__, O.__hash__)
for n in (0, 1, 5, 6, 10, 11, 100):
    print(n, sys.getsizeof(O.fromkeys(range(n))))
o = O(a=1, b=2, c=3)
print(o, list(o), list(reversed(o)), list(o.keys()), list(o.values()), list(o.items()), len(o))
print(o.keys(), o.values(), o.items(), list(reversed(o.items())), list(reversed(o.keys())), list(reversed(o.values())))
o.move_to_end("a")
o.move_to_end("c", False)
o.move_to_end("c", last=False)
print(o, dict(o), {**o}, list(o.items()))
t(o.move_to_end, "z")
t(O().move_to_end, "z")
t(o.move_to_end)
t(o.move_to_end, [])
t(o.pop, "z")
t(o.pop, "z", 7)
t(o.pop, "z", default=8)
t(o.pop)
t(o.pop, "a")
print(o, sys.getsizeof(o))
t(o.popitem)
t(o.popitem, False)
t(o.popitem)
t(O([(1, 2), (3, 4)]).popitem, last=0)
t(o.setdefault, "q", 5)
t(o.setdefault, "q", 6)
t(o.setdefault, "r")
t(o.setdefault)
print(o)
o.clear()
print(o, bool(o), sys.getsizeof(o))
for bad in (1, [1], [(1,)], [(1, 2, 3)], [[]], [1, 2], "ab"):
    t(O, bad)
t(O, 1, 2)
t(O().update, 1, 2)
t(O().update)
t(O, ["ab", "cd"], x=1)
t(O, {"a": 1}, self=2)


class Keys:
    def keys(self):
        return ["k", "l"]

    def __getitem__(self, k):
        return k * 2


class Items:
    def items(self):
        return [("i", 1)]


t(O, Keys())
t(O, Items())
a = O(x=1, y=2)
b = O(y=2, x=1)
print(a == b, a != b, a == dict(b), dict(b) == a, a == O(x=1, y=2), a != O(x=1, y=2), a == 3, a == O(x=1))
t(lambda: a < b)
print(a | b, a | {"z": 3}, {"z": 3} | a, type({"z": 3} | a))
t(lambda: a | [(1, 2)])
a |= [("w", 4)]
print(a)
c = a.copy()
print(c, c == a, c is a, type(c))
a.attribute = 1
print(a.__dict__, a.copy().__dict__, a.__reduce__()[:4])
a.__dict__ = {"other": 2}
print(a.other)
r = weakref.ref(a)
print(r() is a)
del a["x"]
t(a.__delitem__, "x")
t(a.__setitem__, [], 1)
print(a)
for proto in range(6):
    p = pickle.loads(pickle.dumps(a, proto))
    print(p == a, p.other, type(p), list(p))


class S(O):
    def __init__(self, *args, **kw):
        self.log = []
        super().__init__(*args, **kw)

    def __setitem__(self, k, v):
        self.log.append(("set", k))
        super().__setitem__(k, v)

    def __getitem__(self, k):
        self.log.append(("get", k))
        return super().__getitem__(k)

    def __delitem__(self, k):
        self.log.append(("del", k))
        super().__delitem__(k)

    def __missing__(self, k):
        return "missing"


s = S(a=1)
s.update(b=2)
s.setdefault("c", 3)
s.setdefault("a", 3)
s["n"]
s.pop("b")
s.popitem()
print(s.log, s)
s.log.clear()
print(s.copy(), s.log, S.fromkeys("xy"), s.pop("none", "deflt"))

it = iter(O(a=1, b=2))
next(it)
print(it.__reduce__(), list(it), it.__reduce__(), list(it))
print(iter(O(a=1).items()).__reduce__(), type(it), sys.getsizeof(it))
for kind in (iter, lambda d: iter(d.items()), lambda d: iter(d.values()), reversed):
    for change in (
        lambda d: d.update(new=1),
        lambda d: d.pop("b"),
        lambda d: d.move_to_end("a"),
        lambda d: d.clear(),
        lambda d: dict.__setitem__(d, "z", 1),
        lambda d: dict.__delitem__(d, "b"),
        lambda d: d.__setitem__("a", 9),
    ):
        d = O(a=1, b=2, c=3)
        i = kind(d)
        print(next(i), end=" ")
        change(d)
        t(next, i)
        t(next, i)
i = iter(O(a=1, b=2).items())
x = next(i)
y = next(i)
print(x is y, x, y)
keys = O(a=1, b=2).keys()
print(keys & {"a"}, keys | {"z"}, keys == {"a", "b"}, "a" in keys, len(keys), keys.isdisjoint("z"), keys.mapping)
o = O(a=1)
o["self"] = o
print(o)


class Key:
    def __init__(self, n, action=None):
        self.n = n
        self.action = action

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if self.action:
            self.action()
        return self.n == other.n

    def __repr__(self):
        return f"Key{self.n}"


for action in (lambda: o.clear(), lambda: o.pop(k2, None), lambda: o.update({Key(9): 1})):
    o = O()
    k1, k2, k3 = Key(1), Key(2), Key(3)
    o[k1] = 1
    o[k2] = 2
    o[k3] = 3

    def once():
        for k in (k1, k2, k3):
            k.action = None
        action()

    k3.action = once
    other = O([(Key(1), 1), (Key(2), 2), (Key(3), 3)])
    t(lambda: o == other)
o = O.fromkeys(range(30))
for n in range(0, 30, 2):
    del o[n]
for n in range(100, 160):
    o[n] = n
print(list(o)[:20], len(o), list(o) == list(o.keys()), sys.getsizeof(o))
