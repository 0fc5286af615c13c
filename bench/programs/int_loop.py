"""A while loop of integer adds and masks."""


def once():
    total = 0
    i = 0
    while i < 3_000_000:
        total = (total + i) & 0xFFFF
        i += 1
    return total


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = 58528
