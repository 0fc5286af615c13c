"""comprehensions: lists, sets, dicts, nested, with conditions, generator expressions in any, all, sum, max."""


def once():
    total = 0
    for k in range(30):
        squares = [x * x for x in range(20_000)]
        even = [x for x in squares if x % 2 == 0]
        table = {x: str(x) for x in range(6_000)}
        letters = {c for word in table.values() for c in word}
        grid = [[i * j for j in range(60)] for i in range(60)]
        flat = [cell for row in grid for cell in row if cell % 3]
        total += sum(x + k for x in even) + len(letters) + sum(flat)
        total += max(len(v) for v in table.values()) + any(x < 0 for x in squares) + all(x >= 0 for x in squares)
        pairs = [(a, b) for a in range(70) for b in range(a) if (a + b) % 5 == 0]
        total += len({a: b for a, b in pairs})
    return total


def run():
    for _ in range(3):
        result = once()
    return result


RESULT = 39994047752460
