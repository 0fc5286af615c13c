class A:
    x = 1
    def __init__(self, a, b=2): self.a=a; self.b=b
    def m(self): return self.a + self.b
    def __repr__(self): return f"A({self.a},{self.b})"
    def __eq__(self, o): return isinstance(o, A) and self.a == o.a
    def __hash__(self): return hash(self.a)
a = A(1); print(a, a.m(), a == A(1), a != A(2), hash(a))
class B(A):
    def m(self): return super().m() * 10
    @classmethod
    def c(cls): return cls.__name__
    @staticmethod
    def s(x): return x*2
    @property
    def p(self): return self.a
    @p.setter
    def p(self, v): self.a = v
b = B(3); print(b.m(), B.c(), b.c(), B.s(4), b.p); b.p = 9; print(b.p, b)
print(B.__mro__, B.__bases__, B.__name__, B.__qualname__, B.__module__)
class C(B, A): pass
try:
    class D(A, B): pass
except TypeError as e: print(e)
class S:
    __slots__=('q','r')
s=S(); s.q=1; print(s.q)
try: s.z=1
except AttributeError as e: print(e)
try: print(s.r)
except AttributeError as e: print(e)
class M(type):
    def __new__(m, n, b, d, **k): 
        print('new', n, k); return super().__new__(m, n, b, d)
    def __init__(c, n, b, d, **k): print('init', n, k); super().__init__(n,b,d)
    def __call__(c,*a,**k): print('call',a,k); return super().__call__(*a,**k)
class E(metaclass=M, z=3): 
    def __init__(self,*a): pass
E(1,2)
class F:
    def __init_subclass__(cls, **k): print('sub', cls.__name__, k)
class G(F, foo=1): pass
class Desc:
    def __set_name__(self, o, n): print('setname', o.__name__, n); self.n=n
    def __get__(self, i, o): return (self.n, i is None)
    def __set__(self, i, v): print('set', v)
    def __delete__(self, i): print('del')
class H:
    d = Desc()
h=H(); print(h.d, H.d); h.d=3; del h.d
class V:
    def __init__(s,x): s.x=x
    def __add__(s,o): return V(s.x+(o.x if isinstance(o,V) else o))
    __radd__=__add__
    def __iadd__(s,o): s.x+=100; return s
    def __len__(s): return s.x
    def __getitem__(s,i): 
        if i>=s.x: raise IndexError(i)
        return i*i
    def __contains__(s,v): return v==42
    def __call__(s,*a,**k): return a,k
    def __bool__(s): return False
    def __iter__(s): return iter(range(s.x))
    def __lt__(s,o): return s.x<o.x
    def __neg__(s): return V(-s.x)
    def __index__(s): return s.x
    def __getattr__(s,n): return 'ga '+n
    def __str__(s): return f'V<{s.x}>'
    def __format__(s,spec): return 'fmt:'+spec
    def __enter__(s): print('enter'); return s
    def __exit__(s,*a): print('exit', a[0]); return True
    def __del__(s): pass
v=V(3); print((v+4).x, (4+v).x, len(v), v[2], 42 in v, v(1,k=2), bool(v), list(v), v<V(4), (-v).x, [1,2,3,4][v], v.foo, str(v), f'{v:abc}', '%s'%v)
v+=1; print(v.x)
with v as q: raise ValueError
