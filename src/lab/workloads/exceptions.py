"""Errors raised deep down, caught with their tracebacks and kept a while: frames in cycles. class: cycles through frames"""
DIALS = {"raises": 25000, "depth": 6, "kept": 50}


class Problem(Exception):
    pass


def fail(depth, number):
    if depth:
        local = [number] * 3
        return fail(depth - 1, number) + len(local)
    raise Problem(number)


def attempt(depth, number):
    try:
        fail(depth, number)
    except Problem as error:
        caught = error  # the frame holds the error, whose traceback holds the frame
        return caught


def run(raises, depth, kept):
    window = []
    for number in range(raises):
        window.append(attempt(depth, number))
        if len(window) > kept:
            window.pop(0)
    return sum(error.args[0] for error in window)
