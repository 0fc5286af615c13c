"""Arithmetic with hardly an object that the collector sees. class: the collector's overhead where it has nothing to do"""
DIALS = {"size": 60, "rounds": 12}


def multiply(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def run(size, rounds):
    matrix = [[(i * j % 7) / 3.0 for j in range(size)] for i in range(size)]
    result = matrix
    for _ in range(rounds):
        result = multiply(result, matrix)
        scale = max(max(row) for row in result)
        result = [[x / scale for x in row] for row in result]
    return round(sum(map(sum, result)), 6)
