"""Objects that closing, throwing into and dropping a generator make and leave, as the young count shows them."""
import gc
def numbers(n):
    yield from range(n)
def tryg(n):
    try:
        yield n
    finally:
        pass
def sub(n):
    yield from tryg(n)
def t(f, how):
    g=f(3); next(g)
    gc.collect()
    a=gc.get_count()
    if how=='close': g.close()
    elif how=='del': del g
    elif how=='throw':
        try: g.throw(GeneratorExit)
        except GeneratorExit: pass
    elif how=='throwi':
        try: g.throw(ValueError(1))
        except ValueError: pass
    return a, gc.get_count()
for f in (numbers,tryg,sub):
    for how in ('close','del','throw','throwi'):
        gc.collect()
        print(f.__name__, how, t(f,how))
def r():
    try:
        raise ValueError
    except ValueError: pass
    return gc.get_count()
gc.collect(); print(r())
