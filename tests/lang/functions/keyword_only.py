def area(*, width, height=1):
    return width * height
print(area(width=3), area(height=2, width=5))
for kwargs in ({}, {"width": 1, "depth": 2}, {"height": 3}):
    try:
        print(area(**kwargs))
    except TypeError as error:
        print(error)
def mixed(a, /, b, *rest, c, d=4, **more):
    return a, b, rest, c, d, more
print(mixed(1, 2, c=3), mixed(1, 2, 3, 4, c=5, d=6, e=7), mixed(1, b=2, c=3, a=9))
print(mixed.__kwdefaults__, mixed.__code__.co_posonlyargcount, mixed.__code__.co_kwonlyargcount, mixed.__code__.co_varnames)
try:
    mixed(1, 2)
except TypeError as error:
    print(error)
try:
    area(3)
except TypeError as error:
    print(error)
def bare(*args): return args
print(bare(), bare(*()), bare(*"ab", *[1]), bare(*{"k": 1}))
