# Sizes and field offsets of 64-bit CPython 3.13. Recorded by `node scripts/oracle/record-lang.mjs tests/oracle`.
import ctypes
import sys

class Plain:
    pass

class OneSlot:
    __slots__ = ("a",)

class TwoSlots:
    __slots__ = ("a", "b")

class Slotless:
    __slots__ = ()

class IntChild(int):
    pass

class ListChild(list):
    pass

def function():
    pass

def closure(value):
    return lambda: value

def generator():
    yield 1

def sizes(**objects):
    for name, value in objects.items():
        print(name, type(value).__name__, sys.getsizeof(value))

sizes(zero=0, one=1, minus=-1, digit=2**30 - 1, two_digits=2**30, three_digits=2**60, four=2**90, huge=1 << 1000, true=True, false=False)
sizes(flt=1.0, cplx=1j, none=None, dots=..., not_implemented=NotImplemented, obj=object())
sizes(empty="", ascii1="a", ascii2="ab", ascii100="a" * 100, latin1="é", latin2="éa", latin_made=chr(233) + chr(234), ucs2="☃", ucs2_2="☃a", ucs4="😀", ucs4_2="😀b")
sizes(bytes0=b"", bytes1=b"a", bytes9=b"123456789", bytearray0=bytearray(), bytearray3=bytearray(b"abc"), view=memoryview(b"abc"))
sizes(tuple0=(), tuple1=(1,), tuple3=(1, 2, 3), list0=[], list1=[1], list3=[1, 2, 3], list_made=list(range(10)), list_comp=[x for x in range(10)], listed=list("ab"))
sizes(dict0={}, dict1={1: 2}, dict_text={"a": 1}, dict5=dict.fromkeys(range(5)), dict6=dict.fromkeys(range(6)), dict11=dict.fromkeys(range(11)), dict100=dict.fromkeys(range(100)), dict_copy={1: 2}.copy())
sizes(set0=set(), set1={1}, set4={1, 2, 3, 4}, set5={1, 2, 3, 4, 5}, set100=set(range(100)), frozen0=frozenset(), frozen1=frozenset([1]))
sizes(plain=Plain(), one_slot=OneSlot(), two_slots=TwoSlots(), slotless=Slotless(), int_child=IntChild(5), list_child=ListChild())
sizes(function=function, lambda_=closure(1), cell=closure(1).__closure__[0], code_method=Plain.__init__, builtin=len, bound=[].append, method=Plain().__init__.__class__)
sizes(range_=range(3), slice_=slice(1, 2), enum_=enumerate([]), zip_=zip(), map_=map(len, []), filter_=filter(None, []), reversed_=reversed([]), list_iter=iter([]), tuple_iter=iter(()), dict_iter=iter({}), set_iter=iter(set()), str_iter=iter(""), range_iter=iter(range(1)), bytes_iter=iter(b""))
sizes(keys={}.keys(), values={}.values(), items={}.items(), prop=property(), static=staticmethod(len), klass=classmethod(len), sup=super(Plain), exc=ValueError(), exc1=KeyError("k"), os_error=OSError(), stop=StopIteration(), alias=list[int], union=int | str)

def word(address, offset, size=8):
    kind = {1: ctypes.c_uint8, 2: ctypes.c_uint16, 4: ctypes.c_uint32, 8: ctypes.c_uint64}[size]
    return kind.from_address(address + offset).value

def field(name, value, /, **reads):
    address = id(value)
    print(name, *(f"{key}={read(address)}" for key, read in reads.items()))

at = lambda offset, size=8: lambda address: word(address, offset, size)
points = lambda offset, value: lambda address: word(address, offset) == id(value)

