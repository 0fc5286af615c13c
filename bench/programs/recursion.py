"""recursion: Takeuchi, Ackermann, the towers of Hanoi, permutations."""


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def hanoi(n, source, target, spare, moves):
    if n == 0:
        return
    hanoi(n - 1, source, spare, target, moves)
    moves[source, target] = moves.get((source, target), 0) + 1
    hanoi(n - 1, spare, target, source, moves)


def permutations(items):
    if len(items) <= 1:
        return [items]
    return [[items[i], *rest] for i in range(len(items)) for rest in permutations(items[:i] + items[i + 1 :])]


def once():
    moves = {}
    hanoi(16, "a", "b", "c", moves)
    return tak(17, 11, 4), ackermann(2, 200), sorted(moves.values()), len(permutations(list(range(8))))


def run():
    for _ in range(3):
        result = once()
    return result


RESULT = (5, 403, [7279, 7279, 7287, 14558, 14566, 14566], 40320)
