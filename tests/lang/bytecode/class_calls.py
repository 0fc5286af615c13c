"""Which calls of built-in classes are specialised: of those that take their arguments without a tuple. And what such calls give."""
import dis
import weakref


class M:
    pass


NAMES = {"M": M, "m": M(), "ref": weakref.ref}
CALLS = """super(M, m)|ref(m)|map(str, l)|filter(None, l)|zip(l)|bool(1)|float(1)|int('1')|enumerate(l)|reversed(l)|list(l)|dict()|tuple(l)|str()|str(1)
str(b'a', 'ascii')|range(3)|set()|frozenset(l)|type(m)|bytes(1)|bytearray()|complex(1)|object()|slice(1)|memoryview(b'')|property()
staticmethod(1)|classmethod(1)|ValueError()|KeyError(1)"""


def specialised(call):
    names = dict(NAMES)
    exec(f"def f(l=[1]):\n for i in range(200): {call}", names)
    for _ in range(3):
        names["f"]()
    return [i.opname for i in dis.get_instructions(names["f"], adaptive=True) if i.opname.startswith("CALL")][-1]


for call in CALLS.replace("\n", "|").split("|"):
    print(call, specialised(call))


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e)


for args in [(), (1,), (1, 2), (b"a", "ascii"), (b"a", 1), (b"\xff", "ascii", "ignore"), (b"\xff", "ascii", 3), (1, 2, 3, 4), ("a", "ascii"), (b"a", None)]:
    attempt(str, *args)
attempt(str, object=3)
attempt(str, encoding="ascii")
attempt(str, b"a", encoding="ascii")
attempt(str, 1, foo=2)
attempt(str, 1, object=2)
attempt(str, 1, 2, 3, 4, object=2)


class A:
    def f(self):
        return 1


class B(A):
    def f(self):
        parent = super
        total = 0
        for _ in range(200):
            total += parent().f() + super(B, self).f() + parent(B, self).f()
        attempt(super, 1)
        attempt(super, A, 1)
        attempt(super, B, self, 3)
        attempt(super, B, x=2)
        attempt(lambda: parent())
        return total


class Super(super):
    pass


class Text(str):
    pass


print(B().f(), Super(B, B()).f(), type(Text(b"x", "ascii")), Text(), Text(5))


class Bytes(bytes):
    pass


def joined(a, b):
    for _ in range(200):
        c = a + b
    return c, type(c).__name__, c is a, c is b


for a in b"", b"ab", Bytes(), Bytes(b"cd"), bytearray(b"ef"), memoryview(b"g" * 300):
    for b in b"", b"xy", Bytes(), Bytes(b"z" * 20), bytearray(), memoryview(b"q"), 1, "s":
        attempt(joined, a, b)
