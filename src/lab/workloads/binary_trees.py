"""Complete binary trees made, checked and dropped while a long-lived one stays. class: many equal small objects"""
DIALS = {"depth": 14, "repeats": 12}


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def grow(depth):
    return Node(grow(depth - 1), grow(depth - 1)) if depth else Node(None, None)


def count(node):
    return 1 + (count(node.left) + count(node.right) if node.left else 0)


def run(depth, repeats):
    lasting = grow(depth)
    checks = [count(grow(depth - i % 4)) for i in range(repeats)]
    return checks, count(lasting)
