x: int = 5
y: "str"
print(__annotations__)
class C:
    a: int
    b: list[str] = []
    def f(self, p: int | None, *args: float, k: dict[str, int] = {}) -> "C": ...
print(C.__annotations__, C.f.__annotations__)
print(list[int], dict[str, list[int]], tuple[int, ...], int | str, int | None, type[int], list[int].__origin__, list[int].__args__, isinstance(5, int | str), (int | str).__args__)
print(list[int]([1, 2]), list[int] == list[int], hash(list[int]) == hash(list[int]), int | str == str | int)
type Alias = list[int]
print(Alias, Alias.__value__, type(Alias).__name__)
def generic[T](v: T) -> T: return v
print(generic(5), generic.__type_params__)
class Box[T]:
    def __init__(self, v: T): self.v = v
print(Box(3).v, Box[int], Box.__type_params__, Box[int](4).v)
def bounded[T: (int, str), *Ts, **P](x: T): return x
print([p.__name__ for p in bounded.__type_params__], bounded.__type_params__[0].__constraints__)
type Pair[A] = tuple[A, A]
print(Pair[int], Pair.__type_params__, Pair.__value__)
try: isinstance([], list[int])
except TypeError as error: print(error)
try: int[str]
except TypeError as error: print(error)
try: y
except NameError as error: print(error)
def lazy(): z: undefined_name = 1; return z
print(lazy(), lazy.__annotations__)
