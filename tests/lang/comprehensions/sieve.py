def sieve(n):
    marks = [True] * (n + 1)
    for i in range(2, int(n ** 0.5) + 1):
        if marks[i]:
            for j in range(i * i, n + 1, i):
                marks[j] = False
    return [i for i in range(2, n + 1) if marks[i]]
p = sieve(200)
print(p, len(sieve(5000)))
pyth = [(a, b, c) for c in range(1, 30) for b in range(1, c) for a in range(1, b) if a * a + b * b == c * c]
print(pyth)
print({n: [d for d in range(1, n + 1) if n % d == 0] for n in (12, 28, 97)})
perfect = [n for n in range(2, 500) if sum(d for d in range(1, n) if n % d == 0) == n]
print(perfect)
words = "the quick brown fox jumps over the lazy dog".split()
print({w: len(w) for w in words}, sorted({len(w) for w in words}), {c: [w for w in words if c in w] for c in "oe"})
pascal = [[1]]
for _ in range(6):
    r = pascal[-1]
    pascal.append([1] + [a + b for a, b in zip(r, r[1:])] + [1])
print(*pascal, sep="\n")
queens = []
def place(n, row=0, cols=()):
    if row == n: queens.append(cols)
    for c in range(n):
        if all(c != k and abs(c - k) != row - r for r, k in enumerate(cols)): place(n, row + 1, cols + (c,))
place(6)
print(queens)
