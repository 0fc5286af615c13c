print(0.1 + 0.2, 1 / 3, 2 / 3, 1e16, 1e15 + 0.3, 123456789.123456789, 1e-5, 0.0001, 1e22, 1e23, 5e-324, 1.7976931348623157e308, -0.0)
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(7.5, 2), divmod(-1e-20, 3), 2.0 ** 0.5, (-8) ** (1 / 3), 2 ** -1, 0.0 ** 0)
print(round(2.675, 2), round(0.5), round(1.5), round(-2.5), round(1e20), round(1234.5678, -2), round(5.015, 2), int(3.99), int(-3.99))
print(float("inf"), -float("inf"), float("nan"), float("1e400"), float("  -1.5e-3 "), float("1_0.5"), float("infinity"), float("-NaN"))
inf, nan = float("inf"), float("nan")
print(inf + 1, inf - inf, inf * 0, nan == nan, nan < 1, inf > 10**400, -inf < -10**400, inf == inf, max(1, nan), min(nan, 1))
print((0.5).as_integer_ratio(), (3.0).is_integer(), (2.5).hex(), float.fromhex("0x1.8p3"), (1.1).hex(), 1.5.real, (1e300 * 1e10), (0.1).as_integer_ratio())
print(1.0 == 1, 1.5 > 1, 2**53 == float(2**53), 2**53 + 1 == float(2**53), hash(0.5), hash(1e300), 1e308 * 10 == inf, 0.1 + 0.1 + 0.1 == 0.3)
for f in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: int(inf), lambda: int(nan), lambda: float("x"), lambda: float(""), lambda: 0.0 ** -1, lambda: 10.0 ** 400, lambda: round(inf), lambda: float([]), lambda: inf.as_integer_ratio()):
    try: print(f())
    except (ZeroDivisionError, OverflowError, ValueError, TypeError) as error: print(type(error).__name__, error)
print(sum([0.1] * 10), sum([1e100, 1, -1e100]), sum([1, 2.5]), 3.0.__class__, abs(-2.5), -(-0.0), +1.5, 1e3, 100000000000000000.0, 12345678901234567.0)
print([x / 10 for x in range(12)], 4.35 * 100, 1.1 * 3, 1 - 0.9, 1e-7, 123e-7, 1.0e+5, 9007199254740993.0, 0.1 * 3, 5 / 9 * (100 - 32))
x = 0.0
for i in range(1000): x += 0.001
print(x, 2.5e-10, 1 / 7, 22 / 7, 355 / 113, 1e100, 2**0.5, 10**-3, 4**0.5)
import math
print(math.sqrt(2), math.pi, math.sin(1), math.exp(1), math.log(10), math.floor(-1.5), math.ceil(1.2), math.trunc(-1.7), math.fsum([0.1] * 10), math.hypot(3, 4), math.copysign(1, -0.0), math.isclose(0.1 + 0.2, 0.3), math.atan2(1, 1), math.log2(8), math.cosh(1))
