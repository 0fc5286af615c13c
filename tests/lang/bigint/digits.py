def spigot(n):
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    out = []
    while len(out) < n:
        if 4 * q + r - t < m * t:
            out.append(m)
            q, r, m = 10 * q, 10 * (r - m * t), (10 * (3 * q + r)) // t - 10 * m
        else:
            q, r, t, k, m, x = q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2
    return "".join(map(str, out))
print(spigot(120))
def is_prime(n):
    if n < 2: return False
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % p == 0: return n == p
    d, s = n - 1, 0
    while d % 2 == 0: d //= 2; s += 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(a, d, n)
        if x in (1, n - 1): continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1: break
        else: return False
    return True
print([p for p in range(2, 200) if is_prime(2**p - 1)], is_prime(10**18 + 9), is_prime(2**127 - 1), is_prime(2**127 + 1))
def sqrt_digits(n, d): 
    import math
    return math.isqrt(n * 10 ** (2 * d))
print(sqrt_digits(2, 60), sqrt_digits(3, 40))
e, t = 0, 10**60
for i in range(1, 60): e, t = e + t, t // i
print(e)
n, steps = 27, 0
while n != 1: n, steps = (n * 3 + 1 if n % 2 else n // 2), steps + 1
print(steps, sum(int(c) for c in str(2**1000)), str(3**500)[-20:], len(str(7**1234)))
x = 1
for i in range(50): x = x * 1103515245 + 12345
print(x % 2**64, x.bit_length(), hex(x)[-30:])
for k in (31, 32, 59, 60, 61, 90, 119, 120, 121):
    v = 2**k - 1
    print(k, v, v + 1, v * v % (v + 2), (v << 1) ^ v, -v >> 3, v * v == v ** 2, (v * v) // v == v)