a, b = object(), object()
field("object", a, refcount=at(0), type=points(8, object))
field("int", 5, refcount=at(0), type=points(8, int), tag=at(16), digit=at(24, 4))
minus, big = -7, 3 * 2**30 + 9
field("negative", minus, tag=at(16), digit=at(24, 4))
field("two digits", big, tag=at(16), low=at(24, 4), high=at(28, 4))
field("bool", True, type=points(8, bool), tag=at(16), digit=at(24, 4))
half = 0.5
field("float", half, type=points(8, float), value=lambda at: ctypes.c_double.from_address(at + 16).value)
c = 1 + 2j
field("complex", c, real=lambda at: ctypes.c_double.from_address(at + 16).value, imag=lambda at: ctypes.c_double.from_address(at + 24).value)
text = "".join(["ab", "c"])
field("str", text, length=at(16), first=at(40, 1), second=at(41, 1), end=at(43, 1), state=lambda at: word(at, 32, 4) & 0xFC)
wide = "".join(["☃", "x"])
field("wide str", wide, length=at(16), utf8_length=at(40), utf8=at(48), first=at(56, 2), second=at(58, 2), end=at(60, 2))
data = bytes([1, 2, 3])
field("bytes", data, length=at(16), first=at(32, 1), last=at(34, 1), end=at(35, 1))
pair = (a, b)
field("tuple", pair, length=at(16), first=points(24, a), second=points(32, b))
values = [a, b]
field("list", values, length=at(16), allocated=at(32), item=lambda at: word(word(at, 24), 8) == id(b))
mapping = {"k": a}
field("dict", mapping, used=at(16), values=at(40), keys_refcount=lambda at: word(word(at, 32), 0), log2_size=lambda at: word(word(at, 32), 8, 1), log2_index=lambda at: word(word(at, 32), 9, 1), kind=lambda at: word(word(at, 32), 10, 1), usable=lambda at: word(word(at, 32), 16), entries=lambda at: word(word(at, 32), 24))
members = {1, 2, 3}
field("set", members, fill=at(16), used=at(24), mask=at(32), hash=at(48), table=lambda address: word(address, 40) == address + 64)
part = slice(a, b)
field("slice", part, start=points(16, a), stop=points(24, b), step=points(32, None))
r = range(2, 9)
field("range", r, start=points(16, 2), stop=points(24, 9), step=points(32, 1), length=points(40, 7))
cell = closure(a).__closure__[0]
field("cell", cell, content=points(16, a))
field("function", function, globals=points(16, globals()), name=points(32, function.__name__), qualname=points(40, function.__qualname__), code=points(48, function.__code__), doc=points(80, None))
bound = Plain().__init_subclass__
field("type", Plain, type=points(8, type), basicsize=at(32), itemsize=at(40), base=points(256, object))
slotted = TwoSlots()
slotted.a, slotted.b = a, b
field("slots", slotted, first=points(16, a), second=points(24, b))

# ---- sizes of every built-in type, step by step
import array
import collections
import functools
import itertools
import operator
import types
import weakref

for n in (0, 1, 2, 3, 4, 5, 8, 9, 16, 17, 33, 100):
    print("list of", n, sys.getsizeof([None] * n), sys.getsizeof([x for x in range(n)]), sys.getsizeof(list(range(n))), sys.getsizeof(list("a" * n)))
    print("tuple of", n, sys.getsizeof((None,) * n), sys.getsizeof(tuple(range(n))), sys.getsizeof(tuple(x for x in range(n))))
    print("dict of", n, sys.getsizeof(dict.fromkeys(range(n))), sys.getsizeof({str(i): i for i in range(n)}), sys.getsizeof(dict(zip(range(n), range(n)))))
    print("set of", n, sys.getsizeof(set(range(n))), sys.getsizeof(frozenset(range(n))), sys.getsizeof({i for i in range(n)}))
    print("bytes of", n, sys.getsizeof(bytes(n)), sys.getsizeof(bytearray(n)), sys.getsizeof(memoryview(bytes(n))), sys.getsizeof(array.array("i", range(n))))
    print("str of", n, sys.getsizeof("a" * n), sys.getsizeof("é" * n), sys.getsizeof("☃" * n), sys.getsizeof("😀" * n))
    print("int of", n, sys.getsizeof(1 << (30 * n)), sys.getsizeof(-(1 << (30 * n))), sys.getsizeof((1 << (30 * n)) - 1))
    print("deque of", n, sys.getsizeof(collections.deque(range(n))), sys.getsizeof(collections.deque(range(n * 10))))

def grown(n):
    made = []
    for i in range(n):
        made.append(i)
    return made

print("appended", [sys.getsizeof(grown(n)) for n in range(0, 70, 3)])
shrunk = grown(64)
print("popped", [(shrunk.pop(), sys.getsizeof(shrunk))[1] for _ in range(64)])
table = {}
print("dict grows", [(table.__setitem__(i, i), sys.getsizeof(table))[1] for i in range(0, 100)])
print("dict deletes", [(table.pop(i), sys.getsizeof(table))[1] for i in range(0, 100, 9)])
members = set()
print("set grows", [(members.add(i), sys.getsizeof(members))[1] for i in range(0, 100)])

class Attributes:
    def __init__(self, n):
        for i in range(n):
            setattr(self, f"a{i}", i)

class Inherited(Plain):
    __slots__ = ("b",)

class WithDict(OneSlot):
    pass

