"""Locals compared with and added to constants of every size, generators that drop what is sent, rows unpacked; deaths seen by their line."""
import sys

class I(int): pass
class W:
    def __init__(s): s.log=[]
    def __lt__(s,o): s.log.append(o); return True
    def __add__(s,o): return ("add",o)
def cmps(x):
    r=[]
    if x < 3: r.append(1)
    if x > 3: r.append(2)
    if x == 3: r.append(3)
    if x <= 3: r.append(4)
    if x >= 3: r.append(5)
    if x != 3: r.append(6)
    if not x < 300000: r.append(7)
    while x < 10: x = x + 4
    if not (x == 12): r.append(8)
    return r, x, x+1, x-1, x+1000, x-70000, x+1073741823, x-1073741823
def run(v):
    for _ in range(60): out=cmps(5)
    return cmps(v)
for v in (0,1,2,3,4,-5,-6,255,256,257,2**30-1,2**30,2**31,2**62,True,I(2),I(3),2.5,3.0):
    print(v, run(v))
try: run("a")
except TypeError as e: print(e, e.__traceback__.tb_next.tb_next.tb_lineno)
def un():
    if False: q=1
    for i in range(30):
        try:
            if q < 3: pass
        except UnboundLocalError as e: last=e
    print(last)
    for i in range(50): 
        s = i
        t = s + 1
        s = t - 1
        u = 7; w = u
    return s,t,u,w
print(un())
def gen(n):
    for i in range(n):
        yield i
def gen2(n):
    r=[]
    for i in range(n):
        x = yield i
        r.append(x)
    yield r
def gsum():
    t=0
    for _ in range(60):
        for x in gen(3): t+=x
        for x in gen2(3): last=x
    return t,last
print(gsum())
def tup():
    r=0
    for a,b,c in [(1,2,3)]*100: r+=a+b+c
    for a,b,c in [[1,2,3]]*100: r+=a+b+c
    for a,b,c in ["abc"]*3: pass
    try:
        for i in range(60):
            a,b,c = (1,2,3) if i<50 else (1,2)
    except ValueError as e: print(e,i)
    try:
        for i in range(60):
            a,b,c = [1,2,3] if i<50 else [1,2,3,4]
    except ValueError as e: print(e,i)
    return r,a,b,c
print(tup())
class D:
    def __del__(s): print("del", sys._getframe(1).f_lineno-B)
B=sys._getframe().f_lineno
def dl():
    for i in range(3):
        x = D()
        x = i
        y = x
    x = D(); z = 5
    x = 1; y = x + 1
    return y
print(dl())
def ident():
    a=1000
    b=a+0
    return a is b, b+1 is b+1, sys.getrefcount(b)
for i in range(40): r=ident()
print(r)
