import _weakref, gc, sys
ref=_weakref.ref; proxy=_weakref.proxy
class A:
    def f(self): return 7
    def __repr__(self): return 'A()'
    def __len__(self): return 3
    def __iter__(self): return iter([1,2])
    def __getitem__(self,k): return ('item',k)
    def __call__(self,*a,**k): return (a,k)
    def __add__(self,o): return ('add',o)
    def __radd__(self,o): return ('radd',o)
    def __iadd__(self,o): return self
    def __bool__(self): return False
    def __contains__(self,x): return x==1
    def __bytes__(self): return b'by'
    def __reversed__(self): return [2,1]
    def __eq__(self,o): return True
    def __hash__(self): return 5
    def __pow__(self,o,m=None): return ('pow',o,m)
    def __int__(self): return 9
    def __index__(self): return 10
    def __neg__(self): return 'neg'
    def __setitem__(self,k,v): print('set',k,v)
    def __delitem__(self,k): print('del',k)
def t(g):
    try: print(repr(g()))
    except BaseException as e: print(type(e).__name__, e)
a=A(); r=ref(a); print(r() is a, ref(a) is r, _weakref.getweakrefcount(a), _weakref.getweakrefs(a)==[r])
log=[]
r2=ref(a, lambda x: log.append(('cb', x is r2, x()))); r3=ref(a,log.append)
p=proxy(a); p2=proxy(a, log.append); print(_weakref.getweakrefcount(a), proxy(a) is p, type(p).__name__)
print(hash(r)==hash(a), r==r2, r!=r2, p.f(), str(p), len(p), list(p), p[3], p(1,b=2), p+1, 1+p, bool(p), 1 in p, p==3, p**2, pow(p,2,3), int(p), -p)
p.x=5; print(a.x, p.x); del p.x; t(lambda:p.x); p[1]=2; del p[1]
print([1,2,3,4,5,6,7,8,9,10,11,12][p])
t(lambda:hash(p)); t(lambda:ref()); t(lambda:ref(a,callback=1)); t(lambda:ref(1)); t(lambda:r(1)); t(lambda:r(a=1)); t(lambda:proxy(1)); t(lambda:proxy()); t(lambda:ref(a,1,2)); t(lambda: next(p))
print(r2.__callback__ is not None, r.__callback__)
print(ref.__name__, ref.__module__, ref.__basicsize__, sorted(k for k in vars(ref)))
del a
print(len(log), log[-1], r(), r2(), r2.__callback__)
t(lambda:p.f()); t(lambda:hash(r)); t(lambda: r==r2); t(lambda: r==r); t(lambda:str(p)); t(lambda:len(p)); t(lambda:p+1); t(lambda:bool(p))
print(repr(r).endswith('dead>'), repr(p).endswith('dead>'))
class B: pass
b=B(); b.me=b; rb=ref(b, lambda x: log.append('b')); log.clear(); del b; print(rb() is None, gc.collect()>0, rb(), log)
# callback on weakref in the same cycle must not run
b=B(); b.me=b; b.r=ref(b, lambda x: log.append('never')); log.clear(); del b; gc.collect(); print(log)
class MyRef(ref):
    def __init__(self,o,cb=None,extra=0): super().__init__(o,cb); self.extra=extra
    def __new__(cls,o,cb=None,extra=0): return super().__new__(cls,o,cb)
b=B(); m=MyRef(b,None,4); print(m.extra, m() is b, m is MyRef(b)); print(_weakref.getweakrefs(b)==[m] )
def f(): pass
print(ref(f)() is f, ref(B)() is B, ref(f)) if 0 else print(ref(f)() is f, ref(B)() is B)
d={1:ref(b)}; _weakref._remove_dead_weakref(d,1); print(len(d)); del b; _weakref._remove_dead_weakref(d,1); print(d)
s={1,2}; print(ref(s)() is s); 
