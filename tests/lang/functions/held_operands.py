"""Calls of instances, staticmethods and classes hold what native code holds in CPython: the counts inside tell; the same with other threads."""
import sys, threading
class F:
    def __call__(self, x, y=1, **k):
        print(sys.getrefcount(x), sys.getrefcount(self), sys.getrefcount(y), [sys.getrefcount(v) for v in k.values()])
        return x
class G:
    def __call__(self): raise ValueError('x')
class H:
    async def __call__(self, x): return x
class I:
    def __call__(self, x):
        yield x
@staticmethod
def s(x, **k): print(sys.getrefcount(x), [sys.getrefcount(v) for v in k.values()]); return x
class A:
    def __init__(self, x, **k):
        print(sys.getrefcount(x), sys.getrefcount(self), sys.getrefcount(A), [sys.getrefcount(v) for v in k.values()])
class B:
    def __init__(self): return 5
def go():
    o=object(); p=object(); f=F()
    for i in range(4): assert f(o) is o
    f(o,p); f(x=o); f(*(o,)); f(*(o,p)); f(*(o,),**{'y':p}); f(*(o,),**{'z':p}); f(o,z=p)
    for i in range(3): s(o)
    s(*(o,)); s(x=o); s(o,z=p); s(*(o,),**{'z':p})
    for i in range(4): A(o)
    A(x=o); A(o,z=p); A(*(o,)); A(*(o,),**{'z':p})
    for c in (G(), H(), I(), B):
        for i in range(3):
            try:
                r=c() if isinstance(c,G) or c is B else c(o)
                print(type(r)); r.close()
            except (ValueError,TypeError) as e: print(type(e),e)
    try: f()
    except TypeError as e: print(e)
    try: f(o,x=o)
    except TypeError as e: print(e)
    try: f(*(o,),**{'x':o})
    except TypeError as e: print(e)
    try: f(*(),**{1:o})
    except TypeError as e: print(e)
    try: A()
    except TypeError as e: print(e)
    try: s(1,2)
    except TypeError as e: print(e)
    print(sys.getrefcount(o),sys.getrefcount(p),sys.getrefcount(f),sys.getrefcount(A),sys.getrefcount(F),sys.getrefcount(s))
    def gen():
        for i in range(3): yield f(o,y=p)
    print(len(list(gen())))
    f(*range(100000)) if 0 else None
    try: f(*range(300))
    except TypeError as e: print(e)
go()
class R:
    def __call__(self,n): return 0 if n==0 else self(n-1)+1
print(R()(300))
try: R()(5000)
except RecursionError as e: print(str(e)[:32])
class D:
    def __call__(self,*a): sys.settrace(None); return 1
def tr(fr,ev,arg): return tr
sys.settrace(tr); D()(1,2); sys.settrace(tr); F()(1); sys.settrace(None)
if True:
    ev=threading.Event()
    t=threading.Thread(target=ev.wait); t.start()
    go(); 
    sys.settrace(tr); go(); sys.settrace(None)
    ev.set(); t.join()
