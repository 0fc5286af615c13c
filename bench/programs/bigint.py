"""big integers: digits of pi by a spigot, a modular power, factorials and their decimal text."""


def pi_digits(count):
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    digits = []
    while len(digits) < count:
        if 4 * q + r - t < n * t:
            digits.append(n)
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2
    return digits


def once():
    digits = pi_digits(1_700)
    prime = 2**521 - 1
    power = 3
    for _ in range(400):
        power = pow(power, 65537, prime)
    for _ in range(40):
        product = 1
        for i in range(2, 1500):
            product *= i
        text = str(product)
    return sum(digits), power % 1_000_003, len(text), text.count("7"), int(text[:900]) % 997


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (7670, 102030, 4112, 391, 290)
