a, b = 123456789012345678901234567890, 987654321098765432109876543210
print(a + b, a - b, a * b, b // a, b % a, -b // a, -b % a, b // -a, divmod(-b, -a))
print(a ** 3, pow(a, 5, 10**9 + 7), 2 ** 200, (-3) ** 51, 10 ** 30 // 7, 7 ** 77 % 1000)
print(a & b, a | b, a ^ b, ~a, -a & b, -a | b, -a ^ -b, a << 70, b >> 40, -b >> 33, 1 << 100, -1 >> 100)
print(a < b, a == a + 0, a != b, max(a, b), a > 1e20, a == 123456789012345678901234567890.0, 2**53 + 1 == float(2**53 + 1))
print(int("9" * 50), int("-" + "7" * 40), int("f" * 30, 16), int("z" * 20, 36), int("1" * 70, 2))
print(hex(a), oct(a), bin(2**70), f"{a:,}", f"{a:x}", f"{b:e}", f"{a:_d}", str(-a), repr(2**64))
print(a.bit_length(), a.bit_count(), (-a).bit_length(), (2**64).bit_length(), a.to_bytes(16, "big"), int.from_bytes(b"\xff" * 12, "little"))
f = 1
for i in range(1, 61): f *= i
print(f, len(str(f)), f // 59 // 60, sum(map(int, str(f))))
x, y = 0, 1
for _ in range(400): x, y = y, x + y
print(x, x % 1000, str(x)[:10])
import math
print(math.gcd(a, b), math.isqrt(a), math.factorial(30), math.comb(100, 50), math.lcm(2**40, 3**20), float(a), int(1e25), int(-1.5e20), a / b, b / 3)
print(hash(a), hash(-b), hash(2**61 - 1), hash(2**61), hash(2**200), bool(a), int(a) is a, round(a, -10), abs(-b), +a, a.as_integer_ratio()[1], a.real == a, a.conjugate() == a)
for g in (lambda: a // 0, lambda: a % 0, lambda: float(10**400), lambda: 10**400 / 3, lambda: int("12a"), lambda: 1 << -1, lambda: pow(2, -1, 4), lambda: int("1" * 5000), lambda: (300).to_bytes(1, "big"), lambda: pow(0, -1)):
    try: print(g())
    except (ZeroDivisionError, OverflowError, ValueError) as error: print(type(error).__name__, error)
print((10**400) // (10**399), 10**400 % 97, (10**25) / (10**5), -7 // 2, -7 % 3, 7 // -2, 7 % -3, 0 ** 0, (2**100) ** 0)
