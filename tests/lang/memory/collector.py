import gc, sys
print(gc.isenabled(), gc.get_threshold(), gc.get_debug())
gc.disable(); print(gc.isenabled())
gc.collect()
class Node:
    def __init__(self): self.me=self
    def __del__(self): log.append('del')
log=[]
for i in range(5): Node()
print(log, gc.collect(), log)
class A: pass
a=A(); b=A(); a.b=b; b.a=a; del a,b
print(gc.collect()>=2)
l=[]; l.append(l); del l
print(gc.collect())
d={}; d['x']=d; del d; print(gc.collect())
# resurrection
keep=[]
class R:
    def __init__(self): self.me=self
    def __del__(self): keep.append(self); print('fin')
R(); print(gc.collect(), len(keep)); print(gc.is_finalized(keep[0])); keep.clear(); print(gc.collect(), len(keep))
print(gc.is_tracked([]), gc.is_tracked(1), gc.is_tracked({}), gc.is_tracked({'a':[]}), gc.is_tracked(()), gc.is_tracked((1,2)), gc.is_tracked('a'), gc.is_tracked(A()), gc.is_tracked(A))
x=[1]; y=[x]; print(gc.get_referrers(x)==[y] or y in gc.get_referrers(x)); print(gc.get_referents(y)==[x], gc.get_referents({1:2,'a':'b'}), gc.get_referents(1))
cb=[]
def f(phase, info): cb.append((phase, info))
gc.callbacks.append(f); gc.collect(1); gc.callbacks.remove(f); print(cb); del cb
gc.set_threshold(5,6,7); print(gc.get_threshold()); gc.set_threshold(8); print(gc.get_threshold()); gc.set_threshold(2000,10,10)
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
t(lambda:gc.collect(3));t(lambda:gc.collect(-1));t(lambda:gc.collect('a'));t(lambda:gc.set_threshold());t(lambda:gc.set_threshold('a'));t(lambda:gc.set_threshold(1,2,3,4));t(lambda:gc.get_objects(7));t(lambda:gc.get_objects('a'));t(lambda:gc.collect(generation=0)>=0)
gc.freeze(); print(gc.get_freeze_count()>100); gc.unfreeze(); print(gc.get_freeze_count())
print(any(o is y for o in gc.get_objects()), any(o is y for o in gc.get_objects(generation=2)))
gc.enable()
# automatic
n=0
class C:
    def __init__(self): self.me=self
    def __del__(self):
        global n; n+=1
for i in range(20000): C()
gc.set_debug(gc.DEBUG_SAVEALL)
l=[]; l.append(l); del l; gc.collect(); print([type(o).__name__ for o in gc.garbage if type(o) is list]); gc.set_debug(0); gc.garbage.clear()
# generator cycle
def gen():
    me = yield
    try: yield me
    finally: log.append('gen')
log.clear(); g=gen(); next(g); g.send(g); del g; print(gc.collect()>0, log)
# function cycle, closures
def outer():
    def inner(): return inner
    return inner
outer(); print(gc.collect()>0)
# deep nesting dealloc
l=None
for i in range(200000): l=[l]
del l
l=None
for i in range(100000): l={'a':l}
del l
l=None
for i in range(100000): l=(l,)
del l
class L: pass
l=None
for i in range(50000): m=L(); m.next=l; l=m
del l,m
print('deep ok')
import types
t=type('T',(),{}); t.self=t; del t; print(gc.collect()>0)
class Fin:
    def __del__(self): raise ValueError('in del')
class Slots:
    __slots__=('a','__weakref__')
s=Slots(); s.a=s; del s; print(gc.collect())
print(sys.getrefcount(x))
