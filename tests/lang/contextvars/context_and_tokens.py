import contextvars
v=contextvars.ContextVar('v', default=3); w=contextvars.ContextVar('w')
print(v.get(), v.name, w.get(9)); 
try: w.get()
except LookupError as e: print(repr(e)[:30])
t=w.set(1); print(w.get(), t.old_value, t.old_value is contextvars.Token.MISSING); w.reset(t)
try: w.reset(t)
except RuntimeError as e: print('used' in str(e))
c=contextvars.copy_context()
def f(): w.set(5); return w.get()
print(c.run(f), w.get(None), list(c.items())[0][1], len(c), c[w])
try: c.run(c.run,f)
except RuntimeError as e: print('entered', str(e)[:30])

import _contextvars, sys
a = contextvars.ContextVar("a")
d1 = contextvars.copy_context()
d2 = d1.copy()
print(d1 == d2, d1 != d2, d1 is d2, a in d1, len(d2))
d2.run(a.set, 1)
print(d1 == d2, a in d2, d2[a], d2.get(a), d1.get(a), d1.get(a, "none"), sorted(v.name for v in d2))
for bad in (lambda: d1["x"], lambda: "x" in d1, lambda: d1.get(3), lambda: contextvars.Token(), lambda: contextvars.Context(1),
            lambda: d1.run(), lambda: contextvars.ContextVar(3), lambda: a.reset(3), lambda: hash(d1)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
t = a.set(1)
def other():
    try:
        a.reset(t)
    except ValueError as e:
        print("different Context" in str(e))
contextvars.copy_context().run(other)
b = contextvars.ContextVar("b")
try:
    b.reset(t)
except ValueError as e:
    print("different ContextVar" in str(e))
print(t.var is a, sys.getsizeof(d1), sys.getsizeof(a), sys.getsizeof(t), contextvars.ContextVar[int])
try:
    d1[a]
except KeyError as e:
    print("KeyError", e.args[0] is a)
def fail():
    raise ZeroDivisionError
try:
    d1.run(fail)
except ZeroDivisionError:
    d1.run(print, "left in order")
