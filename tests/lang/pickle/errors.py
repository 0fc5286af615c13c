"""_pickle: what is raised for objects that cannot be pickled and for pickles that are malformed."""
import _pickle
import copyreg
import io
import re
import sys


class R:
    def __init__(self, v):
        self.v = v

    def __reduce__(self):
        return self.v


def hide(e):
    return re.sub("0x[0-9a-f]+", "0x", repr(e))


def t(f, *a, **k):
    try:
        print(f(*a, **k))
    except BaseException as e:
        print(hide(e), "|", hide(e.__cause__), hide(e.__context__))


dumps = _pickle.dumps
for v in (1, (), (1,), (1, 2), (len, 2), (len, (), 1, 2), (len, (), 1, None, 2), (len, (), None, None, None, 3), (1,) * 7, "x", "sys", "__newobj__"):
    t(dumps, R(v))
for v in (
    (copyreg.__newobj__, ()),
    (copyreg.__newobj__, (1,)),
    (copyreg.__newobj__, (int,)),
    (copyreg.__newobj_ex__, (1,)),
    (copyreg.__newobj_ex__, (1, 2, 3)),
    (copyreg.__newobj_ex__, (int, 2, 3)),
    (copyreg.__newobj_ex__, (int, (), 3)),
):
    t(dumps, R(v))


def f():
    def g():
        pass

    class C:
        pass

    return g, C, C()


for g in f():
    t(dumps, g)


class X:
    pass


Y = X


class X:
    pass


t(dumps, Y)


class Z:
    pass


Z.__module__ = "nonexist"
t(dumps, Z)
Z.__module__ = "nonexist.a"
t(dumps, Z, 2)
Z.__module__ = __name__
Z.__qualname__ = "Q.R"
t(dumps, Z)


class é:
    pass


t(dumps, é, 2)
t(dumps, é, 3)
copyreg.add_extension(__name__, "X", 300)
t(dumps, X, 2)
copyreg.remove_extension(__name__, "X", 300)
for code in ("a", -5, 2**80, 2**31):
    copyreg._extension_registry[(__name__, "X")] = code
    t(dumps, X, 2)
del copyreg._extension_registry[(__name__, "X")]
t(dumps, _pickle.PickleBuffer(b"a"), 4)
FF = b"\xff"
for d in [
    b"I\n.", b"Iabc\n.", b"L\n.", b"Labc\n.", b"Fabc\n.", b"F\n.", b"F1e999\n.", b"Sabc\n.", b"S'abc\n.", b"T\xff\xff\xff\xff.",
    b"\x8b\xff\xff\xff\xff.", b"\x98.", b"\x97.", b"N\x98.", b"t.", b"(NNt.", b"(Nd.", b"o.", b"(o.", b"i.", b"(ia\n\n.", b"(ia\nb\n.", b"\x81.",
    b"NN\x81.", b"NNN\x92.", b"c\n\n.", b"ca\nb\n.", b"csys\nb\n.", b"NN\x93.", b"Pabc\n.", b"NQ.", b"0.", b"1.", b"2.", b"g\n.", b"g1\n.",
    b"gabc\n.", b"h\x01.", b"j\x01\0\0\0.", b"\x82\0.", b"\x82\xf1.", b"p1\n.", b"Np-1\n.", b"Nq.", b"a.", b"NNa.", b"(e.", b"N(Ne.",
    b"N(NNNu.", b"NNs.", b"N(NNu.", b"N(N\x90.", b"Nb.", b"NNb.", b"NNNb.", b"\x80\x09.", b"\x95" + FF * 8 + b".",
    b"\x95" + FF * 7 + b"\x7f.", b"\x95\x01\0\0\0\0\0\0\0", b"'", b"\\", b" ", b"\x00", b"X\xff\xff\xff\xff.",
    b"\x8d" + FF * 8 + b".", b"\x8e" + FF * 8 + b".", b"\x96" + FF * 8 + b".", b"\x8d" + FF * 7 + b"\x7f.",
    b"V\\u12\n.", b"(NN\x91.", b"(]\x91.", b"I010\n.", b"I0x10\n.", b"I 12\n.", b"I1_000\n.", b"I12 \n.", b"NR.", b"N)R.", b"r\0\0\0\0.",
    b"csys\nexit.foo\n.", b"\x80\x04\x8c\x03sys\x8c\x08exit.foo\x93.", b"\x80\x04\x8c\x03sys\x8c\x0a<locals>.a\x93.",
    b"L1\0abc\n.", b"L12L\n.", b"L-0x10L\n.", b"I-1\n.", b"I00\n.", b"I01\n.", b"I1\n.", b"I99999999999999999999\n.", b"I08\n.", b"I0\n.", b"I\t7\n.",
    b"F 1\n.", b"Finf\n.", b"F1.5x\n.", b"F1_0\n.", b"S'\\x41\\n'\n.", b"S'\n.", b"g99999999999999999999\n.", b"g-1\n.",
    b"Np99999999999999999999\n.", b"(N0.", b"(0.", b"((1.", b"N(1.", b"NN(0\x85.", b"\x85.", b"(\x85.", b"N(\x86.", b"N)\x81.",
    b"cbuiltins\nobject\nN\x81.", b"cbuiltins\nobject\n)N\x92.", b"cbuiltins\nlist\n)}\x92\x85.",
    b"(cbuiltins\nint\nI5\no.", b"(I5\nibuiltins\nint\n.", b"(ibuiltins\nlist\n.", b"(cbuiltins\ndict\no.",
    b"cbuiltins\nrange\n(K\x00K\x05tR(K\x00e.", b"](K\x00K\x01e.", b"\x8f(K\x01K\x02\x90.", b"(K\x01K\x02d.", b"}(K\x01K\x02u.",
]:
    t(lambda d: (d, _pickle.loads(d)), d)
