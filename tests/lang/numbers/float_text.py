# Text of floats: repr, parsing, hexadecimal, rounding, ratios, comparison with integers.
inf = float("inf")
nan = float("nan")
values = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 1e15, 1e16, 1e17, 123456789012345680.0, 1e22, 1e23, 1e-4, 1e-5, 1.5e-7, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.3, 2.675, 100.0, 1e100, inf, -inf, nan, 9007199254740993.0, 0.1 + 0.2, 4.35, 1e21]
for v in values:
    print(repr(v), str(v), v.hex(), v.is_integer(), bool(v), "nan" if v != v else hash(v))
for s in ["1.5", " 1e5 ", "-.5", "5.", "1_0.5", "inf", "-Infinity", "NaN", "+1E-3", "٣.٥", "0" * 400 + "1.5", "1" + "0" * 400, "1e-400", "123456789012345678901234567890", "0.1e1", "1e+05", "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880e0"]:
    print(s[:40], float(s))
for s in ["", "x", "1e", ".", "1_", "_1", "1_.5", "nan_", "1 2", "1\0", "0x10", "--1", b"1x", b"\xff", None, [], 1j]:
    try:
        print(float(s))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
print(float(), float(b"1.5"), float(bytearray(b"2")), float(True), float(10**20))
for h in ["0x1p3", "0x1.8p+1", "-0x.1p4", "1.8", "0x1p-1074", "0x1p-1075", "0x1.8p-1074", "0x1.fffffffffffffp1023", "inf", "-nan", " 0x1 ", "0x1.00000000000008p0", "0x1.00000000000018p0", "0x1.000000000000080001p0", "ffffffffffffffffffff"]:
    print(h, float.fromhex(h))
for h in ["x", "0x", "0x1p", "0x1p99999", "0x1.fffffffffffff8p1023", "0x1g", "", "1 2"]:
    try:
        print(float.fromhex(h))
    except (ValueError, OverflowError) as e:
        print(type(e).__name__, e)
for v in [0.5, 1.5, 2.5, -0.5, 2.675, 1e300, 123456.789, -123456.789, 0.05, 5e15 + 0.5]:
    print(v, round(v), [round(v, n) for n in (-400, -3, -1, 0, 1, 2, 5, 400)])
print(round(inf, 2), round(nan, 2), round(1.5, None))
for v in [0.0, -0.25, 10.0, 0.1, 1e300, 5e-324, -1.5]:
    print(v.as_integer_ratio())
for f in [lambda: inf.as_integer_ratio(), lambda: nan.as_integer_ratio(), lambda: round(inf), lambda: round(nan), lambda: int(inf), lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: divmod(1.0, 0), lambda: 1.0 / 0, lambda: 0.0**-1, lambda: 2.0**5000, lambda: pow(2.0, 2, 2), lambda: float(1, 2), lambda: float(x=1), lambda: float.__getformat__("x"), lambda: float.__new__(int), lambda: float.fromhex(3), lambda: round(1.5, "a"), lambda: (1.0).__round__(1, 2), lambda: ~1.5, lambda: 1.5 << 1, lambda: 1.5 & 1, lambda: round(1.7e308, -308)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e, e.args)
print(float.__getformat__("double"), (1.5).__trunc__(), (1.5).__floor__(), (1.5).__ceil__(), (-1.5).__floor__(), (1.5).conjugate(), (1.5).real, (1.5).imag, (1.5).__getnewargs__())
pairs = [(5.5, 2), (-5.5, 2), (5.5, -2), (-5.5, -2), (0.0, 3), (-0.0, 3), (0.0, -3), (1e300, 7), (7, 1e300), (-7, 1e300), (inf, 2), (2, inf), (-2, inf), (2, nan), (3.5, 0.1), (1e17, 3.3), (6, 1.5)]
for a, b in pairs:
    print(a, b, a + b, a - b, a * b, a / b, a // b, a % b, divmod(a, b))
for a, b in [(2.0, 3), (2.0, 0.5), (-8.0, 1 / 3), (-2.0, 3), (-2.0, -3), (0.0, 2), (-0.0, 3), (inf, -1), (-inf, 3), (-inf, -3), (0.5, inf), (2, -inf), (-1, inf), (nan, 0), (1, nan), (1e-200, 2), (10, -400.0), (2, 0.1)]:
    print(a, b, a**b)
big = [2**53, 2**53 + 1, 2**60 + 1, 10**400, -(10**400), 2**1023, 2**1024]
for f in [float(2**53), 2.0**60, 1e308, -1e308, inf, -inf, nan, 0.5, 2.0**1023]:
    print(f, [(f < b, f <= b, f == b, f != b, f > b, f >= b) for b in big])
print(hash(1.0) == hash(1), hash(2.0**70) == hash(2**70), hash(0.5), hash(-1.0), hash(inf), hash(-inf), hash(1e300), {1: "a"}[1.0])


class F(float):
    pass


f = F(2.5)
print(f, repr(f), type(f + 1), type(-f), type(+f), f == 2.5, F("3"), type(F("3")), F.fromhex("0x1p1"), type(F.fromhex("0x1p1")), int(f))
x = 1.5
x += 1
x -= 0.25
x *= 2
x /= 3
x //= 0.5
x **= 2
x %= 5
print(x)
