import sys, dis, math, gc, weakref
class P:
    kind = 'p'
    def __init__(self, x, y=2):
        self.x = x; self.y = y
    @property
    def total(self): return self.x + self.y
    def m(self): return self.x
    @classmethod
    def cm(cls): return cls.kind
class S:
    __slots__ = ('a', 'b')
    def __init__(self, a): self.a = a; self.b = a + 1
class G:
    def __init__(self): self.d = {1: 2}
    def __getitem__(self, k): return self.d[k]
    def __getattribute__(self, n): return object.__getattribute__(self, n)
class BadInit:
    def __init__(self, v): return v
class D(dict):
    def get2(self): return len(self)
class DelMe:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
def f(n):
    t = 0
    for i in range(n):
        p = P(i)
        t += p.total + p.m() + p.y + len(p.kind) + len(P.kind)
        t += math.floor(1.5)
        s = S(i); t += s.a + s.b; s.b = 3; t += s.b
        g = G(); t += g[1]
        t += len(p.cm())
        d = D(); t += d.get2()
        p.__dict__; p.z = 1; t += p.x + p.z
        t += p.__class__ is P
    return t
print(f(5), f(100))
def show(fn):
    for i in dis.get_instructions(fn, adaptive=True):
        if i.opname.startswith(('LOAD_ATTR','STORE_ATTR','CALL','BINARY_SUBSCR')): print(i.opname, i.argrepr)
show(f)
def bad(v):
    try: return BadInit(v)
    except TypeError as e: return str(e), sys.exc_info()[2].tb_next, e.__traceback__.tb_lineno
for k in range(20): r = bad(None)
print(type(r).__name__, bad(3))
def args():
    try: P()
    except TypeError as e: print(e)
for i in range(20): P(1)
def mk(*a):
    out = []
    for i in range(12):
        try: out.append(P(*a) if 0 else P(1) if i < 9 else P())
        except TypeError as e: out.append(str(e))
    return out[-3:]
print(mk())
class R:
    def __init__(self):
        self.c = sys.getrefcount(self)
        self.f = sys._getframe(1).f_code.co_name
for i in range(12): r = R()
print(r.c, r.f)
def depth(n):
    class Rec:
        def __init__(self, n):
            if n: self.child = Rec(n - 1)
    try: return Rec(n)
    except RecursionError as e: return 'RecursionError'
for i in range(4): x = depth(30)
x = depth(100000); print(x)
class E:
    def __init__(self, v):
        if v: raise ValueError(v)
def tryE(v):
    try: return E(v)
    except ValueError as e: return e.args, e.__traceback__.tb_next.tb_frame.f_code.co_name
for i in range(20): tryE(0)
print(tryE(7))
for i in range(5): DelMe(i)
old = P.__init__
def newinit(self, x): self.x = x * 10; self.y = 0
def mk2(): return P(1).x
for i in range(20): mk2()
P.__init__ = newinit
print(mk2())
P.__init__ = old
P.kind = 'changed'
print(f(3))
import itertools
def gen_init():
    class GI:
        def __init__(self): yield 1
    for i in range(12):
        try: GI()
        except TypeError as e: m = str(e)
    return m
print(gen_init())
class M(type):
    def __call__(cls, *a): return ('meta', a)
class WithMeta(metaclass=M): pass
def wm(): return WithMeta(1)
for i in range(10): wm()
print(wm())
class HasGetattr:
    def __getattr__(self, n): return n.upper()
    def __init__(self): self.real = 1
h = HasGetattr()
def hg(): return h.real, h.foo, h.bar
for i in range(10): hg()
print(hg())
h.__dict__['foo'] = 5
print(hg())
sys.modules['math'].pi2 = 7
def mod(): return math.pi2
for i in range(10): mod()
math.pi2 = 8
print(mod())
del math.pi2
try: mod()
except AttributeError as e: print(e)