t(lambda: _pickle.loads(b"cos.path\njoin\n.").__name__)
t(_pickle.loads, b"c__builtin__\nxrange\n.")
t(_pickle.loads, b"cStringIO\nStringIO\n.")
t(_pickle.loads, b"S'\\xe9'\n.")
t(_pickle.loads, b"S'\\xe9'\n.", encoding="bytes")
t(_pickle.loads, b"S'\\xe9'\n.", encoding="latin1")
t(_pickle.loads, b"S'\\xe9'\n.", errors="replace")
t(_pickle.loads, b"U\x01\xe9.", encoding="bytes")
t(_pickle.loads, b"U\x01\xe9.", encoding="koi8-r")
t(_pickle.loads, b"U\x01\xe9.", encoding="nonesuch")
t(_pickle.loads, b"N.", encoding=3)
t(_pickle.loads, b"N.", errors=b"x")
t(_pickle.loads, b"N.", encoding="a\0")
t(_pickle.load, b"N.", encoding=3)
t(_pickle.Unpickler, io.BytesIO(), encoding=3)
t(_pickle.loads, b"N.", buffers=None)
t(_pickle.loads, b"N.", buffers=3)
t(_pickle.loads, b"\x97.", buffers=[])
t(lambda: _pickle.loads(b"\x97\x98.", buffers=[bytearray(b"x")]).readonly)
t(_pickle.loads, "abc")


class F:
    def __init__(self, *a):
        self.a = list(a)

    def read(self, n):
        print("read", n)
        return self.a.pop(0)

    def readline(self):
        print("rl")
        return self.a.pop(0)


class G(F):
    def readinto(self, b):
        print("readinto", len(b))
        x = self.a.pop(0)
        if isinstance(x, int):
            return x
        b[: len(x)] = x
        return len(x)

    def peek(self, n):
        print("peek", n)
        x = self.a.pop(0)
        if x is None:
            raise NotImplementedError
        return x


t(_pickle.load, F(b"I", b"12\n", b"."))
t(_pickle.load, F(b"I", b"12"))
t(_pickle.load, F(b""))
t(_pickle.load, F(3))
t(_pickle.load, F(b"C", b"\x05", b"abc"))
t(_pickle.load, F(b"C", b"\x03", b"abc", b"."))
t(_pickle.load, F(b"C", b"\x03", bytearray(b"abc"), b"."))
t(_pickle.load, F(b"N", b"."))
t(_pickle.load, G(b"N.", b"xx"))
t(_pickle.load, G(None, b"C", b"\x02", b"ab", b"."))
t(_pickle.load, G(None, b"C", b"\x02", -3))
t(_pickle.load, G(None, b"C", b"\x02", 1))
l = []
l.append(l)
p = _pickle.Pickler(io.BytesIO())
p.fast = 1
try:
    p.dump(l)
except ValueError as e:
    print(str(e)[:70])
p = _pickle.Pickler(io.BytesIO())
for x in ({1: 2}, {1: (1,)}, {"a": (1, 2)}, {1: ("a", 2)}, 3):
    t(setattr, p, "memo", x)
    print(len(p.memo.copy()))
u = _pickle.Unpickler(io.BytesIO())
for x in ({1: 2}, {-1: 2}, {"a": 2}, 3):
    t(setattr, u, "memo", x)
t(delattr, u, "memo")
t(delattr, p, "memo")
print(type(u.memo.copy()))
l = []
for i in range(20000):
    l = [l]
try:
    _pickle.dumps(l)
except RecursionError as e:
    print(e)
while l:
    l = l[0]
t(dumps, len)
t(dumps, iter([]))
t(dumps, (x for x in ()))
t(dumps, sys)
t(_pickle.dump, 1, 1)
t(_pickle.dump, 1, 2, 3, 4)
t(_pickle.dumps)
t(_pickle.dumps, 1, 9)
t(_pickle.dumps, 1, "a")
t(_pickle.dumps, 1, buffer_callback=1)
t(_pickle.Pickler, 1)
t(_pickle.Unpickler, 1)
t(_pickle.Pickler.__new__(_pickle.Pickler).dump, 3)
t(_pickle.Unpickler.__new__(_pickle.Unpickler).load)
t(_pickle.PickleBuffer, 1)


class It:
    def __reduce__(self):
        return (list, (), None, iter(range(3)), iter([(1, 2), (3,)]))


t(dumps, It())


class Bad:
    def __reduce__(self):
        return (dict, (), None, None, iter([3]))


t(dumps, Bad())
t(dumps, Bad(), 0)
