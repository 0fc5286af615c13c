"""_pickle: the bytes of every protocol, shared and recursive objects, hooks, memos, buffers outside the pickle."""
import _pickle
import copyreg
import io
import pickletools
import sys


class Plain:
    def __init__(self):
        self.x, self.y = 1, [2]

    def __repr__(self):
        return f"Plain{sorted(self.__dict__.items())}"


class Slots:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a

    def __getstate__(self):
        return None, {"a": self.a}

    def __repr__(self):
        return f"Slots({self.a!r})"


class New(int):
    def __new__(cls, n, *, k):
        self = super().__new__(cls, n)
        self.k = k
        return self

    def __getnewargs_ex__(self):
        return (int(self),), {"k": self.k}


class ListLike(list):
    pass


class DictLike(dict):
    pass


class Setter:
    def __repr__(self):
        return f"Setter{self.__dict__}"

    def __reduce__(self):
        return Setter, (), {"v": 1}, None, None, set_state


def set_state(op, state):
    op.__dict__.update(state)


shared = ["shared"]
loop = []
loop.append(loop)
knot = {}
knot["knot"] = (knot, [knot])
extended = ListLike([1, 2])
extended.attribute = DictLike(a=1)
values = [
    None, True, False, 0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**31, -(2**31) - 1, 2**63, -(2**63), 10**30, -128, -(2**255), 1 << 2100,
    0.0, -0.0, 1.5, 1e300, float("inf"), "", "abc", "é", "\u20ac", "\U0001f600", "\ud800", "a\nb\\c\r\x1a\0", "x" * 300, b"", b"abc", b"\xff" * 300,
    bytearray(), bytearray(b"ab"), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], [1, 2], {}, {1: 2}, {1: 2, "a": "b"}, set(), {1}, frozenset(),
    frozenset({5}), [shared, shared, (shared, shared)], int, len, ListLike, type(None), type(...), type(NotImplemented), Ellipsis, NotImplemented, range(1, 9, 2), slice(1, None),
    1 + 2j, Plain(), Slots(7), extended, Setter(), list(range(1001)), dict.fromkeys(range(1001)), str.join, [].append,
]
for proto in range(6):
    print("protocol", proto)
    for value in values:
        data = _pickle.dumps(value, proto)
        back = _pickle.loads(data)
        if len(data) < 200:
            print(data, repr(back) if "built-in method" not in repr(back) else "method")
        else:
            print(len(data), hash(data[:50]) == hash(data[:50]), type(back).__name__)
        if type(value).__eq__ is not object.__eq__ and type(value) is not type(len):
            assert back == value, value
        pickletools.dis(data, io.StringIO())
    for value in (loop, knot):
        data = _pickle.dumps(value, proto)
        print(data)
    back = _pickle.loads(_pickle.dumps(loop, proto))
    assert back[0] is back
    back = _pickle.loads(_pickle.dumps(knot, proto))
    assert back["knot"][0] is back and back["knot"][1][0] is back
    if proto >= 2:
        n = _pickle.loads(_pickle.dumps(New(5, k="kw"), proto))
        print(_pickle.dumps(New(5, k="kw"), proto), n, n.k)

print("hooks")


class WithIds(_pickle.Pickler):
    def persistent_id(self, op):
        return f"id {op}" if isinstance(op, float) else super().persistent_id(op)


class FromIds(_pickle.Unpickler):
    def persistent_load(self, pid):
        return ["loaded", pid]

    def find_class(self, module, name):
        print("find_class", module, name)
        return super().find_class(module, name)


for proto in (0, 1, 4):
    f = io.BytesIO()
    WithIds(f, proto).dump([1.5, 2, Plain])
    print(f.getvalue())
    f.seek(0)
    print(FromIds(f).load())


