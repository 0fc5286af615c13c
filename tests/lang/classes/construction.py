class A:
    def __new__(cls, *args, **kw):
        print("new", cls.__name__, args, kw)
        return super().__new__(cls)
    def __init__(self, *args, **kw):
        print("init", args, kw)
A(1, k=2)
class Single:
    _one = None
    def __new__(cls):
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one
print(Single() is Single())
class Other:
    def __new__(cls): return 5
    def __init__(self): print("never")
print(Other())
class Bad:
    def __init__(self): return 1
try: Bad()
except TypeError as e: print(e)
class NoArgs: pass
try: NoArgs(1)
except TypeError as e: print(e)
try: object(1)
except TypeError as e: print(e)
class OnlyInit:
    def __init__(self, x): self.x = x
try: OnlyInit()
except TypeError as e: print(e)
print(object.__new__(OnlyInit).__dict__)
try: object.__new__(int)
except TypeError as e: print(e)
class Call:
    def __call__(self, *a, **k): return a, k
print(Call()(1, x=2), callable(Call()), callable(A), callable(5))
class Conv:
    def __str__(self): return "str"
    def __repr__(self): return "repr"
    def __format__(self, spec): return f"format<{spec}>"
    def __bytes__(self): return b"bytes"
c = Conv()
print(c, [c], f"{c} {c!r} {c:>5} {c!s:>5}", bytes(c), "%s %r" % (c, c), "{:x}".format(c), str(c), repr(c))
class BadStr:
    def __str__(self): return 1
try: str(BadStr())
except TypeError as e: print(e)
