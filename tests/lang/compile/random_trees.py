# Trees with a random field changed to a random value: what compile() says of each.
import ast, random, warnings, re
warnings.simplefilter("ignore")
SRC = '''
import os, sys as s
from . import a as b
x: int = 3
def f(a, /, b=1, *c, d=2, **e) -> int:
    global q
    "doc"
    for i in range(3): print(i); continue
    else: pass
    while a: break
    with a as b, c: return 1
    try: raise E from x
    except (A, B) as z: del z
    finally: assert a, 'b'
    x = y = [1, *z, (2, 3), {4}, {5: 6, **g}]
    x += lambda q, *r: (yield)
    return f"{a!r:>{w}}" if not a else b[1:2, ...]
@dec
class C(B, metaclass=M):
    async def g(self):
        async for i in x: await i
        async with a: pass
        return [j async for j in k if l]
match a:
    case [1, *_]: pass
    case {'k': v, **r}: pass
    case P(1, x=2) | None: pass
    case -1+2j: pass
    case s.t as u: pass
def g[T: int, *Ts, **P](): nonlocal_ = (w := 3)
type A[T] = T
a < b <= c; a and b or c; a.b.c = 1; del a[0]; {i for i in j}; {k: v for k, v in z}; (i for i in z)
'''
rnd = random.Random(4)
def nodes(t): return [n for n in ast.walk(t)]
base = ast.parse(SRC)
allnodes = nodes(base)
def rvalue():
    r = rnd.randrange(14)
    if r == 0: return None
    if r == 1: return rnd.choice([0, -1, 5, 1<<40])
    if r == 2: return rnd.choice(["x", "None", "", "__debug__", "a b", "_"])
    if r == 3: return []
    if r == 4: return [None]
    if r == 5: return rnd.choice([ast.Load(), ast.Store(), ast.Del()])
    if r == 6: return [rnd.choice(allnodes)]
    if r == 7: return [rnd.choice(allnodes), rnd.choice(allnodes)]
    if r == 8: return rnd.choice([1.5, 2j, b'x', (1, 2), frozenset({1}), ..., True, [1], {}, object])
    return rnd.choice(allnodes)
for k in range(60):
    t = ast.parse(SRC)
    ns = [n for n in nodes(t) if n._fields]
    for _ in range(rnd.choice([1,1,1,2])):
        n = rnd.choice(ns)
        f = rnd.choice(n._fields + (n._attributes if rnd.random()<.2 else ()))
        v = rvalue()
        if rnd.random() < .1 and hasattr(n, f): delattr(n, f)
        else: setattr(n, f, v)
        what = (type(n).__name__, f, type(v).__name__)
    try:
        compile(t, 'f', 'exec'); r = 'ok'
    except RecursionError: r = 'rec'
    except Exception as e: r = f"{type(e).__name__} {re.sub('0x[0-9a-f]+','',str(e))[:150]}"
    print(k, what, r)
