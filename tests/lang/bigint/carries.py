"""Sums, products and quotients of ints whose digits of 30 bits are all ones, zeros or next to them, so that carries and borrows run far."""

import math
import random
import zlib

r = random.Random(5)
ONES = (1 << 30) - 1


def number(longest):
    choices = r.choice([[ONES], [0, ONES], [0, 1, ONES, ONES - 1, 1 << 29], [0, 0, 0, 0, 0, 0, 1], range(1 << 30)])
    value = 0
    for _ in range(r.randrange(longest)):
        value = value << 30 | r.choice(choices)
    value += r.choice([-1, 0, 0, 0, 0, 1])
    return -value if r.random() < 0.3 else value


def results(a, b, c):
    yield from (a + b, a - b, b - a, a * b, a * a, a * c, a << r.randrange(100), a >> r.randrange(100))
    if b:
        product = a * b
        yield from (a // b, a % b, product // b, (product - 1) // b, (product + abs(b) - 1) // b, (product + c) % b)
        yield from divmod(product * c + r.choice([-1, 0, 1, abs(b) - 1]), b)
        yield from (math.gcd(a, b), math.gcd(product, b + 1), pow(a, 3, b))


for longest in (4, 14, 40, 100):
    for _ in range(4):
        text = []
        for _ in range(15):
            a, b, c = number(longest), number(longest), number(r.choice([2, longest]))
            if r.random() < 0.1:
                b = a + r.choice([-1, 0, 1])
            text += map(hex, results(a, b, c))
        text = " ".join(text)
        print(longest, len(text), zlib.crc32(text.encode()))
