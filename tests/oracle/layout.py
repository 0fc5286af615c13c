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
