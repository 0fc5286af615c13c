# operators through special methods
class Num:
    def __init__(self, v): self.v = v
    def __repr__(self): return f'Num({self.v})'
for name in 'add sub mul truediv floordiv mod pow lshift rshift and or xor matmul divmod'.split():
    exec(f"""
def f(self, o): return ('{name}', self.v, o.v if isinstance(o, Num) else o)
def r(self, o): return ('r{name}', self.v, o)
Num.__{name}__ = f; Num.__r{name}__ = r
""")
a, b = Num(1), Num(2)
print(a+b, a-b, a*b, a/b, a//b, a%b, a**b, a<<b, a>>b, a&b, a|b, a^b, a@b, divmod(a,b))
print(a+1, 1+a, 1-a, 2*a, 1/a, 1//a, 1%a, 2**a, 1<<a, 1>>a, 1&a, 1|a, 1^a, 1@a, divmod(1,a))
print(pow(a, b, 3) if False else 'skip')
class In:
    def __init__(self): self.log = []
    def __iadd__(self, o): self.log.append(('iadd', o)); return self
    def __isub__(self, o): self.log.append(('isub', o)); return self
    def __imul__(self, o): self.log.append(('imul', o)); return self
    def __ior__(self, o): self.log.append(('ior', o)); return self
    def __ipow__(self, o): self.log.append(('ipow', o)); return self
    def __imatmul__(self, o): self.log.append(('imatmul', o)); return self
i = In(); i += 1; i -= 2; i *= 3; i |= 4; i **= 5; i @= 6; print(i.log)
def t(f,*a,**k):
    try: print(repr(f(*a,**k)).split(' at 0x')[0])
    except BaseException as e: print(type(e).__name__, e)
class Empty: pass
e = Empty()
for op in ('e+1','1+e','e-1','e*2','e/1','e//1','e%1','e**1','e<<1','e&1','e|1','e^1','e@1','-e','+e','~e','abs(e)','int(e)','float(e)','complex(e)','e[0]','e()','len(e)','iter(e)','next(e)','e<1','e<=e','1 in e','round(e)','divmod(e,1)','pow(e,1,2)','range(e)','[1][e]','hash(e)==hash(e)','bool(e)','reversed(e)','bytes(e)','e.x','del_(e)','with_(e)','(lambda: (yield from e))().__next__()', 'setitem(e)', "'%d'%e", "chr(e)"):
    def del_(o): del o[0]
    def setitem(o): o[0]=1
    def with_(o):
        with o: pass
    t(lambda: eval(op, globals() | locals()))
for op in ('a','b'):
    pass
x = Empty()
try: x += 1
except TypeError as er: print(er)
try: x @= 1
except TypeError as er: print(er)
class C:
    def __complex__(self): return 1+2j
    def __int__(self): return 7
    def __float__(self): return 1.5
    def __round__(self, n=None): return ('round', n)
    def __trunc__(self): return 9
    def __abs__(self): return 'abs'
    def __neg__(self): return 'neg'
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __bytes__(self): return b'by'
    def __reversed__(self): return 'rev'
    def __length_hint__(self): return 10
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
    def __contains__(self, k): return k == 'yes'
    def __next__(self): raise StopIteration
    def __iter__(self): return self
    def __ceil__(self): return 'ceil'
    def __sizeof__(self): return 100
c = C(); print(complex(c), int(c), float(c), round(c), round(c, 2), abs(c), -c, +c, ~c, bytes(c), reversed(c), c[1:2], c[1,2], c[...], 'yes' in c, 'no' in c, list(c))
c[1] = 2; del c[1:3]; c['a':'b':1] = 5
class Cmp:
    def __init__(s, v): s.v = v
    def __lt__(s, o): print('lt'); return s.v < o.v
    def __le__(s, o): print('le'); return s.v <= o.v
    def __eq__(s, o): print('eq'); return isinstance(o, Cmp) and s.v == o.v
x, y = Cmp(1), Cmp(2); print(x < y, x > y, x <= y, x >= y, x == y, x != y); t(hash, x)
print(sorted([Cmp(2), Cmp(1)], key=lambda c: c.v)[0].v, max(3, 1), x in [y, x])
class Sub(Cmp):
    def __gt__(s, o): print('Sub.gt'); return True
print(Cmp(1) < Sub(2))
class Call:
    def __call__(self, *a, **k): return a, k
c = Call(); print(c(), c(1), c(1, 2, x=3), c(*[1, 2], **{'y': 4}))
class Ctx:
    def __enter__(self): print('enter'); return 'val'
    def __exit__(self, t, v, tb): print('exit', t and t.__name__, v); return t is ValueError
with Ctx() as v: print(v)
with Ctx(): raise ValueError('swallowed')
try:
    with Ctx(): raise KeyError('k')
except KeyError as er: print('out', er)
class Ix:
    def __index__(self): return 2
print([10, 20, 30][Ix()], range(Ix()), 'abc'[Ix()], hex(Ix()), bin(Ix()), chr(Ix()), 'ab' * Ix(), list(range(0, 5, Ix())), [1,2,3][Ix():], int(Ix()))
class BadIx:
    def __index__(self): return 'x'
t(lambda: [1][BadIx()]); t(lambda: range(BadIx())); t(lambda: hex(BadIx()))
class Iter:
    def __init__(s, n): s.n = n
    def __iter__(s): return s
    def __next__(s):
        if s.n == 0: raise StopIteration('done')
        s.n -= 1; return s.n
print(list(Iter(3)), sum(Iter(4)), dict(zip('abc', Iter(3))), [*Iter(2)], max(Iter(5)))
class BadIter:
    def __iter__(s): return 3
t(lambda: list(BadIter())); t(lambda: iter(BadIter()))
class Fmt:
    def __format__(s, spec): return f'<{spec}>'
print(f'{Fmt()}|{Fmt():x>3}|{Fmt()!r:.0}', '{:abc}'.format(Fmt()), format(Fmt(), 'zz'))
