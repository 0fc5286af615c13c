def inner():
    got = yield "a"
    print("inner got", got)
    yield "b"
    return "inner result"

def outer():
    result = yield from inner()
    print("outer got", result)
    yield from [1, 2]
    yield from (x * x for x in range(3))
    return "outer result"

g = outer()
print(next(g), g.send("hello"), list(g))

def flatten(x):
    for item in x:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item
print(list(flatten([1, [2, [3, [4]], 5], [[[6]]]])))

class Tree:
    def __init__(self, v, left=None, right=None):
        self.v, self.left, self.right = v, left, right
    def __iter__(self):
        if self.left: yield from self.left
        yield self.v
        if self.right: yield from self.right
print(*Tree(4, Tree(2, Tree(1), Tree(3)), Tree(6)))
def catching():
    try:
        yield 1
    except ZeroDivisionError:
        yield "caught in inner"
def deleg():
    yield from catching()
    yield "after"
d = deleg()
next(d)
print(d.throw(ZeroDivisionError), next(d))
print(d.gi_yieldfrom)
try:
    def bad(): yield from 5
    list(bad())
except TypeError as error:
    print(error)
