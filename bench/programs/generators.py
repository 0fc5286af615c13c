"""generators: pipelines, delegation with yield from, values sent in."""


def numbers(n):
    for i in range(n):
        yield i


def odd(source):
    for x in source:
        if x % 2:
            yield x


def squares(source):
    for x in source:
        yield x * x


class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.value
        if self.right is not None:
            yield from self.right


def tree(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return Node(middle, tree(low, middle), tree(middle + 1, high))


def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        total += value
        count += 1
        average = total / count


def once():
    total = sum(squares(odd(numbers(900_000))))
    for _ in range(6):
        total += sum(tree(0, 16_000))
    mean = averager()
    next(mean)
    for i in range(200_000):
        last = mean.send(i)
    return total, last


def run():
    for _ in range(3):
        result = once()
    return result


RESULT = (121500000767802000, 99999.5)
