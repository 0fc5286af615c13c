import gc, sys
class A:
    def __del__(self): raise ValueError('x')
A()
print(1)
class B:
    def __init__(self): self.me=self
    def __del__(self): 1/0
B(); gc.collect()
import _weakref
class C: pass
c=C(); r=_weakref.ref(c, lambda x: {}[1]); del c
def f(u): print(u.exc_type, u.exc_value, u.err_msg, u.object is not None)
sys.unraisablehook=f
A()
