a, b, c = 1, 2, 3
print(a, b, c)
a, b = b, a
print(a, b)
first, *rest = range(5)
print(first, rest)
*start, last = "hello"
print(start, last)
one, *middle, end = (1, 2)
print(one, middle, end)
(p, (q, [r, *s])) = (1, (2, [3, 4, 5]))
print(p, q, r, s)
for i, (x, y) in enumerate([(1, 2), (3, 4)]):
    print(i, x, y)
print([*range(3), *"ab"], (*[1], 2), {*[1, 2], 3}, {**{"a": 1}, "b": 2, **{"a": 3}})
def tell(values):
    try:
        a, b, c = values
        print(a, b, c)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
tell([1, 2]); tell([1, 2, 3, 4]); tell(5); tell("xyz"); tell({1: 2, 3: 4, 5: 6}); tell(iter([1]))
try:
    a, *b, c = [1]
except ValueError as error:
    print(error)
x = y = z = []
x.append(1)
print(y, z is x)
i = 0
i, values = 1, [0, 0]
values[i], i = 7, 9
print(values, i)
