print([x * x for x in range(6)], [x for x in range(20) if x % 3 == 0 if x % 2])
print([(a, b) for a in "xy" for b in range(2)], [[j * i for j in range(3)] for i in range(3)])
print({x % 3 for x in range(10)}, {k: v for k, v in zip("abc", range(3))}, {v: k for k, v in {"a": 1}.items()})
x = "outer"
print([x for x in range(3)], x)
print([y := 5, y * 2], y)
print([last := n for n in range(3)], last)
print(any((hit := n) > 3 for n in [1, 4, 9]), hit)
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [v for row in matrix for v in row])
print([lambda: i for i in range(2)][0](), [f() for f in [lambda i=i: i for i in range(3)]])
class C:
    n = 3
    squares = [i * i for i in range(n)]
print(C.squares)
def f(a): return [a + b for b in range(a)], {a: [c for c in range(a)]}
print(f(3))
print([i if i % 2 else -i for i in range(5)], [*(i for i in "ab"), *[j for j in "cd"]])
print(list(map(str, (i for i in range(3)))), sum(1 for _ in "hello"))
try:
    [1 / i for i in (1, 0)]
except ZeroDivisionError as error:
    print(error)
print([(i, j) for i in range(4) for j in range(i) if (i + j) % 2])
print({(a, b): a * b for a in range(2) for b in range(2)}, [a for a, (b, c) in [(1, (2, 3))]], [a for [a, *_] in ["xyz"]])
print([[]for _ in range(2)], [None] * 2, [i for i in [j for j in range(3)]])
