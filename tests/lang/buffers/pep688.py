import collections.abc
import gc


def attempt(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


class Lends:
    def __init__(self, data):
        self.data = bytearray(data)
        self.log = []

    def __buffer__(self, flags):
        self.log.append(("get", int(flags)))
        return memoryview(self.data)

    def __release_buffer__(self, view):
        self.log.append(("release", type(view).__name__, bytes(view)))
        view.release()


x = Lends(b"hello")
print(isinstance(x, collections.abc.Buffer), isinstance(b"", collections.abc.Buffer), isinstance("", collections.abc.Buffer))
with memoryview(x) as m:
    print(bytes(m), m.readonly, type(m.obj).__name__)
    m[0] = 72
    attempt(lambda: x.data.append(1))
print(x.log, x.data)
x.data.append(33)
print(bytes(x), bytearray(x), b"".join([x, b"!"]), x.log[-1])
print(b"%b" % x)


class Wrong:
    def __buffer__(self, flags):
        return 42


attempt(lambda: memoryview(Wrong()))


class Raises:
    def __buffer__(self, flags):
        raise ValueError("no")


attempt(lambda: memoryview(Raises()))
attempt(lambda: bytes(Raises()))


class Child(bytearray):
    def __buffer__(self, flags):
        print("child get", flags)
        return super().__buffer__(flags)

    def __release_buffer__(self, view):
        print("child release", view.nbytes)
        super().__release_buffer__(view)


c = Child(b"abc")
with memoryview(c) as m:
    print(m.tobytes())
    attempt(lambda: c.append(1))
c.append(100)
print(c)


class Keeps(bytearray):
    def __release_buffer__(self, view):
        global kept
        attempt(lambda: memoryview(view))
        kept = view


k = Keeps(b"xyz")
with memoryview(k):
    pass
attempt(lambda: kept.tobytes())
print(type(b"abc".__buffer__(0)).__name__, (b"abc").__buffer__(0x11C).tobytes())
attempt(lambda: b"abc".__buffer__())
attempt(lambda: b"abc".__buffer__(1 << 40))
attempt(lambda: b"abc".__buffer__(1))
attempt(lambda: bytearray(b"q").__release_buffer__(1))
attempt(lambda: bytearray(b"q").__release_buffer__(memoryview(b"a")))
b = bytearray(b"q")
v = b.__buffer__(0)
attempt(lambda: b.__release_buffer__(v))
attempt(lambda: b.__release_buffer__(v))
attempt(lambda: v.tobytes())


class Plain:
    pass


attempt(lambda: memoryview(Plain()))
Plain.__buffer__ = lambda self, flags: memoryview(b"later")
print(bytes(memoryview(Plain())))
del Plain.__buffer__
attempt(lambda: memoryview(Plain()))
y = Lends(b"cycle")
y.view = memoryview(y)
y.me = y
del y
print(gc.collect() > 0)
