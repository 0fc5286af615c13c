"""deep copying: nested containers, shared parts, instances, a __deepcopy__ of its own."""
from copy import copy, deepcopy


class Leaf:
    def __init__(self, value):
        self.value = value
        self.children = []


class Fixed:
    def __init__(self, n):
        self.n = n

    def __deepcopy__(self, memo):
        return Fixed(self.n + 1)


def tree(depth):
    leaf = Leaf(depth)
    if depth:
        leaf.children = [tree(depth - 1), tree(depth - 1)]
    return leaf


def count(leaf):
    return 1 + sum(map(count, leaf.children))


def once():
    shared = {"k": [1, 2, 3]}
    data = {"list": [[i, (i, [i])] for i in range(300)], "dicts": [{"a": i, "s": shared} for i in range(300)], "fixed": [Fixed(i) for i in range(50)]}
    for _ in range(50):
        data = deepcopy(data)
    copied = deepcopy(tree(12))
    shallow = [copy(data) for _ in range(3000)]
    return count(copied), data["fixed"][3].n, data["dicts"][0]["s"] is data["dicts"][9]["s"], len(shallow)


def run():
    for _ in range(3):
        result = once()
    return result


RESULT = (8191, 53, True, 3000)
