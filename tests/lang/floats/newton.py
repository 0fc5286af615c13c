def newton(f, df, x, n=20):
    for _ in range(n):
        x -= f(x) / df(x)
    return x
print(newton(lambda x: x * x - 2, lambda x: 2 * x, 1.0), newton(lambda x: x**3 - x - 2, lambda x: 3 * x * x - 1, 1.5))
def simpson(f, a, b, n=100):
    h = (b - a) / n
    return h / 3 * (f(a) + f(b) + sum((4 if i % 2 else 2) * f(a + i * h) for i in range(1, n)))
print(simpson(lambda x: x * x, 0, 3), simpson(lambda x: 1 / x, 1, 2, 1000))
e, term = 0.0, 1.0
for i in range(1, 25):
    e += term
    term /= i
print(e, sum(1 / n**2 for n in range(1, 2000)), sum((-1)**n * 4 / (2 * n + 1) for n in range(1000)))
x, y, vx, vy = 1.0, 0.0, 0.0, 1.0
for _ in range(1000):
    r3 = (x * x + y * y) ** 1.5
    vx -= x / r3 * 0.01
    vy -= y / r3 * 0.01
    x += vx * 0.01
    y += vy * 0.01
print(round(x, 9), round(y, 9), x * vy - y * vx)
mean = lambda v: sum(v) / len(v)
data = [2.5, 3.5, 1.25, 8.75, 4.0]
var = mean([(d - mean(data)) ** 2 for d in data])
print(mean(data), var, var ** 0.5, sorted(data)[len(data) // 2], [round(d, 1) for d in data])
z = 0j
for _ in range(30): z = z * z + (-0.5 + 0.5j)
print(round(z.real, 12), round(z.imag, 12), abs(3 + 4j), (1 + 2j) * (3 - 1j), (1 + 1j) ** 4, 1j ** 2, (2 + 3j).conjugate())
