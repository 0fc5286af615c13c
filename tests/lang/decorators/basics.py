def announce(f):
    def wrapper(*args, **kwargs):
        print("calling", f.__name__, args, kwargs)
        return f(*args, **kwargs)
    return wrapper
def repeat(n):
    def decorate(f):
        def wrapper(*args):
            return [f(*args) for _ in range(n)]
        return wrapper
    return decorate
@announce
def add(a, b=1): return a + b
print(add(1), add(1, b=5))
@repeat(3)
@announce
def hi(name): return "hi " + name
print(hi("x"))
class Count:
    def __init__(self, f): self.f, self.n = f, 0
    def __call__(self, *a):
        self.n += 1
        return self.f(*a)
@Count
def sq(x): return x * x
print(sq(3), sq(4), sq.n)
registry = {}
def register(cls):
    registry[cls.__name__] = cls
    cls.registered = True
    return cls
@register
class A: pass
print(registry, A.registered) if False else print(sorted(registry), A.registered)
@(lambda f: 42)
def fortytwo(): pass
print(fortytwo)
print_it = [print][0]
@(lambda f: print_it(f.__name__))
def shown(): pass
order = []
def d(n):
    order.append(f"eval {n}")
    def deco(f):
        order.append(f"apply {n}")
        return f
    return deco
@d(1)
@d(2)
def z(): pass
print(order, shown is None)
