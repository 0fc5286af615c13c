"""Rings of objects that only a cycle collector frees; `share` percent of them are rings, the rest chains. class: cycle share"""
DIALS = {"rings": 60000, "size": 6, "share": 100}


class Link:
    def __init__(self, value):
        self.value = value
        self.next = None


def ring(size, closed):
    first = last = Link(0)
    for i in range(1, size):
        last.next = Link(i)
        last = last.next
    if closed:
        last.next = first
    return first


def run(rings, size, share):
    total = 0
    for i in range(rings):
        head = ring(size, i % 100 < share)
        total += head.next.value
    return total
