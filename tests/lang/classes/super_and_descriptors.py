# super, method resolution, descriptors in depth
class A:
    def f(self): return ['A']
    @classmethod
    def c(cls): return [cls.__name__, 'A']
    @staticmethod
    def s(): return 'sA'
    @property
    def p(self): return 'pA'
class B(A):
    def f(self): return ['B'] + super().f()
    @classmethod
    def c(cls): return ['B'] + super().c()
    @property
    def p(self): return 'pB' + super().p
class C(A):
    def f(self): return ['C'] + super().f()
    @classmethod
    def c(cls): return ['C'] + super().c()
class D(B, C):
    def f(self): return ['D'] + super().f()
    @classmethod
    def c(cls): return ['D'] + super().c()
    def g(self): return super(B, self).f(), super(B, D).c(), super().s()
d = D(); print(d.f(), D.c(), d.c(), d.p, d.g())
s = super(B, d); print(s.__thisclass__, s.__self__ is d, s.__self_class__, type(s).__name__)
print(repr(super(B, d)).replace(hex(id(d)), 'ADDR'), super(B))
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except BaseException as e: print(type(e).__name__, e)
t(super); t(super, 1); t(super, int, 'a'); t(super, int, str); t(lambda: super(B, d).nope); t(super, B, d, 3); t(super, x=1)
class E:
    def f(self): return super().f()
t(lambda: E().f())
def outer():
    return super().f
t(outer)
class F:
    def f(x): 
        del x
        return super().f()
t(lambda: F().f())
class G:
    def f(*args): return super().f()
t(lambda: G().f())
class H(A):
    f = lambda self: ['H'] + super().f()
    g = staticmethod(lambda: super())
t(lambda: H().f()); t(lambda: H.g())
class Meta(type):
    def f(cls): return 'Meta.f'
class Sub(Meta):
    def f(cls): return 'Sub.' + super().f()
class K(metaclass=Sub): pass
print(K.f()); t(lambda: K().f)
# unbound super
class L(A):
    pass
L._sup = super(L)
class L2(L): 
    def f(self): return 'L2'
print(L2()._sup.f())
# descriptor protocol
class NonData:
    def __get__(self, o, t=None): return ('nd', o is None, t.__name__)
class Data(NonData):
    def __set__(self, o, v): o.__dict__['stored'] = v
class T:
    n = NonData(); d = Data()
t_ = T(); print(T.n, T.d, t_.n, t_.d); t_.n = 5; t_.d = 6; print(t_.n, t_.d, t_.__dict__)
t(lambda: delattr(t_, 'd'))
class Cached:
    def __init__(self, f): self.f=f
    def __set_name__(self, o, n): self.n=n
    def __get__(self, o, t=None):
        if o is None: return self
        v=o.__dict__[self.n]=self.f(o); print('computed'); return v
class U:
    @Cached
    def val(self): return 42
u=U(); print(u.val, u.val)
class Bad:
    def __set_name__(self, o, n): raise ValueError('bad name')
try:
    class V: x = Bad()
except ValueError as e: print(e, e.__notes__)
# __init_subclass__, __class_getitem__, __prepare__
class Base:
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw); cls.tag = tag
    def __class_getitem__(cls, item): return (cls.__name__, item)
class X(Base, tag='x'): pass
print(X.tag, X[int], Base[1,2])
try:
    class Y(Base, other=1): pass
except TypeError as e: print(e)
class Ordered(type):
    @classmethod
    def __prepare__(m, n, b, **k): print('prepare', n, b, k); return {'injected': 1}
    def __new__(m, n, b, ns, **k): return super().__new__(m, n, b, ns)
    def __init__(c, n, b, ns, **k): super().__init__(n, b, ns)
class Z(metaclass=Ordered, kw=2): a = injected + 1
print(Z.a, Z.injected)
class EntryLike:
    def __mro_entries__(self, bases): return (A,)
class M(EntryLike()): pass
print(M.__mro__, len(M.__orig_bases__))
t(lambda: type('Q', (EntryLike(),), {}))
# new and init
class N:
    def __new__(cls, *a, **k): print('new', a, k); return super().__new__(cls)
    def __init__(self, *a, **k): print('init', a, k)
N(1, x=2)
class O:
    def __new__(cls): return 42
    def __init__(self): print('never')
print(O())
class P(int):
    def __new__(cls, v): o = super().__new__(cls, v * 2); o.extra = v; return o
p = P(21); print(p, p.extra, p + 1, type(p + 1), type(p), isinstance(p, int))
class Tu(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def total(self): return sum(self)
print(Tu(1,2,3).total(), Tu(1,2), len(Tu()), Tu(1)+(2,))
class Di(dict):
    def __missing__(self, k): return k * 2
d = Di(a=1); print(d['a'], d['zz'], d); d.attr = 3; print(d.attr)
class St(str):
    def shout(self): return self.upper() + '!'
print(St('hi').shout(), St('hi') + 'x', type(St('a') + 'b'), hash(St('a')) == hash('a'))
class Li(list):
    def first(self): return self[0]
print(Li([3,1,2]).first(), sorted(Li([3,1,2])), Li([1]) + [2])
class Ex(Exception):
    def __init__(self, code): super().__init__('code', code); self.code = code
try: raise Ex(3)
except Ex as e: print(e.code, e.args, e)
# __del__ and weakrefs via dict
class Del:
    log = []
    def __init__(self, n): self.n = n
    def __del__(self): self.log.append(self.n)
x = Del('a'); del x; print(Del.log)
x = Del('b'); x = Del('c'); print(Del.log)
def scope(): y = Del('d')
scope(); print(Del.log)
class Res:
    keep = None
    def __del__(self): Res.keep = self; print('del once')
r = Res(); del r; print(Res.keep is not None); Res.keep = None
l = [Del(i) for i in range(3)]; del l; print(Del.log)
# vars, dir, getattr, setattr, hasattr, callable
class Q:
    a = 1
    def __init__(self): self.b = 2
    def m(self): pass
q = Q(); print(vars(q), [n for n in dir(q) if not n.startswith('__')], hasattr(q, 'm'), hasattr(q, 'z'), getattr(q, 'z', 'dflt'), callable(q.m), callable(q))
t(vars, 1); t(getattr, q, 1); t(setattr, q, 1, 2); t(hasattr, q, 1)
class Dir:
    def __dir__(self): return ['b', 'a']
print(dir(Dir())); 
class BadDir:
    def __dir__(self): return 3
t(dir, BadDir())
print(sorted(Q.__dict__.keys()))
print(type(q).__mro__[-1], Q.__base__, Q.__bases__, Q.__subclasses__())
