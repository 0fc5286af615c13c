"""set heavy: the game of life on sets of cells, sieves, set algebra."""


def step(cells):
    counts = {}
    for x, y in cells:
        for cell in (
            (x - 1, y - 1), (x - 1, y), (x - 1, y + 1), (x, y - 1),
            (x, y + 1), (x + 1, y - 1), (x + 1, y), (x + 1, y + 1),
        ):
            counts[cell] = counts.get(cell, 0) + 1
    return {cell for cell, n in counts.items() if n == 3 or (n == 2 and cell in cells)}


def primes(limit):
    numbers = set(range(2, limit))
    for i in range(2, int(limit**0.5) + 1):
        if i in numbers:
            numbers -= set(range(i * i, limit, i))
    return numbers


def once():
    cells = {(0, 1), (1, 1), (2, 1), (2, 0), (1, -1), (-3, 4), (-2, 4), (-2, 5), (6, 6), (6, 7), (6, 8), (7, 7)}
    for _ in range(200):
        cells = step(cells)
    found = primes(60_000)
    odd = set(range(1, 60_000, 2))
    total = 0
    for i in range(150):
        total += len((found & odd) ^ {i, i + 1}) + len(found | {i}) - len(odd - found)
    return len(cells), len(found), total, {1, 2} <= found


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (36, 6057, -1774371, False)
