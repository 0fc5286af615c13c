"""Ints of many sizes around the lengths where other algorithms take over: products, squares, quotients, text."""
import sys

sys.set_int_max_str_digits(0)


def patterns(bits):
    """Ints of about that many bits: dense, sparse, all ones, mixed."""
    yield (1 << bits) - 1
    yield 1 << bits
    yield (1 << bits) // 7
    yield int("9" * (bits * 3 // 10) + "1")
    x = 12345
    for _ in range(bits // 31 + 1):
        x = (x << 31) ^ (x * 1103515245 + 12345) & 0x7FFFFFFF
    yield x


M = (1 << 61) - 1


def check(a, b):
    product = a * b
    assert product % M == (a % M) * (b % M) % M
    assert product == -a * -b and -product == a * -b
    square = a * a
    assert square % M == pow(a % M, 2, M)
    for x, y in ((product, a), (product + b // 3, b), (-product - 1, a), (product, -b), (square * 3 + 5, b), (a, b)):
        q, r = divmod(x, y)
        assert q * y + r == x and (0 <= r < y if y > 0 else y < r <= 0), (x.bit_length(), y.bit_length())
        assert x // y == q and x % y == r
    return hash(product), hash(square)


for bits in (29, 60, 900, 2_900, 5_990, 6_010, 8_980, 9_020, 11_990, 12_040, 20_990, 21_050, 29_900, 30_100, 61_000):
    total = 0
    ints = list(patterns(bits))
    for a in ints:
        for b in (ints[0], ints[-1], ints[2] >> bits // 2, 3):
            total ^= sum(check(a, b)) & M
        text = str(a)
        assert int(text) == a and int("-" + text) == -a and int(text[:-3] + "_" + text[-3:]) == a
        total ^= int(text[:18]) ^ len(text)
    print(bits, total)

print(hash(3**50_000), hash(7**30_000 // 3**20_000), str(3**20_000)[:30], str(3**20_000)[-30:])
print(pow(3, 10**30, (1 << 9_100) - 1) % M, (10**5_000 + 1) // (10**2_400 - 1) % M)
print(0 * 3**30_000, 3**30_000 // -(3**30_000), divmod(-(3**30_000), 3**15_000 + 1)[0] % M)
