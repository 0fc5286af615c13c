"""A while loop of float multiplications and additions."""


def once():
    x = 0.0
    i = 0
    while i < 3_000_000:
        x = x * 0.5 + 1.25 - x
        i += 1
    return x


def run():
    for _ in range(3):
        result = once()
    return result


RESULT = 0.8333333333333333
