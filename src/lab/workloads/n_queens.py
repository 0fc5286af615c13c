"""The queens of a board by permutation search. class: tuples and generators that die at once"""
DIALS = {"size": 8}


def permutations(items, k):
    if k == 0:
        yield ()
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1 :], k - 1):
            yield (item, *rest)


def run(size):
    columns = range(size)
    solutions = 0
    for queens in permutations(tuple(columns), size):
        if size == len({queens[i] + i for i in columns}) == len({queens[i] - i for i in columns}):
            solutions += 1
    return solutions
