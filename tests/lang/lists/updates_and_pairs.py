"""Items of lists updated in place, pairs unpacked into locals, attributes through super: many times, so that all specialise, and where they fail."""
import sys

class D:
    def __init__(self,n): self.n=n
    def __del__(self): print("del", self.n, sys._getframe(1).f_lineno - base)
    def __add__(self,o): return D(self.n+o)
base=sys._getframe().f_lineno
def f():
    a=[D(1),D(2)]
    for i in range(2):
        for k in range(40):
            a[i] += 100
    try:
        a[5] += 1
    except IndexError as e: print(e)
    try:
        a[-1] += 1
    except IndexError as e: print(e)
    t=(1,2)
    try:
        t[0]+=1
    except TypeError as e: print(e)
    b=[1.5]*3
    for i in range(100):
        b[i%3]-=0.5
        b[True]*=1
    print(b)
    c=[0]*3
    for i in range(200):
        c[i%3]+=i<<20
        c[-1]+=1
    print(c)
def g():
    x=y=None
    for i in range(50):
        for x,y in [(D(i),D(i+1))]:
            pass
    for x,x in [(D("a"),D("b"))]*3: pass
    d={1:2,3:4}
    r=[]
    for j in range(20):
        for k,v in d.items(): r.append(k+v)
        for k,v in enumerate("ab"): r.append(v*k)
        for k,v in zip("ab","cd"): r.append(k+v)
        for k,v in ["xy",[1,2]]: r.append((k,v))
    print(len(r), r[-6:])
class A:
    z=3
    def m(self): return 1
    @classmethod
    def c(cls): return cls.__name__
    @property
    def p(self): return self.q
class B(A):
    q=9
    def m(self): return super().m()+1
    @classmethod
    def c(cls): return super().c()+"!"
    @property
    def p(self): return super().p+super().z
    def bad(self): return super().nothing
def h():
    b=B()
    for i in range(60):
        b.m(), B.c(), b.p, b.c()
    print(b.m(), B.c(), b.p)
    for i in range(3):
        try: b.bad()
        except AttributeError as e: print(e)
f();g();h()
