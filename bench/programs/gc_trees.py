"""GC heavy: binary trees made and dropped."""


def make(depth):
    if depth == 0:
        return None, None
    return make(depth - 1), make(depth - 1)


def check(node):
    left, right = node
    if left is None:
        return 1
    return 1 + check(left) + check(right)


class Tree:
    def __init__(self, depth):
        self.left = Tree(depth - 1) if depth else None
        self.right = Tree(depth - 1) if depth else None

    def check(self):
        return 1 + (self.left.check() if self.left else 0) + (self.right.check() if self.right else 0)


def once():
    long_lived = make(16)
    total = 0
    for depth in range(4, 16, 2):
        for _ in range(1 << (15 - depth)):
            total += check(make(depth))
    for _ in range(40):
        total += Tree(10).check()
    return total, check(long_lived)


def run():
    for _ in range(4):
        result = once()
    return result


RESULT = (472366, 131071)
