# Operator dispatch: reflected and in-place methods, subclasses first, messages of unsupported operands.
class A:
    def __init__(self, name="A"):
        self.name = name

    def __add__(self, o):
        return ("A.add", type(o).__name__)

    def __radd__(self, o):
        return ("A.radd", type(o).__name__)

    def __sub__(self, o):
        return NotImplemented

    def __iadd__(self, o):
        return "iadd"

    def __pow__(self, o, m=None):
        return ("pow", m)

    def __rpow__(self, o, m=None):
        return ("rpow", m)

    def __matmul__(self, o):
        return "matmul"

    def __neg__(self):
        return "neg"

    def __pos__(self):
        return "pos"

    def __invert__(self):
        return "invert"

    def __abs__(self):
        return "abs"

    def __divmod__(self, o):
        return "divmod"

    def __rdivmod__(self, o):
        return "rdivmod"

    def __index__(self):
        return 3

    def __truediv__(self, o):
        return "truediv"

    def __lshift__(self, o):
        return "lshift"

    def __rlshift__(self, o):
        return "rlshift"


class B(A):
    def __radd__(self, o):
        return "B.radd"


a, b = A(), B()
print(a + 1, 1 + a, a + b, b + a, a + a, "x" + a if False else "")
a2 = a
a2 += 1
print(a2, a**2, 2**a, pow(a, 2, 5), a @ 1, -a, +a, ~a, abs(a), divmod(a, 1), divmod(1, a), a / 1, a << 1, 1 << a)
print([1, 2, 3, 4][a], [0] * a, "ab" * a, a.__index__() * 2, bin(a), hex(a), range(a), [1, 2, 3, 4, 5][a:], list(range(10))[::a])


class Bad:
    def __index__(self):
        return "x"

    def __int__(self):
        return 1.5

    def __float__(self):
        return 1


class Sub(int):
    def __add__(self, o):
        return "Sub.add"

    def __radd__(self, o):
        return "Sub.radd"


print(Sub(1) + 1, 1 + Sub(1), 1.5 + Sub(1), sum([Sub(1), Sub(2)]))


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def iadd(x, y):
    x += y
    return x


def imul(x, y):
    x *= y
    return x


def ipow(x, y):
    x **= y
    return x


for f in [lambda: 1 + "a", lambda: "a" + 1, lambda: a - 1, lambda: 1 - a, lambda: 1 @ 2, lambda: -"a", lambda: +"a", lambda: ~"a", lambda: abs("a"), lambda: ~1.5, lambda: 1 ** "a", lambda: pow(1, "a", 2), lambda: pow(1, 2, "a"), lambda: iadd(1, "s"), lambda: imul(1, None), lambda: ipow(1, "a"), lambda: [] + (), lambda: [] * "a", lambda: "a" * 1.5, lambda: {} + {}, lambda: None + 1, lambda: [1] * 2.0, lambda: [][1.5], lambda: [1, 2]["a"], lambda: [1, 2][Bad()], lambda: int(Bad()), lambda: float(Bad()), lambda: "a" * Bad(), lambda: divmod("a", 1), lambda: 1 < "a", lambda: 1j < 1, lambda: [1] < (1,), lambda: print >> 3, lambda: 1 & 1.5, lambda: 1 | None, lambda: "a" % 1, lambda: object() + 1, lambda: [0] * 2**70, lambda: [1][2**70], lambda: bin("a"), lambda: bin(1.5), lambda: range(1.5), lambda: int.__add__(1), lambda: int.__add__("a", 1), lambda: hash([]), lambda: hash({}), lambda: None(), lambda: type(None)(1), lambda: type(...)(1), lambda: type(NotImplemented)(1), lambda: bool(1, 2), lambda: bool(x=1)]:
    t(f)
print(repr(None), repr(...), repr(NotImplemented), type(None)() is None, type(...)() is ..., bool(None), bool(...), hash(None), True and None, not None)
print(isinstance(True, int), True == 1, {True: "a", 1: "b"}, bool([]), bool("x"), bool(), bool(0.0), str(True), repr(False), True is (1 == 1), sorted([True, False, 2, -1]))
x = y = 257
z = 256
print(z is 2**8, (1 << 8) is z, int("256") is z, x is y)
