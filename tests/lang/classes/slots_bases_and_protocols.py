import sys
def t(f,*a,**k):
    try: print(repr(f(*a,**k)).split(' at 0x')[0])
    except BaseException as e: print(type(e).__name__, e)
# slots
class S:
    __slots__=('a','__dict__')
s=S(); s.a=1; s.b=2; print(s.a,s.b,s.__dict__)
t(lambda: type('X',(int,),{'__slots__':('a',)}))
t(lambda: type('X',(),{'__slots__':('1a',)}))
t(lambda: type('X',(),{'__slots__':(1,)}))
t(lambda: type('X',(),{'__slots__':('a',),'a':1}))
t(lambda: type('X',(),{'__slots__':('__dict__','__dict__')}))
t(lambda: type('X',(S,),{'__slots__':('__dict__',)}))
t(lambda: type('X',(),{'__slots__':'abc'})().abc)
class P:
    __slots__=('__priv','pub')
    def __init__(self): self.__priv=1
print(P.__slots__, sorted(x for x in dir(P) if 'priv' in x), P()._P__priv)
class Q(P): __slots__=()
t(setattr,Q(),'zzz',1)
class R(P): pass
R().zzz=1
del P().__class__.pub
# class assignment
class A: 
    def who(self): return 'A'
class B:
    def who(self): return 'B'
a=A(); a.x=1; a.__class__=B; print(a.who(), a.x, a.__dict__); a.y=2; print(a.__dict__)
t(setattr,a,'__class__',S)
t(setattr,a,'__class__',int)
# bases assignment
class X: 
    def f(self): return 'X.f'
class Y:
    def f(self): return 'Y.f'
class Z(X): pass
z=Z(); print(z.f()); Z.__bases__=(Y,); print(z.f(), Z.__mro__, X.__subclasses__(), Y.__subclasses__())
t(setattr,Y,'__bases__',(Z,))
# type attributes
print(A.__name__, A.__qualname__); A.__name__='AA'; A.__qualname__='QQ'; print(A, A.__name__, A())if 0 else print(A)
print(A.__doc__, A.__module__, A.__dict__.keys())
A.__doc__='hi'; print(A.__doc__)
print(type.__doc__.splitlines()[0], isinstance(object.__doc__, str))
print(A.__annotations__); 
class An: x:int=1; y:str
print(An.__annotations__)
class DD:
    "docstr"
    def __init_subclass__(cls, /, **kw): super().__init_subclass__(**kw)
t(lambda: type('E',(DD,),{}, foo=1))
print(type(DD.__dict__['__init_subclass__']), DD.__doc__)
# __getattr__ / __getattribute__
class G:
    def __getattribute__(self,n):
        if n=='zz': raise AttributeError('no zz')
        return object.__getattribute__(self,n)
    def __getattr__(self,n): return 'fallback '+n
g=G(); print(g.zz, g.qq, g.__class__)
class H:
    def __setattr__(self,n,v): print('set',n,v); object.__setattr__(self,n,v)
    def __delattr__(self,n): print('del',n); object.__delattr__(self,n)
h=H(); h.a=1; del h.a
t(lambda: delattr(h,'a'))
t(lambda: object.__setattr__(A,'x',1))
t(lambda: type.__setattr__(int,'x',1))
# dynamic slot updates
class V: pass
v=V(); t(lambda: len(v)); V.__len__=lambda s:7; t(lambda: len(v)); del V.__len__; t(lambda: len(v))
class W(V): pass
w=W(); V.__call__=lambda s,*a: a; print(w(1,2)); V.__add__=lambda s,o:'add'; print(w+1); V.__hash__=None; t(hash,w)
V.__eq__=lambda s,o: True; print(w==3, w!=3)
class I(int):
    def __add__(s,o): return 'I+'
    def __radd__(s,o): return 'I r+'
print(1+I(2), I(2)+1, I(1)+I(2), I(5)*2)
class N:
    def __eq__(s,o): return NotImplemented
print(N()==N(), N()!=1); t(lambda: N()<N())
class Len:
    def __len__(s): return -1
t(lambda: len(Len())); t(lambda: bool(Len()))
class BB:
    def __bool__(s): return 1
t(lambda: bool(BB()))
class It:
    def __getitem__(s,i):
        if i>3: raise IndexError
        return i
print(list(It()), 2 in It(), 9 in It())
class NoIter: pass
t(lambda: list(NoIter())); t(lambda: 1 in NoIter()); 
class NI:
    __iter__=None; __contains__=None
t(lambda: list(NI())); t(lambda: 1 in NI())
class Rp:
    def __repr__(s): return 1
t(lambda: repr(Rp())); t(lambda: str(Rp()))
class St:
    def __str__(s): return 1
t(lambda: str(St()))
class Ha:
    def __hash__(s): return 'a'
t(lambda: hash(Ha()))
class Hb:
    def __hash__(s): return 2**70
print(hash(Hb())==hash(2**70))
class In:
    def __init__(s): return 1
t(In)
class Fm:
    def __format__(s,x): return 1
t(lambda: format(Fm(),'a')); t(lambda: format(3,1)); t(lambda: format(object(),'a')); t(lambda: f'{object:>10}')
print(isinstance(1,(str,int)), issubclass(bool,int)); t(lambda: isinstance(1,1)); t(lambda: issubclass(1,int)); t(lambda: issubclass(int,1)); t(lambda: isinstance(1,(1,)))
class MI(type):
    def __instancecheck__(c,i): return i==42
    def __subclasscheck__(c,s): return s is str
class MC(metaclass=MI): pass
print(isinstance(42,MC), isinstance(1,MC), issubclass(str,MC), issubclass(int,MC))
class Prox:
    @property
    def __class__(s): return int
print(isinstance(Prox(),int), Prox().__class__, type(Prox()))
