print(list[int], dict[str,int]|None, int|str|None, tuple[int,...], list[list[int]])
print(isinstance(1,int|str), (int|str).__args__, int|str == str|int, hash(int|str)==hash(str|int))
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except BaseException as e: print(type(e).__name__, e)
t(lambda: list[int][int]); t(lambda: list[int]()); t(lambda: list[int].append); t(lambda: list[int].__name__); t(lambda: list[...]); t(lambda: tuple[()]); t(lambda: list(list[int])); t(lambda: tuple[*list[int]]); t(lambda: isinstance([],list[int])); t(lambda: issubclass(list,list[int])); t(lambda: list[int].__mro_entries__(())); t(lambda:list[int].__reduce__()); t(lambda: dir(list[int])[:3]); t(lambda: list[int]==list[int])
t(lambda: type(int|str)()); t(lambda:int|1);t(lambda: list[int].__class__)
import types
t(lambda: types.SimpleNamespace(a=1,b=[2])); t(lambda: types.SimpleNamespace({'a':1})); t(lambda: types.SimpleNamespace(a=1)==types.SimpleNamespace(a=1))
import sys
t(lambda: sys.getsizeof(sys.version_info)); t(lambda: type(sys.flags)()); t(sys.getrefcount); t(sys.exit, 3)
t(lambda: type(sys.version_info).__mro__)
