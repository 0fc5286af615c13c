"""The collector's schedule over ten allocation-heavy programs: every callback, the counts at intervals, the statistics."""
import gc


class Node:
    def __init__(self, value, other=None):
        self.value = value
        self.other = other


def lists():
    keep = []
    for i in range(9000):
        keep.append([i])
        if len(keep) > 500:
            keep.clear()


def dicts():
    return [{"a": i, "b": [i]} for i in range(4000)]


def tuples():
    return [(i, [i]) for i in range(5000)]


def instances():
    return [Node(i) for i in range(5000)]


def rings():
    for i in range(4000):
        a = Node(i)
        a.other = Node(i, a)


def closures():
    def make(i):
        def inner():
            return inner, i
        return inner
    for i in range(4000):
        make(i)


def generators():
    def numbers(n):
        yield from range(n)
    kept = []
    for i in range(6000):
        g = numbers(3)
        next(g)
        kept.append(g)
        if len(kept) > 1000:
            del kept[:900]


def exceptions():
    kept = []
    for i in range(4000):
        try:
            raise ValueError(i)
        except ValueError as error:
            kept.append(error)


def sets():
    return [{i, i + 1} for i in range(4000)] + [frozenset([i]) for i in range(3000)]


def tree():
    def grow(depth):
        return [grow(depth - 1), grow(depth - 1)] if depth else []
    return grow(12)


def watch(program):
    events = []

    def callback(phase, info):
        events.append((phase[2], info["generation"], info["collected"], info["uncollectable"]))

    gc.collect()
    before = gc.get_stats()
    gc.callbacks.append(callback)
    result = program()
    gc.callbacks.remove(callback)
    count = gc.get_count()
    print(program.__name__, count, len(events))
    print("  ", [event for event in events if event[0] == "o"])
    print("  ", [{k: b[k] - a[k] for k in a} for a, b in zip(before, gc.get_stats())])
    del result


for program in (lists, dicts, tuples, instances, rings, closures, generators, exceptions, sets, tree):
    watch(program)
