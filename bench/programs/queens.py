"""backtracking: queens with itertools and bit masks, a small Sudoku."""
from itertools import combinations, permutations


def by_permutations(n):
    columns = range(n)
    return sum(1 for p in permutations(columns) if n == len({p[i] + i for i in columns}) == len({p[i] - i for i in columns}))


def by_masks(n, row=0, columns=0, left=0, right=0):
    if row == n:
        return 1
    count = 0
    free = ((1 << n) - 1) & ~(columns | left | right)
    while free:
        bit = free & -free
        free ^= bit
        count += by_masks(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return count


def sudoku(board):
    for at, value in enumerate(board):
        if value == 0:
            break
    else:
        return board
    row, column = divmod(at, 9)
    used = set(board[row * 9 : row * 9 + 9]) | set(board[column::9])
    for r in range(row // 3 * 3, row // 3 * 3 + 3):
        used.update(board[r * 9 + column // 3 * 3 : r * 9 + column // 3 * 3 + 3])
    for value in range(1, 10):
        if value not in used:
            solved = sudoku(board[:at] + [value] + board[at + 1 :])
            if solved:
                return solved
    return None


PUZZLE = "530070000600195000098000060800060003400803001700020006060000280000419005000080079"


def once():
    solved = sudoku([int(c) for c in PUZZLE])
    close = sum(1 for a, b, c in combinations(range(110), 3) if (a ^ b ^ c) == 0)
    return by_permutations(8), by_masks(10), "".join(map(str, solved)), close


def run():
    for _ in range(6):
        result = once()
    return result


RESULT = (92, 724, '534678912672195348198342567859761423426853791713924856961537284287419635345286179', 1686)
