def f(a, b=2, *args, c=3, d, **kwargs):
    return a, b, args, c, d, sorted(kwargs.items())

print(f(1, d=4))
print(f(1, 9, 8, 7, d=4, e=5, c=6))
print(f(*[1, 2, 3], **{"d": 0, "z": 1, "y": 2}))
print(f.__defaults__, f.__kwdefaults__, f.__name__, f.__qualname__)

def remember(item, seen=[]):
    seen.append(item)
    return seen

print(remember(1), remember(2))
print(remember.__defaults__)
remember.__defaults__ = ([],)
print(remember(3))

def positional(a, b, /, c, *, d):
    return a + b + c + d

print(positional(1, 2, 3, d=4), positional(1, 2, c=3, d=4))
for call in (lambda: positional(1, 2, 3), lambda: positional(a=1, b=2, c=3, d=4), lambda: positional(1),
             lambda: positional(1, 2, 3, 4, d=5), lambda: positional(1, 2, 3, d=4, e=5), lambda: positional(1, 2, 3, c=3, d=1)):
    try:
        call()
    except TypeError as error:
        print(error)
