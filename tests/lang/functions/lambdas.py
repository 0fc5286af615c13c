add = lambda a, b=10: a + b
print(add(1), add(1, 2), add.__name__)
fs = [lambda x, n=n: x ** n for n in range(5)]
print([f(2) for f in fs])
late = [lambda: i for i in range(3)]
print([f() for f in late])
print(sorted(["bb", "a", "ccc"], key=lambda s: -len(s)))
print((lambda *a, **k: (a, k))(1, 2, x=3))
compose = lambda *fs: lambda x: x if not fs else compose(*fs[:-1])(fs[-1](x))
print(compose(str, abs, lambda x: x - 10)(3))
print((lambda: (yield))().__class__.__name__)
print(list(map(lambda p: p[0] * p[1], zip(range(4), range(4, 8)))))
print(list(filter(lambda n: n % 3, range(10))))
Y = lambda f: (lambda x: x(x))(lambda x: f(lambda v: x(x)(v)))
print(Y(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(20))