class TupleChild(tuple):
    pass

class StrChild(str):
    pass

class DictChild(dict):
    pass

class SetChild(set):
    pass

class FloatChild(float):
    pass

class BytesChild(bytes):
    pass

class Problem(Exception):
    pass

class Meta(type):
    pass

class Made(metaclass=Meta):
    pass

print("attributes", [sys.getsizeof(Attributes(n)) for n in range(0, 40, 3)], [sys.getsizeof(vars(Attributes(n))) for n in range(0, 40, 3)])
sizes(inherited=Inherited(), with_dict=WithDict(), tuple_child=TupleChild((1, 2)), str_child=StrChild("abc"), dict_child=DictChild(a=1), set_child=SetChild([1]), float_child=FloatChild(1), bytes_child=BytesChild(b"ab"), problem=Problem(1))
sizes(type_=type, int_type=int, plain_type=Plain, slots_type=TwoSlots, meta=Meta, made=Made, problem_type=Problem, generic=list[int], union=int | None, ellipsis=...)
sizes(module=types.ModuleType("m"), namespace=types.SimpleNamespace(a=1), proxy=types.MappingProxyType({}), method=[].append, wrapper="".__str__, wrapper_descr=str.__str__, method_descr=str.upper, classmethod_descr=dict.__dict__["fromkeys"], getset=Plain.__dict__["__dict__"], member=TwoSlots.a)
sizes(bound=Attributes(0).__init__, static=staticmethod(len), klass=classmethod(len), prop=property(len), sup=super(Plain, Plain()), partial=functools.partial(len), lru=functools.lru_cache(len), getter=operator.itemgetter(1), attr=operator.attrgetter("a"), caller=operator.methodcaller("a"))
sizes(ref=weakref.ref(Plain), proxy=weakref.proxy(Plain), chain=itertools.chain(), count=itertools.count(), cycle=itertools.cycle(""), repeat=itertools.repeat(1), islice=itertools.islice("", 1), product=itertools.product("ab"), combos=itertools.combinations("abc", 2), perms=itertools.permutations("abc"))
sizes(group=itertools.groupby(""), starmap=itertools.starmap(len, ""), take=itertools.takewhile(len, ""), drop=itertools.dropwhile(len, ""), acc=itertools.accumulate(""), compress=itertools.compress("", ""), pair=itertools.pairwise(""), batch=itertools.batched("", 1), longest=itertools.zip_longest(""), tee=itertools.tee("")[0])
sizes(callable_iter=iter(len, 1), seq_iter=iter(type("S", (), {"__getitem__": len})()), list_rev=reversed([]), dict_rev=reversed({}), range_rev=iter(range(1 << 70)), keys_iter=iter({}.keys()), items_iter=iter({}.items()), values_iter=iter({}.values()), view_iter=iter(memoryview(b"")), bytearray_iter=iter(bytearray()))
sizes(default=collections.defaultdict(list), ordered_key=collections.Counter("ab"), range_big=range(1 << 70), slice_full=slice(1, 2, 3), complex_=complex(1), inf=float("inf"), code=function.__code__ is not None, frame=type(sys._getframe()), group=ExceptionGroup("g", [ValueError()]), stop=StopIteration(1), syntax=SyntaxError("m"), unicode_error=UnicodeDecodeError("u", b"", 0, 1, "r"), name_error=NameError("n"), attribute=AttributeError("a"), imports=ImportError("i"), exit=SystemExit(1), key=KeyError(1), os2=OSError(1, "a"), memory=MemoryError())

async def coroutine():
    pass

async def async_generator():
    yield

waiting = coroutine()
sizes(generator=generator(), coroutine=waiting, async_generator=async_generator(), expression=(x for x in ()), wrapper=waiting.__await__())
waiting.close()
print("code", [sys.getsizeof(f.__code__) for f in (function, closure, generator, sizes, field, grown)])
print("types", [(t.__name__, t.__basicsize__, t.__itemsize__, t.__dictoffset__, t.__weakrefoffset__) for t in (object, int, float, str, bytes, tuple, list, dict, set, frozenset, type, range, slice, complex, bool, bytearray, memoryview, property, staticmethod, classmethod, super, BaseException, OSError, SyntaxError, types.FunctionType, types.CodeType, types.ModuleType, types.GeneratorType, types.CellType, types.MethodType, types.BuiltinFunctionType, collections.deque, collections.defaultdict, functools.partial, weakref.ref, Plain, OneSlot, Inherited, WithDict, IntChild, ListChild, TupleChild, StrChild)])
