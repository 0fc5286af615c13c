"""Spread arguments, defaults, and functools.partial with keywords and with many arguments: what arrives, and the counts inside."""
import sys
from functools import partial
def f(a,b=2,*c,d=4,**e): return a,b,c,d,e
print(f(1),f(1,2,3),f(*(1,),**{'b':5}),f(*(1,2,3,4),**{'d':5,'z':6}))
class A:
    def m(self,a,b=3,**k): return a,b,k
    @classmethod
    def c(cls,*a,**k): return a,k
a=A()
print(a.m(*(1,)),a.m(*(1,2)),a.m(1,b=4),a.m(*(1,),**{'b':4}),a.m(*(1,),**{'q':4}),A.c(*(1,2),**{'k':3}))
def tr(fn,*a,**k):
    try: print(fn(*a,**k))
    except TypeError as e: print('TypeError',e)
def g(a,b=2): return a,b
def h(a,/,b): return a,b
def ko(*,k): return k
tr(g);tr(g,1,2,3);tr(g,1,a=3);tr(g,c=3);tr(g,1,b=3);tr(h,a=1,b=2);tr(ko);tr(ko,k=1);tr(ko,1)
tr(a.m);tr(a.m,1,2,3);tr(a.m,1,self=3);tr(g,**{'a':1,'b':3})
try: g(**{1:2})
except TypeError as e: print(e)
class S(str): pass
tr(g,**{S('a'):1,S('b'):3})
class L:
    def __getitem__(s,k): return 5
    def keys(s): return ['a']
print(g(**L()))
o=object()
def rc(*a,**k): return [sys.getrefcount(x) for x in a],[sys.getrefcount(k[x]) for x in k]
def rc1(x,y=None,*,z=None): return sys.getrefcount(x),sys.getrefcount(y),sys.getrefcount(z)
p=object();q=object()
print(partial(rc1,o)(p),partial(rc1,y=p)(o),partial(rc1,o,z=q)(p),partial(rc1,z=q)(o,p),partial(rc1,o,p,z=q)())
print(partial(rc1,o)(p,z=q),partial(rc1,y=p)(o,z=q),partial(rc1)(o,y=q))
print(partial(rc,o,z=q)(p),partial(rc,z=q)(o,p))
pp=partial(f,*range(30)); print(pp(1,k=3))
print(partial(f,1,d=5)(2,d=6), partial(f,1,d=5)())
pp.keywords['u']=3; print(pp(4))
pp.keywords[4]=3
try: pp()
except TypeError as e: print(e)
print(rc1(o),rc1(o,p),rc1(*(o,)),rc1(*(o,),**{'z':q}),rc1(o,z=q))
print(partial(dict,a=3)(b=4),partial(int,base=16)('ff'),partial(print,1,end='|\n')(2))
print(partial(rc, *range(20000))(1)[0][-1] > 1, len(partial(rc, *range(5000))()[0]))
# a native caller gives the recursion back when binding fails
f=lambda:1
for i in range(3000):
    try: list(map(f,[1]))
    except TypeError: pass
def g(n): return 0 if n==0 else g(n-1)+1
print(g(900))
