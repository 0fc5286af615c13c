"""Functions that remember variables and each other. class: cells and functions in cycles"""
DIALS = {"makers": 150000}


def counter(start):
    value = start

    def step(n=1):
        nonlocal value
        value += n
        return value

    def reset():
        nonlocal value
        value = start
        return step

    return step, reset


def run(makers):
    total = 0
    for i in range(makers):
        step, reset = counter(i)
        step()
        total += reset()(2)
    return total
