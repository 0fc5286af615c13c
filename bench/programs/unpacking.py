"""unpacking: assignments, stars, calls with * and **, enumerate and zip, swaps."""


def spread(a, b, *rest, key=1, **others):
    return a + b + len(rest) + key + len(others)


def once():
    total = 0
    rows = [(i, (i + 1, i + 2), [i, i + 1, i + 2, i + 3]) for i in range(400)]
    options = {"key": 2, "x": 1, "y": 2}
    for _ in range(800):
        for a, (b, c), [d, *middle, e] in rows:
            a, b = b, a
            total += a + b + c + d + e + len(middle)
        for i, (a, (b, c), items) in enumerate(rows):
            first, second, *_ = items
            total += first - second + i
        for x, y, z in zip(range(400), range(400, 0, -1), rows):
            total += x - y + z[0]
        for row in rows[:100]:
            total += spread(*row[2]) + spread(1, 2, **options) + spread(*row[1], *row[2], key=3)
        merged = [*range(50), *rows[0][2]]
        table = {**options, "z": 3}
        total += len(merged) + len(table)
    return total


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = 466366400
