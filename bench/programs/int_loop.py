"""A while loop of integer adds and masks."""


def run():
    total = 0
    i = 0
    while i < 3_000_000:
        total = (total + i) & 0xFFFF
        i += 1
    return total


RESULT = 58528
