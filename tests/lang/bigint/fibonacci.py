def fib(n):
    if n == 0: return 0, 1
    a, b = fib(n >> 1)
    c = a * (2 * b - a)
    d = a * a + b * b
    return (d, c + d) if n & 1 else (c, d)
for n in (10, 100, 300, 1000): print(n, fib(n)[0])
def egcd(a, b):
    x0, x1, y0, y1 = 1, 0, 0, 1
    while b:
        q, a, b = a // b, b, a % b
        x0, x1 = x1, x0 - q * x1
        y0, y1 = y1, y0 - q * y1
    return a, x0, y0
a, b = 2**89 - 1, 3**50
g, x, y = egcd(a, b)
print(g, x, y, a * x + b * y == g, pow(a, -1, b) == x % b)
p, q, e = 2**61 - 1, 2**89 - 1, 65537
n = p * q
d = pow(e, -1, (p - 1) * (q - 1))
message = int.from_bytes(b"a secret text", "big")
cipher = pow(message, e, n)
print(cipher, pow(cipher, d, n).to_bytes(13, "big"))
f = 1
for i in range(1, 101): f *= i
print(f, len(str(f)), str(f).count("0"), f % (2**64), f >> 300)
print(sum(int(c) for c in str(2**5000)), (10**50 - 1) // 9, 123456789**11, -(7**60) // 10**20, -(7**60) % 10**20)
print([2**k % 1000007 for k in range(0, 400, 57)], (1 << 200) - (1 << 100), bin((1 << 70) - 5), ~(1 << 65))
