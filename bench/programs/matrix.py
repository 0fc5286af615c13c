"""matrix: products of lists of lists, transposition, LU decomposition, fractions."""
from fractions import Fraction


def multiply(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def multiply_plain(a, b):
    n, m, k = len(a), len(b[0]), len(b)
    out = [[0] * m for _ in range(n)]
    for i in range(n):
        row = a[i]
        for j in range(m):
            total = 0
            for t in range(k):
                total += row[t] * b[t][j]
            out[i][j] = total
    return out


def determinant(matrix):
    work = [row[:] for row in matrix]
    result = 1.0
    for i in range(len(work)):
        pivot = max(range(i, len(work)), key=lambda r: abs(work[r][i]))
        if pivot != i:
            work[i], work[pivot] = work[pivot], work[i]
            result = -result
        result *= work[i][i]
        for r in range(i + 1, len(work)):
            factor = work[r][i] / work[i][i]
            for c in range(i, len(work)):
                work[r][c] -= factor * work[i][c]
    return result


def once():
    n = 110
    a = [[(i * j + 3) % 17 for j in range(n)] for i in range(n)]
    b = [[(i + 2 * j) % 13 for j in range(n)] for i in range(n)]
    assert multiply(a, b) == multiply_plain(a, b)
    floats = [[1.0 / (i + j + 1) + (i == j) for j in range(110)] for i in range(110)]
    fractions = [[Fraction(1, i + j + 1) for j in range(9)] for i in range(9)]
    product = multiply(fractions, fractions)
    return sum(map(sum, multiply(a, b))), round(determinant(floats), 6), str(product[3][4])


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (61158659, 7.715211, '9/52')
