l = list(range(10))
l[2:5] = "ab"
print(l)
l[:0] = [100]
l[len(l):] = [200]
print(l)
l[1:1] = []
l[::3] = [0] * len(l[::3])
print(l)
del l[::2]
print(l)
l[-2:] = range(3)
print(l)
l[5:2] = ["odd"]
print(l)
del l[:2], l[-1:]
print(l)
for bad in (lambda: l.__setitem__(slice(0, 3, 2), [1]), lambda: l.__setitem__(slice(0, 1), 5), lambda: l.__delitem__(100), lambda: l.__setitem__("a", 1), lambda: l[1:2:0]):
    try:
        bad()
    except (ValueError, TypeError, IndexError) as error:
        print(type(error).__name__, error)
l[:] = l[::-1]
print(l, l.copy() is l)
l[:] = []
print(l)
s = [1, 2, 3]
s[1:2] = s
print(s)
s[::-1] = s
print(s)
s *= 0
print(s)
