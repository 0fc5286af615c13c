"""GC heavy: cyclic garbage of several kinds while a large structure stays alive."""
import gc


class Node:
    def __init__(self):
        self.other = None
        self.items = []


def ring(n):
    nodes = [Node() for _ in range(n)]
    for i, node in enumerate(nodes):
        node.other = nodes[i - 1]
        node.items.append(nodes)
    return nodes[0]


def once():
    kept = [[i, {"k": [i]}] for i in range(20_000)]
    for i in range(20_000):
        ring(8)
        loop = []
        loop.append(loop)
        table = {"self": None}
        table["self"] = table

        def closure():
            return closure

    found = gc.collect() >= 0
    for _ in range(6):
        gc.collect()
    return len(kept), found


def run():
    for _ in range(3):
        result = once()
    return result


RESULT = (20000, True)
