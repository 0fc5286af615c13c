# Integers of every size: operators against the identities that define them, and printed samples.
samples = [0, 1, -1, 2, -5, 256, 257, 2**15 - 1, 2**30 - 1, 2**30, -(2**30), 2**31, 2**60 - 1, 2**60, 2**63, -(2**63), 2**64, 3**100, -(7**77), 10**50 + 1]
for a in samples:
    print(a, -a, +a, ~a, abs(a), a.bit_length(), a.bit_count(), hash(a), bool(a))
    for b in samples:
        if b:
            q, r = divmod(a, b)
            assert q * b + r == a and (r == 0 or (r < 0) == (b < 0)) and abs(r) < abs(b)
            assert a // b == q and a % b == r
        assert (a & b) + (a | b) == a + b
        assert (a ^ b) == (a | b) - (a & b)
        assert (a < b) == (b > a) and (a <= b) == (not a > b)
        assert (a == b) == (not a != b)
    print([a << n for n in (0, 1, 29, 30, 31, 65)], [a >> n for n in (0, 1, 29, 30, 31, 65, 200)])
total = 0
for a in samples:
    for b in samples:
        total += a * b - (a & b) + (a ^ b)
        if b:
            total += a // b + a % b
print(total)
print(2**0, 2**1, 2**100, (-3) ** 5, 0**0, 10**20, 7**130)
print(2**-1, (-2) ** -3, 4**0.5)
print(pow(3, 200, 13), pow(3, -1, 7), pow(3, -2, -7), pow(5, 0, 1), pow(0, 0, 5), pow(2, 10**30, 97), pow(-7, 3, 10), pow(7, 3, -10))
print(7 / 2, 10**400 / 10**399, 1 / 3, (2**70) / (2**69 + 1), -(10**30) / 7, 5e-324 / 1, 1 / 10**320, 1 / 10**400)
print(True + True, True & 1, True & True, True ^ True, True | False, -True, True / 2, True.real, True.numerator)
print((5).as_integer_ratio(), (-5).conjugate(), (5).real, (5).imag, (5).numerator, (5).denominator, (5).is_integer())
print((12345).__round__(-2), round(15, -1), round(25, -1), round(-15, -1), round(12345, 3), round(10**30 + 5, -1), round(5, -10))
print((7).__floor__(), (7).__ceil__(), (7).__trunc__(), (7).__index__(), (7).__int__(), (7).__float__(), (5).__getnewargs__())
x = 2**70
y = x
x += 1
x -= 2
x *= 3
x //= 2
x %= 10**9
x <<= 3
x >>= 1
x |= 1
x &= 0xFFFF
x ^= 0x55
x **= 2
print(x, y)


class I(int):
    def __repr__(self):
        return "I(%d)" % self


i = I(5)
print(i, i + 1, type(i + 1), -i, +i, type(+i), int(i), type(int(i)), i == 5, hash(i) == hash(5), [1, 2, 3, 4, 5, 6][i], i.real, type(i.real))
print(I("12"), I("ff", 16), I(2**100) == 2**100, I.from_bytes(b"\x01\x02", "big"), type(I.from_bytes(b"a")))
print((5).__add__("a"), (5).__eq__(5.0), (5).__lt__(6), (5).__pow__(2), (5).__rsub__(7), (5).__rpow__(2), (7).__divmod__(2), (7).__rdivmod__(20))
