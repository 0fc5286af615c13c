# oracle: 3.13.2
import sys
def f(a, b=2):
    x=1; y=[2]
    def g(): return x
    fr=sys._getframe(); p=fr.f_locals
    print(type(p), len(p), sorted(p), 'x' in p, 'q' in p, p['x'])
    p['x']=10; print(x, g())
    p['a']=5; print(a)
    p['new']='n'; print(p['new'], fr.f_locals['new'], locals()['new'], list(p)[-1])
    try: del p['a']
    except ValueError as e: print(e)
    try: del p['zz']
    except KeyError as e: print(repr(e))
    try: p['zz']
    except KeyError as e: print(repr(e))
    del p['new']; print('new' in p)
    try: p[[]]
    except TypeError as e: print(e)
    print(p.get('zz'), p.get('zz',3), p.get('a'), p.setdefault('s',9), p.setdefault('a',1))
    p.update({'b':7,'k':8}); print(b, p['k'])
    try: p.update([(1,2)])
    except TypeError as e: print(e)
    print(p==fr.f_locals, p!=fr.f_locals, p==dict(p), p=={}, (p|{'m':1})['m'], ({'m':2}|p)['a'])
    p|={'a':100}; print(a)
    print([k for k in p.keys()], p.items()[0], p.values()[0], list(reversed(p))[:2])
    try: p<p
    except TypeError as e: print(e)
    try: hash(p)
    except TypeError as e: print(e)
    try: type(p)(3)
    except TypeError as e: print(e)
    try: type(p)()
    except TypeError as e: print(e)
    try: type(p)(fr, a=1)
    except TypeError as e: print(e)
    p['pp']=1; print(p.pop('pp'), p.pop('pp',4))
    try: p.pop('a')
    except ValueError as e: print(e)
    try: p.pop('nn')
    except KeyError as e: print(repr(e))
    del y
    print('y' in p, len(p.copy()))
    p['y']=33; print(y)
    return fr
fr=f(3)
print(fr.f_locals['x'], sorted(fr.f_locals)); fr.f_locals['x']=77; print(fr.f_locals['x'])
fr.clear(); print(fr.f_locals)
def h():
    z=1
    exec('z=2; w=3'); print(z, sorted(locals()))
    exec('z=5', globals(), sys._getframe().f_locals); print(z)
    exec('nw=5; nz=z+1', globals(), sys._getframe().f_locals); print(sorted(locals().items()))
    print(eval('z+1'), [eval('q') for q in range(3)], [locals() for q2 in range(1)])
    l=locals(); l['z']=99; print(z, locals()['z'], l is locals())
h()
class C:
    a=1
    l=[sorted(locals()) for i in range(1)]
    print(l, [sorted(sys._getframe().f_locals) for i in range(1)], type(sys._getframe().f_locals))
    fl=[type(sys._getframe().f_locals) for i in range(1)]
    locals()['dyn']=4
print(C.dyn, C.fl)
print([type(sys._getframe().f_locals) for i in range(1)], sys._getframe().f_locals is globals())
print([sorted(locals())[:3] for i in range(1)])
def gen():
    v=1; yield sys._getframe(); yield v
g=gen(); fr=next(g); fr.f_locals['v']=42; print(next(g), g.gi_frame.f_locals, g.gi_frame is fr)
def rec():
    p=sys._getframe().f_locals; print(p)
rec()
def cellarg(a):
    def inner():
        nonlocal a
        print(a, sys._getframe().f_locals, sys._getframe(1).f_locals['a'])
        sys._getframe().f_locals['a']='new'
        print(a)
    inner(); print(a)
cellarg(1)
print(vars() is globals())
def dirs(): q=1; print(dir(), vars())
dirs()
