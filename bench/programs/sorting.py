"""sorting: ints, floats, strings, tuples, by keys, by comparison, partly sorted, with bisect and heaps."""
import heapq
from bisect import bisect, insort
from functools import cmp_to_key
from operator import itemgetter


def numbers(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        out.append(seed >> 44)
    return out


def once():
    data = numbers(50_000, 3)
    total = 0
    for _ in range(4):
        total += sorted(data)[100]
    texts = [str(x) for x in data]
    total += len(sorted(texts)[0])
    rows = [(x % 100, x % 7, t) for x, t in zip(data, texts)]
    total += sorted(rows)[5][1] + sorted(rows, key=itemgetter(1, 0))[9][0] + sorted(rows, key=lambda r: (-r[1], r[2]))[3][0]
    total += sorted([x / 7 for x in data])[0] > 0
    total += sorted(data[:4000], key=cmp_to_key(lambda a, b: (a % 1000) - (b % 1000)))[2]
    partly = sorted(data)
    partly[100:200] = reversed(partly[100:200])
    partly.sort()
    window = []
    for x in data[:6000]:
        insort(window, x)
    for x in data:
        total += bisect(window, x)
    heap = []
    for x in data:
        heapq.heappush(heap, x)
        if len(heap) > 500:
            heapq.heappop(heap)
    return total, partly[150], window[7], heap[0], heapq.nlargest(3, data)


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (149754504, 3214, 1296, 1038456, [1048569, 1048562, 1048552])
