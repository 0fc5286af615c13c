def none(): pass
def one(a): pass
def two(a, b): pass
def three(a, b, c): pass
def many(a, b=1, *, k): pass
class C:
    def method(self, x): pass
    def __init__(self, n): pass

def attempt(f, *args, **kwargs):
    try:
        f(*args, **kwargs)
        print("fine")
    except TypeError as error:
        print(error)

attempt(none, 1)
attempt(none, x=1)
attempt(one)
attempt(one, 1, 2)
attempt(one, 1, a=2)
attempt(two)
attempt(two, b=1)
attempt(three)
attempt(many, 1)
attempt(many)
attempt(many, 1, 2, 3, k=1)
attempt(C)
attempt(C, 1, 2)
attempt(C(1).method)
attempt(C(1).method, 1, 2)
attempt(len)
attempt(len, 1, 2)
attempt(len, 5)
attempt(print, nothing=1)
attempt(5)
attempt("text")
for call in (lambda: one(**{1: 2}), lambda: one(*5), lambda: one(**5), lambda: one(a=1, **{"a": 2})):
    try:
        call()
    except TypeError as error:
        print(error)
attempt(isinstance, 1)
attempt(abs)
attempt([].append)
attempt({}.get)
