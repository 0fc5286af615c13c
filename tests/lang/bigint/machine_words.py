"""Sums, products and floor divisions of ints around the limits of machine words."""

LIMITS = [0, 1, 77, 2**30 - 1, 2**30, 2**31 + 5, 2**32, 2**33 - 1, 2**60 - 1, 2**60, 2**61, 2**62 - 1, 2**62, 2**62 + 1, 2**63 - 1, 2**63, 2**64]
NUMBERS = LIMITS + [-n for n in LIMITS]

for a in NUMBERS:
    line = []
    for b in NUMBERS:
        line += [a + b, a - b, a * b]
        if b:
            line += [a // b, a % b, *divmod(a, b)]
    print(*line)
