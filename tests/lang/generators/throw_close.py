def g():
    try:
        yield 1
    except ValueError as error:
        print("caught", error)
        yield 2
    finally:
        print("finally")

a = g()
next(a)
print(a.throw(ValueError("boo")))
a.close()
b = g()
b.close()
print("closed before start", list(b))
c = g()
next(c)
try:
    c.throw(KeyError, "k")
except KeyError as error:
    print("key", error)
def stubborn():
    try:
        yield
    except GeneratorExit:
        yield "no"
s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as error:
    print(error)
def leaks():
    yield
    raise StopIteration("inside")
l = leaks()
next(l)
try:
    next(l)
except RuntimeError as error:
    print(error, repr(error.__cause__))
def with_return():
    try:
        yield
    except GeneratorExit:
        return "closing value"
w = with_return()
next(w)
print(w.close())
def deleted():
    try:
        yield 1
    finally:
        print("cleanup on del")
d = deleted()
next(d)
del d
print("end")