class Reducing(_pickle.Pickler):
    dispatch_table = {complex: lambda c: (complex, (c.real + 1, c.imag))}

    def reducer_override(self, op):
        if op is Plain:
            return "Slots" if False else (str, ("Plain it was",))
        return NotImplemented


f = io.BytesIO()
r = Reducing(f, 4)
r.dump([1 + 2j, Plain, len, Slots])
print(f.getvalue(), _pickle.loads(f.getvalue()))
print(r.dispatch_table is Reducing.dispatch_table, hasattr(_pickle.Pickler(f), "dispatch_table"))
for code in (17, 300, 70000):
    copyreg.add_extension(__name__, "Plain", code)
    data = _pickle.dumps([Plain, Plain()], 2)
    print(data, _pickle.loads(data), _pickle.loads(data)[0] is Plain)
    copyreg.remove_extension(__name__, "Plain", code)

print("memos")
f = io.BytesIO()
p = _pickle.Pickler(f, 2)
word = "word" + str(len(sys.argv) * 0)
p.dump([word])
p.dump([word])
print(f.getvalue(), len(p.memo.copy()), [v for k, v in sorted(p.memo.copy().items()) if v[1] == word])
print(type(p.memo).__reduce__(p.memo)[0])
q = _pickle.Pickler(f, 2)
q.memo = p.memo
q.dump(word)
q.clear_memo()
q.dump(word)
q.memo = {id(word): (77, word)}
q.dump(word)
p.memo.clear()
p.dump(word)
print(f.getvalue()[-60:], p.bin, p.fast)
p.fast = 1
p.dump([word, word])
print(f.getvalue()[-30:])
f.seek(0)
u = _pickle.Unpickler(f)
print(u.load(), u.load(), u.load(), u.load(), u.memo.copy())
v = _pickle.Unpickler(io.BytesIO(b"h\x05."))
v.memo = {5: "five"}
print(v.memo.copy())
v = _pickle.Unpickler(io.BytesIO(b"h\x00."))
v.memo = u.memo
print(v.load(), sys.getsizeof(v) > 200)
v.memo.clear()
print(v.memo.copy())

print("buffers")
raw = bytearray(b"raw bytes")
kept = []
data = _pickle.dumps([_pickle.PickleBuffer(raw), _pickle.PickleBuffer(b"fixed")], 5, buffer_callback=kept.append)
print(data, [bytes(b) for b in kept])
back = _pickle.loads(data, buffers=[raw, b"fixed"])
print(back[0] is raw, back)
back = _pickle.loads(data, buffers=[raw, bytearray(b"fixed")])
print(type(back[1]), back[1].readonly)
data = _pickle.dumps([_pickle.PickleBuffer(raw), _pickle.PickleBuffer(b"fixed")], 5)
print(data, _pickle.loads(data))
b = _pickle.PickleBuffer(memoryview(b"abcdef").cast("B", (2, 3)))
print(b.raw().shape, bytes(b.raw()), memoryview(b).shape)
b.release()
for use in (b.raw, b.release, lambda: memoryview(b), lambda: _pickle.dumps(b, 5)):
    try:
        print(use())
    except ValueError as e:
        print(e)
try:
    _pickle.PickleBuffer(memoryview(b"abcdef")[::2]).raw()
except BufferError as e:
    print(e)
try:
    _pickle.dumps(_pickle.PickleBuffer(memoryview(b"abcdef")[::2]), 5)
except _pickle.PicklingError as e:
    print(e)

print("frames")


class Log(list):
    def write(self, data):
        self.append((type(data).__name__, len(data), bytes(data[:11]), bytes(data[-2:])))


for proto in (3, 4, 5):
    log = Log()
    _pickle.dump(["s" * 30000, "t" * 30000, "u" * 30000, b"v" * 70000, bytearray(b"w" * 70000), "x" * 70000, list(range(40000))], log, proto)
    print(proto, log)
    data = _pickle.dumps(["s" * 70000, b"v" * 70000], proto)
    print(len(data), data[:15])
