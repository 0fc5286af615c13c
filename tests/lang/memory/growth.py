import sys
def steps(make, grow, n):
    o, out, last = make(), [], None
    for i in range(n):
        size = sys.getsizeof(o)
        if size != last: out.append((i, size))
        last = size
        grow(o, i)
    return out
print(steps(list, lambda l, i: l.append(i), 200))
print(steps(dict, lambda d, i: d.__setitem__(i, i), 200))
print(steps(set, lambda s, i: s.add(i), 400))
print(steps(bytearray, lambda b, i: b.append(i % 256), 200))
l = list(range(100))
sizes = []
while l:
    l.pop()
    if not sizes or sizes[-1] != sys.getsizeof(l): sizes.append(sys.getsizeof(l))
print(sizes)
print([sys.getsizeof("a" * n) for n in (0, 1, 2, 10)], [sys.getsizeof("é" * n) for n in (2, 10)], [sys.getsizeof("☃" * n) for n in (1, 2, 10)], [sys.getsizeof((0,) * n) for n in range(4)])
print([sys.getsizeof(2**k) for k in (0, 29, 30, 59, 60, 89, 90, 300)], [sys.getsizeof(b"x" * n) for n in (0, 1, 8)])
print(sys.getsizeof([*range(5)]), sys.getsizeof(list(range(5))), sys.getsizeof([1, 2, 3, 4, 5]), sys.getsizeof([0] * 5), sys.getsizeof(list("abcde")), sys.getsizeof([i for i in range(5)]))
e = [1, 2, 3]; e.extend([4, 5]); print(sys.getsizeof(e)); e += [6] * 10; print(sys.getsizeof(e)); e.insert(0, 0); print(sys.getsizeof(e)); del e[5:]; print(sys.getsizeof(e)); e.clear(); print(sys.getsizeof(e))
