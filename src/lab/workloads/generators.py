"""Pipelines of generators, some left unfinished. class: frames on the heap"""
DIALS = {"pipelines": 25000, "length": 40}


def numbers(n):
    for i in range(n):
        yield i


def squares(source):
    for i in source:
        yield i * i


def pairs(source):
    last = 0
    for i in source:
        yield last, i
        last = i


def run(pipelines, length):
    total = 0
    waiting = []
    for k in range(pipelines):
        stream = pairs(squares(numbers(length)))
        if k % 3 == 0:
            waiting.append(stream)
            total += next(stream)[1]
            if len(waiting) > 100:
                waiting.pop(0)
        else:
            total += sum(b - a for a, b in stream)
    return total
