# __reduce__ and __setstate__ of itertools
import warnings; warnings.simplefilter('ignore')
from itertools import *
import itertools, operator
def plain(text):
    """text without addresses"""
    parts = text.split(' at 0x')
    return parts[0] + ''.join(p.lstrip('0123456789abcdef') for p in parts[1:])
def adv(it,n):
    for _ in range(n): next(it,None)
    return it
def show(x):
    try: r=x.__reduce__()
    except Exception as e: return repr(e)
    return plain(repr(r))
mk={
'chain':lambda:chain('ab','cd'),'compress':lambda:compress('abc',[1,0,1]),'count':lambda:count(3),'count2':lambda:count(3,2),'countf':lambda:count(1.5),
'cycle':lambda:cycle('abc'),'dropwhile':lambda:dropwhile(lambda x:x<2,[1,2,3]),'takewhile':lambda:takewhile(lambda x:x<2,[1,2,3]),
'filterfalse':lambda:filterfalse(None,[0,1,0]),'starmap':lambda:starmap(pow,[(1,2)]),'islice':lambda:islice('abcdef',1,4,2),'islice2':lambda:islice('abcdef',1,None),
'repeat':lambda:repeat(5),'repeat2':lambda:repeat(5,3),'accumulate':lambda:accumulate([1,2,3]),'accinit':lambda:accumulate([1,2,3],initial=7),'accnone':lambda:accumulate([None,None,3],lambda a,b:None),'accop':lambda:accumulate([1,2,3],operator.mul),
'accinitnone':lambda:accumulate([1,2,3],initial=None),
'zl':lambda:zip_longest('ab','c',fillvalue=9),'product':lambda:product('ab','cd'),'product0':lambda:product(),'comb':lambda:combinations('abcd',2),'cwr':lambda:combinations_with_replacement('abc',2),'perm':lambda:permutations('abc',2),'perm0':lambda:permutations('abc',4),
'groupby':lambda:groupby('aabbc'),'batched':lambda:batched('abcdef',2),'pairwise':lambda:pairwise('abc'),
}
for k,f in mk.items():
    for n in (0,1,2,3,100 if not k.startswith(('count','cycle')) and k!='repeat' else 4):
        print(k,n,show(adv(f(),n)))
g=groupby('aabbc'); k,v=next(g); print(show(v), show(g)); next(v); print(show(v),show(g)); next(g); print(show(v))
a,b=tee('abc'); print(show(a), show(a.__reduce__()[2][0])); next(a); print(show(b), show(b.__reduce__()[2][0]))
def tr(f,*a):
    try: return f(*a)
    except Exception as e: return repr(e)
tdo=type(b.__reduce__()[2][0])
print(tdo, tr(tdo,1), tr(tdo,[1],[],None,4), tr(tdo,iter([1]),(),None),tr(tdo,iter([1]),[],3),tr(tdo,iter([1]),[1]*58,None),tr(tdo,iter([1]),[1]*57,3), tr(lambda: tdo(iter([1]),[],next=None)))
for nm in mk:
    o=mk[nm]()
    if hasattr(o,'__setstate__'):
        for s in (None,1,(),(1,),(1,2),(1,2,3),([],1),([1],5),((),()),((0,1),(1,1)),(0,0),(99,-5),((9,9,9),(0,99)), ('a','b'), 1<<70, 'x',(1<<70,0)):
            o=mk[nm]()
            r=tr(o.__setstate__,s)
            print(nm,s,r, show(o), plain(repr(tr(lambda: list(islice(o,8))))))
g=itertools._grouper
print(tr(g,1,2),tr(g,1),tr(g),plain(repr(tr(lambda:g(groupby('a'),2)))),tr(lambda:g(a=1)))

# a group of its own
a, b = groupby('aab'), None
h = g(a, 'a')
print(list(h))

# the deprecation warning
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    chain().__reduce__()
print([str(w.message) for w in caught])

t, = tee('abcd', 1)
next(t)
import copy
print(list(copy.deepcopy(t)), list(t))
