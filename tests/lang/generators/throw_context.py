# the exception a generator is handling becomes the context of one that is thrown in
def f():
    try:
        raise KeyError("a")
    except Exception:
        yield


def g():
    try:
        raise KeyError("b")
    except Exception:
        yield from f()


for make in f, g:
    gen = make()
    next(gen)
    try:
        gen.throw(ValueError)
    except ValueError as e:
        while e is not None:
            print(repr(e))
            e = e.__context__

gen = f()
next(gen)
try:
    gen.gi_frame.clear()
except RuntimeError as e:
    print(e)
gen = f()
gen.gi_frame.clear()
print(gen.gi_frame, list(gen))
