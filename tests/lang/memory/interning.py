import sys
a = "hello"
b = "hello"
c = "".join(["hel", "lo"])
print(a is b, a is c, a is sys.intern(c), sys._is_interned(a), sys._is_interned(c + "!"))
d = "hello world"
e = "".join(["hello", " world"])
print(d is e, sys.intern(d) is sys.intern(e))
class Attrs: pass
o = Attrs()
key = "".join(["run_time_", "name"])
setattr(o, key, 1)
stored = next(iter(vars(o)))
print(stored == key, sys._is_interned(stored), list(vars(o))[0] is sys.intern("run_time_name"))
plain = {"".join(["dict", "key"]): 1}
print(sys._is_interned(next(iter(plain))))
def f(parameter): return parameter
print(f.__code__.co_varnames[0] is sys.intern("parameter"), f.__name__ is sys.intern("f"), sys._is_interned(f.__code__.co_names.__class__.__name__))
print(type("Dynamic", (), {}).__name__ is sys.intern("Dynamic"), "a_b" is "".join(["a_", "b"]) if False else sys.intern("a_b") is sys.intern("".join(["a_", "b"])))
for bad in (5, b"x", None, ["a"]):
    try: sys.intern(bad)
    except TypeError as error: print(error)
class S(str): pass
try: sys.intern(S("x"))
except TypeError as error: print(error)
print("a" * 3 is "aaa", ("x" "y") is "xy", "é" is "é", "%s" % "abc" is "abc" if False else True)
k = sys.intern("".join(["z"] * 50))
print(k is sys.intern("z" * 50), len(k))
